//! How the statements on the way down to a record add up on a day.

use std::sync::Arc;

use jiff::civil::Date;

use super::effective::{Applied, Effective, InheritanceRule, Standing, Timing};
use super::reading::{Meaning, Reading, Readings};
use super::statement::{NoteType, Span, Statement, StatementKind};
use crate::domain::{RecordKind, RecordUri};

/// For whom a chain is weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// For the last record of the chain.
    Itself,
    /// For any archival object below the last record that says nothing itself: all of them share one answer.
    Silent,
}

/// Records from the top down, each with what it says.
pub type Way = [(RecordUri, Arc<[Arc<Statement>]>)];

/// Weighs a chain. The answer does not depend on the address of a record that says nothing, so that it can be shared.
#[must_use]
pub fn weigh(way: &Way, below: Below, readings: &Readings, as_of: Date, rule: InheritanceRule) -> Effective {
    let shown = Shown::of(way, below);
    let mut applied = Vec::with_capacity(way.iter().map(|(_, statements)| statements.len()).sum());
    for (depth, (_, statements)) in way.iter().enumerate() {
        for statement in statements.iter() {
            let reading = readings.of(statement).cloned();
            let timing = timing_of(statement, reading.as_deref(), as_of);
            let counts = statement.can_restrict() && timing != Timing::Nothing;
            applied.push(Applied {
                until: span_of(statement, reading.as_deref()).end,
                container: counts,
                public: counts && (statement.is_unknown_above() || shown.to_the_public(depth, statement)),
                statement: Arc::clone(statement),
                reading,
                timing,
            });
        }
    }
    // Every archival object has a resource above it, and an asset is linked to some record.
    let known = way.first().is_some_and(|(top, _)| top.kind != RecordKind::ArchivalObject);
    finish(applied, known, as_of, rule)
}

/// Sums up; `differ` is made from the statements.
fn finish(applied: Vec<Applied>, known: bool, as_of: Date, rule: InheritanceRule) -> Effective {
    let floor = if known { Standing::Open } else { Standing::NeedsPerson };
    let standing = |rule: InheritanceRule| {
        let worst = applied.iter().filter(|one| one.counts(rule)).map(Applied::standing).max();
        worst.unwrap_or_default().max(floor)
    };
    let (container, public) = (standing(InheritanceRule::Container), standing(InheritanceRule::Public));
    let differ = (container != public).then(|| why_they_differ(&applied, public)).flatten();
    Effective {
        as_of,
        standing: match rule {
            InheritanceRule::Container => container,
            InheritanceRule::Public => public,
        },
        container,
        public,
        until: until(&applied, rule, known),
        next_change: next_change(&applied, as_of),
        deciding: deciding(&applied, rule),
        differ,
        applied,
    }
}

/// How a statement stands on a day.
#[must_use]
pub fn timing_of(statement: &Statement, reading: Option<&Reading>, as_of: Date) -> Timing {
    match &statement.kind {
        StatementKind::Unpublished | StatementKind::Suppressed => return Timing::Now,
        _ if statement.needs_reading() => match reading.map(|reading| &reading.meaning) {
            None => return Timing::Unread,
            Some(Meaning::Open) => return Timing::Nothing,
            Some(Meaning::Restricted { .. }) => {}
        },
        _ if !statement.can_restrict() => return Timing::Nothing,
        _ => {}
    }
    let span = span_of(statement, reading);
    if span.is_upside_down() {
        Timing::Unread
    } else if span.is_later(as_of) {
        Timing::Later
    } else if span.contains(as_of) {
        Timing::Now
    } else {
        Timing::Ended
    }
}

/// The days of a statement, its reading included.
pub(super) fn span_of(statement: &Statement, reading: Option<&Reading>) -> Span {
    match reading.map(|reading| &reading.meaning) {
        Some(Meaning::Restricted { span, .. }) => *span,
        Some(Meaning::Open) => Span::default(),
        None if statement.needs_reading() => Span::default(),
        None => statement.span,
    }
}

/// The restriction types of a statement, its reading included.
pub(super) fn types_of<'a>(statement: &'a Statement, reading: Option<&'a Reading>) -> &'a [String] {
    match reading.map(|reading| &reading.meaning) {
        Some(Meaning::Restricted { types, .. }) => types,
        Some(Meaning::Open) => &[],
        None => &statement.types,
    }
}

/// What the public rule shows of a way.
struct Shown {
    /// Place of the record itself; `None` where it says nothing.
    own: Option<usize>,
    /// Place of the record whose access notes are shown.
    access: Option<usize>,
}

impl Shown {
    fn of(way: &Way, below: Below) -> Self {
        let last = way.len().checked_sub(1);
        let own = last.filter(|_| below == Below::Itself);
        // Only archival objects are handed anything (`record_inheritance` has rules for no other kind).
        let inherits = below == Below::Silent || way.last().is_some_and(|(record, _)| record.kind == RecordKind::ArchivalObject);
        let access = if inherits {
            way.iter()
                .rposition(|(_, statements)| statements.iter().any(|statement| is_access_note(statement)))
        } else {
            own
        };
        Self { own, access }
    }

    fn to_the_public(&self, depth: usize, statement: &Statement) -> bool {
        if is_access_note(statement) {
            self.access == Some(depth)
        } else {
            self.own == Some(depth)
        }
    }
}

/// An access note that a record carries. That nobody knows what is above is none: it must not hide the notes of others.
fn is_access_note(statement: &Statement) -> bool {
    let access = matches!(
        statement.kind,
        StatementKind::Note {
            note: NoteType::AccessRestrict,
            ..
        }
    );
    access && !statement.is_unknown_above()
}

/// Under the container rule something weighs more than everything that the public rule shows: why is it not shown?
fn why_they_differ(applied: &[Applied], public: Standing) -> Option<String> {
    let hidden = deciding_among(applied, |one| one.container && one.standing() > public)?;
    let statement = &applied.get(hidden)?.statement;
    let (what, record) = (statement.what(), statement.key.record);
    let kind = record.kind.words();
    // Nearer access notes hide those above: the record's own, or those of one in between.
    let nearer = applied.iter().rfind(|one| is_access_note(&one.statement));
    let nearer = nearer.map(|one| one.statement.key.record).filter(|nearer| *nearer != record);
    Some(match nearer {
        Some(nearer) if is_access_note(statement) => format!(
            "The {what} of {kind} {record} counts under the container rule; under the public rule the nearer one of {} {nearer} stands \
             instead.",
            nearer.kind.words(),
        ),
        _ => format!(
            "The {what} of {kind} {record} counts for what is below it under the container rule; the public rule hands it down to nothing."
        ),
    })
}

/// Place of what decides under a rule.
pub(super) fn deciding(applied: &[Applied], rule: InheritanceRule) -> Option<usize> {
    deciding_among(applied, |one| one.counts(rule))
}

fn deciding_among(applied: &[Applied], counts: impl Fn(&Applied) -> bool) -> Option<usize> {
    let weight = |one: &Applied| {
        let length = match one.timing {
            Timing::Now => one.until.unwrap_or(Date::MAX),
            // What begins first weighs most: days are turned round.
            Timing::Later => return (Standing::Later, None, one.span().begin.map(std::cmp::Reverse)),
            _ => Date::MIN,
        };
        (one.standing(), Some(length), None)
    };
    let candidates = applied
        .iter()
        .enumerate()
        .filter(|(_, one)| counts(one) && one.standing() > Standing::Open);
    // `max_by` keeps the last of equals: the nearest to the record.
    candidates
        .max_by(|(_, a), (_, b)| weight(a).cmp(&weight(b)))
        .map(|(place, _)| place)
}

/// Last day of what restricts now.
pub(super) fn until(applied: &[Applied], rule: InheritanceRule, known: bool) -> Option<Date> {
    let mut latest = None;
    for one in applied.iter().filter(|one| one.counts(rule)) {
        match one.standing() {
            Standing::Restricted => latest = latest.max(Some(one.until?)),
            Standing::NeedsPerson => return None,
            Standing::Open | Standing::Later => {}
        }
    }
    latest.filter(|_| known)
}

/// The next first day, or day after a last one, of anything that counts.
fn next_change(applied: &[Applied], as_of: Date) -> Option<Date> {
    applied
        .iter()
        .filter(|one| one.container && matches!(one.timing, Timing::Now | Timing::Later))
        .flat_map(|one| {
            let span = one.span();
            [span.begin, span.end.and_then(|end| end.tomorrow().ok())]
        })
        .flatten()
        .filter(|day| *day > as_of)
        .min()
}
