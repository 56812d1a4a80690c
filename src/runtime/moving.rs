//! Taking a workspace to other addresses: what was read and decided for the systems before must not be taken for the new ones.

use super::error::RuntimeError;
use super::shelf::Shelf;
use crate::domain::RecordKind;
use crate::domain::workspace::Connection;
use crate::plan::{Decision, Plan, Stage};
use crate::store::{PlanFilter, StoreError, Workspace};

/// Keeps the new connection. Where an address changed, everything on that side is read anew with the next refresh, and what was
/// accepted but not done waits for a decision again. Gives how many changes that are.
///
/// # Errors
/// As the workspace file.
pub fn move_to(shelf: &Shelf, connection: &Connection) -> Result<usize, RuntimeError> {
    shelf.with(|workspace| {
        let before = workspace.connection()?;
        workspace.set_connection(connection)?;
        if before.archivesspace_url != connection.archivesspace_url {
            forget_records(workspace)?;
        }
        if before.iconik_url != connection.iconik_url {
            workspace.set_iconik_complete(false)?;
            workspace.set_iconik_end_known(false)?;
            for mark in [
                super::refresh::ASSETS_MARK,
                super::planning::VIEW_MARK,
                super::planning::RESTRICTION_VIEW_MARK,
            ] {
                workspace.set_mark(mark, "")?;
            }
        }
        if before.archivesspace_url == connection.archivesspace_url && before.iconik_url == connection.iconik_url {
            return Ok(0);
        }
        ask_again(workspace)
    })
}

fn forget_records(workspace: &mut Workspace) -> Result<(), StoreError> {
    use strum::IntoEnumIterator as _;
    for repository in workspace.repositories()? {
        for kind in RecordKind::iter() {
            workspace.set_mark(&super::refresh::records_mark(repository.id, kind), "")?;
        }
    }
    Ok(())
}

fn ask_again(workspace: &mut Workspace) -> Result<usize, StoreError> {
    let mut asked = 0;
    for summary in workspace.plans(&PlanFilter::default())? {
        if !matches!(summary.stage, Stage::Review | Stage::Applying) || summary.counts.accepted == 0 {
            continue;
        }
        let Some(mut plan) = workspace.plan(summary.id)? else { continue };
        let changed = undecide(&mut plan);
        workspace.update_changes(plan.id, &changed)?;
        asked += changed.len();
    }
    Ok(asked)
}

fn undecide(plan: &mut Plan) -> Vec<crate::plan::Change> {
    let accepted = |change: &&mut crate::plan::Change| change.decision.is_accepted() && change.outcome.is_open();
    plan.changes
        .iter_mut()
        .filter(accepted)
        .map(|change| {
            change.decision = Decision::Undecided;
            change.clone()
        })
        .collect()
}
