//! Commands of describing and publishing that plan, look and watch.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::planning::ProfilePlanning;
use super::profiles::ProfileShelf;
use super::queue::{Look, QueueReading};
use super::watch;
use crate::domain::AssetId;
use crate::mapping::profile::{Profile, Watch};
use crate::plan::order::decide;
use crate::plan::{Decision, Plan};
use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::event::Event;
use crate::runtime::jobs::{JobKind, Running};
use crate::runtime::mapping_view::{DescribeScope, Destination, QueueView};
use crate::runtime::open::OpenWorkspace;
use crate::runtime::view::NoticeKind;

impl Engine {
    pub(super) fn plan_describe(self: &Arc<Self>, profiles: Vec<String>, scope: DescribeScope) {
        let Some(open) = self.writable() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let planned = match engine.profile_planning(&open) {
                Ok(planning) => planning.describe(&profiles, &scope).await,
                Err(error) => Err(error),
            };
            engine.planned(planned);
        });
    }

    pub(super) fn plan_publish(self: &Arc<Self>, profile: String, assets: Vec<AssetId>) {
        let Some(open) = self.writable() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let planned = publish(&engine, &open, &profile, &assets).await;
            engine.planned(planned);
        });
    }

    pub(super) fn profile_planning(&self, open: &OpenWorkspace) -> Result<ProfilePlanning, RuntimeError> {
        Ok(ProfilePlanning {
            planning: open.planning(self.environment.now).map_err(RuntimeError::NoClient)?,
            profiles: ProfileShelf::beside(&open.path),
            iconik: open.iconik(),
            jobs: self.jobs.clone(),
        })
    }

    pub(super) fn load_queue(self: &Arc<Self>, profile: String) {
        let Some(open) = self.need_workspace() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            engine.tell_queue(&open, &profile);
        });
    }

    fn tell_queue(&self, open: &OpenWorkspace, profile: &str) {
        match queue_view(self, open, profile) {
            Ok(view) => self.say(Event::Queue(Box::new(view))),
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn look_for_approved(self: &Arc<Self>, profile: String) {
        let Some(open) = self.writable() else { return };
        let Some(running) = self.jobs.begin(JobKind::Look, "Looking for approved assets", "assets") else {
            self.notice(NoticeKind::Warning, "Archway looks for approved assets already", None);
            return;
        };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let looked = look(&engine, &open, &profile, &running).await;
            drop(running);
            match looked {
                Ok(count) => engine.notice(
                    NoticeKind::Done,
                    format!(
                        "Looked at {}",
                        crate::plan::ledger::plural(usize::try_from(count).unwrap_or(usize::MAX), "asset", "assets")
                    ),
                    None,
                ),
                Err(RuntimeError::Stopped) => engine.notice(NoticeKind::Done, "Stopped; what was found is kept", None),
                Err(error) => engine.complain(&error),
            }
            engine.tell_queue(&open, &profile);
        });
    }

    pub(super) fn set_destination(self: &Arc<Self>, profile: String, assets: &[AssetId], destination: Option<&Destination>) {
        let Some(open) = self.writable() else { return };
        let chosen = destination.map(|chosen| (chosen.below, chosen.position, chosen.level.clone()));
        let kept = open.shelf.with(|workspace| {
            assets
                .iter()
                .try_for_each(|asset| workspace.set_destination(&profile, *asset, chosen.clone()))
        });
        if let Err(error) = kept {
            self.complain(&error);
        }
        self.load_queue(profile);
    }

    // Watching.

    pub(super) fn load_watches(&self) {
        let Some(open) = self.need_workspace() else { return };
        match watches(self, &open) {
            Ok(event) => self.say(event),
            Err(error) => self.complain(&error),
        }
    }

    pub(super) fn set_watch(&self, profile: &str, watch: Watch) {
        let Some(open) = self.writable() else { return };
        let shelf = ProfileShelf::beside(&open.path);
        let kept = shelf.open(profile).and_then(|file| {
            if let Some(error) = file.errors.first() {
                return Err(RuntimeError::BrokenProfile {
                    name: file.profile.name,
                    reason: format!("line {}: {}", error.line, error.text),
                });
            }
            let watched = Profile {
                watch: Some(watch),
                ..file.profile
            };
            shelf.save(&watched, None)
        });
        match kept {
            Ok(file) => self.say(Event::Profile(Box::new(file))),
            Err(error) => self.complain(&error),
        }
        self.load_watches();
    }

    /// Lets one profile look: reads what changed, plans, applies what was released.
    pub(super) fn run_watch(self: &Arc<Self>, profile: String) {
        let Some(open) = self.writable() else { return };
        let Some(running) = self.jobs.begin(JobKind::Look, "Watching", "changes") else {
            self.notice(
                NoticeKind::Warning,
                "Archway looks already; let this profile look when that is done",
                None,
            );
            self.load_watches();
            return;
        };
        let engine = Arc::clone(self);
        let running = Arc::new(running);
        tokio::spawn(async move {
            engine.watched(&open, &profile, &running).await;
            drop(running);
            engine.load_watches();
            engine.tell_workspace();
        });
    }

    /// Runs the profiles whose time has come, one after the other.
    pub(in crate::runtime) fn run_due_watches(self: &Arc<Self>) {
        let Some(open) = self.opened().filter(|open| open.read_only.is_none()) else {
            return;
        };
        let now = (self.environment.now)();
        let due = match due(&open, now) {
            Ok(due) if !due.is_empty() => due,
            Ok(_) => return,
            Err(error) => {
                tracing::warn!("watched profiles could not be read: {error}");
                return;
            }
        };
        let Some(running) = self.jobs.begin(JobKind::Look, "Watching", "changes") else {
            return;
        };
        let engine = Arc::clone(self);
        let running = Arc::new(running);
        tokio::spawn(async move {
            for profile in due {
                if running.cancel.is_cancelled() {
                    break;
                }
                engine.watched(&open, &profile, &running).await;
            }
            drop(running);
            engine.load_watches();
            engine.tell_workspace();
        });
    }

    async fn watched(self: &Arc<Self>, open: &Arc<OpenWorkspace>, id: &str, running: &Arc<Running>) {
        let now = (self.environment.now)();
        let run = match self.look_plan_apply(open, id, running).await {
            Ok(run) => run,
            Err(error) => {
                self.complain(&error);
                watch::failed_run(id, &error.to_string(), now)
            }
        };
        if let Err(error) = open.shelf.with(|workspace| workspace.put_watch_run(&run)) {
            self.complain(&error);
        }
    }

    async fn look_plan_apply(
        self: &Arc<Self>,
        open: &Arc<OpenWorkspace>,
        id: &str,
        running: &Arc<Running>,
    ) -> Result<crate::store::WatchRun, RuntimeError> {
        let now = (self.environment.now)();
        let profile = usable(open, id)?;
        running.tell(format!("“{}”: reading what changed", profile.name), 0, None);
        self.read_both(open, running).await?;
        let planned = if profile.publish.is_some() {
            look(self, open, id, running).await?;
            publish(self, open, id, &[]).await?
        } else {
            self.profile_planning(open)?.describe(&[id.to_owned()], &DescribeScope::All).await?
        };
        self.put_earlier_away(open, id)?;
        if planned.is_empty() {
            return Ok(watch::run_of(&profile, None, None, now));
        }
        let released = watch::released(&planned, &profile.watch.clone().unwrap_or_default());
        let mut plan = planned;
        if !released.above_limit && !released.changes.is_empty() {
            let decided = decide(&mut plan, &released.changes, &Decision::Accepted);
            let changed: Vec<_> = plan.changes.iter().filter(|change| decided.contains(&change.id)).cloned().collect();
            open.shelf.with(|workspace| workspace.update_changes(plan.id, &changed))?;
            plan = self.apply_released(open, plan).await?;
        }
        self.say(Event::Plan(Arc::new(plan.clone())));
        Ok(watch::run_of(&profile, Some(&plan), Some(&released), now))
    }

    /// The plan of the look before, where nobody decided about it, would only stand beside the new one.
    fn put_earlier_away(&self, open: &OpenWorkspace, profile: &str) -> Result<(), RuntimeError> {
        open.shelf.with(|workspace| {
            let Some(earlier) = workspace.last_watch_plan(profile)? else {
                return Ok(());
            };
            let Some(plan) = workspace.plan(earlier)? else { return Ok(()) };
            // Choosing a way out of a conflict, or taking a change apart, decides nothing yet and is a person's work all the same.
            let untouched = workspace.mark(&touched_mark(earlier))?.is_none()
                && plan.stage == crate::plan::Stage::Review
                && plan.changes.iter().all(|change| {
                    change.outcome.is_done() || (change.decision == Decision::Undecided && change.outcome == crate::plan::Outcome::Pending)
                });
            if !untouched {
                return Ok(());
            }
            let done = plan.changes.iter().any(|change| change.outcome.is_done());
            let stage = if done {
                crate::plan::Stage::Applied
            } else {
                crate::plan::Stage::Discarded
            };
            workspace.set_stage(earlier, stage)
        })
    }
}

/// Under which name it is kept that a person worked on a plan without deciding yet.
pub(in crate::runtime) fn touched_mark(plan: crate::plan::PlanId) -> String {
    format!("plan/{plan}/touched")
}

async fn publish(engine: &Engine, open: &OpenWorkspace, id: &str, assets: &[AssetId]) -> Result<Plan, RuntimeError> {
    let profile = usable(open, id)?;
    let reader = open.shelf.with(|workspace| workspace.reader())?;
    let queued = QueueReading {
        reader: &reader,
        profile: &profile,
        settings: &open.settings,
        connection: &open.connection,
        now: (engine.environment.now)(),
    }
    .queued(assets)?;
    drop(reader);
    let plan = engine.profile_planning(open)?.publish(id, queued).await?;
    super::afterwards::after_planning(open, id, &plan)?;
    Ok(plan)
}

/// A profile whose file has no errors. By one with errors, what counts as approved would be a guess.
fn usable(open: &OpenWorkspace, id: &str) -> Result<Profile, RuntimeError> {
    let file = ProfileShelf::beside(&open.path).open(id)?;
    match file.errors.first() {
        None => Ok(file.profile),
        Some(error) => Err(RuntimeError::BrokenProfile {
            name: file.profile.name,
            reason: format!("line {}: {}", error.line, error.text),
        }),
    }
}

async fn look(engine: &Engine, open: &OpenWorkspace, id: &str, running: &Running) -> Result<u64, RuntimeError> {
    let profile = usable(open, id)?;
    if profile.publish.is_none() {
        return Err(RuntimeError::NotPublishing(profile.name));
    }
    let iconik = open.iconik().map_err(RuntimeError::NoClient)?.with_cancel(running.cancel.clone());
    Look {
        shelf: &open.shelf,
        iconik: &iconik,
        profile: &profile,
        now: engine.environment.now,
        cancel: &running.cancel,
        running,
    }
    .look()
    .await
}

fn queue_view(engine: &Engine, open: &OpenWorkspace, id: &str) -> Result<QueueView, RuntimeError> {
    let profile = ProfileShelf::beside(&open.path).open(id)?.profile;
    if profile.publish.is_none() {
        return Err(RuntimeError::NotPublishing(profile.name));
    }
    let reader = open.shelf.with(|workspace| workspace.reader())?;
    let view = QueueReading {
        reader: &reader,
        profile: &profile,
        settings: &open.settings,
        connection: &open.connection,
        now: (engine.environment.now)(),
    }
    .view()?;
    Ok(view)
}

/// Profiles of the workspace that can watch: all that have no errors.
fn watchable(open: &OpenWorkspace) -> Result<Vec<Profile>, RuntimeError> {
    let all = ProfileShelf::beside(&open.path).all()?;
    Ok(all
        .into_iter()
        .filter(|file| file.path.is_some() && file.errors.is_empty())
        .map(|file| file.profile)
        .collect())
}

fn watches(engine: &Engine, open: &OpenWorkspace) -> Result<Event, RuntimeError> {
    let profiles = watchable(open)?;
    let names: BTreeMap<String, String> = profiles.iter().map(|profile| (profile.id.clone(), profile.name.clone())).collect();
    let now = (engine.environment.now)();
    open.shelf.with(|workspace| {
        Ok(Event::Watches {
            watches: watch::views(workspace, &profiles)?,
            days: watch::days(workspace, &names, now)?,
        })
    })
}

fn due(open: &OpenWorkspace, now: jiff::Timestamp) -> Result<Vec<String>, RuntimeError> {
    let profiles: Vec<Profile> = watchable(open)?
        .into_iter()
        .filter(|profile| profile.watch.as_ref().is_some_and(|watch| watch.on))
        .collect();
    let views = open.shelf.with(|workspace| watch::views(workspace, &profiles))?;
    Ok(watch::due(&views, now))
}
