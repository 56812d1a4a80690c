//! Names of assets and records, as plans use them.

use serde_json::Value;

use crate::domain::AssetId;
use crate::mapping::Subject;
use crate::plan::Target;

/// The agreement's `about` for an asset.
#[must_use]
pub fn about_asset(asset: AssetId) -> String {
    format!("asset {asset}")
}

/// The agreement's `about`: a record's URI, or `asset ` and its id.
pub(crate) fn about(subject: Subject<'_>) -> String {
    match subject {
        Subject::Asset(asset) => about_asset(asset.snapshot.asset.id),
        Subject::Record(record) => record.snapshot.record.uri.to_string(),
    }
}

/// What people call it.
pub(crate) fn label(subject: Subject<'_>) -> String {
    match subject {
        Subject::Asset(asset) => asset.snapshot.asset.title.clone(),
        Subject::Record(record) => record.snapshot.record.label(),
    }
}

pub(crate) fn target(subject: Subject<'_>) -> Target {
    match subject {
        Subject::Asset(asset) => Target::Asset {
            id: asset.snapshot.asset.id,
        },
        Subject::Record(record) => Target::Record {
            uri: record.snapshot.record.uri,
        },
    }
}

/// The system that holds it.
pub(crate) fn system(subject: Subject<'_>) -> &'static str {
    match subject {
        Subject::Asset(_) => "iconik",
        Subject::Record(_) => "ArchivesSpace",
    }
}

/// Who changed it last and when, as far as the system says.
pub(crate) fn last_change(subject: Subject<'_>) -> (Option<String>, Option<String>) {
    let text = |body: &Value, key: &str| {
        body.get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    match subject {
        Subject::Asset(asset) => {
            let body = &asset.snapshot.body;
            (body.get("updated_by_user_info").and_then(person), text(body, "date_modified"))
        }
        Subject::Record(record) => {
            let body = &record.snapshot.body;
            (text(body, "last_modified_by"), text(body, "user_mtime"))
        }
    }
}

/// A person as iconik describes one. The bare `updated_by_user` is a number that tells people nothing.
fn person(info: &Value) -> Option<String> {
    let part = |key: &str| info.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    match (part("first_name"), part("last_name")) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (one, other) => one.or(other).or_else(|| part("email")).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn people_have_names_before_addresses() {
        assert_eq!(
            person(&json!({"first_name": "Ines", "last_name": "Sample"})).as_deref(),
            Some("Ines Sample")
        );
        assert_eq!(
            person(&json!({"first_name": "", "email": "i@example.org"})).as_deref(),
            Some("i@example.org")
        );
        assert_eq!(person(&json!({})), None);
    }
}
