//! The ArchivesSpace client against recorded answers of a real server, where they are at hand.

use std::fs;
use std::path::PathBuf;

use archway::domain::{RecordKind, RecordUri, RepositoryId, Secret};
use archway::systems::archivesspace::parse::{record_from_json, record_from_waypoint};
use archway::systems::{ArchivesSpace, SystemError};
use serde_json::{Value, json};

use super::host::{Host, ok, quick, status};

/// All recordings, or nothing where they are absent.
fn recordings() -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/archivesspace-recordings");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: there are no recordings at {}", folder.display());
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
        .iter()
        .map(|file| serde_json::from_str(&fs::read_to_string(file).expect("a recording is readable")).expect("a recording is JSON"))
        .collect()
}

/// Every object inside an answer that says what it is and where.
fn records_in<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(map) => {
            if map.contains_key("uri") && map.contains_key("jsonmodel_type") {
                found.push(value);
            }
            map.values().for_each(|value| records_in(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| records_in(item, found)),
        _ => {}
    }
}

#[test]
fn every_recorded_record_is_read() {
    let recordings = recordings();
    let resource = RecordUri::new(RepositoryId(2), RecordKind::Resource, 1);
    let (mut whole, mut rows) = (0, 0);
    for recording in &recordings {
        let mut found = Vec::new();
        records_in(&recording["response"], &mut found);
        for body in found {
            let Some(uri) = body["uri"].as_str().and_then(|uri| uri.parse::<RecordUri>().ok()) else {
                continue;
            };
            if body.get("child_count").is_some() {
                let row = record_from_waypoint(body, resource, None).expect("a row is read");
                assert!(!row.display.is_empty(), "{body}");
                rows += 1;
            } else if body.get("create_time").is_some() {
                let record = record_from_json(body).expect("a record is read");
                assert_eq!(record.uri, uri);
                assert_eq!(record.lock_version, body["lock_version"].as_u64().unwrap_or(0), "{uri}");
                assert!(!record.display.is_empty(), "{body}");
                if uri.kind == RecordKind::ArchivalObject && body.get("lock_version").is_some() {
                    let without: Value = body
                        .as_object()
                        .into_iter()
                        .flatten()
                        .filter(|(name, _)| *name != "display_string")
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .collect::<serde_json::Map<_, _>>()
                        .into();
                    let computed = record_from_json(&without).expect("a record is read");
                    assert_eq!(computed.display, record.display, "rows of the tree show what the record shows");
                    assert!(
                        record.level.is_some() && record.ref_id.is_some() && record.resource.is_some(),
                        "{uri}"
                    );
                }
                whole += 1;
            }
        }
    }
    println!("{whole} records and {rows} rows read from {} recordings", recordings.len());
    assert!(recordings.is_empty() || (whole > 100 && rows > 100));
}

#[tokio::test]
async fn every_recorded_refusal_of_a_record_is_told_apart() {
    let mut compared = 0;
    for recording in recordings() {
        let code = recording["status"]
            .as_u64()
            .and_then(|code| u16::try_from(code).ok())
            .expect("a status");
        let path = recording["path"].as_str().unwrap_or_default().to_owned();
        if code < 400 || !path.starts_with("/repositories/") || recording["session"] == "none" {
            continue;
        }
        let body = recording["response"].to_string();
        let host = Host::new(move |request, _| {
            if request.target.ends_with("/login") {
                ok(r#"{"session":"s","user":{}}"#)
            } else {
                status(code, body.clone())
            }
        })
        .await;
        let client = ArchivesSpace::new(&host.url(), "ada", Secret::new("p"), quick()).expect("loopback");
        let error = client
            .create(RepositoryId(2), RecordKind::Resource, &json!({}))
            .await
            .expect_err("a refusal is an error");
        let missing_repository = recording["response"]["error"]["repo_id"].is_array();
        let fits = match code {
            400 if missing_repository => error.is_not_found(),
            400 => {
                matches!(&error, SystemError::Invalid { fields, .. } if fields.iter().all(|(_, messages)| !messages.is_empty()) && !fields.is_empty())
            }
            403 => matches!(&error, SystemError::Forbidden { missing: Some(_), .. }),
            404 => error.is_not_found(),
            409 => error.is_conflict(),
            412 => matches!(error, SystemError::SessionGone { .. }),
            _ => false,
        };
        assert!(fits, "{} {code}: {error:?}", recording["name"]);
        assert!(!error.to_string().contains("JSONModel(:") || code == 400, "{error}");
        assert!(!error.to_string().contains("invalid_object"), "{error}");
        compared += 1;
    }
    println!("{compared} recorded refusals compared");
}
