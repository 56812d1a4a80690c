//! Filters over the browsers: which nodes match, which stand above them, and counts that add up.

use std::collections::HashSet;

use rusqlite::{OptionalExtension as _, params, params_from_iter, types::Value as SqlValue};

use super::error::Result;
use super::kept::Kept;
use super::{Reader, codec, key, words};
use crate::domain::browse::{FilterCounts, RecordFilter, RestrictionState};
use crate::domain::{LinkState, RecordKind, RecordUri, RepositoryId};

/// Up to so many candidates are looked up one by one; with more, going through the index of the whole scope is faster.
const FEW: usize = 20_000;

/// Which records a filter is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordScope {
    /// Resources of a repository and the archival objects inside them.
    Resources(RepositoryId),
    /// Accessions of a repository.
    Accessions(RepositoryId),
}

impl RecordScope {
    fn scopes(self) -> [i64; 2] {
        match self {
            Self::Resources(repository) => [
                key::scope(repository, RecordKind::Resource),
                key::scope(repository, RecordKind::ArchivalObject),
            ],
            Self::Accessions(repository) => [key::scope(repository, RecordKind::Accession); 2],
        }
    }

    /// First and last key that a record of the scope can have.
    fn keys(self) -> (i64, i64) {
        let [first, last] = self.scopes();
        (key::first_key(first), key::first_key(last + 1) - 1)
    }
}

impl Reader {
    /// The records that match a filter, and how many it shows and hides. A text without a single word hides nothing.
    pub fn filter_records(&self, filter: &RecordFilter, scope: RecordScope) -> Result<(Kept, FilterCounts)> {
        let reading = self.db.unchecked_transaction()?;
        let matches = self.matching_records(filter, scope)?;
        let shown = codec::unsigned(codec::signed(matches.len()));
        let total = self.count_in(scope, "")?;
        let counts = FilterCounts {
            shown,
            hidden: total.saturating_sub(shown),
            not_linked: total.saturating_sub(self.linked_in(scope)?),
            marked: self.count_in(scope, "AND under = 1")?,
        };
        let above = self.all_above(matches.iter().map(|(_, above)| *above))?;
        drop(reading);
        Ok((Kept::of_records(matches.into_iter().map(|(key, _)| key).collect(), above), counts))
    }

    fn matching_records(&self, filter: &RecordFilter, scope: RecordScope) -> Result<Vec<(i64, i64)>> {
        let mut candidates = self.records_with_words(&filter.text, scope)?;
        let mut without = Vec::new();
        let narrow = |candidates: Option<Vec<i64>>, only: Vec<i64>| {
            Some(match candidates {
                Some(candidates) => candidates.into_iter().filter(|key| only.binary_search(key).is_ok()).collect(),
                None => only,
            })
        };
        match filter.link {
            None => {}
            Some(LinkState::NotLinked) => without.push(self.records_by_link(scope, None)?),
            Some(state) => candidates = narrow(candidates, self.records_by_link(scope, Some(state))?),
        }
        match filter.restriction {
            None => {}
            Some(RestrictionState::None) => without.push(self.records_by_restriction(RestrictionState::None)?),
            Some(state) => candidates = narrow(candidates, self.records_by_restriction(state)?),
        }
        let mut matches = match candidates {
            Some(candidates) if candidates.len() <= FEW => self.look_up(&candidates, filter, scope)?,
            Some(candidates) => {
                let mut all = self.scan(filter, scope)?;
                all.retain(|(key, _)| candidates.binary_search(key).is_ok());
                all
            }
            None => self.scan(filter, scope)?,
        };
        for hidden in without.iter().filter(|hidden| !hidden.is_empty()) {
            matches.retain(|(key, _)| hidden.binary_search(key).is_err());
        }
        Ok(matches)
    }

    fn look_up(&self, candidates: &[i64], filter: &RecordFilter, scope: RecordScope) -> Result<Vec<(i64, i64)>> {
        let mut statement = self.db.prepare_cached("SELECT above, level, under FROM records WHERE key = ?1")?;
        let scopes = scope.scopes();
        let mut matches = Vec::new();
        for key in candidates.iter().filter(|key| scopes.contains(&key::scope_of(**key))) {
            let row = statement.query_row(params![key], |row| {
                Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, bool>(2)?))
            });
            let Some((above, level, under)) = row.optional()? else { continue };
            if filter.level.is_none_or(|wanted| level == Some(codec::level_number(wanted))) && (under || !filter.restricted) {
                matches.push((*key, above.unwrap_or(-1)));
            }
        }
        Ok(matches)
    }

    fn scan(&self, filter: &RecordFilter, scope: RecordScope) -> Result<Vec<(i64, i64)>> {
        let [first, last] = scope.scopes();
        let level = if filter.level.is_some() {
            "AND level = ?3"
        } else {
            "AND ?3 IS NULL"
        };
        let under = if filter.restricted { "AND under = 1" } else { "" };
        let question =
            format!("SELECT key, ifnull(above, -1) FROM records INDEXED BY records_scope WHERE scope IN (?1, ?2) {level} {under}");
        let mut statement = self.db.prepare_cached(&question)?;
        let rows = statement.query_map(params![first, last, filter.level.map(codec::level_number)], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Sorted keys of the records that hold the words; `None` where there are no words.
    fn records_with_words(&self, text: &str, scope: RecordScope) -> Result<Option<Vec<i64>>> {
        if let Ok(uri) = text.parse::<RecordUri>() {
            return Ok(Some(key::pack(uri).into_iter().collect()));
        }
        let Some(question) = words::question(text) else { return Ok(None) };
        let (first, last) = scope.keys();
        let mut statement = self
            .db
            .prepare_cached("SELECT rowid FROM record_words WHERE record_words MATCH ?1 AND rowid BETWEEN ?2 AND ?3")?;
        let mut keys = statement
            .query_map(params![question, first, last], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        keys.sort_unstable();
        Ok(Some(keys))
    }

    /// Sorted keys of linked records: all of them, or those whose worst link is in one state.
    fn records_by_link(&self, scope: RecordScope, state: Option<LinkState>) -> Result<Vec<i64>> {
        let (first, last) = scope.keys();
        let mut statement = self.db.prepare_cached(
            "SELECT record FROM links WHERE record BETWEEN ?1 AND ?2 GROUP BY record HAVING ?3 IS NULL OR max(state) = ?3 ORDER BY record",
        )?;
        let rows = statement.query_map(params![first, last, state.map(codec::state_number)], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn count_in(&self, scope: RecordScope, further: &str) -> Result<u64> {
        let [first, last] = scope.scopes();
        let question = format!("SELECT count(*) FROM records INDEXED BY records_scope WHERE scope IN (?1, ?2) {further}");
        Ok(codec::unsigned(
            self.db
                .prepare_cached(&question)?
                .query_row(params![first, last], |row| row.get(0))?,
        ))
    }

    fn linked_in(&self, scope: RecordScope) -> Result<u64> {
        let (first, last) = scope.keys();
        let mut statement = self.db.prepare_cached(
            "SELECT count(*) FROM (SELECT DISTINCT record FROM links WHERE record BETWEEN ?1 AND ?2) l JOIN records r ON r.key = l.record",
        )?;
        Ok(codec::unsigned(statement.query_row(params![first, last], |row| row.get(0))?))
    }

    /// Everything that stands above, each once. Takes the keys directly above.
    fn all_above(&self, directly: impl Iterator<Item = i64>) -> Result<HashSet<i64>> {
        let mut statement = self.db.prepare_cached("SELECT above FROM records WHERE key = ?1")?;
        let mut above = HashSet::new();
        let mut last = -1;
        for key in directly {
            // Siblings stand side by side; most have the same record above.
            if key == last {
                continue;
            }
            last = key;
            let mut at = key;
            while at >= 0 && above.insert(at) {
                at = statement
                    .query_row(params![at], |row| row.get::<_, Option<i64>>(0))
                    .optional()?
                    .flatten()
                    .unwrap_or(-1);
            }
        }
        Ok(above)
    }
}

/// Runs a question whose conditions are put together, and gives its first two columns.
pub(crate) fn pairs<A, B>(reader: &Reader, question: &str, about: Vec<SqlValue>) -> Result<Vec<(A, B)>>
where
    A: rusqlite::types::FromSql,
    B: rusqlite::types::FromSql,
{
    let mut statement = reader.db.prepare_cached(question)?;
    let rows = statement.query_map(params_from_iter(about), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
