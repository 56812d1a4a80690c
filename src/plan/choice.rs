//! Choosing another way out of a conflict, and taking a change apart so that its fields can be decided one by one.

use serde_json::Value;

use super::placeholder::makers_of;
use super::{Action, Alternative, Change, ChangeId, Condition, Decision, Edit, Nature, Outcome, Plan};

/// Puts an alternative in the place of what a conflict proposed; what was proposed becomes an alternative. The decision is open again.
/// False where there is no such change or alternative, or where it is made already.
pub fn choose(plan: &mut Plan, change: ChangeId, alternative: usize) -> bool {
    let Some(change) = plan.change_mut(change).filter(|change| is_settled_or_new(change)) else {
        return false;
    };
    let Nature::Conflict { conflict } = &mut change.nature else {
        return false;
    };
    let Some(chosen) = conflict.alternatives.get_mut(alternative) else {
        return false;
    };
    let proposed = Alternative {
        label: std::mem::replace(&mut conflict.proposal, chosen.label.clone()),
        effect: change.effect,
        target: change.target.clone(),
        fields: change.fields.clone(),
        conditions: change.conditions.clone(),
        action: change.action.clone(),
        agrees: change.agrees.clone(),
    };
    let chosen = std::mem::replace(chosen, proposed);
    change.effect = chosen.effect;
    change.target = chosen.target;
    change.fields = chosen.fields;
    change.conditions = chosen.conditions;
    change.action = chosen.action;
    change.agrees = chosen.agrees;
    change.decision = Decision::Undecided;
    true
}

/// Takes a change with several fields apart: one change a field, the first keeping the number. Gives the numbers of all parts; empty
/// where it cannot be taken apart.
pub fn take_apart(plan: &mut Plan, change: ChangeId) -> Vec<ChangeId> {
    let Some(whole) = plan.change(change).filter(|change| can_be_taken_apart(change)).cloned() else {
        return Vec::new();
    };
    let mut parts = parts_of(&whole);
    if parts.len() < 2 {
        return Vec::new();
    }
    for part in &mut parts {
        part.needs = needs_of(plan, &whole, &part.action);
    }
    let next = plan.changes.iter().map(|change| change.id.0).max().unwrap_or_default() + 1;
    let mut numbers = Vec::new();
    for (place, mut part) in parts.into_iter().enumerate() {
        if place > 0 {
            part.id = ChangeId(next + u32::try_from(place - 1).unwrap_or_default());
        }
        numbers.push(part.id);
        if place == 0 {
            if let Some(known) = plan.change_mut(change) {
                *known = part;
            }
        } else {
            plan.changes.push(part);
        }
    }
    // Whatever needed the whole needs all of its parts.
    for later in &mut plan.changes {
        if later.needs.contains(&change) && !numbers.contains(&later.id) {
            later.needs.extend(numbers.iter().skip(1));
        }
    }
    numbers
}

/// True where a change has several fields that can be decided one by one.
#[must_use]
pub fn can_be_taken_apart(change: &Change) -> bool {
    let fields = match &change.action {
        Action::EditRecord { edits, .. } => edits.len(),
        Action::UpdateAsset { after, .. } => after.len(),
        _ => return false,
    };
    // The fields of a link belong together: value n of each speaks of one record.
    fields > 1 && fields == change.fields.len() && change.nature.is_description() && is_settled_or_new(change)
}

/// False for what is made, and for what may have been sent: only looking settles that, and it looks for what was sent.
fn is_settled_or_new(change: &Change) -> bool {
    change.outcome.is_open() && change.outcome != Outcome::InDoubt
}

/// What a part needs of what the whole needs: what it names, and values that it writes.
fn needs_of(plan: &Plan, whole: &Change, part: &Action) -> Vec<ChangeId> {
    let made = makers_of(part);
    let names = |need: &ChangeId| match plan.change(*need).map(|need| &need.action) {
        Some(Action::CreateAuthority { .. } | Action::CreateDigitalObject { .. } | Action::CreateArchivalObject { .. }) => {
            made.contains(need)
        }
        Some(Action::AddEnumerationValue { value, .. }) => writes(part, value),
        _ => true,
    };
    whole.needs.iter().copied().filter(names).collect()
}

/// What must hold of the fields that a part writes.
fn conditions_of(whole: &Change, field: &str) -> Vec<Condition> {
    let narrowed = |condition: &Condition| match condition {
        Condition::AssetFields { asset, values } => Condition::AssetFields {
            asset: *asset,
            values: values
                .iter()
                .filter(|(name, _)| *name == field)
                .map(|(name, values)| (name.clone(), values.clone()))
                .collect(),
        },
        other => other.clone(),
    };
    whole.conditions.iter().map(narrowed).collect()
}

/// True where an action writes a text as one of its values.
fn writes(action: &Action, text: &str) -> bool {
    fn holds(value: &Value, text: &str) -> bool {
        match value {
            Value::String(known) => known == text,
            Value::Array(items) => items.iter().any(|item| holds(item, text)),
            Value::Object(map) => map.values().any(|value| holds(value, text)),
            _ => false,
        }
    }
    match action {
        Action::EditRecord { edits, .. } => edits.values().flatten().any(|edit| match edit {
            Edit::Set { after, .. } | Edit::Replace { after, .. } => holds(after, text),
            Edit::Add { item, .. } => holds(item, text),
            Edit::Remove { .. } => false,
        }),
        _ => true,
    }
}

fn parts_of(whole: &Change) -> Vec<Change> {
    match &whole.action {
        // One line of fields stands for the edits of one field, in order: planners write them so.
        Action::EditRecord { record, edits } if edits.len() == whole.fields.len() => edits
            .iter()
            .zip(&whole.fields)
            .map(|((key, edits), field)| Change {
                fields: vec![field.clone()],
                agrees: agreements_for(whole, key),
                action: Action::EditRecord {
                    record: *record,
                    edits: [(key.clone(), edits.clone())].into_iter().collect(),
                },
                decision: Decision::Undecided,
                ..whole.clone()
            })
            .collect(),
        Action::UpdateAsset {
            asset,
            view,
            before,
            after,
            note,
        } if after.len() == whole.fields.len() => after
            .iter()
            .zip(&whole.fields)
            .map(|((name, values), field)| Change {
                fields: vec![field.clone()],
                agrees: agreements_for(whole, &asset_field_key(name)),
                conditions: conditions_of(whole, name),
                action: Action::UpdateAsset {
                    asset: *asset,
                    view: view.clone(),
                    before: before
                        .iter()
                        .filter(|(known, _)| *known == name)
                        .map(|(name, values)| (name.clone(), values.clone()))
                        .collect(),
                    after: [(name.clone(), values.clone())].into_iter().collect(),
                    note: note.clone(),
                },
                decision: Decision::Undecided,
                ..whole.clone()
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Key of a metadata field of iconik, as mapping profiles write it.
#[must_use]
pub fn asset_field_key(name: &str) -> String {
    format!("field:{name}")
}

fn agreements_for(whole: &Change, field: &str) -> Vec<super::Agreement> {
    whole.agrees.iter().filter(|agreement| agreement.field == field).cloned().collect()
}
