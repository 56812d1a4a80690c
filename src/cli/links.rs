//! `archway links`: what is linked, as the catalogue knows it.

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::args::{GlobalArgs, LinksArgs};
use super::session::{Need, Session};
use crate::runtime::view::LinkView;
use crate::runtime::{Command, Event};

/// Lists links.
///
/// # Errors
/// As the workspace file.
pub fn run(global: &GlobalArgs, wanted: &LinksArgs) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Catalogue)?;
    let command = Command::LoadLinks {
        asset: wanted.asset,
        record: wanted.record,
    };
    let links = session.ask(command, |event| match event {
        Event::Links(links) => Some(links.clone()),
        _ => None,
    })?;
    let text = if links.is_empty() {
        "No links.".to_owned()
    } else {
        links.iter().map(words).collect::<Vec<_>>().join("\n")
    };
    let json = json!({ "links": links.iter().map(document).collect::<Vec<_>>() });
    Ok(Answer::done(text, json))
}

fn words(view: &LinkView) -> String {
    let link = &view.link;
    let note = if link.note.is_empty() {
        String::new()
    } else {
        format!(" ({})", link.note)
    };
    format!(
        "{}{note}: {} ({}) ↔ {} ({})",
        link.state.words(),
        view.asset_title,
        link.asset,
        view.record_title,
        link.record
    )
}

fn document(view: &LinkView) -> Value {
    let link = &view.link;
    json!({
        "asset": link.asset,
        "asset_title": view.asset_title,
        "record": link.record,
        "record_title": view.record_title,
        "digital_object": link.digital_object,
        "archivesspace": link.archivesspace,
        "iconik": link.iconik,
        "state": link.state,
        "note": link.note,
    })
}
