//! Everything that can go wrong, at the requests of plans that link: nothing is lost, nothing doubled, every problem is shown
//! with its record and reason, and going on brings the plan to its end.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use archway::domain::{RecordKind, RecordUri, fields};
use archway::plan::{Action, Change, Ledger, Outcome, Plan, PlanId, Stage};
use archway::practice::faults::{Fault, Faults, HookPoint};
use serde_json::{Value, json};

use crate::description::Description;
use crate::others::Colleague;
use crate::scene::{Scene, Story};
use crate::site::{Site, quick};

pub fn all_faults() -> Vec<Fault> {
    let status = |code, retry_after| Fault::Status { code, retry_after };
    vec![
        Fault::Latency(Duration::from_millis(30)),
        status(429, None),
        status(429, Some(1)),
        status(500, None),
        status(502, None),
        status(503, None),
        status(503, Some(1)),
        Fault::ResetBeforeRead,
        Fault::ResetAfterEffect,
        Fault::TruncatedBody,
        Fault::ExpiredSession,
        Fault::ConcurrentEdit,
    ]
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Where {
    ArchivesSpace,
    Iconik,
}

fn faults_of(scene: &impl Story, place: Where) -> Arc<Faults> {
    let practice = scene.systems().practice();
    match place {
        Where::ArchivesSpace => practice.archivesspace_faults().clone(),
        Where::Iconik => practice.iconik_faults().clone(),
    }
}

/// What is still open says of which record it speaks, what happened, and leads on.
fn assert_explained(plan: &Plan, context: &str) {
    for change in plan.changes.iter().filter(|change| change.outcome.is_open()) {
        let context = format!("{context}: change {} “{}”: {:?}", change.id, change.label, change.outcome);
        match &change.outcome {
            Outcome::Problem { what, .. } => {
                let names_record = what.contains(&change.label) || what.contains("/repositories/");
                assert!(names_record && what.len() > change.label.len() + 20, "{context}");
            }
            Outcome::Stale { what, theirs } => {
                assert!(what.contains(&change.label), "{context}");
                assert!(!theirs.is_empty(), "their change is shown: {context}");
                assert!(!change.decision.is_accepted(), "it waits for a new decision: {context}");
            }
            Outcome::Waiting { on } => assert!(!on.is_empty(), "{context}"),
            Outcome::InDoubt | Outcome::Pending => panic!("left out without a word: {context}"),
            Outcome::Done { .. } => {}
        }
    }
}

/// Applies under what the faults have been told, then without faults until it is done. Gives the plan and how many changes
/// were stale on the way.
fn apply_to_the_end(scene: &impl Story, site: &Site, plan: PlanId, context: &str) -> (Plan, usize) {
    let mut applied = scene.block_on(site.apply(plan));
    assert_explained(&applied, context);
    for place in [Where::ArchivesSpace, Where::Iconik] {
        faults_of(scene, place).clear();
    }
    let mut stale = 0;
    for _ in 0..3 {
        if applied.stage == Stage::Applied {
            break;
        }
        stale += site.accept_stale(plan);
        applied = scene.block_on(site.apply(plan));
        assert_explained(&applied, context);
    }
    assert_eq!(applied.stage, Stage::Applied, "{context}: {:#?}", applied.changes);
    assert_eq!(Ledger::of(&applied).done, applied.changes.len(), "{context}");
    (applied, stale)
}

/// How many requests each system gets while this plan is linked and undone without faults.
fn requests_of(scene: &impl Story) -> [(Where, u64, u64); 2] {
    let count = || [Where::ArchivesSpace, Where::Iconik].map(|place| faults_of(scene, place).requests());
    let plan = scene.plan();
    let site = busy(scene);
    let start = count();
    scene.block_on(site.apply(plan));
    let linked = count();
    let undo = scene.undo_at(&site, plan);
    scene.block_on(site.apply(undo));
    let undone = count();
    [Where::ArchivesSpace, Where::Iconik]
        .map(|place| (place, place as usize))
        .map(|(place, at)| (place, linked[at] - start[at], undone[at] - linked[at]))
}

/// An Archway that sends several requests at a time.
fn busy(scene: &impl Story) -> Site {
    Site::open(scene.path(), &quick(4))
}

/// Applies with a fault at one request, undoes with the same fault at one request.
fn strike(scene: &mut impl Story, place: Where, fault: &Fault, at: u64, at_in_undo: u64) -> usize {
    let context = format!("{fault:?} at request {at} of {place:?}");
    let plan = scene.plan();
    let site = busy(scene);
    faults_of(scene, place).at_request(at, fault.clone());
    let (done, stale) = apply_to_the_end(scene, &site, plan, &context);
    scene.assert_done(&done, &context);
    let edited = *fault == Fault::ConcurrentEdit;
    let undo = scene.undo_at(&site, plan);
    if !edited {
        faults_of(scene, place).at_request(at_in_undo, fault.clone());
    }
    let context = format!("undo after {context}, with the same at request {at_in_undo}");
    let (undone, _) = apply_to_the_end(scene, &site, undo, &context);
    drop(site);
    if edited {
        scene.settle_with_colleague(&context);
    }
    scene.assert_as_before(&undone, &context);
    stale
}

/// Every fault of a list at these requests of both systems.
pub fn strike_everywhere(mut scene: impl Story, faults: &[Fault], positions: impl Fn(usize, u64) -> Vec<u64>) -> (usize, usize) {
    let requests = requests_of(&scene);
    let (mut runs, mut stale) = (0, 0);
    for (index, fault) in faults.iter().enumerate() {
        for (place, applying, undoing) in requests {
            for at in positions(index, applying.max(undoing)) {
                // A plan may ask one of the systems only on the way there.
                stale += strike(&mut scene, place, fault, at % applying.max(1), at % undoing.max(1));
                runs += 1;
            }
        }
    }
    println!("{runs} runs over {requests:?}, {stale} stale changes accepted again");
    (runs, stale)
}

#[test]
fn lost_and_refused_requests_of_a_small_plan_each_in_turn() {
    let faults = &all_faults()[1..7];
    let (runs, _) = strike_everywhere(Scene::small(), faults, |_, requests| (0..requests).collect());
    assert!(runs > 100);
}

#[test]
fn broken_connections_and_meddling_at_each_request_of_a_small_plan() {
    let faults = &all_faults()[7..];
    let (runs, stale) = strike_everywhere(Scene::small(), faults, |_, requests| (0..requests).collect());
    assert!(runs > 80);
    assert!(stale >= 2, "the colleague's edits hit both records: {stale}");
}

/// Three requests spread over the run, others for each fault.
fn spread(index: usize, requests: u64) -> Vec<u64> {
    (0..3).map(|part| (part * requests / 3 + 3 * index as u64) % requests).collect()
}

#[test]
fn lost_and_refused_requests_of_twenty_links() {
    let (runs, _) = strike_everywhere(Scene::twenty(), &all_faults()[..6], spread);
    assert_eq!(runs, 36);
}

#[test]
fn broken_connections_and_meddling_in_twenty_links() {
    let (runs, _) = strike_everywhere(Scene::twenty(), &all_faults()[6..], spread);
    assert_eq!(runs, 36);
}

#[test]
fn lost_and_refused_requests_of_a_description() {
    let (runs, _) = strike_everywhere(Description::new(), &all_faults()[..6], every_third);
    assert!(runs > 60);
}

#[test]
fn broken_connections_of_a_description() {
    let (runs, _) = strike_everywhere(Description::new(), &all_faults()[6..11], every_third);
    assert!(runs > 50);
}

#[test]
fn meddling_at_each_request_of_a_description() {
    let (runs, stale) = strike_everywhere(Description::new(), &all_faults()[11..], |_, requests| (0..requests).collect());
    assert!(runs > 30);
    assert!(stale >= 1, "the colleague's new title is seen: {stale}");
}

/// Every third request, others for each fault, so that three faults of a sort hit all of them.
pub fn every_third(index: usize, requests: u64) -> Vec<u64> {
    (0..requests).filter(|at| at % 3 == index as u64 % 3).collect()
}

/// The same thing goes wrong with every write of one kind for a whole run.
#[test]
fn what_goes_on_going_wrong_is_a_problem_and_no_more() {
    let scene = Scene::small();
    let site = Site::open(&scene.path, &quick(4));
    let writes = [
        (Where::ArchivesSpace, "POST", "/digital_objects"),
        (Where::ArchivesSpace, "POST", "/archival_objects/"),
        (Where::Iconik, "POST", "/assets/views/"),
        (Where::Iconik, "POST", "/history/"),
        (Where::Iconik, "GET", "/views/"),
    ];
    for fault in [
        Fault::status(500),
        Fault::status(503),
        Fault::status(403),
        Fault::ResetBeforeRead,
        Fault::ResetAfterEffect,
        Fault::TruncatedBody,
    ] {
        for (place, method, path) in writes {
            let context = format!("{fault:?} for every {method} {path}");
            let plan = scene.block_on(site.link(&scene.pairs)).id;
            faults_of(&scene, place).on(method, path, fault.clone(), usize::MAX);
            let (linked, _) = apply_to_the_end(&scene, &site, plan, &context);
            let may_lack_notes = fault == Fault::status(403) && path == "/history/";
            scene.block_on(scene.witness.assert_linked_once(&scene.pairs, &context));
            if !may_lack_notes {
                scene.block_on(scene.witness.assert_noted_once(&linked, &context));
            }
            let undo = site.undo(plan).id;
            let (undone, _) = apply_to_the_end(&scene, &site, undo, &context);
            scene.assert_as_before(&undone, &context);
        }
    }
}

fn change_of(plan: &Plan, record: RecordUri) -> &Change {
    plan.changes
        .iter()
        .find(|change| matches!(change.action, Action::AttachDigitalObjects { record: of, .. } if of == record))
        .unwrap()
}

/// Between planning and applying, others retitle one record, move another, fill Archway's fields of an asset by hand, and delete
/// a third record.
#[test]
fn what_others_did_meanwhile_is_kept_and_shown() {
    let scene = Scene::twenty();
    let site = Site::open(&scene.path, &quick(4));
    let plan = scene.block_on(site.link(&scene.pairs)).id;
    let [(asset, retitled), (_, moved), (_, noted)] = [scene.pairs[2], scene.pairs[5], scene.pairs[7]];
    let foreign = "/repositories/2/resources/1";
    let position = scene.block_on(async {
        let others = &scene.witness.archivesspace;
        let mut body = scene.witness.record(retitled).await;
        body["title"] = json!("A title by somebody else");
        others.update(&retitled, &body).await.unwrap();
        let mut body = scene.witness.record(noted).await;
        body["notes"] =
            json!([{"jsonmodel_type": "note_singlepart", "type": "abstract", "publish": true, "content": ["By somebody else"]}]);
        others.update(&noted, &body).await.unwrap();
        let position = move_to_front(&scene, moved).await;
        let values = fields::ALL
            .iter()
            .map(|field| {
                (
                    field.name.to_owned(),
                    vec![json!(if field.name == fields::RECORD_URI.name {
                        foreign
                    } else {
                        "by hand"
                    })],
                )
            })
            .collect();
        scene
            .witness
            .iconik
            .set_metadata_values(asset, scene.witness.view, &values)
            .await
            .unwrap();
        position
    });

    let applied = scene.block_on(site.apply(plan));
    assert_explained(&applied, "first run");
    let Outcome::Stale { theirs, .. } = &change_of(&applied, retitled).outcome else {
        panic!("a retitled record is stale: {:#?}", change_of(&applied, retitled));
    };
    assert!(
        theirs
            .iter()
            .any(|change| change.after.as_deref() == Some("A title by somebody else")),
        "{theirs:?}"
    );
    assert!(matches!(change_of(&applied, noted).outcome, Outcome::Stale { .. }));
    assert!(
        change_of(&applied, moved).outcome.is_done(),
        "a place in the tree is no description"
    );
    let ledger = Ledger::of(&applied);
    // The two records, and the assets that wait for them; one of these is stale itself.
    assert_eq!(ledger.problems, 0, "{:#?}", applied.changes);
    assert_eq!(ledger.done, applied.changes.len() - 4, "{ledger:?}");

    // Whoever accepts again gets it, also where the second reason to look comes only then.
    let (linked, stale) = apply_to_the_end(&scene, &site, plan, "accepted again");
    assert_eq!(stale, 3, "two records and an asset");
    scene.assert_linked(&linked, "accepted again");
    scene.block_on(async {
        let body = scene.witness.record(retitled).await;
        assert_eq!(body["title"], "A title by somebody else");
        assert_eq!(scene.witness.record(noted).await["notes"][0]["content"][0], "By somebody else");
        assert_eq!(
            scene.witness.record(moved).await["position"],
            position,
            "the new place was not sent back"
        );
        let fields = scene.witness.fields(asset).await;
        assert_eq!(
            fields[fields::RECORD_URI.name][0],
            foreign,
            "what was entered by hand stays: {fields:?}"
        );
    });

    // Undoing takes only Archway's part away.
    let undo = site.undo(plan).id;
    let (undone, _) = apply_to_the_end(&scene, &site, undo, "undone");
    scene.block_on(async {
        let now = scene.witness.picture(&scene.pairs).await;
        assert_eq!(now.digital_objects, scene.before.digital_objects);
        for (record, body) in &now.records {
            assert_eq!(body["instances"], scene.before.records[record]["instances"]);
        }
        assert_eq!(now.records[&retitled]["title"], "A title by somebody else");
        assert_eq!(now.fields[&asset][fields::RECORD_URI.name], [json!(foreign)]);
        scene.witness.assert_noted_once(&undone, "undone").await;
    });
}

/// Moves a record to the front of its siblings, as the staff pages do. Gives its place then.
async fn move_to_front(scene: &Scene, record: RecordUri) -> Value {
    let body = scene.witness.record(record).await;
    let parent = body["parent"]["ref"].as_str().unwrap();
    let path = format!("{parent}/accept_children?children[]={record}&position=0");
    Colleague::of(&scene.systems)
        .await
        .archivesspace(reqwest::Method::POST, &path, &Value::Null)
        .await;
    let now = scene.witness.record(record).await;
    assert_ne!(now["position"], body["position"]);
    now["position"].clone()
}

/// A record with everything that descriptions can hold goes through linking and undoing unharmed.
#[test]
fn everything_else_in_a_record_survives() {
    let scene = Scene::with(&[("qw-001-2", "QW-001"), ("qw-007", "QW-007"), ("sc-003", "SC-003")]);
    let rich = scene.pairs[0].1;
    scene.block_on(async {
        crate::description::enrich(&scene.witness, rich).await;
    });
    let site = Site::open(&scene.path, &quick(4));
    scene.block_on(site.refresh());
    let before = scene.block_on(scene.witness.picture(&scene.pairs));
    let plan = scene.block_on(site.link(&scene.pairs)).id;
    let (linked, _) = apply_to_the_end(&scene, &site, plan, "linked");
    scene.assert_linked(&linked, "linked");
    let now = scene.block_on(scene.witness.picture(&scene.pairs));
    for (record, body) in &now.records {
        let (mut then, mut now) = (before.records[record].clone(), body.clone());
        let (old, new) = (then["instances"].take(), now["instances"].take());
        assert_eq!(then, now, "only the instances differ");
        let (old, new) = (old.as_array().unwrap().clone(), new.as_array().unwrap().clone());
        assert_eq!(new[..old.len()], old, "instances that were there stay where they were");
        assert_eq!(new.len(), old.len() + 1);
    }
    let undo = site.undo(plan).id;
    apply_to_the_end(&scene, &site, undo, "undone");
    assert_eq!(scene.block_on(scene.witness.picture(&scene.pairs)), before);
}

/// Somebody makes the same digital object, or attaches the same one, between Archway's look and its write: it is recognised, it
/// is not Archway's, and undoing leaves it alone.
#[test]
fn what_others_were_faster_with_is_not_taken_for_ones_own() {
    let scene = Scene::with(&[("qw-003b", "QW-003B")]);
    let site = Site::open(&scene.path, &quick(4));
    let (asset, record) = scene.pairs[0];
    let plan = scene.block_on(site.link(&scene.pairs)).id;
    let others = scene.witness.archivesspace.clone();
    let body = json!({"jsonmodel_type": "digital_object", "title": "QW-003_b12_f03_002.mp4", "digital_object_id": asset.to_string(),
        "file_versions": [{"jsonmodel_type": "file_version", "file_uri": format!("https://iconik.example/asset/{asset}")}]});
    let handle = scene.systems.tokio.handle().clone();
    let done = std::sync::atomic::AtomicBool::new(false);
    faults_of(&scene, Where::ArchivesSpace).set_hook(Arc::new(move |point, method, path| {
        let is_create = method == "POST" && path.ends_with("/digital_objects");
        if !matches!(point, HookPoint::BeforeEffect(_)) || !is_create || done.swap(true, Ordering::SeqCst) {
            return;
        }
        // While Archway's request waits at the door, the colleague's goes through and is attached at once.
        let (others, body) = (others.clone(), body.clone());
        let meddling = handle.spawn(async move {
            let repository = record.repository;
            let made = others
                .create(repository, RecordKind::DigitalObject, &body)
                .await
                .unwrap()
                .uri
                .unwrap();
            let mut body = others.get(&record, &[]).await.unwrap();
            let instance = json!({"jsonmodel_type": "instance", "instance_type": "digital_object", "digital_object": {"ref": made}});
            body["instances"].as_array_mut().unwrap().push(instance);
            others.update(&record, &body).await.unwrap();
        });
        tokio::task::block_in_place(|| handle.block_on(meddling)).unwrap();
    }));
    let linked = scene.block_on(site.apply(plan));
    assert_eq!(linked.stage, Stage::Applied, "it goes on by itself: {:#?}", linked.changes);
    faults_of(&scene, Where::ArchivesSpace).clear_hook();
    scene.assert_linked(&linked, "somebody was faster");
    let already: Vec<bool> = linked
        .changes
        .iter()
        .map(|change| change.outcome.receipt().unwrap().already_there)
        .collect();
    assert_eq!(already, [true, true, false], "{:#?}", linked.changes);

    let undo = site.undo(plan);
    assert_eq!(undo.changes.len(), 1, "only the asset's fields are Archway's: {:#?}", undo.changes);
    apply_to_the_end(&scene, &site, undo.id, "undone");
    let now = scene.block_on(scene.witness.picture(&scene.pairs));
    assert_eq!(now.digital_objects[&asset].len(), 1);
    assert_eq!(now.fields, scene.before.fields);
}

/// Somebody has added to the digital object that Archway made: undoing keeps it and says why.
#[test]
fn what_others_added_to_is_kept_when_undoing() {
    let scene = Scene::small();
    let site = Site::open(&scene.path, &quick(4));
    let plan = scene.block_on(site.link(&scene.pairs)).id;
    apply_to_the_end(&scene, &site, plan, "linked");
    let asset = scene.pairs[1].0;
    let digital_object = scene.block_on(async {
        let digital_object = scene.witness.digital_objects(&[asset]).await[&asset][0];
        let mut body = scene.witness.record(digital_object).await;
        body["notes"] =
            json!([{"jsonmodel_type": "note_digital_object", "type": "summary", "publish": true, "content": ["By somebody else"]}]);
        scene.witness.archivesspace.update(&digital_object, &body).await.unwrap();
        digital_object
    });
    let undo = site.undo(plan).id;
    let undone = scene.block_on(site.apply(undo));
    assert_explained(&undone, "undone");
    let open: Vec<&Change> = undone.changes.iter().filter(|change| change.outcome.is_open()).collect();
    let [kept] = open.as_slice() else {
        panic!("one change stays: {open:#?}")
    };
    let Outcome::Problem { what, again: false } = &kept.outcome else {
        panic!("{kept:#?}")
    };
    assert!(what.contains("is kept") && what.contains("notes"), "{what}");
    let now = scene.block_on(scene.witness.picture(&scene.pairs));
    assert_eq!(now.digital_objects[&asset], [digital_object]);
    assert_eq!(now.records, scene.before.records);
    assert_eq!(now.fields, scene.before.fields);
}
