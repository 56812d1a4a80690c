//! The nature of a change of one field: what it does to the description, and above all whether it opens something.

use crate::mapping::item::{NoteItem, RightsAct, RightsItem};
use crate::mapping::same::same_item;
use crate::mapping::{Item, TargetKey};
use crate::plan::Nature;

/// Flags of ArchivesSpace whose "yes" closes a record.
const CLOSING_FLAGS: [&str; 3] = ["restrictions_apply", "access_restrictions", "use_restrictions"];
/// Notes that say who may see or use something.
const RESTRICTING_NOTES: [&str; 4] = ["accessrestrict", "userestrict", "access_restrictions_note", "use_restrictions_note"];

/// Which way a change moves what people may see. Opening weighs more: a change that does both opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Unmoved,
    Closes,
    Opens,
}

/// What changing a field of a record or an asset from `before` to `after` does.
pub(crate) fn nature_of(in_archivesspace: bool, key: &TargetKey, before: &[Item], after: &[Item]) -> Nature {
    if in_archivesspace {
        match door(key, before, after) {
            Door::Opens => return Nature::Opens,
            Door::Closes => return Nature::Closes,
            Door::Unmoved => {}
        }
    }
    let gone = before.iter().filter(|item| !after.iter().any(|new| same_item(new, item))).count();
    match (before.is_empty(), gone) {
        (true, _) => Nature::FillsEmpty,
        (false, 0) => Nature::AddsToList,
        (false, _) if takes_away(before, after) => Nature::Removes,
        (false, _) => Nature::Follows,
    }
}

/// True where an item goes and nothing stands in its place. Of single values, the new one stands in the place of the old.
fn takes_away(before: &[Item], after: &[Item]) -> bool {
    match (before, after) {
        ([_], [_]) => false,
        _ => after.len() < before.len() || before.iter().any(|item| successor_of(item, after).is_none()),
    }
}

fn door(key: &TargetKey, before: &[Item], after: &[Item]) -> Door {
    let of_flag = flag(key, before, after);
    let gone = before.iter().filter_map(|item| {
        let successor = successor_of(item, after);
        match (item, successor) {
            (Item::Note(old), Some(Item::Note(new))) => Some(note_door(old, Some(new))),
            (Item::Note(old), None) => Some(note_door(old, None)),
            (Item::Rights(old), Some(Item::Rights(new))) => Some(rights_door(old, Some(new))),
            (Item::Rights(old), None) => Some(rights_door(old, None)),
            (Item::FileVersion(old), Some(Item::FileVersion(new))) => Some(shown(old.publish, new.publish)),
            (Item::Document(old), Some(Item::Document(new))) => Some(shown(old.publish, new.publish)),
            _ => None,
        }
    });
    let new = after
        .iter()
        .filter(|item| before.iter().all(|old| !same_slot(old, item)))
        .map(|item| match item {
            Item::FileVersion(version) if version.publish => Door::Opens,
            Item::Note(note) if is_restricting(note) => Door::Closes,
            _ => Door::Unmoved,
        });
    gone.chain(new).chain([of_flag]).max().unwrap_or(Door::Unmoved)
}

fn flag(key: &TargetKey, before: &[Item], after: &[Item]) -> Door {
    let is_on = |items: &[Item]| matches!(items.first(), Some(Item::Flag(true)));
    let (was, will) = (is_on(before), is_on(after));
    match key.as_str() {
        "publish" => shown(was, will),
        key if CLOSING_FLAGS.contains(&key) => shown(!was, !will),
        _ => Door::Unmoved,
    }
}

fn shown(before: bool, after: bool) -> Door {
    match (before, after) {
        (false, true) => Door::Opens,
        (true, false) => Door::Closes,
        _ => Door::Unmoved,
    }
}

fn is_restricting(note: &NoteItem) -> bool {
    RESTRICTING_NOTES.contains(&note.note_type.as_str())
}

fn note_door(old: &NoteItem, new: Option<&NoteItem>) -> Door {
    let published = new.map_or(Door::Unmoved, |new| shown(old.publish, new.publish));
    if !is_restricting(old) {
        return published;
    }
    let Some(new) = new else { return Door::Opens };
    let end = |note: &NoteItem| note.restriction.as_ref().map(|restriction| restriction.end.clone());
    let begin = |note: &NoteItem| note.restriction.as_ref().and_then(|restriction| restriction.begin.clone());
    let terms = match (end(old), end(new)) {
        // The note says a term where it said none: what was closed without end opens one day.
        (None | Some(None), Some(Some(_))) => Door::Opens,
        (Some(Some(_)), None | Some(None)) => Door::Closes,
        (Some(Some(old)), Some(Some(new))) if new < old => Door::Opens,
        // It begins later than it did, or only some day: until then it is open.
        _ if begin(new) > begin(old) => Door::Opens,
        (Some(Some(old)), Some(Some(new))) if new > old => Door::Closes,
        // Restriction types carry access rules of the institution: losing one opens.
        _ if lost_a_type(old, new) => Door::Opens,
        // Whether other words let more people in, only a person can tell.
        _ if old.paragraphs != new.paragraphs && !same_item(&Item::Note(old.clone()), &Item::Note(new.clone())) => Door::Opens,
        _ => Door::Unmoved,
    };
    published.max(terms)
}

fn lost_a_type(old: &NoteItem, new: &NoteItem) -> bool {
    let types = |note: &NoteItem| {
        note.restriction
            .as_ref()
            .map(|restriction| restriction.types.clone())
            .unwrap_or_default()
    };
    let now = types(new);
    types(old).iter().any(|old| !now.contains(old))
}

fn rights_door(old: &RightsItem, new: Option<&RightsItem>) -> Door {
    let loosened = |act: &RightsAct| {
        let kept = new.is_some_and(|new| new.acts.iter().any(|new| restrains_as_much(new, act)));
        restrains(act) > 0 && !kept
    };
    if old.acts.iter().any(loosened) {
        Door::Opens
    } else {
        Door::Unmoved
    }
}

/// How much an act restrains. What cannot be read restrains until somebody says what it means.
fn restrains(act: &RightsAct) -> u8 {
    match act.restriction.as_str() {
        "allow" => 0,
        "disallow" => 2,
        _ => 1,
    }
}

/// True where one act forbids the same as another, as strictly, and on all of its days.
fn restrains_as_much(one: &RightsAct, other: &RightsAct) -> bool {
    let lasts = match (&one.end_date, &other.end_date) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(one), Some(other)) => one >= other,
    };
    one.act_type == other.act_type && restrains(one) >= restrains(other) && one.start_date <= other.start_date && lasts
}

/// What stands in the place of an item afterwards.
fn successor_of<'a>(item: &Item, after: &'a [Item]) -> Option<&'a Item> {
    let same = after.iter().find(|new| same_item(new, item));
    same.or_else(|| after.iter().find(|new| same_slot(item, new)))
}

fn same_slot(one: &Item, other: &Item) -> bool {
    match (one, other) {
        (Item::Note(one), Item::Note(other)) => one.note_type == other.note_type,
        (Item::Rights(one), Item::Rights(other)) => one.rights_type == other.rights_type,
        (Item::FileVersion(one), Item::FileVersion(other)) => one.file_uri == other.file_uri,
        (Item::Document(one), Item::Document(other)) => one.location == other.location,
        (Item::Date(one), Item::Date(other)) => one.label == other.label,
        (Item::Extent(one), Item::Extent(other)) => one.portion == other.portion && one.extent_type == other.extent_type,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::item::{FileVersionItem, NoteRestriction};

    fn restriction(end: Option<&str>) -> Item {
        Item::Note(NoteItem {
            note_type: "accessrestrict".to_owned(),
            paragraphs: vec!["Closed.".to_owned()],
            restriction: Some(NoteRestriction {
                end: end.map(str::to_owned),
                ..NoteRestriction::default()
            }),
            ..NoteItem::default()
        })
    }

    fn nature(key: &str, before: &[Item], after: &[Item]) -> Nature {
        nature_of(true, &key.into(), before, after)
    }

    #[test]
    fn what_shows_something_to_more_people_opens() {
        let key = "notes.accessrestrict";
        let (long, short, endless) = (restriction(Some("2050-01-01")), restriction(Some("2030-01-01")), restriction(None));
        for (before, after) in [
            (vec![long.clone()], Vec::new()),
            (vec![long.clone()], vec![short.clone()]),
            (vec![endless.clone()], vec![long.clone()]),
        ] {
            assert_eq!(nature(key, &before, &after), Nature::Opens, "{before:?} → {after:?}");
            assert_eq!(nature(key, &after, &before), Nature::Closes, "{after:?} → {before:?}");
        }
        assert_eq!(nature("publish", &[Item::Flag(false)], &[Item::Flag(true)]), Nature::Opens);
        assert_eq!(nature("publish", &[Item::Flag(true)], &[Item::Flag(false)]), Nature::Closes);
        assert_eq!(
            nature("restrictions_apply", &[Item::Flag(true)], &[Item::Flag(false)]),
            Nature::Opens
        );
        let file = |publish| {
            Item::FileVersion(FileVersionItem {
                file_uri: "https://iconik.example.org/asset/x".to_owned(),
                publish,
                ..FileVersionItem::default()
            })
        };
        assert_eq!(nature("file_versions", &[file(false)], &[file(true)]), Nature::Opens);
        assert_eq!(nature("file_versions", &[], &[file(true)]), Nature::Opens);
    }

    #[test]
    fn rights_that_forbid_less_open_whichever_act_it_is() {
        let rights = |acts: &[(&str, &str, &str, Option<&str>)]| {
            let act = |(act, restriction, start, end): &(&str, &str, &str, Option<&str>)| RightsAct {
                act_type: (*act).to_owned(),
                restriction: (*restriction).to_owned(),
                start_date: (*start).to_owned(),
                end_date: end.map(str::to_owned),
            };
            Item::Rights(RightsItem {
                rights_type: "copyright".to_owned(),
                acts: acts.iter().map(act).collect(),
                ..RightsItem::default()
            })
        };
        let spread = rights(&[("disseminate", "disallow", "2000-01-01", Some("2050-01-01"))]);
        for loose in [
            rights(&[]),
            rights(&[("modify", "disallow", "2000-01-01", Some("2050-01-01"))]),
            rights(&[("disseminate", "conditional", "2000-01-01", Some("2050-01-01"))]),
            rights(&[("disseminate", "disallow", "2040-01-01", Some("2050-01-01"))]),
            rights(&[("disseminate", "disallow", "2000-01-01", Some("2030-01-01"))]),
        ] {
            assert_eq!(
                nature("rights", std::slice::from_ref(&spread), std::slice::from_ref(&loose)),
                Nature::Opens,
                "{loose:?}"
            );
        }
        let asked = rights(&[("use", "conditional", "2000-01-01", None)]);
        let free = rights(&[("use", "allow", "2000-01-01", None)]);
        assert_eq!(nature("rights", std::slice::from_ref(&asked), &[free]), Nature::Opens);
        let strict = rights(&[("use", "disallow", "1990-01-01", None)]);
        assert_ne!(nature("rights", &[asked], &[strict]), Nature::Opens);
    }

    #[test]
    fn a_restriction_that_begins_later_opens_until_then() {
        let from = |begin: Option<&str>| {
            let Item::Note(mut note) = restriction(Some("2050-01-01")) else {
                panic!()
            };
            note.restriction.as_mut().unwrap().begin = begin.map(str::to_owned);
            Item::Note(note)
        };
        let key = "notes.accessrestrict";
        assert_eq!(nature(key, &[from(None)], &[from(Some("2040-01-01"))]), Nature::Opens);
        assert_eq!(nature(key, &[from(Some("2020-01-01"))], &[from(Some("2040-01-01"))]), Nature::Opens);
        assert_ne!(nature(key, &[from(Some("2040-01-01"))], &[from(None)]), Nature::Opens);
    }

    #[test]
    fn what_takes_something_away_or_may_open_is_never_what_follows() {
        let texts = |words: &[&str]| words.iter().map(|word| Item::text(*word)).collect::<Vec<_>>();
        for in_archivesspace in [true, false] {
            let nature = |before: &[&str], after: &[&str]| nature_of(in_archivesspace, &"subjects".into(), &texts(before), &texts(after));
            assert_eq!(nature(&["a", "b"], &["b", "c"]), Nature::Removes, "“a” goes, and nobody was asked");
            assert_eq!(nature(&["a"], &["b"]), Nature::Follows);
        }
        let date = |label: &str, begin: &str| {
            Item::Date(crate::mapping::item::DateItem {
                label: label.to_owned(),
                begin: begin.to_owned(),
                ..Default::default()
            })
        };
        let (before, after) = (
            [date("creation", "1981"), date("issued", "1990")],
            [date("creation", "1982"), date("issued", "1990")],
        );
        assert_eq!(nature("dates", &before, &after), Nature::Follows);
        let worded = |words: &str| match restriction(None) {
            Item::Note(note) => Item::Note(NoteItem {
                paragraphs: vec![words.to_owned()],
                ..note
            }),
            other => other,
        };
        let key = "notes.accessrestrict";
        assert_eq!(nature(key, &[worded("Closed to all.")], &[worded("Open to all.")]), Nature::Opens);
        assert_ne!(nature(key, &[worded("Closed")], &[worded("Closed.")]), Nature::Opens);
    }

    #[test]
    fn other_changes_fill_add_follow_or_remove() {
        let texts = |words: &[&str]| words.iter().map(|word| Item::text(*word)).collect::<Vec<_>>();
        let nature = |before: &[&str], after: &[&str]| nature_of(true, &"subjects".into(), &texts(before), &texts(after));
        assert_eq!(nature(&[], &["a"]), Nature::FillsEmpty);
        assert_eq!(nature(&["a"], &["a", "b"]), Nature::AddsToList);
        assert_eq!(nature(&["a"], &["b"]), Nature::Follows);
        assert_eq!(nature(&["a", "b"], &["b"]), Nature::Removes);
    }
}
