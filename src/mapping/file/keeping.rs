//! Writing over a file that stands there: its comments and order stay where nothing changed.

use std::ops::Range;

use indexmap::IndexMap;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use super::reading::{self, typed};
use super::writing;
use crate::mapping::profile::{LookupTable, Profile, PublishSettings, Rule, Watch};
use crate::mapping::step::Step;

/// What stands above rules that could not be read.
const LEFT_OUT: &str = "# What follows could not be read and is left out:";

/// The file with the profile put into it; `None` where the file is of a form that this cannot be done in, so that the caller writes it
/// anew.
pub(super) fn onto(previous: &str, fresh: &DocumentMut, profile: &Profile) -> Option<String> {
    let before = reading::read(&profile.id, previous);
    let left_out = joined(before.left_out);
    let text = without(&before.text, &left_out);
    let mut document: DocumentMut = text.parse().ok()?;
    merge(document.as_table_mut(), fresh.as_table(), &defaults(profile));
    let mut text = document.to_string();
    for range in &left_out {
        text = with_remarks(text, previous.get(range.clone())?);
    }
    let after = reading::read(&profile.id, &text);
    (after.errors.is_empty() && after.profile == *profile).then_some(text)
}

/// What need not be written where it did not stand before.
fn defaults(profile: &Profile) -> Table {
    let mut table = Table::new();
    let lookups: IndexMap<&str, LookupTable> = profile.lookup.keys().map(|name| (name.as_str(), LookupTable::default())).collect();
    let all = [
        ("on_conflict", writing::value("ask")),
        ("publish", writing::value(&PublishSettings::default())),
        ("watch", writing::value(&Watch::default())),
        ("lookup", writing::value(&lookups)),
    ];
    for (key, value) in all {
        if let Some(value) = value {
            table.insert(key, Item::Value(value));
        }
    }
    table
}

fn merge(table: &mut Table, fresh: &dyn TableLike, defaults: &dyn TableLike) {
    let gone: Vec<String> = table
        .iter()
        .filter(|(key, _)| !fresh.contains_key(key))
        .map(|(key, _)| key.to_owned())
        .collect();
    for key in gone {
        table.remove(&key);
    }
    for (key, item) in fresh.iter() {
        let usual = defaults.get(key);
        match table.get_mut(key) {
            Some(Item::ArrayOfTables(rules)) if key == "rule" => merge_rules(rules, item),
            Some(Item::Table(before)) if item.is_table() => {
                let nothing = Table::new();
                let usual = usual.and_then(Item::as_table_like).unwrap_or(&nothing);
                if let Some(item) = item.as_table_like() {
                    merge(before, item, usual);
                }
            }
            Some(before) if same(before, item) => {}
            Some(Item::Value(before)) if item.is_value() => {
                if let Some(value) = item.as_value() {
                    replace_value(before, value);
                }
            }
            Some(before) => *before = item.clone(),
            None if usual.is_some_and(|usual| same(usual, item)) => {}
            None => insert(table, key, item, fresh),
        }
    }
}

/// A key with what its writer says above it.
fn insert(table: &mut Table, key: &str, item: &Item, fresh: &dyn TableLike) {
    match fresh.get_key_value(key) {
        Some((key, _)) => table.insert_formatted(key, item.clone()),
        None => table.insert(key, item.clone()),
    };
}

fn replace_value(before: &mut Value, after: &Value) {
    let decor = before.decor().clone();
    *before = after.clone();
    *before.decor_mut() = decor;
}

fn merge_rules(before: &mut ArrayOfTables, after: &Item) {
    let Some(after) = after.as_array_of_tables() else { return };
    // Tables are written in the order of their positions: the places stay, the rules move between them.
    let mut positions: Vec<isize> = before.iter().filter_map(Table::position).collect();
    positions.sort_unstable();
    let mut places = positions.into_iter();
    let mut known: Vec<Option<(Option<Rule>, Table)>> = before.iter().map(|table| Some((typed_rule(table), table.clone()))).collect();
    let wanted: Vec<(Option<Rule>, &Table)> = after.iter().map(|table| (typed_rule(table), table)).collect();
    let mut merged: Vec<Option<Table>> = wanted
        .iter()
        .map(|(rule, _)| take(&mut known, |before| before.is_some() && before == rule))
        .collect();
    for (slot, (rule, fresh)) in merged.iter_mut().zip(&wanted) {
        if slot.is_some() {
            continue;
        }
        let target = rule.as_ref().map(|rule| &rule.target);
        let changed = take(&mut known, |before| before.as_ref().map(|rule| &rule.target) == target);
        *slot = Some(match changed {
            Some(table) => merged_rule(table, fresh),
            None => (*fresh).clone(),
        });
    }
    before.clear();
    for mut table in merged.into_iter().flatten() {
        table.set_position(places.next());
        before.push(table);
    }
}

fn take(known: &mut [Option<(Option<Rule>, Table)>], fits: impl Fn(&Option<Rule>) -> bool) -> Option<Table> {
    let slot = known.iter_mut().find(|slot| slot.as_ref().is_some_and(|(rule, _)| fits(rule)))?;
    slot.take().map(|(_, table)| table)
}

fn typed_rule(table: &Table) -> Option<Rule> {
    let mut table = table.clone();
    if let Some(from) = table.get_mut("from")
        && let Some(text) = from.as_str()
    {
        *from = Item::Value(Value::Array(Array::from_iter([text])));
    }
    typed(Value::InlineTable(table.into_inline_table())).ok()
}

fn merged_rule(mut before: Table, fresh: &Table) -> Table {
    let steps = before.get("steps").and_then(Item::as_array).cloned();
    let nothing = Table::new();
    merge(&mut before, fresh, &nothing);
    let wanted = fresh.get("steps").and_then(Item::as_array);
    if let (Some(steps), Some(wanted)) = (steps, wanted) {
        before.insert("steps", Item::Value(Value::Array(merged_steps(steps, wanted))));
    }
    before
}

/// The steps with the remarks of those that stood there before.
fn merged_steps(mut before: Array, wanted: &Array) -> Array {
    let typed_step = |value: &Value| typed::<Step>(value.clone()).ok();
    let mut known: Vec<Option<Value>> = before.iter().cloned().map(Some).collect();
    let all_same = known.len() == wanted.len()
        && wanted
            .iter()
            .zip(before.iter())
            .all(|(wanted, before)| typed_step(wanted) == typed_step(before));
    if all_same {
        return before;
    }
    before.clear();
    for value in wanted {
        let step = typed_step(value);
        let slot = known
            .iter_mut()
            .find(|slot| slot.as_ref().is_some_and(|known| typed_step(known) == step));
        let kept = slot.and_then(Option::take).filter(has_line);
        before.push_formatted(kept.unwrap_or_else(|| value.clone()));
    }
    if before.is_empty() {
        before.set_trailing("");
        before.set_trailing_comma(false);
    } else {
        let ends_with_line = before.trailing().as_str().is_some_and(|trailing| trailing.contains('\n'));
        before.set_trailing_comma(true);
        if !ends_with_line {
            before.set_trailing("\n");
        }
    }
    before
}

fn has_line(value: &Value) -> bool {
    let prefix = value.decor().prefix().and_then(|prefix| prefix.as_str());
    prefix.is_some_and(|prefix| prefix.contains('\n'))
}

/// True where both say the same, whatever their form.
fn same(one: &Item, other: &Item) -> bool {
    let plain = |item: &Item| -> Option<serde_json::Value> { typed(item.clone().into_value().ok()?).ok() };
    match (plain(one), plain(other)) {
        (Some(one), Some(other)) => one == other || alone(&one) == Some(&other) || alone(&other) == Some(&one),
        _ => false,
    }
}

fn alone(value: &serde_json::Value) -> Option<&serde_json::Value> {
    match value.as_array()?.as_slice() {
        [one] if one.is_string() => Some(one),
        _ => None,
    }
}

/// Ranges in order, those that touch joined.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        kept.push_str(text.get(at..range.start).unwrap_or_default());
        at = range.end;
    }
    kept.push_str(text.get(at..).unwrap_or_default());
    kept
}

/// The text with what was left out of it as remarks at its end.
fn with_remarks(mut text: String, left_out: &str) -> String {
    if left_out.trim().is_empty() {
        return text;
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push('\n');
    text.push_str(LEFT_OUT);
    for line in left_out.trim_end().lines() {
        text.push_str("\n# ");
        text.extend(line.chars().filter(|letter| !letter.is_control() || *letter == '\t'));
    }
    text.push('\n');
    text
}
