//! Checking a profile before any record is looked at.

mod loops;
mod rules;
mod shapes;

use std::collections::BTreeSet;

use super::finding::{FindingKind, MappingFinding};
use super::key::TargetKey;
use super::profile::{Direction, Profile, RecordType};
use crate::domain::Vocabulary;

/// What is wrong with a profile, with the target where it is about a rule.
pub type Checked = (Option<TargetKey>, MappingFinding);

/// Checks a profile: keys that do not exist, rules that cannot work, two rules for one target, lists and shapes that do not fit, loops
/// with other profiles, required targets of new records that no rule fills. Vocabularies that were not read yet are not held against it.
#[must_use]
pub fn check(profile: &Profile, vocabulary: &Vocabulary, others: &[&Profile]) -> Vec<Checked> {
    let mut found = Vec::new();
    about_profile(profile, vocabulary, others, &mut found);
    for (at, rule) in profile.rules.iter().enumerate() {
        let findings = rules::check(rule, profile, vocabulary);
        found.extend(findings.into_iter().map(|finding| (Some(rule.target.clone()), finding)));
        // Rules whose conditions exclude each other may share a target; only one may be without a condition, the last.
        let shared = profile.rules[..at]
            .iter()
            .any(|before| before.target == rule.target && before.only_if.is_none());
        if shared {
            let text = format!("Two rules fill {}: take one away, or give the first a condition", rule.target);
            found.push((Some(rule.target.clone()), MappingFinding::new(FindingKind::TwoRules, text)));
        }
    }
    let with_loops = others.iter().filter(|other| other.id != profile.id);
    found.extend(with_loops.flat_map(|other| loops::between(profile, other, vocabulary)));
    found
}

fn about_profile(profile: &Profile, vocabulary: &Vocabulary, others: &[&Profile], found: &mut Vec<Checked>) {
    let mut tell = |kind, text: String| found.push((None, MappingFinding::new(kind, text)));
    let (reads_iconik, writes_iconik) = match profile.direction {
        Direction::ToArchivesspace => (true, false),
        Direction::ToIconik => (false, true),
    };
    if profile.source.is_iconik() != reads_iconik || profile.target.is_iconik() != writes_iconik {
        let text = format!(
            "The profile goes {}, yet it reads from an {} and writes to an {}",
            profile.direction.words(),
            profile.source.words(),
            profile.target.words()
        );
        tell(FindingKind::BrokenRule, text);
    }
    if let Some(view) = &profile.view
        && !vocabulary.views.is_empty()
        && vocabulary.view(view).is_none()
    {
        let names = vocabulary.views.iter().map(|view| view.name.as_str());
        let meant = super::file::likest(view, names).map_or(String::new(), |name| format!("; did you mean “{name}”?"));
        tell(FindingKind::BrokenRule, format!("iconik has no view “{view}”{meant}"));
    }
    if let Some(opposite) = &profile.opposite
        && let Some(other) = others.iter().find(|other| other.id == *opposite)
        && (other.source, other.target) != (profile.target, profile.source)
    {
        let text = format!(
            "“{}” is no opposite: it does not go the other way between the same records",
            other.name
        );
        tell(FindingKind::BrokenRule, text);
    }
    for kind in missing_for_new_records(profile) {
        tell(FindingKind::RequiredEmpty, kind.to_owned());
    }
    if let Some(settings) = &profile.publish {
        if (profile.source, profile.target) != (RecordType::Asset, RecordType::Record) {
            let text = "Only profiles from assets to archival records publish approved assets: take [publish] away".to_owned();
            tell(FindingKind::BrokenRule, text);
        }
        if let Some(text) = rules::not_in_list("archival_record_level", &settings.level, vocabulary) {
            found.push((None, MappingFinding::about(FindingKind::NotInList, settings.level.as_str(), text)));
        }
    }
}

/// What ArchivesSpace asks of every new archival object (a title or a date, and a level) and no rule fills.
fn missing_for_new_records(profile: &Profile) -> Vec<&'static str> {
    let Some(settings) = &profile.publish else { return Vec::new() };
    let filled: BTreeSet<&str> = profile.rules.iter().map(|rule| rule.target.as_str()).collect();
    let mut missing = Vec::new();
    if !filled.iter().any(|target| *target == "title" || target.starts_with("dates")) {
        missing.push("New records need a title or a date: add a rule for one of them");
    }
    if !filled.contains("level") && settings.level.trim().is_empty() {
        missing.push("New records need a level: add a rule, or give the profile one");
    }
    missing
}

#[cfg(test)]
mod tests;
