//! What stands around the table: profiles, the record that is looked at, filters, what can be done.

use egui::{Align, Label, Layout, Ui};
use strum::IntoEnumIterator as _;

use super::draft::Draft;
use super::prompts::{Leave, Prompt, Question, file_name};
use super::rows::{Filter, Lines};
use super::{Deed, MappingPane};
use crate::desktop::commands::UiCommand;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words::{count, thousands};
use crate::desktop::widgets::{form, parts};
use crate::mapping::profile::ConflictPolicy;
use crate::mapping::{Direction, RecordType};
use crate::runtime::mapping_view::{ProfileSummary, Trial};

impl MappingPane {
    /// Draws what stands at the right of the screen's head: which profile, and what can be done with profiles.
    pub fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let mut leave = None;
        let mut ask = None;
        let draft = self.draft.as_ref();
        parts::menu_chip(ui, tokens, "More", "Profiles", false, |ui| {
            (leave, ask) = more(ui, view, draft);
        });
        let name = match draft {
            Some(draft) => draft.profile().name.clone(),
            None => "choose a profile".to_owned(),
        };
        let here = draft.map(|draft| draft.profile().id.clone()).unwrap_or_default();
        parts::menu_chip(ui, tokens, &shortened(&name), "Profile", true, |ui| {
            if let Some(id) = profiles(ui, view, &here, |_| true) {
                leave = Some(Leave::Open(id));
            }
        });
        ui.label(parts::hint(tokens, "profile"));
        if let Some(leave) = leave {
            self.leave_or_ask(ui, view, leave);
        }
        if let Some(question) = ask {
            self.prompt = Some(Prompt::new(question));
        }
    }

    /// The strip over the table: name, file, changes; the record that is looked at.
    pub(super) fn title(&self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &Draft, trial: Option<&Trial>) {
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
                self.stepping(ui, view, trial);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(parts::strong(tokens, draft.profile().name.as_str())).truncate());
                    ui.add(Label::new(parts::hint(tokens, draft.place())).truncate());
                    let changes = draft.changes();
                    if changes > 0 && draft.is_changed() {
                        let words = format!("{} not saved", count(changes as u64, "change", "changes"));
                        parts::state(ui, tokens, Glyph::Half, tokens.changed, &words);
                    }
                });
            });
        });
    }

    fn stepping(&self, ui: &mut Ui, view: &ViewCtx<'_>, trial: Option<&Trial>) {
        let tokens = view.tokens;
        let records = trial.map_or(0, steppable);
        let buttons = [
            (Glyph::ChevronRight, UiCommand::NextRecord, self.place + 1 < records),
            (Glyph::ChevronLeft, UiCommand::PreviousRecord, self.place > 0),
        ];
        for (glyph, command, can) in buttons {
            ui.add_enabled_ui(can, |ui| {
                if parts::glyph_button(ui, tokens, glyph, command.title()).clicked() {
                    view.outbox.command(command);
                }
            });
        }
        let words = match trial {
            None => String::new(),
            Some(trial) if trial.records == 0 => "no record to look at".to_owned(),
            Some(trial) => {
                let place = trial.record.as_ref().map_or(self.place, |record| record.place);
                format!("record {} of {}", thousands(place + 1), thousands(steppable(trial)))
            }
        };
        ui.label(parts::small(tokens, words));
        if self.trying.waits(view) {
            parts::state(ui, tokens, Glyph::Refresh, tokens.ink3, "trying");
        }
    }

    /// The filters of the table, what they hide, and what is proposed where both sides changed.
    pub(super) fn filters(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &Draft, lines: &Lines<'_>, deeds: &mut Vec<Deed>) {
        let tokens = view.tokens;
        let wide = ui.available_width() > tokens.rail * 13.0;
        let (Self { filter, .. }, hidden) = (self, lines.hidden);
        let policy = |ui: &mut Ui, deeds: &mut Vec<Deed>| {
            let mut policy = draft.profile().on_conflict;
            let words = |policy: &ConflictPolicy| policy.words().to_owned();
            if form::choice(ui, tokens, "If both changed", &mut policy, ConflictPolicy::iter(), words) {
                deeds.push(Deed::Policy(policy));
            }
            ui.label(parts::hint(tokens, "if both changed:"));
        };
        parts::strip(ui, tokens, tokens.header - 4.0, |ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0 + 1.0;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                policy(ui, deeds);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    for (which, number) in &lines.counts {
                        // In a narrow window the filters that would show nothing give way.
                        if !wide && *number == 0 && which != filter && *which != Filter::All {
                            continue;
                        }
                        let words = format!("{} {}", which.words(), thousands(*number as u64));
                        if parts::chip(ui, tokens, &words, filter == which).clicked() {
                            *filter = *which;
                        }
                    }
                    if hidden > 0 {
                        ui.label(parts::small(tokens, format!("hides {}", thousands(hidden as u64))));
                        if parts::link_button(ui, tokens, "Show all targets").clicked() {
                            *filter = Filter::All;
                        }
                    }
                });
            });
        });
    }

    /// The foot: comparing, saving, planning.
    pub(super) fn foot(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &Draft, trial: Option<&Trial>, deeds: &mut Vec<Deed>) {
        let tokens = view.tokens;
        let profile = draft.profile();
        let rect = ui.max_rect();
        ui.painter().hline(rect.x_range(), rect.top(), (tokens.hair, tokens.line));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(tokens.pad);
            let records = trial.map_or(0, |trial| trial.records);
            let what = count(records, "record", "records");
            let words = match (profile.publish.is_some(), draft.is_changed()) {
                (true, false) => "Go to approved assets".to_owned(),
                (true, true) => "Save, then go to approved assets".to_owned(),
                (false, false) => format!("Plan for {what}"),
                (false, true) => format!("Save, then plan for {what}"),
            };
            let can = view.writable() && (records > 0 || profile.publish.is_some()) && !profile.rules.is_empty();
            if parts::primary_button(ui, tokens, &words, can)
                .on_hover_text("Nothing is written before you review and apply the plan")
                .clicked()
            {
                deeds.push(Deed::Plan);
            }
            let can_save = view.writable() && (draft.is_changed() || draft.needs_name());
            let save = if draft.needs_name() { "Save as…" } else { "Save" };
            ui.add_enabled_ui(can_save, |ui| {
                if parts::button(ui, tokens, save).clicked() {
                    deeds.push(Deed::Save);
                }
            });
            if let Some(opposite) = profile.opposite.as_ref().filter(|_| profile.publish.is_none()) {
                let name = view
                    .model
                    .describing
                    .summary(opposite)
                    .map_or(opposite.as_str(), |other| other.name.as_str());
                form::tick(ui, tokens, "both ways", &mut self.both_ways).on_hover_text(format!("Plans “{name}” in the same plan"));
            }
            if self.saving.is_some() && self.prompt.is_none() {
                ui.label(parts::hint(tokens, "saving"));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add_space(tokens.pad);
                let here = profile.id.clone();
                let source = profile.source;
                parts::menu_chip(ui, tokens, "Compare with…", "Another profile", self.comparison.is_some(), |ui| {
                    let fits = |other: &ProfileSummary| {
                        other.id != here && (source.is_iconik() == (other.direction == Direction::ToArchivesspace))
                    };
                    if let Some(id) = profiles(ui, view, &here, fits) {
                        deeds.push(Deed::Compare(id));
                    }
                });
                ui.add(Label::new(parts::hint(tokens, looked_at(trial))).truncate());
            });
        });
    }
}

/// How many records can be stepped through: those that were looked at.
pub(super) fn steppable(trial: &Trial) -> u64 {
    trial.records.min(trial.looked_at.max(1))
}

/// `counts are over 2,000 of 10,000 records`
fn looked_at(trial: Option<&Trial>) -> String {
    match trial {
        Some(trial) if trial.looked_at < trial.records => format!(
            "counts are over {} of {} records",
            thousands(trial.looked_at),
            thousands(trial.records)
        ),
        _ => String::new(),
    }
}

/// Names of profiles stay short enough for the strip; the whole name stands over the table.
fn shortened(name: &str) -> String {
    const MOST: usize = 34;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let start: String = name.chars().take(MOST).collect();
    format!("{}…", start.trim_end())
}

/// A menu of profiles: those of the workspace, then the presets. Gives the id of the one that was chosen.
fn profiles(ui: &mut Ui, view: &ViewCtx<'_>, here: &str, fits: impl Fn(&ProfileSummary) -> bool) -> Option<String> {
    let tokens = view.tokens;
    let mut chosen = None;
    ui.set_min_width(tokens.rail * 5.0);
    let all = view.model.describing.profiles.iter().flatten();
    let (presets, own): (Vec<_>, Vec<_>) = all.filter(|profile| fits(profile)).partition(|profile| profile.preset);
    if own.is_empty() && presets.is_empty() {
        ui.label(parts::hint(tokens, "no other profile"));
    }
    for (title, list) in [("Of this workspace", own), ("Presets", presets)] {
        if list.is_empty() {
            continue;
        }
        ui.label(parts::hint(tokens, title));
        for profile in list {
            let mut about = format!("{} · {}", profile.direction.words(), count(profile.rules as u64, "rule", "rules"));
            if profile.errors > 0 {
                about.push_str(&format!(" · {}", count(profile.errors as u64, "error", "errors")));
            }
            let entry = egui::Button::selectable(profile.id == here, parts::body(tokens, profile.name.as_str()))
                .shortcut_text(parts::hint(tokens, about));
            let response = ui.add(entry);
            let response = if profile.about.is_empty() {
                response
            } else {
                response.on_hover_text(profile.about.as_str())
            };
            if response.clicked() {
                chosen = Some(profile.id.clone());
                ui.close();
            }
        }
    }
    chosen
}

/// What can be done with profiles.
fn more(ui: &mut Ui, view: &ViewCtx<'_>, draft: Option<&Draft>) -> (Option<Leave>, Option<Question>) {
    let tokens = view.tokens;
    let (mut leave, mut ask) = (None, None);
    let writable = view.writable();
    let name = draft.map(|draft| draft.profile().name.clone()).unwrap_or_default();
    let entry = |ui: &mut Ui, words: &str, enabled: bool| {
        let button = egui::Button::new(parts::body(tokens, words)).frame(false);
        let clicked = ui.add_enabled(enabled, button).clicked();
        if clicked {
            ui.close();
        }
        clicked
    };
    let new = [
        ("New: asset → archival record", Direction::ToArchivesspace, RecordType::Record),
        ("New: asset → digital object", Direction::ToArchivesspace, RecordType::DigitalObject),
        ("New: archival record → asset", Direction::ToIconik, RecordType::Record),
    ];
    for (words, direction, other) in new {
        if entry(ui, words, true) {
            leave = Some(Leave::New(direction, other));
        }
    }
    ui.separator();
    if entry(ui, "Save as…", writable && draft.is_some()) {
        ask = Some(Question::SaveAs(file_name(&name)));
    }
    if entry(ui, "Import…", writable) {
        ask = Some(Question::Import(String::new()));
    }
    if entry(ui, "Export…", draft.is_some()) {
        ask = Some(Question::Export(format!("{}.toml", file_name(&name))));
    }
    let own = draft.is_some_and(|draft| !draft.needs_name());
    if entry(ui, "Delete…", writable && own) {
        ask = Some(Question::Delete);
    }
    (leave, ask)
}
