//! Each fault of the connection, as a client meets it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use archway::practice::faults::{Fault, Faults, HookPoint};
use archway::practice::server::{Served, serve};
use axum::Router;
use axum::routing::{get, post};

struct Bench {
    served: Served,
    faults: Arc<Faults>,
    effects: Arc<AtomicU64>,
    client: reqwest::Client,
}

async fn bench() -> Bench {
    let effects = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&effects);
    let router = Router::new()
        .route("/hello", get(|| async { "hello from the practice system" }))
        .route(
            "/effect",
            post(move || async move {
                counted.fetch_add(1, Ordering::SeqCst);
                "done"
            }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let faults = Arc::new(Faults::new());
    let served = serve("bench", router, listener, Arc::clone(&faults)).await.unwrap();
    Bench {
        served,
        faults,
        effects,
        client: reqwest::Client::builder()
            .no_proxy()
            .retry(reqwest::retry::never())
            .build()
            .unwrap(),
    }
}

impl Bench {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.served.base_url())
    }

    async fn post(&self) -> reqwest::Result<reqwest::Response> {
        self.client.post(self.url("/effect")).body("x".repeat(4096)).send().await
    }
}

fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn latency_delays_the_answer() {
    let bench = bench().await;
    bench.faults.at_request(0, Fault::Latency(Duration::from_millis(150)));
    let start = Instant::now();
    let answer = bench.client.get(bench.url("/hello")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(150));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_comes_without_the_effect() {
    let bench = bench().await;
    for code in [500, 502, 503] {
        bench.faults.at_request(0, Fault::status(code));
        assert_eq!(bench.post().await.unwrap().status().as_u16(), code);
    }
    bench.faults.at_request(
        0,
        Fault::Status {
            code: 429,
            retry_after: Some(7),
        },
    );
    let answer = bench.post().await.unwrap();
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "7");
    assert_eq!(bench.effects.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_before_reading_has_no_effect() {
    let bench = bench().await;
    bench.faults.at_request(0, Fault::ResetBeforeRead);
    let error = bench.post().await.unwrap_err();
    assert!(!error.is_status(), "{}", chain(&error));
    assert_eq!(bench.effects.load(Ordering::SeqCst), 0);
    assert_eq!(bench.post().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_after_the_effect_leaves_the_effect() {
    let bench = bench().await;
    bench.faults.at_request(0, Fault::ResetAfterEffect);
    let error = bench.post().await.unwrap_err();
    let text = chain(&error);
    assert!(
        text.contains("reset") || text.contains("closed"),
        "the connection was expected to break: {text}"
    );
    assert_eq!(bench.effects.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_truncated_body_has_its_status_but_not_its_end() {
    let bench = bench().await;
    bench.faults.on("GET", "/hello", Fault::TruncatedBody, 1);
    let answer = bench.client.get(bench.url("/hello")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-length"], "30");
    assert!(answer.bytes().await.is_err());
    let again = bench.client.get(bench.url("/hello")).send().await.unwrap();
    assert_eq!(again.text().await.unwrap().len(), 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hooks_see_both_boundaries_and_exchanges_hide_secrets() {
    let bench = bench().await;
    let seen = Arc::new(parking_lot::Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    bench.faults.set_hook(Arc::new(move |point, method: &str, path: &str| {
        sink.lock().push((point, format!("{method} {path}")));
    }));
    bench.faults.record(true);
    let answer = bench
        .client
        .post(bench.url("/effect?password=geheim"))
        .header("X-ArchivesSpace-Session", "f00dfeed")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(
        *seen.lock(),
        vec![
            (HookPoint::BeforeEffect(0), "POST /effect".to_owned()),
            (HookPoint::AfterEffect(0), "POST /effect".to_owned()),
        ]
    );
    let exchanges = bench.faults.exchanges();
    assert_eq!(exchanges.len(), 1);
    assert_eq!(exchanges[0].status, 200);
    assert_eq!(&exchanges[0].response_body[..], b"done");
    let shown = format!("{exchanges:?}");
    assert!(!shown.contains("geheim") && !shown.contains("f00dfeed"));
    bench.served.stop().await;
}
