//! A practice iconik over real HTTP, with every exchange held against the specification.

use std::sync::Arc;

use archway::practice::faults::Faults;
use archway::practice::iconik::{APP_ID, ARCHIVIST_TOKEN, IconikOptions, IconikState, router};
use archway::practice::institution;
use archway::practice::persist::StateLog;
use archway::practice::server::{Served, serve};
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::openapi::{Exchange, Specs};

pub struct Stage {
    pub served: Served,
    pub state: Arc<IconikState>,
    pub specs: Option<Specs>,
    client: Client,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub remaining: Option<u32>,
    pub retry_after: Option<String>,
    pub text: String,
    pub json: Value,
}

impl Stage {
    pub async fn with(options: IconikOptions, log: StateLog) -> Self {
        let state = IconikState::open(options, log).expect("a practice iconik");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let router = router(Arc::clone(&state));
        let served = serve("iconik", router, listener, Arc::new(Faults::new())).await.expect("a server");
        Self {
            served,
            state,
            specs: Specs::load(),
            client: Client::builder().no_proxy().build().expect("a client"),
        }
    }

    pub async fn immediate() -> Self {
        Self::with(IconikOptions::immediate(), StateLog::open(None).expect("a log")).await
    }

    /// Sends as a user and holds request and answer against the specification.
    pub async fn send(&self, token: &str, method: &str, path: &str, body: Value) -> Reply {
        let body = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let mut headers = vec![
            ("App-ID".to_owned(), APP_ID.to_owned()),
            ("Auth-Token".to_owned(), token.to_owned()),
        ];
        if !body.is_empty() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        let reply = self.raw(method, path, &headers, body.clone()).await;
        if let Some(specs) = &self.specs {
            let faults = specs.check(&Exchange {
                method,
                path_and_query: path,
                request_headers: &headers,
                request_body: &body,
                status: reply.status,
                response_body: reply.text.as_bytes(),
            });
            assert!(
                faults.is_empty(),
                "{method} {path}\n{}\n{}",
                faults.join("\n"),
                reply.text.chars().take(1500).collect::<String>()
            );
        }
        reply
    }

    /// Sends as it is, unchecked.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(String, String)], body: Vec<u8>) -> Reply {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.served.base_url())).body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.send().await.expect("an answer");
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let (status, remaining, retry_after) = (response.status().as_u16(), header("ratelimit-remaining"), header("retry-after"));
        let text = response.text().await.expect("a body");
        Reply {
            status,
            remaining: remaining.and_then(|text| text.parse().ok()),
            retry_after,
            json: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        }
    }

    /// As the archivist, with a status that is expected.
    pub async fn ask(&self, status: u16, method: &str, path: &str, body: Value) -> Value {
        self.ask_as(ARCHIVIST_TOKEN, status, method, path, body).await
    }

    pub async fn ask_as(&self, token: &str, status: u16, method: &str, path: &str, body: Value) -> Value {
        let reply = self.send(token, method, path, body).await;
        assert_eq!(
            reply.status,
            status,
            "{method} {path}: {}",
            reply.text.chars().take(1500).collect::<String>()
        );
        reply.json
    }

    pub async fn get(&self, path: &str) -> Value {
        self.ask(200, "GET", path, Value::Null).await
    }

    pub async fn search(&self, body: Value) -> Value {
        self.ask(200, "POST", "/API/search/v1/search/?save_search_history=false&per_page=100", body)
            .await
    }

    /// The bytes behind a signed address.
    pub async fn fetch(&self, url: &str) -> (u16, String, Vec<u8>) {
        let response = self.client.get(url).send().await.expect("an answer");
        let kind = response
            .headers()
            .get("content-type")
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        (response.status().as_u16(), kind, response.bytes().await.expect("bytes").to_vec())
    }
}

pub fn asset(slug: &str) -> Uuid {
    institution::id("asset", slug)
}

pub fn collection(slug: &str) -> Uuid {
    institution::id("collection", slug)
}

pub fn view(slug: &str) -> Uuid {
    institution::id("view", slug)
}

pub fn user(slug: &str) -> Uuid {
    institution::id("user", slug)
}

pub fn titles(answer: &Value) -> Vec<String> {
    let objects = answer["objects"].as_array().into_iter().flatten();
    objects.filter_map(|object| object["title"].as_str().map(str::to_owned)).collect()
}

pub fn ids(answer: &Value) -> Vec<String> {
    let objects = answer["objects"].as_array().into_iter().flatten();
    objects.filter_map(|object| object["id"].as_str().map(str::to_owned)).collect()
}
