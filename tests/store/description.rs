//! What describing and publishing keep: authorities, which values are valid, details, agreements, the queue, watches.

use std::time::{Duration, Instant};

use archway::domain::vocabulary::{EnumerationValue, FieldOption};
use archway::domain::workspace::Connection;
use archway::domain::{
    ApprovalDecision, ApprovalStatus, Authority, AuthorityKind, AuthoritySnapshot, AuthorityUri, Enumeration, FileRole, IconikField,
    IconikView, MediaDetails, MediaFile, Vocabulary,
};
use archway::plan::{Agreement, Outcome, PlanId, Receipt};
use archway::store::{Access, QueueEntry, WatchRun, Workspace};
use jiff::SignedDuration;
use serde_json::json;
use strum::IntoEnumIterator as _;
use uuid::Uuid;

use crate::sample::{asset, asset_id, connection, digital, digital_object, inside, naming, now, object, place, with_instances};
use crate::work::plan;

fn authority(kind: AuthorityKind, id: u64, heading: &str) -> AuthoritySnapshot {
    AuthoritySnapshot {
        authority: Authority {
            uri: AuthorityUri { kind, id },
            heading: heading.to_owned(),
            source: Some("local".to_owned()),
            authority_id: Some(format!("urn:example:{id}")),
            term_type: (kind == AuthorityKind::Subject).then(|| "topical".to_owned()),
            publish: id.is_multiple_of(2),
        },
        body: json!({"title": heading, "lock_version": 0, "b": [1, null]}),
        read_at: now(),
    }
}

fn details(approval: ApprovalStatus) -> MediaDetails {
    MediaDetails {
        files: vec![MediaFile {
            id: "f1".to_owned(),
            role: FileRole::Master,
            name: "reel.mov".to_owned(),
            format: "ORIGINAL".to_owned(),
            media_type: Some("video/quicktime".to_owned()),
            size: Some(12),
            checksum: Some("0cc175b9c0f1b6a831c399e269772661".to_owned()),
            storage: Some("Vault".to_owned()),
            directory: "in/2026".to_owned(),
            language: None,
            version: Some("v1".to_owned()),
        }],
        technical: [("codec".to_owned(), "prores".to_owned())].into_iter().collect(),
        current_version: Some("v1".to_owned()),
        approval,
        decisions: vec![ApprovalDecision {
            who: "A reviewer".to_owned(),
            status: approval,
            at: Some(now()),
            version: Some("v1".to_owned()),
        }],
        read_at: now(),
    }
}

fn agreement(profile: &str, about: &str, field: &str, value: &str) -> Agreement {
    Agreement {
        about: about.to_owned(),
        profile: profile.to_owned(),
        field: field.to_owned(),
        source: json!([value]),
        target: json!({"value": value, "a": null}),
        undone: None,
    }
}

fn vocabulary() -> Vocabulary {
    Vocabulary {
        enumerations: [(
            "extent_extent_type".to_owned(),
            Enumeration {
                uri: "/config/enumerations/12".to_owned(),
                name: "extent_extent_type".to_owned(),
                editable: true,
                default_value: None,
                values: vec![EnumerationValue {
                    value: "reels".to_owned(),
                    suppressed: true,
                }],
            },
        )]
        .into_iter()
        .collect(),
        fields: [(
            "Series".to_owned(),
            IconikField {
                name: "Series".to_owned(),
                label: "Series".to_owned(),
                field_type: "drop_down".to_owned(),
                required: true,
                read_only: false,
                multi: true,
                options: vec![FieldOption {
                    value: "p".to_owned(),
                    label: "Photographs".to_owned(),
                }],
                min_value: Some(0.5),
                max_value: None,
                description: String::new(),
            },
        )]
        .into_iter()
        .collect(),
        views: vec![IconikView {
            id: "4c1d".to_owned(),
            name: "Film".to_owned(),
            fields: vec!["Series".to_owned()],
        }],
        schemas: [("resource".to_owned(), json!({"properties": {"title": {"maxLength": 16384}}}))]
            .into_iter()
            .collect(),
        may_add_values: true,
        may_create_authorities: false,
    }
}

#[test]
fn authorities_come_back_and_go() {
    let mut place = place();
    let all: Vec<AuthoritySnapshot> = AuthorityKind::iter()
        .flat_map(|kind| [authority(kind, 1, "Quay, Ada"), authority(kind, 2, "Harbour Film Unit")])
        .collect();
    place.workspace.put_authorities(&all).unwrap();
    place.workspace.put_authorities(&all[..3]).unwrap();
    let listed: Vec<Authority> = all.iter().map(|snapshot| snapshot.authority.clone()).collect();
    assert_eq!(place.workspace.authorities().unwrap(), listed);
    let one = all[3].authority.uri;
    assert_eq!(place.workspace.authority(one).unwrap().as_ref(), Some(&all[3]));
    assert_eq!(place.workspace.known_authorities(AuthorityKind::Subject).unwrap(), [1, 2]);
    let renamed = authority(one.kind, one.id, "Harbour Film Unit (1931)");
    place.workspace.put_authorities(std::slice::from_ref(&renamed)).unwrap();
    assert_eq!(place.workspace.authority(one).unwrap(), Some(renamed));
    place.workspace.remove_authorities(&[one]).unwrap();
    assert_eq!(place.workspace.authority(one).unwrap(), None);
    assert_eq!(place.workspace.authorities().unwrap().len(), all.len() - 1);
}

#[test]
fn thousands_of_authorities_are_listed_fast() {
    let mut place = place();
    let all: Vec<AuthoritySnapshot> = (1..=20_000)
        .map(|id| authority(AuthorityKind::Person, id, &format!("Person {id}")))
        .collect();
    place.workspace.put_authorities(&all).unwrap();
    let begun = Instant::now();
    assert_eq!(place.workspace.authorities().unwrap().len(), all.len());
    let took = begun.elapsed();
    // Without the bodies this is a fraction of a second even in a build that is not optimised.
    assert!(took < Duration::from_secs(2), "listing took {took:?}");
}

#[test]
fn what_is_valid_comes_back_as_it_was() {
    let mut place = place();
    assert_eq!(place.workspace.vocabulary().unwrap(), Vocabulary::default());
    let mut vocabulary = vocabulary();
    place.workspace.put_vocabulary(&vocabulary).unwrap();
    assert_eq!(place.workspace.vocabulary().unwrap(), vocabulary);
    vocabulary.fields.clear();
    vocabulary.may_create_authorities = true;
    place.workspace.put_vocabulary(&vocabulary).unwrap();
    assert_eq!(place.workspace.vocabulary().unwrap(), vocabulary);
}

#[test]
fn details_of_an_asset_go_with_it() {
    let mut place = place();
    place.workspace.put_assets(&[asset(1, "Reel", &[])]).unwrap();
    let kept = [
        (asset_id(1), details(ApprovalStatus::Approved)),
        (asset_id(2), details(ApprovalStatus::Mixed)),
    ];
    place.workspace.put_details(&kept).unwrap();
    let found = place.workspace.details(&[asset_id(1), asset_id(3), asset_id(2)]).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[&asset_id(1)], kept[0].1);
    place.workspace.remove_assets(&[asset_id(1)]).unwrap();
    assert!(!place.workspace.details(&[asset_id(1)]).unwrap().contains_key(&asset_id(1)));
}

#[test]
fn agreements_are_kept_by_profile_record_and_field() {
    let mut place = place();
    let (one, two) = (object(1).to_string(), format!("asset {}", asset_id(2)));
    let agreements = [
        agreement("film", &one, "dates", "1931"),
        agreement("film", &one, "title", "Quay"),
        agreement("other", &one, "title", "Pier"),
        agreement("film", &two, "field:Series", "Photographs"),
    ];
    place.workspace.put_agreements(&agreements).unwrap();
    let asked = [two.clone(), one.clone(), "asset none".to_owned()];
    let expected = [agreements[3].clone(), agreements[0].clone(), agreements[1].clone()];
    assert_eq!(place.workspace.agreements("film", &asked).unwrap(), expected);
    let moved = agreement("film", &one, "title", "The quay");
    place.workspace.put_agreements(std::slice::from_ref(&moved)).unwrap();
    assert_eq!(place.workspace.agreements("film", &asked).unwrap()[2], moved);
    place.workspace.forget_agreements(std::slice::from_ref(&one)).unwrap();
    assert!(place.workspace.agreements("other", &asked).unwrap().is_empty());
    assert_eq!(place.workspace.agreements("film", &asked).unwrap(), expected[..1]);
}

#[test]
fn settling_keeps_the_agreements_of_what_was_made_and_of_nothing_else() {
    let mut place = place();
    let mut plan = plan(1);
    let about = object(7).to_string();
    for (number, change) in plan.changes.iter_mut().enumerate() {
        change.agrees = vec![agreement("film", &about, &format!("field {number}"), "x")];
    }
    place.workspace.put_plan(&plan).unwrap();
    let receipt = Receipt {
        at: now(),
        made: None,
        lock_version: Some(2),
        before: json!(null),
        already_there: true,
    };
    plan.changes[0].outcome = Outcome::Done { receipt };
    plan.changes[1].outcome = Outcome::InDoubt;
    plan.changes[3].outcome = Outcome::Pending;
    let settled = [plan.changes[0].clone(), plan.changes[1].clone(), plan.changes[3].clone()];
    place.workspace.settle_changes(plan.id, &settled, &[]).unwrap();
    assert_eq!(
        place.workspace.agreements("film", std::slice::from_ref(&about)).unwrap(),
        plan.changes[0].agrees
    );
    // A change that the plan does not have leaves nothing behind, its agreements neither.
    let mut strange = plan.changes[0].clone();
    strange.id = archway::plan::ChangeId(9_999);
    strange.agrees = vec![agreement("film", &about, "strange", "x")];
    let both = [settled[0].clone(), strange];
    assert!(place.workspace.settle_changes(plan.id, &both, &[]).is_err());
    assert_eq!(place.workspace.agreements("film", &[about]).unwrap().len(), 1);
}

#[test]
fn the_queue_is_kept_by_profile_newest_first() {
    let mut place = place();
    let entry = |number: u64, hours: Option<i64>| QueueEntry {
        asset: asset_id(number),
        version: Some("v1".to_owned()),
        approver: Some("A reviewer".to_owned()),
        approved: hours.map(|hours| now() + SignedDuration::from_hours(hours)),
        why: "approved".to_owned(),
        state: "ready".to_owned(),
        looked: now(),
    };
    let entries = [entry(1, Some(1)), entry(2, None), entry(3, Some(2))];
    place.workspace.put_queue("film", &entries).unwrap();
    place.workspace.put_queue("other", &entries[..1]).unwrap();
    let expected = [entries[2].clone(), entries[0].clone(), entries[1].clone()];
    assert_eq!(place.workspace.queue("film").unwrap(), expected);
    place.workspace.remove_from_queue("film", &[asset_id(3), asset_id(9)]).unwrap();
    assert_eq!(place.workspace.queue("film").unwrap(), expected[1..]);
    assert_eq!(place.workspace.queue("other").unwrap().len(), 1);
}

#[test]
fn destinations_are_set_and_forgotten() {
    let mut place = place();
    let destination = (object(5), Some(3), Some("item".to_owned()));
    place
        .workspace
        .set_destination("film", asset_id(1), Some(destination.clone()))
        .unwrap();
    place
        .workspace
        .set_destination("film", asset_id(2), Some((object(6), None, None)))
        .unwrap();
    place.workspace.set_destination("film", asset_id(2), None).unwrap();
    let found = place.workspace.destinations("film").unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [(asset_id(1), destination)]);
    assert!(place.workspace.destinations("other").unwrap().is_empty());
}

#[test]
fn looks_of_watches_are_listed_newest_first() {
    let mut place = place();
    let run = |profile: &str, hours: i64, plan: Option<PlanId>| WatchRun {
        profile: profile.to_owned(),
        at: now() + SignedDuration::from_hours(hours),
        looked: 40,
        applied: 2,
        waiting: 1,
        problems: 0,
        text: "2 applied, 1 waits".to_owned(),
        plan,
    };
    let plan = PlanId(Uuid::from_u128(7));
    let runs = [run("film", 0, None), run("other", 1, None), run("film", 2, Some(plan))];
    for run in &runs {
        place.workspace.put_watch_run(run).unwrap();
    }
    assert_eq!(place.workspace.last_watch_run("film").unwrap().as_ref(), Some(&runs[2]));
    assert_eq!(place.workspace.last_watch_run("none").unwrap(), None);
    let since = place.workspace.watch_runs_since(runs[1].at).unwrap();
    assert_eq!(since, [runs[2].clone(), runs[1].clone()]);
}

#[test]
fn reads_of_assets_and_pairs_of_links_are_told_at_once() {
    let mut place = place();
    let mut late = naming(asset(2, "Late", &[]), &[(object(1), "f")]);
    late.read_at = now() + SignedDuration::from_secs(2);
    place.workspace.put_assets(&[late.clone(), asset(1, "Early", &[])]).unwrap();
    assert_eq!(place.workspace.assets_read_since(now()).unwrap(), [asset_id(1), asset_id(2)]);
    assert_eq!(place.workspace.assets_read_since(late.read_at).unwrap(), [asset_id(2)]);
    place
        .workspace
        .put_records(&[
            with_instances(inside(1, None, 0, "Reel"), &[digital(4)]),
            digital_object(4, &asset_id(2).to_string(), None),
        ])
        .unwrap();
    assert_eq!(
        place.workspace.link_triples().unwrap(),
        [(asset_id(2), object(1), Some(digital(4)))]
    );
}

#[test]
fn a_system_at_another_address_has_agreed_on_nothing() {
    let mut place = place();
    let about = object(1).to_string();
    let fill = |workspace: &mut Workspace| {
        workspace
            .put_authorities(&[authority(AuthorityKind::Person, 1, "Quay, Ada")])
            .unwrap();
        workspace.put_vocabulary(&vocabulary()).unwrap();
        workspace.put_details(&[(asset_id(1), details(ApprovalStatus::Approved))]).unwrap();
        workspace.put_agreements(&[agreement("film", &about, "title", "Quay")]).unwrap();
    };
    fill(&mut place.workspace);
    let renamed = Connection {
        name: "Quay archive".to_owned(),
        ..connection()
    };
    place.workspace.set_connection(&renamed).unwrap();
    assert_eq!(place.workspace.agreements("film", std::slice::from_ref(&about)).unwrap().len(), 1);
    let elsewhere = Connection {
        archivesspace_url: "http://127.0.0.1:8090".to_owned(),
        ..connection()
    };
    place.workspace.set_connection(&elsewhere).unwrap();
    let kept = place.workspace.vocabulary().unwrap();
    assert!(kept.enumerations.is_empty() && kept.schemas.is_empty() && !kept.fields.is_empty());
    assert!(place.workspace.authorities().unwrap().is_empty());
    assert!(place.workspace.agreements("film", std::slice::from_ref(&about)).unwrap().is_empty());
    assert_eq!(place.workspace.details(&[asset_id(1)]).unwrap().len(), 1);
    fill(&mut place.workspace);
    let away = Connection {
        iconik_url: "https://other.example".to_owned(),
        ..elsewhere
    };
    place.workspace.set_connection(&away).unwrap();
    assert!(place.workspace.details(&[asset_id(1)]).unwrap().is_empty());
    assert!(place.workspace.vocabulary().unwrap().views.is_empty());
    assert_eq!(place.workspace.authorities().unwrap().len(), 1);
    assert!(place.workspace.agreements("film", &[about]).unwrap().is_empty());
}

#[test]
fn a_file_of_the_first_version_is_brought_up_to_date_or_read_as_it_is() {
    let mut place = place();
    place.workspace.put_assets(&[asset(1, "Reel", &[])]).unwrap();
    let path = place.workspace.path().to_owned();
    drop(place.workspace);
    let db = rusqlite::Connection::open(&path).unwrap();
    crate::restrictions::back_to_version_2(&db);
    let later: Vec<String> = [
        "authority_bodies",
        "authorities",
        "vocabulary",
        "asset_details",
        "agreements",
        "publishing_queue",
        "destinations",
        "watch_runs",
    ]
    .iter()
    .map(|table| format!("DROP TABLE {table};"))
    .collect();
    db.execute_batch(&format!(
        "{} DROP INDEX asset_bodies_read; DROP INDEX records_ref_id; PRAGMA user_version = 1; PRAGMA journal_mode = DELETE;",
        later.join("")
    ))
    .unwrap();
    drop(db);
    // While somebody else holds the lock, the old file is only read: it has none of this.
    let lock = std::fs::File::options()
        .write(true)
        .open(place.folder.path().join("harbour.archway.lock"))
        .unwrap();
    lock.try_lock().unwrap();
    let reading = Workspace::open(&path).unwrap();
    assert!(matches!(reading.access(), Access::ReadOnly { .. }));
    assert!(reading.authorities().unwrap().is_empty());
    assert_eq!(reading.vocabulary().unwrap(), Vocabulary::default());
    assert!(reading.details(&[asset_id(1)]).unwrap().is_empty());
    assert!(reading.agreements("film", &["x".to_owned()]).unwrap().is_empty());
    assert!(reading.queue("film").unwrap().is_empty() && reading.destinations("film").unwrap().is_empty());
    assert!(reading.last_watch_run("film").unwrap().is_none());
    assert_eq!(reading.assets_read_since(now()).unwrap(), [asset_id(1)]);
    drop(reading);
    drop(lock);
    let mut writing = Workspace::open(&path).unwrap();
    assert_eq!(writing.access(), &Access::Writer);
    writing
        .put_authorities(&[authority(AuthorityKind::Family, 1, "Quay family")])
        .unwrap();
    assert_eq!(writing.authorities().unwrap().len(), 1);
    assert_eq!(writing.assets_read_since(now()).unwrap(), [asset_id(1)]);
    assert!(writing.check().unwrap().is_empty());
}
