//! Restrictions: what records say about access and use, what a person said that free words mean, and what follows for a record on a
//! day.
//!
//! | module | what |
//! |---|---|
//! | [`statement`] | what one record says |
//! | [`says`] | reading statements from a record's body |
//! | [`reading`] | what a person said that a note in free words means |
//! | [`effective`] | what applies to a record on a day, under which rule |
//! | [`weigh`] | how the statements on the way down to a record add up |
//! | [`strictest`] | one asset, several records |
//! | [`rules`] | the rule table: what follows in iconik |
//! | [`taken`] | what Archway took away, so that it can be given back |
//! | [`overview`] | restrictions over a whole workspace, as people look at them |
//! | [`settings`] | what a workspace keeps about all this |

pub mod effective;
pub mod overview;
pub mod reading;
pub mod rules;
#[cfg(test)]
pub(crate) mod samples;
pub mod says;
pub mod settings;
pub mod statement;
pub mod strictest;
pub mod taken;
pub mod weigh;

pub use effective::{Applied, Chain, Effective, InheritanceRule, Standing, Timing};
pub use reading::{ClosedOn, Meaning, Reading, Readings};
pub use rules::{AccessRule, Loss, ReviewRule, RuleRow, RuleTable, Then, TimeOf, When};
pub use settings::RestrictSettings;
pub use statement::{ActRestriction, CauseKind, Flag, NoteType, Span, Statement, StatementKey, StatementKind};
pub use taken::Taken;
