//! Reading who can see assets: in few requests, stopped at any time, whatever the account may see.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use archway::domain::AssetId;
use archway::domain::Secret;
use archway::domain::access::{Principal, Shared};
use archway::practice::faults::{Fault, Faults};
use archway::practice::iconik::{ARCHIVIST_TOKEN, EDITOR_TOKEN, VIEWER_TOKEN};
use archway::runtime::RuntimeError;
use archway::runtime::restrict::access::{Looked, SHARES_MARK, SHARES_PARTLY, SharesSeen, look_at_access};
use archway::store::Workspace;
use archway::systems::{Iconik, SystemError};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::others::Colleague;
use crate::site::{Site, quick};
use crate::support::{Systems, asset};

/// A refreshed workspace of the practice institution.
struct Place {
    systems: Systems,
    site: Site,
    _folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let systems = Systems::start();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.archway");
        drop(Workspace::create(&path, &systems.connection(), Timestamp::now()).unwrap());
        let site = Site::open(&path, &quick(4));
        systems.tokio.block_on(site.refresher().iconik()).unwrap();
        Self {
            systems,
            site,
            _folder: folder,
        }
    }

    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.systems.tokio.block_on(work)
    }

    fn faults(&self) -> Arc<Faults> {
        self.systems.practice().iconik_faults().clone()
    }

    fn all_assets(&self) -> Vec<AssetId> {
        self.site.shelf.with(|workspace| workspace.known_assets()).unwrap()
    }

    fn account(&self, token: &str) -> Iconik {
        let connection = self.systems.connection();
        Iconik::new(&connection.iconik_url, &connection.iconik_app_id, Secret::new(token), quick(4)).unwrap()
    }

    fn look_as(&self, token: &str, assets: &[AssetId], younger_than: Option<Timestamp>) -> Result<Looked, RuntimeError> {
        let cancel = CancellationToken::new();
        let iconik = self.account(token);
        let look = look_at_access(
            &iconik,
            &self.site.shelf,
            assets,
            younger_than,
            Timestamp::now,
            &cancel,
            &|_, _, _| {},
        );
        self.block_on(look)
    }

    fn look(&self, assets: &[AssetId], younger_than: Option<Timestamp>) -> Looked {
        self.look_as(ARCHIVIST_TOKEN, assets, younger_than).unwrap()
    }

    fn known(&self) -> usize {
        self.site.shelf.with(|workspace| workspace.access_read_at()).unwrap().len()
    }

    /// A link to an asset, made by somebody in iconik.
    fn share(&self, asset: AssetId, title: &str) {
        let body = json!({
            "title": title, "allow_approving_comments": false, "allow_comments": false, "allow_download": true,
            "allow_setting_approve_status": false,
        });
        self.block_on(async {
            let colleague = Colleague::of(&self.systems).await;
            let path = format!("/API/assets/v1/assets/{asset}/shares/url/");
            colleague.iconik(Method::POST, &path, &body).await;
        });
    }

    fn shared(&self) -> BTreeSet<(Shared, String)> {
        let shares = self.site.shelf.with(|workspace| workspace.shares()).unwrap();
        shares.into_iter().map(|share| (share.object, share.title)).collect()
    }
}

#[test]
fn everything_is_as_iconik_says_and_what_is_young_is_not_read_again() {
    let place = Place::new();
    let assets: Vec<AssetId> = place.all_assets();
    place.share(assets[3], "For the jury");
    let begun = Timestamp::now();
    let looked = place.look(&assets, None);
    assert_eq!(looked.read, assets.len() as u64, "{looked:?}");
    assert_eq!((looked.skipped, looked.gone, looked.denied), (0, 0, 0));
    assert_eq!((looked.shares, looked.stopped), (SharesSeen::All, false));
    assert!(place.shared().contains(&(Shared::Asset(assets[3]), "For the jury".to_owned())));

    let (access, directory, hands_down, bodies) = place
        .site
        .shelf
        .with(|workspace| {
            Ok((
                workspace.asset_access(&assets)?,
                workspace.directory()?,
                workspace.hands_down()?,
                workspace.assets(&assets)?,
            ))
        })
        .unwrap();
    assert!(directory.me.is_some() && directory.people.len() >= 5 && directory.groups.len() >= 3);
    let groups: BTreeSet<Principal> = directory.groups.iter().map(|group| Principal::Group(group.id)).collect();
    assert!(
        access
            .values()
            .flat_map(|one| &one.grants)
            .any(|grant| groups.contains(&grant.principal))
    );
    let collections: BTreeSet<_> = bodies.iter().flat_map(|one| &one.asset.collections).collect();
    assert!(!collections.is_empty() && collections.iter().all(|id| hands_down.contains_key(id)));
    for one in [&assets[0], &assets[assets.len() / 2], &assets[assets.len() - 1]] {
        let creator = access[one].creator;
        assert!(creator.is_some(), "who made {one} keeps every right");
        let there = place
            .block_on(place.site.iconik.asset_access(*one, creator, access[one].read_at))
            .unwrap();
        assert_eq!(access[one], there);
    }

    let before = place.faults().requests();
    let looked = place.look(&assets, Some(begun));
    assert_eq!((looked.read, looked.skipped), (0, assets.len() as u64));
    let cost = place.faults().requests() - before;
    assert!(cost <= 8, "people, groups, oneself and shares: {cost} requests");
    assert_eq!(place.look(&assets[..2], None).read, 2);
}

#[test]
fn a_run_that_is_stopped_or_fails_keeps_what_it_read_and_goes_on_there() {
    let place = Place::new();
    let assets = place.all_assets();
    let begun = Timestamp::now();
    let cancel = CancellationToken::new();
    let (stop, told) = (cancel.clone(), AtomicU64::new(0));
    let tell = move |what: &str, done: u64, _: Option<u64>| {
        if what == "who can see assets" {
            told.store(done, Ordering::SeqCst);
            if done == 20 {
                stop.cancel();
            }
        }
    };
    let looked = place
        .block_on(look_at_access(
            &place.site.iconik,
            &place.site.shelf,
            &assets,
            None,
            Timestamp::now,
            &cancel,
            &tell,
        ))
        .unwrap();
    assert!(
        looked.stopped && looked.read >= 20 && looked.read < assets.len() as u64,
        "{looked:?}"
    );
    assert_eq!(place.known() as u64, looked.read);

    let first = place.known();
    place.faults().at_request(40, Fault::status(400));
    assert!(place.look_as(ARCHIVIST_TOKEN, &assets, Some(begun)).is_err());
    let second = place.known();
    assert!(second > first && second < assets.len(), "{first}, then {second}");
    let looked = place.look(&assets, Some(begun));
    assert_eq!((looked.skipped, looked.read), (second as u64, (assets.len() - second) as u64));
    assert_eq!(place.known(), assets.len());
}

#[test]
fn what_is_gone_or_may_not_be_seen_does_not_stop_the_rest() {
    let place = Place::new();
    place.block_on(async {
        let colleague = Colleague::of(&place.systems).await;
        let gone = format!("/API/assets/v1/assets/{}/", asset("qw-004"));
        colleague.iconik(Method::DELETE, &gone, &Value::Null).await;
        colleague.iconik(Method::DELETE, &format!("{gone}purge/"), &Value::Null).await;
    });
    let ids = ["qw-003a", "qw-004", "qw-003b"].map(asset);
    place.faults().on("GET", &format!("/acl/assets/{}/", ids[2]), Fault::status(403), 9);
    let looked = place.look(&ids, None);
    assert_eq!((looked.read, looked.gone, looked.denied), (1, 1, 1));
    assert_eq!(place.known(), 1, "nothing is made up for what was not read");
}

#[test]
fn an_account_that_does_not_see_everybodys_shares_asks_asset_by_asset() {
    let place = Place::new();
    let (mine, other) = (asset("qw-003a"), asset("qw-003b"));
    place.share(mine, "For the jury");
    place.share(other, "For the press");
    let looked = place.look_as(EDITOR_TOKEN, &[mine], None).unwrap();
    assert_eq!((looked.read, looked.shares), (1, SharesSeen::Partly), "{looked:?}");
    let mark = place.site.shelf.with(|workspace| workspace.mark(SHARES_MARK)).unwrap();
    assert_eq!(mark.as_deref(), Some(SHARES_PARTLY));
    let shared = place.shared();
    assert!(shared.contains(&(Shared::Asset(mine), "For the jury".to_owned())), "{shared:?}");
    assert!(!shared.iter().any(|(object, _)| *object == Shared::Asset(other)));

    place.faults().on("GET", &format!("/assets/{mine}/shares/"), Fault::status(403), 9);
    assert_eq!(place.look_as(EDITOR_TOKEN, &[mine], None).unwrap().shares, SharesSeen::Hidden);
    assert!(!place.shared().is_empty(), "what was known of its shares stays");
}

#[test]
fn an_account_that_may_see_nobody_is_told_and_nothing_is_kept() {
    let place = Place::new();
    let told = place.look_as(VIEWER_TOKEN, &[asset("qw-003a")], None).unwrap_err();
    assert!(matches!(told, RuntimeError::System(SystemError::Forbidden { .. })), "{told}");
    assert_eq!(place.known(), 0);
    assert!(place.site.shelf.with(|workspace| workspace.directory()).unwrap().people.is_empty());
}
