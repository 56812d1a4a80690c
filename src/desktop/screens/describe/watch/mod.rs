//! Profiles that look by themselves: how often, what they may do without being asked, what they did.

use egui::Ui;

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;

/// Settings and days of profiles that look by themselves.
#[derive(Debug, Default)]
pub struct WatchPane {
    asked: bool,
}

impl WatchPane {
    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        if !std::mem::replace(&mut self.asked, true) {
            view.outbox.send(crate::runtime::Command::LoadWatches);
        }
        parts::empty(
            ui,
            view.tokens,
            "No profile looks by itself",
            "A profile that watches looks on a schedule, plans, and puts the plan up for review.",
        );
    }
}
