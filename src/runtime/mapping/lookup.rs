//! Lookup tables from CSV files.

use std::path::Path;

use crate::mapping::lookup_file;
use crate::mapping::profile::LookupTable;
use crate::runtime::error::RuntimeError;

/// Reads a lookup table; lines that cannot be read are named.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(path: &Path) -> Result<(LookupTable, Vec<String>), RuntimeError> {
    let bytes = std::fs::read(path).map_err(|error| RuntimeError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    Ok(lookup_file::from_csv(&bytes))
}
