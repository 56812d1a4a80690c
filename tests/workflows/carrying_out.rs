//! What plans of mapping meet besides lost requests: colleagues who were there first, values that are not accepted, records that
//! others built on. And what they cost.

use archway::domain::{AssetId, AuthorityKind, RecordUri, RepositoryId};
use archway::plan::order::decide;
use archway::plan::{
    Action, Change, ChangeId, Condition, Decision, DigitalObjectRef, Edit, FieldValues, Ledger, NewInstance, Outcome, Plan, Stage,
};
use archway::practice::PracticeOptions;
use archway::practice::faults::Fault;
use archway::practice::iconik::IconikOptions;
use reqwest::Method;
use serde_json::{Value, json};

use crate::description::{Description, new, plan_of, view_id};
use crate::others::Colleague;
use crate::scene::Story as _;
use crate::site::{Site, quick};
use crate::support::{Systems, asset};

const REPOSITORY: RepositoryId = RepositoryId(2);

fn kept(site: &Site, changes: Vec<Change>) -> Plan {
    let plan = plan_of(changes);
    site.shelf.with(|workspace| workspace.put_plan(&plan)).unwrap();
    plan
}

fn outcome(plan: &Plan, number: u32) -> &Outcome {
    &plan.change(ChangeId(number)).unwrap().outcome
}

fn all_done(plan: &Plan) {
    assert_eq!(plan.stage, Stage::Applied, "{:#?}", plan.changes);
    assert_eq!(Ledger::of(plan).done, plan.changes.len());
}

fn set(property: &str, before: &Value, after: Value) -> Edit {
    Edit::Set {
        property: property.into(),
        before: before.clone(),
        after,
    }
}

fn edit(number: u32, record: RecordUri, key: &str, edit: Edit) -> Change {
    let edits = [(key.to_owned(), vec![edit])].into_iter().collect();
    new(number, &[], Action::EditRecord { record, edits })
}

fn quiet(number: u32, slug: &str, view: &str, before: Value, after: Value) -> Change {
    quiet_on(number, asset(slug), view, before, after)
}

fn quiet_on(number: u32, asset: AssetId, view: &str, before: Value, after: Value) -> Change {
    let values = |values: Value| -> FieldValues { serde_json::from_value(values).unwrap() };
    new(
        number,
        &[],
        Action::UpdateAsset {
            asset,
            view: view_id(view).to_string(),
            before: values(before),
            after: values(after),
            note: String::new(),
        },
    )
}

fn subject_body(term: &str) -> Value {
    json!({"jsonmodel_type": "subject", "source": "local", "vocabulary": "/vocabularies/1",
        "terms": [{"term": term, "term_type": "topical", "vocabulary": "/vocabularies/1"}]})
}

fn subject(number: u32, term: &str) -> Change {
    let action = Action::CreateAuthority {
        kind: AuthorityKind::Subject,
        heading: term.to_owned(),
        body: subject_body(term),
    };
    new(number, &[], action)
}

/// Takes a plan back to its end.
fn undone(scene: &Description, site: &Site, plan: &Plan) -> Plan {
    let undo = site.undo(plan.id);
    scene.block_on(site.apply(undo.id))
}

/// A colleague edits just what the plan edits, and something beside it: the first is shown and decided again, the second stays.
#[test]
fn an_edit_that_somebody_made_first_is_shown_and_decided_again() {
    let scene = Description::new();
    let site = scene.open();
    let before = scene.shown();
    let title = before.records[&scene.rich]["title"].clone();
    let content = json!({"jsonmodel_type": "note_singlepart", "type": "abstract", "publish": true, "content": ["Short."]});
    let add = Edit::Add {
        list: "notes".into(),
        item: content.clone(),
    };
    let changes = vec![
        edit(1, scene.rich, "title", set("title", &title, json!("By rule"))),
        edit(2, scene.rich, "notes", add),
    ];
    let plan = kept(&site, changes);
    let colleague = scene.block_on(Colleague::of(&scene.systems));
    scene.block_on(colleague.edit(scene.rich, |body| {
        body["title"] = json!("By hand");
        body["repository_processing_note"] = json!("Seen by hand");
    }));
    let applied = scene.block_on(site.apply(plan.id));
    let Outcome::Stale { theirs, .. } = outcome(&applied, 1) else {
        panic!("{:#?}", outcome(&applied, 1))
    };
    assert_eq!(theirs[0].after.as_deref(), Some("By hand"));
    assert!(
        outcome(&applied, 2).is_done(),
        "the other edit goes on: {:#?}",
        outcome(&applied, 2)
    );
    let shown = scene.shown();
    assert_eq!(shown.records[&scene.rich]["title"], "By hand");

    assert_eq!(site.accept_stale(plan.id), 1);
    let applied = scene.block_on(site.apply(plan.id));
    all_done(&applied);
    let shown = scene.shown();
    assert_eq!(shown.records[&scene.rich]["title"], "By rule");
    assert_eq!(shown.records[&scene.rich]["repository_processing_note"], "Seen by hand");

    all_done(&undone(&scene, &site, &applied));
    let shown = scene.shown();
    assert_eq!(shown.records[&scene.rich]["title"], "By hand", "what was there last comes back");
    assert_eq!(shown.records[&scene.rich]["notes"], before.records[&scene.rich]["notes"]);
}

/// A plan that edits a record and then attaches to it does not take its own edit for somebody else's.
#[test]
fn a_plan_does_not_stumble_over_its_own_edits() {
    let scene = Description::new();
    let site = scene.open();
    let before = scene.shown();
    let body = scene.block_on(scene.witness.record(scene.rich));
    let digital_object = Action::CreateDigitalObject {
        repository: REPOSITORY,
        asset: asset("ph-0050"),
        body: json!({"jsonmodel_type": "digital_object", "title": "A crane", "digital_object_id": asset("ph-0050").to_string(),
            "file_versions": [{"jsonmodel_type": "file_version",
                "file_uri": format!("https://iconik.example.org/asset/{}", asset("ph-0050"))}]}),
    };
    let attach = |needs: &[u32], conditions: Vec<Condition>| {
        let instance = NewInstance {
            digital_object: DigitalObjectRef::MadeBy(ChangeId(2)),
            template: json!({"jsonmodel_type": "instance", "instance_type": "digital_object", "is_representative": false}),
            index: None,
        };
        let mut change = new(
            3,
            needs,
            Action::AttachDigitalObjects {
                record: scene.rich,
                instances: vec![instance],
            },
        );
        change.conditions = conditions;
        change
    };
    let changes = |body: &Value| {
        vec![
            edit(1, scene.rich, "title", set("title", &body["title"], json!("By rule"))),
            new(2, &[], digital_object.clone()),
            attach(&[1, 2], vec![Condition::unchanged(scene.rich, body)]),
        ]
    };
    let plan = kept(&site, changes(&body));
    let applied = scene.block_on(site.apply(plan.id));
    all_done(&applied);
    all_done(&undone(&scene, &site, &applied));
    assert_eq!(scene.shown(), before);

    // What somebody else does in between still counts.
    let body = scene.block_on(scene.witness.record(scene.rich));
    let plan = kept(&site, changes(&body));
    let colleague = scene.block_on(Colleague::of(&scene.systems));
    scene.block_on(colleague.edit(scene.rich, |body| body["repository_processing_note"] = json!("Seen by hand")));
    let applied = scene.block_on(site.apply(plan.id));
    assert!(outcome(&applied, 1).is_done());
    assert!(matches!(outcome(&applied, 3), Outcome::Stale { .. }), "{:#?}", outcome(&applied, 3));
}

/// Whoever made the same subject, added the same value or wrote the same words first keeps them when the plan is undone.
#[test]
fn what_others_made_first_is_used_and_left_alone() {
    let scene = Description::new();
    let site = scene.open();
    let list = "extent_extent_type";
    let value = Action::AddEnumerationValue {
        enumeration: list.to_owned(),
        value: "spools".to_owned(),
    };
    let plan = kept(&site, vec![subject(1, "Dredgers (invented)"), new(2, &[], value)]);
    let colleague = scene.block_on(Colleague::of(&scene.systems));
    let theirs = scene.block_on(async {
        let path = format!("/config/enumerations/names/{list}");
        let mut body = colleague.archivesspace(Method::GET, &path, &Value::Null).await;
        body["values"].as_array_mut().unwrap().push(json!("spools"));
        let path = body["uri"].as_str().unwrap().to_owned();
        colleague.archivesspace(Method::POST, &path, &body).await;
        let made = colleague
            .archivesspace(Method::POST, "/subjects", &subject_body("Dredgers (invented)"))
            .await;
        made["uri"].as_str().unwrap().to_owned()
    });
    let applied = scene.block_on(site.apply(plan.id));
    all_done(&applied);
    for number in [1, 2] {
        assert!(outcome(&applied, number).receipt().unwrap().already_there, "{number}");
    }
    assert_eq!(outcome(&applied, 1).receipt().unwrap().made.as_ref(), Some(&theirs));
    assert!(site.undo(plan.id).is_empty(), "nothing of it is Archway's");
}

/// What others built on stays, with the reason.
#[test]
fn what_others_built_on_is_kept_when_undoing() {
    let scene = Description::new();
    let site = scene.open();
    let ref_ids = ["built-on-1", "built-on-2"];
    let plan = kept(&site, scene.changes(ref_ids));
    let applied = scene.block_on(site.apply(plan.id));
    all_done(&applied);
    let made = |number: u32| outcome(&applied, number).receipt().unwrap().made.clone().unwrap();
    let colleague = scene.block_on(Colleague::of(&scene.systems));
    let resource = scene.block_on(scene.witness.record(scene.rich))["resource"].clone();
    scene.block_on(async {
        let child = json!({"jsonmodel_type": "archival_object", "title": "By hand", "level": "item", "resource": resource,
            "parent": {"ref": made(6)}});
        colleague
            .archivesspace(Method::POST, "/repositories/2/archival_objects", &child)
            .await;
        let accession: RecordUri = "/repositories/2/accessions/2".parse().unwrap();
        let uses = json!([{ "ref": made(1) }]);
        colleague.edit(accession, |body| body["subjects"] = uses).await;
    });
    let back = undone(&scene, &site, &applied);
    let problems: Vec<&str> = back
        .changes
        .iter()
        .filter_map(|change| match &change.outcome {
            Outcome::Problem { what, again: false } => Some(what.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("1 record(s) stand below it"), "{problems:?}");
    // What it stands on waits for it: its parent, and the subject.
    let waiting = back
        .changes
        .iter()
        .filter(|change| matches!(change.outcome, Outcome::Waiting { .. }));
    assert!(waiting.count() >= 3, "{:#?}", back.changes);
    assert_eq!(
        scene.block_on(scene.witness.record(made(6).parse().unwrap()))["title"],
        "A detail of it"
    );

    // Once the child is gone, the subject that others use is what stays.
    scene.block_on(async {
        let children = format!("{}/children", made(6));
        let children = colleague.archivesspace(Method::GET, &children, &Value::Null).await;
        colleague
            .archivesspace(Method::DELETE, children[0]["uri"].as_str().unwrap(), &Value::Null)
            .await;
    });
    let back = scene.block_on(site.apply(back.id));
    let open: Vec<&Change> = back.changes.iter().filter(|change| change.outcome.is_open()).collect();
    let [kept] = open.as_slice() else { panic!("{open:#?}") };
    let Outcome::Problem { what, .. } = &kept.outcome else {
        panic!("{kept:#?}")
    };
    assert!(what.contains("records use it"), "{what}");
}

/// Undoing an undo makes everything again, under new addresses that everything names.
#[test]
fn undoing_an_undo_brings_everything_back() {
    let scene = Description::new();
    let before = scene.shown();
    let plan = scene.plan();
    let done = scene.finish(plan, "applied");
    scene.assert_done(&done, "applied");
    let undo = scene.plan_undo(plan);
    scene.finish(undo, "undone");
    let redo = scene.plan_undo(undo);
    let redone = scene.finish(redo, "undo undone");
    let made = |kind: fn(&Action) -> bool| {
        let change = redone.changes.iter().find(|change| kind(&change.action)).unwrap();
        change.outcome.receipt().unwrap().made.clone().unwrap()
    };
    let item = made(|action| matches!(action, Action::CreateArchivalObject { body, .. } if body["title"] == "A tug at the lock"));
    let subject = made(|action| {
        matches!(
            action,
            Action::CreateAuthority {
                kind: AuthorityKind::Subject,
                ..
            }
        )
    });
    let body = scene.block_on(scene.witness.record(item.parse().unwrap()));
    assert_eq!(body["subjects"], json!([{ "ref": subject }]));
    let values = scene.block_on(scene.witness.iconik.metadata_values(asset("ph-0040"), view_id("description")));
    assert_eq!(values.unwrap().unwrap()["ks_notes"][0], item);
    let back = scene.plan_undo(redo);
    scene.finish(back, "undone again");
    assert_eq!(scene.shown(), before);
}

/// One value that a system does not accept is one problem; everything beside it is written.
#[test]
fn one_value_that_is_not_accepted_is_one_problem() {
    let scene = Description::new();
    let site = scene.open();
    let date = |begin: &str| Edit::Add {
        list: "dates".into(),
        item: json!({"jsonmodel_type": "date", "label": "creation", "date_type": "single", "begin": begin}),
    };
    let mut changes = vec![
        edit(1, scene.rich, "good", date("1981-04-01")),
        edit(2, scene.rich, "bad", date("the first of April")),
    ];
    for (number, slug) in (3..).zip(["ph-0031", "ph-0032", "ph-0033", "ph-0034", "ph-0035"]) {
        let reels = if number == 6 { json!([1000]) } else { json!([number]) };
        changes.push(quiet(number, slug, "digitisation", json!({}), json!({ "reel_count": reels })));
    }
    let plan = kept(&site, changes);
    let applied = scene.block_on(site.apply(plan.id));
    for change in &applied.changes {
        let is_bad = [2, 6].contains(&change.id.0);
        assert_eq!(change.outcome.is_done(), !is_bad, "{change:#?}");
        assert_eq!(matches!(change.outcome, Outcome::Problem { .. }), is_bad, "{change:#?}");
    }
    let dates = &scene.block_on(scene.witness.record(scene.rich))["dates"];
    assert!(
        dates.as_array().unwrap().iter().any(|date| date["begin"] == "1981-04-01"),
        "{dates}"
    );
}

/// A change that names what was not made waits, and goes on once that is made.
#[test]
fn what_names_something_unmade_waits_for_it() {
    let scene = Description::new();
    let site = scene.open();
    let mut subject = subject(1, "Lighters (invented)");
    subject.decision = Decision::Held;
    let add = Edit::Add {
        list: "subjects".into(),
        item: json!({ "ref": archway::plan::placeholder::made_by(ChangeId(1)) }),
    };
    let plan = kept(&site, vec![subject, edit(2, scene.rich, "subjects", add)]);
    let applied = scene.block_on(site.apply(plan.id));
    assert_eq!(
        *outcome(&applied, 2),
        Outcome::Waiting {
            on: "Lighters (invented)".to_owned()
        }
    );
    let mut plan = site.plan(plan.id);
    decide(&mut plan, &[ChangeId(1)], &Decision::Accepted);
    site.shelf.with(|workspace| workspace.put_plan(&plan)).unwrap();
    all_done(&scene.block_on(site.apply(plan.id)));
}

/// Without the permission, the problem names it.
#[test]
fn a_missing_permission_is_named() {
    let scene = Description::new();
    let site = scene.open();
    let value = Action::AddEnumerationValue {
        enumeration: "extent_extent_type".to_owned(),
        value: "spools".to_owned(),
    };
    let fixed = Action::AddEnumerationValue {
        enumeration: "archival_record_level".to_owned(),
        value: "spool".to_owned(),
    };
    let plan = kept(
        &site,
        vec![new(1, &[], value), new(2, &[], fixed), subject(3, "Lighters (invented)")],
    );
    let faults = scene.systems.practice().archivesspace_faults();
    faults.on("POST", "/config/enumerations", Fault::status(403), 1);
    faults.on("POST", "/subjects", Fault::status(403), 1);
    let applied = scene.block_on(site.apply(plan.id));
    let told = [
        (1, "update_enumeration_record"),
        (2, "archival_record_level"),
        (3, "update_subject_record"),
    ];
    for (number, named) in told {
        let Outcome::Problem { what, again: false } = outcome(&applied, number) else {
            panic!("{:#?}", outcome(&applied, number))
        };
        assert!(what.contains(named), "{what}");
    }
}

/// Several changes of one asset in one batch add up, and a change of a field that another changed before it follows it.
#[test]
fn changes_of_one_asset_add_up() {
    let scene = Description::new();
    let site = scene.open();
    let before = scene.shown();
    let plan = kept(
        &site,
        vec![
            quiet(1, "ph-0031", "digitisation", json!({}), json!({"reel_count": [1]})),
            quiet(2, "ph-0032", "digitisation", json!({}), json!({"reel_count": [4]})),
            quiet(
                3,
                "ph-0031",
                "digitisation",
                json!({}),
                json!({"playback_speed": [7.5], "cleared_for_web": [false]}),
            ),
            quiet(4, "ph-0031", "digitisation", json!({"reel_count": [1]}), json!({"reel_count": [2]})),
        ],
    );
    let applied = scene.block_on(site.apply(plan.id));
    all_done(&applied);
    let fields = scene.block_on(scene.witness.iconik.metadata_values(asset("ph-0031"), view_id("digitisation")));
    let fields = fields.unwrap().unwrap();
    assert_eq!(fields["reel_count"], [json!(2)]);
    assert_eq!(fields["playback_speed"], [json!(7.5)]);
    assert_eq!(fields["cleared_for_web"], [json!(false)]);
    all_done(&undone(&scene, &site, &applied));
    assert_eq!(scene.shown(), before);
}

/// Fields of many assets cost one request for twenty assets at most; what somebody wrote meanwhile is not overwritten.
#[test]
fn many_assets_cost_few_requests() {
    let scene = Description::with(Systems::start_with(PracticeOptions {
        iconik: IconikOptions {
            generated_assets: 250,
            ..IconikOptions::immediate()
        },
        ..PracticeOptions::immediate()
    }));
    let site = Site::open(&scene.path, &quick(4));
    let known = site.shelf.with(|workspace| workspace.known_assets()).unwrap();
    let fields = ["reel_count", "cleared_for_web", "digitised_by"];
    let assets: Vec<AssetId> = site
        .shelf
        .with(|workspace| workspace.assets(&known))
        .unwrap()
        .iter()
        .filter(|snapshot| fields.iter().all(|field| snapshot.values(field).is_empty()))
        .map(|snapshot| snapshot.asset.id)
        .collect();
    let view = view_id("digitisation");
    let changes: Vec<Change> = (1..)
        .zip(&assets)
        .map(|(number, asset)| {
            let after = json!({"reel_count": [number % 90], "cleared_for_web": [true], "digitised_by": ["Desk"]});
            quiet_on(number, *asset, "digitisation", json!({}), after)
        })
        .collect();
    assert!(changes.len() >= 250);
    let by_hand: FieldValues = [("digitised_by".to_owned(), vec![json!("By hand")])].into_iter().collect();
    let edited = assets[7];
    scene
        .block_on(scene.witness.iconik.set_metadata_values(edited, view, &by_hand))
        .unwrap();
    let count = changes.len() as u64;
    let plan = kept(&site, changes);
    let requests = scene.systems.practice().iconik_faults().requests();
    let applied = scene.block_on(site.apply(plan.id));
    let requests = scene.systems.practice().iconik_faults().requests() - requests;
    println!("{requests} requests for {count} assets");
    assert!(requests * 20 <= count, "{requests} requests for {count} assets");
    let open: Vec<&Change> = applied.changes.iter().filter(|change| change.outcome.is_open()).collect();
    let [stale] = open.as_slice() else { panic!("{open:#?}") };
    assert!(matches!(&stale.outcome, Outcome::Stale { theirs, .. } if theirs[0].after.as_deref() == Some("By hand")));
    let now = scene.block_on(scene.witness.iconik.metadata_values(edited, view)).unwrap().unwrap();
    assert_eq!(now["digitised_by"], [json!("By hand")]);
    let snapshot = site.shelf.with(|workspace| workspace.assets(&assets[9..10])).unwrap();
    assert_eq!(snapshot[0].metadata["digitised_by"], json!(["Desk"]), "the catalogue follows");
}
