//! The kinds of records with an address of their own, and who may do what with them.

use std::fmt;

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A repository.
    Repository,
    /// A resource: the root of a hierarchy of description.
    Resource,
    /// A component of a resource.
    ArchivalObject,
    /// An accession.
    Accession,
    /// A digital object.
    DigitalObject,
    /// A component of a digital object.
    DigitalObjectComponent,
    /// A top container.
    TopContainer,
    /// An event.
    Event,
    /// A subject heading.
    Subject,
    /// A person.
    AgentPerson,
    /// A corporate entity.
    AgentCorporateEntity,
    /// A family.
    AgentFamily,
    /// A piece of software as agent.
    AgentSoftware,
    /// A storage location.
    Location,
    /// A container profile.
    ContainerProfile,
}

/// Facts about a [`Kind`]: names and the permissions that its endpoints declare.
struct Facts {
    path: &'static str,
    jsonmodel: &'static str,
    model: &'static str,
    in_repository: bool,
    view: Option<&'static str>,
    write: &'static str,
    delete: &'static str,
}

const VIEW: Option<&str> = Some("view_repository");

impl Kind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 15] = [
        Self::Repository,
        Self::Resource,
        Self::ArchivalObject,
        Self::Accession,
        Self::DigitalObject,
        Self::DigitalObjectComponent,
        Self::TopContainer,
        Self::Event,
        Self::Subject,
        Self::AgentPerson,
        Self::AgentCorporateEntity,
        Self::AgentFamily,
        Self::AgentSoftware,
        Self::Location,
        Self::ContainerProfile,
    ];

    fn facts(self) -> Facts {
        let archival = |path, jsonmodel, model, write| Facts {
            path,
            jsonmodel,
            model,
            in_repository: true,
            view: VIEW,
            write,
            delete: "delete_archival_record",
        };
        let global = |path, jsonmodel, model, write, delete| Facts {
            path,
            jsonmodel,
            model,
            in_repository: false,
            view: None,
            write,
            delete,
        };
        let agent = |path, jsonmodel, model| global(path, jsonmodel, model, "update_agent_record", "delete_agent_record");
        match self {
            Self::Repository => global("repositories", "repository", "Repository", "create_repository", "delete_repository"),
            Self::Resource => archival("resources", "resource", "Resource", "update_resource_record"),
            Self::ArchivalObject => archival("archival_objects", "archival_object", "ArchivalObject", "update_resource_record"),
            Self::Accession => archival("accessions", "accession", "Accession", "update_accession_record"),
            Self::DigitalObject => archival("digital_objects", "digital_object", "DigitalObject", "update_digital_object_record"),
            Self::DigitalObjectComponent => archival(
                "digital_object_components",
                "digital_object_component",
                "DigitalObjectComponent",
                "update_digital_object_record",
            ),
            Self::TopContainer => Facts {
                delete: "manage_container_record",
                ..archival("top_containers", "top_container", "TopContainer", "update_container_record")
            },
            Self::Event => Facts {
                delete: "delete_event_record",
                ..archival("events", "event", "Event", "update_event_record")
            },
            Self::Subject => global("subjects", "subject", "Subject", "update_subject_record", "delete_subject_record"),
            Self::AgentPerson => agent("agents/people", "agent_person", "AgentPerson"),
            Self::AgentCorporateEntity => agent("agents/corporate_entities", "agent_corporate_entity", "AgentCorporateEntity"),
            Self::AgentFamily => agent("agents/families", "agent_family", "AgentFamily"),
            Self::AgentSoftware => agent("agents/software", "agent_software", "AgentSoftware"),
            Self::Location => global(
                "locations",
                "location",
                "Location",
                "update_location_record",
                "update_location_record",
            ),
            Self::ContainerProfile => global(
                "container_profiles",
                "container_profile",
                "ContainerProfile",
                "update_container_profile_record",
                "update_container_profile_record",
            ),
        }
    }

    /// The path of the collection, without the repository in front.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.facts().path
    }

    /// The `jsonmodel_type`.
    #[must_use]
    pub fn jsonmodel(self) -> &'static str {
        self.facts().jsonmodel
    }

    /// The name in `… not found`.
    #[must_use]
    pub fn model(self) -> &'static str {
        self.facts().model
    }

    /// Whether records of this kind belong to one repository.
    #[must_use]
    pub fn in_repository(self) -> bool {
        self.facts().in_repository
    }

    /// Permission to read, if one is declared.
    #[must_use]
    pub fn view_permission(self) -> Option<&'static str> {
        self.facts().view
    }

    /// Permission to create and update.
    #[must_use]
    pub fn write_permission(self) -> &'static str {
        self.facts().write
    }

    /// Permission to delete.
    #[must_use]
    pub fn delete_permission(self) -> &'static str {
        self.facts().delete
    }

    /// Whether this is one of the four kinds of agents.
    #[must_use]
    pub fn is_agent(self) -> bool {
        matches!(
            self,
            Self::AgentPerson | Self::AgentCorporateEntity | Self::AgentFamily | Self::AgentSoftware
        )
    }

    /// The kind of the root record that a component belongs to.
    #[must_use]
    pub fn root(self) -> Option<Self> {
        match self {
            Self::ArchivalObject => Some(Self::Resource),
            Self::DigitalObjectComponent => Some(Self::DigitalObject),
            _ => None,
        }
    }

    /// The kind of the components under this record or beside it in its tree.
    #[must_use]
    pub fn component(self) -> Option<Self> {
        match self {
            Self::Resource | Self::ArchivalObject => Some(Self::ArchivalObject),
            Self::DigitalObject | Self::DigitalObjectComponent => Some(Self::DigitalObjectComponent),
            _ => None,
        }
    }

    /// Whether records of this kind can be suppressed.
    #[must_use]
    pub fn can_be_suppressed(self) -> bool {
        matches!(
            self,
            Self::Resource | Self::ArchivalObject | Self::Accession | Self::DigitalObject | Self::DigitalObjectComponent | Self::Event
        )
    }

    /// The kind whose collection has this path.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.path() == path)
    }

    /// The kind with this `jsonmodel_type`.
    #[must_use]
    pub fn of_jsonmodel(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.jsonmodel() == name)
    }
}

/// Kind and number of a record; numbers are unique within a kind over all repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Kind of record.
    pub kind: Kind,
    /// Its number.
    pub id: u32,
}

impl Key {
    /// The key of this record.
    #[must_use]
    pub fn new(kind: Kind, id: u32) -> Self {
        Self { kind, id }
    }

    /// The address of a record in this repository (0 for global records).
    #[must_use]
    pub fn uri(self, repository: u16) -> String {
        if self.kind.in_repository() {
            format!("/repositories/{repository}/{}/{}", self.kind.path(), self.id)
        } else {
            format!("/{}/{}", self.kind.path(), self.id)
        }
    }

    /// Reads an address: the repository it names (0 if none) and the key.
    #[must_use]
    pub fn parse(uri: &str) -> Option<(u16, Self)> {
        let (path, id) = uri.strip_prefix('/')?.rsplit_once('/')?;
        let id = id.parse().ok()?;
        if let Some(kind) = Kind::of_path(path).filter(|kind| !kind.in_repository()) {
            return Some((0, Self::new(kind, id)));
        }
        let (repository, path) = path.strip_prefix("repositories/")?.split_once('/')?;
        let kind = Kind::of_path(path).filter(|kind| kind.in_repository())?;
        Some((repository.parse().ok()?, Self::new(kind, id)))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.jsonmodel(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_written() {
        for kind in Kind::ALL {
            let repository = if kind.in_repository() { 3 } else { 0 };
            let key = Key::new(kind, 12);
            assert_eq!(Key::parse(&key.uri(repository)), Some((repository, key)));
        }
        assert_eq!(Key::parse("/nonsense/1"), None);
        assert_eq!(Key::parse("/repositories/2/subjects/1"), None);
    }
}
