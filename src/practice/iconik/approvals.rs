//! Approvals: a request, decisions, and the one rule that makes a status of them.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::world::World;
use super::world::entity::ObjectKind;
use super::world::table::Table;

/// The key of the approvals of one version.
#[must_use]
pub fn key(object: ObjectKind, id: Uuid, version: Uuid) -> String {
    format!("{}/{id}/{version}", object.word())
}

/// The status that a request and decisions add up to. The real rule is not published; this one is assumed: no request and
/// no decision is N/A, a request alone REQUESTED, decisions of both kinds MIXED, enough approvals APPROVED, rejections
/// alone NOT_APPROVED.
#[must_use]
pub fn status(row: &Value) -> &'static str {
    let decided = |word: &str| {
        row["decisions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|decision| decision["status"] == word)
            .count()
    };
    let (approved, rejected) = (decided("APPROVED"), decided("NOT_APPROVED"));
    let enough = row["request"]["min_number"].as_u64().unwrap_or(1);
    match (approved, rejected) {
        (0, 0) if row["request"].is_null() => "N/A",
        (0, 0) => "REQUESTED",
        (0, _) => "NOT_APPROVED",
        (_, 0) if approved as u64 >= enough => "APPROVED",
        (_, 0) => "REQUESTED",
        _ => "MIXED",
    }
}

/// The status of the present version of every asset that has one.
#[must_use]
pub fn present_statuses(world: &World) -> HashMap<Uuid, &'static str> {
    world
        .rows(Table::Approvals)
        .iter()
        .filter_map(|(key, row)| {
            let mut parts = key.split('/');
            let object = ObjectKind::read(parts.next()?)?;
            let id = Uuid::try_parse(parts.next()?).ok()?;
            let version = Uuid::try_parse(parts.next()?).ok()?;
            let present = world.entity(object, id)?.present_version()?.id;
            (present == version).then(|| (id, status(row)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::status;
    use serde_json::{Value, json};

    fn decided(words: &[&str], enough: u64) -> &'static str {
        let decisions: Vec<Value> = words.iter().map(|word| json!({"status": word})).collect();
        status(&json!({"request": {"min_number": enough}, "decisions": decisions}))
    }

    #[test]
    fn decisions_add_up() {
        assert_eq!(status(&json!({"request": null, "decisions": []})), "N/A");
        assert_eq!(decided(&[], 1), "REQUESTED");
        assert_eq!(decided(&["APPROVED"], 1), "APPROVED");
        assert_eq!(decided(&["APPROVED"], 2), "REQUESTED");
        assert_eq!(decided(&["NOT_APPROVED"], 1), "NOT_APPROVED");
        assert_eq!(decided(&["APPROVED", "NOT_APPROVED"], 1), "MIXED");
    }
}
