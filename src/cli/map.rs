//! `archway map`: mapping profiles, checked and tried without writing anything.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::answer::{Answer, Exit, Failure};
use super::args::{GlobalArgs, MapCommand};
use super::session::{Need, Session, absolute};
use crate::mapping::profile::Profile;
use crate::mapping::{TargetKey, file};
use crate::plan::Severity;
use crate::runtime::mapping_view::{ProfileError, ProfileFile, ProfileSummary, Trial};
use crate::runtime::{Command, Event};

/// Lists, checks and tries profiles.
///
/// # Errors
/// Where there is no such profile or its file cannot be read.
pub fn run(global: &GlobalArgs, what: &MapCommand) -> Result<Answer, Failure> {
    match what {
        MapCommand::List => list(global),
        MapCommand::Check { profile } => check(global, profile),
        MapCommand::Preview { profile, record, target } => preview(global, profile, *record, target.as_deref()),
        MapCommand::Import { file } => import(global, file),
        MapCommand::Export { profile, file } => export(global, profile, file),
    }
}

fn list(global: &GlobalArgs) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Catalogue)?;
    let profiles: Vec<ProfileSummary> = session.ask(Command::LoadProfiles, |event| match event {
        Event::Profiles(profiles) => Some(profiles.clone()),
        _ => None,
    })?;
    let mut text = String::new();
    for profile in &profiles {
        let mut marks = vec![profile.direction.words().to_owned()];
        if profile.preset {
            marks.push("preset".to_owned());
        }
        if profile.watched {
            marks.push("watched".to_owned());
        }
        if profile.errors > 0 {
            marks.push(format!(
                "{} in its file",
                crate::plan::ledger::plural(profile.errors, "error", "errors")
            ));
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  {}  ({})", profile.id, profile.name, marks.join(", "));
    }
    Ok(Answer::done(text.trim_end(), json!({ "profiles": profiles })))
}

/// A profile by its id, or from a file that is not in the workspace.
fn found(session: &mut Session, named: &str) -> Result<(Profile, Vec<ProfileError>), Failure> {
    let path = Path::new(named);
    if path.extension().is_some_and(|ending| ending == "toml") {
        let bytes = std::fs::read(path).map_err(|error| Failure::new(Exit::Failed, format!("{named} could not be read: {error}")))?;
        let id = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (profile, errors) = file::read(&id, &String::from_utf8_lossy(&bytes));
        let errors = errors
            .into_iter()
            .map(|error| ProfileError {
                line: error.line,
                column: error.column,
                text: error.text,
            })
            .collect();
        return Ok((profile, errors));
    }
    let file = opened(session, named)?;
    Ok((file.profile, file.errors))
}

fn opened(session: &mut Session, id: &str) -> Result<ProfileFile, Failure> {
    session.ask(Command::OpenProfile(id.to_owned()), |event| match event {
        Event::Profile(file) => Some((**file).clone()),
        _ => None,
    })
}

fn tried(session: &mut Session, profile: &Profile, place: u64, focus: Option<TargetKey>) -> Result<std::sync::Arc<Trial>, Failure> {
    session.ask(
        Command::TryProfile {
            ticket: 1,
            profile: Box::new(profile.clone()),
            place,
            focus,
        },
        |event| match event {
            Event::Tried(trial) => Some(std::sync::Arc::clone(trial)),
            _ => None,
        },
    )
}

fn check(global: &GlobalArgs, named: &str) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Catalogue)?;
    let (profile, errors) = found(&mut session, named)?;
    let trial = tried(&mut session, &profile, 0, None)?;
    let mut text = String::new();
    for error in &errors {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "line {}, column {}: {}", error.line, error.column, error.text);
    }
    for (target, finding) in &trial.about_profile {
        let about = target.as_ref().map(|target| format!("{target}: ")).unwrap_or_default();
        let _ = writeln!(text, "{about}{} ({})", finding.text, finding.kind.words());
    }
    let obstacles = trial
        .about_profile
        .iter()
        .filter(|(_, finding)| finding.severity() == Severity::Obstacle)
        .count();
    let wrong = errors.len() + obstacles;
    let rules = crate::plan::ledger::plural(profile.rules.len(), "rule", "rules");
    if wrong == 0 {
        let _ = writeln!(text, "“{}”: {rules}, nothing wrong", profile.name);
    } else {
        let _ = writeln!(text, "“{}”: {rules}, {wrong} to mend", profile.name);
    }
    let json = json!({
        "profile": profile.id,
        "rules": profile.rules.len(),
        "errors": errors,
        "findings": trial.about_profile.iter().map(|(target, finding)| json!({
            "target": target, "kind": finding.kind, "severity": severity(finding.severity()), "text": finding.text,
        })).collect::<Vec<_>>(),
    });
    let exit = if wrong == 0 { Exit::Done } else { Exit::Failed };
    Ok(Answer::ended(exit, text.trim_end(), json))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Obstacle => "obstacle",
    }
}

fn preview(global: &GlobalArgs, named: &str, record: u64, target: Option<&str>) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Catalogue)?;
    let (profile, errors) = found(&mut session, named)?;
    let trial = tried(&mut session, &profile, record - 1, target.map(TargetKey::from))?;
    let exit = if errors.is_empty() { Exit::Done } else { Exit::Failed };
    let mut text = preview_words(&profile, &trial);
    for error in &errors {
        let _ = write!(text, "\nline {}, column {}: {}", error.line, error.column, error.text);
    }
    Ok(Answer::ended(exit, text, preview_json(&profile, &trial, &errors)))
}

fn preview_words(profile: &Profile, trial: &Trial) -> String {
    let mut text = format!("“{}”, dry run: nothing is written\n", profile.name);
    match &trial.record {
        Some(record) => {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "record {} of {}: {}", record.place + 1, trial.records, record.label);
            for value in &record.values {
                let sign = if value.changes { "~" } else { "=" };
                let inherited = value
                    .inherited
                    .as_ref()
                    .map(|above| format!(" (inherited from {above})"))
                    .unwrap_or_default();
                let _ = writeln!(text, "  {sign} {}: {}{inherited}", value.target, value.after);
                if value.changes && !value.before.is_empty() {
                    let _ = writeln!(text, "      now: {}", value.before);
                }
                for finding in &value.findings {
                    let _ = writeln!(text, "      {}", finding.text);
                }
            }
        }
        None => text.push_str("no record to look at\n"),
    }
    let _ = writeln!(text, "looked at {} of {} records; would change:", trial.looked_at, trial.records);
    for count in &trial.counts {
        let _ = writeln!(text, "  {:>6}  {}", count.would_change, count.target);
    }
    for sample in &trial.samples {
        let _ = writeln!(text, "  {:>6}  {} → {}", sample.records, sample.input, sample.output);
    }
    text.trim_end().to_owned()
}

fn preview_json(profile: &Profile, trial: &Trial, errors: &[ProfileError]) -> Value {
    json!({
        "dry_run": true,
        "profile": profile.id,
        "records": trial.records,
        "looked_at": trial.looked_at,
        "record": trial.record,
        "counts": trial.counts,
        "samples": trial.samples,
        "errors": errors,
    })
}

fn import(global: &GlobalArgs, file: &Path) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Catalogue)?;
    session.need_writing()?;
    let path: PathBuf = absolute(file);
    let imported = session.ask(Command::ImportProfile(path), |event| match event {
        Event::Profile(file) => Some((**file).clone()),
        _ => None,
    })?;
    let text = format!("Imported as {}.", imported.profile.id);
    Ok(Answer::done(
        text,
        json!({ "profile": imported.profile.id, "errors": imported.errors }),
    ))
}

fn export(global: &GlobalArgs, id: &str, file: &Path) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Catalogue)?;
    let opened = opened(&mut session, id)?;
    let path = absolute(file);
    session.ask(
        Command::ExportProfile {
            profile: Box::new(opened.profile),
            path: path.clone(),
        },
        |event| matches!(event, Event::Exported(_)).then_some(()),
    )?;
    Ok(Answer::done(format!("{} written.", path.display()), json!({ "exported": path })))
}
