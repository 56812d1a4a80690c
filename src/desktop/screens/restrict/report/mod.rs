//! Where the two sides disagree.

use egui::Ui;

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;

/// Where the two sides disagree.
#[derive(Debug, Default)]
pub struct ReportPane;

impl ReportPane {
    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        parts::empty(ui, view.tokens, "Both sides agree", "");
    }
}
