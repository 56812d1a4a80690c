//! The applier dies at every boundary of every request, and every fault strikes every request: what is taken is taken once and given
//! back once, whatever happens on the way.

use archway::domain::access::Permissions;
use archway::plan::{Outcome, Stage};
use archway::practice::faults::Fault;

use super::scene::{Picture, Restricted};
use crate::faults::{all_faults, every_third, strike_everywhere};
use crate::kills::{Boundary, die_at_every_request};
use crate::scene::Story;
use crate::site::{Site, quick};

#[test]
fn dying_before_any_request_loses_and_doubles_nothing() {
    die_at_every_request(&Restricted::new(), Boundary::BeforeSend, 45);
}

#[test]
fn dying_while_any_answer_is_lost_loses_and_doubles_nothing() {
    die_at_every_request(&Restricted::new(), Boundary::AnswerLost, 45);
}

#[test]
fn dying_before_any_answer_is_journalled_loses_and_doubles_nothing() {
    die_at_every_request(&Restricted::new(), Boundary::BeforeJournal, 45);
}

#[test]
fn lost_and_refused_requests() {
    let (runs, _) = strike_everywhere(Restricted::new(), &all_faults()[..6], every_third);
    assert!(runs > 60);
}

#[test]
fn broken_connections() {
    let (runs, _) = strike_everywhere(Restricted::new(), &all_faults()[6..11], every_third);
    assert!(runs > 50);
}

/// Nobody may do more than before, by a list or by a collection.
fn assert_nothing_opened(before: &Picture, now: &Picture, context: &str) {
    for (id, (own, inherited)) in &now.access {
        let (own_then, inherited_then) = &before.access[id];
        for (principal, permissions) in own {
            let then = own_then.get(principal).copied().unwrap_or(Permissions::NONE);
            assert!(then.covers(*permissions), "{context}: {principal:?} on {id}");
        }
        assert!(inherited.keys().all(|key| inherited_then.contains_key(key)), "{context}: {id}");
    }
    for (object, shares) in &now.shares {
        assert!(shares.len() <= before.shares[object].len(), "{context}: shares of {object}");
    }
}

/// A colleague writes into the asset, or into Archway's fields, just before a request is carried out: it is shown, nothing opens, and
/// planned anew it goes on to the end.
#[test]
fn meddling_at_each_request() {
    let scene = Restricted::new();
    let faults = scene.systems().practice().iconik_faults().clone();
    let (mut stale, mut requests) = (0, 1);
    let mut at = 0;
    while at < requests {
        let context = format!("a colleague at request {at}");
        let plan = scene.plan();
        let site = Site::open(scene.path(), &quick(4));
        let start = faults.requests();
        faults.at_request(at, Fault::ConcurrentEdit);
        let applied = scene.block_on(site.apply(plan));
        requests = requests.max(faults.requests() - start);
        faults.clear();
        assert_nothing_opened(scene.before(), &scene.shown(), &context);
        for change in &applied.changes {
            match &change.outcome {
                Outcome::Done { .. } => {}
                Outcome::Stale { theirs, .. } => {
                    assert!(!theirs.is_empty(), "{context}: {change:#?}");
                    stale += 1;
                }
                other => panic!("{context}: {other:#?}"),
            }
        }
        drop(site);
        if applied.stage != Stage::Applied {
            let anew = scene.plan();
            scene.finish(anew, &context);
        }
        scene.assert_closed(&context);
        scene.open_by_hand();
        at += 1;
    }
    assert!(requests > 20 && stale > 0, "{requests} requests, {stale} stale");
}
