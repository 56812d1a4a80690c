//! Notes in free words that somebody must read.
//!
//! | file | what |
//! |---|---|
//! | [`answer`] | what a person says that a note means, while it is being said |
//! | [`shown`] | which notes are shown |
//! | `reading` | the note in full, and the form |

pub mod answer;
mod reading;
pub mod shown;

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Align, CentralPanel, Frame, Key, Label, Layout, Panel, Ui};
use strum::IntoEnumIterator as _;

use self::answer::{Answer, Choice};
use self::reading::Asked;
use self::shown::{Look, Sent, Shown, Which};
use super::facts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::list_box::{List, ListBox, Two};
use crate::desktop::widgets::words::count;
use crate::desktop::widgets::{form, parts};
use crate::domain::Fingerprint;
use crate::domain::restriction::StatementKey;
use crate::runtime::Command;
use crate::runtime::restrict_view::{NoteToRead, RestrictionsView};

/// Notes in free words that somebody must read.
#[derive(Debug, Default)]
pub struct NotesPane {
    which: Which,
    text: String,
    chosen: Option<StatementKey>,
    /// A note that shall be shown whatever the filter.
    wanted: Option<StatementKey>,
    shown: Option<Shown>,
    /// What was said of notes and not saved, for just these words of theirs.
    drafts: HashMap<StatementKey, (Fingerprint, Answer)>,
    sent: Sent,
    list: ListBox,
    asked_settings: bool,
    /// The field of the day takes the keyboard in this frame.
    focus_day: bool,
    /// The list took the keyboard once.
    begun: bool,
}

impl NotesPane {
    /// Shows a note from the next frame on, whatever the filter.
    pub fn show(&mut self, statement: &StatementKey) {
        self.wanted = Some(statement.clone());
        self.begun = false;
    }

    /// The list takes the keyboard in the next frame.
    pub fn take_keys(&mut self) {
        self.begun = false;
    }

    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        if view.model.restricting.settings.is_none() && !std::mem::replace(&mut self.asked_settings, true) {
            view.outbox.send(Command::LoadRestrictSettings);
        }
        let Some(overview) = facts::overview(ui, view) else { return };
        self.follow(view, &overview);
        facts::other_day(ui, view, &overview);
        if overview.notes.is_empty() {
            parts::empty(
                ui,
                view.tokens,
                "No note waits to be read",
                "Notes on access or use without dates and types come here, so that a person says what they mean. \
                 Until then what they reach counts as closed.",
            );
            return;
        }
        let Some(shown) = self.shown.take() else { return };
        self.head(ui, view, &shown);
        let tokens = view.tokens;
        let width = ui.available_width();
        let frame = Frame::new().fill(tokens.panel);
        Panel::right("note to read")
            .default_size((width * 0.46).max(tokens.rail * 5.0))
            .size_range(tokens.rail * 4.5..=(width * 0.62).max(tokens.rail * 4.5))
            .frame(frame)
            .show(ui, |ui| self.note(ui, view, &shown));
        CentralPanel::no_frame().frame(frame).show(ui, |ui| self.notes(ui, view, &shown));
        self.shown = Some(shown);
    }

    /// Builds the rows anew where notes or filter changed, and chooses a note where none is.
    fn follow(&mut self, view: &ViewCtx<'_>, overview: &Arc<RestrictionsView>) {
        self.sent.settle(view, overview);
        self.drafts.retain(|key, (fingerprint, _)| {
            let known = overview.notes.iter().find(|note| note.statement == *key);
            known.is_some_and(|note| note.fingerprint == *fingerprint)
        });
        if let Some(wanted) = self.wanted.take() {
            let hidden = |shown: &Shown| shown.row_of(&wanted).is_none();
            let shown = Shown::of(overview, self.which, &self.text, &self.sent);
            if hidden(&shown) {
                self.which = Which::All;
                self.text.clear();
            }
            self.chosen = Some(wanted);
        }
        let old = self.shown.take();
        let shown = match old {
            Some(shown) if shown.fits(overview, self.which, &self.text, &self.sent) => shown,
            _ => Shown::of(overview, self.which, &self.text, &self.sent),
        };
        let there = self.chosen.as_ref().is_some_and(|key| shown.row_of(key).is_some());
        if !there {
            self.chosen = shown.note(0).map(|note| note.statement.clone());
        }
        self.shown = Some(shown);
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap - 2.0;
            for which in Which::iter() {
                if parts::chip(ui, tokens, &shown::chip(which, shown), self.which == which).clicked() {
                    self.which = which;
                }
            }
            form::field(
                ui,
                tokens,
                "Filter notes by text",
                &mut self.text,
                tokens.rail * 2.4,
                "title or words",
            );
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = "arrows: note · S: suggestion · O: open · D: until a day · C: no end · Enter: save and next";
                ui.add(Label::new(parts::hint(tokens, words)).truncate());
            });
        });
    }

    fn notes(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        if shown.rows.is_empty() {
            self.nothing(ui, view, shown);
            return;
        }
        if !std::mem::replace(&mut self.begun, true) {
            self.list.focus();
        }
        let list = List {
            name: "Notes to read",
            rows: shown.rows.len(),
            height: Two::height(tokens),
            chosen: self.chosen.as_ref().and_then(|key| shown.row_of(key)),
        };
        let look = Look {
            shown,
            sent: &self.sent,
            tokens,
        };
        let listed = self.list.show(ui, view, list, &look);
        if let Some(note) = listed.chosen.and_then(|row| shown.note(row)) {
            self.chosen = Some(note.statement.clone());
        }
        let Some(note) = self.chosen.as_ref().and_then(|key| shown.note(shown.row_of(key)?)) else {
            return;
        };
        for key in listed.keys {
            self.key(key, note);
        }
        if listed.activated {
            self.save(view, shown, note);
        }
    }

    fn nothing(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        if !self.text.trim().is_empty() {
            parts::empty(ui, tokens, "No note has these words", "Clear the filter to see the others.");
            ui.vertical_centered(|ui| {
                if parts::button(ui, tokens, "Clear the filter").clicked() {
                    self.text.clear();
                }
            });
        } else if self.which == Which::Read {
            parts::empty(
                ui,
                tokens,
                "No note was read yet",
                "Choose a note under “waiting” and say what it means.",
            );
        } else {
            let read = count(
                (shown.overview.notes.len() - shown.waiting) as u64,
                "note is read",
                "notes are read",
            );
            let todo = format!("{read}. Plan what follows on the tab “What follows in iconik”.");
            parts::empty(ui, tokens, "No note waits to be read", &todo);
        }
    }

    /// What was said of a note so far; of one that was read, what was said then.
    fn draft(&self, note: &NoteToRead) -> Answer {
        if let Some((_, answer)) = self.drafts.get(&note.statement) {
            return answer.clone();
        }
        match note.reading.as_ref().filter(|_| !note.changed) {
            Some(reading) => Answer::of(&reading.meaning, &reading.why),
            None => Answer::default(),
        }
    }

    fn keep(&mut self, note: &NoteToRead, answer: Answer) {
        self.drafts.insert(note.statement.clone(), (note.fingerprint.clone(), answer));
    }

    fn key(&mut self, key: Key, note: &NoteToRead) {
        if key == Key::S {
            self.take_hint(note);
        } else if let Some(choice) = Choice::iter().find(|choice| choice.key() == key) {
            let answer = Answer {
                choice: Some(choice),
                ..self.draft(note)
            };
            self.focus_day = choice == Choice::Until;
            self.keep(note, answer);
        }
    }

    fn take_hint(&mut self, note: &NoteToRead) {
        if let Some(hint) = &note.hint {
            let why = self.draft(note).why;
            self.keep(note, Answer::of(hint, &why));
        }
    }

    fn note(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let Some(note) = self.chosen.as_ref().and_then(|key| shown.note(shown.row_of(key)?)) else {
            return;
        };
        let mut answer = self.draft(note);
        let before = answer.clone();
        let asked = reading::draw(ui, view, note, &mut answer, &mut self.focus_day, !self.sent.leaves_waiting(note));
        if answer != before {
            self.keep(note, answer);
        }
        match asked {
            None => {}
            Some(Asked::Hint) => self.take_hint(note),
            Some(Asked::TakeBack) => self.take_back(view, note),
            Some(Asked::Save) => {
                self.save(view, shown, note);
                self.list.focus();
            }
        }
    }

    /// Sends what was said, and goes to the next note.
    fn save(&mut self, view: &ViewCtx<'_>, shown: &Shown, note: &NoteToRead) {
        let answer = self.draft(note);
        let (Ok(meaning), None) = (answer.meaning(), facts::refusal(view)) else {
            return;
        };
        let kept = note.reading.as_ref().filter(|_| !note.changed);
        let same = kept.is_some_and(|reading| reading.meaning == meaning && reading.why == answer.why.trim());
        if !same {
            view.outbox.send(Command::ReadNote {
                statement: note.statement.clone(),
                fingerprint: note.fingerprint.clone(),
                meaning: Some(meaning.clone()),
                why: answer.why.trim().to_owned(),
            });
            self.sent.put(view, &note.statement, Some(meaning));
        }
        self.drafts.remove(&note.statement);
        let here = shown.row_of(&note.statement).unwrap_or_default();
        let next = shown.note(here + 1).or_else(|| shown.note(here.checked_sub(1)?));
        if let Some(next) = next {
            self.chosen = Some(next.statement.clone());
        }
    }

    fn take_back(&mut self, view: &ViewCtx<'_>, note: &NoteToRead) {
        view.outbox.send(Command::ReadNote {
            statement: note.statement.clone(),
            fingerprint: note.fingerprint.clone(),
            meaning: None,
            why: String::new(),
        });
        self.sent.put(view, &note.statement, None);
        self.drafts.remove(&note.statement);
    }
}
