//! A colleague who works in both systems by hand, past Archway.

use archway::domain::AssetId;
use archway::practice::archivesspace::ADMIN_PASSWORD;
use archway::practice::iconik::ARCHIVIST_TOKEN;
use reqwest::{Client, Method};
use serde_json::Value;

use crate::support::Systems;

pub struct Colleague {
    client: Client,
    archivesspace: String,
    session: String,
    iconik: String,
    app_id: String,
}

impl Colleague {
    pub async fn of(systems: &Systems) -> Self {
        let practice = systems.practice();
        let client = Client::builder().no_proxy().build().unwrap();
        let archivesspace = practice.archivesspace_url();
        let login = client
            .post(format!("{archivesspace}/users/admin/login"))
            .form(&[("password", ADMIN_PASSWORD)])
            .send()
            .await
            .unwrap();
        let login: Value = login.json().await.unwrap();
        Self {
            client,
            session: login["session"].as_str().unwrap().to_owned(),
            archivesspace,
            iconik: practice.iconik_url(),
            app_id: practice.iconik_app_id().to_owned(),
        }
    }

    /// Asks ArchivesSpace; `null` sends no body.
    pub async fn archivesspace(&self, method: Method, path: &str, body: &Value) -> Value {
        let request = self
            .client
            .request(method.clone(), format!("{}{path}", self.archivesspace))
            .header("X-ArchivesSpace-Session", &self.session);
        answer(request, &method, path, body).await
    }

    /// Asks iconik; `null` sends no body.
    pub async fn iconik(&self, method: Method, path: &str, body: &Value) -> Value {
        let request = self
            .client
            .request(method.clone(), format!("{}{path}", self.iconik))
            .header("App-ID", &self.app_id)
            .header("Auth-Token", ARCHIVIST_TOKEN);
        answer(request, &method, path, body).await
    }

    pub async fn retitle(&self, asset: AssetId, title: &str) {
        let path = format!("/API/assets/v1/assets/{asset}/");
        self.iconik(Method::PATCH, &path, &serde_json::json!({ "title": title })).await;
    }

    /// Changes fields of a record.
    pub async fn edit(&self, record: impl std::fmt::Display, edit: impl FnOnce(&mut Value)) {
        let path = record.to_string();
        let mut body = self.archivesspace(Method::GET, &path, &Value::Null).await;
        edit(&mut body);
        self.archivesspace(Method::POST, &path, &body).await;
    }
}

async fn answer(request: reqwest::RequestBuilder, method: &Method, path: &str, body: &Value) -> Value {
    let request = if body.is_null() { request } else { request.json(body) };
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{method} {path}: {status} {text}");
    serde_json::from_str(&text).unwrap_or_default()
}
