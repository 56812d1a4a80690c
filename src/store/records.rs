//! Writing records of ArchivesSpace into the catalogue.

use std::collections::HashSet;

use rusqlite::{Connection as Database, OptionalExtension as _, params};
use serde_json::Value;

use super::error::Result;
use super::links::{self, Touched};
use super::{Workspace, codec, key, restrict_index, statements, tree, words};
use crate::domain::link_ends::{Recognised, asset_of_digital_object, description_fingerprint};
use crate::domain::snapshot::digital_objects_of;
use crate::domain::workspace::Connection;
use crate::domain::{Record, RecordKind, RecordSnapshot, RecordUri, Repository, RepositoryId};

impl Workspace {
    /// Keeps the repositories; those not given are forgotten, their records stay.
    pub fn put_repositories(&mut self, repositories: &[Repository]) -> Result<()> {
        let change = self.change()?;
        change.execute("DELETE FROM repositories", [])?;
        for repository in repositories {
            change.execute(
                "INSERT INTO repositories (id, code, name) VALUES (?1, ?2, ?3)",
                params![repository.id.0, repository.code, repository.name],
            )?;
        }
        Ok(change.commit()?)
    }

    /// Keeps whole records of any kind, with their words and the ends of links they show. Links they touch are judged anew.
    pub fn put_records(&mut self, records: &[RecordSnapshot]) -> Result<()> {
        let connection = self.connection()?;
        let change = self.change()?;
        let mut touched = Touched::default();
        let mut aboves = HashSet::new();
        for snapshot in records {
            let row = put_row(&change, &snapshot.record, Some(&snapshot.body), true)?;
            put_body(&change, row.key, snapshot)?;
            statements::put(&change, row.key, &snapshot.record, &snapshot.body)?;
            put_ends(&change, &row, &snapshot.record, &snapshot.body, &connection)?;
            touched.records.push(row.key);
            aboves.extend(row.moved);
        }
        tree::count_children(&change, &aboves)?;
        links::judge(&change, &touched)?;
        Ok(change.commit()?)
    }

    /// Keeps some of the records that lie directly inside a parent, as a tree shows them, each with how many lie inside it. The
    /// parent is the archival object `parent`, or the resource itself where `None`. Siblings that the catalogue had between the
    /// first and the last of them and that are no longer there leave the list. With `complete`, these are the last ones: the
    /// parent counts as read, and what the catalogue had behind them leaves the list too.
    pub fn put_children(
        &mut self,
        resource: RecordUri,
        parent: Option<RecordUri>,
        offset_start: u32,
        children: &[(Record, u32)],
        complete: bool,
    ) -> Result<()> {
        let above = key::pack(parent.unwrap_or(resource))?;
        let change = self.change()?;
        let mut touched = Touched::default();
        let mut aboves = HashSet::new();
        let mut present = HashSet::new();
        for (record, child_count) in children {
            let row = put_row(&change, record, None, false)?;
            if !row.whole {
                statements::put_seen_in_tree(&change, row.key, record)?;
            }
            change
                .prepare_cached("UPDATE records SET child_count = ?2 WHERE key = ?1 AND children_read = 0")?
                .execute(params![row.key, child_count])?;
            touched.records.push(row.key);
            aboves.extend(row.moved);
            present.insert(row.key);
        }
        let last = children.iter().map(|(record, _)| record.position).max().unwrap_or(offset_start);
        tree::drop_from_list(&change, above, offset_start, (!complete).then_some(last), &present)?;
        if complete {
            change.execute("UPDATE records SET children_read = 1 WHERE key = ?1", params![above])?;
        }
        aboves.insert(above);
        tree::count_children(&change, &aboves)?;
        links::judge(&change, &touched)?;
        Ok(change.commit()?)
    }

    /// Forgets records that are gone from ArchivesSpace, with everything inside them. Links that name them break; what linked ones and
    /// those above them said about access stays.
    pub fn remove_records(&mut self, records: &[RecordUri]) -> Result<()> {
        let change = self.change()?;
        let mut touched = Touched::default();
        let mut aboves = HashSet::new();
        for uri in records {
            let key = key::pack(*uri)?;
            let all_gone = tree::with_descendants(&change, key)?;
            // First all of them: what stands above a linked record may go before it.
            for gone in &all_gone {
                restrict_index::keep_line(&change, *gone)?;
            }
            for gone in all_gone {
                let above: Option<Option<i64>> = change
                    .prepare_cached("SELECT above FROM records WHERE key = ?1")?
                    .query_row(params![gone], |row| row.get(0))
                    .optional()?;
                aboves.extend(above.flatten());
                remove_row(&change, gone)?;
                restrict_index::forget_statements(&change, gone)?;
                touched.records.push(gone);
            }
        }
        tree::count_children(&change, &aboves)?;
        links::judge(&change, &touched)?;
        Ok(change.commit()?)
    }

    /// Sets where records lie, in words, once their containers are known.
    pub fn set_containers(&mut self, containers: &[(RecordUri, String)]) -> Result<()> {
        let change = self.change()?;
        for (uri, container) in containers {
            change
                .prepare_cached("UPDATE records SET container = ?2 WHERE key = ?1 AND container <> ?2")?
                .execute(params![key::pack(*uri)?, container])?;
        }
        Ok(change.commit()?)
    }
}

/// What writing a row found out.
struct Written {
    key: i64,
    /// It was not in the catalogue before.
    new: bool,
    /// The catalogue has its body, from now or from before.
    whole: bool,
    /// Records that lost or gained it as a child.
    moved: Vec<i64>,
}

fn put_row(db: &Database, record: &Record, body: Option<&Value>, whole: bool) -> Result<Written> {
    let key = key::pack(record.uri)?;
    let above = above(record)?;
    let before: Option<(Option<i64>, bool, bool)> = db
        .prepare_cached("SELECT above, under, has_body FROM records WHERE key = ?1")?
        .query_row(params![key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let above_is_under = match above {
        Some(above) if above >= 0 => tree::is_under_restriction(db, above)?,
        _ => false,
    };
    let new = before.is_none();
    let (before_above, before_under, has_body) = before.unwrap_or_default();
    let under = if !whole && has_body {
        // A row of a tree knows only its place better than the record itself.
        let place = "UPDATE records SET above = ?2, position = ?3, resource = ?4, parent = ?5, under = restricted OR ?6 WHERE key = ?1 RETURNING under";
        let (resource, parent) = (optional(record.resource)?, optional(record.parent)?);
        db.prepare_cached(place)?
            .query_row(params![key, above, record.position, resource, parent, above_is_under], |row| {
                row.get(0)
            })?
    } else {
        let under = record.restricted || above_is_under;
        write_row(db, key, above, record, under, whole)?;
        if record.uri.kind.takes_instances() {
            let [title, identifiers, notes] = words::of_record(record, body);
            let insert = if new { "INSERT" } else { "INSERT OR REPLACE" };
            db.prepare_cached(&format!(
                "{insert} INTO record_words (rowid, title, identifiers, notes) VALUES (?1, ?2, ?3, ?4)"
            ))?
            .execute(params![key, title, identifiers, notes])?;
        }
        under
    };
    if under != before_under {
        tree::spread_restriction(db, key, under)?;
    }
    let moved = if before_above == above {
        Vec::new()
    } else {
        [before_above, above].into_iter().flatten().collect()
    };
    Ok(Written {
        key,
        new,
        whole: whole || has_body,
        moved,
    })
}

fn write_row(db: &Database, key: i64, above: Option<i64>, record: &Record, under: bool, whole: bool) -> Result<()> {
    let listed = matches!(record.uri.kind, RecordKind::Resource | RecordKind::Accession);
    let write = "INSERT INTO records (key, scope, above, position, sort, title, display, level, identifier, ref_id, dates, container,
            resource, parent, publish, suppressed, restricted, under, lock_version, has_body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        ON CONFLICT (key) DO UPDATE SET above = excluded.above, position = excluded.position, sort = excluded.sort,
            title = excluded.title, display = excluded.display, level = excluded.level, identifier = excluded.identifier,
            ref_id = excluded.ref_id, dates = excluded.dates, container = excluded.container, resource = excluded.resource,
            parent = excluded.parent, publish = excluded.publish, suppressed = excluded.suppressed,
            restricted = excluded.restricted, under = excluded.under, lock_version = excluded.lock_version,
            has_body = max(has_body, excluded.has_body)";
    db.prepare_cached(write)?.execute(params![
        key,
        key::scope_of(key),
        above,
        record.position,
        listed.then(|| codec::sort_text(&record.label())),
        record.title,
        record.display,
        record.level.map(codec::level_number),
        record.identifier,
        record.ref_id,
        record.dates,
        record.container,
        optional(record.resource)?,
        optional(record.parent)?,
        record.publish,
        record.suppressed,
        record.restricted,
        under,
        record.lock_version.cast_signed(),
        whole,
    ])?;
    for statement in ["DELETE FROM gone_records WHERE key = ?1", "DELETE FROM gone_lines WHERE key = ?1"] {
        db.prepare_cached(statement)?.execute(params![key])?;
    }
    Ok(())
}

fn put_body(db: &Database, key: i64, snapshot: &RecordSnapshot) -> Result<()> {
    let fingerprint = snapshot
        .record
        .uri
        .kind
        .takes_instances()
        .then(|| description_fingerprint(&snapshot.body).to_string());
    db.prepare_cached("INSERT OR REPLACE INTO record_bodies (key, read_at, fingerprint, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            key,
            codec::nanoseconds(snapshot.read_at),
            fingerprint,
            codec::compress(&snapshot.body)?
        ])?;
    Ok(())
}

fn put_ends(db: &Database, row: &Written, record: &Record, body: &Value, connection: &Connection) -> Result<()> {
    if record.uri.kind.takes_instances() {
        if !row.new {
            db.prepare_cached("DELETE FROM instances WHERE record = ?1")?
                .execute(params![row.key])?;
        }
        for digital_object in digital_objects_of(body) {
            db.prepare_cached("INSERT OR IGNORE INTO instances (record, digital_object) VALUES (?1, ?2)")?
                .execute(params![row.key, key::pack(digital_object)?])?;
        }
    } else if record.uri.kind == RecordKind::DigitalObject {
        put_digital_object_end(db, row.key, body, connection)?;
    }
    Ok(())
}

/// Keeps which asset a digital object stands for.
pub(crate) fn put_digital_object_end(db: &Database, key: i64, body: &Value, connection: &Connection) -> Result<()> {
    let Some((asset, recognised)) = asset_of_digital_object(body) else {
        db.prepare_cached("DELETE FROM digital_object_assets WHERE digital_object = ?1")?
            .execute(params![key])?;
        return Ok(());
    };
    let how = match recognised {
        Recognised::AsArchwayMakesThem => 0,
        Recognised::ById => 1,
        Recognised::ByUrl => 2,
    };
    let page = connection.asset_page(asset);
    let versions = body.get("file_versions").and_then(Value::as_array);
    let own = versions
        .into_iter()
        .flatten()
        .filter_map(|version| version.get("file_uri")?.as_str())
        .any(|address| address.get(..page.len()).is_some_and(|start| start.eq_ignore_ascii_case(&page)));
    db.prepare_cached("INSERT OR REPLACE INTO digital_object_assets (digital_object, asset, how, own) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![key, key::blob(&asset.0), how, own])?;
    Ok(())
}

fn remove_row(db: &Database, key: i64) -> Result<()> {
    for statement in [
        "DELETE FROM record_words WHERE rowid = ?1",
        "DELETE FROM record_bodies WHERE key = ?1",
        "DELETE FROM records WHERE key = ?1",
        "DELETE FROM instances WHERE record = ?1",
        "DELETE FROM digital_object_assets WHERE digital_object = ?1",
        "INSERT OR IGNORE INTO gone_records (key) VALUES (?1)",
    ] {
        db.prepare_cached(statement)?.execute(params![key])?;
    }
    Ok(())
}

/// What a record stands under in the tree; digital objects and containers stand nowhere.
fn above(record: &Record) -> Result<Option<i64>> {
    Ok(match record.uri.kind {
        RecordKind::Resource | RecordKind::Accession => Some(key::list_key(record.uri.repository, record.uri.kind)),
        RecordKind::ArchivalObject => optional(record.parent.or(record.resource))?,
        _ => None,
    })
}

fn optional(uri: Option<RecordUri>) -> Result<Option<i64>> {
    uri.map(key::pack).transpose()
}

/// Keys of all records of one kind in a repository, in order.
pub(crate) fn keys_of(db: &Database, repository: RepositoryId, kind: RecordKind, only_unread: bool) -> Result<Vec<i64>> {
    let question = if only_unread {
        "SELECT key FROM records INDEXED BY records_scope WHERE scope = ?1 AND has_body = 0"
    } else {
        "SELECT key FROM records INDEXED BY records_scope WHERE scope = ?1"
    };
    let mut statement = db.prepare_cached(question)?;
    let mut keys = statement
        .query_map(params![key::scope(repository, kind)], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    keys.sort_unstable();
    Ok(keys)
}
