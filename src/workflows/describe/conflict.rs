//! Conflicts: both values, the one both agreed on last, who changed what and when, and the ways out.

use super::draft::{effect_of, field_change, in_words, note_needs, values_action};
use super::firsts::Firsts;
use super::judging::{FieldConflict, Ground, WayBack, agreement, written_agreement};
use super::natures::nature_of;
use super::rules::ProfileDesk;
use super::subject::{about, label, last_change, system, target};
use super::written::{Written, imagine, write};
use crate::mapping::face::read_target;
use crate::mapping::profile::ConflictPolicy;
use crate::mapping::{Item, Subject, TargetKey};
use crate::plan::{
    Action, Agreement, Alternative, Change, ChangeId, Condition, Conflict, ConflictSide, Decision, FieldValues, Finding, Nature, Outcome,
};
use crate::workflows::agree::overlaid;

/// Names a conflict whichever direction finds it: both profiles see the same two fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Seen([(String, String); 2]);

impl Seen {
    pub fn of(subject: Subject<'_>, field: &FieldConflict<'_>) -> Self {
        let here = (about(subject), field.write.key.as_str().to_owned());
        let there = field.back.as_ref().map_or_else(
            || (String::new(), String::new()),
            |back| (about(back.source), back.mirror.key.as_str().to_owned()),
        );
        let mut both = [here, there];
        both.sort();
        Self(both)
    }
}

/// The change that a conflict makes: the policy's proposal, with the other way out as an alternative. `None` where both values come to
/// the same when written.
///
/// # Errors
/// Why neither value can be written.
pub(crate) fn change<'a>(
    desk: &ProfileDesk<'a>,
    ground: &Ground<'a>,
    firsts: &Firsts<'_>,
    subject: Subject<'a>,
    field: FieldConflict<'a>,
    because: &str,
) -> Result<Option<Change>, String> {
    let making = Making {
        desk,
        ground,
        firsts,
        subject,
        field: &field,
    };
    let Some(take_source) = making.take_source()? else {
        return Ok(None);
    };
    let take_target = field.back.as_ref().and_then(|back| making.take_target(back));
    let policy = desk.profile.on_conflict;
    let mut findings = field.write.findings.clone();
    findings.extend(making.about_policy(policy, take_target.is_some()));
    if nature_of(
        !desk.profile.target.is_iconik(),
        &field.write.key,
        &field.write.before,
        &field.write.after,
    ) == Nature::Opens
    {
        findings.push(Finding::warning(format!(
            "{}'s value shows something to more people",
            system_of_source(desk)
        )));
    }
    let (proposed, alternatives) = match (policy, take_target) {
        (ConflictPolicy::PreferTarget, Some(take_target)) => (take_target, vec![take_source]),
        (_, take_target) => (take_source, take_target.into_iter().collect()),
    };
    let conflict = Conflict {
        base: field.base.as_deref().map(|base| in_words(base).unwrap_or_default()),
        from: making.read_side(),
        to: side(subject, &field.write.label, &field.write.before),
        proposal: proposed.label,
        alternatives,
        stands: making.stands(),
    };
    let mut change = Change {
        id: ChangeId(0),
        effect: proposed.effect,
        target: proposed.target,
        label: label(subject),
        fields: proposed.fields,
        because: because.to_owned(),
        conditions: proposed.conditions,
        needs: Vec::new(),
        findings,
        action: proposed.action,
        nature: Nature::Conflict {
            conflict: Box::new(conflict),
        },
        agrees: proposed.agrees,
        restricting: None,
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    };
    note_needs(&mut change);
    Ok(Some(change))
}

struct Making<'m, 'a> {
    desk: &'m ProfileDesk<'a>,
    ground: &'m Ground<'a>,
    firsts: &'m Firsts<'m>,
    subject: Subject<'a>,
    field: &'m FieldConflict<'a>,
}

impl Making<'_, '_> {
    fn take_source(&self) -> Result<Option<Alternative>, String> {
        let field = &self.field.write;
        let written = self.write(self.subject, &field.key, &field.before, &field.after)?;
        let Some(written) = written else { return Ok(None) };
        let mut agrees = field.agrees.clone();
        agrees.extend(self.agreed_back(&written));
        let names = Names {
            system: system_of_source(self.desk),
            subject: self.subject,
            key: &field.key,
            label: &field.label,
        };
        Ok(Some(alternative(&names, &field.before, &field.after, written, agrees)))
    }

    /// Taking the target's value writes it to the source, by the opposite profile.
    fn take_target(&self, back: &WayBack<'_>) -> Option<Alternative> {
        let opposite = self.desk.context.opposite?.profile();
        let after = if back.mirror.field.many {
            overlaid(&back.holds, &back.gets)
        } else {
            back.gets.clone()
        };
        if after.iter().any(|item| self.firsts.can_write(item).is_err()) && !opposite.target.is_iconik() {
            return None;
        }
        let written = self.write(back.source, &back.mirror.key, &back.holds, &after).ok()??;
        let imagined = imagine(back.source, std::iter::once(&written));
        let around = &self.ground.around;
        let gives: Vec<Item> = self
            .desk
            .context
            .profile
            .evaluate(imagined.subject(), around)
            .get(&self.field.write.key)
            .map(|value| value.items.iter().map(|sourced| sourced.item.clone()).collect())
            .unwrap_or_default();
        let stays = &self.field.write.before;
        let agrees = vec![
            agreement(&about(self.subject), self.desk.profile, &self.field.write.key, &gives, stays),
            written_agreement(
                agreement(&about(back.source), opposite, &back.mirror.key, &back.gets, &after),
                &back.holds,
            ),
        ];
        let names = Names {
            system: system(self.subject),
            subject: back.source,
            key: &back.mirror.key,
            label: &back.mirror.field.label,
        };
        Some(alternative(&names, &back.holds, &after, written, agrees))
    }

    fn write(&self, subject: Subject<'_>, key: &TargetKey, before: &[Item], after: &[Item]) -> Result<Option<Written>, String> {
        let view = self.desk.profile.view.as_deref();
        let vocabulary = self.ground.around.vocabulary;
        Ok(write(subject, view, key, (before, after), self.firsts, vocabulary)?.map(|(written, _)| written))
    }

    /// What the opposite profile agrees on once the source's value is written.
    fn agreed_back(&self, written: &Written) -> Option<Agreement> {
        let back = self.field.back.as_ref()?;
        let opposite = self.desk.context.opposite?;
        let imagined = imagine(self.subject, std::iter::once(written));
        let values = opposite.evaluate(imagined.subject(), &self.ground.around);
        let gives: Vec<Item> = values
            .get(&back.mirror.key)?
            .items
            .iter()
            .map(|sourced| sourced.item.clone())
            .collect();
        Some(agreement(
            &about(back.source),
            opposite.profile(),
            &back.mirror.key,
            &gives,
            &back.holds,
        ))
    }

    /// What is remembered where both values may stand.
    fn stands(&self) -> Vec<Agreement> {
        let field = &self.field.write;
        let here = agreement(
            &about(self.subject),
            self.desk.profile,
            &field.key,
            &self.field.source,
            &field.before,
        );
        let there = self.field.back.as_ref().and_then(|back| {
            let opposite = self.desk.context.opposite?.profile();
            Some(agreement(&about(back.source), opposite, &back.mirror.key, &back.gets, &back.holds))
        });
        std::iter::once(here).chain(there).collect()
    }

    fn read_side(&self) -> ConflictSide {
        match &self.field.back {
            Some(back) => side(
                back.source,
                &self.field.source_label,
                &read_target(back.source, &back.mirror.key, &self.ground.around),
            ),
            None => ConflictSide {
                system: system_of_source(self.desk).to_owned(),
                field: self.field.source_label.clone(),
                value: in_words(&self.field.source).unwrap_or_default(),
                who: None,
                when: None,
            },
        }
    }

    fn about_policy(&self, policy: ConflictPolicy, has_other_way: bool) -> Option<Finding> {
        let target = system(self.subject);
        match (policy, has_other_way) {
            (ConflictPolicy::Ask, true) => Some(Finding::note("Nothing is proposed: choose a value, or leave both as they are")),
            (ConflictPolicy::Ask, false) => Some(Finding::note(format!(
                "Nothing is proposed: accept to overwrite {target}'s value, or leave both as they are"
            ))),
            (ConflictPolicy::PreferTarget, false) => Some(Finding::note(format!(
                "The profile proposes to keep {target}'s value: leave both as they are"
            ))),
            _ => None,
        }
    }
}

fn system_of_source(desk: &ProfileDesk<'_>) -> &'static str {
    if desk.profile.source.is_iconik() {
        "iconik"
    } else {
        "ArchivesSpace"
    }
}

fn side(subject: Subject<'_>, field: &str, items: &[Item]) -> ConflictSide {
    let (who, when) = last_change(subject);
    ConflictSide {
        system: system(subject).to_owned(),
        field: field.to_owned(),
        value: in_words(items).unwrap_or_default(),
        who,
        when,
    }
}

/// How a way out is named, and what it writes.
struct Names<'n> {
    /// Whose value is taken.
    system: &'n str,
    subject: Subject<'n>,
    key: &'n TargetKey,
    label: &'n str,
}

fn alternative(names: &Names<'_>, before: &[Item], after: &[Item], written: Written, agrees: Vec<Agreement>) -> Alternative {
    let (action, conditions) = action(names, written);
    let in_archivesspace = matches!(names.subject, Subject::Record(_));
    Alternative {
        label: format!("Use {}'s value", names.system),
        effect: effect_of(&nature_of(in_archivesspace, names.key, before, after)),
        target: target(names.subject),
        fields: vec![field_change(names.label, before, after)],
        conditions,
        action,
        agrees,
    }
}

fn action(names: &Names<'_>, written: Written) -> (Action, Vec<Condition>) {
    match (names.subject, written) {
        (Subject::Asset(asset), Written::Values { view, name, before, after }) => {
            let values = |list| FieldValues::from_iter([(name.clone(), list)]);
            values_action(asset.snapshot.asset.id, view, values(before), values(after))
        }
        (Subject::Record(record), Written::Edits(edits)) => (
            Action::EditRecord {
                record: record.snapshot.record.uri,
                edits: [(names.key.as_str().to_owned(), edits)].into_iter().collect(),
            },
            Vec::new(),
        ),
        // `write` gives edits for records and values for assets; an action without any is the harmless answer to anything else.
        (Subject::Asset(asset), Written::Edits(_)) => {
            values_action(asset.snapshot.asset.id, String::new(), FieldValues::new(), FieldValues::new())
        }
        (Subject::Record(record), Written::Values { .. }) => (
            Action::EditRecord {
                record: record.snapshot.record.uri,
                edits: Default::default(),
            },
            Vec::new(),
        ),
    }
}
