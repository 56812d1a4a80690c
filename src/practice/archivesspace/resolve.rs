//! `resolve[]`: records written out beside the addresses that name them.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::kinds::{Key, Kind};
use super::records::Body;
use super::titles;
use super::view::View;

/// The properties to resolve, each with those to resolve inside of it.
#[derive(Debug, Default, Clone)]
pub struct Wanted {
    below: IndexMap<String, Self>,
}

impl Wanted {
    /// Reads the values of `resolve[]`; `a::b` resolves `a` and, inside it, `b`.
    #[must_use]
    pub fn read<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut wanted = Self::default();
        for value in values {
            let mut at = &mut wanted;
            for step in value.split("::") {
                at = at.below.entry(step.to_owned()).or_default();
            }
        }
        wanted
    }

    /// Writes the records out.
    pub fn apply(&self, view: &View<'_>, value: &mut Value) {
        if self.below.is_empty() {
            return;
        }
        match value {
            Value::Array(values) => {
                for value in values {
                    self.apply(view, value);
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields.iter_mut() {
                    if name == "_resolved" {
                        continue;
                    }
                    if let Some(inside) = self.below.get(name) {
                        inside.put(view, value);
                    }
                    self.apply(view, value);
                }
            }
            _ => {}
        }
    }

    fn put(&self, view: &View<'_>, value: &mut Value) {
        match value {
            Value::Array(values) => {
                for value in values {
                    self.put(view, value);
                }
            }
            Value::Object(link) => {
                let record = link.get("ref").and_then(Value::as_str).and_then(|uri| look_up(view, uri));
                if let Some(mut record) = record {
                    self.apply(view, &mut record);
                    link.insert("_resolved".to_owned(), record);
                }
            }
            _ => {}
        }
    }
}

fn look_up(view: &View<'_>, uri: &str) -> Option<Value> {
    if let Some(root) = uri.strip_suffix("/tree") {
        return view.store.at(root).map(|(key, _)| whole_tree(view, key));
    }
    view.store.at(uri).and_then(|(key, _)| view.record(key))
}

/// The entire tree as older versions gave it; it can still be had this way.
fn whole_tree(view: &View<'_>, key: Key) -> Value {
    let record = view.store.get(key);
    let body: Body = record.map(super::records::Record::body).unwrap_or_default();
    let kind = key.kind.component();
    let children: Vec<Value> = view
        .store
        .children(key)
        .iter()
        .filter_map(|id| Some(whole_tree(view, Key::new(kind?, *id))))
        .collect();
    let instances = body.get("instances").and_then(Value::as_array);
    let instance_types: Vec<&Value> = instances.into_iter().flatten().map(|instance| &instance["instance_type"]).collect();
    let title = if key.kind.root().is_some() {
        titles::display_string(key.kind, &body)
    } else {
        body.get("title").and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut node = json!({
        "title": title,
        "id": key.id,
        "node_type": key.kind.jsonmodel(),
        "publish": record.is_some_and(|record| record.publish),
        "suppressed": record.is_some_and(|record| record.suppressed),
        "has_children": !children.is_empty(),
        "children": children,
        "record_uri": view.store.uri(key),
    });
    if matches!(key.kind, Kind::Resource | Kind::ArchivalObject) {
        node["level"] = json!(titles::level(&body));
        node["instance_types"] = json!(instance_types);
        node["containers"] = json!([]);
        node["component_id"] = body.get("component_id").cloned().unwrap_or(Value::Null);
    }
    node
}
