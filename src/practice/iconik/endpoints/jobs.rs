//! Jobs: work in the background, one's own too.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::table::Table;
use crate::practice::iconik::{moment, paging};

pub const ROUTES: Routes = &[
    ("GET /API/jobs/v1/jobs/", list),
    ("POST /API/jobs/v1/jobs/", create),
    ("GET /API/jobs/v1/jobs/{job_id}/", get),
    ("PATCH /API/jobs/v1/jobs/{job_id}/", change),
    ("PUT /API/jobs/v1/jobs/{job_id}/", change),
    ("DELETE /API/jobs/v1/jobs/{job_id}/", delete),
];

fn list(call: &mut Call) -> Outcome {
    let mut rows = paging::filtered(call, call.world.rows(Table::Jobs).values().cloned());
    if call.parameter("sort").is_none() {
        rows.reverse();
    }
    paging::by_number(call, rows)
}

fn create(call: &mut Call) -> Outcome {
    let id = Uuid::new_v4();
    let now = moment::text(call.world.tick());
    let mut row = call.body.clone();
    for (name, value) in [
        ("id", json!(id)),
        ("created_by", json!(call.caller.user)),
        ("date_created", json!(now)),
        ("date_modified", json!(now)),
        ("priority", json!(5)),
        ("steps", json!([])),
    ] {
        row[name] = value;
    }
    row["progress"] = json!(progress(&row));
    call.world.put_row(Table::Jobs, id.to_string(), row.clone());
    Ok(Answer::Json(201, row))
}

/// Per cent of what is to be done.
fn progress(row: &Value) -> i64 {
    let number = |name: &str| row[name].as_i64().unwrap_or(0);
    match number("progress_total") {
        total if total > 0 => number("progress_processed") * 100 / total,
        _ => 0,
    }
}

fn found(call: &Call) -> Result<Value, Refusal> {
    let row = call.world.row(Table::Jobs, call.argument("job_id"));
    row.cloned().ok_or_else(|| Refusal::missing("Job"))
}

fn get(call: &mut Call) -> Outcome {
    found(call).map(ok)
}

fn change(call: &mut Call) -> Outcome {
    let mut row = found(call)?;
    let merge = call.flag("merge_metadata", false);
    for (name, value) in call.fields() {
        match (row[&name].as_object_mut(), value.as_object()) {
            (Some(known), Some(new)) if merge && name == "metadata" => known.extend(new.clone()),
            _ => row[&name] = value,
        }
    }
    row["date_modified"] = json!(moment::text(call.world.tick()));
    row["progress"] = json!(progress(&row));
    let key = call.argument("job_id").to_owned();
    call.world.put_row(Table::Jobs, key, row.clone());
    Ok(ok(row))
}

fn delete(call: &mut Call) -> Outcome {
    found(call)?;
    let key = call.argument("job_id").to_owned();
    call.world.take_row(Table::Jobs, &key);
    Ok(Answer::Empty(204))
}
