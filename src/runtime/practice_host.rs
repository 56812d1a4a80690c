//! The one place where production code starts the practice systems.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt as _;

use super::command::Credentials;
use super::error::RuntimeError;
use crate::domain::Secret;
use crate::domain::workspace::Connection;
use crate::practice::{PracticeOptions, PracticeSystems};

/// Ports that the practice systems take where they are free, so that addresses in their records stay true.
const PORTS: (u16, u16) = (48_089, 48_090);

/// The running practice systems: ours, or those of another Archway on the same folder.
pub struct PracticeHost {
    addresses: Addresses,
    ours: Option<(PracticeSystems, FolderLock)>,
}

/// Addresses of the two systems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Addresses {
    pub archivesspace: String,
    pub iconik: String,
}

/// One process at a time runs the practice systems on a folder. The lock falls with the process however that ends.
pub(super) struct FolderLock {
    _file: File,
    addresses: PathBuf,
}

impl FolderLock {
    /// Takes the lock; `None` where another process holds it.
    pub(super) fn take(folder: &Path) -> Result<Option<Self>, RuntimeError> {
        let path = folder.join("practice.lock");
        let failed = |error: std::io::Error| RuntimeError::File {
            path: path.clone(),
            reason: error.to_string(),
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        Ok(file.try_lock_exclusive().map_err(failed)?.then(|| Self {
            _file: file,
            addresses: addresses_file(folder),
        }))
    }

    /// Leaves the addresses where another Archway on the folder finds them.
    pub(super) fn publish(&self, addresses: &Addresses) -> Result<(), RuntimeError> {
        std::fs::write(&self.addresses, format!("{}\n{}\n", addresses.archivesspace, addresses.iconik)).map_err(|error| {
            RuntimeError::File {
                path: self.addresses.clone(),
                reason: error.to_string(),
            }
        })
    }
}

fn addresses_file(folder: &Path) -> PathBuf {
    folder.join("practice.addresses")
}

/// Addresses of the systems that another Archway runs on the folder.
fn published(folder: &Path) -> Result<Addresses, RuntimeError> {
    let text = std::fs::read_to_string(addresses_file(folder)).unwrap_or_default();
    let mut lines = text.lines().map(str::to_owned);
    match (lines.next(), lines.next()) {
        (Some(archivesspace), Some(iconik)) => Ok(Addresses { archivesspace, iconik }),
        _ => Err(RuntimeError::PracticeElsewhere),
    }
}

impl PracticeHost {
    /// Starts both systems on state in a folder. Where another Archway runs them already, gives those.
    ///
    /// # Errors
    /// Where the folder cannot be written or no port is free.
    pub async fn start(folder: &Path) -> Result<Self, RuntimeError> {
        let Some(lock) = FolderLock::take(folder)? else {
            return published(folder).map(|addresses| Self { addresses, ours: None });
        };
        let options = |ports: (u16, u16)| PracticeOptions {
            archivesspace_port: ports.0,
            iconik_port: ports.1,
            folder: Some(folder.to_owned()),
            ..PracticeOptions::default()
        };
        let systems = match crate::practice::start(options(PORTS)).await {
            Ok(systems) => Ok(systems),
            Err(_) => crate::practice::start(options((0, 0))).await,
        };
        Self::hosting(systems.map_err(|error| RuntimeError::Practice(error.to_string()))?, lock)
    }

    fn hosting(systems: PracticeSystems, lock: FolderLock) -> Result<Self, RuntimeError> {
        let addresses = Addresses {
            archivesspace: systems.archivesspace_url(),
            iconik: systems.iconik_url(),
        };
        lock.publish(&addresses)?;
        Ok(Self {
            addresses,
            ours: Some((systems, lock)),
        })
    }

    /// True where another Archway runs the systems.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.ours.is_none()
    }

    /// The connection of the practice workspace.
    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection {
            name: crate::practice::institution::NAME.to_owned(),
            archivesspace_url: self.addresses.archivesspace.clone(),
            archivesspace_staff_url: String::new(),
            archivesspace_user: crate::practice::USER.to_owned(),
            iconik_url: self.addresses.iconik.clone(),
            iconik_app_id: crate::practice::iconik::APP_ID.to_owned(),
            practice: true,
        }
    }

    /// The credentials of the practice workspace.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials {
            archivesspace: Some(Secret::new(crate::practice::archivesspace::PASSWORD)),
            iconik: Some(Secret::new(crate::practice::iconik::ARCHIVIST_TOKEN)),
        }
    }

    /// Puts both systems back to how they came.
    ///
    /// # Errors
    /// Where the state cannot be written; where another Archway runs the systems.
    pub async fn reset(self) -> Result<Self, RuntimeError> {
        let Some((systems, lock)) = self.ours else {
            return Err(RuntimeError::PracticeElsewhere);
        };
        let systems = systems.reset().await;
        Self::hosting(systems.map_err(|error| RuntimeError::Practice(error.to_string()))?, lock)
    }

    /// Lets both systems answer slowly and with faults now and then, or well again.
    pub fn bad_network(&self, bad: bool) {
        if let Some((systems, _)) = &self.ours {
            misbehave(systems, bad);
        }
    }

    /// Stops both systems.
    pub async fn stop(self) {
        if let Some((systems, _lock)) = self.ours {
            systems.stop().await;
        }
    }
}

/// Lets both systems answer slowly and with faults now and then, or well again.
pub(super) fn misbehave(systems: &PracticeSystems, bad: bool) {
    for faults in [systems.archivesspace_faults(), systems.iconik_faults()] {
        if bad { faults.random(20, 0.15) } else { faults.clear() }
    }
}
