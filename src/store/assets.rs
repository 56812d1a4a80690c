//! Writing assets and collections of iconik into the catalogue.

use rusqlite::{Connection as Database, OptionalExtension as _, params};
use uuid::Uuid;

use super::error::Result;
use super::links::{self, Touched};
use super::{Workspace, codec, key, marked, words};
use crate::domain::link_ends::records_of_asset;
use crate::domain::{AssetId, AssetSnapshot, Collection, CollectionId};

impl Workspace {
    /// Keeps collections.
    pub fn put_collections(&mut self, collections: &[Collection]) -> Result<()> {
        let change = self.change()?;
        for collection in collections {
            let key = collection_key(&change, collection.id.0)?;
            let before: (bool, bool) = change
                .prepare_cached("SELECT known, active FROM collections WHERE key = ?1")?
                .query_row(params![key], |row| Ok((row.get(0)?, row.get(1)?)))?;
            change
                .prepare_cached("UPDATE collections SET title = ?2, sort = ?3, active = ?4, modified = ?5, known = 1 WHERE key = ?1")?
                .execute(params![
                    key,
                    collection.title,
                    codec::sort_text(&collection.title),
                    collection.active,
                    collection.modified.map(|at| at.to_string()),
                ])?;
            change
                .prepare_cached("DELETE FROM collection_parents WHERE child = ?1")?
                .execute(params![key])?;
            for parent in &collection.parents {
                let parent = collection_key(&change, parent.0)?;
                change
                    .prepare_cached("INSERT OR IGNORE INTO collection_parents (parent, child) VALUES (?1, ?2)")?
                    .execute(params![parent, key])?;
            }
            if before != (true, collection.active) {
                find_loose_in(&change, key)?;
            }
        }
        Ok(change.commit()?)
    }

    /// Forgets collections that are gone from iconik. Assets that were only in them stand at the top.
    pub fn remove_collections(&mut self, collections: &[CollectionId]) -> Result<()> {
        let change = self.change()?;
        for id in collections {
            let key = collection_key(&change, id.0)?;
            change
                .prepare_cached("UPDATE collections SET known = 0 WHERE key = ?1")?
                .execute(params![key])?;
            change
                .prepare_cached("DELETE FROM collection_parents WHERE child = ?1")?
                .execute(params![key])?;
            find_loose_in(&change, key)?;
        }
        Ok(change.commit()?)
    }

    /// Keeps whole assets, with their words and the records that their Archway fields name. Links they touch are judged anew.
    pub fn put_assets(&mut self, assets: &[AssetSnapshot]) -> Result<()> {
        let change = self.change()?;
        let mut touched = Touched::default();
        for snapshot in assets {
            put_asset(&change, snapshot)?;
            touched.assets.push(snapshot.asset.id.0);
        }
        links::judge(&change, &touched)?;
        Ok(change.commit()?)
    }

    /// Forgets assets that are gone from iconik. Links to them break.
    pub fn remove_assets(&mut self, assets: &[AssetId]) -> Result<()> {
        let change = self.change()?;
        let mut touched = Touched::default();
        for id in assets {
            remove_asset(&change, *id)?;
            touched.assets.push(id.0);
        }
        links::judge(&change, &touched)?;
        Ok(change.commit()?)
    }
}

fn put_asset(db: &Database, snapshot: &AssetSnapshot) -> Result<()> {
    let asset = &snapshot.asset;
    let id = key::blob(&asset.id.0);
    let before: Option<i64> = db
        .prepare_cached("SELECT key FROM assets WHERE id = ?1")?
        .query_row(params![id], |row| row.get(0))
        .optional()?;
    let write = "INSERT INTO assets (id, title, sort, asset_type, media, active, duration_ms, external_id, approval, versions, created, modified, loose)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1)
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, sort = excluded.sort, asset_type = excluded.asset_type,
            media = excluded.media, active = excluded.active, duration_ms = excluded.duration_ms, external_id = excluded.external_id,
            approval = excluded.approval, versions = excluded.versions, created = excluded.created, modified = excluded.modified
        RETURNING key";
    let asset_type: &'static str = asset.asset_type.into();
    let approval: &'static str = asset.approval.into();
    let key: i64 = db.prepare_cached(write)?.query_row(
        params![
            id,
            asset.title,
            codec::sort_text(&asset.title),
            asset_type,
            codec::media_number(asset.media),
            asset.active,
            asset.duration_ms.map(u64::cast_signed),
            asset.external_id,
            approval,
            asset.versions,
            asset.created.map(|at| at.to_string()),
            asset.modified.map(|at| at.to_string()),
        ],
        |row| row.get(0),
    )?;
    let collections: Vec<u8> = asset.collections.iter().flat_map(|id| *id.0.as_bytes()).collect();
    db.prepare_cached("INSERT OR REPLACE INTO asset_bodies (key, read_at, collections, body, metadata) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            key,
            codec::nanoseconds(snapshot.read_at),
            collections,
            codec::compress(&snapshot.body)?,
            codec::compress(&snapshot.metadata)?,
        ])?;
    put_memberships(db, key, snapshot, before.is_none())?;
    let [title, identifiers, metadata] = words::of_asset(asset, &snapshot.metadata);
    let insert = if before.is_none() { "INSERT" } else { "INSERT OR REPLACE" };
    db.prepare_cached(&format!(
        "{insert} INTO asset_words (rowid, title, identifiers, metadata) VALUES (?1, ?2, ?3, ?4)"
    ))?
    .execute(params![key, title, identifiers, metadata])?;
    marked::mark(db, id, &snapshot.metadata)?;
    db.prepare_cached("DELETE FROM asset_records WHERE asset = ?1")?
        .execute(params![id])?;
    for (record, fingerprint) in records_of_asset(snapshot) {
        db.prepare_cached("INSERT OR IGNORE INTO asset_records (asset, record, fingerprint) VALUES (?1, ?2, ?3)")?
            .execute(params![id, key::pack(record)?, fingerprint])?;
    }
    db.prepare_cached("DELETE FROM gone_assets WHERE id = ?1")?.execute(params![id])?;
    Ok(())
}

fn put_memberships(db: &Database, key: i64, snapshot: &AssetSnapshot, new: bool) -> Result<()> {
    if !new {
        db.prepare_cached("DELETE FROM asset_collections WHERE asset = ?1")?
            .execute(params![key])?;
    }
    if snapshot.asset.active {
        for collection in &snapshot.asset.collections {
            let collection = collection_key(db, collection.0)?;
            db.prepare_cached("INSERT OR IGNORE INTO asset_collections (collection, asset) VALUES (?1, ?2)")?
                .execute(params![collection, key])?;
        }
    }
    db.prepare_cached(
        "UPDATE assets SET loose = NOT EXISTS (
            SELECT 1 FROM asset_collections a JOIN collections c ON c.key = a.collection WHERE a.asset = assets.key AND c.known AND c.active
         ) WHERE key = ?1",
    )?
    .execute(params![key])?;
    Ok(())
}

fn remove_asset(db: &Database, id: AssetId) -> Result<()> {
    let bytes = key::blob(&id.0);
    let key: Option<i64> = db
        .prepare_cached("SELECT key FROM assets WHERE id = ?1")?
        .query_row(params![bytes], |row| row.get(0))
        .optional()?;
    if let Some(key) = key {
        for statement in [
            "DELETE FROM asset_words WHERE rowid = ?1",
            "DELETE FROM asset_bodies WHERE key = ?1",
            "DELETE FROM asset_collections WHERE asset = ?1",
            "DELETE FROM assets WHERE key = ?1",
        ] {
            db.prepare_cached(statement)?.execute(params![key])?;
        }
    }
    for statement in [
        "DELETE FROM asset_records WHERE asset = ?1",
        "DELETE FROM asset_details WHERE asset = ?1",
        "DELETE FROM asset_access WHERE asset = ?1",
        "DELETE FROM asset_restrictions WHERE asset = ?1",
        "DELETE FROM assets_marked WHERE asset = ?1",
        "DELETE FROM shares WHERE kind = 0 AND object = ?1",
    ] {
        db.prepare_cached(statement)?.execute(params![bytes])?;
    }
    db.prepare_cached("INSERT OR IGNORE INTO gone_assets (id) VALUES (?1)")?
        .execute(params![bytes])?;
    Ok(())
}

/// Key of a collection; a row that only holds its place where it was never read.
fn collection_key(db: &Database, id: Uuid) -> Result<i64> {
    let id = key::blob(&id);
    let known: Option<i64> = db
        .prepare_cached("SELECT key FROM collections WHERE id = ?1")?
        .query_row(params![id], |row| row.get(0))
        .optional()?;
    if let Some(key) = known {
        return Ok(key);
    }
    Ok(db
        .prepare_cached("INSERT INTO collections (id) VALUES (?1) RETURNING key")?
        .query_row(params![id], |row| row.get(0))?)
}

/// Finds out anew which assets of a collection stand at the top, once the collection came or went.
fn find_loose_in(db: &Database, collection: i64) -> Result<()> {
    db.prepare_cached(
        "UPDATE assets SET loose = NOT EXISTS (
            SELECT 1 FROM asset_collections a JOIN collections c ON c.key = a.collection WHERE a.asset = assets.key AND c.known AND c.active
         ) WHERE key IN (SELECT asset FROM asset_collections WHERE collection = ?1)",
    )?
    .execute(params![collection])?;
    Ok(())
}
