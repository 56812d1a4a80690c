//! Changing a record that is sent back whole: only the meant field, everything else as it came, known to Archway or not.

use serde_json::{Value, json};

use crate::domain::RecordUri;

/// Why a record cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The body is not a record.
    #[error("what was read is not a record; read it again")]
    NotARecord,
    /// `instances` is there and not a list.
    #[error("the record's instances cannot be understood; look at it in ArchivesSpace")]
    OddInstances,
}

/// Adds an instance that points to the digital object. Gives false, and changes nothing, where there is one already.
///
/// # Errors
/// Where the body is not a record.
pub fn add_digital_object_instance(body: &mut Value, digital_object: &RecordUri) -> Result<bool, EditError> {
    let record = body.as_object_mut().ok_or(EditError::NotARecord)?;
    let instances = record.entry("instances").or_insert_with(|| Value::Array(Vec::new()));
    let instances = instances.as_array_mut().ok_or(EditError::OddInstances)?;
    if instances.iter().any(|instance| points_to(instance, digital_object)) {
        return Ok(false);
    }
    instances.push(json!({
        "instance_type": "digital_object",
        "jsonmodel_type": "instance",
        "is_representative": false,
        "digital_object": {"ref": digital_object.to_string()},
    }));
    Ok(true)
}

/// Removes every instance that points to the digital object. Gives false, and changes nothing, where there is none.
///
/// # Errors
/// Where the body is not a record.
pub fn remove_digital_object_instance(body: &mut Value, digital_object: &RecordUri) -> Result<bool, EditError> {
    let record = body.as_object_mut().ok_or(EditError::NotARecord)?;
    let Some(instances) = record.get_mut("instances") else {
        return Ok(false);
    };
    let instances = instances.as_array_mut().ok_or(EditError::OddInstances)?;
    let before = instances.len();
    instances.retain(|instance| !points_to(instance, digital_object));
    Ok(instances.len() < before)
}

/// The record as it is sent back: without `position`. A position that was read earlier would undo a reordering made since,
/// which `lock_version` does not show.
#[must_use]
pub fn for_sending(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(record) = body.as_object_mut() {
        record.shift_remove("position");
    }
    body
}

fn points_to(instance: &Value, digital_object: &RecordUri) -> bool {
    let target = instance
        .get("digital_object")
        .and_then(|object| object.get("ref"))
        .and_then(Value::as_str);
    target.and_then(|uri| uri.parse::<RecordUri>().ok()) == Some(*digital_object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RecordKind, RepositoryId};
    use proptest::prelude::*;
    use serde_json::Map;

    fn object(id: u64) -> RecordUri {
        RecordUri::new(RepositoryId(2), RecordKind::DigitalObject, id)
    }

    fn instance(kind: u8, id: u64) -> Value {
        match kind {
            0 => json!({"instance_type": "digital_object", "digital_object": {"ref": object(id).to_string()}, "created_by": "ada"}),
            1 => {
                json!({"instance_type": "mixed_materials", "sub_container": {"top_container": {"ref": "/repositories/2/top_containers/1"}}})
            }
            _ => json!({"instance_type": "text", "unheard_of": [id, null, "é"]}),
        }
    }

    fn record() -> impl Strategy<Value = Value> {
        let field = ("[a-z_]{1,10}", "\\PC{0,12}").prop_map(|(name, text)| (name, Value::from(text)));
        let instances = prop::collection::vec((0u8..3, 1u64..6).prop_map(|(kind, id)| instance(kind, id)), 0..6);
        (
            prop::collection::vec(field, 0..8),
            instances,
            any::<bool>(),
            prop::collection::vec(("[A-Z]{1,8}", any::<i64>()), 0..4),
        )
            .prop_map(|(before, instances, positioned, after)| {
                let mut map: Map<String, Value> = before
                    .into_iter()
                    .filter(|(name, _)| name != "position" && name != "instances")
                    .collect();
                map.insert("instances".into(), instances.into());
                if positioned {
                    map.insert("position".into(), 3.into());
                }
                map.extend(after.into_iter().map(|(name, number)| (name, Value::from(number))));
                Value::Object(map)
            })
    }

    /// The record as text with nothing where its instances were: equal texts mean that every other byte is equal.
    fn rest(body: &Value) -> String {
        let mut body = body.clone();
        body["instances"] = Value::Null;
        body.to_string()
    }

    proptest! {
        #[test]
        fn adding_changes_only_the_instances_and_only_at_their_end(body in record(), id in 1u64..8) {
            let mut edited = body.clone();
            let added = add_digital_object_instance(&mut edited, &object(id));
            prop_assert_eq!(rest(&edited), rest(&body));
            let (old, new) = (body["instances"].as_array().map_or(0, Vec::len), edited["instances"].as_array().map_or(0, Vec::len));
            prop_assert_eq!(new - old, usize::from(added == Ok(true)));
            for place in 0..old {
                prop_assert_eq!(body["instances"][place].to_string(), edited["instances"][place].to_string());
            }
            prop_assert_eq!(add_digital_object_instance(&mut edited, &object(id)), Ok(false));
        }

        #[test]
        fn removing_what_was_added_brings_back_every_byte(body in record(), id in 1u64..8) {
            let mut edited = body.clone();
            if add_digital_object_instance(&mut edited, &object(id)) == Ok(true) {
                prop_assert_eq!(remove_digital_object_instance(&mut edited, &object(id)), Ok(true));
                prop_assert_eq!(edited.to_string(), body.to_string());
            }
        }

        #[test]
        fn removing_leaves_everything_else(body in record(), id in 1u64..8) {
            let mut edited = body.clone();
            prop_assert!(remove_digital_object_instance(&mut edited, &object(id)).is_ok());
            prop_assert_eq!(rest(&edited), rest(&body));
            let kept: Vec<String> = body["instances"].as_array().into_iter().flatten()
                .filter(|item| !points_to(item, &object(id))).map(Value::to_string).collect();
            let left: Vec<String> = edited["instances"].as_array().into_iter().flatten().map(Value::to_string).collect();
            prop_assert_eq!(kept, left);
        }

        #[test]
        fn sending_leaves_out_the_position_and_nothing_else(body in record()) {
            let sent = for_sending(&body);
            let kept: Vec<(String, String)> = body.as_object().into_iter().flatten()
                .filter(|(name, _)| *name != "position").map(|(name, value)| (name.clone(), value.to_string())).collect();
            let left: Vec<(String, String)> = sent.as_object().into_iter().flatten()
                .map(|(name, value)| (name.clone(), value.to_string())).collect();
            prop_assert_eq!(kept, left);
        }
    }

    #[test]
    fn odd_bodies_are_refused() {
        assert_eq!(add_digital_object_instance(&mut json!([]), &object(1)), Err(EditError::NotARecord));
        assert_eq!(
            add_digital_object_instance(&mut json!({"instances": 1}), &object(1)),
            Err(EditError::OddInstances)
        );
        assert_eq!(remove_digital_object_instance(&mut json!({}), &object(1)), Ok(false));
    }
}
