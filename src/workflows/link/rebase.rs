//! Rebasing: a change whose target moved on is planned anew on what stands there now, and waits for a new decision.

use serde_json::Value;

use super::join::value_changes;
use super::values::LinkValues;
use crate::plan::condition::their_change;
use crate::plan::{Action, Change, Condition, Decision, FieldChange, FieldValues, Outcome};

/// Plans a change anew on the record as it is now. Gives what somebody else changed since it was reviewed.
pub fn on_record(change: &mut Change, now: &Value) -> Vec<FieldChange> {
    let mut theirs = Vec::new();
    for condition in &mut change.conditions {
        if let Condition::RecordUnchanged { record, glance, .. } = condition {
            theirs.extend(their_change(glance, now));
            *condition = Condition::unchanged(*record, now);
        }
    }
    mark_stale(change, &theirs, "the record was changed after this was planned");
    theirs
}

/// Plans a change of an asset's fields anew on what they hold now, keeping what somebody else wrote.
pub fn on_asset(change: &mut Change, now: &FieldValues) -> Vec<FieldChange> {
    let Action::UpdateAsset { before, after, .. } = &mut change.action else {
        return Vec::new();
    };
    let theirs = value_changes(before, now);
    let anew = LinkValues::of_values(now)
        .carry_over(&LinkValues::of_values(before), &LinkValues::of_values(after))
        .to_values();
    before.clone_from(now);
    *after = anew;
    change.fields = value_changes(before, after);
    for condition in &mut change.conditions {
        if let Condition::AssetFields { values, .. } = condition {
            values.clone_from(now);
        }
    }
    mark_stale(change, &theirs, "the asset's fields were changed after this was planned");
    theirs
}

fn mark_stale(change: &mut Change, theirs: &[FieldChange], what: &str) {
    change.decision = Decision::Undecided;
    change.outcome = Outcome::Stale {
        what: format!("{}: {what}. It was planned anew; look at it and decide again", change.label),
        theirs: theirs.to_vec(),
    };
}
