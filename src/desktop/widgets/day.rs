//! Days as people type them: a whole date, a month or a year.

use egui::{Response, Ui};
use jiff::civil::Date;

use super::{form, parts};
use crate::desktop::tokens::Tokens;

/// What is said where a day cannot be read.
const UNREADABLE: &str = "Write a year, a month or a day: 2041, 2041-05, 2041-05-03";

/// The first day of what was typed: of a year or month its first.
#[must_use]
pub fn first(text: &str) -> Option<Date> {
    let (year, month, day) = split(text.trim())?;
    Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()
}

/// The last day of what was typed: of a year or month its last.
#[must_use]
pub fn last(text: &str) -> Option<Date> {
    let (year, month, day) = split(text.trim())?;
    let month = Date::new(year, month.unwrap_or(12), 1).ok()?;
    match day {
        Some(day) => Date::new(year, month.month(), day).ok(),
        None => Some(month.last_of_month()),
    }
}

fn split(text: &str) -> Option<(i16, Option<i8>, Option<i8>)> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut number = || parts.next().map(|part| part.parse::<i8>().ok());
    let (month, day) = (number(), number());
    if parts.next().is_some() {
        return None;
    }
    // A part that is there must be a number.
    match (month, day) {
        (Some(None), _) | (_, Some(None)) => None,
        (month, day) => Some((year, month.flatten(), day.flatten())),
    }
}

/// A day that is being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// What stands in the field.
    pub text: String,
}

impl Typed {
    /// A field with a day in it.
    #[must_use]
    pub fn of(day: Option<Date>) -> Self {
        Self {
            text: day.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    /// True where nothing stands in the field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The day, as the first of what was typed; `None` where nothing was typed.
    ///
    /// # Errors
    /// What to type, where the text is no day.
    pub fn first(&self) -> Result<Option<Date>, String> {
        self.read(first)
    }

    /// The day, as the last of what was typed; `None` where nothing was typed.
    ///
    /// # Errors
    /// What to type, where the text is no day.
    pub fn last(&self) -> Result<Option<Date>, String> {
        self.read(last)
    }

    fn read(&self, how: fn(&str) -> Option<Date>) -> Result<Option<Date>, String> {
        if self.is_empty() {
            return Ok(None);
        }
        how(&self.text).map(Some).ok_or_else(|| UNREADABLE.to_owned())
    }

    /// Draws the field.
    pub fn field(&mut self, ui: &mut Ui, tokens: &Tokens, name: &str) -> Response {
        form::field(ui, tokens, name, &mut self.text, tokens.rail * 1.7, "2041-12-31")
    }

    /// Says below the field what is wrong with it, or which day a year or month stands for.
    pub fn remark(&self, ui: &mut Ui, tokens: &Tokens, read: &Result<Option<Date>, String>) {
        match read {
            Err(why) => {
                ui.label(parts::small(tokens, why.as_str()).color(tokens.broken));
            }
            Ok(Some(day)) if day.to_string() != self.text.trim() => {
                ui.label(parts::hint(tokens, format!("= {day}")));
            }
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn years_months_and_days_are_read() {
        assert_eq!(first("1981"), Some(date(1981, 1, 1)));
        assert_eq!(last("1981"), Some(date(1981, 12, 31)));
        assert_eq!(last("1980-02"), Some(date(1980, 2, 29)));
        assert_eq!(first(" 1981-05-03 "), Some(date(1981, 5, 3)));
        for wrong in ["", "81", "1981-", "1981-13", "1981-02-30", "circa 1980", "1981-01-01-01"] {
            assert_eq!(first(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nothing_typed_is_no_day_and_nonsense_is_an_error() {
        let mut typed = Typed::default();
        assert_eq!(typed.last(), Ok(None));
        typed.text = "next year".to_owned();
        assert!(typed.last().is_err());
        typed.text = "2041".to_owned();
        assert_eq!(typed.last(), Ok(Some(date(2041, 12, 31))));
        assert_eq!(Typed::of(Some(date(2041, 12, 31))).text, "2041-12-31");
    }
}
