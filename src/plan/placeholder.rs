//! Placeholders: what a change writes may name records that an earlier change of the same plan makes. Until then the address is a
//! text that says which change makes it.

use serde_json::Value;

use super::{Action, ChangeId, Edit, Plan};

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

/// All changes whose products an action names.
#[must_use]
pub fn makers_of(action: &Action) -> Vec<ChangeId> {
    let mut found = Vec::new();
    for_each_value(action, |value| gather(value, &mut found));
    found.sort_unstable();
    found.dedup();
    found
}

/// The action with every placeholder replaced by the address of what was made.
///
/// # Errors
/// The change that has not been made.
pub fn settled_action(action: &Action, plan: &Plan) -> Result<Action, ChangeId> {
    let mut action = action.clone();
    for value in values_mut(&mut action) {
        *value = settled(value, plan)?;
    }
    Ok(action)
}

/// Puts placeholders where an action names an address that is about to change. True where it named one.
pub(super) fn follow(action: &mut Action, old: &str, maker: ChangeId) -> bool {
    let new = Value::String(made_by(maker));
    let mut followed = false;
    for value in values_mut(action) {
        followed |= put(value, old, &new);
    }
    followed
}

/// Puts `new` wherever `old` stands. Every place counts, so nothing stops at the first.
fn put(value: &mut Value, old: &str, new: &Value) -> bool {
    let mut found = false;
    match value {
        Value::String(text) if text == old => {
            *value = new.clone();
            found = true;
        }
        Value::Array(items) => {
            for item in items {
                found |= put(item, old, new);
            }
        }
        Value::Object(map) => {
            for item in map.values_mut() {
                found |= put(item, old, new);
            }
        }
        _ => {}
    }
    found
}

/// Every value of an action that may hold a placeholder.
fn for_each_value<'a>(action: &'a Action, mut see: impl FnMut(&'a Value)) {
    match action {
        Action::CreateDigitalObject { body, .. } | Action::CreateArchivalObject { body, .. } | Action::CreateAuthority { body, .. } => {
            see(body);
        }
        Action::UpdateAsset { after, .. } => after.values().flatten().for_each(see),
        Action::EditRecord { edits, .. } => {
            for edit in edits.values().flatten() {
                match edit {
                    Edit::Set { before, after, .. } | Edit::Replace { before, after, .. } => {
                        see(before);
                        see(after);
                    }
                    Edit::Add { item, .. } | Edit::Remove { item, .. } => see(item),
                }
            }
        }
        _ => {}
    }
}

fn values_mut(action: &mut Action) -> Vec<&mut Value> {
    match action {
        Action::CreateDigitalObject { body, .. } | Action::CreateArchivalObject { body, .. } | Action::CreateAuthority { body, .. } => {
            vec![body]
        }
        Action::UpdateAsset { after, .. } => after.values_mut().flatten().collect(),
        Action::EditRecord { edits, .. } => edits
            .values_mut()
            .flatten()
            .flat_map(|edit| match edit {
                Edit::Set { before, after, .. } | Edit::Replace { before, after, .. } => vec![before, after],
                Edit::Add { item, .. } | Edit::Remove { item, .. } => vec![item],
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_action_follows_what_is_made_again() {
        let mut action = Action::EditRecord {
            record: crate::domain::RecordUri::new(crate::domain::RepositoryId(2), crate::domain::RecordKind::ArchivalObject, 3),
            edits: [(
                "subjects".to_owned(),
                vec![Edit::Add {
                    list: "subjects".into(),
                    item: json!({"ref": "/subjects/9"}),
                }],
            )]
            .into_iter()
            .collect(),
        };
        assert!(!follow(&mut action, "/subjects/8", ChangeId(4)));
        assert!(follow(&mut action, "/subjects/9", ChangeId(4)));
        assert_eq!(makers_of(&action), vec![ChangeId(4)]);
    }

    #[test]
    fn makers_are_found_at_any_depth() {
        let value = json!({"linked_agents": [{"ref": made_by(ChangeId(7))}], "x": [made_by(ChangeId(2)), "archway:made-by/x"]});
        assert_eq!(makers(&value), vec![ChangeId(2), ChangeId(7)]);
    }
}
