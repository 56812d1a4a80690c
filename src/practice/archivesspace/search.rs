//! Search: words in titles and identifiers. Enough to find a record, without the ranking of a search engine.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::agents;
use super::kinds::{Key, Kind};
use super::listing;
use super::params::Params;
use super::records::{Body, Record};
use super::refuse::{Answer, Handled, ok};
use super::state::now;
use super::titles;
use super::view::{View, time};

/// What is looked for.
#[derive(Debug)]
struct Query {
    words: Vec<String>,
    field: Option<String>,
    kinds: Vec<String>,
}

impl Query {
    fn read(params: &Params) -> Self {
        let kinds = params.list("type").into_iter().map(str::to_owned).collect();
        if let Some(text) = params.text("q") {
            return Self {
                words: words(text),
                field: None,
                kinds,
            };
        }
        // One plain field query is understood; anything else of the advanced form matches its words anywhere.
        let advanced: Value = params
            .text("aq")
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or(Value::Null);
        let query = &advanced["query"];
        Self {
            words: words(query["value"].as_str().unwrap_or_default()),
            field: query["field"].as_str().filter(|field| *field != "keyword").map(str::to_owned),
            kinds,
        }
    }

    fn finds(&self, kind: Kind, body: &Body) -> bool {
        if !self.kinds.is_empty() && !self.kinds.iter().any(|known| known == kind.jsonmodel()) {
            return false;
        }
        let (title, identifier) = (title(kind, body), identifier(kind, body));
        let text = match self.field.as_deref() {
            Some("title") => title,
            Some("identifier") => identifier,
            Some(field) => body.get(field).map(Value::to_string).unwrap_or_default(),
            None => format!("{title} {identifier}"),
        };
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| word.trim_matches(['"', '*', ':', '(', ')', '+']).to_lowercase())
        .filter(|word| !word.is_empty() && word != "and")
        .collect()
}

fn title(kind: Kind, body: &Body) -> String {
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
    match kind {
        Kind::Repository => text("repo_code").to_owned(),
        Kind::TopContainer => format!("{} {}", titles::capitalised(text("type")), text("indicator")),
        Kind::Subject => agents::heading(body),
        Kind::Location => super::containers::location_title(body),
        Kind::ArchivalObject | Kind::DigitalObjectComponent => titles::display_string(kind, body),
        kind if kind.is_agent() => agents::display_name(body)
            .and_then(|name| name["sort_name"].as_str())
            .unwrap_or_default()
            .to_owned(),
        _ => text("title").to_owned(),
    }
}

fn identifier(kind: Kind, body: &Body) -> String {
    let field = match kind {
        Kind::Resource | Kind::Accession => return titles::identifier(body, "-"),
        Kind::ArchivalObject | Kind::DigitalObjectComponent => "component_id",
        Kind::DigitalObject => "digital_object_id",
        Kind::TopContainer => "barcode",
        _ => "authority_id",
    };
    body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Answers a search in one repository with the global records, or (no repository) in all.
///
/// # Errors
/// 500 for a page that is no positive number.
pub fn answer(view: &View<'_>, params: &Params, repository: Option<u16>, lag: Duration) -> Handled {
    let (page, size) = listing::page(params)?;
    let query = Query::read(params);
    let seen_until = now().saturating_sub(u32::try_from(lag.as_secs()).unwrap_or(u32::MAX));
    let mut found = Vec::new();
    for kind in Kind::ALL {
        for (id, record) in view.store.all(kind) {
            let here = repository.is_none_or(|here| record.repository == here || record.repository == 0);
            let indexed = lag.is_zero() || record.created <= seen_until;
            if here && indexed && view.shows(record) && query.finds(kind, &record.body()) {
                found.push(Key::new(kind, *id));
            }
        }
    }
    Ok(ok(shown(view, params, &found, page, size)))
}

/// Answers for records by their addresses.
///
/// # Errors
/// Never; the type is that of the other searches.
pub fn by_address(view: &View<'_>, params: &Params) -> Result<Answer, Answer> {
    let found: Vec<Key> = params
        .list("uri")
        .into_iter()
        .filter_map(|uri| view.store.at(uri))
        .filter(|(_, record)| view.shows(record))
        .map(|(key, _)| key)
        .collect();
    let size = found.len().max(1);
    Ok(ok(shown(view, params, &found, 1, size)))
}

/// Answers for top containers in the raw form of the search engine, not paged.
///
/// # Errors
/// Never; the type is that of the other searches.
pub fn containers(view: &View<'_>, params: &Params, repository: u16) -> Handled {
    let query = Query::read(params);
    let docs: Vec<Value> = view
        .store
        .all(Kind::TopContainer)
        .iter()
        .filter(|(_, record)| record.repository == repository)
        .filter(|(_, record)| query.finds(Kind::TopContainer, &record.body()))
        .filter_map(|(id, _)| hit(view, Key::new(Kind::TopContainer, *id)))
        .collect();
    Ok(ok(json!({
        "responseHeader": {"status": 0, "QTime": 1},
        "response": {"numFound": docs.len(), "start": 0, "numFoundExact": true, "docs": docs},
    })))
}

/// Answers for the repositories.
///
/// # Errors
/// 500 for a page that is no positive number.
pub fn repositories(view: &View<'_>, params: &Params) -> Handled {
    let (page, size) = listing::page(params)?;
    let query = Query::read(params);
    let all = view.store.all(Kind::Repository).iter();
    let found: Vec<Key> = all
        .filter(|(_, record)| query.finds(Kind::Repository, &record.body()))
        .map(|(id, _)| Key::new(Kind::Repository, *id))
        .collect();
    Ok(ok(shown(view, params, &found, page, size)))
}

fn shown(view: &View<'_>, params: &Params, found: &[Key], page: usize, size: usize) -> Value {
    let skipped = (page - 1).saturating_mul(size);
    let hits: Vec<Value> = found.iter().skip(skipped).take(size).filter_map(|key| hit(view, *key)).collect();
    let mut facets = Map::new();
    for facet in params.list("facet") {
        facets.insert(facet.to_owned(), counted(view, found, facet));
    }
    json!({
        "page_size": size, "first_page": 1, "last_page": found.len().div_ceil(size), "this_page": page,
        "offset_first": skipped + 1, "offset_last": (skipped + size).min(found.len()),
        "total_hits": found.len(), "results": hits,
        "facets": {"facet_queries": {}, "facet_fields": facets, "facet_ranges": {}, "facet_intervals": {},
                   "facet_heatmaps": {}},
    })
}

fn counted(view: &View<'_>, found: &[Key], facet: &str) -> Value {
    let mut counts: indexmap::IndexMap<String, usize> = indexmap::IndexMap::new();
    for key in found {
        let value = if facet == "primary_type" {
            Some(key.kind.jsonmodel().to_owned())
        } else {
            let body = view.store.get(*key).map(Record::body).unwrap_or_default();
            body.get(facet).and_then(Value::as_str).map(str::to_owned)
        };
        if let Some(value) = value {
            *counts.entry(value).or_default() += 1;
        }
    }
    counts.sort_by(|_, a, _, b| b.cmp(a));
    counts.into_iter().flat_map(|(value, count)| [json!(value), json!(count)]).collect()
}

fn hit(view: &View<'_>, key: Key) -> Option<Value> {
    let record = view.store.get(key)?;
    let body = record.body();
    let full = view.record(key)?;
    let title = title(key.kind, &body);
    let uri = key.uri(record.repository);
    let repository = match record.repository {
        0 => "global".to_owned(),
        id => format!("/repositories/{id}"),
    };
    let mut shown = json!({
        "id": uri, "uri": uri, "title": title, "title_ws": title,
        "primary_type": key.kind.jsonmodel(), "types": [key.kind.jsonmodel()],
        "json": full.to_string(), "suppressed": record.suppressed, "publish": record.publish,
        "system_generated": "false", "repository": repository,
        "created_by": full["created_by"], "last_modified_by": full["last_modified_by"],
        "user_mtime": time(record.user_time), "system_mtime": time(record.system_time),
        "create_time": time(record.created), "is_slug_auto": true,
        "jsonmodel_type": key.kind.jsonmodel(),
    });
    let identifier = identifier(key.kind, &body);
    if !identifier.is_empty() {
        shown["identifier"] = json!(identifier);
        shown["identifier_ws"] = json!(identifier);
    }
    for field in ["ref_id", "component_id", "digital_object_id", "ead_id", "level"] {
        if let Some(value) = body.get(field) {
            shown[field] = value.clone();
        }
    }
    if key.kind == Kind::ArchivalObject {
        shown["resource"] = full["resource"]["ref"].clone();
        let ancestors = full["ancestors"].as_array().into_iter().flatten();
        shown["ancestors"] = ancestors.map(|link| link["ref"].clone()).collect();
    }
    Some(shown)
}
