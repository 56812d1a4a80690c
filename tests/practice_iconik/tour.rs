//! Every operation that the practice iconik serves, once at least, held against the specification.

use serde_json::{Value, json};

use crate::stage::{Stage, asset, collection, user, view};

async fn account(stage: &Stage) {
    stage.get("/API/auth/v1/auth/token/").await;
    stage.ask(201, "POST", "/API/auth/v1/auth/token/", Value::Null).await;
    stage.ask(200, "PUT", "/API/auth/v1/auth/token/", Value::Null).await;
    let users = stage.get("/API/users/v1/users/?per_page=2&page=2").await;
    assert_eq!(users["objects"].as_array().map(Vec::len), Some(2));
    stage.get("/API/users/v1/users/basic/?per_page=100").await;
    stage.get("/API/users/v1/users/current/").await;
    stage.get("/API/users/v1/users/current/roles/").await;
    stage.get(&format!("/API/users/v1/users/{}/", user("viewer"))).await;
    let groups = stage.get("/API/users/v1/groups/?name=Editors").await;
    let group = groups["objects"][0]["id"].as_str().expect("the group").to_owned();
    stage.get(&format!("/API/users/v1/groups/{group}/")).await;
    stage.get("/API/settings/v1/merged/current/").await;
}

async fn assets(stage: &Stage) {
    stage.get("/API/assets/v1/assets/?per_page=25&page=2&sort=date_modified,desc").await;
    let one = stage.get("/API/assets/v1/assets/?external_id=QW-002").await;
    assert_eq!(one["total"], 1);
    let created = stage
        .ask(
            201,
            "POST",
            "/API/assets/v1/assets/?assign_to_collection=true&apply_collection_acls=true",
            json!({"title": "Made by a test", "type": "PLACEHOLDER", "collection_id": collection("incoming")}),
        )
        .await;
    let id = created["id"].as_str().expect("an id").to_owned();
    let path = format!("/API/assets/v1/assets/{id}/");
    let got = stage.get(&format!("{path}?include_collections=true&include_users=true")).await;
    assert_eq!(got["in_collections"], json!([collection("incoming")]));
    let patched = stage
        .ask(200, "PATCH", &path, json!({"title": "Renamed by a test", "external_id": "T-1"}))
        .await;
    assert_eq!(
        (&patched["title"], &patched["external_id"]),
        (&json!("Renamed by a test"), &json!("T-1"))
    );
    stage
        .ask(200, "PUT", &path, json!({"title": "Renamed again", "category": null}))
        .await;
    for method in ["PATCH", "PUT"] {
        stage
            .ask(
                202,
                method,
                "/API/assets/v1/assets/",
                json!({"objects": [{"id": id, "title": "In bulk"}]}),
            )
            .await;
    }
    assert_eq!(stage.get(&path).await["title"], "In bulk");
    stage.ask(204, "DELETE", &path, Value::Null).await;
    stage.ask(204, "PUT", &format!("{path}restore/"), Value::Null).await;
    stage
        .ask(204, "POST", "/API/assets/v1/delete_queue/assets/", json!({"ids": [id]}))
        .await;
    assert_eq!(stage.get("/API/assets/v1/delete_queue/assets/").await["total"], 1);
    stage
        .ask(204, "DELETE", "/API/assets/v1/delete_queue/assets/", json!({"ids": [id]}))
        .await;
    stage.ask(400, "DELETE", &format!("{path}purge/"), Value::Null).await;
    stage.ask(204, "DELETE", &path, Value::Null).await;
    stage.ask(204, "DELETE", &format!("{path}purge/"), Value::Null).await;
    stage.ask(404, "GET", &path, Value::Null).await;
}

async fn along_an_asset(stage: &Stage) {
    let path = format!("/API/assets/v1/assets/{}/", asset("qw-001-1"));
    let entry = json!({"operation_type": "CUSTOM", "operation_description": "Linked"});
    let entry = stage.ask(201, "POST", &format!("{path}history/"), entry).await;
    let listed = stage.get(&format!("{path}history/?per_page=100")).await;
    assert_eq!(listed["objects"][0]["id"], entry["id"]);
    let one = format!("{path}history/{}/", entry["id"].as_str().expect("an id"));
    stage.ask(201, "GET", &one, Value::Null).await;
    stage.ask(201, "DELETE", &one, Value::Null).await;

    stage.get("/API/assets/v1/assets/relation_types/").await;
    assert_eq!(stage.get(&format!("{path}relations/")).await["total"], 1);
    let relation = json!({"related_to_asset_id": asset("qw-008"), "relation_type": "USED_IN"});
    stage.ask(201, "POST", &format!("{path}relations/"), relation.clone()).await;
    stage.ask(200, "POST", &format!("{path}relations/"), relation).await;
    stage.get(&format!("{path}relations/USED_IN/")).await;
    stage
        .ask(204, "DELETE", &format!("{path}relations/USED_IN/{}/", asset("qw-008")), Value::Null)
        .await;

    let segments = stage
        .get(&format!(
            "{path}segments/?per_page=100&time_start_milliseconds__gte=5000&include_users=true"
        ))
        .await;
    assert!(segments["total"].as_i64() > Some(4));
    stage.get(&format!("{path}segments/TRANSCRIPTION/")).await;
    let vtt = stage
        .send(
            archway::practice::iconik::ARCHIVIST_TOKEN,
            "GET",
            &format!("{path}segments/vtt/"),
            Value::Null,
        )
        .await;
    assert!(vtt.text.starts_with("WEBVTT\n\n00:00:01.000 --> "), "{}", vtt.text);
    let comment = json!({"segment_type": "COMMENT", "segment_text": "Said twice", "time_start_milliseconds": 10});
    let comment = stage.ask(201, "POST", &format!("{path}segments/"), comment).await;
    let one = format!("{path}segments/{}/", comment["id"].as_str().expect("an id"));
    stage.get(&one).await;
    let checked = stage.ask(200, "PATCH", &one, json!({"segment_checked": true})).await;
    assert_eq!(checked["segment_checked"], true);
    stage
        .ask(200, "PUT", &one, json!({"segment_type": "COMMENT", "segment_text": "Said once"}))
        .await;
    stage.ask(204, "DELETE", &one, Value::Null).await;

    let versions = stage
        .ask(200, "POST", &format!("{path}versions/"), json!({"copy_metadata": true}))
        .await;
    assert_eq!(versions["versions"].as_array().map(Vec::len), Some(2));
    let old = versions["versions"][1]["id"].as_str().expect("an id").to_owned();
    stage
        .ask(200, "PATCH", &format!("{path}versions/{old}/"), json!({"is_online": true}))
        .await;
    stage.ask(204, "PUT", &format!("{path}versions/{old}/promote/"), Value::Null).await;
    stage.get(&format!("{path}versions/{old}/transcriptions/properties/")).await;
}

async fn collections(stage: &Stage) {
    let roots = stage.get("/API/assets/v1/collections/?is_root=true&per_page=100").await;
    assert!(roots["total"].as_i64() >= Some(8), "{}", roots["total"]);
    let made = stage
        .ask(
            201,
            "POST",
            "/API/assets/v1/collections/",
            json!({"title": "Made by a test", "parent_id": collection("incoming")}),
        )
        .await;
    let id = made["id"].as_str().expect("an id").to_owned();
    let path = format!("/API/assets/v1/collections/{id}/");
    stage.get(&path).await;
    stage.ask(200, "PATCH", &path, json!({"title": "Renamed"})).await;
    let moved = stage
        .ask(
            200,
            "PUT",
            &format!("{path}?change_parent_mode=move"),
            json!({"title": "Moved", "parent_id": collection("empty")}),
        )
        .await;
    assert_eq!(moved["parents"], json!([collection("empty")]));
    let member = json!({"object_id": asset("qw-001-1"), "object_type": "assets"});
    stage.ask(201, "POST", &format!("{path}contents/"), member).await;
    assert_eq!(
        stage.get(&format!("{path}contents/?object_types=assets&per_page=100")).await["total"],
        1
    );
    stage
        .ask(204, "DELETE", &format!("{path}contents/assets/{}/", asset("qw-001-1")), Value::Null)
        .await;
    stage.ask(202, "DELETE", &path, Value::Null).await;
    stage.get("/API/assets/v1/delete_queue/collections/").await;
    stage.ask(201, "PUT", &format!("{path}restore/"), Value::Null).await;
    stage
        .ask(201, "POST", "/API/assets/v1/delete_queue/collections/", json!({"ids": [id]}))
        .await;
    stage
        .ask(201, "DELETE", "/API/assets/v1/delete_queue/collections/", json!({"ids": [id]}))
        .await;

    let deep = format!("/API/assets/v1/collections/{}/", collection("festival-camera"));
    let above = stage.get(&format!("{deep}ancestors/")).await;
    assert_eq!(above["total"], 4);
    assert_eq!(above["objects"][0]["title"], "Harbour festival");
    let path = stage.get(&format!("{deep}full/path/")).await;
    assert_eq!(path, "Harbour festival/1987/Main stage/Saturday, 15 August/Camera 2");
    let info = stage
        .get(&format!("/API/assets/v1/collections/{}/content/info/", collection("festival")))
        .await;
    assert_eq!((&info["assets_count"], &info["collections_count"]), (&json!(14), &json!(4)));
    assert!(info["total_size"].as_i64() > Some(0));
    stage.get(&format!("{deep}size/?include_subcollections=true")).await;
    let mixed = stage
        .get(&format!(
            "/API/assets/v1/collections/{}/contents/?per_page=50",
            collection("broadcast")
        ))
        .await;
    assert_eq!(mixed["objects"][0]["object_type"], "collections");
}

async fn approvals(stage: &Stage) {
    let path = format!("/API/assets/v1/assets/{}/approvals/", asset("qw-005"));
    stage.ask(404, "GET", &format!("{path}request/"), Value::Null).await;
    let request = json!({"users": [user("editor")], "min_number": 2});
    let asked = stage.ask(201, "POST", &format!("{path}request/"), request).await;
    assert_eq!(asked["status"], "REQUESTED");
    stage.ask(200, "PATCH", &format!("{path}request/"), json!({"min_number": 1})).await;
    stage
        .ask(
            200,
            "PUT",
            &format!("{path}request/"),
            json!({"users": [user("editor"), user("second-editor")]}),
        )
        .await;
    stage.ask(200, "PUT", &path, json!({"status": "APPROVED"})).await;
    stage
        .ask(200, "PUT", &path, json!({"status": "NOT_APPROVED", "user": user("editor")}))
        .await;
    assert_eq!(stage.get(&format!("{path}request/")).await["status"], "MIXED");
    stage
        .ask(204, "DELETE", &format!("{path}user/{}/", user("editor")), Value::Null)
        .await;
    assert_eq!(stage.get(&format!("{path}request/")).await["status"], "APPROVED");
    assert_eq!(stage.get(&path).await["objects"][0]["user"], json!(user("archivist")));
    let version = asked["version_id"].as_str().expect("a version");
    let of_version = format!("/API/assets/v1/assets/{}/versions/{version}/approvals/", asset("qw-005"));
    stage.get(&of_version).await;
    stage.get(&format!("{of_version}request/")).await;
    stage.ask(204, "DELETE", &path, Value::Null).await;
    stage.ask(200, "DELETE", &format!("{path}request/"), Value::Null).await;
}

async fn shares(stage: &Stage) {
    assert_eq!(stage.get("/API/assets/v1/shares/?include_member_of=true").await["total"], 3);
    let of_press = format!(
        "/API/assets/v1/shares/all/?object_type=collections&object_id={}",
        collection("press")
    );
    assert_eq!(stage.get(&of_press).await["objects"][0]["title"], "Press kit");
    let path = format!("/API/assets/v1/assets/{}/shares/", asset("qw-002"));
    let listed = stage.get(&format!("{path}?per_page=5")).await;
    assert_eq!(listed["objects"][0]["has_password"], false);
    let share = json!({
        "allow_approving_comments": false, "allow_comments": true, "allow_download": false,
        "allow_setting_approve_status": false, "password": "tide", "title": "For a test",
    });
    let made = stage.ask(200, "POST", &format!("{path}url/"), share).await;
    assert!(made["url"].as_str().is_some_and(|url| url.contains("/share/")));
    assert_eq!(made["has_password"], true);
    let one = format!("{path}{}/", made["id"].as_str().expect("an id"));
    stage.get(&one).await;
    let closed = json!({
        "allow_approving_comments": false, "allow_comments": false, "allow_download": false,
        "allow_setting_approve_status": false, "expires": "2031-01-01T00:00:00+00:00",
    });
    assert_eq!(stage.ask(200, "PUT", &one, closed).await["expires"], "2031-01-01T00:00:00+00:00");
    stage.get(&format!("{one}users/")).await;
    stage.ask(204, "DELETE", &one, Value::Null).await;
}

async fn metadata(stage: &Stage) {
    let field = json!({"name": "archway_record_uri", "label": "Record", "field_type": "string", "multi": true});
    stage.ask(201, "POST", "/API/metadata/v1/fields/", field.clone()).await;
    stage.ask(400, "POST", "/API/metadata/v1/fields/", field).await;
    let first = stage.get("/API/metadata/v1/fields/?per_page=3").await;
    let last = first["objects"][2]["name"].as_str().expect("a name").to_owned();
    let second = stage
        .get(&format!("/API/metadata/v1/fields/?per_page=3&last_field_name={last}"))
        .await;
    assert!(second["objects"][0]["name"].as_str() > Some(last.as_str()));
    stage.get("/API/metadata/v1/user/fields/").await;
    let path = "/API/metadata/v1/fields/archway_record_uri/";
    stage.get(path).await;
    stage.ask(200, "PATCH", path, json!({"label": "Record address"})).await;
    stage
        .ask(
            200,
            "PUT",
            path,
            json!({"label": "Record address", "field_type": "string", "multi": true}),
        )
        .await;

    let views = stage.get("/API/metadata/v1/views/").await;
    assert_eq!(views["objects"].as_array().map(Vec::len), Some(4));
    let new = json!({"name": "Archway", "view_fields": [{"name": "archway_record_uri"}]});
    let made = stage.ask(201, "POST", "/API/metadata/v1/views/", new.clone()).await;
    let id = made["id"].as_str().expect("an id").to_owned();
    let path = format!("/API/metadata/v1/views/{id}/");
    assert_eq!(stage.get(&path).await["view_fields"][0]["label"], "Record address");
    stage.get(&format!("{path}?merge_fields=false")).await;
    stage.ask(200, "PATCH", &path, json!({"description": "Links"})).await;
    stage.ask(200, "PUT", &path, new).await;
    stage
        .ask(400, "DELETE", "/API/metadata/v1/fields/archway_record_uri/", Value::Null)
        .await;

    let categories = "/API/metadata/v1/assets/categories/";
    stage.get(categories).await;
    let category = json!({"name": "linked", "label": "Linked", "view_ids": [id]});
    stage.ask(201, "POST", categories, category.clone()).await;
    stage.ask(409, "POST", categories, category).await;
    stage.get(&format!("{categories}linked/")).await;
    stage
        .ask(
            200,
            "PUT",
            &format!("{categories}linked/"),
            json!({"name": "linked", "label": "With links"}),
        )
        .await;
    stage.get(&format!("{categories}linked/views/?writable_only=true")).await;
    stage.ask(204, "DELETE", &format!("{categories}linked/"), Value::Null).await;

    let values = format!("/API/metadata/v1/assets/{}/views/{id}/", asset("ph-0050"));
    stage.ask(404, "GET", &values, Value::Null).await;
    let write = json!({"metadata_values": {"archway_record_uri": {"field_values": [{"value": "/x/1"}], "mode": "overwrite"}}});
    stage.ask(200, "PUT", &values, write.clone()).await;
    assert_eq!(
        stage.get(&values).await["metadata_values"]["archway_record_uri"]["field_values"],
        json!([{"value": "/x/1"}])
    );
    let whole = format!("/API/metadata/v1/assets/{}/", asset("ph-0050"));
    stage.get(&whole).await;
    stage.ask(200, "PUT", &whole, write).await;
    let many = format!("/API/metadata/v1/assets/views/{id}/");
    let value = json!({"archway_record_uri": {"field_values": [{"value": "/x/2"}], "mode": "append"}});
    let ids = json!([asset("ph-0050"), asset("ph-0051")]);
    stage
        .ask(202, "PUT", &many, json!({"object_ids": ids, "metadata_values": value}))
        .await;
    let mapping = json!([{"id": asset("ph-0052"), "metadata_values": value}]);
    let each = json!({"object_ids": [asset("ph-0052")], "metadata_values_object_id_mapping": mapping});
    stage.ask(202, "POST", &many, each).await;
    stage.ask(204, "DELETE", &path, Value::Null).await;
    stage
        .ask(204, "DELETE", "/API/metadata/v1/fields/archway_record_uri/", Value::Null)
        .await;
}

async fn jobs(stage: &Stage) {
    let jobs = stage.get("/API/jobs/v1/jobs/?per_page=50&type=TRANSFER&status=FAILED").await;
    assert_eq!(jobs["total"], 1);
    let job = json!({"title": "Links", "type": "CUSTOM", "custom_type": "LINK", "status": "STARTED", "progress_total": 4});
    let made = stage.ask(201, "POST", "/API/jobs/v1/jobs/", job).await;
    let path = format!("/API/jobs/v1/jobs/{}/", made["id"].as_str().expect("an id"));
    stage.get(&path).await;
    let half = stage.ask(200, "PATCH", &path, json!({"progress_processed": 2})).await;
    assert_eq!(half["progress"], 50);
    stage
        .ask(200, "PUT", &path, json!({"title": "Links", "type": "CUSTOM", "status": "FINISHED"}))
        .await;
    stage.ask(204, "DELETE", &path, Value::Null).await;
}

async fn files(stage: &Stage) {
    let path = format!("/API/files/v1/assets/{}/", asset("qw-002"));
    let asset_got = stage.get(&format!("/API/assets/v1/assets/{}/", asset("qw-002"))).await;
    let version = asset_got["versions"][1]["id"].as_str().expect("a version").to_owned();
    for kind in ["formats", "file_sets", "files", "proxies", "keyframes", "subtitles"] {
        let listed = stage.get(&format!("{path}{kind}/?per_page=100")).await;
        let first = listed["objects"][0]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{kind}: {listed}"))
            .to_owned();
        stage.get(&format!("{path}versions/{version}/{kind}/")).await;
        if kind != "file_sets" {
            stage.get(&format!("{path}{kind}/{first}/")).await;
        }
        match kind {
            "formats" => {
                stage.get(&format!("{path}formats/ORIGINAL/")).await;
                stage.get(&format!("{path}formats/{first}/components/")).await;
                stage.get(&format!("{path}formats/{first}/file_sets/")).await;
            }
            "file_sets" => drop(
                stage
                    .get(&format!("{path}file_sets/{first}/files/?generate_signed_url=false"))
                    .await,
            ),
            "files" | "proxies" => drop(stage.get(&format!("{path}{kind}/{first}/download_url/")).await),
            _ => {}
        }
    }
    stage.get(&format!("{path}subtitles/en/")).await;
    let vtt = stage
        .send(
            archway::practice::iconik::ARCHIVIST_TOKEN,
            "GET",
            &format!("{path}subtitles/en/cc/webvtt/"),
            Value::Null,
        )
        .await;
    assert!(vtt.status == 200 && vtt.text.starts_with("WEBVTT"));
    stage.ask(404, "GET", &format!("{path}subtitles/en/webvtt/"), Value::Null).await;
    let storages = stage.get("/API/files/v1/storages/?purpose=FILES").await;
    assert_eq!(storages["total"], 2);
    let storage = storages["objects"][0]["id"].as_str().expect("an id").to_owned();
    stage.get(&format!("/API/files/v1/storages/{storage}/")).await;
    stage.get("/API/files/v1/storages/matching/FILES/").await;
    register_files(stage, &storage).await;
}

/// What a client does that registers files on a storage behind a gateway.
async fn register_files(stage: &Stage, storage: &str) {
    let path = format!("/API/files/v1/assets/{}/", asset("in-16"));
    let format = json!({"name": "ORIGINAL", "metadata": [{"internet_media_type": "image/png"}]});
    let format = stage.ask(201, "POST", &format!("{path}formats/"), format).await;
    let set = json!({"name": "map", "base_dir": "maps", "format_id": format["id"], "component_ids": [], "storage_id": storage});
    let set = stage.ask(201, "POST", &format!("{path}file_sets/"), set).await;
    let file = json!({"original_name": "map.png", "directory_path": "maps", "type": "FILE", "size": 12, "format_id": format["id"],
        "file_set_id": set["id"], "storage_id": storage});
    let file = stage.ask(201, "POST", &format!("{path}files/"), file).await;
    assert_eq!(file["status"], "OPEN");
    let one = format!("{path}files/{}/", file["id"].as_str().expect("an id"));
    let closed = stage
        .ask(
            200,
            "PATCH",
            &one,
            json!({"status": "CLOSED", "checksum": "0123456789abcdef0123456789abcdef"}),
        )
        .await;
    assert_eq!(closed["status"], "CLOSED");
    let found = stage.get("/API/files/v1/files/checksum/0123456789abcdef0123456789abcdef/").await;
    assert_eq!(found["total"], 1);
    stage.ask(204, "DELETE", &one, Value::Null).await;
    stage
        .ask(
            201,
            "POST",
            &format!("{path}keyframes/"),
            json!({"type": "POSTER", "storage_id": storage}),
        )
        .await;
    let subtitle = json!({"language": "fi", "closed_captions": false, "format_id": format["id"], "content": "WEBVTT\n"});
    let subtitle = stage.ask(201, "POST", &format!("{path}subtitles/"), subtitle).await;
    let vtt = stage
        .send(
            archway::practice::iconik::ARCHIVIST_TOKEN,
            "GET",
            &format!("{path}subtitles/fi/webvtt/"),
            Value::Null,
        )
        .await;
    assert_eq!((vtt.status, vtt.text.as_str()), (200, "WEBVTT\n"));
    stage
        .ask(
            204,
            "DELETE",
            &format!("{path}subtitles/{}/", subtitle["id"].as_str().expect("an id")),
            Value::Null,
        )
        .await;
    let terms = json!([{"name": "id", "value_in": [asset("in-16")]}, {"name": "media_type", "value": "image"}]);
    let found = stage.search(json!({"filter": {"operator": "AND", "terms": terms}})).await;
    assert_eq!(found["total"], 1, "a format says what an asset shows");
}

async fn acls(stage: &Stage) {
    let key = asset("qw-008");
    let path = format!("/API/acls/v1/acl/assets/{key}/");
    let acl = stage.get(&path).await;
    assert_eq!(acl["users_acl"][0]["user_id"], json!(user("viewer")));
    let photo = stage.get(&format!("/API/acls/v1/acl/assets/{}/", asset("ph-0001"))).await;
    assert_eq!(photo["inherited_groups_acl"][0]["object_key"], json!(collection("photographs")));
    stage.get(&format!("{path}permissions/")).await;
    stage.get(&format!("{path}delete/")).await;
    let keys = json!({"object_keys": [key, asset("rs-01")]});
    stage.ask(200, "POST", "/API/acls/v1/acl/assets/read/", keys).await;
    let kinds = json!({"objects": [{"object_type": "assets", "object_keys": [key], "permissions": ["read", "write"]}]});
    stage.ask(200, "POST", "/API/acls/v1/acl/", kinds).await;
    let put = json!({"object_keys": [key], "permissions": ["read"], "user_ids": [user("second-editor")], "mode": "APPEND"});
    stage.ask(200, "PUT", "/API/acls/v1/acl/assets/", put.clone()).await;
    stage
        .ask(200, "PUT", "/API/acls/v1/acl/assets/bulk/", json!({"objects": [put]}))
        .await;
    stage
        .ask(
            200,
            "DELETE",
            "/API/acls/v1/acl/assets/",
            json!({"object_keys": [key], "user_ids": [user("second-editor")]}),
        )
        .await;
    let group = archway::practice::institution::id("group", "press");
    for holder in [format!("users/{}", user("second-editor")), format!("groups/{group}")] {
        let one = format!("/API/acls/v1/{holder}/acl/assets/{key}/");
        stage.ask(404, "GET", &one, Value::Null).await;
        stage.ask(201, "PUT", &one, json!({"permissions": ["read"]})).await;
        stage.ask(200, "PUT", &one, json!({"permissions": ["read", "write"]})).await;
        assert_eq!(stage.get(&one).await["permissions"], json!(["read", "write"]));
        stage.ask(204, "DELETE", &one, Value::Null).await;
    }
}

async fn search(stage: &Stage) {
    let body = json!({
        "doc_types": ["assets"], "query": "\"quay walk\" OR title:launch*",
        "filter": {"operator": "AND", "terms": [
            {"name": "status", "value": "ACTIVE"},
            {"name": "media_type", "value_in": ["video"]},
            {"name": "date_created", "range": {"min": "2020-01-01"}},
            {"name": "metadata.ks_date", "exists": true},
        ], "filters": [{"operator": "OR", "terms": [
            {"name": "ancestor_collections", "value": collection("oral-histories").to_string()},
            {"name": "external_id", "missing": true},
        ]}]},
        "sort": [{"name": "title", "order": "asc"}, {"name": "id"}],
        "facets": ["media_type", "ks_rights"], "metadata_view_id": view("short"),
    });
    let found = stage.search(body).await;
    assert_eq!(
        crate::stage::titles(&found),
        ["QW-005 Quay walk, silent", "SC-002 Last launch, slip 2"]
    );
    assert_eq!(found["objects"][0]["metadata"].as_object().map(|fields| fields.len()), Some(2));
    assert_eq!(found["facets"]["media_type"]["buckets"][0], json!({"key": "video", "doc_count": 2}));
    assert!(
        found["objects"][0]["keyframes"][0]["url"]
            .as_str()
            .is_some_and(|url| url.contains("signature="))
    );
    let lines = stage.search(json!({"doc_types": ["segments"], "query": "ropes froze"})).await;
    assert!(lines["total"].as_i64() > Some(0));
}

/// Drives everything and says how much that was.
pub async fn everything() {
    let stage = Stage::immediate().await;
    account(&stage).await;
    assets(&stage).await;
    along_an_asset(&stage).await;
    collections(&stage).await;
    approvals(&stage).await;
    shares(&stage).await;
    metadata(&stage).await;
    jobs(&stage).await;
    files(&stage).await;
    acls(&stage).await;
    search(&stage).await;
    let served = stage.state.operations();
    if let Some(specs) = &stage.specs {
        let seen = specs.seen.borrow();
        let missed: Vec<&String> = served.iter().filter(|operation| !seen.contains(*operation)).collect();
        assert!(missed.is_empty(), "not driven: {missed:#?}");
        println!(
            "{} operations and {} exchanges fit the specification",
            seen.len(),
            specs.exchanges.borrow()
        );
    }
    stage.served.stop().await;
}
