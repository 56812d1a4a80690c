//! The rule table: shown with how its rows match, taken from a preset or a file.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::super::answer::{Answer, Exit, Failure};
use super::super::plan_words;
use super::super::restrict_args::RestrictRulesArgs;
use super::super::session::Session;
use crate::domain::restriction::{RestrictSettings, RuleRow, Then, When};
use crate::plan::ledger::plural;
use crate::runtime::restrict_view::{RestrictSettingsView, RuleMatches};
use crate::runtime::{Command, Event};

/// Shows or changes the rule table.
///
/// # Errors
/// Where there is no such preset, or a file cannot be read or written.
pub fn run(session: &mut Session, wanted: &RestrictRulesArgs) -> Result<Answer, Failure> {
    let known = asked(session, Command::LoadRestrictSettings)?;
    if let Some(name) = &wanted.preset {
        return preset(session, known, name);
    }
    if let Some(file) = &wanted.import {
        let settings = imported(&known.settings, file)?;
        return kept(session, settings);
    }
    if let Some(file) = &wanted.export {
        return exported(&known.settings, file);
    }
    Ok(shown(&known))
}

fn asked(session: &mut Session, command: Command) -> Result<RestrictSettingsView, Failure> {
    session.ask(command, |event| match event {
        Event::RestrictSettings(view) => Some((**view).clone()),
        _ => None,
    })
}

fn preset(session: &mut Session, known: RestrictSettingsView, name: &str) -> Result<Answer, Failure> {
    if name == "list" {
        let lines: Vec<String> = known
            .presets
            .iter()
            .map(|preset| format!("{}: {}", preset.name, preset.about))
            .collect();
        return Ok(Answer::done(lines.join("\n"), json!({ "presets": known.presets })));
    }
    let same = |other: &str| other.to_lowercase() == name.to_lowercase();
    let Some(preset) = known.presets.iter().find(|preset| same(&preset.name)) else {
        let names: Vec<String> = known.presets.iter().map(|preset| format!("“{}”", preset.name)).collect();
        return Err(Failure::new(
            Exit::Failed,
            format!("There is no preset “{name}”. There are: {}.", names.join(", ")),
        ));
    };
    let settings = RestrictSettings {
        table: preset.table.clone(),
        ..known.settings
    };
    kept(session, settings)
}

/// The settings of a file; what it does not name stays as it is.
fn imported(known: &RestrictSettings, file: &Path) -> Result<RestrictSettings, Failure> {
    let failed = |reason: String| Failure::new(Exit::Failed, format!("{} could not be taken over: {reason}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    let given: Value = serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
    let Value::Object(given) = given else {
        return Err(failed("it is no JSON object of settings".to_owned()));
    };
    let mut whole = json!(known);
    for (key, value) in given {
        match whole.get_mut(&key) {
            Some(place) => *place = value,
            None => return Err(failed(format!("there is no setting “{key}”"))),
        }
    }
    serde_json::from_value(whole).map_err(|error| failed(error.to_string()))
}

fn kept(session: &mut Session, settings: RestrictSettings) -> Result<Answer, Failure> {
    session.need_writing()?;
    let view = asked(session, Command::SaveRestrictSettings(Box::new(settings)))?;
    Ok(shown(&view))
}

fn exported(settings: &RestrictSettings, file: &Path) -> Result<Answer, Failure> {
    let path = super::super::session::absolute(file);
    let failed = |reason: String| Failure::new(Exit::Failed, format!("{} could not be written: {reason}", path.display()));
    let text = serde_json::to_string_pretty(settings).map_err(|error| failed(error.to_string()))?;
    std::fs::write(&path, text + "\n").map_err(|error| failed(error.to_string()))?;
    Ok(Answer::done(
        format!("The settings with the rule table are in {}.", path.display()),
        json!({ "exported": path }),
    ))
}

fn shown(view: &RestrictSettingsView) -> Answer {
    let settings = &view.settings;
    let mut text = format!("By the {}.", settings.rule.words());
    if settings.second_person {
        text.push_str(" What opens needs a second person.");
    }
    text.push('\n');
    if settings.table.rows.is_empty() {
        text.push_str("The rule table is empty: nothing follows in iconik. “restrict rules --preset list” shows tables to begin from.\n");
    }
    for row in &settings.table.rows {
        let matches = view.matches.iter().find(|matches| matches.row == row.id);
        row_words(&mut text, row, matches, view);
    }
    Answer::done(text, json!({ "settings": settings, "matches": view.matches, "types": view.types }))
}

fn row_words(text: &mut String, row: &RuleRow, matches: Option<&RuleMatches>, view: &RestrictSettingsView) {
    let off = if row.on { "" } else { " (off)" };
    let count = matches.map(|matches| {
        let assets = usize::try_from(matches.assets).unwrap_or(usize::MAX);
        format!(", matches {}", plural(assets, "asset", "assets"))
    });
    let _ = writeln!(text, "“{}”{off}{}", row.name, count.unwrap_or_default());
    let _ = writeln!(text, "      when: {}", when_words(&row.when, view));
    let _ = writeln!(text, "      then: {}", then_words(&row.then, view));
    for finding in matches.iter().flat_map(|matches| &matches.findings) {
        let _ = writeln!(text, "      {}", plan_words::finding(finding));
    }
}

fn when_words(when: &When, view: &RestrictSettingsView) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut any = |what: &str, names: Vec<String>| {
        if !names.is_empty() {
            words.push(format!("{what} {}", names.join(" or ")));
        }
    };
    any("cause", when.kinds.iter().map(|kind| kind.words().to_owned()).collect());
    any("type", when.types.iter().cloned().collect());
    any("act", when.acts.iter().cloned().collect());
    any("level", when.levels.iter().map(|level| level.words().to_owned()).collect());
    any(
        "in",
        when.collections
            .iter()
            .map(|collection| collection_words(view, collection))
            .collect(),
    );
    let time = match when.time {
        crate::domain::restriction::TimeOf::Now => "while it applies",
        crate::domain::restriction::TimeOf::Later => "before it begins",
        crate::domain::restriction::TimeOf::Either => "before it begins and while it applies",
    };
    words.push(time.to_owned());
    words.join(", ")
}

fn then_words(then: &Then, view: &RestrictSettingsView) -> String {
    let mut words: Vec<String> = Vec::new();
    if then.fields {
        words.push("warn in iconik".to_owned());
    }
    if then.block {
        words.push("block sharing and download".to_owned());
    }
    if let Some(access) = &then.access {
        let named = access
            .named
            .iter()
            .map(|(principal, loss)| format!("{} {}", view.directory.name(*principal), loss.words()));
        let all: Vec<String> = named.chain([format!("everybody else {}", access.others.words())]).collect();
        words.push(all.join("; "));
    }
    if let Some(review) = &then.review {
        words.push(format!(
            "ask {} for a review",
            plural(review.users.len() + review.groups.len(), "user or group", "users and groups")
        ));
    }
    if let Some(collection) = &then.collection {
        words.push(format!("join {}", collection_words(view, collection)));
    }
    if then.revoke_shares {
        words.push("revoke shares".to_owned());
    }
    if then.leave_collections {
        words.push("leave collections that hand down access".to_owned());
    }
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

fn collection_words(view: &RestrictSettingsView, wanted: &crate::domain::CollectionId) -> String {
    match view.collections.iter().find(|(collection, _)| collection == wanted) {
        Some((_, title)) => format!("“{title}”"),
        None => format!("unknown collection {wanted}"),
    }
}
