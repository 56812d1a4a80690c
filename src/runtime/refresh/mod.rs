//! Refreshing: bringing the catalogue up to date, reading only what changed.

mod archivesspace;
mod authorities;
mod iconik;
mod vocabulary;

use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::error::RuntimeError;
use super::shelf::Shelf;
use crate::domain::{RecordKind, RepositoryId};
use crate::systems::{ArchivesSpace, Iconik};

pub(super) use iconik::SINCE as ASSETS_MARK;

/// Mark under which it is kept until when the records of a kind were read, in Unix seconds.
pub(super) fn records_mark(repository: RepositoryId, kind: RecordKind) -> String {
    format!("archivesspace/{repository}/{}", kind.plural())
}

/// How far a refresh has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshProgress {
    /// What is read just now.
    pub phase: String,
    /// Records or assets read.
    pub done: u64,
    /// Of how many, where known.
    pub total: Option<u64>,
}

/// What a refresh brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Records or assets read anew.
    pub read: u64,
    /// Records or assets that are gone.
    pub gone: u64,
}

/// Reads what changed.
pub struct Refresher {
    /// The workspace file.
    pub shelf: Shelf,
    /// ArchivesSpace, with the token that stops this run; else why there is no client for it.
    pub archivesspace: Result<ArchivesSpace, String>,
    /// iconik, with the token that stops this run; else why there is no client for it.
    pub iconik: Result<Iconik, String>,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Stops the run between two requests.
    pub cancel: CancellationToken,
    /// Told of every page.
    pub progress: Arc<dyn Fn(RefreshProgress) + Send + Sync>,
}

impl Refresher {
    fn tell(&self, phase: impl Into<String>, done: u64, total: Option<u64>) {
        (self.progress)(RefreshProgress {
            phase: phase.into(),
            done,
            total,
        });
    }

    /// ArchivesSpace, where there is a client for it.
    fn archivesspace_client(&self) -> Result<&ArchivesSpace, RuntimeError> {
        self.archivesspace.as_ref().map_err(|reason| RuntimeError::NoClient(reason.clone()))
    }

    /// iconik, where there is a client for it.
    fn iconik_client(&self) -> Result<&Iconik, RuntimeError> {
        self.iconik.as_ref().map_err(|reason| RuntimeError::NoClient(reason.clone()))
    }

    fn stopped(&self) -> Result<(), RuntimeError> {
        if self.cancel.is_cancelled() {
            Err(RuntimeError::Stopped)
        } else {
            Ok(())
        }
    }
}
