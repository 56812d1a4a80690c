//! What is sent again, and what is not.

use std::time::Duration;

use archway::systems::http::Call;
use archway::systems::{SystemError, SystemName, Transport, TransportLimits};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::host::{Host, Reply, ok, quick, status};

fn transport(host: &Host) -> Transport {
    Transport::new(SystemName::ArchivesSpace, &host.url(), quick()).expect("loopback is allowed")
}

/// Gives `fault` to the first request and an answer to the others.
async fn once(fault: Reply) -> Host {
    Host::new(move |_, before| if before == 0 { fault.clone() } else { ok("{}") }).await
}

fn faults() -> [Reply; 6] {
    [
        status(500, "{}"),
        status(502, ""),
        status(503, ""),
        status(504, ""),
        Reply::Reset,
        Reply::Truncated("{\"a\":".to_owned()),
    ]
}

#[tokio::test]
async fn reading_is_repeated_after_every_passing_fault() {
    for fault in faults() {
        let host = once(fault.clone()).await;
        let transport = transport(&host);
        let answer = transport.send(&Call::get("/x")).await;
        assert!(answer.is_ok_and(|answer| answer.status == 200), "{fault:?}");
        assert_eq!(transport.counts().requests, 2, "{fault:?}");
        assert_eq!(transport.counts().retries, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_write_that_may_have_arrived_is_sent_once_and_says_so() {
    for fault in [Reply::Reset, Reply::Truncated("{\"a\":".to_owned())] {
        let host = once(fault.clone()).await;
        let error = transport(&host)
            .send(&Call::post("/x").json(&json!({"a": 1})))
            .await
            .expect_err("there is no whole answer");
        assert!(error.maybe_applied(), "{fault:?}: {error}");
        assert_eq!(host.count(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_write_is_not_repeated_after_a_failure_of_the_server() {
    for code in [500, 502, 503, 504] {
        let host = once(status(code, "{}")).await;
        let answer = transport(&host).send(&Call::post("/x")).await;
        assert!(answer.is_ok_and(|answer| answer.status == code));
        assert_eq!(host.count(), 1, "{code}");
    }
}

#[tokio::test]
async fn a_write_that_was_turned_away_is_repeated() {
    let wait = || vec![("retry-after", "0".to_owned())];
    for fault in [
        Reply::Answer(429, wait(), String::new()),
        status(429, ""),
        Reply::Answer(503, wait(), String::new()),
    ] {
        let host = once(fault.clone()).await;
        let answer = transport(&host).send(&Call::post("/x")).await;
        assert!(answer.is_ok_and(|answer| answer.status == 200), "{fault:?}");
        assert_eq!(host.count(), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn a_write_declared_idempotent_is_repeated_after_every_fault() {
    for fault in faults() {
        let host = once(fault.clone()).await;
        let answer = transport(&host).send(&Call::put("/x").idempotent()).await;
        assert!(answer.is_ok_and(|answer| answer.status == 200), "{fault:?}");
        assert_eq!(host.count(), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn repeating_ends_and_an_idempotent_write_then_says_that_it_may_have_arrived() {
    let host = Host::new(|_, _| Reply::Reset).await;
    let transport = transport(&host);
    let read = transport.send(&Call::get("/x")).await.expect_err("every answer is lost");
    assert!(matches!(read, SystemError::Interrupted { maybe_applied: false, .. }), "{read}");
    assert_eq!(host.count(), 3);
    let write = transport
        .send(&Call::put("/x").idempotent())
        .await
        .expect_err("every answer is lost");
    assert!(write.maybe_applied(), "{write}");
}

#[tokio::test]
async fn the_time_that_retry_after_asks_for_is_waited() {
    let host = once(Reply::Answer(429, vec![("retry-after", "1".to_owned())], String::new())).await;
    let started = std::time::Instant::now();
    assert!(transport(&host).send(&Call::get("/x")).await.is_ok());
    assert!(started.elapsed() >= Duration::from_millis(990), "{:?}", started.elapsed());
}

#[tokio::test]
async fn silence_ends_in_a_timeout() {
    let host = Host::new(|_, _| Reply::Silence).await;
    let limits = TransportLimits {
        read_timeout: Duration::from_millis(100),
        attempts: 2,
        ..quick()
    };
    let transport = Transport::new(SystemName::Iconik, &host.url(), limits).expect("loopback is allowed");
    let read = transport.send(&Call::get("/x")).await.expect_err("nobody answers");
    assert!(matches!(read, SystemError::Timeout { .. }), "{read}");
    assert_eq!(host.count(), 2);
    let write = transport.send(&Call::post("/x")).await.expect_err("nobody answers");
    assert!(matches!(write, SystemError::Interrupted { maybe_applied: true, .. }), "{write}");
    assert_eq!(host.count(), 3, "a write without an answer is not repeated");
}

#[tokio::test]
async fn nobody_listening_is_refused_and_surely_not_applied() {
    // Bound and dropped: nothing listens on this port now.
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("it has an address").port()
    };
    let transport = Transport::new(SystemName::ArchivesSpace, &format!("http://127.0.0.1:{port}"), quick()).expect("loopback is allowed");
    let error = transport.send(&Call::post("/x")).await.expect_err("nobody listens");
    assert!(matches!(error, SystemError::Refused { .. }) && !error.maybe_applied(), "{error}");
    assert_eq!(
        transport.counts().requests,
        3,
        "a connection that was refused is tried again even for a write"
    );
}

#[tokio::test]
async fn a_name_without_a_host_is_a_wrong_address() {
    // Never exists (RFC 6761). A proxy from the environment would be asked for it instead, and answer for itself.
    let proxied = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if proxied {
        println!("skipped: a proxy stands between");
        return;
    }
    let transport = Transport::new(SystemName::Iconik, "https://archway-test.invalid", quick()).expect("an https address");
    let error = transport.send(&Call::get("/x")).await.expect_err("there is no such host");
    assert!(matches!(error, SystemError::WrongAddress { .. }), "{error:?}");
}

#[tokio::test]
async fn a_host_that_speaks_no_tls_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("it has an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // As a web server without TLS answers what it cannot read.
            let _ = stream.read(&mut [0; 2_048]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n").await;
        }
    });
    let transport = Transport::new(SystemName::Iconik, &url, quick()).expect("an https address");
    let error = transport.send(&Call::get("/x")).await.expect_err("there is no TLS");
    assert!(matches!(error, SystemError::Tls { .. }), "{error:?}");
    assert!(!error.maybe_applied());
}

#[tokio::test]
async fn a_cancelled_read_ends_at_once_and_a_cancelled_write_is_waited_for() {
    let host = Host::new(|_, _| Reply::Held("{\"done\":true}".to_owned())).await;
    let cancel = CancellationToken::new();
    let transport = transport(&host).with_cancel(cancel.clone());
    let (read, write) = (transport.clone(), transport.clone());
    let read = tokio::spawn(async move { read.send(&Call::get("/read")).await });
    let write = tokio::spawn(async move { write.send(&Call::post("/write")).await });
    host.until_running(2).await;
    cancel.cancel();
    let read = read.await.expect("the task ends").expect_err("it was cancelled");
    assert!(matches!(read, SystemError::Cancelled { .. }), "{read}");
    host.release(2);
    let answer = write.await.expect("the task ends").expect("the write on its way has its answer");
    assert_eq!(answer.text(), "{\"done\":true}");
    let late = transport
        .send(&Call::post("/late"))
        .await
        .expect_err("nothing begins after cancelling");
    assert!(matches!(late, SystemError::Cancelled { .. }) && !late.maybe_applied());
    assert_eq!(host.count(), 2);
}

#[tokio::test]
async fn redirects_are_not_followed_and_name_the_right_address() {
    let to = vec![("location", "https://archives.example.org/api/x?token=tidepool".to_owned())];
    let host = Host::new(move |_, _| Reply::Answer(301, to.clone(), String::new())).await;
    let client = archway::systems::Iconik::new(&host.url(), "app", archway::domain::Secret::new("t"), quick()).expect("loopback");
    let error = client.metadata_views().await.expect_err("a redirect is no answer");
    let text = error.to_string();
    assert!(
        matches!(error, SystemError::WrongAddress { .. }) && text.contains("https://archives.example.org/api/x"),
        "{text}"
    );
    assert!(!text.contains("tidepool"), "{text}");
    assert_eq!(host.count(), 1);
}
