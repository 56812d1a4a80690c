//! Refreshing reads only what changed, in few requests, and can be stopped at any time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use archway::domain::{RecordKind, RecordUri, RepositoryId};
use archway::practice::PracticeOptions;
use archway::practice::faults::Faults;
use archway::practice::iconik::IconikOptions;
use archway::practice::institution::archivesspace_generator::{Size, generated};
use archway::runtime::RuntimeError;
use archway::runtime::refresh::Refresher;
use archway::store::Workspace;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::others::Colleague;
use crate::scene::{Scene, Story as _};
use crate::site::{Site, quick};
use crate::support::{Systems, asset};

/// A workspace for systems of this size that was never refreshed.
struct Fresh {
    systems: Systems,
    site: Site,
    _folder: tempfile::TempDir,
}

impl Fresh {
    fn of(archival_objects: u32, assets: usize) -> Self {
        let size = Size {
            archival_objects,
            per_resource: archival_objects,
            accessions: 60,
        };
        Self::with(PracticeOptions {
            fill: generated(11, size),
            iconik: IconikOptions {
                generated_assets: assets,
                ..IconikOptions::immediate()
            },
            ..PracticeOptions::immediate()
        })
    }

    fn with(options: PracticeOptions) -> Self {
        let systems = Systems::start_with(options);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.archway");
        drop(Workspace::create(&path, &systems.connection(), Timestamp::now()).unwrap());
        Self {
            site: Site::open(&path, &quick(4)),
            systems,
            _folder: folder,
        }
    }

    fn archivesspace(&self) -> Arc<Faults> {
        self.systems.practice().archivesspace_faults().clone()
    }

    fn iconik(&self) -> Arc<Faults> {
        self.systems.practice().iconik_faults().clone()
    }

    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.systems.tokio.block_on(work)
    }

    fn count(&self, kind: RecordKind) -> u64 {
        self.site
            .shelf
            .with(|workspace| workspace.record_count(RepositoryId(2), kind))
            .unwrap()
    }
}

#[test]
fn a_resource_of_n_archival_objects_costs_n_by_200_and_25_requests_and_nothing_changed_15() {
    for size in [2_000_u32, 5_000] {
        let fresh = Fresh::of(size, 0);
        let refresher = fresh.site.refresher();
        fresh.block_on(refresher.archivesspace()).unwrap();
        let first = fresh.archivesspace().requests();
        assert_eq!(fresh.count(RecordKind::ArchivalObject), u64::from(size));
        assert!(first <= u64::from(size / 200 + 25), "{size} archival objects: {first} requests");

        let refreshed = fresh.block_on(refresher.archivesspace()).unwrap();
        let second = fresh.archivesspace().requests() - first;
        assert_eq!((refreshed.read, refreshed.gone), (0, 0));
        assert!(second <= 15, "nothing changed among {size}: {second} requests");
        println!("{size} archival objects: {first} requests the first time, {second} where nothing changed");
    }
}

#[test]
fn what_changed_and_what_is_gone_is_noticed_in_archivesspace() {
    let scene = Scene::with(&[("qw-003b", "QW-003B"), ("qw-004", "QW-005"), ("sc-003", "SC-003")]);
    let site = Site::open(&scene.path, &quick(4));
    let [(_, retitled), (_, deleted), (_, noted)] = [scene.pairs[0], scene.pairs[1], scene.pairs[2]];
    let record = |uri: RecordUri| site.shelf.with(|workspace| workspace.record(uri)).unwrap();
    assert!(record(deleted).is_some());
    let made: RecordUri = scene.block_on(async {
        let colleague = Colleague::of(&scene.systems).await;
        colleague.edit(retitled, |body| body["title"] = json!("The crane driver, revised")).await;
        colleague
            .edit(noted, |body| {
                body["notes"] = json!([{"jsonmodel_type": "note_singlepart", "type": "abstract", "publish": true, "content": ["Banners and zeppelins"]}]);
            })
            .await;
        colleague.archivesspace(Method::DELETE, &deleted.to_string(), &Value::Null).await;
        let new = json!({"jsonmodel_type": "archival_object", "level": "item", "title": "Found behind the cupboard",
            "resource": {"ref": "/repositories/2/resources/1"}});
        let answer = colleague.archivesspace(Method::POST, "/repositories/2/archival_objects", &new).await;
        answer["uri"].as_str().unwrap().parse().unwrap()
    });

    let faults = scene.systems.practice().archivesspace_faults().clone();
    let before = faults.requests();
    let refreshed = scene.block_on(site.refresher().archivesspace()).unwrap();
    let requests = faults.requests() - before;
    assert_eq!(refreshed.gone, 1);
    assert_eq!(record(retitled).unwrap().record.title.as_deref(), Some("The crane driver, revised"));
    assert!(record(deleted).is_none());
    assert_eq!(record(made).unwrap().record.title.as_deref(), Some("Found behind the cupboard"));
    let found = site
        .shelf
        .with(|workspace| workspace.search("zeppelins", 5, archway::store::SearchIn::Both))
        .unwrap();
    assert_eq!(found.len(), 1, "a note is found by its words: {found:?}");
    // `modified_since` tells of siblings too; they are read in slices.
    assert!(requests <= 30 + 10, "two repositories, little changed: {requests} requests");
}

#[test]
fn only_what_changed_is_asked_of_iconik() {
    let fresh = Fresh::of(20, 2_000);
    fresh.iconik().record(true);
    let refresher = fresh.site.refresher();
    let first = fresh.block_on(refresher.iconik()).unwrap();
    let requests = fresh.iconik().requests();
    assert!(first.read >= 2_000);
    assert!(requests <= first.read / 100 + 10, "{} assets: {requests} requests", first.read);
    let known = |slug: &str| fresh.site.shelf.with(|workspace| workspace.asset(asset(slug))).unwrap();

    let nothing = fresh.block_on(refresher.iconik()).unwrap();
    let again = fresh.iconik().requests() - requests;
    assert!(again <= 8, "nothing changed: {again} requests");
    assert_eq!(nothing.gone, 0);

    let total = fresh.site.shelf.with(|workspace| workspace.asset_count()).unwrap();
    fresh.block_on(async {
        let colleague = Colleague::of(&fresh.systems).await;
        colleague.retitle(asset("qw-003b"), "The crane driver, second tape").await;
        let gone = asset("qw-003c");
        colleague
            .iconik(Method::DELETE, &format!("/API/assets/v1/assets/{gone}/"), &Value::Null)
            .await;
        let purged = asset("qw-004");
        colleague
            .iconik(Method::DELETE, &format!("/API/assets/v1/assets/{purged}/"), &Value::Null)
            .await;
        colleague
            .iconik(Method::DELETE, &format!("/API/assets/v1/assets/{purged}/purge/"), &Value::Null)
            .await;
    });
    fresh.block_on(refresher.iconik()).unwrap();
    assert_eq!(known("qw-003b").unwrap().asset.title, "The crane driver, second tape");
    assert!(known("qw-004").is_none(), "a purged asset is dropped");
    assert!(
        known("qw-003c").is_none_or(|found| !found.asset.active),
        "a deleted asset is not offered any more"
    );
    let now = fresh.site.shelf.with(|workspace| workspace.asset_count()).unwrap();
    assert_eq!(now, total - 2);
    let before = fresh.iconik().requests();
    fresh.block_on(refresher.iconik()).unwrap();
    let settled = fresh.iconik().requests() - before;
    assert!(
        settled <= 8,
        "a deleted asset does not make every later refresh compare all: {settled} requests"
    );
    fresh.systems.assert_iconik_requests_fit();
}

/// A refresher that stops itself once so much was read.
fn stopping_after(site: &Site, records: u64, told: &Arc<AtomicUsize>) -> Refresher {
    let (cancel, told) = (site.cancel.clone(), told.clone());
    Refresher {
        progress: Arc::new(move |progress| {
            told.fetch_add(1, Ordering::SeqCst);
            if progress.done >= records {
                cancel.cancel();
            }
        }),
        ..site.refresher()
    }
}

#[test]
fn a_stopped_refresh_keeps_what_it_read_and_goes_on_there() {
    let mut fresh = Fresh::of(4_000, 1_500);
    let told = Arc::default();
    let stopped = fresh.block_on(stopping_after(&fresh.site, 2_000, &told).archivesspace());
    assert!(stopped.is_err(), "{stopped:?}");
    assert!(told.load(Ordering::SeqCst) > 5, "it says how far it is");
    let half = fresh.count(RecordKind::ArchivalObject);
    assert!((1_500..4_000).contains(&half), "{half}");
    let before = fresh.archivesspace().requests();
    fresh.site.cancel = tokio_util::sync::CancellationToken::new();
    let rest = fresh.block_on(fresh.site.refresher().archivesspace()).unwrap();
    let requests = fresh.archivesspace().requests() - before;
    assert_eq!(fresh.count(RecordKind::ArchivalObject), 4_000);
    assert!(
        rest.read <= 4_000 - half + 200,
        "what was read is not read again: {rest:?}, {half} were there"
    );
    assert!(requests <= 30, "{requests} requests for the rest");

    let before = fresh.iconik().requests();
    let stopped = fresh.block_on(stopping_after(&fresh.site, 800, &told).iconik());
    assert!(
        matches!(stopped, Err(RuntimeError::Stopped | RuntimeError::System(_))),
        "{stopped:?}"
    );
    let until_stopped = fresh.iconik().requests() - before;
    fresh.site.cancel = tokio_util::sync::CancellationToken::new();
    let rest = fresh.block_on(fresh.site.refresher().iconik()).unwrap();
    let total = fresh.site.shelf.with(|workspace| workspace.asset_count()).unwrap();
    assert!(total >= 1_500);
    assert!(rest.read < total - 500, "{rest:?} of {total} after {until_stopped} requests");
}
