//! Fills a workspace with invented records and prints how long opening, browsing, searching and filtering it take.
//!
//! `cargo run --example bench_store -- [RECORDS] [ASSETS] [FILE]`; a file that is there already is only measured.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use archway::domain::browse::{AssetFilter, Node, Parent, RecordFilter};
use archway::domain::workspace::Connection;
use archway::domain::{
    ApprovalStatus, Asset, AssetId, AssetSnapshot, AssetType, Collection, CollectionId, Level, LinkState, MediaKind, Record, RecordKind,
    RecordSnapshot, RecordUri, RepositoryId,
};
use archway::store::{Reader, RecordScope, SearchIn, Workspace};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const REPOSITORY: RepositoryId = RepositoryId(2);
const PER_RESOURCE: u64 = 20_000;
const PER_SERIES: u64 = 450;
const WORDS: [&str; 24] = [
    "harbour",
    "crane",
    "quay",
    "tide",
    "ledger",
    "portrait",
    "launch",
    "pilot",
    "lighthouse",
    "dredger",
    "survey",
    "letter",
    "map",
    "breakwater",
    "ferry",
    "customs",
    "warehouse",
    "signal",
    "anchor",
    "regatta",
    "photograph",
    "diary",
    "plan",
    "report",
];

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let records: u64 = arguments.next().map_or(Ok(200_000), |text| text.parse())?;
    let assets: u64 = arguments.next().map_or(Ok(40_000), |text| text.parse())?;
    let file = arguments.next().map(PathBuf::from);
    let folder = tempfile::tempdir()?;
    let file = file.unwrap_or_else(|| folder.path().join("bench.archway"));
    if !file.exists() {
        fill(&file, records, assets)?;
    }
    println!(
        "| {:<44} | {:>12} |",
        "file",
        format!("{} MB", std::fs::metadata(&file)?.len() / 1_000_000)
    );
    measure(&file)
}

fn fill(file: &Path, records: u64, assets: u64) -> Outcome<()> {
    let begin = Instant::now();
    let connection = Connection {
        name: "Bench".to_owned(),
        archivesspace_url: "http://127.0.0.1:1".to_owned(),
        archivesspace_staff_url: String::new(),
        archivesspace_user: "bench".to_owned(),
        iconik_url: "https://iconik.example".to_owned(),
        iconik_app_id: String::new(),
        practice: true,
    };
    let mut workspace = Workspace::create(file, &connection, Timestamp::UNIX_EPOCH)?;
    let resources: Vec<RecordUri> = (0..records.div_ceil(PER_RESOURCE))
        .map(|id| RecordUri::new(REPOSITORY, RecordKind::Resource, id + 1))
        .collect();
    let heads: Vec<RecordSnapshot> = resources.iter().map(|uri| snapshot(*uri, None, None, 0)).collect();
    workspace.put_records(&heads)?;
    for first in (0..records).step_by(2_000) {
        let batch: Vec<RecordSnapshot> = (first..(first + 2_000).min(records)).map(object).collect();
        workspace.put_records(&batch)?;
    }
    workspace.mark_trees_read(&resources)?;
    timed("fill: records", begin);
    let begin = Instant::now();
    let collections: Vec<Collection> = (0..assets.div_ceil(500)).map(collection).collect();
    workspace.put_collections(&collections)?;
    for first in (0..assets).step_by(2_000) {
        let batch: Vec<AssetSnapshot> = (first..(first + 2_000).min(assets)).map(asset).collect();
        workspace.put_assets(&batch)?;
    }
    workspace.set_iconik_complete(true)?;
    workspace.set_iconik_end_known(true)?;
    timed("fill: assets, links", begin);
    Ok(())
}

fn measure(file: &Path) -> Outcome<()> {
    let begin = Instant::now();
    let workspace = Workspace::open(file)?;
    timed("open", begin);
    let reader = workspace.reader()?;
    let resources = reader.children(Parent::Resources(REPOSITORY), None)?;
    let top = reader.children(Parent::IconikTop, None)?;
    let first: Vec<Node> = resources.nodes.iter().chain(&top.nodes).take(100).copied().collect();
    reader.rows(&first)?;
    timed("open to first rows", begin);
    timed_often("rows of 100 siblings", || {
        let series = RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, 1);
        let children = reader.children(Parent::Record(series), None)?;
        reader.rows(&children.nodes[..children.nodes.len().min(100)])?;
        Ok(())
    })?;
    for text in [
        "lighthouse",
        "har",
        "h",
        "harbour crane",
        "photograph 1234",
        "wilhelmine",
        "ref77",
        "港湾",
        "quay film 77",
    ] {
        timed_often(&format!("search “{text}”"), || {
            reader.search(text, 50, SearchIn::Both)?;
            Ok(())
        })?;
    }
    filters(&reader)?;
    let begin = Instant::now();
    let all = reader.descendants(RecordUri::new(REPOSITORY, RecordKind::Resource, 1), None)?.len();
    timed(&format!("expand all {all} below a resource"), begin);
    println!("| {:<44} | {:>12} |", "resident memory", resident());
    Ok(())
}

fn filters(reader: &Reader) -> Outcome<()> {
    let scope = RecordScope::Resources(REPOSITORY);
    let open = RecordFilter::default();
    let cases = [
        (
            "filter records: text",
            RecordFilter {
                text: "lighthouse".to_owned(),
                ..open.clone()
            },
        ),
        (
            "filter records: not linked",
            RecordFilter {
                link: Some(LinkState::NotLinked),
                ..open.clone()
            },
        ),
        (
            "filter records: broken",
            RecordFilter {
                link: Some(LinkState::Broken),
                ..open.clone()
            },
        ),
        (
            "filter records: series",
            RecordFilter {
                level: Some(Level::Series),
                ..open.clone()
            },
        ),
        ("filter records: restricted", RecordFilter { restricted: true, ..open }),
    ];
    for (name, filter) in cases {
        let begin = Instant::now();
        let (kept, counts) = reader.filter_records(&filter, scope)?;
        timed(&format!("{name} ({} shown, {} kept)", counts.shown, kept.len()), begin);
    }
    let begin = Instant::now();
    let filter = AssetFilter {
        link: Some(LinkState::NotLinked),
        approved: true,
        ..AssetFilter::default()
    };
    let (_, counts) = reader.filter_assets(&filter)?;
    timed(&format!("filter assets: approved, not linked ({})", counts.shown), begin);
    Ok(())
}

/// Record `number` from 0: every 450th is a series, those after it its items.
fn object(number: u64) -> RecordSnapshot {
    let series = number / PER_SERIES * PER_SERIES;
    let uri = RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, number + 1);
    let resource = RecordUri::new(REPOSITORY, RecordKind::Resource, series / PER_RESOURCE + 1);
    let parent = (number != series).then(|| RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, series + 1));
    snapshot(uri, Some(resource), parent, number - series)
}

fn snapshot(uri: RecordUri, resource: Option<RecordUri>, parent: Option<RecordUri>, position: u64) -> RecordSnapshot {
    let title = format!("{} {} {} {}", word(uri.id), word(uri.id / 7 + 3), word(uri.id / 13 + 5), uri.id);
    let linked = uri.kind == RecordKind::ArchivalObject && uri.id.is_multiple_of(10);
    let digital_object = RecordUri::new(REPOSITORY, RecordKind::DigitalObject, uri.id).to_string();
    let instances = if linked {
        json!([{"instance_type": "digital_object", "digital_object": {"ref": digital_object}}])
    } else {
        json!([])
    };
    let note = format!(
        "Concerns the {} and the {} of the {}, {}.",
        word(uri.id + 1),
        word(uri.id / 3),
        word(uri.id / 5),
        uri.id % 97
    );
    let level = if parent.is_some() { Level::Item } else { Level::Series };
    RecordSnapshot {
        body: json!({
            "title": title, "lock_version": 1, "level": level, "ref_id": format!("ref{}", uri.id), "publish": true, "instances": instances,
            "dates": [{"label": "creation", "date_type": "single", "begin": format!("{}", 1880 + uri.id % 80)}],
            "notes": [{"jsonmodel_type": "note_multipart", "type": "scopecontent", "subnotes": [{"jsonmodel_type": "note_text", "content": note}]}],
            "extents": [], "subjects": [], "linked_agents": [], "create_time": "2020-01-01T00:00:00Z", "last_modified_by": "bench",
        }),
        record: Record {
            uri,
            display: format!("{title}, {}", 1880 + uri.id % 80),
            title: Some(title),
            level: Some(level),
            identifier: Some(format!("HB-{}", uri.id)),
            ref_id: Some(format!("ref{}", uri.id)),
            dates: (1880 + uri.id % 80).to_string(),
            container: format!("Box {}", uri.id / 40),
            resource,
            parent,
            position: u32::try_from(position).unwrap_or(u32::MAX),
            publish: true,
            suppressed: false,
            restricted: uri.id.is_multiple_of(4_501) || (parent.is_none() && uri.id % 7 == 1),
            lock_version: 1,
        },
        read_at: Timestamp::UNIX_EPOCH,
    }
}

fn word(number: u64) -> &'static str {
    let place = usize::try_from(number % 24).unwrap_or_default();
    WORDS[place]
}

fn asset(number: u64) -> AssetSnapshot {
    let title = format!("{} film {number}", word(number));
    let mut metadata = Map::new();
    metadata.insert(
        "description".to_owned(),
        json!([format!("Shows the {} near the {}", word(number / 3), word(number / 11))]),
    );
    if number.is_multiple_of(4) {
        let record = RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, number + 1);
        metadata.insert("archway_record_uri".to_owned(), Value::from(vec![record.to_string()]));
    }
    AssetSnapshot {
        asset: Asset {
            id: AssetId(Uuid::from_u64_pair(0x1000_0000_0000_4000, 0x8000_0000_0000_0000 | number)),
            title: title.clone(),
            asset_type: AssetType::Asset,
            media: MediaKind::Video,
            active: true,
            duration_ms: Some(number),
            external_id: None,
            approval: if number.is_multiple_of(3) {
                ApprovalStatus::Approved
            } else {
                ApprovalStatus::NotAsked
            },
            collections: vec![collection_id(number / 500)],
            versions: 1,
            created: Some(Timestamp::UNIX_EPOCH),
            modified: None,
        },
        body: json!({"title": title, "type": "ASSET", "status": "ACTIVE", "versions": [{"id": number}]}),
        metadata,
        read_at: Timestamp::UNIX_EPOCH,
    }
}

fn collection_id(number: u64) -> CollectionId {
    CollectionId(Uuid::from_u64_pair(0x2000_0000_0000_4000, 0x8000_0000_0000_0000 | number))
}

fn collection(number: u64) -> Collection {
    Collection {
        id: collection_id(number),
        title: format!("Reels {number}"),
        parents: if number.is_multiple_of(10) {
            Vec::new()
        } else {
            vec![collection_id(number / 10 * 10)]
        },
        active: true,
        modified: None,
    }
}

fn timed(name: &str, begin: Instant) {
    line(name, begin.elapsed());
}

/// The middle of five times.
fn timed_often(name: &str, work: impl Fn() -> Outcome<()>) -> Outcome<()> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let begin = Instant::now();
        work()?;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    line(name, times[2]);
    Ok(())
}

fn line(name: &str, time: Duration) {
    println!("| {name:<44} | {:>9.1} ms |", time.as_secs_f64() * 1_000.0);
}

/// Resident memory of this process, where the system says.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or_else(|| "not known".to_owned(), |line| line.trim().to_owned())
}
