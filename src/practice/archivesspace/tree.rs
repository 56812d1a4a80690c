//! The tree of a resource or digital object, page by page.
//!
//! The real server's oddities are kept: the title of a page entry is the raw title (null where there is only a date), that of a
//! node is the display string; positions in pages count from 0, that of a node from 1; and the page that `node_from_root` names
//! is one too high for the 200th, 400th, … sibling.

use serde_json::{Map, Value, json};

use super::kinds::{Key, Kind};
use super::records::{Body, Record, Store};
use super::refuse::{self, Answer, Handled};
use super::titles;

/// Children on one page.
pub const PAGE: usize = 200;

/// A tree as it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    /// All records.
    pub store: &'a Store,
    /// The resource or digital object.
    pub root: Key,
    /// Only published and not suppressed nodes; tested on each node by itself.
    pub published_only: bool,
}

impl Tree<'_> {
    /// `tree/root`.
    #[must_use]
    pub fn root(&self) -> Value {
        let record = self.store.get(self.root);
        let body = record.map(Record::body).unwrap_or_default();
        let mut shown = self.head(self.root);
        let title = body.get("title").cloned().unwrap_or(Value::Null);
        shown.insert("title".to_owned(), title.clone());
        shown.insert("uri".to_owned(), json!(self.store.uri(self.root)));
        shown.insert("slugged_url".to_owned(), json!(""));
        shown.insert("jsonmodel_type".to_owned(), json!(self.root.kind.jsonmodel()));
        shown.insert("parsed_title".to_owned(), title);
        let suppressed = record.is_some_and(|record| record.suppressed);
        shown.insert("suppressed".to_owned(), json!(i32::from(suppressed)));
        shown.insert("has_digital_instance".to_owned(), json!(has_digital(&body)));
        if self.root.kind == Kind::Resource {
            shown.insert("level".to_owned(), json!(titles::level(&body)));
            let identifier = titles::identifier(&body, "-");
            shown.insert("identifier".to_owned(), json!(identifier));
            self.containers(&body, &mut shown);
        } else {
            let kind = body.get("digital_object_type").cloned();
            shown.insert("digital_object_type".to_owned(), kind.unwrap_or(Value::Null));
            shown.insert("file_uri_summary".to_owned(), json!(file_summary(&body)));
        }
        let first = self.page(self.root, 0);
        let pages = if first.is_empty() { json!({}) } else { json!({"": {"0": first}}) };
        shown.insert("precomputed_waypoints".to_owned(), pages);
        Value::Object(shown)
    }

    /// `tree/waypoint`: a page of the children of a node, or of the root.
    #[must_use]
    pub fn waypoint(&self, parent: Option<&str>, offset: usize) -> Value {
        let parent = match parent {
            None | Some("") => self.root,
            Some(uri) => match Key::parse(uri) {
                Some((_, key)) => key,
                None => return json!([]),
            },
        };
        json!(self.page(parent, offset))
    }

    /// `tree/node`.
    ///
    /// # Errors
    /// The node is not there.
    pub fn node(&self, uri: &str) -> Handled {
        let model = self.root.kind.component().map_or("Record", Kind::model);
        let found = self.store.at(uri).filter(|(key, _)| key.kind.root() == Some(self.root.kind));
        let Some((key, record)) = found else {
            return Err(refuse::not_found(model));
        };
        let body = record.body();
        let mut shown = self.head(key);
        shown.insert("title".to_owned(), json!(titles::display_string(key.kind, &body)));
        shown.insert("uri".to_owned(), json!(uri));
        shown.insert("position".to_owned(), json!(self.store.place(key) + 1));
        shown.insert("jsonmodel_type".to_owned(), json!(key.kind.jsonmodel()));
        shown.insert("has_digital_instance".to_owned(), json!(has_digital(&body)));
        if key.kind == Kind::ArchivalObject {
            let identifier = body.get("component_id").cloned().unwrap_or(Value::Null);
            shown.insert("identifier".to_owned(), identifier);
        }
        let first = self.page(key, 0);
        let pages = if first.is_empty() { json!({}) } else { json!({uri: {"0": first}}) };
        shown.insert("precomputed_waypoints".to_owned(), pages);
        Ok(refuse::ok(Value::Object(shown)))
    }

    /// `tree/node_from_root`: the way from the root to the parent of each node.
    ///
    /// # Errors
    /// 500 for a number that is no node.
    pub fn ways_from_root(&self, ids: &[u32]) -> Handled {
        let Some(kind) = self.root.kind.component() else {
            return Err(refuse::no_route());
        };
        let mut shown = Map::new();
        for id in ids {
            let key = Key::new(kind, *id);
            if self.store.get(key).is_none() {
                return Err(refuse::text(500, "undefined method `[]' for nil:NilClass"));
            }
            shown.insert(id.to_string(), self.way_to(key));
        }
        Ok(refuse::ok(Value::Object(shown)))
    }

    fn way_to(&self, key: Key) -> Value {
        let mut chain = self.store.ancestors(key);
        chain.reverse();
        let below: Vec<Key> = chain.iter().copied().skip(1).chain([key]).collect();
        chain
            .iter()
            .zip(below)
            .map(|(at, next)| {
                // The count of siblings up to and with the node, divided by the page size: off by one at the last of a page.
                let offset = (self.store.place(next) + 1) / PAGE;
                let body = self.store.get(*at).map(Record::body).unwrap_or_default();
                let is_root = at.kind == self.root.kind;
                let title = if is_root {
                    body.get("title").cloned().unwrap_or(Value::Null)
                } else {
                    json!(titles::display_string(at.kind, &body))
                };
                json!({
                    "node": if is_root { Value::Null } else { json!(self.store.uri(*at)) },
                    "root_record_uri": self.store.uri(self.root),
                    "offset": offset,
                    "jsonmodel_type": at.kind.jsonmodel(),
                    "title": title,
                    "parsed_title": title,
                })
            })
            .collect()
    }

    /// `ordered_records`: published, unsuppressed records from the top.
    #[must_use]
    pub fn ordered(&self) -> Value {
        let mut uris = Vec::new();
        let mut open = vec![(self.root, 0_usize)];
        while let Some((key, depth)) = open.pop() {
            let Some(record) = self.store.get(key) else {
                continue;
            };
            if !record.publish || record.suppressed {
                continue;
            }
            let body = record.body();
            let display = match body.get("title").and_then(Value::as_str) {
                Some(title) if key == self.root => title.to_owned(),
                _ => titles::display_string(key.kind, &body),
            };
            uris.push(json!({
                "ref": key.uri(record.repository), "display_string": display, "depth": depth,
                "level": titles::level(&body),
            }));
            if let Some(kind) = key.kind.component() {
                let below = self.store.children(key).iter().rev();
                open.extend(below.map(|id| (Key::new(kind, *id), depth + 1)));
            }
        }
        json!({"jsonmodel_type": "resource_ordered_records", "uris": uris})
    }

    fn visible(&self, key: Key) -> Vec<(usize, Key)> {
        let Some(kind) = key.kind.component() else {
            return Vec::new();
        };
        self.store
            .children(key)
            .iter()
            .enumerate()
            .map(|(place, id)| (place, Key::new(kind, *id)))
            .filter(|(_, child)| !self.published_only || self.store.get(*child).is_some_and(|record| record.publish && !record.suppressed))
            .collect()
    }

    fn head(&self, key: Key) -> Body {
        let count = if self.published_only {
            self.visible(key).len()
        } else {
            self.store.children(key).len()
        };
        let mut head = Body::new();
        head.insert("child_count".to_owned(), json!(count));
        head.insert("waypoints".to_owned(), json!(count.div_ceil(PAGE)));
        head.insert("waypoint_size".to_owned(), json!(PAGE));
        head
    }

    fn page(&self, parent: Key, offset: usize) -> Vec<Value> {
        self.visible(parent)
            .into_iter()
            .skip(offset.saturating_mul(PAGE))
            .take(PAGE)
            .filter_map(|(place, key)| self.entry(place, key))
            .collect()
    }

    fn entry(&self, place: usize, key: Key) -> Option<Value> {
        let record = self.store.get(key)?;
        let body = record.body();
        let text = |field: &str| body.get(field).cloned().unwrap_or(Value::Null);
        let mut shown = self.head(key);
        shown.insert("title".to_owned(), text("title"));
        shown.insert("slugged_url".to_owned(), json!(""));
        shown.insert("parsed_title".to_owned(), text("title"));
        shown.insert("uri".to_owned(), json!(key.uri(record.repository)));
        shown.insert("position".to_owned(), json!(place));
        let parent = (record.parent > 0).then_some(record.parent);
        shown.insert("parent_id".to_owned(), json!(parent));
        shown.insert("suppressed".to_owned(), json!(i32::from(record.suppressed)));
        shown.insert("jsonmodel_type".to_owned(), json!(key.kind.jsonmodel()));
        shown.insert("has_digital_instance".to_owned(), json!(has_digital(&body)));
        if key.kind == Kind::ArchivalObject {
            shown.insert("identifier".to_owned(), text("component_id"));
            shown.insert("level".to_owned(), json!(titles::level(&body)));
        } else {
            if let Some(label) = body.get("label") {
                shown.insert("label".to_owned(), label.clone());
            }
            shown.insert("file_uri_summary".to_owned(), json!(file_summary(&body)));
        }
        let dates = dates(&body);
        if !dates.is_empty() {
            shown.insert("dates".to_owned(), json!(dates));
        }
        self.containers(&body, &mut shown);
        Some(Value::Object(shown))
    }

    fn containers(&self, body: &Body, shown: &mut Body) {
        let instances = body.get("instances").and_then(Value::as_array);
        let containers: Vec<Value> = instances
            .into_iter()
            .flatten()
            .filter_map(|instance| self.container(instance))
            .collect();
        if !containers.is_empty() {
            shown.insert("containers".to_owned(), json!(containers));
        }
    }

    fn container(&self, instance: &Value) -> Option<Value> {
        let sub = instance.get("sub_container")?;
        let (_, top) = self.store.at(sub["top_container"]["ref"].as_str()?)?;
        let top = top.body();
        let mut shown = Body::new();
        let mut put = |name: &str, value: Option<&Value>| {
            if let Some(value) = value {
                shown.insert(name.to_owned(), value.clone());
            }
        };
        put("instance_type", instance.get("instance_type"));
        put("top_container_type", top.get("type"));
        put("top_container_indicator", top.get("indicator"));
        put("top_container_barcode", top.get("barcode"));
        for name in ["type_2", "indicator_2", "barcode_2", "type_3", "indicator_3"] {
            put(name, sub.get(name));
        }
        Some(Value::Object(shown))
    }
}

fn dates(body: &Body) -> Vec<Value> {
    let dates = body.get("dates").and_then(Value::as_array);
    dates
        .into_iter()
        .flatten()
        .map(|date| {
            let mut shown = Map::new();
            for (name, field) in [
                ("type", "date_type"),
                ("label", "label"),
                ("expression", "expression"),
                ("begin", "begin"),
                ("end", "end"),
            ] {
                if let Some(value) = date.get(field) {
                    shown.insert(name.to_owned(), value.clone());
                }
            }
            Value::Object(shown)
        })
        .collect()
}

fn has_digital(body: &Body) -> bool {
    let instances = body.get("instances").and_then(Value::as_array);
    instances
        .into_iter()
        .flatten()
        .any(|instance| instance.get("digital_object").is_some())
}

fn file_summary(body: &Body) -> String {
    let versions = body.get("file_versions").and_then(Value::as_array);
    versions
        .into_iter()
        .flatten()
        .filter_map(|version| version["file_uri"].as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The place `position` of a call, which the real server trips over when it is missing.
///
/// # Errors
/// 500 without a position.
pub fn needed_position(position: Option<i64>) -> Result<usize, Answer> {
    position
        .map(|position| usize::try_from(position).unwrap_or(0))
        .ok_or_else(|| refuse::text(500, "undefined method `<' for nil:NilClass"))
}
