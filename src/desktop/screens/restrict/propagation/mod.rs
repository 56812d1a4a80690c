//! What would change in iconik, and the plan under review.

use egui::Ui;

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;

/// What would change in iconik, and the plan under review.
#[derive(Debug, Default)]
pub struct PropagationPane;

impl PropagationPane {
    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        parts::empty(ui, view.tokens, "No plan yet", "");
    }
}
