//! Items as ArchivesSpace writes them.

use serde_json::{Map, Value, json};

use super::Refer;
use super::place::Place;
use super::read::RIGHTS_NOTE;
use super::terms;
use crate::mapping::item::{
    AgentItem, DateItem, DocumentItem, ExtentItem, FileVersionItem, Item, LanguageItem, NoteItem, NoteRestriction, RightsAct, RightsItem,
    SubjectItem,
};

/// Source of external ids whose key names none.
const EXTERNAL_ID_SOURCE: &str = "iconik";

/// A list's element for an item; `None` where the item does not fit the place, or refers to nothing.
pub fn element(place: Place<'_>, item: &Item, model: &str, refer: &dyn Refer) -> Option<Value> {
    match (place, item) {
        (Place::Dates(_), Item::Date(date)) => date_element(date),
        (Place::Extents, Item::Extent(extent)) => extent_element(extent),
        (Place::Languages, Item::Language(language)) => language_element(language),
        (Place::Agents(_), Item::Agent(agent)) => agent_element(agent, refer),
        (Place::Subjects(_), Item::Subject(subject)) => subject_element(subject, refer),
        (Place::Notes(_), Item::Note(note)) => note_element(note, model),
        (Place::Rights, Item::Rights(rights)) => rights_element(rights),
        (Place::Documents, Item::Document(document)) => document_element(document),
        (Place::ExternalIds(source), Item::Text(text)) => Some(Value::Object(filled(
            "external_id",
            &[("external_id", text.trim()), ("source", source.unwrap_or(EXTERNAL_ID_SOURCE))],
        ))),
        (Place::FileVersions, Item::FileVersion(version)) => version_element(version),
        _ => None,
    }
}

/// An object of a model with the texts that are not empty.
fn filled(model: &str, texts: &[(&str, &str)]) -> Map<String, Value> {
    let mut map = Map::new();
    if !model.is_empty() {
        map.insert("jsonmodel_type".to_owned(), json!(model));
    }
    for (property, text) in texts {
        if !text.trim().is_empty() {
            map.insert((*property).to_owned(), json!(text));
        }
    }
    map
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

fn date_element(date: &DateItem) -> Option<Value> {
    if date.begin.is_empty() && date.end.is_empty() && date.expression.trim().is_empty() {
        return None;
    }
    let open = date.end.is_empty() || date.end == date.begin;
    let date_type = or(&date.date_type, if open { "single" } else { "inclusive" });
    // A single day has no end of its own.
    let end = if date_type == "single" && date.end == date.begin {
        ""
    } else {
        &date.end
    };
    Some(Value::Object(filled(
        "date",
        &[
            ("label", or(&date.label, "creation")),
            ("date_type", date_type),
            ("begin", &date.begin),
            ("end", end),
            ("expression", &date.expression),
            ("certainty", &date.certainty),
            ("calendar", &date.calendar),
            ("era", &date.era),
        ],
    )))
}

fn extent_element(extent: &ExtentItem) -> Option<Value> {
    (!extent.extent_type.is_empty()).then(|| {
        Value::Object(filled(
            "extent",
            &[
                ("portion", or(&extent.portion, "whole")),
                ("number", or(&extent.number, "1")),
                ("extent_type", &extent.extent_type),
                ("container_summary", &extent.container_summary),
                ("physical_details", &extent.physical_details),
                ("dimensions", &extent.dimensions),
            ],
        ))
    })
}

fn language_element(language: &LanguageItem) -> Option<Value> {
    (!language.code.is_empty()).then(|| {
        let script = language.script.as_deref().unwrap_or_default();
        let named = filled("language_and_script", &[("language", &language.code), ("script", script)]);
        json!({"jsonmodel_type": "lang_material", "language_and_script": named})
    })
}

fn agent_element(agent: &AgentItem, refer: &dyn Refer) -> Option<Value> {
    let reference = agent.authority.map(|uri| uri.to_string()).or_else(|| refer.agent(agent))?;
    let role: &'static str = agent.role.into();
    Some(Value::Object(filled(
        "",
        &[
            ("ref", &reference),
            ("role", role),
            ("relator", agent.relator.as_deref().unwrap_or_default()),
        ],
    )))
}

fn subject_element(subject: &SubjectItem, refer: &dyn Refer) -> Option<Value> {
    let reference = subject.authority.map(|uri| uri.to_string()).or_else(|| refer.subject(subject))?;
    Some(json!({ "ref": reference }))
}

fn note_element(note: &NoteItem, model: &str) -> Option<Value> {
    let paragraphs: Vec<&str> = note
        .paragraphs
        .iter()
        .map(|paragraph| paragraph.trim())
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    if paragraphs.is_empty() {
        return None;
    }
    let note_model = note_model(model, &note.note_type)?;
    let mut map = filled(
        note_model,
        &[("type", &note.note_type), ("label", note.label.as_deref().unwrap_or_default())],
    );
    map.insert("publish".to_owned(), json!(note.publish));
    if note_model == "note_multipart" {
        let part = json!({"jsonmodel_type": "note_text", "content": paragraphs.join("\n\n"), "publish": note.publish});
        map.insert("subnotes".to_owned(), json!([part]));
        if let Some(restriction) = &note.restriction {
            map.insert("rights_restriction".to_owned(), restriction_element(restriction));
        }
    } else {
        map.insert("content".to_owned(), json!(paragraphs));
    }
    Some(Value::Object(map))
}

/// The model of notes of that type on records of that model; `None` where such records do not have them.
pub fn note_model(model: &str, note_type: &str) -> Option<&'static str> {
    match model {
        "digital_object" => terms::DIGITAL_OBJECT.contains(&note_type).then_some("note_digital_object"),
        "resource" | "archival_object" => {
            if terms::SINGLE_PART.contains(&note_type) {
                Some("note_singlepart")
            } else {
                terms::MULTI_PART.contains(&note_type).then_some("note_multipart")
            }
        }
        _ => None,
    }
}

/// A dated restriction as it stands inside a note.
pub fn restriction_element(restriction: &NoteRestriction) -> Value {
    let mut map = filled(
        "rights_restriction",
        &[
            ("begin", restriction.begin.as_deref().unwrap_or_default()),
            ("end", restriction.end.as_deref().unwrap_or_default()),
        ],
    );
    map.insert("local_access_restriction_type".to_owned(), json!(restriction.types));
    Value::Object(map)
}

fn rights_element(rights: &RightsItem) -> Option<Value> {
    if rights.rights_type.is_empty() {
        return None;
    }
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut map = filled(
        "rights_statement",
        &[
            ("rights_type", &rights.rights_type),
            ("status", &some(&rights.status)),
            ("jurisdiction", &some(&rights.jurisdiction)),
            ("license_terms", &some(&rights.license_terms)),
            ("statute_citation", &some(&rights.statute_citation)),
            ("other_rights_basis", &some(&rights.other_rights_basis)),
            ("start_date", &rights.start_date),
            ("end_date", &some(&rights.end_date)),
        ],
    );
    if !rights.acts.is_empty() {
        let acts: Vec<Value> = rights.acts.iter().map(|act| act_element(act, &rights.start_date)).collect();
        map.insert("acts".to_owned(), json!(acts));
    }
    if let Some(note) = rights.note.as_deref().filter(|note| !note.trim().is_empty()) {
        map.insert("notes".to_owned(), json!([rights_note(note)]));
    }
    Some(Value::Object(map))
}

/// An act; acts must have a first day, which is that of the statement where they have none of their own.
pub fn act_element(act: &RightsAct, start_date: &str) -> Value {
    Value::Object(filled(
        "rights_statement_act",
        &[
            ("act_type", &act.act_type),
            ("restriction", &act.restriction),
            ("start_date", or(&act.start_date, start_date)),
            ("end_date", act.end_date.as_deref().unwrap_or_default()),
        ],
    ))
}

/// The note of a rights statement.
pub fn rights_note(note: &str) -> Value {
    json!({"jsonmodel_type": "note_rights_statement", "type": RIGHTS_NOTE, "content": [note]})
}

fn document_element(document: &DocumentItem) -> Option<Value> {
    if document.location.trim().is_empty() {
        return None;
    }
    let mut map = filled(
        "external_document",
        &[("title", or(&document.title, &document.location)), ("location", &document.location)],
    );
    map.insert("publish".to_owned(), json!(document.publish));
    Some(Value::Object(map))
}

fn version_element(version: &FileVersionItem) -> Option<Value> {
    if version.file_uri.trim().is_empty() {
        return None;
    }
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut map = filled(
        "file_version",
        &[
            ("file_uri", &version.file_uri),
            ("use_statement", &some(&version.use_statement)),
            ("file_format_name", &some(&version.format)),
            ("checksum", &some(&version.checksum)),
            ("checksum_method", &some(&version.checksum_method)),
            ("caption", &some(&version.caption)),
        ],
    );
    map.insert("publish".to_owned(), json!(version.publish));
    // The server refuses an unpublished file version that stands for its digital object.
    map.insert("is_representative".to_owned(), json!(version.representative && version.publish));
    if let Some(size) = version.size {
        map.insert("file_size_bytes".to_owned(), json!(size));
    }
    Some(Value::Object(map))
}
