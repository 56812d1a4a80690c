//! Who can see what in iconik, as it was read last: lists of assets, what collections hand down, shares, people and groups.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension as _, params};
use uuid::Uuid;

use super::error::Result;
use super::{Reader, Workspace, codec, key};
use crate::domain::access::{AssetAccess, Directory, Grant, Share, Shared};
use crate::domain::{AssetId, CollectionId};

impl Workspace {
    /// Keeps who can see assets, in place of what was read of them before.
    pub fn put_access(&mut self, access: &[AssetAccess]) -> Result<()> {
        let change = self.change()?;
        let mut put = change.prepare_cached("INSERT OR REPLACE INTO asset_access (asset, read_at, body) VALUES (?1, ?2, ?3)")?;
        for one in access {
            put.execute(params![
                key::blob(&one.asset.0),
                codec::nanoseconds(one.read_at),
                codec::compress(one)?
            ])?;
        }
        drop(put);
        Ok(change.commit()?)
    }

    /// Keeps what collections hand down to what is in them, in place of what was read of them before.
    pub fn put_hands_down(&mut self, collections: &[(CollectionId, Vec<Grant>)], read_at: Timestamp) -> Result<()> {
        let change = self.change()?;
        let mut put = change.prepare_cached("INSERT OR REPLACE INTO collection_access (collection, read_at, body) VALUES (?1, ?2, ?3)")?;
        for (collection, grants) in collections {
            put.execute(params![
                key::blob(&collection.0),
                codec::nanoseconds(read_at),
                codec::compress(grants)?
            ])?;
        }
        drop(put);
        Ok(change.commit()?)
    }

    /// Keeps all shares there are, in place of all that were known.
    pub fn put_shares(&mut self, shares: Vec<Share>) -> Result<()> {
        let change = self.change()?;
        change.execute("DELETE FROM shares", [])?;
        put_shares(&change, &shares)?;
        Ok(change.commit()?)
    }

    /// Keeps the shares of one asset or collection, in place of those that were known of it. Shares of anything else are left out.
    pub fn put_shares_of(&mut self, object: Shared, shares: Vec<Share>) -> Result<()> {
        let (kind, id) = parts(object);
        let change = self.change()?;
        change
            .prepare_cached("DELETE FROM shares WHERE kind = ?1 AND object = ?2")?
            .execute(params![kind, key::blob(&id)])?;
        let of_it: Vec<Share> = shares.into_iter().filter(|share| share.object == object).collect();
        put_shares(&change, &of_it)?;
        Ok(change.commit()?)
    }

    /// Keeps people and groups of iconik.
    pub fn put_directory(&mut self, directory: &Directory) -> Result<()> {
        let change = self.change()?;
        change.execute(
            "INSERT OR REPLACE INTO directory (only, body) VALUES (1, ?1)",
            params![codec::compress(directory)?],
        )?;
        Ok(change.commit()?)
    }
}

impl Reader {
    /// Who can see those of the assets of which that was read.
    pub fn asset_access(&self, assets: &[AssetId]) -> Result<HashMap<AssetId, AssetAccess>> {
        if !self.has_version(3)? {
            return Ok(HashMap::new());
        }
        let reading = self.db.unchecked_transaction()?;
        let mut statement = self.db.prepare_cached("SELECT body FROM asset_access WHERE asset = ?1")?;
        let mut found = HashMap::new();
        for asset in assets {
            let body: Option<Vec<u8>> = statement.query_row(params![key::blob(&asset.0)], |row| row.get(0)).optional()?;
            if let Some(body) = body {
                found.insert(*asset, codec::expand("who can see an asset", &body)?);
            }
        }
        drop(statement);
        drop(reading);
        Ok(found)
    }

    /// When it was read who can see each asset, of all assets of which it was.
    pub fn access_read_at(&self) -> Result<HashMap<AssetId, Timestamp>> {
        let read = self.read_at("SELECT asset, read_at FROM asset_access")?;
        Ok(read.into_iter().map(|(id, at)| (AssetId(id), at)).collect())
    }

    /// What collections hand down to what is in them, of all collections of which that was read.
    pub fn hands_down(&self) -> Result<HashMap<CollectionId, Vec<Grant>>> {
        if !self.has_version(3)? {
            return Ok(HashMap::new());
        }
        let mut statement = self.db.prepare_cached("SELECT collection, body FROM collection_access")?;
        let mut rows = statement.query([])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            let (id, body): ([u8; 16], Vec<u8>) = (row.get(0)?, row.get(1)?);
            found.insert(
                CollectionId(key::from_blob(&id)?),
                codec::expand("what a collection hands down", &body)?,
            );
        }
        Ok(found)
    }

    /// When it was read what each collection hands down, of all collections of which it was.
    pub fn hands_down_read_at(&self) -> Result<HashMap<CollectionId, Timestamp>> {
        let read = self.read_at("SELECT collection, read_at FROM collection_access")?;
        Ok(read.into_iter().map(|(id, at)| (CollectionId(id), at)).collect())
    }

    /// All shares that are known, by what is shared.
    pub fn shares(&self) -> Result<Vec<Share>> {
        if !self.has_version(3)? {
            return Ok(Vec::new());
        }
        let mut statement = self.db.prepare_cached("SELECT body FROM shares ORDER BY kind, object, id")?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|body| codec::expand("a share", &body?)).collect()
    }

    /// People and groups of iconik; nobody where they were never read.
    pub fn directory(&self) -> Result<Directory> {
        if !self.has_version(3)? {
            return Ok(Directory::default());
        }
        let mut statement = self.db.prepare_cached("SELECT body FROM directory WHERE only = 1")?;
        let body: Option<Vec<u8>> = statement.query_row([], |row| row.get(0)).optional()?;
        match body {
            Some(body) => codec::expand("people and groups of iconik", &body),
            None => Ok(Directory::default()),
        }
    }

    fn read_at(&self, question: &str) -> Result<Vec<(Uuid, Timestamp)>> {
        if !self.has_version(3)? {
            return Ok(Vec::new());
        }
        let mut statement = self.db.prepare_cached(question)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (id, at) = row?;
            Ok((key::from_blob(&id)?, codec::from_nanoseconds(at)?))
        })
        .collect()
    }
}

/// Forgets what iconik said about who can see what.
pub(crate) fn forget(db: &Database) -> Result<()> {
    Ok(db.execute_batch(
        "DELETE FROM asset_access; DELETE FROM collection_access; DELETE FROM shares; DELETE FROM directory;
         DELETE FROM marks WHERE key = 'iconik/shares';",
    )?)
}

fn put_shares(db: &Database, shares: &[Share]) -> Result<()> {
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO shares (kind, object, id, body) VALUES (?1, ?2, ?3, ?4)")?;
    for share in shares {
        let (kind, object) = parts(share.object);
        put.execute(params![kind, key::blob(&object), key::blob(&share.id), codec::compress(share)?])?;
    }
    Ok(())
}

fn parts(object: Shared) -> (i64, Uuid) {
    match object {
        Shared::Asset(id) => (0, id.0),
        Shared::Collection(id) => (1, id.0),
    }
}
