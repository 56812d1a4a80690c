//! Archway's fields in iconik: whether they are there, the plan that makes them, or the page for an administrator.

use egui::{Frame, Label, Margin, TextEdit, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::welcome::choose::FileChooser;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::domain::fields;
use crate::runtime::Command;
use crate::runtime::view::{SetupState, WorkspaceInfo};

/// The page for an administrator, where one is needed.
#[derive(Debug, Default)]
pub struct SetupRequest {
    path: String,
    chooser: FileChooser,
}

impl SetupRequest {
    /// Draws the card.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, open: &WorkspaceInfo) {
        let tokens = view.tokens;
        ui.label(parts::strong(tokens, "Archway’s fields in iconik"));
        match &open.setup {
            SetupState::Unknown => {
                parts::state(
                    ui,
                    tokens,
                    Glyph::Ring,
                    tokens.ink3,
                    "not looked at yet; refresh from iconik to see",
                );
            }
            SetupState::Ready => {
                let words = format!(
                    "the metadata views “{}”, “{}” and “{}” with their {} fields are there",
                    fields::VIEW_NAME,
                    fields::DESCRIPTION_VIEW_NAME,
                    fields::RESTRICTION_VIEW_NAME,
                    fields::ALL.len() + fields::DESCRIPTION.len() + fields::RESTRICTION.len()
                );
                super::remark(ui, view, Glyph::Dot, tokens.linked, &words, "");
            }
            SetupState::Possible => {
                super::remark(
                    ui,
                    view,
                    Glyph::Half,
                    tokens.changed,
                    "not all there yet; this account may make them",
                    "",
                );
                ui.add(Label::new(parts::small(tokens, WHY)).wrap());
                plan_button(ui, view);
            }
            SetupState::NeedsAdministrator { missing_roles } => {
                let words = "not all there yet, and this account may not make them";
                super::remark(ui, view, Glyph::Warning, tokens.broken, words, "");
                if !missing_roles.is_empty() {
                    let words = format!("It lacks: {}.", missing_roles.join(", "));
                    ui.add(Label::new(parts::small(tokens, words)).wrap());
                }
                let words =
                    "Until they are there, links and restrictions stay in ArchivesSpace. Give this page to an administrator of iconik:";
                ui.add(Label::new(parts::small(tokens, words)).wrap());
                self.request(ui, view);
            }
        }
    }

    fn request(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        if let Some(path) = self.chooser.take(ui.ctx()) {
            self.path = path.display().to_string();
        }
        ui.horizontal(|ui| {
            let label = ui.label(parts::small(tokens, "File"));
            let edit = TextEdit::singleline(&mut self.path)
                .hint_text("path of the page to write")
                .desired_width((ui.available_width() - tokens.rail * 1.4).max(tokens.rail));
            ui.add(edit).labelled_by(label.id);
            if parts::button(ui, tokens, "Choose…").clicked() {
                self.chooser
                    .save("Save the page for the administrator", "archway-fields.md", "Text", "md");
            }
        });
        let path = self.path.trim().to_owned();
        let button = ui
            .add_enabled_ui(!path.is_empty(), |ui| {
                parts::button(ui, tokens, "Save what an administrator must create")
            })
            .inner;
        if button.on_disabled_hover_text("Say where the page shall be").clicked() {
            view.outbox.send(Command::ExportSetupRequest(path.into()));
        }
        if let Some(written) = &view.model.exported {
            ui.add(Label::new(parts::small(tokens, format!("written: {}", written.display()))).truncate());
        }
    }
}

const WHY: &str = "With them, iconik shows which record each asset belongs to, and a colleague with another copy of Archway sees the same \
                   links. The plan is reviewed like any other.";

fn plan_button(ui: &mut Ui, view: &ViewCtx<'_>) -> bool {
    let clicked = parts::primary_button(ui, view.tokens, "Plan Archway’s fields", view.writable()).clicked();
    if clicked {
        view.outbox.send(Command::PlanSetup);
        view.outbox.go(crate::desktop::screens::ScreenId::Link);
    }
    clicked
}

/// A line that offers the set-up after the first connection; a person can put it away for this run.
pub fn offer(ui: &mut Ui, view: &ViewCtx<'_>) {
    let Some(open) = view.model.workspace().filter(|_| view.writable()) else {
        return;
    };
    let words = match &open.setup {
        SetupState::Possible => {
            "Some of Archway’s fields are not in iconik yet. Until they are, links and restrictions stay in ArchivesSpace."
        }
        SetupState::NeedsAdministrator { .. } => "Some of Archway’s fields are not in iconik yet, and this account may not make them.",
        SetupState::Unknown | SetupState::Ready => return,
    };
    let away = egui::Id::unique("set-up offer").with(&open.path);
    let planned = view
        .model
        .plan_under_review()
        .is_some_and(|plan| plan.workflow == crate::plan::Workflow::Setup);
    if planned || ui.data(|data| data.get_temp::<bool>(away)).unwrap_or_default() {
        return;
    }
    let tokens = view.tokens;
    let pad = tokens.pad.clamp(0.0, 100.0) as i8;
    Frame::new()
        .fill(tokens.warn)
        .inner_margin(Margin::symmetric(pad, 4))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_width(ui.available_width());
                ui.label(parts::body(tokens, words));
                if open.setup == SetupState::Possible {
                    plan_button(ui, view);
                } else if parts::button(ui, tokens, "What an administrator must create…").clicked() {
                    view.outbox.go(crate::desktop::screens::ScreenId::Settings);
                }
                if parts::link_button(ui, tokens, "Later").clicked() {
                    ui.data_mut(|data| data.insert_temp(away, true));
                }
            });
        });
}
