//! Metadata views: named selections of fields.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::moment;
use crate::practice::iconik::world::table::Table;

pub const ROUTES: Routes = &[
    ("GET /API/metadata/v1/views/", list),
    ("POST /API/metadata/v1/views/", create),
    ("GET /API/metadata/v1/views/{view_id}/", get),
    ("PATCH /API/metadata/v1/views/{view_id}/", change),
    ("PUT /API/metadata/v1/views/{view_id}/", change),
    ("DELETE /API/metadata/v1/views/{view_id}/", delete),
];

/// What the ACLs of views are kept under.
pub const OBJECT_TYPE: &str = "metadata_views";

fn list(call: &mut Call) -> Outcome {
    let rows: Vec<Value> = call
        .world
        .rows(Table::Views)
        .iter()
        .filter(|(key, _)| {
            let permissions = call.world.permissions_of_other(&call.caller, OBJECT_TYPE, key);
            permissions.allow("read")
        })
        .map(|(_, row)| row.clone())
        .collect();
    Ok(ok(json!({ "objects": rows })))
}

/// A view that the caller has a permission for.
pub fn found(call: &Call, permission: &str) -> Result<Value, Refusal> {
    let key = call.id("view_id")?.to_string();
    let row = call
        .world
        .row(Table::Views, &key)
        .ok_or_else(|| Refusal::missing("Metadata view"))?;
    let permissions = call.world.permissions_of_other(&call.caller, OBJECT_TYPE, &key);
    if !permissions.allow(permission) {
        return Err(Refusal::forbidden(format!(
            "You do not have {permission} permission on this metadata view"
        )));
    }
    Ok(row.clone())
}

/// The fields of a view as they are, with what the view says otherwise.
fn merged(call: &Call, view: &Value) -> Vec<Value> {
    view["view_fields"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|own| {
            let name = own["name"].as_str()?;
            let mut field = call.world.row(Table::Fields, name)?.clone();
            for (name, value) in own.as_object()? {
                if !value.is_null() {
                    field[name] = value.clone();
                }
            }
            Some(field)
        })
        .collect()
}

/// A view with its fields in full, as the answers about one view have it.
pub fn in_full(call: &Call, mut view: Value) -> Value {
    view["view_fields"] = Value::from(merged(call, &view));
    view
}

fn get(call: &mut Call) -> Outcome {
    let view = found(call, "read")?;
    if !call.flag("merge_fields", true) {
        // Even unmerged the specification wants label and type with each field.
        let mut fields = merged(call, &view);
        for field in &mut fields {
            let whole = call.world.row(Table::Fields, field["name"].as_str().unwrap_or_default());
            if let Some(whole) = whole {
                *field = whole.clone();
            }
        }
        let mut view = view;
        view["view_fields"] = Value::from(fields);
        return Ok(ok(view));
    }
    Ok(ok(in_full(call, view)))
}

/// Every field that a view names must exist, and one of them may block; that a second one is refused with 400 is assumed.
fn check(call: &Call) -> Result<(), Refusal> {
    let mut blocking = 0;
    for field in call.body["view_fields"].as_array().into_iter().flatten() {
        let name = field["name"].as_str().unwrap_or_default();
        let Some(row) = call.world.row(Table::Fields, name) else {
            let message = format!("Metadata field {name} does not exist.");
            return Err(Refusal::field("view_fields", &message));
        };
        blocking += usize::from(row["is_block_field"] == true);
        if blocking > 1 {
            return Err(Refusal::field("view_fields", "A view can have one blocking field."));
        }
    }
    Ok(())
}

fn create(call: &mut Call) -> Outcome {
    check(call)?;
    let id = Uuid::new_v4();
    let now = moment::text(call.world.tick());
    let mut row = call.body.clone();
    row["id"] = json!(id);
    row["date_created"] = json!(now);
    row["date_modified"] = json!(now);
    call.world.put_row(Table::Views, id.to_string(), row.clone());
    Ok(Answer::Json(201, in_full(call, row)))
}

fn change(call: &mut Call) -> Outcome {
    let mut row = found(call, "write")?;
    check(call)?;
    for (name, value) in call.fields() {
        row[name] = value;
    }
    row["date_modified"] = json!(moment::text(call.world.tick()));
    let key = call.id("view_id")?.to_string();
    call.world.put_row(Table::Views, key, row.clone());
    Ok(ok(in_full(call, row)))
}

fn delete(call: &mut Call) -> Outcome {
    found(call, "write")?;
    let key = call.id("view_id")?.to_string();
    call.world.take_row(Table::Views, &key);
    Ok(Answer::Empty(204))
}
