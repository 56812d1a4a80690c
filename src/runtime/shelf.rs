//! The workspace file, shared by the tasks of the runtime; one of them at a time.

use std::sync::Arc;

use parking_lot::Mutex;

use super::error::RuntimeError;
use super::hands::Hands;
use crate::store::{StoreError, Workspace};

/// The open workspace file, until it is closed.
#[derive(Clone)]
pub struct Shelf {
    file: Arc<Mutex<Option<Workspace>>>,
    hands: Hands,
}

impl Shelf {
    /// Shares a workspace file.
    #[must_use]
    pub fn new(workspace: Workspace) -> Self {
        Self {
            file: Arc::new(Mutex::new(Some(workspace))),
            hands: Hands::default(),
        }
    }

    /// Reads or writes the file. Tells tokio where there is one, so that other tasks go on meanwhile.
    ///
    /// # Errors
    /// As the file; once it was closed, [`RuntimeError::Closed`].
    pub fn with<T>(&self, work: impl FnOnce(&mut Workspace) -> Result<T, StoreError>) -> Result<T, RuntimeError> {
        let locked = || match self.file.lock().as_mut() {
            Some(workspace) => work(workspace).map_err(RuntimeError::from),
            None => Err(RuntimeError::Closed),
        };
        match tokio::runtime::Handle::try_current() {
            Ok(handle) if handle.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread => tokio::task::block_in_place(locked),
            _ => locked(),
        }
    }

    /// What applying has in hand.
    #[must_use]
    pub fn hands(&self) -> &Hands {
        &self.hands
    }

    /// Lets go of the file and its lock, whoever else still shares it: a task that waits for an answer must not keep the file
    /// from being opened again.
    pub fn close(&self) {
        drop(self.file.lock().take());
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::workspace::Connection;
    use crate::store::Access;

    #[test]
    fn a_closed_file_can_be_opened_again_while_a_task_still_shares_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.archway");
        let connection = Connection {
            name: "One".to_owned(),
            archivesspace_url: "http://127.0.0.1:9".to_owned(),
            archivesspace_staff_url: String::new(),
            archivesspace_user: "archivist".to_owned(),
            iconik_url: "http://127.0.0.1:9".to_owned(),
            iconik_app_id: "app".to_owned(),
            practice: false,
        };
        let shelf = Shelf::new(Workspace::create(&path, &connection, Timestamp::UNIX_EPOCH).unwrap());
        let late = shelf.clone();
        shelf.close();
        let again = Workspace::open(&path).unwrap();
        assert_eq!(*again.access(), Access::Writer);
        assert!(matches!(late.with(|workspace| workspace.asset_count()), Err(RuntimeError::Closed)));
    }
}
