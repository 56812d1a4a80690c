//! Measures writing and refreshing against the practice systems on loopback, and prints rows of a table.
//!
//! `cargo run --example bench_apply -- [LINKS] [ARCHIVAL_OBJECTS] [ASSETS]` (500, 10,000 and 10,000 unless told). The servers run in
//! this process too, so the seconds hold their work as well; the limits are those of a new workspace. Description is pushed to assets
//! of an iconik whose search lags 0.3 s behind and whose jobs begin after 0.5 s.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use archway::domain::workspace::{Connection, WorkspaceSettings};
use archway::domain::{AssetId, AssetSnapshot, RecordKind, RecordUri, RepositoryId, Secret, fields};
use archway::plan::inverse::{UndoRequest, undo};
use archway::plan::{Action, Change, ChangeId, Decision, Effect, FieldValues, Ledger, Nature, Plan, PlanId, Stage, Target, Workflow};
use archway::practice::iconik::IconikOptions;
use archway::practice::institution;
use archway::practice::institution::archivesspace_generator::{Size, generated};
use archway::practice::{PracticeOptions, PracticeSystems};
use archway::runtime::apply::Applier;
use archway::runtime::planning::{Planning, VIEW_MARK, accept_open};
use archway::runtime::refresh::Refresher;
use archway::runtime::shelf::Shelf;
use archway::store::Workspace;
use archway::systems::{ArchivesSpace, Iconik, TransportLimits};
use archway::workflows::setup::{Present, plan_setup};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error>>;

const REPOSITORY: RepositoryId = RepositoryId(2);

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let links: usize = arguments.next().map_or(Ok(500), |text| text.parse())?;
    let archival_objects: u32 = arguments.next().map_or(Ok(10_000), |text| text.parse())?;
    let pushed: usize = arguments.next().map_or(Ok(10_000), |text| text.parse())?;
    let practice = archway::practice::start(PracticeOptions {
        fill: generated(5, Size::of(archival_objects)),
        iconik: IconikOptions {
            generated_assets: links,
            ..IconikOptions::immediate()
        },
        ..PracticeOptions::immediate()
    })
    .await?;
    let folder = tempfile::tempdir()?;
    let bench = Bench::new(&folder.path().join("bench.archway"), &practice)?;
    println!("| what | requests | seconds | |");
    println!("|---|---:|---:|---|");
    bench.refresh(archival_objects).await?;
    bench.set_up().await?;
    bench.link(links).await?;
    drop(practice);
    push(pushed).await
}

/// Pushes description to assets that have other values so far.
async fn push(assets: usize) -> Outcome<()> {
    let practice = archway::practice::start(PracticeOptions {
        iconik: IconikOptions {
            generated_assets: assets,
            ..IconikOptions::default()
        },
        ..PracticeOptions::immediate()
    })
    .await?;
    let folder = tempfile::tempdir()?;
    let bench = Bench::new(&folder.path().join("push.archway"), &practice)?;
    bench.refresher().iconik().await?;
    let plan = bench.described(assets)?;
    let (applied, requests) = bench
        .measured(&format!("pushing description to {} assets, read back", plan.changes.len()), async {
            let applied = bench.apply(&plan).await?;
            let note = format!("{} changes", applied.changes.len());
            Ok((applied, note))
        })
        .await?;
    println!("| assets a request | {:.1} | | |", applied.changes.len() as f64 / requests as f64);
    Ok(())
}

struct Bench {
    shelf: Shelf,
    archivesspace: ArchivesSpace,
    iconik: Iconik,
    connection: Connection,
}

impl Bench {
    fn new(path: &Path, practice: &PracticeSystems) -> Outcome<Self> {
        let connection = Connection {
            name: "Bench".to_owned(),
            archivesspace_url: practice.archivesspace_url(),
            archivesspace_staff_url: String::new(),
            archivesspace_user: practice.archivesspace_user().to_owned(),
            iconik_url: practice.iconik_url(),
            iconik_app_id: practice.iconik_app_id().to_owned(),
            practice: true,
        };
        let settings = WorkspaceSettings::default();
        let archivesspace = ArchivesSpace::new(
            &connection.archivesspace_url,
            &connection.archivesspace_user,
            Secret::new(practice.archivesspace_password()),
            TransportLimits::archivesspace(settings.archivesspace_concurrency),
        )?;
        let iconik = Iconik::new(
            &connection.iconik_url,
            &connection.iconik_app_id,
            Secret::new(practice.iconik_token()),
            TransportLimits::iconik(settings.iconik_per_second),
        )?;
        Ok(Self {
            shelf: Shelf::new(Workspace::create(path, &connection, Timestamp::now())?),
            archivesspace,
            iconik,
            connection,
        })
    }

    fn requests(&self) -> u64 {
        self.archivesspace.counts().requests + self.iconik.counts().requests
    }

    /// Does something and prints what it took. Gives the number of requests.
    async fn measured<T>(&self, what: &str, work: impl Future<Output = Outcome<(T, String)>>) -> Outcome<(T, u64)> {
        let (requests, begin) = (self.requests(), Instant::now());
        let (value, note) = work.await?;
        let requests = self.requests() - requests;
        println!("| {what} | {requests} | {:.2} | {note} |", begin.elapsed().as_secs_f64());
        Ok((value, requests))
    }

    fn refresher(&self) -> Refresher {
        Refresher {
            shelf: self.shelf.clone(),
            archivesspace: Ok(self.archivesspace.clone()),
            iconik: Ok(self.iconik.clone()),
            now: Timestamp::now,
            cancel: CancellationToken::new(),
            progress: Arc::new(|_| {}),
        }
    }

    /// An accepted plan that gives many assets a title, a creator and subjects.
    fn described(&self, most: usize) -> Outcome<Plan> {
        let view = institution::id("view", "description").to_string();
        let planning = self.planning();
        let head = planning.head();
        let snapshots = self.shelf.with(|workspace| {
            let ids: Vec<AssetId> = workspace.known_assets()?.into_iter().take(most).collect();
            workspace.assets(&ids)
        })?;
        let changes = snapshots.iter().zip(1..).map(|(snapshot, number)| {
            let after: FieldValues = [
                ("ks_title", vec![json!(format!("Item {number} of the series"))]),
                ("ks_creator", vec![json!("Harbour Board (invented)")]),
                ("ks_subjects", vec![json!("harbours"), json!("tugs"), json!("quays")]),
            ]
            .into_iter()
            .map(|(field, values)| (field.to_owned(), values))
            .collect();
            described_change(number, snapshot, &view, after)
        });
        let plan = Plan {
            id: head.id,
            workflow: Workflow::Describe,
            title: "Push description".to_owned(),
            created: head.now,
            author: head.author,
            undoes: None,
            pairs: Vec::new(),
            notices: Vec::new(),
            changes: changes.collect(),
            stage: Stage::Review,
            restrict: None,
        };
        planning.keep(&plan)?;
        Ok(plan)
    }

    async fn refresh(&self, archival_objects: u32) -> Outcome<()> {
        let refresher = self.refresher();
        for what in ["first refresh", "refresh, nothing changed"] {
            self.measured(&format!("{what} of {archival_objects} archival objects"), async {
                let read = refresher.archivesspace().await?;
                Ok(((), format!("{} records read", read.read)))
            })
            .await?;
        }
        self.measured("first refresh of iconik", async {
            let read = refresher.iconik().await?;
            Ok(((), format!("{} assets read", read.read)))
        })
        .await?;
        Ok(())
    }

    fn planning(&self) -> Planning {
        Planning {
            shelf: self.shelf.clone(),
            archivesspace: self.archivesspace.clone(),
            connection: self.connection.clone(),
            settings: WorkspaceSettings::default(),
            author: "bench".to_owned(),
            now: Timestamp::now,
        }
    }

    async fn set_up(&self) -> Outcome<()> {
        let planning = self.planning();
        let mut plan = plan_setup(&Present::default(), planning.head());
        accept_open(&mut plan);
        planning.keep(&plan)?;
        self.apply(&plan).await?;
        let views = self.iconik.metadata_views().await?;
        let view = views.iter().find(|view| view.name == fields::VIEW_NAME).ok_or("no view")?.id;
        self.shelf.with(|workspace| {
            workspace.set_mark(VIEW_MARK, &view.to_string())?;
            workspace.set_iconik_end_known(true)
        })?;
        Ok(())
    }

    async fn apply(&self, plan: &Plan) -> Outcome<Plan> {
        let applier = Applier {
            shelf: self.shelf.clone(),
            archivesspace: self.archivesspace.clone(),
            iconik: self.iconik.clone(),
            who: "bench".to_owned(),
            now: Timestamp::now,
            cancel: CancellationToken::new(),
            progress: Arc::new(|_| {}),
        };
        let applied = applier.apply(plan.id).await?;
        if applied.stage != Stage::Applied {
            return Err(format!("“{}” was not applied to its end: {:?}", applied.title, Ledger::of(&applied)).into());
        }
        Ok(applied)
    }

    async fn link(&self, links: usize) -> Outcome<()> {
        let (assets, records) = self.shelf.with(|workspace| {
            let assets = workspace.known_assets()?;
            let records = workspace.known_ids(REPOSITORY, RecordKind::ArchivalObject)?;
            Ok((assets, records))
        })?;
        let pairs: Vec<(AssetId, RecordUri)> = assets
            .into_iter()
            .zip(records)
            .take(links)
            .map(|(asset, id)| (asset, RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, id)))
            .collect();
        let begin = Instant::now();
        let plan = self.planning().links(&pairs, true).await?;
        println!("| planning {} links | 0 | {:.2} | |", pairs.len(), begin.elapsed().as_secs_f64());
        let (applied, requests) = self
            .measured(&format!("applying {} links, read back", pairs.len()), async {
                let applied = self.apply(&plan).await?;
                let note = format!("{} changes", applied.changes.len());
                Ok((applied, note))
            })
            .await?;
        println!("| requests a link | {:.2} | | |", requests as f64 / pairs.len() as f64);
        let mut back = undo(
            &applied,
            UndoRequest {
                id: PlanId(Uuid::now_v7()),
                now: Timestamp::now(),
                author: "bench".to_owned(),
            },
        );
        accept_open(&mut back);
        self.shelf.with(|workspace| workspace.put_plan(&back))?;
        self.measured(&format!("undoing {} links", pairs.len()), async {
            self.apply(&back).await?;
            Ok(((), String::new()))
        })
        .await?;
        Ok(())
    }
}

fn described_change(number: u32, snapshot: &AssetSnapshot, view: &str, after: FieldValues) -> Change {
    let held = |field: &String| match snapshot.metadata.get(field) {
        Some(Value::Array(values)) => values.clone(),
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one.clone()],
    };
    let asset = snapshot.asset.id;
    Change {
        id: ChangeId(number),
        effect: Effect::Alter,
        target: Target::Asset { id: asset },
        label: snapshot.asset.title.clone(),
        fields: Vec::new(),
        because: "the rules of a profile".to_owned(),
        conditions: Vec::new(),
        needs: Vec::new(),
        findings: Vec::new(),
        action: Action::UpdateAsset {
            asset,
            view: view.to_owned(),
            before: after.keys().map(|field| (field.clone(), held(field))).collect(),
            after,
            note: String::new(),
        },
        nature: Nature::Follows,
        agrees: Vec::new(),
        restricting: None,
        decision: Decision::Accepted,
        outcome: archway::plan::Outcome::Pending,
    }
}
