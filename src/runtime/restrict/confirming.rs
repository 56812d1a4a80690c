//! Confirming what opens, one cause at a time.

use std::sync::Arc;

use serde_json::json;

use crate::plan::access::Confirmation;
use crate::plan::confirm;
use crate::plan::{CauseId, Change, ChangeId, Plan, PlanId, Stage};
use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::open::OpenWorkspace;
use crate::runtime::restrict_view::SecondPerson;
use crate::store::AuditEntry;

use super::second;

impl Engine {
    pub(super) fn confirm_opening(
        self: &Arc<Self>,
        plan: PlanId,
        cause: CauseId,
        changes: Vec<ChangeId>,
        reason: String,
        person: Option<SecondPerson>,
    ) {
        let Some(open) = self.writable() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let mut confirmation = Confirmation {
                cause,
                changes,
                who: open.author(),
                at: (engine.environment.now)(),
                reason,
                second: None,
            };
            if let Some(person) = person {
                let first = [confirmation.who.clone(), open.connection.archivesspace_user.clone()];
                match second::log_in(&open.connection, &first, person).await {
                    Ok(name) => confirmation.second = Some((name, (engine.environment.now)())),
                    Err(error) => return engine.complain(&error),
                }
            }
            // The plan is read only now: logging in took its time.
            let settings = open.shelf.with(|workspace| workspace.restrict_settings());
            let confirmed = settings.and_then(|settings| {
                engine.change_confirmations(&open, plan, cause, |plan| {
                    // A plan made before the workspace asked for a second person asks for one now.
                    if let Some(review) = plan.restrict.as_deref_mut() {
                        review.second_person |= settings.second_person;
                    }
                    confirm::confirm_opening(plan, confirmation)
                })
            });
            engine.planned(confirmed);
        });
    }

    pub(super) fn take_back_confirmation(&self, plan: PlanId, cause: CauseId) {
        let Some(open) = self.writable() else { return };
        let taken = self.change_confirmations(&open, plan, cause, |plan| Ok(confirm::take_back(plan, cause)));
        self.planned(taken);
    }

    fn change_confirmations(
        &self,
        open: &OpenWorkspace,
        plan: PlanId,
        cause: CauseId,
        change: impl FnOnce(&mut Plan) -> Result<Vec<ChangeId>, String>,
    ) -> Result<Plan, RuntimeError> {
        let mut plan = self.changeable(open, plan)?;
        let touched = change(&mut plan).map_err(RuntimeError::CannotConfirm)?;
        let changed: Vec<_> = plan.changes.iter().filter(|change| touched.contains(&change.id)).cloned().collect();
        let reopened =
            matches!(plan.stage, Stage::Discarded | Stage::Applied) && changed.iter().any(|change| change.decision.is_accepted());
        let entry = self.audit_entry(open, &plan, cause, &changed);
        open.shelf.with(|workspace| {
            if let Some(review) = &plan.restrict {
                workspace.settle_confirmation(plan.id, review, &changed, &[entry])?;
            }
            if reopened {
                workspace.set_stage(plan.id, Stage::Review)
            } else {
                Ok(())
            }
        })?;
        if reopened {
            plan.stage = Stage::Review;
        }
        Ok(plan)
    }

    /// Who confirmed what, for good; or that a confirmation was taken back.
    fn audit_entry(&self, open: &OpenWorkspace, plan: &Plan, cause: CauseId, changed: &[Change]) -> AuditEntry {
        let review = plan.restrict.as_deref();
        let confirmation = review.and_then(|review| review.confirmations.iter().rev().find(|known| known.cause == cause));
        let cause = review.and_then(|review| review.cause(cause));
        AuditEntry {
            at: (self.environment.now)(),
            author: open.author(),
            workflow: Some(plan.workflow),
            plan: Some(plan.id),
            change: None,
            what: match confirmation {
                Some(_) => "confirm that it opens".to_owned(),
                None => "take a confirmation back".to_owned(),
            },
            target: cause.map(|cause| cause.statement.record.to_string()).unwrap_or_default(),
            label: cause.map(|cause| cause.record_title.clone()).unwrap_or_default(),
            fields: Vec::new(),
            detail: json!({
                "confirmation": confirmation,
                "assets": changed.iter().map(|change| &change.label).collect::<Vec<_>>(),
            }),
        }
    }
}
