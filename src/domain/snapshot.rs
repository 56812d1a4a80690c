//! Whole records as they were read, with every field the system sent, known to Archway or not.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::asset::Asset;
use super::ids::RecordUri;
use super::record::Record;

/// An ArchivesSpace record as it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordSnapshot {
    /// What the browser shows of it.
    pub record: Record,
    /// The whole answer. A write sends it back with only the meant fields changed.
    pub body: Value,
    /// When it was read.
    pub read_at: Timestamp,
}

impl RecordSnapshot {
    /// `lock_version` of the body.
    #[must_use]
    pub fn lock_version(&self) -> u64 {
        self.body
            .get("lock_version")
            .and_then(Value::as_u64)
            .unwrap_or(self.record.lock_version)
    }

    /// Addresses of the digital objects attached by instances, in order.
    #[must_use]
    pub fn digital_objects(&self) -> Vec<RecordUri> {
        digital_objects_of(&self.body)
    }
}

/// Addresses of the digital objects that a record's `instances` point to.
#[must_use]
pub fn digital_objects_of(body: &Value) -> Vec<RecordUri> {
    let instances = body
        .get("instances")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    instances
        .iter()
        .filter_map(|instance| instance.get("digital_object")?.get("ref")?.as_str()?.parse().ok())
        .collect()
}

/// An iconik asset as it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssetSnapshot {
    /// What the browser shows of it.
    pub asset: Asset,
    /// The whole answer.
    pub body: Value,
    /// Values of metadata fields, by field name, as lists of texts.
    pub metadata: Map<String, Value>,
    /// When it was read.
    pub read_at: Timestamp,
}

impl AssetSnapshot {
    /// Values of one metadata field.
    #[must_use]
    pub fn values(&self, field: &str) -> Vec<String> {
        match self.metadata.get(field) {
            Some(Value::Array(values)) => values.iter().map(value_text).collect(),
            Some(Value::Null) | None => Vec::new(),
            Some(other) => vec![value_text(other)],
        }
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
