//! Links: what follows from the ends that both systems show. Every write to the catalogue judges anew the links it touches.

use rusqlite::{Connection as Database, OptionalExtension as _, params};
use uuid::Uuid;

use super::error::Result;
use super::judge::{self, Facts, Instance};
use super::reader::{meta, set_meta};
use super::{Workspace, codec, key, records};
use crate::domain::workspace::Connection;

/// Records and assets that a change touched.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub(crate) records: Vec<i64>,
    pub(crate) assets: Vec<Uuid>,
}

/// Name of the fact that iconik has Archway's fields.
pub(crate) const END_KNOWN: &str = "iconik_end_known";
/// Name of the fact that every asset this account may see was read.
pub(crate) const COMPLETE: &str = "iconik_complete";

const TABLES: &str = "
    CREATE TEMP TABLE IF NOT EXISTS touched_records (key INTEGER PRIMARY KEY);
    CREATE TEMP TABLE IF NOT EXISTS touched_assets (id BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TEMP TABLE IF NOT EXISTS pairs (record INTEGER, asset BLOB, PRIMARY KEY (record, asset)) WITHOUT ROWID;";

// CROSS JOIN keeps the order: from the few that were touched to what hangs on them.
const PAIRS_OF_RECORDS: &str = "INSERT OR IGNORE INTO temp.pairs (record, asset)
    SELECT i.record, d.asset FROM temp.touched_records t
        CROSS JOIN instances i ON i.record = t.key CROSS JOIN digital_object_assets d ON d.digital_object = i.digital_object
    UNION ALL SELECT a.record, a.asset FROM temp.touched_records t CROSS JOIN asset_records a ON a.record = t.key
    UNION ALL SELECT l.record, l.asset FROM temp.touched_records t CROSS JOIN links l ON l.record = t.key
    UNION ALL SELECT i.record, d.asset FROM temp.touched_records t
        CROSS JOIN digital_object_assets d ON d.digital_object = t.key CROSS JOIN instances i ON i.digital_object = t.key
    UNION ALL SELECT l.record, l.asset FROM temp.touched_records t
        CROSS JOIN instances i ON i.digital_object = t.key CROSS JOIN links l ON l.record = i.record";

const PAIRS_OF_ASSETS: &str = "INSERT OR IGNORE INTO temp.pairs (record, asset)
    SELECT i.record, d.asset FROM temp.touched_assets t
        CROSS JOIN digital_object_assets d ON d.asset = t.id CROSS JOIN instances i ON i.digital_object = d.digital_object
    UNION ALL SELECT a.record, a.asset FROM temp.touched_assets t CROSS JOIN asset_records a ON a.asset = t.id
    UNION ALL SELECT l.record, l.asset FROM temp.touched_assets t CROSS JOIN links l ON l.asset = t.id";

const ALL_PAIRS: &str = "INSERT OR IGNORE INTO temp.pairs (record, asset)
    SELECT i.record, d.asset FROM instances i JOIN digital_object_assets d ON d.digital_object = i.digital_object
    UNION ALL SELECT record, asset FROM asset_records
    UNION ALL SELECT record, asset FROM links";

impl Workspace {
    /// Says whether iconik has Archway's fields, so that their absence on an asset means something. All links are judged anew
    /// where that is news.
    pub fn set_iconik_end_known(&mut self, known: bool) -> Result<()> {
        self.set_fact(END_KNOWN, known)
    }

    /// Says whether every asset and collection that this account may see is in the catalogue, so that one that is not there is
    /// gone. All links are judged anew where that is news.
    pub fn set_iconik_complete(&mut self, complete: bool) -> Result<()> {
        self.set_fact(COMPLETE, complete)
    }

    /// Judges all links anew. Every write does it for what it touches; this is for a workspace whose rules changed.
    pub fn judge_all_links(&mut self) -> Result<()> {
        let change = self.change()?;
        judge_all(&change)?;
        Ok(change.commit()?)
    }

    fn set_fact(&mut self, name: &str, holds: bool) -> Result<()> {
        if fact(&self.db, name)? == holds {
            return Ok(());
        }
        let change = self.change()?;
        set_meta(&change, name, if holds { "1" } else { "0" })?;
        judge_all(&change)?;
        Ok(change.commit()?)
    }
}

/// A fact that holds or does not.
pub(crate) fn fact(db: &Database, name: &str) -> Result<bool> {
    Ok(meta(db, name)?.as_deref() == Some("1"))
}

/// Makes the tables that judging works with; they live as long as the connection.
pub(crate) fn prepare(db: &Database) -> Result<()> {
    Ok(db.execute_batch(TABLES)?)
}

/// Judges the links that touched records and assets may have a part in.
pub(crate) fn judge(db: &Database, touched: &Touched) -> Result<()> {
    for table in [
        "DELETE FROM temp.touched_records",
        "DELETE FROM temp.touched_assets",
        "DELETE FROM temp.pairs",
    ] {
        db.prepare_cached(table)?.execute([])?;
    }
    let mut record = db.prepare_cached("INSERT OR IGNORE INTO temp.touched_records (key) VALUES (?1)")?;
    for key in &touched.records {
        record.execute(params![key])?;
    }
    let mut asset = db.prepare_cached("INSERT OR IGNORE INTO temp.touched_assets (id) VALUES (?1)")?;
    for id in &touched.assets {
        asset.execute(params![key::blob(id)])?;
    }
    if !touched.records.is_empty() {
        db.prepare_cached(PAIRS_OF_RECORDS)?.execute([])?;
    }
    if !touched.assets.is_empty() {
        db.prepare_cached(PAIRS_OF_ASSETS)?.execute([])?;
    }
    judge_pairs(db)
}

/// Judges every link.
pub(crate) fn judge_all(db: &Database) -> Result<()> {
    db.prepare_cached("DELETE FROM temp.pairs")?.execute([])?;
    db.prepare_cached(ALL_PAIRS)?.execute([])?;
    judge_pairs(db)
}

/// Finds out anew which asset every digital object stands for.
pub(crate) fn read_digital_objects_again(db: &Database, connection: &Connection) -> Result<()> {
    let mut statement =
        db.prepare("SELECT d.digital_object, b.body FROM digital_object_assets d JOIN record_bodies b ON b.key = d.digital_object")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let body: Vec<u8> = row.get(1)?;
        found.push((row.get::<_, i64>(0)?, body));
    }
    drop(rows);
    for (key, body) in found {
        records::put_digital_object_end(db, key, &codec::expand("the body of a digital object", &body)?, connection)?;
    }
    Ok(())
}

fn judge_pairs(db: &Database) -> Result<()> {
    let (end_known, complete) = (fact(db, END_KNOWN)?, fact(db, COMPLETE)?);
    let pairs = {
        let mut statement = db.prepare_cached("SELECT record, asset FROM temp.pairs")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Vec<(i64, Vec<u8>)>>>()?
    };
    for (record, asset) in pairs {
        let (facts, digital_object) = facts(db, record, &asset, end_known, complete)?;
        match judge::judge(&facts) {
            Some(judged) => {
                db.prepare_cached(
                    "INSERT OR REPLACE INTO links (record, asset, digital_object, archivesspace, iconik, state, note)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    record,
                    asset,
                    digital_object,
                    codec::json(&judged.archivesspace)?,
                    codec::json(&judged.iconik)?,
                    codec::state_number(judged.state),
                    judged.note,
                ])?;
            }
            None => {
                db.prepare_cached("DELETE FROM links WHERE record = ?1 AND asset = ?2")?
                    .execute(params![record, asset])?;
            }
        }
    }
    Ok(())
}

fn facts(db: &Database, record: i64, asset: &[u8], iconik_end_known: bool, iconik_complete: bool) -> Result<(Facts, Option<i64>)> {
    let mut facts = Facts {
        iconik_end_known,
        iconik_complete,
        ..Facts::default()
    };
    let row: Option<(bool, bool, Option<String>)> = db
        .prepare_cached(
            "SELECT r.suppressed, r.has_body, b.fingerprint FROM records r LEFT JOIN record_bodies b ON b.key = r.key WHERE r.key = ?1",
        )?
        .query_row(params![record], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    match row {
        Some((suppressed, read, fingerprint)) => {
            facts.record_suppressed = suppressed;
            facts.record_read = read;
            facts.record_fingerprint = fingerprint;
        }
        None => facts.record_gone = exists(db, "SELECT EXISTS (SELECT 1 FROM gone_records WHERE key = ?1)", params![record])?,
    }
    facts.asset_active = db
        .prepare_cached("SELECT active FROM assets WHERE id = ?1")?
        .query_row(params![asset], |row| row.get(0))
        .optional()?;
    facts.asset_gone =
        facts.asset_active.is_none() && exists(db, "SELECT EXISTS (SELECT 1 FROM gone_assets WHERE id = ?1)", params![asset])?;
    let named: Option<Option<String>> = db
        .prepare_cached("SELECT fingerprint FROM asset_records WHERE asset = ?1 AND record = ?2")?
        .query_row(params![asset, record], |row| row.get(0))
        .optional()?;
    facts.named = named.is_some();
    facts.named_fingerprint = named.flatten();
    let instance: Option<(i64, i64, bool)> = db
        .prepare_cached(
            "SELECT d.digital_object, d.how, d.own FROM instances i JOIN digital_object_assets d ON d.digital_object = i.digital_object
             WHERE i.record = ?1 AND d.asset = ?2 ORDER BY d.how, d.own DESC, d.digital_object LIMIT 1",
        )?
        .query_row(params![record, asset], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    facts.instance = instance.map(|(_, how, own)| Instance { how, own });
    facts.unread_digital_object = facts.instance.is_none()
        && exists(
            db,
            "SELECT EXISTS (SELECT 1 FROM instances i WHERE i.record = ?1
                AND NOT EXISTS (SELECT 1 FROM records r WHERE r.key = i.digital_object AND r.has_body)
                AND NOT EXISTS (SELECT 1 FROM gone_records g WHERE g.key = i.digital_object))",
            params![record],
        )?;
    Ok((facts, instance.map(|(digital_object, ..)| digital_object)))
}

fn exists(db: &Database, question: &str, about: &[&dyn rusqlite::ToSql]) -> Result<bool> {
    Ok(db.prepare_cached(question)?.query_row(about, |row| row.get(0))?)
}
