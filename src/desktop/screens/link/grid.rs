//! The left browser as thumbnails: what lies in one collection, only the rows seen drawn.

use std::sync::Arc;

use egui::{Align2, DragAndDrop, EventFilter, Id, Key, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::ViewCtx;
use super::cells::{asset_glyph, contents, spoken, title_of};
use super::dropping::known_as;
use crate::desktop::fonts;
use crate::desktop::model::Known;
use crate::desktop::screens::restrict::said;
use crate::desktop::theme::corner;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts::{hint, link_button, small};
use crate::desktop::widgets::pictures::Pictures;
use crate::desktop::widgets::tree::{Dragged, Pick, Selection, TreeResponse};
use crate::desktop::widgets::virtual_rows::VirtualRows;
use crate::domain::CollectionId;
use crate::domain::browse::{Node, Parent, RestrictionState, Row};
use crate::runtime::Command;
use crate::runtime::view::Side;

/// Thumbnails of one collection.
#[derive(Debug, Default)]
pub struct Grid {
    /// Collections from the top down to the one shown.
    pub way: Vec<CollectionId>,
    /// What is selected.
    pub selection: Selection,
    scroll: VirtualRows,
    wants_focus: bool,
}

impl Grid {
    /// Gives it the keyboard in the next frame.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    fn parent(&self) -> Parent {
        self.way
            .last()
            .map_or(Parent::IconikTop, |collection| Parent::Collection(*collection))
    }

    /// The nodes shown, in order.
    #[must_use]
    pub fn nodes<'a>(&self, view: &ViewCtx<'a>) -> &'a [Node] {
        view.model
            .children(&self.parent())
            .map(|children| children.nodes.as_slice())
            .unwrap_or_default()
    }

    fn enter(&mut self, collection: CollectionId) {
        self.way.push(collection);
        self.selection.clear();
        self.scroll.set_top(0.0);
    }

    /// Draws the way down and the thumbnails, takes mouse and keys.
    pub fn show(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, elider: &Elider, pictures: &mut Pictures) -> TreeResponse {
        let tokens = view.tokens;
        self.trail(ui, view);
        let parent = self.parent();
        if view.model.wants_children(&parent) {
            view.outbox.send(Command::LoadChildren(parent));
        }
        let nodes = self.nodes(view);
        let rect = ui.available_rect_before_wrap();
        let id = ui.scope_id().with("thumbnails");
        let whole = ui.allocate_rect(rect, Sense::HOVER);
        let whole = ui.interact(whole.rect, id, Sense::CLICK | Sense::FOCUSABLE);
        whole.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, "iconik thumbnails"));
        if std::mem::take(&mut self.wants_focus) || whole.clicked() {
            whole.request_focus();
        }
        let before = self.selection.clone();
        let mut out = TreeResponse {
            focused: whole.has_focus(),
            ..TreeResponse::default()
        };
        let tile = vec2(tokens.thumbnail + tokens.gap, tokens.thumbnail * 9.0 / 16.0 + tokens.text * 3.4);
        let columns = (((rect.width() - tokens.pad) / tile.x).floor() as usize).max(1);
        if whole.has_focus() {
            self.keys(ui, nodes, columns, &whole, &mut out);
        }
        let visible = self.scroll.show(ui, id, rect, tokens, nodes.len().div_ceil(columns), tile.y);
        let clip = ui.clip_rect();
        ui.shrink_clip_rect(rect);
        let mut wanted = Vec::new();
        for row in visible.rows.clone() {
            let line = visible.rect(row);
            for column in 0..columns {
                let place = row * columns + column;
                let Some(node) = nodes.get(place) else { break };
                if view.model.rows.wants(node) {
                    wanted.push(*node);
                }
                let at = pos2(line.left() + tokens.pad + column as f32 * tile.x, line.top() + tokens.gap / 2.0);
                let rect = Rect::from_min_size(at, tile - vec2(tokens.gap, tokens.gap / 2.0));
                self.tile(ui, view, elider, pictures, (id, place, *node), rect, &whole, &mut out);
            }
        }
        if !wanted.is_empty() {
            view.outbox.send(Command::LoadRows(wanted));
        }
        if whole.has_focus() {
            let ring = Stroke::new(tokens.focus_ring, tokens.accent);
            ui.painter().rect_stroke(rect, 0.0, ring, StrokeKind::Inside);
        }
        ui.set_clip_rect(clip);
        if let Some(Node::Collection(collection)) = out.activated {
            self.enter(collection);
        }
        let changed = !Arc::ptr_eq(&before.keep(), &self.selection.keep());
        out.picked = changed.then_some(before);
        out
    }

    /// Where the thumbnails are, and the way back up.
    fn trail(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let mut up_to = None;
        let margin = egui::Margin::symmetric(tokens.pad as i8, 2);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                if link_button(ui, tokens, "All collections").clicked() {
                    up_to = Some(0);
                }
                for (depth, collection) in self.way.iter().enumerate() {
                    ui.label(hint(tokens, "/"));
                    let name = known_as(view.model, &Node::Collection(*collection));
                    if depth + 1 == self.way.len() {
                        ui.label(small(tokens, name).color(tokens.ink));
                    } else if link_button(ui, tokens, &name).clicked() {
                        up_to = Some(depth + 1);
                    }
                }
            });
        });
        if let Some(depth) = up_to {
            self.way.truncate(depth);
            self.selection.clear();
            self.scroll.set_top(0.0);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what one frame draws, handed down once")]
    fn tile(
        &mut self,
        ui: &Ui,
        view: &ViewCtx<'_>,
        elider: &Elider,
        pictures: &mut Pictures,
        (id, place, node): (Id, usize, Node),
        rect: Rect,
        whole: &egui::Response,
        out: &mut TreeResponse,
    ) {
        let tokens = view.tokens;
        let known = view.model.rows.get(&node);
        let response = ui.interact(rect, id.with(node), Sense::CLICK | Sense::DRAG);
        let selected = self.selection.contains(&node);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, spoken(&node, known)));
        let painter = ui.painter();
        if selected {
            painter.rect_filled(rect, corner(tokens), if whole.has_focus() { tokens.sel } else { tokens.sel_quiet });
        } else if response.hovered() {
            painter.rect_filled(rect, corner(tokens), tokens.hover);
        }
        if whole.has_focus() && self.selection.cursor() == Some(place) {
            painter.rect_stroke(rect, corner(tokens), Stroke::new(tokens.hair, tokens.accent), StrokeKind::Inside);
        }
        let picture = Rect::from_min_size(rect.min, vec2(rect.width(), rect.width() * 9.0 / 16.0)).shrink(4.0);
        match known {
            Known::Row(Row::Asset(asset)) => pictures.paint(painter, view, asset.id, asset_glyph(asset), picture),
            Known::Row(Row::Collection(_)) => Glyph::Folder.paint(painter, picture.center(), tokens.title * 2.0, tokens.ink3),
            _ => {
                painter.rect_filled(picture, 3.0, tokens.line2);
            }
        }
        if let Known::Row(Row::Asset(asset)) = known {
            restriction(painter, tokens, picture, asset.restriction);
        }
        let line = tokens.text * 1.4;
        let below = Rect::from_min_max(
            pos2(rect.left() + 4.0, picture.bottom() + 3.0),
            pos2(rect.right() - 4.0, rect.bottom()),
        );
        let title = Rect::from_min_size(below.min, vec2(below.width(), line));
        elider.paint(
            painter,
            title_of(known),
            title,
            Align2::LEFT_CENTER,
            &fonts::regular(tokens.small),
            tokens.ink,
        );
        let state = title.translate(vec2(0.0, line - 1.0));
        let small = fonts::regular(tokens.small - 1.0);
        match known {
            Known::Row(Row::Asset(asset)) => {
                let colour = tokens.link_colour(asset.link);
                Glyph::link(asset.link).paint(
                    painter,
                    state.left_center() + vec2(tokens.glyph / 2.0, 0.0),
                    tokens.glyph - 2.0,
                    colour,
                );
                let words = state.with_min_x(state.left() + tokens.glyph + 4.0);
                elider.paint(painter, asset.link.words(), words, Align2::LEFT_CENTER, &small, colour);
                elider.paint(
                    painter,
                    &super::cells::extent(asset),
                    state,
                    Align2::RIGHT_CENTER,
                    &small,
                    tokens.ink2,
                );
            }
            Known::Row(Row::Collection(row)) => {
                elider.paint(painter, &contents(row), state, Align2::LEFT_CENTER, &small, tokens.ink2);
            }
            _ => {}
        }
        if response.contains_pointer() {
            out.under = Some((node, rect));
        }
        self.mouse(ui, self.nodes(view), place, node, &response, whole, out);
    }

    #[expect(clippy::too_many_arguments, reason = "what one frame draws, handed down once")]
    fn mouse(
        &mut self,
        ui: &Ui,
        nodes: &[Node],
        place: usize,
        node: Node,
        response: &egui::Response,
        whole: &egui::Response,
        out: &mut TreeResponse,
    ) {
        if response.clicked() {
            whole.request_focus();
            let modifiers = ui.input(|input| input.modifiers);
            let pick = match (modifiers.shift, modifiers.command) {
                (true, _) => Pick::Range,
                (_, true) => Pick::Toggle,
                _ => Pick::Only,
            };
            self.selection.pick(nodes, place, pick);
        }
        if response.double_clicked() {
            out.activated = Some(node);
        }
        if response.drag_started() {
            whole.request_focus();
            if !self.selection.contains(&node) {
                self.selection.pick(nodes, place, Pick::Only);
            }
            let dragged = self.selection.in_order(nodes).into();
            let from = Side::Iconik;
            DragAndDrop::set_payload(ui.ctx(), Dragged { from, nodes: dragged });
        }
    }

    fn keys(&mut self, ui: &Ui, nodes: &[Node], columns: usize, whole: &egui::Response, out: &mut TreeResponse) {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(whole.id, filter));
        let last = nodes.len().saturating_sub(1);
        for event in ui.input(|input| input.filtered_events(&filter)) {
            let egui::Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            else {
                continue;
            };
            let at = self.selection.cursor();
            let here = at.unwrap_or(0);
            let go = match key {
                Key::ArrowRight => Some(at.map_or(0, |place| (place + 1).min(last))),
                Key::ArrowLeft => Some(here.saturating_sub(1)),
                Key::ArrowDown => Some((here + columns).min(last)),
                Key::ArrowUp => Some(here.saturating_sub(columns)),
                Key::Home => Some(0),
                Key::End => Some(last),
                _ => None,
            };
            if let Some(place) = go {
                let pick = if modifiers.shift { Pick::Range } else { Pick::Only };
                self.selection.pick(nodes, place, pick);
                self.scroll.reveal(place / columns);
                continue;
            }
            match key {
                Key::Space => self.selection.pick(nodes, here, Pick::Toggle),
                Key::Enter => out.activated = nodes.get(here).copied(),
                Key::Backspace => {
                    self.way.pop();
                    self.selection.clear();
                }
                Key::L if modifiers.is_none() => out.link = true,
                Key::U if modifiers.is_none() => out.unlink = true,
                _ => {}
            }
        }
    }
}

/// The state of a restriction in the corner of a picture; its words stand in the row's name and on hover.
fn restriction(painter: &egui::Painter, tokens: &Tokens, picture: Rect, state: RestrictionState) {
    let Some((glyph, colour)) = said::restriction(tokens, state) else {
        return;
    };
    let side = tokens.glyph + tokens.gap;
    let ground = Rect::from_min_size(pos2(picture.right() - side - 3.0, picture.top() + 3.0), vec2(side, side));
    painter.rect_filled(ground, 3.0, tokens.panel);
    glyph.paint(painter, ground.center(), tokens.glyph, colour);
}
