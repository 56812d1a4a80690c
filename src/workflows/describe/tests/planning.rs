//! What describing plans in particular cases.

use serde_json::{Value, json};

use super::world::{World, profile, record_uri, rule, to_archivesspace, to_iconik};
use crate::domain::AuthorityKind;
use crate::mapping::Step;
use crate::mapping::profile::RecordType;
use crate::plan::{Action, Change, Condition, Decision, Nature, Plan, Severity, order, placeholder};
use crate::workflows::describe::Through;

fn only(world: &World) -> Plan {
    world.plan().plan
}

fn natures(plan: &Plan) -> Vec<&'static str> {
    plan.changes.iter().map(|change| change.nature.words()).collect()
}

fn notices(plan: &Plan) -> Vec<&str> {
    plan.notices.iter().map(|notice| notice.text.as_str()).collect()
}

#[test]
fn a_record_fills_the_asset_in_one_change_whose_fields_can_be_taken_apart() {
    let mut world = World::pair();
    world.set_body(
        311,
        "dates",
        json!([{"label": "creation", "date_type": "single", "begin": "1981-05-03"}]),
    );
    let harbours = world.subject("Harbours");
    world.set_body(311, "subjects", json!([{"ref": harbours}]));
    let mut plan = only(&world);
    let [
        Change {
            action,
            fields,
            agrees,
            conditions,
            nature,
            ..
        },
    ] = plan.changes.as_slice()
    else {
        panic!("{:?}", plan.changes)
    };
    let Action::UpdateAsset {
        view, before, after, note, ..
    } = action
    else {
        panic!("{action:?}")
    };
    assert_eq!((*nature == Nature::FillsEmpty, view.as_str(), note.as_str()), (true, "view-1", ""));
    assert_eq!(after.keys().collect::<Vec<_>>(), ["headline", "year", "tags"]);
    assert_eq!(after["year"], vec![json!("1981")]);
    assert_eq!(fields.len(), after.len());
    assert!(matches!(&conditions[..], [Condition::AssetFields { values, .. }] if values == before));
    // One agreement a field for this direction at least, so that parts keep their own.
    for name in after.keys() {
        assert!(
            agrees
                .iter()
                .any(|agreed| agreed.field == format!("field:{name}") && agreed.about.starts_with("asset "))
        );
    }
    let id = plan.changes[0].id;
    assert_eq!(crate::plan::choice::take_apart(&mut plan, id).len(), 3);
}

#[test]
fn natures_are_kept_apart_so_that_a_release_covers_just_what_it_says() {
    let mut world = World::pair();
    world.round(|_| true);
    world.set_body(311, "title", json!("Launch of the ferry"));
    world.set_body(311, "dates", json!([{"label": "creation", "date_type": "single", "begin": "1981"}]));
    let plan = only(&world);
    assert_eq!(natures(&plan), ["follow the side that changed", "fill empty fields"]);
    assert!(plan.changes.iter().all(|change| change.nature.releasable()));
}

#[test]
fn agents_and_subjects_are_made_once_and_come_first() {
    let mut world = World::pair();
    world.add_asset(2);
    world.add_record(312);
    world.link(2, 312, Through::Link);
    world.set_field(1, "tags", &["Net mending", "Ferries"]);
    world.set_field(2, "tags", &["net  mending."]);
    world.set_field(2, "makers", &["Marsh, Adela"]);
    world.subject("Ferries");
    let plan = only(&world);
    let made: Vec<(AuthorityKind, &str)> = plan
        .changes
        .iter()
        .filter_map(|change| match &change.action {
            Action::CreateAuthority { kind, heading, .. } => Some((*kind, heading.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        made,
        [(AuthorityKind::Subject, "Net mending"), (AuthorityKind::Person, "Marsh, Adela")]
    );
    let edits: Vec<&Change> = plan
        .changes
        .iter()
        .filter(|change| matches!(change.action, Action::EditRecord { .. }))
        .collect();
    assert_eq!(edits.len(), 2);
    assert_eq!(edits[0].needs, vec![plan.changes[0].id]);
    assert_eq!(edits[1].needs, vec![plan.changes[0].id, plan.changes[1].id]);
    assert_eq!(placeholder::makers_of(&edits[1].action), edits[1].needs);
}

#[test]
fn without_the_permission_nothing_is_made_and_the_rest_is_written() {
    let mut world = World::pair();
    world.vocabulary.may_create_authorities = false;
    world.set_field(1, "tags", &["Net mending", "Ferries"]);
    let ferries = world.subject("Ferries");
    let plan = only(&world);
    let edit = plan.changes.iter().find_map(|change| match &change.action {
        Action::EditRecord { edits, .. } => Some(edits),
        _ => None,
    });
    let text = serde_json::to_string(&edit).unwrap_or_default();
    assert!(text.contains(&ferries) && !text.contains("archway:made-by"), "{text}");
    let told = plan.changes.iter().flat_map(|change| &change.findings).chain(&plan.notices);
    assert!(
        told.map(|finding| &finding.text).any(|text| text.contains("Net mending")),
        "{plan:#?}"
    );
}

#[test]
fn an_asset_with_several_records_gets_all_values_where_it_may_and_else_the_first() {
    let mut world = World::pair();
    world.profiles = vec![to_iconik()];
    world.profiles[0].opposite = None;
    world.add_record(312);
    world.link(1, 312, Through::Link);
    let (harbours, nets) = (world.subject("Harbours"), world.subject("Nets"));
    world.set_body(311, "subjects", json!([{"ref": harbours}]));
    world.set_body(312, "subjects", json!([{"ref": nets}, {"ref": harbours}]));
    world.set_body(312, "title", json!("Another title"));
    let plan = only(&world);
    let Action::UpdateAsset { after, .. } = &plan.changes[0].action else {
        panic!("{plan:?}")
    };
    assert_eq!(after["tags"], vec![json!("Harbours"), json!("Nets")]);
    assert_eq!(after["headline"], vec![json!("Untitled reel")]);
    assert!(
        plan.changes[0]
            .findings
            .iter()
            .any(|finding| finding.text.contains("several records"))
    );
    world.round(|_| true);
    assert!(only(&world).is_empty());
}

#[test]
fn assets_that_differ_leave_a_single_field_of_their_record_alone() {
    let mut world = World::pair();
    world.profiles = vec![to_archivesspace()];
    world.add_asset(2);
    world.link(2, 311, Through::Link);
    world.set_field(1, "headline", &["One title"]);
    world.set_field(2, "headline", &["Another title"]);
    world.set_field(1, "tags", &["Nets"]);
    world.set_field(2, "tags", &["Quays"]);
    let plan = only(&world);
    let text = serde_json::to_string(&plan.changes.last().map(|change| &change.fields)).unwrap_or_default();
    assert!(text.contains("Nets") && text.contains("Quays") && !text.contains("title"), "{text}");
    assert!(
        plan.notices
            .iter()
            .any(|notice| notice.severity == Severity::Warning && notice.text.contains("differ"))
    );
}

#[test]
fn a_collection_describes_its_assets_but_is_not_described_by_them_nor_beside_a_link() {
    let mut world = World::pair();
    world.add_asset(2);
    world.add_record(400);
    world.set_body(400, "title", json!("Harbour series"));
    world.link(1, 400, Through::Collection);
    world.link(2, 400, Through::Collection);
    world.set_field(2, "summary", &["Not for the series"]);
    let plan = only(&world);
    let written: Vec<(&str, Value)> = plan
        .changes
        .iter()
        .map(|change| match &change.action {
            Action::UpdateAsset { after, .. } => (change.label.as_str(), json!(after["headline"])),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        written,
        [("REEL_0001", json!(["Untitled reel"])), ("REEL_0002", json!(["Harbour series"]))]
    );
}

#[test]
fn what_opens_is_accepted_one_by_one_and_only_what_was_written_is_taken_away() {
    let restriction = |end: &str| {
        json!([{
            "jsonmodel_type": "note_multipart", "type": "accessrestrict", "publish": true,
            "rights_restriction": {"end": end, "local_access_restriction_type": []},
            "subnotes": [{"jsonmodel_type": "note_text", "content": "Closed.", "publish": true}],
        }])
    };
    let mut world = World::pair();
    world
        .vocabulary
        .fields
        .insert("public".to_owned(), super::world::field("public", false));
    world.vocabulary.views[0].fields.push("public".to_owned());
    let publish = rule("field:public", "publish", Vec::new());
    world.profiles = vec![profile("open", None, RecordType::Asset, RecordType::Record, vec![publish])];
    world.set_body(311, "publish", json!(false));
    world.set_body(311, "notes", restriction("2050-01-01"));
    world.set_field(1, "public", &["true"]);
    let mut plan = only(&world);
    // Never agreed: yes here and no there is for a person to decide, with a word about what it means.
    let change = &plan.changes[0];
    assert!(change.nature.one_by_one(), "{:?}", change.nature);
    let all: Vec<_> = plan
        .changes
        .iter()
        .map(|change| change.id)
        .chain([crate::plan::ChangeId(99)])
        .collect();
    assert!(order::decide(&mut plan, &all, &Decision::Accepted).is_empty());
}

#[test]
fn a_value_that_a_list_lacks_is_added_by_a_change_of_its_own_or_the_field_is_left_out() {
    let level = Step::Controlled { list: None, add: true };
    let mut world = World::pair();
    let rules = vec![rule("field:headline", "level", vec![level])];
    world.profiles = vec![profile("levels", None, RecordType::Asset, RecordType::Record, rules)];
    world.set_body(311, "level", Value::Null);
    world.set_field(1, "headline", &["reel"]);
    let plan = only(&world);
    let added = plan
        .changes
        .iter()
        .find(|change| matches!(&change.action, Action::AddEnumerationValue { value, .. } if value == "reel"));
    let added = added.unwrap_or_else(|| panic!("{plan:#?}"));
    let edit = plan
        .changes
        .iter()
        .find(|change| matches!(change.action, Action::EditRecord { .. }));
    assert_eq!(edit.map(|edit| edit.needs.clone()), Some(vec![added.id]));
    world.vocabulary.may_add_values = false;
    let plan = only(&world);
    assert!(plan.is_empty(), "{plan:#?}");
    assert!(notices(&plan).iter().any(|text| text.contains("reel")), "{:?}", plan.notices);
}

#[test]
fn the_opposite_profile_need_not_be_planned_to_tell_which_side_changed() {
    let mut world = World::pair();
    world.profiles = vec![to_iconik()];
    world.profiles[0].opposite = None;
    world.round(|_| true);
    world.set_body(311, "title", json!("Net mending"));
    // The profile to ArchivesSpace remembers nothing of its own about the title.
    world.profiles = vec![to_archivesspace()];
    world.profiles[0].opposite = None;
    assert_eq!(natures(&only(&world)), ["conflict"], "without its opposite nothing tells");
    world.profiles = vec![to_archivesspace(), to_iconik()];
    let plan = only(&world);
    assert_eq!(natures(&plan), ["follow the side that changed"], "{plan:#?}");
    assert!(matches!(plan.changes[0].action, Action::UpdateAsset { .. }));
}

#[test]
fn two_hundred_pairs_that_agree_make_an_empty_plan() {
    let mut world = World::pair();
    for number in 2..200_u64 {
        world.add_asset(u128::from(number));
        world.add_record(1000 + number);
        world.link(u128::from(number), 1000 + number, Through::Link);
    }
    world.round(|_| true);
    let described = world.plan();
    assert!(described.plan.is_empty());
    assert!(world.records.contains_key(&record_uri(1002)));
    world.round(|_| true);
    assert!(world.plan().settled.is_empty(), "what is remembered is not told again");
}

#[test]
fn what_a_rule_cannot_tell_any_more_is_not_taken_away() {
    let mut world = World::pair();
    world.profiles[0].opposite = None;
    world.profiles.truncate(1);
    world.set_field(1, "tags", &["Ferries", "Nets"]);
    world.round(|_| true);
    assert_eq!(world.body(311)["subjects"].as_array().map(Vec::len), Some(2));
    // A second subject with the same heading turns up: nobody can tell which one the tag means.
    let mut twin = world.authorities[0].clone();
    twin.uri.id = 99;
    world.authorities.push(twin);
    let plan = world.round(|_| true);
    assert_eq!(world.body(311)["subjects"].as_array().map(Vec::len), Some(2), "{plan:#?}");
    // A tag that a person takes off goes, though.
    world.authorities.pop();
    world.set_field(1, "tags", &["Ferries"]);
    let plan = world.round(|_| true);
    assert_eq!(natures(&plan), ["remove"]);
    assert_eq!(world.body(311)["subjects"].as_array().map(Vec::len), Some(1));
}
