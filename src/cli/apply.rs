//! `archway apply` and `archway undo`.

use serde_json::json;

use super::answer::{Answer, Exit, Failure};
use super::args::GlobalArgs;
use super::session::{Need, Session, failure_of};
use super::{plan_json, plan_words, plans};
use crate::plan::{Decision, Ledger, Plan, PlanId};
use crate::runtime::view::{NoticeKind, Side};
use crate::runtime::{Command, Event};

/// Carries out what was accepted of a plan.
///
/// # Errors
/// Where nothing could be tried.
pub fn apply(global: &GlobalArgs, id: PlanId) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Systems)?;
    session.need_writing()?;
    let plan = session.plan(id)?;
    if plan.to_apply().next().is_none() {
        return Ok(nothing_to_apply(&plan));
    }
    for side in [Side::ArchivesSpace, Side::Iconik] {
        if plan.to_apply().any(|change| change.target.system() == side.name()) {
            session.need_side(side)?;
        }
    }
    session.send(Command::Apply(id));
    let mut failed = None;
    session.until(|event| match event {
        Event::Notice(notice) if notice.kind == NoticeKind::Error => {
            failed = Some(failure_of(notice));
            None
        }
        Event::ApplyEnded { plan } if *plan == id => Some(()),
        _ => None,
    })?;
    if let Some(failed) = failed {
        return Err(failed);
    }
    let stopped = session.was_interrupted();
    let plan = session.stored_plan(id)?;
    Ok(applied(&plan, stopped))
}

fn nothing_to_apply(plan: &Plan) -> Answer {
    let undecided = Ledger::of(plan).undecided > 0;
    let text = if undecided {
        format!(
            "Nothing of this plan is accepted yet. Look at it with “plan show {0}”, then “plan decide {0} --accept --all”.",
            plan.id
        )
    } else {
        "Nothing of this plan is left to apply.".to_owned()
    };
    let exit = if undecided { Exit::Waits } else { Exit::Done };
    Answer::ended(exit, text, json!({ "plan": plan_json::plan(plan) }))
}

fn applied(plan: &Plan, stopped: bool) -> Answer {
    let waits = plan_words::what_waits(plan);
    let exit = if stopped && plan.to_apply().next().is_some() {
        Exit::Stopped
    } else {
        waits
    };
    let text = if waits == Exit::Done {
        plan_words::head(plan)
    } else {
        plan_words::whole(plan)
    };
    Answer::ended(exit, text, json!({ "plan": plan_json::plan(plan) }))
}

/// Makes the plan that takes another back.
///
/// # Errors
/// Where nothing of the plan was done.
pub fn undo(global: &GlobalArgs, id: PlanId, accept: bool) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Catalogue)?;
    session.need_writing()?;
    let mut plan = session.planned(Command::PlanUndo(id))?;
    if accept {
        plan = session.planned(Command::Decide {
            plan: plan.id,
            changes: plan.changes.iter().map(|change| change.id).collect(),
            decision: Decision::Accepted,
        })?;
    }
    let text = format!("{}\n{}", plan_words::whole(&plan), super::link::next_step(&plan));
    Ok(plans::answer(&plan, text))
}
