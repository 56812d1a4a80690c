//! Comparing values of metadata fields. iconik gives numbers and truth values as such or as text, depending on where one asks.

use indexmap::IndexMap;
use serde_json::Value;

use crate::plan::FieldValues;

/// Values of the fields that a change writes, as text; fields without a value are empty lists.
pub(super) fn only(now: &IndexMap<String, Vec<Value>>, fields: &FieldValues) -> FieldValues {
    fields
        .keys()
        .map(|field| (field.clone(), now.get(field).map(|values| texts(values)).unwrap_or_default()))
        .collect()
}

/// Values before, as text, of just the fields that a change writes.
pub(super) fn padded(values: &FieldValues) -> FieldValues {
    values.iter().map(|(field, values)| (field.clone(), texts(values))).collect()
}

fn texts(values: &[Value]) -> Vec<Value> {
    values.iter().map(text).collect()
}

/// `3` and `3.0` are one number, and `"3"` is how iconik may write it. Texts are what they are: `"007"` is no 7.
fn text(value: &Value) -> Value {
    match value {
        Value::String(_) => value.clone(),
        Value::Number(number) => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e15);
            Value::String(whole.map_or_else(|| number.to_string(), |number| format!("{number:.0}")))
        }
        other => Value::String(other.to_string()),
    }
}

/// Values of the fields that a change writes, as a search hit shows them; `None` where it shows no metadata at all.
pub(super) fn of_hit(hit: &Value, fields: &FieldValues) -> Option<FieldValues> {
    let metadata = hit.get("metadata")?.as_object()?;
    let values = fields.keys().map(|field| {
        let now = match metadata.get(field) {
            Some(Value::Array(now)) => texts(now),
            Some(Value::Null) | None => Vec::new(),
            Some(one) => texts(std::slice::from_ref(one)),
        };
        (field.clone(), now)
    });
    Some(values.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        let after: FieldValues = [("year".to_owned(), vec![json!(1981)]), ("shown".to_owned(), vec![json!(true)])]
            .into_iter()
            .collect();
        for hit in [
            json!({"metadata": {"year": [1981.0], "shown": ["true"], "other": ["x"]}}),
            json!({"metadata": {"year": "1981", "shown": true}}),
        ] {
            assert_eq!(of_hit(&hit, &after), Some(padded(&after)), "{hit}");
        }
        assert_ne!(text(&json!("007")), text(&json!(7)));
        assert_eq!(of_hit(&json!({"id": "x"}), &after), None);
    }
}
