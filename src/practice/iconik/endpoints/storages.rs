//! Storages.

use serde_json::{Value, json};

use super::Routes;
use crate::practice::iconik::call::{Call, Outcome, Refusal, ok};
use crate::practice::iconik::paging;
use crate::practice::iconik::world::table::Table;

pub const ROUTES: Routes = &[
    ("GET /API/files/v1/storages/", list),
    ("GET /API/files/v1/storages/{storage_id}/", get),
    ("GET /API/files/v1/storages/matching/{purpose}/", matching),
];

fn seen(call: &Call) -> Vec<Value> {
    let rows = call.world.rows(Table::Storages).iter();
    rows.filter(|(key, _)| call.world.permissions_of_other(&call.caller, "storages", key).allow("read"))
        .map(|(_, row)| row.clone())
        .collect()
}

fn list(call: &mut Call) -> Outcome {
    let rows = paging::filtered(call, seen(call).into_iter());
    paging::by_number(call, rows)
}

fn get(call: &mut Call) -> Outcome {
    let id = call.argument("storage_id");
    let row = seen(call).into_iter().find(|row| row["id"] == id);
    row.map(ok).ok_or_else(|| Refusal::missing("Storage"))
}

/// The default storage of a purpose, or the first.
fn matching(call: &mut Call) -> Outcome {
    let purpose = json!(call.argument("purpose"));
    let named = call.parameter("storage_id");
    let rows = seen(call);
    let fits = |row: &&Value| row["purpose"] == purpose && named.is_none_or(|id| row["id"] == id);
    let row = rows.iter().filter(fits).max_by_key(|row| row["default"] == true);
    row.cloned().map(ok).ok_or_else(|| Refusal::missing("Storage"))
}
