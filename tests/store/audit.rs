//! The audit trail: only ever added to, and a change in the past shows.

use archway::plan::{ChangeId, FieldChange, PlanId, Workflow};
use archway::store::{AuditEntry, AuditFilter, Workspace};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sample::{Place, now, object, place};

fn entry(number: i64) -> AuditEntry {
    let at = Timestamp::from_second(1_760_000_000 + number).unwrap();
    AuditEntry {
        at,
        author: "archivist".to_owned(),
        workflow: Some(if number % 2 == 0 { Workflow::Link } else { Workflow::Undo }),
        plan: Some(PlanId(Uuid::from_u128(7))),
        change: Some(ChangeId(u32::try_from(number).unwrap())),
        what: format!("attached a digital object, 100% sure, number_{number}"),
        target: object(u64::try_from(number).unwrap()).to_string(),
        label: "=HYPERLINK(\"http://example.org\")".to_owned(),
        fields: vec![FieldChange::set("Instance", "Film, “Launch”")],
        detail: json!({"z": 1, "a": {"y": [1, 2], "b": null}}),
    }
}

fn filled() -> Place {
    let mut place = place();
    place.workspace.audit(&entry(1)).unwrap();
    place.workspace.audit_all(&(2..=30).map(entry).collect::<Vec<_>>()).unwrap();
    place
}

#[test]
fn entries_come_back_newest_first_in_pages() {
    let place = filled();
    let page = place.workspace.audit_entries(&AuditFilter::default(), 10, 5).unwrap();
    assert_eq!(page.total, 30);
    assert_eq!(
        page.entries.iter().map(|record| record.number).collect::<Vec<_>>(),
        [20, 19, 18, 17, 16]
    );
    assert_eq!(page.entries[0].entry, entry(20));
    let check = place.workspace.verify_audit().unwrap();
    assert_eq!((check.entries, check.broken_at), (30, None));
}

#[test]
fn an_empty_trail_holds() {
    let check = place().workspace.verify_audit().unwrap();
    assert_eq!((check.entries, check.broken_at), (0, None));
}

#[test]
fn filters_narrow_the_trail() {
    let place = filled();
    let total = |filter: AuditFilter| place.workspace.audit_entries(&filter, 0, 100).unwrap().total;
    let open = AuditFilter::default();
    assert_eq!(
        total(AuditFilter {
            text: "number_7".to_owned(),
            ..open.clone()
        }),
        1
    );
    assert_eq!(
        total(AuditFilter {
            text: "ATTACHED 100%".to_owned(),
            ..open.clone()
        }),
        30
    );
    assert_eq!(
        total(AuditFilter {
            text: "numberX7".to_owned(),
            ..open.clone()
        }),
        0
    );
    assert_eq!(
        total(AuditFilter {
            workflow: Some(Workflow::Link),
            ..open.clone()
        }),
        15
    );
    assert_eq!(
        total(AuditFilter {
            plan: Some(PlanId(Uuid::from_u128(8))),
            ..open.clone()
        }),
        0
    );
    let (from, until) = (Some(entry(11).at), Some(entry(20).at));
    assert_eq!(total(AuditFilter { from, until, ..open }), 10);
}

#[test]
fn the_trail_cannot_be_changed_by_accident() {
    let place = filled();
    let db = rusqlite::Connection::open(place.workspace.path()).unwrap();
    for statement in [
        "UPDATE audit SET entry = '{}' WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
    ] {
        let error = db.execute(statement, []).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}

#[test]
fn every_change_in_the_past_shows() {
    let tampering = [
        (
            "UPDATE audit SET entry = replace(entry, 'number_12', 'number_99') WHERE number = 12",
            12,
        ),
        ("UPDATE audit SET hash = zeroblob(32) WHERE number = 12", 12),
        ("DELETE FROM audit WHERE number = 12", 12),
        ("DELETE FROM audit WHERE number > 28", 29),
        ("DELETE FROM audit", 1),
        (
            "UPDATE audit SET entry = (SELECT entry FROM audit WHERE number = 4) WHERE number = 5",
            5,
        ),
        (
            "INSERT INTO audit (number, entry, hash) SELECT 31, entry, hash FROM audit WHERE number = 30",
            31,
        ),
    ];
    for (statement, number) in tampering {
        let place = filled();
        let db = rusqlite::Connection::open(place.workspace.path()).unwrap();
        db.execute_batch("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;")
            .unwrap();
        db.execute(statement, []).unwrap();
        let broken = place
            .workspace
            .verify_audit()
            .unwrap()
            .broken_at
            .unwrap_or_else(|| panic!("{statement} does not show"));
        assert_eq!(broken.number, number, "{statement}: {}", broken.what);
    }
}

#[test]
fn the_chain_goes_on_after_reopening() {
    let place = filled();
    let path = place.workspace.path().to_owned();
    drop(place.workspace);
    let mut again = Workspace::open(&path).unwrap();
    assert_eq!(again.audit(&entry(31)).unwrap(), 31);
    assert_eq!(again.verify_audit().unwrap().broken_at, None);
}

#[test]
fn csv_is_safe_for_spreadsheets() {
    let place = filled();
    let mut out = Vec::new();
    assert_eq!(place.workspace.export_audit_csv(&AuditFilter::default(), &mut out).unwrap(), 30);
    let mut reader = csv::Reader::from_reader(out.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 30);
    assert_eq!((&rows[0][0], &rows[0][3], &rows[0][5]), ("1", "undo", "1"));
    for row in &rows {
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
    }
    assert_eq!(&rows[0][8], "'=HYPERLINK(\"http://example.org\")");
    assert_eq!(&rows[0][9], "Instance: (nothing) → Film, “Launch”");
}

#[test]
fn json_export_holds_entries_and_hashes() {
    let place = filled();
    let mut out = Vec::new();
    let filter = AuditFilter {
        workflow: Some(Workflow::Link),
        ..AuditFilter::default()
    };
    assert_eq!(place.workspace.export_audit_json(&filter, &mut out).unwrap(), 15);
    let Value::Array(entries) = serde_json::from_slice(&out).unwrap() else {
        panic!("no array")
    };
    assert_eq!(entries.len(), 15);
    assert_eq!(entries[0]["number"], 2);
    assert_eq!(entries[0]["hash"].as_str().unwrap().len(), 64);
    let mut none = Vec::new();
    let nothing = AuditFilter {
        until: Some(now().checked_sub(jiff::SignedDuration::from_hours(100_000)).unwrap()),
        ..AuditFilter::default()
    };
    place.workspace.export_audit_json(&nothing, &mut none).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&none).unwrap(), json!([]));
}

#[test]
fn an_outcome_is_kept_with_its_entry_or_not_at_all() {
    let mut place = place();
    let unknown = place.workspace.settle_changes(PlanId(Uuid::from_u128(404)), &[], &[entry(1)]);
    assert!(unknown.is_ok(), "without changes there is nothing to be unknown");
    let plan = crate::work::plan(1);
    place.workspace.put_plan(&plan).unwrap();
    let mut foreign = plan.changes[0].clone();
    foreign.id = ChangeId(999);
    let refused = place
        .workspace
        .settle_changes(plan.id, &[plan.changes[0].clone(), foreign], &[entry(2)]);
    assert!(refused.is_err(), "a change that is not in the plan cannot be settled");
    let kept = place.workspace.audit_entries(&AuditFilter::default(), 0, 10).unwrap();
    assert_eq!(kept.total, 1, "the entry of what was refused is not kept");
    assert!(place.workspace.verify_audit().unwrap().broken_at.is_none());
}
