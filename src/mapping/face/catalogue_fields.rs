//! What fields of records are called, and what they take.

use super::place::{FlagName, Place};
use super::terms;
use super::{SourceField, TargetField};
use crate::domain::Vocabulary;
use crate::mapping::item::{AgentRole, Shape};
use crate::mapping::key::{SourceKey, TargetKey};
use crate::mapping::profile::RecordType;

/// Longest texts, where the server's schemas were not read. From the schemas of ArchivesSpace 4.2.
const LENGTHS: [(&str, &str, usize); 6] = [
    ("archival_object", "title", 8192),
    ("archival_object", "component_id", 255),
    ("archival_object", "other_level", 255),
    ("archival_object", "repository_processing_note", 65_000),
    ("digital_object", "title", 16_384),
    ("digital_object", "digital_object_id", 255),
];

/// A field with everything that both sides of the catalogue say of it.
pub struct Described {
    pub key: String,
    pub label: String,
    pub group: &'static str,
    pub shape: Shape,
    pub many: bool,
    pub list: Option<&'static str>,
}

/// What a key that stands on the record itself is.
pub fn described(kind: RecordType, key: &str) -> Option<Described> {
    let place = Place::of(key)?;
    let (label, group, shape, many, list) = match place {
        Place::Title => ("Title".to_owned(), "Basic", Shape::Text, false, None),
        Place::Text(property) => {
            let list = match (property, kind) {
                ("level", RecordType::DigitalObject) => Some("digital_object_level"),
                ("level", _) => Some("archival_record_level"),
                ("digital_object_type", _) => Some("digital_object_digital_object_type"),
                ("resource_type", _) => Some("resource_resource_type"),
                _ => None,
            };
            (text_label(property, kind), "Basic", Shape::Text, false, list)
        }
        Place::Flag(flag) => (flag_label(flag).to_owned(), flag_group(flag), Shape::Flag, false, None),
        Place::Dates(None) => ("Dates (all)".to_owned(), "Dates", Shape::Date, true, Some("date_label")),
        Place::Dates(Some(label)) => (
            format!("Dates: {}", terms::spaced(label)),
            "Dates",
            Shape::Date,
            true,
            Some("date_label"),
        ),
        Place::Extents => (
            "Extents".to_owned(),
            "Extents and languages",
            Shape::Extent,
            true,
            Some("extent_extent_type"),
        ),
        Place::Languages => (
            "Languages".to_owned(),
            "Extents and languages",
            Shape::Language,
            true,
            Some("language_iso639_2"),
        ),
        Place::Agents(role) => (role_label(role).to_owned(), "Agents", Shape::Agent, true, None),
        Place::Subjects(None) => ("Subjects (all)".to_owned(), "Subjects", Shape::Subject, true, None),
        Place::Subjects(Some(term)) => (format!("Subjects: {}", terms::spaced(term)), "Subjects", Shape::Subject, true, None),
        Place::Notes(note_type) => (terms::note_label(note_type), note_group(note_type), Shape::Note, true, None),
        Place::Rights => ("Rights statements".to_owned(), "Rights", Shape::Rights, true, None),
        Place::Documents => ("External documents".to_owned(), "Files and links", Shape::Document, true, None),
        Place::ExternalIds(None) => ("External ids".to_owned(), "Files and links", Shape::Text, true, None),
        Place::ExternalIds(Some(source)) => (format!("External ids: {source}"), "Files and links", Shape::Text, true, None),
        Place::FileVersions => ("File versions".to_owned(), "Files and links", Shape::FileVersion, true, None),
    };
    Some(Described {
        key: key.to_owned(),
        label,
        group,
        shape,
        many,
        list,
    })
}

impl Described {
    /// As a source.
    pub fn source(self) -> SourceField {
        SourceField {
            key: SourceKey(self.key),
            label: self.label,
            group: self.group.to_owned(),
            kind: self.shape.words().to_owned(),
            shape: self.shape,
        }
    }

    /// As a target.
    pub fn target(self, kind: RecordType, vocabulary: &Vocabulary) -> TargetField {
        let model = model(kind);
        let list = self.list.map(str::to_owned);
        let limited = matches!(self.shape, Shape::Text).then_some(self.list).flatten();
        TargetField {
            label: self.label,
            group: self.group.to_owned(),
            shape: self.shape,
            required: required(kind, &self.key),
            many: self.many,
            max_length: max_length(model, &self.key, self.shape, vocabulary),
            options: limited.map_or_else(Vec::new, |list| terms::offered(vocabulary, list, usual(list))),
            list,
            read_only: self.key == "ref_id",
            key: TargetKey(self.key),
        }
    }
}

/// The schema whose limits are taken. Records are archival objects most of the time, and their limits are the narrowest.
fn model(kind: RecordType) -> &'static str {
    match kind {
        RecordType::DigitalObject => "digital_object",
        RecordType::Record | RecordType::Asset => "archival_object",
    }
}

fn required(kind: RecordType, key: &str) -> bool {
    match kind {
        RecordType::Record => matches!(key, "title" | "level"),
        RecordType::DigitalObject => matches!(key, "title" | "digital_object_id"),
        RecordType::Asset => false,
    }
}

fn max_length(model: &str, key: &str, shape: Shape, vocabulary: &Vocabulary) -> Option<usize> {
    let (model, property) = match shape {
        Shape::Note => ("note_text", "content"),
        Shape::Text if key.starts_with("external_ids") => ("external_id", "external_id"),
        Shape::Text => (model, key),
        _ => return None,
    };
    vocabulary.max_length(model, property).or(match shape {
        Shape::Note => Some(65_000),
        _ if model == "external_id" => Some(255),
        _ => LENGTHS
            .iter()
            .find(|(of, name, _)| *of == model && *name == property)
            .map(|(.., length)| *length),
    })
}

fn usual(list: &str) -> &'static [&'static str] {
    match list {
        "archival_record_level" => &[
            "class",
            "collection",
            "file",
            "fonds",
            "item",
            "otherlevel",
            "recordgrp",
            "series",
            "subfonds",
            "subgrp",
            "subseries",
        ],
        "digital_object_level" => &["collection", "image", "work"],
        _ => &[],
    }
}

fn text_label(property: &str, kind: RecordType) -> String {
    match (property, kind) {
        ("component_id", _) => "Component id".to_owned(),
        ("level", RecordType::DigitalObject) => "Level".to_owned(),
        ("level", _) => "Level of description".to_owned(),
        ("other_level", _) => "Other level".to_owned(),
        ("digital_object_id", _) => "Identifier".to_owned(),
        ("digital_object_type", _) => "Type".to_owned(),
        ("ref_id", _) => "Ref id".to_owned(),
        ("repository_processing_note", _) => "Repository processing note".to_owned(),
        (other, _) => terms::titled(other),
    }
}

fn flag_label(flag: FlagName) -> &'static str {
    match flag {
        FlagName::Publish => "Published",
        FlagName::Restrictions => "Restrictions apply",
        FlagName::AccessRestrictions => "Access restrictions (accessions)",
        FlagName::UseRestrictions => "Use restrictions (accessions)",
    }
}

fn flag_group(flag: FlagName) -> &'static str {
    match flag {
        FlagName::Publish => "Basic",
        _ => "Rights",
    }
}

fn role_label(role: Option<AgentRole>) -> &'static str {
    match role {
        None => "Agents (all)",
        Some(AgentRole::Creator) => "Creators",
        Some(AgentRole::Source) => "Agents as source",
        Some(AgentRole::Subject) => "Agents as subject",
    }
}

fn note_group(note_type: &str) -> &'static str {
    if terms::ACCESSION_TEXTS.iter().any(|(property, _)| *property == note_type) {
        "Accession texts"
    } else {
        "Notes"
    }
}
