//! Plain data of the describing and publishing workflows, as the window and the command line show it.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::browse::Node;
use crate::domain::{AssetId, CollectionId, MediaKind, RecordUri};
use crate::mapping::profile::Watch;
use crate::mapping::{Direction, FindingKind, MappingFinding, Profile, Shape, SourceKey, TargetKey};
use crate::plan::PlanId;

/// Something wrong in a profile's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub text: String,
}

/// A profile with the file it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileFile {
    /// The profile; rules that could not be read are left out.
    pub profile: Profile,
    /// The file; `None` for presets.
    pub path: Option<PathBuf>,
    /// What could not be read.
    pub errors: Vec<ProfileError>,
    /// The file's text, to show errors in.
    pub text: String,
}

/// A profile in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Which way description goes.
    pub direction: Direction,
    /// It came with Archway; saving it makes a copy.
    pub preset: bool,
    /// It publishes approved assets.
    pub publishes: bool,
    /// It looks by itself.
    pub watched: bool,
    /// How many rules it has.
    pub rules: usize,
    /// How many things are wrong in its file.
    pub errors: usize,
}

/// Something that rules can read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceRow {
    /// Its key.
    pub key: SourceKey,
    /// What people call it.
    pub label: String,
    /// Heading it stands under.
    pub group: String,
    /// The system's own type, in words: "drop-down", "computed".
    pub kind: String,
    /// Shape of its items.
    pub shape: Shape,
    /// In how many of the records looked at it has a value.
    pub filled: u64,
    /// A few of its values.
    pub samples: Vec<String>,
}

/// Something that rules can write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TargetRow {
    /// Its key.
    pub key: TargetKey,
    /// What people call it.
    pub label: String,
    /// Heading it stands under.
    pub group: String,
    /// Shape of its items.
    pub shape: Shape,
    /// It must have a value.
    pub required: bool,
    /// It takes several.
    pub many: bool,
    /// Longest text.
    pub max_length: Option<usize>,
    /// Name of the controlled list its values come from.
    pub list: Option<String>,
    /// The values of that list.
    pub options: Vec<String>,
}

/// What one target would get for the record that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrialValue {
    /// The target.
    pub target: TargetKey,
    /// Its value now, in words.
    pub before: String,
    /// What it would get, in words.
    pub after: String,
    /// Further words in grey: "creation · single", "existing agent 118".
    pub detail: String,
    /// The record above that it is inherited from.
    pub inherited: Option<String>,
    /// It would change.
    pub changes: bool,
    /// What should be known.
    pub findings: Vec<MappingFinding>,
}

/// The record that the editor looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrialRecord {
    /// Its place among the records, from 0.
    pub place: u64,
    /// Its title.
    pub label: String,
    /// The row that stands for it in the browsers.
    pub node: Node,
    /// What the targets hold and would get.
    pub values: Vec<TrialValue>,
}

/// How one target fares over all records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TargetCount {
    /// The target.
    pub target: TargetKey,
    /// How many records would change.
    pub would_change: u64,
    /// How many get no value.
    pub empty: u64,
    /// Findings by kind.
    pub findings: Vec<(FindingKind, u64)>,
}

/// Before and after of a rule for one distinct input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// What goes in.
    pub input: String,
    /// What comes out.
    pub output: String,
    /// In how many records.
    pub records: u64,
    /// What should be known.
    pub findings: Vec<MappingFinding>,
}

/// A profile tried on the catalogue; nothing is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// Which question it answers.
    pub ticket: u64,
    /// What rules can read.
    pub sources: Vec<SourceRow>,
    /// What rules can write.
    pub targets: Vec<TargetRow>,
    /// How many records the profile applies to.
    pub records: u64,
    /// How many of them were looked at for the counts.
    pub looked_at: u64,
    /// The record that is looked at; `None` where there is none.
    pub record: Option<TrialRecord>,
    /// How the targets fare, in the order of the rules.
    pub counts: Vec<TargetCount>,
    /// Findings about the profile itself, with the target where they are about a rule.
    pub about_profile: Vec<(Option<TargetKey>, MappingFinding)>,
    /// Before and after of the rule in focus, most frequent first; at most twenty.
    pub samples: Vec<Sample>,
}

/// How an approved asset stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum QueueState {
    /// It can be planned.
    Ready,
    /// Something is missing.
    Missing,
    /// Reviewers disagree.
    Mixed,
    /// An earlier version was approved; the current one is not.
    Superseded,
    /// Approval was taken back after it was published.
    Withdrawn,
    /// It is described, and nothing changed since.
    Published,
}

impl QueueState {
    /// The state in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Missing => "something is missing",
            Self::Mixed => "reviewers disagree",
            Self::Superseded => "new version not approved",
            Self::Withdrawn => "approval withdrawn",
            Self::Published => "described",
        }
    }
}

/// Where an approved asset goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DestinationView {
    /// The linked record, or the record that the new one goes below.
    pub record: RecordUri,
    /// Its titles from the top.
    pub title: String,
    /// A new record is made below it.
    pub creates: bool,
    /// Why there: "linked", "collection “Series 4”", "rule: Series = Photographs", "chosen by hand".
    pub why: String,
    /// Level of the new record.
    pub level: String,
    /// Place among its siblings, from 0; at the end where `None`.
    pub position: Option<u32>,
}

/// An asset in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueRow {
    /// The asset.
    pub asset: AssetId,
    /// Its title.
    pub title: String,
    /// What it shows or plays.
    pub media: MediaKind,
    /// Who approved it.
    pub approver: Option<String>,
    /// When.
    pub approved: Option<Timestamp>,
    /// Why it is in the queue.
    pub why: String,
    /// How it stands.
    pub state: QueueState,
    /// What is missing, in words.
    pub missing: Vec<String>,
    /// Where it goes.
    pub destination: Option<DestinationView>,
}

/// The queue of one profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueView {
    /// Id of the profile.
    pub profile: String,
    /// Rows, newest approval first.
    pub rows: Vec<QueueRow>,
    /// When it was last looked for approved assets.
    pub looked: Option<Timestamp>,
}

/// Where new records of chosen assets go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The resource or archival object above.
    pub below: RecordUri,
    /// Place among its children, from 0; at the end where `None`.
    pub position: Option<u32>,
    /// Level of the new record; the profile's where `None`.
    pub level: Option<String>,
}

/// What a describing plan is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DescribeScope {
    /// All linked pairs, and all assets in collections that stand for a record.
    All,
    /// These assets.
    Assets(Vec<AssetId>),
    /// Assets linked to these records.
    Records(Vec<RecordUri>),
    /// Assets in this collection and below it.
    Collection(CollectionId),
}

/// A profile that looks by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WatchView {
    /// Id of the profile.
    pub profile: String,
    /// Its name.
    pub name: String,
    /// How it is run.
    pub watch: Watch,
    /// When it last looked.
    pub last: Option<Timestamp>,
    /// When it looks next, while Archway runs.
    pub next: Option<Timestamp>,
    /// What came of the last look, in words.
    pub result: String,
    /// The plan that waits for review, where one does.
    pub plan: Option<PlanId>,
}

/// What the watches did on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DaySummary {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// Lines in words: profile, looks, applied, waiting, problems.
    pub lines: Vec<String>,
}
