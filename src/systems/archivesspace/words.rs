//! Dates and containers in words.

use serde_json::Value;

/// Dates of a record, the date of creation first: `1926–1931; publication 1932`. Takes `dates[]` of records and of tree rows.
#[must_use]
pub fn dates(body: &Value) -> String {
    let items = list(body.get("dates"));
    let mut words: Vec<(bool, String)> = items
        .iter()
        .filter_map(|date| {
            let label = text(date, "label").unwrap_or("creation");
            let span = span(date)?;
            let bulk = date_type(date) == Some("bulk");
            let mut words = String::new();
            if label != "creation" {
                words.push_str(&label.replace('_', " "));
                words.push(' ');
            }
            if bulk {
                words.push_str("bulk ");
            }
            words.push_str(&span);
            Some((label != "creation", words))
        })
        .collect();
    words.sort_by_key(|(other, _)| *other);
    words.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join("; ")
}

/// Dates as ArchivesSpace appends them to a title in `display_string`: in their order, `begin - end`, bulk dates marked.
#[must_use]
pub fn display_dates(body: &Value) -> String {
    let words: Vec<String> = list(body.get("dates"))
        .iter()
        .filter_map(|date| {
            let span = match (text(date, "expression"), text(date, "begin"), text(date, "end")) {
                (Some(expression), _, _) => expression.to_owned(),
                (None, Some(begin), Some(end)) if begin != end => format!("{begin} - {end}"),
                (None, Some(one), _) | (None, None, Some(one)) => one.to_owned(),
                (None, None, None) => return None,
            };
            Some(if date_type(date) == Some("bulk") {
                format!("bulk: {span}")
            } else {
                span
            })
        })
        .collect();
    words.join(", ")
}

/// A date as entered, else from its beginning to its end.
fn span(date: &Value) -> Option<String> {
    if let Some(expression) = text(date, "expression") {
        return Some(expression.to_owned());
    }
    match (text(date, "begin"), text(date, "end")) {
        (Some(begin), Some(end)) if begin == end => Some(begin.to_owned()),
        (Some(begin), Some(end)) => Some(format!("{begin}–{end}")),
        (Some(begin), None) if date_type(date) == Some("single") => Some(begin.to_owned()),
        (Some(begin), None) => Some(format!("{begin}–")),
        (None, Some(end)) => Some(format!("–{end}")),
        (None, None) => None,
    }
}

fn date_type(date: &Value) -> Option<&str> {
    text(date, "date_type").or_else(|| text(date, "type"))
}

/// Where a record lies, from its instances: `Box 12, folder 3; Reel 4`. The box is named only where `top_container` was resolved.
#[must_use]
pub fn containers(body: &Value) -> String {
    let words: Vec<String> = list(body.get("instances"))
        .iter()
        .filter_map(|instance| instance.get("sub_container"))
        .filter_map(|sub| {
            let top = sub.get("top_container").and_then(|top| top.get("_resolved"));
            let top = top.and_then(|top| part(top, "type", "indicator", "container"));
            joined([
                top,
                part(sub, "type_2", "indicator_2", "part"),
                part(sub, "type_3", "indicator_3", "part"),
            ])
        })
        .collect();
    words.join("; ")
}

/// Where a tree row lies.
#[must_use]
pub fn waypoint_containers(row: &Value) -> String {
    let words: Vec<String> = list(row.get("containers"))
        .iter()
        .filter_map(|container| {
            joined([
                part(container, "top_container_type", "top_container_indicator", "container"),
                part(container, "type_2", "indicator_2", "part"),
                part(container, "type_3", "indicator_3", "part"),
            ])
        })
        .collect();
    words.join("; ")
}

fn part(value: &Value, kind: &str, indicator: &str, otherwise: &str) -> Option<String> {
    let indicator = text(value, indicator)?;
    let kind = text(value, kind).unwrap_or(otherwise).replace('_', " ");
    Some(format!("{kind} {indicator}"))
}

fn joined(parts: [Option<String>; 3]) -> Option<String> {
    let words = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut characters = words.chars();
    let first = characters.next()?;
    Some(first.to_uppercase().chain(characters).collect())
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_read_as_people_write_them() {
        let body = json!({"dates": [
            {"label": "publication", "date_type": "single", "begin": "1932"},
            {"label": "creation", "date_type": "inclusive", "begin": "1926", "end": "1931"},
            {"label": "creation", "date_type": "bulk", "expression": "around 1930"},
            {"label": "creation", "date_type": "single"},
        ]});
        assert_eq!(dates(&body), "1926–1931; bulk around 1930; publication 1932");
        assert_eq!(dates(&json!({})), "");
    }

    #[test]
    fn containers_read_as_people_write_them() {
        let body = json!({"instances": [
            {"instance_type": "digital_object", "digital_object": {"ref": "/repositories/2/digital_objects/1"}},
            {"sub_container": {
                "top_container": {"ref": "/repositories/2/top_containers/5", "_resolved": {"type": "box", "indicator": "12"}},
                "type_2": "folder", "indicator_2": "3"}},
            {"sub_container": {"top_container": {"ref": "/repositories/2/top_containers/6"}, "type_2": "reel", "indicator_2": "4"}},
        ]});
        assert_eq!(containers(&body), "Box 12, folder 3; Reel 4");
        let row = json!({"containers": [{"top_container_indicator": "7", "type_2": "folder", "indicator_2": "1"}]});
        assert_eq!(waypoint_containers(&row), "Container 7, folder 1");
    }
}
