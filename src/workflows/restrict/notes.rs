//! The queue of notes in free words: each once, for a person who says what it means.

use std::collections::HashMap;

use super::hint::hint;
use super::index::RestrictIndex;
use super::reach::Reach;
use crate::domain::restriction::overview::NoteToRead;
use crate::domain::restriction::{Meaning, Readings, Statement};

/// Notes that a person must read, those that reach most assets first; then those that were read, the latest first.
///
/// A note whose words changed since it was read waits again, with what was said last. Notes that reach no linked asset come after those
/// that do.
pub(super) fn notes(index: &RestrictIndex, readings: &Readings, reach: &Reach<'_>) -> Vec<NoteToRead> {
    // Houses write the same words on many records.
    let mut hints: HashMap<&str, Option<Meaning>> = HashMap::new();
    let mut notes: Vec<NoteToRead> = index
        .statements()
        .filter(|statement| statement.needs_reading())
        .map(|statement| {
            let hint = hints.entry(&statement.text).or_insert_with(|| hint(&statement.text));
            note(index, readings, reach, statement, hint.clone())
        })
        .collect();
    notes.sort_by(|one, other| {
        let read = |note: &NoteToRead| note.reading.as_ref().filter(|_| !note.waits()).map(|reading| reading.at);
        other
            .waits()
            .cmp(&one.waits())
            .then(read(other).cmp(&read(one)))
            .then(other.assets.cmp(&one.assets))
            .then_with(|| one.statement.cmp(&other.statement))
    });
    notes
}

fn note(index: &RestrictIndex, readings: &Readings, reach: &Reach<'_>, statement: &Statement, hint: Option<Meaning>) -> NoteToRead {
    let last = readings.last(&statement.key);
    let path = index.path(statement.key.record);
    NoteToRead {
        statement: statement.key.clone(),
        fingerprint: statement.fingerprint.clone(),
        record_title: index.titled(statement.key.record),
        path: path.into_iter().map(|record| index.titled(record)).collect(),
        what: statement.what(),
        words: statement.text.clone(),
        assets: reach.of(&statement.key).len() as u64,
        reading: last.map(|reading| (**reading).clone()),
        changed: last.is_some_and(|reading| reading.fingerprint != statement.fingerprint),
        hint,
    }
}
