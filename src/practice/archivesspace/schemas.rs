//! `/schemas`: the record types in the form of the real server's own schema language.

use serde_json::{Map, Value, json};

use super::schema::{Field, Shape, Type, schema};

/// All record types by name.
#[must_use]
pub fn all() -> Value {
    let mut shapes: Vec<&Shape> = schema().records().collect();
    shapes.sort_by(|a, b| a.name.cmp(&b.name));
    shapes
        .into_iter()
        .map(|shape| (shape.name.clone(), show(shape)))
        .collect::<Map<String, Value>>()
        .into()
}

/// One record type.
#[must_use]
pub fn one(name: &str) -> Option<Value> {
    schema().shape(name).filter(|shape| shape.is_record).map(show)
}

fn show(shape: &Shape) -> Value {
    let mut shown = json!({
        "$schema": "http://www.archivesspace.org/archivesspace.json",
        "version": 1,
        "type": "object",
    });
    if let Some(parent) = &shape.parent {
        shown["parent"] = json!(parent);
    }
    if let Some(uri) = &shape.uri {
        shown["uri"] = json!(uri);
    }
    shown["properties"] = properties(shape);
    if shape.is_record {
        let common = [
            ("lock_version", json!({"type": ["integer", "string"], "required": false})),
            ("jsonmodel_type", json!({"type": "string", "ifmissing": "error"})),
            ("created_by", json!({"type": "string", "readonly": true})),
            ("last_modified_by", json!({"type": "string", "readonly": true})),
            ("user_mtime", json!({"type": "date-time", "readonly": true})),
            ("system_mtime", json!({"type": "date-time", "readonly": true})),
            ("create_time", json!({"type": "date-time", "readonly": true})),
            ("repository", json!({"type": "object", "subtype": "ref", "readonly": "true"})),
        ];
        for (name, value) in common {
            shown["properties"][name] = value;
        }
    }
    shown
}

fn properties(shape: &Shape) -> Value {
    shape
        .fields
        .iter()
        .map(|field| (field.name.clone(), property(field)))
        .collect::<Map<String, Value>>()
        .into()
}

fn property(field: &Field) -> Value {
    let mut shown = kind(&field.kind);
    if field.required {
        shown["ifmissing"] = json!("error");
    }
    if field.readonly {
        shown["readonly"] = json!("true");
    }
    for (name, value) in [("maxLength", field.max), ("minLength", field.min), ("minItems", field.items)] {
        if let Some(value) = value {
            shown[name] = json!(value);
        }
    }
    if let Some(list) = &field.list {
        shown["dynamic_enum"] = json!(list);
    }
    if !field.one_of.is_empty() {
        shown["enum"] = json!(field.one_of);
    }
    if let Some(default) = &field.default {
        shown["default"] = default.clone();
    }
    shown
}

fn kind(kind: &Type) -> Value {
    let typed = |name: &str, form: &str| json!({"type": format!("JSONModel(:{name}) {form}")});
    let several = |names: &[String], form: &str| match names {
        [name] => typed(name, form),
        names => {
            let types: Vec<Value> = names.iter().map(|name| typed(name, form)).collect();
            json!({"type": types})
        }
    };
    match kind {
        Type::String => json!({"type": "string"}),
        Type::Integer => json!({"type": "integer"}),
        Type::Boolean => json!({"type": "boolean"}),
        Type::Date => json!({"type": "date"}),
        Type::DateTime => json!({"type": "date-time"}),
        Type::Any => json!({"type": "object"}),
        Type::Uri(names) => several(names, "uri"),
        Type::Poly(names) => several(names, "object"),
        Type::Record(name) => typed(name, "object"),
        Type::UriOrRecord(name) => typed(name, "uri_or_object"),
        Type::Part(name) => {
            let properties = schema().shape(name).map(properties);
            json!({"type": "object", "subtype": "ref", "properties": properties})
        }
        Type::List(entry) => json!({"type": "array", "items": self::kind(entry)}),
    }
}
