//! The one place where production code starts the practice systems.

use std::path::Path;

use super::command::Credentials;
use super::error::RuntimeError;
use crate::domain::Secret;
use crate::domain::workspace::Connection;
use crate::practice::{PracticeOptions, PracticeSystems};

/// Ports that the practice systems take where they are free, so that addresses in their records stay true.
const PORTS: (u16, u16) = (48_089, 48_090);

/// The running practice systems.
pub struct PracticeHost {
    systems: PracticeSystems,
}

impl PracticeHost {
    /// Starts both systems on state in a folder.
    ///
    /// # Errors
    /// Where the folder cannot be written or no port is free.
    pub async fn start(folder: &Path) -> Result<Self, RuntimeError> {
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
        systems
            .map(|systems| Self { systems })
            .map_err(|error| RuntimeError::Practice(error.to_string()))
    }

    /// The connection of the practice workspace.
    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection {
            name: crate::practice::institution::NAME.to_owned(),
            archivesspace_url: self.systems.archivesspace_url(),
            archivesspace_staff_url: String::new(),
            archivesspace_user: self.systems.archivesspace_user().to_owned(),
            iconik_url: self.systems.iconik_url(),
            iconik_app_id: self.systems.iconik_app_id().to_owned(),
            practice: true,
        }
    }

    /// The credentials of the practice workspace.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials {
            archivesspace: Some(Secret::new(self.systems.archivesspace_password())),
            iconik: Some(Secret::new(self.systems.iconik_token())),
        }
    }

    /// Puts both systems back to how they came.
    ///
    /// # Errors
    /// Where the state cannot be written.
    pub async fn reset(self) -> Result<Self, RuntimeError> {
        let systems = self.systems.reset().await;
        systems
            .map(|systems| Self { systems })
            .map_err(|error| RuntimeError::Practice(error.to_string()))
    }

    /// Lets both systems answer slowly and with faults now and then, or well again.
    pub fn bad_network(&self, bad: bool) {
        for faults in [self.systems.archivesspace_faults(), self.systems.iconik_faults()] {
            if bad { faults.random(20, 0.15) } else { faults.clear() }
        }
    }

    /// Stops both systems.
    pub async fn stop(self) {
        self.systems.stop().await;
    }
}
