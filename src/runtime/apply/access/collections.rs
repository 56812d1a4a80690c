//! Shares of collections: taken away because restricted assets are in the collection, or made again.

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::super::context::Trying;
use super::super::step::{Sent, Settled, receipt};
use super::super::{Applier, ROUNDS};
use super::past::{BEFORE, Past, REVOKE};
use super::remaining::{SharesRemaining, shares};
use super::shares::Restored;
use super::stale;
use crate::domain::CollectionId;
use crate::domain::access::{Share, Shared};
use crate::plan::access::ShareChange;
use crate::plan::{Action, Change, FieldChange, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

impl Applier {
    pub(in super::super) async fn set_collection_shares(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let fresh = match self.read_chains(plan, changes.iter().copied()).await? {
            Ok(fresh) => fresh,
            Err(error) => return Ok(changes.iter().map(|change| Settled::failed(change, &error)).collect()),
        };
        let mut settled = Vec::new();
        for &change in changes {
            if self.cancel.is_cancelled() {
                break;
            }
            let Action::SetCollectionShares { collection, shares } = &change.action else {
                settled.push(Settled::problem(
                    change,
                    "this change is not one of the shares of a collection",
                    false,
                ));
                continue;
            };
            let theirs = self.ground_moved(plan, change, &fresh, None)?;
            settled.push(self.change_collection_shares(plan, change, (*collection, shares), theirs).await?);
        }
        Ok(settled)
    }

    async fn change_collection_shares(
        &self,
        plan: &Plan,
        change: &Change,
        (collection, meant): (CollectionId, &[ShareChange]),
        ground_moved: Vec<FieldChange>,
    ) -> Result<Settled, RuntimeError> {
        let mut trying = Trying {
            ours: false,
            last_error: None,
        };
        let mut iconik = self.iconik.clone();
        for _ in 0..ROUNDS {
            let there = match iconik.shares_of(Shared::Collection(collection)).await {
                Ok(there) => there,
                Err(error) => return Ok(Settled::failed(change, &error)),
            };
            let past = self.past(plan.id, change.id)?;
            let open = shares(meant, &there, &past);
            if !open.theirs.is_empty() {
                return Ok(stale(change, open.theirs));
            }
            if open.revoke.is_empty() && open.restore.is_empty() {
                return Ok(self.collection_done(change, (collection, meant), there, &open, &past));
            }
            // Where nothing remains, what moved since does not matter any more.
            if !ground_moved.is_empty() {
                return Ok(stale(change, ground_moved));
            }
            if past.before.is_none() {
                let journal = self.intend(plan.id, BEFORE, &[(change.id, json!({ "shares": there }))])?;
                self.answered(&journal, change.id, &json!({ "remembered": true }))?;
            }
            if let Some(failed) = self.send_collection_shares(plan, change, &open, &there, &past, &mut trying).await? {
                return Ok(failed);
            }
            // What was sent is looked at also where the run was stopped meanwhile.
            iconik = self.iconik.with_cancel(CancellationToken::new());
        }
        Ok(trying.given_up(
            change,
            "iconik said it was done, but the shares were read back otherwise. Apply again",
        ))
    }

    /// Sends what remains. Gives what became of the change where it surely failed.
    async fn send_collection_shares(
        &self,
        plan: &Plan,
        change: &Change,
        open: &SharesRemaining,
        there: &[Share],
        past: &Past,
        trying: &mut Trying,
    ) -> Result<Option<Settled>, RuntimeError> {
        if !open.revoke.is_empty() {
            let ids: Vec<_> = open.revoke.iter().map(|share| share.id).collect();
            let journal = self.intend(plan.id, REVOKE, &[(change.id, json!({ "revoke": ids }))])?;
            let sent = Sent::from(self.revoke_all(&open.revoke).await);
            let look_again = matches!(sent, Sent::LookAgain(_));
            let failed = self.note_sent(&journal, change, sent, trying)?;
            if failed.is_some() || look_again {
                return Ok(failed);
            }
        }
        for (place, share) in &open.restore {
            match self.restore_share(plan, change, *place, share, there, past).await? {
                Restored::Made => trying.ours = true,
                Restored::LookAgain(error) => {
                    trying.last_error = Some(error);
                    return Ok(None);
                }
                Restored::Failed(error) => return Ok(Some(Settled::failed(change, &error))),
            }
        }
        Ok(None)
    }

    async fn revoke_all(&self, shares: &[Share]) -> Result<(), SystemError> {
        for share in shares {
            self.iconik.revoke_share(share).await?;
        }
        Ok(())
    }

    fn collection_done(
        &self,
        change: &Change,
        (collection, meant): (CollectionId, &[ShareChange]),
        there: Vec<Share>,
        open: &SharesRemaining,
        past: &Past,
    ) -> Settled {
        let kept = self
            .shelf
            .with(|workspace| workspace.put_shares_of(Shared::Collection(collection), there));
        if let Err(error) = kept {
            tracing::warn!("the catalogue could not keep what was read back: {error}");
        }
        let mut before = past.before.clone().unwrap_or_else(|| json!({ "shares": [] }));
        before["made_shares"] = json!(open.made_by_old_id(meant));
        let mut settled = Settled::done(change, receipt((self.now)(), None, None, before, !past.is_ours()));
        settled.change.findings.extend(open.findings());
        settled
    }
}
