//! `archway connect`: makes a workspace, or changes the systems or secrets of one. Both sides are tried first; where one
//! fails, nothing is made or changed.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::answer::{Answer, Exit, Failure, tell};
use super::args::{ConnectArgs, GlobalArgs};
use super::link;
use super::secrets::{self, Which};
use super::session::{self, Need, Session};
use crate::domain::Secret;
use crate::domain::workspace::Connection;
use crate::runtime::command::Credentials;
use crate::runtime::view::{ConnectionReport, Side};
use crate::runtime::{Command, Event};

/// Where iconik is for everyone who has no other.
const ICONIK: &str = "https://app.iconik.io";

/// The secrets of a run: what was typed is kept in the keyring, what comes from the environment is not.
struct Secrets {
    typed: Credentials,
    from_environment: Credentials,
}

impl Secrets {
    /// What the sides are tried with.
    fn to_try(&self) -> Credentials {
        let either = |typed: &Option<Secret>, other: &Option<Secret>| typed.clone().or_else(|| other.clone());
        Credentials {
            archivesspace: either(&self.typed.archivesspace, &self.from_environment.archivesspace),
            iconik: either(&self.typed.iconik, &self.from_environment.iconik),
        }
    }
}

/// Connects.
///
/// # Errors
/// Where something is not given, or the file cannot be made.
pub fn run(global: &GlobalArgs, wanted: &ConnectArgs) -> Result<Answer, Failure> {
    let path = session::named(global)?;
    if session::is_practice(path) {
        return Err(Failure::usage(
            "The practice workspace is connected already; name a file for a workspace of your own.",
        ));
    }
    let path = session::absolute(path);
    if path.exists() {
        change(global, wanted, &path)
    } else {
        make(global, wanted, &path)
    }
}

fn make(global: &GlobalArgs, wanted: &ConnectArgs, path: &Path) -> Result<Answer, Failure> {
    let given = |value: &Option<String>, option: &str| {
        value
            .clone()
            .filter(|value| !value.trim().is_empty())
            .ok_or_else(|| Failure::usage(format!("A new workspace needs {option}.")))
    };
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let connection = Connection {
        name: wanted.name.clone().or(stem).unwrap_or_else(|| "Workspace".to_owned()),
        archivesspace_url: given(&wanted.archivesspace, "--archivesspace URL")?,
        archivesspace_staff_url: wanted.archivesspace_staff.clone().unwrap_or_default(),
        archivesspace_user: given(&wanted.archivesspace_user, "--archivesspace-user USER")?,
        iconik_url: wanted.iconik.clone().unwrap_or_else(|| ICONIK.to_owned()),
        iconik_app_id: given(&wanted.iconik_app_id, "--iconik-app-id ID")?,
        practice: false,
    };
    let environment = session::environment();
    let secrets = secrets(global, &environment, true, true)?;
    let mut session = Session::bare(environment)?;
    let reports = try_both(&mut session, &connection, &secrets.to_try())?;
    if !all_well(&reports) {
        return Ok(reported(&reports, None, "Nothing was made."));
    }
    session.send(Command::CreateWorkspace {
        path: path.to_owned(),
        connection,
        credentials: secrets.typed,
    });
    session.opened(Need::Systems)?;
    finish(session, wanted, &reports, path, "made")
}

fn change(global: &GlobalArgs, wanted: &ConnectArgs, path: &Path) -> Result<Answer, Failure> {
    let environment = session::environment();
    // Asked before anything runs, for the sides that change; the other side keeps its secret.
    let archivesspace = wanted.archivesspace.is_some() || wanted.archivesspace_user.is_some();
    let iconik = wanted.iconik.is_some() || wanted.iconik_app_id.is_some();
    let secrets = secrets(global, &environment, archivesspace, iconik)?;
    let mut session = Session::bare(environment)?;
    session.send(Command::OpenWorkspace(path.to_owned()));
    session.opened(Need::Systems)?;
    session.need_writing()?;
    let before = session.info()?.connection.clone();
    let connection = Connection {
        name: wanted.name.clone().unwrap_or(before.name),
        archivesspace_url: wanted.archivesspace.clone().unwrap_or(before.archivesspace_url),
        archivesspace_staff_url: wanted.archivesspace_staff.clone().unwrap_or(before.archivesspace_staff_url),
        archivesspace_user: wanted.archivesspace_user.clone().unwrap_or(before.archivesspace_user),
        iconik_url: wanted.iconik.clone().unwrap_or(before.iconik_url),
        iconik_app_id: wanted.iconik_app_id.clone().unwrap_or(before.iconik_app_id),
        practice: before.practice,
    };
    let reports = try_both(&mut session, &connection, &secrets.to_try())?;
    if !all_well(&reports) {
        return Ok(reported(&reports, None, "Nothing was changed."));
    }
    session.send(Command::Reconnect {
        connection,
        credentials: secrets.typed,
    });
    session.opened(Need::Systems)?;
    finish(session, wanted, &reports, path, "changed")
}

/// Secrets from the environment, else from the prompt for the sides that need one.
fn secrets(global: &GlobalArgs, environment: &crate::runtime::Environment, password: bool, token: bool) -> Result<Secrets, Failure> {
    let from_environment = Credentials {
        archivesspace: environment.archivesspace_password.clone(),
        iconik: environment.iconik_token.clone(),
    };
    let ask = |which: Which, needed: bool, known: &Option<Secret>| {
        if global.ask || (needed && known.is_none()) {
            secrets::ask(which)
        } else {
            Ok(None)
        }
    };
    let typed = Credentials {
        archivesspace: ask(Which::Password, password, &from_environment.archivesspace)?,
        iconik: ask(Which::Token, token, &from_environment.iconik)?,
    };
    if (typed.archivesspace.is_some() || typed.iconik.is_some())
        && let Some(notice) = &environment.vault_notice
    {
        tell(&notice.text);
    }
    Ok(Secrets { typed, from_environment })
}

fn try_both(session: &mut Session, connection: &Connection, credentials: &Credentials) -> Result<[ConnectionReport; 2], Failure> {
    let mut report = |side: Side| {
        let command = Command::TestConnection {
            side,
            connection: connection.clone(),
            credentials: credentials.clone(),
        };
        session.ask(command, |event| match event {
            Event::ConnectionTested(report) if report.side == side => Some((**report).clone()),
            _ => None,
        })
    };
    Ok([report(Side::ArchivesSpace)?, report(Side::Iconik)?])
}

fn all_well(reports: &[ConnectionReport; 2]) -> bool {
    reports.iter().all(|report| report.result.is_ok())
}

fn finish(mut session: Session, wanted: &ConnectArgs, reports: &[ConnectionReport; 2], path: &Path, what: &str) -> Result<Answer, Failure> {
    let mut answer = reported(reports, Some(path), &format!("{} was {what}.", path.display()));
    if wanted.set_up {
        match link::plan_set_up(&mut session) {
            Ok(plan) => {
                answer.text.push_str(&format!("\n{}", plan.text));
                answer.json["plan"] = plan.json["plan"].clone();
                answer.exit = plan.exit;
            }
            // The workspace is there and works for the ArchivesSpace side; what is missing is said.
            Err(failure) => {
                answer.text.push_str(&format!("\n{}", failure.message));
                answer.json["set_up"] = json!({ "error": failure.message });
                answer.exit = failure.exit;
            }
        }
    } else {
        answer.text.push_str("\nNext: archway refresh");
    }
    Ok(answer)
}

fn reported(reports: &[ConnectionReport; 2], path: Option<&Path>, end: &str) -> Answer {
    let mut text = String::new();
    for report in reports {
        let words = match &report.result {
            Ok(words) => format!("{}: {words}", report.side.name()),
            // The reason names the system itself.
            Err(reason) => format!("{}: failed. {reason}", report.side.name()),
        };
        let _ = writeln!(text, "{words}");
        for missing in &report.missing {
            let _ = writeln!(text, "  missing permission: {missing}");
        }
    }
    text.push_str(end);
    let sides: Vec<_> = reports
        .iter()
        .map(|report| {
            json!({
                "side": report.side,
                "ok": report.result.is_ok(),
                "answer": report.result.as_ref().ok(),
                "reason": report.result.as_ref().err(),
                "missing": report.missing,
            })
        })
        .collect();
    let exit = if all_well(reports) { Exit::Done } else { Exit::System };
    Answer::ended(exit, text, json!({ "workspace": path, "sides": sides }))
}
