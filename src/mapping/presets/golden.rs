//! Whole records as the presets make them, and whether ArchivesSpace and iconik would take them.

use serde_json::{Value, json};

use super::schema::Schemas;
use super::{all, reference};
use crate::domain::{Authority, AuthorityKind, AuthorityUri, RecordKind, RecordUri, RepositoryId, Vocabulary};
use crate::mapping::face::{Refer, encode_for, field_values};
use crate::mapping::item::{AgentItem, SubjectItem};
use crate::mapping::sample::{around, asset, record, vocabulary};
use crate::mapping::{AuthorityIndex, Evaluator, Item, Profile, Subject, Surroundings, file};

/// Agents and subjects that are to be created have the address of the first.
struct First;

impl Refer for First {
    fn agent(&self, agent: &AgentItem) -> Option<String> {
        Some(agent.authority.map_or("/agents/people/1".to_owned(), |uri| uri.to_string()))
    }

    fn subject(&self, subject: &SubjectItem) -> Option<String> {
        Some(subject.authority.map_or("/subjects/1".to_owned(), |uri| uri.to_string()))
    }
}

fn preset(id: &str) -> Profile {
    let (_, text) = all().into_iter().find(|(known, _)| *known == id).unwrap();
    file::read(id, text).0
}

/// The body of a new record, as a preset fills it from an asset.
fn body(id: &str, model: &str, metadata: &[(&str, &[&str])], vocabulary: &Vocabulary) -> Value {
    let facts = asset(metadata);
    let values = Evaluator::new(&preset(id), vocabulary).evaluate(Subject::Asset(&facts), &around(vocabulary));
    let mut body = json!({ "jsonmodel_type": model });
    for (target, value) in values {
        let items: Vec<Item> = value.items.into_iter().map(|sourced| sourced.item).collect();
        for (property, value) in encode_for(model, &target, &items, &First) {
            match (&mut body[property.as_str()], value) {
                (Value::Array(known), Value::Array(more)) => known.extend(more),
                (free, value) => *free = value,
            }
        }
    }
    body
}

fn schemas() -> Option<Schemas> {
    let found = reference::json("archivesspace-schemas.json").zip(reference::json("archivesspace-enums.json"));
    if found.is_none() {
        println!("The reference folder is not there: bodies are not checked against ArchivesSpace's schemas");
    }
    found.map(|(schemas, lists)| Schemas::new(&schemas, &lists))
}

const INTERVIEW: &[(&str, &[&str])] = &[
    ("ks_title", &["Interview with a lighterman"]),
    ("ks_date", &["3 May 1979"]),
    ("ks_creator", &["Adela Marsh"]),
    ("ks_subjects", &["quay workers"]),
    ("ks_rights", &["reading_room"]),
    ("ks_notes", &["Box 3, folder 2."]),
    ("digitised_by", &["Transfer room"]),
    ("digitised_on", &["2024-02-19"]),
    ("rights_holder", &["Heirs of the speaker"]),
    ("embargo_until", &["2061-01-01"]),
    ("carrier_condition", &["fair"]),
    ("playback_speed", &["7.5"]),
];

#[test]
fn new_records_fit_the_schemas() {
    let Some(schemas) = schemas() else { return };
    for (id, model) in [
        ("asset-to-item", "archival_object"),
        ("oral-history-to-item", "archival_object"),
        ("photographs-to-item", "archival_object"),
        ("asset-to-digital-object", "digital_object"),
    ] {
        for metadata in [INTERVIEW, &[]] {
            let mut body = body(id, model, metadata, &vocabulary());
            if model == "archival_object" {
                // The planner says where it goes.
                body["resource"] = json!({"ref": "/repositories/2/resources/1"});
            }
            assert_eq!(schemas.problems(model, &body), Vec::<String>::new(), "{id}: {body:#}");
        }
    }
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let Some(schemas) = schemas() else { return };
    let wrong = json!({"title": 3, "level": "itm", "nothing": true, "dates": [{"label": "creation"}]});
    let problems = schemas.problems("archival_object", &wrong).join("\n");
    for words in [
        "title is no",
        "“itm” is not in the list",
        "nothing is not in the schema",
        "date_type is required",
        "resource is required",
    ] {
        assert!(problems.contains(words), "{words}:\n{problems}");
    }
}

#[test]
fn an_interview_as_an_archival_object() {
    let note = |note_type: &str, publish: bool, content: &str| {
        json!({
            "jsonmodel_type": "note_multipart", "type": note_type, "publish": publish,
            "subnotes": [{"jsonmodel_type": "note_text", "content": content, "publish": publish}],
        })
    };
    let expected = json!({
        "jsonmodel_type": "archival_object",
        "title": "Interview with a lighterman",
        "component_id": "QW-001",
        "level": "item",
        "dates": [{
            "jsonmodel_type": "date", "label": "creation", "date_type": "single", "begin": "1979-05-03", "expression": "3 May 1979",
        }],
        "linked_agents": [{"ref": "/agents/people/1", "role": "creator", "relator": "ive"}],
        "subjects": [{"ref": "/subjects/1"}],
        "extents": [{
            "jsonmodel_type": "extent", "portion": "whole", "number": "1", "extent_type": "cassettes",
            "physical_details": "31 minutes 55 seconds",
        }],
        "notes": [
            note("scopecontent", true, "Box 3, folder 2."),
            note("accessrestrict", true, "Open for research in the reading room only."),
            note("phystech", false, "Carrier: Fair; 7.5 inches per second."),
            note("processinfo", false, "Digitised by Transfer room on 2024-02-19."),
        ],
        "external_ids": [{"jsonmodel_type": "external_id", "external_id": "00000000-0000-0000-0000-000000005a5a", "source": "iconik"}],
    });
    let body = body("oral-history-to-item", "archival_object", INTERVIEW, &vocabulary());
    assert_eq!(body, expected, "{body:#}");
}

#[test]
fn archival_context_as_values_of_iconik() {
    let vocabulary = vocabulary();
    let authorities = AuthorityIndex::new(vec![
        authority(AuthorityKind::Person, 12, "Marsh, Adela"),
        authority(AuthorityKind::Subject, 3, "Quay workers -- Interviews"),
    ]);
    let around = Surroundings {
        authorities: &authorities,
        ..around(&vocabulary)
    };
    let mut facts = record(json!({
        "jsonmodel_type": "archival_object", "title": "Interview with a <emph>lighterman</emph>", "level": "item",
        "dates": [{"jsonmodel_type": "date", "label": "creation", "date_type": "single", "begin": "1979-05-03", "expression": "3 May 1979"}],
        "subjects": [{"ref": "/subjects/3"}],
    }));
    let mut above = record(json!({
        "jsonmodel_type": "resource", "title": "Sample collection", "id_0": "KS", "id_1": "017", "level": "collection",
        "linked_agents": [{"role": "creator", "ref": "/agents/people/12"}],
        "lang_materials": [{"jsonmodel_type": "lang_material",
                            "language_and_script": {"jsonmodel_type": "language_and_script", "language": "ger"}}],
    }));
    above.snapshot.record.uri = RecordUri::new(RepositoryId(2), RecordKind::Resource, 17);
    facts.above = vec![std::sync::Arc::new(above.snapshot)];
    let values = Evaluator::new(&preset("record-to-asset"), &vocabulary).evaluate(Subject::Record(&facts), &around);
    let mut written = json!({});
    for (target, value) in values {
        let field = target.iconik_field().and_then(|name| vocabulary.fields.get(name)).unwrap();
        let items: Vec<Item> = value.items.into_iter().map(|sourced| sourced.item).collect();
        let (values, findings) = field_values(field, &items);
        assert_eq!(findings, [], "{target}");
        if !values.is_empty() {
            written[field.name.as_str()] = json!(values);
        }
    }
    let expected = json!({
        "archway_collection_title": ["Sample collection"],
        "archway_collection_identifier": ["KS-017"],
        "archway_titles_path": ["Sample collection › Sample record"],
        "archway_creators": ["Marsh, Adela"],
        "archway_dates": ["3 May 1979"],
        "archway_subjects": ["Quay workers -- Interviews"],
        "archway_languages": ["German"],
        "archway_citation": ["Interview with a lighterman, 3 May 1979. Sample collection, KS-017."],
        "archway_description_uri": ["https://archives.example.org/resolve/311"],
    });
    assert_eq!(written, expected, "{written:#}");
}

fn authority(kind: AuthorityKind, id: u64, heading: &str) -> Authority {
    Authority {
        uri: AuthorityUri { kind, id },
        heading: heading.to_owned(),
        source: Some("local".to_owned()),
        authority_id: None,
        term_type: None,
        publish: true,
    }
}
