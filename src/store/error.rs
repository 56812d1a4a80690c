//! What can go wrong with a workspace file, each with what to do.

use std::path::PathBuf;

use crate::domain::{AuthorityUri, RecordUri};

/// What went wrong with a workspace file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("There is no workspace file at {}. Check the place, or create a new workspace.", path.display())]
    NotFound {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A new workspace would overwrite a file.
    #[error("{} is there already. Open it, or choose another name.", path.display())]
    AlreadyThere {
        /// The file.
        path: PathBuf,
    },
    /// Something else than a database.
    #[error("{} is not a workspace of Archway. Choose another file; this one was left as it is.", path.display())]
    NotAWorkspace {
        /// The file.
        path: PathBuf,
    },
    /// A database of some other program.
    #[error("{} belongs to another program, not to Archway. Choose another file; this one was left as it is.", path.display())]
    OtherProgram {
        /// The file.
        path: PathBuf,
    },
    /// Written by a later Archway.
    #[error(
        "{} was written by a newer Archway (workspace version {found}; this Archway knows up to {known}). Update Archway to open it; the file was left as it is.",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The latest version that this Archway knows.
        known: i64,
    },
    /// Cut short or overwritten.
    #[error(
        "{} is damaged ({what}). Restore a copy, or create a new workspace for the same two systems: links live in those systems and are found again by a refresh. The file was left as it is.",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// Another Archway writes to the workspace, or the file may not be written.
    #[error("This workspace is open for reading only. {why}")]
    ReadOnly {
        /// Why.
        why: String,
    },
    /// A number that does not fit into the catalogue's key.
    #[error("{0} has a number that is too large for the catalogue (repositories up to 1,048,575, records up to 1,099,511,627,775)")]
    OutOfRange(RecordUri),
    /// A number of an agent or subject that does not fit into the catalogue's key.
    #[error("{0} has a number that is too large for the catalogue (up to 1,099,511,627,775)")]
    AuthorityOutOfRange(AuthorityUri),
    /// Something in the file cannot be read back as what it was.
    #[error("The workspace holds {what} that cannot be read: {why}. Check the workspace, and restore a copy if it is damaged.")]
    Unreadable {
        /// What.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// Something that should be there is not.
    #[error("The workspace knows no {0}")]
    Unknown(String),
    /// Reading or writing a file failed.
    #[error("{what} {}: {source}", path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// Writing an export failed.
    #[error("The export could not be written: {0}")]
    Export(String),
    /// SQLite refused.
    #[error("The workspace file could not be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// Result of work on a workspace file.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    pub(crate) fn unreadable(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Unreadable {
            what,
            why: why.to_string(),
        }
    }

    /// True where SQLite found the file damaged while it was in use.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } => true,
            Self::Sqlite(error) => is_damage(error),
            _ => false,
        }
    }
}

/// True where SQLite found damage, not a busy file or a wrong statement.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
    )
}
