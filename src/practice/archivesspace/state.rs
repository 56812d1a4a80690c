//! The state of the practice server: records, users, and what is kept over restarts.
//!
//! A fresh state is always filled the same way, so the file keeps only what changed since: the records that were written or
//! deleted, orders of children, and times of mass changes.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use parking_lot::{Mutex, RwLock};
use serde_json::{Value, json};

use super::institution_time;
use super::kinds::{Key, Kind};
use super::records::{Body, Record, Store};
use super::users::Users;
use crate::practice::persist::{StateError, StateLog};

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether the database refuses characters of four bytes, as those with three-byte text do.
    pub four_bytes_refused: bool,
    /// Time until a new record is found by search.
    pub index_lag: Duration,
    /// What `/` and `/version` say.
    pub version: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            four_bytes_refused: true,
            index_lag: Duration::ZERO,
            version: "v4.2.1".to_owned(),
        }
    }
}

/// Fills a fresh state.
pub type Fill = Arc<dyn Fn(&mut Store) + Send + Sync>;

/// The practice ArchivesSpace.
pub struct ArchivesSpaceState {
    /// All records.
    pub(super) store: RwLock<Store>,
    /// Users and sessions. Sessions end with the program.
    pub(super) users: Mutex<Users>,
    /// How it behaves.
    pub(super) options: Options,
    log: StateLog,
    fill: Fill,
}

impl std::fmt::Debug for ArchivesSpaceState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArchivesSpaceState")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl ArchivesSpaceState {
    /// Opens the state: filled afresh, with the changes that were kept at the path (none: nothing is kept).
    ///
    /// # Errors
    /// The state file cannot be read or written, or is damaged.
    pub fn open(path: Option<&Path>, options: Options, fill: Fill) -> Result<Arc<Self>, StateError> {
        let log = StateLog::open(path)?;
        let mut store = filled(&fill);
        restore(&mut store, &log.entries());
        Ok(Arc::new(Self {
            store: RwLock::new(store),
            users: Mutex::new(Users::default()),
            options,
            log,
            fill,
        }))
    }

    /// Goes back to the fresh state and forgets what was kept. Sessions end.
    ///
    /// # Errors
    /// The state file cannot be written.
    pub fn reset(&self) -> Result<(), StateError> {
        let mut store = self.store.write();
        *store = filled(&self.fill);
        *self.users.lock() = Users::default();
        self.log.reset()
    }

    /// Writes through what changed since the last time.
    ///
    /// # Errors
    /// The state file cannot be written.
    pub(super) fn keep(&self, store: &mut Store) -> Result<(), StateError> {
        let changes = std::mem::take(&mut store.changes);
        let mut entries = Vec::new();
        if !changes.records.is_empty() {
            entries.push(("counters".to_owned(), store.counters()));
        }
        if changes.deleted {
            entries.push(("deleted".to_owned(), json!(store.deleted)));
        }
        for key in changes.records {
            let value = store.get(key).map_or(Value::Null, |record| kept(store, record));
            entries.push((format!("record {key}"), value));
        }
        for key in changes.orders {
            entries.push((format!("order {key}"), json!(store.children(key))));
        }
        for (key, time) in changes.trees {
            entries.push((format!("tree {key}"), json!(time)));
        }
        for (key, time) in changes.containers {
            entries.push((format!("containers {key}"), json!(time)));
        }
        if changes.lists {
            let lists: Vec<Value> = store
                .lists
                .iter()
                .filter(|list| list.lock_version > 0)
                .map(|list| json!([list.id, list.offered()]))
                .collect();
            entries.push(("lists".to_owned(), json!(lists)));
        }
        if entries.is_empty() {
            return Ok(());
        }
        self.log.put_all(entries)
    }
}

/// Now, in Unix seconds.
pub(super) fn now() -> u32 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |time| u32::try_from(time.as_secs()).unwrap_or(u32::MAX))
}

fn filled(fill: &Fill) -> Store {
    let mut store = Store::default();
    let admin = store.person("admin");
    // The users' own agents come first, then what the institution brings.
    for user in Users::default().iter() {
        let mut body = Body::new();
        body.insert(
            "names".to_owned(),
            json!([{"primary_name": user.username, "sort_name": user.username, "name_order": "direct",
                    "source": "local", "authorized": true, "is_display_name": true}]),
        );
        let key = Key::new(Kind::AgentPerson, store.new_id(Kind::AgentPerson));
        store.insert(key, Record::new(0, institution_time(), admin, &body), None);
    }
    // Number 1 is the hidden repository that holds what belongs to all.
    store.new_id(Kind::Repository);
    fill(&mut store);
    store.changes = super::records::Changes::default();
    store
}

fn kept(store: &Store, record: &Record) -> Value {
    let person = |place: u16| store.people.get(usize::from(place)).cloned();
    json!({
        "repository": record.repository, "lock": record.lock_version,
        "times": [record.created, record.user_time, record.system_time],
        "by": [person(record.created_by), person(record.modified_by)],
        "suppressed": record.suppressed, "publish": record.publish,
        "parent": record.parent, "root": record.root, "body": record.body(),
    })
}

fn key_of(text: &str) -> Option<Key> {
    let (kind, id) = text.split_once(' ')?;
    Some(Key::new(Kind::of_jsonmodel(kind)?, id.parse().ok()?))
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}

fn restore(store: &mut Store, entries: &[(String, Value)]) {
    let of = |prefix: &str| -> Vec<(Key, &Value)> {
        entries
            .iter()
            .filter_map(|(key, value)| Some((key_of(key.strip_prefix(prefix)?)?, value)))
            .collect()
    };
    for (key, value) in of("record ") {
        if !value.is_null() {
            let record = restored(store, value);
            store.replace(key, record);
        }
    }
    for (key, value) in of("record ") {
        if value.is_null() {
            store.forget(key);
        }
    }
    for (key, value) in of("order ") {
        let order: Vec<u32> = value.as_array().into_iter().flatten().map(number).collect();
        store.set_order(key, &order);
    }
    for (key, value) in of("tree ") {
        store.touch_tree(key, number(value));
    }
    for (key, value) in of("containers ") {
        store.touch_containers(key, number(value));
    }
    for (key, value) in entries {
        match key.as_str() {
            "counters" => store.set_counters(value),
            "deleted" => {
                store.deleted = serde_json::from_value(value.clone()).unwrap_or_default();
            }
            "lists" => {
                let lists: Vec<(u32, Vec<String>)> = serde_json::from_value(value.clone()).unwrap_or_default();
                for (id, values) in lists {
                    // A list that is now fixed keeps its own values.
                    let _fixed = store.lists.set_values(id, 0, &values);
                }
            }
            _ => {}
        }
    }
    store.changes = super::records::Changes::default();
}

fn restored(store: &mut Store, value: &Value) -> Record {
    let body = value["body"].as_object().cloned().unwrap_or_default();
    let mut person = |place: usize| store.person(value["by"][place].as_str().unwrap_or("admin"));
    let (created_by, modified_by) = (person(0), person(1));
    let times = &value["times"];
    let repository = u16::try_from(number(&value["repository"])).unwrap_or(0);
    let mut record = Record::new(repository, number(&times[0]), created_by, &body);
    record.modified_by = modified_by;
    record.user_time = number(&times[1]);
    record.system_time = number(&times[2]);
    record.lock_version = number(&value["lock"]);
    record.suppressed = value["suppressed"] == json!(true);
    record.publish = value["publish"] == json!(true);
    record.parent = number(&value["parent"]);
    record.root = number(&value["root"]);
    if let Some(terms) = body.get("terms").and_then(Value::as_array) {
        for term in terms {
            let part = |field: &str| term[field].as_str().unwrap_or_default();
            store.term(part("term"), part("term_type"));
        }
    }
    record
}
