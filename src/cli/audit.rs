//! `archway audit`: list, export, verify.

use serde_json::json;

use super::answer::{Answer, Exit, Failure};
use super::args::{AuditCommand, FormatArg, GlobalArgs};
use super::session::{Need, Session, absolute};
use crate::runtime::command::ExportFormat;
use crate::runtime::view::{AuditFilter, AuditPage, AuditRow};
use crate::runtime::{Command, Event};

/// Carries out `archway audit`.
///
/// # Errors
/// As the workspace file, or the file to write.
pub fn run(global: &GlobalArgs, what: &AuditCommand) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Catalogue)?;
    match what {
        AuditCommand::List { text, plan, limit } => {
            let filter = AuditFilter {
                text: text.clone(),
                plan: *plan,
            };
            list(&mut session, &filter, *limit)
        }
        AuditCommand::Export { file, format, text, plan } => {
            let path = absolute(file);
            let command = Command::ExportAudit {
                filter: AuditFilter {
                    text: text.clone(),
                    plan: *plan,
                },
                path: path.clone(),
                format: match format {
                    FormatArg::Csv => ExportFormat::Csv,
                    FormatArg::Json => ExportFormat::Json,
                },
            };
            session.ask(command, |event| matches!(event, Event::Exported(_)).then_some(()))?;
            Ok(Answer::done(
                format!("The audit trail is in {}.", path.display()),
                json!({ "exported": path }),
            ))
        }
        AuditCommand::Verify => verify(&mut session),
    }
}

fn page(session: &mut Session, filter: &AuditFilter, page: u32) -> Result<AuditPage, Failure> {
    let command = Command::LoadAudit {
        filter: filter.clone(),
        page,
    };
    session.ask(command, |event| match event {
        Event::Audit(found) => Some((**found).clone()),
        _ => None,
    })
}

fn list(session: &mut Session, filter: &AuditFilter, limit: usize) -> Result<Answer, Failure> {
    let mut found = page(session, filter, 0)?;
    let mut rows = std::mem::take(&mut found.rows);
    let mut number = 0;
    while rows.len() < limit && (rows.len() as u64) < found.total {
        number += 1;
        let more = page(session, filter, number)?.rows;
        if more.is_empty() {
            break;
        }
        rows.extend(more);
    }
    rows.truncate(limit);
    let mut lines: Vec<String> = rows.iter().map(words).collect();
    if (rows.len() as u64) < found.total {
        lines.push(format!("{} of {} entries; --limit shows more.", rows.len(), found.total));
    }
    if lines.is_empty() {
        lines.push("No entries.".to_owned());
    }
    lines.extend(found.tampered.clone());
    let exit = if found.tampered.is_some() { Exit::Failed } else { Exit::Done };
    let json = json!({ "total": found.total, "broken": found.tampered, "entries": rows });
    Ok(Answer::ended(exit, lines.join("\n"), json))
}

fn words(row: &AuditRow) -> String {
    let details: String = row.details.lines().map(|line| format!("\n      {line}")).collect();
    format!(
        "{:>5} {} {}: {} {}{details}",
        row.number,
        row.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        row.who,
        row.what,
        row.target
    )
}

fn verify(session: &mut Session) -> Result<Answer, Failure> {
    let found = page(session, &AuditFilter::default(), 0)?;
    let json = json!({ "holds": found.tampered.is_none(), "entries": found.total, "broken": found.tampered });
    Ok(match found.tampered {
        None => Answer::done(format!("The audit trail holds: {} entries.", found.total), json),
        Some(broken) => Answer::ended(Exit::Failed, broken, json),
    })
}
