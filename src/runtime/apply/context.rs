//! The journal as the steps of applying use it.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Applier;
use super::step::{Sent, Settled};
use crate::plan::{Change, ChangeId, PlanId};
use crate::runtime::error::RuntimeError;
use crate::store::{Intent, JournalEntry, JournalId};
use crate::systems::SystemError;

/// What the journal knows of one step of a change.
#[derive(Debug, Clone)]
pub(super) struct Intended {
    /// What was about to be sent.
    pub what: Value,
    /// True once the system's answer was noted.
    pub answered: bool,
}

/// What is known of one change while it is tried.
pub(super) struct Trying {
    /// What stands there, if it does, is this plan's doing.
    pub ours: bool,
    /// Why it must be looked at again.
    pub last_error: Option<SystemError>,
}

impl Trying {
    /// What becomes of a change that was tried as often as is sensible; `otherwise` where the system never said why.
    pub fn given_up(&self, change: &Change, otherwise: &str) -> Settled {
        match &self.last_error {
            Some(error) => Settled::failed(change, error),
            None => Settled::problem(change, otherwise, true),
        }
    }
}

impl Applier {
    /// The last intent of a step of each change, where there is one that was not refused. It means that the effect, if it stands
    /// there, is ours.
    pub(super) fn intended(&self, plan: PlanId, changes: &[&Change], step: u32) -> Result<HashMap<ChangeId, Intended>, RuntimeError> {
        self.shelf.with(|workspace| {
            let mut intended = HashMap::new();
            for change in changes {
                let entries = workspace.entries(plan, change.id)?;
                if let Some(entry) = entries.into_iter().rfind(|entry| entry.step == step && !is_refused(entry)) {
                    intended.insert(
                        change.id,
                        Intended {
                            answered: entry.answer.is_some(),
                            what: entry.what,
                        },
                    );
                }
            }
            Ok(intended)
        })
    }

    /// When what a change makes was first sent, leaving out what was refused and what turned out to stand there already.
    pub(super) fn sent_since(&self, plan: PlanId, change: ChangeId) -> Result<Option<Timestamp>, RuntimeError> {
        let entries = self.shelf.with(|workspace| workspace.entries(plan, change))?;
        let sent = entries.iter().find(|entry| match &entry.answer {
            None => true,
            Some((_, answer)) => answer.get("made") == Some(&Value::Bool(true)),
        });
        Ok(sent.map(|entry| entry.intended_at))
    }

    /// Notes what is about to be sent, for several changes at once, before anything is sent.
    pub(super) fn intend(
        &self,
        plan: PlanId,
        step: u32,
        intents: &[(ChangeId, Value)],
    ) -> Result<HashMap<ChangeId, JournalId>, RuntimeError> {
        let now = (self.now)();
        let rows: Vec<Intent> = intents
            .iter()
            .map(|(change, what)| Intent {
                change: *change,
                step,
                what: what.clone(),
            })
            .collect();
        let ids = self.shelf.with(|workspace| workspace.intend_many(plan, &rows, now))?;
        Ok(intents.iter().map(|(change, _)| *change).zip(ids).collect())
    }

    /// Notes what the system answered.
    pub(super) fn answered(&self, journal: &HashMap<ChangeId, JournalId>, change: ChangeId, answer: &Value) -> Result<(), RuntimeError> {
        let Some(id) = journal.get(&change) else { return Ok(()) };
        let now = (self.now)();
        self.shelf.with(|workspace| workspace.answer(*id, answer, now))
    }

    /// Notes how the one request of a change ended. Gives what became of the change where it surely failed; else it is looked at again.
    pub(super) fn note_sent(
        &self,
        journal: &HashMap<ChangeId, JournalId>,
        change: &Change,
        sent: Sent<()>,
        trying: &mut Trying,
    ) -> Result<Option<Settled>, RuntimeError> {
        match sent {
            Sent::Answered(()) => {
                trying.ours = true;
                self.answered(journal, change.id, &json!({ "done": true }))?;
                Ok(None)
            }
            Sent::LookAgain(error) => {
                trying.ours |= error.maybe_applied();
                self.not_carried_out(journal, change.id, &error)?;
                trying.last_error = Some(error);
                Ok(None)
            }
            Sent::Failed(error) => {
                self.not_carried_out(journal, change.id, &error)?;
                Ok(Some(Settled::failed(change, &error)))
            }
        }
    }

    /// Notes that the system surely did not carry it out. Where it may have, the intent stays open: it is settled by looking.
    pub(super) fn not_carried_out(
        &self,
        journal: &HashMap<ChangeId, JournalId>,
        change: ChangeId,
        error: &SystemError,
    ) -> Result<(), RuntimeError> {
        if error.maybe_applied() {
            return Ok(());
        }
        self.answered(journal, change, &json!({ REFUSED: error.to_string() }))
    }
}

/// Key of an answer that says that nothing was carried out.
const REFUSED: &str = "refused";

/// True where the system surely did not carry it out.
pub(super) fn is_refused(entry: &JournalEntry) -> bool {
    entry.answer.as_ref().is_some_and(|(_, answer)| answer.get(REFUSED).is_some())
}
