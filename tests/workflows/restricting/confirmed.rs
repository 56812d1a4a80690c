//! What opens goes only with a confirmation, whatever the plan and the change call themselves.

use archway::domain::Fingerprint;
use archway::domain::fields::{RESTRICTION_BLOCK, RESTRICTION_STATUS, RESTRICTION_TAKEN};
use archway::domain::restriction::{ClosedOn, RestrictSettings};
use archway::plan::access::{CauseId, Confirmation, RestrictReview};
use archway::plan::{Action, ChangeId, Decision, Nature, Outcome, Plan, RestrictKind, Stage, Workflow};
use archway::store::AuditFilter;
use jiff::Timestamp;
use serde_json::json;

use super::scene::{ASSETS, Restricted};
use crate::scene::Story;
use crate::site::Site;
use crate::support::asset;

/// A scene that is closed, and the plan that opens it again, accepted by force in every change.
fn forced() -> (Restricted, Site, Plan) {
    let scene = Restricted::new();
    let plan = scene.plan();
    scene.finish(plan, "closed");
    let site = scene.open();
    let mut undo = site.undo(plan);
    for change in &mut undo.changes {
        assert!(
            !change.decision.is_accepted(),
            "accepting all at once leaves out what opens: {change:#?}"
        );
        change.decision = Decision::Accepted;
    }
    (scene, site, undo)
}

/// Applies a plan of which nothing may be sent.
fn assert_refused(scene: &Restricted, site: &Site, mut undo: Plan, context: &str) {
    undo.id = archway::plan::PlanId(uuid::Uuid::now_v7());
    let id = scene.kept(site, undo);
    let before = scene.shown();
    let faults = scene.systems().practice().iconik_faults();
    let requests = faults.requests();
    let applied = scene.block_on(site.apply(id));
    assert_eq!(faults.requests(), requests, "{context}: iconik is not even asked");
    assert_eq!(scene.shown(), before, "{context}");
    for change in &applied.changes {
        let Outcome::Problem { what, again: false } = &change.outcome else {
            panic!("{context}: {:#?}", change.outcome)
        };
        assert!(
            what.contains("must be confirmed first") && what.contains(&change.label),
            "{context}: {what}"
        );
    }
}

fn confirmation(changes: &[u32]) -> Confirmation {
    Confirmation {
        cause: CauseId(0),
        changes: changes.iter().copied().map(ChangeId).collect(),
        who: "archivist".to_owned(),
        at: Timestamp::now(),
        reason: "agreed (invented)".to_owned(),
        second: None,
    }
}

fn review(plan: &mut Plan) -> &mut RestrictReview {
    plan.restrict.as_mut().unwrap()
}

#[test]
fn nothing_opens_without_a_confirmation_whatever_it_calls_itself() {
    let (scene, site, undo) = forced();
    assert_refused(&scene, &site, undo.clone(), "as it is");
    for nature in [Nature::Closes, Nature::Plain, Nature::Follows] {
        let mut disguised = undo.clone();
        disguised.workflow = Workflow::Link;
        disguised.undoes = None;
        for change in &mut disguised.changes {
            change.nature = nature.clone();
            if let Some(restricting) = &mut change.restricting {
                restricting.kind = RestrictKind::Restrict;
            }
        }
        assert_refused(&scene, &site, disguised.clone(), &format!("called {nature:?}"));
        disguised.restrict = None;
        for change in &mut disguised.changes {
            change.restricting = None;
        }
        assert_refused(&scene, &site, disguised, &format!("called {nature:?}, of no cause"));
    }
    let mut alone = undo.clone();
    review(&mut alone).second_person = true;
    review(&mut alone).confirmations.push(confirmation(&[1, 2, 3, 4]));
    assert_refused(&scene, &site, alone.clone(), "one person of two");
    review(&mut alone).confirmations[0].second = Some(("Archivist ".to_owned(), Timestamp::now()));
    assert_refused(&scene, &site, alone, "the same person twice");
    let mut other_cause = undo;
    review(&mut other_cause).confirmations.push(Confirmation {
        cause: CauseId(7),
        ..confirmation(&[1, 2, 3, 4])
    });
    assert_refused(&scene, &site, other_cause, "another cause");
}

#[test]
fn only_the_changes_that_were_confirmed_open() {
    let (scene, site, mut undo) = forced();
    review(&mut undo).confirmations.push(confirmation(&[2]));
    let confirmed = undo.change(ChangeId(2)).unwrap().clone();
    let Action::SetAccess { change: opened } = &confirmed.action else {
        panic!("{confirmed:#?}")
    };
    let id = scene.kept(&site, undo);
    let closed = scene.shown();
    let applied = scene.block_on(site.apply(id));
    let now = scene.shown();
    for change in &applied.changes {
        assert_eq!(change.outcome.is_done(), change.id == ChangeId(2), "{change:#?}");
    }
    for other in ASSETS.map(asset) {
        let expected = if other == opened.asset { scene.before() } else { &closed };
        assert_eq!(now.access[&other], expected.access[&other]);
        assert_eq!(now.fields[&other], expected.fields[&other]);
    }
}

#[test]
fn the_audit_trail_says_who_let_it_open_and_how_many_see_it_now() {
    let scene = Restricted::new();
    let plan = scene.plan();
    scene.finish(plan, "closed");
    let undo = scene.plan_undo(plan);
    scene.finish(undo, "opened");
    let site = scene.open();
    let entries = |plan| {
        let filter = AuditFilter {
            plan: Some(plan),
            ..AuditFilter::default()
        };
        site.shelf
            .with(|workspace| workspace.audit_entries(&filter, 0, 100))
            .unwrap()
            .entries
    };
    let closed = entries(plan);
    assert!(closed.iter().all(|entry| entry.entry.detail.get("confirmed").is_none()));
    let seen = |detail: &serde_json::Value| detail["outcome"]["receipt"]["before"]["seen"].as_str().map(str::to_owned);
    let words: Vec<String> = closed.iter().filter_map(|entry| seen(&entry.entry.detail)).collect();
    assert_eq!(words.len(), 3, "{closed:#?}");
    assert!(
        words.contains(&"5 people, public link could see it, now 4 people".to_owned()),
        "{words:?}"
    );
    for entry in entries(undo) {
        let confirmed = &entry.entry.detail["confirmed"];
        assert_eq!(confirmed["who"], "archivist", "{entry:#?}");
        assert_eq!(confirmed["reason"], "agreed with the donor (invented)");
    }
}

/// A mapping rule that clears Archway's block by the way is refused too.
#[test]
fn clearing_the_block_as_a_field_like_any_other_is_refused() {
    let scene = Restricted::new();
    let plan = scene.plan();
    scene.finish(plan, "closed");
    let site = scene.open();
    for (field, then, after) in [
        (RESTRICTION_BLOCK, json!(true), vec![]),
        (RESTRICTION_BLOCK, json!("true"), vec![json!(false)]),
        (RESTRICTION_STATUS, json!("restricted"), vec![json!("open")]),
    ] {
        let mut plan = scene.closing();
        plan.workflow = Workflow::Describe;
        plan.changes.truncate(1);
        plan.changes[0].conditions.clear();
        plan.changes[0].nature = Nature::Plain;
        plan.changes[0].action = Action::UpdateAsset {
            asset: asset(ASSETS[0]),
            view: scene.view.to_string(),
            before: [(field.name.to_owned(), vec![then])].into_iter().collect(),
            after: [(field.name.to_owned(), after)].into_iter().collect(),
            note: String::new(),
        };
        assert_refused(&scene, &site, plan, field.name);
    }
    assert_eq!(site.plan(plan).stage, Stage::Applied);
}

/// What Archway took is remembered in a field; a rule that rewrites it would have others get it back, or lose it.
#[test]
fn no_other_plan_writes_what_was_taken() {
    let scene = Restricted::new();
    let site = scene.open();
    let mut plan = scene.closing();
    plan.workflow = Workflow::Describe;
    plan.restrict = None;
    plan.changes.truncate(1);
    plan.changes[0].conditions.clear();
    plan.changes[0].restricting = None;
    plan.changes[0].nature = Nature::FillsEmpty;
    plan.changes[0].action = Action::UpdateAsset {
        asset: asset(ASSETS[0]),
        view: scene.view.to_string(),
        before: Default::default(),
        after: [(RESTRICTION_TAKEN.name.to_owned(), vec![json!("{\"v\":1}")])]
            .into_iter()
            .collect(),
        note: String::new(),
    };
    let id = scene.kept(&site, plan);
    let before = scene.shown();
    let applied = scene.block_on(site.apply(id));
    assert_eq!(scene.shown(), before);
    let Outcome::Problem { what, again: false } = &applied.changes[0].outcome else {
        panic!("{:#?}", applied.changes[0].outcome)
    };
    assert!(what.contains("only by plans made under Restrictions"), "{what}");
}

/// The workspace asks for a second person since it was confirmed, or somebody keeps it closed: nothing is sent.
#[test]
fn what_the_workspace_asks_for_since_counts_when_it_is_applied() {
    let (scene, site, mut undo) = forced();
    review(&mut undo).confirmations.push(confirmation(&[1, 2, 3, 4]));
    let settings = site.shelf.with(|workspace| workspace.restrict_settings()).unwrap();
    let two = RestrictSettings {
        second_person: true,
        ..settings.clone()
    };
    site.shelf.with(|workspace| workspace.put_restrict_settings(&two)).unwrap();
    assert_refused(&scene, &site, undo.clone(), "a second person is asked for since");
    site.shelf.with(|workspace| workspace.put_restrict_settings(&settings)).unwrap();
    let kept = ClosedOn {
        statement: scene.cause().statement,
        fingerprint: Fingerprint::of_texts(["invented"]),
        reason: "the family asked (invented)".to_owned(),
        who: "curator".to_owned(),
        at: Timestamp::now(),
        review_on: None,
    };
    site.shelf.with(|workspace| workspace.put_closed_on(&kept)).unwrap();
    assert_refused(&scene, &site, undo, "kept closed");
}

/// A collection that hands down more by now than what was shown to whoever confirmed is not joined again.
#[test]
fn a_collection_that_hands_down_more_since_is_not_joined_again() {
    let (scene, site, mut undo) = forced();
    let joining = undo.changes.iter_mut().find_map(|change| match &mut change.action {
        Action::SetAccess { change: access } if access.memberships.iter().any(|membership| membership.joins) => Some((change.id, access)),
        _ => None,
    });
    let (id, access) = joining.unwrap();
    let about = access.asset;
    assert!(!access.memberships[0].hands_down.is_empty());
    access.memberships[0].hands_down.clear();
    // Nobody gets it back by the asset's own list either.
    access.grants.clear();
    review(&mut undo).confirmations.push(confirmation(&[1, 2, 3, 4]));
    let plan = scene.kept(&site, undo);
    let before = scene.shown();
    let applied = scene.block_on(site.apply(plan));
    let Outcome::Stale { theirs, .. } = &applied.change(id).unwrap().outcome else {
        panic!("{:#?}", applied.change(id).unwrap().outcome)
    };
    assert!(
        theirs.iter().any(|change| change.field.contains("through the collection")),
        "{theirs:#?}"
    );
    let now = scene.shown();
    assert_eq!(now.access[&about], before.access[&about]);
    assert_eq!(now.collections[&about], before.collections[&about]);
}
