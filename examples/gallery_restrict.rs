//! Draws the tabs of the Restrictions screen with invented data in both themes and two sizes, and saves pictures:
//! `gallery_restrict DIR [PART OF NAME]`.

#[path = "../tests/window/plans.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod plans;
#[path = "../tests/window/restrict_fake.rs"]
mod restrict_fake;
#[path = "../tests/window/restrict_plan.rs"]
mod restrict_plan;
#[path = "../tests/window/world.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod world;

#[path = "gallery_parts/shots.rs"]
mod shots;

use std::sync::Arc;

use archway::desktop::commands::UiCommand;
use archway::desktop::screens::restrict::RestrictScreen;
use archway::runtime::Event as Answer;
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

/// A tab of the screen.
fn tab(command: UiCommand) -> impl Fn() -> Draw {
    move || {
        let mut screen = RestrictScreen::default();
        let mut begun = false;
        Box::new(move |ui, world| {
            world.see(ui, |ui, view| {
                screen.ui(ui, view);
                // A plan comes first into sight; then the tab.
                if !std::mem::replace(&mut begun, true) {
                    screen.command(command, view.model, view.outbox);
                }
            });
        })
    }
}

fn world_of(overview: impl FnOnce(&mut archway::runtime::restrict_view::RestrictionsView)) -> World {
    let mut world = restrict_fake::world();
    let mut view = restrict_fake::overview();
    overview(&mut view);
    world.apply(Answer::Restrictions(Arc::new(view)));
    world
}

fn never_looked() -> World {
    world_of(|view| view.access_read = None)
}

fn not_linked() -> World {
    world_of(|view| view.counts = Default::default())
}

fn sketches() -> Vec<Sketch> {
    let type_text = |text: &str| vec![Event::Text(text.to_owned())];
    let follows = || Box::new(tab(UiCommand::GoFollows)) as Box<dyn Fn() -> Draw>;
    let reviewing = || restrict_fake::reviewing(restrict_plan::plan());
    let down = |times: usize| {
        let mut input = vec![click(300.0, 180.0), vec![]];
        for _ in 0..times {
            input.push(key(Key::ArrowDown));
        }
        input
    };
    vec![
        ("follows-cause", reviewing, follows(), down(2)),
        (
            "follows-target",
            reviewing,
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::Num2)],
        ),
        (
            "follows-kind",
            reviewing,
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::Num3), vec![], key(Key::End)],
        ),
        (
            "follows-end",
            reviewing,
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::End)],
        ),
        (
            "follows-waits",
            reviewing,
            follows(),
            vec![
                click(300.0, 180.0),
                vec![],
                key(Key::End),
                key(Key::PageUp),
                key(Key::ArrowDown),
                key(Key::ArrowDown),
                key(Key::ArrowDown),
            ],
        ),
        (
            "follows-confirm",
            || restrict_fake::reviewing(restrict_plan::plan_with_second_person()),
            follows(),
            vec![
                click(300.0, 180.0),
                vec![],
                key(Key::End),
                key(Key::Space),
                vec![],
                vec![],
                type_text("the fifty years are over"),
            ],
        ),
        (
            "follows-confirmed",
            || restrict_fake::reviewing(restrict_plan::confirmed_plan()),
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::End)],
        ),
        (
            "follows-troubled",
            || restrict_fake::reviewing(restrict_plan::troubled_plan()),
            follows(),
            down(1),
        ),
        (
            "follows-reject",
            reviewing,
            follows(),
            vec![click(300.0, 180.0), vec![], key(Key::R), vec![], type_text("wrong series")],
        ),
        (
            "follows-many",
            || restrict_fake::reviewing(restrict_plan::large_plan(100_000)),
            follows(),
            vec![],
        ),
        ("follows-empty", restrict_fake::world, follows(), vec![]),
        ("follows-never-looked", never_looked, follows(), vec![]),
        ("follows-not-linked", not_linked, follows(), vec![]),
        ("notes", restrict_fake::world, Box::new(tab(UiCommand::GoNotes)), vec![]),
        ("expiry", restrict_fake::world, Box::new(tab(UiCommand::GoExpiry)), vec![]),
        ("report", restrict_fake::world, Box::new(tab(UiCommand::GoReport)), vec![]),
        ("rules", restrict_fake::world, Box::new(tab(UiCommand::GoRules)), vec![]),
    ]
}

fn main() -> eframe::Result {
    shots::run("archway gallery of restrictions", sketches())
}
