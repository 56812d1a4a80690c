//! Mapping, describing, publishing and watching without a window.

use archway::practice::institution;
use serde_json::Value;

use crate::support::{Archway, Systems, pair, plan_id};

/// A workspace with one link.
fn linked(systems: &Systems) -> (Archway, String, String) {
    let archway = Archway::ready(systems);
    let (asset, record) = pair(&archway);
    let plan = archway
        .on_workspace(&["--json", "link", "--asset", &asset, "--record", &record, "--accept"])
        .ended(0)
        .json();
    archway.on_workspace(&["apply", &plan_id(&plan)]).ended(0);
    (archway, asset, record)
}

fn write(archway: &Archway, name: &str, text: &str) -> String {
    let path = archway.home.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_profile_is_checked_tried_imported_and_exported() {
    let systems = Systems::start();
    let (archway, _, _) = linked(&systems);
    let listed = archway.on_workspace(&["map", "list", "--json"]).ended(0).json();
    let presets = listed["profiles"].as_array().unwrap();
    assert!(
        presets
            .iter()
            .any(|profile| profile["id"] == "record-to-asset" && profile["preset"] == true)
    );
    for preset in presets {
        let id = preset["id"].as_str().unwrap();
        let checked = archway.on_workspace(&["map", "check", id]);
        assert_eq!(checked.code, 0, "{id}: {}", checked.said());
    }

    let broken = write(
        &archway,
        "broken.toml",
        "name = \"Broken\"\ndirection = \"to_iconik\"\nsource = \"record\"\ntarget = \"asset\"\n\n[[rule]]\ntarget = \"field:archway_dates\"\nfrom = [\"dates\"]\nsteps = [{ date_txt = \"iso\" }]\n\n[[rule]]\ntarget = \"field:archway_collection_title\"\nfrom = [\"collection.title\"]\n",
    );
    let checked = archway.on_workspace(&["map", "check", &broken]).ended(1);
    assert!(checked.out.contains("line 9"), "{checked:?}");
    let tried = archway.on_workspace(&["map", "preview", &broken, "--json"]).ended(1).json();
    assert_eq!(tried["dry_run"], true);
    let counts = tried["counts"].as_array().unwrap();
    assert!(
        counts
            .iter()
            .any(|count| count["target"] == "field:archway_collection_title" && count["would_change"].as_u64() > Some(0)),
        "the good rule is kept: {tried:#}"
    );

    let imported = archway.on_workspace(&["map", "import", &broken, "--json"]).ended(0).json();
    assert_eq!(imported["profile"], "broken");
    assert_eq!(imported["errors"][0]["line"], 9);
    let refused = archway.on_workspace(&["describe", "broken"]).ended(1);
    assert!(refused.err.contains("line 9"), "a broken profile writes nothing: {refused:?}");
    let out = archway.home.path().join("out.toml");
    archway
        .on_workspace(&["map", "export", "record-to-asset", out.to_str().unwrap()])
        .ended(0);
    assert!(std::fs::read_to_string(out).unwrap().contains("[[rule]]"));
    archway.on_workspace(&["map", "check", "no-such-profile"]).ended(1);
}

#[test]
fn description_is_planned_accepted_and_applied() {
    let systems = Systems::start();
    let (archway, asset, _) = linked(&systems);
    let plan = archway
        .on_workspace(&["describe", "record-to-asset", "--asset", &asset, "--accept", "--json"])
        .ended(0)
        .json();
    assert_eq!(plan["plan"]["changes"].as_array().unwrap().len(), 1, "{plan:#}");
    let applied = archway.on_workspace(&["apply", &plan_id(&plan), "--json"]).ended(0).json();
    assert_eq!(applied["plan"]["stage"], "applied");
    let again = archway.on_workspace(&["describe", "record-to-asset", "--asset", &asset]).ended(0);
    assert!(again.out.contains("Nothing to write"), "{again:?}");
}

#[test]
fn a_collection_that_stands_for_a_record_gives_its_assets_that_description() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let collection = institution::id("collection", "photographs").to_string();
    archway
        .on_workspace(&["map", "collection", &collection, "/repositories/2/accessions/1"])
        .ended(2);
    let stands = archway
        .on_workspace(&["map", "collection", &collection, "/repositories/2/resources/1", "--json"])
        .ended(0)
        .json();
    assert_eq!(stands["collection_links"].as_array().unwrap().len(), 1);
    let planned = |archway: &Archway| {
        let plan = archway
            .on_workspace(&["describe", "record-to-asset", "--collection", &collection, "--json"])
            .json();
        plan["plan"]["changes"].as_array().unwrap().len()
    };
    let many = planned(&archway);
    archway.on_workspace(&["map", "collection", &collection, "--forget"]).ended(0);
    let few = planned(&archway);
    assert!(many > few, "{many} with the collection, {few} without");
}

#[test]
fn the_queue_is_shown_and_an_asset_is_planned_below_a_record() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let queue = archway
        .on_workspace(&["publish", "asset-to-item", "--look", "--queue", "--json"])
        .ended(0)
        .json();
    let rows = queue["queue"]["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    let homeless = rows
        .iter()
        .find(|row| row["destination"].is_null() && row["state"] == "missing")
        .and_then(|row| row["asset"].as_str())
        .unwrap_or_else(|| panic!("every approved asset has a place: {rows:#?}"))
        .to_owned();
    let plan = archway
        .on_workspace(&[
            "publish",
            "asset-to-item",
            "--asset",
            &homeless,
            "--below",
            "/repositories/2/resources/1",
            "--accept",
            "--json",
        ])
        .json();
    let kinds: Vec<&Value> = plan["plan"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["kind"])
        .collect();
    assert!(!kinds.is_empty(), "{plan:#}");
    let words = archway.on_workspace(&["publish", "record-to-asset"]).ended(1);
    assert!(words.err.contains("queue"), "a profile that does not publish says so: {words:?}");
}

#[test]
fn a_watched_profile_looks_once_and_says_what_came_of_it() {
    let systems = Systems::start();
    let (archway, _, _) = linked(&systems);
    archway.on_workspace(&["watch", "--once"]).ended(1);
    let folder = archway.home.path().join("test.mappings");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("context.toml"),
        "name = \"Context\"\ndirection = \"to_iconik\"\nsource = \"record\"\ntarget = \"asset\"\n\n[watch]\non = true\nevery_minutes = 30\nreleased = [\"fill_empty_iconik\"]\nat_most = 500\n\n[[rule]]\ntarget = \"field:archway_collection_title\"\nfrom = [\"collection.title\"]\n",
    )
    .unwrap();
    let looked = archway.on_workspace(&["watch", "--once", "--json"]);
    assert!([0, 3].contains(&looked.code), "{looked:?}");
    let looked = looked.json();
    let result = looked["watches"][0]["result"].as_str().unwrap();
    assert!(result.contains("applied"), "{result}");
    assert!(!looked["days"].as_array().unwrap().is_empty(), "the day's summary tells of it");
    let again = archway.on_workspace(&["watch", "--once", "--json"]).ended(0).json();
    assert_eq!(again["watches"][0]["result"], "nothing to do");
    let status = archway.on_workspace(&["watch", "--status"]).ended(0);
    assert!(status.out.contains("every 30 minutes"), "{status:?}");
}
