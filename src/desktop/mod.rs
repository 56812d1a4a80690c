//! The window: an eframe app that knows the runtime only by its commands and events.
//!
//! | file | what |
//! |---|---|
//! | [`app`] | the app: takes events in, draws the shell, carries out what was raised while drawing |
//! | [`model`] | everything known from events |
//! | [`outbox`] | what is raised while drawing: commands to the runtime, and moves within the window |
//! | [`commands`] | one closed list that feeds menus, shortcuts and the palette |
//! | [`tokens`], [`theme`], [`fonts`] | colours, sizes and letters; nowhere else |
//! | [`widgets`] | parts that several screens use |
//! | [`screens`] | one folder a screen; each a struct with a `ui` method that can be drawn in a test |
//! | [`palette`] | the search and command palette |
//!
//! While drawing, a screen sees the world through [`screens::ViewCtx`]: shared references only. Whatever it wants changed goes
//! into the [`outbox::Outbox`] and happens before the next frame.

pub mod app;
pub mod commands;
pub mod fonts;
pub mod model;
pub mod outbox;
pub mod palette;
pub mod screens;
pub mod theme;
pub mod tokens;
pub mod widgets;

pub use app::{ArchwayApp, Connection, Frame, Wake, run};
