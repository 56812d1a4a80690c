//! Templates and conditions.

use proptest::prelude::*;

use super::*;
use crate::mapping::item::DateItem;
use crate::mapping::steps::{Condition, condition_holds, further_sources};

fn template(text: &str) -> [Step; 1] {
    [Step::Template(text.to_owned())]
}

#[test]
fn values_and_sources_are_put_in() {
    let bench = Bench::new();
    let run = |text: &str, values: &[&str]| bench.texts(&template(text), values);
    assert_eq!(run("Film: {{ value }}", &["a & b", "c"]).0, ["Film: a & b", "Film: c"]);
    assert_eq!(
        run("{{ values | join(', ') }} ({{ values | length }})", &["a", "b"]).0,
        ["a, b (2)"]
    );
    assert_eq!(run("{{ source('title') }}: {{ value | upper }}", &["x"]).0, ["Lighters at dawn: X"]);
    assert_eq!(run("{{ source('field:Keywords') }}", &[]).0, ["harbour; lighterage"]);
    assert_eq!(
        run("{% for word in source('field:Keywords') %}<{{ word }}>{% endfor %}", &[]).0,
        ["<harbour><lighterage>"]
    );
    assert_eq!(run("{{ source('field:None') or 'no such field' }}", &[]).0, ["no such field"]);
    assert_eq!(run("{{ now[:10] }}", &[]).0, ["2024-02-03"]);
    assert_eq!(run("{{ source('field:Filmed') | year }}", &[]).0, ["1981"]);
    assert_eq!(run("{{ value | day }}", &["3 May 1981"]).0, ["1981-05-03"]);
    assert_eq!(run("{{ value | truncate(12) }}", &["Lighters at dawn"]).0, ["Lighters at…"]);
    assert_eq!(run("{{ nothing.of.the.kind }}", &["x"]), (vec![], vec![]));
}

#[test]
fn items_show_their_words_and_have_their_parts() {
    let bench = Bench::new();
    let date = Item::Date(DateItem {
        date_type: "inclusive".to_owned(),
        begin: "1981".to_owned(),
        end: "1983".to_owned(),
        ..DateItem::default()
    });
    let (items, findings) = bench.items(&template("{{ value }}, from {{ value.begin }}"), vec![date]);
    assert_eq!(items, [Item::text("1981–1983, from 1981")]);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn templates_that_speak_of_values_give_nothing_without_any() {
    let bench = Bench::new();
    assert!(bench.texts(&template("Film: {{ value }}"), &[]).0.is_empty());
    assert!(bench.texts(&template("Films: {{ values | join }}"), &[]).0.is_empty());
    assert_eq!(bench.texts(&template("Always"), &[]).0, ["Always"]);
    assert_eq!(bench.texts(&template("Once"), &["a", "b"]).0, ["Once"]);
}

#[test]
fn what_is_wrong_with_a_template_is_said() {
    let bench = Bench::new();
    let broken = bench.broken(&template("{{ value"));
    assert_eq!(broken.kind, FindingKind::BrokenRule);
    for endless in [
        "{{ value }}{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}",
        "{{ value | no_such_filter }}",
        "{{ source(value) }}",
        "{{ 1 / 0 }}{{ value }}",
    ] {
        let (texts, findings) = bench.texts(&template(endless), &["a", "a"]);
        assert!(texts.is_empty(), "{endless}: {texts:?}");
        assert_eq!(findings, [FindingKind::BrokenRule], "{endless}");
    }
}

#[test]
fn conditions_look_at_values_and_sources() {
    let bench = Bench::new();
    let holds = |text: &str, values: &[&str]| {
        let items: Vec<Sourced> = values.iter().map(|value| Sourced::from(Item::text(*value))).collect();
        bench.at(|at| condition_holds(text, &items, at))
    };
    assert_eq!(holds("value == 'film'", &["film"]), Ok(true));
    assert_eq!(holds("{{ value == 'film' }}", &["tape"]), Ok(false));
    assert_eq!(holds("value", &[]), Ok(false));
    assert_eq!(holds("'harbour' in source('field:Keywords')", &[]), Ok(true));
    assert_eq!(holds("source('duration') > 60000", &[]), Ok(true));
    assert_eq!(holds("source('external_id')", &[]), Ok(false));
    assert_eq!(holds("values | length > 1", &["a", "b"]), Ok(true));
    let broken = wrong(holds("value ==", &["a"]));
    assert_eq!(broken.kind, FindingKind::BrokenRule);
    assert!(Condition::new("").is_err(), "an empty condition was taken");
}

#[test]
fn sources_are_known_before_anything_runs() {
    let mut rule = Rule::copy("title", "title");
    rule.only_if = Some("source('approval.status') == 'approved'".to_owned());
    rule.steps = vec![
        Step::Template("{{ source(\"title\") }} {{ source( 'field:A' ) }} {{ source('title') }}".to_owned()),
        Step::Rights {
            rights_type: "license".to_owned(),
            status: None,
            jurisdiction: None,
            basis: None,
            start: "field:Cleared".to_owned(),
            end: Some("2050-01-01".to_owned()),
        },
    ];
    let keys: Vec<String> = further_sources(&rule).into_iter().map(|key| key.0).collect();
    assert_eq!(keys, ["approval.status", "title", "field:A", "field:Cleared"]);
}

proptest! {
    #[test]
    fn any_text_can_be_a_template_or_condition(text in "\\PC{0,30}|(\\{\\{|\\}\\}|\\{%|%\\}|value|source\\('title'\\)| |\\||for|in|if|[0-9]|'){0,12}") {
        let bench = Bench::new();
        if let Ok(prepared) = bench.prepared(&template(&text)) {
            bench.at(|at| prepared.run(vec![Item::text("x").into()], at));
        }
        let _ = bench.at(|at| condition_holds(&text, &[], at));
    }
}
