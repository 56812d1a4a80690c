//! The palette, by keyboard alone.

use archway::desktop::commands::UiCommand;
use archway::desktop::outbox::Raised;
use archway::desktop::palette::Palette;
use archway::domain::browse::Node;
use archway::runtime::Command;
use egui::Key;
use egui_kittest::kittest::Queryable as _;

use crate::plans;
use crate::stage::{Stage, WIDE, themes};
use crate::world::World;

const FIELD: &str = "Search both systems, or find a command";

fn palette<'a>(world: World) -> Stage<'a, Palette> {
    let mut palette = Palette::default();
    palette.open();
    let mut stage = Stage::new(WIDE, world, palette, |ui, view, palette: &mut Palette| palette.ui(ui, view));
    stage.settle();
    stage
}

fn type_text(stage: &mut Stage<'_, Palette>, text: &str) {
    stage
        .harness
        .get_by_role_and_label(egui::accesskit::Role::TextInput, FIELD)
        .type_text(text);
    // The palette waits for a pause in typing before it asks.
    stage.harness.run_steps(8);
}

#[test]
fn the_field_has_the_keyboard_at_once() {
    let stage = palette(World::open());
    assert!(
        stage
            .harness
            .get_by_role_and_label(egui::accesskit::Role::TextInput, FIELD)
            .is_focused()
    );
}

#[test]
fn a_command_is_found_by_letters_and_taken_with_enter() {
    let mut stage = palette(World::open());
    type_text(&mut stage, "drk th");
    stage.raised();
    stage.key(Key::Enter);
    let raised = stage.raised();
    assert!(matches!(raised.as_slice(), [Raised::Ui(UiCommand::DarkTheme)]), "{raised:?}");
    assert!(!stage.harness.state().1.is_open());
}

#[test]
fn arrows_choose_and_go_round() {
    let mut stage = palette(World::open());
    let first = UiCommand::all().find(|command| command.enabled(&stage.harness.state().0.situation) && *command != UiCommand::OpenPalette);
    stage.key(Key::ArrowDown).key(Key::ArrowUp).key(Key::Enter);
    let raised = stage.raised();
    assert!(
        matches!(raised.as_slice(), [Raised::Ui(command)] if Some(*command) == first),
        "{raised:?}"
    );

    let mut stage = palette(World::open());
    stage.key(Key::ArrowUp).key(Key::Enter);
    let raised = stage.raised();
    assert!(matches!(raised.as_slice(), [Raised::Ui(UiCommand::CloseWorkspace)]), "{raised:?}");
}

#[test]
fn escape_closes_and_does_nothing() {
    let mut stage = palette(World::open());
    stage.key(Key::Escape);
    assert!(!stage.harness.state().1.is_open());
    assert!(stage.raised().is_empty());
}

#[test]
fn both_systems_are_searched_once_typing_pauses() {
    let mut stage = palette(World::open());
    type_text(&mut stage, "crane");
    let commands = stage.commands();
    let [Command::Search { ticket, text }] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert_eq!(text, "crane");
    assert!(stage.says("searching both systems"));
    stage.harness.state_mut().0.found_as(*ticket);
    stage.settle();
    assert!(!stage.says("searching both systems"));
    assert!(stage.says("HW-004 港湾労働者 interview, iconik, Oral histories 2024"));
}

#[test]
fn a_hit_is_shown_in_its_browser() {
    let mut stage = palette(World::open());
    type_text(&mut stage, "zzz crane");
    let commands = stage.commands();
    let [Command::Search { ticket, .. }] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    stage.harness.state_mut().0.found_as(*ticket);
    stage.settle();
    stage.key(Key::ArrowDown).key(Key::Enter);
    let raised = stage.raised();
    assert!(
        matches!(raised.as_slice(), [Raised::ShowNode(Node::Asset(asset))] if *asset == plans::asset(3)),
        "{raised:?}"
    );
}

#[test]
fn commands_that_cannot_be_used_are_not_offered() {
    let mut stage = palette(World::closed());
    type_text(&mut stage, "refresh");
    assert!(!stage.says("Refresh from both systems"));
    assert!(stage.commands().is_empty(), "nothing can be searched without a workspace");
    assert!(stage.has("Nothing fits."));
}

#[test]
fn both_themes_draw_commands_and_hits() {
    for world in themes(World::found) {
        let mut stage = palette(world);
        type_text(&mut stage, "re");
        assert!(stage.says("Harbour Memory Project records"));
    }
}
