//! Putting instances on records and taking them off.

use std::collections::HashMap;

use futures::future::join_all;
use serde_json::{Value, json};

use super::context::Intended;
use super::moved::{lost_but_for, moved_on};
use super::step::{Sent, Settled, receipt};
use super::{Applier, ROUNDS};
use crate::domain::RecordUri;
use crate::domain::snapshot::digital_objects_of;
use crate::plan::condition::substance;
use crate::plan::{Action, Change, ChangeId, DigitalObjectRef, NewInstance, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::workflows::link::rebase;

/// What is done to the instances of one record.
struct Wanted<'a> {
    change: &'a Change,
    record: RecordUri,
    /// The instances, with digital objects that exist.
    instances: Vec<(RecordUri, &'a NewInstance)>,
    attach: bool,
}

/// A write that is about to go out.
struct Write<'a> {
    wanted: Wanted<'a>,
    body: Value,
    before: Value,
    memory: Value,
}

/// What looking at a record says about a wanted change.
enum Look {
    AsMeant(Value),
    Moved,
    Write { body: Value, memory: Value },
    Odd(String),
}

impl Applier {
    pub(super) async fn change_instances(&self, plan: &Plan, changes: &[&Change]) -> Result<Vec<Settled>, RuntimeError> {
        let mut settled = Vec::new();
        let mut open: Vec<Wanted<'_>> = Vec::new();
        for &change in changes {
            match wanted(plan, change) {
                Some(wanted) => open.push(wanted),
                None => settled.push(Settled::problem(
                    change,
                    "the digital object it needs was not made; apply again",
                    true,
                )),
            }
        }
        let intended = self.intended(plan.id, changes, 0)?;
        let mut written: Vec<Write<'_>> = Vec::new();
        let mut last_error: Option<SystemError> = None;
        // What was sent in this run and never answered.
        let mut lost: HashMap<ChangeId, Value> = HashMap::new();
        for _ in 0..ROUNDS {
            let Some(first) = open.first() else { break };
            let (repository, kind) = (first.record.repository, first.record.kind);
            let uris: Vec<RecordUri> = open.iter().map(|wanted| wanted.record).collect();
            let bodies = match self.read_records(repository, kind, &uris).await {
                Ok(bodies) => bodies,
                Err(error) => {
                    settled.extend(open.drain(..).map(|wanted| Settled::failed(wanted.change, &error)));
                    break;
                }
            };
            let mut writes: Vec<Write<'_>> = Vec::new();
            for wanted in open.drain(..) {
                let Some(now) = bodies.get(&wanted.record) else {
                    settled.push(Settled::problem(
                        wanted.change,
                        format!("{} is gone or hidden from this account", wanted.record),
                        false,
                    ));
                    continue;
                };
                let memory = lost
                    .get(&wanted.change.id)
                    .cloned()
                    .or_else(|| intended.get(&wanted.change.id).map(memory_of));
                match look(plan, &wanted, now, memory.as_ref()) {
                    Look::AsMeant(before) => {
                        let already = memory.is_none();
                        settled.push(Settled::done(
                            wanted.change,
                            receipt((self.now)(), None, Some(now), before, already),
                        ));
                    }
                    Look::Moved => {
                        let mut anew = wanted.change.clone();
                        rebase::on_record(&mut anew, now);
                        settled.push(Settled::anew(anew));
                    }
                    Look::Odd(what) => settled.push(Settled::problem(wanted.change, what, false)),
                    Look::Write { body, memory } => writes.push(Write {
                        wanted,
                        body,
                        before: now.clone(),
                        memory,
                    }),
                }
            }
            let again = self
                .post_records(plan, writes, &mut written, &mut settled, &mut last_error, &mut lost)
                .await?;
            open.extend(again);
        }
        for wanted in open {
            settled.push(match &last_error {
                Some(error) => Settled::failed(wanted.change, error),
                None => Settled::problem(wanted.change, "the record could not be changed; try again", true),
            });
        }
        settled.extend(self.read_back_instances(written).await);
        Ok(settled)
    }

    async fn post_records<'a>(
        &self,
        plan: &Plan,
        writes: Vec<Write<'a>>,
        written: &mut Vec<Write<'a>>,
        settled: &mut Vec<Settled>,
        last_error: &mut Option<SystemError>,
        lost: &mut HashMap<ChangeId, Value>,
    ) -> Result<Vec<Wanted<'a>>, RuntimeError> {
        let intents: Vec<(ChangeId, Value)> = writes.iter().map(|write| (write.wanted.change.id, write.memory.clone())).collect();
        let journal = self.intend(plan.id, 0, &intents)?;
        let posts = writes.into_iter().map(|write| async {
            let answer = self.archivesspace.update(&write.wanted.record, &write.body).await;
            (write, answer)
        });
        let mut again = Vec::new();
        for (write, answer) in join_all(posts).await {
            match Sent::from(answer) {
                Sent::Answered(answer) => {
                    self.answered(&journal, write.wanted.change.id, &json!({ "lock_version": answer.lock_version }))?;
                    written.push(write);
                }
                Sent::LookAgain(error) => {
                    self.not_carried_out(&journal, write.wanted.change.id, &error)?;
                    if error.maybe_applied() {
                        lost.insert(write.wanted.change.id, write.memory);
                    }
                    *last_error = Some(error);
                    again.push(write.wanted);
                }
                Sent::Failed(error) => {
                    self.not_carried_out(&journal, write.wanted.change.id, &error)?;
                    settled.push(Settled::failed(write.wanted.change, &error));
                }
            }
        }
        Ok(again)
    }

    async fn read_back_instances(&self, written: Vec<Write<'_>>) -> Vec<Settled> {
        let Some(first) = written.first() else { return Vec::new() };
        let (repository, kind) = (first.wanted.record.repository, first.wanted.record.kind);
        let uris: Vec<RecordUri> = written.iter().map(|write| write.wanted.record).collect();
        let bodies = self.read_back_records(repository, kind, &uris).await;
        written
            .iter()
            .map(|write| match &bodies {
                Err(error) => Settled::failed(write.wanted.change, error),
                Ok(bodies) => match bodies.get(&write.wanted.record) {
                    None => Settled::problem(write.wanted.change, format!("{} cannot be read back", write.wanted.record), true),
                    Some(now) => self.compare(write, now),
                },
            })
            .collect()
    }

    fn compare(&self, write: &Write<'_>, now: &Value) -> Settled {
        let change = write.wanted.change;
        if !stands(&write.wanted, now) {
            return Settled::problem(
                change,
                "ArchivesSpace said the record was changed, but it was read back without the change. Apply again",
                true,
            );
        }
        let lost = lost_but_for(&write.before, now, &["instances"]);
        if !lost.is_empty() {
            let what = format!(
                "the link is made, but these fields were read back differently: {}. Look at the record in ArchivesSpace",
                lost.join(", ")
            );
            return Settled::problem(change, what, false);
        }
        Settled::done(change, receipt((self.now)(), None, Some(now), write.memory.clone(), false))
    }
}

fn memory_of(intended: &Intended) -> Value {
    intended.what.clone()
}

fn wanted<'a>(plan: &Plan, change: &'a Change) -> Option<Wanted<'a>> {
    let (record, instances, attach) = match &change.action {
        Action::AttachDigitalObjects { record, instances } => (*record, instances, true),
        Action::DetachDigitalObjects { record, instances } => (*record, instances, false),
        _ => return None,
    };
    let instances = instances
        .iter()
        .map(|instance| {
            let uri = match instance.digital_object {
                DigitalObjectRef::Existing(uri) => uri,
                DigitalObjectRef::MadeBy(maker) => made_in(plan, maker)?,
            };
            Some((uri, instance))
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Wanted {
        change,
        record,
        instances,
        attach,
    })
}

/// The digital object that a change made. An undo that makes a digital object again gives it a new address, so the maker
/// may stand in this plan under an older address.
fn made_in(plan: &Plan, maker: ChangeId) -> Option<RecordUri> {
    plan.change(maker)?.outcome.receipt()?.made_record()
}

/// True where the record is as the change means it.
fn stands(wanted: &Wanted<'_>, body: &Value) -> bool {
    let attached = digital_objects_of(body);
    wanted.instances.iter().all(|(uri, _)| attached.contains(uri) == wanted.attach)
}

fn look(plan: &Plan, wanted: &Wanted<'_>, now: &Value, memory: Option<&Value>) -> Look {
    if stands(wanted, now) {
        let attached: Vec<&RecordUri> = wanted.instances.iter().map(|(uri, _)| uri).collect();
        let before = match memory {
            Some(memory) => memory.clone(),
            None if wanted.attach => json!({ "already_attached": attached }),
            None => json!({ "removed": [] }),
        };
        return Look::AsMeant(before);
    }
    if moved_on(plan, wanted.change, now) {
        return Look::Moved;
    }
    let mut body = now.clone();
    let Some(record) = body.as_object_mut() else {
        return Look::Odd("what was read is not a record".to_owned());
    };
    // A position that was read would undo a reordering that somebody made since.
    record.shift_remove("position");
    let instances = record.entry("instances").or_insert_with(|| Value::Array(Vec::new()));
    let Some(instances) = instances.as_array_mut() else {
        return Look::Odd("the record's instances cannot be understood".to_owned());
    };
    let memory = if wanted.attach {
        attach(wanted, instances)
    } else {
        detach(wanted, instances)
    };
    Look::Write { body, memory }
}

fn attach(wanted: &Wanted<'_>, instances: &mut Vec<Value>) -> Value {
    let attached: Vec<RecordUri> = instances.iter().filter_map(digital_object_of).collect();
    let mut already = Vec::new();
    for (uri, instance) in &wanted.instances {
        if attached.contains(uri) {
            already.push(*uri);
            continue;
        }
        let mut new = instance.template.clone();
        if let Some(new) = new.as_object_mut() {
            new.insert("digital_object".to_owned(), json!({ "ref": uri }));
        }
        let index = instance.index.unwrap_or(instances.len()).min(instances.len());
        instances.insert(index, new);
    }
    json!({ "attach": wanted.record, "already_attached": already })
}

fn detach(wanted: &Wanted<'_>, instances: &mut Vec<Value>) -> Value {
    let mut removed: Vec<NewInstance> = Vec::new();
    let mut kept = Vec::new();
    for (index, instance) in instances.drain(..).enumerate() {
        match digital_object_of(&instance).filter(|uri| wanted.instances.iter().any(|(wanted, _)| wanted == uri)) {
            Some(uri) => {
                removed.push(NewInstance {
                    digital_object: DigitalObjectRef::Existing(uri),
                    template: substance(&instance),
                    index: Some(index),
                });
            }
            None => kept.push(instance),
        }
    }
    *instances = kept;
    json!({ "detach": wanted.record, "removed": removed })
}

fn digital_object_of(instance: &Value) -> Option<RecordUri> {
    instance.get("digital_object")?.get("ref")?.as_str()?.parse().ok()
}
