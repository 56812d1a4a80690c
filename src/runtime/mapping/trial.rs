//! Trials: a profile tried on the catalogue while it is being edited. Nothing is written, nobody is asked.

use std::collections::HashMap;

use indexmap::IndexMap;
use jiff::Timestamp;

use super::material::{Material, Sampled};
use super::tally::Tally;
use crate::domain::browse::Node;
use crate::mapping::evaluate::Evaluator;
use crate::mapping::face::{self, TargetField};
use crate::mapping::profile::{Profile, WhenEmpty};
use crate::mapping::same::same_items;
use crate::mapping::{Evaluated, Item, MappingFinding, Subject, Surroundings, TargetKey, check, round_trip};
use crate::runtime::mapping_view::{SourceRow, TargetRow, Trial, TrialRecord, TrialValue};

/// Sample values of a source.
const MOST_VALUES: usize = 5;

/// What is tried.
#[derive(Debug, Clone)]
pub struct Question {
    /// Tells answers apart.
    pub ticket: u64,
    /// The profile as it is being edited.
    pub profile: Profile,
    /// Which record is looked at, from 0.
    pub place: u64,
    /// The rule whose before and after is wanted.
    pub focus: Option<TargetKey>,
}

/// Tries a profile.
#[must_use]
pub fn tried(question: &Question, others: &[Profile], material: &Material, sources: Vec<SourceRow>, now: Timestamp) -> Trial {
    let profile = &question.profile;
    let around = material.surroundings(now);
    let evaluator = Evaluator::new(profile, &material.vocabulary);
    let opposite = profile
        .opposite
        .as_ref()
        .and_then(|id| others.iter().find(|other| other.id == *id))
        .map(|other| Evaluator::new(other, &material.vocabulary));
    let targets = face::targets(profile.target, &material.vocabulary, profile.view.as_deref());
    let mut tally = Tally::default();
    let last = material.sampled.len().saturating_sub(1);
    let place = usize::try_from(question.place).unwrap_or(last).min(last);
    let mut record = None;
    for (number, sampled) in material.sampled.iter().enumerate() {
        let Some(subject) = sampled.subject(profile.source) else { continue };
        let values = evaluator.evaluate(subject, &around);
        let standing = standing(sampled, profile, &values, &around);
        for (key, value) in &values {
            let rule_empty = profile.rule_for(key).map(|rule| rule.when_empty).unwrap_or_default();
            tally.count(key, value, would_change(rule_empty, value, standing.get(key)));
        }
        tally.looked_at += 1;
        if let Some(value) = question
            .focus
            .as_ref()
            .and_then(|focus| values.get(focus).map(|value| (focus, value)))
        {
            tally.sample(input_of(profile, value.0, subject, &around), value.1);
        }
        if number == place {
            let tried = TriedRecord {
                place: number as u64,
                lost: round_trip::loss(&evaluator, opposite.as_ref(), subject, &around, &values),
                values,
                standing,
            };
            record = Some(looked_at(sampled, profile, &targets, &tried, &around));
        }
    }
    let others: Vec<&Profile> = others.iter().filter(|other| other.id != profile.id).collect();
    let mut about_profile = check::check(profile, &material.vocabulary, &others);
    about_profile.extend(
        evaluator
            .broken()
            .iter()
            .map(|(target, finding)| (Some(target.clone()), finding.clone())),
    );
    about_profile.extend(tally.never_matched(profile));
    Trial {
        ticket: question.ticket,
        sources,
        targets: targets.into_iter().map(target_row).collect(),
        records: material.records,
        looked_at: tally.looked_at,
        record,
        counts: tally.counts(),
        about_profile,
        samples: tally.samples(),
    }
}

/// One record with everything that was found out about it.
struct TriedRecord {
    place: u64,
    lost: Vec<(TargetKey, MappingFinding)>,
    values: IndexMap<TargetKey, Evaluated>,
    standing: HashMap<TargetKey, Vec<Item>>,
}

/// What goes into a rule, in words.
fn input_of(profile: &Profile, target: &TargetKey, subject: Subject<'_>, around: &Surroundings<'_>) -> String {
    let Some(rule) = profile.rule_for(target) else {
        return String::new();
    };
    let items: Vec<Item> = rule
        .from
        .iter()
        .flat_map(|key| face::read_source(subject, key, around))
        .map(|sourced| sourced.item)
        .collect();
    in_words(&items)
}

/// What the targets of the rules hold now.
fn standing(
    sampled: &Sampled,
    profile: &Profile,
    values: &IndexMap<TargetKey, Evaluated>,
    around: &Surroundings<'_>,
) -> HashMap<TargetKey, Vec<Item>> {
    let Some(target) = sampled.subject(profile.target) else {
        return HashMap::new();
    };
    values
        .keys()
        .map(|key| (key.clone(), face::read_target(target, key, around)))
        .collect()
}

fn would_change(rule_empty: WhenEmpty, value: &Evaluated, standing: Option<&Vec<Item>>) -> bool {
    if value.skipped {
        return false;
    }
    let wanted: Vec<Item> = value.items.iter().map(|sourced| sourced.item.clone()).collect();
    match standing {
        None => !wanted.is_empty(),
        Some(now) if wanted.is_empty() => rule_empty == WhenEmpty::Clear && !now.is_empty(),
        Some(now) => !same_items(&wanted, now),
    }
}

/// The record that is looked at: every target that a rule writes, and what other targets hold, so that a person sees what is there.
fn looked_at(sampled: &Sampled, profile: &Profile, targets: &[TargetField], tried: &TriedRecord, around: &Surroundings<'_>) -> TrialRecord {
    let mut shown: Vec<TrialValue> = tried
        .values
        .iter()
        .map(|(key, value)| {
            let rule_empty = profile.rule_for(key).map(|rule| rule.when_empty).unwrap_or_default();
            let mut findings = value.findings.clone();
            findings.extend(
                tried
                    .lost
                    .iter()
                    .filter(|(target, _)| target == key)
                    .map(|(_, finding)| finding.clone()),
            );
            TrialValue {
                target: key.clone(),
                before: in_words(tried.standing.get(key).into_iter().flatten()),
                after: in_words(value.items.iter().map(|sourced| &sourced.item)),
                detail: value.items.first().map(|sourced| face::detail(&sourced.item)).unwrap_or_default(),
                inherited: value
                    .items
                    .iter()
                    .find_map(|sourced| sourced.inherited.as_ref())
                    .map(|above| above.title.clone()),
                changes: would_change(rule_empty, value, tried.standing.get(key)),
                findings,
            }
        })
        .collect();
    if let Some(target) = sampled.subject(profile.target) {
        for field in targets.iter().filter(|field| !tried.values.contains_key(&field.key)) {
            let now = in_words(&face::read_target(target, &field.key, around));
            if !now.is_empty() {
                shown.push(TrialValue {
                    target: field.key.clone(),
                    before: now.clone(),
                    after: now,
                    detail: String::new(),
                    inherited: None,
                    changes: false,
                    findings: Vec::new(),
                });
            }
        }
    }
    TrialRecord {
        place: tried.place,
        label: sampled.label(profile.source),
        node: sampled.node(profile.source),
        values: shown,
    }
}

/// Items in one line.
fn in_words<'a>(items: impl IntoIterator<Item = &'a Item>) -> String {
    let words: Vec<String> = items.into_iter().map(face::words).filter(|words| !words.is_empty()).collect();
    words.join(" · ")
}

fn target_row(field: TargetField) -> TargetRow {
    TargetRow {
        key: field.key,
        label: field.label,
        group: field.group,
        shape: field.shape,
        required: field.required,
        many: field.many,
        max_length: field.max_length,
        list: field.list,
        options: field.options,
    }
}

/// What rules can read, with how often each is filled and a few of its values.
#[must_use]
pub fn source_rows(profile: &Profile, material: &Material, now: Timestamp) -> Vec<SourceRow> {
    let around = material.surroundings(now);
    let mut rows: Vec<SourceRow> = face::sources(profile.source, &material.vocabulary, profile.view.as_deref())
        .into_iter()
        .map(|field| SourceRow {
            key: field.key,
            label: field.label,
            group: field.group,
            kind: field.kind,
            shape: field.shape,
            filled: 0,
            samples: Vec::new(),
        })
        .collect();
    // A record with a hundred assets is read once, and counts a hundred times, as everything else that is counted here.
    let mut times: HashMap<Node, u64> = HashMap::new();
    for sampled in material.sampled.iter().filter(|sampled| sampled.subject(profile.source).is_some()) {
        *times.entry(sampled.node(profile.source)).or_default() += 1;
    }
    for sampled in &material.sampled {
        let Some(subject) = sampled.subject(profile.source) else { continue };
        let Some(times) = times.remove(&sampled.node(profile.source)) else {
            continue;
        };
        for row in &mut rows {
            let items = face::read_source(subject, &row.key, &around);
            if items.is_empty() {
                continue;
            }
            row.filled += times;
            if row.samples.len() < MOST_VALUES {
                let words = in_words(items.iter().map(|sourced| &sourced.item));
                if !words.is_empty() && !row.samples.contains(&words) {
                    row.samples.push(words);
                }
            }
        }
    }
    rows
}
