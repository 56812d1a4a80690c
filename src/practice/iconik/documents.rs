//! Assets and collections as lists and searches carry them.

use serde_json::{Map, Value, json};

use super::blobs;
use super::call::Call;
use super::media;
use super::world::entity::{Entity, ObjectKind};
use super::world::table::Table;

/// The fields of the list's own schema, which has more than that of the single object.
#[must_use]
pub fn elastic(call: &Call, entity: &Entity) -> Map<String, Value> {
    let mut fields = entity.core();
    fields.insert("object_type".to_owned(), json!(entity.object.word()));
    fields.insert("metadata".to_owned(), Value::Object(entity.plain_metadata()));
    fields.insert("in_collections".to_owned(), json!(entity.homes));
    match &entity.asset {
        Some(part) => {
            let ancestors: Vec<_> = call.world.ancestors(entity).into_iter().collect();
            fields.insert("ancestor_collections".to_owned(), json!(ancestors));
            fields.insert("media_type".to_owned(), json!(part.media));
            fields.insert("versions_number".to_owned(), json!(part.versions.len()));
            if let Some(duration) = part.duration {
                fields.insert("duration_milliseconds".to_owned(), json!(duration));
            }
        }
        None => {
            let permissions = call.world.permissions(&call.caller, entity);
            fields.insert("permissions".to_owned(), json!(permissions.words()));
        }
    }
    fields
}

/// Adds pictures (and proxies where they are asked for) with signed addresses, as hits of searches have them.
pub fn add_signed(call: &Call, entity: &Entity, fields: &mut Map<String, Value>) {
    let wanted = |name: &str| {
        let include = call.body["include_fields"].as_array();
        include.is_none_or(|list| list.is_empty() || list.iter().any(|own| own == name))
    };
    for (name, signed) in [
        ("keyframes", call.flag("generate_signed_url", true)),
        ("proxies", call.flag("generate_signed_proxy_url", false)),
    ] {
        if !wanted(name) {
            continue;
        }
        let mut rows = media::of_kind(call.world, entity, name);
        if signed {
            for row in &mut rows {
                row["url"] = json!(blobs::address(call, entity.id, row));
            }
        }
        fields.insert(name.to_owned(), Value::from(rows));
    }
}

/// One asset as its own endpoint gives it.
#[must_use]
pub fn asset(call: &Call, entity: &Entity) -> Value {
    let mut fields = entity.core();
    if call.flag("include_collections", false) {
        fields.insert("in_collections".to_owned(), json!(entity.homes));
    }
    if call.flag("include_users", false) {
        for (name, id) in [
            ("created_by_user_info", entity.created_by),
            ("updated_by_user_info", entity.updated_by),
        ] {
            if let Some(user) = call.world.row(Table::Users, &id.to_string()) {
                fields.insert(name.to_owned(), user_info(user));
            }
        }
    }
    Value::Object(fields)
}

/// One collection as its own endpoint gives it.
#[must_use]
pub fn collection(call: &Call, entity: &Entity) -> Value {
    let mut fields = elastic(call, entity);
    fields.insert("keyframes".to_owned(), json!([]));
    Value::Object(fields)
}

/// Either of both, as contents mix them.
#[must_use]
pub fn member(call: &Call, entity: &Entity) -> Value {
    match entity.object {
        ObjectKind::Assets => Value::Object(elastic(call, entity)),
        ObjectKind::Collections => collection(call, entity),
    }
}

/// The short form of a user.
#[must_use]
pub fn user_info(user: &Value) -> Value {
    json!({
        "id": user["id"],
        "email": user["email"],
        "first_name": user["first_name"],
        "last_name": user["last_name"],
    })
}
