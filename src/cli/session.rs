//! A session: sends commands to the runtime and waits for the events that answer them.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use super::answer::{Exit, Failure, tell};
use super::args::GlobalArgs;
use super::progress::Progress;
use super::secrets::{self, Which};
use crate::plan::{Decision, Plan, PlanId};
use crate::runtime::view::{Cause, Notice, NoticeKind, Reachability, Side, WorkspaceInfo};
use crate::runtime::{Command, Environment, Event, Runtime};

/// What a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Only the workspace file; no system is asked.
    Catalogue,
    /// Both systems, once they were looked at.
    Systems,
}

/// A runtime with its events.
pub struct Session {
    runtime: Runtime,
    events: Receiver<Event>,
    progress: Progress,
    info: Option<Arc<WorkspaceInfo>>,
    interrupts: u32,
}

/// This computer as a program without a window sees it.
#[must_use]
pub fn environment() -> Environment {
    Environment {
        refresh_on_open: false,
        heed_interrupt: true,
        ..Environment::of_this_computer()
    }
}

impl Session {
    /// A runtime without a workspace.
    ///
    /// # Errors
    /// Where the computer gives no thread.
    pub fn bare(environment: Environment) -> Result<Self, Failure> {
        let (sender, events) = channel();
        let sink = Arc::new(move |event| {
            // The session ends before the runtime does; nobody waits for what comes later.
            let _ = sender.send(event);
        });
        let runtime = Runtime::start(environment, sink)
            .map_err(|error| Failure::new(Exit::Failed, format!("Archway could not start its background work: {error}")))?;
        Ok(Self {
            runtime,
            events,
            progress: Progress::on_stderr(),
            info: None,
            interrupts: 0,
        })
    }

    /// A runtime with the workspace that was named.
    ///
    /// # Errors
    /// Where none was named, or it cannot be opened.
    pub fn open(global: &GlobalArgs, need: Need) -> Result<Self, Failure> {
        Self::open_and(global, need, false)
    }

    /// The same, and watched profiles look when their time has come.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_watching(global: &GlobalArgs) -> Result<Self, Failure> {
        Self::open_and(global, Need::Systems, true)
    }

    fn open_and(global: &GlobalArgs, need: Need, watch: bool) -> Result<Self, Failure> {
        let path = named(global)?;
        let practice = is_practice(path);
        let mut environment = environment();
        environment.probe_on_open = need == Need::Systems;
        environment.watch = watch;
        let forgetful = environment.vault_notice.is_some() && !practice && need == Need::Systems && secrets::can_ask();
        if (global.ask && !practice) || (forgetful && environment.archivesspace_password.is_none()) {
            environment.archivesspace_password = secrets::ask(Which::Password)?.or(environment.archivesspace_password);
        }
        if (global.ask && !practice) || (forgetful && environment.iconik_token.is_none()) {
            environment.iconik_token = secrets::ask(Which::Token)?.or(environment.iconik_token);
        }
        let mut session = Self::bare(environment)?;
        session.send(if practice {
            Command::OpenPractice
        } else {
            Command::OpenWorkspace(absolute(path))
        });
        session.opened(need)?;
        Ok(session)
    }

    /// Waits until a workspace is open, and its systems were looked at where they are needed.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn opened(&mut self, need: Need) -> Result<(), Failure> {
        self.until(|event| match event {
            Event::Workspace(info) if need == Need::Catalogue || looked_at(info) => Some(Ok(())),
            Event::OpenFailed { message, .. } => Some(Err(Failure::new(Exit::Failed, message.clone()))),
            Event::Interrupted => Some(Err(Failure::new(Exit::Stopped, "Stopped."))),
            _ => None,
        })??;
        // Opening also tells of interrupted plans. An answered question behind it means that all of that has come.
        self.send(Command::LoadPlans);
        self.until(|event| matches!(event, Event::Plans(_)).then_some(()))?;
        Ok(())
    }

    /// Asks for something.
    pub fn send(&self, command: Command) {
        self.runtime.send(command);
    }

    /// Asks, and waits for the answer. A warning or an error in its place is a failure.
    ///
    /// # Errors
    /// What the runtime said instead.
    pub fn ask<T>(&mut self, command: Command, mut answer: impl FnMut(&Event) -> Option<T>) -> Result<T, Failure> {
        self.send(command);
        loop {
            let event = self.next()?;
            if let Event::Notice(notice) = &event
                && notice.kind != NoticeKind::Done
            {
                return Err(failure_of(notice));
            }
            if self.interrupts > 0 {
                return Err(Failure::new(Exit::Stopped, "Stopped."));
            }
            if let Some(found) = answer(&event) {
                return Ok(found);
            }
        }
    }

    /// Waits for an event, through warnings and errors, which are told as they come. Ctrl-C stops running work, whose end is
    /// waited for.
    ///
    /// # Errors
    /// Where the runtime ends.
    pub fn until<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> Result<T, Failure> {
        loop {
            let event = self.next()?;
            if let Event::Notice(notice) = &event
                && notice.kind != NoticeKind::Done
            {
                self.progress.clear();
                tell(&notice.text);
            }
            if let Some(found) = wanted(&event) {
                self.progress.clear();
                return Ok(found);
            }
        }
    }

    fn next(&mut self) -> Result<Event, Failure> {
        let event = self.events.recv().map_err(|_| {
            Failure::new(
                Exit::Failed,
                "Archway's background work ended before it answered. The log may say why.",
            )
        })?;
        match &event {
            Event::Workspace(info) => self.info = Some(Arc::clone(info)),
            Event::Jobs(jobs) => self.progress.show(jobs),
            Event::Interrupted => {
                self.interrupts += 1;
                self.progress.clear();
                if self.interrupts > 1 {
                    // What was sent is in the journal; the next run looks at those records first.
                    std::process::exit(Exit::Stopped.code());
                }
                tell("Stopping; what was sent is waited for. Press Ctrl-C again to leave at once.");
            }
            _ => {}
        }
        Ok(event)
    }

    /// True once Ctrl-C was pressed.
    #[must_use]
    pub fn was_interrupted(&self) -> bool {
        self.interrupts > 0
    }

    /// The open workspace.
    ///
    /// # Errors
    /// Where none is open.
    pub fn info(&self) -> Result<Arc<WorkspaceInfo>, Failure> {
        self.info.clone().ok_or_else(|| Failure::new(Exit::Failed, "No workspace is open."))
    }

    /// Refuses where the workspace can only be read.
    ///
    /// # Errors
    /// Why it can only be read.
    pub fn need_writing(&self) -> Result<(), Failure> {
        match &self.info()?.read_only {
            Some(why) => Err(Failure::new(
                Exit::ReadOnly,
                format!("This workspace is open for reading only. {why}"),
            )),
            None => Ok(()),
        }
    }

    /// Refuses where a system did not answer.
    ///
    /// # Errors
    /// The system's reason.
    pub fn need_side(&self, side: Side) -> Result<(), Failure> {
        let info = self.info()?;
        let status = match side {
            Side::Iconik => &info.iconik,
            Side::ArchivesSpace => &info.archivesspace,
        };
        match &status.reachability {
            Reachability::Failed { reason } => Err(Failure::new(Exit::System, reason.clone())),
            _ => Ok(()),
        }
    }

    /// One plan.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn plan(&mut self, id: PlanId) -> Result<Arc<Plan>, Failure> {
        self.ask(Command::LoadPlan(id), |event| match event {
            Event::Plan(plan) if plan.id == id => Some(Arc::clone(plan)),
            _ => None,
        })
    }

    /// A plan once work on it has ended, also where Ctrl-C ended it.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn stored_plan(&mut self, id: PlanId) -> Result<Arc<Plan>, Failure> {
        self.interrupts = 0;
        self.plan(id)
    }

    /// Accepts every open change of a new plan, except what must be decided one by one: not even where it is the only one, since
    /// nobody looked at it.
    ///
    /// # Errors
    /// What the runtime said instead.
    pub fn accepted(&mut self, plan: &Plan) -> Result<Arc<Plan>, Failure> {
        let changes = plan
            .changes
            .iter()
            .filter(|change| change.decision == Decision::Undecided && !change.one_by_one())
            .map(|change| change.id)
            .collect();
        self.planned(Command::Decide {
            plan: plan.id,
            changes,
            decision: Decision::Accepted,
        })
    }

    /// Asks for something that is answered by a plan.
    ///
    /// # Errors
    /// What the runtime said instead.
    pub fn planned(&mut self, command: Command) -> Result<Arc<Plan>, Failure> {
        self.ask(command, |event| match event {
            Event::Plan(plan) => Some(Arc::clone(plan)),
            _ => None,
        })
    }
}

/// The workspace that was named.
///
/// # Errors
/// Where none was.
pub fn named(global: &GlobalArgs) -> Result<&Path, Failure> {
    global
        .workspace
        .as_deref()
        .ok_or_else(|| Failure::usage("Name the workspace: --workspace FILE, or --workspace practice."))
}

/// True for the word that names the practice workspace.
#[must_use]
pub fn is_practice(path: &Path) -> bool {
    path == Path::new("practice")
}

/// The path from the root, so that it means the same to a later Archway that starts elsewhere.
#[must_use]
pub fn absolute(path: &Path) -> std::path::PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn looked_at(info: &WorkspaceInfo) -> bool {
    [&info.iconik, &info.archivesspace]
        .iter()
        .all(|side| side.reachability != Reachability::NotTried)
}

/// A notice that came in place of an answer.
#[must_use]
pub fn failure_of(notice: &Notice) -> Failure {
    let exit = match notice.cause {
        Cause::Here => Exit::Failed,
        Cause::System => Exit::System,
        Cause::ReadOnly => Exit::ReadOnly,
    };
    Failure::new(exit, notice.text.clone())
}
