//! Dates: from any written form to begin, end and certainty, and back.
//!
//! What ArchivesSpace keeps follows its rules: a `single` date has a begin, an `inclusive` one begin, end or both, the end is
//! not before the begin (compared by first days, as its own check does), all as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
//!
//! Nothing is guessed. A text that can be read in two ways (3/4/1981, 1904/05, c1981) is not read unless the rule says how;
//! seasons give their year, "early" and "late" the whole decade, "before 1981" an end in 1980. ISO 8601 and EDTF are read as
//! their standards say, so 1904-05 is May 1904. The written form is kept as the expression, save where it is ISO or EDTF and
//! begin, end and certainty already say everything it says.

mod machine;
mod phrase;
mod piece;
mod point;
mod reading;
mod tokens;
mod vocabulary;
mod write;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use reading::Reading;
pub use write::write_date;

use super::{Findings, lossy, misfit, quoted, text_of, unreadable};
use crate::mapping::item::{DateItem, Item};
use crate::mapping::step::{DateForm, DayOrder};

/// Why a text is not read as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It is none, or no such day exists.
    NoDate,
    /// It can be read in two ways.
    TwoWays,
}

impl Why {
    fn words(self) -> &'static str {
        match self {
            Self::NoDate => "cannot be read as a date",
            Self::TwoWays => "can be read as two different dates",
        }
    }
}

fn read(text: &str, order: DayOrder) -> Result<Reading, Why> {
    let text = text.trim();
    match machine::read(text) {
        Some(reading) => Ok(reading),
        None => phrase::read(text, order),
    }
}

/// Reads a written date. The label is left empty; the expression is the text, where it says more than begin, end and certainty.
///
/// # Errors
/// Says why the text is not taken: it is no date, or can be read in two ways.
pub fn read_date(text: &str, order: DayOrder) -> Result<DateItem, &'static str> {
    let reading = read(text, order).map_err(Why::words)?;
    let mut item = reading.item();
    if !reading.complete {
        item.expression = one_line(text);
    }
    Ok(item)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// First and last day that a date stands for; an open side is `None`.
pub(super) fn days(date: &DateItem) -> (Option<Date>, Option<Date>) {
    let begin = point::Point::parse(&date.begin);
    let end = point::Point::parse(&date.end);
    let open = date.end.is_empty() && date.date_type == "inclusive";
    let last = end.or(if open { None } else { begin });
    (begin.and_then(point::Point::first_day), last.and_then(point::Point::last_day))
}

/// The step: text becomes a date.
pub(super) fn run(item: Item, label: &str, order: DayOrder, keep_expression: bool, findings: &mut Findings) -> Option<Item> {
    let text = match item {
        Item::Date(mut date) => {
            label.clone_into(&mut date.label);
            return Some(Item::Date(date));
        }
        Item::Text(_) | Item::Note(_) => text_of(&item),
        Item::Number(year @ 1000..=9999) => year.to_string(),
        other => {
            findings.push(misfit(&other, "a date"));
            return None;
        }
    };
    if text.trim().is_empty() {
        return None;
    }
    let reading = match read(&text, order) {
        Ok(reading) => reading,
        Err(why) => {
            findings.push(unreadable(&text, why.words()));
            return None;
        }
    };
    let mut date = reading.item();
    label.clone_into(&mut date.label);
    // Without begin and end the words are all there is.
    let undated = reading.begin.is_none() && reading.end.is_none();
    if undated || (keep_expression && !reading.complete) {
        date.expression = one_line(&text);
    } else if !reading.dropped.is_empty() {
        findings.push(lossy(&text, &reading.dropped.join(" and ")));
    }
    Some(Item::Date(date))
}

/// The step: a date becomes text. Text is read as a date first.
pub(super) fn text(item: &Item, form: DateForm, findings: &mut Findings) -> Option<Item> {
    let date = match item {
        Item::Date(date) => date.clone(),
        Item::Text(_) | Item::Note(_) | Item::Number(1000..=9999) => {
            let text = text_of(item);
            if text.trim().is_empty() {
                return None;
            }
            match read_date(&text, DayOrder::Ask) {
                Ok(date) => date,
                Err(why) => {
                    findings.push(unreadable(&text, why));
                    return None;
                }
            }
        }
        other => {
            findings.push(misfit(other, "a date"));
            return None;
        }
    };
    let shown = write_date(&date, DateForm::Expression).0.unwrap_or_default();
    let (text, lost) = write_date(&date, form);
    if text.is_none() && !shown.is_empty() {
        findings.push(unreadable(&shown, "has no begin to write"));
    }
    for what in lost {
        findings.push(super::MappingFinding::about(
            super::FindingKind::Lossy,
            &shown,
            format!("{}: {what} is lost", quoted(&shown)),
        ));
    }
    text.map(Item::Text)
}
