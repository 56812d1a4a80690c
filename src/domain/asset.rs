//! Assets and collections of iconik.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{AssetId, CollectionId};

/// `type` of an asset, as in iconik's API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum AssetType {
    /// Ordinary media.
    #[default]
    Asset,
    /// An edit made in iconik.
    Sequence,
    /// Project file of an editing program.
    NleProject,
    /// Announced, no media yet.
    Placeholder,
    /// Kind of its own.
    Custom,
    /// Points to a page elsewhere.
    Link,
    /// Part of another asset.
    Subclip,
}

/// What an asset shows or plays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// Moving image.
    Video,
    /// Sound.
    Audio,
    /// Still image.
    Image,
    /// Document or text.
    Text,
    /// Anything else, or not known yet.
    #[default]
    Other,
}

impl MediaKind {
    /// From iconik's `media_type` (`video`, `audio`, `image`, …) or an internet media type.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name.split('/').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "video" => Self::Video,
            "audio" => Self::Audio,
            "image" => Self::Image,
            "text" | "document" => Self::Text,
            _ => Self::Other,
        }
    }

    /// The kind in a word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Image => "image",
            Self::Text => "text",
            Self::Other => "other",
        }
    }

    /// The value of ArchivesSpace's `digital_object_type` that fits, where one does.
    #[must_use]
    pub fn digital_object_type(self) -> Option<&'static str> {
        match self {
            Self::Video => Some("moving_image"),
            Self::Audio => Some("sound_recording"),
            Self::Image => Some("still_image"),
            Self::Text => Some("text"),
            Self::Other => None,
        }
    }
}

/// Approval of the current version of an asset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr)]
pub enum ApprovalStatus {
    /// Nobody was asked.
    #[default]
    #[serde(rename = "N/A")]
    #[strum(serialize = "N/A")]
    NotAsked,
    /// Asked, no decision.
    #[serde(rename = "REQUESTED")]
    #[strum(serialize = "REQUESTED")]
    Requested,
    /// Approved.
    #[serde(rename = "APPROVED")]
    #[strum(serialize = "APPROVED")]
    Approved,
    /// Rejected.
    #[serde(rename = "NOT_APPROVED")]
    #[strum(serialize = "NOT_APPROVED")]
    Rejected,
    /// Reviewers disagree.
    #[serde(rename = "MIXED")]
    #[strum(serialize = "MIXED")]
    Mixed,
}

/// One asset as the browsers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Its id in iconik.
    pub id: AssetId,
    /// Its title; may be long, in any script.
    pub title: String,
    /// `type` in iconik.
    pub asset_type: AssetType,
    /// What it shows or plays.
    pub media: MediaKind,
    /// False once it is in the delete queue.
    pub active: bool,
    /// Milliseconds, where it plays.
    pub duration_ms: Option<u64>,
    /// Key of another system.
    pub external_id: Option<String>,
    /// Approval of the current version, where known.
    pub approval: ApprovalStatus,
    /// Collections it is directly in.
    pub collections: Vec<CollectionId>,
    /// How many versions it has.
    pub versions: u32,
    /// When it was created in iconik.
    pub created: Option<Timestamp>,
    /// When iconik last saw it change.
    pub modified: Option<Timestamp>,
}

/// A collection of iconik. Collections form a graph: one may stand in several others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// Its id in iconik.
    pub id: CollectionId,
    /// Its title.
    pub title: String,
    /// Collections it stands in; empty at the top.
    pub parents: Vec<CollectionId>,
    /// False once deleted or hidden.
    pub active: bool,
    /// When iconik last saw it change.
    pub modified: Option<Timestamp>,
}
