//! The practice systems without a workspace, for trying other programs against them.

use std::path::PathBuf;

use super::error::RuntimeError;
use super::practice_host::{Addresses, FolderLock, misbehave};
use crate::practice::PracticeOptions;

/// How the practice systems run alone.
#[derive(Debug, Clone, Default)]
pub struct PracticeAlone {
    /// Port of ArchivesSpace; 0 for any that is free.
    pub archivesspace_port: u16,
    /// Port of iconik; 0 for any that is free.
    pub iconik_port: u16,
    /// Folder of the state; `None` forgets everything at the end.
    pub state: Option<PathBuf>,
    /// Answer slowly and with faults now and then.
    pub bad_network: bool,
}

/// Where the practice systems answer and who they know. **Practice values**: they open nothing else.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PracticeAddresses {
    /// Address of ArchivesSpace's API.
    pub archivesspace: String,
    /// A user of ArchivesSpace.
    pub archivesspace_user: String,
    /// That user's password.
    pub archivesspace_password: String,
    /// Address of iconik.
    pub iconik: String,
    /// `App-ID` for iconik.
    pub iconik_app_id: String,
    /// `Auth-Token` for iconik.
    pub iconik_token: String,
}

/// Runs both practice systems until Ctrl-C, on the thread that calls. `ready` is told once they answer.
///
/// # Errors
/// Where a port is taken, the state cannot be used, or another Archway runs on the same state.
pub fn practise_alone(options: PracticeAlone, ready: impl FnOnce(&PracticeAddresses)) -> Result<(), RuntimeError> {
    let failed = |error: &dyn std::fmt::Display| RuntimeError::Practice(error.to_string());
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| failed(&error))?;
    let lock = match &options.state {
        Some(folder) => Some(FolderLock::take(folder)?.ok_or(RuntimeError::PracticeElsewhere)?),
        None => None,
    };
    tokio.block_on(async {
        let systems = crate::practice::start(PracticeOptions {
            archivesspace_port: options.archivesspace_port,
            iconik_port: options.iconik_port,
            folder: options.state,
            ..PracticeOptions::default()
        })
        .await
        .map_err(|error| failed(&error))?;
        misbehave(&systems, options.bad_network);
        if let Some(lock) = &lock {
            lock.publish(&Addresses {
                archivesspace: systems.archivesspace_url(),
                iconik: systems.iconik_url(),
            })?;
        }
        ready(&PracticeAddresses {
            archivesspace: systems.archivesspace_url(),
            archivesspace_user: systems.archivesspace_user().to_owned(),
            archivesspace_password: systems.archivesspace_password().to_owned(),
            iconik: systems.iconik_url(),
            iconik_app_id: systems.iconik_app_id().to_owned(),
            iconik_token: systems.iconik_token().to_owned(),
        });
        let stopped = tokio::signal::ctrl_c().await;
        systems.stop().await;
        stopped.map_err(|error| failed(&error))
    })
}
