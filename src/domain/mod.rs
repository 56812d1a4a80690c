//! What archivists and media teams talk about: plain data, no network, no clock, no storage.

pub mod access;
pub mod asset;
pub mod authority;
pub mod browse;
pub mod fields;
pub mod fingerprint;
pub mod ids;
pub mod link;
pub mod link_ends;
pub mod media;
pub mod record;
pub mod restriction;
pub mod secret;
pub mod snapshot;
pub mod text;
pub mod vocabulary;
pub mod workspace;

pub use asset::{ApprovalStatus, Asset, AssetType, Collection, MediaKind};
pub use authority::{Authority, AuthorityKind, AuthoritySnapshot, AuthorityUri};
pub use fingerprint::Fingerprint;
pub use ids::{AssetId, CollectionId, RecordKind, RecordUri, RepositoryId};
pub use link::{Link, LinkEnd, LinkState};
pub use media::{ApprovalDecision, FileRole, MediaDetails, MediaFile};
pub use record::{Level, Record, Repository};
pub use secret::Secret;
pub use snapshot::{AssetSnapshot, RecordSnapshot};
pub use vocabulary::{Enumeration, EnumerationValue, FieldOption, IconikField, IconikView, Vocabulary};
