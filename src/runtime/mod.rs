//! The background runtime: commands in, events out.
//!
//! The window and the command line know only [`Command`], [`Event`] and the plain data in [`view`]. The runtime alone starts
//! threads and the one tokio runtime, and it alone joins planners, systems, store and vault.
//!
//! - `engine` takes commands; `open` is the open workspace; `browse` is the thread that answers the browsers.
//! - `work` looks at the systems and refreshes (`refresh`), [`media`] reads files and approvals of assets, `fetch` reads what a browser opened, `detail` and `pictures` what the
//!   inspector shows.
//! - `plans` makes, decides and applies plans with `planning`, `replanning` and [`apply`]; `hands` keeps a refresh from overwriting what applying
//!   has just read back.
//! - [`mapping`] keeps profiles, tries them, plans from them, finds approved assets and watches; `media` reads files and approvals.
//! - `moving` takes a workspace to other systems.

pub mod apply;
mod audit;
mod browse;
pub mod command;
mod detail;
mod engine;
pub mod environment;
pub mod error;
pub mod event;
mod fetch;
pub mod hands;
mod jobs;
mod keeping;
pub mod mapping;
pub mod mapping_view;
pub mod media;
mod moving;
mod open;
mod pictures;
pub mod planning;
mod plans;
mod practice_alone;
mod practice_host;
pub mod refresh;
mod replanning;
pub mod restrict;
pub mod restrict_view;
pub mod settings;
pub mod shelf;
pub mod view;
mod work;

pub use browse::EventSink;
pub use command::Command;
pub use engine::Runtime;
pub use environment::Environment;
pub use error::RuntimeError;
pub use event::Event;
pub use jobs::JobBoard;
pub use practice_alone::{PracticeAddresses, PracticeAlone, practise_alone};
