//! What waits for a person: changes that could not be made, and troubles of a refresh.

use jiff::Timestamp;
use rusqlite::params;

use super::error::Result;
use super::plans::change_of;
use super::{Reader, Workspace, codec, key};
use crate::plan::{ChangeId, Outcome, PlanId, Stage};

/// Where a problem comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemSource {
    /// A change of a plan.
    Change {
        /// The plan.
        plan: PlanId,
        /// The change.
        change: ChangeId,
    },
    /// Noted by [`Workspace::note_problem`] under this name.
    Noted {
        /// What it is about; names it for [`Workspace::solve_problem`].
        about: String,
    },
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it comes from.
    pub source: ProblemSource,
    /// The record or asset, as people know it.
    pub label: String,
    /// What happened and what to do.
    pub text: String,
    /// When; for a change, when its last request was about to be sent, else when it was planned.
    pub at: Timestamp,
}

const IN_DOUBT: &str =
    "Archway stopped while this was being written. Apply the plan again: Archway looks first whether it was carried out.";

impl Workspace {
    /// Notes a problem that is not a change's. One that is noted again under the same name takes the earlier one's place.
    pub fn note_problem(&mut self, about: &str, label: &str, what: &str, now: Timestamp) -> Result<()> {
        let change = self.change()?;
        change.execute(
            "INSERT INTO noted_problems (about, label, what, noted_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (about) DO UPDATE SET label = excluded.label, what = excluded.what, noted_at = excluded.noted_at",
            params![about, label, what, now.to_string()],
        )?;
        Ok(change.commit()?)
    }

    /// Takes a noted problem off the list; does nothing where there is none of that name.
    pub fn solve_problem(&mut self, about: &str) -> Result<()> {
        let change = self.change()?;
        change.execute("DELETE FROM noted_problems WHERE about = ?1", params![about])?;
        Ok(change.commit()?)
    }
}

impl Reader {
    /// Everything that waits for a person: changes of plans not put away that have a problem, are stale or in doubt, then noted
    /// problems.
    pub fn problems(&self) -> Result<Vec<Problem>> {
        let mut problems = Vec::new();
        let mut statement = self.db.prepare_cached(
            "SELECT c.plan, c.body, ifnull((SELECT max(j.intended_at) FROM journal j WHERE j.plan = c.plan AND j.change = c.change), p.created)
             FROM plan_changes c JOIN plans p ON p.id = c.plan WHERE c.outcome IN (1, 3, 4) AND p.stage <> ?1 ORDER BY c.plan DESC, c.change",
        )?;
        let mut rows = statement.query(params![codec::word(&Stage::Discarded)?])?;
        while let Some(row) = rows.next()? {
            let (plan, at): ([u8; 16], String) = (row.get(0)?, row.get(2)?);
            let change = change_of(row, 1)?;
            problems.push(Problem {
                source: ProblemSource::Change {
                    plan: PlanId(key::from_blob(&plan)?),
                    change: change.id,
                },
                text: match change.outcome {
                    Outcome::Problem { what, .. } | Outcome::Stale { what, .. } => what,
                    _ => IN_DOUBT.to_owned(),
                },
                label: change.label,
                at: codec::time(&at)?,
            });
        }
        let mut statement = self
            .db
            .prepare_cached("SELECT about, label, what, noted_at FROM noted_problems ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let at: String = row.get(3)?;
            problems.push(Problem {
                source: ProblemSource::Noted { about: row.get(0)? },
                label: row.get(1)?,
                text: row.get(2)?,
                at: codec::time(&at)?,
            });
        }
        Ok(problems)
    }

    /// How many problems wait for a person.
    pub fn problem_count(&self) -> Result<u64> {
        let mut statement = self.db.prepare_cached(
            "SELECT (SELECT count(*) FROM plan_changes c JOIN plans p ON p.id = c.plan WHERE c.outcome IN (1, 3, 4) AND p.stage <> ?1)
                + (SELECT count(*) FROM noted_problems)",
        )?;
        Ok(codec::unsigned(
            statement.query_row(params![codec::word(&Stage::Discarded)?], |row| row.get(0))?,
        ))
    }
}
