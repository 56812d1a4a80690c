//! What the runtime is given from outside: folders, the vault, the clock. Tests give their own.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::domain::Secret;
use crate::vault::{Vault, VaultNotice};

/// Variable of the environment that holds the ArchivesSpace password, for unattended work.
pub const ARCHIVESSPACE_PASSWORD: &str = "ARCHWAY_ARCHIVESSPACE_PASSWORD";
/// Variable of the environment that holds the iconik application token, for unattended work.
pub const ICONIK_TOKEN: &str = "ARCHWAY_ICONIK_TOKEN";

/// What the runtime is given from outside.
pub struct Environment {
    /// Folder for workspaces that have no place of their own, and for the practice systems' state.
    pub data: PathBuf,
    /// File of the application's settings.
    pub settings: PathBuf,
    /// Credentials.
    pub vault: Vault,
    /// Where secrets are kept, when not in the system's keyring.
    pub vault_notice: Option<VaultNotice>,
    /// Password from the environment.
    pub archivesspace_password: Option<Secret>,
    /// Token from the environment.
    pub iconik_token: Option<Secret>,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Refresh when a workspace is opened. The command line refreshes only when told.
    pub refresh_on_open: bool,
    /// Look at both systems when a workspace is opened. The command line leaves them alone where it only reads the catalogue.
    pub probe_on_open: bool,
    /// Let watched profiles look when their time has come.
    pub watch: bool,
    /// Stop running work on Ctrl-C and say so, instead of ending at once. For programs without a window.
    pub heed_interrupt: bool,
}

impl Environment {
    /// This computer: the user's folders, the system's keyring, the environment's variables. `ARCHWAY_HOME` moves all files
    /// to one folder.
    #[must_use]
    pub fn of_this_computer() -> Self {
        let (vault, vault_notice) = Vault::open();
        let (data, settings) = folders();
        Self {
            data,
            settings,
            vault,
            vault_notice,
            archivesspace_password: secret_from(ARCHIVESSPACE_PASSWORD),
            iconik_token: secret_from(ICONIK_TOKEN),
            now: Timestamp::now,
            refresh_on_open: true,
            probe_on_open: true,
            watch: true,
            heed_interrupt: false,
        }
    }

    /// All files in one folder, secrets in memory: for tests and trials.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            settings: folder.join("settings.toml"),
            data: folder,
            vault: Vault::in_memory(),
            vault_notice: Some(VaultNotice {
                text: "Passwords and tokens are kept for this run only.".to_owned(),
            }),
            archivesspace_password: None,
            iconik_token: None,
            now: Timestamp::now,
            refresh_on_open: true,
            probe_on_open: true,
            watch: true,
            heed_interrupt: false,
        }
    }
}

/// Folder of data and file of settings.
#[must_use]
pub fn folders() -> (PathBuf, PathBuf) {
    if let Some(home) = std::env::var_os("ARCHWAY_HOME").map(PathBuf::from) {
        return (home.clone(), home.join("settings.toml"));
    }
    match directories::ProjectDirs::from("", "", "archway") {
        Some(folders) => (folders.data_dir().to_owned(), folders.config_dir().join("settings.toml")),
        None => (PathBuf::from("archway"), PathBuf::from("archway/settings.toml")),
    }
}

fn secret_from(variable: &str) -> Option<Secret> {
    std::env::var(variable).ok().filter(|value| !value.is_empty()).map(Secret::new)
}
