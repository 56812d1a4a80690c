//! The queue of approved assets: found incrementally, placed, and shown with what is missing.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::facts::Gatherer;
use crate::domain::workspace::{Connection, WorkspaceSettings};
use crate::domain::{ApprovalStatus, AssetId, MediaDetails, RecordUri};
use crate::mapping::authorities::AuthorityIndex;
use crate::mapping::evaluate::Evaluator;
use crate::mapping::face;
use crate::mapping::profile::{ApprovedBy, Profile, PublishSettings};
use crate::mapping::{AssetFacts, FindingKind, Subject, Surroundings};
use crate::runtime::error::RuntimeError;
use crate::runtime::jobs::Running;
use crate::runtime::mapping_view::{DestinationView, QueueRow, QueueState, QueueView};
use crate::runtime::media::read_details;
use crate::runtime::shelf::Shelf;
use crate::store::{ChosenDestination, QueueEntry, Reader, StoreError};
use crate::systems::Iconik;
use crate::workflows::publish::Standing;

/// Assets whose files and approvals are read before what was found is kept.
const TOGETHER: usize = 100;

/// How an entry of the queue stands, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kept {
    /// It counts as approved.
    Approved,
    /// Reviewers disagree.
    Mixed,
    /// An earlier version was approved, the current one is not.
    Superseded,
    /// It was approved, and is not any more.
    Withdrawn,
    /// It was described after it was approved.
    Published,
}

/// Where an asset goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The linked record, or the one that the new record goes below.
    pub record: RecordUri,
    /// A new record is made below it.
    pub creates: bool,
    /// Why there, in words.
    pub why: String,
    /// Level of the new record, where a person chose one.
    pub level: Option<String>,
    /// Place among its siblings, from 0.
    pub position: Option<u32>,
}

/// An asset to be planned.
#[derive(Debug, Clone)]
pub struct Queued {
    /// The asset.
    pub asset: AssetId,
    /// How it stands.
    pub standing: Standing,
    /// Where it goes.
    pub placed: Option<Placed>,
    /// The digital object that stands for it there, where there is one.
    pub digital_object: Option<RecordUri>,
}

/// Knows where assets go.
struct Places<'a> {
    reader: &'a Reader,
    settings: &'a PublishSettings,
    by_hand: HashMap<AssetId, ChosenDestination>,
    in_collection: HashMap<AssetId, (RecordUri, String)>,
}

impl<'a> Places<'a> {
    fn new(reader: &'a Reader, profile: &str, settings: &'a PublishSettings, workspace: &WorkspaceSettings) -> Result<Self, StoreError> {
        let mut in_collection = HashMap::new();
        for link in &workspace.collection_links {
            let title = reader.collection(link.collection)?.map(|known| known.title).unwrap_or_default();
            for asset in reader.assets_in(link.collection, true)? {
                in_collection.entry(asset).or_insert_with(|| (link.record, title.clone()));
            }
        }
        Ok(Self {
            reader,
            settings,
            by_hand: reader.destinations(profile)?,
            in_collection,
        })
    }

    /// The linked record, else what a person chose, else the collection's record, else the first rule that fits.
    fn of(&self, asset: &AssetFacts, around: &Surroundings<'_>) -> Result<Option<Placed>, StoreError> {
        let id = asset.snapshot.asset.id;
        let links = self.reader.links_of_asset(id)?;
        if let Some(link) = links.iter().find(|link| link.archivesspace.shows() || link.iconik.shows()) {
            return Ok(Some(Placed {
                record: link.record,
                creates: false,
                why: "linked".to_owned(),
                level: None,
                position: None,
            }));
        }
        let below = |record: RecordUri, why: String| Placed {
            record,
            creates: true,
            why,
            level: None,
            position: None,
        };
        if let Some((record, position, level)) = self.by_hand.get(&id) {
            return Ok(Some(Placed {
                position: *position,
                level: level.clone(),
                ..below(*record, "chosen by hand".to_owned())
            }));
        }
        if let Some((record, title)) = self.in_collection.get(&id) {
            return Ok(Some(below(*record, format!("collection “{title}”"))));
        }
        for rule in &self.settings.places {
            let values = face::read_source(Subject::Asset(asset), &rule.source, around);
            let fits = values
                .iter()
                .map(|value| face::words(&value.item))
                .find(|words| rule.value == "*" || words.to_lowercase() == rule.value.to_lowercase());
            if let Some(words) = fits {
                return Ok(Some(below(rule.below, format!("rule: {} = {words}", rule.source))));
            }
        }
        Ok(None)
    }

    fn digital_object(&self, asset: AssetId, placed: Option<&Placed>) -> Result<Option<RecordUri>, StoreError> {
        let Some(placed) = placed else { return Ok(None) };
        let standing = self.reader.digital_objects_of(asset)?;
        Ok(standing
            .iter()
            .map(|object| object.record.uri)
            .find(|object| object.repository == placed.record.repository))
    }
}

/// What a queue is read with.
pub struct QueueReading<'a> {
    /// The catalogue.
    pub reader: &'a Reader,
    /// The profile, with its publish settings.
    pub profile: &'a Profile,
    /// Settings of the workspace.
    pub settings: &'a WorkspaceSettings,
    /// The systems.
    pub connection: &'a Connection,
    /// The time.
    pub now: Timestamp,
}

impl QueueReading<'_> {
    /// The queue as the window shows it, newest approval first.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn view(&self) -> Result<QueueView, StoreError> {
        let mut rows = Vec::new();
        self.each(|entry, asset, placed, _, missing| {
            let level = self.publish_settings().level;
            let destination = placed
                .map(|placed| {
                    let titles = self.reader.title_path(placed.record)?;
                    Ok::<_, StoreError>(DestinationView {
                        record: placed.record,
                        title: if titles.is_empty() {
                            placed.record.to_string()
                        } else {
                            titles.join(" › ")
                        },
                        creates: placed.creates,
                        level: placed.level.unwrap_or(level),
                        position: placed.position,
                        why: placed.why,
                    })
                })
                .transpose()?;
            rows.push(QueueRow {
                asset: entry.asset,
                title: asset.snapshot.asset.title.clone(),
                media: asset.snapshot.asset.media,
                approver: entry.approver.clone(),
                approved: entry.approved,
                why: entry.why.clone(),
                state: shown_state(kept(entry), &missing),
                missing,
                destination,
            });
            Ok(())
        })?;
        rows.sort_by(|one, other| other.approved.cmp(&one.approved).then_with(|| one.title.cmp(&other.title)));
        Ok(QueueView {
            profile: self.profile.id.clone(),
            rows,
            looked: self.reader.mark(&looked_mark(&self.profile.id))?.and_then(|mark| mark.parse().ok()),
        })
    }

    /// Assets of the queue to be planned: those named, or where none is all that are ready and all whose approval went.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn queued(&self, named: &[AssetId]) -> Result<Vec<Queued>, StoreError> {
        let named: HashSet<AssetId> = named.iter().copied().collect();
        let mut queued = Vec::new();
        self.each(|entry, _, placed, digital_object, missing| {
            let standing = match kept(entry) {
                Kept::Approved | Kept::Published => Standing::Approved,
                Kept::Withdrawn => Standing::Withdrawn,
                Kept::Superseded => Standing::Superseded,
                Kept::Mixed => return Ok(()),
            };
            let state = shown_state(kept(entry), &missing);
            let wanted = if named.is_empty() {
                matches!(state, QueueState::Ready | QueueState::Withdrawn | QueueState::Superseded)
            } else {
                named.contains(&entry.asset)
            };
            if wanted {
                queued.push(Queued {
                    asset: entry.asset,
                    standing,
                    placed,
                    digital_object,
                });
            }
            Ok(())
        })?;
        Ok(queued)
    }

    fn publish_settings(&self) -> PublishSettings {
        self.profile.publish.clone().unwrap_or_default()
    }

    fn each(
        &self,
        mut visit: impl FnMut(&QueueEntry, &AssetFacts, Option<Placed>, Option<RecordUri>, Vec<String>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let entries = self.reader.queue(&self.profile.id)?;
        let ids: Vec<AssetId> = entries.iter().map(|entry| entry.asset).collect();
        let details = self.reader.details(&ids)?;
        let vocabulary = self.reader.vocabulary()?;
        let authorities = AuthorityIndex::new(self.reader.authorities()?);
        let around = Surroundings {
            vocabulary: &vocabulary,
            authorities: &authorities,
            now: self.now,
        };
        let settings = self.publish_settings();
        let places = Places::new(self.reader, &self.profile.id, &settings, self.settings)?;
        let evaluator = Evaluator::new(self.profile, &vocabulary);
        let gatherer = Gatherer::new(self.reader, self.connection)?;
        for entry in &entries {
            let Some(asset) = gatherer.asset(entry.asset, details.get(&entry.asset).cloned())? else {
                continue;
            };
            let placed = places.of(&asset, &around)?;
            let digital_object = places.digital_object(entry.asset, placed.as_ref())?;
            let missing = missing(&asset, placed.as_ref(), &settings, &evaluator, &around);
            visit(entry, &asset, placed, digital_object, missing)?;
        }
        Ok(())
    }
}

/// What stands in the way of a record for an asset, in words.
fn missing(
    asset: &AssetFacts,
    placed: Option<&Placed>,
    settings: &PublishSettings,
    evaluator: &Evaluator,
    around: &Surroundings<'_>,
) -> Vec<String> {
    let mut missing = Vec::new();
    match &asset.details {
        None => missing.push("its files were not read yet".to_owned()),
        Some(details) if settings.masters && !details.files.iter().any(|file| file.role == crate::domain::FileRole::Master) => {
            missing.push("no master file".to_owned());
        }
        Some(_) => {}
    }
    match placed {
        None => missing.push("nowhere to go: link it, or choose a place".to_owned()),
        Some(placed) if placed.creates => {
            for (target, value) in evaluator.evaluate(Subject::Asset(asset), around) {
                let empty = value.findings.iter().any(|finding| finding.kind == FindingKind::RequiredEmpty);
                if empty {
                    let label = face::target_field(evaluator.profile().target, &target, around.vocabulary);
                    missing.push(format!(
                        "no {}",
                        label.map_or_else(|| target.to_string(), |field| field.label.to_lowercase())
                    ));
                }
            }
        }
        Some(_) => {}
    }
    missing
}

fn kept(entry: &QueueEntry) -> Kept {
    entry.state.parse().unwrap_or(Kept::Approved)
}

fn shown_state(kept: Kept, missing: &[String]) -> QueueState {
    match kept {
        Kept::Approved if missing.is_empty() => QueueState::Ready,
        Kept::Approved => QueueState::Missing,
        Kept::Mixed => QueueState::Mixed,
        Kept::Superseded => QueueState::Superseded,
        Kept::Withdrawn => QueueState::Withdrawn,
        Kept::Published => QueueState::Published,
    }
}

/// Under which name the time of the last look is kept.
fn looked_mark(profile: &str) -> String {
    format!("queue/{profile}/looked")
}

/// Looks in iconik for assets that count as approved, among those that changed since the last look and those in the queue.
pub struct Look<'a> {
    /// The workspace file.
    pub shelf: &'a Shelf,
    /// iconik.
    pub iconik: &'a Iconik,
    /// The profile, with its publish settings.
    pub profile: &'a Profile,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// Stops it.
    pub cancel: &'a CancellationToken,
    /// Told how far it has come.
    pub running: &'a Running,
}

impl Look<'_> {
    /// Looks, and keeps what it finds as it goes. Gives how many assets were looked at.
    ///
    /// # Errors
    /// As iconik and the workspace file.
    pub async fn look(&self) -> Result<u64, RuntimeError> {
        let begun = (self.now)();
        let candidates = self.candidates()?;
        let total = candidates.len() as u64;
        let mut looked = 0;
        for chunk in candidates.chunks(TOGETHER) {
            if self.cancel.is_cancelled() {
                return Err(RuntimeError::Stopped);
            }
            self.running.tell("reading files and approvals".to_owned(), looked, Some(total));
            let details = read_details(self.iconik, chunk, self.now, self.cancel, &|_| {}).await?;
            self.keep(&details)?;
            // What was stopped in the middle was not all looked at, even where no further assets follow.
            if self.cancel.is_cancelled() {
                return Err(RuntimeError::Stopped);
            }
            looked += chunk.len() as u64;
        }
        // Only once all were looked at: a look that was stopped is made up for by the next.
        self.shelf
            .with(|workspace| workspace.set_mark(&looked_mark(&self.profile.id), &begun.to_string()))?;
        Ok(looked)
    }

    /// Assets that changed since the last look, and those whose state in the queue may change without iconik saying so.
    fn candidates(&self) -> Result<Vec<AssetId>, RuntimeError> {
        let settings = self.profile.publish.clone().unwrap_or_default();
        self.shelf.with(|workspace| {
            let since = workspace
                .mark(&looked_mark(&self.profile.id))?
                .and_then(|mark| mark.parse::<Timestamp>().ok())
                // After a clock was set back, assets that changed since would look older than the last look.
                .filter(|since| *since <= (self.now)());
            let changed = workspace.assets_read_since(since.unwrap_or(Timestamp::UNIX_EPOCH))?;
            let inside: Option<HashSet<AssetId>> = match &settings.approved {
                ApprovedBy::Collection { collection } => Some(workspace.assets_in(*collection, true)?.into_iter().collect()),
                _ => None,
            };
            let mut candidates: Vec<AssetId> = Vec::new();
            let shows_approval = settings.approved == ApprovedBy::Status && workspace.shows_approval()?;
            for id in changed {
                let wanted = match &settings.approved {
                    // Where the search tells of approvals, assets nobody was asked about need no look of their own.
                    ApprovedBy::Status if shows_approval => workspace
                        .asset(id)?
                        .is_some_and(|asset| asset.asset.approval != ApprovalStatus::NotAsked),
                    ApprovedBy::Status => true,
                    ApprovedBy::Field { field, value } => workspace.asset(id)?.is_some_and(|asset| has_value(&asset, field, value)),
                    ApprovedBy::Collection { .. } => inside.as_ref().is_some_and(|inside| inside.contains(&id)),
                };
                if wanted {
                    candidates.push(id);
                }
            }
            // Whether approval of these was taken back shows only when they are asked about.
            let known: HashSet<AssetId> = candidates.iter().copied().collect();
            let queued = workspace.queue(&self.profile.id)?;
            candidates.extend(queued.into_iter().map(|entry| entry.asset).filter(|asset| !known.contains(asset)));
            Ok(candidates)
        })
    }

    fn keep(&self, details: &[(AssetId, MediaDetails)]) -> Result<(), RuntimeError> {
        let settings = self.profile.publish.clone().unwrap_or_default();
        let looked = (self.now)();
        self.shelf.with(|workspace| {
            workspace.put_details(details)?;
            let before: HashMap<AssetId, QueueEntry> = workspace
                .queue(&self.profile.id)?
                .into_iter()
                .map(|entry| (entry.asset, entry))
                .collect();
            let inside: HashSet<AssetId> = match &settings.approved {
                ApprovedBy::Collection { collection } => workspace.assets_in(*collection, true)?.into_iter().collect(),
                _ => HashSet::new(),
            };
            let mut entries = Vec::new();
            let mut gone = Vec::new();
            for (id, details) in details {
                let approved = match &settings.approved {
                    ApprovedBy::Status => details.approval == ApprovalStatus::Approved,
                    ApprovedBy::Field { field, value } => workspace.asset(*id)?.is_some_and(|asset| has_value(&asset, field, value)),
                    ApprovedBy::Collection { .. } => inside.contains(id),
                };
                let earlier = before.get(id);
                match entry(*id, details, approved, &settings.approved, earlier, looked) {
                    Some(entry) => entries.push(entry),
                    None if earlier.is_some() => gone.push(*id),
                    None => {}
                }
            }
            workspace.remove_from_queue(&self.profile.id, &gone)?;
            workspace.put_queue(&self.profile.id, &entries)
        })
    }
}

fn has_value(asset: &crate::domain::AssetSnapshot, field: &str, value: &str) -> bool {
    asset.values(field).iter().any(|known| known.to_lowercase() == value.to_lowercase())
}

/// What the queue says of an asset now; `None` where it has nothing to do with it.
fn entry(
    asset: AssetId,
    details: &MediaDetails,
    approved: bool,
    by: &ApprovedBy,
    earlier: Option<&QueueEntry>,
    looked: Timestamp,
) -> Option<QueueEntry> {
    let decision = details.approved_by();
    let same_version = earlier.is_some_and(|earlier| earlier.version == details.current_version);
    let (state, why) = if approved {
        match earlier.map(kept) {
            Some(Kept::Published) if same_version => (Kept::Published, "described since it was approved".to_owned()),
            Some(Kept::Published) => (Kept::Approved, "a new version was approved".to_owned()),
            _ => (Kept::Approved, why_approved(by)),
        }
    } else if *by == ApprovedBy::Status && details.approval == ApprovalStatus::Mixed {
        (Kept::Mixed, "some reviewers approved it, some did not".to_owned())
    } else if *by == ApprovedBy::Status && details.was_superseded() {
        (
            Kept::Superseded,
            "an earlier version was approved, the current one is not".to_owned(),
        )
    } else if earlier.is_some_and(|earlier| kept(earlier) != Kept::Mixed) {
        (Kept::Withdrawn, "it does not count as approved any more".to_owned())
    } else {
        return None;
    };
    Some(QueueEntry {
        asset,
        version: details.current_version.clone(),
        approver: decision
            .map(|decision| decision.who.clone())
            .or_else(|| earlier.and_then(|earlier| earlier.approver.clone())),
        approved: decision
            .and_then(|decision| decision.at)
            .or_else(|| earlier.and_then(|earlier| earlier.approved)),
        why,
        state: <&str>::from(state).to_owned(),
        looked,
    })
}

fn why_approved(by: &ApprovedBy) -> String {
    match by {
        ApprovedBy::Status => "the current version is approved".to_owned(),
        ApprovedBy::Field { field, value } => format!("{field} is “{value}”"),
        ApprovedBy::Collection { .. } => "it lies in the chosen collection".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::ApprovalDecision;

    fn details(approval: ApprovalStatus, current: &str, approved_version: Option<&str>) -> MediaDetails {
        MediaDetails {
            files: Vec::new(),
            technical: BTreeMap::new(),
            current_version: Some(current.to_owned()),
            approval,
            decisions: approved_version
                .map(|version| ApprovalDecision {
                    who: "Reviewer".to_owned(),
                    status: ApprovalStatus::Approved,
                    at: None,
                    version: Some(version.to_owned()),
                })
                .into_iter()
                .collect(),
            read_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn state(details: &MediaDetails, earlier: Option<(Kept, &str)>) -> Option<Kept> {
        let asset = AssetId(uuid::Uuid::nil());
        let earlier = earlier.map(|(state, version)| QueueEntry {
            asset,
            version: Some(version.to_owned()),
            approver: None,
            approved: None,
            why: String::new(),
            state: <&str>::from(state).to_owned(),
            looked: Timestamp::UNIX_EPOCH,
        });
        let approved = details.approval == ApprovalStatus::Approved;
        entry(
            asset,
            details,
            approved,
            &ApprovedBy::Status,
            earlier.as_ref(),
            Timestamp::UNIX_EPOCH,
        )
        .map(|entry| kept(&entry))
    }

    #[test]
    fn versions_and_changed_minds_are_told_apart() {
        let approved = details(ApprovalStatus::Approved, "v1", Some("v1"));
        assert_eq!(state(&approved, None), Some(Kept::Approved));
        assert_eq!(state(&approved, Some((Kept::Published, "v1"))), Some(Kept::Published));
        let second = details(ApprovalStatus::Approved, "v2", Some("v2"));
        assert_eq!(
            state(&second, Some((Kept::Published, "v1"))),
            Some(Kept::Approved),
            "a new version is described anew"
        );
        let new_version = details(ApprovalStatus::NotAsked, "v2", Some("v1"));
        assert_eq!(state(&new_version, None), Some(Kept::Superseded));
        assert_eq!(state(&new_version, Some((Kept::Published, "v1"))), Some(Kept::Superseded));
        let reopened = details(ApprovalStatus::Requested, "v1", None);
        assert_eq!(state(&reopened, Some((Kept::Approved, "v1"))), Some(Kept::Withdrawn));
        assert_eq!(state(&reopened, None), None, "what was never approved is not in the queue");
        assert_eq!(
            state(&reopened, Some((Kept::Mixed, "v1"))),
            None,
            "what was never approved cannot be withdrawn"
        );
        assert_eq!(state(&details(ApprovalStatus::Mixed, "v1", Some("v1")), None), Some(Kept::Mixed));
    }
}
