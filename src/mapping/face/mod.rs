//! Faces: which fields each kind of record has, what stands in them, and how they are written.
//!
//! Reading gives [`Item`]s; writing gives narrow [`Edit`](crate::plan::Edit)s of ArchivesSpace records or values of iconik fields.
//! What Archway does not map stays as it stands.

mod asset;
mod catalogue;
mod catalogue_asset;
mod catalogue_fields;
mod computed;
mod edits;
mod encode;
mod iconik;
mod merge;
mod place;
mod read;
mod terms;
pub(in crate::mapping) mod words;

#[cfg(test)]
mod tests;

pub use edits::{edits, encode, encode_for, held, model_of, write_into};
pub use iconik::{field_items, field_values};
pub use words::{detail, words};

use super::item::{AgentItem, Item, Shape, Sourced, SubjectItem};
use super::key::{SourceKey, TargetKey};
use super::profile::RecordType;
use super::subject::{Subject, Surroundings};
use crate::domain::Vocabulary;

/// A field that rules may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceField {
    /// Its key.
    pub key: SourceKey,
    /// What people call it.
    pub label: String,
    /// The group it is listed in.
    pub group: String,
    /// What sort of field it is in its system: "drop-down", "computed", "notes".
    pub kind: String,
    /// The shape of what it holds.
    pub shape: Shape,
}

/// A field that rules may write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetField {
    /// Its key.
    pub key: TargetKey,
    /// What people call it.
    pub label: String,
    /// The group it is listed in.
    pub group: String,
    /// The shape of what it takes.
    pub shape: Shape,
    /// It must have a value.
    pub required: bool,
    /// It takes several values.
    pub many: bool,
    /// Longest text it takes, in characters.
    pub max_length: Option<usize>,
    /// The controlled list of ArchivesSpace that its values come from.
    pub list: Option<String>,
    /// The values to choose from, where they are limited; empty where anything may be written or the list is not known.
    pub options: Vec<String>,
    /// It is shown, and never written.
    pub read_only: bool,
}

/// How agents and subjects are referred to that have no address yet: `/agents/people/12`, or a
/// [placeholder](crate::plan::placeholder) for what an earlier change makes.
pub trait Refer {
    /// The address of an agent.
    fn agent(&self, agent: &AgentItem) -> Option<String>;
    /// The address of a subject.
    fn subject(&self, subject: &SubjectItem) -> Option<String>;
}

/// Refers to what has an address, and to nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known;

impl Refer for Known {
    fn agent(&self, agent: &AgentItem) -> Option<String> {
        agent.authority.map(|uri| uri.to_string())
    }

    fn subject(&self, subject: &SubjectItem) -> Option<String> {
        subject.authority.map(|uri| uri.to_string())
    }
}

/// Fields that rules may read. `view` names a metadata view of iconik; its fields come first.
#[must_use]
pub fn sources(kind: RecordType, vocabulary: &Vocabulary, view: Option<&str>) -> Vec<SourceField> {
    match kind {
        RecordType::Asset => catalogue_asset::sources(vocabulary, view),
        RecordType::Record | RecordType::DigitalObject => catalogue::sources(kind, vocabulary),
    }
}

/// Fields that rules may write. `view` names a metadata view of iconik; only its fields are given then.
#[must_use]
pub fn targets(kind: RecordType, vocabulary: &Vocabulary, view: Option<&str>) -> Vec<TargetField> {
    match kind {
        RecordType::Asset => catalogue_asset::targets(vocabulary, view),
        RecordType::Record | RecordType::DigitalObject => catalogue::targets(kind, vocabulary),
    }
}

/// The field that a key names.
#[must_use]
pub fn source_field(kind: RecordType, key: &SourceKey, vocabulary: &Vocabulary) -> Option<SourceField> {
    if kind == RecordType::Asset {
        return catalogue_asset::source_field(key.as_str(), vocabulary);
    }
    let found = sources(kind, vocabulary, None).into_iter().find(|field| field.key == *key);
    found.or_else(|| catalogue::unlisted_source(kind, key.as_str(), vocabulary))
}

/// The field that a key names.
#[must_use]
pub fn target_field(kind: RecordType, key: &TargetKey, vocabulary: &Vocabulary) -> Option<TargetField> {
    if kind == RecordType::Asset {
        return catalogue_asset::target_field(key, vocabulary);
    }
    let found = targets(kind, vocabulary, None).into_iter().find(|field| field.key == *key);
    found.or_else(|| catalogue::unlisted_target(kind, key.as_str(), vocabulary))
}

/// What a source holds. Items of a record above are marked as inherited.
#[must_use]
pub fn read_source(subject: Subject<'_>, key: &SourceKey, around: &Surroundings<'_>) -> Vec<Sourced> {
    match subject {
        Subject::Asset(facts) => asset::read(facts, key.as_str(), around).into_iter().map(Sourced::from).collect(),
        Subject::Record(facts) => computed::read(facts, key.as_str(), around),
    }
}

/// What a target holds now.
#[must_use]
pub fn read_target(subject: Subject<'_>, key: &TargetKey, around: &Surroundings<'_>) -> Vec<Item> {
    match subject {
        Subject::Asset(facts) => asset::read(facts, key.as_str(), around),
        Subject::Record(facts) => match key.as_str() {
            "identifier" => computed::own(facts, key.as_str(), around),
            other => read::read(&facts.snapshot.body, other, around.authorities),
        },
    }
}
