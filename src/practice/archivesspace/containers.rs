//! Top containers and locations: names, where they stand, and the restrictions that reach them.

use serde_json::{Value, json};

use super::kinds::{Key, Kind};
use super::records::{Body, Record};
use super::titles;
use super::view::View;

fn text<'a>(body: &'a Body, field: &str) -> Option<&'a str> {
    body.get(field).and_then(Value::as_str)
}

/// What follows for a top container from the records that it holds.
pub fn follow(view: &View<'_>, key: Key, body: &Body, shown: &mut Body) {
    let mut published = false;
    let mut collections: Vec<Value> = Vec::new();
    let mut series: Vec<Value> = Vec::new();
    let mut restrictions: Vec<Value> = Vec::new();
    let mut seen: Vec<Key> = Vec::new();
    for owner in view.owners(key) {
        let Some(record) = view.store.get(owner) else {
            continue;
        };
        published |= record.publish && !record.suppressed;
        let chain = view.store.ancestors(owner);
        for at in std::iter::once(owner).chain(chain) {
            // Many items of one series are in one box: look at each ancestor once.
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            let Some(record) = view.store.get(at) else {
                continue;
            };
            let body = record.body();
            active_restrictions(view, at, record, &body, &mut restrictions);
            match at.kind {
                Kind::Resource | Kind::Accession => collections.push(json!({
                    "ref": at.uri(record.repository),
                    "identifier": titles::identifier(&body, "--"),
                    "display_string": text(&body, "title").map_or_else(|| titles::display_string(at.kind, &body), str::to_owned),
                })),
                Kind::ArchivalObject => series.extend(as_series(at, record, &body)),
                _ => {}
            }
        }
    }
    let name = name(body);
    let barcode = text(body, "barcode").map(|barcode| format!(" [Barcode: {barcode}]"));
    let barcode = barcode.unwrap_or_default();
    let series_names: Vec<String> = series
        .iter()
        .filter_map(|series| Some(format!("Series {}", series["identifier"].as_str()?)))
        .collect();
    let display = if series_names.is_empty() {
        format!("{name}{barcode}")
    } else {
        format!("{name}: {}{barcode}", series_names.join("; "))
    };
    let mut long = vec![format!("{name}{barcode}")];
    long.extend(profile_name(view, body));
    long.extend(current_location(view, body));
    for collection in &collections {
        let parts = [&collection["identifier"], &collection["display_string"]];
        long.extend(parts.into_iter().filter_map(Value::as_str).map(str::to_owned));
    }
    long.extend(series_names);
    let mut put = |name: &str, value: Value| {
        shown.insert(name.to_owned(), value);
    };
    put("restricted", json!(!restrictions.is_empty()));
    put("active_restrictions", json!(restrictions));
    put("series", json!(series));
    put("collection", json!(collections));
    put("is_linked_to_published_record", json!(published));
    put("display_string", json!(display));
    put("long_display_string", json!(long.join(", ")));
}

fn name(body: &Body) -> String {
    let kind = text(body, "type").map_or_else(|| "Container".to_owned(), titles::capitalised);
    format!("{kind} {}", text(body, "indicator").unwrap_or_default())
}

fn profile_name(view: &View<'_>, body: &Body) -> Option<String> {
    let (_, profile) = view.store.at(body.get("container_profile")?["ref"].as_str()?)?;
    text(&profile.body(), "name").map(str::to_owned)
}

fn current_location(view: &View<'_>, body: &Body) -> Option<String> {
    let places = body.get("container_locations")?.as_array()?;
    let current = places.iter().find(|place| place["status"] == json!("current"))?;
    let (_, location) = view.store.at(current["ref"].as_str()?)?;
    Some(location_title(&location.body()))
}

/// Only top-level components of level series that have an identifier count as series of a container.
fn as_series(key: Key, record: &Record, body: &Body) -> Option<Value> {
    let level = titles::level(body)?;
    let identifier = text(body, "component_id")?;
    let counts = record.parent == 0 && matches!(level, "series" | "accession");
    counts.then(|| {
        json!({
            "ref": key.uri(record.repository),
            "identifier": identifier,
            "display_string": titles::display_string(key.kind, body),
            "level_display_string": titles::capitalised(level),
            "publish": record.publish,
        })
    })
}

/// Restrictions of a record that hold today (`backend/app/model/mixins/restriction_calculator.rb`): both ends are days on which it
/// holds, and one that says neither when nor of which type never does. Only notes of several parts become restrictions
/// (`rights_restriction_notes.rb`), whether they are published or not.
fn active_restrictions(view: &View<'_>, key: Key, record: &Record, body: &Body, found: &mut Vec<Value>) {
    if !matches!(key.kind, Kind::Resource | Kind::ArchivalObject) {
        return;
    }
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let notes = body.get("notes").and_then(Value::as_array);
    for (number, note) in notes.into_iter().flatten().enumerate() {
        let kind = note["type"].as_str().unwrap_or_default();
        let restriction = &note["rights_restriction"];
        let counts = note["jsonmodel_type"] == "note_multipart" && matches!(kind, "accessrestrict" | "userestrict");
        if !counts || !restriction.is_object() {
            continue;
        }
        let (begin, end) = (restriction["begin"].as_str(), restriction["end"].as_str());
        let typed = restriction["local_access_restriction_type"]
            .as_array()
            .is_some_and(|types| !types.is_empty());
        if begin.is_none() && end.is_none() && !typed {
            continue;
        }
        // Full dates of one length compare as text.
        let active = begin.is_none_or(|begin| begin <= today.as_str()) && end.is_none_or(|end| end >= today.as_str());
        if !active {
            continue;
        }
        let resource = if key.kind == Kind::Resource { key.id } else { record.root };
        let mut shown = json!({
            "id": u64::from(key.id) * 16 + number as u64,
            "resource_id": resource,
            "restriction_note_type": kind,
            "jsonmodel_type": "rights_restriction",
            "local_access_restriction_type": restriction.get("local_access_restriction_type").cloned().unwrap_or_else(|| json!([])),
            "linked_records": {"ref": view.store.uri(key)},
        });
        for (name, date) in [("begin", begin), ("end", end)] {
            if let Some(date) = date {
                shown[name] = json!(date);
            }
        }
        found.push(shown);
    }
}

/// The name of a location: building, floor, room and area, then the code or the coordinates.
#[must_use]
pub fn location_title(body: &Body) -> String {
    let places: Vec<&str> = ["building", "floor", "room", "area"]
        .iter()
        .filter_map(|field| text(body, field))
        .collect();
    let mut title = places.join(", ");
    if let Some(code) = text(body, "barcode").or_else(|| text(body, "classification")) {
        title.push_str(&format!(" [{code}]"));
        return title;
    }
    let coordinates: Vec<String> = (1..=3)
        .filter_map(|number| {
            let label = text(body, &format!("coordinate_{number}_label"))?;
            let indicator = text(body, &format!("coordinate_{number}_indicator"))?;
            Some(format!("{label}: {indicator}"))
        })
        .collect();
    if !coordinates.is_empty() {
        title.push_str(&format!(" [{}]", coordinates.join(", ")));
    }
    title
}
