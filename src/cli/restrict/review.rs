//! What a plan says of restrictions: causes, who sees assets before and after, what needs a person, what was confirmed.

use serde_json::{Value, json};

use crate::plan::access::{Cause, CauseId, ChainStep, Confirmation, Restricting};
use crate::plan::confirm::{cause_of, may_open, needs_confirmation};
use crate::plan::ledger::plural;
use crate::plan::{Change, Plan};

/// Changes that open something and wait for a confirmation.
#[must_use]
pub fn unconfirmed(plan: &Plan) -> Vec<&Change> {
    plan.changes
        .iter()
        .filter(|change| needs_confirmation(plan, change) && change.outcome.is_open() && may_open(plan, change).is_err())
        .collect()
}

/// What to type for what opens: one line a cause.
#[must_use]
pub fn how_to_confirm(plan: &Plan) -> String {
    let mut causes: Vec<CauseId> = unconfirmed(plan).into_iter().filter_map(cause_of).collect();
    causes.sort_unstable();
    causes.dedup();
    let lines: Vec<String> = causes
        .iter()
        .map(|cause| {
            let count = unconfirmed(plan)
                .into_iter()
                .filter(|change| cause_of(change) == Some(*cause))
                .count();
            format!(
                "To open {}: archway restrict confirm {} --cause {} --expect {count} --reason …",
                plural(count, "change", "changes"),
                plan.id,
                cause.0
            )
        })
        .collect();
    lines.join("\n")
}

/// The causes and what waits, line by line.
#[must_use]
pub fn lines(plan: &Plan) -> Vec<String> {
    let Some(review) = &plan.restrict else { return Vec::new() };
    let mut lines = vec![format!(
        "as of {}, by the {}; {} as they should be",
        review.as_of,
        review.rule.words(),
        plural(usize::try_from(review.unchanged).unwrap_or(usize::MAX), "asset is", "assets are")
    )];
    lines.extend(review.causes.iter().enumerate().map(|(number, cause)| cause_words(number, cause)));
    for waits in &review.needs_person {
        lines.push(format!(
            "needs a person: “{}” ({}), seen by {}: cause {}",
            waits.title,
            waits.asset,
            waits.seen_by.words(),
            waits.cause.0
        ));
    }
    lines.extend(review.confirmations.iter().map(confirmation_words));
    lines
}

fn cause_words(number: usize, cause: &Cause) -> String {
    let until = cause.span.end.map(|end| format!(" until {end}")).unwrap_or_default();
    let reading = cause
        .reading
        .as_ref()
        .map(|reading| format!(" (read as {reading})"))
        .unwrap_or_default();
    let words = cause.words.split_whitespace().collect::<Vec<_>>().join(" ");
    format!(
        "cause {number}: {} · {}{until}, reaches {}: “{words}”{reading}",
        cause.record_title,
        cause.what,
        plural(usize::try_from(cause.assets).unwrap_or(usize::MAX), "asset", "assets")
    )
}

fn confirmation_words(confirmation: &Confirmation) -> String {
    let second = confirmation
        .second
        .as_ref()
        .map(|(who, at)| format!(", second person {who} at {}", at.strftime("%Y-%m-%d %H:%M UTC")))
        .unwrap_or_default();
    format!(
        "confirmed to open: cause {}, {}, by {} at {}{second}: {}",
        confirmation.cause.0,
        plural(confirmation.changes.len(), "change", "changes"),
        confirmation.who,
        confirmation.at.strftime("%Y-%m-%d %H:%M UTC"),
        confirmation.reason
    )
}

/// What a change does to a restriction, line by line.
#[must_use]
pub fn change_lines(change: &Change) -> Vec<String> {
    let Some(restricting) = change.restricting.as_deref() else {
        return Vec::new();
    };
    let causes: Vec<String> = restricting.causes.iter().map(|cause| cause.0.to_string()).collect();
    let mut lines = vec![
        format!("{} by cause {}", restricting.kind.words(), causes.join(", ")),
        format!("seen by {} → {}", restricting.seen_by.words(), restricting.seen_after.words()),
    ];
    if let Some(differ) = &restricting.differ {
        lines.push(format!("the two rules differ: {differ}"));
    }
    lines
}

/// What belongs to the plan as a whole; null where it restricts nothing.
#[must_use]
pub fn json(plan: &Plan) -> Value {
    let Some(review) = &plan.restrict else { return Value::Null };
    let causes = review.causes.iter().enumerate();
    json!({
        "as_of": review.as_of,
        "rule": review.rule,
        "second_person": review.second_person,
        "unchanged": review.unchanged,
        "causes": causes.map(|(number, cause)| cause_json(plan, number, cause)).collect::<Vec<_>>(),
        "chains": review.chains.iter().map(|chain| chain.iter().map(step_json).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "needs_person": review.needs_person,
        "confirmations": review.confirmations,
    })
}

fn cause_json(plan: &Plan, number: usize, cause: &Cause) -> Value {
    let mut document = json!(cause);
    document["number"] = json!(number);
    document["opens"] = json!(
        unconfirmed(plan)
            .into_iter()
            .filter(|change| cause_of(change).is_some_and(|cause| cause.0 as usize == number))
            .map(|change| change.id)
            .collect::<Vec<_>>()
    );
    document
}

fn step_json(step: &ChainStep) -> Value {
    json!(step)
}

/// What a person must see of a change; null where it restricts nothing.
#[must_use]
pub fn change_json(restricting: Option<&Restricting>) -> Value {
    let Some(restricting) = restricting else { return Value::Null };
    json!({
        "kind": restricting.kind,
        "causes": restricting.causes,
        "chains": restricting.chains,
        "standing": restricting.standing,
        "seen_by": restricting.seen_by,
        "seen_after": restricting.seen_after,
        "differ": restricting.differ,
        "collections": restricting.collections,
    })
}
