//! What begins, ends and is reviewed.

use egui::Ui;

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;

/// What begins, ends and is reviewed.
#[derive(Debug, Default)]
pub struct ExpiryPane;

impl ExpiryPane {
    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        parts::empty(ui, view.tokens, "Nothing begins or ends", "");
    }
}
