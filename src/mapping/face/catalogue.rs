//! The fields of records and digital objects.

use super::catalogue_fields::described;
use super::{SourceField, TargetField, terms};
use crate::domain::Vocabulary;
use crate::mapping::item::Shape;
use crate::mapping::key::{SourceKey, TargetKey};
use crate::mapping::profile::RecordType;

/// What can be inherited: key after `inherited.`.
pub const INHERITABLE: [&str; 10] = [
    "dates",
    "dates.creation",
    "agents.creator",
    "languages",
    "extents",
    "subjects",
    "notes.accessrestrict",
    "notes.userestrict",
    "notes.scopecontent",
    "notes.bioghist",
];

/// Computed sources: key, label, group.
const COMPUTED: [(&str, &str, &str); 13] = [
    ("identifier", "Identifier", "Basic"),
    ("display", "Title with dates", "Basic"),
    ("kind", "Kind of record", "Basic"),
    ("uri", "URI", "Basic"),
    ("page", "Page in ArchivesSpace", "Basic"),
    ("titles_path", "Titles from the collection down", "Context"),
    ("collection.title", "Collection title", "Context"),
    ("collection.identifier", "Collection identifier", "Context"),
    ("resource_uri", "URI of the resource", "Context"),
    ("repository.name", "Repository", "Context"),
    ("repository.code", "Repository code", "Context"),
    ("restrictions", "Restrictions in words", "Context"),
    ("citation", "Citation", "Context"),
];

pub fn sources(kind: RecordType, vocabulary: &Vocabulary) -> Vec<SourceField> {
    let mut fields: Vec<SourceField> = keys(kind, vocabulary)
        .iter()
        .filter_map(|key| described(kind, key))
        .map(|field| field.source())
        .collect();
    let computed = COMPUTED.iter().filter(|(key, ..)| {
        kind == RecordType::Record || matches!(*key, "display" | "uri" | "page" | "repository.name" | "repository.code")
    });
    fields.extend(computed.map(|(key, label, group)| computed_field(key, label, group)));
    if kind == RecordType::Record {
        fields.push(computed_field("containers", "Containers", "Context"));
        fields.extend(INHERITABLE.iter().filter_map(|key| inherited(kind, key)));
    }
    fields
}

pub fn targets(kind: RecordType, vocabulary: &Vocabulary) -> Vec<TargetField> {
    let mut fields: Vec<TargetField> = keys(kind, vocabulary)
        .iter()
        .filter(|key| !matches!(key.as_str(), "dates" | "agents" | "external_ids"))
        .filter_map(|key| described(kind, key))
        .map(|field| field.target(kind, vocabulary))
        .collect();
    if kind == RecordType::Record {
        fields.insert(1, identifier());
    }
    fields
}

/// Keys that are understood and not listed: further labels of dates, sources of external ids, inherited fields.
pub fn unlisted_source(kind: RecordType, key: &str, _vocabulary: &Vocabulary) -> Option<SourceField> {
    if let Some(rest) = key.strip_prefix("inherited.") {
        return inherited(kind, rest);
    }
    allowed(kind, key)
        .then(|| described(kind, key))
        .flatten()
        .map(|field| field.source())
}

/// As [`unlisted_source`].
pub fn unlisted_target(kind: RecordType, key: &str, vocabulary: &Vocabulary) -> Option<TargetField> {
    allowed(kind, key)
        .then(|| described(kind, key))
        .flatten()
        .map(|field| field.target(kind, vocabulary))
}

fn allowed(kind: RecordType, key: &str) -> bool {
    let digital = kind == RecordType::DigitalObject;
    match key {
        "file_versions" | "digital_object_id" | "digital_object_type" => digital,
        "component_id" | "ref_id" | "other_level" | "resource_type" | "access_restrictions" | "use_restrictions" => !digital,
        other => match other.strip_prefix("notes.") {
            Some(note) if digital => terms::DIGITAL_OBJECT.contains(&note),
            Some(note) => !terms::DIGITAL_OBJECT.contains(&note) || terms::MULTI_PART.contains(&note) || terms::SINGLE_PART.contains(&note),
            None => true,
        },
    }
}

fn computed_field(key: &str, label: &str, group: &str) -> SourceField {
    SourceField {
        key: SourceKey::from(key),
        label: label.to_owned(),
        group: group.to_owned(),
        kind: "computed".to_owned(),
        shape: Shape::Text,
    }
}

fn inherited(kind: RecordType, key: &str) -> Option<SourceField> {
    let own = described(kind, key)?;
    Some(SourceField {
        key: SourceKey(format!("inherited.{key}")),
        label: format!("{} (own or from above)", own.label.trim_end_matches(" (all)")),
        group: "Inherited".to_owned(),
        kind: "computed".to_owned(),
        shape: own.shape,
    })
}

fn identifier() -> TargetField {
    TargetField {
        key: TargetKey::from("identifier"),
        label: "Identifier".to_owned(),
        group: "Basic".to_owned(),
        shape: Shape::Text,
        required: false,
        many: false,
        max_length: None,
        list: None,
        options: Vec::new(),
        read_only: true,
    }
}

/// Keys that stand on the record itself, in the order of lists.
fn keys(kind: RecordType, vocabulary: &Vocabulary) -> Vec<String> {
    let digital = kind == RecordType::DigitalObject;
    let basic: &[&str] = if digital {
        &["title", "digital_object_id", "digital_object_type", "level", "publish"]
    } else {
        &["title", "component_id", "ref_id", "level", "other_level", "publish"]
    };
    let mut keys: Vec<String> = basic.iter().map(|key| (*key).to_owned()).collect();
    keys.push("dates".to_owned());
    let labels = terms::offered(vocabulary, "date_label", &terms::DATE_LABELS);
    keys.extend(labels.iter().map(|label| format!("dates.{label}")));
    keys.extend(
        [
            "extents",
            "languages",
            "agents",
            "agents.creator",
            "agents.source",
            "agents.subject",
            "subjects",
        ]
        .map(str::to_owned),
    );
    let types = terms::offered(vocabulary, "subject_term_type", &terms::TERM_TYPES);
    keys.extend(types.iter().map(|term| format!("subjects.{term}")));
    if digital {
        let notes = terms::offered(vocabulary, "note_digital_object_type", &terms::DIGITAL_OBJECT);
        keys.extend(notes.iter().map(|note| format!("notes.{note}")));
    } else {
        keys.extend(terms::SINGLE_PART.iter().take(1).map(|note| format!("notes.{note}")));
        keys.extend(terms::MULTI_PART.iter().map(|note| format!("notes.{note}")));
        keys.extend(terms::SINGLE_PART.iter().skip(1).map(|note| format!("notes.{note}")));
        keys.extend(terms::ACCESSION_TEXTS.iter().map(|(property, _)| format!("notes.{property}")));
    }
    keys.extend(["rights", "restrictions_apply"].map(str::to_owned));
    if digital {
        keys.push("file_versions".to_owned());
    } else {
        keys.extend(["access_restrictions", "use_restrictions"].map(str::to_owned));
    }
    keys.extend(["external_documents", "external_ids", "external_ids.iconik"].map(str::to_owned));
    if !digital {
        keys.push("repository_processing_note".to_owned());
    }
    keys
}
