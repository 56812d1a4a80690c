//! Relations between assets.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::entity::{Entity, ObjectKind, Status};
use crate::practice::iconik::world::table::Table;
use crate::practice::iconik::{documents, moment, paging};

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/assets/relation_types/", types),
    ("GET /API/assets/v1/assets/{asset_id}/relations/", list),
    ("POST /API/assets/v1/assets/{asset_id}/relations/", add),
    ("GET /API/assets/v1/assets/{asset_id}/relations/{relation_type}/", list),
    (
        "DELETE /API/assets/v1/assets/{asset_id}/relations/{relation_type}/{related_to_asset_id}/",
        remove,
    ),
];

fn types(call: &mut Call) -> Outcome {
    let rows: Vec<&Value> = call.world.rows(Table::RelationTypes).values().collect();
    Ok(ok(json!({ "objects": rows })))
}

/// Lists the related assets, not the relations, as the specification says.
fn list(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let r#type = call.argument("relation_type");
    let deleted = call.flag("include_deleted", false);
    let related: Vec<Arc<Entity>> = call
        .world
        .rows(Table::Relations)
        .values()
        .filter(|row| row["asset_id"] == json!(asset.id))
        .filter(|row| r#type.is_empty() || row["relation_type"] == r#type)
        .filter_map(|row| Uuid::try_parse(row["related_to_asset_id"].as_str()?).ok())
        .filter_map(|id| call.world.entity(ObjectKind::Assets, id))
        .filter(|related| (deleted || related.status == Status::Active) && call.sees(related))
        .cloned()
        .collect();
    let call = &*call;
    paging::by_number_with(call, related, |related| Value::Object(documents::elastic(call, &related)))
}

fn key(from: Uuid, r#type: &str, to: Uuid) -> String {
    Uuid::new_v5(&from, format!("{type} {to}").as_bytes()).to_string()
}

fn add(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let r#type = call.body["relation_type"].as_str().unwrap_or_default().to_owned();
    if call.world.row(Table::RelationTypes, &r#type).is_none() {
        return Err(Refusal::field("relation_type", "No such relation type."));
    }
    let other = call.body["related_to_asset_id"].as_str().and_then(|id| Uuid::try_parse(id).ok());
    let other = other.ok_or_else(|| Refusal::field("related_to_asset_id", "Not a valid UUID."))?;
    let other = call.entity(ObjectKind::Assets, other)?;
    let key = key(asset.id, &r#type, other.id);
    if let Some(known) = call.world.row(Table::Relations, &key) {
        return Ok(ok(known.clone()));
    }
    let now = moment::text(call.world.tick());
    let row = json!({
        "id": key, "asset_id": asset.id, "related_to_asset_id": other.id, "relation_type": r#type,
        "description": call.body["description"], "date_created": now, "date_modified": now,
    });
    call.world.put_row(Table::Relations, key, row.clone());
    Ok(Answer::Json(201, row))
}

fn remove(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let key = key(asset.id, call.argument("relation_type"), call.id("related_to_asset_id")?);
    match call.world.take_row(Table::Relations, &key) {
        Some(_) => Ok(Answer::Empty(204)),
        None => Err(Refusal::missing("Relation")),
    }
}
