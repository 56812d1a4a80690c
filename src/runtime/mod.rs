//! The background runtime: commands in, events out.
//!
//! The window and the command line know only [`Command`], [`Event`] and the plain data in [`view`]. The runtime alone starts
//! threads and the one tokio runtime, and it alone joins planners, systems, store and vault.

pub mod command;
pub mod event;
pub mod settings;
pub mod view;

pub use command::Command;
pub use event::Event;
