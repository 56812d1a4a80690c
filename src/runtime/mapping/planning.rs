//! Planning from profiles: gathers what the pure planners need from the catalogue, and keeps the plans they make.

use std::collections::{BTreeSet, HashMap};

use super::details::{DetailReading, reads_details, to_read};
use super::facts::Gatherer;
use super::pairs::{Pair, Through, pairs};
use super::profiles::ProfileShelf;
use super::queue::{Placed, Queued};
use crate::domain::{AssetId, RecordUri, Vocabulary};
use crate::mapping::authorities::AuthorityIndex;
use crate::mapping::evaluate::Evaluator;
use crate::mapping::profile::{Direction, Profile, RecordType};
use crate::mapping::{AssetFacts, RecordFacts};
use crate::plan::{Agreement, Plan};
use crate::runtime::error::RuntimeError;
use crate::runtime::jobs::JobBoard;
use crate::runtime::mapping_view::{DescribeScope, ProfileFile};
use crate::runtime::planning::{Planning, VIEW_MARK};
use crate::store::{Reader, StoreError};
use crate::systems::Iconik;
use crate::workflows::describe::{Agreements, DescribeContext, DescribeProfile, Described, Pairing, plan_describe};
use crate::workflows::publish::{Place, PublishContext, PublishItem, Published, plan_publish, ref_id};

/// Makes plans from profiles.
pub struct ProfilePlanning {
    /// What all planning needs.
    pub planning: Planning,
    /// The profiles.
    pub profiles: ProfileShelf,
    /// iconik, for files and approvals; why there is no client where there is none.
    pub iconik: Result<Iconik, String>,
    /// Shows that files and approvals are read.
    pub jobs: JobBoard,
}

/// Everything read for a plan, each thing once.
struct Gathered {
    assets: HashMap<AssetId, AssetFacts>,
    records: HashMap<RecordUri, RecordFacts>,
    vocabulary: Vocabulary,
    authorities: AuthorityIndex,
    agreements: Agreements,
}

impl ProfilePlanning {
    /// Plans to carry description over, and keeps the plan.
    ///
    /// # Errors
    /// As the workspace file; ArchivesSpace where records must be read first; iconik where files and approvals must; a
    /// profile that cannot be used.
    pub async fn describe(&self, ids: &[String], scope: &DescribeScope) -> Result<Plan, RuntimeError> {
        let chosen = ids.iter().map(|id| self.usable(id)).collect::<Result<Vec<_>, _>>()?;
        let (found, unread) = self.reading(|reader| {
            let found = pairs(reader, &self.planning.settings.collection_links, scope)?;
            let unread = to_read_first(reader, &found)?;
            Ok((found, unread))
        })?;
        self.planning.read_unread(&unread).await?;
        self.read_details(&chosen, &found).await?;
        let described = self.reading(|reader| self.described(reader, &chosen, &found))?;
        self.keep(described.plan, &described.settled)
    }

    /// Reads files and approvals, where these profiles want them and they are not known.
    async fn read_details(&self, chosen: &[Profile], found: &[Pair]) -> Result<(), RuntimeError> {
        if !chosen.iter().any(reads_details) {
            return Ok(());
        }
        let unread = self.reading(|reader| to_read(reader, found))?;
        let iconik = self.iconik.as_ref().map_err(|why| RuntimeError::NoClient(why.clone()))?;
        let reading = DetailReading {
            planning: &self.planning,
            iconik,
            jobs: &self.jobs,
        };
        reading.read(&unread).await
    }

    fn described(&self, reader: &Reader, chosen: &[Profile], found: &[Pair]) -> Result<Described, StoreError> {
        let opposites = self.opposites(chosen);
        let known: Vec<Profile> = chosen.iter().chain(opposites.iter().flatten()).cloned().collect();
        let gathered = self.gather(reader, &known, found)?;
        let evaluators: Vec<Evaluator> = chosen.iter().map(|profile| Evaluator::new(profile, &gathered.vocabulary)).collect();
        let opposite_evaluators: Vec<Option<Evaluator>> = opposites
            .iter()
            .map(|profile| profile.as_ref().map(|profile| Evaluator::new(profile, &gathered.vocabulary)))
            .collect();
        let profiles = evaluators
            .iter()
            .zip(&opposite_evaluators)
            .map(|(profile, opposite)| DescribeProfile {
                profile,
                opposite: opposite.as_ref().map(|opposite| opposite as _),
            })
            .collect();
        let pairs = found
            .iter()
            .filter_map(|pair| {
                Some(Pairing {
                    asset: gathered.assets.get(&pair.asset)?,
                    record: gathered.records.get(&pair.record)?,
                    digital_object: pair.digital_object.and_then(|uri| gathered.records.get(&uri)),
                    through: match pair.through {
                        Through::Link => crate::workflows::describe::Through::Link,
                        Through::Collection(_) => crate::workflows::describe::Through::Collection,
                    },
                })
            })
            .collect();
        Ok(plan_describe(&DescribeContext {
            profiles,
            pairs,
            vocabulary: &gathered.vocabulary,
            authorities: &gathered.authorities,
            agreements: &gathered.agreements,
            head: self.planning.head(),
        }))
    }

    /// Plans records for assets of a queue, and keeps the plan.
    ///
    /// # Errors
    /// As for describing.
    pub async fn publish(&self, id: &str, queued: Vec<Queued>) -> Result<Plan, RuntimeError> {
        let profile = self.usable(id)?;
        if profile.publish.is_none() {
            return Err(RuntimeError::NotPublishing(profile.name));
        }
        let (found, unread) = self.reading(|reader| {
            let found = pairs_of(reader, &queued)?;
            let mut unread = to_read_first(reader, &found)?;
            unread.extend(
                queued
                    .iter()
                    .filter_map(|queued| queued.placed.as_ref())
                    .map(|placed| placed.record),
            );
            Ok((found, unread))
        })?;
        self.planning.read_unread(&unread).await?;
        let published = self.reading(|reader| self.published(reader, &profile, &queued, &found))?;
        self.keep(published.plan, &published.settled)
    }

    fn published(&self, reader: &Reader, profile: &Profile, queued: &[Queued], found: &[Pair]) -> Result<Published, StoreError> {
        let mut chosen = vec![profile.clone()];
        chosen.extend(self.digital_object_profile());
        let opposites = self.opposites(&chosen);
        let known: Vec<Profile> = chosen.iter().chain(opposites.iter().flatten()).cloned().collect();
        let mut gathered = self.gather(reader, &known, found)?;
        let mut gatherer = Gatherer::new(reader, &self.planning.connection)?;
        let details = reader.details(&queued.iter().map(|queued| queued.asset).collect::<Vec<_>>())?;
        let mut made_before: Vec<(String, RecordUri)> = Vec::new();
        for queued in queued {
            if !gathered.assets.contains_key(&queued.asset)
                && let Some(facts) = gatherer.asset(queued.asset, details.get(&queued.asset).cloned())?
            {
                gathered.assets.insert(queued.asset, facts);
            }
            let above = queued.placed.as_ref().filter(|placed| placed.creates);
            let Some(above) = above else { continue };
            for uri in std::iter::once(above.record).chain(queued.digital_object) {
                if let std::collections::hash_map::Entry::Vacant(free) = gathered.records.entry(uri)
                    && let Some(facts) = gatherer.record(uri)?
                {
                    free.insert(facts);
                }
            }
            let id = ref_id(queued.asset, above.record);
            for uri in reader.records_with_ref_id(&id)? {
                if let Some(facts) = gatherer.record(uri)? {
                    gathered.records.insert(uri, facts);
                    made_before.push((id.clone(), uri));
                }
            }
        }
        let by_ref_id: HashMap<String, &RecordFacts> = made_before
            .iter()
            .filter_map(|(id, uri)| Some((id.clone(), gathered.records.get(uri)?)))
            .collect();
        let evaluators: Vec<Evaluator> = chosen.iter().map(|profile| Evaluator::new(profile, &gathered.vocabulary)).collect();
        let opposite = opposites
            .first()
            .and_then(Option::as_ref)
            .map(|profile| Evaluator::new(profile, &gathered.vocabulary));
        let Some(first) = evaluators.first() else {
            return Err(StoreError::Unknown(format!("mapping profile {}", profile.id)));
        };
        let view = reader.mark(VIEW_MARK)?;
        Ok(plan_publish(&PublishContext {
            profile: DescribeProfile {
                profile: first,
                opposite: opposite.as_ref().map(|opposite| opposite as _),
            },
            digital_objects: evaluators.get(1).map(|profile| DescribeProfile { profile, opposite: None }),
            items: queued.iter().filter_map(|queued| item(queued, &gathered)).collect(),
            by_ref_id: &by_ref_id,
            vocabulary: &gathered.vocabulary,
            authorities: &gathered.authorities,
            agreements: &gathered.agreements,
            settings: &self.planning.settings,
            connection: &self.planning.connection,
            view: view.as_deref().filter(|view| !view.is_empty()),
            head: self.planning.head(),
        }))
    }

    /// A profile that can be planned by: it exists and its file has no errors.
    fn usable(&self, id: &str) -> Result<Profile, RuntimeError> {
        let file: ProfileFile = self.profiles.open(id)?;
        match file.errors.first() {
            None => Ok(file.profile),
            Some(error) => Err(RuntimeError::BrokenProfile {
                name: file.profile.name,
                reason: format!("line {}: {}", error.line, error.text),
            }),
        }
    }

    /// The profile that goes the other way, for each.
    fn opposites(&self, chosen: &[Profile]) -> Vec<Option<Profile>> {
        chosen
            .iter()
            .map(|profile| {
                profile
                    .opposite
                    .as_ref()
                    .and_then(|id| self.profiles.open(id).ok())
                    .map(|file| file.profile)
            })
            .collect()
    }

    /// The workspace's own profile from assets to digital objects, where there is just one.
    fn digital_object_profile(&self) -> Option<Profile> {
        let all = self.profiles.all().ok()?;
        let mut own = all.into_iter().filter(|file| {
            file.path.is_some()
                && file.errors.is_empty()
                && file.profile.target == RecordType::DigitalObject
                && file.profile.direction == Direction::ToArchivesspace
        });
        let first = own.next()?;
        own.next().is_none().then_some(first.profile)
    }

    /// Reads the catalogue past the file's one holder, so that nobody waits for it.
    fn reading<T>(&self, work: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, RuntimeError> {
        let reader = self.planning.shelf.with(|workspace| workspace.reader())?;
        match tokio::runtime::Handle::try_current() {
            Ok(handle) if handle.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread => {
                tokio::task::block_in_place(|| work(&reader)).map_err(RuntimeError::from)
            }
            _ => work(&reader).map_err(RuntimeError::from),
        }
    }

    fn gather(&self, reader: &Reader, profiles: &[Profile], found: &[Pair]) -> Result<Gathered, StoreError> {
        let ids: BTreeSet<AssetId> = found.iter().map(|pair| pair.asset).collect();
        let ids: Vec<AssetId> = ids.into_iter().collect();
        let details = reader.details(&ids)?;
        let mut gatherer = Gatherer::new(reader, &self.planning.connection)?;
        let mut assets = HashMap::new();
        for id in ids {
            if let Some(facts) = gatherer.asset(id, details.get(&id).cloned())? {
                assets.insert(id, facts);
            }
        }
        let mut records: HashMap<RecordUri, RecordFacts> = HashMap::new();
        for pair in found {
            for uri in std::iter::once(pair.record).chain(pair.digital_object) {
                if let std::collections::hash_map::Entry::Vacant(free) = records.entry(uri)
                    && let Some(facts) = gatherer.record(uri)?
                {
                    free.insert(facts);
                }
            }
        }
        let mut about: Vec<String> = assets.keys().map(|id| format!("asset {id}")).collect();
        about.extend(records.keys().map(RecordUri::to_string));
        let mut agreements = Vec::new();
        let ids: BTreeSet<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
        for id in ids {
            agreements.extend(reader.agreements(id, &about)?);
        }
        Ok(Gathered {
            assets,
            records,
            vocabulary: reader.vocabulary()?,
            authorities: AuthorityIndex::new(reader.authorities()?),
            agreements: agreements.into_iter().collect(),
        })
    }

    /// Keeps a plan, and at once what was found to agree already.
    fn keep(&self, plan: Plan, settled: &[Agreement]) -> Result<Plan, RuntimeError> {
        self.planning.shelf.with(|workspace| workspace.put_agreements(settled))?;
        self.planning.keep(&plan)?;
        Ok(plan)
    }
}

/// The pairs that a queue already has: assets that are linked.
fn pairs_of(reader: &Reader, queued: &[Queued]) -> Result<Vec<Pair>, StoreError> {
    let linked: Vec<AssetId> = queued
        .iter()
        .filter(|queued| queued.placed.as_ref().is_some_and(|placed| !placed.creates))
        .map(|queued| queued.asset)
        .collect();
    pairs(reader, &[], &DescribeScope::Assets(linked))
}

fn item<'a>(queued: &Queued, gathered: &'a Gathered) -> Option<PublishItem<'a>> {
    let asset = gathered.assets.get(&queued.asset)?;
    let place = match &queued.placed {
        Some(Placed {
            record, creates: false, ..
        }) => gathered.records.get(record).map_or(Place::Nowhere, Place::Linked),
        Some(placed) => gathered.records.get(&placed.record).map_or(Place::Nowhere, |above| Place::Below {
            above,
            position: placed.position,
            level: placed.level.clone(),
        }),
        None => Place::Nowhere,
    };
    Some(PublishItem {
        asset,
        standing: queued.standing,
        place,
        digital_object: queued.digital_object.and_then(|uri| gathered.records.get(&uri)),
        why: queued.placed.as_ref().map(|placed| placed.why.clone()).unwrap_or_default(),
    })
}

/// Records that must be known whole: those of the pairs, and those above them.
fn to_read_first(reader: &Reader, found: &[Pair]) -> Result<Vec<RecordUri>, StoreError> {
    let mut wanted: BTreeSet<RecordUri> = BTreeSet::new();
    for pair in found {
        if !wanted.insert(pair.record) {
            continue;
        }
        wanted.extend(pair.digital_object);
        for above in reader.ancestors(pair.record)? {
            wanted.insert(above.uri);
        }
    }
    Ok(wanted.into_iter().collect())
}
