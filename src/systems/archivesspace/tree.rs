//! Trees of resources, in pages of 200 children ("waypoints").

use serde_json::Value;

use super::parse::{record_from_waypoint, u32_of};
use super::{ArchivesSpace, in_repository};
use crate::domain::{Record, RecordKind, RecordUri};
use crate::systems::error::SystemError;
use crate::systems::http::{Answer, Call};

/// A row of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeNode {
    /// What the row shows. `ref_id`, `publish`, restrictions and `lock_version` are not known here: read the record for them.
    pub record: Record,
    /// Direct children.
    pub child_count: u32,
    /// Pages of children.
    pub waypoints: u32,
    /// It has an instance with a digital object.
    pub has_digital_instance: bool,
}

/// The top of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeRoot {
    /// Children of the resource.
    pub child_count: u32,
    /// Pages of them.
    pub waypoints: u32,
    /// The first page, which comes along.
    pub children: Vec<TreeNode>,
}

/// One node with the first page below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeBranch {
    /// Its display string.
    pub title: String,
    /// Place among its siblings, from 0.
    pub position: u32,
    /// Direct children.
    pub child_count: u32,
    /// Pages of children.
    pub waypoints: u32,
    /// The first page of them.
    pub children: Vec<TreeNode>,
}

/// A step of the way down to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathStep {
    /// Archival object; `None` for the resource itself.
    pub node: Option<RecordUri>,
    /// Its title and dates.
    pub title: String,
    /// Page of its children that holds the next step. Off by one at every 200th sibling: look at the neighbour too.
    pub offset: u32,
}

impl ArchivesSpace {
    /// The top of a resource's tree.
    ///
    /// # Errors
    /// As any request.
    pub async fn tree_root(&self, resource: &RecordUri) -> Result<TreeRoot, SystemError> {
        let answer = self.succeed(tree_call(resource, "root")).await?;
        let body = answer.json()?;
        let (child_count, waypoints) = counts(&body).ok_or_else(|| answer.unexpected("the tree has no root"))?;
        Ok(TreeRoot {
            child_count,
            waypoints,
            children: first_page(&body, "", resource, None),
        })
    }

    /// Page `offset` (from 0) of the children of `parent`, or of the resource. Empty past the end.
    ///
    /// # Errors
    /// As any request.
    pub async fn waypoint(&self, resource: &RecordUri, parent: Option<&RecordUri>, offset: u32) -> Result<Vec<TreeNode>, SystemError> {
        let mut call = tree_call(resource, "waypoint").query("offset", offset);
        if let Some(parent) = parent {
            call = call.query("parent_node", parent);
        }
        let answer = self.succeed(call).await?;
        let body = answer.json()?;
        let rows = body.as_array().ok_or_else(|| answer.unexpected("the waypoint is not a list"))?;
        Ok(rows.iter().filter_map(|row| node(row, resource, parent)).collect())
    }

    /// A node with the first page below it.
    ///
    /// # Errors
    /// As any request.
    pub async fn tree_node(&self, resource: &RecordUri, uri: &RecordUri) -> Result<TreeBranch, SystemError> {
        let answer = self.succeed(tree_call(resource, "node").query("node_uri", uri)).await?;
        let body = answer.json()?;
        let (child_count, waypoints) = counts(&body).ok_or_else(|| answer.unexpected("the node has no counts"))?;
        Ok(TreeBranch {
            title: body.get("title").and_then(Value::as_str).unwrap_or_default().to_owned(),
            // Only this answer counts positions from 1.
            position: u32_of(body.get("position")).saturating_sub(1),
            child_count,
            waypoints,
            children: first_page(&body, &uri.to_string(), resource, Some(uri)),
        })
    }

    /// The way from the resource down to the parent of `record`.
    ///
    /// # Errors
    /// The system answers an unknown record with 500, so [`SystemError::Server`] stands for "not in this tree" too.
    pub async fn path_from_root(&self, resource: &RecordUri, record: &RecordUri) -> Result<Vec<PathStep>, SystemError> {
        let call = tree_call(resource, "node_from_root").query("node_ids[]", record.id);
        let answer = self.succeed(call).await?;
        let body = answer.json()?;
        let steps = body
            .get(record.id.to_string())
            .and_then(Value::as_array)
            .ok_or_else(|| answer.unexpected("it does not show the way to the record"))?;
        Ok(steps.iter().map(step).collect())
    }

    /// The whole tree in one answer (`uri`, `ref_id`, `component_id`, `container`, `children`), unpublished records included.
    /// Only since ArchivesSpace 4.0: see [`super::Features::small_tree`].
    ///
    /// # Errors
    /// As any request.
    pub async fn small_tree(&self, resource: &RecordUri) -> Result<Value, SystemError> {
        self.json(small_tree_call(resource)).await
    }
}

pub(super) fn tree_call(resource: &RecordUri, part: &str) -> Call {
    Call::get(format!("{resource}/tree/{part}")).needs("view_repository")
}

pub(super) fn small_tree_call(resource: &RecordUri) -> Call {
    let inside = in_repository(resource.repository, &format!("{}/{}", RecordKind::Resource.plural(), resource.id));
    Call::get(format!("/bulk_archival_object_updater{inside}/small_tree")).needs("view_repository")
}

fn counts(body: &Value) -> Option<(u32, u32)> {
    body.get("child_count")?.as_u64()?;
    Some((u32_of(body.get("child_count")), u32_of(body.get("waypoints"))))
}

fn first_page(body: &Value, key: &str, resource: &RecordUri, parent: Option<&RecordUri>) -> Vec<TreeNode> {
    let rows = body
        .get("precomputed_waypoints")
        .and_then(|pages| pages.get(key))
        .and_then(|pages| pages.get("0"))
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    rows.iter().filter_map(|row| node(row, resource, parent)).collect()
}

/// A row of a waypoint.
fn node(row: &Value, resource: &RecordUri, parent: Option<&RecordUri>) -> Option<TreeNode> {
    Some(TreeNode {
        record: record_from_waypoint(row, *resource, parent.copied())?,
        child_count: u32_of(row.get("child_count")),
        waypoints: u32_of(row.get("waypoints")),
        has_digital_instance: row.get("has_digital_instance").and_then(Value::as_bool).unwrap_or(false),
    })
}

fn step(item: &Value) -> PathStep {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    PathStep {
        node: text("node").and_then(|uri| uri.parse().ok()),
        title: crate::domain::text::plain(text("title").or_else(|| text("parsed_title")).unwrap_or_default()),
        offset: u32_of(item.get("offset")),
    }
}

/// Used by the probe: whether the answer comes from the route at all.
pub(super) fn route_exists(answer: &Answer) -> bool {
    !super::errors::route_is_missing(answer)
}
