//! Plain data that the runtime shows to the window and the command line.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::browse::Node;
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{AssetId, Link, Repository, RepositoryId};
use crate::plan::{ChangeId, PlanId, Stage, Workflow};
use crate::store::ProblemSource;

/// One of the two systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// iconik: the left browser.
    Iconik,
    /// ArchivesSpace: the right browser.
    ArchivesSpace,
}

impl Side {
    /// Name of the system.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Iconik => "iconik",
            Self::ArchivesSpace => "ArchivesSpace",
        }
    }
}

/// Which records the right browser shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordScope {
    /// Resources of a repository and what lies inside them.
    Resources(RepositoryId),
    /// Accessions of a repository.
    Accessions(RepositoryId),
}

impl RecordScope {
    /// The repository.
    #[must_use]
    pub fn repository(self) -> RepositoryId {
        match self {
            Self::Resources(repository) | Self::Accessions(repository) => repository,
        }
    }
}

/// How one system answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Reachability {
    /// Not tried yet.
    #[default]
    NotTried,
    /// It answered.
    Reached {
        /// Version or account, in words.
        what: String,
    },
    /// It did not: the exact reason and what to do.
    Failed {
        /// The reason.
        reason: String,
    },
}

/// State of one side of the open workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SideStatus {
    /// How it answers.
    pub reachability: Reachability,
    /// When the catalogue was last brought up to date.
    pub refreshed: Option<Timestamp>,
    /// How many assets or records the catalogue holds.
    pub count: u64,
}

/// What stands in the way of writing Archway's fields in iconik.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "setup")]
pub enum SetupState {
    /// Not looked at yet.
    Unknown,
    /// Fields and view are there.
    Ready,
    /// They are missing and this account may make them: a plan can do it.
    Possible,
    /// They are missing and this account may not make them.
    NeedsAdministrator {
        /// Roles the account lacks, by iconik's names.
        missing_roles: Vec<String>,
    },
}

/// The open workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkspaceInfo {
    /// Its file.
    pub path: PathBuf,
    /// The systems; no secret.
    pub connection: Connection,
    /// Its settings.
    pub settings: WorkspaceSettings,
    /// Why nothing can be written, where another Archway has the file open.
    pub read_only: Option<String>,
    /// Where secrets are kept, when not in the system's keyring.
    pub vault_notice: Option<String>,
    /// iconik.
    pub iconik: SideStatus,
    /// ArchivesSpace.
    pub archivesspace: SideStatus,
    /// Repositories of the ArchivesSpace.
    pub repositories: Vec<Repository>,
    /// Repository the right browser shows.
    pub repository: Option<RepositoryId>,
    /// Archway's fields in iconik.
    pub setup: SetupState,
    /// Plans that wait for review.
    pub plans_in_review: u64,
    /// Problems that wait for a person.
    pub problems: u64,
    /// The last applied plan that can be undone, with its title.
    pub last_applied: Option<(PlanId, String)>,
    /// The practice systems answer badly on purpose.
    pub bad_network: bool,
}

/// How trying a connection ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConnectionReport {
    /// Which side.
    pub side: Side,
    /// Version and account, or the exact reason why not.
    pub result: Result<String, String>,
    /// What the account may not do, by the system's own names, and what will not work for it.
    pub missing: Vec<String>,
}

/// Name of a running job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct JobId(pub u64);

/// Running work.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobView {
    /// Its name.
    pub id: JobId,
    /// What it does: "Refreshing ArchivesSpace".
    pub name: String,
    /// What it does just now: "reading “Series 4: Photographs”".
    pub phase: String,
    /// How many are done.
    pub done: u64,
    /// Of how many, where known.
    pub total: Option<u64>,
    /// What is counted: "records".
    pub unit: &'static str,
    /// How many a second.
    pub rate: f64,
    /// It is being stopped.
    pub cancelling: bool,
}

/// One named value in the inspector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What people call the field.
    pub name: String,
    /// Its value in words; may have several lines.
    pub value: String,
}

/// Facts that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactGroup {
    /// Title of the group: "Dates", "Notes", "Files".
    pub title: String,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// A link as the inspector shows it, with the words of both ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// The link.
    pub link: Link,
    /// Title of the asset.
    pub asset_title: String,
    /// Title of the record, with the titles above it.
    pub record_title: String,
}

/// Everything known of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// The node.
    pub node: Node,
    /// Its title.
    pub title: String,
    /// Titles above it, from the top.
    pub path: Vec<String>,
    /// Page in the system's own interface.
    pub page: Option<String>,
    /// What can be copied: name and text.
    pub identifiers: Vec<Fact>,
    /// Facts in groups.
    pub groups: Vec<FactGroup>,
    /// Links.
    pub links: Vec<LinkView>,
    /// True once read anew from the system; false where this is only what the catalogue holds.
    pub fresh: bool,
    /// Why it could not be read anew.
    pub problem: Option<String>,
}

/// A picture, decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Red, green, blue, alpha of each pixel, row by row, not premultiplied.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}×{})", self.width, self.height)
    }
}

/// A plan in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanSummary {
    /// Its name.
    pub id: PlanId,
    /// What it does.
    pub title: String,
    /// Its workflow.
    pub workflow: Workflow,
    /// How far it has come.
    pub stage: Stage,
    /// When it was planned.
    pub created: Timestamp,
    /// By whom.
    pub author: String,
    /// The plan that it takes back.
    pub undoes: Option<PlanId>,
    /// How many changes it has.
    pub changes: u64,
    /// How many are done.
    pub done: u64,
    /// How many have problems or are stale.
    pub problems: u64,
}

impl From<crate::store::PlanSummary> for PlanSummary {
    fn from(plan: crate::store::PlanSummary) -> Self {
        Self {
            id: plan.id,
            title: plan.title,
            workflow: plan.workflow,
            stage: plan.stage,
            created: plan.created,
            author: plan.author,
            undoes: plan.undoes,
            changes: plan.counts.changes,
            done: plan.counts.done,
            problems: plan.counts.problems + plan.counts.stale,
        }
    }
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemView {
    /// The plan, where it comes from one.
    pub plan: Option<PlanId>,
    /// The change, where it comes from one.
    pub change: Option<ChangeId>,
    /// The record or asset.
    pub label: String,
    /// What happened and what to do.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

impl From<crate::store::Problem> for ProblemView {
    fn from(problem: crate::store::Problem) -> Self {
        let (plan, change) = match problem.source {
            ProblemSource::Change { plan, change } => (Some(plan), Some(change)),
            ProblemSource::Noted { .. } => (None, None),
        };
        Self {
            plan,
            change,
            label: problem.label,
            text: problem.text,
            at: problem.at,
        }
    }
}

/// Which entries of the audit trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Words in target, action or person.
    pub text: String,
    /// Only of this plan.
    pub plan: Option<PlanId>,
}

/// One entry of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditRow {
    /// Number, from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What was done, in words.
    pub what: String,
    /// To which record or asset.
    pub target: String,
    /// The plan it belongs to.
    pub plan: Option<PlanId>,
    /// Before and after, and the system's answer, in words.
    pub details: String,
}

/// A page of the audit trail, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditPage {
    /// The entries.
    pub rows: Vec<AuditRow>,
    /// Page from 0.
    pub page: u32,
    /// How many entries match.
    pub total: u64,
    /// `None` where the chain of hashes holds; else what was found.
    pub tampered: Option<String>,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// Something is done.
    Done,
    /// Something to look at.
    Warning,
    /// Something failed.
    Error,
}

/// Where the reason of a notice lies, so that a script can tell reasons apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// In Archway, its files, or what was asked.
    #[default]
    Here,
    /// In a system that could not be reached or refused.
    System,
    /// In the workspace, which cannot be written now.
    ReadOnly,
}

/// Something to tell the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// How much it matters.
    pub kind: NoticeKind,
    /// What happened and what to do.
    pub text: String,
    /// A plan to look at.
    pub plan: Option<PlanId>,
    /// An asset to look at.
    pub asset: Option<AssetId>,
    /// Where its reason lies.
    pub cause: Cause,
}
