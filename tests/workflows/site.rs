//! An Archway reduced to what applies plans: the workspace file, both clients, the planner, the applier. It is begun, stopped
//! anywhere, and begun again at will.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use archway::domain::{AssetId, RecordUri, Secret};
use archway::plan::inverse::{UndoRequest, undo};
use archway::plan::order::decide;
use archway::plan::{ChangeId, Decision, Outcome, Plan, PlanId};
use archway::practice::{archivesspace, iconik};
use archway::runtime::apply::Applier;
use archway::runtime::planning::{Planning, accept_open};
use archway::runtime::refresh::{Refreshed, Refresher};
use archway::runtime::shelf::Shelf;
use archway::store::Workspace;
use archway::systems::http::RequestGate;
use archway::systems::{ArchivesSpace, Iconik, TransportLimits};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Limits under which nobody waits: repeats come at once, one request at a time where that is asked.
pub fn quick(concurrency: usize) -> TransportLimits {
    TransportLimits {
        concurrency,
        per_second: None,
        backoff: Duration::from_millis(1),
        backoff_cap: Duration::from_millis(4),
        retry_after_cap: Duration::from_millis(10),
        ..TransportLimits::default()
    }
}

pub struct Site {
    pub shelf: Shelf,
    pub archivesspace: ArchivesSpace,
    pub iconik: Iconik,
    pub cancel: CancellationToken,
}

impl Site {
    /// Opens a workspace that is connected to practice systems, with the archivist's credentials.
    pub fn open(path: &Path, limits: &TransportLimits) -> Self {
        let workspace = Workspace::open(path).unwrap();
        assert!(
            matches!(workspace.access(), archway::store::Access::Writer),
            "whoever had the file before must have let go: {:?}",
            workspace.access()
        );
        let connection = workspace.connection().unwrap();
        let archivesspace = ArchivesSpace::new(
            &connection.archivesspace_url,
            &connection.archivesspace_user,
            Secret::new(archivesspace::PASSWORD),
            limits.clone(),
        );
        let iconik = Iconik::new(
            &connection.iconik_url,
            &connection.iconik_app_id,
            Secret::new(iconik::ARCHIVIST_TOKEN),
            limits.clone(),
        );
        Self {
            shelf: Shelf::new(workspace),
            archivesspace: archivesspace.unwrap(),
            iconik: iconik.unwrap(),
            cancel: CancellationToken::new(),
        }
    }

    /// The same, asking a gate at every request.
    pub fn gated(self, gate: &Arc<impl RequestGate + 'static>) -> Self {
        Self {
            archivesspace: self.archivesspace.with_gate(gate.clone()),
            iconik: self.iconik.with_gate(gate.clone()),
            ..self
        }
    }

    pub fn planning(&self) -> Planning {
        let (connection, settings) = self
            .shelf
            .with(|workspace| Ok((workspace.connection()?, workspace.settings()?)))
            .unwrap();
        Planning {
            shelf: self.shelf.clone(),
            archivesspace: self.archivesspace.clone(),
            connection,
            settings,
            author: "archivist".to_owned(),
            now: Timestamp::now,
        }
    }

    pub fn refresher(&self) -> Refresher {
        Refresher {
            shelf: self.shelf.clone(),
            archivesspace: Ok(self.archivesspace.with_cancel(self.cancel.clone())),
            iconik: Ok(self.iconik.with_cancel(self.cancel.clone())),
            now: Timestamp::now,
            cancel: self.cancel.clone(),
            progress: Arc::new(|_| {}),
        }
    }

    /// Refreshes both systems.
    pub async fn refresh(&self) -> (Refreshed, Refreshed) {
        let refresher = self.refresher();
        (refresher.archivesspace().await.unwrap(), refresher.iconik().await.unwrap())
    }

    pub async fn link(&self, pairs: &[(AssetId, RecordUri)]) -> Plan {
        self.planning().links(pairs, true).await.unwrap()
    }

    pub async fn unlink(&self, pairs: &[(AssetId, RecordUri)]) -> Plan {
        self.planning().unlinks(pairs, true).await.unwrap()
    }

    pub async fn apply(&self, plan: PlanId) -> Plan {
        let applier = Applier {
            shelf: self.shelf.clone(),
            archivesspace: self.archivesspace.with_cancel(self.cancel.clone()),
            iconik: self.iconik.with_cancel(self.cancel.clone()),
            who: "archivist".to_owned(),
            now: Timestamp::now,
            cancel: self.cancel.clone(),
            progress: Arc::new(|_| {}),
        };
        applier.apply(plan).await.unwrap()
    }

    /// The plan that takes another back, accepted.
    pub fn undo(&self, plan: PlanId) -> Plan {
        let plan = self.plan(plan);
        let request = UndoRequest {
            id: PlanId(Uuid::now_v7()),
            now: Timestamp::now(),
            author: "archivist".to_owned(),
        };
        let mut undo = undo(&plan, request);
        accept_open(&mut undo);
        self.shelf.with(|workspace| workspace.put_plan(&undo)).unwrap();
        undo
    }

    pub fn plan(&self, plan: PlanId) -> Plan {
        self.shelf.with(|workspace| workspace.plan(plan)).unwrap().unwrap()
    }

    /// Accepts what somebody's edit sent back to review. Gives how many changes that were.
    pub fn accept_stale(&self, plan: PlanId) -> usize {
        let mut plan = self.plan(plan);
        let stale: Vec<ChangeId> = plan
            .changes
            .iter()
            .filter(|change| matches!(change.outcome, Outcome::Stale { .. }))
            .map(|change| change.id)
            .collect();
        let decided = decide(&mut plan, &stale, &Decision::Accepted);
        let changed: Vec<_> = plan.changes.iter().filter(|change| decided.contains(&change.id)).cloned().collect();
        self.shelf.with(|workspace| workspace.update_changes(plan.id, &changed)).unwrap();
        stale.len()
    }
}
