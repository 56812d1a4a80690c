//! The iconik client against the practice iconik, in its strict mode: what is not declared is refused.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use archway::domain::{AssetId, Secret, fields};
use archway::practice::faults::{Fault, Faults};
use archway::practice::iconik::{APP_ID, ARCHIVIST_TOKEN, EDITOR_TOKEN, IconikOptions, IconikState, VIEWER_TOKEN, router};
use archway::practice::persist::StateLog;
use archway::practice::server::{Served, serve};
use archway::systems::iconik::{
    AssetQuery, JobState, MetadataValues, NewField, RoleUse, ViewId, asset_from_json, collection_from_json, parse,
};
use archway::systems::{Iconik, SystemError, TransportLimits};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::host::quick;

async fn practice(options: IconikOptions) -> Served {
    let state = IconikState::open(options, StateLog::open(None).expect("nothing is kept")).expect("the table is whole");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    serve("iconik", router(state), listener, Arc::new(Faults::new()))
        .await
        .expect("it serves")
}

fn client(served: &Served, token: &str) -> Iconik {
    Iconik::new(&served.base_url(), APP_ID, Secret::new(token), quick()).expect("loopback is allowed")
}

async fn assets(client: &Iconik, per_page: u32) -> Vec<Value> {
    let mut query = AssetQuery {
        per_page,
        ..AssetQuery::default()
    };
    let mut all = Vec::new();
    loop {
        let page = client.search_assets(&query).await.expect("a page");
        all.extend(page.hits);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

async fn some_asset(client: &Iconik) -> AssetId {
    let hits = client
        .search_assets(&AssetQuery {
            per_page: 1,
            ..AssetQuery::default()
        })
        .await
        .expect("a page")
        .hits;
    asset_from_json(&hits[0]).expect("an asset").id
}

/// Archway's fields and view, as the set-up makes them.
async fn set_up(client: &Iconik) -> ViewId {
    for field in fields::ALL {
        let new = NewField {
            name: field.name.to_owned(),
            label: field.label.to_owned(),
            field_type: field.field_type.to_owned(),
            description: field.description.to_owned(),
            multi: true,
            warns: false,
            blocks: false,
        };
        assert_eq!(client.create_field(&new).await.expect("a field").name, field.name);
    }
    let names = fields::ALL.map(|field| field.name.to_owned());
    client
        .create_view(fields::VIEW_NAME, fields::VIEW_DESCRIPTION, &names)
        .await
        .expect("a view")
        .id
}

fn values(uri: &str) -> MetadataValues {
    [(fields::RECORD_URI.name.to_owned(), vec![json!(uri)])].into_iter().collect()
}

#[tokio::test]
async fn the_probe_knows_who_may_what() {
    let served = practice(IconikOptions::immediate()).await;
    let archivist = client(&served, ARCHIVIST_TOKEN).probe().await.expect("iconik");
    assert!(archivist.is_admin && archivist.missing.is_empty() && archivist.user_id.is_some());
    let editor = client(&served, EDITOR_TOKEN).probe().await.expect("iconik");
    assert!(
        !editor.is_admin && editor.missing_for(RoleUse::SetUp).contains(&"can_write_metadata_fields"),
        "{editor:?}"
    );
    let viewer = client(&served, VIEWER_TOKEN).probe().await.expect("iconik");
    assert!(
        viewer.missing_for(RoleUse::Linking).contains(&"can_write_metadata_values"),
        "{viewer:?}"
    );
    let wrong = client(&served, "nobody").probe().await.expect_err("a wrong token");
    assert!(matches!(wrong, SystemError::Unauthorised { .. }), "{wrong}");
}

#[tokio::test]
async fn every_asset_is_found_once_whatever_the_page() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let large = assets(&client, 100).await;
    let small = assets(&client, 7).await;
    let ids = |hits: &[Value]| {
        hits.iter()
            .map(|hit| asset_from_json(hit).expect("an asset").id)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&large), ids(&small));
    assert_eq!(ids(&large).iter().collect::<HashSet<_>>().len(), large.len());
    assert!(large.len() >= 150, "{}", large.len());
    let some = ids(&large)[3];
    let only = AssetQuery {
        ids: vec![some],
        ..AssetQuery::default()
    };
    let found = client.search_assets(&only).await.expect("a page");
    assert_eq!((found.total, ids(&found.hits)), (1, vec![some]));
    let last = asset_from_json(&large[large.len() - 1]).expect("an asset").modified;
    let since = AssetQuery {
        modified_since: last,
        ..AssetQuery::default()
    };
    let found = client.search_assets(&since).await.expect("a page").hits;
    assert!(!found.is_empty() && found.len() < large.len());
    assert!(large.iter().filter_map(asset_from_json).any(|asset| asset.digital_media()));
}

trait Media {
    fn digital_media(&self) -> bool;
}

impl Media for archway::domain::Asset {
    fn digital_media(&self) -> bool {
        self.media.digital_object_type().is_some()
    }
}

#[tokio::test]
async fn collections_and_their_contents_are_read() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let all = client.collections(false).await.expect("collections");
    let roots = client.collections(true).await.expect("collections");
    assert!(!roots.is_empty() && roots.len() < all.len());
    let mut seen = 0;
    for collection in all.iter().filter_map(collection_from_json) {
        let mut page = 1;
        loop {
            let contents = client.collection_contents(collection.id, page).await.expect("contents");
            for object in &contents.objects {
                assert!(if parse::is_collection(object) {
                    collection_from_json(object).is_some()
                } else {
                    asset_from_json(object).is_some()
                });
            }
            seen += contents.objects.len();
            if page >= contents.pages {
                break;
            }
            page += 1;
        }
        assert!(
            client
                .collection_contents(collection.id, 9_999)
                .await
                .is_ok_and(|contents| contents.objects.is_empty())
        );
    }
    assert!(seen > 20, "{seen}");
}

#[tokio::test]
async fn archways_fields_are_made_written_read_and_taken_away() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let view = set_up(&client).await;
    let asset = some_asset(&client).await;
    assert_eq!(client.metadata_values(asset, view).await, Ok(None), "404 is no values");
    let record = "/repositories/2/archival_objects/311";
    client
        .set_metadata_values(asset, view, &values(record))
        .await
        .expect("they are written");
    let read = client.metadata_values(asset, view).await.expect("an answer").expect("values");
    assert_eq!(read[fields::RECORD_URI.name], [json!(record)]);
    let linked = AssetQuery {
        has_field: Some(fields::RECORD_URI.name.to_owned()),
        ..AssetQuery::default()
    };
    let hits = client.search_assets(&linked).await.expect("a page").hits;
    assert_eq!(hits.iter().filter_map(parse::asset_id).collect::<Vec<_>>(), [asset]);
    let snapshot = parse::asset_snapshot(hits[0].clone(), None, jiff::Timestamp::UNIX_EPOCH).expect("an asset");
    assert_eq!(snapshot.values(fields::RECORD_URI.name), [record]);
    let by_value = AssetQuery {
        field_values: Some((fields::RECORD_URI.name.to_owned(), vec![record.to_owned()])),
        ..AssetQuery::default()
    };
    assert_eq!(client.search_assets(&by_value).await.map(|page| page.total), Ok(1));
    let empty = [(fields::RECORD_URI.name.to_owned(), Vec::new())].into_iter().collect();
    client.set_metadata_values(asset, view, &empty).await.expect("they are cleared");
    let left = client.metadata_values(asset, view).await.expect("an answer").unwrap_or_default();
    assert!(left.values().all(Vec::is_empty), "{left:?}");

    let mut held = client.metadata_view(view).await.expect("the view");
    held.fields.pop();
    assert_eq!(client.update_view(&held).await.expect("the view").fields.len(), 3);
    assert!(client.metadata_views().await.expect("views").iter().any(|held| held.id == view));
    client.delete_view(view).await.expect("it is deleted");
    for field in fields::ALL {
        client.delete_field(field.name).await.expect("it is deleted");
    }
    let names: Vec<String> = client
        .metadata_fields()
        .await
        .expect("fields")
        .into_iter()
        .map(|field| field.name)
        .collect();
    assert!(
        !names.is_empty() && !names.iter().any(|name| name.starts_with("archway_")),
        "{names:?}"
    );
}

#[tokio::test]
async fn many_assets_are_written_in_one_request() {
    let served = practice(IconikOptions {
        job_delay: Duration::from_millis(200),
        ..IconikOptions::immediate()
    })
    .await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let view = set_up(&client).await;
    let written: Vec<(AssetId, MetadataValues)> = assets(&client, 100)
        .await
        .iter()
        .filter_map(parse::asset_id)
        .take(40)
        .map(|asset| {
            (
                asset,
                values(&format!("/repositories/2/archival_objects/{}", asset.0.as_u128() % 1_000)),
            )
        })
        .collect();
    let before = client.counts().requests;
    let jobs = client.set_metadata_values_bulk(view, &written).await.expect("it is taken");
    assert_eq!(client.counts().requests - before, 1);
    for job in jobs {
        let over = client.wait_for_job(job, &CancellationToken::new()).await.expect("it ends");
        assert_eq!(over.state, JobState::Finished { warning: false });
    }
    // Where no job was named the values say when it is done.
    let (last, wanted) = &written[written.len() - 1];
    let done = async {
        while client.metadata_values(*last, view).await.expect("an answer").as_ref() != Some(wanted) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), done)
        .await
        .expect("the values arrive");
}

#[tokio::test]
async fn lost_answers_and_limits_do_not_lose_or_double_anything() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let view = set_up(&client).await;
    let asset = some_asset(&client).await;
    let faults = served.faults();
    for fault in [
        Fault::ResetBeforeRead,
        Fault::ResetAfterEffect,
        Fault::TruncatedBody,
        Fault::status(502),
        Fault::status(429),
    ] {
        faults.at_request(0, fault.clone());
        let set = client
            .set_metadata_values(asset, view, &values("/repositories/2/resources/1"))
            .await;
        assert!(set.is_ok(), "{fault:?}: {set:?}");
    }
    let notes = async || client.history(asset).await.expect("a history").len();
    let before = notes().await;
    faults.at_request(0, Fault::ResetAfterEffect);
    let lost = client
        .add_history(asset, "Linked to a record")
        .await
        .expect_err("the answer is lost");
    assert!(lost.maybe_applied(), "{lost}");
    assert_eq!(notes().await, before + 1, "it was carried out once");
}

#[tokio::test]
async fn a_limited_iconik_is_asked_no_faster_than_it_allows() {
    let served = practice(IconikOptions {
        requests_per_second: Some(20),
        burst_seconds: 1,
        retry_after: Some(1),
        ..IconikOptions::immediate()
    })
    .await;
    let limits = TransportLimits { concurrency: 8, ..quick() };
    let client = Iconik::new(&served.base_url(), APP_ID, Secret::new(ARCHIVIST_TOKEN), limits).expect("loopback");
    let asset = some_asset(&client).await;
    let answers = futures::future::join_all((0..40).map(|_| client.asset(asset, false))).await;
    assert!(
        answers.iter().all(Result::is_ok),
        "{:?}",
        answers.iter().find(|answer| answer.is_err())
    );
}

#[tokio::test]
async fn the_inspector_gets_everything() {
    let served = practice(IconikOptions::immediate()).await;
    let client = client(&served, ARCHIVIST_TOKEN);
    let (mut pictures, mut seen) = (0, [0_usize; 8]);
    for asset in assets(&client, 100).await.iter().filter_map(parse::asset_id).take(40) {
        assert_eq!(
            asset_from_json(&client.asset(asset, true).await.expect("an asset")).map(|asset| asset.id),
            Some(asset)
        );
        let lists = [
            client.files(asset).await,
            client.formats(asset).await,
            client.file_sets(asset).await,
            client.proxies(asset).await,
            client.subtitles(asset).await,
            client.transcription(asset).await,
            client.approvals(asset).await,
            client.history(asset).await,
        ];
        for (seen, list) in seen.iter_mut().zip(lists) {
            *seen += list.expect("a list").len();
        }
        client.approval_request(asset).await.expect("an answer");
        let keyframes = client.keyframes(asset).await.expect("a list");
        if let Some(url) = keyframes.iter().find_map(|keyframe| keyframe["url"].as_str())
            && pictures < 3
        {
            let bytes = client.keyframe_bytes(url).await.expect("a picture");
            assert!(image::guess_format(&bytes).is_ok());
            pictures += 1;
        }
    }
    assert!(
        pictures > 0 && seen.iter().filter(|count| **count > 0).count() >= 6,
        "{pictures} {seen:?}"
    );
}

#[tokio::test]
async fn who_may_not_set_up_is_told_what_is_missing() {
    let served = practice(IconikOptions::immediate()).await;
    let editor = client(&served, EDITOR_TOKEN);
    let error = editor.create_view("x", "y", &[]).await.expect_err("an editor may not");
    assert!(error.to_string().contains("can_write_metadata_views"), "{error}");
}
