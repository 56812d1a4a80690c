//! Items in words, as lists and reviews show them.

use super::terms::spaced;
use crate::domain::AuthorityUri;
use crate::mapping::item::{AgentItem, AgentRole, DateItem, ExtentItem, FileVersionItem, Item, NoteItem, RightsItem, SubjectItem};

/// The value in words: one line.
#[must_use]
pub fn words(item: &Item) -> String {
    match item {
        Item::Note(note) => first_line(&note.paragraphs),
        other => whole(other),
    }
}

/// The value with everything that is text in it, notes whole.
#[must_use]
pub fn whole(item: &Item) -> String {
    match item {
        Item::Text(text) => text.clone(),
        Item::Number(number) => number.to_string(),
        Item::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Item::Date(date) => date_words(date),
        Item::Extent(extent) => format!("{} {}", extent.number, spaced(&extent.extent_type)).trim().to_owned(),
        Item::Agent(agent) => agent.heading.clone(),
        Item::Subject(subject) => subject.heading.clone(),
        Item::Language(language) => language.code.clone(),
        Item::Note(note) => note.paragraphs.join("\n\n"),
        Item::Rights(rights) => rights_words(rights),
        Item::FileVersion(version) => version.file_uri.clone(),
        Item::Document(document) => document.title.clone(),
    }
}

/// Further words, shown in grey beside the value; empty where there is nothing to add.
#[must_use]
pub fn detail(item: &Item) -> String {
    match item {
        Item::Text(_) | Item::Number(_) | Item::Flag(_) => String::new(),
        Item::Date(date) => date_detail(date),
        Item::Extent(extent) => extent_detail(extent),
        Item::Agent(agent) => agent_detail(agent),
        Item::Subject(subject) => subject_detail(subject),
        Item::Language(language) => joined([
            isolang::Language::from_639_3(&language.code).map(|known| known.to_name().to_owned()),
            language.script.clone(),
        ]),
        Item::Note(note) => note_detail(note),
        Item::Rights(rights) => rights_detail(rights),
        Item::FileVersion(version) => version_detail(version),
        Item::Document(document) => joined([given(&document.location), published(document.publish)]),
    }
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn named(name: &str, text: &str) -> Option<String> {
    (!text.is_empty()).then(|| format!("{name} {text}"))
}

fn published(publish: bool) -> Option<String> {
    publish.then(|| "published".to_owned())
}

fn first_line(paragraphs: &[String]) -> String {
    let line = paragraphs.first().and_then(|first| first.lines().next()).unwrap_or_default();
    let more = paragraphs.len() > 1 || paragraphs.first().is_some_and(|first| first.lines().nth(1).is_some());
    if more { format!("{line} …") } else { line.to_owned() }
}

fn date_words(date: &DateItem) -> String {
    if !date.expression.is_empty() {
        return date.expression.clone();
    }
    match (date.begin.as_str(), date.end.as_str()) {
        (begin, end) if begin == end => begin.to_owned(),
        (begin, "") if date.date_type == "single" => begin.to_owned(),
        (begin, end) => format!("{begin}–{end}"),
    }
}

fn date_detail(date: &DateItem) -> String {
    joined([
        given(&spaced(&date.label)),
        given(&date.date_type),
        named("begin", &date.begin),
        named("end", &date.end),
        given(&date.certainty),
        given(&date.calendar).filter(|calendar| calendar != "gregorian"),
    ])
}

fn extent_detail(extent: &ExtentItem) -> String {
    joined([
        given(&extent.portion),
        given(&extent.physical_details),
        given(&extent.dimensions),
        given(&extent.container_summary),
    ])
}

fn existing(authority: Option<AuthorityUri>, what: &str, kind: &str, id: Option<&str>) -> String {
    match (authority, id) {
        (Some(uri), _) => format!("existing {what} {}", uri.id),
        (None, Some(id)) => format!("new {kind}, {id}"),
        (None, None) => format!("new {kind}"),
    }
}

fn agent_detail(agent: &AgentItem) -> String {
    joined([
        given(match agent.role {
            AgentRole::Creator => "creator",
            AgentRole::Source => "source",
            AgentRole::Subject => "subject",
        }),
        agent.relator.as_deref().and_then(|relator| named("relator", relator)),
        Some(existing(
            agent.authority,
            "agent",
            agent.kind.words(),
            agent.authority_id.as_deref(),
        )),
    ])
}

fn subject_detail(subject: &SubjectItem) -> String {
    joined([
        given(&spaced(&subject.term_type)),
        Some(existing(subject.authority, "subject", "subject", subject.authority_id.as_deref())),
    ])
}

fn note_detail(note: &NoteItem) -> String {
    let restriction = note.restriction.as_ref();
    joined([
        note.label.as_deref().and_then(given),
        Some(if note.publish { "published" } else { "not published" }.to_owned()),
        restriction.and_then(|restriction| restriction.begin.as_deref().and_then(|begin| named("from", begin))),
        restriction.and_then(|restriction| restriction.end.as_deref().and_then(|end| named("until", end))),
        restriction.and_then(|restriction| given(&restriction.types.join(", "))),
    ])
}

fn rights_words(rights: &RightsItem) -> String {
    let what = match rights.rights_type.as_str() {
        "copyright" => rights.status.as_deref().map(spaced),
        "license" => rights.license_terms.clone(),
        "statute" => rights.statute_citation.clone(),
        _ => rights.other_rights_basis.as_deref().map(spaced),
    };
    match what {
        Some(what) => format!("{}: {what}", rights.rights_type),
        None => rights.rights_type.clone(),
    }
}

fn rights_detail(rights: &RightsItem) -> String {
    let acts: Vec<String> = rights
        .acts
        .iter()
        .map(|act| format!("{} {}", act.restriction, act.act_type))
        .collect();
    joined([
        rights.jurisdiction.as_deref().and_then(|code| named("in", code)),
        named("from", &rights.start_date),
        rights.end_date.as_deref().and_then(|end| named("until", end)),
        given(&acts.join(", ")),
        rights.note.as_deref().and_then(given),
    ])
}

fn version_detail(version: &FileVersionItem) -> String {
    joined([
        version.use_statement.as_deref().and_then(given),
        version.format.as_deref().and_then(given),
        version.size.map(|size| format!("{size} bytes")),
        version.checksum_method.as_deref().and_then(given),
        version.caption.as_deref().and_then(given),
        version.representative.then(|| "representative".to_owned()),
        published(version.publish),
    ])
}
