//! Settings: appearance, limits, credentials, set-up, practice.

use archway::desktop::outbox::Raised;
use archway::desktop::screens::ScreenId;
use archway::desktop::screens::settings::{SettingsScreen, setup};
use archway::runtime::settings::Appearance;
use archway::runtime::view::{ConnectionReport, SetupState, Side};
use archway::runtime::{Command, Event};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::stage::{Stage, WIDE, themes};
use crate::world::{World, workspace};

fn settings<'a>(world: World) -> Stage<'a, SettingsScreen> {
    let mut stage = Stage::new(WIDE, world, SettingsScreen::default(), |ui, view, screen: &mut SettingsScreen| {
        screen.ui(ui, view);
    });
    stage.settle();
    stage
}

#[test]
fn appearance_is_raised_at_once() {
    let mut stage = settings(World::open());
    stage.click("Dark");
    let raised = stage.raised();
    assert!(
        matches!(raised.as_slice(), [Raised::Settings(settings)] if settings.appearance == Appearance::Dark),
        "{raised:?}"
    );
}

#[test]
fn text_size_moves_by_key() {
    let mut stage = settings(World::open());
    stage
        .harness
        .get_by_role_and_label(egui::accesskit::Role::Slider, "Text size")
        .focus();
    stage.settle();
    stage.key(egui::Key::ArrowRight);
    let raised = stage.raised();
    assert!(
        matches!(raised.as_slice(), [Raised::Settings(settings)] if settings.text_size > 1.0),
        "{raised:?}"
    );
}

#[test]
fn defaults_are_kept_when_a_box_is_ticked() {
    let mut stage = settings(World::open());
    stage.click("Publish new digital objects");
    let commands = stage.commands();
    assert!(
        matches!(commands.as_slice(), [Command::SaveWorkspaceSettings(settings)] if settings.publish_new_digital_objects),
        "{commands:?}"
    );
}

#[test]
fn practice_is_reset_only_when_it_is_meant() {
    let mut stage = settings(World::open());
    stage.click("Reset the practice workspace…");
    assert!(stage.commands().is_empty());
    stage
        .click("Leave it as it is")
        .click("Reset the practice workspace…")
        .click("Reset it now");
    assert!(matches!(stage.commands().as_slice(), [Command::ResetPractice]));
    stage.click("Practise with a bad network");
    assert!(matches!(stage.commands().as_slice(), [Command::PractiseBadNetwork(true)]));
}

#[test]
fn a_real_workspace_has_no_practice_card_and_says_where_secrets_are() {
    let stage = settings(World::real());
    assert!(!stage.says("bad network"));
    assert!(stage.says("kept for this run only"));
    assert!(stage.says("archives.example.org did not answer"));
}

#[test]
fn credentials_are_replaced_and_never_shown() {
    let mut stage = settings(World::real());
    stage.click("Change systems or credentials…");
    stage.type_in("Password", "tide-table");
    let role = egui::accesskit::Role::PasswordInput;
    let shown = stage
        .harness
        .query_all_by(|node| node.value().is_some_and(|value| value.contains("tide")))
        .count();
    assert_eq!(shown, 0, "the password can be read");
    assert!(stage.harness.query_by_role_and_label(role, "Password").is_some());
    stage.click("Test ArchivesSpace");
    let commands = stage.commands();
    assert!(
        matches!(commands.as_slice(), [Command::TestConnection { side: Side::ArchivesSpace, credentials, .. }] if credentials.archivesspace.is_some()),
        "{commands:?}"
    );
    stage.event(Event::ConnectionTested(Box::new(ConnectionReport {
        side: Side::ArchivesSpace,
        result: Ok("ArchivesSpace 4.2.1, account “archivist”".into()),
        missing: vec!["update_digital_object_record: digital objects cannot be made".into()],
    })));
    assert!(stage.has("ArchivesSpace answered: ArchivesSpace 4.2.1, account “archivist”"));
    assert!(stage.says("update_digital_object_record"));
    stage.click("Save");
    let commands = stage.commands();
    assert!(
        matches!(commands.as_slice(), [Command::Reconnect { credentials, .. }] if credentials.archivesspace.is_some() && credentials.iconik.is_none()),
        "{commands:?}"
    );
    assert!(!stage.has("Save"));
}

#[test]
fn an_administrator_gets_a_page() {
    let mut stage = settings(World::real());
    assert!(stage.says("can_create_metadata_fields"));
    assert!(stage.get("Save what an administrator must create").accesskit_node().is_disabled());
    stage.type_in("File", "/tmp/fields.md");
    stage.click("Save what an administrator must create");
    assert!(matches!(stage.commands().as_slice(), [Command::ExportSetupRequest(path)] if path.to_str() == Some("/tmp/fields.md")));
}

#[test]
fn the_set_up_is_offered_until_it_is_put_away() {
    let offer = |state: SetupState| {
        let mut world = World::open();
        let mut info = workspace();
        info.setup = state;
        world.apply(Event::Workspace(std::sync::Arc::new(info)));
        let mut stage = Stage::new(WIDE, world, (), |ui, view, (): &mut ()| setup::offer(ui, view));
        stage.settle();
        stage
    };
    let mut stage = offer(SetupState::Possible);
    stage.click("Plan Archway’s fields");
    let raised = stage.raised();
    assert!(
        matches!(raised.as_slice(), [Raised::Runtime(command), Raised::Go(ScreenId::Link)] if matches!(**command, Command::PlanSetup)),
        "{raised:?}"
    );
    stage.click("Later");
    assert!(!stage.says("not in iconik yet"));
    assert!(!offer(SetupState::Ready).says("not in iconik yet"));
}

#[test]
fn both_themes_draw_with_and_without_a_workspace() {
    for make in [World::open, World::real, World::closed] {
        for world in themes(make) {
            let mut stage = settings(world);
            stage.harness.run_ok();
            assert!(stage.has("Appearance"));
        }
    }
}
