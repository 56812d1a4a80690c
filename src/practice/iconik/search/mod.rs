//! Searches.
//!
//! What hits carry beyond `SearchDocument` of the specification (`id`, `object_type`, `title`, `description`, dates,
//! `metadata`, and `_sort` after live clients) is assumed from the schema of assets in lists: `type`, `media_type`,
//! `status`, `in_collections`, `ancestor_collections`, `versions`, `versions_number`, `duration_milliseconds`,
//! `is_online`, `archive_status`, `keyframes`, `proxies`. `approval_status` is an assumption of this server alone: the
//! name of the real field is not known. Dates sort by milliseconds, as Elasticsearch sorts them, and pages by number end
//! at 10,000 hits, which is its default.

pub mod filter;
pub mod index;
pub mod query;
pub mod values;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use self::filter::Filter;
use self::index::Document;
use self::query::Query;
use self::values::{Sight, Values as _, plain};
use super::call::{Call, Outcome, Refusal, ok};
use super::documents;
use super::paging::Page;
use super::world::entity::{Entity, ObjectKind};
use super::world::table::Table;
use super::world::{Caller, World};
use super::{approvals, moment};

/// Hits that can be reached by page numbers.
const WINDOW: usize = 10_000;
/// Buckets of one facet.
const BUCKETS: usize = 100;

/// One sort: the name and whether it descends.
type Order = Vec<(String, bool)>;

struct Search<'a> {
    kinds: HashSet<ObjectKind>,
    segments: bool,
    query: Query,
    filter: Option<Filter>,
    facet_filters: Vec<(String, Vec<String>)>,
    order: Order,
    after: Option<Vec<Value>>,
    sight: Sight,
    caller: &'a Caller,
    handed_down: HashSet<Uuid>,
}

/// `POST /API/search/v1/search/`.
pub fn search(call: &mut Call) -> Outcome {
    let caller = call.caller.clone();
    let search = read(call, &caller)?;
    let page = Page::of(call);
    if page.number * page.size > WINDOW {
        return Err(Refusal::new(
            400,
            format!("Result window is too large: page times per_page must not exceed {WINDOW}"),
        ));
    }
    let skip = if search.after.is_some() { 0 } else { (page.number - 1) * page.size };
    let mut total = search.total(call.world, &call.body);
    let found = search.page(call.world, skip, page.size);
    let mut objects: Vec<Value> = found.iter().map(|document| hit(call, &search, &document.entity)).collect();
    if search.segments {
        let hits = segment_hits(call, &search);
        total += hits.len();
        let room = page.size - objects.len();
        objects.extend(hits.into_iter().take(room));
    }
    if search.after.is_none() {
        page.check(total)?;
    }
    let mut answer = page.frame(call, total);
    if let Some(names) = call.body["facets"].as_array() {
        let facets = search.facets(call.world, names);
        answer.insert("facets".to_owned(), Value::Object(facets));
    }
    answer.insert("objects".to_owned(), Value::from(objects));
    Ok(ok(Value::Object(answer)))
}

fn read<'a>(call: &Call, caller: &'a Caller) -> Result<Search<'a>, Refusal> {
    let body = &call.body;
    let types: Vec<&str> = body["doc_types"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let kinds = if types.is_empty() {
        HashSet::from([ObjectKind::Assets, ObjectKind::Collections])
    } else {
        types.iter().filter_map(|word| ObjectKind::read(word)).collect()
    };
    let sight = sight(call.world);
    let handed_down = handed_down(call.world, caller, &sight);
    Ok(Search {
        kinds,
        segments: types.contains(&"segments"),
        query: Query::read(body["query"].as_str().unwrap_or_default()),
        filter: Filter::read(&body["filter"])?,
        facet_filters: facet_filters(body),
        order: order(body)?,
        after: body["search_after"].as_array().cloned(),
        sight,
        caller,
        handed_down,
    })
}

fn facet_filters(body: &Value) -> Vec<(String, Vec<String>)> {
    let texts = |value: &Value| -> Vec<String> { value.as_array().into_iter().flatten().map(plain).collect() };
    body["facets_filters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|filter| (plain(&filter["name"]), texts(&filter["value_in"])))
        .collect()
}

fn order(body: &Value) -> Result<Order, Refusal> {
    let mut order = Order::new();
    for sort in body["sort"].as_array().into_iter().flatten() {
        let descending = match sort["order"].as_str() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(Refusal::field("sort.order", "Must be asc or desc.")),
        };
        order.push((plain(&sort["name"]), descending));
    }
    if order.is_empty() {
        order = vec![("date_modified".to_owned(), true), ("id".to_owned(), true)];
    }
    Ok(order)
}

/// What must be known about the world to look at documents.
fn sight(world: &World) -> Sight {
    let above = world
        .all(ObjectKind::Collections)
        .map(|collection| {
            let ancestors = world.ancestors(collection).into_iter().collect();
            (collection.id, ancestors)
        })
        .collect();
    Sight {
        above,
        approvals: approvals::present_statuses(world),
    }
}

/// The collections that let the caller read what is in them.
fn handed_down(world: &World, caller: &Caller, sight: &Sight) -> HashSet<Uuid> {
    let own: HashSet<Uuid> = world
        .all(ObjectKind::Collections)
        .filter(|collection| collection.propagating.combined(&caller.holders).allow("read"))
        .map(|collection| collection.id)
        .collect();
    sight
        .above
        .iter()
        .filter(|(id, above)| own.contains(*id) || above.iter().any(|id| own.contains(id)))
        .map(|(id, _)| *id)
        .collect()
}

impl Search<'_> {
    fn fits(&self, document: &Document) -> bool {
        let entity = &*document.entity;
        self.kinds.contains(&entity.object)
            && self.may_read(entity)
            && self.query.fits(document, &self.sight)
            && self.filter.as_ref().is_none_or(|filter| filter.fits(entity, &self.sight))
            && self.facet_filters.iter().all(|(name, wanted)| {
                let values = entity.values(name, &self.sight);
                values.iter().any(|value| wanted.contains(&plain(value)))
            })
    }

    fn may_read(&self, entity: &Entity) -> bool {
        self.caller.admin
            || entity.created_by == self.caller.user
            || entity.acl.combined(&self.caller.holders).allow("read")
            || entity.homes.iter().any(|home| self.handed_down.contains(home))
    }

    /// Whether nothing but the kind can keep a document out.
    fn takes_everything(&self) -> bool {
        self.caller.admin && self.query.is_empty() && self.filter.is_none() && self.facet_filters.is_empty() && self.kinds.len() == 2
    }

    /// The number of all that fits. Pages of one walk ask for it again and again, so it is counted once.
    fn total(&self, world: &mut World, body: &Value) -> usize {
        if self.takes_everything() {
            return world.index.len();
        }
        let asked = ["doc_types", "query", "filter", "facets_filters"].map(|name| &body[name]);
        let key = format!("{} {}", self.caller.user, json!(asked));
        if let Some(known) = world.index.known_total(&key) {
            return known;
        }
        let since = self.filter.as_ref().and_then(Filter::changed_since);
        let total = match since {
            Some(since) => {
                let changed = world.index.by_change(Some((since - 1, Uuid::max())), false);
                changed.filter(|document| self.fits(document)).count()
            }
            None => world.index.documents().filter(|document| self.fits(document)).count(),
        };
        world.index.remember_total(key, total);
        total
    }

    /// The documents of one page.
    fn page(&self, world: &World, skip: usize, size: usize) -> Vec<Document> {
        if let Some(descending) = self.by_change() {
            return world
                .index
                .by_change(self.start(descending), descending)
                .filter(|document| self.fits(document))
                .skip(skip)
                .take(size)
                .cloned()
                .collect();
        }
        let mut all: Vec<(Vec<Value>, &Document)> = world
            .index
            .documents()
            .filter(|document| self.fits(document))
            .map(|document| (self.keys(&document.entity), document))
            .filter(|(keys, _)| self.after.as_ref().is_none_or(|after| self.compare(keys, after).is_gt()))
            .collect();
        all.sort_by(|left, right| {
            self.compare(&left.0, &right.0)
                .then_with(|| left.1.entity.id.cmp(&right.1.entity.id))
        });
        all.into_iter()
            .skip(skip)
            .take(size)
            .map(|(_, document)| document.clone())
            .collect()
    }

    /// Whether the order is that of the index: by change, then by id the same way; and which way.
    fn by_change(&self) -> Option<bool> {
        match self.order.as_slice() {
            [(name, descending)] if name == "date_modified" => Some(*descending),
            [(name, descending), (second, same)] if name == "date_modified" && second == "id" && descending == same => Some(*descending),
            _ => None,
        }
    }

    /// Where to start in the order of changes.
    fn start(&self, descending: bool) -> Option<index::Place> {
        // Without an id in the order, everything of the same millisecond is passed over: that is what a sort without a
        // unique tie-break does.
        let edge = if descending { Uuid::nil() } else { Uuid::max() };
        if let Some(after) = &self.after {
            let millis = after.first().and_then(Value::as_i64)?;
            let id = after.get(1).and_then(Value::as_str).and_then(|id| Uuid::try_parse(id).ok());
            return Some((millis, id.unwrap_or(edge)));
        }
        let since = self.filter.as_ref().and_then(Filter::changed_since)?;
        (!descending).then_some((since - 1, edge))
    }

    /// The values an entity is sorted by.
    fn keys(&self, entity: &Entity) -> Vec<Value> {
        self.order
            .iter()
            .map(|(name, _)| match name.as_str() {
                "date_modified" => json!(entity.modified.div_euclid(1000)),
                "date_created" => json!(entity.created.div_euclid(1000)),
                "title" => json!(entity.title.to_lowercase()),
                name => entity.values(name, &self.sight).into_iter().next().unwrap_or(Value::Null),
            })
            .collect()
    }

    fn compare(&self, left: &[Value], right: &[Value]) -> Ordering {
        self.order
            .iter()
            .zip(left.iter().zip(right))
            .map(|((_, descending), (left, right))| {
                let ordering = compare_values(left, right);
                // Documents without a value come last either way.
                if *descending && !left.is_null() && !right.is_null() {
                    ordering.reverse()
                } else {
                    ordering
                }
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    fn facets(&self, world: &World, names: &[Value]) -> Map<String, Value> {
        let mut counts: IndexMap<String, HashMap<String, usize>> = names.iter().map(|name| (plain(name), HashMap::new())).collect();
        for document in world.index.documents().filter(|document| self.fits(document)) {
            for (name, counts) in &mut counts {
                for value in document.entity.values(name, &self.sight) {
                    *counts.entry(plain(&value)).or_default() += 1;
                }
            }
        }
        counts
            .into_iter()
            .map(|(name, counts)| {
                let mut buckets: Vec<(String, usize)> = counts.into_iter().collect();
                buckets.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
                let buckets: Vec<Value> = buckets
                    .into_iter()
                    .take(BUCKETS)
                    .map(|(key, count)| json!({"key": key, "doc_count": count}))
                    .collect();
                (name, json!({ "buckets": buckets }))
            })
            .collect()
    }
}

fn compare_values(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        _ => match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => left.total_cmp(&right),
            _ => plain(left).cmp(&plain(right)),
        },
    }
}

fn hit(call: &Call, search: &Search, entity: &Entity) -> Value {
    let mut fields = documents::elastic(call, entity);
    if entity.object == ObjectKind::Assets {
        let approval = search.sight.approvals.get(&entity.id).copied();
        fields.insert("approval_status".to_owned(), json!(approval.unwrap_or("N/A")));
        documents::add_signed(call, entity, &mut fields);
    }
    if let Some(view) = call.body["metadata_view_id"].as_str()
        && let Some(row) = call.world.row(Table::Views, view)
    {
        let in_view: HashSet<&str> = row["view_fields"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|field| field["name"].as_str())
            .collect();
        if let Some(Value::Object(metadata)) = fields.get_mut("metadata") {
            metadata.retain(|name, _| in_view.contains(name.as_str()));
        }
    }
    choose_fields(&call.body, &mut fields);
    fields.insert("_sort".to_owned(), Value::from(search.keys(entity)));
    Value::Object(fields)
}

/// Leaves what was asked for; what the specification requires stays always.
fn choose_fields(body: &Value, fields: &mut Map<String, Value>) {
    const ALWAYS: [&str; 3] = ["id", "object_type", "title"];
    let named = |list: &Value, name: &str| list.as_array().is_some_and(|list| list.iter().any(|own| own == name));
    let include = &body["include_fields"];
    if include.as_array().is_some_and(|list| !list.is_empty()) {
        fields.retain(|name, _| ALWAYS.contains(&name.as_str()) || named(include, name));
    }
    let exclude = &body["exclude_fields"];
    fields.retain(|name, _| ALWAYS.contains(&name.as_str()) || !named(exclude, name));
}

fn segment_hits(call: &Call, search: &Search) -> Vec<Value> {
    let words = call.body["query"].as_str().unwrap_or_default();
    let wanted = index::fold(words);
    call.world
        .rows(Table::Segments)
        .values()
        .filter(|row| {
            let asset = row["asset_id"].as_str().and_then(|id| Uuid::try_parse(id).ok());
            asset
                .and_then(|id| call.world.entity(ObjectKind::Assets, id))
                .is_some_and(|asset| search.may_read(asset))
        })
        .filter(|row| {
            let text = index::fold(row["segment_text"].as_str().unwrap_or_default());
            words.is_empty() || text.contains(&wanted)
        })
        .map(|row| {
            let mut row = row.clone();
            let created = row["date_created"].as_str().and_then(moment::parse);
            row["object_type"] = json!("segments");
            row["title"] = row["segment_text"].as_str().unwrap_or_default().into();
            row["_sort"] = json!([created.unwrap_or_default().div_euclid(1000), row["id"]]);
            row
        })
        .collect()
}
