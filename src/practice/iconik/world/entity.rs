//! Assets and collections: what they share, and what only assets have.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::access::Acl;
use crate::practice::iconik::moment::{self, Moment, iso};

/// Kinds of things that have metadata, approvals, shares and an ACL of their own here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// An asset.
    Assets,
    /// A collection.
    Collections,
}

impl ObjectKind {
    /// As it stands in paths and `object_type`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Collections => "collections",
        }
    }

    /// Reads the word of a path.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        match word {
            "assets" => Some(Self::Assets),
            "collections" => Some(Self::Collections),
            _ => None,
        }
    }
}

/// Whether an entity is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Shown.
    Active,
    /// A collection that is not shown.
    Hidden,
    /// In the delete queue.
    Deleted,
}

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the words are iconik's own")]
pub enum AssetType {
    Asset,
    Sequence,
    NleProject,
    Placeholder,
    Custom,
    Link,
    Subclip,
}

/// What an asset shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MediaType {
    /// Moving image.
    Video,
    /// Sound.
    Audio,
    /// Still image.
    Image,
}

/// A version of an asset.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Version {
    /// Its id.
    pub id: Uuid,
    /// From 1.
    pub number: i32,
    /// When it was made.
    #[serde(with = "iso")]
    pub created: Moment,
    /// Who made it.
    pub created_by: Uuid,
    /// Languages for which there is a transcription.
    #[serde(default)]
    pub transcribed: Vec<String>,
    /// Whether its files are at hand.
    pub online: bool,
}

/// What only assets have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssetPart {
    /// What it is.
    pub r#type: AssetType,
    /// What it shows, where that is known.
    pub media: Option<MediaType>,
    /// Length in milliseconds.
    pub duration: Option<i64>,
    /// The present version first.
    pub versions: Vec<Version>,
}

/// Values of metadata fields by the name of the field.
pub type Metadata = IndexMap<String, Vec<Value>>;

/// An asset or a collection.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entity {
    /// Which of the two.
    pub object: ObjectKind,
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Whether it is shown.
    pub status: Status,
    /// When it was made.
    #[serde(with = "iso")]
    pub created: Moment,
    /// When it was last changed.
    #[serde(with = "iso")]
    pub modified: Moment,
    /// Who made it; has every permission on it.
    pub created_by: Uuid,
    /// Who changed it last.
    pub updated_by: Uuid,
    /// The collections it is in; the first one is the parent of a collection.
    pub homes: Vec<Uuid>,
    /// Values of its metadata fields.
    pub metadata: Metadata,
    /// Who may do what.
    pub acl: Arc<Acl>,
    /// What a collection hands down to its contents.
    #[serde(default)]
    pub propagating: Arc<Acl>,
    /// Fields that clients write and this server only keeps.
    #[serde(default)]
    pub more: Map<String, Value>,
    /// What only assets have.
    pub asset: Option<AssetPart>,
}

/// Fields that an [`Entity`] keeps in places of their own.
const OWN_FIELDS: [&str; 8] = [
    "title",
    "status",
    "type",
    "date_created",
    "date_modified",
    "collection_id",
    "parent_id",
    "is_root",
];

impl Entity {
    /// The present version of an asset.
    #[must_use]
    pub fn present_version(&self) -> Option<&Version> {
        self.asset.as_ref()?.versions.first()
    }

    /// Takes over the fields of a request that this server only keeps, and those with a place of their own.
    pub fn take(&mut self, fields: &Map<String, Value>) {
        for (name, value) in fields {
            match name.as_str() {
                "title" => self.title = value.as_str().unwrap_or_default().to_owned(),
                "status" => {
                    if let Ok(status) = serde_json::from_value(value.clone()) {
                        self.status = status;
                    }
                }
                "type" => {
                    if let (Some(part), Ok(read)) = (&mut self.asset, serde_json::from_value(value.clone())) {
                        part.r#type = read;
                    }
                }
                "date_created" => {
                    if let Some(created) = value.as_str().and_then(moment::parse) {
                        self.created = created;
                    }
                }
                name if OWN_FIELDS.contains(&name) => {}
                name => {
                    self.more.insert(name.to_owned(), value.clone());
                }
            }
        }
    }

    /// The fields that every answer about this entity has.
    #[must_use]
    pub fn core(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), json!(self.id));
        fields.insert("title".to_owned(), json!(self.title));
        fields.insert("status".to_owned(), json!(self.status));
        fields.insert("date_created".to_owned(), json!(moment::text(self.created)));
        fields.insert("date_modified".to_owned(), json!(moment::text(self.modified)));
        fields.insert("created_by_user".to_owned(), json!(self.created_by));
        fields.insert("favoured".to_owned(), json!(false));
        fields.insert("category".to_owned(), Value::Null);
        fields.insert("external_id".to_owned(), Value::Null);
        fields.insert("custom_keyframe".to_owned(), Value::Null);
        fields.insert("custom_poster".to_owned(), Value::Null);
        match &self.asset {
            Some(part) => self.add_asset_fields(part, &mut fields),
            None => self.add_collection_fields(&mut fields),
        }
        fields.extend(self.more.clone());
        fields
    }

    fn add_asset_fields(&self, part: &AssetPart, fields: &mut Map<String, Value>) {
        let own = json!({
            "type": part.r#type,
            "archive_status": "NOT_ARCHIVED",
            "analyze_status": "N/A",
            "face_recognition_status": "N/A",
            "is_online": self.present_version().is_some_and(|version| version.online),
            "is_blocked": false,
            "updated_by_user": self.updated_by,
            "date_imported": moment::text(self.created),
            "external_link": null,
            "site_name": null,
            "warning": null,
            "has_unconfirmed_persons": false,
            "versions": part.versions.iter().map(version_json).collect::<Vec<_>>(),
        });
        if let Value::Object(own) = own {
            fields.extend(own);
        }
    }

    fn add_collection_fields(&self, fields: &mut Map<String, Value>) {
        let own = json!({
            "parent_id": self.homes.first(),
            "parents": self.homes,
            "in_collections": self.homes,
            "is_root": self.homes.is_empty(),
            "storage_id": null,
            "object_type": "collections",
            "custom_order_status": "DISABLED",
            "keyframe_asset_ids": [],
        });
        if let Value::Object(own) = own {
            fields.extend(own);
        }
    }

    /// Metadata as searches and lists carry it: names to plain values.
    #[must_use]
    pub fn plain_metadata(&self) -> Map<String, Value> {
        self.metadata
            .iter()
            .map(|(name, values)| (name.clone(), Value::from(values.clone())))
            .collect()
    }
}

/// A version as iconik writes it.
#[must_use]
pub fn version_json(version: &Version) -> Value {
    json!({
        "id": version.id,
        "version_number": version.number,
        "status": "ACTIVE",
        "is_online": version.online,
        "archive_status": "NOT_ARCHIVED",
        "analyze_status": "N/A",
        "face_recognition_status": "N/A",
        "transcribe_status": if version.transcribed.is_empty() { "N/A" } else { "DONE" },
        "transcribed_languages": version.transcribed,
        "has_unconfirmed_persons": false,
        "person_ids": [],
        "created_by_user": version.created_by,
        "date_created": moment::text(version.created),
    })
}
