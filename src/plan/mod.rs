//! Plans: what Archway means to write, why, under which conditions, and what a person decided about it.
//!
//! A [`Plan`] is a list of [`Change`]s. Each change names its target, the fields before and after, the reason, the
//! [`Condition`]s that must still hold when it is applied, and the changes that must come first. Nothing here reads or
//! writes anything: planners build plans, people decide, the runtime applies.

pub mod access;
pub mod action;
pub mod change;
pub mod choice;
pub mod condition;
pub mod confirm;
pub mod decision;
pub mod edit;
pub mod inverse;
mod inverse_access;
pub mod ledger;
pub mod nature;
pub mod order;
pub mod outcome;
pub mod placeholder;
#[cfg(test)]
pub(crate) mod sample;

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use access::{AccessChange, CauseId, RestrictKind, RestrictReview, Restricting};
pub use action::{Action, DigitalObjectRef, FieldValues, NewInstance};
pub use change::{Change, ChangeId, Effect, FieldChange, Finding, Severity, Target};
pub use condition::Condition;
pub use decision::Decision;
pub use edit::{Edit, EditState};
pub use ledger::{Grouping, Ledger};
pub use nature::{Agreement, Alternative, Conflict, ConflictSide, Nature};
pub use outcome::{Outcome, Receipt};

use crate::domain::{AssetId, RecordUri};

/// Name of a plan; later plans sort after earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanId(pub Uuid);

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PlanId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text.trim()).map(Self)
    }
}

/// Which workflow a plan belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Workflow {
    /// Archway's own fields and view in iconik.
    Setup,
    /// Join assets to records.
    Link,
    /// Take links away.
    Unlink,
    /// Take an applied plan back.
    Undo,
    /// Describe approved assets in ArchivesSpace.
    Publish,
    /// Carry description from one system to the other.
    Describe,
    /// Make iconik heed restrictions.
    Restrict,
}

impl Workflow {
    /// The workflow in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Setup => "set up",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::Undo => "undo",
            Self::Publish => "publish",
            Self::Describe => "describe",
            Self::Restrict => "restrict",
        }
    }
}

/// How far a plan has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Waits for a person.
    Review,
    /// Being applied, or was when Archway stopped.
    Applying,
    /// Every accepted change is settled.
    Applied,
    /// Put away without being applied.
    Discarded,
}

impl Stage {
    /// The stage in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Review => "waits for review",
            Self::Applying => "being applied",
            Self::Applied => "applied",
            Self::Discarded => "discarded",
        }
    }
}

/// An asset and a record that a plan joins or parts, with the reason why they belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The asset.
    pub asset: AssetId,
    /// Its title.
    pub asset_title: String,
    /// The record.
    pub record: RecordUri,
    /// Its display string.
    pub record_title: String,
    /// What speaks for the pair: same box, same part, same year.
    pub why: String,
}

/// What Archway means to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Its name.
    pub id: PlanId,
    /// The workflow that made it.
    pub workflow: Workflow,
    /// One line that says what it does.
    pub title: String,
    /// When it was planned.
    pub created: Timestamp,
    /// Who planned it: the user name in ArchivesSpace, else the name of the computer's user.
    pub author: String,
    /// The plan that this one takes back.
    pub undoes: Option<PlanId>,
    /// Pairs it joins or parts, for the pair table.
    pub pairs: Vec<Pair>,
    /// What a person should know about the plan as a whole.
    pub notices: Vec<Finding>,
    /// The changes, in the order in which they are applied.
    pub changes: Vec<Change>,
    /// How far it has come.
    pub stage: Stage,
    /// What belongs to a plan that restricts or lifts, or that takes such a one back.
    pub restrict: Option<Box<RestrictReview>>,
}

impl Plan {
    /// One change by its number.
    #[must_use]
    pub fn change(&self, id: ChangeId) -> Option<&Change> {
        self.place_of(id).and_then(|place| self.changes.get(place))
    }

    /// One change by its number, to decide about it or to note its outcome.
    pub fn change_mut(&mut self, id: ChangeId) -> Option<&mut Change> {
        self.place_of(id).and_then(|place| self.changes.get_mut(place))
    }

    /// Planners number changes from 1 in order, so the number nearly always gives the place at once.
    fn place_of(&self, id: ChangeId) -> Option<usize> {
        let there = |place: &usize| self.changes.get(*place).is_some_and(|change| change.id == id);
        let straight = (id.0 as usize).checked_sub(1).filter(there);
        straight.or_else(|| self.changes.iter().position(|change| change.id == id))
    }

    /// True where there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Numbers of the changes that "Apply" would carry out now.
    pub fn to_apply(&self) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(|change| change.decision.is_accepted() && change.outcome.is_open())
    }
}
