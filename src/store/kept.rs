//! What a filter leaves of a browser: the matches, and what stands above them so that they can be reached.

use crate::domain::browse::Node;
use crate::domain::{AssetId, CollectionId, RecordUri};

use super::key;

/// Nodes that a filter shows. Compact: 8 bytes a record, 16 an asset or collection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    records: Vec<i64>,
    assets: Vec<AssetId>,
    collections: Vec<CollectionId>,
}

impl Kept {
    pub(crate) fn of_records(mut matches: Vec<i64>, above: impl IntoIterator<Item = i64>) -> Self {
        matches.extend(above);
        matches.sort_unstable();
        matches.dedup();
        matches.shrink_to_fit();
        Self {
            records: matches,
            ..Self::default()
        }
    }

    pub(crate) fn of_assets(mut assets: Vec<AssetId>, mut collections: Vec<CollectionId>) -> Self {
        assets.sort_unstable();
        assets.dedup();
        assets.shrink_to_fit();
        collections.sort_unstable();
        collections.dedup();
        Self {
            assets,
            collections,
            ..Self::default()
        }
    }

    /// True where the filter shows the node.
    #[must_use]
    pub fn contains(&self, node: Node) -> bool {
        match node {
            Node::Record(uri) => self.has_record(uri),
            Node::Asset(id) => self.has_asset(id),
            Node::Collection(id) => self.has_collection(id),
        }
    }

    /// How many nodes it shows, with those above the matches.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len() + self.assets.len() + self.collections.len()
    }

    /// True where the filter shows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn has_key(&self, key: i64) -> bool {
        self.records.binary_search(&key).is_ok()
    }

    fn has_record(&self, uri: RecordUri) -> bool {
        key::pack(uri).is_ok_and(|key| self.has_key(key))
    }

    pub(crate) fn has_asset(&self, id: AssetId) -> bool {
        self.assets.binary_search(&id).is_ok()
    }

    pub(crate) fn has_collection(&self, id: CollectionId) -> bool {
        self.collections.binary_search(&id).is_ok()
    }
}
