//! Assets on which Archway's restriction fields hold anything, linked or not: what was taken from them may have to be given back.

use rusqlite::{Connection as Database, params};
use serde_json::{Map, Value};

use super::error::{Result, StoreError};
use super::reader::{meta, set_meta};
use super::{Reader, codec, key};
use crate::domain::AssetId;
use crate::domain::fields::RESTRICTION;

/// Name of the fact that assets which an earlier Archway wrote were looked through.
const LOOKED_THROUGH: &str = "assets_marked";
/// Name of the fact up to which key they were.
const DONE_TO: &str = "assets_marked_to";

/// Assets that are looked through in one step.
const AT_ONCE: i64 = 2_000;

impl Reader {
    /// Assets on which Archway's restriction fields hold anything, whether they are linked or not.
    pub fn assets_with_restriction_fields(&self) -> Result<Vec<AssetId>> {
        if !self.has_version(3)? {
            return Ok(Vec::new());
        }
        let mut statement = self
            .db
            .prepare_cached("SELECT m.asset FROM assets_marked m JOIN assets a ON a.id = m.asset WHERE a.active = 1 ORDER BY m.asset")?;
        let rows = statement.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
        rows.map(|id| key::from_blob(&id?).map(AssetId)).collect()
    }
}

/// Notes whether the fields hold anything on an asset that is being written.
pub(crate) fn mark(db: &Database, id: &[u8], metadata: &Map<String, Value>) -> Result<()> {
    let question = if holds_anything(metadata) {
        "INSERT OR IGNORE INTO assets_marked (asset) VALUES (?1)"
    } else {
        "DELETE FROM assets_marked WHERE asset = ?1"
    };
    db.prepare_cached(question)?.execute(params![id])?;
    Ok(())
}

/// Looks through the next assets that an earlier Archway wrote: a colleague with this one may have restricted them. Gives how many were
/// looked at; 0 once all were.
pub(crate) fn step(db: &mut Database) -> Result<u64> {
    if meta(db, LOOKED_THROUGH)?.is_some() {
        return Ok(0);
    }
    let change = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let mut last: i64 = match meta(&change, DONE_TO)? {
        Some(last) => last
            .parse()
            .map_err(|error| StoreError::unreadable("how far assets were looked through", error))?,
        None => -1,
    };
    let mut looked = 0;
    {
        let mut statement = change.prepare_cached(&format!(
            "SELECT a.key, a.id, b.metadata FROM assets a JOIN asset_bodies b ON b.key = a.key WHERE a.key > ?1 ORDER BY a.key LIMIT {AT_ONCE}"
        ))?;
        let mut rows = statement.query(params![last])?;
        while let Some(row) = rows.next()? {
            last = row.get(0)?;
            looked += 1;
            let (id, metadata): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
            mark(&change, &id, &codec::expand("the metadata of an asset", &metadata)?)?;
        }
    }
    if looked == 0 {
        set_meta(&change, LOOKED_THROUGH, "1")?;
    } else {
        set_meta(&change, DONE_TO, &last.to_string())?;
    }
    change.commit()?;
    Ok(looked)
}

fn holds_anything(metadata: &Map<String, Value>) -> bool {
    RESTRICTION.iter().any(|field| match metadata.get(field.name) {
        Some(Value::Array(values)) => !values.is_empty(),
        Some(Value::Null) | None => false,
        Some(_) => true,
    })
}
