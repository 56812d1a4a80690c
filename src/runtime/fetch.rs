//! Fetching what lies inside a parent that the catalogue never read: browsing never waits for a refresh.

use jiff::Timestamp;

use super::error::RuntimeError;
use super::open::OpenWorkspace;
use crate::domain::browse::Parent;
use crate::domain::{AssetSnapshot, Collection, CollectionId, Record, RecordKind, RecordUri, RepositoryId};
use crate::systems::archivesspace::TreeNode;
use crate::systems::iconik::{AssetQuery, parse};

/// Reads what lies inside into the catalogue.
///
/// # Errors
/// As the system or the workspace file.
pub async fn children(open: &OpenWorkspace, parent: Parent, now: fn() -> Timestamp) -> Result<(), RuntimeError> {
    match parent {
        Parent::IconikTop => collections(open).await,
        Parent::Collection(collection) => contents(open, collection, now).await,
        Parent::Resources(repository) => listing(open, repository, RecordKind::Resource, now).await,
        Parent::Accessions(repository) => listing(open, repository, RecordKind::Accession, now).await,
        Parent::Record(record) => inside(open, record).await,
    }
}

async fn collections(open: &OpenWorkspace) -> Result<(), RuntimeError> {
    let iconik = open.iconik().map_err(RuntimeError::NoClient)?;
    let bodies = iconik.collections(false).await?;
    let collections: Vec<Collection> = bodies.iter().filter_map(parse::collection_from_json).collect();
    open.shelf.with(|workspace| {
        workspace.put_collections(&collections)?;
        workspace.mark_lists_read(&[Parent::IconikTop])
    })
}

async fn contents(open: &OpenWorkspace, collection: CollectionId, now: fn() -> Timestamp) -> Result<(), RuntimeError> {
    let iconik = open.iconik().map_err(RuntimeError::NoClient)?;
    let mut query = AssetQuery {
        collection: Some(collection),
        ..AssetQuery::default()
    };
    loop {
        let page = iconik.search_assets(&query).await?;
        let read_at = now();
        let snapshots: Vec<AssetSnapshot> = page
            .hits
            .into_iter()
            .filter_map(|hit| parse::asset_snapshot(hit, None, read_at))
            .collect();
        open.shelf.with(|workspace| workspace.put_assets(&snapshots))?;
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    open.shelf
        .with(|workspace| workspace.mark_lists_read(&[Parent::Collection(collection)]))
}

async fn listing(open: &OpenWorkspace, repository: RepositoryId, kind: RecordKind, now: fn() -> Timestamp) -> Result<(), RuntimeError> {
    let archivesspace = open.archivesspace().map_err(RuntimeError::NoClient)?;
    let ids = archivesspace.all_ids(repository, kind, None).await?;
    for slice in ids.chunks(250) {
        let bodies = archivesspace.records_by_ids(repository, kind, slice, &[]).await?;
        super::keeping::keep(&open.shelf, bodies, now())?;
    }
    let parent = if kind == RecordKind::Accession {
        Parent::Accessions(repository)
    } else {
        Parent::Resources(repository)
    };
    open.shelf.with(|workspace| workspace.mark_lists_read(&[parent]))
}

/// Pages of a tree, 200 rows each, kept as they come so that the first rows show at once.
async fn inside(open: &OpenWorkspace, record: RecordUri) -> Result<(), RuntimeError> {
    let archivesspace = open.archivesspace().map_err(RuntimeError::NoClient)?;
    let (resource, parent) = match record.kind {
        RecordKind::ArchivalObject => {
            let known = open.shelf.with(|workspace| workspace.known_record(record))?;
            let Some(resource) = known.and_then(|record| record.resource) else {
                return Ok(());
            };
            (resource, Some(record))
        }
        _ => (record, None),
    };
    let (pages, first) = match parent {
        None => {
            let root = archivesspace.tree_root(&resource).await?;
            (root.waypoints, root.children)
        }
        Some(parent) => {
            let branch = archivesspace.tree_node(&resource, &parent).await?;
            (branch.waypoints, branch.children)
        }
    };
    let mut offset = keep_page(open, resource, parent, 0, &first, pages <= 1)?;
    for page in 1..pages {
        let nodes = archivesspace.waypoint(&resource, parent.as_ref(), page).await?;
        offset += keep_page(open, resource, parent, offset, &nodes, page + 1 == pages)?;
    }
    Ok(())
}

fn keep_page(
    open: &OpenWorkspace,
    resource: RecordUri,
    parent: Option<RecordUri>,
    offset: u32,
    nodes: &[TreeNode],
    last: bool,
) -> Result<u32, RuntimeError> {
    let rows: Vec<(Record, u32)> = nodes.iter().map(|node| (node.record.clone(), node.child_count)).collect();
    open.shelf
        .with(|workspace| workspace.put_children(resource, parent, offset, &rows, last))?;
    Ok(u32::try_from(rows.len()).unwrap_or(0))
}
