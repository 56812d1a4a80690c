//! Records as the server shows them: the written fields, the stamps, and everything that follows from other records.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::agents;
use super::containers;
use super::kinds::{Key, Kind};
use super::records::{Body, Record, Store};
use super::schema::{Shape, Type, schema};
use super::titles;

/// The records as one user sees them.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// All records.
    pub store: &'a Store,
    /// Whether suppressed records are visible.
    pub suppressed: bool,
    /// Whether contact details of agents are visible.
    pub contacts: bool,
}

/// Unix seconds as the server writes times.
#[must_use]
pub fn time(seconds: u32) -> String {
    jiff::Timestamp::from_second(i64::from(seconds))
        .map(|time| time.to_string())
        .unwrap_or_default()
}

/// Who and when, as it stands on a record and on every part that was saved with it.
pub struct Stamp {
    created_by: String,
    modified_by: String,
    created: String,
    system: String,
    user: String,
}

impl Stamp {
    /// One person and one time for everything.
    #[must_use]
    pub fn single(person: &str, seconds: u32) -> Self {
        Self {
            created_by: person.to_owned(),
            modified_by: person.to_owned(),
            created: time(seconds),
            system: time(seconds),
            user: time(seconds),
        }
    }

    /// Writes it onto a record or part.
    pub fn put(&self, fields: &mut Body) {
        for (name, value) in [
            ("created_by", &self.created_by),
            ("last_modified_by", &self.modified_by),
            ("create_time", &self.created),
            ("system_mtime", &self.system),
            ("user_mtime", &self.user),
        ] {
            fields.insert(name.to_owned(), json!(value));
        }
    }
}

impl<'a> View<'a> {
    /// Whether this user sees the record at all.
    #[must_use]
    pub fn shows(&self, record: &Record) -> bool {
        self.suppressed || !record.suppressed
    }

    /// The record in full, if it is there and visible.
    #[must_use]
    pub fn record(&self, key: Key) -> Option<Value> {
        let record = self.store.get(key).filter(|record| self.shows(record))?;
        let body = record.body();
        let mut shown = Body::new();
        shown.insert("lock_version".to_owned(), json!(record.lock_version));
        shown.extend(body.clone());
        self.stamp(record, record.user_time).put(&mut shown);
        let shape = schema().shape(key.kind.jsonmodel())?;
        shown.insert("jsonmodel_type".to_owned(), json!(key.kind.jsonmodel()));
        if shape.field("publish").is_some() {
            shown.insert("publish".to_owned(), json!(record.publish));
        }
        if key.kind.can_be_suppressed() {
            shown.insert("suppressed".to_owned(), json!(record.suppressed));
        }
        // Parts are written anew at each save: their times are those of the last one.
        let parts = Stamp {
            created_by: self.person(record.modified_by),
            created: time(record.user_time),
            system: time(record.user_time),
            ..self.stamp(record, record.user_time)
        };
        fill(shape, &mut shown, &parts, Some(&self.store.terms));
        shown.insert("uri".to_owned(), json!(key.uri(record.repository)));
        if key.kind.in_repository() {
            let repository = format!("/repositories/{}", record.repository);
            shown.insert("repository".to_owned(), json!({"ref": repository}));
        }
        self.follow(key, record, &body, &mut shown);
        Some(Value::Object(shown))
    }

    fn person(&self, place: u16) -> String {
        self.store.people.get(usize::from(place)).cloned().unwrap_or_default()
    }

    fn stamp(&self, record: &Record, user_time: u32) -> Stamp {
        Stamp {
            created_by: self.person(record.created_by),
            modified_by: self.person(record.modified_by),
            created: time(record.created),
            system: time(record.system_time),
            user: time(user_time),
        }
    }

    /// What follows from other records, by kind.
    fn follow(&self, key: Key, record: &Record, body: &Body, shown: &mut Body) {
        let mut put = |name: &str, value: Value| {
            shown.insert(name.to_owned(), value);
        };
        if schema()
            .shape(key.kind.jsonmodel())
            .is_some_and(|shape| shape.field("linked_events").is_some())
        {
            put("linked_events", self.refs_from(key, &[Kind::Event]));
        }
        match key.kind {
            Kind::Repository => self.repository(key, body, shown),
            Kind::Resource | Kind::DigitalObject => {
                put("tree", json!({"ref": format!("{}/tree", self.store.uri(key))}));
                if key.kind == Kind::DigitalObject {
                    self.digital_object(key, shown);
                } else {
                    self.representative(body, shown);
                }
            }
            Kind::ArchivalObject | Kind::DigitalObjectComponent => {
                self.component(key, record, body, shown);
            }
            Kind::Accession => {
                put("display_string", json!(titles::display_string(key.kind, body)));
                put("related_resources", self.refs_from(key, &[Kind::Resource]));
                self.representative(body, shown);
            }
            Kind::TopContainer => containers::follow(self, key, body, shown),
            Kind::Subject => {
                put("title", json!(agents::heading(body)));
                self.used(key, shown);
            }
            kind if kind.is_agent() => self.agent(key, shown),
            Kind::Location => put("title", json!(containers::location_title(body))),
            _ => {}
        }
    }

    fn refs_from(&self, key: Key, kinds: &[Kind]) -> Value {
        self.store
            .linking(key)
            .filter(|from| kinds.contains(&from.kind))
            .filter(|from| self.store.get(*from).is_some_and(|record| self.shows(record)))
            .map(|from| json!({"ref": self.store.uri(from)}))
            .collect()
    }

    fn repository(&self, key: Key, body: &Body, shown: &mut Body) {
        let part = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
        let code = part("repo_code");
        let display = format!("{} ({code})", part("name"));
        shown.insert("display_string".to_owned(), json!(display));
        shown.insert("slug".to_owned(), json!(code.to_lowercase()));
        shown.insert("position".to_owned(), json!(key.id.saturating_sub(1)));
        shown.entry("oai_is_disabled").or_insert(json!(false));
    }

    fn component(&self, key: Key, record: &Record, body: &Body, shown: &mut Body) {
        let mut unpublished = false;
        let ancestors: Vec<Value> = self
            .store
            .ancestors(key)
            .into_iter()
            .filter_map(|above| {
                let record = self.store.get(above)?;
                unpublished |= !record.publish || record.suppressed;
                let mut link = json!({"ref": above.uri(record.repository)});
                if let Some(level) = titles::level(&record.body()) {
                    link["level"] = json!(level);
                }
                Some(link)
            })
            .collect();
        let mut put = |name: &str, value: Value| {
            shown.insert(name.to_owned(), value);
        };
        put("position", json!(self.store.place(key)));
        put("display_string", json!(titles::display_string(key.kind, body)));
        put("ancestors", json!(ancestors));
        put("has_unpublished_ancestor", json!(unpublished));
        if let Some(root) = key.kind.root() {
            let root_uri = self.store.uri(Key::new(root, record.root));
            put(root.jsonmodel(), json!({"ref": root_uri}));
        }
        if record.parent > 0 {
            let parent = self.store.uri(Key::new(key.kind, record.parent));
            put("parent", json!({"ref": parent}));
        }
        if key.kind == Kind::ArchivalObject {
            self.representative(body, shown);
        }
    }

    fn digital_object(&self, key: Key, shown: &mut Body) {
        let owners: Vec<Key> = self.owners(key).collect();
        let links: Vec<Value> = owners.iter().map(|owner| json!({"ref": self.store.uri(*owner)})).collect();
        let mut collection: Vec<Value> = Vec::new();
        for owner in owners {
            let Some(record) = self.store.get(owner) else {
                continue;
            };
            let root = match owner.kind {
                Kind::ArchivalObject if record.publish => Key::new(Kind::Resource, record.root),
                Kind::ArchivalObject => continue,
                _ => owner,
            };
            let link = json!({"ref": self.store.uri(root)});
            if !collection.contains(&link) {
                collection.push(link);
            }
        }
        shown.insert("linked_instances".to_owned(), json!(links));
        shown.insert("collection".to_owned(), json!(collection));
        if let Some(version) = representative_version(shown) {
            shown.insert("representative_file_version".to_owned(), version);
        }
    }

    /// Records that hold an instance of this digital object or container.
    pub fn owners(&self, key: Key) -> impl Iterator<Item = Key> + use<'a> {
        self.store
            .linking(key)
            .filter(|from| matches!(from.kind, Kind::Resource | Kind::ArchivalObject | Kind::Accession))
    }

    /// The file version that stands for an owner of instances.
    fn representative(&self, body: &Body, shown: &mut Body) {
        let instances = body.get("instances").and_then(Value::as_array);
        let object = instances
            .into_iter()
            .flatten()
            .find(|instance| instance["is_representative"] == json!(true))
            .and_then(|instance| instance["digital_object"]["ref"].as_str());
        let Some(uri) = object else { return };
        let object = self.store.at(uri).and_then(|(key, _)| self.record(key));
        let version = object.and_then(|object| object.get("representative_file_version").cloned());
        if let Some(mut version) = version {
            version["derived_from"] = json!(uri);
            shown.insert("representative_file_version".to_owned(), version);
        }
    }

    fn used(&self, key: Key, shown: &mut Body) {
        let mut repositories: Vec<u16> = Vec::new();
        let mut published = false;
        for from in self.store.linking(key) {
            if let Some(record) = self.store.get(from).filter(|record| record.repository > 0) {
                published |= record.publish && !record.suppressed;
                if !repositories.contains(&record.repository) {
                    repositories.push(record.repository);
                }
            }
        }
        let uris: Vec<String> = repositories.iter().map(|id| format!("/repositories/{id}")).collect();
        let open: Vec<&String> = uris
            .iter()
            .zip(&repositories)
            .filter(|(_, id)| {
                let key = Key::new(Kind::Repository, u32::from(**id));
                self.store.get(key).is_some_and(|record| record.publish)
            })
            .map(|(uri, _)| uri)
            .collect();
        shown.insert("used_within_repositories".to_owned(), json!(uris));
        shown.insert("used_within_published_repositories".to_owned(), json!(open));
        shown.insert("is_linked_to_published_record".to_owned(), json!(published));
    }

    fn agent(&self, key: Key, shown: &mut Body) {
        let uri = self.store.uri(key);
        let mut roles: Vec<Value> = Vec::new();
        // A handful of links is enough to know the roles; there may be a million.
        for from in self.store.linking(key).take(50) {
            let body = self.store.get(from).map(Record::body).unwrap_or_default();
            let links = body.get("linked_agents").and_then(Value::as_array);
            for link in links.into_iter().flatten() {
                if link["ref"] == json!(uri) && from.kind != Kind::Event && !roles.contains(&link["role"]) {
                    roles.push(link["role"].clone());
                }
            }
        }
        self.used(key, shown);
        shown.insert("linked_agent_roles".to_owned(), json!(roles));
        shown.insert("agent_type".to_owned(), json!(key.kind.jsonmodel()));
        // Repositories come first among the kinds.
        let repository = self.store.linking(key).next().filter(|from| from.kind == Kind::Repository);
        if let Some(repository) = repository {
            shown.insert("is_repo_agent".to_owned(), json!(self.store.uri(repository)));
        }
        if !self.contacts {
            shown.insert("agent_contacts".to_owned(), json!([]));
        }
        if let Some(name) = agents::display_name(shown).cloned() {
            shown.insert("title".to_owned(), name["sort_name"].clone());
            shown.insert("display_name".to_owned(), name);
        }
    }
}

/// The file version that stands for a digital object: marked, else a thumbnail, else one to embed; only published ones.
fn representative_version(shown: &Map<String, Value>) -> Option<Value> {
    let versions = shown.get("file_versions")?.as_array()?;
    let published = |version: &&Value| version["publish"] == json!(true);
    let find = |test: &dyn Fn(&Value) -> bool| versions.iter().position(|version| published(&version) && test(version));
    let at = find(&|version| version["is_representative"] == json!(true))
        .or_else(|| find(&|version| version["use_statement"] == json!("image-thumbnail")))
        .or_else(|| {
            find(&|version| {
                version["xlink_show_attribute"] == json!("embed") && version["file_uri"].as_str().is_some_and(|uri| uri.starts_with("http"))
            })
        })?;
    let mut version = versions[at].clone();
    if let Some(next) = versions.get(at + 1).filter(published) {
        version["link_uri"] = next["file_uri"].clone();
    }
    Some(version)
}

/// Terms with their types, by place.
type Terms = IndexMap<(String, String), ()>;

/// Sets what every record of this shape has, at every depth.
pub fn fill(shape: &Shape, fields: &mut Body, stamp: &Stamp, terms: Option<&Terms>) {
    for field in &shape.fields {
        match fields.get_mut(&field.name) {
            Some(value) => dress(&field.kind, value, stamp, terms),
            None if matches!(field.kind, Type::List(_)) => {
                fields.insert(field.name.clone(), json!([]));
            }
            None => {
                let default = match &field.default {
                    Some(Value::String(text)) if text.is_empty() => None,
                    Some(default) => Some(default.clone()),
                    None if field.name == "publish" => Some(json!(false)),
                    None => None,
                };
                if let Some(default) = default {
                    fields.insert(field.name.clone(), default);
                }
            }
        }
    }
}

fn dress(kind: &Type, value: &mut Value, stamp: &Stamp, terms: Option<&Terms>) {
    match (kind, value) {
        (Type::List(entry), Value::Array(values)) => {
            for value in values {
                dress(entry, value, stamp, terms);
            }
        }
        (Type::Record(name) | Type::UriOrRecord(name), Value::Object(fields)) => {
            part(name, fields, stamp, terms);
        }
        (Type::Poly(_), Value::Object(fields)) => {
            let name = fields.get("jsonmodel_type").and_then(Value::as_str);
            if let Some(name) = name.map(str::to_owned) {
                part(&name, fields, stamp, terms);
            }
        }
        (Type::Part(name), Value::Object(fields)) => {
            if let Some(shape) = schema().shape(name) {
                fill(shape, fields, stamp, terms);
            }
        }
        _ => {}
    }
}

fn part(name: &str, fields: &mut Body, stamp: &Stamp, terms: Option<&Terms>) {
    let Some(shape) = schema().shape(name) else {
        return;
    };
    if shape.is_note() || name == "rights_restriction" {
        return;
    }
    if name == "container_location" {
        let odd = |time: &str| json!(time.replace('T', " ").replace('Z', " UTC"));
        fields.insert("jsonmodel_type".to_owned(), json!(name));
        fields.insert("system_mtime".to_owned(), odd(&stamp.system));
        fields.insert("user_mtime".to_owned(), odd(&stamp.user));
        return;
    }
    if name == "term" {
        let text = |field: &str| fields.get(field).and_then(Value::as_str).unwrap_or_default();
        let known = (text("term").to_owned(), text("term_type").to_owned());
        let number = terms.and_then(|terms| terms.get_index_of(&known)).map_or(0, |at| at + 1);
        fields.insert("uri".to_owned(), json!(format!("/terms/{number}")));
    }
    fields.insert("lock_version".to_owned(), json!(0));
    stamp.put(fields);
    fields.insert("jsonmodel_type".to_owned(), json!(name));
    fill(shape, fields, stamp, terms);
}
