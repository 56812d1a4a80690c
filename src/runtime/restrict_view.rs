//! Plain data of the restriction workflow, as the window and the command line show it.

use std::sync::Arc;

use serde::Serialize;

use crate::domain::access::Directory;
pub use crate::domain::restriction::overview::{
    Disagreement, DisagreementKind, EffectiveStatement, EffectiveStep, EffectiveView, ExpiryKind, ExpiryRow, NoteToRead, RestrictionsView,
    StandingCounts,
};
use crate::domain::restriction::{RestrictSettings, StatementKey};
use crate::domain::{AssetId, CollectionId, RecordUri, Secret};
pub use crate::plan::access::RuleMatches;

/// What a restriction plan is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestrictScope {
    /// Every linked asset.
    All,
    /// These assets.
    Assets(Vec<AssetId>),
    /// Assets linked to these records or to records below them.
    Records(Vec<RecordUri>),
    /// Assets in this collection and below it.
    Collection(CollectionId),
    /// Assets that one restriction reaches, or reached.
    Cause(StatementKey),
}

/// A second person, who confirms with a log-in of their own in ArchivesSpace.
#[derive(Debug, Clone)]
pub struct SecondPerson {
    /// User name in ArchivesSpace; another than Archway's own.
    pub user: String,
    /// Password; asked for each time, never kept.
    pub password: Secret,
}

/// Form in which a report, or the calendar, is written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestrictExport {
    /// The report as a page to print.
    ReportHtml,
    /// The report, one line a finding.
    ReportCsv,
    /// What starts and ends, one line each.
    ExpiryCsv,
    /// What starts and ends, for calendars.
    ExpiryCalendar,
}

/// A table to begin from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulePreset {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// The table.
    pub table: crate::domain::restriction::RuleTable,
}

/// Settings of restrictions with what is needed to edit them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RestrictSettingsView {
    /// The settings.
    pub settings: RestrictSettings,
    /// People and groups of iconik.
    pub directory: Arc<Directory>,
    /// Collections of iconik with their titles.
    pub collections: Arc<Vec<(CollectionId, String)>>,
    /// Restriction types that ArchivesSpace offers, and those that are in use.
    pub types: Vec<String>,
    /// Tables to begin from: name, what it is for, the table.
    pub presets: Vec<RulePreset>,
    /// How the rows match.
    pub matches: Vec<RuleMatches>,
}
