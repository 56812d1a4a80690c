//! The effective restriction of every record and linked asset, shared wherever it is the same, and again after a change.
//!
//! A record that says nothing stands as everything else below the nearest record above that says something: one answer is made for all
//! of them. So the work grows with the number of records that say something, not with the number of assets.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::index::{Edit, Place, RestrictIndex};
use crate::domain::restriction::effective::strictest;
use crate::domain::restriction::overview::StandingCounts;
use crate::domain::restriction::reading::Readings;
use crate::domain::restriction::weigh::{Below, weigh};
use crate::domain::restriction::{Effective, InheritanceRule, Standing};
use crate::domain::{AssetId, RecordUri};

/// What applies to every record and linked asset on a day.
#[derive(Debug, Clone)]
pub struct Computed {
    as_of: Date,
    rule: InheritanceRule,
    records: HashMap<RecordUri, Arc<Effective>>,
    assets: BTreeMap<AssetId, Arc<Effective>>,
    /// How many edits of the index are in here.
    seen: usize,
}

impl Computed {
    /// The day.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The rule in force.
    #[must_use]
    pub fn rule(&self) -> InheritanceRule {
        self.rule
    }

    /// What applies to an asset: the strictest of its records. `None` where it is not linked.
    #[must_use]
    pub fn of_asset(&self, asset: AssetId) -> Option<&Arc<Effective>> {
        self.assets.get(&asset)
    }

    /// What applies to a record. `None` where it was never heard of.
    #[must_use]
    pub fn of_record(&self, record: RecordUri) -> Option<&Arc<Effective>> {
        self.records.get(&record)
    }

    /// Linked assets with what applies to them, in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (AssetId, &Arc<Effective>)> {
        self.assets.iter().map(|(asset, effective)| (*asset, effective))
    }

    /// Records with what applies to them, in no order.
    pub fn records(&self) -> impl Iterator<Item = (RecordUri, &Arc<Effective>)> {
        self.records.iter().map(|(record, effective)| (*record, effective))
    }

    /// How the assets stand.
    #[must_use]
    pub fn counts(&self) -> StandingCounts {
        let mut counts = StandingCounts::default();
        for effective in self.assets.values() {
            counts.assets += 1;
            counts.differ += u64::from(effective.differ.is_some());
            match effective.standing {
                Standing::Open => counts.open += 1,
                Standing::Later => counts.later += 1,
                Standing::NeedsPerson => counts.needs_person += 1,
                Standing::Restricted => counts.restricted += 1,
            }
        }
        counts
    }

    /// The next day on which a standing or an end may change by itself, where there is one: worth computing again then.
    #[must_use]
    pub fn next_change(&self) -> Option<Date> {
        self.records.values().filter_map(|effective| effective.next_change).min()
    }
}

impl RestrictIndex {
    /// Computes what applies to every record and linked asset on a day.
    #[must_use]
    pub fn compute(&self, readings: &Readings, as_of: Date, rule: InheritanceRule) -> Computed {
        let mut computed = Computed {
            as_of,
            rule,
            records: HashMap::with_capacity(self.uris.len()),
            assets: BTreeMap::new(),
            seen: self.edits.len(),
        };
        let tops: Vec<Place> = (0..self.nodes.len()).filter(|place| self.nodes[*place].above.is_none()).collect();
        self.descend(&mut computed, readings, tops.into_iter().map(|top| (top, None)).collect());
        // What goes round in circles is below no top.
        for (place, record) in self.uris.iter().enumerate() {
            if !computed.records.contains_key(record) {
                let effective = Arc::new(self.weighed(&self.way_to(place), Below::Itself, readings, &computed));
                computed.records.insert(*record, effective);
            }
        }
        // In order of ids, which the map takes faster than any other.
        computed.assets = self
            .links
            .iter()
            .map(|(asset, records)| (*asset, strictest_of(&computed, records)))
            .collect();
        computed
    }

    /// Computes again what may have changed: below the records named (because somebody read or unread a note there), and whatever was put
    /// into the index since. The answer lists the assets of which something is not as it was, those linked or unlinked since included.
    pub fn recompute(&self, computed: &mut Computed, readings: &Readings, changed: &[RecordUri]) -> Vec<AssetId> {
        let mut from: BTreeSet<Place> = changed.iter().filter_map(|record| self.places.get(record).copied()).collect();
        let mut assets: Vec<AssetId> = Vec::new();
        for edit in self.edits.get(computed.seen..).unwrap_or(&self.edits) {
            match edit {
                Edit::Record(place) => {
                    from.insert(*place);
                }
                Edit::Asset(asset) => assets.push(*asset),
            }
        }
        computed.seen = self.edits.len();
        let touched: Vec<Place> = self.at_or_below(&from.iter().copied().collect::<Vec<_>>()).collect();
        let all: HashSet<Place> = touched.iter().copied().collect();
        // Only the topmost need their way weighed; the others are reached from them.
        let tops: Vec<Place> = from
            .into_iter()
            .filter(|place| !self.nodes[*place].above.is_some_and(|above| all.contains(&above)))
            .collect();
        let mut fresh = Computed {
            as_of: computed.as_of,
            rule: computed.rule,
            records: HashMap::with_capacity(touched.len()),
            assets: BTreeMap::new(),
            seen: computed.seen,
        };
        let starts = tops.into_iter().map(|top| (top, self.handed_down(top, readings, &fresh))).collect();
        self.descend(&mut fresh, readings, starts);
        for place in touched {
            let record = self.uris[place];
            let effective = match fresh.records.remove(&record) {
                Some(effective) => effective,
                None => Arc::new(self.weighed(&self.way_to(place), Below::Itself, readings, &fresh)),
            };
            computed.records.insert(record, effective);
            assets.extend(self.nodes[place].assets.iter().copied());
        }
        assets.sort_unstable();
        assets.dedup();
        self.put_assets(computed, &assets)
    }

    /// Puts what applies to assets now; those that stand as before are left out of the answer.
    fn put_assets(&self, computed: &mut Computed, assets: &[AssetId]) -> Vec<AssetId> {
        let mut changed = Vec::new();
        for asset in assets.iter().copied() {
            let records = self.records_of(asset);
            let before = if records.is_empty() {
                computed.assets.remove(&asset)
            } else {
                let now = strictest_of(computed, records);
                computed.assets.insert(asset, now)
            };
            let now = computed.assets.get(&asset);
            let same = match (&before, now) {
                (Some(before), Some(now)) => Arc::ptr_eq(before, now) || before == now,
                (None, None) => true,
                _ => false,
            };
            if !same {
                changed.push(asset);
            }
        }
        changed
    }

    /// Computes records from the given ones down; with each what is handed down to it, where that is known already.
    fn descend(&self, computed: &mut Computed, readings: &Readings, mut waiting: Vec<(Place, Option<Arc<Effective>>)>) {
        while let Some((place, above)) = waiting.pop() {
            let node = &self.nodes[place];
            let record = self.uris[place];
            if computed.records.contains_key(&record) {
                continue;
            }
            let silent = node.says.is_empty();
            let (own, handed_down) = match above {
                Some(above) if silent => (Arc::clone(&above), Some(above)),
                _ => {
                    let way = self.says_along(&self.way_to(place));
                    let weighed = |below| Arc::new(weigh(&way, below, readings, computed.as_of, computed.rule));
                    let below = (!node.below.is_empty()).then(|| weighed(Below::Silent));
                    (weighed(Below::Itself), below)
                }
            };
            computed.records.insert(record, own);
            waiting.extend(node.below.iter().map(|below| (*below, handed_down.clone())));
        }
    }

    /// What a record hands down to those below that say nothing, where something stands above it.
    fn handed_down(&self, place: Place, readings: &Readings, computed: &Computed) -> Option<Arc<Effective>> {
        let above = self.nodes[place].above?;
        let way = self.way_to(above);
        // In a circle what is above depends on where one stands.
        let circles = way.contains(&place);
        (!circles).then(|| Arc::new(self.weighed(&way, Below::Silent, readings, computed)))
    }

    fn weighed(&self, way: &[Place], below: Below, readings: &Readings, computed: &Computed) -> Effective {
        weigh(&self.says_along(way), below, readings, computed.as_of, computed.rule)
    }
}

/// The strictest of an asset's records.
fn strictest_of(computed: &Computed, records: &[RecordUri]) -> Arc<Effective> {
    match records {
        [record] if computed.records.contains_key(record) => Arc::clone(&computed.records[record]),
        _ => {
            let all: Vec<Arc<Effective>> = records.iter().filter_map(|record| computed.records.get(record).cloned()).collect();
            strictest(&all)
        }
    }
}
