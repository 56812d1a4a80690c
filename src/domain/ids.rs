//! Names of things in the two systems, as types that cannot hold nonsense.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// What is wrong with an identifier, and the identifier itself, so that a message can show it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not an iconik id.
    #[error("“{0}” is not an iconik id (a UUID such as 7b0c2f34-…)")]
    NotAUuid(String),
    /// Not the address of a record that Archway knows.
    #[error("“{0}” is not the URI of an ArchivesSpace record (such as /repositories/2/archival_objects/311)")]
    NotARecordUri(String),
    /// Not the address of an agent or subject.
    #[error("“{0}” is not the URI of an agent or subject (such as /agents/people/12 or /subjects/3)")]
    NotAnAuthorityUri(String),
}

macro_rules! uuid_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text.trim()).map(Self).map_err(|_| IdError::NotAUuid(text.to_owned()))
            }
        }
    };
}

uuid_id!(
    /// An iconik asset.
    AssetId
);
uuid_id!(
    /// An iconik collection.
    CollectionId
);

/// Number of a repository in its ArchivesSpace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RepositoryId(pub u32);

impl RepositoryId {
    /// `/repositories/2`.
    #[must_use]
    pub fn uri(self) -> String {
        format!("/repositories/{}", self.0)
    }
}

impl fmt::Display for RepositoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Kinds of repository-scoped records that Archway reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Collection-level description.
    Resource,
    /// A component of a resource: series, file, item and so on.
    ArchivalObject,
    /// A receipt of material.
    Accession,
    /// Stands for digital content; carries file versions.
    DigitalObject,
    /// A box, reel or other container.
    TopContainer,
    /// Something that happened to a record.
    Event,
}

impl RecordKind {
    /// The path segment in ArchivesSpace URIs.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Resource => "resources",
            Self::ArchivalObject => "archival_objects",
            Self::Accession => "accessions",
            Self::DigitalObject => "digital_objects",
            Self::TopContainer => "top_containers",
            Self::Event => "events",
        }
    }

    /// The kind in words that archivists use.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::ArchivalObject => "archival object",
            Self::Accession => "accession",
            Self::DigitalObject => "digital object",
            Self::TopContainer => "top container",
            Self::Event => "event",
        }
    }

    /// True for records that carry instances and so can be linked to an asset.
    #[must_use]
    pub fn takes_instances(self) -> bool {
        matches!(self, Self::Resource | Self::ArchivalObject | Self::Accession)
    }

    fn from_plural(plural: &str) -> Option<Self> {
        Some(match plural {
            "resources" => Self::Resource,
            "archival_objects" => Self::ArchivalObject,
            "accessions" => Self::Accession,
            "digital_objects" => Self::DigitalObject,
            "top_containers" => Self::TopContainer,
            "events" => Self::Event,
            _ => return None,
        })
    }
}

/// Address of a record in an ArchivesSpace, such as `/repositories/2/archival_objects/311`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordUri {
    /// Repository that holds the record.
    pub repository: RepositoryId,
    /// Kind of the record.
    pub kind: RecordKind,
    /// Number within its kind.
    pub id: u64,
}

impl RecordUri {
    /// Address from its parts.
    #[must_use]
    pub fn new(repository: RepositoryId, kind: RecordKind, id: u64) -> Self {
        Self { repository, kind, id }
    }
}

impl fmt::Display for RecordUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/repositories/{}/{}/{}", self.repository, self.kind.plural(), self.id)
    }
}

impl FromStr for RecordUri {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || IdError::NotARecordUri(text.to_owned());
        let mut parts = text.trim().strip_prefix("/repositories/").ok_or_else(wrong)?.split('/');
        let (Some(repository), Some(plural), Some(id), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        Ok(Self {
            repository: RepositoryId(repository.parse().map_err(|_| wrong())?),
            kind: RecordKind::from_plural(plural).ok_or_else(wrong)?,
            id: id.parse().map_err(|_| wrong())?,
        })
    }
}

impl Serialize for RecordUri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordUri {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::IntoEnumIterator as _;

    proptest! {
        #[test]
        fn record_uris_come_back_from_their_text(repository in any::<u32>(), id in any::<u64>(), kind in 0usize..6) {
            let Some(kind) = RecordKind::iter().nth(kind) else { return Ok(()) };
            let uri = RecordUri::new(RepositoryId(repository), kind, id);
            prop_assert_eq!(uri.to_string().parse::<RecordUri>(), Ok(uri));
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in ".*") {
            if let Ok(uri) = text.parse::<RecordUri>() {
                prop_assert_eq!(uri.to_string().parse::<RecordUri>(), Ok(uri));
            }
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for text in [
            "",
            "/repositories/2",
            "/subjects/1",
            "/repositories/2/archival_objects/x",
            "/repositories/2/resources/1/tree",
        ] {
            assert!(text.parse::<RecordUri>().is_err(), "{text} was taken for a record");
        }
    }
}
