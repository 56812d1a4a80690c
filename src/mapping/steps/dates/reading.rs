//! What was read from a written date.

use super::point::Point;
use crate::mapping::item::DateItem;

/// How sure a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Certainty {
    Inferred,
    Approximate,
    Questionable,
}

impl Certainty {
    /// Value of the enumeration `date_certainty`.
    pub(super) fn value(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::Approximate => "approximate",
            Self::Questionable => "questionable",
        }
    }
}

/// One point or a span, as `date_type` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Single,
    Inclusive,
    Bulk,
}

impl Kind {
    fn value(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Inclusive => "inclusive",
            Self::Bulk => "bulk",
        }
    }
}

/// A date as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) begin: Option<Point>,
    pub(super) end: Option<Point>,
    pub(super) kind: Kind,
    pub(super) certainty: Option<Certainty>,
    /// Begin, end and certainty say all that was written: the written form need not be kept.
    pub(super) complete: bool,
    /// What only the written form says.
    pub(super) dropped: Vec<&'static str>,
}

impl Reading {
    /// One point.
    pub(super) fn point(point: Point) -> Self {
        Self {
            begin: Some(point),
            end: None,
            kind: Kind::Single,
            certainty: None,
            complete: false,
            dropped: Vec::new(),
        }
    }

    /// From one point to another, either of which may be open.
    pub(super) fn span(begin: Option<Point>, end: Option<Point>) -> Self {
        Self {
            begin,
            end,
            kind: Kind::Inclusive,
            certainty: None,
            complete: false,
            dropped: Vec::new(),
        }
    }

    /// "Undated".
    pub(super) fn undated() -> Self {
        Self {
            begin: None,
            end: None,
            kind: Kind::Single,
            certainty: None,
            complete: false,
            dropped: Vec::new(),
        }
    }

    /// With the signs of certainty that stood there. ArchivesSpace keeps one; the strongest doubt wins.
    pub(super) fn with(mut self, mut signs: Vec<Certainty>) -> Self {
        signs.sort_unstable();
        signs.dedup();
        self.certainty = signs.pop();
        if signs.contains(&Certainty::Approximate) {
            self.complete = false;
            self.dropped.push("that it is approximate");
        }
        self
    }

    /// As ArchivesSpace keeps it, without label and expression.
    pub(super) fn item(&self) -> DateItem {
        let text = |point: Option<Point>| point.map(|point| point.to_string()).unwrap_or_default();
        DateItem {
            date_type: self.kind.value().to_owned(),
            begin: text(self.begin),
            end: text(self.end),
            certainty: self.certainty.map(|certainty| certainty.value().to_owned()).unwrap_or_default(),
            ..DateItem::default()
        }
    }
}
