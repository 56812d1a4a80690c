//! The rule table: what follows in iconik from a restriction. Several rows add up; the strictest wins.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::statement::CauseKind;
use crate::domain::access::{Permissions, Principal};
use crate::domain::{CollectionId, Level};

/// When in time a row applies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum TimeOf {
    /// While the restriction applies.
    #[default]
    Now,
    /// Before it begins.
    Later,
    /// Both.
    Either,
}

/// When a row applies. What is empty does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct When {
    /// Kinds of causes; every kind that restricts where empty (not: unread, not published, suppressed).
    pub kinds: BTreeSet<CauseKind>,
    /// Restriction types (`local_access_restriction_type`).
    pub types: BTreeSet<String>,
    /// Acts of rights statements.
    pub acts: BTreeSet<String>,
    /// When in time.
    pub time: TimeOf,
    /// Levels of the record that carries the restriction.
    pub levels: BTreeSet<Level>,
    /// The asset is in one of these collections or below it.
    pub collections: BTreeSet<CollectionId>,
}

/// What somebody loses. The strictest last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Keeps everything.
    #[default]
    Nothing,
    /// Keeps seeing; loses changing, deleting and giving access.
    Write,
    /// Loses everything.
    Everything,
}

impl Loss {
    /// The loss in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Nothing => "keeps access",
            Self::Write => "keeps read only",
            Self::Everything => "loses access",
        }
    }

    /// What of these permissions remains.
    #[must_use]
    pub fn leaves(self, permissions: Permissions) -> Permissions {
        match self {
            Self::Nothing => permissions,
            Self::Write if permissions.sees() => Permissions::READ,
            Self::Write | Self::Everything => Permissions::NONE,
        }
    }
}

impl AccessRule {
    /// What a principal loses.
    #[must_use]
    pub fn loss(&self, principal: Principal) -> Loss {
        let named = self.named.iter().filter(|(named, _)| *named == principal).map(|(_, loss)| *loss);
        // Named twice, the stricter holds.
        named.max().unwrap_or(self.others)
    }
}

impl Then {
    /// True where nothing follows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Who keeps and who loses access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRule {
    /// What those lose who are not named.
    pub others: Loss,
    /// What those lose who are named.
    pub named: Vec<(Principal, Loss)>,
}

/// Whom to ask for a review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRule {
    /// People.
    pub users: BTreeSet<Uuid>,
    /// Groups.
    pub groups: BTreeSet<Uuid>,
    /// How many must approve; at least 1.
    pub min_number: u32,
}

/// What follows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Then {
    /// Archway's restriction fields say so, and iconik shows a warning.
    pub fields: bool,
    /// iconik keeps the asset from being shared and downloaded.
    pub block: bool,
    /// Who keeps and who loses access.
    pub access: Option<AccessRule>,
    /// Who is asked for a review.
    pub review: Option<ReviewRule>,
    /// The asset joins this collection.
    pub collection: Option<CollectionId>,
    /// Shares of the asset are revoked.
    pub revoke_shares: bool,
    /// The asset leaves collections that hand down access to those who lose it.
    pub leave_collections: bool,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// Tells rows apart; stays when the row moves or is renamed.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// It counts.
    pub on: bool,
    /// When.
    pub when: When,
    /// What follows.
    pub then: Then,
}

/// The rule table of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTable {
    /// The rows, in the order people see.
    pub rows: Vec<RuleRow>,
}
