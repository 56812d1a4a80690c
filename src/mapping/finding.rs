//! Findings: what a person should know about a value before it is written.

use serde::{Deserialize, Serialize};

use crate::plan::Severity;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// The target must have a value and gets none.
    RequiredEmpty,
    /// Text is longer than the target takes.
    TooLong,
    /// The value is not in the list.
    NotInList,
    /// A lookup table does not have the value.
    Unmapped,
    /// Something of the value is lost on the way.
    Lossy,
    /// Something would be lost if the opposite profile brought the value back.
    RoundTrip,
    /// Two rules write one target.
    TwoRules,
    /// Two profiles would feed each other without end.
    Loop,
    /// The rule never gave a value for any record looked at.
    NeverMatched,
    /// The value cannot be read as what the target wants.
    Unreadable,
    /// There are several values and the target takes one.
    TooMany,
    /// Agents or subjects have to be created first.
    ToCreate,
    /// The rule itself is wrong: an unknown key, a broken expression.
    BrokenRule,
}

impl FindingKind {
    /// The kind in words, as groups name it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::RequiredEmpty => "required and empty",
            Self::TooLong => "too long",
            Self::NotInList => "not in the list",
            Self::Unmapped => "without a match in the table",
            Self::Lossy => "lossy",
            Self::RoundTrip => "lost on the way back",
            Self::TwoRules => "two rules for one target",
            Self::Loop => "loop",
            Self::NeverMatched => "never matched",
            Self::Unreadable => "cannot be read",
            Self::TooMany => "too many values",
            Self::ToCreate => "to be created",
            Self::BrokenRule => "broken rule",
        }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::RequiredEmpty | Self::TwoRules | Self::Loop | Self::BrokenRule | Self::NotInList => Severity::Obstacle,
            Self::TooLong | Self::Unmapped | Self::Unreadable | Self::TooMany | Self::Lossy => Severity::Warning,
            Self::RoundTrip | Self::NeverMatched | Self::ToCreate => Severity::Note,
        }
    }
}

/// Something a person should know about a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingFinding {
    /// What was found.
    pub kind: FindingKind,
    /// In words, with the value it is about: "“lighterage” has no heading in harbour".
    pub text: String,
    /// The value that is to blame, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl MappingFinding {
    /// A finding.
    pub fn new(kind: FindingKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            value: None,
        }
    }

    /// A finding about a value.
    pub fn about(kind: FindingKind, value: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            value: Some(value.into()),
        }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }
}
