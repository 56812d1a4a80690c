//! What must still hold before anybody's access changes: notes and the records above, links, and who can see the asset.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use super::super::Applier;
use super::super::asset_values::{only, padded};
use super::past::{self, Past};
use super::remaining::shares as shares_left;
use super::words::{grant_words, inherited_words, label, share_words, value_words};
use super::{Names, Seen, Wanted};
use crate::domain::access::{Grant, InheritedGrant, Permissions, Principal};
use crate::domain::restriction::effective::{Chain, chain_fingerprint, effective};
use crate::domain::restriction::statement::statements_of;
use crate::domain::restriction::{InheritanceRule, Readings, Statement};
use crate::domain::{AssetId, Fingerprint, RecordKind, RecordUri, RepositoryId};
use crate::plan::access::{GrantChange, ShareChange};
use crate::plan::confirm::needs_confirmation;
use crate::plan::{AccessChange, Action, Change, ChangeId, Condition, FieldChange, Outcome, Plan};
use crate::runtime::error::RuntimeError;
use crate::runtime::restrict::today;
use crate::systems::SystemError;
use crate::systems::archivesspace::record_from_json;

/// Records read anew from ArchivesSpace for one batch, and never longer: each batch sees what stands there when it is sent.
#[derive(Debug, Default)]
pub(super) struct Freshly {
    bodies: HashMap<RecordUri, Value>,
    readings: Readings,
    /// The day that it was planned for, today, and the rule in force then.
    days: Option<(Date, Date, InheritanceRule)>,
}

impl Applier {
    /// Reads every record that the changes' conditions speak of, each once.
    pub(super) async fn read_chains(
        &self,
        plan: &Plan,
        changes: impl Iterator<Item = &Change>,
    ) -> Result<Result<Freshly, SystemError>, RuntimeError> {
        let readings = Readings::new(self.shelf.with(|workspace| workspace.readings())?);
        let settings = self.shelf.with(|workspace| workspace.restrict_settings())?;
        let days = plan
            .restrict
            .as_deref()
            .map(|review| (review.as_of, today(&settings, (self.now)()), review.rule));
        let mut wanted: BTreeMap<(RepositoryId, RecordKind), BTreeSet<RecordUri>> = BTreeMap::new();
        for condition in changes.flat_map(|change| &change.conditions) {
            if let Condition::RestrictionsUnchanged { record, chain, .. } = condition {
                for uri in chain.iter().chain([record]) {
                    wanted.entry((uri.repository, uri.kind)).or_default().insert(*uri);
                }
            }
        }
        let mut bodies = HashMap::new();
        for ((repository, kind), uris) in wanted {
            let uris: Vec<RecordUri> = uris.into_iter().collect();
            match self.read_records(repository, kind, &uris).await {
                Ok(read) => bodies.extend(read),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(Freshly { bodies, readings, days }))
    }

    /// What changed of the restrictions and links that a change rests on. Nothing where all is as it was.
    pub(super) fn ground_moved(
        &self,
        plan: &Plan,
        change: &Change,
        fresh: &Freshly,
        seen: Option<&Seen>,
    ) -> Result<Vec<FieldChange>, RuntimeError> {
        let mut theirs = Vec::new();
        for condition in &change.conditions {
            match condition {
                Condition::RestrictionsUnchanged {
                    record,
                    chain,
                    fingerprint,
                    glance,
                } => theirs.extend(fresh.restrictions_moved(*record, chain, fingerprint, glance, needs_confirmation(plan, change))),
                Condition::LinkedTo { asset, records } => theirs.extend(self.links_moved(*asset, records, seen)?),
                _ => {}
            }
        }
        Ok(theirs)
    }

    fn links_moved(&self, asset: AssetId, records: &[RecordUri], seen: Option<&Seen>) -> Result<Vec<FieldChange>, RuntimeError> {
        let links = self.shelf.with(|workspace| workspace.links_of_asset(asset))?;
        let named = seen.and_then(|seen| seen.linked.as_ref());
        let mut now: BTreeSet<RecordUri> = links
            .iter()
            .filter(|link| link.archivesspace.shows() || (named.is_none() && link.iconik.shows()))
            .map(|link| link.record)
            .collect();
        now.extend(named.into_iter().flatten());
        let then: BTreeSet<RecordUri> = records.iter().copied().collect();
        let title = |uri: &RecordUri| {
            let known = self.shelf.with(|workspace| workspace.record(*uri)).ok().flatten();
            known.map_or_else(|| uri.to_string(), |known| format!("{} ({uri})", known.record.display))
        };
        let gained = now.difference(&then).map(|uri| FieldChange::set("linked record", title(uri)));
        let lost = then.difference(&now).map(|uri| FieldChange::cleared("linked record", title(uri)));
        Ok(gained.chain(lost).collect())
    }
}

impl Freshly {
    fn restrictions_moved(
        &self,
        record: RecordUri,
        chain: &[RecordUri],
        fingerprint: &Fingerprint,
        glance: &[(String, String)],
        opens: bool,
    ) -> Vec<FieldChange> {
        let Some(body) = self.bodies.get(&record) else {
            return vec![FieldChange::cleared(format!("record {record}"), "was there")];
        };
        let now = chain_of(record, body);
        if now != chain {
            let path = |records: &[RecordUri]| records.iter().map(ToString::to_string).collect::<Vec<_>>().join(" › ");
            return vec![FieldChange {
                field: format!("place of {}", name_of(record, body)),
                before: Some(path(chain)),
                after: Some(path(&now)),
            }];
        }
        let mut read = Vec::with_capacity(now.len());
        for uri in &now {
            let Some(record) = self.bodies.get(uri).and_then(record_from_json) else {
                return vec![FieldChange::cleared(format!("record {uri}"), "was there")];
            };
            let body = self.bodies.get(uri).unwrap_or(&Value::Null);
            let statements: Arc<[_]> = statements_of(&record, body).into_iter().map(Arc::new).collect();
            read.push((*uri, statements));
        }
        let chain = Chain { records: read };
        if chain_fingerprint(&chain, &self.readings) == *fingerprint {
            return if opens { self.begun_since(&chain) } else { Vec::new() };
        }
        self.what_they_say_now(&chain, glance)
    }

    /// What restricts today and did not on the day that was planned for. Nothing was written meanwhile: days went by, or the clock was
    /// set. What opens was confirmed for that day only.
    fn begun_since(&self, chain: &Chain) -> Vec<FieldChange> {
        let Some((planned, today, rule)) = self.days.filter(|(planned, today, _)| planned != today) else {
            return Vec::new();
        };
        let restricting = |day: Date| {
            let found = effective(chain, &self.readings, day, rule).applied;
            found
                .into_iter()
                .filter(|one| one.standing().is_closed() && one.counts(rule))
                .collect::<Vec<_>>()
        };
        let then = restricting(planned);
        let begun = restricting(today)
            .into_iter()
            .filter(|now| !then.iter().any(|then| then.statement.key == now.statement.key));
        begun
            .map(|now| {
                let record = now.statement.key.record;
                let name = self
                    .bodies
                    .get(&record)
                    .map_or_else(|| record.to_string(), |body| name_of(record, body));
                FieldChange {
                    field: format!("notes of {name}"),
                    before: Some(format!("nothing that restricts on {planned}")),
                    after: Some(format!("{} restricts on {today}", with_dates(&now.statement))),
                }
            })
            .collect()
    }

    /// Record by record, what it said and what it says; all of it where the glance does not tell records apart.
    fn what_they_say_now(&self, chain: &Chain, glance: &[(String, String)]) -> Vec<FieldChange> {
        let now: Vec<(String, String)> = chain
            .records
            .iter()
            .map(|(uri, statements)| {
                let name = self.bodies.get(uri).map_or_else(|| uri.to_string(), |body| name_of(*uri, body));
                (name, crate::plan::condition::says_in_short(statements))
            })
            .collect();
        let mut theirs = Vec::new();
        for (place, (name, says)) in now.iter().enumerate() {
            let then = glance.get(place).filter(|_| glance.len() == now.len());
            if then.is_none_or(|(_, then)| then != says) {
                theirs.push(FieldChange {
                    field: format!("notes of {}", then.map_or(name, |(name, _)| name)),
                    before: then.map(|(_, then)| then.clone()),
                    after: Some(says.clone()),
                });
            }
        }
        if theirs.is_empty() {
            // The words in short are the same: what changed lies behind them, such as an end or a type.
            let statements = chain.records.iter().flat_map(|(_, statements)| statements.iter());
            theirs.push(FieldChange {
                field: "notes on access and use".to_owned(),
                before: Some("as reviewed".to_owned()),
                after: Some(statements.map(|statement| with_dates(statement)).collect::<Vec<_>>().join("; ")),
            });
        }
        theirs
    }
}

/// A statement with its dates and types.
fn with_dates(statement: &Statement) -> String {
    let mut words = vec![statement.what()];
    words.extend(statement.span.begin.map(|begin| format!("from {begin}")));
    words.extend(statement.span.end.map(|end| format!("until {end}")));
    words.extend(statement.types.iter().cloned());
    words.push(format!("“{}”", statement.short(60)));
    words.join(" ")
}

/// Records from the resource down, the record itself last, as its own body tells them.
fn chain_of(record: RecordUri, body: &Value) -> Vec<RecordUri> {
    let above = body.get("ancestors").and_then(Value::as_array).into_iter().flatten();
    let mut chain: Vec<RecordUri> = above.filter_map(|ancestor| ancestor.get("ref")?.as_str()?.parse().ok()).collect();
    chain.reverse();
    chain.push(record);
    chain
}

fn name_of(record: RecordUri, body: &Value) -> String {
    record_from_json(body).map_or_else(|| record.to_string(), |record| record.display)
}

/// What somebody else changed of who can see the asset, since it was reviewed. What this change and others of the same plan did to it
/// does not count.
pub(super) fn access_moved(others: &Others<'_>, wanted: &Wanted<'_>, seen: &Seen, past: &Past, names: &Names) -> Vec<FieldChange> {
    let mut theirs = fields_moved(wanted, seen);
    for condition in &wanted.change.conditions {
        let Condition::AccessUnchanged {
            asset,
            grants,
            inherited,
            shares,
        } = condition
        else {
            continue;
        };
        if *asset != wanted.access.asset {
            continue;
        }
        let others = others.than(wanted);
        // Once entries were about to be sent, what stands there of them is decided with what remains. Until then they must be as reviewed:
        // what a person took by hand is not Archway's to give back.
        let begun = past.has_begun(past::TAKE) || past.has_begun(past::GIVE);
        let own: &[GrantChange] = if begun { &wanted.access.grants } else { &[] };
        for (principal, then, now) in grants_moved(grants, seen, own, &others) {
            theirs.push(FieldChange {
                field: names.directory.name(principal),
                before: Some(grant_words(then)),
                after: Some(grant_words(now)),
            });
        }
        let moves = |change: &AccessChange| !change.memberships.is_empty();
        if !(past.has_begun(past::MOVE) || others.iter().any(|other| moves(other))) {
            theirs.extend(inherited_moved(inherited, &seen.access.inherited, names));
        }
        let made: BTreeSet<Uuid> = shares_left(&wanted.access.shares, &seen.shares, past)
            .made
            .values()
            .map(|share| share.id)
            .collect();
        let made_by_others = others
            .iter()
            .flat_map(|other| &other.shares)
            .any(|share| matches!(share, ShareChange::Restore { .. }));
        for share in &seen.shares {
            if !shares.contains(&share.id) && !made.contains(&share.id) && !made_by_others {
                theirs.push(FieldChange::set(share_words(share), "made since the review"));
            }
        }
    }
    theirs
}

/// What somebody else wrote into Archway's fields, other than those that the change writes itself.
fn fields_moved(wanted: &Wanted<'_>, seen: &Seen) -> Vec<FieldChange> {
    let own = |field: &str| wanted.access.fields.as_ref().is_some_and(|fields| fields.after.contains_key(field));
    let mut theirs = Vec::new();
    for condition in &wanted.change.conditions {
        let Condition::AssetFields { asset, values } = condition else {
            continue;
        };
        if *asset != wanted.access.asset || wanted.view.is_none() {
            continue;
        }
        let (then, now) = (padded(values), only(&seen.fields, values));
        let moved = then.iter().filter(|(field, values)| !own(field) && now.get(*field) != Some(values));
        theirs.extend(moved.map(|(field, values)| FieldChange {
            field: label(field).to_owned(),
            before: value_words(Some(values)),
            after: value_words(now.get(field)),
        }));
    }
    theirs
}

/// Changes of access that share an asset with one of a batch, and were carried out or may have been.
#[derive(Debug, Default)]
pub(super) struct Others<'a>(HashMap<AssetId, Vec<(ChangeId, &'a AccessChange)>>);

impl<'a> Others<'a> {
    /// Finds them in the plan, in one pass for the whole batch.
    pub fn of(plan: &'a Plan, batch: &[&Change]) -> Self {
        let mut others: HashMap<AssetId, Vec<(ChangeId, &'a AccessChange)>> = HashMap::new();
        for change in batch {
            if let Action::SetAccess { change } = &change.action {
                others.entry(change.asset).or_default();
            }
        }
        let tried = plan
            .changes
            .iter()
            .filter(|change| !matches!(change.outcome, Outcome::Pending | Outcome::Waiting { .. }));
        for other in tried {
            if let Action::SetAccess { change } = &other.action
                && let Some(known) = others.get_mut(&change.asset)
            {
                known.push((other.id, change.as_ref()));
            }
        }
        Self(others)
    }

    /// Those of one change.
    pub fn than(&self, wanted: &Wanted<'_>) -> Vec<&'a AccessChange> {
        let known = self.0.get(&wanted.access.asset).into_iter().flatten();
        known.filter(|(id, _)| *id != wanted.change.id).map(|(_, change)| *change).collect()
    }
}

fn grants_moved(
    then: &[Grant],
    seen: &Seen,
    own: &[GrantChange],
    others: &[&AccessChange],
) -> Vec<(Principal, Option<Permissions>, Option<Permissions>)> {
    let held = |permissions: Option<Permissions>| permissions.filter(|permissions| !permissions.is_empty());
    let then: BTreeMap<Principal, Permissions> = then.iter().map(|grant| (grant.principal, grant.permissions)).collect();
    let principals: BTreeSet<Principal> = then
        .keys()
        .copied()
        .chain(seen.access.grants.iter().map(|grant| grant.principal))
        .filter(|principal| !own.iter().any(|grant| grant.principal == *principal))
        .collect();
    let mut moved = Vec::new();
    for principal in principals {
        let (before, now) = (held(then.get(&principal).copied()), held(seen.access.own(principal)));
        let by_others = others
            .iter()
            .flat_map(|other| &other.grants)
            .any(|grant| grant.principal == principal && [held(grant.before), held(grant.after)].contains(&now));
        if before != now && !by_others {
            moved.push((principal, before, now));
        }
    }
    moved
}

fn inherited_moved(then: &[InheritedGrant], now: &[InheritedGrant], names: &Names) -> Vec<FieldChange> {
    let words = |inherited: &InheritedGrant| inherited_words(&names.directory, inherited, |collection| names.collection(collection));
    let gained = now
        .iter()
        .filter(|entry| !then.contains(entry))
        .map(|entry| FieldChange::set(words(entry), entry.grant.permissions.to_string()));
    let lost = then
        .iter()
        .filter(|entry| !now.contains(entry))
        .map(|entry| FieldChange::cleared(words(entry), entry.grant.permissions.to_string()));
    gained.chain(lost).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::restriction::NoteType;
    use crate::domain::restriction::samples::{dated, day, resource, span};

    #[test]
    fn what_began_since_the_plan_was_made_is_seen_though_nothing_was_written() {
        let note = dated(resource(1), "note:a", NoteType::AccessRestrict, span("2030-05-01", "2041-12-31"));
        let chain = Chain {
            records: vec![(resource(1), vec![Arc::new(note)].into())],
        };
        let begun = |planned: &str, today: &str| {
            let fresh = Freshly {
                days: Some((day(planned), day(today), InheritanceRule::Container)),
                ..Freshly::default()
            };
            fresh.begun_since(&chain)
        };
        assert_eq!(begun("2030-04-30", "2030-05-01").len(), 1);
        assert_eq!(
            begun("2030-04-30", "2030-05-01")[0]
                .after
                .as_deref()
                .map(|after| after.contains("2030-05-01")),
            Some(true)
        );
        // Planned for a day on which it had ended, by a clock that was wrong.
        assert_eq!(begun("2042-01-01", "2030-06-01").len(), 1);
        assert!(begun("2030-05-01", "2030-06-01").is_empty());
        assert!(begun("2030-06-01", "2042-01-01").is_empty());
        assert!(begun("2030-04-29", "2030-04-30").is_empty());
    }
}
