//! Changing and deleting digital objects.

use serde_json::{Value, json};

use super::as_made::grown;
use super::context::Trying;
use super::moved::moved_on;
use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::RecordUri;
use crate::plan::{Action, Change, Outcome, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::archivesspace::edit::for_sending;
use crate::workflows::link::rebase;

/// What looking says.
enum Look {
    AsMeant,
    Moved(Value),
    Write(Value, Value),
    Kept(String),
}

impl Applier {
    pub(super) async fn change_digital_objects(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        for &change in changes {
            if self.cancel.is_cancelled() {
                break;
            }
            settled.push(self.change_digital_object(plan, change).await?);
        }
        Ok(settled)
    }

    async fn change_digital_object(&self, plan: &Plan, change: &Change) -> Result<Settled, RuntimeError> {
        let (Action::DeleteDigitalObject { digital_object, .. }
        | Action::AddFileVersion { digital_object, .. }
        | Action::RemoveFileVersion { digital_object, .. }) = &change.action
        else {
            return Ok(Settled::problem(change, "this change is not one of a digital object", false));
        };
        let mut trying = Trying {
            ours: self.intended(plan.id, &[change], 0)?.contains_key(&change.id),
            last_error: None,
        };
        for _ in 0..ROUNDS {
            let now = match self.archivesspace.get(digital_object, &[]).await {
                Ok(now) => Some(now),
                Err(error) if error.is_not_found() => None,
                Err(error) => return Ok(Settled::failed(change, &error)),
            };
            match look(plan, change, now.as_ref()) {
                Look::AsMeant => {
                    match &now {
                        Some(now) => self.keep(std::iter::once(now)),
                        None => self.forget(*digital_object),
                    }
                    return Ok(Settled::done(
                        change,
                        receipt((self.now)(), None, now.as_ref(), Value::Null, !trying.ours),
                    ));
                }
                Look::Moved(now) => {
                    let mut anew = change.clone();
                    rebase::on_record(&mut anew, &now);
                    return Ok(Settled::anew(anew));
                }
                Look::Kept(what) => return Ok(Settled::with(change, Outcome::Problem { what, again: false })),
                Look::Write(body, intent) => {
                    let journal = self.intend(plan.id, 0, &[(change.id, intent)])?;
                    let sent = if matches!(change.action, Action::DeleteDigitalObject { .. }) {
                        Sent::from(self.archivesspace.delete(digital_object).await)
                    } else {
                        Sent::from(self.archivesspace.update(digital_object, &for_sending(&body)).await.map(|_| ()))
                    };
                    if let Some(failed) = self.note_sent(&journal, change, sent, &mut trying)? {
                        return Ok(failed);
                    }
                }
            }
        }
        Ok(trying.given_up(
            change,
            "ArchivesSpace said it was done, but it was read back as before. Apply again",
        ))
    }

    pub(super) fn forget(&self, record: RecordUri) {
        if let Err(error) = self.shelf.with(|workspace| workspace.remove_records(&[record])) {
            tracing::warn!("the catalogue could not drop {record}: {error}");
        }
    }
}

fn look(plan: &Plan, change: &Change, now: Option<&Value>) -> Look {
    match (&change.action, now) {
        (Action::DeleteDigitalObject { .. }, None) => Look::AsMeant,
        (Action::DeleteDigitalObject { digital_object, body, .. }, Some(now)) => match in_use(*digital_object, body, now) {
            Some(why) => Look::Kept(why),
            None => Look::Write(now.clone(), json!({ "delete": digital_object, "body": now })),
        },
        (
            Action::AddFileVersion {
                file_version,
                digital_object,
            },
            Some(now),
        ) => {
            if has_file_version(now, file_version) {
                return Look::AsMeant;
            }
            if moved_on(plan, change, now) {
                return Look::Moved(now.clone());
            }
            let mut body = now.clone();
            if let Some(versions) = file_versions(&mut body) {
                versions.push(file_version.clone());
            }
            Look::Write(body, json!({ "add_file_version": digital_object }))
        }
        (
            Action::RemoveFileVersion {
                file_version,
                digital_object,
            },
            Some(now),
        ) => {
            if !has_file_version(now, file_version) {
                return Look::AsMeant;
            }
            let mut body = now.clone();
            if let Some(versions) = file_versions(&mut body) {
                versions.retain(|version| version.get("file_uri") != file_version.get("file_uri"));
            }
            Look::Write(body, json!({ "remove_file_version": digital_object }))
        }
        (Action::RemoveFileVersion { .. }, None) => Look::AsMeant,
        _ => Look::Kept(format!("{}: the digital object is gone. Plan anew", change.label)),
    }
}

/// Why a digital object must not be deleted: something still uses it, or somebody has added to it since Archway made it.
fn in_use(digital_object: RecordUri, made: &Value, now: &Value) -> Option<String> {
    let owners = now.get("linked_instances").and_then(Value::as_array).map_or(0, Vec::len);
    if owners > 0 {
        return Some(format!("{digital_object} is kept: {owners} other record(s) use it"));
    }
    let grown = grown(made, now, &[]);
    (!grown.is_empty()).then(|| {
        format!(
            "{digital_object} is kept: somebody changed it since Archway made it ({}). Delete it in ArchivesSpace if it is not needed",
            grown.join(", ")
        )
    })
}

fn has_file_version(body: &Value, file_version: &Value) -> bool {
    let versions = body
        .get("file_versions")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    versions
        .iter()
        .any(|version| version.get("file_uri") == file_version.get("file_uri"))
}

fn file_versions(body: &mut Value) -> Option<&mut Vec<Value>> {
    body.as_object_mut()?
        .entry("file_versions")
        .or_insert_with(|| Value::Array(Vec::new()))
        .as_array_mut()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RecordKind, RepositoryId};

    #[test]
    fn a_digital_object_that_somebody_worked_on_is_kept() {
        let uri = RecordUri::new(RepositoryId(2), RecordKind::DigitalObject, 1);
        let made = json!({"jsonmodel_type": "digital_object", "digital_object_id": "a", "title": "A", "publish": false,
            "file_versions": [{"file_uri": "https://iconik.example.org/asset/a"}]});
        let read = json!({"jsonmodel_type": "digital_object", "uri": uri, "digital_object_id": "a", "title": "A", "publish": false,
            "lock_version": 2, "restrictions": false, "suppressed": false, "is_slug_auto": true, "subjects": [],
            "repository": {"ref": "/repositories/2"}, "tree": {"ref": format!("{uri}/tree")},
            "file_versions": [{"file_uri": "https://iconik.example.org/asset/a", "identifier": "1", "is_representative": false}]});
        assert_eq!(in_use(uri, &made, &read), None);
        for (key, value) in [
            ("publish", json!(true)),
            ("restrictions", json!(true)),
            ("digital_object_type", json!("text")),
            ("user_defined", json!({"text_1": "shelf 4"})),
            ("notes", json!([{"jsonmodel_type": "note_digital_object"}])),
        ] {
            let mut worked_on = read.clone();
            worked_on[key] = value;
            let why = in_use(uri, &made, &worked_on).unwrap_or_default();
            assert!(why.contains(key), "{key}: {why}");
        }
    }
}
