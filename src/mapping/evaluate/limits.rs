//! What a target takes: shape, length, number, controlled values.

use std::collections::{HashMap, HashSet};

use crate::domain::{IconikField, Vocabulary};
use crate::mapping::face::{TargetField, field_values};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{Item, Shape, Sourced};
use crate::mapping::steps::text_of;
use crate::mapping::subject::Evaluated;

/// Longest part of a value that a finding repeats, in letters.
const REPEATED: usize = 60;

/// What a target takes.
pub(super) struct Limits {
    label: String,
    shape: Shape,
    many: bool,
    max_length: Option<usize>,
    list: String,
    /// Values of the controlled list; `None` where anything may be written or the list is not known.
    known: Option<HashSet<String>>,
    /// Values by what people see, for iconik's drop-downs.
    by_label: HashMap<String, String>,
    /// iconik's field where it refuses text that is not a number, a day, an address.
    strict: Option<IconikField>,
}

/// Types of iconik's fields that take only what they can read.
const STRICT: [&str; 7] = ["integer", "float", "boolean", "date", "datetime", "url", "email"];

impl Limits {
    pub fn new(field: &TargetField, vocabulary: &Vocabulary) -> Self {
        let enumeration = field.list.as_ref().and_then(|list| vocabulary.enumerations.get(list));
        let from_list = enumeration.map(|list| list.values.iter().map(|value| value.value.clone()).collect());
        let from_options = || (!field.options.is_empty()).then(|| field.options.iter().cloned().collect());
        let iconik = field.key.iconik_field().and_then(|name| vocabulary.fields.get(name));
        let by_label = iconik
            .into_iter()
            .flat_map(|field| &field.options)
            .map(|option| (option.label.to_lowercase(), option.value.clone()))
            .collect();
        Self {
            label: field.label.clone(),
            shape: field.shape,
            many: field.many,
            max_length: field.max_length,
            list: field.list.clone().unwrap_or_else(|| field.label.clone()),
            known: from_list.or_else(from_options),
            by_label,
            strict: iconik.filter(|field| STRICT.contains(&field.field_type.as_str())).cloned(),
        }
    }

    /// Turns items into the target's shape where nothing is lost by it; others are left out and told.
    pub fn fit(&self, evaluated: &mut Evaluated) {
        let Evaluated { items, findings, .. } = evaluated;
        items.retain_mut(|sourced| {
            if sourced.item.shape() == self.shape {
                return true;
            }
            if let Some(item) = self.turned(&sourced.item) {
                sourced.item = item;
                return true;
            }
            let shape = sourced.item.shape();
            let value = text_of(&sourced.item);
            let text = format!(
                "{} takes the shape “{}” and gets “{}”: “{}”. Add a step that makes it",
                self.label,
                self.shape.words(),
                shape.words(),
                short(&value)
            );
            findings.push(MappingFinding::about(FindingKind::Unreadable, value, text));
            false
        });
        if let Some(field) = &self.strict {
            items.retain(|sourced| {
                let (values, told) = field_values(field, std::slice::from_ref(&sourced.item));
                findings.extend(told);
                !values.is_empty()
            });
        }
        for sourced in items {
            if let Item::Text(text) = &mut sourced.item
                && let Some(known) = &self.known
                && !known.contains(text.as_str())
                && let Some(value) = self.by_label.get(&text.to_lowercase())
            {
                text.clone_from(value);
            }
        }
    }

    fn turned(&self, item: &Item) -> Option<Item> {
        match (self.shape, item) {
            (Shape::Text, Item::Number(_) | Item::Flag(_)) => Some(Item::Text(text_of(item))),
            (Shape::Number, Item::Text(text)) => text.trim().parse().ok().map(Item::Number),
            (Shape::Flag, Item::Text(text)) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" | "1" => Some(Item::Flag(true)),
                "false" | "no" | "0" => Some(Item::Flag(false)),
                _ => None,
            },
            (Shape::Flag, Item::Number(number @ (0 | 1))) => Some(Item::Flag(*number == 1)),
            _ => None,
        }
    }

    /// Tells what is too long, not in the list or too many.
    pub fn hold(&self, evaluated: &mut Evaluated) {
        let to_create = evaluated.findings.iter().filter(|finding| finding.kind == FindingKind::ToCreate);
        let to_create: Vec<String> = to_create.filter_map(|finding| finding.value.clone()).collect();
        for Sourced { item, .. } in &evaluated.items {
            let findings = &mut evaluated.findings;
            self.hold_length(item, findings);
            let Some(value) = self.unlisted(item) else { continue };
            let told = findings
                .iter()
                .any(|finding| finding.kind == FindingKind::NotInList && finding.value.as_deref() == Some(value));
            if !told && !to_create.iter().any(|known| known == value) {
                let text = format!("“{}” is not in {}", short(value), self.list);
                findings.push(MappingFinding::about(FindingKind::NotInList, value, text));
            }
        }
        if !self.many && evaluated.items.len() > 1 {
            let further: Vec<String> = evaluated.items.drain(1..).map(|sourced| short(&text_of(&sourced.item))).collect();
            let text = format!("{} takes one value; left out: “{}”", self.label, further.join("”, “"));
            evaluated
                .findings
                .push(MappingFinding::about(FindingKind::TooMany, further.join("; "), text));
        }
    }

    fn hold_length(&self, item: &Item, findings: &mut Vec<MappingFinding>) {
        let Some(most) = self.max_length else { return };
        let texts = match item {
            Item::Text(text) => std::slice::from_ref(text),
            Item::Note(note) => note.paragraphs.as_slice(),
            _ => return,
        };
        // Bytes are at least as many as letters: most texts need no counting.
        for text in texts.iter().filter(|text| text.len() > most) {
            let length = text.chars().count();
            if length > most {
                let told = format!("{} takes {most} letters and gets {length}: “{}”", self.label, short(text));
                findings.push(MappingFinding::about(FindingKind::TooLong, text.as_str(), told));
            }
        }
    }

    /// The controlled value of an item that the list does not have.
    fn unlisted<'i>(&self, item: &'i Item) -> Option<&'i str> {
        let known = self.known.as_ref()?;
        let value = match item {
            Item::Text(text) => text.as_str(),
            Item::Date(date) => date.label.as_str(),
            Item::Extent(extent) => extent.extent_type.as_str(),
            Item::Language(language) => language.code.as_str(),
            _ => return None,
        };
        (!known.contains(value)).then_some(value)
    }
}

/// The beginning of a value.
pub(super) fn short(value: &str) -> String {
    let mut letters = value.chars();
    let begin: String = letters.by_ref().take(REPEATED).collect();
    if letters.next().is_some() { begin + "…" } else { begin }
}
