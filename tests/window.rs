//! The real window without a display: driven by the names that a screen reader says.

#[path = "window/activity.rs"]
mod activity;
#[path = "window/fake.rs"]
mod fake;
#[path = "window/link.rs"]
mod link;
#[path = "window/shell.rs"]
mod shell;
