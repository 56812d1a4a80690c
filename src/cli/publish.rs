//! `archway publish`: the queue of approved assets, and plans from it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::args::{GlobalArgs, PublishArgs};
use super::link::planned;
use super::session::{Need, Session};
use crate::runtime::mapping_view::{Destination, QueueRow, QueueView};
use crate::runtime::{Command, Event};

/// Shows the queue, or plans records for what is in it.
///
/// # Errors
/// Where the profile has no queue, a system does not answer, or nothing can be planned.
pub fn run(global: &GlobalArgs, wanted: &PublishArgs) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Systems)?;
    let command = if wanted.look {
        session.need_writing()?;
        Command::LookForApproved(wanted.profile.clone())
    } else {
        Command::LoadQueue(wanted.profile.clone())
    };
    let mut queue = asked(&mut session, command)?;
    if let Some(below) = wanted.below {
        session.need_writing()?;
        queue = asked(
            &mut session,
            Command::SetDestination {
                profile: wanted.profile.clone(),
                assets: wanted.asset.clone(),
                destination: Some(Destination {
                    below,
                    position: None,
                    level: None,
                }),
            },
        )?;
    }
    if wanted.queue {
        return Ok(Answer::done(words(&queue), json!({ "queue": queue_json(&queue) })));
    }
    session.need_writing()?;
    let mut plan = session.planned(Command::PlanPublish {
        profile: wanted.profile.clone(),
        assets: wanted.asset.clone(),
    })?;
    if wanted.accept && !plan.is_empty() {
        plan = session.accepted(&plan)?;
    }
    Ok(planned(&plan, wanted.accept))
}

fn asked(session: &mut Session, command: Command) -> Result<QueueView, Failure> {
    session.ask(command, |event| match event {
        Event::Queue(queue) => Some((**queue).clone()),
        _ => None,
    })
}

fn words(queue: &QueueView) -> String {
    if queue.rows.is_empty() {
        return match queue.looked {
            Some(_) => "No approved asset waits.".to_owned(),
            None => "Nobody looked yet: add --look.".to_owned(),
        };
    }
    let mut text = String::new();
    for row in &queue.rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  {}  {}", row.asset, row.state.words(), row.title);
        if let Some(approver) = &row.approver {
            let _ = writeln!(text, "    approved by {approver}; {}", row.why);
        }
        for missing in &row.missing {
            let _ = writeln!(text, "    {missing}");
        }
        if let Some(destination) = &row.destination {
            let what = if destination.creates { "new record below" } else { "to" };
            let _ = writeln!(text, "    {what} {} ({})", destination.title, destination.why);
        }
    }
    text.trim_end().to_owned()
}

fn queue_json(queue: &QueueView) -> Value {
    json!({
        "profile": queue.profile,
        "looked": queue.looked,
        "rows": queue.rows.iter().map(row_json).collect::<Vec<_>>(),
    })
}

fn row_json(row: &QueueRow) -> Value {
    json!({
        "asset": row.asset,
        "title": row.title,
        "approver": row.approver,
        "approved": row.approved,
        "why": row.why,
        "state": row.state,
        "missing": row.missing,
        "destination": row.destination,
    })
}
