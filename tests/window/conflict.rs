//! Conflicts under review: both sides beside the base, the ways out, and nothing that opens or collides accepted along with others.

use archway::desktop::screens::review::ReviewPane;
use archway::plan::{ChangeId, Decision, Plan, choice, order};
use archway::runtime::{Command, Event};
use egui::Key;
use egui_kittest::kittest::NodeT as _;

use crate::conflict_plan::{CONFLICTS, OPENS, SEVERAL, plan};
use crate::plans;
use crate::stage::{NARROW, Stage, WIDE, themes};
use crate::world::World;

const TITLE: &str = "change archival object: Interview with a crane driver, part 1 · Title, undecided, conflict";
const NOTE: &str = "change archival object: Interview with a crane driver, part 1 · Scope and contents, undecided, conflict";

fn review(size: [f32; 2], plan: Plan) -> Stage<'static, ReviewPane> {
    let mut stage = Stage::new(
        size,
        World::reviewing(plan),
        ReviewPane::default(),
        |ui, view, pane: &mut ReviewPane| {
            if let Some(plan) = view.model.plan_under_review() {
                pane.ui(ui, view, plan);
            }
        },
    );
    stage.settle();
    stage
}

fn decided(commands: &[Command]) -> (Vec<u32>, Decision) {
    match commands {
        [Command::Decide { changes, decision, .. }] => (changes.iter().map(|id| id.0).collect(), decision.clone()),
        other => panic!("one decision was expected, got {other:?}"),
    }
}

#[test]
fn both_sides_stand_beside_the_base_with_who_and_when() {
    for size in [NARROW, WIDE] {
        let stage = review(size, plan());
        assert!(stage.has("last agreed"));
        assert!(stage.has("Interview with a crane driver, part 1"), "the base");
        assert!(stage.has("iconik says: Interview with a crane driver of the Harrow docks, part 1"));
        assert!(stage.has("ArchivesSpace says: Crane driver, Harrow docks (interview, first part)"));
        assert!(stage.has("changed by mwhitby, 20 Nov 16:40"));
        assert!(stage.has("changed by jsmith, 21 Nov 09:12"));
        assert!(stage.has("What would be written:"));
    }
}

#[test]
fn what_is_not_known_of_a_side_is_said() {
    let mut stage = review(WIDE, plan());
    stage.get("Changes").focus();
    stage.settle();
    stage.key(Key::ArrowDown);
    assert!(stage.has("changed 19 Nov 11:02; by whom is not known"));
    assert!(stage.has("changed by jsmith; when is not known"));
}

#[test]
fn another_way_out_is_chosen_before_it_is_accepted() {
    let mut stage = review(WIDE, plan());
    stage.click("Go back to what both agreed on");
    match stage.commands().as_slice() {
        [Command::Choose { change, alternative, .. }] => assert_eq!((change.0, *alternative), (1, 1)),
        other => panic!("{other:?}"),
    }
    let mut chosen = plan();
    assert!(choice::choose(&mut chosen, ChangeId(1), 1));
    stage.event(Event::Plan(plans::shared(chosen)));
    // What was proposed can be chosen again; what is chosen now is what would be accepted.
    assert!(stage.has("Take iconik’s value"));
    stage.click("Accept this one");
    assert_eq!(decided(&stage.commands()), (vec![1], Decision::Accepted));
}

#[test]
fn leaving_both_as_they_are_rejects_with_a_reason_and_can_be_taken_back() {
    let mut stage = review(WIDE, plan());
    stage.click("Leave both as they are");
    let reason = "both left as they are".to_owned();
    let left = Decision::Rejected { reason };
    assert_eq!(decided(&stage.commands()), (vec![1], left.clone()));
    let mut after = plan();
    plans::decide(&mut after, &[1], &left);
    stage.event(Event::Plan(plans::shared(after)));
    assert!(stage.has("Rejected: both left as they are"));
    stage.click("Leave both as they are");
    assert_eq!(decided(&stage.commands()), (vec![1], Decision::Undecided));
}

#[test]
fn the_button_leaves_what_is_decided_one_by_one_and_says_so() {
    let mut stage = review(WIDE, plan());
    stage.click("Accept 5, leave 3");
    let (changes, decision) = decided(&stage.commands());
    assert_eq!((changes, decision), (vec![4, 5, 6, 7, 8], Decision::Accepted));
    // Once the others are accepted there is nothing left to accept together.
    let mut after = plan();
    plans::decide(&mut after, &[4, 5, 6, 7, 8], &Decision::Accepted);
    stage.event(Event::Plan(plans::shared(after)));
    assert!(stage.has("3 to decide one by one"));
    assert!(!stage.has("Accept all"));
}

#[test]
fn a_group_never_takes_conflicts_or_openings_along() {
    let mut stage = review(WIDE, plan());
    stage.click("kind");
    stage.click("Accept 1 of 4 in change archival object");
    assert_eq!(decided(&stage.commands()), (vec![5], Decision::Accepted));
    stage.click("nature");
    let alone = stage.get("Nothing to accept together in conflict");
    assert!(alone.accesskit_node().is_disabled());
    let alone = stage.get("Nothing to accept together in open to more people");
    assert!(alone.accesskit_node().is_disabled(), "not even where it is the only one");
    // Holding is no risk: a whole group may be held.
    stage.click("Hold all in conflict");
    assert_eq!(decided(&stage.commands()), (CONFLICTS.to_vec(), Decision::Held));
}

#[test]
fn by_itself_each_one_can_be_accepted() {
    let mut stage = review(WIDE, plan());
    stage.get("Changes").focus();
    stage.settle();
    stage.key(Key::Space);
    assert_eq!(decided(&stage.commands()), (vec![1], Decision::Accepted));
    stage.click("Accept: change archival object: 港湾労働者, 1982 June 11 · Published");
    assert_eq!(decided(&stage.commands()), (vec![OPENS], Decision::Accepted));
    stage.click("change archival object: 港湾労働者, 1982 June 11 · Published, undecided, opens");
    assert!(stage.says("This shows something to more people."));
}

#[test]
fn what_the_button_counts_is_what_the_plan_takes() {
    let mut plan = plan();
    let all: Vec<ChangeId> = plan.changes.iter().map(|change| change.id).collect();
    let taken = order::decide(&mut plan, &all, &Decision::Accepted);
    assert_eq!(taken.iter().map(|id| id.0).collect::<Vec<_>>(), [4, 5, 6, 7, 8]);
}

#[test]
fn counts_filter_conflicts_and_openings() {
    let mut stage = review(WIDE, plan());
    stage.click("2 conflicts");
    assert!(stage.has("hides 6"));
    assert!(
        stage.has(TITLE) && stage.has(NOTE),
        "two changes of one record have names of their own"
    );
    stage.click("1 opens");
    assert!(stage.has("hides 7"));
    stage.click("hides 7");
    assert!(!stage.says("hides"));
}

#[test]
fn several_fields_can_be_decided_one_by_one() {
    let mut stage = review(WIDE, plan());
    assert!(!stage.has("Decide field by field"), "a conflict is about one field");
    stage.click("change asset: HW-004 港湾労働者 interview, undecided");
    stage.click("Decide field by field");
    match stage.commands().as_slice() {
        [Command::TakeApart { change, .. }] => assert_eq!(change.0, SEVERAL),
        other => panic!("{other:?}"),
    }
    let mut apart = plan();
    assert_eq!(choice::take_apart(&mut apart, ChangeId(SEVERAL)).len(), 3);
    stage.event(Event::Plan(plans::shared(apart)));
    assert!(!stage.has("Decide field by field"), "each part has one field");
}

#[test]
fn long_texts_mark_only_the_words_that_changed_and_fold_what_stays() {
    let mut stage = review(WIDE, plan());
    stage.click("change archival object: Interview with a crane driver, part 2, undecided");
    assert!(stage.has("before") && stage.has("after"), "beside each other");
    assert!(stage.says("− Interview with a crane driver of the Harrow docks about the strike of 1981"));
    stage.click("Show: 2 fields stay as they are");
    assert!(stage.has("Hide: 2 fields stay as they are"));
    assert!(stage.has("Level"));
}

#[test]
fn both_themes_and_both_widths_draw_conflicts() {
    for size in [NARROW, WIDE] {
        for world in themes(|| World::reviewing(plan())) {
            let mut stage = Stage::new(size, world, ReviewPane::default(), |ui, view, pane: &mut ReviewPane| {
                if let Some(plan) = view.model.plan_under_review() {
                    pane.ui_inside(ui, view, plan);
                }
            });
            stage.harness.run_ok();
            assert!(stage.has("Leave both as they are"));
        }
    }
}
