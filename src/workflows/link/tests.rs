//! Planning where an asset has more than one digital object.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::domain::{Asset, AssetType, MediaKind, Record, RecordKind};
use crate::plan::{Action, Change, Plan, PlanId};

const REPOSITORY: RepositoryId = RepositoryId(2);

fn asset() -> AssetId {
    AssetId(Uuid::from_u128(0x7b0c_2f34_1111_4222_8333_4444_5555_6666))
}

fn record() -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, 311)
}

fn digital_object(id: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::DigitalObject, id)
}

fn connection() -> Connection {
    Connection {
        name: "Sample".to_owned(),
        archivesspace_url: "https://archives.example.org/api".to_owned(),
        archivesspace_staff_url: String::new(),
        archivesspace_user: "archivist".to_owned(),
        iconik_url: "https://iconik.example.org".to_owned(),
        iconik_app_id: "app".to_owned(),
        practice: false,
    }
}

fn snapshot(uri: RecordUri, body: Value) -> RecordSnapshot {
    RecordSnapshot {
        record: Record {
            uri,
            title: Some("Interview".to_owned()),
            display: "Interview".to_owned(),
            level: None,
            identifier: None,
            ref_id: None,
            dates: String::new(),
            container: String::new(),
            resource: None,
            parent: None,
            position: 0,
            publish: true,
            suppressed: false,
            restricted: false,
            lock_version: 0,
        },
        body,
        read_at: Timestamp::UNIX_EPOCH,
    }
}

fn asset_snapshot() -> AssetSnapshot {
    AssetSnapshot {
        asset: Asset {
            id: asset(),
            title: "Interview".to_owned(),
            asset_type: AssetType::default(),
            media: MediaKind::Video,
            active: true,
            duration_ms: None,
            external_id: None,
            approval: Default::default(),
            collections: Vec::new(),
            versions: 1,
            created: None,
            modified: None,
        },
        body: Value::Null,
        metadata: Map::new(),
        read_at: Timestamp::UNIX_EPOCH,
    }
}

/// The record shows digital object 9, which somebody else made for the asset. Digital object 5 has the asset's id and is used
/// elsewhere.
fn snapshots() -> Snapshots {
    let page = connection().asset_page(asset());
    let own = json!({"digital_object_id": asset().to_string(), "title": "Interview", "file_versions": [{"file_uri": page}]});
    let shown = json!({"title": "Interview", "lock_version": 3, "instances": [
        {"instance_type": "digital_object", "digital_object": {"ref": digital_object(9).to_string()}}]});
    Snapshots {
        assets: [(asset(), asset_snapshot())].into(),
        records: [(
            record(),
            RecordInContext {
                snapshot: snapshot(record(), shown),
                path: vec!["Interview".to_owned()],
                restrictions: Vec::new(),
            },
        )]
        .into(),
        digital_objects: [((REPOSITORY, asset()), snapshot(digital_object(5), own))].into(),
        stands_for: [(digital_object(5), asset()), (digital_object(9), asset())].into(),
        owners: HashMap::new(),
    }
}

fn planned(planner: impl Fn(&LinkContext<'_>, &[(AssetId, RecordUri)]) -> Plan) -> Plan {
    let (connection, settings, snapshots) = (connection(), WorkspaceSettings::default(), snapshots());
    let context = LinkContext {
        connection: &connection,
        settings: &settings,
        view: None,
        snapshots: &snapshots,
        head: PlanHead {
            id: PlanId(Uuid::nil()),
            now: Timestamp::UNIX_EPOCH,
            author: "archivist".to_owned(),
        },
    };
    planner(&context, &[(asset(), record())])
}

#[test]
fn a_record_linked_through_another_digital_object_gets_no_second_one() {
    let plan = planned(plan_links);
    assert!(plan.is_empty(), "{:?}", plan.changes);
}

#[test]
fn a_link_through_a_digital_object_that_others_made_can_be_taken_away() {
    let plan = planned(plan_unlinks);
    let [Change { action, .. }] = plan.changes.as_slice() else {
        panic!("{:?}", plan.changes)
    };
    let Action::DetachDigitalObjects { record: from, instances } = action else {
        panic!("{action:?}")
    };
    assert_eq!(*from, record());
    assert_eq!(instances.len(), 1);
}
