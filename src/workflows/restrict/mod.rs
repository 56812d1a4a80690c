//! Restrictions: what they mean for every asset, what follows in iconik, what a person must look at.

pub mod expiry;
pub mod explain;
pub mod export;
pub mod hint;
mod marks;
mod new_end;
mod notes;
pub mod overview;
mod reach;
mod report;

pub use explain::explain;
pub use new_end::plan_new_end;
pub use overview::{OverviewContext, UnlinkedAsset, overview, row_states};
