//! The shell around the screens: top line, foot line, notices, commands.

use archway::runtime::settings::Appearance;
use archway::runtime::view::{Notice, NoticeKind, Reachability};
use archway::runtime::{Command, Event};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use std::sync::Arc;

use crate::fake::{self, Fake};
use crate::link::Window;

fn tell(window: &mut Window, kind: NoticeKind, text: &str) {
    let notice = Notice {
        kind,
        text: text.to_owned(),
        plan: None,
        asset: None,
        cause: archway::runtime::view::Cause::default(),
    };
    window.events.send(Event::Notice(notice)).expect("the window listens");
    window.settle();
}

#[test]
fn notices_say_what_happened_and_can_be_put_away() {
    let mut window = Window::new();
    tell(
        &mut window,
        NoticeKind::Error,
        "“Marsh, Odile” could not be read: the session expired; log in again",
    );
    assert!(window.says("the session expired"));
    window.harness.get_by_label("Dismiss").click();
    window.settle();
    assert!(!window.says("the session expired"));
}

#[test]
fn a_side_that_does_not_answer_is_said_beside_the_time_of_what_is_shown() {
    let mut window = Window::new();
    let mut workspace = window.fake.borrow().workspace();
    workspace.iconik.reachability = Reachability::Failed {
        reason: "iconik refused the connection".to_owned(),
    };
    window
        .events
        .send(Event::Workspace(Arc::new(workspace)))
        .expect("the window listens");
    window.settle();
    assert!(window.says("iconik not reached · 12:04"));
    assert!(window.says("ArchivesSpace · 12:04"));
}

#[test]
fn running_work_is_named_and_can_be_stopped() {
    let mut fake = Fake::new();
    fake.jobs.push(fake::a_job());
    let mut window = Window::open(fake, Appearance::Dark);
    assert!(window.says("Refreshing ArchivesSpace: reading “Series 4: Photographs”"));
    window.harness.get_by_label("Cancel").click();
    window.settle();
    let fake = window.fake.borrow();
    assert!(
        fake.asked
            .iter()
            .any(|command| matches!(command, Command::Cancel(id) if *id == fake::a_job().id))
    );
}

#[test]
fn undoing_the_last_plan_is_asked_for_as_a_plan() {
    let mut window = Window::new();
    window.harness.get_by_label("Undo last: linked 2 assets").click();
    window.settle();
    assert!(
        window
            .fake
            .borrow()
            .asked
            .iter()
            .any(|command| matches!(command, Command::PlanUndo(_)))
    );
}

#[test]
fn text_grows_by_keys_and_the_settings_are_kept() {
    let mut window = Window::new();
    let before = window.row("Oral histories 2024").height();
    window.key_with(Modifiers::COMMAND, Key::Plus);
    window.key_with(Modifiers::COMMAND, Key::Equals);
    assert!(window.row("Oral histories 2024").height() > before);
    let fake = window.fake.borrow();
    let kept = fake.asked.iter().filter_map(|command| match command {
        Command::SaveAppSettings(settings) => Some(settings.text_size),
        _ => None,
    });
    let kept: Vec<f32> = kept.collect();
    assert_eq!(kept.len(), 2);
    assert!((kept[1] - 1.2).abs() < 0.01);
}

#[test]
fn without_a_workspace_there_is_no_browser_and_no_dead_button() {
    let mut window = Window::new();
    window.events.send(Event::Closed).expect("the window listens");
    window.settle();
    assert!(!window.has_row("Oral histories 2024"));
    assert!(!window.says("Undo last"));
    assert!(window.says("No workspace is open"));
}
