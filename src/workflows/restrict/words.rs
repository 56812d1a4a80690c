//! What Archway writes into its restriction fields, and how it names causes: plain words that media people understand.

use jiff::civil::Date;

use super::consequences::Consequences;
use super::index::RestrictIndex;
use super::state::Texts;
use crate::domain::RecordUri;
use crate::domain::restriction::reading::Meaning;
use crate::domain::restriction::{Applied, Effective, InheritanceRule, Reading, Span, Standing, Timing};

/// Longest piece of a note in a field, in characters.
const NOTE: usize = 240;
/// How many sources the field names.
const SOURCES: usize = 12;

/// `31 December 2041`.
#[must_use]
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// "until 31 December 2041", "from 1 January 2030 until 31 December 2041"; "without an end" where there is none.
#[must_use]
pub fn span_words(span: Span) -> String {
    match (span.begin, span.end) {
        (None, None) => "without an end".to_owned(),
        (None, Some(end)) => format!("until {}", day(end)),
        (Some(begin), None) => format!("from {}, without an end", day(begin)),
        (Some(begin), Some(end)) => format!("from {} until {}", day(begin), day(end)),
    }
}

/// What a person said that a note means: "closed until 31 December 2041, says O. Varnhem".
#[must_use]
pub fn reading_words(reading: &Reading) -> String {
    let means = match &reading.meaning {
        Meaning::Open => "open".to_owned(),
        Meaning::Restricted { span, .. } => format!("closed {}", span_words(*span)),
    };
    format!("{means}, says {}", reading.who)
}

/// What Archway's fields say of an asset for which something follows.
pub(super) fn texts(index: &RestrictIndex, effective: &Effective, consequences: &Consequences<'_>) -> Texts {
    let standing = consequences.standing;
    let causes: Vec<&Applied> = consequences
        .causes
        .iter()
        .filter_map(|place| effective.applied.get(*place))
        .collect();
    let Some(first) = causes.first() else { return Texts::default() };
    let head = match standing {
        Standing::Open => return Texts::default(),
        Standing::Later => match first.span().begin {
            Some(begin) => format!("Closed from {}", day(begin)),
            None => "Closed later".to_owned(),
        },
        Standing::NeedsPerson => "Closed until somebody has read what the note means".to_owned(),
        Standing::Restricted => match until(effective, &causes) {
            Some(end) => format!("Closed until {}", day(end)),
            None => "Closed without an end".to_owned(),
        },
    };
    let mut words = format!("{head} – {}", said(index, first));
    if causes.len() > 1 {
        let others = causes.len() - 1;
        words.push_str(&format!(", and {others} more"));
    }
    let mut sources: Vec<String> = causes.iter().take(SOURCES).map(|applied| source(index, applied)).collect();
    if causes.len() > SOURCES {
        sources.push(format!("and {} more", causes.len() - SOURCES));
    }
    Texts {
        status: Some(standing.words().to_owned()),
        words: Some(words),
        until: (standing == Standing::Restricted)
            .then(|| until(effective, &causes))
            .flatten()
            .map(|end| end.to_string()),
        source: Some(sources.join("\n")),
    }
}

/// The last day on which it is closed. A state such as "suppressed" has no end.
fn until(effective: &Effective, causes: &[&Applied]) -> Option<Date> {
    let states = causes
        .iter()
        .any(|applied| applied.timing == Timing::Now && !applied.statement.can_restrict());
    effective.until.filter(|_| !states)
}

/// Why the two rules disagree, with the records by their titles: "public rule: open (own note) · container rule: closed (Series 3)".
/// `None` where they agree. The records are those that an asset is linked to, or the one that is looked at.
#[must_use]
pub(super) fn differ(index: &RestrictIndex, records: &[RecordUri], effective: &Effective) -> Option<String> {
    effective.differ.as_ref()?;
    let says = |standing: Standing, decides: Option<&Applied>| {
        let standing = match standing {
            Standing::Restricted => "closed",
            Standing::Later => "closed later",
            other => other.words(),
        };
        let whose = match decides {
            None => "no note of its own".to_owned(),
            Some(one) if records.contains(&one.statement.key.record) => "own note".to_owned(),
            Some(one) => index.titled(one.statement.key.record),
        };
        format!("{standing} ({whose})")
    };
    let counts = |rule: InheritanceRule| effective.applied.iter().filter(move |one| one.counts(rule));
    // Among equals words say more than a flag.
    let container = counts(InheritanceRule::Container).max_by_key(|one| (one.standing(), one.statement.key.is_note()));
    // A nearer note that restricts nothing counts for nothing, and still hides those above from the public.
    let hides =
        |one: &&Applied| one.statement.key.is_note() && container.is_none_or(|container| container.statement.key != one.statement.key);
    let public = counts(InheritanceRule::Public)
        .max_by_key(|one| one.standing())
        .or_else(|| effective.applied.iter().rfind(hides));
    Some(format!(
        "public rule: {} · container rule: {}",
        says(effective.public, public),
        says(effective.container, container)
    ))
}

fn said(index: &RestrictIndex, applied: &Applied) -> String {
    let record = index.titled(applied.statement.key.record);
    let words = applied.statement.quoted(NOTE);
    if words.is_empty() {
        format!("{} ({record})", applied.statement.what())
    } else {
        format!("{words} ({record})")
    }
}

fn source(index: &RestrictIndex, applied: &Applied) -> String {
    let record = applied.statement.key.record;
    format!("{} of {} ({record})", applied.statement.what(), index.titled(record))
}
