//! The pill at the cursor while something is dragged: what a drop would do here, or why it does nothing.

use egui::{Align2, DragAndDrop, Id, Key, LayerId, Order, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::glyph::Glyph;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::theme::corner;

/// Draws the pill beside the pointer and says the same words to a screen reader. Escape ends the drag. `accepts` says whether a drop
/// here does something; `None` where the pointer is over nothing that takes or refuses it.
pub fn pill(ui: &Ui, view: &ViewCtx<'_>, id: Id, words: &str, accepts: Option<bool>) {
    let ctx = ui.ctx();
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else {
        return;
    };
    let tokens = view.tokens;
    let (glyph, colour) = match accepts {
        Some(true) => (Glyph::Check, tokens.accent),
        Some(false) => (Glyph::Hidden, tokens.broken),
        None => (Glyph::Arrows, tokens.ink2),
    };
    let painter = ctx.layer_painter(LayerId::new(Order::Tooltip, id));
    let most = tokens.rail * 6.0;
    let galley = painter.layout(words.to_owned(), fonts::regular(tokens.small), tokens.ink, most);
    let size = galley.size() + vec2(tokens.glyph + 3.0 * tokens.gap, tokens.gap + 2.0);
    let screen = ctx.content_rect().shrink(tokens.gap);
    let mut rect = Rect::from_min_size(at + vec2(tokens.pad, tokens.pad), size);
    rect = rect.translate(vec2(
        (screen.right() - rect.right()).min(0.0),
        (screen.bottom() - rect.bottom()).min(0.0),
    ));
    let line = Stroke::new(tokens.hair, colour);
    painter.rect(rect, corner(tokens), tokens.raise, line, egui::StrokeKind::Inside);
    let mark = pos2(rect.left() + tokens.gap + tokens.glyph / 2.0, rect.center().y);
    glyph.paint(&painter, mark, tokens.glyph, colour);
    let text = Align2::LEFT_CENTER.anchor_size(pos2(mark.x + tokens.glyph / 2.0 + tokens.gap, rect.center().y), galley.size());
    painter.galley(text.min, galley, tokens.ink);
    let spoken = ui.interact(rect, id, Sense::HOVER);
    spoken.widget_info(|| WidgetInfo::labeled(Role::Status, true, words));
    ctx.request_repaint();
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        DragAndDrop::clear_payload(ctx);
    }
}

/// A dashed line around what would take or refuse the drop.
pub fn dashed(ui: &Ui, rect: Rect, stroke: Stroke) {
    let rect = rect.shrink(stroke.width / 2.0);
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    ui.painter().extend(Shape::dashed_line(&corners, stroke, 5.0, 4.0));
}
