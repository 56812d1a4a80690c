//! What one record says about access and use.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;

use super::reading::Reading;
pub use super::says::statements_of;
use crate::domain::{Fingerprint, RecordUri};

/// Part of a statement that no record makes: Archway does not know what stands above the record, so nobody can say that it is open.
/// No reading makes it open either; only reading the records again does.
pub const UNKNOWN_ABOVE: &str = "unknown above";

/// Notes that can restrict. Only on these does ArchivesSpace look at `rights_restriction`
/// (`backend/app/model/mixins/rights_restriction_notes.rb`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteType {
    /// Conditions governing access.
    AccessRestrict,
    /// Conditions governing use.
    UseRestrict,
}

impl NoteType {
    /// ArchivesSpace's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AccessRestrict => "accessrestrict",
            Self::UseRestrict => "userestrict",
        }
    }
}

/// Flags that people set by hand; nothing computes or inherits them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// `restrictions` of resources and digital objects.
    Restrictions,
    /// `restrictions_apply` of archival objects and accessions.
    RestrictionsApply,
    /// `access_restrictions` of accessions.
    AccessRestrictions,
    /// `use_restrictions` of accessions.
    UseRestrictions,
}

impl Flag {
    /// The field of the record.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Restrictions => "restrictions",
            Self::RestrictionsApply => "restrictions_apply",
            Self::AccessRestrictions => "access_restrictions",
            Self::UseRestrictions => "use_restrictions",
        }
    }

    /// The flag in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Restrictions | Self::RestrictionsApply => "restriction flag",
            Self::AccessRestrictions => "access restriction flag",
            Self::UseRestrictions => "use restriction flag",
        }
    }
}

/// What an act of a rights statement says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActRestriction {
    /// Allowed.
    Allow,
    /// Not allowed.
    Disallow,
    /// Allowed under conditions.
    Conditional,
}

impl ActRestriction {
    /// ArchivesSpace's word (`rights_statement_act_restriction`).
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "allow" => Some(Self::Allow),
            "disallow" => Some(Self::Disallow),
            "conditional" => Some(Self::Conditional),
            _ => None,
        }
    }

    /// What it says, in a word or two.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Allow => "allowed",
            Self::Disallow => "disallowed",
            Self::Conditional => "allowed under conditions",
        }
    }
}

/// Days, both ends included. An end that is not given is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First day.
    pub begin: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
}

impl Span {
    /// True where the day lies within, both ends included.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.begin.is_none_or(|begin| begin <= day) && self.end.is_none_or(|end| day <= end)
    }

    /// True where it begins after the day.
    #[must_use]
    pub fn is_later(&self, day: Date) -> bool {
        self.begin.is_some_and(|begin| begin > day)
    }

    /// True where it ends before it begins: nobody can have meant that, so it is never taken as ended.
    #[must_use]
    pub fn is_upside_down(&self) -> bool {
        matches!((self.begin, self.end), (Some(begin), Some(end)) if end < begin)
    }

    /// True where neither end is given.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.begin.is_none() && self.end.is_none()
    }
}

/// What a statement is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum StatementKind {
    /// A note.
    Note {
        /// Its type.
        note: NoteType,
        /// It carries a `rights_restriction` with a date or a type; else its words must be read by a person.
        structured: bool,
    },
    /// A flag that is set.
    Flag {
        /// Which.
        flag: Flag,
    },
    /// A rights statement without acts, or one of its acts.
    Rights {
        /// copyright, license, statute, other.
        rights_type: String,
        /// delete, disseminate, migrate, modify, replicate, use; `None` for the statement itself.
        act: Option<String>,
        /// What the act says; `None` for the statement itself.
        restriction: Option<ActRestriction>,
    },
    /// Not shown to the public.
    Unpublished,
    /// Hidden from nearly everyone.
    Suppressed,
}

/// Kinds of causes, as rules name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// A note on conditions governing access, with dates or types, or read by a person.
    AccessNote,
    /// The same on use.
    UseNote,
    /// A note in free words that nobody has read yet.
    Unread,
    /// A flag.
    Flag,
    /// A rights statement or one of its acts.
    Rights,
    /// The record is not published.
    Unpublished,
    /// The record is suppressed.
    Suppressed,
}

impl CauseKind {
    /// The kind in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AccessNote => "access note",
            Self::UseNote => "use note",
            Self::Unread => "note that nobody has read yet",
            Self::Flag => "restriction flag",
            Self::Rights => "rights statement",
            Self::Unpublished => "not published",
            Self::Suppressed => "suppressed",
        }
    }
}

/// Which statement: the record and the part of it. Stays the same while the statement is edited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatementKey {
    /// The record that carries it.
    pub record: RecordUri,
    /// `note:<persistent_id>`, `note#<place>` where it has none, `note:access_restrictions_note` of accessions,
    /// `flag:restrictions_apply`, `rights:<identifier>`, `rights#<place>` where it has none, `rights:<identifier>/<place of the act>`,
    /// `unpublished`, `suppressed`; [`UNKNOWN_ABOVE`]. Places count from 0.
    pub part: String,
}

impl StatementKey {
    /// True for a note, whose words somebody wrote.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.part.starts_with("note:") || self.part.starts_with("note#")
    }
}

/// One thing that a record says about access or use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Which.
    pub key: StatementKey,
    /// What it is.
    pub kind: StatementKind,
    /// Days on which it applies, as its structured dates say.
    pub span: Span,
    /// `local_access_restriction_type` values.
    pub types: Vec<String>,
    /// Its words in full, without markup; for flags and states a short sentence.
    pub text: String,
    /// Shown to the public.
    pub publish: bool,
    /// Equal exactly while it says the same: type, heading, words, dates and restriction types as they stand in the record. Whether it is
    /// shown to the public is left out, because publishing a note does not change what it means.
    pub fingerprint: Fingerprint,
}

impl Statement {
    /// That nobody knows what stands above a record.
    #[must_use]
    pub fn unknown_above(record: RecordUri) -> Self {
        Self {
            key: StatementKey {
                record,
                part: UNKNOWN_ABOVE.to_owned(),
            },
            kind: StatementKind::Note {
                note: NoteType::AccessRestrict,
                structured: false,
            },
            span: Span::default(),
            types: Vec::new(),
            text: "Archway has not read what stands above this record, so it cannot know what applies. Refresh ArchivesSpace, or mend the \
                   record's place in its tree there."
                .to_owned(),
            publish: false,
            fingerprint: Fingerprint::of_texts([UNKNOWN_ABOVE]),
        }
    }

    /// True where it stands for a way up that nobody knows; see [`UNKNOWN_ABOVE`].
    #[must_use]
    pub fn is_unknown_above(&self) -> bool {
        self.key.part == UNKNOWN_ABOVE
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn what(&self) -> String {
        match &self.kind {
            StatementKind::Note { .. } if self.is_unknown_above() => "unknown place in the tree".to_owned(),
            StatementKind::Note { note, .. } => note.word().to_owned(),
            StatementKind::Flag { flag } => flag.words().to_owned(),
            StatementKind::Rights {
                act: Some(act),
                restriction,
                ..
            } => format!(
                "rights statement: {act} {}",
                restriction.map_or("without a readable meaning", ActRestriction::words)
            ),
            StatementKind::Rights { rights_type, .. } => format!("rights statement: {rights_type}"),
            StatementKind::Unpublished => "not published".to_owned(),
            StatementKind::Suppressed => "suppressed".to_owned(),
        }
    }

    /// True where a person must say what it means: a note without a begin, an end or a type that can be read, an act that cannot be
    /// read, and a statute of which no act says what it allows.
    #[must_use]
    pub fn needs_reading(&self) -> bool {
        match &self.kind {
            StatementKind::Note { structured, .. } => !structured,
            StatementKind::Rights {
                act: Some(_), restriction, ..
            } => restriction.is_none(),
            StatementKind::Rights {
                rights_type, act: None, ..
            } => !matches!(rights_type.as_str(), "copyright" | "license" | "other"),
            StatementKind::Flag { .. } | StatementKind::Unpublished | StatementKind::Suppressed => false,
        }
    }

    /// True where it can restrict on some day, by itself or by what a person says that it means. Whether a record is shown to the public
    /// restricts nothing in iconik.
    #[must_use]
    pub fn can_restrict(&self) -> bool {
        match &self.kind {
            StatementKind::Note { .. } | StatementKind::Flag { .. } => true,
            StatementKind::Rights { restriction, .. } => {
                self.needs_reading() || matches!(restriction, Some(ActRestriction::Disallow | ActRestriction::Conditional))
            }
            StatementKind::Unpublished | StatementKind::Suppressed => false,
        }
    }

    /// The kind as rules name it, with the reading that holds now.
    #[must_use]
    pub fn cause_kind(&self, reading: Option<&Reading>) -> CauseKind {
        if self.needs_reading() && reading.is_none() {
            return CauseKind::Unread;
        }
        match &self.kind {
            StatementKind::Note {
                note: NoteType::AccessRestrict,
                ..
            } => CauseKind::AccessNote,
            StatementKind::Note {
                note: NoteType::UseRestrict,
                ..
            } => CauseKind::UseNote,
            StatementKind::Flag { .. } => CauseKind::Flag,
            StatementKind::Rights { .. } => CauseKind::Rights,
            StatementKind::Unpublished => CauseKind::Unpublished,
            StatementKind::Suppressed => CauseKind::Suppressed,
        }
    }

    /// Its words on one line, cut between characters to at most so many; a cut is shown by `…`.
    #[must_use]
    pub fn short(&self, chars: usize) -> String {
        let line = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        // A letter is a byte at least: most lines need no counting of letters.
        if line.len() <= chars || line.graphemes(true).nth(chars).is_none() {
            return line;
        }
        let mut cut: String = line.graphemes(true).take(chars.saturating_sub(1)).collect();
        cut.truncate(cut.trim_end().len());
        cut.push('…');
        cut
    }

    /// Its words as [`Self::short`] gives them: those of a note between quotation marks, because somebody wrote them; those that Archway
    /// puts together for flags and rights statements without. Empty where it has no words.
    #[must_use]
    pub fn quoted(&self, chars: usize) -> String {
        match self.short(chars) {
            words if words.is_empty() || !self.key.is_note() => words,
            words => format!("“{words}”"),
        }
    }
}
