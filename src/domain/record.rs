//! Records of ArchivesSpace as the browsers show them.

use serde::{Deserialize, Serialize};

use super::ids::{RecordUri, RepositoryId};

/// Level of description.
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
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
#[expect(missing_docs, reason = "the words are the field's own")]
pub enum Level {
    Class,
    Collection,
    File,
    Fonds,
    Item,
    #[default]
    OtherLevel,
    RecordGrp,
    Series,
    Subfonds,
    Subgrp,
    Subseries,
}

impl Level {
    /// The level as people write it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Collection => "collection",
            Self::File => "file",
            Self::Fonds => "fonds",
            Self::Item => "item",
            Self::OtherLevel => "other level",
            Self::RecordGrp => "record group",
            Self::Series => "series",
            Self::Subfonds => "subfonds",
            Self::Subgrp => "subgroup",
            Self::Subseries => "subseries",
        }
    }
}

/// A repository of an ArchivesSpace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repository {
    /// Its number.
    pub id: RepositoryId,
    /// Short code.
    pub code: String,
    /// Full name.
    pub name: String,
}

/// One resource, archival object or accession as the browser shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its address.
    pub uri: RecordUri,
    /// Title as entered, possibly with inline markup; `None` for records that have only a date.
    pub title: Option<String>,
    /// Title and dates as ArchivesSpace shows them, without markup.
    pub display: String,
    /// Level of description; accessions have none.
    pub level: Option<Level>,
    /// `id_0-id_1…` of resources and accessions, `component_id` of archival objects.
    pub identifier: Option<String>,
    /// `ref_id` of archival objects.
    pub ref_id: Option<String>,
    /// Dates in words, first creation date first.
    pub dates: String,
    /// Where it lies: `Box 12, folder 3`.
    pub container: String,
    /// Resource it belongs to, for archival objects.
    pub resource: Option<RecordUri>,
    /// Archival object above it, where there is one.
    pub parent: Option<RecordUri>,
    /// Place among its siblings, from 0.
    pub position: u32,
    /// Shown to the public.
    pub publish: bool,
    /// Hidden from nearly everyone.
    pub suppressed: bool,
    /// It carries, itself, a restriction (note or flag). Says nothing of its ancestors.
    pub restricted: bool,
    /// Version that an update must name.
    pub lock_version: u64,
}

impl Record {
    /// The words a person knows the record by: its display string, else its address.
    #[must_use]
    pub fn label(&self) -> String {
        if self.display.is_empty() {
            self.uri.to_string()
        } else {
            self.display.clone()
        }
    }
}
