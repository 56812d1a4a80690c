//! Checks bodies against ArchivesSpace's schemas as the reference has them: types, required fields, lengths, controlled values.

use serde_json::{Map, Value};

/// The schemas and lists.
pub struct Schemas {
    schemas: Value,
    lists: Value,
}

impl Schemas {
    pub fn new(schemas: &Value, lists: &Value) -> Self {
        Self {
            schemas: schemas["schemas"].clone(),
            lists: lists["enums"].clone(),
        }
    }

    /// What is wrong with a body of that model.
    pub fn problems(&self, model: &str, body: &Value) -> Vec<String> {
        let mut problems = Vec::new();
        self.object(model, body, model, &mut problems);
        problems
    }

    fn fields(&self, model: &str) -> Map<String, Value> {
        let schema = &self.schemas[model];
        let mut fields = match schema["parent"].as_str() {
            Some(parent) => self.fields(parent),
            None => Map::new(),
        };
        if let Some(own) = schema["fields"].as_object() {
            fields.extend(own.clone());
        }
        fields
    }

    fn object(&self, model: &str, body: &Value, at: &str, problems: &mut Vec<String>) {
        let Some(object) = body.as_object() else {
            problems.push(format!("{at} is no object"));
            return;
        };
        let fields = self.fields(model);
        if fields.is_empty() {
            problems.push(format!("{at}: there is no schema {model}"));
        }
        for (name, value) in object.iter().filter(|(name, _)| *name != "jsonmodel_type") {
            match fields.get(name) {
                Some(field) => self.value(field, value, &format!("{at}.{name}"), problems),
                None => problems.push(format!("{at}.{name} is not in the schema {model}")),
            }
        }
        let required = fields.iter().filter(|(_, field)| field["required"] == Value::Bool(true));
        for (name, _) in required.filter(|(name, _)| !object.contains_key(*name)) {
            problems.push(format!("{at}.{name} is required"));
        }
    }

    fn value(&self, field: &Value, value: &Value, at: &str, problems: &mut Vec<String>) {
        let kinds: Vec<&Value> = match &field["type"] {
            Value::Array(kinds) => kinds.iter().collect(),
            one => vec![one],
        };
        if !kinds.iter().any(|kind| fits(kind, value)) {
            problems.push(format!("{at} is no {}: {value}", field["type"]));
            return;
        }
        if let Some(text) = value.as_str() {
            let most = field["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
            if most.is_some_and(|most| text.chars().count() > most) {
                problems.push(format!("{at} is too long"));
            }
            let allowed = field["dynamic_enum"]
                .as_str()
                .map(|list| &self.lists[list]["values"])
                .or(field.get("enum"));
            if let Some(allowed) = allowed.and_then(Value::as_array)
                && !allowed.iter().any(|known| known == text)
            {
                problems.push(format!("{at}: “{text}” is not in the list"));
            }
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            self.value(&field["items"], item, &format!("{at}[{index}]"), problems);
        }
        if value.is_object() {
            let model = kinds.iter().filter_map(|kind| model_of(kind)).collect::<Vec<_>>();
            let own = value["jsonmodel_type"].as_str();
            match (
                own.filter(|own| model.contains(own)).or(model.first().copied()),
                &field["properties"],
            ) {
                (Some(model), _) => self.object(model, value, at, problems),
                (None, Value::Object(properties)) => self.properties(properties, value, at, problems),
                _ => {}
            }
        }
    }

    fn properties(&self, properties: &Map<String, Value>, value: &Value, at: &str, problems: &mut Vec<String>) {
        for (name, value) in value.as_object().into_iter().flatten() {
            match properties.get(name) {
                Some(field) => self.value(field, value, &format!("{at}.{name}"), problems),
                None => problems.push(format!("{at}.{name} is not in the schema")),
            }
        }
        for (name, _) in properties.iter().filter(|(_, field)| field["required"] == Value::Bool(true)) {
            if value.get(name).is_none() {
                problems.push(format!("{at}.{name} is required"));
            }
        }
    }
}

/// `JSONModel(:date) object` names `date`.
fn model_of(kind: &Value) -> Option<&str> {
    let kind = kind.as_str().or_else(|| kind["type"].as_str())?;
    kind.strip_prefix("JSONModel(:")?.split_once(") object").map(|(model, _)| model)
}

fn fits(kind: &Value, value: &Value) -> bool {
    let kind = kind.as_str().or_else(|| kind["type"].as_str()).unwrap_or("any");
    match kind {
        "string" | "date" | "date-time" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ if kind.starts_with("JSONModel(") && kind.ends_with("uri") => value.is_string(),
        _ if kind.starts_with("JSONModel(") && kind.ends_with("uri_or_object") => value.is_string() || value.is_object(),
        _ if kind.starts_with("JSONModel(") => value.is_object(),
        _ => true,
    }
}
