//! Keys: names of what a rule reads and writes, the same in files, on screen and in findings.
//!
//! Keys of iconik: `title`, `external_id`, `duration`, `field:<name>` for metadata fields, `file.master.checksum`, `approval.by`.
//! Keys of ArchivesSpace: `title`, `level`, `dates.creation`, `agents.creator`, `subjects`, `notes.scopecontent`, `titles_path`;
//! `inherited.` before one of them reads the nearest record that has it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a rule reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceKey(pub String);

/// What a rule writes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TargetKey(pub String);

macro_rules! key {
    ($name:ident) => {
        impl $name {
            /// The key as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The metadata field of iconik that it names, where it names one.
            #[must_use]
            pub fn iconik_field(&self) -> Option<&str> {
                self.0.strip_prefix("field:")
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

key!(SourceKey);
key!(TargetKey);
