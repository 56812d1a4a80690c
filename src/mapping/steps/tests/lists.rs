//! Controlled values, languages, extents.

use super::*;
use crate::mapping::item::LanguageItem;
use crate::mapping::step::LanguageForm;

fn controlled(list: Option<&str>, add: bool) -> [Step; 1] {
    [Step::Controlled {
        list: list.map(str::to_owned),
        add,
    }]
}

#[test]
fn values_are_taken_as_the_list_writes_them() {
    let bench = Bench::new();
    let list = Some("extent_extent_type");
    let run = |text: &str, add: bool| bench.texts(&controlled(list, add), &[text]);
    assert_eq!(run("reels", false), (vec!["reels".to_owned()], vec![]));
    assert_eq!(run(" Linear feet ", false), (vec!["linear_feet".to_owned()], vec![]));
    assert_eq!(run("tapes", false), (vec![], vec![FindingKind::NotInList]));
    assert_eq!(
        run("leaves", false),
        (vec![], vec![FindingKind::NotInList]),
        "a suppressed value was taken"
    );
    assert_eq!(run("tapes", true), (vec!["tapes".to_owned()], vec![FindingKind::ToCreate]));
    assert_eq!(
        bench.texts(&controlled(Some("language_iso639_2"), true), &["xyz"]).1,
        [FindingKind::NotInList]
    );
    let (texts, findings) = bench.texts(&controlled(Some("no_such_list"), false), &["a", "b"]);
    assert_eq!((texts.len(), findings), (2, vec![FindingKind::BrokenRule]));
}

#[test]
fn values_are_not_added_without_permission() {
    let mut bench = Bench::new();
    bench.vocabulary.may_add_values = false;
    assert_eq!(
        bench.texts(&controlled(Some("extent_extent_type"), true), &["tapes"]),
        (vec![], vec![FindingKind::NotInList])
    );
}

#[test]
fn the_list_follows_the_target() {
    let mut bench = Bench::new();
    bench.target.list = Some("extent_extent_type".to_owned());
    assert_eq!(bench.texts(&controlled(None, false), &["REELS"]).0, ["reels"]);
    let bench = Bench::new().with_target("field:Genre");
    assert_eq!(
        bench.texts(&controlled(None, false), &["Home movie", "news", "opera"]),
        (vec!["home".to_owned(), "news".to_owned()], vec![FindingKind::NotInList])
    );
    let mut bench = Bench::new();
    bench.target.options = vec!["One".to_owned(), "Two".to_owned()];
    assert_eq!(bench.texts(&controlled(None, false), &["two"]).0, ["Two"]);
    assert_eq!(
        Bench::new().texts(&controlled(None, false), &["anything"]),
        (vec!["anything".to_owned()], vec![])
    );
}

#[test]
fn languages_follow_the_list() {
    let bench = Bench::new();
    let (items, findings) = bench.items(
        &[Step::Language],
        ["German", "fr", "alg", "Icelandic", "qqq words"].map(Item::text).to_vec(),
    );
    let codes: Vec<&str> = items
        .iter()
        .map(|item| match item {
            Item::Language(language) => language.code.as_str(),
            other => panic!("{other:?} is no language"),
        })
        .collect();
    assert_eq!(codes, ["ger", "fre", "alg"]);
    assert_eq!(findings, [FindingKind::NotInList, FindingKind::Unreadable]);
    let back = |form| bench.texts(&[Step::Language, Step::LanguageText(form)], &["deu"]).0;
    assert_eq!(back(LanguageForm::Code), ["ger"]);
    assert_eq!(back(LanguageForm::ShortCode), ["de"]);
    assert_eq!(back(LanguageForm::Name), ["German"]);
    let scripted = Item::Language(LanguageItem {
        code: "ger".to_owned(),
        script: Some("Latf".to_owned()),
    });
    assert_eq!(
        bench.items(&[Step::LanguageText(LanguageForm::Name)], vec![scripted]).1,
        [FindingKind::Lossy]
    );
}

fn extent(extent_type: &str, number: &str, details: bool) -> Step {
    Step::Extent {
        extent_type: extent_type.to_owned(),
        number: number.to_owned(),
        portion: "whole".to_owned(),
        details,
    }
}

#[test]
fn extents_carry_number_and_details() {
    let bench = Bench::new();
    let (items, findings) = bench.items(&[extent("reels", "1", true)], vec![Item::text("00:31:55")]);
    let [Item::Extent(one)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!(
        (one.number.as_str(), one.physical_details.as_str(), one.portion.as_str()),
        ("1", "00:31:55", "whole")
    );
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(
        bench.texts(&[extent("reels", "1", true), Step::ExtentText], &["00:31:55"]).0,
        ["1 reels, 00:31:55"]
    );
    let (items, _) = bench.items(&[extent("linear_feet", "{{ value }}", false)], vec![Item::Number(3)]);
    let [Item::Extent(feet)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!((feet.number.as_str(), feet.physical_details.as_str()), ("3", ""));
    assert_eq!(
        bench.items(&[extent("reels", "{{ nothing }}", false)], vec![Item::text("x")]),
        (vec![], vec![FindingKind::Unreadable])
    );
    assert_eq!(
        bench
            .items(&[extent("tapes", "1", false)], vec![Item::text("x"), Item::text("y")])
            .1,
        [FindingKind::NotInList]
    );
}
