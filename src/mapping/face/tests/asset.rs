use std::collections::BTreeMap;

use super::catalogue::field;
use super::*;
use crate::domain::vocabulary::{EnumerationValue, FieldOption};
use crate::domain::{
    ApprovalDecision, ApprovalStatus, Asset, AssetId, AssetSnapshot, AssetType, Enumeration, FileRole, MediaDetails, MediaFile, MediaKind,
};
use crate::mapping::item::FileVersionItem;
use crate::mapping::subject::AssetFacts;

const MD5: &str = "0cc175b9c0f1b6a831c399e269772661";

fn file(id: &str, role: FileRole, name: &str, checksum: Option<&str>) -> MediaFile {
    MediaFile {
        id: id.to_owned(),
        role,
        name: name.to_owned(),
        format: "ORIGINAL".to_owned(),
        media_type: None,
        size: Some(1_500),
        checksum: checksum.map(str::to_owned),
        storage: Some("Vault".to_owned()),
        directory: "films/1981/".to_owned(),
        language: (role == FileRole::Caption).then(|| "en".to_owned()),
        version: None,
    }
}

fn facts() -> AssetFacts {
    let at = |text: &str| text.parse::<Timestamp>().ok();
    let metadata = json!({"rights": ["open"], "reels": ["3"], "seen": [true], "tags": ["a", "b", " "], "unknown": "x"});
    let decision = |status, version: &str, who: &str| ApprovalDecision {
        who: who.to_owned(),
        status,
        at: at("2026-03-01T09:00:00Z"),
        version: Some(version.to_owned()),
    };
    AssetFacts {
        snapshot: AssetSnapshot {
            asset: Asset {
                id: AssetId(uuid::Uuid::from_u128(7)),
                title: "Quay at dawn".to_owned(),
                asset_type: AssetType::Asset,
                media: MediaKind::Video,
                active: true,
                duration_ms: Some(1_915_000),
                external_id: None,
                approval: ApprovalStatus::NotAsked,
                collections: Vec::new(),
                versions: 2,
                created: at("2026-01-02T03:04:05Z"),
                modified: None,
            },
            body: json!({}),
            metadata: metadata.as_object().cloned().unwrap_or_default(),
            read_at: Timestamp::UNIX_EPOCH,
        },
        details: Some(MediaDetails {
            files: vec![
                file("p1", FileRole::Proxy, "quay_proxy.mp4", None),
                file("c1", FileRole::Caption, "quay.vtt", None),
                file("m1", FileRole::Master, "quay.MOV", Some(MD5)),
                file("k1", FileRole::Preservation, "quay.mkv", Some(&"a".repeat(64))),
                file("o1", FileRole::Other, "quay.txt", None),
            ],
            technical: BTreeMap::from([("codec".to_owned(), "ffv1".to_owned())]),
            current_version: Some("v2".to_owned()),
            approval: ApprovalStatus::Approved,
            decisions: vec![
                decision(ApprovalStatus::Approved, "v1", "Old"),
                decision(ApprovalStatus::Approved, "v2", "T. Reviewer"),
            ],
            read_at: Timestamp::UNIX_EPOCH,
        }),
        collections: vec!["Films".to_owned()],
        page: "https://iconik.example.org/asset/7".to_owned(),
    }
}

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let mut rights = field("rights", "drop_down");
    rights.options = vec![FieldOption {
        value: "open".to_owned(),
        label: "Open to all".to_owned(),
    }];
    for field in [
        rights,
        field("reels", "integer"),
        field("seen", "boolean"),
        field("tags", "tag_cloud"),
    ] {
        vocabulary.fields.insert(field.name.clone(), field);
    }
    vocabulary
}

fn read_with(vocabulary: &Vocabulary, key: &str) -> Vec<Item> {
    let index = authorities();
    let around = Surroundings {
        vocabulary,
        authorities: &index,
        now: Timestamp::UNIX_EPOCH,
    };
    let facts = facts();
    read_source(Subject::Asset(&facts), &SourceKey::from(key), &around)
        .into_iter()
        .map(|found| found.item)
        .collect()
}

#[test]
fn what_an_asset_says_is_read() {
    let text = |texts: &[&str]| texts.iter().map(|text| Item::text(*text)).collect::<Vec<_>>();
    let vocabulary = vocabulary();
    for (key, wanted) in [
        ("title", text(&["Quay at dawn"])),
        ("external_id", vec![]),
        ("type", text(&["ASSET"])),
        ("media", text(&["video"])),
        ("duration", vec![Item::Number(1_915_000)]),
        ("created", text(&["2026-01-02T03:04:05Z"])),
        ("modified", vec![]),
        ("collections", text(&["Films"])),
        ("approval.status", text(&["APPROVED"])),
        ("approval.by", text(&["T. Reviewer"])),
        ("approval.at", text(&["2026-03-01T09:00:00Z"])),
        ("field:rights", text(&["open"])),
        ("label:rights", text(&["Open to all"])),
        ("field:reels", vec![Item::Number(3)]),
        ("field:seen", vec![Item::Flag(true)]),
        ("field:tags", text(&["a", "b"])),
        ("field:unknown", text(&["x"])),
        ("field:absent", vec![]),
        ("technical.codec", text(&["ffv1"])),
        ("technical.absent", vec![]),
        ("files.count", vec![Item::Number(5)]),
        ("file.master.name", text(&["quay.MOV"])),
        ("file.master.size", vec![Item::Number(1_500)]),
        ("file.master.checksum", text(&[MD5])),
        ("file.master.checksum_method", text(&["md5"])),
        ("file.master.format", text(&["mov"])),
        ("file.master.path", text(&["films/1981/quay.MOV"])),
        ("file.preservation.checksum_method", text(&["sha-256"])),
        ("file.preservation.storage", text(&["Vault"])),
        ("file.nonsense.name", vec![]),
        ("nonsense", vec![]),
    ] {
        assert_eq!(read_with(&vocabulary, key), wanted, "{key}");
    }
}

#[test]
fn files_become_file_versions_in_order_of_weight() {
    let versions = read_with(&vocabulary(), "file_versions");
    let said: Vec<String> = versions.iter().map(|item| format!("{} | {}", words(item), detail(item))).collect();
    let page = "https://iconik.example.org/asset/7";
    assert_eq!(
        said,
        [
            format!("{page}#file-m1 | video-master · 1500 bytes · md5 · Master: quay.MOV"),
            format!("{page}#file-k1 | video-master · 1500 bytes · sha-256 · Preservation copy: quay.mkv"),
            format!("{page}#file-p1 | video-service · 1500 bytes · Proxy: quay_proxy.mp4"),
            format!("{page}#file-c1 | 1500 bytes · Captions (en)"),
        ]
    );
    assert_eq!(read_with(&vocabulary(), "file_versions.proxy").len(), 1);
}

#[test]
fn only_values_that_the_server_offers_go_into_file_versions() {
    let mut vocabulary = vocabulary();
    for (name, values) in [
        ("file_version_file_format_name", vec!["mov"]),
        ("file_version_use_statement", vec!["video-service"]),
    ] {
        vocabulary.enumerations.insert(
            name.to_owned(),
            Enumeration {
                uri: String::new(),
                name: name.to_owned(),
                editable: true,
                default_value: None,
                values: values
                    .into_iter()
                    .map(|value| EnumerationValue {
                        value: value.to_owned(),
                        suppressed: false,
                    })
                    .collect(),
            },
        );
    }
    let Some(Item::FileVersion(FileVersionItem { format, use_statement, .. })) = read_with(&vocabulary, "file_versions.master").pop()
    else {
        panic!("no master");
    };
    assert_eq!((format.as_deref(), use_statement), (Some("mov"), None));
}

#[test]
fn a_file_version_leads_to_its_asset() {
    let page = "https://iconik.example.org/asset/7b0c2f34-1111-4222-8333-444455556666#file-m1";
    assert!(crate::domain::link_ends::asset_in_url(page).is_some());
}
