//! Both browsers: header, chips, rows, and what a drag between them would do.

use egui::{Align, DragAndDrop, Layout, Rect, Stroke, Ui, pos2, vec2};

use super::cells::{AssetLook, RecordLook};
use super::dropping::{Offer, offer};
use super::{LinkScreen, ViewCtx, filters};
use crate::desktop::commands::UiCommand;
use crate::desktop::fonts;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts::{button, either, empty, small, strip, strong};
use crate::desktop::widgets::pill;
use crate::desktop::widgets::tree::{Dragged, TreeResponse};
use crate::desktop::widgets::words::count;
use crate::domain::browse::{Children, Node};
use crate::runtime::Command;
use crate::runtime::view::Side;

impl LinkScreen {
    pub(super) fn iconik(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        strip(ui, tokens, tokens.header, |ui| {
            ui.label(strong(tokens, "iconik"));
            if let Some(workspace) = view.model.workspace() {
                let words = count(workspace.iconik.count, "asset", "assets");
                ui.add(egui::Label::new(small(tokens, words)).truncate());
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let chosen = usize::from(!self.thumbnails);
                if either(ui, tokens, &["thumbnails", "list"], chosen).is_some() {
                    self.switch_thumbnails();
                }
            });
        });
        self.chips(ui, view, Side::Iconik);
        let response = if self.thumbnails {
            self.grid.show(ui, view, &self.elider, &mut self.pictures)
        } else if let Some((what, todo)) = self.left_is_empty(view) {
            nothing(ui, view, what, todo);
            TreeResponse::default()
        } else {
            let look = AssetLook {
                view,
                elider: &self.elider,
            };
            let id = ui.scope_id().with("iconik tree");
            self.left.show(ui, view, id, "iconik", &look)
        };
        self.answered(ui, view, Side::Iconik, response);
    }

    pub(super) fn archivesspace(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        strip(ui, tokens, tokens.header, |ui| {
            ui.label(strong(tokens, "ArchivesSpace"));
            let room = ui.available_width() - tokens.rail * 2.7;
            self.repository_chooser(ui, view, room.max(tokens.rail));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let chosen = usize::from(!self.accessions);
                if either(ui, tokens, &["accessions", "resources"], chosen).is_some() {
                    self.edit(|screen| screen.accessions = !screen.accessions);
                }
            });
        });
        self.chips(ui, view, Side::ArchivesSpace);
        let response = if let Some((what, todo)) = self.right_is_empty(view) {
            nothing(ui, view, what, todo);
            TreeResponse::default()
        } else {
            let look = RecordLook {
                view,
                elider: &self.elider,
            };
            let id = ui.scope_id().with("ArchivesSpace tree");
            self.right.show(ui, view, id, "ArchivesSpace", &look)
        };
        self.answered(ui, view, Side::ArchivesSpace, response);
    }

    fn chips(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, side: Side) {
        let before = self.snapshot();
        match side {
            Side::Iconik => filters::asset_chips(ui, view, &mut self.assets, &mut self.dates, &mut self.focus_filter[0]),
            Side::ArchivesSpace => filters::record_chips(ui, view, &mut self.records, self.accessions, &mut self.focus_filter[1]),
        }
        let typed = self.assets.text != before.assets.text || self.records.text != before.records.text;
        if typed {
            self.typed_at = ui.input(|input| input.time);
            // One step for undo a word, not a letter.
            let went_on = !before.assets.text.is_empty() || !before.records.text.is_empty();
            if !went_on {
                self.edits.keep(before);
            }
        } else if self.snapshot() != before {
            self.edits.keep(before);
        }
    }

    fn repository_chooser(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, room: f32) {
        let tokens = view.tokens;
        let Some(workspace) = view.model.workspace() else { return };
        let shown = workspace
            .repositories
            .iter()
            .find(|repository| Some(repository.id) == self.repository);
        let name = shown.map_or_else(|| "no repository".to_owned(), |shown| shown.name.clone());
        let galley = self
            .elider
            .layout(ui.painter(), &name, &fonts::regular(tokens.small), room - tokens.glyph - tokens.gap);
        let size = vec2(galley.size().x + tokens.glyph + tokens.gap, tokens.control);
        let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Repository: {name}")));
        let ink = if response.hovered() || response.has_focus() {
            tokens.ink
        } else {
            tokens.ink2
        };
        let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, ink);
        let chevron = pos2(rect.right() - tokens.glyph / 2.0, rect.center().y);
        Glyph::ChevronDown.paint(ui.painter(), chevron, tokens.glyph - 2.0, ink);
        egui::Popup::menu(&response.on_hover_text(name.clone())).show(|ui| {
            for repository in &workspace.repositories {
                let words = format!("{} · {}", repository.name, repository.code);
                if ui.selectable_label(Some(repository.id) == self.repository, words).clicked() {
                    self.repository = Some(repository.id);
                    view.outbox.send(Command::ChooseRepository(repository.id));
                    ui.close();
                }
            }
        });
    }

    fn left_is_empty(&self, view: &ViewCtx<'_>) -> Option<(&'static str, &'static str)> {
        if !is_empty(view.model.children(&crate::domain::browse::Parent::IconikTop).map(AsRef::as_ref)) {
            return None;
        }
        Some(if self.assets.is_open() {
            ("No assets yet", "Refresh reads the library of iconik into this workspace.")
        } else {
            ("The filter hides everything", "Show all, or change the filter above.")
        })
    }

    fn right_is_empty(&self, view: &ViewCtx<'_>) -> Option<(&'static str, &'static str)> {
        let Some(root) = self.right_root() else {
            return Some(("No repository", "Refresh reads the repositories that this account may see."));
        };
        if !is_empty(view.model.children(&root).map(AsRef::as_ref)) {
            return None;
        }
        Some(match (self.records.is_open(), self.accessions) {
            (true, false) => ("No resources yet", "Refresh reads the resources of this repository."),
            (true, true) => ("No accessions yet", "Refresh reads the accessions of this repository."),
            (false, _) => ("The filter hides everything", "Show all, or change the filter above."),
        })
    }

    fn answered(&mut self, ui: &Ui, view: &ViewCtx<'_>, side: Side, response: TreeResponse) {
        if response.focused {
            self.side = Some(side);
        }
        if let Some(before) = &response.picked {
            self.picked(side, before);
        }
        if response.link {
            let offer = super::dropping::between(view.model, &self.left_nodes(), &self.right.selected());
            self.take_up(offer, view.outbox);
        }
        if response.unlink {
            view.outbox.command(UiCommand::UnlinkSelection);
        }
        if let Some(node @ (Node::Asset(_) | Node::Record(_))) = response.activated {
            self.inspected = Some(node);
        }
        if let (Some((node, rect)), Some(dragged)) = (response.under, DragAndDrop::payload::<Dragged>(ui.ctx())) {
            self.hover_drop(ui, view, &dragged, node, rect);
        }
    }

    /// Says on the row what a drop would do; does it on release.
    fn hover_drop(&mut self, ui: &Ui, view: &ViewCtx<'_>, dragged: &Dragged, node: Node, rect: Rect) {
        let there = match dragged.from {
            Side::Iconik => &self.right.selection,
            Side::ArchivesSpace => self.left_selection(),
        };
        let beside = match dragged.from {
            _ if there.len() < 2 || !there.contains(&node) => Vec::new(),
            Side::Iconik => self.right.selected(),
            Side::ArchivesSpace => self.left_nodes(),
        };
        let own_side = crate::desktop::model::side_of(&node) == dragged.from;
        let offer = offer(view.model, dragged, &node, &beside);
        let tokens = view.tokens;
        if !own_side {
            let colour = if offer.accepts() { tokens.accent } else { tokens.broken };
            if offer.accepts() {
                // Over the row's words, so only a breath of colour.
                let tint = tokens.accent.gamma_multiply(0.1);
                ui.painter().rect_filled(rect, 0.0, tint);
            }
            pill::dashed(ui, rect, Stroke::new(tokens.focus_ring, colour));
        }
        let released = ui.input(|input| input.pointer.any_released());
        if released {
            DragAndDrop::clear_payload(ui.ctx());
            if !own_side {
                self.take_up(offer, view.outbox);
            }
        } else {
            self.said = Some(Pill::of(&offer));
        }
    }

    /// The pill at the cursor: what a drop would do here, or why not.
    pub(super) fn drag_pill(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let said = self.said.take();
        let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else {
            return;
        };
        let pill = said.unwrap_or_else(|| Pill {
            words: match dragged.from {
                Side::Iconik => format!("{}: drop on a record to link", count(dragged.nodes.len() as u64, "asset", "assets")),
                Side::ArchivesSpace => format!(
                    "{}: drop on an asset to link",
                    count(dragged.nodes.len() as u64, "record", "records")
                ),
            },
            accepts: None,
        });
        pill::pill(ui, view, egui::Id::unique("drag pill"), &pill.words, pill.accepts);
    }
}

/// What the cursor says while something is dragged.
#[derive(Debug, Clone)]
pub(super) struct Pill {
    words: String,
    accepts: Option<bool>,
}

impl Pill {
    fn of(offer: &Offer) -> Self {
        Self {
            words: offer.words().to_owned(),
            accepts: Some(offer.accepts()),
        }
    }
}

fn is_empty(children: Option<&Children>) -> bool {
    children.is_some_and(|children| children.nodes.is_empty() && children.read)
}

fn nothing(ui: &mut Ui, view: &ViewCtx<'_>, what: &str, todo: &str) {
    empty(ui, view.tokens, what, todo);
    ui.vertical_centered(|ui| {
        let filtered = view.situation.filtered;
        let (words, command) = if filtered {
            ("Show all", UiCommand::ClearFilters)
        } else {
            ("Refresh", UiCommand::Refresh)
        };
        if button(ui, view.tokens, words).clicked() {
            view.outbox.command(command);
        }
    });
}
