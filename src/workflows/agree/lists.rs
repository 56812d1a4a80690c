//! Lists, item by item.
//!
//! Items of some shapes have a slot: the creation date, the scope note, the file version at that address. Where each side has at most
//! one item in a slot, the slot is judged like a single value, so that an item changed on both sides is a conflict and not two items.
//! All other items are either there or not.

use super::one::{self, Step};
use super::{Echo, Judged, Sides, Verdict};
use crate::mapping::Item;
use crate::mapping::same::{same_item, same_items};

pub(super) fn judge(sides: &Sides<'_>) -> Judged {
    let mut merged = Merged {
        after: sides.target.to_vec(),
        if_target: None,
        added: false,
        replaced: false,
        agreed_source: sides.source.to_vec(),
        agreed_target: Vec::new(),
        kept: Vec::new(),
    };
    let slots = slots(sides);
    for slot in &slots {
        merged.slot(sides, slot);
    }
    merged.free_items(sides, &|item| slot_of(item).is_some_and(|slot| slots.contains(&slot)));
    merged.into_judged(sides)
}

struct Merged {
    /// The target's list, with the source's side taken in conflicts.
    after: Vec<Item>,
    /// The same with the target's side taken, once there is a conflict.
    if_target: Option<Vec<Item>>,
    added: bool,
    replaced: bool,
    agreed_source: Vec<Item>,
    agreed_target: Vec<Item>,
    /// Slots in which what was agreed before stays agreed, with that: the target changed and its change is the other direction's
    /// business.
    kept: Vec<(String, Vec<Item>, Vec<Item>)>,
}

impl Merged {
    fn slot(&mut self, sides: &Sides<'_>, slot: &str) {
        let (source, target) = (in_slot(sides.source, slot), in_slot(sides.target, slot));
        let base = sides.base.map(|(source, target)| (in_slot(source, slot), in_slot(target, slot)));
        let base = base.as_ref().map(|(source, target)| (source.as_slice(), target.as_slice()));
        match one::step(base, &source, &target) {
            Step::Stand => {}
            Step::Keep => {
                let (source_then, target_then) = base.unwrap_or_default();
                self.kept.push((slot.to_owned(), source_then.to_vec(), target_then.to_vec()));
            }
            Step::Put => self.put(slot, source),
            Step::TakeAway => {
                self.replaced = true;
                self.each_list(|list| list.retain(|item| slot_of(item).as_deref() != Some(slot)));
            }
            Step::Conflict => {
                self.if_target.get_or_insert_with(|| self.after.clone());
                self.replaced = true;
                put_in_slot(&mut self.after, slot, source);
            }
        }
    }

    fn put(&mut self, slot: &str, source: Vec<Item>) {
        let there = self.after.iter().any(|item| slot_of(item).as_deref() == Some(slot));
        *(if there { &mut self.replaced } else { &mut self.added }) = true;
        self.each_list(|list| put_in_slot(list, slot, source.clone()));
    }

    fn free_items(&mut self, sides: &Sides<'_>, in_a_slot: &dyn Fn(&Item) -> bool) {
        let is_in = |items: &[Item], item: &Item| items.iter().any(|known| same_item(known, item));
        if let Some((source_then, target_then)) = sides.base {
            let ours_and_gone =
                |item: &Item| !in_a_slot(item) && is_in(source_then, item) && is_in(target_then, item) && !is_in(sides.source, item);
            self.replaced |= self.after.iter().any(&ours_and_gone);
            self.each_list(|list| list.retain(|item| !ours_and_gone(item)));
        }
        for (place, item) in sides.source.iter().enumerate() {
            let echoed = matches!(&sides.echo, Echo::Items(echoed) if echoed.get(place) == Some(&true));
            // What the target held then and holds no more was taken off there. The source may have it only because the opposite
            // direction brought it over since: adding it again would undo what a person did.
            let known_before = sides
                .base
                .is_some_and(|(source_then, target_then)| is_in(source_then, item) || is_in(target_then, item));
            if in_a_slot(item) || echoed || known_before || is_in(&self.after, item) {
                continue;
            }
            self.added = true;
            self.each_list(|list| list.push(item.clone()));
        }
    }

    fn each_list(&mut self, change: impl Fn(&mut Vec<Item>)) {
        change(&mut self.after);
        if let Some(list) = &mut self.if_target {
            change(list);
        }
    }

    fn into_judged(mut self, sides: &Sides<'_>) -> Judged {
        self.agreed_target = self.after.clone();
        for (slot, source_then, target_then) in std::mem::take(&mut self.kept) {
            put_in_slot(&mut self.agreed_source, &slot, source_then);
            put_in_slot(&mut self.agreed_target, &slot, target_then);
        }
        let verdict = if let Some(if_target) = self.if_target {
            Verdict::Conflict {
                if_source: self.after,
                if_target,
            }
        } else if same_items(&self.after, sides.target) {
            Verdict::Settled
        } else if sides.target.is_empty() {
            Verdict::Fill(self.after)
        } else if self.replaced {
            Verdict::MergeLists(self.after)
        } else {
            Verdict::AddItems(self.after)
        };
        Judged {
            verdict,
            agreed: Some((self.agreed_source, self.agreed_target)),
        }
    }
}

/// A list with further items laid over it: each takes its slot, or comes at the end where it is not there yet.
#[must_use]
pub fn overlaid(list: &[Item], items: &[Item]) -> Vec<Item> {
    let mut after = list.to_vec();
    for item in items {
        if after.iter().any(|known| same_item(known, item)) {
            continue;
        }
        match slot_of(item) {
            Some(slot) if in_slot(items, &slot).len() == 1 => put_in_slot(&mut after, &slot, vec![item.clone()]),
            _ => after.push(item.clone()),
        }
    }
    after
}

/// The slot of an item, for shapes that have one.
fn slot_of(item: &Item) -> Option<String> {
    match item {
        Item::Date(date) => Some(format!("date {}", date.label)),
        // Two cassettes may be 1.4 gigabytes as well.
        Item::Extent(extent) => Some(format!("extent {} {}", extent.portion, extent.extent_type)),
        Item::Note(note) => Some(format!("note {} {}", note.note_type, note.label.as_deref().unwrap_or_default())),
        Item::Rights(rights) => Some(format!("rights {}", rights.rights_type)),
        Item::FileVersion(version) => Some(format!("file {}", version.file_uri)),
        Item::Document(document) => Some(format!("document {}", document.location)),
        Item::Text(_) | Item::Number(_) | Item::Flag(_) | Item::Agent(_) | Item::Subject(_) | Item::Language(_) => None,
    }
}

/// Slots that are judged like single values: at most one item on each side, now and then.
fn slots(sides: &Sides<'_>) -> Vec<String> {
    let (source_then, target_then) = sides.base.unwrap_or_default();
    let lists = [sides.target, sides.source, target_then, source_then];
    let mut slots: Vec<String> = Vec::new();
    for slot in lists.iter().flat_map(|list| list.iter()).filter_map(slot_of) {
        if !slots.contains(&slot) {
            slots.push(slot);
        }
    }
    slots.retain(|slot| lists.iter().all(|list| in_slot(list, slot).len() <= 1));
    slots
}

fn in_slot(items: &[Item], slot: &str) -> Vec<Item> {
    items
        .iter()
        .filter(|item| slot_of(item).as_deref() == Some(slot))
        .cloned()
        .collect()
}

/// Puts items into a slot: in the place of what is there, else at the end.
fn put_in_slot(list: &mut Vec<Item>, slot: &str, items: Vec<Item>) {
    let place = list
        .iter()
        .position(|item| slot_of(item).as_deref() == Some(slot))
        .unwrap_or(list.len());
    list.retain(|item| slot_of(item).as_deref() != Some(slot));
    let place = place.min(list.len());
    list.splice(place..place, items);
}
