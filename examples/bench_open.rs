//! Fills a workspace with a generated institution, opens it through the runtime, and prints rows of a table: time to the first
//! rows on both sides, text search, resident memory.
//!
//! `cargo run --example bench_open -- [RECORDS] [ASSETS] [FILE]` (1,000,000 and 200,000 unless told); a file that is there already
//! is only measured.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use archway::domain::browse::{Node, Parent};
use archway::domain::workspace::Connection;
use archway::domain::{AssetSnapshot, Collection, CollectionId, RecordKind, RecordSnapshot, RecordUri, Repository, RepositoryId};
use archway::practice::institution::archivesspace_generator::{Generator, Size};
use archway::practice::institution::iconik;
use archway::runtime::{Command, Environment, Event, Runtime};
use archway::store::Workspace;
use archway::systems::archivesspace::record_from_json;
use archway::systems::iconik::parse::asset_snapshot;
use jiff::Timestamp;

type Outcome<T> = Result<T, Box<dyn Error>>;

const REPOSITORY: RepositoryId = RepositoryId(2);
/// Rows that a window shows at first.
const ROWS: usize = 50;
const BATCH: usize = 2_000;
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let records: u32 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let assets: usize = arguments.next().map_or(Ok(200_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let file = arguments.next().map_or_else(|| folder.path().join("bench.archway"), PathBuf::from);
    println!("| what | seconds | |");
    println!("|---|---:|---|");
    if !file.exists() {
        let begin = Instant::now();
        fill(&file, records, assets)?;
        println!(
            "| filling {records} archival objects and {assets} assets | {:.1} | |",
            begin.elapsed().as_secs_f64()
        );
    }
    measure(folder.path(), &file)
}

fn fill(file: &Path, records: u32, assets: usize) -> Outcome<()> {
    let connection = Connection {
        name: "Bench".to_owned(),
        archivesspace_url: "http://127.0.0.1:1".to_owned(),
        archivesspace_staff_url: String::new(),
        archivesspace_user: "bench".to_owned(),
        iconik_url: "http://127.0.0.1:1".to_owned(),
        iconik_app_id: "bench".to_owned(),
        practice: true,
    };
    let read_at = Timestamp::now();
    let mut workspace = Workspace::create(file, &connection, read_at)?;
    workspace.put_repositories(&[Repository {
        id: REPOSITORY,
        code: "KSC".to_owned(),
        name: "Kelder Special Collections".to_owned(),
    }])?;
    let mut batch: Vec<RecordSnapshot> = Vec::with_capacity(BATCH);
    for (_, body) in Generator::new(5, Size::of(records)).documents() {
        let Some(record) = record_from_json(&body) else { continue };
        batch.push(RecordSnapshot { record, body, read_at });
        if batch.len() == BATCH {
            workspace.put_records(&batch)?;
            batch.clear();
        }
    }
    workspace.put_records(&batch)?;
    let resources: Vec<RecordUri> = workspace
        .known_ids(REPOSITORY, RecordKind::Resource)?
        .into_iter()
        .map(|id| RecordUri::new(REPOSITORY, RecordKind::Resource, id))
        .collect();
    workspace.mark_trees_read(&resources)?;
    workspace.mark_lists_read(&[Parent::Resources(REPOSITORY), Parent::Accessions(REPOSITORY)])?;
    fill_assets(&mut workspace, assets, read_at)
}

fn fill_assets(workspace: &mut Workspace, assets: usize, read_at: Timestamp) -> Outcome<()> {
    let mut batch: Vec<AssetSnapshot> = Vec::with_capacity(BATCH);
    let mut inside: std::collections::BTreeSet<CollectionId> = std::collections::BTreeSet::new();
    for hit in iconik::documents(iconik::Size { assets }) {
        let Some(snapshot) = asset_snapshot(hit, None, read_at) else {
            continue;
        };
        inside.extend(&snapshot.asset.collections);
        batch.push(snapshot);
        if batch.len() == BATCH {
            workspace.put_assets(&batch)?;
            batch.clear();
        }
    }
    workspace.put_assets(&batch)?;
    let collections: Vec<Collection> = inside
        .iter()
        .enumerate()
        .map(|(number, id)| Collection {
            id: *id,
            title: format!("Generated collection {}", number + 1),
            parents: Vec::new(),
            active: true,
            modified: None,
        })
        .collect();
    workspace.put_collections(&collections)?;
    let lists: Vec<Parent> = std::iter::once(Parent::IconikTop)
        .chain(inside.into_iter().map(Parent::Collection))
        .collect();
    workspace.mark_lists_read(&lists)?;
    workspace.set_iconik_complete(true)?;
    Ok(())
}

fn measure(folder: &Path, file: &Path) -> Outcome<()> {
    let mut environment = Environment::in_folder(folder.to_owned());
    environment.refresh_on_open = false;
    let (sender, events) = channel();
    let sender = Mutex::new(sender);
    let runtime = Runtime::start(
        environment,
        std::sync::Arc::new(move |event| {
            if let Ok(sender) = sender.lock() {
                // Nobody listens once the measuring is over.
                let _ended = sender.send(event);
            }
        }),
    )?;
    let begin = Instant::now();
    runtime.send(Command::OpenWorkspace(file.to_owned()));
    for parent in [Parent::Resources(REPOSITORY), Parent::IconikTop] {
        runtime.send(Command::LoadChildren(parent));
        let children = wait(&events, |event| match event {
            Event::Children { parent: of, children } if of == parent => Some(children.nodes),
            _ => None,
        })?;
        rows(&runtime, &events, children)?;
    }
    println!("| open to the first rows on both sides | {:.3} | |", begin.elapsed().as_secs_f64());
    for (ticket, text) in ["lantern street", "repairs 1931", "har", "h", "港", "strike"]
        .into_iter()
        .enumerate()
    {
        let ticket = ticket as u64;
        let begin = Instant::now();
        runtime.send(Command::Search {
            ticket,
            text: text.to_owned(),
        });
        let hits = wait(&events, |event| match event {
            Event::Found { ticket: of, hits } if of == ticket => Some(hits.len()),
            _ => None,
        })?;
        println!("| search “{text}” | {:.3} | {hits} hits |", begin.elapsed().as_secs_f64());
    }
    let size = std::fs::metadata(file)?.len() / 1_000_000;
    println!("| resident memory | | {} |", resident());
    println!("| file | | {size} MB |");
    Ok(())
}

fn rows(runtime: &Runtime, events: &Receiver<Event>, nodes: Vec<Node>) -> Outcome<()> {
    let first: Vec<Node> = nodes.into_iter().take(ROWS).collect();
    if first.is_empty() {
        return Err("there is nothing to show".into());
    }
    runtime.send(Command::LoadRows(first.clone()));
    wait(events, |event| match event {
        Event::Rows(rows) if rows.first().is_some_and(|(node, row)| *node == first[0] && row.is_some()) => Some(()),
        _ => None,
    })
}

fn wait<T>(events: &Receiver<Event>, mut wanted: impl FnMut(Event) -> Option<T>) -> Outcome<T> {
    loop {
        let event = events.recv_timeout(PATIENCE)?;
        if let Event::OpenFailed { message, .. } = &event {
            return Err(message.clone().into());
        }
        if let Some(found) = wanted(event) {
            return Ok(found);
        }
    }
}

/// Memory of this process that lies in main memory, as Linux counts it.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kilobytes.map_or_else(
        || "not known on this system".to_owned(),
        |kilobytes| format!("{} MB", kilobytes / 1_000),
    )
}
