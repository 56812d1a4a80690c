//! How the rows of the rule table match, and what is odd about them: a row that matches nothing or everything, names somebody who is
//! gone, leaves nobody access, or could never be lifted.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::consequences::{bears, matches, with_above};
use super::context::RestrictContext;
use super::state::handed_down;
use crate::domain::access::Principal;
use crate::domain::restriction::{AccessRule, Effective, Loss, RuleRow, RuleTable};
use crate::domain::{AssetId, CollectionId};
use crate::plan::Finding;
use crate::plan::access::RuleMatches;
use crate::plan::ledger::plural;

/// How often each row matches on the day of the context, and what is odd about it. The table may be one that is being edited.
#[must_use]
pub fn rule_matches(table: &RuleTable, context: &RestrictContext<'_>) -> Vec<RuleMatches> {
    let assets: Vec<(AssetId, &Arc<Effective>)> = context.computed.iter().collect();
    let mut alike: HashMap<*const Effective, (&Arc<Effective>, Vec<AssetId>)> = HashMap::new();
    for (asset, effective) in &assets {
        alike
            .entry(Arc::as_ptr(effective))
            .or_insert_with(|| (*effective, Vec::new()))
            .1
            .push(*asset);
    }
    let all = assets.len() as u64;
    table
        .rows
        .iter()
        .map(|row| {
            let count: u64 = alike
                .values()
                .map(|(effective, assets)| matching(row, context, effective, assets))
                .sum();
            RuleMatches {
                row: row.id,
                assets: count,
                findings: findings(row, context, count, all),
            }
        })
        .collect()
}

/// How many of the assets that stand alike a row matches.
fn matching(row: &RuleRow, context: &RestrictContext<'_>, effective: &Effective, assets: &[AssetId]) -> u64 {
    let bearing = || effective.applied.iter().filter(|applied| bears(applied, context.computed.rule()));
    if row.when.collections.is_empty() {
        let within = BTreeSet::new();
        let matched = bearing().any(|applied| matches(&row.when, context.index, applied, &within));
        return if matched { assets.len() as u64 } else { 0 };
    }
    let within = |asset: &&AssetId| {
        let direct = context
            .assets
            .get(*asset)
            .map(|known| known.collections.as_slice())
            .unwrap_or_default();
        let within = with_above(context.collections, direct.iter().copied());
        bearing().any(|applied| matches(&row.when, context.index, applied, &within))
    };
    assets.iter().filter(within).count() as u64
}

fn findings(row: &RuleRow, context: &RestrictContext<'_>, count: u64, all: u64) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !row.on {
        findings.push(Finding::note("switched off: nothing follows from it"));
    }
    if row.then.is_empty() {
        findings.push(Finding::warning("nothing follows from it: say what it should do"));
    }
    match count {
        0 => findings.push(Finding::warning("matches nothing")),
        count if count == all => findings.push(Finding::warning(format!(
            "matches everything: {}",
            plural(usize::try_from(all).unwrap_or(usize::MAX), "linked asset", "linked assets")
        ))),
        _ => {}
    }
    for collection in &row.when.collections {
        if !context.collections.contains_key(collection) {
            findings.push(Finding::warning(format!(
                "asks for {}, which is gone",
                context.collection_title(*collection)
            )));
        }
    }
    if let Some(access) = &row.then.access {
        access_findings(access, context, &mut findings);
    }
    if let Some(review) = &row.then.review {
        let asked = review
            .users
            .iter()
            .map(|user| Principal::User(*user))
            .chain(review.groups.iter().map(|group| Principal::Group(*group)));
        gone(asked, context, &mut findings);
        if review.users.is_empty() && review.groups.is_empty() {
            findings.push(Finding::obstacle("asks nobody for a review: name a reviewer"));
        } else if review.groups.is_empty() && review.min_number as usize > review.users.len() {
            findings.push(Finding::warning("asks for more approvals than there are reviewers"));
        }
    }
    if let Some(collection) = row.then.collection {
        collection_findings(collection, context, &mut findings);
    }
    findings
}

fn access_findings(access: &AccessRule, context: &RestrictContext<'_>, findings: &mut Vec<Finding>) {
    gone(access.named.iter().map(|(principal, _)| *principal), context, findings);
    let somebody = access.others != Loss::Everything
        || access
            .named
            .iter()
            .any(|(principal, _)| access.loss(*principal) != Loss::Everything && context.directory.knows(*principal));
    if !somebody {
        findings.push(Finding::warning(
            "nobody keeps access but administrators and whoever made the asset",
        ));
    }
    let Some(me) = context.directory.me else { return };
    let person = context.directory.person(me);
    let groups = person
        .iter()
        .flat_map(|person| person.groups.iter().map(|group| Principal::Group(*group)));
    let keeps = std::iter::once(Principal::User(me))
        .chain(groups)
        .any(|principal| access.loss(principal) == Loss::Nothing);
    if !keeps && !person.is_some_and(|person| person.admin) {
        findings.push(Finding::obstacle(
            "Archway's own account would lose the right to change access and could never lift it: let the account, or a group it is in, \
             keep everything",
        ));
    }
}

fn gone(principals: impl Iterator<Item = Principal>, context: &RestrictContext<'_>, findings: &mut Vec<Finding>) {
    for principal in principals.filter(|principal| !context.directory.knows(*principal)) {
        findings.push(Finding::warning(format!(
            "names {}, which is gone from iconik",
            context.directory.name(principal)
        )));
    }
}

fn collection_findings(collection: CollectionId, context: &RestrictContext<'_>, findings: &mut Vec<Finding>) {
    let Some(known) = context.collections.get(&collection) else {
        findings.push(Finding::warning(format!(
            "joins {}, which is gone: choose another",
            context.collection_title(collection)
        )));
        return;
    };
    if !known.hands_down.is_empty() {
        findings.push(Finding::obstacle(format!(
            "joins “{}”, which hands access down to what is in it and would open assets: choose a collection that does not",
            known.title
        )));
    } else if !handed_down(context, collection).is_empty() {
        findings.push(Finding::obstacle(format!(
            "joins “{}”, which lies in a collection that hands access down and would open assets: choose another or move it",
            known.title
        )));
    }
}
