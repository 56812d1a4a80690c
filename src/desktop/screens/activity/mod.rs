//! What runs, ran, and waits for a person.

pub mod progress;

use super::ViewCtx;

/// What runs, ran, and waits for a person.
#[derive(Debug, Default)]
pub struct ActivityScreen {}

impl ActivityScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut egui::Ui, view: &ViewCtx<'_>) {
        ui.label(egui::RichText::new("What runs, ran, and waits for a person").color(view.tokens.ink2));
    }
}
