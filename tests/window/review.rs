//! The plan under review: counts that filter, decisions, reasons, honest words, keys, ten thousand changes.

use archway::desktop::outbox::Raised;
use archway::desktop::screens::review::ReviewPane;
use archway::plan::{ChangeId, Decision, Plan, Stage as PlanStage};
use archway::runtime::view::JobId;
use archway::runtime::{Command, Event};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::plans;
use crate::stage::{NARROW, Stage, WIDE, themes};
use crate::world::{World, workspace};

fn review<'a>(size: [f32; 2], world: World) -> Stage<'a, ReviewPane> {
    let mut stage = Stage::new(size, world, ReviewPane::default(), |ui, view, pane: &mut ReviewPane| {
        if let Some(plan) = view.model.plan_under_review() {
            pane.ui(ui, view, plan);
        }
    });
    stage.settle();
    stage
}

fn of(plan: Plan) -> Stage<'static, ReviewPane> {
    review(NARROW, World::reviewing(plan))
}

fn decision(commands: &[Command]) -> (Vec<u32>, Decision) {
    match commands {
        [Command::Decide { changes, decision, .. }] => (changes.iter().map(|id| id.0).collect(), decision.clone()),
        other => panic!("one decision was expected, got {other:?}"),
    }
}

#[test]
fn a_click_on_the_box_accepts_and_another_takes_it_back() {
    let mut stage = of(plans::link_plan(3));
    stage.click("Accept: add digital object: HW-003_b12_f03_001.mp4");
    assert_eq!(decision(&stage.commands()), (vec![1], Decision::Accepted));

    let mut plan = plans::link_plan(3);
    plans::decide(&mut plan, &[1], &Decision::Accepted);
    stage.event(Event::Plan(plans::shared(plan)));
    stage.click("Accept: add digital object: HW-003_b12_f03_001.mp4");
    assert_eq!(decision(&stage.commands()), (vec![1], Decision::Undecided));
}

#[test]
fn a_group_is_accepted_or_held_as_a_whole() {
    let mut stage = of(plans::link_plan(3));
    stage.click("Accept all in HW-003_b12_f03_001.mp4");
    assert_eq!(decision(&stage.commands()), (vec![1, 3], Decision::Accepted));
    stage.click("Hold all in HW-003_b12_f03_001.mp4");
    assert_eq!(decision(&stage.commands()), (vec![1, 3], Decision::Held));
}

#[test]
fn counts_filter_and_say_what_they_hide() {
    let mut stage = of(plans::link_plan(3));
    assert!(!stage.says("hides"));
    stage.click("+ 3 digital objects");
    assert!(stage.has("hides 6"));
    assert!(!stage.says("change archival object: Interview"));
    stage.click("hides 6");
    assert!(!stage.says("hides"));
    stage.press("9 undecided").press("9 undecided");
    assert!(!stage.says("hides"));
}

#[test]
fn grouping_by_kind_puts_all_digital_objects_together() {
    let mut stage = review(WIDE, World::reviewing(plans::link_plan(3)));
    stage.click("kind");
    stage.click("Accept all in add digital object");
    assert_eq!(decision(&stage.commands()), (vec![1, 4, 7], Decision::Accepted));
}

#[test]
fn rejecting_asks_for_a_reason_in_place() {
    let mut stage = of(plans::link_plan(1));
    stage.click("Reject…");
    assert!(stage.commands().is_empty(), "nothing is decided before the reason");
    assert!(stage.has("Why is this change rejected?"));
    stage.type_in("Why is this change rejected?", "wrong reel");
    stage.click("Reject");
    let reason = "wrong reel".to_owned();
    assert_eq!(decision(&stage.commands()), (vec![1], Decision::Rejected { reason }));
    assert!(!stage.has("Why is this change rejected?"));
}

#[test]
fn a_rejection_can_be_left() {
    let mut stage = of(plans::link_plan(1));
    stage.click("Reject…").click("Do not reject");
    assert!(stage.commands().is_empty());
    assert!(!stage.has("Why is this change rejected?"));
}

#[test]
fn every_decision_has_a_key() {
    let mut stage = of(plans::link_plan(3));
    stage.get("Changes").focus();
    stage.settle();
    stage.key(Key::Space);
    assert_eq!(decision(&stage.commands()), (vec![1], Decision::Accepted));
    stage.key(Key::ArrowDown).key(Key::H);
    assert_eq!(decision(&stage.commands()), (vec![3], Decision::Held));
    // Down again stands on the next group; Space takes the whole of it.
    stage.key(Key::ArrowDown).key(Key::Space);
    assert_eq!(decision(&stage.commands()), (vec![2], Decision::Accepted));
    stage.key(Key::ArrowDown).key(Key::R);
    assert!(stage.has("Why is this change rejected?"));
}

#[test]
fn a_click_on_a_row_gives_the_list_the_keyboard() {
    let mut stage = of(plans::link_plan(3));
    let row = "change asset: HW-003_b12_f03_001.mp4, undecided";
    stage.click(row);
    // The list has the keyboard and says which row it stands on.
    assert!(stage.get(row).is_focused());
    stage.key(Key::Space);
    assert_eq!(decision(&stage.commands()), (vec![3], Decision::Accepted));
}

#[test]
fn the_button_says_what_it_will_do_and_does_it() {
    let mut plan = plans::link_plan(3);
    plans::decide(&mut plan, &[1, 2, 3, 4, 5, 6], &Decision::Accepted);
    let id = plan.id;
    let mut stage = of(plan.clone());
    stage.click("Apply 6 changes to 2 assets and 4 records");
    assert!(matches!(stage.commands().as_slice(), [Command::Apply(plan)] if *plan == id));
    // Until that has ended, it is not sent again.
    stage.harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.settle();
    assert!(stage.commands().is_empty());

    let mut stage = of(plan);
    stage.harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.settle();
    assert!(matches!(stage.commands().as_slice(), [Command::Apply(plan)] if *plan == id));
}

#[test]
fn nothing_accepted_disables_the_button_and_says_why() {
    let mut stage = of(plans::link_plan(3));
    assert!(stage.get("Apply").accesskit_node().is_disabled());
    assert!(stage.has("Accept at least one change."));
    stage.harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.settle();
    assert!(stage.commands().is_empty());
}

#[test]
fn a_read_only_workspace_says_why_and_decides_nothing() {
    let mut plan = plans::link_plan(1);
    plans::decide(&mut plan, &[1], &Decision::Accepted);
    let mut world = World::reviewing(plan);
    let mut info = workspace();
    info.read_only = Some("Another Archway has the file open.".into());
    world.apply(Event::Workspace(std::sync::Arc::new(info)));
    let mut stage = review(NARROW, world);
    assert!(stage.has("Another Archway has the file open."));
    stage.click("Accept: change asset: HW-003_b12_f03_001.mp4");
    assert!(stage.commands().is_empty());
    assert!(!stage.has("Discard"));
}

#[test]
fn keep_puts_the_plan_aside_and_discard_throws_it_away() {
    let mut stage = of(plans::link_plan(1));
    stage.click("Keep");
    assert!(matches!(stage.raised().as_slice(), [Raised::ClosePlan]));
    stage.click("Discard");
    assert!(matches!(stage.commands().as_slice(), [Command::Discard(plan)] if *plan == plans::plan_id(1)));
}

#[test]
fn what_runs_can_be_stopped() {
    let mut stage = review(NARROW, World::applying());
    assert!(stage.says("4 of 8"));
    stage.click("Cancel");
    assert!(matches!(stage.commands().as_slice(), [Command::Cancel(JobId(7))]));
}

#[test]
fn an_applied_plan_shows_receipts_and_offers_undo() {
    let mut stage = of(plans::applied_plan());
    assert!(stage.has("9 changes made and read back"));
    assert!(stage.says("made and read back at 12:10 · /repositories/2/digital_objects/71 · lock version 5"));
    stage.click("Undo…");
    assert!(matches!(stage.commands().as_slice(), [Command::PlanUndo(plan)] if *plan == plans::plan_id(1)));
}

#[test]
fn what_stood_there_already_is_no_reason_to_undo() {
    let mut plan = plans::link_plan(1);
    for id in 1..=3 {
        plans::settle(&mut plan, id, plans::done(None, true));
    }
    plan.stage = PlanStage::Applied;
    let stage = of(plan);
    assert!(stage.says("stood there as meant"));
    assert!(!stage.has("Undo…"));
}

#[test]
fn a_stale_change_shows_what_somebody_else_did_and_plans_anew() {
    let mut stage = review(WIDE, World::reviewing(plans::varied_plan()));
    stage.click("1 stale");
    stage.click("change archival object: Interview with a crane driver of the Harrow docks, part 2, 1981, accepted, stale");
    assert!(stage.says("the record was changed by jsmith"));
    assert!(stage.says("− Interview with a crane driver, part 2"));
    stage.click("Plan anew");
    assert!(matches!(stage.commands().as_slice(), [Command::Replan(plan)] if *plan == plans::plan_id(1)));
}

#[test]
fn an_obstacle_cannot_be_accepted_and_says_what_stands_in_the_way() {
    let mut stage = review(WIDE, World::reviewing(plans::varied_plan()));
    stage.click("! 2 to look at");
    let (_, record) = plans::TITLES[4];
    stage.click(&format!("change archival object: {record}, undecided, obstacle"));
    assert!(stage.says("this record is suppressed"));
    assert!(
        stage
            .get(&format!("Accept: change archival object: {record}"))
            .accesskit_node()
            .is_disabled()
    );
    stage.click(&format!("Accept all in {record}"));
    assert!(stage.commands().is_empty());
}

#[test]
fn pairs_say_why_and_can_be_folded() {
    let world = World::reviewing(plans::link_plan(3));
    let mut stage = Stage::new(WIDE, world, ReviewPane::default(), |ui, view, pane: &mut ReviewPane| {
        if let Some(plan) = view.model.plan_under_review() {
            pane.ui_inside(ui, view, plan);
        }
    });
    stage.settle();
    let pair = format!("{} to {}: box 12, folder 3 · part 1 · 1981", plans::TITLES[0].0, plans::TITLES[0].1);
    assert!(stage.has(&pair));
    stage.click("Show 3 pairs");
    assert!(!stage.has(&pair));
}

#[test]
fn an_empty_plan_says_that_there_is_nothing_to_write() {
    let stage = of(plans::link_plan(0));
    assert!(stage.says("Nothing to write"));
    assert!(stage.has("There is nothing to write."));
    // It is not kept anywhere: there is nothing to discard, to keep or to apply.
    assert!(!stage.has("Discard") && !stage.has("Keep") && !stage.has("Apply"));
    assert!(stage.has("Close"));
}

#[test]
fn ten_thousand_changes_draw_only_what_can_be_seen() {
    let mut stage = review(WIDE, World::reviewing(plans::link_plan(3334)));
    stage.get("Changes").focus();
    stage.settle();
    let start = std::time::Instant::now();
    for _ in 0..20 {
        stage.harness.step();
    }
    let frame = start.elapsed() / 20;
    assert!(frame < std::time::Duration::from_millis(100), "a frame took {frame:?}");
    let rows = |stage: &Stage<'_, ReviewPane>| stage.harness.query_all_by_role(egui::accesskit::Role::TreeItem).count();
    assert!(rows(&stage) < 80, "{} rows were drawn", rows(&stage));
    stage.key(Key::End).key(Key::Space);
    assert_eq!(decision(&stage.commands()).1, Decision::Accepted);
    stage
        .click("kind")
        .click("+ 3,334 digital objects")
        .click("Accept all in add digital object");
    assert_eq!(decision(&stage.commands()).0.len(), 3334);
}

#[test]
fn both_themes_and_both_widths_draw_everything() {
    for make in [
        || World::reviewing(plans::varied_plan()),
        || World::reviewing(plans::applied_plan()),
        World::applying,
        World::large_text,
    ] {
        for size in [NARROW, WIDE] {
            for world in themes(make) {
                let mut stage = review(size, world);
                stage.harness.run_ok();
                assert!(stage.has("Changes"));
            }
        }
    }
}

#[test]
fn another_plan_starts_anew() {
    let mut stage = of(plans::link_plan(3));
    stage.click("+ 3 digital objects");
    let mut other = plans::link_plan(2);
    other.id = plans::plan_id(2);
    stage.harness.state_mut().0.model.under_review = Some(other.id);
    stage.event(Event::Plan(plans::shared(other)));
    assert!(!stage.says("hides"));
    stage.click("Accept: add digital object: HW-003_b12_f03_001.mp4");
    match stage.commands().as_slice() {
        [Command::Decide { plan, changes, .. }] => assert_eq!((*plan, changes.as_slice()), (plans::plan_id(2), [ChangeId(1)].as_slice())),
        other => panic!("{other:?}"),
    }
}
