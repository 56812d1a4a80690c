//! Connect, set up, refresh, link, review, apply, list, undo: the main job without a window.

use crate::support::{Archway, Systems, asset, pair, plan_id};
use serde_json::Value;

fn states<'a>(plan: &'a Value, what: &str) -> Vec<&'a str> {
    let changes = plan["plan"]["changes"].as_array().unwrap();
    changes.iter().map(|change| change[what]["state"].as_str().unwrap()).collect()
}

#[test]
fn a_link_is_planned_reviewed_applied_listed_and_undone() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let (asset, record) = pair(&archway);

    let linked = archway
        .on_workspace(&["--json", "link", "--asset", &asset, "--record", &record])
        .ended(0)
        .json();
    let plan = plan_id(&linked);
    assert_eq!(states(&linked, "decision"), ["undecided"; 3], "nothing is accepted unasked");
    archway.on_workspace(&["apply", &plan]).ended(3);
    assert_eq!(
        archway.on_workspace(&["links", "--record", &record]).ended(0).out.trim(),
        "No links."
    );

    let shown = archway.on_workspace(&["plan", "show", &plan]).ended(0).out;
    assert!(
        shown.contains("digital object") && shown.contains("undecided") && shown.contains(" → "),
        "{shown}"
    );
    let rejected = archway
        .on_workspace(&["plan", "decide", &plan, "--reject", "the wrong tape", "--change", "1", "--json"])
        .ended(0)
        .json();
    assert_eq!(states(&rejected, "decision")[0], "rejected");
    assert_eq!(rejected["plan"]["changes"][0]["decision"]["reason"], "the wrong tape");
    archway.on_workspace(&["plan", "decide", &plan, "--hold", "--all"]).ended(0);
    let accepted = archway
        .on_workspace(&["plan", "decide", &plan, "--accept", "--all", "--json"])
        .ended(0)
        .json();
    assert_eq!(states(&accepted, "decision"), ["accepted"; 3]);
    let listed = archway.on_workspace(&["plan", "list", "--json"]).ended(0).json();
    assert!(listed["plans"].as_array().unwrap().iter().any(|known| known["id"] == plan.as_str()));

    let applied = archway.on_workspace(&["--json", "apply", &plan]).ended(0).json();
    assert_eq!(states(&applied, "outcome"), ["done"; 3], "{applied:#}");
    assert_eq!(applied["plan"]["stage"], "applied");
    let again = archway.on_workspace(&["apply", &plan]).ended(0);
    assert!(again.out.contains("Nothing of this plan is left"), "{again:?}");
    let twice = archway.on_workspace(&["link", "--asset", &asset, "--record", &record]).ended(0);
    assert!(twice.out.contains("Nothing to write"), "{twice:?}");

    let links = archway
        .on_workspace(&["links", "--asset", &asset, "--record", &record, "--json"])
        .ended(0)
        .json();
    assert_eq!(links["links"].as_array().unwrap().len(), 1, "{links:#}");
    assert_eq!(links["links"][0]["state"], "linked");
    assert_eq!(links["links"][0]["record"], record.as_str());

    // A colleague with a workspace of their own sees the link: it is in both systems, and nowhere else.
    let colleague = Archway::new(&systems);
    colleague.connect(&systems, &[]).ended(0);
    colleague.on_workspace(&["refresh"]).ended(0);
    let seen = colleague.on_workspace(&["links", "--record", &record, "--json"]).ended(0).json();
    assert_eq!(seen["links"][0]["asset"], asset.as_str(), "{seen:#}");
    assert_eq!(seen["links"][0]["archivesspace"]["end"], "present");
    assert_eq!(seen["links"][0]["iconik"]["end"], "present");

    let undo = archway.on_workspace(&["--json", "undo", &plan, "--accept"]).ended(0).json();
    assert_eq!(undo["plan"]["undoes"], plan.as_str());
    archway.on_workspace(&["apply", &plan_id(&undo)]).ended(0);
    assert_eq!(
        archway.on_workspace(&["links", "--record", &record]).ended(0).out.trim(),
        "No links."
    );
    colleague.on_workspace(&["refresh"]).ended(0);
    assert_eq!(
        colleague.on_workspace(&["links", "--record", &record]).ended(0).out.trim(),
        "No links."
    );

    let status = archway.on_workspace(&["status", "--json"]).ended(0).json();
    assert_eq!(status["iconik"]["reachability"]["state"], "reached");
    assert_eq!(status["set_up"]["setup"], "ready");
    assert!(status["archivesspace"]["count"].as_u64().unwrap() > 400, "{status:#}");
}

#[test]
fn pairs_of_a_file_are_linked_in_one_plan_and_parted_again() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let (one, record) = pair(&archway);
    let other = asset("qw-003a").to_string();
    let file = archway.home.path().join("pairs.csv");
    // As a spreadsheet saves it: byte order mark, other columns, Windows line ends.
    let rows = format!("\u{feff}record,note,asset\r\n{record},first,{one}\r\n{record}, second ,{other}\r\n");
    std::fs::write(&file, rows).unwrap();
    let file = file.to_str().unwrap();

    let linked = archway
        .on_workspace(&["--json", "link", "--pairs", file, "--accept"])
        .ended(0)
        .json();
    let of_record: Vec<&Value> = linked["plan"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["target"]["address"] == record.as_str())
        .collect();
    assert_eq!(of_record.len(), 1, "all instances for one record go in one write: {linked:#}");
    archway.on_workspace(&["apply", &plan_id(&linked)]).ended(0);
    let links = archway.on_workspace(&["links", "--record", &record, "--json"]).ended(0).json();
    assert_eq!(links["links"].as_array().unwrap().len(), 2, "{links:#}");

    let parted = archway
        .on_workspace(&[
            "--json", "link", "--unlink", "--accept", "--asset", &one, "--asset", &other, "--record", &record,
        ])
        .ended(0)
        .json();
    assert_eq!(parted["plan"]["workflow"], "unlink");
    archway.on_workspace(&["apply", &plan_id(&parted)]).ended(0);
    assert_eq!(
        archway.on_workspace(&["links", "--record", &record]).ended(0).out.trim(),
        "No links."
    );
}

#[test]
fn the_audit_trail_is_listed_exported_and_verified() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let listed = archway.on_workspace(&["audit", "list", "--json"]).ended(0).json();
    let total = listed["total"].as_u64().unwrap();
    assert!(total >= 5, "the set-up wrote {total} entries");
    let one = archway.on_workspace(&["audit", "list", "--limit", "1"]).ended(0).out;
    assert!(one.contains(&format!("1 of {total} entries")), "{one}");

    let (csv, json) = (archway.home.path().join("trail.csv"), archway.home.path().join("trail.json"));
    archway.on_workspace(&["audit", "export", csv.to_str().unwrap()]).ended(0);
    archway
        .on_workspace(&["audit", "export", json.to_str().unwrap(), "--format", "json"])
        .ended(0);
    let lines = csv::Reader::from_path(&csv).unwrap().records().map(Result::unwrap).count();
    let entries: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!((lines as u64, entries.as_array().unwrap().len() as u64), (total, total));

    let holds = archway.on_workspace(&["audit", "verify", "--json"]).ended(0).json();
    assert_eq!(holds["holds"], true);
    let db = rusqlite::Connection::open(archway.workspace()).unwrap();
    db.execute_batch("DROP TRIGGER audit_no_update; UPDATE audit SET entry = replace(entry, 'archivist', 'somebody') WHERE number = 2;")
        .unwrap();
    drop(db);
    let broken = archway.on_workspace(&["audit", "verify", "--json"]).ended(1).json();
    assert_eq!(broken["holds"], false);
    assert!(broken["broken"].as_str().unwrap().contains("entry 2"), "{broken:#}");
}
