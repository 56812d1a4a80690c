//! Status, keys and types of every answer, and the words of every refusal, against a table of facts, and against the recordings of
//! a real server where they are.
//!
//! The table (`tests/facts/archivesspace.json`) is a story: calls in order, of which later ones use what earlier ones made. A
//! call `fresh` reads the record, changes these fields (null removes one) and sends it back.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use archway::practice::institution::archivesspace::empty;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::stage::Stage;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    call: String,
    #[serde(rename = "as", default)]
    caller: Option<String>,
    body: Option<Value>,
    form: Option<HashMap<String, String>>,
    raw: Option<String>,
    fresh: Option<Map<String, Value>>,
    #[serde(default)]
    save: HashMap<String, String>,
    status: u16,
    shape: Option<Value>,
    /// The words of a refusal, where they do not name what this story made.
    error: Option<Value>,
    recording: Option<u32>,
    depth: Option<usize>,
    #[serde(default)]
    open: Vec<String>,
}

#[derive(Default)]
struct Story {
    values: HashMap<String, String>,
    problems: Vec<String>,
    endpoints: BTreeSet<String>,
    compared: usize,
    recorded: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_have_the_status_keys_and_types_of_the_real_server() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../facts/archivesspace.json")).unwrap();
    let stage = Stage::with(empty(), None).await;
    let recordings = recordings();
    let mut story = Story::default();
    for case in &cases {
        let (status, answer) = story.play(&stage, case).await;
        story.compare(case, status, &answer, recordings.as_deref());
        story.remember(case, &answer);
    }
    println!(
        "compared {} endpoints, {} cases; {} of them with the recordings of a real server",
        story.endpoints.len(),
        story.compared,
        story.recorded
    );
    assert!(story.problems.is_empty(), "{}", story.problems.join("\n"));
    assert!(story.endpoints.len() > 70 && story.compared > 280);
}

fn recordings() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/archivesspace-recordings");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("the recordings are not here: the table of facts is compared alone");
    None
}

impl Story {
    /// Puts values into `{name}`, their last step into `{name:id}`, and so many letters into `{9000}`.
    fn put(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return text.to_owned();
            };
            let (name, last) = name.strip_suffix(":id").map_or((name, false), |name| (name, true));
            match (self.values.get(name), name.parse::<usize>()) {
                (Some(value), _) if last => out.push_str(value.rsplit('/').next().unwrap()),
                (Some(value), _) => out.push_str(value),
                (None, Ok(letters)) => out.push_str(&"x".repeat(letters)),
                // Not a name of ours: broken JSON that is sent as it is.
                (None, Err(_)) => return text.to_owned(),
            }
            rest = after;
        }
        out + rest
    }

    fn put_all(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => json!(self.put(text)),
            Value::Array(values) => values.iter().map(|value| self.put_all(value)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| (name.clone(), self.put_all(value)))
                .collect::<Map<String, Value>>()
                .into(),
            other => other.clone(),
        }
    }

    async fn play(&mut self, stage: &Stage, case: &Case) -> (u16, Value) {
        let (method, path) = case.call.split_once(' ').unwrap();
        let path = self.put(path);
        let caller = case.caller.as_deref().unwrap_or("admin");
        let own = self.values.get(caller).cloned();
        let session = match caller {
            "none" => None,
            caller => Some(own.unwrap_or_else(|| {
                if caller == "admin" {
                    stage.session.clone()
                } else {
                    caller.to_owned()
                }
            })),
        };
        let mut call = stage.call_as(method, &path, session.as_deref());
        let body = match &case.fresh {
            Some(changes) => Some(self.freshly(stage, &path, changes).await),
            None => case.body.as_ref().map(|body| self.put_all(body)),
        };
        match (&case.form, &case.raw, body) {
            (Some(form), _, _) => {
                let form: HashMap<&String, String> = form.iter().map(|(name, value)| (name, self.put(value))).collect();
                call = call.form(&form);
            }
            (_, Some(_), Some(body)) => {
                call = call.header("Content-Type", "text/plain").body(body.to_string());
            }
            (_, Some(raw), None) => call = call.body(raw.clone()),
            (_, _, Some(body)) => call = call.json(&body),
            _ => {}
        }
        let answer = call.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    async fn freshly(&self, stage: &Stage, path: &str, changes: &Map<String, Value>) -> Value {
        let mut record = stage.get(path).await;
        for (name, value) in changes {
            match (name.as_str(), self.put_all(value)) {
                ("lock_version", Value::String(_)) => {
                    record[name] = json!(record["lock_version"].to_string());
                }
                (_, Value::Null) => {
                    record.as_object_mut().unwrap().shift_remove(name);
                }
                (_, value) => record[name] = value,
            }
        }
        record
    }

    fn remember(&mut self, case: &Case, answer: &Value) {
        for (name, path) in &case.save {
            let mut at = answer;
            for step in path.split('.') {
                at = step.parse::<usize>().map_or_else(|_| &at[step], |place| &at[place]);
            }
            let value = at.as_str().map_or_else(|| at.to_string(), str::to_owned);
            if at.is_null() {
                self.problems.push(format!("{}: nothing at {path} in {answer}", case.case));
            }
            self.values.insert(name.clone(), value);
        }
    }

    fn compare(&mut self, case: &Case, status: u16, answer: &Value, recordings: Option<&Path>) {
        self.compared += 1;
        let no_route = answer["error"] == "Sinatra::NotFound";
        if !no_route && status != 412 {
            let (method, path) = case.call.split_once(' ').unwrap();
            self.endpoints.insert(endpoint(method, &self.put(path)));
        }
        let mut faults = Vec::new();
        if status != case.status {
            faults.push(format!("status {status} instead of {}", case.status));
        } else if let Some(shape) = &case.shape {
            differences(shape, answer, "", &mut faults);
        }
        if let Some(error) = case.error.as_ref().filter(|error| **error != answer["error"]) {
            faults.push(format!("said {} instead of {error}", answer["error"]));
        }
        if let (Some(number), Some(folder)) = (case.recording, recordings) {
            self.recorded += 1;
            let recorded = recording(folder, number);
            if recorded["status"] != json!(status) {
                faults.push(format!("recording {number}: status {}", recorded["status"]));
            } else if let Some(response) = recorded.get("response").filter(|value| !value.is_string()) {
                let mut shape = shape_of(response, case.depth.unwrap_or(usize::MAX));
                for path in &case.open {
                    open(&mut shape, path);
                }
                differences(&shape, answer, "", &mut faults);
            }
        }
        faults.dedup();
        if !faults.is_empty() {
            let shown: String = answer.to_string().chars().take(300).collect();
            self.problems
                .push(format!("{} ({}): {}\n    {shown}", case.case, case.call, faults.join("; ")));
        }
    }
}

/// The route of a call: numbers and names in its path do not count.
fn endpoint(method: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap();
    let steps: Vec<&str> = path
        .split('/')
        .map(|step| {
            if step.parse::<u32>().is_ok() || step == "abc" {
                ":id"
            } else {
                step
            }
        })
        .collect();
    let steps: Vec<&str> = match steps.as_slice() {
        ["", "users", _, "login"] => vec!["", "users", ":name", "login"],
        ["", "schemas", _] => vec!["", "schemas", ":name"],
        ["", "config", "enumerations", "names", _] => vec!["", "config", "enumerations", "names", ":name"],
        steps => steps.to_vec(),
    };
    format!("{method} {}", steps.join("/"))
}

fn recording(folder: &Path, number: u32) -> Value {
    let name = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(&format!("{number:03}-"))
        })
        .unwrap_or_else(|| panic!("there is no recording {number}"));
    serde_json::from_slice(&std::fs::read(name).unwrap()).unwrap()
}

/// Names that are addresses or numbers stand for any such name.
fn generic(name: &str) -> &str {
    let number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    if name.starts_with('/') || number { "*" } else { name }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Entries of a list that are looked at: all of a short one, the first of a long one.
const SHORT: usize = 4;

fn shape_of(value: &Value, depth: usize) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) if depth == 0 => json!("any"),
        Value::Array(values) => {
            let looked = if values.len() > SHORT { 1 } else { values.len() };
            values[..looked].iter().map(|value| shape_of(value, depth - 1)).collect()
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (generic(name).to_owned(), shape_of(value, depth - 1)))
            .collect::<Map<String, Value>>()
            .into(),
        simple => json!(kind(simple)),
    }
}

/// Leaves open what is at this path of a shape.
fn open(shape: &mut Value, path: &str) {
    let mut at = shape;
    let (last, steps) = match path.rsplit_once('.') {
        Some((steps, last)) => (last, steps.split('.').collect()),
        None => (path, Vec::new()),
    };
    for step in steps {
        at = match at {
            Value::Array(values) => match step.parse().ok().and_then(|place: usize| values.get_mut(place)) {
                Some(value) => value,
                None => return,
            },
            Value::Object(fields) => match fields.get_mut(step) {
                Some(value) => value,
                None => return,
            },
            _ => return,
        };
    }
    if let Value::Object(fields) = at
        && let Some(value) = fields.get_mut(last)
    {
        *value = json!("any");
    }
}

fn differences(shape: &Value, given: &Value, path: &str, faults: &mut Vec<String>) {
    match (shape, given) {
        (Value::String(any), _) if any == "any" => {}
        (Value::String(wanted), given) if wanted == kind(given) => {}
        (Value::Array(wanted), Value::Array(given)) => {
            // What is empty in the facts may be filled here, not the other way round.
            if given.len() < wanted.len() {
                faults.push(format!("{path}: {} entries instead of {}", given.len(), wanted.len()));
            }
            for (number, (wanted, given)) in wanted.iter().zip(given).enumerate() {
                differences(wanted, given, &format!("{path}/{number}"), faults);
            }
        }
        (Value::Object(wanted), Value::Object(given)) => {
            for (name, wanted) in wanted {
                let found = given.iter().find(|(given, _)| generic(given) == name);
                match found {
                    Some((_, given)) => differences(wanted, given, &format!("{path}/{name}"), faults),
                    None if wanted == "any" => {}
                    None => faults.push(format!("{path}/{name} is missing")),
                }
            }
            for name in given.keys().map(|name| generic(name)) {
                // Resolved lists of types carry rules that are not served.
                if !wanted.contains_key(name) {
                    faults.push(format!("{path}/{name} is too much"));
                }
            }
        }
        (wanted, given) => {
            let wanted = wanted.as_str().unwrap_or_else(|| kind(wanted));
            faults.push(format!("{path}: {} instead of {wanted}", kind(given)));
        }
    }
}
