//! Approved assets become records, over real HTTP.

use archway::domain::{AssetId, RecordUri, RepositoryId};
use archway::plan::{Action, Nature, Plan};
use archway::runtime::mapping_view::{Destination, QueueRow, QueueState, QueueView};
use archway::runtime::{Command, Event};
use serde_json::{Value, json};

use crate::mapped::{Mapped, assert_done};
use crate::support::asset;

const PUBLISH: &str = r#"
name = "Approved to items"
direction = "to_archivesspace"
source = "asset"
target = "record"

[publish]
approved = { by = "status" }
level = "item"
publish = true
masters = true
proxies = true

[[rule]]
target = "title"
from = ["field:ks_title", "title"]
steps = ["first", { clean_up = ["spaces"] }]

[[rule]]
target = "dates.creation"
from = ["field:ks_date"]
steps = [{ date = {} }]

[[rule]]
target = "agents.creator"
from = ["field:ks_creator"]
steps = [{ agent = { create = true } }]

[[rule]]
target = "extents"
from = ["duration"]
steps = [{ duration = "clock" }, { extent = { extent_type = "reels" } }]
"#;

fn publishing() -> Mapped {
    Mapped::with(&[("publish", PUBLISH)])
}

fn queue(mapped: &mut Mapped, command: Command) -> QueueView {
    mapped.desk.send(command);
    mapped.desk.wait("the queue", |event| match event {
        Event::Queue(queue) => Some((**queue).clone()),
        _ => None,
    })
}

fn look(mapped: &mut Mapped) -> QueueView {
    queue(mapped, Command::LookForApproved("publish".to_owned()))
}

fn row(queue: &QueueView, asset: AssetId) -> QueueRow {
    queue
        .rows
        .iter()
        .find(|row| row.asset == asset)
        .unwrap_or_else(|| panic!("{asset} is not in the queue: {:#?}", queue.rows))
        .clone()
}

fn send_below(mapped: &mut Mapped, assets: &[AssetId], below: RecordUri) -> QueueView {
    queue(
        mapped,
        Command::SetDestination {
            profile: "publish".to_owned(),
            assets: assets.to_vec(),
            destination: Some(Destination {
                below,
                position: None,
                level: None,
            }),
        },
    )
}

fn plan(mapped: &mut Mapped, assets: &[AssetId]) -> std::sync::Arc<Plan> {
    mapped.desk.plan(Command::PlanPublish {
        profile: "publish".to_owned(),
        assets: assets.to_vec(),
    })
}

/// Accepts everything, what opens something one by one.
fn apply_all(mapped: &mut Mapped, plan: &Plan) -> std::sync::Arc<Plan> {
    mapped.accept_all(plan);
    for change in plan.changes.iter().filter(|change| change.nature.one_by_one()) {
        mapped.decide(plan, vec![change.id], archway::plan::Decision::Accepted);
    }
    let applied = mapped.desk.apply(plan.id);
    assert_done(&applied);
    applied
}

/// An approved asset that is linked to nothing.
fn unlinked(queue: &QueueView) -> AssetId {
    queue
        .rows
        .iter()
        .find(|row| row.missing.iter().any(|missing| missing.contains("nowhere to go")))
        .unwrap_or_else(|| panic!("every approved asset is linked: {:#?}", queue.rows))
        .asset
}

#[test]
fn the_queue_tells_who_approved_why_and_what_is_missing() {
    let mut mapped = publishing();
    let queue = look(&mut mapped);
    let linked = row(&queue, asset("qw-001-1"));
    assert_eq!(linked.state, QueueState::Ready, "its record is known: {linked:#?}");
    assert!(linked.destination.is_some_and(|destination| !destination.creates));
    let homeless = unlinked(&queue);
    let approved = row(&queue, homeless);
    assert_eq!(approved.state, QueueState::Missing, "nobody said where it goes");
    assert!(approved.approver.is_some() && approved.approved.is_some(), "{approved:#?}");
    assert_eq!(row(&queue, asset("sc-001-1")).state, QueueState::Mixed);
    for never in ["sc-003", "ph-0002", "qw-004"] {
        assert!(!queue.rows.iter().any(|row| row.asset == asset(never)), "{never} was not approved");
    }
    let placed = send_below(&mut mapped, &[homeless], "/repositories/2/resources/1".parse().unwrap());
    let placed = row(&placed, homeless);
    assert_eq!(placed.state, QueueState::Ready, "{placed:#?}");
    assert!(placed.destination.unwrap().creates);
}

#[test]
fn an_approved_asset_becomes_an_item_with_its_digital_object_once() {
    let mut mapped = publishing();
    mapped.record_iconik();
    let queue = look(&mut mapped);
    let chosen = unlinked(&queue);
    let below = mapped.witness.named(RepositoryId(2), "resource 1");
    send_below(&mut mapped, &[chosen], below);
    let first = plan(&mut mapped, &[chosen]);
    assert!(
        first
            .changes
            .iter()
            .any(|change| matches!(change.action, Action::CreateArchivalObject { .. })),
        "{:#?}",
        first.notices
    );
    let applied = apply_all(&mut mapped, &first);

    let made = applied
        .changes
        .iter()
        .find(|change| matches!(change.action, Action::CreateArchivalObject { .. }))
        .and_then(|change| change.outcome.receipt())
        .and_then(|receipt| receipt.made_record())
        .unwrap();
    let record = mapped.block_on(mapped.witness.record(made));
    assert_eq!(record["level"], "item");
    assert!(record["title"].as_str().is_some_and(|title| !title.is_empty()));
    let object: RecordUri = record["instances"][0]["digital_object"]["ref"].as_str().unwrap().parse().unwrap();
    let object = mapped.block_on(mapped.witness.record(object));
    assert_eq!(object["digital_object_id"], chosen.to_string());
    let versions = object["file_versions"].as_array().unwrap();
    assert!(
        versions
            .iter()
            .any(|version| version["checksum"].is_string() || version["file_size_bytes"].is_number()),
        "{versions:#?}"
    );
    assert!(
        versions
            .iter()
            .all(|version| !version["file_uri"].as_str().unwrap().contains("Signature")),
        "no signed address is ever kept"
    );
    let fields = mapped.block_on(mapped.witness.fields(chosen));
    assert_eq!(
        fields["archway_record_uri"],
        vec![json!(made.to_string())],
        "the iconik end of the link stands"
    );

    mapped.read_later();
    let after = look(&mut mapped);
    assert_eq!(row(&after, chosen).state, QueueState::Published);
    let again = plan(&mut mapped, &[chosen]);
    assert!(again.changes.is_empty(), "planned twice, made once: {:#?}", again.changes);
    mapped.block_on(mapped.witness.assert_linked_once(&[(chosen, made)], "published"));
    mapped.systems.assert_iconik_requests_fit();
}

#[test]
fn approval_that_was_taken_back_proposes_to_unpublish_and_deletes_nothing() {
    let mut mapped = publishing();
    let queue = look(&mut mapped);
    let chosen = unlinked(&queue);
    let below = mapped.witness.named(RepositoryId(2), "resource 1");
    send_below(&mut mapped, &[chosen], below);
    let first = plan(&mut mapped, &[chosen]);
    apply_all(&mut mapped, &first);

    mapped.block_on(async {
        let path = format!("/API/assets/v1/assets/{chosen}/approvals/");
        mapped.colleague.iconik(reqwest::Method::DELETE, &path, &Value::Null).await;
    });
    mapped.read_later();
    let queue = look(&mut mapped);
    assert_eq!(row(&queue, chosen).state, QueueState::Withdrawn);
    let back = plan(&mut mapped, &[chosen]);
    assert!(!back.changes.is_empty(), "{:#?}", back.notices);
    for change in &back.changes {
        assert_eq!(change.nature, Nature::Closes, "{change:#?}");
        assert!(matches!(change.action, Action::EditRecord { .. }), "{change:#?}");
    }
    apply_all(&mut mapped, &back);
    let objects = mapped.block_on(mapped.witness.digital_objects(&[chosen]));
    let object = mapped.block_on(mapped.witness.record(objects[&chosen][0]));
    assert_ne!(object["publish"], json!(true));
    for version in object["file_versions"].as_array().unwrap() {
        assert_ne!(version["publish"], json!(true), "{version}");
    }
}
