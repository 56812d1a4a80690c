//! Restrictions: what they mean for every asset, what follows in iconik, what a person must look at.
//!
//! | module | what |
//! |---|---|
//! | [`index`] | records, what they say, and links, for a whole workspace in memory |
//! | [`compute`] | the effective restriction of every record and asset, and again after a change |
//! | `new_end` | a plan for another end of a note's restriction in ArchivesSpace |
//! | [`hint`] | what the words of a note suggest, for a person to check |
//! | [`export`] | the report and the calendar as files |

pub mod compute;
pub mod export;
pub mod hint;
pub mod index;
mod new_end;

pub use compute::Computed;
pub use index::{RecordLine, RestrictIndex};
pub use new_end::plan_new_end;
