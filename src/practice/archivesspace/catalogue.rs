//! Filling a fresh state: records as a cataloguer would have sent them, without the wire in between.

use serde_json::{Map, Value, json};

use super::agents;
use super::institution_time;
use super::kinds::{Key, Kind};
use super::records::{Body, Record, Store};
use super::schema::schema;
use super::view::{Stamp, fill};
use super::write;

/// Puts records into a fresh state.
#[derive(Debug)]
pub struct Cataloguer<'a> {
    store: &'a mut Store,
    by: u16,
    /// Marks that are given in turn, so that each start gives the same ones.
    marks: u32,
}

impl<'a> Cataloguer<'a> {
    /// Catalogues into this store as the practice archivist.
    pub fn new(store: &'a mut Store) -> Self {
        let by = store.person("archivist");
        Self { store, by, marks: 0 }
    }

    /// Adds a record with the fields that one would send; the answer is its address.
    pub fn add(&mut self, kind: Kind, repository: u16, record: Value) -> String {
        let Value::Object(mut body) = record else {
            return String::new();
        };
        let linked = |body: &Body, field: &str| {
            let uri = body.get(field).and_then(|link| link["ref"].as_str());
            uri.and_then(Key::parse).map_or(0, |(_, key)| key.id)
        };
        let root = kind.root().map_or(0, |root| linked(&body, root.jsonmodel()));
        let parent = if kind.root().is_some() { linked(&body, "parent") } else { 0 };
        self.mark(kind, &mut body);
        let publish = match body.get("publish") {
            Some(publish) => *publish == json!(true),
            None => kind == Kind::Subject,
        };
        if let Some(shape) = schema().shape(kind.jsonmodel()) {
            write::slim(shape, &mut body, true);
        }
        let key = Key::new(kind, self.store.new_id(kind));
        let mut record = Record::new(repository, institution_time(), self.by, &body);
        record.publish = publish;
        record.root = root;
        record.parent = parent;
        self.store.insert(key, record, None);
        key.uri(repository)
    }

    /// Hides a record.
    pub fn suppress(&mut self, uri: &str) {
        if let Some((_, key)) = Key::parse(uri)
            && let Some(record) = self.store.get_mut(key)
        {
            record.suppressed = true;
        }
    }

    /// Adds a record that the generator made.
    pub fn put(&mut self, sketch: &Sketch) {
        let mut record = Record::new(sketch.repository, sketch.time, self.by, &sketch.body);
        record.publish = sketch.publish;
        record.root = sketch.root;
        record.parent = sketch.parent;
        if sketch.key.kind == Kind::Subject {
            self.keep_terms(&sketch.body);
        }
        self.store.insert(sketch.key, record, None);
    }

    fn keep_terms(&mut self, body: &Body) {
        for term in body.get("terms").and_then(Value::as_array).into_iter().flatten() {
            let part = |field: &str| term[field].as_str().unwrap_or_default();
            self.store.term(part("term"), part("term_type"));
        }
    }

    fn next_mark(&mut self) -> String {
        self.marks += 1;
        crate::practice::institution::id("mark", &self.marks.to_string())
            .simple()
            .to_string()
    }

    /// What the server would add on creation.
    fn mark(&mut self, kind: Kind, body: &mut Body) {
        if kind.is_agent() {
            agents::fill_names(kind, body);
        }
        if kind == Kind::Subject {
            self.keep_terms(body);
        }
        if kind == Kind::ArchivalObject && !body.contains_key("ref_id") {
            let mark = self.next_mark();
            body.insert("ref_id".to_owned(), json!(mark));
        }
        for field in ["notes", "rights_statements", "file_versions"] {
            let Some(Value::Array(parts)) = body.get_mut(field) else {
                continue;
            };
            for part in parts.iter_mut().filter_map(Value::as_object_mut) {
                match field {
                    "notes" => {
                        let mark = self.next_mark();
                        part.entry("persistent_id").or_insert(json!(mark));
                        part.entry("publish").or_insert(json!(false));
                    }
                    "rights_statements" => {
                        let mark = self.next_mark();
                        part.entry("identifier").or_insert(json!(mark));
                    }
                    _ => {
                        let row = self.store.new_row();
                        part.insert("identifier".to_owned(), json!(row.to_string()));
                    }
                }
            }
        }
    }
}

/// A record as the generator makes it, with what is known about its place.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// Kind and number.
    pub key: Key,
    /// The repository, 0 for global records.
    pub repository: u16,
    /// When it was catalogued, Unix seconds.
    pub time: u32,
    /// The resource of an archival object, else 0.
    pub root: u32,
    /// The archival object above, 0 for none.
    pub parent: u32,
    /// Place among the siblings, from 0.
    pub position: usize,
    /// Published.
    pub publish: bool,
    /// Address and level of what is above, nearest first.
    pub ancestors: Vec<(String, &'static str)>,
    /// The fields, without what the server adds.
    pub body: Body,
}

impl Sketch {
    /// The address.
    #[must_use]
    pub fn uri(&self) -> String {
        self.key.uri(self.repository)
    }

    /// The record as the server shows it, without what follows from records that link to it.
    #[must_use]
    pub fn json(&self) -> Value {
        let kind = self.key.kind;
        let mut shown = Map::new();
        shown.insert("lock_version".to_owned(), json!(0));
        shown.extend(self.body.clone());
        let stamp = Stamp::single("archivist", self.time);
        stamp.put(&mut shown);
        shown.insert("jsonmodel_type".to_owned(), json!(kind.jsonmodel()));
        if let Some(shape) = schema().shape(kind.jsonmodel()) {
            if shape.field("publish").is_some() {
                shown.insert("publish".to_owned(), json!(self.publish));
            }
            fill(shape, &mut shown, &stamp, None);
        }
        if kind.can_be_suppressed() {
            shown.insert("suppressed".to_owned(), json!(false));
        }
        let mut put = |name: &str, value: Value| {
            shown.insert(name.to_owned(), value);
        };
        put("uri", json!(self.uri()));
        if kind.in_repository() {
            let repository = format!("/repositories/{}", self.repository);
            put("repository", json!({"ref": repository}));
        }
        match kind {
            Kind::ArchivalObject => {
                let display = super::titles::display_string(kind, &self.body);
                put("display_string", json!(display));
                put("position", json!(self.position));
                let above = self.ancestors.iter();
                let above: Vec<Value> = above.map(|(uri, level)| json!({"ref": uri, "level": level})).collect();
                put("ancestors", json!(above));
                let resource = Key::new(Kind::Resource, self.root).uri(self.repository);
                put("resource", json!({"ref": resource}));
                if self.parent > 0 {
                    let parent = Key::new(kind, self.parent).uri(self.repository);
                    put("parent", json!({"ref": parent}));
                }
                put("has_unpublished_ancestor", json!(false));
            }
            Kind::Resource | Kind::DigitalObject => {
                let tree = format!("{}/tree", self.uri());
                put("tree", json!({"ref": tree}));
            }
            Kind::Accession => {
                let display = super::titles::display_string(kind, &self.body);
                put("display_string", json!(display));
            }
            Kind::Subject => put("title", json!(agents::heading(&self.body))),
            Kind::TopContainer => {
                let part = |field: &str| self.body.get(field).and_then(Value::as_str);
                let kind = super::titles::capitalised(part("type").unwrap_or("container"));
                let name = format!("{kind} {}", part("indicator").unwrap_or_default());
                put("display_string", json!(name));
            }
            kind if kind.is_agent() => {
                if let Some(name) = agents::display_name(&self.body) {
                    put("title", name["sort_name"].clone());
                }
                put("agent_type", json!(kind.jsonmodel()));
            }
            _ => {}
        }
        Value::Object(shown)
    }
}
