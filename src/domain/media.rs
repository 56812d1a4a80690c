//! Files of an asset and what people said of it: what the publishing workflow needs beyond the asset itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::asset::ApprovalStatus;

/// What a file of an asset is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum FileRole {
    /// The master: iconik's format `ORIGINAL`.
    Master,
    /// A preservation copy: a further format on an archive storage or named so.
    Preservation,
    /// A copy to look at or listen to.
    Proxy,
    /// Captions or subtitles.
    Caption,
    /// Any other format.
    Other,
}

impl FileRole {
    /// The role in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Master => "master",
            Self::Preservation => "preservation copy",
            Self::Proxy => "proxy",
            Self::Caption => "captions",
            Self::Other => "other file",
        }
    }
}

/// One file of an asset. Holds no signed address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaFile {
    /// Its id in iconik.
    pub id: String,
    /// What it is for.
    pub role: FileRole,
    /// File name.
    pub name: String,
    /// Name of the iconik format it belongs to, such as `ORIGINAL`.
    pub format: String,
    /// Internet media type, where known.
    pub media_type: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// Checksum as iconik gives it, lower case.
    pub checksum: Option<String>,
    /// Name of the storage it lies on.
    pub storage: Option<String>,
    /// Folder on that storage.
    pub directory: String,
    /// Language of captions.
    pub language: Option<String>,
    /// The version of the asset it belongs to.
    pub version: Option<String>,
}

/// Who decided about an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalDecision {
    /// Name of the person, or the address of an external reviewer.
    pub who: String,
    /// What was decided.
    pub status: ApprovalStatus,
    /// When.
    pub at: Option<Timestamp>,
    /// The version of the asset it was about.
    pub version: Option<String>,
}

/// Files, technical metadata and approvals of an asset as they were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaDetails {
    /// Files of the current version and files without a version.
    pub files: Vec<MediaFile>,
    /// Technical metadata of the master, by name (`codec`, `frame_rate`, `width`, …).
    pub technical: BTreeMap<String, String>,
    /// Id of the current version.
    pub current_version: Option<String>,
    /// Approval of the current version.
    pub approval: ApprovalStatus,
    /// Decisions about any version, oldest first.
    pub decisions: Vec<ApprovalDecision>,
    /// When it was read.
    pub read_at: Timestamp,
}

impl MediaDetails {
    /// The last decision that approved the current version.
    #[must_use]
    pub fn approved_by(&self) -> Option<&ApprovalDecision> {
        self.decisions
            .iter()
            .rev()
            .find(|decision| decision.status == ApprovalStatus::Approved && decision.version == self.current_version)
    }

    /// True where an earlier version was approved and the current one is not.
    #[must_use]
    pub fn was_superseded(&self) -> bool {
        self.approval != ApprovalStatus::Approved
            && self
                .decisions
                .iter()
                .any(|decision| decision.status == ApprovalStatus::Approved && decision.version != self.current_version)
    }
}
