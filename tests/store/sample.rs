//! Invented records, and a workspace to put them in.

use archway::domain::workspace::Connection;
use archway::domain::{
    ApprovalStatus, Asset, AssetId, AssetSnapshot, AssetType, Collection, CollectionId, Level, MediaKind, Record, RecordKind,
    RecordSnapshot, RecordUri, RepositoryId,
};
use archway::store::Workspace;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use uuid::Uuid;

pub const REPOSITORY: RepositoryId = RepositoryId(2);

pub fn now() -> Timestamp {
    "2026-03-04T05:06:07.123456789Z".parse().unwrap()
}

pub fn connection() -> Connection {
    Connection {
        name: "Harbour archive".to_owned(),
        archivesspace_url: "http://127.0.0.1:8089".to_owned(),
        archivesspace_staff_url: String::new(),
        archivesspace_user: "archivist".to_owned(),
        iconik_url: "https://iconik.example".to_owned(),
        iconik_app_id: "an-app-id".to_owned(),
        practice: false,
    }
}

pub struct Place {
    pub folder: TempDir,
    pub workspace: Workspace,
}

pub fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::create(&folder.path().join("harbour.archway"), &connection(), now()).unwrap();
    Place { folder, workspace }
}

pub fn resource(id: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::Resource, id)
}

pub fn object(id: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, id)
}

pub fn accession(id: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::Accession, id)
}

pub fn digital(id: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::DigitalObject, id)
}

pub fn record(uri: RecordUri, title: &str) -> Record {
    Record {
        uri,
        title: Some(title.to_owned()),
        display: title.to_owned(),
        level: (uri.kind == RecordKind::ArchivalObject).then_some(Level::Item),
        identifier: Some(format!("ID-{}", uri.id)),
        ref_id: (uri.kind == RecordKind::ArchivalObject).then(|| format!("ref{}", uri.id)),
        dates: "1931".to_owned(),
        container: String::new(),
        resource: (uri.kind == RecordKind::ArchivalObject).then(|| resource(1)),
        parent: None,
        position: 0,
        publish: true,
        suppressed: false,
        restricted: false,
        lock_version: 3,
    }
}

pub fn snapshot(record: Record) -> RecordSnapshot {
    let body = json!({"title": record.title, "lock_version": record.lock_version, "level": "item", "zulu": 1, "alpha": [true, null]});
    RecordSnapshot {
        record,
        body,
        read_at: now(),
    }
}

/// An archival object at its place in the tree of resource 1.
pub fn inside(id: u64, parent: Option<u64>, position: u32, title: &str) -> RecordSnapshot {
    snapshot(Record {
        parent: parent.map(object),
        position,
        ..record(object(id), title)
    })
}

pub fn with_instances(mut snapshot: RecordSnapshot, digital_objects: &[RecordUri]) -> RecordSnapshot {
    let instances: Vec<Value> = digital_objects
        .iter()
        .map(|uri| json!({"instance_type": "digital_object", "digital_object": {"ref": uri.to_string()}}))
        .collect();
    snapshot.body["instances"] = Value::Array(instances);
    snapshot
}

pub fn digital_object(id: u64, digital_object_id: &str, address: Option<&str>) -> RecordSnapshot {
    let mut snapshot = snapshot(record(digital(id), "A digital object"));
    snapshot.body["digital_object_id"] = json!(digital_object_id);
    snapshot.body["file_versions"] = address.map(|address| json!([{"file_uri": address}])).unwrap_or_else(|| json!([]));
    snapshot
}

pub fn asset_id(number: u64) -> AssetId {
    AssetId(Uuid::from_u64_pair(0x7b0c_2f34_0000_4000, 0x8000_0000_0000_0000 | number))
}

pub fn collection_id(number: u64) -> CollectionId {
    CollectionId(Uuid::from_u64_pair(0xc011_0000_0000_4000, 0x8000_0000_0000_0000 | number))
}

pub fn asset(number: u64, title: &str, collections: &[u64]) -> AssetSnapshot {
    AssetSnapshot {
        asset: Asset {
            id: asset_id(number),
            title: title.to_owned(),
            asset_type: AssetType::Asset,
            media: MediaKind::Video,
            active: true,
            duration_ms: Some(61_000),
            external_id: None,
            approval: ApprovalStatus::Requested,
            collections: collections.iter().map(|number| collection_id(*number)).collect(),
            versions: 2,
            created: Some("2025-12-31T23:59:59Z".parse().unwrap()),
            modified: None,
        },
        body: json!({"id": asset_id(number), "title": title, "unknown_field": {"b": 1, "a": 2}}),
        metadata: Map::new(),
        read_at: now(),
    }
}

pub fn naming(mut asset: AssetSnapshot, records: &[(RecordUri, &str)]) -> AssetSnapshot {
    let uris: Vec<String> = records.iter().map(|(uri, _)| uri.to_string()).collect();
    let fingerprints: Vec<&str> = records.iter().map(|(_, fingerprint)| *fingerprint).collect();
    asset.metadata.insert("archway_record_uri".to_owned(), json!(uris));
    asset.metadata.insert("archway_fingerprint".to_owned(), json!(fingerprints));
    asset
}

pub fn collection(number: u64, title: &str, parents: &[u64]) -> Collection {
    Collection {
        id: collection_id(number),
        title: title.to_owned(),
        parents: parents.iter().map(|number| collection_id(*number)).collect(),
        active: true,
        modified: None,
    }
}
