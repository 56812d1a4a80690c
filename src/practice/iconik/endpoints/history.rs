//! The history of an asset, where integrations leave notes.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal};
use crate::practice::iconik::world::entity::Entity;
use crate::practice::iconik::world::table::Table;
use crate::practice::iconik::{moment, paging};
use crate::practice::institution;

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/assets/{asset_id}/history/", list),
    ("POST /API/assets/v1/assets/{asset_id}/history/", add),
    ("GET /API/assets/v1/assets/{asset_id}/history/{history_entity_id}/", get),
    ("DELETE /API/assets/v1/assets/{asset_id}/history/{history_entity_id}/", delete),
];

fn list(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let own = json!(asset.id);
    let rows = call.world.rows(Table::History).values();
    let mut rows: Vec<Value> = rows.filter(|row| row["asset_id"] == own).cloned().collect();
    if call.parameter("sort").is_some() {
        rows = paging::filtered(call, rows.into_iter());
    } else {
        rows.reverse();
    }
    paging::by_number(call, rows)
}

/// Writes an entry in the name of the caller.
pub fn note(call: &mut Call, asset: &Entity, fields: &Value) -> Value {
    let now = moment::text(call.world.tick());
    let id = Uuid::new_v4();
    let entry = json!({
        "id": id, "asset_id": asset.id, "user_id": call.caller.user,
        "version_id": asset.present_version().map(|version| version.id),
        "system_domain_id": institution::id("system domain", "kelder"),
        "operation_type": fields["operation_type"], "operation_description": fields["operation_description"],
        "job_id": fields["job_id"], "share_id": fields["share_id"], "share_user_id": fields["share_user_id"],
        "date_created": now, "date_modified": now,
    });
    call.world.put_row(Table::History, id.to_string(), entry.clone());
    entry
}

fn add(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let fields = call.body.clone();
    Ok(Answer::Json(201, note(call, &asset, &fields)))
}

fn found(call: &Call, permission: &str) -> Result<Value, Refusal> {
    let asset = call.asset_for(permission)?;
    call.world
        .row(Table::History, call.argument("history_entity_id"))
        .filter(|row| row["asset_id"] == json!(asset.id))
        .cloned()
        .ok_or_else(|| Refusal::missing("History entity"))
}

/// The specification declares 201 for this GET.
fn get(call: &mut Call) -> Outcome {
    Ok(Answer::Json(201, found(call, "read")?))
}

/// The specification declares 201 with the entry for this DELETE.
fn delete(call: &mut Call) -> Outcome {
    let entry = found(call, "write")?;
    let key = call.argument("history_entity_id").to_owned();
    call.world.take_row(Table::History, &key);
    Ok(Answer::Json(201, entry))
}
