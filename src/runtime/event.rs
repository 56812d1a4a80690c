//! Events: everything that the runtime says. A closed list.

use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::browse::{Children, FilterCounts, Node, Parent, Row, SearchHit};
use crate::domain::{AssetId, Authority, RecordUri};
use crate::mapping::profile::LookupTable;
use crate::plan::{Plan, PlanId};

use super::mapping_view::{DaySummary, ProfileFile, ProfileSummary, QueueView, Trial, WatchView};
use super::restrict_view::{EffectiveView, RestrictSettingsView, RestrictionsView, RuleMatches};
use super::settings::AppSettings;
use super::view::{AuditPage, ConnectionReport, Detail, JobView, LinkView, Notice, Picture, PlanSummary, ProblemView, Side, WorkspaceInfo};

/// What the runtime says.
#[derive(Debug, Clone)]
pub enum Event {
    /// A workspace is open. Also sent when something of it changes: connections, counts, settings, refresh times.
    Workspace(Arc<WorkspaceInfo>),
    /// No workspace is open.
    Closed,
    /// A workspace could not be opened or made: what happened and what to do.
    OpenFailed {
        /// The file.
        path: PathBuf,
        /// What happened and what to do.
        message: String,
    },
    /// How trying a connection ended.
    ConnectionTested(Box<ConnectionReport>),
    /// Running work. Sent as it changes, at most some ten times a second.
    Jobs(Vec<JobView>),

    /// What lies inside a parent.
    Children {
        /// Where.
        parent: Parent,
        /// What; under the filter in force when it was read.
        children: Children,
    },
    /// Everything below a record, depth first; depth 1 is directly inside.
    Expanded {
        /// The record.
        record: RecordUri,
        /// Nodes with their depth.
        nodes: Vec<(Node, u16)>,
    },
    /// Rows. Nodes that are not known any more are `None`.
    Rows(Vec<(Node, Option<Row>)>),
    /// A filter is in force: children must be asked for anew.
    Filtered {
        /// On which side.
        side: Side,
        /// What it shows and hides.
        counts: FilterCounts,
    },
    /// Records or assets changed in the catalogue: visible rows and children must be asked for anew.
    CatalogueChanged {
        /// On which side.
        side: Side,
    },
    /// A refresh has ended.
    Refreshed {
        /// It was neither stopped nor did a system fail.
        complete: bool,
    },
    /// A run of applying has ended; the plan with its outcomes came before.
    ApplyEnded {
        /// The plan.
        plan: PlanId,
    },
    /// Everything known of a node.
    Detail(Box<Detail>),
    /// A picture, or `None` where the asset has none.
    Picture {
        /// The asset.
        asset: AssetId,
        /// The picture.
        picture: Option<Arc<Picture>>,
    },
    /// The nodes above a node, from the top, the node itself last.
    Path {
        /// The node.
        node: Node,
        /// Where its top level hangs.
        root: Parent,
        /// The way down.
        path: Vec<Node>,
    },
    /// Hits of a search.
    Found {
        /// Which search.
        ticket: u64,
        /// What was found, best first.
        hits: Vec<SearchHit>,
    },

    /// A plan is new, or changed.
    Plan(Arc<Plan>),
    /// Links, by record.
    Links(Vec<LinkView>),
    /// All plans, newest first.
    Plans(Vec<PlanSummary>),
    /// Mapping profiles: those of the workspace, then the presets.
    Profiles(Vec<ProfileSummary>),
    /// One profile.
    Profile(Box<ProfileFile>),
    /// A profile tried on the catalogue.
    Tried(Arc<Trial>),
    /// A lookup table read from a file.
    LookupRead {
        /// The file.
        path: PathBuf,
        /// The table.
        table: LookupTable,
        /// What could not be read, with its line.
        problems: Vec<String>,
    },
    /// Agents or subjects that were found.
    AuthoritiesFound {
        /// Which question.
        ticket: u64,
        /// Best first.
        hits: Vec<Authority>,
    },
    /// The queue of approved assets.
    Queue(Box<QueueView>),
    /// Profiles that look by themselves, and what they did lately, newest day first.
    Watches {
        /// The profiles.
        watches: Vec<WatchView>,
        /// The days.
        days: Vec<DaySummary>,
    },
    /// Restrictions over the whole workspace.
    Restrictions(Arc<RestrictionsView>),
    /// What applies to one asset or record.
    Effective(Box<EffectiveView>),
    /// Settings and rule table of restrictions.
    RestrictSettings(Box<RestrictSettingsView>),
    /// How a rule table that is being edited would match.
    RulesTried {
        /// Which question.
        ticket: u64,
        /// Row by row.
        matches: Vec<RuleMatches>,
    },
    /// A page of the audit trail.
    Audit(Box<AuditPage>),
    /// Problems that wait for a person.
    Problems(Vec<ProblemView>),
    /// The settings of the application changed.
    Settings(AppSettings),
    /// A file was written.
    Exported(PathBuf),
    /// Ctrl-C was pressed: running work is being stopped.
    Interrupted,
    /// Something to tell the person: done, warning, error.
    Notice(Notice),
}
