//! What values the two systems accept: ArchivesSpace's enumerations, iconik's metadata fields and views.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumerationValue {
    /// The value, as it stands in records.
    pub value: String,
    /// Not offered any more, yet still valid in records.
    pub suppressed: bool,
}

/// A controlled list of ArchivesSpace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enumeration {
    /// `/config/enumerations/12`.
    pub uri: String,
    /// Its name, such as `extent_extent_type`.
    pub name: String,
    /// Values may be added.
    pub editable: bool,
    /// Value for new records, where there is one.
    pub default_value: Option<String>,
    /// The values in order, suppressed ones too.
    pub values: Vec<EnumerationValue>,
}

impl Enumeration {
    /// True where the list has the value and offers it.
    #[must_use]
    pub fn offers(&self, value: &str) -> bool {
        self.values.iter().any(|known| known.value == value && !known.suppressed)
    }

    /// True where the list has the value at all.
    #[must_use]
    pub fn knows(&self, value: &str) -> bool {
        self.values.iter().any(|known| known.value == value)
    }
}

/// A choice of a drop-down field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOption {
    /// What is stored.
    pub value: String,
    /// What people see.
    pub label: String,
}

/// A metadata field of iconik.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IconikField {
    /// `name`; never changes.
    pub name: String,
    /// `label` people see.
    pub label: String,
    /// `field_type`: `string`, `text`, `date`, `drop_down` and so on; an open list.
    pub field_type: String,
    /// It must have a value.
    pub required: bool,
    /// People cannot write it.
    pub read_only: bool,
    /// It takes several values.
    pub multi: bool,
    /// Choices of a drop-down; empty where anything may be written.
    pub options: Vec<FieldOption>,
    /// Least number.
    pub min_value: Option<f64>,
    /// Greatest number.
    pub max_value: Option<f64>,
    /// What it is for.
    pub description: String,
}

/// A metadata view of iconik: the fields that one form shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IconikView {
    /// Its id.
    pub id: String,
    /// Its name; several may have the same.
    pub name: String,
    /// Names of its fields, in order.
    pub fields: Vec<String>,
}

/// Everything that decides which values are valid, as last read from both systems.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Enumerations of ArchivesSpace, by name.
    pub enumerations: BTreeMap<String, Enumeration>,
    /// Metadata fields of iconik, by name.
    pub fields: BTreeMap<String, IconikField>,
    /// Metadata views of iconik.
    pub views: Vec<IconikView>,
    /// Record schemas of ArchivesSpace (`GET /schemas`), by `jsonmodel_type`; empty where they were not read.
    pub schemas: BTreeMap<String, Value>,
    /// The account may add values to enumerations (`update_enumeration_record`).
    pub may_add_values: bool,
    /// The account may create agents and subjects.
    pub may_create_authorities: bool,
}

impl Vocabulary {
    /// Longest text that a schema allows for a property, where it says one.
    #[must_use]
    pub fn max_length(&self, model: &str, property: &str) -> Option<usize> {
        let length = self
            .schemas
            .get(model)?
            .get("properties")?
            .get(property)?
            .get("maxLength")?
            .as_u64()?;
        usize::try_from(length).ok()
    }

    /// The first view with that name.
    #[must_use]
    pub fn view(&self, name: &str) -> Option<&IconikView> {
        self.views.iter().find(|view| view.name == name)
    }

    /// A view that shows the field; one with that name where several do.
    #[must_use]
    pub fn view_with(&self, field: &str, preferred: Option<&str>) -> Option<&IconikView> {
        let shows = |view: &&IconikView| view.fields.iter().any(|known| known == field);
        preferred
            .and_then(|name| self.views.iter().find(|view| view.name == name && shows(view)))
            .or_else(|| self.views.iter().find(shows))
    }
}
