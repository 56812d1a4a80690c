//! The lines of a plan of restrictions: groups by cause, target or kind, with assets that change and assets that wait for a person.
//!
//! Built once for each new plan, filter or grouping, so that drawing a hundred thousand changes costs only the lines that can be seen.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::words;
use crate::desktop::screens::review::lines::{GroupDecision, together};
use crate::desktop::screens::review::totals::Totals;
use crate::domain::AssetId;
use crate::plan::access::NeedsPerson;
use crate::plan::{CauseId, Change, ChangeId, Decision, Nature, Outcome, Plan, RestrictKind, RestrictReview};

/// How the lines are grouped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum By {
    /// By the restriction that causes them.
    #[default]
    Cause,
    /// By the collection of iconik that the asset is in.
    Target,
    /// By what they do.
    Kind,
}

impl By {
    /// The grouping in a word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Target => "target",
            Self::Kind => "kind",
        }
    }
}

/// Which lines are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Changes that do this.
    Kind(RestrictKind),
    /// What moved on, failed, or cannot be applied.
    Trouble,
    /// Assets that wait for a person.
    NeedsPerson,
    /// Assets on which the two rules differ.
    Differ,
    /// Changes nobody decided about.
    Undecided,
}

/// Which group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// What one restriction closes, or what opens because it is gone.
    Cause {
        /// The restriction.
        cause: CauseId,
        /// What opens by it.
        opens: bool,
    },
    /// What does one thing.
    Kind(RestrictKind),
    /// Assets that wait for a person.
    Waiting,
    /// By name: collections, reasons.
    Named(String),
}

/// What the list can stand on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Spot {
    /// A group.
    Group(GroupKey),
    /// A change.
    Change(ChangeId),
    /// An asset that waits for a person.
    Waits(AssetId),
}

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The head of a group, by its place in [`Lines::groups`].
    Group(usize),
    /// A change, by its place in the plan.
    Change(usize),
    /// An asset that waits, by its place in the review.
    Waits(usize),
}

/// Lines that stand together.
#[derive(Debug, Clone)]
pub struct GroupLines {
    /// Which group.
    pub key: GroupKey,
    /// Its title.
    pub title: String,
    /// Places of its changes in the plan.
    pub changes: Vec<usize>,
    /// Places of its waiting assets in the review.
    pub waits: Vec<usize>,
    /// What was decided about what may be accepted together.
    pub decision: GroupDecision,
    /// How many of its changes are made.
    pub done: usize,
    /// How many may be accepted together and are not made.
    pub together: usize,
    /// How many open access, are not made, and wait to be confirmed.
    pub unconfirmed: usize,
}

/// Counts over the whole plan; each is a filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Changes that restrict.
    pub restrict: usize,
    /// Changes that only change words, end or sources.
    pub alter: usize,
    /// Changes that lift.
    pub lift: usize,
    /// What moved on, failed, or cannot be applied.
    pub trouble: usize,
    /// Assets on which the two rules differ.
    pub differ: usize,
    /// Changes nobody decided about.
    pub undecided: usize,
    /// Assets that wait for a person.
    pub waits: usize,
    /// Assets that stand as they should.
    pub unchanged: u64,
}

/// What the lines were built from, beside the plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// How they are grouped.
    pub by: By,
    /// Which are shown.
    pub filter: Filter,
    /// Groups that are folded.
    pub folded: HashSet<GroupKey>,
}

/// The lines of one plan.
#[derive(Debug)]
pub struct Lines {
    /// The plan with its counts for the foot.
    pub totals: Totals,
    /// Counts for the chips.
    pub counts: Counts,
    /// The groups.
    pub groups: Vec<GroupLines>,
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// How many changes and waiting assets the filter hides.
    pub hidden: usize,
    shape: Shape,
    /// Line of everything that is shown.
    at: HashMap<Spot, usize>,
}

impl Lines {
    /// Builds the lines.
    #[must_use]
    pub fn of(plan: &Arc<Plan>, shape: &Shape) -> Self {
        let review = plan.restrict.as_deref();
        let mut built: IndexMap<GroupKey, GroupLines> = IndexMap::new();
        let mut shown = 0;
        for (place, change) in plan.changes.iter().enumerate() {
            if shape.filter.shows(change) {
                shown += 1;
                let key = key_of(change, shape.by);
                entry(&mut built, key, plan).changes.push(place);
            }
        }
        let waits = review.map(|review| review.needs_person.as_slice()).unwrap_or_default();
        if matches!(shape.filter, Filter::All | Filter::NeedsPerson) {
            for (place, one) in waits.iter().enumerate() {
                shown += 1;
                let key = match shape.by {
                    By::Cause => GroupKey::Cause {
                        cause: one.cause,
                        opens: false,
                    },
                    By::Target | By::Kind => GroupKey::Waiting,
                };
                entry(&mut built, key, plan).waits.push(place);
            }
        }
        let mut groups: Vec<GroupLines> = built.into_values().collect();
        for group in &mut groups {
            group.count(plan);
        }
        // What opens stands last, what waits for a person before it: the eye meets first what closes.
        groups.sort_by_key(GroupLines::rank);
        let mut lines = Self {
            totals: Totals::of(plan),
            counts: Counts::of(plan),
            hidden: plan.changes.len() + waits.len() - shown,
            groups,
            lines: Vec::new(),
            shape: shape.clone(),
            at: HashMap::new(),
        };
        lines.lay_out();
        lines
    }

    fn lay_out(&mut self) {
        for (place, group) in self.groups.iter().enumerate() {
            self.lines.push(Line::Group(place));
            if !self.shape.folded.contains(&group.key) {
                self.lines.extend(group.changes.iter().map(|place| Line::Change(*place)));
                self.lines.extend(group.waits.iter().map(|place| Line::Waits(*place)));
            }
        }
        self.at = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(place, line)| Some((self.spot(*line)?, place)))
            .collect();
    }

    /// True where they still show this plan in this shape.
    #[must_use]
    pub fn fits(&self, plan: &Arc<Plan>, shape: &Shape) -> bool {
        Arc::ptr_eq(&self.totals.plan, plan) && self.shape == *shape
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.totals.plan
    }

    /// What belongs to the plan as a whole.
    #[must_use]
    pub fn review(&self) -> Option<&RestrictReview> {
        self.totals.plan.restrict.as_deref()
    }

    /// The change that a line shows.
    #[must_use]
    pub fn change(&self, line: Line) -> Option<&Change> {
        match line {
            Line::Change(place) => self.totals.plan.changes.get(place),
            Line::Group(_) | Line::Waits(_) => None,
        }
    }

    /// The waiting asset that a line shows.
    #[must_use]
    pub fn waits(&self, line: Line) -> Option<&NeedsPerson> {
        match line {
            Line::Waits(place) => self.review()?.needs_person.get(place),
            Line::Group(_) | Line::Change(_) => None,
        }
    }

    /// What a line stands for.
    #[must_use]
    pub fn spot(&self, line: Line) -> Option<Spot> {
        Some(match line {
            Line::Group(place) => Spot::Group(self.groups.get(place)?.key.clone()),
            Line::Change(_) => Spot::Change(self.change(line)?.id),
            Line::Waits(_) => Spot::Waits(self.waits(line)?.asset),
        })
    }

    /// The line of a spot, where it is shown.
    #[must_use]
    pub fn line_of(&self, spot: &Spot) -> Option<usize> {
        self.at.get(spot).copied()
    }

    /// A group by its key.
    #[must_use]
    pub fn group(&self, key: &GroupKey) -> Option<&GroupLines> {
        self.groups.iter().find(|group| group.key == *key)
    }

    /// True where the lines of a group are folded away.
    #[must_use]
    pub fn is_folded(&self, key: &GroupKey) -> bool {
        self.shape.folded.contains(key)
    }

    /// Changes of a group that are not made.
    pub fn open_in<'a>(&'a self, group: &'a GroupLines) -> impl Iterator<Item = &'a Change> {
        let changes = group.changes.iter().filter_map(|place| self.totals.plan.changes.get(*place));
        changes.filter(|change| change.outcome.is_open())
    }

    /// Everything in the plan that opens by a cause and is not made, whatever the filter.
    #[must_use]
    pub fn opening_by(&self, cause: CauseId) -> Vec<&Change> {
        let by = |change: &&Change| {
            change.nature == Nature::Opens && change.outcome.is_open() && !change.is_obstructed() && words::cause_of(change) == Some(cause)
        };
        self.totals.plan.changes.iter().filter(by).collect()
    }
}

fn entry<'a>(groups: &'a mut IndexMap<GroupKey, GroupLines>, key: GroupKey, plan: &Plan) -> &'a mut GroupLines {
    groups.entry(key).or_insert_with_key(|key| GroupLines {
        key: key.clone(),
        title: words::group_title(key, plan.restrict.as_deref()),
        changes: Vec::new(),
        waits: Vec::new(),
        decision: GroupDecision::None,
        done: 0,
        together: 0,
        unconfirmed: 0,
    })
}

fn key_of(change: &Change, by: By) -> GroupKey {
    let opens = change.nature == Nature::Opens;
    match by {
        By::Cause => match words::cause_of(change) {
            Some(cause) => GroupKey::Cause { cause, opens },
            None => GroupKey::Named(change.because.clone()),
        },
        By::Kind => GroupKey::Kind(words::kind_of(change)),
        By::Target => {
            let collections = change.restricting.as_ref().map(|restricting| restricting.collections.join(", "));
            GroupKey::Named(
                collections
                    .filter(|names| !names.is_empty())
                    .unwrap_or_else(|| "In no collection".to_owned()),
            )
        }
    }
}

impl GroupLines {
    fn count(&mut self, plan: &Plan) {
        let mut accepted = 0;
        for change in self.changes.iter().filter_map(|place| plan.changes.get(*place)) {
            if change.outcome.is_done() {
                self.done += 1;
            } else if together(change) {
                self.together += 1;
                accepted += usize::from(change.decision == Decision::Accepted);
            } else if crate::desktop::screens::review::words::awaits_confirmation(plan, change) {
                self.unconfirmed += 1;
            }
        }
        self.decision = match (accepted, self.together) {
            (0, 0) if self.done == self.changes.len() && self.done > 0 => GroupDecision::Settled,
            (0, _) => GroupDecision::None,
            (accepted, all) if accepted == all => GroupDecision::All,
            _ => GroupDecision::Some,
        };
    }

    /// True where it opens access.
    #[must_use]
    pub fn opens(&self) -> bool {
        matches!(self.key, GroupKey::Cause { opens: true, .. } | GroupKey::Kind(RestrictKind::Lift))
    }

    fn rank(&self) -> u8 {
        match self.opens() {
            true => 2,
            false => u8::from(self.changes.is_empty()),
        }
    }
}

impl Filter {
    /// True where a change is shown.
    #[must_use]
    pub fn shows(self, change: &Change) -> bool {
        match self {
            Self::All => true,
            Self::Kind(kind) => words::kind_of(change) == kind,
            Self::Trouble => {
                change.is_obstructed()
                    || matches!(
                        change.outcome,
                        Outcome::Stale { .. } | Outcome::Problem { .. } | Outcome::InDoubt | Outcome::Waiting { .. }
                    )
            }
            Self::NeedsPerson => false,
            Self::Differ => change.restricting.as_ref().is_some_and(|restricting| restricting.differ.is_some()),
            Self::Undecided => change.decision == Decision::Undecided && change.outcome.is_open(),
        }
    }
}

impl Counts {
    fn of(plan: &Plan) -> Self {
        let review = plan.restrict.as_deref();
        let mut counts = Self {
            waits: review.map_or(0, |review| review.needs_person.len()),
            unchanged: review.map_or(0, |review| review.unchanged),
            ..Self::default()
        };
        for change in &plan.changes {
            match words::kind_of(change) {
                RestrictKind::Restrict => counts.restrict += 1,
                RestrictKind::Alter => counts.alter += 1,
                RestrictKind::Lift => counts.lift += 1,
            }
            counts.trouble += usize::from(Filter::Trouble.shows(change));
            counts.differ += usize::from(Filter::Differ.shows(change));
            counts.undecided += usize::from(Filter::Undecided.shows(change));
        }
        counts
    }
}
