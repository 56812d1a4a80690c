//! The practice workspace: put it back to its start, practise with a bad network.

use egui::{Label, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::runtime::Command;
use crate::runtime::view::WorkspaceInfo;

/// The practice workspace.
#[derive(Debug, Default)]
pub struct PracticeSettings {
    /// Asked once whether it is meant.
    sure: bool,
}

impl PracticeSettings {
    /// Draws the card.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, open: &WorkspaceInfo) {
        let tokens = view.tokens;
        ui.label(parts::strong(tokens, "Practice"));
        let mut bad = open.bad_network;
        if super::tick(ui, view, &mut bad, "Practise with a bad network").changed() {
            view.outbox.send(Command::PractiseBadNetwork(bad));
        }
        let words = "The practice systems then answer slowly, fail now and then, and lose connections, so that you see how Archway copes.";
        ui.add(Label::new(parts::hint(tokens, words)).wrap());
        if !self.sure {
            if parts::button(ui, tokens, "Reset the practice workspace…").clicked() {
                self.sure = true;
            }
            return;
        }
        let words = "Everything you did in it goes: links, plans, the audit trail. Nothing else is touched.";
        ui.add(Label::new(parts::body(tokens, words)).wrap());
        ui.horizontal(|ui| {
            if parts::button(ui, tokens, "Reset it now").clicked() {
                self.sure = false;
                view.outbox.send(Command::ResetPractice);
            }
            if parts::button(ui, tokens, "Leave it as it is").clicked() {
                self.sure = false;
            }
        });
    }
}
