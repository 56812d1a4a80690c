//! The validator sees what it is there to see.

use serde_json::{Value, json};

use crate::openapi::{Exchange, Specs};
use crate::stage::{asset, view};

/// The faults of one exchange with good headers.
fn faults(specs: &Specs, method: &str, path: &str, sent: &Value, status: u16, answer: &Value) -> String {
    let headers = [("app-id", "a"), ("auth-token", "t"), ("content-type", "application/json")];
    let headers: Vec<(String, String)> = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let bytes = |value: &Value| {
        if value.is_null() {
            Vec::new()
        } else {
            value.to_string().into_bytes()
        }
    };
    let exchange = Exchange {
        method,
        path_and_query: path,
        request_headers: &headers,
        request_body: &bytes(sent),
        status,
        response_body: &bytes(answer),
    };
    specs.check(&exchange).join("\n")
}

#[test]
fn wrong_exchanges_are_seen() {
    let Some(specs) = Specs::load() else { return };
    let one = format!("/API/assets/v1/assets/{}/", asset("qw-002"));
    let good = json!({"id": asset("qw-002"), "title": "T"});
    let check = |method: &str, path: &str, sent: Value, status: u16, answer: &Value| faults(&specs, method, path, &sent, status, answer);
    assert_eq!(check("GET", &one, Value::Null, 200, &good), "");
    assert_eq!(check("PATCH", &one, json!({"category": null}), 200, &good), "");

    for (wrong, method, path, sent, status, answer) in [
        (
            "no such operation",
            "GET",
            "/API/assets/v1/nothing/",
            Value::Null,
            200,
            good.clone(),
        ),
        (
            "is not declared",
            "GET",
            &format!("{one}?colour=red"),
            Value::Null,
            200,
            good.clone(),
        ),
        (
            "does not fit",
            "GET",
            &format!("{one}?include_users=maybe"),
            Value::Null,
            200,
            good.clone(),
        ),
        ("is not a UUID", "GET", "/API/assets/v1/assets/12/", Value::Null, 200, good.clone()),
        ("none is declared", "GET", &one, json!({}), 200, good.clone()),
        ("request at", "PATCH", &one, json!({"colour": "red"}), 200, good.clone()),
        ("request at /id", "PATCH", &one, json!({"id": asset("qw-002")}), 200, good.clone()),
        ("request at /title", "PATCH", &one, json!({"title": 7}), 200, good.clone()),
        ("\"title\" is a required", "PUT", &one, json!({"category": "x"}), 200, good.clone()),
        ("status 206 is not declared", "GET", &one, Value::Null, 206, good.clone()),
        (
            "answer at /type",
            "GET",
            &one,
            Value::Null,
            200,
            json!({"title": "T", "type": "HOLOGRAM"}),
        ),
        ("answer at /title", "GET", &one, Value::Null, 200, json!({ "title": null })),
        (
            "answer at /date_created",
            "GET",
            &one,
            Value::Null,
            200,
            json!({"title": "T", "date_created": "yesterday"}),
        ),
        (
            "Additional properties",
            "GET",
            &one,
            Value::Null,
            200,
            json!({"title": "T", "colour": "red"}),
        ),
        ("answer", "GET", &one, Value::Null, 404, json!({"errors": "gone"})),
    ] {
        let seen = check(method, path, sent, status, &answer);
        assert!(seen.contains(wrong), "{wrong} in {seen}");
    }

    let values = format!("/API/metadata/v1/assets/{}/views/{}/", asset("qw-002"), view("short"));
    let modes = json!({"metadata_values": {"x": {"field_values": [], "mode": "append"}}});
    let seen = check("PUT", &values, modes.clone(), 200, &modes);
    assert!(
        seen.contains("answer at /metadata_values/x/mode") && !seen.contains("request"),
        "{seen}"
    );
}

#[test]
fn missing_headers_are_seen() {
    let Some(specs) = Specs::load() else { return };
    let path = format!("/API/assets/v1/assets/{}/", asset("qw-002"));
    let exchange = Exchange {
        method: "GET",
        path_and_query: &path,
        request_headers: &[],
        request_body: &[],
        status: 200,
        response_body: br#"{"title": "T"}"#,
    };
    let seen = specs.check(&exchange).join("\n");
    assert!(
        seen.contains("header App-ID is missing") && seen.contains("header Auth-Token is missing"),
        "{seen}"
    );
}
