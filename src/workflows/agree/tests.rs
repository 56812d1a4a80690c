//! The laws of agreeing.

use proptest::prelude::*;

use super::*;
use crate::mapping::item::{DateItem, ExtentItem, NoteItem};

fn texts(words: &[&str]) -> Vec<Item> {
    words.iter().map(|word| Item::text(*word)).collect()
}

fn creation(begin: &str) -> Vec<Item> {
    vec![Item::Date(DateItem {
        label: "creation".to_owned(),
        date_type: "single".to_owned(),
        begin: begin.to_owned(),
        ..DateItem::default()
    })]
}

fn note(kind: &str, text: &str) -> Item {
    Item::Note(NoteItem {
        note_type: kind.to_owned(),
        paragraphs: vec![text.to_owned()],
        ..NoteItem::default()
    })
}

fn sides<'a>(base: Option<(&'a [Item], &'a [Item])>, source: &'a [Item], target: &'a [Item], many: bool) -> Sides<'a> {
    Sides {
        base,
        source,
        target,
        echo: Echo::Silent,
        many,
        merge: Merge::Items,
        when_empty: WhenEmpty::Leave,
    }
}

fn verdict(base: Option<(&[Item], &[Item])>, source: &[Item], target: &[Item], many: bool) -> Verdict {
    judge(&sides(base, source, target, many)).verdict
}

#[test]
fn one_value_follows_the_side_that_changed() {
    let (a, b, c) = (texts(&["a"]), texts(&["b"]), texts(&["c"]));
    let agreed = Some((a.as_slice(), a.as_slice()));
    assert_eq!(verdict(None, &a, &a, false), Verdict::Settled);
    assert_eq!(verdict(None, &a, &[], false), Verdict::Fill(a.clone()));
    assert_eq!(verdict(None, &[], &a, false), Verdict::Keep);
    assert!(matches!(verdict(None, &a, &b, false), Verdict::Conflict { .. }));
    assert_eq!(verdict(agreed, &b, &a, false), Verdict::Follow(b.clone()));
    assert_eq!(verdict(agreed, &a, &b, false), Verdict::Keep);
    assert_eq!(verdict(agreed, &a, &[], false), Verdict::Keep, "what a person emptied stays empty");
    assert_eq!(verdict(agreed, &b, &b, false), Verdict::Settled);
    assert!(matches!(verdict(agreed, &b, &c, false), Verdict::Conflict { .. }));
    assert!(
        matches!(verdict(agreed, &b, &[], false), Verdict::Conflict { .. }),
        "changed here, emptied there"
    );
    assert_eq!(
        verdict(Some((&a, &b)), &a, &b, false),
        Verdict::Settled,
        "a difference that a person let stand"
    );
}

#[test]
fn an_emptied_source_empties_only_what_the_rule_wrote_and_only_if_told_to() {
    let (a, b) = (texts(&["a"]), texts(&["b"]));
    let clear = |base, target| {
        let mut sides = sides(Some(base), &[], target, false);
        sides.when_empty = WhenEmpty::Clear;
        judge(&sides).verdict
    };
    assert_eq!(clear((a.as_slice(), a.as_slice()), &a), Verdict::Follow(Vec::new()));
    assert_eq!(clear((a.as_slice(), b.as_slice()), &b), Verdict::Keep);
    assert_eq!(clear((a.as_slice(), a.as_slice()), &b), Verdict::Keep);
    assert_eq!(verdict(Some((&a, &a)), &[], &a, false), Verdict::Keep);
}

#[test]
fn a_coarser_copy_does_not_overwrite_what_it_was_taken_from() {
    let (year, day) = (creation("1981"), creation("1981-05-03"));
    for many in [true, false] {
        let mut coarse = sides(None, &year, &day, many);
        coarse.echo = Echo::Whole;
        assert_eq!(judge(&coarse).verdict, Verdict::Settled);
    }
    let (tags, subjects) = (texts(&["harbour", "quay"]), texts(&["Harbour!", "Pier"]));
    let mut coarse = sides(None, &tags, &subjects, true);
    coarse.echo = Echo::Items(vec![true, false]);
    assert_eq!(judge(&coarse).verdict, Verdict::AddItems(texts(&["Harbour!", "Pier", "quay"])));
}

#[test]
fn lists_merge_by_item() {
    let base = texts(&["a", "b", "c"]);
    let agreed = Some((base.as_slice(), base.as_slice()));
    // c went at the source, d is new there; b was taken off the target by a person, e was added by one.
    let merged = verdict(agreed, &texts(&["a", "b", "d"]), &texts(&["a", "c", "e"]), true);
    assert_eq!(merged, Verdict::MergeLists(texts(&["a", "e", "d"])));
    assert_eq!(
        verdict(None, &texts(&["a", "d"]), &texts(&["a", "e"]), true),
        Verdict::AddItems(texts(&["a", "e", "d"]))
    );
    assert_eq!(verdict(None, &texts(&["a"]), &texts(&["a", "e"]), true), Verdict::Settled);
}

#[test]
fn what_was_taken_off_the_target_is_not_added_again_because_the_source_got_it_meanwhile() {
    let (source_then, target_then) = (texts(&["a"]), texts(&["a", "b"]));
    let judged = verdict(Some((&source_then, &target_then)), &texts(&["a", "b"]), &texts(&["a"]), true);
    assert_eq!(judged, Verdict::Settled);
}

#[test]
fn an_item_changed_on_both_sides_is_a_conflict_and_not_two_items() {
    let (then, here, there) = (creation("1981"), creation("1982"), creation("1983"));
    assert_eq!(
        verdict(Some((&then, &then)), &here, &there, true),
        Verdict::Conflict {
            if_source: here.clone(),
            if_target: there.clone()
        }
    );
    assert_eq!(verdict(Some((&then, &then)), &here, &then, true), Verdict::MergeLists(here.clone()));
    assert_eq!(verdict(Some((&then, &then)), &then, &there, true), Verdict::Settled);
}

#[test]
fn a_change_at_the_target_is_not_forgotten_when_another_item_is_written() {
    let then = vec![note("scopecontent", "old scope"), note("abstract", "old abstract")];
    let source = vec![note("scopecontent", "new scope"), note("abstract", "old abstract")];
    let target = vec![note("scopecontent", "old scope"), note("abstract", "a person's abstract")];
    let judged = judge(&sides(Some((&then, &then)), &source, &target, true));
    let expected = vec![note("scopecontent", "new scope"), note("abstract", "a person's abstract")];
    assert_eq!(judged.verdict, Verdict::MergeLists(expected.clone()));
    // Later the source changes the abstract as well: that is a conflict, not a reason to overwrite.
    let (source_then, target_then) = judged.agreed.unwrap();
    let later = vec![note("scopecontent", "new scope"), note("abstract", "newer abstract")];
    assert!(matches!(
        verdict(Some((&source_then, &target_then)), &later, &expected, true),
        Verdict::Conflict { .. }
    ));
}

fn words() -> impl Strategy<Value = Vec<Item>> {
    prop::collection::btree_set(prop::sample::select(vec!["ash", "bay", "cod", "dune", "eel", "fog"]), 0..5)
        .prop_map(|words| words.into_iter().map(Item::text).collect())
}

fn dates() -> impl Strategy<Value = Vec<Item>> {
    prop::collection::btree_map(
        prop::sample::select(vec!["creation", "broadcast", "issued"]),
        prop::sample::select(vec!["1981", "1982", "1983"]),
        0..3,
    )
    .prop_map(|dates| {
        let date = |(label, begin): (&str, &str)| {
            Item::Date(DateItem {
                label: label.to_owned(),
                date_type: "single".to_owned(),
                begin: begin.to_owned(),
                ..DateItem::default()
            })
        };
        dates.into_iter().map(date).collect()
    })
}

/// Items of one kind for the source and the target, now and then.
fn four() -> impl Strategy<Value = [Vec<Item>; 4]> {
    prop_oneof![[words(), words(), words(), words()], [dates(), dates(), dates(), dates()]]
}

fn holds(items: &[Item], item: &Item) -> bool {
    items.iter().any(|known| crate::mapping::same::same_item(known, item))
}

proptest! {
    #[test]
    fn judging_again_after_writing_finds_nothing(
        [source, target, source_then, target_then] in four(),
        known in any::<bool>(), many in any::<bool>(), whole in any::<bool>(), clear in any::<bool>(), take_source in any::<bool>(),
    ) {
        let mut now = sides(known.then_some((source_then.as_slice(), target_then.as_slice())), &source, &target, many);
        now.merge = if whole { Merge::Whole } else { Merge::Items };
        now.when_empty = if clear { WhenEmpty::Clear } else { WhenEmpty::Leave };
        let judged = judge(&now);
        let after = match &judged.verdict {
            Verdict::Conflict { if_source, if_target } => if take_source { if_source.clone() } else { if_target.clone() },
            other => other.becomes().map_or_else(|| target.clone(), <[Item]>::to_vec),
        };
        // Where a person kept the target's side of a conflict, both are remembered as they stand.
        let agreed = match (&judged.verdict, judged.agreed) {
            (Verdict::Conflict { .. }, Some(_)) if !take_source => Some((source.clone(), after.clone())),
            (_, agreed) => agreed,
        };
        let base = agreed.as_ref().map(|(source, target)| (source.as_slice(), target.as_slice())).or(now.base);
        let again = judge(&Sides { base, source: &source, target: &after, ..now.clone() });
        prop_assert!(matches!(again.verdict, Verdict::Settled | Verdict::Keep), "{:?} then {:?}", judged.verdict, again.verdict);
    }

    #[test]
    fn nothing_that_a_person_added_disappears([source, target, source_then, target_then] in four(), known in any::<bool>()) {
        let now = sides(known.then_some((source_then.as_slice(), target_then.as_slice())), &source, &target, true);
        let Judged { verdict, .. } = judge(&now);
        if let Some(after) = verdict.becomes() {
            for item in &target {
                let theirs = !known || !holds(&target_then, item);
                prop_assert!(!theirs || holds(after, item), "{item:?} is gone from {after:?}");
            }
        }
    }

    #[test]
    fn disjoint_additions_end_in_the_same_list_whichever_side_goes_first(base in words(), more in words(), others in words()) {
        let source: Vec<Item> = base.iter().chain(more.iter().filter(|item| !holds(&base, item))).cloned().collect();
        let theirs: Vec<Item> = others.iter().filter(|item| !holds(&source, item)).cloned().collect();
        let target: Vec<Item> = base.iter().chain(&theirs).cloned().collect();
        let merged = |source: &[Item], target: &[Item]| {
            let judged = judge(&sides(Some((&base, &base)), source, target, true));
            judged.verdict.becomes().map_or_else(|| target.to_vec(), <[Item]>::to_vec)
        };
        let there = merged(&source, &target);
        let here = merged(&target, &source);
        prop_assert!(source.is_empty() || target.is_empty() || same_items(&there, &here), "{there:?} and {here:?}");
    }
}

#[test]
fn extents_of_different_kinds_stand_side_by_side() {
    let extent = |number: &str, extent_type: &str| {
        Item::Extent(ExtentItem {
            number: number.to_owned(),
            extent_type: extent_type.to_owned(),
            portion: "whole".to_owned(),
            ..ExtentItem::default()
        })
    };
    let held = [extent("2", "cassettes")];
    let size = [extent("1.4", "gigabytes")];
    let both = vec![held[0].clone(), size[0].clone()];
    assert_eq!(verdict(None, &size, &held, true), Verdict::AddItems(both));
    let other = [extent("1", "cassettes")];
    assert!(
        matches!(verdict(None, &other, &held, true), Verdict::Conflict { .. }),
        "one kind has one number"
    );
}
