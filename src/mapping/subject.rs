//! What a profile is evaluated on: an asset or a record, with everything around it that rules may read.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::item::Sourced;
use crate::domain::{AssetSnapshot, Authority, AuthorityUri, MediaDetails, RecordSnapshot, RecordUri, Repository};

/// An asset with what surrounds it.
#[derive(Debug, Clone)]
pub struct AssetFacts {
    /// The asset.
    pub snapshot: AssetSnapshot,
    /// Its files and approvals, where they were read.
    pub details: Option<MediaDetails>,
    /// Titles of the collections it is directly in.
    pub collections: Vec<String>,
    /// Its page in iconik.
    pub page: String,
}

/// A record with what surrounds it.
#[derive(Debug, Clone)]
pub struct RecordFacts {
    /// The record.
    pub snapshot: RecordSnapshot,
    /// The records above it, nearest first, the resource last. Shared: thousands of items stand below one series.
    pub above: Vec<Arc<RecordSnapshot>>,
    /// Titles from the resource down to the record, without markup.
    pub path: Vec<String>,
    /// Its repository.
    pub repository: Option<Repository>,
    /// Top containers it names, in words, by address.
    pub containers: HashMap<RecordUri, String>,
    /// Its page in ArchivesSpace's staff interface.
    pub page: String,
}

/// Agents and subjects of the ArchivesSpace, found by address, authority id or heading.
pub trait Authorities {
    /// By its address.
    fn by_uri(&self, uri: AuthorityUri) -> Option<&Authority>;
    /// By its heading, compared without case, accents, spaces and end points. Several may share one.
    fn by_heading(&self, heading: &str, subjects: bool) -> Vec<&Authority>;
    /// By its id in an authority file or vocabulary.
    fn by_authority_id(&self, id: &str) -> Option<&Authority>;
}

/// What a profile is evaluated on.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// An asset.
    Asset(&'a AssetFacts),
    /// A record of ArchivesSpace, digital objects too.
    Record(&'a RecordFacts),
}

/// What surrounds every evaluation.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Valid values.
    pub vocabulary: &'a crate::domain::Vocabulary,
    /// Agents and subjects.
    pub authorities: &'a dyn Authorities,
    /// The time, for templates.
    pub now: Timestamp,
}

/// What one target field gets, and what should be known about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluated {
    /// The values; empty where there are none.
    pub items: Vec<Sourced>,
    /// What should be known.
    pub findings: Vec<super::MappingFinding>,
    /// The rule was skipped by its condition.
    pub skipped: bool,
}
