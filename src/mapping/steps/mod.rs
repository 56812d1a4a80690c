//! What each step of a rule does.
//!
//! [`Prepared`] is a rule made ready once: patterns, templates and lookup tables are compiled, what is wrong with them is said
//! before any record is looked at. Running it takes items through the steps one after the other. A step that cannot use an
//! item says so in a finding and leaves the item out; nothing here panics, guesses, or stops the steps after it.

mod authority;
mod clean;
mod controlled;
mod dates;
mod duration;
mod extent;
mod fold;
mod languages;
mod lookup;
mod name;
mod note;
mod opposite;
mod pattern;
mod prepare;
mod rights;
mod template;
mod text;

#[cfg(test)]
mod tests;

pub use dates::{read_date, write_date};
pub use duration::{read_duration, write_duration};
pub use languages::{language_words, read_language};
pub use name::{direct_name, inverted_name};
pub use opposite::opposite_steps;
pub use prepare::{Prepared, StepContext, further_sources};
pub use template::{Condition, condition_holds};
pub use text::text_of;

use super::finding::{FindingKind, MappingFinding};
use super::item::Item;

/// What steps have found so far.
type Findings = Vec<MappingFinding>;

/// Longest piece of a value that a finding repeats, in characters.
const QUOTED: usize = 60;

/// A value between quotes, cut where it is long.
fn quoted(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUOTED {
        return format!("“{line}”");
    }
    let start: String = line.chars().take(QUOTED - 1).collect();
    format!("“{}…”", start.trim_end())
}

/// Says that a value cannot be read as what the step makes.
fn unreadable(value: &str, why: &str) -> MappingFinding {
    MappingFinding::about(FindingKind::Unreadable, value, format!("{} {why}", quoted(value)))
}

/// Says that an item is of another shape than the step takes.
fn misfit(item: &Item, wanted: &str) -> MappingFinding {
    let text = text_of(item);
    let words = format!("{} ({}) cannot be read as {wanted}", quoted(&text), item.shape().words());
    MappingFinding::about(FindingKind::Unreadable, text, words)
}

/// Says that something of a value is lost.
fn lossy(value: &str, what: &str) -> MappingFinding {
    MappingFinding::about(FindingKind::Lossy, value, format!("{}: {what} is lost", quoted(value)))
}
