//! Restrictions: what they mean for every asset, what follows in iconik, what a person must look at.
//! Restrictions: what they mean for every asset, what follows in iconik, and what a person must look at.
//!
//! | module | what |
//! |---|---|
//! | [`index`] | records, what they say, and links, for a whole workspace in memory |
//! | [`compute`] | the effective restriction of every record and asset, and again after a change |
//! | `new_end` | a plan for another end of a note's restriction in ArchivesSpace |
//! | [`hint`] | what the words of a note suggest, for a person to check |
//! | [`export`] | the report and the calendar as files |
//! | [`context`] | what a plan is made from |
//! | [`consequences`] | what follows in iconik for one asset, by the rule table |
//! | [`plan`] | the plan: what closes, and apart from it what opens |
//! | [`matches`] | how the rows of the rule table match, and what is odd about them |
//! | [`presets`] | rule tables to begin from |
//! | [`words`] | dates and readings in plain words |
//! | [`hint`] | what the words of a note suggest |
//! | [`export`] | reports and calendars as files |

mod causes;
pub mod compute;
pub mod export;
pub mod hint;
pub mod index;
mod new_end;

pub use compute::Computed;
pub use index::{RecordLine, RestrictIndex};
pub use new_end::plan_new_end;
pub mod consequences;
pub mod context;
pub mod export;
pub mod hint;
pub mod index;
pub mod matches;
pub mod plan;
pub mod presets;
mod shares_above;
mod shown;
mod state;
mod steps;
pub mod words;

pub use compute::Computed;
pub use consequences::Consequences;
pub use context::{AssetInContext, CollectionInContext, RestrictContext};
pub use index::{RecordLine, RestrictIndex};
pub use matches::rule_matches;
pub use plan::plan_restrict;
pub use presets::presets;
