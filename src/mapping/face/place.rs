//! Places: what a key means on the body of an ArchivesSpace record.

use super::terms;
use crate::mapping::item::AgentRole;

/// Where on a record the items of a key stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'k> {
    /// A text at the top of the record.
    Text(&'static str),
    /// A title: a text that may hold inline markup.
    Title,
    /// Yes or no at the top of the record.
    Flag(FlagName),
    /// `dates`, all or those with a label.
    Dates(Option<&'k str>),
    /// `extents`.
    Extents,
    /// `lang_materials` that name a language.
    Languages,
    /// `linked_agents`, all or those with a role.
    Agents(Option<AgentRole>),
    /// `subjects`, all or those whose first term has that type.
    Subjects(Option<&'k str>),
    /// `notes` of a type; text properties of accessions.
    Notes(&'k str),
    /// `rights_statements`.
    Rights,
    /// `external_documents`.
    Documents,
    /// `external_ids`, all or those of a source.
    ExternalIds(Option<&'k str>),
    /// `file_versions`.
    FileVersions,
}

/// Flags of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagName {
    /// `publish`.
    Publish,
    /// `restrictions_apply`; `restrictions` of resources and digital objects.
    Restrictions,
    /// `access_restrictions` of accessions.
    AccessRestrictions,
    /// `use_restrictions` of accessions.
    UseRestrictions,
}

impl FlagName {
    /// The property on records of that model.
    pub fn property(self, model: &str) -> Option<&'static str> {
        Some(match (self, model) {
            (Self::Publish, _) => "publish",
            (Self::Restrictions, "resource" | "digital_object") => "restrictions",
            (Self::Restrictions, "archival_object" | "accession") => "restrictions_apply",
            (Self::AccessRestrictions, "accession") => "access_restrictions",
            (Self::UseRestrictions, "accession") => "use_restrictions",
            _ => return None,
        })
    }
}

/// Texts at the top of records: key, which is the property too, and the models that have it.
const TEXTS: [(&str, &[&str]); 8] = [
    ("component_id", &["archival_object"]),
    ("level", &["resource", "archival_object", "digital_object"]),
    ("other_level", &["resource", "archival_object"]),
    ("digital_object_id", &["digital_object"]),
    ("digital_object_type", &["digital_object"]),
    ("repository_processing_note", &["resource", "archival_object"]),
    ("resource_type", &["resource", "accession"]),
    ("ref_id", &["archival_object"]),
];

/// True where records of that model have the text property.
pub fn has_text(model: &str, property: &str) -> bool {
    TEXTS.iter().any(|(name, models)| *name == property && models.contains(&model))
}

impl<'k> Place<'k> {
    /// What a key means; `None` for computed ones and for ones that no record has.
    pub fn of(key: &'k str) -> Option<Self> {
        if let Some((name, _)) = TEXTS.iter().find(|(name, _)| *name == key) {
            return Some(Self::Text(name));
        }
        if let Some((list, part)) = key.split_once('.') {
            return match list {
                "dates" => Some(Self::Dates(Some(part))),
                "agents" => part.parse().ok().map(|role| Self::Agents(Some(role))),
                "subjects" => Some(Self::Subjects(Some(part))),
                "notes" => known_note(part).then_some(Self::Notes(part)),
                "external_ids" => Some(Self::ExternalIds(Some(part))),
                _ => None,
            };
        }
        Some(match key {
            "title" => Self::Title,
            "publish" => Self::Flag(FlagName::Publish),
            "restrictions_apply" => Self::Flag(FlagName::Restrictions),
            "access_restrictions" => Self::Flag(FlagName::AccessRestrictions),
            "use_restrictions" => Self::Flag(FlagName::UseRestrictions),
            "dates" => Self::Dates(None),
            "extents" => Self::Extents,
            "languages" => Self::Languages,
            "agents" => Self::Agents(None),
            "subjects" => Self::Subjects(None),
            "rights" => Self::Rights,
            "external_documents" => Self::Documents,
            "external_ids" => Self::ExternalIds(None),
            "file_versions" => Self::FileVersions,
            _ => return None,
        })
    }
}

fn known_note(note_type: &str) -> bool {
    terms::SINGLE_PART.contains(&note_type)
        || terms::MULTI_PART.contains(&note_type)
        || terms::DIGITAL_OBJECT.contains(&note_type)
        || terms::accession_text(note_type).is_some()
}
