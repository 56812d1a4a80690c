//! The Link screen: iconik at the left, ArchivesSpace in the middle, and beside them what is looked at, how to pair, or the plan.

mod acts;
mod beside;
mod browsers;
mod cells;
mod dropping;
mod edits;
mod filters;
mod grid;
mod inspector;
mod pairing;
mod reveal;
mod state;
mod sync;

use egui::{CentralPanel, Frame, Panel, Ui};

pub use cells::RecordLook;
pub use dropping::Offer;
pub use state::LinkScreen;

use super::ViewCtx;

impl LinkScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        self.sync(ui, view);
        let tokens = view.tokens;
        let width = ui.available_width();
        let pane = Frame::new().fill(tokens.panel);
        Panel::right("beside")
            .default_size((width * 0.26).max(tokens.rail * 4.8))
            .size_range(tokens.rail * 4.0..=(width * 0.5).max(tokens.rail * 4.0))
            .frame(pane)
            .show(ui, |ui| self.beside(ui, view));
        Panel::left("iconik")
            .default_size(width * 0.33)
            .size_range(tokens.rail * 4.0..=(width * 0.5).max(tokens.rail * 4.0))
            .frame(pane)
            .show(ui, |ui| self.iconik(ui, view));
        CentralPanel::no_frame().frame(pane).show(ui, |ui| self.archivesspace(ui, view));
        self.drag_pill(ui, view);
    }
}
