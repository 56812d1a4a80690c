//! What the steps of applying have in common.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::plan::access::Confirmation;
use crate::plan::{Change, ChangeId, Outcome, Plan, PlanId, Receipt, Target, Workflow};
use crate::store::AuditEntry;
use crate::systems::SystemError;

/// How far a run has come.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The plan with its outcomes so far; left out now and then where the plan is large.
    pub plan: Option<Arc<Plan>>,
    /// What is done just now.
    pub phase: String,
    /// Accepted changes done.
    pub done: u64,
    /// Changes of this run.
    pub total: u64,
}

/// A change with what became of it.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    /// Its number.
    pub id: ChangeId,
    /// The change, with outcome; where it went stale also planned anew.
    pub change: Change,
}

impl Settled {
    pub(super) fn with(change: &Change, outcome: Outcome) -> Self {
        let mut change = change.clone();
        change.outcome = outcome;
        Self { id: change.id, change }
    }

    pub(super) fn done(change: &Change, receipt: Receipt) -> Self {
        Self::with(change, Outcome::Done { receipt })
    }

    pub(super) fn anew(change: Change) -> Self {
        Self { id: change.id, change }
    }

    pub(super) fn problem(change: &Change, what: impl Into<String>, again: bool) -> Self {
        Self::with(
            change,
            Outcome::Problem {
                what: format!("{}: {}", change.label, what.into()),
                again,
            },
        )
    }

    /// What an error of a system means for a change.
    pub(super) fn failed(change: &Change, error: &SystemError) -> Self {
        match error {
            SystemError::Cancelled { .. } => Self::with(change, Outcome::Pending),
            // The journal keeps what may have been carried out in mind; applying again looks first.
            error => Self::problem(change, error.to_string(), error.is_outage() || error.maybe_applied()),
        }
    }
}

/// How a request that writes ended, as far as the next step cares.
pub(super) enum Sent<T> {
    /// It was carried out.
    Answered(T),
    /// Look at the target again: it may have been carried out, or somebody was faster, with a change or with a deletion.
    LookAgain(SystemError),
    /// It was not carried out.
    Failed(SystemError),
}

impl<T> From<Result<T, SystemError>> for Sent<T> {
    fn from(result: Result<T, SystemError>) -> Self {
        match result {
            Ok(answer) => Self::Answered(answer),
            Err(error) if error.maybe_applied() || error.is_conflict() || error.is_not_found() => Self::LookAgain(error),
            Err(error) => Self::Failed(error),
        }
    }
}

/// A receipt for something that was read back.
pub(super) fn receipt(at: Timestamp, made: Option<String>, body: Option<&Value>, before: Value, already_there: bool) -> Receipt {
    let lock_version = body.and_then(|body| body.get("lock_version")).and_then(Value::as_u64);
    Receipt {
        at,
        made,
        lock_version,
        before,
        already_there,
    }
}

/// The entry that the audit trail gets for a change.
pub(super) fn audit_entry(
    plan: PlanId,
    workflow: Workflow,
    change: &Change,
    confirmed: Option<&Confirmation>,
    author: &str,
    at: Timestamp,
) -> AuditEntry {
    let target = match &change.target {
        Target::NewRecord { .. } | Target::NewAuthority { .. } => change
            .outcome
            .receipt()
            .and_then(|receipt| receipt.made.clone())
            .unwrap_or_else(|| format!("new {}", change.target.kind_words())),
        Target::Record { uri } => uri.to_string(),
        Target::Authority { uri } => uri.to_string(),
        Target::Enumeration { name } => format!("controlled list {name}"),
        Target::Asset { id } => format!("asset {id}"),
        Target::Collection { id } => format!("collection {id}"),
        Target::MetadataField { name } => format!("metadata field {name}"),
        Target::MetadataView { name } => format!("metadata view {name}"),
    };
    let mut detail = json!({ "because": change.because, "outcome": change.outcome });
    if let Some(confirmed) = confirmed {
        // Who let it open, and why, without the list of changes: each has an entry of its own.
        detail["confirmed"] = json!({
            "who": confirmed.who,
            "at": confirmed.at,
            "reason": confirmed.reason,
            "second": confirmed.second,
        });
    }
    AuditEntry {
        at,
        author: author.to_owned(),
        workflow: Some(workflow),
        plan: Some(plan),
        change: Some(change.id),
        what: format!(
            "{} {}: {}",
            change.effect.words(),
            change.target.kind_words(),
            change.outcome.words()
        ),
        target,
        label: change.label.clone(),
        fields: change.fields.clone(),
        detail,
    }
}
