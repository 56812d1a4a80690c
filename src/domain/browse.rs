//! What the two browsers ask for and show: nodes, rows, filters.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::asset::{ApprovalStatus, AssetType, MediaKind};
use super::ids::{AssetId, CollectionId, RecordUri, RepositoryId};
use super::link::LinkState;
use super::record::Level;

/// Something that a browser can show as a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// A collection of iconik.
    Collection(CollectionId),
    /// An asset of iconik.
    Asset(AssetId),
    /// A record of ArchivesSpace.
    Record(RecordUri),
}

/// Where the children of a browser row are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parent {
    /// The top of iconik: root collections, then assets that are in no collection.
    IconikTop,
    /// Inside a collection: its subcollections, then its assets.
    Collection(CollectionId),
    /// The resources of a repository.
    Resources(RepositoryId),
    /// The accessions of a repository.
    Accessions(RepositoryId),
    /// Inside a resource or an archival object.
    Record(RecordUri),
}

/// What lies inside a parent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Children {
    /// The nodes, in the order of the system that holds them, without those a filter hides.
    pub nodes: Vec<Node>,
    /// False where the catalogue knows of the parent but never read what lies inside: it must be fetched.
    pub read: bool,
}

/// What a row says about restrictions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum RestrictionState {
    /// Nothing restricts it.
    #[default]
    None,
    /// A restriction begins later.
    Later,
    /// Somebody must say first what a note means.
    NeedsPerson,
    /// Restricted, and iconik heeds it as far as is known.
    Restricted,
    /// The two sides disagree: open though restricted, closed though open, shared though restricted.
    Differently,
}

impl RestrictionState {
    /// The state in words; empty where nothing restricts it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Later => "restricted later",
            Self::NeedsPerson => "needs a person",
            Self::Restricted => "restricted",
            Self::Differently => "restricted differently",
        }
    }
}

/// A record as one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its address.
    pub uri: RecordUri,
    /// Display string without markup; never empty.
    pub title: String,
    /// `id_0…` or component id.
    pub identifier: String,
    /// Dates in words.
    pub dates: String,
    /// Where it lies.
    pub container: String,
    /// Level of description.
    pub level: Option<Level>,
    /// How many records lie directly inside, where known.
    pub children: Option<u32>,
    /// State of its links: the worst of them.
    pub link: LinkState,
    /// How many assets are linked to it.
    pub links: u32,
    /// It or a record above it carries a restriction.
    pub restricted: bool,
    /// What follows from the restrictions on it and above it, once they were worked out.
    pub restriction: RestrictionState,
    /// Shown to the public.
    pub publish: bool,
    /// Hidden from nearly everyone.
    pub suppressed: bool,
}

/// An asset as one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetRow {
    /// Its id.
    pub id: AssetId,
    /// Its title; never empty.
    pub title: String,
    /// `type` in iconik.
    pub asset_type: AssetType,
    /// What it shows or plays.
    pub media: MediaKind,
    /// Milliseconds, where it plays.
    pub duration_ms: Option<u64>,
    /// Approval of the current version.
    pub approval: ApprovalStatus,
    /// Day of creation, `YYYY-MM-DD`.
    pub created: String,
    /// How many versions it has.
    pub versions: u32,
    /// State of its links: the worst of them.
    pub link: LinkState,
    /// How many records it is linked to.
    pub links: u32,
    /// What follows from the restrictions of its records, once they were worked out.
    pub restriction: RestrictionState,
}

/// A collection as one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionRow {
    /// Its id.
    pub id: CollectionId,
    /// Its title; never empty.
    pub title: String,
    /// How many assets lie directly inside.
    pub assets: u32,
    /// How many collections lie directly inside.
    pub collections: u32,
}

/// A row of either browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A collection of iconik.
    Collection(CollectionRow),
    /// An asset of iconik.
    Asset(AssetRow),
    /// A record of ArchivesSpace.
    Record(RecordRow),
}

/// Which assets the left browser shows. Everything set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssetFilter {
    /// Only assets in this state of linking.
    pub link: Option<LinkState>,
    /// Only approved assets.
    pub approved: bool,
    /// Only this kind of media.
    pub media: Option<MediaKind>,
    /// Created on or after.
    pub from: Option<Date>,
    /// Created on or before.
    pub until: Option<Date>,
    /// Only assets whose rows say this about restrictions.
    pub restriction: Option<RestrictionState>,
    /// Words in title, id or metadata.
    pub text: String,
}

impl AssetFilter {
    /// True where it hides nothing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
            || (self.text.trim().is_empty()
                && Self {
                    text: String::new(),
                    ..self.clone()
                } == Self::default())
    }
}

/// Which records the right browser shows. Everything set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordFilter {
    /// Only this level.
    pub level: Option<Level>,
    /// Only records in this state of linking.
    pub link: Option<LinkState>,
    /// Only records under a restriction.
    pub restricted: bool,
    /// Only records whose rows say this about restrictions.
    pub restriction: Option<RestrictionState>,
    /// Words in title, identifiers or notes.
    pub text: String,
}

impl RecordFilter {
    /// True where it hides nothing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
            || (self.text.trim().is_empty()
                && Self {
                    text: String::new(),
                    ..self.clone()
                } == Self::default())
    }
}

/// How much a filter shows and hides, and counts for the filter chips.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilterCounts {
    /// Assets or records that match.
    pub shown: u64,
    /// Assets or records that it hides.
    pub hidden: u64,
    /// Assets or records without a link, whatever the filter.
    pub not_linked: u64,
    /// Approved assets, or records under a restriction, whatever the filter.
    pub marked: u64,
}

/// A hit of the search over both systems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// What was found.
    pub node: Node,
    /// Its title.
    pub title: String,
    /// Where it is: titles above it.
    pub context: String,
}
