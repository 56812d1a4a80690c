//! Confirming what opens. Closing may be accepted in bulk; what lets anybody see or do more is confirmed one cause at a time, by name,
//! and by a second person where the workspace asks for one.

use super::access::{CauseId, Confirmation, RestrictReview};
use super::{Action, Change, ChangeId, Decision, Nature, Plan, Stage};
use crate::domain::Fingerprint;
use crate::domain::restriction::{ClosedOn, StatementKey};

/// True where a change of this plan lets somebody see or do more, so that only a confirmation accepts it. What other workflows open
/// (publishing a record) is decided one by one and needs none.
#[must_use]
pub fn needs_confirmation(plan: &Plan, change: &Change) -> bool {
    match &change.action {
        Action::SetAccess { change: access } => access.opens() || change.nature == Nature::Opens,
        Action::SetCollectionShares { shares, .. } => {
            shares.iter().any(super::access::ShareChange::opens) || change.nature == Nature::Opens
        }
        _ => plan.restrict.is_some() && change.nature == Nature::Opens,
    }
}

/// Whether a change may be made as far as opening goes; always where it opens nothing.
///
/// # Errors
/// Why it may not open, and what to do.
pub fn may_open(plan: &Plan, change: &Change) -> Result<(), String> {
    if !needs_confirmation(plan, change) {
        return Ok(());
    }
    let Some(review) = plan.restrict.as_deref() else {
        return Err(format!(
            "“{}” would open something, and this plan cannot be confirmed. Plan it again under Restrictions",
            change.label
        ));
    };
    let Some(cause) = cause_of(change) else {
        return Err(format!("“{}” would open something without naming why. Plan it again", change.label));
    };
    let of_change = |confirmation: &&Confirmation| confirmation.cause == cause && confirmation.changes.contains(&change.id);
    match review.confirmations.iter().find(of_change) {
        None => Err(format!(
            "“{}” would open {}, and nobody confirmed that. Confirm its cause first",
            change.label,
            cause_words(review, cause)
        )),
        Some(confirmation) => suffices(review, confirmation),
    }
}

/// What the workspace asks of everything that opens, at the moment at which it is confirmed or made. It may have changed since the plan
/// was made, and a plan that takes another back knows only what held then.
#[derive(Debug, Clone)]
pub struct Demands {
    /// A second person is asked for.
    pub second_person: bool,
    /// The rules in force.
    pub rules: Fingerprint,
    /// What people keep closed.
    pub kept_closed: Vec<ClosedOn>,
}

/// Whether a change that was confirmed may open by what the workspace asks for now; always where it opens nothing.
///
/// # Errors
/// What changed since it was planned or confirmed, and what to do.
pub fn meets(plan: &Plan, change: &Change, demands: &Demands) -> Result<(), String> {
    let Some(review) = plan.restrict.as_deref().filter(|_| needs_confirmation(plan, change)) else {
        return Ok(());
    };
    if review.rules.as_ref().is_some_and(|rules| *rules != demands.rules) {
        return Err(format!("The rules changed since “{}” was planned. Plan it again", change.label));
    }
    let freed = freed_by(review, change);
    // What was decided before a plan from the rules was made, the plan heeded itself; one that takes another back asked nobody.
    let counts = |kept: &&ClosedOn| plan.undoes.is_some() || kept.at >= plan.created;
    let kept = demands
        .kept_closed
        .iter()
        .filter(counts)
        .find(|kept| freed.contains(&kept.statement));
    if let Some(kept) = kept {
        return Err(format!(
            "{} decided since that “{}” stays closed ({}). Take that back first, then plan again",
            kept.who, change.label, kept.reason
        ));
    }
    let confirmed = review
        .confirmations
        .iter()
        .find(|confirmation| confirmation.changes.contains(&change.id));
    match confirmed {
        Some(confirmation) if demands.second_person => by_two(confirmation),
        _ => Ok(()),
    }
}

/// Everything that a change lets go of: its cause, and whatever else Archway took something for.
fn freed_by(review: &RestrictReview, change: &Change) -> Vec<StatementKey> {
    let causes = change
        .restricting
        .as_deref()
        .map(|restricting| restricting.causes.as_slice())
        .unwrap_or_default();
    let mut freed: Vec<StatementKey> = causes
        .iter()
        .filter_map(|cause| review.cause(*cause))
        .map(|cause| cause.statement.clone())
        .collect();
    if let Action::SetAccess { change: access } = &change.action {
        freed.extend(access.lets_go_of());
    }
    freed
}

/// Records that what one cause held closed may open, and accepts those changes with what they need. Only the changes that the
/// confirmation names are accepted: what was not shown does not open.
///
/// # Errors
/// What is wrong with it; nothing is changed then.
pub fn confirm_opening(plan: &mut Plan, confirmation: Confirmation) -> Result<Vec<ChangeId>, String> {
    check(plan, &confirmation)?;
    let mut accepted = Vec::new();
    let mut todo = confirmation.changes.clone();
    while let Some(id) = todo.pop() {
        let Some(change) = plan.change_mut(id) else { continue };
        if change.outcome.is_done() || accepted.contains(&id) {
            continue;
        }
        if change.decision != Decision::Accepted {
            change.decision = Decision::Accepted;
            accepted.push(id);
        }
        todo.extend(change.needs.iter().copied());
    }
    accepted.sort_unstable();
    if let Some(review) = plan.restrict.as_deref_mut() {
        // The newest confirmation of a change counts; an older one keeps the changes that only it names.
        for older in &mut review.confirmations {
            older.changes.retain(|change| !confirmation.changes.contains(change));
        }
        review.confirmations.retain(|older| !older.changes.is_empty());
        review.confirmations.push(confirmation);
    }
    Ok(accepted)
}

/// Takes the confirmations of a cause back, as far as nothing was made by them, and the acceptance with them. Gives the changes whose
/// decision changed.
pub fn take_back(plan: &mut Plan, cause: CauseId) -> Vec<ChangeId> {
    let Some(review) = plan.restrict.as_deref() else {
        return Vec::new();
    };
    let named: Vec<ChangeId> = review
        .confirmations
        .iter()
        .filter(|confirmation| confirmation.cause == cause)
        .flat_map(|confirmation| confirmation.changes.iter().copied())
        .collect();
    forget(plan, &named)
}

/// Takes the confirmations of these changes back, as far as they are not made: a change that was planned anew is another than the one
/// that was confirmed. Gives the changes whose decision changed.
pub fn forget(plan: &mut Plan, changes: &[ChangeId]) -> Vec<ChangeId> {
    let open: Vec<ChangeId> = changes
        .iter()
        .copied()
        .filter(|id| plan.change(*id).is_none_or(|change| !change.outcome.is_done()))
        .collect();
    if let Some(review) = plan.restrict.as_deref_mut() {
        for confirmation in &mut review.confirmations {
            confirmation.changes.retain(|change| !open.contains(change));
        }
        review.confirmations.retain(|confirmation| !confirmation.changes.is_empty());
    }
    let mut taken_back = Vec::new();
    for id in open {
        if let Some(change) = plan.change_mut(id).filter(|change| change.decision.is_accepted()) {
            change.decision = Decision::Undecided;
            taken_back.push(id);
        }
    }
    taken_back.sort_unstable();
    taken_back
}

fn check(plan: &Plan, confirmation: &Confirmation) -> Result<(), String> {
    let Some(review) = plan.restrict.as_deref() else {
        return Err("This plan restricts nothing, so there is nothing to confirm".to_owned());
    };
    if plan.stage == Stage::Discarded {
        return Err("This plan was put away. Plan again".to_owned());
    }
    if review.cause(confirmation.cause).is_none() {
        return Err("This plan does not know that cause. Open the plan again".to_owned());
    }
    if confirmation.who.trim().is_empty() {
        return Err("Say who confirms".to_owned());
    }
    if confirmation.changes.is_empty() {
        return Err("Nothing was chosen to be opened".to_owned());
    }
    suffices(review, confirmation)?;
    for id in &confirmation.changes {
        let Some(change) = plan.change(*id) else {
            return Err(format!("This plan has no change {id}. Open the plan again"));
        };
        if !needs_confirmation(plan, change) || cause_of(change) != Some(confirmation.cause) {
            return Err(format!("“{}” is not opened by this cause. Confirm its own cause", change.label));
        }
        if change.is_obstructed() {
            return Err(format!(
                "“{}” cannot be opened as it is: look at what stands beside it",
                change.label
            ));
        }
        if change.outcome.is_done() {
            return Err(format!("“{}” is opened already", change.label));
        }
        let ungrounded = change.needs.iter().filter_map(|need| plan.change(*need)).find(|need| {
            !need.outcome.is_done() && (need.is_obstructed() || (!confirmation.changes.contains(&need.id) && may_open(plan, need).is_err()))
        });
        if let Some(need) = ungrounded {
            return Err(format!(
                "“{}” needs another change first, which cannot be accepted: “{}”",
                change.label, need.label
            ));
        }
    }
    Ok(())
}

/// Whether as many people stand behind it as the workspace asks for.
fn suffices(review: &RestrictReview, confirmation: &Confirmation) -> Result<(), String> {
    if review.second_person { by_two(confirmation) } else { Ok(()) }
}

fn by_two(confirmation: &Confirmation) -> Result<(), String> {
    match &confirmation.second {
        None => Err("A second person must confirm this with a log-in of their own".to_owned()),
        Some((second, _)) if second.trim().is_empty() => Err("The second person has no name".to_owned()),
        Some((second, _)) if second.trim().to_lowercase() == confirmation.who.trim().to_lowercase() => {
            Err(format!("{} cannot be the second person as well", confirmation.who.trim()))
        }
        Some(_) => Ok(()),
    }
}

/// The cause by which an opening is confirmed.
#[must_use]
pub fn cause_of(change: &Change) -> Option<CauseId> {
    change.restricting.as_deref()?.causes.first().copied()
}

fn cause_words(review: &RestrictReview, cause: CauseId) -> String {
    review.cause(cause).map_or_else(
        || "something".to_owned(),
        |cause| format!("what {} of “{}” held closed", cause.what, cause.record_title),
    )
}
