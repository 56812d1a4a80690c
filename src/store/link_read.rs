//! Reading links.

use rusqlite::{Row as SqlRow, params};

use super::error::Result;
use super::{Reader, codec, key};
use crate::domain::{AssetId, Link, LinkState, RecordSnapshot, RecordUri, RepositoryId};

/// Which links. Everything set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkFilter {
    /// Only links in this state.
    pub state: Option<LinkState>,
    /// Only links to records of this repository.
    pub repository: Option<RepositoryId>,
    /// At most so many; all where `None`.
    pub limit: Option<u64>,
}

/// How many links there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LinkCounts {
    /// Links whose both ends stand.
    pub linked: u64,
    /// Links whose record changed since.
    pub changed_since: u64,
    /// Links with an end missing.
    pub broken: u64,
}

impl LinkCounts {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.linked + self.changed_since + self.broken
    }
}

const COLUMNS: &str = "SELECT record, asset, digital_object, archivesspace, iconik, state, note FROM links";

impl Reader {
    /// Links, by record.
    pub fn links(&self, filter: &LinkFilter) -> Result<Vec<Link>> {
        // Repository and kind lead the key, so a repository's records lie between two keys.
        let (from, until) = match filter.repository {
            Some(repository) => key::repository_keys(repository),
            None => (0, i64::MAX),
        };
        let question = format!("{COLUMNS} WHERE record BETWEEN ?1 AND ?2 AND (?3 IS NULL OR state = ?3) ORDER BY record, asset LIMIT ?4");
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        self.links_where(&question, params![from, until, filter.state.map(codec::state_number), limit])
    }

    /// Every link as asset, record and digital object, broken ones too, in one scan.
    pub fn link_triples(&self) -> Result<Vec<(AssetId, RecordUri, Option<RecordUri>)>> {
        let mut statement = self.db.prepare_cached("SELECT asset, record, digital_object FROM links")?;
        let mut rows = statement.query([])?;
        let mut triples = Vec::new();
        while let Some(row) = rows.next()? {
            let asset: [u8; 16] = row.get(0)?;
            let digital_object: Option<i64> = row.get(2)?;
            triples.push((
                AssetId(key::from_blob(&asset)?),
                key::unpack(row.get(1)?)?,
                digital_object.map(key::unpack).transpose()?,
            ));
        }
        Ok(triples)
    }

    /// Links of an asset, by record.
    pub fn links_of_asset(&self, asset: AssetId) -> Result<Vec<Link>> {
        self.links_where(&format!("{COLUMNS} WHERE asset = ?1 ORDER BY record"), params![key::blob(&asset.0)])
    }

    /// Links of a record, by asset.
    pub fn links_of_record(&self, record: RecordUri) -> Result<Vec<Link>> {
        self.links_where(&format!("{COLUMNS} WHERE record = ?1 ORDER BY asset"), params![key::pack(record)?])
    }

    /// Whole digital objects that stand for an asset, in any repository.
    pub fn digital_objects_of(&self, asset: AssetId) -> Result<Vec<RecordSnapshot>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT digital_object FROM digital_object_assets WHERE asset = ?1 ORDER BY digital_object")?;
        let keys = statement
            .query_map(params![key::blob(&asset.0)], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        keys.into_iter()
            .filter_map(|key| key::unpack(key).and_then(|uri| self.record(uri)).transpose())
            .collect()
    }

    /// How many links there are in each state.
    pub fn link_counts(&self) -> Result<LinkCounts> {
        let mut counts = LinkCounts::default();
        let mut statement = self.db.prepare_cached("SELECT state, count(*) FROM links GROUP BY state")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let count = codec::unsigned(row.get(1)?);
            match codec::state_from(row.get(0)?) {
                LinkState::NotLinked => {}
                LinkState::Linked => counts.linked = count,
                LinkState::ChangedSince => counts.changed_since = count,
                LinkState::Broken => counts.broken = count,
            }
        }
        Ok(counts)
    }

    fn links_where(&self, question: &str, about: &[&dyn rusqlite::ToSql]) -> Result<Vec<Link>> {
        let mut statement = self.db.prepare_cached(question)?;
        let mut rows = statement.query(about)?;
        let mut links = Vec::new();
        while let Some(row) = rows.next()? {
            links.push(link_of(row)?);
        }
        Ok(links)
    }
}

fn link_of(row: &SqlRow<'_>) -> Result<Link> {
    let asset: Vec<u8> = row.get(1)?;
    let (archivesspace, iconik): (String, String) = (row.get(3)?, row.get(4)?);
    Ok(Link {
        asset: AssetId(key::from_blob(&asset)?),
        record: key::unpack(row.get(0)?)?,
        digital_object: row.get::<_, Option<i64>>(2)?.map(key::unpack).transpose()?,
        archivesspace: codec::from_json("the end of a link", &archivesspace)?,
        iconik: codec::from_json("the end of a link", &iconik)?,
        state: codec::state_from(row.get(5)?),
        note: row.get(6)?,
    })
}
