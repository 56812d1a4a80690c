//! Activity: running work, plans, problems, the audit trail and its export.

use egui_kittest::kittest::Queryable as _;

use archway::desktop::screens::activity::ActivityScreen;
use archway::plan::Stage as PlanStage;
use archway::runtime::command::ExportFormat;
use archway::runtime::view::{AuditFilter, AuditPage, JobId};
use archway::runtime::{Command, Event};

use crate::plans;
use crate::stage::{Stage, WIDE, themes};
use crate::world::World;

fn activity<'a>(world: World) -> Stage<'a, ActivityScreen> {
    let mut stage = Stage::new(WIDE, world, ActivityScreen::default(), |ui, view, screen: &mut ActivityScreen| {
        screen.ui(ui, view);
    });
    stage.settle();
    stage
}

#[test]
fn the_lists_are_asked_for_once() {
    let mut stage = activity(World::open());
    let commands = stage.commands();
    assert!(
        matches!(
            commands.as_slice(),
            [Command::LoadPlans, Command::LoadProblems, Command::LoadAudit { page: 0, .. }]
        ),
        "{commands:?}"
    );
    stage.settle();
    assert!(stage.commands().is_empty());
}

#[test]
fn running_work_says_how_far_it_is_and_can_be_stopped() {
    let mut stage = activity(World::busy());
    stage.commands();
    assert!(stage.has("280 of 450 records · 96 a second · 2 s left"));
    let cancel = stage.harness.get_all_by_label("Cancel").next().expect("a button");
    cancel.click();
    stage.settle();
    assert!(matches!(stage.commands().as_slice(), [Command::Cancel(JobId(1))]));
}

#[test]
fn a_plan_opens_whole_and_closes_again() {
    let mut stage = activity(World::busy());
    stage.commands();
    stage.click("Link 3 assets to 3 records, waits for review, 9 changes, 12:10");
    assert!(matches!(stage.commands().as_slice(), [Command::LoadPlan(plan)] if *plan == plans::plan_id(9)));
    assert!(stage.has("Loading the plan"));
    let mut plan = plans::link_plan(3);
    plan.id = plans::plan_id(9);
    stage.event(Event::Plan(plans::shared(plan)));
    assert!(stage.has("9 undecided"));
    stage.click("Keep");
    assert!(stage.has("Audit trail"));
}

#[test]
fn an_undo_planned_here_is_shown_here() {
    let mut stage = activity(World::busy());
    stage.commands();
    stage.click("Undo the last applied plan…");
    assert!(matches!(stage.commands().as_slice(), [Command::PlanUndo(plan)] if *plan == plans::plan_id(3)));
    let mut undo = plans::link_plan(1);
    undo.id = plans::plan_id(12);
    undo.title = "Undo: Link 12 assets".into();
    undo.stage = PlanStage::Review;
    stage.event(Event::Plan(plans::shared(undo)));
    assert!(stage.has("Undo: Link 12 assets"));
    assert!(stage.has("Discard"));
}

#[test]
fn a_problem_leads_to_its_plan() {
    let mut stage = activity(World::busy());
    stage.commands();
    stage.click("Problems 2");
    assert!(stage.says("ArchivesSpace answered 403"));
    stage.click("Show the plan of 港湾労働者, 1982 June 11");
    assert!(matches!(stage.commands().as_slice(), [Command::LoadPlan(plan)] if *plan == plans::plan_id(7)));
}

#[test]
fn the_trail_is_filtered_and_paged() {
    let mut stage = activity(World::busy());
    stage.commands();
    stage.click("Audit trail");
    assert!(stage.says("The chain holds"));
    assert!(stage.has("1,204 to 1,105 of 1,204 entries"));
    stage.click("Older");
    assert!(matches!(stage.commands().as_slice(), [Command::LoadAudit { page: 1, .. }]));
    stage.type_in("Filter", "crane");
    let commands = stage.commands();
    let Some(Command::LoadAudit { filter, page: 0 }) = commands.last() else {
        panic!("{commands:?}")
    };
    assert_eq!(filter.text, "crane");
}

#[test]
fn an_entry_shows_all_its_words() {
    let mut stage = activity(World::busy());
    stage.click("Audit trail");
    stage.commands();
    stage.click("Entry 1204, 12:10, archivist, attached digital object, HW-031 Minutes & “open” matters <draft> of the committee for the closure of the shipyard, reel A");
    assert!(stage.says("ArchivesSpace answered: Updated, lock version 1204"));
    stage.click("Show the plan");
    assert!(matches!(stage.commands().as_slice(), [Command::LoadPlan(plan)] if *plan == plans::plan_id(3)));
}

#[test]
fn the_trail_is_exported_in_both_forms() {
    let mut stage = activity(World::busy());
    stage.click("Audit trail").click("Export…");
    stage.commands();
    stage.type_in("File", "/tmp/trail");
    stage.click("Export CSV").click("Export JSON");
    let commands = stage.commands();
    let [
        Command::ExportAudit { filter, path, format },
        Command::ExportAudit { path: json, .. },
    ] = commands.as_slice()
    else {
        panic!("{commands:?}")
    };
    assert_eq!(filter, &AuditFilter::default());
    assert_eq!((path.to_str(), *format), (Some("/tmp/trail.csv"), ExportFormat::Csv));
    assert_eq!(json.to_str(), Some("/tmp/trail.json"));
    stage.event(Event::Exported("/tmp/trail.json".into()));
    assert!(stage.has("written: /tmp/trail.json"));
}

#[test]
fn a_broken_chain_is_said_in_words() {
    let mut world = World::busy();
    let page = AuditPage {
        tampered: Some("entry 17 does not fit entry 16".into()),
        rows: Vec::new(),
        page: 0,
        total: 0,
    };
    world.apply(Event::Audit(Box::new(page)));
    let mut stage = activity(world);
    stage.click("Audit trail");
    assert!(stage.has("The chain is broken: entry 17 does not fit entry 16"));
}

#[test]
fn empty_lists_say_what_belongs_there() {
    let mut stage = activity(World::open());
    assert!(stage.has("No plans yet"));
    stage.click("Problems 0");
    assert!(stage.has("No problem waits for a person"));
    stage.click("Audit trail");
    assert!(stage.has("Nothing was written yet"));
}

#[test]
fn both_themes_draw_every_page() {
    for world in themes(World::busy) {
        let mut stage = activity(world);
        for page in ["Problems 2", "Audit trail", "Plans 6"] {
            stage.click(page);
            stage.harness.run_ok();
        }
    }
}
