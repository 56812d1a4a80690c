//! What people take back, refuse or began to work on is not done again by a profile that looks by itself.

use archway::domain::AssetId;
use archway::mapping::profile::{Release, Watch};
use archway::plan::{Action, Stage};
use archway::runtime::mapping_view::WatchView;
use archway::runtime::{Command, Event};
use serde_json::Value;

use crate::mapped::{Mapped, assert_done};

const CONTEXT: &str = r#"
name = "Context"
direction = "to_iconik"
source = "record"
target = "asset"

[[rule]]
target = "field:archway_collection_title"
from = ["collection.title"]

[[rule]]
target = "field:archway_titles_path"
from = ["titles_path"]
steps = [{ join = " › " }]
"#;

/// Lets the profile look, and gives what came of it.
fn look(mapped: &mut Mapped, released: &[Release]) -> WatchView {
    mapped.desk.send(Command::SetWatch {
        profile: "context".to_owned(),
        watch: Watch {
            on: true,
            every_minutes: 60,
            released: released.to_vec(),
            at_most: 50,
        },
    });
    let before = watched(mapped, |_| true);
    mapped.desk.send(Command::RunWatch("context".to_owned()));
    watched(mapped, |view| view.last != before.last)
}

fn watched(mapped: &mut Mapped, wanted: impl Fn(&WatchView) -> bool) -> WatchView {
    mapped.desk.wait("what came of a look", |event| match event {
        Event::Watches { watches, .. } => watches.iter().find(|view| view.profile == "context" && wanted(view)).cloned(),
        _ => None,
    })
}

fn collection_title(mapped: &Mapped, asset: AssetId) -> Vec<Value> {
    mapped.block_on(async {
        let views = mapped.witness.iconik.metadata_views().await.unwrap();
        let view = views.into_iter().find(|view| view.name == "Archival description").unwrap();
        let values = mapped
            .witness
            .iconik
            .metadata_values(asset, view.id)
            .await
            .unwrap()
            .unwrap_or_default();
        values.get("archway_collection_title").cloned().unwrap_or_default()
    })
}

#[test]
fn what_was_filled_by_itself_and_taken_back_is_not_filled_again() {
    let mut mapped = Mapped::with(&[("context", CONTEXT)]);
    let (asset, _) = mapped.linked("qw-003b", "QW-003B");
    mapped.desk.send(Command::LoadPlans);
    let known = plans(&mut mapped);
    look(&mut mapped, &[Release::FillEmptyIconik]);
    assert!(!collection_title(&mapped, asset).is_empty());
    mapped.desk.send(Command::LoadPlans);
    let filled = plans(&mut mapped)
        .into_iter()
        .find(|plan| !known.contains(plan))
        .expect("the plan of the look");
    let undo = mapped.desk.plan(Command::PlanUndo(filled));
    mapped.accept_all(&undo);
    assert_done(&mapped.desk.apply(undo.id));
    assert!(collection_title(&mapped, asset).is_empty());
    mapped.read_later();
    let after = look(&mut mapped, &[Release::FillEmptyIconik]);
    assert_eq!(after.result, "nothing to do");
    assert!(collection_title(&mapped, asset).is_empty(), "a person took it back");
}

fn plans(mapped: &mut Mapped) -> Vec<archway::plan::PlanId> {
    mapped.desk.wait("the list of plans", |event| match event {
        Event::Plans(plans) => Some(plans.iter().map(|plan| plan.id).collect()),
        _ => None,
    })
}

#[test]
fn a_plan_that_was_taken_apart_outlives_the_next_look() {
    let mut mapped = Mapped::with(&[("context", CONTEXT)]);
    mapped.linked("qw-003b", "QW-003B");
    let waiting = look(&mut mapped, &[]).plan.expect("a plan waits");
    let plan = mapped.desk.plan(Command::LoadPlan(waiting));
    let several = plan
        .changes
        .iter()
        .find(|change| matches!(&change.action, Action::UpdateAsset { after, .. } if after.len() > 1))
        .expect("two fields are filled");
    let taken = mapped.desk.plan(Command::TakeApart {
        plan: waiting,
        change: several.id,
    });
    assert!(taken.changes.len() > plan.changes.len());
    look(&mut mapped, &[]);
    let after = mapped.desk.plan(Command::LoadPlan(waiting));
    assert_eq!((after.stage, after.changes.len()), (Stage::Review, taken.changes.len()));
}

#[test]
fn the_plan_before_a_look_that_failed_still_waits_and_is_put_away_by_the_next_that_succeeds() {
    let mut mapped = Mapped::with(&[("context", CONTEXT)]);
    mapped.linked("qw-003b", "QW-003B");
    let waiting = look(&mut mapped, &[]).plan.expect("a plan waits");
    let file = mapped.profile_path("context");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\n[[rule]]\ntarget = 3\n")).unwrap();
    mapped.desk.send(Command::RunWatch("context".to_owned()));
    mapped.desk.wait("the refusal of a broken profile", |event| match event {
        Event::Notice(notice) if notice.text.contains("Context") && notice.text.contains("line") => Some(()),
        _ => None,
    });
    std::fs::write(&file, text).unwrap();
    mapped.desk.send(Command::LoadWatches);
    let failed = watched(&mut mapped, |view| view.result.contains("failed"));
    assert_eq!(failed.plan, Some(waiting));
    let next = look(&mut mapped, &[]).plan.expect("a plan waits");
    assert_ne!(next, waiting);
    assert_eq!(mapped.desk.plan(Command::LoadPlan(waiting)).stage, Stage::Discarded);
}
