//! What is remembered once a plan was applied: differences that a person let stand, and assets that were described.

use std::collections::HashSet;

use super::queue::Kept;
use crate::domain::AssetId;
use crate::plan::{Action, Agreement, Change, Decision, Plan, Workflow};
use crate::runtime::error::RuntimeError;
use crate::runtime::open::OpenWorkspace;
use crate::store::QueueEntry;

/// Remembers what an applied plan settled beside what it wrote.
///
/// # Errors
/// As the workspace file.
pub fn after_apply(open: &OpenWorkspace, plan: &Plan) -> Result<(), RuntimeError> {
    let stand = differences_that_stand(plan);
    let described = described_assets(plan);
    if stand.is_empty() && described.is_empty() {
        return Ok(());
    }
    open.shelf.with(|workspace| {
        workspace.put_agreements(&stand)?;
        for profile in workspace.queue_profiles()? {
            let entries: Vec<QueueEntry> = workspace
                .queue(&profile)?
                .into_iter()
                .filter(|entry| described.contains(&entry.asset))
                .map(|entry| QueueEntry {
                    state: <&str>::from(Kept::Published).to_owned(),
                    why: "described since it was approved".to_owned(),
                    ..entry
                })
                .collect();
            workspace.put_queue(&profile, &entries)?;
        }
        Ok(())
    })
}

/// A conflict that a person refused: both sides stay as they are, and it is not asked about again until one of them changes.
fn differences_that_stand(plan: &Plan) -> Vec<Agreement> {
    plan.changes
        .iter()
        .filter(|change| matches!(change.decision, Decision::Rejected { .. }))
        .filter_map(|change| change.nature.conflict())
        .flat_map(|conflict| conflict.stands.clone())
        .collect()
}

/// Assets for which a publishing plan did everything it meant to.
fn described_assets(plan: &Plan) -> HashSet<AssetId> {
    if plan.workflow != Workflow::Publish {
        return HashSet::new();
    }
    let open: Vec<&Change> = plan
        .changes
        .iter()
        .filter(|change| change.outcome.is_open() && !matches!(change.decision, Decision::Rejected { .. }))
        .collect();
    // A record that the plan makes has no address when the plan is made, so its pair stands nowhere but in what is written.
    let written = plan.changes.iter().filter(|change| change.outcome.is_done()).filter_map(asset_of);
    let paired = plan.pairs.iter().map(|pair| (pair.asset, pair.asset_title.clone()));
    paired
        .chain(written)
        .filter(|(asset, title)| !open.iter().any(|change| is_about(change, *asset, title)))
        .map(|(asset, _)| asset)
        .collect()
}

/// The asset that a change makes a digital object for, or writes the link of.
fn asset_of(change: &Change) -> Option<(AssetId, String)> {
    match &change.action {
        Action::CreateDigitalObject { asset, .. } | Action::UpdateAsset { asset, .. } => Some((*asset, change.label.clone())),
        _ => None,
    }
}

fn is_about(change: &Change, asset: AssetId, title: &str) -> bool {
    asset_of(change).is_some_and(|(of, _)| of == asset) || change.label == title
}
