//! Lists in pages: by number, or after the last id.

use serde_json::{Map, Value, json};

use super::call::{Answer, Call, Refusal, ok};

/// Members of a page where the request does not say. Most operations declare 10.
const USUAL_PAGE: usize = 10;
/// The greatest page this server gives where an operation declares no bound of its own; more is cut to it.
const GREATEST_PAGE: usize = 1000;

/// Which page was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: usize,
    /// Members of a page.
    pub size: usize,
}

impl Page {
    /// Reads `page` and `per_page`.
    #[must_use]
    pub fn of(call: &Call) -> Self {
        let number = |name: &str| call.parameter(name).and_then(|text| text.parse().ok());
        Self {
            number: number("page").unwrap_or(1).max(1),
            size: number("per_page").unwrap_or(USUAL_PAGE).clamp(1, GREATEST_PAGE),
        }
    }

    /// The members of `list` on this page.
    ///
    /// # Errors
    /// 404 for a page past the end, as the specification says.
    pub fn cut<T>(self, list: Vec<T>) -> Result<Vec<T>, Refusal> {
        self.check(list.len())?;
        Ok(list.into_iter().skip((self.number - 1) * self.size).take(self.size).collect())
    }

    /// Whether the page exists among `total` members.
    ///
    /// # Errors
    /// 404 where it does not. The first page always does.
    pub fn check(self, total: usize) -> Result<(), Refusal> {
        if self.number > 1 && (self.number - 1) * self.size >= total {
            return Err(Refusal::missing("Page"));
        }
        Ok(())
    }

    /// The fields around the members.
    #[must_use]
    pub fn frame(self, call: &Call, total: usize) -> Map<String, Value> {
        let pages = total.div_ceil(self.size).max(1);
        let address = |number: usize| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            let mut others: Vec<_> = call
                .query
                .iter()
                .filter(|(name, _)| *name != "page" && *name != "per_page")
                .collect();
            others.sort();
            query.extend_pairs(others);
            query.append_pair("page", &number.to_string());
            query.append_pair("per_page", &self.size.to_string());
            format!("{}?{}", call.path, query.finish())
        };
        let mut frame = Map::new();
        frame.insert("page".to_owned(), json!(self.number));
        frame.insert("pages".to_owned(), json!(pages));
        frame.insert("per_page".to_owned(), json!(self.size));
        frame.insert("total".to_owned(), json!(total));
        frame.insert("first_url".to_owned(), json!(address(1)));
        frame.insert("last_url".to_owned(), json!(address(pages)));
        // The addresses of pages that do not exist are left out: the specification's are never null.
        if self.number < pages {
            frame.insert("next_url".to_owned(), json!(address(self.number + 1)));
        }
        if self.number > 1 {
            frame.insert("prev_url".to_owned(), json!(address(self.number - 1)));
        }
        frame
    }
}

/// A page by number of rows that are ready.
///
/// # Errors
/// 404 for a page past the end.
pub fn by_number(call: &Call, rows: Vec<Value>) -> Result<Answer, Refusal> {
    by_number_with(call, rows, |row| row)
}

/// A page by number of things that are written out only where they are on the page.
///
/// # Errors
/// 404 for a page past the end.
pub fn by_number_with<T>(call: &Call, rows: Vec<T>, write: impl FnMut(T) -> Value) -> Result<Answer, Refusal> {
    let page = Page::of(call);
    let mut answer = page.frame(call, rows.len());
    let objects: Vec<Value> = page.cut(rows)?.into_iter().map(write).collect();
    answer.insert("objects".to_owned(), Value::from(objects));
    Ok(ok(Value::Object(answer)))
}

/// The members after `last_id` on one page, and whether more follow.
fn page_after(call: &Call, rows: Vec<Value>) -> (Vec<Value>, bool) {
    let size = Page::of(call).size;
    let start = call.parameter("last_id").map_or(0, |last| {
        let known = rows.iter().position(|row| row["id"] == *last);
        known.map_or(rows.len(), |index| index + 1)
    });
    let more = start + size < rows.len();
    (rows.into_iter().skip(start).take(size).collect(), more)
}

/// The members after `last_id` and nothing else, as shares are listed: the last page is the one that is not full.
#[must_use]
pub fn objects_after_last_id(call: &Call, rows: Vec<Value>) -> Answer {
    ok(json!({ "objects": page_after(call, rows).0 }))
}

/// The members after `last_id`, as the lists of the files service give them.
#[must_use]
pub fn after_last_id(call: &Call, rows: Vec<Value>) -> Answer {
    let size = Page::of(call).size;
    let total = rows.len();
    let (objects, more) = page_after(call, rows);
    let mut answer = Map::new();
    answer.insert("per_page".to_owned(), json!(size));
    answer.insert("total".to_owned(), json!(total));
    if more && let Some(last) = objects.last().and_then(|row| row["id"].as_str()) {
        let next = format!("{}?per_page={size}&last_id={last}", call.path);
        answer.insert("next_url".to_owned(), json!(next));
    }
    answer.insert("objects".to_owned(), Value::from(objects));
    ok(Value::Object(answer))
}

/// Keeps the rows whose fields equal every parameter that is not one of the paging ones; `ids` and `query` as usual.
#[must_use]
pub fn filtered(call: &Call, rows: impl Iterator<Item = Value>) -> Vec<Value> {
    const PAGING: [&str; 8] = [
        "page",
        "per_page",
        "sort",
        "scroll",
        "scroll_id",
        "facets",
        "aggregations",
        "last_id",
    ];
    let wanted = |row: &Value| {
        call.query.iter().all(|(name, text)| match name.as_str() {
            name if PAGING.contains(&name) => true,
            "ids" => text.split(',').any(|id| row["id"].as_str() == Some(id.trim())),
            "query" => row.to_string().to_lowercase().contains(&text.to_lowercase()),
            "_exists_" => !row[text.as_str()].is_null(),
            "_missing_" => row[text.as_str()].is_null(),
            "date_created" | "date_modified" | "started_at" | "expires" => in_span(row[name].as_str().unwrap_or_default(), text),
            name => equals(&row[name], text),
        })
    };
    let mut rows: Vec<Value> = rows.filter(wanted).collect();
    if let Some(order) = call.parameter("sort") {
        sort_rows(&mut rows, order);
    }
    rows
}

/// One moment, or two joined by `;` with `*` for an open end.
fn in_span(moment: &str, span: &str) -> bool {
    match span.split_once(';') {
        Some((from, to)) => (from == "*" || moment >= from) && (to == "*" || moment <= to),
        None => moment == span,
    }
}

fn equals(value: &Value, text: &str) -> bool {
    match value {
        Value::Array(members) => members.iter().any(|member| equals(member, text)),
        Value::String(own) => text.split(',').any(|wanted| own == wanted),
        Value::Bool(known) => known.to_string() == text.to_lowercase(),
        Value::Number(known) => known.to_string() == text,
        Value::Null | Value::Object(_) => false,
    }
}

/// `field,dir;field,dir`.
#[must_use]
pub fn read_order(written: &str) -> Vec<(String, bool)> {
    written
        .split(';')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, direction) = part.split_once(',').unwrap_or((part, "asc"));
            (name.trim().to_owned(), direction.trim() == "desc")
        })
        .collect()
}

fn sort_rows(rows: &mut [Value], order: &str) {
    let order = read_order(order);
    rows.sort_by(|left, right| {
        order
            .iter()
            .map(|(name, descending)| {
                let ordering = compare(&left[name.as_str()], &right[name.as_str()]);
                if *descending { ordering.reverse() } else { ordering }
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
}

fn compare(left: &Value, right: &Value) -> std::cmp::Ordering {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.total_cmp(&right),
        _ => left.as_str().unwrap_or_default().cmp(right.as_str().unwrap_or_default()),
    }
}
