//! What a plan means once people take it apart, take it back, or find that somebody else was faster.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::World;
use crate::plan::choice::take_apart;
use crate::plan::inverse::{UndoRequest, undo};
use crate::plan::order::decide;
use crate::plan::{Action, Change, Decision, Nature, Outcome, Plan, PlanId};

/// Applies the plan that takes another back.
fn take_back(world: &mut World, plan: &Plan) {
    let mut back = undo(
        plan,
        UndoRequest {
            id: PlanId(Uuid::nil()),
            now: Timestamp::UNIX_EPOCH,
            author: "ines".to_owned(),
        },
    );
    for place in 0..back.changes.len() {
        world.apply(&mut back, place);
    }
}

fn fills_both_ways() -> World {
    let mut world = World::pair();
    world.set_body(311, "title", json!("Net mending"));
    world.set_field(1, "headline", &[]);
    world
}

#[test]
fn what_was_taken_back_is_neither_written_again_nor_carried_to_the_other_side() {
    // Filled, then taken back.
    let mut world = fills_both_ways();
    let plan = world.round(|_| true);
    assert_eq!(world.field(1, "headline"), ["Net mending"]);
    take_back(&mut world, &plan);
    assert!(world.field(1, "headline").is_empty());
    for _ in 0..3 {
        let plan = world.round(|_| true);
        assert!(plan.is_empty(), "{plan:#?}");
    }
    assert_eq!(world.body(311)["title"], json!("Net mending"));

    // Followed, then taken back: the older value must not go back to where the newer one came from.
    let mut world = fills_both_ways();
    world.round(|_| true);
    world.set_body(311, "title", json!("Mending nets"));
    let plan = world.round(|_| true);
    assert_eq!(world.field(1, "headline"), ["Mending nets"]);
    take_back(&mut world, &plan);
    for _ in 0..3 {
        let plan = world.round(|_| true);
        assert!(plan.is_empty(), "{plan:#?}");
    }
    assert_eq!(
        (world.field(1, "headline"), &world.body(311)["title"]),
        (vec!["Net mending".to_owned()], &json!("Mending nets"))
    );
    // It is spoken of again once a side changes.
    world.set_body(311, "title", json!("Nets, mended"));
    world.round(|_| true);
    assert_eq!(world.field(1, "headline"), ["Nets, mended"]);
}

#[test]
fn a_conflict_that_was_decided_and_taken_back_overwrites_nobody() {
    for alternative in [None, Some(0)] {
        let mut world = fills_both_ways();
        world.round(|_| true);
        world.set_body(311, "title", json!("Theirs"));
        world.set_field(1, "headline", &["Ours"]);
        let mut plan = world.plan().plan;
        let id = plan.changes[0].id;
        assert!(plan.changes[0].nature.conflict().is_some(), "{plan:#?}");
        if let Some(alternative) = alternative {
            assert!(crate::plan::choice::choose(&mut plan, id, alternative));
        }
        world.apply(&mut plan, 0);
        assert_eq!(world.field(1, "headline")[0], world.body(311)["title"]);
        take_back(&mut world, &plan);
        assert_eq!(
            (world.field(1, "headline")[0].as_str(), &world.body(311)["title"]),
            ("Ours", &json!("Theirs"))
        );
        let plan = world.round(|change| change.nature.conflict().is_none());
        let left: Vec<&Nature> = plan.changes.iter().map(|change| &change.nature).collect();
        assert!(left.iter().all(|nature| nature.conflict().is_some()), "{left:?}");
        assert_eq!(
            (world.field(1, "headline")[0].as_str(), &world.body(311)["title"]),
            ("Ours", &json!("Theirs"))
        );
    }
}

#[test]
fn a_part_brings_along_only_what_it_names_itself() {
    let mut world = World::pair();
    world.set_field(1, "tags", &["Net mending"]);
    world.set_field(1, "makers", &["Marsh, Adela"]);
    let mut plan = world.plan().plan;
    let whole = plan
        .changes
        .iter()
        .find(|change| matches!(&change.action, Action::EditRecord { edits, .. } if edits.len() > 1))
        .cloned()
        .expect("both lists are filled in one change");
    let parts = take_apart(&mut plan, whole.id);
    for part in &parts {
        let mut plan = plan.clone();
        decide(&mut plan, &[*part], &Decision::Accepted);
        let named = crate::plan::placeholder::makers_of(&plan.change(*part).unwrap().action);
        let made: Vec<_> = plan
            .changes
            .iter()
            .filter(|change| matches!(change.action, Action::CreateAuthority { .. }) && change.decision.is_accepted())
            .map(|change| change.id)
            .collect();
        assert_eq!(made, named, "nobody accepted the other agent or subject");
    }
}

#[test]
fn what_may_have_been_sent_and_links_are_not_taken_apart() {
    let mut world = World::pair();
    world.set_body(311, "title", json!("Net mending"));
    world.set_body(311, "dates", json!([{"label": "creation", "date_type": "single", "begin": "1981"}]));
    let plan = world.plan().plan;
    let id = plan.changes[0].id;
    assert_eq!(take_apart(&mut plan.clone(), id).len(), 2, "{plan:#?}");
    let as_changed = |change: &dyn Fn(&mut Change)| {
        let mut plan = plan.clone();
        change(&mut plan.changes[0]);
        take_apart(&mut plan, id)
    };
    assert!(as_changed(&|change| change.outcome = Outcome::InDoubt).is_empty());
    assert!(as_changed(&|change| change.nature = Nature::Plain).is_empty());
}

#[test]
fn what_somebody_else_changed_meanwhile_is_accepted_by_itself_and_keeps_what_they_added() {
    let mut world = World::pair();
    let (harbours, nets) = (world.subject("Harbours"), world.subject("Nets"));
    world.set_body(311, "subjects", json!([{"ref": harbours}]));
    world.set_field(1, "tags", &["Harbours"]);
    world.set_field(1, "headline", &["Quay"]);
    world.set_body(311, "title", json!("Quay"));
    world.round(|_| true);
    world.set_body(311, "subjects", json!([{"ref": harbours}, {"ref": nets}]));
    let mut plan = world.plan().plan;
    assert_eq!(plan.changes.len(), 1, "{plan:#?}");
    assert_eq!(plan.changes[0].nature, Nature::AddsToList);
    let now = [("tags".to_owned(), vec![json!("Harbours"), json!("Winter")])]
        .into_iter()
        .collect();
    crate::workflows::link::rebase::on_asset(&mut plan.changes[0], &now);
    let Action::UpdateAsset { after, .. } = &plan.changes[0].action else {
        panic!("{plan:#?}")
    };
    let tags: Vec<&str> = after["tags"].iter().filter_map(Value::as_str).collect();
    assert_eq!(tags, ["Harbours", "Winter", "Nets"], "what somebody added stays");
    let id = plan.changes[0].id;
    let mut other = plan.changes[0].clone();
    (other.id, other.outcome) = (crate::plan::ChangeId(id.0 + 1), Outcome::Pending);
    let second = other.id;
    plan.changes.push(other);
    assert_eq!(
        decide(&mut plan, &[id, second], &Decision::Accepted),
        [second],
        "a group passes over it"
    );
    assert_eq!(decide(&mut plan, &[id], &Decision::Accepted), [id]);
}
