//! Decisions: what a person says to a change.

use serde::{Deserialize, Serialize};

/// What a person says to a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision")]
pub enum Decision {
    /// Nothing yet.
    #[default]
    Undecided,
    /// Apply it.
    Accepted,
    /// Not now; it stays in the plan.
    Held,
    /// Do not.
    Rejected {
        /// Why, in the person's words; may be empty.
        reason: String,
    },
}

impl Decision {
    /// True for [`Decision::Accepted`].
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted)
    }

    /// The decision in a word.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Accepted => "accepted",
            Self::Held => "held",
            Self::Rejected { .. } => "rejected",
        }
    }
}
