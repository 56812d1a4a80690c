//! The queue of approved assets: what is shown, chosen, dropped, refused and planned.

use archway::desktop::outbox::Raised;
use archway::desktop::screens::describe::queue::QueuePane;
use archway::domain::AssetId;
use archway::domain::browse::{FilterCounts, Node};
use archway::plan::PlanId;
use archway::runtime::mapping_view::{Destination, QueueState, QueueView};
use archway::runtime::view::{Cause, Notice, NoticeKind, Side};
use archway::runtime::{Command, Event};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::plans;
use crate::queue_sample as sample;
use crate::stage::{Stage, WIDE, themes};
use crate::world::{World, workspace};

const FIRST: &str = "HW-003_b12_f03_001.mp4, ready";
const TREE: &str = "Where new records go";

fn stage(world: World) -> Stage<'static, QueuePane> {
    let mut stage = Stage::new(WIDE, world, QueuePane::default(), |ui, view, pane: &mut QueuePane| {
        pane.ui(ui, view)
    });
    stage.settle();
    stage
}

/// The stage once everything that it asks for at first was asked.
fn ready() -> Stage<'static, QueuePane> {
    let mut stage = stage(sample::world());
    stage.commands();
    stage
}

/// The one row whose name begins so.
fn named(stage: &Stage<'_, QueuePane>, words: &str) -> String {
    let node = stage.harness.get_by_label_contains(words);
    node.accesskit_node().label().expect("a name")
}

fn pick(stage: &mut Stage<'_, QueuePane>, words: &str) {
    let name = named(stage, words);
    stage.click(&name);
}

fn planned(commands: &[Command]) -> Vec<AssetId> {
    match commands {
        [Command::PlanPublish { profile, assets }] => {
            assert_eq!(profile, sample::PROFILE);
            assets.clone()
        }
        other => panic!("one plan was expected, got {other:?}"),
    }
}

fn put(commands: &[Command]) -> (Vec<AssetId>, Option<Destination>) {
    let put: Vec<_> = commands
        .iter()
        .filter_map(|command| match command {
            Command::SetDestination { assets, destination, .. } => Some((assets.clone(), destination.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(put.len(), 1, "{commands:?}");
    put.into_iter().next().expect("one")
}

#[test]
fn it_asks_for_the_queue_once_and_chooses_a_profile_that_publishes() {
    let mut stage = stage(sample::bare());
    let asked = stage.commands();
    assert!(
        matches!(asked.as_slice(), [Command::LoadQueue(profile)] if profile == sample::PROFILE),
        "{asked:?}"
    );
    assert!(stage.has("Reading the queue"));
    stage.settle();
    assert!(stage.commands().is_empty(), "not in every frame");
    stage.event(sample::shared(sample::queue()));
    assert!(!stage.has("Reading the queue"));
    assert!(stage.has("Profile: Oral histories → items"));
    assert!(stage.has("approved: iconik’s approval of the current version"));
    // After a refresh what is known may be old.
    stage.event(Event::Refreshed { complete: true });
    let asked = stage.commands();
    assert!(asked.iter().any(|command| matches!(command, Command::LoadQueue(_))), "{asked:?}");
}

#[test]
fn only_profiles_that_publish_can_be_chosen() {
    let mut stage = ready();
    stage.click("Profile: Oral histories → items");
    assert!(stage.has("Photographs → items · preset"));
    assert!(!stage.says("Archival context"));
    stage.click("Photographs → items · preset");
    let asked = stage.commands();
    assert!(
        asked
            .iter()
            .any(|command| matches!(command, Command::LoadQueue(profile) if profile == "stills")),
        "{asked:?}"
    );
}

#[test]
fn a_row_says_everything_and_what_is_approved_no_longer_stands_apart() {
    let stage = ready();
    assert!(stage.says("HW-005 Quayside walk, silent, something is missing: a place for the new record, mwhitby"));
    assert!(stage.says("goes to MS 042 · Harbour Memory Project › Series 4: Photographs"));
    assert!(stage.says("Withdrawn or superseded · 2. A plan proposes to unpublish what was described; it never deletes"));
    assert!(stage.says("Described · 1. Nothing changed since"));
}

#[test]
fn states_filter_with_counts_that_say_what_they_hide() {
    let mut stage = ready();
    stage.click("ready 3");
    assert!(stage.has("hides 6"));
    assert!(!stage.says("Quayside walk"));
    stage.click("hides 6");
    assert!(stage.says("Quayside walk"));
    stage.type_in("Filter approved assets by text", "港湾");
    assert!(stage.has("hides 8"));
    assert!(stage.says("HW-004 港湾労働者 interview, ready"));
}

#[test]
fn without_a_selection_everything_ready_is_planned() {
    let mut stage = ready();
    stage.click("Plan for 3 approved assets");
    assert_eq!(planned(&stage.commands()), Vec::<AssetId>::new(), "none named: all that are ready");
    // The filter hides some of them: only what is seen.
    let mut stage = ready();
    stage.type_in("Filter approved assets by text", "_001");
    stage.click("Plan for 1 approved asset");
    assert_eq!(planned(&stage.commands()), [plans::asset(0)]);
}

#[test]
fn a_selection_is_planned_and_says_what_it_leaves_out() {
    let mut stage = ready();
    pick(&mut stage, FIRST);
    stage.get("Approved assets").focus();
    stage.settle();
    for _ in 0..6 {
        stage.harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        stage.settle();
    }
    assert!(stage.has("7 selected"));
    assert!(stage.has("left out: something is missing: 2, reviewers disagree: 1"));
    stage.click("Plan for 3 approved assets, unpublish 1");
    assert_eq!(planned(&stage.commands()), [0, 1, 2, 6].map(plans::asset));
}

#[test]
fn nothing_that_can_be_planned_disables_the_button_and_says_why() {
    let mut stage = ready();
    pick(&mut stage, "Slipway, last launch");
    assert!(stage.get("Plan").accesskit_node().is_disabled());
    assert!(stage.has("Nothing selected can be planned: reviewers disagree"));
    pick(&mut stage, "Quayside walk");
    assert!(stage.has("missing: a place for the new record"));
}

#[test]
fn keys_select_like_the_browsers() {
    let mut stage = ready();
    stage.get("Approved assets").focus();
    stage.settle();
    stage.key(Key::ArrowDown).key(Key::ArrowDown);
    assert!(stage.has("1 selected"));
    stage.harness.key_press_modifiers(Modifiers::COMMAND, Key::ArrowDown);
    stage.settle();
    stage.key(Key::Space);
    assert!(stage.has("2 selected"));
    stage.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    stage.settle();
    assert!(stage.has("9 selected"));
    stage.key(Key::Escape);
    assert!(stage.has("9 assets shown"));
    stage.click("Select all shown").click("Select none");
    assert!(stage.has("9 assets shown"));
}

#[test]
fn a_place_is_chosen_with_the_keyboard() {
    let mut stage = ready();
    pick(&mut stage, FIRST);
    stage.get("Approved assets").focus();
    stage.settle();
    stage.key(Key::D);
    assert!(stage.harness.get_by_role_and_label(egui::accesskit::Role::Tree, TREE).is_focused());
    // Open the resource, go down to its second series.
    stage.key(Key::Home).key(Key::ArrowRight).key(Key::ArrowDown).key(Key::ArrowDown);
    stage.commands();
    stage.key(Key::Enter);
    let (assets, destination) = put(&stage.commands());
    assert_eq!(assets, [plans::asset(0)]);
    assert_eq!(
        destination,
        Some(Destination {
            below: plans::archival_object(21),
            position: None,
            level: None,
        })
    );
    // The keyboard goes back to the queue.
    let focused: Vec<_> = stage
        .harness
        .query_all_by(|node| node.is_focused())
        .map(|node| node.accesskit_node().label())
        .collect();
    assert_eq!(
        focused,
        [Some(named(&stage, FIRST))],
        "the list has the keyboard and stands on its row"
    );
}

#[test]
fn level_and_position_are_chosen_beside_the_record() {
    let mut stage = ready();
    pick(&mut stage, FIRST);
    stage.click("Place: inside, at the end").click("before it");
    stage.click("Level: level of the profile").click("file");
    let tree = |stage: &mut Stage<'_, QueuePane>| {
        stage.harness.get_by_role_and_label(egui::accesskit::Role::Tree, TREE).focus();
        stage.settle();
    };
    tree(&mut stage);
    stage.key(Key::Home);
    stage.commands();
    stage.click("Put 1 asset here");
    assert!(stage.says("A resource stands at the top"));
    assert!(stage.commands().is_empty());
    tree(&mut stage);
    stage.key(Key::ArrowRight).key(Key::ArrowDown).key(Key::ArrowDown);
    stage.commands();
    stage.click("Put 1 asset here");
    let (_, destination) = put(&stage.commands());
    assert_eq!(
        destination,
        Some(Destination {
            below: sample::resource(1),
            position: Some(1),
            level: Some("file".into()),
        })
    );
}

#[test]
fn a_place_between_records_is_refused_while_a_filter_hides_some() {
    let mut world = sample::world();
    world.apply(Event::Filtered {
        side: Side::ArchivesSpace,
        counts: FilterCounts {
            shown: 5,
            hidden: 12,
            ..FilterCounts::default()
        },
    });
    sample::grow_tree(&mut world);
    let mut stage = stage(world);
    pick(&mut stage, FIRST);
    stage.click("Place: inside, at the end").click("after it");
    stage.harness.get_by_role_and_label(egui::accesskit::Role::Tree, TREE).focus();
    stage.settle();
    stage.key(Key::Home).key(Key::ArrowRight).key(Key::ArrowDown);
    stage.commands();
    stage.click("Put 1 asset here");
    assert!(stage.says("A filter hides records, so a place between them is not certain"));
    assert!(stage.commands().is_empty());
    stage.click("12 hidden");
    assert!(matches!(stage.commands().as_slice(), [Command::FilterRecords { filter, .. }] if filter.is_open()));
}

/// Drags a row of the queue to a height within a row of the tree: 0 is its upper edge, 1 its lower.
fn drag(stage: &mut Stage<'_, QueuePane>, row: &str, record: &str, part: f32) {
    let from = stage.harness.get_by_label_contains(row).rect().center();
    let to = stage.harness.get_by_role_and_label(egui::accesskit::Role::TreeItem, record).rect();
    let to = egui::pos2(to.center().x, to.top() + to.height() * part);
    stage.harness.drag_at(from);
    stage.harness.step();
    for step in 1..=4u8 {
        stage.harness.hover_at(from.lerp(to, f32::from(step) / 4.0));
        stage.harness.step();
    }
    stage.harness.step();
}

fn drop_at(stage: &mut Stage<'_, QueuePane>, record: &str, part: f32) {
    let to = stage.harness.get_by_role_and_label(egui::accesskit::Role::TreeItem, record).rect();
    stage.harness.drop_at(egui::pos2(to.center().x, to.top() + to.height() * part));
    stage.settle();
}

/// The tree with its first resource open.
fn opened() -> Stage<'static, QueuePane> {
    let mut stage = ready();
    stage.harness.get_by_role_and_label(egui::accesskit::Role::Tree, TREE).focus();
    stage.settle();
    stage.key(Key::Home).key(Key::ArrowRight);
    stage.commands();
    stage
}

fn tree_item(stage: &Stage<'_, QueuePane>, words: &str) -> String {
    let items = stage.harness.query_all_by_role(egui::accesskit::Role::TreeItem);
    let names = items.filter_map(|item| item.accesskit_node().label());
    names.into_iter().find(|name| name.contains(words)).expect("a row of the tree")
}

#[test]
fn a_row_dropped_on_a_record_goes_inside_it() {
    let mut stage = opened();
    let series = tree_item(&stage, "Series 4: Photographs");
    drag(&mut stage, FIRST, &series, 0.5);
    assert!(stage.says("Put “HW-003_b12_f03_001.mp4” below “Series 4: Photographs”, at the end"));
    drop_at(&mut stage, &series, 0.5);
    let (assets, destination) = put(&stage.commands());
    assert_eq!(assets, [plans::asset(0)]);
    assert_eq!(
        destination.map(|there| (there.below, there.position)),
        Some((plans::archival_object(21), None))
    );
}

#[test]
fn a_row_dropped_between_two_records_goes_there() {
    let mut stage = opened();
    let series = tree_item(&stage, "Series 4: Photographs");
    drag(&mut stage, FIRST, &series, 0.1);
    assert!(stage.says("before “Series 4: Photographs”"));
    drop_at(&mut stage, &series, 0.1);
    let (_, destination) = put(&stage.commands());
    assert_eq!(
        destination.map(|there| (there.below, there.position)),
        Some((sample::resource(1), Some(1)))
    );
}

#[test]
fn a_refused_drop_says_why_while_dragging_and_afterwards() {
    let mut stage = opened();
    let suppressed = tree_item(&stage, "suppressed papers");
    drag(&mut stage, FIRST, &suppressed, 0.5);
    assert!(stage.says("This record is suppressed"));
    drop_at(&mut stage, &suppressed, 0.5);
    assert!(
        stage
            .commands()
            .iter()
            .all(|command| !matches!(command, Command::SetDestination { .. }))
    );
    assert!(stage.says("This record is suppressed"));
    // What is described already stays where it is.
    let series = tree_item(&stage, "Series 4: Photographs");
    drag(&mut stage, "Odile Marsh, tape 1", &series, 0.5);
    assert!(stage.says("unlink it first to describe it elsewhere"));
    drop_at(&mut stage, &series, 0.5);
    assert!(
        stage
            .commands()
            .iter()
            .all(|command| !matches!(command, Command::SetDestination { .. }))
    );
}

#[test]
fn a_choice_can_be_taken_back() {
    let mut stage = ready();
    pick(&mut stage, FIRST);
    assert!(!stage.has("Take the choice back"));
    pick(&mut stage, "HW-004 港湾労働者 interview, ready");
    stage.click("Take the choice back");
    assert_eq!(put(&stage.commands()), (vec![plans::asset(2)], None));
}

#[test]
fn looking_says_so_until_the_queue_comes_or_something_goes_wrong() {
    let mut stage = ready();
    stage.click("Look for approved assets");
    assert!(matches!(stage.commands().as_slice(), [Command::LookForApproved(profile)] if profile == sample::PROFILE));
    assert!(stage.get("Looking…").accesskit_node().is_disabled());
    stage.event(sample::shared(sample::queue()));
    assert!(stage.has("Look for approved assets"));

    stage.click("Look for approved assets");
    stage.event(Event::Notice(Notice {
        kind: NoticeKind::Error,
        text: "iconik answered 503 for 20 seconds; try again later".into(),
        plan: None,
        asset: None,
        cause: Cause::System,
    }));
    assert!(stage.says("The last look did not come to its end: iconik answered 503"));
    assert!(stage.says("HW-003_b12_f03_001.mp4, ready"), "what was known stays");
    stage.commands();
    stage.click("Look again");
    assert!(matches!(stage.commands().as_slice(), [Command::LookForApproved(_)]));
}

#[test]
fn empty_states_say_what_to_do_next() {
    let mut world = World::open();
    world.apply(Event::Profiles(Vec::new()));
    assert!(stage(world).has("No profile publishes approved assets"));

    let empty = |looked| QueueView {
        rows: Vec::new(),
        looked,
        ..sample::queue()
    };
    let mut world = sample::bare();
    world.apply(sample::shared(empty(None)));
    let mut never = stage(world);
    assert!(never.has("Archway has not looked for approved assets yet"));
    never.commands();
    never.click("Look now");
    assert!(matches!(never.commands().as_slice(), [Command::LookForApproved(_)]));

    let mut world = sample::bare();
    world.apply(sample::shared(empty(Some(plans::noon()))));
    assert!(stage(world).says("Last looked at 12:10. Approve assets in iconik"));
    assert!(stage(World::open()).has("Reading the mapping profiles"));
}

#[test]
fn a_read_only_workspace_plans_and_chooses_nothing() {
    let mut world = sample::world();
    let mut info = workspace();
    info.read_only = Some("Another Archway has the file open.".into());
    world.apply(Event::Workspace(std::sync::Arc::new(info)));
    let mut stage = stage(world);
    assert!(stage.has("Another Archway has the file open."));
    assert!(stage.get("Plan for 3 approved assets").accesskit_node().is_disabled());
    pick(&mut stage, "HW-004 港湾労働者 interview, ready");
    assert!(!stage.has("Take the choice back"));
}

#[test]
fn a_row_can_be_shown_in_its_browser() {
    let mut stage = ready();
    let name = named(&stage, FIRST);
    stage.get(&name).click_secondary();
    stage.settle();
    stage.raised();
    stage.click("Show in its browser");
    assert!(matches!(stage.raised().as_slice(), [Raised::ShowNode(Node::Asset(asset))] if *asset == plans::asset(0)));
}

#[test]
fn while_a_plan_is_made_it_is_not_asked_for_twice() {
    let mut stage = ready();
    stage.click("Plan for 3 approved assets");
    stage.commands();
    stage.settle();
    assert!(stage.get("Planning…").accesskit_node().is_disabled());
    let mut plan = crate::conflict_plan::plan();
    plan.id = PlanId(uuid::Uuid::from_u128(7));
    stage.event(Event::Plan(plans::shared(plan)));
    assert!(stage.has("Plan for 3 approved assets"));
}

#[test]
fn ten_thousand_rows_draw_only_what_can_be_seen() {
    let mut world = sample::bare();
    world.apply(sample::shared(sample::many(10_000)));
    let mut stage = stage(world);
    assert_eq!(sample::kept(&stage.harness.state().0).rows.len(), 10_000);
    let start = std::time::Instant::now();
    for _ in 0..20 {
        stage.harness.step();
    }
    let frame = start.elapsed() / 20;
    assert!(frame < std::time::Duration::from_millis(100), "a frame took {frame:?}");
    let drawn = stage.harness.query_all_by_role(egui::accesskit::Role::ListBoxOption).count();
    assert!((5..40).contains(&drawn), "{drawn} rows were drawn");
    stage.commands();
    stage.click("Plan for 10,000 approved assets");
    assert_eq!(planned(&stage.commands()).len(), 0);
}

#[test]
fn both_themes_and_sizes_draw_the_queue() {
    for size in [WIDE, [1920.0, 1080.0], [900.0, 600.0]] {
        for world in themes(sample::world) {
            let mut stage = Stage::new(size, world, QueuePane::default(), |ui, view, pane: &mut QueuePane| {
                pane.ui(ui, view)
            });
            stage.harness.run_ok();
            assert!(stage.says(FIRST));
            assert!(stage.says(QueueState::Withdrawn.words()));
        }
    }
}
