//! A practice server on a free port, and raw calls on it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use archway::practice::archivesspace::{ADMIN_PASSWORD, ArchivesSpaceState, Fill, Options, PASSWORD, router};
use archway::practice::faults::Faults;
use archway::practice::server::{Served, serve};
use serde_json::Value;

/// A running server and someone who is logged in.
pub struct Stage {
    pub served: Served,
    pub state: Arc<ArchivesSpaceState>,
    pub faults: Arc<Faults>,
    pub client: reqwest::Client,
    pub session: String,
}

impl Stage {
    /// Starts the server with the administrator logged in.
    pub async fn with(fill: Fill, path: Option<&Path>) -> Self {
        let state = ArchivesSpaceState::open(path, Options::default(), fill).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let faults = Arc::new(Faults::new());
        let served = serve("practice ArchivesSpace", router(Arc::clone(&state)), listener, Arc::clone(&faults))
            .await
            .unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .retry(reqwest::retry::never())
            .build()
            .unwrap();
        let mut stage = Self {
            served,
            state,
            faults,
            client,
            session: String::new(),
        };
        stage.session = stage.log_in("admin").await;
        stage
    }

    pub async fn log_in(&self, user: &str) -> String {
        let password = if user == "admin" { ADMIN_PASSWORD } else { PASSWORD };
        let form = HashMap::from([("password", password)]);
        let url = format!("{}/users/{user}/login", self.served.base_url());
        let answer = self.client.post(url).form(&form).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["session"].as_str().unwrap().to_owned()
    }

    /// A call as the one who is logged in.
    pub fn call(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.call_as(method, path, Some(&self.session))
    }

    pub fn call_as(&self, method: &str, path: &str, session: Option<&str>) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.served.base_url());
        let call = self.client.request(method.parse().unwrap(), url);
        match session {
            Some(session) => call.header("X-ArchivesSpace-Session", session),
            None => call,
        }
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.call("GET", path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "GET {path}");
        answer.json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.call("POST", path).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}
