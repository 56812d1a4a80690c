//! What values ArchivesSpace accepts: its controlled lists, its record schemas, and what the account may add.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ArchivesSpace;
use crate::domain::Enumeration;
use crate::domain::vocabulary::EnumerationValue;
use crate::systems::error::SystemError;
use crate::systems::http::Call;

/// What the account may add to what all repositories share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MayAdd {
    /// Values to controlled lists.
    pub values: bool,
    /// Agents and subjects.
    pub authorities: bool,
}

impl ArchivesSpace {
    /// All controlled lists, by name.
    ///
    /// # Errors
    /// As any request.
    pub async fn enumerations(&self) -> Result<BTreeMap<String, Enumeration>, SystemError> {
        let answer = self.succeed(Call::get("/config/enumerations")).await?;
        let body = answer.json()?;
        let lists = body
            .as_array()
            .ok_or_else(|| answer.unexpected("controlled lists are not a list"))?;
        let read = lists.iter().filter_map(enumeration_from_json);
        Ok(read.map(|list| (list.name.clone(), list)).collect())
    }

    /// All record schemas, by name of the record type.
    ///
    /// # Errors
    /// As any request.
    pub async fn schemas(&self) -> Result<BTreeMap<String, Value>, SystemError> {
        let answer = self.succeed(Call::get("/schemas")).await?;
        match answer.json()? {
            Value::Object(map) => Ok(map.into_iter().collect()),
            _ => Err(answer.unexpected("schemas are not a map")),
        }
    }

    /// What the account may add, from the answer to its log-in: no extra request where there is a session already.
    ///
    /// # Errors
    /// As logging in.
    pub async fn may_add(&self) -> Result<MayAdd, SystemError> {
        let user = self.session_user().await?;
        if user.get("is_admin").and_then(Value::as_bool) == Some(true) {
            return Ok(MayAdd {
                values: true,
                authorities: true,
            });
        }
        // These are granted in some repository and hold everywhere.
        let held = |name: &str| {
            let places = user.get("permissions").and_then(Value::as_object);
            places.into_iter().flat_map(|places| places.values()).any(|names| {
                names
                    .as_array()
                    .is_some_and(|names| names.iter().any(|known| known.as_str() == Some(name)))
            })
        };
        Ok(MayAdd {
            values: held("update_enumeration_record"),
            authorities: held("update_agent_record") && held("update_subject_record"),
        })
    }
}

/// A controlled list. `None` where it has no name or address.
#[must_use]
pub fn enumeration_from_json(body: &Value) -> Option<Enumeration> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    Some(Enumeration {
        uri: text("uri")?,
        name: text("name")?,
        // Text and number come from older releases.
        editable: match body.get("editable") {
            Some(Value::Bool(editable)) => *editable,
            Some(Value::String(editable)) => editable == "true",
            Some(Value::Number(editable)) => editable.as_u64() == Some(1),
            _ => false,
        },
        default_value: text("default_value").filter(|value| !value.is_empty()),
        values: values_of(body),
    })
}

/// The list as it is sent back: `values` is the complete new set, and what is suppressed must be in it. The server
/// (`Enumeration.apply_values` in its source) takes a value that is missing for removed and refuses to remove a fixed one, and
/// some releases list a suppressed value as `null`.
pub(super) fn for_sending(body: &Value) -> Value {
    let wanted = body.get("values").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut values: Vec<Value> = wanted.iter().filter(|value| value.is_string()).cloned().collect();
    let suppressed = values_of(body).into_iter().filter(|known| known.suppressed);
    for value in suppressed.map(|known| Value::from(known.value)) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let mut body = body.clone();
    body["values"] = Value::Array(values);
    body
}

fn values_of(body: &Value) -> Vec<EnumerationValue> {
    let items = |name: &str| body.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let full: Vec<EnumerationValue> = items("enumeration_values")
        .iter()
        .filter_map(|item| {
            Some(EnumerationValue {
                value: item.get("value")?.as_str()?.to_owned(),
                suppressed: match item.get("suppressed") {
                    Some(Value::Bool(suppressed)) => *suppressed,
                    Some(Value::Number(suppressed)) => suppressed.as_u64() == Some(1),
                    _ => false,
                },
            })
        })
        .collect();
    if !full.is_empty() {
        return full;
    }
    let offered = items("values").iter().filter_map(Value::as_str);
    offered
        .map(|value| EnumerationValue {
            value: value.to_owned(),
            suppressed: false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list() -> Value {
        json!({
            "uri": "/config/enumerations/12", "name": "extent_extent_type", "editable": true, "lock_version": 3, "default_value": "reels",
            "values": ["reels", null], "relationships": ["extent_type"],
            "enumeration_values": [{"value": "reels", "suppressed": false}, {"value": "cartons", "suppressed": true}],
        })
    }

    #[test]
    fn a_list_is_read_with_what_is_no_longer_offered() {
        let Some(read) = enumeration_from_json(&list()) else {
            panic!("a list was not read")
        };
        assert!(read.editable && read.knows("cartons") && read.offers("reels") && !read.offers("cartons"));
        assert_eq!(read.default_value.as_deref(), Some("reels"));
    }

    #[test]
    fn a_list_goes_back_with_what_is_suppressed_and_without_gaps() {
        let mut edited = list();
        edited["values"] = json!(["reels", null, "film cans"]);
        let sent = for_sending(&edited);
        assert_eq!(sent["values"], json!(["reels", "film cans", "cartons"]));
        let mut rest = sent.clone();
        rest["values"] = list()["values"].clone();
        assert_eq!(rest, list(), "nothing else differs");
        edited["values"] = json!([]);
        assert_eq!(for_sending(&edited)["values"], json!(["cartons"]), "what was taken off stays off");
    }
}
