//! The nature of a change: what it does to the description, which decides how freely it may be accepted.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Action, Condition, Effect, FieldChange, Target};

/// What a change does to the description.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "nature")]
pub enum Nature {
    /// Nothing that needs a name of its own: links, set-up, undo.
    #[default]
    Plain,
    /// Fills fields that are empty; nothing is overwritten.
    FillsEmpty,
    /// Only one side changed since both agreed: the other follows.
    Follows,
    /// Adds items to lists; nothing is taken away.
    AddsToList,
    /// Makes a record, an agent, a subject or a value of a list.
    Creates,
    /// Shows something to more people: publishes, or takes a restriction away.
    Opens,
    /// Shows something to fewer people.
    Closes,
    /// Takes something away.
    Removes,
    /// Both sides changed differently: a person decides.
    Conflict {
        /// What stands where.
        conflict: Box<Conflict>,
    },
}

impl Nature {
    /// The nature in words, as groups and releases name it.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Plain => "change",
            Self::FillsEmpty => "fill empty fields",
            Self::Follows => "follow the side that changed",
            Self::AddsToList => "add to lists",
            Self::Creates => "create",
            Self::Opens => "open to more people",
            Self::Closes => "close",
            Self::Removes => "remove",
            Self::Conflict { .. } => "conflict",
        }
    }

    /// The conflict, where it is one.
    #[must_use]
    pub fn conflict(&self) -> Option<&Conflict> {
        match self {
            Self::Conflict { conflict } => Some(conflict),
            _ => None,
        }
    }

    /// True where it changes what stands in a record, so that its fields tell it from others of the same record.
    #[must_use]
    pub fn is_description(&self) -> bool {
        !matches!(self, Self::Plain | Self::Creates)
    }

    /// True where a person must decide each one by itself: conflicts, and what opens.
    #[must_use]
    pub fn one_by_one(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::Opens)
    }

    /// True where a person may release it to be applied without being asked each time.
    #[must_use]
    pub fn releasable(&self) -> bool {
        matches!(self, Self::FillsEmpty | Self::Follows | Self::AddsToList)
    }
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictSide {
    /// The system: "iconik" or "ArchivesSpace".
    pub system: String,
    /// The field there, in words.
    pub field: String,
    /// Its value now, in words; empty where there is none.
    pub value: String,
    /// Who changed the record last, where known.
    pub who: Option<String>,
    /// When, as the system says it.
    pub when: Option<String>,
}

/// Both sides changed one field differently since they last agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The value both agreed on last; `None` where they never did.
    pub base: Option<String>,
    /// The side that the profile reads.
    pub from: ConflictSide,
    /// The side that the profile writes.
    pub to: ConflictSide,
    /// What the profile's policy proposes, in words.
    pub proposal: String,
    /// What is remembered where a person lets both stand as they are: the change is refused, and not proposed again until a side changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands: Vec<Agreement>,
    /// What else can be done. Choosing one puts what was proposed in its place here.
    pub alternatives: Vec<Alternative>,
}

/// Another way out of a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// What it does, in words: "Keep ArchivesSpace's value".
    pub label: String,
    /// As in the change.
    pub effect: Effect,
    /// As in the change.
    pub target: Target,
    /// As in the change.
    pub fields: Vec<FieldChange>,
    /// As in the change.
    pub conditions: Vec<Condition>,
    /// As in the change.
    pub action: Action,
    /// As in the change.
    pub agrees: Vec<Agreement>,
}

/// What both systems say of one field, once they agree or a person said that the difference may stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The record or asset that the profile writes: its URI, or `asset ` and its id.
    pub about: String,
    /// Id of the mapping profile.
    pub profile: String,
    /// Key of the target field.
    pub field: String,
    /// What the source gave.
    pub source: Value,
    /// What the target held.
    pub target: Value,
    /// What the target holds again once the change that this belongs to is taken back. Where that is not known, what was agreed is
    /// forgotten then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Value>,
}

impl Agreement {
    /// What is remembered once the change is taken back: the difference that a person wants stands, until a side changes.
    #[must_use]
    pub fn taken_back(&self) -> Self {
        match &self.undone {
            Some(before) => Self {
                target: before.clone(),
                undone: Some(self.target.clone()),
                ..self.clone()
            },
            None => Self {
                source: Value::Null,
                target: Value::Null,
                ..self.clone()
            },
        }
    }

    /// True where nothing is agreed any more: what was remembered goes.
    #[must_use]
    pub fn is_forgotten(&self) -> bool {
        self.source.is_null() && self.target.is_null()
    }
}
