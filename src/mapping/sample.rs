//! Invented records and vocabularies for tests: the lists of a fresh ArchivesSpace, the fields of the practice iconik.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::subject::{AssetFacts, Authorities, RecordFacts, Surroundings};
use crate::domain::fields::{ALL, DESCRIPTION};
use crate::domain::vocabulary::{EnumerationValue, FieldOption};
use crate::domain::{
    ApprovalDecision, ApprovalStatus, Asset, AssetId, AssetSnapshot, AssetType, Authority, AuthorityUri, Enumeration, FileRole,
    IconikField, IconikView, MediaDetails, MediaFile, MediaKind, Record, RecordKind, RecordSnapshot, RecordUri, RepositoryId, Vocabulary,
};

const LISTS: &str = include_str!("../../assets/practice/archivesspace-lists.tsv");

/// Fields of the practice iconik: name, label, type, several values.
const FIELDS: [(&str, &str, &str, bool); 16] = [
    ("ks_title", "Title", "string", false),
    ("ks_creator", "Creator", "string", true),
    ("ks_date", "Date", "string", false),
    ("ks_subjects", "Subjects", "tag_cloud", true),
    ("ks_rights", "Rights", "drop_down", false),
    ("ks_notes", "Notes", "text", true),
    ("digitised_by", "Digitised by", "string", false),
    ("digitised_on", "Digitised on", "date", false),
    ("checked_at", "Checked at", "datetime", false),
    ("carrier_condition", "Condition of the carrier", "drop_down", false),
    ("playback_speed", "Playback speed (ips)", "float", false),
    ("reel_count", "Number of reels", "integer", false),
    ("cleared_for_web", "Cleared for the web", "boolean", false),
    ("source_link", "Source", "url", false),
    ("rights_holder", "Rights holder", "string_exact", true),
    ("embargo_until", "Embargo until", "date", false),
];

/// What the practice systems accept.
pub fn vocabulary() -> Vocabulary {
    let mut fields: BTreeMap<String, IconikField> = FIELDS
        .into_iter()
        .map(|(name, label, kind, multi)| (name.to_owned(), field(name, label, kind, multi)))
        .collect();
    let ours = ALL.into_iter().chain(DESCRIPTION);
    fields.extend(ours.map(|ours| (ours.name.to_owned(), field(ours.name, ours.label, ours.field_type, true))));
    let view = |name: &str, wanted: &dyn Fn(&str) -> bool| IconikView {
        id: name.to_owned(),
        name: name.to_owned(),
        fields: fields.keys().filter(|field| wanted(field)).cloned().collect(),
    };
    Vocabulary {
        views: vec![
            view("Description", &|name| name.starts_with("ks_")),
            view("Archway", &|name| name.starts_with("archway_")),
            view("Others", &|name| !name.starts_with("ks_") && !name.starts_with("archway_")),
        ],
        enumerations: LISTS
            .lines()
            .filter_map(enumeration)
            .map(|list| (list.name.clone(), list))
            .collect(),
        fields,
        may_add_values: true,
        may_create_authorities: true,
        ..Vocabulary::default()
    }
}

fn enumeration(line: &str) -> Option<Enumeration> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [name, editable, default, _, values] = cells.as_slice() else {
        return None;
    };
    Some(Enumeration {
        uri: format!("/config/enumerations/{name}"),
        name: (*name).to_owned(),
        editable: *editable == "editable",
        default_value: (!default.is_empty()).then(|| (*default).to_owned()),
        values: values
            .split('|')
            .map(|value| EnumerationValue {
                value: value.trim_start_matches('*').to_owned(),
                suppressed: false,
            })
            .collect(),
    })
}

fn field(name: &str, label: &str, kind: &str, multi: bool) -> IconikField {
    let choices: &[(&str, &str)] = match name {
        "ks_rights" => &[
            ("open", "Open"),
            ("reading_room", "Reading room only"),
            ("closed", "Closed"),
            ("unknown", "Not yet cleared"),
        ],
        "carrier_condition" => &[("good", "Good"), ("fair", "Fair"), ("poor", "Poor, play once")],
        _ => &[],
    };
    IconikField {
        name: name.to_owned(),
        label: label.to_owned(),
        field_type: kind.to_owned(),
        required: false,
        read_only: false,
        multi,
        options: choices
            .iter()
            .map(|(value, label)| FieldOption {
                value: (*value).to_owned(),
                label: (*label).to_owned(),
            })
            .collect(),
        min_value: None,
        max_value: None,
        description: String::new(),
    }
}

/// An ArchivesSpace that knows no agents or subjects.
pub struct Nobody;

impl Authorities for Nobody {
    fn by_uri(&self, _uri: AuthorityUri) -> Option<&Authority> {
        None
    }

    fn by_heading(&self, _heading: &str, _subjects: bool) -> Vec<&Authority> {
        Vec::new()
    }

    fn by_authority_id(&self, _id: &str) -> Option<&Authority> {
        None
    }
}

pub fn around(vocabulary: &Vocabulary) -> Surroundings<'_> {
    Surroundings {
        vocabulary,
        authorities: &Nobody,
        now: Timestamp::UNIX_EPOCH,
    }
}

/// An interview on a cassette, digitised and approved.
pub fn asset(metadata: &[(&str, &[&str])]) -> AssetFacts {
    let id = AssetId(Uuid::from_u128(0x5a5a));
    let master = MediaFile {
        id: "file-1".to_owned(),
        role: FileRole::Master,
        name: "QW-001.mov".to_owned(),
        format: "ORIGINAL".to_owned(),
        media_type: Some("video/quicktime".to_owned()),
        size: Some(1_250_000_000),
        checksum: Some("0123456789abcdef0123456789abcdef".to_owned()),
        storage: Some("Originals".to_owned()),
        directory: "quay".to_owned(),
        language: None,
        version: None,
    };
    let approved = ApprovalDecision {
        who: "Sample Reviewer".to_owned(),
        status: ApprovalStatus::Approved,
        at: Some(Timestamp::UNIX_EPOCH),
        version: None,
    };
    let metadata: Map<String, Value> = metadata.iter().map(|(name, values)| ((*name).to_owned(), json!(values))).collect();
    AssetFacts {
        snapshot: AssetSnapshot {
            asset: Asset {
                id,
                title: "tape_001.mov".to_owned(),
                asset_type: AssetType::Asset,
                media: MediaKind::Video,
                active: true,
                duration_ms: Some(1_915_000),
                external_id: Some("QW-001".to_owned()),
                approval: ApprovalStatus::Approved,
                collections: Vec::new(),
                versions: 1,
                created: None,
                modified: None,
            },
            body: json!({"id": id.to_string()}),
            metadata,
            read_at: Timestamp::UNIX_EPOCH,
        },
        details: Some(MediaDetails {
            files: vec![master],
            technical: BTreeMap::new(),
            current_version: None,
            approval: ApprovalStatus::Approved,
            decisions: vec![approved],
            read_at: Timestamp::UNIX_EPOCH,
        }),
        collections: vec!["Quay workers".to_owned()],
        page: "https://iconik.example.org/asset/1".to_owned(),
    }
}

/// A record with that body; nothing stands above it.
pub fn record(body: Value) -> RecordFacts {
    let uri = RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 311);
    let title = body.get("title").and_then(Value::as_str).map(str::to_owned);
    RecordFacts {
        snapshot: RecordSnapshot {
            record: Record {
                uri,
                display: title.clone().unwrap_or_default(),
                title,
                level: None,
                identifier: None,
                ref_id: None,
                dates: String::new(),
                container: String::new(),
                resource: None,
                parent: None,
                position: 0,
                publish: false,
                suppressed: false,
                restricted: false,
                lock_version: 0,
            },
            body,
            read_at: Timestamp::UNIX_EPOCH,
        },
        above: Vec::new(),
        path: vec!["Sample collection".to_owned(), "Sample record".to_owned()],
        repository: None,
        containers: HashMap::new(),
        page: "https://archives.example.org/resolve/311".to_owned(),
    }
}
