//! What applying has in hand. A refresh that asked before a write was read back would put the older answer over the newer one,
//! so it leaves these records and assets alone and comes back to them.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::domain::{AssetId, RecordUri};
use crate::plan::{Plan, Target};

/// The search of iconik shows a write only some time later.
const INDEX_DELAY: SignedDuration = SignedDuration::from_secs(120);

/// Records and assets that are being written, or were a moment ago.
#[derive(Clone, Default)]
pub struct Hands(Arc<Mutex<Held>>);

/// When each was laid down; `None` while it is in hand.
#[derive(Default)]
struct Held {
    records: HashMap<RecordUri, Option<Timestamp>>,
    assets: HashMap<AssetId, Option<Timestamp>>,
}

impl Hands {
    /// Takes up everything that applying a plan may write.
    pub fn take(&self, plan: &Plan) {
        let mut held = self.0.lock();
        for change in plan.to_apply() {
            match change.target {
                Target::Record { uri } => {
                    held.records.insert(uri, None);
                }
                Target::Asset { id } => {
                    held.assets.insert(id, None);
                }
                Target::NewRecord { .. }
                | Target::NewAuthority { .. }
                | Target::Authority { .. }
                | Target::Enumeration { .. }
                | Target::Collection { .. }
                | Target::MetadataField { .. }
                | Target::MetadataView { .. } => {}
            }
        }
    }

    /// Lays everything down, and forgets what was laid down long before.
    pub fn lay_down(&self, now: Timestamp) {
        let mut held = self.0.lock();
        let stays = |since: &mut Option<Timestamp>| *since.get_or_insert(now) + INDEX_DELAY >= now;
        held.records.retain(|_, since| stays(since));
        held.assets.retain(|_, since| stays(since));
    }

    /// True where an answer that was asked for then may be older than what was read back.
    #[must_use]
    pub fn outdates_record(&self, record: RecordUri, asked: Timestamp) -> bool {
        let held = self.0.lock();
        held.records
            .get(&record)
            .is_some_and(|since| since.is_none_or(|since| asked <= since))
    }

    /// True where an answer of the search that was asked for then may be older than what was read back.
    #[must_use]
    pub fn outdates_asset(&self, asset: AssetId, asked: Timestamp) -> bool {
        let held = self.0.lock();
        held.assets
            .get(&asset)
            .is_some_and(|since| since.is_none_or(|since| asked <= since + INDEX_DELAY))
    }

    /// True where a list of who can see an asset, asked for then, may be older than what was read back. Lists do not come from the
    /// search: they show a write at once.
    #[must_use]
    pub fn outdates_list(&self, asset: AssetId, asked: Timestamp) -> bool {
        let held = self.0.lock();
        held.assets
            .get(&asset)
            .is_some_and(|since| since.is_none_or(|since| asked <= since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RecordKind, RepositoryId};

    #[test]
    fn an_answer_asked_for_before_the_end_of_applying_is_outdated_and_a_later_one_is_not() {
        let hands = Hands::default();
        let record = RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 7);
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(!hands.outdates_record(record, at(0)));
        hands.0.lock().records.insert(record, None);
        assert!(hands.outdates_record(record, at(1)));
        hands.lay_down(at(10));
        assert!(hands.outdates_record(record, at(9)));
        assert!(!hands.outdates_record(record, at(11)));
        hands.lay_down(at(1_000));
        assert!(hands.0.lock().records.is_empty());
    }
}
