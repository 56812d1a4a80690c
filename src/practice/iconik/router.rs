//! The way of a request: token, rate limit, operation, role, parameters, body, endpoint.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use parking_lot::Mutex;
use serde_json::{Map, Value, json};

use super::blobs::{self, NoBlob};
use super::call::{Answer, Call, Outcome, Refusal};
use super::contract::{Arguments, Contract, ContractError, Found, Operation};
use super::endpoints::{self, Endpoint};
use super::limit::Limiter;
use super::meddling;
use super::options::IconikOptions;
use super::shape::{FaultsByField, Rigour};
use super::tokens;
use super::world::{Caller, Seed, World};
use crate::practice::faults::RecordFault;
use crate::practice::institution::iconik as institution;
use crate::practice::persist::StateLog;

/// Bytes of a body that are read; more is answered with 413.
const GREATEST_BODY: usize = 32 * 1024 * 1024;

/// Header with what is left of the rate limit; known from clients only.
const REMAINING: &str = "ratelimit-remaining";

/// One practice iconik.
pub struct IconikState {
    options: IconikOptions,
    contract: Contract,
    endpoints: Vec<Endpoint>,
    world: Mutex<World>,
    limiter: Mutex<Limiter>,
}

/// The practice iconik cannot start.
#[derive(Debug, thiserror::Error)]
pub enum IconikError {
    /// Its table of operations is damaged.
    #[error(transparent)]
    Contract(#[from] ContractError),
    /// An operation of the table has no endpoint.
    #[error("the practice iconik has no endpoint for {method} {path}")]
    NoEndpoint {
        /// Method of the operation.
        method: Method,
        /// Its path.
        path: String,
    },
}

impl IconikState {
    /// Fills a practice iconik with the institution, the generated assets that the options ask for, and what the log says
    /// has changed.
    ///
    /// # Errors
    /// When this build is damaged: its table of operations cannot be read or names an operation that is not served.
    pub fn open(options: IconikOptions, log: StateLog) -> Result<Arc<Self>, IconikError> {
        let size = institution::Size {
            assets: options.generated_assets,
        };
        Self::open_with(options, log, institution::seed(size))
    }

    /// As [`Self::open`], with other contents.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(options: IconikOptions, log: StateLog, seed: Seed) -> Result<Arc<Self>, IconikError> {
        let contract = Contract::built_in()?;
        let endpoints = contract
            .operations()
            .iter()
            .map(|operation| {
                endpoints::find(operation).ok_or_else(|| IconikError::NoEndpoint {
                    method: operation.method.clone(),
                    path: operation.path.clone(),
                })
            })
            .collect::<Result<_, _>>()?;
        let world = World::open(seed, log, options.index_delay);
        Ok(Arc::new(Self {
            options,
            contract,
            endpoints,
            world: Mutex::new(world),
            limiter: Mutex::default(),
        }))
    }

    /// The operations this server serves, as `METHOD path`.
    #[must_use]
    pub fn operations(&self) -> Vec<String> {
        self.contract
            .operations()
            .iter()
            .map(|operation| format!("{} {}", operation.method, operation.path))
            .collect()
    }

    fn answer(&self, parts: &Parts, body: &[u8]) -> http::Response<Body> {
        let mut remaining = None;
        let outcome = self.attend(parts, body, &mut remaining);
        let mut response = match outcome {
            Ok(Answer::Json(status, value)) => respond(status, "application/json", value.to_string()),
            Ok(Answer::Text(kind, text)) => respond(200, kind, text),
            Ok(Answer::Empty(status)) => respond(status, "", Vec::new()),
            Err(refusal) => {
                let body = json!({ "errors": refusal.errors }).to_string();
                let mut response = respond(refusal.status, "application/json", body);
                if refusal.status == 429
                    && let Some(seconds) = self.options.retry_after
                {
                    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                }
                response
            }
        };
        if let Some(remaining) = remaining {
            response.headers_mut().insert(REMAINING, HeaderValue::from(remaining));
        }
        response
    }

    fn attend(&self, parts: &Parts, body: &[u8], remaining: &mut Option<u32>) -> Outcome {
        let token = self.token(parts)?;
        match self.limiter.lock().take(&self.options, &token, Instant::now()) {
            Ok(left) => *remaining = left,
            Err(_) => {
                *remaining = Some(0);
                return Err(Refusal::new(429, "Too many requests"));
            }
        }
        let mut world = self.world.lock();
        world.settle();
        let caller = tokens::caller(&world, &self.contract, &token).ok_or_else(|| Refusal::new(401, "Token is invalid"))?;
        let path = parts.uri.path();
        let (index, operation, arguments) = match self.contract.find(&parts.method, path) {
            Found::Operation(index, operation, arguments) => (index, operation, arguments),
            Found::OtherMethod => return Err(Refusal::new(405, "Method not allowed")),
            Found::Nothing => {
                return Err(Refusal::new(404, "No such path. All paths begin with /API/ and end with a slash"));
            }
        };
        check_role(operation, &caller)?;
        let query = self.query(operation, parts)?;
        let body = self.body(operation, body)?;
        if parts.extensions.get::<RecordFault>() == Some(&RecordFault::ConcurrentEdit) {
            meddling::edit(&mut world, &arguments, &body);
        }
        let mut call = self.call(&mut world, caller, parts, arguments, query, body);
        let outcome = (self.endpoints[index])(&mut call);
        // With no delay a change is there for the next search at once.
        world.settle();
        match world.failure.take() {
            Some(failure) => Err(Refusal::new(500, failure.to_string())),
            None => outcome,
        }
    }

    fn call<'a>(
        &'a self,
        world: &'a mut World,
        caller: Caller,
        parts: &Parts,
        arguments: Arguments,
        query: HashMap<String, String>,
        body: Value,
    ) -> Call<'a> {
        let host = parts
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or("127.0.0.1");
        Call {
            world,
            caller,
            arguments,
            query,
            body,
            path: parts.uri.path().to_owned(),
            host: format!("http://{host}"),
            options: &self.options,
        }
    }

    /// The token of a request that belongs to a known application.
    fn token(&self, parts: &Parts) -> Result<String, Refusal> {
        let header = |name: &str| text(&parts.headers, name);
        let invalid = || Refusal::new(401, "Token is invalid");
        let expired = parts.extensions.get::<RecordFault>() == Some(&RecordFault::ExpiredSession);
        if expired || header("app-id").as_deref() != Some(tokens::APP_ID) {
            return Err(invalid());
        }
        header("auth-token").ok_or_else(invalid)
    }

    fn query(&self, operation: &Operation, parts: &Parts) -> Result<HashMap<String, String>, Refusal> {
        let written = parts.uri.query().unwrap_or_default();
        let mut faults = Map::new();
        let mut query = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(written.as_bytes()) {
            let fault = match operation.query.get(name.as_ref()) {
                Some(kind) => kind.fault_in_text(&value),
                None if self.undeclared_may_pass(operation, &name) => None,
                None => Some("Unknown parameter.".to_owned()),
            };
            if let Some(fault) = fault {
                faults.insert(name.clone().into_owned(), Value::from(fault));
            }
            query.insert(name.into_owned(), value.into_owned());
        }
        if faults.is_empty() {
            Ok(query)
        } else {
            Err(Refusal::fields(faults))
        }
    }

    /// Outside strict mode everything passes. A parameter literally called `field_name` stands for any field of an asset.
    fn undeclared_may_pass(&self, operation: &Operation, name: &str) -> bool {
        !self.options.strict
            || (operation.query.contains_key("field_name") && self.contract.shapes.writable("Asset").any(|field| field == name))
    }

    fn body(&self, operation: &Operation, body: &[u8]) -> Result<Value, Refusal> {
        let Some(shape) = &operation.body else {
            if self.options.strict && !body.is_empty() {
                return Err(Refusal::new(400, "This operation takes no body"));
            }
            return Ok(Value::Null);
        };
        let value: Value = serde_json::from_slice(body).map_err(|error| Refusal::new(400, format!("The body is not JSON: {error}")))?;
        let rigour = Rigour {
            strict: self.options.strict,
            complete: operation.method != Method::PATCH,
        };
        let faults: FaultsByField = self.contract.shapes.faults(shape, &value, rigour);
        if faults.is_empty() {
            Ok(value)
        } else {
            Err(Refusal::fields(faults))
        }
    }
}

fn check_role(operation: &Operation, caller: &Caller) -> Result<(), Refusal> {
    match &operation.role {
        Some(role) if !caller.roles.contains(role) => Err(Refusal::forbidden(format!("Required role: {role}"))),
        _ => Ok(()),
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn respond(status: u16, kind: &'static str, body: impl Into<Body>) -> http::Response<Body> {
    let mut response = http::Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !kind.is_empty() {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}

/// The routes of a practice iconik: one way for all of them, since the table of operations tells them apart.
pub fn router(state: Arc<IconikState>) -> Router {
    Router::new()
        .route("/blobs/{asset}/{part}", axum::routing::get(blob))
        .fallback(request)
        .with_state(state)
}

async fn request(State(state): State<Arc<IconikState>>, request: Request) -> http::Response<Body> {
    let (parts, body) = request.into_parts();
    match to_bytes(body, GREATEST_BODY).await {
        Ok(body) => state.answer(&parts, &body),
        Err(_) => respond(413, "", Vec::new()),
    }
}

async fn blob(State(state): State<Arc<IconikState>>, request: Request) -> http::Response<Body> {
    let query = request.uri().query().unwrap_or_default();
    match blobs::fetch(&state.world.lock(), request.uri().path(), query) {
        Ok(blob) => respond(200, blob.r#type, blob.bytes),
        Err(NoBlob::NotSigned) => respond(403, "text/plain", "Signature is not valid or has expired"),
        Err(NoBlob::Missing) => respond(404, "text/plain", "No such object"),
    }
}
