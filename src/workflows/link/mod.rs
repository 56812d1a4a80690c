//! Linking: an asset joined to a record, with an end in each system.
//!
//! In ArchivesSpace the link is a digital object whose `digital_object_id` is the asset's id, whose file version points to
//! the asset's page, and which an instance attaches to the record. In iconik it is one value in each of Archway's fields.

pub mod join;
pub mod pairing;
pub mod part;
pub mod rebase;
#[cfg(test)]
mod tests;
pub mod values;

use std::collections::HashMap;

use serde_json::Value;

use super::PlanHead;
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{AssetId, AssetSnapshot, RecordSnapshot, RecordUri, RepositoryId};
use crate::plan::Pair;

pub use join::plan_links;
pub use pairing::{Pairing, pairs, reason};
pub use part::plan_unlinks;

/// A record with what lies above it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordInContext {
    /// The record with all its fields.
    pub snapshot: RecordSnapshot,
    /// Titles from the resource down to the record, without markup.
    pub path: Vec<String>,
    /// Restrictions of the record and of those above it, in words.
    pub restrictions: Vec<String>,
}

/// Snapshots that the planner works on.
#[derive(Debug, Clone, Default)]
pub struct Snapshots {
    /// Assets by id.
    pub assets: HashMap<AssetId, AssetSnapshot>,
    /// Records by address.
    pub records: HashMap<RecordUri, RecordInContext>,
    /// Digital objects that stand for an asset, by repository and asset.
    pub digital_objects: HashMap<(RepositoryId, AssetId), RecordSnapshot>,
    /// The asset that a digital object stands for. Several may stand for one asset, each made by somebody else.
    pub stands_for: HashMap<RecordUri, AssetId>,
    /// Records that use a digital object. What its own body says of them may be older than what the records say.
    pub owners: HashMap<RecordUri, Vec<RecordUri>>,
}

/// Everything the planner must know.
#[derive(Debug, Clone)]
pub struct LinkContext<'a> {
    /// The systems.
    pub connection: &'a Connection,
    /// Settings of the workspace.
    pub settings: &'a WorkspaceSettings,
    /// Id of Archway's metadata view; `None` while iconik has none.
    pub view: Option<&'a str>,
    /// What was read.
    pub snapshots: &'a Snapshots,
    /// Name, time and author of the plan.
    pub head: PlanHead,
}

/// True where a digital object has a file version that points to the asset.
fn points_to(body: &Value, asset: AssetId) -> bool {
    let needle = format!("/asset/{asset}");
    let versions = body
        .get("file_versions")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    versions
        .iter()
        .filter_map(|version| version.get("file_uri")?.as_str())
        .any(|uri| uri.to_ascii_lowercase().contains(&needle))
}

fn described_pairs(context: &LinkContext<'_>, wanted: &[(AssetId, RecordUri)]) -> Vec<Pair> {
    wanted
        .iter()
        .map(|(asset, record)| {
            let asset_snapshot = context.snapshots.assets.get(asset);
            let record_snapshot = context.snapshots.records.get(record);
            Pair {
                asset: *asset,
                asset_title: asset_snapshot.map_or_else(|| asset.to_string(), |snapshot| snapshot.asset.title.clone()),
                record: *record,
                record_title: record_snapshot.map_or_else(|| record.to_string(), |record| record.snapshot.record.label()),
                why: match (asset_snapshot, record_snapshot) {
                    (Some(asset), Some(record)) => reason(&asset.asset.title, &record.snapshot.record),
                    _ => String::new(),
                },
            }
        })
        .collect()
}

fn without_repeats(wanted: &[(AssetId, RecordUri)]) -> Vec<(AssetId, RecordUri)> {
    let mut seen = std::collections::HashSet::new();
    wanted.iter().copied().filter(|pair| seen.insert(*pair)).collect()
}
