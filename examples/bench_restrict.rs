//! Measures what restrictions cost over a whole workspace, from a workspace file on, and prints rows of a table.
//!
//! `cargo run --release --example bench_restrict -- [ASSETS]` (100,000 unless told, each linked to an item of its own, some to two).
//! Records are invented: resources of ten series of a hundred files of fifty items. In one workspace few of them say anything, in the other
//! every single one does. The file is made in a temporary folder. Beside the seconds on the clock stand those that this process worked,
//! which tell more on a machine that does other things too.

use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use archway::domain::access::{AssetAccess, Directory, Grant, Group, Permissions, Person, Principal, Share, Shared};
use archway::domain::fields::{RECORD_URI, RESTRICTION};
use archway::domain::restriction::overview::StandingCounts;
use archway::domain::restriction::{InheritanceRule, Meaning, Reading, Readings, RestrictSettings, Statement};
use archway::domain::workspace::Connection;
use archway::domain::{
    ApprovalStatus, Asset, AssetId, AssetSnapshot, AssetType, CollectionId, Level, MediaKind, Record, RecordKind, RecordSnapshot,
    RecordUri, RepositoryId,
};
use archway::plan::{FieldValues, Plan, PlanId};
use archway::store::{AssetFacts, Reader, Workspace};
use archway::workflows::PlanHead;
use archway::workflows::restrict::{
    AssetInContext, CollectionInContext, Computed, OverviewContext, RecordLine, RestrictContext, RestrictIndex, overview, plan_restrict,
    presets, row_states,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SERIES: u64 = 10;
const FILES: u64 = 100;
const ITEMS: u64 = 50;
/// Items of one resource.
const IN_RESOURCE: u64 = SERIES * FILES * ITEMS;
/// Records and assets that are written at once.
const BATCH: usize = 2_000;
/// Notes that somebody has read. Each is kept by itself, so that it survives a power cut, and that takes its time.
const READ: usize = 1_000;

fn main() -> Outcome<()> {
    let assets: u64 = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    println!("Load of the machine before: {}\n", line_of("/proc/loadavg", ""));
    println!("| what | assets | seconds | seconds of work | |");
    println!("|---|---:|---:|---:|---|");
    for (about, talkative) in [("few records speak", false), ("every record speaks", true)] {
        let folder = tempfile::tempdir()?;
        let bench = Bench {
            about,
            assets,
            today: "2030-01-01".parse()?,
        };
        bench.run(&folder.path().join("bench.archway"), talkative)?;
    }
    println!(
        "\nMost memory at once: {}. Load of the machine after: {}",
        line_of("/proc/self/status", "VmHWM:"),
        line_of("/proc/loadavg", "")
    );
    Ok(())
}

struct Bench {
    about: &'static str,
    assets: u64,
    today: Date,
}

impl Bench {
    fn run(&self, file: &Path, talkative: bool) -> Outcome<()> {
        let about = self.about;
        let mut workspace = Workspace::create(file, &connection(), Timestamp::UNIX_EPOCH)?;
        self.measured("making the file", || fill(&mut workspace, self.assets, talkative))?;
        println!("| – {about}: file | | | | {} MB |", size(file)?);
        let reader = workspace.reader()?;
        let rule = InheritanceRule::Container;
        let (mut index, readings) = self.measured("all restrictions from the file", || {
            let (index, readings) = self.read(&reader)?;
            let computed = self.measured("– of which computing", || index.compute(&readings, self.today, rule));
            say(&computed);
            Outcome::Ok((index, readings))
        })?;
        let public = self.measured("computing by the other rule", || {
            index.compute(&readings, self.today, InheritanceRule::Public)
        });
        say(&public);
        let mut computed = index.compute(&readings, self.today, rule);
        let all: Vec<AssetId> = index.assets().collect();
        let assets = self.measured("who can see what, from the file", || in_context(&reader, &all))?;
        let planning = Planning::new(self.today)?;
        let ground = Ground {
            index: &index,
            computed: &computed,
            readings: &readings,
        };
        let view = self.measured("overview", || overview(&planning.overview(&ground, &assets)));
        println!(
            "| – findings {}, notes to read {}, expiry queue {} | | | | {} in memory |",
            view.report.len(),
            view.notes.len(),
            view.expiry.len(),
            line_of("/proc/self/status", "VmRSS:")
        );
        let (rows, records) = self.measured("states of rows", || row_states(&view, &computed));
        self.measured("keeping them", || workspace.put_row_states(&rows, &records))?;
        let states = self.measured("keeping them again, nothing changed", || workspace.put_row_states(&rows, &records))?;
        if !states.is_empty() {
            return Err("rows changed though nothing did".into());
        }
        drop(view);
        let plan = self.measured("planning all", || planning.plan(&ground, &assets, &all));
        let before = size(file)?;
        self.measured("keeping the plan", || workspace.put_plan(&plan))?;
        println!(
            "| – changes {} | | | | {} MB in the file |",
            plan.changes.len(),
            size(file)?.saturating_sub(before)
        );
        let kept = self.measured("reading the plan", || reader.plan(plan.id))?;
        if kept.as_ref() != Some(&plan) {
            return Err("the plan is not what was kept".into());
        }
        drop((kept, plan));
        self.change(&mut index, &mut computed, &readings, &planning, &assets)
    }

    /// Reads what is needed to know what applies.
    fn read(&self, reader: &Reader) -> Outcome<(RestrictIndex, Readings)> {
        let links = self.measured("– of which reading links", || reader.link_pairs())?;
        let lines = self.measured("– of which reading records", || reader.restrict_lines())?;
        let statements = self.measured("– of which reading statements", || reader.statements())?;
        let readings = self.measured("– of which reading what people said", || reader.readings())?;
        let lines = lines.into_iter().map(|line| RecordLine {
            uri: line.uri,
            above: line.above,
            level: line.level,
            title: line.title,
        });
        let index = self.measured("– of which making the index", || {
            RestrictIndex::new(lines.collect(), statements, links)
        });
        Ok((index, Readings::new(readings)))
    }

    /// One note of a series changes, then one of a resource.
    fn change(
        &self,
        index: &mut RestrictIndex,
        computed: &mut Computed,
        readings: &Readings,
        planning: &Planning,
        assets: &HashMap<AssetId, AssetInContext>,
    ) -> Outcome<()> {
        for (what, record) in [("series", series(0, 0)), ("resource", uri(RecordKind::Resource, 0))] {
            index.set_statements(record, vec![changed(index, record)?]);
            let below = index.assets_below(record).len();
            let (changed, plan) = self.measured(&format!("after one {what} note changed, {below} assets below"), || {
                let changed = self.measured("– of which computing again", || index.recompute(computed, readings, &[]));
                let ground = Ground { index, computed, readings };
                let plan = self.measured("– of which planning them", || planning.plan(&ground, assets, &changed));
                (changed, plan)
            });
            println!("| – stand otherwise {}, changes {} | | | | |", changed.len(), plan.changes.len());
        }
        let everything = index.compute(readings, self.today, InheritanceRule::Container);
        if !computed.iter().eq(everything.iter()) {
            return Err("computing again and computing all do not agree".into());
        }
        Ok(())
    }

    fn measured<T>(&self, what: &str, work: impl FnOnce() -> T) -> T {
        let (begin, worked) = (Instant::now(), processor_seconds());
        let done = black_box(work());
        let seconds = begin.elapsed().as_secs_f64();
        let worked = match (worked, processor_seconds()) {
            (Some(before), Some(after)) => format!("{:.2}", after - before),
            _ => String::new(),
        };
        println!("| {what} ({}) | {} | {seconds:.3} | {worked} | |", self.about, self.assets);
        done
    }
}

fn say(computed: &Computed) {
    let StandingCounts {
        restricted,
        needs_person,
        open,
        differ,
        ..
    } = computed.counts();
    println!("| – restricted {restricted}, needs a person {needs_person}, open {open}, the rules differ {differ} | | | | |");
}

/// What a plan needs besides: people, rules, who can see what.
struct Planning {
    connection: Connection,
    settings: RestrictSettings,
    directory: Directory,
    collections: HashMap<CollectionId, CollectionInContext>,
    today: Date,
}

impl Planning {
    fn new(today: Date) -> Outcome<Self> {
        let groups: Vec<Group> = (0..20_u128)
            .map(|number| Group {
                id: Uuid::from_u128(1_000 + number),
                name: if number == 0 {
                    "Archive".to_owned()
                } else {
                    format!("Sample group {number}")
                },
            })
            .collect();
        let people = (0..200_u128).map(|number| Person {
            id: Uuid::from_u128(5_000 + number),
            name: format!("Sample person {number}"),
            admin: number == 0,
            active: true,
            groups: [Uuid::from_u128(1_000 + number % 20)].into_iter().collect(),
        });
        let directory = Directory {
            people: people.collect(),
            groups,
            me: Some(Uuid::from_u128(5_000)),
            read_at: Some(Timestamp::UNIX_EPOCH),
        };
        let table = presets(&directory).into_iter().find(|(name, ..)| name.starts_with("Close to all"));
        let (_, _, table) = table.ok_or("the preset that closes is missing")?;
        Ok(Self {
            connection: connection(),
            settings: RestrictSettings {
                table,
                ..RestrictSettings::default()
            },
            directory,
            collections: HashMap::new(),
            today,
        })
    }

    fn plan(&self, ground: &Ground<'_>, assets: &HashMap<AssetId, AssetInContext>, of: &[AssetId]) -> Plan {
        let context = RestrictContext {
            index: ground.index,
            computed: ground.computed,
            readings: ground.readings,
            settings: &self.settings,
            directory: &self.directory,
            assets,
            collections: &self.collections,
            closed_on: &[],
            view: Some("view"),
            today: self.today,
            head: PlanHead {
                id: PlanId(Uuid::from_u128(1)),
                now: Timestamp::UNIX_EPOCH,
                author: "bench".to_owned(),
            },
        };
        plan_restrict(&context, of)
    }

    fn overview<'a>(&'a self, ground: &Ground<'a>, assets: &'a HashMap<AssetId, AssetInContext>) -> OverviewContext<'a> {
        OverviewContext {
            index: ground.index,
            computed: ground.computed,
            readings: ground.readings,
            closed_on: &[],
            settings: &self.settings,
            directory: &self.directory,
            assets,
            collections: &self.collections,
            unlinked: &[],
            collection_links: &[],
            view: Some("view"),
            connection: &self.connection,
            today: self.today,
            now: Timestamp::UNIX_EPOCH,
        }
    }
}

/// What was computed.
struct Ground<'a> {
    index: &'a RestrictIndex,
    computed: &'a Computed,
    readings: &'a Readings,
}

/// Assets as the file has them, with who can see them.
fn in_context(reader: &Reader, assets: &[AssetId]) -> Outcome<HashMap<AssetId, AssetInContext>> {
    let mut access = reader.asset_access(assets)?;
    let mut shares: HashMap<Shared, Vec<Share>> = HashMap::new();
    for share in reader.shares()? {
        shares.entry(share.object).or_default().push(share);
    }
    let known = |facts: AssetFacts| AssetInContext {
        access: access.remove(&facts.id),
        shares: shares.remove(&Shared::Asset(facts.id)).unwrap_or_default(),
        link_fields: FieldValues::new(),
        fields: RESTRICTION
            .iter()
            .filter_map(|field| Some((field.name.to_owned(), facts.metadata.get(field.name)?.as_array()?.clone())))
            .collect(),
        title: facts.title,
        collections: facts.collections,
    };
    let facts = reader.asset_facts(assets)?;
    let ids: Vec<AssetId> = facts.iter().map(|facts| facts.id).collect();
    Ok(ids.into_iter().zip(facts.into_iter().map(known)).collect())
}

fn connection() -> Connection {
    Connection {
        name: "Bench".to_owned(),
        archivesspace_url: "http://127.0.0.1:1".to_owned(),
        archivesspace_staff_url: String::new(),
        archivesspace_user: "bench".to_owned(),
        iconik_url: "http://127.0.0.1:1".to_owned(),
        iconik_app_id: "bench".to_owned(),
        practice: true,
    }
}

fn fill(workspace: &mut Workspace, assets: u64, talkative: bool) -> Outcome<()> {
    for batch in records(assets, talkative).chunks(BATCH) {
        workspace.put_records(batch)?;
    }
    let ids: Vec<u64> = (0..assets).collect();
    for batch in ids.chunks(BATCH) {
        let snapshots: Vec<AssetSnapshot> = batch.iter().map(|number| asset(*number, assets)).collect();
        workspace.put_assets(&snapshots)?;
        let access: Vec<AssetAccess> = snapshots.iter().map(|snapshot| access(snapshot.asset.id)).collect();
        workspace.put_access(&access)?;
    }
    // One in a hundred has a public link.
    workspace.put_shares(ids.iter().step_by(100).map(|number| share(asset_id(*number))).collect())?;
    let says = workspace.statements()?;
    let notes = says.iter().flat_map(|(_, says)| says).filter(|says| says.needs_reading());
    for note in notes.step_by(2).take(READ) {
        workspace.put_reading(&open(note))?;
    }
    Ok(())
}

fn records(assets: u64, talkative: bool) -> Vec<RecordSnapshot> {
    let mut records = Vec::new();
    for resource in 0..assets.div_ceil(IN_RESOURCE) {
        let top = uri(RecordKind::Resource, resource);
        records.push(record(top, top, None, Level::Collection, &[], true));
        for at in 0..SERIES {
            let series = series(resource, at);
            let own = if at % 3 == 0 {
                vec![until(series, "2041-12-31")]
            } else {
                Vec::new()
            };
            records.push(record(series, top, None, Level::Series, &own, true));
            for number in 0..FILES {
                let file = object(2, (resource * SERIES + at) * FILES + number);
                let own = if number == 7 { vec![words(file)] } else { Vec::new() };
                records.push(record(file, top, Some(series), Level::File, &own, true));
            }
        }
    }
    for number in 0..assets {
        let (top, file) = (uri(RecordKind::Resource, number / IN_RESOURCE), object(2, number / ITEMS));
        let item = object(3, number);
        let ended = number % 97 == 0;
        let own = match (ended, talkative) {
            (true, _) => vec![until(item, "2029-12-31")],
            (false, true) => vec![words(item)],
            (false, false) => Vec::new(),
        };
        records.push(record(item, top, Some(file), Level::Item, &own, ended || !talkative));
    }
    records
}

fn record(uri: RecordUri, top: RecordUri, parent: Option<RecordUri>, level: Level, notes: &[Value], publish: bool) -> RecordSnapshot {
    let title = format!("Sample {}", uri.id);
    RecordSnapshot {
        body: json!({
            "uri": uri.to_string(), "jsonmodel_type": "archival_object", "title": title, "publish": publish, "notes": notes,
            "lock_version": 1,
        }),
        record: Record {
            uri,
            title: Some(title.clone()),
            display: title,
            level: Some(level),
            identifier: None,
            ref_id: None,
            dates: String::new(),
            container: String::new(),
            resource: (uri != top).then_some(top),
            parent,
            position: 0,
            publish,
            suppressed: false,
            restricted: !notes.is_empty(),
            lock_version: 1,
        },
        read_at: Timestamp::UNIX_EPOCH,
    }
}

fn asset(number: u64, assets: u64) -> AssetSnapshot {
    let mut records = vec![json!(object(3, number).to_string())];
    if number.is_multiple_of(31) {
        records.push(json!(object(3, (number * 13) % assets).to_string()));
    }
    let id = asset_id(number);
    let mut metadata = serde_json::Map::new();
    metadata.insert(RECORD_URI.name.to_owned(), Value::Array(records));
    AssetSnapshot {
        body: json!({"id": id.to_string(), "title": format!("Sample {number}")}),
        asset: Asset {
            id,
            title: format!("Sample {number}"),
            asset_type: AssetType::default(),
            media: MediaKind::default(),
            active: true,
            duration_ms: None,
            external_id: None,
            approval: ApprovalStatus::default(),
            collections: Vec::new(),
            versions: 1,
            created: None,
            modified: None,
        },
        metadata,
        read_at: Timestamp::UNIX_EPOCH,
    }
}

/// Three groups may see it.
fn access(asset: AssetId) -> AssetAccess {
    let grants = (0..3).map(|number| Grant {
        principal: Principal::Group(Uuid::from_u128(1_000 + number)),
        permissions: Permissions::WRITE,
    });
    AssetAccess {
        asset,
        grants: grants.collect(),
        inherited: Vec::new(),
        creator: Some(Uuid::from_u128(5_001)),
        read_at: Timestamp::UNIX_EPOCH,
    }
}

fn share(asset: AssetId) -> Share {
    Share {
        id: asset.0,
        object: Shared::Asset(asset),
        title: "Sample link".to_owned(),
        has_password: false,
        expires: None,
        guests: 0,
        opened: None,
        owner: None,
        settings: serde_json::Map::new(),
    }
}

fn asset_id(number: u64) -> AssetId {
    AssetId(Uuid::from_u128((1 << 100) + u128::from(number) * 7_919))
}

fn uri(kind: RecordKind, id: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), kind, id + 1)
}

/// Archival objects of one depth have numbers of their own.
fn object(depth: u64, number: u64) -> RecordUri {
    uri(RecordKind::ArchivalObject, depth * 10_000_000 + number)
}

fn series(resource: u64, number: u64) -> RecordUri {
    object(1, resource * SERIES + number)
}

fn until(record: RecordUri, end: &str) -> Value {
    let mut note = words(record);
    note["type"] = json!("accessrestrict");
    note["rights_restriction"] = json!({"end": end, "local_access_restriction_type": ["RestrictedSpecColl"]});
    note
}

fn words(record: RecordUri) -> Value {
    json!({
        "jsonmodel_type": "note_multipart", "type": "userestrict", "persistent_id": format!("note{}", record.id), "publish": true,
        "subnotes": [{"jsonmodel_type": "note_text", "content": "Closed by agreement with the donor. Invented for a measurement."}],
    })
}

/// What a record says with a later end.
fn changed(index: &RestrictIndex, record: RecordUri) -> Outcome<Statement> {
    let like = index.statements().find(|statement| statement.span.end.is_some());
    let mut statement = like.map(|like| (**like).clone()).ok_or("no record speaks")?;
    statement.key.record = record;
    statement.span.end = Some("2059-12-31".parse()?);
    statement.fingerprint = archway::domain::Fingerprint::of_texts(["changed", record.to_string().as_str()]);
    Ok(statement)
}

fn open(statement: &Statement) -> Reading {
    Reading {
        statement: statement.key.clone(),
        fingerprint: statement.fingerprint.clone(),
        meaning: Meaning::Open,
        who: "Sample Archivist".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        why: String::new(),
    }
}

/// Millions of bytes of a workspace file, with what is not yet moved into it from its log.
fn size(file: &Path) -> Outcome<u64> {
    let log = std::fs::metadata(file.with_extension("archway-wal")).map_or(0, |log| log.len());
    Ok((std::fs::metadata(file)?.len() + log) / 1_000_000)
}

/// Seconds that this process worked, as Linux counts them in hundredths; `None` elsewhere.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit(')').next()?;
    let mut times = after_name.split_whitespace().skip(11).map(str::parse::<f64>);
    let (user, system) = (times.next()?.ok()?, times.next()?.ok()?);
    Some((user + system) / 100.0)
}

/// What a file of Linux says after a name; the first line where the name is empty.
fn line_of(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.map_or_else(|| "not known on this system".to_owned(), |line| line.trim().to_owned())
}
