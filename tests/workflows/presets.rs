//! Every preset profile, end to end over real HTTP: the practice ArchivesSpace refuses what the real one refuses.

use std::collections::BTreeMap;
use std::sync::Arc;

use archway::domain::{AssetId, RecordUri, RepositoryId};
use archway::plan::{Action, Decision, Plan};
use archway::runtime::mapping_view::{Destination, QueueView};
use archway::runtime::{Command, Event};
use serde_json::{Value, json};

use crate::mapped::{Mapped, assert_done};
use crate::support::asset;

/// Component ids of records, by asset, with what is different from the practice institution's own values.
type Told<'a> = (&'a str, &'a str, Value);

fn record(mapped: &Mapped, name: &str) -> RecordUri {
    mapped.witness.named(RepositoryId(2), name)
}

fn view_of(field: &str) -> &'static str {
    match field {
        "rights_holder" | "embargo_until" => "Rights administration",
        _ if field.starts_with("ks_") => "Description",
        _ => "Digitisation",
    }
}

/// Writes fields of an asset as a colleague does.
fn set(mapped: &Mapped, asset: AssetId, fields: &Value) {
    mapped.block_on(async {
        let views = mapped.witness.iconik.metadata_views().await.unwrap();
        for (name, value) in fields.as_object().unwrap() {
            let view = views.iter().find(|view| view.name == view_of(name)).unwrap();
            let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            let values: Vec<Value> = values.iter().map(|value| json!({ "value": value })).collect();
            let body = json!({ "metadata_values": { name: { "field_values": values } } });
            let path = format!("/API/metadata/v1/assets/{asset}/views/{}/", view.id);
            mapped.colleague.iconik(reqwest::Method::PUT, &path, &body).await;
        }
    });
}

/// Values of a field of an asset, in whichever view shows it.
fn field(mapped: &Mapped, asset: AssetId, name: &str) -> Vec<Value> {
    mapped.block_on(async {
        let views = mapped.witness.iconik.metadata_views().await.unwrap();
        let view = views
            .into_iter()
            .find(|view| view.fields.iter().any(|field| field == name))
            .unwrap();
        let values = mapped
            .witness
            .iconik
            .metadata_values(asset, view.id)
            .await
            .unwrap()
            .unwrap_or_default();
        values.get(name).cloned().unwrap_or_default()
    })
}

/// A workspace in which these are linked and say this.
fn linked(told: &[Told<'_>]) -> Mapped {
    let mut mapped = Mapped::with(&[]);
    link(&mut mapped, told);
    mapped
}

fn link(mapped: &mut Mapped, told: &[Told<'_>]) {
    let pairs: Vec<(AssetId, RecordUri)> = told.iter().map(|(slug, name, _)| (asset(slug), record(mapped, name))).collect();
    mapped.linked_all(&pairs);
    for (slug, _, fields) in told {
        set(mapped, asset(slug), fields);
    }
    mapped.read_later();
}

fn body(mapped: &Mapped, name: &str) -> Value {
    mapped.block_on(mapped.witness.record(record(mapped, name)))
}

/// Accepts every change, one by one where a person must, and applies: all of them are done.
fn apply_all(mapped: &mut Mapped, plan: &Plan) -> Arc<Plan> {
    mapped.accept_all(plan);
    for change in plan.changes.iter().filter(|change| change.nature.one_by_one()) {
        mapped.decide(plan, vec![change.id], Decision::Accepted);
    }
    let applied = mapped.desk.apply(plan.id);
    for change in &applied.changes {
        assert!(change.decision.is_accepted(), "it could not be accepted: {change:#?}");
        assert!(change.outcome.is_done(), "it was accepted and is not done: {change:#?}");
    }
    assert_done(&applied);
    applied
}

fn carry(mapped: &mut Mapped, profiles: &[&str]) -> Arc<Plan> {
    let plan = mapped.describe(profiles);
    assert!(!plan.changes.is_empty(), "nothing to carry over: {:#?}", plan.notices);
    apply_all(mapped, &plan)
}

/// Nothing is left to do, at once, after reading both systems, and long after.
fn assert_quiet(mapped: &mut Mapped, profiles: &[&str]) {
    let plan = mapped.describe(profiles);
    assert!(plan.changes.is_empty(), "at once: {:#?}", plan.changes);
    mapped.desk.refresh();
    let plan = mapped.describe(profiles);
    assert!(plan.changes.is_empty(), "after a refresh: {:#?}", plan.changes);
    mapped.read_later();
    let plan = mapped.describe(profiles);
    assert!(plan.changes.is_empty(), "an hour later: {:#?}", plan.changes);
}

/// Headings of the subjects, or of the agents with role and relator, that a record names.
fn headings(mapped: &Mapped, body: &Value, list: &str) -> Vec<String> {
    let entries = body[list].as_array().cloned().unwrap_or_default();
    entries
        .iter()
        .map(|entry| {
            let uri = entry["ref"].as_str().unwrap();
            let known = mapped.block_on(mapped.colleague.archivesspace(reqwest::Method::GET, uri, &Value::Null));
            let title = known["title"].as_str().unwrap();
            match entry["role"].as_str() {
                Some(role) => format!("{role} {} {title}", entry["relator"].as_str().unwrap_or("-")),
                None => title.to_owned(),
            }
        })
        .collect()
}

/// Text and publish flag of the notes of a type.
fn notes(body: &Value, kind: &str) -> Vec<(String, bool)> {
    let notes = body["notes"].as_array().cloned().unwrap_or_default();
    notes
        .iter()
        .filter(|note| note["type"] == kind)
        .map(|note| {
            let parts = note["subnotes"].as_array().cloned().unwrap_or_default();
            let texts: Vec<&str> = parts.iter().filter_map(|part| part["content"].as_str()).collect();
            (texts.join("|"), note["publish"] == json!(true))
        })
        .collect()
}

/// Expression, begin, end, certainty and type of the dates.
fn dates(body: &Value) -> Vec<String> {
    let text = |date: &Value, key: &str| date[key].as_str().unwrap_or("-").to_owned();
    let dates = body["dates"].as_array().cloned().unwrap_or_default();
    dates
        .iter()
        .map(|date| {
            ["label", "expression", "begin", "end", "certainty", "date_type"]
                .map(|key| text(date, key))
                .join("; ")
        })
        .collect()
}

fn extents(body: &Value) -> Vec<String> {
    let text = |extent: &Value, key: &str| extent[key].as_str().unwrap_or("-").to_owned();
    let extents = body["extents"].as_array().cloned().unwrap_or_default();
    extents
        .iter()
        .map(|extent| {
            ["number", "extent_type", "portion", "physical_details"]
                .map(|key| text(extent, key))
                .join("; ")
        })
        .collect()
}

fn show(mapped: &Mapped, body: &Value) {
    println!("== {} ({})", body["display_string"], body["component_id"]);
    println!("dates {:#?}\nextents {:#?}", dates(body), extents(body));
    println!(
        "subjects {:?}\nagents {:?}",
        headings(mapped, body, "subjects"),
        headings(mapped, body, "linked_agents")
    );
    println!("notes {}", body["notes"]);
    println!("rights {}", body["rights_statements"]);
    println!(
        "external_ids {} level {} lang {}",
        body["external_ids"], body["level"], body["lang_materials"]
    );
}

fn show_plan(plan: &Plan) {
    for notice in &plan.notices {
        println!("NOTICE {notice:?}");
    }
    for change in &plan.changes {
        println!(
            "CHANGE {} {} [{}] {:?}",
            change.id,
            change.label,
            change.nature.words(),
            change.findings
        );
        for line in &change.fields {
            println!("    {}: {:?} -> {:?}", line.field, line.before, line.after);
        }
    }
}

fn recordings() -> Vec<Told<'static>> {
    vec![
        (
            "qw-003b",
            "QW-003B",
            json!({"ks_title": "Crane driver, the second reel.mov", "ks_date": "ca. 1981", "ks_rights": "closed",
            "ks_creator": ["Adeyemi-Holt, Florence", "Vantongeren, Liesbeth"], "ks_subjects": ["dockworkers -- Kelder", "Cranes", "Oral history"],
            "ks_notes": ["The driver remembers the winter of the ice.", "Second paragraph."]}),
        ),
        (
            "qw-001-2",
            "QW-001",
            json!({"rights_holder": ["Heirs of the speaker"], "embargo_until": "2041-12-31", "ks_creator": ["Adeyemi-Holt, Florence"], "ks_date": "3 May 1979"}),
        ),
        ("ph-0010", "KS017/4/010", json!({"ks_creator": []})),
        ("sc-005", "SC-005", json!({"ks_creator": []})),
        ("sc-004", "SC-004", json!({"ks_creator": [], "ks_date": "late 1970s"})),
        (
            "qw-006",
            "QW-006",
            json!({"ks_creator": [], "ks_date": "[1983?]", "ks_subjects": ["港湾労働", "Émigrés", "Sailors’ tales"]}),
        ),
        (
            "bm-1960-03",
            "KS017/4/100",
            json!({"ks_creator": [], "ks_date": "1981-05-03/1981-06"}),
        ),
        (
            "in-16",
            "KS017/4/101",
            json!({"ks_title": "Bound papers of the quay office", "ks_date": "1902-1911", "ks_subjects": ["Maps"]}),
        ),
    ]
}

#[test]
fn assets_to_items() {
    let told = recordings();
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["asset-to-item"]);
    show_plan(&plan);
    apply_all(&mut mapped, &plan);
    for (_, name, _) in &told {
        show(&mapped, &body(&mapped, name));
    }
    assert_quiet(&mut mapped, &["asset-to-item"]);
}

#[test]
fn oral_history_to_items() {
    let told = recordings();
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["oral-history-to-item"]);
    show_plan(&plan);
    apply_all(&mut mapped, &plan);
    for (_, name, _) in &told {
        show(&mapped, &body(&mapped, name));
    }
    assert_quiet(&mut mapped, &["oral-history-to-item"]);
}

#[test]
fn photographs_to_items() {
    let told = [
        ("ph-0010", "KS017/4/010", json!({})),
        (
            "ph-0011",
            "KS017/4/011",
            json!({"ks_subjects": ["harbour photographs", "Ferries"], "ks_date": "c1960"}),
        ),
        (
            "ph-0012",
            "KS017/4/012",
            json!({"ks_creator": ["Müller-Façade, Zoë"], "ks_date": "12/5/1961", "ks_rights": "reading_room"}),
        ),
        (
            "ph-0045",
            "KS017/4/045",
            json!({"ks_date": "1950s", "ks_notes": ["On the back: “Regatta”."]}),
        ),
        ("ph-0001", "KS017/4/001", json!({"ks_date": "before 1960"})),
        ("qw-008", "QW-008", json!({"ks_date": "Spring 1984"})),
    ];
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["photographs-to-item"]);
    show_plan(&plan);
    apply_all(&mut mapped, &plan);
    for (_, name, _) in &told {
        show(&mapped, &body(&mapped, name));
    }
    assert_quiet(&mut mapped, &["photographs-to-item"]);
}

#[test]
fn assets_to_digital_objects() {
    let told = [
        ("qw-001-1", "QW-001", json!({})),
        ("qw-002", "QW-002", json!({})),
        ("sc-005", "SC-005", json!({})),
        ("ph-0010", "KS017/4/010", json!({})),
        ("in-16", "KS017/4/101", json!({})),
    ];
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["asset-to-digital-object"]);
    show_plan(&plan);
    apply_all(&mut mapped, &plan);
    let assets: Vec<AssetId> = told.iter().map(|(slug, ..)| asset(slug)).collect();
    let objects = mapped.block_on(mapped.witness.digital_objects(&assets));
    for uri in objects.values().flatten() {
        let object = mapped.block_on(mapped.witness.record(*uri));
        println!(
            "== {} {} {}\n{:#}",
            object["title"], object["digital_object_id"], object["digital_object_type"], object["file_versions"]
        );
    }
    assert_quiet(&mut mapped, &["asset-to-digital-object"]);
}

#[test]
fn records_to_assets() {
    let told = [
        ("qw-007", "QW-007", json!({})),
        ("qw-001-1", "QW-001", json!({})),
        ("ph-0010", "KS017/4/010", json!({})),
        ("sc-004", "SC-004", json!({})),
        ("in-05", "accession 1", json!({})),
        ("in-06", "resource 1", json!({})),
    ];
    for profile in ["record-to-asset", "record-context-minimal"] {
        let mut mapped = linked(&told);
        let plan = mapped.describe(&[profile]);
        show_plan(&plan);
        apply_all(&mut mapped, &plan);
        for (slug, ..) in &told {
            let views = mapped.block_on(mapped.witness.iconik.metadata_views()).unwrap();
            for name in views
                .iter()
                .flat_map(|view| &view.fields)
                .filter(|name| name.starts_with("archway_"))
            {
                println!("{slug} {name} {:?}", field(&mapped, asset(slug), name));
            }
        }
        assert_quiet(&mut mapped, &[profile]);
    }
}

#[test]
fn items_to_assets() {
    let told = [
        ("qw-007", "QW-007", json!({})),
        ("qw-001-1", "QW-001", json!({})),
        ("ph-0050", "KS017/4/050", json!({})),
        ("sc-004", "SC-004", json!({})),
        ("in-05", "accession 1", json!({})),
    ];
    let mut mapped = linked(&told);
    let plan = mapped.describe(&["item-to-asset"]);
    show_plan(&plan);
    apply_all(&mut mapped, &plan);
    for (slug, ..) in &told {
        for name in ["ks_title", "ks_date", "ks_creator", "ks_subjects", "ks_notes"] {
            println!("{slug} {name} {:?}", field(&mapped, asset(slug), name));
        }
    }
    assert_quiet(&mut mapped, &["item-to-asset"]);
}

#[test]
fn both_directions_over_twenty_assets_settle() {
    let mut told = recordings();
    for number in 20..32 {
        let (slug, name) = (format!("ph-{number:04}"), format!("KS017/4/{number:03}"));
        told.push((
            slug.leak(),
            name.leak(),
            json!({"ks_creator": ["Łączyński, Bohdan"], "ks_date": "between 1955 and 1972"}),
        ));
    }
    let mut mapped = linked(&told);
    let both = ["asset-to-item", "item-to-asset"];
    for round in 0..5 {
        let plan = mapped.describe(&both);
        println!("ROUND {round}");
        show_plan(&plan);
        if plan.changes.is_empty() {
            break;
        }
        apply_all(&mut mapped, &plan);
    }
    assert_quiet(&mut mapped, &both);
}

/// What stands in ArchivesSpace: how many records of each kind, and which agents and subjects.
fn counted(mapped: &Mapped) -> Vec<(String, usize)> {
    mapped.block_on(async {
        let mut counts = Vec::new();
        for path in [
            "/repositories/2/archival_objects",
            "/repositories/2/digital_objects",
            "/agents/people",
            "/subjects",
        ] {
            let ids = mapped
                .colleague
                .archivesspace(reqwest::Method::GET, &format!("{path}?all_ids=true"), &Value::Null)
                .await;
            counts.push((path.to_owned(), ids.as_array().unwrap().len()));
        }
        counts
    })
}

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
    show_plan(&plan);
    let applied = apply_all(&mut mapped, &plan);
    let records = made(&mapped, &applied);
    assert_eq!(records.len(), assets.len(), "{:#?}", plan.notices);
    for body in records.values() {
        show(&mapped, body);
        assert_eq!(body["level"], "item");
        assert_eq!(body["publish"], json!(false), "nothing is shown until a person turns it on");
    }
    look_at(&mapped, &records);
    let objects = mapped.block_on(mapped.witness.digital_objects(&all));
    for (asset, uris) in &objects {
        assert_eq!(uris.len(), 1, "{asset}");
        let object = mapped.block_on(mapped.witness.record(uris[0]));
        println!("== DO {} {}", object["title"], object["digital_object_type"]);
        let versions = object["file_versions"].as_array().unwrap();
        for version in versions {
            println!(
                "    {} {} {} {} {} {} {}",
                version["file_uri"],
                version["use_statement"],
                version["file_format_name"],
                version["file_size_bytes"],
                version["checksum"],
                version["checksum_method"],
                version["caption"]
            );
        }
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
    show_plan(&undo);
    apply_all(&mut mapped, &undo);
    let after = (counted(&mapped), mapped.block_on(mapped.witness.picture(&pairs)));
    assert_eq!(after, before, "undo leaves both systems as before");
    mapped.systems.assert_iconik_requests_fit();
}

#[test]
fn publishing_items() {
    publish_and_undo("asset-to-item", |_, _| {});
}

#[test]
fn publishing_oral_history() {
    publish_and_undo("oral-history-to-item", |_, _| {});
}

#[test]
fn publishing_photographs() {
    publish_and_undo("photographs-to-item", |_, _| {});
}

const MEDIA: &str = r#"
name = "Kinds of media"
direction = "to_archivesspace"
source = "asset"
target = "digital_object"

[[rule]]
target = "digital_object_type"
from = ["field:carrier_condition"]
steps = [{ controlled = { add = true } }]
"#;

#[test]
fn a_value_that_a_list_lacks_is_added_by_a_change_of_its_own() {
    let mut mapped = Mapped::with(&[("media", MEDIA)]);
    link(
        &mut mapped,
        &[
            ("in-16", "KS017/4/101", json!({"carrier_condition": "fair"})),
            ("in-15", "KS017/4/102", json!({"carrier_condition": "fair"})),
        ],
    );
    let plan = mapped.describe(&["media"]);
    show_plan(&plan);
    let additions = plan
        .changes
        .iter()
        .filter(|change| matches!(&change.action, Action::AddEnumerationValue { value, .. } if value == "fair"));
    assert_eq!(additions.count(), 1, "once for both");
    apply_all(&mut mapped, &plan);
    let objects = mapped.block_on(mapped.witness.digital_objects(&[asset("in-16"), asset("in-15")]));
    for uri in objects.values().flatten() {
        assert_eq!(mapped.block_on(mapped.witness.record(*uri))["digital_object_type"], "fair");
    }
    assert_quiet(&mut mapped, &["media"]);
}

#[test]
fn an_account_that_may_create_nothing_is_told_and_writes_the_rest() {
    let mut mapped = Mapped::as_user(Some("cataloguer"), &[("media", MEDIA)]);
    let told = recordings();
    link(&mut mapped, &told);
    set(&mapped, asset("in-16"), &json!({"carrier_condition": "fair"}));
    mapped.read_later();
    let before = counted(&mapped);
    let profiles = ["oral-history-to-item", "media"];
    let plan = mapped.describe(&profiles);
    show_plan(&plan);
    let creates =
        |change: &archway::plan::Change| matches!(change.action, Action::CreateAuthority { .. } | Action::AddEnumerationValue { .. });
    assert!(!plan.changes.iter().any(creates), "{:#?}", plan.changes);
    let said = format!("{:?}", plan.notices) + &format!("{:?}", plan.changes.iter().map(|change| &change.findings).collect::<Vec<_>>());
    for words in [
        "no subject “Cranes”, and your account may not create one",
        "your account may not add it",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    apply_all(&mut mapped, &plan);
    assert_eq!(counted(&mapped), before, "nothing was made");
    let crane = body(&mapped, "QW-003B");
    assert_eq!(
        headings(&mapped, &crane, "subjects"),
        ["Dockworkers -- Kelder", "Oral history"],
        "what is there is linked"
    );
    assert_quiet(&mut mapped, &profiles);
}
