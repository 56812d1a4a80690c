//! Linking, from the plan to both systems and back, over real HTTP.

use std::path::Path;

use archway::domain::browse::{Node, Parent};
use archway::domain::{AssetId, LinkEnd, LinkState, RecordUri, RepositoryId, Secret, fields};
use archway::plan::order::decide;
use archway::plan::{Action, Decision, Ledger, Outcome, Plan, Severity, Stage};
use archway::practice::iconik::EDITOR_TOKEN;
use archway::runtime::view::SetupState;
use archway::runtime::{Command, Event};
use reqwest::Method;
use serde_json::{Value, json};

use crate::others::Colleague;
use crate::scene::{Scene, Story as _};
use crate::site::{Site, quick};
use crate::support::{Desk, Systems, asset, find_record};
use crate::witness::Witness;

#[test]
fn a_link_is_made_in_both_systems_and_undone() {
    let systems = Systems::start();
    systems.practice().iconik_faults().record(true);
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
    let undone = accept_and_apply(&mut desk, &undo);
    assert_eq!(undone.stage, Stage::Applied, "{:#?}", undone.changes);
    desk.refresh();
    let relinked = desk.link(&pairs);
    assert_eq!(
        relinked.changes.len(),
        3,
        "after undoing, the link can be planned anew: {relinked:#?}"
    );
    systems.assert_iconik_requests_fit();
}

fn accept_and_apply(desk: &mut Desk, plan: &Plan) -> std::sync::Arc<Plan> {
    desk.plan(Command::Decide {
        plan: plan.id,
        changes: plan.changes.iter().map(|change| change.id).collect(),
        decision: Decision::Accepted,
    });
    desk.apply(plan.id)
}

#[test]
fn browsing_does_not_wait_for_a_refresh() {
    let systems = Systems::start();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::at(folder.path());
    desk.connect(&folder.path().join("test.archway"), &systems);
    let resources = desk.children(Parent::Resources(RepositoryId(2)));
    assert!(resources.len() >= 2, "{resources:?}");
    let Node::Record(first) = resources[0] else {
        panic!("a resource is a record")
    };
    let series = desk.children(Parent::Record(first));
    assert!(!series.is_empty());
    assert_eq!(LinkState::default(), LinkState::NotLinked);
}

/// Requests that write, by method and the end of the path without numbers, since the exchanges are recorded.
fn writes(scene: &Scene, contains: &str) -> usize {
    let practice = scene.systems.practice();
    let mut exchanges = practice.archivesspace_faults().exchanges();
    exchanges.extend(practice.iconik_faults().exchanges());
    exchanges
        .iter()
        .filter(|exchange| exchange.method != "GET" && exchange.path_and_query.contains(contains))
        .count()
}

fn record_exchanges(scene: &Scene) {
    scene.systems.practice().archivesspace_faults().record(true);
    scene.systems.practice().iconik_faults().record(true);
}

fn applied(scene: &Scene, site: &Site, plan: &Plan) -> Plan {
    let applied = scene.block_on(site.apply(plan.id));
    assert_eq!(applied.stage, Stage::Applied, "{:#?}", applied.changes);
    applied
}

#[test]
fn many_assets_and_many_records_take_one_write_a_record() {
    let scene = Scene::with(&[
        ("qw-003a", "QW-003A"),
        ("qw-003a", "QW-003B"),
        ("qw-003b", "QW-003A"),
        ("qw-003b", "QW-003B"),
        ("qw-003c", "QW-003A"),
        ("qw-003c", "QW-003B"),
    ]);
    record_exchanges(&scene);
    let site = Site::open(&scene.path, &quick(4));
    let plan = scene.block_on(site.link(&scene.pairs));
    let linked = applied(&scene, &site, &plan);
    scene.assert_linked(&linked, "many to many");
    assert_eq!(writes(&scene, "/archival_objects/"), 2, "all instances for one record in one write");
    assert_eq!(writes(&scene, "/digital_objects"), 3, "one digital object an asset");
    assert_eq!(writes(&scene, "/assets/views/"), 1, "all fields in one bulk write");
    assert_eq!(writes(&scene, "/history/"), 3);

    let before = scene.block_on(scene.witness.picture(&scene.pairs));
    let again = scene.block_on(site.link(&scene.pairs));
    assert!(again.is_empty(), "{again:#?}");
    let rerun = scene.block_on(site.apply(plan.id));
    assert_eq!(rerun.changes, linked.changes, "an applied plan has nothing left to apply");
    assert_eq!(scene.block_on(scene.witness.picture(&scene.pairs)), before);
    // A colleague's Archway, which has seen none of this, plans nothing either once it has looked.
    let path = scene.folder.path().join("colleague.archway");
    drop(archway::store::Workspace::create(&path, &scene.systems.connection(), jiff::Timestamp::now()).unwrap());
    let colleague = Site::open(&path, &quick(4));
    let theirs = scene.block_on(async {
        colleague.refresh().await;
        colleague.link(&scene.pairs).await
    });
    assert!(theirs.is_empty(), "links live in the systems: {theirs:#?}");

    let undo = site.undo(plan.id);
    let undone = applied(&scene, &site, &undo);
    scene.assert_as_before(&undone, "many to many");
    scene.systems.assert_iconik_requests_fit();
}

#[test]
fn one_asset_on_many_records_of_two_repositories() {
    let mut scene = Scene::with(&[
        ("qw-005", "QW-005"),
        ("qw-005", "QW-004"),
        ("qw-005", "accession 1"),
        ("qw-005", "accession 2"),
        ("qw-005", "resource 1"),
    ]);
    let site = Site::open(&scene.path, &quick(4));
    let municipal = scene.witness.named(RepositoryId(3), "CR008/A");
    scene.pairs.push((asset("qw-005"), municipal));
    scene.before = scene.block_on(scene.witness.picture(&scene.pairs));
    let plan = scene.block_on(site.link(&scene.pairs));
    let makes = plan
        .changes
        .iter()
        .filter(|change| matches!(change.action, Action::CreateDigitalObject { .. }));
    assert_eq!(makes.count(), 2, "one digital object in each repository");
    assert!(
        plan.notices.iter().any(|notice| notice.text.contains("access restriction")),
        "the restriction above is said: {:?}",
        plan.notices
    );
    let linked = applied(&scene, &site, &plan);
    scene.assert_linked(&linked, "one to many");
    let undo = site.undo(plan.id);
    let undone = applied(&scene, &site, &undo);
    scene.assert_as_before(&undone, "one to many");
}

#[test]
fn links_made_by_others_are_recognised_and_used() {
    let scene = Scene::with(&[("qw-003b", "QW-003B")]);
    let site = Site::open(&scene.path, &quick(4));
    let (by_id, by_url) = (asset("qw-001-1"), asset("ph-0002"));
    let photograph = scene.witness.named(RepositoryId(2), "KS017/4/002");
    let interview = scene.witness.named(RepositoryId(2), "QW-001");
    for (asset, record) in [(by_id, interview), (by_url, photograph)] {
        let links = site.shelf.with(|workspace| workspace.links_of_asset(asset)).unwrap();
        assert_eq!(links.len(), 1, "{links:?}");
        assert_eq!(links[0].record, record);
        assert!(links[0].archivesspace.shows(), "{links:?}");
    }
    let foreign = site.shelf.with(|workspace| workspace.links_of_asset(by_url)).unwrap();
    assert!(matches!(foreign[0].archivesspace, LinkEnd::Foreign { .. }), "{foreign:?}");

    // The same pair needs only what is missing; another record gets the digital object that is there.
    let same = scene.block_on(site.link(&[(by_url, photograph)]));
    let actions: Vec<&Action> = same.changes.iter().map(|change| &change.action).collect();
    assert!(matches!(actions.as_slice(), [Action::UpdateAsset { .. }]), "{actions:#?}");
    let pairs = [(by_url, photograph), (by_url, scene.pairs[0].1)];
    let before = scene.block_on(scene.witness.picture(&pairs));
    let both = scene.block_on(site.link(&pairs));
    applied(&scene, &site, &both);
    let now = scene.block_on(scene.witness.picture(&pairs));
    assert_eq!(now.digital_objects, before.digital_objects, "none is made");
    assert_eq!(now.records[&photograph], before.records[&photograph]);
    let named = &now.fields[&by_url][fields::RECORD_URI.name];
    assert_eq!(named.len(), 2, "{named:?}");
    let undo = site.undo(both.id);
    applied(&scene, &site, &undo);
    assert_eq!(scene.block_on(scene.witness.picture(&pairs)), before);
}

#[test]
fn unlinking_takes_both_ends_away_and_can_be_undone() {
    let scene = Scene::small();
    let site = Site::open(&scene.path, &quick(4));
    let plan = scene.block_on(site.link(&scene.pairs));
    applied(&scene, &site, &plan);
    let linked = scene.block_on(scene.witness.picture(&scene.pairs));

    let mut unlink = scene.block_on(site.unlink(&scene.pairs));
    let deletions: Vec<_> = unlink
        .changes
        .iter()
        .filter(|change| matches!(change.action, Action::DeleteDigitalObject { .. }))
        .map(|change| change.id)
        .collect();
    assert_eq!(deletions.len(), 2, "{unlink:#?}");
    assert!(
        unlink
            .changes
            .iter()
            .filter(|change| deletions.contains(&change.id))
            .all(|change| change.decision == Decision::Held),
        "deleting waits for a person's word of its own"
    );
    let decided = decide(&mut unlink, &deletions, &Decision::Accepted);
    assert_eq!(decided.len(), 2);
    site.shelf.with(|workspace| workspace.put_plan(&unlink)).unwrap();
    let unlinked = applied(&scene, &site, &unlink);
    scene.assert_as_before(&unlinked, "unlinked");
    let nothing = scene.block_on(site.unlink(&scene.pairs));
    assert!(nothing.is_empty(), "{nothing:#?}");

    let undo = site.undo(unlink.id);
    let undone = applied(&scene, &site, &undo);
    scene.assert_linked(&undone, "linked again");
    let now = scene.block_on(scene.witness.picture(&scene.pairs));
    assert_eq!(now.fields, linked.fields);
    for (record, body) in &now.records {
        // Digital objects made again have new addresses; all else is as it was.
        let strip = |body: &Value| {
            let mut body = body.clone();
            for instance in body["instances"].as_array_mut().unwrap() {
                if let Some(digital_object) = instance.get_mut("digital_object") {
                    *digital_object = json!("there");
                }
            }
            body
        };
        assert_eq!(strip(body), strip(&linked.records[record]));
    }
    // And that can be taken back too.
    let back = site.undo(undo.id);
    let back = applied(&scene, &site, &back);
    scene.assert_as_before(&back, "undone the undoing");
}

#[test]
fn unlinking_without_the_deletion_keeps_the_digital_object() {
    let scene = Scene::small();
    let site = Site::open(&scene.path, &quick(4));
    let plan = scene.block_on(site.link(&scene.pairs));
    applied(&scene, &site, &plan);
    let unlink = scene.block_on(site.unlink(&scene.pairs[..1]));
    assert!(
        !unlink
            .changes
            .iter()
            .any(|change| matches!(change.action, Action::DeleteDigitalObject { .. })),
        "the accession uses it still: {unlink:#?}"
    );
    // A refresh at this point lets the digital object say who uses it, which the next steps make untrue.
    scene.block_on(site.refresh());
    applied(&scene, &site, &unlink);
    scene.block_on(scene.witness.assert_linked_once(&scene.pairs[1..], "the other links stay"));
    let (asset, record) = scene.pairs[0];
    let fields = scene.block_on(scene.witness.fields(asset));
    assert!(!fields[fields::RECORD_URI.name].contains(&json!(record.to_string())));
    let rest = scene.block_on(site.unlink(&scene.pairs[2..]));
    assert!(
        rest.changes
            .iter()
            .any(|change| matches!(change.action, Action::DeleteDigitalObject { .. })),
        "the last link is going, so deleting is offered: {rest:#?}"
    );
}

#[test]
fn titles_go_in_as_archivesspace_takes_them_and_the_review_says_how() {
    let odd = [
        ("qw-003b", "Tom & Jerry <reel 2> \"quoted\" 100%", Some(Severity::Note)),
        ("qw-003c", "🎞️ unnamed clip 🎬", Some(Severity::Warning)),
        ("qw-004", "Ærøskøbing 東京湾 أغاني שירי", None),
        ("qw-005", " tab\there and\nthere ", None),
        ("qw-006", "<emph render=\"italic\">half a tag", Some(Severity::Note)),
    ];
    let long = "& x".repeat(4_000);
    let scene = Scene::with(&[
        ("qw-003b", "QW-003B"),
        ("qw-003c", "QW-003C"),
        ("qw-004", "QW-004"),
        ("qw-005", "QW-005"),
        ("qw-006", "QW-006"),
        ("qw-008", "QW-008"),
    ]);
    let site = Site::open(&scene.path, &quick(4));
    scene.block_on(async {
        let colleague = Colleague::of(&scene.systems).await;
        for (slug, title, _) in odd {
            colleague.retitle(asset(slug), title).await;
        }
        colleague.retitle(asset("qw-008"), &long).await;
        site.refresh().await;
    });
    let plan = scene.block_on(site.link(&scene.pairs));
    let severity = |of: AssetId| {
        let change = plan
            .changes
            .iter()
            .find(|change| matches!(change.action, Action::CreateDigitalObject { asset, .. } if asset == of));
        change.unwrap().severity()
    };
    for (slug, title, expected) in odd {
        assert_eq!(severity(asset(slug)), expected, "{title}");
    }
    assert_eq!(severity(asset("qw-008")), Some(Severity::Warning), "a title that is cut");
    let linked = applied(&scene, &site, &plan);
    scene.assert_linked(&linked, "odd titles");
    let undo = site.undo(plan.id);
    let undone = applied(&scene, &site, &undo);
    scene.assert_as_before(&undone, "odd titles");
}

#[test]
fn hidden_and_deleted_records_are_obstacles_or_problems() {
    let scene = Scene::with(&[
        ("qw-003b", "QW-003B"),
        ("qw-004", "QW-004"),
        ("qw-005", "QW-005"),
        ("qw-006", "QW-006"),
    ]);
    let site = Site::open(&scene.path, &quick(4));
    let plan = scene.block_on(site.link(&scene.pairs));
    let [(_, suppressed), (_, deleted), (purged, _), (_, sound)] = [scene.pairs[0], scene.pairs[1], scene.pairs[2], scene.pairs[3]];
    scene.block_on(async {
        let colleague = Colleague::of(&scene.systems).await;
        let path = format!("{suppressed}/suppressed?suppressed=true");
        colleague.archivesspace(Method::POST, &path, &Value::Null).await;
        colleague.archivesspace(Method::DELETE, &deleted.to_string(), &Value::Null).await;
        colleague
            .iconik(Method::DELETE, &format!("/API/assets/v1/assets/{purged}/"), &Value::Null)
            .await;
        colleague
            .iconik(Method::DELETE, &format!("/API/assets/v1/assets/{purged}/purge/"), &Value::Null)
            .await;
    });
    let applied = scene.block_on(site.apply(plan.id));
    assert_eq!(applied.stage, Stage::Review);
    let outcome = |wanted: RecordUri| {
        let change = applied
            .changes
            .iter()
            .find(|change| matches!(change.action, Action::AttachDigitalObjects { record, .. } if record == wanted));
        &change.unwrap().outcome
    };
    for gone in [suppressed, deleted] {
        let Outcome::Problem { what, again: false } = outcome(gone) else {
            panic!("{:#?}", outcome(gone))
        };
        assert!(what.contains(&gone.to_string()) && what.contains("gone or hidden"), "{what}");
    }
    assert!(outcome(sound).is_done());
    let of_purged = applied
        .changes
        .iter()
        .find(|change| matches!(change.action, Action::UpdateAsset { asset, .. } if asset == purged));
    let Outcome::Problem { what, .. } = &of_purged.unwrap().outcome else {
        panic!("{of_purged:#?}")
    };
    assert!(what.contains("QW-005") && what.contains("iconik"), "{what}");
    let problems = site.shelf.with(|workspace| workspace.problems()).unwrap();
    assert_eq!(problems.len(), 3, "{problems:#?}");

    // Once the catalogue knows, they are obstacles before anything is planned.
    scene.block_on(site.refresh());
    let anew = scene.block_on(site.link(&scene.pairs));
    assert!(anew.is_empty(), "{anew:#?}");
    let obstacles = anew.notices.iter().filter(|notice| notice.severity == Severity::Obstacle).count();
    assert_eq!(obstacles, 3, "{:?}", anew.notices);
}

/// A workspace as somebody else than the archivist.
fn desk_as(folder: &Path, systems: &Systems, user: &str, token: &str) -> Desk {
    let mut desk = Desk::at(folder);
    let mut connection = systems.connection();
    user.clone_into(&mut connection.archivesspace_user);
    let mut credentials = systems.credentials();
    credentials.iconik = Some(Secret::new(token));
    desk.send(Command::CreateWorkspace {
        path: folder.join("other.archway"),
        connection,
        credentials,
    });
    desk.opened();
    desk.refresh();
    desk
}

#[test]
fn an_account_without_permission_is_told_which_one_is_missing() {
    let systems = Systems::start();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk_as(folder.path(), &systems, "viewer", archway::practice::iconik::ARCHIVIST_TOKEN);
    desk.set_up();
    let record = find_record(&mut desk, "crane driver part 2");
    let plan = desk.link(&[(asset("qw-003b"), record)]);
    let applied = desk.apply(plan.id);
    assert_eq!(applied.stage, Stage::Review);
    let Outcome::Problem { what, .. } = &applied.changes[0].outcome else {
        panic!("{:#?}", applied.changes[0])
    };
    assert!(what.contains("update_digital_object_record") && what.contains("QW-003"), "{what}");
    let waiting: Vec<&Outcome> = applied.changes[1..].iter().map(|change| &change.outcome).collect();
    assert!(
        waiting.iter().all(|outcome| matches!(outcome, Outcome::Waiting { .. })),
        "nothing is written on half a ground: {waiting:?}"
    );
}

#[test]
fn an_editor_is_told_what_an_administrator_must_make_and_links_the_archivesspace_end() {
    let systems = Systems::start();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk_as(folder.path(), &systems, "archivist", EDITOR_TOKEN);
    let setup = desk.info.as_ref().unwrap().setup.clone();
    let SetupState::NeedsAdministrator { missing_roles } = setup else {
        panic!("{setup:?}")
    };
    assert!(
        missing_roles.iter().any(|role| role == "can_write_metadata_fields"),
        "{missing_roles:?}"
    );
    assert!(
        missing_roles.iter().any(|role| role == "can_write_metadata_views"),
        "{missing_roles:?}"
    );
    let page = folder.path().join("request.txt");
    desk.send(Command::ExportSetupRequest(page.clone()));
    desk.wait("the page", |event| matches!(event, Event::Exported(_)).then_some(()));
    let text = std::fs::read_to_string(&page).unwrap();
    for field in fields::ALL {
        assert!(text.contains(field.name), "{text}");
    }
    assert!(text.contains("can_write_metadata_views"), "{text}");

    let record = find_record(&mut desk, "crane driver part 2");
    let plan = desk.link(&[(asset("qw-003b"), record)]);
    assert_eq!(plan.changes.len(), 2, "no Archway fields, so only the ArchivesSpace end: {plan:#?}");
    assert!(
        plan.notices.iter().any(|notice| notice.text.contains("only the ArchivesSpace end")),
        "{:?}",
        plan.notices
    );
    assert_eq!(desk.apply(plan.id).stage, Stage::Applied);

    // An administrator sets up; then the other end is what is missing.
    let mut administrator = Desk::at(&folder.path().join("administrator"));
    administrator.create(&folder.path().join("administrator/test.archway"), &systems);
    administrator.set_up();
    drop(administrator);
    drop(desk);
    let mut desk = desk_again(folder.path(), &systems);
    assert_eq!(desk.info.as_ref().unwrap().setup, SetupState::Ready);
    let rest = desk.link(&[(asset("qw-003b"), record)]);
    let actions: Vec<&Action> = rest.changes.iter().map(|change| &change.action).collect();
    assert!(matches!(actions.as_slice(), [Action::UpdateAsset { .. }]), "{actions:#?}");
    assert_eq!(desk.apply(rest.id).stage, Stage::Applied);
}

/// Opens the editor's workspace again; secrets were only kept for that run.
fn desk_again(folder: &Path, systems: &Systems) -> Desk {
    let mut environment = archway::runtime::Environment::in_folder(folder.to_owned());
    environment.refresh_on_open = false;
    environment.archivesspace_password = systems.credentials().archivesspace;
    environment.iconik_token = Some(Secret::new(EDITOR_TOKEN));
    let mut desk = Desk::with(environment);
    desk.open(&folder.join("other.archway"));
    desk
}

/// Deleting what blocks sharing would open assets that nobody confirmed.
#[test]
fn fields_of_restrictions_stay_while_they_restrict() {
    let systems = Systems::start();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::at(folder.path());
    desk.create(&folder.path().join("test.archway"), &systems);
    let plan = desk.plan(Command::PlanSetup);
    assert_eq!(desk.apply(plan.id).stage, Stage::Applied);
    let write = |block: &str| {
        let values = json!({"metadata_values": {fields::RESTRICTION_BLOCK.name: {"field_values": [{"value": block}]}}});
        systems.tokio.block_on(async {
            let colleague = Colleague::of(&systems).await;
            let views = colleague.iconik(Method::GET, "/API/metadata/v1/views/", &Value::Null).await;
            let views = views["objects"].as_array().unwrap();
            let view = views.iter().find(|view| view["name"] == fields::RESTRICTION_VIEW_NAME).unwrap();
            let id = view["id"].as_str().unwrap();
            let path = format!("/API/metadata/v1/assets/{}/views/{id}/", asset("qw-002"));
            colleague.iconik(Method::PUT, &path, &values).await;
        });
    };
    write("true");
    let undo = desk.plan(Command::PlanUndo(plan.id));
    let stopped = accept_and_apply(&mut desk, &undo);
    let problems: Vec<&str> = stopped
        .changes
        .iter()
        .filter_map(|change| match &change.outcome {
            Outcome::Problem { what, .. } => Some(what.as_str()),
            _ => None,
        })
        .collect();
    assert!(
        !problems.is_empty() && problems.iter().all(|what| what.contains("1 asset is restricted")),
        "{problems:?}"
    );
    assert_ne!(stopped.stage, Stage::Applied);
    write("false");
    let undone = desk.apply(undo.id);
    assert_eq!(undone.stage, Stage::Applied, "{:#?}", undone.changes);
}

#[test]
fn setting_up_is_a_plan_that_can_be_undone_and_done_again() {
    let systems = Systems::start();
    systems.practice().iconik_faults().record(true);
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::at(folder.path());
    desk.create(&folder.path().join("test.archway"), &systems);
    assert_eq!(desk.info.as_ref().unwrap().setup, SetupState::Possible);
    let plan = desk.plan(Command::PlanSetup);
    assert_eq!(
        plan.changes.len(),
        fields::ALL.len() + fields::DESCRIPTION.len() + fields::RESTRICTION.len() + 3
    );
    assert_eq!(desk.apply(plan.id).stage, Stage::Applied);
    let again = desk.plan(Command::PlanSetup);
    assert!(again.is_empty(), "{again:#?}");
    let undo = desk.plan(Command::PlanUndo(plan.id));
    let undone = accept_and_apply(&mut desk, &undo);
    assert_eq!(undone.stage, Stage::Applied, "{:#?}", undone.changes);
    let left = systems.tokio.block_on(async {
        let colleague = Colleague::of(&systems).await;
        colleague
            .iconik(Method::GET, "/API/metadata/v1/fields/?per_page=500", &Value::Null)
            .await
    });
    assert!(!left.to_string().contains("archway_"), "no field of Archway's is left");
    let anew = desk.plan(Command::PlanSetup);
    assert_eq!(
        anew.changes.len(),
        fields::ALL.len() + fields::DESCRIPTION.len() + fields::RESTRICTION.len() + 3
    );
    assert_eq!(desk.apply(anew.id).stage, Stage::Applied);
    systems.tokio.block_on(Witness::new(&systems));
    systems.assert_iconik_requests_fit();
}

#[test]
fn a_second_archway_on_the_same_file_may_only_read() {
    let systems = Systems::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.archway");
    let mut first = Desk::at(folder.path());
    first.create(&path, &systems);
    first.set_up();
    let record = find_record(&mut first, "crane driver part 2");
    let mut environment = archway::runtime::Environment::in_folder(folder.path().join("second"));
    environment.refresh_on_open = false;
    environment.archivesspace_password = systems.credentials().archivesspace;
    environment.iconik_token = systems.credentials().iconik;
    let mut second = Desk::with(environment);
    second.open(&path);
    let why = second.info.as_ref().unwrap().read_only.clone();
    assert!(why.as_ref().is_some_and(|why| !why.is_empty()), "{why:?}");
    assert_eq!(
        find_record(&mut second, "crane driver part 2"),
        record,
        "browsing and searching work"
    );
    second.send(Command::PlanLinks {
        pairs: vec![(asset("qw-003b"), record)],
        accept: true,
    });
    let said = second.wait("a warning", |event| match event {
        Event::Notice(notice) => Some(notice.text.clone()),
        _ => None,
    });
    assert_eq!(Some(said), why);
    drop(second);
    let plan = first.link(&[(asset("qw-003b"), record)]);
    assert_eq!(first.apply(plan.id).stage, Stage::Applied, "the first goes on as if nothing were");
}

#[test]
fn the_audit_trail_is_whole_after_all_this() {
    let scene = Scene::small();
    let site = Site::open(&scene.path, &quick(4));
    let plan = scene.block_on(site.link(&scene.pairs));
    let linked = applied(&scene, &site, &plan);
    let undo = site.undo(plan.id);
    let undone = applied(&scene, &site, &undo);
    let (check, page) = site
        .shelf
        .with(|workspace| {
            let all = archway::store::AuditFilter::default();
            Ok((workspace.verify_audit()?, workspace.audit_entries(&all, 0, 1_000)?))
        })
        .unwrap();
    assert_eq!(check.broken_at, None);
    let setup = fields::ALL.len() + fields::DESCRIPTION.len() + fields::RESTRICTION.len() + 3;
    assert_eq!(
        check.entries,
        (setup + linked.changes.len() + undone.changes.len()) as u64,
        "each change once"
    );
    assert!(
        page.entries
            .iter()
            .all(|entry| !entry.entry.label.is_empty() && entry.entry.author == "archivist")
    );
    let text = format!("{:?}", page.entries);
    for secret in [
        archway::practice::archivesspace::PASSWORD,
        archway::practice::iconik::ARCHIVIST_TOKEN,
    ] {
        assert!(!text.contains(&format!("\"{secret}\"")), "no secret in the trail");
    }
}
