//! `archway status`: how both systems answer, and what waits for a person.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::answer::{Answer, Exit, Failure};
use super::args::GlobalArgs;
use super::session::{Need, Session};
use crate::runtime::view::{ProblemView, Reachability, SetupState, SideStatus, WorkspaceInfo};
use crate::runtime::{Command, Event};

/// Shows the state of the workspace.
///
/// # Errors
/// Where it cannot be opened.
pub fn run(global: &GlobalArgs, offline: bool) -> Result<Answer, Failure> {
    let mut session = Session::open(global, if offline { Need::Catalogue } else { Need::Systems })?;
    let problems = session.ask(Command::LoadProblems, |event| match event {
        Event::Problems(problems) => Some(problems.clone()),
        _ => None,
    })?;
    let info = session.info()?;
    let failed = |side: &SideStatus| !offline && matches!(side.reachability, Reachability::Failed { .. });
    let exit = if failed(&info.iconik) || failed(&info.archivesspace) {
        Exit::System
    } else if !problems.is_empty() {
        Exit::Waits
    } else {
        Exit::Done
    };
    Ok(Answer::ended(exit, words(&info, &problems), document(&info, &problems)))
}

/// One side as JSON.
#[must_use]
pub fn side(status: &SideStatus) -> Value {
    json!({ "reachability": status.reachability, "refreshed": status.refreshed, "count": status.count })
}

fn document(info: &WorkspaceInfo, problems: &[ProblemView]) -> Value {
    let connection = &info.connection;
    let with_address = |status: &SideStatus, address: &str| {
        let mut side = side(status);
        side["address"] = json!(address);
        side
    };
    json!({
        "workspace": info.path,
        "name": connection.name,
        "practice": connection.practice,
        "read_only": info.read_only,
        "secrets": info.vault_notice,
        "iconik": with_address(&info.iconik, &connection.iconik_url),
        "archivesspace": with_address(&info.archivesspace, &connection.archivesspace_url),
        "repositories": info.repositories,
        "set_up": info.setup,
        "plans_in_review": info.plans_in_review,
        "last_applied": info.last_applied.as_ref().map(|(id, title)| json!({ "plan": id, "title": title })),
        "problems": problems,
    })
}

fn words(info: &WorkspaceInfo, problems: &[ProblemView]) -> String {
    let mut text = format!("{} ({})\n", info.connection.name, info.path.display());
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    if let Some(why) = &info.read_only {
        line(format!("Open for reading only. {why}"));
    }
    line(side_words(
        "ArchivesSpace",
        &info.connection.archivesspace_url,
        &info.archivesspace,
        "records",
    ));
    line(side_words("iconik", &info.connection.iconik_url, &info.iconik, "assets"));
    line(match &info.setup {
        SetupState::Unknown => "Archway's fields in iconik: not looked at".to_owned(),
        SetupState::Ready => "Archway's fields in iconik: there".to_owned(),
        SetupState::Possible => "Archway's fields in iconik: missing; “archway set-up” plans them".to_owned(),
        SetupState::NeedsAdministrator { missing_roles } => format!(
            "Archway's fields in iconik: missing, and this account may not make them ({}); “archway set-up --export FILE”",
            missing_roles.join(", ")
        ),
    });
    line(format!("Plans that wait for review: {}", info.plans_in_review));
    if let Some((id, title)) = &info.last_applied {
        line(format!("Last applied: {title} ({id})"));
    }
    for problem in problems {
        let plan = problem.plan.map(|plan| format!(" (plan {plan})")).unwrap_or_default();
        line(format!("Waits for you: {}: {}{plan}", problem.label, problem.text));
    }
    if let Some(notice) = info.vault_notice.as_ref().filter(|_| !info.connection.practice) {
        line(notice.clone());
    }
    text
}

fn side_words(name: &str, address: &str, status: &SideStatus, unit: &str) -> String {
    let answers = match &status.reachability {
        Reachability::NotTried => "not asked".to_owned(),
        Reachability::Reached { what } => what.clone(),
        Reachability::Failed { reason } => reason.clone(),
    };
    let refreshed = status.refreshed.map_or_else(
        || "never refreshed".to_owned(),
        |at| format!("refreshed {}", at.strftime("%Y-%m-%d %H:%M UTC")),
    );
    format!("{name} at {address}: {answers} · {} {unit}, {refreshed}", status.count)
}
