//! Reading a workspace file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection as Database, OpenFlags, OptionalExtension as _, params};
use uuid::Uuid;

use super::codec;
use super::error::{Result, StoreError, is_damage};
use super::header;
use crate::domain::workspace::{Connection, WorkspaceSettings};

/// Everything that can be read of a workspace. A [`super::Workspace`] is one; [`super::Workspace::reader`] makes more, each with
/// its own connection, for other threads. A reader sees what was committed when each of its questions begins.
#[derive(Debug)]
pub struct Reader {
    pub(crate) db: Database,
    pub(crate) path: PathBuf,
}

impl Reader {
    /// Opens a file for reading only, without looking at it first.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Self::with(Database::open_with_flags(path, flags)?, path)?;
        if reader.touch().is_ok() {
            return Ok(reader);
        }
        // In a folder that may not be written, SQLite cannot make its index of the log; without a log it needs none.
        let has_log = std::fs::metadata(header::beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
        let absolute = std::path::absolute(path).ok().and_then(|path| url::Url::from_file_path(path).ok());
        if let (false, Some(address)) = (has_log, absolute) {
            let still = format!("{address}?immutable=1");
            let unchanging = Self::with(Database::open_with_flags(still, flags | OpenFlags::SQLITE_OPEN_URI)?, path)?;
            if unchanging.touch().is_ok() {
                return Ok(unchanging);
            }
        }
        Ok(reader)
    }

    pub(crate) fn with(db: Database, path: &Path) -> Result<Self> {
        db.busy_timeout(Duration::from_secs(10))?;
        db.set_prepared_statement_cache_capacity(96);
        db.pragma_update(None, "cache_size", -16_384)?;
        db.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(Self { db, path: path.to_owned() })
    }

    fn touch(&self) -> rusqlite::Result<i64> {
        self.db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
    }

    /// Looks at a few pages that every use needs. Damage elsewhere shows in [`Reader::check`] or when it is met.
    pub(crate) fn probe(&self, known_version: i64) -> Result<()> {
        let damaged = |error: rusqlite::Error| {
            let what = if is_damage(&error) {
                "its pages do not fit together".to_owned()
            } else {
                error.to_string()
            };
            match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied) => {
                    StoreError::Sqlite(error)
                }
                _ => StoreError::Damaged {
                    path: self.path.clone(),
                    what,
                },
            }
        };
        let version: i64 = self.db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(damaged)?;
        if version > known_version {
            return Err(StoreError::Newer {
                path: self.path.clone(),
                found: version,
                known: known_version,
            });
        }
        let facts: i64 = self
            .db
            .query_row("SELECT count(*) FROM meta WHERE key IN ('uuid', 'connection')", [], |row| {
                row.get(0)
            })
            .map_err(damaged)?;
        if facts != 2 {
            return Err(StoreError::Damaged {
                path: self.path.clone(),
                what: "it does not say which systems it joins".to_owned(),
            });
        }
        for question in [
            "SELECT min(key) FROM records",
            "SELECT max(key) FROM records",
            "SELECT max(number) FROM audit",
            "SELECT max(id) FROM journal",
        ] {
            let _: Option<i64> = self.db.query_row(question, [], |row| row.get(0)).map_err(damaged)?;
        }
        Ok(())
    }

    /// False where a file of an earlier version is open for reading only: it has nothing of what came with `version`.
    pub(crate) fn has_version(&self, version: i64) -> Result<bool> {
        let found: i64 = self.db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        Ok(found >= version)
    }

    pub(crate) fn meta(&self, key: &str) -> Result<Option<String>> {
        meta(&self.db, key)
    }

    /// Name of the workspace, the same in all copies of its file.
    pub fn uuid(&self) -> Result<Uuid> {
        let text = self
            .meta("uuid")?
            .ok_or_else(|| StoreError::Unknown("uuid of its own".to_owned()))?;
        text.parse().map_err(|error| StoreError::unreadable("its uuid", error))
    }

    /// The two systems. Holds no secret.
    pub fn connection(&self) -> Result<Connection> {
        let text = self.meta("connection")?.ok_or_else(|| StoreError::Unknown("systems".to_owned()))?;
        codec::from_json("the connection", &text)
    }

    /// Settings of the workspace.
    pub fn settings(&self) -> Result<WorkspaceSettings> {
        match self.meta("settings")? {
            Some(text) => codec::from_json("the settings", &text),
            None => Ok(WorkspaceSettings::default()),
        }
    }

    /// A position of incremental refresh, or whatever else a refresh keeps under a name.
    pub fn mark(&self, key: &str) -> Result<Option<String>> {
        let mut statement = self.db.prepare_cached("SELECT value FROM marks WHERE key = ?1")?;
        Ok(statement.query_row(params![key], |row| row.get(0)).optional()?)
    }

    /// Goes through the whole file. Gives what is wrong, in words; empty where all is well. Takes seconds for a large workspace.
    pub fn check(&self) -> Result<Vec<String>> {
        let mut statement = self.db.prepare("PRAGMA quick_check(20)")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut wrong = Vec::new();
        for line in lines {
            match line {
                Ok(line) if line == "ok" => {}
                Ok(line) => wrong.push(line),
                Err(error) => {
                    wrong.push(error.to_string());
                    break;
                }
            }
        }
        Ok(wrong)
    }
}

/// A fact about the workspace itself.
pub(crate) fn meta(db: &Database, key: &str) -> Result<Option<String>> {
    let mut statement = db.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(statement.query_row(params![key], |row| row.get(0)).optional()?)
}

/// Keeps a fact about the workspace itself.
pub(crate) fn set_meta(db: &Database, key: &str, value: &str) -> Result<()> {
    let mut statement =
        db.prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")?;
    statement.execute(params![key, value])?;
    Ok(())
}
