//! Splitting, joining, cutting, looking up; what steps do with items of other shapes.

use indexmap::IndexMap;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::*;
use crate::mapping::item::{Inherited, NoteItem};
use crate::mapping::profile::Unmapped;
use crate::mapping::step::{Clean, DayOrder, DurationForm, NameForm, Otherwise};
use crate::mapping::steps::text::shortened;

#[test]
fn text_is_taken_apart_and_put_together() {
    let bench = Bench::new();
    let steps = [Step::Split(";".to_owned()), Step::Join(", ".to_owned())];
    assert_eq!(bench.texts(&steps, &["a; b ;; c", "d"]).0, ["a, b, c, d"]);
    assert_eq!(bench.texts(&[Step::Split(String::new())], &["a\n\n b"]).0, ["a", "b"]);
    assert!(bench.texts(&[Step::Join(", ".to_owned())], &[]).0.is_empty());
}

#[test]
fn the_first_is_kept_and_the_others_are_said() {
    let bench = Bench::new();
    assert_eq!(
        bench.texts(&[Step::First], &["a", "b", "c"]),
        (vec!["a".to_owned()], vec![FindingKind::Lossy])
    );
    assert_eq!(bench.texts(&[Step::First], &["a"]), (vec!["a".to_owned()], vec![]));
}

#[test]
fn long_text_is_cut_between_words() {
    let bench = Bench::new();
    let (texts, findings) = bench.texts(&[Step::Limit(12)], &["Lighters at dawn", "short"]);
    assert_eq!(texts, ["Lighters at…", "short"]);
    assert_eq!(findings, [FindingKind::TooLong]);
    assert_eq!(bench.texts(&[Step::Limit(5)], &["Donaudampfschiff"]).0, ["Dona…"]);
    assert_eq!(bench.broken(&[Step::Limit(0)]).kind, FindingKind::BrokenRule);
}

#[test]
fn notes_stay_notes_where_text_is_tidied_or_cut() {
    let bench = Bench::new();
    let note = Item::Note(NoteItem {
        note_type: "scopecontent".to_owned(),
        paragraphs: vec!["One  paragraph.".to_owned(), " ".to_owned(), "Another one.".to_owned()],
        ..NoteItem::default()
    });
    let (items, _) = bench.items(&[Step::CleanUp(vec![Clean::Spaces]), Step::Limit(20)], vec![note]);
    let [Item::Note(note)] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!(note.paragraphs, ["One paragraph.…"]);
}

#[test]
fn what_is_inherited_stays_marked() {
    let bench = Bench::new();
    let inherited = Some(Inherited {
        from: "/repositories/2/resources/1".to_owned(),
        title: "Papers".to_owned(),
    });
    let items = vec![
        Sourced {
            item: Item::text("a;b"),
            inherited: inherited.clone(),
        },
        Sourced::from(Item::text("c")),
    ];
    let split = right(bench.prepared(&[Step::Split(";".to_owned())]));
    let out = bench.at(|at| split.run(items, at));
    assert_eq!(
        out.items.iter().map(|item| item.inherited.is_some()).collect::<Vec<_>>(),
        [true, true, false]
    );
    let join = right(bench.prepared(&[Step::Join(" ".to_owned())]));
    let some = bench.at(|at| join.run(out.items.clone(), at));
    assert_eq!(some.items[0].inherited, None, "a part of it is the record's own");
    let all = bench.at(|at| join.run(out.items[..2].to_vec(), at));
    assert_eq!(all.items[0].inherited, inherited);
}

fn table(unmapped: Unmapped, exact: bool) -> LookupTable {
    let row = |key: &str, values: &[&str]| (key.to_owned(), values.iter().map(|value| (*value).to_owned()).collect());
    LookupTable {
        unmapped,
        exact,
        rows: IndexMap::from([
            row("Harbour", &["Harbors", "Docks"]),
            row("Café", &["Coffeehouses"]),
            row("dock", &["one"]),
            row("Dock", &["other"]),
            row("nothing", &[]),
        ]),
    }
}

#[test]
fn tables_forgive_writing_and_follow_their_policy() {
    let look = [Step::Lookup("table".to_owned())];
    let run = |unmapped: Unmapped, exact: bool, text: &str| Bench::new().with_table("table", table(unmapped, exact)).texts(&look, &[text]);
    assert_eq!(run(Unmapped::Ask, false, " HARBOUR").0, ["Harbors", "Docks"]);
    assert_eq!(run(Unmapped::Ask, false, "cafe").0, ["Coffeehouses"]);
    assert_eq!(run(Unmapped::Ask, false, "Dock").0, ["other"]);
    assert_eq!(run(Unmapped::Ask, false, "DOCK"), (vec![], vec![FindingKind::Unmapped]));
    assert_eq!(run(Unmapped::Ask, false, "nothing"), (vec![], vec![]));
    assert_eq!(run(Unmapped::Ask, true, "harbour"), (vec![], vec![FindingKind::Unmapped]));
    assert_eq!(run(Unmapped::Ask, false, "quay"), (vec![], vec![FindingKind::Unmapped]));
    assert_eq!(run(Unmapped::Keep, false, "quay"), (vec!["quay".to_owned()], vec![]));
    assert_eq!(run(Unmapped::LeaveOut, false, "quay"), (vec![], vec![]));
    assert_eq!(
        run(Unmapped::Default("Other".to_owned()), false, "quay"),
        (vec!["Other".to_owned()], vec![])
    );
    assert_eq!(Bench::new().broken(&look).kind, FindingKind::BrokenRule);
}

#[test]
fn patterns_leave_out_what_becomes_empty() {
    let bench = Bench::new();
    let pattern = |otherwise| Step::Pattern {
        find: r"^reel (\d+)$".to_owned(),
        replace: "$1".to_owned(),
        otherwise,
    };
    assert_eq!(bench.texts(&[pattern(Otherwise::Keep)], &["reel 7", "box"]).0, ["7", "box"]);
    assert_eq!(bench.texts(&[pattern(Otherwise::LeaveOut)], &["reel 7", "box"]).0, ["7"]);
}

#[test]
fn items_of_another_shape_are_converted_or_named() {
    let bench = Bench::new();
    let date = |steps: &[Step], item: Item| bench.items(steps, vec![item]);
    let to_date = Step::Date {
        label: "creation".to_owned(),
        order: DayOrder::Ask,
        keep_expression: true,
    };
    assert_eq!(
        date(std::slice::from_ref(&to_date), Item::Flag(true)),
        (vec![], vec![FindingKind::Unreadable])
    );
    assert_eq!(date(std::slice::from_ref(&to_date), Item::Number(1981)).0.len(), 1);
    assert_eq!(date(&[to_date], Item::Number(7)).1, [FindingKind::Unreadable]);
    assert_eq!(date(&[Step::Language], Item::Number(7)).1, [FindingKind::Unreadable]);
    assert_eq!(
        date(&[Step::Duration(DurationForm::Clock)], Item::Number(1_915_000)).0,
        [Item::text("00:31:55")]
    );
    assert_eq!(
        date(&[Step::NameOrder(NameForm::Inverted)], Item::text("Adela Marsh")).0,
        [Item::text("Marsh, Adela")]
    );
    assert_eq!(date(&[Step::CleanUp(vec![Clean::Spaces])], Item::text("  ")).0, []);
}

proptest! {
    #[test]
    fn limits_are_kept_and_letters_stay_whole(text in "\\PC{0,60}|([a-z]{1,9} ){0,9}|(e\u{301}|👩‍🚀|ß){0,30}", longest in 1usize..40) {
        let cut = shortened(&text, longest);
        prop_assert!(cut.chars().count() <= longest);
        prop_assert_eq!(shortened(&cut, longest), cut.clone(), "cutting again changes it");
        if text.chars().count() <= longest {
            prop_assert_eq!(cut, text);
        } else {
            let kept = cut.strip_suffix('…').unwrap_or_default();
            prop_assert!(text.starts_with(kept), "{:?} of {:?}", cut, text);
            let ends: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            prop_assert!(ends.contains(&kept.len()), "{:?} cuts a letter of {:?}", cut, text);
        }
    }

    #[test]
    fn split_undoes_join(parts in prop::collection::vec("[a-z]{1,6}( [a-z]{1,6})?", 1..6)) {
        let bench = Bench::new();
        let texts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (again, findings) = bench.texts(&[Step::Join("; ".to_owned()), Step::Split(";".to_owned())], &texts);
        prop_assert_eq!(again, parts);
        prop_assert!(findings.is_empty());
    }
}
