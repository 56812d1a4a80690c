//! The Settings screen: workspace and credentials, set-up in iconik, how Archway writes and asks, appearance, practice.

mod appearance;
mod collections;
mod practice;
pub mod setup;
mod workspace;
mod writing;

use egui::{Label, ScrollArea, Ui};

use self::appearance::AppearanceSettings;
use self::practice::PracticeSettings;
use self::setup::SetupRequest;
use self::workspace::WorkspaceCard;
use self::writing::WritingSettings;
use super::ViewCtx;
use super::welcome::card;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;

/// Workspaces, appearance, network.
#[derive(Debug, Default)]
pub struct SettingsScreen {
    workspace: WorkspaceCard,
    setup: SetupRequest,
    writing: WritingSettings,
    appearance: AppearanceSettings,
    practice: PracticeSettings,
}

impl SettingsScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.label(parts::strong(tokens, "Settings"));
        });
        ScrollArea::vertical().id_salt("settings").auto_shrink(false).show(ui, |ui| {
            let most = tokens.rail * 20.0;
            let width = (ui.available_width() - tokens.pad * 2.0).min(most);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = tokens.pad;
                ui.add_space(tokens.pad);
                ui.spacing_mut().item_spacing.x = 0.0;
                if width > tokens.rail * 14.0 {
                    let half = (width - tokens.pad) / 2.0;
                    self.column(ui, half, |screen, ui| screen.left(ui, view), view);
                    ui.add_space(tokens.pad);
                    self.column(ui, half, |screen, ui| screen.right(ui, view), view);
                } else {
                    let both = |screen: &mut Self, ui: &mut Ui| {
                        screen.left(ui, view);
                        screen.right(ui, view);
                    };
                    self.column(ui, width, both, view);
                }
            });
        });
    }

    fn column(&mut self, ui: &mut Ui, width: f32, add: impl FnOnce(&mut Self, &mut Ui), view: &ViewCtx<'_>) {
        ui.vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing = egui::vec2(view.tokens.gap, view.tokens.pad);
            ui.add_space(view.tokens.pad);
            add(self, ui);
            ui.add_space(view.tokens.pad);
        });
    }

    fn left(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let Some(open) = view.model.workspace() else {
            card(ui, view, |ui| {
                ui.label(parts::strong(view.tokens, "Workspace"));
                ui.label(parts::small(view.tokens, "None is open."));
                if parts::button(ui, view.tokens, "Open one").clicked() {
                    view.outbox.go(super::ScreenId::Welcome);
                }
            });
            return;
        };
        card(ui, view, |ui| self.workspace.ui(ui, view, open));
        card(ui, view, |ui| self.setup.ui(ui, view, open));
    }

    fn right(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        card(ui, view, |ui| self.appearance.ui(ui, view));
        let Some(open) = view.model.workspace() else { return };
        card(ui, view, |ui| self.writing.ui(ui, view, open));
        card(ui, view, |ui| collections::ui(ui, view, open));
        if open.connection.practice {
            card(ui, view, |ui| self.practice.ui(ui, view, open));
        }
    }
}

/// A box to tick, with an edge that can be seen on a card.
fn tick(ui: &mut Ui, view: &ViewCtx<'_>, on: &mut bool, words: &str) -> egui::Response {
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke.color = view.tokens.ink3;
        ui.checkbox(on, parts::body(view.tokens, words))
    })
    .inner
}

/// A glyph and words in one colour, more words after them; they go on in the next line where they are long.
fn remark(ui: &mut Ui, view: &ViewCtx<'_>, glyph: Glyph, colour: egui::Color32, words: &str, more: &str) {
    let tokens = view.tokens;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = tokens.gap * 0.75;
        let (rect, _) = ui.allocate_exact_size(egui::vec2(tokens.glyph, tokens.small + 3.0), egui::Sense::hover());
        glyph.paint(ui.painter(), rect.center(), tokens.glyph, colour);
        let mut job = egui::text::LayoutJob::default();
        let format = |color| egui::TextFormat::simple(crate::desktop::fonts::regular(tokens.small), color);
        job.append(words, 0.0, format(colour));
        job.append(more, 0.0, format(tokens.ink3));
        ui.add(Label::new(job).wrap());
    });
}
