//! The tree of ArchivesSpace beside the queue: where new records go, by dropping or by choosing.

use egui::{Align, DragAndDrop, Label, Layout, Rect, Stroke, Ui, UiBuilder, pos2, vec2};
use strum::IntoEnumIterator as _;

use super::placing::{self, Offer, Spot};
use super::shown::Shown;
use super::table::by_hand;
use crate::desktop::commands::UiCommand;
use crate::desktop::model::Known;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::link::RecordLook;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::tree::{Dragged, RowFrame, RowLook, Selection, Tree, TreeResponse};
use crate::desktop::widgets::words::count;
use crate::desktop::widgets::{parts, pill};
use crate::domain::browse::{Node, Parent, RecordFilter};
use crate::domain::{Level, RepositoryId};
use crate::runtime::Command;
use crate::runtime::view::{RecordScope, Side};

/// The part of a row's height, at either edge, that means the place between two rows.
const EDGE: f32 = 0.26;

/// The tree where new records go.
#[derive(Debug, Default)]
pub struct Places {
    tree: Tree,
    elider: Elider,
    repository: Option<RepositoryId>,
    spot: Spot,
    level: Option<Level>,
    /// What a drop would do under the pointer, for the rest of this frame.
    said: Option<(String, bool)>,
    /// Why the last try did nothing.
    refused: Option<String>,
}

/// Rows as in the browser, with a menu of their own.
struct PlaceLook<'a>(RecordLook<'a>);

impl RowLook for PlaceLook<'_> {
    fn paint(&self, ui: &Ui, row: &RowFrame<'_>) {
        self.0.paint(ui, row);
    }

    fn name(&self, node: &Node, known: Known<'_>) -> String {
        self.0.name(node, known)
    }

    fn opens(&self, node: &Node, known: Known<'_>) -> bool {
        self.0.opens(node, known)
    }

    fn title<'a>(&self, known: Known<'a>) -> &'a str {
        self.0.title(known)
    }

    fn menu(&self, ui: &mut Ui, node: &Node) {
        let view = self.0.view;
        let button = egui::Button::new(parts::body(view.tokens, "Show in its browser")).frame(false);
        if ui.add(button).clicked() {
            view.outbox.raise(crate::desktop::outbox::Raised::ShowNode(*node));
            ui.close();
        }
    }
}

impl Places {
    /// Gives the tree the keyboard, to choose a place.
    pub fn focus(&mut self) {
        self.tree.focus();
        self.refused = None;
    }

    /// What was refused is no longer said once something else is selected.
    pub fn forget_refusal(&mut self) {
        self.refused = None;
    }

    /// Draws the tree and the bar below it. True once a place was chosen with the keyboard.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown, chosen: &Selection) -> bool {
        let tokens = view.tokens;
        self.follow(view);
        ui.spacing_mut().item_spacing.y = 0.0;
        self.head(ui, view);
        let rest = ui.available_rect_before_wrap();
        let bar = bar_height(view);
        let tree = rest.with_max_y(rest.bottom() - bar);
        let answer = ui
            .scope_builder(UiBuilder::new().max_rect(tree), |ui| self.draw_tree(ui, view))
            .inner;
        let below = Rect::from_min_max(pos2(rest.left(), tree.bottom()), rest.max);
        ui.painter()
            .hline(below.x_range(), below.top() + tokens.hair / 2.0, (tokens.hair, tokens.line));
        let inner = below.shrink2(vec2(tokens.pad, tokens.gap * 0.75));
        ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| self.bar(ui, view, shown, chosen));
        let put = self.answered(ui, view, shown, chosen, &answer);
        self.drag_pill(ui, view);
        put
    }

    fn follow(&mut self, view: &ViewCtx<'_>) {
        let known = |repository: &RepositoryId| {
            view.model
                .workspace()
                .is_some_and(|open| open.repositories.iter().any(|known| known.id == *repository))
        };
        self.repository = self
            .repository
            .filter(known)
            .or_else(|| view.model.resources().map(RecordScope::repository));
        let root = self.repository.map(Parent::Resources);
        if self.tree.rows.root() != root {
            self.tree.rows.set_root(root);
            self.tree.selection.clear();
        }
        if let Some(root) = root.filter(|root| view.model.wants_children(root)) {
            view.outbox.send(Command::LoadChildren(root));
        }
        self.tree.update(view);
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let hidden = placing::hidden(view.model);
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.label(parts::strong(tokens, "Where new records go"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if hidden > 0 {
                    let words = format!("{hidden} hidden");
                    let hover = "The filter of the ArchivesSpace browser hides records here too; show all";
                    if parts::link_button(ui, tokens, &words).on_hover_text(hover).clicked() {
                        self.show_all(view);
                    }
                }
                self.repositories(ui, view);
            });
        });
    }

    /// Both browsers of the window share what is shown of ArchivesSpace: the filter goes in both places.
    fn show_all(&self, view: &ViewCtx<'_>) {
        view.outbox.command(UiCommand::ClearFilters);
        if let Some(scope) = self.repository.map(RecordScope::Resources) {
            let filter = RecordFilter::default();
            view.outbox.send(Command::FilterRecords { scope, filter });
        }
    }

    fn repositories(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let Some(workspace) = view.model.workspace().filter(|open| open.repositories.len() > 1) else {
            return;
        };
        let shown = workspace.repositories.iter().find(|known| Some(known.id) == self.repository);
        let code = shown.map_or("no repository", |shown| shown.code.as_str());
        parts::menu_chip(ui, view.tokens, code, "Repository", false, |ui| {
            for known in &workspace.repositories {
                let words = format!("{} · {}", known.name, known.code);
                if ui.selectable_label(Some(known.id) == self.repository, words).clicked() {
                    self.repository = Some(known.id);
                    view.outbox.send(Command::ChooseRepository(known.id));
                    ui.close();
                }
            }
        });
    }

    fn draw_tree(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> TreeResponse {
        let empty = match self.repository {
            None => Some(("No repository", "Refresh reads the repositories that this account may see.")),
            Some(repository) => {
                let children = view.model.children(&Parent::Resources(repository));
                let empty = children.is_some_and(|children| children.nodes.is_empty() && children.read);
                empty.then_some(if placing::hidden(view.model) > 0 {
                    ("The filter hides everything", "Show all records with the word above.")
                } else {
                    ("No resources yet", "Refresh reads the resources of this repository.")
                })
            }
        };
        if let Some((what, todo)) = empty {
            parts::empty(ui, view.tokens, what, todo);
            return TreeResponse::default();
        }
        let look = PlaceLook(RecordLook {
            view,
            elider: &self.elider,
        });
        let id = ui.scope_id().with("places");
        self.tree.show(ui, view, id, "Where new records go", &look)
    }

    /// The record chosen in the tree.
    fn target(&self) -> Option<Node> {
        self.tree.current().filter(|node| self.tree.selection.contains(node))
    }

    fn offer(&self, view: &ViewCtx<'_>, shown: &Shown, nodes: &[Node], target: &Node, spot: Spot) -> Offer {
        placing::offer(view.model, shown, &self.tree.rows, nodes, target, spot, self.level)
    }

    /// The place that is chosen, with level and position, and the button that puts what is selected there.
    fn bar(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown, chosen: &Selection) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
        let target = self.target();
        let words = match (&self.refused, target) {
            (Some(why), _) => why.clone(),
            (None, Some(target)) => format!("“{}”", placing::known_as(view.model, &target)),
            (None, None) => "Drop assets onto a record, or between two. Or choose a record here.".to_owned(),
        };
        ui.horizontal(|ui| {
            if self.refused.is_some() {
                let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.small), egui::Sense::hover());
                Glyph::Warning.paint(ui.painter(), rect.center(), tokens.glyph, tokens.changed);
            }
            ui.add(Label::new(parts::small(tokens, words.as_str())).truncate())
                .on_hover_text(&words);
        });
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
            parts::menu_chip(ui, tokens, self.spot.words(), "Place", false, |ui| {
                for spot in Spot::iter() {
                    if ui.selectable_label(spot == self.spot, spot.words()).clicked() {
                        self.spot = spot;
                        ui.close();
                    }
                }
            });
            let level = self.level.map_or("level of the profile", Level::words);
            parts::menu_chip(ui, tokens, level, "Level", self.level.is_some(), |ui| {
                if ui.selectable_label(self.level.is_none(), "level of the profile").clicked() {
                    self.level = None;
                    ui.close();
                }
                for level in Level::iter() {
                    if ui.selectable_label(self.level == Some(level), level.words()).clicked() {
                        self.level = Some(level);
                        ui.close();
                    }
                }
            });
        });
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0;
            let number = chosen.len();
            let words = format!("Put {} here", count(number as u64, "asset", "assets"));
            let ready = number > 0 && target.is_some() && view.writable();
            let put = ui.add_enabled_ui(ready, |ui| parts::button(ui, tokens, &words)).inner;
            let put = put.on_disabled_hover_text("Select assets in the queue and a record in the tree");
            if put
                .on_hover_text("Enter in the tree does the same; nothing is written before a plan is applied")
                .clicked()
            {
                self.put(view, shown, chosen);
            }
            if view.writable() && by_hand(shown, chosen) && parts::button(ui, tokens, "Take the choice back").clicked() {
                self.take_back(view, shown, chosen);
            }
        });
    }

    /// Puts what is selected where the tree stands.
    fn put(&mut self, view: &ViewCtx<'_>, shown: &Shown, chosen: &Selection) {
        let Some(target) = self.target() else { return };
        let offer = self.offer(view, shown, &chosen.in_order(&shown.nodes), &target, self.spot);
        self.take_up(view, shown, offer);
    }

    /// Takes back the places of what is selected, where they were chosen by hand.
    pub fn take_back(&mut self, view: &ViewCtx<'_>, shown: &Shown, chosen: &Selection) {
        let rows = chosen.in_order(&shown.nodes);
        let rows = rows.iter().filter_map(|node| shown.row_of(node));
        let by_hand = rows.filter(|row| row.destination.as_ref().is_some_and(|there| there.why == super::words::BY_HAND));
        let assets: Vec<_> = by_hand.map(|row| row.asset).collect();
        if !assets.is_empty() && view.writable() {
            view.outbox.send(Command::SetDestination {
                profile: shown.queue.profile.clone(),
                assets,
                destination: None,
            });
        }
    }

    fn take_up(&mut self, view: &ViewCtx<'_>, shown: &Shown, offer: Offer) {
        match offer {
            Offer::Put { assets, destination, .. } => {
                self.refused = None;
                view.outbox.send(Command::SetDestination {
                    profile: shown.queue.profile.clone(),
                    assets,
                    destination: Some(destination),
                });
            }
            Offer::Refuse(why) => self.refused = Some(why),
        }
    }

    fn answered(&mut self, ui: &Ui, view: &ViewCtx<'_>, shown: &Shown, chosen: &Selection, answer: &TreeResponse) -> bool {
        if answer.picked.is_some() {
            self.refused = None;
        }
        // A double click opens a row of the tree; only Enter chooses it.
        let entered = answer.activated.is_some() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if entered {
            self.put(view, shown, chosen);
        }
        if let (Some((node, rect)), Some(dragged)) = (answer.under, DragAndDrop::payload::<Dragged>(ui.ctx())) {
            self.hover_drop(ui, view, shown, &dragged, node, rect);
        }
        entered && self.refused.is_none()
    }

    /// Says on the row what a drop would do; does it on release.
    fn hover_drop(&mut self, ui: &Ui, view: &ViewCtx<'_>, shown: &Shown, dragged: &Dragged, node: Node, rect: Rect) {
        if dragged.from != Side::Iconik {
            return;
        }
        let tokens = view.tokens;
        let spot = self.spot_under(ui, view, node, rect);
        let offer = self.offer(view, shown, &dragged.nodes, &node, spot);
        let colour = if offer.accepts() { tokens.accent } else { tokens.broken };
        let stroke = Stroke::new(tokens.focus_ring, colour);
        match spot {
            Spot::Before => {
                ui.painter().hline(rect.x_range(), rect.top(), stroke);
            }
            Spot::After | Spot::First => {
                ui.painter().hline(rect.x_range(), rect.bottom(), stroke);
            }
            Spot::End => {
                if offer.accepts() {
                    // Over the row's words, so only a breath of colour.
                    ui.painter().rect_filled(rect, 0.0, tokens.accent.gamma_multiply(0.1));
                }
                pill::dashed(ui, rect, stroke);
            }
        }
        if ui.input(|input| input.pointer.any_released()) {
            DragAndDrop::clear_payload(ui.ctx());
            self.take_up(view, shown, offer);
        } else {
            self.said = Some((offer.words().to_owned(), offer.accepts()));
        }
    }

    /// The edges of a row mean the place between it and its neighbour; its middle means inside it.
    fn spot_under(&self, ui: &Ui, view: &ViewCtx<'_>, node: Node, rect: Rect) -> Spot {
        let Some(at) = ui.input(|input| input.pointer.interact_pos()) else {
            return Spot::End;
        };
        let sibling = matches!(node, Node::Record(uri) if uri.kind == crate::domain::RecordKind::ArchivalObject);
        let part = (at.y - rect.top()) / rect.height();
        let open = self.tree.rows.find(&node).is_some_and(|row| self.tree.rows.is_open(row));
        let inside =
            matches!(node, Node::Record(uri) if view.model.children(&Parent::Record(uri)).is_some_and(|known| !known.nodes.is_empty()));
        if part > 1.0 - EDGE && open && inside {
            Spot::First
        } else if !sibling || (EDGE..=1.0 - EDGE).contains(&part) {
            Spot::End
        } else if part < EDGE {
            Spot::Before
        } else {
            Spot::After
        }
    }

    fn drag_pill(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let said = self.said.take();
        let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else {
            return;
        };
        let (words, accepts) = match said {
            Some((words, accepts)) => (words, Some(accepts)),
            None => {
                let assets = count(dragged.nodes.len() as u64, "asset", "assets");
                (format!("{assets}: drop on a record, or between two"), None)
            }
        };
        pill::pill(ui, view, egui::Id::unique("place pill"), &words, accepts);
    }
}

/// Height of the bar below the tree.
fn bar_height(view: &ViewCtx<'_>) -> f32 {
    let tokens = view.tokens;
    tokens.row + tokens.control * 2.0 + tokens.gap * 2.5
}
