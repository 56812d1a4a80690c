//! The inspector's facts of a record of ArchivesSpace.

use std::collections::HashMap;

use serde_json::Value;

use super::facts::{list, moment, note_name, note_text, text, words, yes_no};
use super::{fact, group, link_views};
use crate::domain::browse::Node;
use crate::domain::text::plain;
use crate::domain::{RecordSnapshot, RecordUri};
use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::open::OpenWorkspace;
use crate::runtime::view::{Detail, Fact, FactGroup};
use crate::systems::archivesspace::parse::record_from_json;

pub(super) fn from_catalogue(open: &OpenWorkspace, uri: RecordUri) -> Result<Option<Detail>, RuntimeError> {
    let Some(snapshot) = open.shelf.with(|workspace| workspace.record(uri))? else {
        return Ok(None);
    };
    detail(open, &snapshot.body, uri, false).map(Some)
}

pub(super) async fn read_anew(engine: &Engine, open: &OpenWorkspace, uri: RecordUri) -> Result<Detail, RuntimeError> {
    let archivesspace = open.archivesspace().map_err(RuntimeError::NoClient)?;
    let asked = (engine.environment.now)();
    let resolved = archivesspace
        .get(&uri, &["subjects", "linked_agents", "top_container", "digital_object"])
        .await?;
    if open.read_only.is_none()
        && !open.shelf.hands().outdates_record(uri, asked)
        && let Some(record) = record_from_json(&resolved)
    {
        let snapshot = RecordSnapshot {
            record,
            body: without_resolved(&resolved),
            read_at: (engine.environment.now)(),
        };
        open.shelf.with(|workspace| workspace.put_records(&[snapshot]))?;
    }
    detail(open, &resolved, uri, true)
}

fn without_resolved(body: &Value) -> Value {
    match body {
        Value::Object(map) => Value::Object(
            map.iter()
                .filter(|(key, _)| key.as_str() != "_resolved")
                .map(|(key, value)| (key.clone(), without_resolved(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(without_resolved).collect()),
        other => other.clone(),
    }
}

fn detail(open: &OpenWorkspace, body: &Value, uri: RecordUri, fresh: bool) -> Result<Detail, RuntimeError> {
    let (path, links) = open
        .shelf
        .with(|workspace| Ok((workspace.title_path(uri)?, workspace.links_of_record(uri)?)))?;
    let record = record_from_json(body);
    let title = record.as_ref().map_or_else(|| uri.to_string(), |record| record.label());
    let mut identifiers = vec![Fact {
        name: "URI".to_owned(),
        value: uri.to_string(),
    }];
    if let Some(record) = &record {
        identifiers.extend(record.ref_id.clone().map(|value| Fact {
            name: "Ref id".to_owned(),
            value,
        }));
        identifiers.extend(record.identifier.clone().map(|value| Fact {
            name: "Identifier".to_owned(),
            value,
        }));
    }
    Ok(Detail {
        node: Node::Record(uri),
        title,
        path,
        page: Some(open.connection.record_page(uri)),
        identifiers,
        groups: groups(body, uri),
        links: link_views(open, links)?,
        fresh,
        problem: None,
    })
}

fn groups(body: &Value, uri: RecordUri) -> Vec<FactGroup> {
    let groups = [
        group("Description", description(body, uri)),
        group("Restrictions", restrictions(body)),
        group("Dates", list(body, "dates").iter().map(date)),
        group("Extents", list(body, "extents").iter().map(extent)),
        group("Containers and digital objects", list(body, "instances").iter().map(instance)),
        group("Agents", list(body, "linked_agents").iter().map(agent)),
        group("Subjects", list(body, "subjects").iter().map(subject)),
        group("Languages", list(body, "lang_materials").iter().map(language)),
        group(
            "Notes",
            list(body, "notes").iter().map(|note| fact(&note_name(note), note_in_words(note))),
        ),
        group("Rights statements", list(body, "rights_statements").iter().map(rights)),
        group(
            "External documents",
            list(body, "external_documents")
                .iter()
                .map(|document| fact(&text(document, "title"), text(document, "location"))),
        ),
        group("Record", history(body)),
    ];
    groups.into_iter().flatten().collect()
}

fn description(body: &Value, uri: RecordUri) -> Vec<Option<Fact>> {
    let named = |name: &str, key: &str| fact(name, text(body, key));
    vec![
        fact("Kind", uri.kind.words()),
        named("Title", "title"),
        fact("Level", words(&text(body, "level"))),
        named("Published", "publish"),
        body.get("suppressed")
            .and_then(Value::as_bool)
            .filter(|suppressed| *suppressed)
            .and_then(|suppressed| fact("Suppressed", yes_no(suppressed))),
        named("Accession date", "accession_date"),
        named("Content", "content_description"),
        named("Condition", "condition_description"),
        named("Provenance", "provenance"),
        named("General note", "general_note"),
        named("Finding aid status", "finding_aid_status"),
    ]
}

fn restrictions(body: &Value) -> Vec<Option<Fact>> {
    let flag = |name: &str, key: &str| {
        body.get(key)
            .and_then(Value::as_bool)
            .filter(|flag| *flag)
            .and_then(|flag| fact(name, yes_no(flag)))
    };
    let mut facts = vec![
        flag("Restrictions", "restrictions"),
        flag("Restrictions apply", "restrictions_apply"),
        flag("Access restrictions", "access_restrictions"),
        fact("Access restrictions note", text(body, "access_restrictions_note")),
        flag("Use restrictions", "use_restrictions"),
        fact("Use restrictions note", text(body, "use_restrictions_note")),
    ];
    for note in list(body, "notes").iter().filter(|note| note.get("rights_restriction").is_some()) {
        let restriction = note.get("rights_restriction").unwrap_or(&Value::Null);
        let ends = [text(restriction, "begin"), text(restriction, "end")];
        let types: Vec<&str> = list(restriction, "local_access_restriction_type")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let when = match (ends[0].as_str(), ends[1].as_str()) {
            ("", "") => String::new(),
            (begin, "") => format!("from {begin}"),
            ("", end) => format!("until {end}"),
            (begin, end) => format!("{begin} to {end}"),
        };
        let parts: Vec<String> = std::iter::once(when)
            .chain(types.iter().map(|kind| (*kind).to_owned()))
            .filter(|part| !part.is_empty())
            .collect();
        facts.push(fact(&note_name(note), parts.join(", ")));
    }
    facts
}

fn date(date: &Value) -> Option<Fact> {
    let expression = text(date, "expression");
    let ends = [text(date, "begin"), text(date, "end")];
    let range = ends.iter().filter(|end| !end.is_empty()).cloned().collect::<Vec<_>>().join("–");
    let value = match (expression.is_empty(), range.is_empty()) {
        (false, false) if expression != range => format!("{expression} ({range})"),
        (false, _) => expression,
        _ => range,
    };
    fact(&words(&text(date, "label")), value)
}

fn extent(extent: &Value) -> Option<Fact> {
    let parts = [
        text(extent, "number"),
        words(&text(extent, "extent_type")),
        text(extent, "container_summary"),
    ];
    fact(
        &words(&text(extent, "portion")),
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
    )
}

fn instance(instance: &Value) -> Option<Fact> {
    let kind = words(&text(instance, "instance_type"));
    if let Some(digital_object) = instance.get("digital_object") {
        let title = digital_object
            .get("_resolved")
            .map(|resolved| text(resolved, "title"))
            .filter(|title| !title.is_empty());
        return fact(&kind, title.unwrap_or_else(|| text(digital_object, "ref")));
    }
    let container = instance.get("sub_container")?;
    let top = container
        .pointer("/top_container/_resolved")
        .map(|resolved| numbered(resolved, "type", "indicator"));
    let top = top.filter(|top| !top.is_empty()).unwrap_or_else(|| {
        container
            .pointer("/top_container/ref")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    });
    let parts = [
        top,
        numbered(container, "type_2", "indicator_2"),
        numbered(container, "type_3", "indicator_3"),
    ];
    fact(
        &kind,
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
    )
}

fn numbered(container: &Value, kind: &str, indicator: &str) -> String {
    format!("{} {}", text(container, kind), text(container, indicator))
        .trim()
        .to_owned()
}

fn agent(agent: &Value) -> Option<Fact> {
    let name = agent
        .pointer("/_resolved/title")
        .and_then(Value::as_str)
        .map_or_else(|| text(agent, "ref"), plain);
    let relator = words(&text(agent, "relator"));
    fact(
        &words(&text(agent, "role")),
        if relator.is_empty() { name } else { format!("{name} ({relator})") },
    )
}

fn subject(subject: &Value) -> Option<Fact> {
    let title = subject
        .pointer("/_resolved/title")
        .and_then(Value::as_str)
        .map_or_else(|| text(subject, "ref"), plain);
    let source = subject
        .get("_resolved")
        .map(|resolved| text(resolved, "source"))
        .unwrap_or_default();
    fact(if source.is_empty() { "subject" } else { &source }, title)
}

fn language(material: &Value) -> Option<Fact> {
    let spoken = material
        .get("language_and_script")
        .map(|language| [text(language, "language"), text(language, "script")].join(" ").trim().to_owned());
    let noted: Vec<String> = list(material, "notes").iter().map(note_text).collect();
    fact(
        "language",
        spoken
            .into_iter()
            .chain(noted)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

fn note_in_words(note: &Value) -> String {
    let text = note_text(note);
    if note.get("publish").and_then(Value::as_bool) == Some(false) {
        format!("{text}\n(not published)")
    } else {
        text
    }
}

fn rights(statement: &Value) -> Option<Fact> {
    let names: HashMap<&str, &str> = HashMap::from([
        ("status", "status"),
        ("jurisdiction", "jurisdiction"),
        ("start_date", "from"),
        ("end_date", "until"),
    ]);
    let mut parts: Vec<String> = [
        "status",
        "other_rights_basis",
        "license_terms",
        "statute_citation",
        "jurisdiction",
        "start_date",
        "end_date",
    ]
    .into_iter()
    .filter_map(|key| {
        let value = words(&text(statement, key));
        (!value.is_empty()).then(|| names.get(key).map_or_else(|| value.clone(), |name| format!("{name} {value}")))
    })
    .collect();
    parts.extend(
        list(statement, "acts")
            .iter()
            .map(|act| format!("{} {}", words(&text(act, "act_type")), words(&text(act, "restriction")))),
    );
    fact(&words(&text(statement, "rights_type")), parts.join(", "))
}

fn history(body: &Value) -> Vec<Option<Fact>> {
    let who_when = |who: &str, when: &str| format!("{} {}", text(body, who), moment(&text(body, when))).trim().to_owned();
    vec![
        fact("Created", who_when("created_by", "create_time")),
        fact("Changed", who_when("last_modified_by", "user_mtime")),
        fact("Lock version", text(body, "lock_version")),
    ]
}
