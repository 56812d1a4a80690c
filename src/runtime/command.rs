//! Commands: everything that the window or the command line can ask of the runtime. A closed list.

use std::path::PathBuf;

use crate::domain::browse::{AssetFilter, Node, Parent, RecordFilter};
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{AssetId, RecordUri, RepositoryId, Secret};
use crate::plan::{ChangeId, Decision, PlanId};

use super::settings::AppSettings;
use super::view::{AuditFilter, JobId, RecordScope, Side};

/// Secrets of a connection, as typed. `None` keeps what the keyring has.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Password in ArchivesSpace.
    pub archivesspace: Option<Secret>,
    /// Application token of iconik.
    pub iconik: Option<Secret>,
}

/// Form in which the audit trail is written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One line an entry, for spreadsheets.
    Csv,
    /// The entries with their chain of hashes.
    Json,
}

/// What the runtime is asked to do. Every command is answered by at least one event.
#[derive(Debug, Clone)]
pub enum Command {
    /// Start the practice systems and open the practice workspace; make it where there is none.
    OpenPractice,
    /// Put the practice systems and workspace back to how they came.
    ResetPractice,
    /// Let the practice systems answer slowly and with faults now and then.
    PractiseBadNetwork(bool),
    /// Open a workspace file.
    OpenWorkspace(PathBuf),
    /// Make a workspace file for two systems and open it.
    CreateWorkspace {
        /// Where.
        path: PathBuf,
        /// The systems.
        connection: Connection,
        /// The secrets.
        credentials: Credentials,
    },
    /// Change the systems or secrets of the open workspace.
    Reconnect {
        /// The systems.
        connection: Connection,
        /// The secrets.
        credentials: Credentials,
    },
    /// Close the workspace; running work is stopped first.
    CloseWorkspace,
    /// Try one side of a connection that is being typed. Answered by `Event::ConnectionTested`.
    TestConnection {
        /// Which side.
        side: Side,
        /// What was typed.
        connection: Connection,
        /// The secrets typed.
        credentials: Credentials,
    },
    /// Take a file off the list of recent workspaces.
    ForgetRecent(PathBuf),
    /// Keep the settings of the application.
    SaveAppSettings(AppSettings),
    /// Keep the settings of the workspace.
    SaveWorkspaceSettings(WorkspaceSettings),

    /// Read what changed in both systems, or in one.
    Refresh(Option<Side>),
    /// Stop a running job.
    Cancel(JobId),

    /// Which assets the left browser shows. Answered by `Event::Filtered`.
    FilterAssets(AssetFilter),
    /// Which records the right browser shows. Answered by `Event::Filtered`.
    FilterRecords {
        /// Where.
        scope: RecordScope,
        /// Which.
        filter: RecordFilter,
    },
    /// What lies inside a parent, under the filter in force. Fetched from the system where it was never read.
    /// Answered by `Event::Children`.
    LoadChildren(Parent),
    /// Everything below a record, depth first. Answered by `Event::Expanded`.
    ExpandAll(RecordUri),
    /// The rows of these nodes. Answered by `Event::Rows`.
    LoadRows(Vec<Node>),
    /// Everything known of one node. Answered by `Event::Detail`, at once from the catalogue and again once read anew.
    LoadDetail(Node),
    /// The keyframe or picture of an asset, in a size for thumbnails. Answered by `Event::Picture`.
    LoadPicture(AssetId),
    /// The nodes above a node, from the top. Answered by `Event::Path`.
    LoadPath(Node),
    /// Search both systems. Answered by `Event::Found` with the same ticket; a later search makes an earlier one moot.
    Search {
        /// Tells answers apart.
        ticket: u64,
        /// What was typed.
        text: String,
    },

    /// Links: all, or those of an asset, of a record, or between both. Answered by `Event::Links`.
    LoadLinks {
        /// Only of this asset.
        asset: Option<AssetId>,
        /// Only of this record.
        record: Option<RecordUri>,
    },
    /// Plan links for these pairs. Answered by `Event::Plan`.
    PlanLinks {
        /// Asset and record of each link.
        pairs: Vec<(AssetId, RecordUri)>,
        /// Accept every change that has no obstacle, because a person asked for just these links.
        accept: bool,
    },
    /// Plan to take links away. Answered by `Event::Plan`.
    PlanUnlink {
        /// Asset and record of each link.
        pairs: Vec<(AssetId, RecordUri)>,
        /// Accept every change that has no obstacle.
        accept: bool,
    },
    /// Plan Archway's fields and view in iconik. Answered by `Event::Plan`.
    PlanSetup,
    /// Write a page for iconik's administrator that names exactly what must be made. Answered by `Event::Exported`.
    ExportSetupRequest(PathBuf),
    /// Plan to take an applied plan back. Answered by `Event::Plan`.
    PlanUndo(PlanId),
    /// Plan anew what is not done yet of a plan, from what the systems say now. Answered by `Event::Plan`.
    Replan(PlanId),
    /// Decide about changes. Answered by `Event::Plan`.
    Decide {
        /// The plan.
        plan: PlanId,
        /// The changes.
        changes: Vec<ChangeId>,
        /// The decision.
        decision: Decision,
    },
    /// Carry out what was accepted. Answered by `Event::Plan` as it goes.
    Apply(PlanId),
    /// Put a plan away.
    Discard(PlanId),
    /// One plan. Answered by `Event::Plan`.
    LoadPlan(PlanId),
    /// All plans, newest first. Answered by `Event::Plans`.
    LoadPlans,

    /// A page of the audit trail. Answered by `Event::Audit`.
    LoadAudit {
        /// Which entries.
        filter: AuditFilter,
        /// Page from 0.
        page: u32,
    },
    /// Write the audit trail to a file. Answered by `Event::Exported`.
    ExportAudit {
        /// Which entries.
        filter: AuditFilter,
        /// Where.
        path: PathBuf,
        /// In which form.
        format: ExportFormat,
    },
    /// Which problems wait for a person. Answered by `Event::Problems`.
    LoadProblems,
    /// Which repository the right browser shows.
    ChooseRepository(RepositoryId),
    /// Stop everything and end the runtime.
    Quit,
}
