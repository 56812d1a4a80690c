//! Long work: trying connections, looking at both systems, refreshing, fetching what a browser opened.

use std::sync::Arc;

use super::command::Credentials;
use super::engine::Engine;
use super::error::RuntimeError;
use super::event::Event;
use super::jobs::JobKind;
use super::open::OpenWorkspace;
use super::planning::{RESTRICTION_VIEW_MARK, VIEW_MARK};
use super::refresh::{RefreshProgress, Refresher};
use super::view::{ConnectionReport, NoticeKind, Reachability, SetupState, Side};
use crate::domain::Secret;
use crate::domain::browse::Parent;
use crate::domain::fields;
use crate::domain::workspace::Connection;
use crate::systems::iconik::RoleUse;
use crate::systems::{ArchivesSpace, Iconik, SystemError, TransportLimits};
use crate::workflows::setup::Present;

impl Engine {
    /// Tries a connection that is being typed, without keeping anything.
    pub(super) fn spawn_test(self: &Arc<Self>, side: Side, connection: Connection, credentials: Credentials) {
        let engine = Arc::clone(self);
        let open = self.opened();
        tokio::spawn(async move {
            let report = match side {
                Side::ArchivesSpace => test_archivesspace(&connection, credentials.archivesspace, open.as_deref()).await,
                Side::Iconik => test_iconik(&connection, credentials.iconik, open.as_deref()).await,
            };
            engine.say(Event::ConnectionTested(Box::new(report)));
        });
    }

    /// Looks at both systems: who answers, as whom, and whether Archway's fields are there. Then refreshes, where told.
    pub(super) fn spawn_probe(self: &Arc<Self>, refresh: bool) {
        let Some(open) = self.opened() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            tokio::join!(probe_archivesspace(&open), probe_iconik(&open));
            engine.tell_workspace();
            if refresh {
                engine.spawn_refresh(None);
            }
        });
    }

    /// Reads what changed.
    pub(super) fn spawn_refresh(self: &Arc<Self>, side: Option<Side>) {
        let Some(open) = self.need_workspace() else {
            self.say(Event::Refreshed { complete: false });
            return;
        };
        if let Some(why) = &open.read_only {
            self.notice(NoticeKind::Warning, format!("This workspace cannot be refreshed here: {why}"), None);
            self.say(Event::Refreshed { complete: false });
            return;
        }
        let name = match side {
            None => "Refreshing both systems".to_owned(),
            Some(side) => format!("Refreshing {}", side.name()),
        };
        let Some(running) = self.jobs.begin(JobKind::Refresh, &name, "records") else {
            // The refresh that runs says how it ends.
            self.notice(NoticeKind::Warning, "A refresh is running already", None);
            return;
        };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let running = Arc::new(running);
            let mut read = 0;
            let mut failures = Vec::new();
            for side in [Side::ArchivesSpace, Side::Iconik]
                .into_iter()
                .filter(|known| side.is_none_or(|side| side == *known))
            {
                match refresh_one(&engine, &open, side, &running).await {
                    Ok(count) => {
                        read += count;
                        answers_again(&open, side).await;
                    }
                    Err(RuntimeError::Stopped | RuntimeError::System(SystemError::Cancelled { .. })) => {
                        engine.catalogue_changed(side);
                        break;
                    }
                    Err(error) => {
                        let reason = error.to_string();
                        set_reachability(&open, side, Reachability::Failed { reason: reason.clone() });
                        failures.push(reason);
                    }
                }
                // A link has an end on each side, so what was read on one may change states on the other.
                engine.catalogue_changed(Side::ArchivesSpace);
                engine.catalogue_changed(Side::Iconik);
            }
            let stopped = running.cancel.is_cancelled();
            drop(running);
            engine.tell_workspace();
            if failures.is_empty() {
                let text = if stopped {
                    "Refresh stopped; what was read is kept".to_owned()
                } else {
                    format!("Up to date; {read} records and assets read")
                };
                engine.notice(NoticeKind::Done, text, None);
            } else {
                engine.notice(NoticeKind::Error, failures.join("\n"), None);
            }
            engine.say(Event::Refreshed {
                complete: failures.is_empty() && !stopped,
            });
            engine.restrictions_changed();
        });
    }

    /// Fetches what lies inside a parent that was never read.
    pub(super) fn spawn_fetch(self: &Arc<Self>, parent: Parent) {
        let Some(open) = self.opened() else { return };
        if open.read_only.is_some() || !self.fetching.lock().insert(parent) {
            return;
        }
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let fetched = super::fetch::children(&open, parent, engine.environment.now).await;
            match fetched {
                Ok(()) => {
                    open.known.lock().counts = None;
                    engine.ask(super::browse::Question::Children(parent));
                }
                Err(error) => {
                    engine.fetching.lock().remove(&parent);
                    engine.notice(NoticeKind::Error, format!("What lies inside could not be read: {error}"), None);
                }
            }
            // Kept in the set on success: where the system has nothing inside, it is not asked again and again.
        });
    }
}

impl Engine {
    /// Reads what changed in both systems, as part of other work.
    pub(super) async fn read_both(
        self: &Arc<Self>,
        open: &Arc<OpenWorkspace>,
        running: &Arc<super::jobs::Running>,
    ) -> Result<(), RuntimeError> {
        for side in [Side::ArchivesSpace, Side::Iconik] {
            let read = refresh_one(self, open, side, running).await;
            self.catalogue_changed(Side::ArchivesSpace);
            self.catalogue_changed(Side::Iconik);
            read?;
        }
        Ok(())
    }
}

async fn refresh_one(
    engine: &Arc<Engine>,
    open: &OpenWorkspace,
    side: Side,
    running: &Arc<super::jobs::Running>,
) -> Result<u64, RuntimeError> {
    let told = Arc::clone(running);
    let refresher = Refresher {
        shelf: open.shelf.clone(),
        archivesspace: open.archivesspace().map(|client| client.with_cancel(running.cancel.clone())),
        iconik: open.iconik().map(|client| client.with_cancel(running.cancel.clone())),
        now: engine.environment.now,
        cancel: running.cancel.clone(),
        progress: Arc::new(move |progress: RefreshProgress| told.tell(progress.phase, progress.done, progress.total)),
    };
    let refreshed = match side {
        Side::ArchivesSpace => refresher.archivesspace().await?,
        Side::Iconik => refresher.iconik().await?,
    };
    Ok(refreshed.read)
}

/// A system that was read is looked at anew where it had failed before, so that it does not stay marked as failed.
async fn answers_again(open: &OpenWorkspace, side: Side) {
    let known = match side {
        Side::Iconik => open.known.lock().iconik.clone(),
        Side::ArchivesSpace => open.known.lock().archivesspace.clone(),
    };
    match side {
        _ if !matches!(known, Reachability::Failed { .. }) => {}
        Side::Iconik => probe_iconik(open).await,
        Side::ArchivesSpace => probe_archivesspace(open).await,
    }
}

fn set_reachability(open: &OpenWorkspace, side: Side, reachability: Reachability) {
    let mut known = open.known.lock();
    match side {
        Side::Iconik => known.iconik = reachability,
        Side::ArchivesSpace => known.archivesspace = reachability,
    }
}

async fn probe_archivesspace(open: &OpenWorkspace) {
    let Ok(archivesspace) = open.archivesspace() else { return };
    match archivesspace.probe().await {
        Ok(probe) => {
            {
                let mut known = open.known.lock();
                known.archivesspace = Reachability::Reached {
                    what: format!("ArchivesSpace {} as {}", probe.version, probe.user),
                };
                known.user = Some(probe.user.clone());
            }
            if let Err(error) = open.shelf.with(|workspace| workspace.put_repositories(&probe.repositories)) {
                tracing::warn!("the repositories could not be kept: {error}");
            }
        }
        Err(error) => set_reachability(open, Side::ArchivesSpace, Reachability::Failed { reason: error.to_string() }),
    }
}

async fn probe_iconik(open: &OpenWorkspace) {
    let Ok(iconik) = open.iconik() else { return };
    match iconik.probe().await {
        Ok(probe) => {
            let setup = match present(&iconik).await {
                Ok(present) => {
                    note_view(open, &present);
                    if present.is_complete() {
                        SetupState::Ready
                    } else {
                        let missing: Vec<String> = probe
                            .missing_for(RoleUse::SetUp)
                            .into_iter()
                            .filter(|role| role.starts_with("can_write"))
                            .map(str::to_owned)
                            .collect();
                        if missing.is_empty() {
                            SetupState::Possible
                        } else {
                            SetupState::NeedsAdministrator { missing_roles: missing }
                        }
                    }
                }
                Err(_) => SetupState::Unknown,
            };
            let mut known = open.known.lock();
            known.iconik = Reachability::Reached {
                what: format!("iconik as {}", probe.user_name),
            };
            known.setup = Some(setup);
        }
        Err(error) => set_reachability(open, Side::Iconik, Reachability::Failed { reason: error.to_string() }),
    }
}

/// What iconik has of Archway's fields and view.
pub(super) async fn present(iconik: &Iconik) -> Result<Present, SystemError> {
    let fields: Vec<String> = iconik.metadata_fields().await?.into_iter().map(|field| field.name).collect();
    let views = iconik.metadata_views().await?;
    let named = |name: &str| views.iter().find(|view| view.name == name);
    let names_in = |name: &str| named(name).map(|view| view.fields.clone()).unwrap_or_default();
    Ok(Present {
        fields,
        view_fields: names_in(fields::VIEW_NAME),
        view: named(fields::VIEW_NAME).map(|view| view.id.to_string()),
        description_fields: names_in(fields::DESCRIPTION_VIEW_NAME),
        description_view: named(fields::DESCRIPTION_VIEW_NAME).map(|view| view.id.to_string()),
        restriction_fields: names_in(fields::RESTRICTION_VIEW_NAME),
        restriction_view: named(fields::RESTRICTION_VIEW_NAME).map(|view| view.id.to_string()),
    })
}

/// Remembers the ids of the views that hold links and restrictions, and whether the iconik end of links can be known.
pub(super) fn note_view(open: &OpenWorkspace, present: &Present) {
    if open.read_only.is_some() {
        return;
    }
    let complete = present.holds_links();
    let view = present.view.clone().filter(|_| complete).unwrap_or_default();
    let restrictions = present
        .restriction_view
        .clone()
        .filter(|_| present.holds_restrictions())
        .unwrap_or_default();
    let kept = open.shelf.with(|workspace| {
        if workspace.mark(VIEW_MARK)?.unwrap_or_default() != view {
            workspace.set_mark(VIEW_MARK, &view)?;
            workspace.set_iconik_end_known(complete)?;
        }
        if workspace.mark(RESTRICTION_VIEW_MARK)?.unwrap_or_default() != restrictions {
            workspace.set_mark(RESTRICTION_VIEW_MARK, &restrictions)?;
        }
        Ok(())
    });
    if let Err(error) = kept {
        tracing::warn!("Archway's view could not be remembered: {error}");
    }
}

async fn test_archivesspace(connection: &Connection, password: Option<Secret>, open: Option<&OpenWorkspace>) -> ConnectionReport {
    let client = match password.filter(|password| !password.is_empty()) {
        Some(password) => ArchivesSpace::new(
            &connection.archivesspace_url,
            &connection.archivesspace_user,
            password,
            quick(TransportLimits::archivesspace(2)),
        )
        .map_err(|error| error.to_string()),
        None => match open {
            Some(open) if same_archivesspace(&open.connection, connection) => open.archivesspace(),
            _ => Err("Enter the password: the one that is kept was given for another address or account".to_owned()),
        },
    };
    let mut missing = Vec::new();
    let result = match client {
        Err(reason) => Err(reason),
        Ok(client) => match client.probe().await {
            Ok(probe) => {
                for repository in &probe.repositories {
                    for (permission, used_for) in probe.missing(repository.id) {
                        missing.push(format!("{permission} in {}: {used_for}", repository.code));
                    }
                }
                for (permission, used_for) in probe.missing_to_describe() {
                    missing.push(format!("{permission}: {used_for}"));
                }
                Ok(format!(
                    "ArchivesSpace {} as {}, {} repositories",
                    probe.version,
                    probe.user,
                    probe.repositories.len()
                ))
            }
            Err(error) => Err(error.to_string()),
        },
    };
    ConnectionReport {
        side: Side::ArchivesSpace,
        result,
        missing,
    }
}

async fn test_iconik(connection: &Connection, token: Option<Secret>, open: Option<&OpenWorkspace>) -> ConnectionReport {
    let client = match token.filter(|token| !token.is_empty()) {
        Some(token) => Iconik::new(
            &connection.iconik_url,
            &connection.iconik_app_id,
            token,
            quick(TransportLimits::iconik(20)),
        )
        .map_err(|error| error.to_string()),
        None => match open {
            Some(open) if same_iconik(&open.connection, connection) => open.iconik(),
            _ => Err("Enter the application token: the one that is kept was given for another address or application".to_owned()),
        },
    };
    let mut missing = Vec::new();
    let result = match client {
        Err(reason) => Err(reason),
        Ok(client) => match client.probe().await {
            Ok(probe) => {
                missing = probe
                    .missing
                    .iter()
                    .map(|missing| format!("{}: {}", missing.role, role_words(missing.needed_for)))
                    .collect();
                Ok(format!("iconik as {}", probe.user_name))
            }
            Err(error) => Err(error.to_string()),
        },
    };
    ConnectionReport {
        side: Side::Iconik,
        result,
        missing,
    }
}

/// True where a kept password belongs to what was typed.
fn same_archivesspace(kept: &Connection, typed: &Connection) -> bool {
    (&kept.archivesspace_url, &kept.archivesspace_user) == (&typed.archivesspace_url, &typed.archivesspace_user)
}

/// True where a kept token belongs to what was typed.
fn same_iconik(kept: &Connection, typed: &Connection) -> bool {
    (&kept.iconik_url, &kept.iconik_app_id) == (&typed.iconik_url, &typed.iconik_app_id)
}

/// A person waits for the answer: no long rows of attempts.
fn quick(limits: TransportLimits) -> TransportLimits {
    TransportLimits {
        attempts: 1,
        read_timeout: std::time::Duration::from_secs(15),
        ..limits
    }
}

fn role_words(needed_for: RoleUse) -> &'static str {
    match needed_for {
        RoleUse::Linking => "browsing and linking",
        RoleUse::SetUp => "setting up Archway's fields",
        RoleUse::Inspecting => "showing all of an asset",
        RoleUse::Publishing => "publishing approved assets",
        RoleUse::Restricting => "restricting who can see what",
    }
}
