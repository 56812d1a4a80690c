//! Plans, the journal, problems.

use archway::plan::{
    Action, Change, ChangeId, Condition, Decision, DigitalObjectRef, Effect, FieldChange, Finding, Ledger, Nature, NewInstance, Outcome,
    Pair, Plan, PlanId, Receipt, Stage, Target, Workflow,
};
use archway::store::{Intent, PlanFilter, ProblemSource, StoreError, Workspace};
use serde_json::json;
use uuid::Uuid;

use crate::sample::{REPOSITORY, asset_id, now, object, place};

fn plan_id(number: u64) -> PlanId {
    PlanId(Uuid::from_u64_pair(0x0190_0000_0000_7000, 0x8000_0000_0000_0000 | number))
}

fn outcomes() -> Vec<Outcome> {
    let receipt = Receipt {
        at: now(),
        made: Some(object(3).to_string()),
        lock_version: Some(4),
        before: json!({"b": 1, "a": null}),
        already_there: false,
    };
    vec![
        Outcome::Pending,
        Outcome::InDoubt,
        Outcome::Done { receipt },
        Outcome::Stale {
            what: "The title was “Quay”.".to_owned(),
            theirs: vec![FieldChange::set("Title", "Pier")],
        },
        Outcome::Problem {
            what: "ArchivesSpace refused it: title is required.".to_owned(),
            again: true,
        },
        Outcome::Waiting { on: "change 1".to_owned() },
    ]
}

fn decisions() -> Vec<Decision> {
    vec![
        Decision::Undecided,
        Decision::Accepted,
        Decision::Held,
        Decision::Rejected {
            reason: "wrong box".to_owned(),
        },
    ]
}

/// A plan with a change for every decision and outcome.
pub fn plan(number: u64) -> Plan {
    let mut changes = Vec::new();
    for decision in decisions() {
        for outcome in outcomes() {
            let id = ChangeId(u32::try_from(changes.len()).unwrap() + 1);
            let findings = match changes.len() % 4 {
                0 => vec![Finding::note("n"), Finding::warning("w")],
                1 => vec![Finding::note("n")],
                2 => vec![Finding::obstacle("o")],
                _ => Vec::new(),
            };
            changes.push(Change {
                id,
                effect: Effect::Alter,
                target: Target::Record {
                    uri: object(u64::from(id.0)),
                },
                label: format!("Letter {id}"),
                fields: vec![FieldChange::cleared("Instance", "“A film” 🎞")],
                because: "pair 1".to_owned(),
                conditions: vec![Condition::unchanged(object(1), &json!({"lock_version": 2, "title": "x"}))],
                needs: vec![ChangeId(1)],
                findings,
                action: Action::AttachDigitalObjects {
                    record: object(u64::from(id.0)),
                    instances: vec![NewInstance {
                        digital_object: DigitalObjectRef::MadeBy(ChangeId(1)),
                        template: json!({"z": 1, "a": 2}),
                        index: None,
                    }],
                },
                nature: Nature::FillsEmpty,
                agrees: Vec::new(),
                restricting: None,
                decision: decision.clone(),
                outcome,
            });
        }
    }
    // The order of application is not that of the numbers.
    changes.reverse();
    Plan {
        id: plan_id(number),
        workflow: Workflow::Link,
        title: format!("Link {number} assets"),
        created: now(),
        author: "archivist".to_owned(),
        undoes: Some(plan_id(77)),
        pairs: vec![Pair {
            asset: asset_id(1),
            asset_title: "Film".to_owned(),
            record: object(1),
            record_title: "Letter".to_owned(),
            why: "same box".to_owned(),
        }],
        notices: vec![Finding::warning("The view is not there yet.")],
        changes,
        stage: Stage::Review,
        restrict: None,
    }
}

#[test]
fn plans_come_back_as_they_were() {
    let mut place = place();
    let mut kept = plan(1);
    place.workspace.put_plan(&kept).unwrap();
    assert_eq!(place.workspace.plan(kept.id).unwrap().as_ref(), Some(&kept));
    kept.changes.truncate(5);
    kept.title = "Fewer".to_owned();
    kept.undoes = None;
    kept.workflow = Workflow::Setup;
    place.workspace.put_plan(&kept).unwrap();
    assert_eq!(place.workspace.plan(kept.id).unwrap(), Some(kept));
    assert_eq!(place.workspace.plan(plan_id(9)).unwrap(), None);
}

#[test]
fn counts_are_those_of_the_ledger() {
    let mut place = place();
    let plan = plan(1);
    place.workspace.put_plan(&plan).unwrap();
    let counts = place.workspace.plans(&PlanFilter::default()).unwrap()[0].counts;
    let ledger = Ledger::of(&plan);
    let from_ledger = [
        ledger.accepted,
        ledger.held,
        ledger.rejected,
        ledger.undecided,
        ledger.done,
        ledger.findings,
        ledger.stale,
        ledger.problems,
    ];
    let from_store = [
        counts.accepted,
        counts.held,
        counts.rejected,
        counts.undecided,
        counts.done,
        counts.findings,
        counts.stale,
        counts.problems,
    ];
    assert_eq!(from_store.map(|count| usize::try_from(count).unwrap()), from_ledger);
    assert_eq!(counts.changes, plan.changes.len() as u64);
}

#[test]
fn plans_are_listed_newest_first_and_filtered() {
    let mut place = place();
    for number in 1..=3 {
        place.workspace.put_plan(&plan(number)).unwrap();
    }
    place.workspace.set_stage(plan_id(2), Stage::Applied).unwrap();
    let listed = |filter| -> Vec<PlanId> { place.workspace.plans(&filter).unwrap().into_iter().map(|plan| plan.id).collect() };
    assert_eq!(listed(PlanFilter::default()), [plan_id(3), plan_id(2), plan_id(1)]);
    assert_eq!(
        listed(PlanFilter {
            stage: Some(Stage::Applied),
            ..PlanFilter::default()
        }),
        [plan_id(2)]
    );
    assert_eq!(
        listed(PlanFilter {
            workflow: Some(Workflow::Undo),
            ..PlanFilter::default()
        }),
        []
    );
    assert_eq!(
        listed(PlanFilter {
            limit: Some(1),
            ..PlanFilter::default()
        }),
        [plan_id(3)]
    );
    assert!(matches!(
        place.workspace.set_stage(plan_id(9), Stage::Applied),
        Err(StoreError::Unknown(_))
    ));
}

#[test]
fn changes_are_updated_one_by_one() {
    let mut place = place();
    let mut kept = plan(1);
    place.workspace.put_plan(&kept).unwrap();
    let change = kept.change_mut(ChangeId(1)).unwrap();
    change.decision = Decision::Rejected { reason: "no".to_owned() };
    change.outcome = Outcome::Problem {
        what: "refused".to_owned(),
        again: false,
    };
    let updated = change.clone();
    place.workspace.update_changes(kept.id, std::slice::from_ref(&updated)).unwrap();
    assert_eq!(place.workspace.plan(kept.id).unwrap(), Some(kept.clone()));
    let foreign = Change {
        id: ChangeId(999),
        ..updated
    };
    assert!(matches!(
        place.workspace.update_changes(kept.id, &[foreign]),
        Err(StoreError::Unknown(_))
    ));
}

#[test]
fn a_change_among_ten_thousand_is_updated_cheaply() {
    let mut place = place();
    let mut large = plan(1);
    let model = large.changes[0].clone();
    large.changes = (1..=10_000)
        .map(|number| Change {
            id: ChangeId(number),
            ..model.clone()
        })
        .collect();
    place.workspace.put_plan(&large).unwrap();
    let begin = std::time::Instant::now();
    for number in 1..=200 {
        place
            .workspace
            .update_changes(
                large.id,
                &[Change {
                    id: ChangeId(number),
                    outcome: Outcome::InDoubt,
                    ..model.clone()
                }],
            )
            .unwrap();
    }
    // Rewriting the plan 200 times takes minutes; 20 s leaves room for a busy machine.
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
}

#[test]
fn the_journal_knows_what_was_never_answered() {
    let mut place = place();
    let (plan, other) = (plan_id(1), plan_id(2));
    let what = json!({"post": "/repositories/2/digital_objects", "z": 1, "a": 2});
    let first = place.workspace.intend(plan, ChangeId(1), 0, &what, now()).unwrap();
    let intents: Vec<Intent> = (2..=4)
        .map(|number| Intent {
            change: ChangeId(number),
            step: 1,
            what: what.clone(),
        })
        .collect();
    let more = place.workspace.intend_many(plan, &intents, now()).unwrap();
    place.workspace.intend(other, ChangeId(1), 0, &what, now()).unwrap();
    place
        .workspace
        .answer(first, &json!({"status": "Created", "id": 7}), now())
        .unwrap();
    place
        .workspace
        .settle(more[1], "found in ArchivesSpace as it was meant", now())
        .unwrap();
    let open: Vec<ChangeId> = place.workspace.unanswered(plan).unwrap().iter().map(|entry| entry.change).collect();
    assert_eq!(open, [ChangeId(2), ChangeId(4)]);
    assert_eq!(place.workspace.plans_in_doubt().unwrap(), [plan, other]);
    let entries = place.workspace.entries(plan, ChangeId(1)).unwrap();
    assert_eq!(entries[0].what, what);
    assert_eq!(entries[0].answer, Some((now(), json!({"status": "Created", "id": 7}))));
    assert_eq!(entries[0].intended_at, now());
    let settled = &place.workspace.entries(plan, ChangeId(3)).unwrap()[0];
    assert_eq!(
        settled.settled.as_ref().map(|(_, how)| how.as_str()),
        Some("found in ArchivesSpace as it was meant")
    );
    assert!(place.workspace.answer(archway::store::JournalId(999), &json!(1), now()).is_err());
}

#[test]
fn an_intent_is_in_the_file_once_it_was_noted() {
    let mut place = place();
    place.workspace.intend(plan_id(1), ChangeId(1), 0, &json!({"a": 1}), now()).unwrap();
    let copy = place.folder.path().join("after.archway");
    let path = place.workspace.path();
    std::fs::copy(path, &copy).unwrap();
    std::fs::copy(format!("{}-wal", path.display()), format!("{}-wal", copy.display())).unwrap();
    assert_eq!(Workspace::open(&copy).unwrap().unanswered(plan_id(1)).unwrap().len(), 1);
}

#[test]
fn problems_wait_until_they_are_solved() {
    let mut place = place();
    let kept = plan(1);
    place.workspace.put_plan(&kept).unwrap();
    let per_decision = 3;
    assert_eq!(place.workspace.problems().unwrap().len(), per_decision * decisions().len());
    let problem = place
        .workspace
        .problems()
        .unwrap()
        .into_iter()
        .find(|problem| problem.text.contains("refused it"))
        .unwrap();
    assert!(problem.label.starts_with("Letter "));
    assert!(matches!(problem.source, ProblemSource::Change { plan, .. } if plan == kept.id));
    place.workspace.set_stage(kept.id, Stage::Discarded).unwrap();
    assert!(place.workspace.problems().unwrap().is_empty());
    let about = format!("refresh/{REPOSITORY}");
    place
        .workspace
        .note_problem(&about, "Repository HAR", "No permission to read it.", now())
        .unwrap();
    place
        .workspace
        .note_problem(&about, "Repository HAR", "Still no permission.", now())
        .unwrap();
    let problems = place.workspace.problems().unwrap();
    assert_eq!(
        (problems.len(), problems[0].text.as_str(), problems[0].at),
        (1, "Still no permission.", now())
    );
    assert_eq!(place.workspace.problem_count().unwrap(), 1);
    place.workspace.solve_problem(&about).unwrap();
    assert_eq!(place.workspace.problem_count().unwrap(), 0);
}

#[test]
fn changes_that_an_earlier_version_kept_as_text_are_read() {
    let mut place = place();
    let kept = plan(1);
    place.workspace.put_plan(&kept).unwrap();
    let path = place.workspace.path().to_owned();
    drop(place.workspace);
    let db = rusqlite::Connection::open(&path).unwrap();
    for change in &kept.changes {
        let text = serde_json::to_string(change).unwrap();
        let updated = db
            .execute(
                "UPDATE plan_changes SET body = ?1 WHERE change = ?2",
                rusqlite::params![text, change.id.0],
            )
            .unwrap();
        assert_eq!(updated, 1);
    }
    drop(db);
    let workspace = Workspace::open(&path).unwrap();
    assert_eq!(workspace.plan(kept.id).unwrap(), Some(kept));
}
