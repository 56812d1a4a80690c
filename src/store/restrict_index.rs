//! What an index of restrictions is made from: linked records, the records above them, and links. Everything else in the catalogue,
//! however much it is, is left out.

use std::collections::HashSet;

use rusqlite::{Connection as Database, OptionalExtension as _, Row as SqlRow, params};
use serde_json::{Map, Value};

use super::error::Result;
use super::{Reader, codec, key};
use crate::domain::text::plain;
use crate::domain::{AssetId, CollectionId, Level, RecordUri};

/// A record that bears on a linked asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestrictLine {
    /// The record.
    pub uri: RecordUri,
    /// The record that it stands under: parent, else resource.
    pub above: Option<RecordUri>,
    /// Level of description.
    pub level: Option<Level>,
    /// Title without markup.
    pub title: String,
    /// It is gone from ArchivesSpace: this is what was known last.
    pub gone: bool,
}

/// What planning and reports need of an asset, without its whole body.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetFacts {
    /// The asset.
    pub id: AssetId,
    /// Its title; never empty.
    pub title: String,
    /// Collections that it is directly in.
    pub collections: Vec<CollectionId>,
    /// Values of its metadata fields.
    pub metadata: Map<String, Value>,
}

/// Links that count: broken ones do too while their asset is there, because closed is safer.
const PAIRS: &str = "FROM links l JOIN assets a ON a.id = l.asset WHERE l.state <> 0 AND a.active = 1";

/// What a record stands under by its own word. `above` in the catalogue is its place in lists as they are shown: it is taken out of
/// one that it was not seen in any more, and would then seem to stand under nothing.
const ABOVE: &str = "ifnull(r.parent, r.resource)";

/// A table `up` of the keys of linked records and all above them.
pub(crate) fn relevant(with_gone: bool) -> String {
    let (above, gone) = if with_gone {
        (
            "CASE WHEN r.key IS NULL THEN g.above ELSE ifnull(r.parent, r.resource) END",
            "LEFT JOIN gone_lines g ON g.key = up.key",
        )
    } else {
        (ABOVE, "")
    };
    format!(
        "WITH RECURSIVE up (key) AS (
            SELECT DISTINCT l.record {PAIRS}
            UNION SELECT {above} FROM up LEFT JOIN records r ON r.key = up.key {gone} WHERE {above} IS NOT NULL
        )"
    )
}

impl Reader {
    /// Linked records and all records above them, as far as they were read whole: of a record that was only seen in a tree, or that
    /// something merely names, nobody knows what it says, and it must not pass for one that says nothing. Those are told by
    /// [`Reader::restrict_unread`].
    pub fn restrict_lines(&self) -> Result<Vec<RestrictLine>> {
        let with_gone = self.has_version(3)?;
        let question = format!(
            "{} {} FROM up {}",
            relevant(with_gone),
            line_columns(with_gone),
            line_tables(with_gone)
        );
        let mut statement = self.db.prepare_cached(&question)?;
        let mut rows = statement.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.extend(line_of(row)?.line);
        }
        Ok(lines)
    }

    /// Linked records, and records above them, that must be read before anybody can know what applies, in order.
    pub fn restrict_unread(&self) -> Result<Vec<RecordUri>> {
        let without_gone = if self.has_version(3)? {
            "AND NOT EXISTS (SELECT 1 FROM gone_lines g WHERE g.key = up.key)"
        } else {
            ""
        };
        let question = format!(
            "{} SELECT up.key FROM up LEFT JOIN records r ON r.key = up.key WHERE r.has_body IS NULL {without_gone} OR r.has_body = 0 ORDER BY up.key",
            relevant(self.has_version(3)?)
        );
        let mut statement = self.db.prepare_cached(&question)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|key| key::unpack(key?)).collect()
    }

    /// These records and all records above them, each once, whether linked or not; without those that were never read whole.
    pub fn restrict_lines_of(&self, records: &[RecordUri]) -> Result<Vec<RestrictLine>> {
        let with_gone = self.has_version(3)?;
        let question = format!("{} FROM (SELECT ?1 AS key) up {}", line_columns(with_gone), line_tables(with_gone));
        let reading = self.db.unchecked_transaction()?;
        let mut statement = self.db.prepare_cached(&question)?;
        let mut seen = HashSet::new();
        let mut lines = Vec::new();
        for uri in records {
            let mut at = Some(*uri);
            while let Some(uri) = at.filter(|uri| seen.insert(*uri)) {
                let mut rows = statement.query(params![key::pack(uri)?])?;
                let Some(row) = rows.next()? else { break };
                let found = line_of(row)?;
                at = found.above;
                lines.extend(found.line);
            }
        }
        drop(statement);
        drop(reading);
        Ok(lines)
    }

    /// Every link that counts for restrictions, by asset and record. Broken ones count while their asset is there.
    pub fn link_pairs(&self) -> Result<Vec<(AssetId, RecordUri)>> {
        let mut statement = self.db.prepare_cached(&format!("SELECT l.asset, l.record {PAIRS}"))?;
        let mut rows = statement.query([])?;
        let mut pairs = Vec::new();
        while let Some(row) = rows.next()? {
            let asset: [u8; 16] = row.get(0)?;
            pairs.push((AssetId(key::from_blob(&asset)?), key::unpack(row.get(1)?)?));
        }
        pairs.sort_unstable();
        Ok(pairs)
    }

    /// Records whose restrictions count for an asset.
    pub fn linked_records(&self, asset: AssetId) -> Result<Vec<RecordUri>> {
        let mut statement = self
            .db
            .prepare_cached(&format!("SELECT l.record {PAIRS} AND l.asset = ?1 ORDER BY l.record"))?;
        let rows = statement.query_map(params![key::blob(&asset.0)], |row| row.get(0))?;
        rows.map(|key| key::unpack(key?)).collect()
    }

    /// What planning needs of assets, in the order asked for; those that the catalogue does not know are left out.
    pub fn asset_facts(&self, assets: &[AssetId]) -> Result<Vec<AssetFacts>> {
        let reading = self.db.unchecked_transaction()?;
        let mut statement = self.db.prepare_cached(
            "SELECT a.title, b.collections, b.metadata FROM assets a JOIN asset_bodies b ON b.key = a.key WHERE a.id = ?1",
        )?;
        let mut facts = Vec::with_capacity(assets.len());
        for id in assets {
            let found: Option<(String, Vec<u8>, Vec<u8>)> = statement
                .query_row(params![key::blob(&id.0)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let Some((title, collections, metadata)) = found else { continue };
            facts.push(AssetFacts {
                id: *id,
                title: if title.trim().is_empty() { id.to_string() } else { title },
                collections: collections
                    .chunks_exact(16)
                    .map(|id| key::from_blob(id).map(CollectionId))
                    .collect::<Result<_>>()?,
                metadata: codec::expand("the metadata of an asset", &metadata)?,
            });
        }
        drop(statement);
        drop(reading);
        Ok(facts)
    }

    /// Active assets directly in a collection that no link counts for, with their titles.
    pub fn unlinked_assets_in(&self, collection: CollectionId) -> Result<Vec<(AssetId, String)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT a.id, a.title FROM collections c JOIN asset_collections m ON m.collection = c.key JOIN assets a ON a.key = m.asset
             WHERE c.id = ?1 AND NOT EXISTS (SELECT 1 FROM links l WHERE l.asset = a.id AND l.state <> 0) ORDER BY a.sort, a.id",
        )?;
        let rows = statement.query_map(params![key::blob(&collection.0)], |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?))
        })?;
        rows.map(|row| {
            let (id, title) = row?;
            let id = AssetId(key::from_blob(&id)?);
            let title = if title.trim().is_empty() { id.to_string() } else { title };
            Ok((id, title))
        })
        .collect()
    }

    /// A collection and all that stand in it, however deep.
    pub fn collections_below(&self, collection: CollectionId) -> Result<Vec<CollectionId>> {
        let mut statement = self.db.prepare_cached(
            "WITH RECURSIVE inside (key) AS (
                SELECT key FROM collections WHERE id = ?1
                UNION SELECT p.child FROM inside JOIN collection_parents p ON p.parent = inside.key
             )
             SELECT c.id FROM inside JOIN collections c ON c.key = inside.key ORDER BY c.id",
        )?;
        let rows = statement.query_map(params![key::blob(&collection.0)], |row| row.get::<_, [u8; 16]>(0))?;
        rows.map(|id| key::from_blob(&id?).map(CollectionId)).collect()
    }

    /// Collections that these assets are in, and all that stand above those.
    pub fn collections_over(&self, assets: &[AssetId]) -> Result<Vec<CollectionId>> {
        let reading = self.db.unchecked_transaction()?;
        let mut keys = Vec::with_capacity(assets.len());
        for id in assets {
            keys.extend(self.asset_key(*id)?);
        }
        let mut collections = self.collections_around(&keys)?;
        drop(reading);
        collections.sort_unstable();
        Ok(collections)
    }
}

/// Remembers where a record stands that is about to be forgotten, with all above it, where an asset is linked to it. What was never
/// read whole is not remembered: it would pass for a record that says nothing.
pub(crate) fn keep_line(db: &Database, key: i64) -> Result<()> {
    let remember = format!(
        "WITH RECURSIVE up (key) AS (
            SELECT ?1 WHERE EXISTS (SELECT 1 FROM links l WHERE l.record = ?1) OR EXISTS (SELECT 1 FROM gone_lines g WHERE g.above = ?1)
            UNION SELECT {ABOVE} FROM up JOIN records r ON r.key = up.key WHERE {ABOVE} IS NOT NULL
        )
        INSERT OR REPLACE INTO gone_lines (key, above, level, title)
            SELECT r.key, {ABOVE}, r.level, {TITLE} FROM up JOIN records r ON r.key = up.key WHERE r.has_body = 1"
    );
    db.prepare_cached(&remember)?.execute(params![key])?;
    Ok(())
}

/// Forgets what a record said that is gone, unless an asset is still linked to it or below it.
pub(crate) fn forget_statements(db: &Database, key: i64) -> Result<()> {
    db.prepare_cached("DELETE FROM record_statements WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM gone_lines g WHERE g.key = ?1)")?
        .execute(params![key])?;
    Ok(())
}

const TITLE: &str = "coalesce(nullif(trim(r.title), ''), r.display)";

fn line_columns(with_gone: bool) -> String {
    let gone = if with_gone {
        "g.key, g.above, g.level, g.title"
    } else {
        "NULL, NULL, NULL, NULL"
    };
    format!("SELECT up.key, r.has_body, {ABOVE}, r.level, {TITLE}, {gone}")
}

fn line_tables(with_gone: bool) -> &'static str {
    if with_gone {
        "LEFT JOIN records r ON r.key = up.key LEFT JOIN gone_lines g ON g.key = up.key"
    } else {
        "LEFT JOIN records r ON r.key = up.key"
    }
}

/// A record on the way up.
struct Found {
    above: Option<RecordUri>,
    /// `None` where it was never read whole.
    line: Option<RestrictLine>,
}

fn line_of(row: &SqlRow<'_>) -> Result<Found> {
    let uri = key::unpack(row.get(0)?)?;
    let whole: Option<bool> = row.get(1)?;
    let gone = whole.is_none() && row.get::<_, Option<i64>>(5)?.is_some();
    let first = if gone { 6 } else { 2 };
    let above = row.get::<_, Option<i64>>(first)?.map(key::unpack).transpose()?;
    if !gone && whole != Some(true) {
        return Ok(Found { above, line: None });
    }
    let title = plain(&row.get::<_, Option<String>>(first + 2)?.unwrap_or_default());
    let line = RestrictLine {
        uri,
        above,
        level: codec::level_from(row.get(first + 1)?),
        title: if title.trim().is_empty() { uri.to_string() } else { title },
        gone,
    };
    Ok(Found { above, line: Some(line) })
}
