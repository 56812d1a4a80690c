//! Changing parts of records. All edits of one record in a batch go in one write; everything they do not name goes back as it came.

use std::collections::HashMap;

use futures::future::join_all;
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::moved::{lost_but_for, moved_on};
use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::RecordUri;
use crate::plan::edit::holds;
use crate::plan::{Action, Change, ChangeId, Edit, EditState, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::workflows::link::rebase;

/// The edits of each field, by the field's key.
type Edits = IndexMap<String, Vec<Edit>>;

/// A change that goes into a write, with those of its edits that are Archway's doing.
struct Part<'a> {
    change: &'a Change,
    made: Edits,
}

/// A write of one record that is about to go out.
struct Write<'a> {
    record: RecordUri,
    parts: Vec<Part<'a>>,
    before: Value,
    body: Value,
}

/// What was sent earlier and may have been carried out, by change.
type Memory = HashMap<ChangeId, Edits>;

/// What a batch has come to.
#[derive(Default)]
struct Course<'a> {
    memory: Memory,
    settled: Vec<Settled>,
    written: Vec<Write<'a>>,
    last_error: Option<SystemError>,
}

/// Changes of each record that are not settled yet.
type Open<'a> = IndexMap<RecordUri, Vec<&'a Change>>;

impl Applier {
    pub(super) async fn edit_records(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut open: Open<'_> = IndexMap::new();
        for &change in changes {
            if let Action::EditRecord { record, .. } = &change.action {
                open.entry(*record).or_default().push(change);
            }
        }
        let intended = self.intended(plan.id, changes, 0)?;
        let mut course = Course {
            memory: intended.into_iter().map(|(id, known)| (id, made_of(&known.what))).collect(),
            ..Course::default()
        };
        for _ in 0..ROUNDS {
            let Some(first) = open.keys().next() else { break };
            let uris: Vec<RecordUri> = open.keys().copied().collect();
            let bodies = match self.read_records(first.repository, first.kind, &uris).await {
                Ok(bodies) => bodies,
                Err(error) => {
                    let left = open.drain(..).flat_map(|(_, changes)| changes);
                    course.settled.extend(left.map(|change| Settled::failed(change, &error)));
                    break;
                }
            };
            let mut writes = Vec::new();
            for (record, changes) in open.drain(..) {
                match bodies.get(&record) {
                    Some(now) => writes.extend(self.prepare(plan, record, changes, now, &mut course)),
                    None => {
                        course.settled.extend(changes.into_iter().map(|change| {
                            Settled::problem(change, format!("{record} is gone or hidden from this account; plan anew"), false)
                        }))
                    }
                }
            }
            open = self.send_edits(plan, writes, &mut course).await?;
        }
        for change in open.into_values().flatten() {
            course.settled.push(match &course.last_error {
                Some(error) => Settled::failed(change, error),
                None => Settled::problem(change, "the record could not be changed; try again", true),
            });
        }
        let mut settled = course.settled;
        settled.extend(self.read_back_edits(course.written).await);
        Ok(settled)
    }

    /// Looks at one record. Settles what stands or moved on; gives what must be written, if anything must.
    fn prepare<'a>(
        &self,
        plan: &Plan,
        record: RecordUri,
        changes: Vec<&'a Change>,
        now: &Value,
        course: &mut Course<'a>,
    ) -> Option<Write<'a>> {
        let mut body = now.clone();
        let mut parts = Vec::new();
        for change in changes {
            let memory = course.memory.get(&change.id);
            let nothing = Edits::new();
            let known = memory.unwrap_or(&nothing);
            let edits = edits_of(change);
            if let Some((_, made)) = attempt(edits, now, known).filter(|(after, _)| stands(edits, now, after)) {
                let before = json!({ "made": made });
                let already = memory.is_none();
                course
                    .settled
                    .push(Settled::done(change, receipt((self.now)(), None, Some(now), before, already)));
                continue;
            }
            match attempt(edits, &body, known).filter(|_| !moved_on(plan, change, now)) {
                Some((after, made)) => {
                    body = after;
                    parts.push(Part { change, made });
                }
                None => {
                    let mut anew = change.clone();
                    rebase::on_edits(&mut anew, now);
                    course.settled.push(Settled::anew(anew));
                }
            }
        }
        (!parts.is_empty()).then(|| Write {
            record,
            parts,
            before: now.clone(),
            body,
        })
    }

    /// Sends the writes. Gives the changes to look at again.
    async fn send_edits<'a>(&self, plan: &Plan, writes: Vec<Write<'a>>, course: &mut Course<'a>) -> Result<Open<'a>, RuntimeError> {
        let intents: Vec<(ChangeId, Value)> = writes
            .iter()
            .flat_map(|write| {
                write
                    .parts
                    .iter()
                    .map(|part| (part.change.id, json!({ "edit": write.record, "made": part.made })))
            })
            .collect();
        let journal = self.intend(plan.id, 0, &intents)?;
        let posts = writes.into_iter().map(|write| async {
            let answer = self.archivesspace.update(&write.record, &write.body).await;
            (write, answer)
        });
        let mut again: Open<'_> = IndexMap::new();
        for (write, answer) in join_all(posts).await {
            let refused = matches!(&answer, Err(SystemError::Invalid { .. }));
            match Sent::from(answer) {
                Sent::Answered(answer) => {
                    for part in &write.parts {
                        self.answered(&journal, part.change.id, &json!({ "lock_version": answer.lock_version }))?;
                    }
                    course.written.push(write);
                }
                Sent::LookAgain(error) => {
                    for part in &write.parts {
                        self.not_carried_out(&journal, part.change.id, &error)?;
                        if error.maybe_applied() {
                            course.memory.insert(part.change.id, part.made.clone());
                        }
                        again.entry(write.record).or_default().push(part.change);
                    }
                    course.last_error = Some(error);
                }
                Sent::Failed(error) => {
                    for part in &write.parts {
                        self.not_carried_out(&journal, part.change.id, &error)?;
                    }
                    if refused && write.parts.len() > 1 {
                        course.settled.extend(self.one_by_one(plan, &write.parts).await?);
                    } else {
                        let failed = write.parts.iter().map(|part| Settled::failed(part.change, &error));
                        course.settled.extend(failed);
                    }
                }
            }
        }
        Ok(again)
    }

    /// One edit that ArchivesSpace does not accept must not keep the others of its record from being made.
    async fn one_by_one(&self, plan: &Plan, parts: &[Part<'_>]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        for part in parts {
            settled.extend(Box::pin(self.edit_records(plan, &[part.change])).await?);
        }
        Ok(settled)
    }

    async fn read_back_edits(&self, written: Vec<Write<'_>>) -> Vec<Settled> {
        let Some(first) = written.first() else { return Vec::new() };
        let uris: Vec<RecordUri> = written.iter().map(|write| write.record).collect();
        let bodies = self.read_back_records(first.record.repository, first.record.kind, &uris).await;
        let mut settled = Vec::new();
        for write in &written {
            for part in &write.parts {
                settled.push(match &bodies {
                    Err(error) => Settled::failed(part.change, error),
                    Ok(bodies) => match bodies.get(&write.record) {
                        None => Settled::problem(part.change, format!("{} cannot be read back", write.record), true),
                        Some(now) => self.compare_edit(write, part, now),
                    },
                });
            }
        }
        settled
    }

    fn compare_edit(&self, write: &Write<'_>, part: &Part<'_>, now: &Value) -> Settled {
        let edits = edits_of(part.change);
        let as_meant = attempt(edits, now, &part.made).is_some_and(|(after, _)| stands(edits, now, &after));
        if !as_meant {
            return Settled::problem(
                part.change,
                format!(
                    "ArchivesSpace said that {} was changed, but it was read back without the change. Apply again",
                    write.record
                ),
                true,
            );
        }
        let touched: Vec<&str> = write.parts.iter().flat_map(|part| touched(edits_of(part.change))).collect();
        let lost = lost_but_for(&write.before, now, &touched);
        if !lost.is_empty() {
            let what = format!(
                "{} was changed, but these fields were read back differently: {}. Look at the record in ArchivesSpace",
                write.record,
                lost.join(", ")
            );
            return Settled::problem(part.change, what, false);
        }
        let before = json!({ "made": part.made });
        Settled::done(part.change, receipt((self.now)(), None, Some(now), before, false))
    }
}

/// Makes edits one after the other on a copy of a record. Gives the copy and the edits that are Archway's doing: those that were
/// made now, and those that an earlier try sent and that stand. `None` where somebody else changed just what they name.
fn attempt(edits: &Edits, body: &Value, known: &Edits) -> Option<(Value, Edits)> {
    let mut after = body.clone();
    let mut made = Edits::new();
    for (field, edits) in edits {
        let known = known.get(field).map(Vec::as_slice).unwrap_or_default();
        let mut ours = Vec::new();
        for edit in edits {
            match edit.state(&after) {
                EditState::Ready => {
                    edit.make(&mut after);
                    ours.push(edit.clone());
                }
                EditState::Applied if known.contains(edit) => ours.push(edit.clone()),
                EditState::Applied => {}
                EditState::Moved => return None,
            }
        }
        if !ours.is_empty() {
            made.insert(field.clone(), ours);
        }
    }
    Some((after, made))
}

/// True where making the edits changed nothing that matters.
fn stands(edits: &Edits, before: &Value, after: &Value) -> bool {
    let of = |body: &Value, property: &str| body.get(property).cloned().unwrap_or_default();
    touched(edits).all(|property| holds(&of(before, property), &of(after, property)))
}

fn touched(edits: &Edits) -> impl Iterator<Item = &str> {
    edits.values().flatten().map(Edit::property)
}

fn edits_of(change: &Change) -> &Edits {
    static NOTHING: std::sync::LazyLock<Edits> = std::sync::LazyLock::new(Edits::new);
    match &change.action {
        Action::EditRecord { edits, .. } => edits,
        _ => &NOTHING,
    }
}

fn made_of(intent: &Value) -> Edits {
    let made = intent.get("made").cloned().unwrap_or_default();
    serde_json::from_value(made).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(edits: &[Edit]) -> Edits {
        [("field".to_owned(), edits.to_vec())].into_iter().collect()
    }

    fn subject(id: u32) -> Value {
        json!({ "ref": format!("/subjects/{id}") })
    }

    #[test]
    fn only_what_is_archways_doing_is_remembered() {
        let add = |id| Edit::Add {
            list: "subjects".into(),
            item: subject(id),
        };
        let wanted = edits(&[add(1), add(2), add(3)]);
        let body = json!({"subjects": [subject(1), subject(2)]});
        // The first was sent by an earlier try, the second stood there, the third is new.
        let (after, made) = attempt(&wanted, &body, &edits(&[add(1)])).unwrap();
        assert_eq!(after["subjects"].as_array().map(Vec::len), Some(3));
        assert_eq!(made, edits(&[add(1), add(3)]));
        assert!(!stands(&wanted, &body, &after));
        let (again, _) = attempt(&wanted, &after, &Edits::new()).unwrap();
        assert!(stands(&wanted, &after, &again));
    }

    #[test]
    fn taking_out_and_putting_at_the_end_settles() {
        let wanted = edits(&[
            Edit::Remove {
                list: "subjects".into(),
                item: subject(1),
            },
            Edit::Add {
                list: "subjects".into(),
                item: subject(1),
            },
        ]);
        let body = json!({"subjects": [subject(1), subject(2)]});
        let (after, _) = attempt(&wanted, &body, &Edits::new()).unwrap();
        assert_eq!(after["subjects"], json!([subject(2), subject(1)]));
        assert!(!stands(&wanted, &body, &after));
        let (again, _) = attempt(&wanted, &after, &Edits::new()).unwrap();
        assert!(stands(&wanted, &after, &again));
    }
}
