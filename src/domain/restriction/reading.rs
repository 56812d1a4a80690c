//! What a person said that a note in free words means.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::statement::{Span, Statement, StatementKey};
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

impl Meaning {
    /// False for days that end before they begin: nobody can have meant that.
    #[must_use]
    pub fn makes_sense(&self) -> bool {
        match self {
            Self::Open => true,
            Self::Restricted { span, .. } => !span.is_upside_down(),
        }
    }
}

/// Everything that was said, the last word on each note.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    last: HashMap<StatementKey, Arc<Reading>>,
}

impl Readings {
    /// Readings in any order. Of several on one note the latest counts, and of two at one moment the later in the list.
    #[must_use]
    pub fn new(all: Vec<Reading>) -> Self {
        let mut last: HashMap<StatementKey, Arc<Reading>> = HashMap::with_capacity(all.len());
        for reading in all {
            match last.get(&reading.statement) {
                Some(known) if known.at > reading.at => {}
                _ => {
                    last.insert(reading.statement.clone(), Arc::new(reading));
                }
            }
        }
        Self { last }
    }

    /// What a person said that a statement means. `None` where nobody did, where the statement changed since, and where it needs no
    /// reading: structured dates are never overruled by one.
    #[must_use]
    pub fn of(&self, statement: &Statement) -> Option<&Arc<Reading>> {
        if !statement.needs_reading() || statement.is_unknown_above() {
            return None;
        }
        let reading = self.last.get(&statement.key)?;
        (reading.fingerprint == statement.fingerprint && reading.meaning.makes_sense()).then_some(reading)
    }

    /// What was said last, though the statement may say something else by now.
    #[must_use]
    pub fn last(&self, key: &StatementKey) -> Option<&Arc<Reading>> {
        self.last.get(key)
    }
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
