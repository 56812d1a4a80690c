//! Answers, and refusals in the real server's words.

use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// Messages by the path of the field that they are about.
pub type Messages = IndexMap<String, Vec<String>>;

/// An answer of the server; refusals are answers too.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub content: Content,
}

/// The body of an [`Answer`].
#[derive(Debug, Clone)]
pub enum Content {
    /// JSON.
    Json(Value),
    /// Text with its content type.
    Text(&'static str, String),
}

/// Either an answer or a refusal.
pub type Handled = Result<Answer, Answer>;

/// 200 with JSON.
#[must_use]
pub fn ok(value: Value) -> Answer {
    with(200, value)
}

/// A status with JSON.
#[must_use]
pub fn with(status: u16, value: Value) -> Answer {
    Answer {
        status,
        content: Content::Json(value),
    }
}

/// A refusal whose error is one text.
#[must_use]
pub fn text(status: u16, error: impl Into<String>) -> Answer {
    with(status, json!({"error": error.into()}))
}

/// 400 with messages by field.
#[must_use]
pub fn fields(messages: &Messages) -> Answer {
    with(400, json!({"error": messages}))
}

/// 400 with one message about one field.
#[must_use]
pub fn field(name: &str, message: impl Into<String>) -> Answer {
    let mut error = Map::new();
    error.insert(name.to_owned(), json!([message.into()]));
    with(400, json!({"error": error}))
}

/// 403, whatever the reason.
#[must_use]
pub fn denied() -> Answer {
    text(403, "Access denied")
}

/// 404 for a record.
#[must_use]
pub fn not_found(model: &str) -> Answer {
    text(404, format!("{model} not found"))
}

/// 404 for a route.
#[must_use]
pub fn no_route() -> Answer {
    text(404, "Sinatra::NotFound")
}

/// 409 for a record that changed since it was read.
#[must_use]
pub fn stale() -> Answer {
    text(409, "The record you tried to update has been modified since you fetched it.")
}

/// 400 in the words of the database.
#[must_use]
pub fn database(message: &str) -> Answer {
    field("db_error", format!("Database integrity constraint conflict: {message}"))
}

/// 400 for a reference to nothing.
#[must_use]
pub fn dangling(uri: &str) -> Answer {
    text(400, format!("Can't relate to non-existent record: {uri}"))
}

impl Answer {
    /// As HTTP. Session refusals come from in front of the application and have no cache rule.
    #[must_use]
    pub fn into_response(self) -> Response<Body> {
        let (content_type, bytes) = match self.content {
            Content::Json(value) => ("application/json", format!("{value}\n")),
            Content::Text(content_type, text) => (content_type, text),
        };
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if self.status != 412 {
            headers.insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("private, must-revalidate, max-age=0"),
            );
        }
        response
    }
}
