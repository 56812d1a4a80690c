//! The endpoints, by field of work. Each module names its operations in a table.

mod account;
mod acls;
mod approvals;
mod assets;
mod categories;
mod collections;
mod contents;
mod fields;
mod files;
mod history;
mod jobs;
mod queue;
mod relations;
mod segments;
mod shares;
mod storages;
mod subtitles;
mod values;
mod versions;
mod views;

use super::call::{Call, Outcome};
use super::contract::Operation;
use super::search;

/// What serves one operation.
pub type Endpoint = fn(&mut Call) -> Outcome;

/// Operations as `METHOD path`, with what serves them.
type Routes = &'static [(&'static str, Endpoint)];

const SEARCH: Routes = &[("POST /API/search/v1/search/", search::search)];

const ALL: [Routes; 21] = [
    account::ROUTES,
    acls::ROUTES,
    approvals::ROUTES,
    assets::ROUTES,
    categories::ROUTES,
    collections::ROUTES,
    contents::ROUTES,
    fields::ROUTES,
    files::ROUTES,
    history::ROUTES,
    jobs::ROUTES,
    queue::ROUTES,
    relations::ROUTES,
    segments::ROUTES,
    shares::ROUTES,
    storages::ROUTES,
    subtitles::ROUTES,
    values::ROUTES,
    versions::ROUTES,
    views::ROUTES,
    SEARCH,
];

/// What serves an operation.
#[must_use]
pub fn find(operation: &Operation) -> Option<Endpoint> {
    let name = format!("{} {}", operation.method, operation.path);
    ALL.iter()
        .flat_map(|routes| routes.iter())
        .find(|(known, _)| *known == name)
        .map(|(_, endpoint)| *endpoint)
}
