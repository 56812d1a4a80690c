//! How many at a time, how fast, how much.

use std::io::Write as _;
use std::sync::Arc;

use archway::systems::http::Call;
use archway::systems::{RequestGate, RequestInfo, SystemError, SystemName, Transport, TransportLimits};
use futures::future::{BoxFuture, FutureExt as _, join_all};
use parking_lot::Mutex;
use tokio::sync::Notify;

use super::host::{Host, Reply, ok, quick};

#[tokio::test]
async fn no_more_run_at_a_time_than_allowed() {
    let host = Host::new(|_, _| Reply::Held("{}".to_owned())).await;
    let limits = TransportLimits { concurrency: 3, ..quick() };
    let transport = Transport::new(SystemName::ArchivesSpace, &host.url(), limits).expect("loopback is allowed");
    let all = tokio::spawn(async move {
        let calls: Vec<Call> = (0..10).map(|n| Call::get(format!("/{n}"))).collect();
        join_all(calls.iter().map(|call| transport.send(call))).await
    });
    host.until_running(3).await;
    for _ in 0..10 {
        host.release(1);
    }
    let answers = all.await.expect("the task ends");
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(host.count(), 10);
    assert_eq!(host.most_at_a_time(), 3);
}

#[tokio::test]
async fn the_rate_is_kept() {
    let host = Host::new(|_, _| ok("{}")).await;
    let limits = TransportLimits {
        per_second: Some(20),
        concurrency: 20,
        ..quick()
    };
    let transport = Transport::new(SystemName::Iconik, &host.url(), limits).expect("loopback is allowed");
    let started = std::time::Instant::now();
    let calls: Vec<Call> = (0..16).map(|n| Call::get(format!("/{n}"))).collect();
    assert!(
        join_all(calls.iter().map(|call| transport.send(call)))
            .await
            .iter()
            .all(Result::is_ok)
    );
    // A burst of a fifth goes at once; the other 12 take 50 ms each.
    assert!(started.elapsed().as_millis() >= 590, "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_host_that_has_no_request_left_is_given_a_pause() {
    let left = || vec![("ratelimit-remaining", "0".to_owned())];
    let host = Host::new(move |_, _| Reply::Answer(200, left(), "{}".to_owned())).await;
    let transport = Transport::new(SystemName::Iconik, &host.url(), quick()).expect("loopback is allowed");
    let started = std::time::Instant::now();
    for _ in 0..2 {
        assert!(transport.send(&Call::get("/x")).await.is_ok());
    }
    assert!(started.elapsed().as_millis() >= 990, "{:?}", started.elapsed());
}

#[tokio::test]
async fn being_turned_away_is_borne_longer_than_a_fault() {
    let host = Host::new(|_, before| {
        if before < 5 {
            Reply::Answer(429, Vec::new(), String::new())
        } else {
            ok("{}")
        }
    })
    .await;
    let transport = Transport::new(SystemName::Iconik, &host.url(), quick()).expect("loopback is allowed");
    assert!(transport.send(&Call::post("/x")).await.is_ok_and(|answer| answer.status == 200));
}

#[tokio::test]
async fn an_answer_larger_than_the_cap_is_refused_and_not_asked_for_again() {
    let host = Host::new(|_, _| ok("x".repeat(5_000))).await;
    let limits = TransportLimits {
        body_cap: 4_000,
        ..quick()
    };
    let transport = Transport::new(SystemName::Iconik, &host.url(), limits).expect("loopback is allowed");
    let error = transport.send(&Call::get("/x")).await.expect_err("it is too large");
    assert!(matches!(error, SystemError::Unexpected { .. }), "{error}");
    assert_eq!(host.count(), 1);
}

#[tokio::test]
async fn packed_answers_are_unpacked_and_counted_unpacked() {
    let pack = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).and_then(|()| packer.finish()).expect("memory takes it")
    };
    let (small, bomb) = (pack(b"{\"a\":1}"), pack(&[b' '; 1_000_000]));
    assert!(bomb.len() < 4_000);
    let host = Host::new(move |request, _| Reply::Packed(if request.target == "/small" { small.clone() } else { bomb.clone() })).await;
    let limits = TransportLimits {
        body_cap: 100_000,
        ..quick()
    };
    let transport = Transport::new(SystemName::Iconik, &host.url(), limits).expect("loopback is allowed");
    let answer = transport.send(&Call::get("/small")).await.expect("an answer");
    assert_eq!(answer.text(), "{\"a\":1}");
    assert!(
        host.received()[0]
            .header("accept-encoding")
            .is_some_and(|taken| taken.contains("gzip"))
    );
    let error = transport
        .send(&Call::get("/bomb"))
        .await
        .expect_err("it is too large when unpacked");
    assert!(matches!(error, SystemError::Unexpected { .. }), "{error}");
}

#[tokio::test]
async fn bytes_are_counted() {
    let host = Host::new(|_, _| ok("x".repeat(500))).await;
    let transport = Transport::new(SystemName::Iconik, &host.url(), quick()).expect("loopback is allowed");
    assert!(transport.send(&Call::post("/x").form("a", "bc")).await.is_ok());
    let counts = transport.counts();
    assert_eq!((counts.requests, counts.retries, counts.bytes_in, counts.bytes_out), (1, 0, 500, 4));
}

#[derive(Default)]
struct Watching {
    seen: Mutex<Vec<String>>,
    reached: Notify,
}

impl RequestGate for Watching {
    fn before_send<'a>(&'a self, request: &'a RequestInfo) -> BoxFuture<'a, ()> {
        self.seen
            .lock()
            .push(format!("before {} {} {}", request.method, request.path, request.attempt));
        async {
            if request.path == "/stop-before" {
                self.reached.notify_one();
                std::future::pending::<()>().await;
            }
        }
        .boxed()
    }

    fn after_answer<'a>(&'a self, request: &'a RequestInfo, status: Option<u16>) -> BoxFuture<'a, ()> {
        self.seen.lock().push(format!("after {} {status:?}", request.path));
        async {}.boxed()
    }
}

#[tokio::test]
async fn a_gate_sees_every_boundary_and_can_stop_there() {
    let host = Host::new(|_, before| if before == 0 { Reply::Reset } else { ok("{}") }).await;
    let gate = Arc::new(Watching::default());
    let transport = Transport::new(SystemName::ArchivesSpace, &host.url(), quick())
        .expect("loopback is allowed")
        .with_gate(gate.clone());
    assert!(transport.send(&Call::get("/x?").query("secret", 1)).await.is_ok());
    assert_eq!(
        *gate.seen.lock(),
        ["before GET /x? 0", "after /x? None", "before GET /x? 1", "after /x? Some(200)"]
    );
    let stopped = tokio::spawn(async move { transport.send(&Call::post("/stop-before")).await });
    gate.reached.notified().await;
    stopped.abort();
    assert!(stopped.await.is_err_and(|error| error.is_cancelled()));
    assert_eq!(host.count(), 2, "what was stopped before sending never arrived");
}

#[test]
fn only_secure_addresses_are_taken_except_on_this_computer() {
    for (address, taken) in [
        ("https://archives.example.org/api", true),
        ("http://127.0.0.1:8089", true),
        ("http://localhost:8089", true),
        ("http://archives.example.org", false),
        ("http://192.168.1.5:8089", false),
    ] {
        let result = Transport::new(SystemName::ArchivesSpace, address, quick());
        assert_eq!(result.is_ok(), taken, "{address}");
        if let Err(error) = result {
            assert!(matches!(error, SystemError::WrongAddress { .. }));
            assert!(error.to_string().contains("https://"), "{error}");
        }
    }
}
