//! What is known of mapping profiles, of the queue of approved assets, and of profiles that look by themselves.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::Authority;
use crate::mapping::profile::LookupTable;
use crate::runtime::Event;
use crate::runtime::mapping_view::{DaySummary, ProfileFile, ProfileSummary, QueueView, Trial, WatchView};

/// A lookup table as it was read from a file.
#[derive(Debug, Clone)]
pub struct LookupFile {
    /// The file.
    pub path: PathBuf,
    /// The table.
    pub table: LookupTable,
    /// What could not be read, with its line.
    pub problems: Vec<String>,
}

/// What is known of describing and publishing. Numbers beside answers rise, so that a screen sees which it took already.
#[derive(Debug, Default)]
pub struct Describing {
    /// Mapping profiles: those of the workspace, then the presets; once asked for.
    pub profiles: Option<Vec<ProfileSummary>>,
    /// Profiles with their files, by id, as they came last.
    opened: HashMap<String, (u64, Arc<ProfileFile>)>,
    /// The profile that came last.
    latest: Option<(u64, String)>,
    /// The latest profile tried.
    pub trial: Option<Arc<Trial>>,
    /// The lookup table read last.
    pub lookup: Option<(u64, Arc<LookupFile>)>,
    /// Agents or subjects found by the latest question, with its ticket.
    pub authorities: Option<(u64, Vec<Authority>)>,
    /// Queues of approved assets, by profile.
    queues: HashMap<String, Arc<QueueView>>,
    /// Profiles that look by themselves; once asked for.
    pub watches: Option<Vec<WatchView>>,
    /// What they did lately, newest day first.
    pub days: Vec<DaySummary>,
    /// Rises when records in the catalogue changed for good: what was tried on them is old.
    pub catalogue: u64,
    counter: u64,
}

impl Describing {
    /// A profile with its file as it came last, and the number of its coming.
    #[must_use]
    pub fn profile(&self, id: &str) -> Option<(u64, &Arc<ProfileFile>)> {
        self.opened.get(id).map(|(number, file)| (*number, file))
    }

    /// The profile that came last, whichever it is, and the number of its coming.
    #[must_use]
    pub fn latest(&self) -> Option<(u64, &Arc<ProfileFile>)> {
        let (_, id) = self.latest.as_ref()?;
        self.profile(id)
    }

    /// The number of whatever came last; what comes later has a higher one.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.counter
    }

    /// The queue of a profile.
    #[must_use]
    pub fn queue(&self, profile: &str) -> Option<&Arc<QueueView>> {
        self.queues.get(profile)
    }

    /// A profile in the list.
    #[must_use]
    pub fn summary(&self, id: &str) -> Option<&ProfileSummary> {
        self.profiles.iter().flatten().find(|profile| profile.id == id)
    }

    /// Takes an event in; events about other things are left alone.
    pub(super) fn apply(&mut self, event: Event) {
        self.counter += 1;
        match event {
            Event::Profiles(profiles) => {
                self.queues.retain(|id, _| profiles.iter().any(|profile| profile.id == *id));
                self.profiles = Some(profiles);
            }
            Event::Profile(file) => {
                let id = file.profile.id.clone();
                self.latest = Some((self.counter, id.clone()));
                self.opened.insert(id, (self.counter, Arc::new(*file)));
            }
            // Answers to questions that were asked before the one answered last are moot.
            Event::Tried(trial) if self.trial.as_ref().is_none_or(|known| known.ticket <= trial.ticket) => {
                self.trial = Some(trial);
            }
            Event::LookupRead { path, table, problems } => {
                self.lookup = Some((self.counter, Arc::new(LookupFile { path, table, problems })));
            }
            Event::AuthoritiesFound { ticket, hits } if self.authorities.as_ref().is_none_or(|(known, _)| *known <= ticket) => {
                self.authorities = Some((ticket, hits));
            }
            Event::Queue(queue) => {
                self.queues.insert(queue.profile.clone(), Arc::new(*queue));
            }
            Event::Watches { watches, days } => {
                self.watches = Some(watches);
                self.days = days;
            }
            _ => {}
        }
    }
}
