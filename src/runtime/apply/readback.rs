//! Reading records again, and keeping what was read in the catalogue.

use std::collections::HashMap;

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::Applier;
use crate::domain::{RecordKind, RecordSnapshot, RecordUri, RepositoryId};
use crate::systems::archivesspace::record_from_json;
use crate::systems::{ArchivesSpace, SystemError};

impl Applier {
    /// Records of one kind as they are now, by address; those that are gone are left out. The catalogue keeps them.
    pub(super) async fn read_records(
        &self,
        repository: RepositoryId,
        kind: RecordKind,
        uris: &[RecordUri],
    ) -> Result<HashMap<RecordUri, Value>, SystemError> {
        self.records_through(&self.archivesspace, repository, kind, uris).await
    }

    /// The same once something was sent: also where the run was stopped meanwhile, so that what was carried out is noted as such.
    pub(super) async fn read_back_records(
        &self,
        repository: RepositoryId,
        kind: RecordKind,
        uris: &[RecordUri],
    ) -> Result<HashMap<RecordUri, Value>, SystemError> {
        let unstopped = self.archivesspace.with_cancel(CancellationToken::new());
        self.records_through(&unstopped, repository, kind, uris).await
    }

    async fn records_through(
        &self,
        archivesspace: &ArchivesSpace,
        repository: RepositoryId,
        kind: RecordKind,
        uris: &[RecordUri],
    ) -> Result<HashMap<RecordUri, Value>, SystemError> {
        let mut ids: Vec<u64> = uris.iter().map(|uri| uri.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let bodies = archivesspace.records_by_ids(repository, kind, &ids, &[]).await?;
        let mut found = HashMap::new();
        for body in bodies {
            if let Some(uri) = body
                .get("uri")
                .and_then(Value::as_str)
                .and_then(|uri| uri.parse::<RecordUri>().ok())
            {
                found.insert(uri, body);
            }
        }
        self.keep(found.values());
        Ok(found)
    }

    /// Keeps records in the catalogue. The catalogue is a copy: where it cannot be written now, the next refresh mends it.
    pub(super) fn keep<'a>(&self, bodies: impl Iterator<Item = &'a Value>) {
        let read_at = (self.now)();
        let snapshots: Vec<RecordSnapshot> = bodies
            .filter_map(|body| {
                let mut record = record_from_json(body)?;
                // Containers come resolved only with a refresh; what the catalogue knows is better than what this answer says.
                if let Ok(Some(known)) = self.shelf.with(|workspace| workspace.record(record.uri)) {
                    record.container = known.record.container;
                }
                Some(RecordSnapshot {
                    record,
                    body: body.clone(),
                    read_at,
                })
            })
            .collect();
        if let Err(error) = self.shelf.with(|workspace| workspace.put_records(&snapshots)) {
            tracing::warn!("the catalogue could not keep what was read back: {error}");
        }
    }
}
