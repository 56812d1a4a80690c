//! The practice systems alone, and the practice workspace.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout};

use crate::support::{Archway, Systems};
use serde_json::Value;

/// A program that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first JSON document of an output that goes on.
fn first_document(out: ChildStdout) -> Value {
    let mut text = String::new();
    for line in BufReader::new(out).lines() {
        text.push_str(&line.unwrap());
        if let Ok(document) = serde_json::from_str(&text) {
            return document;
        }
    }
    panic!("the program ended without a document: {text}");
}

#[test]
fn the_practice_systems_run_alone_on_their_own_state() {
    let systems = Systems::start();
    let archway = Archway::new(&systems);
    let state = archway.home.path().join("state");
    let words = ["practice", "--json", "--state", state.to_str().unwrap()];
    let mut running = Running(archway.command(&words).spawn().unwrap());
    let told = first_document(running.0.stdout.take().unwrap());
    let told = |name: &str| told["practice"][name].as_str().unwrap().to_owned();

    let mut client = Archway::new(&systems);
    client.password = told("archivesspace_password");
    client.token = told("iconik_token");
    client
        .on_workspace(&[
            "connect",
            "--archivesspace",
            &told("archivesspace"),
            "--archivesspace-user",
            &told("archivesspace_user"),
            "--iconik",
            &told("iconik"),
            "--iconik-app-id",
            &told("iconik_app_id"),
        ])
        .ended(0);

    let second = archway.run(&words).ended(5);
    assert!(second.err.contains("another Archway"), "{second:?}");
    #[cfg(unix)]
    {
        crate::interrupts::interrupt(&running.0);
        assert_eq!(running.0.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn the_practice_workspace_needs_nothing_else() {
    let systems = Systems::start();
    let mut archway = Archway::new(&systems);
    archway.password = String::new();
    archway.token = String::new();
    let refreshed = archway.run(&["--workspace", "practice", "refresh", "--json"]).ended(0).json();
    assert_eq!(refreshed["complete"], true);
    assert!(refreshed["iconik"]["count"].as_u64().unwrap() >= 150, "{refreshed:#}");
    // Its state survives from one run to the next.
    let set_up = archway.run(&["--workspace", "practice", "--json", "set-up"]).ended(0).json();
    let plan = crate::support::plan_id(&set_up);
    archway.run(&["--workspace", "practice", "apply", &plan]).ended(0);
    let status = archway.run(&["--workspace", "practice", "status", "--json"]).ended(0).json();
    assert_eq!(status["set_up"]["setup"], "ready");
}
