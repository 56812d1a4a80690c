//! Agreeing: what is to be done about one field when both systems may have changed it since they last agreed.
//!
//! Everything is judged three-way: what the source gives now and gave then, what the target holds now and held then. Whoever changed a
//! field decides; where both did, a person does. Lists are judged item by item. Nothing that a person added on the written side is
//! taken away, and judging again after writing finds nothing to do.

mod lists;
mod one;
#[cfg(test)]
mod tests;

pub use lists::overlaid;

use crate::mapping::Item;
use crate::mapping::profile::{Merge, WhenEmpty};
use crate::mapping::same::same_items;

/// Whether the target already says, by way of the opposite profile, what the source says. A rule that keeps only the year must not
/// overwrite the day it was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Echo {
    /// No, or nobody knows.
    #[default]
    Silent,
    /// The opposite profile turns the target into just what the source holds.
    Whole,
    /// It does so for some of the items: one flag for each item of the source.
    Items(Vec<bool>),
}

/// The two sides of one field, now and when they last agreed.
#[derive(Debug, Clone)]
pub struct Sides<'a> {
    /// What the source gave and what the target held when they last agreed; `None` where they never did.
    pub base: Option<(&'a [Item], &'a [Item])>,
    /// What the source gives.
    pub source: &'a [Item],
    /// What the target holds.
    pub target: &'a [Item],
    /// Whether the target says the same in other words.
    pub echo: Echo,
    /// The target takes several items.
    pub many: bool,
    /// How the target's own items are treated.
    pub merge: Merge,
    /// What happens where the source gives nothing.
    pub when_empty: WhenEmpty,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Both agree, or a person let the difference stand.
    Settled,
    /// Nothing is to be written in this direction: the target changed, or the source has nothing to say.
    Keep,
    /// The target is empty and gets this.
    Fill(Vec<Item>),
    /// The source changed, the target stands as agreed: it becomes this.
    Follow(Vec<Item>),
    /// The list gets further items and becomes this.
    AddItems(Vec<Item>),
    /// Items are added, replaced or taken away; the list becomes this.
    MergeLists(Vec<Item>),
    /// Both changed differently.
    Conflict {
        /// What the target holds if the source's value is taken.
        if_source: Vec<Item>,
        /// What the target holds if its own value is kept.
        if_target: Vec<Item>,
    },
}

impl Verdict {
    /// What the target becomes, where something is written without asking which side is right.
    #[must_use]
    pub fn becomes(&self) -> Option<&[Item]> {
        match self {
            Self::Fill(items) | Self::Follow(items) | Self::AddItems(items) | Self::MergeLists(items) => Some(items),
            Self::Settled | Self::Keep | Self::Conflict { .. } => None,
        }
    }
}

/// A verdict, with what is to be remembered as agreed once it is carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What is to be done.
    pub verdict: Verdict,
    /// What the source gives and the target holds then; `None` where what was agreed before stays.
    pub agreed: Option<(Vec<Item>, Vec<Item>)>,
}

/// Judges one field.
#[must_use]
pub fn judge(sides: &Sides<'_>) -> Judged {
    let both = || Some((sides.source.to_vec(), sides.target.to_vec()));
    let settled = Judged {
        verdict: Verdict::Settled,
        agreed: both(),
    };
    if same_items(sides.source, sides.target) || sides.echo == Echo::Whole {
        return settled;
    }
    if let Some((source_then, target_then)) = sides.base
        && same_items(sides.source, source_then)
        && same_items(sides.target, target_then)
    {
        return settled;
    }
    if sides.source.is_empty() && sides.when_empty == WhenEmpty::Leave {
        return Judged {
            verdict: Verdict::Keep,
            agreed: None,
        };
    }
    if sides.many && sides.merge == Merge::Items {
        lists::judge(sides)
    } else {
        one::judge(sides)
    }
}
