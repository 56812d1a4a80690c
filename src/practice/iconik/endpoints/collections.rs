//! Collections: list, get, create, change, delete, and what stands above them.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Routes;
use super::assets::{inherited, order, queue, unqueue, with_creator};
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::access::Acl;
use crate::practice::iconik::world::entity::{Entity, Metadata, ObjectKind, Status};
use crate::practice::iconik::{documents, paging};

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/collections/", list),
    ("POST /API/assets/v1/collections/", create),
    ("GET /API/assets/v1/collections/{collection_id}/", get),
    ("PATCH /API/assets/v1/collections/{collection_id}/", change),
    ("PUT /API/assets/v1/collections/{collection_id}/", change),
    ("DELETE /API/assets/v1/collections/{collection_id}/", delete),
    ("PUT /API/assets/v1/collections/{collection_id}/restore/", restore),
    ("GET /API/assets/v1/collections/{collection_id}/ancestors/", ancestors),
    ("GET /API/assets/v1/collections/{collection_id}/full/path/", full_path),
];

fn list(call: &mut Call) -> Outcome {
    let root = call.parameter("is_root").map(|_| call.flag("is_root", false));
    let status = call.parameter("status").unwrap_or("ACTIVE");
    let mut found: Vec<Arc<Entity>> = call
        .world
        .all(ObjectKind::Collections)
        .filter(|collection| json!(collection.status) == status)
        .filter(|collection| root.is_none_or(|root| collection.homes.is_empty() == root))
        .filter(|collection| call.sees(collection))
        .cloned()
        .collect();
    order(call, &mut found);
    let call = &*call;
    paging::by_number_with(call, found, |collection| documents::collection(call, &collection))
}

fn get(call: &mut Call) -> Outcome {
    let collection = call.collection_for("read")?;
    Ok(ok(documents::collection(call, &collection)))
}

/// The parent that a body names; `Some(None)` for the root.
fn parent(call: &Call) -> Result<Option<Option<Uuid>>, Refusal> {
    match call.body.get("parent_id") {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(id) => {
            let id = id.as_str().and_then(|id| Uuid::try_parse(id).ok());
            let id = id.ok_or_else(|| Refusal::field("parent_id", "Not a valid UUID."))?;
            call.entity_for(ObjectKind::Collections, id, "write")?;
            Ok(Some(Some(id)))
        }
    }
}

fn create(call: &mut Call) -> Outcome {
    let fields = call.fields();
    let homes: Vec<Uuid> = parent(call)?.flatten().into_iter().collect();
    let now = call.world.tick();
    let user = call.caller.user;
    let acl = if call.flag("apply_collection_acls", false) {
        inherited(call, &homes)
    } else {
        Acl::default()
    };
    let mut collection = Entity {
        object: ObjectKind::Collections,
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
        asset: None,
    };
    collection.take(&fields);
    let collection = call.world.put_entity(collection);
    Ok(Answer::Json(201, documents::collection(call, &collection)))
}

fn change(call: &mut Call) -> Outcome {
    let collection = call.collection_for("write")?;
    let parent = parent(call)?;
    if let Some(Some(parent)) = parent {
        let above = call.world.entity(ObjectKind::Collections, parent);
        let above = above.map(|above| call.world.ancestors(above)).unwrap_or_default();
        if parent == collection.id || above.contains(&collection.id) {
            return Err(Refusal::field("parent_id", "A collection cannot be inside itself."));
        }
    }
    let copy = call.parameter("change_parent_mode") == Some("copy");
    let (user, fields) = (call.caller.user, call.fields());
    let collection = call.world.change(&collection, user, |collection| {
        collection.take(&fields);
        if let Some(parent) = parent {
            if !copy {
                let before = collection.homes.first().copied();
                collection.homes.retain(|home| Some(*home) != before);
            }
            if let Some(parent) = parent {
                collection.homes.retain(|home| *home != parent);
                collection.homes.insert(0, parent);
            }
        }
    });
    Ok(ok(documents::collection(call, &collection)))
}

/// Deletion goes on in the background by the specification; here it is done at once, into the delete queue. What is
/// inside stays.
fn delete(call: &mut Call) -> Outcome {
    let collection = call.collection_for("delete")?;
    queue(call, &collection);
    Ok(Answer::Empty(202))
}

fn restore(call: &mut Call) -> Outcome {
    let collection = call.collection_for("delete")?;
    if collection.status != Status::Deleted {
        return Err(Refusal::new(400, "Collection is not in the delete queue"));
    }
    unqueue(call, &collection);
    Ok(Answer::Empty(201))
}

/// The chain of first parents, the root first.
fn chain(call: &Call, collection: &Arc<Entity>) -> Vec<Arc<Entity>> {
    let mut chain = vec![Arc::clone(collection)];
    while let Some(parent) = chain.last().and_then(|last| last.homes.first()) {
        match call.world.entity(ObjectKind::Collections, *parent) {
            Some(parent) if !chain.iter().any(|known| known.id == parent.id) => {
                chain.push(Arc::clone(parent));
            }
            _ => break,
        }
    }
    chain.reverse();
    chain
}

fn ancestors(call: &mut Call) -> Outcome {
    let collection = call.collection_for("read")?;
    let mut chain = chain(call, &collection);
    chain.pop();
    let rows = chain.iter().map(|above| documents::collection(call, above)).collect();
    paging::by_number(call, rows)
}

fn full_path(call: &mut Call) -> Outcome {
    let collection = call.collection_for("read")?;
    let titles: Vec<String> = chain(call, &collection).iter().map(|part| part.title.clone()).collect();
    Ok(ok(json!(titles.join("/"))))
}
