//! The rule table: what follows in iconik from a restriction. Edits are kept only when saved; while they are made, Archway counts what
//! each row would match.
//!
//! | file | what |
//! |---|---|
//! | [`draft`] | the settings that are being edited |
//! | [`words`] | rows in words |
//! | `table` | how the rows look |
//! | `row` | the fields of one row |
//! | `workspace` | settings beside the table |
//! | `picker` | adding people, groups, collections |
//! | `trying` | counting how the edited table would match |

pub mod draft;
mod picker;
mod row;
mod table;
mod trying;
pub mod words;
mod workspace;

use std::sync::Arc;

use egui::{Align, CentralPanel, Frame, Id, Key, Label, Layout, Modifiers, Panel, TextEdit, Ui};
use uuid::Uuid;

use self::draft::Draft;
use self::picker::Picker;
use self::table::Look;
use self::trying::Trying;
use super::facts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::list_box::{List, ListBox, Listed, Two};
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;
use crate::domain::restriction::{RestrictSettings, RuleRow, RuleTable, Then, When};
use crate::runtime::Command;
use crate::runtime::restrict_view::RestrictSettingsView;
use crate::runtime::view::NoticeKind;

/// The rule table.
#[derive(Debug, Default)]
pub struct RulesPane {
    draft: Option<Draft>,
    /// Number of the settings that the draft took in last.
    revision: u64,
    chosen: Option<Uuid>,
    trying: Trying,
    picker: Picker,
    list: ListBox,
    asked: bool,
    /// The last notice when settings were sent to be kept; the answer is not here yet.
    saving: Option<u64>,
    /// The name of a new row takes the keyboard.
    fresh: bool,
}

/// What is done to the table from outside a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Add,
    Duplicate,
    Up,
    Down,
    Delete,
}

impl RulesPane {
    /// True where edits would be lost.
    #[must_use]
    pub fn has_unsaved(&self) -> bool {
        self.draft.as_ref().is_some_and(Draft::is_changed)
    }

    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        if view.model.restricting.settings.is_none() && !std::mem::replace(&mut self.asked, true) {
            view.outbox.send(Command::LoadRestrictSettings);
        }
        let tokens = view.tokens;
        let Some((revision, settings)) = view.model.restricting.settings.clone() else {
            parts::empty(ui, tokens, "Reading the rules", "");
            return;
        };
        self.follow(view, revision, &settings);
        let Some(mut draft) = self.draft.take() else { return };
        self.head(ui, view, &mut draft, &settings);
        let mut edited = RestrictSettings::clone(draft.settings());
        ui.add_enabled_ui(view.writable(), |ui| workspace::edit(ui, view, &mut edited));
        draft.change(typing(ui), |settings| *settings = edited);
        self.body(ui, view, &mut draft, &settings);
        self.trying.ask(ui, view, &draft);
        self.draft = Some(draft);
    }

    fn follow(&mut self, view: &ViewCtx<'_>, revision: u64, settings: &RestrictSettingsView) {
        let failed = |before: u64| {
            let errors = view.model.notices.iter().filter(|shown| shown.notice.kind == NoticeKind::Error);
            errors.map(|shown| shown.number).max().is_some_and(|number| number > before)
        };
        if self.revision != revision || self.saving.is_some_and(failed) {
            self.saving = None;
        }
        match &mut self.draft {
            Some(draft) if self.revision != revision => draft.came(&settings.settings),
            Some(_) => {}
            None => self.draft = Some(Draft::of(&settings.settings)),
        }
        self.revision = revision;
        let Some(draft) = &self.draft else { return };
        let rows = &draft.settings().table.rows;
        if !rows.iter().any(|row| Some(row.id) == self.chosen) {
            self.chosen = rows.first().map(|row| row.id);
        }
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, settings: &RestrictSettingsView) {
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.keeping(ui, view, draft);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add_enabled_ui(view.writable(), |ui| {
                        if parts::button(ui, tokens, "Add a row").clicked() {
                            self.deed(draft, Deed::Add);
                        }
                        self.presets(ui, view, draft, settings);
                    });
                    if self.trying.waits(view, draft) {
                        parts::state(ui, tokens, Glyph::Refresh, tokens.ink3, "counting");
                    }
                    if draft.is_changed() {
                        let words = format!("{} not saved", count(draft.changes() as u64, "change", "changes"));
                        parts::state(ui, tokens, Glyph::Half, tokens.changed, &words);
                    }
                });
            });
        });
    }

    /// Save, give up, back and forth.
    fn keeping(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft) {
        let tokens = view.tokens;
        let waits = self.saving.is_some();
        let wrong = facts::refusal(view).or_else(|| workspace::wrong_zone(draft.settings()));
        let words = if waits { "Saving…" } else { "Save" };
        let can = draft.is_changed() && wrong.is_none() && !waits;
        let response = parts::primary_button(ui, tokens, words, can);
        let response = match &wrong {
            Some(why) => response.on_disabled_hover_text(why),
            None => response.on_hover_text("Nothing changes in iconik: the next plan follows the new rules"),
        };
        if response.clicked() {
            self.saving = Some(view.model.notices.back().map_or(0, |shown| shown.number));
            let settings = RestrictSettings::clone(draft.settings());
            view.outbox.send(Command::SaveRestrictSettings(Box::new(settings)));
        }
        ui.add_enabled_ui(draft.is_changed() && !waits, |ui| {
            if parts::button(ui, tokens, "Revert")
                .on_hover_text("Back to what is saved; it can be undone")
                .clicked()
            {
                draft.give_up();
            }
        });
        ui.add_enabled_ui(draft.can_redo(), |ui| {
            if parts::link_button(ui, tokens, "Redo").clicked() {
                draft.redo();
            }
        });
        ui.add_enabled_ui(draft.can_undo(), |ui| {
            if parts::link_button(ui, tokens, "Undo").clicked() {
                draft.undo();
            }
        });
        if let Some(why) = wrong {
            ui.add(Label::new(parts::hint(tokens, why)).truncate());
        }
    }

    fn presets(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, settings: &RestrictSettingsView) {
        let mut taken = None;
        parts::menu_chip(ui, view.tokens, "Presets", "Tables to begin from", false, |ui| {
            for preset in &settings.presets {
                let response = ui.selectable_label(draft.settings().table == preset.table, &preset.name);
                if response.on_hover_text(&preset.about).clicked() {
                    taken = Some(preset.table.clone());
                    ui.close();
                }
            }
            ui.label(parts::hint(view.tokens, "A preset replaces the rows; it can be undone."));
        });
        if let Some(table) = taken {
            self.take(draft, table);
        }
    }

    fn take(&mut self, draft: &mut Draft, table: RuleTable) {
        self.chosen = table.rows.first().map(|row| row.id);
        draft.change(None, |settings| settings.table = table);
    }

    fn body(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, settings: &Arc<RestrictSettingsView>) {
        if draft.settings().table.rows.is_empty() {
            self.nothing(ui, view, draft, settings);
            return;
        }
        let tokens = view.tokens;
        let width = ui.available_width();
        let frame = Frame::new().fill(tokens.panel);
        Panel::right("rule row")
            .default_size((width * 0.42).max(tokens.rail * 5.5))
            .size_range(tokens.rail * 5.0..=(width * 0.62).max(tokens.rail * 5.0))
            .frame(frame)
            .show(ui, |ui| self.chosen_row(ui, view, draft, settings));
        CentralPanel::no_frame()
            .frame(frame)
            .show(ui, |ui| self.rows(ui, view, draft, settings));
    }

    fn nothing(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, settings: &RestrictSettingsView) {
        let tokens = view.tokens;
        parts::empty(
            ui,
            tokens,
            "No rules yet",
            "Rules say what follows in iconik from a restriction: warnings, who keeps access, reviews. Begin from a preset; nothing is written \
             before you review a plan.",
        );
        let mut taken = None;
        ui.vertical_centered(|ui| {
            ui.add_enabled_ui(view.writable(), |ui| {
                for preset in &settings.presets {
                    if parts::button(ui, tokens, &preset.name).clicked() {
                        taken = Some(preset.table.clone());
                    }
                    ui.add(Label::new(parts::hint(tokens, preset.about.as_str())).wrap());
                    ui.add_space(tokens.gap);
                }
            });
        });
        if let Some(table) = taken {
            self.take(draft, table);
        }
    }

    fn rows(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, settings: &RestrictSettingsView) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        let rows = &draft.settings().table.rows;
        let list = List {
            name: "Rule table",
            rows: rows.len(),
            height: Two::height(tokens),
            chosen: rows.iter().position(|row| Some(row.id) == self.chosen),
        };
        let look = Look {
            draft,
            matches: self.trying.matches(view, draft, settings),
            settings,
            tokens,
        };
        let listed = self.list.show(ui, view, list, &look);
        if let Some(row) = listed.chosen.and_then(|place| rows.get(place)) {
            self.chosen = Some(row.id);
        }
        if view.writable() {
            self.keys(ui, draft, &listed);
        }
    }

    fn keys(&mut self, ui: &Ui, draft: &mut Draft, listed: &Listed) {
        if let Some(place) = listed.toggled {
            draft.change(None, |settings| {
                if let Some(row) = settings.table.rows.get_mut(place) {
                    row.on = !row.on;
                }
            });
        }
        for key in &listed.keys {
            match key {
                Key::Delete => self.deed(draft, Deed::Delete),
                Key::Insert => self.deed(draft, Deed::Add),
                _ => {}
            }
        }
        let pressed = |modifiers, key| listed.focused && ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z) {
            draft.redo();
        } else if pressed(Modifiers::COMMAND, Key::Z) {
            draft.undo();
        }
    }

    fn chosen_row(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, settings: &RestrictSettingsView) {
        let tokens = view.tokens;
        let rows = &draft.settings().table.rows;
        let Some(place) = rows.iter().position(|row| Some(row.id) == self.chosen) else {
            return;
        };
        let Some(mut row) = rows.get(place).cloned() else { return };
        let last = rows.len() - 1;
        let look = Look {
            draft,
            matches: self.trying.matches(view, draft, settings),
            settings,
            tokens,
        };
        let findings = look.matched(&row).map(|matches| matches.findings.clone()).unwrap_or_default();
        let mut deed = None;
        facts::pane(ui, tokens, row.id, |ui| {
            ui.add_enabled_ui(view.writable(), |ui| {
                deed = deeds(ui, view, place, last);
                for finding in &findings {
                    let (glyph, colour) = table::severity(tokens, finding);
                    facts::remark(ui, tokens, glyph, colour, &finding.text);
                }
                row::edit(ui, view, settings, &mut self.picker, &mut row, &mut self.fresh);
            });
        });
        draft.change(typing(ui), |settings| {
            if let Some(old) = settings.table.rows.get_mut(place) {
                *old = row;
            }
        });
        if let Some(deed) = deed {
            self.deed(draft, deed);
        }
    }

    fn deed(&mut self, draft: &mut Draft, deed: Deed) {
        let place = draft.settings().table.rows.iter().position(|row| Some(row.id) == self.chosen);
        let mut chosen = self.chosen;
        draft.change(None, |settings| {
            let rows = &mut settings.table.rows;
            match (deed, place) {
                (Deed::Add, _) => {
                    let row = new_row(rows);
                    chosen = Some(row.id);
                    rows.insert(place.map_or(0, |place| place + 1), row);
                }
                (Deed::Duplicate, Some(place)) => {
                    let copy = RuleRow {
                        id: Uuid::new_v4(),
                        name: format!("{} (copy)", rows[place].name),
                        ..rows[place].clone()
                    };
                    chosen = Some(copy.id);
                    rows.insert(place + 1, copy);
                }
                (Deed::Up, Some(place)) if place > 0 => rows.swap(place, place - 1),
                (Deed::Down, Some(place)) if place + 1 < rows.len() => rows.swap(place, place + 1),
                (Deed::Delete, Some(place)) => {
                    rows.remove(place);
                    chosen = rows.get(place).or(rows.last()).map(|row| row.id);
                }
                _ => {}
            }
        });
        self.chosen = chosen;
        self.fresh |= matches!(deed, Deed::Add | Deed::Duplicate);
    }
}

/// A row from which nothing follows before somebody says what.
fn new_row(rows: &[RuleRow]) -> RuleRow {
    RuleRow {
        id: Uuid::new_v4(),
        name: format!("Row {}", rows.len() + 1),
        on: true,
        when: When::default(),
        then: Then::default(),
    }
}

fn deeds(ui: &mut Ui, view: &ViewCtx<'_>, place: usize, last: usize) -> Option<Deed> {
    let tokens = view.tokens;
    let mut deed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
        let buttons = [
            (Glyph::ChevronUp, "Move the row up", Deed::Up, place > 0),
            (Glyph::ChevronDown, "Move the row down", Deed::Down, place < last),
            (Glyph::Copy, "Duplicate the row", Deed::Duplicate, true),
            (Glyph::Cross, "Delete the row", Deed::Delete, true),
        ];
        for (glyph, words, what, can) in buttons {
            ui.add_enabled_ui(can, |ui| {
                if parts::glyph_button(ui, tokens, glyph, words).clicked() {
                    deed = Some(what);
                }
            });
        }
        let words = format!("row {} of {}; several rows add up, the strictest wins", place + 1, last + 1);
        ui.label(parts::hint(tokens, words));
    });
    deed
}

/// The text field that is being typed into, where one is.
fn typing(ui: &Ui) -> Option<Id> {
    let focused = ui.memory(|memory| memory.focused())?;
    TextEdit::load_state(ui.ctx(), focused).map(|_| focused)
}
