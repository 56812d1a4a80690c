//! Profiles that look by themselves: when, what they may do, what came of it, and what no setting allows.

use archway::desktop::screens::describe::DescribeScreen;
use archway::desktop::screens::describe::watch::WatchPane;
use archway::mapping::profile::{Release, Watch};
use archway::runtime::{Command, Event};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::plans;
use crate::queue_sample as sample;
use crate::stage::{Stage, WIDE, themes};
use crate::world::{World, workspace};

fn stage(world: World) -> Stage<'static, WatchPane> {
    let mut stage = Stage::new(WIDE, world, WatchPane::default(), |ui, view, pane: &mut WatchPane| {
        pane.ui(ui, view);
    });
    stage.settle();
    stage
}

fn ready() -> Stage<'static, WatchPane> {
    let mut stage = stage(sample::watching());
    stage.commands();
    stage
}

fn set(commands: &[Command]) -> (String, Watch) {
    match commands {
        [Command::SetWatch { profile, watch }] => (profile.clone(), watch.clone()),
        other => panic!("one setting was expected, got {other:?}"),
    }
}

#[test]
fn it_asks_once_and_says_what_it_waits_for() {
    let mut stage = stage(World::open());
    assert!(matches!(stage.commands().as_slice(), [Command::LoadWatches]));
    assert!(stage.has("Reading which profiles look by themselves"));
    stage.settle();
    assert!(stage.commands().is_empty());
    stage.event(Event::Watches {
        watches: Vec::new(),
        days: Vec::new(),
    });
    assert!(stage.has("No profile can look by itself yet"));
    assert!(stage.has("Nothing was looked for yet"));
}

#[test]
fn what_is_never_released_is_said_and_cannot_be_ticked() {
    let stage = ready();
    assert!(stage.has("Never done without you, whatever is released:"));
    assert!(stage.has("what opens something to more people"));
    assert!(stage.has("conflicts: fields that both sides changed"));
    assert!(stage.has("what deletes, unpublishes or takes something away"));
    let boxes = stage.harness.query_all_by_role(egui::accesskit::Role::CheckBox);
    let names: Vec<String> = boxes.filter_map(|tick| tick.accesskit_node().label()).collect();
    assert!(
        names
            .iter()
            .all(|name| !name.contains("open") && !name.contains("conflict") && !name.contains("delete")),
        "{names:?}"
    );
}

#[test]
fn looks_results_and_times_are_shown() {
    let stage = ready();
    assert!(stage.has("last look 12:04"));
    assert!(stage.has("next look 13:04"));
    assert!(stage.says("14 empty fields filled on 9 assets"));
    assert!(stage.has("a plan waits for review"));
    assert!(stage.has("has not looked yet"));
    assert!(stage.has("Today, 21 Nov"));
    assert!(stage.has("Friday, 20 Nov 2026"));
    assert!(stage.says("stopped and asked: 212 records would change"));
}

#[test]
fn a_profile_is_switched_on_and_what_it_may_do_is_ticked() {
    let mut stage = ready();
    stage.click("Oral histories → items looks by itself");
    let (profile, watch) = set(&stage.commands());
    assert_eq!((profile.as_str(), watch.on), (sample::PROFILE, true));
    assert!(watch.released.is_empty(), "nothing is released by switching on");
    // What was set stays on screen until the runtime says it back, and is not sent again.
    stage.settle();
    assert!(stage.commands().is_empty());

    stage.click("Archival context may add to lists");
    let (profile, watch) = set(&stage.commands());
    assert_eq!(profile, "context");
    assert_eq!(watch.released, [Release::FillEmptyIconik, Release::AddToLists]);
    stage.click("Archival context may fill empty iconik fields");
    let (_, watch) = set(&stage.commands());
    assert_eq!(watch.released, [Release::AddToLists], "built on what was set before");
}

#[test]
fn a_profile_offers_only_what_it_can_write() {
    let stage = ready();
    assert!(!stage.has("Archival context may fill empty ArchivesSpace fields"));
    assert!(stage.has("Oral histories → items may fill empty ArchivesSpace fields"));
    assert!(!stage.has("Oral histories → items may fill empty iconik fields"));
}

#[test]
fn numbers_are_sent_once_they_are_typed_to_the_end() {
    let mut stage = ready();
    let minutes = "Minutes between two looks of Archival context";
    stage.get(minutes).click();
    stage.settle();
    stage.harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    stage.harness.step();
    stage.get(minutes).type_text("15");
    stage.settle();
    assert!(stage.commands().is_empty(), "not while it is typed");
    stage.key(egui::Key::Enter);
    let (profile, watch) = set(&stage.commands());
    assert_eq!((profile.as_str(), watch.every_minutes), ("context", 15));
}

#[test]
fn look_now_says_so_until_something_comes_of_it() {
    let mut stage = ready();
    stage.click("Look now: Archival context");
    assert!(matches!(stage.commands().as_slice(), [Command::RunWatch(profile)] if profile == "context"));
    assert!(stage.get("Looking…: Archival context").accesskit_node().is_disabled());
    let mut watches = sample::watches();
    watches[0].result = "Nothing changed since 12:04.".into();
    stage.event(Event::Watches {
        watches,
        days: sample::days(),
    });
    assert!(stage.has("Look now: Archival context"));
    assert!(stage.has("Nothing changed since 12:04."));
}

#[test]
fn a_waiting_plan_opens_for_review_where_it_was_asked_for() {
    let screen = DescribeScreen::default();
    let mut stage = Stage::new(WIDE, sample::watching(), screen, |ui, view, screen: &mut DescribeScreen| {
        screen.ui(ui, view)
    });
    stage.settle().click("Watch");
    stage.commands();
    stage.click("Review the plan of Archival context");
    assert!(
        stage
            .commands()
            .iter()
            .any(|command| matches!(command, Command::LoadPlan(plan) if *plan == plans::plan_id(21)))
    );
    assert!(stage.has("Reading the plan"));
    stage.event(Event::Plan(plans::shared(crate::conflict_plan::plan())));
    assert!(stage.has("Leave both as they are"));
    stage.click("Keep");
    assert!(stage.has("Never done without you, whatever is released:"));
}

#[test]
fn a_read_only_workspace_changes_no_settings() {
    let mut world = sample::watching();
    let mut info = workspace();
    info.read_only = Some("Another Archway has the file open.".into());
    world.apply(Event::Workspace(std::sync::Arc::new(info)));
    let stage = stage(world);
    assert!(stage.get("Archival context looks by itself").accesskit_node().is_disabled());
    assert!(stage.get("Archival context may add to lists").accesskit_node().is_disabled());
}

#[test]
fn both_themes_and_sizes_draw_the_watches() {
    for size in [WIDE, [1920.0, 1080.0], [900.0, 600.0]] {
        for world in themes(sample::watching) {
            let mut stage = Stage::new(size, world, WatchPane::default(), |ui, view, pane: &mut WatchPane| {
                pane.ui(ui, view);
            });
            stage.harness.run_ok();
            assert!(stage.has("Day by day"));
        }
    }
}
