//! Reading assets and collections of iconik out of the catalogue.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row as SqlRow, params};

use super::error::{Result, StoreError};
use super::kept::Kept;
use super::{Reader, codec, key, links};
use crate::domain::browse::{Children, Node, Parent};
use crate::domain::{Asset, AssetId, AssetSnapshot, Collection, CollectionId};

/// Collections that stand in no other one that the catalogue knows.
const ROOTS: &str = "SELECT id FROM collections c WHERE known AND active AND NOT EXISTS (
        SELECT 1 FROM collection_parents p JOIN collections u ON u.key = p.parent WHERE p.child = c.key AND u.known AND u.active
    ) ORDER BY sort, id";

impl Reader {
    /// A whole asset.
    pub fn asset(&self, id: AssetId) -> Result<Option<AssetSnapshot>> {
        let mut statement = self.db.prepare_cached(
            "SELECT a.id, a.title, a.asset_type, a.media, a.active, a.duration_ms, a.external_id, a.approval, a.versions, a.created,
                    a.modified, b.collections, b.body, b.metadata, b.read_at
             FROM assets a JOIN asset_bodies b ON b.key = a.key WHERE a.id = ?1",
        )?;
        let mut rows = statement.query(params![key::blob(&id.0)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (body, metadata): (Vec<u8>, Vec<u8>) = (row.get(12)?, row.get(13)?);
        Ok(Some(AssetSnapshot {
            asset: asset_of(row)?,
            body: codec::expand("the body of an asset", &body)?,
            metadata: codec::expand("the metadata of an asset", &metadata)?,
            read_at: codec::from_nanoseconds(row.get(14)?)?,
        }))
    }

    /// Whole assets, in the order asked for; unknown ones are left out.
    pub fn assets(&self, ids: &[AssetId]) -> Result<Vec<AssetSnapshot>> {
        ids.iter().filter_map(|id| self.asset(*id).transpose()).collect()
    }

    /// How many active assets the catalogue knows.
    pub fn asset_count(&self) -> Result<u64> {
        Ok(codec::unsigned(self.db.query_row(
            "SELECT count(*) FROM assets WHERE active = 1",
            [],
            |row| row.get(0),
        )?))
    }

    /// True where the catalogue knows the approval of any asset: this iconik tells of approvals in its search.
    pub fn shows_approval(&self) -> Result<bool> {
        let unasked: &'static str = crate::domain::ApprovalStatus::NotAsked.into();
        Ok(self.db.query_row(
            "SELECT EXISTS (SELECT 1 FROM assets WHERE active = 1 AND approval <> ?1)",
            params![unasked],
            |row| row.get(0),
        )?)
    }

    /// Ids of all assets that the catalogue knows, in order, active or not.
    pub fn known_assets(&self) -> Result<Vec<AssetId>> {
        let mut statement = self.db.prepare_cached("SELECT id FROM assets ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|id| Ok(AssetId(key::from_blob(&id_bytes(id)?)?))).collect()
    }

    /// Assets that were read at or after a time, changed or not, in the order in which they were read.
    pub fn assets_read_since(&self, since: Timestamp) -> Result<Vec<AssetId>> {
        let question =
            "SELECT a.id FROM asset_bodies b CROSS JOIN assets a ON a.key = b.key WHERE b.read_at >= ?1 ORDER BY b.read_at, b.key";
        let mut statement = self.db.prepare_cached(question)?;
        let rows = statement.query_map(params![codec::nanoseconds(since)], |row| row.get(0))?;
        rows.map(|id| Ok(AssetId(key::from_blob(&id_bytes(id)?)?))).collect()
    }

    /// All collections that the catalogue knows, by title.
    pub fn collections(&self) -> Result<Vec<Collection>> {
        self.collections_where("known ORDER BY sort, id", params![])
    }

    /// One collection.
    pub fn collection(&self, id: CollectionId) -> Result<Option<Collection>> {
        Ok(self.collections_where("known AND id = ?1", params![key::blob(&id.0)])?.pop())
    }

    fn collections_where(&self, condition: &str, about: &[&dyn rusqlite::ToSql]) -> Result<Vec<Collection>> {
        let question = format!("SELECT key, id, title, active, modified FROM collections WHERE {condition}");
        let mut statement = self.db.prepare_cached(&question)?;
        let mut rows = statement.query(about)?;
        let mut collections = Vec::new();
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            let id: Vec<u8> = row.get(1)?;
            let modified: Option<String> = row.get(4)?;
            collections.push(Collection {
                id: CollectionId(key::from_blob(&id)?),
                title: row.get(2)?,
                parents: self.collection_ids(
                    "SELECT u.id FROM collection_parents p JOIN collections u ON u.key = p.parent WHERE p.child = ?1 ORDER BY u.id",
                    key,
                )?,
                active: row.get(3)?,
                modified: modified.as_deref().map(codec::time).transpose()?,
            });
        }
        Ok(collections)
    }

    /// Assets in a collection, and in the collections inside it where `recursive`, each once, by title.
    pub fn assets_in(&self, collection: CollectionId, recursive: bool) -> Result<Vec<AssetId>> {
        let question = if recursive {
            "WITH RECURSIVE inside (key) AS (
                SELECT key FROM collections WHERE id = ?1
                UNION SELECT p.child FROM inside JOIN collection_parents p ON p.parent = inside.key
                    JOIN collections c ON c.key = p.child WHERE c.known AND c.active
             )
             SELECT DISTINCT a.id, a.sort FROM inside JOIN asset_collections m ON m.collection = inside.key JOIN assets a ON a.key = m.asset
             ORDER BY a.sort, a.id"
        } else {
            "SELECT a.id, a.sort FROM collections c JOIN asset_collections m ON m.collection = c.key JOIN assets a ON a.key = m.asset
             WHERE c.id = ?1 ORDER BY a.sort, a.id"
        };
        let mut statement = self.db.prepare_cached(question)?;
        let rows = statement.query_map(params![key::blob(&collection.0)], |row| row.get(0))?;
        rows.map(|id| Ok(AssetId(key::from_blob(&id_bytes(id)?)?))).collect()
    }

    pub(crate) fn iconik_children(&self, parent: Parent, kept: Option<&Kept>) -> Result<Children> {
        let (collections, assets) = match parent {
            Parent::Collection(id) => (self.collections_in(id)?, self.assets_in(id, false)?),
            _ => (self.collection_ids_of(ROOTS)?, self.loose_assets()?),
        };
        let collections = collections
            .into_iter()
            .filter(|id| kept.is_none_or(|kept| kept.has_collection(*id)))
            .map(Node::Collection);
        let assets = assets
            .into_iter()
            .filter(|id| kept.is_none_or(|kept| kept.has_asset(*id)))
            .map(Node::Asset);
        Ok(Children {
            nodes: collections.chain(assets).collect(),
            read: links::fact(&self.db, links::COMPLETE)? || self.is_list_read(parent)?,
        })
    }

    fn collections_in(&self, id: CollectionId) -> Result<Vec<CollectionId>> {
        let question = "SELECT c.id FROM collections u JOIN collection_parents p ON p.parent = u.key JOIN collections c ON c.key = p.child
            WHERE u.id = ?1 AND c.known AND c.active ORDER BY c.sort, c.id";
        let mut statement = self.db.prepare_cached(question)?;
        let rows = statement.query_map(params![key::blob(&id.0)], |row| row.get(0))?;
        rows.map(|id| Ok(CollectionId(key::from_blob(&id_bytes(id)?)?))).collect()
    }

    fn loose_assets(&self) -> Result<Vec<AssetId>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT id FROM assets WHERE loose = 1 AND active = 1 ORDER BY sort, id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|id| Ok(AssetId(key::from_blob(&id_bytes(id)?)?))).collect()
    }

    fn collection_ids(&self, question: &str, about: i64) -> Result<Vec<CollectionId>> {
        let mut statement = self.db.prepare_cached(question)?;
        let rows = statement.query_map(params![about], |row| row.get(0))?;
        rows.map(|id| Ok(CollectionId(key::from_blob(&id_bytes(id)?)?))).collect()
    }

    fn collection_ids_of(&self, question: &str) -> Result<Vec<CollectionId>> {
        let mut statement = self.db.prepare_cached(question)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|id| Ok(CollectionId(key::from_blob(&id_bytes(id)?)?))).collect()
    }

    /// Collections above an asset or collection, from the top, by the first title at each step.
    pub(crate) fn iconik_path(&self, node: Node) -> Result<Vec<Node>> {
        let first = match node {
            Node::Asset(id) => self.first_key(
                "SELECT c.key FROM assets a JOIN asset_collections m ON m.asset = a.key JOIN collections c ON c.key = m.collection
                 WHERE a.id = ?1 AND c.known AND c.active ORDER BY c.sort, c.id LIMIT 1",
                key::blob(&id.0),
            )?,
            Node::Collection(id) => self
                .first_key("SELECT key FROM collections WHERE id = ?1", key::blob(&id.0))?
                .map(|key| self.collection_above(key))
                .transpose()?
                .flatten(),
            Node::Record(_) => None,
        };
        let mut path = Vec::new();
        let mut seen = HashSet::new();
        let mut at = first;
        while let Some(key) = at.filter(|key| seen.insert(*key)) {
            let id = self
                .db
                .prepare_cached("SELECT id FROM collections WHERE key = ?1")?
                .query_row(params![key], |row| row.get(0))?;
            path.push(Node::Collection(CollectionId(key::from_blob(&id_bytes(Ok(id))?)?)));
            at = self.collection_above(key)?;
        }
        path.reverse();
        Ok(path)
    }

    fn collection_above(&self, key: i64) -> Result<Option<i64>> {
        let mut statement = self.db.prepare_cached(
            "SELECT c.key FROM collection_parents p JOIN collections c ON c.key = p.parent
             WHERE p.child = ?1 AND c.known AND c.active ORDER BY c.sort, c.id LIMIT 1",
        )?;
        Ok(statement.query_row(params![key], |row| row.get(0)).optional()?)
    }

    fn first_key(&self, question: &str, id: &[u8]) -> Result<Option<i64>> {
        Ok(self
            .db
            .prepare_cached(question)?
            .query_row(params![id], |row| row.get(0))
            .optional()?)
    }

    pub(crate) fn collection_title(&self, id: CollectionId) -> Result<Option<String>> {
        let mut statement = self.db.prepare_cached("SELECT title FROM collections WHERE id = ?1 AND known")?;
        Ok(statement.query_row(params![key::blob(&id.0)], |row| row.get(0)).optional()?)
    }
}

fn id_bytes(id: rusqlite::Result<[u8; 16]>) -> Result<[u8; 16]> {
    Ok(id?)
}

fn asset_of(row: &SqlRow<'_>) -> Result<Asset> {
    let (id, collections): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(11)?);
    let (asset_type, approval): (String, String) = (row.get(2)?, row.get(7)?);
    let (created, modified): (Option<String>, Option<String>) = (row.get(9)?, row.get(10)?);
    let duration: Option<i64> = row.get(5)?;
    let word = |error: strum::ParseError| StoreError::unreadable("an asset", error);
    Ok(Asset {
        id: AssetId(key::from_blob(&id)?),
        title: row.get(1)?,
        asset_type: asset_type.parse().map_err(word)?,
        media: codec::media_from(row.get(3)?),
        active: row.get(4)?,
        duration_ms: duration.map(i64::cast_unsigned),
        external_id: row.get(6)?,
        approval: approval.parse().map_err(word)?,
        collections: collections
            .chunks_exact(16)
            .map(|id| key::from_blob(id).map(CollectionId))
            .collect::<Result<_>>()?,
        versions: row.get(8)?,
        created: created.as_deref().map(codec::time).transpose()?,
        modified: modified.as_deref().map(codec::time).transpose()?,
    })
}
