//! What publishing plans.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{ApprovalDecision, ApprovalStatus, FileRole, MediaDetails, MediaFile};
use crate::mapping::profile::{Profile, RecordType};
use crate::mapping::{AuthorityIndex, Evaluator, Step};
use crate::plan::{Action, Change, EditState, Finding, Plan, placeholder};
use crate::workflows::describe::tests::world::{asset, asset_id, field, head, profile, record, record_uri, rule, vocabulary};
use crate::workflows::describe::{Agreements, DescribeProfile};

fn file(id: &str, role: FileRole, name: &str) -> MediaFile {
    MediaFile {
        id: id.to_owned(),
        role,
        name: name.to_owned(),
        format: "ORIGINAL".to_owned(),
        media_type: Some("video/quicktime".to_owned()),
        size: Some(7_340_032),
        checksum: Some("9e107d9d372bb6826bd81d3542a419d6".to_owned()),
        storage: Some("Archive".to_owned()),
        directory: "/reels".to_owned(),
        language: None,
        version: Some("v1".to_owned()),
    }
}

fn approved(number: u128) -> AssetFacts {
    let mut facts = asset(number);
    facts
        .snapshot
        .metadata
        .insert("headline".to_owned(), json!(["Launching the ferry"]));
    facts.snapshot.metadata.insert("tags".to_owned(), json!(["Ferries"]));
    facts.details = Some(MediaDetails {
        files: vec![
            file("m1", FileRole::Master, "reel.mov"),
            file("x1", FileRole::Proxy, "reel.mp4"),
            file("c1", FileRole::Caption, "reel.vtt"),
        ],
        technical: BTreeMap::new(),
        current_version: Some("v1".to_owned()),
        approval: ApprovalStatus::Approved,
        decisions: vec![ApprovalDecision {
            who: "Ines Sample".to_owned(),
            status: ApprovalStatus::Approved,
            at: Some(Timestamp::UNIX_EPOCH),
            version: Some("v1".to_owned()),
        }],
        read_at: Timestamp::UNIX_EPOCH,
    });
    facts
}

fn publishing() -> Profile {
    let subject = Step::Subject {
        term_type: "topical".to_owned(),
        source: "local".to_owned(),
        create: true,
    };
    let rules = vec![
        rule("field:headline", "title", Vec::new()),
        rule("field:tags", "subjects", vec![subject]),
    ];
    Profile {
        publish: Some(PublishSettings::default()),
        ..profile("publish", None, RecordType::Asset, RecordType::Record, rules)
    }
}

fn series() -> RecordFacts {
    let mut facts = record(record_uri(400));
    facts.snapshot.body["title"] = json!("Harbour series");
    facts.snapshot.record.display = "Harbour series".to_owned();
    facts.path = vec!["Sample collection".to_owned(), "Harbour series".to_owned()];
    facts
}

fn digital_object(asset: AssetId, versions: Value) -> RecordFacts {
    let uri = RecordUri::new(record_uri(1).repository, RecordKind::DigitalObject, 9);
    let mut facts = record(uri);
    facts.snapshot.body = json!({
        "jsonmodel_type": "digital_object", "uri": uri.to_string(), "lock_version": 2, "title": "Ferry, digital",
        "digital_object_id": asset.to_string(), "publish": true, "file_versions": versions, "notes": [{"type": "note", "content": ["x"]}],
    });
    facts
}

struct Desk {
    profile: Profile,
    settings: WorkspaceSettings,
    agreements: Agreements,
    by_ref_id: HashMap<String, RecordFacts>,
    view: Option<&'static str>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            profile: publishing(),
            settings: WorkspaceSettings::default(),
            agreements: Agreements::default(),
            by_ref_id: HashMap::new(),
            view: Some("archway-view"),
        }
    }
}

impl Desk {
    fn plan(&self, items: Vec<PublishItem<'_>>) -> Plan {
        let mut vocabulary = vocabulary();
        for name in ["archway_record_uri", "archway_ref_id"] {
            vocabulary.fields.insert(name.to_owned(), field(name, true));
        }
        let evaluator = Evaluator::new(&self.profile, &vocabulary);
        assert!(evaluator.broken().is_empty(), "{:?}", evaluator.broken());
        let connection = Connection {
            name: "Sample".to_owned(),
            archivesspace_url: "https://archives.example.org/api".to_owned(),
            archivesspace_staff_url: String::new(),
            archivesspace_user: "archivist".to_owned(),
            iconik_url: "https://iconik.example.org".to_owned(),
            iconik_app_id: "app".to_owned(),
            practice: false,
        };
        let by_ref_id: HashMap<String, &RecordFacts> = self.by_ref_id.iter().map(|(id, facts)| (id.clone(), facts)).collect();
        plan_publish(&PublishContext {
            profile: DescribeProfile {
                profile: &evaluator,
                opposite: None,
            },
            digital_objects: None,
            items,
            by_ref_id: &by_ref_id,
            vocabulary: &vocabulary,
            authorities: &AuthorityIndex::new(Vec::new()),
            agreements: &self.agreements,
            settings: &self.settings,
            connection: &connection,
            view: self.view,
            head: head(),
        })
        .plan
    }
}

fn item<'a>(asset: &'a AssetFacts, place: Place<'a>, digital_object: Option<&'a RecordFacts>) -> PublishItem<'a> {
    PublishItem {
        asset,
        standing: Standing::Approved,
        place,
        digital_object,
        why: "chosen by hand".to_owned(),
    }
}

fn below(above: &RecordFacts) -> Place<'_> {
    Place::Below {
        above,
        position: Some(3),
        level: None,
    }
}

fn find<'p, T>(plan: &'p Plan, pick: impl Fn(&'p Change) -> Option<T>) -> T {
    plan.changes.iter().find_map(pick).unwrap_or_else(|| panic!("{plan:#?}"))
}

fn obstacles(plan: &Plan) -> Vec<&str> {
    let grave = |notice: &&Finding| notice.severity == Severity::Obstacle;
    plan.notices.iter().filter(grave).map(|notice| notice.text.as_str()).collect()
}

#[test]
fn an_approved_asset_becomes_a_record_with_a_digital_object_and_both_ends_of_the_link() {
    let (asset, above) = (approved(1), series());
    let plan = Desk::default().plan(vec![item(&asset, below(&above), None)]);
    let order: Vec<&str> = plan
        .changes
        .iter()
        .map(|change| match &change.action {
            Action::CreateAuthority { .. } => "subject",
            Action::CreateDigitalObject { .. } => "digital object",
            Action::CreateArchivalObject { .. } => "record",
            Action::UpdateAsset { .. } => "asset",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(order, ["subject", "digital object", "record", "asset"]);
    let (id, body, needs) = find(&plan, |change| match &change.action {
        Action::CreateArchivalObject { ref_id, body, .. } => Some((ref_id, body, &change.needs)),
        _ => None,
    });
    assert_eq!(*id, ref_id(asset_id(1), record_uri(400)));
    assert_eq!(body["title"], "Launching the ferry");
    assert_eq!(
        (&body["level"], &body["publish"], &body["position"]),
        (&json!("item"), &json!(false), &json!(3))
    );
    assert_eq!(body["parent"]["ref"], record_uri(400).to_string());
    assert_eq!(body["resource"]["ref"], "/repositories/2/resources/1");
    assert_eq!(
        body["instances"][0]["digital_object"]["ref"],
        placeholder::made_by(plan.changes[1].id)
    );
    assert_eq!(body["subjects"][0]["ref"], placeholder::made_by(plan.changes[0].id));
    assert_eq!(*needs, vec![plan.changes[0].id, plan.changes[1].id]);
    let (after, needs) = find(&plan, |change| match &change.action {
        Action::UpdateAsset { after, .. } => Some((after, &change.needs)),
        _ => None,
    });
    assert_eq!(after["archway_record_uri"], vec![json!(placeholder::made_by(plan.changes[2].id))]);
    assert_eq!(
        after["archway_title_path"],
        vec![json!("Sample collection › Harbour series › Launching the ferry")]
    );
    assert_eq!(*needs, vec![plan.changes[2].id]);
    assert!(
        plan.changes
            .iter()
            .all(|change| change.needs.iter().all(|need| need.0 < change.id.0))
    );
}

#[test]
fn file_versions_say_what_each_file_is_and_only_the_published_master_stands_for_all() {
    let (asset, above) = (approved(1), series());
    let versions = |settings: PublishSettings| {
        let mut desk = Desk::default();
        desk.profile.publish = Some(settings);
        let plan = desk.plan(vec![item(&asset, below(&above), None)]);
        find(&plan, |change| match &change.action {
            Action::CreateDigitalObject { body, .. } => body["file_versions"].as_array().cloned(),
            _ => None,
        })
    };
    let quiet = versions(PublishSettings::default());
    assert_eq!(quiet.len(), 3, "page, master and captions: {quiet:#?}");
    assert!(quiet.iter().all(|version| version["publish"] == json!(false)));
    let master = &quiet[1];
    assert_eq!(master["use_statement"], "video-master");
    assert_eq!(master["file_size_bytes"], 7_340_032);
    assert_eq!((&master["checksum_method"], master["checksum"].is_string()), (&json!("md5"), true));
    let open = versions(PublishSettings {
        publish: true,
        proxies: true,
        captions: false,
        ..PublishSettings::default()
    });
    let shown: Vec<(bool, bool)> = open
        .iter()
        .map(|version| (version["publish"] == json!(true), version["is_representative"] == json!(true)))
        .collect();
    assert_eq!(shown, [(true, false), (true, true), (false, false)]);
}

#[test]
fn what_is_missing_is_said_with_what_to_do_and_nothing_is_half_planned() {
    let above = series();
    let nameless = {
        let mut facts = approved(1);
        facts.snapshot.metadata.shift_remove("headline");
        facts
    };
    let homeless = approved(2);
    let plan = Desk::default().plan(vec![item(&nameless, below(&above), None), item(&homeless, Place::Nowhere, None)]);
    assert!(plan.is_empty(), "{plan:#?}");
    let said = obstacles(&plan).join("\n");
    assert!(
        said.contains("give the asset a title") && said.contains("no place for it yet"),
        "{said}"
    );
    let mut desk = Desk::default();
    desk.profile.publish = Some(PublishSettings {
        level: "reel".to_owned(),
        ..PublishSettings::default()
    });
    let plan = desk.plan(vec![item(&homeless, below(&above), None)]);
    assert!(plan.is_empty() && obstacles(&plan)[0].contains("“reel” is no level"), "{plan:#?}");
}

#[test]
fn a_record_made_before_is_brought_up_to_date_and_not_made_again() {
    let (asset, above) = (approved(1), series());
    let mut made = record(record_uri(500));
    made.snapshot.body["title"] = json!("Launching the ferry");
    let mut desk = Desk::default();
    desk.by_ref_id.insert(ref_id(asset_id(1), record_uri(400)), made);
    let plan = desk.plan(vec![item(&asset, below(&above), None)]);
    assert!(
        !plan
            .changes
            .iter()
            .any(|change| matches!(change.action, Action::CreateArchivalObject { .. }))
    );
    let (change, edits) = find(&plan, |change| match &change.action {
        Action::EditRecord { record, edits } if *record == record_uri(500) && edits.contains_key("instances") => Some((change, edits)),
        _ => None,
    });
    assert_eq!(edits.len(), change.fields.len());
    let end = find(&plan, |change| {
        matches!(change.action, Action::UpdateAsset { .. }).then_some(change)
    });
    assert!(
        end.needs.contains(&change.id),
        "the link's iconik end comes after the instance: {:?}",
        end.needs
    );
}

#[test]
fn planning_again_after_everything_stands_gives_nothing() {
    let asset = {
        let mut facts = approved(1);
        facts.snapshot.metadata.insert("tags".to_owned(), json!([]));
        facts
    };
    let mut linked = record(record_uri(500));
    linked.snapshot.body["title"] = json!("Launching the ferry");
    let page = format!("https://iconik.example.org/asset/{}", asset_id(1));
    let elsewhere = json!({"file_uri": "s3://bucket/reel.mov", "use_statement": "video-master", "publish": false, "identifier": "7"});
    let object = digital_object(asset_id(1), json!([{"file_uri": page, "publish": false}, elsewhere]));
    // What the first plan writes, by hand.
    let desk = Desk::default();
    let plan = desk.plan(vec![item(&asset, Place::Linked(&linked), Some(&object))]);
    let (mut asset, mut linked, mut object) = (asset.clone(), linked.clone(), object.clone());
    let mut agreements = Agreements::default();
    for change in &plan.changes {
        match &change.action {
            Action::EditRecord { record, edits } => {
                let facts = if *record == linked.snapshot.record.uri {
                    &mut linked
                } else {
                    &mut object
                };
                for edit in edits.values().flatten() {
                    edit.make(&mut facts.snapshot.body);
                    assert_eq!(edit.state(&facts.snapshot.body), EditState::Applied);
                }
            }
            Action::UpdateAsset { after, .. } => {
                for (name, values) in after {
                    asset.snapshot.metadata.insert(name.clone(), json!(values));
                }
            }
            other => panic!("{other:?}"),
        }
        change.agrees.iter().for_each(|agreement| agreements.put(agreement.clone()));
    }
    let versions = &object.snapshot.body["file_versions"];
    assert_eq!(versions.as_array().map(Vec::len), Some(4), "{versions:#}");
    assert_eq!(versions[1], elsewhere, "a file version that others made stays");
    assert_eq!(object.snapshot.body["notes"], json!([{"type": "note", "content": ["x"]}]));
    assert_eq!(object.snapshot.body["title"], "Ferry, digital", "a title that others gave stays");
    let desk = Desk { agreements, ..desk };
    let again = desk.plan(vec![item(&asset, Place::Linked(&linked), Some(&object))]);
    assert!(again.is_empty(), "{again:#?}");
}

#[test]
fn a_withdrawn_approval_proposes_unpublishing_and_deletes_nothing() {
    let mut asset = approved(1);
    if let Some(details) = &mut asset.details {
        details.approval = ApprovalStatus::Rejected;
        details.decisions.push(ApprovalDecision {
            who: "Otto Sample".to_owned(),
            status: ApprovalStatus::Rejected,
            at: None,
            version: Some("v1".to_owned()),
        });
    }
    let versions = json!([
        {"file_uri": "a", "publish": true, "is_representative": true, "identifier": "1"},
        {"file_uri": "b", "publish": false},
    ]);
    let object = digital_object(asset_id(1), versions);
    let plan = Desk::default().plan(vec![PublishItem {
        standing: Standing::Withdrawn,
        ..item(&asset, Place::Nowhere, Some(&object))
    }]);
    let [
        Change {
            action: Action::EditRecord { edits, .. },
            nature,
            because,
            ..
        },
    ] = plan.changes.as_slice()
    else {
        panic!("{plan:#?}")
    };
    assert_eq!(*nature, Nature::Closes);
    assert!(because.contains("rejected by Otto Sample"), "{because}");
    let mut body = object.snapshot.body.clone();
    edits.values().flatten().for_each(|edit| edit.make(&mut body));
    assert_eq!(body["publish"], json!(false));
    assert!(
        body["file_versions"]
            .as_array()
            .into_iter()
            .flatten()
            .all(|version| version["publish"] == json!(false))
    );
    assert_eq!(body["file_versions"][0]["is_representative"], json!(false));
    assert_eq!(body["notes"], object.snapshot.body["notes"]);
    let closed = RecordFacts {
        snapshot: crate::domain::RecordSnapshot {
            body,
            ..object.snapshot.clone()
        },
        ..object.clone()
    };
    let again = Desk::default().plan(vec![PublishItem {
        standing: Standing::Superseded,
        ..item(&asset, Place::Nowhere, Some(&closed))
    }]);
    assert!(again.is_empty(), "{again:#?}");
}

#[test]
fn what_is_published_on_records_that_exist_is_decided_one_by_one() {
    let asset = approved(1);
    let mut linked = record(record_uri(500));
    linked.snapshot.body["publish"] = json!(false);
    let mut desk = Desk::default();
    desk.profile.publish = Some(PublishSettings {
        publish: true,
        ..PublishSettings::default()
    });
    let plan = desk.plan(vec![item(&asset, Place::Linked(&linked), None)]);
    let opening = find(&plan, |change| (change.nature == Nature::Opens).then_some(change));
    assert!(matches!(&opening.action, Action::EditRecord { edits, .. } if edits.keys().eq(["publish"])));
}

#[test]
fn files_hidden_by_a_withdrawal_are_shown_again_once_the_asset_is_approved_again() {
    let asset = approved(1);
    let linked = record(record_uri(500));
    let mut desk = Desk::default();
    desk.profile.publish = Some(PublishSettings {
        publish: true,
        captions: false,
        ..PublishSettings::default()
    });
    let page = format!("https://iconik.example.org/asset/{}", asset_id(1));
    let shown = json!([
        {"file_uri": page, "publish": true},
        {"file_uri": format!("{page}#file-m1"), "use_statement": "video-master", "publish": true, "is_representative": true},
    ]);
    let object = digital_object(asset_id(1), shown);
    let plan = desk.plan(vec![PublishItem {
        standing: Standing::Withdrawn,
        ..item(&asset, Place::Nowhere, Some(&object))
    }]);
    let mut hidden = object.clone();
    let Action::EditRecord { edits, .. } = &plan.changes[0].action else {
        panic!("{plan:#?}")
    };
    edits.values().flatten().for_each(|edit| edit.make(&mut hidden.snapshot.body));
    desk.agreements = plan.changes.iter().flat_map(|change| change.agrees.clone()).collect();
    let plan = desk.plan(vec![item(&asset, Place::Linked(&linked), Some(&hidden))]);
    let edits = find(&plan, |change| match &change.action {
        Action::EditRecord { record, edits } if *record == hidden.snapshot.record.uri => Some((&change.nature, edits)),
        _ => None,
    });
    assert_eq!(*edits.0, Nature::Opens);
    edits.1.values().flatten().for_each(|edit| edit.make(&mut hidden.snapshot.body));
    assert_eq!(hidden.snapshot.body["publish"], json!(true));
    let versions = &hidden.snapshot.body["file_versions"];
    assert!(
        versions
            .as_array()
            .into_iter()
            .flatten()
            .all(|version| version["publish"] == json!(true)),
        "{versions:#}"
    );
    assert_eq!(versions[1]["is_representative"], json!(true));
}

#[test]
fn the_master_that_stands_for_the_digital_object_goes_on_doing_so() {
    let asset = approved(1);
    let linked = record(record_uri(500));
    let mut desk = Desk::default();
    desk.profile.publish = Some(PublishSettings {
        publish: true,
        captions: false,
        ..PublishSettings::default()
    });
    let fresh = desk.plan(vec![item(&asset, Place::Linked(&linked), None)]);
    let (body, _) = find(&fresh, |change| match &change.action {
        Action::CreateDigitalObject { body, .. } => Some((body.clone(), ())),
        _ => None,
    });
    let versions = body["file_versions"].as_array().unwrap().clone();
    assert!(
        versions.iter().any(|version| version["is_representative"] == json!(true)),
        "{body:#}"
    );
    let object = digital_object(asset_id(1), json!(versions));
    let again = desk.plan(vec![item(&asset, Place::Linked(&linked), Some(&object))]);
    for change in &again.changes {
        if let Action::EditRecord { edits, .. } = &change.action {
            assert!(!edits.contains_key("file_versions"), "{edits:#?}");
        }
    }
}

#[test]
fn what_puts_files_that_all_may_see_on_a_record_that_all_may_see_is_decided_by_itself() {
    let asset = approved(1);
    let mut linked = record(record_uri(500));
    let page = format!("https://iconik.example.org/asset/{}", asset_id(1));
    let mut object = digital_object(asset_id(1), json!([{"file_uri": page, "publish": true}]));
    let desk = Desk::default();
    for (record_shown, object_shown) in [(true, true), (true, false), (false, true)] {
        linked.snapshot.body["publish"] = json!(record_shown);
        object.snapshot.body["publish"] = json!(object_shown);
        let plan = desk.plan(vec![item(&asset, Place::Linked(&linked), Some(&object))]);
        let attaching = find(&plan, |change| match &change.action {
            Action::EditRecord { edits, .. } if edits.contains_key("instances") => Some(change),
            _ => None,
        });
        assert_eq!(attaching.nature.one_by_one(), record_shown && object_shown, "{attaching:#?}");
        assert_eq!(attaching.nature.releasable(), !(record_shown && object_shown));
    }
}

#[test]
fn what_a_plan_made_and_remembers_is_not_planned_again() {
    let asset = approved(1);
    let linked = record(record_uri(500));
    let mut desk = Desk::default();
    desk.profile.publish = Some(PublishSettings {
        publish: true,
        ..PublishSettings::default()
    });
    let plan = desk.plan(vec![item(&asset, Place::Linked(&linked), None)]);
    let (made, body) = find(&plan, |change| match &change.action {
        Action::CreateDigitalObject { body, .. } => Some((change, body)),
        _ => None,
    });
    let mut object = digital_object(asset_id(1), json!([]));
    let uri = object.snapshot.record.uri;
    for (property, value) in body.as_object().into_iter().flatten() {
        object.snapshot.body[property] = value.clone();
    }
    let receipt = |already_there| crate::plan::Receipt {
        at: jiff::Timestamp::UNIX_EPOCH,
        made: Some(uri.to_string()),
        lock_version: None,
        before: serde_json::Value::Null,
        already_there,
    };
    let mut done = made.clone();
    assert!(done.agreed().is_empty(), "nothing is agreed before it is made");
    done.outcome = crate::plan::Outcome::Done { receipt: receipt(true) };
    assert!(done.agreed().is_empty(), "nobody knows what another wrote");
    done.outcome = crate::plan::Outcome::Done { receipt: receipt(false) };
    assert!(!done.agreed().is_empty() && done.agreed().iter().all(|agreed| agreed.about == uri.to_string()));
    desk.agreements = done.agreed().into_iter().collect();
    let again = desk.plan(vec![item(&asset, Place::Linked(&linked), Some(&object))]);
    let object_edits: Vec<_> = again
        .changes
        .iter()
        .filter(|change| matches!(&change.action, Action::EditRecord { record, .. } if *record == uri))
        .collect();
    assert!(object_edits.is_empty(), "{object_edits:#?}");
}
