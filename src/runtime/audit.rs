//! The audit trail as the window and the command line see it.

use std::path::Path;

use super::command::ExportFormat;
use super::error::RuntimeError;
use super::shelf::Shelf;
use super::view::{AuditFilter, AuditPage, AuditRow};
use crate::store::{AuditRecord, StoreError, Workspace};

/// A page of the trail, newest first, with the check of its chain.
///
/// # Errors
/// As the workspace file.
pub fn page(workspace: &Workspace, filter: &AuditFilter, page: u32, size: u32) -> Result<AuditPage, StoreError> {
    let found = workspace.audit_entries(&store_filter(filter), u64::from(page) * u64::from(size), u64::from(size))?;
    let check = workspace.verify_audit()?;
    let tampered = check
        .broken_at
        .map(|broken| format!("The audit trail does not hold from entry {} on: {}", broken.number, broken.what));
    let rows = found.entries.into_iter().map(row).collect();
    Ok(AuditPage {
        rows,
        page,
        total: found.total,
        tampered,
    })
}

fn row(record: AuditRecord) -> AuditRow {
    let entry = record.entry;
    let fields = entry.fields.iter().map(|field| {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        format!("{}: {} → {}", field.field, value(&field.before), value(&field.after))
    });
    let details: Vec<String> = fields.chain([format!("hash {}", record.hash)]).collect();
    AuditRow {
        number: record.number,
        at: entry.at,
        who: entry.author,
        what: entry.what,
        target: format!("{} {}", entry.label, entry.target),
        plan: entry.plan,
        details: details.join("\n"),
    }
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
