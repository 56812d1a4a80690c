//! What rows of the browsers say about restrictions. It is worked out over the whole workspace and kept, so that a row costs one
//! short question.

use std::collections::HashMap;
use std::hash::Hash;

use rusqlite::{Connection as Database, OptionalExtension as _, params, types::FromSql, types::ToSql};

use super::error::Result;
use super::{Reader, Workspace, codec, key};
use crate::domain::browse::{Node, RestrictionState};
use crate::domain::{AssetId, RecordUri};

impl Workspace {
    /// Keeps what rows say about restrictions, in place of everything that rows said before: rows that are not given are restricted
    /// by nothing. Gives the rows that changed, in order.
    pub fn put_row_states(
        &mut self,
        assets: &HashMap<AssetId, RestrictionState>,
        records: &HashMap<RecordUri, RestrictionState>,
    ) -> Result<Vec<Node>> {
        let assets: HashMap<[u8; 16], i64> = given(assets.iter().map(|(id, state)| Ok((*id.0.as_bytes(), *state))))?;
        let records: HashMap<i64, i64> = given(records.iter().map(|(uri, state)| Ok((key::pack(*uri)?, *state))))?;
        let change = self.change()?;
        let mut nodes = Vec::new();
        for id in replace(&change, "asset_restrictions", "asset", &assets)? {
            nodes.push(Node::Asset(AssetId(key::from_blob(&id)?)));
        }
        for key in replace(&change, "record_restrictions", "record", &records)? {
            nodes.push(Node::Record(key::unpack(key)?));
        }
        change.commit()?;
        nodes.sort_unstable();
        Ok(nodes)
    }
}

impl Reader {
    /// The state that one of the two tables has for a row.
    pub(crate) fn restriction_of(&self, question: &str, row: &dyn ToSql) -> Result<RestrictionState> {
        if !self.has_version(3)? {
            return Ok(RestrictionState::None);
        }
        let state: Option<i64> = self
            .db
            .prepare_cached(question)?
            .query_row(params![row], |row| row.get(0))
            .optional()?;
        Ok(state.map(codec::restriction_from).unwrap_or_default())
    }

    /// Sorted ids of assets in a state; of all that anything restricts for [`RestrictionState::None`].
    pub(crate) fn assets_by_restriction(&self, state: RestrictionState) -> Result<Vec<AssetId>> {
        let rows: Vec<[u8; 16]> = self.in_state(
            "SELECT asset FROM asset_restrictions WHERE ?1 IS NULL OR state = ?1 ORDER BY asset",
            state,
        )?;
        rows.iter().map(|id| key::from_blob(id).map(AssetId)).collect()
    }

    /// Sorted keys of records in a state; of all that anything restricts for [`RestrictionState::None`].
    pub(crate) fn records_by_restriction(&self, state: RestrictionState) -> Result<Vec<i64>> {
        self.in_state(
            "SELECT record FROM record_restrictions WHERE ?1 IS NULL OR state = ?1 ORDER BY record",
            state,
        )
    }

    fn in_state<K: FromSql>(&self, question: &str, state: RestrictionState) -> Result<Vec<K>> {
        if !self.has_version(3)? {
            return Ok(Vec::new());
        }
        let state = (state != RestrictionState::None).then(|| codec::restriction_number(state));
        let mut statement = self.db.prepare_cached(question)?;
        let rows = statement.query_map(params![state], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn given<K: Eq + Hash>(states: impl Iterator<Item = Result<(K, RestrictionState)>>) -> Result<HashMap<K, i64>> {
    states
        .filter(|state| !matches!(state, Ok((_, RestrictionState::None))))
        .map(|state| state.map(|(key, state)| (key, codec::restriction_number(state))))
        .collect()
}

/// Brings one table to what is given by writing only what differs, and gives the keys of the rows that differ.
fn replace<K: Eq + Hash + Copy + FromSql + ToSql>(db: &Database, table: &str, column: &str, states: &HashMap<K, i64>) -> Result<Vec<K>> {
    let before: HashMap<K, i64> = {
        let mut statement = db.prepare_cached(&format!("SELECT {column}, state FROM {table}"))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut changed = Vec::new();
    let mut put = db.prepare_cached(&format!("INSERT OR REPLACE INTO {table} ({column}, state) VALUES (?1, ?2)"))?;
    for (key, state) in states.iter().filter(|(key, state)| before.get(*key) != Some(*state)) {
        put.execute(params![key, state])?;
        changed.push(*key);
    }
    let mut take = db.prepare_cached(&format!("DELETE FROM {table} WHERE {column} = ?1"))?;
    for key in before.keys().filter(|key| !states.contains_key(*key)) {
        take.execute(params![key])?;
        changed.push(*key);
    }
    Ok(changed)
}
