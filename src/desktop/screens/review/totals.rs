//! What the foot of a review needs to know of a plan: counts, what would be written, what may be accepted together.

use std::sync::Arc;

use super::lines::together;
use crate::plan::ledger::LedgerFilter;
use crate::plan::{Change, ChangeId, Ledger, Plan};

/// A plan with its counts.
#[derive(Debug)]
pub struct Totals {
    /// The plan.
    pub plan: Arc<Plan>,
    /// Its counts.
    pub ledger: Ledger,
    /// What the button that applies says.
    pub apply_words: String,
    /// How many changes would be written now.
    pub to_apply: usize,
    /// What "Accept all" accepts.
    pub acceptable: Vec<ChangeId>,
    /// How many undecided changes it leaves, because they are decided one by one.
    pub left: usize,
}

impl Totals {
    /// Counts a plan.
    #[must_use]
    pub fn of(plan: &Arc<Plan>) -> Self {
        Self {
            ledger: Ledger::of(plan),
            apply_words: Ledger::apply_words(plan),
            to_apply: plan.to_apply().count(),
            acceptable: undecided(plan).filter(|change| together(change)).map(|change| change.id).collect(),
            left: undecided(plan).filter(|change| change.one_by_one()).count(),
            plan: Arc::clone(plan),
        }
    }
}

/// Changes nobody decided about and that can be accepted.
fn undecided(plan: &Plan) -> impl Iterator<Item = &Change> {
    let undecided = |change: &&Change| LedgerFilter::Undecided.shows(change) && !change.is_obstructed();
    plan.changes.iter().filter(undecided)
}
