//! What people do about restrictions: plan, read notes, keep closed, move an end, confirm what opens.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use super::super::answer::{Answer, Exit, Failure};
use super::super::link::planned;
use super::super::restrict_args::{RestrictConfirmArgs, RestrictKeepArgs, RestrictPlanArgs, RestrictReadArgs};
use super::super::session::Session;
use super::super::{plan_words, plans, secrets};
use super::review;
use super::standing::view;
use crate::domain::RecordUri;
use crate::domain::restriction::overview::meaning_words;
use crate::domain::restriction::{Meaning, Span, StatementKey};
use crate::plan::access::CauseId;
use crate::plan::confirm::{cause_of, needs_confirmation};
use crate::plan::{ChangeId, Plan, PlanId};
use crate::runtime::restrict_view::{RestrictScope, RestrictionsView, SecondPerson};
use crate::runtime::{Command, Event};

/// Plans what restrictions mean in iconik.
///
/// # Errors
/// Where nothing can be planned.
pub fn plan(session: &mut Session, wanted: &RestrictPlanArgs) -> Result<Answer, Failure> {
    session.need_writing()?;
    let scope = match wanted.collection {
        Some(collection) => RestrictScope::Collection(collection),
        None if !wanted.asset.is_empty() => RestrictScope::Assets(wanted.asset.clone()),
        None if !wanted.record.is_empty() => RestrictScope::Records(wanted.record.clone()),
        None => RestrictScope::All,
    };
    let mut plan = session.planned(Command::PlanRestrict {
        scope,
        as_of: wanted.as_of,
    })?;
    if wanted.accept && !plan.is_empty() {
        plan = session.accepted(&plan)?;
    }
    let mut answer = planned(&plan, wanted.accept);
    let opens = review::unconfirmed(&plan);
    if !opens.is_empty() {
        answer.text.push_str(&format!("\n{}", review::how_to_confirm(&plan)));
    }
    let waits = plan.restrict.as_ref().is_some_and(|review| !review.needs_person.is_empty()) || (wanted.accept && !opens.is_empty());
    if waits && answer.exit == Exit::Done {
        answer.exit = Exit::Waits;
    }
    Ok(answer)
}

/// Keeps what a person says a note means.
///
/// # Errors
/// Where there is no such note.
pub fn read(session: &mut Session, wanted: &RestrictReadArgs) -> Result<Answer, Failure> {
    session.need_writing()?;
    let meaning = meaning(wanted)?;
    let statement = StatementKey {
        record: wanted.record,
        part: wanted.note.clone(),
    };
    let before = view(session, None)?;
    let Some(note) = before.notes.iter().find(|note| note.statement == statement) else {
        return Err(Failure::new(
            Exit::Failed,
            format!(
                "{} has no note in free words named {}. “restrict notes” lists them; notes with structured dates need no reading.",
                wanted.record, wanted.note
            ),
        ));
    };
    let command = Command::ReadNote {
        statement: statement.clone(),
        fingerprint: note.fingerprint.clone(),
        meaning: meaning.clone(),
        why: wanted.why.clone().unwrap_or_default(),
    };
    let after = answered(session, command)?;
    let text = match &meaning {
        Some(meaning) => format!("“{}” of {} is read as {}.", note.what, note.record_title, meaning_words(meaning)),
        None => format!("What was said of “{}” of {} is taken back.", note.what, note.record_title),
    };
    let note = after.notes.iter().find(|note| note.statement == statement);
    Ok(Answer::done(text, json!({ "note": note })))
}

fn meaning(wanted: &RestrictReadArgs) -> Result<Option<Meaning>, Failure> {
    if wanted.forget {
        return Ok(None);
    }
    if wanted.open {
        return Ok(Some(Meaning::Open));
    }
    let span = Span {
        begin: wanted.from,
        end: wanted.until,
    };
    if let (Some(begin), Some(end)) = (span.begin, span.end)
        && end < begin
    {
        return Err(Failure::usage(format!("It cannot end on {end}, before it begins on {begin}.")));
    }
    Ok(Some(Meaning::Restricted {
        span,
        types: wanted.r#type.clone(),
    }))
}

/// Keeps a restriction closed, or takes that back.
///
/// # Errors
/// Where there is no such restriction in the queue.
pub fn keep(session: &mut Session, wanted: &RestrictKeepArgs) -> Result<Answer, Failure> {
    session.need_writing()?;
    let statement = StatementKey {
        record: wanted.record,
        part: wanted.part.clone(),
    };
    let before = view(session, None)?;
    let Some(row) = before.expiry.iter().find(|row| row.statement == statement) else {
        return Err(Failure::new(
            Exit::Failed,
            format!(
                "{} {} is not in the queue. “restrict queue” shows what is.",
                wanted.record, wanted.part
            ),
        ));
    };
    let command = Command::KeepClosed {
        statement: statement.clone(),
        fingerprint: row.fingerprint.clone(),
        reason: wanted.reason.clone(),
        review_on: wanted.review_on,
    };
    let after = answered(session, command)?;
    let text = match (&wanted.reason, wanted.review_on) {
        (None, _) => format!("The decision about {} is taken back.", row.record_title),
        (Some(_), None) => format!("{} stays closed.", row.record_title),
        (Some(_), Some(day)) => format!("{} stays closed; look at it again on {day}.", row.record_title),
    };
    let rows: Vec<_> = after.expiry.iter().filter(|row| row.statement == statement).collect();
    Ok(Answer::done(text, json!({ "queue": rows })))
}

/// Plans another last day for a note.
///
/// # Errors
/// Where the note cannot take it.
pub fn end(session: &mut Session, record: RecordUri, note: &str, until: Option<Date>) -> Result<Answer, Failure> {
    session.need_writing()?;
    let plan = session.planned(Command::PlanNewEnd {
        statement: StatementKey {
            record,
            part: note.to_owned(),
        },
        end: until,
    })?;
    Ok(planned(&plan, false))
}

/// Confirms what opens by one cause.
///
/// # Errors
/// Where nothing opens by it, or the second person is refused.
pub fn confirm(session: &mut Session, wanted: &RestrictConfirmArgs) -> Result<Answer, Failure> {
    session.need_writing()?;
    let plan = session.plan(wanted.plan)?;
    let cause = CauseId(wanted.cause);
    let changes = opening(&plan, cause)?;
    if let Some(expected) = wanted.expect
        && expected != changes.len()
    {
        return Err(Failure::new(
            Exit::Waits,
            format!(
                "{} would open by this cause, not {expected}. Nothing was confirmed; look at the plan again.",
                crate::plan::ledger::plural(changes.len(), "change", "changes")
            ),
        ));
    }
    let asks_second = plan.restrict.as_ref().is_some_and(|review| review.second_person);
    let second = match &wanted.second_user {
        Some(user) => Some(SecondPerson {
            user: user.clone(),
            password: secrets::ask_second(user)?,
        }),
        None if asks_second => {
            return Err(Failure::usage(
                "This workspace asks for a second person: name them with --second-user.",
            ));
        }
        None => None,
    };
    let confirmed = session.planned(Command::ConfirmOpening {
        plan: wanted.plan,
        cause,
        changes: changes.clone(),
        reason: wanted.reason.clone(),
        second,
    })?;
    let labels: Vec<String> = changes
        .iter()
        .filter_map(|change| confirmed.change(*change))
        .map(|change| format!("  {} “{}”", change.id, change.label))
        .collect();
    let text = format!(
        "Confirmed to open:\n{}\n{}\n{}",
        labels.join("\n"),
        plan_words::head(&confirmed),
        super::super::link::next_step(&confirmed)
    );
    Ok(plans::answer(&confirmed, text))
}

/// Changes that open by a cause and are neither done nor in the way of themselves.
fn opening(plan: &Plan, cause: CauseId) -> Result<Vec<ChangeId>, Failure> {
    let Some(known) = plan.restrict.as_ref().and_then(|review| review.cause(cause)) else {
        return Err(Failure::new(
            Exit::Failed,
            format!("There is no cause {} in this plan. “plan show {}” numbers them.", cause.0, plan.id),
        ));
    };
    let changes: Vec<ChangeId> = plan
        .changes
        .iter()
        .filter(|change| {
            needs_confirmation(plan, change) && cause_of(change) == Some(cause) && !change.outcome.is_done() && !change.is_obstructed()
        })
        .map(|change| change.id)
        .collect();
    if changes.is_empty() {
        return Err(Failure::new(
            Exit::Failed,
            format!("Nothing opens by {} of {}.", known.what, known.record_title),
        ));
    }
    Ok(changes)
}

/// Takes a confirmation back.
///
/// # Errors
/// As the runtime.
pub fn take_back(session: &mut Session, plan: PlanId, cause: u32) -> Result<Answer, Failure> {
    session.need_writing()?;
    let plan = session.planned(Command::TakeBackConfirmation {
        plan,
        cause: CauseId(cause),
    })?;
    Ok(plans::answer(&plan, plan_words::head(&plan)))
}

fn answered(session: &mut Session, command: Command) -> Result<Arc<RestrictionsView>, Failure> {
    session.ask(command, |event| match event {
        Event::Restrictions(view) => Some(Arc::clone(view)),
        _ => None,
    })
}
