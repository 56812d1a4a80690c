//! Several sources for one target: an asset linked to several records, or several assets on one record.

use std::rc::Rc;

use super::rules::{FieldRule, Values};
use crate::mapping::face::words;
use crate::mapping::same::{same_item, same_items};
use crate::mapping::{Evaluated, FindingKind, Item, MappingFinding, Sourced};
use crate::plan::Finding;

/// What a field gets from all sources together.
#[derive(Debug, Default)]
pub(crate) struct Combined {
    pub items: Vec<Item>,
    pub findings: Vec<MappingFinding>,
    /// What a reviewer should know of how the values came about.
    pub notes: Vec<Finding>,
    /// No source has anything to do with the field: its rule was skipped, or is not in the profile.
    pub skipped: bool,
    /// The sources differ and the field takes one value: nothing can be written.
    pub differ: bool,
}

/// Puts together what the sources give for one field.
pub(crate) fn combine(rule: &FieldRule<'_>, sources: &[Rc<Values>], to_iconik: bool) -> Combined {
    let mut given = sources
        .iter()
        .filter_map(|values| values.get(&rule.rule.target))
        .filter(|value| !value.skipped)
        .peekable();
    if given.peek().is_none() {
        return Combined {
            skipped: true,
            ..Combined::default()
        };
    }
    let mut combined = Combined::default();
    for value in given {
        combined.findings.extend(value.findings.iter().cloned());
        combined.notes.extend(value.items.iter().filter_map(inherited));
        if rule.field.many {
            combined.add_items(value);
        } else {
            combined.one_value(value, to_iconik);
        }
    }
    combined.findings.dedup();
    combined.notes.dedup();
    // One source may have nothing where another has: only together they are empty.
    if !combined.items.is_empty() {
        combined.findings.retain(|finding| finding.kind != FindingKind::RequiredEmpty);
    }
    combined
}

impl Combined {
    fn add_items(&mut self, value: &Evaluated) {
        for sourced in &value.items {
            if !self.items.iter().any(|known| same_item(known, &sourced.item)) {
                self.items.push(sourced.item.clone());
            }
        }
    }

    fn one_value(&mut self, value: &Evaluated, to_iconik: bool) {
        let items: Vec<Item> = value.items.iter().map(|sourced| sourced.item.clone()).collect();
        if self.items.is_empty() {
            self.items = items;
        } else if !items.is_empty() && !same_items(&self.items, &items) {
            if to_iconik {
                self.notes.push(Finding::note(
                    "The asset is linked to several records; this field takes one value and gets that of the first",
                ));
            } else {
                self.differ = true;
            }
        }
    }
}

fn inherited(sourced: &Sourced) -> Option<Finding> {
    let from = sourced.inherited.as_ref()?;
    Some(Finding::note(format!(
        "“{}” is inherited from “{}”",
        words(&sourced.item),
        from.title
    )))
}
