//! Files, technical metadata and approvals of the assets that a plan is about. A refresh does not read them, because each asset costs
//! some seven requests; profiles with rules for them do not describe rightly without.

use tokio_util::sync::CancellationToken;

use super::pairs::Pair;
use crate::domain::{ApprovalStatus, AssetId, AssetSnapshot, MediaDetails};
use crate::mapping::profile::{Profile, RecordType, Rule};
use crate::mapping::step::Step;
use crate::runtime::error::RuntimeError;
use crate::runtime::jobs::{JobBoard, JobKind};
use crate::runtime::media::read_details;
use crate::runtime::planning::Planning;
use crate::store::{Reader, StoreError};
use crate::systems::Iconik;

/// Assets whose details are read before they are kept.
const TOGETHER: usize = 100;

/// Beginnings of the sources that a refresh does not read.
const BEGINNINGS: [&str; 6] = ["captions.", "file.", "files.", "file_versions", "approval.", "technical."];

/// True where a profile reads files, technical metadata or approvals.
pub fn reads_details(profile: &Profile) -> bool {
    profile.source == RecordType::Asset && profile.rules.iter().any(rule_reads)
}

fn rule_reads(rule: &Rule) -> bool {
    let begins = |key: &str| BEGINNINGS.iter().any(|beginning| key.starts_with(beginning));
    let names = |words: &str| words.split(['"', '\'']).any(begins);
    rule.from.iter().any(|key| begins(key.as_str()))
        || rule.only_if.as_deref().is_some_and(names)
        || rule.steps.iter().any(|step| match step {
            Step::Template(template) => names(template),
            Step::Extent { number, .. } => names(number),
            Step::Rights { start, end, .. } => begins(start) || end.as_deref().is_some_and(begins),
            _ => false,
        })
}

/// Reads the details that are not known or older than the asset, and keeps them.
pub struct DetailReading<'a> {
    /// The workspace file and the clock.
    pub planning: &'a Planning,
    /// iconik.
    pub iconik: &'a Iconik,
    /// Shows how far it has come, and stops it.
    pub jobs: &'a JobBoard,
}

impl DetailReading<'_> {
    /// Reads and keeps what is needed for these pairs.
    ///
    /// # Errors
    /// As iconik and the workspace file; [`RuntimeError::Stopped`] where a person stopped it: what was read until then is kept.
    pub async fn read(&self, unread: &[AssetId]) -> Result<(), RuntimeError> {
        if unread.is_empty() {
            return Ok(());
        }
        // Within a look that shows itself already there is no job of its own.
        let running = self.jobs.begin(JobKind::Look, "Reading files and approvals", "assets");
        let cancel = running
            .as_ref()
            .map_or_else(CancellationToken::new, |running| running.cancel.clone());
        let mut done = 0;
        for chunk in unread.chunks(TOGETHER) {
            if let Some(running) = &running {
                running.tell("reading files and approvals".to_owned(), done, Some(unread.len() as u64));
            }
            let read = read_details(self.iconik, chunk, self.planning.now, &cancel, &|_| {}).await?;
            self.planning.shelf.with(|workspace| workspace.put_details(&read))?;
            if cancel.is_cancelled() {
                return Err(RuntimeError::Stopped);
            }
            done += chunk.len() as u64;
        }
        Ok(())
    }
}

/// Assets of these pairs whose details are not known, or are older than what the catalogue knows of the asset.
///
/// # Errors
/// As the workspace file.
pub fn to_read(reader: &Reader, found: &[Pair]) -> Result<Vec<AssetId>, StoreError> {
    let mut assets: Vec<AssetId> = found.iter().map(|pair| pair.asset).collect();
    assets.sort_unstable();
    assets.dedup();
    let known = reader.details(&assets)?;
    let mut unread = Vec::new();
    for id in assets {
        let Some(asset) = reader.asset(id)?.filter(|asset| asset.asset.active) else {
            continue;
        };
        if known.get(&id).is_none_or(|details| is_older(details, &asset)) {
            unread.push(id);
        }
    }
    Ok(unread)
}

fn is_older(details: &MediaDetails, asset: &AssetSnapshot) -> bool {
    let changed = asset.asset.modified.is_some_and(|modified| modified > details.read_at);
    // Being approved is no change of an asset, yet iconik's search may tell of it.
    let told = asset.asset.approval;
    changed || (told != ApprovalStatus::NotAsked && told != details.approval)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{file, presets};

    #[test]
    fn presets_that_read_files_or_approvals_are_known() {
        let reading: Vec<&str> = presets::all()
            .into_iter()
            .filter(|(id, text)| reads_details(&file::read(id, text).0))
            .map(|(id, _)| id)
            .collect();
        assert_eq!(
            reading,
            [
                "asset-to-item",
                "oral-history-to-item",
                "photographs-to-item",
                "asset-to-digital-object"
            ]
        );
    }

    #[test]
    fn conditions_templates_and_rights_are_read_too() {
        let with = |steps: Vec<Step>, only_if: Option<&str>| {
            let mut rule = Rule::copy("title", "title");
            rule.steps = steps;
            rule.only_if = only_if.map(str::to_owned);
            rule_reads(&rule)
        };
        assert!(!with(Vec::new(), Some("source(\"field:files.old\")")));
        assert!(with(Vec::new(), Some("source('approval.at')")));
        assert!(with(vec![Step::Template("{{ source(\"technical.codec\") }}".to_owned())], None));
        assert!(!with(vec![Step::Template("a file. And approval.".to_owned())], None));
    }
}
