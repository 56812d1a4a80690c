//! What is remembered once a plan was applied: differences that a person let stand, and assets that were described.

use std::collections::HashSet;

use super::queue::Kept;
use crate::domain::{AssetId, RecordUri};
use crate::plan::{Action, Agreement, Change, Decision, Plan, Severity, Target, Workflow};
use crate::runtime::error::RuntimeError;
use crate::runtime::open::OpenWorkspace;
use crate::store::QueueEntry;

/// Remembers what an applied plan settled beside what it wrote.
///
/// # Errors
/// As the workspace file.
pub fn after_apply(open: &OpenWorkspace, plan: &Plan) -> Result<(), RuntimeError> {
    let stand = differences_that_stand(plan);
    let described = described_assets(plan);
    if stand.is_empty() && described.is_empty() {
        return Ok(());
    }
    open.shelf.with(|workspace| {
        workspace.put_agreements(&stand)?;
        for profile in workspace.queue_profiles()? {
            let entries: Vec<QueueEntry> = workspace
                .queue(&profile)?
                .into_iter()
                .filter(|entry| described.contains(&entry.asset))
                .map(published)
                .collect();
            workspace.put_queue(&profile, &entries)?;
        }
        Ok(())
    })
}

/// Assets that a profile has nothing left to write for leave its queue: no plan would ever be applied that says so.
///
/// # Errors
/// As the workspace file.
pub fn after_planning(open: &OpenWorkspace, profile: &str, plan: &Plan) -> Result<(), RuntimeError> {
    let told = plan.notices.iter().any(|notice| notice.severity > Severity::Note);
    if !plan.is_empty() || told {
        return Ok(());
    }
    let described: HashSet<AssetId> = plan.pairs.iter().map(|pair| pair.asset).collect();
    open.shelf.with(|workspace| {
        let entries: Vec<QueueEntry> = workspace
            .queue(profile)?
            .into_iter()
            .filter(|entry| described.contains(&entry.asset) && entry.state == <&str>::from(Kept::Approved))
            .map(published)
            .collect();
        workspace.put_queue(profile, &entries)
    })
}

fn published(entry: QueueEntry) -> QueueEntry {
    QueueEntry {
        state: <&str>::from(Kept::Published).to_owned(),
        why: "described since it was approved".to_owned(),
        ..entry
    }
}

/// Remembers what a person refused once every change of a plan is refused: such a plan is never applied, and the same conflicts would
/// come up with every look.
///
/// # Errors
/// As the workspace file.
pub fn after_refusal(open: &OpenWorkspace, plan: &Plan) -> Result<(), RuntimeError> {
    let all_decided = plan
        .changes
        .iter()
        .all(|change| change.outcome.is_done() || matches!(change.decision, Decision::Rejected { .. }));
    let stand = differences_that_stand(plan);
    if !all_decided || stand.is_empty() {
        return Ok(());
    }
    open.shelf.with(|workspace| workspace.put_agreements(&stand))
}

/// A conflict that a person refused: both sides stay as they are, and it is not asked about again until one of them changes.
fn differences_that_stand(plan: &Plan) -> Vec<Agreement> {
    plan.changes
        .iter()
        .filter(|change| matches!(change.decision, Decision::Rejected { .. }) && change.outcome.is_open())
        .filter_map(|change| change.nature.conflict())
        .flat_map(|conflict| conflict.stands.clone())
        .collect()
}

/// Assets for which a publishing plan did everything it meant to.
fn described_assets(plan: &Plan) -> HashSet<AssetId> {
    if plan.workflow != Workflow::Publish {
        return HashSet::new();
    }
    let mut open = Open::default();
    for change in &plan.changes {
        if change.outcome.is_open() && !matches!(change.decision, Decision::Rejected { .. }) {
            open.note(change);
        }
    }
    // A record that the plan makes has no address when the plan is made, so its pair stands nowhere but in what is written.
    let written = plan.changes.iter().filter(|change| change.outcome.is_done());
    let written = written.filter_map(|change| Some((asset_of(change)?, change.label.as_str(), None)));
    let paired = plan
        .pairs
        .iter()
        .map(|pair| (pair.asset, pair.asset_title.as_str(), Some(pair.record)));
    paired
        .chain(written)
        .filter(|(asset, title, record)| !open.is_about(*asset, title, *record))
        .map(|(asset, ..)| asset)
        .collect()
}

/// What changes that are not made yet are about.
#[derive(Default)]
struct Open<'a> {
    assets: HashSet<AssetId>,
    records: HashSet<RecordUri>,
    /// Of changes that name neither.
    titles: HashSet<&'a str>,
}

impl<'a> Open<'a> {
    fn note(&mut self, change: &'a Change) {
        match (asset_of(change), &change.target) {
            (Some(asset), _) => {
                self.assets.insert(asset);
            }
            (None, Target::Record { uri }) => {
                self.records.insert(*uri);
            }
            (None, _) => {
                self.titles.insert(&change.label);
            }
        }
    }

    fn is_about(&self, asset: AssetId, title: &str, record: Option<RecordUri>) -> bool {
        self.assets.contains(&asset) || self.titles.contains(title) || record.is_some_and(|record| self.records.contains(&record))
    }
}

/// The asset that a change makes a digital object for, or writes the link of.
fn asset_of(change: &Change) -> Option<AssetId> {
    match &change.action {
        Action::CreateDigitalObject { asset, .. } | Action::UpdateAsset { asset, .. } => Some(*asset),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{RecordKind, RepositoryId};
    use crate::plan::{ChangeId, Effect, Outcome, Pair, PlanId, Receipt, Stage};

    #[test]
    fn an_asset_is_described_once_its_own_record_is_however_others_are_called() {
        let asset = |number: u128| AssetId(Uuid::from_u128(number));
        let record = |number| RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, number);
        let change = |number: u32, outcome: Outcome| Change {
            id: ChangeId(number),
            effect: Effect::Alter,
            target: Target::Record {
                uri: record(u64::from(number)),
            },
            label: "Interview".to_owned(),
            fields: Vec::new(),
            because: String::new(),
            conditions: Vec::new(),
            needs: Vec::new(),
            findings: Vec::new(),
            action: Action::EditRecord {
                record: record(u64::from(number)),
                edits: Default::default(),
            },
            nature: Default::default(),
            agrees: Vec::new(),
            restricting: None,
            decision: Decision::Accepted,
            outcome,
        };
        let done = Outcome::Done {
            receipt: Receipt {
                at: Timestamp::UNIX_EPOCH,
                made: None,
                lock_version: None,
                before: serde_json::Value::Null,
                already_there: false,
            },
        };
        let pair = |number: u32| Pair {
            asset: asset(u128::from(number)),
            asset_title: "Interview".to_owned(),
            record: record(u64::from(number)),
            record_title: "Interview".to_owned(),
            why: String::new(),
        };
        let plan = Plan {
            id: PlanId(Uuid::nil()),
            workflow: Workflow::Publish,
            title: String::new(),
            created: Timestamp::UNIX_EPOCH,
            author: String::new(),
            undoes: None,
            pairs: vec![pair(1), pair(2)],
            notices: Vec::new(),
            changes: vec![change(1, done), change(2, Outcome::Pending)],
            stage: Stage::Review,
            restrict: None,
        };
        assert_eq!(described_assets(&plan), HashSet::from([asset(1)]));
    }
}
