//! What the journal knows of a change of access that was begun earlier: what was there before, and which steps were about to be sent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::super::Applier;
use crate::domain::access::Principal;
use crate::plan::{ChangeId, PlanId};
use crate::runtime::error::RuntimeError;

/// Fields of the asset.
pub(super) const FIELDS: u32 = 0;
/// Steps 1: the note in the history.
pub(super) const NOTED: u32 = 1;
/// What was there before anything was sent. Not a request.
pub(super) const BEFORE: u32 = 2;
/// Shares taken away.
pub(super) const REVOKE: u32 = 3;
/// Entries taken off the asset's list.
pub(super) const TAKE: u32 = 4;
/// Entries put on the asset's list.
pub(super) const GIVE: u32 = 5;
/// Collections joined and left.
pub(super) const MOVE: u32 = 6;
/// The request for a review, or its end.
pub(super) const REVIEW: u32 = 7;
/// What Archway remembers of what it took is forgotten: the last of the fields, where shares are made again after the others.
pub(super) const FORGET: u32 = 8;
/// Shares made again: one step each, from here on, by their place in the change.
pub(super) const RESTORE: u32 = 100;

/// A share that was about to be made again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Remade {
    /// Shares that were there before it was first sent: none of them is it.
    pub known: Vec<Uuid>,
    /// Its id, where iconik told.
    pub id: Option<Uuid>,
}

/// What the journal knows of a change.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    /// What was there before anything was sent for it.
    pub before: Option<Value>,
    /// Steps that were about to be sent and not surely refused.
    begun: Vec<u32>,
    /// The note in the history was answered.
    pub noted: bool,
    /// Whose entries iconik said that it had put on the list: one that is missing since, somebody took.
    pub given: BTreeSet<Principal>,
    /// Shares that were about to be made again, by their place in the change.
    pub remade: BTreeMap<usize, Remade>,
}

impl Past {
    /// True where a step was about to be sent, and may have been carried out.
    pub fn has_begun(&self, step: u32) -> bool {
        self.begun.contains(&step)
    }

    /// A past in which these steps were sent and these entries put on the list.
    #[cfg(test)]
    pub fn after<const S: usize, const G: usize>(begun: [u32; S], given: [Principal; G]) -> Self {
        Self {
            begun: begun.to_vec(),
            given: given.into_iter().collect(),
            ..Self::default()
        }
    }

    /// True where anything may have been carried out.
    pub fn is_ours(&self) -> bool {
        !self.begun.is_empty()
    }
}

impl Applier {
    /// Reads what the journal knows of a change.
    pub(super) fn past(&self, plan: PlanId, change: ChangeId) -> Result<Past, RuntimeError> {
        let entries = self.shelf.with(|workspace| workspace.entries(plan, change))?;
        let mut past = Past::default();
        for entry in entries {
            if entry.step == BEFORE {
                past.before.get_or_insert(entry.what);
                continue;
            }
            if super::super::context::is_refused(&entry) {
                continue;
            }
            if !past.begun.contains(&entry.step) {
                past.begun.push(entry.step);
            }
            if entry.step == NOTED {
                past.noted |= entry.answer.is_some();
            }
            if entry.step == GIVE && entry.answer.is_some() {
                let given = entry.what.get("give").cloned();
                past.given.extend(
                    given
                        .and_then(|given| serde_json::from_value::<BTreeSet<Principal>>(given).ok())
                        .into_iter()
                        .flatten(),
                );
            }
            if let Some(place) = entry.step.checked_sub(RESTORE) {
                let remade = past.remade.entry(place as usize).or_default();
                if remade.known.is_empty() {
                    remade.known = ids(entry.what.get("known"));
                }
                let made = entry
                    .answer
                    .as_ref()
                    .and_then(|(_, answer)| answer.get("made")?.as_str()?.parse().ok());
                remade.id = made.or(remade.id);
            }
        }
        Ok(past)
    }
}

fn ids(list: Option<&Value>) -> Vec<Uuid> {
    list.and_then(|list| serde_json::from_value(list.clone()).ok()).unwrap_or_default()
}
