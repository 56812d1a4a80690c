//! Changes and plans for tests that care about decisions, natures and needs, not about what is written.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Action, Change, ChangeId, Decision, Effect, Nature, Outcome, Plan, PlanId, Stage, Target, Workflow};
use crate::domain::AssetId;

/// A change of an asset of its own.
pub(crate) fn change(id: u32, needs: &[u32]) -> Change {
    let asset = AssetId(Uuid::from_u128(u128::from(id)));
    Change {
        id: ChangeId(id),
        effect: Effect::Alter,
        target: Target::Asset { id: asset },
        label: format!("asset {id}"),
        fields: Vec::new(),
        because: String::new(),
        conditions: Vec::new(),
        needs: needs.iter().copied().map(ChangeId).collect(),
        findings: Vec::new(),
        action: Action::UpdateAsset {
            asset,
            view: String::new(),
            before: Default::default(),
            after: Default::default(),
            note: String::new(),
        },
        nature: Nature::default(),
        agrees: Vec::new(),
        restricting: None,
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    }
}

/// A plan of these changes under review.
pub(crate) fn plan(workflow: Workflow, changes: Vec<Change>) -> Plan {
    Plan {
        id: PlanId(Uuid::nil()),
        workflow,
        title: workflow.words().to_owned(),
        created: Timestamp::UNIX_EPOCH,
        author: "archivist".to_owned(),
        undoes: None,
        pairs: Vec::new(),
        notices: Vec::new(),
        changes,
        stage: Stage::Review,
        restrict: None,
    }
}
