//! Shares: ways for people outside to see an object.
//!
//! A yes in a blocking field keeps an asset from being shared (<https://app.iconik.io/help/pages/admin/metadata_fields/blocking_field>).
//! That a new share is then answered with 403, for everybody, and that shares from before stay, is assumed.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::entity::Entity;
use crate::practice::iconik::world::table::Table;
use crate::practice::iconik::{moment, paging};
use crate::practice::institution;

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/shares/", mine),
    ("GET /API/assets/v1/shares/all/", all),
    ("GET /API/assets/v1/{object_type}/{object_id}/shares/", list),
    ("POST /API/assets/v1/{object_type}/{object_id}/shares/url/", add),
    ("GET /API/assets/v1/{object_type}/{object_id}/shares/{share_id}/", get),
    ("PUT /API/assets/v1/{object_type}/{object_id}/shares/{share_id}/", change),
    ("DELETE /API/assets/v1/{object_type}/{object_id}/shares/{share_id}/", delete),
    ("GET /API/assets/v1/{object_type}/{object_id}/shares/{share_id}/users/", users),
];

/// Fields of the row that only some answers have.
fn without(mut row: Value, names: &[&str]) -> Value {
    if let Some(fields) = row.as_object_mut() {
        fields.retain(|name, _| !names.contains(&name.as_str()));
    }
    row
}

fn mine(call: &mut Call) -> Outcome {
    let own = json!(call.caller.user);
    let admin = call.caller.admin;
    call.query.remove("include_member_of");
    let rows = call.world.rows(Table::Shares).values();
    let rows = rows.filter(|row| admin || row["owner_id"] == own).cloned();
    let rows = paging::filtered(call, rows);
    paging::by_number(call, rows)
}

/// Everybody's shares. Whose share it is and who was invited are asked by names of their own.
fn all(call: &mut Call) -> Outcome {
    let member = call.query.remove("member_id");
    let invited = |row: &Value| {
        member.as_ref().is_none_or(|member| {
            let users = row["users"].as_array().into_iter().flatten();
            users.into_iter().any(|user| user["id"] == member.as_str())
        })
    };
    let rows = call.world.rows(Table::Shares).values();
    let rows = rows.filter(|row| invited(row)).cloned();
    let rows = paging::filtered(call, rows);
    paging::by_number(call, rows)
}

/// True where a blocking field of the asset says yes.
fn is_blocked(call: &Call, entity: &Entity) -> bool {
    entity.metadata.iter().any(|(name, values)| {
        let field = call.world.row(Table::Fields, name);
        let blocks = field.is_some_and(|field| field["is_block_field"] == true);
        blocks && values.iter().any(|value| *value == true || *value == "true")
    })
}

fn of_object(call: &Call) -> Result<Vec<Value>, Refusal> {
    let entity = call.entity(call.object_kind()?, call.id("object_id")?)?;
    let rows = call.world.rows(Table::Shares).values();
    Ok(rows.filter(|row| row["object_id"] == json!(entity.id)).cloned().collect())
}

fn list(call: &mut Call) -> Outcome {
    let rows = of_object(call)?;
    let rows = rows.into_iter().map(|row| without(row, &["users", "object_title"])).collect();
    Ok(paging::objects_after_last_id(call, rows))
}

fn add(call: &mut Call) -> Outcome {
    let object = call.object_kind()?;
    let entity = call.entity_for(object, call.id("object_id")?, "read")?;
    if is_blocked(call, &entity) {
        return Err(Refusal::forbidden("Sharing this asset is blocked by its metadata"));
    }
    let id = Uuid::new_v4();
    // What is written to the receivers is not given back.
    let mut row = without(call.body.clone(), &["password", "message"]);
    row["id"] = json!(id);
    row["object_id"] = json!(entity.id);
    row["object_type"] = json!(object.word());
    row["owner_id"] = json!(call.caller.user);
    row["system_domain_id"] = json!(institution::id("system domain", "kelder"));
    row["has_password"] = json!(!call.body["password"].is_null());
    row["date_created"] = json!(moment::text(call.world.tick()));
    row["url"] = json!(format!("{}/share/{id}/", call.host));
    let mut kept = row.clone();
    kept["object_title"] = json!(entity.title);
    kept["users"] = json!([]);
    call.world.put_row(Table::Shares, id.to_string(), kept);
    Ok(ok(row))
}

fn found(call: &Call) -> Result<Value, Refusal> {
    let id = call.argument("share_id");
    of_object(call)?
        .into_iter()
        .find(|row| row["id"] == id)
        .ok_or_else(|| Refusal::missing("Share"))
}

fn get(call: &mut Call) -> Outcome {
    found(call).map(|row| ok(without(row, &["object_title"])))
}

/// What is said is taken over; the address, the password and the object stay.
fn change(call: &mut Call) -> Outcome {
    let mut row = found(call)?;
    for (name, value) in call.fields() {
        if name != "message" {
            row[name] = value;
        }
    }
    let key = call.argument("share_id").to_owned();
    call.world.put_row(Table::Shares, key, row.clone());
    Ok(ok(without(row, &["users", "object_title"])))
}

fn delete(call: &mut Call) -> Outcome {
    found(call)?;
    let key = call.argument("share_id").to_owned();
    call.world.take_row(Table::Shares, &key);
    Ok(Answer::Empty(204))
}

fn users(call: &mut Call) -> Outcome {
    let users = found(call)?["users"].as_array().cloned().unwrap_or_default();
    Ok(paging::objects_after_last_id(call, users))
}
