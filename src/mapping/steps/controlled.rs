//! Values against controlled lists: enumerations of ArchivesSpace, choices of iconik fields.

use super::fold::folded;
use super::prepare::StepContext;
use super::{Findings, misfit, quoted, text_of};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::Item;

/// What a list says of a value.
enum Answer {
    /// It has it, written so.
    Has(String),
    /// Several values differ from it only in writing.
    Several,
    /// It does not have it.
    Lacks,
}

/// The list that values are checked against.
struct List<'a> {
    /// What people call it.
    name: String,
    /// Stored values and what people see, where that differs.
    values: Vec<(&'a str, &'a str)>,
    /// Values may be added, and the account may do so.
    grows: bool,
}

/// The value as lists of ArchivesSpace and people write it: `linear_feet`, `Linear feet`.
fn written(value: &str) -> String {
    folded(&value.replace('_', " "))
}

impl List<'_> {
    fn answer(&self, value: &str) -> Answer {
        if self.values.iter().any(|(known, _)| *known == value) {
            return Answer::Has(value.to_owned());
        }
        let sought = written(value);
        let mut near: Vec<&str> = self
            .values
            .iter()
            .filter(|(known, label)| written(known) == sought || written(label) == sought)
            .map(|(known, _)| *known)
            .collect();
        near.dedup();
        match near.as_slice() {
            [] => Answer::Lacks,
            [one] => Answer::Has((*one).to_owned()),
            _ => Answer::Several,
        }
    }
}

/// The list that the step names, or that the target has.
fn list_of<'a>(named: Option<&'a str>, at: &'a StepContext<'_>) -> Option<List<'a>> {
    let vocabulary = at.around.vocabulary;
    let target = at.target;
    let name = named.or_else(|| target.and_then(|target| target.list.as_deref()));
    if let Some(list) = name.and_then(|name| vocabulary.enumerations.get(name)) {
        return Some(List {
            name: list.name.clone(),
            values: list
                .values
                .iter()
                .filter(|value| !value.suppressed)
                .map(|value| (value.value.as_str(), value.value.as_str()))
                .collect(),
            grows: list.editable && vocabulary.may_add_values,
        });
    }
    let field = match named {
        Some(name) => Some(name.strip_prefix("field:").unwrap_or(name)),
        None => target.and_then(|target| target.key.iconik_field()),
    };
    if let Some(field) = field.and_then(|name| vocabulary.fields.get(name)) {
        return (!field.options.is_empty()).then(|| List {
            name: field.label.clone(),
            values: field
                .options
                .iter()
                .map(|option| (option.value.as_str(), option.label.as_str()))
                .collect(),
            grows: false,
        });
    }
    let target = target.filter(|target| named.is_none() && !target.options.is_empty())?;
    Some(List {
        name: target.label.clone(),
        values: target.options.iter().map(|value| (value.as_str(), value.as_str())).collect(),
        grows: false,
    })
}

/// The step: checks a value. What differs from a value of the list only in writing is taken for it. Without a list there is
/// nothing to check.
pub(super) fn run(item: Item, list: Option<&str>, add: bool, at: &StepContext<'_>, findings: &mut Findings) -> Option<Item> {
    let Some(known) = list_of(list, at) else {
        if let Some(name) = list.filter(|_| !at.around.vocabulary.enumerations.is_empty()) {
            let finding = MappingFinding::about(FindingKind::BrokenRule, name, format!("there is no list {}", quoted(name)));
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        return Some(item);
    };
    let value = match &item {
        Item::Extent(extent) => extent.extent_type.clone(),
        Item::Text(_) | Item::Number(_) | Item::Flag(_) | Item::Note(_) | Item::Language(_) => text_of(&item).trim().to_owned(),
        other => {
            findings.push(misfit(other, "a value of a list"));
            return None;
        }
    };
    if value.is_empty() {
        return None;
    }
    let value = accepted(&known, value, add, findings)?;
    Some(match item {
        Item::Extent(mut extent) => {
            extent.extent_type = value;
            Item::Extent(extent)
        }
        Item::Language(mut language) => {
            language.code = value;
            Item::Language(language)
        }
        Item::Number(number) if number.to_string() == value => Item::Number(number),
        Item::Flag(flag) if flag.to_string() == value => Item::Flag(flag),
        _ => Item::Text(value),
    })
}

/// The value as the list has it, or as it is to be added; `None` where it is left out.
fn accepted(known: &List<'_>, value: String, add: bool, findings: &mut Findings) -> Option<String> {
    let (kind, text) = match known.answer(&value) {
        Answer::Has(written) => return Some(written),
        Answer::Several => {
            let text = format!(
                "several values of {} differ from {} only in writing; it is left out",
                known.name,
                quoted(&value)
            );
            (FindingKind::NotInList, text)
        }
        Answer::Lacks if add && known.grows => (
            FindingKind::ToCreate,
            format!("the value {} is added to {}", quoted(&value), known.name),
        ),
        Answer::Lacks if add => {
            let text = format!(
                "{} does not have {}, and your account may not add it; it is left out",
                known.name,
                quoted(&value)
            );
            (FindingKind::NotInList, text)
        }
        Answer::Lacks => (
            FindingKind::NotInList,
            format!("{} does not have {}; it is left out", known.name, quoted(&value)),
        ),
    };
    findings.push(MappingFinding::about(kind, &value, text));
    (kind == FindingKind::ToCreate).then_some(value)
}
