//! Withdrawn and superseded approvals: unpublishing is proposed. Nothing is deleted.

use serde_json::{Value, json};

use super::{PublishItem, Publishing, Standing, title};
use crate::domain::ApprovalStatus;
use crate::mapping::face::read_target;
use crate::mapping::item::FileVersionItem;
use crate::mapping::{Item, Subject};
use crate::plan::{Agreement, Edit, FieldChange, Finding, Nature, Severity};
use crate::workflows::describe::draft::OwnEdits;
use crate::workflows::describe::judging::agreement;
use crate::workflows::describe::subject;

impl Publishing<'_, '_> {
    pub(super) fn withdrawals(&mut self) {
        for item in self.context.items.iter().filter(|item| item.standing != Standing::Approved) {
            let Some(digital_object) = item.digital_object else { continue };
            let why = reason(item);
            let body = &digital_object.snapshot.body;
            let on = Subject::Record(digital_object);
            if digital_object.snapshot.record.suppressed {
                let text = "Its digital object is suppressed, and ArchivesSpace refuses changes to it";
                self.draft.notices.say(Severity::Note, text, title(item.asset));
                continue;
            }
            if body.get("publish") == Some(&json!(true)) {
                self.draft.take_own(
                    on,
                    OwnEdits {
                        key: "publish",
                        nature: Nature::Closes,
                        fields: hidden("Published"),
                        edits: vec![Edit::Set {
                            property: "publish".to_owned(),
                            before: json!(true),
                            after: json!(false),
                        }],
                        because: why.clone(),
                        findings: vec![Finding::note(
                            "The record and its description stay as they are; only the way to the files is closed",
                        )],
                        agrees: Vec::new(),
                    },
                );
            }
            let edits: Vec<Edit> = published_versions(body).map(unpublished).collect();
            let agrees = self.agreed_on_hidden(item, on);
            self.draft.take_own(
                on,
                OwnEdits {
                    key: "file_versions",
                    nature: Nature::Closes,
                    fields: hidden("File versions published"),
                    edits,
                    because: why,
                    findings: Vec::new(),
                    agrees,
                },
            );
        }
    }

    /// Once hidden, hidden files are what was agreed: when the asset is approved again, publishing shows them again.
    fn agreed_on_hidden(&self, item: &PublishItem<'_>, on: Subject<'_>) -> Vec<Agreement> {
        let around = &self.draft.ground.around;
        let standing = read_target(on, &"file_versions".into(), around);
        let mut source = vec![self.page_item(item.asset.snapshot.asset.id)];
        source.extend(self.file_versions(item.asset, false));
        let about = subject::about(on);
        let (source, target) = (all_hidden(source), all_hidden(standing));
        vec![agreement(&about, self.desk.profile, &"file_versions".into(), &source, &target)]
    }
}

fn all_hidden(versions: Vec<Item>) -> Vec<Item> {
    let hide = |item| match item {
        Item::FileVersion(version) => Item::FileVersion(FileVersionItem {
            publish: false,
            representative: false,
            ..version
        }),
        other => other,
    };
    versions.into_iter().map(hide).collect()
}

fn hidden(field: &str) -> FieldChange {
    FieldChange {
        field: field.to_owned(),
        before: Some("yes".to_owned()),
        after: Some("no".to_owned()),
    }
}

fn published_versions(body: &Value) -> impl Iterator<Item = &Value> {
    let versions = body.get("file_versions").and_then(Value::as_array).map(Vec::as_slice);
    versions
        .unwrap_or_default()
        .iter()
        .filter(|version| version.get("publish") == Some(&json!(true)))
}

/// The server refuses an unpublished file version that stands for its digital object, so both go together.
fn unpublished(version: &Value) -> Edit {
    let mut after = version.clone();
    after["publish"] = json!(false);
    after["is_representative"] = json!(false);
    Edit::Replace {
        list: "file_versions".to_owned(),
        before: version.clone(),
        after,
    }
}

fn reason(item: &PublishItem<'_>) -> String {
    let name = title(item.asset);
    let last = item.asset.details.as_ref().and_then(|details| details.decisions.last());
    match (item.standing, last) {
        (Standing::Superseded, _) => format!("“{name}” has a new version that is not approved"),
        (_, Some(decision)) if decision.status == ApprovalStatus::Rejected => {
            format!("“{name}” was approved and then rejected by {}", decision.who)
        }
        _ => format!("the approval of “{name}” was withdrawn"),
    }
}
