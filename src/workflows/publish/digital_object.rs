//! The digital object between asset and record: made where there is none, else brought up to date.

use serde_json::{Value, json};

use super::files::points_to;
use super::{PublishItem, Publishing, because, title};
use crate::domain::text::title_for_archivesspace;
use crate::domain::{RecordKind, RepositoryId};
use crate::mapping::face::{encode_for, read_target, words};
use crate::mapping::profile::{Merge, WhenEmpty};
use crate::mapping::{FindingKind, Item, RecordFacts, Subject, TargetKey};
use crate::plan::{
    Action, Change, ChangeId, Condition, Decision, Edit, Effect, FieldChange, Finding, Nature, Outcome, Severity, Target, placeholder,
};
use crate::workflows::agree::{Echo, Sides, Verdict, judge};
use crate::workflows::describe::combine::combine;
use crate::workflows::describe::draft::{OwnEdits, field_change, note_needs};
use crate::workflows::describe::group::Group;
use crate::workflows::describe::judging::{FieldWrite, agreed_items, agreement, written_agreement};
use crate::workflows::describe::natures::nature_of;
use crate::workflows::describe::{describe, subject};

/// Keys that publishing decides by its settings; rules for them are left to describing.
const OWN_KEYS: [&str; 3] = ["file_versions", "digital_object_id", "publish"];

impl<'a> Publishing<'_, 'a> {
    /// The digital object of an asset in a repository: its address, or the placeholder of the change that makes it.
    pub(super) fn digital_object_for(&mut self, item: &PublishItem<'a>, repository: RepositoryId, name: &str) -> String {
        let asset = item.asset.snapshot.asset.id;
        if let Some(known) = self.digital_objects.get(&(repository, asset)) {
            return known.clone();
        }
        let existing = item
            .digital_object
            .filter(|known| known.snapshot.record.uri.repository == repository);
        let address = match existing {
            Some(known) => {
                self.publish_existing(known);
                self.bring_up_to_date(item, known);
                known.snapshot.record.uri.to_string()
            }
            None => placeholder::made_by(self.make(item, repository, name)),
        };
        self.digital_objects.insert((repository, asset), address.clone());
        address
    }

    fn make(&mut self, item: &PublishItem<'a>, repository: RepositoryId, name: &str) -> ChangeId {
        let asset = &item.asset.snapshot.asset;
        let fitted = title_for_archivesspace(name, &asset.id.to_string(), self.context.settings.three_byte_titles);
        let versions = self.file_versions(item.asset, true);
        let mut body = json!({
            "jsonmodel_type": "digital_object",
            "digital_object_id": asset.id.to_string(),
            "title": fitted.text,
            "publish": self.settings.publish,
            "file_versions": [self.page_version(asset.id)],
        });
        if let Some(kind) = asset.media.digital_object_type() {
            body["digital_object_type"] = json!(kind);
        }
        let mut fields = vec![
            FieldChange::set("Title", fitted.text),
            FieldChange::set("Published", if self.settings.publish { "yes" } else { "no" }),
            FieldChange::set("File version", self.context.connection.asset_page(asset.id)),
        ];
        fields.extend(versions.iter().map(|version| FieldChange::set("File version", words(version))));
        self.put_into(&mut body, &"file_versions".into(), &versions);
        let mut findings = self.about_files(item);
        self.fill_by_rules(item, &mut body, &mut fields, &mut findings);
        let about = placeholder::made_by(self.draft.firsts.next());
        let all_versions = [vec![self.page_item(asset.id)], versions].concat();
        let mut change = Change {
            id: ChangeId(0),
            effect: Effect::Add,
            target: Target::NewRecord {
                repository,
                kind: RecordKind::DigitalObject,
            },
            label: name.to_owned(),
            fields,
            because: because(item),
            conditions: vec![Condition::NoDigitalObject {
                repository,
                digital_object_id: asset.id.to_string(),
            }],
            needs: Vec::new(),
            findings,
            action: Action::CreateDigitalObject {
                repository,
                asset: asset.id,
                body,
            },
            nature: Nature::Creates,
            agrees: vec![
                agreement(&about, self.desk.profile, &"file_versions".into(), &all_versions, &all_versions),
                agreement(&about, self.desk.profile, &"title".into(), &[Item::text(name)], &[Item::text(name)]),
            ],
            restricting: None,
            decision: Decision::Undecided,
            outcome: Outcome::Pending,
        };
        note_needs(&mut change);
        self.draft.firsts.push_change(change)
    }

    /// What the profile for digital objects gives, beside what publishing decides itself.
    fn fill_by_rules(&mut self, item: &PublishItem<'a>, body: &mut Value, fields: &mut Vec<FieldChange>, findings: &mut Vec<Finding>) {
        let Some(desk) = &self.digital_desk else { return };
        let values = [desk.values_of(Subject::Asset(item.asset))];
        let mut wanted = Vec::new();
        for rule in desk.rules.iter().filter(|rule| !OWN_KEYS.contains(&rule.rule.target.as_str())) {
            let combined = combine(rule, &values, false);
            let obstacle = combined.findings.iter().find(|finding| finding.severity() == Severity::Obstacle);
            if let Some(obstacle) = obstacle.filter(|obstacle| obstacle.kind != FindingKind::RequiredEmpty) {
                findings.push(Finding::warning(format!("“{}” is left out: {}", rule.field.label, obstacle.text)));
            } else if !combined.skipped {
                wanted.push((rule.rule.target.clone(), rule.field.label.clone(), combined.items));
            }
        }
        for (key, label, mut items) in wanted {
            items.retain(|item| match self.draft.firsts.can_write(item) {
                Ok(()) => true,
                Err(why) => {
                    findings.push(Finding::warning(why));
                    false
                }
            });
            if !items.is_empty() {
                fields.retain(|line| line.field != label);
                fields.push(field_change(&label, &[], &items));
                self.put_into(body, &key, &items);
            }
        }
    }

    fn put_into(&self, body: &mut Value, key: &TargetKey, items: &[Item]) {
        for (property, value) in encode_for("digital_object", key, items, &self.draft.firsts) {
            match (body.get_mut(&property).and_then(Value::as_array_mut), value) {
                (Some(list), Value::Array(more)) => list.extend(more),
                (_, value) => body[property] = value,
            }
        }
    }

    /// Files that the profile wants and iconik does not show.
    fn about_files(&self, item: &PublishItem<'_>) -> Vec<Finding> {
        let unread = item.asset.details.is_none();
        unread
            .then(|| Finding::warning("The asset's files were not read, so no file versions are written for them. Plan again to read them"))
            .into_iter()
            .collect()
    }

    fn bring_up_to_date(&mut self, item: &PublishItem<'a>, known: &'a RecordFacts) {
        let on = Subject::Record(known);
        let body = &known.snapshot.body;
        let asset = item.asset.snapshot.asset.id;
        if !points_to(body, asset) {
            self.draft.take_own(
                on,
                OwnEdits {
                    key: "file_versions.page",
                    nature: if self.settings.publish { Nature::Opens } else { Nature::AddsToList },
                    fields: FieldChange::set("File version", self.context.connection.asset_page(asset)),
                    edits: vec![Edit::Add {
                        list: "file_versions".to_owned(),
                        item: self.page_version(asset),
                    }],
                    because: "nothing in this digital object points to the asset".to_owned(),
                    findings: Vec::new(),
                    agrees: Vec::new(),
                },
            );
        }
        let standing = read_target(on, &"file_versions".into(), &self.draft.ground.around);
        // What the asset gives must not depend on whether it was written already: else it would look changed right after.
        let ours = self.file_versions(item.asset, false);
        let is_ours = |uri: &str| {
            ours.iter()
                .any(|ours| matches!(ours, Item::FileVersion(ours) if ours.file_uri == uri))
        };
        let represented = standing
            .iter()
            .any(|version| matches!(version, Item::FileVersion(version) if version.representative && !is_ours(&version.file_uri)));
        let mut versions = self.file_versions(item.asset, !represented);
        let page = self.context.connection.asset_page(asset);
        if standing
            .iter()
            .any(|version| matches!(version, Item::FileVersion(version) if version.file_uri == page))
        {
            versions.insert(0, self.page_item(asset));
        }
        self.own_field(item, known, "file_versions", ("File versions", true), &versions, &standing);
        let named_by_rule = self
            .digital_desk
            .as_ref()
            .is_some_and(|desk| desk.rules.iter().any(|rule| rule.rule.target.as_str() == "title"));
        if !named_by_rule {
            let held = read_target(on, &"title".into(), &self.draft.ground.around);
            self.own_field(item, known, "title", ("Title", false), &[Item::text(title(item.asset))], &held);
        }
        if let Some(desk) = &mut self.digital_desk {
            desk.rules.retain(|rule| !OWN_KEYS.contains(&rule.rule.target.as_str()));
            let group = Group {
                target: on,
                sources: vec![Subject::Asset(item.asset)],
                one_to_one: true,
            };
            describe(&mut self.draft, desk, &group);
        }
    }

    /// Brings a field that publishing decides up to date, three-way. What a person changed in ArchivesSpace stays.
    fn own_field(
        &mut self,
        item: &PublishItem<'a>,
        known: &'a RecordFacts,
        key: &str,
        (label, many): (&str, bool),
        wanted: &[Item],
        standing: &[Item],
    ) {
        let on = Subject::Record(known);
        let key = TargetKey::from(key);
        let about = subject::about(on);
        let stored = self.context.agreements.get(&about, &self.desk.profile.id, key.as_str());
        let base = stored.and_then(agreed_items);
        let judged = judge(&Sides {
            base: base.as_ref().map(|(source, target)| (source.as_slice(), target.as_slice())),
            source: wanted,
            target: standing,
            echo: Echo::Silent,
            many,
            merge: Merge::Items,
            when_empty: WhenEmpty::Leave,
        });
        let after = match &judged.verdict {
            Verdict::Conflict { if_target, .. } => if_target.clone(),
            verdict => verdict.becomes().unwrap_or(standing).to_vec(),
        };
        let agreed = judged
            .agreed
            .map(|(source, _)| agreement(&about, self.desk.profile, &key, &source, &after));
        if after == standing {
            let settled = judged.verdict == Verdict::Settled;
            self.draft.settled.extend(agreed.filter(|agreed| settled && stored != Some(agreed)));
            return;
        }
        let write = FieldWrite {
            nature: nature_of(true, &key, standing, &after),
            key,
            label: label.to_owned(),
            before: standing.to_vec(),
            after,
            findings: Vec::new(),
            agrees: agreed.map(|agreed| written_agreement(agreed, standing)).into_iter().collect(),
            lists: Vec::new(),
            echoes: false,
        };
        self.draft.take(&self.desk, on, write, &because(item));
    }
}
