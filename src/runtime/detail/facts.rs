//! Reading facts out of records, in words.

use serde_json::Value;

use crate::domain::text::plain;

/// A list inside a record; empty where there is none.
pub(super) fn list<'a>(body: &'a Value, key: &str) -> &'a [Value] {
    body.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A text inside a record; empty where there is none.
pub(super) fn text(body: &Value, key: &str) -> String {
    match body.get(key) {
        Some(Value::String(text)) => plain(text),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(flag)) => yes_no(*flag).to_owned(),
        _ => String::new(),
    }
}

/// `yes` or `no`.
pub(super) fn yes_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// A controlled value as people read it: `moving_image` is “moving image”.
pub(super) fn words(value: &str) -> String {
    value.replace('_', " ")
}

/// Bytes in a unit that people read.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "kB", "MB", "GB", "TB"];
    let mut size = count as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{count} bytes")
    } else {
        format!("{size:.1} {}", UNITS[unit])
    }
}

/// Milliseconds as `00:58:12`.
pub(super) fn duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A moment as both systems write it, `2024-05-01T12:00:00Z`, as people read it: `2024-05-01 12:00 UTC`. Anything else stays as it is.
pub(super) fn moment(written: &str) -> String {
    match written.parse::<jiff::Timestamp>() {
        Ok(at) => at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => written.to_owned(),
    }
}

/// The text of a note with all its sub-notes.
pub(super) fn note_text(note: &Value) -> String {
    let mut texts: Vec<String> = Vec::new();
    match note.get("content") {
        Some(Value::Array(items)) => texts.extend(items.iter().filter_map(Value::as_str).map(plain)),
        Some(Value::String(text)) => texts.push(plain(text)),
        _ => {}
    }
    texts.extend(list(note, "subnotes").iter().map(note_text));
    texts.extend(list(note, "items").iter().map(item_text));
    texts.retain(|text| !text.trim().is_empty());
    texts.join("\n")
}

/// An item of a list, an index or a chronology.
fn item_text(item: &Value) -> String {
    if let Some(text) = item.as_str() {
        return plain(text);
    }
    let label = [text(item, "label"), text(item, "event_date"), text(item, "value")];
    let events = list(item, "events").iter().filter_map(Value::as_str).map(plain);
    let parts: Vec<String> = label.into_iter().chain(events).filter(|part| !part.is_empty()).collect();
    parts.join(": ")
}

/// What a note's type is called in ArchivesSpace.
pub(super) fn note_name(note: &Value) -> String {
    let label = text(note, "label");
    if !label.is_empty() {
        return label;
    }
    match note.get("type").and_then(Value::as_str).unwrap_or_default() {
        "accessrestrict" => "Conditions governing access".to_owned(),
        "userestrict" => "Conditions governing use".to_owned(),
        "scopecontent" => "Scope and contents".to_owned(),
        "bioghist" => "Biographical / historical".to_owned(),
        "acqinfo" => "Immediate source of acquisition".to_owned(),
        "custodhist" => "Custodial history".to_owned(),
        "processinfo" => "Processing information".to_owned(),
        "prefercite" => "Preferred citation".to_owned(),
        "relatedmaterial" => "Related materials".to_owned(),
        "physdesc" => "Physical description".to_owned(),
        "phystech" => "Physical characteristics and technical requirements".to_owned(),
        "altformavail" => "Existence and location of copies".to_owned(),
        "originalsloc" => "Existence and location of originals".to_owned(),
        "" => words(
            note.get("jsonmodel_type")
                .and_then(Value::as_str)
                .unwrap_or("note")
                .trim_start_matches("note_"),
        ),
        other => words(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn notes_are_read_with_all_their_parts() {
        let note = json!({"jsonmodel_type": "note_multipart", "type": "scopecontent", "subnotes": [
            {"content": "One &amp; two"}, {"items": ["a", {"label": "b", "value": "c"}]}, {"items": [{"event_date": "1983", "events": ["closed"]}]}]});
        assert_eq!(note_text(&note), "One & two\na\nb: c\n1983: closed");
        assert_eq!(note_name(&note), "Scope and contents");
    }

    #[test]
    fn sizes_and_times_read_well() {
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1_500_000), "1.5 MB");
        assert_eq!(duration(3_492_000), "00:58:12");
        assert_eq!(moment("2024-05-01T12:00:00Z"), "2024-05-01 12:00 UTC");
        assert_eq!(moment("some day"), "some day");
    }
}
