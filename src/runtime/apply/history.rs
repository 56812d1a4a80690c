//! Notes in the histories of assets, each once.

use std::collections::HashMap;

use futures::future::join_all;
use serde_json::{Value, json};

use super::assets::Standing;
use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::AssetId;
use crate::plan::{Change, ChangeId, Finding, Outcome, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

/// Step of a change that notes it in the history.
const HISTORY: u32 = 1;

/// A note to be written.
pub(super) struct Noting<'a> {
    pub change: &'a Change,
    pub asset: AssetId,
    /// Nothing is noted where it is empty.
    pub note: &'a str,
}

/// What became of notes.
pub(super) struct Noted {
    /// Changes whose note could not be written.
    pub failed: HashMap<ChangeId, SystemError>,
}

impl Applier {
    /// Notes each change in its asset's history, once, where it has a note.
    pub(super) async fn note_history(&self, plan: &Plan, standing: Vec<Standing<'_>>) -> Result<Vec<Settled>, RuntimeError> {
        let notes: Vec<Noting<'_>> = standing
            .iter()
            .filter(|standing| standing.ours)
            .map(|standing| Noting {
                change: standing.wanted.change,
                asset: standing.wanted.asset,
                note: standing.wanted.note,
            })
            .collect();
        let noted = self.note_once(plan, &notes).await?;
        Ok(standing
            .iter()
            .map(|standing| self.settle_asset(standing, noted.failed.get(&standing.wanted.change.id)))
            .collect())
    }

    /// Writes notes, each once however often this is done.
    pub(super) async fn note_once(&self, plan: &Plan, notes: &[Noting<'_>]) -> Result<Noted, RuntimeError> {
        let changes: Vec<&Change> = notes.iter().map(|noting| noting.change).collect();
        let intended = self.intended(plan.id, &changes, HISTORY)?;
        let to_send: Vec<&Noting<'_>> = notes
            .iter()
            .filter(|noting| !noting.note.is_empty())
            .filter(|noting| !intended.get(&noting.change.id).is_some_and(|known| known.answered))
            .collect();
        let intents: Vec<(ChangeId, Value)> = to_send
            .iter()
            .map(|noting| (noting.change.id, json!({ "history_of": noting.asset })))
            .collect();
        let journal = self.intend(plan.id, HISTORY, &intents)?;
        let written = to_send.iter().map(|noting| async {
            let mark = format!("({})", mark(plan, noting.change.id));
            let may_stand = intended.contains_key(&noting.change.id);
            (noting.change.id, self.write_note(noting.asset, noting.note, &mark, may_stand).await)
        });
        let mut failed: HashMap<ChangeId, SystemError> = HashMap::new();
        for (change, result) in join_all(written).await {
            match result {
                Ok(()) => self.answered(&journal, change, &json!({ "noted": true }))?,
                // The intent stays open: an earlier try may have been carried out, so the next run looks first.
                Err(error) => {
                    failed.insert(change, error);
                }
            }
        }
        Ok(Noted { failed })
    }

    /// Writes a note, looking first where one may stand already.
    async fn write_note(&self, asset: AssetId, note: &str, mark: &str, may_stand: bool) -> Result<(), SystemError> {
        let mut look_first = may_stand;
        let mut last_error = None;
        for _ in 0..ROUNDS {
            if look_first {
                let history = self.iconik.history(asset).await?;
                let stands = |entry: &Value| {
                    entry
                        .get("operation_description")
                        .and_then(Value::as_str)
                        .is_some_and(|text| text.contains(mark))
                };
                if history.iter().any(stands) {
                    return Ok(());
                }
            }
            match Sent::from(self.iconik.add_history(asset, &format!("{note} {mark}")).await) {
                Sent::Answered(()) => return Ok(()),
                Sent::Failed(error) => return Err(error),
                Sent::LookAgain(error) => {
                    last_error = Some(error);
                    look_first = true;
                }
            }
        }
        last_error.map_or(Ok(()), Err)
    }

    fn settle_asset(&self, standing: &Standing<'_>, failed: Option<&SystemError>) -> Settled {
        let change = standing.wanted.change;
        let before = serde_json::to_value(standing.wanted.all_before()).unwrap_or(Value::Null);
        let done = Outcome::Done {
            receipt: receipt((self.now)(), None, None, before, !standing.ours),
        };
        match failed {
            None => Settled::with(change, done),
            // The link stands without the note, where the account may not write history.
            Some(SystemError::Forbidden { .. }) => {
                let mut settled = Settled::with(change, done);
                settled.change.findings.push(Finding::note(
                    "This account may not write to the asset's history, so the history has no note of it",
                ));
                settled
            }
            Some(error) => Settled::failed(change, error),
        }
    }
}

/// By which a note is found again.
fn mark(plan: &Plan, change: ChangeId) -> String {
    format!("Archway plan {}, change {change}", plan.id)
}
