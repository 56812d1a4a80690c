//! Material: what profiles are tried on, read from the catalogue once and kept until it changes.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::facts::Gatherer;
use super::pairs::{Pair, pairs};
use crate::domain::browse::Node;
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{AssetId, RecordKind, RecordUri, Vocabulary};
use crate::mapping::authorities::AuthorityIndex;
use crate::mapping::profile::RecordType;
use crate::mapping::{AssetFacts, RecordFacts, Subject, Surroundings};
use crate::runtime::mapping_view::DescribeScope;
use crate::store::{Reader, StoreError};

/// Most pairs that a trial looks at; spread evenly over all.
pub const MOST_LOOKED_AT: usize = 2_000;

/// Records looked at where nothing is linked yet, so that a profile can be made before the first link.
const UNLINKED: usize = 200;

/// What surrounds a pair.
#[derive(Debug, Clone)]
pub struct Sampled {
    asset: Option<Arc<AssetFacts>>,
    record: Option<Arc<RecordFacts>>,
    digital_object: Option<Arc<RecordFacts>>,
}

impl Sampled {
    /// The asset or record of that kind, where there is one.
    #[must_use]
    pub fn subject(&self, kind: RecordType) -> Option<Subject<'_>> {
        match kind {
            RecordType::Asset => self.asset.as_deref().map(Subject::Asset),
            RecordType::Record => self.record.as_deref().map(Subject::Record),
            RecordType::DigitalObject => self.digital_object.as_deref().map(Subject::Record),
        }
    }

    /// What people call the record of that kind.
    #[must_use]
    pub fn label(&self, kind: RecordType) -> String {
        match self.subject(kind) {
            Some(Subject::Asset(asset)) => asset.snapshot.asset.title.clone(),
            Some(Subject::Record(record)) => record.snapshot.record.label(),
            None => String::new(),
        }
    }

    /// The row that stands for the record of that kind in the browsers.
    #[must_use]
    pub fn node(&self, kind: RecordType) -> Node {
        let asset = || self.asset.as_ref().map(|asset| Node::Asset(asset.snapshot.asset.id));
        let record = || self.record.as_ref().map(|record| Node::Record(record.snapshot.record.uri));
        let nobody = Node::Asset(AssetId(uuid::Uuid::nil()));
        match kind {
            RecordType::Asset => asset().or_else(record),
            RecordType::Record | RecordType::DigitalObject => record().or_else(asset),
        }
        .unwrap_or(nobody)
    }
}

/// What profiles are tried on.
#[derive(Debug)]
pub struct Material {
    /// Valid values.
    pub vocabulary: Vocabulary,
    /// Agents and subjects.
    pub authorities: AuthorityIndex,
    /// How many pairs there are.
    pub records: u64,
    /// Those that are looked at.
    pub sampled: Vec<Sampled>,
}

impl Material {
    /// Reads it from the catalogue.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn read(reader: &Reader, connection: &Connection, settings: &WorkspaceSettings) -> Result<Self, StoreError> {
        let all = pairs(reader, &settings.collection_links, &DescribeScope::All)?;
        let chosen = spread(&all, MOST_LOOKED_AT);
        let mut gatherer = Gatherer::new(reader, connection)?;
        let sampled = if chosen.is_empty() {
            unlinked(reader, &mut gatherer)?
        } else {
            gathered(reader, &mut gatherer, &chosen)?
        };
        Ok(Self {
            vocabulary: reader.vocabulary()?,
            authorities: AuthorityIndex::new(reader.authorities()?),
            records: all.len() as u64,
            sampled,
        })
    }

    /// What surrounds every evaluation.
    #[must_use]
    pub fn surroundings(&self, now: Timestamp) -> Surroundings<'_> {
        Surroundings {
            vocabulary: &self.vocabulary,
            authorities: &self.authorities,
            now,
        }
    }
}

/// At most so many, spread evenly.
fn spread(pairs: &[Pair], most: usize) -> Vec<Pair> {
    if pairs.len() <= most {
        return pairs.to_vec();
    }
    (0..most)
        .filter_map(|number| pairs.get(number * pairs.len() / most).copied())
        .collect()
}

fn gathered(reader: &Reader, gatherer: &mut Gatherer<'_>, pairs: &[Pair]) -> Result<Vec<Sampled>, StoreError> {
    let assets: Vec<AssetId> = pairs.iter().map(|pair| pair.asset).collect();
    let details = reader.details(&assets)?;
    let mut records: HashMap<RecordUri, Option<Arc<RecordFacts>>> = HashMap::new();
    let mut sampled = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let mut facts = |uri: RecordUri, gatherer: &mut Gatherer<'_>| -> Result<Option<Arc<RecordFacts>>, StoreError> {
            if let Some(known) = records.get(&uri) {
                return Ok(known.clone());
            }
            let read = gatherer.record(uri)?.map(Arc::new);
            records.insert(uri, read.clone());
            Ok(read)
        };
        let record = facts(pair.record, gatherer)?;
        let digital_object = match pair.digital_object {
            Some(uri) => facts(uri, gatherer)?,
            None => None,
        };
        sampled.push(Sampled {
            asset: gatherer.asset(pair.asset, details.get(&pair.asset).cloned())?.map(Arc::new),
            record,
            digital_object,
        });
    }
    Ok(sampled)
}

/// Assets and records side by side, where nothing is linked yet.
fn unlinked(reader: &Reader, gatherer: &mut Gatherer<'_>) -> Result<Vec<Sampled>, StoreError> {
    let mut sampled = Vec::new();
    for asset in reader.known_assets()?.into_iter().take(UNLINKED) {
        sampled.push(Sampled {
            asset: gatherer.asset(asset, None)?.map(Arc::new),
            record: None,
            digital_object: None,
        });
    }
    let mut records: Vec<RecordUri> = Vec::new();
    for repository in reader.repositories()? {
        for kind in [RecordKind::ArchivalObject, RecordKind::Resource] {
            let ids = reader.known_ids(repository.id, kind)?;
            records.extend(ids.into_iter().take(UNLINKED).map(|id| RecordUri::new(repository.id, kind, id)));
        }
    }
    for uri in records.into_iter().take(UNLINKED) {
        if let Some(record) = gatherer.record(uri)? {
            sampled.push(Sampled {
                asset: None,
                record: Some(Arc::new(record)),
                digital_object: None,
            });
        }
    }
    Ok(sampled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RepositoryId;
    use crate::runtime::mapping::pairs::Through;

    #[test]
    fn a_spread_reaches_from_the_first_to_the_last() {
        let pairs: Vec<Pair> = (0..10_000)
            .map(|id| Pair {
                asset: AssetId(uuid::Uuid::from_u128(u128::from(id))),
                record: RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, id),
                digital_object: None,
                through: Through::Link,
            })
            .collect();
        let chosen = spread(&pairs, 2_000);
        assert_eq!(chosen.len(), 2_000);
        assert_eq!(chosen[0].record.id, 0);
        assert!(chosen[1_999].record.id > 9_990);
        assert_eq!(spread(&pairs[..5], 2_000).len(), 5);
    }
}
