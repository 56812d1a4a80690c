//! Metadata categories: which views an object of a kind shows.

use serde_json::{Value, json};

use super::Routes;
use super::views::{OBJECT_TYPE, in_full};
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::moment;
use crate::practice::iconik::world::table::Table;

pub const ROUTES: Routes = &[
    ("GET /API/metadata/v1/{object_type}/categories/", list),
    ("POST /API/metadata/v1/{object_type}/categories/", create),
    ("GET /API/metadata/v1/{object_type}/categories/{name}/", get),
    ("PUT /API/metadata/v1/{object_type}/categories/{name}/", change),
    ("DELETE /API/metadata/v1/{object_type}/categories/{name}/", delete),
    ("GET /API/metadata/v1/{object_type}/categories/{name}/views/", get),
];

fn key(call: &Call) -> String {
    format!("{}/{}", call.argument("object_type"), call.argument("name"))
}

/// A category with the views that the caller may see (or, where asked, write through).
fn with_views(call: &Call, mut row: Value) -> Value {
    let permission = if call.flag("writable_only", false) { "write" } else { "read" };
    let views: Vec<Value> = row["view_ids"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|id| {
            let permissions = call.world.permissions_of_other(&call.caller, OBJECT_TYPE, id);
            permissions.allow(permission)
        })
        .filter_map(|id| call.world.row(Table::Views, id))
        .map(|view| in_full(call, view.clone()))
        .collect();
    row["views"] = Value::from(views);
    row
}

fn list(call: &mut Call) -> Outcome {
    let r#type = json!(call.argument("object_type"));
    let rows: Vec<Value> = call
        .world
        .rows(Table::Categories)
        .values()
        .filter(|row| row["object_type"] == r#type)
        .map(|row| with_views(call, row.clone()))
        .collect();
    Ok(ok(json!({ "objects": rows })))
}

fn create(call: &mut Call) -> Outcome {
    let name = call.body["name"].as_str().unwrap_or_default();
    let key = format!("{}/{name}", call.argument("object_type"));
    if call.world.row(Table::Categories, &key).is_some() {
        return Err(Refusal::new(409, "A category with this name already exists"));
    }
    let now = moment::text(call.world.tick());
    let mut row = call.body.clone();
    row["object_type"] = json!(call.argument("object_type"));
    row["date_created"] = json!(now);
    row["date_modified"] = json!(now);
    if row["view_ids"].is_null() {
        row["view_ids"] = json!([]);
    }
    call.world.put_row(Table::Categories, key, row.clone());
    Ok(Answer::Json(201, with_views(call, row)))
}

fn found(call: &Call) -> Result<Value, Refusal> {
    let row = call.world.row(Table::Categories, &key(call));
    row.cloned().ok_or_else(|| Refusal::missing("Category"))
}

fn get(call: &mut Call) -> Outcome {
    let row = found(call)?;
    Ok(ok(with_views(call, row)))
}

fn change(call: &mut Call) -> Outcome {
    let mut row = found(call)?;
    for name in ["label", "view_ids"] {
        if let Some(value) = call.body.get(name) {
            row[name] = value.clone();
        }
    }
    row["date_modified"] = json!(moment::text(call.world.tick()));
    call.world.put_row(Table::Categories, key(call), row.clone());
    Ok(ok(with_views(call, row)))
}

fn delete(call: &mut Call) -> Outcome {
    found(call)?;
    let key = key(call);
    call.world.take_row(Table::Categories, &key);
    Ok(Answer::Empty(204))
}
