//! Files, technical metadata and approvals of assets.

use std::collections::HashMap;

use rusqlite::{OptionalExtension as _, params};

use super::error::Result;
use super::{Reader, Workspace, codec, key};
use crate::domain::{AssetId, MediaDetails};

impl Workspace {
    /// Keeps details of assets, in place of earlier ones.
    pub fn put_details(&mut self, details: &[(AssetId, MediaDetails)]) -> Result<()> {
        let change = self.change()?;
        for (asset, details) in details {
            change
                .prepare_cached(
                    "INSERT INTO asset_details (asset, read_at, body) VALUES (?1, ?2, ?3)
                     ON CONFLICT (asset) DO UPDATE SET read_at = excluded.read_at, body = excluded.body",
                )?
                .execute(params![
                    key::blob(&asset.0),
                    codec::nanoseconds(details.read_at),
                    codec::compress(details)?
                ])?;
        }
        Ok(change.commit()?)
    }
}

impl Reader {
    /// Details of those assets whose details were read.
    pub fn details(&self, assets: &[AssetId]) -> Result<HashMap<AssetId, MediaDetails>> {
        if !self.has_version(2)? {
            return Ok(HashMap::new());
        }
        let reading = self.db.unchecked_transaction()?;
        let mut statement = self.db.prepare_cached("SELECT body FROM asset_details WHERE asset = ?1")?;
        let mut found = HashMap::new();
        for asset in assets {
            let body: Option<Vec<u8>> = statement.query_row(params![key::blob(&asset.0)], |row| row.get(0)).optional()?;
            if let Some(body) = body {
                found.insert(*asset, codec::expand("the files and approvals of an asset", &body)?);
            }
        }
        drop(statement);
        drop(reading);
        Ok(found)
    }
}
