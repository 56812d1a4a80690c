//! Reading iconik into the catalogue.
//!
//! Assets come through the search, oldest change first, from the last change that the catalogue knows. Collections come as one
//! listing. What was purged cannot be asked for: where the number of assets differs, all ids are compared.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Refreshed, Refresher};
use crate::domain::browse::Parent;
use crate::domain::{AssetId, AssetSnapshot, Collection, CollectionId};
use crate::runtime::error::RuntimeError;
use crate::systems::iconik::{AssetQuery, parse};

/// Mark under which the time of the last change that was seen is kept.
pub(in crate::runtime) const SINCE: &str = "iconik/assets";

/// The index lags behind writes, and clocks differ: the next refresh begins this much before the last change seen.
const OVERLAP: SignedDuration = SignedDuration::from_secs(120);

impl Refresher {
    /// Brings collections, assets, metadata fields and views up to date.
    ///
    /// # Errors
    /// As the system or the workspace file; what was read until then is kept.
    pub async fn iconik(&self) -> Result<Refreshed, RuntimeError> {
        self.tell("collections", 0, None);
        self.collections().await?;
        let mut refreshed = self.changed_assets().await?;
        refreshed.gone += self.purged_assets().await?;
        self.iconik_vocabulary().await?;
        let now = (self.now)();
        self.shelf.with(|workspace| {
            let inside = workspace
                .collections()?
                .into_iter()
                .map(|collection| Parent::Collection(collection.id));
            let lists: Vec<Parent> = std::iter::once(Parent::IconikTop).chain(inside).collect();
            workspace.mark_lists_read(&lists)?;
            workspace.set_iconik_complete(true)?;
            workspace.set_mark("iconik/refreshed", &now.to_string())
        })?;
        Ok(refreshed)
    }

    async fn collections(&self) -> Result<(), RuntimeError> {
        let bodies = self.iconik_client()?.collections(false).await?;
        let collections: Vec<Collection> = bodies.iter().filter_map(parse::collection_from_json).collect();
        self.shelf.with(|workspace| {
            let there: HashSet<CollectionId> = collections.iter().map(|collection| collection.id).collect();
            let gone: Vec<CollectionId> = workspace
                .collections()?
                .into_iter()
                .map(|known| known.id)
                .filter(|id| !there.contains(id))
                .collect();
            workspace.remove_collections(&gone)?;
            workspace.put_collections(&collections)
        })
    }

    async fn changed_assets(&self) -> Result<Refreshed, RuntimeError> {
        let since = self
            .shelf
            .with(|workspace| workspace.mark(SINCE))?
            .and_then(|mark| mark.parse::<Timestamp>().ok());
        let mut query = AssetQuery {
            modified_since: since.map(|since| since - OVERLAP),
            ..AssetQuery::default()
        };
        let mut refreshed = Refreshed::default();
        let mut latest = since;
        let mut left_alone = false;
        loop {
            self.stopped()?;
            let asked = (self.now)();
            let page = self.iconik_client()?.search_assets(&query).await?;
            let read_at = (self.now)();
            let mut snapshots: Vec<AssetSnapshot> = page
                .hits
                .into_iter()
                .filter_map(|hit| parse::asset_snapshot(hit, None, read_at))
                .collect();
            let all = snapshots.len();
            snapshots.retain(|snapshot| !self.shelf.hands().outdates_asset(snapshot.asset.id, asked));
            // What was left alone is read by the next refresh, which begins no later than here.
            left_alone |= snapshots.len() < all;
            latest = snapshots.iter().filter_map(|snapshot| snapshot.asset.modified).chain(latest).max();
            refreshed.read += snapshots.len() as u64;
            self.shelf.with(|workspace| workspace.put_assets(&snapshots))?;
            self.tell("assets", refreshed.read, Some(page.total));
            // Kept page by page: a refresh that is stopped goes on where it was.
            if let Some(latest) = latest.filter(|_| !left_alone) {
                self.shelf.with(|workspace| workspace.set_mark(SINCE, &latest.to_string()))?;
            }
            let Some(next) = page.next else { return Ok(refreshed) };
            query.after = Some(next);
        }
    }

    /// Drops assets that iconik does not hold any more. Gives how many.
    async fn purged_assets(&self) -> Result<u64, RuntimeError> {
        let active = AssetQuery {
            status: Some("ACTIVE".to_owned()),
            per_page: 1,
            ..AssetQuery::default()
        };
        let there = self.iconik_client()?.search_assets(&active).await?.total;
        let known = self.shelf.with(|workspace| workspace.asset_count())?;
        if there >= known {
            return Ok(0);
        }
        let mut ids: HashSet<AssetId> = HashSet::new();
        // Whatever their status: an asset in the delete queue is not gone.
        let mut query = AssetQuery::default();
        loop {
            self.stopped()?;
            let page = self.iconik_client()?.search_assets(&query).await?;
            ids.extend(page.hits.iter().filter_map(|hit: &Value| parse::asset_id(hit)));
            let read_at = (self.now)();
            let deleted: Vec<AssetSnapshot> = page
                .hits
                .into_iter()
                .filter_map(|hit| parse::asset_snapshot(hit, None, read_at))
                .filter(|snapshot| !snapshot.asset.active)
                .collect();
            self.shelf.with(|workspace| workspace.put_assets(&deleted))?;
            self.tell("comparing with the assets that are there", ids.len() as u64, Some(page.total));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        let known = self.shelf.with(|workspace| workspace.known_assets())?;
        let gone: Vec<AssetId> = known.into_iter().filter(|id| !ids.contains(id)).collect();
        self.shelf.with(|workspace| workspace.remove_assets(&gone))?;
        Ok(gone.len() as u64)
    }
}
