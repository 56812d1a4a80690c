//! ArchivesSpace's error bodies. `error` is a text or a map from field paths to messages.

use serde_json::{Map, Value};

use crate::systems::error::SystemError;
use crate::systems::http::Answer;

/// True for the answers that mean "log in again": 412 with one of two codes, or 401 from something in front of it.
pub(super) fn session_is_gone(answer: &Answer) -> bool {
    match answer.status {
        401 => true,
        412 => answer
            .json()
            .is_ok_and(|body| matches!(body.get("code").and_then(Value::as_str), Some("SESSION_GONE" | "SESSION_EXPIRED"))),
        _ => false,
    }
}

/// True where the route does not exist, told from a record that does not exist.
pub(super) fn route_is_missing(answer: &Answer) -> bool {
    match answer.status {
        404 => text(answer) == "Sinatra::NotFound" || answer.json().is_err(),
        405 | 501 => true,
        _ => false,
    }
}

/// What the system said, as one text.
pub(super) fn text(answer: &Answer) -> String {
    match answer.json().ok().as_ref().and_then(|body| body.get("error")) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(map)) => fields_of(map)
            .into_iter()
            .map(|(path, messages)| format!("{path}: {}", messages.join(", ")))
            .collect::<Vec<_>>()
            .join("; "),
        Some(other) => other.to_string(),
        None if answer.body.starts_with(b"<") => "a web page instead of an answer of the API".to_owned(),
        None => answer.text(),
    }
}

/// The error that an answer stands for.
pub(super) fn from_answer(answer: &Answer) -> SystemError {
    let body = answer.json().unwrap_or_default();
    let error = body.get("error");
    if repository_is_missing(error) {
        return SystemError::NotFound {
            at: answer.at.clone(),
            text: "there is no such repository, or it was deleted".to_owned(),
        };
    }
    match answer.status {
        400 => {
            let (fields, conflicting_record) = match error {
                Some(Value::Object(map)) => (fields_of(map), conflicting_record(map)),
                _ => (vec![(String::new(), vec![crate::systems::error::first_line(&text(answer))])], None),
            };
            SystemError::Invalid {
                at: answer.at.clone(),
                fields,
                conflicting_record,
            }
        }
        401 | 412 => SystemError::SessionGone { at: answer.at.clone() },
        _ => answer.common_error(&text(answer)),
    }
}

/// A repository that does not exist is answered with 400 and the name of the parameter.
fn repository_is_missing(error: Option<&Value>) -> bool {
    let messages = error.and_then(|error| error.get("repo_id")).map(messages_of).unwrap_or_default();
    messages.iter().any(|message| message.contains("Repository must exist"))
}

fn fields_of(map: &Map<String, Value>) -> Vec<(String, Vec<String>)> {
    map.iter()
        .filter(|(path, _)| *path != "conflicting_record")
        .map(|(path, messages)| (path.clone(), messages_of(messages)))
        .collect()
}

fn messages_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(messages_of).collect(),
        Value::String(text) => vec![text.clone()],
        // A transfer names a message for each property.
        Value::Object(map) => map.get("message").map_or_else(|| vec![value.to_string()], messages_of),
        other => vec![other.to_string()],
    }
}

fn conflicting_record(map: &Map<String, Value>) -> Option<String> {
    messages_of(map.get("conflicting_record")?).into_iter().next()
}
