//! A workspace file: made, opened, copied, written.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection as Database, OpenFlags, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use super::access::{Access, WriterLock};
use super::error::{Result, StoreError, is_damage};
use super::reader::{Reader, set_meta};
use super::{asset_access, codec, header, links, marked, schema, statements, vocabulary};
use crate::domain::workspace::{Connection, WorkspaceSettings};

/// Steps of catching up that opening a file may take: well under a second.
const STEPS_ON_OPENING: u32 = 4;

/// An open workspace file. All that a [`Reader`] can read, it can read too; only the one that holds the lock can write.
#[derive(Debug)]
pub struct Workspace {
    reader: Reader,
    access: Access,
    _lock: Option<WriterLock>,
}

impl Deref for Workspace {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Workspace {
    /// Makes a workspace file for two systems and opens it. Never overwrites a file.
    pub fn create(path: &Path, connection: &Connection, now: Timestamp) -> Result<Self> {
        let there = || StoreError::AlreadyThere { path: path.to_owned() };
        if path.exists() {
            return Err(there());
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or_else(|| Path::new("."));
        let file = |source| StoreError::File {
            what: "Cannot make",
            path: path.to_owned(),
            source,
        };
        // Made beside and renamed, so that a half-made file never stands under the name.
        let beside = tempfile::Builder::new()
            .prefix(".archway-")
            .suffix(".new")
            .tempfile_in(folder)
            .map_err(file)?;
        let mut db = Database::open(beside.path())?;
        db.pragma_update(None, "application_id", header::APPLICATION_ID)?;
        migrate(&mut db, path)?;
        set_meta(&db, "uuid", &Uuid::new_v4().to_string())?;
        set_meta(&db, "created", &now.to_string())?;
        set_meta(&db, "connection", &codec::json(connection)?)?;
        db.close().map_err(|(_, error)| error)?;
        beside.persist_noclobber(path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => there(),
            _ => file(error.error),
        })?;
        Self::open(path)
    }

    /// Opens a workspace file; for reading only where another Archway has it open. What cannot be opened is refused with what
    /// to do, and left as it is.
    pub fn open(path: &Path) -> Result<Self> {
        header::inspect(path, schema::VERSION)?;
        let lock = WriterLock::take(path).and_then(|lock| writable(path).map(|()| lock));
        let probe = Reader::open(path).map_err(|error| as_damage(error, path))?;
        probe.probe(schema::VERSION)?;
        match lock {
            Ok(lock) => {
                drop(probe);
                let reader = open_writer(path).map_err(|error| as_damage(error, path))?;
                Ok(Self {
                    reader,
                    access: Access::Writer,
                    _lock: Some(lock),
                })
            }
            Err(why) => Ok(Self {
                reader: probe,
                access: Access::ReadOnly { why },
                _lock: None,
            }),
        }
    }

    /// What this Archway may do with the workspace.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.reader.path
    }

    /// A reader with a connection of its own, for another thread.
    pub fn reader(&self) -> Result<Reader> {
        Reader::open(&self.reader.path)
    }

    /// Changes the systems. Ends of links are judged anew where iconik's address changed. What was read of a system that moved and is
    /// found again by a refresh is forgotten, and so is what the two systems agreed on: the new one never did.
    pub fn set_connection(&mut self, connection: &Connection) -> Result<()> {
        let before = self.connection()?;
        let change = self.change()?;
        set_meta(&change, "connection", &codec::json(connection)?)?;
        if before.iconik_url != connection.iconik_url {
            links::read_digital_objects_again(&change, connection)?;
            links::judge_all(&change)?;
            change.execute_batch("DELETE FROM asset_details; DELETE FROM publishing_queue; DELETE FROM agreements;")?;
            vocabulary::forget_iconik(&change)?;
            asset_access::forget(&change)?;
        }
        if before.archivesspace_url != connection.archivesspace_url {
            change.execute_batch("DELETE FROM authorities; DELETE FROM destinations; DELETE FROM agreements;")?;
            vocabulary::forget_archivesspace(&change)?;
        }
        Ok(change.commit()?)
    }

    /// Keeps the settings.
    pub fn set_settings(&mut self, settings: &WorkspaceSettings) -> Result<()> {
        let change = self.change()?;
        set_meta(&change, "settings", &codec::json(settings)?)?;
        Ok(change.commit()?)
    }

    /// Keeps a position of incremental refresh.
    pub fn set_mark(&mut self, key: &str, value: &str) -> Result<()> {
        let change = self.change()?;
        change.execute(
            "INSERT INTO marks (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            params![key, value],
        )?;
        Ok(change.commit()?)
    }

    /// Copies the workspace, as it is now, to a new file. Never overwrites a file.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let there = || StoreError::AlreadyThere { path: path.to_owned() };
        if path.exists() {
            return Err(there());
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or_else(|| Path::new("."));
        let file = |source| StoreError::File {
            what: "Cannot make",
            path: path.to_owned(),
            source,
        };
        let beside = tempfile::Builder::new()
            .prefix(".archway-")
            .suffix(".copy")
            .tempfile_in(folder)
            .map_err(file)?;
        let mut copy = Database::open(beside.path())?;
        rusqlite::backup::Backup::new(&self.reader.db, &mut copy)?.run_to_completion(4_096, Duration::ZERO, None)?;
        // A copy is one file: its log is folded in before it gets its name.
        let _: String = copy.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
        copy.close().map_err(|(_, error)| error)?;
        beside.persist_noclobber(path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => there(),
            _ => file(error.error),
        })?;
        Ok(())
    }

    /// Works out some thousands of the things that a file of an earlier Archway lacks, or has by other rules: what records say about
    /// access, which assets bear Archway's restriction fields. Gives how many records or assets were looked at; 0 once there is nothing
    /// more to do. What records say is right before, during and after it, and only read faster at its end.
    pub fn catch_up(&mut self) -> Result<u64> {
        catch_up(self.writable()?)
    }

    /// The file, where this Archway may write to it.
    fn writable(&mut self) -> Result<&mut Database> {
        if let Access::ReadOnly { why } = &self.access {
            return Err(StoreError::ReadOnly { why: why.clone() });
        }
        Ok(&mut self.reader.db)
    }

    /// Begins a change to the file.
    pub(crate) fn change(&mut self) -> Result<Transaction<'_>> {
        Ok(self.writable()?.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// A change that survives a power cut once this returns. Others survive a crash of Archway, but may be lost with the power.
    pub(crate) fn lasting_change<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        if self.access == Access::Writer {
            self.reader.db.pragma_update(None, "synchronous", "FULL")?;
        }
        let done = self.change().and_then(|change| {
            let value = work(&change)?;
            change.commit()?;
            Ok(value)
        });
        if self.access == Access::Writer {
            self.reader.db.pragma_update(None, "synchronous", "NORMAL")?;
        }
        done
    }
}

fn open_writer(path: &Path) -> Result<Reader> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut reader = Reader::with(Database::open_with_flags(path, flags)?, path)?;
    let db = &mut reader.db;
    let _: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    // On macOS an ordinary fsync stops at the disk's own cache.
    db.pragma_update(None, "fullfsync", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "cache_size", -49_152)?;
    db.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    migrate(db, path)?;
    links::prepare(db)?;
    for _ in 0..STEPS_ON_OPENING {
        if catch_up(db)? == 0 {
            break;
        }
    }
    Ok(reader)
}

/// Works out a part of what a file of an earlier Archway lacks; a small file has everything after a few. Gives how much was looked at.
fn catch_up(db: &mut Database) -> Result<u64> {
    match statements::step(db)? {
        0 => marked::step(db),
        looked => Ok(looked),
    }
}

fn migrate(db: &mut Database, path: &Path) -> Result<()> {
    schema::bring_up_to_date(db).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } if !is_damage(&err) => StoreError::Sqlite(err),
        other => StoreError::Damaged {
            path: path.to_owned(),
            what: other.to_string(),
        },
    })
}

fn writable(path: &Path) -> Result<(), String> {
    let opened = std::fs::OpenOptions::new().write(true).open(path);
    opened
        .map(drop)
        .map_err(|error| format!("The file may not be written ({error}). Change its permissions, or copy it elsewhere."))
}

fn as_damage(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Sqlite(error) if is_damage(&error) => StoreError::Damaged {
            path: PathBuf::from(path),
            what: "its pages do not fit together".to_owned(),
        },
        other => other,
    }
}
