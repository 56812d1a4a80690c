//! Restrictions over the whole workspace, as people look at them.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::context::{AssetInContext, CollectionInContext};
use super::expiry::expiry;
use super::notes::notes;
use super::reach::Reach;
use super::report::report;
use super::{Computed, RestrictIndex};
use crate::domain::access::Directory;
use crate::domain::browse::RestrictionState;
use crate::domain::restriction::overview::{DisagreementKind, RestrictionsView};
use crate::domain::restriction::{ClosedOn, Readings, RestrictSettings, Standing};
use crate::domain::workspace::{CollectionLink, Connection};
use crate::domain::{AssetId, CollectionId, RecordUri};

/// An asset without a link, with the collections that it is directly in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlinkedAsset {
    /// The asset.
    pub asset: AssetId,
    /// Its title.
    pub title: String,
    /// Collections that it is directly in.
    pub collections: Vec<CollectionId>,
}

/// All that an overview is made from.
pub struct OverviewContext<'a> {
    /// Records, statements and links.
    pub index: &'a RestrictIndex,
    /// What applies on the day.
    pub computed: &'a Computed,
    /// What people said that notes mean.
    pub readings: &'a Readings,
    /// What people keep closed.
    pub closed_on: &'a [ClosedOn],
    /// Rule, rule table, months until a review.
    pub settings: &'a RestrictSettings,
    /// People and groups of iconik.
    pub directory: &'a Directory,
    /// Linked assets, and assets on which Archway's restriction fields stand, as they were read last.
    pub assets: &'a HashMap<AssetId, AssetInContext>,
    /// Collections that they are in, and those above.
    pub collections: &'a HashMap<CollectionId, CollectionInContext>,
    /// Assets without a link that are in some collection.
    pub unlinked: &'a [UnlinkedAsset],
    /// Collections that stand for records.
    pub collection_links: &'a [CollectionLink],
    /// Id of the view that holds Archway's restriction fields, where it was made.
    pub view: Option<&'a str>,
    /// Where the two systems are.
    pub connection: &'a Connection,
    /// Today in the time zone of the workspace.
    pub today: Date,
    /// Now.
    pub now: Timestamp,
}

/// What waits to be read, what begins and ends, and where the two sides disagree.
#[must_use]
pub fn overview(context: &OverviewContext<'_>) -> RestrictionsView {
    let reach = Reach::new(context.index, context.computed, context.readings);
    let closed = || context.computed.iter().filter(|(_, effective)| effective.standing.is_closed());
    let read = |asset: AssetId| context.assets.get(&asset).and_then(|asset| asset.access.as_ref());
    RestrictionsView {
        as_of: context.computed.as_of(),
        today: context.today,
        rule: context.computed.rule(),
        counts: context.computed.counts(),
        unread_access: closed().filter(|(asset, _)| read(*asset).is_none()).count() as u64,
        access_read: closed().filter_map(|(asset, _)| read(asset)).map(|access| access.read_at).min(),
        notes: notes(context.index, context.readings, &reach),
        expiry: expiry(context, &reach),
        report: report(context),
        computed: context.now,
    }
}

/// What each row of both browsers says. Nodes that nothing restricts and nothing disagrees about are left out.
#[must_use]
pub fn row_states(
    view: &RestrictionsView,
    computed: &Computed,
) -> (HashMap<AssetId, RestrictionState>, HashMap<RecordUri, RestrictionState>) {
    let mut assets: HashMap<AssetId, RestrictionState> = computed
        .iter()
        .map(|(asset, effective)| (asset, state(effective.standing)))
        .filter(|(_, state)| *state != RestrictionState::None)
        .collect();
    let mut records: HashMap<RecordUri, RestrictionState> = computed
        .records()
        .map(|(record, effective)| (record, state(effective.standing)))
        .filter(|(_, state)| *state != RestrictionState::None)
        .collect();
    let differently = |kind: DisagreementKind| {
        matches!(
            kind,
            DisagreementKind::OpenThoughRestricted | DisagreementKind::PublicLink | DisagreementKind::ClosedThoughOpen
        )
    };
    for finding in view.report.iter().filter(|finding| differently(finding.kind)) {
        assets.insert(finding.asset, RestrictionState::Differently);
        if let Some(record) = finding.record {
            records.insert(record, RestrictionState::Differently);
        }
    }
    (assets, records)
}

fn state(standing: Standing) -> RestrictionState {
    match standing {
        Standing::Open => RestrictionState::None,
        Standing::Later => RestrictionState::Later,
        Standing::NeedsPerson => RestrictionState::NeedsPerson,
        Standing::Restricted => RestrictionState::Restricted,
    }
}
