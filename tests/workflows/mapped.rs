//! A workspace with linked pairs and mapping profiles, for tests of describing, publishing and watching.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use archway::domain::{AssetId, RecordUri, RepositoryId};
use archway::plan::{ChangeId, Decision, Plan};
use archway::runtime::mapping_view::DescribeScope;
use archway::runtime::{Command, Environment};
use jiff::{SignedDuration, Timestamp};

use crate::others::Colleague;
use crate::support::{Desk, Systems, asset};
use crate::witness::Witness;

/// Seconds by which the clock of these tests is ahead. Archway leaves assets alone for a while after it wrote them, because iconik's
/// search lags; a colleague's edit is seen once that time has passed.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(AHEAD.load(Ordering::Relaxed))
}

pub struct Mapped {
    pub systems: Systems,
    pub desk: Desk,
    pub colleague: Colleague,
    pub witness: Witness,
    assets: Vec<AssetId>,
    folder: tempfile::TempDir,
}

impl Mapped {
    /// A workspace that is set up, with these profiles beside it.
    pub fn with(profiles: &[(&str, &str)]) -> Self {
        Self::as_user(None, profiles)
    }

    /// The same, acting in ArchivesSpace as this user of the practice system.
    pub fn as_user(user: Option<&str>, profiles: &[(&str, &str)]) -> Self {
        let systems = Systems::start();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.archway");
        let mappings = folder.path().join("test.mappings");
        std::fs::create_dir(&mappings).unwrap();
        for (id, text) in profiles {
            std::fs::write(mappings.join(format!("{id}.toml")), text).unwrap();
        }
        let mut environment = Environment::in_folder(folder.path().to_owned());
        environment.refresh_on_open = false;
        environment.now = clock;
        let mut desk = Desk::with(environment);
        let mut connection = systems.connection();
        if let Some(user) = user {
            user.clone_into(&mut connection.archivesspace_user);
        }
        desk.send(Command::CreateWorkspace {
            path: path.clone(),
            connection,
            credentials: systems.credentials(),
        });
        desk.opened();
        desk.refresh();
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
            assets: Vec::new(),
            folder,
        }
    }

    /// From now on every exchange with iconik is kept, to be compared with iconik's own description.
    pub fn record_iconik(&self) {
        self.systems.practice().iconik_faults().record(true);
    }

    /// Links an asset to the archival object with that component id, for good.
    pub fn linked(&mut self, slug: &str, component: &str) -> (AssetId, RecordUri) {
        let pair = (asset(slug), self.witness.named(RepositoryId(2), component));
        let plan = self.desk.link(&[pair]);
        let applied = self.desk.apply(plan.id);
        assert_done(&applied);
        self.assets.push(pair.0);
        pair
    }

    /// Links pairs that were named already, all at once.
    pub fn linked_all(&mut self, pairs: &[(AssetId, RecordUri)]) {
        let plan = self.desk.link(pairs);
        let applied = self.desk.apply(plan.id);
        assert_done(&applied);
        self.assets.extend(pairs.iter().map(|(asset, _)| *asset));
    }

    /// The file of a profile.
    pub fn profile_path(&self, id: &str) -> std::path::PathBuf {
        self.folder.path().join("test.mappings").join(format!("{id}.toml"))
    }

    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.systems.tokio.block_on(work)
    }

    /// Reads what colleagues changed, once what Archway wrote is long ago.
    pub fn read_later(&mut self) {
        AHEAD.fetch_add(3_600, Ordering::Relaxed);
        self.desk.refresh();
    }

    /// Plans for the assets that the test linked; the institution has links of its own.
    pub fn describe(&mut self, profiles: &[&str]) -> Arc<Plan> {
        self.desk.plan(Command::PlanDescribe {
            profiles: profiles.iter().map(|id| (*id).to_owned()).collect(),
            scope: DescribeScope::Assets(self.assets.clone()),
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
