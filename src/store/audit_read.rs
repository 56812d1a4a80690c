//! Reading the audit trail: pages, and exports as CSV and JSON.

use std::io::Write;

use jiff::Timestamp;
use rusqlite::{Row as SqlRow, params_from_iter, types::Value as SqlValue};

use super::audit::{AuditEntry, AuditRecord, hexadecimal, sortable};
use super::error::{Result, StoreError};
use super::{Reader, codec};
use crate::plan::{PlanId, Workflow};

/// Which entries. Everything set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Words that must all occur in the entry.
    pub text: String,
    /// Only of this workflow.
    pub workflow: Option<Workflow>,
    /// Only of this plan.
    pub plan: Option<PlanId>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub until: Option<Timestamp>,
}

/// Part of the audit trail.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    /// The entries, newest first.
    pub entries: Vec<AuditRecord>,
    /// How many entries match in all.
    pub total: u64,
}

impl AuditFilter {
    fn conditions(&self) -> Result<(String, Vec<SqlValue>)> {
        let mut conditions = "WHERE TRUE".to_owned();
        let mut about = Vec::new();
        let mut also = |condition: &str, value: String| {
            about.push(SqlValue::from(value));
            conditions.push_str(&format!(" AND {}", condition.replace('?', &format!("?{}", about.len()))));
        };
        for word in self.text.split_whitespace().take(16) {
            let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            also("entry LIKE ? ESCAPE '\\'", format!("%{escaped}%"));
        }
        if let Some(workflow) = &self.workflow {
            also("workflow = ?", codec::word(workflow)?);
        }
        if let Some(plan) = self.plan {
            also("json_extract(entry, '$.plan') = ?", plan.to_string());
        }
        if let Some(from) = self.from {
            also("at >= ?", sortable(from));
        }
        if let Some(until) = self.until {
            also("at <= ?", sortable(until));
        }
        Ok((conditions, about))
    }
}

impl Reader {
    /// A page of the audit trail, newest first: `limit` entries after the first `offset`.
    pub fn audit_entries(&self, filter: &AuditFilter, offset: u64, limit: u64) -> Result<AuditPage> {
        let (conditions, mut about) = filter.conditions()?;
        let count = format!("SELECT count(*) FROM audit {conditions}");
        let total = self
            .db
            .prepare(&count)?
            .query_row(params_from_iter(&about), |row| row.get(0))
            .map(codec::unsigned)?;
        let place = about.len();
        about.extend([limit, offset].map(|number| SqlValue::from(i64::try_from(number).unwrap_or(i64::MAX))));
        let question = format!(
            "SELECT number, entry, hash FROM audit {conditions} ORDER BY number DESC LIMIT ?{} OFFSET ?{}",
            place + 1,
            place + 2
        );
        let mut statement = self.db.prepare(&question)?;
        let mut rows = statement.query(params_from_iter(&about))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(record_of(row)?);
        }
        Ok(AuditPage { entries, total })
    }

    /// Writes the entries as CSV, oldest first, one line each. Cells that a spreadsheet would take for a formula get a `'` before.
    pub fn export_audit_csv(&self, filter: &AuditFilter, out: &mut dyn Write) -> Result<u64> {
        let failed = |error: csv::Error| StoreError::Export(error.to_string());
        let mut writer = csv::Writer::from_writer(out);
        let heads = [
            "number", "time", "person", "workflow", "plan", "change", "what", "target", "label", "fields", "detail", "hash",
        ];
        writer.write_record(heads).map_err(failed)?;
        let count = self.each_entry(filter, |record| writer.write_record(cells(&record)?.map(guarded)).map_err(failed))?;
        writer.flush().map_err(|error| StoreError::Export(error.to_string()))?;
        Ok(count)
    }

    /// Writes the entries as a JSON array, oldest first, each with its number and hash.
    pub fn export_audit_json(&self, filter: &AuditFilter, out: &mut dyn Write) -> Result<u64> {
        let failed = |error: std::io::Error| StoreError::Export(error.to_string());
        let mut first = true;
        out.write_all(b"[").map_err(failed)?;
        let count = self.each_entry(filter, |record| {
            let start: &[u8] = if first { b"\n" } else { b",\n" };
            first = false;
            let mut entry = serde_json::to_value(&record.entry).map_err(|error| StoreError::Export(error.to_string()))?;
            if let serde_json::Value::Object(fields) = &mut entry {
                fields.insert("number".to_owned(), record.number.into());
                fields.insert("hash".to_owned(), record.hash.into());
            }
            out.write_all(start)
                .and_then(|()| serde_json::to_writer(&mut *out, &entry).map_err(Into::into))
                .map_err(failed)
        })?;
        out.write_all(b"\n]\n").map_err(failed)?;
        Ok(count)
    }

    fn each_entry(&self, filter: &AuditFilter, mut work: impl FnMut(AuditRecord) -> Result<()>) -> Result<u64> {
        let (conditions, about) = filter.conditions()?;
        let mut statement = self
            .db
            .prepare(&format!("SELECT number, entry, hash FROM audit {conditions} ORDER BY number"))?;
        let mut rows = statement.query(params_from_iter(&about))?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            work(record_of(row)?)?;
            count += 1;
        }
        Ok(count)
    }
}

fn record_of(row: &SqlRow<'_>) -> Result<AuditRecord> {
    let (text, hash): (String, Vec<u8>) = (row.get(1)?, row.get(2)?);
    let entry: AuditEntry = codec::from_json("an entry of the audit trail", &text)?;
    Ok(AuditRecord {
        number: codec::unsigned(row.get(0)?),
        entry,
        hash: hexadecimal(&hash),
    })
}

fn cells(record: &AuditRecord) -> Result<[String; 12]> {
    let entry = &record.entry;
    let fields: Vec<String> = entry
        .fields
        .iter()
        .map(|field| {
            let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "(nothing)".to_owned());
            format!("{}: {} → {}", field.field, side(&field.before), side(&field.after))
        })
        .collect();
    Ok([
        record.number.to_string(),
        entry.at.to_string(),
        entry.author.clone(),
        entry.workflow.map(|workflow| workflow.words().to_owned()).unwrap_or_default(),
        entry.plan.map(|plan| plan.to_string()).unwrap_or_default(),
        entry.change.map(|change| change.to_string()).unwrap_or_default(),
        entry.what.clone(),
        entry.target.clone(),
        entry.label.clone(),
        fields.join("\n"),
        if entry.detail.is_null() {
            String::new()
        } else {
            codec::json(&entry.detail)?
        },
        record.hash.clone(),
    ])
}

/// A cell that no spreadsheet takes for a formula (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn guarded(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}
