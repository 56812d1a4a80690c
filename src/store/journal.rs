//! The journal: the intent before each request, the answer after it. After a crash, what was intended and never answered is
//! settled by looking at the remote record.

use jiff::Timestamp;
use rusqlite::{Connection as Database, Row as SqlRow, params};
use serde_json::Value;

use super::error::{Result, StoreError};
use super::{Reader, Workspace, codec, key};
use crate::plan::{ChangeId, PlanId};

/// Number of an entry in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JournalId(pub i64);

/// What is about to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// The change that it carries out.
    pub change: ChangeId,
    /// Which request of the change it is, from 0.
    pub step: u32,
    /// What is meant; enough to recognise it in the remote record. Holds no secret.
    pub what: Value,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalEntry {
    /// Its number; later entries have higher ones.
    pub id: JournalId,
    /// The plan.
    pub plan: PlanId,
    /// The change.
    pub change: ChangeId,
    /// Which request of the change.
    pub step: u32,
    /// When it was about to be sent.
    pub intended_at: Timestamp,
    /// What was meant.
    pub what: Value,
    /// When and what the system answered.
    pub answer: Option<(Timestamp, Value)>,
    /// When and how it was settled without an answer.
    pub settled: Option<(Timestamp, String)>,
}

impl Workspace {
    /// Notes what is about to be sent. Once this returns, the note survives a power cut.
    pub fn intend(&mut self, plan: PlanId, change: ChangeId, step: u32, what: &Value, now: Timestamp) -> Result<JournalId> {
        self.lasting_change(|db| note(db, plan, change, step, what, now))
    }

    /// Notes several requests at once, for the price of one.
    pub fn intend_many(&mut self, plan: PlanId, intents: &[Intent], now: Timestamp) -> Result<Vec<JournalId>> {
        self.lasting_change(|db| {
            intents
                .iter()
                .map(|intent| note(db, plan, intent.change, intent.step, &intent.what, now))
                .collect()
        })
    }

    /// Notes the answer. Should it get lost with the power, the entry is settled like one without an answer.
    pub fn answer(&mut self, entry: JournalId, answer: &Value, now: Timestamp) -> Result<()> {
        let change = self.change()?;
        let updated = change
            .prepare_cached("UPDATE journal SET answered_at = ?2, answer = ?3 WHERE id = ?1")?
            .execute(params![entry.0, now.to_string(), codec::json(answer)?])?;
        found(updated, entry)?;
        Ok(change.commit()?)
    }

    /// Notes how an entry without an answer was settled, in words: found in the remote record, or never carried out.
    pub fn settle(&mut self, entry: JournalId, how: &str, now: Timestamp) -> Result<()> {
        self.lasting_change(|db| {
            let updated = db
                .prepare_cached("UPDATE journal SET settled_at = ?2, settled = ?3 WHERE id = ?1")?
                .execute(params![entry.0, now.to_string(), how])?;
            found(updated, entry)
        })
    }
}

fn note(db: &Database, plan: PlanId, change: ChangeId, step: u32, what: &Value, now: Timestamp) -> Result<JournalId> {
    db.prepare_cached("INSERT INTO journal (plan, change, step, intended_at, what) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![key::blob(&plan.0), change.0, step, now.to_string(), codec::json(what)?])?;
    Ok(JournalId(db.last_insert_rowid()))
}

fn found(updated: usize, entry: JournalId) -> Result<()> {
    if updated == 0 {
        return Err(StoreError::Unknown(format!("entry {} of the journal", entry.0)));
    }
    Ok(())
}

const COLUMNS: &str = "SELECT id, plan, change, step, intended_at, what, answered_at, answer, settled_at, settled FROM journal";

impl Reader {
    /// Entries of a plan that were neither answered nor settled, in the order in which they were noted.
    pub fn unanswered(&self, plan: PlanId) -> Result<Vec<JournalEntry>> {
        let question = format!("{COLUMNS} WHERE plan = ?1 AND answered_at IS NULL AND settled_at IS NULL ORDER BY id");
        self.journal_where(&question, params![key::blob(&plan.0)])
    }

    /// Plans that have entries neither answered nor settled.
    pub fn plans_in_doubt(&self) -> Result<Vec<PlanId>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT DISTINCT plan FROM journal WHERE answered_at IS NULL AND settled_at IS NULL ORDER BY plan")?;
        let rows = statement.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
        rows.map(|id| Ok(PlanId(key::from_blob(&id?)?))).collect()
    }

    /// Entries of one change, in the order in which they were noted.
    pub fn entries(&self, plan: PlanId, change: ChangeId) -> Result<Vec<JournalEntry>> {
        self.journal_where(
            &format!("{COLUMNS} WHERE plan = ?1 AND change = ?2 ORDER BY id"),
            params![key::blob(&plan.0), change.0],
        )
    }

    fn journal_where(&self, question: &str, about: &[&dyn rusqlite::ToSql]) -> Result<Vec<JournalEntry>> {
        let mut statement = self.db.prepare_cached(question)?;
        let mut rows = statement.query(about)?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry_of(row)?);
        }
        Ok(entries)
    }
}

fn entry_of(row: &SqlRow<'_>) -> Result<JournalEntry> {
    let plan: [u8; 16] = row.get(1)?;
    let (intended_at, what): (String, String) = (row.get(4)?, row.get(5)?);
    let answer: (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
    let settled: (Option<String>, Option<String>) = (row.get(8)?, row.get(9)?);
    Ok(JournalEntry {
        id: JournalId(row.get(0)?),
        plan: PlanId(key::from_blob(&plan)?),
        change: ChangeId(row.get(2)?),
        step: row.get(3)?,
        intended_at: codec::time(&intended_at)?,
        what: codec::from_json("an entry of the journal", &what)?,
        answer: match answer {
            (Some(at), Some(answer)) => Some((codec::time(&at)?, codec::from_json("an answer in the journal", &answer)?)),
            _ => None,
        },
        settled: match settled {
            (Some(at), Some(how)) => Some((codec::time(&at)?, how)),
            _ => None,
        },
    })
}
