//! The expiry queue: what begins, ends and is looked at again, by cause. Nothing opens because a day has passed; it only comes here.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::marks::Marks;
use super::overview::OverviewContext;
use super::reach::Reach;
use crate::domain::AssetId;
use crate::domain::restriction::effective::effective;
use crate::domain::restriction::overview::{ExpiryKind, ExpiryRow};
use crate::domain::restriction::{Applied, ClosedOn, Span, Statement, StatementKey, StatementKind, Timing};

/// What begins, ends and is looked at again: what is past and undecided first, then by day.
pub(super) fn expiry(context: &OverviewContext<'_>, reach: &Reach<'_>) -> Vec<ExpiryRow> {
    let decided: HashMap<&StatementKey, &ClosedOn> = context.closed_on.iter().map(|decided| (&decided.statement, decided)).collect();
    let queue = Queue { context, reach, decided };
    let mut rows: Vec<ExpiryRow> = context.index.statements().flat_map(|statement| queue.rows(statement)).collect();
    rows.sort_by(|one, other| {
        let order = |row: &ExpiryRow| (!row.waits(context.today), row.day, row.kind);
        order(one)
            .cmp(&order(other))
            .then(other.assets.cmp(&one.assets))
            .then_with(|| one.statement.cmp(&other.statement))
    });
    rows
}

/// A part of the calendar, for grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// Past, and nobody has decided.
    Waits,
    /// In the week of today, Monday to Sunday.
    ThisWeek,
    /// Later in the month of today.
    ThisMonth,
    /// Later in the year of today.
    ThisYear,
    /// In a later year.
    Later,
    /// Past and decided.
    Decided,
}

impl Bucket {
    /// The part in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Waits => "past, waits for you",
            Self::ThisWeek => "this week",
            Self::ThisMonth => "this month",
            Self::ThisYear => "this year",
            Self::Later => "later",
            Self::Decided => "past and decided",
        }
    }
}

/// The part of the calendar that an entry belongs to.
#[must_use]
pub fn bucket(row: &ExpiryRow, today: Date) -> Bucket {
    if row.waits(today) {
        return Bucket::Waits;
    }
    if row.day < today {
        return Bucket::Decided;
    }
    let monday = |day: Date| {
        day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
            .unwrap_or(day)
    };
    if monday(row.day) == monday(today) {
        Bucket::ThisWeek
    } else if (row.day.year(), row.day.month()) == (today.year(), today.month()) {
        Bucket::ThisMonth
    } else if row.day.year() == today.year() {
        Bucket::ThisYear
    } else {
        Bucket::Later
    }
}

struct Queue<'a> {
    context: &'a OverviewContext<'a>,
    reach: &'a Reach<'a>,
    decided: HashMap<&'a StatementKey, &'a ClosedOn>,
}

impl Queue<'_> {
    fn rows(&self, statement: &Statement) -> Vec<ExpiryRow> {
        let Some(applied) = self.applied(statement) else {
            return Vec::new();
        };
        let assets = self.reach.of(&statement.key);
        if assets.is_empty() || matches!(applied.timing, Timing::Nothing | Timing::Unread) || !statement.can_restrict() {
            return Vec::new();
        }
        let span = applied.span();
        let today = self.context.today;
        let mut rows = Vec::new();
        if let Some(begin) = span.begin.filter(|begin| *begin > today) {
            rows.push(self.row(&applied, begin, ExpiryKind::Begins, &assets));
        }
        match span.end {
            Some(end) if end >= today => rows.push(self.row(&applied, end, ExpiryKind::Ends, &assets)),
            Some(end) => rows.extend(self.past(&applied, end, &assets)),
            None => rows.extend(
                self.review_day(&applied, span)
                    .map(|day| self.row(&applied, day, ExpiryKind::Review, &assets)),
            ),
        }
        rows
    }

    /// How the statement stands today, its reading included, on its own record.
    fn applied(&self, statement: &Statement) -> Option<Applied> {
        let context = self.context;
        let chain = context.index.chain(statement.key.record);
        let found = effective(&chain, context.readings, context.today, context.computed.rule());
        found.applied.into_iter().find(|applied| applied.statement.key == statement.key)
    }

    /// An end that has passed: only while an asset is still closed by it, or a person keeps it closed.
    fn past(&self, applied: &Applied, end: Date, assets: &[AssetId]) -> Option<ExpiryRow> {
        let kept = self.kept(applied);
        let marked = |asset: &AssetId| {
            self.context
                .assets
                .get(asset)
                .is_some_and(|asset| Marks::of(&asset.fields).closed())
        };
        let marked: Vec<AssetId> = assets.iter().copied().filter(marked).collect();
        let mut row = match kept.and_then(|kept| kept.review_on) {
            Some(day) => self.row(applied, day, ExpiryKind::Review, &marked),
            None => self.row(applied, end, ExpiryKind::Ends, &marked),
        };
        row.assets = assets.len() as u64;
        (row.would_open > 0 || row.kept.is_some()).then_some(row)
    }

    /// When a restriction without an end is looked at again: the day that a person chose, else so many months after it was read, decided
    /// or began. Where none of that is known, nobody has ever looked at it: today.
    fn review_day(&self, applied: &Applied, span: Span) -> Option<Date> {
        let kept = self.kept(applied);
        if let Some(day) = kept.and_then(|kept| kept.review_on) {
            return Some(day);
        }
        let months = self.context.settings.review_after_months;
        if months == 0 {
            return None;
        }
        // Months are counted from a day; the hours between time zones do not matter.
        let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
        let looked = kept
            .map(|kept| day(kept.at))
            .or_else(|| applied.reading.as_ref().map(|reading| day(reading.at)));
        match looked.or(span.begin) {
            Some(from) => from.checked_add(i64::from(months).months()).ok(),
            None => Some(self.context.today),
        }
    }

    /// The decision to keep it closed, while the statement says what it said then.
    fn kept(&self, applied: &Applied) -> Option<&ClosedOn> {
        let statement = &applied.statement;
        self.decided
            .get(&statement.key)
            .copied()
            .filter(|decided| decided.fingerprint == statement.fingerprint)
    }

    fn row(&self, applied: &Applied, day: Date, kind: ExpiryKind, assets: &[AssetId]) -> ExpiryRow {
        let context = self.context;
        let statement = &applied.statement;
        let record = statement.key.record;
        let would_open = match kind {
            ExpiryKind::Begins => 0,
            ExpiryKind::Ends => self.freed(applied, day.tomorrow().unwrap_or(day).max(context.today), assets),
            ExpiryKind::Review => self.freed(applied, day.max(context.today), assets),
        };
        ExpiryRow {
            day,
            kind,
            statement: statement.key.clone(),
            fingerprint: statement.fingerprint.clone(),
            record_title: context.index.titled(record),
            what: statement.what(),
            words: statement.text.clone(),
            span: applied.span(),
            assets: assets.len() as u64,
            would_open,
            extendable: matches!(statement.kind, StatementKind::Note { structured: true, .. }),
            kept: self.kept(applied).cloned(),
            page: context.connection.record_page(record),
        }
    }

    fn freed(&self, applied: &Applied, day: Date, assets: &[AssetId]) -> u64 {
        self.reach.freed(&applied.statement.key, assets, day).len() as u64
    }
}
