//! What records say about access and use: kept with every record that is written. A file that has none yet, or those of other rules,
//! gets them step by step; until it has all, they are read from the bodies of records.

use rusqlite::{Connection as Database, params};
use serde_json::Value;

use super::error::{Result, StoreError};
use super::reader::{meta, set_meta};
use super::record_read::{COLUMNS, record_of};
use super::restrict_index::relevant;
use super::{Reader, codec, key};
use crate::domain::restriction::Statement;
use crate::domain::restriction::statement::statements_of;
use crate::domain::{Record, RecordUri};

/// Name of the fact by which rules the kept statements were read from bodies.
const MADE_BY: &str = "statements_by";
/// These rules. Raise it whenever [`statements_of`] finds something else in the same body.
const RULES: &str = "1";

/// Name of the fact by which rules statements are being worked out.
const BEGUN_BY: &str = "statements_begun_by";
/// Name of the fact up to which key they were.
const DONE_TO: &str = "statements_done_to";

/// Records whose statements are worked out in one step.
const AT_ONCE: i64 = 2_000;
impl Reader {
    /// What linked records and those above them say about access and use; records that say nothing are left out. Those that are gone
    /// from ArchivesSpace say what they said last.
    pub fn statements(&self) -> Result<Vec<(RecordUri, Vec<Statement>)>> {
        let reading = self.db.unchecked_transaction()?;
        let found = if self.keeps_statements()? {
            self.kept_statements()
        } else {
            self.statements_in_bodies()
        };
        drop(reading);
        found
    }

    /// What these records say, in the order asked for; those that say nothing have an empty list, so that what they said before
    /// can be taken out of an index.
    pub fn statements_on(&self, records: &[RecordUri]) -> Result<Vec<(RecordUri, Vec<Statement>)>> {
        let reading = self.db.unchecked_transaction()?;
        let kept = self.keeps_statements()?;
        let found = records
            .iter()
            .map(|uri| {
                let key = key::pack(*uri)?;
                Ok((*uri, if kept { kept_on(&self.db, key)? } else { self.read_on(key)? }))
            })
            .collect();
        drop(reading);
        found
    }

    /// True where the file keeps statements, and those of the rules in force.
    fn keeps_statements(&self) -> Result<bool> {
        Ok(self.has_version(3)? && is_current(&self.db)?)
    }

    fn kept_statements(&self) -> Result<Vec<(RecordUri, Vec<Statement>)>> {
        let question = format!(
            "{} SELECT s.key, s.body FROM up CROSS JOIN record_statements s ON s.key = up.key",
            relevant(true)
        );
        let mut statement = self.db.prepare_cached(&question)?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let body = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            found.push((key::unpack(row.get(0)?)?, codec::expand("what a record says about access", body)?));
        }
        Ok(found)
    }

    fn statements_in_bodies(&self) -> Result<Vec<(RecordUri, Vec<Statement>)>> {
        let question = format!("{} SELECT key FROM up", relevant(self.has_version(3)?));
        let mut statement = self.db.prepare_cached(&question)?;
        let keys = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        let mut found = Vec::new();
        for key in keys {
            let says = self.read_on(key)?;
            if !says.is_empty() {
                found.push((key::unpack(key)?, says));
            }
        }
        Ok(found)
    }

    fn read_on(&self, key: i64) -> Result<Vec<Statement>> {
        let question = format!("SELECT {COLUMNS}, b.body FROM records r LEFT JOIN record_bodies b ON b.key = r.key WHERE r.key = ?1");
        let mut statement = self.db.prepare_cached(&question)?;
        let mut rows = statement.query(params![key])?;
        match rows.next()? {
            Some(row) => {
                let (record, body) = (record_of(row)?, body_of(row.get(15)?)?);
                Ok(statements_of(&record, &body))
            }
            None if self.has_version(3)? => kept_on(&self.db, key),
            None => Ok(Vec::new()),
        }
    }
}

/// Keeps what a record says, in place of what it said before.
pub(crate) fn put(db: &Database, key: i64, record: &Record, body: &Value) -> Result<()> {
    let says = statements_of(record, body);
    if says.is_empty() {
        db.prepare_cached("DELETE FROM record_statements WHERE key = ?1")?
            .execute(params![key])?;
    } else {
        db.prepare_cached("INSERT OR REPLACE INTO record_statements (key, body) VALUES (?1, ?2)")?
            .execute(params![key, codec::compress(&says)?])?;
    }
    Ok(())
}

/// Keeps what a record says that was only seen in a tree. A tree shows no notes: where more is known from before, that stays.
pub(crate) fn put_seen_in_tree(db: &Database, key: i64, record: &Record) -> Result<()> {
    let says = statements_of(record, &Value::Null);
    if !says.is_empty() {
        db.prepare_cached("INSERT OR IGNORE INTO record_statements (key, body) VALUES (?1, ?2)")?
            .execute(params![key, codec::compress(&says)?])?;
    }
    Ok(())
}

/// Works out what the next records say, where the file has that of other rules or none. Gives how many records were looked at; 0 once
/// all were. Until then nothing that is kept is believed.
pub(crate) fn step(db: &mut Database) -> Result<u64> {
    if is_current(db)? {
        return Ok(0);
    }
    let change = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let begun = meta(&change, BEGUN_BY)?.as_deref() == Some(RULES);
    let mut last: i64 = match meta(&change, DONE_TO)? {
        Some(last) if begun => last
            .parse()
            .map_err(|error| StoreError::unreadable("how far records were read", error))?,
        _ => {
            // What gone records said has no body to be read from any more.
            change.execute("DELETE FROM record_statements WHERE key IN (SELECT key FROM records)", [])?;
            set_meta(&change, BEGUN_BY, RULES)?;
            -1
        }
    };
    let mut looked = 0;
    {
        let mut statement = change.prepare_cached(&format!(
            "SELECT {COLUMNS}, b.body FROM records r LEFT JOIN record_bodies b ON b.key = r.key WHERE r.key > ?1 ORDER BY r.key LIMIT {AT_ONCE}"
        ))?;
        let mut keep = change.prepare_cached("INSERT OR REPLACE INTO record_statements (key, body) VALUES (?1, ?2)")?;
        let mut rows = statement.query(params![last])?;
        while let Some(row) = rows.next()? {
            last = row.get(0)?;
            looked += 1;
            let says = statements_of(&record_of(row)?, &body_of(row.get(15)?)?);
            if !says.is_empty() {
                keep.execute(params![last, codec::compress(&says)?])?;
            }
        }
    }
    if looked == 0 {
        set_meta(&change, MADE_BY, RULES)?;
    } else {
        set_meta(&change, DONE_TO, &last.to_string())?;
    }
    change.commit()?;
    Ok(looked)
}

fn is_current(db: &Database) -> Result<bool> {
    Ok(meta(db, MADE_BY)?.as_deref() == Some(RULES))
}

fn kept_on(db: &Database, key: i64) -> Result<Vec<Statement>> {
    let mut statement = db.prepare_cached("SELECT body FROM record_statements WHERE key = ?1")?;
    let mut rows = statement.query(params![key])?;
    match rows.next()? {
        Some(row) => codec::expand("what a record says about access", &row.get::<_, Vec<u8>>(0)?),
        None => Ok(Vec::new()),
    }
}

fn body_of(body: Option<Vec<u8>>) -> Result<Value> {
    match body {
        Some(body) => codec::expand("the body of a record", &body),
        None => Ok(Value::Null),
    }
}
