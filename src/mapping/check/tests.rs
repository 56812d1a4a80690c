//! What is wrong with profiles is told before anything is read; presets have nothing wrong.

use super::*;
use crate::mapping::finding::FindingKind;
use crate::mapping::sample::vocabulary;
use crate::mapping::{Rule, Step, file, presets};
use crate::plan::Severity;

fn profile(rules: &str) -> Profile {
    let text = format!("name = \"Test\"\ndirection = \"to_archivesspace\"\nsource = \"asset\"\ntarget = \"record\"\n{rules}");
    let (profile, errors) = file::read("test", &text);
    assert_eq!(errors, []);
    profile
}

fn backwards(rules: &str) -> Profile {
    let text = format!("name = \"Back\"\ndirection = \"to_iconik\"\nsource = \"record\"\ntarget = \"asset\"\n{rules}");
    let (profile, errors) = file::read("back", &text);
    assert_eq!(errors, []);
    profile
}

fn told(profile: &Profile, others: &[&Profile]) -> Vec<(FindingKind, String)> {
    check(profile, &vocabulary(), others)
        .into_iter()
        .map(|(_, finding)| (finding.kind, finding.text))
        .collect()
}

fn rule(target: &str, rest: &str) -> String {
    format!("[[rule]]\ntarget = \"{target}\"\n{rest}\n")
}

#[test]
fn presets_have_no_obstacle() {
    let all: Vec<Profile> = presets::all().into_iter().map(|(id, text)| file::read(id, text).0).collect();
    let others: Vec<&Profile> = all.iter().collect();
    for profile in &all {
        let obstacles: Vec<_> = check(profile, &vocabulary(), &others)
            .into_iter()
            .filter(|(_, finding)| finding.severity() == Severity::Obstacle)
            .collect();
        assert_eq!(obstacles, [], "in {}", profile.id);
    }
}

#[test]
fn what_is_wrong_with_a_rule_is_told_with_what_was_meant() {
    for (rules, kind, words) in [
        (
            rule("titel", "from = [\"title\"]"),
            FindingKind::BrokenRule,
            "did you mean “title”?",
        ),
        (
            rule("title", "from = [\"field:ks_titel\"]"),
            FindingKind::BrokenRule,
            "did you mean “field:ks_title”?",
        ),
        (
            rule("title", "from = [\"title\"]\nonly_if = 'source(\"field:ks_tilte\")'"),
            FindingKind::BrokenRule,
            "did you mean “field:ks_title”?",
        ),
        (rule("title", ""), FindingKind::BrokenRule, "reads nothing"),
        (
            rule("title", "from = [\"title\"]\nalways = \"x\""),
            FindingKind::BrokenRule,
            "take one of them away",
        ),
        (rule("ref_id", "from = [\"id\"]"), FindingKind::BrokenRule, "cannot be written"),
        (
            rule("title", "from = [\"title\"]\nonly_if = \"source(\""),
            FindingKind::BrokenRule,
            "",
        ),
        (
            rule(
                "title",
                "from = [\"title\"]\nsteps = [{ pattern = { find = \"(\", replace = \"\" } }]",
            ),
            FindingKind::BrokenRule,
            "",
        ),
        (
            rule("title", "from = [\"title\"]\nsteps = [{ lookup = \"none\" }]"),
            FindingKind::BrokenRule,
            "none",
        ),
        (
            rule("dates.creation", "from = [\"field:ks_date\"]"),
            FindingKind::BrokenRule,
            "add the step date",
        ),
        (
            rule("title", "from = [\"field:ks_date\"]\nsteps = [{ date = {} }]"),
            FindingKind::BrokenRule,
            "add the step date_text",
        ),
        (rule("level", "always = \"itme\""), FindingKind::NotInList, "did you mean “item”?"),
        (
            rule(
                "extents",
                "from = [\"duration\"]\nsteps = [{ extent = { extent_type = \"casettes\" } }]",
            ),
            FindingKind::NotInList,
            "did you mean “cassettes”?",
        ),
        (
            rule(
                "level",
                "always = \"item\"\nsteps = [{ controlled = { list = \"archival_record_levl\" } }]",
            ),
            FindingKind::BrokenRule,
            "did you mean “archival_record_level”?",
        ),
        (
            rule("title", "from = [\"title\"]") + &rule("title", "from = [\"field:ks_title\"]"),
            FindingKind::TwoRules,
            "Two rules fill title",
        ),
        (
            "view = \"Descriptoin\"\n".to_owned(),
            FindingKind::BrokenRule,
            "did you mean “Description”?",
        ),
        (
            "[publish]\nlevel = \"\"\n".to_owned(),
            FindingKind::RequiredEmpty,
            "title or a date",
        ),
        ("[publish]\nlevel = \"\"\n".to_owned(), FindingKind::RequiredEmpty, "level"),
        (
            "[publish]\nlevel = \"itm\"\n".to_owned(),
            FindingKind::NotInList,
            "did you mean “item”?",
        ),
    ] {
        let found = told(&profile(&rules), &[]);
        assert!(
            found.iter().any(|(found, text)| *found == kind && text.contains(words)),
            "{rules} should say “{words}”: {found:?}"
        );
    }
}

#[test]
fn good_rules_are_let_be() {
    let rules = rule(
        "title",
        "from = [\"field:ks_title\", \"title\"]\nonly_if = 'source(\"title\")'\nsteps = [\"first\"]",
    ) + &rule("title", "from = [\"title\"]")
        + &rule("level", "always = \"item\"")
        + &rule("publish", "from = [\"field:cleared_for_web\"]")
        + &rule("component_id", "from = [\"field:reel_count\"]");
    assert_eq!(told(&profile(&rules), &[]), []);
}

#[test]
fn systems_that_were_not_read_yet_are_not_held_against_a_profile() {
    for (id, text) in presets::all() {
        let (profile, _) = file::read(id, text);
        let found = check(&profile, &Vocabulary::default(), &[]);
        assert_eq!(found, [], "in {id}");
    }
}

#[test]
fn a_direction_that_its_records_do_not_have_is_told() {
    let mut wrong = profile(&rule("title", "from = [\"title\"]"));
    wrong.direction = Direction::ToIconik;
    assert!(told(&wrong, &[]).iter().any(|(kind, _)| *kind == FindingKind::BrokenRule));
}

fn loops(there: &str, back: &str) -> bool {
    let (there, back) = (profile(there), backwards(back));
    let found = |profile: &Profile, other: &Profile| told(profile, &[other]).iter().any(|(kind, _)| *kind == FindingKind::Loop);
    let (one, other) = (found(&there, &back), found(&back, &there));
    assert_eq!(one, other, "a loop is one from both ends");
    one
}

#[test]
fn copies_that_go_and_come_are_no_loop() {
    let there = rule("title", "from = [\"field:ks_title\"]\nsteps = [{ clean_up = [\"spaces\"] }]");
    assert!(!loops(&there, &rule("field:ks_title", "from = [\"title\"]")));
    let dates = rule("dates.creation", "from = [\"field:ks_date\"]\nsteps = [{ date = {} }]");
    assert!(!loops(
        &dates,
        &rule(
            "field:ks_date",
            "from = [\"dates.creation\"]\nsteps = [{ date_text = \"expression\" }]"
        )
    ));
}

#[test]
fn what_grows_with_each_round_is_a_loop() {
    let there = rule(
        "title",
        "from = [\"field:ks_title\"]\nsteps = [{ template = \"{{ value }}, interview\" }]",
    );
    assert!(loops(&there, &rule("field:ks_title", "from = [\"title\"]")));
    let path = rule("field:ks_title", "from = [\"titles_path\"]\nsteps = [{ join = \" › \" }]");
    assert!(loops(&rule("title", "from = [\"field:ks_title\"]"), &path));
    let inherited = rule(
        "field:ks_creator",
        "from = [\"inherited.agents.creator\"]\nsteps = [{ agent_text = \"inverted\" }, { template = \"by {{ value }}\" }]",
    );
    assert!(loops(
        &rule("agents.creator", "from = [\"field:ks_creator\"]\nsteps = [{ agent = {} }]"),
        &inherited
    ));
}

#[test]
fn what_is_not_read_back_is_no_loop() {
    let there = rule(
        "title",
        "from = [\"field:ks_title\"]\nsteps = [{ template = \"{{ value }}, interview\" }]",
    );
    assert!(!loops(&there, &rule("field:ks_notes", "from = [\"title\"]")));
}

#[test]
fn tables_that_turn_each_other_round_are_no_loop() {
    let there = "[lookup.words]\n[lookup.words.rows]\nopen = \"Open for research.\"\n".to_owned()
        + &rule(
            "notes.accessrestrict",
            "from = [\"field:ks_rights\"]\nsteps = [{ lookup = \"words\" }, { note = {} }]",
        );
    let back = |row: &str| {
        format!("[lookup.words]\n[lookup.words.rows]\n{row}\n")
            + &rule(
                "field:ks_rights",
                "from = [\"notes.accessrestrict\"]\nsteps = [\"note_text\", { lookup = \"words\" }]",
            )
    };
    assert!(!loops(&there, &back("\"Open for research.\" = \"open\"")));
    let wandering = "[lookup.words]\n[lookup.words.rows]\nopen = \"closed\"\nclosed = \"open\"\n".to_owned()
        + &rule("title", "from = [\"field:ks_title\"]\nsteps = [{ lookup = \"words\" }]");
    assert!(loops(&wandering, &rule("field:ks_title", "from = [\"title\"]")));
}

#[test]
fn checking_never_panics_on_odd_keys() {
    let mut odd = profile("");
    for key in [
        "",
        ".",
        "field:",
        "notes.",
        "dates.",
        "inherited.",
        "inherited.inherited.title",
        "label:",
        "ü",
    ] {
        let mut rule = Rule::copy(key, key);
        rule.steps.push(Step::Lookup(String::new()));
        odd.rules.push(rule);
    }
    assert!(!told(&odd, &[&odd.clone()]).is_empty());
}

/// What Archway says and remembers of a restriction is no field like others: a rule that wrote it would open, or lose what was taken.
#[test]
fn no_rule_writes_what_archway_remembers_of_a_restriction() {
    let mut vocabulary = vocabulary();
    for ours in crate::domain::fields::RESTRICTION {
        let like = vocabulary.fields["archway_dates"].clone();
        let field = crate::domain::IconikField {
            name: ours.name.to_owned(),
            label: ours.label.to_owned(),
            ..like
        };
        vocabulary.fields.insert(ours.name.to_owned(), field);
        vocabulary.views[1].fields.push(ours.name.to_owned());
        let profile = backwards(&rule(&format!("field:{}", ours.name), "from = [\"title\"]"));
        let found = check(&profile, &vocabulary, &[]);
        assert!(
            found
                .iter()
                .any(|(_, finding)| finding.severity() == Severity::Obstacle && finding.text.contains("cannot be written")),
            "{}: {found:#?}",
            ours.name
        );
    }
}
