//! The iconik client against answers as its API describes them.

use archway::domain::{AssetId, Secret};
use archway::systems::iconik::{AssetQuery, JobState, RoleUse, SearchAfter};
use archway::systems::{Iconik, SystemError};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::host::{Host, Received, Reply, ok, quick, status};

const ASSET: &str = "7b0c2f34-1111-4111-8111-000000000001";
const VIEW: &str = "7b0c2f34-2222-4222-8222-000000000001";

async fn host(script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static) -> (Host, Iconik) {
    let host = Host::new(script).await;
    let client = Iconik::new(&host.url(), "the-app", Secret::new("the-token"), quick()).expect("loopback is allowed");
    (host, client)
}

fn asset() -> AssetId {
    ASSET.parse().expect("an id")
}

fn view() -> Uuid {
    VIEW.parse().expect("an id")
}

#[tokio::test]
async fn every_request_carries_the_application_and_its_token() {
    let (host, client) = host(|_, _| ok("{}")).await;
    assert!(client.asset(asset(), true).await.is_ok());
    let received = host.received();
    assert_eq!(received[0].header("app-id"), Some("the-app"));
    assert_eq!(received[0].header("auth-token"), Some("the-token"));
    assert_eq!(
        received[0].target,
        format!("/API/assets/v1/assets/{ASSET}/?include_collections=true")
    );
}

#[tokio::test]
async fn lists_are_read_to_their_end() {
    let (host, client) = host(|request, before| {
        let id = format!("7b0c2f34-0000-4000-8000-00000000000{before}");
        let next = (before < 2).then(|| format!("/API/assets/v1/collections/?page={}&per_page=100", before + 2));
        assert!(request.target.starts_with("/API/assets/v1/collections/?"));
        ok(json!({"objects": [{"id": id}], "next_url": next, "page": before + 1, "pages": 3}).to_string())
    })
    .await;
    assert_eq!(client.collections(false).await.map(|all| all.len()), Ok(3));
    assert_eq!(host.received()[2].target, "/API/assets/v1/collections/?page=3&per_page=100");
}

#[tokio::test]
async fn a_page_past_the_end_is_an_end() {
    let (_host, client) = host(|_, before| {
        if before == 0 {
            ok(r#"{"objects":[{"id":"a"}],"page":1,"pages":2}"#)
        } else {
            status(404, r#"{"errors":["Requested page does not exist"]}"#)
        }
    })
    .await;
    assert_eq!(client.collections(true).await.map(|all| all.len()), Ok(1));
}

#[tokio::test]
async fn a_circle_of_pages_ends() {
    let (host, client) = host(|_, _| ok(r#"{"objects":[{"id":"a"}],"next_url":"/API/assets/v1/collections/?page=1"}"#)).await;
    assert!(client.collections(false).await.is_ok());
    assert_eq!(host.count(), 2);
}

#[tokio::test]
async fn the_token_goes_to_no_other_host() {
    let (host, client) = host(|_, _| ok(r#"{"objects":[{"id":"a"}],"next_url":"https://elsewhere.example.org/API/x"}"#)).await;
    let error = client.collections(false).await.expect_err("the link leads away");
    assert!(matches!(error, SystemError::Unexpected { .. }), "{error}");
    assert_eq!(host.count(), 1);
}

#[tokio::test]
async fn a_view_without_values_is_nothing_and_a_missing_asset_is_an_error() {
    let (_host, client) = host(|_, before| match before {
        0 => status(404, r#"{"errors":["Metadata values for this object and view doesn't exist"]}"#),
        1 => status(404, ""),
        2 => status(404, r#"{"errors":["Asset does not exist"]}"#),
        _ => ok(r#"{"metadata_values":{"archway_record_uri":{"field_values":[{"value":"/repositories/2/resources/1"}]}}}"#),
    })
    .await;
    assert_eq!(client.metadata_values(asset(), view()).await, Ok(None));
    assert_eq!(client.metadata_values(asset(), view()).await, Ok(None));
    assert!(
        client
            .metadata_values(asset(), view())
            .await
            .is_err_and(|error| error.is_not_found())
    );
    let values = client.metadata_values(asset(), view()).await.expect("an answer").expect("values");
    assert_eq!(values["archway_record_uri"], [json!("/repositories/2/resources/1")]);
}

#[tokio::test]
async fn values_are_written_whole_and_again_after_a_lost_answer() {
    let (host, client) = host(|_, before| {
        if before == 0 {
            Reply::Reset
        } else {
            ok(r#"{"metadata_values":{}}"#)
        }
    })
    .await;
    let values = [
        ("archway_ref_id".to_owned(), vec![json!("abc")]),
        ("archway_title_path".to_owned(), Vec::new()),
    ];
    let written = client.set_metadata_values(asset(), view(), &values.into_iter().collect()).await;
    assert!(written.is_ok());
    let received = host.received();
    assert_eq!(received.len(), 2);
    assert!(received[1].is("PUT", &format!("/API/metadata/v1/assets/{ASSET}/views/{VIEW}/")));
    assert_eq!(
        received[1].json(),
        json!({"metadata_values": {
            "archway_ref_id": {"field_values": [{"value": "abc"}], "mode": "overwrite"},
            "archway_title_path": {"field_values": [], "mode": "overwrite"}}})
    );
}

#[tokio::test]
async fn a_view_keeps_what_it_says_of_its_fields() {
    let (host, client) = host(|_, _| {
        ok(
            json!({"id": VIEW, "name": "Archway", "description": "Links", "date_created": "2021-07-30T15:16:54Z", "view_fields": [
            {"name": "archway_ref_id", "label": "Reference", "required": null, "mapped_field_name": "x"}, {"name": "other"}]})
            .to_string(),
        )
    })
    .await;
    let mut view = client.metadata_view(view()).await.expect("a view");
    assert_eq!(view.fields, ["archway_ref_id", "other"]);
    view.fields = vec!["archway_ref_id".to_owned(), "archway_record_uri".to_owned()];
    assert!(client.update_view(&view).await.is_ok());
    let received = host.received();
    assert!(received[0].target.ends_with("?merge_fields=false"));
    assert_eq!(
        received[1].json(),
        json!({"name": "Archway", "description": "Links", "view_fields": [
            {"name": "archway_ref_id", "label": "Reference"}, {"name": "archway_record_uri"}]})
    );
}

#[tokio::test]
async fn a_note_in_the_history_is_not_doubled() {
    let (host, client) = host(|_, _| Reply::Reset).await;
    let error = client.add_history(asset(), "Linked").await.expect_err("the answer is lost");
    assert!(error.maybe_applied());
    assert_eq!(host.count(), 1);
}

#[tokio::test]
async fn searching_goes_on_after_the_last_hit() {
    let (host, client) = host(|request, _| {
        let hits = if request.json().get("search_after").is_some() {
            json!([{"id": ASSET, "_sort": [2, "b"]}])
        } else {
            json!([{"id": ASSET, "_sort": [1, "a"]}, {"id": ASSET, "_sort": [1, "b"]}])
        };
        ok(json!({"objects": hits, "total": 3}).to_string())
    })
    .await;
    let mut query = AssetQuery {
        per_page: 2,
        ..AssetQuery::default()
    };
    let first = client.search_assets(&query).await.expect("a page");
    assert_eq!(first.next, Some(SearchAfter(vec![json!(1), json!("b")])));
    query.after = first.next;
    let second = client.search_assets(&query).await.expect("a page");
    assert_eq!((second.hits.len(), second.next), (1, None));
    let asked = host.received();
    assert!(asked[0].target.contains("save_search_history=false") && asked[0].target.contains("generate_signed_url=false"));
    assert_eq!(asked[1].json()["search_after"], json!([1, "b"]));
    assert_eq!(asked[1].json()["sort"][0]["name"], "date_modified");
}

#[tokio::test]
async fn a_bulk_write_names_its_job_which_is_waited_for() {
    let job = "7b0c2f34-3333-4333-8333-000000000001";
    let (host, client) = host(move |request, before| match (request.method.as_str(), before) {
        ("POST", _) => status(202, json!({"job_id": job}).to_string()),
        (_, 1) => ok(r#"{"status":"STARTED"}"#),
        (_, 2) => ok(r#"{"status":"SOMETHING_NEW"}"#),
        _ => ok(r#"{"status":"FINISHED_WITH_WARNING","progress_processed":1,"progress_total":1}"#),
    })
    .await;
    let values = vec![(asset(), [("a".to_owned(), vec![json!(1)])].into_iter().collect())];
    let jobs = client.set_metadata_values_bulk(view(), &values).await.expect("it is taken");
    assert_eq!(jobs.len(), 1);
    let done = client.wait_for_job(jobs[0], &CancellationToken::new()).await.expect("it ends");
    assert_eq!(done.state, JobState::Finished { warning: true });
    let sent = host.received()[0].json();
    assert_eq!(sent["object_ids"], json!([ASSET]));
    assert_eq!(sent["metadata_values_object_id_mapping"][0]["id"], ASSET);
}

#[tokio::test]
async fn the_probe_names_missing_roles() {
    let (_host, client) = host(|request, _| {
        if request.target.ends_with("/roles/") {
            ok(r#"{"objects":["can_read_assets","can_search","can_write_metadata_values"]}"#)
        } else {
            ok(json!({"id": ASSET, "first_name": "Ada", "last_name": "", "email": "ada@example.org", "is_admin": false}).to_string())
        }
    })
    .await;
    let probe = client.probe().await.expect("iconik");
    assert_eq!((probe.user_name.as_str(), probe.is_admin), ("Ada", false));
    assert_eq!(
        probe.missing_for(RoleUse::Linking),
        [
            "can_read_collections",
            "can_read_metadata_values",
            "can_read_metadata_fields",
            "can_read_metadata_views",
            "can_write_assets_history"
        ]
    );
    assert!(probe.missing_for(RoleUse::SetUp).contains(&"can_write_metadata_fields"));
    assert_eq!(probe.missing_for(RoleUse::Publishing), ["can_read_storages"]);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let (_host, client) = host(|_, before| match before {
        0 => status(401, r#"{"errors":["Token is invalid"]}"#),
        1 => status(403, ""),
        2 => status(400, r#"{"errors":{"title":"too long"}}"#),
        3 => ok("<html>"),
        _ => status(404, "<html>"),
    })
    .await;
    let unauthorised = client.metadata_views().await.expect_err("no token");
    assert!(matches!(unauthorised, SystemError::Unauthorised { .. }), "{unauthorised}");
    let forbidden = client.metadata_views().await.expect_err("no role");
    assert!(forbidden.to_string().contains("can_read_metadata_views"), "{forbidden}");
    let invalid = client.metadata_views().await.expect_err("invalid");
    assert!(invalid.to_string().contains("title: too long"), "{invalid}");
    assert!(
        client
            .metadata_views()
            .await
            .is_err_and(|error| matches!(error, SystemError::Unexpected { .. }))
    );
    let elsewhere = client.probe().await.expect_err("not iconik");
    assert!(matches!(elsewhere, SystemError::WrongAddress { .. }), "{elsewhere}");
}

#[tokio::test]
async fn pictures_are_fetched_without_the_token_and_only_from_safe_addresses() {
    let pictures = Host::new(|_, _| ok("jpeg")).await;
    let (_host, client) = host(|_, _| ok("{}")).await;
    let bytes = client.keyframe_bytes(&format!("{}/k.jpg?signature=tidepool", pictures.url())).await;
    assert!(bytes.is_ok_and(|bytes| bytes == "jpeg"));
    let received = pictures.received();
    assert!(received[0].header("auth-token").is_none() && received[0].header("app-id").is_none());
    for bad in [
        "http://pictures.example.org/k.jpg?signature=tidepool",
        "file:///etc/hostname",
        "ftp://127.0.0.1/k",
    ] {
        let error = client.keyframe_bytes(bad).await.expect_err("not a safe address");
        assert!(
            matches!(error, SystemError::WrongAddress { .. }) && !error.to_string().contains("tidepool"),
            "{error}"
        );
    }
}
