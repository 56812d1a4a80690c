//! The ArchivesSpace client against the practice ArchivesSpace.

use std::sync::Arc;

use archway::domain::{RecordKind, RecordUri, RepositoryId, Secret};
use archway::practice::archivesspace::records::Store;
use archway::practice::archivesspace::{ADMIN_PASSWORD, ArchivesSpaceState, Options, PASSWORD, router};
use archway::practice::faults::{Fault, Faults};
use archway::practice::server::{Served, serve};
use archway::systems::archivesspace::{add_digital_object_instance, record_from_json, remove_digital_object_instance};
use archway::systems::{ArchivesSpace, SystemError, TransportLimits};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::host::quick;

struct Practice {
    served: Served,
    admin: ArchivesSpace,
    repository: RepositoryId,
    resource: RecordUri,
    records: Vec<RecordUri>,
}

/// An empty practice ArchivesSpace with one repository, one resource and `count` files in it.
async fn practice(count: u32) -> Practice {
    let state = ArchivesSpaceState::open(None, Options::default(), Arc::new(|_: &mut Store| {})).expect("nothing is kept");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let served = serve("archivesspace", router(state), listener, Arc::new(Faults::new()))
        .await
        .expect("it serves");
    let repository = make_repository(&served.base_url()).await;
    let admin = client(&served, "admin", ADMIN_PASSWORD);
    let resource = json!({
        "jsonmodel_type": "resource", "title": "Quay workers", "id_0": "MS", "id_1": "7", "level": "collection",
        "extents": [{"portion": "whole", "number": "3", "extent_type": "linear_feet"}],
        "dates": [{"date_type": "inclusive", "label": "creation", "begin": "1926", "end": "1931"}],
        "lang_materials": [{"language_and_script": {"language": "eng"}}],
        "finding_aid_language": "eng", "finding_aid_script": "Latn",
    });
    let resource = created(&admin, repository, RecordKind::Resource, &resource).await;
    let mut records = Vec::new();
    for number in 0..count {
        let body = json!({
            "jsonmodel_type": "archival_object", "title": format!("Photograph {number}"), "level": "file",
            "resource": {"ref": resource.to_string()},
        });
        records.push(created(&admin, repository, RecordKind::ArchivalObject, &body).await);
    }
    Practice {
        served,
        admin,
        repository,
        resource,
        records,
    }
}

/// Archway creates no repositories: this is done as an administrator would.
async fn make_repository(base: &str) -> RepositoryId {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let login = http.post(format!("{base}/users/admin/login")).form(&[("password", ADMIN_PASSWORD)]);
    let login: Value = login.send().await.expect("an answer").json().await.expect("JSON");
    let answer = http
        .post(format!("{base}/repositories"))
        .header("X-ArchivesSpace-Session", login["session"].as_str().expect("a session"))
        .json(&json!({"jsonmodel_type": "repository", "repo_code": "QUAY", "name": "Quay archive"}))
        .send()
        .await
        .expect("an answer");
    let body: Value = answer.json().await.expect("JSON");
    let id = body["uri"].as_str().and_then(|uri| uri.rsplit('/').next()?.parse().ok());
    RepositoryId(id.expect("a repository"))
}

fn client(served: &Served, user: &str, password: &str) -> ArchivesSpace {
    ArchivesSpace::new(&served.base_url(), user, Secret::new(password), quick()).expect("loopback is allowed")
}

async fn created(client: &ArchivesSpace, repository: RepositoryId, kind: RecordKind, body: &Value) -> RecordUri {
    let answer = client.create(repository, kind, body).await.expect("it is created");
    answer.uri.expect("it is named")
}

fn digital_object(id: &str) -> Value {
    json!({"jsonmodel_type": "digital_object", "title": "Harbour at dawn", "digital_object_id": id,
        "file_versions": [{"file_uri": "https://app.example.org/asset/x", "publish": false}]})
}

impl Practice {
    async fn body(&self, uri: &RecordUri) -> Value {
        self.admin.get(uri, &[]).await.expect("the record is there")
    }
}

#[tokio::test]
async fn the_probe_knows_it() {
    let practice = practice(0).await;
    let probe = practice.admin.probe().await.expect("an ArchivesSpace");
    assert_eq!((probe.version.as_str(), probe.is_admin), ("v4.2.1", true));
    assert!(probe.features.find_digital_objects && probe.features.find_top_containers && probe.features.paged_tree);
    assert!(probe.missing(practice.repository).is_empty() && probe.missing_to_describe().is_empty());
    let archivist = client(&practice.served, "archivist", PASSWORD)
        .probe()
        .await
        .expect("an ArchivesSpace");
    assert!(
        !archivist.is_admin && archivist.missing(practice.repository).is_empty(),
        "{:?}",
        archivist.permissions
    );
    let viewer = client(&practice.served, "viewer", PASSWORD)
        .probe()
        .await
        .expect("an ArchivesSpace");
    let missing: Vec<&str> = viewer.missing(practice.repository).into_iter().map(|(name, _)| name).collect();
    assert!(
        missing.contains(&"update_resource_record") && !missing.contains(&"view_repository"),
        "{missing:?}"
    );
    let wrong = client(&practice.served, "archivist", "not it")
        .probe()
        .await
        .expect_err("a wrong password");
    assert!(matches!(wrong, SystemError::Unauthorised { .. }), "{wrong}");
}

#[tokio::test]
async fn a_link_goes_in_and_out_and_leaves_the_record_as_it_was() {
    let practice = practice(3).await;
    let (admin, record) = (&practice.admin, practice.records[1]);
    let before = practice.body(&record).await;
    let object = created(admin, practice.repository, RecordKind::DigitalObject, &digital_object("asset-1")).await;
    let found = admin
        .digital_objects_by_id(practice.repository, &["asset-1".to_owned(), "asset-2".to_owned()])
        .await;
    assert_eq!(
        found.map(|found| found.into_iter().collect::<Vec<_>>()),
        Ok(vec![("asset-1".to_owned(), object)])
    );
    let again = admin
        .create(practice.repository, RecordKind::DigitalObject, &digital_object("asset-1"))
        .await;
    let again = again.expect_err("the id is taken");
    assert!(
        matches!(again, SystemError::Invalid { .. }) && again.to_string().contains("digital_object_id"),
        "{again}"
    );

    let mut body = before.clone();
    assert_eq!(add_digital_object_instance(&mut body, &object), Ok(true));
    let written = admin.update(&record, &body).await.expect("it is written");
    assert_eq!(written.lock_version, Some(1));
    let stale = admin.update(&record, &body).await.expect_err("the version is old");
    assert!(stale.is_conflict(), "{stale}");

    let mut linked = practice.body(&record).await;
    assert_eq!(archway::domain::snapshot::digital_objects_of(&linked), [object]);
    assert_eq!(remove_digital_object_instance(&mut linked, &object), Ok(true));
    admin.update(&record, &linked).await.expect("it is written");
    admin.delete(&object).await.expect("it is deleted");
    assert!(admin.get(&object, &[]).await.is_err_and(|error| error.is_not_found()));
    let after = practice.body(&record).await;
    let own = |body: &Value| {
        let counted = ["lock_version", "system_mtime", "user_mtime", "last_modified_by"];
        let fields = body
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| !counted.contains(&name.as_str()));
        fields.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>()
    };
    assert_eq!(own(&before), own(&after));
}

#[tokio::test]
async fn a_series_is_read_in_pages_and_slices() {
    let practice = practice(205).await;
    let root = practice.admin.tree_root(&practice.resource).await.expect("a tree");
    assert_eq!((root.child_count, root.waypoints, root.children.len()), (205, 2, 200));
    let rest = practice.admin.waypoint(&practice.resource, None, 1).await.expect("the second page");
    assert_eq!((rest.len(), rest[0].record.position), (5, 200));
    assert!(
        practice
            .admin
            .waypoint(&practice.resource, None, 2)
            .await
            .is_ok_and(|rows| rows.is_empty())
    );
    let ids = practice
        .admin
        .all_ids(practice.repository, RecordKind::ArchivalObject, None)
        .await
        .expect("ids");
    assert_eq!(ids.len(), 205);
    let bodies = practice
        .admin
        .records_by_ids(practice.repository, RecordKind::ArchivalObject, &ids, &["top_container"])
        .await;
    let records: Vec<_> = bodies.expect("records").iter().filter_map(record_from_json).collect();
    assert_eq!(records.len(), 205);
    assert!(
        records
            .iter()
            .all(|record| record.ref_id.is_some() && record.resource == Some(practice.resource))
    );
    for (row, record) in root.children.iter().zip(&records) {
        assert_eq!(
            (row.record.uri, &row.record.display),
            (record.uri, &record.display),
            "a row shows what the record shows"
        );
    }
    let page = practice
        .admin
        .changed_page(practice.repository, RecordKind::ArchivalObject, 0, 1, &[])
        .await
        .expect("a page");
    assert_eq!((page.results.len(), page.last_page, page.total), (205, 1, 205));
    let path = practice
        .admin
        .path_from_root(&practice.resource, &practice.records[3])
        .await
        .expect("a path");
    assert_eq!((path.len(), path[0].node, path[0].offset), (1, None, 0));
    let small_tree = practice.admin.probe().await.expect("an ArchivesSpace").features.small_tree;
    let whole = practice.admin.small_tree(&practice.resource).await;
    assert_eq!(
        small_tree,
        whole.is_ok_and(|tree| tree.to_string().contains("ref_id")),
        "the probe says what is there"
    );
    let hits = practice
        .admin
        .search(practice.repository, "Photograph", &[RecordKind::ArchivalObject], 1, 10)
        .await
        .expect("hits");
    assert_eq!((hits.total, hits.hits.len()), (205, 10));
    assert!(hits.hits.iter().all(|hit| record_from_json(hit).is_some()));
}

#[tokio::test]
async fn faults_at_a_write_are_told_and_nothing_is_doubled() {
    let practice = practice(1).await;
    let (admin, record, faults) = (&practice.admin, practice.records[0], practice.served.faults());
    let create = async |id: &str| {
        admin
            .create(practice.repository, RecordKind::DigitalObject, &digital_object(id))
            .await
    };
    let find = async |id: &str| {
        admin
            .digital_objects_by_id(practice.repository, &[id.to_owned()])
            .await
            .expect("an answer")
            .len()
    };

    faults.at_request(0, Fault::ResetBeforeRead);
    let lost = create("lost-before").await.expect_err("the connection was reset");
    assert!(lost.maybe_applied(), "{lost}");
    assert_eq!(find("lost-before").await, 0);
    for (fault, id) in [(Fault::ResetAfterEffect, "reset"), (Fault::TruncatedBody, "truncated")] {
        faults.at_request(0, fault);
        let lost = create(id).await.expect_err("the answer was lost");
        assert!(lost.maybe_applied(), "{lost}");
        assert_eq!(find(id).await, 1);
    }
    for code in [500, 502, 503] {
        faults.at_request(0, Fault::status(code));
        let failed = create(&format!("failed-{code}")).await.expect_err("it failed");
        assert!(matches!(failed, SystemError::Server { .. }), "{failed}");
        assert_eq!(find(&format!("failed-{code}")).await, 0);
    }
    let wait = Fault::Status {
        code: 429,
        retry_after: Some(0),
    };
    faults.at_request(0, wait);
    assert!(create("turned-away").await.is_ok());
    faults.at_request(0, Fault::ExpiredSession);
    assert!(create("expired").await.is_ok(), "a new session is made");
    let body = practice.body(&record).await;
    faults.at_request(0, Fault::ConcurrentEdit);
    assert!(admin.update(&record, &body).await.is_err_and(|error| error.is_conflict()));
}

#[tokio::test]
async fn reading_gets_through_a_bad_network() {
    let practice = practice(12).await;
    practice.served.faults().random(7, 0.25);
    let limits = TransportLimits { attempts: 12, ..quick() };
    let client = ArchivesSpace::new(&practice.served.base_url(), "archivist", Secret::new(PASSWORD), limits).expect("loopback");
    for record in &practice.records {
        let body = client.get(record, &[]).await;
        // The faults end sessions too, and two lost in a row are given up by design.
        assert!(body.is_ok() || matches!(body, Err(SystemError::SessionGone { .. })), "{body:?}");
    }
    assert!(client.counts().retries > 0);
}

#[tokio::test]
async fn who_may_not_write_is_told_what_is_missing() {
    let practice = practice(1).await;
    let viewer = client(&practice.served, "viewer", PASSWORD);
    let body = practice.body(&practice.records[0]).await;
    let error = viewer.update(&practice.records[0], &body).await.expect_err("a viewer may not");
    assert!(error.to_string().contains("update_resource_record"), "{error}");
    let elsewhere = viewer
        .all_ids(RepositoryId(99), RecordKind::Resource, None)
        .await
        .expect_err("no such repository");
    assert!(elsewhere.is_not_found(), "{elsewhere}");
}
