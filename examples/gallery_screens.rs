//! Draws each screen with invented data in both themes and two sizes, and saves pictures: `gallery_screens DIR [PART OF NAME]`.

#[path = "../tests/window/conflict_plan.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod conflict_plan;
#[path = "../tests/window/plans.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod plans;
#[path = "../tests/window/queue_sample.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod queue_sample;
#[path = "../tests/window/world.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod world;

#[path = "gallery_parts/shots.rs"]
mod shots;

use archway::desktop::palette::Palette;
use archway::desktop::screens::activity::ActivityScreen;
use archway::desktop::screens::describe::queue::QueuePane;
use archway::desktop::screens::describe::watch::WatchPane;
use archway::desktop::screens::review::ReviewPane;
use archway::desktop::screens::settings::{SettingsScreen, setup};
use archway::desktop::screens::welcome::WelcomeScreen;
use eframe::egui;
use egui::{Event, Key, Modifiers};

use shots::{Draw, Sketch};
use world::World;

fn key(key: Key) -> Vec<Event> {
    let event = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    vec![event(true), event(false)]
}

fn click(x: f32, y: f32) -> Vec<Event> {
    let pos = egui::pos2(x, y);
    let button = |pressed| Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    vec![Event::PointerMoved(pos), button(true), button(false)]
}

fn review() -> Draw {
    let mut pane = ReviewPane::default();
    Box::new(move |ui, world| {
        if let Some(plan) = world.model.plan_under_review() {
            world.see(ui, |ui, view| pane.ui_inside(ui, view, plan));
        }
    })
}

fn review_narrow() -> Draw {
    let mut pane = ReviewPane::default();
    Box::new(move |ui, world| {
        let Some(plan) = world.model.plan_under_review() else { return };
        let whole = ui.max_rect();
        let right = whole.with_min_x(whole.right() - 380.0);
        ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| {
            world.see(ui, |ui, view| pane.ui(ui, view, plan));
        });
    })
}

fn activity() -> Draw {
    let mut screen = ActivityScreen::default();
    Box::new(move |ui, world| world.see(ui, |ui, view| screen.ui(ui, view)))
}

fn queue() -> Draw {
    let mut pane = QueuePane::default();
    Box::new(move |ui, world| world.see(ui, |ui, view| pane.ui(ui, view)))
}

fn watch() -> Draw {
    let mut pane = WatchPane::default();
    Box::new(move |ui, world| {
        world.see(ui, |ui, view| pane.ui(ui, view));
    })
}

fn settings() -> Draw {
    let mut screen = SettingsScreen::default();
    Box::new(move |ui, world| {
        world.see(ui, |ui, view| {
            setup::offer(ui, view);
            screen.ui(ui, view);
        });
    })
}

fn welcome() -> Draw {
    let mut screen = WelcomeScreen::default();
    Box::new(move |ui, world| world.see(ui, |ui, view| screen.ui(ui, view)))
}

fn palette() -> Draw {
    let mut palette = Palette::default();
    palette.open();
    Box::new(move |ui, world| world.see(ui, |ui, view| palette.ui(ui, view)))
}

type Screen = (&'static str, fn() -> World, fn() -> Draw, Vec<Vec<Event>>);

fn screens() -> Vec<Screen> {
    let type_text = |text: &str| vec![Event::Text(text.to_owned())];
    vec![
        ("review-new", || World::reviewing(plans::link_plan(3)), review, vec![]),
        (
            "review-varied",
            || World::reviewing(plans::varied_plan()),
            review,
            vec![click(300.0, 240.0), key(Key::End)],
        ),
        (
            "review-stale",
            || World::reviewing(plans::varied_plan()),
            review,
            vec![click(480.0, 56.0), vec![], vec![], click(300.0, 250.0)],
        ),
        (
            "review-reject",
            || World::reviewing(plans::varied_plan()),
            review_narrow,
            vec![click(1000.0, 345.0), vec![], key(Key::R), vec![], type_text("wrong reel")],
        ),
        ("review-large-text", World::large_text, review_narrow, vec![]),
        ("review-narrow", || World::reviewing(plans::link_plan(3)), review_narrow, vec![]),
        (
            "review-narrow-varied",
            || World::reviewing(plans::varied_plan()),
            review_narrow,
            vec![],
        ),
        ("review-applying", World::applying, review_narrow, vec![]),
        ("review-applied", || World::reviewing(plans::applied_plan()), review_narrow, vec![]),
        ("review-many", || World::reviewing(plans::link_plan(3334)), review, vec![]),
        ("conflict", || World::reviewing(conflict_plan::plan()), review, vec![]),
        ("conflict-narrow", || World::reviewing(conflict_plan::plan()), review_narrow, vec![]),
        (
            "conflict-text",
            || World::reviewing(conflict_plan::plan()),
            review,
            vec![
                click(420.0, 140.0),
                vec![],
                key(Key::End),
                vec![],
                key(Key::Home),
                key(Key::ArrowDown),
                key(Key::ArrowDown),
            ],
        ),
        (
            "conflict-note",
            || World::reviewing(conflict_plan::plan()),
            review,
            vec![click(420.0, 150.0), vec![], key(Key::ArrowDown)],
        ),
        (
            "queue",
            queue_sample::world,
            queue,
            vec![click(300.0, 150.0), vec![], click(864.0, 122.0), vec![], key(Key::ArrowDown)],
        ),
        ("queue-bare", queue_sample::bare, queue, vec![]),
        ("watch", queue_sample::watching, watch, vec![]),
        ("activity-plans", World::busy, activity, vec![]),
        ("activity-problems", World::busy, activity, vec![click(210.0, 19.0)]),
        ("activity-audit", World::busy, activity, vec![click(280.0, 19.0)]),
        ("activity-empty", World::open, activity, vec![]),
        ("settings-practice", World::busy, settings, vec![]),
        ("settings-real", World::real, settings, vec![]),
        ("welcome", World::closed, welcome, vec![]),
        ("welcome-failed", World::failed, welcome, vec![]),
        (
            "welcome-form",
            World::closed,
            welcome,
            vec![click(340.0, 460.0), vec![], vec![], vec![], click(500.0, 760.0)],
        ),
        ("settings-edit", World::real, settings, vec![click(120.0, 226.0)]),
        ("palette", World::open, palette, vec![]),
        ("palette-found", World::found, palette, vec![type_text("re"), vec![]]),
    ]
}

fn main() -> eframe::Result {
    let sketches = screens()
        .into_iter()
        .map(|(name, world, draw, input)| -> Sketch { (name, world, Box::new(draw), input) })
        .collect();
    shots::run("archway gallery", sketches)
}
