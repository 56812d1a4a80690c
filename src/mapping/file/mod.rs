//! Profile files: TOML that people can read, compare and share.
//!
//! Reading tells every error at its line and column and keeps what is good; writing keeps comments and order of the file before it.
//!
//! ```toml
//! name = "Photographs to items"
//! direction = "to_archivesspace"
//! source = "asset"
//! target = "record"
//!
//! [[rule]]
//! target = "title"
//! from = ["title"]
//! steps = [
//!   { clean_up = ["underscores", "spaces"] },
//! ]
//! ```

mod keeping;
mod likeness;
mod messages;
mod place;
mod reading;
mod recovery;
mod writing;

pub use likeness::likest;
pub use place::FileError;

use super::Profile;

/// Reads a profile. What cannot be read is told and left out; a rule in which anything is wrong is left out whole, because half a rule
/// would write something else than it says.
///
/// Never fails: where nothing can be read, the profile is empty and the errors say why.
#[must_use]
pub fn read(id: &str, text: &str) -> (Profile, Vec<FileError>) {
    let reading = reading::read(id, text);
    (reading.profile, reading.errors)
}

/// Writes a profile. With the text of the file as it stood before, its comments and order stay where rules are the same, and rules in it
/// that could not be read stay as comments.
#[must_use]
pub fn write(profile: &Profile, previous: Option<&str>) -> String {
    let fresh = writing::document(profile);
    previous
        .and_then(|previous| keeping::onto(previous, &fresh, profile))
        .unwrap_or_else(|| fresh.to_string())
}

#[cfg(test)]
mod tests;
