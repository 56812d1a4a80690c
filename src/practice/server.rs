//! Serves a practice system on loopback, one connection at a time in our own hands, so that it can be reset or cut on demand.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::{Frame, Incoming};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::faults::{Exchange, Fault, Faults, HookPoint, RecordFault};

/// Bytes that a request line with its headers may have; the ArchivesSpace backend's web server allows as much.
const MAX_HEAD: usize = 64 * 1024;

/// A practice system that answers on loopback until it is stopped or dropped.
#[derive(Debug)]
pub struct Served {
    name: &'static str,
    address: SocketAddr,
    stop: CancellationToken,
    connections: TaskTracker,
    accepting: Option<JoinHandle<()>>,
    faults: Arc<Faults>,
}

impl Served {
    /// Which system this is.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:<port>`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What goes wrong with it.
    #[must_use]
    pub fn faults(&self) -> Arc<Faults> {
        Arc::clone(&self.faults)
    }

    /// Stops accepting, closes the connections and waits until their requests have ended.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(accepting) = self.accepting.take() {
            // It ends by itself; a panic inside would have been reported there.
            let _ended = accepting.await;
        }
        self.connections.close();
        self.connections.wait().await;
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Serves the router on the listener, with faults.
///
/// # Errors
/// The listener has no local address.
pub async fn serve(name: &'static str, router: Router, listener: TcpListener, faults: Arc<Faults>) -> std::io::Result<Served> {
    let address = listener.local_addr()?;
    let stop = CancellationToken::new();
    let connections = TaskTracker::new();
    let accepting = tokio::spawn(accept(router, listener, Arc::clone(&faults), stop.clone(), connections.clone()));
    Ok(Served {
        name,
        address,
        stop,
        connections,
        accepting: Some(accepting),
        faults,
    })
}

async fn accept(router: Router, listener: TcpListener, faults: Arc<Faults>, stop: CancellationToken, connections: TaskTracker) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(connection(router.clone(), stream, Arc::clone(&faults), stop.clone()));
            }
            // Out of file descriptors, or the peer went away while waiting: the next one may do better.
            Err(error) => {
                tracing::warn!(%error, "a connection to a practice system could not be accepted");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

/// Serves one connection until it closes, the server stops, or a fault resets it.
async fn connection(router: Router, stream: TcpStream, faults: Arc<Faults>, stop: CancellationToken) {
    // A second handle to the socket, because the first one belongs to hyper when the reset is wanted.
    let Ok((stream, twin)) = with_twin(stream) else {
        return;
    };
    let reset = CancellationToken::new();
    let service = hyper::service::service_fn({
        let reset = reset.clone();
        move |request| answer(router.clone(), request, Arc::clone(&faults), reset.clone())
    });
    let serving = hyper::server::conn::http1::Builder::new()
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        biased;
        () = reset.cancelled() => {
            // Zero linger turns the close into a reset.
            if let Err(error) = socket2::SockRef::from(&twin).set_linger(Some(Duration::ZERO)) {
                tracing::warn!(%error, "a connection could not be reset, it is closed instead");
            }
        }
        () = stop.cancelled() => {}
        ended = serving => {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection to a practice system ended early");
            }
        }
    }
}

fn with_twin(stream: TcpStream) -> std::io::Result<(TcpStream, std::net::TcpStream)> {
    stream.set_nodelay(true)?;
    let stream = stream.into_std()?;
    let twin = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, twin))
}

/// What the script says about one request.
#[derive(Default)]
struct Verdict {
    latency: Duration,
    status: Option<(u16, Option<u32>)>,
    reset_before: bool,
    reset_after: bool,
    truncate: bool,
    record: Vec<RecordFault>,
}

impl Verdict {
    fn of(faults: Vec<Fault>) -> Self {
        let mut verdict = Self::default();
        for fault in faults {
            match fault {
                Fault::Latency(time) => verdict.latency += time,
                Fault::Status { code, retry_after } => verdict.status = Some((code, retry_after)),
                Fault::ResetBeforeRead => verdict.reset_before = true,
                Fault::ResetAfterEffect => verdict.reset_after = true,
                Fault::TruncatedBody => verdict.truncate = true,
                Fault::ExpiredSession => verdict.record.push(RecordFault::ExpiredSession),
                Fault::ConcurrentEdit => verdict.record.push(RecordFault::ConcurrentEdit),
            }
        }
        verdict
    }
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
    faults: Arc<Faults>,
    reset: CancellationToken,
) -> Result<Response<Body>, Infallible> {
    let method = request.method().as_str().to_owned();
    let path = request.uri().path().to_owned();
    let path_and_query = request.uri().path_and_query().map_or_else(|| path.clone(), ToString::to_string);
    let (number, struck) = faults.arrive(&method, &path_and_query);
    let verdict = Verdict::of(struck);
    if !verdict.latency.is_zero() {
        tokio::time::sleep(verdict.latency).await;
    }
    if verdict.reset_before {
        return never(reset).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(request_body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return never(reset).await;
    };
    faults.call_hook(HookPoint::BeforeEffect(number), &method, &path);
    let record = faults.is_recording();
    let request_headers = if record { masked(&parts.headers) } else { Vec::new() };
    let response = if let Some((code, retry_after)) = verdict.status {
        status_answer(code, retry_after)
    } else {
        for fault in &verdict.record {
            parts.extensions.insert(*fault);
        }
        carry_out(router, Request::from_parts(parts, Body::from(request_body.clone()))).await
    };
    let (head, response_body) = response;
    if record {
        faults.push(Exchange {
            path_and_query: mask_password(&path_and_query),
            request_headers,
            request_body: mask_login(&path, &request_body),
            status: head.status.as_u16(),
            response_body: mask_session(&path, &response_body),
            method: method.clone(),
        });
    }
    faults.call_hook(HookPoint::AfterEffect(number), &method, &path);
    if verdict.reset_after {
        return never(reset).await;
    }
    Ok(assemble(head, response_body, verdict.truncate, method == "HEAD"))
}

/// Asks for the reset and waits until the connection is torn down around us.
async fn never(reset: CancellationToken) -> Result<Response<Body>, Infallible> {
    reset.cancel();
    std::future::pending().await
}

type Answer = (http::response::Parts, Bytes);

async fn carry_out(router: Router, request: Request<Body>) -> Answer {
    use hyper::service::Service;
    let service = hyper_util::service::TowerToHyperService::new(router);
    let response = match service.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (head, body) = response.into_parts();
    match body.collect().await {
        Ok(collected) => (head, collected.to_bytes()),
        Err(error) => {
            tracing::error!(%error, "an answer of a practice system could not be made");
            status_answer(500, None)
        }
    }
}

/// What a proxy in front of the system, or the system in trouble, says.
fn status_answer(code: u16, retry_after: Option<u32>) -> Answer {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reason = status.canonical_reason().unwrap_or("Error");
    let proxy = matches!(code, 502..=504);
    let body = if proxy {
        format!("<html><head><title>{code} {reason}</title></head><body><h1>{code} {reason}</h1></body></html>\n")
    } else {
        format!("{{\"error\":\"{reason}\"}}\n")
    };
    let content_type = if proxy {
        HeaderValue::from_static("text/html")
    } else {
        HeaderValue::from_static("application/json")
    };
    let (mut head, ()) = Response::new(()).into_parts();
    head.status = status;
    head.headers.insert(header::CONTENT_TYPE, content_type);
    if let Some(seconds) = retry_after {
        head.headers.insert(header::RETRY_AFTER, seconds.into());
    }
    (head, Bytes::from(body))
}

fn assemble(mut head: http::response::Parts, body: Bytes, truncate: bool, is_head: bool) -> Response<Body> {
    if truncate && !is_head && !body.is_empty() {
        head.headers.insert(header::CONTENT_LENGTH, body.len().into());
        let part = body.slice(..body.len() / 2);
        return Response::from_parts(head, Body::new(CutBody::Part(part)));
    }
    if is_head {
        return Response::from_parts(head, Body::empty());
    }
    Response::from_parts(head, Body::from(body))
}

/// A body that ends before its promised length.
enum CutBody {
    Part(Bytes),
    /// One turn of waiting lets hyper send what it has before the end makes it give up.
    Flush,
    Cut,
}

impl hyper::body::Body for CutBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match std::mem::replace(&mut *self, Self::Cut) {
            Self::Part(part) => {
                *self = Self::Flush;
                Poll::Ready(Some(Ok(Frame::data(part))))
            }
            Self::Flush => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Cut => Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into()))),
        }
    }
}

const MASK: &str = "***";

fn masked(headers: &HeaderMap) -> Vec<(String, String)> {
    const SECRET: [&str; 5] = [
        "authorization",
        "auth-token",
        "cookie",
        "proxy-authorization",
        "x-archivesspace-session",
    ];
    headers
        .iter()
        .map(|(name, value)| {
            let value = if SECRET.contains(&name.as_str()) {
                MASK.to_owned()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.as_str().to_owned(), value)
        })
        .collect()
}

/// Hides the value of every `password=` field of a query or form.
fn mask_password(text: &str) -> String {
    const FIELD: &str = "password=";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(FIELD) {
        let (before, after) = rest.split_at(at + FIELD.len());
        out.push_str(before);
        out.push_str(MASK);
        rest = &after[after.find('&').unwrap_or(after.len())..];
    }
    out.push_str(rest);
    out
}

fn is_login(path: &str) -> bool {
    path.ends_with("/login") || path.contains("/auth/")
}

fn mask_login(path: &str, body: &Bytes) -> Bytes {
    if !is_login(path) {
        return body.clone();
    }
    let text = String::from_utf8_lossy(body);
    if text.trim_start().starts_with('{') {
        return Bytes::from_static(b"{}");
    }
    Bytes::from(mask_password(&text))
}

fn mask_session(path: &str, body: &Bytes) -> Bytes {
    if !is_login(path) {
        return body.clone();
    }
    let Ok(mut answer) = serde_json::from_slice::<serde_json::Value>(body) else {
        return body.clone();
    };
    for key in ["session", "token", "auth_token"] {
        if let Some(secret) = answer.get_mut(key).filter(|value| value.is_string()) {
            *secret = MASK.into();
        }
    }
    Bytes::from(answer.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked_wherever_they_stand() {
        assert_eq!(
            mask_password("/users/a/login?expiring=false&password=geheim&x=1"),
            "/users/a/login?expiring=false&password=***&x=1"
        );
        assert_eq!(
            mask_login("/users/a/login", &Bytes::from_static(b"password=geheim")),
            Bytes::from_static(b"password=***")
        );
        assert_eq!(
            mask_session("/users/a/login", &Bytes::from_static(b"{\"session\":\"f00\"}")),
            Bytes::from_static(b"{\"session\":\"***\"}")
        );
    }
}
