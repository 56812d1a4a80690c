//! What people said about restrictions: what a note in free words means, what stays closed though its end has passed, and the
//! settings. Words are kept for good, who said them and when; the last about a statement count.

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Result;
use super::reader::set_meta;
use super::{Reader, Workspace, codec, key};
use crate::domain::restriction::{ClosedOn, Reading, RestrictSettings, StatementKey};

/// What was said. The numbers are in the file.
#[derive(Debug, Clone, Copy)]
enum About {
    Meaning = 0,
    ClosedOn = 1,
}

/// Name of the settings among the facts about the workspace.
const SETTINGS: &str = "restrict_settings";

impl Workspace {
    /// Keeps what a person said that a note means. It counts in place of what was said before, which is kept too.
    pub fn put_reading(&mut self, reading: &Reading) -> Result<()> {
        self.say(About::Meaning, &reading.statement, Some(reading))
    }

    /// Takes back what was said that a note means: it must be read again. Says whether there was anything to take back.
    pub fn take_reading(&mut self, statement: &StatementKey) -> Result<bool> {
        self.take_back::<Reading>(About::Meaning, statement)
    }

    /// Keeps that a person keeps something closed. It counts in place of an earlier decision, which is kept too.
    pub fn put_closed_on(&mut self, closed: &ClosedOn) -> Result<()> {
        self.say(About::ClosedOn, &closed.statement, Some(closed))
    }

    /// Takes back that something stays closed: it is in the queue again. Says whether there was anything to take back.
    pub fn take_closed_on(&mut self, statement: &StatementKey) -> Result<bool> {
        self.take_back::<ClosedOn>(About::ClosedOn, statement)
    }

    /// Keeps the settings of restrictions, the rule table among them.
    pub fn put_restrict_settings(&mut self, settings: &RestrictSettings) -> Result<()> {
        let change = self.change()?;
        set_meta(&change, SETTINGS, &codec::json(settings)?)?;
        Ok(change.commit()?)
    }

    fn say<T: Serialize>(&mut self, about: About, statement: &StatementKey, words: Option<&T>) -> Result<()> {
        // What a person decided must not be lost with the power.
        self.lasting_change(|change| {
            change
                .prepare_cached("INSERT INTO said (what, record, part, body) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![
                    about as i64,
                    key::pack(statement.record)?,
                    statement.part,
                    words.map(codec::json).transpose()?
                ])?;
            Ok(())
        })
    }

    fn take_back<T: Serialize>(&mut self, about: About, statement: &StatementKey) -> Result<bool> {
        let stands = self.db.query_row(
            "SELECT EXISTS (SELECT 1 FROM (
                SELECT body FROM said WHERE what = ?1 AND record = ?2 AND part = ?3 ORDER BY id DESC LIMIT 1
             ) WHERE body IS NOT NULL)",
            params![about as i64, key::pack(statement.record)?, statement.part],
            |row| row.get(0),
        )?;
        if stands {
            self.say::<T>(about, statement, None)?;
        }
        Ok(stands)
    }
}

impl Reader {
    /// What notes mean, as was said last of each.
    pub fn readings(&self) -> Result<Vec<Reading>> {
        self.last_said(About::Meaning, "what a person said a note means")
    }

    /// Everything that was ever said of a note, oldest first; `None` where it was taken back.
    pub fn readings_of(&self, statement: &StatementKey) -> Result<Vec<Option<Reading>>> {
        if !self.has_version(3)? {
            return Ok(Vec::new());
        }
        let mut said = self
            .db
            .prepare_cached("SELECT body FROM said WHERE what = ?1 AND record = ?2 AND part = ?3 ORDER BY id")?;
        let about = params![About::Meaning as i64, key::pack(statement.record)?, statement.part];
        let rows = said.query_map(about, |row| row.get::<_, Option<String>>(0))?;
        rows.map(|body| {
            body?
                .map(|body| codec::from_json("what a person said a note means", &body))
                .transpose()
        })
        .collect()
    }

    /// What people keep closed.
    pub fn closed_on(&self) -> Result<Vec<ClosedOn>> {
        self.last_said(About::ClosedOn, "what a person keeps closed")
    }

    /// Settings of restrictions.
    pub fn restrict_settings(&self) -> Result<RestrictSettings> {
        match self.meta(SETTINGS)? {
            Some(text) => codec::from_json("the settings of restrictions", &text),
            None => Ok(RestrictSettings::default()),
        }
    }

    fn last_said<T: DeserializeOwned>(&self, about: About, what: &'static str) -> Result<Vec<T>> {
        if !self.has_version(3)? {
            return Ok(Vec::new());
        }
        let mut said = self.db.prepare_cached(
            "SELECT s.body FROM (SELECT max(id) AS last FROM said WHERE what = ?1 GROUP BY record, part) l CROSS JOIN said s ON s.id = l.last
             WHERE s.body IS NOT NULL ORDER BY s.record, s.part",
        )?;
        let rows = said.query_map(params![about as i64], |row| row.get::<_, String>(0))?;
        rows.map(|body| codec::from_json(what, &body?)).collect()
    }
}
