//! The controlled lists ("enumerations").

use serde_json::{Value, json};

const TABLE: &str = include_str!("../../../assets/practice/archivesspace-lists.tsv");

/// One controlled list.
#[derive(Debug, Clone)]
pub struct List {
    /// Number of the list.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Whether values may be added and removed.
    pub editable: bool,
    /// The value that forms offer first.
    pub default: Option<String>,
    /// Fields that use it.
    pub fields: Vec<String>,
    /// The values, in order.
    pub values: Vec<ListValue>,
    /// Number of changes.
    pub lock_version: u32,
}

/// One value of a list.
#[derive(Debug, Clone)]
pub struct ListValue {
    /// Number of the value.
    pub id: u32,
    /// The value.
    pub value: String,
    /// Whether it cannot be removed.
    pub readonly: bool,
    /// Whether it is no longer offered.
    pub suppressed: bool,
}

/// All controlled lists.
#[derive(Debug, Clone)]
pub struct Lists {
    lists: Vec<List>,
    next_value: u32,
}

/// Why a list was not changed.
#[derive(Debug, PartialEq, Eq)]
pub enum ListRefusal {
    /// The list or value is fixed.
    Protected,
    /// Someone changed the list meanwhile.
    Stale,
}

impl Lists {
    /// The lists of a fresh installation.
    #[must_use]
    pub fn fresh() -> Self {
        let mut lists = Self {
            lists: Vec::new(),
            next_value: 1,
        };
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[name, editable, default, fields, values] = cells.as_slice() else {
                continue;
            };
            let values = values
                .split('|')
                .filter(|value| !value.is_empty())
                .map(|value| lists.new_value(value.trim_start_matches('*'), value.starts_with('*')))
                .collect();
            lists.lists.push(List {
                id: u32::try_from(lists.lists.len()).unwrap_or(u32::MAX) + 1,
                name: name.to_owned(),
                editable: editable == "editable",
                default: (!default.is_empty()).then(|| default.to_owned()),
                fields: fields.split(',').filter(|field| !field.is_empty()).map(str::to_owned).collect(),
                values,
                lock_version: 0,
            });
        }
        lists
    }

    fn new_value(&mut self, value: &str, readonly: bool) -> ListValue {
        let id = self.next_value;
        self.next_value += 1;
        ListValue {
            id,
            value: value.to_owned(),
            readonly,
            suppressed: false,
        }
    }

    /// The list with this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&List> {
        self.lists.iter().find(|list| list.name == name)
    }

    /// The list with this number.
    #[must_use]
    pub fn numbered(&self, id: u32) -> Option<&List> {
        self.lists.iter().find(|list| list.id == id)
    }

    /// All lists.
    pub fn iter(&self) -> impl Iterator<Item = &List> {
        self.lists.iter()
    }

    /// Sets the values of a list to exactly these.
    ///
    /// # Errors
    /// The list or a value that would go is protected, or the version is not the present one.
    pub fn set_values(&mut self, id: u32, lock_version: u32, values: &[String]) -> Result<u32, ListRefusal> {
        let Some(at) = self.lists.iter().position(|list| list.id == id) else {
            return Err(ListRefusal::Stale);
        };
        let mut list = self.lists[at].clone();
        if list.lock_version != lock_version {
            return Err(ListRefusal::Stale);
        }
        let loses_fixed = list.values.iter().any(|old| old.readonly && !values.contains(&old.value));
        if !list.editable || loses_fixed {
            return Err(ListRefusal::Protected);
        }
        list.values.retain(|old| old.suppressed || values.contains(&old.value));
        for value in values {
            if !list.values.iter().any(|old| old.value == *value) {
                list.values.push(self.new_value(value, false));
            }
        }
        list.lock_version += 1;
        let version = list.lock_version;
        self.lists[at] = list;
        Ok(version)
    }

    /// The list and value with this number of a value.
    #[must_use]
    pub fn value(&self, id: u32) -> Option<(usize, &ListValue)> {
        self.lists.iter().find_map(|list| {
            let at = list.values.iter().position(|value| value.id == id)?;
            Some((at, &list.values[at]))
        })
    }

    /// Hides a value from the list, or shows it again. `false` when there is no such value.
    pub fn suppress(&mut self, id: u32, suppressed: bool) -> bool {
        let found = self.lists.iter_mut().flat_map(|list| &mut list.values).find(|value| value.id == id);
        match found {
            Some(value) => {
                value.suppressed = suppressed;
                true
            }
            None => false,
        }
    }
}

impl List {
    /// Whether a record may use this value; a suppressed value still may be used.
    #[must_use]
    pub fn accepts(&self, value: &str) -> bool {
        self.values.iter().any(|known| known.value == value)
    }

    /// The values that are offered.
    #[must_use]
    pub fn offered(&self) -> Vec<&str> {
        self.values
            .iter()
            .filter(|value| !value.suppressed)
            .map(|value| value.value.as_str())
            .collect()
    }

    /// As the server shows it.
    #[must_use]
    pub fn show(&self, time: &str) -> Value {
        let values: Vec<Value> = self
            .values
            .iter()
            .enumerate()
            .map(|(position, value)| {
                json!({
                    "id": value.id, "enumeration_id": self.id, "value": value.value,
                    "readonly": i32::from(value.readonly), "position": position,
                    "suppressed": value.suppressed, "lock_version": 0, "json_schema_version": 1,
                    "create_time": time, "system_mtime": time, "user_mtime": time,
                    "jsonmodel_type": "enumeration_value",
                    "uri": format!("/config/enumeration_values/{}", value.id),
                })
            })
            .collect();
        let readonly: Vec<&str> = self
            .values
            .iter()
            .filter(|value| value.readonly)
            .map(|value| value.value.as_str())
            .collect();
        let mut shown = json!({
            "lock_version": self.lock_version, "name": self.name, "editable": self.editable,
            "create_time": time, "system_mtime": time, "user_mtime": time,
            "jsonmodel_type": "enumeration", "relationships": self.fields,
            "enumeration_values": values, "values": self.offered(), "readonly_values": readonly,
            "uri": format!("/config/enumerations/{}", self.id),
        });
        if let Some(default) = &self.default {
            shown["default_value"] = json!(default);
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_complete_and_guarded() {
        let mut lists = Lists::fresh();
        assert_eq!(lists.iter().count(), 101);
        let level = lists.named("archival_record_level").unwrap().clone();
        assert!(level.accepts("otherlevel") && !level.editable);
        assert_eq!(lists.set_values(level.id, 0, &["file".to_owned()]), Err(ListRefusal::Protected));
        let kinds = lists.named("instance_instance_type").unwrap().clone();
        let mut values: Vec<String> = kinds.offered().into_iter().map(str::to_owned).collect();
        values.push("film".to_owned());
        assert_eq!(lists.set_values(kinds.id, 0, &values), Ok(1));
        assert!(lists.named("instance_instance_type").unwrap().accepts("film"));
        assert_eq!(lists.set_values(kinds.id, 0, &values), Err(ListRefusal::Stale));
    }
}
