//! Measures evaluating profiles, and prints rows of a table.
//!
//! `cargo run --release --example bench_mapping -- [RECORDS]` (100,000 unless told). Records and assets are invented; every profile that
//! comes with Archway is evaluated on as many. Reading and checking profiles is measured too.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use archway::domain::fields::DESCRIPTION;
use archway::domain::{
    ApprovalStatus, Asset, AssetId, AssetSnapshot, AssetType, Authority, AuthorityKind, AuthorityUri, FileRole, IconikField, MediaDetails,
    MediaFile, MediaKind, Record, RecordKind, RecordSnapshot, RecordUri, RepositoryId, Vocabulary,
};
use archway::mapping::face::{read_source, read_target, sources, targets};
use archway::mapping::{
    AssetFacts, AuthorityIndex, Evaluator, Profile, RecordFacts, RecordType, SourceKey, Subject, Surroundings, TargetKey, check, file,
    presets, round_trip,
};
use archway::plan::{Agreement, PlanId};
use archway::workflows::PlanHead;
use archway::workflows::describe::{Agreements, DescribeContext, DescribeProfile, Pairing, Through, plan_describe};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Records that are made once and evaluated again and again: memory would be measured otherwise.
const DIFFERENT: u64 = 2_000;

fn main() -> Outcome<()> {
    let records: u64 = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    let vocabulary = vocabulary();
    let authorities = AuthorityIndex::new(authorities());
    let around = Surroundings {
        vocabulary: &vocabulary,
        authorities: &authorities,
        now: Timestamp::UNIX_EPOCH,
    };
    let assets: Vec<AssetFacts> = (0..DIFFERENT.min(records)).map(asset).collect();
    let items: Vec<RecordFacts> = records_below_one_series(DIFFERENT.min(records));
    println!("| what | records | seconds | records a second |");
    println!("|---|---:|---:|---:|");
    for (id, text) in presets::all() {
        let (profile, errors) = file::read(id, text);
        if let Some(error) = errors.first() {
            return Err(format!("{id}:{}: {}", error.line, error.text).into());
        }
        let evaluator = Evaluator::new(&profile, &vocabulary);
        let opposite = opposite_of(&profile).map(|opposite| Evaluator::new(&opposite, &vocabulary));
        let subjects: Vec<Subject<'_>> = match profile.source {
            RecordType::Asset => assets.iter().map(Subject::Asset).collect(),
            RecordType::Record | RecordType::DigitalObject => items.iter().map(Subject::Record).collect(),
        };
        let rules = profile.rules.len() - evaluator.broken().len();
        measured(&format!("evaluate “{}” ({rules} rules)", profile.name), records, |at| {
            let values = evaluator.evaluate(subject(&subjects, at), &around);
            black_box(&values);
            values.len()
        });
        measured(&format!("evaluate and find losses of “{}”", profile.name), records / 10, |at| {
            let subject = subject(&subjects, at);
            let values = evaluator.evaluate(subject, &around);
            round_trip::loss(&evaluator, opposite.as_ref(), subject, &around, &values).len()
        });
    }
    measured("read and check a profile file", 1_000, |at| {
        let all = presets::all();
        let (id, text) = all[usize::try_from(at).unwrap_or_default() % all.len()];
        let (profile, _) = file::read(id, text);
        check(&profile, &vocabulary, &[]).len()
    });
    trials(&assets, &items, &around);
    for (profile, opposite) in [("asset-to-item", "item-to-asset"), ("record-to-asset", "")] {
        planning(profile, opposite, &around)?;
    }
    Ok(())
}

/// Reads every key of every record, as a trial of a profile does.
fn trials(assets: &[AssetFacts], records: &[RecordFacts], around: &Surroundings<'_>) {
    for kind in [RecordType::Asset, RecordType::Record] {
        let subjects: Vec<Subject<'_>> = match kind {
            RecordType::Asset => assets.iter().map(Subject::Asset).collect(),
            _ => records.iter().map(Subject::Record).collect(),
        };
        let from: Vec<SourceKey> = sources(kind, around.vocabulary, None).into_iter().map(|field| field.key).collect();
        let to: Vec<TargetKey> = targets(kind, around.vocabulary, None).into_iter().map(|field| field.key).collect();
        let words = kind.words();
        measured(&format!("read {} sources of a {words}", from.len()), DIFFERENT, |at| {
            let subject = subject(&subjects, at);
            from.iter().map(|key| read_source(subject, key, around).len()).sum()
        });
        measured(&format!("read {} targets of a {words}", to.len()), DIFFERENT, |at| {
            let subject = subject(&subjects, at);
            to.iter().map(|key| read_target(subject, key, around).len()).sum()
        });
    }
}

/// Plans pairs of which both sides stand as they were agreed on.
fn planning(id: &str, opposite: &str, around: &Surroundings<'_>) -> Outcome<()> {
    const PAIRS: u64 = 10_000;
    let evaluator = preset(id).map(|profile| Evaluator::new(&profile, around.vocabulary));
    let evaluator = evaluator.ok_or_else(|| format!("no profile {id}"))?;
    let opposite = preset(opposite).map(|profile| Evaluator::new(&profile, around.vocabulary));
    let assets: Vec<AssetFacts> = (0..PAIRS).map(asset).collect();
    let records = records_below_one_series(PAIRS);
    let pairs: Vec<Pairing<'_>> = assets
        .iter()
        .zip(&records)
        .map(|(asset, record)| Pairing {
            asset,
            record,
            digital_object: None,
            through: Through::Link,
        })
        .collect();
    let agreements = pairs
        .iter()
        .map(|pair| agreed(&evaluator, pair, around))
        .collect::<Outcome<Vec<_>>>()?;
    let agreements: Agreements = agreements.into_iter().flatten().collect();
    let context = DescribeContext {
        profiles: vec![DescribeProfile {
            profile: &evaluator,
            opposite: opposite.as_ref().map(|opposite| opposite as _),
        }],
        pairs,
        vocabulary: around.vocabulary,
        authorities: around.authorities,
        agreements: &agreements,
        head: PlanHead {
            id: PlanId(Uuid::nil()),
            now: around.now,
            author: "bench".to_owned(),
        },
    };
    let begin = Instant::now();
    let described = plan_describe(&context);
    let seconds = begin.elapsed().as_secs_f64();
    let changes = described.plan.changes.len();
    println!(
        "| plan unchanged pairs by “{}” ({changes} changes) | {PAIRS} | {seconds:.2} | {:.0} |",
        evaluator.profile().name,
        PAIRS as f64 / seconds.max(f64::EPSILON)
    );
    Ok(())
}

/// What a profile gives for a pair and what stands there, as what was agreed on.
fn agreed(evaluator: &Evaluator, pair: &Pairing<'_>, around: &Surroundings<'_>) -> Outcome<Vec<Agreement>> {
    let profile = evaluator.profile();
    let (source, target, about) = match profile.source {
        RecordType::Asset => {
            let uri = pair.record.snapshot.record.uri.to_string();
            (Subject::Asset(pair.asset), Subject::Record(pair.record), uri)
        }
        _ => {
            let name = format!("asset {}", pair.asset.snapshot.asset.id);
            (Subject::Record(pair.record), Subject::Asset(pair.asset), name)
        }
    };
    let values = evaluator.evaluate(source, around);
    values
        .iter()
        .map(|(key, value)| {
            let gives: Vec<_> = value.items.iter().map(|sourced| &sourced.item).collect();
            Ok(Agreement {
                about: about.clone(),
                profile: profile.id.clone(),
                field: key.to_string(),
                source: serde_json::to_value(gives)?,
                target: serde_json::to_value(read_target(target, key, around))?,
                undone: None,
            })
        })
        .collect()
}

fn subject<'a>(subjects: &[Subject<'a>], at: u64) -> Subject<'a> {
    subjects[usize::try_from(at).unwrap_or_default() % subjects.len()]
}

fn measured(what: &str, times: u64, mut work: impl FnMut(u64) -> usize) {
    let begin = Instant::now();
    let mut done = 0;
    for at in 0..times {
        done += black_box(work(at));
    }
    black_box(done);
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "| {what} | {times} | {seconds:.2} | {:.0} |",
        times as f64 / seconds.max(f64::EPSILON)
    );
}

fn opposite_of(profile: &Profile) -> Option<Profile> {
    preset(profile.opposite.as_ref()?)
}

fn preset(id: &str) -> Option<Profile> {
    let (id, text) = presets::all().into_iter().find(|(known, _)| *known == id)?;
    Some(file::read(id, text).0)
}

fn vocabulary() -> Vocabulary {
    let field = |name: &str, field_type: &str, multi: bool| IconikField {
        name: name.to_owned(),
        label: name.to_owned(),
        field_type: field_type.to_owned(),
        required: false,
        read_only: false,
        multi,
        options: Vec::new(),
        min_value: None,
        max_value: None,
        description: String::new(),
    };
    let theirs = [
        ("ks_title", "string", false),
        ("ks_creator", "string", true),
        ("ks_date", "string", false),
        ("ks_subjects", "tag_cloud", true),
        ("ks_rights", "drop_down", false),
        ("ks_notes", "text", true),
        ("digitised_by", "string", false),
        ("digitised_on", "date", false),
        ("carrier_condition", "drop_down", false),
        ("playback_speed", "float", false),
        ("rights_holder", "string_exact", true),
        ("embargo_until", "date", false),
    ];
    let ours = DESCRIPTION.iter().map(|field| (field.name, field.field_type, true));
    Vocabulary {
        fields: theirs
            .into_iter()
            .chain(ours)
            .map(|(name, field_type, multi)| (name.to_owned(), field(name, field_type, multi)))
            .collect(),
        ..Vocabulary::default()
    }
}

fn authorities() -> Vec<Authority> {
    let make = |kind: AuthorityKind, id: u64, heading: String| Authority {
        uri: AuthorityUri { kind, id },
        heading,
        source: Some("local".to_owned()),
        authority_id: None,
        term_type: (kind == AuthorityKind::Subject).then(|| "topical".to_owned()),
        publish: true,
    };
    let people = (0..50_000).map(|id| make(AuthorityKind::Person, id, format!("Sample, Person {id}")));
    let subjects = (0..50_000).map(|id| make(AuthorityKind::Subject, id, format!("Sample subject {id}")));
    people.chain(subjects).collect()
}

fn asset(number: u64) -> AssetFacts {
    let id = AssetId(Uuid::from_u128(u128::from(number)));
    let rights = match number % 3 {
        0 => "open",
        1 => "reading_room",
        _ => "closed",
    };
    let metadata = json!({
        "ks_title": [format!("Interview {number}, with a lighterman")],
        "ks_creator": [format!("Person {number} Sample")],
        "ks_date": [format!("{} May {}", number % 28 + 1, 1950 + number % 50)],
        "ks_subjects": [format!("Sample subject {number}"), "Oral history", "Harbours"],
        "ks_rights": [rights],
        "ks_notes": [format!("Box {}, folder {}.", number / 20, number % 20)],
        "digitised_by": ["Transfer room"], "digitised_on": ["2024-02-19"],
    });
    let file = |role: FileRole, name: &str, number: u64| MediaFile {
        id: format!("{name}-{number}"),
        role,
        name: format!("{number}.{name}"),
        format: "ORIGINAL".to_owned(),
        media_type: None,
        size: Some(1_000_000 * (number + 1)),
        checksum: Some(format!("{number:032x}")),
        storage: Some("Originals".to_owned()),
        directory: "quay".to_owned(),
        language: None,
        version: None,
    };
    AssetFacts {
        snapshot: AssetSnapshot {
            asset: Asset {
                id,
                title: format!("tape_{number:05}.mov"),
                asset_type: AssetType::Asset,
                media: MediaKind::Video,
                active: true,
                duration_ms: Some(180_000 + number * 7_919 % 2_400_000),
                external_id: Some(format!("QW-{number:05}")),
                approval: ApprovalStatus::Approved,
                collections: Vec::new(),
                versions: 1,
                created: None,
                modified: None,
            },
            body: Value::Null,
            metadata: metadata.as_object().cloned().unwrap_or_default(),
            read_at: Timestamp::UNIX_EPOCH,
        },
        details: Some(MediaDetails {
            files: vec![file(FileRole::Master, "mov", number), file(FileRole::Proxy, "mp4", number)],
            technical: BTreeMap::new(),
            current_version: None,
            approval: ApprovalStatus::Approved,
            decisions: Vec::new(),
            read_at: Timestamp::UNIX_EPOCH,
        }),
        collections: vec!["Quay workers".to_owned()],
        page: format!("https://iconik.example.org/asset/{id}"),
    }
}

fn records_below_one_series(count: u64) -> Vec<RecordFacts> {
    let series = json!({
        "jsonmodel_type": "archival_object", "title": "Interviews", "level": "series",
        "dates": [{"jsonmodel_type": "date", "label": "creation", "date_type": "inclusive", "begin": "1950", "end": "1999"}],
        "lang_materials": [{"jsonmodel_type": "lang_material", "language_and_script": {"language": "eng"}}],
        "notes": [{"jsonmodel_type": "note_multipart", "type": "accessrestrict", "publish": true,
                   "subnotes": [{"jsonmodel_type": "note_text", "content": "Open for research in the reading room only.", "publish": true}]}],
    });
    let resource = json!({
        "jsonmodel_type": "resource", "title": "Sample collection", "id_0": "KS", "id_1": "017", "level": "collection",
        "linked_agents": [{"role": "creator", "ref": "/agents/people/12"}],
    });
    let above = vec![
        Arc::new(snapshot(RecordKind::ArchivalObject, 1, series)),
        Arc::new(snapshot(RecordKind::Resource, 1, resource)),
    ];
    (0..count)
        .map(|number| {
            let body = json!({
                "jsonmodel_type": "archival_object", "title": format!("Interview {number}"), "level": "item",
                "component_id": format!("KS017/{number}"), "ref_id": format!("{number:032x}"),
                "dates": [{"jsonmodel_type": "date", "label": "creation", "date_type": "single", "expression": "3 May 1979",
                           "begin": "1979-05-03"}],
                "subjects": [{"ref": format!("/subjects/{number}")}, {"ref": "/subjects/7"}],
                "notes": [{"jsonmodel_type": "note_multipart", "type": "scopecontent", "publish": true,
                           "subnotes": [{"jsonmodel_type": "note_text", "content": "Work on the quays.", "publish": true}]}],
            });
            RecordFacts {
                snapshot: snapshot(RecordKind::ArchivalObject, number + 2, body),
                above: above.clone(),
                path: vec![
                    "Sample collection".to_owned(),
                    "Interviews".to_owned(),
                    format!("Interview {number}"),
                ],
                repository: None,
                containers: HashMap::new(),
                page: format!("https://archives.example.org/resolve/{number}"),
            }
        })
        .collect()
}

fn snapshot(kind: RecordKind, id: u64, body: Value) -> RecordSnapshot {
    let title = body.get("title").and_then(Value::as_str).map(str::to_owned);
    RecordSnapshot {
        record: Record {
            uri: RecordUri::new(RepositoryId(2), kind, id),
            display: title.clone().unwrap_or_default(),
            title,
            level: None,
            identifier: None,
            ref_id: None,
            dates: String::new(),
            container: String::new(),
            resource: None,
            parent: None,
            position: 0,
            publish: true,
            suppressed: false,
            restricted: false,
            lock_version: 1,
        },
        body,
        read_at: Timestamp::UNIX_EPOCH,
    }
}
