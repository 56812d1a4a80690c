//! Loops: two profiles that feed each other, so that every round changes what the round before wrote.

use super::Checked;
use crate::domain::Vocabulary;
use crate::mapping::face;
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::key::{SourceKey, TargetKey};
use crate::mapping::profile::{LookupTable, Profile, Rule, Unmapped, WhenEmpty};
use crate::mapping::step::{Otherwise, Step};
use crate::mapping::steps::opposite_steps;

/// Rules of a profile that another profile feeds back into, changed by each round.
pub(super) fn between(profile: &Profile, other: &Profile, vocabulary: &Vocabulary) -> Vec<Checked> {
    if (profile.source, profile.target) != (other.target, other.source) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for rule in &profile.rules {
        let fed = other.rules.iter().find(|back| {
            let reads = back.from.iter().any(|source| depends(source, &rule.target));
            let writes = rule.from.iter().any(|source| depends(source, &back.target));
            reads
                && writes
                && !settles(rule, profile, back, other)
                && !undoes((rule, profile), back, vocabulary)
                && !undoes((back, other), rule, vocabulary)
        });
        if let Some(back) = fed {
            let text = format!(
                "{} is written from {}, and “{}” writes that from {} again: each round would change both. Make one of them leave it alone, or let one undo the steps of the other",
                rule.target,
                back.target,
                other.name,
                back.from
                    .iter()
                    .find(|source| depends(source, &rule.target))
                    .unwrap_or(&SourceKey::from(rule.target.as_str()))
            );
            found.push((Some(rule.target.clone()), MappingFinding::new(FindingKind::Loop, text)));
        }
    }
    found
}

/// True where a source holds, wholly or in part, what a target holds.
fn depends(source: &SourceKey, target: &TargetKey) -> bool {
    let (source, target) = (source.as_str(), target.as_str());
    let source = source.strip_prefix("inherited.").unwrap_or(source);
    if let Some(name) = source.strip_prefix("label:") {
        return target.strip_prefix("field:") == Some(name);
    }
    let part_of = |whole: &str, part: &str| {
        part.strip_prefix(whole)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if !source.starts_with("field:") && (part_of(source, target) || part_of(target, source)) {
        return true;
    }
    match source {
        "titles_path" | "citation" => target == "title",
        "display" => target == "title" || target.starts_with("dates"),
        "restrictions" => matches!(target, "notes.accessrestrict" | "notes.userestrict"),
        "collections" => false,
        _ => source == target,
    }
}

/// True where a rule's steps are those of another turned round.
fn undoes((rule, profile): (&Rule, &Profile), back: &Rule, vocabulary: &Vocabulary) -> bool {
    let [source] = rule.from.as_slice() else { return false };
    face::source_field(profile.source, source, vocabulary)
        .and_then(|source| opposite_steps(rule, profile, &source))
        .is_some_and(|steps| steps == back.steps)
}

/// True where a value stands still after it went there, back and there again.
fn settles(there: &Rule, there_in: &Profile, back: &Rule, back_in: &Profile) -> bool {
    if there.always.is_some() || back.always.is_some() {
        return true;
    }
    // Steps that come to rest by themselves: what they make of their own result is the result.
    let rests = |rule: &Rule| rule.steps.iter().all(at_rest);
    if rests(there) && rests(back) && computed_only_from(there, back) {
        return true;
    }
    match (lookups(there, there_in), lookups(back, back_in)) {
        (Some(first), Some(second)) if !(first.is_empty() && second.is_empty()) => {
            tables_settle(&first, &second, back.when_empty) && tables_settle(&second, &first, there.when_empty)
        }
        _ => false,
    }
}

/// Texts that are put together from several fields grow when they come back into one of them.
fn computed_only_from(there: &Rule, back: &Rule) -> bool {
    let grows = |rule: &Rule| {
        rule.from
            .iter()
            .any(|source| matches!(source.as_str(), "titles_path" | "display" | "citation" | "restrictions"))
    };
    !grows(there) && !grows(back)
}

fn at_rest(step: &Step) -> bool {
    match step {
        Step::Template(_) | Step::Lookup(_) => false,
        // What only takes away comes to an end.
        Step::Pattern { replace, .. } => replace.is_empty(),
        _ => true,
    }
}

/// The tables of a rule whose other steps come to rest; `None` where others do not, or a table is missing.
fn lookups<'p>(rule: &Rule, profile: &'p Profile) -> Option<Vec<&'p LookupTable>> {
    let mut tables = Vec::new();
    for step in &rule.steps {
        match step {
            Step::Lookup(name) => tables.push(profile.lookup.get(name)?),
            Step::Pattern {
                otherwise: Otherwise::Keep,
                ..
            } if !at_rest(step) => return None,
            _ if at_rest(step) => {}
            _ => return None,
        }
    }
    Some(tables)
}

/// True where every value that the first tables give is given again after the second tables turned it back.
fn tables_settle(first: &[&LookupTable], second: &[&LookupTable], when_empty: WhenEmpty) -> bool {
    let values = first.iter().flat_map(|table| table.rows.keys());
    values.into_iter().all(|value| {
        let given = through(first, vec![value.clone()]);
        let returned = through(second, given.clone());
        let again = through(first, returned.clone());
        again == given || (returned.is_empty() && when_empty == WhenEmpty::Leave)
    })
}

fn through(tables: &[&LookupTable], values: Vec<String>) -> Vec<String> {
    tables.iter().fold(values, |values, table| {
        values
            .into_iter()
            .flat_map(|value| {
                let folded = value.to_lowercase();
                let row = table
                    .rows
                    .iter()
                    .find(|(known, _)| **known == value || (!table.exact && known.to_lowercase() == folded));
                match (row, &table.unmapped) {
                    (Some((_, becomes)), _) => becomes.clone(),
                    (None, Unmapped::Keep) => vec![value],
                    (None, Unmapped::Default(default)) => vec![default.clone()],
                    (None, Unmapped::Ask | Unmapped::LeaveOut) => Vec::new(),
                }
            })
            .collect()
    })
}
