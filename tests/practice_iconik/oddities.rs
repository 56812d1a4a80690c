//! What is strict and odd about iconik, and what the practice server can be told to do.

use std::collections::BTreeSet;
use std::time::Duration;

use archway::practice::faults::Fault;
use archway::practice::iconik::{APP_ID, ARCHIVIST_TOKEN, EDITOR_TOKEN, IconikOptions, VIEWER_TOKEN, md5};
use archway::practice::persist::StateLog;
use serde_json::{Value, json};

use crate::stage::{Stage, asset, collection, ids, titles, user, view};

const LONG: Duration = Duration::from_secs(3600);

fn log() -> StateLog {
    StateLog::open(None).expect("a log")
}

fn headers(app: &str, token: &str) -> Vec<(String, String)> {
    vec![("App-ID".to_owned(), app.to_owned()), ("Auth-Token".to_owned(), token.to_owned())]
}

#[tokio::test]
async fn the_table_of_operations_says_what_the_specification_says() {
    let stage = Stage::immediate().await;
    let Some(specs) = &stage.specs else { return };
    let table: Value = serde_json::from_str(include_str!("../../assets/practice/iconik/contract.json")).expect("JSON");
    let operations = table["operations"].as_array().expect("operations");
    for operation in operations {
        let text = |name: &str| operation[name].as_str().unwrap_or_default().to_owned();
        let (method, path) = (text("method"), text("path"));
        let (roles, query) = specs
            .declared(&method, &path)
            .unwrap_or_else(|| panic!("{method} {path} is not in the files"));
        assert_eq!(
            roles,
            operation["role"].as_str().map(str::to_owned).into_iter().collect::<Vec<_>>(),
            "{method} {path}"
        );
        let own: BTreeSet<String> = operation["query"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect();
        assert_eq!(own, query, "{method} {path}");
    }
    println!("{} operations have the roles and parameters of the specification", operations.len());
}

#[tokio::test]
async fn without_a_good_token_nothing_is_answered() {
    let stage = Stage::immediate().await;
    let path = "/API/users/v1/users/current/";
    for headers in [vec![], headers(APP_ID, "wrong"), headers("wrong", ARCHIVIST_TOKEN)] {
        let reply = stage.raw("GET", path, &headers, Vec::new()).await;
        assert_eq!(reply.status, 401);
        assert!(reply.json["errors"].is_array());
    }
    stage.served.faults().at_request(0, Fault::ExpiredSession);
    stage.ask(401, "GET", path, Value::Null).await;
    stage.get(path).await;
}

#[tokio::test]
async fn roles_gate_operations() {
    let stage = Stage::immediate().await;
    let field = json!({"name": "x", "label": "X", "field_type": "string"});
    let refused = stage.ask_as(EDITOR_TOKEN, 403, "POST", "/API/metadata/v1/fields/", field).await;
    assert_eq!(refused["errors"], json!(["Required role: can_write_metadata_fields"]));
    let roles = stage
        .ask_as(EDITOR_TOKEN, 200, "GET", "/API/users/v1/users/current/roles/", Value::Null)
        .await;
    assert!(
        !roles["objects"]
            .as_array()
            .expect("roles")
            .contains(&json!("can_write_metadata_views"))
    );
    let view = json!({"name": "X", "view_fields": []});
    stage.ask_as(EDITOR_TOKEN, 403, "POST", "/API/metadata/v1/views/", view).await;
    let whole = format!("/API/metadata/v1/assets/{}/", asset("qw-002"));
    stage.ask_as(EDITOR_TOKEN, 403, "GET", &whole, Value::Null).await;
    stage.ask_as(VIEWER_TOKEN, 403, "GET", "/API/jobs/v1/jobs/", Value::Null).await;
}

#[tokio::test]
async fn acls_hide_what_one_may_not_read() {
    let stage = Stage::immediate().await;
    let path = format!("/API/assets/v1/assets/{}/", asset("rs-01"));
    stage.get(&path).await;
    stage.ask_as(EDITOR_TOKEN, 403, "GET", &path, Value::Null).await;
    let everything = "/API/search/v1/search/?per_page=500";
    let body = json!({"doc_types": ["assets"]});
    let all = ids(&stage.ask_as(ARCHIVIST_TOKEN, 200, "POST", everything, body.clone()).await);
    let editors = stage.ask_as(EDITOR_TOKEN, 200, "POST", everything, body.clone()).await;
    assert_eq!(ids(&editors).len() + 4, all.len());
    assert_eq!(editors["total"], ids(&editors).len());
    let viewers = ids(&stage.ask_as(VIEWER_TOKEN, 200, "POST", everything, body).await);
    // 60 photographs and two of the press selection, which come down from collections, and one asset of the viewer's own.
    assert_eq!(viewers.len(), 63);
    assert!(viewers.contains(&asset("qw-008").to_string()));
    let listed = stage
        .ask_as(VIEWER_TOKEN, 200, "GET", "/API/assets/v1/assets/?per_page=100", Value::Null)
        .await;
    assert_eq!(listed["total"], 63);
    let roots = stage
        .ask_as(
            EDITOR_TOKEN,
            200,
            "GET",
            "/API/assets/v1/collections/?is_root=true&per_page=100",
            Value::Null,
        )
        .await;
    assert!(!titles(&roots).contains(&"Restricted interviews".to_owned()));
    let rights = format!("/API/metadata/v1/assets/{}/views/{}/", asset("qw-002"), view("rights"));
    stage.ask_as(EDITOR_TOKEN, 403, "GET", &rights, Value::Null).await;
    let title = json!({"title": "Taken over"});
    stage.ask_as(EDITOR_TOKEN, 403, "PATCH", &path, title).await;
}

#[tokio::test]
async fn an_empty_view_is_not_found_and_modes_add_up() {
    let stage = Stage::immediate().await;
    let path = format!("/API/metadata/v1/assets/{}/views/{}/", asset("ph-0041"), view("description"));
    let empty = stage.ask(404, "GET", &path, Value::Null).await;
    assert_eq!(empty["errors"], json!(["Metadata not found"]));
    let write = |mode: &str, values: &[&str]| {
        let values: Vec<Value> = values.iter().map(|value| json!({ "value": value })).collect();
        json!({"metadata_values": {"ks_subjects": {"mode": mode, "field_values": values}}})
    };
    stage.ask(200, "PUT", &path, write("append", &["Snow"])).await;
    stage.ask(200, "PUT", &path, write("append", &["Ferries", "Snow"])).await;
    let got = stage.get(&path).await;
    assert_eq!(
        got["metadata_values"],
        json!({"ks_subjects": {"field_values": [{"value": "Snow"}, {"value": "Ferries"}]}})
    );
    stage.ask(200, "PUT", &path, write("overwrite", &["Docks"])).await;
    stage.ask(200, "PUT", &path, write("delete", &["Docks"])).await;
    stage.ask(404, "GET", &path, Value::Null).await;
}

#[tokio::test]
async fn values_are_looked_at() {
    let stage = Stage::immediate().await;
    let asset = asset("ph-0041");
    for (on, field, value) in [
        ("description", "ks_rights", json!("mine")),
        ("description", "reel_count", json!(1)),
        ("description", "ks_title", json!(7)),
        ("digitisation", "digitised_on", json!("last spring")),
        ("digitisation", "reel_count", json!(100)),
        ("digitisation", "playback_speed", json!("fast")),
        ("digitisation", "source_link", json!("nowhere")),
        ("short", "ks_rights", json!("open")),
        ("description", "no_such_field", json!("x")),
    ] {
        let path = format!("/API/metadata/v1/assets/{asset}/views/{}/", view(on));
        let body = json!({"metadata_values": {field: {"field_values": [{"value": value}]}}});
        let refused = stage.ask(400, "PUT", &path, body).await;
        assert!(refused["errors"][field].is_string(), "{field}: {refused}");
    }
    let path = format!("/API/metadata/v1/assets/{asset}/views/{}/", view("description"));
    let two = json!({"metadata_values": {"ks_title": {"field_values": [{"value": "a"}, {"value": "b"}]}}});
    stage.ask(400, "PUT", &path, two).await;
}

#[tokio::test]
async fn strict_mode_refuses_what_is_not_declared() {
    let stage = Stage::immediate().await;
    let path = format!("/API/assets/v1/assets/{}/", asset("qw-002"));
    let refused = stage
        .ask(400, "PATCH", &path, json!({"description": "x", "id": asset("qw-002")}))
        .await;
    assert_eq!(
        refused["errors"],
        json!({"description": "Unknown field.", "id": "Read-only field."})
    );
    let send = |path: String| {
        let stage = &stage;
        async move { stage.raw("GET", &path, &headers(APP_ID, ARCHIVIST_TOKEN), Vec::new()).await.status }
    };
    assert_eq!(send(format!("{path}?colour=red")).await, 400);
    assert_eq!(send("/API/assets/v1/assets/?page=0".to_owned()).await, 400);
    assert_eq!(send(path.trim_end_matches('/').to_owned()).await, 404);
    let lenient = Stage::with(
        IconikOptions {
            strict: false,
            ..IconikOptions::immediate()
        },
        log(),
    )
    .await;
    let reply = lenient
        .raw("GET", &format!("{path}?colour=red"), &headers(APP_ID, ARCHIVIST_TOKEN), Vec::new())
        .await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn too_many_requests_are_refused() {
    let options = IconikOptions {
        requests_per_second: Some(1),
        burst_seconds: 3,
        retry_after: Some(2),
        ..IconikOptions::immediate()
    };
    let stage = Stage::with(options, log()).await;
    let path = "/API/users/v1/users/current/";
    let first = stage.send(ARCHIVIST_TOKEN, "GET", path, Value::Null).await;
    assert_eq!((first.status, first.remaining), (200, Some(2)));
    let mut refused = None;
    for _ in 0..10 {
        let reply = stage.send(ARCHIVIST_TOKEN, "GET", path, Value::Null).await;
        if reply.status != 200 {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.expect("a refusal");
    assert_eq!(
        (refused.status, refused.remaining, refused.retry_after.as_deref()),
        (429, Some(0), Some("2"))
    );
    assert_eq!(stage.send(EDITOR_TOKEN, "GET", path, Value::Null).await.status, 200);
}

#[tokio::test]
async fn the_index_lags_behind() {
    for (delay, hits) in [(LONG, 0), (Duration::ZERO, 1)] {
        let options = IconikOptions {
            index_delay: delay,
            ..IconikOptions::immediate()
        };
        let stage = Stage::with(options, log()).await;
        let path = format!("/API/assets/v1/assets/{}/", asset("qw-002"));
        stage.ask(200, "PATCH", &path, json!({"title": "Völlig anders"})).await;
        assert_eq!(stage.get(&path).await["title"], "Völlig anders");
        let found = stage.search(json!({"query": "vollig"})).await;
        assert_eq!(found["total"], hits, "with a delay of {delay:?}");
    }
}

#[tokio::test]
async fn what_waits_to_be_deleted_is_found_by_its_status() {
    let stage = Stage::immediate().await;
    let path = format!("/API/assets/v1/assets/{}/", asset("in-01"));
    stage.ask(204, "DELETE", &path, Value::Null).await;
    let deleted = json!({"filter": {"operator": "AND", "terms": [{"name": "status", "value": "DELETED"}]}});
    assert_eq!(ids(&stage.search(deleted.clone()).await), [asset("in-01").to_string()]);
    assert!(stage.get(&path).await["date_deleted"].is_string());
    stage.ask(204, "DELETE", &format!("{path}purge/"), Value::Null).await;
    assert_eq!(stage.search(deleted).await["total"], 0);
}

#[tokio::test]
async fn bulk_changes_are_jobs() {
    for (delay, status) in [(LONG, "STARTED"), (Duration::ZERO, "FINISHED_WITH_WARNING")] {
        let stage = Stage::with(
            IconikOptions {
                job_delay: delay,
                ..IconikOptions::immediate()
            },
            log(),
        )
        .await;
        let path = format!("/API/metadata/v1/assets/views/{}/", view("description"));
        let body = json!({
            "object_ids": [asset("ph-0041"), asset("rs-01")],
            "metadata_values": {"ks_title": {"field_values": [{"value": "In bulk"}]}},
        });
        let job = stage.ask_as(EDITOR_TOKEN, 202, "PUT", &path, body).await;
        let job = stage
            .get(&format!("/API/jobs/v1/jobs/{}/", job["job_id"].as_str().expect("a job")))
            .await;
        assert_eq!(job["status"], status);
        let values = format!("/API/metadata/v1/assets/{}/views/{}/", asset("ph-0041"), view("description"));
        let done = delay.is_zero();
        stage.ask(if done { 200 } else { 404 }, "GET", &values, Value::Null).await;
        if done {
            assert!(
                job["error_message"]
                    .as_str()
                    .is_some_and(|text| text.contains(&asset("rs-01").to_string()))
            );
        }
    }
}

#[tokio::test]
async fn search_after_walks_through_everything_once() {
    let options = IconikOptions {
        generated_assets: 1200,
        ..IconikOptions::immediate()
    };
    let stage = Stage::with(options, log()).await;
    for order in ["asc", "desc"] {
        let sort = json!([{"name": "date_modified", "order": order}, {"name": "id", "order": order}]);
        let (mut seen, mut after, mut total) = (Vec::new(), None, 0);
        loop {
            let mut body = json!({"doc_types": ["assets"], "sort": sort, "include_fields": ["date_modified"]});
            if let Some(after) = after.take() {
                body["search_after"] = after;
            }
            let page = stage.ask(200, "POST", "/API/search/v1/search/?per_page=150", body).await;
            let objects = page["objects"].as_array().expect("objects").clone();
            total = page["total"].as_u64().unwrap_or(total);
            let Some(last) = objects.last() else { break };
            after = Some(last["_sort"].clone());
            assert!(last.get("keyframes").is_none(), "only what was asked for");
            seen.extend(objects.iter().map(|hit| (hit["_sort"][0].as_i64(), hit["id"].to_string())));
        }
        assert_eq!(seen.len() as u64, total);
        assert!(total > 1350);
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.dedup();
        if order == "desc" {
            sorted.reverse();
        }
        assert_eq!(seen, sorted);
    }
    let past = stage
        .send(ARCHIVIST_TOKEN, "POST", "/API/search/v1/search/?per_page=100&page=200", json!({}))
        .await;
    assert_eq!(past.status, 400, "beyond the window");
    let changed = json!({
        "filter": {"operator": "AND", "terms": [{"name": "date_modified", "range": {"min": "2024-03-01T00:00:00+00:00"}}]},
        "sort": [{"name": "date_modified", "order": "asc"}, {"name": "id", "order": "asc"}],
    });
    let changed = stage.search(changed).await;
    assert!(changed["objects"][0]["date_modified"].as_str() >= Some("2024-03-01"));
}

#[tokio::test]
async fn pages_past_the_end_are_not_found() {
    let stage = Stage::immediate().await;
    let first = stage.get("/API/assets/v1/assets/?per_page=100").await;
    let next = first["next_url"].as_str().expect("a second page").to_owned();
    let second = stage.get(&next).await;
    assert!(second.get("next_url").is_none());
    stage
        .ask(404, "GET", "/API/assets/v1/assets/?per_page=100&page=9", Value::Null)
        .await;
    let files = format!("/API/files/v1/assets/{}/keyframes/", asset("qw-002"));
    let keyframes = stage.get(&format!("{files}?per_page=2")).await;
    let rest = stage.get(keyframes["next_url"].as_str().expect("more")).await;
    assert_eq!(ids(&keyframes).len() + ids(&rest).len(), 4);
}

#[tokio::test]
async fn bytes_are_real_and_signed() {
    let stage = Stage::immediate().await;
    for slug in ["qw-002", "qw-004", "ph-0001"] {
        let path = format!("/API/files/v1/assets/{}/", asset(slug));
        let files = stage.get(&format!("{path}files/?generate_signed_url=true")).await;
        let file = &files["objects"][0];
        let url = file["url"].as_str().expect("an address");
        let (status, _, bytes) = stage.fetch(url).await;
        assert_eq!(status, 200);
        assert_eq!(file["size"], bytes.len());
        assert_eq!(file["checksum"], md5::hex(&bytes));
        let (status, ..) = stage.fetch(&url.replace("signature=", "signature=0")).await;
        assert_eq!(status, 403);
        let keyframes = stage.get(&format!("{path}keyframes/")).await;
        for keyframe in keyframes["objects"].as_array().expect("keyframes") {
            let (status, kind, bytes) = stage.fetch(keyframe["url"].as_str().expect("an address")).await;
            assert_eq!(status, 200);
            let picture = image::load_from_memory(&bytes).expect("a picture");
            assert_eq!((picture.width(), picture.height()), (320, 180));
            assert_eq!(kind, if keyframe["type"] == "POSTER" { "image/png" } else { "image/jpeg" });
        }
    }
}

#[tokio::test]
async fn colleagues_interfere_on_demand() {
    let stage = Stage::immediate().await;
    let path = format!("/API/metadata/v1/assets/{}/views/{}/", asset("qw-002"), view("description"));
    let before = stage.get(&path).await;
    stage.served.faults().at_request(0, Fault::ConcurrentEdit);
    let notes = json!({"metadata_values": {"ks_notes": {"field_values": [{"value": "New note"}]}}});
    stage.ask(200, "PUT", &path, notes).await;
    let after = stage.get(&path).await;
    let title = |answer: &Value| answer["metadata_values"]["ks_title"]["field_values"][0]["value"].to_string();
    assert_ne!(title(&before), title(&after));
    assert_ne!(before["date_modified"], after["date_modified"]);
}

#[tokio::test]
async fn changes_survive_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("iconik.jsonl");
    let open = || StateLog::open(Some(&path)).expect("a log");
    let title = format!("/API/assets/v1/assets/{}/", asset("qw-002"));
    let values = format!("/API/metadata/v1/assets/{}/views/{}/", asset("ph-0041"), view("description"));
    let contents = format!("/API/assets/v1/collections/{}/contents/", collection("empty"));
    let gone = format!("/API/assets/v1/assets/{}/", asset("in-01"));
    let waiting = IconikOptions {
        job_delay: LONG,
        ..IconikOptions::immediate()
    };
    let stage = Stage::with(waiting, open()).await;
    stage.ask(200, "PATCH", &title, json!({"title": "Kept"})).await;
    stage
        .ask(
            201,
            "POST",
            &contents,
            json!({"object_id": asset("qw-002"), "object_type": "assets"}),
        )
        .await;
    stage.ask(204, "DELETE", &gone, Value::Null).await;
    stage.ask(204, "DELETE", &format!("{gone}purge/"), Value::Null).await;
    let body = json!({"object_ids": [asset("ph-0041")], "metadata_values": {"ks_title": {"field_values": [{"value": "Later"}]}}});
    stage
        .ask(202, "PUT", &format!("/API/metadata/v1/assets/views/{}/", view("description")), body)
        .await;
    stage.ask(404, "GET", &values, Value::Null).await;
    stage.served.stop().await;
    drop(stage.state);

    let stage = Stage::with(IconikOptions::immediate(), open()).await;
    assert_eq!(stage.get(&title).await["title"], "Kept");
    assert_eq!(stage.get(&contents).await["total"], 1);
    assert_eq!(titles(&stage.search(json!({"query": "Kept"})).await), ["Kept"]);
    stage.ask(404, "GET", &gone, Value::Null).await;
    // The job that was interrupted has been carried out.
    assert_eq!(
        stage.get(&values).await["metadata_values"]["ks_title"]["field_values"][0]["value"],
        "Later"
    );
}

#[tokio::test]
async fn approvals_are_in_every_status() {
    let stage = Stage::immediate().await;
    let found = stage.search(json!({"doc_types": ["assets"], "facets": ["approval_status"]})).await;
    let buckets = found["facets"]["approval_status"]["buckets"].as_array().expect("buckets").clone();
    let statuses: BTreeSet<&str> = buckets.iter().filter_map(|bucket| bucket["key"].as_str()).collect();
    assert_eq!(statuses, BTreeSet::from(["APPROVED", "MIXED", "N/A", "NOT_APPROVED", "REQUESTED"]));
    let path = format!("/API/assets/v1/assets/{}/approvals/", asset("ph-0060"));
    let decision = json!({"status": "APPROVED"});
    stage.ask_as(EDITOR_TOKEN, 403, "PUT", &path, decision).await;
    let asked = format!("/API/assets/v1/assets/{}/approvals/", asset("qw-004"));
    let other = json!({"status": "APPROVED", "user": user("second-editor")});
    stage.ask_as(EDITOR_TOKEN, 403, "PUT", &asked, other).await;
    stage.ask_as(EDITOR_TOKEN, 200, "PUT", &asked, json!({"status": "APPROVED"})).await;
}
