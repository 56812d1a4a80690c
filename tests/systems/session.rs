//! Sessions of ArchivesSpace.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use archway::domain::{RecordUri, Secret};
use archway::systems::{ArchivesSpace, SystemError};
use futures::future::join_all;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::host::{Host, Received, Reply, ok, quick, status};

const GONE: &str = r#"{"code":"SESSION_GONE","error":"No session found for x"}"#;

fn client(host: &Host) -> ArchivesSpace {
    ArchivesSpace::new(&host.url(), "Ada L", Secret::new("tide & ebb"), quick()).expect("loopback is allowed")
}

fn record() -> RecordUri {
    "/repositories/2/archival_objects/1".parse().expect("a record")
}

fn is_login(request: &Received) -> bool {
    request.is("POST", "/users/Ada%20L/login")
}

/// Answers log-ins with session-1, session-2 and so on, and the rest by `then`.
async fn with_login(then: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Host {
    let sessions = AtomicUsize::new(0);
    Host::new(move |request, _| {
        if is_login(request) {
            let number = sessions.fetch_add(1, Ordering::SeqCst) + 1;
            ok(json!({"session": format!("session-{number}"), "user": {"username": "ada"}}).to_string())
        } else {
            then(request)
        }
    })
    .await
}

#[tokio::test]
async fn logging_in_happens_once_and_when_it_is_needed() {
    let host = with_login(|_| ok("[]")).await;
    let client = client(&host);
    assert_eq!(host.count(), 0);
    let answers = join_all((0..6).map(|_| client.repositories())).await;
    assert!(answers.iter().all(Result::is_ok));
    let received = host.received();
    let logins: Vec<&Received> = received.iter().filter(|request| is_login(request)).collect();
    assert_eq!(logins.len(), 1);
    assert_eq!(logins[0].body, "password=tide+%26+ebb&expiring=true");
    assert_eq!(logins[0].header("x-archivesspace-session"), None);
    assert!(
        received
            .iter()
            .filter(|request| !is_login(request))
            .all(|request| request.header("x-archivesspace-session") == Some("session-1"))
    );
}

#[tokio::test]
async fn a_session_that_is_gone_is_made_again_once_and_even_a_write_is_sent_again() {
    let host = with_login(|request| match request.header("x-archivesspace-session") {
        Some("session-1") => status(412, GONE),
        _ => ok(r#"{"status":"Updated","id":1,"lock_version":4,"stale":true,"uri":"/repositories/2/archival_objects/1","warnings":[]}"#),
    })
    .await;
    let client = client(&host);
    let written = client
        .update(&record(), &json!({"title": "Quay", "position": 7, "lock_version": 3}))
        .await;
    let written = written.expect("the second session is good");
    assert_eq!((written.lock_version, written.stale, written.uri), (Some(4), true, Some(record())));
    let received = host.received();
    assert_eq!(received.len(), 4, "log in, write, log in, write");
    assert_eq!(
        received[3].json(),
        json!({"title": "Quay", "lock_version": 3}),
        "an old position is not sent"
    );
}

#[tokio::test]
async fn many_who_lose_the_session_together_make_one_new_one() {
    let host = with_login(|request| match request.header("x-archivesspace-session") {
        Some("session-1") => status(412, GONE),
        _ => ok("[]"),
    })
    .await;
    let client = client(&host);
    let answers = join_all((0..8).map(|_| client.repositories())).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(host.received().iter().filter(|request| is_login(request)).count(), 2);
}

#[tokio::test]
async fn waiting_for_somebody_elses_log_in_can_be_cancelled() {
    let host = Host::new(|_, _| Reply::Held(r#"{"session":"session-1","user":{}}"#.to_owned())).await;
    let client = client(&host);
    let cancel = CancellationToken::new();
    let (patient, hasty) = (client.clone(), client.with_cancel(cancel.clone()));
    let patient = tokio::spawn(async move { patient.session_user().await });
    host.until_running(1).await;
    cancel.cancel();
    let error = hasty.repositories().await.expect_err("it was cancelled");
    assert!(matches!(error, SystemError::Cancelled { .. }), "{error}");
    host.release(1);
    assert!(patient.await.expect("the task ends").is_ok(), "the log-in itself goes on");
}

#[tokio::test]
async fn a_session_that_goes_again_ends_it() {
    let host = with_login(|_| status(412, GONE)).await;
    let error = client(&host).get(&record(), &[]).await.expect_err("no session lasts");
    assert!(matches!(error, SystemError::SessionGone { .. }), "{error}");
    assert_eq!(host.count(), 4);
}

#[tokio::test]
async fn another_412_is_not_about_the_session() {
    let host = with_login(|_| status(412, r#"{"error":"Precondition"}"#)).await;
    assert!(client(&host).get(&record(), &[]).await.is_err());
    assert_eq!(host.count(), 2);
}

#[tokio::test]
async fn a_wrong_password_is_told_apart_and_can_be_tried_again() {
    let good = Arc::new(AtomicBool::new(false));
    let now = good.clone();
    let host = Host::new(move |request, _| {
        if !is_login(request) {
            ok("[]")
        } else if now.load(Ordering::SeqCst) {
            ok(r#"{"session":"session-1","user":{}}"#)
        } else {
            status(403, r#"{"error":"Login failed"}"#)
        }
    })
    .await;
    let client = client(&host);
    let error = client.repositories().await.expect_err("the password is wrong");
    assert!(matches!(error, SystemError::Unauthorised { .. }), "{error}");
    assert!(!error.to_string().contains("tide"), "{error}");
    good.store(true, Ordering::SeqCst);
    assert!(client.repositories().await.is_ok());
}

#[tokio::test]
async fn something_else_than_the_api_is_a_wrong_address() {
    for reply in [status(404, "<html>Not found</html>"), ok("<html>Welcome</html>")] {
        let shown = reply.clone();
        let host = Host::new(move |_, _| reply.clone()).await;
        let client = client(&host);
        let error = client.repositories().await.expect_err("nobody logs in there");
        assert!(matches!(error, SystemError::WrongAddress { .. }), "{shown:?}: {error}");
        let error = client.probe().await.expect_err("no ArchivesSpace is there");
        assert!(matches!(error, SystemError::WrongAddress { .. }), "{shown:?}: {error}");
    }
}
