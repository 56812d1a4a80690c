//! Search over both systems.

use rusqlite::{OptionalExtension as _, params};

use super::error::Result;
use super::{Reader, codec, key, words};
use crate::domain::browse::{Node, SearchHit};
use crate::domain::text::plain;
use crate::domain::{AssetId, RecordUri};

/// Where a search looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SearchIn {
    /// In records and assets.
    #[default]
    Both,
    /// In records only.
    Records,
    /// In assets only.
    Assets,
}

/// Candidates that are weighed from each part of the index. FTS5 gives them in the order of keys and stops there, so that a word
/// that a million records hold costs no more than a rare one.
const BY_IDENTIFIER: usize = 60;
const BY_TITLE: usize = 400;
const BY_ALL: usize = 200;

/// A candidate and how well it fits; less is better.
struct Candidate {
    node: Node,
    title: String,
    key: i64,
    rank: (u8, usize, i64),
}

impl Reader {
    /// What holds the words, best first: the whole title, the beginning of it, a part of it, then identifiers, notes and
    /// metadata. Any text is a question; one without a word finds nothing. An address of a record or the id of an asset finds it.
    pub fn search(&self, text: &str, limit: usize, within: SearchIn) -> Result<Vec<SearchHit>> {
        let reading = self.db.unchecked_transaction()?;
        let records = if within == SearchIn::Assets {
            Vec::new()
        } else {
            self.found_records(text, limit)?
        };
        let assets = if within == SearchIn::Records {
            Vec::new()
        } else {
            self.found_assets(text, limit)?
        };
        // Neither side may push the other off the list.
        let from_records = records.len().min((limit / 2).max(limit.saturating_sub(assets.len())));
        let mut chosen: Vec<Candidate> = records.into_iter().take(from_records).collect();
        chosen.extend(assets.into_iter().take(limit - from_records));
        chosen.sort_by_key(|candidate| candidate.rank);
        let hits = chosen
            .into_iter()
            .map(|candidate| {
                let context = self.context(&candidate)?;
                Ok(SearchHit {
                    node: candidate.node,
                    title: candidate.title,
                    context,
                })
            })
            .collect();
        drop(reading);
        hits
    }

    fn found_records(&self, text: &str, limit: usize) -> Result<Vec<Candidate>> {
        let mut keys = Vec::new();
        if let Ok(uri) = text.parse::<RecordUri>() {
            keys.extend(key::pack(uri));
        }
        keys.extend(self.candidates("record_words", text)?);
        let mut statement = self.db.prepare_cached("SELECT display, identifier FROM records WHERE key = ?1")?;
        let mut found = Vec::new();
        for key in unique(keys) {
            let row = statement.query_row(params![key], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)));
            let Some((display, identifier)) = row.optional()? else { continue };
            let uri = key::unpack(key)?;
            let title = if display.is_empty() { uri.to_string() } else { plain(&display) };
            let named = identifier.is_some_and(|identifier| identifier.eq_ignore_ascii_case(text.trim())) || uri.to_string() == text.trim();
            found.push(Candidate {
                node: Node::Record(uri),
                rank: rank(&title, text, named, key),
                title,
                key,
            });
        }
        Ok(best(found, limit))
    }

    fn found_assets(&self, text: &str, limit: usize) -> Result<Vec<Candidate>> {
        let mut keys = Vec::new();
        if let Ok(id) = text.parse::<AssetId>() {
            keys.extend(self.asset_key(id)?);
        }
        keys.extend(self.candidates("asset_words", text)?);
        let mut statement = self
            .db
            .prepare_cached("SELECT id, title, external_id FROM assets WHERE key = ?1 AND active = 1")?;
        let mut found = Vec::new();
        for key in unique(keys) {
            let row = statement.query_row(params![key], |row| {
                Ok((
                    row.get::<_, [u8; 16]>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, Option<String>>(2)?,
                ))
            });
            let Some((id, title, external)) = row.optional()? else { continue };
            let id = AssetId(key::from_blob(&id)?);
            let title = if title.trim().is_empty() { id.to_string() } else { title };
            let named = external.is_some_and(|external| external.eq_ignore_ascii_case(text.trim()))
                || id.to_string().eq_ignore_ascii_case(text.trim());
            found.push(Candidate {
                node: Node::Asset(id),
                rank: rank(&title, text, named, key),
                title,
                key,
            });
        }
        Ok(best(found, limit))
    }

    fn candidates(&self, index: &str, text: &str) -> Result<Vec<i64>> {
        let Some(question) = words::question(text) else {
            return Ok(Vec::new());
        };
        let mut statement = self
            .db
            .prepare_cached(&format!("SELECT rowid FROM {index} WHERE {index} MATCH ?1 LIMIT ?2"))?;
        let mut ask = |question: &str, most: usize| -> Result<Vec<i64>> {
            let rows = statement.query_map(params![question, codec::signed(most)], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let mut keys = ask(&question, BY_ALL)?;
        // With fewer these are all there are.
        if keys.len() == BY_ALL {
            keys.extend(ask(&format!("identifiers : ({question})"), BY_IDENTIFIER)?);
            keys.extend(ask(&format!("title : ({question})"), BY_TITLE)?);
        }
        Ok(keys)
    }

    fn context(&self, candidate: &Candidate) -> Result<String> {
        let titles = match candidate.node {
            Node::Record(_) => self.titles_above(candidate.key)?,
            node => {
                let mut titles = Vec::new();
                for above in self.iconik_path(node)? {
                    if let Node::Collection(id) = above {
                        titles.extend(self.collection_title(id)?);
                    }
                }
                titles
            }
        };
        Ok(titles.join(" › "))
    }
}

fn unique(mut keys: Vec<i64>) -> Vec<i64> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn best(mut found: Vec<Candidate>, limit: usize) -> Vec<Candidate> {
    found.sort_by_key(|candidate| candidate.rank);
    found.truncate(limit);
    found
}

fn rank(title: &str, text: &str, named: bool, key: i64) -> (u8, usize, i64) {
    let title = title.to_lowercase();
    let text = text.trim().to_lowercase();
    let class = if named {
        0
    } else if title == text {
        1
    } else if title.starts_with(&text) {
        2
    } else if title.contains(&text) {
        3
    } else if text.split_whitespace().all(|word| title.contains(word)) {
        4
    } else {
        5
    };
    (class, title.chars().count(), key)
}
