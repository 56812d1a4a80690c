//! What is in a collection.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use super::Routes;
use super::assets::order;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::entity::{Entity, ObjectKind, Status};
use crate::practice::iconik::{documents, media, moment, paging};

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/collections/{collection_id}/contents/", list),
    ("POST /API/assets/v1/collections/{collection_id}/contents/", add),
    (
        "DELETE /API/assets/v1/collections/{collection_id}/contents/{object_type}/{object_id}/",
        remove,
    ),
    ("GET /API/assets/v1/collections/{collection_id}/content/info/", info),
    ("GET /API/assets/v1/collections/{collection_id}/size/", size),
];

fn list(call: &mut Call) -> Outcome {
    let collection = call.collection_for("read")?;
    let types = call.list("object_types");
    let ids = call.list("object_ids");
    let external = call.parameter("external_id");
    let mut found: Vec<Arc<Entity>> = call
        .world
        .contents(collection.id)
        .filter(|entity| entity.status != Status::Deleted && call.sees(entity))
        .filter(|entity| {
            let word = entity.object.word();
            types.as_ref().is_none_or(|types| types.iter().any(|own| own == word))
                && ids.as_ref().is_none_or(|ids| ids.contains(&entity.id.to_string()))
                && external.is_none_or(|id| entity.more.get("external_id") == Some(&json!(id)))
        })
        .cloned()
        .collect();
    order(call, &mut found);
    // Collections stand before assets, whatever the sort, as folders do.
    found.sort_by_key(|entity| entity.object == ObjectKind::Assets);
    let call = &*call;
    paging::by_number_with(call, found, |entity| documents::member(call, &entity))
}

fn add(call: &mut Call) -> Outcome {
    let collection = call.collection_for("write")?;
    let object = call.body["object_type"].as_str().and_then(ObjectKind::read);
    let object = object.ok_or_else(|| Refusal::field("object_type", "Invalid object type."))?;
    let id = call.body["object_id"].as_str().and_then(|id| Uuid::try_parse(id).ok());
    let id = id.ok_or_else(|| Refusal::field("object_id", "Not a valid UUID."))?;
    let member = call.entity(object, id)?;
    if member.id == collection.id || call.world.ancestors(&collection).contains(&member.id) {
        return Err(Refusal::field("object_id", "A collection cannot be inside itself."));
    }
    if !member.homes.contains(&collection.id) {
        let user = call.caller.user;
        call.world.change(&member, user, |member| member.homes.push(collection.id));
    }
    let row = json!({
        "collection_id": collection.id, "object_id": id, "object_type": object.word(),
        "date_created": moment::text(moment::now()),
    });
    Ok(Answer::Json(201, row))
}

fn remove(call: &mut Call) -> Outcome {
    let collection = call.collection_for("write")?;
    let member = call.entity(call.object_kind()?, call.id("object_id")?)?;
    if !member.homes.contains(&collection.id) {
        return Err(Refusal::missing("Object in the collection"));
    }
    let user = call.caller.user;
    call.world.change(&member, user, |member| {
        member.homes.retain(|home| *home != collection.id);
    });
    Ok(Answer::Empty(204))
}

/// Everything below a collection that the caller may see, each once.
fn below(call: &Call, collection: Uuid, deep: bool) -> Vec<Arc<Entity>> {
    let mut seen = HashSet::from([collection]);
    let mut open = vec![collection];
    let mut found = Vec::new();
    while let Some(next) = open.pop() {
        for entity in call.world.contents(next) {
            if entity.status == Status::Active && call.sees(entity) && seen.insert(entity.id) {
                if deep && entity.object == ObjectKind::Collections {
                    open.push(entity.id);
                }
                found.push(Arc::clone(entity));
            }
        }
    }
    found
}

fn bytes(call: &Call, assets: &[Arc<Entity>]) -> i64 {
    assets
        .iter()
        .filter(|entity| entity.object == ObjectKind::Assets)
        .flat_map(|asset| media::of_kind(call.world, asset, "files"))
        .filter_map(|file| file["size"].as_i64())
        .sum()
}

fn info(call: &mut Call) -> Outcome {
    let collection = call.collection_for("read")?;
    let found = below(call, collection.id, call.flag("include_subcollections", true));
    let count = |object| found.iter().filter(|entity| entity.object == object).count();
    let duration: i64 = found.iter().filter_map(|entity| entity.asset.as_ref()?.duration).sum();
    Ok(ok(json!({
        "title": collection.title,
        "assets_count": count(ObjectKind::Assets),
        "collections_count": count(ObjectKind::Collections),
        "total_duration_milliseconds": duration,
        "total_size": bytes(call, &found),
        "storage_info": [],
    })))
}

fn size(call: &mut Call) -> Outcome {
    let collection = call.collection_for("read")?;
    let found = below(call, collection.id, call.flag("include_subcollections", false));
    Ok(ok(
        json!({"id": collection.id, "title": collection.title, "size": bytes(call, &found)}),
    ))
}
