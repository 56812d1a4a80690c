//! One value, or a list that is treated as one value.

use super::{Judged, Sides, Verdict};
use crate::mapping::Item;
use crate::mapping::same::same_items;

/// What is to be done about one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Both as they should be.
    Stand,
    /// The target changed, or the source has nothing to say.
    Keep,
    /// The target becomes what the source gives.
    Put,
    /// The target's value goes.
    TakeAway,
    /// Both changed differently.
    Conflict,
}

/// Judges one value, given as a list of none or one, or a list as a whole.
pub(super) fn step(base: Option<(&[Item], &[Item])>, source: &[Item], target: &[Item]) -> Step {
    if same_items(source, target) {
        return Step::Stand;
    }
    let Some((source_then, target_then)) = base else {
        return match (source.is_empty(), target.is_empty()) {
            (true, _) => Step::Keep,
            (false, true) => Step::Put,
            (false, false) => Step::Conflict,
        };
    };
    let source_changed = !same_items(source, source_then);
    let target_changed = !same_items(target, target_then);
    match (source_changed, target_changed) {
        (false, false) => Step::Stand,
        (false, true) => Step::Keep,
        // Only what this rule wrote goes with its source.
        (true, false) if source.is_empty() && same_items(target, source_then) => Step::TakeAway,
        (true, _) if source.is_empty() => Step::Keep,
        (true, false) => Step::Put,
        (true, true) => Step::Conflict,
    }
}

pub(super) fn judge(sides: &Sides<'_>) -> Judged {
    let (source, target) = (sides.source.to_vec(), sides.target.to_vec());
    let (verdict, agreed) = match step(sides.base, sides.source, sides.target) {
        Step::Stand => (Verdict::Settled, Some(target)),
        Step::Keep => (Verdict::Keep, None),
        Step::Put if sides.target.is_empty() => (Verdict::Fill(source.clone()), Some(source.clone())),
        Step::Put => (Verdict::Follow(source.clone()), Some(source.clone())),
        Step::TakeAway => (Verdict::Follow(Vec::new()), Some(Vec::new())),
        Step::Conflict => (
            Verdict::Conflict {
                if_source: source.clone(),
                if_target: target,
            },
            Some(source.clone()),
        ),
    };
    Judged {
        verdict,
        agreed: agreed.map(|target| (source, target)),
    }
}
