//! Profiles: how one kind of record is described from another, as rules that people can read.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::key::{SourceKey, TargetKey};
use super::step::Step;
use crate::domain::RecordUri;

/// Kinds of records that profiles read and write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RecordType {
    /// An asset of iconik.
    Asset,
    /// A resource, archival object or accession, whichever is linked.
    Record,
    /// The digital object that stands for an asset.
    DigitalObject,
}

impl RecordType {
    /// The kind in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Asset => "iconik asset",
            Self::Record => "archival record",
            Self::DigitalObject => "digital object",
        }
    }

    /// True for iconik's.
    #[must_use]
    pub fn is_iconik(self) -> bool {
        self == Self::Asset
    }
}

/// Which way description goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From iconik to ArchivesSpace.
    ToArchivesspace,
    /// From ArchivesSpace to iconik.
    ToIconik,
}

impl Direction {
    /// The direction in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ToArchivesspace => "iconik → ArchivesSpace",
            Self::ToIconik => "ArchivesSpace → iconik",
        }
    }
}

/// What is proposed where both sides changed. A person decides in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum ConflictPolicy {
    /// Nothing is proposed: both are shown, the written side stays unless a person chooses otherwise.
    #[default]
    Ask,
    /// The side that the profile reads.
    PreferSource,
    /// The side that the profile writes.
    PreferTarget,
}

impl ConflictPolicy {
    /// The policy in words, after "if both changed:".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Ask => "ask me",
            Self::PreferSource => "propose the source",
            Self::PreferTarget => "propose the target",
        }
    }
}

/// What happens to a target that gets no value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum WhenEmpty {
    /// It stays as it is.
    #[default]
    Leave,
    /// It is emptied, where it held what this rule wrote.
    Clear,
}

/// How the target's own items are treated, where it takes several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Merge {
    /// Items are added; those that this rule wrote before and that are gone at the source are taken away; others stay.
    #[default]
    Items,
    /// The list becomes what the rule gives.
    Whole,
}

/// One rule: what one target field gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it writes.
    pub target: TargetKey,
    /// What it reads, in order; their items follow each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<SourceKey>,
    /// A fixed value, for a rule that reads nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub always: Option<String>,
    /// A minijinja expression; the rule is skipped where it is not true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<String>,
    /// What is done with the items, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What happens where nothing comes out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when_empty: WhenEmpty,
    /// How the target's own items are treated.
    #[serde(default, skip_serializing_if = "is_default")]
    pub merge: Merge,
    /// What people want to remember about the rule.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

impl Rule {
    /// A rule that copies a source as it is.
    #[must_use]
    pub fn copy(source: &str, target: &str) -> Self {
        Self {
            target: target.into(),
            from: vec![source.into()],
            always: None,
            only_if: None,
            steps: Vec::new(),
            when_empty: WhenEmpty::Leave,
            merge: Merge::Items,
            remark: String::new(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What a lookup does with a value that its table does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unmapped {
    /// A person must say; the value is left out and a finding names it.
    #[default]
    Ask,
    /// It goes through as it is.
    Keep,
    /// It is left out without a word.
    LeaveOut,
    /// This value in its place.
    Default(String),
}

/// A lookup table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LookupTable {
    /// What happens with a value that is not in it.
    pub unmapped: Unmapped,
    /// Case and accents tell values apart.
    pub exact: bool,
    /// Values and what they become; several are given as several items.
    pub rows: IndexMap<String, Vec<String>>,
}

/// What counts as approved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum ApprovedBy {
    /// iconik's approval of the current version.
    #[default]
    Status,
    /// A metadata field has this value.
    Field {
        /// Name of the field.
        field: String,
        /// The value, compared without case.
        value: String,
    },
    /// It lies in this collection, or below it.
    Collection {
        /// Id of the collection.
        collection: crate::domain::CollectionId,
    },
}

/// Sends assets with a value to a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRule {
    /// Metadata field that is looked at, as `field:<name>` or another source key of assets.
    pub source: SourceKey,
    /// The value, compared without case; `*` for any.
    pub value: String,
    /// The resource or archival object that new records go below.
    pub below: RecordUri,
}

/// How approved assets become records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PublishSettings {
    /// What counts as approved.
    pub approved: ApprovedBy,
    /// Where new records go, first match first; after links and collection links.
    pub places: Vec<PlaceRule>,
    /// Level of new records.
    pub level: String,
    /// New and updated records, and the master's file version, are published.
    pub publish: bool,
    /// Masters get a file version.
    pub masters: bool,
    /// Preservation copies get one.
    pub preservation_copies: bool,
    /// Proxies get one.
    pub proxies: bool,
    /// Captions get one.
    pub captions: bool,
}

impl Default for PublishSettings {
    fn default() -> Self {
        Self {
            approved: ApprovedBy::Status,
            places: Vec::new(),
            level: "item".to_owned(),
            publish: false,
            masters: true,
            preservation_copies: true,
            proxies: false,
            captions: true,
        }
    }
}

/// Kinds of changes that a person may release to be applied without being asked each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// Fill fields of iconik that are empty.
    FillEmptyIconik,
    /// Fill fields of ArchivesSpace that are empty.
    FillEmptyArchivesspace,
    /// Follow the side that changed, where the other stands as it was agreed.
    Follow,
    /// Add items to lists.
    AddToLists,
}

impl Release {
    /// The release in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::FillEmptyIconik => "fill empty iconik fields",
            Self::FillEmptyArchivesspace => "fill empty ArchivesSpace fields",
            Self::Follow => "follow the side that changed",
            Self::AddToLists => "add to lists",
        }
    }
}

/// How a profile is run without being asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Watch {
    /// It looks by itself.
    pub on: bool,
    /// Minutes between two looks.
    pub every_minutes: u32,
    /// What is applied without being asked.
    pub released: Vec<Release>,
    /// Most records a run changes by itself; above, it stops and asks.
    pub at_most: u32,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            on: false,
            every_minutes: 60,
            released: Vec::new(),
            at_most: 50,
        }
    }
}

/// How one kind of record is described from another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Short name: the file's name without its ending. Not written in the file.
    #[serde(skip)]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Which way description goes.
    pub direction: Direction,
    /// What it reads.
    pub source: RecordType,
    /// What it writes.
    pub target: RecordType,
    /// Name of the iconik view whose fields it reads or writes; any view where empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// What is proposed where both sides changed.
    #[serde(default)]
    pub on_conflict: ConflictPolicy,
    /// The profile that goes the other way, by its id, for round trips.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opposite: Option<String>,
    /// How approved assets become records; only for profiles from assets to records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<PublishSettings>,
    /// How it is run without being asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// Lookup tables, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub lookup: IndexMap<String, LookupTable>,
    /// The rules, in order.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
}

impl Profile {
    /// The rule for a target, where there is one.
    #[must_use]
    pub fn rule_for(&self, target: &TargetKey) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.target == *target)
    }
}
