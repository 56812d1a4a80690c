//! Commands that cross: every one is answered, and none spoils what another does.

use std::sync::Arc;
use std::time::Duration;

use archway::domain::browse::{AssetFilter, Node, Parent};
use archway::domain::{RecordKind, RecordUri, RepositoryId};
use archway::plan::{Decision, Stage};
use archway::runtime::refresh::Refresher;
use archway::runtime::{Command, Event};
use archway::store::Workspace;
use jiff::Timestamp;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::others::Colleague;
use crate::site::{Site, quick};
use crate::support::{Desk, Systems, asset, find_record};

fn notice_of(desk: &mut Desk, command: Command) -> String {
    let what = format!("an answer to {command:?}");
    desk.send(command);
    desk.wait(&what, |event| match event {
        Event::Notice(notice) => Some(notice.text.clone()),
        _ => None,
    })
}

#[test]
fn without_a_workspace_every_question_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::at(folder.path());
    let record = RecordUri::new(RepositoryId(2), RecordKind::Resource, 1);
    for command in [
        Command::LoadDetail(Node::Record(record)),
        Command::FilterAssets(AssetFilter::default()),
        Command::LoadChildren(Parent::IconikTop),
        Command::ExpandAll(record),
        Command::LoadRows(vec![Node::Record(record)]),
        Command::LoadPath(Node::Record(record)),
        Command::Search {
            ticket: 1,
            text: "crane".to_owned(),
        },
        Command::ChooseRepository(RepositoryId(2)),
        Command::PractiseBadNetwork(true),
        Command::LoadPlans,
    ] {
        assert_eq!(notice_of(&mut desk, command), "Open a workspace first");
    }
    desk.send(Command::Refresh(None));
    let complete = desk.wait("the refresh ends", |event| match event {
        Event::Refreshed { complete } => Some(*complete),
        _ => None,
    });
    assert!(!complete);
    desk.send(Command::LoadPicture(asset("qw-003b")));
    desk.wait("no picture", |event| {
        matches!(event, Event::Picture { picture: None, .. }).then_some(())
    });
}

#[test]
fn a_node_that_nobody_knows_is_answered() {
    let (systems, folder) = (Systems::start(), tempfile::tempdir().unwrap());
    let mut desk = Desk::at(folder.path());
    desk.connect(&folder.path().join("test.archway"), &systems);
    let unknown = RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, 99_999_999);
    notice_of(&mut desk, Command::LoadDetail(Node::Record(unknown)));
    notice_of(
        &mut desk,
        Command::LoadDetail(Node::Asset(archway::domain::AssetId(uuid::Uuid::nil()))),
    );
    notice_of(
        &mut desk,
        Command::LoadDetail(Node::Collection(archway::domain::CollectionId(uuid::Uuid::nil()))),
    );
}

#[test]
fn a_plan_is_left_alone_while_it_is_applied_and_once_it_was_discarded() {
    let (systems, folder) = (Systems::start(), tempfile::tempdir().unwrap());
    let mut desk = Desk::at(folder.path());
    desk.create(&folder.path().join("test.archway"), &systems);
    let record = find_record(&mut desk, "QW-003B");
    let plan = desk.link(&[(asset("qw-003b"), record)]);
    let rejected = Decision::Rejected { reason: String::new() };
    let changes: Vec<_> = plan.changes.iter().map(|change| change.id).collect();

    desk.send(Command::Apply(plan.id));
    desk.send(Command::Discard(plan.id));
    desk.send(Command::Decide {
        plan: plan.id,
        changes: changes.clone(),
        decision: rejected,
    });
    for _ in 0..2 {
        let refused = desk.wait("a refusal", |event| match event {
            Event::Notice(notice) => Some(notice.text.clone()),
            _ => None,
        });
        assert!(refused.contains("is being applied"), "{refused}");
    }
    desk.wait("applying ends", |event| matches!(event, Event::ApplyEnded { .. }).then_some(()));
    desk.send(Command::LoadPlan(plan.id));
    let applied = desk.wait("the plan", |event| match event {
        Event::Plan(known) if known.stage != Stage::Applying => Some(Arc::clone(known)),
        _ => None,
    });
    assert_eq!(applied.stage, Stage::Applied);
    assert!(applied.changes.iter().all(|change| change.decision.is_accepted()));

    let undo = desk.plan(Command::PlanUndo(plan.id));
    let again = desk.plan(Command::PlanUndo(plan.id));
    assert_eq!(undo.id, again.id, "an undo that waits is shown, not planned twice");
    desk.plan(Command::Discard(undo.id));
    let refused = notice_of(&mut desk, Command::Apply(undo.id));
    assert!(refused.contains("was discarded"), "{refused}");
}

#[test]
fn what_changes_between_a_stopped_first_refresh_and_its_resumption_is_noticed() {
    let (systems, folder) = (Systems::start(), tempfile::tempdir().unwrap());
    let path = folder.path().join("test.archway");
    drop(Workspace::create(&path, &systems.connection(), Timestamp::now()).unwrap());
    let mut site = Site::open(&path, &quick(4));
    let cancel = site.cancel.clone();
    let stopping = Refresher {
        progress: Arc::new(move |progress| {
            if progress.phase.ends_with("archival objects") && progress.done >= 250 {
                cancel.cancel();
            }
        }),
        ..site.refresher()
    };
    assert!(systems.tokio.block_on(stopping.archivesspace()).is_err());
    let first = site
        .shelf
        .with(|workspace| workspace.known_ids(RepositoryId(2), RecordKind::ArchivalObject))
        .unwrap()[0];
    let record = RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, first);
    systems.tokio.block_on(async {
        let colleague = Colleague::of(&systems).await;
        colleague.edit(record, |body| body["title"] = json!("Revised in between")).await;
    });
    site.cancel = CancellationToken::new();
    systems.tokio.block_on(site.refresher().archivesspace()).unwrap();
    let known = site.shelf.with(|workspace| workspace.record(record)).unwrap().unwrap();
    assert_eq!(known.record.title.as_deref(), Some("Revised in between"));
}

#[test]
fn a_refresh_does_not_overwrite_what_is_being_applied_and_comes_back_to_it() {
    let (systems, folder) = (Systems::start(), tempfile::tempdir().unwrap());
    let path = folder.path().join("test.archway");
    drop(Workspace::create(&path, &systems.connection(), Timestamp::now()).unwrap());
    let site = Site::open(&path, &quick(4));
    systems.tokio.block_on(site.refresh());
    let record = RecordUri::new(RepositoryId(2), RecordKind::Resource, 1);
    let title = || site.shelf.with(|workspace| workspace.record(record)).unwrap().unwrap().record.title;
    let before = title();
    let plan = systems.tokio.block_on(site.link(&[(asset("qw-003b"), record)]));
    site.shelf.hands().take(&plan);
    systems.tokio.block_on(async {
        let colleague = Colleague::of(&systems).await;
        colleague.edit(record, |body| body["title"] = json!("Renamed meanwhile")).await;
        site.refresher().archivesspace().await.unwrap();
    });
    assert_eq!(title(), before, "it is in hand");
    site.shelf.hands().lay_down(Timestamp::now() - Duration::from_secs(1));
    systems.tokio.block_on(site.refresher().archivesspace()).unwrap();
    assert_eq!(title().as_deref(), Some("Renamed meanwhile"));
}
