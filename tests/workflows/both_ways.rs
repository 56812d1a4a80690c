//! Description carried both ways between real records, over real HTTP.

use archway::domain::fields;
use archway::plan::{Action, Decision, Nature, Plan, Target};
use archway::runtime::Command;
use serde_json::{Value, json};

use crate::mapped::{Mapped, assert_done};

/// iconik to ArchivesSpace: title, date to the year only, subjects, and a note.
const UP: &str = r#"
name = "Up"
direction = "to_archivesspace"
source = "asset"
target = "record"
opposite = "down"

[[rule]]
target = "title"
from = ["field:ks_title"]
steps = [{ clean_up = ["spaces"] }]

[[rule]]
target = "dates.creation"
from = ["field:ks_date"]
steps = [{ date = {} }]

[[rule]]
target = "subjects"
from = ["field:ks_subjects"]
steps = [{ subject = { create = true } }]

[[rule]]
target = "notes.scopecontent"
from = ["field:ks_notes"]
steps = [{ join = "\n\n" }, { note = { publish = true } }]
"#;

/// And back.
const DOWN: &str = r#"
name = "Down"
direction = "to_iconik"
source = "record"
target = "asset"
view = "Description"
opposite = "up"

[[rule]]
target = "field:ks_title"
from = ["title"]

[[rule]]
target = "field:ks_date"
from = ["dates.creation"]
steps = [{ date_text = "iso" }]

[[rule]]
target = "field:ks_subjects"
from = ["subjects"]
steps = ["subject_text"]

[[rule]]
target = "field:ks_notes"
from = ["notes.scopecontent"]
steps = ["note_text", { split = "\n\n" }]
"#;

fn both() -> Mapped {
    Mapped::with(&[("up", UP), ("down", DOWN)])
}

fn texts(values: &[Value]) -> Vec<&str> {
    values.iter().filter_map(Value::as_str).collect()
}

/// Values of one field of an asset, in the view “Description”.
fn field(mapped: &Mapped, asset: archway::domain::AssetId, name: &str) -> Vec<Value> {
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

fn set_field(mapped: &Mapped, asset: archway::domain::AssetId, name: &str, values: &[&str]) {
    mapped.block_on(async {
        let views = mapped.witness.iconik.metadata_views().await.unwrap();
        let view = views.into_iter().find(|view| view.name == "Description").unwrap();
        let path = format!("/API/metadata/v1/assets/{asset}/views/{}/", view.id);
        let values: Vec<Value> = values.iter().map(|value| json!({ "value": value })).collect();
        let body = json!({ "metadata_values": { name: { "field_values": values } } });
        mapped.colleague.iconik(reqwest::Method::PUT, &path, &body).await;
    });
}

fn conflicts(plan: &Plan) -> Vec<archway::plan::ChangeId> {
    plan.changes
        .iter()
        .filter(|change| change.nature.conflict().is_some())
        .map(|change| change.id)
        .collect()
}

#[test]
fn archival_context_goes_to_archways_description_view_in_few_requests() {
    let mut mapped = Mapped::with(&[]);
    let (asset, record) = mapped.linked("qw-003b", "QW-003B");
    mapped.record_iconik();
    let applied = mapped.carry_over(&["record-to-asset"]);
    mapped.systems.assert_iconik_requests_fit();
    assert!(applied.changes.iter().all(|change| matches!(change.target, Target::Asset { .. })));
    let title = field(&mapped, asset, "archway_collection_title");
    assert_eq!(title.len(), 1, "one linked record, one collection");
    assert!(!texts(&title)[0].is_empty());
    assert_eq!(
        texts(&field(&mapped, asset, fields::RECORD_URI.name)),
        vec![record.to_string().as_str()],
        "the link's own fields stand"
    );
    let again = mapped.describe(&["record-to-asset"]);
    assert!(again.changes.is_empty(), "nothing is left to do: {:#?}", again.changes);
}

#[test]
fn both_directions_a_hundred_times_end_with_an_empty_plan() {
    let mut mapped = both();
    let pairs = [
        mapped.linked("qw-003b", "QW-003B"),
        mapped.linked("qw-004", "QW-005"),
        mapped.linked("ph-0010", "KS017/4/010"),
    ];
    let (asset, record) = pairs[0];
    set_field(&mapped, asset, "ks_subjects", &["Cranes", "Dockers"]);
    set_field(&mapped, asset, "ks_date", &["1981-05"]);
    mapped.read_later();
    settle(&mut mapped);
    // Now and then somebody edits on either side.
    for round in 0..3 {
        mapped.block_on(async {
            mapped
                .colleague
                .edit(record, |body| body["title"] = json!(format!("The crane driver, round {round}")))
                .await;
        });
        set_field(&mapped, pairs[1].0, "ks_subjects", &["Night work", &format!("Round {round}")]);
        mapped.read_later();
        settle(&mut mapped);
        assert_eq!(
            texts(&field(&mapped, asset, "ks_title")),
            vec![format!("The crane driver, round {round}")]
        );
    }
    for run in 0..100 {
        let plan = mapped.describe(&["up", "down"]);
        assert!(plan.changes.is_empty(), "run {run}: {:#?}", plan.changes);
    }
    mapped.read_later();
    let plan = mapped.describe(&["up", "down"]);
    assert!(plan.changes.is_empty(), "after reading both systems again: {:#?}", plan.changes);
}

/// Carries over until nothing is left; conflicts take what is proposed.
fn settle(mapped: &mut Mapped) {
    for _ in 0..6 {
        let plan = mapped.describe(&["up", "down"]);
        if plan.changes.is_empty() {
            return;
        }
        mapped.accept_all(&plan);
        for change in conflicts(&plan) {
            mapped.decide(&plan, vec![change], Decision::Accepted);
        }
        let applied = mapped.desk.apply(plan.id);
        assert_done(&applied);
    }
    let plan = mapped.describe(&["up", "down"]);
    panic!("both directions never settle: {:#?}", plan.changes);
}

#[test]
fn a_conflict_waits_for_a_person_and_what_was_decided_is_remembered() {
    let mut mapped = both();
    let (asset, record) = mapped.linked("qw-003b", "QW-003B");
    mapped.carry_over(&["up"]);
    settle(&mut mapped);
    let edit_both = |mapped: &mut Mapped, here: &str, there: &str| {
        set_field(mapped, asset, "ks_title", &[here]);
        mapped.block_on(async { mapped.colleague.edit(record, |body| body["title"] = json!(there)).await });
        mapped.read_later();
    };

    edit_both(
        &mut mapped,
        "Crane driver, as iconik has it",
        "Crane driver, as the finding aid has it",
    );
    let plan = mapped.describe(&["up", "down"]);
    let waiting = conflicts(&plan);
    assert_eq!(
        waiting.len(),
        1,
        "one field, one conflict, whichever way it is looked at: {:#?}",
        plan.changes
    );
    let accepted = mapped.accept_all(&plan);
    let change = accepted.change(waiting[0]).unwrap();
    if plan.changes.len() > 1 {
        assert_eq!(
            change.decision,
            Decision::Undecided,
            "a conflict is never accepted along with others"
        );
    }
    let conflict = change.nature.conflict().unwrap();
    assert!(conflict.base.is_some(), "what both agreed on is known");
    let values = [conflict.from.value.as_str(), conflict.to.value.as_str()];
    assert!(values.contains(&"Crane driver, as iconik has it") && values.contains(&"Crane driver, as the finding aid has it"));

    // A person lets both stand: it is not asked again until one of them changes.
    mapped.decide(
        &plan,
        waiting.clone(),
        Decision::Rejected {
            reason: "both are right".to_owned(),
        },
    );
    mapped.desk.apply(plan.id);
    let quiet = mapped.describe(&["up", "down"]);
    assert!(quiet.changes.is_empty(), "both may stand: {:#?}", quiet.changes);

    // Both change again; this time a person takes iconik's value.
    edit_both(&mut mapped, "iconik wins", "ArchivesSpace loses");
    let plan = mapped.describe(&["up", "down"]);
    let waiting = conflicts(&plan);
    assert_eq!(waiting.len(), 1);
    let wanted = |plan: &Plan| {
        let change = plan.change(waiting[0]).unwrap();
        matches!(&change.action, Action::EditRecord { record: of, .. } if *of == record)
    };
    let mut chosen = plan.clone();
    let alternatives = plan.change(waiting[0]).unwrap().nature.conflict().unwrap().alternatives.len();
    for alternative in 0..alternatives {
        if wanted(&chosen) {
            break;
        }
        chosen = mapped.desk.plan(Command::Choose {
            plan: plan.id,
            change: waiting[0],
            alternative,
        });
    }
    assert!(
        wanted(&chosen),
        "no way out writes iconik's value to ArchivesSpace: {:#?}",
        chosen.change(waiting[0])
    );
    mapped.decide(&plan, waiting, Decision::Accepted);
    assert_done(&mapped.desk.apply(plan.id));
    let body = mapped.block_on(mapped.witness.record(record));
    assert_eq!(body["title"], "iconik wins");
    assert!(mapped.describe(&["up", "down"]).changes.is_empty());
}

#[test]
fn one_new_subject_is_made_for_many_records_and_undo_takes_all_of_it_back() {
    let mut mapped = both();
    let pairs = [mapped.linked("ph-0010", "KS017/4/010"), mapped.linked("ph-0011", "KS017/4/011")];
    for (asset, _) in pairs {
        set_field(&mapped, asset, "ks_subjects", &["Ferries that never sailed"]);
    }
    mapped.read_later();
    let plan = mapped.describe(&["up"]);
    let made = plan
        .changes
        .iter()
        .filter(|change| matches!(change.action, Action::CreateAuthority { .. }));
    assert_eq!(made.count(), 1, "{:#?}", plan.changes);
    let before: Vec<Value> = pairs
        .iter()
        .map(|(_, record)| mapped.block_on(mapped.witness.record(*record)))
        .collect();
    mapped.accept_all(&plan);
    assert_done(&mapped.desk.apply(plan.id));
    let mut refs = Vec::new();
    for (_, record) in pairs {
        let body = mapped.block_on(mapped.witness.record(record));
        refs.push(body["subjects"].as_array().unwrap().last().unwrap()["ref"].clone());
    }
    assert_eq!(refs[0], refs[1], "one subject for both");
    let undo = mapped.desk.plan(Command::PlanUndo(plan.id));
    mapped.accept_all(&undo);
    assert_done(&mapped.desk.apply(undo.id));
    for ((_, record), before) in pairs.iter().zip(&before) {
        let body = mapped.block_on(mapped.witness.record(*record));
        assert_eq!(
            archway::plan::condition::substance(&body),
            archway::plan::condition::substance(before)
        );
    }
}

#[test]
fn what_archway_does_not_map_survives() {
    let mut mapped = both();
    let (asset, record) = mapped.linked("qw-003b", "QW-003B");
    mapped.block_on(async {
        mapped
            .colleague
            .edit(record, |body| {
                body["external_ids"] = json!([{"external_id": "X-1", "source": "old card index"}]);
                body["external_documents"] = json!([{"title": "Deed", "location": "file:///deed", "publish": false}]);
                body["notes"] = json!([
                    {"jsonmodel_type": "note_multipart", "type": "scopecontent", "publish": false, "label": "About",
                     "subnotes": [{"jsonmodel_type": "note_text", "content": "Old words", "publish": false},
                                  {"jsonmodel_type": "note_orderedlist", "title": "Reels", "items": ["one", "two"], "publish": false}]},
                    {"jsonmodel_type": "note_bibliography", "content": ["See also"], "items": ["A book"], "publish": true},
                ]);
                body["rights_statements"] = json!([{"rights_type": "copyright", "status": "copyrighted", "jurisdiction": "GB",
                    "start_date": "1981-01-01", "identifier": "abc123"}]);
            })
            .await;
    });
    set_field(&mapped, asset, "ks_title", &["A new title"]);
    mapped.read_later();
    let before = mapped.block_on(mapped.witness.record(record));
    let plan = mapped.describe(&["up"]);
    let titles: Vec<_> = plan
        .changes
        .iter()
        .filter(|change| !matches!(change.nature, Nature::Conflict { .. }))
        .collect();
    for change in titles {
        mapped.decide(&plan, vec![change.id], Decision::Accepted);
    }
    for change in conflicts(&plan) {
        mapped.decide(&plan, vec![change], Decision::Accepted);
    }
    assert_done(&mapped.desk.apply(plan.id));
    let after = mapped.block_on(mapped.witness.record(record));
    for key in [
        "external_ids",
        "external_documents",
        "rights_statements",
        "level",
        "ref_id",
        "instances",
    ] {
        assert_eq!(
            archway::plan::condition::substance(&json!({ key: after[key] })),
            archway::plan::condition::substance(&json!({ key: before[key] })),
            "{key}"
        );
    }
    let kinds = |body: &Value| -> Vec<String> {
        let notes = body["notes"].as_array().unwrap();
        notes
            .iter()
            .map(|note| note["jsonmodel_type"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(kinds(&after).contains(&"note_bibliography".to_owned()));
    let list = json!(["one", "two"]);
    let listed = after["notes"].as_array().unwrap().iter().any(|note| {
        note["subnotes"]
            .as_array()
            .is_some_and(|subnotes| subnotes.iter().any(|subnote| subnote["items"] == list))
    });
    assert!(listed, "a sub-note that Archway does not map stays: {:#?}", after["notes"]);
}
