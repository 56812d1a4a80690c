//! Finding records by what they are called.

use indexmap::IndexMap;
use serde_json::Value;

use super::{ArchivesSpace, errors, in_repository};
use crate::domain::{RecordKind, RecordUri, RepositoryId};
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// Ids looked up in one request: each answer carries the whole digital object.
const IDS_AT_ONCE: usize = 100;

/// A page of search results.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// The records found, as the index holds them.
    pub hits: Vec<Value>,
    /// All that match.
    pub total: u64,
    /// Number of the last page; 0 where nothing matched.
    pub last_page: u64,
}

impl ArchivesSpace {
    /// Digital objects by `digital_object_id`, from the database and so up to date. Ids that are not there are left out.
    ///
    /// # Errors
    /// As any request.
    pub async fn digital_objects_by_id(
        &self,
        repository: RepositoryId,
        ids: &[String],
    ) -> Result<IndexMap<String, RecordUri>, SystemError> {
        let mut found = IndexMap::new();
        for slice in ids.chunks(IDS_AT_ONCE) {
            let refs = self.find_digital_objects(repository, slice).await?;
            if let ([id], [(uri, _), ..]) = (slice, refs.as_slice()) {
                found.insert(id.clone(), *uri);
                continue;
            }
            for (uri, record_id) in refs {
                let Some(id) = record_id else {
                    // This server does not resolve here: without the id it cannot be told which is which.
                    return self.digital_objects_one_by_one(repository, ids).await;
                };
                // The database may compare without regard to case; Archway's ids are UUIDs in lower case.
                if let Some(asked) = slice.iter().find(|asked| asked.eq_ignore_ascii_case(&id)) {
                    found.insert(asked.clone(), uri);
                }
            }
        }
        Ok(found)
    }

    async fn digital_objects_one_by_one(
        &self,
        repository: RepositoryId,
        ids: &[String],
    ) -> Result<IndexMap<String, RecordUri>, SystemError> {
        let mut found = IndexMap::new();
        for id in ids {
            if let [(uri, _), ..] = self.find_digital_objects(repository, std::slice::from_ref(id)).await?.as_slice() {
                found.insert(id.clone(), *uri);
            }
        }
        Ok(found)
    }

    /// Addresses with the `digital_object_id` of each, where the server resolves it.
    async fn find_digital_objects(
        &self,
        repository: RepositoryId,
        ids: &[String],
    ) -> Result<Vec<(RecordUri, Option<String>)>, SystemError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut call = Call::get(in_repository(repository, "find_by_id/digital_objects")).needs("view_repository");
        for id in ids {
            call = call.query("digital_object_id[]", id);
        }
        if ids.len() > 1 {
            call = call.query("resolve[]", "digital_objects");
        }
        self.found(call, "digital_objects", "digital_object_id").await
    }

    async fn found(&self, call: Call, list: &str, id: &str) -> Result<Vec<(RecordUri, Option<String>)>, SystemError> {
        let answer = self.succeed(call).await?;
        let body = answer.json()?;
        let refs = body
            .get(list)
            .and_then(Value::as_array)
            .ok_or_else(|| answer.unexpected("it lists nothing of what was looked for"))?;
        Ok(refs
            .iter()
            .filter_map(|item| {
                let uri = item.get("ref")?.as_str()?.parse().ok()?;
                let id = item.get("_resolved").and_then(|record| record.get(id));
                Some((uri, id.and_then(Value::as_str).map(ToOwned::to_owned)))
            })
            .collect())
    }

    /// Archival objects by `ref_id`, from the database and so up to date. A `ref_id` is unique to its resource only: all that bear one
    /// are given. Ids that are not there are left out.
    ///
    /// # Errors
    /// As any request.
    pub async fn archival_objects_by_ref_id(
        &self,
        repository: RepositoryId,
        ids: &[String],
    ) -> Result<IndexMap<String, Vec<RecordUri>>, SystemError> {
        let mut found: IndexMap<String, Vec<RecordUri>> = IndexMap::new();
        for slice in ids.chunks(IDS_AT_ONCE) {
            for (uri, ref_id) in self.find_archival_objects(repository, slice).await? {
                let id = match (ref_id, slice) {
                    (Some(id), _) => id,
                    (None, [id]) => id.clone(),
                    // This server does not resolve here: without the id it cannot be told which is which.
                    (None, _) => return self.archival_objects_one_by_one(repository, ids).await,
                };
                found.entry(id).or_default().push(uri);
            }
        }
        Ok(found)
    }

    async fn archival_objects_one_by_one(
        &self,
        repository: RepositoryId,
        ids: &[String],
    ) -> Result<IndexMap<String, Vec<RecordUri>>, SystemError> {
        let mut found = IndexMap::new();
        for id in ids {
            let refs = self.find_archival_objects(repository, std::slice::from_ref(id)).await?;
            if !refs.is_empty() {
                found.insert(id.clone(), refs.into_iter().map(|(uri, _)| uri).collect());
            }
        }
        Ok(found)
    }

    /// Addresses with the `ref_id` of each, where the server resolves it.
    async fn find_archival_objects(
        &self,
        repository: RepositoryId,
        ids: &[String],
    ) -> Result<Vec<(RecordUri, Option<String>)>, SystemError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut call = Call::get(in_repository(repository, "find_by_id/archival_objects")).needs("view_repository");
        for id in ids {
            call = call.query("ref_id[]", id);
        }
        if ids.len() > 1 {
            call = call.query("resolve[]", "archival_objects");
        }
        self.found(call, "archival_objects", "ref_id").await
    }

    /// Searches the index of a repository, which lags up to half a minute behind. Records that the index holds as text are unpacked.
    ///
    /// # Errors
    /// As any request.
    pub async fn search(
        &self,
        repository: RepositoryId,
        query: &str,
        kinds: &[RecordKind],
        page: u64,
        page_size: u64,
    ) -> Result<SearchPage, SystemError> {
        let mut call = Call::get(in_repository(repository, "search"))
            .needs("view_repository")
            .query("q", query)
            .query("page", page.max(1))
            .query("page_size", page_size.clamp(1, 250));
        for kind in kinds {
            call = call.query("type[]", kind.plural().trim_end_matches('s'));
        }
        let answer = self.ask(call).await?;
        if !answer.is_success() {
            return Err(errors::from_answer(&answer));
        }
        let mut body = answer.json()?;
        let number = |name: &str| body.get(name).and_then(Value::as_u64).unwrap_or(0);
        let (total, last_page) = (number("total_hits"), number("last_page"));
        let Some(Value::Array(hits)) = body.get_mut("results").map(Value::take) else {
            return Err(answer.unexpected("the search has no results"));
        };
        Ok(SearchPage {
            hits: hits.into_iter().map(unpacked).collect(),
            total,
            last_page,
        })
    }
}

/// The record inside a hit, where the hit carries it as text.
fn unpacked(hit: Value) -> Value {
    hit.get("json")
        .and_then(Value::as_str)
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or(hit)
}
