//! Sending what remains of changes of access, part after part: all assets of a batch take one part before the next.

use futures::future::join_all;
use serde_json::{Value, json};

use super::super::Applier;
use super::super::asset_values::{only, padded};
use super::super::step::{Sent, Settled};
use super::past::{FIELDS, FORGET, MOVE, REVIEW, REVOKE};
use super::{Course, Doing, Wanted};
use crate::domain::AssetId;
use crate::plan::{ChangeId, FieldValues, Plan};
use crate::runtime::error::RuntimeError;
use crate::systems::SystemError;
use crate::systems::iconik::ViewId;

/// A part that each asset takes by requests of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All fields.
    Fields,
    /// All fields but what was taken, where that must be remembered for a while yet.
    FieldsButTaken,
    /// What was taken is forgotten.
    Forget,
    /// Shares go.
    Revoke,
    /// Collections are joined and left.
    Move,
    /// A review is asked for or taken back.
    Review,
}

impl Part {
    fn step(self) -> u32 {
        match self {
            Self::Fields | Self::FieldsButTaken => FIELDS,
            Self::Forget => FORGET,
            Self::Revoke => REVOKE,
            Self::Move => MOVE,
            Self::Review => REVIEW,
        }
    }

    fn fields(self, doing: &Doing<'_>) -> FieldValues {
        match self {
            Self::Fields => doing.remaining.fields.clone(),
            Self::FieldsButTaken => doing.remaining.fields_but_taken(),
            Self::Forget => doing.remaining.taken(),
            Self::Revoke | Self::Move | Self::Review => FieldValues::new(),
        }
    }

    /// What is journalled before it is sent; `None` where nothing of this part remains.
    fn intent(self, doing: &Doing<'_>) -> Option<Value> {
        let remaining = &doing.remaining;
        match self {
            Self::Fields | Self::FieldsButTaken | Self::Forget => {
                let fields = self.fields(doing);
                (!fields.is_empty()).then(|| json!({ "fields": fields }))
            }
            Self::Revoke => {
                let ids: Vec<_> = remaining.revoke.iter().map(|share| share.id).collect();
                (!ids.is_empty()).then(|| json!({ "revoke": ids }))
            }
            Self::Move => {
                let moves = !remaining.join.is_empty() || !remaining.leave.is_empty();
                moves.then(|| json!({ "join": remaining.join, "leave": remaining.leave }))
            }
            Self::Review => remaining
                .review
                .as_ref()
                .map(|(rule, asks)| json!({ "review": rule, "asks": asks })),
        }
    }
}

impl Applier {
    /// Sends what remains. Gives the changes that are to be looked at: all but those that surely failed.
    pub(super) async fn send_access<'a>(
        &self,
        plan: &Plan,
        doing: Vec<Doing<'a>>,
        course: &mut Course<'a>,
    ) -> Result<Vec<Wanted<'a>>, RuntimeError> {
        let mut again = Vec::new();
        let (opening, closing): (Vec<_>, Vec<_>) = doing.into_iter().partition(|doing| doing.wanted.access.opens());
        let closed = self.close(plan, closing, course, &mut again).await?;
        let opened = self.open(plan, opening, course, &mut again).await?;
        let sent = closed.into_iter().chain(opened).chain(again);
        Ok(sent.map(|doing| doing.wanted).collect())
    }

    async fn close<'a>(
        &self,
        plan: &Plan,
        mut doing: Vec<Doing<'a>>,
        course: &mut Course<'a>,
        again: &mut Vec<Doing<'a>>,
    ) -> Result<Vec<Doing<'a>>, RuntimeError> {
        doing = self.send_part(plan, Part::Fields, doing, course, again).await?;
        doing = self.send_part(plan, Part::Revoke, doing, course, again).await?;
        doing = self.change_lists(plan, doing, course, again).await?;
        doing = self.send_part(plan, Part::Move, doing, course, again).await?;
        self.send_part(plan, Part::Review, doing, course, again).await
    }

    async fn open<'a>(
        &self,
        plan: &Plan,
        mut doing: Vec<Doing<'a>>,
        course: &mut Course<'a>,
        again: &mut Vec<Doing<'a>>,
    ) -> Result<Vec<Doing<'a>>, RuntimeError> {
        doing = self.change_lists(plan, doing, course, again).await?;
        doing = self.send_part(plan, Part::Move, doing, course, again).await?;
        doing = self.send_part(plan, Part::FieldsButTaken, doing, course, again).await?;
        doing = self.restore_shares(plan, doing, course, again).await?;
        doing = self.send_part(plan, Part::Forget, doing, course, again).await?;
        doing = self.send_part(plan, Part::Revoke, doing, course, again).await?;
        self.send_part(plan, Part::Review, doing, course, again).await
    }

    /// Sends one part for every change of which it remains. Gives those that can go on.
    async fn send_part<'a>(
        &self,
        plan: &Plan,
        part: Part,
        doing: Vec<Doing<'a>>,
        course: &mut Course<'a>,
        again: &mut Vec<Doing<'a>>,
    ) -> Result<Vec<Doing<'a>>, RuntimeError> {
        let (mut on, mut to_send) = (Vec::new(), Vec::new());
        let mut intents: Vec<(ChangeId, Value)> = Vec::new();
        for doing in doing {
            match part.intent(&doing) {
                Some(intent) => {
                    intents.push((doing.wanted.change.id, intent));
                    to_send.push(doing);
                }
                None => on.push(doing),
            }
        }
        let journal = self.intend(plan.id, part.step(), &intents)?;
        let sends = to_send.into_iter().map(|doing| async move {
            let answer = self.send_one(part, &doing).await;
            (doing, answer)
        });
        for (doing, answer) in join_all(sends).await {
            let change = doing.wanted.change;
            match Sent::from(answer) {
                Sent::Answered(true) => {
                    self.answered(&journal, change.id, &json!({ "done": true }))?;
                    on.push(doing);
                }
                // Accepted, but not as it was sent: nothing that rests on it may follow before it was looked at.
                Sent::Answered(false) => {
                    self.answered(&journal, change.id, &json!({ "accepted": true }))?;
                    again.push(doing);
                }
                Sent::LookAgain(error) => {
                    self.not_carried_out(&journal, change.id, &error)?;
                    course.last_error.insert(change.id, error);
                    again.push(doing);
                }
                Sent::Failed(error) => {
                    self.not_carried_out(&journal, change.id, &error)?;
                    course.settled.push(Settled::failed(change, &error));
                }
            }
        }
        Ok(on)
    }

    /// Sends one part for one asset. True where iconik shows it as it was sent.
    async fn send_one(&self, part: Part, doing: &Doing<'_>) -> Result<bool, SystemError> {
        let asset = doing.wanted.access.asset;
        match part {
            Part::Fields | Part::FieldsButTaken | Part::Forget => match doing.wanted.view {
                Some(view) => return self.write_restriction(asset, view, &part.fields(doing)).await,
                None => return Ok(true),
            },
            Part::Revoke => {
                for share in &doing.remaining.revoke {
                    self.iconik.revoke_share(share).await?;
                }
            }
            Part::Move => {
                for collection in &doing.remaining.leave {
                    self.iconik.leave_collection(asset, *collection).await?;
                }
                for collection in &doing.remaining.join {
                    self.iconik.join_collection(asset, *collection).await?;
                }
            }
            Part::Review => match &doing.remaining.review {
                Some((rule, true)) => self.iconik.ask_review(asset, rule).await?,
                Some((rule, false)) => self.iconik.release_reviewers(asset, rule).await?,
                None => {}
            },
        }
        Ok(true)
    }

    async fn write_restriction(&self, asset: AssetId, view: ViewId, values: &FieldValues) -> Result<bool, SystemError> {
        let answer = self.iconik.set_metadata_values(asset, view, values).await?;
        Ok(only(&answer, values) == padded(values))
    }
}
