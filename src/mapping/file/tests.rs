//! Files are read back as they were written, and what is wrong in them is told at its place.

use proptest::prelude::*;

use super::*;
use crate::domain::{AuthorityKind, CollectionId, RecordKind, RecordUri, RepositoryId};
use crate::mapping::item::AgentRole;
use crate::mapping::profile::*;
use crate::mapping::step::*;
use crate::mapping::{Rule, TargetKey};

const GOOD: &str = r#"# Ours, since the move.
name = "Photographs to items" # short
direction = "to_archivesspace"
source = "asset"
target = "record"
opposite = "record-to-asset"

[publish]
level = "file"

# Harbour words.
[lookup.harbour]
unmapped = { default = "Harbors" }

[lookup.harbour.rows]
lighterage = "Barges" # as the cataloguers asked
quay = ["Piers", "Wharves"]

# Titles as iconik has them.
[[rule]]
target = "title"
from = "title"
steps = [
  # Camera names first.
  { clean_up = ["underscores", "spaces"] },
  { pattern = { find = "^DSC", replace = "Photograph " } },
]

[[rule]]
target = "subjects"
from = ["field:ks_subjects"]
steps = [{ lookup = "harbour" }, { subject = { create = true } }]
"#;

fn errors(text: &str) -> Vec<(usize, usize, String)> {
    let (_, errors) = read("test", text);
    errors.into_iter().map(|error| (error.line, error.column, error.text)).collect()
}

#[test]
fn a_good_file_is_read_whole() {
    let (profile, errors) = read("photos", GOOD);
    assert_eq!(errors, []);
    assert_eq!((profile.id.as_str(), profile.name.as_str()), ("photos", "Photographs to items"));
    assert_eq!(profile.publish.as_ref().map(|publish| publish.level.as_str()), Some("file"));
    let harbour = &profile.lookup["harbour"];
    assert_eq!(harbour.unmapped, Unmapped::Default("Harbors".to_owned()));
    let rows: Vec<&str> = harbour.rows.keys().map(String::as_str).collect();
    assert_eq!(rows, ["lighterage", "quay"]);
    assert_eq!(harbour.rows["lighterage"], ["Barges"]);
    assert_eq!(profile.rules.len(), 2);
    assert_eq!(profile.rules[0].from, ["title".into()]);
    assert_eq!(profile.rules[0].steps.len(), 2);
}

#[test]
fn everything_wrong_is_told_at_its_place_and_good_rules_stay() {
    let text = r#"name = "Broken"
directon = "to_archivesspace"
source = "aset"
target = "record"

[publish]
level = 3
masters = "yes"

[[rule]]
target = "title"
from = ["title"]

[[rule]]
target = "notes.scopecontent"
form = ["field:ks_notes"]
steps = [
  { note = { publsh = true } },
  { limits = 20 },
  "firts",
  { limit = "twenty" },
]

[[rule]]
from = ["title"]

[[rule]]
target = "level"
always = "item"
"#;
    let (profile, _) = read("test", text);
    let targets: Vec<&str> = profile.rules.iter().map(|rule| rule.target.as_str()).collect();
    assert_eq!(targets, ["title", "level"]);
    assert_eq!((profile.source, profile.direction), (RecordType::Asset, Direction::ToArchivesspace));
    let found = errors(text);
    let places: Vec<(usize, usize)> = found.iter().map(|(line, column, _)| (*line, *column)).collect();
    assert_eq!(
        places,
        [
            (1, 1),
            (2, 1),
            (3, 10),
            (7, 9),
            (8, 11),
            (16, 1),
            (18, 14),
            (19, 5),
            (20, 3),
            (21, 13),
            (24, 1)
        ],
        "{found:#?}"
    );
    for (line, words) in [
        (1, "“direction” is missing"),
        (2, "did you mean “direction”?"),
        (3, "did you mean “asset”?"),
        (7, "Expected text in quotes, found the number 3"),
        (8, "Expected true or false, found the text “yes”"),
        (16, "did you mean “from”?"),
        (18, "did you mean “publish”?"),
        (19, "did you mean “limit”?"),
        (20, "did you mean “first”?"),
        (21, "Expected a whole number, not below 0, found the text “twenty”"),
        (24, "This rule has no “target”"),
    ] {
        assert!(
            found.iter().any(|(at, _, text)| *at == line && text.contains(words)),
            "line {line} does not say {words}: {found:#?}"
        );
    }
}

#[test]
fn broken_syntax_leaves_the_rules_before_and_after() {
    let text = "name = \"Broken\ndirection = \"to_iconik\"\nsource = \"record\"\ntarget = \"asset\"\n\n\
        [[rule]]\ntarget = \"field:a\"\nfrom = [\"title\"]\n\n\
        [[rule]]\ntarget = \"field:b\"\nfrom = [\"title\"\n\n\
        [[rule]]\ntarget = \"field:c\"\nfrom = [\"level\"]\nfrom = [\"title\"]\n\n\
        [[rule]]\ntarget = \"field:d\"\nfrom = [\"title\"]\n";
    let (profile, found) = read("broken", text);
    let targets: Vec<&str> = profile.rules.iter().map(|rule| rule.target.as_str()).collect();
    assert_eq!(targets, ["field:a", "field:d"]);
    assert_eq!(profile.direction, Direction::ToIconik);
    let lines: Vec<usize> = found.iter().map(|error| error.line).collect();
    assert!(lines.contains(&1), "the open quote is on line 1: {found:#?}");
    assert!(
        lines.iter().any(|line| (12..=14).contains(line)),
        "the open bracket is on line 12: {found:#?}"
    );
    assert!(lines.contains(&17), "the second “from” is on line 17: {found:#?}");
}

#[test]
fn an_open_text_over_many_lines_does_not_swallow_the_rest() {
    let text = GOOD.replace("target = \"title\"\n", "target = \"title\"\nremark = \"\"\"never closed\n");
    let (profile, found) = read("broken", &text);
    let targets: Vec<&str> = profile.rules.iter().map(|rule| rule.target.as_str()).collect();
    assert_eq!(targets, ["subjects"]);
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn two_parts_that_exclude_each_other_are_told() {
    let text = GOOD.to_owned() + "\n[publish]\nlevel = \"item\"\n";
    let (profile, found) = read("twice", &text);
    assert_eq!(profile.rules.len(), 2);
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn steps_without_settings_and_with_them_are_told_apart() {
    let rule = |steps: &str| {
        format!(
            "name = \"a\"\ndirection = \"to_iconik\"\nsource = \"record\"\ntarget = \"asset\"\n[[rule]]\ntarget = \"field:a\"\nsteps = {steps}\n"
        )
    };
    let told = |steps: &str| {
        errors(&rule(steps))
            .into_iter()
            .map(|(_, _, text)| text)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(
        told("[{ first = true }]").contains("has no settings"),
        "{}",
        told("[{ first = true }]")
    );
    assert!(told("[\"date\"]").contains("has settings"), "{}", told("[\"date\"]"));
    assert!(told("[{ split = \";\", join = \" \" }]").contains("braces of its own"));
    assert!(told("[{}]").contains("empty"));
    assert!(told("[3]").contains("name in quotes"), "{}", told("[3]"));
    assert!(told("\"first\"").contains("square brackets"));
}

#[test]
fn remarks_and_order_stay_where_rules_are_the_same() {
    let (mut profile, _) = read("photos", GOOD);
    assert_eq!(write(&profile, Some(GOOD)), GOOD, "nothing changed");
    profile.rules.swap(0, 1);
    profile.rules.push(Rule::copy("external_id", "component_id"));
    profile.rules[1].steps.push(Step::Limit(200));
    if let Some(harbour) = profile.lookup.get_mut("harbour") {
        harbour.rows.insert("mole".to_owned(), vec!["Breakwaters".to_owned()]);
    }
    let written = write(&profile, Some(GOOD));
    assert_eq!(read("photos", &written), (profile, Vec::new()));
    for kept in [
        "# Ours, since the move.",
        "# short",
        "# Harbour words.",
        "# as the cataloguers asked",
        "# Titles as iconik has them.",
        "  # Camera names first.",
        "  { limit = 200 },",
    ] {
        assert!(written.contains(kept), "{kept} is gone:\n{written}");
    }
    assert!(!written.contains("masters"), "defaults were not asked for:\n{written}");
    let subjects = written.find("target = \"subjects\"");
    let title = written.find("target = \"title\"");
    assert!(subjects < title, "the order of the rules:\n{written}");
}

#[test]
fn rules_that_could_not_be_read_stay_as_remarks() {
    let broken = GOOD.replace("{ subject = {", "{ sujbect = {");
    let (profile, found) = read("photos", &broken);
    assert_eq!((profile.rules.len(), found.len()), (1, 1));
    let written = write(&profile, Some(&broken));
    assert_eq!(read("photos", &written), (profile.clone(), Vec::new()));
    assert!(written.contains("# steps = [{ lookup = \"harbour\" }, { sujbect"), "{written}");
    assert_eq!(write(&profile, Some(&written)), written, "a second writing changes nothing");
}

#[test]
fn a_new_file_has_one_step_a_line_and_says_what_is_what() {
    let (mut profile, _) = read("photos", GOOD);
    profile.watch = Some(Watch::default());
    let written = write(&profile, None);
    assert!(written.starts_with("# A mapping profile of Archway."), "{written}");
    assert!(
        written.contains("steps = [\n  { clean_up = [\"underscores\", \"spaces\"] },\n  { pattern = "),
        "{written}"
    );
    assert!(written.contains("{ subject = { create = true } },\n]"), "{written}");
    assert!(written.contains("\nlighterage = \"Barges\"\n"), "{written}");
    assert!(written.contains("# What counts as approved"), "{written}");
    assert_eq!(read("photos", &written), (profile, Vec::new()));
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-z]{1,8}", 1 => any::<String>(), 1 => "[\"'\\\\\n\r\t#=\\[\\]{}é”\u{1f40b} ]{0,12}"]
}

fn clean() -> impl Strategy<Value = Vec<Clean>> {
    proptest::collection::vec(proptest::sample::select(vec![Clean::Spaces, Clean::Markup, Clean::EndPoint]), 0..3)
}

fn step() -> impl Strategy<Value = Step> {
    let maybe = || proptest::option::of(word());
    prop_oneof![
        clean().prop_map(Step::CleanUp),
        word().prop_map(Step::Split),
        word().prop_map(Step::Join),
        Just(Step::First),
        word().prop_map(Step::Template),
        word().prop_map(Step::Lookup),
        (word(), word(), any::<bool>()).prop_map(|(find, replace, keep)| Step::Pattern {
            find,
            replace,
            otherwise: if keep { Otherwise::Keep } else { Otherwise::LeaveOut },
        }),
        (0..u32::MAX as usize).prop_map(Step::Limit),
        (prop_oneof![Just("creation".to_owned()), word()], any::<bool>(), any::<bool>()).prop_map(|(label, ask, keep_expression)| {
            Step::Date {
                label,
                order: if ask { DayOrder::Ask } else { DayOrder::MonthFirst },
                keep_expression,
            }
        }),
        Just(Step::DateText(DateForm::Day)),
        Just(Step::Duration(DurationForm::Words)),
        (word(), word(), word(), any::<bool>()).prop_map(|(extent_type, number, portion, details)| Step::Extent {
            extent_type,
            number,
            portion,
            details,
        }),
        Just(Step::ExtentText),
        Just(Step::NameOrder(NameForm::Direct)),
        (any::<bool>(), maybe(), word(), any::<bool>()).prop_map(|(family, relator, source, create)| Step::Agent {
            kind: if family { AuthorityKind::Family } else { AuthorityKind::Person },
            role: family.then_some(AgentRole::Source),
            relator,
            source,
            create,
        }),
        Just(Step::AgentText(NameForm::Inverted)),
        (word(), word(), any::<bool>()).prop_map(|(term_type, source, create)| Step::Subject { term_type, source, create }),
        (any::<bool>(), maybe()).prop_map(|(publish, label)| Step::Note { publish, label }),
        (word(), maybe(), maybe(), maybe(), word(), maybe()).prop_map(|(rights_type, status, jurisdiction, basis, start, end)| {
            Step::Rights {
                rights_type,
                status,
                jurisdiction,
                basis,
                start,
                end,
            }
        }),
        Just(Step::Language),
        Just(Step::LanguageText(LanguageForm::Name)),
        (maybe(), any::<bool>()).prop_map(|(list, add)| Step::Controlled { list, add }),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    (
        word(),
        proptest::collection::vec(word(), 0..3),
        proptest::option::of(word()),
        proptest::option::of(word()),
        proptest::collection::vec(step(), 0..4),
        any::<bool>(),
        any::<bool>(),
        word(),
    )
        .prop_map(|(target, from, always, only_if, steps, clear, whole, remark)| Rule {
            target: TargetKey(target),
            from: from.iter().map(|key| key.as_str().into()).collect(),
            always,
            only_if,
            steps,
            when_empty: if clear { WhenEmpty::Clear } else { WhenEmpty::Leave },
            merge: if whole { Merge::Whole } else { Merge::Items },
            remark,
        })
}

fn publish() -> impl Strategy<Value = PublishSettings> {
    let approved = prop_oneof![
        Just(ApprovedBy::Status),
        (word(), word()).prop_map(|(field, value)| ApprovedBy::Field { field, value }),
        any::<u128>().prop_map(|id| ApprovedBy::Collection {
            collection: CollectionId(uuid::Uuid::from_u128(id))
        }),
    ];
    let place = (word(), word(), 0..u64::from(u32::MAX)).prop_map(|(source, value, id)| PlaceRule {
        source: source.as_str().into(),
        value,
        below: RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, id),
    });
    (approved, proptest::collection::vec(place, 0..3), word(), any::<[bool; 5]>()).prop_map(|(approved, places, level, flags)| {
        PublishSettings {
            approved,
            places,
            level,
            publish: flags[0],
            masters: flags[1],
            preservation_copies: flags[2],
            proxies: flags[3],
            captions: flags[4],
        }
    })
}

fn lookup() -> impl Strategy<Value = LookupTable> {
    let unmapped = prop_oneof![Just(Unmapped::Ask), Just(Unmapped::LeaveOut), word().prop_map(Unmapped::Default)];
    let rows = proptest::collection::hash_map(word(), proptest::collection::vec(word(), 0..3), 0..4);
    (unmapped, any::<bool>(), rows).prop_map(|(unmapped, exact, rows)| LookupTable {
        unmapped,
        exact,
        rows: rows.into_iter().collect(),
    })
}

fn profile() -> impl Strategy<Value = Profile> {
    let watch = (any::<bool>(), any::<u32>(), any::<u32>()).prop_map(|(on, every_minutes, at_most)| Watch {
        on,
        every_minutes,
        released: if on {
            vec![Release::Follow, Release::AddToLists]
        } else {
            Vec::new()
        },
        at_most,
    });
    (
        (
            word(),
            word(),
            any::<bool>(),
            proptest::option::of(word()),
            proptest::option::of(word()),
        ),
        proptest::option::of(publish()),
        proptest::option::of(watch),
        proptest::collection::hash_map(word(), lookup(), 0..3),
        proptest::collection::vec(rule(), 0..5),
    )
        .prop_map(|((name, about, out, view, opposite), publish, watch, lookup, rules)| Profile {
            id: "any".to_owned(),
            name,
            about,
            direction: if out { Direction::ToIconik } else { Direction::ToArchivesspace },
            source: if out { RecordType::DigitalObject } else { RecordType::Asset },
            target: if out { RecordType::Asset } else { RecordType::Record },
            view,
            on_conflict: if out { ConflictPolicy::Ask } else { ConflictPolicy::PreferTarget },
            opposite,
            publish,
            watch,
            lookup: lookup.into_iter().collect(),
            rules,
        })
}

/// A good file with a few letters put in, taken out or doubled.
fn mangled() -> impl Strategy<Value = String> {
    let change = (0..GOOD.len(), 0..40usize, word());
    proptest::collection::vec(change, 1..4).prop_map(|changes| {
        let mut text = GOOD.to_owned();
        for (at, length, word) in changes {
            let start = text
                .char_indices()
                .map(|(at, _)| at)
                .take_while(|start| *start <= at)
                .last()
                .unwrap_or(0);
            let end = text
                .char_indices()
                .map(|(at, _)| at)
                .find(|end| *end >= start + length)
                .unwrap_or(text.len());
            text.replace_range(start..end, &word);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_profile_is_read_back_as_it_was_written(profile in profile()) {
        let text = write(&profile, None);
        prop_assert_eq!(read("any", &text), (profile, Vec::new()), "{}", text);
    }

    #[test]
    fn any_profile_is_written_over_any_other(profile in profile(), other in profile()) {
        let before = write(&other, None);
        let text = write(&profile, Some(&before));
        prop_assert_eq!(read("any", &text), (profile.clone(), Vec::new()), "{}", text);
        prop_assert_eq!(write(&profile, Some(&text)), text, "a second writing changes nothing");
    }

    #[test]
    fn no_text_is_too_broken(text in prop_oneof![any::<String>(), mangled()]) {
        let (profile, errors) = read("any", &text);
        for error in &errors {
            prop_assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1, "{:?}", error);
            prop_assert!(error.column >= 1 && !error.text.is_empty(), "{:?}", error);
        }
        let written = write(&profile, Some(&text));
        prop_assert_eq!(read("any", &written), (profile, Vec::new()), "{}", written);
    }
}
