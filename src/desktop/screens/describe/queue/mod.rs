//! The queue of approved assets: what was approved, where it goes, what is missing.

use egui::Ui;

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;

/// The queue of approved assets.
#[derive(Debug, Default)]
pub struct QueuePane {
    profile: Option<String>,
}

impl QueuePane {
    /// Shows the queue of a profile from the next frame on.
    pub fn show(&mut self, profile: &str) {
        self.profile = Some(profile.to_owned());
    }

    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let known = self.profile.as_ref().and_then(|profile| view.model.describing.queue(profile));
        let rows = known.map_or(0, |queue| queue.rows.len());
        let what = if rows == 0 { "No approved assets yet" } else { "Approved assets" };
        parts::empty(
            ui,
            view.tokens,
            what,
            "A profile that publishes fills this queue with assets that iconik calls approved.",
        );
    }
}
