//! Counting how a profile fares over all records.

use indexmap::IndexMap;

use crate::mapping::face;
use crate::mapping::profile::Profile;
use crate::mapping::{Evaluated, FindingKind, MappingFinding, TargetKey};
use crate::plan::Severity;
use crate::runtime::mapping_view::{Sample, TargetCount};

/// Most samples shown of a rule.
const MOST_SAMPLES: usize = 20;

/// Of these, places kept for values with a finding, however seldom they are.
const KEPT_FOR_FINDINGS: usize = 8;

/// Counts over the records looked at.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many records were looked at.
    pub looked_at: u64,
    targets: IndexMap<TargetKey, Counted>,
    samples: IndexMap<String, Sample>,
}

#[derive(Debug, Default)]
struct Counted {
    would_change: u64,
    empty: u64,
    skipped: u64,
    findings: IndexMap<FindingKind, u64>,
}

impl Tally {
    /// Counts one target of one record.
    pub fn count(&mut self, key: &TargetKey, value: &Evaluated, changes: bool) {
        if !self.targets.contains_key(key) {
            self.targets.insert(key.clone(), Counted::default());
        }
        let Some(counted) = self.targets.get_mut(key) else { return };
        counted.would_change += u64::from(changes);
        counted.empty += u64::from(value.items.is_empty());
        counted.skipped += u64::from(value.skipped);
        let mut kinds: Vec<FindingKind> = value.findings.iter().map(|finding| finding.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            *counted.findings.entry(kind).or_default() += 1;
        }
    }

    /// Notes what a rule made of one input.
    pub fn sample(&mut self, input: String, value: &Evaluated) {
        if input.is_empty() && value.items.is_empty() {
            return;
        }
        let known = self.samples.entry(input.clone()).or_insert_with(|| Sample {
            input,
            output: value
                .items
                .iter()
                .map(|sourced| face::words(&sourced.item))
                .filter(|words| !words.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            records: 0,
            findings: value.findings.clone(),
        });
        known.records += 1;
    }

    /// How the targets fare, in the order of the rules.
    #[must_use]
    pub fn counts(&self) -> Vec<TargetCount> {
        self.targets
            .iter()
            .map(|(target, counted)| TargetCount {
                target: target.clone(),
                would_change: counted.would_change,
                empty: counted.empty,
                findings: counted.findings.iter().map(|(kind, count)| (*kind, *count)).collect(),
            })
            .collect()
    }

    /// Rules that never gave a value for any record looked at.
    #[must_use]
    pub fn never_matched(&self, profile: &Profile) -> Vec<(Option<TargetKey>, MappingFinding)> {
        if self.looked_at == 0 {
            return Vec::new();
        }
        profile
            .rules
            .iter()
            .filter_map(|rule| self.targets.get(&rule.target).map(|counted| (rule, counted)))
            .filter(|(_, counted)| counted.empty == self.looked_at)
            .map(|(rule, counted)| {
                let why = if counted.skipped == self.looked_at {
                    "its condition was never true"
                } else {
                    "nothing it reads has a value"
                };
                let text = format!("No value for any of {} records: {why}", self.looked_at);
                (Some(rule.target.clone()), MappingFinding::new(FindingKind::NeverMatched, text))
            })
            .collect()
    }

    /// Before and after, most frequent first.
    #[must_use]
    pub fn samples(&self) -> Vec<Sample> {
        let mut all: Vec<&Sample> = self.samples.values().collect();
        all.sort_by(|one, other| other.records.cmp(&one.records).then_with(|| one.input.cmp(&other.input)));
        let troubled = |sample: &&&Sample| sample.findings.iter().any(|finding| finding.severity() >= Severity::Warning);
        let mut chosen: Vec<&Sample> = all.iter().filter(troubled).take(KEPT_FOR_FINDINGS).copied().collect();
        for sample in &all {
            if chosen.len() == MOST_SAMPLES {
                break;
            }
            if !chosen.iter().any(|known| known.input == sample.input) {
                chosen.push(sample);
            }
        }
        chosen.sort_by(|one, other| other.records.cmp(&one.records).then_with(|| one.input.cmp(&other.input)));
        chosen.into_iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{Item, Sourced};

    fn value(text: &str, finding: Option<FindingKind>) -> Evaluated {
        Evaluated {
            items: vec![Sourced::from(Item::text(text))],
            findings: finding.map(|kind| MappingFinding::new(kind, "said")).into_iter().collect(),
            skipped: false,
        }
    }

    #[test]
    fn a_seldom_value_with_a_finding_is_among_the_samples() {
        let mut tally = Tally::default();
        for number in 0..40 {
            for _ in 0..(50 - number) {
                tally.sample(format!("keyword {number:02}"), &value("Heading", None));
            }
        }
        tally.sample("lighterage".to_owned(), &value("", Some(FindingKind::Unmapped)));
        let samples = tally.samples();
        assert_eq!(samples.len(), MOST_SAMPLES);
        assert_eq!(samples[0].input, "keyword 00");
        assert!(samples.iter().any(|sample| sample.input == "lighterage"));
    }
}
