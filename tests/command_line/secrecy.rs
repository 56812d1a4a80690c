//! Secrets stand in no output and in no file, also with everything logged.

use std::path::Path;

use crate::support::{Archway, Systems, pair, plan_id};

fn holders(place: &Path, secret: &[u8], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(place).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holders(&path, secret, found);
        } else if memchr::memmem::find(&std::fs::read(&path).unwrap(), secret).is_some() {
            found.push(path.display().to_string());
        }
    }
}

#[test]
fn secrets_are_neither_printed_nor_written() {
    let mut systems = Systems::start();
    let archway = Archway::ready(&systems);
    let (asset, record) = pair(&archway);
    let linked = archway
        .on_workspace(&["-vv", "--json", "link", "--asset", &asset, "--record", &record, "--accept"])
        .ended(0)
        .json();
    archway.on_workspace(&["-vv", "apply", &plan_id(&linked)]).ended(0);
    archway.on_workspace(&["-vv", "status", "--json"]).ended(0);
    archway
        .on_workspace(&[
            "audit",
            "export",
            archway.home.path().join("trail.json").to_str().unwrap(),
            "--format",
            "json",
        ])
        .ended(0);
    let mut mistaken = Archway::new(&systems);
    mistaken.password = "wrong-tide-table".to_owned();
    mistaken.connect(&systems, &["-vv"]).ended(4);
    systems.stop();
    archway.on_workspace(&["-vv", "refresh"]).ended(4);

    let logs = archway.home.path().join("home/logs");
    let logged: u64 = std::fs::read_dir(&logs)
        .unwrap()
        .map(|log| log.unwrap().metadata().unwrap().len())
        .sum();
    assert!(logged > 1000, "there is a log to search: {logged} bytes");

    for (program, secret) in [
        // The practice password is no word to look for: the institution itself is called so.
        (&archway, archway.token.as_str()),
        (&mistaken, mistaken.password.as_str()),
        (&mistaken, mistaken.token.as_str()),
    ] {
        let printed = program.printed.lock().unwrap();
        assert!(!printed.contains(secret), "a secret was printed: {}", around(&printed, secret));
        let mut found = Vec::new();
        holders(program.home.path(), secret.as_bytes(), &mut found);
        assert!(found.is_empty(), "a secret stands in {found:?}");
    }
}

fn around(text: &str, secret: &str) -> String {
    text.lines()
        .filter(|line| line.contains(secret))
        .take(3)
        .collect::<Vec<_>>()
        .join("\n")
}
