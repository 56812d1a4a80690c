//! Looks at the first bytes of a file before SQLite may touch it. Offsets are from the SQLite file format,
//! <https://www.sqlite.org/fileformat.html#the_database_header>.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::error::{Result, StoreError};

/// `ARCW`, in the header of every workspace file.
pub(crate) const APPLICATION_ID: u32 = u32::from_be_bytes(*b"ARCW");

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Refuses what is no workspace file that this Archway can open. Only reads.
pub(crate) fn inspect(path: &Path, known_version: i64) -> Result<()> {
    let file = |source| StoreError::File {
        what: "Cannot read",
        path: path.to_owned(),
        source,
    };
    let opened = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound { path: path.to_owned() },
        _ => file(error),
    })?;
    let metadata = opened.metadata().map_err(file)?;
    if !metadata.is_file() {
        return Err(StoreError::NotAWorkspace { path: path.to_owned() });
    }
    let length = metadata.len();
    let mut header = Vec::with_capacity(100);
    opened.take(100).read_to_end(&mut header).map_err(file)?;
    if header.get(..16) != Some(&MAGIC[..]) {
        return Err(StoreError::NotAWorkspace { path: path.to_owned() });
    }
    let damaged = |what: &str| StoreError::Damaged {
        path: path.to_owned(),
        what: what.to_owned(),
    };
    if header.len() < 100 {
        return Err(damaged("it ends within its header"));
    }
    if number(&header, 68) != APPLICATION_ID {
        return Err(StoreError::OtherProgram { path: path.to_owned() });
    }
    let version = i64::from(number(&header, 60));
    if version > known_version {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found: version,
            known: known_version,
        });
    }
    let page_size = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    // With a log beside it the file may rightly be shorter or longer than its header says.
    let log = beside(path, "-wal");
    let has_log = std::fs::metadata(log).is_ok_and(|log| log.len() > 0);
    if !has_log && length < u64::from(number(&header, 28)) * page_size {
        return Err(damaged("it is cut short"));
    }
    Ok(())
}

/// A file that SQLite keeps beside the workspace file.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn number(header: &[u8], at: usize) -> u32 {
    let bytes: [u8; 4] = header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
    u32::from_be_bytes(bytes)
}
