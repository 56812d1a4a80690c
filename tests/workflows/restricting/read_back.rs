//! Reading back: what iconik shows in the end is compared with what was meant, and the requests are those that cannot overwrite.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use archway::domain::fields::RESTRICTION_TAKEN;
use archway::plan::{ChangeId, Outcome, Plan, Stage};
use archway::practice::faults::Exchange;
use archway::systems::http::{RequestGate, RequestInfo};
use futures::future::BoxFuture;
use reqwest::Method;
use serde_json::{Value, json};

use super::scene::{ASSETS, Restricted, collection, give, group, take, user};
use crate::others::Colleague;
use crate::scene::Story;
use crate::support::asset;

/// What somebody, or a template, does to the first asset each time when entries were taken off lists.
enum Meddling {
    /// The press gets its entry back.
    PressAgain,
    /// Another user gets an entry.
    SecondEditor,
    /// It is put into a collection that hands down.
    IntoPress,
}

struct Meddler {
    colleague: Colleague,
    what: Meddling,
    /// How often it still happens.
    left: AtomicUsize,
}

impl Meddler {
    async fn of(scene: &Restricted, what: Meddling, times: usize) -> Arc<Self> {
        Arc::new(Self {
            colleague: Colleague::of(scene.systems()).await,
            what,
            left: AtomicUsize::new(times),
        })
    }

    async fn meddle(&self) {
        match self.what {
            Meddling::PressAgain => give(&self.colleague, ASSETS[0], &[group("press")], "read").await,
            Meddling::SecondEditor => give(&self.colleague, ASSETS[0], &[user("second-editor")], "read").await,
            Meddling::IntoPress => {
                let path = format!("/API/assets/v1/collections/{}/contents/", collection("press"));
                let body = json!({"object_id": asset(ASSETS[0]), "object_type": "assets"});
                self.colleague.iconik(Method::POST, &path, &body).await;
            }
        }
    }
}

impl RequestGate for Meddler {
    fn before_send<'a>(&'a self, _: &'a RequestInfo) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    fn after_answer<'a>(&'a self, request: &'a RequestInfo, _: Option<u16>) -> BoxFuture<'a, ()> {
        Box::pin(async {
            let takes = request.method == "DELETE" && request.path.ends_with("/acl/assets/");
            let once_more = |left: usize| left.checked_sub(1);
            if takes && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, once_more).is_ok() {
                self.meddle().await;
            }
        })
    }
}

fn apply_with(scene: &Restricted, what: Meddling, times: usize) -> Plan {
    let plan = scene.plan();
    let meddler = scene.block_on(Meddler::of(scene, what, times));
    let site = scene.open().gated(&meddler);
    scene.block_on(site.apply(plan))
}

fn problem(plan: &Plan) -> String {
    match &plan.change(ChangeId(1)).unwrap().outcome {
        Outcome::Problem { what, again: true } => what.clone(),
        other => panic!("{other:#?}"),
    }
}

#[test]
fn what_is_put_back_at_once_is_taken_again_and_in_the_end_a_problem() {
    let scene = Restricted::new();
    let done = apply_with(&scene, Meddling::PressAgain, 1);
    assert_eq!(done.stage, Stage::Applied, "taken a second time: {:#?}", done.changes);
    scene.assert_closed("once");
    let undo = scene.plan_undo(done.id);
    scene.finish(undo, "undone");
    let again = apply_with(&scene, Meddling::PressAgain, usize::MAX);
    let what = problem(&again);
    assert!(what.contains(ASSETS[0]) && what.contains("automation or a template"), "{what}");
    scene.finish(again.id, "the template is off");
    scene.assert_closed("the template is off");
}

#[test]
fn who_can_see_it_all_the_same_is_named_until_that_is_solved() {
    let scene = Restricted::new();
    let applied = apply_with(&scene, Meddling::SecondEditor, 1);
    let what = problem(&applied);
    assert!(what.contains("Fenwick") && what.contains("on its own list"), "{what}");
    assert!(applied.change(ChangeId(2)).unwrap().outcome.is_done());
    let site = scene.open();
    let again = scene.block_on(site.apply(applied.id));
    assert_eq!(problem(&again), what, "it stays");
    scene.block_on(take(&scene.colleague, ASSETS[0], user("second-editor")));
    drop(site);
    scene.finish(applied.id, "solved");
    scene.assert_closed("solved");
}

#[test]
fn what_a_collection_hands_down_is_named_with_the_collection() {
    let scene = Restricted::new();
    let applied = apply_with(&scene, Meddling::IntoPress, 1);
    let what = problem(&applied);
    assert!(what.contains("Press through the collection “Press selection”"), "{what}");
    assert!(what.contains("5 people can see it now"), "{what}");
    let path = format!(
        "/API/assets/v1/collections/{}/contents/assets/{}/",
        collection("press"),
        asset(ASSETS[0])
    );
    scene.block_on(scene.colleague.iconik(Method::DELETE, &path, &Value::Null));
    scene.finish(applied.id, "solved");
}

/// A list is never written whole, entries of many assets go together, and every exchange fits iconik's own description.
#[test]
fn lists_are_never_overwritten() {
    let scene = Restricted::new();
    let faults = scene.systems().practice().iconik_faults().clone();
    faults.record(true);
    let plan = scene.plan();
    scene.finish(plan, "closed");
    let exchanges = faults.exchanges();
    let lists = |method: &str| -> Vec<Value> {
        let found = exchanges.iter().filter(|exchange| {
            exchange.method == method
                && exchange.path_and_query.contains("/API/acls/")
                && !exchange.path_and_query.contains("/permissions/")
        });
        found
            .map(|exchange| serde_json::from_slice(&exchange.request_body).unwrap())
            .collect()
    };
    let taken = lists("DELETE");
    assert_eq!(taken.len(), 1, "one request for all that lose the same: {taken:#?}");
    assert_eq!(taken[0]["object_keys"].as_array().unwrap().len(), 3);
    let given = lists("PUT");
    assert_eq!(given.len(), 1, "{given:#?}");
    let writes = |of: &[Exchange], method: &str, path: &str| -> Vec<usize> {
        let found = of.iter().enumerate();
        let found = found.filter(|(_, exchange)| exchange.method == method && exchange.path_and_query.contains(path));
        found.map(|(place, _)| place).collect()
    };
    let view = format!("/views/{}/", scene.view);
    let (noted, taken) = (writes(&exchanges, "PUT", &view), writes(&exchanges, "DELETE", "/API/"));
    assert!(noted.len() >= 3 && taken.len() >= 3, "{noted:?} {taken:?}");
    assert!(
        noted.iter().max() < taken.iter().min(),
        "what will be taken is written down before anything is: {noted:?} {taken:?}"
    );

    faults.record(true);
    let undo = scene.plan_undo(plan);
    scene.finish(undo, "undone");
    let exchanges = faults.exchanges();
    let given = writes(&exchanges, "PUT", "/API/acls/v1/acl/assets/");
    let shared = writes(&exchanges, "POST", &format!("/assets/v1/assets/{}/shares/url/", asset(ASSETS[0])));
    let forgotten: Vec<usize> = writes(&exchanges, "PUT", &view)
        .into_iter()
        .filter(|place| String::from_utf8_lossy(&exchanges[*place].request_body).contains(RESTRICTION_TAKEN.name))
        .collect();
    assert!(
        given.iter().max() < forgotten.iter().min(),
        "forgotten once it is given back: {given:?} {forgotten:?}"
    );
    let first = format!("/assets/{}/views/", asset(ASSETS[0]));
    let own = forgotten.iter().filter(|place| exchanges[**place].path_and_query.contains(&first));
    assert!(shared.len() == 1 && shared.iter().max() < own.min(), "{shared:?} {forgotten:?}");
    for exchange in faults
        .exchanges()
        .iter()
        .filter(|exchange| exchange.method == "PUT" && exchange.path_and_query.contains("/acls/v1/acl/"))
    {
        let body: Value = serde_json::from_slice(&exchange.request_body).unwrap();
        assert_eq!(body["mode"], "APPEND", "{}", exchange.path_and_query);
    }
    scene.assert_as_before(&scene.open().plan(undo), "undone");
    scene.systems().assert_iconik_requests_fit();
}

/// The catalogue shows what was read back, without a refresh.
#[test]
fn the_catalogue_knows_at_once() {
    let scene = Restricted::new();
    let plan = scene.plan();
    let done = scene.finish(plan, "closed");
    let site = scene.open();
    let ids = ASSETS.map(asset);
    let (access, shares, assets) = site
        .shelf
        .with(|workspace| Ok((workspace.asset_access(&ids)?, workspace.shares()?, workspace.assets(&ids)?)))
        .unwrap();
    for id in ids {
        let shown = scene.block_on(scene.seen(id)).0;
        assert_eq!(access[&id].grants, shown.grants);
        assert!(access[&id].inherited.is_empty());
        let kept = assets.iter().find(|kept| kept.asset.id == id).unwrap();
        assert_eq!(kept.values("archway_restriction_status"), ["restricted"]);
    }
    let festival =
        |share: &archway::domain::access::Share| share.object == archway::domain::access::Shared::Collection(collection("festival"));
    assert!(!shares.iter().any(festival));
    let before = &done.change(ChangeId(1)).unwrap().outcome.receipt().unwrap().before;
    assert_eq!(before["shares"][0]["title"], "Preview (invented)", "{before:#}");
    assert!(!before.to_string().contains("http"), "no address of a share is kept: {before:#}");
    assert_eq!(before["access"]["grants"].as_array().unwrap().len(), 4, "{before:#}");
}
