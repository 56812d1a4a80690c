//! Rules that show in values: versions, positions, pages, times, restrictions, sessions, and state over restarts.

use std::sync::Arc;

use archway::practice::faults::Fault;
use archway::practice::institution::archivesspace::{empty, kelder};
use archway::practice::institution::archivesspace_generator::{Generator, Size, generated};
use archway::practice::institution::{PHOTOGRAPHS, id};
use serde_json::{Value, json};

use crate::stage::Stage;

const REPOSITORY: &str = "/repositories/2";

async fn first(stage: &Stage, path: &str) -> String {
    let ids = stage.get(&format!("{REPOSITORY}/{path}?all_ids=true")).await;
    format!("{REPOSITORY}/{path}/{}", ids[0])
}

async fn by_component(stage: &Stage, component: &str) -> String {
    let path = format!("{REPOSITORY}/find_by_id/archival_objects?component_id[]={component}");
    let found = stage.get(&path).await;
    found["archival_objects"][0]["ref"].as_str().unwrap().to_owned()
}

fn lock(record: &Value) -> u64 {
    record["lock_version"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_record_of_the_institution_may_be_sent_back_as_it_was_read() {
    let stage = Stage::with(kelder(), None).await;
    let mut sent = 0;
    for repository in [2, 3] {
        for kind in [
            "resources",
            "accessions",
            "digital_objects",
            "digital_object_components",
            "top_containers",
            "events",
            "archival_objects",
        ] {
            let listing = format!("/repositories/{repository}/{kind}");
            let ids = stage.get(&format!("{listing}?all_ids=true")).await;
            for id in ids.as_array().unwrap().iter().rev().take(150) {
                sent += send_back(&stage, &format!("{listing}/{id}")).await;
            }
        }
    }
    for kind in [
        "subjects",
        "agents/people",
        "agents/corporate_entities",
        "agents/families",
        "agents/software",
        "locations",
        "container_profiles",
    ] {
        let ids = stage.get(&format!("/{kind}?all_ids=true")).await;
        for id in ids.as_array().unwrap() {
            sent += send_back(&stage, &format!("/{kind}/{id}")).await;
        }
    }
    assert!(sent > 250, "only {sent} records");
}

/// Reads a record, sends it back, and holds that nothing changed that people see.
async fn send_back(stage: &Stage, uri: &str) -> usize {
    let before = stage.get(uri).await;
    let (status, answer) = stage.post(uri, &before).await;
    if before["suppressed"] == true {
        assert_eq!(status, 409, "{uri}: {answer}");
        return 0;
    }
    assert_eq!(status, 200, "{uri}: {answer}");
    let after = stage.get(uri).await;
    assert_eq!(lock(&after), lock(&before) + 1, "{uri}");
    assert_eq!(without_marks(&after), without_marks(&before), "{uri}");
    1
}

/// What changes with each save: versions, times, people, and the numbers of rows.
fn without_marks(value: &Value) -> Value {
    const MARKS: [&str; 7] = [
        "lock_version",
        "create_time",
        "system_mtime",
        "user_mtime",
        "created_by",
        "last_modified_by",
        "identifier",
    ];
    match value {
        Value::Object(fields) => {
            let mut kept: Vec<_> = fields
                .iter()
                .filter(|(name, _)| !MARKS.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), without_marks(value)))
                .collect();
            kept.sort_by(|a, b| a.0.cmp(&b.0));
            kept.into_iter().collect::<serde_json::Map<String, Value>>().into()
        }
        Value::Array(values) => values.iter().map(without_marks).collect(),
        other => other.clone(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_institution_has_what_people_practise_on() {
    let stage = Stage::with(kelder(), None).await;
    let repositories = stage.get("/repositories").await;
    assert_eq!(repositories.as_array().unwrap().len(), 2);
    let mut accessions = 0;
    for repository in [2, 3] {
        let ids = stage.get(&format!("/repositories/{repository}/accessions?all_ids=true")).await;
        accessions += ids.as_array().unwrap().len();
    }
    assert_eq!(accessions, 60);
    let photographs = by_component(&stage, "KS017/4").await;
    let resource = stage.get(&photographs).await["resource"]["ref"].as_str().unwrap().to_owned();
    let mut seen = Vec::new();
    for offset in 0..3 {
        let page = stage
            .get(&format!("{resource}/tree/waypoint?offset={offset}&parent_node={photographs}"))
            .await;
        seen.extend(page.as_array().unwrap().iter().map(|node| node["position"].as_u64().unwrap()));
    }
    assert_eq!(seen, (0..PHOTOGRAPHS as u64).collect::<Vec<_>>());
    // A link made by others: the id of the asset in the identifier, and in the address of its page.
    let asset = id("asset", "qw-001-1").to_string();
    let found = stage
        .get(&format!(
            "{REPOSITORY}/find_by_id/digital_objects?digital_object_id[]={asset}&resolve[]=digital_objects"
        ))
        .await;
    let object = &found["digital_objects"][0]["_resolved"];
    assert!(object["file_versions"][0]["file_uri"].as_str().unwrap().ends_with(&asset));
    let owner = object["linked_instances"][0]["ref"].as_str().unwrap();
    assert_eq!(stage.get(owner).await["component_id"], "QW-001");
    // Closed recordings show on their box; the minutes, closed once, have none.
    let containers = stage
        .get(&format!(
            "{REPOSITORY}/find_by_id/top_containers?indicator[]=12&resolve[]=top_containers"
        ))
        .await;
    let container = &containers["top_containers"][0]["_resolved"];
    assert_eq!(container["restricted"], true);
    assert_eq!(container["active_restrictions"][0]["end"], "2060-12-31");
    assert_eq!(container["display_string"], "Box 12: Series KS017/3 [Barcode: KSC00000012]");
    let dated = by_component(&stage, "QW-004").await;
    let dated = stage.get(&dated).await;
    assert_eq!((dated.get("title"), &dated["display_string"]), (None, &json!("1982 June 11")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn linking_raises_the_version_of_the_other_side_and_old_copies_are_refused() {
    let stage = Stage::with(kelder(), None).await;
    let object = first(&stage, "digital_objects").await;
    let component = by_component(&stage, "QW-002").await;
    let (old_object, mut record) = (stage.get(&object).await, stage.get(&component).await);
    let container = record["instances"][0]["sub_container"]["top_container"]["ref"]
        .as_str()
        .unwrap()
        .to_owned();
    let old_container = stage.get(&container).await;
    record["instances"].as_array_mut().unwrap().push(json!({
        "instance_type": "digital_object", "digital_object": {"ref": object}}));
    let (status, answer) = stage.post(&component, &record).await;
    assert_eq!((status, &answer["lock_version"]), (200, &json!(lock(&record) + 1)));
    let new_object = stage.get(&object).await;
    assert_eq!(lock(&new_object), lock(&old_object) + 1);
    assert_eq!(lock(&stage.get(&container).await), lock(&old_container) + 1);
    assert!(
        new_object["linked_instances"]
            .as_array()
            .unwrap()
            .contains(&json!({"ref": component}))
    );
    let (status, _) = stage.post(&object, &old_object).await;
    assert_eq!(status, 409);
    // Each save writes the file versions anew.
    let (status, _) = stage.post(&object, &new_object).await;
    assert_eq!(status, 200);
    let saved = stage.get(&object).await;
    assert_ne!(
        saved["file_versions"][0]["identifier"],
        new_object["file_versions"][0]["identifier"]
    );
    // Deleting the digital object takes the instance away.
    let answer = stage.call("DELETE", &object).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let record = stage.get(&component).await;
    assert_eq!(record["instances"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replacement_drops_what_it_does_not_send_and_keeps_the_ref_id() {
    let stage = Stage::with(kelder(), None).await;
    let uri = by_component(&stage, "QW-001").await;
    let record = stage.get(&uri).await;
    let body = json!({"lock_version": record["lock_version"], "title": "Bare", "level": "item", "ref_id": "another",
                      "resource": record["resource"]});
    assert_eq!(stage.post(&uri, &body).await.0, 200);
    let bare = stage.get(&uri).await;
    assert_eq!(bare["instances"], json!([]));
    assert_eq!(bare["dates"], json!([]));
    assert_eq!(bare["publish"], false);
    assert_eq!(bare["ref_id"], record["ref_id"]);
    assert_eq!(bare["parent"], record["parent"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_cut_at_250_and_page_goes_before_ids() {
    let stage = Stage::with(kelder(), None).await;
    let objects = format!("{REPOSITORY}/archival_objects");
    let page = stage.get(&format!("{objects}?page=1&page_size=9999&all_ids=true&id_set=1")).await;
    assert_eq!(page["results"].as_array().unwrap().len(), 250);
    let total = page["total"].as_u64().unwrap();
    assert_eq!(page["last_page"].as_u64().unwrap(), total.div_ceil(250));
    let past = stage.get(&format!("{objects}?page=99")).await;
    assert_eq!((&past["results"], &past["this_page"]), (&json!([]), &json!(99)));
    let set = stage.get(&format!("{objects}?id_set=7,3,999999,3&all_ids=true")).await;
    let ids: Vec<&Value> = set.as_array().unwrap().iter().map(|record| &record["uri"]).collect();
    assert_eq!(ids, [&json!(format!("{objects}/3")), &json!(format!("{objects}/7"))]);
    let many: Vec<String> = (1..=251).map(|id| id.to_string()).collect();
    let answer = stage
        .call("GET", &format!("{objects}?id_set={}", many.join(",")))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 500);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saving_a_component_touches_what_depends_on_it() {
    let stage = Stage::with(kelder(), None).await;
    let objects = format!("{REPOSITORY}/archival_objects");
    let since = jiff::Timestamp::now().as_second();
    let changed = format!("{objects}?all_ids=true&modified_since={since}");
    assert_eq!(stage.get(&changed).await, json!([]));
    let file = by_component(&stage, "KS017/3/1").await;
    let mut record = stage.get(&file).await;
    record["title"] = json!("Quay workers, revised");
    record.as_object_mut().unwrap().shift_remove("position");
    assert_eq!(stage.post(&file, &record).await.0, 200);
    let ids = stage.get(&changed).await;
    assert_eq!(ids.as_array().unwrap().len(), 11, "the file and its ten items");
    let resources = stage
        .get(&format!("{REPOSITORY}/resources?all_ids=true&modified_since={since}"))
        .await;
    assert_eq!(resources.as_array().unwrap().len(), 1);
    let containers = stage
        .get(&format!("{REPOSITORY}/top_containers?all_ids=true&modified_since={since}"))
        .await;
    assert_eq!(containers.as_array().unwrap().len(), 6, "all boxes of the tree");
    let item = stage.get(&by_component(&stage, "QW-003A").await).await;
    assert!(item["system_mtime"].as_str() > item["user_mtime"].as_str());
    assert_eq!(item["lock_version"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_state_survives_a_restart_until_reset() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archivesspace.log");
    let stage = Stage::with(kelder(), Some(&path)).await;
    let uri = by_component(&stage, "QW-005").await;
    let mut record = stage.get(&uri).await;
    record["title"] = json!("Changed");
    record["position"] = json!(0);
    assert_eq!(stage.post(&uri, &record).await.0, 200);
    let (status, made) = stage
        .post(
            &format!("{REPOSITORY}/digital_objects"),
            &json!({"title": "New", "digital_object_id": "new-1"}),
        )
        .await;
    assert_eq!(status, 200);
    let gone = by_component(&stage, "QW-006").await;
    assert_eq!(stage.call("DELETE", &gone).send().await.unwrap().status(), 200);
    let (changed, object) = (stage.get(&uri).await, stage.get(made["uri"].as_str().unwrap()).await);
    let parent = changed["parent"]["ref"].as_str().unwrap().to_owned();
    let children = stage.get(&format!("{parent}/children")).await;
    stage.served.stop().await;
    drop(stage.state);

    let stage = Stage::with(kelder(), Some(&path)).await;
    assert_eq!(stage.get(&uri).await, changed);
    assert_eq!(stage.get(made["uri"].as_str().unwrap()).await, object);
    assert_eq!(stage.get(&format!("{parent}/children")).await, children);
    assert_eq!(stage.call("GET", &gone).send().await.unwrap().status(), 404);
    let deleted = stage.get("/delete-feed?page=1").await;
    assert_eq!(deleted["results"], json!([gone]));
    let (_, next) = stage
        .post(
            &format!("{REPOSITORY}/digital_objects"),
            &json!({"title": "Next", "digital_object_id": "new-2"}),
        )
        .await;
    assert_eq!(next["id"].as_u64(), made["id"].as_u64().map(|id| id + 1));

    stage.state.reset().unwrap();
    let answer = stage.call("GET", "/users/current-user").send().await.unwrap();
    assert_eq!(answer.status(), 412, "sessions end with a reset");
    let stage = Stage {
        session: stage.log_in("admin").await,
        ..stage
    };
    assert_eq!(stage.get(&uri).await["title"], "Quay walk with the night shift (silent)");
    assert_eq!(stage.call("GET", &gone).send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_session_says_so_once() {
    let stage = Stage::with(kelder(), None).await;
    stage.faults.at_request(0, Fault::ExpiredSession);
    let expired = stage.call("GET", "/repositories").send().await.unwrap();
    assert_eq!(expired.status(), 412);
    assert_eq!(expired.json::<Value>().await.unwrap()["code"], "SESSION_EXPIRED");
    let gone = stage.call("GET", "/repositories").send().await.unwrap();
    assert_eq!(gone.json::<Value>().await.unwrap()["code"], "SESSION_GONE");
    // Even the log-in is refused with the dead header on it.
    let login = stage.call("POST", "/users/admin/login?password=admin").send().await.unwrap();
    assert_eq!(login.status(), 412);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_concurrent_edit_makes_the_write_stale_and_shows_who_did_it() {
    let stage = Stage::with(kelder(), None).await;
    let uri = by_component(&stage, "QW-008").await;
    let record = stage.get(&uri).await;
    stage.faults.on("POST", &uri, Fault::ConcurrentEdit, 1);
    let (status, answer) = stage.post(&uri, &record).await;
    assert_eq!(
        (status, answer["error"].as_str()),
        (409, Some("The record you tried to update has been modified since you fetched it."))
    );
    let theirs = stage.get(&uri).await;
    assert_eq!(lock(&theirs), lock(&record) + 1);
    assert_eq!(theirs["last_modified_by"], "colleague");
    assert_ne!(theirs["title"], record["title"]);
    assert_eq!(stage.post(&uri, &theirs).await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_answer_was_lost_was_carried_out() {
    let stage = Stage::with(kelder(), None).await;
    let uri = by_component(&stage, "QW-008").await;
    let mut record = stage.get(&uri).await;
    record["title"] = json!("Written all the same");
    stage.faults.on("POST", &uri, Fault::ResetAfterEffect, 1);
    assert!(stage.call("POST", &uri).json(&record).send().await.is_err());
    assert_eq!(stage.get(&uri).await["title"], "Written all the same");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_permit_what_they_should() {
    let stage = Stage::with(kelder(), None).await;
    let object = json!({"title": "x", "digital_object_id": "x"});
    let objects = format!("{REPOSITORY}/digital_objects");
    for (user, expected) in [("viewer", 403), ("describer", 403), ("archivist", 200)] {
        let session = stage.log_in(user).await;
        let answer = stage.call_as("POST", &objects, Some(&session)).json(&object).send().await.unwrap();
        assert_eq!(answer.status(), expected, "{user}");
        let search = stage.call_as("GET", "/search?page=1&q=x", Some(&session)).send().await.unwrap();
        assert_eq!(search.status(), 403, "{user} searches everywhere");
        let own = stage.call_as("GET", &format!("{REPOSITORY}/search?page=1&q=quay"), Some(&session));
        assert_eq!(own.send().await.unwrap().status(), 200);
    }
    let anonymous = stage.call_as("GET", &format!("{objects}?page=1"), None).send().await.unwrap();
    assert_eq!(anonymous.status(), 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_from_the_root_is_one_page_too_far_at_the_end_of_a_page() {
    let stage = Stage::with(kelder(), None).await;
    let series = by_component(&stage, "KS017/4").await;
    let resource = stage.get(&series).await["resource"]["ref"].as_str().unwrap().to_owned();
    for (component, offset) in [("KS017/4/199", 0), ("KS017/4/200", 1), ("KS017/4/201", 1)] {
        let uri = by_component(&stage, component).await;
        let id = uri.rsplit('/').next().unwrap();
        let way = stage.get(&format!("{resource}/tree/node_from_root?node_ids[]={id}")).await;
        assert_eq!(way[id][1]["offset"], offset, "{component}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simultaneous_updates_of_one_record_let_one_through() {
    let stage = Arc::new(Stage::with(kelder(), None).await);
    let uri = by_component(&stage, "QW-008").await;
    let record = stage.get(&uri).await;
    let calls = (0..2).map(|_| {
        let (stage, uri, record) = (Arc::clone(&stage), uri.clone(), record.clone());
        tokio::spawn(async move { stage.post(&uri, &record).await.0 })
    });
    let mut statuses = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        statuses.push(call.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_generated_institution_is_served_as_the_generator_says() {
    let size = Size {
        archival_objects: 3_000,
        per_resource: 2_000,
        accessions: 20,
    };
    let stage = Stage::with(generated(11, size), None).await;
    let ids = stage.get(&format!("{REPOSITORY}/archival_objects?all_ids=true")).await;
    assert_eq!(ids.as_array().unwrap().len(), 3_000);
    let mut compared = 0;
    for (uri, document) in Generator::new(11, size)
        .documents()
        .filter(|(uri, _)| uri.contains("/archival_objects/"))
        .step_by(97)
    {
        let mut served = stage.get(&uri).await;
        // What follows from other records is left to the server.
        served["has_unpublished_ancestor"] = json!(false);
        assert_eq!(without_marks(&served), without_marks(&document), "{uri}");
        compared += 1;
    }
    assert!(compared > 25);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_server_knows_only_the_administrator_of_a_fresh_one() {
    let stage = Stage::with(empty(), None).await;
    assert_eq!(stage.get("/repositories").await, json!([]));
    let answer = stage.call("GET", &format!("{REPOSITORY}/resources?page=1")).send().await.unwrap();
    assert_eq!(answer.status(), 400);
}
