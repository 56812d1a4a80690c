//! The applying process dies at every boundary of every request and is begun again: every link stands once in both systems,
//! every note once in the history, and undoing brings both back to what they were.

use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use archway::plan::{Plan, PlanId, Stage};
use archway::practice::faults::{Fault, Faults, HookPoint};
use archway::systems::SystemName;
use archway::systems::http::{RequestGate, RequestInfo};
use futures::future::BoxFuture;
use proptest::prelude::*;
use tokio_util::sync::CancellationToken;

use crate::description::Description;
use crate::scene::{Scene, Story};
use crate::site::{Site, quick};
use crate::support::Systems;

/// Where a request is when the process dies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Boundary {
    /// Not sent yet.
    BeforeSend,
    /// Carried out, no answer seen.
    AnswerLost,
    /// Carried out and answered, the answer not journalled.
    BeforeJournal,
}

/// All of them.
pub const BOUNDARIES: [Boundary; 3] = [Boundary::BeforeSend, Boundary::AnswerLost, Boundary::BeforeJournal];

/// Stops everything for good at one boundary of one request. Requests come one at a time, so their numbers are always the same.
struct Killer {
    boundary: Boundary,
    at: u64,
    begun: AtomicU64,
    dead: CancellationToken,
    faults: [Arc<Faults>; 2],
}

impl Killer {
    fn new(systems: &Systems, boundary: Boundary, at: u64) -> Arc<Self> {
        let practice = systems.practice();
        Arc::new(Self {
            boundary,
            at,
            begun: AtomicU64::new(0),
            dead: CancellationToken::new(),
            faults: [practice.archivesspace_faults().clone(), practice.iconik_faults().clone()],
        })
    }

    async fn die(&self) {
        self.dead.cancel();
        std::future::pending::<()>().await;
    }

    async fn before(&self, request: &RequestInfo) {
        if self.dead.is_cancelled() {
            std::future::pending::<()>().await;
        }
        if self.begun.fetch_add(1, Ordering::SeqCst) != self.at {
            return;
        }
        match self.boundary {
            Boundary::BeforeSend => self.die().await,
            Boundary::AnswerLost => self.faults[usize::from(request.system == SystemName::Iconik)].at_request(0, Fault::ResetAfterEffect),
            Boundary::BeforeJournal => {}
        }
    }

    async fn after(&self) {
        if self.dead.is_cancelled() || self.begun.load(Ordering::SeqCst) == self.at + 1 {
            self.die().await;
        }
    }
}

impl RequestGate for Killer {
    fn before_send<'a>(&'a self, request: &'a RequestInfo) -> BoxFuture<'a, ()> {
        Box::pin(self.before(request))
    }

    fn after_answer<'a>(&'a self, _: &'a RequestInfo, _: Option<u16>) -> BoxFuture<'a, ()> {
        Box::pin(self.after())
    }
}

/// Applies in a runtime that is taken down with everything in it when the killer strikes. `None`: it struck.
fn apply_until_killed(path: &Path, plan: PlanId, killer: &Arc<Killer>) -> Option<Plan> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let site = Site::open(path, &quick(1)).gated(killer);
        let run = tokio::spawn(async move { site.apply(plan).await });
        tokio::select! {
            plan = run => Some(plan.unwrap()),
            () = killer.dead.cancelled() => None,
        }
    })
}

#[test]
fn dying_before_any_request_loses_and_doubles_nothing() {
    die_at_every_request(&Scene::small(), Boundary::BeforeSend, 18);
}

#[test]
fn dying_while_any_answer_is_lost_loses_and_doubles_nothing() {
    die_at_every_request(&Scene::small(), Boundary::AnswerLost, 18);
}

#[test]
fn dying_before_any_answer_is_journalled_loses_and_doubles_nothing() {
    die_at_every_request(&Scene::small(), Boundary::BeforeJournal, 18);
}

#[test]
fn dying_before_any_request_of_a_description_loses_and_doubles_nothing() {
    die_at_every_request(&Description::new(), Boundary::BeforeSend, 35);
}

#[test]
fn dying_while_any_answer_to_a_description_is_lost_loses_and_doubles_nothing() {
    die_at_every_request(&Description::new(), Boundary::AnswerLost, 35);
}

#[test]
fn dying_before_any_answer_to_a_description_is_journalled_loses_and_doubles_nothing() {
    die_at_every_request(&Description::new(), Boundary::BeforeJournal, 35);
}

/// Applies and undoes over and over, each time with the death one request later, until no request is left to die at.
pub fn die_at_every_request(scene: &impl Story, boundary: Boundary, at_least: u32) {
    let mut struck = 0;
    for at in 0_u64.. {
        let context = format!("killed {boundary:?} at request {at}");
        let plan = scene.plan();
        let killer = Killer::new(scene.systems(), boundary, at);
        let done_alive = apply_until_killed(scene.path(), plan, &killer);
        let done = done_alive.clone().unwrap_or_else(|| scene.finish(plan, &context));
        scene.assert_done(&done, &context);

        let undo = scene.plan_undo(plan);
        let killer = Killer::new(scene.systems(), boundary, at);
        let undone_alive = apply_until_killed(scene.path(), undo, &killer);
        let context = format!("undo {context}");
        let undone = undone_alive.clone().unwrap_or_else(|| scene.finish(undo, &context));
        scene.assert_as_before(&undone, &context);
        if done_alive.is_some() && undone_alive.is_some() {
            break;
        }
        struck += 1;
    }
    assert!(struck > at_least, "{boundary:?}: only {struck} requests were struck");
    println!("{boundary:?}: {struck} requests struck in applying and undoing");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// Dying again and again on the way, in linking and in undoing.
    #[test]
    fn dying_several_times_loses_and_doubles_nothing(
        deaths in prop::collection::vec((0_usize..3, 0_u64..24), 1..6),
        deaths_of_undo in prop::collection::vec((0_usize..3, 0_u64..24), 0..5),
    ) {
        let scene = Scene::small();
        let plan = scene.plan();
        for (boundary, at) in &deaths {
            apply_until_killed(&scene.path, plan, &Killer::new(&scene.systems, BOUNDARIES[*boundary], *at));
        }
        let context = format!("killed at {deaths:?}");
        let linked = scene.finish(plan, &context);
        scene.assert_linked(&linked, &context);
        let undo = scene.plan_undo(plan);
        for (boundary, at) in &deaths_of_undo {
            apply_until_killed(&scene.path, undo, &Killer::new(&scene.systems, BOUNDARIES[*boundary], *at));
        }
        let undone = scene.finish(undo, &context);
        scene.assert_as_before(&undone, &context);
    }
}

/// Variables by which this program, begun again, knows that it is to apply a plan.
const CHILD_FILE: &str = "ARCHWAY_TEST_APPLY_FILE";
const CHILD_PLAN: &str = "ARCHWAY_TEST_APPLY_PLAN";

/// The applier of the test below, in a process of its own. Does nothing where it is run as a test.
#[test]
fn child() {
    let (Ok(file), Ok(plan)) = (std::env::var(CHILD_FILE), std::env::var(CHILD_PLAN)) else {
        println!("this is the applier that another test kills; there is nothing to apply here");
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let plan = runtime.block_on(async { Site::open(Path::new(&file), &quick(1)).apply(plan.parse().unwrap()).await });
    assert_eq!(plan.stage, Stage::Applied, "{plan:#?}");
}

fn spawn_child(path: &Path, plan: PlanId) -> Child {
    Process::new(std::env::current_exe().unwrap())
        .args(["--exact", "kills::child", "--test-threads=1"])
        .env(CHILD_FILE, path)
        .env(CHILD_PLAN, plan.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Applies in another process, which is killed while the server is at this boundary of the request with this number, counted
/// over both systems. Gives true where it was killed, false where it ended by itself before.
fn apply_in_a_process(scene: &Scene, plan: PlanId, after_effect: bool, at: u64) -> bool {
    let child: Arc<Mutex<Option<Child>>> = Arc::default();
    let (carried_out, last_effect) = mpsc::channel();
    let seen = Arc::new(AtomicU64::new(0));
    let practice = scene.systems.practice();
    for faults in [practice.archivesspace_faults(), practice.iconik_faults()] {
        let (child, seen, carried_out) = (child.clone(), seen.clone(), carried_out.clone());
        faults.set_hook(Arc::new(move |point, _, _| {
            let number = match point {
                HookPoint::BeforeEffect(_) => seen.fetch_add(1, Ordering::SeqCst),
                HookPoint::AfterEffect(_) => seen.load(Ordering::SeqCst) - 1,
            };
            if number != at {
                return;
            }
            if matches!(point, HookPoint::AfterEffect(_)) == after_effect
                && let Some(mut child) = child.lock().unwrap().take()
            {
                child.kill().unwrap();
                child.wait().unwrap();
            }
            if matches!(point, HookPoint::AfterEffect(_)) {
                carried_out.send(()).unwrap();
            }
        }));
    }
    // The hook finds the process only once it is kept here.
    let mut slot = child.lock().unwrap();
    *slot = Some(spawn_child(&scene.path, plan));
    drop(slot);
    let ended = loop {
        // Either the request was carried out, by a process that may be dead by then, or the process comes to its end first.
        if last_effect.recv_timeout(std::time::Duration::from_millis(20)).is_ok() {
            break false;
        }
        let mut slot = child.lock().unwrap();
        if let Some(running) = slot.as_mut()
            && let Some(status) = running.try_wait().unwrap()
        {
            assert!(status.success(), "the applier failed by itself");
            break true;
        }
    };
    practice.archivesspace_faults().clear_hook();
    practice.iconik_faults().clear_hook();
    !ended
}

#[test]
fn a_killed_process_loses_and_doubles_nothing() {
    let scene = Scene::small();
    for after_effect in [false, true] {
        let mut struck = 0;
        for at in 0_u64.. {
            let context = format!("process killed at request {at}, carried out: {after_effect}");
            let plan = scene.plan();
            let killed = apply_in_a_process(&scene, plan, after_effect, at);
            let linked = scene.finish(plan, &context);
            scene.assert_linked(&linked, &context);
            let undo = scene.plan_undo(plan);
            let undone = scene.finish(undo, &context);
            scene.assert_as_before(&undone, &context);
            if !killed {
                break;
            }
            struck += 1;
        }
        assert!(struck > 15, "only {struck} requests were struck");
        println!("carried out: {after_effect}: {struck} requests struck");
    }
}
