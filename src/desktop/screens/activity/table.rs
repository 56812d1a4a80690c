//! A table that draws only the rows that can be seen.

use egui::{Align2, Color32, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::row;
use crate::desktop::widgets::glyph::Glyph;

/// How wide a column is.
#[derive(Debug, Clone, Copy)]
pub enum Width {
    /// In widths of the rail, so that it follows the text size.
    Rails(f32),
    /// A part of what the others leave.
    Part(f32),
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its title; may be empty.
    pub title: &'static str,
    /// Its width.
    pub width: Width,
    /// Numbers stand at its end.
    pub end: bool,
}

/// A column of words.
#[must_use]
pub const fn column(title: &'static str, width: Width) -> Column {
    Column { title, width, end: false }
}

/// A column of numbers.
#[must_use]
pub const fn numbers(title: &'static str, width: Width) -> Column {
    Column { title, width, end: true }
}

/// What a cell says.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The words.
    pub words: String,
    /// Their colour.
    pub colour: Color32,
    /// Small letters.
    pub small: bool,
    /// A glyph before them.
    pub glyph: Option<Glyph>,
}

impl Cell {
    /// Ordinary words.
    #[must_use]
    pub fn words(words: impl Into<String>, colour: Color32) -> Self {
        Self {
            words: words.into(),
            colour,
            small: false,
            glyph: None,
        }
    }

    /// Small words.
    #[must_use]
    pub fn small(words: impl Into<String>, colour: Color32) -> Self {
        Self {
            small: true,
            ..Self::words(words, colour)
        }
    }

    /// A state: glyph and small words in one colour.
    #[must_use]
    pub fn state(glyph: Glyph, words: impl Into<String>, colour: Color32) -> Self {
        Self {
            glyph: Some(glyph),
            ..Self::small(words, colour)
        }
    }
}

/// What a table shows.
pub struct Table<'a> {
    /// Tells tables apart.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'a [Column],
    /// How many rows it has.
    pub rows: usize,
    /// The row that is chosen.
    pub chosen: Option<usize>,
}

impl Table<'_> {
    /// Draws the table into what is left of the `ui`; `row` gives the cells of a row and what a screen reader says of it.
    /// Returns the row that was clicked.
    pub fn draw(&self, ui: &mut Ui, view: &ViewCtx<'_>, mut row: impl FnMut(usize) -> (Vec<Cell>, String)) -> Option<usize> {
        let tokens = view.tokens;
        self.head(ui, view);
        let mut clicked = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        row::overlay_scroll(ui);
        ScrollArea::vertical()
            .id_salt(self.name)
            .auto_shrink(false)
            .show_rows(ui, tokens.row, self.rows, |ui, range| {
                for place in range {
                    let (cells, spoken) = row(place);
                    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row), Sense::click());
                    let chosen = self.chosen == Some(place);
                    response.widget_info(|| WidgetInfo::selected(Role::Row, true, chosen, &spoken));
                    if self.draw_row(ui, view, rect, &response, chosen, &cells) {
                        clicked = Some(place);
                    }
                }
            });
        clicked
    }

    fn head(&self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row));
        for (column, place) in self.columns.iter().zip(places(self.columns, rect, tokens.pad, tokens.rail)) {
            let font = fonts::regular(tokens.small);
            put(ui, column.end, place, column.title, font, tokens.ink3);
        }
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line));
    }

    fn draw_row(&self, ui: &Ui, view: &ViewCtx<'_>, rect: Rect, response: &Response, chosen: bool, cells: &[Cell]) -> bool {
        let tokens = view.tokens;
        row::ground(ui, tokens, rect, chosen, true, response.hovered());
        if response.has_focus() {
            ui.painter()
                .rect_stroke(rect, 0.0, (tokens.focus_ring, tokens.accent), egui::StrokeKind::Inside);
        }
        let all = places(self.columns, rect, tokens.pad, tokens.rail);
        for ((column, place), cell) in self.columns.iter().zip(all).zip(cells) {
            let mut place = place;
            if let Some(glyph) = cell.glyph {
                let center = pos2(place.left() + tokens.glyph / 2.0, place.center().y);
                glyph.paint(ui.painter(), center, tokens.glyph, cell.colour);
                place.set_left(place.left() + tokens.glyph + tokens.gap / 2.0 + 1.0);
            }
            let size = if cell.small { tokens.small } else { tokens.text };
            put(ui, column.end, place, &cell.words, fonts::regular(size), cell.colour);
        }
        response.clicked()
    }
}

fn put(ui: &Ui, end: bool, place: Rect, words: &str, font: egui::FontId, colour: Color32) {
    if end {
        row::text(ui, place.right_center(), Align2::RIGHT_CENTER, words, font, colour, place.width());
    } else {
        row::text_middle(ui, place.left_center(), words, font, colour, place.width());
    }
}

/// Where the columns stand in a row.
fn places(columns: &[Column], rect: Rect, pad: f32, rail: f32) -> Vec<Rect> {
    let inner = rect.shrink2(vec2(pad, 0.0));
    let fixed: f32 = columns
        .iter()
        .map(|column| {
            if let Width::Rails(rails) = column.width {
                rails * rail
            } else {
                0.0
            }
        })
        .sum();
    let parts: f32 = columns
        .iter()
        .map(|column| if let Width::Part(part) = column.width { part } else { 0.0 })
        .sum();
    let free = (inner.width() - fixed - pad * columns.len().saturating_sub(1) as f32).max(0.0);
    let mut left = inner.left();
    let place = |column: &Column| {
        let width = match column.width {
            Width::Rails(rails) => rails * rail,
            Width::Part(part) => free * part / parts.max(f32::EPSILON),
        };
        let place = Rect::from_min_size(pos2(left, inner.top()), vec2(width, inner.height()));
        left += width + pad;
        place
    };
    columns.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_row_without_overlap() {
        let columns = [
            column("when", Width::Rails(1.0)),
            column("what", Width::Part(2.0)),
            numbers("count", Width::Part(1.0)),
        ];
        let rect = Rect::from_min_size(pos2(10.0, 0.0), vec2(500.0, 20.0));
        let places = places(&columns, rect, 12.0, 64.0);
        assert!(places.windows(2).all(|pair| (pair[1].left() - pair[0].right() - 12.0).abs() < 0.01));
        assert!((places[2].right() - (510.0 - 12.0)).abs() < 0.01);
    }
}
