//! Plans that make iconik heed restrictions.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::access::{Looked, SharesSeen, look_at_access};
use super::ground::Ground;
use crate::domain::restriction::StatementKey;
use crate::domain::{AssetId, RecordUri};
use crate::plan::ledger::plural;
use crate::plan::{Finding, Plan, Target};
use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::jobs::{JobKind, Running};
use crate::runtime::open::OpenWorkspace;
use crate::runtime::replanning::{close_old, keep_refusals, refuse_in_doubt};
use crate::runtime::restrict_view::RestrictScope;
use crate::runtime::view::NoticeKind;
use crate::workflows::restrict::{plan_new_end, plan_restrict};

/// Who can see an asset is read anew before a plan where it was read longer ago than this. What changes later is seen when the plan is
/// applied, whatever its age.
const READ_ANEW_AFTER: SignedDuration = SignedDuration::from_mins(15);

impl Engine {
    /// Reads who can see what is restricted, then plans.
    pub(super) fn plan_restrict(self: &Arc<Self>, scope: RestrictScope, as_of: Option<Date>) {
        let Some(open) = self.writable() else { return };
        let Some(running) = self.jobs.begin(JobKind::Look, "Planning restrictions", "assets") else {
            self.notice(
                NoticeKind::Warning,
                "Archway looks at something already; plan when that is done",
                None,
            );
            return;
        };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let planned = engine.restrict(&open, &scope, as_of, &running).await;
            drop(running);
            engine.planned(planned);
            engine.load_restrictions(None);
        });
    }

    /// Plans anew what is not done of a plan. What a person held or rejected stays so.
    pub(in crate::runtime) async fn restrict_anew(self: &Arc<Self>, open: &Arc<OpenWorkspace>, old: &Plan) -> Result<Plan, RuntimeError> {
        refuse_in_doubt(open, old)?;
        let assets = old.changes.iter().filter(|change| change.outcome.is_open());
        let assets = assets
            .filter_map(|change| match &change.target {
                Target::Asset { id } => Some(*id),
                _ => None,
            })
            .collect();
        let running = self
            .jobs
            .begin(JobKind::Look, "Planning restrictions", "assets")
            .ok_or_else(|| RuntimeError::CannotPlan("Archway looks at something already; plan when that is done".to_owned()))?;
        let mut plan = self.restrict(open, &RestrictScope::Assets(assets), None, &running).await?;
        if keep_refusals(old, &mut plan) {
            open.shelf.with(|workspace| workspace.put_plan(&plan))?;
        }
        close_old(open, old)?;
        Ok(plan)
    }

    async fn restrict(
        self: &Arc<Self>,
        open: &Arc<OpenWorkspace>,
        scope: &RestrictScope,
        as_of: Option<Date>,
        running: &Running,
    ) -> Result<Plan, RuntimeError> {
        running.tell("working out what applies".to_owned(), 0, None);
        let mut ground = tokio::task::block_in_place(|| self.ground(open, as_of))?;
        let planning = open.planning(self.environment.now).map_err(RuntimeError::NoClient)?;
        if !ground.unread.is_empty() {
            running.tell("reading records that were never read whole".to_owned(), 0, None);
            planning.read_unread(&ground.unread).await?;
            ground = tokio::task::block_in_place(|| self.ground(open, as_of))?;
        }
        let assets = within(open, &ground, scope)?;
        let wanted: Vec<AssetId> = assets.iter().copied().filter(|asset| ground.matters(*asset)).collect();
        let before = (self.environment.now)() - READ_ANEW_AFTER;
        let looked = self.read_access(open, &wanted, Some(before), running).await?;
        // What was read just now, and what changed meanwhile.
        let ground = tokio::task::block_in_place(|| self.ground(open, as_of))?;
        let mut plan = tokio::task::block_in_place(|| plan_restrict(&ground.to_plan(planning.head()), &in_order(&ground, assets)));
        plan.notices.extend(shortfalls(&looked).into_iter().map(Finding::warning));
        planning.keep(&plan)?;
        Ok(plan)
    }

    /// Reads who can see everything that is restricted.
    pub(super) fn look_at_access(self: &Arc<Self>) {
        let Some(open) = self.writable() else { return };
        let Some(running) = self.jobs.begin(JobKind::Look, "Reading who can see what", "assets") else {
            self.notice(
                NoticeKind::Warning,
                "Archway looks at something already; try again when that is done",
                None,
            );
            return;
        };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let looked = async {
                let ground = tokio::task::block_in_place(|| engine.ground(&open, None))?;
                let wanted: Vec<AssetId> = ground.assets.keys().copied().filter(|asset| ground.matters(*asset)).collect();
                engine.read_access(&open, &wanted, None, &running).await
            };
            let looked: Result<Looked, RuntimeError> = looked.await;
            drop(running);
            match looked {
                Ok(looked) => {
                    let read = usize::try_from(looked.read + looked.skipped).unwrap_or(usize::MAX);
                    engine.notice(
                        NoticeKind::Done,
                        format!("Read who can see {}", plural(read, "asset", "assets")),
                        None,
                    );
                    for shortfall in shortfalls(&looked) {
                        engine.notice(NoticeKind::Warning, shortfall, None);
                    }
                }
                Err(RuntimeError::Stopped) => engine.notice(NoticeKind::Done, "Stopped; what was read is kept", None),
                Err(error) => engine.complain(&error),
            }
            engine.load_restrictions(None);
        });
    }

    async fn read_access(
        &self,
        open: &OpenWorkspace,
        assets: &[AssetId],
        younger_than: Option<Timestamp>,
        running: &Running,
    ) -> Result<Looked, RuntimeError> {
        let iconik = open.iconik().map_err(RuntimeError::NoClient)?.with_cancel(running.cancel.clone());
        let tell = |phase: &str, done: u64, total: Option<u64>| running.tell(phase.to_owned(), done, total);
        let looked = look_at_access(
            &iconik,
            &open.shelf,
            assets,
            younger_than,
            self.environment.now,
            &running.cancel,
            &tell,
        )
        .await?;
        if looked.stopped || running.cancel.is_cancelled() {
            return Err(RuntimeError::Stopped);
        }
        Ok(looked)
    }

    /// Plans a new end of a note in ArchivesSpace, from the record as it is now.
    pub(super) fn plan_new_end(self: &Arc<Self>, statement: StatementKey, end: Option<Date>) {
        let Some(open) = self.writable() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let planned = engine.new_end(&open, &statement, end).await;
            engine.planned(planned);
        });
    }

    async fn new_end(&self, open: &OpenWorkspace, statement: &StatementKey, end: Option<Date>) -> Result<Plan, RuntimeError> {
        let planning = open.planning(self.environment.now).map_err(RuntimeError::NoClient)?;
        let archivesspace = open.archivesspace().map_err(RuntimeError::NoClient)?;
        let record = statement.record;
        let bodies = archivesspace
            .records_by_ids(record.repository, record.kind, &[record.id], &[])
            .await?;
        crate::runtime::keeping::keep(&open.shelf, bodies, (self.environment.now)())?;
        let snapshot = open
            .shelf
            .with(|workspace| workspace.record(record))?
            .ok_or_else(|| RuntimeError::NotKnown(record.to_string()))?;
        let plan = plan_new_end(&snapshot, statement, end, planning.head()).map_err(RuntimeError::CannotPlan)?;
        planning.keep(&plan)?;
        Ok(plan)
    }
}

/// What could not be read of who can see assets. Nobody must take it for nobody.
fn shortfalls(looked: &Looked) -> Vec<String> {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut words = Vec::new();
    if looked.denied > 0 {
        words.push(format!(
            "iconik does not let this account see who can see {}: they are left out. Give it the right to read and change their access",
            plural(count(looked.denied), "asset", "assets")
        ));
    }
    if looked.gone > 0 {
        words.push(format!(
            "iconik does not have {} any more",
            plural(count(looked.gone), "asset", "assets")
        ));
    }
    match looked.shares {
        SharesSeen::All => {}
        SharesSeen::Partly => words.push(
            "this account may not list all shares of iconik: only those of the assets and collections looked at are known".to_owned(),
        ),
        SharesSeen::Hidden => words.push(
            "this account may not see all shares of these assets: a share that it cannot see stays open. Give it the role can_read_shares,              or let an administrator look"
                .to_owned(),
        ),
    }
    words
}

/// Assets in the order in which people look for them: by title, whatever the case of its letters.
fn in_order(ground: &Ground, mut assets: Vec<AssetId>) -> Vec<AssetId> {
    let title = |asset: &AssetId| ground.assets.get(asset).map(|known| known.title.to_lowercase()).unwrap_or_default();
    assets.sort_by_cached_key(|asset| (title(asset), *asset));
    assets
}

/// The assets that a plan is about: linked ones, and those that Archway once restricted.
fn within(open: &OpenWorkspace, ground: &Ground, scope: &RestrictScope) -> Result<Vec<AssetId>, RuntimeError> {
    let known = |asset: &AssetId| ground.assets.contains_key(asset);
    let below = |records: &[RecordUri]| {
        records
            .iter()
            .flat_map(|record| ground.index.assets_below(*record))
            .collect::<HashSet<AssetId>>()
    };
    let mut assets: Vec<AssetId> = match scope {
        RestrictScope::All => ground.assets.keys().copied().collect(),
        RestrictScope::Assets(assets) => assets.iter().copied().filter(known).collect(),
        RestrictScope::Records(records) => below(records).into_iter().collect(),
        RestrictScope::Collection(collection) => {
            let inside = open.shelf.with(|workspace| workspace.assets_in(*collection, true))?;
            inside.into_iter().filter(known).collect()
        }
        RestrictScope::Cause(statement) => {
            let mut reached = below(&[statement.record]);
            reached.extend(ground.freed_from(statement));
            reached.into_iter().filter(known).collect()
        }
    };
    assets.sort_unstable();
    assets.dedup();
    Ok(assets)
}
