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
        let first = applied.len();
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
        explain_flags(&mut applied[first..]);
    }
    // Every archival object has a resource above it, and an asset is linked to some record.
    let known = way.first().is_some_and(|(top, _)| top.kind != RecordKind::ArchivalObject);
    finish(applied, known, as_of, rule)
}

/// A flag says no day. Where notes of the same record restrict now, people set it because of them: it is taken to end with the last of
/// them. Once they have ended it counts by itself, without an end, so that nothing opens for it.
fn explain_flags(of_record: &mut [Applied]) {
    let mut until = None;
    let mut explained = false;
    for note in of_record.iter().filter(|one| one.timing == Timing::Now && one.is_note()) {
        let Some(end) = note.until else { return };
        explained = true;
        until = until.max(Some(end));
    }
    if explained {
        for flag in of_record.iter_mut().filter(|one| one.is_flag()) {
            flag.until = until;
        }
    }
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
            Timing::Later => return (Standing::Later, None, true, one.span().begin.map(std::cmp::Reverse)),
            _ => Date::MIN,
        };
        // Among equals words say more than a flag.
        (one.standing(), Some(length), !one.is_flag(), None)
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

#[cfg(test)]
mod tests {
    use super::super::effective::{Chain, effective, server_active, strictest};
    use super::super::samples::{act, dated, day, flag, object, reading, resource, span, statement, words};
    use super::super::statement::ActRestriction;
    use super::*;

    const ACCESS: NoteType = NoteType::AccessRestrict;
    const USE: NoteType = NoteType::UseRestrict;

    fn chain(records: Vec<(RecordUri, Vec<Statement>)>) -> Chain {
        let records = records.into_iter();
        Chain {
            records: records.map(|(uri, says)| (uri, says.into_iter().map(Arc::new).collect())).collect(),
        }
    }

    fn on(chain: &Chain, as_of: &str, rule: InheritanceRule) -> Effective {
        effective(chain, &Readings::default(), day(as_of), rule)
    }

    #[test]
    fn both_ends_of_a_restriction_are_days_on_which_it_holds() {
        let note = dated(resource(1), "note:a", ACCESS, span("2030-05-01", "2030-05-31"));
        let chain = chain(vec![(resource(1), vec![note])]);
        let stands = |as_of: &str| on(&chain, as_of, InheritanceRule::Container).standing;
        assert_eq!(stands("2030-04-30"), Standing::Later);
        assert_eq!(stands("2030-05-01"), Standing::Restricted);
        assert_eq!(stands("2030-05-31"), Standing::Restricted);
        assert_eq!(stands("2030-06-01"), Standing::Open);
        let before = on(&chain, "2030-04-30", InheritanceRule::Container);
        assert_eq!((before.until, before.next_change), (None, Some(day("2030-05-01"))));
        let last = on(&chain, "2030-05-31", InheritanceRule::Container);
        assert_eq!((last.until, last.next_change), (Some(day("2030-05-31")), Some(day("2030-06-01"))));
        assert_eq!(on(&chain, "2030-06-01", InheritanceRule::Container).next_change, None);
    }

    #[test]
    fn an_item_noted_open_below_a_closed_series_is_where_the_rules_differ() {
        let series = dated(object(1), "note:series", ACCESS, span("", "2041-12-31"));
        let item = words(object(2), "note:item", ACCESS);
        let readings = Readings::new(vec![reading(&item, Meaning::Open)]);
        let chain = chain(vec![(resource(1), vec![]), (object(1), vec![series]), (object(2), vec![item])]);
        let found = effective(&chain, &readings, day("2030-01-01"), InheritanceRule::Container);
        assert_eq!((found.container, found.public), (Standing::Restricted, Standing::Open));
        assert_eq!((found.standing, found.until), (Standing::Restricted, Some(day("2041-12-31"))));
        let why = found.differ.unwrap();
        assert!(why.contains("archival_objects/1 ") && why.contains("archival_objects/2 "), "{why}");
        let found = effective(&chain, &readings, day("2030-01-01"), InheritanceRule::Public);
        assert_eq!((found.standing, found.deciding), (Standing::Open, None));
        // Without the reading nobody may say that it is open to the public.
        let found = on(&chain, "2030-01-01", InheritanceRule::Public);
        assert_eq!(found.standing, Standing::NeedsPerson);
    }

    #[test]
    fn the_public_rule_hands_down_the_nearest_access_note_and_nothing_else() {
        let says = |id: u64| {
            vec![
                dated(object(id), "note:use", USE, span("", "")),
                flag(object(id)),
                act(object(id), "rights:r/0", ActRestriction::Disallow, span("", "")),
            ]
        };
        let mut top = says(1);
        top.push(dated(object(1), "note:access", ACCESS, span("", "2041-12-31")));
        let far = dated(resource(1), "note:far", ACCESS, span("", ""));
        let chain = chain(vec![
            (resource(1), vec![far]),
            (object(1), top),
            (object(2), says(2)),
            (object(3), vec![]),
        ]);
        let found = on(&chain, "2030-01-01", InheritanceRule::Public);
        let counted: Vec<&str> = found
            .applied
            .iter()
            .filter(|one| one.public)
            .map(|one| one.statement.key.part.as_str())
            .collect();
        assert_eq!(counted, ["note:access"]);
        assert!(found.applied.iter().all(|one| one.container));
        let parent = Chain {
            records: chain.records[..3].to_vec(),
        };
        let found = on(&parent, "2030-01-01", InheritanceRule::Public);
        assert_eq!(found.applied.iter().filter(|one| one.public).count(), 4);
    }

    #[test]
    fn unread_words_close_and_a_changed_note_is_unread_again() {
        let note = words(object(1), "note:a", ACCESS);
        let mut changed = note.clone();
        changed.fingerprint = crate::domain::Fingerprint::of_texts(["changed"]);
        let meaning = Meaning::Restricted {
            span: span("", "2030-12-31"),
            types: vec!["InProcessSpecColl".to_owned()],
        };
        let readings = Readings::new(vec![reading(&note, meaning)]);
        let of = |note: Statement, as_of: &str| {
            let chain = chain(vec![(resource(1), vec![]), (object(1), vec![note])]);
            effective(&chain, &readings, day(as_of), InheritanceRule::Container)
        };
        let read = of(note.clone(), "2030-12-31");
        assert_eq!((read.standing, read.until), (Standing::Restricted, Some(day("2030-12-31"))));
        assert_eq!(read.applied[0].types(), ["InProcessSpecColl"]);
        assert_eq!(of(note, "2031-01-01").standing, Standing::Open);
        let again = of(changed, "2031-01-01");
        assert_eq!((again.standing, again.applied[0].timing), (Standing::NeedsPerson, Timing::Unread));
        assert!(readings.last(&again.applied[0].statement.key).is_some());
    }

    #[test]
    fn a_reading_that_makes_no_sense_and_one_of_a_dated_note_count_for_nothing() {
        let note = words(object(1), "note:a", ACCESS);
        let upside_down = Meaning::Restricted {
            span: span("2030-01-01", "2020-01-01"),
            types: vec![],
        };
        let closed = dated(object(1), "note:b", ACCESS, span("", ""));
        let readings = Readings::new(vec![reading(&note, upside_down), reading(&closed, Meaning::Open)]);
        let unknown = Statement::unknown_above(object(1));
        let of = |says: Statement| {
            let chain = chain(vec![(resource(1), vec![]), (object(1), vec![says])]);
            effective(&chain, &readings, day("2025-01-01"), InheritanceRule::Public).standing
        };
        assert_eq!(of(note), Standing::NeedsPerson);
        assert_eq!(of(closed), Standing::Restricted);
        let readings = Readings::new(vec![reading(&unknown, Meaning::Open)]);
        assert!(readings.of(&unknown).is_none());
    }

    #[test]
    fn what_is_not_known_is_never_open() {
        let nothing = chain(vec![]);
        let adrift = chain(vec![(object(1), vec![])]);
        for (chain, rule) in [
            (&nothing, InheritanceRule::Container),
            (&nothing, InheritanceRule::Public),
            (&adrift, InheritanceRule::Container),
            (&adrift, InheritanceRule::Public),
        ] {
            assert_eq!(on(chain, "2030-01-01", rule).standing, Standing::NeedsPerson);
        }
        let known = chain(vec![(resource(1), vec![])]);
        assert_eq!(on(&known, "2030-01-01", InheritanceRule::Container).standing, Standing::Open);
        assert_eq!(strictest(&[]).standing, Standing::NeedsPerson);
    }

    #[test]
    fn publication_is_listed_and_raises_nothing() {
        let hidden = statement(object(1), "unpublished", StatementKind::Unpublished, Span::default());
        let gone = statement(object(1), "suppressed", StatementKind::Suppressed, Span::default());
        let chain = chain(vec![(resource(1), vec![]), (object(1), vec![hidden, gone])]);
        let found = on(&chain, "2030-01-01", InheritanceRule::Container);
        assert_eq!((found.standing, found.deciding, found.next_change), (Standing::Open, None, None));
        assert!(
            found
                .applied
                .iter()
                .all(|one| one.timing == Timing::Now && !one.container && !one.public)
        );
        assert!(server_active(&chain, day("2030-01-01")).is_empty());
    }

    #[test]
    fn the_longest_decides_and_the_nearest_of_equals() {
        let chain = chain(vec![
            (resource(1), vec![dated(resource(1), "note:a", ACCESS, span("", "2050-12-31"))]),
            (object(1), vec![dated(object(1), "note:b", USE, span("", "2040-12-31"))]),
            (
                object(2),
                vec![
                    dated(object(2), "note:c", ACCESS, span("", "2050-12-31")),
                    words(object(2), "note:d", USE),
                ],
            ),
        ]);
        let found = on(&chain, "2030-01-01", InheritanceRule::Container);
        assert_eq!(found.decided_by().unwrap().statement.key.part, "note:c");
        // It would stay closed after 2050, until somebody has read the words.
        assert_eq!(found.until, None);
        let after = on(&chain, "2051-01-01", InheritanceRule::Container);
        assert_eq!((after.standing, after.deciding), (Standing::NeedsPerson, Some(3)));
    }

    #[test]
    fn a_flag_beside_a_note_ends_with_it_and_counts_by_itself_afterwards() {
        let says = vec![dated(object(1), "note:a", ACCESS, span("", "2060-12-31")), flag(object(1))];
        let noted = chain(vec![(resource(1), vec![]), (object(1), says)]);
        let found = on(&noted, "2030-01-01", InheritanceRule::Container);
        assert_eq!(found.decided_by().unwrap().statement.key.part, "note:a");
        assert_eq!((found.standing, found.until), (Standing::Restricted, Some(day("2060-12-31"))));
        let after = on(&noted, "2061-01-01", InheritanceRule::Container);
        assert_eq!((after.standing, after.until), (Standing::Restricted, None));
        assert_eq!(after.decided_by().unwrap().statement.key.part, flag(object(1)).key.part);
        // A flag elsewhere is explained by nothing, and one beside a note without an end has none.
        let above = chain(vec![
            (resource(1), vec![flag(resource(1))]),
            (object(1), vec![dated(object(1), "note:a", ACCESS, span("", "2060-12-31"))]),
        ]);
        assert_eq!(on(&above, "2030-01-01", InheritanceRule::Container).until, None);
        let endless = vec![dated(object(1), "note:a", ACCESS, span("", "")), flag(object(1))];
        let endless = chain(vec![(resource(1), vec![]), (object(1), endless)]);
        assert_eq!(on(&endless, "2030-01-01", InheritanceRule::Container).until, None);
    }

    #[test]
    fn what_begins_first_decides_while_all_begin_later() {
        let chain = chain(vec![
            (resource(1), vec![dated(resource(1), "note:a", ACCESS, span("2035-01-01", ""))]),
            (object(1), vec![dated(object(1), "note:b", ACCESS, span("2040-01-01", ""))]),
        ]);
        let found = on(&chain, "2030-01-01", InheritanceRule::Container);
        assert_eq!((found.standing, found.deciding), (Standing::Later, Some(0)));
        assert_eq!(found.next_change, Some(day("2035-01-01")));
    }

    #[test]
    fn an_act_that_allows_restricts_nothing() {
        let chain = chain(vec![(
            resource(1),
            vec![
                act(resource(1), "rights:r/0", ActRestriction::Allow, span("", "")),
                act(resource(1), "rights:r/1", ActRestriction::Conditional, span("2035-01-01", "")),
            ],
        )]);
        let found = on(&chain, "2030-01-01", InheritanceRule::Container);
        let timings: Vec<Timing> = found.applied.iter().map(|one| one.timing).collect();
        assert_eq!(timings, [Timing::Nothing, Timing::Later]);
    }
}
