//! Agents and subjects: the authority records of ArchivesSpace, shared by all its repositories.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::ids::IdError;

/// Kinds of authority records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityKind {
    /// A person.
    Person,
    /// A company, a society, an office.
    CorporateEntity,
    /// A family.
    Family,
    /// A program.
    Software,
    /// What material is about.
    Subject,
}

impl AuthorityKind {
    /// The path in ArchivesSpace URIs, without the first slash.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Person => "agents/people",
            Self::CorporateEntity => "agents/corporate_entities",
            Self::Family => "agents/families",
            Self::Software => "agents/software",
            Self::Subject => "subjects",
        }
    }

    /// The `jsonmodel_type` of such records.
    #[must_use]
    pub fn jsonmodel_type(self) -> &'static str {
        match self {
            Self::Person => "agent_person",
            Self::CorporateEntity => "agent_corporate_entity",
            Self::Family => "agent_family",
            Self::Software => "agent_software",
            Self::Subject => "subject",
        }
    }

    /// The kind in words that archivists use.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::CorporateEntity => "corporate entity",
            Self::Family => "family",
            Self::Software => "software",
            Self::Subject => "subject",
        }
    }

    /// True for all but subjects.
    #[must_use]
    pub fn is_agent(self) -> bool {
        self != Self::Subject
    }
}

/// Address of an authority record, such as `/agents/people/12` or `/subjects/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorityUri {
    /// Kind of the record.
    pub kind: AuthorityKind,
    /// Number within its kind.
    pub id: u64,
}

impl fmt::Display for AuthorityUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/{}", self.kind.path(), self.id)
    }
}

impl FromStr for AuthorityUri {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        use strum::IntoEnumIterator as _;
        let wrong = || IdError::NotAnAuthorityUri(text.to_owned());
        let (path, id) = text
            .trim()
            .strip_prefix('/')
            .and_then(|rest| rest.rsplit_once('/'))
            .ok_or_else(wrong)?;
        let kind = AuthorityKind::iter().find(|kind| kind.path() == path).ok_or_else(wrong)?;
        Ok(Self {
            kind,
            id: id.parse().map_err(|_| wrong())?,
        })
    }
}

impl Serialize for AuthorityUri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AuthorityUri {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An agent or subject as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Its address.
    pub uri: AuthorityUri,
    /// Sort name of an agent, joined terms of a subject: ArchivesSpace's `title`.
    pub heading: String,
    /// Vocabulary or name authority file it comes from, such as `lcsh` or `naf`.
    pub source: Option<String>,
    /// Its id in that vocabulary.
    pub authority_id: Option<String>,
    /// Type of the first term of a subject.
    pub term_type: Option<String>,
    /// Shown to the public.
    pub publish: bool,
}

/// An authority record as it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthoritySnapshot {
    /// What lists show of it.
    pub authority: Authority,
    /// The whole answer.
    pub body: Value,
    /// When it was read.
    pub read_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::IntoEnumIterator as _;

    proptest! {
        #[test]
        fn addresses_come_back_from_their_text(id in any::<u64>(), kind in 0usize..5) {
            let Some(kind) = AuthorityKind::iter().nth(kind) else { return Ok(()) };
            let uri = AuthorityUri { kind, id };
            prop_assert_eq!(uri.to_string().parse::<AuthorityUri>(), Ok(uri));
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for text in [
            "",
            "/",
            "/agents/12",
            "/agents/people/",
            "/repositories/2/resources/1",
            "subjects/1",
        ] {
            assert!(text.parse::<AuthorityUri>().is_err(), "{text} was taken for an authority");
        }
    }
}
