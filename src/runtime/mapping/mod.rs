//! Describing and publishing: profiles on disk, trials while they are edited, plans from them, the queue of approved assets, and
//! profiles that look by themselves.
//!
//! - `profiles` keeps files; `lookup` reads tables; `trials` is the thread that tries a profile, with `material`, `trial`, `tally`.
//! - `pairs`, `details` and `facts` gather what profiles are evaluated on; `planning` makes plans of it.
//! - `queue` finds approved assets; `watch` runs profiles on a schedule.

mod afterwards;
mod commands;
mod details;
mod facts;
mod lookup;
mod material;
mod pairs;
mod planning;
mod profiles;
mod queue;
mod tally;
mod trial;
mod trials;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

pub use afterwards::{after_apply, after_refusal};
pub(super) use commands::touched_mark;
pub use planning::ProfilePlanning;
pub use profiles::ProfileShelf;
pub use trials::{Asked, Trier};

use super::command::Command;
use super::engine::Engine;
use super::error::RuntimeError;
use super::event::Event;
use crate::mapping::profile::Profile;

impl Engine {
    /// Commands of describing and publishing.
    pub(super) fn handle_mapping(self: &Arc<Self>, command: Command) {
        match command {
            Command::LoadProfiles => self.tell_profiles(),
            Command::OpenProfile(id) => self.with_profiles(|shelf| shelf.open(&id)),
            Command::SaveProfile { profile, save_as } => {
                if self.writable().is_none() {
                    return;
                }
                self.with_profiles(|shelf| shelf.save(&profile, save_as.as_deref()));
                self.tell_profiles();
            }
            Command::DeleteProfile(id) => {
                if self.writable().is_some()
                    && let Some(shelf) = self.profile_shelf()
                    && let Err(error) = shelf.delete(&id)
                {
                    self.complain(&error);
                }
                self.tell_profiles();
            }
            Command::ImportProfile(path) => {
                if self.writable().is_none() {
                    return;
                }
                self.with_profiles(|shelf| shelf.import(&path));
                self.tell_profiles();
            }
            Command::ExportProfile { profile, path } => self.export_profile(&profile, path),
            Command::TryProfile {
                ticket,
                profile,
                place,
                focus,
            } => self.try_profile(trial::Question {
                ticket,
                profile: *profile,
                place,
                focus,
            }),
            Command::ReadLookup(path) => self.read_lookup(path),
            Command::FindAuthorities { ticket, text, subjects } => self.ask_trier(Asked::Find { ticket, text, subjects }),
            Command::PlanDescribe { profiles, scope } => self.plan_describe(profiles, scope),
            Command::PlanPublish { profile, assets } => self.plan_publish(profile, assets),
            Command::LoadQueue(profile) => self.load_queue(profile),
            Command::LookForApproved(profile) => self.look_for_approved(profile),
            Command::SetDestination {
                profile,
                assets,
                destination,
            } => self.set_destination(profile, &assets, destination.as_ref()),
            Command::LoadWatches => self.load_watches(),
            Command::SetWatch { profile, watch } => self.set_watch(&profile, watch),
            Command::RunWatch(profile) => self.run_watch(profile),
            other => self.handle_restrict(other),
        }
    }

    /// The profiles of the open workspace; says so where none is open.
    pub(super) fn profile_shelf(&self) -> Option<ProfileShelf> {
        self.need_workspace().map(|open| ProfileShelf::beside(&open.path))
    }

    fn with_profiles(&self, work: impl FnOnce(&ProfileShelf) -> Result<super::mapping_view::ProfileFile, RuntimeError>) {
        let Some(shelf) = self.profile_shelf() else { return };
        match work(&shelf) {
            Ok(file) => self.say(Event::Profile(Box::new(file))),
            Err(error) => self.complain(&error),
        }
    }

    fn tell_profiles(&self) {
        let Some(shelf) = self.profile_shelf() else { return };
        match shelf.all() {
            Ok(all) => self.say(Event::Profiles(all.iter().map(profiles::summary).collect())),
            Err(error) => self.complain(&error),
        }
    }

    fn export_profile(&self, profile: &Profile, path: PathBuf) {
        let Some(shelf) = self.profile_shelf() else { return };
        match shelf.export(profile, &path) {
            Ok(()) => self.say(Event::Exported(path)),
            Err(error) => self.complain(&error),
        }
    }

    /// Reads a table beside the command loop: a spreadsheet's export may be large.
    fn read_lookup(self: &Arc<Self>, path: PathBuf) {
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || match lookup::read(&path) {
            Ok((table, problems)) => engine.say(Event::LookupRead { path, table, problems }),
            Err(error) => engine.complain(&error),
        });
    }

    fn try_profile(&self, question: trial::Question) {
        if self.need_workspace().is_some() {
            self.ask_trier(Asked::Try(Box::new(question)));
        }
    }

    pub(super) fn ask_trier(&self, asked: Asked) {
        if let Some(trier) = self.trier.lock().as_ref() {
            // The thread ends only with the workspace; an answer that nobody waits for is no loss.
            let _ = trier.send(asked);
        }
    }
}
