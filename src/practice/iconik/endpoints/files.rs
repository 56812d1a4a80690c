//! Formats, file sets, files, proxies and keyframes.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use super::assets::media_of;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::media::{self, Media};
use crate::practice::iconik::world::entity::{Entity, ObjectKind};
use crate::practice::iconik::world::table::Table;
use crate::practice::iconik::{blobs, moment, paging};
use crate::practice::institution;

pub const ROUTES: Routes = &[
    ("GET /API/files/v1/assets/{asset_id}/formats/", |call| list(call, "formats", false)),
    ("GET /API/files/v1/assets/{asset_id}/file_sets/", |call| {
        list(call, "file_sets", false)
    }),
    ("GET /API/files/v1/assets/{asset_id}/files/", |call| list(call, "files", false)),
    ("GET /API/files/v1/assets/{asset_id}/proxies/", |call| list(call, "proxies", true)),
    ("GET /API/files/v1/assets/{asset_id}/keyframes/", |call| {
        list(call, "keyframes", true)
    }),
    ("GET /API/files/v1/assets/{asset_id}/versions/{version_id}/formats/", |call| {
        list(call, "formats", false)
    }),
    ("GET /API/files/v1/assets/{asset_id}/versions/{version_id}/file_sets/", |call| {
        list(call, "file_sets", false)
    }),
    ("GET /API/files/v1/assets/{asset_id}/versions/{version_id}/files/", |call| {
        list(call, "files", true)
    }),
    ("GET /API/files/v1/assets/{asset_id}/versions/{version_id}/proxies/", |call| {
        list(call, "proxies", true)
    }),
    ("GET /API/files/v1/assets/{asset_id}/versions/{version_id}/keyframes/", |call| {
        list(call, "keyframes", true)
    }),
    ("POST /API/files/v1/assets/{asset_id}/formats/", add_format),
    ("POST /API/files/v1/assets/{asset_id}/file_sets/", add_file_set),
    ("POST /API/files/v1/assets/{asset_id}/files/", add_file),
    ("POST /API/files/v1/assets/{asset_id}/keyframes/", add_keyframe),
    ("GET /API/files/v1/assets/{asset_id}/formats/{format_id}/", |call| {
        get(call, "formats", "format_id")
    }),
    ("GET /API/files/v1/assets/{asset_id}/formats/{name}/", format_by_name),
    ("GET /API/files/v1/assets/{asset_id}/formats/{format_id}/components/", components),
    ("GET /API/files/v1/assets/{asset_id}/formats/{format_id}/file_sets/", |call| {
        list_of(call, "file_sets", "format_id")
    }),
    ("GET /API/files/v1/assets/{asset_id}/file_sets/{file_set_id}/files/", |call| {
        list_of(call, "files", "file_set_id")
    }),
    ("GET /API/files/v1/assets/{asset_id}/files/{file_id}/", |call| {
        get(call, "files", "file_id")
    }),
    ("PATCH /API/files/v1/assets/{asset_id}/files/{file_id}/", change_file),
    ("DELETE /API/files/v1/assets/{asset_id}/files/{file_id}/", delete_file),
    ("GET /API/files/v1/assets/{asset_id}/files/{file_id}/download_url/", |call| {
        download(call, "files", "file_id")
    }),
    ("GET /API/files/v1/assets/{asset_id}/proxies/{proxy_id}/", |call| {
        get(call, "proxies", "proxy_id")
    }),
    ("GET /API/files/v1/assets/{asset_id}/proxies/{proxy_id}/download_url/", |call| {
        download(call, "proxies", "proxy_id")
    }),
    ("GET /API/files/v1/assets/{asset_id}/keyframes/{keyframe_id}/", keyframe),
    ("GET /API/files/v1/files/checksum/{checksum}/", by_checksum),
];

/// Kinds of rows that have bytes.
const WITH_BYTES: [&str; 3] = ["files", "proxies", "keyframes"];

/// The rows of the version that the path names, else of the present one, else of all where that is asked for.
pub fn of_version(call: &Call, asset: &Entity, kind: &str) -> Vec<Value> {
    let version = match call.id("version_id") {
        Ok(named) => Some(named),
        Err(_) if call.flag("include_all_versions", false) => None,
        Err(_) => asset.present_version().map(|version| version.id),
    };
    let mut rows = media::of_kind(call.world, asset, kind);
    rows.retain(|row| version.is_none_or(|version| row["version_id"] == json!(version)));
    rows
}

fn signed(call: &Call, asset: Uuid, rows: &mut [Value], default: bool) {
    if call.flag("generate_signed_url", default) {
        for row in rows {
            row["url"] = json!(blobs::address(call, asset, row));
        }
    }
}

fn list(call: &mut Call, kind: &str, signed_by_default: bool) -> Outcome {
    let asset = call.asset()?;
    let mut rows = of_version(call, &asset, kind);
    if WITH_BYTES.contains(&kind) {
        signed(call, asset.id, &mut rows, signed_by_default);
    }
    if kind == "file_sets" && !call.flag("file_count", false) {
        for row in &mut rows {
            if let Some(fields) = row.as_object_mut() {
                fields.shift_remove("file_count");
            }
        }
    }
    Ok(paging::after_last_id(call, rows))
}

/// The rows that belong to another row, which the path names.
fn list_of(call: &mut Call, kind: &str, owner: &str) -> Outcome {
    let asset = call.asset()?;
    let id = json!(call.id(owner)?);
    let mut rows = media::of_kind(call.world, &asset, kind);
    rows.retain(|row| row[owner] == id);
    if kind == "files" {
        signed(call, asset.id, &mut rows, true);
    }
    Ok(paging::after_last_id(call, rows))
}

fn found(call: &Call, asset: &Entity, kind: &str, argument: &str) -> Result<Value, Refusal> {
    let id = json!(call.id(argument)?);
    let row = media::of_kind(call.world, asset, kind).into_iter().find(|row| row["id"] == id);
    row.ok_or_else(|| Refusal::missing(kind))
}

fn get(call: &mut Call, kind: &str, argument: &str) -> Outcome {
    let asset = call.asset()?;
    let mut row = found(call, &asset, kind, argument)?;
    if WITH_BYTES.contains(&kind) {
        row["url"] = json!(blobs::address(call, asset.id, &row));
    }
    Ok(ok(row))
}

/// The specification answers a single keyframe with the schema of a file; both are met.
fn keyframe(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let row = found(call, &asset, "keyframes", "keyframe_id")?;
    Ok(ok(json!({
        "id": row["id"], "asset_id": asset.id, "version_id": row["version_id"], "storage_id": row["storage_id"],
        "name": row["filename"], "original_name": row["filename"], "directory_path": "keyframes",
        "file_set_id": media::part_id(asset.id, "keyframes"), "type": "FILE", "status": row["status"],
        "storage_method": "FILE", "url": blobs::address(call, asset.id, &row),
        "date_created": row["date_created"], "date_modified": row["date_modified"],
    })))
}

fn download(call: &mut Call, kind: &str, argument: &str) -> Outcome {
    let asset = call.asset()?;
    let row = found(call, &asset, kind, argument)?;
    Ok(ok(json!({ "url": blobs::address(call, asset.id, &row) })))
}

fn format_by_name(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let name = json!(call.argument("name"));
    let row = of_version(call, &asset, "formats").into_iter().find(|row| row["name"] == name);
    row.map(ok).ok_or_else(|| Refusal::missing("Format"))
}

fn components(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let format = found(call, &asset, "formats", "format_id")?;
    Ok(ok(json!({ "objects": format["components"] })))
}

/// Files of the institution by their checksum. Those of generated assets are not looked at: there are too many.
fn by_checksum(call: &mut Call) -> Outcome {
    let checksum = json!(call.argument("checksum"));
    let generator = institution::id("user", "importer");
    let rows: Vec<Value> = call
        .world
        .all(ObjectKind::Assets)
        .filter(|asset| asset.created_by != generator && call.sees(asset))
        .flat_map(|asset| media::of_kind(call.world, asset, "files"))
        .filter(|file| file["checksum"] == checksum)
        .collect();
    Ok(paging::after_last_id(call, rows))
}

/// Keeps a new row of an asset; says what was kept.
pub fn add_row(call: &mut Call, kind: &str, usual: Value) -> Result<(Arc<Entity>, Value), Refusal> {
    let asset = call.asset_for("write")?;
    let now = moment::text(call.world.tick());
    let mut row = usual;
    row["asset_id"] = json!(asset.id);
    row["version_id"] = json!(asset.present_version().map(|version| version.id));
    // Subtitles alone have no dates of their own.
    if kind != "subtitles" {
        row["date_created"] = json!(now);
        row["date_modified"] = json!(now);
    }
    for (name, value) in call.fields() {
        row[name] = value;
    }
    row["id"] = json!(Uuid::new_v4());
    let mut media = media::of(call.world, &asset);
    if let Some(rows) = media.rows_mut(kind) {
        rows.push(row.clone());
    }
    keep(call, &asset, media);
    Ok((asset, row))
}

pub fn keep(call: &mut Call, asset: &Arc<Entity>, media: Media) {
    let user = call.caller.user;
    call.world.put_row(Table::Media, asset.id.to_string(), media.into_row());
    call.world.change(asset, user, |_| {});
}

fn add_format(call: &mut Call) -> Outcome {
    let usual = json!({
        "status": "ACTIVE", "archive_status": "NOT_ARCHIVED", "is_online": false, "metadata": [], "components": [],
        "storage_methods": [], "warnings": [], "user_id": call.caller.user,
    });
    let (asset, row) = add_row(call, "formats", usual)?;
    let mime = row["metadata"][0]["internet_media_type"].as_str().and_then(media_of);
    if mime.is_some() {
        let user = call.caller.user;
        call.world.change(&asset, user, |asset| {
            if let Some(part) = &mut asset.asset {
                part.media = part.media.or(mime);
            }
        });
    }
    Ok(Answer::Json(201, row))
}

fn add_file_set(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let media = media::of(call.world, &asset);
    let format = &call.body["format_id"];
    if !media.rows("formats").iter().any(|row| row["id"] == *format) {
        return Err(Refusal::field("format_id", "No such format."));
    }
    let usual = json!({"status": "ACTIVE", "is_archive": false, "file_count": 0});
    Ok(Answer::Json(201, add_row(call, "file_sets", usual)?.1))
}

/// Bytes cannot be sent to this server: the records of files are all it keeps, as with storages behind a gateway.
fn add_file(call: &mut Call) -> Outcome {
    let name = call.body["original_name"].clone();
    let usual = json!({
        "status": "OPEN", "name": name, "storage_method": "FILE", "user_id": call.caller.user, "parent_id": null,
        "checksum": null,
    });
    let (_, row) = add_row(call, "files", usual)?;
    Ok(Answer::Json(201, row))
}

fn add_keyframe(call: &mut Call) -> Outcome {
    let usual = json!({
        "status": "OPEN", "format": "jpg", "is_public": false, "is_custom_keyframe": false, "storage_method": "FILE",
    });
    let (_, row) = add_row(call, "keyframes", usual)?;
    Ok(Answer::Json(201, row))
}

fn change_file(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let mut row = found(call, &asset, "files", "file_id")?;
    for (name, value) in call.fields() {
        row[name] = value;
    }
    row["date_modified"] = json!(moment::text(call.world.tick()));
    let mut media = media::of(call.world, &asset);
    if let Some(known) = media
        .rows_mut("files")
        .and_then(|rows| rows.iter_mut().find(|known| known["id"] == row["id"]))
    {
        *known = row.clone();
    }
    keep(call, &asset, media);
    Ok(ok(row))
}

fn delete_file(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let row = found(call, &asset, "files", "file_id")?;
    let mut media = media::of(call.world, &asset);
    if let Some(rows) = media.rows_mut("files") {
        rows.retain(|known| known["id"] != row["id"]);
    }
    keep(call, &asset, media);
    Ok(Answer::Empty(204))
}
