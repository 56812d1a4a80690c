//! `archway plan`: list, show, decide, plan again, discard.

use serde_json::json;

use super::answer::{Answer, Exit, Failure};
use super::args::{DecideArgs, GlobalArgs, PlanCommand};
use super::session::{Need, Session};
use super::{plan_json, plan_words};
use crate::plan::{ChangeId, Decision, Plan};
use crate::runtime::view::PlanSummary;
use crate::runtime::{Command, Event};

/// Carries out `archway plan`.
///
/// # Errors
/// As the runtime.
pub fn run(global: &GlobalArgs, what: &PlanCommand) -> Result<Answer, Failure> {
    let mut session = Session::open(
        global,
        if matches!(what, PlanCommand::Again { .. }) {
            Need::Systems
        } else {
            Need::Catalogue
        },
    )?;
    match what {
        PlanCommand::List => list(&mut session),
        PlanCommand::Show { plan } => {
            let plan = session.plan(*plan)?;
            Ok(answer(&plan, plan_words::whole(&plan)))
        }
        PlanCommand::Decide(wanted) => decide(&mut session, wanted),
        PlanCommand::Again { plan } => {
            session.need_writing()?;
            let plan = session.planned(Command::Replan(*plan))?;
            Ok(answer(&plan, plan_words::whole(&plan)))
        }
        PlanCommand::Discard { plan } => {
            session.need_writing()?;
            let plan = session.planned(Command::Discard(*plan))?;
            Ok(answer(&plan, plan_words::head(&plan)))
        }
    }
}

/// A plan as an answer.
#[must_use]
pub fn answer(plan: &Plan, text: String) -> Answer {
    Answer::done(text, json!({ "plan": plan_json::plan(plan) }))
}

fn list(session: &mut Session) -> Result<Answer, Failure> {
    let plans = session.ask(Command::LoadPlans, |event| match event {
        Event::Plans(plans) => Some(plans.clone()),
        _ => None,
    })?;
    let text = if plans.is_empty() {
        "No plans yet.".to_owned()
    } else {
        plans.iter().map(summary).collect::<Vec<_>>().join("\n")
    };
    Ok(Answer::done(text, json!({ "plans": plans })))
}

fn summary(plan: &PlanSummary) -> String {
    let problems = if plan.problems > 0 {
        format!(", {} wait for you", plan.problems)
    } else {
        String::new()
    };
    format!(
        "{}  {}  {}: {} ({} of {} done{problems})",
        plan.id,
        plan.created.strftime("%Y-%m-%d %H:%M"),
        plan.stage.words(),
        plan.title,
        plan.done,
        plan.changes,
    )
}

fn decide(session: &mut Session, wanted: &DecideArgs) -> Result<Answer, Failure> {
    session.need_writing()?;
    let plan = session.plan(wanted.plan)?;
    let changes: Vec<ChangeId> = if wanted.all {
        let all = plan.changes.iter();
        // “All” names no change: what must be decided one by one is left, even where it is the only one.
        all.filter(|change| !wanted_accepts(wanted) || !change.one_by_one())
            .map(|change| change.id)
            .collect()
    } else {
        wanted.change.iter().map(|number| ChangeId(*number)).collect()
    };
    if let Some(unknown) = changes.iter().find(|change| plan.change(**change).is_none()) {
        return Err(Failure::new(
            Exit::Failed,
            format!(
                "There is no change {unknown} in this plan; it has changes 1 to {}.",
                plan.changes.len()
            ),
        ));
    }
    let decision = match &wanted.reject {
        Some(reason) => Decision::Rejected { reason: reason.clone() },
        None if wanted.hold => Decision::Held,
        None => Decision::Accepted,
    };
    let decided = session.planned(Command::Decide {
        plan: wanted.plan,
        changes: changes.clone(),
        decision: decision.clone(),
    })?;
    let refused: Vec<String> = decided
        .changes
        .iter()
        .filter(|change| changes.contains(&change.id) && decision.is_accepted() && change.is_obstructed() && change.outcome.is_open())
        .map(|change| change.id.to_string())
        .collect();
    let left: Vec<String> = decided
        .changes
        .iter()
        .filter(|change| {
            let named = wanted.all || changes.contains(&change.id);
            named && decision.is_accepted() && change.one_by_one() && !change.decision.is_accepted() && change.outcome.is_open()
        })
        .map(|change| change.id.to_string())
        .collect();
    let mut decided = answer(&decided, plan_words::head(&decided));
    if !left.is_empty() {
        decided.exit = Exit::Waits;
        decided.text.push_str(&format!(
            "Left for you to decide one by one, with --change: {}. See “plan show”. ",
            left.join(", ")
        ));
    }
    if !refused.is_empty() {
        decided.exit = Exit::Waits;
        decided.text.push_str(&format!(
            "Not accepted, because an obstacle stands in the way: {}. See “plan show”.",
            refused.join(", ")
        ));
    }
    Ok(decided)
}

fn wanted_accepts(wanted: &DecideArgs) -> bool {
    wanted.reject.is_none() && !wanted.hold
}
