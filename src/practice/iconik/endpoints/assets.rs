//! Assets: list, get, create, change, delete.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::access::{Acl, Grant, Holder, Permissions};
use crate::practice::iconik::world::entity::{AssetPart, AssetType, Entity, MediaType, Metadata, ObjectKind, Status, Version};
use crate::practice::iconik::{documents, moment, paging};

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/assets/", list),
    ("POST /API/assets/v1/assets/", create),
    ("PATCH /API/assets/v1/assets/", bulk),
    ("PUT /API/assets/v1/assets/", bulk),
    ("GET /API/assets/v1/assets/{asset_id}/", get),
    ("PATCH /API/assets/v1/assets/{asset_id}/", change),
    ("PUT /API/assets/v1/assets/{asset_id}/", change),
    ("DELETE /API/assets/v1/assets/{asset_id}/", delete),
    ("PUT /API/assets/v1/assets/{asset_id}/restore/", restore),
    ("DELETE /API/assets/v1/assets/{asset_id}/purge/", purge),
];

/// Orders entities by the `sort` parameter of lists; by title where it says nothing, and by id at last.
pub fn order(call: &Call, entities: &mut [Arc<Entity>]) {
    let order = paging::read_order(call.parameter("sort").unwrap_or("title,asc"));
    let compare = |name: &str, left: &Entity, right: &Entity| match name {
        "date_created" => left.created.cmp(&right.created),
        "date_modified" => left.modified.cmp(&right.modified),
        "id" => left.id.cmp(&right.id),
        _ => left.title.cmp(&right.title),
    };
    entities.sort_by(|left, right| {
        order
            .iter()
            .map(|(name, descending)| {
                let ordering = compare(name, left, right);
                if *descending { ordering.reverse() } else { ordering }
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
            .then_with(|| left.id.cmp(&right.id))
    });
}

fn list(call: &mut Call) -> Outcome {
    let wanted: Vec<(&str, &str)> = call
        .query
        .iter()
        .filter(|(name, _)| !["page", "per_page", "sort", "scroll", "scroll_id", "field_name"].contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let status_named = wanted.iter().any(|(name, _)| *name == "status");
    let mut found: Vec<Arc<Entity>> = call
        .world
        .all(ObjectKind::Assets)
        .filter(|asset| status_named || asset.status == Status::Active)
        .filter(|asset| {
            let fields = (!wanted.is_empty()).then(|| asset.core());
            fields.is_none_or(|fields| {
                wanted.iter().all(|(name, value)| match fields.get(*name) {
                    Some(Value::String(text)) => text == value,
                    Some(Value::Bool(known)) => known.to_string() == *value,
                    Some(Value::Number(known)) => known.to_string() == *value,
                    _ => false,
                })
            })
        })
        .filter(|asset| call.sees(asset))
        .cloned()
        .collect();
    order(call, &mut found);
    let call = &*call;
    paging::by_number_with(call, found, |asset| Value::Object(documents::elastic(call, &asset)))
}

fn get(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    Ok(ok(documents::asset(call, &asset)))
}

fn create(call: &mut Call) -> Outcome {
    let fields = call.fields();
    let now = call.world.tick();
    let user = call.caller.user;
    let mut homes = Vec::new();
    if let Some(id) = fields.get("collection_id").and_then(Value::as_str) {
        let id = Uuid::try_parse(id).map_err(|_| Refusal::field("collection_id", "Not a valid UUID."))?;
        call.entity_for(ObjectKind::Collections, id, "write")?;
        // Both are needed, as a client in use found out; the collection alone has no known effect.
        if call.flag("assign_to_collection", false) {
            homes.push(id);
        }
    }
    let acl = if call.flag("apply_collection_acls", false) {
        inherited(call, &homes)
    } else {
        Acl::default()
    };
    let mut asset = Entity {
        object: ObjectKind::Assets,
        id: Uuid::new_v4(),
        title: String::new(),
        status: Status::Active,
        created: now,
        modified: now,
        created_by: user,
        updated_by: user,
        homes,
        metadata: Metadata::new(),
        acl: Arc::new(with_creator(acl, user)),
        propagating: Arc::default(),
        more: Map::new(),
        asset: Some(AssetPart {
            r#type: AssetType::Asset,
            media: None,
            duration: None,
            versions: vec![Version {
                id: Uuid::new_v4(),
                number: 1,
                created: now,
                created_by: user,
                transcribed: Vec::new(),
                online: false,
            }],
        }),
    };
    asset.take(&fields);
    let asset = call.world.put_entity(asset);
    Ok(Answer::Json(201, documents::asset(call, &asset)))
}

/// What the collections a new thing goes into grant.
pub fn inherited(call: &Call, homes: &[Uuid]) -> Acl {
    let mut acl = Acl::default();
    for home in homes {
        if let Some(collection) = call.world.entity(ObjectKind::Collections, *home) {
            for Grant { holder, permissions } in &collection.acl.0 {
                acl.grant(*holder, *permissions, true);
            }
        }
    }
    acl
}

/// A creator receives full rights.
pub fn with_creator(mut acl: Acl, user: Uuid) -> Acl {
    acl.grant(Holder::User(user), Permissions::ALL, false);
    acl
}

fn change(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let fields = call.fields();
    let user = call.caller.user;
    let asset = call.world.change(&asset, user, |asset| asset.take(&fields));
    Ok(ok(documents::asset(call, &asset)))
}

fn bulk(call: &mut Call) -> Outcome {
    let objects: Vec<Value> = call.body["objects"].as_array().cloned().unwrap_or_default();
    let user = call.caller.user;
    let job = call.world.start_job(user, "METADATA", "Bulk edit of assets", objects.len());
    let (mut done, mut failures) = (0, Vec::new());
    for object in objects {
        let id = object["id"].as_str().and_then(|id| Uuid::try_parse(id).ok());
        let Some(id) = id else {
            failures.push("an object without an id".to_owned());
            continue;
        };
        match call.entity_for(ObjectKind::Assets, id, "write") {
            Ok(asset) => {
                let mut fields = object.as_object().cloned().unwrap_or_default();
                fields.shift_remove("id");
                call.world.change(&asset, user, |asset| asset.take(&fields));
                done += 1;
            }
            Err(refusal) => failures.push(format!("{id}: {}", refusal.errors)),
        }
    }
    call.world.end_job(job, done, &failures);
    Ok(Answer::Json(202, json!({ "job_id": job })))
}

/// Puts an entity into the delete queue.
pub fn queue(call: &mut Call, entity: &Arc<Entity>) {
    let user = call.caller.user;
    call.world.change(entity, user, |entity| {
        entity.status = Status::Deleted;
        let now = moment::text(entity.modified);
        entity.more.insert("date_deleted".to_owned(), json!(now));
        entity.more.insert("deleted_by_user".to_owned(), json!(user));
    });
}

/// Takes an entity out of the delete queue.
pub fn unqueue(call: &mut Call, entity: &Arc<Entity>) {
    let user = call.caller.user;
    call.world.change(entity, user, |entity| {
        entity.status = Status::Active;
        entity.more.shift_remove("date_deleted");
        entity.more.shift_remove("deleted_by_user");
    });
}

fn delete(call: &mut Call) -> Outcome {
    let asset = call.asset_for("delete")?;
    queue(call, &asset);
    Ok(Answer::Empty(204))
}

fn restore(call: &mut Call) -> Outcome {
    let asset = call.asset_for("delete")?;
    unqueue(call, &asset);
    Ok(Answer::Empty(204))
}

fn purge(call: &mut Call) -> Outcome {
    let asset = call.asset_for("delete")?;
    if asset.status != Status::Deleted {
        return Err(Refusal::new(400, "Asset is not in the delete queue"));
    }
    call.world.purge(ObjectKind::Assets, asset.id);
    Ok(Answer::Empty(204))
}

/// Kinds of media by the type that a format's file has.
pub fn media_of(mime: &str) -> Option<MediaType> {
    match mime.split('/').next() {
        Some("video") => Some(MediaType::Video),
        Some("audio") => Some(MediaType::Audio),
        Some("image") => Some(MediaType::Image),
        _ => None,
    }
}
