//! Inverses: taking an applied plan back is itself a plan, reviewed the same way.

use jiff::Timestamp;
use serde_json::Value;

use indexmap::IndexMap;

use super::inverse_access;
use super::placeholder::{follow, settled};
use super::{
    Action, Agreement, Change, ChangeId, Condition, Decision, DigitalObjectRef, Edit, Effect, FieldChange, FieldValues, Finding, Nature,
    NewInstance, Outcome, Plan, PlanId, Receipt, Stage, Target, Workflow,
};
use crate::domain::RecordUri;

/// Who undoes, when, and what the new plan is called.
#[derive(Debug, Clone)]
pub struct UndoRequest {
    /// Name of the new plan.
    pub id: PlanId,
    /// When.
    pub now: Timestamp,
    /// By whom.
    pub author: String,
}

/// The plan that takes back what was done of another, last change first. What was already there before is left alone.
#[must_use]
pub fn undo(plan: &Plan, request: UndoRequest) -> Plan {
    let mut changes: Vec<Change> = Vec::new();
    let mut undone: Vec<(ChangeId, ChangeId)> = Vec::new();
    let mut remade: Vec<Remade> = Vec::new();
    for change in plan.changes.iter().rev() {
        let Some(receipt) = change.outcome.receipt().filter(|receipt| !receipt.already_there) else {
            continue;
        };
        let Some(mut inverse) = inverse_of(plan, change, receipt) else {
            continue;
        };
        inverse.id = ChangeId(u32::try_from(changes.len() + 1).unwrap_or(u32::MAX));
        // What needed this change then must be taken back before it now.
        inverse.needs = undone
            .iter()
            .filter(|(original, _)| plan.change(*original).is_some_and(|later| later.needs.contains(&change.id)))
            .map(|(_, inverse)| *inverse)
            .collect();
        undone.push((change.id, inverse.id));
        remade.extend(Remade::by(&change.action, inverse.id));
        changes.push(inverse);
    }
    follow_remade(&mut changes, &remade);
    Plan {
        id: request.id,
        workflow: Workflow::Undo,
        title: format!("Undo: {}", plan.title),
        created: request.now,
        author: request.author,
        undoes: Some(plan.id),
        pairs: plan.pairs.clone(),
        notices: Vec::new(),
        changes,
        stage: Stage::Review,
        restrict: inverse_access::review_of(plan),
    }
}

/// Something that was deleted and is made again, under a new address.
struct Remade {
    address: String,
    digital_object: Option<RecordUri>,
    maker: ChangeId,
}

impl Remade {
    fn by(deletion: &Action, maker: ChangeId) -> Option<Self> {
        let (address, digital_object) = match deletion {
            Action::DeleteDigitalObject { digital_object, .. } => (digital_object.to_string(), Some(*digital_object)),
            Action::DeleteArchivalObject { record, .. } => (record.to_string(), None),
            Action::DeleteAuthority { authority, .. } => (authority.to_string(), None),
            _ => return None,
        };
        Some(Self {
            address,
            digital_object,
            maker,
        })
    }
}

/// What is made again gets a new address: whatever names it in the same plan must name the new one.
fn follow_remade(changes: &mut [Change], remade: &[Remade]) {
    if remade.is_empty() {
        return;
    }
    for change in changes {
        if let Action::AttachDigitalObjects { instances, .. } = &mut change.action {
            for instance in instances {
                let DigitalObjectRef::Existing(old) = instance.digital_object else {
                    continue;
                };
                if let Some(made) = remade.iter().find(|made| made.digital_object == Some(old)) {
                    instance.digital_object = DigitalObjectRef::MadeBy(made.maker);
                }
            }
            continue;
        }
        for made in remade.iter().filter(|made| made.maker != change.id) {
            if follow(&mut change.action, &made.address, made.maker) && !change.needs.contains(&made.maker) {
                change.needs.push(made.maker);
            }
        }
    }
}

fn inverse_of(plan: &Plan, change: &Change, receipt: &Receipt) -> Option<Change> {
    let (effect, target, action, conditions) = match &change.action {
        Action::CreateDigitalObject { body, asset, .. } => {
            let digital_object = receipt.made_record()?;
            let action = Action::DeleteDigitalObject {
                digital_object,
                body: settled(body, plan).ok()?,
                asset: *asset,
            };
            (Effect::Remove, Target::Record { uri: digital_object }, action, Vec::new())
        }
        Action::DeleteDigitalObject {
            digital_object,
            body,
            asset,
        } => {
            let repository = digital_object.repository;
            let action = Action::CreateDigitalObject {
                repository,
                asset: *asset,
                body: body.clone(),
            };
            let condition = Condition::NoDigitalObject {
                repository,
                digital_object_id: asset.to_string(),
            };
            (
                Effect::Add,
                Target::NewRecord {
                    repository,
                    kind: digital_object.kind,
                },
                action,
                vec![condition],
            )
        }
        Action::AddFileVersion {
            digital_object,
            file_version,
        } => {
            let action = Action::RemoveFileVersion {
                digital_object: *digital_object,
                file_version: file_version.clone(),
            };
            (Effect::Alter, Target::Record { uri: *digital_object }, action, Vec::new())
        }
        Action::RemoveFileVersion {
            digital_object,
            file_version,
        } => {
            let action = Action::AddFileVersion {
                digital_object: *digital_object,
                file_version: file_version.clone(),
            };
            (Effect::Alter, Target::Record { uri: *digital_object }, action, Vec::new())
        }
        Action::AttachDigitalObjects { record, instances } => {
            let existing = settled_instances(plan, instances, receipt)?;
            let action = Action::DetachDigitalObjects {
                record: *record,
                instances: existing,
            };
            (Effect::Alter, Target::Record { uri: *record }, action, Vec::new())
        }
        Action::DetachDigitalObjects { record, instances } => {
            let back = removed_instances(receipt).unwrap_or_else(|| instances.clone());
            let action = Action::AttachDigitalObjects {
                record: *record,
                instances: back,
            };
            (Effect::Alter, Target::Record { uri: *record }, action, Vec::new())
        }
        Action::UpdateAsset {
            asset,
            view,
            before,
            after,
            note,
        } => {
            let before: FieldValues = serde_json::from_value(receipt.before.clone()).unwrap_or_else(|_| before.clone());
            // What was written without a note in the history is taken back without one.
            let note = if note.is_empty() {
                String::new()
            } else {
                format!("Archway: undid “{}”", plan.title)
            };
            let action = Action::UpdateAsset {
                asset: *asset,
                view: view.clone(),
                before: after.clone(),
                after: before,
                note,
            };
            let condition = Condition::AssetFields {
                asset: *asset,
                values: after.clone(),
            };
            (Effect::Alter, change.target.clone(), action, vec![condition])
        }
        Action::SetAccess { .. } | Action::SetCollectionShares { .. } => return inverse_access::inverse_of(plan, change, receipt),
        Action::CreateArchivalObject { ref_id, body, .. } => {
            let record = receipt.made_record()?;
            let action = Action::DeleteArchivalObject {
                record,
                ref_id: ref_id.clone(),
                body: settled(body, plan).ok()?,
            };
            (Effect::Remove, Target::Record { uri: record }, action, Vec::new())
        }
        Action::DeleteArchivalObject { record, ref_id, body } => {
            let action = Action::CreateArchivalObject {
                repository: record.repository,
                ref_id: ref_id.clone(),
                body: body.clone(),
            };
            let target = Target::NewRecord {
                repository: record.repository,
                kind: record.kind,
            };
            (Effect::Add, target, action, Vec::new())
        }
        Action::EditRecord { record, edits } => {
            let made = made_edits(receipt).unwrap_or_else(|| edits.clone());
            let reversed = made
                .into_iter()
                .rev()
                .map(|(field, edits)| (field, edits.iter().rev().map(Edit::reversed).collect()))
                .collect();
            let action = Action::EditRecord {
                record: *record,
                edits: reversed,
            };
            (Effect::Alter, change.target.clone(), action, Vec::new())
        }
        Action::CreateAuthority { heading, body, .. } => {
            let authority = receipt.made.as_deref()?.parse().ok()?;
            let action = Action::DeleteAuthority {
                authority,
                heading: heading.clone(),
                body: settled(body, plan).ok()?,
            };
            (Effect::Remove, Target::Authority { uri: authority }, action, Vec::new())
        }
        Action::DeleteAuthority { authority, heading, body } => {
            let action = Action::CreateAuthority {
                kind: authority.kind,
                heading: heading.clone(),
                body: body.clone(),
            };
            (Effect::Add, Target::NewAuthority { kind: authority.kind }, action, Vec::new())
        }
        Action::AddEnumerationValue { enumeration, value } => {
            let action = Action::RemoveEnumerationValue {
                enumeration: enumeration.clone(),
                value: value.clone(),
            };
            (Effect::Remove, change.target.clone(), action, Vec::new())
        }
        Action::RemoveEnumerationValue { enumeration, value } => {
            let action = Action::AddEnumerationValue {
                enumeration: enumeration.clone(),
                value: value.clone(),
            };
            (Effect::Add, change.target.clone(), action, Vec::new())
        }
        Action::CreateMetadataField { name, definition } => {
            let action = Action::DeleteMetadataField {
                name: name.clone(),
                definition: definition.clone(),
            };
            (Effect::Remove, change.target.clone(), action, Vec::new())
        }
        Action::DeleteMetadataField { name, definition } => {
            let action = Action::CreateMetadataField {
                name: name.clone(),
                definition: definition.clone(),
            };
            (Effect::Add, change.target.clone(), action, Vec::new())
        }
        Action::CreateMetadataView { name, definition } => {
            let action = Action::DeleteMetadataView {
                id: receipt.made.clone()?,
                name: name.clone(),
                definition: definition.clone(),
            };
            (Effect::Remove, change.target.clone(), action, Vec::new())
        }
        Action::DeleteMetadataView { name, definition, .. } => {
            let action = Action::CreateMetadataView {
                name: name.clone(),
                definition: definition.clone(),
            };
            (Effect::Add, change.target.clone(), action, Vec::new())
        }
    };
    Some(Change {
        id: change.id,
        effect,
        target,
        label: change.label.clone(),
        fields: change.fields.iter().map(FieldChange::reversed).collect(),
        because: format!("takes back: {}", change.because),
        conditions,
        needs: Vec::new(),
        findings: undo_findings(&change.action),
        action,
        nature: turned_round(&change.nature),
        agrees: change.agreed().iter().map(Agreement::taken_back).collect(),
        restricting: None,
        decision: Decision::Undecided,
        outcome: Outcome::Pending,
    })
}

/// Taking back what closed a record in ArchivesSpace opens it again, so that it is decided by itself too.
fn turned_round(nature: &Nature) -> Nature {
    match nature {
        Nature::Closes => Nature::Opens,
        Nature::Opens => Nature::Closes,
        _ => Nature::Plain,
    }
}

fn undo_findings(action: &Action) -> Vec<Finding> {
    match action {
        Action::UpdateAsset { note, .. } if !note.is_empty() => vec![Finding::note(
            "iconik's history cannot be taken back; a second note says that it was undone",
        )],
        Action::CreateMetadataField { .. } => vec![Finding::warning("values in this field are lost with it")],
        Action::CreateAuthority { .. } => vec![Finding::warning("records that others linked to it since lose that link")],
        Action::CreateArchivalObject { .. } => vec![Finding::warning("what others added below it since would be deleted with it")],
        _ => Vec::new(),
    }
}

/// The instances that were attached, with the addresses of the digital objects that the plan made.
fn settled_instances(plan: &Plan, instances: &[NewInstance], receipt: &Receipt) -> Option<Vec<NewInstance>> {
    let skipped: Vec<RecordUri> =
        serde_json::from_value(receipt.before.get("already_attached").cloned().unwrap_or(Value::Array(Vec::new()))).ok()?;
    instances
        .iter()
        .map(|instance| {
            let uri = match instance.digital_object {
                DigitalObjectRef::Existing(uri) => uri,
                DigitalObjectRef::MadeBy(change) => plan.change(change)?.outcome.receipt()?.made_record()?,
            };
            Some(NewInstance { digital_object: DigitalObjectRef::Existing(uri), ..instance.clone() })
        })
        .filter(|instance| {
            !matches!(instance, Some(NewInstance { digital_object: DigitalObjectRef::Existing(uri), .. }) if skipped.contains(uri))
        })
        .collect()
}

/// The edits as they were made, with addresses in the place of placeholders, as the receipt remembers them.
fn made_edits(receipt: &Receipt) -> Option<IndexMap<String, Vec<Edit>>> {
    serde_json::from_value(receipt.before.get("made")?.clone()).ok()
}

/// The instances that were taken off, as the receipt remembers them.
fn removed_instances(receipt: &Receipt) -> Option<Vec<NewInstance>> {
    serde_json::from_value(receipt.before.get("removed")?.clone()).ok()
}
