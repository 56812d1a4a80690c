//! The engine: takes commands one by one, answers quick ones at once, and puts long work on the job board.

use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc as std_mpsc};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::browse::{Browser, EventSink, Question};
use super::command::{Command, Credentials};
use super::environment::Environment;
use super::error::RuntimeError;
use super::event::Event;
use super::jobs::JobBoard;
use super::open::OpenWorkspace;
use super::practice_host::PracticeHost;
use super::settings::AppSettings;
use super::view::{Cause, Notice, NoticeKind, Side};
use crate::domain::workspace::Connection;
use crate::plan::PlanId;
use crate::store::Workspace;

/// How often running work is told of.
const TOLD_EVERY: Duration = Duration::from_millis(100);

/// How often it is looked whether a watched profile's time has come.
const WATCHED_EVERY: Duration = Duration::from_secs(20);

/// The background runtime, as the window and the command line hold it.
pub struct Runtime {
    commands: Option<UnboundedSender<Command>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Runtime {
    /// Starts the runtime. Events go to the sink, from threads of the runtime.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(environment: Environment, sink: EventSink) -> std::io::Result<Self> {
        let (commands, receiver) = unbounded_channel();
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(3)
            .thread_name("archway-work")
            .enable_all()
            .build()?;
        let thread = std::thread::Builder::new().name("archway-runtime".to_owned()).spawn(move || {
            tokio.block_on(Engine::new(environment, sink).run(receiver));
            tokio.shutdown_timeout(Duration::from_secs(2));
        })?;
        Ok(Self {
            commands: Some(commands),
            thread: Some(thread),
        })
    }

    /// Asks for something.
    pub fn send(&self, command: Command) {
        if let Some(commands) = &self.commands {
            // The runtime outlives its holder; a send fails only while it is going down.
            let _ = commands.send(command);
        }
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(commands) = self.commands.take() {
            let _ = commands.send(Command::Quit);
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the engine holds.
pub(super) struct Engine {
    pub(super) environment: Environment,
    pub(super) sink: EventSink,
    pub(super) jobs: JobBoard,
    pub(super) open: Mutex<Option<Arc<OpenWorkspace>>>,
    pub(super) browser: Mutex<Option<std_mpsc::Sender<Question>>>,
    pub(super) trier: Mutex<Option<std_mpsc::Sender<super::mapping::Asked>>>,
    pub(super) practice: tokio::sync::Mutex<Option<PracticeHost>>,
    pub(super) settings: Mutex<AppSettings>,
    pub(super) bad_network: std::sync::atomic::AtomicBool,
    pub(super) fetching: Mutex<std::collections::HashSet<crate::domain::browse::Parent>>,
    /// The plan that is being applied; nobody else may change it meanwhile.
    pub(super) applying: Mutex<Option<PlanId>>,
}

impl Engine {
    fn new(environment: Environment, sink: EventSink) -> Arc<Self> {
        let (settings, complaint) = AppSettings::read(&environment.settings);
        if let Some(text) = complaint {
            sink(Event::Notice(Notice {
                kind: NoticeKind::Warning,
                text,
                plan: None,
                asset: None,
                cause: Cause::Here,
            }));
        }
        Arc::new(Self {
            environment,
            sink,
            jobs: JobBoard::default(),
            open: Mutex::new(None),
            browser: Mutex::new(None),
            trier: Mutex::new(None),
            practice: tokio::sync::Mutex::new(None),
            settings: Mutex::new(settings),
            bad_network: std::sync::atomic::AtomicBool::new(false),
            fetching: Mutex::new(std::collections::HashSet::new()),
            applying: Mutex::new(None),
        })
    }

    async fn run(self: Arc<Self>, mut commands: UnboundedReceiver<Command>) {
        let mut tick = tokio::time::interval(TOLD_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let mut watch_tick = tokio::time::interval(WATCHED_EVERY);
        watch_tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let mut told = Vec::new();
        if self.environment.heed_interrupt {
            self.heed_interrupts();
        }
        loop {
            tokio::select! {
                command = commands.recv() => match command {
                    None | Some(Command::Quit) => break,
                    Some(command) => self.handle(command).await,
                },
                _ = watch_tick.tick(), if self.environment.watch => self.run_due_watches(),
                _ = tick.tick() => {
                    let views = self.jobs.views();
                    if views != told {
                        self.say(Event::Jobs(views.clone()));
                        told = views;
                    }
                }
            }
        }
        self.close().await;
        if let Some(practice) = self.practice.lock().await.take() {
            practice.stop().await;
        }
    }

    async fn handle(self: &Arc<Self>, command: Command) {
        match command {
            Command::OpenPractice => self.open_practice(false).await,
            Command::ResetPractice => self.open_practice(true).await,
            Command::PractiseBadNetwork(bad) => self.practise_bad_network(bad).await,
            Command::OpenWorkspace(path) => self.open_workspace(&path, &Credentials::default()).await,
            Command::CreateWorkspace {
                path,
                connection,
                credentials,
            } => self.create_workspace(&path, &connection, &credentials).await,
            Command::Reconnect { connection, credentials } => self.reconnect(&connection, &credentials).await,
            Command::CloseWorkspace => {
                self.close().await;
                self.say(Event::Closed);
            }
            Command::TestConnection {
                side,
                connection,
                credentials,
            } => self.spawn_test(side, connection, credentials),
            Command::ForgetRecent(path) => self.change_settings(|settings| settings.forget(&path)),
            Command::SaveAppSettings(new) => self.change_settings(|settings| {
                let recent = std::mem::take(&mut settings.recent);
                *settings = AppSettings { recent, ..new };
            }),
            Command::SaveWorkspaceSettings(settings) => self.save_workspace_settings(settings).await,
            Command::Refresh(side) => self.spawn_refresh(side),
            Command::Cancel(job) => self.jobs.cancel(job),
            Command::ChooseRepository(repository) => {
                if let Some(open) = self.need_workspace() {
                    open.known.lock().repository = Some(repository);
                    self.tell_workspace();
                }
            }
            Command::FilterAssets(filter) => self.browse(Question::FilterAssets(filter)),
            Command::FilterRecords { scope, filter } => self.browse(Question::FilterRecords(scope, filter)),
            Command::LoadChildren(parent) => self.browse(Question::Children(parent)),
            Command::ExpandAll(record) => self.browse(Question::Expand(record)),
            Command::LoadRows(nodes) => self.browse(Question::Rows(nodes)),
            Command::LoadPath(node) => self.browse(Question::Path(node)),
            Command::Search { ticket, text } => self.browse(Question::Search(ticket, text)),
            Command::LoadDetail(node) => self.spawn_detail(node),
            Command::LoadPicture(asset) => self.spawn_picture(asset),
            Command::Quit => {}
            other => self.handle_plan(other).await,
        }
    }

    async fn handle_plan(self: &Arc<Self>, command: Command) {
        match command {
            Command::PlanLinks { pairs, accept } => self.plan_links(pairs, accept, false),
            Command::PlanUnlink { pairs, accept } => self.plan_links(pairs, accept, true),
            Command::PlanSetup => self.spawn_setup_plan(),
            Command::ExportSetupRequest(path) => self.export_setup_request(path),
            Command::PlanUndo(plan) => self.plan_undo(plan),
            Command::Replan(plan) => self.spawn_replan(plan),
            Command::Decide { plan, changes, decision } => self.decide(plan, &changes, &decision),
            Command::Apply(plan) => self.spawn_apply(plan),
            Command::Discard(plan) => self.discard(plan),
            Command::LoadPlan(plan) => self.load_plan(plan),
            Command::LoadPlans => self.load_plans(),
            Command::LoadLinks { asset, record } => self.load_links(asset, record),
            Command::LoadAudit { filter, page } => self.load_audit(&filter, page),
            Command::ExportAudit { filter, path, format } => self.export_audit(&filter, path, format),
            Command::LoadProblems => self.load_problems(),
            Command::Choose { plan, change, alternative } => self.choose(plan, change, alternative),
            Command::TakeApart { plan, change } => self.take_apart(plan, change),
            other => self.handle_mapping(other),
        }
    }

    pub(super) fn say(&self, event: Event) {
        (self.sink)(event);
    }

    pub(super) fn notice(&self, kind: NoticeKind, text: impl Into<String>, plan: Option<PlanId>) {
        self.say(Event::Notice(Notice {
            kind,
            text: text.into(),
            plan,
            asset: None,
            cause: Cause::Here,
        }));
    }

    pub(super) fn complain(&self, error: &RuntimeError) {
        self.say(Event::Notice(Notice {
            kind: NoticeKind::Error,
            text: error.to_string(),
            plan: None,
            asset: None,
            cause: error.cause(),
        }));
    }

    /// Stops running work when Ctrl-C is pressed. What was sent is waited for and noted, as for any cancelled job.
    fn heed_interrupts(self: &Arc<Self>) {
        let engine = Arc::downgrade(self);
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                let Some(engine) = engine.upgrade() else { return };
                engine.jobs.cancel_all();
                engine.say(Event::Interrupted);
            }
        });
    }

    pub(super) fn opened(&self) -> Option<Arc<OpenWorkspace>> {
        self.open.lock().clone()
    }

    /// The open workspace; says so where there is none.
    pub(super) fn need_workspace(&self) -> Option<Arc<OpenWorkspace>> {
        let open = self.opened();
        if open.is_none() {
            self.notice(NoticeKind::Warning, "Open a workspace first", None);
        }
        open
    }

    /// Asks the browse thread for what somebody wants to see; says so where no workspace is open.
    fn browse(&self, question: Question) {
        if self.need_workspace().is_some() {
            self.ask(question);
        }
    }

    pub(super) fn ask(&self, question: Question) {
        if let Some(browser) = self.browser.lock().as_ref() {
            let _ = browser.send(question);
        }
    }

    pub(super) fn tell_workspace(&self) {
        let Some(open) = self.opened() else { return };
        let bad_network = open.connection.practice && self.bad_network.load(std::sync::atomic::Ordering::Relaxed);
        match open.info(bad_network) {
            Ok(info) => self.say(Event::Workspace(Arc::new(info))),
            Err(error) => self.complain(&error),
        }
    }

    /// Tells the browsers that the catalogue changed on one side.
    pub(super) fn catalogue_changed(&self, side: Side) {
        if let Some(open) = self.opened() {
            open.known.lock().counts = None;
        }
        self.ask(Question::FilterAgain(side));
        self.ask_trier(super::mapping::Asked::Outdated);
        self.say(Event::CatalogueChanged { side });
        self.tell_workspace();
    }

    pub(super) fn change_settings(&self, change: impl FnOnce(&mut AppSettings)) {
        let mut settings = self.settings.lock();
        change(&mut settings);
        let written = settings.write(&self.environment.settings);
        let settings = settings.clone();
        if let Err(error) = written {
            self.notice(NoticeKind::Warning, format!("The settings could not be kept: {error}"), None);
        }
        self.say(Event::Settings(settings));
    }

    // Opening and closing.

    async fn open_workspace(self: &Arc<Self>, path: &Path, credentials: &Credentials) {
        let was_open = self.close().await;
        if let Err(error) = Workspace::open(path)
            .map_err(RuntimeError::from)
            .and_then(|workspace| self.opened_file(workspace, credentials))
        {
            self.open_failed(was_open, path, &error);
        }
    }

    async fn create_workspace(self: &Arc<Self>, path: &Path, connection: &Connection, credentials: &Credentials) {
        let was_open = self.close().await;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let made = std::fs::create_dir_all(&folder)
            .map_err(|error| RuntimeError::File {
                path: folder,
                reason: error.to_string(),
            })
            .and_then(|()| Workspace::create(path, connection, (self.environment.now)()).map_err(RuntimeError::from))
            .and_then(|workspace| self.opened_file(workspace, credentials));
        if let Err(error) = made {
            self.open_failed(was_open, path, &error);
        }
    }

    /// Takes over an open file: clients, browser thread, first look at both systems.
    pub(super) fn opened_file(self: &Arc<Self>, workspace: Workspace, credentials: &Credentials) -> Result<(), RuntimeError> {
        let reader = workspace.reader()?;
        let trial_reader = workspace.reader()?;
        let open = Arc::new(OpenWorkspace::new(workspace, credentials, &self.environment)?);
        let engine = Arc::downgrade(self);
        let handle = tokio::runtime::Handle::current();
        let fetch = Box::new(move |parent| {
            if let Some(engine) = engine.upgrade() {
                let _guard = handle.enter();
                engine.spawn_fetch(parent);
            }
        });
        let browser = Browser::start(reader, self.sink.clone(), fetch).map_err(|error| RuntimeError::File {
            path: open.path.clone(),
            reason: error.to_string(),
        })?;
        let trier = super::mapping::Trier::start(
            trial_reader,
            super::mapping::ProfileShelf::beside(&open.path),
            open.connection.clone(),
            open.settings.clone(),
            self.sink.clone(),
            self.environment.now,
        )
        .map_err(|error| RuntimeError::File {
            path: open.path.clone(),
            reason: error.to_string(),
        })?;
        *self.browser.lock() = Some(browser);
        *self.trier.lock() = Some(trier);
        let (path, name) = (open.path.clone(), open.connection.name.clone());
        if !open.connection.practice {
            self.change_settings(|settings| settings.remember(path, name));
        }
        *self.open.lock() = Some(open);
        self.tell_workspace();
        self.resume_interrupted();
        if self.environment.probe_on_open || self.environment.refresh_on_open {
            self.spawn_probe(self.environment.refresh_on_open);
        }
        Ok(())
    }

    /// Stops running work and waits for it. A request that writes is waited for, so that its answer is noted; a server that never
    /// answers is not.
    async fn stop_work(&self) {
        self.jobs.cancel_all();
        let waiting = async {
            while !self.jobs.views().is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    }

    /// Closes the workspace. True where one was open.
    async fn close(&self) -> bool {
        self.stop_work().await;
        *self.browser.lock() = None;
        *self.trier.lock() = None;
        let open = self.open.lock().take();
        if let Some(open) = &open {
            open.shelf.close();
        }
        *self.applying.lock() = None;
        self.fetching.lock().clear();
        open.is_some()
    }

    /// Says that a workspace could not be opened, and that the one before it is not open any more.
    fn open_failed(&self, was_open: bool, path: &Path, error: &RuntimeError) {
        if was_open {
            self.say(Event::Closed);
        }
        self.say(Event::OpenFailed {
            path: path.to_owned(),
            message: error.to_string(),
        });
    }

    async fn reconnect(self: &Arc<Self>, connection: &Connection, credentials: &Credentials) {
        let Some(open) = self.need_workspace() else { return };
        let path = open.path.clone();
        // What runs was begun for the systems as they were.
        self.stop_work().await;
        let kept = super::moving::move_to(&open.shelf, connection);
        drop(open);
        match kept {
            Ok(reopened) => {
                self.open_workspace(&path, credentials).await;
                if reopened > 0 {
                    let text = format!(
                        "The systems changed, so {} must be decided again before anything is written",
                        crate::plan::ledger::plural(reopened, "accepted change", "accepted changes")
                    );
                    self.notice(NoticeKind::Warning, text, None);
                }
            }
            Err(error) => self.complain(&error),
        }
    }

    async fn save_workspace_settings(self: &Arc<Self>, settings: crate::domain::workspace::WorkspaceSettings) {
        let Some(open) = self.need_workspace() else { return };
        let path = open.path.clone();
        let practice = open.connection.practice;
        let kept = open.shelf.with(|workspace| {
            let before = workspace.settings()?.collection_links;
            workspace.set_settings(&settings)?;
            Ok(settings.collection_links.iter().any(|link| !before.contains(link)))
        });
        drop(open);
        let stands = match kept {
            Ok(stands) => stands,
            Err(error) => return self.complain(&error),
        };
        if practice {
            self.open_practice(false).await;
        } else {
            self.open_workspace(&path, &Credentials::default()).await;
        }
        if stands {
            let text = "The collection stands for the record now: its assets get the record’s description. Settings lists all of them";
            self.notice(NoticeKind::Done, text, None);
        }
    }

    // The practice workspace.

    async fn open_practice(self: &Arc<Self>, reset: bool) {
        let was_open = self.close().await;
        let folder = self.environment.data.join("practice");
        if let Err(error) = self.start_practice(&folder, reset).await {
            self.open_failed(was_open, &folder, &error);
        }
    }

    async fn start_practice(self: &Arc<Self>, folder: &Path, reset: bool) -> Result<(), RuntimeError> {
        let file = folder.join("practice.archway");
        let mut practice = self.practice.lock().await;
        if practice.as_ref().is_some_and(PracticeHost::is_elsewhere) {
            *practice = None;
        }
        let host = match practice.take() {
            Some(host) if reset => {
                self.bad_network.store(false, std::sync::atomic::Ordering::Relaxed);
                host.reset().await?
            }
            Some(host) => host,
            None => {
                let host = PracticeHost::start(folder).await?;
                if reset { host.reset().await? } else { host }
            }
        };
        if reset {
            remove_workspace(&file)?;
        }
        let host = practice.insert(host);
        let connection = host.connection();
        let credentials = host.credentials();
        let workspace = if file.exists() {
            let mut workspace = Workspace::open(&file)?;
            if workspace.connection()? != connection && matches!(workspace.access(), crate::store::Access::Writer) {
                workspace.set_connection(&connection)?;
            }
            workspace
        } else {
            Workspace::create(&file, &connection, (self.environment.now)())?
        };
        self.opened_file(workspace, &credentials)
    }

    async fn practise_bad_network(&self, bad: bool) {
        if self.need_workspace().is_none() {
            return;
        }
        match self.practice.lock().await.as_ref() {
            Some(practice) if !practice.is_elsewhere() => {
                practice.bad_network(bad);
                self.bad_network.store(bad, std::sync::atomic::Ordering::Relaxed);
            }
            _ => self.notice(
                NoticeKind::Warning,
                "The practice systems do not run in this Archway, so their network cannot be made bad here",
                None,
            ),
        }
        self.tell_workspace();
    }
}

/// Removes a workspace file with its log and lock.
fn remove_workspace(file: &Path) -> Result<(), RuntimeError> {
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        let path = PathBuf::from(name);
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(RuntimeError::File {
                    path,
                    reason: error.to_string(),
                });
            }
        }
    }
    Ok(())
}
