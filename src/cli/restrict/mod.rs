//! `archway restrict`: what restrictions mean in iconik, what ends, where both systems disagree.
//!
//! | file | what |
//! |---|---|
//! | `standing` | report, queue, notes, one asset or record |
//! | `deeds` | plans, readings, what is kept closed, confirmations |
//! | `rules` | the rule table |
//! | [`review`] | what a plan says of restrictions, as text and as JSON |

mod deeds;
pub(super) mod review;
mod rules;
mod standing;

use std::path::Path;

use serde_json::json;

use super::answer::{Answer, Failure};
use super::args::GlobalArgs;
use super::restrict_args::RestrictCommand;
use super::session::{Need, Session, absolute};
use crate::runtime::restrict_view::RestrictExport;
use crate::runtime::{Command, Event};

/// Carries out `archway restrict`.
///
/// # Errors
/// As the runtime.
pub fn run(global: &GlobalArgs, what: &RestrictCommand) -> Result<Answer, Failure> {
    let need = match what {
        RestrictCommand::Plan(_) | RestrictCommand::End { .. } | RestrictCommand::Look => Need::Systems,
        RestrictCommand::Confirm(wanted) if wanted.second_user.is_some() => Need::Systems,
        _ => Need::Catalogue,
    };
    let mut session = Session::open(global, need)?;
    let session = &mut session;
    match what {
        RestrictCommand::Plan(wanted) => deeds::plan(session, wanted),
        RestrictCommand::Report(wanted) => standing::report(session, wanted),
        RestrictCommand::Queue(wanted) => standing::queue(session, wanted),
        RestrictCommand::Notes { waiting } => standing::notes(session, *waiting),
        RestrictCommand::Show { asset, record, as_of } => standing::show(session, *asset, *record, *as_of),
        RestrictCommand::Read(wanted) => deeds::read(session, wanted),
        RestrictCommand::Keep(wanted) => deeds::keep(session, wanted),
        RestrictCommand::End { record, note, until, .. } => deeds::end(session, *record, note, *until),
        RestrictCommand::Rules(wanted) => rules::run(session, wanted),
        RestrictCommand::Look => standing::look(session),
        RestrictCommand::Confirm(wanted) => deeds::confirm(session, wanted),
        RestrictCommand::TakeBack { plan, cause } => deeds::take_back(session, *plan, *cause),
    }
}

/// Writes a file and says where.
fn export(session: &mut Session, form: RestrictExport, file: &Path, what: &str) -> Result<Answer, Failure> {
    let path = absolute(file);
    let command = Command::ExportRestrictions { form, path: path.clone() };
    session.ask(command, |event| matches!(event, Event::Exported(_)).then_some(()))?;
    Ok(Answer::done(
        format!("{what} is in {}.", path.display()),
        json!({ "exported": path }),
    ))
}
