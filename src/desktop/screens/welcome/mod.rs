//! No workspace is open.

pub mod choose;
pub mod form;

use super::ViewCtx;

/// No workspace is open.
#[derive(Debug, Default)]
pub struct WelcomeScreen {}

impl WelcomeScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut egui::Ui, view: &ViewCtx<'_>) {
        ui.label(egui::RichText::new("No workspace is open").color(view.tokens.ink2));
    }
}
