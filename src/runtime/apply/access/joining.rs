//! Before an asset joins a collection, the collection is looked at: what it hands down by now would open the asset to people, and nobody
//! confirmed more than what was reviewed.

use std::collections::{BTreeSet, HashMap};

use futures::future::join_all;

use super::super::Applier;
use super::super::step::Settled;
use super::{Course, Doing, Names, stale};
use crate::domain::CollectionId;
use crate::domain::access::{Grant, Permissions};
use crate::plan::FieldChange;
use crate::systems::SystemError;

impl Applier {
    /// Leaves out what would join a collection that hands down to anybody what the change does not leave them, and what nobody confirmed.
    pub(super) async fn joining_nothing_open<'a>(&self, doing: Vec<Doing<'a>>, names: &Names, course: &mut Course<'a>) -> Vec<Doing<'a>> {
        let joined: BTreeSet<CollectionId> = doing.iter().flat_map(|doing| doing.remaining.join.iter().copied()).collect();
        let reads = joined.into_iter().map(|collection| async move {
            let access = self.iconik.collection_access(collection).await;
            let handed = access.map(|access| {
                let above = access.inherited.into_iter().map(|entry| entry.grant);
                access.hands_down.into_iter().chain(above).collect::<Vec<Grant>>()
            });
            (collection, handed)
        });
        let handed: HashMap<CollectionId, Result<Vec<Grant>, SystemError>> = join_all(reads).await.into_iter().collect();
        let mut on = Vec::new();
        for doing in doing {
            match gained(&doing, &handed, names) {
                Ok(theirs) if theirs.is_empty() => on.push(doing),
                Ok(theirs) => course.settled.push(stale(doing.wanted.change, theirs)),
                Err(error) => course.settled.push(Settled::failed(doing.wanted.change, &error)),
            }
        }
        on
    }
}

/// What people would gain by the collections that a change joins.
fn gained(
    doing: &Doing<'_>,
    handed: &HashMap<CollectionId, Result<Vec<Grant>, SystemError>>,
    names: &Names,
) -> Result<Vec<FieldChange>, SystemError> {
    let mut theirs = Vec::new();
    for collection in &doing.remaining.join {
        let grants = match handed.get(collection) {
            Some(Ok(grants)) => grants,
            Some(Err(error)) => return Err(error.clone()),
            None => continue,
        };
        let more = |grant: &&Grant| {
            !left_to(doing, grant)
                .and(reviewed(doing, *collection, grant))
                .covers(grant.permissions)
        };
        for grant in grants.iter().filter(more) {
            let title = names.collection(*collection).unwrap_or_else(|| collection.to_string());
            theirs.push(FieldChange::set(
                format!(
                    "{} through the collection “{title}”, which it was to join",
                    names.directory.name(grant.principal)
                ),
                grant.permissions.to_string(),
            ));
        }
    }
    Ok(theirs)
}

/// What the one who is named by an entry was to get by a collection, as it was confirmed. What closes gives nobody anything.
fn reviewed(doing: &Doing<'_>, collection: CollectionId, grant: &Grant) -> Permissions {
    let access = doing.wanted.access;
    let joined = access
        .memberships
        .iter()
        .filter(|membership| membership.joins && membership.collection == collection);
    joined
        .filter(|_| access.opens())
        .flat_map(|membership| &membership.hands_down)
        .filter(|handed| handed.principal == grant.principal)
        .fold(Permissions::NONE, |sum, handed| sum.and(handed.permissions))
}

/// What the one who is named by an entry may do once the change is made, without the collections that it joins.
fn left_to(doing: &Doing<'_>, grant: &Grant) -> Permissions {
    let access = &doing.seen.access;
    let own = doing.wanted.access.grants.iter().find(|change| change.principal == grant.principal);
    let own = own.map_or_else(|| access.own(grant.principal), |change| change.after);
    let leaves = &doing.remaining.leave;
    access
        .inherited
        .iter()
        .filter(|entry| entry.grant.principal == grant.principal && !leaves.contains(&entry.collection))
        .fold(own.unwrap_or_default(), |sum, entry| sum.and(entry.grant.permissions))
}
