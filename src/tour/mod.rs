//! The tour: drives the real window through the main job on the practice workspace by input events, takes a picture of every
//! step, and reads each step's result back from both systems with clients of its own.

mod describing;
mod driver;
mod proof;
mod restricting;
mod script;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::desktop;
use crate::launch::{First, connect};
use crate::runtime::settings::{AppSettings, Appearance};
use crate::runtime::view::WorkspaceInfo;
use crate::runtime::{Environment, Event};

use driver::Driver;
use proof::Proof;

/// What is to be shown, and where the pictures go.
#[derive(Debug, Clone)]
pub struct TourOptions {
    /// Folder of the pictures; made where there is none.
    pub out: PathBuf,
    /// Width and height of the window.
    pub size: [f32; 2],
    /// Light or dark; the tour shows the other one at the end.
    pub appearance: Appearance,
}

/// Why the tour stopped.
#[derive(Debug, thiserror::Error)]
pub enum TourError {
    /// No window.
    #[error("no window could be opened: {0}. Without a display, run it under a virtual one: xvfb-run -a archway tour --out DIR")]
    NoWindow(String),
    /// Something that should be on the screen is not.
    #[error("step “{step}”: {what}")]
    NotThere {
        /// The step.
        step: String,
        /// What was looked for, and what is there.
        what: String,
    },
    /// A system does not hold what the step should have written.
    #[error("step “{step}”: {what}")]
    NotProven {
        /// The step.
        step: String,
        /// What was expected and what was read.
        what: String,
    },
    /// A file could not be written.
    #[error("{path} could not be written: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The window was closed by somebody.
    #[error("the window was closed before the tour was over")]
    Closed,
}

/// A picture that was taken, with what it shows.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The file.
    pub path: PathBuf,
    /// What it shows and what was read back.
    pub caption: String,
}

type Walked = Result<Vec<Picture>, TourError>;

/// Drives the window. Gives the pictures in order.
///
/// # Errors
/// At the first step whose result is not on the screen or not in both systems.
pub fn run(options: &TourOptions) -> Result<Vec<Picture>, TourError> {
    make_folder(&options.out)?;
    let home = tempfile::tempdir().map_err(|error| TourError::File {
        path: std::env::temp_dir(),
        reason: error.to_string(),
    })?;
    let environment = Environment::in_folder(home.path().to_owned());
    let settings = AppSettings {
        appearance: options.appearance,
        ..AppSettings::default()
    };
    let result: Arc<Mutex<Option<Walked>>> = Arc::default();
    let told = Arc::clone(&result);
    let workspace: Arc<Mutex<Option<Arc<WorkspaceInfo>>>> = Arc::default();
    let out = options.out.clone();
    let frame = desktop::Frame {
        size: options.size,
        remembered: false,
    };
    desktop::run(frame, settings, move |context| {
        let driver = Driver::attach(context);
        let seen = Arc::clone(&workspace);
        let tap = move |event: &Event| {
            if let Event::Workspace(info) = event {
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(info));
            }
        };
        let waker = context.clone();
        let connection = connect(environment, First::Welcome, Arc::new(move || waker.request_repaint()), tap);
        let proof = Proof::new(workspace);
        let closing = driver.clone();
        let walk = move || {
            let walked = script::walk(&driver, &proof, &out);
            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(walked);
            closing.close();
        };
        if let Err(error) = std::thread::Builder::new().name("archway-tour".to_owned()).spawn(walk) {
            tracing::error!("the tour could not begin: {error}");
        }
        connection
    })
    .map_err(|error| TourError::NoWindow(error.to_string()))?;
    result
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
        .unwrap_or(Err(TourError::Closed))
}

fn make_folder(folder: &Path) -> Result<(), TourError> {
    std::fs::create_dir_all(folder).map_err(|error| TourError::File {
        path: folder.to_owned(),
        reason: error.to_string(),
    })
}
