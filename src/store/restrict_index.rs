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
    /// How much is known of it.
    pub known: Known,
}

/// How much the catalogue knows of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It was read whole.
    Whole,
    /// It was only seen in a tree: whether a note restricts it is not known.
    InTree,
    /// It is gone from ArchivesSpace; this is what was known last.
    Gone,
    /// Nothing but its address, by which something names it.
    NotAtAll,
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
    /// Linked records and all records above them.
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
            lines.push(line_of(row)?);
        }
        Ok(lines)
    }

    /// These records and all records above them, each once, whether linked or not.
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
                let line = line_of(row)?;
                at = line.above;
                lines.push(line);
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

/// Remembers where a record stands that is about to be forgotten, with all above it, where an asset is linked to it.
pub(crate) fn keep_line(db: &Database, key: i64) -> Result<()> {
    let remember = format!(
        "WITH RECURSIVE up (key) AS (
            SELECT ?1 WHERE EXISTS (SELECT 1 FROM links l WHERE l.record = ?1) OR EXISTS (SELECT 1 FROM gone_lines g WHERE g.above = ?1)
            UNION SELECT {ABOVE} FROM up JOIN records r ON r.key = up.key WHERE {ABOVE} IS NOT NULL
        )
        INSERT OR REPLACE INTO gone_lines (key, above, level, title)
            SELECT r.key, {ABOVE}, r.level, {TITLE} FROM up JOIN records r ON r.key = up.key"
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

fn line_of(row: &SqlRow<'_>) -> Result<RestrictLine> {
    let uri = key::unpack(row.get(0)?)?;
    let whole: Option<bool> = row.get(1)?;
    let (known, first) = match whole {
        Some(true) => (Known::Whole, 2),
        Some(false) => (Known::InTree, 2),
        None if row.get::<_, Option<i64>>(5)?.is_some() => (Known::Gone, 6),
        None => (Known::NotAtAll, 6),
    };
    let above: Option<i64> = row.get(first)?;
    let title = plain(&row.get::<_, Option<String>>(first + 2)?.unwrap_or_default());
    Ok(RestrictLine {
        uri,
        above: above.map(key::unpack).transpose()?,
        level: codec::level_from(row.get(first + 1)?),
        title: if title.trim().is_empty() { uri.to_string() } else { title },
        known,
    })
}
