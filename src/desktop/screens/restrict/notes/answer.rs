//! What a person says that a note means, while it is being said.

use std::collections::BTreeSet;

use crate::desktop::widgets::day::Typed;
use crate::domain::restriction::{Meaning, Span};

/// Which of the meanings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Choice {
    /// It restricts nothing.
    Open,
    /// Closed until a day.
    Until,
    /// Closed without an end.
    NoEnd,
}

impl Choice {
    /// What stands beside it, with the key that takes it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "Open: it restricts nothing",
            Self::Until => "Closed until a day",
            Self::NoEnd => "Closed without end",
        }
    }

    /// The key that takes it while the list has the keyboard.
    #[must_use]
    pub fn key(self) -> egui::Key {
        match self {
            Self::Open => egui::Key::O,
            Self::Until => egui::Key::D,
            Self::NoEnd => egui::Key::C,
        }
    }
}

/// What was said so far. Nothing is chosen before a person chooses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Which meaning.
    pub choice: Option<Choice>,
    /// Last day.
    pub until: Typed,
    /// First day; open where empty.
    pub from: Typed,
    /// Restriction types.
    pub types: BTreeSet<String>,
    /// Why.
    pub why: String,
}

impl Answer {
    /// The answer that gives a meaning.
    #[must_use]
    pub fn of(meaning: &Meaning, why: &str) -> Self {
        let why = why.to_owned();
        match meaning {
            Meaning::Open => Self {
                choice: Some(Choice::Open),
                why,
                ..Self::default()
            },
            Meaning::Restricted { span, types } => Self {
                choice: Some(if span.end.is_some() { Choice::Until } else { Choice::NoEnd }),
                until: Typed::of(span.end),
                from: Typed::of(span.begin),
                types: types.iter().cloned().collect(),
                why,
            },
        }
    }

    /// The meaning.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn meaning(&self) -> Result<Meaning, String> {
        let choice = self.choice.ok_or("Say what the note means.")?;
        if choice == Choice::Open {
            return Ok(Meaning::Open);
        }
        let end = match choice {
            Choice::Until => Some(self.until.last()?.ok_or("Say until which day it is closed.")?),
            _ => None,
        };
        let begin = self.from.first()?;
        if let (Some(begin), Some(end)) = (begin, end)
            && begin > end
        {
            return Err("It would begin after its end.".to_owned());
        }
        Ok(Meaning::Restricted {
            span: Span { begin, end },
            types: self.types.iter().cloned().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn typed(text: &str) -> Typed {
        Typed { text: text.to_owned() }
    }

    #[test]
    fn nothing_is_meant_before_it_is_said() {
        assert_eq!(Answer::default().meaning(), Err("Say what the note means.".to_owned()));
        let mut answer = Answer {
            choice: Some(Choice::Until),
            ..Answer::default()
        };
        assert!(answer.meaning().is_err());
        answer.until = typed("2041");
        let Ok(Meaning::Restricted { span, .. }) = answer.meaning() else {
            panic!("{answer:?}")
        };
        assert_eq!(span.end, Some(date(2041, 12, 31)));
        answer.from = typed("2042");
        assert!(answer.meaning().is_err(), "it would begin after its end");
    }

    #[test]
    fn an_end_that_was_typed_does_not_count_once_there_is_none() {
        let answer = Answer {
            choice: Some(Choice::NoEnd),
            until: typed("not a day"),
            ..Answer::default()
        };
        assert_eq!(
            answer.meaning(),
            Ok(Meaning::Restricted {
                span: Span::default(),
                types: Vec::new()
            })
        );
    }

    #[test]
    fn a_meaning_comes_back_as_it_was_said() {
        let meanings = [
            Meaning::Open,
            Meaning::Restricted {
                span: Span::default(),
                types: vec!["Donor".to_owned()],
            },
            Meaning::Restricted {
                span: Span {
                    begin: Some(date(2001, 1, 1)),
                    end: Some(date(2041, 12, 31)),
                },
                types: Vec::new(),
            },
        ];
        for meaning in meanings {
            assert_eq!(Answer::of(&meaning, "deed of gift").meaning(), Ok(meaning));
        }
    }
}
