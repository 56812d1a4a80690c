//! What the table of targets shows: which targets, under which headings, and what the filters hide.

use std::borrow::Cow;

use super::draft::Draft;
use crate::mapping::{FindingKind, MappingFinding, Rule, Shape, TargetKey};
use crate::plan::Severity;
use crate::runtime::mapping_view::{TargetCount, TargetRow, Trial, TrialValue};

/// Which targets the table shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those with a rule.
    Mapped,
    /// Those without.
    Unmapped,
    /// Those that must have a value and get none.
    Required,
    /// Those whose value loses something.
    Lossy,
    /// Those with anything to know.
    Findings,
    /// Those whose rule differs from the file.
    Changed,
}

impl Filter {
    /// The filter in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mapped => "mapped",
            Self::Unmapped => "unmapped",
            Self::Required => "required and empty",
            Self::Lossy => "lossy",
            Self::Findings => "with findings",
            Self::Changed => "changed",
        }
    }
}

/// Something to know about a target, with how much it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// How much it matters.
    pub severity: Severity,
    /// In words.
    pub text: String,
}

/// A target with everything the table says of it.
#[derive(Debug, Clone)]
pub struct TargetLine<'a> {
    /// The target.
    pub target: Cow<'a, TargetRow>,
    /// False where the system does not have it.
    pub known: bool,
    /// Its rule.
    pub rule: Option<&'a Rule>,
    /// What it holds and would get, for the record that is looked at.
    pub value: Option<&'a TrialValue>,
    /// How it fares over all records.
    pub count: Option<&'a TargetCount>,
    /// What should be known, worst first.
    pub said: Vec<Said>,
    /// Its rule differs from the file.
    pub changed: bool,
    kinds: Vec<FindingKind>,
}

impl TargetLine<'_> {
    /// How much the worst thing to know matters.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.said.first().map(|said| said.severity)
    }

    fn passes(&self, filter: Filter) -> bool {
        match filter {
            Filter::All => true,
            Filter::Mapped => self.rule.is_some(),
            Filter::Unmapped => self.rule.is_none(),
            Filter::Required => {
                let empty_here = self.value.is_some_and(|value| value.after.is_empty());
                let empty_somewhere = self.count.is_some_and(|count| count.empty > 0);
                self.target.required && (self.rule.is_none() || empty_here || empty_somewhere)
            }
            Filter::Lossy => self
                .kinds
                .iter()
                .any(|kind| matches!(kind, FindingKind::Lossy | FindingKind::RoundTrip)),
            Filter::Findings => !self.said.is_empty(),
            Filter::Changed => self.changed,
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone)]
pub enum Line<'a> {
    /// A heading.
    Group(String),
    /// A target.
    Target(Box<TargetLine<'a>>),
}

/// The lines of the table, and what the filters would show.
#[derive(Debug, Default)]
pub struct Lines<'a> {
    /// What is shown, in order.
    pub lines: Vec<Line<'a>>,
    /// How many targets each filter would show.
    pub counts: Vec<(Filter, usize)>,
    /// How many targets the filter in force hides.
    pub hidden: usize,
}

/// Heading over targets that the system does not have.
const UNKNOWN: &str = "Not in this system";

impl<'a> Lines<'a> {
    /// The lines for a profile under a filter.
    #[must_use]
    pub fn of(draft: &'a Draft, trial: Option<&'a Trial>, filter: Filter) -> Self {
        use strum::IntoEnumIterator as _;
        let all = targets(draft, trial);
        let counts = Filter::iter()
            .map(|filter| (filter, all.iter().filter(|line| line.passes(filter)).count()))
            .collect();
        let total = all.len();
        let mut lines = Vec::with_capacity(total + 12);
        let (mut group, mut shown) = (None, 0);
        for line in all.into_iter().filter(|line| line.passes(filter)) {
            let heading = if line.known || trial.is_none() {
                line.target.group.clone()
            } else {
                UNKNOWN.to_owned()
            };
            if group.as_ref() != Some(&heading) {
                lines.push(Line::Group(heading.clone()));
                group = Some(heading);
            }
            shown += 1;
            lines.push(Line::Target(Box::new(line)));
        }
        Self {
            lines,
            counts,
            hidden: total - shown,
        }
    }

    /// The targets that are shown, in order.
    pub fn targets(&self) -> impl Iterator<Item = &TargetLine<'a>> {
        self.lines.iter().filter_map(|line| match line {
            Line::Target(line) => Some(&**line),
            Line::Group(_) => None,
        })
    }
}

fn targets<'a>(draft: &'a Draft, trial: Option<&'a Trial>) -> Vec<TargetLine<'a>> {
    let known: &[TargetRow] = trial.map_or(&[], |trial| &trial.targets);
    let strangers = draft
        .profile()
        .rules
        .iter()
        .filter(|rule| !known.iter().any(|target| target.key == rule.target))
        .map(|rule| (Cow::Owned(stranger(rule)), false));
    // Groups that come twice in the list stand together on screen.
    let mut groups: Vec<&str> = Vec::new();
    for target in known {
        if !groups.contains(&target.group.as_str()) {
            groups.push(&target.group);
        }
    }
    let ordered = groups
        .into_iter()
        .flat_map(|group| known.iter().filter(move |target| target.group == group))
        .map(|target| (Cow::Borrowed(target), true));
    ordered
        .chain(strangers)
        .map(|(target, known)| line(draft, trial, target, known))
        .collect()
}

/// A target that only its rule knows: before the first try, or because the system does not have it.
fn stranger(rule: &Rule) -> TargetRow {
    TargetRow {
        key: rule.target.clone(),
        label: rule.target.to_string(),
        group: String::new(),
        shape: Shape::Text,
        required: false,
        many: false,
        max_length: None,
        list: None,
        options: Vec::new(),
    }
}

fn line<'a>(draft: &'a Draft, trial: Option<&'a Trial>, target: Cow<'a, TargetRow>, known: bool) -> TargetLine<'a> {
    let rule = draft.profile().rule_for(&target.key);
    let key = &target.key;
    // Without a rule, what a try said of the target belongs to a rule that was taken away since.
    let tried = trial.filter(|_| rule.is_some());
    let value = trial
        .and_then(|trial| trial.record.as_ref())
        .and_then(|record| record.values.iter().find(|value| value.target == *key));
    let count = tried.and_then(|trial| trial.counts.iter().find(|count| count.target == *key));
    let here = value.filter(|_| rule.is_some()).map_or(&[][..], |value| &value.findings);
    let about: Vec<&MappingFinding> = trial
        .into_iter()
        .flat_map(|trial| &trial.about_profile)
        .filter(|(target, finding)| target.as_ref() == Some(key) && (rule.is_some() || finding.kind == FindingKind::RequiredEmpty))
        .map(|(_, finding)| finding)
        .collect();
    let mut kinds: Vec<FindingKind> = here.iter().chain(about.iter().copied()).map(|finding| finding.kind).collect();
    let mut said: Vec<Said> = Vec::new();
    for finding in here.iter().chain(about.iter().copied()) {
        let one = Said {
            severity: finding.severity(),
            text: finding.text.clone(),
        };
        if !said.contains(&one) {
            said.push(one);
        }
    }
    for (kind, records) in count.into_iter().flat_map(|count| &count.findings) {
        if *records > 0 && !kinds.contains(kind) {
            kinds.push(*kind);
            said.push(Said {
                severity: kind.severity(),
                text: format!(
                    "{}: {}",
                    crate::desktop::widgets::words::count(*records, "record", "records"),
                    kind.words()
                ),
            });
        }
    }
    said.sort_by_key(|said| std::cmp::Reverse(said.severity));
    let changed = draft.differs(key);
    TargetLine {
        target,
        known,
        rule,
        value,
        count,
        said,
        changed,
        kinds,
    }
}

/// Keys of all targets in the order of the table, for placing new rules.
#[must_use]
pub fn order(trial: Option<&Trial>) -> Vec<TargetKey> {
    trial.map_or_else(Vec::new, |trial| trial.targets.iter().map(|target| target.key.clone()).collect())
}

#[cfg(test)]
mod tests;
