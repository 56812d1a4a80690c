//! Measures describing against the practice systems on loopback, and prints rows of a table.
//!
//! `cargo run --example bench_describe -- [ASSETS] [ARCHIVAL_OBJECTS]` (10,000 and 2,000 unless told). The servers run in this process
//! too, so the seconds hold their work as well. The pairs are written into the catalogue only: making real links is measured by
//! `bench_apply`.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use archway::domain::workspace::{Connection, WorkspaceSettings};
use archway::domain::{RecordKind, RecordUri, RepositoryId, Secret, fields};
use archway::plan::order::decide;
use archway::plan::{ChangeId, Decision, Ledger, Plan, Stage};
use archway::practice::iconik::IconikOptions;
use archway::practice::institution::archivesspace_generator::{Size, generated};
use archway::practice::{PracticeOptions, PracticeSystems};
use archway::runtime::JobBoard;
use archway::runtime::apply::Applier;
use archway::runtime::mapping::{ProfilePlanning, ProfileShelf};
use archway::runtime::mapping_view::DescribeScope;
use archway::runtime::planning::{Planning, accept_open};
use archway::runtime::refresh::Refresher;
use archway::runtime::shelf::Shelf;
use archway::store::Workspace;
use archway::systems::{ArchivesSpace, Iconik, TransportLimits};
use archway::workflows::setup::{Present, plan_setup};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

type Outcome<T> = Result<T, Box<dyn Error>>;

const REPOSITORY: RepositoryId = RepositoryId(2);
const PROFILE: &str = "record-to-asset";

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let assets: usize = arguments.next().map_or(Ok(10_000), |text| text.parse())?;
    let archival_objects: u32 = arguments.next().map_or(Ok(2_000), |text| text.parse())?;
    let practice = archway::practice::start(PracticeOptions {
        fill: generated(5, Size::of(archival_objects)),
        iconik: IconikOptions {
            generated_assets: assets,
            ..IconikOptions::immediate()
        },
        ..PracticeOptions::immediate()
    })
    .await?;
    let folder = tempfile::tempdir()?;
    let bench = Bench::new(&folder.path().join("bench.archway"), &practice)?;
    bench.set_up().await?;
    bench.refresh().await?;
    let pairs = bench.pair(assets)?;
    println!("| what | requests | seconds | |");
    println!("|---|---:|---:|---|");
    let plan = bench.planned(&format!("planning {pairs} pairs, everything new")).await?;
    bench.push(plan).await?;
    let again = bench.planned(&format!("planning {pairs} pairs, nothing changed")).await?;
    if !again.changes.is_empty() {
        return Err(format!("{} changes are left", again.changes.len()).into());
    }
    Ok(())
}

struct Bench {
    shelf: Shelf,
    profiles: ProfileShelf,
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
            profiles: ProfileShelf::beside(path),
            archivesspace,
            iconik,
            connection,
        })
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
        self.shelf.with(|workspace| workspace.set_iconik_end_known(true))?;
        Ok(())
    }

    async fn refresh(&self) -> Outcome<()> {
        let refresher = Refresher {
            shelf: self.shelf.clone(),
            archivesspace: Ok(self.archivesspace.clone()),
            iconik: Ok(self.iconik.clone()),
            now: Timestamp::now,
            cancel: CancellationToken::new(),
            progress: Arc::new(|_| {}),
        };
        refresher.archivesspace().await?;
        refresher.iconik().await?;
        Ok(())
    }

    /// Lets every asset name a record, in the catalogue only.
    fn pair(&self, most: usize) -> Outcome<usize> {
        let pairs = self.shelf.with(|workspace| {
            let records: Vec<RecordUri> = workspace
                .known_ids(REPOSITORY, RecordKind::ArchivalObject)?
                .into_iter()
                .map(|id| RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, id))
                .collect();
            let ids: Vec<_> = workspace.known_assets()?.into_iter().take(most).collect();
            let mut snapshots = workspace.assets(&ids)?;
            for (number, snapshot) in snapshots.iter_mut().enumerate() {
                let Some(record) = records.get(number % records.len().max(1)) else {
                    continue;
                };
                let uri = Value::Array(vec![json!(record.to_string())]);
                snapshot.metadata.insert(fields::RECORD_URI.name.to_owned(), uri);
            }
            workspace.put_assets(&snapshots)?;
            Ok(snapshots.len())
        })?;
        Ok(pairs)
    }

    fn requests(&self) -> u64 {
        self.archivesspace.counts().requests + self.iconik.counts().requests
    }

    async fn planned(&self, what: &str) -> Outcome<Plan> {
        let (requests, begin) = (self.requests(), Instant::now());
        let planning = ProfilePlanning {
            planning: self.planning(),
            profiles: self.profiles.clone(),
            iconik: Ok(self.iconik.clone()),
            jobs: JobBoard::default(),
        };
        let plan = planning.describe(&[PROFILE.to_owned()], &DescribeScope::All).await?;
        let requests = self.requests() - requests;
        println!(
            "| {what} | {requests} | {:.2} | {} changes |",
            begin.elapsed().as_secs_f64(),
            plan.changes.len()
        );
        Ok(plan)
    }

    async fn push(&self, mut plan: Plan) -> Outcome<()> {
        let changes: Vec<ChangeId> = plan.changes.iter().map(|change| change.id).collect();
        decide(&mut plan, &changes, &Decision::Accepted);
        self.shelf.with(|workspace| workspace.put_plan(&plan))?;
        let (requests, begin) = (self.requests(), Instant::now());
        let applied = self.apply(&plan).await?;
        let requests = self.requests() - requests;
        let assets = applied.changes.len();
        println!(
            "| pushing to {assets} assets, read back | {requests} | {:.2} | |",
            begin.elapsed().as_secs_f64()
        );
        println!("| assets a request | {:.1} | | |", assets as f64 / requests.max(1) as f64);
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
}
