//! `archway refresh`.

use serde_json::json;

use super::answer::{Answer, Exit, Failure};
use super::args::{GlobalArgs, RefreshArgs};
use super::session::{Need, Session};
use super::status;
use crate::runtime::view::{Notice, NoticeKind, Reachability, Side};
use crate::runtime::{Command, Event};

/// Reads what changed.
///
/// # Errors
/// Where a system does not answer.
pub fn run(global: &GlobalArgs, wanted: &RefreshArgs) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Systems)?;
    session.need_writing()?;
    let side: Option<Side> = wanted.side.map(Into::into);
    session.send(Command::Refresh(side));
    let mut said = String::new();
    let complete = session.until(|event| match event {
        Event::Notice(Notice {
            kind: NoticeKind::Done,
            text,
            ..
        }) => {
            said.clone_from(text);
            None
        }
        Event::Refreshed { complete } => Some(*complete),
        _ => None,
    })?;
    let info = session.info()?;
    let failed = [&info.iconik, &info.archivesspace]
        .iter()
        .any(|side| matches!(side.reachability, Reachability::Failed { .. }));
    let exit = match complete {
        true => Exit::Done,
        false if session.was_interrupted() => Exit::Stopped,
        false if failed => Exit::System,
        false => Exit::Failed,
    };
    let text = if said.is_empty() {
        "Not refreshed.".to_owned()
    } else {
        format!("{said}.")
    };
    let json = json!({
        "complete": complete,
        "iconik": status::side(&info.iconik),
        "archivesspace": status::side(&info.archivesspace),
    });
    Ok(Answer::ended(exit, text, json))
}
