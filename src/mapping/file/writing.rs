//! From a profile to a new file: one thing a line, so that two versions compare well.

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml_edit::ser::ValueSerializer;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::reading::typed;
use crate::mapping::profile::{LookupTable, Profile, PublishSettings, Rule, Watch};
use crate::mapping::step::Step;

/// What stands at the top of a new file.
const HEADER: &str = "\
# A mapping profile of Archway. Lines that begin with # are remarks; Archway keeps them.
# Every [[rule]] fills one target from its sources (from), with steps done in order.
";

const APPROVED: &str = "\
# What counts as approved: { by = \"status\" }, { by = \"field\", field = \"…\", value = \"…\" } or { by = \"collection\", collection = \"…\" }.
";

const PLACES: &str = "\
# Where new records go, first match first; after links and linked collections.
";

const RELEASED: &str = "\
# What is applied without being asked: \"fill_empty_iconik\", \"fill_empty_archivesspace\", \"follow\", \"add_to_lists\".
";

const UNMAPPED: &str = "\
# A value that is not in the table: \"ask\", \"keep\", \"leave_out\" or { default = \"…\" }.
";

/// The profile as a document.
pub(super) fn document(profile: &Profile) -> DocumentMut {
    let mut document = DocumentMut::new();
    let table = document.as_table_mut();
    head(profile, table);
    if let Some(settings) = &profile.publish {
        table.insert("publish", Item::Table(publish(settings)));
    }
    if let Some(settings) = &profile.watch {
        table.insert("watch", Item::Table(watch(settings)));
    }
    if !profile.lookup.is_empty() {
        let mut all = Table::new();
        all.set_implicit(true);
        for (name, lookup) in &profile.lookup {
            all.insert(name, Item::Table(lookup_table(lookup)));
        }
        table.insert("lookup", Item::Table(all));
    }
    if !profile.rules.is_empty() {
        let mut rules = ArrayOfTables::new();
        for rule in &profile.rules {
            rules.push(self::rule(rule));
        }
        table.insert("rule", Item::ArrayOfTables(rules));
    }
    document
}

fn head(profile: &Profile, table: &mut Table) {
    put(table, "name", &profile.name);
    if !profile.about.is_empty() {
        put(table, "about", &profile.about);
    }
    put(table, "direction", &profile.direction);
    put(table, "source", &profile.source);
    put(table, "target", &profile.target);
    if let Some(view) = &profile.view {
        put(table, "view", view);
    }
    put(table, "on_conflict", &profile.on_conflict);
    if let Some(opposite) = &profile.opposite {
        put(table, "opposite", opposite);
    }
    remark(table, "name", HEADER);
}

fn publish(settings: &PublishSettings) -> Table {
    let mut table = table_of(settings);
    lines(&mut table, "places");
    remark(&mut table, "approved", APPROVED);
    if !settings.places.is_empty() {
        remark(&mut table, "places", PLACES);
    }
    table
}

fn watch(settings: &Watch) -> Table {
    let mut table = table_of(settings);
    remark(&mut table, "released", RELEASED);
    table
}

fn lookup_table(lookup: &LookupTable) -> Table {
    let mut table = Table::new();
    put(&mut table, "unmapped", &lookup.unmapped);
    put(&mut table, "exact", &lookup.exact);
    remark(&mut table, "unmapped", UNMAPPED);
    let mut rows = Table::new();
    for (value, becomes) in &lookup.rows {
        match becomes.as_slice() {
            [one] => put(&mut rows, value, one),
            several => put(&mut rows, value, &several),
        }
    }
    table.insert("rows", Item::Table(rows));
    table
}

/// A rule as a table: only what differs from the usual.
pub(super) fn rule(rule: &Rule) -> Table {
    let mut table = table_of(rule);
    if let Some(array) = table.get_mut("steps").and_then(Item::as_array_mut) {
        let written = rule.steps.iter().filter_map(step);
        *array = written.collect();
    }
    lines(&mut table, "steps");
    table
}

/// A step without the settings that are as usual.
fn step(step: &Step) -> Option<Value> {
    let mut value = value(step)?;
    let names: Vec<String> = settings_of(&mut value)
        .map(|settings| settings.iter().map(|(name, _)| name.to_owned()).collect())
        .unwrap_or_default();
    for name in names {
        let mut shorter = value.clone();
        let removed = settings_of(&mut shorter).and_then(|settings| settings.remove(&name));
        if removed.is_some() && same_as(&shorter, step) {
            value = shorter;
        }
    }
    Some(value)
}

fn settings_of(value: &mut Value) -> Option<&mut InlineTable> {
    let (_, settings) = value.as_inline_table_mut()?.iter_mut().next()?;
    settings.as_inline_table_mut()
}

fn same_as<T: DeserializeOwned + PartialEq>(value: &Value, wanted: &T) -> bool {
    typed::<T>(value.clone()).is_ok_and(|read| read == *wanted)
}

/// Anything as a TOML value; `None` for what TOML cannot hold, such as a number beyond 63 bits.
pub(super) fn value<T: Serialize + ?Sized>(from: &T) -> Option<Value> {
    from.serialize(ValueSerializer::new()).ok()
}

fn put<T: Serialize + ?Sized>(table: &mut Table, key: &str, from: &T) {
    if let Some(value) = value(from) {
        table.insert(key, Item::Value(value));
    }
}

fn table_of<T: Serialize>(from: &T) -> Table {
    let mut table = Table::new();
    if let Some(Value::InlineTable(inline)) = value(from) {
        for (key, value) in inline {
            table.insert(&key, Item::Value(value));
        }
    }
    table
}

/// Puts each item of an array on a line of its own.
fn lines(table: &mut Table, key: &str) {
    if let Some(array) = table.get_mut(key).and_then(Item::as_array_mut) {
        one_a_line(array);
    }
}

/// Puts each item on a line of its own.
pub(super) fn one_a_line(array: &mut Array) {
    if array.is_empty() {
        return;
    }
    for value in array.iter_mut() {
        value.decor_mut().set_prefix("\n  ");
        value.decor_mut().set_suffix("");
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
}

fn remark(table: &mut Table, key: &str, text: &str) {
    if let Some(mut key) = table.key_mut(key) {
        key.leaf_decor_mut().set_prefix(text);
    }
}
