//! Listings: by page, by set of ids, or all ids.

use serde_json::{Value, json};

use super::kinds::{Key, Kind};
use super::params::{Faults, Params};
use super::records::Record;
use super::refuse::{self, Answer};
use super::resolve::Wanted;
use super::view::View;

/// Entries on a page where none is asked for.
const PAGE_SIZE: usize = 10;
/// Entries on a page, and ids in a set, at most.
const MOST: usize = 250;

/// Which part of a listing is asked for.
#[derive(Debug)]
pub enum Part {
    /// A page, from 1, of this size.
    Page(usize, usize),
    /// These ids.
    Ids(Vec<u32>),
    /// The ids of all.
    AllIds,
}

/// A question for a listing.
#[derive(Debug)]
pub struct Question {
    part: Part,
    since: u32,
    order: Order,
    descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Id,
    System,
    User,
    Created,
}

fn tripped(text: &str) -> Answer {
    refuse::text(500, text)
}

/// Reads a page number or size, which the real server trips over when it is no number or zero.
fn positive(params: &Params, name: &str, default: usize) -> Result<usize, Answer> {
    match params.number(name) {
        None => Ok(default),
        Some(Ok(number)) if number > 0 => Ok(usize::try_from(number).unwrap_or(usize::MAX)),
        Some(Ok(_)) => Err(tripped("invalid page number or size")),
        Some(Err(_)) => Err(tripped("invalid value for Integer()")),
    }
}

/// The page and its size of a call that knows pages only.
///
/// # Errors
/// 500 for what is no positive number.
pub fn page(params: &Params) -> Result<(usize, usize), Answer> {
    Ok((positive(params, "page", 1)?, positive(params, "page_size", PAGE_SIZE)?.min(MOST)))
}

impl Question {
    /// Reads the question; what is missing is noted.
    ///
    /// # Errors
    /// 500 where the real server trips.
    pub fn read(params: &Params, faults: &mut Faults) -> Result<Self, Answer> {
        let set = Self::ids(params)?;
        let part = if params.text("page").is_some() {
            let (page, size) = page(params)?;
            Part::Page(page, size)
        } else if let Some(ids) = set {
            Part::Ids(ids)
        } else {
            if params.text("all_ids").is_none() {
                for name in ["page", "id_set", "all_ids"] {
                    faults.missing(name);
                }
            }
            Part::AllIds
        };
        let since = match params.number("modified_since") {
            None => 0,
            Some(Ok(since)) => u32::try_from(since).unwrap_or(if since < 0 { 0 } else { u32::MAX }),
            Some(Err(_)) => return Err(tripped("invalid value for Integer()")),
        };
        let order = match params.text("sort_field") {
            None | Some("id") => Order::Id,
            Some("system_mtime") => Order::System,
            Some("user_mtime") => Order::User,
            Some("create_time") => Order::Created,
            Some(column) => return Err(tripped(&format!("Unknown column '{column}' in 'order clause'"))),
        };
        let descending = match params.text("sort_direction") {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => {
                faults.note("sort_direction", "Must be one of: asc, desc");
                false
            }
        };
        Ok(Self {
            part,
            since,
            order,
            descending,
        })
    }

    fn ids(params: &Params) -> Result<Option<Vec<u32>>, Answer> {
        let listed = params.list("id_set");
        let given: Vec<&str> = match (params.text("id_set"), listed.is_empty()) {
            (Some(text), _) => text.split(',').map(str::trim).collect(),
            (None, false) => listed,
            (None, true) => return Ok(None),
        };
        let mut ids: Vec<u32> = given
            .into_iter()
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| tripped("invalid value for Integer()"))?;
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > MOST {
            return Err(tripped("id_set is limited to 250 ids"));
        }
        Ok(Some(ids))
    }

    /// Answers it for the records of a kind in a repository (0: global records).
    #[must_use]
    pub fn answer(&self, view: &View<'_>, kind: Kind, repository: u16, wanted: &Wanted) -> Value {
        let fits = |record: &Record| record.repository == repository && record.system_time >= self.since && view.shows(record);
        if let Part::Ids(ids) = &self.part {
            let found: Vec<u32> = ids
                .iter()
                .copied()
                .filter(|id| view.store.get(Key::new(kind, *id)).is_some_and(fits))
                .collect();
            return show(view, kind, found, wanted);
        }
        let mut found: Vec<(u32, u32)> = view
            .store
            .all(kind)
            .iter()
            .filter(|(_, record)| fits(record))
            .map(|(id, record)| {
                let by = match self.order {
                    Order::Id => 0,
                    Order::System => record.system_time,
                    Order::User => record.user_time,
                    Order::Created => record.created,
                };
                (by, *id)
            })
            .collect();
        if self.order != Order::Id {
            found.sort_unstable();
        }
        if self.descending {
            found.reverse();
        }
        let ids = found.into_iter().map(|(_, id)| id);
        let Part::Page(page, size) = self.part else {
            return json!(ids.collect::<Vec<u32>>());
        };
        let total = ids.len();
        let here: Vec<u32> = ids.skip((page - 1).saturating_mul(size)).take(size).collect();
        json!({
            "first_page": 1,
            "last_page": total.div_ceil(size).max(1),
            "this_page": page,
            "total": total,
            "results": show(view, kind, here, wanted),
        })
    }
}

fn show(view: &View<'_>, kind: Kind, ids: Vec<u32>, wanted: &Wanted) -> Value {
    ids.into_iter()
        .filter_map(|id| {
            let mut record = view.record(Key::new(kind, id))?;
            wanted.apply(view, &mut record);
            Some(record)
        })
        .collect()
}
