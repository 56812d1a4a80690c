//! What all repositories share, and what rules need to know: agents, subjects, controlled lists, schemas, metadata fields.

use std::sync::Arc;

use archway::domain::{AuthorityKind, RepositoryId, Secret};
use archway::practice::archivesspace::{ArchivesSpaceState, Options, PASSWORD, router};
use archway::practice::faults::Faults;
use archway::practice::institution;
use archway::practice::server::{Served, serve};
use archway::systems::archivesspace::{AuthorityAnswer, authority_from_json};
use archway::systems::iconik::{AssetQuery, asset_from_json};
use archway::systems::{ArchivesSpace, Iconik, SystemError};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::host::{Host, ok, quick, status};

const SPECIAL_COLLECTIONS: RepositoryId = RepositoryId(2);

struct Kelder {
    served: Served,
    archivist: ArchivesSpace,
}

async fn kelder() -> Kelder {
    let state = ArchivesSpaceState::open(None, Options::default(), institution::archivesspace::kelder()).expect("nothing is kept");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let served = serve("archivesspace", router(state), listener, Arc::new(Faults::new()))
        .await
        .expect("it serves");
    let archivist = client(&served, "archivist");
    Kelder { served, archivist }
}

fn client(served: &Served, user: &str) -> ArchivesSpace {
    ArchivesSpace::new(&served.base_url(), user, Secret::new(PASSWORD), quick()).expect("loopback is allowed")
}

fn subject(term: &str) -> Value {
    json!({"jsonmodel_type": "subject", "source": "local", "vocabulary": "/vocabularies/1",
        "terms": [{"term": term, "term_type": "topical", "vocabulary": "/vocabularies/1"}]})
}

#[tokio::test]
async fn agents_and_subjects_are_listed_by_number_and_read_in_slices() {
    let kelder = kelder().await;
    for kind in [AuthorityKind::Person, AuthorityKind::CorporateEntity, AuthorityKind::Subject] {
        let ids = kelder.archivist.authority_ids(kind, None).await.expect("ids");
        assert!(ids.len() > 4, "{kind:?}: {ids:?}");
        let mut asked = ids.clone();
        asked.push(999_999);
        let bodies = kelder.archivist.authorities_by_ids(kind, &asked).await.expect("bodies");
        let read: Vec<_> = bodies.iter().filter_map(authority_from_json).collect();
        assert_eq!(read.iter().map(|one| one.uri.id).collect::<Vec<_>>(), ids, "{kind:?}");
        assert!(
            read.iter()
                .all(|one| one.uri.kind == kind && !one.heading.is_empty() && one.source.is_some())
        );
        let later = kelder.archivist.authority_ids(kind, Some(4_000_000_000)).await.expect("ids");
        assert!(later.is_empty(), "nothing changes in a hundred years: {later:?}");
    }
}

#[tokio::test]
async fn the_newest_comes_first_with_the_number_of_all() {
    let kelder = kelder().await;
    let before = kelder.archivist.newest_authority(AuthorityKind::Subject).await.expect("a page");
    let AuthorityAnswer::Made(made) = kelder
        .archivist
        .make_authority(AuthorityKind::Subject, &subject("Tugboats"))
        .await
        .expect("it is made")
    else {
        panic!("there is no such subject yet")
    };
    let after = kelder.archivist.newest_authority(AuthorityKind::Subject).await.expect("a page");
    assert_eq!(after.total, before.total + 1);
    assert_eq!(after.results.len(), 1);
    assert_eq!(authority_from_json(&after.results[0]).map(|newest| newest.uri), Some(made));
    let again = kelder
        .archivist
        .make_authority(AuthorityKind::Subject, &subject("Tugboats"))
        .await
        .expect("an answer");
    assert_eq!(again, AuthorityAnswer::There(made), "a second one is not made");
}

#[tokio::test]
async fn an_authority_is_found_by_its_whole_heading_only() {
    let kelder = kelder().await;
    let find = async |kind, heading: &str| {
        kelder
            .archivist
            .authorities_by_heading(SPECIAL_COLLECTIONS, kind, heading)
            .await
            .expect("an answer")
    };
    let found = find(AuthorityKind::Subject, "Oral history").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, AuthorityKind::Subject);
    assert!(find(AuthorityKind::Subject, "Oral").await.is_empty());
    assert!(find(AuthorityKind::Person, "Oral history").await.is_empty());
    assert_eq!(find(AuthorityKind::CorporateEntity, "Lantern Street Cinema").await.len(), 1);
    assert!(find(AuthorityKind::Subject, "\"quoted\" \\ AND (odd)").await.is_empty());
}

#[tokio::test]
async fn lists_schemas_and_permissions_are_told() {
    let kelder = kelder().await;
    let lists = kelder.archivist.enumerations().await.expect("lists");
    assert_eq!(lists.len(), 101);
    assert!(lists["instance_instance_type"].editable && lists["instance_instance_type"].offers("moving_images"));
    let schemas = kelder.archivist.schemas().await.expect("schemas");
    assert!(schemas.contains_key("archival_object") && schemas.contains_key("note_multipart"));
    let may = kelder.archivist.may_add().await.expect("an answer");
    assert!(may.authorities, "{may:?}");
    let viewer = client(&kelder.served, "viewer").may_add().await.expect("an answer");
    assert!(!viewer.authorities && !viewer.values, "{viewer:?}");
    let (version, time) = kelder.archivist.version_and_time().await.expect("an answer");
    assert_eq!(version.as_deref(), Some("v4.2.1"));
    assert!(time.is_some());
}

#[tokio::test]
async fn a_list_that_goes_back_keeps_what_is_suppressed() {
    let list = json!({"uri": "/config/enumerations/12", "name": "extent_extent_type", "editable": true, "lock_version": 3,
        "values": ["reels", null],
        "enumeration_values": [{"value": "reels", "suppressed": false}, {"value": "cartons", "suppressed": true, "readonly": 1}]});
    let sent = list.clone();
    let host = Host::new(move |request, _| match request.method.as_str() {
        "GET" => ok(sent.to_string()),
        _ if request.target.ends_with("/login") => ok(json!({"session": "s", "user": {}}).to_string()),
        _ => ok(json!({"status": "Updated", "id": 12, "lock_version": 4, "uri": "/config/enumerations/12"}).to_string()),
    })
    .await;
    let client = ArchivesSpace::new(&host.url(), "u", Secret::new("p"), quick()).expect("loopback is allowed");
    let mut body = client.enumeration_body("extent_extent_type").await.expect("the list");
    body["values"].as_array_mut().expect("values").push(json!("film cans"));
    client.replace_enumeration(&body).await.expect("it is taken");
    let received = host.received();
    let post = received
        .iter()
        .find(|request| request.is("POST", "/config/enumerations/12"))
        .expect("it was sent");
    assert_eq!(post.json()["values"], json!(["reels", "film cans", "cartons"]));
    assert_eq!(post.json()["lock_version"], json!(3));
}

#[tokio::test]
async fn views_are_read_one_by_one_only_where_the_list_is_silent_about_their_fields() {
    let (told, silent) = ("7b0c2f34-0000-4000-8000-000000000001", "7b0c2f34-0000-4000-8000-000000000002");
    let host = Host::new(move |request, _| {
        if request.is("GET", "/API/metadata/v1/views/") {
            return ok(json!({"objects": [
                {"id": told, "name": "Film", "view_fields": [{"name": "Series"}]},
                {"id": silent, "name": "Photographs"},
                {"id": "7b0c2f34-0000-4000-8000-000000000003", "name": "Hidden"},
            ]})
            .to_string());
        }
        if request.is("GET", &format!("/API/metadata/v1/views/{silent}/")) {
            return ok(json!({"id": silent, "name": "Photographs", "view_fields": [{"name": "Place"}]}).to_string());
        }
        status(403, json!({"errors": ["no"]}).to_string())
    })
    .await;
    let client = Iconik::new(&host.url(), "a", Secret::new("t"), quick()).expect("loopback is allowed");
    let views = client.views_with_fields().await.expect("views");
    let told_views: Vec<(&str, &[String])> = views.iter().map(|view| (view.name.as_str(), view.fields.as_slice())).collect();
    assert_eq!(
        told_views,
        [("Film", &["Series".to_owned()][..]), ("Photographs", &["Place".to_owned()][..])]
    );
    assert_eq!(host.received().len(), 3);
}

#[tokio::test]
async fn assets_are_found_by_their_ids_a_hundred_a_request() {
    let host = Host::new(|request, _| {
        let body = request.json();
        let ids = body["filter"]["terms"][0]["value_in"].as_array().cloned().unwrap_or_default();
        let hits: Vec<Value> = ids.iter().map(|id| json!({"id": id, "title": "x", "_sort": [1, id]})).collect();
        ok(json!({"objects": hits, "total": hits.len()}).to_string())
    })
    .await;
    let client = Iconik::new(&host.url(), "a", Secret::new("t"), quick()).expect("loopback is allowed");
    let ids: Vec<_> = (1..=250u128)
        .map(|number| archway::domain::AssetId(uuid::Uuid::from_u128(number)))
        .collect();
    let found = client.assets_by_ids(&ids).await.expect("assets");
    let read: Vec<_> = found.iter().filter_map(asset_from_json).map(|asset| asset.id).collect();
    assert_eq!(read, ids);
    assert_eq!(host.received().len(), 3, "three slices, no page beyond the last");
    let none = client.assets_by_ids(&[]).await.expect("an answer");
    assert!(none.is_empty() && host.received().len() == 3, "nothing is asked for nothing");
    assert_eq!(AssetQuery::default().ids, []);
}

#[tokio::test]
async fn a_subject_whose_id_is_taken_is_refused_without_the_name_of_the_other() {
    let refusal = json!({"error": {"authority_id": ["Subject heading identifier must be unique within source"]}});
    let host = Host::new(move |request, _| {
        if request.target.ends_with("/login") {
            ok(json!({"session": "s", "user": {}}).to_string())
        } else {
            status(400, refusal.to_string())
        }
    })
    .await;
    let client = ArchivesSpace::new(&host.url(), "u", Secret::new("p"), quick()).expect("loopback is allowed");
    let error = client.make_authority(AuthorityKind::Subject, &subject("Quays")).await.unwrap_err();
    assert!(
        matches!(
            &error,
            SystemError::Invalid {
                conflicting_record: None,
                ..
            }
        ),
        "{error}"
    );
}
