//! The real window without a display: driven by the names that a screen reader says.

#[path = "window/activity.rs"]
mod activity;
#[path = "window/conflict.rs"]
mod conflict;
#[path = "window/conflict_plan.rs"]
mod conflict_plan;
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
#[path = "window/queue.rs"]
mod queue;
#[path = "window/queue_sample.rs"]
mod queue_sample;
#[path = "window/restrict_fake.rs"]
mod restrict_fake;
#[path = "window/restrict_panes.rs"]
mod restrict_panes;
#[path = "window/restrict_plan.rs"]
mod restrict_plan;
#[path = "window/restrict_review.rs"]
mod restrict_review;
#[path = "window/review.rs"]
mod review;
#[path = "window/settings.rs"]
mod settings;
#[path = "window/shell.rs"]
mod shell;
#[path = "window/stage.rs"]
mod stage;
#[path = "window/watch.rs"]
mod watch;
#[path = "window/welcome.rs"]
mod welcome;
#[path = "window/world.rs"]
mod world;
