//! What values ArchivesSpace accepts: its controlled lists, its record schemas, and what the account may add.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ArchivesSpace, WriteAnswer, records};
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

    /// A controlled list as the system sends it, to be edited by [`with_value`] and sent back.
    ///
    /// # Errors
    /// [`SystemError::NotFound`] where there is none of that name.
    pub async fn enumeration(&self, name: &str) -> Result<Value, SystemError> {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        self.json(Call::get(format!("/config/enumerations/names/{name}"))).await
    }

    /// Replaces a controlled list by `body`, as it was read by [`Self::enumeration`] and edited. Values that are in use stay.
    ///
    /// # Errors
    /// [`SystemError::Conflict`] where it was changed since it was read, or where a value that would go is in use;
    /// [`SystemError::Forbidden`] also where the list is not editable. Never repeated where it may have arrived.
    pub async fn update_enumeration(&self, body: &Value) -> Result<WriteAnswer, SystemError> {
        let at = self.place("POST /config/enumerations");
        let uri = body
            .get("uri")
            .and_then(Value::as_str)
            .filter(|uri| uri.starts_with("/config/enumerations/"));
        let uri = uri.ok_or_else(|| SystemError::Invalid {
            at,
            fields: vec![("uri".to_owned(), vec!["the controlled list has no address".to_owned()])],
            conflicting_record: None,
        })?;
        let call = Call::post(uri).needs("update_enumeration_record").json(body);
        records::write_answer(&self.succeed(call).await?)
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

/// The list with one value more, to be sent back; `None` where it has the value already.
#[must_use]
pub fn with_value(body: &Value, value: &str) -> Option<Value> {
    let mut values = values_of(body);
    if values.iter().any(|known| known.value == value) {
        return None;
    }
    values.push(EnumerationValue {
        value: value.to_owned(),
        suppressed: false,
    });
    Some(with_values(body, values))
}

/// The list without a value, to be sent back; `None` where it does not have the value.
#[must_use]
pub fn without_value(body: &Value, value: &str) -> Option<Value> {
    let values = values_of(body);
    let left: Vec<EnumerationValue> = values.iter().filter(|known| known.value != value).cloned().collect();
    (left.len() < values.len()).then(|| with_values(body, left))
}

/// `values` is the complete new set, and suppressed ones must be in it: the server (`Enumeration.apply_values` in its source) takes
/// those that are missing for removed, and refuses to remove a fixed one.
fn with_values(body: &Value, values: Vec<EnumerationValue>) -> Value {
    let mut body = body.clone();
    body["values"] = values.into_iter().map(|value| value.value).collect();
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
    fn a_value_more_leaves_all_else_as_it_was() {
        let Some(more) = with_value(&list(), "film cans") else {
            panic!("nothing was added")
        };
        assert_eq!(more["values"], json!(["reels", "cartons", "film cans"]));
        let mut rest = more.clone();
        rest["values"] = list()["values"].clone();
        assert_eq!(rest, list());
        assert_eq!(with_value(&list(), "cartons"), None);
        assert_eq!(without_value(&list(), "cards"), None);
        assert_eq!(
            without_value(&list(), "reels").map(|body| body["values"].clone()),
            Some(json!(["cartons"]))
        );
    }
}
