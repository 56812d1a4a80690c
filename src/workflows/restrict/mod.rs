//! Restrictions: what they mean for every asset, what follows in iconik, and what a person must look at.
//!
//! | module | what |
//! |---|---|
//! | [`index`] | records, what they say, and links, for a whole workspace in memory |
//! | [`compute`] | the effective restriction of every record and asset, and again after a change |
//! | [`context`] | what a plan is made from |
//! | [`consequences`] | what follows in iconik for one asset, by the rule table |
//! | [`plan`] | the plan: what closes, and apart from it what opens; from `steps`, `state`, `causes`, `shares_above`, `shown` |
//! | [`matches`] | how the rows of the rule table match, and what is odd about them |
//! | [`presets`] | rule tables to begin from |
//! | [`overview`] | the whole workspace: `notes` to read, what begins and ends in [`expiry`], where the sides disagree in `report` |
//! | [`explain`] | what applies to one asset or record |
//! | `new_end` | a plan for another end of a note's restriction in ArchivesSpace |
//! | [`words`] | dates and readings in plain words |
//! | [`hint`] | what the words of a note suggest, for a person to check |
//! | [`export`] | the report and the calendar as files |

mod causes;
pub mod compute;
pub mod consequences;
pub mod context;
pub mod expiry;
pub mod explain;
pub mod export;
pub mod hint;
pub mod index;
#[cfg(test)]
mod laws;
mod marks;
pub mod matches;
mod new_end;
mod notes;
pub mod overview;
#[cfg(test)]
mod overview_tests;
pub mod plan;
pub mod presets;
mod reach;
mod report;
mod shares_above;
mod shown;
mod state;
mod steps;
#[cfg(test)]
mod tests;
pub mod words;

pub use compute::Computed;
pub use consequences::Consequences;
pub use context::{AssetInContext, CollectionInContext, RestrictContext};
pub use explain::explain;
pub use index::{RecordLine, RestrictIndex};
pub use matches::rule_matches;
pub use new_end::plan_new_end;
pub use overview::{OverviewContext, UnlinkedAsset, overview, row_states};
pub use plan::plan_restrict;
pub use presets::presets;
