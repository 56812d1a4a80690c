//! The draft of a plan: fields gather into one change for each target and nature, and the changes get their numbers at the end.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::conflict::{self, Seen};
use super::firsts::{Firsts, next_id};
use super::judging::{FieldConflict, FieldWrite, Ground};
use super::notices::Notices;
use super::rules::ProfileDesk;
use super::subject::{about, label, target};
use super::written::{Written, write};
use crate::domain::RecordUri;
use crate::mapping::face::words;
use crate::mapping::profile::Profile;
use crate::mapping::{Item, Subject, TargetKey};
use crate::plan::{
    Action, Agreement, Change, ChangeId, Condition, Decision, Edit, Effect, FieldChange, FieldValues, Finding, Nature, Outcome, Plan,
    Severity, Stage, Workflow, placeholder,
};
use crate::workflows::PlanHead;

/// A plan in the making.
pub(crate) struct Draft<'a> {
    pub ground: Ground<'a>,
    pub firsts: Firsts<'a>,
    pub notices: Notices,
    pub settled: Vec<Agreement>,
    /// By target, view and nature: natures are kept apart, since a person may release one and not another.
    pending: IndexMap<(String, String, &'static str), Pending<'a>>,
    conflicts: Vec<Change>,
    seen: HashSet<Seen>,
    /// Both fields of each conflict: neither is written by anything else until a person decided.
    in_conflict: HashSet<(String, TargetKey)>,
    /// Who writes a field: target and key, with the profile.
    claimed: HashMap<(String, TargetKey), String>,
    /// Changes that come after all others, with the records whose instances must stand first.
    last: Vec<(Change, Vec<RecordUri>)>,
}

/// Key of the instances among a record's edits.
pub(crate) const INSTANCES: &str = "instances";

struct Pending<'a> {
    target: Subject<'a>,
    nature: Nature,
    because: Vec<String>,
    fields: Vec<FieldChange>,
    write: PendingWrite,
    agrees: Vec<Agreement>,
    findings: Vec<Finding>,
    needs: Vec<ChangeId>,
}

enum PendingWrite {
    Edits {
        record: RecordUri,
        edits: IndexMap<String, Vec<Edit>>,
    },
    Values {
        asset: crate::domain::AssetId,
        view: String,
        before: FieldValues,
        after: FieldValues,
    },
}

/// Edits of a record that no rule gave.
pub(crate) struct OwnEdits {
    pub key: &'static str,
    pub nature: Nature,
    pub fields: FieldChange,
    pub edits: Vec<Edit>,
    pub because: String,
    pub findings: Vec<Finding>,
    pub agrees: Vec<Agreement>,
}

impl<'a> Draft<'a> {
    pub fn new(ground: Ground<'a>) -> Self {
        Self {
            ground,
            firsts: Firsts::new(ground.around.vocabulary, ground.around.authorities),
            notices: Notices::default(),
            settled: Vec::new(),
            pending: IndexMap::new(),
            conflicts: Vec::new(),
            seen: HashSet::new(),
            in_conflict: HashSet::new(),
            claimed: HashMap::new(),
            last: Vec::new(),
        }
    }

    /// Takes a field to be written; says in the notices why where it cannot be.
    pub fn take(&mut self, desk: &ProfileDesk<'a>, subject: Subject<'a>, field: FieldWrite, because: &str) {
        let in_conflict = self.in_conflict.contains(&(about(subject), field.key.clone()));
        if in_conflict || !self.claim(subject, &field.key, desk.profile, &field.label) {
            return;
        }
        let Some(needs) = self.list_values(subject, &field) else { return };
        self.firsts.on_behalf_of(&label(subject));
        let change = (field.before.as_slice(), field.after.as_slice());
        let view = desk.profile.view.as_deref();
        let written = write(subject, view, &field.key, change, &self.firsts, self.ground.around.vocabulary);
        let (written, told) = match written {
            Ok(Some(written)) => written,
            Ok(None) => return,
            Err(why) => {
                let text = format!("“{}” is left out: {why}", field.label);
                self.notices.say(Severity::Warning, text, &label(subject));
                return;
            }
        };
        let line = field_change(&field.label, &field.before, &field.after);
        let key = field.key.as_str().to_owned();
        let pending = self.pending_for(subject, &field.nature, &written);
        pending.put(key, line, written, because);
        pending.agrees.extend(field.agrees);
        let told = told.iter().map(|finding| super::judging::as_plan_finding(&field.label, finding));
        for finding in field.findings.into_iter().chain(told) {
            if !pending.findings.contains(&finding) {
                pending.findings.push(finding);
            }
        }
        pending.needs.extend(needs);
    }

    /// Takes edits of a record that no rule gave: the instance, file versions.
    pub fn take_own(&mut self, subject: Subject<'a>, own: OwnEdits) {
        if own.edits.is_empty() {
            return;
        }
        let written = Written::Edits(own.edits);
        let pending = self.pending_for(subject, &own.nature, &written);
        pending.put(own.key.to_owned(), own.fields, written, &own.because);
        pending.findings.extend(own.findings);
        pending.agrees.extend(own.agrees);
    }

    /// Takes a conflict, unless the opposite direction showed it already or writes the source's field: then that comes first, and what
    /// remains shows the next time.
    pub fn take_conflict(&mut self, desk: &ProfileDesk<'a>, subject: Subject<'a>, field: FieldConflict<'a>, because: &str) {
        let other_field = field.back.as_ref().map(|back| (about(back.source), back.mirror.key.clone()));
        let comes_later = other_field.as_ref().is_some_and(|other| self.claimed.contains_key(other));
        if comes_later
            || !self.seen.insert(Seen::of(subject, &field))
            || !self.claim(subject, &field.write.key, desk.profile, &field.write.label)
        {
            return;
        }
        self.in_conflict.insert((about(subject), field.write.key.clone()));
        self.in_conflict.extend(other_field);
        let Some(needs) = self.list_values(subject, &field.write) else {
            return;
        };
        self.firsts.on_behalf_of(&label(subject));
        match conflict::change(desk, &self.ground, &self.firsts, subject, field, because) {
            Ok(Some(mut change)) => {
                change.needs.extend(needs);
                self.conflicts.push(change);
            }
            Ok(None) => {}
            Err(why) => self.notices.say(Severity::Warning, why, &label(subject)),
        }
    }

    /// Takes a change that comes after all others, and after the instances of these records.
    pub fn take_last(&mut self, change: Change, after_instances_of: Vec<RecordUri>) {
        self.last.push((change, after_instances_of));
    }

    /// The plan, with what was found settled.
    pub fn into_plan(self, head: &PlanHead, workflow: Workflow, title: String) -> (Plan, Vec<Agreement>) {
        let mut changes = self.firsts.into_changes();
        for pending in self.pending.into_values() {
            push(&mut changes, pending.into_change());
        }
        for conflict in self.conflicts {
            push(&mut changes, conflict);
        }
        let attached: HashMap<RecordUri, ChangeId> = changes.iter().filter_map(attaches).collect();
        for (mut change, records) in self.last {
            change.needs.extend(records.iter().filter_map(|record| attached.get(record)));
            push(&mut changes, change);
        }
        let plan = Plan {
            id: head.id,
            workflow,
            title,
            created: head.now,
            author: head.author.clone(),
            undoes: None,
            pairs: Vec::new(),
            notices: self.notices.into_findings(),
            changes,
            stage: Stage::Review,
            restrict: None,
        };
        (plan, self.settled)
    }

    /// False where another profile writes the field already.
    fn claim(&mut self, subject: Subject<'_>, key: &TargetKey, profile: &Profile, field: &str) -> bool {
        let claim = (about(subject), key.clone());
        match self.claimed.get(&claim) {
            Some(first) => {
                let text = format!("“{field}” is written by “{first}”; “{}” leaves it alone", profile.name);
                self.notices.say(Severity::Warning, text, &label(subject));
                false
            }
            None => {
                self.claimed.insert(claim, profile.name.clone());
                true
            }
        }
    }

    fn list_values(&mut self, subject: Subject<'_>, field: &FieldWrite) -> Option<Vec<ChangeId>> {
        self.firsts.on_behalf_of(&label(subject));
        let added: Result<Vec<ChangeId>, String> = field.lists.iter().map(|(list, value)| self.firsts.value(list, value)).collect();
        match added {
            Ok(needs) => Some(needs),
            Err(why) => {
                let text = format!("“{}” is left out: {why}", field.label);
                self.notices.say(Severity::Warning, text, &label(subject));
                None
            }
        }
    }

    fn pending_for(&mut self, subject: Subject<'a>, nature: &Nature, written: &Written) -> &mut Pending<'a> {
        let view = match written {
            Written::Values { view, .. } => view.clone(),
            Written::Edits(_) => String::new(),
        };
        self.pending
            .entry((about(subject), view.clone(), nature.words()))
            .or_insert_with(|| Pending::new(subject, nature.clone(), view))
    }
}

fn push(changes: &mut Vec<Change>, mut change: Change) {
    change.id = next_id(changes.len());
    note_needs(&mut change);
    changes.push(change);
}

/// The record on which a change puts an instance.
fn attaches(change: &Change) -> Option<(RecordUri, ChangeId)> {
    match &change.action {
        Action::EditRecord { record, edits } if edits.contains_key(INSTANCES) => Some((*record, change.id)),
        _ => None,
    }
}

impl<'a> Pending<'a> {
    fn new(subject: Subject<'a>, nature: Nature, view: String) -> Self {
        Self {
            target: subject,
            nature,
            because: Vec::new(),
            fields: Vec::new(),
            write: match subject {
                Subject::Record(record) => PendingWrite::Edits {
                    record: record.snapshot.record.uri,
                    edits: IndexMap::new(),
                },
                Subject::Asset(asset) => PendingWrite::Values {
                    asset: asset.snapshot.asset.id,
                    view,
                    before: FieldValues::new(),
                    after: FieldValues::new(),
                },
            },
            agrees: Vec::new(),
            findings: Vec::new(),
            needs: Vec::new(),
        }
    }

    fn put(&mut self, key: String, line: FieldChange, written: Written, because: &str) {
        match (&mut self.write, written) {
            (PendingWrite::Edits { edits, .. }, Written::Edits(more)) => {
                edits.insert(key, more);
            }
            (
                PendingWrite::Values { before, after, .. },
                Written::Values {
                    name,
                    before: was,
                    after: will,
                    ..
                },
            ) => {
                before.insert(name.clone(), was);
                after.insert(name, will);
            }
            // A record is never written with field values, nor an asset with edits.
            _ => return,
        }
        self.fields.push(line);
        if !self.because.iter().any(|known| known == because) {
            self.because.push(because.to_owned());
        }
    }

    fn into_change(self) -> Change {
        let (action, conditions) = match self.write {
            PendingWrite::Edits { record, edits } => (Action::EditRecord { record, edits }, Vec::new()),
            PendingWrite::Values {
                asset,
                view,
                before,
                after,
            } => values_action(asset, view, before, after),
        };
        Change {
            id: ChangeId(0),
            effect: effect_of(&self.nature),
            target: target(self.target),
            label: label(self.target),
            fields: self.fields,
            because: self.because.join("; "),
            conditions,
            needs: self.needs,
            findings: self.findings,
            action,
            nature: self.nature,
            agrees: self.agrees,
            restricting: None,
            decision: Decision::Undecided,
            outcome: Outcome::Pending,
        }
    }
}

/// The action that writes fields of an asset, with the condition that they hold what they held. Describing leaves no note in the
/// asset's history: thousands of them would bury what people wrote.
pub(crate) fn values_action(
    asset: crate::domain::AssetId,
    view: String,
    before: FieldValues,
    after: FieldValues,
) -> (Action, Vec<Condition>) {
    let conditions = vec![Condition::AssetFields {
        asset,
        values: before.clone(),
    }];
    let action = Action::UpdateAsset {
        asset,
        view,
        before,
        after,
        note: String::new(),
    };
    (action, conditions)
}

/// What describing does to its target, which is there already: filling a field of an asset adds no asset.
pub(crate) fn effect_of(nature: &Nature) -> Effect {
    if matches!(nature, Nature::Creates) {
        Effect::Add
    } else {
        Effect::Alter
    }
}

/// One line of the plan: a field before and after, in words.
pub(crate) fn field_change(label: &str, before: &[Item], after: &[Item]) -> FieldChange {
    FieldChange {
        field: label.to_owned(),
        before: in_words(before),
        after: in_words(after),
    }
}

pub(crate) fn in_words(items: &[Item]) -> Option<String> {
    let texts: Vec<String> = items.iter().map(words).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// Notes which earlier changes make what this one names, in its alternatives too.
pub(crate) fn note_needs(change: &mut Change) {
    let mut needs = placeholder::makers_of(&change.action);
    if let Some(conflict) = change.nature.conflict() {
        for alternative in &conflict.alternatives {
            needs.extend(placeholder::makers_of(&alternative.action));
        }
    }
    change.needs.extend(needs);
    change.needs.sort_unstable();
    change.needs.dedup();
}
