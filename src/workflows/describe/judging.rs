//! Judging one target field by field: what follows, what is a conflict, what is settled.

use std::rc::Rc;

use serde::Deserialize as _;
use serde_json::Value;

use super::combine::{Combined, combine};
use super::context::Agreements;
use super::firsts::{Firsts, Known};
use super::group::Group;
use super::natures::nature_of;
use super::notices::Notices;
use super::rules::{FieldRule, Mirror, ProfileDesk, Values};
use super::subject::{about, label};
use super::written::{Written, imagine, write};
use crate::mapping::face::read_target;
use crate::mapping::profile::{Direction, Profile, WhenEmpty};
use crate::mapping::same::{same_item, same_items};
use crate::mapping::{FindingKind, Item, MappingFinding, Step, Subject, Surroundings, TargetKey};
use crate::plan::{Agreement, Finding, Nature, Severity};
use crate::workflows::agree::{Echo, Judged, Sides, Verdict, judge};

/// What judging rests on beside the profile.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub around: Surroundings<'a>,
    pub agreements: &'a Agreements,
}

/// A field to be written.
#[derive(Debug, Clone)]
pub(crate) struct FieldWrite {
    pub key: TargetKey,
    pub label: String,
    pub before: Vec<Item>,
    pub after: Vec<Item>,
    pub nature: Nature,
    pub findings: Vec<Finding>,
    pub agrees: Vec<Agreement>,
    /// The target then holds just what the source gives, so that the opposite profile has nothing to say either.
    pub echoes: bool,
    /// Values that a controlled list must get first: list and value.
    pub lists: Vec<(String, String)>,
}

/// The way back from a target to its only source.
#[derive(Debug, Clone)]
pub(crate) struct WayBack<'a> {
    pub source: Subject<'a>,
    pub mirror: Mirror,
    /// What the source's field holds.
    pub holds: Vec<Item>,
    /// What the opposite profile makes of the target.
    pub gets: Vec<Item>,
}

/// A field that both sides changed.
#[derive(Debug, Clone)]
pub(crate) struct FieldConflict<'a> {
    /// The field as it is written if the source's value is taken; `agrees` is what is agreed then.
    pub write: FieldWrite,
    /// What the source gives.
    pub source: Vec<Item>,
    /// The value both agreed on last, where they did.
    pub base: Option<Vec<Item>>,
    /// What the source calls the field.
    pub source_label: String,
    /// How the target's value would be taken.
    pub back: Option<WayBack<'a>>,
}

/// What came of judging one target.
#[derive(Debug, Default)]
pub(crate) struct Findings<'a> {
    pub writes: Vec<FieldWrite>,
    pub conflicts: Vec<FieldConflict<'a>>,
    pub settled: Vec<Agreement>,
}

/// Judges all fields that a profile writes on a target.
pub(crate) fn judge_target<'a>(
    desk: &ProfileDesk<'a>,
    ground: Ground<'a>,
    group: &Group<'a>,
    firsts: &Firsts<'_>,
    notices: &mut Notices,
) -> Findings<'a> {
    let values: Vec<Rc<Values>> = group.sources.iter().map(|source| desk.values_of(*source)).collect();
    let mut judging = Judging {
        desk,
        ground,
        group,
        firsts,
        notices,
        about: about(group.target),
        label: label(group.target),
        opposite: None,
        findings: Findings::default(),
    };
    for rule in &desk.rules {
        let combined = combine(rule, &values, desk.profile.direction == Direction::ToIconik);
        if !combined.skipped {
            judging.field(rule, combined);
        }
    }
    judging.agree_on_the_way_back();
    judging.findings
}

struct Judging<'j, 'a> {
    desk: &'j ProfileDesk<'a>,
    ground: Ground<'a>,
    group: &'j Group<'a>,
    firsts: &'j Firsts<'j>,
    notices: &'j mut Notices,
    about: String,
    label: String,
    /// What the opposite profile makes of the target, once it was asked.
    opposite: Option<Option<Values>>,
    findings: Findings<'a>,
}

impl<'a> Judging<'_, 'a> {
    fn field(&mut self, rule: &FieldRule<'a>, mut combined: Combined) {
        let key = &rule.rule.target;
        let target = read_target(self.group.target, key, &self.ground.around);
        let incomplete = self.leave_out_what_cannot_be_written(&mut combined);
        if self.is_obstructed(rule, &combined, &target) {
            return;
        }
        let stored = self.ground.agreements.get(&self.about, &self.desk.profile.id, key.as_str());
        let base = stored.and_then(agreed_items);
        let back = if same_items(&combined.items, &target) {
            None
        } else {
            self.way_back(rule)
        };
        // What a person is shown as agreed: what this profile remembers, else what the opposite one does.
        let mut shown = base.as_ref().map(|(_, target)| target.clone());
        if shown.is_none() {
            shown = back.as_ref().and_then(|back| self.held_by_opposite(back)).map(|(_, held)| held);
        }
        let base = base.or_else(|| self.base_of_opposite(back.as_ref()?, &combined.items, &target));
        if let Some((source_then, _)) = base.as_ref().filter(|_| incomplete && rule.field.many) {
            keep_what_is_not_told(&mut combined.items, source_then, &target);
        }
        let judged = judge(&Sides {
            base: base.as_ref().map(|(source, target)| (source.as_slice(), target.as_slice())),
            source: &combined.items,
            target: &target,
            echo: back.as_ref().map_or(Echo::Silent, |back| {
                echo(back, &combined.items, self.held_by_opposite(back).as_ref())
            }),
            many: rule.field.many,
            merge: rule.rule.merge,
            when_empty: if incomplete { WhenEmpty::Leave } else { rule.rule.when_empty },
        });
        let agreed = judged.agreed.as_ref().map(|(source, target)| self.agreement(key, source, target));
        match &judged.verdict {
            Verdict::Settled => {
                if incomplete && combined.items.is_empty() {
                    self.tell_what_was_left_out(rule, &combined);
                }
                let nothing = combined.items.is_empty() && target.is_empty() && stored.is_none();
                self.findings
                    .settled
                    .extend(agreed.filter(|agreed| !nothing && stored != Some(agreed)));
                self.tell_what_was_left_out(rule, &combined);
            }
            Verdict::Keep => self.tell_what_was_left_out(rule, &combined),
            Verdict::Conflict { if_source, .. } => {
                let write = self.field_write(rule, &combined, target, if_source.clone(), agreed);
                self.findings.conflicts.push(FieldConflict {
                    source_label: self.source_label(rule, back.as_ref()),
                    write,
                    source: combined.items,
                    base: shown,
                    back,
                });
            }
            _ => {
                if let Judged { verdict, .. } = &judged
                    && let Some(after) = verdict.becomes()
                {
                    let write = self.field_write(rule, &combined, target, after.to_vec(), agreed);
                    self.findings.writes.push(write);
                }
            }
        }
    }

    fn field_write(
        &self,
        rule: &FieldRule<'_>,
        combined: &Combined,
        before: Vec<Item>,
        after: Vec<Item>,
        agreed: Option<Agreement>,
    ) -> FieldWrite {
        let key = rule.rule.target.clone();
        let told = combined.findings.iter().filter(|finding| finding.kind != FindingKind::ToCreate);
        let mut findings = combined.notes.clone();
        findings.extend(told.map(|finding| as_plan_finding(&rule.field.label, finding)));
        let agreed = agreed.map(|agreed| written_agreement(agreed, &before));
        FieldWrite {
            nature: nature_of(!self.desk.profile.target.is_iconik(), &key, &before, &after),
            label: rule.field.label.clone(),
            lists: values_to_add(rule, &combined.findings, &self.ground),
            echoes: same_items(&combined.items, &after),
            key,
            before,
            after,
            findings,
            agrees: agreed.into_iter().collect(),
        }
    }

    /// Agents and subjects that are neither there nor may be made are left out; the rest of the list is written. True where something
    /// was left out, here or by the rule: what the source says is not all told then.
    fn leave_out_what_cannot_be_written(&mut self, combined: &mut Combined) -> bool {
        let unused = [FindingKind::Unmapped, FindingKind::Unreadable, FindingKind::NotInList];
        let incomplete = combined.findings.iter().any(|finding| unused.contains(&finding.kind));
        if self.desk.profile.target.is_iconik() {
            return incomplete;
        }
        let before = combined.items.len();
        combined.items.retain(|item| match self.firsts.can_write(item) {
            Ok(()) => true,
            Err(why) => {
                self.notices.say(Severity::Warning, why, &self.label);
                false
            }
        });
        incomplete || combined.items.len() < before
    }

    /// True where the field is left out, which is then said.
    fn is_obstructed(&mut self, rule: &FieldRule<'_>, combined: &Combined, target: &[Item]) -> bool {
        let field = &rule.field.label;
        if combined.differ {
            let text = format!("“{field}” takes one value and the assets linked to the record differ: it is left as it is");
            self.notices.say(Severity::Warning, text, &self.label);
            return true;
        }
        let obstacle = combined.findings.iter().find(|finding| finding.severity() == Severity::Obstacle);
        let Some(obstacle) = obstacle else { return false };
        // A required field that gets nothing but holds something stays as it is: nothing is wrong.
        if obstacle.kind != FindingKind::RequiredEmpty || target.is_empty() {
            let text = format!("“{field}” is left out: {}", obstacle.text);
            self.notices.say(Severity::Warning, text, &self.label);
        }
        true
    }

    /// Where nothing is written because the source's value could not be used, a person should hear of it.
    fn tell_what_was_left_out(&mut self, rule: &FieldRule<'_>, combined: &Combined) {
        let unusable = [FindingKind::Unmapped, FindingKind::Unreadable];
        for finding in combined.findings.iter().filter(|finding| unusable.contains(&finding.kind)) {
            let text = format!("{}: {}", rule.field.label, finding.text);
            self.notices.say(finding.severity(), text, &self.label);
        }
    }

    fn agreement(&self, key: &TargetKey, source: &[Item], target: &[Item]) -> Agreement {
        agreement(&self.about, self.desk.profile, key, source, target)
    }

    /// The way back to the only source, where the opposite profile has a rule for it.
    fn way_back(&mut self, rule: &FieldRule<'_>) -> Option<WayBack<'a>> {
        let source = self.group.only_source()?;
        let mirror = rule.mirror.clone()?;
        let (desk, target) = (self.desk, self.group.target);
        let opposite = self.opposite.get_or_insert_with(|| desk.opposite_values_of(target)).as_ref()?;
        let gets = opposite.get(&mirror.key).filter(|value| !value.skipped)?;
        Some(WayBack {
            source,
            holds: read_target(source, &mirror.key, &self.ground.around),
            gets: gets.items.iter().map(|sourced| sourced.item.clone()).collect(),
            mirror,
        })
    }

    /// What the opposite profile remembers, turned round, where this one remembers nothing. It tells at least which side changed.
    fn base_of_opposite(&self, back: &WayBack<'_>, source: &[Item], target: &[Item]) -> Option<(Vec<Item>, Vec<Item>)> {
        let (gave, held) = self.held_by_opposite(back)?;
        let then = |unchanged: bool, now: &[Item]| if unchanged { now.to_vec() } else { Vec::new() };
        Some((
            then(same_items(&back.holds, &held), source),
            then(same_items(&back.gets, &gave), target),
        ))
    }

    /// What the opposite profile gave and what its field held when both sides agreed last.
    fn held_by_opposite(&self, back: &WayBack<'_>) -> Option<(Vec<Item>, Vec<Item>)> {
        if !self.group.one_to_one {
            return None;
        }
        let opposite = self.desk.context.opposite?.profile();
        let agreed = self
            .ground
            .agreements
            .get(&about(back.source), &opposite.id, back.mirror.key.as_str())?;
        agreed_items(agreed)
    }

    fn source_label(&self, rule: &FieldRule<'_>, back: Option<&WayBack<'_>>) -> String {
        if let Some(back) = back {
            return back.mirror.field.label.clone();
        }
        let labels: Vec<String> = rule
            .rule
            .from
            .iter()
            .map(|key| {
                crate::mapping::face::source_field(self.desk.profile.source, key, self.ground.around.vocabulary)
                    .map_or_else(|| key.to_string(), |field| field.label)
            })
            .collect();
        labels.join(", ")
    }

    /// Writing in one direction settles the other as well. Without remembering that, a change made right afterwards would look like a
    /// conflict to the opposite profile.
    fn agree_on_the_way_back(&mut self) {
        let mirrored = self.desk.rules.iter().any(|rule| rule.mirror.is_some());
        if self.findings.writes.is_empty() || !self.group.one_to_one || !mirrored {
            return;
        }
        let Some(source) = self.group.only_source() else { return };
        let Some(opposite) = self.desk.context.opposite else { return };
        let known = Known(self.ground.around.authorities);
        let writes: Vec<Written> = self
            .findings
            .writes
            .iter()
            .filter_map(|field| {
                let change = (field.before.as_slice(), field.after.as_slice());
                let view = self.desk.profile.view.as_deref();
                let vocabulary = self.ground.around.vocabulary;
                Some(write(self.group.target, view, &field.key, change, &known, vocabulary).ok()??.0)
            })
            .collect();
        let imagined = imagine(self.group.target, writes.iter());
        let values = opposite.evaluate(imagined.subject(), &self.ground.around);
        let (rules, about) = (&self.desk.rules, about(source));
        for write in &mut self.findings.writes {
            let mirror = rules
                .iter()
                .find(|rule| rule.rule.target == write.key)
                .and_then(|rule| rule.mirror.as_ref());
            let Some((mirror, value)) = mirror.and_then(|mirror| Some((mirror, values.get(&mirror.key)?))) else {
                continue;
            };
            let gives: Vec<Item> = value.items.iter().map(|sourced| sourced.item.clone()).collect();
            let holds = read_target(source, &mirror.key, &self.ground.around);
            if write.echoes || same_items(&gives, &holds) {
                write
                    .agrees
                    .push(agreement(&about, opposite.profile(), &mirror.key, &gives, &holds));
            }
        }
    }
}

pub(crate) fn agreement(about: &str, profile: &Profile, key: &TargetKey, source: &[Item], target: &[Item]) -> Agreement {
    Agreement {
        about: about.to_owned(),
        profile: profile.id.clone(),
        field: key.as_str().to_owned(),
        source: value(source),
        target: value(target),
        undone: None,
    }
}

/// As [`agreement`], for what a write brings about: taken back, the target holds `before` again.
pub(crate) fn written_agreement(agreed: Agreement, before: &[Item]) -> Agreement {
    Agreement {
        undone: Some(value(before)),
        ..agreed
    }
}

fn value(items: &[Item]) -> Value {
    serde_json::to_value(items).unwrap_or_default()
}

/// What the source gave and the target held when they agreed. `None` for what an older Archway wrote and this one cannot read.
pub(crate) fn agreed_items(agreement: &Agreement) -> Option<(Vec<Item>, Vec<Item>)> {
    Some((items(&agreement.source)?, items(&agreement.target)?))
}

fn items(value: &Value) -> Option<Vec<Item>> {
    Vec::deserialize(value).ok()
}

/// What a rule could not tell this time is not gone: items that were written before stay, as if the source still gave them.
fn keep_what_is_not_told(items: &mut Vec<Item>, source_then: &[Item], target: &[Item]) {
    let is_in = |list: &[Item], item: &Item| list.iter().any(|known| same_item(known, item));
    for item in source_then {
        if is_in(target, item) && !is_in(items, item) {
            items.push(item.clone());
        }
    }
}

/// Whether the target says what the source holds, in other words. An item that the opposite direction brought to the source, and that
/// the target holds no more, was taken off there by a person: the opposite direction takes it off the source, and bringing it back
/// meanwhile would go on for ever. `brought` is what that direction gave, and what its field held, when both sides agreed last.
fn echo(back: &WayBack<'_>, source: &[Item], brought: Option<&(Vec<Item>, Vec<Item>)>) -> Echo {
    let (holds, gets) = (&back.holds, &back.gets);
    if holds.is_empty() || (gets.is_empty() && brought.is_none()) {
        return Echo::Silent;
    }
    if same_items(holds, gets) {
        return Echo::Whole;
    }
    // Items can only be told apart where each came of one.
    if holds.len() != source.len() {
        return Echo::Silent;
    }
    let is_in = |items: &[Item], item: &Item| items.iter().any(|known| same_item(known, item));
    let was_brought = |item: &Item| brought.is_some_and(|(gave, held)| is_in(gave, item) && is_in(held, item));
    Echo::Items(holds.iter().map(|item| is_in(gets, item) || was_brought(item)).collect())
}

pub(crate) fn as_plan_finding(field: &str, finding: &MappingFinding) -> Finding {
    Finding {
        severity: finding.severity(),
        text: format!("{field}: {}", finding.text),
    }
}

/// Values that the rule wants and a controlled list does not have.
pub(crate) fn values_to_add(rule: &FieldRule<'_>, findings: &[MappingFinding], ground: &Ground<'_>) -> Vec<(String, String)> {
    let added_to = rule.rule.steps.iter().find_map(|step| match step {
        Step::Controlled { list, add: true } => list.as_ref().or(rule.field.list.as_ref()),
        _ => None,
    });
    let Some(list) = added_to else { return Vec::new() };
    let Some(known) = ground.around.vocabulary.enumerations.get(list) else {
        return Vec::new();
    };
    let mut values: Vec<(String, String)> = findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::ToCreate)
        .filter_map(|finding| finding.value.clone())
        .filter(|value| !known.knows(value))
        .map(|value| (list.clone(), value))
        .collect();
    values.dedup();
    values
}
