//! Measures effective restrictions over a whole workspace in memory, and prints rows of a table.
//!
//! `cargo run --release --example bench_restrict -- [ASSETS]` (100,000 unless told, each linked to an item of its own, some to two).
//! Records are invented: resources of ten series of a hundred files of fifty items. In one workspace few of them say anything, in the other
//! every single one does.

use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use archway::domain::access::{AssetAccess, Directory, Grant, Group, Permissions, Person, Principal};
use archway::domain::restriction::overview::StandingCounts;
use archway::domain::restriction::statement::{NoteType, Span};
use archway::domain::restriction::{InheritanceRule, Meaning, Reading, Readings, RestrictSettings, Statement, StatementKey, StatementKind};
use archway::domain::{AssetId, CollectionId, Fingerprint, Level, RecordKind, RecordUri, RepositoryId};
use archway::plan::{Plan, PlanId};
use archway::workflows::PlanHead;
use archway::workflows::restrict::{
    AssetInContext, CollectionInContext, Computed, RecordLine, RestrictContext, RestrictIndex, plan_restrict, presets,
};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SERIES: u64 = 10;
const FILES: u64 = 100;
const ITEMS: u64 = 50;
/// Items of one resource.
const IN_RESOURCE: u64 = SERIES * FILES * ITEMS;

fn main() -> Outcome<()> {
    let assets: u64 = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    println!("| what | assets | seconds |");
    println!("|---|---:|---:|");
    for (about, talkative) in [("few records speak", false), ("every record speaks", true)] {
        workspace(about, talkative, assets)?;
    }
    Ok(())
}

fn workspace(about: &str, talkative: bool, assets: u64) -> Outcome<()> {
    let today: Date = "2030-01-01".parse()?;
    let (lines, says, links) = institution(assets, talkative)?;
    let mut index = measured(&format!("make the index ({about})"), assets, || {
        RestrictIndex::new(lines, says, links)
    });
    let readings = Readings::new(
        index
            .statements()
            .filter(|one| one.needs_reading())
            .step_by(2)
            .map(|one| open(one))
            .collect(),
    );
    for rule in [InheritanceRule::Public, InheritanceRule::Container] {
        let what = format!("compute all by the {} ({about})", rule.words());
        let computed = measured(&what, assets, || index.compute(&readings, today, rule));
        let StandingCounts {
            restricted,
            needs_person,
            open,
            differ,
            ..
        } = computed.counts();
        println!("| – restricted {restricted}, needs a person {needs_person}, open {open}, the rules differ {differ} | | |");
    }
    let mut computed = index.compute(&readings, today, InheritanceRule::Container);
    let first = series(0, 0);
    let below = index.assets_below(first).len() as u64;
    index.set_statements(first, vec![note(first, "changed", "2059-12-31")?]);
    let changed = measured(&format!("again after one series note changed ({about})"), below, || {
        index.recompute(&mut computed, &readings, &[])
    });
    println!("| – assets that stand otherwise: {} | | |", changed.len());
    let planning = Planning::new(today)?;
    let ready = planning.assets(&changed);
    let changes = measured(&format!("plan these anew ({about})"), below, || {
        let ground = Ground {
            index: &index,
            computed: &computed,
            readings: &readings,
        };
        planning.plan(&ground, &ready, &changed).changes.len()
    });
    println!("| – changes: {changes} | | |");
    let top = uri(RecordKind::Resource, 0);
    let below = index.assets_below(top).len() as u64;
    index.set_statements(top, vec![note(top, "changed", "2069-12-31")?]);
    measured(&format!("again after one resource note changed ({about})"), below, || {
        index.recompute(&mut computed, &readings, &[])
    });
    let everything = index.compute(&readings, today, InheritanceRule::Container);
    if !computed.iter().eq(everything.iter()) {
        return Err("computing again and computing all do not agree".into());
    }
    Ok(())
}

/// What a plan needs besides: people, rules, who can see what.
struct Planning {
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
            settings: RestrictSettings {
                table,
                ..RestrictSettings::default()
            },
            directory,
            collections: HashMap::new(),
            today,
        })
    }

    /// Assets that three groups and a share may see.
    fn assets(&self, assets: &[AssetId]) -> HashMap<AssetId, AssetInContext> {
        let grants = self.directory.groups.iter().take(3).map(|group| Grant {
            principal: Principal::Group(group.id),
            permissions: Permissions::WRITE,
        });
        let grants: Vec<Grant> = grants.collect();
        let known = |asset: AssetId| AssetInContext {
            title: format!("Sample {asset}"),
            access: Some(AssetAccess {
                asset,
                grants: grants.clone(),
                inherited: Vec::new(),
                creator: Some(Uuid::from_u128(5_001)),
                read_at: Timestamp::UNIX_EPOCH,
            }),
            ..AssetInContext::default()
        };
        assets.iter().map(|asset| (*asset, known(*asset))).collect()
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
                id: PlanId(Uuid::nil()),
                now: Timestamp::UNIX_EPOCH,
                author: "bench".to_owned(),
            },
        };
        plan_restrict(&context, of)
    }
}

/// What was computed.
struct Ground<'a> {
    index: &'a RestrictIndex,
    computed: &'a Computed,
    readings: &'a Readings,
}

fn measured<T>(what: &str, assets: u64, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = black_box(work());
    println!("| {what} | {assets} | {:.3} |", begin.elapsed().as_secs_f64());
    done
}

type Institution = (Vec<RecordLine>, Vec<(RecordUri, Vec<Statement>)>, Vec<(AssetId, RecordUri)>);

fn institution(assets: u64, talkative: bool) -> Outcome<Institution> {
    let (mut lines, mut says, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for resource in 0..assets.div_ceil(IN_RESOURCE) {
        let top = uri(RecordKind::Resource, resource);
        lines.push(line(top, None, Level::Collection));
        for at in 0..SERIES {
            let series = series(resource, at);
            lines.push(line(series, Some(top), Level::Series));
            if at % 3 == 0 {
                says.push((series, vec![note(series, "series", "2041-12-31")?]));
            }
            for number in 0..FILES {
                let file = object(2, (resource * SERIES + at) * FILES + number);
                lines.push(line(file, Some(series), Level::File));
                if number == 7 {
                    says.push((file, vec![words(file)]));
                }
            }
        }
    }
    for number in 0..assets {
        let file = object(2, number / ITEMS);
        let item = object(3, number);
        lines.push(line(item, Some(file), Level::Item));
        let own = if number % 97 == 0 {
            vec![note(item, "item", "2029-12-31")?]
        } else if talkative {
            vec![unpublished(item), words(item)]
        } else {
            Vec::new()
        };
        if !own.is_empty() {
            says.push((item, own));
        }
        let asset = AssetId(Uuid::from_u128(u128::from(number) * 7_919));
        links.push((asset, item));
        if number % 31 == 0 {
            links.push((asset, object(3, (number * 13) % assets)));
        }
    }
    Ok((lines, says, links))
}

fn uri(kind: RecordKind, id: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), kind, id)
}

/// Archival objects of one depth have numbers of their own.
fn object(depth: u64, number: u64) -> RecordUri {
    uri(RecordKind::ArchivalObject, depth * 1_000_000_000 + number)
}

fn series(resource: u64, number: u64) -> RecordUri {
    object(1, resource * SERIES + number)
}

fn line(uri: RecordUri, above: Option<RecordUri>, level: Level) -> RecordLine {
    RecordLine {
        title: format!("Sample {}", uri.id),
        uri,
        above,
        level: Some(level),
    }
}

fn statement(record: RecordUri, part: &str, kind: StatementKind, span: Span) -> Statement {
    Statement {
        key: StatementKey {
            record,
            part: format!("note:{part}-{}", record.id),
        },
        kind,
        span,
        types: vec!["RestrictedSpecColl".to_owned()],
        text: "Closed by agreement with the donor. Invented for a measurement.".to_owned(),
        publish: true,
        fingerprint: Fingerprint::of_texts([part, record.to_string().as_str()]),
    }
}

fn note(record: RecordUri, part: &str, end: &str) -> Outcome<Statement> {
    let span = Span {
        begin: None,
        end: Some(end.parse()?),
    };
    let kind = StatementKind::Note {
        note: NoteType::AccessRestrict,
        structured: true,
    };
    Ok(statement(record, part, kind, span))
}

fn words(record: RecordUri) -> Statement {
    let kind = StatementKind::Note {
        note: NoteType::UseRestrict,
        structured: false,
    };
    statement(record, "words", kind, Span::default())
}

fn unpublished(record: RecordUri) -> Statement {
    statement(record, "unpublished", StatementKind::Unpublished, Span::default())
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
