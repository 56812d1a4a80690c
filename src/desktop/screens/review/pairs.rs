//! The table of pairs: which asset belongs to which record, and why.

use egui::{Align2, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{ReviewPane, row};
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words;
use crate::plan::Pair;

/// Rows shown before the table scrolls by itself.
const ROWS: usize = 5;

/// Draws the table where the plan has pairs.
pub fn draw(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>) {
    let Some(plan) = pane.lines.as_ref().map(|lines| lines.totals.plan.clone()) else {
        return;
    };
    if plan.pairs.is_empty() {
        return;
    }
    head(pane, ui, view, plan.pairs.len());
    if !pane.pairs_open {
        return;
    }
    let tokens = view.tokens;
    let shown = plan.pairs.len().min(ROWS);
    let height = tokens.row * shown as f32;
    row::overlay_scroll(ui);
    ScrollArea::vertical()
        .id_salt("pairs")
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, tokens.row, plan.pairs.len(), |ui, range| {
            for pair in plan.pairs.get(range).unwrap_or_default() {
                pair_row(ui, view, pair);
            }
        });
    let bottom = ui.cursor().min.y;
    ui.painter()
        .hline(ui.max_rect().x_range(), bottom - tokens.hair / 2.0, (tokens.hair, tokens.line));
}

fn head(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>, count: usize) {
    let tokens = view.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row), Sense::click());
    let words = words::count(count as u64, "pair", "pairs");
    let open = pane.pairs_open;
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, format!("Show {words}")));
    if response.clicked() {
        pane.pairs_open = !open;
    }
    row::ground(ui, tokens, rect, false, false, response.hovered() || response.has_focus());
    let chevron = if open { Glyph::ChevronDown } else { Glyph::ChevronRight };
    let middle = rect.center().y;
    chevron.paint(
        ui.painter(),
        pos2(rect.left() + tokens.pad + tokens.glyph / 2.0, middle),
        tokens.glyph - 2.0,
        tokens.ink3,
    );
    let [asset, record, why] = columns(tokens.pad, tokens.glyph + tokens.gap, rect);
    let small = || fonts::regular(tokens.small);
    row::text(
        ui,
        pos2(asset.left(), middle),
        Align2::LEFT_CENTER,
        &format!("{words}: asset"),
        small(),
        tokens.ink3,
        asset.width(),
    );
    row::text(
        ui,
        pos2(record.left(), middle),
        Align2::LEFT_CENTER,
        "record",
        small(),
        tokens.ink3,
        record.width(),
    );
    row::text(
        ui,
        pos2(why.left(), middle),
        Align2::LEFT_CENTER,
        "why",
        small(),
        tokens.ink3,
        why.width(),
    );
}

fn columns(pad: f32, lead: f32, rect: Rect) -> [Rect; 3] {
    let inner = rect.shrink2(vec2(pad, 0.0)).with_min_x(rect.left() + pad + lead);
    let at = |from: f32, to: f32| {
        let x = |part: f32| inner.left() + inner.width() * part;
        Rect::from_min_max(pos2(x(from), inner.top()), pos2(x(to) - pad / 2.0, inner.bottom()))
    };
    [at(0.0, 0.36), at(0.36, 0.72), at(0.72, 1.02)]
}

fn pair_row(ui: &mut Ui, view: &ViewCtx<'_>, pair: &Pair) {
    let tokens = view.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row), Sense::hover());
    let spoken = format!("{} to {}: {}", pair.asset_title, pair.record_title, pair.why);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &spoken));
    row::ground(ui, tokens, rect, false, false, response.hovered());
    let [asset, record, why] = columns(tokens.pad, tokens.glyph + tokens.gap, rect);
    let middle = rect.center().y;
    let body = || fonts::regular(tokens.text);
    row::text_middle(ui, pos2(asset.left(), middle), &pair.asset_title, body(), tokens.ink, asset.width());
    row::text_middle(
        ui,
        pos2(record.left(), middle),
        &pair.record_title,
        body(),
        tokens.ink,
        record.width(),
    );
    let small = fonts::regular(tokens.small);
    row::text(
        ui,
        pos2(why.left(), middle),
        Align2::LEFT_CENTER,
        &pair.why,
        small,
        tokens.ink3,
        why.width(),
    );
    response.on_hover_text(format!("{}\n{}\n{}", pair.asset_title, pair.record_title, pair.why));
}
