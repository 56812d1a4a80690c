//! The checks that need other records: identifiers that must be unique, links that must lead somewhere, and what the database
//! itself refuses.

use serde_json::{Value, json};

use super::agents;
use super::kinds::{Key, Kind};
use super::records::{Body, Identifier, Store, four_parts};
use super::refuse::{self, Answer, Messages};
use super::schema::schema;
use super::titles;
use super::write::slim;

/// Characters that the title columns of the database hold, less than the record types allow.
const TITLE_COLUMN: usize = 8704;

/// Checks a record before it is written. `own` is its key where it is an update.
///
/// # Errors
/// The refusal.
pub fn check(store: &Store, kind: Kind, repository: u16, own: Option<Key>, body: &Body, four_bytes_refused: bool) -> Result<(), Answer> {
    let lookup = Lookup {
        store,
        kind,
        repository,
        own,
    };
    let mut messages = Messages::new();
    lookup.unique(body, &mut messages);
    markup(body, &mut messages);
    one_representative(
        body,
        "file_versions",
        &format!("A {} can have only one FileVersion defined as: is_representative", kind.jsonmodel()),
        &mut messages,
    );
    one_representative(
        body,
        "instances",
        &format!("A {} can have only one Instance defined as: is_representative", kind.jsonmodel()),
        &mut messages,
    );
    representative_is_published(body, &mut messages);
    external_documents(kind, body, &mut messages);
    one_primary_agent(kind, body, &mut messages);
    if !messages.is_empty() {
        return Err(refuse::fields(&messages));
    }
    database(body, four_bytes_refused)?;
    links(store, kind, body)
}

struct Lookup<'a> {
    store: &'a Store,
    kind: Kind,
    repository: u16,
    own: Option<Key>,
}

impl Lookup<'_> {
    fn others(&self, field: &str, value: &str) -> Vec<Key> {
        let identifier = Identifier {
            kind: self.kind,
            repository: self.repository,
            field,
            value,
        };
        self.store.identified(&identifier).filter(|key| Some(*key) != self.own).collect()
    }

    fn unique(&self, body: &Body, messages: &mut Messages) {
        let text = |field: &str| body.get(field).and_then(Value::as_str);
        let mut note = |field: &str, message: &str| {
            messages.insert(field.to_owned(), vec![message.to_owned()]);
        };
        if matches!(self.kind, Kind::Resource | Kind::Accession) {
            if !self.others("identifier", &four_parts(body)).is_empty() {
                note("id_0", "That ID is already in use");
            }
            for part in 0..4 {
                let field = format!("id_{part}");
                if text(&field).is_some_and(|id| id.chars().count() > 50) {
                    note(&field, "Max length is 50 characters");
                }
            }
        }
        for (kind, field, message) in [
            (Kind::Resource, "ead_id", "Must be unique"),
            (Kind::DigitalObject, "digital_object_id", "Must be unique"),
            (Kind::TopContainer, "barcode", "A barcode must be unique within a repository"),
            (Kind::Repository, "repo_code", "short name already in use"),
        ] {
            if self.kind == kind && text(field).is_some_and(|value| !self.others(field, value).is_empty()) {
                note(field, message);
            }
        }
        self.unique_in_tree(body, messages);
        self.unique_authority(body, messages);
    }

    fn unique_in_tree(&self, body: &Body, messages: &mut Messages) {
        let (field, message) = match self.kind {
            Kind::ArchivalObject => ("ref_id", "An Archival Object Ref ID must be unique to its resource"),
            Kind::DigitalObjectComponent => ("component_id", "A Digital Object Component ID must be unique to its Digital Object"),
            _ => return,
        };
        let root = self.kind.root().and_then(|root| body.get(root.jsonmodel()));
        let root = root
            .and_then(|link| link["ref"].as_str())
            .and_then(Key::parse)
            .map(|(_, key)| key.id);
        let Some(value) = body.get(field).and_then(Value::as_str) else {
            return;
        };
        let taken = self
            .others(field, value)
            .into_iter()
            .any(|key| self.store.get(key).map(|record| record.root) == root);
        if taken {
            messages.insert(field.to_owned(), vec![message.to_owned()]);
        }
    }

    fn unique_authority(&self, body: &Body, messages: &mut Messages) {
        let (field, message) = match self.kind {
            Kind::Subject => ("terms", "Subject must be unique"),
            kind if kind.is_agent() => ("names", "Agent must be unique"),
            _ => return,
        };
        // Compared in the form in which records are kept.
        let mut own = body.clone();
        agents::fill_names(self.kind, &mut own);
        if let Some(shape) = schema().shape(self.kind.jsonmodel()) {
            slim(shape, &mut own, true);
        }
        let mut conflicting = self.others("identity", &agents::identity(self.kind, &own));
        if !conflicting.is_empty() {
            messages.insert(field.to_owned(), vec![message.to_owned()]);
        }
        if let Some(authority) = body.get("authority_id").and_then(Value::as_str) {
            let same: Vec<Key> = self
                .others("authority_id", authority)
                .into_iter()
                .filter(|key| {
                    let other = self.store.get(*key).map(super::records::Record::body);
                    other.is_some_and(|other| other.get("source") == body.get("source"))
                })
                .collect();
            if !same.is_empty() {
                messages.insert(
                    "authority_id".to_owned(),
                    vec!["Subject heading identifier must be unique within source".to_owned()],
                );
            }
        }
        conflicting.truncate(1);
        if let Some(key) = conflicting.first() {
            messages.insert("conflicting_record".to_owned(), vec![self.store.uri(*key)]);
        }
    }
}

fn markup(body: &Body, messages: &mut Messages) {
    let title = body.get("title").and_then(Value::as_str);
    if let Some(Err(fault)) = title.map(titles::check_markup) {
        messages.insert("title".to_owned(), vec![fault.code().to_owned()]);
    }
}

fn entries<'a>(body: &'a Body, field: &str) -> impl Iterator<Item = (usize, &'a Value)> {
    body.get(field).and_then(Value::as_array).into_iter().flatten().enumerate()
}

fn is_true(value: &Value, field: &str) -> bool {
    value[field] == json!(true)
}

fn one_representative(body: &Body, field: &str, message: &str, messages: &mut Messages) {
    let marked = entries(body, field).filter(|(_, entry)| is_true(entry, "is_representative"));
    if let Some((number, _)) = marked.into_iter().nth(1) {
        messages.insert(format!("{field}/{number}/is_representative"), vec![message.to_owned()]);
    }
}

fn representative_is_published(body: &Body, messages: &mut Messages) {
    for (number, version) in entries(body, "file_versions") {
        if is_true(version, "is_representative") && !is_true(version, "publish") {
            messages.insert(
                format!("file_versions/{number}/is_representative"),
                vec!["representative_file_version_must_be_published".to_owned()],
            );
        }
    }
}

fn external_documents(kind: Kind, body: &Body, messages: &mut Messages) {
    if kind == Kind::Event {
        return;
    }
    let documents: Vec<(&Value, &Value)> = entries(body, "external_documents")
        .map(|(_, document)| (&document["title"], &document["location"]))
        .collect();
    let doubled = documents
        .iter()
        .enumerate()
        .any(|(at, document)| documents[..at].contains(document));
    if doubled {
        // The real server reports this under the identifier of an archival object.
        let (field, message) = match kind {
            Kind::ArchivalObject => ("ref_id", "An Archival Object Ref ID must be unique to its resource"),
            _ => ("external_documents", "location and title must have unique values within a record"),
        };
        messages.insert(field.to_owned(), vec![message.to_owned()]);
    }
}

fn one_primary_agent(kind: Kind, body: &Body, messages: &mut Messages) {
    let primary = entries(body, "linked_agents").filter(|(_, link)| is_true(link, "is_primary"));
    if primary.count() > 1 {
        let message = format!("A {} can have only one primary linked agent", kind.jsonmodel());
        messages.insert("linked_agents".to_owned(), vec![message]);
    }
}

/// What the columns of the database cannot hold. Notes are kept as bytes and hold everything.
fn database(body: &Body, four_bytes_refused: bool) -> Result<(), Answer> {
    let title = body.get("title").and_then(Value::as_str);
    if title.is_some_and(|title| title.chars().count() > TITLE_COLUMN) {
        return Err(refuse::database("Mysql2::Error: Data too long for column 'title' at row 1"));
    }
    if four_bytes_refused {
        for (name, value) in body.iter().filter(|(name, _)| *name != "notes") {
            if let Some(column) = four_bytes(name, value) {
                return Err(refuse::database(&format!(
                    "Mysql2::Error: Incorrect string value for column '{column}' at row 1"
                )));
            }
        }
    }
    Ok(())
}

fn four_bytes<'a>(name: &'a str, value: &'a Value) -> Option<&'a str> {
    match value {
        Value::String(text) => text.chars().any(|c| c.len_utf8() == 4).then_some(name),
        Value::Array(values) => values.iter().find_map(|value| four_bytes(name, value)),
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "notes")
            .find_map(|(name, value)| four_bytes(name, value)),
        _ => None,
    }
}

/// Links must lead to a record; those of a tree are guarded by the database only.
fn links(store: &Store, kind: Kind, body: &Body) -> Result<(), Answer> {
    for (name, value) in body {
        let is_tree_link = kind
            .root()
            .is_some_and(|root| name == "parent" || name == "ancestors" || name == root.jsonmodel());
        if !is_tree_link && let Some(uri) = dangling(store, value) {
            return Err(refuse::dangling(uri));
        }
    }
    Ok(())
}

fn dangling<'a>(store: &Store, value: &'a Value) -> Option<&'a str> {
    match value {
        Value::Array(values) => values.iter().find_map(|value| dangling(store, value)),
        Value::Object(fields) => {
            let uri = fields.get("ref").and_then(Value::as_str);
            // Only kinds that are kept here can be missed.
            if let Some(uri) = uri.filter(|uri| Key::parse(uri).is_some() && store.at(uri).is_none()) {
                return Some(uri);
            }
            fields.values().find_map(|value| dangling(store, value))
        }
        _ => None,
    }
}

/// The refusal of the database for a component under a root or parent that is not there.
#[must_use]
pub fn no_such_row(kind: Kind, parent: bool) -> Answer {
    let table = kind.jsonmodel();
    let root = kind.root().map_or("resource", Kind::jsonmodel);
    let (number, column, target) = if parent {
        (5, "parent_id", table)
    } else {
        (4, "root_record_id", root)
    };
    refuse::database(&format!(
        "Mysql2::Error: Cannot add or update a child row: a foreign key constraint fails (`archivesspace`.`{table}`, CONSTRAINT `{table}_ibfk_{number}` FOREIGN KEY (`{column}`) REFERENCES `{target}` (`id`))"
    ))
}
