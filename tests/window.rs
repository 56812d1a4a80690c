//! The real window without a display: driven by the names that a screen reader says.

#[path = "window/activity.rs"]
mod activity;
#[path = "window/describe.rs"]
mod describe;
#[path = "window/fake.rs"]
mod fake;
#[path = "window/link.rs"]
mod link;
#[path = "window/palette.rs"]
mod palette;
#[path = "window/plans.rs"]
mod plans;
#[path = "window/review.rs"]
mod review;
#[path = "window/settings.rs"]
mod settings;
#[path = "window/shell.rs"]
mod shell;
#[path = "window/stage.rs"]
mod stage;
#[path = "window/welcome.rs"]
mod welcome;
#[path = "window/world.rs"]
mod world;
