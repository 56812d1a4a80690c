//! Keeping records that were read outside a refresh.

use jiff::Timestamp;
use serde_json::Value;

use super::error::RuntimeError;
use super::shelf::Shelf;
use crate::domain::RecordSnapshot;
use crate::systems::archivesspace::parse::record_from_json;

/// Keeps records in the catalogue. Their containers were not asked for: what the catalogue knows of them stays.
///
/// # Errors
/// As the workspace file.
pub fn keep(shelf: &Shelf, bodies: Vec<Value>, read_at: Timestamp) -> Result<(), RuntimeError> {
    shelf.with(|workspace| {
        let mut snapshots = Vec::with_capacity(bodies.len());
        for body in bodies {
            let Some(mut record) = record_from_json(&body) else { continue };
            if let Some(known) = workspace.known_record(record.uri)? {
                record.container = known.container;
            }
            snapshots.push(RecordSnapshot { record, body, read_at });
        }
        workspace.put_records(&snapshots)
    })
}
