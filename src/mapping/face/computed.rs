//! Sources of records that are not a property: context, inherited values, restrictions and citation in words.

use std::sync::Arc;

use super::catalogue::INHERITABLE;
use super::read::{is_true, list, model, read as read_place, text};
use super::{terms, words};
use crate::domain::text::plain;
use crate::domain::{RecordKind, RecordSnapshot};
use crate::mapping::item::{Inherited, Item, NoteItem, Sourced};
use crate::mapping::subject::{RecordFacts, Surroundings};

/// What a source of a record holds.
pub fn read(facts: &RecordFacts, key: &str, around: &Surroundings<'_>) -> Vec<Sourced> {
    if let Some(inherited) = key.strip_prefix("inherited.") {
        return nearest(facts, inherited, around);
    }
    if key == "restrictions" {
        return restrictions(facts, around);
    }
    own(facts, key, around).into_iter().map(Sourced::from).collect()
}

/// What a source of the record itself holds.
pub fn own(facts: &RecordFacts, key: &str, around: &Surroundings<'_>) -> Vec<Item> {
    let record = &facts.snapshot.record;
    let one = match key {
        "identifier" => identifier(&facts.snapshot),
        "display" => Some(record.label()),
        "kind" => Some(record.uri.kind.words().to_owned()),
        "uri" => Some(record.uri.to_string()),
        "page" => Some(facts.page.clone()),
        "titles_path" => Some(facts.path.join(" › ")),
        "collection.title" => collection(facts).map(title),
        "collection.identifier" => collection(facts).and_then(identifier),
        "resource_uri" => collection(facts).map(|resource| resource.record.uri.to_string()),
        "repository.name" => facts.repository.as_ref().map(|repository| repository.name.clone()),
        "repository.code" => facts.repository.as_ref().map(|repository| repository.code.clone()),
        "citation" => citation(facts, around),
        "containers" => return containers(facts).into_iter().map(Item::Text).collect(),
        other => return read_place(&facts.snapshot.body, other, around.authorities),
    };
    one.filter(|text| !text.is_empty()).map(Item::Text).into_iter().collect()
}

/// The record's own items, else those of the nearest record above that has any.
fn nearest(facts: &RecordFacts, key: &str, around: &Surroundings<'_>) -> Vec<Sourced> {
    if !INHERITABLE.contains(&key) && super::place::Place::of(key).is_none() {
        return Vec::new();
    }
    let own = read_place(&facts.snapshot.body, key, around.authorities);
    if !own.is_empty() {
        return own.into_iter().map(Sourced::from).collect();
    }
    for above in &facts.above {
        let items = read_place(&above.body, key, around.authorities);
        if !items.is_empty() {
            return items.into_iter().map(|item| from(above, item)).collect();
        }
    }
    Vec::new()
}

fn from(above: &RecordSnapshot, item: Item) -> Sourced {
    Sourced {
        item,
        inherited: Some(Inherited {
            from: above.record.uri.to_string(),
            title: title(above),
        }),
    }
}

/// The resource that a record belongs to, or is.
fn collection(facts: &RecordFacts) -> Option<&RecordSnapshot> {
    let is_resource = |snapshot: &&RecordSnapshot| snapshot.record.uri.kind == RecordKind::Resource;
    facts
        .above
        .last()
        .map(Arc::as_ref)
        .filter(is_resource)
        .or_else(|| Some(&facts.snapshot).filter(is_resource))
}

fn title(snapshot: &RecordSnapshot) -> String {
    text(&snapshot.body, "title").map_or_else(|| snapshot.record.label(), plain)
}

/// `id_0` to `id_3` joined by hyphens, `component_id` or `digital_object_id`.
fn identifier(snapshot: &RecordSnapshot) -> Option<String> {
    let body = &snapshot.body;
    let parts: Vec<&str> = ["id_0", "id_1", "id_2", "id_3"]
        .iter()
        .filter_map(|property| text(body, property))
        .collect();
    if parts.is_empty() {
        text(body, "component_id")
            .or_else(|| text(body, "digital_object_id"))
            .map(str::to_owned)
    } else {
        Some(parts.join("-"))
    }
}

/// Where it lies: `Box 12, folder 3`.
fn containers(facts: &RecordFacts) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for instance in list(&facts.snapshot.body, "instances") {
        let Some(sub) = instance.get("sub_container") else { continue };
        let top = sub.get("top_container").and_then(|top| {
            let named = text(top, "ref")
                .and_then(|uri| uri.parse().ok())
                .and_then(|uri| facts.containers.get(&uri).cloned());
            named.or_else(|| top.get("_resolved").and_then(container))
        });
        let part = |level: &str, indicator: &str| {
            let number = text(sub, indicator)?;
            Some(format!("{} {number}", terms::spaced(text(sub, level).unwrap_or("part"))))
        };
        let parts: Vec<String> = [top, part("type_2", "indicator_2"), part("type_3", "indicator_3")]
            .into_iter()
            .flatten()
            .collect();
        let words = parts.join(", ");
        if !words.is_empty() && !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

fn container(resolved: &serde_json::Value) -> Option<String> {
    let indicator = text(resolved, "indicator")?;
    Some(format!(
        "{} {indicator}",
        terms::titled(text(resolved, "type").unwrap_or("container"))
    ))
}

/// Restrictions of the record and of everything above it, in words: flags, notes on access and use, with their dates. Nothing is left
/// out because its date has passed: whether a restriction still holds is for people to say.
fn restrictions(facts: &RecordFacts, around: &Surroundings<'_>) -> Vec<Sourced> {
    let mut found: Vec<Sourced> = own_restrictions(&facts.snapshot, around)
        .into_iter()
        .map(|words| Sourced::from(Item::Text(words)))
        .collect();
    for above in &facts.above {
        for words in own_restrictions(above, around) {
            let item = Item::Text(words);
            if !found.iter().any(|known| known.item == item) {
                found.push(from(above, item));
            }
        }
    }
    found
}

fn own_restrictions(snapshot: &RecordSnapshot, around: &Surroundings<'_>) -> Vec<String> {
    let body = &snapshot.body;
    let mut words = Vec::new();
    for (key, what) in [("notes.accessrestrict", "Access"), ("notes.userestrict", "Use")] {
        for item in read_place(body, key, around.authorities) {
            if let Item::Note(note) = item {
                words.push(restriction_words(what, &note));
            }
        }
    }
    let flagged = ["restrictions_apply", "restrictions"].iter().any(|flag| is_true(body, flag));
    let accession = model(body) == "accession";
    if accession && is_true(body, "access_restrictions") && !words.iter().any(|known| known.starts_with("Access")) {
        words.push("Access is restricted".to_owned());
    }
    if accession && is_true(body, "use_restrictions") && !words.iter().any(|known| known.starts_with("Use")) {
        words.push("Use is restricted".to_owned());
    }
    if flagged && words.is_empty() {
        words.push("Restrictions apply".to_owned());
    }
    words
}

/// `Access: Closed until the donor's death. (until 2031-12-31)`.
fn restriction_words(what: &str, note: &NoteItem) -> String {
    let mut text = format!("{what}: {}", note.paragraphs.join(" "));
    let Some(restriction) = &note.restriction else { return text };
    let mut further = Vec::new();
    match (&restriction.begin, &restriction.end) {
        (Some(begin), Some(end)) => further.push(format!("from {begin} until {end}")),
        (Some(begin), None) => further.push(format!("from {begin}")),
        (None, Some(end)) => further.push(format!("until {end}")),
        (None, None) => {}
    }
    further.extend(restriction.types.iter().cloned());
    if !further.is_empty() {
        text.push_str(&format!(" ({})", further.join("; ")));
    }
    text
}

/// The preferred citation of the record or the nearest above, else one composed of title, dates, container, collection, repository.
fn citation(facts: &RecordFacts, around: &Surroundings<'_>) -> Option<String> {
    let own = nearest(facts, "notes.prefercite", around);
    if let Some(Sourced {
        item: Item::Note(note), ..
    }) = own.first().filter(|found| found.inherited.is_none())
    {
        return Some(note.paragraphs.join(" "));
    }
    let mut first = vec![title(&facts.snapshot)];
    let dates = nearest(facts, "dates.creation", around);
    // The display string stands in for a missing title and has the dates already.
    if text(&facts.snapshot.body, "title").is_some() {
        first.extend(dates.first().map(|date| words::words(&date.item)));
    }
    first.extend(containers(facts).into_iter().next());
    let mut parts = vec![first.join(", ")];
    if let Some(resource) = collection(facts).filter(|resource| resource.record.uri != facts.snapshot.record.uri) {
        let mut named = vec![title(resource)];
        named.extend(identifier(resource));
        parts.push(named.join(", "));
    } else {
        parts.extend(identifier(&facts.snapshot));
    }
    parts.extend(facts.repository.as_ref().map(|repository| repository.name.clone()));
    let sentences: Vec<String> = parts
        .iter()
        .map(|part| part.trim().trim_end_matches('.'))
        .filter(|part| !part.is_empty())
        .map(|part| format!("{part}."))
        .collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}
