//! Fingerprints: a short text that is equal exactly where what matters of a record is equal.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// First 16 bytes of a SHA-256, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Fingerprint of a JSON value, whatever the order of its keys.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        let mut digest = Sha256::new();
        feed(&mut digest, value);
        Self::from_digest(&digest.finalize())
    }

    /// Fingerprint of a list of texts.
    #[must_use]
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut digest = Sha256::new();
        for text in texts {
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text.as_bytes());
        }
        Self::from_digest(&digest.finalize())
    }

    fn from_digest(digest: &[u8]) -> Self {
        Self(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn feed(digest: &mut Sha256, value: &Value) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            digest.update([b'{']);
            for key in keys {
                digest.update((key.len() as u64).to_le_bytes());
                digest.update(key.as_bytes());
                feed(digest, &map[key.as_str()]);
            }
            digest.update([b'}']);
        }
        Value::Array(items) => {
            digest.update([b'[']);
            for item in items {
                feed(digest, item);
            }
            digest.update([b']']);
        }
        Value::String(text) => {
            digest.update([b'"']);
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text.as_bytes());
        }
        other => digest.update(other.to_string().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn order_of_keys_does_not_matter_and_order_of_items_does() {
        assert_eq!(
            Fingerprint::of(&json!({"a": 1, "b": [1, 2]})),
            Fingerprint::of(&json!({"b": [1, 2], "a": 1}))
        );
        assert_ne!(Fingerprint::of(&json!([1, 2])), Fingerprint::of(&json!([2, 1])));
        assert_ne!(Fingerprint::of_texts(["ab", "c"]), Fingerprint::of_texts(["a", "bc"]));
    }
}
