//! From a text to a profile: key by key, so that one error does not hide the next.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml_edit::{Array, Document, InlineTable, Item, Key, Table, TableLike, Value};

use super::messages::{not_known, plain};
use super::place::{FileError, whole_lines};
use super::recovery::{part_around, recover};
use crate::mapping::profile::{Direction, LookupTable, Profile, RecordType, Rule};
use crate::mapping::step::Step;

/// What was read.
pub(super) struct Reading {
    /// The profile.
    pub profile: Profile,
    /// What is wrong, in the order of the file.
    pub errors: Vec<FileError>,
    /// What was left out of the profile, as ranges of the text.
    pub left_out: Vec<Range<usize>>,
    /// The text with what is not well-formed blanked.
    pub text: String,
}

/// Keys at the top of a profile.
const HEAD: [&str; 12] = [
    "name",
    "about",
    "direction",
    "source",
    "target",
    "view",
    "on_conflict",
    "opposite",
    "publish",
    "watch",
    "lookup",
    "rule",
];

/// Reads a profile.
pub(super) fn read(id: &str, source: &str) -> Reading {
    let recovered = recover(source);
    let mut reader = Reader {
        source,
        errors: recovered.errors,
        left_out: recovered.blanked,
    };
    let profile = match Document::parse(recovered.text.as_str()) {
        Ok(document) => reader.profile(id, document.as_table()),
        Err(_) => reader.profile(id, &Table::new()),
    };
    let mut errors = reader.errors;
    errors.sort();
    errors.dedup();
    Reading {
        profile,
        errors,
        left_out: reader.left_out,
        text: recovered.text,
    }
}

/// A value as the type wants it.
pub(super) fn typed<T: DeserializeOwned>(value: Value) -> Result<T, toml_edit::de::Error> {
    use serde::de::IntoDeserializer as _;
    T::deserialize(value.into_deserializer())
}

struct Reader<'a> {
    source: &'a str,
    errors: Vec<FileError>,
    left_out: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn profile(&mut self, id: &str, table: &Table) -> Profile {
        for (key, item) in keys(table) {
            if !HEAD.contains(&key.get()) {
                self.error(key.span(), not_known(key.get(), "is not known here", &HEAD));
                self.leave_out_lines(key, item);
            }
        }
        let name = self.required(table, "name", "name = \"…\"");
        let (direction, source, target) = self.ends(table);
        Profile {
            id: id.to_owned(),
            name: name.unwrap_or_else(|| id.to_owned()),
            about: self.optional(table, "about").unwrap_or_default(),
            direction,
            source,
            target,
            view: self.optional(table, "view"),
            on_conflict: self.optional(table, "on_conflict").unwrap_or_default(),
            opposite: self.optional(table, "opposite"),
            publish: table.get("publish").and_then(|item| self.forgiving("publish", item)),
            watch: table.get("watch").and_then(|item| self.forgiving("watch", item)),
            lookup: table.get("lookup").map(|item| self.lookups(item)).unwrap_or_default(),
            rules: table.get("rule").map(|item| self.rules(item)).unwrap_or_default(),
        }
    }

    /// Direction and both kinds of records; what is missing follows from the rest.
    fn ends(&mut self, table: &Table) -> (Direction, RecordType, RecordType) {
        let direction: Option<Direction> = self.required(table, "direction", "direction = \"to_archivesspace\" or \"to_iconik\"");
        let source: Option<RecordType> = self.required(table, "source", "source = \"asset\", \"record\" or \"digital_object\"");
        let target: Option<RecordType> = self.required(table, "target", "target = \"asset\", \"record\" or \"digital_object\"");
        let direction = direction.unwrap_or(match (source, target) {
            (_, Some(RecordType::Asset)) | (Some(RecordType::Record | RecordType::DigitalObject), _) => Direction::ToIconik,
            _ => Direction::ToArchivesspace,
        });
        let (likely_source, likely_target) = match direction {
            Direction::ToArchivesspace => (RecordType::Asset, RecordType::Record),
            Direction::ToIconik => (RecordType::Record, RecordType::Asset),
        };
        (direction, source.unwrap_or(likely_source), target.unwrap_or(likely_target))
    }

    fn required<T: DeserializeOwned>(&mut self, table: &Table, key: &str, write: &str) -> Option<T> {
        if !table.contains_key(key) {
            self.error(Some(0..0), format!("“{key}” is missing: write {write} at the top"));
        }
        self.optional(table, key)
    }

    fn optional<T: DeserializeOwned>(&mut self, table: &Table, key: &str) -> Option<T> {
        let (key, item) = table.get_key_value(key)?;
        let value = item.clone().into_value().ok()?;
        match typed(value) {
            Ok(value) => Some(value),
            Err(error) => {
                let span = error.span().or_else(|| item.span()).or_else(|| key.span());
                self.error(span, format!("{}: {}", key.get(), plain(error.message())));
                self.leave_out_lines(key, item);
                None
            }
        }
    }

    fn lookups(&mut self, item: &Item) -> indexmap::IndexMap<String, LookupTable> {
        let Some(table) = item.as_table_like() else {
            self.error(
                item.span(),
                "Lookup tables stand under headings of their own: [lookup.name]".to_owned(),
            );
            return indexmap::IndexMap::new();
        };
        table
            .iter()
            .filter_map(|(name, item)| {
                let read = self.forgiving(&format!("lookup.{name}"), &rows_as_lists(item))?;
                Some((name.to_owned(), read))
            })
            .collect()
    }

    fn rules(&mut self, item: &Item) -> Vec<Rule> {
        let tables: Vec<&dyn TableLike> = match item {
            Item::ArrayOfTables(tables) => tables.iter().map(|table| table as &dyn TableLike).collect(),
            Item::Value(Value::Array(array)) => array
                .iter()
                .filter_map(|value| value.as_inline_table().map(|table| table as &dyn TableLike))
                .collect(),
            _ => {
                self.error(item.span(), "Rules stand under headings of their own: [[rule]]".to_owned());
                Vec::new()
            }
        };
        let spans: Vec<Option<Range<usize>>> = match item {
            Item::ArrayOfTables(tables) => tables.iter().map(Table::span).collect(),
            _ => tables.iter().map(|_| item.span()).collect(),
        };
        tables
            .into_iter()
            .zip(spans)
            .filter_map(|(table, span)| self.rule(table, span))
            .collect()
    }

    /// A rule; `None` where anything in it is wrong.
    fn rule(&mut self, table: &dyn TableLike, span: Option<Range<usize>>) -> Option<Rule> {
        let before = self.errors.len();
        if !table.contains_key("target") {
            self.error(
                span.clone(),
                "This rule has no “target”: write what it fills, target = \"…\"".to_owned(),
            );
        }
        let mut kept = InlineTable::new();
        for (key, item) in keys(table) {
            let value = match key.get() {
                "from" => one_as_list(item),
                _ => item.clone().into_value().ok(),
            };
            let Some(value) = value else { continue };
            if key.get() == "steps" {
                self.steps(&value);
            }
            kept.insert(key.get(), value);
        }
        // Steps were looked at one by one.
        for (key, value) in keys(&kept).filter(|(key, _)| key.get() != "steps") {
            let mut alone = InlineTable::new();
            alone.insert("target", Value::from("title"));
            if let Ok(value) = value.clone().into_value() {
                alone.insert(key.get(), value);
            }
            if let Err(error) = typed::<Rule>(Value::InlineTable(alone)) {
                let span = match table.get_key_value(key.get()) {
                    Some((key, _)) if names_key(&error) => key.span(),
                    Some((_, item)) => error.span().or_else(|| item.span()),
                    None => None,
                };
                let about = if names_key(&error) {
                    String::new()
                } else {
                    format!("{}: ", key.get())
                };
                self.error(span, about + &plain(error.message()));
            }
        }
        let rule = (self.errors.len() == before).then(|| typed::<Rule>(Value::InlineTable(kept)));
        match rule {
            Some(Ok(rule)) => return Some(rule),
            Some(Err(error)) => self.error(error.span().or_else(|| span.clone()), plain(error.message())),
            None => {}
        }
        if let Some(span) = span {
            self.left_out.push(part_around(self.source, span.start));
        }
        None
    }

    fn steps(&mut self, value: &Value) {
        let Some(steps) = value.as_array() else {
            self.error(value.span(), "steps: Expected a list in square brackets".to_owned());
            return;
        };
        for step in steps {
            if let Err(error) = typed::<Step>(step.clone()) {
                let span = error.span().or_else(|| step.span());
                self.error(span, format!("step: {}", plain(error.message())));
            }
        }
    }

    /// A table whose keys all have defaults: what is wrong is told and takes its default.
    fn forgiving<T: DeserializeOwned>(&mut self, name: &str, item: &Item) -> Option<T> {
        let Some(table) = item.as_table_like() else {
            self.error(item.span(), format!("{name}: Expected a table; write the heading [{name}]"));
            return None;
        };
        let mut kept = InlineTable::new();
        for (key, item) in keys(table) {
            let Ok(value) = item.clone().into_value() else { continue };
            let mut alone = InlineTable::new();
            alone.insert_formatted(key, value.clone());
            match typed::<T>(Value::InlineTable(alone)) {
                Ok(_) => {
                    kept.insert(key.get(), value);
                }
                Err(error) => {
                    let span = if names_key(&error) { key.span() } else { error.span() };
                    let span = span.or_else(|| item.span()).or_else(|| key.span());
                    self.error(span, format!("{name}.{}: {}", key.get(), plain(error.message())));
                    self.leave_out_lines(key, item);
                }
            }
        }
        typed(Value::InlineTable(kept)).ok()
    }

    fn error(&mut self, span: Option<Range<usize>>, text: String) {
        let at = span.map_or(0, |span| span.start);
        self.errors.push(FileError::at(self.source, at, text));
    }

    fn leave_out_lines(&mut self, key: &Key, item: &Item) {
        let Some(begin) = key.span() else { return };
        let end = item.span().map_or(begin.end, |span| span.end.max(begin.end));
        self.left_out.push(whole_lines(self.source, &(begin.start..end)));
    }
}

/// True where the message is about the name of a key, not about its value.
fn names_key(error: &toml_edit::de::Error) -> bool {
    error.message().starts_with("unknown field")
}

fn keys(table: &dyn TableLike) -> impl Iterator<Item = (&Key, &Item)> {
    table.iter().filter_map(|(name, _)| table.get_key_value(name))
}

/// `from = "title"` is as good as `from = ["title"]`.
fn one_as_list(item: &Item) -> Option<Value> {
    let value = item.clone().into_value().ok()?;
    if !value.is_str() {
        return Some(value);
    }
    let mut list = Array::new();
    list.push_formatted(value);
    Some(Value::Array(list))
}

/// A lookup table whose rows with one value are written without brackets.
fn rows_as_lists(item: &Item) -> Item {
    let mut item = item.clone();
    let rows = item.as_table_like_mut().and_then(|table| table.get_mut("rows"));
    if let Some(rows) = rows.and_then(Item::as_table_like_mut) {
        for (_, row) in rows.iter_mut() {
            if let Some(list) = one_as_list(row) {
                *row = Item::Value(list);
            }
        }
    }
    item
}
