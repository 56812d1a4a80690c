//! What the browser shows of assets and collections, from the JSON that iconik sends. Unknown values never fail.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::MetadataValues;
use crate::domain::{ApprovalStatus, Asset, AssetId, AssetSnapshot, AssetType, Collection, CollectionId, MediaKind};

/// An asset from a search hit, a list or its own answer. `None` where it has no id.
#[must_use]
pub fn asset_from_json(body: &Value) -> Option<Asset> {
    Some(Asset {
        id: text(body, "id")?.parse().ok()?,
        title: text(body, "title").unwrap_or_default().to_owned(),
        asset_type: text(body, "type")
            .map(|name| name.parse().unwrap_or(AssetType::Custom))
            .unwrap_or_default(),
        media: text(body, "media_type").map(MediaKind::from_name).unwrap_or_default(),
        active: text(body, "status").is_none_or(|status| status != "DELETED"),
        duration_ms: body.get("duration_milliseconds").and_then(whole).filter(|duration| *duration > 0),
        external_id: text(body, "external_id").filter(|id| !id.is_empty()).map(ToOwned::to_owned),
        approval: approval(body),
        collections: collection_ids(body, "in_collections"),
        versions: versions(body),
        created: time(body, "date_created"),
        modified: time(body, "date_modified"),
    })
}

/// A whole asset with its metadata: what the search hit carries, and over it the values of a view where they were read.
#[must_use]
pub fn asset_snapshot(body: Value, view_values: Option<&MetadataValues>, read_at: Timestamp) -> Option<AssetSnapshot> {
    let asset = asset_from_json(&body)?;
    let mut metadata: Map<String, Value> = match body.get("metadata") {
        Some(Value::Object(map)) => map.iter().map(|(field, value)| (field.clone(), as_list(value))).collect(),
        _ => Map::new(),
    };
    for (field, values) in view_values.into_iter().flatten() {
        metadata.insert(field.clone(), Value::Array(values.clone()));
    }
    Some(AssetSnapshot {
        asset,
        body,
        metadata,
        read_at,
    })
}

/// A collection. `None` where it has no id.
#[must_use]
pub fn collection_from_json(body: &Value) -> Option<Collection> {
    let mut parents = collection_ids(body, "in_collections");
    for parent in collection_ids(body, "parents") {
        if !parents.contains(&parent) {
            parents.push(parent);
        }
    }
    let single = text(body, "parent_id").and_then(|id| id.parse().ok());
    if let Some(parent) = single
        && !parents.contains(&parent)
    {
        parents.push(parent);
    }
    let id: CollectionId = text(body, "id")?.parse().ok()?;
    parents.retain(|parent| *parent != id);
    Some(Collection {
        id,
        title: text(body, "title").unwrap_or_default().to_owned(),
        parents,
        active: text(body, "status").is_none_or(|status| status == "ACTIVE"),
        modified: time(body, "date_modified"),
    })
}

/// True where an object of a collection's contents is itself a collection.
#[must_use]
pub fn is_collection(body: &Value) -> bool {
    text(body, "object_type").is_some_and(|kind| kind.starts_with("collection"))
}

/// Values of a view from its answer: `{field: {field_values: [{value: …}]}}`.
#[must_use]
pub fn values_from_view(body: &Value) -> Option<MetadataValues> {
    let map = body.get("metadata_values")?.as_object()?;
    Some(
        map.iter()
            .map(|(field, entry)| {
                let items = entry
                    .get("field_values")
                    .and_then(Value::as_array)
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                let values = items.iter().map(|item| item.get("value").unwrap_or(item).clone());
                (field.clone(), values.filter(|value| !value.is_null()).collect())
            })
            .collect(),
    )
}

/// A time as iconik writes it; without an offset it is UTC.
#[must_use]
pub fn timestamp(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

fn approval(body: &Value) -> ApprovalStatus {
    // Which name the index uses is not documented.
    let status = ["approval_status", "approval"].iter().find_map(|name| match body.get(*name) {
        Some(Value::String(status)) => Some(status.as_str()),
        Some(Value::Object(map)) => map.get("status").and_then(Value::as_str),
        _ => None,
    });
    status.and_then(|status| status.parse().ok()).unwrap_or_default()
}

fn versions(body: &Value) -> u32 {
    let listed = body.get("versions").and_then(Value::as_array).map(|versions| versions.len() as u64);
    let count = body.get("versions_number").and_then(whole).or(listed).unwrap_or(1);
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn collection_ids(body: &Value, name: &str) -> Vec<CollectionId> {
    let items = body.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut ids = Vec::new();
    for item in items {
        // Ids, or objects that carry one.
        let id = item.as_str().or_else(|| item.get("id")?.as_str());
        if let Some(id) = id.and_then(|id| id.parse().ok())
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}

fn as_list(value: &Value) -> Value {
    match value {
        Value::Array(_) => value.clone(),
        Value::Null => Value::Array(Vec::new()),
        other => Value::Array(vec![other.clone()]),
    }
}

/// A number that may come with a fraction.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64().filter(|number| number.is_finite() && *number >= 0.0)?;
        format!("{number:.0}").parse().ok()
    })
}

fn time(body: &Value, name: &str) -> Option<Timestamp> {
    timestamp(text(body, name)?)
}

/// A text of an object.
pub(super) fn text<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name)?.as_str()
}

/// An id of an object.
pub(super) fn id(body: &Value, name: &str) -> Option<Uuid> {
    Uuid::parse_str(text(body, name)?).ok()
}

/// Who made an asset and therefore keeps every right (`created_by_user`), where its body says so.
#[must_use]
pub fn creator(body: &Value) -> Option<Uuid> {
    id(body, "created_by_user").or_else(|| id(body.get("created_by_user_info")?, "id"))
}

/// The asset that an object of a list speaks of, where it speaks of one.
#[must_use]
pub fn asset_id(body: &Value) -> Option<AssetId> {
    text(body, "id")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_search_hit() {
        let hit = json!({
            "id": "7b0c2f34-1111-4111-8111-000000000001", "title": "Harbour at dawn", "type": "HOLOGRAM", "media_type": "video",
            "status": "ACTIVE", "duration_milliseconds": 61_500.4, "in_collections": ["7b0c2f34-1111-4111-8111-000000000002"],
            "versions_number": 3, "date_modified": "2021-07-30T15:16:54.406403+00:00", "date_created": "2021-07-30T15:16:54",
            "metadata": {"archway_record_uri": ["/repositories/2/resources/1"], "place": "Quay"}, "approval_status": "LATER",
        });
        let snapshot = asset_snapshot(hit, None, Timestamp::UNIX_EPOCH);
        let Some(snapshot) = snapshot else { panic!("a hit was not read") };
        assert_eq!(snapshot.asset.asset_type, AssetType::Custom);
        assert_eq!(snapshot.asset.media, MediaKind::Video);
        assert_eq!(snapshot.asset.duration_ms, Some(61_500));
        assert_eq!(snapshot.asset.versions, 3);
        assert_eq!(snapshot.asset.approval, ApprovalStatus::NotAsked);
        assert!(snapshot.asset.created.is_some() && snapshot.asset.modified.is_some());
        assert_eq!(snapshot.values("place"), ["Quay"]);
        assert_eq!(snapshot.values("archway_record_uri"), ["/repositories/2/resources/1"]);
    }

    #[test]
    fn values_of_a_view_stand_over_those_of_a_hit() {
        let values = values_from_view(&json!({"metadata_values": {
            "place": {"field_values": [{"value": "Pier"}, {"value": null}, "Mole"]}, "empty": {}}}));
        let hit = json!({"id": "7b0c2f34-1111-4111-8111-000000000001", "metadata": {"place": "Quay", "kept": 1}});
        let snapshot = asset_snapshot(hit, values.as_ref(), Timestamp::UNIX_EPOCH);
        let Some(snapshot) = snapshot else { panic!("a hit was not read") };
        assert_eq!(snapshot.values("place"), ["Pier", "Mole"]);
        assert_eq!(snapshot.values("kept"), ["1"]);
        assert!(snapshot.values("empty").is_empty());
    }

    #[test]
    fn a_collection_does_not_stand_in_itself() {
        let own = "7b0c2f34-1111-4111-8111-000000000003";
        let body = json!({"id": own, "title": "Pier", "parents": [own, "7b0c2f34-1111-4111-8111-000000000004"], "status": "HIDDEN"});
        let Some(collection) = collection_from_json(&body) else {
            panic!("a collection was not read")
        };
        assert_eq!(collection.parents.len(), 1);
        assert!(!collection.active);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let name = prop_oneof![
            Just("id".to_owned()),
            Just("in_collections".to_owned()),
            Just("versions".to_owned()),
            Just("metadata".to_owned()),
            Just("metadata_values".to_owned()),
            Just("field_values".to_owned()),
            Just("date_modified".to_owned()),
            Just("duration_milliseconds".to_owned()),
            Just("approval_status".to_owned()),
            Just("status".to_owned()),
            ".{0,5}",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
            Just(Value::from("7b0c2f34-1111-4111-8111-000000000001")),
        ];
        leaf.prop_recursive(4, 48, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((name.clone(), inner), 0..8).prop_map(|items| Value::Object(items.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_read_or_refused_without_panic(mut body in any_json()) {
            let _ = (asset_from_json(&body), collection_from_json(&body), values_from_view(&body));
            if let Some(map) = body.as_object_mut() {
                map.insert("id".into(), "7b0c2f34-1111-4111-8111-000000000001".into());
                prop_assert!(asset_snapshot(body.clone(), None, Timestamp::UNIX_EPOCH).is_some());
                prop_assert!(collection_from_json(&body).is_some());
            }
        }
    }
}
