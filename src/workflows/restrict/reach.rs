//! Which linked assets a restriction reaches, and which of them nothing else would hold back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Computed, RestrictIndex};
use crate::domain::restriction::effective::effective;
use crate::domain::restriction::{Applied, Chain, InheritanceRule, Readings, StatementKey};
use crate::domain::{AssetId, RecordUri};

/// Linked assets below every record that says something.
pub(super) struct Reach<'a> {
    index: &'a RestrictIndex,
    computed: &'a Computed,
    readings: &'a Readings,
    below: HashMap<RecordUri, Vec<AssetId>>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(index: &'a RestrictIndex, computed: &'a Computed, readings: &'a Readings) -> Self {
        let carriers: HashSet<RecordUri> = index.statements().map(|statement| statement.key.record).collect();
        let mut ways: HashMap<RecordUri, Vec<RecordUri>> = HashMap::new();
        let mut below: HashMap<RecordUri, Vec<AssetId>> = HashMap::new();
        for asset in index.assets() {
            for record in index.records_of(asset) {
                let way = ways.entry(*record).or_insert_with(|| {
                    let mut way = index.path(*record);
                    way.retain(|above| carriers.contains(above));
                    way
                });
                for above in way.iter() {
                    let assets = below.entry(*above).or_default();
                    // An asset linked to two records of one series is reached once.
                    if assets.last() != Some(&asset) {
                        assets.push(asset);
                    }
                }
            }
        }
        Self {
            index,
            computed,
            readings,
            below,
        }
    }

    /// Linked assets that a statement reaches under the rule in force.
    pub(super) fn of(&self, key: &StatementKey) -> Vec<AssetId> {
        let below = self.below.get(&key.record).map(Vec::as_slice).unwrap_or_default();
        if self.computed.rule() == InheritanceRule::Container {
            return below.to_vec();
        }
        // The public rule lets a note of the record's own go before those above it.
        let mut known: HashMap<usize, bool> = HashMap::new();
        let counts = |applied: &Applied| applied.statement.key == *key && applied.public;
        below
            .iter()
            .copied()
            .filter(|asset| {
                self.computed.of_asset(*asset).is_some_and(|effective| {
                    *known
                        .entry(Arc::as_ptr(effective).addr())
                        .or_insert_with(|| effective.applied.iter().any(counts))
                })
            })
            .collect()
    }

    /// Those of the assets that would not be closed on a day if the statement were not.
    pub(super) fn freed(&self, key: &StatementKey, assets: &[AssetId], day: Date) -> Vec<AssetId> {
        // Many assets hang under few records.
        let mut known: HashMap<RecordUri, bool> = HashMap::new();
        let mut closed = |record: RecordUri| {
            *known.entry(record).or_insert_with(|| {
                let chain = without(self.index.chain(record), key);
                effective(&chain, self.readings, day, self.computed.rule()).standing.is_closed()
            })
        };
        assets
            .iter()
            .copied()
            .filter(|asset| !self.index.records_of(*asset).iter().any(|record| closed(*record)))
            .collect()
    }
}

/// The chain without one statement.
fn without(chain: Chain, key: &StatementKey) -> Chain {
    let records = chain.records.into_iter().map(|(record, statements)| {
        let kept = statements.iter().filter(|statement| statement.key != *key).cloned().collect();
        (record, kept)
    });
    Chain {
        records: records.collect(),
    }
}
