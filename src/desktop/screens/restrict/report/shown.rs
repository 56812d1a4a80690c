//! Which findings are shown, by kind, which are selected, and how their rows look.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use egui::{Rect, Ui};

use crate::desktop::screens::restrict::said;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::list_box::{Columns, ListLook, Ticked, Two};
use crate::desktop::widgets::words::thousands;
use crate::domain::{AssetId, RecordUri};
use crate::runtime::restrict_view::{Disagreement, DisagreementKind, RestrictionsView};

/// Tells findings apart: an asset may be open though restricted, and shared too, by several records.
pub type Found = (DisagreementKind, AssetId, Option<RecordUri>);

/// What tells a finding apart.
#[must_use]
pub fn key(finding: &Disagreement) -> Found {
    (finding.kind, finding.asset, finding.record)
}

/// True where a plan can do something about a finding of this kind.
#[must_use]
pub fn can_plan(kind: DisagreementKind) -> bool {
    !matches!(
        kind,
        DisagreementKind::UnlinkedInRestricted | DisagreementKind::NeedsPerson | DisagreementKind::AccessUnknown
    )
}

/// What a person chose to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Which kinds; every kind where empty.
    pub kinds: BTreeSet<DisagreementKind>,
    /// Words in titles or causes.
    pub text: String,
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A kind, with the places of its findings among the lines.
    Kind(DisagreementKind, usize),
    /// Place of a finding.
    Row(usize),
}

/// The findings that are shown.
#[derive(Debug)]
pub struct Shown {
    /// Where they come from.
    pub overview: Arc<RestrictionsView>,
    /// Kinds and findings.
    pub lines: Vec<Line>,
    /// How many findings are shown.
    pub rows: usize,
    /// How many findings of each kind there are, whatever the filter.
    pub counts: BTreeMap<DisagreementKind, usize>,
    filter: Filter,
}

impl Shown {
    /// The findings that fit, worst first.
    #[must_use]
    pub fn of(overview: &Arc<RestrictionsView>, filter: &Filter) -> Self {
        let wanted = filter.text.trim().to_lowercase();
        let says = |words: &str| words.to_lowercase().contains(&wanted);
        let fits = |finding: &Disagreement| {
            let kind = filter.kinds.is_empty() || filter.kinds.contains(&finding.kind);
            kind && (wanted.is_empty() || says(&finding.asset_title) || says(&finding.record_title) || says(&finding.cause))
        };
        let mut counts = BTreeMap::new();
        let mut rows = Vec::new();
        for (place, finding) in overview.report.iter().enumerate() {
            *counts.entry(finding.kind).or_default() += 1;
            if fits(finding) {
                rows.push(place);
            }
        }
        let kind = |place: &usize| overview.report[*place].kind;
        // The report comes with the worst first already; sorting keeps that order within a kind.
        rows.sort_by_key(kind);
        let mut lines = Vec::with_capacity(rows.len() + 8);
        for group in rows.chunk_by(|one, other| kind(one) == kind(other)) {
            if let Some(first) = group.first() {
                lines.push(Line::Kind(kind(first), group.len()));
            }
            lines.extend(group.iter().map(|place| Line::Row(*place)));
        }
        Self {
            overview: Arc::clone(overview),
            lines,
            rows: rows.len(),
            counts,
            filter: filter.clone(),
        }
    }

    /// True while nothing that it is made of changed.
    #[must_use]
    pub fn fits(&self, overview: &Arc<RestrictionsView>, filter: &Filter) -> bool {
        Arc::ptr_eq(&self.overview, overview) && self.filter == *filter
    }

    /// The finding of a line.
    #[must_use]
    pub fn finding(&self, line: usize) -> Option<&Disagreement> {
        match self.lines.get(line)? {
            Line::Row(place) => self.overview.report.get(*place),
            Line::Kind(..) => None,
        }
    }

    /// Every finding shown, in the order of the lines.
    pub fn findings(&self) -> impl Iterator<Item = &Disagreement> {
        (0..self.lines.len()).filter_map(|line| self.finding(line))
    }

    /// The findings below a heading.
    pub fn below(&self, line: usize) -> impl Iterator<Item = &Disagreement> {
        let rows = match self.lines.get(line) {
            Some(Line::Kind(_, rows)) => *rows,
            _ => 0,
        };
        (line + 1..=line + rows).filter_map(|line| self.finding(line))
    }
}

/// Selected findings, with how many of each kind are selected.
#[derive(Debug, Default)]
pub struct Selected {
    found: HashSet<Found>,
    counts: BTreeMap<DisagreementKind, usize>,
    /// Rises with every change.
    changes: u64,
}

impl Selected {
    /// True where a finding is selected.
    #[must_use]
    pub fn contains(&self, finding: &Disagreement) -> bool {
        self.found.contains(&key(finding))
    }

    /// How many findings are selected.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// True where none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        *self = Self {
            changes: self.changes + 1,
            ..Self::default()
        };
    }

    /// Rises with every change.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Selects a finding or takes it out.
    pub fn set(&mut self, finding: &Disagreement, on: bool) {
        self.changes += 1;
        let count = self.counts.entry(finding.kind).or_default();
        if on {
            *count += usize::from(self.found.insert(key(finding)));
        } else {
            *count -= usize::from(self.found.remove(&key(finding)));
        }
    }

    /// Forgets what is not there, or not shown, any more: nothing is planned that cannot be seen.
    pub fn keep_only(&mut self, shown: &Shown) {
        if self.found.is_empty() {
            return;
        }
        let mut kept = Self {
            changes: self.changes + 1,
            ..Self::default()
        };
        for finding in shown.findings().filter(|finding| self.contains(finding)) {
            kept.set(finding, true);
        }
        *self = kept;
    }

    /// How many of a kind are selected.
    #[must_use]
    pub fn of_kind(&self, kind: DisagreementKind) -> usize {
        self.counts.get(&kind).copied().unwrap_or_default()
    }
}

/// The assets that a plan would be about: those selected, else all shown; each once, in the order of the lines.
#[must_use]
pub fn to_plan(shown: &Shown, selected: &Selected) -> Vec<AssetId> {
    let mut seen = HashSet::new();
    shown
        .findings()
        .filter(|finding| can_plan(finding.kind) && (selected.is_empty() || selected.contains(finding)))
        .map(|finding| finding.asset)
        .filter(|asset| seen.insert(*asset))
        .collect()
}

/// How the rows look.
pub struct Look<'a> {
    /// The findings.
    pub shown: &'a Shown,
    /// Which are selected.
    pub selected: &'a Selected,
    /// Colours and sizes.
    pub tokens: &'a Tokens,
}

impl ListLook for Look<'_> {
    fn heads(&self, row: usize) -> bool {
        matches!(self.shown.lines.get(row), Some(Line::Kind(..)))
    }

    fn ticked(&self, row: usize) -> Option<Ticked> {
        match self.shown.lines.get(row)? {
            Line::Kind(kind, rows) => Some(Ticked::of(self.selected.of_kind(*kind), *rows)),
            Line::Row(_) => {
                let on = self.selected.contains(self.shown.finding(row)?);
                Some(if on { Ticked::Yes } else { Ticked::No })
            }
        }
    }

    fn paint(&self, ui: &Ui, elider: &Elider, line: usize, rect: Rect, chosen: bool) {
        let tokens = self.tokens;
        let two = Two { ui, tokens, elider };
        if let Some(Line::Kind(kind, rows)) = self.shown.lines.get(line) {
            let (glyph, colour) = said::disagreement(tokens, *kind);
            let center = egui::pos2(rect.left() + tokens.glyph / 2.0, rect.center().y);
            glyph.paint(ui.painter(), center, tokens.glyph, colour);
            let place = rect.with_min_x(rect.left() + tokens.glyph + tokens.gap);
            let words = format!("{} · {}", capital(kind.words()), thousands(*rows as u64));
            two.middle(place, &words, colour);
            return;
        }
        let Some(finding) = self.shown.finding(line) else { return };
        let quiet = if chosen { tokens.ink2 } else { tokens.ink3 };
        let mut columns = Columns::of(rect, tokens.pad);
        let state = columns.right(tokens.rail * 2.6);
        let rest = columns.rest();
        let half = (rest.width() - tokens.pad) / 2.0;
        let asset = columns.left(half);
        two.upper(asset, &finding.asset_title, tokens.ink);
        two.lower(asset, &finding.record_title, tokens.ink2);
        two.upper_small_from_the_start(columns.rest(), &finding.cause, tokens.ink2);
        two.lower_from_the_start(columns.rest(), &finding.detail, quiet);
        let (glyph, colour) = said::disagreement(tokens, finding.kind);
        two.state(state, glyph, said::in_short(finding.kind), colour);
        two.lower(state, &seen(finding), quiet);
    }

    fn spoken(&self, line: usize) -> String {
        match self.shown.lines.get(line) {
            Some(Line::Kind(kind, rows)) => format!("{}, {}", kind.words(), thousands(*rows as u64)),
            _ => self.shown.finding(line).map_or_else(String::new, |finding| {
                format!(
                    "{}, {}, {}",
                    finding.asset_title,
                    said::in_short(finding.kind),
                    finding.record_title
                )
            }),
        }
    }

    fn hover(&self, line: usize) -> String {
        self.shown.finding(line).map_or_else(String::new, |finding| {
            format!(
                "{}\n{}\n{}\n{}\n{}",
                finding.asset_title,
                finding.record_title,
                finding.cause,
                finding.detail,
                seen(finding)
            )
        })
    }
}

/// Who can see the asset of a finding.
#[must_use]
pub fn seen(finding: &Disagreement) -> String {
    match &finding.seen_by {
        Some(audience) => format!("seen by {}", audience.words()),
        None => "who sees it was not read".to_owned(),
    }
}

/// A sentence begins with a capital.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
