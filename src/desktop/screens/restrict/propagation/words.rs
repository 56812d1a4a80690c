//! What is said about changes that restrict or lift, and about their causes.

use egui::Color32;

use super::lines::GroupKey;
use crate::desktop::screens::review::words as review_words;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::words::count;
use crate::domain::access::Audience;
use crate::domain::fields::{RESTRICTION_BLOCK, RESTRICTION_STATUS, RESTRICTION_WORDS};
use crate::domain::restriction::{Span, Timing};
use crate::plan::access::{Cause, ChainStep, ShareChange};
pub use crate::plan::confirm::cause_of;
use crate::plan::{AccessChange, Action, Change, Nature, Plan, RestrictKind, RestrictReview, Severity};

/// What a change does to the restriction.
#[must_use]
pub fn kind_of(change: &Change) -> RestrictKind {
    match (&change.restricting, &change.nature) {
        (Some(restricting), _) => restricting.kind,
        (None, Nature::Opens) => RestrictKind::Lift,
        (None, Nature::Closes) => RestrictKind::Restrict,
        (None, _) => RestrictKind::Alter,
    }
}

/// The title of a group.
#[must_use]
pub fn group_title(key: &GroupKey, review: Option<&RestrictReview>) -> String {
    match key {
        GroupKey::Cause { cause, opens } => {
            let title = review
                .and_then(|review| review.cause(*cause))
                .map(|cause| cause.record_title.as_str());
            let title = title.unwrap_or("a restriction that is not known any more");
            if *opens { format!("Opens: {title}") } else { title.to_owned() }
        }
        GroupKey::Kind(RestrictKind::Restrict) => "Restricts".to_owned(),
        GroupKey::Kind(RestrictKind::Alter) => "Changes words, end or sources".to_owned(),
        GroupKey::Kind(RestrictKind::Lift) => "Lifts".to_owned(),
        GroupKey::Waiting => "Needs a person".to_owned(),
        GroupKey::Named(name) => name.clone(),
    }
}

/// The days of a restriction: `until 2041-12-31`, `from 2026-11-25 until 2035-12-31`, `no dates given`.
#[must_use]
pub fn days(span: &Span) -> String {
    match (span.begin, span.end) {
        (None, None) => "no end given".to_owned(),
        (None, Some(end)) => format!("until {end}"),
        (Some(begin), None) => format!("from {begin}, no end given"),
        (Some(begin), Some(end)) => format!("from {begin} until {end}"),
    }
}

/// The words of a cause: those of a note between quotation marks, because somebody wrote them.
#[must_use]
pub fn quoted(cause: &Cause) -> String {
    if cause.statement.is_note() {
        format!("“{}”", cause.words)
    } else {
        cause.words.clone()
    }
}

/// What stands behind the words of a cause in its group: kind, days, how many assets it reaches.
#[must_use]
pub fn about_cause(cause: &Cause) -> String {
    let reaches = format!("reaches {}", count(cause.assets, "asset", "assets"));
    match cause.timing {
        Some(Timing::Unread) => format!("no dates given: needs a person · {reaches}"),
        // That it has begun already goes without saying.
        Some(Timing::Now) => format!("{} · {} · {reaches}", cause.what, days(&Span { begin: None, ..cause.span })),
        _ => format!("{} · {} · {reaches}", cause.what, days(&cause.span)),
    }
}

/// Why something opens.
#[must_use]
pub fn why_opens(cause: &Cause) -> String {
    match (cause.timing, cause.span.end) {
        (Some(Timing::Ended), Some(end)) => format!("restriction ended {end}"),
        (Some(Timing::Ended), None) => "restriction ended".to_owned(),
        (Some(Timing::Nothing), _) => "a person read the note: it restricts nothing".to_owned(),
        (Some(Timing::Later), _) => format!("it does not apply yet: {}", days(&cause.span)),
        (Some(Timing::Now), _) => "the restriction still stands; access is given back against it".to_owned(),
        (Some(Timing::Unread), _) => "nobody has read the note yet; access is given back against it".to_owned(),
        (None, _) => "the restriction is gone from its record".to_owned(),
    }
}

/// The short name of a record in a chain: `Series 3`, `Harbour workers`.
#[must_use]
pub fn short_title(title: &str) -> String {
    const LEVELS: [&str; 12] = [
        "resource",
        "collection",
        "series",
        "subseries",
        "file",
        "item",
        "fonds",
        "class",
        "recordgrp",
        "subgrp",
        "accession",
        "component",
    ];
    let cut = |words: &str| {
        let short: String = words.chars().take(25).collect();
        if short.len() < words.len() {
            format!("{}…", short.trim_end())
        } else {
            short
        }
    };
    match title.split_once(": ") {
        Some((level, rest)) if LEVELS.contains(&level.to_lowercase().as_str()) => cut(rest),
        Some((numbered, _)) if numbered.chars().count() <= 18 => numbered.to_owned(),
        _ => cut(title),
    }
}

/// A chain in words, for a screen reader and a tooltip.
#[must_use]
pub fn chain(steps: &[ChainStep]) -> String {
    let said = steps.iter().map(|step| format!("{}: {}", step.title, step.says));
    said.collect::<Vec<_>>().join("\n")
}

/// What changes about access, where a change does that.
#[must_use]
pub fn access(change: &Change) -> Option<&AccessChange> {
    match &change.action {
        Action::SetAccess { change } => Some(change),
        _ => None,
    }
}

/// What follows beside who can see it: `share revoked`, `iconik warns and blocks sharing`.
#[must_use]
pub fn remarks(change: &Change) -> String {
    let mut said = Vec::new();
    let mut shares = |shares: &[ShareChange]| {
        let public = shares
            .iter()
            .filter(|one| matches!(one, ShareChange::Revoke { share } if share.is_public()))
            .count();
        let revoked = shares.iter().filter(|one| matches!(one, ShareChange::Revoke { .. })).count() - public;
        let restored = shares.iter().filter(|one| matches!(one, ShareChange::Restore { .. })).count();
        for (number, one, many) in [
            (public, "public link off", "public links off"),
            (revoked, "share revoked", "shares revoked"),
            (restored, "share made again", "shares made again"),
        ] {
            match number {
                0 => {}
                1 => said.push(one.to_owned()),
                several => said.push(format!("{several} {many}")),
            }
        }
    };
    match &change.action {
        Action::SetAccess { change } => shares(&change.shares),
        Action::SetCollectionShares { shares: all, .. } => shares(all),
        _ => {}
    }
    let Some(access) = access(change) else { return said.join(", ") };
    for membership in &access.memberships {
        let deed = if membership.joins { "joins" } else { "leaves" };
        said.push(format!("{deed} “{}”", membership.title));
    }
    if let Some(review) = &access.review {
        said.push(if review.asks { "review asked for" } else { "review taken back" }.to_owned());
    }
    if let Some(fields) = &access.fields {
        let comes = |name: &str| {
            let value = |values: &crate::plan::FieldValues| values.get(name).and_then(|values| values.first()).cloned();
            let set = |value: Option<serde_json::Value>| value.is_some_and(|value| value != false && value != "" && value != "false");
            set(value(&fields.after)) && !set(value(&fields.before))
        };
        match (comes(RESTRICTION_WORDS.name), comes(RESTRICTION_BLOCK.name)) {
            (true, true) => said.push("iconik warns and blocks sharing".to_owned()),
            (true, false) => said.push("iconik warns".to_owned()),
            (false, true) => said.push("iconik blocks sharing".to_owned()),
            (false, false) => {}
        }
    }
    said.join(", ")
}

/// What only fields say afterwards: `closed until 2041-12-31`.
#[must_use]
pub fn fields_after(change: &Change) -> Option<String> {
    let changed = change
        .fields
        .iter()
        .find(|field| field.before != field.after && field.after.is_some())?;
    let after = changed.after.as_deref()?;
    let until = change.fields.iter().find(|field| field.field == "Restricted until");
    match until.and_then(|field| field.after.as_deref()) {
        Some(end) => Some(format!("Closed until {end}")),
        None if changed.field == RESTRICTION_STATUS.label => Some(format!("stands as {after}")),
        None => Some(format!("{}: {after}", changed.field)),
    }
}

/// What a row says at its end: what became of it, else what was decided, else what it does.
#[must_use]
pub fn state(plan: &Plan, change: &Change, tokens: &Tokens) -> (Glyph, String, Color32) {
    let differs = change.restricting.as_ref().is_some_and(|restricting| restricting.differ.is_some());
    let said = review_words::state(change).filter(|(_, word, _)| !matches!(*word, "opens" | "look"));
    if let Some((glyph, word, tone)) = said {
        return (glyph, word.to_owned(), tone.colour(tokens));
    }
    let (glyph, word, colour) = match kind_of(change) {
        RestrictKind::Lift if review_words::awaits_confirmation(plan, change) => (Glyph::Eye, "opens", tokens.changed),
        RestrictKind::Lift => (Glyph::Eye, "confirmed", tokens.changed),
        _ if differs => (Glyph::Shield, "rules differ", tokens.differs),
        RestrictKind::Restrict => (Glyph::Shield, "closes", tokens.restricted),
        RestrictKind::Alter => (Glyph::Half, "changes", tokens.ink2),
    };
    if change.severity() >= Some(Severity::Warning) {
        return (Glyph::Warning, format!("{word}, look"), tokens.changed);
    }
    (glyph, word.to_owned(), colour)
}

/// The name of a change: `restrict HW-004 港湾労働者`.
#[must_use]
pub fn name(change: &Change) -> String {
    format!("{} {}", kind_of(change).words(), change.label)
}

/// The name of a change with who can see it and all its states, for a screen reader.
#[must_use]
pub fn spoken(plan: &Plan, change: &Change, tokens: &Tokens) -> String {
    let mut spoken = name(change);
    if let Some(restricting) = &change.restricting {
        let (now, after) = (restricting.seen_by.words(), restricting.seen_after.words());
        spoken.push_str(&format!(": {now} now, {after} after"));
    }
    let (_, word, _) = state(plan, change, tokens);
    let decided = change.decision.words();
    spoken.push_str(&format!(", {decided}"));
    if word != decided {
        spoken.push_str(&format!(", {word}"));
    }
    spoken
}

/// Who loses or gets access: `9 people, 1 public link`; `None` where nobody does.
#[must_use]
pub fn difference(now: &Audience, after: &Audience) -> Option<String> {
    let mut said = Vec::new();
    let mut say = |difference: u32, one: &str, many: &str| {
        if difference > 0 {
            said.push(count(u64::from(difference), one, many));
        }
    };
    say(now.people.abs_diff(after.people), "person", "people");
    let public = now.public_links.abs_diff(after.public_links);
    say(public, "public link", "public links");
    say(now.shares.abs_diff(after.shares).saturating_sub(public), "share", "shares");
    (!said.is_empty()).then(|| said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_short_in_a_chain() {
        assert_eq!(short_title("Series 3: Oral histories"), "Series 3");
        assert_eq!(short_title("Item: part 1"), "part 1");
        assert_eq!(short_title("Letters"), "Letters");
        assert_eq!(
            short_title("港湾労働者 港湾労働者 港湾労働者 港湾労働者 港湾"),
            "港湾労働者 港湾労働者 港湾労働者 港湾労働者 港…"
        );
    }

    #[test]
    fn only_what_differs_between_two_audiences_is_said() {
        let now = Audience {
            people: 12,
            shares: 1,
            public_links: 1,
            ..Audience::default()
        };
        let after = Audience {
            people: 3,
            ..Audience::default()
        };
        assert_eq!(difference(&now, &after).as_deref(), Some("9 people, 1 public link"));
        assert_eq!(difference(&after, &after), None);
    }
}
