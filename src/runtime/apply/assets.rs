//! Writing fields on assets.
//!
//! Fields of many assets go in one bulk request. What is noted in the asset's history besides, as links are, is looked at asset by
//! asset before it is written; everything else is looked at through the search, many assets at a time, and asset by asset only where
//! the search shows something unexpected. What was written is read back through the search; what the search does not show soon is
//! read asset by asset.

use std::collections::HashMap;
use std::time::Duration;

use futures::future::join_all;
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::asset_values::{of_hit, only, padded};
use super::step::{Sent, Settled};
use super::{Applier, ROUNDS};
use crate::domain::{AssetId, AssetSnapshot};
use crate::plan::{Action, Change, ChangeId, FieldValues, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::systems::iconik::{AssetQuery, ViewId, parse};
use crate::workflows::link::rebase;

/// How often the search is asked before assets are read one by one.
const SEARCHES: u32 = 5;
/// How long to wait before the search is asked again: longer each time, since the index may lag by seconds.
const BETWEEN_SEARCHES: Duration = Duration::from_millis(250);
/// Assets on a page of the search.
const ON_A_PAGE: usize = 100;
/// Assets in one bulk request.
const IN_BULK: usize = 200;

/// Step of a change that writes the fields.
const FIELDS: u32 = 0;

/// What is written on one asset.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub change: &'a Change,
    pub asset: AssetId,
    view: ViewId,
    before: &'a FieldValues,
    after: &'a FieldValues,
    pub note: &'a str,
}

impl Wanted<'_> {
    /// Values before, of every field that is written.
    pub(super) fn all_before(&self) -> FieldValues {
        let value = |field: &String| self.before.get(field).cloned().unwrap_or_default();
        self.after.keys().map(|field| (field.clone(), value(field))).collect()
    }

    fn stands_in(&self, hit: &Value) -> bool {
        of_hit(hit, self.after).is_some_and(|now| now == padded(self.after))
    }
}

/// An asset whose fields stand as meant.
pub(super) struct Standing<'a> {
    pub wanted: Wanted<'a>,
    pub ours: bool,
}

/// What a batch has come to.
#[derive(Default)]
struct Course<'a> {
    /// Changes that were sent, now or by an earlier try.
    ours: HashMap<ChangeId, bool>,
    standing: Vec<Standing<'a>>,
    settled: Vec<Settled>,
    last_error: Option<SystemError>,
}

impl Applier {
    pub(super) async fn update_assets(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut course = Course {
            ours: self.intended(plan.id, changes, FIELDS)?.into_keys().map(|id| (id, true)).collect(),
            ..Course::default()
        };
        let mut open: Vec<Wanted<'_>> = Vec::new();
        for &change in changes {
            match wanted(change) {
                Some(wanted) => open.push(wanted),
                None => course.settled.push(Settled::problem(
                    change,
                    "the id of the metadata view in iconik cannot be read; connect again, then plan anew",
                    false,
                )),
            }
        }
        for _ in 0..ROUNDS {
            if open.is_empty() {
                break;
            }
            let writes = self.look_at_assets(open, &mut course).await;
            let (again, sent) = self.write_fields(plan, writes, &mut course).await?;
            let (shown, unseen) = self.read_back_fields(sent).await;
            course
                .standing
                .extend(shown.into_iter().map(|wanted| Standing { wanted, ours: true }));
            open = again;
            open.extend(unseen);
        }
        for wanted in open {
            course.settled.push(match &course.last_error {
                Some(error) => Settled::failed(wanted.change, error),
                None => Settled::problem(
                    wanted.change,
                    "iconik said the fields were written, but they were read back otherwise. Apply again",
                    true,
                ),
            });
        }
        self.keep_assets(&course.standing);
        let mut settled = course.settled;
        settled.extend(self.note_history(plan, course.standing).await?);
        Ok(settled)
    }

    /// Looks at every asset's fields. Settles what stands or moved on; gives what must be written.
    async fn look_at_assets<'a>(&self, open: Vec<Wanted<'a>>, course: &mut Course<'a>) -> Vec<Wanted<'a>> {
        let mut writes = Vec::new();
        let (noted, quiet): (Vec<_>, Vec<_>) = open.into_iter().partition(|wanted| !wanted.note.is_empty());
        let mut closer = noted;
        let found = self.find_assets(&quiet).await;
        for wanted in quiet {
            match found.get(&wanted.asset).and_then(|hit| of_hit(hit, wanted.after)) {
                Some(now) if now == padded(wanted.after) => course.stands(wanted),
                Some(now) if now == padded(&wanted.all_before()) => writes.push(wanted),
                _ => closer.push(wanted),
            }
        }
        for (wanted, now) in self.read_one_by_one(closer).await {
            let now = match now {
                Ok(now) => now,
                Err(error) => {
                    course.settled.push(Settled::failed(wanted.change, &error));
                    continue;
                }
            };
            if now == padded(wanted.after) {
                course.stands(wanted);
            } else if now == padded(&wanted.all_before()) {
                writes.push(wanted);
            } else {
                let mut anew = wanted.change.clone();
                rebase::on_asset(&mut anew, &now);
                course.settled.push(Settled::anew(anew));
            }
        }
        writes
    }

    /// What the search shows of assets. Where it fails, less or nothing: the assets are read one by one then.
    async fn find_assets(&self, wanted: &[Wanted<'_>]) -> HashMap<AssetId, Value> {
        let mut ids: Vec<AssetId> = wanted.iter().map(|wanted| wanted.asset).collect();
        ids.sort_unstable();
        ids.dedup();
        let pages = ids.chunks(ON_A_PAGE).map(|ids| async {
            let query = AssetQuery {
                ids: ids.to_vec(),
                ..AssetQuery::default()
            };
            self.iconik.search_assets(&query).await
        });
        let mut found = HashMap::new();
        for page in join_all(pages).await {
            match page {
                Ok(page) => found.extend(page.hits.into_iter().filter_map(|hit| Some((parse::asset_id(&hit)?, hit)))),
                Err(error) => tracing::warn!("assets are read one by one, since they could not be searched for: {error}"),
            }
        }
        found
    }

    /// Values now of the fields that each change writes.
    async fn read_one_by_one<'a>(&self, wanted: Vec<Wanted<'a>>) -> Vec<(Wanted<'a>, Result<FieldValues, SystemError>)> {
        let reads = wanted.into_iter().map(|wanted| async move {
            let now = self.iconik.metadata_values(wanted.asset, wanted.view).await;
            (wanted, now.map(|now| only(&now.unwrap_or_default(), wanted.after)))
        });
        join_all(reads).await
    }

    /// Writes fields. Gives those to look at again, and those that were sent.
    async fn write_fields<'a>(
        &self,
        plan: &Plan,
        writes: Vec<Wanted<'a>>,
        course: &mut Course<'a>,
    ) -> Result<(Vec<Wanted<'a>>, Vec<Wanted<'a>>), RuntimeError> {
        let (mut again, mut sent) = (Vec::new(), Vec::new());
        let mut slices: Vec<&[Wanted<'a>]> = writes.chunks(IN_BULK).rev().collect();
        while let Some(slice) = slices.pop() {
            let intents: Vec<(ChangeId, Value)> = slice
                .iter()
                .map(|wanted| {
                    (
                        wanted.change.id,
                        json!({ "fields_of": wanted.asset, "before": wanted.all_before() }),
                    )
                })
                .collect();
            let journal = self.intend(plan.id, FIELDS, &intents)?;
            course.ours.extend(intents.iter().map(|(id, _)| (*id, true)));
            let answer = self.send_fields(slice).await;
            let not_accepted = matches!(&answer, Err(SystemError::Invalid { .. }));
            match Sent::from(answer) {
                Sent::Answered(()) => {
                    for (change, _) in &intents {
                        self.answered(&journal, *change, &json!({ "accepted": true }))?;
                    }
                    sent.extend_from_slice(slice);
                }
                Sent::LookAgain(error) => {
                    for (change, _) in &intents {
                        self.not_carried_out(&journal, *change, &error)?;
                    }
                    course.last_error = Some(error);
                    again.extend_from_slice(slice);
                }
                Sent::Failed(error) => {
                    for (change, _) in &intents {
                        self.not_carried_out(&journal, *change, &error)?;
                    }
                    if not_accepted && slice.len() > 1 {
                        // One value that iconik does not accept must not keep the others from being written.
                        let (first, second) = slice.split_at(slice.len() / 2);
                        slices.extend([second, first]);
                    } else {
                        let failed = slice.iter().map(|wanted| Settled::failed(wanted.change, &error));
                        course.settled.extend(failed);
                    }
                }
            }
        }
        Ok((again, sent))
    }

    /// Sends the fields of assets, all that is written on one asset together.
    async fn send_fields(&self, writes: &[Wanted<'_>]) -> Result<(), SystemError> {
        let Some(view) = writes.first().map(|wanted| wanted.view) else {
            return Ok(());
        };
        let mut values: IndexMap<AssetId, FieldValues> = IndexMap::new();
        for wanted in writes {
            values.entry(wanted.asset).or_default().extend(wanted.after.clone());
        }
        let values: Vec<(AssetId, FieldValues)> = values.into_iter().collect();
        if let [(asset, values)] = values.as_slice() {
            return self.iconik.set_metadata_values(*asset, view, values).await.map(|_| ());
        }
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
                    tokio::time::sleep(BETWEEN_SEARCHES * search).await;
                }
                let found = self.find_assets(&unseen).await;
                if found.is_empty() {
                    break;
                }
                let (as_meant, rest): (Vec<_>, Vec<_>) = unseen
                    .into_iter()
                    .partition(|wanted| found.get(&wanted.asset).is_some_and(|hit| wanted.stands_in(hit)));
                shown.extend(as_meant);
                unseen = rest;
                if unseen.is_empty() {
                    return (shown, unseen);
                }
            }
        }
        let mut otherwise = Vec::new();
        for (wanted, now) in self.read_one_by_one(unseen).await {
            if now.is_ok_and(|now| now == padded(wanted.after)) {
                shown.push(wanted);
            } else {
                otherwise.push(wanted);
            }
        }
        (shown, otherwise)
    }

    /// Keeps the fields in the catalogue.
    fn keep_assets(&self, standing: &[Standing<'_>]) {
        let read_at = (self.now)();
        let mut written: HashMap<AssetId, Vec<&FieldValues>> = HashMap::new();
        for standing in standing {
            written.entry(standing.wanted.asset).or_default().push(standing.wanted.after);
        }
        let ids: Vec<AssetId> = written.keys().copied().collect();
        let kept = self.shelf.with(|workspace| {
            let mut snapshots: Vec<AssetSnapshot> = workspace.assets(&ids)?;
            for snapshot in &mut snapshots {
                for (field, values) in written.get(&snapshot.asset.id).into_iter().flatten().copied().flatten() {
                    snapshot.metadata.insert(field.clone(), Value::Array(values.clone()));
                }
                snapshot.read_at = read_at;
            }
            workspace.put_assets(&snapshots)
        });
        if let Err(error) = kept {
            tracing::warn!("the catalogue could not keep what was read back: {error}");
        }
    }
}

impl<'a> Course<'a> {
    fn stands(&mut self, wanted: Wanted<'a>) {
        let ours = self.ours.contains_key(&wanted.change.id);
        self.standing.push(Standing { wanted, ours });
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
