//! The rule table.

use egui::Ui;

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;

/// The rule table.
#[derive(Debug, Default)]
pub struct RulesPane;

impl RulesPane {
    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        parts::empty(ui, view.tokens, "No rules yet", "");
    }
}
