//! What the browser shows of a record, from the JSON that the system sends. Never fails on odd input: what cannot be read is left out.

use serde_json::Value;

use super::words;
use crate::domain::text::plain;
use crate::domain::{Level, Record, RecordKind, RecordUri};

/// A record from a whole answer. `None` where it has no address that Archway knows.
#[must_use]
pub fn record_from_json(body: &Value) -> Option<Record> {
    let uri: RecordUri = text(body, "uri")?.parse().ok()?;
    let title = text(body, "title").map(ToOwned::to_owned);
    Some(Record {
        uri,
        display: display(body, uri.kind, title.as_deref()),
        level: level(body),
        identifier: identifier(body, uri.kind),
        ref_id: text(body, "ref_id").map(ToOwned::to_owned),
        container: if uri.kind == RecordKind::TopContainer {
            text(body, "display_string").unwrap_or_default().to_owned()
        } else {
            words::containers(body)
        },
        resource: reference(body, "resource"),
        parent: reference(body, "parent"),
        position: u32_of(body.get("position")),
        publish: flag(body, "publish"),
        suppressed: flag(body, "suppressed"),
        restricted: restricted(body),
        lock_version: lock_version(body),
        title,
        dates: words::dates(body),
    })
}

/// A record from a row of the tree. The row says nothing of `ref_id`, publication, restrictions or `lock_version`: these read as
/// absent, published, unrestricted and 0 until the record itself is read.
#[must_use]
pub fn record_from_waypoint(row: &Value, resource: RecordUri, parent: Option<RecordUri>) -> Option<Record> {
    let uri: RecordUri = text(row, "uri")?.parse().ok()?;
    let title = text(row, "title").map(ToOwned::to_owned);
    Some(Record {
        uri,
        display: display(row, uri.kind, title.as_deref()),
        level: level(row),
        identifier: text(row, "identifier").map(ToOwned::to_owned),
        ref_id: None,
        container: words::waypoint_containers(row),
        resource: Some(resource),
        parent,
        position: u32_of(row.get("position")),
        publish: true,
        suppressed: flag(row, "suppressed"),
        restricted: false,
        lock_version: 0,
        title,
        dates: words::dates(row),
    })
}

/// `lock_version`, which comes as a number and may come as text.
#[must_use]
pub fn lock_version(body: &Value) -> u64 {
    match body.get("lock_version") {
        Some(Value::String(text)) => text.trim().parse().unwrap_or(0),
        Some(other) => other.as_u64().unwrap_or(0),
        None => 0,
    }
}

/// True where the record itself carries a restriction: a note on access or use, or a flag.
#[must_use]
pub fn restricted(body: &Value) -> bool {
    let flags = ["restrictions", "restrictions_apply", "access_restrictions", "use_restrictions"];
    let notes = body.get("notes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    flags.iter().any(|name| flag(body, name))
        || notes
            .iter()
            .any(|note| matches!(text(note, "type"), Some("accessrestrict" | "userestrict")))
}

fn display(body: &Value, kind: RecordKind, title: Option<&str>) -> String {
    if let Some(shown) = text(body, "display_string").or_else(|| text(body, "long_display_string")) {
        return plain(shown);
    }
    if kind == RecordKind::Event {
        return text(body, "event_type").unwrap_or("event").replace('_', " ");
    }
    let title = title.map(plain).unwrap_or_default();
    if kind == RecordKind::Resource && !title.is_empty() {
        return title;
    }
    let dates = words::display_dates(body);
    match (title.is_empty(), dates.is_empty()) {
        (false, false) if kind == RecordKind::ArchivalObject => format!("{title}, {dates}"),
        (true, _) => dates,
        _ => title,
    }
}

fn level(body: &Value) -> Option<Level> {
    let level = text(body, "level")?;
    // Rows of the tree show the words of an "other level" in its place.
    Some(level.to_ascii_lowercase().parse().unwrap_or(Level::OtherLevel))
}

fn identifier(body: &Value, kind: RecordKind) -> Option<String> {
    let own = |name: &str| text(body, name).map(ToOwned::to_owned);
    match kind {
        RecordKind::Resource | RecordKind::Accession => {
            let parts: Vec<&str> = ["id_0", "id_1", "id_2", "id_3"]
                .iter()
                .filter_map(|name| text(body, name))
                .collect();
            if parts.is_empty() {
                own("identifier")
            } else {
                Some(parts.join("-"))
            }
        }
        RecordKind::ArchivalObject => own("component_id"),
        RecordKind::DigitalObject => own("digital_object_id"),
        RecordKind::TopContainer => own("barcode").or_else(|| own("indicator")),
        RecordKind::Event => None,
    }
}

fn reference(body: &Value, name: &str) -> Option<RecordUri> {
    text(body.get(name)?, "ref")?.parse().ok()
}

/// True for `true`, and for the 1 that tree rows use.
fn flag(body: &Value, name: &str) -> bool {
    match body.get(name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_u64() == Some(1),
        _ => false,
    }
}

pub(super) fn u32_of(value: Option<&Value>) -> u32 {
    value
        .and_then(Value::as_u64)
        .map_or(0, |number| u32::try_from(number).unwrap_or(u32::MAX))
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn an_archival_object() {
        let record = record_from_json(&json!({
            "uri": "/repositories/2/archival_objects/311", "title": "Quay <emph>at dawn</emph>", "level": "file",
            "display_string": "Quay <emph>at dawn</emph>, 1926", "component_id": "c-1", "ref_id": "abc",
            "dates": [{"label": "creation", "date_type": "single", "begin": "1926"}], "publish": true, "lock_version": "7",
            "resource": {"ref": "/repositories/2/resources/1"}, "parent": {"ref": "/repositories/2/archival_objects/3"},
            "notes": [{"type": "accessrestrict"}], "position": 4, "unknown": {"kept": "by others"},
        }));
        let Some(record) = record else {
            panic!("a whole record was not read")
        };
        assert_eq!(record.display, "Quay at dawn, 1926");
        assert_eq!(record.level, Some(Level::File));
        assert_eq!(record.lock_version, 7);
        assert_eq!(record.identifier.as_deref(), Some("c-1"));
        assert!(record.restricted && record.publish && !record.suppressed);
        assert_eq!(record.parent.map(|uri| uri.id), Some(3));
        assert_eq!(record.position, 4);
    }

    #[test]
    fn identifiers_are_joined_and_flags_seen() {
        let record = record_from_json(&json!({
            "uri": "/repositories/2/accessions/9", "id_0": "2021", "id_1": "004", "title": "Gift", "use_restrictions": true,
        }));
        let Some(record) = record else {
            panic!("an accession was not read")
        };
        assert_eq!(record.identifier.as_deref(), Some("2021-004"));
        assert_eq!((record.display.as_str(), record.level, record.restricted), ("Gift", None, true));
    }

    #[test]
    fn a_row_with_only_a_date() {
        let resource = RecordUri::new(crate::domain::RepositoryId(2), RecordKind::Resource, 1);
        let row = json!({"uri": "/repositories/2/archival_objects/5", "title": null, "level": "Bundle", "suppressed": 1,
            "dates": [{"type": "inclusive", "label": "creation", "begin": "1830-01", "end": "1840"}]});
        let Some(record) = record_from_waypoint(&row, resource, None) else {
            panic!("a row was not read")
        };
        assert_eq!((record.display.as_str(), record.dates.as_str()), ("1830-01 - 1840", "1830-01–1840"));
        assert_eq!(record.level, Some(Level::OtherLevel));
        assert!(record.suppressed && record.title.is_none());
    }

    /// Any JSON, with the names that the reader looks at more often than chance would have it.
    fn any_json() -> impl Strategy<Value = Value> {
        let name = prop_oneof![
            Just("uri".to_owned()),
            Just("dates".to_owned()),
            Just("instances".to_owned()),
            Just("sub_container".to_owned()),
            Just("notes".to_owned()),
            Just("level".to_owned()),
            Just("title".to_owned()),
            Just("display_string".to_owned()),
            Just("lock_version".to_owned()),
            Just("position".to_owned()),
            Just("ref".to_owned()),
            Just("_resolved".to_owned()),
            Just("expression".to_owned()),
            Just("top_container".to_owned()),
            Just("indicator_2".to_owned()),
            ".{0,6}",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
            Just(Value::from("/repositories/2/archival_objects/1")),
        ];
        leaf.prop_recursive(4, 48, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((name.clone(), inner), 0..8).prop_map(|items| Value::Object(items.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_read_or_refused_without_panic(mut body in any_json()) {
            let resource = RecordUri::new(crate::domain::RepositoryId(2), RecordKind::Resource, 1);
            let _ = record_from_json(&body);
            let _ = record_from_waypoint(&body, resource, None);
            if let Some(map) = body.as_object_mut() {
                map.insert("uri".into(), "/repositories/2/archival_objects/1".into());
                prop_assert!(record_from_json(&body).is_some());
                prop_assert!(record_from_waypoint(&body, resource, None).is_some());
            }
        }
    }
}
