//! A workspace with both systems, pairs to be linked in it, and what both systems showed in the beginning.

use std::path::{Path, PathBuf};

use archway::domain::{AssetId, RecordUri, RepositoryId};
use archway::plan::{Ledger, Plan, PlanId, Stage};

use crate::site::{Site, quick};
use crate::support::{Desk, Systems, asset};
use crate::witness::{Picture, Witness};

/// Something that is planned, applied and undone over and over, with what both systems must show then.
pub trait Story {
    fn systems(&self) -> &Systems;
    fn path(&self) -> &Path;
    /// A plan, accepted, from what stands now.
    fn plan(&self) -> PlanId;
    /// Everything stands once.
    fn assert_done(&self, plan: &Plan, context: &str);
    /// Undone: everything stands as before.
    fn assert_as_before(&self, undo: &Plan, context: &str);
    /// Undone after a colleague changed something in between: what is Archway's is gone. What stands now is how things are from here on.
    fn settle_with_colleague(&mut self, context: &str);

    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.systems().tokio.block_on(work)
    }

    fn open(&self) -> Site {
        Site::open(self.path(), &quick(1))
    }

    fn plan_undo(&self, plan: PlanId) -> PlanId {
        self.undo_at(&self.open(), plan)
    }

    /// The plan that takes another back, accepted.
    fn undo_at(&self, site: &Site, plan: PlanId) -> PlanId {
        site.undo(plan).id
    }

    /// Begins again and goes on to the end.
    fn finish(&self, plan: PlanId, context: &str) -> Plan {
        let plan = self.block_on(async { self.open().apply(plan).await });
        assert_eq!(plan.stage, Stage::Applied, "{context}: {:#?}", plan.changes);
        assert_eq!(Ledger::of(&plan).done, plan.changes.len(), "{context}");
        plan
    }
}

pub struct Scene {
    pub systems: Systems,
    pub path: PathBuf,
    pub pairs: Vec<(AssetId, RecordUri)>,
    pub before: Picture,
    pub witness: Witness,
    pub folder: tempfile::TempDir,
}

/// Pairs of asset and record, the latter by component id, or by number for an accession.
type Wanted<'a> = (&'a str, &'a str);

impl Scene {
    /// Two assets on one archival object, one of them on an accession too: all kinds of requests, batches of one and of several
    /// changes.
    pub fn small() -> Self {
        Self::with(&[("qw-003b", "QW-003B"), ("qw-003c", "QW-003B"), ("qw-003b", "accession 1")])
    }

    /// Twenty links: eighteen photographs one to one, one of them on another too, and one that gets a second asset.
    pub fn twenty() -> Self {
        let names: Vec<(String, String)> = (10..28)
            .map(|number| (format!("ph-{number:04}"), format!("KS017/4/{number:03}")))
            .chain([("ph-0010".to_owned(), "KS017/4/011".to_owned())])
            .chain([("ph-0012".to_owned(), "KS017/4/013".to_owned())])
            .collect();
        let names: Vec<Wanted<'_>> = names.iter().map(|(asset, record)| (asset.as_str(), record.as_str())).collect();
        Self::with(&names)
    }

    pub fn with(wanted: &[Wanted<'_>]) -> Self {
        let systems = Systems::start();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.archway");
        let mut desk = Desk::at(folder.path());
        desk.create(&path, &systems);
        desk.set_up();
        drop(desk);
        let (witness, pairs, before) = systems.tokio.block_on(async {
            let witness = Witness::new(&systems).await;
            let named = |name: &str| witness.named(RepositoryId(2), name);
            let pairs: Vec<_> = wanted.iter().map(|(slug, name)| (asset(slug), named(name))).collect();
            let before = witness.picture(&pairs).await;
            (witness, pairs, before)
        });
        assert!(before.digital_objects.values().all(Vec::is_empty), "nothing is linked yet");
        Self {
            systems,
            path,
            pairs,
            before,
            witness,
            folder,
        }
    }

    pub fn assert_linked(&self, plan: &Plan, context: &str) {
        self.block_on(async {
            self.witness.assert_linked_once(&self.pairs, context).await;
            self.witness.assert_noted_once(plan, context).await;
        });
    }
}

impl Story for Scene {
    fn systems(&self) -> &Systems {
        &self.systems
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn plan(&self) -> PlanId {
        let site = self.open();
        let plan = self.block_on(site.link(&self.pairs));
        let distinct = |keys: Vec<String>| keys.into_iter().collect::<std::collections::BTreeSet<_>>().len();
        let assets = distinct(self.pairs.iter().map(|(asset, _)| asset.to_string()).collect());
        let records = distinct(self.pairs.iter().map(|(_, record)| record.to_string()).collect());
        assert_eq!(
            plan.changes.len(),
            2 * assets + records,
            "a digital object and fields an asset, one write a record"
        );
        plan.id
    }

    fn assert_done(&self, plan: &Plan, context: &str) {
        self.assert_linked(plan, context);
    }

    fn assert_as_before(&self, undo: &Plan, context: &str) {
        self.block_on(async {
            assert_eq!(self.witness.picture(&self.pairs).await, self.before, "{context}: undone");
            self.witness.assert_noted_once(undo, context).await;
        });
    }

    fn settle_with_colleague(&mut self, context: &str) {
        // What the colleague wrote stays; the links go.
        let now = self.block_on(self.witness.picture(&self.pairs));
        assert_eq!(now.digital_objects, self.before.digital_objects, "{context}");
        for (record, body) in &now.records {
            assert_eq!(body["instances"], self.before.records[record]["instances"], "{context}");
        }
        self.before = now;
        // The next run plans on what the colleague left behind.
        let site = self.open();
        self.block_on(site.refresh());
    }
}
