//! Which entries are shown, by month, and how their rows look.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{Rect, Ui};
use jiff::civil::Date;

use super::span::{Window, month_name};
use crate::desktop::screens::restrict::said;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::list_box::{Columns, ListLook, Two};
use crate::desktop::widgets::words::count;
use crate::domain::restriction::StatementKey;
use crate::runtime::restrict_view::{ExpiryKind, ExpiryRow, RestrictionsView};

/// An entry: a restriction and what happens.
pub type Entry = (StatementKey, ExpiryKind);

/// What a person chose to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Which days.
    pub window: Window,
    /// Which kinds; every kind where empty.
    pub kinds: BTreeSet<ExpiryKind>,
}

impl Filter {
    fn holds(&self, row: &ExpiryRow, today: Date) -> bool {
        self.window.holds(row.day, today) && (self.kinds.is_empty() || self.kinds.contains(&row.kind))
    }
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A month of which so many entries follow.
    Month(i16, i8, usize),
    /// Place of an entry.
    Row(usize),
}

/// The entries that are shown.
#[derive(Debug)]
pub struct Shown {
    /// Where they come from.
    pub overview: Arc<RestrictionsView>,
    /// Months and entries.
    pub lines: Vec<Line>,
    /// How many entries are shown.
    pub rows: usize,
    /// How many entries each month has, whatever the days chosen.
    pub months: BTreeMap<(i16, i8), usize>,
    filter: Filter,
}

impl Shown {
    /// The entries that fit, by day.
    #[must_use]
    pub fn of(overview: &Arc<RestrictionsView>, filter: &Filter) -> Self {
        let today = overview.today;
        let all_days = Filter {
            window: Window::All,
            kinds: filter.kinds.clone(),
        };
        let mut months = BTreeMap::new();
        let mut rows = Vec::new();
        for (place, row) in overview.expiry.iter().enumerate() {
            if all_days.holds(row, today) {
                *months.entry((row.day.year(), row.day.month())).or_default() += 1;
            }
            if filter.holds(row, today) {
                rows.push(place);
            }
        }
        rows.sort_by_key(|place| overview.expiry[*place].day);
        let month = |place: &usize| {
            let day = overview.expiry[*place].day;
            (day.year(), day.month())
        };
        let mut lines = Vec::with_capacity(rows.len() + rows.len() / 4);
        for group in rows.chunk_by(|one, other| month(one) == month(other)) {
            if let Some(first) = group.first() {
                let (year, number) = month(first);
                lines.push(Line::Month(year, number, group.len()));
            }
            lines.extend(group.iter().map(|place| Line::Row(*place)));
        }
        Self {
            overview: Arc::clone(overview),
            lines,
            rows: rows.len(),
            months,
            filter: filter.clone(),
        }
    }

    /// True while nothing that it is made of changed.
    #[must_use]
    pub fn fits(&self, overview: &Arc<RestrictionsView>, filter: &Filter) -> bool {
        Arc::ptr_eq(&self.overview, overview) && self.filter == *filter
    }

    /// The entry of a line.
    #[must_use]
    pub fn row(&self, line: usize) -> Option<&ExpiryRow> {
        match self.lines.get(line)? {
            Line::Row(place) => self.overview.expiry.get(*place),
            Line::Month(..) => None,
        }
    }

    /// The line of an entry.
    #[must_use]
    pub fn line_of(&self, entry: &Entry) -> Option<usize> {
        (0..self.lines.len()).find(|line| self.row(*line).is_some_and(|row| row.kind == entry.1 && row.statement == entry.0))
    }

    /// The first entry that asks for a decision, else the first that is not past, else the first.
    #[must_use]
    pub fn first(&self) -> Option<Entry> {
        let today = self.overview.today;
        let rows = || (0..self.lines.len()).filter_map(|line| self.row(line));
        rows()
            .find(|row| row.waits(today))
            .or_else(|| rows().find(|row| row.day >= today))
            .or_else(|| rows().next())
            .map(|row| (row.statement.clone(), row.kind))
    }
}

/// How many entries a choice of days or of a kind would show.
#[must_use]
pub fn number(overview: &RestrictionsView, filter: &Filter) -> u64 {
    overview.expiry.iter().filter(|row| filter.holds(row, overview.today)).count() as u64
}

/// How the rows look.
pub struct Look<'a> {
    /// The entries.
    pub shown: &'a Shown,
    /// Colours and sizes.
    pub tokens: &'a Tokens,
}

/// How an entry stands: glyph, colour, words.
#[must_use]
pub fn state(tokens: &Tokens, row: &ExpiryRow, today: Date) -> (Glyph, egui::Color32, String) {
    if row.waits(today) {
        return (Glyph::Warning, tokens.differs, "waits for a decision".to_owned());
    }
    if row.kept.is_some() {
        return (Glyph::Shield, tokens.restricted, "kept closed".to_owned());
    }
    match row.kind {
        ExpiryKind::Begins => return (Glyph::Shield, tokens.restricted, "closes then".to_owned()),
        ExpiryKind::Review => return (Glyph::Clock, tokens.accent, "to be looked at".to_owned()),
        ExpiryKind::Ends => {}
    }
    if row.would_open > 0 {
        let words = format!("{} would open", count(row.would_open, "asset", "assets"));
        return (Glyph::Eye, tokens.changed, words);
    }
    (Glyph::Ring, tokens.ink3, "nothing would open".to_owned())
}

impl Look<'_> {
    fn heading(&self, line: usize) -> Option<String> {
        match self.shown.lines.get(line)? {
            Line::Month(year, month, rows) => Some(format!(
                "{} {year} · {}",
                month_name(*month),
                count(*rows as u64, "entry", "entries")
            )),
            Line::Row(_) => None,
        }
    }
}

impl ListLook for Look<'_> {
    fn heads(&self, row: usize) -> bool {
        matches!(self.shown.lines.get(row), Some(Line::Month(..)))
    }

    fn paint(&self, ui: &Ui, elider: &Elider, line: usize, rect: Rect, chosen: bool) {
        let tokens = self.tokens;
        let two = Two { ui, tokens, elider };
        if let Some(words) = self.heading(line) {
            two.middle(rect, &words, tokens.ink2);
            return;
        }
        let Some(row) = self.shown.row(line) else { return };
        let today = self.shown.overview.today;
        let quiet = if chosen { tokens.ink2 } else { tokens.ink3 };
        let mut columns = Columns::of(rect, tokens.pad);
        let day = columns.left(tokens.rail * 1.5);
        let state_column = columns.right(tokens.rail * 2.5);
        two.upper(day, &row.day.to_string(), tokens.ink);
        let (glyph, colour) = said::expiry(tokens, row.kind);
        two.lower_state(day, glyph, row.kind.words(), colour);
        two.upper(columns.rest(), &row.record_title, tokens.ink);
        two.lower(columns.rest(), &format!("{} · {}", row.what, row.words), tokens.ink2);
        let (glyph, colour, words) = state(tokens, row, today);
        let colour = if colour == tokens.ink3 { quiet } else { colour };
        two.state(state_column, glyph, &words, colour);
        let lower = format!("{} · {}", said::away(row.day, today), count(row.assets, "asset", "assets"));
        two.lower(state_column, &lower, quiet);
    }

    fn spoken(&self, line: usize) -> String {
        if let Some(words) = self.heading(line) {
            return words;
        }
        let Some(row) = self.shown.row(line) else { return String::new() };
        let (_, _, state) = state(self.tokens, row, self.shown.overview.today);
        format!(
            "{}, {} {}, {state}, reaches {}",
            row.record_title,
            row.kind.words(),
            row.day,
            count(row.assets, "asset", "assets")
        )
    }

    fn hover(&self, line: usize) -> String {
        self.shown
            .row(line)
            .map_or_else(String::new, |row| format!("{}\n{}", row.record_title, row.words))
    }
}
