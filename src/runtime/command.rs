//! Commands: everything that the window or the command line can ask of the runtime. A closed list.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::domain::browse::{AssetFilter, Node, Parent, RecordFilter};
use crate::domain::restriction::{Meaning, RestrictSettings, StatementKey};
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{AssetId, Fingerprint, RecordUri, RepositoryId, Secret};
use crate::mapping::profile::Watch;
use crate::mapping::{Profile, TargetKey};
use crate::plan::{CauseId, ChangeId, Decision, PlanId};

use super::mapping_view::{DescribeScope, Destination};
use super::restrict_view::{RestrictExport, RestrictScope, SecondPerson};
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
    /// Take another way out of a conflict. Answered by `Event::Plan`.
    Choose {
        /// The plan.
        plan: PlanId,
        /// The change.
        change: ChangeId,
        /// Number of the alternative.
        alternative: usize,
    },
    /// Take a change apart, so that its fields can be decided one by one. Answered by `Event::Plan`.
    TakeApart {
        /// The plan.
        plan: PlanId,
        /// The change.
        change: ChangeId,
    },
    /// Carry out what was accepted. Answered by `Event::Plan` as it goes.
    Apply(PlanId),
    /// Put a plan away.
    Discard(PlanId),
    /// One plan. Answered by `Event::Plan`.
    LoadPlan(PlanId),
    /// All plans, newest first. Answered by `Event::Plans`.
    LoadPlans,

    /// Which mapping profiles there are. Answered by `Event::Profiles`.
    LoadProfiles,
    /// One profile. Answered by `Event::Profile`.
    OpenProfile(String),
    /// Keep a profile in its file, or in a new one. Answered by `Event::Profile` and `Event::Profiles`.
    SaveProfile {
        /// The profile.
        profile: Box<Profile>,
        /// Name of a new file, without its ending; the profile's own where `None`. Presets need one.
        save_as: Option<String>,
    },
    /// Delete a profile's file.
    DeleteProfile(String),
    /// Copy a profile's file into the workspace and open it. Answered as for saving.
    ImportProfile(PathBuf),
    /// Write a profile to a file of its own. Answered by `Event::Exported`.
    ExportProfile {
        /// The profile.
        profile: Box<Profile>,
        /// Where.
        path: PathBuf,
    },
    /// Try a profile on the catalogue. Answered by `Event::Tried` with the same ticket; a later try makes an earlier one moot.
    TryProfile {
        /// Tells answers apart.
        ticket: u64,
        /// The profile as it is being edited.
        profile: Box<Profile>,
        /// Which record is looked at, from 0.
        place: u64,
        /// The rule whose before and after is wanted.
        focus: Option<TargetKey>,
    },
    /// Read a lookup table from a CSV file. Answered by `Event::LookupRead`.
    ReadLookup(PathBuf),
    /// Find agents or subjects. Answered by `Event::AuthoritiesFound`.
    FindAuthorities {
        /// Tells answers apart.
        ticket: u64,
        /// Words of the heading, or an authority id.
        text: String,
        /// Subjects rather than agents.
        subjects: bool,
    },
    /// Plan to carry description over. Answered by `Event::Plan`.
    PlanDescribe {
        /// Ids of the profiles; with one and its opposite, both sides are kept in step.
        profiles: Vec<String>,
        /// Which records.
        scope: DescribeScope,
    },
    /// The queue of approved assets. Answered by `Event::Queue`.
    LoadQueue(String),
    /// Look in iconik for assets approved since the last look. Answered by `Event::Queue`.
    LookForApproved(String),
    /// Choose where new records of assets go; `None` takes the choice back. Answered by `Event::Queue`.
    SetDestination {
        /// Id of the profile.
        profile: String,
        /// The assets.
        assets: Vec<AssetId>,
        /// Where.
        destination: Option<Destination>,
    },
    /// Plan records for approved assets. Answered by `Event::Plan`.
    PlanPublish {
        /// Id of the profile.
        profile: String,
        /// Which assets of the queue; all that are ready where empty.
        assets: Vec<AssetId>,
    },
    /// Which profiles look by themselves. Answered by `Event::Watches`.
    LoadWatches,
    /// How a profile looks by itself. Answered by `Event::Watches`.
    SetWatch {
        /// Id of the profile.
        profile: String,
        /// How.
        watch: Watch,
    },
    /// Let a watched profile look now. Answered by `Event::Watches`, and `Event::Plan` where something came of it.
    RunWatch(String),

    /// Restrictions over the whole workspace, on a day; today where `None`. Answered by `Event::Restrictions`.
    LoadRestrictions(Option<Date>),
    /// What applies to an asset or record, on a day. Answered by `Event::Effective`.
    LoadEffective {
        /// The asset or record.
        node: Node,
        /// The day; today where `None`.
        as_of: Option<Date>,
    },
    /// Read in iconik who can see the assets that are restricted. Answered by `Event::Restrictions`.
    LookAtAccess,
    /// Settings and rule table. Answered by `Event::RestrictSettings`.
    LoadRestrictSettings,
    /// Count how a rule table that is being edited would match; nothing is kept. Answered by `Event::RulesTried` with the same ticket.
    TryRestrictSettings {
        /// Tells answers apart.
        ticket: u64,
        /// The settings as they are being edited.
        settings: Box<RestrictSettings>,
    },
    /// Keep settings and rule table. Answered by `Event::RestrictSettings` and `Event::Restrictions`.
    SaveRestrictSettings(Box<RestrictSettings>),
    /// Keep what a person says a note means; `None` takes it back. Answered by `Event::Restrictions`.
    ReadNote {
        /// The note.
        statement: StatementKey,
        /// What it said when the person read it.
        fingerprint: Fingerprint,
        /// What it means.
        meaning: Option<Meaning>,
        /// Why, in the person's words.
        why: String,
    },
    /// Keep a restriction closed though its end has passed, or look at one without an end later; without a reason the decision is
    /// taken back. Answered by `Event::Restrictions`.
    KeepClosed {
        /// The restriction.
        statement: StatementKey,
        /// What it said when the person decided.
        fingerprint: Fingerprint,
        /// Why.
        reason: Option<String>,
        /// When to look at it again.
        review_on: Option<Date>,
    },
    /// Plan what restrictions mean in iconik. Answered by `Event::Plan`.
    PlanRestrict {
        /// Which assets.
        scope: RestrictScope,
        /// For which day; today where `None`.
        as_of: Option<Date>,
    },
    /// Plan a new end of a note's restriction in ArchivesSpace; `None` for no end. Answered by `Event::Plan`.
    PlanNewEnd {
        /// The note.
        statement: StatementKey,
        /// Its new last day.
        end: Option<Date>,
    },
    /// Confirm what opens by one cause, and accept it. Answered by `Event::Plan`.
    ConfirmOpening {
        /// The plan.
        plan: PlanId,
        /// The cause.
        cause: CauseId,
        /// The changes that were shown.
        changes: Vec<ChangeId>,
        /// Why, in the person's words.
        reason: String,
        /// The second person, where the workspace asks for one.
        second: Option<SecondPerson>,
    },
    /// Take a confirmation back; what opens by it is undecided again. Answered by `Event::Plan`.
    TakeBackConfirmation {
        /// The plan.
        plan: PlanId,
        /// The cause.
        cause: CauseId,
    },
    /// Write the report or the calendar to a file. Answered by `Event::Exported`.
    ExportRestrictions {
        /// What, and in which form.
        form: RestrictExport,
        /// Where.
        path: PathBuf,
    },

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
