//! Conditions: what must still hold when a change is applied, else it is stale.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FieldChange, FieldValues};
use uuid::Uuid;

use crate::domain::access::{Grant, InheritedGrant};
use crate::domain::restriction::Statement;
use crate::domain::{AssetId, Fingerprint, RecordUri, RepositoryId};

/// What must still hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "condition")]
pub enum Condition {
    /// The record says what it said. A higher `lock_version` alone does not matter: ArchivesSpace raises it when other records
    /// link here. The substance decides.
    RecordUnchanged {
        /// The record.
        record: RecordUri,
        /// Its `lock_version` when it was read.
        lock_version: u64,
        /// Fingerprint of its [`substance`].
        fingerprint: Fingerprint,
        /// Short values of its chief fields when it was read, so that a later change can be shown field by field.
        glance: Vec<(String, String)>,
    },
    /// No digital object with that `digital_object_id` is in the repository yet.
    NoDigitalObject {
        /// The repository.
        repository: RepositoryId,
        /// The id.
        digital_object_id: String,
    },
    /// The record stands under the same records, and all of them say the same about access and use.
    RestrictionsUnchanged {
        /// The record that an asset is linked to.
        record: RecordUri,
        /// Records from the resource down, the record itself last.
        chain: Vec<RecordUri>,
        /// [`chain_fingerprint`](crate::domain::restriction::effective::chain_fingerprint) of what they say.
        fingerprint: Fingerprint,
        /// What each says in short, so that a later change can be shown.
        glance: Vec<(String, String)>,
    },
    /// The asset is linked to just these records.
    LinkedTo {
        /// The asset.
        asset: AssetId,
        /// The records, in order of their addresses.
        records: Vec<RecordUri>,
    },
    /// Who can see the asset is as it was reviewed.
    AccessUnchanged {
        /// The asset.
        asset: AssetId,
        /// Its own list, in order.
        grants: Vec<Grant>,
        /// What collections hand down, in order.
        inherited: Vec<InheritedGrant>,
        /// Ids of its own shares, in order.
        shares: Vec<Uuid>,
    },
    /// Archway's fields on the asset hold these values.
    AssetFields {
        /// The asset.
        asset: AssetId,
        /// The values.
        values: FieldValues,
    },
}

/// Keys that the server sets by itself; they say nothing of what an archivist meant.
const VOLATILE: [&str; 16] = [
    "lock_version",
    "created_by",
    "last_modified_by",
    "create_time",
    "system_mtime",
    "user_mtime",
    "position",
    "display_string",
    "ancestors",
    "has_unpublished_ancestor",
    "linked_events",
    "representative_file_version",
    "identifier",
    "_resolved",
    "linked_instances",
    "collection",
];

/// The record without what the server sets by itself.
#[must_use]
pub fn substance(body: &Value) -> Value {
    match body {
        Value::Object(map) => Value::Object(
            map.iter()
                .filter(|(key, _)| !VOLATILE.contains(&key.as_str()))
                .map(|(key, value)| (key.clone(), substance(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(substance).collect()),
        other => other.clone(),
    }
}

impl Condition {
    /// The condition that a record still says what this body says.
    #[must_use]
    pub fn unchanged(record: RecordUri, body: &Value) -> Self {
        Self::RecordUnchanged {
            record,
            lock_version: body.get("lock_version").and_then(Value::as_u64).unwrap_or_default(),
            fingerprint: Fingerprint::of(&substance(body)),
            glance: glance(body),
        }
    }
}

/// Short values of a record's chief fields.
#[must_use]
pub fn glance(body: &Value) -> Vec<(String, String)> {
    let Value::Object(map) = substance(body) else { return Vec::new() };
    map.into_iter()
        .filter(|(key, value)| {
            !matches!(value, Value::Null) && !matches!(value, Value::Array(items) if items.is_empty()) && key != "jsonmodel_type"
        })
        .map(|(key, value)| (key, in_short(&value)))
        .collect()
}

fn in_short(value: &Value) -> String {
    match value {
        Value::String(text) => text.chars().take(200).collect(),
        Value::Array(items) => format!("{} ({})", items.len(), Fingerprint::of(value).as_str().get(..6).unwrap_or_default()),
        Value::Object(_) => value
            .get("ref")
            .and_then(Value::as_str)
            .map_or_else(|| Fingerprint::of(value).to_string(), str::to_owned),
        other => other.to_string(),
    }
}

/// What somebody else changed, field by field: from the glance when it was read to the body now.
#[must_use]
pub fn their_change(glance_then: &[(String, String)], now: &Value) -> Vec<FieldChange> {
    let glance_now = glance(now);
    let value_in = |glance: &[(String, String)], field: &str| glance.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone());
    let mut changed: Vec<FieldChange> = Vec::new();
    for (field, then) in glance_then {
        let now = value_in(&glance_now, field);
        if now.as_deref() != Some(then) {
            changed.push(FieldChange {
                field: field.clone(),
                before: Some(then.clone()),
                after: now,
            });
        }
    }
    for (field, now) in &glance_now {
        if value_in(glance_then, field).is_none() {
            changed.push(FieldChange::set(field.clone(), now.clone()));
        }
    }
    changed
}

/// Characters of a statement's words in a glance.
const GLANCE: usize = 80;

/// What a record says about access and use, in one line, as the glance of [`Condition::RestrictionsUnchanged`] shows it for each record
/// on the way, in the order of its chain.
#[must_use]
pub fn says_in_short(statements: &[Arc<Statement>]) -> String {
    if statements.is_empty() {
        return "no access note".to_owned();
    }
    let one = |statement: &Arc<Statement>| match statement.short(GLANCE) {
        words if words.is_empty() => statement.what(),
        words => format!("{}: “{words}”", statement.what()),
    };
    statements.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_raised_lock_version_is_no_change_and_a_new_title_is() {
        let then = json!({"title": "A", "lock_version": 1, "instances": [{"lock_version": 0, "instance_type": "text"}]});
        let bumped = json!({"title": "A", "lock_version": 4, "instances": [{"lock_version": 2, "instance_type": "text"}]});
        let edited = json!({"title": "B", "lock_version": 4, "instances": [{"lock_version": 2, "instance_type": "text"}]});
        assert_eq!(Fingerprint::of(&substance(&then)), Fingerprint::of(&substance(&bumped)));
        assert_ne!(Fingerprint::of(&substance(&then)), Fingerprint::of(&substance(&edited)));
        let theirs = their_change(&glance(&then), &edited);
        assert_eq!(
            theirs,
            vec![FieldChange {
                field: "title".into(),
                before: Some("A".into()),
                after: Some("B".into())
            }]
        );
    }
}
