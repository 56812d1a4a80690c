//! The one tree that both browsers use: any number of rows, drawn only where they are seen.

mod keys;
pub mod rows;
pub mod selection;

use std::sync::Arc;

use egui::accesskit::Node as AccessNode;
use egui::{DragAndDrop, Id, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

pub use rows::{Rows, Splice};
pub use selection::{Pick, Selection, moved};

use super::glyph::Glyph;
use super::virtual_rows::{VirtualRows, Visible};
use crate::desktop::model::{Known, Model};
use crate::desktop::screens::ViewCtx;
use crate::domain::browse::Node;
use crate::runtime::Command;
use crate::runtime::view::Side;

/// Rows asked for beyond what is seen, above and below.
const MARGIN: usize = 60;
/// Parents asked for in one frame.
const PARENTS: usize = 16;
/// Seconds a drag must rest on a closed row before it opens.
const SPRING: f64 = 0.7;

/// What is dragged from one browser to the other.
#[derive(Debug, Clone)]
pub struct Dragged {
    /// The browser it comes from.
    pub from: Side,
    /// The nodes, in the order of their rows.
    pub nodes: Arc<[Node]>,
}

/// A row to paint.
#[derive(Debug)]
pub struct RowFrame<'a> {
    /// Its node.
    pub node: Node,
    /// What is known of it.
    pub known: Known<'a>,
    /// The whole row.
    pub rect: Rect,
    /// Where its content starts, right of indent and chevron.
    pub left: f32,
    /// It is selected.
    pub selected: bool,
    /// It is open and what lies inside is on its way.
    pub reading: bool,
}

/// How a browser's rows look and what they are called.
pub trait RowLook {
    /// Paints the content of a row; ground, indent and chevron are painted already.
    fn paint(&self, ui: &Ui, row: &RowFrame<'_>);
    /// What a screen reader says.
    fn name(&self, node: &Node, known: Known<'_>) -> String;
    /// True where the row can be opened.
    fn opens(&self, node: &Node, known: Known<'_>) -> bool;
    /// The title, to find a row by typing.
    fn title<'a>(&self, known: Known<'a>) -> &'a str;
    /// The menu of a row.
    fn menu(&self, ui: &mut Ui, node: &Node);
}

/// What happened in a tree in this frame.
#[derive(Debug, Default)]
pub struct TreeResponse {
    /// It has the keyboard.
    pub focused: bool,
    /// The person changed what is selected; what was selected before.
    pub picked: Option<Selection>,
    /// A row was double-clicked or Enter was pressed on it.
    pub activated: Option<Node>,
    /// L was pressed.
    pub link: bool,
    /// U was pressed.
    pub unlink: bool,
    /// The row under the pointer.
    pub under: Option<(Node, Rect)>,
}

/// A tree of any number of rows.
#[derive(Debug, Default)]
pub struct Tree {
    /// The visible rows.
    pub rows: Rows,
    /// What is selected.
    pub selection: Selection,
    scroll: VirtualRows,
    typed: String,
    typed_at: f64,
    rests: Option<(rows::Path, f64)>,
    wants_focus: bool,
}

impl Tree {
    /// Gives it the keyboard in the next frame.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Looks at the model again and asks for what is missing.
    pub fn update(&mut self, view: &ViewCtx<'_>) {
        let top = self.scroll.top();
        let anchor = self.rows.node(top as usize);
        let cursor = self.selection.cursor().and_then(|row| self.rows.node(row));
        match self.rows.reconcile(view.model) {
            Some(splices) => splices.iter().for_each(|splice| self.spliced(splice)),
            None => {
                self.selection.refind(cursor, &self.rows);
                if let Some(row) = anchor.and_then(|node| self.rows.find(&node)) {
                    self.scroll.set_top(row as f64 + top.fract());
                }
            }
        }
    }

    /// Opens or closes a row.
    pub fn set_open(&mut self, row: usize, open: bool, model: &Model) {
        let splice = if open { self.rows.open(row, model) } else { self.rows.close(row) };
        if let Some(splice) = splice {
            self.spliced(&splice);
        }
    }

    /// Opens everything below a record from a list.
    pub fn open_below(&mut self, record: &Node, nodes: &[(Node, u16)], model: &Model) {
        if let Some(splice) = self.rows.open_below(record, nodes, model) {
            self.spliced(&splice);
        }
    }

    /// Closes every row.
    pub fn close_all(&mut self, model: &Model) {
        self.rows.close_all(model);
        self.selection.refind(None, &self.rows);
    }

    /// Selects one row and shows it in the middle.
    pub fn show_row(&mut self, row: usize) {
        self.selection.pick(self.rows.nodes(), row, Pick::Only);
        self.scroll.center(row);
    }

    /// The nodes selected, in the order of the rows.
    #[must_use]
    pub fn selected(&self) -> Vec<Node> {
        self.selection.in_order(self.rows.nodes())
    }

    /// The node with the cursor.
    #[must_use]
    pub fn current(&self) -> Option<Node> {
        self.rows.node(self.selection.cursor()?)
    }

    fn spliced(&mut self, splice: &Splice) {
        self.selection.shift(splice);
        let top = self.scroll.top();
        // Rows that come or go above what is seen must not move it.
        if splice.at + splice.gone <= top as usize {
            self.scroll.set_top(splice.shift(top as usize) as f64 + top.fract());
        }
    }

    /// Draws the tree and takes mouse and keys.
    pub fn show(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, id: Id, name: &str, look: &dyn RowLook) -> TreeResponse {
        let rect = ui.available_rect_before_wrap();
        let tree = ui.allocate_rect(rect, Sense::HOVER);
        let tree = ui.interact(tree.rect, id, Sense::CLICK | Sense::FOCUSABLE);
        tree.widget_info(|| WidgetInfo::labeled(Role::Tree, true, name));
        if std::mem::take(&mut self.wants_focus) || tree.clicked() {
            tree.request_focus();
        }
        let before = self.selection.clone();
        let mut response = TreeResponse {
            focused: tree.has_focus(),
            ..TreeResponse::default()
        };
        if tree.has_focus() {
            self.take_keys(ui, view.model, look, &tree, &mut response);
        }
        self.spring(ui, view, rect);
        let visible = self.scroll.show(ui, id, rect, view.tokens, self.rows.len(), view.tokens.row);
        let clip = ui.clip_rect();
        ui.shrink_clip_rect(rect);
        for row in visible.rows.clone() {
            self.show_row_at(ui, view, id, &visible, row, look, &tree, &mut response);
        }
        if tree.has_focus() {
            let ring = Stroke::new(view.tokens.focus_ring * 0.75, view.tokens.accent);
            ui.painter().rect_stroke(rect, 0.0, ring, StrokeKind::Inside);
            self.tell_cursor(ui, id);
        }
        ui.set_clip_rect(clip);
        self.ask(view, &visible);
        let changed = !Arc::ptr_eq(&before.keep(), &self.selection.keep());
        response.picked = changed.then_some(before);
        response
    }

    #[expect(clippy::too_many_arguments, reason = "what one frame draws, handed down once")]
    fn show_row_at(
        &mut self,
        ui: &mut Ui,
        view: &ViewCtx<'_>,
        id: Id,
        visible: &Visible,
        row: usize,
        look: &dyn RowLook,
        tree: &Response,
        out: &mut TreeResponse,
    ) {
        let (Some(node), Some(path)) = (self.rows.node(row), self.rows.path(row)) else {
            return;
        };
        let tokens = view.tokens;
        let known = view.model.rows.get(&node);
        let rect = visible.rect(row);
        let response = ui.interact(rect, id.with(path), Sense::CLICK | Sense::DRAG);
        let (selected, open, opens) = (self.selection.contains(&node), self.rows.is_open(row), look.opens(&node, known));
        response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, selected, look.name(&node, known)));
        let depth = self.rows.depth(row);
        ui.ctx().accesskit_node_builder(response.id, |access: &mut AccessNode| {
            access.set_level(usize::from(depth) + 1);
            if opens {
                access.set_expanded(open);
            }
        });

        if selected {
            let ground = if tree.has_focus() { tokens.sel } else { tokens.sel_quiet };
            ui.painter().rect_filled(rect, 0.0, ground);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, tokens.hover);
        }
        if tree.has_focus() && self.selection.cursor() == Some(row) {
            let ring = Stroke::new(tokens.hair, tokens.accent);
            ui.painter()
                .rect_stroke(rect.shrink2(vec2(3.0, 1.0)), 3.0, ring, StrokeKind::Inside);
        }
        let left = rect.left() + tokens.pad + f32::from(depth) * tokens.indent;
        let chevron = Rect::from_center_size(
            pos2(left + tokens.indent / 2.0 - 2.0, rect.center().y),
            vec2(tokens.indent, tokens.row),
        );
        if opens {
            let glyph = if open { Glyph::ChevronDown } else { Glyph::ChevronRight };
            glyph.paint(ui.painter(), chevron.center(), tokens.glyph - 1.0, tokens.ink3);
        }
        let reading = open && rows::inside(&node).is_some_and(|parent| view.model.awaits_children(&parent));
        let frame = RowFrame {
            node,
            known,
            rect,
            left: left + tokens.indent,
            selected,
            reading,
        };
        look.paint(ui, &frame);

        if response.hovered() && !DragAndDrop::has_any_payload(ui.ctx()) {
            response.clone().on_hover_text(look.name(&node, known));
        }
        if response.contains_pointer() {
            out.under = Some((node, rect));
        }
        self.take_mouse(ui, view, row, &response, opens.then_some(chevron), tree, out);
        if response.hovered() || egui::Popup::is_any_open(ui.ctx()) {
            response.context_menu(|ui| look.menu(ui, &node));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what one frame draws, handed down once")]
    fn take_mouse(
        &mut self,
        ui: &Ui,
        view: &ViewCtx<'_>,
        row: usize,
        response: &Response,
        chevron: Option<Rect>,
        tree: &Response,
        out: &mut TreeResponse,
    ) {
        let Some(node) = self.rows.node(row) else { return };
        if response.clicked() {
            tree.request_focus();
            let on_chevron = chevron
                .zip(response.interact_pointer_pos())
                .is_some_and(|(rect, at)| rect.contains(at));
            if on_chevron {
                self.set_open(row, !self.rows.is_open(row), view.model);
                return;
            }
            let modifiers = ui.input(|input| input.modifiers);
            self.selection.pick(self.rows.nodes(), row, pick_for(modifiers));
        }
        if response.secondary_clicked() {
            tree.request_focus();
            if !self.selection.contains(&node) {
                self.selection.pick(self.rows.nodes(), row, Pick::Only);
            }
        }
        if response.double_clicked() {
            if chevron.is_some() {
                self.set_open(row, !self.rows.is_open(row), view.model);
            }
            out.activated = Some(node);
        }
        if response.drag_started() {
            tree.request_focus();
            if !self.selection.contains(&node) {
                self.selection.pick(self.rows.nodes(), row, Pick::Only);
            }
            let from = crate::desktop::model::side_of(&node);
            let nodes = self.selected().into();
            DragAndDrop::set_payload(ui.ctx(), Dragged { from, nodes });
        }
    }

    /// While something is dragged: scrolls near the edges, and opens a closed row that the drag rests on.
    fn spring(&mut self, ui: &Ui, view: &ViewCtx<'_>, rect: Rect) {
        let tokens = view.tokens;
        let at = ui.input(|input| input.pointer.interact_pos());
        let Some(at) = at.filter(|at| rect.contains(*at) && DragAndDrop::has_payload_of_type::<Dragged>(ui.ctx())) else {
            self.rests = None;
            return;
        };
        let (now, step) = ui.input(|input| (input.time, f64::from(input.stable_dt.min(0.1))));
        let speed = if at.y < rect.top() + tokens.row {
            -12.0
        } else if at.y > rect.bottom() - tokens.row {
            12.0
        } else {
            0.0
        };
        if speed != 0.0 {
            self.scroll.set_top(self.scroll.top() + speed * step);
            ui.ctx().request_repaint();
        }
        let row = (self.scroll.top() + f64::from((at.y - rect.top()) / tokens.row)) as usize;
        let Some(path) = self.rows.path(row) else { return };
        match self.rests {
            Some((resting, since)) if resting == path => {
                if now - since > SPRING && !self.rows.is_open(row) {
                    self.set_open(row, true, view.model);
                }
            }
            _ => self.rests = Some((path, now)),
        }
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
    }

    fn tell_cursor(&self, ui: &Ui, id: Id) {
        if let Some(path) = self.selection.cursor().and_then(|row| self.rows.path(row)) {
            let row = id.with(path);
            if ui.ctx().has_accesskit_node(row) {
                let row = row.accesskit_id();
                ui.ctx()
                    .accesskit_node_builder(id, |access: &mut AccessNode| access.set_active_descendant(row));
            }
        }
    }

    /// Asks for rows that are seen or nearly seen and not here, and for what lies inside open rows.
    fn ask(&mut self, view: &ViewCtx<'_>, visible: &Visible) {
        let first = visible.rows.start.saturating_sub(MARGIN);
        let last = (visible.rows.end + MARGIN).min(self.rows.len());
        let near = self.rows.nodes().get(first..last).unwrap_or_default();
        let seen = self.rows.nodes().get(visible.rows.clone()).unwrap_or_default();
        // The margin is asked for only together with a row that is seen, so that scrolling asks in windows.
        if seen.iter().any(|node| view.model.rows.wants(node)) {
            let wanted: Vec<Node> = near.iter().filter(|node| view.model.rows.wants(node)).copied().collect();
            view.outbox.send(Command::LoadRows(wanted));
        }
        for parent in self.rows.wanted(view.model, visible.rows.clone(), PARENTS) {
            view.outbox.send(Command::LoadChildren(parent));
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
