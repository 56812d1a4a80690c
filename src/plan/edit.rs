//! Edits: narrow changes of one record, so that everything they do not name goes back to the server as it came.
//!
//! ArchivesSpace replaces a whole record on every update. An edit names one property, or one item of a list, with what stood there
//! before; the rest of the record is sent back untouched.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::condition::substance;

/// A narrow change of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "edit")]
pub enum Edit {
    /// Gives a property a value; null stands for "not there".
    Set {
        /// Name of the property at the top of the record.
        property: String,
        /// Value before.
        before: Value,
        /// Value after.
        after: Value,
    },
    /// Adds an item at the end of a list.
    Add {
        /// Name of the list.
        list: String,
        /// The item.
        item: Value,
    },
    /// Takes an item out of a list.
    Remove {
        /// Name of the list.
        list: String,
        /// The item as it was.
        item: Value,
    },
    /// Puts an item in the place of another.
    Replace {
        /// Name of the list.
        list: String,
        /// The item as it was.
        before: Value,
        /// The item as it will be.
        after: Value,
    },
}

/// How a record stands to an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditState {
    /// It stands as meant already.
    Applied,
    /// It stands as it did when the edit was planned.
    Ready,
    /// Somebody else changed just this.
    Moved,
}

impl Edit {
    /// The property or list that it touches.
    #[must_use]
    pub fn property(&self) -> &str {
        match self {
            Self::Set { property, .. } => property,
            Self::Add { list, .. } | Self::Remove { list, .. } | Self::Replace { list, .. } => list,
        }
    }

    /// How a record stands to it.
    #[must_use]
    pub fn state(&self, body: &Value) -> EditState {
        let (applied, ready) = match self {
            Self::Set { property, before, after } => {
                let now = body.get(property).unwrap_or(&Value::Null);
                (same(now, after), same(now, before))
            }
            Self::Add { list, item } => (place_of(body, list, item).is_some(), true),
            Self::Remove { list, item } => (place_of(body, list, item).is_none(), true),
            Self::Replace { list, before, after } => {
                // Exact first: the new item may hold everything the old one held, and more.
                let had = exact_place_of(body, list, before).is_some();
                (
                    !had && place_of(body, list, after).is_some(),
                    place_of(body, list, before).is_some(),
                )
            }
        };
        match (applied, ready) {
            (true, _) => EditState::Applied,
            (false, true) => EditState::Ready,
            (false, false) => EditState::Moved,
        }
    }

    /// Makes it on a record. Nothing happens where the record has moved on.
    pub fn make(&self, body: &mut Value) {
        if self.state(body) != EditState::Ready {
            return;
        }
        match self {
            Self::Set { property, after, .. } => {
                let Some(map) = body.as_object_mut() else { return };
                if after.is_null() {
                    map.shift_remove(property);
                } else {
                    map.insert(property.clone(), after.clone());
                }
            }
            Self::Add { list, item } => with_items(body, list, |items| items.push(item.clone())),
            Self::Remove { list, item } => {
                if let Some(place) = place_of(body, list, item) {
                    with_items(body, list, |items| {
                        items.remove(place);
                    });
                }
            }
            Self::Replace { list, before, after } => {
                if let Some(place) = exact_place_of(body, list, before).or_else(|| place_of(body, list, before)) {
                    with_items(body, list, |items| {
                        items[place] = with_what_others_added(&items[place], before, after)
                    });
                }
            }
        }
    }

    /// The edit that takes it back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        match self.clone() {
            Self::Set { property, before, after } => Self::Set {
                property,
                before: after,
                after: before,
            },
            Self::Add { list, item } => Self::Remove { list, item },
            Self::Remove { list, item } => Self::Add { list, item },
            Self::Replace { list, before, after } => Self::Replace {
                list,
                before: after,
                after: before,
            },
        }
    }
}

/// The new item with what the old one says beyond what was expected: the persistent id, by which others refer to a note, and what
/// somebody added since, such as a restriction.
fn with_what_others_added(now: &Value, before: &Value, after: &Value) -> Value {
    match (now, before, after) {
        (Value::Object(now), Value::Object(before), Value::Object(after)) => {
            let mut kept = after.clone();
            for (key, value) in now {
                match (before.get(key), after.get(key)) {
                    (Some(then), Some(will)) if will.is_object() => {
                        kept.insert(key.clone(), with_what_others_added(value, then, will));
                    }
                    (None, None) => {
                        kept.insert(key.clone(), value.clone());
                    }
                    _ => {}
                }
            }
            Value::Object(kept)
        }
        _ => after.clone(),
    }
}

fn items<'a>(body: &'a Value, list: &str) -> &'a [Value] {
    body.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Changes the items of a list; the list is made where there is none.
fn with_items(body: &mut Value, list: &str, change: impl FnOnce(&mut Vec<Value>)) {
    let Some(map) = body.as_object_mut() else { return };
    let entry = map.entry(list).or_insert_with(|| Value::Array(Vec::new()));
    if !entry.is_array() {
        *entry = Value::Array(Vec::new());
    }
    if let Value::Array(items) = entry {
        change(items);
    }
}

fn exact_place_of(body: &Value, list: &str, item: &Value) -> Option<usize> {
    items(body, list).iter().position(|known| same(known, item))
}

fn place_of(body: &Value, list: &str, item: &Value) -> Option<usize> {
    exact_place_of(body, list, item).or_else(|| items(body, list).iter().position(|known| holds(known, item)))
}

/// Equal but for what the server sets by itself.
#[must_use]
pub fn same(one: &Value, other: &Value) -> bool {
    holds(one, other) && holds(other, one)
}

/// True where everything that `wanted` says stands in `known` too. The server adds ids and defaults of its own.
#[must_use]
pub fn holds(known: &Value, wanted: &Value) -> bool {
    match (known, wanted) {
        (Value::Object(known), Value::Object(_)) => {
            let Value::Object(wanted) = substance(wanted) else { return false };
            wanted
                .iter()
                .filter(|(key, value)| *key != "persistent_id" && !is_nothing(value))
                .all(|(key, value)| match known.get(key) {
                    Some(known) => holds(known, value),
                    // Where only one type can stand, as for the notes of a rights statement, the server leaves it out.
                    None => key == "jsonmodel_type",
                })
        }
        (Value::Array(known), Value::Array(wanted)) => {
            known.len() == wanted.len() && known.iter().zip(wanted).all(|(known, wanted)| holds(known, wanted))
        }
        (known, wanted) => known == wanted || (is_nothing(known) && is_nothing(wanted)),
    }
}

/// What ArchivesSpace drops before it validates, and what it fills in by default.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Number(_) | Value::Bool(true) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made(mut body: Value, edit: &Edit) -> Value {
        assert_eq!(edit.state(&body), EditState::Ready, "{edit:?} on {body}");
        edit.make(&mut body);
        assert_eq!(edit.state(&body), EditState::Applied, "{edit:?} on {body}");
        body
    }

    #[test]
    fn a_type_that_the_server_leaves_out_is_no_difference() {
        let note = json!({"jsonmodel_type": "note_rights_statement", "type": "additional_information", "content": ["Heirs"]});
        let add = Edit::Add {
            list: "rights_statements".into(),
            item: json!({"jsonmodel_type": "rights_statement", "rights_type": "other", "notes": [note]}),
        };
        let read = |content: &str| {
            json!({"rights_statements": [{"jsonmodel_type": "rights_statement", "rights_type": "other", "identifier": "f00",
                "notes": [{"type": "additional_information", "content": [content]}]}]})
        };
        assert_eq!(add.state(&read("Heirs")), EditState::Applied);
        assert_eq!(add.state(&read("Others")), EditState::Ready);
    }

    #[test]
    fn every_edit_is_taken_back_by_its_reverse() {
        let body = json!({
            "title": "A", "lock_version": 3,
            "subjects": [{"ref": "/subjects/1"}, {"ref": "/subjects/2"}],
            "notes": [{"type": "abstract", "content": ["old"], "persistent_id": "x1", "publish": false}],
        });
        let edits = [
            Edit::Set {
                property: "title".into(),
                before: json!("A"),
                after: json!("B"),
            },
            Edit::Set {
                property: "component_id".into(),
                before: Value::Null,
                after: json!("X-1"),
            },
            Edit::Set {
                property: "title".into(),
                before: json!("A"),
                after: Value::Null,
            },
            Edit::Add {
                list: "subjects".into(),
                item: json!({"ref": "/subjects/9"}),
            },
            Edit::Add {
                list: "dates".into(),
                item: json!({"begin": "1981", "label": "creation"}),
            },
            Edit::Remove {
                list: "subjects".into(),
                item: json!({"ref": "/subjects/2"}),
            },
            Edit::Replace {
                list: "notes".into(),
                before: json!({"type": "abstract", "content": ["old"]}),
                after: json!({"type": "abstract", "content": ["new"], "publish": true}),
            },
        ];
        for edit in edits {
            let after = made(body.clone(), &edit);
            let mut back = made(after, &edit.reversed());
            if let Some(map) = back.as_object_mut() {
                map.retain(|_, value| !is_nothing(value));
            }
            assert!(same(&back, &body), "{edit:?}: {back}");
        }
    }

    #[test]
    fn a_note_that_is_replaced_keeps_its_persistent_id() {
        let mut body = json!({"notes": [{"type": "abstract", "content": ["old"], "persistent_id": "x1"}]});
        Edit::Replace {
            list: "notes".into(),
            before: json!({"type": "abstract", "content": ["old"]}),
            after: json!({"type": "abstract", "content": ["new"]}),
        }
        .make(&mut body);
        assert_eq!(body["notes"][0]["persistent_id"], "x1");
    }

    #[test]
    fn what_somebody_added_to_an_item_stays_when_it_is_replaced() {
        let note = |text: &str| json!({"type": "accessrestrict", "content": [text], "rights_restriction": {"begin": "1990-01-01"}});
        let mut body = json!({"notes": [note("old")]});
        body["notes"][0]["rights_restriction"]["end"] = json!("2050-01-01");
        body["notes"][0]["publish"] = json!(true);
        body["notes"][0]["lock_version"] = json!(2);
        let edit = Edit::Replace {
            list: "notes".into(),
            before: note("old"),
            after: note("new"),
        };
        let after = made(body, &edit);
        assert_eq!(after["notes"][0]["content"], json!(["new"]));
        assert_eq!(after["notes"][0]["rights_restriction"]["end"], json!("2050-01-01"));
        assert_eq!(after["notes"][0]["publish"], json!(true));
        // What was meant to go goes.
        let mut plain = note("old");
        plain.as_object_mut().unwrap().shift_remove("rights_restriction");
        let edit = Edit::Replace {
            list: "notes".into(),
            before: note("old"),
            after: plain,
        };
        assert_eq!(
            made(json!({"notes": [note("old")]}), &edit)["notes"][0].get("rights_restriction"),
            None
        );
    }

    #[test]
    fn what_somebody_else_changed_is_seen() {
        let edit = Edit::Set {
            property: "title".into(),
            before: json!("A"),
            after: json!("B"),
        };
        assert_eq!(edit.state(&json!({"title": "C"})), EditState::Moved);
        let replace = Edit::Replace {
            list: "dates".into(),
            before: json!({"begin": "1981"}),
            after: json!({"begin": "1982"}),
        };
        assert_eq!(replace.state(&json!({"dates": [{"begin": "1999"}]})), EditState::Moved);
        assert_eq!(
            replace.state(&json!({"dates": [{"begin": "1982", "lock_version": 0}]})),
            EditState::Applied
        );
    }
}
