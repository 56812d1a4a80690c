//! The ledger: counts that a person can trust, and groups to decide by.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::access::{CauseId, RestrictKind, RestrictReview};
use super::{Change, ChangeId, Decision, Effect, Nature, Outcome, Plan, Target};
use crate::domain::restriction::Standing;

/// How the review groups changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// By the record or asset they are made to.
    #[default]
    Target,
    /// By what they do, to which kind of thing.
    Kind,
    /// By the reason for them.
    Cause,
    /// By what they do to the description.
    Nature,
}

impl Grouping {
    /// The grouping in a word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Kind => "kind",
            Self::Cause => "cause",
            Self::Nature => "nature",
        }
    }
}

/// Changes that stand together in the review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub title: String,
    /// The changes, in the order of the plan.
    pub changes: Vec<ChangeId>,
    /// The restriction that they have in common, in plans that restrict or lift, grouped by cause.
    pub cause: Option<CauseId>,
    /// They let somebody see or do more, and are confirmed together; only in plans that restrict or lift.
    pub opens: bool,
}

/// Which changes a count in the ledger stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LedgerFilter {
    /// All changes.
    All,
    /// Changes with this effect on this kind of thing.
    Effect(Effect, &'static str),
    /// Changes with something to look at before accepting.
    Findings,
    /// Changes whose target moved on.
    Stale,
    /// Changes that could not be made.
    Problems,
    /// Changes nobody decided about.
    Undecided,
    /// Fields that both sides changed differently.
    Conflicts,
    /// Changes that show something to more people.
    Opens,
    /// Changes that do this to a restriction.
    Restrict(RestrictKind),
    /// Changes of assets under a note that nobody has read. Assets without a change stand in [`RestrictReview::needs_person`].
    NeedsPerson,
}

impl LedgerFilter {
    /// True where the filter shows the change.
    #[must_use]
    pub fn shows(&self, change: &Change) -> bool {
        match self {
            Self::All => true,
            Self::Effect(effect, kind) => change.effect == *effect && change.target.kind_words() == *kind,
            Self::Findings => change.severity().is_some_and(|severity| severity > super::Severity::Note),
            Self::Stale => matches!(change.outcome, Outcome::Stale { .. }),
            Self::Problems => matches!(change.outcome, Outcome::Problem { .. } | Outcome::InDoubt),
            Self::Undecided => change.decision == Decision::Undecided && change.outcome.is_open(),
            Self::Conflicts => change.nature.conflict().is_some() && change.outcome.is_open(),
            Self::Opens => change.nature == Nature::Opens && change.outcome.is_open(),
            Self::Restrict(kind) => change.restricting.as_deref().is_some_and(|restricting| restricting.kind == *kind),
            Self::NeedsPerson => change
                .restricting
                .as_deref()
                .is_some_and(|restricting| restricting.standing == Standing::NeedsPerson),
        }
    }
}

/// What a plan that restricts or lifts does, and what it leaves alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RestrictCounts {
    /// Changes that restrict.
    pub restrict: usize,
    /// Changes of words, ends and sources.
    pub alter: usize,
    /// Changes that lift.
    pub lift: usize,
    /// Assets that stand as they should.
    pub unchanged: u64,
    /// Assets that wait for a person to read a note.
    pub needs_person: usize,
}

impl RestrictCounts {
    fn of(plan: &Plan, review: &RestrictReview) -> Self {
        let count = |kind| {
            plan.changes
                .iter()
                .filter(|change| LedgerFilter::Restrict(kind).shows(change))
                .count()
        };
        Self {
            restrict: count(RestrictKind::Restrict),
            alter: count(RestrictKind::Alter),
            lift: count(RestrictKind::Lift),
            unchanged: review.unchanged,
            needs_person: review.needs_person.len(),
        }
    }

    /// The count of a kind.
    #[must_use]
    pub fn of_kind(&self, kind: RestrictKind) -> usize {
        match kind {
            RestrictKind::Restrict => self.restrict,
            RestrictKind::Alter => self.alter,
            RestrictKind::Lift => self.lift,
        }
    }
}

/// Counts over a plan. Every count is a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Count of changes by effect and kind of target, in the order of first appearance.
    pub effects: IndexMap<(Effect, &'static str), usize>,
    /// Changes accepted and not yet made.
    pub accepted: usize,
    /// Changes held.
    pub held: usize,
    /// Changes rejected.
    pub rejected: usize,
    /// Changes nobody decided about.
    pub undecided: usize,
    /// Changes made and read back.
    pub done: usize,
    /// Changes with a warning or an obstacle.
    pub findings: usize,
    /// Changes whose target moved on.
    pub stale: usize,
    /// Changes that could not be made or are in doubt.
    pub problems: usize,
    /// Fields that both sides changed differently, and that are not settled.
    pub conflicts: usize,
    /// Changes that show something to more people, and that are not made.
    pub opens: usize,
    /// What it does to restrictions; only for plans that restrict or lift.
    pub restrict: Option<RestrictCounts>,
}

impl Ledger {
    /// Counts a plan.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut ledger = Self {
            restrict: plan.restrict.as_deref().map(|review| RestrictCounts::of(plan, review)),
            ..Self::default()
        };
        for change in &plan.changes {
            *ledger.effects.entry((change.effect, change.target.kind_words())).or_default() += 1;
            let count = |filter: LedgerFilter| usize::from(filter.shows(change));
            ledger.findings += count(LedgerFilter::Findings);
            ledger.stale += count(LedgerFilter::Stale);
            ledger.problems += count(LedgerFilter::Problems);
            ledger.conflicts += count(LedgerFilter::Conflicts);
            ledger.opens += count(LedgerFilter::Opens);
            if change.outcome.is_done() {
                ledger.done += 1;
                continue;
            }
            match change.decision {
                Decision::Accepted => ledger.accepted += 1,
                Decision::Held => ledger.held += 1,
                Decision::Rejected { .. } => ledger.rejected += 1,
                Decision::Undecided => ledger.undecided += 1,
            }
        }
        ledger
    }

    /// What the button says: "Apply 6 changes to 3 assets and 3 records". Counts only what would be written now.
    #[must_use]
    pub fn apply_words(plan: &Plan) -> String {
        let changes: Vec<&Change> = plan.to_apply().collect();
        let distinct = |in_iconik: bool| {
            let targets: std::collections::HashSet<String> = changes
                .iter()
                .filter(|change| (change.target.system() == "iconik") == in_iconik)
                .map(|change| target_key(change))
                .collect();
            targets.len()
        };
        let assets_only = changes
            .iter()
            .all(|change| !matches!(change.target, Target::MetadataField { .. } | Target::MetadataView { .. }));
        let (iconik, records) = (distinct(true), distinct(false));
        let iconik_word = if assets_only {
            plural(iconik, "asset", "assets")
        } else {
            plural(iconik, "iconik definition", "iconik definitions")
        };
        let to = match (iconik, records) {
            (0, _) => plural(records, "record", "records"),
            (_, 0) => iconik_word,
            _ => format!("{iconik_word} and {}", plural(records, "record", "records")),
        };
        format!("Apply {} to {to}", plural(changes.len(), "change", "changes"))
    }
}

/// `1 change`, `2 changes`.
#[must_use]
pub fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn target_key(change: &Change) -> String {
    match &change.target {
        Target::NewRecord { .. } => format!("new {}", change.id),
        Target::Record { uri } => uri.to_string(),
        Target::Asset { id } => id.to_string(),
        Target::Collection { id } => id.to_string(),
        Target::NewAuthority { .. } => format!("new {}", change.id),
        Target::Authority { uri } => uri.to_string(),
        Target::Enumeration { name } | Target::MetadataField { name } | Target::MetadataView { name } => name.clone(),
    }
}

/// The changes that a filter shows, in groups.
#[must_use]
pub fn groups(plan: &Plan, grouping: Grouping, filter: &LedgerFilter) -> Vec<Group> {
    let mut groups: IndexMap<(String, Option<CauseId>, bool), Vec<ChangeId>> = IndexMap::new();
    for change in plan.changes.iter().filter(|change| filter.shows(change)) {
        let key = match plan.restrict.as_deref() {
            Some(review) => restrict_group(plan, review, grouping, change),
            None => (plain_title(grouping, change), None, false),
        };
        groups.entry(key).or_default().push(change.id);
    }
    groups
        .into_iter()
        .map(|((title, cause, opens), changes)| Group {
            title,
            changes,
            cause,
            opens,
        })
        .collect()
}

fn plain_title(grouping: Grouping, change: &Change) -> String {
    match grouping {
        Grouping::Target => change.label.clone(),
        Grouping::Kind => format!("{} {}", change.effect.words(), change.target.kind_words()),
        Grouping::Cause => change.because.clone(),
        Grouping::Nature => change.nature.words().to_owned(),
    }
}

/// Longest piece of a note in the title of a group, in characters.
const CAUSE_WORDS: usize = 160;

/// What opens never stands in one group with what closes: each is decided in its own way.
fn restrict_group(plan: &Plan, review: &RestrictReview, grouping: Grouping, change: &Change) -> (String, Option<CauseId>, bool) {
    let opens = super::confirm::needs_confirmation(plan, change);
    let marked = |title: String| if opens { format!("Opens: {title}") } else { title };
    let Some(restricting) = change.restricting.as_deref() else {
        return (marked(plain_title(grouping, change)), None, opens);
    };
    match grouping {
        Grouping::Cause => {
            let cause = restricting.causes.first().copied();
            let known = cause.and_then(|cause| review.cause(cause));
            let title = known.map_or_else(|| change.because.clone(), |known| known.line(CAUSE_WORDS));
            (marked(title), cause, opens)
        }
        Grouping::Target => {
            let title = match &change.target {
                Target::Collection { .. } => change.label.clone(),
                _ => restricting
                    .collections
                    .first()
                    .cloned()
                    .unwrap_or_else(|| "In no collection".to_owned()),
            };
            (marked(title), None, opens)
        }
        Grouping::Kind => {
            let title = match &change.target {
                Target::Collection { .. } => format!("{} shares of collections", restricting.kind.words()),
                _ => restricting.kind.words().to_owned(),
            };
            (title, None, opens)
        }
        Grouping::Nature => (change.nature.words().to_owned(), None, opens),
    }
}
