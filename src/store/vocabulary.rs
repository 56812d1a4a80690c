//! What values the two systems accept: one row for each part, so that a refresh writes only what changed.

use rusqlite::{Connection as Database, OptionalExtension as _, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Result;
use super::{Reader, Workspace, codec};
use crate::domain::Vocabulary;

impl Workspace {
    /// Keeps what values the two systems accept.
    pub fn put_vocabulary(&mut self, vocabulary: &Vocabulary) -> Result<()> {
        let change = self.change()?;
        put(&change, "enumerations", &vocabulary.enumerations)?;
        put(&change, "fields", &vocabulary.fields)?;
        put(&change, "views", &vocabulary.views)?;
        put(&change, "schemas", &vocabulary.schemas)?;
        put(&change, "may_add_values", &vocabulary.may_add_values)?;
        put(&change, "may_create_authorities", &vocabulary.may_create_authorities)?;
        Ok(change.commit()?)
    }
}

impl Reader {
    /// What values the two systems accept, as last read; empty where they were never read.
    pub fn vocabulary(&self) -> Result<Vocabulary> {
        if !self.has_version(2)? {
            return Ok(Vocabulary::default());
        }
        let reading = self.db.unchecked_transaction()?;
        let vocabulary = Vocabulary {
            enumerations: self.part("enumerations")?,
            fields: self.part("fields")?,
            views: self.part("views")?,
            schemas: self.part("schemas")?,
            may_add_values: self.part("may_add_values")?,
            may_create_authorities: self.part("may_create_authorities")?,
        };
        drop(reading);
        Ok(vocabulary)
    }

    fn part<T: DeserializeOwned + Default>(&self, part: &str) -> Result<T> {
        match body(&self.db, part)? {
            Some(body) => codec::expand("which values are valid", &body),
            None => Ok(T::default()),
        }
    }
}

/// Forgets what ArchivesSpace said.
pub(crate) fn forget_archivesspace(db: &Database) -> Result<()> {
    forget(db, &["enumerations", "schemas", "may_add_values", "may_create_authorities"])
}

/// Forgets what iconik said.
pub(crate) fn forget_iconik(db: &Database) -> Result<()> {
    forget(db, &["fields", "views"])
}

fn forget(db: &Database, parts: &[&str]) -> Result<()> {
    for part in parts {
        db.execute("DELETE FROM vocabulary WHERE part = ?1", params![part])?;
    }
    Ok(())
}

fn body(db: &Database, part: &str) -> Result<Option<Vec<u8>>> {
    let mut statement = db.prepare_cached("SELECT body FROM vocabulary WHERE part = ?1")?;
    Ok(statement.query_row(params![part], |row| row.get(0)).optional()?)
}

fn put<T: Serialize>(db: &Database, part: &str, value: &T) -> Result<()> {
    let new = codec::compress(value)?;
    if body(db, part)?.as_deref() == Some(new.as_slice()) {
        return Ok(());
    }
    db.prepare_cached("INSERT INTO vocabulary (part, body) VALUES (?1, ?2) ON CONFLICT (part) DO UPDATE SET body = excluded.body")?
        .execute(params![part, new])?;
    Ok(())
}
