//! The house rules: who may know whom, and what does not stand in this house. `src/lib.rs` draws the map; this holds it.

#[path = "house/reading.rs"]
mod reading;

use reading::{Source, paths_of, sources};

/// Rooms with the rooms that each may know. Whoever is not named here is a new room: put it on the map first.
const MAY_KNOW: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("plan", &["domain"]),
    ("mapping", &["domain", "plan"]),
    ("workflows", &["domain", "plan", "mapping"]),
    ("systems", &["domain"]),
    ("store", &["domain", "plan"]),
    ("vault", &["domain"]),
    ("runtime", &["domain", "plan", "mapping", "workflows", "systems", "store", "vault"]),
    ("practice", &[]),
    ("desktop", &["runtime", "domain", "plan", "mapping"]),
    ("launch", &["runtime", "desktop"]),
    // The tour reads what it did back from both systems, with clients of its own.
    ("tour", &["launch", "desktop", "runtime", "systems", "practice", "domain", "plan"]),
    ("cli", &["runtime", "domain", "plan", "mapping"]),
];

/// Files that may know one room more than theirs: the two lines that start the practice systems.
const EXCEPTIONS: [(&str, &str); 2] = [
    ("src/runtime/practice_host.rs", "practice"),
    ("src/runtime/practice_alone.rs", "practice"),
];

/// What rooms do not touch, as the first part of a path or a call.
const FOREIGN: [(&[&str], &[&str]); 4] = [
    (
        &["domain", "plan", "mapping", "workflows"],
        &[
            "tokio::",
            "reqwest::",
            "rusqlite::",
            "egui::",
            "eframe::",
            "axum::",
            "rand::",
            "std::fs",
            "std::net",
            "std::env",
            "std::thread",
            "Timestamp::now",
            "Zoned::now",
            "SystemTime::",
            "Instant::now",
            "Uuid::new_v4",
            "Uuid::now_v7",
        ],
    ),
    (&["systems"], &["rusqlite::", "egui::", "eframe::", "axum::", "clap::"]),
    (&["store"], &["tokio::", "reqwest::", "egui::", "eframe::", "axum::", "clap::"]),
    (
        &["desktop", "cli", "launch"],
        &["tokio::", "reqwest::", "rusqlite::", "axum::", "keyring::"],
    ),
];

/// Calls that only some places make, with those places.
const ONLY_IN: [(&str, &[&str], &str); 3] = [
    (
        ".expose()",
        &["src/vault.rs", "src/systems", "src/domain/secret.rs"],
        "only the vault and the transport look inside a secret",
    ),
    ("Builder::new_multi_thread", &["src/runtime"], "the runtime alone starts tokio"),
    // The tour reads back on its own, because what it checks is the runtime.
    (
        "Builder::new_current_thread",
        &["src/runtime", "src/tour"],
        "the runtime alone starts tokio",
    ),
];

/// Longest file, in lines.
const LONGEST: usize = 800;

fn program() -> Vec<Source> {
    let sources = sources(&["src"]);
    assert!(sources.len() > 100, "only {} files were found under src", sources.len());
    sources
}

fn hold(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn rooms_know_only_whom_they_may() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for source in program() {
        let Some(room) = source.room() else { continue };
        let Some((_, may)) = MAY_KNOW.iter().find(|(name, _)| *name == room) else {
            broken.push(format!("{}: the room “{room}” is not on the map of this test", source.path));
            continue;
        };
        for (line, known) in paths_of(&source) {
            if !MAY_KNOW.iter().any(|(name, _)| *name == known) {
                continue;
            }
            seen += 1;
            let allowed = known == room || may.contains(&known.as_str()) || EXCEPTIONS.contains(&(source.path.as_str(), known.as_str()));
            if !allowed {
                broken.push(format!("{}:{line}: {room} may not know {known}", source.path));
            }
        }
    }
    hold("Who may know whom", &broken);
    assert!(seen > 500, "only {seen} paths were read: the reading is wrong");
}

#[test]
fn rooms_do_not_touch_what_is_foreign_to_them() {
    let mut broken = Vec::new();
    for source in program() {
        let Some(room) = source.room() else { continue };
        for (_, foreign) in FOREIGN.iter().filter(|(rooms, _)| rooms.contains(&room.as_str())) {
            for (line, text) in source.lines() {
                if let Some(found) = foreign.iter().find(|found| names(text, found)) {
                    broken.push(format!("{}:{line}: {found} is foreign to {room}", source.path));
                }
            }
        }
    }
    hold("What rooms do not touch", &broken);
}

#[test]
fn some_calls_stand_in_one_place_only() {
    let mut broken = Vec::new();
    for source in program() {
        for (call, places, why) in ONLY_IN {
            if places.iter().any(|place| source.path.starts_with(place)) {
                continue;
            }
            for (line, _) in source.lines().filter(|(_, text)| text.contains(call)) {
                broken.push(format!("{}:{line}: {call}: {why}", source.path));
            }
        }
    }
    hold("Calls in one place", &broken);
}

#[test]
fn nothing_panics_on_purpose_and_nothing_is_left_undone() {
    let forbidden = [
        ".unwrap()",
        ".expect(",
        ".unwrap_err()",
        ".expect_err(",
        "todo!",
        "unimplemented!",
        "dbg!",
        "#[allow(",
        "#![allow(",
    ];
    let mut broken = Vec::new();
    for source in program() {
        for (line, text) in source.lines() {
            for found in forbidden.iter().filter(|found| text.contains(**found)) {
                broken.push(format!("{}:{line}: {found}", source.path));
            }
        }
    }
    hold("Outside tests, no unwrap, expect, todo or allow", &broken);
}

#[test]
fn colours_stand_in_the_tokens_only() {
    let homes = ["src/desktop/tokens", "src/desktop/theme"];
    let mut broken = Vec::new();
    for source in program() {
        let drawn = source.path.starts_with("src/desktop") || source.path.starts_with("src/tour");
        if !drawn || homes.iter().any(|home| source.path.starts_with(home)) {
            continue;
        }
        for (line, text) in source.lines() {
            let named = text.match_indices("Color32::").any(|(at, found)| {
                let rest = &text[at + found.len()..];
                // No colour at all, "as the picture is" and "as the style says" are not choices of a colour.
                !["TRANSPARENT", "WHITE", "PLACEHOLDER"]
                    .iter()
                    .any(|neutral| rest.starts_with(neutral))
            });
            if named || text.contains("hex_color!") || text.contains("Rgba::from_") {
                broken.push(format!("{}:{line}: a colour outside the tokens", source.path));
            }
        }
    }
    hold("Colours", &broken);
}

#[test]
fn files_stay_short() {
    let broken: Vec<String> = sources(&["src", "tests", "examples"])
        .iter()
        .map(|source| (source.path.clone(), source.raw.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    hold("No file over 800 lines", &broken);
}

#[test]
fn nothing_tells_of_the_computer_it_was_written_on() {
    // Put together here, so that this file does not find itself.
    let places = [["/ro", "ot/"], ["/wo", "rk/"]].map(|parts| parts.concat());
    let mut broken = Vec::new();
    for source in reading::texts(&["src", "tests", "examples", "packaging", "assets", ".ci", "README.md", "Cargo.toml"]) {
        for (number, line) in source.raw.lines().enumerate() {
            for place in places.iter().filter(|place| line.contains(place.as_str())) {
                broken.push(format!("{}:{}: {place}", source.path, number + 1));
            }
        }
    }
    hold("Paths of a computer", &broken);
}

/// True where the text names the path or call, and not merely something that ends like it.
fn names(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|before| before.is_alphanumeric() || before == '_' || (before == ':' && wanted.ends_with("::")))
    })
}

#[test]
fn the_rules_find_what_they_look_for() {
    let source = Source::new(
        "src/plan/x.rs",
        "use crate::{domain::Link, store::Reader};\n// crate::vault\nfn f() { super::super::systems::x(); \"crate::cli\"; }\n#[cfg(test)]\nmod tests { use crate::desktop; fn g() { None::<u8>.unwrap(); } }\n",
    );
    let known: Vec<String> = paths_of(&source).into_iter().map(|(_, room)| room).collect();
    assert_eq!(known, ["domain", "store", "systems"]);
    assert!(!source.lines().any(|(_, text)| text.contains("unwrap")));
    assert!(names("let a = tokio::spawn(x);", "tokio::") && !names("my_tokio::spawn", "tokio::"));
}
