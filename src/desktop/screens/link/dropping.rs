//! What a drop would do, or why it does nothing. Said while dragging, done on release.

use crate::desktop::model::{Model, side_of};
use crate::desktop::widgets::tree::Dragged;
use crate::desktop::widgets::words::count;
use crate::domain::browse::Node;
use crate::domain::{AssetId, RecordUri};
use crate::runtime::view::Side;

use super::cells::title_of;

/// What would be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Plan these links.
    Link {
        /// Asset and record of each link.
        pairs: Vec<(AssetId, RecordUri)>,
        /// What the cursor says.
        words: String,
    },
    /// Ask how to pair.
    Pair {
        /// The assets, in order.
        assets: Vec<AssetId>,
        /// The records, in order.
        records: Vec<RecordUri>,
        /// What the cursor says.
        words: String,
    },
    /// Nothing, and why.
    Refuse(String),
}

impl Offer {
    /// What the cursor says.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Link { words, .. } | Self::Pair { words, .. } => words,
            Self::Refuse(why) => why,
        }
    }

    /// True where a drop does something.
    #[must_use]
    pub fn accepts(&self) -> bool {
        !matches!(self, Self::Refuse(_))
    }
}

/// The words a person knows a node by.
#[must_use]
pub fn known_as(model: &Model, node: &Node) -> String {
    let title = title_of(model.rows.get(node));
    if !title.is_empty() {
        return title.to_owned();
    }
    match node {
        Node::Collection(id) => format!("collection {id}"),
        Node::Asset(id) => format!("asset {id}"),
        Node::Record(uri) => uri.to_string(),
    }
}

/// What a drop on a node would do. `beside` is what is selected where it is dropped.
#[must_use]
pub fn offer(model: &Model, dragged: &Dragged, target: &Node, beside: &[Node]) -> Offer {
    if side_of(target) == dragged.from {
        return Offer::Refuse(
            match dragged.from {
                Side::Iconik => "Drop on a record of ArchivesSpace to link",
                Side::ArchivesSpace => "Drop on an asset of iconik to link",
            }
            .to_owned(),
        );
    }
    if matches!(target, Node::Collection(_)) {
        return Offer::Refuse("A collection cannot be linked; drop on an asset inside it".to_owned());
    }
    // Dropping on one of several selected rows means all of them.
    let targets: Vec<Node> = if beside.len() > 1 && beside.contains(target) {
        beside.to_vec()
    } else {
        vec![*target]
    };
    match dragged.from {
        Side::Iconik => between(model, &dragged.nodes, &targets),
        Side::ArchivesSpace => between(model, &targets, &dragged.nodes),
    }
}

/// What linking assets to records would do.
#[must_use]
pub fn between(model: &Model, left: &[Node], right: &[Node]) -> Offer {
    if let Some(why) = model.workspace().and_then(|workspace| workspace.read_only.clone()) {
        return Offer::Refuse(format!("Nothing can be written now: {why}"));
    }
    let assets: Vec<AssetId> = left.iter().filter_map(asset).collect();
    let records: Vec<RecordUri> = right.iter().filter_map(record).collect();
    if assets.is_empty() {
        return Offer::Refuse(if left.is_empty() {
            "Select an asset in the iconik browser first".to_owned()
        } else {
            "A collection cannot be linked; take the assets inside it".to_owned()
        });
    }
    if records.is_empty() {
        return Offer::Refuse("Select a record in the ArchivesSpace browser first".to_owned());
    }
    if let Some(wrong) = records.iter().find(|record| !record.kind.takes_instances()) {
        return Offer::Refuse(format!(
            "A {} cannot carry links; take a resource, archival object or accession",
            wrong.kind.words()
        ));
    }
    let left_out = left.len() - assets.len();
    let note = if left_out == 0 {
        String::new()
    } else {
        format!("; {} left out", count(left_out as u64, "collection is", "collections are"))
    };
    if assets.len() > 1 && records.len() > 1 {
        let words = format!(
            "Pair {} with {} records{note}",
            count(assets.len() as u64, "asset", "assets"),
            records.len()
        );
        return Offer::Pair { assets, records, words };
    }
    let all: Vec<(AssetId, RecordUri)> = assets
        .iter()
        .flat_map(|asset| records.iter().map(move |record| (*asset, *record)))
        .collect();
    let pairs: Vec<_> = all.iter().filter(|pair| !linked_already(model, pair)).copied().collect();
    let there = all.len() - pairs.len();
    let (what, whom) = ends(model, &assets, &records);
    if pairs.is_empty() {
        return Offer::Refuse(format!("Linked already: {what} and {whom}"));
    }
    let there = if there == 0 {
        String::new()
    } else {
        format!("; {there} linked already")
    };
    let words = format!("Link {what} to {whom}{there}{note}");
    Offer::Link { pairs, words }
}

fn ends(model: &Model, assets: &[AssetId], records: &[RecordUri]) -> (String, String) {
    let what = match assets {
        [one] => format!("“{}”", short(&known_as(model, &Node::Asset(*one)))),
        many => count(many.len() as u64, "asset", "assets"),
    };
    let whom = match records {
        [one] => format!("“{}”", short(&known_as(model, &Node::Record(*one)))),
        many => count(many.len() as u64, "record", "records"),
    };
    (what, whom)
}

/// A title short enough for a pill; the end stays.
fn short(title: &str) -> String {
    const MOST: usize = 44;
    let letters: Vec<char> = title.chars().collect();
    if letters.len() <= MOST {
        return title.to_owned();
    }
    let start: String = letters.iter().take(28).collect();
    let end: String = letters.iter().skip(letters.len() - 14).collect();
    format!("{}…{}", start.trim_end(), end.trim_start())
}

fn linked_already(model: &Model, (asset, record): &(AssetId, RecordUri)) -> bool {
    let either = [Node::Asset(*asset), Node::Record(*record)];
    either
        .iter()
        .filter_map(|node| model.detail(node))
        .flat_map(|detail| &detail.links)
        .any(|view| view.link.asset == *asset && view.link.record == *record && view.link.archivesspace.shows() && view.link.iconik.shows())
}

/// The asset of a node.
#[must_use]
pub fn asset(node: &Node) -> Option<AssetId> {
    match node {
        Node::Asset(asset) => Some(*asset),
        Node::Collection(_) | Node::Record(_) => None,
    }
}

/// The record of a node.
#[must_use]
pub fn record(node: &Node) -> Option<RecordUri> {
    match node {
        Node::Record(record) => Some(*record),
        Node::Collection(_) | Node::Asset(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CollectionId, RecordKind, RepositoryId};
    use std::sync::Arc;
    use uuid::Uuid;

    fn asset_node(number: u128) -> Node {
        Node::Asset(AssetId(Uuid::from_u128(number)))
    }

    fn record_node(id: u64) -> Node {
        Node::Record(RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, id))
    }

    fn drag(from: Side, nodes: &[Node]) -> Dragged {
        Dragged {
            from,
            nodes: Arc::from(nodes),
        }
    }

    #[test]
    fn many_assets_on_one_record_and_the_other_way_round() {
        let model = Model::default();
        let offer_there = offer(&model, &drag(Side::Iconik, &[asset_node(1), asset_node(2)]), &record_node(7), &[]);
        let Offer::Link { pairs, words } = offer_there else {
            panic!("{offer_there:?}")
        };
        assert_eq!(pairs.len(), 2);
        assert!(words.starts_with("Link 2 assets to “"), "{words}");
        let back = offer(
            &model,
            &drag(Side::ArchivesSpace, &[record_node(7), record_node(8)]),
            &asset_node(1),
            &[],
        );
        assert!(matches!(&back, Offer::Link { pairs, .. } if pairs.len() == 2), "{back:?}");
    }

    #[test]
    fn several_on_several_asks_how_to_pair() {
        let model = Model::default();
        let beside = [record_node(7), record_node(8)];
        let dragged = drag(Side::Iconik, &[asset_node(1), asset_node(2)]);
        assert!(matches!(offer(&model, &dragged, &record_node(8), &beside), Offer::Pair { .. }));
        assert!(
            matches!(offer(&model, &dragged, &record_node(9), &beside), Offer::Link { .. }),
            "a drop beside the selection means that row only"
        );
    }

    #[test]
    fn what_cannot_be_linked_says_why() {
        let model = Model::default();
        let collection = Node::Collection(CollectionId(Uuid::from_u128(5)));
        let container = Node::Record(RecordUri::new(RepositoryId(2), RecordKind::TopContainer, 1));
        for (offer, words) in [
            (
                offer(&model, &drag(Side::Iconik, &[collection]), &record_node(7), &[]),
                "take the assets inside",
            ),
            (
                offer(&model, &drag(Side::ArchivesSpace, &[record_node(7)]), &collection, &[]),
                "drop on an asset",
            ),
            (
                offer(&model, &drag(Side::Iconik, &[asset_node(1)]), &asset_node(2), &[]),
                "Drop on a record",
            ),
            (
                offer(&model, &drag(Side::Iconik, &[asset_node(1)]), &container, &[]),
                "top container",
            ),
        ] {
            assert!(!offer.accepts());
            assert!(offer.words().contains(words), "{}", offer.words());
        }
    }
}
