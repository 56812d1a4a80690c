//! Putting what is wanted into what stands there, so that everything Archway does not map survives.

use serde_json::{Map, Value, json};

use super::encode::{act_element, rights_note};
use super::place::Place;
use super::read::{RIGHTS_NOTE, list, text, text_of_part};
use crate::mapping::item::{Item, RightsItem};
use crate::mapping::same::same_text;

/// How well an element that is to go may take up an item that is to come; `None` where they are different things.
pub fn kinship(place: Place<'_>, standing: &Item, wanted: &Item) -> Option<u8> {
    match (standing, wanted) {
        (Item::Date(a), Item::Date(b)) => (a.label == b.label).then(|| 1 + u8::from(a.date_type == b.date_type)),
        (Item::Extent(a), Item::Extent(b)) => (a.extent_type == b.extent_type).then_some(1),
        (Item::Agent(a), Item::Agent(b)) => (a.authority.is_some() && a.authority == b.authority && a.role == b.role).then_some(1),
        (Item::Language(a), Item::Language(b)) => (a.code == b.code).then_some(1),
        (Item::Note(a), Item::Note(b)) => match (&a.label, &b.label) {
            (Some(a), Some(b)) => same_text(a, b).then_some(2),
            (None, None) => Some(2),
            _ => Some(1),
        },
        (Item::Rights(a), Item::Rights(b)) => (a.rights_type == b.rights_type)
            .then(|| 1 + u8::from(a.start_date == b.start_date) + u8::from(a.jurisdiction == b.jurisdiction)),
        (Item::Document(a), Item::Document(b)) => {
            let (location, title) = (a.location == b.location, same_text(&a.title, &b.title));
            (location || title).then(|| 1 + u8::from(location))
        }
        (Item::FileVersion(a), Item::FileVersion(b)) => {
            let address = a.file_uri == b.file_uri;
            let purpose = a.use_statement.is_some() && a.use_statement == b.use_statement;
            (address || purpose).then(|| 2 * u8::from(address) + u8::from(purpose))
        }
        (Item::Text(_), Item::Text(_)) => matches!(place, Place::ExternalIds(Some(_))).then_some(1),
        _ => None,
    }
}

/// Properties that an item decides: those it always decides, and those that stay where the item leaves them open.
fn decided(item: &Item) -> (&'static [&'static str], &'static [&'static str]) {
    match item {
        Item::Date(_) => (
            &["label", "date_type", "begin", "end", "expression", "certainty"],
            &["calendar", "era"],
        ),
        Item::Extent(_) => (
            &["number", "extent_type"],
            &["portion", "container_summary", "physical_details", "dimensions"],
        ),
        Item::Agent(_) => (&["ref", "role"], &["relator"]),
        Item::Subject(_) => (&["ref"], &[]),
        Item::Language(_) => (&[], &[]),
        Item::Note(_) => (&["publish"], &["label"]),
        Item::Rights(_) => (
            &[
                "rights_type",
                "status",
                "jurisdiction",
                "license_terms",
                "statute_citation",
                "other_rights_basis",
                "start_date",
                "end_date",
            ],
            &[],
        ),
        Item::Document(_) => (&["title", "location", "publish"], &[]),
        Item::FileVersion(_) => (
            &["file_uri", "publish", "is_representative"],
            &[
                "use_statement",
                "file_format_name",
                "file_size_bytes",
                "checksum",
                "checksum_method",
                "caption",
            ],
        ),
        Item::Text(_) => (&["external_id"], &["source"]),
        Item::Number(_) | Item::Flag(_) => (&[], &[]),
    }
}

/// The standing element with what the wanted item decides; `fresh` is the item as a new element.
pub fn merged(standing: &Value, fresh: &Value, wanted: &Item) -> Value {
    let (Value::Object(standing), Value::Object(fresh)) = (standing, fresh) else {
        return fresh.clone();
    };
    let mut merged = standing.clone();
    let (always, where_given) = decided(wanted);
    for property in always {
        put_or_take(&mut merged, property, fresh.get(*property));
    }
    for property in where_given {
        if let Some(value) = fresh.get(*property) {
            merged.insert((*property).to_owned(), value.clone());
        }
    }
    match wanted {
        Item::Note(_) => merge_note(&mut merged, fresh),
        Item::Language(_) => merge_object(&mut merged, fresh, "language_and_script"),
        Item::Rights(rights) => merge_rights(&mut merged, rights),
        _ => {}
    }
    Value::Object(merged)
}

/// Sets a property, or takes it away. What reads as "not there" already is left alone.
fn put_or_take(map: &mut Map<String, Value>, property: &str, value: Option<&Value>) {
    match value {
        Some(Value::Bool(false)) if !map.contains_key(property) => {}
        Some(value) => {
            map.insert(property.to_owned(), value.clone());
        }
        None => {
            map.shift_remove(property);
        }
    }
}

/// Puts the properties of an object inside into the one that stands there.
fn merge_object(merged: &mut Map<String, Value>, fresh: &Map<String, Value>, property: &str) {
    let Some(Value::Object(wanted)) = fresh.get(property) else { return };
    match merged.get_mut(property) {
        Some(Value::Object(standing)) => {
            for (key, value) in wanted {
                standing.insert(key.clone(), value.clone());
            }
        }
        _ => {
            merged.insert(property.to_owned(), Value::Object(wanted.clone()));
        }
    }
}

fn merge_note(merged: &mut Map<String, Value>, fresh: &Map<String, Value>) {
    merge_object(merged, fresh, "rights_restriction");
    if let Some(wanted) = fresh.get("rights_restriction")
        && let Some(Value::Object(standing)) = merged.get_mut("rights_restriction")
    {
        // A date that the item does not give is open.
        for property in ["begin", "end"] {
            if wanted.get(property).is_none() {
                standing.shift_remove(property);
            }
        }
    }
    if let Some(content) = fresh.get("content") {
        merged.insert("content".to_owned(), content.clone());
    }
    let Some(wanted) = fresh.get("subnotes").and_then(|parts| parts.get(0)) else {
        return;
    };
    let mut parts: Vec<Value> = list(&Value::Object(merged.clone()), "subnotes").to_vec();
    let texts: Vec<usize> = (0..parts.len()).filter(|place| text_of_part(&parts[*place]).is_some()).collect();
    let Some((first, further)) = texts.split_first() else {
        parts.insert(0, wanted.clone());
        merged.insert("subnotes".to_owned(), Value::Array(parts));
        return;
    };
    share_text(&mut parts, *first, further, wanted);
    merged.insert("subnotes".to_owned(), Value::Array(parts));
}

/// Several parts with as many paragraphs take one each; else the first takes all and the others go. Lists and chronologies stay.
fn share_text(parts: &mut Vec<Value>, first: usize, further: &[usize], wanted: &Value) {
    let whole = text(wanted, "content").unwrap_or_default().to_owned();
    let publish = wanted.get("publish").cloned();
    let paragraphs: Vec<&str> = whole.split("\n\n").collect();
    let one_each = paragraphs.len() == further.len() + 1;
    let texts = std::iter::once(first).chain(further.iter().copied());
    if one_each {
        for (place, paragraph) in texts.zip(paragraphs) {
            set_part(&mut parts[place], paragraph, publish.as_ref());
        }
    } else {
        set_part(&mut parts[first], &whole, publish.as_ref());
        for place in further.iter().rev() {
            parts.remove(*place);
        }
    }
}

fn set_part(part: &mut Value, content: &str, publish: Option<&Value>) {
    let Some(map) = part.as_object_mut() else { return };
    map.insert("content".to_owned(), json!(content));
    put_or_take(map, "publish", publish);
}

/// Acts that stand there keep their notes; other notes of the statement stay.
fn merge_rights(merged: &mut Map<String, Value>, rights: &RightsItem) {
    let standing = Value::Object(merged.clone());
    let acts: Vec<Value> = rights
        .acts
        .iter()
        .map(|act| {
            let fresh = act_element(act, &rights.start_date);
            let known = list(&standing, "acts")
                .iter()
                .find(|known| text(known, "act_type") == Some(&act.act_type) && text(known, "restriction") == Some(&act.restriction));
            match (known, fresh) {
                (Some(Value::Object(known)), Value::Object(fresh)) => {
                    let mut act = known.clone();
                    for property in ["start_date", "end_date"] {
                        put_or_take(&mut act, property, fresh.get(property));
                    }
                    Value::Object(act)
                }
                (_, fresh) => fresh,
            }
        })
        .collect();
    if !acts.is_empty() || merged.contains_key("acts") {
        merged.insert("acts".to_owned(), Value::Array(acts));
    }
    if let Some(note) = rights.note.as_deref().filter(|note| !note.trim().is_empty()) {
        let mut notes = list(&standing, "notes").to_vec();
        match notes.iter_mut().find(|known| text(known, "type") == Some(RIGHTS_NOTE)) {
            Some(known) => known["content"] = json!([note]),
            None => notes.push(rights_note(note)),
        }
        merged.insert("notes".to_owned(), Value::Array(notes));
    }
}
