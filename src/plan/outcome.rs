//! Outcomes and receipts: what became of a change.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::FieldChange;
use crate::domain::RecordUri;

/// Proof that a change was made: what the system showed when it was read back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// When it was read back.
    pub at: Timestamp,
    /// Address or id of what was made, where something was.
    pub made: Option<String>,
    /// `lock_version` after, for records of ArchivesSpace.
    pub lock_version: Option<u64>,
    /// What was there before, in the form that undoing needs.
    pub before: Value,
    /// True where it stood there already, as meant, and nothing was sent.
    pub already_there: bool,
}

impl Receipt {
    /// Address of the record that was made.
    #[must_use]
    pub fn made_record(&self) -> Option<RecordUri> {
        self.made.as_deref()?.parse().ok()
    }
}

/// What became of a change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Not tried yet.
    #[default]
    Pending,
    /// Sent, or about to be sent, when Archway stopped: it is settled by looking at the remote record.
    InDoubt,
    /// Made and read back.
    Done {
        /// The proof.
        receipt: Receipt,
    },
    /// The target moved on since it was reviewed. It was planned anew and waits for a decision.
    Stale {
        /// What was expected and what stands there now, in words.
        what: String,
        /// What somebody else changed.
        theirs: Vec<FieldChange>,
    },
    /// It could not be made. It stays until a person solves it.
    Problem {
        /// What happened, to which record, and what to do.
        what: String,
        /// True where trying again later may help.
        again: bool,
    },
    /// A change that must come first was not made.
    Waiting {
        /// Which, in words.
        on: String,
    },
}

impl Outcome {
    /// True where "Apply" would try it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Done { .. })
    }

    /// True once it is made and read back.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. })
    }

    /// The proof, where there is one.
    #[must_use]
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Done { receipt } => Some(receipt),
            _ => None,
        }
    }

    /// The outcome in a word or two.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Pending => "not applied yet",
            Self::InDoubt => "in doubt",
            Self::Done { receipt } if receipt.already_there => "was there already",
            Self::Done { .. } => "done",
            Self::Stale { .. } => "stale",
            Self::Problem { .. } => "problem",
            Self::Waiting { .. } => "waits",
        }
    }
}
