//! Segments: comments, markers and transcriptions along an asset's time.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::media::transcript;
use crate::practice::iconik::world::table::Table;
use crate::practice::iconik::{moment, paging};

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/assets/{asset_id}/segments/", list),
    ("POST /API/assets/v1/assets/{asset_id}/segments/", add),
    ("GET /API/assets/v1/assets/{asset_id}/segments/{segment_type}/", list),
    ("GET /API/assets/v1/assets/{asset_id}/segments/vtt/", vtt),
    ("GET /API/assets/v1/assets/{asset_id}/segments/{segment_id}/", get),
    ("PATCH /API/assets/v1/assets/{asset_id}/segments/{segment_id}/", change),
    ("PUT /API/assets/v1/assets/{asset_id}/segments/{segment_id}/", change),
    ("DELETE /API/assets/v1/assets/{asset_id}/segments/{segment_id}/", delete),
];

/// Parameters that are not about the fields of segments.
const NOT_FIELDS: [&str; 3] = ["include_users", "include_all_versions", "includes"];

fn of_asset(call: &Call) -> Result<Vec<Value>, Refusal> {
    let own = json!(call.asset()?.id);
    let r#type = call.argument("segment_type");
    let bound = |name: &str| call.parameter(name).and_then(|text| text.parse::<i64>().ok());
    let (from, to) = (bound("time_start_milliseconds__gte"), bound("time_end_milliseconds__lte"));
    let rows = call.world.rows(Table::Segments).values();
    let mut rows: Vec<Value> = rows
        .filter(|row| row["asset_id"] == own)
        .filter(|row| r#type.is_empty() || row["segment_type"] == r#type)
        .filter(|row| {
            from.is_none_or(|from| row["time_start_milliseconds"].as_i64() >= Some(from))
                && to.is_none_or(|to| row["time_end_milliseconds"].as_i64().is_some_and(|end| end <= to))
        })
        .cloned()
        .collect();
    rows.sort_by_key(|row| row["time_start_milliseconds"].as_i64());
    Ok(rows)
}

fn list(call: &mut Call) -> Outcome {
    let rows = of_asset(call)?;
    call.query
        .retain(|name, _| !name.contains("__") && !NOT_FIELDS.contains(&name.as_str()));
    let rows = paging::filtered(call, rows.into_iter());
    paging::by_number(call, rows)
}

fn vtt(call: &mut Call) -> Outcome {
    let rows = of_asset(call)?;
    let rows = paging::filtered(call, rows.into_iter());
    let time = |row: &Value, name: &str| row[name].as_i64().unwrap_or(0);
    let text = transcript::written(rows.iter().map(|row| {
        (
            time(row, "time_start_milliseconds"),
            time(row, "time_end_milliseconds"),
            row["segment_text"].as_str().unwrap_or_default(),
        )
    }));
    Ok(Answer::Text("text/vtt", text))
}

fn add(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let id = Uuid::new_v4();
    let now = moment::text(call.world.tick());
    let mut row = call.body.clone();
    for (name, value) in [
        ("id", json!(id)),
        ("asset_id", json!(asset.id)),
        ("user_id", json!(call.caller.user)),
        ("date_created", json!(now)),
        ("date_modified", json!(now)),
        ("has_drawing", json!(!row["drawing"].is_null())),
        ("top_level", json!(row["parent_id"].is_null())),
    ] {
        row[name] = value;
    }
    for (name, value) in [
        ("status", json!("ACTIVE")),
        ("segment_checked", json!(false)),
        ("version_id", json!(asset.present_version().map(|version| version.id))),
    ] {
        if row[name].is_null() {
            row[name] = value;
        }
    }
    if let Some(fields) = row.as_object_mut() {
        // Indexing leaves nulls where nothing was; those are not part of the answer.
        fields.retain(|name, value| !value.is_null() || name == "external_id");
    }
    call.world.put_row(Table::Segments, id.to_string(), row.clone());
    Ok(Answer::Json(201, row))
}

fn found(call: &Call) -> Result<Value, Refusal> {
    let asset = call.asset()?;
    call.world
        .row(Table::Segments, call.argument("segment_id"))
        .filter(|row| row["asset_id"] == json!(asset.id))
        .cloned()
        .ok_or_else(|| Refusal::missing("Segment"))
}

fn change(call: &mut Call) -> Outcome {
    let mut row = found(call)?;
    for (name, value) in call.fields() {
        row[name] = value;
    }
    row["date_modified"] = json!(moment::text(call.world.tick()));
    let key = call.argument("segment_id").to_owned();
    call.world.put_row(Table::Segments, key, row.clone());
    Ok(ok(row))
}

fn get(call: &mut Call) -> Outcome {
    found(call).map(ok)
}

fn delete(call: &mut Call) -> Outcome {
    found(call)?;
    let key = call.argument("segment_id").to_owned();
    call.world.take_row(Table::Segments, &key);
    Ok(Answer::Empty(204))
}
