//! Changes: one write to one target.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::access::Restricting;
use super::nature::{Agreement, Nature};
use super::{Action, Condition, Decision, Outcome};
use crate::domain::{AssetId, AuthorityKind, AuthorityUri, CollectionId, RecordKind, RecordUri, RepositoryId};

/// Number of a change within its plan, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeId(pub u32);

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a change does to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Makes something new.
    Add,
    /// Changes something that is there.
    Alter,
    /// Takes something away.
    Remove,
}

impl Effect {
    /// Sign in the ledger.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Alter => "~",
            Self::Remove => "−",
        }
    }

    /// The effect in a word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Alter => "change",
            Self::Remove => "remove",
        }
    }
}

/// What a change is made to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "target")]
pub enum Target {
    /// A record that does not exist yet.
    NewRecord {
        /// Where it will be.
        repository: RepositoryId,
        /// What it will be.
        kind: RecordKind,
    },
    /// A record of ArchivesSpace.
    Record {
        /// Its address.
        uri: RecordUri,
    },
    /// An agent or subject that does not exist yet.
    NewAuthority {
        /// What it will be.
        kind: AuthorityKind,
    },
    /// An agent or subject of ArchivesSpace.
    Authority {
        /// Its address.
        uri: AuthorityUri,
    },
    /// A controlled list of ArchivesSpace.
    Enumeration {
        /// Its name.
        name: String,
    },
    /// An asset of iconik.
    Asset {
        /// Its id.
        id: AssetId,
    },
    /// A collection of iconik.
    Collection {
        /// Its id.
        id: CollectionId,
    },
    /// A metadata field of iconik.
    MetadataField {
        /// Its name.
        name: String,
    },
    /// A metadata view of iconik.
    MetadataView {
        /// Its name.
        name: String,
    },
}

impl Target {
    /// The kind of target in words, as the ledger counts it.
    #[must_use]
    pub fn kind_words(&self) -> &'static str {
        match self {
            Self::NewRecord { kind, .. } => kind.words(),
            Self::Record { uri } => uri.kind.words(),
            Self::NewAuthority { kind } => kind.words(),
            Self::Authority { uri } => uri.kind.words(),
            Self::Enumeration { .. } => "controlled list",
            Self::Asset { .. } => "asset",
            Self::Collection { .. } => "collection",
            Self::MetadataField { .. } => "metadata field",
            Self::MetadataView { .. } => "metadata view",
        }
    }

    /// The system that holds the target.
    #[must_use]
    pub fn system(&self) -> &'static str {
        match self {
            Self::NewRecord { .. }
            | Self::Record { .. }
            | Self::NewAuthority { .. }
            | Self::Authority { .. }
            | Self::Enumeration { .. } => "ArchivesSpace",
            Self::Asset { .. } | Self::Collection { .. } | Self::MetadataField { .. } | Self::MetadataView { .. } => "iconik",
        }
    }
}

/// One field before and after, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// What people call the field.
    pub field: String,
    /// Value before; `None` where there was none.
    pub before: Option<String>,
    /// Value after; `None` where none remains.
    pub after: Option<String>,
}

impl FieldChange {
    /// A field that gets a value it did not have.
    pub fn set(field: impl Into<String>, after: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            before: None,
            after: Some(after.into()),
        }
    }

    /// A field whose value goes away.
    pub fn cleared(field: impl Into<String>, before: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            before: Some(before.into()),
            after: None,
        }
    }

    /// The same change the other way round.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            field: self.field.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Look before accepting.
    Warning,
    /// Cannot be applied as it is.
    Obstacle,
}

/// Something a person should see before deciding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What was found, in words.
    pub text: String,
}

impl Finding {
    /// Good to know.
    pub fn note(text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            text: text.into(),
        }
    }

    /// Look before accepting.
    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            text: text.into(),
        }
    }

    /// Cannot be applied as it is.
    pub fn obstacle(text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Obstacle,
            text: text.into(),
        }
    }
}

/// One write to one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its number in the plan.
    pub id: ChangeId,
    /// What it does.
    pub effect: Effect,
    /// What it is made to.
    pub target: Target,
    /// What people call the target: a title.
    pub label: String,
    /// Fields before and after.
    pub fields: Vec<FieldChange>,
    /// Why it is proposed: the pair, the rule, the plan that is undone.
    pub because: String,
    /// What must still hold when it is applied.
    pub conditions: Vec<Condition>,
    /// Changes that must be done first.
    pub needs: Vec<ChangeId>,
    /// What a person should see before deciding.
    pub findings: Vec<Finding>,
    /// What is written.
    pub action: Action,
    /// What kind of change it is to the description.
    #[serde(default)]
    pub nature: Nature,
    /// What both systems agree on once it is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agrees: Vec<Agreement>,
    /// What a person must see of a change that restricts or lifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restricting: Option<Box<Restricting>>,
    /// What a person decided.
    pub decision: Decision,
    /// What became of it.
    pub outcome: Outcome,
}

impl Change {
    /// The worst of its findings.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// What both systems agree on now that it is made; nothing while it is not. A record that it made has an address now. Of one that
    /// was found in its place nobody knows what it says.
    #[must_use]
    pub fn agreed(&self) -> Vec<Agreement> {
        let Some(receipt) = self.outcome.receipt() else { return Vec::new() };
        let settled = |agreement: &Agreement| match super::placeholder::maker(&agreement.about) {
            None => Some(agreement.clone()),
            Some(maker) if maker == self.id && !receipt.already_there => Some(Agreement {
                about: receipt.made.clone()?,
                ..agreement.clone()
            }),
            Some(_) => None,
        };
        self.agrees.iter().filter_map(settled).collect()
    }

    /// True where a person must decide about it by itself: conflicts, what opens, and description that somebody else changed since it
    /// was planned, which it would overwrite.
    #[must_use]
    pub fn one_by_one(&self) -> bool {
        self.nature.one_by_one() || (self.nature.is_description() && matches!(self.outcome, Outcome::Stale { .. }))
    }

    /// True where it cannot be applied as it is.
    #[must_use]
    pub fn is_obstructed(&self) -> bool {
        self.severity() == Some(Severity::Obstacle)
    }
}
