//! Invented plans for the tests of the review and of the lists of plans.

use std::sync::Arc;

use archway::domain::{AssetId, RecordKind, RecordUri, RepositoryId};
use archway::plan::{
    Action, Change, ChangeId, Decision, DigitalObjectRef, Effect, FieldChange, FieldValues, Finding, NewInstance, Outcome, Pair, Plan,
    PlanId, Receipt, Stage, Target, Workflow,
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

/// An invented asset.
pub fn asset(number: u128) -> AssetId {
    AssetId(Uuid::from_u128(0x8f0c_0000_0000_4000_8000_0000_0000_0000 + number))
}

/// An invented archival object.
pub fn archival_object(number: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, number)
}

/// An invented plan's name.
pub fn plan_id(number: u128) -> PlanId {
    PlanId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number))
}

/// Ten past twelve on a day in November.
pub fn noon() -> Timestamp {
    "2026-11-21T12:10:00Z".parse().expect("a time")
}

/// Titles of invented recordings, some long, some in other scripts.
pub const TITLES: [(&str, &str); 5] = [
    (
        "HW-003_b12_f03_001.mp4",
        "Interview with a crane driver of the Harrow docks, part 1, 1981",
    ),
    (
        "HW-003_b12_f03_002.mp4",
        "Interview with a crane driver of the Harrow docks, part 2, 1981",
    ),
    ("HW-002 Þórdís Ásgrímsdóttir", "Ásgrímsdóttir, Þórdís, circa 1980"),
    ("HW-004 港湾労働者 interview", "港湾労働者, 1982 June 11"),
    (
        "HW-031 Minutes & “open” matters <draft> of the committee for the closure of the shipyard, reel A",
        "Minutes & open matters of the committee for the closure of the shipyard and of all its auxiliary workshops, 1983",
    ),
];

fn title(number: usize) -> (String, String) {
    let (asset, record) = TITLES[number % TITLES.len()];
    if number < TITLES.len() {
        (asset.to_owned(), record.to_owned())
    } else {
        (format!("{asset} {number}"), format!("{record} {number}"))
    }
}

fn change(id: u32, effect: Effect, target: Target, label: &str, because: &str, action: Action) -> Change {
    Change {
        id: ChangeId(id),
        effect,
        target,
        label: label.to_owned(),
        fields: Vec::new(),
        because: because.to_owned(),
        conditions: Vec::new(),
        needs: Vec::new(),
        findings: Vec::new(),
        action,
        nature: Default::default(),
        agrees: Vec::new(),
        restricting: None,
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    }
}

/// Three changes for each of `links` links: a digital object, an instance, fields in iconik.
pub fn link_plan(links: usize) -> Plan {
    let mut changes = Vec::new();
    let mut pairs = Vec::new();
    for number in 0..links {
        let (asset_title, record_title) = title(number);
        let (asset_id, record) = (asset(number as u128), archival_object(311 + number as u64));
        let first = u32::try_from(number * 3 + 1).expect("a small plan");
        let because = format!("box 12, folder 3 · part {} · 1981", number + 1);
        pairs.push(Pair {
            asset: asset_id,
            asset_title: asset_title.clone(),
            record,
            record_title: record_title.clone(),
            why: because.clone(),
        });
        let new_record = Target::NewRecord {
            repository: RepositoryId(2),
            kind: RecordKind::DigitalObject,
        };
        let create = Action::CreateDigitalObject {
            repository: RepositoryId(2),
            asset: asset_id,
            body: json!({}),
        };
        let mut made = change(first, Effect::Add, new_record, &asset_title, &because, create);
        made.fields = vec![
            FieldChange::set("Title", asset_title.clone()),
            FieldChange::set("Digital object id", asset_id.to_string()),
            FieldChange::set("File version", format!("https://app.iconik.io/asset/{asset_id}")),
            FieldChange::set("Published", "no"),
        ];
        if asset_title.contains('&') {
            made.findings.push(Finding::warning(
                "“&”, “<” and “>” are written as ArchivesSpace wants them (&amp;, &lt;, &gt;)",
            ));
        }
        let attach = Action::AttachDigitalObjects {
            record,
            instances: vec![NewInstance {
                digital_object: DigitalObjectRef::MadeBy(ChangeId(first)),
                template: json!({}),
                index: None,
            }],
        };
        let mut attached = change(
            first + 1,
            Effect::Alter,
            Target::Record { uri: record },
            &record_title,
            &because,
            attach,
        );
        attached.fields = vec![FieldChange {
            field: "Instances".into(),
            before: Some("1 text".into()),
            after: Some("1 text, 1 digital object".into()),
        }];
        attached.needs = vec![ChangeId(first)];
        let update = Action::UpdateAsset {
            asset: asset_id,
            view: "view".into(),
            before: FieldValues::new(),
            after: FieldValues::new(),
            note: "linked".into(),
        };
        let mut updated = change(
            first + 2,
            Effect::Alter,
            Target::Asset { id: asset_id },
            &asset_title,
            &because,
            update,
        );
        updated.fields = vec![
            FieldChange::set("ArchivesSpace record", record.to_string()),
            FieldChange::set(
                "Archival context",
                format!("Harbour Memory Project › Oral histories › {record_title}"),
            ),
        ];
        updated.needs = vec![ChangeId(first), ChangeId(first + 1)];
        changes.extend([made, attached, updated]);
    }
    Plan {
        id: plan_id(1),
        workflow: Workflow::Link,
        title: format!("Link {links} assets to {links} records"),
        created: noon(),
        author: "archivist".into(),
        undoes: None,
        pairs,
        notices: Vec::new(),
        changes,
        stage: Stage::Review,
        restrict: None,
    }
}

/// Sets the decision of changes.
pub fn decide(plan: &mut Plan, ids: &[u32], decision: &Decision) {
    for id in ids {
        plan.change_mut(ChangeId(*id)).expect("a change").decision = decision.clone();
    }
}

/// Sets the outcome of a change.
pub fn settle(plan: &mut Plan, id: u32, outcome: Outcome) {
    plan.change_mut(ChangeId(id)).expect("a change").outcome = outcome;
}

/// Made and read back.
pub fn done(made: Option<&str>, already_there: bool) -> Outcome {
    Outcome::Done {
        receipt: Receipt {
            at: noon(),
            made: made.map(str::to_owned),
            lock_version: Some(5),
            before: json!({}),
            already_there,
        },
    }
}

/// A plan with one of everything a review can show.
pub fn varied_plan() -> Plan {
    let mut plan = link_plan(5);
    decide(&mut plan, &[1, 2, 3, 4, 5, 6, 7, 8], &Decision::Accepted);
    decide(&mut plan, &[9], &Decision::Held);
    decide(
        &mut plan,
        &[12],
        &Decision::Rejected {
            reason: "wrong reel, see the accession file".into(),
        },
    );
    settle(&mut plan, 1, done(Some("/repositories/2/digital_objects/77"), false));
    settle(&mut plan, 2, done(None, true));
    settle(
        &mut plan,
        5,
        Outcome::Stale {
            what: "the record was changed by jsmith at 12:04, after it was reviewed".into(),
            theirs: vec![FieldChange {
                field: "title".into(),
                before: Some("Interview with a crane driver, part 2".into()),
                after: Some("Interview with a crane driver of the Harrow docks, part 2".into()),
            }],
        },
    );
    settle(
        &mut plan,
        8,
        Outcome::Problem {
            what: "ArchivesSpace answered 403 for /repositories/2/archival_objects/313: the account may not change it. Ask for “update_resource_record”.".into(),
            again: true,
        },
    );
    if let Some(change) = plan.change_mut(ChangeId(14)) {
        change.findings.push(Finding::obstacle(
            "this record is suppressed; ArchivesSpace refuses changes to it until it is shown again",
        ));
        change.findings.push(Finding::note("the record has two instances already"));
    }
    plan
}

/// The plan as events carry it.
pub fn shared(plan: Plan) -> Arc<Plan> {
    Arc::new(plan)
}

/// A plan that was applied without a problem.
pub fn applied_plan() -> Plan {
    let mut plan = link_plan(3);
    for id in 1..=9 {
        decide(&mut plan, &[id], &Decision::Accepted);
        let made = (id % 3 == 1).then(|| format!("/repositories/2/digital_objects/{}", 70 + id));
        settle(&mut plan, id, done(made.as_deref(), id == 5));
    }
    plan.stage = Stage::Applied;
    plan
}
