//! Plans: a head, and one row for each change, so that a plan of ten thousand changes is updated change by change. What a change of
//! access says is long and says it several times over, so it is kept compressed.

use jiff::Timestamp;
use rusqlite::{Connection as Database, Row as SqlRow, params};

use super::audit::{AuditEntry, append};
use super::error::{Result, StoreError};
use super::{Reader, Workspace, codec, key};
use crate::plan::access::RestrictReview;
use crate::plan::{Change, Decision, Outcome, Plan, PlanId, Severity, Stage, Workflow};

/// Which plans. Everything set must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanFilter {
    /// Only plans at this stage.
    pub stage: Option<Stage>,
    /// Only plans of this workflow.
    pub workflow: Option<Workflow>,
    /// At most so many; all where `None`.
    pub limit: Option<u32>,
}

/// A plan in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSummary {
    /// Its name.
    pub id: PlanId,
    /// One line that says what it does.
    pub title: String,
    /// The workflow that made it.
    pub workflow: Workflow,
    /// How far it has come.
    pub stage: Stage,
    /// When it was planned.
    pub created: Timestamp,
    /// Who planned it.
    pub author: String,
    /// The plan that it takes back.
    pub undoes: Option<PlanId>,
    /// Counts over its changes.
    pub counts: PlanCounts,
}

/// Counts over the changes of a plan; they mean what those of the ledger mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanCounts {
    /// All changes.
    pub changes: u64,
    /// Accepted and not yet made.
    pub accepted: u64,
    /// Held.
    pub held: u64,
    /// Rejected.
    pub rejected: u64,
    /// Nobody decided about them.
    pub undecided: u64,
    /// Made and read back.
    pub done: u64,
    /// With a warning or an obstacle.
    pub findings: u64,
    /// Their target moved on.
    pub stale: u64,
    /// Could not be made, or are in doubt.
    pub problems: u64,
}

impl Workspace {
    /// Keeps a plan with all its changes, in place of an earlier form of it.
    pub fn put_plan(&mut self, plan: &Plan) -> Result<()> {
        let change = self.change()?;
        let id = key::blob(&plan.id.0);
        // Every row of a change looks its plan up, and SQLite reads the whole row of the plan for that: what is long comes last.
        change
            .prepare_cached(
                "INSERT INTO plans (id, workflow, title, created, author, undoes, stage, pairs, notices, restricting)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '[]', '[]', NULL)
                 ON CONFLICT (id) DO UPDATE SET workflow = excluded.workflow, title = excluded.title, created = excluded.created,
                    author = excluded.author, undoes = excluded.undoes, stage = excluded.stage, pairs = excluded.pairs,
                    notices = excluded.notices, restricting = excluded.restricting",
            )?
            .execute(params![
                id,
                codec::word(&plan.workflow)?,
                plan.title,
                plan.created.to_string(),
                plan.author,
                plan.undoes.as_ref().map(|undoes| key::blob(&undoes.0)),
                codec::word(&plan.stage)?,
            ])?;
        change
            .prepare_cached("DELETE FROM plan_changes WHERE plan = ?1")?
            .execute(params![id])?;
        for (place, one) in plan.changes.iter().enumerate() {
            put_change(&change, plan.id, place, one)?;
        }
        change
            .prepare_cached("UPDATE plans SET pairs = ?2, notices = ?3, restricting = ?4 WHERE id = ?1")?
            .execute(params![
                id,
                codec::json(&plan.pairs)?,
                codec::json(&plan.notices)?,
                plan.restrict.as_deref().map(codec::compress).transpose()?,
            ])?;
        Ok(change.commit()?)
    }

    /// Keeps changes of a plan as they are now: decisions, outcomes. Each must be in the plan already.
    pub fn update_changes(&mut self, plan: PlanId, changes: &[Change]) -> Result<()> {
        let transaction = self.change()?;
        update(&transaction, plan, changes)?;
        Ok(transaction.commit()?)
    }

    /// Keeps what became of changes together with their entries in the audit trail and what both systems agree on since: all or
    /// nothing. They survive a power cut once this returns.
    pub fn settle_changes(&mut self, plan: PlanId, changes: &[Change], entries: &[AuditEntry]) -> Result<()> {
        self.lasting_change(|transaction| {
            update(transaction, plan, changes)?;
            let done = changes.iter().filter(|change| change.outcome.is_done());
            for agreement in done.flat_map(Change::agreed) {
                super::agreements::put(transaction, &agreement)?;
            }
            entries.iter().try_for_each(|entry| append(transaction, entry).map(drop))
        })
    }

    /// Keeps what belongs to a restriction plan as a whole, such as its confirmations.
    pub fn update_restrict(&mut self, plan: PlanId, review: &RestrictReview) -> Result<()> {
        let change = self.change()?;
        put_restricting(&change, plan, review)?;
        Ok(change.commit()?)
    }

    /// Keeps a confirmation, or that one was taken back, with the changes it decides and its entries in the audit trail: all or
    /// nothing. They survive a power cut once this returns, so that nothing is opened by a confirmation that is then lost.
    pub fn settle_confirmation(&mut self, plan: PlanId, review: &RestrictReview, changes: &[Change], entries: &[AuditEntry]) -> Result<()> {
        self.lasting_change(|transaction| {
            put_restricting(transaction, plan, review)?;
            update(transaction, plan, changes)?;
            entries.iter().try_for_each(|entry| append(transaction, entry).map(drop))
        })
    }

    /// Sets how far a plan has come.
    pub fn set_stage(&mut self, plan: PlanId, stage: Stage) -> Result<()> {
        let change = self.change()?;
        let updated = change
            .prepare_cached("UPDATE plans SET stage = ?2 WHERE id = ?1")?
            .execute(params![key::blob(&plan.0), codec::word(&stage)?])?;
        if updated == 0 {
            return Err(StoreError::Unknown(format!("plan {plan}")));
        }
        Ok(change.commit()?)
    }
}

fn put_change(db: &Database, plan: PlanId, place: usize, change: &Change) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO plan_changes (plan, change, place, decision, outcome, severity, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        key::blob(&plan.0),
        change.id.0,
        codec::signed(place),
        decision_number(&change.decision),
        outcome_number(&change.outcome),
        change.severity().map(severity_number),
        codec::compress(change)?,
    ])?;
    Ok(())
}

fn put_restricting(db: &Database, plan: PlanId, review: &RestrictReview) -> Result<()> {
    let updated = db
        .prepare_cached("UPDATE plans SET restricting = ?2 WHERE id = ?1")?
        .execute(params![key::blob(&plan.0), codec::compress(review)?])?;
    if updated == 0 {
        return Err(StoreError::Unknown(format!("plan {plan}")));
    }
    Ok(())
}

const HEAD: &str = "SELECT id, title, workflow, stage, created, author, undoes, pairs, notices FROM plans";

fn update(db: &Database, plan: PlanId, changes: &[Change]) -> Result<()> {
    for change in changes {
        let updated = db
            .prepare_cached(
                "UPDATE plan_changes SET decision = ?3, outcome = ?4, severity = ?5, body = ?6 WHERE plan = ?1 AND change = ?2",
            )?
            .execute(params![
                key::blob(&plan.0),
                change.id.0,
                decision_number(&change.decision),
                outcome_number(&change.outcome),
                change.severity().map(severity_number),
                codec::compress(change)?,
            ])?;
        if updated == 0 {
            return Err(StoreError::Unknown(format!("change {} of plan {plan}", change.id)));
        }
    }
    Ok(())
}

impl Reader {
    /// A whole plan.
    pub fn plan(&self, id: PlanId) -> Result<Option<Plan>> {
        let reading = self.db.unchecked_transaction()?;
        let mut statement = self.db.prepare_cached(&format!("{HEAD} WHERE id = ?1"))?;
        let mut rows = statement.query(params![key::blob(&id.0)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let head = summary(row)?;
        let (pairs, notices): (String, String) = (row.get(7)?, row.get(8)?);
        let plan = Plan {
            id: head.id,
            workflow: head.workflow,
            title: head.title,
            created: head.created,
            author: head.author,
            undoes: head.undoes,
            pairs: codec::from_json("the pairs of a plan", &pairs)?,
            notices: codec::from_json("the notices of a plan", &notices)?,
            changes: self.changes_of(id)?,
            stage: head.stage,
            restrict: self.restricting(id)?,
        };
        drop(rows);
        drop(statement);
        drop(reading);
        Ok(Some(plan))
    }

    fn restricting(&self, id: PlanId) -> Result<Option<Box<RestrictReview>>> {
        if !self.has_version(3)? {
            return Ok(None);
        }
        let mut statement = self.db.prepare_cached("SELECT restricting FROM plans WHERE id = ?1")?;
        let body: Option<Vec<u8>> = statement.query_row(params![key::blob(&id.0)], |row| row.get(0))?;
        body.map(|body| codec::expand("what a plan restricts", &body)).transpose()
    }

    fn changes_of(&self, id: PlanId) -> Result<Vec<Change>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT body FROM plan_changes WHERE plan = ?1 ORDER BY place")?;
        let mut rows = statement.query(params![key::blob(&id.0)])?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next()? {
            changes.push(change_of(row, 0)?);
        }
        Ok(changes)
    }

    /// Plans with their counts, newest first.
    pub fn plans(&self, filter: &PlanFilter) -> Result<Vec<PlanSummary>> {
        let question = format!("{HEAD} WHERE (?1 IS NULL OR stage = ?1) AND (?2 IS NULL OR workflow = ?2) ORDER BY id DESC LIMIT ?3");
        let mut statement = self.db.prepare_cached(&question)?;
        let stage = filter.stage.as_ref().map(codec::word).transpose()?;
        let workflow = filter.workflow.as_ref().map(codec::word).transpose()?;
        let mut rows = statement.query(params![stage, workflow, filter.limit.map_or(-1, i64::from)])?;
        let mut plans = Vec::new();
        while let Some(row) = rows.next()? {
            let mut plan = summary(row)?;
            plan.counts = self.plan_counts(plan.id)?;
            plans.push(plan);
        }
        Ok(plans)
    }

    fn plan_counts(&self, plan: PlanId) -> Result<PlanCounts> {
        let mut counts = PlanCounts::default();
        let mut statement = self.db.prepare_cached(
            "SELECT decision, outcome, severity, count(*) FROM plan_changes WHERE plan = ?1 GROUP BY decision, outcome, severity",
        )?;
        let mut rows = statement.query(params![key::blob(&plan.0)])?;
        while let Some(row) = rows.next()? {
            let (decision, outcome, severity): (i64, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let count = codec::unsigned(row.get(3)?);
            counts.changes += count;
            if severity > Some(severity_number(Severity::Note)) {
                counts.findings += count;
            }
            match outcome {
                DONE => {
                    counts.done += count;
                    continue;
                }
                STALE => counts.stale += count,
                PROBLEM | IN_DOUBT => counts.problems += count,
                _ => {}
            }
            match decision {
                1 => counts.accepted += count,
                2 => counts.held += count,
                3 => counts.rejected += count,
                _ => counts.undecided += count,
            }
        }
        Ok(counts)
    }
}

/// The change in a column: compressed, or as text where an earlier Archway kept it.
pub(crate) fn change_of(row: &SqlRow<'_>, column: usize) -> Result<Change> {
    let body = row.get_ref(column)?.as_bytes().map_err(rusqlite::Error::from)?;
    codec::expand("a change", body)
}

fn summary(row: &SqlRow<'_>) -> Result<PlanSummary> {
    let (id, undoes): ([u8; 16], Option<[u8; 16]>) = (row.get(0)?, row.get(6)?);
    let (workflow, stage, created): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(PlanSummary {
        id: PlanId(key::from_blob(&id)?),
        title: row.get(1)?,
        workflow: codec::from_word("the workflow of a plan", &workflow)?,
        stage: codec::from_word("the stage of a plan", &stage)?,
        created: codec::time(&created)?,
        author: row.get(5)?,
        undoes: undoes.map(|id| key::from_blob(&id).map(PlanId)).transpose()?,
        counts: PlanCounts::default(),
    })
}

fn decision_number(decision: &Decision) -> i64 {
    match decision {
        Decision::Undecided => 0,
        Decision::Accepted => 1,
        Decision::Held => 2,
        Decision::Rejected { .. } => 3,
    }
}

// The schema's index of what waits for a person names the last three.
const DONE: i64 = 2;
const IN_DOUBT: i64 = 1;
const STALE: i64 = 3;
const PROBLEM: i64 = 4;

fn outcome_number(outcome: &Outcome) -> i64 {
    match outcome {
        Outcome::Pending => 0,
        Outcome::InDoubt => IN_DOUBT,
        Outcome::Done { .. } => DONE,
        Outcome::Stale { .. } => STALE,
        Outcome::Problem { .. } => PROBLEM,
        Outcome::Waiting { .. } => 5,
    }
}

fn severity_number(severity: Severity) -> i64 {
    match severity {
        Severity::Note => 0,
        Severity::Warning => 1,
        Severity::Obstacle => 2,
    }
}
