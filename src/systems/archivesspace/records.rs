//! Reading and writing records.

use futures::{StreamExt as _, TryStreamExt as _, stream};
use http::{HeaderName, HeaderValue};
use serde_json::Value;

use super::{ArchivesSpace, edit, in_repository};
use crate::domain::{RecordKind, RecordUri, Repository, RepositoryId};
use crate::systems::error::SystemError;
use crate::systems::http::{Answer, Call};

/// Most ids that `id_set` takes, and most records on a page; more are left out without a word.
pub const MOST_IDS: usize = 250;

/// One page of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The records on it.
    pub results: Vec<Value>,
    /// Number of the last page, from 1.
    pub last_page: u64,
    /// Records on all pages.
    pub total: u64,
}

/// What ArchivesSpace said about a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteAnswer {
    /// The record, where the answer names one Archway knows.
    pub uri: Option<RecordUri>,
    /// Version after the write, where it says so.
    pub lock_version: Option<u64>,
    /// The system changed more than was sent: read it again.
    pub stale: bool,
    /// Fields with what is doubtful about them.
    pub warnings: Vec<(String, Vec<String>)>,
}

impl ArchivesSpace {
    /// Repositories that the account sees.
    ///
    /// # Errors
    /// As any request.
    pub async fn repositories(&self) -> Result<Vec<Repository>, SystemError> {
        let answer = self.succeed(Call::get("/repositories")).await?;
        let body = answer.json()?;
        let items = body.as_array().ok_or_else(|| answer.unexpected("repositories are not a list"))?;
        Ok(items.iter().filter_map(repository_from_json).collect())
    }

    /// Ids of all records of a kind, or of those that changed since (Unix seconds; `modified_since` over-reports widely).
    ///
    /// # Errors
    /// As any request.
    pub async fn all_ids(&self, repository: RepositoryId, kind: RecordKind, modified_since: Option<i64>) -> Result<Vec<u64>, SystemError> {
        let mut call = listing(repository, kind).query("all_ids", "true");
        if let Some(since) = modified_since {
            call = call.query("modified_since", since.max(0));
        }
        let answer = self.succeed(call).await?;
        let body = answer.json()?;
        let items = body.as_array().ok_or_else(|| answer.unexpected("ids are not a list"))?;
        Ok(items.iter().filter_map(Value::as_u64).collect())
    }

    /// Records by their ids, in slices of 250, each slice in the order of ids. Ids that are not there are left out.
    ///
    /// # Errors
    /// As any request.
    pub async fn records_by_ids(
        &self,
        repository: RepositoryId,
        kind: RecordKind,
        ids: &[u64],
        resolve: &[&str],
    ) -> Result<Vec<Value>, SystemError> {
        // 250 ids of 20 digits and a handful of names stay far below the 64 KiB that the server takes for a request line.
        let slices: Vec<Vec<u64>> = ids.chunks(MOST_IDS).map(<[u64]>::to_vec).collect();
        let answers: Vec<Vec<Value>> = stream::iter(slices)
            .map(|slice| self.slice_of_records(repository, kind, slice, resolve))
            .buffered(4)
            .try_collect()
            .await?;
        Ok(answers.into_iter().flatten().collect())
    }

    async fn slice_of_records(
        &self,
        repository: RepositoryId,
        kind: RecordKind,
        ids: Vec<u64>,
        resolve: &[&str],
    ) -> Result<Vec<Value>, SystemError> {
        let list: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let call = resolving(listing(repository, kind).query("id_set", list.join(",")), resolve);
        let answer = self.succeed(call).await?;
        match answer.json()? {
            Value::Array(items) => Ok(items),
            _ => Err(answer.unexpected("records are not a list")),
        }
    }

    /// A page (from 1) of 250 records that changed since a time in Unix seconds.
    ///
    /// # Errors
    /// As any request.
    pub async fn changed_page(
        &self,
        repository: RepositoryId,
        kind: RecordKind,
        since: i64,
        page: u64,
        resolve: &[&str],
    ) -> Result<Page, SystemError> {
        let call = listing(repository, kind)
            .query("page", page.max(1))
            .query("page_size", MOST_IDS)
            .query("modified_since", since.max(0));
        let answer = self.succeed(resolving(call, resolve)).await?;
        page_from(&answer)
    }

    /// The record of a kind that changed last, with how many there are in all. Only for servers that sort
    /// ([`super::sorts_listings`]); others answer with the first.
    ///
    /// # Errors
    /// As any request.
    pub async fn newest_record(&self, repository: RepositoryId, kind: RecordKind) -> Result<Page, SystemError> {
        self.page(newest_first(listing(repository, kind))).await
    }

    pub(super) async fn page(&self, call: Call) -> Result<Page, SystemError> {
        page_from(&self.succeed(call).await?)
    }

    /// One record with everything the system sends.
    ///
    /// # Errors
    /// [`SystemError::NotFound`] also where it is suppressed and hidden from the account.
    pub async fn get(&self, uri: &RecordUri, resolve: &[&str]) -> Result<Value, SystemError> {
        let call = Call::get(uri.to_string()).needs("view_repository");
        let answer = self.succeed(resolving(call, resolve)).await?;
        match answer.json()? {
            record @ Value::Object(_) => Ok(record),
            _ => Err(answer.unexpected("the record is not an object")),
        }
    }

    /// Replaces a record by `body`, which is the whole record as it was read with only the meant fields changed. `position` is
    /// left out, since sending an old one undoes somebody else's reordering.
    ///
    /// # Errors
    /// [`SystemError::Conflict`] where it was changed since it was read. Never repeated where it may have arrived: look at
    /// [`SystemError::maybe_applied`].
    pub async fn update(&self, uri: &RecordUri, body: &Value) -> Result<WriteAnswer, SystemError> {
        let call = Call::post(uri.to_string())
            .needs(update_permission(uri.kind))
            .json(&edit::for_sending(body));
        write_answer(&self.succeed(at_once(call)).await?)
    }

    /// Creates a record.
    ///
    /// # Errors
    /// [`SystemError::Invalid`] where an identifier is taken. Never repeated where it may have arrived.
    pub async fn create(&self, repository: RepositoryId, kind: RecordKind, body: &Value) -> Result<WriteAnswer, SystemError> {
        let call = Call::post(in_repository(repository, kind.plural()))
            .needs(update_permission(kind))
            .json(body);
        let answer = self.succeed(at_once(call)).await?;
        let written = write_answer(&answer)?;
        if written.uri.is_none() {
            return Err(answer.unexpected("it does not name the record that was created"));
        }
        Ok(written)
    }

    /// Deletes a record; a resource, archival object or digital object goes with everything below it.
    ///
    /// # Errors
    /// Never repeated where it may have arrived.
    pub async fn delete(&self, uri: &RecordUri) -> Result<(), SystemError> {
        let needs = match uri.kind {
            RecordKind::Event => "delete_event_record",
            RecordKind::TopContainer => "manage_container_record",
            _ => "delete_archival_record",
        };
        self.succeed(Call::delete(uri.to_string()).needs(needs)).await?;
        Ok(())
    }
}

fn listing(repository: RepositoryId, kind: RecordKind) -> Call {
    Call::get(in_repository(repository, kind.plural())).needs("view_repository")
}

/// The listing's one record that changed last.
pub(super) fn newest_first(listing: Call) -> Call {
    listing
        .query("page", 1)
        .query("page_size", 1)
        .query("sort_field", "system_mtime")
        .query("sort_direction", "desc")
}

pub(super) fn resolving(mut call: Call, resolve: &[&str]) -> Call {
    for name in resolve {
        call = call.query("resolve[]", name);
    }
    call
}

/// Asks for the written record to be indexed at once, so that it is found in the staff pages about a second later.
fn at_once(call: Call) -> Call {
    call.header(
        HeaderName::from_static("x-archivesspace-priority"),
        HeaderValue::from_static("high"),
    )
}

/// Permission without which a record of this kind cannot be written.
pub(super) fn update_permission(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Resource | RecordKind::ArchivalObject => "update_resource_record",
        RecordKind::Accession => "update_accession_record",
        RecordKind::DigitalObject => "update_digital_object_record",
        RecordKind::TopContainer => "update_container_record",
        RecordKind::Event => "update_event_record",
    }
}

fn page_from(answer: &Answer) -> Result<Page, SystemError> {
    let mut body = answer.json()?;
    let number = |name: &str| body.get(name).and_then(Value::as_u64);
    let (last_page, total) = (number("last_page").unwrap_or(1), number("total").unwrap_or(0));
    match body.get_mut("results").map(Value::take) {
        Some(Value::Array(results)) => Ok(Page { results, last_page, total }),
        _ => Err(answer.unexpected("the page has no results")),
    }
}

fn write_answer(answer: &Answer) -> Result<WriteAnswer, SystemError> {
    let body = answer.json()?;
    if body.get("status").and_then(Value::as_str).is_none() {
        return Err(answer.unexpected("it does not say whether it was written"));
    }
    let warnings = match body.get("warnings") {
        Some(Value::Object(map)) => map
            .iter()
            .map(|(path, messages)| {
                let messages = messages.as_array().map(Vec::as_slice).unwrap_or_default();
                let texts = messages.iter().filter_map(Value::as_str).map(ToOwned::to_owned);
                (path.clone(), texts.collect())
            })
            .collect(),
        _ => Vec::new(),
    };
    Ok(WriteAnswer {
        uri: body.get("uri").and_then(Value::as_str).and_then(|uri| uri.parse().ok()),
        lock_version: body.get("lock_version").and_then(Value::as_u64),
        stale: body.get("stale").and_then(Value::as_bool).unwrap_or(false),
        warnings,
    })
}

fn repository_from_json(body: &Value) -> Option<Repository> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = text("uri").strip_prefix("/repositories/")?.parse().ok()?;
    Some(Repository {
        id: RepositoryId(id),
        code: text("repo_code"),
        name: text("name"),
    })
}
