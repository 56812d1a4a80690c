//! Whether a record moved on since a change of it was planned.

use serde_json::Value;

use crate::domain::{Fingerprint, RecordUri};
use crate::plan::condition::{substance, their_change};
use crate::plan::{Action, Change, Condition, Plan};

/// True where a record no longer says what it said when the change was planned. What other changes of the same plan did to it does
/// not count.
pub(super) fn moved_on(plan: &Plan, change: &Change, now: &Value) -> bool {
    let lock_version_now = now.get("lock_version").and_then(Value::as_u64);
    change.conditions.iter().any(|condition| {
        let Condition::RecordUnchanged {
            record,
            lock_version,
            fingerprint,
            glance,
        } = condition
        else {
            return false;
        };
        if lock_version_now == Some(*lock_version) || Fingerprint::of(&substance(now)) == *fingerprint {
            return false;
        }
        let ours = written_by_others_of_the_plan(plan, change, *record);
        ours.is_empty()
            || their_change(glance, now)
                .iter()
                .any(|theirs| !ours.contains(&theirs.field.as_str()))
    })
}

/// Properties of a record that other changes of the plan have written.
fn written_by_others_of_the_plan<'a>(plan: &'a Plan, change: &Change, record: RecordUri) -> Vec<&'a str> {
    plan.changes
        .iter()
        .filter(|other| other.id != change.id && other.outcome.is_done())
        .flat_map(|other| match &other.action {
            Action::EditRecord { record: of, edits } if *of == record => {
                edits.values().flatten().map(crate::plan::Edit::property).collect()
            }
            Action::AttachDigitalObjects { record: of, .. } | Action::DetachDigitalObjects { record: of, .. } if *of == record => {
                vec!["instances"]
            }
            Action::AddFileVersion { digital_object, .. } | Action::RemoveFileVersion { digital_object, .. }
                if *digital_object == record =>
            {
                vec!["file_versions"]
            }
            _ => Vec::new(),
        })
        .collect()
}

/// Names of fields whose substance differs, other than those that were meant to change.
pub(super) fn lost_but_for(before: &Value, after: &Value, meant: &[&str]) -> Vec<String> {
    let (Value::Object(before), Value::Object(after)) = (substance(before), substance(after)) else {
        return Vec::new();
    };
    before
        .iter()
        .filter(|(key, value)| !meant.contains(&key.as_str()) && after.get(key.as_str()) != Some(value))
        .map(|(key, _)| key.clone())
        .collect()
}
