use super::*;
use crate::domain::{RecordKind, RepositoryId};
use crate::plan::Workflow;
use uuid::Uuid;

fn record(id: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, id)
}

fn plan(number: u128, stage: Stage) -> Event {
    Event::Plan(Arc::new(Plan {
        id: PlanId(Uuid::from_u128(number)),
        workflow: Workflow::Link,
        title: "Link 1 asset".to_owned(),
        created: Timestamp::UNIX_EPOCH,
        author: "practice".to_owned(),
        undoes: None,
        pairs: Vec::new(),
        notices: Vec::new(),
        changes: Vec::new(),
        stage,
        restrict: None,
    }))
}

fn notice(kind: NoticeKind) -> Event {
    Event::Notice(Notice {
        kind,
        text: "Something".to_owned(),
        plan: None,
        asset: None,
        cause: crate::runtime::view::Cause::default(),
    })
}

fn apply(model: &mut Model, event: Event) {
    model.apply(event, Timestamp::UNIX_EPOCH);
}

#[test]
fn a_plan_that_was_asked_for_comes_under_review_and_others_do_not() {
    let mut model = Model::default();
    apply(&mut model, plan(1, Stage::Review));
    assert_eq!(model.under_review, None, "nobody asked for it here");
    model.sent(&Command::PlanSetup);
    assert!(model.awaits_plan());
    apply(&mut model, plan(2, Stage::Review));
    assert_eq!(model.under_review, Some(PlanId(Uuid::from_u128(2))));
    assert!(!model.awaits_plan());
    apply(&mut model, plan(2, Stage::Discarded));
    assert_eq!(model.under_review, None);
}

#[test]
fn planning_anew_ends_with_the_same_plan_or_another_or_an_error() {
    let id = PlanId(Uuid::from_u128(1));
    for answer in [plan(1, Stage::Review), plan(2, Stage::Review), notice(NoticeKind::Error)] {
        let mut model = Model::default();
        apply(&mut model, plan(1, Stage::Review));
        model.sent(&Command::Replan(id));
        assert!(model.awaits_plan());
        apply(&mut model, answer.clone());
        assert!(!model.awaits_plan(), "{answer:?}");
    }
}

#[test]
fn everything_below_a_record_says_what_lies_inside_each() {
    let mut model = Model::default();
    let node = |id| Node::Record(record(id));
    let nodes = vec![(node(10), 1), (node(100), 2), (node(101), 2), (node(11), 1)];
    let event = Event::Expanded { record: record(1), nodes };
    apply(&mut model, event);
    let inside = |id| model.children(&Parent::Record(record(id))).map(|children| children.nodes.clone());
    assert_eq!(inside(1), Some(vec![node(10), node(11)]));
    assert_eq!(inside(10), Some(vec![node(100), node(101)]));
    assert_eq!(inside(11), None);
}

#[test]
fn a_changed_catalogue_asks_anew_and_keeps_what_is_shown() {
    let mut model = Model::default();
    let parent = Parent::Record(record(1));
    model.sent(&Command::LoadChildren(parent));
    assert!(model.awaits_children(&parent) && !model.wants_children(&parent));
    let children = Children {
        nodes: vec![Node::Record(record(2))],
        read: true,
    };
    apply(&mut model, Event::Children { parent, children });
    assert!(!model.wants_children(&parent));
    let side = Side::ArchivesSpace;
    apply(&mut model, Event::CatalogueChanged { side });
    assert!(model.wants_children(&parent));
    assert_eq!(model.children(&parent).map(|children| children.nodes.len()), Some(1));
    apply(&mut model, Event::CatalogueChanged { side: Side::Iconik });
    model.sent(&Command::LoadChildren(parent));
    assert!(!model.wants_children(&parent), "the other side changed nothing here");
}

#[test]
fn an_answer_to_an_earlier_search_does_not_replace_a_later_one() {
    let mut model = Model::default();
    let found = |ticket| Event::Found { ticket, hits: Vec::new() };
    apply(&mut model, found(2));
    apply(&mut model, found(1));
    assert_eq!(model.found.as_ref().map(|(ticket, _)| *ticket), Some(2));
}

#[test]
fn notices_are_bounded_and_outlive_a_closed_workspace() {
    let mut model = Model::default();
    for _ in 0..NOTICES + 10 {
        apply(&mut model, notice(NoticeKind::Warning));
    }
    assert_eq!(model.notices.len(), NOTICES);
    apply(&mut model, Event::Closed);
    assert_eq!(model.notices.len(), NOTICES, "why it was closed is still there to read");
    let first = model.notices.front().map(|shown| shown.number).unwrap_or_default();
    model.dismiss(first);
    assert_eq!(model.notices.len(), NOTICES - 1);
}
