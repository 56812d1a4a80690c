//! A runtime over the practice systems, for tests of whole workflows over real HTTP.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use archway::domain::browse::Node;
use archway::domain::workspace::Connection;
use archway::domain::{AssetId, RecordKind, RecordUri, Secret};
use archway::plan::{Plan, PlanId, Stage};
use archway::practice::{PracticeOptions, PracticeSystems, institution};
use archway::runtime::command::Credentials;
use archway::runtime::view::WorkspaceInfo;
use archway::runtime::{Command, Environment, Event, Runtime};

/// Longest time that a test waits for an event.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The practice systems on a runtime of their own.
pub struct Systems {
    pub tokio: tokio::runtime::Runtime,
    pub practice: Option<PracticeSystems>,
}

impl Systems {
    /// Starts both systems in memory, without waiting and limits.
    pub fn start() -> Self {
        Self::start_with(PracticeOptions::immediate())
    }

    pub fn start_with(options: PracticeOptions) -> Self {
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let practice = tokio.block_on(archway::practice::start(options)).unwrap();
        Self {
            tokio,
            practice: Some(practice),
        }
    }

    pub fn practice(&self) -> &PracticeSystems {
        self.practice.as_ref().unwrap()
    }

    /// A connection to them as a real workspace has it.
    pub fn connection(&self) -> Connection {
        let practice = self.practice();
        Connection {
            name: "Test".to_owned(),
            archivesspace_url: practice.archivesspace_url(),
            archivesspace_staff_url: String::new(),
            archivesspace_user: practice.archivesspace_user().to_owned(),
            iconik_url: practice.iconik_url(),
            iconik_app_id: practice.iconik_app_id().to_owned(),
            practice: false,
        }
    }

    pub fn credentials(&self) -> Credentials {
        let practice = self.practice();
        Credentials {
            archivesspace: Some(Secret::new(practice.archivesspace_password())),
            iconik: Some(Secret::new(practice.iconik_token())),
        }
    }
}

/// A runtime with its events.
pub struct Desk {
    pub runtime: Option<Runtime>,
    events: Receiver<Event>,
    pub seen: Arc<Mutex<Vec<Event>>>,
    pub info: Option<Arc<WorkspaceInfo>>,
}

impl Desk {
    /// A runtime whose files are in a folder.
    pub fn at(folder: &Path) -> Self {
        let mut environment = Environment::in_folder(folder.to_owned());
        environment.refresh_on_open = false;
        Self::with(environment)
    }

    pub fn with(environment: Environment) -> Self {
        let (sender, events) = channel();
        let sender = Mutex::new(sender);
        let sink = Arc::new(move |event| {
            let _ = sender.lock().unwrap().send(event);
        });
        Self {
            runtime: Some(Runtime::start(environment, sink).unwrap()),
            events,
            seen: Arc::default(),
            info: None,
        }
    }

    pub fn send(&self, command: Command) {
        self.runtime.as_ref().unwrap().send(command);
    }

    /// Waits for an event that gives something. Other events are kept in `seen`.
    pub fn wait<T>(&mut self, what: &str, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(event) = self.events.recv_timeout(left) else {
                let notices: Vec<String> = self
                    .seen
                    .lock()
                    .unwrap()
                    .iter()
                    .filter_map(|event| {
                        if let Event::Notice(notice) = event {
                            Some(notice.text.clone())
                        } else {
                            None
                        }
                    })
                    .collect();
                panic!("no event came for: {what}; notices were {notices:?}");
            };
            if let Event::Workspace(info) = &event {
                self.info = Some(Arc::clone(info));
            }
            let found = wanted(&event);
            self.seen.lock().unwrap().push(event);
            if let Some(found) = found {
                return found;
            }
        }
    }

    /// Makes a workspace for the systems, opens it, and reads both systems.
    pub fn create(&mut self, path: &Path, systems: &Systems) {
        self.connect(path, systems);
        self.refresh();
    }

    /// Makes a workspace for the systems and opens it, without reading them.
    pub fn connect(&mut self, path: &Path, systems: &Systems) {
        self.send(Command::CreateWorkspace {
            path: path.to_owned(),
            connection: systems.connection(),
            credentials: systems.credentials(),
        });
        self.opened();
    }

    pub fn open(&mut self, path: &Path) {
        self.send(Command::OpenWorkspace(path.to_owned()));
        self.opened();
    }

    /// Waits until both systems were looked at.
    pub fn opened(&mut self) {
        use archway::runtime::view::Reachability;
        self.wait("both systems answer", |event| match event {
            Event::Workspace(info)
                if info.iconik.reachability != Reachability::NotTried && info.archivesspace.reachability != Reachability::NotTried =>
            {
                Some(())
            }
            Event::OpenFailed { message, .. } => panic!("the workspace could not be opened: {message}"),
            _ => None,
        });
    }

    pub fn refresh(&mut self) {
        self.send(Command::Refresh(None));
        let complete = self.wait("the refresh ends", |event| {
            if let Event::Refreshed { complete } = event {
                Some(*complete)
            } else {
                None
            }
        });
        if !complete {
            panic!("the refresh failed: {:?}", self.notices());
        }
    }

    pub fn notices(&self) -> Vec<String> {
        self.seen
            .lock()
            .unwrap()
            .iter()
            .filter_map(|event| {
                if let Event::Notice(notice) = event {
                    Some(notice.text.clone())
                } else {
                    None
                }
            })
            .collect()
    }

    pub fn plan(&mut self, command: Command) -> Arc<Plan> {
        self.send(command);
        self.wait("a plan", |event| {
            if let Event::Plan(plan) = event {
                Some(Arc::clone(plan))
            } else {
                None
            }
        })
    }

    /// Makes Archway's fields in iconik.
    pub fn set_up(&mut self) {
        let plan = self.plan(Command::PlanSetup);
        let plan = self.apply(plan.id);
        assert_eq!(plan.stage, Stage::Applied, "{plan:#?}");
    }

    pub fn apply(&mut self, plan: PlanId) -> Arc<Plan> {
        self.send(Command::Apply(plan));
        self.wait(
            "applying ends",
            |event| if let Event::ApplyEnded { .. } = event { Some(()) } else { None },
        );
        self.send(Command::LoadPlan(plan));
        self.wait("the applied plan", |event| match event {
            Event::Plan(known) if known.id == plan => Some(Arc::clone(known)),
            _ => None,
        })
    }

    pub fn link(&mut self, pairs: &[(AssetId, RecordUri)]) -> Arc<Plan> {
        self.plan(Command::PlanLinks {
            pairs: pairs.to_vec(),
            accept: true,
        })
    }

    /// Nodes inside a parent.
    pub fn children(&mut self, parent: archway::domain::browse::Parent) -> Vec<Node> {
        self.send(Command::LoadChildren(parent));
        self.wait("children", |event| match event {
            Event::Children { parent: of, children } if *of == parent && children.read => Some(children.nodes.clone()),
            _ => None,
        })
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.runtime.take());
    }
}

/// An asset of the institution.
pub fn asset(slug: &str) -> AssetId {
    AssetId(institution::id("asset", slug))
}

/// An archival object, by what it shows.
pub fn find_record(desk: &mut Desk, words: &str) -> RecordUri {
    desk.send(Command::Search {
        ticket: 1,
        text: words.to_owned(),
    });
    desk.wait("a record", |event| match event {
        Event::Found { hits, .. } => Some(hits.iter().find_map(|hit| match hit.node {
            Node::Record(uri) if uri.kind == RecordKind::ArchivalObject => Some(uri),
            _ => None,
        })),
        _ => None,
    })
    .unwrap_or_else(|| panic!("no record shows “{words}”"))
}

impl Systems {
    /// Every exchange with iconik since its record was switched on fits iconik's own description.
    pub fn assert_iconik_requests_fit(&self) {
        let Some(specs) = crate::openapi::Specs::load() else { return };
        let exchanges = self.practice().iconik_faults().exchanges();
        assert!(!exchanges.is_empty(), "nothing was recorded");
        for exchange in &exchanges {
            let faults = specs.check(&exchange.into());
            assert!(
                faults.is_empty(),
                "{} {}\n{}",
                exchange.method,
                exchange.path_and_query,
                faults.join("\n")
            );
        }
        let roles: std::collections::BTreeSet<String> = specs
            .seen
            .borrow()
            .iter()
            .filter_map(|operation| operation.split_once(' '))
            .filter_map(|(method, path)| specs.declared(method, path))
            .flat_map(|(roles, _)| roles)
            .collect();
        println!("{} exchanges with iconik fit its description; they need {roles:?}", exchanges.len());
    }
}
