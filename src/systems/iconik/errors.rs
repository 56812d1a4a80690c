//! iconik's error bodies: `errors` is a list of texts or a map from fields to texts.

use serde_json::Value;

use crate::systems::error::{SystemError, first_line};
use crate::systems::http::Answer;

/// What the system said, as one text.
pub(super) fn text(answer: &Answer) -> String {
    let parts: Vec<String> = fields(answer)
        .into_iter()
        .map(|(path, messages)| {
            let messages = messages.join(", ");
            if path.is_empty() { messages } else { format!("{path}: {messages}") }
        })
        .collect();
    if !parts.is_empty() {
        return parts.join("; ");
    }
    if answer.body.starts_with(b"<") {
        "a web page instead of an answer of the API".to_owned()
    } else {
        answer.text()
    }
}

/// The error that an answer stands for.
pub(super) fn from_answer(answer: &Answer) -> SystemError {
    match answer.status {
        401 => SystemError::Unauthorised {
            at: answer.at.clone(),
            reason:
                "wrong App-ID or token, or the token has expired or was revoked. Create a new application token in iconik and enter it."
                    .to_owned(),
        },
        400 | 422 => {
            let mut fields = fields(answer);
            if fields.is_empty() {
                fields.push((String::new(), vec![first_line(&text(answer))]));
            }
            SystemError::Invalid {
                at: answer.at.clone(),
                fields,
                conflicting_record: None,
            }
        }
        _ => answer.common_error(&text(answer)),
    }
}

fn fields(answer: &Answer) -> Vec<(String, Vec<String>)> {
    let body = answer.json().unwrap_or_default();
    match body.get("errors") {
        Some(Value::Array(items)) if !items.is_empty() => vec![(String::new(), items.iter().flat_map(messages).collect())],
        Some(Value::Object(map)) => map.iter().map(|(path, value)| (path.clone(), messages(value))).collect(),
        Some(Value::String(text)) => vec![(String::new(), vec![text.clone()])],
        _ => Vec::new(),
    }
}

fn messages(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(messages).collect(),
        other => vec![other.to_string()],
    }
}
