//! Dates as text, and what each form cannot say.

use super::point::Point;
use super::read;
use super::reading::Certainty;
use crate::mapping::item::DateItem;
use crate::mapping::step::{DateForm, DayOrder};

const MONTHS: [&str; 12] = [
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

/// A date in a form, and what the form does not say of it. No text where there is nothing to write.
#[must_use]
pub fn write_date(date: &DateItem, form: DateForm) -> (Option<String>, Vec<String>) {
    let mut lost = Vec::new();
    let text = match form {
        DateForm::Iso => iso(date, &mut lost),
        DateForm::Expression => expression(date, &mut lost),
        DateForm::Day => day(date, &mut lost),
        DateForm::Year => year(date, &mut lost),
    };
    if text.is_none() {
        lost.clear();
    }
    (text.filter(|text| !text.trim().is_empty()), lost)
}

/// True where the expression, read in any order of day and month, says what begin, end and certainty say, and no more.
fn says_the_same(date: &DateItem) -> bool {
    [DayOrder::Ask, DayOrder::DayFirst, DayOrder::MonthFirst].into_iter().any(|order| {
        read(&date.expression, order).is_ok_and(|reading| {
            let read = reading.item();
            reading.dropped.is_empty() && read.begin == date.begin && ends_same(&read, date) && read.certainty == date.certainty
        })
    })
}

/// Single dates may carry their begin as end, too.
fn ends_same(read: &DateItem, date: &DateItem) -> bool {
    let end = |date: &DateItem| {
        if date.end.is_empty() {
            date.begin.clone()
        } else {
            date.end.clone()
        }
    };
    read.end == date.end || (date.date_type == "single" && end(read) == end(date))
}

/// What neither form of points can say.
fn calendar_and_era(date: &DateItem, lost: &mut Vec<String>) {
    if !matches!(date.calendar.as_str(), "" | "gregorian") {
        lost.push(format!("that the calendar is {}", date.calendar));
    }
    if !matches!(date.era.as_str(), "" | "ce") {
        lost.push(format!("that the era is {}", date.era));
    }
}

fn certainty(date: &DateItem) -> Option<Certainty> {
    [Certainty::Approximate, Certainty::Inferred, Certainty::Questionable]
        .into_iter()
        .find(|certainty| certainty.value() == date.certainty)
}

/// The sides of a date: begin, and end where it is a span; an open side is empty.
fn sides(date: &DateItem) -> (&str, Option<&str>) {
    let spans = date.date_type != "single" || date.begin.is_empty();
    if spans || (!date.end.is_empty() && date.end != date.begin) {
        // A bulk date without an end is as much a point as a span.
        let point = date.end.is_empty() && !matches!(date.date_type.as_str(), "inclusive" | "range");
        return (&date.begin, (!point).then_some(&date.end));
    }
    (&date.begin, None)
}

fn iso(date: &DateItem, lost: &mut Vec<String>) -> Option<String> {
    if date.begin.is_empty() && date.end.is_empty() {
        return (!date.expression.is_empty()).then(|| date.expression.clone());
    }
    let mark = match certainty(date) {
        Some(Certainty::Approximate) => "~",
        Some(Certainty::Questionable) => "?",
        _ => "",
    };
    if mark.is_empty() && !date.certainty.is_empty() {
        lost.push(format!("that the date is {}", date.certainty));
    }
    if date.date_type == "bulk" {
        lost.push("that it is the bulk of the dates".to_owned());
    }
    calendar_and_era(date, lost);
    if !date.expression.is_empty() && !says_the_same(date) {
        lost.push(format!("the wording “{}”", date.expression));
    }
    let side = |text: &str| {
        if text.is_empty() {
            "..".to_owned()
        } else {
            format!("{text}{mark}")
        }
    };
    Some(match sides(date) {
        (begin, None) => side(begin),
        (begin, Some(end)) => format!("{}/{}", side(begin), side(end)),
    })
}

fn expression(date: &DateItem, lost: &mut Vec<String>) -> Option<String> {
    if date.expression.is_empty() {
        calendar_and_era(date, lost);
        return in_words(date, lost);
    }
    if !(date.begin.is_empty() && date.end.is_empty() || says_the_same(date)) {
        let bare = DateItem {
            expression: String::new(),
            ..date.clone()
        };
        if let Some(text) = iso(&bare, &mut Vec::new()) {
            lost.push(format!("that it stands for {text}"));
        }
    }
    Some(date.expression.clone())
}

/// A point in words; what is no point stays as it is.
fn point_in_words(text: &str) -> String {
    let Some(point) = Point::parse(text) else { return text.to_owned() };
    let year = format!("{:04}", point.the_year());
    let month = point
        .the_month()
        .and_then(|month| MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?));
    match (month, point.the_day()) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        _ => year,
    }
}

fn in_words(date: &DateItem, lost: &mut Vec<String>) -> Option<String> {
    if date.begin.is_empty() && date.end.is_empty() {
        return None;
    }
    let known = certainty(date);
    if known.is_none() && !date.certainty.is_empty() {
        lost.push(format!("that the date is {}", date.certainty));
    }
    let about = if known == Some(Certainty::Approximate) { "circa " } else { "" };
    let begin = point_in_words(&date.begin);
    let words = match sides(date) {
        (_, None) => format!("{about}{begin}"),
        (_, Some("")) => format!("from {about}{begin}"),
        ("", Some(end)) => format!("until {about}{}", point_in_words(end)),
        (_, Some(end)) => {
            let end = point_in_words(end);
            let dash = if begin.contains(' ') || end.contains(' ') { " – " } else { "–" };
            format!("{about}{begin}{dash}{end}")
        }
    };
    let words = match known {
        Some(Certainty::Questionable) => format!("{words}?"),
        Some(Certainty::Inferred) => format!("[{words}]"),
        _ => words,
    };
    Some(if date.date_type == "bulk" { format!("bulk {words}") } else { words })
}

/// The begin, from the expression where the fields are empty.
fn begin_of(date: &DateItem) -> Option<Point> {
    if let Some(point) = Point::parse(&date.begin) {
        return Some(point);
    }
    if !date.begin.is_empty() || !date.end.is_empty() {
        return None;
    }
    read(&date.expression, DayOrder::Ask).ok()?.begin
}

fn day(date: &DateItem, lost: &mut Vec<String>) -> Option<String> {
    let begin = begin_of(date)?;
    let first = begin.first_day()?;
    if begin.the_day().is_none() {
        let known = if begin.the_month().is_some() { "month" } else { "year" };
        lost.push(format!("that only the {known} is known"));
    }
    let end = Point::parse(&date.end).and_then(Point::last_day);
    if end.is_some_and(|end| Some(end) != begin.last_day()) {
        lost.push(format!("the end {}", date.end));
    }
    unsure(date, lost);
    Some(Point::of_day(first).to_string())
}

fn year(date: &DateItem, lost: &mut Vec<String>) -> Option<String> {
    let begin = begin_of(date)?;
    if begin.the_month().is_some() {
        lost.push(if begin.the_day().is_some() {
            "the day and month".to_owned()
        } else {
            "the month".to_owned()
        });
    }
    if Point::parse(&date.end).is_some_and(|end| end.the_year() != begin.the_year()) {
        lost.push(format!("the end {}", date.end));
    }
    unsure(date, lost);
    Point::year(begin.the_year()).map(|year| year.to_string())
}

/// Certainty, an open end, calendar and era, which days and years alone do not say.
fn unsure(date: &DateItem, lost: &mut Vec<String>) {
    if !date.certainty.is_empty() {
        lost.push(format!("that the date is {}", date.certainty));
    }
    if date.end.is_empty() && matches!(sides(date), (_, Some(_))) && !date.begin.is_empty() {
        lost.push("that the end is open".to_owned());
    }
    if date.date_type == "bulk" {
        lost.push("that it is the bulk of the dates".to_owned());
    }
    calendar_and_era(date, lost);
}
