//! The open workspace: its file, its two systems, and what is known of them.

use jiff::Timestamp;
use parking_lot::Mutex;
use uuid::Uuid;

use super::command::Credentials;
use super::environment::Environment;
use super::error::RuntimeError;
use super::planning::{Planning, VIEW_MARK};
use super::shelf::Shelf;
use super::view::{Reachability, SetupState, SideStatus, WorkspaceInfo};
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{RecordKind, Repository, RepositoryId, Secret};
use crate::plan::{Stage, Workflow};
use crate::store::{Access, PlanFilter, StoreError, Workspace};
use crate::systems::{ArchivesSpace, Iconik, TransportLimits};
use crate::vault::{Account, Vault};

/// What is known of the systems since the workspace was opened.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// How iconik answers.
    pub iconik: Reachability,
    /// How ArchivesSpace answers.
    pub archivesspace: Reachability,
    /// Archway's fields in iconik.
    pub setup: Option<SetupState>,
    /// The account's name in ArchivesSpace.
    pub user: Option<String>,
    /// Repository the right browser shows.
    pub repository: Option<RepositoryId>,
    /// Records and assets in the catalogue, where they were counted since it last changed. Counting a million takes its time.
    pub counts: Option<(u64, u64)>,
}

/// An open workspace.
pub struct OpenWorkspace {
    /// Its file.
    pub shelf: Shelf,
    /// The systems.
    pub connection: Connection,
    /// Its settings.
    pub settings: WorkspaceSettings,
    /// ArchivesSpace, or why there is no client for it.
    pub archivesspace: Result<ArchivesSpace, String>,
    /// iconik, or why there is no client for it.
    pub iconik: Result<Iconik, String>,
    /// What is known of the systems.
    pub known: Mutex<Known>,
    /// Where the file is.
    pub path: std::path::PathBuf,
    /// Why nothing can be written.
    pub read_only: Option<String>,
    /// Where secrets are kept, when not in the system's keyring.
    pub vault_notice: Option<String>,
}

impl OpenWorkspace {
    /// Joins a workspace file with clients of its two systems. Secrets come from what was typed, else from the environment,
    /// else from the vault; what was typed is kept in the vault.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn new(workspace: Workspace, credentials: &Credentials, environment: &Environment) -> Result<Self, RuntimeError> {
        let connection = workspace.connection()?;
        let settings = workspace.settings()?;
        let uuid = workspace.uuid()?;
        let path = workspace.path().to_owned();
        let read_only = match workspace.access() {
            Access::Writer => None,
            Access::ReadOnly { why } => Some(why.clone()),
        };
        let (password, token) = secrets(uuid, &connection, credentials, environment);
        let archivesspace = password.and_then(|password| {
            let limits = TransportLimits::archivesspace(settings.archivesspace_concurrency);
            ArchivesSpace::new(&connection.archivesspace_url, &connection.archivesspace_user, password, limits)
                .map_err(|error| error.to_string())
        });
        let iconik = token.and_then(|token| {
            let limits = TransportLimits::iconik(settings.iconik_per_second);
            Iconik::new(&connection.iconik_url, &connection.iconik_app_id, token, limits).map_err(|error| error.to_string())
        });
        let failed = |reason: &String| Reachability::Failed { reason: reason.clone() };
        let known = Known {
            archivesspace: archivesspace.as_ref().err().map(failed).unwrap_or_default(),
            iconik: iconik.as_ref().err().map(failed).unwrap_or_default(),
            ..Known::default()
        };
        let vault_notice = environment.vault_notice.as_ref().map(|notice| notice.text.clone());
        Ok(Self {
            shelf: Shelf::new(workspace),
            connection,
            settings,
            archivesspace,
            iconik,
            known: Mutex::new(known),
            path,
            read_only,
            vault_notice,
        })
    }

    /// What the window shows of the workspace.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn info(&self, bad_network: bool) -> Result<WorkspaceInfo, RuntimeError> {
        let known = self.known.lock().clone();
        self.shelf.with(|workspace| {
            let repositories = workspace.repositories()?;
            let repository = known.repository.or_else(|| repositories.first().map(|repository| repository.id));
            let (records, assets) = match known.counts {
                Some(counts) => counts,
                None => {
                    let counted = counts(workspace, &repositories)?;
                    // While the file is held, so that what changes it afterwards also forgets this.
                    self.known.lock().counts = Some(counted);
                    counted
                }
            };
            let time = |key: &str| -> Result<Option<Timestamp>, StoreError> { Ok(workspace.mark(key)?.and_then(|mark| mark.parse().ok())) };
            let plans = workspace.plans(&PlanFilter::default())?;
            let has_view = workspace.mark(VIEW_MARK)?.is_some_and(|view| !view.is_empty());
            Ok(WorkspaceInfo {
                path: self.path.clone(),
                connection: self.connection.clone(),
                settings: self.settings.clone(),
                read_only: self.read_only.clone(),
                vault_notice: self.vault_notice.clone(),
                iconik: SideStatus {
                    reachability: known.iconik.clone(),
                    refreshed: time("iconik/refreshed")?,
                    count: assets,
                },
                archivesspace: SideStatus {
                    reachability: known.archivesspace.clone(),
                    refreshed: time("archivesspace/refreshed")?,
                    count: records,
                },
                repositories,
                repository,
                setup: known
                    .setup
                    .clone()
                    .unwrap_or(if has_view { SetupState::Ready } else { SetupState::Unknown }),
                plans_in_review: plans.iter().filter(|plan| plan.stage == Stage::Review).count() as u64,
                problems: workspace.problem_count()?,
                last_applied: plans
                    .iter()
                    .find(|plan| {
                        plan.stage == Stage::Applied
                            && plan.workflow != Workflow::Undo
                            && !plans.iter().any(|other| other.undoes == Some(plan.id))
                    })
                    .map(|plan| (plan.id, plan.title.clone())),
                bad_network,
            })
        })
    }

    /// ArchivesSpace.
    ///
    /// # Errors
    /// Where there is no client for it: why.
    pub fn archivesspace(&self) -> Result<ArchivesSpace, String> {
        self.archivesspace.clone()
    }

    /// iconik.
    ///
    /// # Errors
    /// Where there is no client for it: why.
    pub fn iconik(&self) -> Result<Iconik, String> {
        self.iconik.clone()
    }

    /// Who acts: the account in ArchivesSpace.
    #[must_use]
    pub fn author(&self) -> String {
        self.known
            .lock()
            .user
            .clone()
            .unwrap_or_else(|| self.connection.archivesspace_user.clone())
    }

    /// What planning needs.
    ///
    /// # Errors
    /// Where there is no client for ArchivesSpace: why.
    pub fn planning(&self, now: fn() -> Timestamp) -> Result<Planning, String> {
        Ok(Planning {
            shelf: self.shelf.clone(),
            archivesspace: self.archivesspace()?,
            connection: self.connection.clone(),
            settings: self.settings.clone(),
            author: self.author(),
            now,
        })
    }
}

/// How many records and assets the catalogue holds.
fn counts(workspace: &Workspace, repositories: &[Repository]) -> Result<(u64, u64), StoreError> {
    let mut records = 0;
    for repository in repositories {
        for kind in [RecordKind::Resource, RecordKind::ArchivalObject, RecordKind::Accession] {
            records += workspace.record_count(repository.id, kind)?;
        }
    }
    Ok((records, workspace.asset_count()?))
}

/// The two secrets, or why one is missing.
fn secrets(
    workspace: Uuid,
    connection: &Connection,
    credentials: &Credentials,
    environment: &Environment,
) -> (Result<Secret, String>, Result<Secret, String>) {
    let vault = &environment.vault;
    let password = secret(
        vault,
        &Account::archivesspace(workspace),
        credentials.archivesspace.as_ref(),
        environment.archivesspace_password.as_ref(),
        connection.practice,
        "password for ArchivesSpace",
        super::environment::ARCHIVESSPACE_PASSWORD,
    );
    let token = secret(
        vault,
        &Account::iconik(workspace),
        credentials.iconik.as_ref(),
        environment.iconik_token.as_ref(),
        connection.practice,
        "application token for iconik",
        super::environment::ICONIK_TOKEN,
    );
    (password, token)
}

fn secret(
    vault: &Vault,
    account: &Account,
    typed: Option<&Secret>,
    from_environment: Option<&Secret>,
    practice: bool,
    what: &'static str,
    variable: &'static str,
) -> Result<Secret, String> {
    if let Some(typed) = typed.filter(|typed| !typed.is_empty()) {
        // Practice credentials are known to all; they do not belong in a keyring.
        if !practice && let Err(error) = vault.set(account, typed) {
            tracing::warn!("a secret could not be kept: {error}");
        }
        return Ok(typed.clone());
    }
    if let Some(secret) = from_environment {
        return Ok(secret.clone());
    }
    match vault.get(account) {
        Ok(Some(secret)) => Ok(secret),
        Ok(None) => Err(RuntimeError::NoSecret { what, variable }.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
