//! What Archway takes for a record's active restrictions, beside what the server says of a box that holds the record alone.
//!
//! Thousands of invented trees are posted to the practice ArchivesSpace over HTTP and read back. The expected values are those that the
//! server computes by its own rule for `active_restrictions` of top containers; Archway's are computed from the records alone.

#[path = "restrictions/forest.rs"]
mod forest;
#[path = "practice_archivesspace/stage.rs"]
#[expect(dead_code, reason = "the stage can do more than this test needs")]
mod stage;

use std::collections::HashMap;

use archway::domain::restriction::effective::{effective, server_active};
use archway::domain::restriction::statement::statements_of;
use archway::domain::restriction::{InheritanceRule, Readings, Standing, StatementKind};
use archway::domain::{Record, RecordUri};
use archway::practice::institution::archivesspace::kelder;
use archway::systems::archivesspace::record_from_json;
use archway::workflows::restrict::{RecordLine, RestrictIndex};
use forest::{Planted, REPOSITORY, plant};
use futures::StreamExt as _;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use stage::Stage;

/// Trees, each with one box.
const TREES: u64 = 2_000;
/// Calls at one time.
const AT_ONCE: usize = 8;
/// Most ids that a listing takes.
const LISTED: usize = 250;

/// An active restriction as both sides can tell it: record, note type, begin, end, types.
type Active = (String, String, Option<String>, Option<String>, Vec<String>);

fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_archway_computes_is_what_the_servers_boxes_say() {
    let stage = Stage::with(kelder(), None).await;
    // The server asks its own clock: should the day end meanwhile, everything is done once more.
    for _ in 0..2 {
        let day = today();
        let planted: Vec<Planted> = futures::stream::iter(0..TREES)
            .map(|seed| plant(&stage, seed, day))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let boxes = listed(&stage, "top_containers", planted.iter().map(|tree| tree.container).collect()).await;
        let index = index_of(&stage, &planted).await;
        if today() == day {
            compare(&planted, &boxes, &index, day);
            return;
        }
    }
    panic!("the day ended twice while the trees were planted");
}

/// Records of one kind by their numbers, as the server lists them.
async fn listed(stage: &Stage, kind: &str, ids: Vec<u64>) -> HashMap<String, Value> {
    let mut found = HashMap::new();
    for some in ids.chunks(LISTED) {
        let set: Vec<String> = some.iter().map(u64::to_string).collect();
        let page = stage.get(&format!("{REPOSITORY}/{kind}?id_set={}", set.join(","))).await;
        for record in page.as_array().unwrap() {
            found.insert(record["uri"].as_str().unwrap().to_owned(), record.clone());
        }
    }
    assert_eq!(found.len(), ids.len(), "{kind} that were listed");
    found
}

async fn index_of(stage: &Stage, planted: &[Planted]) -> RestrictIndex {
    let resources = listed(stage, "resources", planted.iter().map(|tree| tree.resource).collect()).await;
    let objects = planted.iter().flat_map(|tree| tree.objects.iter().copied()).collect();
    let objects = listed(stage, "archival_objects", objects).await;
    let mut lines = Vec::new();
    let mut says = Vec::new();
    for body in resources.values().chain(objects.values()) {
        let record: Record = record_from_json(body).unwrap();
        says.push((record.uri, statements_of(&record, body)));
        lines.push(RecordLine {
            uri: record.uri,
            above: record.parent.or(record.resource),
            level: record.level,
            title: record.display,
        });
    }
    RestrictIndex::new(lines, says, Vec::new())
}

fn compare(planted: &[Planted], boxes: &HashMap<String, Value>, index: &RestrictIndex, day: Date) {
    let (mut restricted, mut open, mut several, mut inherited) = (0, 0, 0, 0);
    for tree in planted {
        let held = &boxes[&format!("{REPOSITORY}/top_containers/{}", tree.container)];
        let expected = server_says(held);
        let record: RecordUri = tree.boxed.parse().unwrap();
        let chain = index.chain(record);
        let mut found: Vec<Active> = server_active(&chain, day)
            .into_iter()
            .map(|statement| {
                let StatementKind::Note { note, .. } = &statement.kind else {
                    panic!("{}: {:?} is no note", tree.boxed, statement.kind);
                };
                let mut types = statement.types.clone();
                types.sort();
                (
                    statement.key.record.to_string(),
                    note.word().to_owned(),
                    statement.span.begin.map(|date| date.to_string()),
                    statement.span.end.map(|date| date.to_string()),
                    types,
                )
            })
            .collect();
        found.sort();
        assert_eq!(found, expected, "tree {}: {} in box {}", tree.seed, tree.boxed, tree.container);
        assert_eq!(held["restricted"], !expected.is_empty(), "tree {}", tree.seed);
        let stands = effective(&chain, &Readings::default(), day, InheritanceRule::Container);
        if expected.is_empty() {
            open += 1;
        } else {
            restricted += 1;
            assert_eq!(stands.standing, Standing::Restricted, "tree {}", tree.seed);
        }
        several += usize::from(expected.len() > 1);
        inherited += usize::from(expected.iter().any(|(from, ..)| *from != tree.boxed));
    }
    // A comparison of nothing with nothing would prove nothing.
    let enough = planted.len() / 10;
    assert!(
        restricted > enough && open > enough && several > enough && inherited > enough,
        "restricted {restricted}, open {open}, several {several}, inherited {inherited}"
    );
}

fn server_says(held: &Value) -> Vec<Active> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut says: Vec<Active> = held["active_restrictions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let mut types: Vec<String> = one["local_access_restriction_type"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(text)
                .collect();
            types.sort();
            (
                text(&one["linked_records"]["ref"]).unwrap(),
                text(&one["restriction_note_type"]).unwrap(),
                text(&one["begin"]),
                text(&one["end"]),
                types,
            )
        })
        .collect();
    says.sort();
    says
}
