//! What applies to a record on a day, under which rule.
//!
//! ArchivesSpace has two rules that disagree. Containers take the union over a record, all records above it and the resource, of
//! `accessrestrict` and `userestrict` (`backend/app/model/mixins/restriction_calculator.rb`). The public pages show a component its own
//! access note, else that of the nearest record above that has one (`common/record_inheritance.rb`).

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::reading::{Reading, Readings};
use super::statement::{CauseKind, Span, Statement, StatementKind};
use super::weigh::{Below, weigh};
use crate::domain::{Fingerprint, RecordUri};

pub use super::strictest::strictest;

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
    /// It restricts nothing: an act that allows, a rights statement without acts, a note that a person read as open.
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
    /// It counts under the container rule on the days on which it applies.
    pub container: bool,
    /// It counts under the public rule on the days on which it applies.
    pub public: bool,
}

impl Applied {
    /// True where it counts under the rule on the days on which it applies.
    #[must_use]
    pub fn counts(&self, rule: InheritanceRule) -> bool {
        match rule {
            InheritanceRule::Container => self.container,
            InheritanceRule::Public => self.public,
        }
    }

    /// How a record stands by this statement alone.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if !self.statement.can_restrict() {
            return Standing::Open;
        }
        match self.timing {
            Timing::Now => Standing::Restricted,
            Timing::Unread => Standing::NeedsPerson,
            Timing::Later => Standing::Later,
            Timing::Ended | Timing::Nothing => Standing::Open,
        }
    }

    pub(super) fn is_note(&self) -> bool {
        matches!(self.statement.kind, StatementKind::Note { .. })
    }

    pub(super) fn is_flag(&self) -> bool {
        matches!(self.statement.kind, StatementKind::Flag { .. })
    }

    /// Its days, its reading included; both ends open where its words are unread.
    #[must_use]
    pub fn span(&self) -> Span {
        super::weigh::span_of(&self.statement, self.reading.as_deref())
    }

    /// Its restriction types, its reading included.
    #[must_use]
    pub fn types(&self) -> &[String] {
        super::weigh::types_of(&self.statement, self.reading.as_deref())
    }

    /// The kind as rules name it.
    #[must_use]
    pub fn cause_kind(&self) -> CauseKind {
        self.statement.cause_kind(self.reading.as_deref())
    }
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
    /// Last day of what restricts it now under the rule in force: the latest of all. `None` where one of them has no end, where a note
    /// that nobody has read stands beside them (it would stay closed after that day), and where nothing restricts it.
    pub until: Option<Date>,
    /// The next day after `as_of` on which a standing or the end may change by itself under either rule, where there is one.
    pub next_change: Option<Date>,
    /// Every statement on the way from the resource down, in that order, whether it applies or not.
    pub applied: Vec<Applied>,
    /// Place in `applied` of the statement that decides under the rule in force: the one that restricts longest, nearest to the record
    /// among equals; where none restricts, the nearest that nobody has read; where there is none either, the one that begins first.
    pub deciding: Option<usize>,
    /// Why the standings under the two rules differ, in words; `None` where they agree on the day.
    pub differ: Option<String>,
}

impl Effective {
    /// The statement that decides.
    #[must_use]
    pub fn decided_by(&self) -> Option<&Applied> {
        self.applied.get(self.deciding?)
    }
}

/// What applies to the last record of a chain on a day.
///
/// Under the container rule notes, flags and acts of rights statements of the record and of everything above it count. Under the public
/// rule its own count; an archival object without an access note of its own takes those of the nearest record above that has one, and
/// nothing else is handed down (`AppConfig[:record_inheritance]` hands down neither `userestrict` nor rights statements). Whether a note
/// is published is not asked: an unpublished one binds all the same. Publication and suppression are listed and raise nothing.
///
/// Where the way up is not known – no record at all, or a chain that begins with an archival object, which always has a resource – the
/// answer is at least [`Standing::NeedsPerson`] under both rules.
#[must_use]
pub fn effective(chain: &Chain, readings: &super::reading::Readings, as_of: Date, rule: InheritanceRule) -> Effective {
    weigh(&chain.records, Below::Itself, readings, as_of, rule)
}

/// What a top container that holds the record alone counts as active on a day: dated or typed notes of the record, of all archival
/// objects above and of the resource. Exactly the union that `restriction_calculator.rb` makes; flags, rights statements and words
/// without structure are unknown to it.
#[must_use]
pub fn server_active(chain: &Chain, as_of: Date) -> Vec<&Statement> {
    chain
        .records
        .iter()
        .flat_map(|(_, statements)| statements.iter())
        .map(Arc::as_ref)
        .filter(|statement| matches!(statement.kind, super::statement::StatementKind::Note { structured: true, .. }))
        .filter(|statement| statement.span.contains(as_of))
        .collect()
}

/// Equal exactly while the same records stand on the way, all of them say the same about access and use, and people read them the
/// same way.
#[must_use]
pub fn chain_fingerprint(chain: &Chain, readings: &Readings) -> Fingerprint {
    let says = |statement: &Arc<Statement>| {
        let read = readings.of(statement).map(|reading| format!("read as {:?}", reading.meaning));
        std::iter::once(statement.fingerprint.to_string()).chain(read)
    };
    let texts: Vec<String> = chain
        .records
        .iter()
        .flat_map(|(record, statements)| std::iter::once(record.to_string()).chain(statements.iter().flat_map(says)))
        .collect();
    Fingerprint::of_texts(texts.iter().map(String::as_str))
}
