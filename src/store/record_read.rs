//! Reading records of ArchivesSpace out of the catalogue.

use rusqlite::{OptionalExtension as _, Row as SqlRow, params};

use super::error::Result;
use super::{Reader, codec, key, records};
use crate::domain::text::plain;
use crate::domain::{Record, RecordKind, RecordSnapshot, RecordUri, Repository, RepositoryId};

/// Columns that [`record_of`] reads.
pub(crate) const COLUMNS: &str =
    "r.key, r.title, r.display, r.level, r.identifier, r.ref_id, r.dates, r.container, r.resource, r.parent, r.position,
    r.publish, r.suppressed, r.restricted, r.lock_version";

impl Reader {
    /// The repositories, by number.
    pub fn repositories(&self) -> Result<Vec<Repository>> {
        let mut statement = self.db.prepare_cached("SELECT id, code, name FROM repositories ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(Repository {
                id: RepositoryId(row.get(0)?),
                code: row.get(1)?,
                name: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Numbers of all records of one kind that the catalogue knows, in order, read whole or seen in a tree.
    pub fn known_ids(&self, repository: RepositoryId, kind: RecordKind) -> Result<Vec<u64>> {
        ids(records::keys_of(&self.db, repository, kind, false)?)
    }

    /// Numbers of the records of one kind that were only seen in a tree and never read whole, in order.
    pub fn unread_ids(&self, repository: RepositoryId, kind: RecordKind) -> Result<Vec<u64>> {
        ids(records::keys_of(&self.db, repository, kind, true)?)
    }

    /// How many records of one kind the catalogue knows.
    pub fn record_count(&self, repository: RepositoryId, kind: RecordKind) -> Result<u64> {
        let mut statement = self
            .db
            .prepare_cached("SELECT count(*) FROM records INDEXED BY records_scope WHERE scope = ?1")?;
        Ok(codec::unsigned(
            statement.query_row(params![key::scope(repository, kind)], |row| row.get(0))?,
        ))
    }

    /// A whole record; `None` where it is unknown or was only seen in a tree.
    pub fn record(&self, uri: RecordUri) -> Result<Option<RecordSnapshot>> {
        let question = format!("SELECT {COLUMNS}, b.body, b.read_at FROM records r JOIN record_bodies b ON b.key = r.key WHERE r.key = ?1");
        let mut statement = self.db.prepare_cached(&question)?;
        let mut rows = statement.query(params![key::pack(uri)?])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let body: Vec<u8> = row.get(15)?;
        Ok(Some(RecordSnapshot {
            record: record_of(row)?,
            body: codec::expand("the body of a record", &body)?,
            read_at: codec::from_nanoseconds(row.get(16)?)?,
        }))
    }

    /// Whole records, in the order asked for; those unknown or only seen in a tree are left out.
    pub fn records(&self, uris: &[RecordUri]) -> Result<Vec<RecordSnapshot>> {
        uris.iter().filter_map(|uri| self.record(*uri).transpose()).collect()
    }

    /// What the browser shows of a record, read whole or seen in a tree.
    pub fn known_record(&self, uri: RecordUri) -> Result<Option<Record>> {
        self.known_record_by_key(key::pack(uri)?)
    }

    pub(crate) fn known_record_by_key(&self, key: i64) -> Result<Option<Record>> {
        let mut statement = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM records r WHERE r.key = ?1"))?;
        let mut rows = statement.query(params![key])?;
        rows.next()?.map(record_of).transpose()
    }

    /// Records that bear a `ref_id`; it is unique to a resource only.
    pub fn records_with_ref_id(&self, ref_id: &str) -> Result<Vec<RecordUri>> {
        let mut statement = self.db.prepare_cached("SELECT key FROM records WHERE ref_id = ?1")?;
        let keys = statement
            .query_map(params![ref_id], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        keys.into_iter().map(key::unpack).collect()
    }

    /// The records above one, from the resource down. Ends where the catalogue does not know further.
    pub fn ancestors(&self, uri: RecordUri) -> Result<Vec<Record>> {
        let mut above = Vec::new();
        for key in self.keys_above(key::pack(uri)?)? {
            above.extend(self.known_record_by_key(key)?);
        }
        Ok(above)
    }

    /// Titles from the resource down to the record itself, without markup.
    pub fn title_path(&self, uri: RecordUri) -> Result<Vec<String>> {
        let mut path = self.titles_above(key::pack(uri)?)?;
        path.extend(self.known_record(uri)?.map(|record| plain(&record.label())));
        Ok(path)
    }

    pub(crate) fn titles_above(&self, key: i64) -> Result<Vec<String>> {
        let mut titles = Vec::new();
        for above in self.keys_above(key)? {
            titles.extend(self.known_record_by_key(above)?.map(|record| plain(&record.label())));
        }
        Ok(titles)
    }

    /// Keys above a record, from the top; stops at a loop.
    pub(crate) fn keys_above(&self, key: i64) -> Result<Vec<i64>> {
        let mut statement = self.db.prepare_cached("SELECT above FROM records WHERE key = ?1")?;
        let mut path = Vec::new();
        let mut at = key;
        loop {
            let above: Option<Option<i64>> = statement.query_row(params![at], |row| row.get(0)).optional()?;
            let Some(above) = above
                .flatten()
                .filter(|above| *above >= 0 && *above != key && !path.contains(above))
            else {
                break;
            };
            path.push(above);
            at = above;
        }
        path.reverse();
        Ok(path)
    }
}

fn ids(keys: Vec<i64>) -> Result<Vec<u64>> {
    keys.into_iter().map(|key| Ok(key::unpack(key)?.id)).collect()
}

/// A record out of [`COLUMNS`].
pub(crate) fn record_of(row: &SqlRow<'_>) -> Result<Record> {
    let lock_version: i64 = row.get(14)?;
    Ok(Record {
        uri: key::unpack(row.get(0)?)?,
        title: row.get(1)?,
        display: row.get(2)?,
        level: codec::level_from(row.get(3)?),
        identifier: row.get(4)?,
        ref_id: row.get(5)?,
        dates: row.get(6)?,
        container: row.get(7)?,
        resource: row.get::<_, Option<i64>>(8)?.map(key::unpack).transpose()?,
        parent: row.get::<_, Option<i64>>(9)?.map(key::unpack).transpose()?,
        position: row.get(10)?,
        publish: row.get(11)?,
        suppressed: row.get(12)?,
        restricted: row.get(13)?,
        lock_version: lock_version.cast_unsigned(),
    })
}
