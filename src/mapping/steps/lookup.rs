//! Lookup tables made ready: found as written first, then without case and accents.

use std::collections::HashMap;

use super::fold::folded;
use super::{Findings, quoted};
use crate::mapping::finding::{FindingKind, MappingFinding};
use crate::mapping::profile::{LookupTable, Unmapped};

/// A table ready to use.
#[derive(Debug)]
pub(super) struct Lookup {
    name: String,
    unmapped: Unmapped,
    as_written: HashMap<String, Vec<String>>,
    /// `None` where rows that differ only in writing say different things.
    folded: HashMap<String, Option<Vec<String>>>,
}

impl Lookup {
    /// Makes a table ready.
    pub(super) fn new(name: &str, table: &LookupTable) -> Self {
        let mut by_fold: HashMap<String, Option<Vec<String>>> = HashMap::new();
        if !table.exact {
            for (key, values) in &table.rows {
                by_fold
                    .entry(folded(key))
                    .and_modify(|known| {
                        if known.as_ref() != Some(values) {
                            *known = None;
                        }
                    })
                    .or_insert_with(|| Some(values.clone()));
            }
        }
        Self {
            name: name.to_owned(),
            unmapped: table.unmapped.clone(),
            as_written: table.rows.iter().map(|(key, values)| (key.clone(), values.clone())).collect(),
            folded: by_fold,
        }
    }

    /// What a value becomes. A row without values leaves it out on purpose.
    pub(super) fn run(&self, text: &str, findings: &mut Findings) -> Vec<String> {
        let found = self.as_written.get(text).or_else(|| self.as_written.get(text.trim()));
        if let Some(values) = found {
            return filled(values);
        }
        match self.folded.get(&folded(text)) {
            Some(Some(values)) => return filled(values),
            Some(None) => {
                findings.push(MappingFinding::about(
                    FindingKind::Unmapped,
                    text,
                    format!("{} fits several rows of {} that say different things", quoted(text), self.name),
                ));
                return Vec::new();
            }
            None => {}
        }
        match &self.unmapped {
            Unmapped::Ask => {
                findings.push(MappingFinding::about(
                    FindingKind::Unmapped,
                    text,
                    format!("{} is not in {}; it is left out", quoted(text), self.name),
                ));
                Vec::new()
            }
            Unmapped::Keep => vec![text.to_owned()],
            Unmapped::LeaveOut => Vec::new(),
            Unmapped::Default(value) => filled(std::slice::from_ref(value)),
        }
    }
}

fn filled(values: &[String]) -> Vec<String> {
    values.iter().filter(|value| !value.trim().is_empty()).cloned().collect()
}

/// The rows the other way round, where they can be turned: every value stands alone and once.
pub(super) fn turned(table: &LookupTable) -> Option<HashMap<String, String>> {
    let mut turned = HashMap::new();
    for (key, values) in &table.rows {
        let [value] = values.as_slice() else { return None };
        if turned.insert(value.clone(), key.clone()).is_some() {
            return None;
        }
    }
    Some(turned)
}
