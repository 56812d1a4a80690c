//! What several tabs say in the same words: meanings, days, kinds with their glyph and colour.

use egui::Color32;
use jiff::civil::Date;

use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words::count;
use crate::domain::browse::RestrictionState;
use crate::domain::restriction::overview::{DisagreementKind, ExpiryKind};
use crate::domain::restriction::{Meaning, Span};

/// What a note means, in words: `open`, `closed until 2041-12-31`, `closed without end, donor`.
#[must_use]
pub fn meaning(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Open => "open".to_owned(),
        Meaning::Restricted { span, types } => {
            let mut words = vec![closed(*span)];
            words.extend(types.iter().cloned());
            words.join(", ")
        }
    }
}

fn closed(span: Span) -> String {
    match (span.begin, span.end) {
        (None, None) => "closed without end".to_owned(),
        (None, Some(end)) => format!("closed until {end}"),
        (Some(begin), None) => format!("closed from {begin} on"),
        (Some(begin), Some(end)) => format!("closed from {begin} to {end}"),
    }
}

/// The days of a restriction: `until 2041-12-31`, `no end given`.
#[must_use]
pub fn days(span: Span) -> String {
    match (span.begin, span.end) {
        (None, None) => "no end given".to_owned(),
        (None, Some(end)) => format!("until {end}"),
        (Some(begin), None) => format!("from {begin}, no end given"),
        (Some(begin), Some(end)) => format!("{begin} to {end}"),
    }
}

/// How far a day is from today: `today`, `in 12 days`, `3 days ago`, `in 15 years`.
#[must_use]
pub fn away(day: Date, today: Date) -> String {
    let days = (day - today).get_days().unsigned_abs();
    let far = |number: u32, one: &str, many: &str| count(number.into(), one, many);
    let words = match days {
        0 => return "today".to_owned(),
        1..=62 => far(days, "day", "days"),
        // Whole months and years are enough so far away; the day stands beside them.
        63..=730 => far(days * 12 / 365, "month", "months"),
        // Two days more, so that leap days do not make ten years nine.
        _ => far((days * 4 + 8) / 1461, "year", "years"),
    };
    if day > today {
        format!("in {words}")
    } else {
        format!("{words} ago")
    }
}

/// Glyph and colour of what happens on a day.
#[must_use]
pub fn expiry(tokens: &Tokens, kind: ExpiryKind) -> (Glyph, Color32) {
    match kind {
        ExpiryKind::Begins => (Glyph::Shield, tokens.restricted),
        ExpiryKind::Ends => (Glyph::Eye, tokens.changed),
        ExpiryKind::Review => (Glyph::Clock, tokens.accent),
    }
}

/// Glyph and colour of a disagreement; what is open though restricted is red.
#[must_use]
pub fn disagreement(tokens: &Tokens, kind: DisagreementKind) -> (Glyph, Color32) {
    match kind {
        DisagreementKind::OpenThoughRestricted => (Glyph::Warning, tokens.broken),
        DisagreementKind::PublicLink => (Glyph::Outward, tokens.broken),
        DisagreementKind::ClosedThoughOpen => (Glyph::Hidden, tokens.restricted),
        DisagreementKind::RulesDiffer => (Glyph::ShieldSplit, tokens.differs),
        DisagreementKind::UnlinkedInRestricted => (Glyph::Ring, tokens.changed),
        DisagreementKind::NeedsPerson => (Glyph::Question, tokens.changed),
        DisagreementKind::AccessUnknown => (Glyph::Lens, tokens.ink2),
    }
}

/// A disagreement in two or three words, for chips and columns.
#[must_use]
pub fn in_short(kind: DisagreementKind) -> &'static str {
    match kind {
        DisagreementKind::OpenThoughRestricted => "open though restricted",
        DisagreementKind::PublicLink => "shared though restricted",
        DisagreementKind::ClosedThoughOpen => "closed though open",
        DisagreementKind::RulesDiffer => "rules differ",
        DisagreementKind::UnlinkedInRestricted => "not linked",
        DisagreementKind::NeedsPerson => "note not read",
        DisagreementKind::AccessUnknown => "access not read",
    }
}

/// Glyph and colour of what a row says about restrictions; `None` where it says nothing.
#[must_use]
pub fn restriction(tokens: &Tokens, state: RestrictionState) -> Option<(Glyph, Color32)> {
    match state {
        RestrictionState::None => None,
        RestrictionState::Later => Some((Glyph::Clock, tokens.restricted)),
        RestrictionState::NeedsPerson => Some((Glyph::Question, tokens.changed)),
        RestrictionState::Restricted => Some((Glyph::Shield, tokens.restricted)),
        RestrictionState::Differently => Some((Glyph::ShieldSplit, tokens.differs)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn meanings_are_said_with_days_and_types() {
        let span = |begin, end| Span { begin, end };
        let closed = |span, types: &[&str]| {
            meaning(&Meaning::Restricted {
                span,
                types: types.iter().map(|name| (*name).to_owned()).collect(),
            })
        };
        assert_eq!(meaning(&Meaning::Open), "open");
        assert_eq!(closed(span(None, None), &[]), "closed without end");
        assert_eq!(
            closed(span(None, Some(date(2041, 12, 31))), &["Donor"]),
            "closed until 2041-12-31, Donor"
        );
        assert_eq!(closed(span(Some(date(2030, 1, 1)), None), &[]), "closed from 2030-01-01 on");
    }

    #[test]
    fn distances_are_rounded_down_to_what_people_say() {
        let today = date(2026, 11, 21);
        assert_eq!(away(today, today), "today");
        assert_eq!(away(date(2026, 11, 22), today), "in 1 day");
        assert_eq!(away(date(2026, 11, 9), today), "12 days ago");
        assert_eq!(away(date(2027, 5, 22), today), "in 5 months");
        assert_eq!(away(date(2041, 12, 31), today), "in 15 years");
        assert_eq!(away(date(2016, 11, 21), today), "10 years ago");
    }
}
