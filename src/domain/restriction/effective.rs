//! What applies to a record on a day, under which rule.
//!
//! ArchivesSpace has two rules that disagree. Containers take the union over a record, all records above it and the resource, of
//! `accessrestrict` and `userestrict` (`backend/app/model/mixins/restriction_calculator.rb`). The public pages show a component its own
//! access note, else that of the nearest record above that has one (`common/record_inheritance.rb`).

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::reading::Reading;
use super::statement::Statement;
use crate::domain::{Fingerprint, RecordUri};

/// Which rule decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum InheritanceRule {
    /// Everything above adds up: the stricter, and the default.
    #[default]
    Container,
    /// A record's own access note goes before those above.
    Public,
}

impl InheritanceRule {
    /// The rule in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Container => "container rule (stricter)",
            Self::Public => "public rule",
        }
    }
}

/// How a record or asset stands on a day; the worst last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing restricts it.
    #[default]
    Open,
    /// A restriction begins later.
    Later,
    /// Somebody must say first what a note means. Never taken as open.
    NeedsPerson,
    /// Restricted.
    Restricted,
}

impl Standing {
    /// The standing in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Later => "restricted later",
            Self::NeedsPerson => "needs a person",
            Self::Restricted => "restricted",
        }
    }

    /// True where it must not be treated as open.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::NeedsPerson | Self::Restricted)
    }
}

/// How a statement stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// It applies.
    Now,
    /// It begins later.
    Later,
    /// It has ended.
    Ended,
    /// Nobody has said yet what its words mean.
    Unread,
    /// It restricts nothing: an act that allows, a note that a person read as open, an empty `rights_restriction`.
    Nothing,
}

/// A statement as it bears on a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The statement.
    pub statement: Arc<Statement>,
    /// What a person said it means, where it has no structured dates and the note did not change since.
    pub reading: Option<Arc<Reading>>,
    /// How it stands on the day, its reading included.
    pub timing: Timing,
    /// Last day on which it applies, its reading included; `None` where it has no end.
    pub until: Option<Date>,
    /// It counts under the container rule.
    pub container: bool,
    /// It counts under the public rule.
    pub public: bool,
}

/// A record with those above it, from the resource down; each with what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Records from the resource (or accession) down, the record itself last.
    pub records: Vec<(RecordUri, Arc<[Arc<Statement>]>)>,
}

/// What applies to a record, or to an asset linked to several, on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// The day.
    pub as_of: Date,
    /// How it stands under the rule in force.
    pub standing: Standing,
    /// How it stands under the container rule.
    pub container: Standing,
    /// How it stands under the public rule.
    pub public: Standing,
    /// Last day of what restricts it now under the rule in force: the latest of all; `None` where one of them has no end, or where
    /// nothing restricts it.
    pub until: Option<Date>,
    /// The next day after `as_of` on which the standing or the end may change by itself, where there is one.
    pub next_change: Option<Date>,
    /// Every statement on the way from the resource down, in that order, whether it applies or not.
    pub applied: Vec<Applied>,
    /// Place in `applied` of the statement that decides: the one that restricts longest, nearest to the record among equals.
    pub deciding: Option<usize>,
    /// Why the two rules differ, in words; `None` where they agree.
    pub differ: Option<String>,
}

/// Equal exactly while the same records stand on the way and all of them say the same about access and use.
#[must_use]
pub fn chain_fingerprint(chain: &Chain) -> Fingerprint {
    let texts: Vec<String> = chain
        .records
        .iter()
        .flat_map(|(record, statements)| {
            std::iter::once(record.to_string()).chain(statements.iter().map(|statement| statement.fingerprint.to_string()))
        })
        .collect();
    Fingerprint::of_texts(texts.iter().map(String::as_str))
}
