//! Changing who can see an asset.

use super::Applier;
use super::step::Settled;
use crate::plan::{Change, Plan};
use crate::runtime::error::RuntimeError;

impl Applier {
    pub(super) async fn set_access(&self, _plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        Ok(changes
            .iter()
            .map(|change| Settled::problem(change, "this Archway cannot do that yet", false))
            .collect())
    }

    pub(super) async fn set_collection_shares(&self, _plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        Ok(changes
            .iter()
            .map(|change| Settled::problem(change, "this Archway cannot do that yet", false))
            .collect())
    }
}
