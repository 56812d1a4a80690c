//! Making archival objects, and deleting those that Archway made.

use std::collections::{HashMap, HashSet};

use futures::future::join_all;
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::as_made::{grown, read_otherwise};
use super::context::Trying;
use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::{RecordKind, RecordUri, RepositoryId};
use crate::plan::{Action, Change, ChangeId, Finding, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

/// An archival object to be made.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    change: &'a Change,
    repository: RepositoryId,
    ref_id: &'a str,
    body: &'a Value,
}

/// An archival object that stands there now.
#[derive(Clone, Copy)]
struct Standing {
    uri: RecordUri,
    ours: bool,
}

/// What a batch has come to.
#[derive(Default)]
struct Course {
    /// Whose archival object, if one is found, can only be the one that was sent and never heard of again.
    ours: HashSet<ChangeId>,
    standing: HashMap<ChangeId, Standing>,
    settled: Vec<Settled>,
    last_error: Option<SystemError>,
}

impl Applier {
    pub(super) async fn create_archival_objects(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let all: Vec<Wanted<'_>> = changes.iter().filter_map(|change| wanted(change)).collect();
        let mut open = all.clone();
        let mut course = Course {
            ours: self.intended(plan.id, changes, 0)?.into_keys().collect(),
            ..Course::default()
        };
        for _ in 0..ROUNDS {
            if open.is_empty() {
                break;
            }
            let found = match self.standing_by_ref_id(&open).await {
                Ok(found) => found,
                Err(error) => {
                    course
                        .settled
                        .extend(open.drain(..).map(|wanted| Settled::failed(wanted.change, &error)));
                    break;
                }
            };
            open.retain(|wanted| match found.get(&wanted.change.id) {
                Some(uri) => {
                    let ours = course.ours.contains(&wanted.change.id);
                    course.standing.insert(wanted.change.id, Standing { uri: *uri, ours });
                    false
                }
                None => true,
            });
            open = self.post_archival_objects(plan, open, &mut course).await?;
        }
        for wanted in open {
            course.settled.push(match &course.last_error {
                Some(error) => Settled::failed(wanted.change, error),
                None => Settled::problem(wanted.change, "the archival object could not be made; try again", true),
            });
        }
        let mut settled = course.settled;
        settled.extend(self.read_back_archival_objects(&all, &course.standing).await);
        Ok(settled)
    }

    /// Archival objects that stand with the `ref_id` within the resource that is meant: a `ref_id` is unique only there.
    async fn standing_by_ref_id(&self, open: &[Wanted<'_>]) -> Result<HashMap<ChangeId, RecordUri>, SystemError> {
        let Some(first) = open.first() else { return Ok(HashMap::new()) };
        let repository = first.repository;
        let ref_ids: Vec<String> = open.iter().map(|wanted| wanted.ref_id.to_owned()).collect();
        let by_ref_id = self.archivesspace.archival_objects_by_ref_id(repository, &ref_ids).await?;
        let uris: Vec<RecordUri> = by_ref_id.into_values().flatten().collect();
        if uris.is_empty() {
            return Ok(HashMap::new());
        }
        let bodies = self.read_records(repository, RecordKind::ArchivalObject, &uris).await?;
        let mut found = HashMap::new();
        for (uri, now) in &bodies {
            let fitting = open.iter().filter(|wanted| {
                now.get("ref_id").and_then(Value::as_str) == Some(wanted.ref_id)
                    && reference(now, "resource") == reference(wanted.body, "resource")
            });
            for wanted in fitting {
                found.insert(wanted.change.id, *uri);
            }
        }
        Ok(found)
    }

    /// Posts what does not stand there yet, in the order of the plan, so that new siblings stand in that order. Gives those to look
    /// at again.
    async fn post_archival_objects<'a>(
        &self,
        plan: &Plan,
        open: Vec<Wanted<'a>>,
        course: &mut Course,
    ) -> Result<Vec<Wanted<'a>>, RuntimeError> {
        let intents: Vec<(ChangeId, Value)> = open
            .iter()
            .map(|wanted| (wanted.change.id, json!({ "create": "archival_object", "ref_id": wanted.ref_id })))
            .collect();
        let journal = self.intend(plan.id, 0, &intents)?;
        let mut again = Vec::new();
        // Children of one parent come one after the other; families do not wait for each other.
        let posts = families(open).into_iter().map(|siblings| async {
            let mut answers = Vec::new();
            for wanted in siblings {
                let body = with_ref_id(wanted);
                let answer = self
                    .archivesspace
                    .create(wanted.repository, RecordKind::ArchivalObject, &body)
                    .await;
                answers.push((wanted, answer));
            }
            answers
        });
        for (wanted, answer) in join_all(posts).await.into_iter().flatten() {
            let id = wanted.change.id;
            match Sent::from(answer) {
                Sent::Answered(answer) => {
                    self.answered(&journal, id, &json!({ "uri": answer.uri, "lock_version": answer.lock_version }))?;
                    match answer.uri {
                        Some(uri) => {
                            course.standing.insert(id, Standing { uri, ours: true });
                        }
                        None => again.push(wanted),
                    }
                }
                Sent::LookAgain(error) => {
                    self.not_carried_out(&journal, id, &error)?;
                    if error.maybe_applied() {
                        course.ours.insert(id);
                    }
                    course.last_error = Some(error);
                    again.push(wanted);
                }
                Sent::Failed(error) => {
                    self.not_carried_out(&journal, id, &error)?;
                    course.settled.push(Settled::failed(wanted.change, &error));
                }
            }
        }
        Ok(again)
    }

    async fn read_back_archival_objects(&self, all: &[Wanted<'_>], standing: &HashMap<ChangeId, Standing>) -> Vec<Settled> {
        let (Some(first), false) = (all.first(), standing.is_empty()) else {
            return Vec::new();
        };
        let uris: Vec<RecordUri> = standing.values().map(|standing| standing.uri).collect();
        let bodies = self.read_back_records(first.repository, RecordKind::ArchivalObject, &uris).await;
        all.iter()
            .filter_map(|wanted| Some((wanted, standing.get(&wanted.change.id)?)))
            .map(|(wanted, standing)| match &bodies {
                Err(error) => Settled::failed(wanted.change, error),
                Ok(bodies) => match bodies.get(&standing.uri) {
                    None => Settled::problem(
                        wanted.change,
                        format!("{} was made but cannot be read back; look for it in ArchivesSpace", standing.uri),
                        true,
                    ),
                    Some(now) => self.archival_object_stands(wanted, now, *standing),
                },
            })
            .collect()
    }

    fn archival_object_stands(&self, wanted: &Wanted<'_>, now: &Value, standing: Standing) -> Settled {
        let made = Some(standing.uri.to_string());
        let mut settled = Settled::done(wanted.change, receipt((self.now)(), made, Some(now), Value::Null, !standing.ours));
        let otherwise = read_otherwise(wanted.body, now);
        if !otherwise.is_empty() {
            settled.change.findings.push(Finding::warning(format!(
                "{} stands with other values than were meant in: {}. Look at it in ArchivesSpace",
                standing.uri,
                otherwise.join(", ")
            )));
        }
        settled
    }

    pub(super) async fn delete_archival_objects(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        for &change in changes {
            if self.cancel.is_cancelled() {
                break;
            }
            settled.push(self.delete_archival_object(plan, change).await?);
        }
        Ok(settled)
    }

    async fn delete_archival_object(&self, plan: &Plan, change: &Change) -> Result<Settled, RuntimeError> {
        let Action::DeleteArchivalObject { record, body, .. } = &change.action else {
            return Ok(Settled::problem(change, "this change does not delete an archival object", false));
        };
        let mut trying = Trying {
            ours: self.intended(plan.id, &[change], 0)?.contains_key(&change.id),
            last_error: None,
        };
        for _ in 0..ROUNDS {
            let now = match self.archivesspace.get(record, &[]).await {
                Ok(now) => now,
                Err(error) if error.is_not_found() => {
                    self.forget(*record);
                    return Ok(Settled::done(change, receipt((self.now)(), None, None, Value::Null, !trying.ours)));
                }
                Err(error) => return Ok(Settled::failed(change, &error)),
            };
            match self.why_kept(*record, body, &now).await {
                Ok(None) => {}
                Ok(Some(why)) => return Ok(Settled::problem(change, why, false)),
                Err(error) => return Ok(Settled::failed(change, &error)),
            }
            let journal = self.intend(plan.id, 0, &[(change.id, json!({ "delete": record, "body": now }))])?;
            if let Some(failed) = self.note_sent(&journal, change, Sent::from(self.archivesspace.delete(record).await), &mut trying)? {
                return Ok(failed);
            }
        }
        Ok(trying.given_up(change, "ArchivesSpace said it was deleted, but it is still there. Apply again"))
    }

    /// Why an archival object must not be deleted: others have put something below it, or have added to it.
    async fn why_kept(&self, record: RecordUri, made: &Value, now: &Value) -> Result<Option<String>, SystemError> {
        let grown = grown(made, now, &["ref_id", "resource", "parent"]);
        if !grown.is_empty() {
            return Ok(Some(format!(
                "{record} is kept: somebody changed it since Archway made it ({}). Delete it in ArchivesSpace if it is not needed",
                grown.join(", ")
            )));
        }
        let Some(resource) = reference(now, "resource").and_then(|uri| uri.parse::<RecordUri>().ok()) else {
            return Ok(Some(format!("{record} is kept: its resource cannot be read")));
        };
        let children = self.archivesspace.tree_node(&resource, &record).await?.child_count;
        Ok((children > 0).then(|| format!("{record} is kept: {children} record(s) stand below it, and would be deleted with it")))
    }
}

fn wanted(change: &Change) -> Option<Wanted<'_>> {
    match &change.action {
        Action::CreateArchivalObject { repository, ref_id, body } => Some(Wanted {
            change,
            repository: *repository,
            ref_id,
            body,
        }),
        _ => None,
    }
}

/// The address in a link of a record.
fn reference<'a>(body: &'a Value, property: &str) -> Option<&'a str> {
    body.get(property)?.get("ref")?.as_str()
}

fn with_ref_id(wanted: Wanted<'_>) -> Value {
    let mut body = wanted.body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.insert("ref_id".to_owned(), Value::from(wanted.ref_id));
        fields.entry("jsonmodel_type").or_insert_with(|| Value::from("archival_object"));
    }
    body
}

/// New archival objects by their place in the tree.
fn families(open: Vec<Wanted<'_>>) -> Vec<Vec<Wanted<'_>>> {
    let mut families: IndexMap<(Option<&str>, Option<&str>), Vec<Wanted<'_>>> = IndexMap::new();
    for wanted in open {
        let place = (reference(wanted.body, "resource"), reference(wanted.body, "parent"));
        families.entry(place).or_default().push(wanted);
    }
    families.into_values().collect()
}
