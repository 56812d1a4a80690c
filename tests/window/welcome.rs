//! Welcome: practise, open, connect.

use archway::desktop::screens::welcome::WelcomeScreen;
use archway::runtime::view::{ConnectionReport, Side};
use archway::runtime::{Command, Event};
use egui_kittest::kittest::NodeT as _;

use crate::stage::{Stage, WIDE, themes};
use crate::world::World;

fn welcome<'a>(world: World) -> Stage<'a, WelcomeScreen> {
    let mut stage = Stage::new(
        [1280.0, 1100.0],
        world,
        WelcomeScreen::default(),
        |ui, view, screen: &mut WelcomeScreen| {
            screen.ui(ui, view);
        },
    );
    stage.settle();
    stage
}

#[test]
fn practice_opens_with_one_click_and_says_so() {
    let mut stage = welcome(World::closed());
    stage.click("Open the practice workspace");
    assert!(matches!(stage.commands().as_slice(), [Command::OpenPractice]));
    assert!(stage.has("opening the practice workspace"));
    assert!(stage.get("Open the practice workspace").accesskit_node().is_disabled());
}

#[test]
fn recent_workspaces_open_and_are_forgotten() {
    let mut stage = welcome(World::closed());
    stage.click("Forget Harrow Sound & Film Archive");
    let commands = stage.commands();
    assert!(
        matches!(commands.as_slice(), [Command::ForgetRecent(path)] if path.ends_with("harrow.archway")),
        "{commands:?}"
    );
    stage.click("Harrow Sound & Film Archive");
    let commands = stage.commands();
    assert!(
        matches!(commands.as_slice(), [Command::OpenWorkspace(path)] if path.ends_with("harrow.archway")),
        "{commands:?}"
    );
}

#[test]
fn a_path_can_be_typed() {
    let mut stage = welcome(World::closed());
    assert!(stage.get("Open").accesskit_node().is_disabled());
    stage.type_in("File", " /tmp/a.archway ");
    stage.click("Open");
    assert!(matches!(stage.commands().as_slice(), [Command::OpenWorkspace(path)] if path.to_str() == Some("/tmp/a.archway")));
}

#[test]
fn a_failure_says_what_to_do_and_frees_the_buttons() {
    let mut stage = welcome(World::closed());
    stage.click("Open the practice workspace");
    stage.event(Event::OpenFailed {
        path: "/tmp/a.archway".into(),
        message: "The file is damaged. Open yesterday’s copy.".into(),
    });
    assert!(stage.has("/tmp/a.archway could not be opened"));
    assert!(stage.says("Open yesterday’s copy"));
    assert!(!stage.get("Open the practice workspace").accesskit_node().is_disabled());
}

#[test]
fn connecting_says_what_is_missing_before_anything_is_sent() {
    let mut stage = welcome(World::closed());
    stage.click("Connect…");
    assert!(stage.get("Test ArchivesSpace").accesskit_node().is_disabled());
    stage.click("Connect and make the workspace");
    assert!(stage.commands().is_empty());
    assert!(stage.has("type the user name"));
    assert!(stage.has("7 fields still need something."));
    stage.type_in("ArchivesSpace address", "http://archives.example.org");
    assert!(stage.says("http is not encrypted"));
}

fn fill(stage: &mut Stage<'_, WelcomeScreen>) {
    stage.click("Connect…");
    for (field, text) in [
        ("Workspace name", "Harrow"),
        ("ArchivesSpace address", "https://archives.example.org/api/"),
        ("User name", "archivist"),
        ("Password", "tide-table"),
        ("App-ID", "an id"),
        ("Token", " a token "),
        ("Workspace file", "/tmp/harrow"),
    ] {
        stage.type_in(field, text);
    }
}

#[test]
fn both_sides_are_tested_with_what_was_typed() {
    let mut stage = welcome(World::closed());
    fill(&mut stage);
    stage.click("Test ArchivesSpace");
    let commands = stage.commands();
    let [
        Command::TestConnection {
            side: Side::ArchivesSpace,
            connection,
            credentials,
        },
    ] = commands.as_slice()
    else {
        panic!("{commands:?}")
    };
    assert_eq!(connection.archivesspace_url, "https://archives.example.org/api");
    assert_eq!(credentials.archivesspace.as_ref().map(|secret| secret.expose()), Some("tide-table"));
    assert_eq!(credentials.iconik.as_ref().map(|secret| secret.expose()), Some("a token"));
    assert!(stage.has("asking"));

    stage.event(Event::ConnectionTested(Box::new(ConnectionReport {
        side: Side::ArchivesSpace,
        result: Err("archives.example.org refused the password of “archivist”".into()),
        missing: Vec::new(),
    })));
    assert!(stage.has("archives.example.org refused the password of “archivist”"));
    stage.type_in("Password", "2");
    assert!(!stage.says("refused the password"), "an old answer speaks of another password");

    stage.click("Test iconik");
    assert!(matches!(
        stage.commands().as_slice(),
        [Command::TestConnection { side: Side::Iconik, .. }]
    ));
}

#[test]
fn the_workspace_is_made_with_everything_that_was_typed() {
    let mut stage = welcome(World::closed());
    fill(&mut stage);
    stage.click("Connect and make the workspace");
    let commands = stage.commands();
    let [
        Command::CreateWorkspace {
            path,
            connection,
            credentials,
        },
    ] = commands.as_slice()
    else {
        panic!("{commands:?}")
    };
    assert_eq!(path.to_str(), Some("/tmp/harrow.archway"));
    assert_eq!((connection.name.as_str(), connection.practice), ("Harrow", false));
    assert!(credentials.archivesspace.is_some() && credentials.iconik.is_some());
    assert!(stage.has("opening Harrow"));
}

#[test]
fn both_themes_draw_the_form_and_a_failure() {
    for make in [World::closed, World::failed] {
        for world in themes(make) {
            let mut stage = Stage::new(WIDE, world, WelcomeScreen::default(), |ui, view, screen: &mut WelcomeScreen| {
                screen.ui(ui, view);
            });
            stage.settle();
            stage.click("Connect…");
            stage.harness.run_ok();
        }
    }
}

#[test]
fn a_computer_without_recent_workspaces_says_so() {
    let mut world = World::closed();
    world.settings.recent.clear();
    assert!(welcome(world).has("None was open on this computer yet."));
}
