//! Reading back: once everything of a change stands as meant, who can see the asset is compared with what was meant. A difference is a
//! problem that stays until somebody solves it, because the change did not do what it was accepted for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::super::Applier;
use super::super::asset_values::only;
use super::super::history::{Noted, Noting};
use super::super::step::{Settled, receipt};
use super::conditions::Others;
use super::past::Past;
use super::remaining::shares as shares_left;
use super::words::{entry_words, inherited_words, share_words};
use super::{Names, Seen, Wanted};
use crate::domain::access::{AssetAccess, Audience, Grant, Permissions, Share, Shared, audience};
use crate::domain::restriction::ReviewRule;
use crate::domain::{AssetSnapshot, CollectionId};
use crate::plan::access::MembershipChange;
use crate::plan::{AccessChange, Action, Condition, FieldValues, Finding, Outcome, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

/// What was there before a change of access: kept in its receipt, so that whoever wonders sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Before {
    /// Values of the fields that it writes.
    fields: FieldValues,
    /// Who could see the asset.
    access: AssetAccess,
    /// Its shares.
    shares: Vec<Share>,
    /// Collections that it was directly in.
    collections: BTreeSet<CollectionId>,
    /// Who was asked for a review.
    review: Option<ReviewRule>,
    /// Ids of shares that were made again, by the ids that they had before they were taken away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    made_shares: BTreeMap<Uuid, Uuid>,
    /// How many could see it before, and now; noted once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen_by: Option<[Audience; 2]>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    seen: String,
}

/// What stands there now, as it is remembered before anything is sent.
pub(super) fn before_of(wanted: &Wanted<'_>, seen: &Seen) -> Value {
    serde_json::to_value(Before::of(wanted, seen)).unwrap_or(Value::Null)
}

impl Before {
    fn of(wanted: &Wanted<'_>, seen: &Seen) -> Self {
        let written = wanted.access.fields.as_ref().map(|fields| only(&seen.fields, &fields.after));
        Self {
            fields: written.unwrap_or_default(),
            access: seen.access.clone(),
            shares: seen.shares.clone(),
            collections: seen.collections.clone(),
            review: seen.review.as_ref().map(|asked| asked.of.clone()),
            made_shares: BTreeMap::new(),
            seen_by: None,
            seen: String::new(),
        }
    }
}

impl Applier {
    /// Notes changes that stand as meant in the histories of their assets, keeps what was read in the catalogue, and settles them.
    pub(super) async fn conclude(
        &self,
        plan: &Plan,
        standing: Vec<(Wanted<'_>, Seen)>,
        names: &Names,
        others: &Others<'_>,
    ) -> Result<Vec<Settled>, RuntimeError> {
        let mut pasts = Vec::with_capacity(standing.len());
        for (wanted, _) in &standing {
            pasts.push(self.past(plan.id, wanted.change.id)?);
        }
        let notes: Vec<Noting<'_>> = standing
            .iter()
            .zip(&pasts)
            .filter(|(_, past)| past.is_ours() && !past.noted)
            .map(|((wanted, _), _)| Noting {
                change: wanted.change,
                asset: wanted.access.asset,
                note: &wanted.access.note,
            })
            .collect();
        let noted = self.note_once(plan, &notes).await?;
        self.keep_seen(standing.iter().map(|(_, seen)| seen));
        let mut settled = Vec::with_capacity(standing.len());
        for ((wanted, seen), past) in standing.iter().zip(&pasts) {
            settled.push(self.settle_access((wanted, seen, past), names, &others.than(wanted), &noted));
        }
        Ok(settled)
    }

    fn settle_access(
        &self,
        (wanted, seen, past): (&Wanted<'_>, &Seen, &Past),
        names: &Names,
        others: &[&AccessChange],
        noted: &Noted,
    ) -> Settled {
        let change = wanted.change;
        let failed = noted.failed.get(&change.id);
        if let Some(error) = failed.filter(|error| !matches!(error, SystemError::Forbidden { .. })) {
            return Settled::failed(change, error);
        }
        let known: Option<Before> = past.before.as_ref().and_then(|before| serde_json::from_value(before.clone()).ok());
        let mut before = known.unwrap_or_else(|| Before::of(wanted, seen));
        let above = names.shares_above(&seen.collections);
        let now = (self.now)();
        let seen_by = |access: &AssetAccess, own: &[Share]| {
            let shares: Vec<&Share> = own.iter().chain(above.iter().copied()).collect();
            audience(access, &names.directory, &shares, now)
        };
        let [then, after] = [seen_by(&before.access, &before.shares), seen_by(&seen.access, &seen.shares)];
        let differences = differences((wanted, seen, past), names, others, &after);
        if !differences.is_empty() {
            let what = format!(
                "it was carried out, but reading it back shows more or others than was meant: {}. {} can see it now. Put that right in \
                 iconik and apply again, or plan the restriction anew",
                differences.join("; "),
                capital(&after.words())
            );
            return Settled::problem(change, what, true);
        }
        before.seen = format!("{} could see it, now {}", then.words(), after.words());
        before.seen_by = Some([then, after]);
        let shares = shares_left(&wanted.access.shares, &seen.shares, past);
        before.made_shares = shares.made_by_old_id(&wanted.access.shares);
        let receipt = receipt(
            now,
            None,
            None,
            serde_json::to_value(&before).unwrap_or(Value::Null),
            !past.is_ours(),
        );
        let mut settled = Settled::with(change, Outcome::Done { receipt });
        if let Action::SetAccess { change } = &mut settled.change.action {
            // Taking it back takes back what was done here, and nothing that was so before or that others did.
            change
                .grants
                .retain(|grant| held(before.access.own(grant.principal)) != held(grant.after));
            change.memberships.retain(|membership| is_news(membership, &before));
            if let Some(review) = &change.review
                && review.asks
                && before.review.as_ref().is_some_and(|asked| {
                    review.users.iter().all(|user| asked.users.contains(user))
                        && review.groups.iter().all(|group| asked.groups.contains(group))
                })
            {
                change.review = None;
            }
        }
        settled.change.findings.extend(shares.findings());
        if failed.is_some() {
            settled.change.findings.push(Finding::note(
                "This account may not write to the asset's history, so the history has no note of it",
            ));
        }
        settled
    }

    /// Keeps what was read in the catalogue. The catalogue is a copy: where it cannot be written now, the next refresh mends it.
    pub(super) fn keep_seen<'s>(&self, seen: impl Iterator<Item = &'s Seen>) {
        let seen: Vec<&Seen> = seen.collect();
        if seen.is_empty() {
            return;
        }
        let access: Vec<AssetAccess> = seen.iter().map(|seen| seen.access.clone()).collect();
        let kept = self.shelf.with(|workspace| {
            workspace.put_access(&access)?;
            for seen in &seen {
                workspace.put_shares_of(Shared::Asset(seen.access.asset), seen.shares.clone())?;
            }
            let ids: Vec<_> = seen.iter().map(|seen| seen.access.asset).collect();
            let mut snapshots: Vec<AssetSnapshot> = workspace.assets(&ids)?;
            for snapshot in &mut snapshots {
                let Some(seen) = seen.iter().find(|seen| seen.access.asset == snapshot.asset.id) else {
                    continue;
                };
                for field in crate::domain::fields::RESTRICTION {
                    match seen.fields.get(field.name) {
                        Some(values) => snapshot.metadata.insert(field.name.to_owned(), Value::Array(values.clone())),
                        None if seen.fields.is_empty() => None,
                        None => snapshot.metadata.remove(field.name),
                    };
                }
                if let Some(read) = &seen.snapshot {
                    snapshot.asset.collections.clone_from(&read.asset.collections);
                }
                snapshot.read_at = seen.access.read_at;
            }
            workspace.put_assets(&snapshots)
        });
        if let Err(error) = kept {
            tracing::warn!("the catalogue could not keep what was read back: {error}");
        }
    }
}

/// An entry without permissions is none.
fn held(permissions: Option<Permissions>) -> Option<Permissions> {
    permissions.filter(|permissions| !permissions.is_empty())
}

/// True where a change of collections changed something.
fn is_news(membership: &MembershipChange, before: &Before) -> bool {
    before.collections.contains(&membership.collection) != membership.joins
}

/// How who can see an asset differs from what was meant, in words: who, and through what.
fn differences(
    (wanted, seen, past): (&Wanted<'_>, &Seen, &Past),
    names: &Names,
    others: &[&AccessChange],
    after: &Audience,
) -> Vec<String> {
    let own = wanted.access;
    let reviewed = wanted.change.conditions.iter().find_map(|condition| match condition {
        Condition::AccessUnchanged {
            asset,
            grants,
            inherited,
            shares,
        } if *asset == own.asset => Some((grants, inherited, shares)),
        _ => None,
    });
    let mut found: Vec<String> = Vec::new();
    if let Some((grants, _, shares)) = reviewed {
        let wider = |grant: &&Grant| {
            let then = grants.iter().find(|then| then.principal == grant.principal);
            let touched = own
                .grants
                .iter()
                .chain(others.iter().flat_map(|other| &other.grants))
                .any(|change| change.principal == grant.principal);
            !touched && !then.map(|then| then.permissions).unwrap_or_default().covers(grant.permissions)
        };
        let wider = seen.access.grants.iter().filter(wider);
        found.extend(wider.map(|grant| format!("{}, on its own list", entry_words(&names.directory, grant))));
        let made: BTreeSet<Uuid> = shares_left(&own.shares, &seen.shares, past)
            .made
            .values()
            .map(|share| share.id)
            .collect();
        let by_others = others.iter().any(|other| !other.shares.is_empty());
        let new = seen
            .shares
            .iter()
            .filter(|share| !by_others && !shares.contains(&share.id) && !made.contains(&share.id));
        found.extend(new.map(|share| format!("{}, made since the review", share_words(share))));
    }
    let expected_to_hand_down = own
        .memberships
        .iter()
        .chain(others.iter().flat_map(|other| &other.memberships))
        .any(|membership| membership.joins && membership.gives_access);
    for inherited in &seen.access.inherited {
        let known = reviewed.map(|(_, then, _)| then.contains(inherited));
        // Without a review to compare with, only those who were to lose access matter.
        let undoes = own.grants.iter().any(|change| {
            change.principal == inherited.grant.principal
                && !change.after.unwrap_or_default().covers(inherited.grant.permissions)
                && !change.opens()
        });
        if !expected_to_hand_down && (known == Some(false) || (known.is_none() && undoes)) {
            found.push(inherited_words(&names.directory, inherited, |collection| {
                names.collection(collection)
            }));
        }
    }
    let meant = wanted
        .change
        .restricting
        .as_ref()
        .filter(|_| others.is_empty() && !names.directory.people.is_empty());
    if let Some(meant) = meant.map(|restricting| &restricting.seen_after)
        && (after.people > meant.people || (own.opens() && after.people < meant.people))
        && found.is_empty()
    {
        found.push(format!("{} were meant to see it", meant.people));
    }
    found
}

/// With a capital letter: a number of people begins a sentence as it is.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
