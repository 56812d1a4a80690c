//! What Archway's fields on an asset say of a restriction.

use serde_json::Value;

use crate::domain::fields::{RESTRICTION, RESTRICTION_BLOCK, RESTRICTION_STATUS, RESTRICTION_TAKEN};
use crate::domain::restriction::Standing;
use crate::plan::FieldValues;

/// Archway's restriction fields on an asset, as they were read last.
pub(super) struct Marks<'a>(&'a FieldValues);

impl<'a> Marks<'a> {
    pub(super) fn of(fields: &'a FieldValues) -> Self {
        Self(fields)
    }

    fn value(&self, field: &str) -> Option<&'a Value> {
        self.0
            .get(field)
            .and_then(|values| values.first())
            .filter(|value| !value.is_null() && *value != "" && *value != &Value::Bool(false) && *value != "false")
    }

    /// True where any of the fields says something.
    pub(super) fn any(&self) -> bool {
        RESTRICTION.iter().any(|field| self.value(field.name).is_some())
    }

    /// True where iconik keeps the asset from being shared and downloaded.
    pub(super) fn blocked(&self) -> bool {
        self.value(RESTRICTION_BLOCK.name).is_some()
    }

    /// True where the fields call the asset closed, block it, or remember that something was taken.
    pub(super) fn closed(&self) -> bool {
        let status = self.value(RESTRICTION_STATUS.name).and_then(Value::as_str);
        self.blocked()
            || self.value(RESTRICTION_TAKEN.name).is_some()
            || [Standing::Restricted, Standing::NeedsPerson]
                .into_iter()
                .any(|standing| status == Some(standing.words()))
    }
}
