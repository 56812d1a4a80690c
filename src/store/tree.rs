//! The tree of records: what lies inside, what stands above, and what that means for restrictions.

use std::collections::HashSet;

use rusqlite::{Connection as Database, OptionalExtension as _, params};

use super::error::Result;
use super::kept::Kept;
use super::{Reader, Workspace, key};
use crate::domain::RecordUri;
use crate::domain::browse::{Children, Node, Parent};
use crate::domain::{RecordKind, RepositoryId};

impl Workspace {
    /// Notes that every record of these resources was read, so that their trees are complete as the catalogue has them.
    pub fn mark_trees_read(&mut self, resources: &[RecordUri]) -> Result<()> {
        let change = self.change()?;
        for resource in resources {
            change
                .prepare_cached(
                    "UPDATE records SET children_read = 1, child_count = (SELECT count(*) FROM records inside WHERE inside.above = records.key)
                     WHERE key = ?1 OR resource = ?1",
                )?
                .execute(params![key::pack(*resource)?])?;
        }
        Ok(change.commit()?)
    }

    /// Notes that what lies directly inside these parents was read and is complete.
    pub fn mark_lists_read(&mut self, parents: &[Parent]) -> Result<()> {
        let change = self.change()?;
        for parent in parents {
            if let Parent::Record(uri) = parent {
                change
                    .prepare_cached(
                        "UPDATE records SET children_read = 1, child_count = (SELECT count(*) FROM records inside WHERE inside.above = ?1)
                         WHERE key = ?1",
                    )?
                    .execute(params![key::pack(*uri)?])?;
            } else {
                change
                    .prepare_cached("INSERT OR IGNORE INTO lists_read (list) VALUES (?1)")?
                    .execute(params![list_name(*parent)])?;
            }
        }
        Ok(change.commit()?)
    }
}

impl Reader {
    /// What lies directly inside a parent, in the order of the system that holds it; without what a filter hides.
    pub fn children(&self, parent: Parent, kept: Option<&Kept>) -> Result<Children> {
        match parent {
            Parent::IconikTop | Parent::Collection(_) => self.iconik_children(parent, kept),
            Parent::Resources(repository) => self.listed(parent, repository, RecordKind::Resource, kept),
            Parent::Accessions(repository) => self.listed(parent, repository, RecordKind::Accession, kept),
            Parent::Record(uri) if uri.kind == RecordKind::Accession => Ok(Children {
                nodes: Vec::new(),
                read: true,
            }),
            Parent::Record(uri) => {
                let key = key::pack(uri)?;
                let mut statement = self
                    .db
                    .prepare_cached("SELECT children_read OR child_count IS 0 FROM records WHERE key = ?1")?;
                let read = statement.query_row(params![key], |row| row.get(0)).optional()?.unwrap_or(false);
                Ok(Children {
                    nodes: self.nodes_inside(key, kept)?,
                    read,
                })
            }
        }
    }

    fn listed(&self, parent: Parent, repository: RepositoryId, kind: RecordKind, kept: Option<&Kept>) -> Result<Children> {
        Ok(Children {
            nodes: self.nodes_inside(key::list_key(repository, kind), kept)?,
            read: self.is_list_read(parent)?,
        })
    }

    fn nodes_inside(&self, above: i64, kept: Option<&Kept>) -> Result<Vec<Node>> {
        let keys = self.keys_inside(above)?.into_iter();
        keys.filter(|key| kept.is_none_or(|kept| kept.has_key(*key)))
            .map(|key| Ok(Node::Record(key::unpack(key)?)))
            .collect()
    }

    fn keys_inside(&self, above: i64) -> Result<Vec<i64>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT key FROM records WHERE above = ?1 ORDER BY position, sort, key")?;
        Ok(statement
            .query_map(params![above], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?)
    }

    pub(crate) fn is_list_read(&self, parent: Parent) -> Result<bool> {
        let mut statement = self.db.prepare_cached("SELECT EXISTS (SELECT 1 FROM lists_read WHERE list = ?1)")?;
        Ok(statement.query_row(params![list_name(parent)], |row| row.get(0))?)
    }

    /// Everything below a record that the catalogue knows and a filter shows, depth first, each with its depth: 1 for what lies
    /// directly inside.
    pub fn descendants(&self, uri: RecordUri, kept: Option<&Kept>) -> Result<Vec<(Node, u16)>> {
        let top = key::pack(uri)?;
        let mut below = Vec::new();
        let mut seen = HashSet::from([top]);
        let mut todo: Vec<(i64, u16)> = self.keys_inside(top)?.into_iter().rev().map(|key| (key, 1)).collect();
        while let Some((key, depth)) = todo.pop() {
            if kept.is_some_and(|kept| !kept.has_key(key)) || !seen.insert(key) {
                continue;
            }
            below.push((Node::Record(key::unpack(key)?), depth));
            todo.extend(self.keys_inside(key)?.into_iter().rev().map(|key| (key, depth.saturating_add(1))));
        }
        Ok(below)
    }

    /// The nodes above one, from the top, without the list it hangs in. An asset or collection that stands in several places is
    /// shown in the first by title.
    pub fn path_to(&self, node: Node) -> Result<Vec<Node>> {
        match node {
            Node::Record(uri) => {
                let keys = self.keys_above(key::pack(uri)?)?;
                keys.into_iter().map(|key| Ok(Node::Record(key::unpack(key)?))).collect()
            }
            Node::Asset(_) | Node::Collection(_) => self.iconik_path(node),
        }
    }
}

/// The name under which a list is noted as read.
pub(crate) fn list_name(parent: Parent) -> String {
    match parent {
        Parent::IconikTop => "iconik".to_owned(),
        Parent::Collection(id) => format!("collection/{id}"),
        Parent::Resources(repository) => format!("resources/{repository}"),
        Parent::Accessions(repository) => format!("accessions/{repository}"),
        Parent::Record(uri) => uri.to_string(),
    }
}

/// True where the record or one above it carries a restriction, as far as the catalogue knows.
pub(crate) fn is_under_restriction(db: &Database, key: i64) -> Result<bool> {
    let mut statement = db.prepare_cached("SELECT under FROM records WHERE key = ?1")?;
    Ok(statement.query_row(params![key], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// Carries a restriction that came or went down to everything below.
pub(crate) fn spread_restriction(db: &Database, key: i64, under: bool) -> Result<()> {
    let mut todo = vec![(key, under)];
    while let Some((above, under)) = todo.pop() {
        let mut differing = db.prepare_cached(
            "UPDATE records SET under = restricted OR ?2 WHERE above = ?1 AND under <> (restricted OR ?2) RETURNING key, under",
        )?;
        let changed = differing.query_map(params![above, under], |row| Ok((row.get(0)?, row.get(1)?)))?;
        todo.extend(changed.collect::<rusqlite::Result<Vec<(i64, bool)>>>()?);
    }
    Ok(())
}

/// Counts anew what lies inside records whose contents are known.
pub(crate) fn count_children(db: &Database, aboves: &HashSet<i64>) -> Result<()> {
    for above in aboves.iter().filter(|above| **above >= 0) {
        db.prepare_cached(
            "UPDATE records SET children_read = 1, child_count = (SELECT count(*) FROM records inside WHERE inside.above = ?1)
             WHERE key = ?1 AND (children_read = 1 OR child_count = 0)",
        )?
        .execute(params![above])?;
    }
    Ok(())
}

/// Takes what is not `present` out of a list, from one position to another or to its end.
pub(crate) fn drop_from_list(db: &Database, above: i64, from: u32, to: Option<u32>, present: &HashSet<i64>) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT key FROM records WHERE above = ?1 AND position BETWEEN ?2 AND ?3")?;
    let known = statement.query_map(params![above, from, to.unwrap_or(u32::MAX)], |row| row.get(0))?;
    for key in known.collect::<rusqlite::Result<Vec<i64>>>()? {
        if !present.contains(&key) {
            db.prepare_cached("UPDATE records SET above = NULL WHERE key = ?1")?
                .execute(params![key])?;
        }
    }
    Ok(())
}

/// A record and everything inside it.
pub(crate) fn with_descendants(db: &Database, key: i64) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached(
        "WITH RECURSIVE below (key) AS (
            SELECT ?1 UNION SELECT records.key FROM records JOIN below ON records.above = below.key
         )
         SELECT key FROM below UNION SELECT key FROM records WHERE resource = ?1",
    )?;
    Ok(statement
        .query_map(params![key], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}
