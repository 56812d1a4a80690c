//! Creating, replacing, publishing, suppressing and deleting records, with everything that this does to others.

use serde_json::{Value, json};

use super::agents;
use super::check::Checked;
use super::kinds::{Key, Kind};
use super::model;
use super::records::{Body, Record, Store, targets};
use super::refuse::{self, Answer, Handled};
use super::schema::{Shape, Type, schema};
use super::users::hexadecimal;

/// Writes in the name of one user at one time.
#[derive(Debug)]
pub struct Writer<'a> {
    /// All records.
    pub store: &'a mut Store,
    /// The user.
    pub by: u16,
    /// The time, Unix seconds.
    pub now: u32,
    /// Whether the database holds three bytes a character at most.
    pub four_bytes_refused: bool,
}

/// Where a component hangs.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    root: u32,
    parent: u32,
    position: Option<usize>,
}

impl Writer<'_> {
    /// Creates a record.
    ///
    /// # Errors
    /// The refusal.
    pub fn create(&mut self, kind: Kind, repository: u16, checked: Checked) -> Handled {
        let mut body = checked.record;
        self.expand_inline_subjects(&mut body)?;
        if kind == Kind::ArchivalObject && !body.contains_key("ref_id") {
            body.insert("ref_id".to_owned(), json!(hexadecimal(32)));
        }
        model::check(self.store, kind, repository, None, &body, self.four_bytes_refused)?;
        let place = self.place(kind, &body)?;
        let lock = lock_version(&body)?.unwrap_or(0);
        let id = self.store.new_id(kind);
        let key = Key::new(kind, id);
        if kind == Kind::Repository {
            self.represent(&mut body);
        }
        let publish = self.prepare(kind, &mut body);
        let mut record = Record::new(repository, self.now, self.by, &body);
        record.lock_version = lock;
        record.publish = publish;
        record.root = place.root;
        record.parent = place.parent;
        self.store.insert(key, record, place.position);
        self.bump(kind, targets(&body));
        self.touch_dependants(key);
        Ok(refuse::ok(json!({
            "status": "Created", "id": id, "lock_version": lock, "stale": stale(kind),
            "uri": self.store.uri(key), "warnings": warnings(&checked.warnings),
        })))
    }

    /// Replaces a record.
    ///
    /// # Errors
    /// The refusal.
    pub fn update(&mut self, key: Key, checked: Checked) -> Handled {
        let mut body = checked.record;
        let Some(record) = self.store.get(key) else {
            return Err(refuse::not_found(key.kind.model()));
        };
        if record.suppressed {
            return Err(refuse::text(409, "Can't update an object that has been suppressed"));
        }
        match lock_version(&body)? {
            None => {
                return Err(refuse::text(409, "You must provide a lock_version in your request"));
            }
            Some(given) if given != record.lock_version => return Err(refuse::stale()),
            Some(_) => {}
        }
        let (old, repository, root) = (record.body(), record.repository, record.root);
        self.expand_inline_subjects(&mut body)?;
        if key.kind == Kind::ArchivalObject
            && let Some(ref_id) = old.get("ref_id")
        {
            body.insert("ref_id".to_owned(), ref_id.clone());
        }
        model::check(self.store, key.kind, repository, Some(key), &body, self.four_bytes_refused)?;
        let place = self.place(key.kind, &body)?;
        let before = targets(&old);
        let publish = self.prepare(key.kind, &mut body);
        let after = targets(&body);
        self.store.rewrite(key, &body);
        let (by, now) = (self.by, self.now);
        let Some(record) = self.store.get_mut(key) else {
            return Err(refuse::not_found(key.kind.model()));
        };
        record.lock_version += 1;
        record.publish = publish;
        record.modified_by = by;
        record.user_time = now;
        record.system_time = now;
        let lock = record.lock_version;
        self.reposition(key, root, place);
        self.bump(key.kind, before.union(&after).copied());
        self.touch_dependants(key);
        Ok(refuse::ok(json!({
            "status": "Updated", "id": key.id, "lock_version": lock, "stale": stale(key.kind),
            "uri": self.store.uri(key), "warnings": warnings(&checked.warnings),
        })))
    }

    /// Where a component is to hang.
    fn place(&self, kind: Kind, body: &Body) -> Result<Place, Answer> {
        let Some(root_kind) = kind.root() else {
            return Ok(Place::default());
        };
        let linked = |field: &str| {
            let uri = body.get(field)?["ref"].as_str()?;
            Key::parse(uri).map(|(_, key)| key)
        };
        let root = linked(root_kind.jsonmodel()).filter(|root| self.store.get(*root).is_some());
        let Some(root) = root else {
            return Err(model::no_such_row(kind, false));
        };
        let parent = linked("parent");
        if parent.is_some_and(|parent| self.store.get(parent).is_none()) {
            return Err(model::no_such_row(kind, true));
        }
        let position = body.get("position").and_then(Value::as_u64);
        Ok(Place {
            root: root.id,
            parent: parent.map_or(0, |parent| parent.id),
            position: position.and_then(|position| usize::try_from(position).ok()),
        })
    }

    /// After an update: a changed root moves the record alone, a position puts it among its siblings, a changed parent is ignored.
    fn reposition(&mut self, key: Key, old_root: u32, place: Place) {
        if key.kind.root().is_none() {
            return;
        }
        if place.root != old_root {
            self.store.relocate(key, 0, usize::MAX);
            // The record leaves its tree; what hung under it stays behind, as in the real server.
            let Some(mut record) = self.store.get(key).cloned() else {
                return;
            };
            record.root = place.root;
            record.parent = place.parent;
            self.store.replace(key, record);
            return;
        }
        if let Some(position) = place.position {
            let parent = self.store.get(key).map_or(0, |record| record.parent);
            self.store.relocate(key, parent, position);
        }
    }

    /// Makes a body ready to be kept: marks of notes, numbers of rows, and without what is kept elsewhere.
    fn prepare(&mut self, kind: Kind, body: &mut Body) -> bool {
        if kind.is_agent() {
            agents::fill_names(kind, body);
        }
        if kind == Kind::Subject {
            for term in body.get("terms").and_then(Value::as_array).into_iter().flatten() {
                let part = |field: &str| term[field].as_str().unwrap_or_default();
                self.store.term(part("term"), part("term_type"));
            }
        }
        for version in list_mut(body, "file_versions") {
            version["identifier"] = json!(self.store.new_row().to_string());
        }
        for statement in list_mut(body, "rights_statements") {
            if statement.get("identifier").is_none() {
                statement["identifier"] = json!(hexadecimal(32));
            }
        }
        mark_notes(body);
        let publish = body.get("publish") == Some(&json!(true));
        if let Some(shape) = schema().shape(kind.jsonmodel()) {
            slim(shape, body, true);
        }
        publish
    }

    /// A subject may be written out in place of its address; it is found or made.
    fn expand_inline_subjects(&mut self, body: &mut Body) -> Result<(), Answer> {
        let Some(Value::Array(subjects)) = body.get_mut("subjects") else {
            return Ok(());
        };
        for link in subjects {
            let Value::Object(subject) = link else { continue };
            if subject.contains_key("ref") {
                continue;
            }
            let made = self.create(
                Kind::Subject,
                0,
                Checked {
                    record: subject.clone(),
                    warnings: refuse::Messages::new(),
                },
            );
            let content = match made {
                Ok(answer) | Err(answer) => answer.content,
            };
            let refuse::Content::Json(answer) = content else {
                continue;
            };
            let uri = answer["uri"].as_str().or_else(|| answer["error"]["conflicting_record"][0].as_str());
            let Some(uri) = uri else {
                return Err(refuse::with(400, answer));
            };
            *link = json!({"ref": uri});
        }
        Ok(())
    }

    /// Every repository has an agent of its own.
    fn represent(&mut self, body: &mut Body) {
        if body.contains_key("agent_representation") {
            return;
        }
        let code = body.get("repo_code").cloned().unwrap_or(Value::Null);
        let mut agent = Body::new();
        agent.insert(
            "names".to_owned(),
            json!([{"primary_name": code, "source": "local", "sort_name_auto_generate": true}]),
        );
        agent.insert("agent_contacts".to_owned(), json!([{"name": code}]));
        let kind = Kind::AgentCorporateEntity;
        self.prepare(kind, &mut agent);
        let key = Key::new(kind, self.store.new_id(kind));
        let record = Record::new(0, self.now, self.by, &agent);
        self.store.insert(key, record, None);
        body.insert("agent_representation".to_owned(), json!({"ref": key.uri(0)}));
    }

    /// Links count as changes of the other side where both sides declare them.
    fn bump(&mut self, from: Kind, others: impl IntoIterator<Item = Key>) {
        for other in others {
            let reciprocal = match from {
                Kind::Event => true,
                Kind::Resource | Kind::ArchivalObject | Kind::Accession | Kind::DigitalObject | Kind::DigitalObjectComponent => {
                    other.kind.is_agent()
                        || matches!(
                            other.kind,
                            Kind::Subject
                                | Kind::TopContainer
                                | Kind::DigitalObject
                                | Kind::Accession
                                | Kind::Resource
                                | Kind::ArchivalObject
                        )
                }
                _ => false,
            };
            if reciprocal && self.store.get(other).is_some() {
                let now = self.now;
                if let Some(record) = self.store.get_mut(other) {
                    record.lock_version += 1;
                    record.system_time = now;
                }
            }
        }
    }

    /// Sets the time of the last change on everything that depends on a saved record.
    fn touch_dependants(&mut self, key: Key) {
        match key.kind {
            Kind::Resource | Kind::DigitalObject => self.touch_tree(key),
            Kind::ArchivalObject | Kind::DigitalObjectComponent => {
                self.touch_tree(key);
                let root = self.store.ancestors(key).last().copied();
                if let Some(root) = root {
                    self.touch(root);
                    self.touch_containers(root);
                }
            }
            _ => {}
        }
        if key.kind == Kind::DigitalObject {
            let roots: Vec<Key> = self
                .store
                .linking(key)
                .filter_map(|owner| self.store.ancestors(owner).last().copied())
                .collect();
            roots.into_iter().for_each(|root| self.touch(root));
        } else if key.kind.is_agent()
            || matches!(
                key.kind,
                Kind::Subject | Kind::TopContainer | Kind::Location | Kind::ContainerProfile
            )
        {
            let linking: Vec<Key> = self.store.linking(key).collect();
            linking.into_iter().for_each(|from| self.touch(from));
        }
    }

    fn touch(&mut self, key: Key) {
        let now = self.now;
        if let Some(record) = self.store.get_mut(key) {
            record.system_time = now;
        }
    }

    fn touch_tree(&mut self, key: Key) {
        self.store.touch_tree(key, self.now);
        self.store.changes.trees.insert(key, self.now);
    }

    fn touch_containers(&mut self, root: Key) {
        self.store.touch_containers(root, self.now);
        self.store.changes.containers.insert(root, self.now);
    }

    /// Publishes or unpublishes a record with all its parts and, where asked, everything below it.
    pub fn publish(&mut self, key: Key, publish: bool) -> Answer {
        for key in self.store.subtree(key) {
            let mut body = self.store.get(key).map(Record::body).unwrap_or_default();
            for field in ["notes", "file_versions", "external_documents"] {
                for part in list_mut(&mut body, field) {
                    part["publish"] = json!(publish);
                    for note in part.get_mut("subnotes").and_then(Value::as_array_mut).into_iter().flatten() {
                        note["publish"] = json!(publish);
                    }
                }
            }
            self.store.rewrite(key, &body);
            let now = self.now;
            if let Some(record) = self.store.get_mut(key) {
                record.publish = publish;
                record.system_time = now;
            }
        }
        self.updated(key)
    }

    /// Suppresses a record with everything below it, or shows it again.
    pub fn suppress(&mut self, key: Key, suppressed: bool) -> Answer {
        let now = self.now;
        for key in self.store.subtree(key) {
            if let Some(record) = self.store.get_mut(key) {
                record.suppressed = suppressed;
                record.system_time = now;
            }
        }
        refuse::ok(json!({"status": "Suppressed", "id": key.id, "suppressed_state": suppressed}))
    }

    /// Moves components under a record, in this order from this place on.
    ///
    /// # Errors
    /// A node would come under itself, or is not there.
    pub fn accept(&mut self, parent: Key, children: &[&str], position: usize) -> Handled {
        let above = self.store.ancestors(parent);
        let mut moving = Vec::new();
        for uri in children {
            let Some((_, child)) = Key::parse(uri).filter(|(_, key)| self.store.get(*key).is_some()) else {
                return Err(refuse::dangling(uri));
            };
            if above.contains(&child) {
                return Err(refuse::text(409, "Can't make a parent into its own child"));
            }
            if child == parent {
                return Err(refuse::text(500, "undefined method `id' for nil:NilClass"));
            }
            moving.push(child);
        }
        let id = if parent.kind.root().is_some() { parent.id } else { 0 };
        for (number, child) in moving.into_iter().enumerate() {
            self.store.relocate(child, id, position + number);
            self.touch(child);
        }
        Ok(self.updated(parent))
    }

    /// The short answer for changes that are no new version.
    #[must_use]
    pub fn updated(&self, key: Key) -> Answer {
        let lock = self.store.get(key).map_or(0, |record| record.lock_version);
        refuse::ok(json!({"status": "Updated", "id": key.id, "lock_version": lock, "stale": null}))
    }

    /// Deletes a record with everything below it; links from others to it go too.
    ///
    /// # Errors
    /// A repository that is not empty.
    pub fn delete(&mut self, key: Key) -> Handled {
        if key.kind == Kind::Repository {
            let repository = u16::try_from(key.id).unwrap_or(0);
            let used = Kind::ALL
                .into_iter()
                .filter(|kind| kind.in_repository())
                .any(|kind| self.store.all(kind).values().any(|record| record.repository == repository));
            if used {
                return Err(refuse::text(409, "Repository not empty"));
            }
        }
        for (key, record) in self.store.remove(key) {
            let uri = key.uri(record.repository);
            let linking: Vec<Key> = self.store.linking(key).collect();
            for from in linking {
                let mut body = self.store.get(from).map(Record::body).unwrap_or_default();
                body.retain(|_, value| without(value, &uri));
                self.store.rewrite(from, &body);
                self.touch(from);
            }
            self.store.deleted.push((self.now, uri));
            self.store.changes.deleted = true;
        }
        Ok(refuse::ok(json!({"status": "Deleted", "id": key.id})))
    }
}

fn stale(kind: Kind) -> Value {
    match kind {
        Kind::Event | Kind::TopContainer | Kind::ContainerProfile => Value::Null,
        _ => json!(true),
    }
}

fn warnings(messages: &refuse::Messages) -> Value {
    if messages.is_empty() { json!([]) } else { json!(messages) }
}

/// The version that a body gives, as a number or as digits.
fn lock_version(body: &Body) -> Result<Option<u32>, Answer> {
    let given = match body.get("lock_version") {
        None => return Ok(None),
        Some(Value::String(text)) => text.parse().ok(),
        Some(value) => value.as_u64().and_then(|version| u32::try_from(version).ok()),
    };
    given.map(Some).ok_or_else(refuse::stale)
}

fn list_mut<'a>(body: &'a mut Body, field: &str) -> impl Iterator<Item = &'a mut Value> {
    body.get_mut(field)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter(|value| value.is_object())
}

/// Notes get an identifier that stays, and say of themselves and their parts whether they are published.
fn mark_notes(body: &mut Body) {
    for note in list_mut(body, "notes") {
        for part in note.get_mut("subnotes").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(part) = part {
                part.entry("publish").or_insert(json!(false));
            }
        }
        if let Value::Object(note) = note {
            note.entry("persistent_id").or_insert_with(|| json!(hexadecimal(32)));
            note.entry("publish").or_insert(json!(false));
        }
    }
}

/// Fields that are kept in the record's marks or made when it is shown.
const KEPT_ELSEWHERE: [&str; 10] = [
    "lock_version",
    "jsonmodel_type",
    "uri",
    "publish",
    "position",
    "parent",
    "ancestors",
    "series",
    "collection",
    "linked_instances",
];

/// Leaves out defaults, empty lists and what is kept elsewhere.
pub fn slim(shape: &Shape, fields: &mut Body, top: bool) {
    if top {
        fields.retain(|name, _| !KEPT_ELSEWHERE.contains(&name.as_str()));
        if let Some(root) = Kind::of_jsonmodel(&shape.name).and_then(Kind::root) {
            fields.shift_remove(root.jsonmodel());
        }
    } else {
        fields.shift_remove("lock_version");
    }
    for field in &shape.fields {
        if let Some(value) = fields.get_mut(&field.name) {
            slim_in(&field.kind, value);
            let empty = value.as_array().is_some_and(Vec::is_empty);
            if empty || field.default.as_ref() == Some(value) {
                fields.shift_remove(&field.name);
            }
        }
    }
}

fn slim_in(kind: &Type, value: &mut Value) {
    match (kind, value) {
        (Type::List(entry), Value::Array(values)) => {
            values.iter_mut().for_each(|value| slim_in(entry, value));
        }
        (Type::Record(name) | Type::UriOrRecord(name), Value::Object(fields)) => {
            fields.shift_remove("jsonmodel_type");
            if let Some(shape) = schema().shape(name) {
                slim(shape, fields, false);
            }
        }
        (Type::Part(name), Value::Object(fields)) => {
            if let Some(shape) = schema().shape(name) {
                slim(shape, fields, false);
            }
        }
        _ => {}
    }
}

/// Takes links to a deleted record out of a value. `false` when nothing of the value is left.
fn without(value: &mut Value, uri: &str) -> bool {
    match value {
        Value::Array(values) => {
            values.retain_mut(|value| without(value, uri));
            true
        }
        Value::Object(fields) => {
            if fields.get("ref").and_then(Value::as_str) == Some(uri) {
                return false;
            }
            // An instance without its digital object or container is no instance.
            let before = fields.len();
            fields.retain(|_, value| without(value, uri));
            before == fields.len() || !(fields.contains_key("instance_type") || fields.is_empty())
        }
        _ => true,
    }
}
