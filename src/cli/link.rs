//! `archway link` and `archway set-up`: both write a plan.

use std::path::Path;

use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, Exit, Failure};
use super::args::{GlobalArgs, LinkArgs, SetUpArgs};
use super::session::{Need, Session, absolute};
use super::{plan_json, plan_words};
use crate::domain::{AssetId, RecordUri};
use crate::plan::{Plan, Severity};
use crate::runtime::view::{SetupState, Side};
use crate::runtime::{Command, Event};

/// Plans links, or to take them away.
///
/// # Errors
/// Where the pairs make no sense, or nothing can be planned.
pub fn run(global: &GlobalArgs, wanted: &LinkArgs) -> Result<Answer, Failure> {
    let pairs = pairs(wanted)?;
    let mut session = Session::open(global, Need::Systems)?;
    session.need_writing()?;
    let command = if wanted.unlink {
        Command::PlanUnlink {
            pairs,
            accept: wanted.accept,
        }
    } else {
        Command::PlanLinks {
            pairs,
            accept: wanted.accept,
        }
    };
    let plan = session.planned(command)?;
    Ok(planned(&plan, wanted.accept))
}

/// Plans Archway's fields and view, or writes what an administrator must make.
///
/// # Errors
/// Where iconik does not answer or the account may not make them.
pub fn set_up(global: &GlobalArgs, wanted: &SetUpArgs) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Systems)?;
    session.need_side(Side::Iconik)?;
    if let Some(path) = &wanted.export {
        let path = absolute(path);
        session.ask(Command::ExportSetupRequest(path.clone()), |event| {
            matches!(event, Event::Exported(_)).then_some(())
        })?;
        let text = format!("{} names what iconik's administrator must make.", path.display());
        return Ok(Answer::done(text, json!({ "exported": path })));
    }
    session.need_writing()?;
    plan_set_up(&mut session)
}

/// Plans Archway's fields and view in iconik.
///
/// # Errors
/// Where the account may not make them.
pub fn plan_set_up(session: &mut Session) -> Result<Answer, Failure> {
    if let SetupState::NeedsAdministrator { missing_roles } = &session.info()?.setup {
        return Err(Failure::new(
            Exit::System,
            format!(
                "iconik does not let this account make Archway's fields. Missing: {}. “archway set-up --export FILE” writes a page for \
                 the administrator; until then links are made in ArchivesSpace only.",
                missing_roles.join(", ")
            ),
        ));
    }
    let plan = session.planned(Command::PlanSetup)?;
    Ok(planned(&plan, true))
}

/// A new plan as an answer. Where nothing can be planned because of an obstacle, that is a failure; where changes were to be
/// accepted and some could not be, they wait.
#[must_use]
pub fn planned(plan: &Plan, accept: bool) -> Answer {
    let blocked = plan.notices.iter().any(|notice| notice.severity == Severity::Obstacle);
    let obstructed = plan.changes.iter().any(crate::plan::Change::is_obstructed);
    let exit = match (plan.is_empty(), blocked) {
        (true, true) => Exit::Failed,
        (false, true) => Exit::Waits,
        _ if accept && obstructed => Exit::Waits,
        _ => Exit::Done,
    };
    let mut text = plan_words::whole(plan);
    text.push('\n');
    text.push_str(&next_step(plan));
    Answer::ended(exit, text, json!({ "plan": plan_json::plan(plan) }))
}

/// What to type next.
#[must_use]
pub fn next_step(plan: &Plan) -> String {
    if plan.is_empty() {
        "Nothing to write; no plan was kept.".to_owned()
    } else if plan.to_apply().next().is_some() {
        format!("Next: archway apply {}", plan.id)
    } else {
        format!("Next: archway plan decide {} --accept --all", plan.id)
    }
}

#[derive(Debug, Deserialize)]
struct PairRow {
    asset: String,
    record: String,
}

/// The pairs that were typed, and those of the file.
fn pairs(wanted: &LinkArgs) -> Result<Vec<(AssetId, RecordUri)>, Failure> {
    let (assets, records) = (&wanted.asset, &wanted.record);
    let mut pairs: Vec<(AssetId, RecordUri)> = match (assets.as_slice(), records.as_slice()) {
        (assets, records) if assets.len() == records.len() => assets.iter().copied().zip(records.iter().copied()).collect(),
        ([asset], records) => records.iter().map(|record| (*asset, *record)).collect(),
        (assets, [record]) => assets.iter().map(|asset| (*asset, *record)).collect(),
        _ => {
            return Err(Failure::usage(format!(
                "{} times --asset and {} times --record do not make pairs. Give as many of one as of the other, or only one of either.",
                assets.len(),
                records.len()
            )));
        }
    };
    if let Some(file) = &wanted.pairs {
        pairs.extend(pairs_of_file(file)?);
    }
    if pairs.is_empty() {
        return Err(Failure::usage(
            "Name what to link: --asset ID --record URI, or --pairs FILE with the columns asset and record.",
        ));
    }
    Ok(pairs)
}

fn pairs_of_file(file: &Path) -> Result<Vec<(AssetId, RecordUri)>, Failure> {
    let wrong = |what: String| Failure::usage(format!("{}: {what}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    // Spreadsheets put a byte order mark before the first column's name.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let mut pairs = Vec::new();
    for (index, row) in reader.deserialize::<PairRow>().enumerate() {
        let row = row.map_err(|error| wrong(error.to_string()))?;
        // The first line holds the names of the columns.
        let line = index + 2;
        let asset = row.asset.parse().map_err(|error| wrong(format!("line {line}: {error}")))?;
        let record = row.record.parse().map_err(|error| wrong(format!("line {line}: {error}")))?;
        pairs.push((asset, record));
    }
    Ok(pairs)
}
