//! Notes in free words that somebody must read.

use egui::Ui;

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;

/// Notes in free words that somebody must read.
#[derive(Debug, Default)]
pub struct NotesPane;

impl NotesPane {
    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        parts::empty(ui, view.tokens, "Nothing to read", "");
    }
}
