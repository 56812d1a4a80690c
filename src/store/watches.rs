//! What watched profiles did by themselves.

use jiff::Timestamp;
use rusqlite::{Row as SqlRow, ToSql, params};

use super::error::Result;
use super::{Reader, Workspace, codec, key};
use crate::plan::PlanId;

/// One look of a watched profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchRun {
    /// Id of the profile.
    pub profile: String,
    /// When it looked.
    pub at: Timestamp,
    /// How many records or assets it looked at.
    pub looked: u64,
    /// How many changes were applied at once.
    pub applied: u64,
    /// How many changes wait for review.
    pub waiting: u64,
    /// How many changes could not be made.
    pub problems: u64,
    /// What came of it, in words.
    pub text: String,
    /// The plan that waits for review, where one does.
    pub plan: Option<PlanId>,
}

impl Workspace {
    /// Keeps a look of a watched profile.
    pub fn put_watch_run(&mut self, run: &WatchRun) -> Result<()> {
        let change = self.change()?;
        change
            .prepare_cached(
                "INSERT INTO watch_runs (profile, at, looked, applied, waiting, problems, said, plan)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                run.profile,
                codec::nanoseconds(run.at),
                run.looked.cast_signed(),
                run.applied.cast_signed(),
                run.waiting.cast_signed(),
                run.problems.cast_signed(),
                run.text,
                run.plan.as_ref().map(|plan| key::blob(&plan.0)),
            ])?;
        Ok(change.commit()?)
    }
}

const COLUMNS: &str = "SELECT profile, at, looked, applied, waiting, problems, said, plan FROM watch_runs";

impl Reader {
    /// The last look of a profile.
    pub fn last_watch_run(&self, profile: &str) -> Result<Option<WatchRun>> {
        // In the order in which they were noted: a clock may have been set back since.
        let question = format!("{COLUMNS} WHERE profile = ?1 ORDER BY id DESC LIMIT 1");
        Ok(self.watch_runs(&question, params![profile])?.pop())
    }

    /// The plan of the last look of a profile that made one.
    pub fn last_watch_plan(&self, profile: &str) -> Result<Option<PlanId>> {
        let question = format!("{COLUMNS} WHERE profile = ?1 AND plan IS NOT NULL ORDER BY id DESC LIMIT 1");
        Ok(self.watch_runs(&question, params![profile])?.pop().and_then(|run| run.plan))
    }

    /// Looks of all profiles at or after a time, newest first.
    pub fn watch_runs_since(&self, since: Timestamp) -> Result<Vec<WatchRun>> {
        let question = format!("{COLUMNS} WHERE at >= ?1 ORDER BY at DESC, id DESC");
        self.watch_runs(&question, params![codec::nanoseconds(since)])
    }

    fn watch_runs(&self, question: &str, about: &[&dyn ToSql]) -> Result<Vec<WatchRun>> {
        if !self.has_version(2)? {
            return Ok(Vec::new());
        }
        let mut statement = self.db.prepare_cached(question)?;
        let mut rows = statement.query(about)?;
        let mut runs = Vec::new();
        while let Some(row) = rows.next()? {
            runs.push(run_of(row)?);
        }
        Ok(runs)
    }
}

fn run_of(row: &SqlRow<'_>) -> Result<WatchRun> {
    let plan: Option<[u8; 16]> = row.get(7)?;
    Ok(WatchRun {
        profile: row.get(0)?,
        at: codec::from_nanoseconds(row.get(1)?)?,
        looked: codec::unsigned(row.get(2)?),
        applied: codec::unsigned(row.get(3)?),
        waiting: codec::unsigned(row.get(4)?),
        problems: codec::unsigned(row.get(5)?),
        text: row.get(6)?,
        plan: plan.map(|id| key::from_blob(&id).map(PlanId)).transpose()?,
    })
}
