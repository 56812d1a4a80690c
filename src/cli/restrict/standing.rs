//! How things stand: the report, the expiry queue, the notes, one asset or record.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use super::super::answer::{Answer, Exit, Failure};
use super::super::restrict_args::{RestrictQueueArgs, RestrictReportArgs};
use super::super::session::Session;
use super::export;
use crate::domain::browse::Node;
use crate::domain::restriction::overview::{meaning_words, reading_words};
use crate::domain::{AssetId, RecordUri};
use crate::plan::ledger::plural;
use crate::runtime::restrict_view::{
    Disagreement, DisagreementKind, EffectiveStatement, EffectiveView, ExpiryRow, NoteToRead, RestrictExport, RestrictionsView,
};
use crate::runtime::view::Side;
use crate::runtime::{Command, Event};

/// The view over the whole workspace, on a day.
///
/// # Errors
/// As the runtime.
pub fn view(session: &mut Session, as_of: Option<Date>) -> Result<Arc<RestrictionsView>, Failure> {
    session.ask(Command::LoadRestrictions(as_of), |event| match event {
        Event::Restrictions(view) if as_of.unwrap_or(view.today) == view.as_of => Some(Arc::clone(view)),
        _ => None,
    })
}

/// Where both systems disagree.
///
/// # Errors
/// As the runtime, or the file to write.
pub fn report(session: &mut Session, wanted: &RestrictReportArgs) -> Result<Answer, Failure> {
    let mut written = Vec::new();
    for (form, file) in [(RestrictExport::ReportHtml, &wanted.html), (RestrictExport::ReportCsv, &wanted.csv)] {
        if let Some(file) = file {
            written.push(export(session, form, file, "The report")?);
        }
    }
    if !written.is_empty() {
        return Ok(together(written));
    }
    let view = view(session, wanted.as_of)?;
    let exit = if view.report.iter().any(|finding| must_be_mended(finding.kind)) {
        Exit::Waits
    } else {
        Exit::Done
    };
    let json = json!({
        "dry_run": true,
        "as_of": view.as_of,
        "today": view.today,
        "rule": view.rule,
        "counts": view.counts,
        "unread_access": view.unread_access,
        "access_read": view.access_read,
        "findings": view.report,
    });
    Ok(Answer::ended(exit, report_words(&view), json))
}

/// False for what may stay as it is: two rules of ArchivesSpace that differ on a record.
fn must_be_mended(kind: DisagreementKind) -> bool {
    kind != DisagreementKind::RulesDiffer
}

fn report_words(view: &RestrictionsView) -> String {
    let counts = &view.counts;
    let mut text = format!(
        "As of {}, by the {}: {} linked, {} restricted, {} restricted later, {} need a person, {} open.\n",
        view.as_of,
        view.rule.words(),
        counts.assets,
        counts.restricted,
        counts.later,
        counts.needs_person,
        counts.open
    );
    if view.unread_access > 0 {
        let _ = writeln!(
            text,
            "Who can see {} was not read yet: archway restrict look.",
            plural(count(view.unread_access), "restricted asset", "restricted assets")
        );
    }
    if view.report.is_empty() {
        text.push_str("Both systems agree as far as they were read.");
    }
    let mut kind = None;
    for finding in &view.report {
        if kind != Some(finding.kind) {
            kind = Some(finding.kind);
            let of_kind = view.report.iter().filter(|other| other.kind == finding.kind).count();
            let _ = writeln!(text, "\n{} ({of_kind})", finding.kind.words());
        }
        finding_words(&mut text, finding);
    }
    text
}

fn finding_words(text: &mut String, finding: &Disagreement) {
    let seen = finding.seen_by.as_ref().map_or_else(|| "not read".to_owned(), |seen| seen.words());
    let _ = writeln!(text, "  {}  {}  (seen by: {seen})", finding.asset, finding.asset_title);
    let _ = writeln!(text, "      {}", finding.detail);
    let record = finding.record.map(|record| format!(" ({record})")).unwrap_or_default();
    let _ = writeln!(text, "      {}{record}; {}", finding.record_title, finding.cause);
}

/// What begins, ends and is looked at again.
///
/// # Errors
/// As the runtime, or the file to write.
pub fn queue(session: &mut Session, wanted: &RestrictQueueArgs) -> Result<Answer, Failure> {
    let mut written = Vec::new();
    for (form, file, what) in [
        (RestrictExport::ExpiryCsv, &wanted.csv, "The queue"),
        (RestrictExport::ExpiryCalendar, &wanted.ics, "The calendar"),
    ] {
        if let Some(file) = file {
            written.push(export(session, form, file, what)?);
        }
    }
    if !written.is_empty() {
        return Ok(together(written));
    }
    let view = view(session, None)?;
    let rows: Vec<&ExpiryRow> = view
        .expiry
        .iter()
        .filter(|row| wanted.until.is_none_or(|until| row.day <= until))
        .collect();
    let waits = rows.iter().filter(|row| row.waits(view.today)).count();
    let exit = if waits > 0 { Exit::Waits } else { Exit::Done };
    let mut text = String::new();
    for row in &rows {
        row_words(&mut text, row, view.today);
    }
    if rows.is_empty() {
        text.push_str("Nothing begins, ends or is to be looked at again.");
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let mut document = json!(row);
            document["waits"] = json!(row.waits(view.today));
            document
        })
        .collect();
    Ok(Answer::ended(
        exit,
        text,
        json!({ "today": view.today, "waiting": waits, "queue": rows }),
    ))
}

fn row_words(text: &mut String, row: &ExpiryRow, today: Date) {
    let mark = if row.waits(today) { " waits for you" } else { "" };
    let _ = writeln!(
        text,
        "{} {}{mark}: {} · {} · {} {}",
        row.day,
        row.kind.words(),
        row.record_title,
        row.what,
        row.statement.record,
        row.statement.part
    );
    let _ = writeln!(text, "      {}", one_line(&row.words));
    let _ = writeln!(
        text,
        "      reaches {}, {} would open",
        plural(count(row.assets), "asset", "assets"),
        row.would_open
    );
    if let Some(kept) = &row.kept {
        let _ = writeln!(text, "      kept closed by {}: {}", kept.who, kept.reason);
    }
}

/// Notes in free words.
///
/// # Errors
/// As the runtime.
pub fn notes(session: &mut Session, waiting: bool) -> Result<Answer, Failure> {
    let view = view(session, None)?;
    let notes: Vec<&NoteToRead> = view.notes.iter().filter(|note| !waiting || note.waits()).collect();
    let waits = view.notes.iter().filter(|note| note.waits()).count();
    let exit = if waits > 0 { Exit::Waits } else { Exit::Done };
    let mut text = String::new();
    for note in &notes {
        note_words(&mut text, note);
    }
    if notes.is_empty() {
        text.push_str("No notes in free words wait.");
    }
    Ok(Answer::ended(exit, text, json!({ "waiting": waits, "notes": notes })))
}

fn note_words(text: &mut String, note: &NoteToRead) {
    let state = match (&note.reading, note.changed) {
        (_, true) => "changed since it was read",
        (None, _) => "waits for you",
        (Some(_), false) => "read",
    };
    let _ = writeln!(
        text,
        "{} {}  {state}: {} · {}, reaches {}",
        note.statement.record,
        note.statement.part,
        note.record_title,
        note.what,
        plural(count(note.assets), "asset", "assets")
    );
    let _ = writeln!(text, "      {}", one_line(&note.words));
    if let Some(reading) = &note.reading {
        let before = if note.changed { "before: " } else { "" };
        let _ = writeln!(text, "      {before}{}", reading_words(reading));
    }
    if note.waits()
        && let Some(hint) = &note.hint
    {
        let _ = writeln!(text, "      its words may mean: {}", meaning_words(hint));
    }
}

/// What applies to one asset or record.
///
/// # Errors
/// Where it is not known.
pub fn show(session: &mut Session, asset: Option<AssetId>, record: Option<RecordUri>, as_of: Option<Date>) -> Result<Answer, Failure> {
    let Some(node) = asset.map(Node::Asset).or(record.map(Node::Record)) else {
        return Err(Failure::usage("Name an asset or a record."));
    };
    let found = session.ask(Command::LoadEffective { node, as_of }, |event| match event {
        Event::Effective(view) if view.node == node => Some((**view).clone()),
        _ => None,
    })?;
    Ok(Answer::done(effective_words(&found), json!({ "effective": found })))
}

fn effective_words(view: &EffectiveView) -> String {
    let until = view.until.map(|until| format!(" until {until}")).unwrap_or_default();
    let mut text = format!("As of {}: {}{until}\n", view.as_of, view.standing.words());
    if let Some(differ) = &view.differ {
        let _ = writeln!(text, "The two rules differ: {differ}");
    }
    if view.chains.is_empty() {
        text.push_str("It is linked to no record.\n");
    }
    for chain in &view.chains {
        for step in chain {
            let _ = writeln!(text, "  {} ({})", step.title, step.record);
            step.says.iter().for_each(|said| said_words(&mut text, said));
        }
    }
    if let Some(seen) = &view.seen_by {
        let _ = writeln!(text, "Seen by {}", seen.words());
    }
    for (who, what) in &view.access {
        let _ = writeln!(text, "  {who}: {what}");
    }
    text
}

fn said_words(text: &mut String, said: &EffectiveStatement) {
    let mark = if said.deciding { " decides" } else { "" };
    let until = said.until.map(|until| format!(" until {until}")).unwrap_or_default();
    let timing = match said.timing {
        crate::domain::restriction::Timing::Now => "applies",
        crate::domain::restriction::Timing::Later => "applies later",
        crate::domain::restriction::Timing::Ended => "has ended",
        crate::domain::restriction::Timing::Unread => "nobody has read it yet",
        crate::domain::restriction::Timing::Nothing => "restricts nothing",
    };
    let _ = writeln!(text, "      {}: {timing}{until}{mark}: {}", said.what, one_line(&said.words));
    if let Some(reading) = &said.reading {
        let _ = writeln!(text, "        {reading}");
    }
}

/// Reads in iconik who can see what is restricted.
///
/// # Errors
/// Where iconik does not answer.
pub fn look(session: &mut Session) -> Result<Answer, Failure> {
    session.need_writing()?;
    session.need_side(Side::Iconik)?;
    let view = session.ask(Command::LookAtAccess, |event| match event {
        Event::Restrictions(view) => Some(Arc::clone(view)),
        _ => None,
    })?;
    let closed = view.counts.restricted + view.counts.needs_person;
    let text = format!(
        "Who can see them was read for {} of {}.",
        closed.saturating_sub(view.unread_access),
        plural(count(closed), "restricted asset", "restricted assets")
    );
    let exit = if view.unread_access > 0 { Exit::Waits } else { Exit::Done };
    let json = json!({ "restricted": closed, "unread_access": view.unread_access, "access_read": view.access_read });
    Ok(Answer::ended(exit, text, json))
}

fn together(written: Vec<Answer>) -> Answer {
    let texts: Vec<&str> = written.iter().map(|answer| answer.text.as_str()).collect();
    let files: Vec<_> = written.iter().map(|answer| answer.json["exported"].clone()).collect();
    Answer::done(texts.join("\n"), json!({ "exported": files }))
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
