//! What one record says about access and use.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::{Fingerprint, RecordUri};

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
    /// `note:<persistent_id>`, `note#<place>` where it has none, `flag:restrictions_apply`, `rights:<identifier>`,
    /// `rights:<identifier>/<place of the act>`, `unpublished`, `suppressed`.
    pub part: String,
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
    /// Equal exactly while it says the same.
    pub fingerprint: Fingerprint,
}
