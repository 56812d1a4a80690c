//! Round trips: what would be lost if a value came back the way it went.

use indexmap::IndexMap;

use super::evaluate::Evaluator;
use super::face;
use super::finding::{FindingKind, MappingFinding};
use super::item::{DateItem, Item};
use super::key::{SourceKey, TargetKey};
use super::same::{normal, same_item};
use super::steps::{read_date, text_of};
use super::subject::{Evaluated, Subject, Surroundings};

/// Most losses that are told for one target.
const TOLD: usize = 3;

/// What would be lost of each target's sources if the values came back: through the rules of the opposite profile, or, where there is
/// none, through the rule's own steps turned round. Targets that nothing brings back lose nothing.
#[must_use]
pub fn loss(
    evaluator: &Evaluator,
    opposite: Option<&Evaluator>,
    subject: Subject<'_>,
    around: &Surroundings<'_>,
    values: &IndexMap<TargetKey, Evaluated>,
) -> Vec<(TargetKey, MappingFinding)> {
    let mut found = Vec::new();
    for (target, value) in values {
        if value.items.is_empty() {
            continue;
        }
        let returned = match opposite {
            Some(opposite) => through_opposite(evaluator, opposite, target, value, subject, around),
            None => evaluator
                .bring_back(target, &value.items, subject, around)
                .map(|(key, items)| (key.clone(), items)),
        };
        let Some((source, back)) = returned else { continue };
        let went: Vec<Item> = face::read_source(subject, &source, around)
            .into_iter()
            .map(|sourced| sourced.item)
            .collect();
        let mut lost = compare(&went, &back);
        let further = lost.len().saturating_sub(TOLD);
        lost.truncate(TOLD);
        if further > 0 {
            lost.push(MappingFinding::new(
                FindingKind::RoundTrip,
                format!("{further} further values come back otherwise"),
            ));
        }
        found.extend(lost.into_iter().map(|finding| (target.clone(), finding)));
    }
    found
}

/// What the opposite profile's rule would write into one of the target's sources.
fn through_opposite(
    evaluator: &Evaluator,
    opposite: &Evaluator,
    target: &TargetKey,
    value: &Evaluated,
    subject: Subject<'_>,
    around: &Surroundings<'_>,
) -> Option<(SourceKey, Vec<Item>)> {
    let sources = evaluator.sources_of(target);
    let written = opposite
        .rules_reading(target.as_str())
        .find(|written| sources.iter().any(|source| source.as_str() == written.as_str()))?;
    // The opposite reads another kind of record; what its templates say of that record is not known here.
    let back = opposite.try_on(written, value.items.clone(), subject, around)?;
    let items = back.items.into_iter().map(|sourced| sourced.item).collect();
    Some((SourceKey::from(written.as_str()), items))
}

/// What of the items that went does not come back.
fn compare(went: &[Item], back: &[Item]) -> Vec<MappingFinding> {
    let mut unmatched: Vec<&Item> = back.iter().collect();
    let mut missing: Vec<&Item> = Vec::new();
    for item in went {
        match unmatched.iter().position(|known| same_item(known, item)) {
            Some(at) => {
                unmatched.remove(at);
            }
            None => missing.push(item),
        }
    }
    let mut unmatched = unmatched.into_iter();
    missing.into_iter().map(|item| told(item, unmatched.next())).collect()
}

fn told(went: &Item, back: Option<&Item>) -> MappingFinding {
    let before = words(went);
    let Some(back) = back else {
        let text = format!("“{}” does not come back", short(&before));
        return MappingFinding::about(FindingKind::RoundTrip, before, text);
    };
    let after = words(back);
    let what = lost_of(went, back).unwrap_or_else(|| "Not the same on the way back".to_owned());
    let text = format!("{what}: “{}” comes back as “{}”", short(&before), short(&after));
    MappingFinding::about(FindingKind::RoundTrip, before, text)
}

/// What is lost, in words: "Month lost on the way back".
fn lost_of(went: &Item, back: &Item) -> Option<String> {
    if let (Some(went), Some(back)) = (as_date(went), as_date(back)) {
        let lost = lost_of_date(&went, &back);
        if !lost.is_empty() {
            return Some(lost_words(&lost));
        }
    }
    match (went, back) {
        (Item::Agent(went), Item::Agent(back)) => {
            let mut lost = Vec::new();
            lost.extend((went.role != back.role).then_some("role"));
            lost.extend((went.relator.is_some() && went.relator != back.relator).then_some("relator"));
            lost.extend((went.authority.is_some() && went.authority != back.authority).then_some("link to the agent"));
            (!lost.is_empty()).then(|| lost_words(&lost))
        }
        (Item::Note(went), Item::Note(back)) => {
            let mut lost = Vec::new();
            lost.extend((went.label.is_some() && went.label != back.label).then_some("label"));
            lost.extend((went.restriction.is_some() && went.restriction != back.restriction).then_some("dated restriction"));
            lost.extend((went.publish != back.publish).then_some("publish flag"));
            (!lost.is_empty()).then(|| lost_words(&lost))
        }
        _ => lost_of_text(&words(went), &words(back)),
    }
}

fn lost_of_text(went: &str, back: &str) -> Option<String> {
    let (before, after) = (normal(went), normal(back));
    if before.to_lowercase() == after.to_lowercase() {
        return Some("Capitals lost on the way back".to_owned());
    }
    let kept = after.trim_end_matches('…').trim_end();
    if !kept.is_empty() && before.starts_with(kept) {
        let lost = before.chars().count() - kept.chars().count();
        return Some(format!("The last {lost} letters lost on the way back"));
    }
    if !kept.is_empty() && before.ends_with(kept) {
        let lost = before.chars().count() - kept.chars().count();
        return Some(format!("The first {lost} letters lost on the way back"));
    }
    None
}

fn lost_of_date(went: &DateItem, back: &DateItem) -> Vec<&'static str> {
    let mut lost = Vec::new();
    let parts = |date: &str| date.trim_start_matches('-').split('-').filter(|part| !part.is_empty()).count();
    let ends = [(&went.begin, &back.begin), (&went.end, &back.end)];
    let coarser = |most: usize| {
        ends.iter()
            .any(|(went, back)| !back.is_empty() && parts(went) > most && parts(back) <= most)
    };
    lost.extend((!went.begin.is_empty() && back.begin.is_empty()).then_some("date in figures"));
    lost.extend((!went.end.is_empty() && went.end != went.begin && back.end.is_empty()).then_some("end"));
    lost.extend(coarser(1).then_some("month"));
    lost.extend(coarser(2).then_some("day"));
    lost.extend((!went.certainty.is_empty() && back.certainty.is_empty()).then_some("certainty"));
    lost.extend((!went.calendar.is_empty() && went.calendar != "gregorian" && back.calendar.is_empty()).then_some("calendar"));
    lost.extend((!went.label.is_empty() && !back.label.is_empty() && went.label != back.label).then_some("label"));
    // Where figures are lost, the written form is as well: that need not be said.
    let form_alone = lost.is_empty() && !went.expression.is_empty() && back.expression.is_empty();
    lost.extend(form_alone.then_some("written form"));
    lost
}

/// An item as a date, where it is one or reads as one in one way only.
fn as_date(item: &Item) -> Option<DateItem> {
    match item {
        Item::Date(date) => Some(date.clone()),
        Item::Text(text) => read_date(text, super::step::DayOrder::Ask).ok(),
        _ => None,
    }
}

/// "Month and day lost on the way back".
fn lost_words(lost: &[&str]) -> String {
    let mut words = match lost {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [begin @ .., last] => format!("{} and {last}", begin.join(", ")),
    };
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    words + " lost on the way back"
}

fn words(item: &Item) -> String {
    let words = text_of(item);
    if words.is_empty() { face::words(item) } else { words }
}

fn short(text: &str) -> String {
    let mut letters = text.chars();
    let begin: String = letters.by_ref().take(60).collect();
    if letters.next().is_some() { begin + "…" } else { begin }
}

#[cfg(test)]
mod tests;
