//! Steps and their opposites: forward and back gives the same, and a second round changes nothing.

use indexmap::IndexMap;
use proptest::prelude::*;

use super::*;
use crate::mapping::face::SourceField;
use crate::mapping::profile::Unmapped;
use crate::mapping::step::{Clean, DateForm, DayOrder, LanguageForm, NameForm, Otherwise};
use crate::mapping::steps::opposite_steps;

fn field(key: &str, kind: &str, shape: Shape) -> SourceField {
    SourceField {
        key: key.into(),
        label: "Source".to_owned(),
        group: "Group".to_owned(),
        kind: kind.to_owned(),
        shape,
    }
}

fn text_field() -> SourceField {
    field("field:Text", "string", Shape::Text)
}

fn rule(steps: &[Step]) -> Rule {
    let mut rule = Rule::copy("field:Text", "title");
    rule.steps = steps.to_vec();
    rule
}

fn bench() -> Bench {
    let rows = |rows: &[(&str, &str)]| LookupTable {
        unmapped: Unmapped::Ask,
        exact: false,
        rows: rows
            .iter()
            .map(|(key, value)| ((*key).to_owned(), vec![(*value).to_owned()]))
            .collect::<IndexMap<_, _>>(),
    };
    Bench::new()
        .with_target("notes.scopecontent")
        .with_table("there", rows(&[("film", "reels"), ("tape", "cassettes")]))
        .with_table("back", rows(&[("reels", "film"), ("cassettes", "tape")]))
        .with_table("alone", rows(&[("a", "b"), ("c", "b")]))
}

/// Texts after the steps, and after their opposites.
fn there_and_back(bench: &Bench, steps: &[Step], source: &SourceField, texts: &[String]) -> (Vec<Item>, Vec<String>) {
    let there = bench.items(steps, texts.iter().map(Item::text).collect()).0;
    let opposite = opposite_steps(&rule(steps), &bench.profile, source).unwrap_or_else(|| panic!("{steps:?} has no opposite"));
    let back = bench.items(&opposite, there.clone()).0;
    let texts = back.iter().map(crate::mapping::steps::text_of).collect();
    (there, texts)
}

/// Checks that values come back as `same` has it, and that a second round changes nothing at all.
fn holds(steps: &[Step], texts: &[String], exactly: bool) -> Result<(), TestCaseError> {
    let bench = bench();
    let (there, back) = there_and_back(&bench, steps, &text_field(), texts);
    if exactly {
        prop_assert_eq!(&back, texts, "{:?}", steps);
    }
    let (again, back_again) = there_and_back(&bench, steps, &text_field(), &back);
    prop_assert!(
        crate::mapping::same::same_items(&again, &there),
        "{:?}: {:?} became {:?}",
        steps,
        there,
        again
    );
    prop_assert_eq!(back_again, back, "{:?}", steps);
    Ok(())
}

fn date_step(keep_expression: bool) -> Step {
    Step::Date {
        label: "creation".to_owned(),
        order: DayOrder::Ask,
        keep_expression,
    }
}

fn note() -> Step {
    Step::Note {
        publish: false,
        label: None,
    }
}

fn rights(kind: &str) -> Step {
    Step::Rights {
        rights_type: kind.to_owned(),
        status: Some("unknown".to_owned()),
        jurisdiction: Some("DE".to_owned()),
        basis: Some("policy".to_owned()),
        start: "1981-01-01".to_owned(),
        end: None,
    }
}

fn extent(number: &str, details: bool) -> Step {
    Step::Extent {
        extent_type: "reels".to_owned(),
        number: number.to_owned(),
        portion: "whole".to_owned(),
        details,
    }
}

fn agent() -> Step {
    Step::Agent {
        kind: AuthorityKind::Person,
        role: None,
        relator: None,
        source: "local".to_owned(),
        create: true,
    }
}

fn subject() -> Step {
    Step::Subject {
        term_type: "topical".to_owned(),
        source: "local".to_owned(),
        create: true,
    }
}

#[test]
fn steps_without_an_opposite_say_so() {
    let bench = bench();
    let none = |step: Step| opposite_steps(&rule(&[step]), &bench.profile, &text_field()).is_none();
    assert!(none(Step::Template("{{ value }}".to_owned())));
    assert!(none(Step::ExtentText) && none(Step::RightsText));
    assert!(none(Step::Lookup("alone".to_owned())) && none(Step::Lookup("missing".to_owned())));
    assert!(none(Step::Join(String::new())));
    assert!(none(extent("{{ value }} reels", false)));
    let mut two = rule(&[]);
    two.from.push("title".into());
    assert!(opposite_steps(&two, &bench.profile, &text_field()).is_none());
}

#[test]
fn dates_come_back_as_the_source_field_has_them() {
    let bench = bench();
    let back = |kind: &str, shape, keep| opposite_steps(&rule(&[date_step(keep)]), &bench.profile, &field("field:Day", kind, shape));
    assert_eq!(back("date", Shape::Text, true), Some(vec![Step::DateText(DateForm::Day)]));
    assert_eq!(back("string", Shape::Text, true), Some(vec![Step::DateText(DateForm::Expression)]));
    assert_eq!(back("string", Shape::Text, false), Some(vec![Step::DateText(DateForm::Iso)]));
    let from_record = opposite_steps(
        &rule(&[Step::DateText(DateForm::Iso)]),
        &bench.profile,
        &field("inherited.dates.broadcast", "computed", Shape::Date),
    );
    let Some([Step::Date { label, .. }]) = from_record.as_deref() else {
        panic!("{from_record:?}")
    };
    assert_eq!(label, "broadcast");
}

#[test]
fn written_dates_settle_after_one_round() {
    let texts = [
        "circa 1981",
        "3 May 1981",
        "1981-05-03",
        "1980s",
        "[1981?]",
        "n.d.",
        "Spring 1981",
        "1981-1983",
        "before 1981",
    ];
    for text in texts {
        right(holds(&[date_step(true)], &[text.to_owned()], !text.starts_with("1981-05")));
        right(holds(&[date_step(false)], &[text.to_owned()], false));
    }
}

proptest! {
    #[test]
    fn lists_and_names_come_back(parts in prop::collection::vec("[B-Z][a-z]{1,6} [B-Z][a-z]{2,6}", 1..4)) {
        holds(&[Step::Split(";".to_owned())], &[parts.join("; ")], true)?;
        holds(&[Step::Join("; ".to_owned())], &parts, true)?;
        holds(&[Step::NameOrder(NameForm::Inverted)], &parts, false)?;
        holds(&[Step::Split(";".to_owned()), Step::NameOrder(NameForm::Inverted), Step::Join(" | ".to_owned())], &[parts.join("; ")], false)?;
        holds(&[Step::NameOrder(NameForm::Inverted), agent()], &parts, false)?;
        holds(&[agent()], &parts, false)?;
        holds(&[subject()], &parts, true)?;
    }

    #[test]
    fn tables_come_back(which in prop::collection::vec(prop::bool::ANY, 1..4)) {
        let texts: Vec<String> = which.iter().map(|film| if *film { "film" } else { "tape" }.to_owned()).collect();
        holds(&[Step::Lookup("there".to_owned())], &texts, true)?;
    }

    #[test]
    fn tidied_and_cut_text_settles(text in "\\PC{1,50}") {
        for how in [Clean::Spaces, Clean::Letters, Clean::Quotes, Clean::Capital, Clean::EndPoint, Clean::Underscores] {
            holds(&[Step::CleanUp(vec![how])], std::slice::from_ref(&text), false)?;
        }
        holds(&[Step::Limit(20)], std::slice::from_ref(&text), false)?;
        holds(&[Step::First], &[text.clone(), "x".to_owned()], false)?;
    }

    #[test]
    fn notes_and_statements_come_back(text in "[A-Za-z][a-z .]{0,40}[a-z](\n\n[a-z]{1,9})?") {
        holds(&[note()], std::slice::from_ref(&text), true)?;
        for kind in ["copyright", "license", "statute", "other"] {
            holds(&[rights(kind)], std::slice::from_ref(&text), true)?;
        }
        holds(&[extent("1", true)], std::slice::from_ref(&text), true)?;
    }

    #[test]
    fn numbers_and_languages_come_back(number in 1u32..9999, language in prop::sample::select(vec!["German", "French", "English"])) {
        holds(&[extent("{{ value }}", false)], &[number.to_string()], true)?;
        holds(&[Step::Language], &[language.to_owned()], true)?;
        for form in [LanguageForm::Code, LanguageForm::ShortCode, LanguageForm::Name] {
            holds(&[Step::Language, Step::LanguageText(form)], &[language.to_owned()], true)?;
        }
        let fixed = Step::Pattern { find: "^".to_owned(), replace: "Reel ".to_owned(), otherwise: Otherwise::Keep };
        let bench = bench();
        let (_, back) = there_and_back(&bench, &[fixed], &text_field(), &[number.to_string()]);
        prop_assert_eq!(back, vec![number.to_string()]);
    }
}

proptest! {
    // Every case runs every pair of steps.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_items_can_go_through_any_step(texts in prop::collection::vec(any::<String>(), 0..3), number in any::<i64>(), flag in any::<bool>()) {
        let bench = bench();
        let steps = [
            Step::CleanUp(vec![Clean::Spaces, Clean::Letters]), Step::Split(",".to_owned()), Step::Join("; ".to_owned()), Step::First, Step::Limit(9),
            date_step(true), Step::DateText(DateForm::Iso), Step::Duration(crate::mapping::step::DurationForm::Words), extent("1", true), Step::ExtentText,
            Step::NameOrder(NameForm::Direct), agent(), Step::AgentText(NameForm::Direct), subject(), Step::SubjectText, note(), Step::NoteText,
            rights("license"), Step::RightsText, Step::Language, Step::LanguageText(LanguageForm::Name), Step::Lookup("there".to_owned()),
            Step::Controlled { list: Some("extent_extent_type".to_owned()), add: false },
        ];
        let items: Vec<Item> = texts.iter().map(Item::text).chain([Item::Number(number), Item::Flag(flag)]).collect();
        for first in &steps {
            for second in &steps {
                bench.run(&[first.clone(), second.clone()], items.clone());
            }
        }
    }
}
