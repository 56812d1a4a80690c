//! What the cursor says while a source is dragged.

use egui::{DragAndDrop, Id, Ui};

use super::edit::Offer;
use super::sources::Dragged;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::pill;

/// What a drop would do, or why not.
#[derive(Debug, Clone)]
pub struct Pill {
    words: String,
    accepts: bool,
}

impl Pill {
    /// In the words of an offer.
    #[must_use]
    pub fn of(offer: &Offer) -> Self {
        Self {
            words: offer.words().to_owned(),
            accepts: offer.accepts(),
        }
    }
}

/// Draws the pill while a source is dragged; Escape ends the drag.
pub fn draw(ui: &Ui, view: &ViewCtx<'_>, said: Option<Pill>, label: impl Fn(&Dragged) -> String) {
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else {
        return;
    };
    let (words, accepts) = match said {
        Some(said) => (said.words, Some(said.accepts)),
        None => (format!("{}: drop on a target", label(&dragged)), None),
    };
    pill::pill(ui, view, Id::unique("source pill"), &words, accepts);
}
