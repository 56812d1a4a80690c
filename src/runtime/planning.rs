//! Planning: gathering the snapshots that a pure planner needs, and keeping the plan it makes.
//!
//! Plans are made from the catalogue, at once and without the network. Records that the catalogue knows only as rows of a
//! tree are read first.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::Value;

use super::error::RuntimeError;
use super::shelf::Shelf;
use crate::domain::link_ends::asset_of_digital_object;
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{AssetId, Link, RecordKind, RecordSnapshot, RecordUri, RepositoryId};
use crate::plan::order::decide;
use crate::plan::{ChangeId, Decision, Plan, PlanId};
use crate::store::{StoreError, Workspace};
use crate::systems::ArchivesSpace;
use crate::workflows::PlanHead;
use crate::workflows::link::part::owners_in;
use crate::workflows::link::{LinkContext, RecordInContext, Snapshots, plan_links, plan_unlinks};

/// Mark under which the id of Archway's view in iconik is kept.
pub const VIEW_MARK: &str = "iconik/archway-view";

/// Mark under which the id of the view that holds restrictions in iconik is kept; empty where it is not whole.
pub const RESTRICTION_VIEW_MARK: &str = "iconik/restriction-view";

/// Makes plans for one workspace.
pub struct Planning {
    /// The workspace file.
    pub shelf: Shelf,
    /// ArchivesSpace, for records that were never read.
    pub archivesspace: ArchivesSpace,
    /// The systems.
    pub connection: Connection,
    /// Settings of the workspace.
    pub settings: WorkspaceSettings,
    /// Who plans.
    pub author: String,
    /// The clock.
    pub now: fn() -> Timestamp,
}

impl Planning {
    /// Name, time and author of a new plan.
    #[must_use]
    pub fn head(&self) -> PlanHead {
        PlanHead {
            id: PlanId(uuid::Uuid::now_v7()),
            now: (self.now)(),
            author: self.author.clone(),
        }
    }

    /// Plans links and keeps the plan.
    ///
    /// # Errors
    /// As the workspace file, or ArchivesSpace where records must be read first.
    pub async fn links(&self, pairs: &[(AssetId, RecordUri)], accept: bool) -> Result<Plan, RuntimeError> {
        self.with_context(pairs, |context| plan_links(context, pairs), accept).await
    }

    /// Plans to take links away and keeps the plan.
    ///
    /// # Errors
    /// As for links.
    pub async fn unlinks(&self, pairs: &[(AssetId, RecordUri)], accept: bool) -> Result<Plan, RuntimeError> {
        self.with_context(pairs, |context| plan_unlinks(context, pairs), accept).await
    }

    async fn with_context(
        &self,
        pairs: &[(AssetId, RecordUri)],
        planner: impl FnOnce(&LinkContext<'_>) -> Plan,
        accept: bool,
    ) -> Result<Plan, RuntimeError> {
        let snapshots = self.snapshots(pairs).await?;
        let view = self.shelf.with(|workspace| workspace.mark(VIEW_MARK))?;
        let context = LinkContext {
            connection: &self.connection,
            settings: &self.settings,
            view: view.as_deref().filter(|view| !view.is_empty()),
            snapshots: &snapshots,
            head: self.head(),
        };
        let mut plan = planner(&context);
        if accept {
            accept_open(&mut plan);
        }
        self.keep(&plan)?;
        Ok(plan)
    }

    /// Keeps a plan that has something to decide; one that has not is only shown.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn keep(&self, plan: &Plan) -> Result<(), RuntimeError> {
        if plan.is_empty() {
            return Ok(());
        }
        self.shelf.with(|workspace| workspace.put_plan(plan))
    }

    async fn snapshots(&self, pairs: &[(AssetId, RecordUri)]) -> Result<Snapshots, RuntimeError> {
        let assets: Vec<AssetId> = pairs.iter().map(|(asset, _)| *asset).collect::<BTreeSet<_>>().into_iter().collect();
        let records: Vec<RecordUri> = pairs
            .iter()
            .map(|(_, record)| *record)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        self.read_unread(&records).await?;
        let mut snapshots = Snapshots::default();
        self.shelf.with(|workspace| {
            for snapshot in workspace.assets(&assets)? {
                snapshots.assets.insert(snapshot.asset.id, snapshot);
            }
            for snapshot in workspace.records(&records)? {
                let uri = snapshot.record.uri;
                let path = workspace.title_path(uri)?;
                let mut above: Vec<RecordUri> = workspace
                    .ancestors(uri)?
                    .into_iter()
                    .map(|record| record.uri)
                    .filter(|above| *above != uri)
                    .collect();
                above.push(uri);
                let restrictions = workspace.records(&above)?.iter().filter_map(restriction_words).collect();
                snapshots.records.insert(
                    uri,
                    RecordInContext {
                        snapshot,
                        path,
                        restrictions,
                    },
                );
            }
            let repositories: BTreeSet<RepositoryId> = records.iter().map(|record| record.repository).collect();
            for asset in &assets {
                let links = workspace.links_of_asset(*asset)?;
                for digital_object in workspace.digital_objects_of(*asset)? {
                    if asset_of_digital_object(&digital_object.body).is_some_and(|(found, _)| found == *asset) {
                        snapshots.stands_for.insert(digital_object.record.uri, *asset);
                    }
                    let repository = digital_object.record.uri.repository;
                    if repositories.contains(&repository) {
                        let owners = owners_of(workspace, &digital_object, &links)?;
                        snapshots.owners.insert(digital_object.record.uri, owners);
                        prefer(&mut snapshots.digital_objects, (repository, *asset), digital_object);
                    }
                }
            }
            Ok(())
        })?;
        Ok(snapshots)
    }

    /// Reads records that the catalogue knows only as rows of a tree, or not at all.
    pub(super) async fn read_unread(&self, records: &[RecordUri]) -> Result<(), RuntimeError> {
        let known: BTreeSet<RecordUri> = self
            .shelf
            .with(|workspace| workspace.records(records))?
            .into_iter()
            .map(|record| record.record.uri)
            .collect();
        let mut unread: HashMap<(RepositoryId, RecordKind), Vec<u64>> = HashMap::new();
        for record in records.iter().filter(|record| !known.contains(record)) {
            unread.entry((record.repository, record.kind)).or_default().push(record.id);
        }
        for ((repository, kind), ids) in unread {
            let bodies = self.archivesspace.records_by_ids(repository, kind, &ids, &[]).await?;
            super::keeping::keep(&self.shelf, bodies, (self.now)())?;
        }
        Ok(())
    }
}

/// Accepts every change without an obstacle. What a planner holds back stays held.
pub fn accept_open(plan: &mut Plan) {
    let open: Vec<ChangeId> = plan
        .changes
        .iter()
        .filter(|change| change.decision == Decision::Undecided && !change.is_obstructed())
        .map(|change| change.id)
        .collect();
    decide(plan, &open, &Decision::Accepted);
}

/// Of several digital objects that stand for an asset, the one with the asset's id goes before one with only its address.
fn prefer(found: &mut HashMap<(RepositoryId, AssetId), RecordSnapshot>, key: (RepositoryId, AssetId), new: RecordSnapshot) {
    let has_id = |snapshot: &RecordSnapshot| {
        snapshot
            .body
            .get("digital_object_id")
            .and_then(Value::as_str)
            .is_some_and(|id| id.eq_ignore_ascii_case(&key.1.to_string()))
    };
    match found.get(&key) {
        Some(known) if has_id(known) || !has_id(&new) => {}
        _ if asset_of_digital_object(&new.body).is_some_and(|(asset, _)| asset == key.1) => {
            found.insert(key, new);
        }
        _ => {}
    }
}

/// The records that use a digital object: those whose own instances show it, and those it names that the catalogue does not know.
fn owners_of(workspace: &Workspace, digital_object: &RecordSnapshot, links: &[Link]) -> Result<Vec<RecordUri>, StoreError> {
    let uri = digital_object.record.uri;
    let mut owners: Vec<RecordUri> = links
        .iter()
        .filter(|link| link.digital_object == Some(uri) && link.archivesspace.shows())
        .map(|link| link.record)
        .collect();
    for named in owners_in(&digital_object.body) {
        let uses = workspace.record(named)?.is_none_or(|known| known.digital_objects().contains(&uri));
        if uses && !owners.contains(&named) {
            owners.push(named);
        }
    }
    Ok(owners)
}

/// What a record's own access restriction says, in words for the review.
fn restriction_words(snapshot: &RecordSnapshot) -> Option<String> {
    let notes = snapshot.body.get("notes").and_then(Value::as_array)?;
    let note = notes
        .iter()
        .find(|note| note.get("type").and_then(Value::as_str) == Some("accessrestrict"))?;
    let end = note.pointer("/rights_restriction/end").and_then(Value::as_str);
    let label = snapshot.record.label();
    Some(match end {
        Some(end) => format!("“{label}” has an access restriction until {end}. Linking does not change who can see the asset in iconik"),
        None => format!("“{label}” has an access restriction without an end. Linking does not change who can see the asset in iconik"),
    })
}
