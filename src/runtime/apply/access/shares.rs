//! Making shares again, each once: a share has no name of its own by which a second request could be told from the first, so that what
//! was there before is journalled with the intent.

use serde_json::json;
use uuid::Uuid;

use super::super::Applier;
use super::super::step::{Sent, Settled};
use super::past::{Past, RESTORE};
use super::{Course, Doing};
use crate::domain::access::Share;
use crate::plan::{Change, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;

/// How making a share again ended.
pub(super) enum Restored {
    /// It is made.
    Made,
    /// Look whether it is there.
    LookAgain(SystemError),
    /// It is not made.
    Failed(SystemError),
}

impl Applier {
    /// Makes shares again. Gives the changes that can go on.
    pub(super) async fn restore_shares<'a>(
        &self,
        plan: &Plan,
        doing: Vec<Doing<'a>>,
        course: &mut Course<'a>,
        again: &mut Vec<Doing<'a>>,
    ) -> Result<Vec<Doing<'a>>, RuntimeError> {
        let mut on = Vec::new();
        'changes: for doing in doing {
            let change = doing.wanted.change;
            let past = self.past(plan.id, change.id)?;
            for (place, share) in &doing.remaining.restore {
                match self.restore_share(plan, change, *place, share, &doing.seen.shares, &past).await? {
                    Restored::Made => {}
                    Restored::LookAgain(error) => {
                        course.last_error.insert(change.id, error);
                        again.push(doing);
                        continue 'changes;
                    }
                    Restored::Failed(error) => {
                        course.settled.push(Settled::failed(change, &error));
                        continue 'changes;
                    }
                }
            }
            on.push(doing);
        }
        Ok(on)
    }

    /// Makes one share again.
    pub(super) async fn restore_share(
        &self,
        plan: &Plan,
        change: &Change,
        place: usize,
        share: &Share,
        there: &[Share],
        past: &Past,
    ) -> Result<Restored, RuntimeError> {
        let step = RESTORE.saturating_add(u32::try_from(place).unwrap_or(u32::MAX - RESTORE));
        // What an earlier try left behind is not known: the first one says what was there before.
        let known: Vec<Uuid> = match past.remade.get(&place) {
            Some(remade) => remade.known.clone(),
            None => there.iter().map(|share| share.id).collect(),
        };
        let intent = json!({ "restore": share.id, "title": share.title, "known": known });
        let journal = self.intend(plan.id, step, &[(change.id, intent)])?;
        Ok(match Sent::from(self.iconik.make_share(share).await) {
            Sent::Answered(made) => {
                self.answered(&journal, change.id, &json!({ "made": made.id }))?;
                Restored::Made
            }
            Sent::LookAgain(error) => {
                self.not_carried_out(&journal, change.id, &error)?;
                Restored::LookAgain(error)
            }
            Sent::Failed(error) => {
                self.not_carried_out(&journal, change.id, &error)?;
                Restored::Failed(error)
            }
        })
    }
}
