//! Metadata values: what fits a field, and how a request changes what is there.
//!
//! Values belong to the object and the field; a view is a way to look at some of them. A field that a request does not
//! name is left alone, an empty list with `overwrite` clears it, and only fields of the view may be written: all three
//! are likely of the real system, not known.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::call::Refusal;
use super::moment;
use super::world::World;
use super::world::entity::{Metadata, ObjectKind};
use super::world::table::Table;

/// Names of the fields that a view shows.
#[must_use]
pub fn fields_of_view(view: &Value) -> Vec<String> {
    view["view_fields"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|field| field["name"].as_str().map(str::to_owned))
        .collect()
}

/// The values of an object that a view shows, as answers have them.
#[must_use]
pub fn seen_through(metadata: &Metadata, fields: &[String], as_text: bool) -> Map<String, Value> {
    let write = |value: &Value| match value {
        Value::String(_) => json!({ "value": value }),
        other if as_text => json!({ "value": other.to_string() }),
        other => json!({ "value": other }),
    };
    fields
        .iter()
        .filter_map(|name| {
            let values = metadata.get(name)?;
            let values: Vec<Value> = values.iter().map(write).collect();
            Some((name.clone(), json!({ "field_values": values })))
        })
        .collect()
}

/// Looks at the values a request wants to write.
///
/// # Errors
/// 400 by field for what does not fit.
pub fn check(world: &World, view: Option<&Value>, sent: &Value) -> Result<(), Refusal> {
    let mut faults = Map::new();
    for (name, change) in sent.as_object().into_iter().flatten() {
        if let Some(fault) = fault(world, view, name, change) {
            faults.insert(name.clone(), Value::from(fault));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::fields(faults)) }
}

fn fault(world: &World, view: Option<&Value>, name: &str, change: &Value) -> Option<String> {
    let Some(field) = world.row(Table::Fields, name) else {
        return Some("No such metadata field.".to_owned());
    };
    let mut own = &Value::Null;
    if let Some(view) = view {
        let in_view = view["view_fields"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|in_view| in_view["name"] == name);
        match in_view {
            Some(in_view) => own = in_view,
            None => return Some("The field is not in this view.".to_owned()),
        }
    }
    let setting = |setting: &str| match &own[setting] {
        Value::Null => &field[setting],
        said => said,
    };
    if setting("read_only") == true {
        return Some("The field is read-only.".to_owned());
    }
    let values = change["field_values"].as_array().map_or(&[][..], Vec::as_slice);
    let overwrites = change["mode"].as_str().unwrap_or("overwrite") == "overwrite";
    let r#type = field["field_type"].as_str().unwrap_or_default();
    if values.is_empty() && overwrites && setting("required") == true && r#type != "boolean" {
        return Some("The field is required.".to_owned());
    }
    if values.len() > 1 && field["multi"] != true && r#type != "tag_cloud" {
        return Some("The field takes one value.".to_owned());
    }
    values.iter().find_map(|value| match value.get("value") {
        None => Some("Each value must be an object with a value.".to_owned()),
        Some(value) => fault_in_value(field, r#type, setting("options"), value),
    })
}

fn fault_in_value(field: &Value, r#type: &str, options: &Value, value: &Value) -> Option<String> {
    let text = value.as_str();
    let number = value.as_f64().or_else(|| text?.parse().ok());
    let fits = match r#type {
        "integer" => number.is_some_and(|number| number.fract() == 0.0),
        "float" => number.is_some(),
        "boolean" => value.is_boolean() || matches!(text, Some("true" | "false")),
        "date" => text.is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok()),
        "datetime" => text.and_then(moment::parse).is_some(),
        "email" => text.is_some_and(|text| text.contains('@')),
        "url" => text.is_some_and(|text| url::Url::parse(text).is_ok()),
        "drop_down" => {
            let known = options.as_array();
            known.is_none_or(|known| known.is_empty() || known.iter().any(|option| option["value"] == *value))
        }
        _ => text.is_some(),
    };
    if !fits {
        return Some(format!("Not a valid {type}."));
    }
    let number = number.filter(|_| matches!(r#type, "integer" | "float"))?;
    let beyond =
        field["min_value"].as_f64().is_some_and(|least| number < least) || field["max_value"].as_f64().is_some_and(|most| number > most);
    beyond.then(|| "Out of bounds.".to_owned())
}

/// Changes an object's values as a request says.
pub fn apply(metadata: &mut Metadata, sent: &Value) {
    for (name, change) in sent.as_object().into_iter().flatten() {
        let new: Vec<Value> = change["field_values"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|value| value.get("value").cloned())
            .collect();
        let mut values = metadata.get(name).cloned().unwrap_or_default();
        match change["mode"].as_str() {
            Some("append") => {
                for value in new {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
            }
            Some("delete") => values.retain(|value| !new.contains(value)),
            _ => values = new,
        }
        if values.is_empty() {
            metadata.shift_remove(name);
        } else {
            metadata.insert(name.clone(), values);
        }
    }
}

/// Carries out a bulk change whose time has come, and ends its job.
pub fn carry_out(world: &mut World, job: Uuid, work: &Value) {
    let texts = |list: &Value| -> Vec<String> { serde_json::from_value(list.clone()).unwrap_or_default() };
    let mut failures = texts(&work["failures"]);
    let user = work["user"].as_str().and_then(|id| Uuid::try_parse(id).ok()).unwrap_or_default();
    let object = work["object_type"].as_str().and_then(ObjectKind::read);
    let mut done = 0;
    for change in work["changes"].as_array().into_iter().flatten() {
        let id = change["id"].as_str().and_then(|id| Uuid::try_parse(id).ok());
        let entity = object.zip(id).and_then(|(object, id)| world.entity(object, id)).cloned();
        match entity {
            Some(entity) => {
                world.change(&entity, user, |entity| {
                    apply(&mut entity.metadata, &change["metadata_values"]);
                });
                done += 1;
            }
            None => failures.push(format!("{}: not found", change["id"])),
        }
    }
    world.end_job(job, done, &failures);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_overwrite_append_and_delete() {
        let mut metadata = Metadata::new();
        let send = |metadata: &mut Metadata, mode: &str, values: &[&str]| {
            let values: Vec<Value> = values.iter().map(|value| json!({ "value": value })).collect();
            apply(metadata, &json!({"subjects": {"mode": mode, "field_values": values}}));
        };
        send(&mut metadata, "overwrite", &["docks"]);
        send(&mut metadata, "append", &["ferries", "docks"]);
        assert_eq!(metadata["subjects"], [json!("docks"), json!("ferries")]);
        send(&mut metadata, "delete", &["docks"]);
        assert_eq!(metadata["subjects"], [json!("ferries")]);
        send(&mut metadata, "overwrite", &[]);
        assert!(metadata.is_empty());
    }
}
