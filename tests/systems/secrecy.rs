//! Nothing secret reaches a log, an error or a debug text, at any level, of any crate.

use std::io;
use std::sync::Arc;

use archway::domain::Secret;
use archway::systems::{ArchivesSpace, Iconik};
use parking_lot::Mutex;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use super::host::{Host, Reply, ok, quick, status};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self::Writer {
        self.clone()
    }
}

const SECRETS: [&str; 5] = [
    "tidepool-password",
    "tidepool-session",
    "tidepool-token",
    "tidepool-signature",
    "tidepool-app",
];

#[tokio::test]
async fn secrets_appear_nowhere() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let mut said = String::new();

    let host = Host::new(|request, before| match before {
        _ if request.target.starts_with("/pictures") => Reply::Reset,
        _ if request.target.ends_with("/login") && before == 0 => status(500, "{}"),
        _ if request.target.ends_with("/login") => ok(r#"{"session":"tidepool-session","user":{}}"#),
        _ if request.target.starts_with("/repositories?") => status(404, ""),
        _ if request.method == "POST" => Reply::Reset,
        _ => status(412, r#"{"code":"SESSION_GONE","error":"No session found for tidepool-session"}"#),
    })
    .await;
    let archivesspace = ArchivesSpace::new(&host.url(), "ada", Secret::new("tidepool-password"), quick()).expect("loopback");
    said += &format!("{:?}", archivesspace.repositories().await);
    let record = "/repositories/2/resources/1".parse().expect("a record");
    said += &format!("{:?}", archivesspace.update(&record, &json!({})).await);

    let iconik = Iconik::new(&host.url(), "tidepool-app", Secret::new("tidepool-token"), quick()).expect("loopback");
    let error = iconik.add_history(uuid::Uuid::nil().to_string().parse().expect("an id"), "x").await;
    said += &format!("{error:?}");
    let picture = iconik
        .keyframe_bytes(&format!("{}/pictures/1?sig=tidepool-signature", host.url()))
        .await;
    said += &format!("{picture:?}");
    for error in [error.err(), picture.err()].into_iter().flatten() {
        said += &error.to_string();
    }
    // Nobody listens on port 1: the addresses in connection errors.
    let nobody = Iconik::new("http://127.0.0.1:1", "tidepool-app", Secret::new("tidepool-token"), quick()).expect("loopback");
    let refused = nobody
        .keyframe_bytes("http://127.0.0.1:1/k?sig=tidepool-signature")
        .await
        .expect_err("nobody listens");
    said += &format!("{refused} {refused:?}");
    drop(guard);

    let log = String::from_utf8_lossy(&captured.0.lock()).into_owned();
    assert!(log.contains("/repositories/2/resources/1"), "the requests were logged");
    assert!(host.count() > 5, "the requests were sent");
    for secret in SECRETS {
        assert!(!said.contains(secret), "{secret} in: {said}");
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in the log: {line:?}");
    }
}
