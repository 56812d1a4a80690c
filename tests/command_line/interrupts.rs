//! Ctrl-C: what was sent is waited for and noted, the rest is left for the next run.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use archway::practice::faults::{Faults, HookPoint};
use parking_lot::Mutex;

use crate::support::{Archway, Systems, pair, plan_id};

/// Longest time that a test waits for a request.
const PATIENCE: Duration = Duration::from_secs(60);

/// Presses Ctrl-C.
pub fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Holds the first request that is meant until told to go on: says when it has come, and waits.
fn hold_first(faults: &Faults, meant: fn(&str, &str) -> bool) -> (Receiver<()>, Sender<()>) {
    let (came, coming) = channel();
    let (go_on, held) = channel();
    let once = Mutex::new(Some((came, held)));
    faults.set_hook(Arc::new(move |point, method, path| {
        if matches!(point, HookPoint::BeforeEffect(_)) && meant(method, path) {
            let first = once.lock().take();
            if let Some((came, held)) = first {
                let _ = came.send(());
                let _ = held.recv_timeout(PATIENCE);
            }
        }
    }));
    (coming, go_on)
}

/// Presses Ctrl-C and waits until the program says that it stops.
fn stop(child: &mut Child) {
    interrupt(child);
    let said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(
        said.into_iter().any(|line| line.contains("Stopping")),
        "the program does not say that it stops"
    );
}

#[test]
fn what_was_sent_is_noted_and_the_rest_waits() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let (asset, record) = pair(&archway);
    let linked = archway
        .on_workspace(&["--json", "link", "--asset", &asset, "--record", &record, "--accept"])
        .ended(0)
        .json();
    let plan = plan_id(&linked);
    let faults = systems.practice().archivesspace_faults();
    faults.record(true);
    let (coming, go_on) = hold_first(faults, |method, path| method == "POST" && !path.contains("login"));
    let workspace = archway.workspace();
    let words = ["--workspace", workspace.to_str().unwrap(), "--json", "apply", &plan];
    let mut child = archway.command(&words).spawn().unwrap();
    coming.recv_timeout(PATIENCE).unwrap();
    stop(&mut child);
    go_on.send(()).unwrap();
    let stopped = archway.finish(child).ended(130);
    let document = stopped.json();
    let counts = &document["plan"]["counts"];
    assert_eq!(counts["done"], 1, "what was sent is read back and noted: {document:#}");
    assert_eq!(counts["accepted"], 2, "the rest waits: {document:#}");
    faults.clear_hook();

    let applied = archway.on_workspace(&["--json", "apply", &plan]).ended(0).json();
    assert_eq!(applied["plan"]["counts"]["done"], 3);
    let made = faults.exchanges().into_iter();
    let made = made.filter(|exchange| exchange.method == "POST" && exchange.path_and_query.ends_with("/digital_objects"));
    assert_eq!(made.count(), 1, "what was sent before is found again, not sent again");
    let links = archway.on_workspace(&["links", "--record", &record, "--json"]).ended(0).json();
    assert_eq!(links["links"].as_array().unwrap().len(), 1, "nothing is doubled: {links:#}");
}

#[test]
fn a_refresh_is_stopped() {
    let systems = Systems::start();
    let archway = Archway::new(&systems);
    archway.connect(&systems, &[]).ended(0);
    let faults = systems.practice().archivesspace_faults();
    let (coming, go_on) = hold_first(faults, |_, path| path.contains("/top_containers") && !path.contains("find_by_id"));
    let workspace = archway.workspace();
    let words = ["--workspace", workspace.to_str().unwrap(), "--json", "refresh"];
    let mut child = archway.command(&words).spawn().unwrap();
    coming.recv_timeout(PATIENCE).unwrap();
    stop(&mut child);
    go_on.send(()).unwrap();
    let stopped = archway.finish(child).ended(130).json();
    assert_eq!(stopped["complete"], false);
    faults.clear_hook();
    archway.on_workspace(&["refresh"]).ended(0);
}
