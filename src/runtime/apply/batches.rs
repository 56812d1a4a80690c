//! Batches: changes of one sort that are looked at, sent and read back together, in the order of the plan.

use std::collections::{HashMap, HashSet};

use crate::domain::AssetId;
use crate::plan::{Action, ChangeId, Plan};

/// Most changes in a batch.
const TOGETHER: usize = 50;

/// Most assets in a batch where nothing is noted in their histories.
const ASSETS_TOGETHER: usize = 400;

/// Most changes of access in a batch: entries of lists go many assets at a time, everything else asset by asset.
const ACCESS_TOGETHER: usize = 100;

/// A batch that is being filled.
struct Batch<'a> {
    changes: Vec<ChangeId>,
    most: usize,
    /// Fields of assets that its changes write.
    fields: HashSet<(AssetId, &'a str)>,
}

/// Puts the changes of a wave into batches.
pub(super) fn batches(plan: &Plan, wave: &[ChangeId]) -> Vec<Vec<ChangeId>> {
    let mut batches: Vec<Batch<'_>> = Vec::new();
    // The batch of each sort that is filled now: earlier ones are full, or must be done before a change that came later.
    let mut filling: HashMap<String, usize> = HashMap::new();
    for id in wave {
        let Some(change) = plan.change(*id) else { continue };
        let sort = sort_of(&change.action);
        let fields = fields_of(&change.action);
        let place = filling.get(&sort).copied().filter(|place| {
            let batch = &batches[*place];
            batch.changes.len() < batch.most && !fields.iter().any(|field| batch.fields.contains(field))
        });
        let place = place.unwrap_or_else(|| {
            batches.push(Batch {
                changes: Vec::new(),
                most: most_of(&change.action),
                fields: HashSet::new(),
            });
            filling.insert(sort, batches.len() - 1);
            batches.len() - 1
        });
        batches[place].changes.push(*id);
        batches[place].fields.extend(fields);
    }
    batches.into_iter().map(|batch| batch.changes).collect()
}

/// Two changes of one field of an asset are never in one batch: the second is looked at once the first stands.
fn fields_of(action: &Action) -> Vec<(AssetId, &str)> {
    match action {
        Action::UpdateAsset { asset, after, .. } => after.keys().map(|field| (*asset, field.as_str())).collect(),
        Action::SetAccess { change } => vec![(change.asset, "who can see it")],
        _ => Vec::new(),
    }
}

fn most_of(action: &Action) -> usize {
    match action {
        Action::UpdateAsset { note, .. } if note.is_empty() => ASSETS_TOGETHER,
        Action::SetAccess { .. } => ACCESS_TOGETHER,
        _ => TOGETHER,
    }
}

fn sort_of(action: &Action) -> String {
    match action {
        Action::CreateDigitalObject { repository, .. } => format!("create {repository}"),
        Action::AttachDigitalObjects { record, .. } | Action::DetachDigitalObjects { record, .. } => {
            format!("instances {} {:?}", record.repository, record.kind)
        }
        Action::DeleteDigitalObject { digital_object, .. }
        | Action::AddFileVersion { digital_object, .. }
        | Action::RemoveFileVersion { digital_object, .. } => format!("digital objects {}", digital_object.repository),
        Action::UpdateAsset { view, note, .. } if note.is_empty() => format!("assets in bulk {view}"),
        Action::UpdateAsset { view, .. } => format!("assets {view}"),
        Action::SetAccess { .. } => "access".to_owned(),
        Action::SetCollectionShares { .. } => "collection shares".to_owned(),
        Action::CreateArchivalObject { repository, .. } => format!("create archival objects {repository}"),
        Action::DeleteArchivalObject { record, .. } => format!("delete archival objects {}", record.repository),
        Action::EditRecord { record, .. } => format!("edit {} {:?}", record.repository, record.kind),
        Action::CreateAuthority { .. } | Action::DeleteAuthority { .. } => "authorities".to_owned(),
        Action::AddEnumerationValue { .. } | Action::RemoveEnumerationValue { .. } => "enumerations".to_owned(),
        Action::CreateMetadataField { .. }
        | Action::DeleteMetadataField { .. }
        | Action::CreateMetadataView { .. }
        | Action::DeleteMetadataView { .. } => "definitions".to_owned(),
    }
}
