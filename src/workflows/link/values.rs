//! The iconik end of a link: one value in each of Archway's fields for each linked record.

use serde_json::Value;

use super::RecordInContext;
use crate::domain::fields::{self, ArchwayField};
use crate::domain::link_ends::description_fingerprint;
use crate::domain::{AssetSnapshot, RecordUri};
use crate::plan::FieldValues;

/// Stands in a field where a list is shorter than the list of records, so that value *n* always speaks of record *n*.
const NOTHING: &str = "-";

/// What Archway's fields hold, as lists of equal length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkValues {
    rows: Vec<[String; fields::ALL.len()]>,
}

impl LinkValues {
    /// What an asset's fields hold.
    #[must_use]
    pub fn of(snapshot: &AssetSnapshot) -> Self {
        Self::from_lists(|field| snapshot.values(field.name))
    }

    /// What these values hold.
    #[must_use]
    pub fn of_values(values: &FieldValues) -> Self {
        Self::from_lists(|field| {
            let list = values.get(field.name).map(Vec::as_slice).unwrap_or_default();
            list.iter()
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                .collect()
        })
    }

    fn from_lists(list: impl Fn(&ArchwayField) -> Vec<String>) -> Self {
        let lists: Vec<Vec<String>> = fields::ALL.iter().map(&list).collect();
        let records = lists.first().map_or(0, Vec::len);
        let rows = (0..records)
            .map(|row| std::array::from_fn(|column| lists[column].get(row).cloned().unwrap_or_else(|| NOTHING.to_owned())))
            .collect();
        Self { rows }
    }

    /// Adds a record at the end, or brings what is said of it up to date.
    pub fn put(&mut self, record: &RecordInContext) {
        let uri = record.snapshot.record.uri.to_string();
        let row = row_for(record);
        match self.rows.iter_mut().find(|known| known[0] == uri) {
            Some(known) => *known = row,
            None => self.rows.push(row),
        }
    }

    /// True where a record is named.
    #[must_use]
    pub fn names(&self, record: RecordUri) -> bool {
        let uri = record.to_string();
        self.rows.iter().any(|row| row[0] == uri)
    }

    /// Takes a record out.
    pub fn remove(&mut self, record: RecordUri) {
        let uri = record.to_string();
        self.rows.retain(|row| row[0] != uri);
    }

    /// Adds the rows of others that are not here yet, and takes out those that stand in `without` but not in `with`.
    #[must_use]
    pub fn carry_over(&self, without: &Self, with: &Self) -> Self {
        let mut carried = self.clone();
        carried
            .rows
            .retain(|row| !without.rows.iter().any(|old| old[0] == row[0]) || with.rows.iter().any(|new| new[0] == row[0]));
        for row in &with.rows {
            let is_new = !without.rows.contains(row);
            match carried.rows.iter_mut().find(|known| known[0] == row[0]) {
                Some(known) if is_new => known.clone_from(row),
                Some(_) => {}
                None if is_new => carried.rows.push(row.clone()),
                None => {}
            }
        }
        carried
    }

    /// The values as iconik takes them.
    #[must_use]
    pub fn to_values(&self) -> FieldValues {
        fields::ALL
            .iter()
            .enumerate()
            .map(|(column, field)| {
                (
                    field.name.to_owned(),
                    self.rows.iter().map(|row| Value::String(row[column].clone())).collect(),
                )
            })
            .collect()
    }
}

/// What an asset's Archway fields hold, exactly as read, for "before" and for undo.
#[must_use]
pub fn values_before(snapshot: &AssetSnapshot) -> FieldValues {
    fields::ALL
        .iter()
        .map(|field| {
            (
                field.name.to_owned(),
                snapshot.values(field.name).into_iter().map(Value::String).collect(),
            )
        })
        .collect()
}

fn row_for(record: &RecordInContext) -> [String; fields::ALL.len()] {
    let summary = &record.snapshot.record;
    let reference = summary.ref_id.as_ref().or(summary.identifier.as_ref());
    [
        summary.uri.to_string(),
        reference.cloned().unwrap_or_else(|| NOTHING.to_owned()),
        if record.path.is_empty() {
            summary.label()
        } else {
            record.path.join(" › ")
        },
        description_fingerprint(&record.snapshot.body).to_string(),
    ]
}
