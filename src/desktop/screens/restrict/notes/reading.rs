//! One note in full, what was said of it, and the form that says what it means.

use egui::{Key, Label, Ui};
use strum::IntoEnumIterator as _;

use super::answer::{Answer, Choice};
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::restrict::{facts, said};
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words::count;
use crate::desktop::widgets::{form, parts};
use crate::domain::browse::Node;
use crate::runtime::restrict_view::NoteToRead;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Keep what was said, and show the next note.
    Save,
    /// Take over what the words suggest.
    Hint,
    /// Take back what was said before.
    TakeBack,
}

/// Draws the note and its form.
pub fn draw(ui: &mut Ui, view: &ViewCtx<'_>, note: &NoteToRead, answer: &mut Answer, focus_day: &mut bool, settled: bool) -> Option<Asked> {
    let tokens = view.tokens;
    facts::pane(ui, tokens, &note.statement, |ui| {
        ui.add(Label::new(parts::strong(tokens, note.record_title.as_str())).wrap());
        if note.path.len() > 1 {
            ui.add(Label::new(parts::hint(tokens, note.path.join(" › "))).wrap());
        }
        ui.horizontal_wrapped(|ui| {
            let reaches = format!("{} · reaches {}", note.what, count(note.assets, "asset", "assets"));
            ui.label(parts::small(tokens, reaches));
            facts::show_node(ui, view, "Show the record", Node::Record(note.statement.record));
        });
        facts::quoted(ui, tokens, &note.words);
        let mut asked = before(ui, view, note, settled);
        facts::heading(ui, tokens, "What does it mean?");
        if let Some(hint) = &note.hint {
            let words = format!("Take the suggestion: {}", said::meaning(hint));
            let button = parts::button(ui, tokens, &words).on_hover_text("What its words suggest; check it against the note");
            if button.clicked() {
                asked = Some(Asked::Hint);
            }
        }
        let entered = fields(ui, view, answer, focus_day);
        asked.or(save(ui, view, answer, entered))
    })
}

/// What was said of the note before.
fn before(ui: &mut Ui, view: &ViewCtx<'_>, note: &NoteToRead, settled: bool) -> Option<Asked> {
    let tokens = view.tokens;
    let reading = note.reading.as_ref()?;
    let mut said = format!("{} ({}, {})", said::meaning(&reading.meaning), reading.who, view.clock(reading.at));
    if !reading.why.is_empty() {
        said.push_str(": ");
        said.push_str(&reading.why);
    }
    if note.changed {
        let words = format!("The note changed since it was read. Its former words were read as: {said}. Read it again.");
        facts::remark(ui, tokens, Glyph::Half, tokens.changed, &words);
        return None;
    }
    facts::remark(ui, tokens, Glyph::Check, tokens.linked, &format!("Read as {said}"));
    let can = settled && facts::refusal(view).is_none();
    let mut asked = None;
    ui.add_enabled_ui(can, |ui| {
        if parts::link_button(ui, tokens, "Take this reading back").clicked() {
            asked = Some(Asked::TakeBack);
        }
    });
    asked
}

/// The form; true where Enter was pressed in one of its fields.
fn fields(ui: &mut Ui, view: &ViewCtx<'_>, answer: &mut Answer, focus_day: &mut bool) -> bool {
    let tokens = view.tokens;
    for choice in Choice::iter() {
        let on = answer.choice == Some(choice);
        if ui.radio(on, parts::body(tokens, choice.words())).clicked() {
            answer.choice = Some(choice);
            *focus_day = choice == Choice::Until;
        }
    }
    let mut entered = false;
    let mut enter = |ui: &Ui, response: &egui::Response| {
        entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    };
    if answer.choice == Some(Choice::Until) {
        form::row(ui, tokens, "until", |ui| {
            let response = answer.until.field(ui, tokens, "Closed until");
            form::fresh(&response, focus_day);
            enter(ui, &response);
            answer.until.remark(ui, tokens, &answer.until.last());
        });
    }
    if matches!(answer.choice, Some(Choice::Until | Choice::NoEnd)) {
        form::row(ui, tokens, "from", |ui| {
            let response = answer.from.field(ui, tokens, "Closed from");
            enter(ui, &response);
            answer.from.remark(ui, tokens, &answer.from.first());
            ui.label(parts::hint(tokens, "may stay empty"));
        });
        types(ui, view, answer);
    }
    form::row(ui, tokens, "why", |ui| {
        let width = (ui.available_width() - tokens.pad).max(tokens.rail * 2.0);
        let response = form::field(
            ui,
            tokens,
            "Why it means that",
            &mut answer.why,
            width,
            "kept with the reading; may stay empty",
        );
        enter(ui, &response);
    });
    entered
}

fn types(ui: &mut Ui, view: &ViewCtx<'_>, answer: &mut Answer) {
    let tokens = view.tokens;
    let offered = view
        .model
        .restricting
        .settings
        .as_ref()
        .map(|(_, settings)| settings.types.as_slice());
    let mut all: Vec<String> = offered.unwrap_or_default().to_vec();
    // What was said before stays to be seen though ArchivesSpace does not offer it any more.
    all.extend(
        answer
            .types
            .iter()
            .filter(|name| !offered.unwrap_or_default().contains(name))
            .cloned(),
    );
    if all.is_empty() {
        return;
    }
    form::row(ui, tokens, "types", |ui| {
        for name in all {
            let mut on = answer.types.contains(&name);
            if form::tick(ui, tokens, &name, &mut on).changed() {
                if on {
                    answer.types.insert(name);
                } else {
                    answer.types.remove(&name);
                }
            }
        }
    });
}

fn save(ui: &mut Ui, view: &ViewCtx<'_>, answer: &Answer, entered: bool) -> Option<Asked> {
    let tokens = view.tokens;
    let wrong = facts::refusal(view).or_else(|| answer.meaning().err());
    ui.add_space(tokens.gap / 2.0);
    let clicked = ui
        .horizontal_wrapped(|ui| {
            let button = parts::primary_button(ui, tokens, "Save and next", wrong.is_none());
            if let Some(why) = &wrong {
                say(ui, tokens, answer, why);
            }
            button.clicked()
        })
        .inner;
    ((clicked || entered) && wrong.is_none()).then_some(Asked::Save)
}

/// What is missing is a hint; what is wrong stands in the colour of errors.
fn say(ui: &mut Ui, tokens: &Tokens, answer: &Answer, why: &str) {
    let missing = answer.choice.is_none() || answer.until.is_empty();
    let text = parts::small(tokens, why);
    let text = if missing { text } else { text.color(tokens.broken) };
    ui.add(Label::new(text).wrap());
}
