//! The thread that tries profiles while they are edited. Only the last question counts; what it reads is kept until the catalogue
//! changes.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};

use jiff::Timestamp;

use super::material::Material;
use super::profiles::ProfileShelf;
use super::trial::{Question, source_rows, tried};
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::mapping::profile::{Profile, RecordType};
use crate::runtime::browse::EventSink;
use crate::runtime::event::Event;
use crate::runtime::mapping_view::SourceRow;
use crate::runtime::view::{Cause, Notice, NoticeKind};
use crate::store::{Reader, StoreError};

/// What the thread is asked.
pub enum Asked {
    /// Try a profile.
    Try(Box<Question>),
    /// Find agents or subjects.
    Find {
        /// Tells answers apart.
        ticket: u64,
        /// Words of the heading, or an authority id.
        text: String,
        /// Subjects rather than agents.
        subjects: bool,
    },
    /// The catalogue changed: what was read is outdated.
    Outdated,
}

/// Most agents or subjects that are found at once.
const MOST_HITS: usize = 50;

/// Tries profiles until all senders are gone.
pub struct Trier {
    reader: Reader,
    profiles: ProfileShelf,
    connection: Connection,
    settings: WorkspaceSettings,
    sink: EventSink,
    now: fn() -> Timestamp,
    material: Option<Material>,
    sources: HashMap<(RecordType, Option<String>), Vec<SourceRow>>,
}

impl Trier {
    /// Starts the thread. It ends when the sender is dropped.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(
        reader: Reader,
        profiles: ProfileShelf,
        connection: Connection,
        settings: WorkspaceSettings,
        sink: EventSink,
        now: fn() -> Timestamp,
    ) -> std::io::Result<mpsc::Sender<Asked>> {
        let (sender, receiver) = mpsc::channel();
        let mut trier = Self {
            reader,
            profiles,
            connection,
            settings,
            sink,
            now,
            material: None,
            sources: HashMap::new(),
        };
        std::thread::Builder::new()
            .name("archway-trials".to_owned())
            .spawn(move || trier.run(&receiver))?;
        Ok(sender)
    }

    fn run(&mut self, asked: &mpsc::Receiver<Asked>) {
        while let Ok(first) = asked.recv() {
            let mut waiting: Vec<Asked> = std::iter::once(first).chain(asked.try_iter()).collect();
            if waiting.iter().any(|asked| matches!(asked, Asked::Outdated)) {
                self.material = None;
                self.sources.clear();
            }
            let last_try = waiting.iter().rposition(|asked| matches!(asked, Asked::Try(_)));
            for (place, asked) in waiting.drain(..).enumerate() {
                let answered = match asked {
                    Asked::Try(question) if Some(place) == last_try => self.try_out(&question),
                    Asked::Find { ticket, text, subjects } => self.find(ticket, &text, subjects),
                    Asked::Try(_) | Asked::Outdated => Ok(()),
                };
                if let Err(error) = answered {
                    (self.sink)(Event::Notice(Notice {
                        kind: NoticeKind::Error,
                        text: format!("The profile could not be tried: {error}"),
                        plan: None,
                        asset: None,
                        cause: Cause::Here,
                    }));
                }
            }
        }
    }

    fn try_out(&mut self, question: &Question) -> Result<(), StoreError> {
        self.read()?;
        let Some(material) = &self.material else { return Ok(()) };
        let key = (question.profile.source, question.profile.view.clone());
        let now = (self.now)();
        let sources = match self.sources.get(&key) {
            Some(rows) => rows.clone(),
            None => {
                let rows = source_rows(&question.profile, material, now);
                self.sources.insert(key, rows.clone());
                rows
            }
        };
        // The other profiles, for loops and round trips. Where they cannot be read, the profile is tried all the same.
        let others: Vec<Profile> = match self.profiles.all() {
            Ok(all) => all.into_iter().map(|file| file.profile).collect(),
            Err(error) => {
                tracing::warn!("the other profiles could not be read: {error}");
                Vec::new()
            }
        };
        (self.sink)(Event::Tried(Arc::new(tried(question, &others, material, sources, now))));
        Ok(())
    }

    fn find(&mut self, ticket: u64, text: &str, subjects: bool) -> Result<(), StoreError> {
        self.read()?;
        let Some(material) = &self.material else { return Ok(()) };
        let hits = material
            .authorities
            .search(text, subjects, MOST_HITS)
            .into_iter()
            .cloned()
            .collect();
        (self.sink)(Event::AuthoritiesFound { ticket, hits });
        Ok(())
    }

    fn read(&mut self) -> Result<(), StoreError> {
        if self.material.is_none() {
            self.material = Some(Material::read(&self.reader, &self.connection, &self.settings)?);
        }
        Ok(())
    }
}
