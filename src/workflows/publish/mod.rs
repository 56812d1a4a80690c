//! Publishing: approved assets become archival description, with a link to their files.
//!
//! An asset goes to the record it is linked to, which is then described like any other, or to a new record below one that the profile,
//! a collection or a person chose. Between asset and record stands a digital object with a file version for each file that the profile
//! names. Where approval is withdrawn, unpublishing is proposed; nothing is ever deleted.

mod asset_end;
mod context;
mod digital_object;
mod files;
mod new_record;
#[cfg(test)]
mod tests;
mod withdraw;

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Value, json};

pub use context::{Place, PublishContext, PublishItem, Published, Standing, ref_id};

use crate::domain::{AssetId, RecordKind, RecordUri, RepositoryId};
use crate::mapping::face::read_target;
use crate::mapping::profile::PublishSettings;
use crate::mapping::{AssetFacts, Item, RecordFacts, Subject, Surroundings};
use crate::plan::ledger::plural;
use crate::plan::{Edit, FieldChange, Nature, Pair, Plan, Severity, Workflow};
use crate::workflows::describe::draft::{Draft, INSTANCES, OwnEdits};
use crate::workflows::describe::judging::Ground;
use crate::workflows::describe::rules::ProfileDesk;
use crate::workflows::describe::{Pairing, Through, describe, group};
use asset_end::Joined;

/// Plans what becomes of the queue.
#[must_use]
pub fn plan_publish(context: &PublishContext<'_>) -> Published {
    let around = Surroundings {
        vocabulary: context.vocabulary,
        authorities: context.authorities,
        now: context.head.now,
    };
    let ground = Ground {
        around,
        agreements: context.agreements,
    };
    let mut publishing = Publishing {
        context,
        settings: context.profile.profile.profile().publish.clone().unwrap_or_default(),
        desk: ProfileDesk::new(context.profile, around),
        digital_desk: context.digital_objects.map(|profile| ProfileDesk::new(profile, around)),
        draft: Draft::new(ground),
        digital_objects: HashMap::new(),
        joined: IndexMap::new(),
    };
    publishing.records();
    publishing.withdrawals();
    publishing.asset_ends();
    let count = context.items.iter().filter(|item| item.standing == Standing::Approved).count();
    let title = format!("Publish {}", plural(count, "approved asset", "approved assets"));
    let pairs = publishing.pairs();
    let (plan, settled) = publishing.draft.into_plan(&context.head, Workflow::Publish, title);
    let plan = Plan { pairs, ..plan };
    Published { plan, settled }
}

struct Publishing<'p, 'a> {
    context: &'p PublishContext<'a>,
    settings: PublishSettings,
    desk: ProfileDesk<'a>,
    digital_desk: Option<ProfileDesk<'a>>,
    draft: Draft<'a>,
    /// The digital object of each asset in each repository: its address, or a placeholder.
    digital_objects: HashMap<(RepositoryId, AssetId), String>,
    /// The records that each asset is joined to.
    joined: IndexMap<AssetId, (&'a AssetFacts, Vec<Joined<'a>>)>,
}

impl<'a> Publishing<'_, 'a> {
    fn records(&mut self) {
        let mut pairs = Vec::new();
        for item in self.context.items.iter().filter(|item| item.standing == Standing::Approved) {
            match &item.place {
                Place::Nowhere => {
                    let text = "There is no place for it yet: link it to a record, give the profile a place, or drop it into the tree";
                    self.draft.notices.say(Severity::Obstacle, text, title(item.asset));
                }
                Place::Linked(record) => pairs.push((item, *record)),
                Place::Below { above, position, level } => {
                    let id = ref_id(item.asset.snapshot.asset.id, above.snapshot.record.uri);
                    match self.context.by_ref_id.get(&id) {
                        // Made before, by this plan's like: it is brought up to date instead of made twice.
                        Some(record) => pairs.push((item, *record)),
                        None => self.new_record(item, above, *position, level.as_deref()),
                    }
                }
            }
        }
        self.existing_records(&pairs);
    }

    /// Approved assets with the records that describe them, as far as these exist.
    fn pairs(&self) -> Vec<Pair> {
        let approved = self.context.items.iter().filter(|item| item.standing == Standing::Approved);
        approved
            .filter_map(|item| {
                let record = match &item.place {
                    Place::Linked(record) => *record,
                    Place::Below { above, .. } => {
                        let id = ref_id(item.asset.snapshot.asset.id, above.snapshot.record.uri);
                        self.context.by_ref_id.get(&id)?
                    }
                    Place::Nowhere => return None,
                };
                self.takes_changes(item, record).then(|| Pair {
                    asset: item.asset.snapshot.asset.id,
                    asset_title: title(item.asset).to_owned(),
                    record: record.snapshot.record.uri,
                    record_title: record.snapshot.record.label(),
                    why: item.why.clone(),
                })
            })
            .collect()
    }

    fn existing_records(&mut self, pairs: &[(&PublishItem<'a>, &'a RecordFacts)]) {
        let pairings: Vec<Pairing<'a>> = pairs
            .iter()
            .filter(|(item, record)| self.takes_changes(item, record))
            .map(|(item, record)| Pairing {
                asset: item.asset,
                record,
                digital_object: item.digital_object,
                through: Through::Link,
            })
            .collect();
        for group in group::by_target(self.desk.profile, &pairings) {
            describe(&mut self.draft, &self.desk, &group);
        }
        for (item, record) in pairs {
            if !self.takes_changes(item, record) {
                continue;
            }
            self.publish_existing(record);
            let repository = record.snapshot.record.uri.repository;
            let digital_object = self.digital_object_for(item, repository, title(item.asset));
            self.attach(item, record, &digital_object);
            self.joined
                .entry(item.asset.snapshot.asset.id)
                .or_insert_with(|| (item.asset, Vec::new()))
                .1
                .push(Joined::Existing(record));
        }
    }

    fn takes_changes(&self, item: &PublishItem<'_>, record: &RecordFacts) -> bool {
        let record = &record.snapshot.record;
        record.uri.kind.takes_instances() && !record.suppressed && item.asset.snapshot.asset.active
    }

    /// Publishes what is not, where the profile says so and has no rule of its own for it.
    fn publish_existing(&mut self, record: &'a RecordFacts) {
        let is_digital_object = record.snapshot.record.uri.kind == RecordKind::DigitalObject;
        let has_rule = !is_digital_object && self.desk.rules.iter().any(|rule| rule.rule.target.as_str() == "publish");
        let is_published = matches!(
            read_target(Subject::Record(record), &"publish".into(), &self.draft.ground.around).first(),
            Some(Item::Flag(true))
        );
        if !self.settings.publish || has_rule || is_published {
            return;
        }
        let what = if is_digital_object { "digital objects" } else { "records" };
        self.draft.take_own(
            Subject::Record(record),
            OwnEdits {
                key: "publish",
                nature: Nature::Opens,
                fields: FieldChange {
                    field: "Published".to_owned(),
                    before: Some("no".to_owned()),
                    after: Some("yes".to_owned()),
                },
                edits: vec![Edit::Set {
                    property: "publish".to_owned(),
                    before: record.snapshot.body.get("publish").cloned().unwrap_or(Value::Null),
                    after: json!(true),
                }],
                because: format!("the profile “{}” publishes the {what} of approved assets", self.desk.profile.name),
                findings: Vec::new(),
                agrees: Vec::new(),
            },
        );
    }

    /// True where putting the digital object on the record shows it to everybody.
    fn would_show(&self, item: &PublishItem<'_>, record: &RecordFacts, digital_object: &str) -> bool {
        let is_shown = |facts: &RecordFacts| facts.snapshot.body.get("publish") == Some(&json!(true));
        let standing = item
            .digital_object
            .filter(|known| known.snapshot.record.uri.to_string() == digital_object);
        is_shown(record) && standing.map_or(self.settings.publish, is_shown)
    }

    /// Puts the digital object on a record that does not show it.
    fn attach(&mut self, item: &PublishItem<'a>, record: &'a RecordFacts, digital_object: &str) {
        let shown = record
            .snapshot
            .digital_objects()
            .iter()
            .any(|uri| uri.to_string() == digital_object);
        if shown {
            return;
        }
        self.draft.take_own(
            Subject::Record(record),
            OwnEdits {
                key: INSTANCES,
                nature: if self.would_show(item, record, digital_object) {
                    Nature::Opens
                } else {
                    Nature::AddsToList
                },
                fields: FieldChange::set("Instance", format!("digital object “{}”", title(item.asset))),
                edits: vec![Edit::Add {
                    list: INSTANCES.to_owned(),
                    item: instance(digital_object),
                }],
                because: because(item),
                findings: Vec::new(),
                agrees: Vec::new(),
            },
        );
    }
}

/// An instance that points to a digital object.
fn instance(digital_object: &str) -> Value {
    json!({
        "jsonmodel_type": "instance",
        "instance_type": "digital_object",
        "is_representative": false,
        "digital_object": {"ref": digital_object},
    })
}

fn title(asset: &AssetFacts) -> &str {
    &asset.snapshot.asset.title
}

/// Why an asset is published, and why there.
fn because(item: &PublishItem<'_>) -> String {
    let approved = item.asset.details.as_ref().and_then(|details| details.approved_by());
    let by = approved.map_or_else(|| "approved".to_owned(), |decision| format!("approved by {}", decision.who));
    if item.why.is_empty() {
        format!("“{}” is {by}", title(item.asset))
    } else {
        format!("“{}” is {by}; {}", title(item.asset), item.why)
    }
}

/// The resource that a record belongs to.
fn resource_of(record: &RecordFacts) -> Option<RecordUri> {
    let summary = &record.snapshot.record;
    match summary.uri.kind {
        RecordKind::Resource => Some(summary.uri),
        RecordKind::ArchivalObject => summary
            .resource
            .or_else(|| record.snapshot.body.get("resource")?.get("ref")?.as_str()?.parse().ok()),
        _ => None,
    }
}
