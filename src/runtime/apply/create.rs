//! Making digital objects.

use std::collections::{HashMap, HashSet};

use futures::future::join_all;
use serde_json::{Value, json};

use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::link_ends::asset_of_digital_object;
use crate::domain::{AssetId, RecordKind, RecordUri, RepositoryId};
use crate::plan::{Action, Change, ChangeId, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

/// A digital object to be made.
struct Wanted<'a> {
    change: &'a Change,
    asset: AssetId,
    body: &'a Value,
}

/// A digital object that stands there now.
struct Standing {
    uri: RecordUri,
    ours: bool,
}

impl Applier {
    pub(super) async fn create_digital_objects(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut repository = RepositoryId(0);
        let mut open: Vec<Wanted<'_>> = Vec::new();
        for &change in changes {
            if let Action::CreateDigitalObject {
                repository: at,
                asset,
                body,
            } = &change.action
            {
                repository = *at;
                open.push(Wanted {
                    change,
                    asset: *asset,
                    body,
                });
            }
        }
        // Whose digital object, if one is found, can only be the one that was sent and never heard of again.
        let mut ours: HashSet<ChangeId> = self.intended(plan.id, changes, 0)?.into_keys().collect();
        let mut standing: HashMap<ChangeId, Standing> = HashMap::new();
        let mut settled: Vec<Settled> = Vec::new();
        let mut last_error: Option<SystemError> = None;
        for _ in 0..ROUNDS {
            if open.is_empty() {
                break;
            }
            let ids: Vec<String> = open.iter().map(|wanted| wanted.asset.to_string()).collect();
            let found = match self.archivesspace.digital_objects_by_id(repository, &ids).await {
                Ok(found) => found,
                Err(error) => {
                    settled.extend(open.drain(..).map(|wanted| Settled::failed(wanted.change, &error)));
                    break;
                }
            };
            open.retain(|wanted| match found.get(&wanted.asset.to_string()) {
                Some(uri) => {
                    standing.insert(
                        wanted.change.id,
                        Standing {
                            uri: *uri,
                            ours: ours.contains(&wanted.change.id),
                        },
                    );
                    false
                }
                None => true,
            });
            let again = self
                .post_digital_objects(plan, repository, open, &mut standing, &mut settled, &mut last_error)
                .await?;
            ours.extend(again.iter().filter(|(_, lost)| *lost).map(|(wanted, _)| wanted.change.id));
            open = again.into_iter().map(|(wanted, _)| wanted).collect();
        }
        for wanted in open {
            settled.push(match &last_error {
                Some(error) => Settled::failed(wanted.change, error),
                None => Settled::problem(wanted.change, "the digital object could not be made; try again", true),
            });
        }
        settled.extend(self.read_back_digital_objects(repository, changes, &standing).await?);
        Ok(settled)
    }

    /// Posts what does not stand there yet. Gives those to look at again, with whether theirs may have been carried out.
    async fn post_digital_objects<'a>(
        &self,
        plan: &Plan,
        repository: RepositoryId,
        open: Vec<Wanted<'a>>,
        standing: &mut HashMap<ChangeId, Standing>,
        settled: &mut Vec<Settled>,
        last_error: &mut Option<SystemError>,
    ) -> Result<Vec<(Wanted<'a>, bool)>, RuntimeError> {
        let intents: Vec<(ChangeId, Value)> = open
            .iter()
            .map(|wanted| {
                (
                    wanted.change.id,
                    json!({ "create": "digital_object", "digital_object_id": wanted.asset }),
                )
            })
            .collect();
        let journal = self.intend(plan.id, 0, &intents)?;
        let posts = open.into_iter().map(|wanted| async {
            let answer = self.archivesspace.create(repository, RecordKind::DigitalObject, wanted.body).await;
            (wanted, answer)
        });
        let mut again = Vec::new();
        for (wanted, answer) in join_all(posts).await {
            let was_faster =
                matches!(&answer, Err(SystemError::Invalid { fields, .. }) if fields.iter().any(|(path, _)| path == "digital_object_id"));
            match Sent::from(answer) {
                Sent::Answered(answer) => {
                    self.answered(
                        &journal,
                        wanted.change.id,
                        &json!({ "uri": answer.uri, "lock_version": answer.lock_version }),
                    )?;
                    match answer.uri {
                        Some(uri) => {
                            standing.insert(wanted.change.id, Standing { uri, ours: true });
                        }
                        None => again.push((wanted, true)),
                    }
                }
                Sent::LookAgain(error) => {
                    self.not_carried_out(&journal, wanted.change.id, &error)?;
                    again.push((wanted, error.maybe_applied()));
                    *last_error = Some(error);
                }
                Sent::Failed(error) => {
                    self.not_carried_out(&journal, wanted.change.id, &error)?;
                    if was_faster {
                        again.push((wanted, false));
                        *last_error = Some(error);
                    } else {
                        settled.push(Settled::failed(wanted.change, &error));
                    }
                }
            }
        }
        Ok(again)
    }

    async fn read_back_digital_objects(
        &self,
        repository: RepositoryId,
        changes: &[&Change],
        standing: &HashMap<ChangeId, Standing>,
    ) -> Result<Vec<Settled>, RuntimeError> {
        if standing.is_empty() {
            return Ok(Vec::new());
        }
        let uris: Vec<RecordUri> = standing.values().map(|standing| standing.uri).collect();
        let bodies = self.read_back_records(repository, RecordKind::DigitalObject, &uris).await;
        let mut settled = Vec::new();
        for &change in changes {
            let (Some(standing), Action::CreateDigitalObject { asset, body, .. }) = (standing.get(&change.id), &change.action) else {
                continue;
            };
            let outcome = match &bodies {
                Err(error) => Settled::failed(change, error),
                Ok(bodies) => match bodies.get(&standing.uri) {
                    None => Settled::problem(
                        change,
                        format!("{} was made but cannot be read back; look for it in ArchivesSpace", standing.uri),
                        true,
                    ),
                    Some(now) => self.check_made(change, *asset, body, now, standing),
                },
            };
            settled.push(outcome);
        }
        Ok(settled)
    }

    fn check_made(&self, change: &Change, asset: AssetId, meant: &Value, now: &Value, standing: &Standing) -> Settled {
        let is_the_assets = asset_of_digital_object(now).is_some_and(|(found, _)| found == asset);
        if !is_the_assets {
            return Settled::problem(
                change,
                format!(
                    "{} has the asset's id but stands for something else. Look at it in ArchivesSpace, then plan anew",
                    standing.uri
                ),
                false,
            );
        }
        if standing.ours && now.get("title") != meant.get("title") {
            return Settled::problem(
                change,
                format!(
                    "{} was made, but its title was read back differently. Look at it in ArchivesSpace",
                    standing.uri
                ),
                false,
            );
        }
        Settled::done(
            change,
            receipt((self.now)(), Some(standing.uri.to_string()), Some(now), Value::Null, !standing.ours),
        )
    }
}
