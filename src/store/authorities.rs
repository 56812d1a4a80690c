//! Agents and subjects.

use rusqlite::{Connection as Database, Row as SqlRow, params};

use super::error::{Result, StoreError};
use super::{Reader, Workspace, codec, key};
use crate::domain::{Authority, AuthorityKind, AuthoritySnapshot, AuthorityUri};

impl Workspace {
    /// Keeps agents and subjects, in place of earlier forms of them.
    pub fn put_authorities(&mut self, authorities: &[AuthoritySnapshot]) -> Result<()> {
        let change = self.change()?;
        for snapshot in authorities {
            put(&change, snapshot)?;
        }
        Ok(change.commit()?)
    }

    /// Forgets agents and subjects that are gone.
    pub fn remove_authorities(&mut self, authorities: &[AuthorityUri]) -> Result<()> {
        let change = self.change()?;
        for uri in authorities {
            change
                .prepare_cached("DELETE FROM authorities WHERE key = ?1")?
                .execute(params![packed(*uri)?])?;
        }
        Ok(change.commit()?)
    }
}

impl Reader {
    /// All agents and subjects, by kind and number.
    pub fn authorities(&self) -> Result<Vec<Authority>> {
        if !self.has_version(2)? {
            return Ok(Vec::new());
        }
        let mut statement = self.db.prepare_cached(&format!("{COLUMNS} ORDER BY key"))?;
        let mut rows = statement.query([])?;
        let mut authorities = Vec::new();
        while let Some(row) = rows.next()? {
            authorities.push(authority_of(row)?);
        }
        Ok(authorities)
    }

    /// A whole agent or subject.
    pub fn authority(&self, uri: AuthorityUri) -> Result<Option<AuthoritySnapshot>> {
        if !self.has_version(2)? {
            return Ok(None);
        }
        let mut statement = self.db.prepare_cached(
            "SELECT a.key, a.heading, a.source, a.authority_id, a.term_type, a.publish, b.read_at, b.body
             FROM authorities a JOIN authority_bodies b ON b.key = a.key WHERE a.key = ?1",
        )?;
        let mut rows = statement.query(params![packed(uri)?])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let body: Vec<u8> = row.get(7)?;
        Ok(Some(AuthoritySnapshot {
            authority: authority_of(row)?,
            body: codec::expand("the body of an agent or subject", &body)?,
            read_at: codec::from_nanoseconds(row.get(6)?)?,
        }))
    }

    /// Numbers of all known authorities of a kind, in order.
    pub fn known_authorities(&self, kind: AuthorityKind) -> Result<Vec<u64>> {
        if !self.has_version(2)? {
            return Ok(Vec::new());
        }
        let (first, last) = key::authority_keys(kind);
        let mut statement = self
            .db
            .prepare_cached("SELECT key FROM authorities WHERE key BETWEEN ?1 AND ?2 ORDER BY key")?;
        let keys = statement.query_map(params![first, last], |row| row.get(0))?;
        keys.map(|key| Ok(key::unpack_authority(key?)?.id)).collect()
    }
}

const COLUMNS: &str = "SELECT key, heading, source, authority_id, term_type, publish FROM authorities";

fn packed(uri: AuthorityUri) -> Result<i64> {
    key::pack_authority(uri).ok_or(StoreError::AuthorityOutOfRange(uri))
}

fn put(db: &Database, snapshot: &AuthoritySnapshot) -> Result<()> {
    let authority = &snapshot.authority;
    let key = packed(authority.uri)?;
    db.prepare_cached(
        "INSERT INTO authorities (key, heading, source, authority_id, term_type, publish) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (key) DO UPDATE SET heading = excluded.heading, source = excluded.source, authority_id = excluded.authority_id,
            term_type = excluded.term_type, publish = excluded.publish",
    )?
    .execute(params![
        key,
        authority.heading,
        authority.source,
        authority.authority_id,
        authority.term_type,
        authority.publish,
    ])?;
    db.prepare_cached(
        "INSERT INTO authority_bodies (key, read_at, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET read_at = excluded.read_at, body = excluded.body",
    )?
    .execute(params![key, codec::nanoseconds(snapshot.read_at), codec::compress(&snapshot.body)?])?;
    Ok(())
}

fn authority_of(row: &SqlRow<'_>) -> Result<Authority> {
    Ok(Authority {
        uri: key::unpack_authority(row.get(0)?)?,
        heading: row.get(1)?,
        source: row.get(2)?,
        authority_id: row.get(3)?,
        term_type: row.get(4)?,
        publish: row.get(5)?,
    })
}
