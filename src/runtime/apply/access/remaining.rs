//! What remains to be done of a change of access, from what stands there now. Pure: nothing here is read or sent.
//!
//! Every part of a change stands as before, as meant, or otherwise. What stands otherwise is somebody else's doing: nothing is sent
//! then, so that nobody's grant is widened by mistake and nothing that a person took away comes back.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::super::asset_values::{only, padded};
use super::past::{self, Past};
use super::words::{grant_words, label, share_words, value_words};
use super::{Seen, Wanted};
use crate::domain::CollectionId;
use crate::domain::access::{Directory, Permissions, Principal, Share};
use crate::domain::fields::RESTRICTION_TAKEN;
use crate::domain::restriction::ReviewRule;
use crate::plan::access::{GrantChange, ReviewChange, ShareChange};
use crate::plan::{FieldChange, FieldValues, Finding};

/// What remains to be sent for one asset.
#[derive(Debug, Clone, Default)]
pub(super) struct Remaining {
    /// Fields to write.
    pub fields: FieldValues,
    /// Shares to take away.
    pub revoke: Vec<Share>,
    /// Shares to make again, with their place in the change.
    pub restore: Vec<(usize, Share)>,
    /// Whose entries to take off the list.
    pub take: BTreeSet<Principal>,
    /// What to put on the list once that is done.
    pub give: BTreeMap<Principal, Permissions>,
    /// Collections to join.
    pub join: Vec<CollectionId>,
    /// Collections to leave.
    pub leave: Vec<CollectionId>,
    /// The review to ask for (true) or to take back.
    pub review: Option<(ReviewRule, bool)>,
}

impl Remaining {
    /// True where everything stands as meant.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
            && self.revoke.is_empty()
            && self.restore.is_empty()
            && self.take.is_empty()
            && self.give.is_empty()
            && self.join.is_empty()
            && self.leave.is_empty()
            && self.review.is_none()
    }

    /// The fields that are written first where shares are made again at the end: all but what was taken, which is forgotten only once
    /// all of it is given back. iconik refuses shares of what is blocked, so that the others go before.
    pub fn fields_but_taken(&self) -> FieldValues {
        let first = self.fields.iter().filter(|(field, _)| field.as_str() != RESTRICTION_TAKEN.name);
        first.map(|(field, values)| (field.clone(), values.clone())).collect()
    }

    /// What was taken, where it is to be forgotten.
    pub fn taken(&self) -> FieldValues {
        let taken = self.fields.get_key_value(RESTRICTION_TAKEN.name);
        taken.map(|(field, values)| (field.clone(), values.clone())).into_iter().collect()
    }
}

/// What remains to be sent; else what somebody else did meanwhile.
pub(super) fn remaining(wanted: &Wanted<'_>, seen: &Seen, past: &Past, directory: &Directory) -> Result<Remaining, Vec<FieldChange>> {
    let mut theirs = Vec::new();
    let mut remaining = Remaining {
        fields: fields(wanted, seen, &mut theirs),
        review: wanted.access.review.as_ref().and_then(|review| review_of(review, seen)),
        ..Remaining::default()
    };
    for grant in &wanted.access.grants {
        match step_of(
            grant,
            seen.access.own(grant.principal),
            past.has_begun(past::TAKE) && !past.given.contains(&grant.principal),
        ) {
            Step::Stands => {}
            Step::Take => {
                remaining.take.insert(grant.principal);
            }
            Step::Give(permissions) => {
                remaining.give.insert(grant.principal, permissions);
            }
            Step::Narrow(permissions) => {
                remaining.take.insert(grant.principal);
                remaining.give.insert(grant.principal, permissions);
            }
            Step::Moved => theirs.push(FieldChange {
                field: directory.name(grant.principal),
                before: Some(grant_words(grant.before)),
                after: Some(grant_words(seen.access.own(grant.principal))),
            }),
        }
    }
    let shares = shares(&wanted.access.shares, &seen.shares, past);
    (remaining.revoke, remaining.restore) = (shares.revoke, shares.restore);
    theirs.extend(shares.theirs);
    for membership in &wanted.access.memberships {
        match (membership.joins, seen.collections.contains(&membership.collection)) {
            (true, false) => remaining.join.push(membership.collection),
            (false, true) => remaining.leave.push(membership.collection),
            _ => {}
        }
    }
    if theirs.is_empty() { Ok(remaining) } else { Err(theirs) }
}

fn fields(wanted: &Wanted<'_>, seen: &Seen, theirs: &mut Vec<FieldChange>) -> FieldValues {
    let mut open = FieldValues::new();
    let Some(change) = &wanted.access.fields else { return open };
    let (before, after) = (padded(&change.before), padded(&change.after));
    let now = only(&seen.fields, &change.after);
    for (field, meant) in &after {
        let stands = now.get(field).cloned().unwrap_or_default();
        if stands == *meant {
            continue;
        }
        if stands == before.get(field).cloned().unwrap_or_default() {
            open.insert(field.clone(), change.after.get(field).cloned().unwrap_or_default());
            continue;
        }
        theirs.push(FieldChange {
            field: label(field).to_owned(),
            before: value_words(before.get(field)),
            after: value_words(now.get(field)),
        });
    }
    open
}

/// What remains to be done about one entry of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It stands as meant.
    Stands,
    /// The entry goes.
    Take,
    /// This is added; it holds all that the entry held.
    Give(Permissions),
    /// The entry goes, and this comes in its place.
    Narrow(Permissions),
    /// Somebody else changed it.
    Moved,
}

/// `taken`: an earlier try was about to take entries off the list and did not put this one back yet, so that it may be half-way where it
/// is missing. Once it was put back, a person took it.
fn step_of(grant: &GrantChange, now: Option<Permissions>, taken: bool) -> Step {
    let [before, after, now] = [grant.before, grant.after, now].map(|entry| entry.filter(|permissions| !permissions.is_empty()));
    if now == after {
        return Step::Stands;
    }
    let half_way = taken && now.is_none() && before.is_some();
    if now != before && !half_way {
        return Step::Moved;
    }
    match (now, after) {
        (_, None) => Step::Take,
        (None, Some(after)) => Step::Give(after),
        (Some(now), Some(after)) if after.covers(now) => Step::Give(after),
        (Some(_), Some(after)) => Step::Narrow(after),
    }
}

/// What remains to be done about shares.
#[derive(Debug, Default)]
pub(super) struct SharesRemaining {
    /// To take away.
    pub revoke: Vec<Share>,
    /// To make again, with their place in the change.
    pub restore: Vec<(usize, Share)>,
    /// Shares that were made again, by their place in the change.
    pub made: BTreeMap<usize, Share>,
    /// Shares that Archway cannot make again, because iconik tells neither passwords nor guests. Nothing waits for them.
    pub left_out: Vec<Share>,
    /// What somebody else did.
    pub theirs: Vec<FieldChange>,
}

impl SharesRemaining {
    /// What a person should know of shares that were left out.
    pub fn findings(&self) -> Vec<Finding> {
        let finding = |share: &Share| {
            Finding::warning(format!(
                "{} was not made again, because iconik tells neither passwords nor guests: share it again in iconik if it is still wanted",
                share_words(share)
            ))
        };
        self.left_out.iter().map(finding).collect()
    }

    /// Ids of shares that were made again, by the ids that they had before.
    pub fn made_by_old_id(&self, changes: &[ShareChange]) -> BTreeMap<Uuid, Uuid> {
        let pair = |(place, made): (&usize, &Share)| Some((changes.get(*place)?.share().id, made.id));
        self.made.iter().filter_map(pair).collect()
    }
}

/// Looks at shares. One that was about to be made again is found by its id where iconik told it; else it is one that was not there
/// before and says the same.
pub(super) fn shares(changes: &[ShareChange], now: &[Share], past: &Past) -> SharesRemaining {
    let mut open = SharesRemaining::default();
    let mut claimed: BTreeSet<Uuid> = past.remade.values().filter_map(|remade| remade.id).collect();
    for (place, change) in changes.iter().enumerate() {
        let share = match change {
            ShareChange::Revoke { share } => {
                // The number of its guests says who has it; nothing else about it matters to taking it away.
                open.revoke.extend(now.iter().find(|known| known.id == share.id).cloned());
                continue;
            }
            ShareChange::Restore { share } if !share.is_public() => {
                open.left_out.push(share.clone());
                continue;
            }
            ShareChange::Restore { share } => share,
        };
        let Some(remade) = past.remade.get(&place) else {
            open.restore.push((place, share.clone()));
            continue;
        };
        let found = match remade.id {
            Some(id) => now.iter().find(|known| known.id == id),
            None => now
                .iter()
                .find(|known| !remade.known.contains(&known.id) && !claimed.contains(&known.id) && says_the_same(share, known)),
        };
        match found {
            Some(found) => {
                claimed.insert(found.id);
                open.made.insert(place, found.clone());
            }
            None if remade.id.is_none() => open.restore.push((place, share.clone())),
            None => open.theirs.push(FieldChange::cleared(share_words(share), "made again")),
        }
    }
    open
}

/// True where a share is what is left of making another one again.
fn says_the_same(meant: &Share, found: &Share) -> bool {
    found.title == meant.title
        && !found.has_password
        && found.expires == meant.expires
        && meant
            .settings
            .iter()
            .filter(|(_, value)| !value.is_null())
            .all(|(name, value)| found.settings.get(name) == Some(value))
}

/// The reviewers that a change speaks of.
fn rule_of(review: &ReviewChange) -> ReviewRule {
    ReviewRule {
        users: review.users.iter().copied().collect(),
        groups: review.groups.iter().copied().collect(),
        min_number: review.min_number,
    }
}

fn review_of(review: &ReviewChange, seen: &Seen) -> Option<(ReviewRule, bool)> {
    let rule = rule_of(review);
    let open = match &seen.review {
        None => review.asks,
        Some(asked) if review.asks => !asked.covers(&rule),
        Some(asked) => !asked.of.users.is_disjoint(&rule.users) || !asked.of.groups.is_disjoint(&rule.groups),
    };
    open.then_some((rule, review.asks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AssetId;
    use crate::domain::access::{AssetAccess, Grant};
    use crate::plan::AccessChange;
    use crate::plan::sample;

    /// What remains where an entry was to be narrowed to `read` and is missing now.
    fn missing(past: &Past) -> Result<Remaining, Vec<FieldChange>> {
        let editors = Principal::Group(Uuid::from_u128(50));
        let asset = AssetId(Uuid::from_u128(7));
        let access = AccessChange {
            asset,
            fields: None,
            grants: vec![GrantChange {
                principal: editors,
                before: Some(Permissions::WRITE),
                after: Some(Permissions::READ),
            }],
            shares: Vec::new(),
            memberships: Vec::new(),
            review: None,
            note: String::new(),
        };
        let change = sample::change(1, &[]);
        let wanted = Wanted {
            change: &change,
            access: &access,
            view: None,
        };
        let seen = Seen {
            fields: FieldValues::new(),
            access: AssetAccess {
                asset,
                grants: Vec::<Grant>::new(),
                inherited: Vec::new(),
                creator: None,
                read_at: jiff::Timestamp::UNIX_EPOCH,
            },
            shares: Vec::new(),
            collections: BTreeSet::new(),
            review: None,
            linked: None,
            snapshot: None,
        };
        remaining(&wanted, &seen, past, &Directory::default())
    }

    #[test]
    fn an_entry_that_a_person_took_is_not_put_back_by_what_closes() {
        assert!(missing(&Past::default()).is_err(), "nothing was sent: somebody took it");
        let half_way = Past::after([past::TAKE], []);
        assert_eq!(missing(&half_way).unwrap().give.len(), 1, "taken, and not put back yet");
        let editors = Principal::Group(Uuid::from_u128(50));
        let given = Past::after([past::TAKE, past::GIVE], [editors]);
        assert!(
            missing(&given).is_err(),
            "iconik said that it was put back, and somebody took it since"
        );
    }
}
