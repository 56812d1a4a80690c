//! What a restriction plan is made from.

use std::collections::HashMap;

use jiff::civil::Date;

use super::compute::Computed;
use super::index::RestrictIndex;
use crate::domain::access::{AssetAccess, Directory, Grant, Share};
use crate::domain::restriction::reading::Readings;
use crate::domain::restriction::{ClosedOn, RestrictSettings};
use crate::domain::{AssetId, CollectionId};
use crate::plan::FieldValues;
use crate::workflows::PlanHead;

/// One asset as iconik has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AssetInContext {
    /// Its title.
    pub title: String,
    /// Archway's link fields (`archway_record_uri`).
    pub link_fields: FieldValues,
    /// Archway's restriction fields as they stand.
    pub fields: FieldValues,
    /// Who can see it; `None` where that was not read.
    pub access: Option<AssetAccess>,
    /// Its shares and those of collections above it.
    pub shares: Vec<Share>,
    /// Collections that it is directly in.
    pub collections: Vec<CollectionId>,
}

/// One collection as iconik has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CollectionInContext {
    /// Its title.
    pub title: String,
    /// Collections that it is in.
    pub above: Vec<CollectionId>,
    /// What it hands down to what is in it.
    pub hands_down: Vec<Grant>,
}

/// What a restriction plan is made from.
#[derive(Debug)]
pub struct RestrictContext<'a> {
    /// Records, what they say, and links.
    pub index: &'a RestrictIndex,
    /// What applies on the day of the plan.
    pub computed: &'a Computed,
    /// What people said that notes mean.
    pub readings: &'a Readings,
    /// Settings with the rule table.
    pub settings: &'a RestrictSettings,
    /// People and groups of iconik.
    pub directory: &'a Directory,
    /// Assets by id.
    pub assets: &'a HashMap<AssetId, AssetInContext>,
    /// Collections by id.
    pub collections: &'a HashMap<CollectionId, CollectionInContext>,
    /// What people keep closed.
    pub closed_on: &'a [ClosedOn],
    /// Id of the view “Archival restrictions”; `None` where it is not set up.
    pub view: Option<&'a str>,
    /// Today in the workspace's time zone. A plan for another day is only looked at.
    pub today: Date,
    /// Name, time and author of the plan.
    pub head: PlanHead,
}

impl RestrictContext<'_> {
    /// Title of a collection; its id where it is not known.
    #[must_use]
    pub fn collection_title(&self, collection: CollectionId) -> String {
        match self.collections.get(&collection) {
            Some(known) if !known.title.is_empty() => known.title.clone(),
            _ => format!("collection {collection}"),
        }
    }
}
