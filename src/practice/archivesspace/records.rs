//! The records in memory: bodies as compact JSON, with indexes for trees, links and identifiers.
//!
//! A body holds only what was written. Everything that follows from other records (ancestors, positions, display strings,
//! linked events, …) is made when a record is shown, so that a million components fit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::kinds::{Key, Kind};
use super::lists::Lists;

/// The fields of a record as they were written.
pub type Body = Map<String, Value>;

/// One record.
#[derive(Debug, Clone)]
pub struct Record {
    /// The repository, 0 for global records.
    pub repository: u16,
    /// Number of updates, including those that links from others made.
    pub lock_version: u32,
    /// When it was created, Unix seconds.
    pub created: u32,
    /// When someone last saved it, Unix seconds.
    pub user_time: u32,
    /// When it or something it depends on last changed, Unix seconds.
    pub system_time: u32,
    /// Who created it: a place in [`Store::people`].
    pub created_by: u16,
    /// Who saved it last.
    pub modified_by: u16,
    /// Hidden from most.
    pub suppressed: bool,
    /// Published by itself.
    pub publish: bool,
    /// The component above, 0 directly under the root.
    pub parent: u32,
    /// The resource or digital object of a component, 0 for other records.
    pub root: u32,
    body: Box<[u8]>,
}

impl Record {
    /// A new record of this repository.
    #[must_use]
    pub fn new(repository: u16, time: u32, by: u16, body: &Body) -> Self {
        Self {
            repository,
            lock_version: 0,
            created: time,
            user_time: time,
            system_time: time,
            created_by: by,
            modified_by: by,
            suppressed: false,
            publish: false,
            parent: 0,
            root: 0,
            body: packed(body),
        }
    }

    /// The fields as they were written.
    #[must_use]
    pub fn body(&self) -> Body {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

fn packed(body: &Body) -> Box<[u8]> {
    // A map of JSON values always has a JSON text.
    serde_json::to_vec(body).unwrap_or_default().into_boxed_slice()
}

/// What has to be written through to the state file.
#[derive(Debug, Default)]
pub struct Changes {
    /// Records written or removed.
    pub records: BTreeSet<Key>,
    /// Records whose order of children changed.
    pub orders: BTreeSet<Key>,
    /// Roots or components whose whole subtree was touched.
    pub trees: BTreeMap<Key, u32>,
    /// Resources whose top containers were touched.
    pub containers: BTreeMap<Key, u32>,
    /// Whether a controlled list changed.
    pub lists: bool,
    /// Whether something was deleted.
    pub deleted: bool,
}

/// All records.
#[derive(Debug)]
pub struct Store {
    kinds: Vec<BTreeMap<u32, Record>>,
    children: HashMap<Key, Vec<u32>>,
    links: BTreeSet<(Key, Key)>,
    index: BTreeSet<(u64, Key)>,
    next_ids: Vec<u32>,
    next_row: u32,
    /// Names of users, by place.
    pub people: Vec<String>,
    /// Terms with their types, by place; the address counts from 1.
    pub terms: IndexMap<(String, String), ()>,
    /// Addresses of deleted records with the time.
    pub deleted: Vec<(u32, String)>,
    /// The controlled lists.
    pub lists: Lists,
    /// What is not yet written through.
    pub changes: Changes,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            kinds: Kind::ALL.iter().map(|_| BTreeMap::new()).collect(),
            children: HashMap::new(),
            links: BTreeSet::new(),
            index: BTreeSet::new(),
            next_ids: vec![1; Kind::ALL.len()],
            next_row: 1,
            people: Vec::new(),
            terms: IndexMap::new(),
            deleted: Vec::new(),
            lists: Lists::fresh(),
            changes: Changes::default(),
        }
    }
}

const FIRST: Key = Key {
    kind: Kind::Repository,
    id: 0,
};

impl Store {
    /// The place of a user's name, added if new.
    pub fn person(&mut self, name: &str) -> u16 {
        let at = self.people.iter().position(|known| known == name);
        let at = at.unwrap_or_else(|| {
            self.people.push(name.to_owned());
            self.people.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// All records of a kind by number.
    #[must_use]
    pub fn all(&self, kind: Kind) -> &BTreeMap<u32, Record> {
        &self.kinds[kind as usize]
    }

    /// The record with this key.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<&Record> {
        self.kinds[key.kind as usize].get(&key.id)
    }

    /// The record with this key, to change its marks (not its body). It will be written through.
    pub fn get_mut(&mut self, key: Key) -> Option<&mut Record> {
        self.changes.records.insert(key);
        self.kinds[key.kind as usize].get_mut(&key.id)
    }

    /// The record at this address, if it is there and in that repository.
    #[must_use]
    pub fn at(&self, uri: &str) -> Option<(Key, &Record)> {
        let (repository, key) = Key::parse(uri)?;
        let record = self.get(key)?;
        (record.repository == repository || key.kind == Kind::Repository).then_some((key, record))
    }

    /// The address of a record.
    #[must_use]
    pub fn uri(&self, key: Key) -> String {
        key.uri(self.get(key).map_or(0, |record| record.repository))
    }

    /// Whether there is a repository with this number that people work in.
    #[must_use]
    pub fn has_repository(&self, id: u32) -> bool {
        self.all(Kind::Repository).contains_key(&id)
    }

    /// A number for a new record of this kind.
    pub fn new_id(&mut self, kind: Kind) -> u32 {
        let next = &mut self.next_ids[kind as usize];
        let id = *next;
        *next += 1;
        id
    }

    /// A number for a new row of a sub-record.
    pub fn new_row(&mut self) -> u32 {
        let row = self.next_row;
        self.next_row += 1;
        row
    }

    /// The counters, to be kept.
    #[must_use]
    pub fn counters(&self) -> Value {
        serde_json::json!({"ids": self.next_ids, "row": self.next_row})
    }

    /// Takes kept counters over where they are ahead.
    pub fn set_counters(&mut self, kept: &Value) {
        let number = |value: &Value| value.as_u64().and_then(|id| u32::try_from(id).ok());
        for (next, kept) in self.next_ids.iter_mut().zip(kept["ids"].as_array().into_iter().flatten()) {
            *next = (*next).max(number(kept).unwrap_or(0));
        }
        self.next_row = self.next_row.max(number(&kept["row"]).unwrap_or(0));
    }

    /// The number of a term, added if new.
    pub fn term(&mut self, term: &str, kind: &str) -> usize {
        self.terms.insert_full((term.to_owned(), kind.to_owned()), ()).0 + 1
    }

    /// Puts a record in, at the end of its siblings or at a place among them.
    pub fn insert(&mut self, key: Key, record: Record, place: Option<usize>) {
        self.note(key, &record, true);
        if let Some(above) = above(key, &record) {
            let siblings = self.children.entry(above).or_default();
            let at = place.unwrap_or(siblings.len()).min(siblings.len());
            siblings.insert(at, key.id);
            self.changes.orders.insert(above);
        }
        let next = &mut self.next_ids[key.kind as usize];
        *next = (*next).max(key.id + 1);
        self.kinds[key.kind as usize].insert(key.id, record);
        self.changes.records.insert(key);
    }

    /// Gives a record a new body.
    pub fn rewrite(&mut self, key: Key, body: &Body) {
        let Some(mut record) = self.kinds[key.kind as usize].remove(&key.id) else {
            return;
        };
        self.note(key, &record, false);
        record.body = packed(body);
        self.note(key, &record, true);
        self.kinds[key.kind as usize].insert(key.id, record);
        self.changes.records.insert(key);
    }

    /// Takes a record out, and what hangs under it.
    pub fn remove(&mut self, key: Key) -> Vec<(Key, Record)> {
        let mut removed = Vec::new();
        if let Some(above) = self.get(key).and_then(|record| above(key, record)) {
            if let Some(siblings) = self.children.get_mut(&above) {
                siblings.retain(|id| *id != key.id);
            }
            self.changes.orders.insert(above);
        }
        for key in self.subtree(key) {
            self.children.remove(&key);
            if let Some(record) = self.kinds[key.kind as usize].remove(&key.id) {
                self.note(key, &record, false);
                self.changes.records.insert(key);
                removed.push((key, record));
            }
        }
        removed
    }

    /// Moves a component under another parent (0: the root), to this place.
    pub fn relocate(&mut self, key: Key, parent: u32, place: usize) {
        let Some(old) = self.get(key).and_then(|record| above(key, record)) else {
            return;
        };
        if let Some(siblings) = self.children.get_mut(&old) {
            siblings.retain(|id| *id != key.id);
        }
        self.changes.orders.insert(old);
        let Some(record) = self.get_mut(key) else {
            return;
        };
        record.parent = parent;
        let Some(new) = above(key, record) else {
            return;
        };
        let siblings = self.children.entry(new).or_default();
        siblings.insert(place.min(siblings.len()), key.id);
        self.changes.orders.insert(new);
    }

    /// Puts a record with other marks in the place of one with the same key, under its root or parent.
    pub fn replace(&mut self, key: Key, record: Record) {
        let old_above = self.get(key).and_then(|old| above(key, old));
        let new_above = above(key, &record);
        if old_above == new_above {
            self.note_old(key);
            self.note(key, &record, true);
            self.kinds[key.kind as usize].insert(key.id, record);
            self.changes.records.insert(key);
            return;
        }
        if let Some(above) = old_above {
            if let Some(siblings) = self.children.get_mut(&above) {
                siblings.retain(|id| *id != key.id);
            }
            self.changes.orders.insert(above);
        }
        self.note_old(key);
        self.insert(key, record, None);
    }

    fn note_old(&mut self, key: Key) {
        if let Some(old) = self.kinds[key.kind as usize].remove(&key.id) {
            self.note(key, &old, false);
        }
    }

    /// Takes out one record that was deleted earlier, and leaves what hung under it to its own entry.
    pub fn forget(&mut self, key: Key) {
        if let Some(above) = self.get(key).and_then(|record| above(key, record))
            && let Some(siblings) = self.children.get_mut(&above)
        {
            siblings.retain(|id| *id != key.id);
        }
        self.note_old(key);
    }

    /// Sets the time of the last change on a record and everything below it.
    pub fn touch_tree(&mut self, key: Key, time: u32) {
        for key in self.subtree(key) {
            if let Some(record) = self.kinds[key.kind as usize].get_mut(&key.id) {
                record.system_time = record.system_time.max(time);
            }
        }
    }

    /// Sets the time of the last change on every top container that holds something of this tree.
    pub fn touch_containers(&mut self, root: Key, time: u32) {
        let holding: Vec<u32> = self
            .all(Kind::TopContainer)
            .keys()
            .copied()
            .filter(|id| {
                self.linking(Key::new(Kind::TopContainer, *id)).any(|owner| {
                    owner == root || owner.kind == Kind::ArchivalObject && self.get(owner).is_some_and(|record| record.root == root.id)
                })
            })
            .collect();
        for id in holding {
            if let Some(record) = self.kinds[Kind::TopContainer as usize].get_mut(&id) {
                record.system_time = record.system_time.max(time);
            }
        }
    }

    /// Puts the children of a record into this order, as it was kept.
    pub fn set_order(&mut self, key: Key, order: &[u32]) {
        let Some(children) = self.children.get_mut(&key) else {
            return;
        };
        let places: HashMap<u32, usize> = order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        children.sort_by_key(|id| places.get(id).copied().unwrap_or(usize::MAX));
    }

    /// Numbers of the direct children, in order.
    #[must_use]
    pub fn children(&self, key: Key) -> &[u32] {
        self.children.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The record and all below it, from the top, each before its children and in order.
    #[must_use]
    pub fn subtree(&self, key: Key) -> Vec<Key> {
        let mut all = Vec::new();
        let mut open = vec![key];
        while let Some(key) = open.pop() {
            all.push(key);
            if let Some(kind) = key.kind.component() {
                let below = self.children(key).iter().rev();
                open.extend(below.map(|id| Key::new(kind, *id)));
            }
        }
        all
    }

    /// The components above, nearest first, and the root last.
    #[must_use]
    pub fn ancestors(&self, key: Key) -> Vec<Key> {
        let mut chain = Vec::new();
        let mut at = self.get(key).and_then(|record| above(key, record));
        while let Some(key) = at {
            chain.push(key);
            at = self.get(key).and_then(|record| above(key, record));
        }
        chain
    }

    /// Place among the siblings, from 0.
    #[must_use]
    pub fn place(&self, key: Key) -> usize {
        let above = self.get(key).and_then(|record| above(key, record));
        above
            .and_then(|above| self.children(above).iter().position(|id| *id == key.id))
            .unwrap_or(0)
    }

    /// Records whose bodies link to this one.
    pub fn linking(&self, target: Key) -> impl Iterator<Item = Key> + '_ {
        let last = Key {
            kind: Kind::ContainerProfile,
            id: u32::MAX,
        };
        self.links.range((target, FIRST)..=(target, last)).map(|(_, from)| *from)
    }

    /// Records that carry this identifier.
    pub fn identified<'a>(&'a self, identifier: &Identifier<'_>) -> impl Iterator<Item = Key> + use<'a> {
        let hash = identifier.hash();
        let last = Key {
            kind: Kind::ContainerProfile,
            id: u32::MAX,
        };
        self.index.range((hash, FIRST)..=(hash, last)).map(|(_, key)| *key)
    }

    /// Keeps links and identifiers of a record, or drops them.
    fn note(&mut self, key: Key, record: &Record, keep: bool) {
        let body = record.body();
        for target in targets(&body) {
            if keep {
                self.links.insert((target, key));
            } else {
                self.links.remove(&(target, key));
            }
        }
        for hash in identifiers(key.kind, record.repository, &body) {
            if keep {
                self.index.insert((hash, key));
            } else {
                self.index.remove(&(hash, key));
            }
        }
    }
}

/// The record directly above a component.
fn above(key: Key, record: &Record) -> Option<Key> {
    let root = key.kind.root()?;
    Some(match record.parent {
        0 => Key::new(root, record.root),
        parent => Key::new(key.kind, parent),
    })
}

/// All records that a body links to.
#[must_use]
pub fn targets(body: &Body) -> BTreeSet<Key> {
    let mut found = BTreeSet::new();
    for value in body.values() {
        collect(value, &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut BTreeSet<Key>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(fields) => {
            if let Some((_, key)) = fields.get("ref").and_then(Value::as_str).and_then(Key::parse) {
                found.insert(key);
            }
            fields.values().for_each(|value| collect(value, found));
        }
        _ => {}
    }
}

/// An identifier by which records are looked up exactly.
#[derive(Debug, Clone, Copy)]
pub struct Identifier<'a> {
    /// Kind of record.
    pub kind: Kind,
    /// The repository, 0 for global records.
    pub repository: u16,
    /// Which identifier.
    pub field: &'a str,
    /// Its value.
    pub value: &'a str,
}

impl Identifier<'_> {
    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.kind as u8, self.repository, self.field, self.value).hash(&mut hasher);
        hasher.finish()
    }
}

/// The four parts of an identifier as one text.
#[must_use]
pub fn four_parts(body: &Body) -> String {
    let part = |number: usize| body.get(&format!("id_{number}")).and_then(Value::as_str).unwrap_or_default();
    [part(0), part(1), part(2), part(3)].join("\u{1f}")
}

fn identifiers(kind: Kind, repository: u16, body: &Body) -> Vec<u64> {
    let fields: &[&str] = match kind {
        Kind::Resource => &["ead_id"],
        Kind::ArchivalObject => &["ref_id", "component_id"],
        Kind::DigitalObject => &["digital_object_id"],
        Kind::DigitalObjectComponent => &["component_id"],
        Kind::TopContainer => &["indicator", "barcode"],
        Kind::Repository => &["repo_code"],
        Kind::Subject => &["authority_id"],
        _ => &[],
    };
    let hash = |field: &str, value: &str| {
        Identifier {
            kind,
            repository,
            field,
            value,
        }
        .hash()
    };
    let mut hashes: Vec<u64> = fields
        .iter()
        .filter_map(|field| Some(hash(field, body.get(*field)?.as_str()?)))
        .collect();
    if matches!(kind, Kind::Resource | Kind::Accession) {
        hashes.push(hash("identifier", &four_parts(body)));
    }
    if kind == Kind::Subject || kind.is_agent() {
        hashes.push(hash("identity", &super::agents::identity(kind, body)));
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(value: Value) -> Body {
        value.as_object().unwrap().clone()
    }

    fn component(store: &mut Store, id: u32, parent: u32) -> Key {
        let key = Key::new(Kind::ArchivalObject, id);
        let mut record = Record::new(2, 100, 0, &body(json!({"ref_id": format!("r{id}")})));
        record.root = 1;
        record.parent = parent;
        store.insert(key, record, None);
        key
    }

    #[test]
    fn a_tree_is_kept_in_order_and_goes_with_its_top() {
        let mut store = Store::default();
        let root = Key::new(Kind::Resource, 1);
        store.insert(root, Record::new(2, 100, 0, &Body::new()), None);
        let (one, two) = (component(&mut store, 1, 0), component(&mut store, 2, 0));
        let three = component(&mut store, 3, 1);
        assert_eq!(store.subtree(root), vec![root, one, three, two]);
        assert_eq!(store.ancestors(three), vec![one, root]);
        store.relocate(three, 0, 0);
        assert_eq!(store.children(root), &[3, 1, 2]);
        assert_eq!((store.place(two), store.place(three)), (2, 0));
        let id = Identifier {
            kind: Kind::ArchivalObject,
            repository: 2,
            field: "ref_id",
            value: "r3",
        };
        assert_eq!(store.identified(&id).collect::<Vec<_>>(), vec![three]);
        assert_eq!(store.remove(root).len(), 4);
        assert_eq!(store.identified(&id).count(), 0);
    }

    #[test]
    fn links_are_known_from_the_other_side() {
        let mut store = Store::default();
        let object = Key::new(Kind::ArchivalObject, 1);
        let link = body(json!({"subjects": [{"ref": "/subjects/4"}]}));
        let mut record = Record::new(2, 100, 0, &link);
        record.root = 1;
        store.insert(object, record, None);
        let subject = Key::new(Kind::Subject, 4);
        assert_eq!(store.linking(subject).collect::<Vec<_>>(), vec![object]);
        store.rewrite(object, &Body::new());
        assert_eq!(store.linking(subject).count(), 0);
    }
}
