//! Actions: what exactly is written. A closed list; the runtime knows how to carry out, look for and read back each one.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::access::{AccessChange, ShareChange};
use super::{ChangeId, Edit};
use crate::domain::fields::ArchwayField;
use crate::domain::{AssetId, AuthorityKind, AuthorityUri, CollectionId, RecordUri, RepositoryId};

/// Values of iconik metadata fields, by field name, in iconik's own form (`{"value": …}` without the wrapper).
pub type FieldValues = IndexMap<String, Vec<Value>>;

/// A digital object that exists, or one that an earlier change of the same plan makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigitalObjectRef {
    /// It exists.
    Existing(RecordUri),
    /// Made by that change.
    MadeBy(ChangeId),
}

/// An instance to put on a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewInstance {
    /// The digital object it points to.
    pub digital_object: DigitalObjectRef,
    /// The instance's other fields, such as `is_representative`; `digital_object` is filled in when it is written.
    pub template: Value,
    /// Place among the record's instances; at the end where `None`.
    pub index: Option<usize>,
}

/// What is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum Action {
    /// Make a digital object for an asset.
    CreateDigitalObject {
        /// Where.
        repository: RepositoryId,
        /// The asset it stands for; its id is the `digital_object_id`.
        asset: AssetId,
        /// The whole record to post.
        body: Value,
    },
    /// Delete a digital object that Archway made and nobody changed since.
    DeleteDigitalObject {
        /// Its address.
        digital_object: RecordUri,
        /// What was posted when it was made, so that the deletion can be undone.
        body: Value,
        /// The asset it stands for.
        asset: AssetId,
    },
    /// Add a file version to a digital object that stands for the asset but does not point to it.
    AddFileVersion {
        /// The digital object.
        digital_object: RecordUri,
        /// The file version.
        file_version: Value,
    },
    /// Take away the file version with that address.
    RemoveFileVersion {
        /// The digital object.
        digital_object: RecordUri,
        /// The file version as it was.
        file_version: Value,
    },
    /// Put instances on a record. All instances for one record go in one write.
    AttachDigitalObjects {
        /// The resource, archival object or accession.
        record: RecordUri,
        /// What to put on it.
        instances: Vec<NewInstance>,
    },
    /// Take the instances that point to those digital objects off a record.
    DetachDigitalObjects {
        /// The resource, archival object or accession.
        record: RecordUri,
        /// Whose instances to take off, with each instance as it was and its place, so that it can be put back.
        instances: Vec<NewInstance>,
    },
    /// Write Archway's fields on an asset and a note in its history.
    UpdateAsset {
        /// The asset.
        asset: AssetId,
        /// Id of Archway's metadata view.
        view: String,
        /// Values before, of the fields that change.
        before: FieldValues,
        /// Values after.
        after: FieldValues,
        /// Note for the asset's history.
        note: String,
    },
    /// Change who can see an asset. Never sends a whole list: iconik's bulk writing of lists overwrites by default.
    SetAccess {
        /// What changes.
        change: Box<AccessChange>,
    },
    /// Take shares of a collection away, because restricted assets are in it, or make them again.
    SetCollectionShares {
        /// The collection.
        collection: CollectionId,
        /// Its shares.
        shares: Vec<ShareChange>,
    },
    /// Make an archival object.
    CreateArchivalObject {
        /// Where.
        repository: RepositoryId,
        /// Its `ref_id`, chosen beforehand, by which it is found again.
        ref_id: String,
        /// The whole record to post, with `resource`, `parent` and `position`. May hold [placeholders](super::placeholder).
        body: Value,
    },
    /// Delete an archival object that Archway made and nobody built on since.
    DeleteArchivalObject {
        /// Its address.
        record: RecordUri,
        /// Its `ref_id`.
        ref_id: String,
        /// What was posted when it was made, so that the deletion can be undone.
        body: Value,
    },
    /// Change parts of a record. All edits of one record go in one write. May hold [placeholders](super::placeholder).
    EditRecord {
        /// The record.
        record: RecordUri,
        /// The edits of each field, by the field's key, in the order of the change's fields.
        edits: IndexMap<String, Vec<Edit>>,
    },
    /// Make an agent or subject, unless it turns out to exist.
    CreateAuthority {
        /// What it is.
        kind: AuthorityKind,
        /// Its heading, by which it is found again.
        heading: String,
        /// The whole record to post.
        body: Value,
    },
    /// Delete an agent or subject that Archway made and nothing uses.
    DeleteAuthority {
        /// Its address.
        authority: AuthorityUri,
        /// Its heading.
        heading: String,
        /// What was posted when it was made.
        body: Value,
    },
    /// Add a value to a controlled list of ArchivesSpace.
    AddEnumerationValue {
        /// Name of the list.
        enumeration: String,
        /// The value.
        value: String,
    },
    /// Take a value that Archway added and nothing uses off a controlled list.
    RemoveEnumerationValue {
        /// Name of the list.
        enumeration: String,
        /// The value.
        value: String,
    },
    /// Make a metadata field in iconik.
    CreateMetadataField {
        /// `name` of the field.
        name: String,
        /// The definition to post.
        definition: Value,
    },
    /// Delete a metadata field that Archway made.
    DeleteMetadataField {
        /// `name` of the field.
        name: String,
        /// The definition, so that the deletion can be undone.
        definition: Value,
    },
    /// Make a metadata view in iconik.
    CreateMetadataView {
        /// `name` of the view.
        name: String,
        /// The definition to post.
        definition: Value,
    },
    /// Delete a metadata view that Archway made.
    DeleteMetadataView {
        /// Its id.
        id: String,
        /// `name` of the view.
        name: String,
        /// The definition, so that the deletion can be undone.
        definition: Value,
    },
}

impl Action {
    /// iconik's name for the mark of a field whose content is shown as a warning.
    pub const WARNING_MARK: &'static str = "is_warning_field";
    /// iconik's name for the mark of a yes/no field that blocks sharing and downloading.
    pub const BLOCKING_MARK: &'static str = "is_block_field";

    /// What iconik is asked to make for one of Archway's fields.
    #[must_use]
    pub fn field_definition(field: &ArchwayField) -> Value {
        let mut definition = serde_json::json!({
            "name": field.name,
            "label": field.label,
            "field_type": field.field_type,
            "description": field.description,
            "multi": !field.is_single(),
        });
        // Said only where it is so: most fields have neither mark.
        for (mark, wanted) in [(Self::WARNING_MARK, field.warns()), (Self::BLOCKING_MARK, field.blocks())] {
            if wanted {
                definition[mark] = Value::Bool(true);
            }
        }
        definition
    }
}
