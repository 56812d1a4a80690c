//! What would be lost on the way back is named.

use serde_json::{Value, json};

use super::*;
use crate::mapping::profile::Profile;
use crate::mapping::sample::{around, asset, record, vocabulary};
use crate::mapping::{file, presets};

fn preset(id: &str) -> Profile {
    let (_, text) = presets::all().into_iter().find(|(known, _)| *known == id).unwrap();
    file::read(id, text).0
}

fn profile(direction: &str, rules: &str) -> Profile {
    let (source, target) = if direction == "to_iconik" {
        ("record", "asset")
    } else {
        ("asset", "record")
    };
    let text = format!("name = \"Test\"\ndirection = \"{direction}\"\nsource = \"{source}\"\ntarget = \"{target}\"\n{rules}");
    let (profile, errors) = file::read("test", &text);
    assert_eq!(errors, []);
    profile
}

/// Losses of a profile on an asset, with the target and the text.
fn lost_of_asset(profile: &Profile, opposite: Option<&Profile>, metadata: &[(&str, &[&str])]) -> Vec<(String, String)> {
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(profile, &vocabulary);
    let opposite = opposite.map(|opposite| Evaluator::new(opposite, &vocabulary));
    let facts = asset(metadata);
    let (subject, around) = (Subject::Asset(&facts), around(&vocabulary));
    let values = evaluator.evaluate(subject, &around);
    texts(loss(&evaluator, opposite.as_ref(), subject, &around, &values))
}

fn lost_of_record(profile: &Profile, body: Value) -> Vec<(String, String)> {
    let vocabulary = vocabulary();
    let evaluator = Evaluator::new(profile, &vocabulary);
    let facts = record(body);
    let (subject, around) = (Subject::Record(&facts), around(&vocabulary));
    let values = evaluator.evaluate(subject, &around);
    texts(loss(&evaluator, None, subject, &around, &values))
}

fn texts(found: Vec<(TargetKey, MappingFinding)>) -> Vec<(String, String)> {
    found
        .into_iter()
        .map(|(target, finding)| {
            assert_eq!(finding.kind, FindingKind::RoundTrip);
            (target.0, finding.text)
        })
        .collect()
}

#[test]
fn what_comes_back_whole_loses_nothing() {
    let (there, back) = (preset("asset-to-item"), preset("item-to-asset"));
    let metadata: &[(&str, &[&str])] = &[
        ("ks_title", &["Interview with a lighterman"]),
        ("ks_date", &["between 1955 and 1972"]),
        ("ks_subjects", &["Quay workers", "Oral history"]),
        ("ks_notes", &["Box 3, folder 2."]),
    ];
    assert_eq!(lost_of_asset(&there, Some(&back), metadata), []);
}

#[test]
fn what_the_opposite_profile_makes_otherwise_is_told() {
    let there = profile(
        "to_archivesspace",
        "[[rule]]\ntarget = \"dates.creation\"\nfrom = [\"field:ks_date\"]\nsteps = [{ date = {} }]\n\
         [[rule]]\ntarget = \"title\"\nfrom = [\"field:ks_title\"]\n",
    );
    let back = profile(
        "to_iconik",
        "[[rule]]\ntarget = \"field:ks_date\"\nfrom = [\"dates.creation\"]\nsteps = [{ date_text = \"year\" }]\n\
         [[rule]]\ntarget = \"field:ks_title\"\nfrom = [\"title\"]\nsteps = [{ limit = 20 }]\n",
    );
    let lost = lost_of_asset(
        &there,
        Some(&back),
        &[("ks_date", &["3 May 1979"]), ("ks_title", &["Interview with a lighterman"])],
    );
    assert_eq!(lost.len(), 2, "{lost:?}");
    assert!(
        lost[0]
            .1
            .starts_with("Month and day lost on the way back: “3 May 1979” comes back as “1979”"),
        "{lost:?}"
    );
    assert!(lost[1].1.contains("letters lost on the way back"), "{lost:?}");
    assert_eq!(lost[1].0, "title");
}

#[test]
fn without_an_opposite_the_steps_are_turned_round() {
    let there = profile(
        "to_iconik",
        "[[rule]]\ntarget = \"field:archway_dates\"\nfrom = [\"dates.creation\"]\nsteps = [{ date_text = \"year\" }]\n",
    );
    let date = |begin: &str| {
        json!({"jsonmodel_type": "archival_object", "title": "Reel 3", "dates": [
            {"jsonmodel_type": "date", "label": "creation", "date_type": "single", "begin": begin}]})
    };
    let lost = lost_of_record(&there, date("1981-05"));
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(lost[0].1.starts_with("Month lost on the way back"), "{lost:?}");
    assert_eq!(lost_of_record(&there, date("1981")), []);
}

#[test]
fn titles_that_were_empty_lose_nothing_by_being_filled() {
    let (there, back) = (preset("asset-to-item"), preset("item-to-asset"));
    assert_eq!(lost_of_asset(&there, Some(&back), &[]), []);
}

#[test]
fn shouting_that_was_lowered_is_told() {
    let there = profile(
        "to_archivesspace",
        "[[rule]]\ntarget = \"title\"\nfrom = [\"field:ks_title\"]\nsteps = [{ clean_up = [\"shouting\"] }]\n",
    );
    let lost = lost_of_asset(&there, None, &[("ks_title", &["MEN ON THE MOLE"])]);
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(lost[0].1.starts_with("Capitals lost on the way back"), "{lost:?}");
}

#[test]
fn values_that_do_not_come_back_are_named_and_long_lists_are_cut() {
    let there = profile("to_archivesspace", "[[rule]]\ntarget = \"title\"\nfrom = [\"field:ks_subjects\"]\n");
    let lost = lost_of_asset(&there, None, &[("ks_subjects", &["a", "b", "c", "d", "e", "f"])]);
    assert_eq!(lost.len(), TOLD + 1, "{lost:?}");
    assert_eq!(lost[0].1, "“b” does not come back");
    assert!(lost[TOLD].1.starts_with("2 further values"), "{lost:?}");
}
