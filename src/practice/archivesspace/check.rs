//! What happens to a body before anyone asks for permission: empties out, unknown and read-only fields out, the fields
//! checked, the rules applied, and only then the defaults set.

use serde_json::{Map, Value, json};

use super::dates;
use super::kinds::Key;
use super::lists::Lists;
use super::refuse::{self, Answer, Messages};
use super::ruby;
use super::rules;
use super::schema::{Field, Shape, Type, schema};

/// A body that passed.
#[derive(Debug)]
pub struct Checked {
    /// The record, without unknown or read-only fields, with defaults.
    pub record: Map<String, Value>,
    /// What was odd but allowed.
    pub warnings: Messages,
}

/// Fields that any record may carry and that are not in its own table.
const COMMON: [&str; 2] = ["lock_version", "jsonmodel_type"];

/// Checks a body that should be a record of this type.
///
/// # Errors
/// The refusal, as the server would answer it.
pub fn check(name: &str, body: Value, lists: &Lists) -> Result<Checked, Answer> {
    let (Some(shape), Value::Object(mut record)) = (schema().shape(name), body) else {
        return Err(refuse::text(500, "no implicit conversion of the request body into Hash"));
    };
    empty_out(&mut record);
    drop_unknown(shape, &mut record)?;
    record.insert("jsonmodel_type".to_owned(), json!(name));
    let mut notes = Notes {
        lists,
        errors: Messages::new(),
        warnings: Messages::new(),
    };
    notes.record(shape, &record, "");
    if notes.errors.is_empty() {
        apply_rules(shape, &record, "", &mut notes);
    }
    let Notes { errors, warnings, .. } = notes;
    set_defaults(shape, &mut record);
    if errors.is_empty() {
        return Ok(Checked { record, warnings });
    }
    let shown = ruby::inspect(&Value::Object(with_empty_lists(shape, record)));
    Err(refuse::with(
        400,
        json!({
            "error": errors, "warning": warnings,
            "invalid_object": format!("#<JSONModel(:{name}) {shown}>"),
        }),
    ))
}

/// Removes empty texts, nulls and empty objects at every depth; empty lists stay.
fn empty_out(record: &mut Map<String, Value>) {
    record.retain(|_, value| keep(value));
}

fn keep(value: &mut Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Object(fields) => {
            empty_out(fields);
            !fields.is_empty()
        }
        Value::Array(entries) => {
            entries.retain_mut(keep);
            true
        }
        _ => true,
    }
}

fn drop_unknown(shape: &Shape, record: &mut Map<String, Value>) -> Result<(), Answer> {
    record.retain(|name, _| {
        COMMON.contains(&name.as_str()) && (shape.is_record || name != "lock_version")
            || shape.field(name).is_some_and(|field| !field.readonly)
    });
    for field in &shape.fields {
        if let Some(value) = record.get_mut(&field.name) {
            drop_unknown_in(&field.kind, value)?;
        }
    }
    Ok(())
}

fn drop_unknown_in(kind: &Type, value: &mut Value) -> Result<(), Answer> {
    match (kind, value) {
        (Type::List(entry), Value::Array(values)) => values.iter_mut().try_for_each(|value| drop_unknown_in(entry, value)),
        (Type::Record(name) | Type::Part(name) | Type::UriOrRecord(name), Value::Object(fields)) => match schema().shape(name) {
            // A subject may be written out in place of its address; then it is kept whole.
            Some(shape) if shape.is_record || !is_inline_record(fields) => drop_unknown(shape, fields),
            _ => Ok(()),
        },
        (Type::Poly(names), Value::Object(fields)) => {
            let shape = chosen(names, fields)?;
            drop_unknown(shape, fields)
        }
        _ => Ok(()),
    }
}

/// A link without an address whose fields are those of a record.
fn is_inline_record(fields: &Map<String, Value>) -> bool {
    !fields.contains_key("ref") && fields.contains_key("terms") && fields.contains_key("vocabulary")
}

fn chosen(names: &[String], fields: &Map<String, Value>) -> Result<&'static Shape, Answer> {
    let given = fields.get("jsonmodel_type").and_then(Value::as_str);
    match given {
        Some(name) if names.iter().any(|known| known == name) => schema().shape(name).ok_or_else(|| refuse::text(500, "undefined schema")),
        Some(name) => Err(refuse::text(
            500,
            format!("undefined method `schema' for nil: {name} is not allowed here"),
        )),
        None => {
            let shown = ruby::inspect(&Value::Object(fields.clone()));
            let types: Vec<Value> = names.iter().map(|name| json!(format!("JSONModel(:{name}) object"))).collect();
            let types = ruby::inspect(&Value::Array(types));
            let message = format!(
                "Can't unambiguously match {shown} against schema types: {types}. Resolve this by adding a 'jsonmodel_type' property to {shown}"
            );
            Err(refuse::with(
                400,
                json!({"error": {"record": [message]}, "warning": null, "invalid_object": "nil"}),
            ))
        }
    }
}

/// The messages of one check.
pub struct Notes<'a> {
    lists: &'a Lists,
    errors: Messages,
    warnings: Messages,
}

impl Notes<'_> {
    /// Notes an error.
    pub fn error(&mut self, path: String, message: impl Into<String>) {
        self.errors.entry(path).or_default().push(message.into());
    }

    /// Notes something odd.
    pub fn warn(&mut self, path: String, message: impl Into<String>) {
        self.warnings.entry(path).or_default().push(message.into());
    }

    fn record(&mut self, shape: &Shape, record: &Map<String, Value>, path: &str) {
        for field in &shape.fields {
            let at = join(path, &field.name);
            match record.get(&field.name) {
                Some(value) => self.value(field, &field.kind, value, &at, false),
                None if field.readonly => {}
                None if field.required => {
                    self.error(at, "Property is required but was missing");
                }
                None if field.wanted => self.warn(at, "Property was missing"),
                None => {}
            }
        }
    }

    fn value(&mut self, field: &Field, kind: &Type, value: &Value, at: &str, entry: bool) {
        let wrong = |wanted: &str| format!("Must be a {wanted} (you provided a {})", ruby::class(value));
        match kind {
            Type::Any => {}
            Type::String => match value {
                Value::String(text) => self.text(field, text, at, entry),
                _ => self.error(at.to_owned(), wrong("string")),
            },
            Type::Integer if !value.is_i64() => self.error(at.to_owned(), wrong("integer")),
            Type::Boolean if !value.is_boolean() => self.error(at.to_owned(), wrong("boolean")),
            Type::Integer | Type::Boolean => {}
            Type::Date => {
                if !value.as_str().is_some_and(dates::is_full_date) {
                    self.error(at.to_owned(), "Not a valid date");
                }
            }
            Type::DateTime => {
                if value.as_str().is_none_or(|text| text.parse::<jiff::Timestamp>().is_err()) {
                    self.error(at.to_owned(), wrong("date-time"));
                }
            }
            Type::Uri(names) => self.uri(names, value, at),
            Type::Record(name) => self.inline(name, value, at, &wrong),
            Type::UriOrRecord(name) => match value {
                Value::String(_) => self.uri(std::slice::from_ref(name), value, at),
                _ => self.inline(name, value, at, &wrong),
            },
            Type::Poly(names) => match value {
                Value::Object(fields) => {
                    if let Ok(shape) = chosen(names, fields) {
                        self.record(shape, fields, at);
                    }
                }
                _ => self.error(at.to_owned(), wrong("object")),
            },
            Type::Part(name) => match (schema().shape(name), value) {
                (Some(_), Value::Object(fields)) if is_inline_record(fields) => {}
                (Some(shape), Value::Object(fields)) => self.record(shape, fields, at),
                _ => self.error(at.to_owned(), wrong("object")),
            },
            Type::List(entry) => match value {
                Value::Array(values) => {
                    if let Some(least) = field.items.filter(|least| values.len() < *least) {
                        self.error(at.to_owned(), format!("At least {least} item(s) is required"));
                    }
                    for (number, value) in values.iter().enumerate() {
                        self.value(field, entry, value, &join(at, &number.to_string()), true);
                    }
                }
                _ => self.error(at.to_owned(), wrong("array")),
            },
        }
    }

    fn inline(&mut self, name: &str, value: &Value, at: &str, wrong: &dyn Fn(&str) -> String) {
        match (schema().shape(name), value) {
            (Some(shape), Value::Object(fields)) => self.record(shape, fields, at),
            _ => self.error(at.to_owned(), wrong(&format!("JSONModel(:{name}) object"))),
        }
    }

    fn text(&mut self, field: &Field, text: &str, at: &str, entry: bool) {
        let length = text.chars().count();
        let (max, list, one_of) = if entry {
            (field.each_max, &field.each_list, &field.each_one_of)
        } else {
            (field.max, &field.list, &field.one_of)
        };
        if let Some(max) = max.filter(|max| length > *max) {
            self.error(at.to_owned(), format!("Must be {max} characters or fewer"));
        }
        if let Some(min) = field.min.filter(|min| !entry && length < *min) {
            self.error(at.to_owned(), format!("Must be at least {min} characters"));
        }
        if !one_of.is_empty() && !one_of.iter().any(|known| known == text) {
            self.error(at.to_owned(), invalid(text, &one_of.join(", ")));
        }
        if let Some(list) = list.as_ref().and_then(|name| self.lists.named(name))
            && !list.accepts(text)
        {
            let message = invalid(text, &list.offered().join(", "));
            let message = if list.editable {
                message
            } else {
                format!("Protected read-only list #/{at}. {message}")
            };
            self.error(at.to_owned(), message);
        }
        if let Some((pattern, matches)) = field.like.as_deref().and_then(pattern)
            && !matches(text)
        {
            self.error(at.to_owned(), format!("Value '{text}' did not match regular expression: {pattern}"));
        }
    }

    fn uri(&mut self, names: &[String], value: &Value, at: &str) {
        let fits = value.as_str().is_some_and(|uri| names.iter().any(|name| is_address_of(name, uri)));
        if fits {
            return;
        }
        let class = ruby::class(value);
        let message = match names {
            [name] => format!(
                "Must be a JSONModel(:{name}) uri (you provided a {class}) (malformed or invalid uri? check if referenced object exists.)"
            ),
            names => {
                let types: Vec<String> = names.iter().map(|name| format!("JSONModel(:{name}) uri")).collect();
                format!("Must be one of: {} (you provided a {class})", types.join(", "))
            }
        };
        self.error(at.to_owned(), message);
    }
}

fn invalid(text: &str, values: &str) -> String {
    format!("Invalid value '{text}'.  Must be one of: {values}")
}

type Pattern = (&'static str, fn(&str) -> bool);

fn pattern(name: &str) -> Option<Pattern> {
    match name {
        "ref_id" => Some((r"\A[a-zA-Z0-9\-_:\.]*\z", |text| {
            text.chars().all(|c| c.is_ascii_alphanumeric() || "-_:.".contains(c))
        })),
        "web_address" => Some((r"\Ahttps?:\/\/[\S]+\z", |text| {
            let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
            rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
        })),
        _ => None,
    }
}

/// Whether the text has the form of an address of this type.
fn is_address_of(name: &str, uri: &str) -> bool {
    match Key::parse(uri) {
        Some((_, key)) => key.kind.jsonmodel() == name,
        // Types that are not kept as records here: vocabularies, terms, trees, classifications.
        None => schema().shape(name).and_then(|shape| shape.uri.as_deref()).map_or_else(
            || uri.starts_with('/'),
            |pattern| {
                let collection = pattern.rsplit('/').next().unwrap_or(pattern);
                uri.starts_with('/') && uri.contains(&format!("/{collection}/"))
            },
        ),
    }
}

/// Appends a step to a path.
#[must_use]
pub fn join(path: &str, step: &str) -> String {
    if path.is_empty() {
        step.to_owned()
    } else {
        format!("{path}/{step}")
    }
}

/// Called with an inline record, its shape and its path.
type Visit<'a> = &'a mut dyn FnMut(&'static Shape, &Map<String, Value>, &str);

/// Calls this for every inline record of a record.
fn each_inline(kind: &Type, value: &Value, path: &str, visit: Visit<'_>) {
    match (kind, value) {
        (Type::List(entry), Value::Array(values)) => {
            for (number, value) in values.iter().enumerate() {
                each_inline(entry, value, &join(path, &number.to_string()), visit);
            }
        }
        (Type::Record(name) | Type::Part(name) | Type::UriOrRecord(name), Value::Object(fields)) => {
            if let Some(shape) = schema().shape(name) {
                visit(shape, fields, path);
            }
        }
        (Type::Poly(names), Value::Object(fields)) => {
            if let Ok(shape) = chosen(names, fields) {
                visit(shape, fields, path);
            }
        }
        _ => {}
    }
}

fn apply_rules(shape: &Shape, record: &Map<String, Value>, path: &str, notes: &mut Notes<'_>) {
    for rule in &shape.rules {
        rules::apply(rule, record, path, notes);
    }
    for field in &shape.fields {
        if let Some(value) = record.get(&field.name) {
            each_inline(&field.kind, value, &join(path, &field.name), &mut |shape, fields, path| {
                apply_rules(shape, fields, path, notes);
            });
        }
    }
}

fn set_defaults(shape: &Shape, record: &mut Map<String, Value>) {
    for field in &shape.fields {
        match (record.get_mut(&field.name), &field.default) {
            (Some(value), _) => set_defaults_in(&field.kind, value),
            (None, Some(default)) => {
                record.insert(field.name.clone(), default.clone());
            }
            (None, None) => {}
        }
    }
}

fn set_defaults_in(kind: &Type, value: &mut Value) {
    match (kind, value) {
        (Type::List(entry), Value::Array(values)) => {
            for value in values {
                set_defaults_in(entry, value);
            }
        }
        (Type::Record(name) | Type::Part(name) | Type::UriOrRecord(name), Value::Object(fields)) => {
            if let Some(shape) = schema().shape(name) {
                set_defaults(shape, fields);
            }
        }
        (Type::Poly(names), Value::Object(fields)) => {
            if let Ok(shape) = chosen(names, fields) {
                set_defaults(shape, fields);
            }
        }
        _ => {}
    }
}

/// For the picture of a refused record only: lists that were not given.
fn with_empty_lists(shape: &Shape, mut record: Map<String, Value>) -> Map<String, Value> {
    for field in &shape.fields {
        if matches!(field.kind, Type::List(_)) && !record.contains_key(&field.name) {
            record.insert(field.name.clone(), json!([]));
        }
    }
    record
}
