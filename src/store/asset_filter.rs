//! The filter over assets.

use std::collections::HashSet;

use rusqlite::{OptionalExtension as _, params, types::Value as SqlValue};
use uuid::Uuid;

use super::error::Result;
use super::filter::pairs;
use super::kept::Kept;
use super::{Reader, codec, key, words};
use crate::domain::browse::{AssetFilter, FilterCounts, RestrictionState};
use crate::domain::{AssetId, CollectionId, LinkState};

/// Up to so many assets are asked one by one in which collections they are.
const FEW: usize = 5_000;

impl Reader {
    /// The active assets that match a filter, and how many it shows and hides. A text without a single word hides nothing.
    pub fn filter_assets(&self, filter: &AssetFilter) -> Result<(Kept, FilterCounts)> {
        let reading = self.db.unchecked_transaction()?;
        let matches = self.matching_assets(filter)?;
        let shown = codec::unsigned(codec::signed(matches.len()));
        let total = self.asset_count()?;
        let count =
            |question: &str| -> Result<u64> { Ok(codec::unsigned(self.db.prepare_cached(question)?.query_row([], |row| row.get(0))?)) };
        let linked = count("SELECT count(*) FROM (SELECT DISTINCT asset FROM links) l JOIN assets a ON a.id = l.asset WHERE a.active = 1")?;
        let counts = FilterCounts {
            shown,
            hidden: total.saturating_sub(shown),
            not_linked: total.saturating_sub(linked),
            marked: count("SELECT count(*) FROM assets INDEXED BY assets_scope WHERE active = 1 AND approval = 'APPROVED'")?,
        };
        let keys: Vec<i64> = matches.iter().map(|(key, _)| *key).collect();
        let collections = self.collections_around(&keys)?;
        drop(reading);
        Ok((
            Kept::of_assets(matches.into_iter().map(|(_, id)| id).collect(), collections),
            counts,
        ))
    }

    fn matching_assets(&self, filter: &AssetFilter) -> Result<Vec<(i64, AssetId)>> {
        let mut question = "SELECT key, id FROM assets INDEXED BY assets_scope WHERE active = 1".to_owned();
        let mut about = Vec::new();
        let mut also = |condition: &str, value: SqlValue| {
            about.push(value);
            question.push_str(&format!(" AND {condition} ?{}", about.len()));
        };
        if let Some(media) = filter.media {
            also("media =", SqlValue::from(codec::media_number(media)));
        }
        if filter.approved {
            also("approval =", SqlValue::from("APPROVED".to_owned()));
        }
        if let Some(from) = filter.from {
            also("created >=", SqlValue::from(from.to_string()));
        }
        if let Some(until) = filter.until {
            also("substr(created, 1, 10) <=", SqlValue::from(until.to_string()));
        }
        let with_words = self.assets_with_words(&filter.text)?;
        let by_link = filter.link.map(|state| self.assets_by_link(state)).transpose()?;
        let by_restriction = filter.restriction.map(|state| self.assets_by_restriction(state)).transpose()?;
        let rows: Vec<(i64, [u8; 16])> = pairs(self, &question, about)?;
        let matches = rows.into_iter().map(|(key, id)| (key, AssetId(Uuid::from_bytes(id))));
        Ok(matches
            .filter(|(key, _)| with_words.as_ref().is_none_or(|keys| keys.binary_search(key).is_ok()))
            .filter(|(_, id)| match &by_link {
                None => true,
                Some(linked) => linked.binary_search(id).is_ok() != (filter.link == Some(LinkState::NotLinked)),
            })
            .filter(|(_, id)| match &by_restriction {
                None => true,
                Some(restricted) => restricted.binary_search(id).is_ok() != (filter.restriction == Some(RestrictionState::None)),
            })
            .collect())
    }

    /// Sorted keys of the assets that hold the words; `None` where there are no words.
    fn assets_with_words(&self, text: &str) -> Result<Option<Vec<i64>>> {
        let Some(question) = words::question(text) else { return Ok(None) };
        let mut statement = self.db.prepare_cached("SELECT rowid FROM asset_words WHERE asset_words MATCH ?1")?;
        let mut keys = statement
            .query_map(params![question], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        keys.sort_unstable();
        Ok(Some(keys))
    }

    /// Sorted ids of the assets whose worst link is in the state; of all linked ones for [`LinkState::NotLinked`].
    fn assets_by_link(&self, state: LinkState) -> Result<Vec<AssetId>> {
        let state = (state != LinkState::NotLinked).then(|| codec::state_number(state));
        let question = "SELECT asset, max(state) FROM links GROUP BY asset HAVING ?1 IS NULL OR max(state) = ?1 ORDER BY asset";
        let about = vec![state.map_or(SqlValue::Null, SqlValue::from)];
        let rows: Vec<([u8; 16], i64)> = pairs(self, question, about)?;
        Ok(rows.into_iter().map(|(id, _)| AssetId(Uuid::from_bytes(id))).collect())
    }

    /// The collections that assets are in, and all that stand above those.
    pub(crate) fn collections_around(&self, assets: &[i64]) -> Result<Vec<CollectionId>> {
        let mut todo: Vec<i64> = if assets.len() <= FEW {
            let mut statement = self
                .db
                .prepare_cached("SELECT collection FROM asset_collections WHERE asset = ?1")?;
            let mut around = HashSet::new();
            for asset in assets {
                around.extend(
                    statement
                        .query_map(params![asset], |row| row.get(0))?
                        .collect::<rusqlite::Result<Vec<i64>>>()?,
                );
            }
            around.into_iter().collect()
        } else {
            let sorted: HashSet<i64> = assets.iter().copied().collect();
            let memberships: Vec<(i64, i64)> = pairs(self, "SELECT collection, asset FROM asset_collections", Vec::new())?;
            let around: HashSet<i64> = memberships
                .into_iter()
                .filter(|(_, asset)| sorted.contains(asset))
                .map(|(collection, _)| collection)
                .collect();
            around.into_iter().collect()
        };
        let mut seen: HashSet<i64> = todo.iter().copied().collect();
        let mut parents = self.db.prepare_cached("SELECT parent FROM collection_parents WHERE child = ?1")?;
        let mut ids = Vec::new();
        while let Some(collection) = todo.pop() {
            let id: Option<[u8; 16]> = self
                .db
                .prepare_cached("SELECT id FROM collections WHERE key = ?1")?
                .query_row(params![collection], |row| row.get(0))
                .optional()?;
            ids.extend(id.map(|id| CollectionId(Uuid::from_bytes(id))));
            for parent in parents.query_map(params![collection], |row| row.get(0))? {
                let parent = parent?;
                if seen.insert(parent) {
                    todo.push(parent);
                }
            }
        }
        Ok(ids)
    }

    /// Key of an asset.
    pub(crate) fn asset_key(&self, id: AssetId) -> Result<Option<i64>> {
        let mut statement = self.db.prepare_cached("SELECT key FROM assets WHERE id = ?1")?;
        Ok(statement.query_row(params![key::blob(&id.0)], |row| row.get(0)).optional()?)
    }
}
