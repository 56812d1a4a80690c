//! The inspector's facts of an asset of iconik.

use serde_json::Value;

use super::facts::{bytes, duration, moment, text, words, yes_no};
use super::{fact, group, link_views};
use crate::domain::browse::Node;
use crate::domain::{ApprovalStatus, AssetId, AssetSnapshot, CollectionId, fields};
use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::open::OpenWorkspace;
use crate::runtime::view::{Detail, Fact, FactGroup};
use crate::systems::{Iconik, SystemError};

/// What is asked of iconik only for the inspector.
#[derive(Default)]
struct Extra {
    files: Vec<Value>,
    formats: Vec<Value>,
    subtitles: Vec<Value>,
    approvals: Vec<Value>,
    transcript: Vec<Value>,
}

pub(super) fn from_catalogue(open: &OpenWorkspace, id: AssetId) -> Result<Option<Detail>, RuntimeError> {
    let Some(snapshot) = open.shelf.with(|workspace| workspace.asset(id))? else {
        return Ok(None);
    };
    detail(open, &snapshot, &Extra::default(), false).map(Some)
}

pub(super) async fn read_anew(_engine: &Engine, open: &OpenWorkspace, id: AssetId) -> Result<Detail, RuntimeError> {
    let iconik = open.iconik().map_err(RuntimeError::NoClient)?;
    let kept = open.shelf.with(|workspace| workspace.asset(id))?;
    let Some(mut snapshot) = kept else {
        return Err(RuntimeError::NoClient(
            "the asset is not in the catalogue; refresh iconik".to_owned(),
        ));
    };
    let now = iconik.asset(id, true).await?;
    if let (Some(body), Some(now)) = (snapshot.body.as_object_mut(), now.as_object()) {
        for (key, value) in now {
            body.insert(key.clone(), value.clone());
        }
    }
    let extra = extra(&iconik, id).await;
    detail(open, &snapshot, &extra, true)
}

/// What the account may see of the rest; what it may not is left out.
async fn extra(iconik: &Iconik, id: AssetId) -> Extra {
    let (files, formats, subtitles, approvals, transcript) = tokio::join!(
        iconik.files(id),
        iconik.formats(id),
        iconik.subtitles(id),
        iconik.approvals(id),
        iconik.transcription(id)
    );
    let or_none = |found: Result<Vec<Value>, SystemError>| found.unwrap_or_default();
    Extra {
        files: or_none(files),
        formats: or_none(formats),
        subtitles: or_none(subtitles),
        approvals: or_none(approvals),
        transcript: or_none(transcript),
    }
}

fn detail(open: &OpenWorkspace, snapshot: &AssetSnapshot, extra: &Extra, fresh: bool) -> Result<Detail, RuntimeError> {
    let asset = &snapshot.asset;
    let (links, collections) = open.shelf.with(|workspace| {
        let mut titles = Vec::new();
        for collection in &asset.collections {
            titles.extend(workspace.collection(*collection)?.map(|known| known.title));
        }
        Ok((workspace.links_of_asset(asset.id)?, titles))
    })?;
    let mut identifiers = vec![Fact {
        name: "Asset id".to_owned(),
        value: asset.id.to_string(),
    }];
    identifiers.extend(asset.external_id.clone().filter(|id| !id.is_empty()).map(|value| Fact {
        name: "External id".to_owned(),
        value,
    }));
    Ok(Detail {
        node: Node::Asset(asset.id),
        title: asset.title.clone(),
        path: collections.clone(),
        page: Some(open.connection.asset_page(asset.id)),
        identifiers,
        groups: groups(snapshot, extra, &collections),
        links: link_views(open, links)?,
        fresh,
        problem: None,
    })
}

fn groups(snapshot: &AssetSnapshot, extra: &Extra, collections: &[String]) -> Vec<FactGroup> {
    let groups = [
        group("Asset", about(snapshot, collections)),
        group("Metadata", metadata(snapshot)),
        group("Files", extra.files.iter().map(file)),
        group(
            "Formats",
            extra
                .formats
                .iter()
                .map(|format| fact(&text(format, "name"), words(&text(format, "status").to_lowercase()))),
        ),
        group(
            "Subtitles",
            extra
                .subtitles
                .iter()
                .map(|subtitle| fact(&text(subtitle, "language"), closed_captions(subtitle))),
        ),
        group("Approvals", extra.approvals.iter().map(approval)),
        group("Transcript", [fact("text", transcript(&extra.transcript))]),
        group("Archway", archway(snapshot)),
    ];
    groups.into_iter().flatten().collect()
}

fn about(snapshot: &AssetSnapshot, collections: &[String]) -> Vec<Option<Fact>> {
    let asset = &snapshot.asset;
    let approval: &str = match asset.approval {
        ApprovalStatus::NotAsked => "not asked",
        ApprovalStatus::Requested => "requested",
        ApprovalStatus::Approved => "approved",
        ApprovalStatus::Rejected => "not approved",
        ApprovalStatus::Mixed => "mixed",
    };
    let kind: &str = asset.asset_type.into();
    vec![
        fact("Type", words(&kind.to_lowercase())),
        fact("Media", asset.media.words()),
        asset.duration_ms.and_then(|duration_ms| fact("Duration", duration(duration_ms))),
        fact("Approval", approval),
        fact("Versions", asset.versions.to_string()),
        fact("Collections", collections.join("\n")),
        fact("Created", asset.created.map(|time| moment(&time.to_string())).unwrap_or_default()),
        fact("Changed", asset.modified.map(|time| moment(&time.to_string())).unwrap_or_default()),
        fact("Archive status", words(&text(&snapshot.body, "archive_status").to_lowercase())),
        snapshot
            .body
            .get("is_online")
            .and_then(Value::as_bool)
            .and_then(|online| fact("Online", yes_no(online))),
    ]
}

fn metadata(snapshot: &AssetSnapshot) -> Vec<Option<Fact>> {
    snapshot
        .metadata
        .keys()
        .filter(|name| !fields::ALL.iter().any(|field| field.name == name.as_str()))
        .map(|name| fact(&words(name), snapshot.values(name).join("\n")))
        .collect()
}

fn archway(snapshot: &AssetSnapshot) -> Vec<Option<Fact>> {
    fields::ALL
        .iter()
        .map(|field| fact(field.label, snapshot.values(field.name).join("\n")))
        .collect()
}

fn file(file: &Value) -> Option<Fact> {
    let size = file.get("size").and_then(Value::as_u64).map(bytes);
    let parts = [
        Some(text(file, "directory_path")),
        size,
        Some(words(&text(file, "status").to_lowercase())),
        Some(text(file, "checksum")),
    ];
    let name = text(file, "original_name");
    let name = if name.is_empty() { text(file, "name") } else { name };
    fact(
        &name,
        parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
    )
}

fn closed_captions(subtitle: &Value) -> String {
    if subtitle.get("closed_captions").and_then(Value::as_bool).unwrap_or(false) {
        "closed captions".to_owned()
    } else {
        "subtitles".to_owned()
    }
}

fn approval(approval: &Value) -> Option<Fact> {
    let who = approval
        .get("user_info")
        .map(|user| {
            format!("{} {}", text(user, "first_name"), text(user, "last_name"))
                .trim()
                .to_owned()
        })
        .unwrap_or_default();
    let who = if who.is_empty() { text(approval, "user") } else { who };
    fact(
        if who.is_empty() { "reviewer" } else { &who },
        format!(
            "{} {}",
            words(&text(approval, "status").to_lowercase()),
            text(approval, "change_date")
        ),
    )
}

fn transcript(segments: &[Value]) -> String {
    const LONGEST: usize = 4_000;
    let joined = segments
        .iter()
        .map(|segment| text(segment, "segment_text"))
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    if joined.chars().count() > LONGEST {
        joined.chars().take(LONGEST).chain(['…']).collect()
    } else {
        joined
    }
}

pub(super) fn collection(open: &OpenWorkspace, id: CollectionId) -> Result<Option<Detail>, RuntimeError> {
    let Some(collection) = open.shelf.with(|workspace| workspace.collection(id))? else {
        return Ok(None);
    };
    let base = open.connection.iconik_url.trim_end_matches('/');
    let facts = [fact(
        "Changed",
        collection.modified.map(|time| moment(&time.to_string())).unwrap_or_default(),
    )];
    Ok(Some(Detail {
        node: Node::Collection(id),
        title: collection.title,
        path: Vec::new(),
        page: Some(format!("{base}/collection/{id}")),
        identifiers: vec![Fact {
            name: "Collection id".to_owned(),
            value: id.to_string(),
        }],
        groups: group("Collection", facts).into_iter().collect(),
        links: Vec::new(),
        fresh: true,
        problem: None,
    }))
}
