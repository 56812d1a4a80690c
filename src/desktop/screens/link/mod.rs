//! The Link screen: both systems side by side.

use super::ViewCtx;
use crate::desktop::commands::{Situation, UiCommand};
use crate::desktop::model::Model;
use crate::desktop::outbox::Outbox;
use crate::domain::browse::Node;

/// The Link screen.
#[derive(Debug, Default)]
pub struct LinkScreen {
    thumbnails: bool,
    reveal: Option<Node>,
}

impl LinkScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut egui::Ui, view: &ViewCtx<'_>) {
        ui.label(egui::RichText::new("Link").color(view.tokens.ink2));
    }

    /// Says what is selected.
    pub fn describe(&self, model: &Model, now: &mut Situation) {
        let _ = (model, now);
    }

    /// Carries out one of the listed commands.
    pub fn command(&mut self, command: UiCommand, model: &Model, outbox: &Outbox) {
        let _ = (command, model, outbox);
    }

    /// Shows a node once the way to it is known.
    pub fn reveal(&mut self, node: Node) {
        self.reveal = Some(node);
    }

    /// List or thumbnails.
    pub fn show_thumbnails(&mut self, on: bool) {
        self.thumbnails = on;
    }

    /// True where thumbnails are shown.
    #[must_use]
    pub fn shows_thumbnails(&self) -> bool {
        self.thumbnails
    }
}
