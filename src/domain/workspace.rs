//! A workspace: one pair of connected systems with its catalogue.

use serde::{Deserialize, Serialize};

/// The two systems of a workspace and who Archway is in them. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Name that people gave the workspace.
    pub name: String,
    /// Address of ArchivesSpace's backend API, such as `https://archives.example.org/api`.
    pub archivesspace_url: String,
    /// Address of ArchivesSpace's staff pages, for "open in ArchivesSpace"; guessed from the API's where empty.
    pub archivesspace_staff_url: String,
    /// User name in ArchivesSpace.
    pub archivesspace_user: String,
    /// Address of iconik, such as `https://app.iconik.io`.
    pub iconik_url: String,
    /// App-ID of the iconik application token. Not a secret by itself, yet never logged.
    pub iconik_app_id: String,
    /// True for the practice workspace: nothing leaves the computer.
    pub practice: bool,
}

impl Connection {
    /// Page of an asset in iconik's own interface.
    #[must_use]
    pub fn asset_page(&self, asset: super::AssetId) -> String {
        format!("{}/asset/{asset}", self.iconik_url.trim_end_matches('/'))
    }

    /// Page of a record in ArchivesSpace's staff interface.
    #[must_use]
    pub fn record_page(&self, record: super::RecordUri) -> String {
        let staff = if self.archivesspace_staff_url.is_empty() {
            &self.archivesspace_url
        } else {
            &self.archivesspace_staff_url
        };
        format!(
            "{}/resolve/edit?uri={record}&autoselect_repo=true",
            staff.trim_end_matches('/').trim_end_matches("/api")
        )
    }
}

/// Settings of a workspace that are not secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkspaceSettings {
    /// New digital objects are published. Off unless a person turns it on.
    pub publish_new_digital_objects: bool,
    /// ArchivesSpace's database refuses four-byte characters; titles are altered and the review says so.
    pub three_byte_titles: bool,
    /// Requests to ArchivesSpace at a time.
    pub archivesspace_concurrency: u32,
    /// Requests to iconik a second; iconik allows about 50.
    pub iconik_per_second: u32,
    /// Collections that stand for a record: the record's description goes to all assets in the collection, and approved assets in it
    /// go below the record.
    pub collection_links: Vec<CollectionLink>,
}

/// A collection that stands for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionLink {
    /// The iconik collection, with everything below it.
    pub collection: super::CollectionId,
    /// The resource or archival object.
    pub record: super::RecordUri,
}

impl Default for WorkspaceSettings {
    fn default() -> Self {
        Self {
            publish_new_digital_objects: false,
            three_byte_titles: true,
            archivesspace_concurrency: 4,
            iconik_per_second: 40,
            collection_links: Vec::new(),
        }
    }
}
