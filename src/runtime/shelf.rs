//! The workspace file, shared by the tasks of the runtime; one of them at a time.

use std::sync::Arc;

use parking_lot::Mutex;

use super::error::RuntimeError;
use crate::store::{StoreError, Workspace};

/// The open workspace file.
#[derive(Clone)]
pub struct Shelf(Arc<Mutex<Workspace>>);

impl Shelf {
    /// Shares a workspace file.
    #[must_use]
    pub fn new(workspace: Workspace) -> Self {
        Self(Arc::new(Mutex::new(workspace)))
    }

    /// Reads or writes the file. Tells tokio where there is one, so that other tasks go on meanwhile.
    ///
    /// # Errors
    /// As the file.
    pub fn with<T>(&self, work: impl FnOnce(&mut Workspace) -> Result<T, StoreError>) -> Result<T, RuntimeError> {
        let locked = || work(&mut self.0.lock()).map_err(RuntimeError::from);
        match tokio::runtime::Handle::try_current() {
            Ok(handle) if handle.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread => tokio::task::block_in_place(locked),
            _ => locked(),
        }
    }
}
