//! Entries of lists. A whole list is never written: entries are taken off by name and put on by name, many assets at a time where the
//! same entries go.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::super::Applier;
use super::super::step::{Sent, Settled};
use super::past::{GIVE, TAKE};
use super::{Course, Doing};
use crate::domain::AssetId;
use crate::domain::access::{Permissions, Principal};
use crate::plan::{ChangeId, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

/// Most assets in one request.
const IN_BULK: usize = 500;

/// One request about lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entries {
    principals: BTreeSet<Principal>,
    /// What they get; `None` where their entries go.
    permissions: Option<Permissions>,
}

impl Entries {
    fn journalled(&self) -> Value {
        match self.permissions {
            None => json!({ "take": self.principals }),
            Some(permissions) => json!({ "give": self.principals, "permissions": permissions }),
        }
    }
}

impl Applier {
    /// Takes entries off lists, then puts others on. Gives the changes that can go on.
    pub(super) async fn change_lists<'a>(
        &self,
        plan: &Plan,
        doing: Vec<Doing<'a>>,
        course: &mut Course<'a>,
        again: &mut Vec<Doing<'a>>,
    ) -> Result<Vec<Doing<'a>>, RuntimeError> {
        let take = |doing: &Doing<'_>| {
            let entries = Entries {
                principals: doing.remaining.take.clone(),
                permissions: None,
            };
            if entries.principals.is_empty() { Vec::new() } else { vec![entries] }
        };
        let doing = self.send_entries(plan, TAKE, doing, take, course, again).await?;
        let give = |doing: &Doing<'_>| {
            let mut by_permissions: BTreeMap<Permissions, BTreeSet<Principal>> = BTreeMap::new();
            for (principal, permissions) in &doing.remaining.give {
                by_permissions.entry(*permissions).or_default().insert(*principal);
            }
            let entries = by_permissions.into_iter().map(|(permissions, principals)| Entries {
                principals,
                permissions: Some(permissions),
            });
            entries.collect()
        };
        self.send_entries(plan, GIVE, doing, give, course, again).await
    }

    async fn send_entries<'a>(
        &self,
        plan: &Plan,
        step: u32,
        doing: Vec<Doing<'a>>,
        entries_of: impl Fn(&Doing<'_>) -> Vec<Entries>,
        course: &mut Course<'a>,
        again: &mut Vec<Doing<'a>>,
    ) -> Result<Vec<Doing<'a>>, RuntimeError> {
        let mut groups: BTreeMap<Entries, Vec<(ChangeId, AssetId)>> = BTreeMap::new();
        for doing in &doing {
            for entries in entries_of(doing) {
                let named = (doing.wanted.change.id, doing.wanted.access.asset);
                groups.entry(entries).or_default().push(named);
            }
        }
        let mut failed: HashMap<ChangeId, (SystemError, bool)> = HashMap::new();
        for (entries, named) in &groups {
            let mut slices: Vec<&[(ChangeId, AssetId)]> = named.chunks(IN_BULK).rev().collect();
            while let Some(slice) = slices.pop() {
                let intents: Vec<(ChangeId, Value)> = slice.iter().map(|(change, _)| (*change, entries.journalled())).collect();
                let journal = self.intend(plan.id, step, &intents)?;
                let answer = self.send_slice(entries, slice).await;
                let (error, look_again) = match Sent::from(answer) {
                    Sent::Answered(()) => {
                        for (change, _) in slice {
                            self.answered(&journal, *change, &json!({ "done": true }))?;
                        }
                        continue;
                    }
                    Sent::LookAgain(error) => (error, true),
                    Sent::Failed(error) => (error, false),
                };
                // Refused for several: the assets before the refused one may have been changed.
                let one_of_many = slice.len() > 1 && matches!(error, SystemError::Forbidden { .. } | SystemError::Invalid { .. });
                if one_of_many {
                    let (first, second) = slice.split_at(slice.len() / 2);
                    slices.extend([second, first]);
                    continue;
                }
                for (change, _) in slice {
                    self.not_carried_out(&journal, *change, &error)?;
                    failed.insert(*change, (error.clone(), look_again));
                }
            }
        }
        let mut on = Vec::new();
        for doing in doing {
            match failed.remove(&doing.wanted.change.id) {
                None => on.push(doing),
                Some((error, true)) => {
                    course.last_error.insert(doing.wanted.change.id, error);
                    again.push(doing);
                }
                Some((error, false)) => course.settled.push(Settled::failed(doing.wanted.change, &error)),
            }
        }
        Ok(on)
    }

    async fn send_slice(&self, entries: &Entries, slice: &[(ChangeId, AssetId)]) -> Result<(), SystemError> {
        let assets: Vec<AssetId> = slice.iter().map(|(_, asset)| *asset).collect();
        let principals: Vec<Principal> = entries.principals.iter().copied().collect();
        match entries.permissions {
            None => self.iconik.take_grants(&assets, &principals).await,
            Some(permissions) => self.iconik.add_grants(&assets, &principals, permissions).await,
        }
    }
}
