//! What cannot be done is refused with the exact reason, in words, as JSON and as an exit code.

use crate::support::{Archway, Systems, pair, plan_id};
use archway::practice::iconik::EDITOR_TOKEN;

/// A plan that no workspace has.
const NO_PLAN: &str = "0199a000-0000-7000-8000-000000000000";

#[test]
fn what_is_typed_wrong_ends_with_2() {
    let systems = Systems::start();
    let archway = Archway::new(&systems);
    let (asset, record) = ("7b0c2f34-1111-4222-8333-444455556666", "/repositories/2/archival_objects/1");
    for (words, says) in [
        (&["links"][..], "--workspace"),
        (&["--workspace", "x.archway", "link"], "--asset"),
        (&["link", "--asset", "7", "--record", record], "not an iconik id"),
        (&["link", "--asset", asset, "--record", "/subjects/1"], "not the URI"),
        (
            &[
                "link", "--asset", asset, "--asset", asset, "--record", record, "--record", record, "--record", record,
            ],
            "do not make pairs",
        ),
        (&["plan", "decide", NO_PLAN, "--accept"], "--all"),
        (&["plan", "decide", NO_PLAN, "--all"], "--accept"),
        (&["plan", "decide", NO_PLAN, "--all", "--accept", "--hold"], "cannot be used with"),
        (&["--workspace", "practice", "connect"], "practice workspace"),
        (
            &["--workspace", "new.archway", "connect", "--archivesspace", "http://localhost:1"],
            "--archivesspace-user",
        ),
        (&["sing"], "sing"),
    ] {
        let refused = archway.run(words).ended(2);
        assert!(refused.err.contains(says), "{words:?}: {refused:?}");
        assert_eq!(refused.out, "");
    }
    let file = archway.home.path().join("pairs.csv");
    std::fs::write(&file, format!("asset,record\n{asset},{record}\n{asset},/nowhere\n")).unwrap();
    let refused = archway.on_workspace(&["link", "--pairs", file.to_str().unwrap()]).ended(2);
    assert!(refused.err.contains("line 3") && refused.err.contains("/nowhere"), "{refused:?}");
}

#[test]
fn help_tells_the_exit_codes() {
    let systems = Systems::start();
    let archway = Archway::new(&systems);
    for words in [&["--help"][..], &["apply", "--help"], &["plan", "decide", "--help"]] {
        let help = archway.run(words).ended(0).out;
        assert!(
            help.contains("something waits for a person") && help.contains("ARCHWAY_ICONIK_TOKEN"),
            "{help}"
        );
    }
}

#[test]
fn files_and_plans_that_are_not_there_end_with_1() {
    let systems = Systems::start();
    let archway = Archway::new(&systems);
    let missing = archway.on_workspace(&["links", "--json"]).ended(1);
    assert_eq!(missing.json()["error"]["kind"], "failed");
    assert!(missing.err.contains("There is no workspace file at"), "{missing:?}");
    std::fs::write(archway.workspace(), "a shopping list").unwrap();
    let other = archway.on_workspace(&["links"]).ended(1);
    assert!(other.err.contains("not a workspace of Archway"), "{other:?}");
    std::fs::remove_file(archway.workspace()).unwrap();

    archway.connect(&systems, &[]).ended(0);
    for words in [
        &["plan", "show", NO_PLAN][..],
        &["apply", NO_PLAN],
        &["undo", NO_PLAN],
        &["plan", "discard", NO_PLAN],
    ] {
        let refused = archway.on_workspace(words).ended(1);
        assert!(refused.err.contains(NO_PLAN), "{refused:?}");
    }
    let unwritten = archway.on_workspace(&["audit", "export", "/nonexistent/folder/trail.csv"]).ended(1);
    assert!(unwritten.err.contains("could not be written"), "{unwritten:?}");
    let unknown = archway
        .on_workspace(&[
            "link",
            "--asset",
            "7b0c2f34-1111-4222-8333-444455556666",
            "--record",
            "/repositories/2/archival_objects/999999",
        ])
        .ended(1);
    assert!(unknown.out.contains("obstacle"), "{unknown:?}");
}

#[test]
fn wrong_credentials_and_addresses_are_told_exactly_and_nothing_is_made() {
    let mut systems = Systems::start();
    let mut archway = Archway::new(&systems);
    archway.password = "low-tide".to_owned();
    archway.token = "neap-tide".to_owned();
    let refused = archway.connect(&systems, &["--json"]).ended(4);
    let sides = &refused.json()["sides"];
    assert!(
        sides[0]["reason"].as_str().unwrap().contains("does not accept the credentials"),
        "{sides:#}"
    );
    assert!(
        sides[1]["reason"].as_str().unwrap().contains("does not accept the credentials"),
        "{sides:#}"
    );
    assert!(!refused.said().contains("low-tide") && !refused.said().contains("neap-tide"));
    assert!(!archway.workspace().exists(), "a failed connection leaves no file");

    let archway = Archway::new(&systems);
    let mixed_up = systems.practice().iconik_url();
    let refused = archway.connect(&systems, &["--archivesspace", &mixed_up]);
    assert_eq!(refused.code, 2, "an option given twice is refused: {refused:?}");
    let practice = systems.practice();
    let other_way_round = archway
        .on_workspace(&[
            "connect",
            "--archivesspace",
            &practice.iconik_url(),
            "--archivesspace-user",
            "archivist",
            "--iconik",
            &practice.iconik_url(),
            "--iconik-app-id",
            practice.iconik_app_id(),
        ])
        .ended(4);
    assert!(other_way_round.out.contains("the address is not right"), "{other_way_round:?}");
    assert!(
        other_way_round.out.contains("iconik: iconik as"),
        "the good side is told too: {other_way_round:?}"
    );

    archway.connect(&systems, &[]).ended(0);
    systems.stop();
    let status = archway.on_workspace(&["status", "--json"]).ended(4).json();
    assert_eq!(status["archivesspace"]["reachability"]["state"], "failed");
    let reason = status["archivesspace"]["reachability"]["reason"].as_str().unwrap();
    assert!(reason.contains("refuses the connection"), "{reason}");
    archway.on_workspace(&["refresh"]).ended(4);
}

#[test]
fn a_secret_that_is_missing_is_asked_for_by_name() {
    let systems = Systems::start();
    let mut archway = Archway::new(&systems);
    archway.password = String::new();
    let refused = archway.connect(&systems, &[]).ended(2);
    assert!(refused.err.contains("ARCHWAY_ARCHIVESSPACE_PASSWORD"), "{refused:?}");
    archway.password = systems.practice().archivesspace_password().to_owned();
    archway.connect(&systems, &[]).ended(0);
    archway.token = String::new();
    let refused = archway.on_workspace(&["set-up"]).ended(4);
    assert!(refused.err.contains("ARCHWAY_ICONIK_TOKEN"), "{refused:?}");
}

#[test]
fn missing_permissions_are_told_by_name() {
    let systems = Systems::start();
    let mut archway = Archway::new(&systems);
    archway.token = EDITOR_TOKEN.to_owned();
    let practice = systems.practice();
    let words = [
        "connect",
        "--archivesspace",
        &practice.archivesspace_url(),
        "--archivesspace-user",
        "describer",
        "--iconik",
        &practice.iconik_url(),
        "--iconik-app-id",
        practice.iconik_app_id(),
        "--set-up",
    ];
    let connected = archway.on_workspace(&words).ended(4);
    assert!(connected.out.contains("update_digital_object_record in"), "{connected:?}");
    assert!(connected.out.contains("can_write_metadata_fields"), "{connected:?}");
    assert!(
        archway.workspace().exists(),
        "the ArchivesSpace side of links works without the fields"
    );

    let refused = archway.on_workspace(&["set-up"]).ended(4);
    assert!(refused.err.contains("can_write_metadata_fields"), "{refused:?}");
    let page = archway.home.path().join("for the administrator.md");
    archway.on_workspace(&["set-up", "--export", page.to_str().unwrap()]).ended(0);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.contains("archway_record_uri") && page.contains("can_write_metadata_fields"),
        "{page}"
    );
}

#[test]
fn a_workspace_is_connected_anew_only_where_that_works() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let failed = archway.on_workspace(&["connect", "--iconik", "http://127.0.0.1:1"]).ended(4);
    assert!(failed.out.contains("Nothing was changed"), "{failed:?}");
    archway.on_workspace(&["status"]).ended(0);
    archway.on_workspace(&["connect", "--name", "Sound and film"]).ended(0);
    let status = archway.on_workspace(&["status", "--json"]).ended(0).json();
    assert_eq!(status["name"], "Sound and film");
}

#[test]
fn what_somebody_else_changed_waits_for_a_person() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let (asset, record) = pair(&archway);
    let linked = archway
        .on_workspace(&["--json", "link", "--asset", &asset, "--record", &record, "--accept"])
        .ended(0)
        .json();
    let plan = plan_id(&linked);
    let faults = systems.practice().archivesspace_faults();
    faults.on("POST", "/archival_objects/", archway::practice::faults::Fault::ConcurrentEdit, 1);
    let applied = archway.on_workspace(&["--json", "apply", &plan]);
    let waits = applied.json()["plan"]["counts"]["stale"] == 1;
    assert!(waits, "the change somebody else made shows: {applied:?}");
    assert_eq!(applied.code, 3);
    faults.clear();
    archway.on_workspace(&["plan", "decide", &plan, "--accept", "--all"]).ended(0);
    archway.on_workspace(&["apply", &plan]).ended(0);
    archway.on_workspace(&["status"]).ended(0);
}
