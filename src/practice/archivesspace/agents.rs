//! What makes agents and subjects the same, and how their names are filled in.

use serde_json::{Value, json};

use super::kinds::Kind;
use super::records::Body;
use super::titles;

/// Everything that two agents, or two subjects, must differ in.
#[must_use]
pub fn identity(kind: Kind, body: &Body) -> String {
    if kind == Kind::Subject {
        let terms = body.get("terms").and_then(Value::as_array);
        let terms: Vec<String> = terms
            .into_iter()
            .flatten()
            .map(|term| format!("{}\u{1f}{}", term["term"], term["term_type"]))
            .collect();
        return format!("{}\u{1e}{}", body.get("source").unwrap_or(&Value::Null), terms.join("\u{1e}"));
    }
    // A different note or contact makes a different agent.
    let name = display_name(body).cloned().unwrap_or(Value::Null);
    let mut parts = vec![without_marks(name)];
    for field in ["dates_of_existence", "agent_contacts", "external_documents", "notes"] {
        let value = body.get(field).cloned().unwrap_or_else(|| json!([]));
        parts.push(without_marks(value));
    }
    Value::Array(parts).to_string()
}

/// Drops what the server adds, so that a record sent twice is the same twice.
fn without_marks(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut kept: Vec<(String, Value)> = fields
                .into_iter()
                .filter(|(name, _)| {
                    !matches!(
                        name.as_str(),
                        "persistent_id" | "authorized" | "is_display_name" | "sort_name" | "jsonmodel_type" | "authority_id"
                    )
                })
                .map(|(name, value)| (name, without_marks(value)))
                .filter(|(_, value)| *value != json!([]) && *value != json!(false))
                .collect();
            kept.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(kept.into_iter().collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_marks).collect()),
        other => other,
    }
}

/// The name that is shown.
#[must_use]
pub fn display_name(body: &Body) -> Option<&Value> {
    let names = body.get("names")?.as_array()?;
    let marked = |mark: &str| names.iter().find(|name| name.get(mark) == Some(&Value::Bool(true)));
    marked("is_display_name").or_else(|| marked("authorized")).or_else(|| names.first())
}

/// Marks one name as authorised and shown, and makes the sort names that were left to the server.
pub fn fill_names(kind: Kind, body: &mut Body) {
    let Some(Value::Array(names)) = body.get_mut("names") else {
        return;
    };
    let marked = |names: &[Value], mark: &str| names.iter().position(|name| name.get(mark) == Some(&Value::Bool(true)));
    let authorized = marked(names, "authorized").unwrap_or(0);
    let shown = marked(names, "is_display_name").unwrap_or(authorized);
    for (number, name) in names.iter_mut().enumerate() {
        let Value::Object(name) = name else { continue };
        name.insert("authorized".to_owned(), json!(number == authorized));
        name.insert("is_display_name".to_owned(), json!(number == shown));
        let generated = name.get("sort_name_auto_generate") == Some(&Value::Bool(true));
        if generated || !name.contains_key("sort_name") {
            let sort_name = titles::sort_name(kind, name);
            name.insert("sort_name".to_owned(), json!(sort_name));
        }
    }
}

/// The heading of a subject.
#[must_use]
pub fn heading(body: &Body) -> String {
    let terms = body.get("terms").and_then(Value::as_array);
    terms
        .into_iter()
        .flatten()
        .filter_map(|term| term["term"].as_str())
        .collect::<Vec<_>>()
        .join(" -- ")
}
