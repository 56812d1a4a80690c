//! A plan as JSON, with keys that stay. The workspace file's own form of a plan may change; this one only grows.

use serde_json::{Value, json};

use super::restrict::review;
use crate::plan::{Change, Conflict, Decision, Finding, Ledger, Nature, Outcome, Plan, Severity, Target};

/// The plan with its changes.
#[must_use]
pub fn plan(plan: &Plan) -> Value {
    let ledger = Ledger::of(plan);
    json!({
        "id": plan.id,
        "title": plan.title,
        "workflow": plan.workflow,
        "stage": plan.stage,
        "created": plan.created,
        "author": plan.author,
        "undoes": plan.undoes,
        "counts": {
            "changes": plan.changes.len(),
            "accepted": ledger.accepted,
            "held": ledger.held,
            "rejected": ledger.rejected,
            "undecided": ledger.undecided,
            "done": ledger.done,
            "stale": ledger.stale,
            "problems": ledger.problems,
            "findings": ledger.findings,
            "conflicts": ledger.conflicts,
            "opens": ledger.opens,
        },
        "pairs": plan.pairs,
        "notices": findings(&plan.notices),
        "restrict": review::json(plan),
        "changes": plan.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Value {
    let (system, kind) = (change.target.system(), change.target.kind_words());
    json!({
        "number": change.id,
        "effect": change.effect,
        "target": { "system": system, "kind": kind, "address": address(change) },
        "label": change.label,
        "fields": change.fields,
        "because": change.because,
        "needs": change.needs,
        "findings": findings(&change.findings),
        "nature": nature(&change.nature),
        "one_by_one": change.one_by_one(),
        "releasable": change.nature.releasable(),
        "conflict": change.nature.conflict().map(conflict),
        "restricting": review::change_json(change.restricting.as_deref()),
        "decision": decision(&change.decision),
        "outcome": outcome(&change.outcome),
    })
}

/// Address or id of the target, or of what was made.
fn address(change: &Change) -> Value {
    match &change.target {
        Target::NewRecord { .. } | Target::NewAuthority { .. } => json!(change.outcome.receipt().and_then(|receipt| receipt.made.clone())),
        Target::Record { uri } => json!(uri),
        Target::Authority { uri } => json!(uri),
        Target::Asset { id } => json!(id),
        Target::Collection { id } => json!(id),
        Target::Enumeration { name } | Target::MetadataField { name } | Target::MetadataView { name } => json!(name),
    }
}

fn findings(findings: &[Finding]) -> Value {
    findings
        .iter()
        .map(|finding| json!({ "severity": severity(finding.severity), "text": finding.text }))
        .collect()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Obstacle => "obstacle",
    }
}

fn decision(decision: &Decision) -> Value {
    match decision {
        Decision::Rejected { reason } => json!({ "state": decision.words(), "reason": reason }),
        _ => json!({ "state": decision.words() }),
    }
}

/// A word that stays, whatever people are shown.
fn nature(nature: &Nature) -> &'static str {
    match nature {
        Nature::Plain => "plain",
        Nature::FillsEmpty => "fills_empty",
        Nature::Follows => "follows",
        Nature::AddsToList => "adds_to_list",
        Nature::Creates => "creates",
        Nature::Opens => "opens",
        Nature::Closes => "closes",
        Nature::Removes => "removes",
        Nature::Conflict { .. } => "conflict",
    }
}

fn conflict(conflict: &Conflict) -> Value {
    let ways = conflict.alternatives.iter().enumerate();
    json!({
        "base": conflict.base,
        "from": conflict.from,
        "to": conflict.to,
        "proposal": conflict.proposal,
        "alternatives": ways
            .map(|(number, way)| json!({ "number": number, "label": way.label, "fields": way.fields }))
            .collect::<Vec<_>>(),
    })
}

fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Pending => json!({ "state": "pending" }),
        Outcome::InDoubt => json!({ "state": "in_doubt" }),
        Outcome::Done { receipt } => json!({
            "state": "done",
            "at": receipt.at,
            "made": receipt.made,
            "lock_version": receipt.lock_version,
            "already_there": receipt.already_there,
        }),
        Outcome::Stale { what, theirs } => json!({ "state": "stale", "what": what, "theirs": theirs }),
        Outcome::Problem { what, again } => json!({ "state": "problem", "what": what, "again": again }),
        Outcome::Waiting { on } => json!({ "state": "waiting", "on": on }),
    }
}
