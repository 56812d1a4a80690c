//! Evaluating a profile: what every target gets for one asset or record, with what a person should know about it.

mod limits;
mod rule;

use indexmap::IndexMap;

use self::rule::ReadyRule;
use super::face;
use super::finding::{FindingKind, MappingFinding};
use super::item::{Item, Sourced};
use super::key::{SourceKey, TargetKey};
use super::profile::Profile;
use super::subject::{Evaluated, Subject, Surroundings};
use crate::domain::Vocabulary;

/// A profile made ready: keys looked up, expressions compiled, limits known. Made once, used for any number of records.
pub struct Evaluator {
    profile: Profile,
    rules: Vec<ReadyRule>,
    broken: Vec<(TargetKey, MappingFinding)>,
}

impl Evaluator {
    /// Makes a profile ready. Rules that are wrong are left out: see [`Self::broken`].
    #[must_use]
    pub fn new(profile: &Profile, vocabulary: &Vocabulary) -> Self {
        let mut rules = Vec::with_capacity(profile.rules.len());
        let mut broken = Vec::new();
        for rule in &profile.rules {
            match ReadyRule::new(rule, profile, vocabulary) {
                Ok(ready) => rules.push(ready),
                Err(finding) => broken.push((rule.target.clone(), finding)),
            }
        }
        Self {
            profile: profile.clone(),
            rules,
            broken,
        }
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Rules that cannot be used, with what is wrong. Their targets are left as they are.
    #[must_use]
    pub fn broken(&self) -> &[(TargetKey, MappingFinding)] {
        &self.broken
    }

    /// What every target gets, in the order of the rules. Of several rules for one target, the first whose condition holds counts.
    #[must_use]
    pub fn evaluate(&self, subject: Subject<'_>, around: &Surroundings<'_>) -> IndexMap<TargetKey, Evaluated> {
        let mut values: IndexMap<TargetKey, Evaluated> = IndexMap::with_capacity(self.rules.len());
        for rule in &self.rules {
            let Some(known) = values.get_mut(&rule.target) else {
                values.insert(rule.target.clone(), rule.evaluate(subject, around));
                continue;
            };
            let before = self.rules.iter().find(|before| before.target == rule.target);
            if known.skipped {
                *known = rule.evaluate(subject, around);
            } else if before.is_some_and(ReadyRule::is_unconditional) && rule.applies(subject, around) {
                let text = format!(
                    "Two rules fill {}; the first counts. Give them conditions that exclude each other",
                    rule.target
                );
                known.findings.push(MappingFinding::new(FindingKind::TwoRules, text));
            }
        }
        self.require(&mut values);
        values
    }

    /// What one source gives one target, for looking at a rule with made-up or distinct input: the first rule for the target is run on
    /// these items as if its sources held them. `None` where no usable rule writes the target.
    #[must_use]
    pub fn try_on(&self, target: &TargetKey, items: Vec<Sourced>, subject: Subject<'_>, around: &Surroundings<'_>) -> Option<Evaluated> {
        let rule = self.rules.iter().find(|rule| rule.target == *target)?;
        Some(rule.run(items, subject, around))
    }

    /// What comes back to a source when the opposite of a rule is run on its target's items. `None` where steps cannot be turned round.
    pub(super) fn bring_back(
        &self,
        target: &TargetKey,
        items: &[Sourced],
        subject: Subject<'_>,
        around: &Surroundings<'_>,
    ) -> Option<(&SourceKey, Vec<Item>)> {
        let rule = self.rules.iter().find(|rule| rule.target == *target)?;
        rule.bring_back(items, subject, around)
    }

    /// Usable rules that read a key, with the keys that they write.
    pub(super) fn rules_reading<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s TargetKey> {
        self.rules
            .iter()
            .filter(move |rule| rule.from.iter().any(|from| from.as_str() == key))
            .map(|rule| &rule.target)
    }

    /// The sources of a target's first usable rule.
    pub(super) fn sources_of(&self, target: &TargetKey) -> &[SourceKey] {
        self.rules
            .iter()
            .find(|rule| rule.target == *target)
            .map_or(&[], |rule| rule.from.as_slice())
    }

    /// Tells targets that must have a value and got none. A record may do without a title where it has dates, as ArchivesSpace has it.
    fn require(&self, values: &mut IndexMap<TargetKey, Evaluated>) {
        let dated = values
            .iter()
            .any(|(target, value)| target.as_str().starts_with("dates") && !value.items.is_empty());
        for rule in &self.rules {
            let Some(field) = rule.field.as_ref().filter(|field| field.required) else {
                continue;
            };
            let excused = dated && rule.target.as_str() == "title" && self.profile.target == super::RecordType::Record;
            let Some(value) = values.get_mut(&rule.target) else { continue };
            if value.items.is_empty() && !value.skipped && !excused {
                let text = format!("{} must have a value and gets none", field.label);
                push_once(&mut value.findings, MappingFinding::new(FindingKind::RequiredEmpty, text));
            }
        }
    }
}

fn push_once(findings: &mut Vec<MappingFinding>, finding: MappingFinding) {
    if !findings.contains(&finding) {
        findings.push(finding);
    }
}

/// True where the key is known, or where nothing is known of the system yet that it could be looked up in.
pub(super) fn source_is_known(profile: &Profile, key: &SourceKey, vocabulary: &Vocabulary) -> bool {
    let unread = profile.source.is_iconik() && vocabulary.fields.is_empty() && names_a_field(key.as_str());
    unread || face::source_field(profile.source, key, vocabulary).is_some()
}

/// As [`source_is_known`], for targets.
pub(super) fn target_is_known(profile: &Profile, key: &TargetKey, vocabulary: &Vocabulary) -> bool {
    let unread = profile.target.is_iconik() && vocabulary.fields.is_empty() && names_a_field(key.as_str());
    unread || face::target_field(profile.target, key, vocabulary).is_some()
}

fn names_a_field(key: &str) -> bool {
    ["field:", "label:"].iter().any(|begin| key.starts_with(begin))
}

#[cfg(test)]
mod tests;
