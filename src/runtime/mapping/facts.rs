//! Facts: what profiles are evaluated on, gathered from the catalogue with everything around it. Each record is read once, however
//! many items stand below it.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::domain::text::plain;
use crate::domain::workspace::Connection;
use crate::domain::{AssetId, CollectionId, MediaDetails, RecordSnapshot, RecordUri, Repository, RepositoryId};
use crate::mapping::{AssetFacts, RecordFacts};
use crate::store::{Reader, StoreError};

/// Gathers facts from a workspace file.
pub struct Gatherer<'a> {
    workspace: &'a Reader,
    connection: &'a Connection,
    repositories: HashMap<RepositoryId, Repository>,
    collections: HashMap<CollectionId, String>,
    read: HashMap<RecordUri, Option<Arc<RecordSnapshot>>>,
    containers: HashMap<RecordUri, String>,
}

impl<'a> Gatherer<'a> {
    /// Begins with the lists that every fact needs.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn new(workspace: &'a Reader, connection: &'a Connection) -> Result<Self, StoreError> {
        let repositories = workspace.repositories()?.into_iter().map(|known| (known.id, known)).collect();
        let collections = workspace.collections()?.into_iter().map(|known| (known.id, known.title)).collect();
        Ok(Self {
            workspace,
            connection,
            repositories,
            collections,
            read: HashMap::new(),
            containers: HashMap::new(),
        })
    }

    /// An asset; `None` where the catalogue does not know it.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn asset(&self, id: AssetId, details: Option<MediaDetails>) -> Result<Option<AssetFacts>, StoreError> {
        Ok(self.workspace.asset(id)?.map(|snapshot| AssetFacts {
            collections: snapshot
                .asset
                .collections
                .iter()
                .filter_map(|collection| self.collections.get(collection).cloned())
                .collect(),
            page: self.connection.asset_page(id),
            snapshot,
            details,
        }))
    }

    /// A record; `None` where the catalogue does not know it whole.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn record(&mut self, uri: RecordUri) -> Result<Option<RecordFacts>, StoreError> {
        let Some(snapshot) = self.snapshot(uri)? else { return Ok(None) };
        let mut above = Vec::new();
        let mut path = Vec::new();
        for record in self.workspace.ancestors(uri)? {
            path.push(plain(&record.label()));
            above.extend(self.snapshot(record.uri)?);
        }
        above.reverse();
        path.push(plain(&snapshot.record.label()));
        let containers = self.containers_of(&snapshot.body)?;
        Ok(Some(RecordFacts {
            snapshot: (*snapshot).clone(),
            above,
            path,
            repository: self.repositories.get(&uri.repository).cloned(),
            containers,
            page: self.connection.record_page(uri),
        }))
    }

    fn snapshot(&mut self, uri: RecordUri) -> Result<Option<Arc<RecordSnapshot>>, StoreError> {
        if let Some(known) = self.read.get(&uri) {
            return Ok(known.clone());
        }
        let read = self.workspace.record(uri)?.map(Arc::new);
        self.read.insert(uri, read.clone());
        Ok(read)
    }

    fn containers_of(&mut self, body: &Value) -> Result<HashMap<RecordUri, String>, StoreError> {
        let mut found = HashMap::new();
        let instances = body
            .get("instances")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for container in instances
            .iter()
            .filter_map(|instance| instance.pointer("/sub_container/top_container"))
        {
            let Some(uri) = container
                .get("ref")
                .and_then(Value::as_str)
                .and_then(|uri| uri.parse::<RecordUri>().ok())
            else {
                continue;
            };
            let words = match self.containers.get(&uri) {
                Some(words) => words.clone(),
                None => {
                    let words = self.container_words(uri, container)?;
                    self.containers.insert(uri, words.clone());
                    words
                }
            };
            if !words.is_empty() {
                found.insert(uri, words);
            }
        }
        Ok(found)
    }

    fn container_words(&self, uri: RecordUri, container: &Value) -> Result<String, StoreError> {
        let known = self.workspace.record(uri)?.map(|record| record.body);
        let body = known.as_ref().or_else(|| container.get("_resolved"));
        let text = |key: &str| body.and_then(|body| body.get(key)).and_then(Value::as_str).unwrap_or_default();
        let words = match (text("type"), text("indicator")) {
            ("", "") => text("display_string").to_owned(),
            (kind, indicator) => format!("{} {indicator}", kind.replace('_', " ")).trim().to_owned(),
        };
        Ok(words)
    }
}
