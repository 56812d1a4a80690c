//! A plan as text.

use std::fmt::Write as _;

use super::answer::Exit;
use super::restrict::review;
use crate::plan::ledger::plural;
use crate::plan::{Change, Conflict, ConflictSide, Decision, FieldChange, Finding, Ledger, Nature, Outcome, Plan, Severity};

/// The plan with its changes, field by field.
#[must_use]
pub fn whole(plan: &Plan) -> String {
    let mut text = head(plan);
    for change in &plan.changes {
        text.push('\n');
        text.push_str(&described(change));
    }
    text
}

/// The plan in some lines: what it does, how far it has come.
#[must_use]
pub fn head(plan: &Plan) -> String {
    let mut text = format!(
        "{}\nPlan {} · {} · {} · {} · {}\n",
        plan.title,
        plan.id,
        plan.workflow.words(),
        plan.stage.words(),
        plan.author,
        plan.created.strftime("%Y-%m-%d %H:%M UTC"),
    );
    if !plan.changes.is_empty() {
        let _ = writeln!(text, "{}", counts(plan));
    }
    for notice in &plan.notices {
        let _ = writeln!(text, "{}", finding(notice));
    }
    for line in review::lines(plan) {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// `3 changes: + 1 digital object, ~ 1 archival object · 2 accepted, 1 done`.
#[must_use]
pub fn counts(plan: &Plan) -> String {
    let ledger = Ledger::of(plan);
    let effects: Vec<String> = ledger
        .effects
        .iter()
        .map(|((effect, kind), count)| format!("{} {}", effect.sign(), plural(*count, kind, &format!("{kind}s"))))
        .collect();
    let states = [
        (ledger.done, "done"),
        (ledger.accepted, "accepted"),
        (ledger.held, "held"),
        (ledger.rejected, "rejected"),
        (ledger.undecided, "undecided"),
        (ledger.stale, "stale"),
        (ledger.problems, "with problems"),
        (ledger.conflicts, if ledger.conflicts == 1 { "conflict" } else { "conflicts" }),
        (ledger.opens, "opening to more people"),
    ];
    let states: Vec<String> = states
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    format!(
        "{}: {} · {}",
        plural(plan.changes.len(), "change", "changes"),
        effects.join(", "),
        states.join(", ")
    )
}

fn described(change: &Change) -> String {
    let mut text = format!(
        "{:>3} {} {} “{}”: {}, {}\n",
        change.id.to_string(),
        change.effect.sign(),
        change.target.kind_words(),
        change.label,
        change.decision.words(),
        change.outcome.words(),
    );
    let mut line = |words: String| {
        let _ = writeln!(text, "      {words}");
    };
    change.fields.iter().for_each(|field| line(field_words(field)));
    if !matches!(change.nature, Nature::Plain) {
        line(format!("nature: {}", change.nature.words()));
    }
    review::change_lines(change).into_iter().for_each(&mut line);
    if let Some(conflict) = change.nature.conflict() {
        conflict_words(conflict).into_iter().for_each(&mut line);
    }
    if !change.because.is_empty() {
        line(format!("because: {}", change.because));
    }
    if let Decision::Rejected { reason } = &change.decision
        && !reason.is_empty()
    {
        line(format!("rejected: {reason}"));
    }
    change.findings.iter().for_each(|found| line(finding(found)));
    match &change.outcome {
        Outcome::Problem { what, .. } => line(format!("problem: {what}")),
        Outcome::Stale { what, theirs } => {
            line(format!("stale: {what}"));
            theirs.iter().for_each(|field| line(format!("theirs: {}", field_words(field))));
        }
        Outcome::Waiting { on } => line(format!("waits for “{on}”")),
        Outcome::InDoubt => line("in doubt: apply again, Archway looks at the record first".to_owned()),
        Outcome::Done { receipt } => {
            if let Some(made) = &receipt.made {
                line(format!("made: {made}"));
            }
        }
        Outcome::Pending => {}
    }
    text
}

/// What both sides of a conflict say, and the ways out of it.
fn conflict_words(conflict: &Conflict) -> Vec<String> {
    let base = conflict
        .base
        .as_deref()
        .map_or_else(|| "they never agreed".to_owned(), |base| format!("“{base}”"));
    let side = |side: &ConflictSide| {
        let mut words = format!("{} ({}): “{}”", side.system, side.field, side.value);
        if let Some(who) = &side.who {
            words.push_str(&format!(", changed by {who}"));
        }
        if let Some(when) = &side.when {
            words.push_str(&format!(", {when}"));
        }
        words
    };
    let mut lines = vec![
        format!("last agreed: {base}"),
        side(&conflict.from),
        side(&conflict.to),
        format!("proposed: {}", conflict.proposal),
    ];
    let others = conflict.alternatives.iter().enumerate();
    lines.extend(others.map(|(number, way)| format!("or {number}: {}", way.label)));
    lines
}

fn field_words(field: &FieldChange) -> String {
    let value = |value: &Option<String>| value.as_deref().map_or_else(|| "nothing".to_owned(), |value| format!("“{value}”"));
    format!("{}: {} → {}", field.field, value(&field.before), value(&field.after))
}

/// A finding with its weight.
#[must_use]
pub fn finding(finding: &Finding) -> String {
    let weight = match finding.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Obstacle => "obstacle",
    };
    format!("{weight}: {}", finding.text)
}

/// What waits for a person in a plan, as an exit code: outages first, because trying again may help there.
#[must_use]
pub fn what_waits(plan: &Plan) -> Exit {
    let open = || plan.changes.iter().filter(|change| change.outcome.is_open());
    if open().any(|change| matches!(change.outcome, Outcome::Problem { again: true, .. })) {
        return Exit::System;
    }
    let waits = open().any(|change| match change.decision {
        Decision::Accepted | Decision::Undecided => true,
        Decision::Held | Decision::Rejected { .. } => false,
    });
    if waits { Exit::Waits } else { Exit::Done }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn conflict() -> Conflict {
        let side = |system: &str, value: &str, who: Option<&str>| json!({ "system": system, "field": "Title", "value": value, "who": who, "when": null });
        serde_json::from_value(json!({
            "base": "Crane driver",
            "from": side("iconik", "Crane driver, part 1", Some("mwhitby")),
            "to": side("ArchivesSpace", "Driver of a crane", None),
            "proposal": "Take iconik’s value",
            "alternatives": [],
        }))
        .expect("a conflict as plans are kept")
    }

    #[test]
    fn a_conflict_says_base_both_sides_and_what_is_proposed() {
        assert_eq!(
            conflict_words(&conflict()),
            [
                "last agreed: “Crane driver”",
                "iconik (Title): “Crane driver, part 1”, changed by mwhitby",
                "ArchivesSpace (Title): “Driver of a crane”",
                "proposed: Take iconik’s value",
            ]
        );
        let never = Conflict { base: None, ..conflict() };
        assert_eq!(
            conflict_words(&never).first().map(String::as_str),
            Some("last agreed: they never agreed")
        );
    }
}
