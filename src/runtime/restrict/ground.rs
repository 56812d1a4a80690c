//! Everything that restrictions are worked out from, read from the catalogue at one moment.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::demands::today;
use crate::domain::access::{Directory, Share, Shared};
use crate::domain::fields::{ArchwayField, RECORD_URI, RESTRICTION, RESTRICTION_TAKEN};
use crate::domain::restriction::taken::Taken;
use crate::domain::restriction::{ClosedOn, Readings, RestrictSettings, StatementKey};
use crate::domain::workspace::{CollectionLink, Connection};
use crate::domain::{AssetId, CollectionId, RecordUri};
use crate::plan::FieldValues;
use crate::runtime::planning::RESTRICTION_VIEW_MARK;
use crate::store::{Reader, StoreError};
use crate::workflows::PlanHead;
use crate::workflows::restrict::{
    AssetInContext, CollectionInContext, Computed, OverviewContext, RecordLine, RestrictContext, RestrictIndex, UnlinkedAsset,
};

/// Everything that restrictions are worked out from.
pub struct Ground {
    /// Linked records, those above them, what they say, and which assets hang there.
    pub index: RestrictIndex,
    /// What follows for each, on the day.
    pub computed: Computed,
    /// What people said that notes mean.
    pub readings: Readings,
    /// What people keep closed.
    pub closed_on: Vec<ClosedOn>,
    /// Rule in force, rule table.
    pub settings: RestrictSettings,
    /// People and groups.
    pub directory: Directory,
    /// Linked assets, and assets that Archway once restricted.
    pub assets: HashMap<AssetId, AssetInContext>,
    /// Collections.
    pub collections: HashMap<CollectionId, CollectionInContext>,
    /// Assets without a link in collections where restricted ones are.
    pub unlinked: Vec<UnlinkedAsset>,
    /// Collections that stand for a record.
    pub collection_links: Vec<CollectionLink>,
    /// Id of the view that holds Archway's restriction fields.
    pub view: Option<String>,
    /// Records on the way to a linked one of which nothing but a row of a tree is known.
    pub unread: Vec<RecordUri>,
    /// Today in the workspace's time zone.
    pub today: Date,
    /// When it was read.
    pub now: Timestamp,
}

/// What is not in the catalogue.
pub struct Around<'a> {
    /// Collections that stand for a record.
    pub collection_links: &'a [CollectionLink],
    /// A record that is asked about, though no asset may be linked to it.
    pub about: Option<RecordUri>,
    /// When.
    pub now: Timestamp,
}

impl Ground {
    /// Reads everything.
    ///
    /// # Errors
    /// As the workspace file.
    pub fn read(reader: &Reader, around: &Around<'_>, as_of: Option<Date>) -> Result<Self, StoreError> {
        let settings = reader.restrict_settings()?;
        let today = today(&settings, around.now);
        let readings = Readings::new(reader.readings()?);
        let links = reader.link_pairs()?;
        let linked: BTreeSet<AssetId> = links.iter().map(|(asset, _)| *asset).collect();
        let mut besides: Vec<RecordUri> = around.collection_links.iter().map(|link| link.record).collect();
        besides.extend(around.about);
        let (index, unread) = index(reader, links, &besides)?;
        let computed = index.compute(&readings, as_of.unwrap_or(today), settings.rule);
        let collections = collections(reader)?;
        let assets = assets(reader, &linked, &collections)?;
        Ok(Self {
            unlinked: unlinked(reader, &assets, &computed, around.collection_links)?,
            collection_links: around.collection_links.to_vec(),
            view: reader.mark(RESTRICTION_VIEW_MARK)?.filter(|view| !view.is_empty()),
            directory: reader.directory()?,
            closed_on: reader.closed_on()?,
            index,
            computed,
            readings,
            settings,
            assets,
            collections,
            unread,
            today,
            now: around.now,
        })
    }

    /// What the planner sees.
    #[must_use]
    pub fn to_plan(&self, head: PlanHead) -> RestrictContext<'_> {
        RestrictContext {
            index: &self.index,
            computed: &self.computed,
            readings: &self.readings,
            settings: &self.settings,
            directory: &self.directory,
            assets: &self.assets,
            collections: &self.collections,
            closed_on: &self.closed_on,
            view: self.view.as_deref(),
            today: self.today,
            head,
        }
    }

    /// What the overview is made from.
    #[must_use]
    pub fn to_overview<'a>(&'a self, connection: &'a Connection) -> OverviewContext<'a> {
        OverviewContext {
            index: &self.index,
            computed: &self.computed,
            readings: &self.readings,
            closed_on: &self.closed_on,
            settings: &self.settings,
            directory: &self.directory,
            assets: &self.assets,
            collections: &self.collections,
            unlinked: &self.unlinked,
            collection_links: &self.collection_links,
            view: self.view.as_deref(),
            connection,
            today: self.today,
            now: self.now,
        }
    }

    /// True where it matters who can see an asset: it is restricted now or later, or Archway restricted it once.
    #[must_use]
    pub fn matters(&self, asset: AssetId) -> bool {
        let restricted = self
            .computed
            .of_asset(asset)
            .is_some_and(|effective| effective.standing != crate::domain::restriction::Standing::Open);
        restricted
            || self
                .assets
                .get(&asset)
                .is_some_and(|asset| asset.fields.values().any(|values| !values.is_empty()))
    }

    /// Assets that Archway restricted because of a statement, whether it still stands or not.
    #[must_use]
    pub fn freed_from(&self, statement: &StatementKey) -> Vec<AssetId> {
        let taken = |asset: &AssetInContext| Taken::read(asset.fields.get(RESTRICTION_TAKEN.name)?).ok().flatten();
        self.assets
            .iter()
            .filter(|(_, asset)| taken(asset).is_some_and(|taken| taken.causes.contains(statement)))
            .map(|(id, _)| *id)
            .collect()
    }
}

/// The index, and the records that it needs and the catalogue has never read whole. Those have no line in it: whatever hangs there
/// needs a person.
fn index(reader: &Reader, links: Vec<(AssetId, RecordUri)>, besides: &[RecordUri]) -> Result<(RestrictIndex, Vec<RecordUri>), StoreError> {
    let mut rows = reader.restrict_lines()?;
    let mut statements = reader.statements()?;
    if !besides.is_empty() {
        let known: HashSet<RecordUri> = rows.iter().map(|row| row.uri).collect();
        let mut others = reader.restrict_lines_of(besides)?;
        others.retain(|row| !known.contains(&row.uri));
        let uris: Vec<RecordUri> = others.iter().map(|row| row.uri).collect();
        statements.extend(reader.statements_on(&uris)?);
        rows.extend(others);
    }
    let lines = rows
        .into_iter()
        .map(|row| RecordLine {
            uri: row.uri,
            above: row.above,
            level: row.level,
            title: row.title,
        })
        .collect();
    Ok((RestrictIndex::new(lines, statements, links), reader.restrict_unread()?))
}

fn collections(reader: &Reader) -> Result<HashMap<CollectionId, CollectionInContext>, StoreError> {
    let mut hands_down = reader.hands_down()?;
    Ok(reader
        .collections()?
        .into_iter()
        .map(|collection| {
            let id = collection.id;
            let context = CollectionInContext {
                title: collection.title,
                above: collection.parents,
                hands_down: hands_down.remove(&id).unwrap_or_default(),
            };
            (id, context)
        })
        .collect())
}

/// Linked assets and those on which Archway's restriction fields stand, with their shares and those of collections above them.
fn assets(
    reader: &Reader,
    linked: &BTreeSet<AssetId>,
    collections: &HashMap<CollectionId, CollectionInContext>,
) -> Result<HashMap<AssetId, AssetInContext>, StoreError> {
    let mut wanted = linked.clone();
    wanted.extend(reader.assets_with_restriction_fields()?);
    let wanted: Vec<AssetId> = wanted.into_iter().collect();
    let mut access = reader.asset_access(&wanted)?;
    let mut shares: HashMap<Shared, Vec<Share>> = HashMap::new();
    for share in reader.shares()? {
        shares.entry(share.object).or_default().push(share);
    }
    let of = |object: Shared| shares.get(&object).into_iter().flatten().cloned();
    Ok(reader
        .asset_facts(&wanted)?
        .into_iter()
        .map(|facts| {
            let above = all_above(&facts.collections, collections);
            let context = AssetInContext {
                title: facts.title,
                link_fields: values(&facts.metadata, &[RECORD_URI]),
                fields: values(&facts.metadata, &RESTRICTION),
                access: access.remove(&facts.id),
                shares: of(Shared::Asset(facts.id))
                    .chain(above.into_iter().flat_map(|above| of(Shared::Collection(above))))
                    .collect(),
                collections: facts.collections,
            };
            (facts.id, context)
        })
        .collect())
}

/// These collections and all above them, each once, whatever circles they stand in.
fn all_above(direct: &[CollectionId], collections: &HashMap<CollectionId, CollectionInContext>) -> BTreeSet<CollectionId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<CollectionId> = direct.to_vec();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(collections.get(&next).into_iter().flat_map(|known| known.above.iter().copied()));
        }
    }
    found
}

fn values(metadata: &Map<String, Value>, fields: &[ArchwayField]) -> FieldValues {
    fields
        .iter()
        .filter_map(|field| {
            let values = match metadata.get(field.name)? {
                Value::Array(values) => values.clone(),
                Value::Null => return None,
                one => vec![one.clone()],
            };
            (!values.is_empty()).then(|| (field.name.to_owned(), values))
        })
        .collect()
}

/// Assets without a link in collections that stand for a record, or that hold an asset which must not be open.
fn unlinked(
    reader: &Reader,
    assets: &HashMap<AssetId, AssetInContext>,
    computed: &Computed,
    collection_links: &[CollectionLink],
) -> Result<Vec<UnlinkedAsset>, StoreError> {
    let closed = computed.iter().filter(|(_, effective)| effective.standing.is_closed());
    let mut around: BTreeSet<CollectionId> = closed
        .filter_map(|(asset, _)| assets.get(&asset))
        .flat_map(|asset| asset.collections.iter().copied())
        .collect();
    for link in collection_links {
        around.extend(reader.collections_below(link.collection)?);
    }
    let mut found: HashMap<AssetId, UnlinkedAsset> = HashMap::new();
    for collection in around {
        for (asset, title) in reader.unlinked_assets_in(collection)? {
            let known = found.entry(asset).or_insert_with(|| UnlinkedAsset {
                asset,
                title,
                collections: Vec::new(),
            });
            known.collections.push(collection);
        }
    }
    let mut found: Vec<UnlinkedAsset> = found.into_values().collect();
    found.sort_by(|one, other| (&one.title, one.asset).cmp(&(&other.title, other.asset)));
    Ok(found)
}
