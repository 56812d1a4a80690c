//! Faults on demand, and a record of what was exchanged.
//!
//! One [`Faults`] belongs to one served practice system. Tests and the "practise with a bad network" switch tell it which
//! requests go wrong and how; [`crate::practice::server`] carries out what concerns the connection, the system itself what
//! concerns its records ([`Fault::ExpiredSession`], [`Fault::ConcurrentEdit`]).

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The request is answered as usual, after this time.
    Latency(Duration),
    /// The request is not carried out and answered with this status.
    Status {
        /// HTTP status.
        code: u16,
        /// Seconds in a `Retry-After` header, where one is sent.
        retry_after: Option<u32>,
    },
    /// The connection is reset before the body of the request was read. Nothing was carried out.
    ResetBeforeRead,
    /// The request is carried out, then the connection is reset instead of an answer.
    ResetAfterEffect,
    /// The request is carried out; the answer promises more bytes than are sent before the connection closes.
    TruncatedBody,
    /// The session or token of the request is no longer known.
    ExpiredSession,
    /// Someone else changes the record just before the request is carried out.
    ConcurrentEdit,
}

impl Fault {
    /// An answer with this status and no `Retry-After`.
    #[must_use]
    pub fn status(code: u16) -> Self {
        Self::Status { code, retry_after: None }
    }
}

/// A request fault that the practice system itself makes; found in the extensions of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordFault {
    /// Forget the session or token of this request.
    ExpiredSession,
    /// Change the record of this request as someone else would.
    ConcurrentEdit,
}

/// The two boundaries of a request at which a hook is called, with the number of the request (from 0, since the start).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookPoint {
    /// The request was received, nothing is carried out yet.
    BeforeEffect(u64),
    /// The request was carried out, no byte of the answer is sent yet.
    AfterEffect(u64),
}

/// Called at each boundary with method and path; blocks the request while it runs.
pub type Hook = Arc<dyn Fn(HookPoint, &str, &str) + Send + Sync>;

/// One request and its answer, secrets masked.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// HTTP method.
    pub method: String,
    /// Path with query.
    pub path_and_query: String,
    /// Names and values of the request's headers.
    pub request_headers: Vec<(String, String)>,
    /// Body of the request.
    pub request_body: Bytes,
    /// Status of the answer that the system gave, also where the client never saw it.
    pub status: u16,
    /// Body of that answer.
    pub response_body: Bytes,
}

/// Which requests of one practice system go wrong, and what was exchanged.
#[derive(Default)]
pub struct Faults {
    counter: AtomicU64,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    scripted: Vec<(u64, Fault)>,
    rules: Vec<Rule>,
    random: Option<(ChaCha8Rng, f64)>,
    hook: Option<Hook>,
    exchanges: Option<Vec<Exchange>>,
}

struct Rule {
    method: String,
    path_contains: String,
    fault: Fault,
    left: usize,
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faults").field("requests", &self.requests()).finish_non_exhaustive()
    }
}

impl Faults {
    /// No faults, nothing recorded.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The `n`-th request from now, counted from 0, goes wrong.
    pub fn at_request(&self, n: u64, fault: Fault) {
        let at = self.requests() + n;
        self.inner.lock().scripted.push((at, fault));
    }

    /// The next `times` requests of this method (empty: any) whose path and query contain the text go wrong.
    pub fn on(&self, method: &str, path_contains: &str, fault: Fault, times: usize) {
        self.inner.lock().rules.push(Rule {
            method: method.to_ascii_uppercase(),
            path_contains: path_contains.to_owned(),
            fault,
            left: times,
        });
    }

    /// A bad network: this share of all requests (0 to 1) goes wrong, by chance that the seed fixes.
    pub fn random(&self, seed: u64, rate: f64) {
        self.inner.lock().random = (rate > 0.0).then(|| (ChaCha8Rng::seed_from_u64(seed), rate.min(1.0)));
    }

    /// Ends all faults. The hook and the record of exchanges stay.
    pub fn clear(&self) {
        let mut inner = self.inner.lock();
        inner.scripted.clear();
        inner.rules.clear();
        inner.random = None;
    }

    /// Number of requests received since the start.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.counter.load(Ordering::SeqCst)
    }

    /// Starts the record of exchanges anew, or ends it.
    pub fn record(&self, on: bool) {
        self.inner.lock().exchanges = on.then(Vec::new);
    }

    /// The exchanges since [`Faults::record`] was switched on.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.inner.lock().exchanges.clone().unwrap_or_default()
    }

    /// Calls this at both boundaries of every request.
    pub fn set_hook(&self, hook: Hook) {
        self.inner.lock().hook = Some(hook);
    }

    /// Ends the hook.
    pub fn clear_hook(&self) {
        self.inner.lock().hook = None;
    }

    /// Counts a request and says its number and what goes wrong with it.
    pub(crate) fn arrive(&self, method: &str, path_and_query: &str) -> (u64, Vec<Fault>) {
        // The count is taken under the lock so that `at_request` cannot fall between count and look-up.
        let mut inner = self.inner.lock();
        let number = self.counter.fetch_add(1, Ordering::SeqCst);
        let mut faults = Vec::new();
        inner.scripted.retain(|(at, fault)| {
            if *at == number {
                faults.push(fault.clone());
            }
            *at > number
        });
        for rule in &mut inner.rules {
            let matches = (rule.method.is_empty() || rule.method == method) && path_and_query.contains(&rule.path_contains);
            if matches && rule.left > 0 {
                rule.left -= 1;
                faults.push(rule.fault.clone());
            }
        }
        inner.rules.retain(|rule| rule.left > 0);
        if faults.is_empty()
            && let Some((rng, rate)) = &mut inner.random
            && rng.random_bool(*rate)
        {
            faults.push(bad_luck(rng));
        }
        (number, faults)
    }

    pub(crate) fn call_hook(&self, point: HookPoint, method: &str, path: &str) {
        let hook = self.inner.lock().hook.clone();
        if let Some(hook) = hook {
            hook(point, method, path);
        }
    }

    pub(crate) fn is_recording(&self) -> bool {
        self.inner.lock().exchanges.is_some()
    }

    pub(crate) fn push(&self, exchange: Exchange) {
        if let Some(exchanges) = &mut self.inner.lock().exchanges {
            exchanges.push(exchange);
        }
    }
}

/// What a bad network or a busy server does.
fn bad_luck(rng: &mut ChaCha8Rng) -> Fault {
    match rng.random_range(0..8) {
        0 | 1 => Fault::Latency(Duration::from_millis(rng.random_range(50..400))),
        2 => Fault::Status {
            code: 429,
            retry_after: Some(1),
        },
        3 => Fault::status(502),
        4 => Fault::status(503),
        5 => Fault::ResetBeforeRead,
        6 => Fault::ResetAfterEffect,
        _ => Fault::TruncatedBody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scripted_fault_strikes_once_at_its_request() {
        let faults = Faults::new();
        faults.arrive("GET", "/");
        faults.at_request(1, Fault::ResetBeforeRead);
        assert_eq!(faults.arrive("GET", "/"), (1, vec![]));
        assert_eq!(faults.arrive("GET", "/"), (2, vec![Fault::ResetBeforeRead]));
        assert_eq!(faults.arrive("GET", "/"), (3, vec![]));
    }

    #[test]
    fn a_rule_is_used_up() {
        let faults = Faults::new();
        faults.on("post", "/things", Fault::status(503), 1);
        assert!(faults.arrive("GET", "/things").1.is_empty());
        assert_eq!(faults.arrive("POST", "/things/1").1.len(), 1);
        assert!(faults.arrive("POST", "/things/1").1.is_empty());
    }

    #[test]
    fn the_same_seed_gives_the_same_bad_luck() {
        let run = || {
            let faults = Faults::new();
            faults.random(7, 0.4);
            (0..50).map(|_| faults.arrive("GET", "/").1).collect::<Vec<_>>()
        };
        assert_eq!(run(), run());
        assert!(run().iter().any(|faults| !faults.is_empty()));
    }
}
