//! Steps that bring a value back: for round trips, and to propose the rule of the opposite profile.

use std::collections::HashMap;

use super::lookup::turned;
use crate::domain::AuthorityKind;
use crate::mapping::face::SourceField;
use crate::mapping::item::{AgentRole, Shape};
use crate::mapping::profile::{LookupTable, Profile, Rule};
use crate::mapping::step::{DateForm, DayOrder, LanguageForm, NameForm, Otherwise, Step};

/// Steps that make of the target's value what the source held, as far as it can be told; `None` where a step cannot be turned
/// round. `source` is the field that the value comes back to.
///
/// A lookup can be turned round where the profile holds a table with the same rows the other way. What a step drops (tidied
/// spaces, values after the first) does not come back.
#[must_use]
pub fn opposite_steps(rule: &Rule, profile: &Profile, source: &SourceField) -> Option<Vec<Step>> {
    if rule.always.is_some() || rule.from.len() > 1 {
        return None;
    }
    let mut steps = Vec::new();
    for step in rule.steps.iter().rev() {
        match opposite(step, profile, source)? {
            Opposite::Nothing => {}
            Opposite::Step(step) => steps.push(step),
        }
    }
    Some(steps)
}

/// What brings one step back.
enum Opposite {
    /// The value comes back as it is.
    Nothing,
    /// This step.
    Step(Step),
}

fn opposite(step: &Step, profile: &Profile, source: &SourceField) -> Option<Opposite> {
    let back = match step {
        Step::CleanUp(_) | Step::First | Step::Limit(_) | Step::Controlled { .. } => return Some(Opposite::Nothing),
        Step::Split(separator) => Step::Join(if separator.is_empty() { "\n".to_owned() } else { spaced(separator) }),
        Step::Join(separator) => Step::Split(separator_of(separator)?),
        Step::Lookup(name) => Step::Lookup(turned_table(name, profile)?),
        Step::Date { .. } if source.shape == Shape::Date && !source.kind.starts_with("date") => return Some(Opposite::Nothing),
        Step::Date { keep_expression, .. } => Step::DateText(match source.kind.as_str() {
            kind if kind.starts_with("date") => DateForm::Day,
            _ if *keep_expression => DateForm::Expression,
            _ => DateForm::Iso,
        }),
        Step::DateText(form) => Step::Date {
            label: part_of(source, "dates").unwrap_or("creation").to_owned(),
            order: DayOrder::Ask,
            keep_expression: *form == DateForm::Expression,
        },
        Step::Extent { number, details: true, .. } if !number.contains('{') => part("value.physical_details"),
        Step::Extent {
            number, details: false, ..
        } if matches!(number.replace(' ', "").as_str(), "{{value}}") => part("value.number"),
        Step::NameOrder(NameForm::Inverted) => Step::NameOrder(NameForm::Direct),
        Step::NameOrder(NameForm::Direct) => Step::NameOrder(NameForm::Inverted),
        Step::Agent { .. } => Step::AgentText(NameForm::Inverted),
        Step::AgentText(_) => Step::Agent {
            kind: AuthorityKind::Person,
            role: part_of(source, "agents").and_then(|role| role.parse::<AgentRole>().ok()),
            relator: None,
            source: "local".to_owned(),
            create: false,
        },
        Step::Subject { .. } => Step::SubjectText,
        Step::SubjectText => Step::Subject {
            term_type: "topical".to_owned(),
            source: "local".to_owned(),
            create: false,
        },
        Step::Note { .. } => Step::NoteText,
        Step::NoteText => Step::Note {
            publish: false,
            label: None,
        },
        Step::Rights { rights_type, .. } => match rights_type.as_str() {
            "license" => part("value.note or value.license_terms"),
            "statute" => part("value.note or value.statute_citation"),
            _ => part("value.note"),
        },
        Step::Language => Step::LanguageText(LanguageForm::Name),
        Step::LanguageText(_) => Step::Language,
        Step::Pattern { find, replace, otherwise } => return literal(find, replace, *otherwise),
        Step::Template(_) | Step::Duration(_) | Step::Extent { .. } | Step::ExtentText | Step::RightsText => return None,
    };
    Some(Opposite::Step(back))
}

/// A template that gives one part of a value.
fn part(expression: &str) -> Step {
    Step::Template(format!("{{{{ {expression} }}}}"))
}

/// What stands behind a family of keys: `creator` of `agents.creator`.
fn part_of<'a>(source: &'a SourceField, family: &str) -> Option<&'a str> {
    let key = source.key.as_str();
    key.strip_prefix("inherited.")
        .unwrap_or(key)
        .strip_prefix(family)?
        .strip_prefix('.')
}

/// A separator as people write it: a comma or semicolon has a space behind it.
fn spaced(separator: &str) -> String {
    match separator {
        "," | ";" => format!("{separator} "),
        other => other.to_owned(),
    }
}

/// What text joined so is taken apart at; `None` where nothing stands between the parts.
fn separator_of(joined: &str) -> Option<String> {
    let bare = joined.trim();
    if bare.is_empty() {
        (!joined.is_empty()).then(|| joined.to_owned())
    } else {
        Some(bare.to_owned())
    }
}

/// The name of a table of the profile with the rows of another the other way round.
fn turned_table(name: &str, profile: &Profile) -> Option<String> {
    let wanted = turned(profile.lookup.get(name)?)?;
    let same = |table: &LookupTable| -> bool {
        let rows: Option<HashMap<String, String>> = table
            .rows
            .iter()
            .map(|(key, values)| match values.as_slice() {
                [value] => Some((key.clone(), value.clone())),
                _ => None,
            })
            .collect();
        rows.as_ref() == Some(&wanted)
    };
    profile
        .lookup
        .iter()
        .find(|(other, table)| other.as_str() != name && same(table))
        .map(|(other, _)| other.clone())
}

/// A pattern that puts fixed text before the whole (`^` and `reel `) is taken off again; others cannot be turned round.
fn literal(find: &str, replace: &str, otherwise: Otherwise) -> Option<Opposite> {
    if otherwise != Otherwise::Keep || replace.is_empty() || replace.contains('$') {
        return None;
    }
    let find = match find {
        "^" => format!("^{}", regex::escape(replace)),
        "$" => format!("{}$", regex::escape(replace)),
        _ => return None,
    };
    Some(Opposite::Step(Step::Pattern {
        find,
        replace: String::new(),
        otherwise,
    }))
}
