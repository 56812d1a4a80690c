//! Shares of collections that show restricted assets. They are taken away by changes of their own, because they show other assets too.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;
use uuid::Uuid;

use super::consequences::with_above;
use super::context::{AssetInContext, RestrictContext};
use super::shown::share_words;
use crate::domain::access::{Audience, Share, Shared};
use crate::domain::restriction::Standing;
use crate::domain::{AssetId, CollectionId};
use crate::plan::access::{CauseId, RestrictKind, Restricting, ShareChange};
use crate::plan::ledger::plural;
use crate::plan::{Action, Change, ChangeId, Decision, FieldChange, Finding, Nature, Outcome, Target};

/// Shares above restricted assets, by collection.
#[derive(Default)]
pub(super) struct SharesAbove {
    collections: IndexMap<CollectionId, Above>,
}

#[derive(Default)]
struct Above {
    shares: BTreeMap<Uuid, Share>,
    causes: BTreeSet<CauseId>,
    assets: HashSet<AssetId>,
}

impl SharesAbove {
    /// Notes the shares of collections by which a restricted asset is seen. Gives how many there are.
    pub(super) fn note(&mut self, context: &RestrictContext<'_>, asset: AssetId, known: &AssetInContext, causes: &[CauseId]) -> usize {
        let mut count = 0;
        for share in known.shares.iter().filter(|share| share.is_live(context.head.now)) {
            let Shared::Collection(collection) = share.object else { continue };
            let above = self.collections.entry(collection).or_default();
            above.shares.insert(share.id, share.clone());
            above.causes.extend(causes.iter().copied());
            above.assets.insert(asset);
            count += 1;
        }
        count
    }

    /// One change for each collection.
    pub(super) fn changes(self, context: &RestrictContext<'_>, line: impl Fn(CauseId) -> String) -> Vec<Change> {
        if self.collections.is_empty() {
            return Vec::new();
        }
        let others = self.others(context);
        let each = self.collections.into_iter();
        each.map(|(collection, above)| {
            let others = others.get(&collection).copied().unwrap_or_default();
            change(context, collection, above, others, &line)
        })
        .collect()
    }

    /// How many assets beside the restricted ones are in each collection, as far as Archway knows them.
    fn others(&self, context: &RestrictContext<'_>) -> HashMap<CollectionId, usize> {
        let mut above: HashMap<CollectionId, BTreeSet<CollectionId>> = HashMap::new();
        let mut others: HashMap<CollectionId, usize> = HashMap::new();
        for (asset, known) in context.assets {
            let mut within = BTreeSet::new();
            for direct in &known.collections {
                let all = above.entry(*direct).or_insert_with(|| with_above(context.collections, [*direct]));
                within.extend(all.iter().filter(|collection| self.collections.contains_key(*collection)).copied());
            }
            for collection in within {
                if !self.collections[&collection].assets.contains(asset) {
                    *others.entry(collection).or_default() += 1;
                }
            }
        }
        others
    }
}

fn change(
    context: &RestrictContext<'_>,
    collection: CollectionId,
    above: Above,
    others: usize,
    line: &impl Fn(CauseId) -> String,
) -> Change {
    let causes: Vec<CauseId> = above.causes.into_iter().collect();
    let shares: Vec<Share> = above.shares.into_values().collect();
    let audience = |shares: &[Share]| Audience {
        shares: u32::try_from(shares.len()).unwrap_or(u32::MAX),
        public_links: u32::try_from(shares.iter().filter(|share| share.is_public()).count()).unwrap_or(u32::MAX),
        ..Audience::default()
    };
    let restricted = plural(above.assets.len(), "restricted asset is", "restricted assets are");
    let mut findings = vec![if others == 0 {
        Finding::note(format!("{restricted} in this collection, and Archway knows no other in it"))
    } else {
        let others = plural(others, "other asset that Archway knows is", "other assets that Archway knows are");
        Finding::warning(format!(
            "{restricted} in this collection; {others} shown by the same shares and would no longer be"
        ))
    }];
    findings.push(Finding::note(
        "lifting a restriction does not make these shares again; taking this change back under Activity does",
    ));
    findings.extend(shares.iter().filter_map(|share| {
        let why = share.lost_for_good()?;
        Some(Finding::warning(format!(
            "the share “{}” cannot be made again later by Archway: {why}",
            share.title
        )))
    }));
    Change {
        id: ChangeId(0),
        effect: RestrictKind::Restrict.effect(),
        target: Target::Collection { id: collection },
        label: context.collection_title(collection),
        fields: shares
            .iter()
            .map(|share| FieldChange {
                field: format!("share “{}”", share.title),
                before: Some(share_words(share)),
                after: Some("revoked".to_owned()),
            })
            .collect(),
        because: causes.first().map(|cause| line(*cause)).unwrap_or_default(),
        conditions: Vec::new(),
        needs: Vec::new(),
        findings,
        restricting: Some(Box::new(Restricting {
            kind: RestrictKind::Restrict,
            causes,
            chains: Vec::new(),
            standing: Standing::Restricted,
            seen_by: audience(&shares),
            seen_after: Audience::default(),
            differ: None,
            collections: vec![context.collection_title(collection)],
        })),
        action: Action::SetCollectionShares {
            collection,
            shares: shares.into_iter().map(|share| ShareChange::Revoke { share }).collect(),
        },
        nature: Nature::Closes,
        agrees: Vec::new(),
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    }
}
