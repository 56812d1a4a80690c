//! Order: which changes can be made now, and what a decision about one means for others.

use std::collections::{HashMap, HashSet};

use super::confirm::may_open;
use super::{Change, ChangeId, Decision, Plan};

/// What a change waits for, where something it needs or names was not made and will not be.
#[must_use]
pub fn waits_for<'a>(plan: &'a Plan, change: &Change) -> Option<&'a Change> {
    change
        .needs
        .iter()
        .copied()
        .chain(super::placeholder::makers_of(&change.action))
        .filter_map(|need| plan.change(need))
        .find(|need| !need.outcome.is_done())
}

/// Decides about changes. Accepting a change also accepts what it needs; holding or rejecting one does the same to what
/// needs it, and taking a decision back takes it back from accepted changes that need it, so that no accepted change
/// loses its ground. Changes already made are left alone, and changes that must be decided [one by one](super::Nature::one_by_one)
/// are accepted only where they are the only one named. What lets somebody see or do more in iconik is accepted only where it was
/// [confirmed](super::confirm::confirm_opening).
/// Gives the numbers of all changes whose decision changed.
pub fn decide(plan: &mut Plan, changes: &[ChangeId], decision: &Decision) -> Vec<ChangeId> {
    let mut todo: Vec<ChangeId> = changes.to_vec();
    let mut decided = Vec::new();
    let needed_by = dependents(plan);
    let named: HashSet<ChangeId> = changes.iter().copied().collect();
    while let Some(id) = todo.pop() {
        let unconfirmed = |plan: &Plan| plan.change(id).is_some_and(|change| may_open(plan, change).is_err());
        if decision.is_accepted() && unconfirmed(plan) {
            continue;
        }
        let Some(change) = plan.change_mut(id) else { continue };
        if change.outcome.is_done() || change.decision == *decision || (decision.is_accepted() && change.is_obstructed()) {
            continue;
        }
        // A conflict, or what opens something, is never accepted along with others.
        if decision.is_accepted() && change.one_by_one() && changes != [id] {
            continue;
        }
        change.decision = decision.clone();
        decided.push(id);
        match decision {
            Decision::Accepted => todo.extend(change.needs.iter().copied()),
            Decision::Held | Decision::Rejected { .. } => {
                let dependents = needed_by.get(&id).into_iter().flatten().copied();
                todo.extend(dependents.filter(|dependent| !named.contains(dependent)));
            }
            Decision::Undecided => {
                let dependents = needed_by.get(&id).into_iter().flatten().copied();
                todo.extend(dependents.filter(|dependent| plan.change(*dependent).is_some_and(|known| known.decision.is_accepted())));
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Workflow;
    use crate::plan::sample::{self, change};

    fn plan() -> Plan {
        // Out of order and with a gap: changes are found by their number all the same.
        sample::plan(Workflow::Link, vec![change(2, &[1]), change(1, &[]), change(4, &[2])])
    }

    #[test]
    fn no_accepted_change_is_left_without_its_ground() {
        for against in [Decision::Held, Decision::Undecided, Decision::Rejected { reason: String::new() }] {
            let mut plan = plan();
            assert_eq!(decide(&mut plan, &[ChangeId(4)], &Decision::Accepted).len(), 3);
            decide(&mut plan, &[ChangeId(1)], &against);
            assert!(plan.changes.iter().all(|change| change.decision == against), "{against:?}");
        }
    }
}
