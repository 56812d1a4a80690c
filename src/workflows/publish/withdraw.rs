//! Withdrawn and superseded approvals: unpublishing is proposed. Nothing is deleted.

use serde_json::{Value, json};

use super::{PublishItem, Publishing, Standing, title};
use crate::domain::ApprovalStatus;
use crate::mapping::Subject;
use crate::plan::{Edit, FieldChange, Finding, Nature, Severity};
use crate::workflows::describe::draft::OwnEdits;

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
                    },
                );
            }
            let edits: Vec<Edit> = published_versions(body).map(unpublished).collect();
            self.draft.take_own(
                on,
                OwnEdits {
                    key: "file_versions",
                    nature: Nature::Closes,
                    fields: hidden("File versions published"),
                    edits,
                    because: why,
                    findings: Vec::new(),
                },
            );
        }
    }
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
