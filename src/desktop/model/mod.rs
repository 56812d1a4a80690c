//! Everything known from events. Screens read it; only [`Model::apply`] and [`Model::sent`] change it.

pub mod bounded;
pub mod describing;
pub mod restricting;
pub mod rows;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

pub use bounded::Bounded;
pub use describing::Describing;
pub use restricting::Restricting;
pub use rows::{Known, RowCache, side_of};

use crate::domain::browse::{Children, FilterCounts, Node, Parent, SearchHit};
use crate::domain::{AssetId, RecordUri};
use crate::plan::{Plan, PlanId, Stage};
use crate::runtime::view::{
    AuditPage, ConnectionReport, Detail, JobView, Notice, NoticeKind, Picture, PlanSummary, ProblemView, RecordScope, Side, WorkspaceInfo,
};
use crate::runtime::{Command, Event};

/// A notice with when it came.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Tells notices apart.
    pub number: u64,
    /// The notice.
    pub notice: Notice,
    /// When it came.
    pub at: Timestamp,
}

/// Everything below a record, as it came.
#[derive(Debug, Clone)]
pub struct ExpandedBelow {
    /// The record.
    pub record: RecordUri,
    /// Nodes with their depth; depth 1 is directly inside.
    pub nodes: Arc<[(Node, u16)]>,
}

/// The way down to a node, as it came.
#[derive(Debug, Clone)]
pub struct PathTo {
    /// The node.
    pub node: Node,
    /// Where its top level hangs.
    pub root: Parent,
    /// The nodes above it from the top, the node itself last.
    pub path: Arc<[Node]>,
}

/// Everything known from events.
#[derive(Debug, Default)]
pub struct Model {
    workspace: Option<Arc<WorkspaceInfo>>,
    /// Why a workspace could not be opened, until one is.
    pub open_failed: Option<(PathBuf, String)>,
    /// How trying each side of a connection ended.
    pub reports: HashMap<Side, ConnectionReport>,
    /// Running work.
    pub jobs: Vec<JobView>,

    /// Rows of the browsers.
    pub rows: RowCache,
    children: HashMap<Parent, Arc<Children>>,
    children_asked: HashSet<Parent>,
    children_old: HashSet<Parent>,
    /// Rises whenever children of a side change, so that the trees look again.
    children_revision: u64,
    /// What the filters show and hide, by side.
    pub filtered: HashMap<Side, FilterCounts>,
    /// Everything below a record, the latest that came, with a number that rises.
    pub expanded: Option<(u64, ExpandedBelow)>,
    /// The way to a node, the latest that came, with a number that rises.
    pub path: Option<(u64, PathTo)>,
    details: Bounded<Node, Arc<Detail>>,
    details_asked: HashSet<Node>,
    pictures: Bounded<AssetId, Option<Arc<Picture>>>,
    pictures_asked: HashSet<AssetId>,
    /// Hits of the latest search with its ticket.
    pub found: Option<(u64, Vec<SearchHit>)>,

    plans: HashMap<PlanId, Arc<Plan>>,
    /// All plans, newest first, once asked for.
    pub plan_list: Option<Vec<PlanSummary>>,
    /// The plan shown on the Link screen.
    pub under_review: Option<PlanId>,
    /// Plans whose applying was asked for and has not ended.
    applying: HashSet<PlanId>,
    /// Plans asked for: new ones, whose name is not known yet, and known ones that are planned anew.
    plans_awaited: Vec<Option<PlanId>>,

    /// Mapping profiles, queues, watches.
    pub describing: Describing,
    /// Restrictions and what follows from them.
    pub restricting: Restricting,

    /// The page of the audit trail that came last.
    pub audit: Option<Box<AuditPage>>,
    /// Problems that wait for a person, once asked for.
    pub problems: Option<Vec<ProblemView>>,
    /// The file written last.
    pub exported: Option<PathBuf>,
    /// What to tell the person, oldest first.
    pub notices: VecDeque<Shown>,
    counter: u64,
}

/// Notices kept at most.
const NOTICES: usize = 50;
/// Plans kept whole at most.
const PLANS: usize = 16;

impl Model {
    /// The open workspace.
    #[must_use]
    pub fn workspace(&self) -> Option<&Arc<WorkspaceInfo>> {
        self.workspace.as_ref()
    }

    /// Which resources or accessions the right browser shows at first.
    #[must_use]
    pub fn resources(&self) -> Option<RecordScope> {
        let workspace = self.workspace.as_ref()?;
        let repository = workspace
            .repository
            .or_else(|| workspace.repositories.first().map(|first| first.id))?;
        Some(RecordScope::Resources(repository))
    }

    /// What lies inside a parent, where it came already.
    #[must_use]
    pub fn children(&self, parent: &Parent) -> Option<&Arc<Children>> {
        self.children.get(parent)
    }

    /// True where the runtime should be asked what lies inside a parent.
    #[must_use]
    pub fn wants_children(&self, parent: &Parent) -> bool {
        !self.children_asked.contains(parent) && (!self.children.contains_key(parent) || self.children_old.contains(parent))
    }

    /// True while the answer to what lies inside a parent is awaited.
    #[must_use]
    pub fn awaits_children(&self, parent: &Parent) -> bool {
        self.children_asked.contains(parent)
    }

    /// Rises whenever what lies inside some parent changed.
    #[must_use]
    pub fn children_revision(&self) -> u64 {
        self.children_revision
    }

    /// Everything known of a node.
    #[must_use]
    pub fn detail(&self, node: &Node) -> Option<&Arc<Detail>> {
        self.details.get(node)
    }

    /// True where the runtime should be asked for the details of a node.
    #[must_use]
    pub fn wants_detail(&self, node: &Node) -> bool {
        !self.details_asked.contains(node)
    }

    /// The picture of an asset: `None` where it did not come yet, `Some(None)` where there is none.
    #[must_use]
    pub fn picture(&self, asset: &AssetId) -> Option<Option<&Arc<Picture>>> {
        self.pictures.get(asset).map(Option::as_ref)
    }

    /// True where the runtime should be asked for the picture of an asset.
    #[must_use]
    pub fn wants_picture(&self, asset: &AssetId) -> bool {
        !self.pictures_asked.contains(asset) && self.pictures.get(asset).is_none()
    }

    /// A plan, where it is known whole.
    #[must_use]
    pub fn plan(&self, plan: &PlanId) -> Option<&Arc<Plan>> {
        self.plans.get(plan)
    }

    /// The plan shown on the Link screen, once it is here.
    #[must_use]
    pub fn plan_under_review(&self) -> Option<&Arc<Plan>> {
        self.plans.get(&self.under_review?)
    }

    /// True while a plan was asked for and is not here yet.
    #[must_use]
    pub fn awaits_plan(&self) -> bool {
        !self.plans_awaited.is_empty() || self.under_review.is_some_and(|plan| !self.plans.contains_key(&plan))
    }

    /// True from the moment a plan is told to be applied until that has ended.
    #[must_use]
    pub fn is_applying(&self, plan: &PlanId) -> bool {
        self.applying.contains(plan)
    }

    /// Notes what the runtime was asked, so that it is not asked twice.
    pub fn sent(&mut self, command: &Command) {
        match command {
            Command::LoadRows(nodes) => self.rows.asked(nodes),
            Command::LoadChildren(parent) => {
                self.children_asked.insert(*parent);
                self.children_old.remove(parent);
            }
            Command::LoadDetail(node) => {
                self.details_asked.insert(*node);
            }
            Command::LoadPicture(asset) => {
                self.pictures_asked.insert(*asset);
            }
            Command::PlanLinks { .. }
            | Command::PlanUnlink { .. }
            | Command::PlanSetup
            | Command::PlanUndo(_)
            | Command::PlanDescribe { .. }
            | Command::PlanPublish { .. }
            | Command::PlanRestrict { .. }
            | Command::PlanNewEnd { .. } => {
                self.plans_awaited.push(None);
            }
            Command::Apply(plan) => {
                self.applying.insert(*plan);
            }
            Command::Replan(plan) => self.plans_awaited.push(Some(*plan)),
            Command::Discard(plan) if self.under_review == Some(*plan) => self.under_review = None,
            Command::TestConnection { side, .. } => {
                self.reports.remove(side);
            }
            Command::ChooseRepository(_) => self.outdate(Side::ArchivesSpace),
            _ => {}
        }
    }

    /// Takes an event in. `now` is the time it came.
    pub fn apply(&mut self, event: Event, now: Timestamp) {
        match event {
            Event::Workspace(workspace) => self.workspace_is(workspace),
            Event::Closed => {
                let notices = std::mem::take(&mut self.notices);
                *self = Self {
                    notices,
                    counter: self.counter,
                    ..Self::default()
                };
            }
            Event::OpenFailed { path, message } => self.open_failed = Some((path, message)),
            Event::ConnectionTested(report) => {
                self.reports.insert(report.side, *report);
            }
            Event::Jobs(jobs) => self.jobs = jobs,
            Event::Children { parent, children } => {
                self.children_asked.remove(&parent);
                if self.children.get(&parent).is_none_or(|known| **known != children) {
                    self.children.insert(parent, Arc::new(children));
                }
                self.children_revision += 1;
            }
            Event::Expanded { record, nodes } => self.expanded_is(record, &nodes),
            Event::Rows(rows) => self.rows.put(rows),
            Event::Filtered { side, counts } => {
                self.filtered.insert(side, counts);
                self.outdate_children(side);
            }
            Event::CatalogueChanged { side } => self.outdate(side),
            Event::Detail(detail) => {
                if let Some(forgotten) = self.details.put(detail.node, Arc::new(*detail)) {
                    self.details_asked.remove(&forgotten);
                }
            }
            Event::Picture { asset, picture } => {
                self.pictures_asked.remove(&asset);
                self.pictures.put(asset, picture);
            }
            Event::Path { node, root, path } => {
                self.counter += 1;
                let path = path.into();
                self.path = Some((self.counter, PathTo { node, root, path }));
            }
            Event::Found { ticket, hits } => {
                if self.found.as_ref().is_none_or(|(latest, _)| *latest <= ticket) {
                    self.found = Some((ticket, hits));
                }
            }
            Event::Plan(plan) => self.plan_is(plan),
            Event::Plans(plans) => self.plan_list = Some(plans),
            Event::Audit(page) => self.audit = Some(page),
            Event::Problems(problems) => self.problems = Some(problems),
            Event::Exported(path) => self.exported = Some(path),
            Event::Notice(notice) => self.tell(notice, now),
            Event::ApplyEnded { plan } => {
                self.applying.remove(&plan);
                self.describing.catalogue += 1;
            }
            // The jobs say what the window shows of a refresh; values that were tried on the catalogue are old.
            Event::Refreshed { .. } => self.describing.catalogue += 1,
            // Settings are the app's.
            Event::Settings(_) | Event::Links(_) | Event::Interrupted => {}
            event @ (Event::Profiles(_)
            | Event::Profile(_)
            | Event::Tried(_)
            | Event::LookupRead { .. }
            | Event::AuthoritiesFound { .. }
            | Event::Queue(_)
            | Event::Watches { .. }) => self.describing.apply(event),
            event @ (Event::Restrictions(_) | Event::Effective(_) | Event::RestrictSettings(_) | Event::RulesTried { .. }) => {
                self.restricting.apply(event);
            }
        }
    }

    /// Shows a notice.
    pub fn tell(&mut self, notice: Notice, now: Timestamp) {
        // A plan that was asked for and failed comes as an error; nothing waits for it any more.
        if notice.kind == NoticeKind::Error {
            self.plans_awaited.clear();
        }
        self.counter += 1;
        self.notices.push_back(Shown {
            number: self.counter,
            notice,
            at: now,
        });
        while self.notices.len() > NOTICES {
            self.notices.pop_front();
        }
    }

    /// Takes a notice away.
    pub fn dismiss(&mut self, number: u64) {
        self.notices.retain(|shown| shown.number != number);
    }

    fn workspace_is(&mut self, workspace: Arc<WorkspaceInfo>) {
        let other = self.workspace.as_ref().is_none_or(|open| open.path != workspace.path);
        if other {
            let notices = std::mem::take(&mut self.notices);
            let jobs = std::mem::take(&mut self.jobs);
            *self = Self {
                notices,
                jobs,
                counter: self.counter,
                ..Self::default()
            };
        }
        self.open_failed = None;
        self.workspace = Some(workspace);
    }

    fn plan_is(&mut self, plan: Arc<Plan>) {
        let new = !self.plans.contains_key(&plan.id);
        if new && !self.plans_awaited.is_empty() && plan.stage == Stage::Review {
            self.plans_awaited.remove(0);
            self.under_review = Some(plan.id);
        } else {
            self.plans_awaited.retain(|awaited| *awaited != Some(plan.id));
        }
        if let Some(summary) = self.plan_list.iter_mut().flatten().find(|summary| summary.id == plan.id) {
            summary.stage = plan.stage;
        }
        if plan.stage == Stage::Discarded && self.under_review == Some(plan.id) {
            self.under_review = None;
        }
        self.plans.insert(plan.id, plan);
        if self.plans.len() > PLANS {
            let shown = self.under_review;
            // Plan ids sort by time: the oldest goes.
            if let Some(oldest) = self.plans.keys().filter(|id| Some(**id) != shown).min().copied() {
                self.plans.remove(&oldest);
            }
        }
    }

    fn expanded_is(&mut self, record: RecordUri, nodes: &[(Node, u16)]) {
        // Whatever came depth first also says what lies inside each record on the way.
        let mut open: Vec<(Parent, Vec<Node>)> = vec![(Parent::Record(record), Vec::new())];
        let close = |model: &mut Self, (parent, nodes): (Parent, Vec<Node>)| {
            if !nodes.is_empty() {
                model.children_asked.remove(&parent);
                model.children_old.remove(&parent);
                model.children.insert(parent, Arc::new(Children { nodes, read: true }));
            }
        };
        for (node, depth) in nodes {
            while open.len() > usize::from(*depth) {
                if let Some(done) = open.pop() {
                    close(self, done);
                }
            }
            if let Some((_, siblings)) = open.last_mut() {
                siblings.push(*node);
            }
            if let Node::Record(uri) = node {
                open.push((Parent::Record(*uri), Vec::new()));
            }
        }
        while let Some(done) = open.pop() {
            close(self, done);
        }
        self.counter += 1;
        self.children_revision += 1;
        let nodes = nodes.into();
        self.expanded = Some((self.counter, ExpandedBelow { record, nodes }));
    }

    fn outdate(&mut self, side: Side) {
        self.rows.outdate(side);
        self.details_asked.retain(|node| side_of(node) != side);
        if side == Side::Iconik {
            self.pictures_asked.clear();
        }
        self.outdate_children(side);
    }

    fn outdate_children(&mut self, side: Side) {
        let here = |parent: &Parent| side_of_parent(parent) == side;
        self.children_asked.retain(|parent| !here(parent));
        self.children_old.extend(self.children.keys().copied().filter(here));
        self.children_revision += 1;
    }
}

/// The side a parent lives on.
#[must_use]
pub fn side_of_parent(parent: &Parent) -> Side {
    match parent {
        Parent::IconikTop | Parent::Collection(_) => Side::Iconik,
        Parent::Resources(_) | Parent::Accessions(_) | Parent::Record(_) => Side::ArchivesSpace,
    }
}
