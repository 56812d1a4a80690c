//! The table of the queue: only what can be seen is drawn, chosen like rows of the browsers.

use egui::{Align2, DragAndDrop, Event, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};
use egui::{pos2, vec2};

use super::shown::{Line, Section, Shown};
use super::words;
use crate::desktop::fonts;
use crate::desktop::outbox::Raised;
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::pictures::Pictures;
use crate::desktop::widgets::tree::{Dragged, Pick, Selection, moved};
use crate::desktop::widgets::virtual_rows::VirtualRows;
use crate::domain::browse::Node;
use crate::runtime::mapping_view::QueueRow;
use crate::runtime::view::Side;

/// What happened in the table in this frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TableResponse {
    /// A place is to be chosen for what is selected.
    pub choose: bool,
    /// The place chosen for what is selected is to be taken back.
    pub take_back: bool,
}

/// The table of the queue.
#[derive(Debug, Default)]
pub struct QueueTable {
    /// What is selected.
    pub selection: Selection,
    scroll: VirtualRows,
    elider: Elider,
    pictures: Pictures,
    wants_focus: bool,
}

/// Where the columns of a row stand.
struct Columns {
    picture: Rect,
    title: Rect,
    /// Left out where there is little room; the title's second line says it then.
    approved: Option<Rect>,
    state: Rect,
    place: Rect,
}

impl Columns {
    fn of(tokens: &Tokens, rect: Rect) -> Self {
        let inner = rect.shrink2(vec2(tokens.pad, tokens.gap / 2.0));
        let picture = Rect::from_min_size(inner.min, vec2(inner.height() * 16.0 / 9.0, inner.height()));
        let wide = rect.width() > tokens.rail * 16.0;
        let (state, place) = (tokens.rail * 2.5, inner.width() * 0.31);
        let mut right = inner.right();
        let mut take = |width: f32| {
            let column = Rect::from_min_max(pos2(right - width, inner.top()), pos2(right, inner.bottom()));
            right -= width + tokens.pad;
            column
        };
        let place = take(place);
        let state = take(state);
        let approved = wide.then(|| take(tokens.rail * 2.0));
        let title = Rect::from_min_max(pos2(picture.right() + tokens.gap, inner.top()), pos2(right, inner.bottom()));
        Self {
            picture,
            title,
            approved,
            state,
            place,
        }
    }
}

/// Height of the rows: two lines of text, and a picture of some size.
fn height(tokens: &Tokens) -> f32 {
    (tokens.text + tokens.small + tokens.gap * 2.6).round()
}

impl QueueTable {
    /// Gives it the keyboard in the next frame.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Draws the table into what is left of the `ui`, and takes mouse and keys.
    pub fn show(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) -> TableResponse {
        let tokens = view.tokens;
        head(ui, tokens);
        let rect = ui.available_rect_before_wrap();
        let id = ui.scope_id().with("approved assets");
        let whole = ui.allocate_rect(rect, Sense::HOVER);
        let whole = ui.interact(whole.rect, id, Sense::CLICK | Sense::FOCUSABLE);
        whole.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, "Approved assets"));
        let mut out = TableResponse::default();
        // The key that brings the keyboard here is not meant for the table.
        if whole.has_focus() {
            self.keys(ui, shown, &whole, &mut out);
        }
        if std::mem::take(&mut self.wants_focus) || whole.clicked() {
            whole.request_focus();
        }
        let visible = self.scroll.show(ui, id, rect, tokens, shown.lines.len(), height(tokens));
        let clip = ui.clip_rect();
        ui.shrink_clip_rect(rect);
        let first = shown.line_of.partition_point(|line| *line < visible.rows.start);
        let mut place = first;
        for line in visible.rows.clone() {
            let at = visible.rect(line);
            match shown.lines.get(line) {
                Some(Line::Head(section, rows)) => heading(ui, tokens, at, *section, *rows),
                Some(Line::Row(row)) => {
                    if let Some(row) = shown.queue.rows.get(*row) {
                        self.row(ui, view, shown, (id, place, row), at, &whole, &mut out);
                    }
                    place += 1;
                }
                None => {}
            }
        }
        if whole.has_focus() {
            let ring = Stroke::new(tokens.focus_ring * 0.75, tokens.accent);
            ui.painter().rect_stroke(rect, 0.0, ring, StrokeKind::Inside);
            self.tell_cursor(ui, id, shown);
        }
        ui.set_clip_rect(clip);
        out
    }

    #[expect(clippy::too_many_arguments, reason = "what one frame draws, handed down once")]
    fn row(
        &mut self,
        ui: &Ui,
        view: &ViewCtx<'_>,
        shown: &Shown,
        (id, place, row): (Id, usize, &QueueRow),
        rect: Rect,
        whole: &Response,
        out: &mut TableResponse,
    ) {
        let tokens = view.tokens;
        let node = Node::Asset(row.asset);
        let response = ui.interact(rect, id.with(row.asset), Sense::CLICK | Sense::DRAG);
        let selected = self.selection.contains(&node);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, words::spoken(view, row)));
        let painter = ui.painter();
        if selected {
            let ground = if whole.has_focus() { tokens.sel } else { tokens.sel_quiet };
            painter.rect_filled(rect, 0.0, ground);
        } else if response.hovered() {
            painter.rect_filled(rect, 0.0, tokens.hover);
        }
        if whole.has_focus() && self.selection.cursor() == Some(place) {
            let ring = Stroke::new(tokens.hair, tokens.accent);
            painter.rect_stroke(rect.shrink2(vec2(3.0, 1.0)), 3.0, ring, StrokeKind::Inside);
        }
        painter.hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line2));
        let columns = Columns::of(tokens, rect);
        self.pictures
            .paint(painter, view, row.asset, Glyph::media(row.media), columns.picture);
        self.cells(ui, view, row, &columns, selected);
        self.mouse(ui, shown, (node, place), &response, whole, out);
        if response.hovered() && !DragAndDrop::has_any_payload(ui.ctx()) {
            response.clone().on_hover_text(hover(view, row));
        }
        if response.hovered() || egui::Popup::is_any_open(ui.ctx()) {
            response.context_menu(|ui| menu(ui, view, shown, &self.selection, node, out));
        }
    }

    fn cells(&self, ui: &Ui, view: &ViewCtx<'_>, row: &QueueRow, columns: &Columns, selected: bool) {
        let tokens = view.tokens;
        let quiet = if selected { tokens.ink2 } else { tokens.ink3 };
        let two = Two {
            ui,
            tokens,
            elider: &self.elider,
        };
        two.upper(columns.title, &row.title, tokens.ink);
        let approval = words::approval(view, row);
        match columns.approved {
            Some(column) => {
                two.lower(columns.title, &row.why, quiet);
                two.upper_small(column, row.approver.as_deref().unwrap_or("not known"), tokens.ink2);
                two.lower(column, &row.approved.map(|at| view.clock(at)).unwrap_or_default(), quiet);
            }
            None if approval.is_empty() => two.lower(columns.title, &row.why, quiet),
            None => two.lower(columns.title, &format!("{approval} · {}", row.why), quiet),
        }
        let (glyph, colour) = words::state(tokens, row.state);
        two.state(columns.state, glyph, row.state.words(), colour);
        let indent = tokens.glyph + tokens.gap * 0.75;
        let missing = columns.state.with_min_x(columns.state.left() + indent);
        // What is missing; what to do about it is said below the table and on hover.
        let short: Vec<&str> = row.missing.iter().filter_map(|words| words.split(": ").next()).collect();
        two.lower(missing, &short.join("; "), tokens.ink2);
        match &row.destination {
            Some(there) => {
                two.upper(columns.place, &there.title, tokens.ink);
                two.lower(columns.place, &words::destination(row.state, there), quiet);
            }
            None => {
                two.upper(columns.place, "no place yet", tokens.changed);
                two.lower(columns.place, "drop it into the tree", quiet);
            }
        }
    }

    fn mouse(&mut self, ui: &Ui, shown: &Shown, (node, place): (Node, usize), row: &Response, whole: &Response, out: &mut TableResponse) {
        if row.clicked() {
            whole.request_focus();
            self.selection
                .pick(&shown.nodes, place, pick_for(ui.input(|input| input.modifiers)));
        }
        if row.double_clicked() {
            out.choose = true;
        }
        let grabs = row.secondary_clicked() || row.drag_started();
        if grabs {
            whole.request_focus();
            if !self.selection.contains(&node) {
                self.selection.pick(&shown.nodes, place, Pick::Only);
            }
        }
        if row.drag_started() {
            let nodes = self.selection.in_order(&shown.nodes).into();
            let from = Side::Iconik;
            DragAndDrop::set_payload(ui.ctx(), Dragged { from, nodes });
        }
    }

    fn keys(&mut self, ui: &Ui, shown: &Shown, whole: &Response, out: &mut TableResponse) {
        let filter = EventFilter {
            vertical_arrows: true,
            // The first Escape selects nothing, the next one leaves the table.
            escape: !self.selection.is_empty(),
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(whole.id, filter));
        let events = ui.input(|input| input.filtered_events(&filter));
        for event in events {
            if let Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            {
                self.key(key, modifiers, shown, out);
            }
        }
    }

    fn key(&mut self, key: Key, modifiers: Modifiers, shown: &Shown, out: &mut TableResponse) {
        let last = shown.nodes.len().saturating_sub(1);
        let page = self.scroll.page();
        let at = self.selection.cursor();
        let here = at.unwrap_or(0);
        if let Some((row, pick)) = moved(key, modifiers, at, last, page) {
            self.go(shown, row, pick);
            return;
        }
        match key {
            Key::Space => self.go(shown, here, Pick::Toggle),
            Key::A if modifiers.command => self.select_all(shown),
            Key::Enter | Key::D if modifiers.is_none() => out.choose = true,
            Key::Delete | Key::Backspace => out.take_back = true,
            Key::Escape => self.selection.clear(),
            _ => {}
        }
    }

    /// Selects every row shown.
    pub fn select_all(&mut self, shown: &Shown) {
        self.selection.select(shown.nodes.iter().copied());
    }

    fn go(&mut self, shown: &Shown, row: usize, pick: Pick) {
        self.selection.pick(&shown.nodes, row, pick);
        if let Some(line) = shown.line_of.get(row) {
            self.scroll.reveal(*line);
        }
    }

    fn tell_cursor(&self, ui: &Ui, id: Id, shown: &Shown) {
        let node = self.selection.cursor().and_then(|row| shown.nodes.get(row));
        if let Some(Node::Asset(asset)) = node {
            let row = id.with(asset);
            if ui.ctx().has_accesskit_node(row) {
                let row = row.accesskit_id();
                ui.ctx().accesskit_node_builder(id, |access| access.set_active_descendant(row));
            }
        }
    }
}

fn pick_for(modifiers: Modifiers) -> Pick {
    if modifiers.shift {
        Pick::Range
    } else if modifiers.command {
        Pick::Toggle
    } else {
        Pick::Only
    }
}

/// Titles of the columns.
fn head(ui: &mut Ui, tokens: &Tokens) {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row));
    let columns = Columns::of(tokens, rect);
    let elider = Elider::default();
    let font = fonts::regular(tokens.small);
    let put = |column: Rect, words: &str| {
        let place = Rect::from_min_max(pos2(column.left(), rect.top()), pos2(column.right(), rect.bottom()));
        elider.paint(ui.painter(), words, place, Align2::LEFT_CENTER, &font, tokens.ink3);
    };
    // The picture of a row is wider than its place in this lower line.
    let picture = (height(tokens) - tokens.gap) * 16.0 / 9.0;
    put(columns.title.with_min_x(rect.left() + tokens.pad + picture + tokens.gap), "asset");
    if let Some(approved) = columns.approved {
        put(approved, "approved by");
    }
    put(columns.state, "state");
    put(columns.place, "goes to");
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line));
}

fn heading(ui: &Ui, tokens: &Tokens, rect: Rect, section: Section, rows: usize) {
    ui.painter().rect_filled(rect, 0.0, tokens.bg);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line2));
    let elider = Elider::default();
    let place = rect.shrink2(vec2(tokens.pad, tokens.gap / 2.0));
    let title = format!("{} · {rows}", section.words());
    let two = Two {
        ui,
        tokens,
        elider: &elider,
    };
    two.put(place, 0.27, &title, &fonts::strong(tokens.text), tokens.ink);
    two.lower(place, section.meaning(), tokens.ink2);
    let response = ui.interact(rect, ui.scope_id().with(("section", section.words())), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{title}. {}", section.meaning())));
}

/// Two lines of text in a cell.
struct Two<'a> {
    ui: &'a Ui,
    tokens: &'a Tokens,
    elider: &'a Elider,
}

impl Two<'_> {
    fn put(&self, cell: Rect, part: f32, words: &str, font: &egui::FontId, colour: egui::Color32) {
        let middle = cell.top() + cell.height() * part;
        let place = Rect::from_min_max(pos2(cell.left(), middle - font.size), pos2(cell.right(), middle + font.size));
        self.elider
            .paint(self.ui.painter(), words, place, Align2::LEFT_CENTER, font, colour);
    }

    fn upper(&self, cell: Rect, words: &str, colour: egui::Color32) {
        self.put(cell, 0.27, words, &fonts::regular(self.tokens.text), colour);
    }

    fn upper_small(&self, cell: Rect, words: &str, colour: egui::Color32) {
        self.put(cell, 0.27, words, &fonts::regular(self.tokens.small), colour);
    }

    fn lower(&self, cell: Rect, words: &str, colour: egui::Color32) {
        self.put(cell, 0.76, words, &fonts::regular(self.tokens.small), colour);
    }

    fn state(&self, cell: Rect, glyph: Glyph, words: &str, colour: egui::Color32) {
        let tokens = self.tokens;
        let center = pos2(cell.left() + tokens.glyph / 2.0, cell.top() + cell.height() * 0.27);
        glyph.paint(self.ui.painter(), center, tokens.glyph, colour);
        let words_at = cell.with_min_x(cell.left() + tokens.glyph + tokens.gap * 0.75);
        self.upper_small(words_at, words, colour);
    }
}

/// Everything that a row says, without being cut.
fn hover(view: &ViewCtx<'_>, row: &QueueRow) -> String {
    let mut lines = vec![row.title.clone()];
    let approval = words::approval(view, row);
    if !approval.is_empty() {
        lines.push(format!("approved by {approval}"));
    }
    lines.push(row.why.clone());
    lines.extend(row.missing.iter().map(|missing| format!("missing: {missing}")));
    if let Some(there) = &row.destination {
        lines.push(there.title.clone());
        lines.push(words::destination(row.state, there));
    }
    lines.join("\n")
}

fn menu(ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown, selection: &Selection, node: Node, out: &mut TableResponse) {
    let tokens = view.tokens;
    let entry = |ui: &mut Ui, words: &str, enabled: bool| {
        let button = egui::Button::new(parts::body(tokens, words)).frame(false);
        let clicked = ui.add_enabled(enabled, button).clicked();
        if clicked {
            ui.close();
        }
        clicked
    };
    if entry(ui, "Choose a place", view.writable()) {
        out.choose = true;
    }
    if entry(ui, "Take the chosen place back", by_hand(shown, selection) && view.writable()) {
        out.take_back = true;
    }
    if entry(ui, "Show in its browser", true) {
        view.outbox.raise(Raised::ShowNode(node));
    }
}

/// True where the place of something selected was chosen by hand.
#[must_use]
pub fn by_hand(shown: &Shown, selection: &Selection) -> bool {
    let kept = selection.keep();
    kept.iter()
        .filter_map(|node| shown.row_of(node))
        .filter_map(|row| row.destination.as_ref())
        .any(|there| there.why == words::BY_HAND)
}
