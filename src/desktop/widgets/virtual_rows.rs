//! Scrolling over any number of rows of one height.
//!
//! egui's own scroll areas keep the offset in pixels as `f32`; at a million rows that moves in steps of several pixels. Here the
//! offset is counted in rows as `f64`, which stays exact to a fraction of a pixel for any count that fits in memory.

use std::ops::Range;

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::desktop::tokens::Tokens;

/// How far a list is scrolled.
#[derive(Debug, Clone, Default)]
pub struct VirtualRows {
    /// Row at the upper edge, with its fraction.
    top: f64,
    /// Rows that fit, from the last frame.
    page: f64,
}

/// Which rows to draw, and where.
#[derive(Debug, Clone)]
pub struct Visible {
    /// The rows.
    pub rows: Range<usize>,
    /// Where they go; without the scroll bar.
    pub area: Rect,
    /// Upper edge of the first row.
    first_y: f32,
    height: f32,
}

impl Visible {
    /// Where a row goes.
    #[must_use]
    pub fn rect(&self, row: usize) -> Rect {
        let place = row.saturating_sub(self.rows.start);
        let top = self.first_y + place as f32 * self.height;
        Rect::from_min_size(pos2(self.area.left(), top), vec2(self.area.width(), self.height))
    }

    /// The row under a point.
    #[must_use]
    pub fn row_at(&self, y: f32) -> Option<usize> {
        let place = (y - self.first_y) / self.height;
        let row = self.rows.start + if place < 0.0 { return None } else { place as usize };
        self.rows.contains(&row).then_some(row)
    }
}

impl VirtualRows {
    /// Scrolls by wheel and bar, and says which rows to draw.
    pub fn show(&mut self, ui: &Ui, id: Id, rect: Rect, tokens: &Tokens, count: usize, height: f32) -> Visible {
        self.page = f64::from((rect.height() / height).max(0.0));
        if ui.rect_contains_pointer(rect) {
            let moved = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
            self.top -= f64::from(moved / height);
        }
        let last_top = (count as f64 - self.page).max(0.0);
        let bar = tokens.gap + 2.0;
        let mut area = rect;
        if last_top > 0.0 && rect.height() > tokens.control {
            area.max.x -= bar;
            let track = Rect::from_min_max(pos2(area.max.x, rect.top()), rect.max);
            self.bar(ui, id, track, tokens, count);
        }
        self.top = self.top.clamp(0.0, last_top);
        let first = self.top.floor() as usize;
        let shown = self.page.ceil() as usize + 1;
        // Whole device pixels keep text sharp while scrolling.
        let pixels = ui.ctx().pixels_per_point();
        let offset = ((self.top.fract() as f32) * height * pixels).round() / pixels;
        Visible {
            rows: first..(first + shown).min(count),
            area,
            first_y: rect.top() - offset,
            height,
        }
    }

    /// Scrolls just as far as needed to show a row whole.
    pub fn reveal(&mut self, row: usize) {
        let row = row as f64;
        if row < self.top {
            self.top = row;
        } else if row + 1.0 > self.top + self.page {
            self.top = row + 1.0 - self.page;
        }
    }

    /// Scrolls so that a row stands in the middle.
    pub fn center(&mut self, row: usize) {
        self.top = row as f64 - self.page / 2.0;
    }

    /// Row at the upper edge, with its fraction.
    #[must_use]
    pub fn top(&self) -> f64 {
        self.top
    }

    /// Scrolls to a row with its fraction; what is too far is corrected when it is drawn.
    pub fn set_top(&mut self, top: f64) {
        self.top = top.max(0.0);
    }

    /// Whole rows that fit; at least one.
    #[must_use]
    pub fn page(&self) -> usize {
        (self.page.floor() as usize).max(1)
    }

    fn bar(&mut self, ui: &Ui, id: Id, track: Rect, tokens: &Tokens, count: usize) {
        let response = ui.interact(track, id.with("scroll bar"), Sense::CLICK | Sense::DRAG);
        response.widget_info(|| WidgetInfo {
            value: Some(self.top),
            ..WidgetInfo::labeled(Role::ScrollBar, true, "Scroll")
        });
        let last_top = (count as f64 - self.page).max(f64::MIN_POSITIVE);
        let handle = ((self.page / count as f64) as f32 * track.height())
            .max(tokens.control)
            .min(track.height());
        let room = track.height() - handle;
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked())
            && room > 0.0
        {
            let part = ((at.y - track.top() - handle / 2.0) / room).clamp(0.0, 1.0);
            self.top = f64::from(part) * last_top;
        }
        let y = track.top() + (self.top / last_top).clamp(0.0, 1.0) as f32 * room;
        let thin = if response.hovered() || response.dragged() { 2.0 } else { 3.0 };
        let handle = Rect::from_min_size(pos2(track.left(), y), vec2(track.width(), handle)).shrink2(vec2(thin, 1.0));
        let colour = if response.hovered() || response.dragged() {
            tokens.ink3
        } else {
            tokens.line
        };
        ui.painter().rect_filled(handle, handle.width() / 2.0, colour);
    }
}
