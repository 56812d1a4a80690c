//! Placeholders: what a change writes may name records that an earlier change of the same plan makes. Until then the address is a
//! text that says which change makes it.

use serde_json::Value;

use super::{ChangeId, Plan};

const PREFIX: &str = "archway:made-by/";

/// Stands for the address of what that change makes.
#[must_use]
pub fn made_by(change: ChangeId) -> String {
    format!("{PREFIX}{change}")
}

/// The change that a placeholder names.
#[must_use]
pub fn maker(text: &str) -> Option<ChangeId> {
    text.strip_prefix(PREFIX)?.parse().ok().map(ChangeId)
}

/// All changes whose products a value names.
#[must_use]
pub fn makers(value: &Value) -> Vec<ChangeId> {
    let mut found = Vec::new();
    gather(value, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn gather(value: &Value, found: &mut Vec<ChangeId>) {
    match value {
        Value::String(text) => found.extend(maker(text)),
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Object(map) => map.values().for_each(|value| gather(value, found)),
        _ => {}
    }
}

/// The value with every placeholder replaced by the address of what was made.
///
/// # Errors
/// The change that has not been made.
pub fn settled(value: &Value, plan: &Plan) -> Result<Value, ChangeId> {
    Ok(match value {
        Value::String(text) => match maker(text) {
            Some(change) => Value::String(
                plan.change(change)
                    .and_then(|change| change.outcome.receipt())
                    .and_then(|receipt| receipt.made.clone())
                    .ok_or(change)?,
            ),
            None => value.clone(),
        },
        Value::Array(items) => Value::Array(items.iter().map(|item| settled(item, plan)).collect::<Result<_, _>>()?),
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| Ok((key.clone(), settled(value, plan)?)))
                .collect::<Result<_, ChangeId>>()?,
        ),
        other => other.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn makers_are_found_at_any_depth() {
        let value = json!({"linked_agents": [{"ref": made_by(ChangeId(7))}], "x": [made_by(ChangeId(2)), "archway:made-by/x"]});
        assert_eq!(makers(&value), vec![ChangeId(2), ChangeId(7)]);
    }
}
