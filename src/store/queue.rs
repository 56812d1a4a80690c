//! The queue of approved assets of each profile, and where a person said that their records go.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::params;

use super::error::Result;
use super::{Reader, Workspace, codec, key};
use crate::domain::{AssetId, RecordUri};

/// An asset that was found approved, or was once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueEntry {
    /// The asset.
    pub asset: AssetId,
    /// The version that was looked at.
    pub version: Option<String>,
    /// Who approved it.
    pub approver: Option<String>,
    /// When.
    pub approved: Option<Timestamp>,
    /// Why it is in the queue, in words.
    pub why: String,
    /// How it stands, as a word of the runtime's.
    pub state: String,
    /// When it was looked at.
    pub looked: Timestamp,
}

/// The record that a new one goes below, its place there from 0 (at the end where `None`), and its level.
pub type ChosenDestination = (RecordUri, Option<u32>, Option<String>);

impl Workspace {
    /// Keeps entries of a profile's queue, in place of earlier ones about the same assets.
    pub fn put_queue(&mut self, profile: &str, entries: &[QueueEntry]) -> Result<()> {
        let change = self.change()?;
        for entry in entries {
            change
                .prepare_cached(
                    "INSERT OR REPLACE INTO publishing_queue (profile, asset, version, approver, approved, why, state, looked)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    profile,
                    key::blob(&entry.asset.0),
                    entry.version,
                    entry.approver,
                    entry.approved.map(|at| at.to_string()),
                    entry.why,
                    entry.state,
                    entry.looked.to_string(),
                ])?;
        }
        Ok(change.commit()?)
    }

    /// Takes assets off a profile's queue.
    pub fn remove_from_queue(&mut self, profile: &str, assets: &[AssetId]) -> Result<()> {
        let change = self.change()?;
        for asset in assets {
            change
                .prepare_cached("DELETE FROM publishing_queue WHERE profile = ?1 AND asset = ?2")?
                .execute(params![profile, key::blob(&asset.0)])?;
        }
        Ok(change.commit()?)
    }

    /// Keeps where a person said that the record of an asset goes; forgets it where `None`.
    pub fn set_destination(&mut self, profile: &str, asset: AssetId, destination: Option<ChosenDestination>) -> Result<()> {
        let change = self.change()?;
        match destination {
            Some((record, position, level)) => change
                .prepare_cached(
                    "INSERT OR REPLACE INTO destinations (profile, asset, record, position, level) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![profile, key::blob(&asset.0), key::pack(record)?, position, level])?,
            None => change
                .prepare_cached("DELETE FROM destinations WHERE profile = ?1 AND asset = ?2")?
                .execute(params![profile, key::blob(&asset.0)])?,
        };
        Ok(change.commit()?)
    }
}

impl Reader {
    /// Profiles that have a queue.
    pub fn queue_profiles(&self) -> Result<Vec<String>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT DISTINCT profile FROM publishing_queue ORDER BY profile")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A profile's queue, newest approval first.
    pub fn queue(&self, profile: &str) -> Result<Vec<QueueEntry>> {
        if !self.has_version(2)? {
            return Ok(Vec::new());
        }
        let mut statement = self
            .db
            .prepare_cached("SELECT asset, version, approver, approved, why, state, looked FROM publishing_queue WHERE profile = ?1")?;
        let mut rows = statement.query(params![profile])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let asset: [u8; 16] = row.get(0)?;
            let (approved, looked): (Option<String>, String) = (row.get(3)?, row.get(6)?);
            entries.push(QueueEntry {
                asset: AssetId(key::from_blob(&asset)?),
                version: row.get(1)?,
                approver: row.get(2)?,
                approved: approved.as_deref().map(codec::time).transpose()?,
                why: row.get(4)?,
                state: row.get(5)?,
                looked: codec::time(&looked)?,
            });
        }
        entries.sort_by(|one, other| other.approved.cmp(&one.approved).then(one.asset.cmp(&other.asset)));
        Ok(entries)
    }

    /// Where a person said that records of assets go.
    pub fn destinations(&self, profile: &str) -> Result<HashMap<AssetId, ChosenDestination>> {
        if !self.has_version(2)? {
            return Ok(HashMap::new());
        }
        let mut statement = self
            .db
            .prepare_cached("SELECT asset, record, position, level FROM destinations WHERE profile = ?1")?;
        let mut rows = statement.query(params![profile])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            let asset: [u8; 16] = row.get(0)?;
            let record = key::unpack(row.get(1)?)?;
            found.insert(AssetId(key::from_blob(&asset)?), (record, row.get(2)?, row.get(3)?));
        }
        Ok(found)
    }
}
