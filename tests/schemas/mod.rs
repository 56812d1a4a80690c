//! Checks bodies against ArchivesSpace's own schemas, as far as they are at `../shared/reference` beside the package.
//!
//! Types, required properties, lengths, patterns and controlled lists are checked, and the rules that the schemas only name:
//! what a date, a note and a rights statement must have.

use std::path::PathBuf;

use serde_json::{Map, Value};

/// The schemas with the controlled lists.
pub struct Schemas {
    schemas: Map<String, Value>,
    lists: Map<String, Value>,
}

impl Schemas {
    /// Reads them; `None`, said aloud, where they are not there.
    pub fn read() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/reference");
        let read = |name: &str, part: &str| -> Option<Map<String, Value>> {
            let text = std::fs::read_to_string(folder.join(name)).ok()?;
            serde_json::from_str::<Value>(&text).ok()?.get(part)?.as_object().cloned()
        };
        let found = read("archivesspace-schemas.json", "schemas").zip(read("archivesspace-enums.json", "enums"));
        if found.is_none() {
            println!("skipped: the schemas are not at ../shared/reference");
        }
        found.map(|(schemas, lists)| Self { schemas, lists })
    }

    /// Everything that is wrong with a body, each with its path.
    pub fn faults(&self, body: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        match body.get("jsonmodel_type").and_then(Value::as_str) {
            Some(model) => self.object(model, body, model, &mut faults),
            None => faults.push("the body does not say what it is".to_owned()),
        }
        faults
    }

    /// Faults but for missing properties at the top, for a body that is not complete.
    pub fn faults_of_part(&self, body: &Value) -> Vec<String> {
        let mut faults = self.faults(body);
        faults.retain(|fault| fault.matches('/').count() > 1 || !fault.ends_with("is missing"));
        faults
    }

    fn object(&self, model: &str, value: &Value, path: &str, faults: &mut Vec<String>) {
        let Some(fields) = self.schemas.get(model).and_then(|schema| schema["fields"].as_object()) else {
            faults.push(format!("{path}: there is no model {model}"));
            return;
        };
        if value
            .get("jsonmodel_type")
            .and_then(Value::as_str)
            .is_some_and(|said| said != model)
        {
            faults.push(format!("{path}: {} is not {model}", value["jsonmodel_type"]));
        }
        self.properties(fields, value, path, faults);
        rules(model, value, path, faults);
    }

    fn properties(&self, fields: &Map<String, Value>, value: &Value, path: &str, faults: &mut Vec<String>) {
        let Some(map) = value.as_object() else {
            faults.push(format!("{path}: {value} is no object"));
            return;
        };
        for (name, inside) in map {
            match fields.get(name) {
                Some(field) if field["readonly"] == true => faults.push(format!("{path}/{name}: is read-only")),
                Some(field) => self.value(field, inside, &format!("{path}/{name}"), faults),
                None if ["jsonmodel_type", "lock_version"].contains(&name.as_str()) => {}
                None => faults.push(format!("{path}/{name}: is not known")),
            }
        }
        for (name, field) in fields {
            let there = map.get(name).is_some_and(|value| !value.is_null() && value != "");
            if field["required"] == true && !there {
                faults.push(format!("{path}/{name}: is missing"));
            }
        }
    }

    fn value(&self, field: &Value, value: &Value, path: &str, faults: &mut Vec<String>) {
        match &field["type"] {
            Value::String(kind) => self.of_kind(kind, field, value, path, faults),
            Value::Array(kinds) => {
                let tried = kinds.iter().map(|kind| {
                    let kind = kind["type"].as_str().or(kind.as_str()).unwrap_or_default();
                    let mut faults = Vec::new();
                    self.of_kind(kind, field, value, path, &mut faults);
                    faults
                });
                // The one that fits best says what is wrong.
                faults.extend(tried.min_by_key(Vec::len).unwrap_or_default());
            }
            other => faults.push(format!("{path}: type {other} is not understood here")),
        }
    }

    fn of_kind(&self, kind: &str, field: &Value, value: &Value, path: &str, faults: &mut Vec<String>) {
        if let Some(model) = kind.strip_prefix("JSONModel(:") {
            let (model, form) = model.split_once(") ").unwrap_or((model, "object"));
            let is_uri = value.as_str().is_some_and(|text| self.is_uri(model, text));
            match form {
                "uri" if !is_uri => faults.push(format!("{path}: {value} is no address of {model}")),
                "uri_or_object" if is_uri => {}
                "object" | "uri_or_object" => self.object(model, value, path, faults),
                _ => {}
            }
            return;
        }
        match kind {
            "string" | "date" => self.text(kind, field, value, path, faults),
            "integer" if value.is_i64() || value.is_u64() => {}
            "boolean" if value.is_boolean() => {}
            "object" => {
                if let Some(fields) = field["properties"].as_object() {
                    self.properties(fields, value, path, faults);
                }
            }
            "array" => match value.as_array() {
                Some(items) => {
                    if (items.len() as u64) < field["minItems"].as_u64().unwrap_or(0) {
                        faults.push(format!("{path}: has too few items"));
                    }
                    for (place, item) in items.iter().enumerate() {
                        self.value(&field["items"], item, &format!("{path}/{place}"), faults);
                    }
                }
                None => faults.push(format!("{path}: {value} is no list")),
            },
            _ => faults.push(format!("{path}: {value} is no {kind}")),
        }
    }

    fn text(&self, kind: &str, field: &Value, value: &Value, path: &str, faults: &mut Vec<String>) {
        let Some(text) = value.as_str() else {
            faults.push(format!("{path}: {value} is no text"));
            return;
        };
        let length = text.chars().count() as u64;
        if field["maxLength"].as_u64().is_some_and(|longest| length > longest) {
            faults.push(format!("{path}: is too long"));
        }
        if field["minLength"].as_u64().is_some_and(|shortest| length < shortest) {
            faults.push(format!("{path}: is too short"));
        }
        if kind == "date" && text.parse::<jiff::civil::Date>().is_err() {
            faults.push(format!("{path}: {text} is no day"));
        }
        if let Some(list) = field["dynamic_enum"].as_str() {
            let known = self.lists[list]["values"].as_array().is_some_and(|values| values.contains(value));
            if !known {
                faults.push(format!("{path}: {text} is not in {list}"));
            }
        }
    }

    fn is_uri(&self, model: &str, text: &str) -> bool {
        let pattern = self
            .schemas
            .get(model)
            .and_then(|schema| schema["uri"].as_str())
            .unwrap_or_default();
        let (pattern, given): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), text.split('/').collect());
        given.len() == pattern.len() + 1
            && given.last().is_some_and(|id| id.parse::<u64>().is_ok())
            && pattern
                .iter()
                .zip(&given)
                .all(|(wanted, given)| wanted.starts_with(':') || wanted == given)
    }
}

/// What the schemas only name: `check_date`, `check_rights_statement` and so on.
fn rules(model: &str, value: &Value, path: &str, faults: &mut Vec<String>) {
    let has = |name: &str| value.get(name).is_some_and(|value| !value.is_null() && value != "");
    let mut need = |names: &[&str]| {
        let missing = names.iter().filter(|name| !has(name));
        faults.extend(missing.map(|name| format!("{path}/{name}: is missing")));
    };
    match model {
        "date" if !has("begin") && !has("end") && !has("expression") => need(&["expression"]),
        "archival_object" if !has("title") && !has("dates") => need(&["title"]),
        "note_multipart" => need(&["subnotes"]),
        "rights_statement" => need(match value["rights_type"].as_str() {
            Some("copyright") => &["status", "jurisdiction", "start_date"],
            Some("license") => &["license_terms", "start_date"],
            Some("statute") => &["statute_citation", "jurisdiction", "start_date"],
            _ => &["other_rights_basis", "start_date"],
        }),
        "file_version" if value["is_representative"] == true && value["publish"] != true => {
            faults.push(format!("{path}: stands for its digital object and is not published"));
        }
        _ => {}
    }
    if model == "date"
        && let (Some(begin), Some(end)) = (value["begin"].as_str(), value["end"].as_str())
        && end < begin
    {
        faults.push(format!("{path}: ends before it begins"));
    }
}
