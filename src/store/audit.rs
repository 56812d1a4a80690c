//! The audit trail: entries that are only ever added, each sealed by a hash over itself and the one before.

use jiff::Timestamp;
use rusqlite::{Connection as Database, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::error::Result;
use super::reader::{meta, set_meta};
use super::{Reader, Workspace, codec};
use crate::plan::{ChangeId, FieldChange, PlanId, Workflow};

/// Name of the fact that says how many entries there are and the hash of the last.
const HEAD: &str = "audit_head";

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: String,
    /// The workflow, where it belongs to one.
    pub workflow: Option<Workflow>,
    /// The plan, where it belongs to one.
    pub plan: Option<PlanId>,
    /// The change, where it belongs to one.
    pub change: Option<ChangeId>,
    /// What was done, in words.
    pub what: String,
    /// Address or id of what it was done to.
    pub target: String,
    /// What people call the target.
    pub label: String,
    /// Fields before and after.
    pub fields: Vec<FieldChange>,
    /// What else proves it, such as the system's answer. Holds no secret.
    pub detail: Value,
}

/// An entry as it stands in the trail.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRecord {
    /// Its number, from 1.
    pub number: u64,
    /// The entry.
    pub entry: AuditEntry,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

/// What going through the whole trail found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// How many entries were looked at.
    pub entries: u64,
    /// The first entry that does not fit; `None` where the chain holds.
    pub broken_at: Option<AuditBreak>,
}

/// Where the chain breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditBreak {
    /// Number of the entry.
    pub number: u64,
    /// What was found, in words.
    pub what: String,
}

impl Workspace {
    /// Adds an entry; gives its number. It survives a power cut once this returns.
    pub fn audit(&mut self, entry: &AuditEntry) -> Result<u64> {
        self.lasting_change(|db| append(db, entry))
    }

    /// Adds several entries, for the price of one.
    pub fn audit_all(&mut self, entries: &[AuditEntry]) -> Result<()> {
        self.lasting_change(|db| entries.iter().try_for_each(|entry| append(db, entry).map(drop)))
    }
}

impl Reader {
    /// Goes through the whole trail and sees whether every entry still says what it said and none is missing.
    pub fn verify_audit(&self) -> Result<AuditCheck> {
        let reading = self.db.unchecked_transaction()?;
        let mut statement = self.db.prepare("SELECT number, entry, hash FROM audit ORDER BY number")?;
        let mut rows = statement.query([])?;
        let mut before = vec![0; 32];
        let mut entries = 0_u64;
        let mut broken_at = None;
        while let Some(row) = rows.next()? {
            let number = codec::unsigned(row.get(0)?);
            let (text, hash): (String, Vec<u8>) = (row.get(1)?, row.get(2)?);
            entries += 1;
            let wrong = if number != entries {
                Some(format!("entry {entries} is missing"))
            } else if seal(&before, &text) != hash {
                Some(format!("entry {number}, or the one before it, was changed after it was written"))
            } else {
                None
            };
            if let Some(what) = wrong {
                broken_at = Some(AuditBreak { number: entries, what });
                break;
            }
            before = hash;
        }
        if broken_at.is_none() && meta(&self.db, HEAD)?.unwrap_or_default() != head(entries, &before) {
            broken_at = Some(AuditBreak {
                number: entries + 1,
                what: "entries at the end are missing, or were added past Archway".to_owned(),
            });
        }
        drop(rows);
        drop(statement);
        drop(reading);
        Ok(AuditCheck { entries, broken_at })
    }
}

pub(crate) fn append(db: &Database, entry: &AuditEntry) -> Result<u64> {
    let last: (i64, Option<Vec<u8>>) = db
        .prepare_cached("SELECT ifnull(max(number), 0), hash FROM audit")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let number = last.0 + 1;
    let before = last.1.unwrap_or_else(|| vec![0; 32]);
    let text = canonical(number, entry)?;
    let hash = seal(&before, &text);
    db.prepare_cached("INSERT INTO audit (number, entry, hash) VALUES (?1, ?2, ?3)")?
        .execute(params![number, text, hash])?;
    let number = codec::unsigned(number);
    set_meta(db, HEAD, &head(number, &hash))?;
    Ok(number)
}

/// The text that is sealed: JSON with sorted keys, with the entry's number, and a time that sorts as text.
fn canonical(number: i64, entry: &AuditEntry) -> Result<String> {
    let mut value = serde_json::to_value(entry).map_err(|error| super::StoreError::unreadable("an entry", error))?;
    if let Value::Object(fields) = &mut value {
        fields.insert("at".to_owned(), Value::String(sortable(entry.at)));
        fields.insert("number".to_owned(), Value::from(number));
    }
    codec::json(&sorted(value))
}

/// A time whose text sorts as it does.
pub(crate) fn sortable(at: Timestamp) -> String {
    format!("{at:.9}")
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(fields.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn seal(before: &[u8], text: &str) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(before);
    digest.update(text.as_bytes());
    digest.finalize().to_vec()
}

fn head(entries: u64, hash: &[u8]) -> String {
    if entries == 0 {
        String::new()
    } else {
        format!("{entries} {}", hexadecimal(hash))
    }
}

/// Bytes as people copy them.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
