//! The audit trail as the window and the command line see it.

use std::path::Path;

use super::command::ExportFormat;
use super::error::RuntimeError;
use super::shelf::Shelf;
use super::view::{AuditFilter, AuditPage, AuditRow};
use crate::store::{StoreError, Workspace};

/// A page of the trail, newest first, with the check of its chain.
///
/// # Errors
/// As the workspace file.
pub fn page(workspace: &Workspace, filter: &AuditFilter, page: u32, size: u32) -> Result<AuditPage, StoreError> {
    let (entries, total) = workspace.audit_entries(&store_filter(filter), page, size)?;
    let check = workspace.verify_audit()?;
    let tampered = check
        .broken_at
        .map(|number| format!("Entry {number} of the audit trail was changed after it was written, or one before it is missing"));
    let rows = entries
        .into_iter()
        .map(|entry| AuditRow {
            number: entry.number,
            at: entry.entry.at,
            who: entry.entry.who,
            what: entry.entry.what,
            target: entry.entry.target,
            plan: entry.entry.plan,
            details: serde_json::to_string_pretty(&entry.entry.details).unwrap_or_default(),
        })
        .collect();
    Ok(AuditPage {
        rows,
        page,
        total,
        tampered,
    })
}

/// Writes the trail to a file.
///
/// # Errors
/// As the workspace file; where the file cannot be written.
pub fn export(shelf: &Shelf, filter: &AuditFilter, path: &Path, format: ExportFormat) -> Result<(), RuntimeError> {
    let failed = |error: std::io::Error| RuntimeError::File {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let filter = store_filter(filter);
    shelf.with(|workspace| match format {
        ExportFormat::Csv => workspace.export_audit_csv(&filter, &mut beside),
        ExportFormat::Json => workspace.export_audit_json(&filter, &mut beside),
    })?;
    beside.persist(path).map(|_| ()).map_err(|error| failed(error.error))
}

fn store_filter(filter: &AuditFilter) -> crate::store::AuditFilter {
    crate::store::AuditFilter {
        text: filter.text.clone(),
        plan: filter.plan,
        ..crate::store::AuditFilter::default()
    }
}
