//! The search and command palette.

pub mod matching;

use super::screens::ViewCtx;

/// The search and command palette.
#[derive(Debug, Default)]
pub struct Palette {
    open: bool,
}

impl Palette {
    /// Opens it with an empty field.
    pub fn open(&mut self) {
        self.open = true;
    }

    /// True while it is shown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Draws it over everything else while it is open.
    pub fn ui(&mut self, ui: &mut egui::Ui, view: &ViewCtx<'_>) {
        let _ = (ui, view);
    }
}
