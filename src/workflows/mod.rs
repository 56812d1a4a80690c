//! One pure planner for each workflow: snapshots and settings in, a [`Plan`](crate::plan::Plan) out.

pub mod agree;
pub mod describe;
pub mod link;
pub mod publish;
pub mod restrict;
pub mod setup;

use jiff::Timestamp;

use crate::plan::PlanId;

/// What a planner must be told, because it has no clock and no randomness of its own.
#[derive(Debug, Clone)]
pub struct PlanHead {
    /// Name of the new plan.
    pub id: PlanId,
    /// When it is planned.
    pub now: Timestamp,
    /// Who plans it.
    pub author: String,
}
