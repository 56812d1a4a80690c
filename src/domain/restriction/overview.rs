//! Restrictions over a whole workspace, as people look at them: what waits to be read, what begins and ends, where the two sides
//! disagree, and what applies to one asset or record.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::effective::{InheritanceRule, Standing, Timing};
use super::reading::{ClosedOn, Meaning, Reading};
use super::statement::{Span, StatementKey};
use crate::domain::access::Audience;
use crate::domain::browse::Node;
use crate::domain::{AssetId, Fingerprint, RecordUri};

/// How many assets stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct StandingCounts {
    /// Linked assets.
    pub assets: u64,
    /// Restricted.
    pub restricted: u64,
    /// Restricted later.
    pub later: u64,
    /// Under a note that nobody has read.
    pub needs_person: u64,
    /// Open.
    pub open: u64,
    /// The two rules differ.
    pub differ: u64,
}

/// A note in free words that somebody must read, or that somebody has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteToRead {
    /// Which.
    pub statement: StatementKey,
    /// What it says now; a reading holds for just this.
    pub fingerprint: Fingerprint,
    /// Title of the record, with its level.
    pub record_title: String,
    /// Titles from the resource down to the record.
    pub path: Vec<String>,
    /// accessrestrict or userestrict.
    pub what: String,
    /// Its words in full.
    pub words: String,
    /// Linked assets that it reaches.
    pub assets: u64,
    /// What was said last, where something was.
    pub reading: Option<Reading>,
    /// The note changed since it was read: it must be read again.
    pub changed: bool,
    /// What its words suggest, for the person to check: a day, "closed", "open".
    pub hint: Option<Meaning>,
}

impl NoteToRead {
    /// True where somebody must read it.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.reading.is_none() || self.changed
    }
}

/// What happens to a restriction on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryKind {
    /// It begins.
    Begins,
    /// It ends: the day is its last.
    Ends,
    /// It has no end and is looked at again.
    Review,
}

impl ExpiryKind {
    /// The kind in a word.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Begins => "begins",
            Self::Ends => "ends",
            Self::Review => "review",
        }
    }
}

/// One entry of the expiry queue and calendar: a cause and a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExpiryRow {
    /// The day: first day, last day, or day of review.
    pub day: Date,
    /// What happens.
    pub kind: ExpiryKind,
    /// The restriction.
    pub statement: StatementKey,
    /// What it says now.
    pub fingerprint: Fingerprint,
    /// Title of the record, with its level.
    pub record_title: String,
    /// What it is: accessrestrict, rights statement, …
    pub what: String,
    /// Its words in full.
    pub words: String,
    /// Its days.
    pub span: Span,
    /// Linked assets that it reaches.
    pub assets: u64,
    /// Of these, assets that nothing else restricts: they would open.
    pub would_open: u64,
    /// It can be given a new end here: a note with structured dates on a record that was read.
    pub extendable: bool,
    /// A person keeps it closed.
    pub kept: Option<ClosedOn>,
    /// Page of the record in ArchivesSpace.
    pub page: String,
}

impl ExpiryRow {
    /// True where somebody must decide: its end has passed and nobody decided, or the day on which to look at it again has come.
    #[must_use]
    pub fn waits(&self, today: Date) -> bool {
        match (self.kind, &self.kept) {
            (ExpiryKind::Begins, _) => false,
            (ExpiryKind::Ends, kept) => kept.is_none() && self.day < today,
            // Whoever chose the day meant to look on it; a day that was only counted may also be passed.
            (ExpiryKind::Review, Some(_)) => self.day <= today,
            (ExpiryKind::Review, None) => self.day < today,
        }
    }
}

/// Kinds of disagreement; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum DisagreementKind {
    /// Restricted in ArchivesSpace, open in iconik.
    OpenThoughRestricted,
    /// Restricted, with a public link or share that is live.
    PublicLink,
    /// Closed by Archway's fields or by what was taken, though nothing restricts it.
    ClosedThoughOpen,
    /// Restricted by one rule and not by the other.
    RulesDiffer,
    /// Not linked, in a collection that stands for a restricted record.
    UnlinkedInRestricted,
    /// A note that nobody has read stands over it.
    NeedsPerson,
    /// Who can see it was never read, though it is restricted.
    AccessUnknown,
}

impl DisagreementKind {
    /// The kind in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OpenThoughRestricted => "open in iconik though its record is restricted",
            Self::PublicLink => "restricted, and shared by a live link",
            Self::ClosedThoughOpen => "closed in iconik though nothing restricts it",
            Self::RulesDiffer => "restricted by one rule and not by the other",
            Self::UnlinkedInRestricted => "not linked, in a collection that stands for a restricted record",
            Self::NeedsPerson => "under a note that nobody has read",
            Self::AccessUnknown => "restricted, and who can see it was not read yet",
        }
    }
}

/// One disagreement between the two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// What is wrong.
    pub kind: DisagreementKind,
    /// The asset.
    pub asset: AssetId,
    /// Its title.
    pub asset_title: String,
    /// The record, where it is linked.
    pub record: Option<RecordUri>,
    /// Its title; of the collection where the asset is not linked.
    pub record_title: String,
    /// The deciding note or state in words, shortened.
    pub cause: String,
    /// Who can see it now; `None` where that was not read.
    pub seen_by: Option<Audience>,
    /// What is wrong, in words.
    pub detail: String,
}

/// Everything about restrictions over the whole workspace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RestrictionsView {
    /// The day it is about.
    pub as_of: Date,
    /// Today in the workspace's time zone.
    pub today: Date,
    /// The rule in force.
    pub rule: InheritanceRule,
    /// How assets stand.
    pub counts: StandingCounts,
    /// Restricted assets whose access was never read.
    pub unread_access: u64,
    /// When the oldest reading of access that is shown was made.
    pub access_read: Option<Timestamp>,
    /// Notes that wait for a person, then those that were read.
    pub notes: Vec<NoteToRead>,
    /// What begins, ends and is reviewed, by day; what is past and undecided first.
    pub expiry: Vec<ExpiryRow>,
    /// Where the two sides disagree, worst first.
    pub report: Vec<Disagreement>,
    /// When this was computed.
    pub computed: Timestamp,
}

impl RestrictionsView {
    /// What waits for a person: notes to read, and ends that have passed undecided.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        let notes = self.notes.iter().filter(|note| note.waits()).count();
        let ends = self.expiry.iter().filter(|row| row.waits(self.today)).count();
        (notes + ends) as u64
    }
}

/// One record on the way from the resource down, as the inspector shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EffectiveStep {
    /// The record.
    pub record: RecordUri,
    /// Its title, with its level.
    pub title: String,
    /// What it says.
    pub says: Vec<EffectiveStatement>,
}

/// A statement as the inspector shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EffectiveStatement {
    /// Which.
    pub statement: StatementKey,
    /// accessrestrict, restriction flag, …
    pub what: String,
    /// Its words in full.
    pub words: String,
    /// How it stands on the day.
    pub timing: Timing,
    /// Its last day.
    pub until: Option<Date>,
    /// Its types.
    pub types: Vec<String>,
    /// What a person said it means.
    pub reading: Option<String>,
    /// It counts under the container rule.
    pub container: bool,
    /// It counts under the public rule.
    pub public: bool,
    /// It decides.
    pub deciding: bool,
}

/// What applies to one node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EffectiveView {
    /// The node: an asset or a record.
    pub node: Node,
    /// The day.
    pub as_of: Date,
    /// How it stands.
    pub standing: Standing,
    /// Last day, where there is one.
    pub until: Option<Date>,
    /// Why the rules differ.
    pub differ: Option<String>,
    /// For each linked record (one for a record): the way from the resource down.
    pub chains: Vec<Vec<EffectiveStep>>,
    /// Who can see the asset; `None` for records and where it was never read.
    pub seen_by: Option<Audience>,
    /// Who may do what: name, own rights, what is inherited and from where, always.
    pub access: Vec<(String, String)>,
}

/// "restricted until 2041-12-31, says ottilie, 2026-11-21: deed of gift".
#[must_use]
pub fn reading_words(reading: &Reading) -> String {
    let why = if reading.why.is_empty() {
        String::new()
    } else {
        format!(": {}", reading.why)
    };
    format!(
        "{}, says {}, {}{why}",
        meaning_words(&reading.meaning),
        reading.who,
        reading.at.strftime("%Y-%m-%d")
    )
}

/// "open", "restricted until 2041-12-31", "restricted from 2027-01-01 for good".
#[must_use]
pub fn meaning_words(meaning: &Meaning) -> String {
    let Meaning::Restricted { span, types } = meaning else {
        return "open".to_owned();
    };
    let mut words = "restricted".to_owned();
    if let Some(begin) = span.begin {
        words.push_str(&format!(" from {begin}"));
    }
    match span.end {
        Some(end) => words.push_str(&format!(" until {end}")),
        None => words.push_str(" for good"),
    }
    if !types.is_empty() {
        words.push_str(&format!(" ({})", types.join(", ")));
    }
    words
}
