//! Access control lists. How a propagating list is written is not documented, so it cannot be done here either.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::access::{Acl, Grant, Holder, Permissions};
use crate::practice::iconik::world::entity::ObjectKind;
use crate::practice::iconik::world::table::Table;

pub const ROUTES: Routes = &[
    ("GET /API/acls/v1/acl/{object_type}/{object_key}/", get),
    ("GET /API/acls/v1/acl/{object_type}/{object_key}/permissions/", own),
    ("GET /API/acls/v1/acl/{object_type}/{object_key}/{permission}/", check),
    ("POST /API/acls/v1/acl/{object_type}/{permission}/", check_many),
    ("POST /API/acls/v1/acl/", check_kinds),
    ("PUT /API/acls/v1/acl/{object_type}/", put),
    ("PUT /API/acls/v1/acl/{object_type}/bulk/", put_each),
    ("DELETE /API/acls/v1/acl/{object_type}/", delete),
    ("GET /API/acls/v1/users/{user_id}/acl/{object_type}/{object_key}/", get_one),
    ("PUT /API/acls/v1/users/{user_id}/acl/{object_type}/{object_key}/", put_one),
    ("DELETE /API/acls/v1/users/{user_id}/acl/{object_type}/{object_key}/", delete_one),
    ("GET /API/acls/v1/groups/{group_id}/acl/{object_type}/{object_key}/", get_one),
    ("PUT /API/acls/v1/groups/{group_id}/acl/{object_type}/{object_key}/", put_one),
    ("DELETE /API/acls/v1/groups/{group_id}/acl/{object_type}/{object_key}/", delete_one),
];

/// What the caller may do with a thing; nothing where it does not exist.
fn permissions(call: &Call, object_type: &str, key: &str) -> Permissions {
    let Some(object) = ObjectKind::read(object_type) else {
        return call.world.permissions_of_other(&call.caller, object_type, key);
    };
    Uuid::try_parse(key)
        .ok()
        .and_then(|id| call.world.entity(object, id))
        .map(|entity| call.world.permissions(&call.caller, entity))
        .unwrap_or_default()
}

fn list(call: &Call, object_type: &str, key: &str) -> Result<Acl, Refusal> {
    match ObjectKind::read(object_type) {
        Some(object) => {
            let id = Uuid::try_parse(key).unwrap_or_default();
            let entity = call.world.entity(object, id).ok_or_else(|| Refusal::missing("Object"))?;
            Ok(Acl::clone(&entity.acl))
        }
        None => Ok(call.world.other_acl(object_type, key).unwrap_or_default()),
    }
}

fn alter(call: &mut Call, object_type: &str, key: &str, alter: impl FnOnce(&mut Acl)) -> Result<(), Refusal> {
    let mut acl = list(call, object_type, key)?;
    if !permissions(call, object_type, key).allow("change-acl") {
        return Err(Refusal::forbidden("You do not have change-acl permission on this object"));
    }
    alter(&mut acl);
    match ObjectKind::read(object_type) {
        Some(object) => {
            let id = Uuid::try_parse(key).unwrap_or_default();
            let entity = call.world.entity(object, id).cloned().ok_or_else(|| Refusal::missing("Object"))?;
            // An ACL is not part of the record: its moment of change stays.
            let mut changed = (*entity).clone();
            changed.acl = Arc::new(acl);
            call.world.put_entity(changed);
        }
        None => {
            let row = serde_json::to_value(&acl).unwrap_or_default();
            call.world.put_row(Table::Acls, format!("{object_type}/{key}"), row);
        }
    }
    Ok(())
}

/// Grants of users and of groups as iconik writes them, with the place they come from where that is another object.
fn written(acl: &Acl, from: Option<Uuid>) -> (Vec<Value>, Vec<Value>) {
    let (mut users, mut groups) = (Vec::new(), Vec::new());
    for Grant { holder, permissions } in &acl.0 {
        let mut row = json!({ "permissions": permissions.words() });
        if let Some(from) = from {
            row["object_key"] = json!(from);
            row["object_type"] = json!("collections");
        }
        match holder {
            Holder::User(id) => {
                row["user_id"] = json!(id);
                users.push(row);
            }
            Holder::Group(id) => {
                row["group_id"] = json!(id);
                groups.push(row);
            }
        }
    }
    (users, groups)
}

fn get(call: &mut Call) -> Outcome {
    let (object_type, key) = (call.argument("object_type"), call.argument("object_key"));
    let (users, groups) = written(&list(call, object_type, key)?, None);
    if !permissions(call, object_type, key).allow("read") {
        return Err(Refusal::forbidden("You do not have read permission on this object"));
    }
    let (mut inherited_users, mut inherited_groups) = (Vec::new(), Vec::new());
    let (mut own_users, mut own_groups) = (Vec::new(), Vec::new());
    let entity = ObjectKind::read(object_type)
        .zip(Uuid::try_parse(key).ok())
        .and_then(|(object, id)| call.world.entity(object, id));
    if let Some(entity) = entity {
        for above in call.world.ancestors(entity) {
            if let Some(above) = call.world.entity(ObjectKind::Collections, above) {
                let (users, groups) = written(&above.propagating, Some(above.id));
                inherited_users.extend(users);
                inherited_groups.extend(groups);
            }
        }
        (own_users, own_groups) = written(&entity.propagating, Some(entity.id));
    }
    Ok(ok(json!({
        "users_acl": users, "groups_acl": groups,
        "inherited_users_acl": inherited_users, "inherited_groups_acl": inherited_groups,
        "propagating_users_acl": own_users, "propagating_groups_acl": own_groups,
    })))
}

fn own(call: &mut Call) -> Outcome {
    let permissions = permissions(call, call.argument("object_type"), call.argument("object_key"));
    Ok(ok(json!({ "permissions": permissions.words() })))
}

fn check(call: &mut Call) -> Outcome {
    let permissions = permissions(call, call.argument("object_type"), call.argument("object_key"));
    if permissions.allow(call.argument("permission")) {
        Ok(Answer::Empty(200))
    } else {
        Err(Refusal::forbidden("Permission denied"))
    }
}

fn keys(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

fn granted_and_denied(granted: &[String], denied: &[String]) -> Outcome {
    Ok(ok(json!({"access_granted": granted, "access_denied": denied})))
}

fn check_many(call: &mut Call) -> Outcome {
    let (object_type, permission) = (call.argument("object_type"), call.argument("permission"));
    let (granted, denied): (Vec<_>, Vec<_>) = keys(&call.body["object_keys"])
        .into_iter()
        .partition(|key| permissions(call, object_type, key).allow(permission));
    granted_and_denied(&granted, &denied)
}

fn check_kinds(call: &mut Call) -> Outcome {
    let (mut granted, mut denied) = (Vec::new(), Vec::new());
    for object in call.body["objects"].as_array().into_iter().flatten() {
        let object_type = object["object_type"].as_str().unwrap_or_default();
        let wanted = keys(&object["permissions"]);
        for key in keys(&object["object_keys"]) {
            let has = permissions(call, object_type, &key);
            let list = if wanted.iter().all(|word| has.allow(word)) {
                &mut granted
            } else {
                &mut denied
            };
            list.push(key);
        }
    }
    granted_and_denied(&granted, &denied)
}

fn holders(body: &Value) -> Vec<Holder> {
    let ids = |name: &str| -> Vec<Uuid> { serde_json::from_value(body[name].clone()).unwrap_or_default() };
    let users = ids("user_ids").into_iter().map(Holder::User);
    users.chain(ids("group_ids").into_iter().map(Holder::Group)).collect()
}

fn read_permissions(body: &Value) -> Result<Permissions, Refusal> {
    Permissions::read(keys(&body["permissions"])).ok_or_else(|| Refusal::field("permissions", "Must be read, write, delete or change-acl."))
}

fn put_body(call: &mut Call, body: &Value) -> Result<Vec<String>, Refusal> {
    let object_type = call.argument("object_type").to_owned();
    let permissions = read_permissions(body)?;
    // OVERWRITE is the default, and the main hazard. What it replaces beside the entries of those named is not documented.
    let append = body["mode"] == "APPEND";
    let whole = !append && call.options.overwrite_replaces_list;
    let (keys, holders) = (keys(&body["object_keys"]), holders(body));
    for key in &keys {
        alter(call, &object_type, key, |acl| {
            if whole {
                acl.0.clear();
            }
            for holder in &holders {
                acl.grant(*holder, permissions, append);
            }
        })?;
    }
    Ok(keys)
}

fn put(call: &mut Call) -> Outcome {
    let body = call.body.clone();
    let keys = put_body(call, &body)?;
    Ok(ok(json!({ "updated_object_keys": keys })))
}

fn put_each(call: &mut Call) -> Outcome {
    let objects = call.body["objects"].as_array().cloned().unwrap_or_default();
    let mut results = Vec::new();
    for body in &objects {
        let keys = put_body(call, body)?;
        results.push(json!({ "updated_object_keys": keys }));
    }
    Ok(ok(Value::from(results)))
}

fn delete(call: &mut Call) -> Outcome {
    let object_type = call.argument("object_type").to_owned();
    let holders = holders(&call.body);
    for key in keys(&call.body["object_keys"]) {
        alter(call, &object_type, &key, |acl| {
            for holder in &holders {
                acl.revoke(*holder);
            }
        })?;
    }
    Ok(Answer::Empty(200))
}

/// The user or group that the path names.
fn holder(call: &Call) -> Result<Holder, Refusal> {
    match call.id("user_id") {
        Ok(id) => Ok(Holder::User(id)),
        Err(_) => call.id("group_id").map(Holder::Group),
    }
}

fn one(call: &Call, holder: Holder, permissions: Permissions) -> Value {
    let mut row = json!({
        "object_key": call.argument("object_key"), "object_type": call.argument("object_type"),
        "permissions": permissions.words(),
    });
    match holder {
        Holder::User(id) => row["user_id"] = json!(id),
        Holder::Group(id) => row["group_id"] = json!(id),
    }
    row
}

fn get_one(call: &mut Call) -> Outcome {
    let holder = holder(call)?;
    let acl = list(call, call.argument("object_type"), call.argument("object_key"))?;
    let permissions = acl.of(holder).ok_or_else(|| Refusal::missing("ACL"))?;
    Ok(ok(one(call, holder, permissions)))
}

fn put_one(call: &mut Call) -> Outcome {
    let holder = holder(call)?;
    let permissions = read_permissions(&call.body)?;
    let (object_type, key) = (call.argument("object_type").to_owned(), call.argument("object_key").to_owned());
    let known = list(call, &object_type, &key)?.of(holder).is_some();
    alter(call, &object_type, &key, |acl| acl.grant(holder, permissions, false))?;
    let status = if known { 200 } else { 201 };
    Ok(Answer::Json(status, one(call, holder, permissions)))
}

fn delete_one(call: &mut Call) -> Outcome {
    let holder = holder(call)?;
    let (object_type, key) = (call.argument("object_type").to_owned(), call.argument("object_key").to_owned());
    let mut known = false;
    alter(call, &object_type, &key, |acl| known = acl.revoke(holder))?;
    if known {
        Ok(Answer::Empty(204))
    } else {
        Err(Refusal::missing("ACL"))
    }
}
