//! Reading ArchivesSpace into the catalogue.
//!
//! For each repository and kind of record: one request for the record that changed last and how many there are. Where that is no
//! news, nothing changed. Else, and from servers that do not sort, one request for the ids that are there now (what is missing from
//! them is gone), and one for what was modified since the last time. What is new is read 250 records a request. `modified_since`
//! over-reports widely and is exact to the second only, so the last time is taken 30 seconds early.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Refreshed, Refresher, records_mark};
use crate::domain::browse::Parent;
use crate::domain::{RecordKind, RecordSnapshot, RecordUri, Repository, RepositoryId};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::systems::archivesspace::parse::record_from_json;
use crate::systems::archivesspace::{Page, sorts_listings};

/// Kinds in the order in which they are read: containers first, because the words of other records name them.
const KINDS: [RecordKind; 5] = [
    RecordKind::TopContainer,
    RecordKind::DigitalObject,
    RecordKind::Resource,
    RecordKind::Accession,
    RecordKind::ArchivalObject,
];

/// Records of a slice that is read at once.
const SLICE: usize = 250;

/// How long before the last refresh the next one begins to look, because a transaction may commit late.
const OVERLAP: SignedDuration = SignedDuration::from_secs(30);

/// One look at ArchivesSpace.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// When it began, by the server's clock.
    begun: Timestamp,
    /// The server sorts listings.
    pub(super) sorted: bool,
}

impl Look {
    /// From when the next look asks for changes, in Unix seconds.
    pub(super) fn mark(self) -> String {
        (self.begun - OVERLAP).as_second().to_string()
    }
}

/// True where the listing has as many records as are known, and none changed since. Something that was deleted makes the number
/// differ, unless something else was made, which is newer then.
pub(super) fn is_no_news(newest: &Page, known: usize, since: i64) -> bool {
    if newest.total != known as u64 {
        return false;
    }
    let Some(record) = newest.results.first() else {
        return newest.total == 0;
    };
    let changed = record.get("system_mtime").and_then(Value::as_str);
    changed
        .and_then(|changed| changed.parse::<Timestamp>().ok())
        .is_some_and(|changed| changed.as_second() < since)
}

impl Refresher {
    /// Brings all repositories, agents, subjects and controlled lists that the account sees up to date.
    ///
    /// # Errors
    /// As the system or the workspace file; what was read until then is kept.
    pub async fn archivesspace(&self) -> Result<Refreshed, RuntimeError> {
        self.catch_up()?;
        self.tell("asking for the repositories", 0, None);
        let (version, server_time) = self.archivesspace_client()?.version_and_time().await?;
        let look = Look {
            begun: server_time.unwrap_or_else(self.now),
            sorted: version.as_deref().is_some_and(sorts_listings),
        };
        let repositories = self.archivesspace_client()?.repositories().await?;
        self.shelf.with(|workspace| workspace.put_repositories(&repositories))?;
        let mut all = Refreshed::default();
        for repository in &repositories {
            match self.repository(repository, look).await {
                Ok(one) => {
                    all.read += one.read;
                    all.gone += one.gone;
                    self.shelf.with(|workspace| workspace.solve_problem(&about(repository)))?;
                }
                // One repository that the account may not read does not keep the others from being read.
                Err(RuntimeError::System(error @ SystemError::Forbidden { .. })) => {
                    let now = (self.now)();
                    self.shelf
                        .with(|workspace| workspace.note_problem(&about(repository), &repository.name, &error.to_string(), now))?;
                }
                Err(error) => return Err(error),
            }
        }
        self.authorities(look).await?;
        self.archivesspace_vocabulary(version.as_deref()).await?;
        let now = (self.now)();
        self.shelf
            .with(|workspace| workspace.set_mark("archivesspace/refreshed", &now.to_string()))?;
        Ok(all)
    }

    /// Works out what known records say about access, where an earlier Archway wrote the file. Needs no request.
    fn catch_up(&self) -> Result<(), RuntimeError> {
        let mut done = 0;
        loop {
            self.stopped()?;
            match self.shelf.with(|workspace| workspace.catch_up())? {
                0 => return Ok(()),
                looked => done += looked,
            }
            self.tell("reading what known records say about access", done, None);
        }
    }

    async fn repository(&self, repository: &Repository, look: Look) -> Result<Refreshed, RuntimeError> {
        let mut all = Refreshed::default();
        for kind in KINDS {
            self.stopped()?;
            let one = self.records(repository, kind, look).await?;
            all.read += one.read;
            all.gone += one.gone;
        }
        self.shelf.with(|workspace| {
            let resources = workspace.known_ids(repository.id, RecordKind::Resource)?;
            let resources: Vec<RecordUri> = resources
                .into_iter()
                .map(|id| RecordUri::new(repository.id, RecordKind::Resource, id))
                .collect();
            workspace.mark_trees_read(&resources)?;
            workspace.mark_lists_read(&[Parent::Resources(repository.id), Parent::Accessions(repository.id)])
        })?;
        Ok(all)
    }

    async fn records(&self, repository: &Repository, kind: RecordKind, look: Look) -> Result<Refreshed, RuntimeError> {
        let phase = format!("{}: {}s", repository.name, kind.words());
        self.tell(phase.clone(), 0, None);
        let key = records_mark(repository.id, kind);
        // Asked of the catalogue before the system: what is made meanwhile must not be taken for gone.
        let (since, known, unread) = self.shelf.with(|workspace| {
            Ok((
                workspace.mark(&key)?.and_then(|mark| mark.parse::<i64>().ok()),
                workspace.known_ids(repository.id, kind)?,
                workspace.unread_ids(repository.id, kind)?,
            ))
        })?;
        if let Some(since) = since.filter(|_| look.sorted && unread.is_empty()) {
            let newest = self.archivesspace_client()?.newest_record(repository.id, kind).await?;
            if is_no_news(&newest, known.len(), since) {
                return Ok(Refreshed::default());
            }
        }
        let there: HashSet<u64> = self
            .archivesspace_client()?
            .all_ids(repository.id, kind, None)
            .await?
            .into_iter()
            .collect();
        let gone: Vec<RecordUri> = known
            .iter()
            .filter(|id| !there.contains(id))
            .map(|id| RecordUri::new(repository.id, kind, *id))
            .collect();
        if !gone.is_empty() {
            self.shelf.with(|workspace| workspace.remove_records(&gone))?;
        }
        let mut to_read: HashSet<u64> = match since {
            None => {
                // The first run reads all. Noted before it reads: a run that is stopped is taken up again, and what changes in
                // between must not be missed.
                self.shelf.with(|workspace| workspace.set_mark(&key, &look.mark()))?;
                there
            }
            Some(since) => {
                let changed = self.archivesspace_client()?.all_ids(repository.id, kind, Some(since)).await?;
                let known: HashSet<u64> = known.into_iter().collect();
                let new = there.iter().filter(|id| !known.contains(id)).copied();
                let unread = unread.into_iter().filter(|id| there.contains(id));
                new.chain(unread).chain(changed).collect()
            }
        };
        let mut to_read: Vec<u64> = to_read.drain().collect();
        to_read.sort_unstable();
        let all_kept = self.read_slices(repository.id, kind, &phase, &to_read).await?;
        if all_kept {
            self.shelf.with(|workspace| workspace.set_mark(&key, &look.mark()))?;
        }
        Ok(Refreshed {
            read: to_read.len() as u64,
            gone: gone.len() as u64,
        })
    }

    /// Reads records into the catalogue. False where some were left alone, because applying had them in hand.
    async fn read_slices(&self, repository: RepositoryId, kind: RecordKind, phase: &str, ids: &[u64]) -> Result<bool, RuntimeError> {
        use futures::StreamExt as _;
        let archivesspace = self.archivesspace_client()?;
        let total = ids.len() as u64;
        let slices: Vec<Vec<u64>> = ids.chunks(SLICE).map(<[u64]>::to_vec).collect();
        let mut answers = futures::stream::iter(slices)
            .map(|slice| async move {
                let asked = (self.now)();
                let bodies = archivesspace.records_by_ids(repository, kind, &slice, &[]).await;
                bodies.map(|bodies| (asked, bodies))
            })
            .buffered(4);
        let mut done = 0;
        let mut all_kept = true;
        while let Some(answer) = answers.next().await {
            self.stopped()?;
            let (asked, bodies) = answer?;
            done += bodies.len() as u64;
            all_kept &= self.keep_records(bodies, asked)?;
            self.tell(phase, done, Some(total));
        }
        Ok(all_kept)
    }

    fn keep_records(&self, bodies: Vec<Value>, asked: Timestamp) -> Result<bool, RuntimeError> {
        let containers = self.containers_of(&bodies)?;
        let read_at = (self.now)();
        let mut snapshots: Vec<RecordSnapshot> = bodies
            .into_iter()
            .filter_map(|body| {
                let record = record_from_json(&with_containers(&body, &containers))?;
                Some(RecordSnapshot { record, body, read_at })
            })
            .collect();
        let all = snapshots.len();
        snapshots.retain(|snapshot| !self.shelf.hands().outdates_record(snapshot.record.uri, asked));
        self.shelf.with(|workspace| workspace.put_records(&snapshots))?;
        Ok(snapshots.len() == all)
    }

    /// The top containers that these records lie in, from the catalogue.
    fn containers_of(&self, bodies: &[Value]) -> Result<HashMap<String, Value>, RuntimeError> {
        let refs: HashSet<RecordUri> = bodies.iter().flat_map(container_refs).filter_map(|uri| uri.parse().ok()).collect();
        if refs.is_empty() {
            return Ok(HashMap::new());
        }
        let refs: Vec<RecordUri> = refs.into_iter().collect();
        let found = self.shelf.with(|workspace| workspace.records(&refs))?;
        Ok(found
            .into_iter()
            .map(|container| (container.record.uri.to_string(), container.body))
            .collect())
    }
}

fn instances(body: &Value) -> &[Value] {
    body.get("instances")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn container_refs(body: &Value) -> Vec<&str> {
    instances(body)
        .iter()
        .filter_map(|instance| instance.pointer("/sub_container/top_container/ref")?.as_str())
        .collect()
}

/// The record with its top containers filled in, as `resolve[]` would, so that its words can name them.
fn with_containers(body: &Value, containers: &HashMap<String, Value>) -> Value {
    let mut body = body.clone();
    let Some(instances) = body.get_mut("instances").and_then(Value::as_array_mut) else {
        return body;
    };
    for instance in instances {
        let Some(container) = instance.pointer_mut("/sub_container/top_container").and_then(Value::as_object_mut) else {
            continue;
        };
        let resolved = container
            .get("ref")
            .and_then(Value::as_str)
            .and_then(|uri| containers.get(uri))
            .cloned();
        if let Some(resolved) = resolved {
            container.insert("_resolved".to_owned(), resolved);
        }
    }
    body
}

/// By which the problem of a repository is found again.
fn about(repository: &Repository) -> String {
    format!("refresh of repository {}", repository.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_same_number_without_a_newer_change_is_no_news() {
        let page = |total: u64, changed: Option<&str>| Page {
            results: changed.map(|changed| json!({"system_mtime": changed})).into_iter().collect(),
            last_page: 1,
            total,
        };
        let since = 1_772_600_000; // 2026-03-04T04:53:20Z
        assert!(is_no_news(&page(7, Some("2026-03-04T04:53:19Z")), 7, since));
        assert!(is_no_news(&page(0, None), 0, since));
        for (page, known) in [
            (page(7, Some("2026-03-04T04:53:20Z")), 7),
            (page(6, Some("2026-03-04T04:53:19Z")), 7),
            (page(8, Some("2026-03-04T04:53:19Z")), 7),
            (page(7, Some("yesterday")), 7),
            (page(7, None), 7),
        ] {
            assert!(!is_no_news(&page, known, since), "{page:?}");
        }
    }
}
