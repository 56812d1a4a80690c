//! Every request that the iconik client sends, against iconik's own API description, where it is at hand.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use archway::domain::access::{Permissions, Principal, Share, Shared};
use archway::domain::restriction::ReviewRule;
use archway::domain::{AssetId, CollectionId, Secret};
use archway::systems::Iconik;
use archway::systems::iconik::{AssetQuery, NewField, SearchAfter};
use jiff::Timestamp;
use jsonschema::Validator;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::host::{Host, Received, ok, quick};

const ID: &str = "7b0c2f34-1111-4111-8111-000000000001";

/// The descriptions by service, or nothing where they are absent.
struct Contract(HashMap<String, Value>);

impl Contract {
    fn read() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/iconik-openapi");
        let Ok(entries) = fs::read_dir(&folder) else {
            println!("skipped: there is no description at {}", folder.display());
            return None;
        };
        let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let read = files
            .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
            .map(|file| {
                let text = fs::read_to_string(&file).expect("a description is readable");
                let mut description: Value = serde_json::from_str(&text).expect("a description is JSON");
                let service = description["servers"][0]["url"].as_str().expect("it has an address").to_owned();
                as_json_schema(&mut description);
                (service, description)
            });
        Some(Self(read.collect()))
    }

    /// What is wrong with a request; empty where it fits.
    fn problems(&self, request: &Received) -> Vec<String> {
        let url = Url::parse(&format!("http://h{}", request.target)).expect("an address");
        let Some((service, description)) = self.0.iter().find(|(service, _)| url.path().starts_with(service.as_str())) else {
            return vec!["no such service".to_owned()];
        };
        let path = format!("/{}", &url.path()[service.len()..]);
        let paths = description["paths"].as_object().expect("paths");
        let method = request.method.to_ascii_lowercase();
        let Some(operation) = paths
            .iter()
            .filter(|(template, _)| matches(template, &path))
            .find_map(|(_, operations)| operations.get(&method))
        else {
            return vec![format!("no operation {} {path}", request.method)];
        };
        let mut problems = Vec::new();
        let declared: Vec<&Value> = operation["parameters"]
            .as_array()
            .map(|all| all.iter().collect())
            .unwrap_or_default();
        for (name, value) in url.query_pairs() {
            let Some(parameter) = declared.iter().find(|held| held["in"] == "query" && held["name"] == *name) else {
                problems.push(format!("parameter {name} is not declared"));
                continue;
            };
            let typed = match parameter["schema"]["type"].as_str() {
                Some("integer") => value.parse::<i64>().map(Value::from).unwrap_or(Value::Null),
                Some("boolean") => value.parse::<bool>().map(Value::from).unwrap_or(Value::Null),
                _ => Value::from(value.as_ref()),
            };
            problems.extend(
                errors(description, &parameter["schema"], &typed)
                    .into_iter()
                    .map(|error| format!("{name}: {error}")),
            );
        }
        for header in declared.iter().filter(|held| held["in"] == "header" && held["required"] == true) {
            let name = header["name"].as_str().expect("a name").to_ascii_lowercase();
            if request.header(&name).is_none() {
                problems.push(format!("header {name} is missing"));
            }
        }
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() != request.body.is_empty() {
            problems.push("a body where there should be none, or none where there should be one".to_owned());
        } else if !schema.is_null() {
            problems.extend(errors(description, schema, &request.json()));
            let named = schema["$ref"]
                .as_str()
                .and_then(|target| target.rsplit('/').next())
                .unwrap_or_default();
            let known = &description["components"]["schemas"][named]["properties"];
            for (name, _) in request.json().as_object().into_iter().flatten() {
                match known.get(name) {
                    None => problems.push(format!("field {name} is not declared")),
                    Some(field) if field["readOnly"] == true => problems.push(format!("field {name} is read only")),
                    Some(_) => {}
                }
            }
        }
        problems
    }
}

/// `nullable` becomes a type, so that ordinary JSON Schema understands it.
fn as_json_schema(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("nullable") == Some(&json!(true))
                && let Some(Value::String(kind)) = map.get("type").cloned()
            {
                map.insert("type".to_owned(), json!([kind, "null"]));
            }
            map.values_mut().for_each(as_json_schema);
        }
        Value::Array(items) => items.iter_mut().for_each(as_json_schema),
        _ => {}
    }
}

fn errors(description: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut root = json!({"components": description["components"], "allOf": [schema]});
    root["$schema"] = json!("http://json-schema.org/draft-04/schema#");
    let validator: Validator = jsonschema::validator_for(&root).expect("the description is a schema");
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn matches(template: &str, path: &str) -> bool {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    wanted.len() == given.len()
        && wanted
            .iter()
            .zip(given)
            .all(|(wanted, given)| (wanted.starts_with('{') && !given.is_empty()) || *wanted == given)
}

#[tokio::test]
async fn every_request_fits_the_description() {
    let Some(contract) = Contract::read() else { return };
    let host = Host::new(|_, _| {
        ok(
            json!({"id": ID, "name": "Archway", "objects": [], "metadata_values": {}, "status": "FINISHED", "view_fields": [],
                "users_acl": [], "groups_acl": [], "users": [ID]})
            .to_string(),
        )
    })
    .await;
    let client = Iconik::new(&host.url(), ID, Secret::new("t"), quick()).expect("loopback");
    let asset: AssetId = ID.parse().expect("an id");
    let collection: CollectionId = ID.parse().expect("an id");
    let view = Uuid::parse_str(ID).expect("an id");
    let values = || [("archway_ref_id".to_owned(), vec![json!("abc")])].into_iter().collect();
    let query = AssetQuery {
        modified_since: Some(Timestamp::UNIX_EPOCH),
        after: Some(SearchAfter(vec![json!(1), json!("a")])),
        ids: vec![asset],
        status: Some("ACTIVE".to_owned()),
        collection: Some(collection),
        has_field: Some("archway_ref_id".to_owned()),
        field_values: Some(("archway_ref_id".to_owned(), vec!["abc".to_owned()])),
        ..AssetQuery::default()
    };
    let field = NewField {
        name: "archway_ref_id".to_owned(),
        label: "Ref id".to_owned(),
        field_type: "string_exact".to_owned(),
        description: "x".to_owned(),
        multi: true,
        warns: false,
        blocks: false,
    };
    client.probe().await.expect("answered");
    client.collections(true).await.expect("answered");
    client.collection(collection).await.expect("answered");
    client.collection_contents(collection, 2).await.expect("answered");
    client.asset(asset, true).await.expect("answered");
    client.search_assets(&query).await.expect("answered");
    client.search_assets(&AssetQuery::default()).await.expect("answered");
    client.metadata_fields().await.expect("answered");
    client.metadata_views().await.expect("answered");
    let mut held = client.metadata_view(view).await.expect("answered");
    held.fields.push("archway_ref_id".to_owned());
    client.update_view(&held).await.expect("answered");
    client.create_field(&field).await.expect("answered");
    client
        .create_view("Archway", "x", &["archway_ref_id".to_owned()])
        .await
        .expect("answered");
    client.delete_field("archway_ref_id").await.expect("answered");
    client.delete_view(view).await.expect("answered");
    client.metadata_values(asset, view).await.expect("answered");
    client.set_metadata_values(asset, view, &values()).await.expect("answered");
    client.set_metadata_values_bulk(view, &[(asset, values())]).await.expect("answered");
    client.job(view).await.expect("answered");
    client.history(asset).await.expect("answered");
    client.add_history(asset, "Linked").await.expect("answered");
    client.approvals(asset).await.expect("answered");
    client.approval_request(asset).await.expect("answered");
    client.formats(asset).await.expect("answered");
    client.file_sets(asset).await.expect("answered");
    client.files(asset).await.expect("answered");
    client.proxies(asset).await.expect("answered");
    client.keyframes(asset).await.expect("answered");
    client.subtitles(asset).await.expect("answered");
    client.transcription(asset).await.expect("answered");
    client.user(view).await.expect("answered");
    let marked = |warns, blocks| NewField {
        warns,
        blocks,
        ..field.clone()
    };
    client.create_field(&marked(true, false)).await.expect("answered");
    client.create_field(&marked(false, true)).await.expect("answered");
    restrict(&client, asset, collection).await;

    let received = host.received();
    let mut problems: Vec<String> = Vec::new();
    for request in &received {
        let found = contract.problems(request);
        problems.extend(
            found
                .into_iter()
                .map(|problem| format!("{} {}: {problem}", request.method, request.target)),
        );
    }
    println!("{} requests compared", received.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(received.len() >= 55, "{}", received.len());
}

/// Every request that restricting sends.
async fn restrict(client: &Iconik, asset: AssetId, collection: CollectionId) {
    let someone = Uuid::parse_str(ID).expect("an id");
    let both = [Principal::User(someone), Principal::Group(someone)];
    client.directory(Timestamp::UNIX_EPOCH).await.expect("answered");
    client.asset_access(asset, None, Timestamp::UNIX_EPOCH).await.expect("answered");
    client.collection_access(collection).await.expect("answered");
    client.take_grants(&[asset], &both).await.expect("answered");
    client.add_grants(&[asset], &both, Permissions::ALL).await.expect("answered");
    for principal in both {
        client.set_grant(asset, principal, Permissions::READ).await.expect("answered");
    }
    client.all_shares().await.expect("answered");
    let share = Share {
        id: someone,
        object: Shared::Asset(asset),
        title: "For the exhibition".to_owned(),
        has_password: false,
        expires: Some(Timestamp::UNIX_EPOCH),
        guests: 0,
        opened: None,
        owner: None,
        settings: [
            ("allow_download".to_owned(), json!(true)),
            ("metadata_views".to_owned(), json!([ID])),
        ]
        .into_iter()
        .collect(),
    };
    for object in [Shared::Asset(asset), Shared::Collection(collection)] {
        client.shares_of(object).await.expect("answered");
        let share = Share { object, ..share.clone() };
        client.make_share(&share).await.expect("answered");
        client.revoke_share(&share).await.expect("answered");
    }
    client.join_collection(asset, collection).await.expect("answered");
    client.leave_collection(asset, collection).await.expect("answered");
    let other = Uuid::from_u128(7);
    let rule = |users: &[Uuid]| ReviewRule {
        users: users.iter().copied().collect(),
        groups: [other].into(),
        min_number: 2,
    };
    client.ask_review(asset, &rule(&[other])).await.expect("answered");
    client.release_reviewers(asset, &rule(&[other])).await.expect("answered");
    client.release_reviewers(asset, &rule(&[someone])).await.expect("answered");
    client.withdraw_review(asset).await.expect("answered");
}

#[test]
fn the_comparison_sees_what_does_not_fit() {
    let Some(contract) = Contract::read() else { return };
    let view = format!("/API/metadata/v1/assets/{ID}/views/{ID}/");
    for (method, target, body, problem) in [
        ("GET", "/API/assets/v1/nothing/", Value::Null, "no operation"),
        ("GET", "/API/assets/v1/assets/?colour=red", Value::Null, "colour is not declared"),
        ("GET", "/API/assets/v1/assets/?page=none", Value::Null, "page"),
        (
            "PUT",
            view.as_str(),
            json!({"metadata_values": {"a": {"mode": "sideways"}}}),
            "mode",
        ),
        (
            "PUT",
            view.as_str(),
            json!({"metadata_values": {}, "extra": 1}),
            "extra is not declared",
        ),
        ("PUT", view.as_str(), json!({}), "metadata_values"),
        (
            "POST",
            "/API/metadata/v1/views/",
            json!({"name": "x", "view_fields": [], "id": ID}),
            "id is read only",
        ),
        ("GET", view.as_str(), json!({}), "a body where"),
    ] {
        let problems = contract.problems(&Received::invented(method, target, &body));
        assert!(
            problems.iter().any(|found| found.contains(problem)),
            "{method} {target}: {problems:?}"
        );
    }
}
