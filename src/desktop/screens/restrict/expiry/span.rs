//! Which days of the queue are shown.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// Which days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Window {
    /// All.
    #[default]
    All,
    /// Before today.
    Past,
    /// The week that today is in, from Monday on.
    Week,
    /// The month that today is in.
    ThisMonth,
    /// The year that today is in.
    ThisYear,
    /// One month of any year.
    Month(i16, i8),
}

impl Window {
    /// Those that stand as chips, in their order.
    pub const CHIPS: [Self; 5] = [Self::Week, Self::ThisMonth, Self::ThisYear, Self::Past, Self::All];

    /// The window in words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Past => "past".to_owned(),
            Self::Week => "this week".to_owned(),
            Self::ThisMonth => "this month".to_owned(),
            Self::ThisYear => "this year".to_owned(),
            Self::Month(year, month) => format!("{} {year}", month_name(month)),
        }
    }

    /// True where the day is shown.
    #[must_use]
    pub fn holds(self, day: Date, today: Date) -> bool {
        match self {
            Self::All => true,
            Self::Past => day < today,
            Self::Week => {
                let monday = monday_of(today);
                (monday..=monday.saturating_add(6.days())).contains(&day)
            }
            Self::ThisMonth => (day.year(), day.month()) == (today.year(), today.month()),
            Self::ThisYear => day.year() == today.year(),
            Self::Month(year, month) => (day.year(), day.month()) == (year, month),
        }
    }
}

fn monday_of(day: Date) -> Date {
    let since = day.weekday().since(Weekday::Monday);
    day.saturating_sub(i64::from(since).days())
}

/// The name of a month.
#[must_use]
pub fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month - 1)
        .ok()
        .and_then(|place| NAMES.get(place))
        .copied()
        .unwrap_or("")
}

/// Its first three letters.
#[must_use]
pub fn month_short(month: i8) -> &'static str {
    month_name(month).get(..3).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_begins_on_monday_and_holds_both_ends() {
        // 2026-11-21 is a Saturday.
        let today = date(2026, 11, 21);
        let holds = |day| Window::Week.holds(day, today);
        assert!(holds(date(2026, 11, 16)) && holds(date(2026, 11, 22)));
        assert!(!holds(date(2026, 11, 15)) && !holds(date(2026, 11, 23)));
        assert!(Window::Week.holds(date(2026, 11, 16), date(2026, 11, 16)));
    }

    #[test]
    fn months_and_years_do_not_take_days_of_other_years() {
        let today = date(2026, 11, 21);
        assert!(Window::ThisMonth.holds(date(2026, 11, 1), today));
        assert!(!Window::ThisMonth.holds(date(2025, 11, 1), today));
        assert!(Window::Month(2041, 12).holds(date(2041, 12, 31), today));
        assert!(Window::Past.holds(date(2026, 11, 20), today) && !Window::Past.holds(today, today));
        assert_eq!(Window::Month(2041, 12).words(), "December 2041");
    }
}
