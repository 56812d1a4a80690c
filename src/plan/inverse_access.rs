//! Inverses of changes of who can see something. Taking back what closed is an opening: it is reviewed and confirmed like any other.

use super::access::{AccessChange, RestrictReview, Restricting, ShareChange};
use super::{
    Action, Agreement, Change, Condition, Decision, Effect, FieldChange, FieldValues, Finding, Nature, Outcome, Plan, Receipt, RestrictKind,
};
use crate::domain::access::{Grant, Share};

/// What the plan that takes this one back shows of causes and chains. What was confirmed then does not count for it.
pub(super) fn review_of(plan: &Plan) -> Option<Box<RestrictReview>> {
    let review = plan.restrict.as_deref()?;
    Some(Box::new(RestrictReview {
        unchanged: 0,
        needs_person: Vec::new(),
        confirmations: Vec::new(),
        rules: None,
        ..review.clone()
    }))
}

/// The change that takes a change of access back; `None` where nothing of it can be taken back.
pub(super) fn inverse_of(plan: &Plan, change: &Change, receipt: &Receipt) -> Option<Change> {
    let mut findings = Vec::new();
    let (action, conditions, opens) = match &change.action {
        Action::SetAccess { change: made } => {
            let mut back = made.reversed();
            back.shares = shares_back(&back.shares, receipt, &mut findings);
            if !back.note.is_empty() {
                back.note = format!("Archway: undid “{}”", plan.title);
            }
            if back.is_empty() {
                return None;
            }
            let opens = back.opens();
            let conditions = conditions_after(&change.conditions, made, receipt);
            (Action::SetAccess { change: Box::new(back) }, conditions, opens)
        }
        Action::SetCollectionShares { collection, shares } => {
            let reversed: Vec<ShareChange> = shares.iter().map(ShareChange::reversed).collect();
            let shares = shares_back(&reversed, receipt, &mut findings);
            if shares.is_empty() {
                return None;
            }
            let opens = shares.iter().any(ShareChange::opens);
            let collection = *collection;
            (Action::SetCollectionShares { collection, shares }, Vec::new(), opens)
        }
        _ => return None,
    };
    let restricting = change.restricting.as_deref().map(turned_round);
    let kind = restricting.as_ref().map(|restricting| restricting.kind);
    Some(Change {
        id: change.id,
        effect: kind.map_or(Effect::Alter, RestrictKind::effect),
        target: change.target.clone(),
        label: change.label.clone(),
        fields: change.fields.iter().map(FieldChange::reversed).collect(),
        because: format!("takes back: {}", change.because),
        conditions,
        needs: Vec::new(),
        findings,
        action,
        nature: match kind {
            // What was lifted is closed again; what closed is given back, be it only a mark.
            _ if opens => Nature::Opens,
            Some(RestrictKind::Lift) => Nature::Opens,
            Some(RestrictKind::Alter) => Nature::Follows,
            Some(RestrictKind::Restrict) | None => Nature::Closes,
        },
        agrees: change.agreed().iter().map(Agreement::taken_back).collect(),
        restricting: restricting.map(Box::new),
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    })
}

fn turned_round(restricting: &Restricting) -> Restricting {
    Restricting {
        kind: restricting.kind.reversed(),
        seen_by: restricting.seen_after.clone(),
        seen_after: restricting.seen_by.clone(),
        ..restricting.clone()
    }
}

/// Shares with a password or with guests cannot be made again. What was made again has another id now.
fn shares_back(reversed: &[ShareChange], receipt: &Receipt, findings: &mut Vec<Finding>) -> Vec<ShareChange> {
    let mut back = Vec::new();
    for change in reversed {
        match change {
            ShareChange::Restore { share } => match share.lost_for_good() {
                Some(why) => findings.push(Finding::warning(format!(
                    "the share “{}” is not made again: {why}. Share it again in iconik if it is still wanted",
                    share.title
                ))),
                None => back.push(ShareChange::Restore { share: share.clone() }),
            },
            ShareChange::Revoke { share } => match made_again(share, receipt) {
                Some(share) => back.push(ShareChange::Revoke { share }),
                None => findings.push(Finding::warning(format!(
                    "the share “{}” was made again under an id that was not noted: revoke it in iconik",
                    share.title
                ))),
            },
        }
    }
    back
}

/// The share as it was made again: the receipt notes it under `made_shares`, by the id that it had before.
fn made_again(share: &Share, receipt: &Receipt) -> Option<Share> {
    let id = receipt
        .before
        .get("made_shares")?
        .get(share.id.to_string())?
        .as_str()?
        .parse()
        .ok()?;
    Some(Share { id, ..share.clone() })
}

/// What must hold when it is taken back: who can see the asset is as the change left it, and Archway's fields hold what it wrote. What
/// records say may have moved on; that is why a person looks at it.
fn conditions_after(conditions: &[Condition], made: &AccessChange, receipt: &Receipt) -> Vec<Condition> {
    let mut after = Vec::new();
    for condition in conditions {
        match condition {
            Condition::AccessUnchanged {
                asset,
                grants,
                inherited,
                shares,
            } => {
                let left = |collection| made.memberships.iter().any(|gone| !gone.joins && gone.collection == collection);
                let gives = made.memberships.iter().any(|membership| membership.gives_access);
                // A collection further up hands down as well: what it leaves behind is known only where every entry came from those left.
                if gives && !inherited.iter().all(|entry| left(entry.collection)) {
                    continue;
                }
                let mut ids = shares.clone();
                for change in &made.shares {
                    match change {
                        ShareChange::Revoke { share } => ids.retain(|id| *id != share.id),
                        ShareChange::Restore { share } => ids.extend(made_again(share, receipt).map(|made| made.id)),
                    }
                }
                ids.sort_unstable();
                after.push(Condition::AccessUnchanged {
                    asset: *asset,
                    grants: grants_after(grants, made),
                    inherited: inherited.iter().filter(|entry| !left(entry.collection)).copied().collect(),
                    shares: ids,
                });
            }
            Condition::AssetFields { asset, values } => {
                let mut values: FieldValues = values.clone();
                for (field, value) in made.fields.iter().flat_map(|fields| &fields.after) {
                    values.insert(field.clone(), value.clone());
                }
                after.push(Condition::AssetFields { asset: *asset, values });
            }
            _ => {}
        }
    }
    after
}

fn grants_after(grants: &[Grant], made: &AccessChange) -> Vec<Grant> {
    let mut after: Vec<Grant> = grants
        .iter()
        .filter(|grant| !made.grants.iter().any(|changed| changed.principal == grant.principal))
        .copied()
        .collect();
    after.extend(made.grants.iter().filter_map(|changed| {
        Some(Grant {
            principal: changed.principal,
            permissions: changed.after.filter(|permissions| !permissions.is_empty())?,
        })
    }));
    after.sort();
    after
}
