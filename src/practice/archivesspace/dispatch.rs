//! From HTTP to the work: the session first, then the route.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::BodyExt;
use percent_encoding::percent_decode_str;

use super::call::Call;
use super::kinds::{Key, Kind};
use super::params::Params;
use super::refuse::{self, Answer, Handled};
use super::state::{ArchivesSpaceState, now};
use super::{endpoints, global};
use crate::practice::faults::RecordFault;

const SESSION: &str = "x-archivesspace-session";

/// The routes of the server.
pub fn router(state: Arc<ArchivesSpaceState>) -> Router {
    // One handler for all paths, because the session is looked at before there is a route.
    Router::new().fallback(handle).with_state(state)
}

async fn handle(State(state): State<Arc<ArchivesSpaceState>>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return refuse::text(400, error.to_string()).into_response(),
    };
    let answer = match answer(&state, &head, body) {
        Ok(answer) | Err(answer) => answer,
    };
    answer.into_response()
}

fn answer(state: &ArchivesSpaceState, head: &http::request::Parts, body: Bytes) -> Handled {
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let token = header(SESSION);
    let fault = head.extensions.get::<RecordFault>().copied();
    let caller = match token {
        None => None,
        Some(token) => {
            let mut users = state.users.lock();
            if fault == Some(RecordFault::ExpiredSession)
                && let Some(expired) = users.expire(token)
            {
                return Err(expired);
            }
            Some(users.session(token)?)
        }
    };
    let is_form = header(header::CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let call = Call {
        state,
        method: head.method.as_str(),
        params: Params::read(head.uri.query(), is_form.then_some(&body)),
        body,
        token,
        caller,
    };
    let path = percent_decode_str(head.uri.path()).decode_utf8_lossy().into_owned();
    if fault == Some(RecordFault::ConcurrentEdit) {
        edit_as_someone_else(&call, &path)?;
    }
    let steps: Vec<&str> = match path.strip_prefix('/').unwrap_or(&path) {
        "" => Vec::new(),
        path => path.split('/').collect(),
    };
    route(&call, &steps)
}

fn route(call: &Call<'_>, steps: &[&str]) -> Handled {
    if let Some(answer) = global::route(call, steps) {
        return answer;
    }
    match steps {
        ["repositories", repository, rest @ ..] if !rest.is_empty() => endpoints::in_repository(call, repository, rest),
        ["agents", kind, rest @ ..] => match Kind::of_path(&format!("agents/{kind}")) {
            Some(kind) => endpoints::records(call, kind, 0, rest),
            None => Err(refuse::no_route()),
        },
        [path, rest @ ..] => match Kind::of_path(path).filter(|kind| !kind.in_repository()) {
            Some(kind) => endpoints::records(call, kind, 0, rest),
            None => Err(refuse::no_route()),
        },
        [] => Err(refuse::no_route()),
    }
}

/// What a colleague does at the same moment: another title, and so a new version.
fn edit_as_someone_else(call: &Call<'_>, path: &str) -> Result<(), Answer> {
    // The record is the longest beginning of the path that is an address.
    let mut at = path;
    let key = loop {
        if let Some((_, key)) = Key::parse(at) {
            break key;
        }
        match at.rsplit_once('/') {
            Some((shorter, _)) if !shorter.is_empty() => at = shorter,
            _ => return Ok(()),
        }
    };
    let mut store = call.state.store.write();
    let colleague = store.person("colleague");
    let Some(mut body) = store.get(key).map(super::records::Record::body) else {
        return Ok(());
    };
    if let Some(serde_json::Value::String(title)) = body.get_mut("title") {
        title.push_str(" (revised)");
    }
    store.rewrite(key, &body);
    if let Some(record) = store.get_mut(key) {
        record.lock_version += 1;
        record.modified_by = colleague;
        record.user_time = now();
        record.system_time = now();
    }
    call.keep(&mut store)
}
