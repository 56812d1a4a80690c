//! The lines of the review: which groups and changes a person sees, and how high each line stands.
//!
//! Built once for each new plan, filter or grouping, so that drawing a plan of ten thousand changes costs only its visible lines.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::totals::Totals;
use crate::plan::ledger::{LedgerFilter, groups};
use crate::plan::{Change, ChangeId, Decision, Grouping, Nature, Plan};

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The head of a group, by its place in [`Lines::groups`].
    Group(usize),
    /// A change, by its place in the plan.
    Change(usize),
}

/// What was decided about a group as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupDecision {
    /// Nothing in it is accepted.
    None,
    /// Some changes are accepted.
    Some,
    /// Every change that can be decided is accepted.
    All,
    /// Nothing is left to decide: all is made.
    Settled,
}

/// Changes that stand together.
#[derive(Debug, Clone)]
pub struct GroupLines {
    /// What they have in common.
    pub title: String,
    /// Their places in the plan.
    pub changes: Vec<usize>,
    /// What was decided about them.
    pub decision: GroupDecision,
    /// How many of them are made.
    pub done: usize,
    /// How many are accepted or taken back together with the group.
    pub together: usize,
    /// How many are open and decided one by one.
    pub by_itself: usize,
}

/// What the lines were built from.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// How changes are grouped.
    pub grouping: Grouping,
    /// Which are shown.
    pub filter: LedgerFilter,
    /// Titles of groups that are folded.
    pub folded: HashSet<String>,
}

/// The lines of one plan under one filter and grouping.
#[derive(Debug)]
pub struct Lines {
    /// The plan they were built from, with its counts.
    pub totals: Totals,
    /// The groups.
    pub groups: Vec<GroupLines>,
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// How many changes the filter hides.
    pub hidden: usize,
    /// Changes differ in what they do to the description.
    pub natures: bool,
    shape: Shape,
    /// The group of each line.
    group_of: Vec<usize>,
    places: HashMap<ChangeId, usize>,
}

impl Lines {
    /// Builds the lines.
    #[must_use]
    pub fn of(plan: &Arc<Plan>, shape: &Shape) -> Self {
        let places: HashMap<ChangeId, usize> = plan.changes.iter().enumerate().map(|(place, change)| (change.id, place)).collect();
        let mut built: Vec<GroupLines> = Vec::new();
        let mut lines = Vec::new();
        let mut group_of = Vec::new();
        let mut shown = 0;
        for group in groups(plan, shape.grouping, &shape.filter) {
            let changes: Vec<usize> = group.changes.iter().filter_map(|id| places.get(id).copied()).collect();
            shown += changes.len();
            lines.push(Line::Group(built.len()));
            if !shape.folded.contains(&group.title) {
                lines.extend(changes.iter().map(|place| Line::Change(*place)));
            }
            group_of.resize(lines.len(), built.len());
            built.push(GroupLines::of(plan, group.title, changes));
        }
        Self {
            totals: Totals::of(plan),
            groups: built,
            lines,
            hidden: plan.changes.len() - shown,
            natures: plan.changes.iter().any(|change| change.nature != Nature::Plain),
            shape: shape.clone(),
            group_of,
            places,
        }
    }

    /// True where they still show this plan in this shape.
    #[must_use]
    pub fn fits(&self, plan: &Arc<Plan>, shape: &Shape) -> bool {
        Arc::ptr_eq(&self.totals.plan, plan) && self.shape == *shape
    }

    /// The change that a line shows.
    #[must_use]
    pub fn change(&self, line: Line) -> Option<&Change> {
        match line {
            Line::Change(place) => self.totals.plan.changes.get(place),
            Line::Group(_) => None,
        }
    }

    /// A change by its number, without searching.
    #[must_use]
    pub fn by_id(&self, id: ChangeId) -> Option<&Change> {
        self.totals.plan.changes.get(*self.places.get(&id)?)
    }

    /// The line that shows a change, unless it is hidden or folded away.
    #[must_use]
    pub fn line_of(&self, id: ChangeId) -> Option<usize> {
        let place = *self.places.get(&id)?;
        self.lines.iter().position(|line| *line == Line::Change(place))
    }

    /// True where the changes of that group are folded away.
    #[must_use]
    pub fn is_folded(&self, title: &str) -> bool {
        self.shape.folded.contains(title)
    }

    /// The title of the group that a line stands in.
    #[must_use]
    pub fn group_title(&self, line: usize) -> &str {
        let group = self.group_of.get(line).and_then(|group| self.groups.get(*group));
        group.map(|group| group.title.as_str()).unwrap_or_default()
    }

    /// Numbers of the changes of a group that can still be decided.
    #[must_use]
    pub fn open_in(&self, group: usize) -> Vec<ChangeId> {
        let Some(group) = self.groups.get(group) else { return Vec::new() };
        let changes = group.changes.iter().filter_map(|place| self.totals.plan.changes.get(*place));
        changes.filter(|change| change.outcome.is_open()).map(|change| change.id).collect()
    }
}

/// True where a change may be accepted along with others.
#[must_use]
pub fn together(change: &Change) -> bool {
    !change.one_by_one() && !change.is_obstructed()
}

impl GroupLines {
    fn of(plan: &Plan, title: String, changes: Vec<usize>) -> Self {
        let (mut open, mut accepted, mut done) = (0, 0, 0);
        let (mut with_others, mut by_itself) = (0, 0);
        for change in changes.iter().filter_map(|place| plan.changes.get(*place)) {
            if change.outcome.is_done() {
                done += 1;
                continue;
            }
            // A change with an obstacle can never be accepted: it must not keep its group from being whole.
            open += usize::from(!change.is_obstructed());
            with_others += usize::from(together(change));
            by_itself += usize::from(change.one_by_one());
            accepted += usize::from(change.decision == Decision::Accepted);
        }
        let decision = match (accepted, open) {
            (0, 0) if done == changes.len() => GroupDecision::Settled,
            (0, _) => GroupDecision::None,
            (accepted, open) if accepted == open => GroupDecision::All,
            _ => GroupDecision::Some,
        };
        Self {
            title,
            changes,
            decision,
            done,
            together: with_others,
            by_itself,
        }
    }
}

impl GroupLines {
    /// What its decision box does, as a name.
    #[must_use]
    pub fn accept_words(&self) -> String {
        let title = &self.title;
        match (self.by_itself, self.together) {
            (0, _) => format!("Accept all in {title}"),
            (_, 0) => format!("Nothing to accept together in {title}"),
            (left, together) => format!("Accept {together} of {} in {title}", together + left),
        }
    }

    /// What its decision box leaves, and why; `None` where it leaves nothing.
    #[must_use]
    pub fn left_words(&self) -> Option<String> {
        (self.by_itself > 0).then(|| one_by_one_words(self.by_itself))
    }
}

/// `2 are decided one by one: conflicts, and what opens to more people`
#[must_use]
pub fn one_by_one_words(count: usize) -> String {
    let are = if count == 1 {
        "is decided by itself"
    } else {
        "are decided one by one"
    };
    format!("{count} {are}: conflicts, and what opens to more people, are never accepted along with others")
}

/// Where each line stands, in points from the top. Lines differ in height: the focused change shows its fields.
#[derive(Debug, Default)]
pub struct Heights {
    tops: Vec<f32>,
}

impl Heights {
    /// Places lines of these heights one below the other.
    pub fn place(&mut self, heights: impl Iterator<Item = f32>) {
        self.tops.clear();
        self.tops.push(0.0);
        let mut top = 0.0;
        for height in heights {
            top += height;
            self.tops.push(top);
        }
    }

    /// Height of all lines.
    #[must_use]
    pub fn total(&self) -> f32 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// Top and bottom of a line.
    #[must_use]
    pub fn span(&self, line: usize) -> Option<(f32, f32)> {
        Some((*self.tops.get(line)?, *self.tops.get(line + 1)?))
    }

    /// The lines that can be seen between two heights.
    #[must_use]
    pub fn visible(&self, top: f32, bottom: f32) -> Range<usize> {
        let lines = self.tops.len().saturating_sub(1);
        let first = self.tops.partition_point(|start| *start <= top).saturating_sub(1).min(lines);
        let last = self.tops.partition_point(|start| *start < bottom).min(lines);
        first..last.max(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_between_two_heights_are_visible() {
        let mut heights = Heights::default();
        heights.place([20.0, 40.0, 100.0, 40.0].into_iter());
        assert_eq!(heights.total(), 200.0);
        assert_eq!(heights.visible(0.0, 20.0), 0..1);
        assert_eq!(heights.visible(20.0, 61.0), 1..3);
        assert_eq!(heights.visible(159.0, 500.0), 2..4);
        assert_eq!(heights.visible(500.0, 900.0), 4..4);
        assert_eq!(Heights::default().visible(0.0, 900.0), 0..0);
    }
}
