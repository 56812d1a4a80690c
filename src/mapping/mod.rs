//! Mapping: how description of one system becomes description of the other.
//!
//! A [`Profile`] is a list of rules, kept in a file that people can read. Evaluating it on an asset or a record gives values
//! **and** findings; nothing here reads or writes a system.

pub mod authorities;
pub mod check;
pub mod evaluate;
pub mod face;
pub mod file;
pub mod finding;
pub mod item;
pub mod key;
pub mod lookup_file;
pub mod presets;
pub mod profile;
pub mod round_trip;
pub mod same;
#[cfg(test)]
mod sample;
pub mod step;
pub mod steps;
pub mod subject;

pub use authorities::AuthorityIndex;
pub use check::check;
pub use evaluate::Evaluator;
pub use finding::{FindingKind, MappingFinding};
pub use item::{Inherited, Item, Shape, Sourced};
pub use key::{SourceKey, TargetKey};
pub use profile::{Direction, Profile, RecordType, Rule};
pub use step::Step;
pub use subject::{AssetFacts, Authorities, Evaluated, RecordFacts, Subject, Surroundings};
