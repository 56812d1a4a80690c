//! Profiles that look by themselves, over real HTTP: only what was released is applied, and only within the limit.

use archway::mapping::profile::{Release, Watch};
use archway::plan::{Action, Decision, Stage};
use archway::runtime::mapping_view::WatchView;
use archway::runtime::{Command, Event};

use crate::mapped::Mapped;

/// Two fields of Archway's, filled from the record.
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

fn watch(released: &[Release], at_most: u32) -> Watch {
    Watch {
        on: true,
        every_minutes: 60,
        released: released.to_vec(),
        at_most,
    }
}

/// Lets the profile look, and gives what came of it.
fn look(mapped: &mut Mapped, watch: Watch) -> WatchView {
    mapped.desk.send(Command::SetWatch {
        profile: "context".to_owned(),
        watch,
    });
    let before = watched(mapped, |_| true);
    mapped.desk.send(Command::RunWatch("context".to_owned()));
    watched(mapped, |view| view.last > before.last)
}

fn watched(mapped: &mut Mapped, wanted: impl Fn(&WatchView) -> bool) -> WatchView {
    mapped.desk.wait("what came of a look", |event| match event {
        Event::Watches { watches, .. } => watches.iter().find(|view| view.profile == "context" && wanted(view)).cloned(),
        _ => None,
    })
}

#[test]
fn what_was_released_is_applied_and_the_rest_waits() {
    let mut mapped = Mapped::with(&[("context", CONTEXT)]);
    let (asset, _) = mapped.linked("qw-003b", "QW-003B");
    let nothing_released = look(&mut mapped, watch(&[], 50));
    let waiting = nothing_released.plan.expect("a plan waits for review");
    let plan = mapped.desk.plan(Command::LoadPlan(waiting));
    assert!(plan.changes.iter().all(|change| change.decision == Decision::Undecided));

    let above = look(&mut mapped, watch(&[Release::FillEmptyIconik], 0));
    assert!(above.result.contains("limit"), "{}", above.result);
    assert!(above.plan.is_some());

    let released = look(&mut mapped, watch(&[Release::FillEmptyIconik], 50));
    assert!(released.result.contains("applied"), "{}", released.result);
    let stored = mapped.block_on(async {
        let views = mapped.witness.iconik.metadata_views().await.unwrap();
        let view = views.into_iter().find(|view| view.name == "Archival description").unwrap();
        mapped
            .witness
            .iconik
            .metadata_values(asset, view.id)
            .await
            .unwrap()
            .unwrap_or_default()
    });
    assert!(
        stored.get("archway_collection_title").is_some_and(|values| !values.is_empty()),
        "{stored:?}"
    );

    let quiet = look(&mut mapped, watch(&[Release::FillEmptyIconik], 50));
    assert_eq!(quiet.result, "nothing to do");
    let earlier = mapped.desk.plan(Command::LoadPlan(waiting));
    assert_eq!(earlier.stage, Stage::Discarded, "a plan nobody decided about does not pile up");
}

#[test]
fn what_follows_a_change_waits_where_only_filling_was_released() {
    let mut mapped = Mapped::with(&[("context", CONTEXT)]);
    let (_, record) = mapped.linked("qw-003b", "QW-003B");
    look(&mut mapped, watch(&[Release::FillEmptyIconik], 50));
    mapped.block_on(async {
        mapped
            .colleague
            .edit(record, |body| body["title"] = serde_json::json!("Renamed by a colleague"))
            .await;
    });
    let after = look(&mut mapped, watch(&[Release::FillEmptyIconik], 50));
    let plan = mapped.desk.plan(Command::LoadPlan(after.plan.expect("it waits")));
    assert!(
        plan.changes.iter().any(|change| matches!(change.action, Action::UpdateAsset { .. })
            && change.decision == Decision::Undecided
            && change.outcome.is_open()),
        "{:#?}",
        plan.changes
    );
}
