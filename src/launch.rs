//! Starts the window over a runtime.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc};

use crate::desktop;
use crate::runtime::settings::AppSettings;
use crate::runtime::{Command, Environment, Event, Runtime};

/// What the window shows first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum First {
    /// Whatever the person chooses.
    Welcome,
    /// The practice workspace.
    Practice,
    /// A workspace file.
    Workspace(PathBuf),
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// Where no window or no thread can be had.
pub fn window(environment: Environment, first: First) -> Result<(), String> {
    let (settings, _) = AppSettings::read(&environment.settings);
    let frame = desktop::Frame::default();
    desktop::run(frame, settings, move |context| {
        let context = context.clone();
        connect(environment, first, Arc::new(move || context.request_repaint()), |_| {})
    })
    .map_err(|error| error.to_string())
}

/// Starts a runtime for a window. Without threads there is no runtime; the window then stays empty and says nothing, so the reason
/// is logged. `tap` is told of every event.
#[must_use]
pub fn connect(
    environment: Environment,
    first: First,
    wake: desktop::Wake,
    tap: impl Fn(&Event) + Send + Sync + 'static,
) -> desktop::Connection {
    let (sender, events) = mpsc::channel();
    let sender = Mutex::new(sender);
    let sink = Arc::new(move |event| {
        tap(&event);
        if let Ok(sender) = sender.lock() {
            let _ = sender.send(event);
        }
        wake();
    });
    let runtime = Runtime::start(environment, sink)
        .map_err(|error| tracing::error!("the runtime could not be started: {error}"))
        .ok();
    let send = move |command| {
        if let Some(runtime) = &runtime {
            runtime.send(command);
        }
    };
    match first {
        First::Welcome => {}
        First::Practice => send(Command::OpenPractice),
        First::Workspace(path) => send(Command::OpenWorkspace(path)),
    }
    desktop::Connection {
        send: Box::new(send),
        events,
    }
}
