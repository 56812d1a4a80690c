//! Pairs: which asset is described with which record, by a link or because it lies in a collection that stands for a record.

use std::collections::{HashMap, HashSet};

use crate::domain::workspace::CollectionLink;
use crate::domain::{AssetId, CollectionId, RecordUri};
use crate::runtime::mapping_view::DescribeScope;
use crate::store::{LinkFilter, Reader, StoreError};

/// Why an asset and a record belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Through {
    /// They are linked.
    Link,
    /// The asset lies in a collection that stands for the record.
    Collection(CollectionId),
}

/// An asset and the record that describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    /// The asset.
    pub asset: AssetId,
    /// The record.
    pub record: RecordUri,
    /// The digital object between them, where there is one.
    pub digital_object: Option<RecordUri>,
    /// Why they belong together.
    pub through: Through,
}

/// The pairs of a scope, by record and asset. A link goes before a collection.
///
/// # Errors
/// As the workspace file.
pub fn pairs(reader: &Reader, collections: &[CollectionLink], scope: &DescribeScope) -> Result<Vec<Pair>, StoreError> {
    let chosen: Option<HashSet<AssetId>> = match scope {
        DescribeScope::All | DescribeScope::Records(_) => None,
        DescribeScope::Assets(assets) => Some(assets.iter().copied().collect()),
        DescribeScope::Collection(collection) => Some(reader.assets_in(*collection, true)?.into_iter().collect()),
    };
    let records: Option<HashSet<RecordUri>> = match scope {
        DescribeScope::Records(records) => Some(records.iter().copied().collect()),
        _ => None,
    };
    let wanted = |pair: &Pair| {
        chosen.as_ref().is_none_or(|chosen| chosen.contains(&pair.asset))
            && records.as_ref().is_none_or(|records| records.contains(&pair.record))
    };
    let mut found: Vec<Pair> = Vec::new();
    for link in reader.links(&LinkFilter::default())? {
        // A link that one system still shows is described; a link that points to nothing is not.
        if !link.archivesspace.shows() && !link.iconik.shows() {
            continue;
        }
        found.push(Pair {
            asset: link.asset,
            record: link.record,
            digital_object: link.digital_object,
            through: Through::Link,
        });
    }
    let linked: HashSet<AssetId> = found.iter().map(|pair| pair.asset).collect();
    let mut through: HashMap<(AssetId, RecordUri), CollectionId> = HashMap::new();
    for link in collections {
        for asset in reader.assets_in(link.collection, true)? {
            // An asset with a link of its own is described by that: it is the closer one.
            if !linked.contains(&asset) {
                through.entry((asset, link.record)).or_insert(link.collection);
            }
        }
    }
    found.extend(through.into_iter().map(|((asset, record), collection)| Pair {
        asset,
        record,
        digital_object: None,
        through: Through::Collection(collection),
    }));
    found.retain(wanted);
    found.sort_by_key(|pair| (pair.record, pair.asset));
    Ok(found)
}
