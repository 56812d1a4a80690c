//! What the tests of presets say and see: assets with fields, records with values.

use std::sync::Arc;

use archway::domain::{AssetId, RecordUri, RepositoryId};
use archway::plan::{Decision, Plan};
use serde_json::{Value, json};

use crate::mapped::{Mapped, assert_done};
use crate::support::asset;

/// Component ids of records, by asset, with what is different from the practice institution's own values.
pub type Told<'a> = (&'a str, &'a str, Value);

pub fn record(mapped: &Mapped, name: &str) -> RecordUri {
    mapped.witness.named(RepositoryId(2), name)
}

pub fn view_of(field: &str) -> &'static str {
    match field {
        "rights_holder" | "embargo_until" => "Rights administration",
        _ if field.starts_with("ks_") => "Description",
        _ => "Digitisation",
    }
}

/// Writes fields of an asset as a colleague does.
pub fn set(mapped: &Mapped, asset: AssetId, fields: &Value) {
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
pub fn field(mapped: &Mapped, asset: AssetId, name: &str) -> Vec<Value> {
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
pub fn linked(told: &[Told<'_>]) -> Mapped {
    let mut mapped = Mapped::with(&[]);
    link(&mut mapped, told);
    mapped
}

pub fn link(mapped: &mut Mapped, told: &[Told<'_>]) {
    let pairs: Vec<(AssetId, RecordUri)> = told.iter().map(|(slug, name, _)| (asset(slug), record(mapped, name))).collect();
    mapped.linked_all(&pairs);
    for (slug, _, fields) in told {
        set(mapped, asset(slug), fields);
    }
    mapped.read_later();
}

pub fn body(mapped: &Mapped, name: &str) -> Value {
    mapped.block_on(mapped.witness.record(record(mapped, name)))
}

/// Accepts every change, one by one where a person must, and applies: all of them are done.
pub fn apply_all(mapped: &mut Mapped, plan: &Plan) -> Arc<Plan> {
    mapped.accept_all(plan);
    for change in plan.changes.iter().filter(|change| change.one_by_one()) {
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

/// Nothing is left to do, at once, after reading both systems, and long after.
pub fn assert_quiet(mapped: &mut Mapped, profiles: &[&str]) {
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
pub fn headings(mapped: &Mapped, body: &Value, list: &str) -> Vec<String> {
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
pub fn notes(body: &Value, kind: &str) -> Vec<(String, bool)> {
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
pub fn dates(body: &Value) -> Vec<String> {
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

pub fn extents(body: &Value) -> Vec<String> {
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

pub fn languages(body: &Value) -> Vec<&str> {
    let materials = body["lang_materials"].as_array().into_iter().flatten();
    materials
        .filter_map(|material| material["language_and_script"]["language"].as_str())
        .collect()
}

pub fn assert_dates(mapped: &Mapped, expected: &[(&str, &str)]) {
    for (name, date) in expected {
        assert_eq!(dates(&body(mapped, name)), [*date], "{name}");
    }
}

/// What stands in ArchivesSpace: how many records of each kind, and which agents and subjects.
pub fn counted(mapped: &Mapped) -> Vec<(String, usize)> {
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
