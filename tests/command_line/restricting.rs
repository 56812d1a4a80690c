//! Restrictions without a window.

use serde_json::Value;

use crate::support::{Archway, Systems, pair, plan_id};

/// A workspace with one link and a rule table that closes.
fn closing(systems: &Systems) -> (Archway, String) {
    let archway = Archway::ready(systems);
    let (asset, record) = pair(&archway);
    let plan = archway
        .on_workspace(&["--json", "link", "--asset", &asset, "--record", &record, "--accept"])
        .ended(0)
        .json();
    archway.on_workspace(&["apply", &plan_id(&plan)]).ended(0);
    let rules = archway
        .on_workspace(&["restrict", "rules", "--preset", "close to all but chosen groups", "--json"])
        .ended(0)
        .json();
    assert!(!list(&rules["settings"]["table"]["rows"]).is_empty(), "{rules:#}");
    (archway, asset)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn file(archway: &Archway, name: &str) -> String {
    archway.home.path().join(name).to_str().unwrap().to_owned()
}

#[test]
fn the_rule_table_comes_from_a_preset_and_goes_through_a_file() {
    let systems = Systems::start();
    let (archway, _) = closing(&systems);
    let presets = archway
        .on_workspace(&["restrict", "rules", "--preset", "list", "--json"])
        .ended(0)
        .json();
    assert!(list(&presets["presets"]).len() >= 4, "{presets:#}");
    let refused = archway.on_workspace(&["restrict", "rules", "--preset", "no such table"]).ended(1);
    assert!(refused.err.contains("Warn only"), "what there is is named: {refused:?}");

    let out = file(&archway, "rules.json");
    archway.on_workspace(&["restrict", "rules", "--export", &out]).ended(0);
    let mut settings: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    settings["second_person"] = Value::Bool(true);
    std::fs::write(&out, settings.to_string()).unwrap();
    let kept = archway
        .on_workspace(&["restrict", "rules", "--import", &out, "--json"])
        .ended(0)
        .json();
    assert_eq!(kept["settings"]["second_person"], true);
    std::fs::write(&out, r#"{"secnd_person": false}"#).unwrap();
    let refused = archway.on_workspace(&["restrict", "rules", "--import", &out]).ended(1);
    assert!(refused.err.contains("secnd_person"), "{refused:?}");
}

#[test]
fn report_and_queue_are_shown_and_written() {
    let systems = Systems::start();
    let (archway, asset) = closing(&systems);
    let looked = archway.on_workspace(&["restrict", "look", "--json"]).ended(0).json();
    assert_eq!(looked["unread_access"], 0, "{looked:#}");
    let report = archway.on_workspace(&["restrict", "report", "--json"]);
    assert!([0, 3].contains(&report.code), "{report:?}");
    let report = report.json();
    assert_eq!(report["dry_run"], true);
    assert!(report["counts"]["assets"].as_u64() > Some(0), "{report:#}");
    let shown = archway
        .on_workspace(&["restrict", "show", "--asset", &asset, "--json"])
        .ended(0)
        .json();
    assert_eq!(list(&shown["effective"]["chains"]).len(), 1, "{shown:#}");
    assert!(!shown["effective"]["seen_by"].is_null(), "who can see it was read: {shown:#}");

    let (html, csv) = (file(&archway, "report.html"), file(&archway, "report.csv"));
    archway
        .on_workspace(&["restrict", "report", "--html", &html, "--csv", &csv])
        .ended(0);
    assert!(std::fs::read_to_string(html).unwrap().starts_with("<!doctype html>"));
    assert!(std::fs::read_to_string(csv).unwrap().starts_with("as of,finding,"));
    let (ics, csv) = (file(&archway, "queue.ics"), file(&archway, "queue.csv"));
    archway.on_workspace(&["restrict", "queue", "--ics", &ics, "--csv", &csv]).ended(0);
    assert!(std::fs::read_to_string(ics).unwrap().starts_with("BEGIN:VCALENDAR\r\n"));
    assert!(std::fs::read_to_string(csv).unwrap().starts_with("day,what happens,"));
    let queue = archway.on_workspace(&["restrict", "queue", "--json"]);
    assert!([0, 3].contains(&queue.code), "{queue:?}");
    assert!(queue.json()["queue"].is_array());
    archway.on_workspace(&["restrict", "show"]).ended(2);
}

#[test]
fn a_note_is_read_and_that_is_taken_back() {
    let systems = Systems::start();
    let (archway, asset) = closing(&systems);
    // "Open: the speaker is never named or seen.", in words alone.
    let spoken = archway.archival_object("speaker never named").to_string();
    let plan = archway
        .on_workspace(&["--json", "link", "--asset", &asset, "--record", &spoken, "--accept"])
        .ended(0)
        .json();
    archway.on_workspace(&["apply", &plan_id(&plan)]).ended(0);
    let notes = archway.on_workspace(&["restrict", "notes", "--waiting", "--json"]).ended(3).json();
    let before = notes["waiting"].as_u64().unwrap();
    let note = &list(&notes["notes"])[0];
    let (record, part) = (
        note["statement"]["record"].as_str().unwrap(),
        note["statement"]["part"].as_str().unwrap(),
    );
    let words = ["restrict", "read", record, part];
    let with = |more: &[&str]| archway.on_workspace(&[&words, more].concat());
    with(&["--until", "2050-12-31"]).ended(2);
    with(&["--open", "--closed", "--why", "both"]).ended(2);
    with(&["--until", "2050-12-31", "--from", "2051-01-01", "--why", "upside down"]).ended(2);
    let read = with(&["--until", "2050-12-31", "--why", "deed of gift"]).ended(0);
    assert!(read.out.contains("restricted until 2050-12-31"), "{read:?}");
    let waiting = |archway: &Archway| {
        archway.on_workspace(&["restrict", "notes", "--json"]).json()["waiting"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(waiting(&archway), before - 1);
    with(&["--forget"]).ended(0);
    assert_eq!(waiting(&archway), before);
    let unknown = archway
        .on_workspace(&["restrict", "read", record, "note:no-such", "--open", "--why", "nobody"])
        .ended(1);
    assert!(unknown.err.contains("note:no-such"), "{unknown:?}");
}

#[test]
fn a_plan_tells_its_causes_and_opens_nothing_unconfirmed() {
    let systems = Systems::start();
    let (archway, asset) = closing(&systems);
    let planned = archway.on_workspace(&["restrict", "plan", "--asset", &asset, "--accept", "--json"]);
    assert!([0, 3].contains(&planned.code), "{planned:?}");
    let planned = planned.json();
    let review = &planned["plan"]["restrict"];
    assert!(!review.is_null(), "{planned:#}");
    for change in list(&planned["plan"]["changes"]) {
        let opens = change["nature"] == "opens";
        assert!(!opens || change["decision"]["state"] != "accepted", "{change:#}");
        if !change["restricting"].is_null() {
            assert!(change["restricting"]["seen_by"]["people"].is_u64(), "{change:#}");
        }
    }
    if list(&planned["plan"]["changes"]).is_empty() {
        return;
    }
    let id = plan_id(&planned);
    let refused = archway
        .on_workspace(&["restrict", "confirm", &id, "--cause", "99", "--reason", "none"])
        .ended(1);
    assert!(refused.err.contains("no cause 99"), "{refused:?}");
    let shown = archway.on_workspace(&["plan", "show", &id]).ended(0);
    assert!(shown.out.contains("cause 0:") && shown.out.contains("seen by"), "{shown:?}");
}
