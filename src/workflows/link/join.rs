//! Planning links.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::values::{LinkValues, values_before};
use super::{LinkContext, RecordInContext, described_pairs, points_to, without_repeats};
use crate::domain::text::{Alteration, title_for_archivesspace};
use crate::domain::{AssetId, AssetSnapshot, RecordKind, RecordUri, RepositoryId};
use crate::plan::condition::substance;
use crate::plan::ledger::plural;
use crate::plan::{
    Action, Change, ChangeId, Condition, Decision, DigitalObjectRef, Effect, FieldChange, FieldValues, Finding, NewInstance, Outcome, Plan,
    Stage, Target, Workflow,
};

/// Plans links for these pairs. Pairs that are linked already make no change; what cannot be linked is said in the notices.
#[must_use]
pub fn plan_links(context: &LinkContext<'_>, wanted: &[(AssetId, RecordUri)]) -> Plan {
    let wanted = without_repeats(wanted);
    let mut planner = Planner {
        context,
        changes: Vec::new(),
        notices: Vec::new(),
        digital_objects: BTreeMap::new(),
        attached_by: BTreeMap::new(),
    };
    let sound: Vec<(AssetId, RecordUri)> = wanted
        .iter()
        .copied()
        .filter(|(asset, record)| planner.check(*asset, *record))
        .collect();
    planner.digital_objects_for(&sound);
    planner.instances_for(&sound);
    planner.asset_fields_for(&sound);
    planner.restrictions(&sound);
    let pairs = described_pairs(context, &sound);
    let assets: BTreeSet<AssetId> = sound.iter().map(|(asset, _)| *asset).collect();
    let records: BTreeSet<RecordUri> = sound.iter().map(|(_, record)| *record).collect();
    Plan {
        id: context.head.id,
        workflow: Workflow::Link,
        title: format!(
            "Link {} to {}",
            plural(assets.len(), "asset", "assets"),
            plural(records.len(), "record", "records")
        ),
        created: context.head.now,
        author: context.head.author.clone(),
        undoes: None,
        pairs,
        notices: planner.notices,
        changes: planner.changes,
        stage: Stage::Review,
        restrict: None,
    }
}

struct Planner<'a> {
    context: &'a LinkContext<'a>,
    changes: Vec<Change>,
    notices: Vec<Finding>,
    /// The digital object of each asset in each repository, and the change that must come first.
    digital_objects: BTreeMap<(RepositoryId, AssetId), (DigitalObjectRef, Option<ChangeId>)>,
    /// The change that puts the instances on a record.
    attached_by: BTreeMap<RecordUri, ChangeId>,
}

impl Planner<'_> {
    fn check(&mut self, asset: AssetId, record: RecordUri) -> bool {
        let snapshots = &self.context.snapshots;
        let asset_words = snapshots
            .assets
            .get(&asset)
            .map_or_else(|| asset.to_string(), |found| format!("“{}”", found.asset.title));
        let record_words = snapshots
            .records
            .get(&record)
            .map_or_else(|| record.to_string(), |found| format!("“{}”", found.snapshot.record.label()));
        let obstacle = match (snapshots.assets.get(&asset), snapshots.records.get(&record)) {
            (None, _) => Some(format!(
                "The asset {asset_words} is not in the catalogue. Refresh iconik, then try again"
            )),
            (Some(found), _) if !found.asset.active => Some(format!("{asset_words} is deleted in iconik and cannot be linked")),
            (_, None) => Some(format!(
                "The record {record_words} is not in the catalogue. Refresh ArchivesSpace, then try again"
            )),
            _ if !record.kind.takes_instances() => Some(format!(
                "A {} takes no links: choose a resource, archival object or accession",
                record.kind.words()
            )),
            (_, Some(found)) if found.snapshot.record.suppressed => Some(format!(
                "{record_words} is suppressed; ArchivesSpace refuses changes to suppressed records"
            )),
            _ => None,
        };
        if let Some(text) = obstacle {
            self.notices.push(Finding::obstacle(text));
            return false;
        }
        true
    }

    fn digital_objects_for(&mut self, pairs: &[(AssetId, RecordUri)]) {
        let mut records: IndexMap<(RepositoryId, AssetId), Vec<RecordUri>> = IndexMap::new();
        for (asset, record) in pairs {
            records.entry((record.repository, *asset)).or_default().push(*record);
        }
        for ((repository, asset), records) in records {
            let Some(snapshot) = self.context.snapshots.assets.get(&asset) else {
                continue;
            };
            let entry = match self.context.snapshots.digital_objects.get(&(repository, asset)) {
                Some(existing) => {
                    let first = if points_to(&existing.body, asset) {
                        None
                    } else {
                        Some(self.point_to_asset(snapshot, existing.record.uri, &existing.body))
                    };
                    (DigitalObjectRef::Existing(existing.record.uri), first)
                }
                None => {
                    let change = self.create_digital_object(repository, snapshot, &records);
                    (DigitalObjectRef::MadeBy(change), Some(change))
                }
            };
            self.digital_objects.insert((repository, asset), entry);
        }
    }

    fn create_digital_object(&mut self, repository: RepositoryId, snapshot: &AssetSnapshot, records: &[RecordUri]) -> ChangeId {
        let asset = &snapshot.asset;
        let fitted = title_for_archivesspace(&asset.title, &asset.id.to_string(), self.context.settings.three_byte_titles);
        let mut body = json!({
            "jsonmodel_type": "digital_object",
            "digital_object_id": asset.id.to_string(),
            "title": fitted.text,
            "publish": self.context.settings.publish_new_digital_objects,
            "file_versions": [self.file_version(asset.id)],
        });
        if let Some(kind) = asset.media.digital_object_type() {
            body["digital_object_type"] = json!(kind);
        }
        let dates = self.dates_for(records);
        let mut fields = vec![
            FieldChange::set("digital object id", asset.id.to_string()),
            FieldChange::set("title", fitted.text.clone()),
            FieldChange::set("file version", self.context.connection.asset_page(asset.id)),
            FieldChange::set(
                "published",
                if self.context.settings.publish_new_digital_objects {
                    "yes"
                } else {
                    "no"
                },
            ),
        ];
        if let Some(kind) = asset.media.digital_object_type() {
            fields.push(FieldChange::set("type", kind.replace('_', " ")));
        }
        if let Some(dates) = dates {
            fields.push(FieldChange::set("dates", dates_in_words(&dates)));
            body["dates"] = dates;
        }
        self.push(Draft {
            effect: Effect::Add,
            target: Target::NewRecord {
                repository,
                kind: RecordKind::DigitalObject,
            },
            label: asset.title.clone(),
            fields,
            because: self.because(asset.id, records),
            conditions: vec![Condition::NoDigitalObject {
                repository,
                digital_object_id: asset.id.to_string(),
            }],
            needs: Vec::new(),
            findings: fitted.altered.iter().map(|altered| finding_for(*altered)).collect(),
            action: Action::CreateDigitalObject {
                repository,
                asset: asset.id,
                body,
            },
        })
    }

    /// Dates of the records, where all linked records agree on them.
    fn dates_for(&self, records: &[RecordUri]) -> Option<Value> {
        let mut all = records.iter().map(|record| {
            let body = &self.context.snapshots.records.get(record)?.snapshot.body;
            let dates = substance(body.get("dates")?);
            dates.as_array().is_some_and(|dates| !dates.is_empty()).then_some(dates)
        });
        let first = all.next()??;
        all.all(|dates| dates.as_ref() == Some(&first)).then_some(first)
    }

    fn file_version(&self, asset: AssetId) -> Value {
        json!({
            "jsonmodel_type": "file_version",
            "file_uri": self.context.connection.asset_page(asset),
            "publish": self.context.settings.publish_new_digital_objects,
            "xlink_actuate_attribute": "onRequest",
            "xlink_show_attribute": "new",
        })
    }

    fn point_to_asset(&mut self, snapshot: &AssetSnapshot, digital_object: RecordUri, body: &Value) -> ChangeId {
        let asset = snapshot.asset.id;
        let file_version = self.file_version(asset);
        self.push(Draft {
            effect: Effect::Alter,
            target: Target::Record { uri: digital_object },
            label: body
                .get("title")
                .and_then(Value::as_str)
                .unwrap_or(&snapshot.asset.title)
                .to_owned(),
            fields: vec![FieldChange::set("file version", self.context.connection.asset_page(asset))],
            because: "this digital object already has the asset's id, but nothing in it points to the asset".to_owned(),
            conditions: vec![Condition::unchanged(digital_object, body)],
            needs: Vec::new(),
            findings: Vec::new(),
            action: Action::AddFileVersion {
                digital_object,
                file_version,
            },
        })
    }

    fn instances_for(&mut self, pairs: &[(AssetId, RecordUri)]) {
        let mut assets: IndexMap<RecordUri, Vec<AssetId>> = IndexMap::new();
        for (asset, record) in pairs {
            assets.entry(*record).or_default().push(*asset);
        }
        for (record, assets) in assets {
            let Some(in_context) = self.context.snapshots.records.get(&record) else {
                continue;
            };
            let attached = in_context.snapshot.digital_objects();
            let mut fields = Vec::new();
            let mut needs = Vec::new();
            let mut instances = Vec::new();
            for asset in &assets {
                let Some((digital_object, first)) = self.digital_objects.get(&(record.repository, *asset)) else {
                    continue;
                };
                // Through whichever digital object: a second one for the same asset would show the link twice.
                let is_linked = |uri: &RecordUri| self.context.snapshots.stands_for.get(uri) == Some(asset);
                if attached.iter().any(is_linked) {
                    continue;
                }
                needs.extend(first.iter().copied());
                fields.push(FieldChange::set("instance", format!("digital object “{}”", self.title_of(*asset))));
                instances.push(NewInstance {
                    digital_object: *digital_object,
                    template: instance_template(),
                    index: None,
                });
            }
            if instances.is_empty() {
                continue;
            }
            let change = self.push(Draft {
                effect: Effect::Alter,
                target: Target::Record { uri: record },
                label: in_context.snapshot.record.label(),
                fields,
                because: self.because_record(&assets, record),
                conditions: vec![Condition::unchanged(record, &in_context.snapshot.body)],
                needs,
                findings: Vec::new(),
                action: Action::AttachDigitalObjects { record, instances },
            });
            self.attached_by.insert(record, change);
        }
    }

    fn asset_fields_for(&mut self, pairs: &[(AssetId, RecordUri)]) {
        let Some(view) = self.context.view else {
            if !pairs.is_empty() {
                self.notices.push(Finding::warning(
                    "iconik has no Archway fields yet, so only the ArchivesSpace end of these links is written. Set up Archway's fields to write both",
                ));
            }
            return;
        };
        let mut records: IndexMap<AssetId, Vec<&RecordInContext>> = IndexMap::new();
        for (asset, record) in pairs {
            if let Some(record) = self.context.snapshots.records.get(record) {
                records.entry(*asset).or_default().push(record);
            }
        }
        for (asset, records) in records {
            let Some(snapshot) = self.context.snapshots.assets.get(&asset) else {
                continue;
            };
            let mut values = LinkValues::of(snapshot);
            for record in &records {
                values.put(record);
            }
            let (before, after) = (values_before(snapshot), values.to_values());
            if before == after {
                continue;
            }
            let names: Vec<String> = records
                .iter()
                .map(|record| format!("“{}”", record.snapshot.record.label()))
                .collect();
            let needs = records
                .iter()
                .filter_map(|record| self.attached_by.get(&record.snapshot.record.uri).copied())
                .collect();
            let uris: Vec<RecordUri> = records.iter().map(|record| record.snapshot.record.uri).collect();
            self.push(Draft {
                effect: Effect::Alter,
                target: Target::Asset { id: asset },
                label: snapshot.asset.title.clone(),
                fields: value_changes(&before, &after),
                because: self.because(asset, &uris),
                conditions: vec![Condition::AssetFields {
                    asset,
                    values: before.clone(),
                }],
                needs,
                findings: Vec::new(),
                action: Action::UpdateAsset {
                    asset,
                    view: view.to_owned(),
                    before,
                    after,
                    note: format!("Archway: linked to {}", names.join(", ")),
                },
            });
        }
    }

    fn restrictions(&mut self, pairs: &[(AssetId, RecordUri)]) {
        let mut said: BTreeSet<String> = BTreeSet::new();
        for (_, record) in pairs {
            let restrictions = self
                .context
                .snapshots
                .records
                .get(record)
                .map(|record| record.restrictions.as_slice())
                .unwrap_or_default();
            said.extend(restrictions.iter().cloned());
        }
        self.notices.extend(said.into_iter().map(Finding::warning));
    }

    fn title_of(&self, asset: AssetId) -> String {
        self.context
            .snapshots
            .assets
            .get(&asset)
            .map_or_else(|| asset.to_string(), |snapshot| snapshot.asset.title.clone())
    }

    fn because(&self, asset: AssetId, records: &[RecordUri]) -> String {
        let titles: Vec<String> = records.iter().map(|record| self.record_title(*record)).collect();
        format!("“{}” → {}", self.title_of(asset), titles.join(", "))
    }

    fn because_record(&self, assets: &[AssetId], record: RecordUri) -> String {
        let titles: Vec<String> = assets.iter().map(|asset| format!("“{}”", self.title_of(*asset))).collect();
        format!("{} → {}", titles.join(", "), self.record_title(record))
    }

    fn record_title(&self, record: RecordUri) -> String {
        self.context
            .snapshots
            .records
            .get(&record)
            .map_or_else(|| record.to_string(), |found| format!("“{}”", found.snapshot.record.label()))
    }

    fn push(&mut self, draft: Draft) -> ChangeId {
        let id = ChangeId(u32::try_from(self.changes.len() + 1).unwrap_or(u32::MAX));
        self.changes.push(draft.into_change(id));
        id
    }
}

/// A change that has no number yet.
pub(super) struct Draft {
    pub effect: Effect,
    pub target: Target,
    pub label: String,
    pub fields: Vec<FieldChange>,
    pub because: String,
    pub conditions: Vec<Condition>,
    pub needs: Vec<ChangeId>,
    pub findings: Vec<Finding>,
    pub action: Action,
}

impl Draft {
    pub(super) fn into_change(self, id: ChangeId) -> Change {
        Change {
            id,
            effect: self.effect,
            target: self.target,
            label: self.label,
            fields: self.fields,
            because: self.because,
            conditions: self.conditions,
            needs: self.needs,
            findings: self.findings,
            action: self.action,
            nature: Default::default(),
            agrees: Vec::new(),
            restricting: None,
            decision: Decision::Undecided,
            outcome: Outcome::Pending,
        }
    }
}

fn instance_template() -> Value {
    json!({"jsonmodel_type": "instance", "instance_type": "digital_object", "is_representative": false})
}

fn finding_for(altered: Alteration) -> Finding {
    match altered {
        Alteration::MarkupEscaped | Alteration::WasEmpty | Alteration::MarkupRemoved => Finding::note(altered.words()),
        Alteration::FourByteReplaced | Alteration::ControlDropped | Alteration::Shortened => Finding::warning(altered.words()),
    }
}

fn dates_in_words(dates: &Value) -> String {
    let in_words = |date: &Value| {
        let text = |key: &str| date.get(key).and_then(Value::as_str).map(str::to_owned);
        text("expression").or_else(|| match (text("begin"), text("end")) {
            (Some(begin), Some(end)) => Some(format!("{begin}–{end}")),
            (begin, end) => begin.or(end),
        })
    };
    let words: Vec<String> = dates
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter_map(in_words)
        .collect();
    words.join("; ")
}

/// The field rows of an asset change, by the labels people see.
pub(super) fn value_changes(before: &FieldValues, after: &FieldValues) -> Vec<FieldChange> {
    crate::domain::fields::ALL
        .iter()
        .filter_map(|field| {
            let text = |values: &FieldValues| {
                let list = values.get(field.name).map(Vec::as_slice).unwrap_or_default();
                let texts: Vec<String> = list
                    .iter()
                    .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                    .collect();
                (!texts.is_empty()).then(|| texts.join("\n"))
            };
            let (before, after) = (text(before), text(after));
            (before != after).then(|| FieldChange {
                field: field.label.to_owned(),
                before,
                after,
            })
        })
        .collect()
}
