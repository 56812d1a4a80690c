//! A list of any number of rows of one height: one is chosen by mouse or keys, some are headings, some carry a box to tick.

use egui::{Event, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::elide::Elider;
use super::glyph::Glyph;
use super::tree::moved;
use super::virtual_rows::VirtualRows;
use crate::desktop::screens::ViewCtx;
use crate::desktop::theme::corner;
use crate::desktop::tokens::Tokens;

/// How the rows of a list look and what they are called.
pub trait ListLook {
    /// True for rows that only head others: they cannot be chosen.
    fn heads(&self, _row: usize) -> bool {
        false
    }

    /// Whether the box of a row is ticked; `None` for rows without a box.
    fn ticked(&self, _row: usize) -> Option<Ticked> {
        None
    }

    /// What a screen reader says of the box of a row.
    fn box_name(&self, row: usize) -> String {
        format!("Select {}", self.spoken(row))
    }

    /// Paints the content of a row; ground and box are painted already. `rect` begins right of the box.
    fn paint(&self, ui: &Ui, elider: &Elider, row: usize, rect: Rect, chosen: bool);

    /// What a screen reader says of a row.
    fn spoken(&self, row: usize) -> String;

    /// Everything that a row says, without being cut.
    fn hover(&self, row: usize) -> String {
        self.spoken(row)
    }
}

/// State of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticked {
    /// Empty.
    No,
    /// Some of the rows below.
    Some,
    /// Ticked.
    Yes,
}

impl Ticked {
    /// The state of a box over `all` rows of which `on` are ticked.
    #[must_use]
    pub fn of(on: usize, all: usize) -> Self {
        match on {
            0 => Self::No,
            _ if on < all => Self::Some,
            _ => Self::Yes,
        }
    }
}

/// What a list shows.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// What a screen reader calls it; tells lists apart too.
    pub name: &'a str,
    /// How many rows, headings among them.
    pub rows: usize,
    /// Height of every row.
    pub height: f32,
    /// The row that is chosen.
    pub chosen: Option<usize>,
}

/// What happened in a list in this frame.
#[derive(Debug, Default)]
pub struct Listed {
    /// Another row was chosen.
    pub chosen: Option<usize>,
    /// Enter was pressed on the chosen row.
    pub activated: bool,
    /// The box of this row was clicked, or Space pressed on it.
    pub toggled: Option<usize>,
    /// Other keys without modifiers, while the list has the keyboard.
    pub keys: Vec<Key>,
    /// Ctrl or Cmd and A.
    pub all: bool,
    /// The list has the keyboard.
    pub focused: bool,
}

/// A list.
#[derive(Debug, Default)]
pub struct ListBox {
    scroll: VirtualRows,
    elider: Elider,
    wants_focus: bool,
    /// The row that was scrolled to last.
    revealed: Option<usize>,
    /// It was drawn before, so that it is known how many rows fit.
    measured: bool,
}

impl ListBox {
    /// Gives it the keyboard in the next frame.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Draws the list into what is left of the `ui`, and takes mouse and keys.
    pub fn show(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, list: List<'_>, look: &dyn ListLook) -> Listed {
        let tokens = view.tokens;
        let rect = ui.available_rect_before_wrap();
        let id = ui.scope_id().with(list.name);
        let whole = ui.allocate_rect(rect, Sense::HOVER);
        let whole = ui.interact(whole.rect, id, Sense::CLICK | Sense::FOCUSABLE);
        whole.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, list.name));
        let mut out = Listed::default();
        // The key that brings the keyboard here is not meant for the list.
        if whole.has_focus() {
            out.focused = true;
            self.keys(ui, &list, look, &whole, &mut out);
        }
        if std::mem::take(&mut self.wants_focus) || whole.clicked() {
            whole.request_focus();
        }
        let chosen = out.chosen.or(list.chosen);
        if !std::mem::replace(&mut self.measured, true) {
            ui.ctx().request_repaint();
        } else if chosen != self.revealed {
            self.revealed = chosen;
            if let Some(row) = chosen {
                self.scroll.reveal(row);
            }
        }
        let visible = self.scroll.show(ui, id, rect, tokens, list.rows, list.height);
        let clip = ui.clip_rect();
        ui.shrink_clip_rect(rect);
        for row in visible.rows.clone() {
            self.row(
                ui,
                tokens,
                (id, row),
                visible.rect(row),
                chosen == Some(row),
                look,
                &whole,
                &mut out,
            );
        }
        if whole.has_focus() {
            let ring = Stroke::new(tokens.focus_ring * 0.75, tokens.accent);
            ui.painter().rect_stroke(rect, 0.0, ring, StrokeKind::Inside);
            tell_cursor(ui, id, chosen);
        }
        ui.set_clip_rect(clip);
        out
    }

    #[expect(clippy::too_many_arguments, reason = "what one frame draws, handed down once")]
    fn row(
        &self,
        ui: &Ui,
        tokens: &Tokens,
        (id, row): (Id, usize),
        rect: Rect,
        chosen: bool,
        look: &dyn ListLook,
        whole: &Response,
        out: &mut Listed,
    ) {
        let heads = look.heads(row);
        let sense = if heads { Sense::HOVER } else { Sense::CLICK };
        let response = ui.interact(rect, id.with(row), sense);
        let spoken = || look.spoken(row);
        response.widget_info(|| {
            if heads {
                WidgetInfo::labeled(Role::Label, true, spoken())
            } else {
                WidgetInfo::selected(Role::ListBoxOption, true, chosen, spoken())
            }
        });
        ground(ui, tokens, rect, &response, whole, (heads, chosen));
        let mut inside = rect.shrink2(vec2(tokens.pad, 0.0));
        let mut boxed = false;
        if let Some(ticked) = look.ticked(row) {
            let side = tokens.text + 2.0;
            let place = Rect::from_center_size(pos2(inside.left() + side / 2.0, rect.center().y), vec2(side, side));
            inside.min.x += side + tokens.gap;
            let reach = Rect::from_min_max(rect.min, pos2(inside.left() - tokens.gap / 2.0, rect.max.y));
            let tick = ui.interact(reach, id.with((row, "box")), Sense::CLICK);
            let name = look.box_name(row);
            tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, ticked == Ticked::Yes, &name));
            boxed = tick.hovered();
            tick_box(ui, tokens, place, ticked, tick.hovered());
            if tick.clicked() {
                out.toggled = Some(row);
            }
        }
        look.paint(ui, &self.elider, row, inside, chosen);
        if response.clicked() {
            whole.request_focus();
            out.chosen = Some(row);
        }
        if response.hovered() && !boxed && !heads {
            response.on_hover_text(look.hover(row));
        }
    }

    fn keys(&self, ui: &Ui, list: &List<'_>, look: &dyn ListLook, whole: &Response, out: &mut Listed) {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(whole.id, filter));
        let mut at = list.chosen;
        for event in ui.input(|input| input.filtered_events(&filter)) {
            let Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            else {
                continue;
            };
            if let Some(row) = step(key, at, list.rows, self.scroll.page(), &|row| look.heads(row)) {
                at = Some(row);
                out.chosen = (list.chosen != at).then_some(row);
                continue;
            }
            match key {
                Key::A if modifiers.command => out.all = true,
                Key::Enter if modifiers.is_none() => out.activated = true,
                Key::Space if modifiers.is_none() && at.is_some_and(|row| look.ticked(row).is_some()) => out.toggled = at,
                _ if modifiers.is_none() => out.keys.push(key),
                _ => {}
            }
        }
    }
}

/// Where a key leads: headings are passed over in the direction of the step.
fn step(key: Key, at: Option<usize>, rows: usize, page: usize, heads: &dyn Fn(usize) -> bool) -> Option<usize> {
    let last = rows.checked_sub(1)?;
    let (to, _) = moved(key, Modifiers::NONE, at, last, page)?;
    let down = || (to..rows).find(|row| !heads(*row));
    let up = || (0..=to).rev().find(|row| !heads(*row));
    let back = matches!(key, Key::ArrowUp | Key::PageUp | Key::End);
    let found = if back { up().or_else(down) } else { down().or_else(up) };
    found.or(at)
}

fn ground(ui: &Ui, tokens: &Tokens, rect: Rect, response: &Response, whole: &Response, (heads, chosen): (bool, bool)) {
    let painter = ui.painter();
    if heads {
        painter.rect_filled(rect, 0.0, tokens.bg);
    } else if chosen {
        let ground = if whole.has_focus() { tokens.sel } else { tokens.sel_quiet };
        painter.rect_filled(rect, 0.0, ground);
    } else if response.hovered() {
        painter.rect_filled(rect, 0.0, tokens.hover);
    }
    if chosen && whole.has_focus() {
        let ring = Stroke::new(tokens.hair, tokens.accent);
        painter.rect_stroke(rect.shrink2(vec2(3.0, 1.0)), 3.0, ring, StrokeKind::Inside);
    }
    painter.hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line2));
}

/// A box to tick, as check boxes look in forms.
fn tick_box(ui: &Ui, tokens: &Tokens, rect: Rect, ticked: Ticked, hovered: bool) {
    let line = if hovered { tokens.ink2 } else { tokens.ink3 };
    let fill = if ticked == Ticked::No { tokens.raise } else { tokens.accent_bg };
    ui.painter()
        .rect(rect, corner(tokens), fill, Stroke::new(tokens.hair, line), StrokeKind::Inside);
    match ticked {
        Ticked::No => {}
        Ticked::Some => {
            let middle = Rect::from_center_size(rect.center(), rect.size() * 0.4);
            ui.painter().rect_filled(middle, 1.0, tokens.accent);
        }
        Ticked::Yes => Glyph::Check.paint(ui.painter(), rect.center(), rect.width() * 0.6, tokens.accent),
    }
}

fn tell_cursor(ui: &Ui, id: Id, chosen: Option<usize>) {
    let Some(row) = chosen.map(|row| id.with(row)) else { return };
    if ui.ctx().has_accesskit_node(row) {
        let row = row.accesskit_id();
        ui.ctx().accesskit_node_builder(id, |access| access.set_active_descendant(row));
    }
}

/// Two lines of text in a row.
pub struct Two<'a> {
    /// Where to paint.
    pub ui: &'a Ui,
    /// Sizes and colours.
    pub tokens: &'a Tokens,
    /// Cuts texts.
    pub elider: &'a Elider,
}

impl Two<'_> {
    /// Height of a row with two lines.
    #[must_use]
    pub fn height(tokens: &Tokens) -> f32 {
        (tokens.text + tokens.small + tokens.gap * 2.4).round()
    }

    /// Where the lines of a row stand.
    fn line(cell: Rect, part: f32, size: f32) -> Rect {
        let middle = cell.top() + cell.height() * part;
        Rect::from_min_max(pos2(cell.left(), middle - size), pos2(cell.right(), middle + size))
    }

    fn put(&self, cell: Rect, part: f32, words: &str, font: &egui::FontId, colour: egui::Color32) {
        let place = Self::line(cell, part, font.size);
        self.elider
            .paint(self.ui.painter(), words, place, egui::Align2::LEFT_CENTER, font, colour);
    }

    /// The upper line.
    pub fn upper(&self, cell: Rect, words: &str, colour: egui::Color32) {
        let font = crate::desktop::fonts::regular(self.tokens.text);
        self.put(cell, 0.3, words, &font, colour);
    }

    /// The upper line in strong letters.
    pub fn strong(&self, cell: Rect, words: &str, colour: egui::Color32) {
        let font = crate::desktop::fonts::strong(self.tokens.text);
        self.put(cell, 0.3, words, &font, colour);
    }

    /// The upper line in small letters.
    pub fn upper_small(&self, cell: Rect, words: &str, colour: egui::Color32) {
        let font = crate::desktop::fonts::regular(self.tokens.small);
        self.put(cell, 0.3, words, &font, colour);
    }

    /// The lower line, in small letters.
    pub fn lower(&self, cell: Rect, words: &str, colour: egui::Color32) {
        let font = crate::desktop::fonts::regular(self.tokens.small);
        self.put(cell, 0.74, words, &font, colour);
    }

    /// The upper line, in small letters, of a sentence: cut at its end, because its beginning says what it is about.
    pub fn upper_small_from_the_start(&self, cell: Rect, words: &str, colour: egui::Color32) {
        self.sentence(cell, 0.3, words, colour);
    }

    /// The lower line, in small letters, of a sentence: cut at its end.
    pub fn lower_from_the_start(&self, cell: Rect, words: &str, colour: egui::Color32) {
        self.sentence(cell, 0.74, words, colour);
    }

    fn sentence(&self, cell: Rect, part: f32, words: &str, colour: egui::Color32) {
        let font = crate::desktop::fonts::regular(self.tokens.small);
        let place = Self::line(cell, part, font.size);
        let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut job = egui::text::LayoutJob::simple_singleline(line, font, colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(place.width().max(0.0));
        let galley = self.ui.painter().layout_job(job);
        let at = egui::Align2::LEFT_CENTER.align_size_within_rect(galley.size(), place).min;
        self.ui.painter().galley(at, galley, colour);
    }

    /// One line in the middle, in strong letters; gives its width.
    pub fn middle(&self, cell: Rect, words: &str, colour: egui::Color32) -> f32 {
        let font = crate::desktop::fonts::strong(self.tokens.text);
        self.elider
            .paint(self.ui.painter(), words, cell, egui::Align2::LEFT_CENTER, &font, colour)
    }

    /// A glyph and small words in the upper line.
    pub fn state(&self, cell: Rect, glyph: Glyph, words: &str, colour: egui::Color32) {
        self.upper_small(self.mark(cell, 0.3, glyph, colour), words, colour);
    }

    /// A glyph and small words in the lower line.
    pub fn lower_state(&self, cell: Rect, glyph: Glyph, words: &str, colour: egui::Color32) {
        self.lower(self.mark(cell, 0.74, glyph, colour), words, colour);
    }

    fn mark(&self, cell: Rect, part: f32, glyph: Glyph, colour: egui::Color32) -> Rect {
        let tokens = self.tokens;
        let center = pos2(cell.left() + tokens.glyph / 2.0, cell.top() + cell.height() * part);
        glyph.paint(self.ui.painter(), center, tokens.glyph, colour);
        cell.with_min_x(cell.left() + tokens.glyph + tokens.gap * 0.75)
    }
}

/// Cuts columns off the right edge of a row, with a distance between them.
pub struct Columns {
    rest: Rect,
    gap: f32,
}

impl Columns {
    /// Begins with the whole row.
    #[must_use]
    pub fn of(rect: Rect, gap: f32) -> Self {
        Self { rest: rect, gap }
    }

    /// Cuts a column off the right.
    pub fn right(&mut self, width: f32) -> Rect {
        let column = self.rest.with_min_x(self.rest.right() - width);
        self.rest.max.x -= width + self.gap;
        column
    }

    /// Cuts a column off the left.
    pub fn left(&mut self, width: f32) -> Rect {
        let column = self.rest.with_max_x(self.rest.left() + width);
        self.rest.min.x += width + self.gap;
        column
    }

    /// What is left.
    #[must_use]
    pub fn rest(&self) -> Rect {
        self.rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_pass_over_headings() {
        // Rows 0 and 3 are headings.
        let heads = |row: usize| row == 0 || row == 3;
        let go = |key, at| step(key, at, 6, 3, &heads);
        assert_eq!(go(Key::ArrowDown, None), Some(1));
        assert_eq!(go(Key::ArrowDown, Some(2)), Some(4));
        assert_eq!(go(Key::ArrowUp, Some(4)), Some(2));
        assert_eq!(go(Key::ArrowUp, Some(1)), Some(1), "above the first row is only its heading");
        assert_eq!(go(Key::Home, Some(5)), Some(1));
        assert_eq!(go(Key::End, Some(1)), Some(5));
        assert_eq!(go(Key::PageDown, Some(5)), Some(5));
        assert_eq!(go(Key::A, Some(1)), None);
        assert_eq!(step(Key::ArrowDown, None, 0, 3, &heads), None);
    }

    #[test]
    fn a_box_over_several_rows_has_three_states() {
        assert_eq!(Ticked::of(0, 3), Ticked::No);
        assert_eq!(Ticked::of(2, 3), Ticked::Some);
        assert_eq!(Ticked::of(3, 3), Ticked::Yes);
    }
}
