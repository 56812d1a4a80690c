//! What people have done with the assets: approvals, relations, shares, segments, history and jobs.

use serde_json::{Value, json};
use uuid::Uuid;

use super::iconik_assets::day;
use super::id;
use crate::practice::iconik::media::transcript;
use crate::practice::iconik::world::Seed;
use crate::practice::iconik::world::entity::{Entity, ObjectKind};
use crate::practice::iconik::world::table::Table;

pub fn add(seed: &mut Seed) {
    add_approvals(seed);
    add_relations(seed);
    add_shares(seed);
    add_segments(seed);
    add_history(seed);
    add_jobs(seed);
}

fn asset<'a>(seed: &'a Seed, slug: &str) -> Option<&'a Entity> {
    let id = id("asset", slug);
    seed.entities.iter().find(|entity| entity.id == id)
}

fn version(seed: &Seed, slug: &str) -> Uuid {
    asset(seed, slug)
        .and_then(Entity::present_version)
        .map(|version| version.id)
        .unwrap_or_default()
}

/// A row under an id made of its table and a short name.
fn row(seed: &mut Seed, table: Table, slug: &str, mut row: Value) {
    let word: &str = table.into();
    let id = id(word, slug);
    row["id"] = json!(id);
    seed.rows.push((table, id.to_string(), row));
}

/// Who decided, and what.
type Decision<'a> = (Uuid, &'a str);

fn add_approvals(seed: &mut Seed) {
    let (editor, second) = (id("user", "editor"), id("user", "second-editor"));
    let (yes, no) = ("APPROVED", "NOT_APPROVED");
    let told: [(&str, u32, &[Decision]); 12] = [
        ("qw-001-1", 1, &[(editor, yes)]),
        ("qw-001-2", 1, &[(editor, yes)]),
        ("qw-002", 2, &[(editor, yes), (second, yes)]),
        ("qw-003a", 1, &[(second, yes)]),
        ("qw-003b", 2, &[(editor, yes)]),
        ("qw-004", 1, &[]),
        ("qw-006", 1, &[]),
        ("sc-001-1", 1, &[(editor, yes), (second, no)]),
        ("sc-002", 1, &[(editor, yes)]),
        ("sc-003", 1, &[(editor, no)]),
        ("ph-0001", 1, &[(editor, yes)]),
        ("ph-0002", 1, &[(second, no)]),
    ];
    for (slug, enough, decisions) in told {
        let decisions: Vec<Value> = decisions
            .iter()
            .map(|(user, status)| json!({"user": user, "status": status, "change_date": day(40)}))
            .collect();
        let approvals = json!({
            "request": {
                "users": [editor, second], "groups": [], "externals": [], "min_number": enough, "share_id": null,
                "requested_by": id("user", "archivist"), "request_date": day(30), "change_date": day(30),
            },
            "decisions": decisions,
        });
        let key = format!("assets/{}/{}", id("asset", slug), version(seed, slug));
        seed.rows.push((Table::Approvals, key, approvals));
    }
    add_superseded_approval(seed);
}

/// An approval of a first version, by a reviewer from outside; nobody was asked about the version that came after it.
fn add_superseded_approval(seed: &mut Seed) {
    let asset = id("asset", "bm-1970-04");
    let first = Uuid::new_v5(&asset, b"version 1");
    let approvals = json!({
        "request": {
            "users": [], "groups": [], "externals": ["rights@broadcaster.example"], "min_number": 1, "share_id": null,
            "requested_by": id("user", "archivist"), "request_date": day(31), "change_date": day(31),
        },
        "decisions": [{"external": "rights@broadcaster.example", "status": "APPROVED", "change_date": day(36)}],
    });
    seed.rows.push((Table::Approvals, format!("assets/{asset}/{first}"), approvals));
}

fn add_relations(seed: &mut Seed) {
    for (from, r#type, to) in [
        ("qw-001-1", "SIBLING", "qw-001-2"),
        ("sc-001-1", "SIBLING", "sc-001-2"),
        ("sc-002", "PARENT_CHILD", "in-22"),
        ("sc-002", "PARENT_CHILD", "in-23"),
        ("in-02", "DUPLICATE", "in-03"),
        ("qw-002", "USED_IN", "in-19"),
    ] {
        let (from, to) = (id("asset", from), id("asset", to));
        // The key is the one that the endpoint makes.
        let key = Uuid::new_v5(&from, format!("{type} {to}").as_bytes());
        let relation = json!({
            "id": key, "asset_id": from, "related_to_asset_id": to, "relation_type": r#type, "description": null,
            "date_created": day(35), "date_modified": day(35),
        });
        seed.rows.push((Table::Relations, key.to_string(), relation));
    }
}

fn add_shares(seed: &mut Seed) {
    for (slug, object, title, password, expires) in [
        (
            "public",
            ("assets", "asset", "qw-002"),
            "Þórdís Ásgrímsdóttir, for everyone",
            false,
            None,
        ),
        (
            "reviewers",
            ("assets", "asset", "sc-002"),
            "Last launch, for review",
            true,
            Some(500),
        ),
        ("press-kit", ("collections", "collection", "press"), "Press kit", true, Some(900)),
    ] {
        let (object_type, kind, own) = object;
        let object_id = id(kind, own);
        let mut share = json!({
            "object_id": object_id, "object_type": object_type, "title": title, "object_title": title,
            "owner_id": id("user", "archivist"), "system_domain_id": id("system domain", "kelder"),
            "has_password": password, "is_approval": false, "show_watermark": false, "metadata_views": [],
            "allow_approving_comments": false, "allow_comments": password, "allow_download": !password,
            "allow_download_proxy": true, "allow_setting_approve_status": false, "allow_upload": false,
            "allow_view_versions": false, "allow_view_transcriptions": true, "allow_custom_actions": false,
            "project_id": null, "upload_storage_id": null, "date_created": day(45), "users": [],
            "url": format!("https://iconik.practice.example/share/{}/", id("shares", slug)),
        });
        if let Some(number) = expires {
            share["expires"] = json!(day(number));
        }
        if password {
            let reader = id("share user", slug);
            share["users"] = json!([{
                "id": reader, "email": format!("{slug}@newspaper.example"), "access_count": 2,
            }]);
        }
        row(seed, Table::Shares, slug, share);
    }
}

/// Transcriptions of everything that was transcribed, and comments on a few.
fn add_segments(seed: &mut Seed) {
    let mut told: Vec<(String, Value)> = Vec::new();
    for entity in seed.entities.iter().filter(|entity| entity.object == ObjectKind::Assets) {
        let Some(version) = entity.present_version().filter(|version| !version.transcribed.is_empty()) else {
            continue;
        };
        for (index, line) in transcript::lines(entity).into_iter().enumerate() {
            let segment = segment(entity.id, version.id, "TRANSCRIPTION", (line.start, line.end), line.text);
            told.push((format!("{} {index}", entity.id), segment));
        }
    }
    for (slug, start, text) in [
        ("qw-001-1", 61_000, "Name of the crane is wrong in the old list, see note."),
        ("sc-002", 120_500, "Please check the colours here."),
        ("bm-1980-01", 5_000, "Signature tune: rights not cleared."),
    ] {
        let segment = segment(id("asset", slug), version(seed, slug), "COMMENT", (start, start + 2_000), text);
        told.push((format!("comment {slug}"), segment));
    }
    for (slug, segment) in told {
        row(seed, Table::Segments, &slug, segment);
    }
}

fn segment(asset: Uuid, version: Uuid, r#type: &str, span: (i64, i64), text: &str) -> Value {
    json!({
        "asset_id": asset, "version_id": version, "segment_type": r#type, "segment_text": text,
        "time_start_milliseconds": span.0, "time_end_milliseconds": span.1, "status": "ACTIVE",
        "segment_checked": false, "has_drawing": false, "top_level": true, "external_id": null,
        "user_id": id("user", "editor"), "date_created": day(33), "date_modified": day(33),
    })
}

fn add_history(seed: &mut Seed) {
    for (slug, operation, text) in [
        ("qw-001-1", "APPROVE", None),
        ("qw-002", "VERSION_CREATE", Some("Version 2")),
        ("qw-002", "VERSION_CREATE", Some("Version 3")),
        ("sc-003", "REJECT", None),
        ("ph-0001", "METADATA", None),
        ("ph-0001", "CUSTOM", Some("Checked against the card index")),
    ] {
        let count = seed.rows.iter().filter(|(table, ..)| *table == Table::History).count();
        let entry = json!({
            "asset_id": id("asset", slug), "version_id": version(seed, slug), "user_id": id("user", "editor"),
            "system_domain_id": id("system domain", "kelder"), "operation_type": operation,
            "operation_description": text, "job_id": null, "share_id": null, "share_user_id": null,
            "date_created": day(41), "date_modified": day(41),
        });
        row(seed, Table::History, &format!("{slug} {count}"), entry);
    }
}

fn add_jobs(seed: &mut Seed) {
    for (slug, r#type, title, status, done, total) in [
        ("transcode", "TRANSCODE", "Proxies of the Quay workers", "FINISHED", 13, 13),
        ("transfer", "TRANSFER", "Tape library, shelf 4", "FAILED", 3, 9),
        ("scan", "SCAN", "Field recordings, small disk", "STARTED", 40, 120),
        ("analyse", "ANALYZE", "Harbour festival, camera 2", "FINISHED_WITH_WARNING", 14, 14),
    ] {
        let mut job = json!({
            "type": r#type, "title": title, "status": status, "created_by": id("user", "editor"),
            "progress_processed": done, "progress_total": total, "progress": done * 100 / total, "priority": 5,
            "has_children": false, "object_id": null, "object_type": null, "parent_id": null, "custom_type": null,
            "metadata": {}, "job_context": {}, "steps": [],
            "date_created": day(20), "date_modified": day(21), "started_at": day(20),
        });
        if status != "STARTED" {
            job["completed_at"] = json!(day(21));
        }
        if status == "FAILED" {
            job["error_message"] = json!("The drive did not answer");
        }
        row(seed, Table::Jobs, slug, job);
    }
}
