//! The delete queue: what waits to be deleted for good.

use std::sync::Arc;

use serde_json::Value;

use super::Routes;
use super::assets::{order, queue, unqueue};
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal};
use crate::practice::iconik::world::entity::{Entity, ObjectKind, Status};
use crate::practice::iconik::{documents, paging};

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/delete_queue/assets/", assets),
    ("POST /API/assets/v1/delete_queue/assets/", add_assets),
    ("DELETE /API/assets/v1/delete_queue/assets/", take_assets),
    ("GET /API/assets/v1/delete_queue/collections/", collections),
    ("POST /API/assets/v1/delete_queue/collections/", add_collections),
    ("DELETE /API/assets/v1/delete_queue/collections/", take_collections),
];

fn list(call: &Call, object: ObjectKind) -> Outcome {
    let mut found: Vec<Arc<Entity>> = call
        .world
        .all(object)
        .filter(|entity| entity.status == Status::Deleted && call.sees(entity))
        .cloned()
        .collect();
    order(call, &mut found);
    paging::by_number_with(call, found, |entity| documents::member(call, &entity))
}

/// Everything is looked at before anything is done.
fn named(call: &Call, object: ObjectKind) -> Result<Vec<Arc<Entity>>, Refusal> {
    call.ids("ids")
        .into_iter()
        .map(|id| call.entity_for(object, id, "delete"))
        .collect()
}

fn assets(call: &mut Call) -> Outcome {
    list(call, ObjectKind::Assets)
}

fn add_assets(call: &mut Call) -> Outcome {
    for asset in named(call, ObjectKind::Assets)? {
        queue(call, &asset);
    }
    Ok(Answer::Empty(204))
}

fn take_assets(call: &mut Call) -> Outcome {
    for asset in named(call, ObjectKind::Assets)? {
        unqueue(call, &asset);
    }
    Ok(Answer::Empty(204))
}

fn collections(call: &mut Call) -> Outcome {
    list(call, ObjectKind::Collections)
}

fn add_collections(call: &mut Call) -> Outcome {
    for collection in named(call, ObjectKind::Collections)? {
        queue(call, &collection);
    }
    Ok(Answer::Json(201, Value::Object(serde_json::Map::new())))
}

fn take_collections(call: &mut Call) -> Outcome {
    for collection in named(call, ObjectKind::Collections)? {
        unqueue(call, &collection);
    }
    Ok(Answer::Json(201, Value::Object(serde_json::Map::new())))
}
