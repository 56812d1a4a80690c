//! Plans: made, shown, decided, applied, undone, put away.

use std::path::PathBuf;
use std::sync::Arc;

use super::apply::{Applier, Progress};
use super::command::ExportFormat;
use super::engine::Engine;
use super::error::RuntimeError;
use super::event::Event;
use super::jobs::JobKind;
use super::open::OpenWorkspace;
use super::refresh::Refresher;
use super::replanning::{replan_links, try_anew};
use super::view::{AuditFilter, Cause, Notice, NoticeKind, SetupState, Side};
use tokio_util::sync::CancellationToken;

use crate::domain::{AssetId, RecordUri};
use crate::plan::choice::{choose, take_apart};
use crate::plan::inverse::{UndoRequest, undo};
use crate::plan::order::decide;
use crate::plan::{ChangeId, Decision, Ledger, Outcome, Plan, PlanId, Stage, Workflow};
use crate::store::{LinkFilter, PlanFilter};
use crate::workflows::setup::{plan_setup, request_for_administrator};

/// Entries on a page of the audit trail.
const AUDIT_PAGE: u32 = 200;

impl Engine {
    pub(super) fn plan_links(self: &Arc<Self>, pairs: Vec<(AssetId, RecordUri)>, accept: bool, part: bool) {
        let Some(open) = self.writable() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let planned = match open.planning(engine.environment.now) {
                Ok(planning) if part => planning.unlinks(&pairs, accept).await,
                Ok(planning) => planning.links(&pairs, accept).await,
                Err(reason) => Err(RuntimeError::NoClient(reason)),
            };
            engine.planned(planned);
        });
    }

    pub(super) fn spawn_setup_plan(self: &Arc<Self>) {
        let Some(open) = self.writable() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            engine.planned(setup(&engine, &open).await);
        });
    }

    pub(super) fn planned(&self, planned: Result<Plan, RuntimeError>) {
        match planned {
            Ok(plan) => {
                self.say(Event::Plan(Arc::new(plan)));
                self.tell_workspace();
            }
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn export_setup_request(self: &Arc<Self>, path: PathBuf) {
        let Some(open) = self.need_workspace() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let missing = match open.known.lock().setup.clone() {
                Some(SetupState::NeedsAdministrator { missing_roles }) => missing_roles,
                _ => Vec::new(),
            };
            let written = async {
                let iconik = open.iconik().map_err(RuntimeError::NoClient)?;
                let present = super::work::present(&iconik).await?;
                let text = request_for_administrator(&present, &missing, &open.connection.iconik_url);
                std::fs::write(&path, text).map_err(|error| RuntimeError::File {
                    path: path.clone(),
                    reason: error.to_string(),
                })
            };
            match written.await {
                Ok(()) => engine.say(Event::Exported(path)),
                Err(error) => engine.complain(&error),
            }
        });
    }

    /// Plans to take a plan back. Where that was planned already, shows that plan: a second one would take back what others made
    /// since.
    pub(super) fn plan_undo(&self, plan: PlanId) {
        let Some(open) = self.writable() else { return };
        let planned = self.changeable(&open, plan).and_then(|plan| {
            let request = UndoRequest {
                id: PlanId(uuid::Uuid::now_v7()),
                now: (self.environment.now)(),
                author: open.author(),
            };
            let mut undo = undo(&plan, request);
            if let Some(review) = undo.restrict.as_deref_mut() {
                // Who must confirm is asked of the workspace as it is now, not as it was when the plan was made.
                review.second_person |= open.shelf.with(|workspace| workspace.restrict_settings())?.second_person;
            }
            if undo.is_empty() {
                return Err(RuntimeError::NothingToUndo(plan.title));
            }
            open.shelf.with(|workspace| {
                for earlier in workspace.plans(&PlanFilter::default())? {
                    if earlier.undoes == Some(plan.id)
                        && earlier.stage != Stage::Discarded
                        && earlier.counts.changes == undo.changes.len() as u64
                        && let Some(earlier) = workspace.plan(earlier.id)?
                    {
                        return Ok(earlier);
                    }
                }
                workspace.put_plan(&undo)?;
                Ok(undo)
            })
        });
        self.planned(planned);
    }

    /// Lets open changes be decided and tried anew: problems and staleness are forgotten, what must hold is looked at again
    /// when the plan is applied.
    pub(super) fn spawn_replan(self: &Arc<Self>, plan: PlanId) {
        let Some(open) = self.writable() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let replanned = engine.changeable(&open, plan).map(|plan| (plan.workflow, plan));
            let planned = match replanned {
                Err(error) => Err(error),
                // A link that is not done yet is planned from the catalogue as it is now; what is done stays in the old plan.
                Ok((Workflow::Link, old)) => replan_links(engine.environment.now, &open, &old).await,
                // What applies, and who can see what, is looked at anew; a confirmation holds only for what was shown then.
                Ok((Workflow::Restrict, old)) => engine.restrict_anew(&open, &old).await,
                Ok((_, mut old)) => {
                    try_anew(&mut old);
                    old.stage = Stage::Review;
                    open.shelf.with(|workspace| workspace.put_plan(&old)).map(|()| old)
                }
            };
            engine.planned(planned);
        });
    }

    pub(super) fn decide(&self, plan: PlanId, changes: &[ChangeId], decision: &Decision) {
        let Some(open) = self.writable() else { return };
        let decided = self.changeable(&open, plan).and_then(|mut plan| {
            let decided = decide(&mut plan, changes, decision);
            let changed: Vec<_> = plan.changes.iter().filter(|change| decided.contains(&change.id)).cloned().collect();
            let reopened = plan.stage == Stage::Discarded || (plan.stage == Stage::Applied && decision.is_accepted());
            open.shelf.with(|workspace| {
                workspace.update_changes(plan.id, &changed)?;
                if reopened {
                    workspace.set_stage(plan.id, Stage::Review)
                } else {
                    Ok(())
                }
            })?;
            if reopened {
                plan.stage = Stage::Review;
            }
            if matches!(decision, Decision::Rejected { .. }) {
                super::mapping::after_refusal(&open, &plan)?;
            }
            Ok(plan)
        });
        self.planned(decided);
    }

    /// Takes another way out of a conflict.
    pub(super) fn choose(&self, plan: PlanId, change: ChangeId, alternative: usize) {
        let Some(open) = self.writable() else { return };
        let chosen = self.changeable(&open, plan).and_then(|mut plan| {
            if choose(&mut plan, change, alternative) {
                let changed: Vec<_> = plan.change(change).cloned().into_iter().collect();
                open.shelf.with(|workspace| {
                    workspace.update_changes(plan.id, &changed)?;
                    workspace.set_mark(&super::mapping::touched_mark(plan.id), "chosen")
                })?;
            }
            Ok(plan)
        });
        self.planned(chosen);
    }

    /// Takes a change apart, so that its fields can be decided one by one.
    pub(super) fn take_apart(&self, plan: PlanId, change: ChangeId) {
        let Some(open) = self.writable() else { return };
        let taken = self.changeable(&open, plan).and_then(|mut plan| {
            if !take_apart(&mut plan, change).is_empty() {
                open.shelf.with(|workspace| {
                    workspace.put_plan(&plan)?;
                    workspace.set_mark(&super::mapping::touched_mark(plan.id), "taken apart")
                })?;
            }
            Ok(plan)
        });
        self.planned(taken);
    }

    pub(super) fn spawn_apply(self: &Arc<Self>, plan: PlanId) {
        let Some(open) = self.writable() else {
            self.say(Event::ApplyEnded { plan });
            return;
        };
        let accepted = match self.stored(&open, plan) {
            Ok(stored) if stored.stage != Stage::Discarded => stored,
            refused => {
                self.complain(&refused.map_or_else(|error| error, |stored| RuntimeError::Discarded(stored.title)));
                self.say(Event::ApplyEnded { plan });
                return;
            }
        };
        let Some(running) = self.jobs.begin(JobKind::Apply, "Applying", "changes") else {
            self.notice(
                NoticeKind::Warning,
                "A plan is being applied already; apply this one when it is done",
                Some(plan),
            );
            self.say(Event::ApplyEnded { plan });
            return;
        };
        // At once, not in the task: the next command must already find it taken.
        self.take_in_hand(&open, &accepted);
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            match engine.carry_out(&open, &accepted, running).await {
                Ok(plan) => {
                    engine.say(Event::Plan(Arc::new(plan.clone())));
                    engine.tell_applied(&plan);
                }
                Err(error) => {
                    engine.complain(&error);
                    engine.resume_interrupted();
                }
            }
            engine.catalogue_changed(Side::ArchivesSpace);
            engine.catalogue_changed(Side::Iconik);
            engine.say(Event::ApplyEnded { plan });
            engine.restrictions_changed();
        });
    }

    /// From now on nobody else changes the plan, and no refresh overwrites what it writes.
    fn take_in_hand(&self, open: &OpenWorkspace, plan: &Plan) {
        *self.applying.lock() = Some(plan.id);
        open.shelf.hands().take(plan);
    }

    /// Applies what is accepted of a plan that was taken in hand, and lays it down.
    async fn carry_out(
        self: &Arc<Self>,
        open: &Arc<OpenWorkspace>,
        accepted: &Plan,
        running: super::jobs::Running,
    ) -> Result<Plan, RuntimeError> {
        let running = Arc::new(running);
        let applied = apply(self, open, accepted.id, &running).await;
        open.shelf.hands().lay_down((self.environment.now)());
        *self.applying.lock() = None;
        drop(running);
        if let Ok(plan) = &applied {
            self.after_apply(open, plan).await;
        }
        applied
    }

    /// Applies what a person released of a watched profile's plan. Where another plan is being applied, it waits for the next look.
    pub(super) async fn apply_released(self: &Arc<Self>, open: &Arc<OpenWorkspace>, plan: Plan) -> Result<Plan, RuntimeError> {
        let Some(running) = self.jobs.begin(JobKind::Apply, "Applying what was released", "changes") else {
            return Ok(plan);
        };
        self.take_in_hand(open, &plan);
        let applied = self.carry_out(open, &plan, running).await;
        self.catalogue_changed(Side::ArchivesSpace);
        self.catalogue_changed(Side::Iconik);
        self.say(Event::ApplyEnded { plan: plan.id });
        applied
    }

    /// A setup plan, or its undoing, changes what the workspace knows of Archway's view. What a person refused in a conflict may stand,
    /// and assets that were described leave the queue.
    async fn after_apply(&self, open: &OpenWorkspace, plan: &Plan) {
        if let Err(error) = super::mapping::after_apply(open, plan) {
            self.complain(&error);
        }
        let touches_view = plan.changes.iter().any(|change| {
            matches!(
                change.target,
                crate::plan::Target::MetadataView { .. } | crate::plan::Target::MetadataField { .. }
            )
        });
        if !touches_view {
            return;
        }
        if let Ok(iconik) = open.iconik()
            && let Ok(present) = super::work::present(&iconik).await
        {
            super::work::note_view(open, &present);
            open.known.lock().setup = Some(if present.is_complete() {
                SetupState::Ready
            } else {
                SetupState::Possible
            });
        }
        // Profiles write these fields: what they accept is read at once, not with the next refresh.
        let refresher = Refresher {
            shelf: open.shelf.clone(),
            archivesspace: open.archivesspace(),
            iconik: open.iconik(),
            now: self.environment.now,
            cancel: CancellationToken::new(),
            progress: Arc::new(|_| {}),
        };
        if let Err(error) = refresher.iconik_vocabulary().await {
            tracing::warn!("iconik's new fields could not be read; the next refresh reads them: {error}");
        }
    }

    fn tell_applied(&self, plan: &Plan) {
        let ledger = Ledger::of(plan);
        let open = ledger.problems + ledger.stale;
        let left = plan.to_apply().count().saturating_sub(ledger.problems);
        if left > 0 {
            let text = format!(
                "“{}”: {} done, {left} accepted but not made yet, {open} wait for you",
                plan.title, ledger.done
            );
            self.notice(NoticeKind::Warning, text, Some(plan.id));
        } else if open > 0 {
            let text = format!("“{}”: {} done, {open} wait for you", plan.title, ledger.done);
            self.notice(NoticeKind::Warning, text, Some(plan.id));
        } else {
            self.notice(
                NoticeKind::Done,
                format!("“{}”: {} done and read back", plan.title, ledger.done),
                Some(plan.id),
            );
        }
    }

    /// After Archway was stopped in the middle of applying: says so. Nothing is sent before a person says so again; applying
    /// looks at every record first.
    pub(super) fn resume_interrupted(&self) {
        let Some(open) = self.opened().filter(|open| open.read_only.is_none()) else {
            return;
        };
        let interrupted = open.shelf.with(|workspace| {
            let mut interrupted = Vec::new();
            for summary in workspace.plans(&PlanFilter {
                stage: Some(Stage::Applying),
                ..PlanFilter::default()
            })? {
                let Some(mut plan) = workspace.plan(summary.id)? else { continue };
                let in_doubt: Vec<_> = workspace.unanswered(plan.id)?.into_iter().map(|entry| entry.change).collect();
                let mut changed = Vec::new();
                for change in plan
                    .changes
                    .iter_mut()
                    .filter(|change| in_doubt.contains(&change.id) && change.outcome.is_open())
                {
                    change.outcome = Outcome::InDoubt;
                    changed.push(change.clone());
                }
                workspace.update_changes(plan.id, &changed)?;
                workspace.set_stage(plan.id, Stage::Review)?;
                plan.stage = Stage::Review;
                interrupted.push(plan);
            }
            Ok(interrupted)
        });
        match interrupted {
            Ok(plans) => {
                for plan in plans {
                    let text = format!(
                        "“{}” was interrupted. Apply it again: Archway looks at every record first, and sends only what is missing",
                        plan.title
                    );
                    self.notice(NoticeKind::Warning, text, Some(plan.id));
                    self.say(Event::Plan(Arc::new(plan)));
                }
                self.tell_workspace();
            }
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn discard(&self, plan: PlanId) {
        let Some(open) = self.writable() else { return };
        let discarded = self.changeable(&open, plan).and_then(|mut plan| {
            // Whoever takes it up again some day confirms it again: what was shown then is not what is shown now.
            self.forget_confirmations(&open, &mut plan)?;
            open.shelf.with(|workspace| workspace.set_stage(plan.id, Stage::Discarded))?;
            plan.stage = Stage::Discarded;
            Ok(plan)
        });
        self.planned(discarded);
    }

    pub(super) fn load_plan(&self, plan: PlanId) {
        let Some(open) = self.need_workspace() else { return };
        match self.stored(&open, plan) {
            Ok(plan) => self.say(Event::Plan(Arc::new(plan))),
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn load_plans(&self) {
        let Some(open) = self.need_workspace() else { return };
        match open.shelf.with(|workspace| workspace.plans(&PlanFilter::default())) {
            Ok(plans) => self.say(Event::Plans(plans.into_iter().map(Into::into).collect())),
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn load_links(&self, asset: Option<AssetId>, record: Option<RecordUri>) {
        let Some(open) = self.need_workspace() else { return };
        let found = open.shelf.with(|workspace| match (asset, record) {
            (None, None) => workspace.links(&LinkFilter::default()),
            (None, Some(record)) => workspace.links_of_record(record),
            (Some(asset), record) => Ok(workspace
                .links_of_asset(asset)?
                .into_iter()
                .filter(|link| record.is_none_or(|record| link.record == record))
                .collect()),
        });
        match found.and_then(|links| super::detail::link_views(&open, links)) {
            Ok(links) => self.say(Event::Links(links)),
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn load_audit(&self, filter: &AuditFilter, page: u32) {
        let Some(open) = self.need_workspace() else { return };
        match open.shelf.with(|workspace| super::audit::page(workspace, filter, page, AUDIT_PAGE)) {
            Ok(page) => self.say(Event::Audit(Box::new(page))),
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn export_audit(&self, filter: &AuditFilter, path: PathBuf, format: ExportFormat) {
        let Some(open) = self.need_workspace() else { return };
        match super::audit::export(&open.shelf, filter, &path, format) {
            Ok(()) => self.say(Event::Exported(path)),
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn load_problems(&self) {
        let Some(open) = self.need_workspace() else { return };
        match open.shelf.with(|workspace| workspace.problems()) {
            Ok(problems) => self.say(Event::Problems(problems.into_iter().map(Into::into).collect())),
            Err(error) => self.complain(&error),
        }
    }

    fn stored(&self, open: &OpenWorkspace, plan: PlanId) -> Result<Plan, RuntimeError> {
        open.shelf
            .with(|workspace| workspace.plan(plan))?
            .ok_or(RuntimeError::NoSuchPlan(plan))
    }

    /// A plan that nobody applies just now. One that is being applied is only added to by that.
    pub(super) fn changeable(&self, open: &OpenWorkspace, plan: PlanId) -> Result<Plan, RuntimeError> {
        let stored = self.stored(open, plan)?;
        if *self.applying.lock() == Some(plan) {
            return Err(RuntimeError::BeingApplied(stored.title));
        }
        Ok(stored)
    }

    /// The open workspace, where it can be written; says why where not.
    pub(super) fn writable(&self) -> Option<Arc<OpenWorkspace>> {
        let open = self.need_workspace()?;
        if let Some(why) = &open.read_only {
            self.say(Event::Notice(Notice {
                kind: NoticeKind::Warning,
                text: why.clone(),
                plan: None,
                asset: None,
                cause: Cause::ReadOnly,
            }));
            return None;
        }
        Some(open)
    }
}

async fn setup(engine: &Engine, open: &OpenWorkspace) -> Result<Plan, RuntimeError> {
    let iconik = open.iconik().map_err(RuntimeError::NoClient)?;
    let present = super::work::present(&iconik).await?;
    let planning = open.planning(engine.environment.now).map_err(RuntimeError::NoClient)?;
    let mut plan = plan_setup(&present, planning.head());
    super::planning::accept_open(&mut plan);
    planning.keep(&plan)?;
    Ok(plan)
}

async fn apply(
    engine: &Arc<Engine>,
    open: &OpenWorkspace,
    plan: PlanId,
    running: &Arc<super::jobs::Running>,
) -> Result<Plan, RuntimeError> {
    let told = Arc::clone(running);
    let teller = Arc::downgrade(engine);
    let applier = Applier {
        shelf: open.shelf.clone(),
        archivesspace: open
            .archivesspace()
            .map_err(RuntimeError::NoClient)?
            .with_cancel(running.cancel.clone()),
        iconik: open.iconik().map_err(RuntimeError::NoClient)?.with_cancel(running.cancel.clone()),
        who: open.author(),
        now: engine.environment.now,
        cancel: running.cancel.clone(),
        progress: Arc::new(move |progress: Progress| {
            told.tell(progress.phase, progress.done, Some(progress.total));
            if let (Some(engine), Some(plan)) = (teller.upgrade(), progress.plan) {
                engine.say(Event::Plan(plan));
            }
        }),
    };
    applier.apply(plan).await
}
