//! Writing Archway's fields on assets, and a note in each asset's history.
//!
//! Fields of many assets go in one bulk request. They are read back through the search, many assets at a time; what the
//! search does not show soon is read asset by asset.

use std::collections::HashMap;
use std::time::Duration;

use futures::future::join_all;
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::{AssetId, AssetSnapshot};
use crate::plan::{Action, Change, ChangeId, FieldValues, Finding, Outcome, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::systems::iconik::{AssetQuery, ViewId, parse};
use crate::workflows::link::rebase;

/// How often the search is asked before assets are read one by one, and how long to wait between.
const SEARCHES: u32 = 5;
const BETWEEN_SEARCHES: Duration = Duration::from_millis(250);

/// Step of a change that writes the fields.
const FIELDS: u32 = 0;
/// Step of a change that notes it in the history.
const HISTORY: u32 = 1;

/// What is written on one asset.
struct Wanted<'a> {
    change: &'a Change,
    asset: AssetId,
    view: ViewId,
    before: &'a FieldValues,
    after: &'a FieldValues,
    note: &'a str,
}

/// An asset whose fields stand as meant.
struct Standing<'a> {
    wanted: Wanted<'a>,
    ours: bool,
}

impl Applier {
    pub(super) async fn update_assets(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        let mut open: Vec<Wanted<'_>> = Vec::new();
        for &change in changes {
            match wanted(change) {
                Some(wanted) => open.push(wanted),
                None => settled.push(Settled::problem(
                    change,
                    "the id of Archway's view in iconik cannot be read; connect again, then plan anew",
                    false,
                )),
            }
        }
        let mut ours: HashMap<ChangeId, bool> = self.intended(plan.id, changes, FIELDS)?.into_keys().map(|id| (id, true)).collect();
        let mut standing: Vec<Standing<'_>> = Vec::new();
        let mut last_error: Option<SystemError> = None;
        for _ in 0..ROUNDS {
            if open.is_empty() {
                break;
            }
            let writes = self.look_at_assets(open, &ours, &mut standing, &mut settled).await;
            let (again, sent) = self.write_fields(plan, writes, &mut ours, &mut settled, &mut last_error).await?;
            let (shown, unseen) = self.read_back_fields(sent).await;
            standing.extend(shown.into_iter().map(|wanted| Standing { wanted, ours: true }));
            open = again;
            open.extend(unseen);
        }
        for wanted in open {
            settled.push(match &last_error {
                Some(error) => Settled::failed(wanted.change, error),
                None => Settled::problem(
                    wanted.change,
                    "iconik said the fields were written, but they were read back otherwise. Apply again",
                    true,
                ),
            });
        }
        self.keep_assets(&standing);
        settled.extend(self.note_history(plan, standing).await?);
        Ok(settled)
    }

    /// Reads every asset's fields. Settles what stands or moved on; gives what must be written.
    async fn look_at_assets<'a>(
        &self,
        open: Vec<Wanted<'a>>,
        ours: &HashMap<ChangeId, bool>,
        standing: &mut Vec<Standing<'a>>,
        settled: &mut Vec<Settled>,
    ) -> Vec<Wanted<'a>> {
        let reads = open.into_iter().map(|wanted| async {
            let now = self.iconik.metadata_values(wanted.asset, wanted.view).await;
            (wanted, now)
        });
        let mut writes = Vec::new();
        for (wanted, now) in join_all(reads).await {
            let now = match now {
                Ok(now) => only(&now.unwrap_or_default(), wanted.after),
                Err(error) => {
                    settled.push(Settled::failed(wanted.change, &error));
                    continue;
                }
            };
            if now == padded(wanted.after) {
                let is_ours = ours.contains_key(&wanted.change.id);
                standing.push(Standing { wanted, ours: is_ours });
            } else if now == padded(wanted.before) {
                writes.push(wanted);
            } else {
                let mut anew = wanted.change.clone();
                rebase::on_asset(&mut anew, &now);
                settled.push(Settled::anew(anew));
            }
        }
        writes
    }

    /// Writes fields. Gives those to look at again, and those that were sent.
    async fn write_fields<'a>(
        &self,
        plan: &Plan,
        writes: Vec<Wanted<'a>>,
        ours: &mut HashMap<ChangeId, bool>,
        settled: &mut Vec<Settled>,
        last_error: &mut Option<SystemError>,
    ) -> Result<(Vec<Wanted<'a>>, Vec<Wanted<'a>>), RuntimeError> {
        let Some(view) = writes.first().map(|wanted| wanted.view) else {
            return Ok((Vec::new(), Vec::new()));
        };
        let intents: Vec<(ChangeId, Value)> = writes
            .iter()
            .map(|wanted| (wanted.change.id, json!({ "fields_of": wanted.asset, "before": wanted.before })))
            .collect();
        let journal = self.intend(plan.id, FIELDS, &intents)?;
        ours.extend(intents.iter().map(|(id, _)| (*id, true)));
        let sent = match writes.as_slice() {
            [one] => Sent::from(self.iconik.set_metadata_values(one.asset, view, one.after).await.map(|_| ())),
            many => Sent::from(self.write_in_bulk(view, many).await),
        };
        match sent {
            Sent::Answered(()) => {
                for (change, _) in &intents {
                    self.answered(&journal, *change, &json!({ "accepted": true }))?;
                }
                Ok((Vec::new(), writes))
            }
            Sent::LookAgain(error) => {
                for (change, _) in &intents {
                    self.not_carried_out(&journal, *change, &error)?;
                }
                *last_error = Some(error);
                Ok((writes, Vec::new()))
            }
            Sent::Failed(error) => {
                for (change, _) in &intents {
                    self.not_carried_out(&journal, *change, &error)?;
                }
                settled.extend(writes.iter().map(|wanted| Settled::failed(wanted.change, &error)));
                Ok((Vec::new(), Vec::new()))
            }
        }
    }

    async fn write_in_bulk(&self, view: ViewId, writes: &[Wanted<'_>]) -> Result<(), SystemError> {
        let values: Vec<(AssetId, FieldValues)> = writes.iter().map(|wanted| (wanted.asset, wanted.after.clone())).collect();
        for job in self.iconik.set_metadata_values_bulk(view, &values).await? {
            // The job was taken up. Whether it failed, or cannot be asked about, shows when the fields are read back.
            if let Err(error) = self.iconik.wait_for_job(job, &self.cancel).await {
                tracing::warn!("how a job in iconik went is not known: {error}");
            }
        }
        Ok(())
    }

    /// Reads back what was sent. Gives those that stand as meant, and those that do not.
    async fn read_back_fields<'a>(&self, sent: Vec<Wanted<'a>>) -> (Vec<Wanted<'a>>, Vec<Wanted<'a>>) {
        let mut shown = Vec::new();
        let mut unseen = sent;
        if unseen.len() > 1 {
            for search in 0..SEARCHES {
                if search > 0 {
                    tokio::time::sleep(BETWEEN_SEARCHES).await;
                }
                let query = AssetQuery {
                    ids: unseen.iter().map(|wanted| wanted.asset).collect(),
                    ..AssetQuery::default()
                };
                let Ok(page) = self.iconik.search_assets(&query).await else { break };
                let found: HashMap<AssetId, &Value> = page.hits.iter().filter_map(|hit| Some((parse::asset_id(hit)?, hit))).collect();
                let (as_meant, rest): (Vec<_>, Vec<_>) = unseen
                    .into_iter()
                    .partition(|wanted| found.get(&wanted.asset).is_some_and(|hit| shows(hit, wanted.after)));
                shown.extend(as_meant);
                unseen = rest;
                if unseen.is_empty() {
                    return (shown, unseen);
                }
            }
        }
        let reads = unseen.into_iter().map(|wanted| async {
            let now = self.iconik.metadata_values(wanted.asset, wanted.view).await;
            (wanted, now)
        });
        let mut otherwise = Vec::new();
        for (wanted, now) in join_all(reads).await {
            let stands = now.is_ok_and(|now| only(&now.unwrap_or_default(), wanted.after) == padded(wanted.after));
            if stands { shown.push(wanted) } else { otherwise.push(wanted) }
        }
        (shown, otherwise)
    }

    /// Keeps the fields in the catalogue.
    fn keep_assets(&self, standing: &[Standing<'_>]) {
        let read_at = (self.now)();
        let kept = self.shelf.with(|workspace| {
            let ids: Vec<AssetId> = standing.iter().map(|standing| standing.wanted.asset).collect();
            let mut snapshots: Vec<AssetSnapshot> = workspace.assets(&ids)?;
            for snapshot in &mut snapshots {
                if let Some(standing) = standing.iter().find(|standing| standing.wanted.asset == snapshot.asset.id) {
                    for (field, values) in standing.wanted.after {
                        snapshot.metadata.insert(field.clone(), Value::Array(values.clone()));
                    }
                    snapshot.read_at = read_at;
                }
            }
            workspace.put_assets(&snapshots)
        });
        if let Err(error) = kept {
            tracing::warn!("the catalogue could not keep what was read back: {error}");
        }
    }

    /// Notes each change in its asset's history, once.
    async fn note_history(&self, plan: &Plan, standing: Vec<Standing<'_>>) -> Result<Vec<Settled>, RuntimeError> {
        let changes: Vec<&Change> = standing.iter().map(|standing| standing.wanted.change).collect();
        let intended = self.intended(plan.id, &changes, HISTORY)?;
        let to_send: Vec<&Standing<'_>> = standing
            .iter()
            .filter(|standing| standing.ours && !intended.get(&standing.wanted.change.id).is_some_and(|known| known.answered))
            .collect();
        let intents: Vec<(ChangeId, Value)> = to_send
            .iter()
            .map(|standing| (standing.wanted.change.id, json!({ "history_of": standing.wanted.asset })))
            .collect();
        let journal = self.intend(plan.id, HISTORY, &intents)?;
        let notes = to_send.iter().map(|standing| async {
            let wanted = &standing.wanted;
            let mark = format!("({})", mark(plan, wanted.change.id));
            let may_stand = intended.contains_key(&wanted.change.id);
            (wanted.change.id, self.write_note(wanted.asset, wanted.note, &mark, may_stand).await)
        });
        let mut failed: HashMap<ChangeId, SystemError> = HashMap::new();
        for (change, result) in join_all(notes).await {
            match result {
                Ok(()) => self.answered(&journal, change, &json!({ "noted": true }))?,
                // The intent stays open: an earlier try may have been carried out, so the next run looks first.
                Err(error) => {
                    failed.insert(change, error);
                }
            }
        }
        Ok(standing
            .iter()
            .map(|standing| self.settle_asset(standing, failed.get(&standing.wanted.change.id)))
            .collect())
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
        let before = serde_json::to_value(standing.wanted.before).unwrap_or(Value::Null);
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

fn wanted(change: &Change) -> Option<Wanted<'_>> {
    match &change.action {
        Action::UpdateAsset {
            asset,
            view,
            before,
            after,
            note,
        } => Some(Wanted {
            change,
            asset: *asset,
            view: view.parse().ok()?,
            before,
            after,
            note,
        }),
        _ => None,
    }
}

/// By which a note is found again.
fn mark(plan: &Plan, change: ChangeId) -> String {
    format!("Archway plan {}, change {change}", plan.id)
}

/// Values of the fields that a change writes; fields without a value are empty lists.
fn only(now: &IndexMap<String, Vec<Value>>, fields: &FieldValues) -> FieldValues {
    fields
        .keys()
        .map(|field| (field.clone(), now.get(field).map(|values| texts(values)).unwrap_or_default()))
        .collect()
}

fn padded(values: &FieldValues) -> FieldValues {
    values.iter().map(|(field, values)| (field.clone(), texts(values))).collect()
}

fn texts(values: &[Value]) -> Vec<Value> {
    values
        .iter()
        .map(|value| {
            if value.is_string() {
                value.clone()
            } else {
                Value::String(value.to_string())
            }
        })
        .collect()
}

/// True where a search hit shows exactly these values.
fn shows(hit: &Value, after: &FieldValues) -> bool {
    let Some(metadata) = hit.get("metadata").and_then(Value::as_object) else {
        return false;
    };
    after.iter().all(|(field, values)| {
        let now = match metadata.get(field) {
            Some(Value::Array(now)) => texts(now),
            Some(Value::Null) | None => Vec::new(),
            Some(one) => texts(std::slice::from_ref(one)),
        };
        now == texts(values)
    })
}
