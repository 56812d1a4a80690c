//! Values of iconik's metadata fields: as the field's type takes them, and back.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::{Number, Value};

use super::words::whole;
use crate::domain::IconikField;
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::item::{DateItem, Item};
use crate::mapping::same::says;

/// Values as iconik keeps them for that field, and what did not fit. Values that do not fit are left out.
#[must_use]
pub fn field_values(field: &IconikField, items: &[Item]) -> (Vec<Value>, Vec<MappingFinding>) {
    let mut values: Vec<Value> = Vec::with_capacity(items.len());
    let mut findings = Vec::new();
    for item in items {
        if matches!(item, Item::Text(text) if text.trim().is_empty()) {
            continue;
        }
        match value(field, item) {
            Ok(value) if values.contains(&value) => {}
            Ok(value) => values.push(value),
            Err(finding) => findings.push(finding),
        }
    }
    let many = field.multi || field.field_type == "tag_cloud";
    if !many && values.len() > 1 {
        findings.push(MappingFinding::new(
            FindingKind::TooMany,
            format!("{} takes one value and gets {}; the first is taken", label(field), values.len()),
        ));
        values.truncate(1);
    }
    (values, findings)
}

/// Values that iconik gave for a field as items, in the shapes in which written values are compared.
#[must_use]
pub fn field_items(field: &IconikField, values: &[String]) -> Vec<Item> {
    into_field_items(field, values.to_vec())
}

/// As [`field_items`], of values that nobody else needs.
pub(super) fn into_field_items(field: &IconikField, values: Vec<String>) -> Vec<Item> {
    values
        .into_iter()
        .filter(|value| !value.trim().is_empty())
        .map(|value| field_item(field, value))
        .collect()
}

fn field_item(field: &IconikField, value: String) -> Item {
    let other = match field.field_type.as_str() {
        "integer" => value.trim().parse().ok().map(Item::Number),
        "float" => {
            let number = value.trim().parse::<f64>().ok();
            number.map(|number| Item::Text(number.to_string()))
        }
        "boolean" => says(&value).map(Item::Flag),
        "date" => day(&value).map(|day| Item::Text(day.to_string())),
        "datetime" => moment(&value).map(|moment| Item::Text(moment.to_string())),
        _ => None,
    };
    other.unwrap_or(Item::Text(value))
}

fn label(field: &IconikField) -> &str {
    if field.label.is_empty() { &field.name } else { &field.label }
}

fn value(field: &IconikField, item: &Item) -> Result<Value, MappingFinding> {
    let text = text_of(item);
    match field.field_type.as_str() {
        "integer" => number(field, &text),
        "float" => fraction(field, &text),
        "boolean" => match item {
            Item::Flag(flag) => Ok(Value::Bool(*flag)),
            _ => says(&text).map(Value::Bool).ok_or_else(|| unreadable(field, &text, "yes or no")),
        },
        "date" => date(field, item, &text),
        "datetime" => moment(&text)
            .map(|moment| Value::String(moment.to_string()))
            .ok_or_else(|| unreadable(field, &text, "a date with time")),
        "drop_down" => choice(field, &text),
        "url" => is_address(&text)
            .then(|| Value::String(text.trim().to_owned()))
            .ok_or_else(|| unreadable(field, &text, "an address such as https://example.org")),
        "email" => is_mail_address(text.trim())
            .then(|| Value::String(text.trim().to_owned()))
            .ok_or_else(|| unreadable(field, &text, "an e-mail address")),
        // Only `text` has several lines.
        "string" | "string_exact" | "tag_cloud" => Ok(Value::String(text.split_whitespace().collect::<Vec<_>>().join(" "))),
        _ => Ok(Value::String(text)),
    }
}

fn text_of(item: &Item) -> String {
    match item {
        Item::Flag(flag) => flag.to_string(),
        other => whole(other),
    }
}

fn unreadable(field: &IconikField, text: &str, wanted: &str) -> MappingFinding {
    MappingFinding::about(
        FindingKind::Unreadable,
        text,
        format!("“{text}” is not {wanted}, which {} takes", label(field)),
    )
}

fn number(field: &IconikField, text: &str) -> Result<Value, MappingFinding> {
    let number: i64 = text.trim().parse().map_err(|_| unreadable(field, text, "a whole number"))?;
    #[expect(clippy::cast_precision_loss, reason = "only compared with limits")]
    within(field, number as f64, text)?;
    Ok(Value::Number(Number::from(number)))
}

fn fraction(field: &IconikField, text: &str) -> Result<Value, MappingFinding> {
    let number: f64 = text.trim().parse().map_err(|_| unreadable(field, text, "a number"))?;
    within(field, number, text)?;
    Number::from_f64(number)
        .map(Value::Number)
        .ok_or_else(|| unreadable(field, text, "a number"))
}

fn within(field: &IconikField, number: f64, text: &str) -> Result<(), MappingFinding> {
    let low = field.min_value.filter(|least| number < *least);
    let high = field.max_value.filter(|most| number > *most);
    let limit = match (low, high) {
        (Some(least), _) => format!("at least {least}"),
        (_, Some(most)) => format!("at most {most}"),
        (None, None) => return Ok(()),
    };
    Err(MappingFinding::about(
        FindingKind::NotInList,
        text,
        format!("{} takes {limit}, not {text}", label(field)),
    ))
}

/// Only a day that is given whole is a day: a year alone needs a rule that says which day stands for it.
fn date(field: &IconikField, item: &Item, text: &str) -> Result<Value, MappingFinding> {
    let found = match item {
        Item::Date(date) => whole_day(date),
        _ => day(text),
    };
    found
        .map(|day| Value::String(day.to_string()))
        .ok_or_else(|| unreadable(field, text, "a day such as 1981-05-03"))
}

fn whole_day(date: &DateItem) -> Option<Date> {
    let single = date.end.is_empty() || date.end == date.begin;
    single.then(|| day(&date.begin)).flatten()
}

fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.get(..10).filter(|_| text.len() == 10 || text[10..].starts_with(['T', ' ']))?;
    day.parse().ok()
}

fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let local = text.parse::<DateTime>().ok().or_else(|| day(text).map(|day| day.at(0, 0, 0, 0)))?;
    TimeZone::UTC.to_timestamp(local).ok()
}

/// The stored value of a choice: by its value, else by its label.
fn choice(field: &IconikField, text: &str) -> Result<Value, MappingFinding> {
    let text = text.trim();
    if field.options.is_empty() {
        return Ok(Value::String(text.to_owned()));
    }
    let fold = |text: &str| crate::mapping::same::normal(text).to_lowercase();
    let wanted = fold(text);
    let by_value = field.options.iter().find(|option| option.value == text);
    let by_label = || field.options.iter().find(|option| option.label == text);
    let folded = || {
        let mut fitting = field
            .options
            .iter()
            .filter(|option| fold(&option.value) == wanted || fold(&option.label) == wanted);
        fitting.next().filter(|_| fitting.next().is_none())
    };
    by_value
        .or_else(by_label)
        .or_else(folded)
        .map(|option| Value::String(option.value.clone()))
        .ok_or_else(|| {
            MappingFinding::about(
                FindingKind::NotInList,
                text,
                format!("“{text}” is not among the choices of {}", label(field)),
            )
        })
}

fn is_address(text: &str) -> bool {
    url::Url::parse(text.trim()).is_ok_and(|url| url.has_host())
}

fn is_mail_address(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace))
}
