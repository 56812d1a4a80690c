//! What both systems last agreed on, field by field: the base of three-way comparison.

use rusqlite::{Connection as Database, params};

use super::error::Result;
use super::{Reader, Workspace, codec};
use crate::plan::Agreement;

impl Workspace {
    /// Keeps agreements, in place of earlier ones about the same fields.
    pub fn put_agreements(&mut self, agreements: &[Agreement]) -> Result<()> {
        let change = self.change()?;
        for agreement in agreements {
            put(&change, agreement)?;
        }
        Ok(change.commit()?)
    }

    /// Forgets all agreements about these records and assets, of every profile.
    pub fn forget_agreements(&mut self, about: &[String]) -> Result<()> {
        let change = self.change()?;
        for about in about {
            change
                .prepare_cached("DELETE FROM agreements WHERE about = ?1")?
                .execute(params![about])?;
        }
        Ok(change.commit()?)
    }
}

impl Reader {
    /// Agreements of a profile about these records and assets, in the order asked for.
    pub fn agreements(&self, profile: &str, about: &[String]) -> Result<Vec<Agreement>> {
        if !self.has_version(2)? {
            return Ok(Vec::new());
        }
        let reading = self.db.unchecked_transaction()?;
        let mut statement = self
            .db
            .prepare_cached("SELECT field, source, target FROM agreements WHERE profile = ?1 AND about = ?2 ORDER BY field")?;
        let mut found = Vec::new();
        for about in about {
            let mut rows = statement.query(params![profile, about])?;
            while let Some(row) = rows.next()? {
                let (source, target): (String, String) = (row.get(1)?, row.get(2)?);
                found.push(Agreement {
                    about: about.clone(),
                    profile: profile.to_owned(),
                    field: row.get(0)?,
                    source: codec::from_json("an agreement", &source)?,
                    target: codec::from_json("an agreement", &target)?,
                    undone: None,
                });
            }
        }
        drop(statement);
        drop(reading);
        Ok(found)
    }
}

pub(crate) fn put(db: &Database, agreement: &Agreement) -> Result<()> {
    if agreement.is_forgotten() {
        db.prepare_cached("DELETE FROM agreements WHERE profile = ?1 AND about = ?2 AND field = ?3")?
            .execute(params![agreement.profile, agreement.about, agreement.field])?;
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO agreements (profile, about, field, source, target) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (profile, about, field) DO UPDATE SET source = excluded.source, target = excluded.target",
    )?
    .execute(params![
        agreement.profile,
        agreement.about,
        agreement.field,
        codec::json(&agreement.source)?,
        codec::json(&agreement.target)?,
    ])?;
    Ok(())
}
