//! Rows of JSON by key, for everything that the practice server only keeps and gives back.

use indexmap::IndexMap;
use serde_json::Value;

/// The tables. Their words are also the beginnings of keys in the state log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Table {
    /// ACLs of things other than assets and collections, by `type/key`.
    Acls,
    /// Approvals by `type/object/version`.
    Approvals,
    /// Metadata categories by `type/name`.
    Categories,
    /// Metadata fields by name.
    Fields,
    /// Groups by id.
    Groups,
    /// History entries by id.
    History,
    /// Jobs by id.
    Jobs,
    /// Formats, file sets, files and so on of assets that were changed, by the id of the asset.
    Media,
    /// Relations by id.
    Relations,
    /// Types of relations by name.
    RelationTypes,
    /// Segments by id.
    Segments,
    /// Shares by id.
    Shares,
    /// Storages by id.
    Storages,
    /// Users by id.
    Users,
    /// Metadata views by id.
    Views,
    /// Work that is due later, by the id of its job.
    Work,
}

/// One table.
pub type Rows = IndexMap<String, Value>;
