//! Holds exchanges with iconik against its OpenAPI files, which lie beside the project and are no part of it.
//!
//! `Specs::load()` gives `None` (and says why) where the folder is absent. `check` names everything in an exchange that
//! does not fit: unknown paths, undeclared or missing parameters and headers, bodies against their schemas. Undeclared
//! fields are faults in requests; in answers too, but for searches and contents of collections, whose schemas are known to
//! be thinner than what real servers send. Read-only fields are faults in requests. `required` is not held for PATCH:
//! clients in use send single fields and get 200.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::rc::Rc;

use archway::practice::faults;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The services that Archway talks to.
const SERVICES: [&str; 9] = ["acls", "assets", "auth", "files", "jobs", "metadata", "search", "settings", "users"];

/// Operations whose answers may have more fields than declared.
const OPEN_ANSWERS: [&str; 2] = [
    "POST /API/search/v1/search/",
    "GET /API/assets/v1/collections/{collection_id}/contents/",
];

/// One request and its answer.
pub struct Exchange<'a> {
    pub method: &'a str,
    pub path_and_query: &'a str,
    pub request_headers: &'a [(String, String)],
    pub request_body: &'a [u8],
    pub status: u16,
    pub response_body: &'a [u8],
}

impl<'a> From<&'a faults::Exchange> for Exchange<'a> {
    fn from(exchange: &'a faults::Exchange) -> Self {
        Self {
            method: &exchange.method,
            path_and_query: &exchange.path_and_query,
            request_headers: &exchange.request_headers,
            request_body: &exchange.request_body,
            status: exchange.status,
            response_body: &exchange.response_body,
        }
    }
}

/// What a schema is held against.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Request { complete: bool },
    Answer { closed: bool },
}

/// The specifications.
pub struct Specs {
    services: BTreeMap<String, Value>,
    validators: RefCell<HashMap<String, Rc<Validator>>>,
    /// Operations that were exchanged, as `METHOD path`.
    pub seen: RefCell<BTreeSet<String>>,
    /// Number of exchanges that were looked at.
    pub exchanges: RefCell<usize>,
}

/// An operation found for a request.
struct Operation<'a> {
    name: String,
    service: &'a str,
    value: &'a Value,
    parameters: Vec<&'a Value>,
}

impl Specs {
    /// Reads the files, or says why there are none.
    pub fn load() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/iconik-openapi");
        if !folder.is_dir() {
            println!("skipped: the OpenAPI files are not at ../shared/reference/iconik-openapi");
            return None;
        }
        let services = SERVICES.iter().map(|service| {
            let text = std::fs::read_to_string(folder.join(format!("{service}.json"))).expect("an OpenAPI file");
            let spec: Value = serde_json::from_str(&text).expect("JSON");
            ((*service).to_owned(), spec)
        });
        Some(Self {
            services: services.collect(),
            validators: RefCell::default(),
            seen: RefCell::default(),
            exchanges: RefCell::default(),
        })
    }

    /// The roles and query parameters that the files declare for an operation; `None` where there is no such operation.
    pub fn declared(&self, method: &str, path: &str) -> Option<(Vec<String>, BTreeSet<String>)> {
        let operation = self
            .operations(method)
            .into_iter()
            .find(|operation| operation.name == format!("{method} {path}"))?;
        let description = operation.value["description"].as_str().unwrap_or_default();
        let roles = description
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .filter(|word| word.starts_with("can_"))
            .map(str::to_owned)
            .collect();
        let query = operation.parameters.iter().filter(|parameter| parameter["in"] == "query");
        Some((roles, query.map(|parameter| text(&parameter["name"])).collect()))
    }

    /// Everything in an exchange that does not fit.
    pub fn check(&self, exchange: &Exchange) -> Vec<String> {
        *self.exchanges.borrow_mut() += 1;
        let path = exchange.path_and_query.split('?').next().unwrap_or_default();
        let candidates = self.candidates(exchange.method, path);
        let Some(best) = candidates
            .iter()
            .map(|operation| (self.faults(operation, exchange), operation))
            // Of two that fit, the one with more ids is meant: a language may be any text, even an id.
            .min_by_key(|(faults, operation)| (faults.len(), Reverse(operation.name.matches("_id}").count())))
        else {
            return vec![format!("{} {path}: no such operation", exchange.method)];
        };
        let (faults, operation) = best;
        self.seen.borrow_mut().insert(operation.name.clone());
        faults
            .into_iter()
            .map(|fault| format!("{} -> {}: {fault}", operation.name, exchange.status))
            .collect()
    }

    fn operations(&self, method: &str) -> Vec<Operation<'_>> {
        let mut found = Vec::new();
        for (service, spec) in &self.services {
            for (path, item) in spec["paths"].as_object().into_iter().flatten() {
                let value = &item[method.to_ascii_lowercase()];
                if value.is_null() {
                    continue;
                }
                let shared = item["parameters"].as_array().into_iter().flatten();
                let own = value["parameters"].as_array().into_iter().flatten();
                found.push(Operation {
                    name: format!("{method} /API/{service}{path}"),
                    service,
                    value,
                    parameters: shared.chain(own).collect(),
                });
            }
        }
        found
    }

    /// The operations that a path may mean: those with the most literal parts.
    fn candidates(&self, method: &str, path: &str) -> Vec<Operation<'_>> {
        let fits = |operation: &Operation| -> Option<usize> {
            let pattern = operation.name.split(' ').nth(1)?;
            let (wanted, parts): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
            let pairs = || wanted.iter().zip(&parts);
            let fit = wanted.len() == parts.len() && pairs().all(|(wanted, part)| wanted.starts_with('{') || wanted == part);
            fit.then(|| pairs().filter(|(wanted, part)| wanted == part).count())
        };
        let all: Vec<(usize, Operation)> = self
            .operations(method)
            .into_iter()
            .filter_map(|operation| Some((fits(&operation)?, operation)))
            .collect();
        let most = all.iter().map(|(literal, _)| *literal).max();
        all.into_iter()
            .filter(|(literal, _)| Some(*literal) == most)
            .map(|(_, operation)| operation)
            .collect()
    }

    fn faults(&self, operation: &Operation, exchange: &Exchange) -> Vec<String> {
        let mut faults = Vec::new();
        self.look_at_parameters(operation, exchange, &mut faults);
        self.look_at_request(operation, exchange, &mut faults);
        self.look_at_answer(operation, exchange, &mut faults);
        faults
    }

    fn look_at_parameters(&self, operation: &Operation, exchange: &Exchange, faults: &mut Vec<String>) {
        let named = |kind: &str, name: &str| {
            let same = |parameter: &&&Value| parameter["in"] == kind && text(&parameter["name"]) == name;
            operation.parameters.iter().find(same).copied()
        };
        let query = exchange.path_and_query.split_once('?').map_or("", |(_, query)| query);
        let sent: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        for (name, value) in &sent {
            match named("query", name) {
                Some(parameter) => {
                    if let Some(fault) = fault_in_parameter(&parameter["schema"], value) {
                        faults.push(format!("parameter {name}={value}: {fault}"));
                    }
                }
                // A parameter literally called so stands for any field of an asset.
                None if named("query", "field_name").is_some() && self.is_asset_field(name) => {}
                None => faults.push(format!("parameter {name} is not declared")),
            }
        }
        for parameter in operation.parameters.iter().filter(|parameter| parameter["required"] == true) {
            let name = text(&parameter["name"]);
            let there = match parameter["in"].as_str() {
                Some("query") => sent.iter().any(|(own, _)| *own == name),
                Some("header") => exchange.request_headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(&name)),
                _ => true,
            };
            if !there {
                faults.push(format!("{} {name} is missing", text(&parameter["in"])));
            }
        }
        let pattern = operation.name.split(' ').nth(1).unwrap_or_default();
        let path = exchange.path_and_query.split('?').next().unwrap_or_default();
        for (wanted, part) in pattern.split('/').zip(path.split('/')) {
            let name = wanted.trim_matches(['{', '}']);
            let uuid = named("path", name).is_some_and(|parameter| parameter["schema"]["format"] == "uuid");
            // The specification leaves some ids plain strings; that they are UUIDs tells paths apart that differ in names only.
            if wanted.starts_with('{') && (uuid || name.ends_with("_id")) && Uuid::try_parse(part).is_err() {
                faults.push(format!("{name} is not a UUID: {part}"));
            }
        }
    }

    fn is_asset_field(&self, name: &str) -> bool {
        !self.services["assets"]["components"]["schemas"]["AssetElasticSchema"]["properties"][name].is_null()
    }

    fn look_at_request(&self, operation: &Operation, exchange: &Exchange, faults: &mut Vec<String>) {
        let schema = &operation.value["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() {
            if !exchange.request_body.is_empty() {
                faults.push("the request has a body, though none is declared".to_owned());
            }
            return;
        }
        let json = exchange
            .request_headers
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.starts_with("application/json"));
        if !json {
            faults.push("the request's content type is not application/json".to_owned());
        }
        // A refused request is allowed to be wrong, or no refusal could be tested.
        if (400..500).contains(&exchange.status) {
            return;
        }
        match serde_json::from_slice(exchange.request_body) {
            Ok(body) => {
                let complete = exchange.method != "PATCH";
                self.look_at(operation, schema, Side::Request { complete }, &body, "request", faults);
            }
            Err(error) => faults.push(format!("the request is not JSON: {error}")),
        }
    }

    fn look_at_answer(&self, operation: &Operation, exchange: &Exchange, faults: &mut Vec<String>) {
        let responses = &operation.value["responses"];
        let declared = &responses[exchange.status.to_string()];
        if declared.is_null() && exchange.status < 400 {
            faults.push(format!("status {} is not declared", exchange.status));
            return;
        }
        let kinds = match declared["content"].as_object() {
            Some(kinds) => kinds,
            None if exchange.status < 400 => return,
            None => match responses["default"]["content"].as_object() {
                Some(kinds) => kinds,
                None => return,
            },
        };
        let Some(schema) = kinds.get("application/json").map(|kind| &kind["schema"]) else {
            return;
        };
        match serde_json::from_slice(exchange.response_body) {
            Ok(body) => {
                let closed = !OPEN_ANSWERS.contains(&operation.name.as_str());
                self.look_at(operation, schema, Side::Answer { closed }, &body, "answer", faults);
            }
            Err(error) => faults.push(format!("the answer is not JSON: {error}")),
        }
    }

    fn look_at(&self, operation: &Operation, schema: &Value, side: Side, body: &Value, what: &str, faults: &mut Vec<String>) {
        let validator = self.validator(operation.service, schema, side);
        for error in validator.iter_errors(body).take(12) {
            faults.push(format!("{what} at {}: {error}", error.instance_path()));
        }
    }

    fn validator(&self, service: &str, schema: &Value, side: Side) -> Rc<Validator> {
        let kind = match side {
            Side::Request { complete } => format!("request {complete}"),
            Side::Answer { closed } => format!("answer {closed}"),
        };
        let key = format!("{service} {kind} {schema}");
        if let Some(known) = self.validators.borrow().get(&key) {
            return Rc::clone(known);
        }
        let document = self.document(service, schema, side);
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&document)
            .unwrap_or_else(|error| panic!("the schema for {service} cannot be used: {error}"));
        let validator = Rc::new(validator);
        self.validators.borrow_mut().insert(key, Rc::clone(&validator));
        validator
    }

    /// A schema with everything it refers to, in JSON Schema's words.
    fn document(&self, service: &str, schema: &Value, side: Side) -> Value {
        let known = &self.services[service]["components"]["schemas"];
        let mut needed = BTreeSet::new();
        let mut open = references(schema);
        while let Some(name) = open.pop() {
            if needed.insert(name.clone()) {
                open.extend(references(&known[&name]));
            }
        }
        let schemas: Map<String, Value> = needed
            .into_iter()
            .map(|name| (name.clone(), translate(&known[&name], side)))
            .collect();
        let mut document = translate(schema, side);
        document["components"] = json!({ "schemas": schemas });
        document
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Names of the schemas that a schema refers to.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match (name.as_str(), value.as_str()) {
                ("$ref", Some(reference)) => vec![reference.rsplit('/').next().unwrap_or_default().to_owned()],
                _ => references(value),
            })
            .collect(),
        Value::Array(members) => members.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// OpenAPI 3.0 to JSON Schema: `nullable`, `readOnly`, `writeOnly`, and no undeclared fields.
fn translate(schema: &Value, side: Side) -> Value {
    let Value::Object(fields) = schema else {
        return schema.clone();
    };
    let mut result = Map::new();
    for (name, value) in fields {
        match name.as_str() {
            "properties" => {
                result.insert(name.clone(), translate_properties(value, side));
            }
            "required" => {
                let held = required(schema, side);
                if !held.is_empty() {
                    result.insert(name.clone(), json!(held));
                }
            }
            "items" | "additionalProperties" | "not" => {
                result.insert(name.clone(), translate(value, side));
            }
            "allOf" | "oneOf" | "anyOf" => {
                let members = value.as_array().into_iter().flatten().map(|member| translate(member, side));
                result.insert(name.clone(), members.collect());
            }
            "nullable" | "readOnly" | "writeOnly" | "example" | "examples" | "default" | "discriminator" | "xml" | "externalDocs" => {}
            _ => {
                result.insert(name.clone(), value.clone());
            }
        }
    }
    let closed = side != Side::Answer { closed: false };
    if closed && fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
        result.insert("additionalProperties".to_owned(), json!(false));
    }
    let result = Value::Object(result);
    if schema["nullable"] == true {
        json!({ "anyOf": [result, { "type": "null" }] })
    } else {
        result
    }
}

fn translate_properties(properties: &Value, side: Side) -> Value {
    let request = matches!(side, Side::Request { .. });
    properties
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, property)| {
            let others_to_say = if request { &property["readOnly"] } else { &property["writeOnly"] };
            let schema = if *others_to_say == true {
                json!(false)
            } else {
                translate(property, side)
            };
            (name.clone(), schema)
        })
        .collect()
}

/// The required fields that this side must send.
fn required(schema: &Value, side: Side) -> Vec<String> {
    let not_mine = match side {
        Side::Request { complete: false } => return Vec::new(),
        Side::Request { complete: true } => "readOnly",
        Side::Answer { .. } => "writeOnly",
    };
    let names = schema["required"].as_array().into_iter().flatten().map(text);
    names.filter(|name| schema["properties"][name][not_mine] != true).collect()
}

fn fault_in_parameter(schema: &Value, value: &str) -> Option<String> {
    let fits = match schema["type"].as_str() {
        Some("boolean") => matches!(value, "true" | "false"),
        Some("integer") => value.parse::<i64>().is_ok_and(|number| {
            schema["minimum"].as_i64().is_none_or(|least| number >= least) && schema["maximum"].as_i64().is_none_or(|most| number <= most)
        }),
        _ => schema["enum"].as_array().is_none_or(|words| words.iter().any(|word| word == value)),
    };
    (!fits).then(|| format!("does not fit {schema}"))
}
