use proptest::prelude::*;

use super::*;
use crate::domain::{AuthorityKind, AuthorityUri};
use crate::mapping::item::{AgentRole, LanguageItem, NoteRestriction};

fn date(begin: &str, end: &str, expression: &str) -> Item {
    Item::Date(DateItem {
        label: "creation".to_owned(),
        date_type: if end.is_empty() { "single" } else { "inclusive" }.to_owned(),
        begin: begin.to_owned(),
        end: end.to_owned(),
        expression: expression.to_owned(),
        ..DateItem::default()
    })
}

fn agent(heading: &str, id: Option<u64>) -> Item {
    Item::Agent(AgentItem {
        heading: heading.to_owned(),
        kind: AuthorityKind::Person,
        role: AgentRole::Creator,
        relator: None,
        authority: id.map(|id| AuthorityUri {
            kind: AuthorityKind::Person,
            id,
        }),
        authority_id: None,
        source: None,
        may_create: false,
    })
}

fn note(text: &str, publish: bool) -> NoteItem {
    NoteItem {
        note_type: "odd".to_owned(),
        paragraphs: vec![text.to_owned()],
        publish,
        ..NoteItem::default()
    }
}

#[test]
fn form_is_no_difference_and_substance_is() {
    for (a, b, same) in [
        ("Quay  at dawn ", "Quay at\ndawn", true),
        ("Zoe\u{308}", "Zoë", true),
        ("the “quay”", "the \"quay\"", true),
        ("1981–83", "1981-83", true),
        ("A ship leaves.", "A ship leaves", true),
        ("soft\u{ad}ware", "software", true),
        ("Quay", "quay", false),
        ("Quay", "Quai", false),
        ("Quay?", "Quay", false),
        (".", "", false),
        ("...", ".", false),
        ("Zoë", "Zoe", false),
    ] {
        assert_eq!(same_text(a, b), same, "{a} / {b}");
    }
}

#[test]
fn a_date_in_other_words_is_the_same_date() {
    assert!(same_item(&date("1981", "", "1981"), &date("1981", "", "in the year 1981")));
    assert!(same_item(&date("1981", "1983", ""), &date("1981", "1983", "1981 to 1983")));
    assert!(same_item(&date("", "", "undated."), &date("", "", "undated")));
    assert!(!same_item(&date("1981", "", ""), &date("1981-05", "", "")));
    assert!(!same_item(&date("1981", "", "1981"), &date("", "", "1981")));
    let Item::Date(mut certain) = date("1981", "", "") else { return };
    certain.end = "1981".to_owned();
    assert!(same_item(&date("1981", "", ""), &Item::Date(certain.clone())));
    certain.certainty = "approximate".to_owned();
    assert!(!same_item(&date("1981", "", ""), &Item::Date(certain.clone())));
    certain.certainty.clear();
    certain.calendar = "julian".to_owned();
    assert!(
        same_item(&date("1981", "", ""), &Item::Date(certain.clone())),
        "an open calendar is none"
    );
    certain.label = "usage".to_owned();
    assert!(!same_item(&date("1981", "", ""), &Item::Date(certain)));
}

#[test]
fn people_are_told_apart_by_their_records_and_else_by_name() {
    assert!(same_item(&agent("Marsh, Adela", Some(1)), &agent("Marsh, A.", Some(1))));
    assert!(!same_item(&agent("Marsh, Adela", Some(1)), &agent("Marsh, Adela", Some(2))));
    assert!(same_item(&agent("Marsh, Adela.", None), &agent("Marsh, Adela", Some(2))));
    assert!(!same_item(&agent("Marsh, Adela", None), &agent("Marsh, Bea", None)));
}

#[test]
fn publishing_a_note_or_changing_its_term_is_a_difference() {
    assert!(!same_item(&Item::Note(note("a", true)), &Item::Note(note("a", false))));
    let until = |end: &str| {
        Item::Note(NoteItem {
            restriction: Some(NoteRestriction {
                end: Some(end.to_owned()),
                ..NoteRestriction::default()
            }),
            ..note("a", true)
        })
    };
    assert!(!same_item(&until("2031-01-01"), &until("2032-01-01")));
    assert!(
        same_item(&until("2031-01-01"), &Item::Note(note("a.", true))),
        "a note without a term leaves it open"
    );
}

#[test]
fn text_says_the_same_as_what_it_puts_in_words() {
    for (text, item, same) in [
        ("Marsh, Adela", agent("Marsh, Adela", Some(1)), true),
        ("3", Item::Number(3), true),
        ("4", Item::Number(3), false),
        ("TRUE", Item::Flag(true), true),
        ("no", Item::Flag(true), false),
        ("1981–1983", date("1981", "1983", ""), true),
        ("a", Item::Note(note("a", false)), true),
    ] {
        assert_eq!(same_item(&Item::text(text), &item), same, "{text}");
        assert_eq!(same_item(&item, &Item::text(text)), same, "{text}");
    }
}

#[test]
fn order_is_form_and_number_is_not() {
    let texts = |texts: &[&str]| texts.iter().map(|text| Item::text(*text)).collect::<Vec<_>>();
    assert!(same_items(&texts(&["a", "b."]), &texts(&["b", "a"])));
    assert!(!same_items(&texts(&["a", "a"]), &texts(&["a", "b"])));
    assert!(!same_items(&texts(&["a"]), &texts(&["a", "a"])));
    assert!(same_items(&[], &[]));
}

fn anything() -> impl Strategy<Value = Item> {
    let word = "[ab.“\" é\u{301}-–]{0,4}";
    prop_oneof![
        word.prop_map(Item::Text),
        any::<i8>().prop_map(|number| Item::Number(i64::from(number))),
        any::<bool>().prop_map(Item::Flag),
        ("(198[12])?", "(198[34])?", word, "(approximate)?").prop_map(|(begin, end, expression, certainty)| {
            let Item::Date(date) = date(&begin, &end, &expression) else {
                unreachable!()
            };
            Item::Date(DateItem { certainty, ..date })
        }),
        ("[12](\\.0)?", word).prop_map(|(number, physical_details)| {
            Item::Extent(ExtentItem {
                number,
                extent_type: "reels".to_owned(),
                physical_details,
                ..ExtentItem::default()
            })
        }),
        (word, prop::option::of(1..3u64)).prop_map(|(heading, id)| agent(&heading, id)),
        (word, any::<bool>()).prop_map(|(text, publish)| Item::Note(note(&text, publish))),
        ("(eng|ger)", prop::option::of(Just("Latn".to_owned()))).prop_map(|(code, script)| Item::Language(LanguageItem { code, script })),
        ("[ab]", prop::option::of("[ab]"), prop::option::of(1..3u64)).prop_map(|(file_uri, caption, size)| {
            Item::FileVersion(FileVersionItem {
                file_uri,
                caption,
                size,
                ..FileVersionItem::default()
            })
        }),
    ]
}

proptest! {
    #[test]
    fn everything_is_the_same_as_itself_and_sameness_goes_both_ways(a in anything(), b in anything()) {
        prop_assert!(same_item(&a, &a.clone()));
        prop_assert_eq!(same_item(&a, &b), same_item(&b, &a), "{:?} / {:?}", a, b);
    }

    #[test]
    fn the_order_of_a_list_is_form(items in prop::collection::vec(anything(), 0..5), turn in 0usize..5) {
        let mut turned = items.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        prop_assert!(same_items(&items, &turned));
    }

    #[test]
    fn normal_text_is_normal(text in "\\PC{0,30}") {
        let once = normal(&text);
        prop_assert_eq!(normal(&once), once);
    }
}

proptest! {
    #[test]
    fn plain_letters_have_one_form_either_way(text in "[\\x00-\\x7f]{0,20}") {
        prop_assert_eq!(normal(&text), in_one_form(text.nfc(), text.len()));
    }
}
