//! `archway watch`: watched profiles look on their schedule, without a window.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;

use jiff::Timestamp;
use serde_json::json;

use super::answer::{Answer, Exit, Failure};
use super::args::{GlobalArgs, WatchArgs};
use super::session::{Need, Session, failure_of};
use crate::runtime::mapping_view::{DaySummary, WatchView};
use crate::runtime::view::NoticeKind;
use crate::runtime::{Command, Event};

/// Shows the watches, lets them look once, or lets them look until Ctrl-C.
///
/// # Errors
/// Where no profile is watched, or a system does not answer.
pub fn run(global: &GlobalArgs, wanted: &WatchArgs) -> Result<Answer, Failure> {
    if wanted.status {
        let mut session = Session::open(global, Need::Catalogue)?;
        let (watches, days) = asked(&mut session)?;
        return Ok(answer(&watches, &days, Exit::Done));
    }
    if wanted.once { once(global, wanted) } else { until_stopped(global) }
}

fn once(global: &GlobalArgs, wanted: &WatchArgs) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Systems)?;
    session.need_writing()?;
    let (watches, _) = asked(&mut session)?;
    let chosen: Vec<&WatchView> = watches
        .iter()
        .filter(|view| {
            if wanted.profile.is_empty() {
                view.watch.on
            } else {
                wanted.profile.contains(&view.profile)
            }
        })
        .collect();
    if let Some(unknown) = wanted.profile.iter().find(|id| !watches.iter().any(|view| view.profile == **id)) {
        return Err(Failure::usage(format!(
            "There is no profile “{unknown}” in this workspace that could be watched. Presets must be saved first."
        )));
    }
    if chosen.is_empty() {
        return Err(Failure::new(Exit::Failed, NOTHING_WATCHED));
    }
    let mut after = (watches.clone(), Vec::new());
    let mut failed: Option<Exit> = None;
    for view in chosen {
        let (profile, last) = (view.profile.clone(), view.last);
        session.send(Command::RunWatch(profile.clone()));
        after = session.until(|event| match event {
            Event::Notice(notice) if notice.kind == NoticeKind::Error => {
                failed = Some(failure_of(notice).exit);
                None
            }
            // Not “later”: a clock may have been set back.
            Event::Watches { watches, days } => {
                let looked = watches.iter().any(|view| view.profile == profile && view.last != last);
                looked.then(|| (watches.clone(), days.clone()))
            }
            Event::Interrupted => Some((Vec::new(), Vec::new())),
            _ => None,
        })?;
        if session.was_interrupted() {
            return Err(Failure::new(Exit::Stopped, "Stopped."));
        }
    }
    let waits = after.0.iter().any(|view| view.plan.is_some());
    let exit = failed.unwrap_or(if waits { Exit::Waits } else { Exit::Done });
    Ok(answer(&after.0, &after.1, exit))
}

const NOTHING_WATCHED: &str =
    "No profile of this workspace is watched. Switch one on under Describe, Watch, or write [watch] on = true in its file.";

fn until_stopped(global: &GlobalArgs) -> Result<Answer, Failure> {
    let mut session = Session::open_watching(global)?;
    session.need_writing()?;
    let (watches, _) = asked(&mut session)?;
    if !watches.iter().any(|view| view.watch.on) {
        return Err(Failure::new(Exit::Failed, NOTHING_WATCHED));
    }
    let mut told: HashMap<String, Option<Timestamp>> = watches.iter().map(|view| (view.profile.clone(), view.last)).collect();
    session.until(|event| {
        if let Event::Watches { watches, .. } = event {
            for view in watches {
                if told.get(&view.profile) != Some(&view.last) {
                    tell(view, global.json);
                    told.insert(view.profile.clone(), view.last);
                }
            }
        }
        matches!(event, Event::Interrupted).then_some(())
    })?;
    let (watches, days) = asked_again(&mut session)?;
    Ok(answer(&watches, &days, Exit::Stopped))
}

/// One line a look, for the log of whatever runs this.
fn tell(view: &WatchView, as_json: bool) {
    let line = if as_json {
        json!({ "profile": view.profile, "looked": view.last, "result": view.result, "plan": view.plan }).to_string()
    } else {
        let when = view.last.map(|last| last.to_string()).unwrap_or_default();
        format!("{when} {}: {}", view.name, view.result)
    };
    let mut out = std::io::stdout().lock();
    // Where nobody reads any more, there is nobody to tell.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn asked(session: &mut Session) -> Result<(Vec<WatchView>, Vec<DaySummary>), Failure> {
    session.ask(Command::LoadWatches, |event| match event {
        Event::Watches { watches, days } => Some((watches.clone(), days.clone())),
        _ => None,
    })
}

fn asked_again(session: &mut Session) -> Result<(Vec<WatchView>, Vec<DaySummary>), Failure> {
    session.send(Command::LoadWatches);
    session.until(|event| match event {
        Event::Watches { watches, days } => Some((watches.clone(), days.clone())),
        _ => None,
    })
}

fn answer(watches: &[WatchView], days: &[DaySummary], exit: Exit) -> Answer {
    let mut text = String::new();
    for view in watches {
        let how = if view.watch.on {
            format!("every {} minutes", view.watch.every_minutes)
        } else {
            "off".to_owned()
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  {}  {how}", view.profile, view.name);
        if !view.result.is_empty() {
            let _ = writeln!(text, "    {}", view.result);
        }
        if let Some(plan) = view.plan {
            let _ = writeln!(text, "    waits for review: archway plan show {plan}");
        }
    }
    for day in days {
        let _ = writeln!(text, "{}", day.day);
        for line in &day.lines {
            let _ = writeln!(text, "    {line}");
        }
    }
    if text.is_empty() {
        text = NOTHING_WATCHED.to_owned();
    }
    Answer::ended(exit, text.trim_end(), json!({ "watches": watches, "days": days }))
}
