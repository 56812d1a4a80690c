//! What the publishing planner must know.

use std::collections::HashMap;

use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{AssetId, RecordUri, Vocabulary};
use crate::mapping::{AssetFacts, Authorities, RecordFacts};
use crate::plan::{Agreement, Plan};
use crate::workflows::PlanHead;
use crate::workflows::describe::{Agreements, DescribeProfile};

/// How an asset of the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is approved.
    Approved,
    /// Its approval was taken back.
    Withdrawn,
    /// An earlier version was approved, the current one is not.
    Superseded,
}

/// Where an approved asset goes.
#[derive(Debug, Clone)]
pub enum Place<'a> {
    /// To the record it is linked to.
    Linked(&'a RecordFacts),
    /// To a new record.
    Below {
        /// The resource or archival object above.
        above: &'a RecordFacts,
        /// Place among its children, from 0; at the end where `None`.
        position: Option<u32>,
        /// Level of the new record; the profile's where `None`.
        level: Option<String>,
    },
    /// Nobody said.
    Nowhere,
}

/// An asset of the queue.
#[derive(Debug, Clone)]
pub struct PublishItem<'a> {
    /// The asset, with its files.
    pub asset: &'a AssetFacts,
    /// How it stands.
    pub standing: Standing,
    /// Where it goes.
    pub place: Place<'a>,
    /// The digital object that stands for it in the repository it goes to, where there is one.
    pub digital_object: Option<&'a RecordFacts>,
    /// Why there, in words: "linked", "collection “Series 4”", "chosen by hand".
    pub why: String,
}

/// Everything the publishing planner must know.
#[derive(Clone)]
pub struct PublishContext<'a> {
    /// The profile from assets to records, with `publish` settings; defaults apply where it has none.
    pub profile: DescribeProfile<'a>,
    /// A profile from assets to digital objects, where one is to be used.
    pub digital_objects: Option<DescribeProfile<'a>>,
    /// The queue.
    pub items: Vec<PublishItem<'a>>,
    /// Archival objects of the catalogue by `ref_id`, for those that [`ref_id`] gives: a record that was made before is not made again.
    pub by_ref_id: &'a HashMap<String, &'a RecordFacts>,
    /// Valid values.
    pub vocabulary: &'a Vocabulary,
    /// Agents and subjects.
    pub authorities: &'a dyn Authorities,
    /// What was agreed before.
    pub agreements: &'a Agreements,
    /// Settings of the workspace.
    pub settings: &'a WorkspaceSettings,
    /// The systems.
    pub connection: &'a Connection,
    /// Id of Archway's metadata view; `None` while iconik has none.
    pub view: Option<&'a str>,
    /// Name, time and author of the plan.
    pub head: PlanHead,
}

/// What came of planning.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// What is to be written.
    pub plan: Plan,
    /// Fields found to agree, where that is not yet remembered.
    pub settled: Vec<Agreement>,
}

/// The `ref_id` of the record that is made for an asset below a record: always the same, so that it is made once.
#[must_use]
pub fn ref_id(asset: AssetId, below: RecordUri) -> String {
    uuid::Uuid::new_v5(&asset.0, below.to_string().as_bytes()).simple().to_string()
}
