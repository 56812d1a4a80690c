//! Links: an asset joined to a record, with an end in each system.

use serde::{Deserialize, Serialize};

use super::ids::{AssetId, RecordUri};

/// One end of a link: whether the system it lives in shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "end")]
pub enum LinkEnd {
    /// Present and as Archway writes it.
    Present,
    /// Present in a form that somebody else gave it (another id, only a URL).
    Foreign {
        /// How it was recognised, in words.
        how: String,
    },
    /// Not there.
    Missing,
    /// Not looked at: no Archway fields in this iconik yet.
    Unknown,
}

impl LinkEnd {
    /// True where the system shows the link in one form or another.
    #[must_use]
    pub fn shows(&self) -> bool {
        matches!(self, Self::Present | Self::Foreign { .. })
    }
}

/// What a row says about its links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// No link.
    #[default]
    NotLinked,
    /// Both ends stand.
    Linked,
    /// Both ends stand, and the record or asset has changed since.
    ChangedSince,
    /// One end is missing, or what it points to is gone.
    Broken,
}

impl LinkState {
    /// The state in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NotLinked => "not linked",
            Self::Linked => "linked",
            Self::ChangedSince => "changed since",
            Self::Broken => "broken",
        }
    }
}

/// An asset joined to a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The asset.
    pub asset: AssetId,
    /// The resource, archival object or accession.
    pub record: RecordUri,
    /// The digital object between them, where ArchivesSpace shows one.
    pub digital_object: Option<RecordUri>,
    /// The end in ArchivesSpace.
    pub archivesspace: LinkEnd,
    /// The end in iconik.
    pub iconik: LinkEnd,
    /// What follows from both ends.
    pub state: LinkState,
    /// Why it is broken or changed, in words; empty where there is nothing to say.
    pub note: String,
}
