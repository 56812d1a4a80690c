//! What the Link screen does when a command is given or something is dropped.

use super::LinkScreen;
use super::dropping::{Offer, between};
use super::pairing::Pairing;
use crate::desktop::commands::UiCommand;
use crate::desktop::model::{Model, side_of};
use crate::desktop::outbox::{Outbox, Raised};
use crate::domain::browse::{AssetFilter, Node, RecordFilter};
use crate::domain::workspace::CollectionLink;
use crate::domain::{AssetId, LinkState, RecordKind, RecordUri};
use crate::runtime::Command;
use crate::runtime::view::Side;

impl LinkScreen {
    /// Carries out one of the listed commands.
    pub fn command(&mut self, command: UiCommand, model: &Model, outbox: &Outbox) {
        match command {
            UiCommand::LinkSelection => {
                let offer = between(model, &self.left_nodes(), &self.right.selected());
                self.take_up(offer, outbox);
            }
            UiCommand::UnlinkSelection => self.unlink(model, outbox),
            UiCommand::StandForRecord => self.stand_for_record(model, outbox),
            UiCommand::ShowOtherEnd => self.show_other_end(model, outbox),
            UiCommand::OpenInSystem => {
                let page = self.inspected.and_then(|node| page_of(model, &node));
                match page {
                    Some(page) => outbox.raise(Raised::OpenPage(page)),
                    None => self.refused = Some("Its page is not known".to_owned()),
                }
            }
            UiCommand::CopyIdentifier => self.copy_identifier(model, outbox),
            UiCommand::UndoEdit => {
                let now = self.snapshot();
                if let Some(before) = self.edits.undo(now) {
                    self.restore(before);
                }
            }
            UiCommand::RedoEdit => {
                let now = self.snapshot();
                if let Some(after) = self.edits.redo(now) {
                    self.restore(after);
                }
            }
            UiCommand::FocusIconik if self.thumbnails => self.grid.focus(),
            UiCommand::FocusIconik => self.left.focus(),
            UiCommand::FocusArchivesSpace => self.right.focus(),
            UiCommand::SelectAll => self.select_all(model),
            UiCommand::ExpandAll => {
                if let Some(Node::Record(record)) = self.right.current() {
                    outbox.send(Command::ExpandAll(record));
                }
            }
            UiCommand::CollapseAll => self.collapse_all(model),
            UiCommand::FilterByText => {
                let right = self.side == Some(Side::ArchivesSpace);
                self.focus_filter = [!right, right];
            }
            UiCommand::ClearFilters => self.edit(|screen| {
                screen.assets = AssetFilter::default();
                screen.records = RecordFilter::default();
                screen.dates = super::filters::DateFields::default();
            }),
            UiCommand::OnlyUnlinkedAssets => self.edit(|screen| screen.assets.link = Some(LinkState::NotLinked)),
            UiCommand::OnlyUnlinkedRecords => self.edit(|screen| screen.records.link = Some(LinkState::NotLinked)),
            UiCommand::ToggleThumbnails => self.switch_thumbnails(),
            UiCommand::ToggleAccessions => self.edit(|screen| screen.accessions = !screen.accessions),
            _ => {}
        }
    }

    /// Changes filters or scope as one step for undo.
    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Self)) {
        let before = self.snapshot();
        change(self);
        if self.snapshot() != before {
            self.edits.keep(before);
        }
    }

    /// Does what an offer says, or keeps why not.
    pub(super) fn take_up(&mut self, offer: Offer, outbox: &Outbox) {
        self.refused = None;
        match offer {
            Offer::Link { pairs, .. } => {
                self.pairing = None;
                outbox.send(Command::PlanLinks { pairs, accept: true });
            }
            Offer::Pair { assets, records, .. } => self.pairing = Some(Pairing::new(assets, records)),
            Offer::Refuse(why) => self.refused = Some(why),
        }
    }

    /// Lets the selected collection stand for the selected record, in place of another it stood for.
    fn stand_for_record(&mut self, model: &Model, outbox: &Outbox) {
        let collection = self.left_nodes().into_iter().find_map(|node| match node {
            Node::Collection(collection) => Some(collection),
            _ => None,
        });
        let (Some(collection), Some(record), Some(open)) = (collection, self.selected_records().first().copied(), model.workspace()) else {
            return;
        };
        if !matches!(record.kind, RecordKind::Resource | RecordKind::ArchivalObject) {
            self.refused = Some("A collection stands for a resource or an archival object".to_owned());
            return;
        }
        let mut settings = open.settings.clone();
        settings.collection_links.retain(|link| link.collection != collection);
        settings.collection_links.push(CollectionLink { collection, record });
        outbox.send(Command::SaveWorkspaceSettings(settings));
    }

    pub(super) fn switch_thumbnails(&mut self) {
        let kept = self.left_selection().keep();
        self.thumbnails = !self.thumbnails;
        self.left_selection_mut().restore(kept);
    }

    /// Links between what is selected on both sides; with a selection on one side only, all its links.
    fn unlink(&mut self, model: &Model, outbox: &Outbox) {
        let assets = self.selected_assets();
        let records = self.selected_records();
        let details = self
            .left_nodes()
            .into_iter()
            .chain(self.right.selected())
            .chain(self.inspected)
            .filter_map(|node| model.detail(&node).cloned());
        let meant = |asset: &AssetId, record: &RecordUri| match (assets.is_empty(), records.is_empty()) {
            (false, false) => assets.contains(asset) || records.contains(record),
            (false, true) => assets.contains(asset),
            (true, _) => records.contains(record),
        };
        let mut pairs: Vec<(AssetId, RecordUri)> = Vec::new();
        for detail in details {
            for view in &detail.links {
                let pair = (view.link.asset, view.link.record);
                if meant(&pair.0, &pair.1) && !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
        // Where both sides are selected and some selected pair is linked, only those are meant.
        let both: Vec<_> = pairs
            .iter()
            .filter(|(asset, record)| assets.contains(asset) && records.contains(record))
            .copied()
            .collect();
        let pairs = if both.is_empty() { pairs } else { both };
        if pairs.is_empty() {
            self.refused = Some("Nothing selected is known to be linked".to_owned());
        } else {
            self.refused = None;
            outbox.send(Command::PlanUnlink { pairs, accept: true });
        }
    }

    fn show_other_end(&mut self, model: &Model, outbox: &Outbox) {
        let end = self.inspected.and_then(|node| {
            let link = &model.detail(&node)?.links.first()?.link;
            Some(match side_of(&node) {
                Side::Iconik => Node::Record(link.record),
                Side::ArchivesSpace => Node::Asset(link.asset),
            })
        });
        match end {
            Some(end) => outbox.raise(Raised::ShowNode(end)),
            None => self.refused = Some("It has no link to follow".to_owned()),
        }
    }

    fn copy_identifier(&mut self, model: &Model, outbox: &Outbox) {
        let Some(node) = self.inspected else { return };
        let first = model
            .detail(&node)
            .and_then(|detail| detail.identifiers.first().map(|fact| fact.value.clone()));
        let text = first.unwrap_or_else(|| match node {
            Node::Asset(asset) => asset.to_string(),
            Node::Collection(collection) => collection.to_string(),
            Node::Record(record) => record.to_string(),
        });
        outbox.raise(Raised::Copy(text));
    }

    fn select_all(&mut self, model: &Model) {
        let before = self.snapshot();
        if self.side == Some(Side::ArchivesSpace) {
            let nodes: Vec<Node> = self.right.rows.nodes().to_vec();
            self.right.selection.select(nodes);
        } else if self.thumbnails {
            let parent = self.grid.way.last().map_or(crate::domain::browse::Parent::IconikTop, |collection| {
                crate::domain::browse::Parent::Collection(*collection)
            });
            let nodes = model.children(&parent).map(|children| children.nodes.clone()).unwrap_or_default();
            self.grid
                .selection
                .select(nodes.into_iter().filter(|node| matches!(node, Node::Asset(_))));
        } else {
            // Collections are not linked, so "all" means the assets that are shown.
            let nodes: Vec<Node> = self
                .left
                .rows
                .nodes()
                .iter()
                .filter(|node| matches!(node, Node::Asset(_)))
                .copied()
                .collect();
            self.left.selection.select(nodes);
        }
        self.edits.keep(before);
    }

    fn collapse_all(&mut self, model: &Model) {
        match self.side {
            Some(Side::ArchivesSpace) => self.right.close_all(model),
            _ => self.left.close_all(model),
        }
    }
}

fn page_of(model: &Model, node: &Node) -> Option<String> {
    if let Some(page) = model.detail(node).and_then(|detail| detail.page.clone()) {
        return Some(page);
    }
    let connection = &model.workspace()?.connection;
    match node {
        Node::Asset(asset) => Some(connection.asset_page(*asset)),
        Node::Record(record) => Some(connection.record_page(*record)),
        Node::Collection(_) => None,
    }
}
