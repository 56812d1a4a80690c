//! What a person said that a note in free words means.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::statement::{Span, StatementKey};
use crate::domain::Fingerprint;

/// What a note means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "meaning")]
pub enum Meaning {
    /// It restricts nothing.
    Open,
    /// It restricts.
    Restricted {
        /// On which days; for good where both ends are open.
        span: Span,
        /// Of which types.
        types: Vec<String>,
    },
}

/// What a person said that a note means. Holds while the note says the same; else it is asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The note.
    pub statement: StatementKey,
    /// What the note said then.
    pub fingerprint: Fingerprint,
    /// What it means.
    pub meaning: Meaning,
    /// Who said so.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// Why, in the person's words; may be empty.
    pub why: String,
}

/// A restriction whose end has passed, or that has none, and that a person keeps closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedOn {
    /// The restriction.
    pub statement: StatementKey,
    /// What it said then; a changed note is looked at again.
    pub fingerprint: Fingerprint,
    /// Why it stays closed.
    pub reason: String,
    /// Who decided.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// When to look at it again.
    pub review_on: Option<Date>,
}
