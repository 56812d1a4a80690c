//! Linking, from the plan to both systems and back, over real HTTP.

use crate::support::{Desk, Systems, asset, find_record};
use archway::domain::browse::{Node, Parent};
use archway::domain::{LinkState, RepositoryId};
use archway::plan::{Ledger, Stage};
use archway::runtime::Command;

#[test]
fn a_link_is_made_in_both_systems_and_undone() {
    let systems = Systems::start();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::at(folder.path());
    desk.create(&folder.path().join("test.archway"), &systems);
    desk.set_up();
    let record = find_record(&mut desk, "crane driver part 2");
    let pairs = [(asset("qw-003b"), record)];

    let plan = desk.link(&pairs);
    assert_eq!(plan.changes.len(), 3, "a digital object, an instance, fields: {plan:#?}");
    let applied = desk.apply(plan.id);
    assert_eq!(applied.stage, Stage::Applied, "{:#?}", applied.changes);
    assert_eq!(Ledger::of(&applied).done, 3);

    let again = desk.link(&pairs);
    assert!(again.is_empty(), "linking twice plans nothing: {again:#?}");

    let undo = desk.plan(Command::PlanUndo(plan.id));
    let ids = undo.changes.iter().map(|change| change.id).collect();
    desk.plan(Command::Decide {
        plan: undo.id,
        changes: ids,
        decision: archway::plan::Decision::Accepted,
    });
    let undone = desk.apply(undo.id);
    assert_eq!(undone.stage, Stage::Applied, "{:#?}", undone.changes);
    desk.refresh();
    let relinked = desk.link(&pairs);
    assert_eq!(
        relinked.changes.len(),
        3,
        "after undoing, the link can be planned anew: {relinked:#?}"
    );
}

#[test]
fn browsing_does_not_wait_for_a_refresh() {
    let systems = Systems::start();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::at(folder.path());
    desk.send(Command::CreateWorkspace {
        path: folder.path().join("test.archway"),
        connection: systems.connection(),
        credentials: systems.credentials(),
    });
    desk.opened();
    let resources = desk.children(Parent::Resources(RepositoryId(2)));
    assert!(resources.len() >= 2, "{resources:?}");
    let Node::Record(first) = resources[0] else {
        panic!("a resource is a record")
    };
    let series = desk.children(Parent::Record(first));
    assert!(!series.is_empty());
    assert_eq!(LinkState::default(), LinkState::NotLinked);
}
