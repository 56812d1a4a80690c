//! Both practice systems together, on ports and state of their own.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::archivesspace::{self, ArchivesSpaceState, Fill};
use super::faults::Faults;
use super::iconik::{self, IconikOptions, IconikState};
use super::persist::{StateError, StateLog};
use super::server::{Served, serve};

/// User of the practice ArchivesSpace that the practice workspace acts as.
pub const USER: &str = "archivist";

/// How the practice systems are started.
#[derive(Clone)]
pub struct PracticeOptions {
    /// Port of ArchivesSpace; 0 for any.
    pub archivesspace_port: u16,
    /// Port of iconik; 0 for any.
    pub iconik_port: u16,
    /// Folder of the state that survives until reset; `None` keeps it in memory.
    pub folder: Option<PathBuf>,
    /// How ArchivesSpace behaves.
    pub archivesspace: archivesspace::Options,
    /// How iconik behaves.
    pub iconik: IconikOptions,
    /// What ArchivesSpace holds.
    pub fill: Fill,
}

impl Default for PracticeOptions {
    fn default() -> Self {
        Self {
            archivesspace_port: 0,
            iconik_port: 0,
            folder: None,
            archivesspace: archivesspace::Options::default(),
            iconik: IconikOptions::default(),
            fill: super::institution::archivesspace::kelder(),
        }
    }
}

impl PracticeOptions {
    /// In memory, on any port, without waiting and limits, as most tests want it.
    #[must_use]
    pub fn immediate() -> Self {
        Self {
            iconik: IconikOptions::immediate(),
            ..Self::default()
        }
    }
}

/// Why the practice systems could not be started.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// A port could not be taken.
    #[error("port {port} on this computer cannot be used: {source}")]
    Port {
        /// The port.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// The state could not be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// iconik could not be made.
    #[error(transparent)]
    Iconik(#[from] iconik::IconikError),
    /// The folder could not be made.
    #[error("{folder} cannot be made: {source}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The running practice systems. They stop when dropped.
pub struct PracticeSystems {
    archivesspace: Served,
    iconik: Served,
    faults: (Arc<Faults>, Arc<Faults>),
    archivesspace_state: Arc<ArchivesSpaceState>,
    iconik_state: Arc<IconikState>,
    options: PracticeOptions,
}

/// Starts both systems.
///
/// # Errors
/// Where a port is taken or the state cannot be read or written.
pub async fn start(options: PracticeOptions) -> Result<PracticeSystems, PracticeError> {
    if let Some(folder) = &options.folder {
        std::fs::create_dir_all(folder).map_err(|source| PracticeError::Folder {
            folder: folder.clone(),
            source,
        })?;
    }
    let faults = (Arc::new(Faults::new()), Arc::new(Faults::new()));
    start_with(options, faults).await
}

async fn start_with(options: PracticeOptions, faults: (Arc<Faults>, Arc<Faults>)) -> Result<PracticeSystems, PracticeError> {
    let file = |name: &str| options.folder.as_ref().map(|folder| folder.join(name));
    let archivesspace_listener = listener(options.archivesspace_port).await?;
    let iconik_listener = listener(options.iconik_port).await?;
    let archivesspace_state = ArchivesSpaceState::open(
        file("archivesspace.log").as_deref(),
        options.archivesspace.clone(),
        options.fill.clone(),
    )?;
    let iconik_state = IconikState::open(options.iconik.clone(), StateLog::open(file("iconik.log").as_deref())?)?;
    let served = |source| PracticeError::Port { port: 0, source };
    let archivesspace = serve(
        "ArchivesSpace",
        archivesspace::router(Arc::clone(&archivesspace_state)),
        archivesspace_listener,
        Arc::clone(&faults.0),
    )
    .await
    .map_err(served)?;
    let iconik = serve(
        "iconik",
        iconik::router(Arc::clone(&iconik_state)),
        iconik_listener,
        Arc::clone(&faults.1),
    )
    .await
    .map_err(served)?;
    Ok(PracticeSystems {
        archivesspace,
        iconik,
        faults,
        archivesspace_state,
        iconik_state,
        options,
    })
}

async fn listener(port: u16) -> Result<TcpListener, PracticeError> {
    TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|source| PracticeError::Port { port, source })
}

impl PracticeSystems {
    /// Address of ArchivesSpace's API.
    #[must_use]
    pub fn archivesspace_url(&self) -> String {
        self.archivesspace.base_url()
    }

    /// Address of iconik.
    #[must_use]
    pub fn iconik_url(&self) -> String {
        self.iconik.base_url()
    }

    /// User of the practice workspace in ArchivesSpace.
    #[must_use]
    pub fn archivesspace_user(&self) -> &'static str {
        USER
    }

    /// That user's password: a practice value.
    #[must_use]
    pub fn archivesspace_password(&self) -> &'static str {
        archivesspace::PASSWORD
    }

    /// App-ID of the practice application.
    #[must_use]
    pub fn iconik_app_id(&self) -> &'static str {
        iconik::APP_ID
    }

    /// Token of the archivist in iconik: a practice value.
    #[must_use]
    pub fn iconik_token(&self) -> &'static str {
        iconik::ARCHIVIST_TOKEN
    }

    /// Faults of ArchivesSpace.
    #[must_use]
    pub fn archivesspace_faults(&self) -> &Arc<Faults> {
        &self.faults.0
    }

    /// Faults of iconik.
    #[must_use]
    pub fn iconik_faults(&self) -> &Arc<Faults> {
        &self.faults.1
    }

    /// The state of ArchivesSpace, for tests.
    #[must_use]
    pub fn archivesspace_state(&self) -> &Arc<ArchivesSpaceState> {
        &self.archivesspace_state
    }

    /// The state of iconik, for tests.
    #[must_use]
    pub fn iconik_state(&self) -> &Arc<IconikState> {
        &self.iconik_state
    }

    /// Puts both systems back to how they came, on the same ports.
    ///
    /// # Errors
    /// Where the state cannot be removed or a port was taken meanwhile.
    pub async fn reset(self) -> Result<Self, PracticeError> {
        let mut options = self.options.clone();
        options.archivesspace_port = self.archivesspace.address().port();
        options.iconik_port = self.iconik.address().port();
        let faults = (Arc::clone(&self.faults.0), Arc::clone(&self.faults.1));
        self.stop().await;
        for name in ["archivesspace.log", "iconik.log"] {
            if let Some(folder) = &options.folder {
                StateLog::open(Some(&folder.join(name)))?.reset()?;
            }
        }
        start_with(options, faults).await
    }

    /// Stops both systems and waits until their ports are free.
    pub async fn stop(self) {
        self.archivesspace.stop().await;
        self.iconik.stop().await;
    }
}
