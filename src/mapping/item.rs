//! Items: values on their way from one system to the other, in the shapes that archival description has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{AuthorityKind, AuthorityUri};

/// The shapes that items come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Shape {
    /// Words.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// A date or span of dates.
    Date,
    /// How much there is.
    Extent,
    /// A person, family, body or program.
    Agent,
    /// What it is about.
    Subject,
    /// A language.
    Language,
    /// A note.
    Note,
    /// A rights statement.
    Rights,
    /// A file version of a digital object.
    FileVersion,
    /// A reference to a document elsewhere.
    Document,
}

impl Shape {
    /// The shape in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "yes or no",
            Self::Date => "date",
            Self::Extent => "extent",
            Self::Agent => "agent",
            Self::Subject => "subject",
            Self::Language => "language",
            Self::Note => "note",
            Self::Rights => "rights statement",
            Self::FileVersion => "file version",
            Self::Document => "document",
        }
    }
}

/// A date or span of dates, in ArchivesSpace's terms. An empty text stands for "not given".
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct DateItem {
    /// `creation`, `broadcast`, … (enumeration `date_label`).
    pub label: String,
    /// `single`, `inclusive` or `bulk`.
    pub date_type: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub begin: String,
    /// As `begin`.
    pub end: String,
    /// The date as written.
    pub expression: String,
    /// `approximate`, `inferred`, `questionable`.
    pub certainty: String,
    /// `gregorian`, `julian`.
    pub calendar: String,
    /// `ce`.
    pub era: String,
}

/// How much there is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtentItem {
    /// How many, as ArchivesSpace has it: text.
    pub number: String,
    /// Of what (enumeration `extent_extent_type`).
    pub extent_type: String,
    /// `whole` or `part`.
    pub portion: String,
    /// In containers, in words.
    pub container_summary: String,
    /// Further details; Archway puts the duration here.
    pub physical_details: String,
    /// Dimensions.
    pub dimensions: String,
}

/// What an agent has to do with a record.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AgentRole {
    /// Made it.
    #[default]
    Creator,
    /// Gave it.
    Source,
    /// It is about them.
    Subject,
}

/// An agent as a record names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AgentItem {
    /// Sort name: "Marsh, Adela".
    pub heading: String,
    /// What it is.
    pub kind: AuthorityKind,
    /// What it has to do with the record.
    pub role: AgentRole,
    /// MARC relator code, where one is given.
    pub relator: Option<String>,
    /// The record in ArchivesSpace, where it is known.
    pub authority: Option<AuthorityUri>,
    /// Its id in a name authority file.
    pub authority_id: Option<String>,
    /// The name authority file, or `local`.
    pub source: Option<String>,
    /// It may be created where ArchivesSpace has none.
    pub may_create: bool,
}

/// A subject as a record names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SubjectItem {
    /// Terms joined by ` -- `.
    pub heading: String,
    /// `topical`, `geographic`, … of the first term.
    pub term_type: String,
    /// The record in ArchivesSpace, where it is known.
    pub authority: Option<AuthorityUri>,
    /// Its id in the vocabulary.
    pub authority_id: Option<String>,
    /// The vocabulary, or `local`.
    pub source: Option<String>,
    /// It may be created where ArchivesSpace has none.
    pub may_create: bool,
}

/// A language, with a script where one is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct LanguageItem {
    /// ISO 639-2b, as ArchivesSpace has it.
    pub code: String,
    /// ISO 15924.
    pub script: Option<String>,
}

/// A dated restriction inside a note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteRestriction {
    /// First day, `YYYY-MM-DD`.
    pub begin: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    pub end: Option<String>,
    /// Values of the enumeration `restriction_type`.
    pub types: Vec<String>,
}

/// A note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteItem {
    /// `scopecontent`, `accessrestrict`, …
    pub note_type: String,
    /// Label, where one is given.
    pub label: Option<String>,
    /// Paragraphs, in order.
    pub paragraphs: Vec<String>,
    /// Shown to the public.
    pub publish: bool,
    /// Its dated restriction.
    pub restriction: Option<NoteRestriction>,
}

/// An act that a rights statement allows or forbids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct RightsAct {
    /// `delete`, `disseminate`, `migrate`, `modify`, `replicate`, `use`.
    pub act_type: String,
    /// `allow`, `disallow`, `conditional`.
    pub restriction: String,
    /// First day.
    pub start_date: String,
    /// Last day.
    pub end_date: Option<String>,
}

/// A rights statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct RightsItem {
    /// `copyright`, `license`, `statute`, `other`.
    pub rights_type: String,
    /// `copyrighted`, `public_domain`, `unknown`; copyright only.
    pub status: Option<String>,
    /// ISO 3166 code; copyright and statute.
    pub jurisdiction: Option<String>,
    /// License only.
    pub license_terms: Option<String>,
    /// Statute only.
    pub statute_citation: Option<String>,
    /// `donor`, `policy`; other only.
    pub other_rights_basis: Option<String>,
    /// First day.
    pub start_date: String,
    /// Last day.
    pub end_date: Option<String>,
    /// Acts.
    pub acts: Vec<RightsAct>,
    /// Note in words.
    pub note: Option<String>,
}

/// A file version of a digital object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct FileVersionItem {
    /// Where it is.
    pub file_uri: String,
    /// `video-master`, `audio-service`, …
    pub use_statement: Option<String>,
    /// `jpeg`, `mp3`, …
    pub format: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// Checksum.
    pub checksum: Option<String>,
    /// `md5`, `sha-1`, `sha-256`, …
    pub checksum_method: Option<String>,
    /// Caption.
    pub caption: Option<String>,
    /// It stands for the digital object; must be published then.
    pub representative: bool,
    /// Shown to the public.
    pub publish: bool,
}

/// A document elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentItem {
    /// Title.
    pub title: String,
    /// Address.
    pub location: String,
    /// Shown to the public.
    pub publish: bool,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "shape", content = "is")]
#[expect(missing_docs, reason = "the shapes say it")]
pub enum Item {
    Text(String),
    Number(i64),
    Flag(bool),
    Date(DateItem),
    Extent(ExtentItem),
    Agent(AgentItem),
    Subject(SubjectItem),
    Language(LanguageItem),
    Note(NoteItem),
    Rights(RightsItem),
    FileVersion(FileVersionItem),
    Document(DocumentItem),
}

impl Item {
    /// Its shape.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self {
            Self::Text(_) => Shape::Text,
            Self::Number(_) => Shape::Number,
            Self::Flag(_) => Shape::Flag,
            Self::Date(_) => Shape::Date,
            Self::Extent(_) => Shape::Extent,
            Self::Agent(_) => Shape::Agent,
            Self::Subject(_) => Shape::Subject,
            Self::Language(_) => Shape::Language,
            Self::Note(_) => Shape::Note,
            Self::Rights(_) => Shape::Rights,
            Self::FileVersion(_) => Shape::FileVersion,
            Self::Document(_) => Shape::Document,
        }
    }

    /// Text from anything that has words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Where an item comes from, when it is not the record itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inherited {
    /// Address of the record above that has it.
    pub from: String,
    /// Its title.
    pub title: String,
}

/// An item with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced {
    /// The item.
    pub item: Item,
    /// The record above that has it, where it is inherited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherited: Option<Inherited>,
}

impl From<Item> for Sourced {
    fn from(item: Item) -> Self {
        Self { item, inherited: None }
    }
}

/// Everything else that a template may name: texts by source key.
pub type Words = BTreeMap<String, Value>;
