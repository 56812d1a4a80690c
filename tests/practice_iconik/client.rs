//! Archway's own client on the practice iconik: everything it sends and gets fits the specification.

use archway::domain::access::{Permissions, Principal, Shared};
use archway::domain::restriction::ReviewRule;
use archway::domain::{AssetId, CollectionId, Secret};
use archway::practice::iconik::{APP_ID, ARCHIVIST_TOKEN, EDITOR_TOKEN};
use archway::systems::iconik::{AssetQuery, MetadataValues, NewField};
use archway::systems::{Iconik, TransportLimits};
use jiff::Timestamp;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::openapi::Exchange;
use crate::stage::{Stage, asset, collection};

fn asset_id(slug: &str) -> AssetId {
    asset(slug).to_string().parse().expect("an id")
}

fn client(stage: &Stage, token: &str) -> Iconik {
    let limits = TransportLimits::default();
    Iconik::new(&stage.served.base_url(), APP_ID, Secret::new(token), limits).expect("a client")
}

async fn read(client: &Iconik) {
    let roots = client.collections(true).await.expect("collections");
    assert!(roots.len() >= 8);
    let home: CollectionId = collection("oral-histories").to_string().parse().expect("an id");
    client.collection(home).await.expect("a collection");
    client.collection_contents(home, 1).await.expect("contents");
    let id = asset_id("qw-001-1");
    client.asset(id, true).await.expect("an asset");
    for list in [
        client.formats(id).await,
        client.file_sets(id).await,
        client.files(id).await,
        client.proxies(id).await,
        client.keyframes(id).await,
        client.subtitles(id).await,
        client.transcription(id).await,
        client.approvals(id).await,
    ] {
        assert!(!list.expect("a list").is_empty());
    }
    assert!(client.approval_request(id).await.expect("an answer").is_some());
    assert!(client.approval_request(asset_id("ph-0060")).await.expect("an answer").is_none());
    let access = client.asset_access(id, None, Timestamp::UNIX_EPOCH).await.expect("a list");
    assert!(!access.grants.is_empty());
    let shares = client.shares_of(Shared::Asset(asset_id("qw-002"))).await.expect("shares");
    assert!(shares[0].is_public());
}

/// Everything that restricting asks and writes.
async fn restrict(client: &Iconik) {
    let directory = client.directory(Timestamp::UNIX_EPOCH).await.expect("people and groups");
    assert!(directory.people.len() >= 5 && directory.groups.len() >= 3 && directory.me.is_some());
    let press: CollectionId = collection("press").to_string().parse().expect("an id");
    assert!(!client.collection_access(press).await.expect("a list").hands_down.is_empty());
    let id = asset_id("qw-003c");
    let (editors, viewer) = (
        Principal::Group(archway::practice::institution::id("group", "editors")),
        Principal::User(crate::stage::user("viewer")),
    );
    client.take_grants(&[id], &[editors, viewer]).await.expect("taken");
    client.add_grants(&[id], &[editors], Permissions::WRITE).await.expect("given back");
    client.set_grant(id, viewer, Permissions::READ).await.expect("set");
    client.set_grant(id, viewer, Permissions::NONE).await.expect("taken");
    let all = client.read_shares().await.expect("shares");
    assert!(all.complete && all.shares.len() >= 3);
    let open = client.shares_of(Shared::Asset(asset_id("qw-002"))).await.expect("shares");
    client.revoke_share(&open[0]).await.expect("revoked");
    client.make_share(&open[0]).await.expect("made again");
    client.shares_of(Shared::Collection(press)).await.expect("shares");
    client.join_collection(id, press).await.expect("joined");
    client.leave_collection(id, press).await.expect("left");
    let rule = |slug: &str| ReviewRule {
        users: [crate::stage::user(slug)].into(),
        groups: [].into(),
        min_number: 1,
    };
    client.ask_review(id, &rule("editor")).await.expect("asked");
    client.ask_review(id, &rule("second-editor")).await.expect("asked");
    client.release_reviewers(id, &rule("editor")).await.expect("released");
    assert!(client.review(id).await.expect("a request").is_some());
    client.withdraw_review(id).await.expect("withdrawn");
}

async fn search(client: &Iconik) {
    let (mut found, mut after) = (0, None);
    loop {
        let query = AssetQuery {
            after: after.take(),
            ..AssetQuery::default()
        };
        let page = client.search_assets(&query).await.expect("a page");
        found += page.hits.len();
        match page.next {
            Some(next) => after = Some(next),
            None => break assert_eq!(found as u64, page.total),
        }
    }
    let query = AssetQuery {
        modified_since: Some("2024-03-02T00:00:00Z".parse().expect("a moment")),
        collection: Some(collection("photographs").to_string().parse().expect("an id")),
        status: Some("ACTIVE".to_owned()),
        has_field: Some("ks_title".to_owned()),
        field_values: Some(("ks_rights".to_owned(), vec!["open".to_owned(), "closed".to_owned()])),
        text: "lifeboat".to_owned(),
        ..AssetQuery::default()
    };
    assert!(client.search_assets(&query).await.expect("a page").total > 0);
}

async fn write(client: &Iconik) {
    let field = NewField {
        name: "archway_record_uri".to_owned(),
        label: "Record".to_owned(),
        field_type: "string".to_owned(),
        description: "Where the description is".to_owned(),
        multi: true,
        warns: false,
        blocks: false,
    };
    client.create_field(&field).await.expect("a field");
    assert!(
        client
            .metadata_fields()
            .await
            .expect("fields")
            .iter()
            .any(|known| known.name == field.name)
    );
    let view = client
        .create_view("Archway", "Links", std::slice::from_ref(&field.name))
        .await
        .expect("a view");
    client.metadata_views().await.expect("views");
    let view = client.metadata_view(view.id).await.expect("the view");
    let view = client.update_view(&view).await.expect("the view");
    let id = asset_id("qw-002");
    assert_eq!(client.metadata_values(id, view.id).await, Ok(None));
    let values: MetadataValues = [(field.name.clone(), vec![json!("/repositories/2/archival_objects/1")])]
        .into_iter()
        .collect();
    assert_eq!(client.set_metadata_values(id, view.id, &values).await.as_ref(), Ok(&values));
    assert_eq!(client.metadata_values(id, view.id).await, Ok(Some(values.clone())));
    let many = [(asset_id("qw-005"), values.clone()), (asset_id("qw-006"), values)];
    let jobs = client.set_metadata_values_bulk(view.id, &many).await.expect("jobs");
    let job = client.wait_for_job(jobs[0], &CancellationToken::new()).await.expect("the job");
    assert!(job.is_over(), "{job:?}");
    assert!(client.metadata_values(asset_id("qw-006"), view.id).await.expect("values").is_some());
    client.add_history(id, "Linked").await.expect("a note");
    assert!(client.history(id).await.expect("history").len() >= 3);
    client.delete_view(view.id).await.expect("no view");
    client.delete_field(&field.name).await.expect("no field");
}

#[tokio::test]
async fn what_the_client_sends_and_gets_fits_the_specification() {
    let stage = Stage::immediate().await;
    stage.served.faults().record(true);
    let archivist = client(&stage, ARCHIVIST_TOKEN);
    let who = archivist.probe().await.expect("a user");
    assert!(who.is_admin && who.missing.is_empty(), "{who:?}");
    assert!(
        archivist
            .user(who.user_id.unwrap_or(Uuid::nil()))
            .await
            .expect("an answer")
            .is_some()
    );
    let editor = client(&stage, EDITOR_TOKEN).probe().await.expect("a user");
    let missing: Vec<&str> = editor.missing.iter().map(|missing| missing.role).collect();
    assert!(
        missing.contains(&"can_write_metadata_fields") && missing.contains(&"can_write_metadata_views"),
        "{missing:?}"
    );
    read(&archivist).await;
    search(&archivist).await;
    write(&archivist).await;
    restrict(&archivist).await;
    let Some(specs) = &stage.specs else { return };
    let exchanges = stage.served.faults().exchanges();
    let faults: Vec<String> = exchanges
        .iter()
        .flat_map(|exchange| specs.check(&Exchange::from(exchange)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!(
        "{} operations in {} exchanges of the client fit the specification",
        specs.seen.borrow().len(),
        exchanges.len()
    );
}
