//! Calls that concern no single repository: log-in, users, lists, types, search.

use serde_json::{Value, json};

use super::call::Call;
use super::kinds::{Key, Kind};
use super::listing;
use super::lists::ListRefusal;
use super::params::{self, Faults};
use super::refuse::{self, Answer, Content, Handled, ok};
use super::view::time;
use super::{institution_time, schemas, search};

/// Answers a call of this kind; `None` if it is none.
pub fn route(call: &Call<'_>, steps: &[&str]) -> Option<Handled> {
    Some(match (call.method, steps) {
        ("GET", []) => Ok(identity(call)),
        ("GET", ["version"]) => Ok(Answer {
            status: 200,
            content: Content::Text("text/html;charset=utf-8", format!("ArchivesSpace ({})", call.state.options.version)),
        }),
        ("POST", ["users", name, "login"]) => log_in(call, name),
        ("POST", ["logout"]) => Ok(log_out(call)),
        ("GET", ["users", "current-user"]) => current_user(call),
        ("GET", ["users"]) => users(call),
        ("GET", ["schemas"]) => Ok(ok(schemas::all())),
        ("GET", ["schemas", name]) => schemas::one(name).map(ok).ok_or_else(|| refuse::text(404, "NotFoundException")),
        ("GET", ["vocabularies"]) => Ok(ok(json!([vocabulary()]))),
        ("GET", ["vocabularies", "1"]) => Ok(ok(vocabulary())),
        (_, ["config", rest @ ..]) => lists(call, rest),
        ("GET" | "POST", ["search"]) => search_all(call),
        ("GET" | "POST", ["search", "records"]) => search_records(call),
        ("GET" | "POST", ["search", "repositories"]) => search_repositories(call),
        ("GET", ["delete-feed"]) => deleted(call),
        ("GET", ["repositories"]) => Ok(repositories(call)),
        ("GET", ["repositories", "with_agent", id]) => with_agent(call, id),
        (_, ["repositories", id]) if *id != "with_agent" && !id.is_empty() => super::endpoints::records(call, Kind::Repository, 0, &[id]),
        ("POST", ["repositories"]) => super::endpoints::records(call, Kind::Repository, 0, &[]),
        (_, ["repositories", ..] | ["users", ..] | ["search", ..]) if steps.len() < 3 => Err(refuse::no_route()),
        _ => return None,
    })
}

fn identity(call: &Call<'_>) -> Answer {
    ok(json!({
        "databaseProductName": "MySQL",
        "databaseProductVersion": "8.0.42",
        "ruby_version": "3.1.4",
        "host_os": "linux",
        "host_cpu": "x86_64",
        "build": call.state.options.version,
        "archivesSpaceVersion": call.state.options.version,
    }))
}

fn repository_ids(call: &Call<'_>) -> Vec<u32> {
    let store = call.state.store.read();
    store.all(Kind::Repository).keys().copied().collect()
}

fn log_in(call: &Call<'_>, name: &str) -> Handled {
    let mut faults = Faults::default();
    let password = faults.text(&call.params, "password");
    let expiring = faults.boolean(&call.params, "expiring").unwrap_or(true);
    faults.check()?;
    let repositories = repository_ids(call);
    let mut users = call.state.users.lock();
    users.log_in(name, password, expiring, &repositories).map(ok)
}

fn log_out(call: &Call<'_>) -> Answer {
    let ended = call.token.is_some_and(|token| call.state.users.lock().log_out(token));
    let status = if ended { "session_logged_out" } else { "no_active_session" };
    ok(json!({"status": status}))
}

fn current_user(call: &Call<'_>) -> Handled {
    let Some(caller) = call.caller else {
        return Err(refuse::text(404, "NotFoundException"));
    };
    let repositories = repository_ids(call);
    Ok(ok(call.state.users.lock().show(caller, Some(&repositories))))
}

fn users(call: &Call<'_>) -> Handled {
    let mut faults = Faults::default();
    if call.params.text("page").is_none() {
        for name in ["page", "id_set", "all_ids"] {
            faults.missing(name);
        }
    }
    faults.check()?;
    let (page, size) = listing::page(&call.params)?;
    let users = call.state.users.lock();
    let total = users.iter().count();
    let results: Vec<Value> = (0..total)
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .map(|caller| users.show(caller, None))
        .collect();
    Ok(ok(json!({
        "first_page": 1, "last_page": total.div_ceil(size).max(1), "this_page": page, "total": total,
        "results": results,
    })))
}

fn vocabulary() -> Value {
    let stamp = time(institution_time());
    json!({
        "lock_version": 0, "name": "global", "ref_id": "global", "create_time": stamp, "system_mtime": stamp,
        "user_mtime": stamp, "jsonmodel_type": "vocabulary", "terms": [], "uri": "/vocabularies/1",
    })
}

fn lists(call: &Call<'_>, rest: &[&str]) -> Handled {
    let stamp = time(institution_time());
    let store = call.state.store.read();
    let missing = || refuse::not_found("Enumeration");
    let numbered = |name: &str, text: &str| {
        let mut faults = Faults::default();
        let id = faults.path_number(name, text);
        faults.check().map(|()| id)
    };
    match (call.method, rest) {
        ("GET", ["enumerations"]) => Ok(ok(store.lists.iter().map(|list| list.show(&stamp)).collect())),
        ("GET", ["enumerations", "names", name]) => {
            let list = store.lists.named(name).ok_or_else(missing)?;
            Ok(ok(list.show(&stamp)))
        }
        ("GET", ["enumerations", id]) => {
            let list = store.lists.numbered(numbered("enum_id", id)?).ok_or_else(missing)?;
            Ok(ok(list.show(&stamp)))
        }
        ("POST", ["enumerations", id]) => {
            drop(store);
            set_list(call, numbered("enum_id", id)?)
        }
        ("GET", ["enumeration_values", id]) => {
            let id = numbered("enum_val_id", id)?;
            let (position, value) = store.lists.value(id).ok_or_else(|| refuse::not_found("EnumerationValue"))?;
            Ok(ok(json!({
                "value": value.value, "position": position, "suppressed": value.suppressed, "lock_version": 0,
                "create_time": stamp, "system_mtime": stamp, "user_mtime": stamp,
                "jsonmodel_type": "enumeration_value", "uri": format!("/config/enumeration_values/{id}"),
            })))
        }
        ("POST", ["enumeration_values", id, "suppressed"]) => {
            drop(store);
            suppress_value(call, numbered("enum_val_id", id)?)
        }
        _ => Err(refuse::no_route()),
    }
}

fn set_list(call: &Call<'_>, id: u32) -> Handled {
    let body = params::json(&call.body)?;
    call.permit("update_enumeration_record", 0)?;
    let mut store = call.state.store.write();
    if store.lists.numbered(id).is_none() {
        return Err(refuse::not_found("Enumeration"));
    }
    let version = match &body["lock_version"] {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64().and_then(|version| u32::try_from(version).ok()),
    };
    let Some(version) = version else {
        return Err(refuse::text(409, "You must provide a lock_version in your request"));
    };
    let values: Vec<String> = body["values"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect();
    let version = store.lists.set_values(id, version, &values).map_err(|refused| match refused {
        ListRefusal::Protected => refuse::denied(),
        ListRefusal::Stale => refuse::stale(),
    })?;
    store.changes.lists = true;
    call.keep(&mut store)?;
    Ok(ok(json!({
        "status": "Updated", "id": id, "lock_version": version, "stale": null,
        "uri": format!("/config/enumerations/{id}"), "warnings": [],
    })))
}

fn suppress_value(call: &Call<'_>, id: u32) -> Handled {
    let mut faults = Faults::default();
    let suppressed = faults.needed_boolean(&call.params, "suppressed");
    faults.check()?;
    call.permit("update_enumeration_record", 0)?;
    let mut store = call.state.store.write();
    if !store.lists.suppress(id, suppressed) {
        return Err(refuse::not_found("EnumerationValue"));
    }
    Ok(ok(
        json!({"status": "Suppressed", "id": id, "suppressed_state": i32::from(suppressed)}),
    ))
}

fn needs_page(call: &Call<'_>) -> Result<(), Answer> {
    let mut faults = Faults::default();
    faults.text(&call.params, "page");
    faults.check()
}

fn search_all(call: &Call<'_>) -> Handled {
    needs_page(call)?;
    call.permit("view_all_records", 0)?;
    let lag = call.state.options.index_lag;
    call.view(|view| search::answer(view, &call.params, None, lag))
}

fn search_records(call: &Call<'_>) -> Handled {
    let mut faults = Faults::default();
    if faults.list(&call.params, "uri").is_empty() {
        faults.missing("uri");
    }
    faults.check()?;
    call.permit("view_all_records", 0)?;
    call.view(|view| search::by_address(view, &call.params))
}

fn search_repositories(call: &Call<'_>) -> Handled {
    needs_page(call)?;
    call.view(|view| search::repositories(view, &call.params))
}

fn deleted(call: &Call<'_>) -> Handled {
    needs_page(call)?;
    call.permit("index_system", 0)?;
    let (page, size) = listing::page(&call.params)?;
    let since = match call.params.number("modified_since") {
        None => 0,
        Some(Ok(since)) => since,
        Some(Err(_)) => return Err(refuse::text(500, "invalid value for Integer()")),
    };
    let store = call.state.store.read();
    let gone: Vec<&String> = store
        .deleted
        .iter()
        .filter(|(time, _)| i64::from(*time) >= since)
        .map(|(_, uri)| uri)
        .collect();
    let results: Vec<&&String> = gone.iter().skip((page - 1).saturating_mul(size)).take(size).collect();
    Ok(ok(json!({
        "first_page": 1, "last_page": gone.len().div_ceil(size).max(1), "this_page": page, "results": results,
    })))
}

fn repositories(call: &Call<'_>) -> Answer {
    call.view(|view| {
        let mut all: Value = view
            .store
            .all(Kind::Repository)
            .keys()
            .filter_map(|id| view.record(Key::new(Kind::Repository, *id)))
            .collect();
        call.resolve(view, &mut all);
        ok(all)
    })
}

fn with_agent(call: &Call<'_>, id: &str) -> Handled {
    let mut faults = Faults::default();
    let id = faults.path_number("id", id);
    faults.check()?;
    call.view(|view| {
        let repository = view
            .record(Key::new(Kind::Repository, id))
            .ok_or_else(|| refuse::not_found("Repository"))?;
        let agent = repository["agent_representation"]["ref"]
            .as_str()
            .and_then(|uri| view.store.at(uri))
            .and_then(|(key, _)| view.record(key));
        Ok(ok(json!({
            "repository": repository,
            "agent_representation": agent,
            "uri": format!("/repositories/with_agent/{id}"),
            "jsonmodel_type": "repository_with_agent",
        })))
    })
}
