//! Reading and writing records, and what the system's refusals become.

use archway::domain::{RecordKind, RecordUri, RepositoryId, Secret};
use archway::systems::{ArchivesSpace, SystemError};
use serde_json::{Value, json};
use url::Url;

use super::host::{Host, Received, Reply, ok, quick, status};

const REPOSITORY: RepositoryId = RepositoryId(2);

async fn host(then: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> (Host, ArchivesSpace) {
    let host = Host::new(move |request, _| {
        if request.target.ends_with("/login") {
            ok(r#"{"session":"s","user":{}}"#)
        } else {
            then(request)
        }
    })
    .await;
    let client = ArchivesSpace::new(&host.url(), "ada", Secret::new("p"), quick()).expect("loopback is allowed");
    (host, client)
}

fn query(request: &Received, name: &str) -> Vec<String> {
    let url = Url::parse(&format!("http://h{}", request.target)).expect("an address");
    let pairs = url.query_pairs().filter(|(held, _)| held == name);
    pairs.map(|(_, value)| value.into_owned()).collect()
}

fn record() -> RecordUri {
    "/repositories/2/archival_objects/1".parse().expect("a record")
}

#[tokio::test]
async fn ids_are_fetched_in_slices_that_the_server_takes() {
    let (host, client) = host(|request| {
        let ids = query(request, "id_set").join(",");
        let records: Vec<Value> = ids.split(',').map(|id| json!({"id": id})).collect();
        ok(Value::from(records).to_string())
    })
    .await;
    let ids: Vec<u64> = (0..601).map(|n| u64::MAX - n).collect();
    let records = client
        .records_by_ids(REPOSITORY, RecordKind::ArchivalObject, &ids, &["top_container", "digital_object"])
        .await
        .expect("all slices are answered");
    assert_eq!(records.len(), 601);
    assert_eq!(records[600]["id"], json!((u64::MAX - 600).to_string()), "slices stay in order");
    let received = host.received();
    assert_eq!(received.len(), 1 + 3, "a log-in and three slices");
    assert!(received.iter().all(|request| request.target.len() < 60_000));
    assert_eq!(query(&received[1], "resolve[]"), ["top_container", "digital_object"]);
    assert!(
        client
            .records_by_ids(REPOSITORY, RecordKind::Resource, &[], &[])
            .await
            .is_ok_and(|records| records.is_empty())
    );
}

#[tokio::test]
async fn digital_objects_are_found_together_where_the_server_resolves() {
    let (host, client) = host(|request| {
        let refs: Vec<Value> = query(request, "digital_object_id[]")
            .iter()
            .filter(|id| *id != "missing")
            .enumerate()
            .map(|(n, id)| json!({"ref": format!("/repositories/2/digital_objects/{n}"), "_resolved": {"digital_object_id": id}}))
            .collect();
        ok(json!({"digital_objects": refs}).to_string())
    })
    .await;
    let ids = ["a", "missing", "b"].map(ToOwned::to_owned);
    let found = client.digital_objects_by_id(REPOSITORY, &ids).await.expect("an answer");
    assert_eq!(found.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(found["b"].id, 1);
    assert_eq!(host.count(), 2);
}

#[tokio::test]
async fn digital_objects_are_found_one_by_one_where_it_does_not() {
    let (host, client) = host(|request| {
        let ids = query(request, "digital_object_id[]");
        let refs: Vec<Value> = ids
            .iter()
            .map(|id| json!({"ref": format!("/repositories/2/digital_objects/{id}")}))
            .collect();
        ok(json!({"digital_objects": refs}).to_string())
    })
    .await;
    let ids = ["7", "9"].map(ToOwned::to_owned);
    let found = client.digital_objects_by_id(REPOSITORY, &ids).await.expect("an answer");
    assert_eq!((found["7"].id, found["9"].id), (7, 9));
    assert_eq!(host.count(), 1 + 1 + 2);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let (_host, client) = host(|request| match request.target.as_str() {
        "/repositories/2/archival_objects/1" => status(
            409,
            r#"{"error":"The record you tried to update has been modified since you fetched it."}"#,
        ),
        "/repositories/2/digital_objects" => status(
            400,
            r#"{"error":{"digital_object_id":["Must be unique"],"conflicting_record":["/repositories/2/digital_objects/4"]},"warning":{}}"#,
        ),
        "/repositories/2/events" => status(403, r#"{"error":"Access denied"}"#),
        "/repositories/2/accessions/9" => status(404, r#"{"error":"Accession not found"}"#),
        "/repositories/2/resources/9" => status(500, "{\"error\":\"undefined method: line one\\nline two\"}"),
        _ => status(400, r#"{"error":"Can't relate to non-existent record: /subjects/9"}"#),
    })
    .await;
    let conflict = client.update(&record(), &json!({})).await.expect_err("stale");
    assert!(conflict.is_conflict() && !conflict.maybe_applied(), "{conflict}");
    let taken = client
        .create(REPOSITORY, RecordKind::DigitalObject, &json!({}))
        .await
        .expect_err("taken");
    let SystemError::Invalid {
        fields,
        conflicting_record,
        ..
    } = &taken
    else {
        panic!("{taken:?}")
    };
    assert_eq!(fields, &[("digital_object_id".to_owned(), vec!["Must be unique".to_owned()])]);
    assert_eq!(conflicting_record.as_deref(), Some("/repositories/2/digital_objects/4"));
    let forbidden = client
        .create(REPOSITORY, RecordKind::Event, &json!({}))
        .await
        .expect_err("not allowed");
    assert!(forbidden.to_string().contains("update_event_record"), "{forbidden}");
    let missing: RecordUri = "/repositories/2/accessions/9".parse().expect("a record");
    assert!(client.get(&missing, &[]).await.is_err_and(|error| error.is_not_found()));
    let broken: RecordUri = "/repositories/2/resources/9".parse().expect("a record");
    let failed = client.update(&broken, &json!({})).await.expect_err("it failed");
    assert!(failed.maybe_applied() && !failed.to_string().contains("line two"), "{failed}");
    let dangling = client
        .create(REPOSITORY, RecordKind::Accession, &json!({}))
        .await
        .expect_err("dangling");
    assert!(dangling.to_string().contains("/subjects/9"), "{dangling}");
}

#[tokio::test]
async fn a_created_record_must_be_named() {
    let (_host, client) = host(|_| ok(r#"{"status":"Created","id":7}"#)).await;
    let error = client
        .create(REPOSITORY, RecordKind::DigitalObject, &json!({}))
        .await
        .expect_err("it names nothing");
    assert!(matches!(error, SystemError::Unexpected { maybe_applied: true, .. }), "{error}");
}

#[tokio::test]
async fn trees_are_read_in_pages() {
    let (host, client) = host(|request| {
        let row = json!({"uri": "/repositories/2/archival_objects/5", "title": "Quay", "level": "file", "position": 3, "child_count": 250, "waypoints": 2});
        if request.target.contains("/tree/root") {
            ok(json!({"child_count": 1, "waypoints": 1, "precomputed_waypoints": {"": {"0": [row]}}}).to_string())
        } else if request.target.contains("/tree/node?") {
            ok(json!({"child_count": 1, "waypoints": 1, "position": 4, "title": "Quay, 1926",
                "precomputed_waypoints": {"/repositories/2/archival_objects/5": {"0": [row]}}})
            .to_string())
        } else {
            ok(json!([row, {"uri": "nonsense"}]).to_string())
        }
    })
    .await;
    let resource: RecordUri = "/repositories/2/resources/1".parse().expect("a record");
    let parent: RecordUri = "/repositories/2/archival_objects/5".parse().expect("a record");
    let root = client.tree_root(&resource).await.expect("a root");
    assert_eq!((root.child_count, root.children[0].child_count), (1, 250));
    let rows = client.waypoint(&resource, Some(&parent), 1).await.expect("rows");
    assert_eq!((rows.len(), rows[0].record.parent, rows[0].record.position), (1, Some(parent), 3));
    let asked = host.received();
    assert_eq!(query(&asked[2], "parent_node"), ["/repositories/2/archival_objects/5"]);
    let branch = client.tree_node(&resource, &parent).await.expect("a node");
    assert_eq!((branch.position, branch.children.len()), (3, 1), "this answer counts from 1");
}

#[tokio::test]
async fn the_probe_asks_what_is_there_and_names_what_is_missing() {
    let (_host, client) = host(|request| match request.target.split('?').next().unwrap_or_default() {
        "/version" => Reply::Answer(
            200,
            vec![("date", "Sat, 21 Nov 2026 02:00:00 GMT".to_owned())],
            "ArchivesSpace (v2.8.1)".to_owned(),
        ),
        "/users/current-user" => {
            ok(r#"{"username":"ada","name":"Ada","is_admin":false,"permissions":{"/repositories/2":["view_repository","update_resource_record"]}}"#)
        }
        "/repositories" => ok(r#"[{"uri":"/repositories/2","repo_code":"QUAY","name":"Quay archive"}]"#),
        "/repositories/2/find_by_id/digital_objects" => ok(r#"{"digital_objects":[]}"#),
        "/repositories/2/resources/0/tree/root" => status(404, r#"{"error":"Resource not found"}"#),
        _ => status(404, r#"{"error":"Sinatra::NotFound"}"#),
    })
    .await;
    let probe = client.probe().await.expect("an ArchivesSpace");
    assert_eq!(
        (probe.version.as_str(), probe.user.as_str(), probe.repositories[0].code.as_str()),
        ("v2.8.1", "ada", "QUAY")
    );
    assert!(probe.features.find_digital_objects && probe.features.paged_tree);
    assert!(!probe.features.small_tree && !probe.features.find_top_containers);
    let missing: Vec<&str> = probe.missing(REPOSITORY).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        missing,
        ["update_accession_record", "update_digital_object_record", "delete_archival_record"]
    );
    let missing: Vec<&str> = probe.missing_to_describe().into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        missing,
        ["update_agent_record", "update_subject_record", "update_enumeration_record"]
    );
    assert_eq!(
        probe.server_time.map(|time| time.to_string()).as_deref(),
        Some("2026-11-21T02:00:00Z")
    );
}

#[tokio::test]
async fn addresses_with_a_path_keep_it() {
    let host = Host::new(|request, _| {
        if request.target.ends_with("/login") {
            ok(r#"{"session":"s","user":{}}"#)
        } else {
            ok("[]")
        }
    })
    .await;
    let client = ArchivesSpace::new(&format!("{}/staff/api/", host.url()), "ada", Secret::new("p"), quick()).expect("loopback");
    assert!(client.repositories().await.is_ok());
    assert_eq!(host.received()[1].target, "/staff/api/repositories");
}
