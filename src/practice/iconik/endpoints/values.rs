//! Metadata values of an object, through a view or without one, and of many objects in the background.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Routes;
use super::views;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::moment;
use crate::practice::iconik::values::{apply, check, fields_of_view, seen_through};
use crate::practice::iconik::world::entity::Entity;

pub const ROUTES: Routes = &[
    ("GET /API/metadata/v1/{object_type}/{object_id}/views/{view_id}/", get),
    ("PUT /API/metadata/v1/{object_type}/{object_id}/views/{view_id}/", put),
    ("GET /API/metadata/v1/{object_type}/{object_id}/", get_all),
    ("PUT /API/metadata/v1/{object_type}/{object_id}/", put_all),
    ("PUT /API/metadata/v1/{object_type}/views/{view_id}/", bulk_same),
    ("POST /API/metadata/v1/{object_type}/views/{view_id}/", bulk_each),
];

fn answer(entity: &Entity, values: Map<String, Value>) -> Value {
    let mut answer = json!({
        "object_id": entity.id, "object_type": entity.object.word(), "metadata_values": values,
        "date_created": moment::text(entity.created), "date_modified": moment::text(entity.modified),
    });
    if let Some(version) = entity.present_version() {
        answer["version_id"] = json!(version.id);
    }
    answer
}

fn entity(call: &Call, permission: &str) -> Result<Arc<Entity>, Refusal> {
    call.entity_for(call.object_kind()?, call.id("object_id")?, permission)
}

/// 404 when the view has no values on that object, which clients must take for "empty".
fn get(call: &mut Call) -> Outcome {
    let view = views::found(call, "read")?;
    let entity = entity(call, "read")?;
    let as_text = call.flag("reencode_values_to_string", false);
    let values = seen_through(&entity.metadata, &fields_of_view(&view), as_text);
    if values.is_empty() {
        return Err(Refusal::missing("Metadata"));
    }
    Ok(ok(answer(&entity, values)))
}

fn put(call: &mut Call) -> Outcome {
    let view = views::found(call, "write")?;
    let entity = entity(call, "write")?;
    let sent = call.body["metadata_values"].clone();
    check(call.world, Some(&view), &sent)?;
    let user = call.caller.user;
    // A change of metadata counts as a change of the object: assumed.
    let entity = call.world.change(&entity, user, |entity| apply(&mut entity.metadata, &sent));
    let values = seen_through(&entity.metadata, &fields_of_view(&view), false);
    Ok(ok(answer(&entity, values)))
}

fn administrators_only(call: &Call) -> Result<(), Refusal> {
    if call.caller.admin {
        Ok(())
    } else {
        Err(Refusal::forbidden("This endpoint is available only for admins"))
    }
}

fn get_all(call: &mut Call) -> Outcome {
    administrators_only(call)?;
    let entity = entity(call, "read")?;
    let names: Vec<String> = entity.metadata.keys().cloned().collect();
    Ok(ok(answer(&entity, seen_through(&entity.metadata, &names, false))))
}

/// Unlike the real route this one looks at values and objects: a client should not rely on their not being looked at.
fn put_all(call: &mut Call) -> Outcome {
    administrators_only(call)?;
    let entity = entity(call, "write")?;
    let sent = call.body["metadata_values"].clone();
    check(call.world, None, &sent)?;
    let user = call.caller.user;
    let entity = call.world.change(&entity, user, |entity| apply(&mut entity.metadata, &sent));
    let names: Vec<String> = entity.metadata.keys().cloned().collect();
    Ok(ok(answer(&entity, seen_through(&entity.metadata, &names, false))))
}

fn bulk_same(call: &mut Call) -> Outcome {
    let sent = call.body["metadata_values"].clone();
    let changes = call
        .ids("object_ids")
        .into_iter()
        .map(|id| json!({"id": id, "metadata_values": sent}))
        .collect();
    bulk(call, changes)
}

fn bulk_each(call: &mut Call) -> Outcome {
    let named = call.ids("object_ids");
    let mapping = &call.body["metadata_values_object_id_mapping"];
    let changes: Vec<Value> = mapping.as_array().cloned().unwrap_or_default();
    let strange = changes.iter().find(|change| !named.iter().any(|id| change["id"] == json!(id)));
    if let Some(change) = strange {
        let message = format!("{} is not among object_ids.", change["id"]);
        return Err(Refusal::field("metadata_values_object_id_mapping", &message));
    }
    bulk(call, changes)
}

/// Looks at everything now and changes everything later, in a job. Objects that may not be changed fail in the job.
fn bulk(call: &mut Call, changes: Vec<Value>) -> Outcome {
    let object = call.object_kind()?;
    let view = views::found(call, "write")?;
    for change in &changes {
        check(call.world, Some(&view), &change["metadata_values"])?;
    }
    let (mut allowed, mut failures) = (Vec::new(), Vec::new());
    for change in changes {
        let id = change["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default();
        match call.entity_for(object, id, "write") {
            Ok(_) => allowed.push(change),
            Err(refusal) => failures.push(format!("{id}: {}", refusal.errors[0])),
        }
    }
    let user = call.caller.user;
    let total = allowed.len() + failures.len();
    let job = call.world.start_job(user, "METADATA", "Bulk metadata update", total);
    let work = json!({
        "user": user, "object_type": object.word(), "changes": allowed, "failures": failures,
    });
    call.world.postpone(job, work, call.options.job_delay);
    Ok(Answer::Json(202, json!({ "job_id": job })))
}
