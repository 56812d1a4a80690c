//! Rebasing: a change whose target moved on is planned anew on what stands there now, and waits for a new decision.

use serde_json::Value;

use super::join::value_changes;
use super::values::LinkValues;
use crate::domain::fields;
use crate::plan::condition::their_change;
use crate::plan::edit::same;
use crate::plan::{Action, Change, Condition, Decision, Edit, EditState, FieldChange, FieldValues, Nature, Outcome};

/// Plans a change anew on the record as it is now. Gives what somebody else changed since it was reviewed.
pub fn on_record(change: &mut Change, now: &Value) -> Vec<FieldChange> {
    let theirs = renew_conditions(change, now);
    mark_stale(change, &theirs, "the record was changed after this was planned");
    theirs
}

fn renew_conditions(change: &mut Change, now: &Value) -> Vec<FieldChange> {
    let mut theirs = Vec::new();
    for condition in &mut change.conditions {
        if let Condition::RecordUnchanged { record, glance, .. } = condition {
            theirs.extend(their_change(glance, now));
            *condition = Condition::unchanged(*record, now);
        }
    }
    theirs
}

/// Plans the edits of a record anew on what stands there now: what somebody else put in the place of a value is what is replaced,
/// where a person wants that still. Gives what somebody else changed since it was reviewed.
pub fn on_edits(change: &mut Change, now: &Value) -> Vec<FieldChange> {
    let mut theirs = renew_conditions(change, now);
    if let Action::EditRecord { edits, .. } = &mut change.action {
        let one_line_each = edits.len() == change.fields.len();
        let mut body = now.clone();
        for (place, edits) in edits.values_mut().enumerate() {
            for edit in edits.iter_mut() {
                if edit.state(&body) == EditState::Moved {
                    let (anew, their) = on_what_stands(edit, &body);
                    if one_line_each && let Some(field) = change.fields.get_mut(place) {
                        field.before.clone_from(&their.after);
                    }
                    if !theirs.iter().any(|known| known.field == their.field) {
                        theirs.push(their);
                    }
                    *edit = anew;
                }
                edit.make(&mut body);
            }
        }
    }
    mark_stale(change, &theirs, "the record was changed after this was planned");
    theirs
}

/// The edit as it would be planned now, with what somebody else did.
fn on_what_stands(edit: &Edit, body: &Value) -> (Edit, FieldChange) {
    let property = edit.property().to_owned();
    let their = |before: &Value, after: &Value| FieldChange {
        field: property.clone(),
        before: in_words(before),
        after: in_words(after),
    };
    match edit {
        Edit::Set { before, after, .. } => {
            let now = body.get(&property).cloned().unwrap_or_default();
            let change = their(before, &now);
            let anew = Edit::Set {
                property: property.clone(),
                before: now,
                after: after.clone(),
            };
            (anew, change)
        }
        Edit::Replace { before, after, .. } => {
            let items = body.get(&property).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            match items.iter().find(|item| is_same_thing(item, before)) {
                Some(now) => {
                    let anew = Edit::Replace {
                        list: property.clone(),
                        before: now.clone(),
                        after: after.clone(),
                    };
                    (anew, their(before, now))
                }
                None => {
                    let anew = Edit::Add {
                        list: property.clone(),
                        item: after.clone(),
                    };
                    (anew, their(before, &Value::Null))
                }
            }
        }
        // Adding to a list and taking out of it never go wrong.
        Edit::Add { .. } | Edit::Remove { .. } => (edit.clone(), their(&Value::Null, &Value::Null)),
    }
}

/// True where two forms of an item are the same item, edited: the same note, the same kind of date.
fn is_same_thing(now: &Value, then: &Value) -> bool {
    let both = |key: &str| now.get(key).is_some() && now.get(key) == then.get(key);
    if both("persistent_id") || both("ref") || both("file_uri") {
        return true;
    }
    let alike = |key: &str| match (now.get(key), then.get(key)) {
        (None, None) => true,
        (Some(now), Some(then)) => same(now, then),
        _ => false,
    };
    let told_apart = ["type", "label", "date_type", "extent_type", "portion", "rights_type", "event_type"];
    told_apart.iter().any(|key| now.get(*key).is_some()) && told_apart.iter().all(|key| alike(key))
}

/// A value as people read it in a list of changes; `None` where there is none.
fn in_words(value: &Value) -> Option<String> {
    /// Long notes are cut.
    const LONGEST: usize = 400;
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(in_words).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            let told = [
                "content",
                "subnotes",
                "expression",
                "begin",
                "end",
                "number",
                "extent_type",
                "title",
                "ref",
                "file_uri",
            ];
            let words: Vec<String> = told.iter().filter_map(|key| in_words(fields.get(*key)?)).collect();
            if words.is_empty() { value.to_string() } else { words.join(" ") }
        }
        other => other.to_string(),
    };
    (!text.is_empty()).then(|| text.chars().take(LONGEST).collect())
}

/// Plans a change of an asset's fields anew on what they hold now, keeping what somebody else wrote.
pub fn on_asset(change: &mut Change, now: &FieldValues) -> Vec<FieldChange> {
    let Action::UpdateAsset { before, after, .. } = &mut change.action else {
        return Vec::new();
    };
    let theirs = if is_link(after) {
        let theirs = value_changes(before, now);
        *after = LinkValues::of_values(now)
            .carry_over(&LinkValues::of_values(before), &LinkValues::of_values(after))
            .to_values();
        change.fields = value_changes(now, after);
        theirs
    } else {
        let theirs = described_changes(&change.fields, before, after, now);
        let only_adds = change.nature == Nature::AddsToList;
        if only_adds {
            keep_what_was_added(before, after, now);
        }
        if after.len() == change.fields.len() {
            for (line, (field, will)) in change.fields.iter_mut().zip(after.iter()) {
                line.before = now.get(field).and_then(|values| in_words(&Value::Array(values.clone())));
                if only_adds {
                    line.after = in_words(&Value::Array(will.clone()));
                }
            }
        }
        theirs
    };
    before.clone_from(now);
    for condition in &mut change.conditions {
        if let Condition::AssetFields { values, .. } = condition {
            values.clone_from(now);
        }
    }
    mark_stale(change, &theirs, "the asset's fields were changed after this was planned");
    theirs
}

/// A change that only adds to lists takes nothing off them: what somebody else added or took off since stays so.
fn keep_what_was_added(before: &FieldValues, after: &mut FieldValues, now: &FieldValues) {
    for (field, values) in after {
        let then = before.get(field).map(Vec::as_slice).unwrap_or_default();
        let mut merged = now.get(field).cloned().unwrap_or_default();
        for value in values.iter().filter(|value| !then.contains(value)) {
            if !merged.contains(value) {
                merged.push(value.clone());
            }
        }
        *values = merged;
    }
}

/// True for values of Archway's own link fields, where value *n* of each speaks of one record.
fn is_link(after: &FieldValues) -> bool {
    fields::ALL.iter().all(|field| after.contains_key(field.name))
}

/// What somebody else wrote into fields that are described. Fields are called as in the change where it has a line for each.
fn described_changes(lines: &[FieldChange], before: &FieldValues, after: &FieldValues, now: &FieldValues) -> Vec<FieldChange> {
    let words = |values: Option<&Vec<Value>>| in_words(&Value::Array(values.cloned().unwrap_or_default()));
    after
        .keys()
        .enumerate()
        .filter_map(|(place, name)| {
            let (then, now) = (words(before.get(name)), words(now.get(name)));
            let label = lines
                .get(place)
                .filter(|_| lines.len() == after.len())
                .map(|line| line.field.clone());
            (then != now).then(|| FieldChange {
                field: label.unwrap_or_else(|| name.clone()),
                before: then,
                after: now,
            })
        })
        .collect()
}

fn mark_stale(change: &mut Change, theirs: &[FieldChange], what: &str) {
    change.decision = Decision::Undecided;
    change.outcome = Outcome::Stale {
        what: format!("{}: {what}. It was planned anew; look at it and decide again", change.label),
        theirs: theirs.to_vec(),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RecordKind, RecordUri, RepositoryId};
    use crate::plan::{ChangeId, Effect, Target};
    use serde_json::json;

    fn change(edits: &[(&str, Edit)]) -> Change {
        let record = RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 7);
        Change {
            id: ChangeId(1),
            effect: Effect::Alter,
            target: Target::Record { uri: record },
            label: "A reel".to_owned(),
            fields: edits.iter().map(|(key, _)| FieldChange::set(*key, "new")).collect(),
            because: String::new(),
            conditions: Vec::new(),
            needs: Vec::new(),
            findings: Vec::new(),
            action: Action::EditRecord {
                record,
                edits: edits.iter().map(|(key, edit)| ((*key).to_owned(), vec![edit.clone()])).collect(),
            },
            nature: Default::default(),
            agrees: Vec::new(),
            restricting: None,
            decision: Decision::Accepted,
            outcome: Outcome::Pending,
        }
    }

    #[test]
    fn edits_are_planned_anew_on_what_stands_and_then_can_be_made() {
        let title = Edit::Set {
            property: "title".into(),
            before: json!("Old"),
            after: json!("New"),
        };
        let note = |text: &str| json!({"jsonmodel_type": "note_singlepart", "type": "abstract", "content": [text]});
        let date = |begin: &str| json!({"label": "creation", "date_type": "single", "begin": begin});
        let replace = |list: &str, before: Value, after: Value| Edit::Replace {
            list: list.into(),
            before,
            after,
        };
        let mut change = change(&[
            ("title", title),
            ("abstract", replace("notes", note("old"), note("new"))),
            ("dates", replace("dates", date("1980"), date("1981"))),
        ]);
        let now = json!({"title": "Theirs", "notes": [note("theirs")], "dates": []});
        let theirs = on_edits(&mut change, &now);
        let named: Vec<&str> = theirs.iter().map(|theirs| theirs.field.as_str()).collect();
        assert_eq!(named, ["title", "notes", "dates"]);
        assert_eq!(theirs[1].after.as_deref(), Some("theirs"));
        assert_eq!(change.fields[0].before.as_deref(), Some("Theirs"));
        assert!(!change.decision.is_accepted());
        let Action::EditRecord { edits, .. } = &change.action else {
            panic!()
        };
        let mut body = now;
        for edit in edits.values().flatten() {
            assert_eq!(edit.state(&body), EditState::Ready, "{edit:?}");
            edit.make(&mut body);
        }
        assert_eq!(body, json!({"title": "New", "notes": [note("new")], "dates": [date("1981")]}));
    }

    #[test]
    fn what_is_described_keeps_what_is_meant_and_shows_what_stands() {
        let mut change = change(&[]);
        let values = |value: &str| -> FieldValues { [("Subject".to_owned(), vec![json!(value)])].into_iter().collect() };
        change.fields = vec![FieldChange {
            field: "Subjects".into(),
            before: Some("old".into()),
            after: Some("new".into()),
        }];
        change.action = Action::UpdateAsset {
            asset: crate::domain::AssetId(uuid::Uuid::nil()),
            view: String::new(),
            before: values("old"),
            after: values("new"),
            note: String::new(),
        };
        let theirs = on_asset(&mut change, &values("theirs"));
        assert_eq!(theirs[0].field, "Subjects");
        assert_eq!(theirs[0].after.as_deref(), Some("theirs"));
        assert_eq!(change.fields[0].before.as_deref(), Some("theirs"));
        let Action::UpdateAsset { before, after, .. } = &change.action else {
            panic!()
        };
        assert_eq!((before, after), (&values("theirs"), &values("new")));
    }
}
