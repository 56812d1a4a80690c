//! A host on loopback that answers as a test says: one request a connection, with faults that a well-behaved server cannot make.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use archway::systems::TransportLimits;
use parking_lot::Mutex;
use serde_json::Value;
use socket2::SockRef;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    /// Path and query.
    pub target: String,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    /// A request that never was, for trying a comparison.
    pub fn invented(method: &str, target: &str, body: &Value) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![("app-id".to_owned(), "a".to_owned()), ("auth-token".to_owned(), "t".to_owned())],
            body: if body.is_null() { String::new() } else { body.to_string() },
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the request has a JSON body")
    }

    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.target.split('?').next() == Some(path)
    }
}

/// What the host does about a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Answers.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// Answers with a body packed by gzip.
    Packed(Vec<u8>),
    /// Announces more than it sends.
    Truncated(String),
    /// Resets the connection after reading the request.
    Reset,
    /// Reads the request and stays silent.
    Silence,
    /// Answers once the gate of [`Host::release`] lets it.
    Held(String),
}

pub fn ok(body: impl Into<String>) -> Reply {
    Reply::Answer(200, Vec::new(), body.into())
}

pub fn status(status: u16, body: impl Into<String>) -> Reply {
    Reply::Answer(status, Vec::new(), body.into())
}

type Script = dyn Fn(&Received, usize) -> Reply + Send + Sync;

pub struct Host {
    port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    held: Arc<Semaphore>,
    running: watch::Receiver<usize>,
    most: Arc<AtomicUsize>,
}

impl Host {
    /// A host that answers by `script`, which is told the request and how many came before it.
    pub async fn new(script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let port = listener.local_addr().expect("the listener has an address").port();
        let (count, running) = watch::channel(0);
        let host = Self {
            port,
            received: Arc::default(),
            held: Arc::new(Semaphore::new(0)),
            running,
            most: Arc::default(),
        };
        let script: Arc<Script> = Arc::new(script);
        let (received, held, most) = (host.received.clone(), host.held.clone(), host.most.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, received, held, most, count) = (script.clone(), received.clone(), held.clone(), most.clone(), count.clone());
                tokio::spawn(async move {
                    let mut stream = stream;
                    let Some(request) = read_request(&mut stream).await else { return };
                    let reply = {
                        let mut received = received.lock();
                        let reply = script(&request, received.len());
                        received.push(request);
                        reply
                    };
                    count.send_modify(|running| *running += 1);
                    most.fetch_max(*count.borrow(), Ordering::SeqCst);
                    act(&mut stream, reply, &held, &count).await;
                });
            }
        });
        host
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().clone()
    }

    pub fn count(&self) -> usize {
        self.received.lock().len()
    }

    /// Lets `count` held answers go.
    pub fn release(&self, count: usize) {
        self.held.add_permits(count);
    }

    /// Waits until that many requests run at the same time.
    pub async fn until_running(&self, count: usize) {
        let mut running = self.running.clone();
        let reached = running.wait_for(|running| *running >= count);
        tokio::time::timeout(Duration::from_secs(10), reached)
            .await
            .expect("so many requests run at a time")
            .expect("the host runs");
    }

    /// Most requests that ran at the same time.
    pub fn most_at_a_time(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

async fn act(stream: &mut TcpStream, reply: Reply, held: &Semaphore, count: &watch::Sender<usize>) {
    let done = || count.send_modify(|running| *running -= 1);
    match reply {
        Reply::Answer(status, headers, body) => {
            done();
            write_answer(stream, status, &headers, body.as_bytes(), body.len()).await;
        }
        Reply::Packed(body) => {
            done();
            write_answer(stream, 200, &[("content-encoding", "gzip".to_owned())], &body, body.len()).await;
        }
        Reply::Truncated(body) => {
            done();
            write_answer(stream, 200, &[], body.as_bytes(), body.len() + 100).await;
        }
        Reply::Reset => {
            done();
            SockRef::from(&*stream)
                .set_linger(Some(Duration::ZERO))
                .expect("a connection can be reset");
        }
        Reply::Silence => {
            // Until the other side gives up.
            let _ = stream.read(&mut [0; 1]).await;
            done();
        }
        Reply::Held(body) => {
            held.acquire().await.expect("the host runs").forget();
            done();
            write_answer(stream, 200, &[], body.as_bytes(), body.len()).await;
        }
    }
}

async fn write_answer(stream: &mut TcpStream, status: u16, headers: &[(&str, String)], body: &[u8], length: usize) {
    let mut text = format!("HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    // The other side may have gone.
    let _ = stream.write_all(&[text.as_bytes(), body].concat()).await;
    let _ = stream.shutdown().await;
}

async fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    while bytes.len() < head_end + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = String::from_utf8_lossy(&bytes[head_end + 4..]).into_owned();
    Some(Received {
        method,
        target,
        headers,
        body,
    })
}

/// Limits that make failing quick.
pub fn quick() -> TransportLimits {
    TransportLimits {
        attempts: 3,
        backoff: Duration::from_millis(1),
        backoff_cap: Duration::from_millis(2),
        read_timeout: Duration::from_secs(20),
        ..TransportLimits::default()
    }
}
