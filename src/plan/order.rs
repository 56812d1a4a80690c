//! Order: which changes can be made now, and what a decision about one means for others.

use std::collections::HashMap;

use super::{Change, ChangeId, Decision, Plan};

/// What a change waits for, where something it needs was not made and will not be.
#[must_use]
pub fn waits_for<'a>(plan: &'a Plan, change: &Change) -> Option<&'a Change> {
    change
        .needs
        .iter()
        .filter_map(|need| plan.change(*need))
        .find(|need| !need.outcome.is_done())
}

/// Decides about changes. Accepting a change also accepts what it needs; holding or rejecting one does the same to what
/// needs it, so that no accepted change can be left without its ground. Changes already made are left alone.
/// Gives the numbers of all changes whose decision changed.
pub fn decide(plan: &mut Plan, changes: &[ChangeId], decision: &Decision) -> Vec<ChangeId> {
    let mut todo: Vec<ChangeId> = changes.to_vec();
    let mut decided = Vec::new();
    let needed_by = dependents(plan);
    while let Some(id) = todo.pop() {
        let Some(change) = plan.change_mut(id) else { continue };
        if change.outcome.is_done() || change.decision == *decision || (decision.is_accepted() && change.is_obstructed()) {
            continue;
        }
        change.decision = decision.clone();
        decided.push(id);
        match decision {
            Decision::Accepted => todo.extend(change.needs.iter().copied()),
            Decision::Held | Decision::Rejected { .. } => {
                let dependents = needed_by.get(&id).into_iter().flatten().copied();
                todo.extend(dependents.filter(|dependent| !changes.contains(dependent)));
            }
            Decision::Undecided => {}
        }
    }
    decided.sort_unstable();
    decided
}

fn dependents(plan: &Plan) -> HashMap<ChangeId, Vec<ChangeId>> {
    let mut needed_by: HashMap<ChangeId, Vec<ChangeId>> = HashMap::new();
    for change in &plan.changes {
        for need in &change.needs {
            needed_by.entry(*need).or_default().push(change.id);
        }
    }
    needed_by
}
