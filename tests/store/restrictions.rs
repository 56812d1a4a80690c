//! What the file keeps about restrictions.

use std::collections::{BTreeSet, HashMap};

use archway::domain::access::{
    AssetAccess, Audience, Directory, Grant, Group, InheritedGrant, Permissions, Person, Principal, Share, Shared,
};
use archway::domain::browse::{AssetFilter, Node, RecordFilter, RestrictionState, Row};
use archway::domain::restriction::{
    ClosedOn, InheritanceRule, Meaning, Reading, RestrictSettings, RuleRow, RuleTable, Span, Statement, StatementKey,
};
use archway::domain::workspace::Connection;
use archway::domain::{AssetId, Fingerprint, RecordSnapshot, RecordUri};
use archway::plan::access::{Cause, CauseId, ChainStep, Confirmation, NeedsPerson, RestrictReview};
use archway::plan::{ChangeId, Plan, PlanId, Stage, Workflow};
use archway::store::{Access, PlanFilter, RecordScope, Workspace};
use jiff::civil::date;
use serde_json::{Map, json};
use uuid::Uuid;

use crate::sample::{
    REPOSITORY, accession, asset, asset_id, collection, collection_id, connection, digital, digital_object, inside, naming, now, object,
    place, record, resource, snapshot, with_instances,
};

/// Makes a file what Archway made before it knew of restrictions.
pub fn back_to_version_2(db: &rusqlite::Connection) {
    let tables = [
        "record_statements",
        "gone_lines",
        "asset_access",
        "collection_access",
        "shares",
        "directory",
        "said",
        "asset_restrictions",
        "record_restrictions",
        "assets_marked",
    ];
    let drop: String = tables.iter().map(|table| format!("DROP TABLE {table};")).collect();
    db.execute_batch(&format!(
        "{drop} ALTER TABLE plans DROP COLUMN restricting; DELETE FROM meta WHERE key LIKE 'statements_%' OR key LIKE 'assets_marked%' OR key = 'restrict_settings';
         PRAGMA user_version = 2; PRAGMA journal_mode = DELETE;"
    ))
    .unwrap();
}

/// The record with a note on access.
fn closed(mut of: RecordSnapshot, words: &str, until: Option<&str>) -> RecordSnapshot {
    let mut note = json!({
        "jsonmodel_type": "note_multipart", "type": "accessrestrict", "persistent_id": format!("note{}", of.record.uri.id), "publish": true,
        "subnotes": [{"jsonmodel_type": "note_text", "content": words, "publish": true}],
    });
    if let Some(end) = until {
        note["rights_restriction"] = json!({"end": end, "local_access_restriction_type": ["Donor"]});
    }
    of.body["notes"] = json!([note]);
    of.record.restricted = true;
    of
}

fn published(mut of: RecordSnapshot) -> RecordSnapshot {
    of.body["publish"] = json!(true);
    of
}

/// Resource 1 with a note, series 10 without, item 11 below it with one, linked to asset 1; item 12 linked to nothing, with one too.
fn linked(workspace: &mut Workspace) {
    let top = closed(
        published(snapshot(record(resource(1), "Harbour papers"))),
        "Closed to all readers",
        None,
    );
    let series = published(inside(10, None, 0, "Letters"));
    let item = closed(
        published(inside(11, Some(10), 0, "Letter of 1931")),
        "Closed by the donor",
        Some("2040-12-31"),
    );
    let other = closed(
        published(inside(12, Some(10), 1, "Letter of 1932")),
        "Closed too",
        Some("2040-12-31"),
    );
    workspace
        .put_records(&[top, series, with_instances(item, &[digital(5)]), other])
        .unwrap();
    let page = format!("https://iconik.example/asset/{}", asset_id(1));
    workspace
        .put_records(&[digital_object(5, &asset_id(1).to_string(), Some(&page))])
        .unwrap();
    workspace
        .put_assets(&[naming(asset(1, "Reel one", &[1]), &[(object(11), "x")]), asset(2, "Reel two", &[1])])
        .unwrap();
}

fn words(statements: &[(RecordUri, Vec<Statement>)]) -> Vec<(RecordUri, Vec<String>)> {
    let mut words: Vec<_> = statements
        .iter()
        .map(|(uri, says)| (*uri, says.iter().map(|statement| statement.text.clone()).collect()))
        .collect();
    words.sort();
    words
}

fn both_notes() -> Vec<(RecordUri, Vec<String>)> {
    vec![
        (resource(1), vec!["Closed to all readers".to_owned()]),
        (object(11), vec!["Closed by the donor".to_owned()]),
    ]
}

#[test]
fn only_what_bears_on_linked_assets_is_read() {
    let mut place = place();
    linked(&mut place.workspace);
    let lines = place.workspace.restrict_lines().unwrap();
    let mut found: Vec<_> = lines
        .iter()
        .map(|line| (line.uri, line.above, line.title.as_str(), line.gone))
        .collect();
    found.sort_by_key(|line| line.0);
    assert_eq!(
        found,
        [
            (resource(1), None, "Harbour papers", false),
            (object(10), Some(resource(1)), "Letters", false),
            (object(11), Some(object(10)), "Letter of 1931", false),
        ]
    );
    assert_eq!(words(&place.workspace.statements().unwrap()), both_notes());
    assert_eq!(place.workspace.link_pairs().unwrap(), [(asset_id(1), object(11))]);
    assert_eq!(place.workspace.linked_records(asset_id(1)).unwrap(), [object(11)]);
    assert!(place.workspace.linked_records(asset_id(2)).unwrap().is_empty());
    assert_eq!(
        place.workspace.unlinked_assets_in(collection_id(1)).unwrap(),
        [(asset_id(2), "Reel two".to_owned())]
    );
    let of = place.workspace.restrict_lines_of(&[object(12), object(10)]).unwrap();
    let uris: Vec<RecordUri> = of.iter().map(|line| line.uri).collect();
    assert_eq!(uris, [object(12), object(10), resource(1)]);
    let facts = place.workspace.asset_facts(&[asset_id(2), asset_id(9), asset_id(1)]).unwrap();
    assert_eq!(facts.iter().map(|facts| facts.id).collect::<Vec<_>>(), [asset_id(2), asset_id(1)]);
    assert_eq!(
        (facts[1].title.as_str(), facts[1].collections.as_slice()),
        ("Reel one", &[collection_id(1)][..])
    );
    assert_eq!(facts[1].metadata["archway_record_uri"], json!([object(11).to_string()]));
}

#[test]
fn statements_follow_every_writing_of_a_record() {
    let mut place = place();
    linked(&mut place.workspace);
    let changed = closed(
        published(inside(11, Some(10), 0, "Letter of 1931")),
        "Closed for longer",
        Some("2050-12-31"),
    );
    place.workspace.put_records(&[with_instances(changed, &[digital(5)])]).unwrap();
    let says = place.workspace.statements_on(&[object(11), object(10)]).unwrap();
    assert_eq!(says[0].1[0].text, "Closed for longer");
    assert_eq!(says[0].1[0].span.end, Some(date(2050, 12, 31)));
    assert!(says[1].1.is_empty(), "{says:?}");
    place
        .workspace
        .put_records(&[with_instances(published(inside(11, Some(10), 0, "Letter of 1931")), &[digital(5)])])
        .unwrap();
    assert!(place.workspace.statements_on(&[object(11)]).unwrap()[0].1.is_empty());
    assert_eq!(words(&place.workspace.statements().unwrap()), &both_notes()[..1]);
    // A row of a tree says nothing of notes: what the body said stays.
    place
        .workspace
        .put_children(resource(1), None, 0, &[(record(object(10), "Letters"), 2)], true)
        .unwrap();
    assert_eq!(words(&place.workspace.statements().unwrap()), &both_notes()[..1]);
}

#[test]
fn a_record_that_is_gone_goes_on_restricting_what_is_linked_to_it() {
    let mut place = place();
    linked(&mut place.workspace);
    place.workspace.remove_records(&[resource(1)]).unwrap();
    assert!(place.workspace.known_record(object(11)).unwrap().is_none());
    assert_eq!(place.workspace.link_pairs().unwrap(), [(asset_id(1), object(11))]);
    let mut lines = place.workspace.restrict_lines().unwrap();
    lines.sort_by_key(|line| line.uri);
    assert!(lines.iter().all(|line| line.gone), "{lines:?}");
    assert!(place.workspace.restrict_unread().unwrap().is_empty());
    assert_eq!(
        lines.iter().map(|line| line.uri).collect::<Vec<_>>(),
        [resource(1), object(10), object(11)]
    );
    assert_eq!(lines[2].above, Some(object(10)));
    assert_eq!(words(&place.workspace.statements().unwrap()), both_notes());
    // What nothing was linked to is forgotten.
    assert!(place.workspace.statements_on(&[object(12)]).unwrap()[0].1.is_empty());

    // Seen in a tree again, it says what it said last; read again, what it says now.
    place
        .workspace
        .put_children(resource(1), None, 0, &[(record(object(11), "Letter of 1931"), 0)], true)
        .unwrap();
    assert_eq!(words(&place.workspace.statements().unwrap()), both_notes());
    assert_eq!(place.workspace.restrict_unread().unwrap(), [object(11)]);
    place
        .workspace
        .put_records(&[published(snapshot(record(resource(1), "Harbour papers")))])
        .unwrap();
    assert_eq!(words(&place.workspace.statements().unwrap()), &both_notes()[1..]);
    // Without the asset nothing of it counts.
    place.workspace.remove_assets(&[asset_id(1)]).unwrap();
    assert!(place.workspace.link_pairs().unwrap().is_empty() && place.workspace.restrict_lines().unwrap().is_empty());
}

#[test]
fn records_that_go_one_after_the_other_go_on_restricting_too() {
    let mut place = place();
    linked(&mut place.workspace);
    for gone in [object(11), object(10), resource(1)] {
        place.workspace.remove_records(&[gone]).unwrap();
        assert_eq!(words(&place.workspace.statements().unwrap()), both_notes(), "without {gone}");
        assert_eq!(place.workspace.restrict_lines().unwrap().len(), 3);
    }
}

#[test]
fn a_record_that_left_a_list_stands_under_what_restricts_it_all_the_same() {
    let mut place = place();
    linked(&mut place.workspace);
    // The list inside series 10 is read anew without item 11: whoever moved it, its new place is not known yet.
    place.workspace.put_children(resource(1), Some(object(10)), 0, &[], true).unwrap();
    assert!(place.workspace.ancestors(object(11)).unwrap().is_empty());
    assert_eq!(place.workspace.restrict_lines().unwrap().len(), 3);
    assert_eq!(words(&place.workspace.statements().unwrap()), both_notes());
}

#[test]
fn a_record_that_was_never_read_is_told_apart() {
    let mut place = place();
    place
        .workspace
        .put_assets(&[naming(asset(1, "Reel one", &[]), &[(object(11), "x"), (accession(3), "y")])])
        .unwrap();
    place
        .workspace
        .put_children(resource(1), None, 0, &[(record(object(11), "Letter of 1931"), 0)], true)
        .unwrap();
    // Nobody knows what they say, so they must not pass for records that say nothing.
    assert!(place.workspace.restrict_lines().unwrap().is_empty());
    assert!(place.workspace.restrict_lines_of(&[object(11)]).unwrap().is_empty());
    let unread = [resource(1), object(11), accession(3)];
    assert_eq!(place.workspace.restrict_unread().unwrap(), unread);
    place.workspace.remove_records(&[object(11)]).unwrap();
    assert!(place.workspace.restrict_lines().unwrap().is_empty(), "gone before it was read");
    assert_eq!(place.workspace.restrict_unread().unwrap(), unread[1..]);
    place
        .workspace
        .put_records(&[published(inside(11, None, 0, "Letter of 1931"))])
        .unwrap();
    assert_eq!(place.workspace.restrict_unread().unwrap(), [resource(1), accession(3)]);
    assert_eq!(place.workspace.restrict_lines().unwrap()[0].above, Some(resource(1)));
}

#[test]
fn a_file_of_the_second_version_says_the_same_read_as_it_is_and_brought_up_to_date() {
    let mut place = place();
    linked(&mut place.workspace);
    place.workspace.put_plan(&plan()).unwrap();
    let mut restricted = asset(4, "Reel four", &[]);
    restricted
        .metadata
        .insert("archway_restriction_status".to_owned(), json!(["restricted"]));
    place.workspace.put_assets(&[restricted]).unwrap();
    assert_eq!(place.workspace.assets_with_restriction_fields().unwrap(), [asset_id(4)]);
    let path = place.workspace.path().to_owned();
    drop(place.workspace);
    let db = rusqlite::Connection::open(&path).unwrap();
    back_to_version_2(&db);
    drop(db);
    let lock = std::fs::File::options()
        .write(true)
        .open(place.folder.path().join("harbour.archway.lock"))
        .unwrap();
    lock.try_lock().unwrap();
    let old = Workspace::open(&path).unwrap();
    assert!(matches!(old.access(), Access::ReadOnly { .. }));
    // What restricts is read from the records themselves: an old file must not look open.
    assert_eq!(words(&old.statements().unwrap()), both_notes());
    assert_eq!(old.statements_on(&[object(11)]).unwrap()[0].1.len(), 1);
    assert_eq!(old.restrict_lines().unwrap().len(), 3);
    assert_eq!(old.restrict_lines_of(&[object(12)]).unwrap().len(), 3);
    assert_eq!(old.link_pairs().unwrap().len(), 1);
    assert!(old.restrict_unread().unwrap().is_empty());
    assert!(old.asset_access(&[asset_id(1)]).unwrap().is_empty() && old.access_read_at().unwrap().is_empty());
    assert!(old.shares().unwrap().is_empty() && old.hands_down().unwrap().is_empty());
    assert!(old.readings().unwrap().is_empty() && old.closed_on().unwrap().is_empty());
    assert_eq!(old.directory().unwrap(), Directory::default());
    assert_eq!(old.restrict_settings().unwrap(), RestrictSettings::default());
    assert_eq!(
        states(&old, &[Node::Asset(asset_id(1)), Node::Record(object(11))]),
        [RestrictionState::None; 2]
    );
    assert_eq!(old.plan(plan().id).unwrap().unwrap().restrict, None);
    let filter = AssetFilter {
        restriction: Some(RestrictionState::Restricted),
        ..AssetFilter::default()
    };
    assert_eq!(old.filter_assets(&filter).unwrap().1.shown, 0);
    drop(old);
    drop(lock);

    let mut new = Workspace::open(&path).unwrap();
    assert_eq!(new.access(), &Access::Writer);
    assert_eq!(words(&new.statements().unwrap()), both_notes());
    assert_eq!(new.statements_on(&[object(12)]).unwrap()[0].1.len(), 1);
    assert_eq!(new.assets_with_restriction_fields().unwrap(), [asset_id(4)]);
    new.put_plan(&plan()).unwrap();
    assert_eq!(new.plan(plan().id).unwrap(), Some(plan()));
    assert!(new.check().unwrap().is_empty());
    // What was worked out by other rules is worked out anew, and never believed before that.
    drop(new);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(
        "DELETE FROM record_statements; UPDATE meta SET value = 'earlier' WHERE key LIKE 'statements_%by'; PRAGMA journal_mode = DELETE;",
    )
    .unwrap();
    drop(db);
    let lock = std::fs::File::options()
        .write(true)
        .open(place.folder.path().join("harbour.archway.lock"))
        .unwrap();
    lock.try_lock().unwrap();
    assert_eq!(words(&Workspace::open(&path).unwrap().statements().unwrap()), both_notes());
    drop(lock);
    assert_eq!(words(&Workspace::open(&path).unwrap().statements().unwrap()), both_notes());
    let db = rusqlite::Connection::open(&path).unwrap();
    let kept: i64 = db
        .query_row("SELECT count(*) FROM record_statements", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 3);
}

#[test]
fn a_large_file_of_the_second_version_is_right_while_it_is_worked_out() {
    let mut place = place();
    linked(&mut place.workspace);
    let late = closed(published(snapshot(record(accession(7), "A gift"))), "Closed by the giver", None);
    place.workspace.put_records(&[late]).unwrap();
    place
        .workspace
        .put_assets(&[naming(asset(3, "Reel three", &[]), &[(accession(7), "x")])])
        .unwrap();
    let mut all = both_notes();
    all.push((accession(7), vec!["Closed by the giver".to_owned()]));
    let path = place.workspace.path().to_owned();
    drop(place.workspace);
    let db = rusqlite::Connection::open(&path).unwrap();
    // Nine thousand records whose turn comes before the accession's.
    db.execute_batch(
        "WITH RECURSIVE number (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM number WHERE n < 10000)
         INSERT INTO records (key, scope, above, position, display, dates, container, resource, publish, suppressed, restricted, under, lock_version)
            SELECT r.key + n, r.scope, r.above, n, 'Letter', '', '', r.resource, 1, 0, 0, 0, 1
            FROM number, (SELECT key, scope, above, resource FROM records WHERE title = 'Letters') r",
    )
    .unwrap();
    back_to_version_2(&db);
    drop(db);

    let mut workspace = Workspace::open(&path).unwrap();
    assert_eq!(words(&workspace.statements().unwrap()), all, "before all are worked out");
    assert!(workspace.catch_up().unwrap() > 0, "opening does not wait for all of them");
    // What is written meanwhile is right whether its turn has come or not.
    let opened = published(snapshot(record(resource(1), "Harbour papers")));
    let changed = closed(published(snapshot(record(accession(7), "A gift"))), "Closed for good", None);
    workspace.put_records(&[opened, changed]).unwrap();
    all = vec![all[1].clone(), (accession(7), vec!["Closed for good".to_owned()])];
    assert_eq!(words(&workspace.statements().unwrap()), all);
    // It goes on where it was, after a restart too.
    drop(workspace);
    let mut workspace = Workspace::open(&path).unwrap();
    assert_eq!(words(&workspace.statements().unwrap()), all);
    while workspace.catch_up().unwrap() > 0 {}
    assert_eq!(words(&workspace.statements().unwrap()), all);
    let kept: i64 = rusqlite::Connection::open(&path)
        .unwrap()
        .query_row("SELECT count(*) FROM record_statements", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 3, "items 11 and 12 and the accession");
}

fn key(part: &str) -> StatementKey {
    StatementKey {
        record: object(11),
        part: part.to_owned(),
    }
}

fn reading(part: &str, meaning: Meaning, why: &str) -> Reading {
    Reading {
        statement: key(part),
        fingerprint: Fingerprint::of_texts(["Closed by the donor"]),
        meaning,
        who: "Ottilie Varnhem".to_owned(),
        at: now(),
        why: why.to_owned(),
    }
}

#[test]
fn the_last_that_was_said_counts_and_the_rest_is_kept() {
    let mut place = place();
    let restricted = Meaning::Restricted {
        span: Span {
            begin: None,
            end: Some(date(2031, 1, 31)),
        },
        types: vec!["Donor".to_owned()],
    };
    let first = reading("note:a", Meaning::Open, "no donor is named");
    let second = reading("note:a", restricted.clone(), "the deed says so");
    let other = reading("note:b", restricted, "");
    for one in [&first, &second, &other] {
        place.workspace.put_reading(one).unwrap();
    }
    assert_eq!(place.workspace.readings().unwrap(), [second.clone(), other.clone()]);
    assert!(place.workspace.take_reading(&key("note:a")).unwrap());
    assert!(!place.workspace.take_reading(&key("note:a")).unwrap(), "nothing stands any more");
    assert!(!place.workspace.take_reading(&key("note:c")).unwrap());
    assert_eq!(place.workspace.readings().unwrap(), [other]);
    assert_eq!(
        place.workspace.readings_of(&key("note:a")).unwrap(),
        [Some(first.clone()), Some(second), None]
    );
    place.workspace.put_reading(&first).unwrap();
    assert_eq!(place.workspace.readings().unwrap()[0], first);

    let kept = ClosedOn {
        statement: key("note:a"),
        fingerprint: first.fingerprint.clone(),
        reason: "the family asked for it".to_owned(),
        who: "Ottilie Varnhem".to_owned(),
        at: now(),
        review_on: Some(date(2030, 6, 1)),
    };
    place.workspace.put_closed_on(&kept).unwrap();
    assert_eq!(place.workspace.closed_on().unwrap(), [kept]);
    assert_eq!(place.workspace.readings().unwrap().len(), 2);
    assert!(place.workspace.take_closed_on(&key("note:a")).unwrap());
    assert!(place.workspace.closed_on().unwrap().is_empty());
}

#[test]
fn settings_come_back_and_are_the_usual_ones_before() {
    let mut place = place();
    assert_eq!(place.workspace.restrict_settings().unwrap(), RestrictSettings::default());
    let settings = RestrictSettings {
        rule: InheritanceRule::Public,
        time_zone: Some("Europe/Lisbon".to_owned()),
        second_person: true,
        review_after_months: 12,
        table: RuleTable {
            rows: vec![RuleRow {
                id: Uuid::from_u128(7),
                name: "Donor".to_owned(),
                on: true,
                when: Default::default(),
                then: Default::default(),
            }],
        },
    };
    place.workspace.put_restrict_settings(&settings).unwrap();
    assert_eq!(place.workspace.reader().unwrap().restrict_settings().unwrap(), settings);
}

fn grant(principal: Principal, permissions: Permissions) -> Grant {
    Grant { principal, permissions }
}

fn share(number: u128, object: Shared, title: &str) -> Share {
    Share {
        id: Uuid::from_u128(number),
        object,
        title: title.to_owned(),
        has_password: true,
        expires: Some(now()),
        guests: 2,
        opened: Some(5),
        owner: None,
        settings: Map::from_iter([("allow_download".to_owned(), json!(false))]),
    }
}

#[test]
fn who_can_see_what_comes_back_until_iconik_is_another() {
    let mut place = place();
    let group = Principal::Group(Uuid::from_u128(21));
    let one = AssetAccess {
        asset: asset_id(1),
        grants: vec![grant(group, Permissions::WRITE)],
        inherited: vec![InheritedGrant {
            collection: collection_id(1),
            grant: grant(group, Permissions::READ),
        }],
        creator: Some(Uuid::from_u128(3)),
        read_at: now(),
    };
    let two = AssetAccess {
        asset: asset_id(2),
        grants: Vec::new(),
        ..one.clone()
    };
    place.workspace.put_access(&[one.clone(), two.clone()]).unwrap();
    let narrower = AssetAccess {
        grants: vec![grant(group, Permissions::READ)],
        ..one.clone()
    };
    place.workspace.put_access(std::slice::from_ref(&narrower)).unwrap();
    let asked = [asset_id(1), asset_id(2), asset_id(3)];
    assert_eq!(
        place.workspace.asset_access(&asked).unwrap(),
        HashMap::from([(asset_id(1), narrower), (asset_id(2), two)])
    );
    assert_eq!(place.workspace.access_read_at().unwrap()[&asset_id(2)], now());

    let down = vec![grant(group, Permissions::READ)];
    place
        .workspace
        .put_hands_down(&[(collection_id(1), down.clone()), (collection_id(2), Vec::new())], now())
        .unwrap();
    assert_eq!(
        place.workspace.hands_down().unwrap(),
        HashMap::from([(collection_id(1), down), (collection_id(2), Vec::new())])
    );
    assert_eq!(place.workspace.hands_down_read_at().unwrap().len(), 2);

    let directory = Directory {
        people: vec![Person {
            id: Uuid::from_u128(3),
            name: "Ottilie Varnhem".to_owned(),
            admin: true,
            active: true,
            groups: BTreeSet::from([Uuid::from_u128(21)]),
        }],
        groups: vec![Group {
            id: Uuid::from_u128(21),
            name: "Editors".to_owned(),
        }],
        me: Some(Uuid::from_u128(3)),
        read_at: Some(now()),
    };
    place.workspace.put_directory(&directory).unwrap();
    assert_eq!(place.workspace.directory().unwrap(), directory);

    let (asset, collection) = (Shared::Asset(asset_id(1)), Shared::Collection(collection_id(1)));
    let first = share(1, asset, "For the jury");
    let wide = share(2, collection, "All reels");
    place.workspace.put_shares(vec![wide.clone(), first.clone()]).unwrap();
    assert_eq!(place.workspace.shares().unwrap(), [first.clone(), wide.clone()]);
    let again = share(3, asset, "For the jury again");
    place
        .workspace
        .put_shares_of(asset, vec![again.clone(), share(4, collection, "Not asked for")])
        .unwrap();
    assert_eq!(place.workspace.shares().unwrap(), [again, wide.clone()]);
    place.workspace.put_shares_of(asset, Vec::new()).unwrap();
    assert_eq!(place.workspace.shares().unwrap(), [wide]);

    place.workspace.remove_assets(&[asset_id(2)]).unwrap();
    assert!(!place.workspace.asset_access(&asked).unwrap().contains_key(&asset_id(2)));
    let elsewhere = Connection {
        iconik_url: "https://other.example".to_owned(),
        ..connection()
    };
    place.workspace.set_connection(&elsewhere).unwrap();
    assert!(place.workspace.asset_access(&asked).unwrap().is_empty() && place.workspace.shares().unwrap().is_empty());
    assert!(place.workspace.hands_down().unwrap().is_empty());
    assert_eq!(place.workspace.directory().unwrap(), Directory::default());
}

fn states(reader: &Workspace, nodes: &[Node]) -> Vec<RestrictionState> {
    let rows = reader.rows(nodes).unwrap();
    rows.into_iter()
        .map(|row| match row.unwrap() {
            Row::Asset(row) => row.restriction,
            Row::Record(row) => row.restriction,
            Row::Collection(_) => RestrictionState::None,
        })
        .collect()
}

#[test]
fn rows_say_how_they_stand_and_only_those_that_changed_are_told() {
    use RestrictionState::{Differently, NeedsPerson, Restricted};
    let mut place = place();
    linked(&mut place.workspace);
    let (one, two) = (Node::Asset(asset_id(1)), Node::Asset(asset_id(2)));
    let (letter, series) = (Node::Record(object(11)), Node::Record(object(10)));
    let nodes = [one, two, letter, series];
    let all = |a: &[(AssetId, RestrictionState)], r: &[(RecordUri, RestrictionState)]| {
        (
            a.iter().copied().collect::<HashMap<_, _>>(),
            r.iter().copied().collect::<HashMap<_, _>>(),
        )
    };
    let (assets, records) = all(
        &[(asset_id(1), Restricted), (asset_id(2), RestrictionState::None)],
        &[(object(11), Restricted), (object(10), NeedsPerson)],
    );
    let mut changed = vec![one, letter, series];
    changed.sort_unstable();
    assert_eq!(place.workspace.put_row_states(&assets, &records).unwrap(), changed);
    assert!(place.workspace.put_row_states(&assets, &records).unwrap().is_empty());
    assert_eq!(
        states(&place.workspace, &nodes),
        [Restricted, RestrictionState::None, Restricted, NeedsPerson]
    );

    let (assets, records) = all(&[(asset_id(1), Differently)], &[(object(10), NeedsPerson)]);
    let mut changed = vec![one, letter];
    changed.sort_unstable();
    assert_eq!(place.workspace.put_row_states(&assets, &records).unwrap(), changed);
    assert_eq!(
        states(&place.workspace, &nodes),
        [Differently, RestrictionState::None, RestrictionState::None, NeedsPerson]
    );

    let shown_assets = |state| {
        let filter = AssetFilter {
            restriction: Some(state),
            ..AssetFilter::default()
        };
        let (kept, counts) = place.workspace.filter_assets(&filter).unwrap();
        (kept.contains(one), kept.contains(two), counts.shown, counts.hidden)
    };
    assert_eq!(shown_assets(Differently), (true, false, 1, 1));
    assert_eq!(shown_assets(Restricted), (false, false, 0, 2));
    assert_eq!(shown_assets(RestrictionState::None), (false, true, 1, 1));
    let shown_records = |state, text: &str| {
        let filter = RecordFilter {
            restriction: Some(state),
            text: text.to_owned(),
            ..RecordFilter::default()
        };
        place
            .workspace
            .filter_records(&filter, RecordScope::Resources(REPOSITORY))
            .unwrap()
            .1
            .shown
    };
    assert_eq!(shown_records(NeedsPerson, ""), 1);
    assert_eq!(shown_records(NeedsPerson, "letters"), 1);
    assert_eq!(shown_records(NeedsPerson, "1931 letter"), 0);
    assert_eq!(shown_records(RestrictionState::None, ""), 3);
    assert_eq!(shown_records(Restricted, ""), 0);
}

fn review() -> RestrictReview {
    RestrictReview {
        as_of: date(2026, 3, 4),
        rule: InheritanceRule::Container,
        second_person: true,
        unchanged: 12,
        causes: vec![Cause {
            statement: key("note:a"),
            record_title: "Item: Letter of 1931".to_owned(),
            what: "accessrestrict".to_owned(),
            words: "Closed by the donor".to_owned(),
            span: Span::default(),
            types: vec!["Donor".to_owned()],
            timing: None,
            reading: None,
            assets: 1,
        }],
        chains: vec![vec![ChainStep {
            record: object(11),
            title: "Item: Letter of 1931".to_owned(),
            says: "no access note".to_owned(),
            causes: vec![CauseId(0)],
            deciding: true,
        }]],
        needs_person: vec![NeedsPerson {
            asset: asset_id(2),
            title: "Reel two".to_owned(),
            cause: CauseId(0),
            chain: 0,
            seen_by: Audience::default(),
        }],
        confirmations: Vec::new(),
        rules: None,
    }
}

fn plan() -> Plan {
    Plan {
        id: PlanId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001)),
        workflow: Workflow::Restrict,
        title: "Restrict 1 asset".to_owned(),
        created: now(),
        author: "archivist".to_owned(),
        undoes: None,
        pairs: Vec::new(),
        notices: Vec::new(),
        changes: Vec::new(),
        stage: Stage::Review,
        restrict: Some(Box::new(review())),
    }
}

#[test]
fn a_plan_keeps_what_it_restricts_and_who_confirmed() {
    let mut place = place();
    let mut plan = plan();
    place.workspace.put_plan(&plan).unwrap();
    assert_eq!(place.workspace.plan(plan.id).unwrap(), Some(plan.clone()));
    let mut confirmed = review();
    confirmed.confirmations.push(Confirmation {
        cause: CauseId(0),
        changes: vec![ChangeId(4)],
        who: "archivist".to_owned(),
        at: now(),
        reason: "the deed has run out".to_owned(),
        second: Some(("Ottilie Varnhem".to_owned(), now())),
    });
    place.workspace.update_restrict(plan.id, &confirmed).unwrap();
    plan.restrict = Some(Box::new(confirmed));
    assert_eq!(place.workspace.plan(plan.id).unwrap(), Some(plan.clone()));
    assert_eq!(
        place.workspace.plans(&PlanFilter::default()).unwrap()[0].workflow,
        Workflow::Restrict
    );
    assert!(place.workspace.update_restrict(PlanId(Uuid::from_u128(1)), &review()).is_err());

    // A confirmation whose changes are not there is not kept either.
    let sample = crate::work::plan(9).changes.remove(0);
    assert!(
        place
            .workspace
            .settle_confirmation(plan.id, &review(), std::slice::from_ref(&sample), &[])
            .is_err()
    );
    assert_eq!(place.workspace.plan(plan.id).unwrap(), Some(plan.clone()));
    plan.changes.push(sample.clone());
    place.workspace.put_plan(&plan).unwrap();
    place.workspace.settle_confirmation(plan.id, &review(), &[sample], &[]).unwrap();
    assert_eq!(place.workspace.plan(plan.id).unwrap().unwrap().restrict, Some(Box::new(review())));
    plan.restrict = None;
    place.workspace.put_plan(&plan).unwrap();
    assert_eq!(place.workspace.plan(plan.id).unwrap(), Some(plan));
}

#[test]
fn collections_over_assets_reach_to_the_top() {
    let mut place = place();
    place
        .workspace
        .put_collections(&[collection(1, "Reels", &[2]), collection(2, "All", &[]), collection(3, "Else", &[])])
        .unwrap();
    place
        .workspace
        .put_assets(&[asset(1, "Reel one", &[1]), asset(2, "Reel two", &[3])])
        .unwrap();
    assert_eq!(
        place.workspace.collections_over(&[asset_id(1), asset_id(9)]).unwrap(),
        [collection_id(1), collection_id(2)]
    );
}
