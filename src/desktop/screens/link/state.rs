//! What the Link screen keeps between frames, and what it says of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::browsers::Pill;
use super::dropping::{asset, record};
use super::edits::{Edits, Snapshot};
use super::filters::DateFields;
use super::grid::Grid;
use super::pairing::Pairing;
use super::reveal::Reveal;
use crate::desktop::commands::Situation;
use crate::desktop::model::Model;
use crate::desktop::screens::review::ReviewPane;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::pictures::Pictures;
use crate::desktop::widgets::tree::{Selection, Tree};
use crate::domain::browse::{AssetFilter, Node, Parent, RecordFilter, Row};
use crate::domain::{AssetId, LinkState, RecordUri, RepositoryId};
use crate::runtime::view::{RecordScope, Side};

/// Rows looked at to say whether something selected is linked.
const LOOKED_AT: usize = 400;
/// Selections up to this size are counted one by one in every frame.
const COUNTED: usize = 20_000;

/// The Link screen: both systems side by side.
#[derive(Debug, Default)]
pub struct LinkScreen {
    pub(super) workspace: Option<PathBuf>,
    /// The iconik browser as a tree.
    pub(super) left: Tree,
    /// The iconik browser as thumbnails.
    pub(super) grid: Grid,
    pub(super) thumbnails: bool,
    /// The ArchivesSpace browser.
    pub(super) right: Tree,
    pub(super) accessions: bool,
    pub(super) repository: Option<RepositoryId>,

    pub(super) assets: AssetFilter,
    pub(super) records: RecordFilter,
    pub(super) dates: DateFields,
    pub(super) assets_sent: Option<AssetFilter>,
    pub(super) records_sent: Option<(RecordScope, RecordFilter)>,
    pub(super) typed_at: f64,
    pub(super) focus_filter: [bool; 2],

    pub(super) edits: Edits,
    pub(super) pairing: Option<Pairing>,
    /// Which side had the keyboard last.
    pub(super) side: Option<Side>,
    pub(super) inspected: Option<Node>,
    pub(super) reveal: Reveal,
    pub(super) seen_path: u64,
    pub(super) seen_expanded: u64,
    /// Why the last try did nothing.
    pub(super) refused: Option<String>,
    /// What a drop would do under the cursor, for the rest of this frame.
    pub(super) said: Option<Pill>,

    pub(super) elider: Elider,
    pub(super) pictures: Pictures,
    pub(super) review: ReviewPane,
}

impl LinkScreen {
    /// Says what is selected.
    pub fn describe(&self, model: &Model, now: &mut Situation) {
        let left = self.left_selection();
        now.assets = self.asset_count();
        now.records = self.right.selection.len();
        now.collections = self.left_nodes().iter().filter(|node| matches!(node, Node::Collection(_))).count();
        let linked = |node: &Node| match model.rows.row(node) {
            Some(Row::Asset(row)) => row.link != LinkState::NotLinked,
            Some(Row::Record(row)) => row.link != LinkState::NotLinked,
            _ => false,
        };
        let (left, right) = (left.keep(), self.right.selection.keep());
        now.linked = left.iter().take(LOOKED_AT).chain(right.iter().take(LOOKED_AT)).any(linked);
        now.can_undo = self.edits.can_undo();
        now.can_redo = self.edits.can_redo();
        now.filtered = !self.assets.is_open() || !self.records.is_open();
    }

    /// Shows a node once the way to it is known.
    pub fn reveal(&mut self, node: Node) {
        self.reveal = Reveal {
            node: Some(node),
            ..Reveal::default()
        };
    }

    /// List or thumbnails.
    pub fn show_thumbnails(&mut self, on: bool) {
        self.thumbnails = on;
    }

    /// True where thumbnails are shown.
    #[must_use]
    pub fn shows_thumbnails(&self) -> bool {
        self.thumbnails
    }

    /// Assets selected, in the order in which they are shown.
    #[must_use]
    pub fn selected_assets(&self) -> Vec<AssetId> {
        self.left_nodes().iter().filter_map(asset).collect()
    }

    /// Records selected, in the order in which they are shown.
    #[must_use]
    pub fn selected_records(&self) -> Vec<RecordUri> {
        self.right.selected().iter().filter_map(record).collect()
    }

    /// How many assets are selected; collections do not count, because they cannot be linked.
    pub(super) fn asset_count(&self) -> usize {
        let selection = self.left_selection();
        // Selections of tens of thousands are made by "select all", which takes assets only.
        if selection.len() > COUNTED {
            return selection.len();
        }
        selection.keep().iter().filter(|node| matches!(node, Node::Asset(_))).count()
    }

    pub(super) fn left_selection(&self) -> &Selection {
        if self.thumbnails {
            &self.grid.selection
        } else {
            &self.left.selection
        }
    }

    pub(super) fn left_selection_mut(&mut self) -> &mut Selection {
        if self.thumbnails {
            &mut self.grid.selection
        } else {
            &mut self.left.selection
        }
    }

    pub(super) fn left_nodes(&self) -> Vec<Node> {
        self.left_selection().in_order(self.left.rows.nodes())
    }

    /// Which records the right browser shows.
    pub(super) fn scope(&self) -> Option<RecordScope> {
        self.repository.map(|repository| {
            if self.accessions {
                RecordScope::Accessions(repository)
            } else {
                RecordScope::Resources(repository)
            }
        })
    }

    /// The top of the right browser.
    pub(super) fn right_root(&self) -> Option<Parent> {
        self.scope().map(|scope| match scope {
            RecordScope::Resources(repository) => Parent::Resources(repository),
            RecordScope::Accessions(repository) => Parent::Accessions(repository),
        })
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            assets: self.assets.clone(),
            records: self.records.clone(),
            accessions: self.accessions,
            left: self.left_selection().keep(),
            right: self.right.selection.keep(),
        }
    }

    pub(super) fn restore(&mut self, snapshot: Snapshot) {
        self.dates.show(&snapshot.assets);
        self.assets = snapshot.assets;
        self.records = snapshot.records;
        self.accessions = snapshot.accessions;
        self.left_selection_mut().restore(snapshot.left);
        self.right.selection.restore(snapshot.right);
    }

    /// Keeps a step for undo where a selection of several went away; single clicks are not worth one.
    pub(super) fn picked(&mut self, side: Side, before: &Selection) {
        if before.len() > 1 {
            let mut snapshot = self.snapshot();
            match side {
                Side::Iconik => snapshot.left = before.keep(),
                Side::ArchivesSpace => snapshot.right = before.keep(),
            }
            if !Arc::ptr_eq(&snapshot.left, &self.left_selection().keep()) || !Arc::ptr_eq(&snapshot.right, &self.right.selection.keep()) {
                self.edits.keep(snapshot);
            }
        }
        self.refused = None;
        self.look_at(side);
    }

    /// The inspector follows the cursor of the side that was used last.
    pub(super) fn look_at(&mut self, side: Side) {
        self.side = Some(side);
        let current = match side {
            Side::ArchivesSpace => self.right.current(),
            Side::Iconik if self.thumbnails => None,
            Side::Iconik => self.left.current(),
        };
        let selection = match side {
            Side::ArchivesSpace => &self.right.selection,
            Side::Iconik => self.left_selection(),
        };
        let only = || selection.keep().iter().next().copied();
        self.inspected = current.filter(|node| selection.contains(node)).or_else(only).or(self.inspected);
    }
}
