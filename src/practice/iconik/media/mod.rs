//! Formats, file sets, files, proxies, keyframes and subtitles of an asset.
//!
//! They follow from the asset, so that 200,000 assets need no room for them; only where a client has changed something
//! they are kept as rows.

pub mod content;
pub mod pictures;
pub mod transcript;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::moment;
use super::world::World;
use super::world::entity::{AssetPart, AssetType, Entity, MediaType, Version};
use super::world::table::Table;
use crate::practice::institution;

/// The kinds of rows.
pub const KINDS: [&str; 6] = ["formats", "file_sets", "files", "proxies", "keyframes", "subtitles"];

/// The rows of one asset.
#[derive(Debug, Clone, Default)]
pub struct Media(Map<String, Value>);

impl Media {
    /// The rows of one kind.
    #[must_use]
    pub fn rows(&self, kind: &str) -> &[Value] {
        self.0.get(kind).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The rows of one kind, to be changed.
    pub fn rows_mut(&mut self, kind: &str) -> Option<&mut Vec<Value>> {
        self.0.entry(kind.to_owned()).or_insert_with(|| json!([])).as_array_mut()
    }

    /// As it is kept.
    #[must_use]
    pub fn into_row(self) -> Value {
        Value::Object(self.0)
    }

    fn add(&mut self, kind: &str, row: Value) {
        if let Some(rows) = self.rows_mut(kind) {
            rows.push(row);
        }
    }
}

/// The rows of an asset, kept or derived.
#[must_use]
pub fn of(world: &World, asset: &Entity) -> Media {
    match world.row(Table::Media, &asset.id.to_string()) {
        Some(Value::Object(kept)) => Media(kept.clone()),
        _ => derive(asset, &KINDS),
    }
}

/// The rows of one kind: the bytes of files need not be made where only pictures are wanted.
#[must_use]
pub fn of_kind(world: &World, asset: &Entity, kind: &str) -> Vec<Value> {
    match world.row(Table::Media, &asset.id.to_string()) {
        Some(kept) => kept[kind].as_array().cloned().unwrap_or_default(),
        None => derive(asset, &[kind]).rows(kind).to_vec(),
    }
}

/// The id of a part of an asset's version.
#[must_use]
pub fn part_id(version: Uuid, part: &str) -> Uuid {
    Uuid::new_v5(&version, part.as_bytes())
}

fn derive(asset: &Entity, kinds: &[&str]) -> Media {
    let wanted = |kind: &str| kinds.contains(&kind);
    let original = ["formats", "file_sets", "files"].into_iter().any(wanted);
    let mut media = Media::default();
    let Some(part) = &asset.asset else {
        return media;
    };
    if part.r#type == AssetType::Placeholder {
        return media;
    }
    for version in &part.versions {
        if original && part.r#type == AssetType::Asset {
            add_original(&mut media, asset, part, version);
            if is_kept_for_good(asset, version) {
                add_preservation(&mut media, asset, part, version);
            }
        }
        if wanted("proxies") && part.media != Some(MediaType::Image) && part.r#type == AssetType::Asset {
            add_proxy(&mut media, asset, version);
        }
        if wanted("keyframes") {
            add_keyframes(&mut media, asset, part, version);
        }
        if wanted("subtitles") {
            add_subtitles(&mut media, asset, version);
        }
    }
    media
}

fn component_type(media: Option<MediaType>) -> &'static str {
    match media {
        Some(MediaType::Video) => "VIDEO",
        Some(MediaType::Audio) => "AUDIO",
        Some(MediaType::Image) => "IMAGE",
        None => "OTHER",
    }
}

/// The format that the transfer room makes for keeping.
const PRESERVATION: &str = "PRESERVATION_MASTER";

/// What the transfer room digitised has a copy for keeping beside the original, while the original is at hand.
fn is_kept_for_good(asset: &Entity, version: &Version) -> bool {
    version.online && asset.metadata.contains_key("digitised_by")
}

/// What a player would say of an original.
fn technical(part: &AssetPart, mime: &str) -> Value {
    match part.media {
        Some(MediaType::Video) => json!({
            "mime": mime, "codec": "prores", "width": "1440", "height": "1080", "frame_rate": "25", "bit_depth": "10",
        }),
        Some(MediaType::Audio) => json!({
            "mime": mime, "codec": "pcm_s24le", "sample_rate": "96000", "channels": "2", "bit_depth": "24",
        }),
        Some(MediaType::Image) => json!({"mime": mime, "width": "96", "height": "72", "color_space": "sRGB"}),
        None => json!({ "mime": mime }),
    }
}

fn add_preservation(media: &mut Media, asset: &Entity, part: &AssetPart, version: &Version) {
    let made = moment::text(version.created);
    let format = part_id(version.id, PRESERVATION);
    let component = part_id(version.id, "preservation component");
    let file_set = part_id(version.id, "preservation file set");
    let file = part_id(version.id, "preservation file");
    let name = format!("preservation_{}", content::file_name(asset));
    let folder = format!("{}/preservation", content::folder(asset));
    let storage = institution::id("storage", "tape");
    let (mime, size, checksum) = content::describe(asset, file);
    media.add(
        "formats",
        json!({
            "id": format, "asset_id": asset.id, "version_id": version.id, "name": PRESERVATION, "status": "ACTIVE",
            "archive_status": "ARCHIVED", "is_online": true, "user_id": version.created_by,
            "metadata": [{"internet_media_type": mime}], "storage_methods": ["FILE"], "warnings": [],
            "components": [{
                "id": component, "name": component_type(part.media), "type": component_type(part.media),
                "metadata": technical(part, mime),
            }],
            "date_created": made, "date_modified": made,
        }),
    );
    media.add(
        "file_sets",
        json!({
            "id": file_set, "asset_id": asset.id, "version_id": version.id, "format_id": format,
            "component_ids": [component], "name": name, "base_dir": folder, "storage_id": storage,
            "status": "ACTIVE", "is_archive": true, "file_count": 1, "date_created": made, "date_modified": made,
        }),
    );
    media.add(
        "files",
        json!({
            "id": file, "asset_id": asset.id, "version_id": version.id, "format_id": format, "file_set_id": file_set,
            "storage_id": storage, "name": name, "original_name": name, "directory_path": folder,
            "type": "FILE", "status": "ARCHIVED", "size": size,
            "checksum": checksum, "storage_method": "FILE", "user_id": version.created_by, "parent_id": null,
            "file_date_created": made, "file_date_modified": made, "date_created": made, "date_modified": made,
        }),
    );
}

fn add_original(media: &mut Media, asset: &Entity, part: &AssetPart, version: &Version) {
    let made = moment::text(version.created);
    let format = part_id(version.id, "ORIGINAL");
    let component = part_id(version.id, "component");
    let file_set = part_id(version.id, "file set");
    let file = part_id(version.id, "file");
    let name = content::file_name(asset);
    let storage = institution::id("storage", if version.online { "originals" } else { "tape" });
    let (mime, size, checksum) = content::describe(asset, file);
    media.add(
        "formats",
        json!({
            "id": format, "asset_id": asset.id, "version_id": version.id, "name": "ORIGINAL", "status": "ACTIVE",
            "archive_status": "NOT_ARCHIVED", "is_online": version.online, "user_id": version.created_by,
            "metadata": [{"internet_media_type": mime}], "storage_methods": ["FILE"], "warnings": [],
            "components": [{
                "id": component, "name": component_type(part.media), "type": component_type(part.media),
                "metadata": technical(part, mime),
            }],
            "date_created": made, "date_modified": made,
        }),
    );
    media.add(
        "file_sets",
        json!({
            "id": file_set, "asset_id": asset.id, "version_id": version.id, "format_id": format,
            "component_ids": [component], "name": name, "base_dir": content::folder(asset), "storage_id": storage,
            "status": "ACTIVE", "is_archive": false, "file_count": 1, "date_created": made, "date_modified": made,
        }),
    );
    media.add(
        "files",
        json!({
            "id": file, "asset_id": asset.id, "version_id": version.id, "format_id": format, "file_set_id": file_set,
            "storage_id": storage, "name": name, "original_name": name, "directory_path": content::folder(asset),
            "type": "FILE", "status": if version.online { "CLOSED" } else { "MISSING" }, "size": size,
            "checksum": checksum, "storage_method": "FILE", "user_id": version.created_by, "parent_id": null,
            "file_date_created": made, "file_date_modified": made, "date_created": made, "date_modified": made,
        }),
    );
}

fn add_proxy(media: &mut Media, asset: &Entity, version: &Version) {
    let Some(proxy) = content::proxy(asset) else {
        return;
    };
    let made = moment::text(version.created);
    let video = proxy.r#type.starts_with("video");
    let mut row = json!({
        "id": part_id(version.id, "proxy"), "asset_id": asset.id, "version_id": version.id,
        "name": if video { "Proxy 540p" } else { "Proxy audio" },
        "filename": if video { "proxy.mp4" } else { "proxy.wav" },
        "format": if video { "mp4" } else { "wav" }, "codec": if video { "h264" } else { "pcm_s16le" },
        "status": "CLOSED", "size": proxy.bytes.len(), "is_public": false, "rotation": null,
        "storage_id": institution::id("storage", "proxies"), "storage_method": "FILE",
        "date_created": made, "date_modified": made,
    });
    if video {
        row["resolution"] = json!({"width": 960, "height": 540});
        row["frame_rate"] = json!("25/1");
        row["start_time_code"] = json!("00:00:00:00");
    }
    media.add("proxies", row);
}

fn add_keyframes(media: &mut Media, asset: &Entity, part: &AssetPart, version: &Version) {
    let made = moment::text(version.created);
    let number = if part.media == Some(MediaType::Video) { 3 } else { 1 };
    let duration = part.duration.unwrap_or(0);
    for index in 0..=number {
        let poster = index == number;
        let kind = if poster { "POSTER" } else { "KEYFRAME" };
        let format = if poster { "png" } else { "jpg" };
        media.add(
            "keyframes",
            json!({
                "id": part_id(version.id, &format!("keyframe {index}")), "asset_id": asset.id,
                "version_id": version.id, "collection_id": null, "type": kind, "format": format,
                "name": format!("{kind} {index}"), "filename": format!("keyframe_{index}.{format}"),
                "resolution": {"width": pictures::WIDTH, "height": pictures::HEIGHT}, "rotation": null,
                "status": "CLOSED", "is_public": false, "is_custom_keyframe": false, "size": null,
                "storage_id": institution::id("storage", "keyframes"), "storage_method": "FILE",
                "time_code": {
                    "frames_number": duration * i64::from(index) * 25 / (i64::from(number) * 1000), "is_drop_frame": false,
                    "time_base": {"numerator": 1, "denominator": 25},
                },
                "date_created": made, "date_modified": made,
            }),
        );
    }
}

fn add_subtitles(media: &mut Media, asset: &Entity, version: &Version) {
    for language in &version.transcribed {
        media.add(
            "subtitles",
            json!({
                "id": part_id(version.id, &format!("subtitle {language}")), "asset_id": asset.id,
                "version_id": version.id, "format_id": part_id(version.id, "ORIGINAL"), "language": language,
                "closed_captions": language == "en", "name": format!("{}.{language}.vtt", asset.id),
                "content": transcript::webvtt(asset),
            }),
        );
    }
}
