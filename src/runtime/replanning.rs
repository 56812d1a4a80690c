//! Planning anew what could not be made.

use jiff::Timestamp;

use super::error::RuntimeError;
use super::open::OpenWorkspace;
use crate::domain::{AssetId, RecordUri};
use crate::plan::order::decide;
use crate::plan::{Change, ChangeId, Decision, Outcome, Plan, Stage};

/// Lets changes that could not be made be decided anew. What a person held or rejected stays so.
pub fn try_anew(plan: &mut Plan) {
    for change in &mut plan.changes {
        let tried = matches!(
            change.outcome,
            Outcome::Problem { .. } | Outcome::Stale { .. } | Outcome::Waiting { .. }
        );
        if tried && matches!(change.decision, Decision::Accepted | Decision::Undecided) {
            change.decision = Decision::Undecided;
            // Description that somebody else changed would be overwritten: that stays in sight until a person decides about it.
            if !(change.nature.is_description() && matches!(change.outcome, Outcome::Stale { .. })) {
                change.outcome = Outcome::Pending;
            }
        }
    }
}

/// Plans links anew that are not done yet, from the catalogue as it is now; what is done stays in the old plan, and the rest of it
/// is closed.
///
/// # Errors
/// As planning; where something that was sent was never answered, because the old plan alone can settle that.
pub async fn replan_links(now: fn() -> Timestamp, open: &OpenWorkspace, old: &Plan) -> Result<Plan, RuntimeError> {
    refuse_in_doubt(open, old)?;
    let pairs: Vec<(AssetId, RecordUri)> = old.pairs.iter().map(|pair| (pair.asset, pair.record)).collect();
    let planning = open.planning(now).map_err(RuntimeError::NoClient)?;
    let mut plan = planning.links(&pairs, false).await?;
    if keep_refusals(old, &mut plan) {
        planning.keep(&plan)?;
    }
    close_old(open, old)?;
    Ok(plan)
}

/// A new plan would not know that what it finds is ours, and could not take it back.
///
/// # Errors
/// Where something that was sent was never answered, because the old plan alone can settle that.
pub fn refuse_in_doubt(open: &OpenWorkspace, old: &Plan) -> Result<(), RuntimeError> {
    let unanswered = open.shelf.with(|workspace| workspace.unanswered(old.id))?;
    let in_doubt = |change: &Change| {
        change.outcome.is_open()
            && !matches!(change.outcome, Outcome::Stale { .. })
            && unanswered.iter().any(|entry| entry.change == change.id)
    };
    if old.changes.iter().any(in_doubt) {
        return Err(RuntimeError::InDoubt(old.title.clone()));
    }
    Ok(())
}

/// What is done stays in the old plan; the rest of it is closed.
///
/// # Errors
/// As the workspace file.
pub fn close_old(open: &OpenWorkspace, old: &Plan) -> Result<(), RuntimeError> {
    let done_nothing = !old.changes.iter().any(|change| change.outcome.is_done());
    let stage = if done_nothing { Stage::Discarded } else { Stage::Applied };
    let closed: Vec<Change> = old
        .changes
        .iter()
        .filter(|change| change.outcome.is_open() && !matches!(change.decision, Decision::Rejected { .. }))
        .map(|change| Change {
            decision: Decision::Rejected {
                reason: "planned anew".to_owned(),
            },
            outcome: Outcome::Pending,
            ..change.clone()
        })
        .collect();
    open.shelf.with(|workspace| {
        workspace.update_changes(old.id, &closed)?;
        workspace.set_stage(old.id, stage)
    })
}

/// What a person held or rejected in the old plan is held or rejected in the new one. True where that changed something.
pub fn keep_refusals(old: &Plan, new: &mut Plan) -> bool {
    let refused: Vec<(ChangeId, Decision)> = new
        .changes
        .iter()
        .filter_map(|change| {
            let same = |known: &&Change| {
                known.outcome.is_open()
                    && (known.effect, &known.target, &known.label) == (change.effect, &change.target, &change.label)
                    && matches!(known.decision, Decision::Held | Decision::Rejected { .. })
            };
            Some((change.id, old.changes.iter().find(same)?.decision.clone()))
        })
        .collect();
    for (change, decision) in &refused {
        decide(new, &[*change], decision);
    }
    !refused.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Workflow, sample};

    fn change(id: u32, decision: Decision, outcome: Outcome) -> Change {
        Change {
            decision,
            outcome,
            ..sample::change(id, &[])
        }
    }

    fn plan(changes: Vec<Change>) -> Plan {
        sample::plan(Workflow::Link, changes)
    }

    #[test]
    fn what_a_person_refused_stays_refused_when_planned_anew() {
        let rejected = Decision::Rejected {
            reason: "not ours".to_owned(),
        };
        let waiting = Outcome::Waiting { on: "another".to_owned() };
        let mut old = plan(vec![
            change(1, rejected.clone(), waiting.clone()),
            change(2, Decision::Held, Outcome::Pending),
            change(3, Decision::Accepted, waiting),
        ]);
        let mut new = plan((1..=3).map(|id| change(id, Decision::Undecided, Outcome::Pending)).collect());
        assert!(keep_refusals(&old, &mut new));
        let decisions: Vec<&Decision> = new.changes.iter().map(|change| &change.decision).collect();
        assert_eq!(decisions, [&rejected, &Decision::Held, &Decision::Undecided]);
        try_anew(&mut old);
        let decisions: Vec<&Decision> = old.changes.iter().map(|change| &change.decision).collect();
        assert_eq!(decisions, [&rejected, &Decision::Held, &Decision::Undecided]);
    }
}
