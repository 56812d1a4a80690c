//! Points in time as ArchivesSpace writes them: a year, a month, or a day.

use std::fmt;

use jiff::civil::Date;

/// A year, a month of a year, or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Point {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl Point {
    /// `None` where there is no such day.
    pub(super) fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        if day.is_some() && month.is_none() {
            return None;
        }
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }

    /// A whole year.
    pub(super) fn year(year: i16) -> Option<Self> {
        Self::new(year, None, None)
    }

    /// From `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, with `-` before years before the year 0.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let mut parts = rest.split('-');
        let number = |part: &str, digits: usize| -> Option<i16> {
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let year = number(parts.next()?, 4)?;
        let two = |part: Option<&str>| -> Option<Option<i8>> {
            match part {
                None => Some(None),
                Some(part) => Some(Some(i8::try_from(number(part, 2)?).ok()?)),
            }
        };
        let (month, day) = (two(parts.next())?, two(parts.next())?);
        if parts.next().is_some() {
            return None;
        }
        Self::new(sign * year, month, day)
    }

    pub(super) fn of_day(day: Date) -> Self {
        Self {
            year: day.year(),
            month: Some(day.month()),
            day: Some(day.day()),
        }
    }

    pub(super) fn the_year(self) -> i16 {
        self.year
    }

    pub(super) fn the_month(self) -> Option<i8> {
        self.month
    }

    pub(super) fn the_day(self) -> Option<i8> {
        self.day
    }

    /// Its first day; what ArchivesSpace compares begin and end by.
    pub(super) fn first_day(self) -> Option<Date> {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }

    /// Its last day.
    pub(super) fn last_day(self) -> Option<Date> {
        let month = Date::new(self.year, self.month.unwrap_or(12), 1).ok()?;
        Date::new(self.year, month.month(), self.day.unwrap_or(month.days_in_month())).ok()
    }

    /// The point of the same fineness just before it.
    pub(super) fn before(self) -> Option<Self> {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.first_day()?.yesterday().ok().map(Self::of_day),
            (Some(1), None) => Self::new(self.year.checked_sub(1)?, Some(12), None),
            (Some(month), None) => Self::new(self.year, Some(month - 1), None),
            (None, _) => Self::year(self.year.checked_sub(1)?),
        }
    }

    /// The point of the same fineness just after it.
    pub(super) fn after(self) -> Option<Self> {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.first_day()?.tomorrow().ok().map(Self::of_day),
            (Some(12), None) => Self::new(self.year.checked_add(1)?, Some(1), None),
            (Some(month), None) => Self::new(self.year, Some(month + 1), None),
            (None, _) => Self::year(self.year.checked_add(1)?),
        }
    }

    /// True where `end` may stand as the end of what begins here.
    pub(super) fn may_end_with(self, end: Self) -> bool {
        match (self.first_day(), end.first_day()) {
            (Some(begin), Some(end)) => begin <= end,
            _ => false,
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.year < 0 {
            f.write_str("-")?;
        }
        write!(f, "{:04}", self.year.unsigned_abs())?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}
