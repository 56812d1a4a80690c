//! Planning the end of links.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::join::{Draft, value_changes};
use super::values::{LinkValues, values_before};
use super::{LinkContext, described_pairs, points_to, without_repeats};
use crate::domain::{AssetId, RecordUri};
use crate::plan::condition::substance;
use crate::plan::ledger::plural;
use crate::plan::{
    Action, Change, ChangeId, Condition, Decision, DigitalObjectRef, Effect, FieldChange, Finding, NewInstance, Plan, Stage, Target,
    Workflow,
};

/// Plans to take these links away: the instances, the values in iconik, and, held back until a person says so, digital
/// objects that Archway made and that nothing else uses.
#[must_use]
pub fn plan_unlinks(context: &LinkContext<'_>, wanted: &[(AssetId, RecordUri)]) -> Plan {
    let wanted = without_repeats(wanted);
    let mut changes: Vec<Change> = Vec::new();
    let detached = detach(context, &wanted, &mut changes);
    clear_fields(context, &wanted, &mut changes);
    offer_deletions(context, &wanted, &detached, &mut changes);
    let mut notices = Vec::new();
    if changes.is_empty() {
        notices.push(Finding::note(
            "Neither system shows these links any more; there is nothing to take away",
        ));
    }
    Plan {
        id: context.head.id,
        workflow: Workflow::Unlink,
        title: format!("Take away {}", plural(wanted.len(), "link", "links")),
        created: context.head.now,
        author: context.head.author.clone(),
        undoes: None,
        pairs: described_pairs(context, &wanted),
        notices,
        changes,
        stage: Stage::Review,
        restrict: None,
    }
}

/// A digital object that comes off a record, and the change that does it.
struct Detached {
    asset: AssetId,
    digital_object: RecordUri,
    change: ChangeId,
}

fn detach(context: &LinkContext<'_>, wanted: &[(AssetId, RecordUri)], changes: &mut Vec<Change>) -> Vec<Detached> {
    let mut by_record: IndexMap<RecordUri, BTreeSet<AssetId>> = IndexMap::new();
    for (asset, record) in wanted {
        by_record.entry(*record).or_default().insert(*asset);
    }
    let mut detached = Vec::new();
    for (record, assets) in by_record {
        let Some(in_context) = context.snapshots.records.get(&record) else {
            continue;
        };
        let body = &in_context.snapshot.body;
        let mut instances = Vec::new();
        let mut gone: Vec<(AssetId, RecordUri)> = Vec::new();
        for (index, instance) in body
            .get("instances")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            let Some(uri) = digital_object_of(instance) else { continue };
            let asset = context.snapshots.stands_for.get(&uri).copied();
            let Some(asset) = asset.filter(|asset| assets.contains(asset)) else {
                continue;
            };
            instances.push(NewInstance {
                digital_object: DigitalObjectRef::Existing(uri),
                template: substance(instance),
                index: Some(index),
            });
            gone.push((asset, uri));
        }
        if instances.is_empty() {
            continue;
        }
        let id = next_id(changes);
        let draft = Draft {
            effect: Effect::Alter,
            target: Target::Record { uri: record },
            label: in_context.snapshot.record.label(),
            fields: gone
                .iter()
                .map(|(asset, _)| FieldChange::cleared("instance", format!("digital object “{}”", title(context, *asset))))
                .collect(),
            because: "the link is taken away".to_owned(),
            conditions: vec![Condition::unchanged(record, body)],
            needs: Vec::new(),
            findings: Vec::new(),
            action: Action::DetachDigitalObjects { record, instances },
        };
        changes.push(draft.into_change(id));
        detached.extend(gone.into_iter().map(|(asset, digital_object)| Detached {
            asset,
            digital_object,
            change: id,
        }));
    }
    detached
}

fn clear_fields(context: &LinkContext<'_>, wanted: &[(AssetId, RecordUri)], changes: &mut Vec<Change>) {
    let Some(view) = context.view else { return };
    let mut by_asset: IndexMap<AssetId, Vec<RecordUri>> = IndexMap::new();
    for (asset, record) in wanted {
        by_asset.entry(*asset).or_default().push(*record);
    }
    for (asset, records) in by_asset {
        let Some(snapshot) = context.snapshots.assets.get(&asset) else {
            continue;
        };
        let mut values = LinkValues::of(snapshot);
        for record in &records {
            values.remove(*record);
        }
        let (before, after) = (values_before(snapshot), values.to_values());
        if before == after {
            continue;
        }
        let names: Vec<String> = records.iter().map(ToString::to_string).collect();
        let draft = Draft {
            effect: Effect::Alter,
            target: Target::Asset { id: asset },
            label: snapshot.asset.title.clone(),
            fields: value_changes(&before, &after),
            because: "the link is taken away".to_owned(),
            conditions: vec![Condition::AssetFields {
                asset,
                values: before.clone(),
            }],
            needs: Vec::new(),
            findings: Vec::new(),
            action: Action::UpdateAsset {
                asset,
                view: view.to_owned(),
                before,
                after,
                note: format!("Archway: no longer linked to {}", names.join(", ")),
            },
        };
        let id = next_id(changes);
        changes.push(draft.into_change(id));
    }
}

fn offer_deletions(context: &LinkContext<'_>, wanted: &[(AssetId, RecordUri)], detached: &[Detached], changes: &mut Vec<Change>) {
    let mut offered: BTreeSet<RecordUri> = BTreeSet::new();
    for gone in detached {
        let key = (gone.digital_object.repository, gone.asset);
        let known = context.snapshots.digital_objects.get(&key);
        let Some(known) = known.filter(|known| known.record.uri == gone.digital_object) else {
            continue;
        };
        let owners = context
            .snapshots
            .owners
            .get(&gone.digital_object)
            .cloned()
            .unwrap_or_else(|| owners_in(&known.body));
        let all_parted = owners.iter().all(|owner| wanted.contains(&(gone.asset, *owner)));
        let is_archways = known.body.get("digital_object_id").and_then(Value::as_str) == Some(gone.asset.to_string().as_str())
            && points_to(&known.body, gone.asset);
        if !all_parted || !is_archways || !offered.insert(gone.digital_object) {
            continue;
        }
        let needs = detached
            .iter()
            .filter(|other| other.digital_object == gone.digital_object)
            .map(|other| other.change)
            .collect();
        let draft = Draft {
            effect: Effect::Remove,
            target: Target::Record { uri: gone.digital_object },
            label: title(context, gone.asset),
            fields: vec![FieldChange::cleared("digital object", title(context, gone.asset))],
            because: "no other record uses this digital object".to_owned(),
            conditions: vec![Condition::unchanged(gone.digital_object, &known.body)],
            needs,
            findings: vec![Finding::warning(
                "This deletes the digital object in ArchivesSpace. It stays unless you accept the deletion",
            )],
            action: Action::DeleteDigitalObject {
                digital_object: gone.digital_object,
                body: postable(&known.body),
                asset: gone.asset,
            },
        };
        let mut change = draft.into_change(next_id(changes));
        change.decision = Decision::Held;
        changes.push(change);
    }
}

/// The records that a digital object names as its owners.
#[must_use]
pub fn owners_in(digital_object: &Value) -> Vec<RecordUri> {
    let owners = digital_object.get("linked_instances").and_then(Value::as_array).map(Vec::as_slice);
    owners
        .unwrap_or_default()
        .iter()
        .filter_map(|owner| owner.get("ref")?.as_str()?.parse().ok())
        .collect()
}

/// The record as it would have to be posted to make it again.
fn postable(body: &Value) -> Value {
    let mut postable = substance(body);
    if let Some(map) = postable.as_object_mut() {
        for read_only in ["uri", "repository", "tree", "suppressed", "is_slug_auto"] {
            map.shift_remove(read_only);
        }
    }
    postable
}

fn digital_object_of(instance: &Value) -> Option<RecordUri> {
    instance.get("digital_object")?.get("ref")?.as_str()?.parse().ok()
}

fn title(context: &LinkContext<'_>, asset: AssetId) -> String {
    context
        .snapshots
        .assets
        .get(&asset)
        .map_or_else(|| asset.to_string(), |snapshot| snapshot.asset.title.clone())
}

fn next_id(changes: &[Change]) -> ChangeId {
    ChangeId(u32::try_from(changes.len() + 1).unwrap_or(u32::MAX))
}
