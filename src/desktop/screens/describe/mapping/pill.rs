//! What the cursor says while a source is dragged.

use egui::{Align2, DragAndDrop, LayerId, Order, Rect, Stroke, Ui, pos2, vec2};

use super::edit::Offer;
use super::sources::Dragged;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::theme::corner;
use crate::desktop::widgets::glyph::Glyph;

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
    let ctx = ui.ctx();
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ctx) else {
        return;
    };
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else {
        return;
    };
    let tokens = view.tokens;
    let (words, glyph, colour) = match said {
        Some(pill) if pill.accepts => (pill.words, Glyph::Check, tokens.accent),
        Some(pill) => (pill.words, Glyph::Hidden, tokens.broken),
        None => (format!("{}: drop on a target", label(&dragged)), Glyph::Arrows, tokens.ink2),
    };
    let id = egui::Id::unique("source pill");
    let painter = ctx.layer_painter(LayerId::new(Order::Tooltip, id));
    let galley = painter.layout(words.clone(), fonts::regular(tokens.small), tokens.ink, tokens.rail * 6.0);
    let size = galley.size() + vec2(tokens.glyph + 3.0 * tokens.gap, tokens.gap + 2.0);
    let screen = ctx.content_rect().shrink(tokens.gap);
    let mut rect = Rect::from_min_size(at + vec2(tokens.pad, tokens.pad), size);
    rect = rect.translate(vec2(
        (screen.right() - rect.right()).min(0.0),
        (screen.bottom() - rect.bottom()).min(0.0),
    ));
    let edge = Stroke::new(tokens.hair, colour);
    painter.rect(rect, corner(tokens), tokens.raise, edge, egui::StrokeKind::Inside);
    let mark = pos2(rect.left() + tokens.gap + tokens.glyph / 2.0, rect.center().y);
    glyph.paint(&painter, mark, tokens.glyph, colour);
    let text = Align2::LEFT_CENTER.anchor_size(pos2(mark.x + tokens.glyph / 2.0 + tokens.gap, rect.center().y), galley.size());
    painter.galley(text.min, galley, tokens.ink);
    // The same words for a screen reader.
    let spoken = ui.interact(rect, id, egui::Sense::HOVER);
    spoken.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, &words));
    ctx.request_repaint();
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        DragAndDrop::clear_payload(ctx);
    }
}
