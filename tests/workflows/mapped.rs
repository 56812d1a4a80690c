//! A workspace with linked pairs and mapping profiles, for tests of describing, publishing and watching.

use std::path::PathBuf;
use std::sync::Arc;

use archway::domain::{AssetId, RecordUri, RepositoryId};
use archway::plan::{ChangeId, Decision, Plan};
use archway::runtime::Command;
use archway::runtime::mapping_view::DescribeScope;

use crate::others::Colleague;
use crate::support::{Desk, Systems, asset};
use crate::witness::Witness;

pub struct Mapped {
    pub systems: Systems,
    pub desk: Desk,
    pub colleague: Colleague,
    pub witness: Witness,
    pub path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Mapped {
    /// A workspace that is set up, with these profiles beside it.
    pub fn with(profiles: &[(&str, &str)]) -> Self {
        let systems = Systems::start();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.archway");
        let mappings = folder.path().join("test.mappings");
        std::fs::create_dir(&mappings).unwrap();
        for (id, text) in profiles {
            std::fs::write(mappings.join(format!("{id}.toml")), text).unwrap();
        }
        let mut desk = Desk::at(folder.path());
        desk.create(&path, &systems);
        desk.set_up();
        desk.refresh();
        let (witness, colleague) = systems
            .tokio
            .block_on(async { (Witness::new(&systems).await, Colleague::of(&systems).await) });
        Self {
            systems,
            desk,
            colleague,
            witness,
            path,
            _folder: folder,
        }
    }

    /// Links an asset to the archival object with that component id, for good.
    pub fn linked(&mut self, slug: &str, component: &str) -> (AssetId, RecordUri) {
        let pair = (asset(slug), self.witness.named(RepositoryId(2), component));
        let plan = self.desk.link(&[pair]);
        let applied = self.desk.apply(plan.id);
        assert_done(&applied);
        pair
    }

    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.systems.tokio.block_on(work)
    }

    pub fn describe(&mut self, profiles: &[&str]) -> Arc<Plan> {
        self.desk.plan(Command::PlanDescribe {
            profiles: profiles.iter().map(|id| (*id).to_owned()).collect(),
            scope: DescribeScope::All,
        })
    }

    /// Accepts everything that can be accepted along with others.
    pub fn accept_all(&mut self, plan: &Plan) -> Arc<Plan> {
        let changes: Vec<ChangeId> = plan.changes.iter().map(|change| change.id).collect();
        self.decide(plan, changes, Decision::Accepted)
    }

    pub fn decide(&mut self, plan: &Plan, changes: Vec<ChangeId>, decision: Decision) -> Arc<Plan> {
        self.desk.plan(Command::Decide {
            plan: plan.id,
            changes,
            decision,
        })
    }

    /// Describes, accepts, applies; gives the applied plan.
    pub fn carry_over(&mut self, profiles: &[&str]) -> Arc<Plan> {
        let plan = self.describe(profiles);
        assert!(!plan.changes.is_empty(), "nothing to carry over: {:#?}", plan.notices);
        self.accept_all(&plan);
        let applied = self.desk.apply(plan.id);
        assert_done(&applied);
        applied
    }
}

/// Every accepted change is done.
pub fn assert_done(plan: &Plan) {
    let open: Vec<_> = plan
        .changes
        .iter()
        .filter(|change| change.decision.is_accepted() && change.outcome.is_open())
        .collect();
    assert!(open.is_empty(), "not done: {open:#?}");
}
