//! Publishing with presets, and taking all of it back.

use std::collections::BTreeMap;
use std::sync::Arc;

use archway::domain::{AssetId, RecordUri};
use archway::plan::{Action, Plan};
use archway::runtime::mapping_view::{Destination, QueueView};
use archway::runtime::{Command, Event};
use serde_json::{Value, json};

use super::scene::{apply_all, counted, dates, extents, headings, languages, notes, record, set};
use crate::mapped::Mapped;
use crate::support::asset;

fn queue(mapped: &mut Mapped, command: Command) -> QueueView {
    mapped.desk.send(command);
    mapped.desk.wait("the queue", |event| match event {
        Event::Queue(queue) => Some((**queue).clone()),
        _ => None,
    })
}

/// Looks for what is approved, and sends these assets below the resource.
fn send_below(mapped: &mut Mapped, profile: &str, assets: &[AssetId], below: RecordUri) {
    queue(mapped, Command::LookForApproved(profile.to_owned()));
    queue(
        mapped,
        Command::SetDestination {
            profile: profile.to_owned(),
            assets: assets.to_vec(),
            destination: Some(Destination {
                below,
                position: None,
                level: None,
            }),
        },
    );
}

fn plan_again(mapped: &mut Mapped, profile: &str, assets: &[AssetId]) -> Arc<Plan> {
    mapped.desk.plan(Command::PlanPublish {
        profile: profile.to_owned(),
        assets: assets.to_vec(),
    })
}

/// Archival objects that a plan made, by title.
fn made(mapped: &Mapped, applied: &Plan) -> BTreeMap<String, Value> {
    let records = applied
        .changes
        .iter()
        .filter(|change| matches!(change.action, Action::CreateArchivalObject { .. }))
        .filter_map(|change| change.outcome.receipt()?.made_record());
    records
        .map(|uri| mapped.block_on(mapped.witness.record(uri)))
        .map(|body| (body["title"].as_str().unwrap().to_owned(), body))
        .collect()
}

/// Publishes with a preset: everything is done, nothing is left an hour later, and undo takes all of it back.
fn publish_and_undo(profile: &str, look_at: impl Fn(&Mapped, &BTreeMap<String, Value>)) {
    let mut mapped = Mapped::with(&[]);
    let slugs = ["qw-002", "qw-001-2", "sc-002"];
    let assets = slugs.map(asset);
    set(
        &mapped,
        assets[0],
        &json!({"ks_creator": ["Þórdís Ásgrímsdóttir"], "rights_holder": ["Heirs of the speaker"], "embargo_until": "2041-12-31",
        "ks_rights": "reading_room", "ks_subjects": ["oral history; ferries"]}),
    );
    set(
        &mapped,
        asset("qw-003a"),
        &json!({"ks_date": "between 1980 and 1981", "playback_speed": 7.5, "carrier_condition": "fair", "ks_notes": ["First.", "Second."]}),
    );
    set(
        &mapped,
        assets[2],
        &json!({"ks_creator": ["Kelder Town Film Unit"], "ks_date": "21/9/1984"}),
    );
    mapped.linked("qw-003a", "QW-003A");
    mapped.read_later();
    let below = record(&mapped, "resource 1");
    let linked = (asset("qw-003a"), record(&mapped, "QW-003A"));
    let all: Vec<AssetId> = assets.iter().copied().chain([linked.0]).collect();
    let pairs: Vec<(AssetId, RecordUri)> = all.iter().map(|asset| (*asset, linked.1)).collect();
    let before = (counted(&mapped), mapped.block_on(mapped.witness.picture(&pairs)));
    mapped.record_iconik();

    send_below(&mut mapped, profile, &assets, below);
    let plan = plan_again(&mut mapped, profile, &all);
    let applied = apply_all(&mut mapped, &plan);
    let records = made(&mapped, &applied);
    assert_eq!(records.len(), assets.len(), "{:#?}", plan.notices);
    for body in records.values() {
        assert_eq!(body["level"], "item");
        assert_eq!(body["publish"], json!(false), "nothing is shown until a person turns it on");
    }
    look_at(&mapped, &records);
    let objects = mapped.block_on(mapped.witness.digital_objects(&all));
    for (asset, uris) in &objects {
        assert_eq!(uris.len(), 1, "{asset}");
        let object = mapped.block_on(mapped.witness.record(uris[0]));
        let versions = object["file_versions"].as_array().unwrap();
        let masters = versions
            .iter()
            .filter(|version| version["checksum_method"] == "md5" && version["file_size_bytes"].is_number());
        assert!(masters.count() >= 1, "{object:#}");
        assert!(versions.iter().all(|version| version["publish"] == json!(false)), "{object:#}");
    }
    mapped.desk.refresh();
    let again = plan_again(&mut mapped, profile, &all);
    assert!(again.changes.is_empty(), "at once: {:#?}", again.changes);
    mapped.read_later();
    queue(&mut mapped, Command::LookForApproved(profile.to_owned()));
    let again = plan_again(&mut mapped, profile, &all);
    assert!(again.changes.is_empty(), "an hour later: {:#?}", again.changes);

    let undo = mapped.desk.plan(Command::PlanUndo(plan.id));
    apply_all(&mut mapped, &undo);
    let after = (counted(&mapped), mapped.block_on(mapped.witness.picture(&pairs)));
    assert_eq!(after, before, "undo leaves both systems as before");
    mapped.systems.assert_iconik_requests_fit();
}

#[test]
fn publishing_items() {
    publish_and_undo("asset-to-item", |mapped, made| {
        let interview = &made["Ásgrímsdóttir, Þórdís"];
        assert_eq!(dates(interview), ["creation; circa 1980; 1980; -; approximate; single"]);
        assert_eq!(
            headings(mapped, interview, "linked_agents"),
            ["creator - Ásgrímsdóttir, Þórdís (1919-1993)"]
        );
        assert_eq!(
            notes(interview, "accessrestrict"),
            [("Open for research in the reading room only.".to_owned(), false)]
        );
        assert_eq!(interview["rights_statements"][0]["end_date"], "2041-12-31");
    });
}

#[test]
fn publishing_oral_history() {
    publish_and_undo("oral-history-to-item", |mapped, made| {
        let interview = &made["Ásgrímsdóttir, Þórdís"];
        assert_eq!(headings(mapped, interview, "subjects"), ["Oral history", "Ferries"]);
        assert_eq!(extents(interview), ["1; cassettes; whole; 3 minutes 24 seconds"]);
        assert_eq!(languages(interview), ["eng"]);
        let film = &made["Last launch from slip no. 2"];
        assert_eq!(
            headings(mapped, film, "linked_agents"),
            ["creator ive Kelder Town Film Unit"],
            "a body is found by its name and not made again as a person"
        );
        assert_eq!(dates(film), ["creation; 21/9/1984; 1984-09-21; -; -; single"]);
    });
}

#[test]
fn publishing_photographs() {
    publish_and_undo("photographs-to-item", |_, made| {
        assert_eq!(extents(&made["Last launch from slip no. 2"]), ["0.1; megabytes; whole; -"]);
    });
}
