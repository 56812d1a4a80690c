//! Making agents and subjects, and deleting those that Archway made.
//!
//! ArchivesSpace itself refuses a second agent or subject that is equal to one, and names the one that is there: posting again
//! doubles nothing, and an answer that was lost is found out by asking once more.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::as_made::{grown, read_otherwise};
use super::context::Trying;
use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::{Authority, AuthorityKind, AuthorityUri};
use crate::plan::{Action, Change, Finding, Outcome, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::systems::archivesspace::AuthorityAnswer;

/// How far the clocks of the server and of this computer may be apart.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(2);

/// What ArchivesSpace says of an agent or subject by itself.
const SERVERS_OWN: [&str; 12] = [
    "title",
    "display_name",
    "agent_type",
    "linked_agent_roles",
    "used_within_repositories",
    "used_within_published_repositories",
    "is_linked_to_published_record",
    "is_user",
    "is_repo_agent",
    "display_string",
    "agent_record_identifiers",
    "agent_record_controls",
];

/// An agent or subject to be made.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    change: &'a Change,
    kind: AuthorityKind,
    heading: &'a str,
    body: &'a Value,
}

impl Applier {
    pub(super) async fn change_authorities(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        let known = self.known_authorities()?;
        for &change in changes {
            if self.cancel.is_cancelled() {
                break;
            }
            settled.push(match &change.action {
                Action::CreateAuthority { kind, heading, body } => {
                    let wanted = Wanted {
                        change,
                        kind: *kind,
                        heading,
                        body,
                    };
                    self.create_authority(plan, &known, wanted).await?
                }
                Action::DeleteAuthority { authority, body, .. } => self.delete_authority(plan, change, *authority, body).await?,
                _ => Settled::problem(change, "this change is not one of an agent or subject", false),
            });
        }
        Ok(settled)
    }

    async fn create_authority(&self, plan: &Plan, known: &[Authority], wanted: Wanted<'_>) -> Result<Settled, RuntimeError> {
        let Wanted {
            change,
            kind,
            heading,
            body,
        } = wanted;
        // When it was first sent without an answer: what was made since then is Archway's.
        let mut sent_at = self.sent_since(plan.id, change.id)?;
        let mut last_error: Option<SystemError> = None;
        for _ in 0..ROUNDS {
            match self.standing_authority(known, kind, heading, body).await {
                Ok(Some((uri, now))) => return Ok(self.authority_stands(change, body, uri, &now, is_since(&now, sent_at))),
                Ok(None) => {}
                Err(error) => return Ok(Settled::failed(change, &error)),
            }
            let intent = json!({ "create": kind, "heading": heading });
            let journal = self.intend(plan.id, 0, &[(change.id, intent)])?;
            match Sent::from(self.archivesspace.make_authority(kind, body).await) {
                Sent::Answered(answer) => {
                    let (uri, made) = match answer {
                        AuthorityAnswer::Made(uri) => (uri, true),
                        AuthorityAnswer::There(uri) => (uri, false),
                    };
                    self.answered(&journal, change.id, &json!({ "uri": uri, "made": made }))?;
                    let unstopped = self.archivesspace.with_cancel(Default::default());
                    return Ok(match unstopped.authority_body(uri).await {
                        Ok(now) => self.authority_stands(change, body, uri, &now, made || is_since(&now, sent_at)),
                        Err(error) => Settled::failed(change, &error),
                    });
                }
                Sent::LookAgain(error) => {
                    self.not_carried_out(&journal, change.id, &error)?;
                    if error.maybe_applied() {
                        sent_at = sent_at.or(Some((self.now)()));
                    }
                    last_error = Some(error);
                }
                Sent::Failed(error) => {
                    self.not_carried_out(&journal, change.id, &error)?;
                    return Ok(Settled::failed(change, &error));
                }
            }
        }
        Ok(match last_error {
            Some(error) => Settled::failed(change, &error),
            None => Settled::problem(change, "it could not be made; try again", true),
        })
    }

    fn authority_stands(&self, change: &Change, meant: &Value, uri: AuthorityUri, now: &Value, ours: bool) -> Settled {
        self.keep_authority(now);
        let done = receipt((self.now)(), Some(uri.to_string()), Some(now), Value::Null, !ours);
        let mut settled = Settled::done(change, done);
        let otherwise = read_otherwise(meant, now);
        if ours && !otherwise.is_empty() {
            settled.change.findings.push(Finding::warning(format!(
                "{uri} stands with other values than were meant in: {}. Look at it in ArchivesSpace",
                otherwise.join(", ")
            )));
        }
        settled
    }

    async fn delete_authority(&self, plan: &Plan, change: &Change, authority: AuthorityUri, body: &Value) -> Result<Settled, RuntimeError> {
        let mut trying = Trying {
            ours: self.intended(plan.id, &[change], 0)?.contains_key(&change.id),
            last_error: None,
        };
        for _ in 0..ROUNDS {
            let now = match self.archivesspace.authority_body(authority).await {
                Ok(now) => now,
                Err(error) if error.is_not_found() => {
                    self.forget_authority(authority);
                    return Ok(Settled::done(change, receipt((self.now)(), None, None, Value::Null, !trying.ours)));
                }
                Err(error) => return Ok(Settled::failed(change, &error)),
            };
            if let Some(what) = why_kept(authority, body, &now) {
                return Ok(Settled::with(
                    change,
                    Outcome::Problem {
                        what: format!("{}: {what}", change.label),
                        again: false,
                    },
                ));
            }
            let journal = self.intend(plan.id, 0, &[(change.id, json!({ "delete": authority, "body": now }))])?;
            if let Some(failed) = self.note_sent(
                &journal,
                change,
                Sent::from(self.archivesspace.remove_authority(authority).await),
                &mut trying,
            )? {
                return Ok(failed);
            }
        }
        Ok(trying.given_up(change, "ArchivesSpace said it was deleted, but it is still there. Apply again"))
    }
}

/// True where a record was made since something was sent and not heard of again.
fn is_since(now: &Value, sent_at: Option<Timestamp>) -> bool {
    let made_at: Option<Timestamp> = now.get("create_time").and_then(Value::as_str).and_then(|time| time.parse().ok());
    matches!((made_at, sent_at), (Some(made_at), Some(sent_at)) if made_at + CLOCKS_APART >= sent_at)
}

/// Why an agent or subject must not be deleted: records use it, or somebody has added to it.
fn why_kept(uri: AuthorityUri, made: &Value, now: &Value) -> Option<String> {
    let repositories = now.get("used_within_repositories").and_then(Value::as_array).map_or(0, Vec::len);
    let is_somebody = ["is_user", "is_repo_agent"]
        .iter()
        .any(|mark| now.get(*mark).is_some_and(|mark| mark.is_string() || mark == &Value::Bool(true)));
    if repositories > 0 || is_somebody {
        return Some(format!("{uri} is kept: records use it"));
    }
    let mut servers_own = SERVERS_OWN.to_vec();
    if uri.kind == AuthorityKind::Subject {
        // Subjects are always shown; nobody decides that.
        servers_own.push("publish");
    }
    let grown = grown(made, now, &servers_own);
    (!grown.is_empty()).then(|| {
        format!(
            "{uri} is kept: somebody changed it since Archway made it ({}). Delete it in ArchivesSpace if it is not needed",
            grown.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_unused_subject_as_it_was_made_may_go() {
        let uri = AuthorityUri {
            kind: AuthorityKind::Subject,
            id: 7,
        };
        let made = json!({"jsonmodel_type": "subject", "source": "local", "vocabulary": "/vocabularies/1",
            "terms": [{"term": "Tugboats", "term_type": "topical", "vocabulary": "/vocabularies/1"}]});
        let read = json!({"jsonmodel_type": "subject", "uri": "/subjects/7", "title": "Tugboats", "source": "local", "lock_version": 0,
            "vocabulary": "/vocabularies/1", "publish": true, "is_slug_auto": true, "used_within_repositories": [], "external_ids": [],
            "terms": [{"term": "Tugboats", "term_type": "topical", "vocabulary": "/vocabularies/1", "uri": "/terms/3"}]});
        assert_eq!(why_kept(uri, &made, &read), None);
        for (key, value) in [
            ("scope_note", json!("Boats that tow")),
            ("used_within_repositories", json!(["/repositories/2"])),
            ("authority_id", json!("x1")),
        ] {
            let mut worked_on = read.clone();
            worked_on[key] = value;
            assert!(why_kept(uri, &made, &worked_on).is_some(), "{key}");
        }
    }

    #[test]
    fn what_stood_before_anything_was_sent_is_not_archways() {
        let sent: Timestamp = "2031-05-04T10:00:00Z".parse().unwrap();
        let there = |time: &str| json!({ "create_time": time });
        assert!(is_since(&there("2031-05-04T10:00:01Z"), Some(sent)));
        assert!(!is_since(&there("2031-05-04T09:00:00Z"), Some(sent)));
        assert!(!is_since(&there("2031-05-04T10:00:01Z"), None));
    }
}
