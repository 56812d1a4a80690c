//! Applying: the one way by which anything is written to another system.
//!
//! Each change goes: look at the target; if it stands there as meant, it is done; check the conditions, else it is stale;
//! journal the intent; send; journal the answer; read back and compare. Because every step looks first, a run that was
//! interrupted anywhere is resumed by running it again: what was carried out is found, what was not is sent.

mod access;
mod archival_objects;
mod as_made;
mod asset_values;
mod assets;
mod authorities;
mod batches;
mod catalogue;
mod context;
mod create;
mod definitions;
mod digital_objects;
mod edits;
mod enumerations;
mod guard;
mod history;
mod instances;
mod moved;
mod readback;
mod step;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::plan::placeholder::{makers_of, settled_action};
use crate::plan::{Action, Change, ChangeId, Outcome, Plan, PlanId, Stage};
use crate::store::AuditEntry;
use crate::systems::{ArchivesSpace, Iconik};

use super::error::RuntimeError;
use super::restrict::demands;
use super::shelf::Shelf;
use batches::batches;
pub use step::Progress;
use step::Settled;

/// Most rounds of looking and sending before a change is given up for now.
const ROUNDS: usize = 4;

/// Plans of up to so many changes are shown with every batch.
const SHOWN_ALWAYS: usize = 500;
/// How often larger plans are shown.
const SHOWN_EVERY: Duration = Duration::from_secs(2);

/// Carries out plans.
pub struct Applier {
    /// The workspace file.
    pub shelf: Shelf,
    /// ArchivesSpace, with the token that stops this run.
    pub archivesspace: ArchivesSpace,
    /// iconik, with the token that stops this run.
    pub iconik: Iconik,
    /// Who applies: the account names, for the audit trail.
    pub who: String,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Stops the run between two requests.
    pub cancel: CancellationToken,
    /// Told of every settled batch.
    pub progress: Arc<dyn Fn(Progress) + Send + Sync>,
}

impl Applier {
    /// Carries out what was accepted of a plan, or goes on where an earlier run stopped. Gives the plan with its outcomes.
    ///
    /// # Errors
    /// Where the workspace file cannot be read or written. What goes wrong with a system is an outcome of the change.
    pub async fn apply(&self, plan: PlanId) -> Result<Plan, RuntimeError> {
        let mut plan = self
            .shelf
            .with(|workspace| workspace.plan(plan))?
            .ok_or(RuntimeError::NoSuchPlan(plan))?;
        plan.stage = Stage::Applying;
        self.shelf.with(|workspace| workspace.set_stage(plan.id, Stage::Applying))?;
        // Done in earlier runs counts on both sides: a resumed plan goes on at "15 of 20".
        let total = done_of(&plan) + plan.to_apply().count() as u64;
        let mut tried: HashSet<ChangeId> = HashSet::new();
        let mut shown = None;
        loop {
            let wave = ready(&plan, &tried);
            if wave.is_empty() || self.cancel.is_cancelled() {
                break;
            }
            for batch in batches(&plan, &wave) {
                if self.cancel.is_cancelled() {
                    break;
                }
                tried.extend(batch.iter().copied());
                self.tell(&plan, &batch, total, &mut shown);
                let settled = self.carry_out(&plan, &batch).await?;
                self.settle(&mut plan, settled)?;
            }
        }
        self.mark_waiting(&mut plan)?;
        plan.stage = stage_after(&plan);
        self.shelf.with(|workspace| workspace.set_stage(plan.id, plan.stage))?;
        (self.progress)(Progress {
            plan: Some(Arc::new(plan.clone())),
            phase: "done".to_owned(),
            done: done_of(&plan),
            total,
        });
        Ok(plan)
    }

    /// Says how far it is. A large plan is shown anew only now and then: copying it costs more than a batch.
    fn tell(&self, plan: &Plan, batch: &[ChangeId], total: u64, shown: &mut Option<Instant>) {
        let due = plan.changes.len() <= SHOWN_ALWAYS || shown.is_none_or(|at| at.elapsed() >= SHOWN_EVERY);
        if due {
            *shown = Some(Instant::now());
        }
        let phase = batch
            .first()
            .and_then(|id| plan.change(*id))
            .map(|change| format!("{} “{}”", phase_words(&change.action), change.label));
        (self.progress)(Progress {
            plan: due.then(|| Arc::new(plan.clone())),
            phase: phase.unwrap_or_default(),
            done: done_of(plan),
            total,
        });
    }

    async fn carry_out(&self, plan: &Plan, batch: &[ChangeId]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        let mut named: Vec<Cow<'_, Change>> = Vec::new();
        let demands = self.shelf.with(|workspace| demands(workspace))?;
        for change in batch.iter().filter_map(|id| plan.change(*id)) {
            if let Some(refused) = guard::refused(plan, change, &demands) {
                settled.push(refused);
                continue;
            }
            match with_addresses(plan, change) {
                Ok(change) => named.push(change),
                Err(on) => settled.push(Settled::with(change, Outcome::Waiting { on })),
            }
        }
        let changes: Vec<&Change> = named.iter().map(AsRef::as_ref).collect();
        let Some(first) = changes.first() else { return Ok(settled) };
        settled.extend(match &first.action {
            Action::CreateDigitalObject { .. } => self.create_digital_objects(plan, &changes).await,
            Action::AttachDigitalObjects { .. } | Action::DetachDigitalObjects { .. } => self.change_instances(plan, &changes).await,
            Action::UpdateAsset { .. } => self.update_assets(plan, &changes).await,
            Action::SetAccess { .. } => self.set_access(plan, &changes).await,
            Action::SetCollectionShares { .. } => self.set_collection_shares(plan, &changes).await,
            Action::DeleteDigitalObject { .. } | Action::AddFileVersion { .. } | Action::RemoveFileVersion { .. } => {
                self.change_digital_objects(plan, &changes).await
            }
            Action::CreateArchivalObject { .. } => self.create_archival_objects(plan, &changes).await,
            Action::DeleteArchivalObject { .. } => self.delete_archival_objects(plan, &changes).await,
            Action::EditRecord { .. } => self.edit_records(plan, &changes).await,
            Action::CreateAuthority { .. } | Action::DeleteAuthority { .. } => self.change_authorities(plan, &changes).await,
            Action::AddEnumerationValue { .. } | Action::RemoveEnumerationValue { .. } => self.change_enumerations(plan, &changes).await,
            Action::CreateMetadataField { .. }
            | Action::DeleteMetadataField { .. }
            | Action::CreateMetadataView { .. }
            | Action::DeleteMetadataView { .. } => self.change_definitions(plan, &changes).await,
        }?);
        Ok(settled)
    }

    /// Records what became of changes: in the plan, in the workspace file, in the audit trail.
    fn settle(&self, plan: &mut Plan, settled: Vec<Settled>) -> Result<(), RuntimeError> {
        let now = (self.now)();
        let (plan_id, workflow) = (plan.id, plan.workflow);
        let mut changed: Vec<Change> = Vec::new();
        let mut entries: Vec<AuditEntry> = Vec::new();
        for settled in settled {
            let confirmed = plan.restrict.as_ref().and_then(|review| review.confirmed(settled.id)).cloned();
            let Some(change) = plan.change_mut(settled.change.id) else {
                continue;
            };
            *change = settled.change;
            name_what_was_made(change);
            if !matches!(change.outcome, Outcome::Pending) {
                entries.push(step::audit_entry(plan_id, workflow, change, confirmed.as_ref(), &self.who, now));
            }
            if let Some(change) = plan.changes.iter().find(|known| known.id == settled.id) {
                changed.push(change.clone());
            }
        }
        self.shelf.with(|workspace| workspace.settle_changes(plan_id, &changed, &entries))
    }

    /// Says of accepted changes that were not tried which change they wait for.
    fn mark_waiting(&self, plan: &mut Plan) -> Result<(), RuntimeError> {
        let waiting: Vec<(ChangeId, String)> = plan
            .to_apply()
            .filter(|change| matches!(change.outcome, Outcome::Pending | Outcome::Waiting { .. }))
            .filter_map(|change| crate::plan::order::waits_for(plan, change).map(|first| (change.id, first.label.clone())))
            .collect();
        let mut changed = Vec::new();
        for (id, on) in waiting {
            if let Some(change) = plan.change_mut(id) {
                change.outcome = Outcome::Waiting { on };
                changed.push(change.clone());
            }
        }
        self.shelf.with(|workspace| workspace.update_changes(plan.id, &changed))
    }
}

/// What both systems agree on about a record that the change made is remembered under the record's address.
fn name_what_was_made(change: &mut Change) {
    let Some(made) = change.outcome.receipt().and_then(|receipt| receipt.made.clone()) else {
        return;
    };
    for agreement in &mut change.agrees {
        if crate::plan::placeholder::maker(&agreement.about) == Some(change.id) {
            agreement.about.clone_from(&made);
        }
    }
}

/// Accepted changes that are open, were not tried in this run, and whose ground stands.
fn ready(plan: &Plan, tried: &HashSet<ChangeId>) -> Vec<ChangeId> {
    plan.to_apply()
        .filter(|change| !tried.contains(&change.id) && crate::plan::order::waits_for(plan, change).is_none())
        .map(|change| change.id)
        .collect()
}

/// The change with addresses in the place of placeholders; else what it waits for, in words.
fn with_addresses<'a>(plan: &Plan, change: &'a Change) -> Result<Cow<'a, Change>, String> {
    if makers_of(&change.action).is_empty() {
        return Ok(Cow::Borrowed(change));
    }
    match settled_action(&change.action, plan) {
        Ok(action) => Ok(Cow::Owned(Change { action, ..change.clone() })),
        Err(maker) => Err(plan
            .change(maker)
            .map_or_else(|| format!("change {maker}"), |maker| maker.label.clone())),
    }
}

fn phase_words(action: &Action) -> &'static str {
    match action {
        Action::CreateDigitalObject { .. } => "making the digital object",
        Action::DeleteDigitalObject { .. } => "deleting the digital object",
        Action::AddFileVersion { .. } | Action::RemoveFileVersion { .. } => "changing the digital object",
        Action::AttachDigitalObjects { .. } | Action::DetachDigitalObjects { .. } => "changing the record",
        Action::UpdateAsset { .. } => "changing the asset",
        Action::SetAccess { .. } => "changing who can see",
        Action::SetCollectionShares { .. } => "changing the shares of",
        Action::CreateArchivalObject { .. } | Action::CreateAuthority { .. } => "making",
        Action::DeleteArchivalObject { .. } | Action::DeleteAuthority { .. } => "deleting",
        Action::EditRecord { .. } => "changing the record",
        Action::AddEnumerationValue { .. } | Action::RemoveEnumerationValue { .. } => "changing the list",
        Action::CreateMetadataField { .. } | Action::CreateMetadataView { .. } => "making",
        Action::DeleteMetadataField { .. } | Action::DeleteMetadataView { .. } => "deleting",
    }
}

fn done_of(plan: &Plan) -> u64 {
    plan.changes
        .iter()
        .filter(|change| change.decision.is_accepted() && change.outcome.is_done())
        .count() as u64
}

/// A plan is applied once nothing accepted or undecided is open; until then it waits for review again.
fn stage_after(plan: &Plan) -> Stage {
    let open = plan
        .changes
        .iter()
        .any(|change| change.outcome.is_open() && (change.decision.is_accepted() || change.decision == crate::plan::Decision::Undecided));
    if open { Stage::Review } else { Stage::Applied }
}
