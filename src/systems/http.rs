//! The one way to a system: a [`Transport`] for each host.
//!
//! It checks the address, keeps the limits, waits, repeats only what may be repeated, follows no redirect, and logs method,
//! path, status and time, never a query, a header or a body.

pub mod address;
mod call;
mod failure;
pub mod gate;
pub mod limits;
pub mod pace;
pub mod pictures;
pub mod retry;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use call::{Call, Repeat};
pub use gate::{RequestGate, RequestInfo};
pub use limits::TransportLimits;

use super::error::{Place, SystemError, SystemName, first_line};
use pace::Pace;
use retry::{After, Outcome};

/// Pause after an answer that says that no request is left: iconik counts by the second.
const RATE_WINDOW: Duration = Duration::from_secs(1);

/// What went over the wire since the transport was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestCounts {
    /// Requests sent, repeats included.
    pub requests: u64,
    /// Requests that were repeats.
    pub retries: u64,
    /// Bytes of answer bodies, unpacked.
    pub bytes_in: u64,
    /// Bytes of request bodies.
    pub bytes_out: u64,
}

#[derive(Debug, Default)]
struct Counters {
    requests: AtomicU64,
    retries: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
}

/// A whole answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    headers: HeaderMap,
    /// The body, unpacked.
    pub body: Bytes,
    /// What was asked.
    pub at: Place,
    /// True where the request was one that writes.
    pub wrote: bool,
    /// Permission or role that the request needs.
    pub needs: Option<&'static str>,
    /// An earlier try of the same write may have been carried out.
    open: bool,
}

impl Answer {
    /// True for any 2xx status.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The server's clock when it answered.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        retry::http_date(self.header("date")?)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; an empty body is `null`.
    ///
    /// # Errors
    /// [`SystemError::Unexpected`] where it is not JSON.
    pub fn json(&self) -> Result<Value, SystemError> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|error| self.unexpected(format!("it is not JSON ({error})")))
    }

    /// An error that says this answer cannot be used.
    pub(crate) fn unexpected(&self, what: impl Into<String>) -> SystemError {
        SystemError::Unexpected {
            at: self.at.clone(),
            what: what.into(),
            maybe_applied: self.wrote && self.is_success(),
        }
    }

    /// The error for a status that means the same in both systems, with what the system said.
    pub(crate) fn common_error(&self, text: &str) -> SystemError {
        let at = self.at.clone();
        let text = first_line(text);
        match self.status {
            300..=399 => SystemError::WrongAddress {
                at,
                reason: redirect_words(self.header("location")),
            },
            403 => SystemError::Forbidden {
                at,
                missing: self.needs.map(ToOwned::to_owned),
            },
            404 | 410 => SystemError::NotFound { at, text },
            409 => SystemError::Conflict { at, text },
            413 | 414 | 400 | 422 => SystemError::Invalid {
                at,
                fields: vec![(String::new(), vec![text])],
                conflicting_record: None,
            },
            429 => SystemError::RateLimited {
                at,
                retry_after: self.retry_after(),
            },
            status => SystemError::Server {
                at,
                status,
                text,
                maybe_applied: self.open || left_open(self.wrote, status),
            },
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.header("retry-after")?, self.date())
    }
}

/// True where a write that got this status may have been carried out all the same. 501 and 503 say that it was not taken up.
fn left_open(wrote: bool, status: u16) -> bool {
    wrote && status >= 500 && !matches!(status, 501 | 503)
}

fn redirect_words(location: Option<&str>) -> String {
    let target = location.and_then(|text| Url::parse(text).ok()).map(|mut url| {
        url.set_query(None);
        url.set_fragment(None);
        address::without_credentials(&url)
    });
    match target {
        Some(target) => format!("it sends on to {target}. If that is the right system, enter its address."),
        None => "it sends on to another page instead of answering. Enter the address of the API itself.".to_owned(),
    }
}

struct Shared {
    system: SystemName,
    base: Url,
    address: String,
    client: reqwest::Client,
    limits: TransportLimits,
    pace: Pace,
    counters: Counters,
    pictures: pictures::Clients,
}

/// The way to one host. Clones share limits and counters.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    gate: Option<Arc<dyn RequestGate>>,
    cancel: CancellationToken,
}

impl Transport {
    /// A way to `base`.
    ///
    /// # Errors
    /// [`SystemError::WrongAddress`] where the address is not `https://` (or `http://` on this computer);
    /// [`SystemError::Tls`] where the system's trust store cannot be used.
    pub fn new(system: SystemName, base: &str, limits: TransportLimits) -> Result<Self, SystemError> {
        let base = address::check(system, base)?;
        let address = address::without_credentials(&base);
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Archway/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(limits.connect_timeout)
            .read_timeout(limits.read_timeout)
            .pool_max_idle_per_host(limits.concurrency.max(1));
        if address::is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| SystemError::Tls {
            at: Place {
                system,
                address: address.clone(),
                request: String::new(),
            },
            reason: failure::chain_text(&error),
        })?;
        let pace = Pace::new(&limits);
        Ok(Self {
            shared: Arc::new(Shared {
                system,
                base,
                address,
                client,
                limits,
                pace,
                counters: Counters::default(),
                pictures: pictures::Clients::default(),
            }),
            gate: None,
            cancel: CancellationToken::new(),
        })
    }

    /// The same way, stopping when `cancel` is cancelled.
    #[must_use]
    pub fn with_cancel(&self, cancel: CancellationToken) -> Self {
        Self { cancel, ..self.clone() }
    }

    /// The same way, asking `gate` before and after every request.
    #[must_use]
    pub fn with_gate(&self, gate: Arc<dyn RequestGate>) -> Self {
        Self {
            gate: Some(gate),
            ..self.clone()
        }
    }

    /// What went over the wire so far.
    #[must_use]
    pub fn counts(&self) -> RequestCounts {
        let counters = &self.shared.counters;
        RequestCounts {
            requests: counters.requests.load(Ordering::Relaxed),
            retries: counters.retries.load(Ordering::Relaxed),
            bytes_in: counters.bytes_in.load(Ordering::Relaxed),
            bytes_out: counters.bytes_out.load(Ordering::Relaxed),
        }
    }

    /// The address, without user name or password.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.shared.address
    }

    /// Fetches what a signed address points to, from whatever host, without Archway's credentials.
    ///
    /// # Errors
    /// [`SystemError::WrongAddress`] unless the address is `https://` or on this computer; otherwise as any request.
    pub async fn picture(&self, url: &str) -> Result<Bytes, SystemError> {
        pictures::fetch(self, &self.shared.pictures, url).await
    }

    pub(crate) fn base(&self) -> &Url {
        &self.shared.base
    }

    pub(crate) fn cancel(&self) -> &CancellationToken {
        &self.cancel
    }

    /// Where a request of this transport happens, for errors.
    pub(crate) fn place(&self, request: impl Into<String>) -> Place {
        Place {
            system: self.shared.system,
            address: self.shared.address.clone(),
            request: request.into(),
        }
    }

    /// Sends a request, again where that is safe and useful, and gives the answer whatever its status.
    ///
    /// # Errors
    /// Where there was no whole answer.
    pub async fn send(&self, call: &Call) -> Result<Answer, SystemError> {
        let at = self.place(call.title());
        let mut open = false;
        let mut attempt = 0;
        loop {
            let outcome = self.attempt(call, attempt, &at).await;
            let after = retry::decide(&Outcome::of(&outcome), call.repeat, attempt, &self.shared.limits);
            let now_open = match &outcome {
                Ok(answer) => left_open(call.writes, answer.status),
                Err(failed) => call.writes && failed.reached,
            };
            let After::Again(wait) = after else {
                return match outcome {
                    Ok(answer) => Ok(Answer { open, ..answer }),
                    Err(failed) => Err(failed.into_error(open || now_open)),
                };
            };
            open |= now_open;
            if let Ok(answer) = &outcome
                && matches!(answer.status, 429 | 503)
            {
                self.shared.pace.hold(wait);
            }
            attempt += 1;
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.cancel.cancelled() => return Err(failure::Failed::cancelled(&at).into_error(open)),
            }
        }
    }

    /// One try: waits for its turn, asks the gate, sends, reads the whole answer.
    async fn attempt(&self, call: &Call, attempt: u32, at: &Place) -> Result<Answer, failure::Failed> {
        let _turn = tokio::select! {
            turn = self.shared.pace.turn() => turn,
            () = self.cancel.cancelled() => return Err(failure::Failed::cancelled(at)),
        };
        let info = RequestInfo {
            system: self.shared.system,
            method: call.method.to_string(),
            path: call.path.clone(),
            writes: call.writes,
            attempt,
        };
        if let Some(gate) = &self.gate {
            gate.before_send(&info).await;
        }
        if self.cancel.is_cancelled() {
            return Err(failure::Failed::cancelled(at));
        }
        let started = tokio::time::Instant::now();
        let result = if call.writes {
            self.exchange(call, at, attempt).await
        } else {
            tokio::select! {
                result = self.exchange(call, at, attempt) => result,
                () = self.cancel.cancelled() => Err(failure::Failed::cancelled(at)),
            }
        };
        if result
            .as_ref()
            .is_ok_and(|answer| answer.header("ratelimit-remaining") == Some("0"))
        {
            self.shared.pace.hold(RATE_WINDOW);
        }
        let status = result.as_ref().ok().map(|answer| answer.status);
        tracing::debug!(
            system = %self.shared.system,
            method = %call.method,
            path = %call.path,
            status,
            ms = started.elapsed().as_millis(),
            attempt,
            "request"
        );
        if let Some(gate) = &self.gate {
            gate.after_answer(&info, status).await;
        }
        result
    }

    async fn exchange(&self, call: &Call, at: &Place, attempt: u32) -> Result<Answer, failure::Failed> {
        let counters = &self.shared.counters;
        let request = call
            .build(&self.shared.client, &self.shared.base)
            .map_err(|error| failure::Failed::before(at, &error))?;
        let sent = request.body().and_then(reqwest::Body::as_bytes).map_or(0, |body| body.len() as u64);
        counters.requests.fetch_add(1, Ordering::Relaxed);
        counters.retries.fetch_add(u64::from(attempt > 0), Ordering::Relaxed);
        counters.bytes_out.fetch_add(sent, Ordering::Relaxed);
        let response = self
            .shared
            .client
            .execute(request)
            .await
            .map_err(|error| failure::Failed::sending(at, &error))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = read_capped(response, self.shared.limits.body_cap)
            .await
            .map_err(|problem| failure::Failed::reading(at, status, problem))?;
        counters.bytes_in.fetch_add(body.len() as u64, Ordering::Relaxed);
        Ok(Answer {
            status,
            headers,
            body,
            at: at.clone(),
            wrote: call.writes,
            needs: call.needs,
            open: false,
        })
    }
}

/// Why a body could not be read.
pub(crate) enum BodyProblem {
    TooBig(u64),
    Broken(reqwest::Error),
}

/// Reads a body of at most `cap` bytes, counted unpacked, so that a small packed answer cannot fill the memory.
pub(crate) async fn read_capped(response: reqwest::Response, cap: u64) -> Result<Bytes, BodyProblem> {
    let announced = response.content_length();
    if announced.is_some_and(|length| length > cap) {
        return Err(BodyProblem::TooBig(cap));
    }
    let mut body = BytesMut::with_capacity(usize::try_from(announced.unwrap_or(0).min(1 << 20)).unwrap_or(0));
    let mut stream = response.bytes_stream();
    while let Some(part) = stream.next().await {
        let part = part.map_err(BodyProblem::Broken)?;
        if body.len() as u64 + part.len() as u64 > cap {
            return Err(BodyProblem::TooBig(cap));
        }
        body.extend_from_slice(&part);
    }
    Ok(body.freeze())
}

/// A header value that other crates' logs do not show either.
pub(crate) fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value.trim()).ok()?;
    value.set_sensitive(true);
    Some(value)
}
