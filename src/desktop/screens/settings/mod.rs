//! Workspaces, appearance, network.

use super::ViewCtx;

/// Workspaces, appearance, network.
#[derive(Debug, Default)]
pub struct SettingsScreen {}

impl SettingsScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut egui::Ui, view: &ViewCtx<'_>) {
        ui.label(egui::RichText::new("Workspaces, appearance, network").color(view.tokens.ink2));
    }
}
