//! The fields of assets.

use super::{SourceField, TargetField};
use crate::domain::fields::RESTRICTION;
use crate::domain::{IconikField, Vocabulary};
use crate::mapping::item::Shape;
use crate::mapping::key::{SourceKey, TargetKey};

/// Fields that every asset has: key, label, group, shape.
const FIXED: [(&str, &str, &str, Shape); 38] = [
    ("title", "Title", "Asset", Shape::Text),
    ("id", "Id", "Asset", Shape::Text),
    ("external_id", "External id", "Asset", Shape::Text),
    ("type", "Type", "Asset", Shape::Text),
    ("media", "Kind of media", "Asset", Shape::Text),
    ("duration", "Duration (milliseconds)", "Asset", Shape::Number),
    ("created", "Created", "Asset", Shape::Text),
    ("modified", "Changed", "Asset", Shape::Text),
    ("created_by", "Created by", "Asset", Shape::Text),
    ("versions", "Versions", "Asset", Shape::Number),
    ("collections", "Collections", "Asset", Shape::Text),
    ("page", "Page in iconik", "Asset", Shape::Text),
    ("approval.status", "Approval", "Approval", Shape::Text),
    ("approval.by", "Approved by", "Approval", Shape::Text),
    ("approval.at", "Approved on", "Approval", Shape::Text),
    ("file.master.name", "Master: file name", "Files", Shape::Text),
    ("file.master.size", "Master: size (bytes)", "Files", Shape::Number),
    ("file.master.checksum", "Master: checksum", "Files", Shape::Text),
    ("file.master.checksum_method", "Master: checksum method", "Files", Shape::Text),
    ("file.master.format", "Master: format", "Files", Shape::Text),
    ("file.master.media_type", "Master: media type", "Files", Shape::Text),
    ("file.master.storage", "Master: storage", "Files", Shape::Text),
    ("file.master.path", "Master: path", "Files", Shape::Text),
    ("file.preservation.name", "Preservation copy: file name", "Files", Shape::Text),
    ("file.preservation.size", "Preservation copy: size (bytes)", "Files", Shape::Number),
    ("file.preservation.checksum", "Preservation copy: checksum", "Files", Shape::Text),
    (
        "file.preservation.checksum_method",
        "Preservation copy: checksum method",
        "Files",
        Shape::Text,
    ),
    ("file.preservation.format", "Preservation copy: format", "Files", Shape::Text),
    (
        "file.preservation.media_type",
        "Preservation copy: media type",
        "Files",
        Shape::Text,
    ),
    ("file.preservation.storage", "Preservation copy: storage", "Files", Shape::Text),
    ("file.preservation.path", "Preservation copy: path", "Files", Shape::Text),
    ("files.count", "Number of files", "Files", Shape::Number),
    ("captions.languages", "Languages of captions", "Files", Shape::Text),
    ("file_versions", "File versions (all)", "Files", Shape::FileVersion),
    ("file_versions.master", "File version: master", "Files", Shape::FileVersion),
    (
        "file_versions.preservation",
        "File version: preservation copy",
        "Files",
        Shape::FileVersion,
    ),
    ("file_versions.proxy", "File versions: proxies", "Files", Shape::FileVersion),
    ("file_versions.caption", "File versions: captions", "Files", Shape::FileVersion),
];

/// Technical metadata that most masters have. Any other name is understood too.
const TECHNICAL: [&str; 10] = [
    "format",
    "codec",
    "frame_rate",
    "width",
    "height",
    "aspect_ratio",
    "bit_rate",
    "audio_codec",
    "audio_channels",
    "sample_rate",
];

pub fn sources(vocabulary: &Vocabulary, view: Option<&str>) -> Vec<SourceField> {
    let fixed = FIXED.iter().filter(|(.., group, _)| *group == "Asset");
    let further = FIXED.iter().filter(|(.., group, _)| *group != "Asset");
    let mut fields: Vec<SourceField> = fixed.map(fixed_field).collect();
    for (field, group) in metadata(vocabulary, view) {
        fields.push(metadata_source(field, &group));
        if field.field_type == "drop_down" {
            fields.push(label_source(field, &group));
        }
    }
    fields.extend(further.map(fixed_field));
    fields.extend(TECHNICAL.iter().map(|name| technical(name)));
    fields
}

pub fn targets(vocabulary: &Vocabulary, view: Option<&str>) -> Vec<TargetField> {
    let shown = view.and_then(|name| vocabulary.view(name));
    metadata(vocabulary, view)
        .into_iter()
        .filter(|(field, _)| shown.is_none_or(|view| view.fields.contains(&field.name)))
        .map(|(field, group)| metadata_target(field, group))
        .collect()
}

pub fn source_field(key: &str, vocabulary: &Vocabulary) -> Option<SourceField> {
    if let Some(fixed) = FIXED.iter().find(|(name, ..)| *name == key) {
        return Some(fixed_field(fixed));
    }
    if let Some(name) = key.strip_prefix("technical.") {
        return (!name.is_empty()).then(|| technical(name));
    }
    if let Some(name) = key.strip_prefix("label:") {
        let field = vocabulary.fields.get(name)?;
        return Some(label_source(field, &group_of(field, vocabulary, None)));
    }
    let field = vocabulary.fields.get(key.strip_prefix("field:")?)?;
    Some(metadata_source(field, &group_of(field, vocabulary, None)))
}

pub fn target_field(key: &TargetKey, vocabulary: &Vocabulary) -> Option<TargetField> {
    let field = vocabulary.fields.get(key.iconik_field()?)?;
    Some(metadata_target(field, group_of(field, vocabulary, None)))
}

fn fixed_field((key, label, group, shape): &(&str, &str, &str, Shape)) -> SourceField {
    SourceField {
        key: SourceKey::from(*key),
        label: (*label).to_owned(),
        group: (*group).to_owned(),
        kind: match *key {
            "duration" | "page" | "files.count" => "computed".to_owned(),
            _ => shape.words().to_owned(),
        },
        shape: *shape,
    }
}

fn technical(name: &str) -> SourceField {
    SourceField {
        key: SourceKey(format!("technical.{name}")),
        label: super::terms::titled(name),
        group: "Technical metadata".to_owned(),
        kind: "technical".to_owned(),
        shape: Shape::Text,
    }
}

fn metadata_source(field: &IconikField, group: &str) -> SourceField {
    SourceField {
        key: SourceKey(format!("field:{}", field.name)),
        label: label(field),
        group: group.to_owned(),
        kind: type_words(&field.field_type),
        shape: shape(field),
    }
}

fn label_source(field: &IconikField, group: &str) -> SourceField {
    SourceField {
        key: SourceKey(format!("label:{}", field.name)),
        label: format!("{} (as shown)", label(field)),
        group: group.to_owned(),
        kind: type_words(&field.field_type),
        shape: Shape::Text,
    }
}

fn metadata_target(field: &IconikField, group: String) -> TargetField {
    TargetField {
        key: TargetKey(format!("field:{}", field.name)),
        label: label(field),
        group,
        shape: shape(field),
        // iconik does not ask for a value of yes-or-no fields, whatever the field says.
        required: field.required && field.field_type != "boolean",
        many: field.multi || field.field_type == "tag_cloud",
        max_length: None,
        list: None,
        options: field.options.iter().map(|option| option.value.clone()).collect(),
        // What Archway says and remembers of a restriction opens and closes: only reviewed plans of restrictions write it.
        read_only: field.read_only || RESTRICTION.iter().any(|known| known.name == field.name),
    }
}

/// All metadata fields with their group: those of the chosen view first, in its order; then those of other views; then the rest.
fn metadata<'v>(vocabulary: &'v Vocabulary, view: Option<&str>) -> Vec<(&'v IconikField, String)> {
    let chosen = view.and_then(|name| vocabulary.view(name));
    let mut ordered: Vec<&IconikField> = Vec::with_capacity(vocabulary.fields.len());
    let mut seen = std::collections::HashSet::new();
    let views = chosen.into_iter().chain(&vocabulary.views);
    let shown = views.flat_map(|view| &view.fields).filter_map(|name| vocabulary.fields.get(name));
    for field in shown.chain(vocabulary.fields.values()) {
        if seen.insert(field.name.as_str()) {
            ordered.push(field);
        }
    }
    ordered
        .into_iter()
        .map(|field| (field, group_of(field, vocabulary, view)))
        .collect()
}

fn group_of(field: &IconikField, vocabulary: &Vocabulary, view: Option<&str>) -> String {
    vocabulary
        .view_with(&field.name, view)
        .map_or_else(|| "Other metadata".to_owned(), |view| view.name.clone())
}

fn label(field: &IconikField) -> String {
    if field.label.is_empty() {
        field.name.clone()
    } else {
        field.label.clone()
    }
}

/// The shape of a field's values. Numbers with a fraction are text: [`Shape::Number`] is whole.
pub fn shape(field: &IconikField) -> Shape {
    match field.field_type.as_str() {
        "integer" => Shape::Number,
        "boolean" => Shape::Flag,
        _ => Shape::Text,
    }
}

fn type_words(field_type: &str) -> String {
    match field_type {
        "drop_down" => "drop-down",
        "tag_cloud" => "tags",
        "boolean" => "yes or no",
        "string" | "string_exact" => "text",
        "text" => "long text",
        "integer" => "whole number",
        "float" => "number",
        "datetime" => "date and time",
        "email" => "e-mail address",
        "url" => "address",
        other => other,
    }
    .to_owned()
}
