//! What targets get, and what is told about it.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::mapping::finding::FindingKind;
use crate::mapping::profile::RecordType;
use crate::mapping::sample::{around, asset, record, vocabulary};
use crate::mapping::steps::text_of;
use crate::mapping::{file, presets};

fn profile(rules: &str) -> Profile {
    let text = format!("name = \"Test\"\ndirection = \"to_archivesspace\"\nsource = \"asset\"\ntarget = \"record\"\n{rules}");
    let (profile, errors) = file::read("test", &text);
    assert_eq!(errors, []);
    profile
}

fn preset(id: &str) -> Profile {
    let (_, text) = presets::all().into_iter().find(|(known, _)| *known == id).unwrap();
    file::read(id, text).0
}

fn evaluated(rules: &str, metadata: &[(&str, &[&str])]) -> IndexMap<TargetKey, Evaluated> {
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&profile(rules), &vocabulary);
    assert_eq!(evaluator.broken(), []);
    evaluator.evaluate(Subject::Asset(&asset(metadata)), &around(&vocabulary))
}

fn texts(value: &Evaluated) -> Vec<String> {
    value.items.iter().map(|sourced| text_of(&sourced.item)).collect()
}

fn kinds(value: &Evaluated) -> Vec<FindingKind> {
    value.findings.iter().map(|finding| finding.kind).collect()
}

fn only(rules: &str, metadata: &[(&str, &[&str])]) -> Evaluated {
    let mut values = evaluated(rules, metadata);
    assert_eq!(values.len(), 1, "{values:?}");
    values.pop().map(|(_, value)| value).unwrap_or_default()
}

#[test]
fn sources_follow_each_other_and_say_a_thing_once() {
    let rule = "[[rule]]\ntarget = \"subjects\"\nfrom = [\"field:ks_subjects\"]\nsteps = [{ subject = { create = true } }]\n";
    let value = only(rule, &[("ks_subjects", &["Harbours", "harbours ", "Harbours", "Quays"])]);
    assert!(texts(&value).len() <= 3, "{:?}", texts(&value));
    assert_eq!(texts(&value)[0], "Harbours");
    let rule = "[[rule]]\ntarget = \"title\"\nfrom = [\"field:ks_title\", \"title\"]\nsteps = [\"first\"]\n";
    assert_eq!(texts(&only(rule, &[("ks_title", &["Florence, tape 1"])])), ["Florence, tape 1"]);
    assert_eq!(texts(&only(rule, &[])), ["tape_001.mov"]);
}

#[test]
fn fixed_values_and_conditions() {
    let rules = "[[rule]]\ntarget = \"level\"\nalways = \"item\"\nonly_if = 'source(\"field:ks_title\")'\n";
    assert_eq!(texts(&only(rules, &[("ks_title", &["A"])])), ["item"]);
    let skipped = only(rules, &[]);
    assert!(skipped.skipped && skipped.items.is_empty());
    assert_eq!(kinds(&skipped), [], "a rule that is skipped misses nothing");
}

#[test]
fn the_first_rule_whose_condition_holds_counts() {
    let rules = "[[rule]]\ntarget = \"title\"\nfrom = [\"field:ks_title\"]\nonly_if = 'source(\"field:ks_title\")'\n\
                 [[rule]]\ntarget = \"title\"\nfrom = [\"title\"]\n";
    assert_eq!(texts(&only(rules, &[])), ["tape_001.mov"]);
    let both = only(rules, &[("ks_title", &["A"])]);
    assert_eq!((texts(&both), kinds(&both)), (vec!["A".to_owned()], vec![]));
}

#[test]
fn two_rules_without_conditions_are_told() {
    let rules = "[[rule]]\ntarget = \"title\"\nfrom = [\"title\"]\n[[rule]]\ntarget = \"title\"\nfrom = [\"id\"]\n";
    let both = only(rules, &[]);
    assert_eq!(
        (texts(&both), kinds(&both)),
        (vec!["tape_001.mov".to_owned()], vec![FindingKind::TwoRules])
    );
}

#[test]
fn limits_are_told() {
    let long = "x".repeat(300);
    let value = only(
        "[[rule]]\ntarget = \"component_id\"\nfrom = [\"field:ks_title\"]\n",
        &[("ks_title", &[&long])],
    );
    assert_eq!((value.items.len(), kinds(&value)), (1, vec![FindingKind::TooLong]));
    let value = only(
        "[[rule]]\ntarget = \"title\"\nfrom = [\"field:ks_creator\"]\n",
        &[("ks_creator", &["A", "B", "C"])],
    );
    assert_eq!((texts(&value), kinds(&value)), (vec!["A".to_owned()], vec![FindingKind::TooMany]));
    assert!(value.findings[0].text.contains("“B”, “C”"), "{}", value.findings[0].text);
    let value = only(
        "[[rule]]\ntarget = \"level\"\nfrom = [\"field:ks_title\"]\n",
        &[("ks_title", &["Shelf"])],
    );
    assert_eq!(kinds(&value), [FindingKind::NotInList]);
    let value = only("[[rule]]\ntarget = \"title\"\nfrom = [\"field:ks_title\"]\n", &[]);
    assert_eq!(kinds(&value), [FindingKind::RequiredEmpty]);
}

#[test]
fn a_record_with_a_date_needs_no_title() {
    let rules = "[[rule]]\ntarget = \"title\"\nfrom = [\"field:ks_title\"]\n\
                 [[rule]]\ntarget = \"dates.creation\"\nfrom = [\"field:ks_date\"]\nsteps = [{ date = {} }]\n";
    let values = evaluated(rules, &[("ks_date", &["1981"])]);
    assert!(values.values().all(|value| value.findings.is_empty()), "{values:?}");
}

#[test]
fn values_are_turned_into_the_targets_shape_or_told() {
    let rules = "[[rule]]\ntarget = \"component_id\"\nfrom = [\"files.count\"]\n";
    assert_eq!(texts(&only(rules, &[])), ["1"]);
    let rules = "[[rule]]\ntarget = \"publish\"\nalways = \"yes\"\n";
    assert_eq!(only(rules, &[]).items, [Sourced::from(Item::Flag(true))]);
    let value = only("[[rule]]\ntarget = \"publish\"\nalways = \"perhaps\"\n", &[]);
    assert_eq!((value.items.len(), kinds(&value)), (0, vec![FindingKind::Unreadable]));
}

#[test]
fn broken_rules_leave_their_targets_alone_and_the_others_work() {
    let rules = "[[rule]]\ntarget = \"title\"\nfrom = [\"title\"]\n\
                 [[rule]]\ntarget = \"nothing.such\"\nfrom = [\"title\"]\n\
                 [[rule]]\ntarget = \"component_id\"\nfrom = [\"field:gone\"]\nwhen_empty = \"clear\"\n\
                 [[rule]]\ntarget = \"ref_id\"\nfrom = [\"id\"]\n";
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&profile(rules), &vocabulary);
    let broken: Vec<&str> = evaluator.broken().iter().map(|(target, _)| target.as_str()).collect();
    assert_eq!(broken, ["nothing.such", "component_id", "ref_id"]);
    let values = evaluator.evaluate(Subject::Asset(&asset(&[])), &around(&vocabulary));
    assert_eq!(values.keys().map(TargetKey::as_str).collect::<Vec<_>>(), ["title"]);
}

#[test]
fn labels_of_choices_become_their_values() {
    let text = "name = \"Back\"\ndirection = \"to_iconik\"\nsource = \"record\"\ntarget = \"asset\"\n\
                [[rule]]\ntarget = \"field:ks_rights\"\nfrom = [\"title\"]\n";
    let (profile, _) = file::read("back", text);
    assert_eq!(profile.source, RecordType::Record);
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&profile, &vocabulary);
    let facts = record(json!({"jsonmodel_type": "archival_object", "title": "Reading room only"}));
    let values = evaluator.evaluate(Subject::Record(&facts), &around(&vocabulary));
    assert_eq!(texts(&values[0]), ["reading_room"]);
    assert_eq!(kinds(&values[0]), []);
}

#[test]
fn an_interview_becomes_an_item() {
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&preset("oral-history-to-item"), &vocabulary);
    assert_eq!(evaluator.broken(), []);
    let facts = asset(&[
        ("ks_title", &["Interview with a lighterman"]),
        ("ks_date", &["3 May 1979"]),
        ("ks_creator", &["Adela Marsh"]),
        ("ks_subjects", &["quay workers; Oral history"]),
        ("ks_rights", &["reading_room"]),
        ("digitised_by", &["Transfer room"]),
        ("digitised_on", &["2024-02-19"]),
    ]);
    let values = evaluator.evaluate(Subject::Asset(&facts), &around(&vocabulary));
    let value = |target: &str| texts(&values[&TargetKey::from(target)]);
    assert_eq!(value("title"), ["Interview with a lighterman"]);
    assert_eq!(value("component_id"), ["QW-001"]);
    assert_eq!(value("level"), ["item"]);
    assert_eq!(value("agents.creator"), ["Marsh, Adela"]);
    assert_eq!(value("subjects"), ["Quay workers", "Oral history"]);
    assert_eq!(value("notes.accessrestrict"), ["Open for research in the reading room only."]);
    assert_eq!(value("notes.processinfo"), ["Digitised by Transfer room on 2024-02-19."]);
    assert!(values[&TargetKey::from("notes.phystech")].skipped);
    let Item::Date(date) = &values[&TargetKey::from("dates.creation")].items[0].item else {
        panic!("no date")
    };
    assert_eq!((date.begin.as_str(), date.expression.as_str()), ("1979-05-03", "3 May 1979"));
    let Item::Extent(extent) = &values[&TargetKey::from("extents")].items[0].item else {
        panic!("no extent")
    };
    assert_eq!(
        (extent.number.as_str(), extent.physical_details.as_str()),
        ("1", "31 minutes 55 seconds")
    );
}

#[test]
fn sizes_come_from_the_master() {
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&preset("asset-to-item"), &vocabulary);
    assert_eq!(evaluator.broken(), []);
    let values = evaluator.evaluate(Subject::Asset(&asset(&[])), &around(&vocabulary));
    let Item::Extent(extent) = &values[&TargetKey::from("extents")].items[0].item else {
        panic!("no extent")
    };
    assert_eq!((extent.number.as_str(), extent.extent_type.as_str()), ("1.25", "gigabytes"));
}

#[test]
fn shelf_marks_leave_the_titles_of_photographs() {
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&preset("photographs-to-item"), &vocabulary);
    assert_eq!(evaluator.broken(), []);
    let mut facts = asset(&[("ks_subjects", &["harbour", "Ferries"])]);
    facts.snapshot.asset.title = "KS017-4-0012 men on the mole".to_owned();
    facts.snapshot.asset.external_id = None;
    let values = evaluator.evaluate(Subject::Asset(&facts), &around(&vocabulary));
    assert_eq!(texts(&values[&TargetKey::from("title")]), ["Men on the mole"]);
    assert_eq!(texts(&values[&TargetKey::from("component_id")]), ["KS017-4-0012"]);
    assert_eq!(texts(&values[&TargetKey::from("subjects")]), ["Harbours", "Ferries"]);
}

#[test]
fn what_is_inherited_stays_marked() {
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&preset("record-to-asset"), &vocabulary);
    assert_eq!(evaluator.broken(), []);
    let mut facts = record(json!({"jsonmodel_type": "archival_object", "title": "Reel 3"}));
    let mut above = record(json!({
        "jsonmodel_type": "archival_object", "title": "Reels",
        "dates": [{"jsonmodel_type": "date", "label": "creation", "date_type": "single", "begin": "1981", "expression": "1981"}],
    }));
    above.snapshot.record.display = "Reels".to_owned();
    facts.above = vec![std::sync::Arc::new(above.snapshot)];
    let values = evaluator.evaluate(Subject::Record(&facts), &around(&vocabulary));
    let dates = &values[&TargetKey::from("field:archway_dates")];
    assert_eq!(texts(dates), ["1981"]);
    assert_eq!(dates.items[0].inherited.as_ref().map(|from| from.title.as_str()), Some("Reels"));
}

#[test]
fn a_rule_can_be_tried_on_made_up_items() {
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&preset("asset-to-item"), &vocabulary);
    let facts = asset(&[]);
    let items = vec![Sourced::from(Item::text("  a_title.mov "))];
    let tried = evaluator.try_on(&TargetKey::from("title"), items, Subject::Asset(&facts), &around(&vocabulary));
    assert_eq!(tried.map(|value| texts(&value)), Some(vec!["a_title".to_owned()]));
    assert_eq!(
        evaluator.try_on(
            &TargetKey::from("no.such"),
            Vec::new(),
            Subject::Asset(&facts),
            &around(&vocabulary)
        ),
        None
    );
}

fn values() -> impl Strategy<Value = Vec<(&'static str, Vec<String>)>> {
    let names = vec![
        "ks_title",
        "ks_date",
        "ks_creator",
        "ks_subjects",
        "ks_rights",
        "ks_notes",
        "embargo_until",
        "rights_holder",
    ];
    let text = prop_oneof![any::<String>(), "[0-9/.-]{0,12}", "[A-Za-z ,;]{0,400}", Just("open".to_owned())];
    proptest::collection::vec((proptest::sample::select(names), proptest::collection::vec(text, 0..4)), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_an_asset_holds_targets_get_what_they_take(metadata in values(), title in any::<String>()) {
        let vocabulary = vocabulary();
        let mut facts = asset(&[]);
        facts.snapshot.asset.title = title;
        for (name, values) in metadata {
            facts.snapshot.metadata.insert(name.to_owned(), json!(values));
        }
        for id in ["asset-to-item", "oral-history-to-item", "photographs-to-item", "asset-to-digital-object"] {
            let evaluator = Evaluator::new(&preset(id), &vocabulary);
            let subject = Subject::Asset(&facts);
            for (target, value) in evaluator.evaluate(subject, &around(&vocabulary)) {
                let field = face::target_field(evaluator.profile().target, &target, &vocabulary).ok_or_else(|| TestCaseError::fail("no field"))?;
                prop_assert!(field.many || value.items.len() <= 1, "{target} takes one: {value:?}");
                prop_assert!(value.items.iter().all(|sourced| sourced.item.shape() == field.shape), "{target}: {value:?}");
                prop_assert!(!value.skipped || value.items.is_empty(), "{target}: {value:?}");
                let told = value.findings.iter().any(|finding| finding.kind == FindingKind::TooLong);
                let long = value.items.iter().any(|sourced| field.max_length.is_some_and(|most| matches!(&sourced.item, Item::Text(text) if text.chars().count() > most)));
                prop_assert!(!long || told, "{target} is too long and nothing is said");
            }
        }
    }
}

#[test]
fn what_an_iconik_field_cannot_read_is_told_and_left_out() {
    let text = "name = \"Back\"\ndirection = \"to_iconik\"\nsource = \"record\"\ntarget = \"asset\"\n\
                [[rule]]\ntarget = \"field:playback_speed\"\nfrom = [\"title\"]\n";
    let (profile, errors) = file::read("back", text);
    assert_eq!(errors, []);
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(&profile, &vocabulary);
    let given = |title: &str| {
        let facts = record(json!({"jsonmodel_type": "archival_object", "title": title}));
        let mut values = evaluator.evaluate(Subject::Record(&facts), &around(&vocabulary));
        values.pop().map(|(_, value)| value).unwrap_or_default()
    };
    assert_eq!(texts(&given("7.5")), ["7.5"]);
    let told = given("seven and a half");
    assert_eq!((texts(&told).len(), kinds(&told)), (0, vec![FindingKind::Unreadable]));
}
