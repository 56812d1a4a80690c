//! Every preset profile, end to end over real HTTP: the practice ArchivesSpace refuses what the real one refuses.

use std::sync::Arc;

use archway::domain::{AssetId, RecordUri, RepositoryId};
use archway::plan::{Action, Decision, Plan};
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

#[allow(dead_code)]
fn is_creation(plan: &Plan) -> bool {
    plan.changes
        .iter()
        .any(|change| matches!(change.action, Action::CreateAuthority { .. }))
}
