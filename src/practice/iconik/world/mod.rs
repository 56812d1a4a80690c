//! Everything the practice iconik holds, in memory, written through to the state log.
//!
//! The seed (the institution, or a generated library) is never written; the log has only what differs from it, and `null`
//! for what was taken away.

pub mod access;
pub mod entity;
pub mod table;

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indexmap::{IndexMap, IndexSet};
use serde_json::{Value, json};
use strum::IntoEnumIterator as _;
use uuid::Uuid;

use self::access::{Acl, Holder, Permissions};
use self::entity::{Entity, ObjectKind};
use self::table::{Rows, Table};
use super::moment::{self, Moment};
use super::search::index::SearchIndex;
use crate::practice::persist::{StateError, StateLog};

/// What the practice iconik is filled with at first.
#[derive(Default)]
pub struct Seed {
    /// Assets and collections.
    pub entities: Vec<Entity>,
    /// Rows of tables.
    pub rows: Vec<(Table, String, Value)>,
}

/// The one who asks.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user.
    pub user: Uuid,
    /// Administrators pass every ACL and have every role.
    pub admin: bool,
    /// The user and the groups, for looking into ACLs.
    pub holders: Vec<Holder>,
    /// Roles from all groups.
    pub roles: BTreeSet<String>,
}

/// What an entity of a collection is, and which.
pub type Member = (ObjectKind, Uuid);

/// Everything.
pub struct World {
    entities: HashMap<Uuid, Arc<Entity>>,
    contents: HashMap<Uuid, IndexSet<Member>>,
    tables: HashMap<Table, Rows>,
    /// What searches see, which lags behind.
    pub index: SearchIndex,
    /// Work with the moment it is due, by its job.
    due: IndexMap<Uuid, Instant>,
    log: StateLog,
    /// Why the last change could not be kept.
    pub failure: Option<StateError>,
    last_change: Moment,
}

impl World {
    /// The seed with what the log says has changed since.
    #[must_use]
    pub fn open(seed: Seed, log: StateLog, index_delay: Duration) -> Self {
        let mut world = Self {
            entities: HashMap::with_capacity(seed.entities.len()),
            contents: HashMap::new(),
            tables: Table::iter().map(|table| (table, Rows::new())).collect(),
            index: SearchIndex::new(index_delay),
            due: IndexMap::new(),
            log,
            failure: None,
            last_change: 0,
        };
        for (table, key, row) in seed.rows {
            world.rows_mut(table).insert(key, row);
        }
        let mut entities: IndexMap<Uuid, Entity> = seed.entities.into_iter().map(|entity| (entity.id, entity)).collect();
        for (key, value) in world.log.entries() {
            world.replay(&key, value, &mut entities);
        }
        for entity in entities.into_values() {
            world.settle_in(Arc::new(entity));
        }
        // Work that a stop interrupted is due at once.
        let interrupted: Vec<Uuid> = world.rows(Table::Work).keys().filter_map(|job| Uuid::try_parse(job).ok()).collect();
        world.due = interrupted.into_iter().map(|job| (job, Instant::now())).collect();
        world
    }

    fn replay(&mut self, key: &str, value: Value, entities: &mut IndexMap<Uuid, Entity>) {
        let Some((kind, rest)) = key.split_once('/') else {
            return;
        };
        if kind == "entity" {
            let Ok(id) = Uuid::try_parse(rest) else {
                return;
            };
            match serde_json::from_value::<Entity>(value) {
                Ok(entity) => entities.insert(id, entity),
                Err(_) => entities.shift_remove(&id),
            };
        } else if let Ok(table) = Table::from_str(kind) {
            if value.is_null() {
                self.rows_mut(table).shift_remove(rest);
            } else {
                self.rows_mut(table).insert(rest.to_owned(), value);
            }
        }
    }

    fn settle_in(&mut self, entity: Arc<Entity>) {
        let member = (entity.object, entity.id);
        for home in &entity.homes {
            self.contents.entry(*home).or_default().insert(member);
        }
        self.index.put_now(Arc::clone(&entity));
        self.entities.insert(entity.id, entity);
    }

    fn keep(&mut self, key: &str, value: Value) {
        if let Err(error) = self.log.put(key, value) {
            self.failure = Some(error);
        }
    }

    /// The present moment, later than that of every change before, as pages by `date_modified` need it.
    pub fn tick(&mut self) -> Moment {
        self.last_change = moment::now().max(self.last_change + 1);
        self.last_change
    }

    /// Brings the index and the due work up to this instant.
    pub fn settle(&mut self) {
        let now = Instant::now();
        self.index.settle(now);
        while let Some(job) = self.due.iter().find(|(_, due)| **due <= now).map(|(job, _)| *job) {
            self.due.shift_remove(&job);
            let work = self.take_row(Table::Work, &job.to_string());
            if let Some(work) = work {
                super::values::carry_out(self, job, &work);
            }
        }
    }

    /// Puts work off.
    pub fn postpone(&mut self, job: Uuid, work: Value, delay: Duration) {
        self.put_row(Table::Work, job.to_string(), work);
        self.due.insert(job, Instant::now() + delay);
    }

    // Rows.

    /// All rows of a table.
    #[must_use]
    pub fn rows(&self, table: Table) -> &Rows {
        static NONE: std::sync::LazyLock<Rows> = std::sync::LazyLock::new(Rows::new);
        self.tables.get(&table).unwrap_or(&NONE)
    }

    fn rows_mut(&mut self, table: Table) -> &mut Rows {
        self.tables.entry(table).or_default()
    }

    /// One row.
    #[must_use]
    pub fn row(&self, table: Table, key: &str) -> Option<&Value> {
        self.rows(table).get(key)
    }

    /// Sets a row.
    pub fn put_row(&mut self, table: Table, key: String, row: Value) {
        let word: &str = table.into();
        self.keep(&format!("{word}/{key}"), row.clone());
        self.rows_mut(table).insert(key, row);
    }

    /// Takes a row away.
    pub fn take_row(&mut self, table: Table, key: &str) -> Option<Value> {
        let row = self.rows_mut(table).shift_remove(key)?;
        let word: &str = table.into();
        self.keep(&format!("{word}/{key}"), Value::Null);
        Some(row)
    }

    // Entities.

    /// An asset or collection.
    #[must_use]
    pub fn entity(&self, object: ObjectKind, id: Uuid) -> Option<&Arc<Entity>> {
        self.entities.get(&id).filter(|entity| entity.object == object)
    }

    /// All assets, or all collections, in no order.
    pub fn all(&self, object: ObjectKind) -> impl Iterator<Item = &Arc<Entity>> {
        self.entities.values().filter(move |entity| entity.object == object)
    }

    /// What is in a collection, in the order in which it came.
    pub fn contents(&self, collection: Uuid) -> impl Iterator<Item = &Arc<Entity>> {
        self.contents
            .get(&collection)
            .into_iter()
            .flatten()
            .filter_map(|(object, id)| self.entity(*object, *id))
    }

    /// Sets an entity, new or changed, for the index too.
    pub fn put_entity(&mut self, entity: Entity) -> Arc<Entity> {
        let member = (entity.object, entity.id);
        if let Some(before) = self.entities.get(&entity.id) {
            for home in before.homes.clone() {
                if !entity.homes.contains(&home)
                    && let Some(contents) = self.contents.get_mut(&home)
                {
                    contents.shift_remove(&member);
                }
            }
        }
        for home in &entity.homes {
            self.contents.entry(*home).or_default().insert(member);
        }
        self.keep(
            &format!("entity/{}", entity.id),
            serde_json::to_value(&entity).unwrap_or(Value::Null),
        );
        let entity = Arc::new(entity);
        // What is in the delete queue is still found, with its status: clients in use filter for ACTIVE.
        self.index.put_later(Arc::clone(&entity));
        self.entities.insert(entity.id, Arc::clone(&entity));
        entity
    }

    /// Changes an entity in the name of a user, at the present moment.
    pub fn change(&mut self, entity: &Arc<Entity>, user: Uuid, alter: impl FnOnce(&mut Entity)) -> Arc<Entity> {
        let mut changed = Entity::clone(entity);
        changed.modified = self.tick();
        changed.updated_by = user;
        alter(&mut changed);
        self.put_entity(changed)
    }

    /// Takes an entity away for good.
    pub fn purge(&mut self, object: ObjectKind, id: Uuid) {
        if let Some(entity) = self.entity(object, id).cloned() {
            for home in &entity.homes {
                if let Some(contents) = self.contents.get_mut(home) {
                    contents.shift_remove(&(object, id));
                }
            }
            self.entities.remove(&id);
            self.index.remove_later(id);
            self.keep(&format!("entity/{id}"), Value::Null);
        }
    }

    /// Every collection above an entity, nearest first, each once: the structure is a graph.
    #[must_use]
    pub fn ancestors(&self, entity: &Entity) -> IndexSet<Uuid> {
        let mut found: IndexSet<Uuid> = entity.homes.iter().copied().collect();
        let mut next = 0;
        while let Some(id) = found.get_index(next).copied() {
            if let Some(collection) = self.entity(ObjectKind::Collections, id) {
                found.extend(collection.homes.iter().copied());
            }
            next += 1;
        }
        found
    }

    // Access.

    /// What the caller may do with an entity: own grants, grants of groups and what the collections above hand down.
    #[must_use]
    pub fn permissions(&self, caller: &Caller, entity: &Entity) -> Permissions {
        if caller.admin || entity.created_by == caller.user {
            return Permissions::ALL;
        }
        let own = entity.acl.combined(&caller.holders);
        self.ancestors(entity)
            .iter()
            .filter_map(|id| self.entity(ObjectKind::Collections, *id))
            .fold(own, |sum, collection| sum.and(collection.propagating.combined(&caller.holders)))
    }

    /// What the caller may do with a thing of another kind. Where nobody set a list, everyone may do everything.
    #[must_use]
    pub fn permissions_of_other(&self, caller: &Caller, object_type: &str, key: &str) -> Permissions {
        if caller.admin {
            return Permissions::ALL;
        }
        match self.other_acl(object_type, key) {
            Some(acl) => acl.combined(&caller.holders),
            None => Permissions::ALL,
        }
    }

    /// The list of a thing that is neither asset nor collection.
    #[must_use]
    pub fn other_acl(&self, object_type: &str, key: &str) -> Option<Acl> {
        let row = self.row(Table::Acls, &format!("{object_type}/{key}"))?;
        serde_json::from_value(row.clone()).ok()
    }

    /// Makes a job.
    pub fn start_job(&mut self, user: Uuid, r#type: &str, title: &str, total: usize) -> Uuid {
        let id = Uuid::new_v4();
        let now = moment::text(self.tick());
        let job = json!({
            "id": id, "type": r#type, "title": title, "status": "STARTED",
            "created_by": user, "date_created": now, "date_modified": now, "started_at": now,
            "progress": 0, "progress_processed": 0, "progress_total": total, "priority": 5,
            "has_children": false, "object_id": null, "object_type": null, "parent_id": null,
            "custom_type": null, "metadata": {}, "job_context": {}, "steps": [],
        });
        self.put_row(Table::Jobs, id.to_string(), job);
        id
    }

    /// Ends a job; with failures it ends with a warning.
    pub fn end_job(&mut self, id: Uuid, processed: usize, failures: &[String]) {
        let Some(mut job) = self.row(Table::Jobs, &id.to_string()).cloned() else {
            return;
        };
        let now = moment::text(self.tick());
        let status = match (failures.is_empty(), processed) {
            (true, _) => "FINISHED",
            (false, 0) => "FAILED",
            (false, _) => "FINISHED_WITH_WARNING",
        };
        job["status"] = json!(status);
        job["progress"] = json!(100);
        job["progress_processed"] = json!(processed);
        job["date_modified"] = json!(now);
        job["completed_at"] = json!(now);
        if !failures.is_empty() {
            job["error_message"] = json!(failures.join("; "));
        }
        self.put_row(Table::Jobs, id.to_string(), job);
    }
}
