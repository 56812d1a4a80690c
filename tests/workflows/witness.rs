//! What both systems really show, read by clients of their own past everything that Archway remembers.

use std::collections::BTreeMap;

use archway::domain::{AssetId, RecordKind, RecordUri, RepositoryId, Secret, fields};
use archway::plan::condition::substance;
use archway::plan::{Action, Plan};
use archway::practice::{archivesspace, iconik};
use archway::systems::iconik::ViewId;
use archway::systems::{ArchivesSpace, Iconik};
use serde_json::Value;

use crate::site::quick;
use crate::support::Systems;

/// The institution's repositories.
const REPOSITORIES: [RepositoryId; 2] = [RepositoryId(2), RepositoryId(3)];

pub struct Witness {
    pub archivesspace: ArchivesSpace,
    pub iconik: Iconik,
    pub view: ViewId,
    /// Archival objects by component id.
    components: BTreeMap<(RepositoryId, String), RecordUri>,
}

/// All that Archway may touch of some assets and records, without what the servers set by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Whole records. The order of lists counts; that of keys is the server's own.
    pub records: BTreeMap<RecordUri, Value>,
    /// Archway's fields; a field without values is an empty list.
    pub fields: BTreeMap<AssetId, BTreeMap<&'static str, Vec<Value>>>,
    /// Digital objects whose id is the asset's, in any repository.
    pub digital_objects: BTreeMap<AssetId, Vec<RecordUri>>,
}

impl Witness {
    /// Needs Archway's view in iconik.
    pub async fn new(systems: &Systems) -> Self {
        let practice = systems.practice();
        let user = practice.archivesspace_user();
        let archivesspace = ArchivesSpace::new(&practice.archivesspace_url(), user, Secret::new(archivesspace::PASSWORD), quick(4));
        let iconik = Iconik::new(
            &practice.iconik_url(),
            practice.iconik_app_id(),
            Secret::new(iconik::ARCHIVIST_TOKEN),
            quick(4),
        )
        .unwrap();
        let views = iconik.metadata_views().await.unwrap();
        let view = views.into_iter().find(|view| view.name == fields::VIEW_NAME).unwrap().id;
        let archivesspace = archivesspace.unwrap();
        let mut components = BTreeMap::new();
        for repository in REPOSITORIES {
            let kind = RecordKind::ArchivalObject;
            let ids = archivesspace.all_ids(repository, kind, None).await.unwrap();
            for body in archivesspace.records_by_ids(repository, kind, &ids, &[]).await.unwrap() {
                if let Some(name) = body["component_id"].as_str() {
                    components.insert((repository, name.to_owned()), body["uri"].as_str().unwrap().parse().unwrap());
                }
            }
        }
        Self {
            archivesspace,
            iconik,
            view,
            components,
        }
    }

    /// An archival object by its component id, or `accession 1`, `resource 2` by number.
    pub fn named(&self, repository: RepositoryId, name: &str) -> RecordUri {
        match name.split_once(' ') {
            Some((kind, number)) => format!("{}/{kind}s/{number}", repository.uri()).parse().unwrap(),
            None => self.components[&(repository, name.to_owned())],
        }
    }

    pub async fn record(&self, record: RecordUri) -> Value {
        self.archivesspace.get(&record, &[]).await.unwrap()
    }

    pub async fn fields(&self, asset: AssetId) -> BTreeMap<&'static str, Vec<Value>> {
        let mut values = self.iconik.metadata_values(asset, self.view).await.unwrap().unwrap_or_default();
        fields::ALL
            .iter()
            .map(|field| (field.name, values.shift_remove(field.name).unwrap_or_default()))
            .collect()
    }

    /// Digital objects with the asset's id.
    pub async fn digital_objects(&self, assets: &[AssetId]) -> BTreeMap<AssetId, Vec<RecordUri>> {
        let mut found: BTreeMap<AssetId, Vec<RecordUri>> = assets.iter().map(|asset| (*asset, Vec::new())).collect();
        for repository in REPOSITORIES {
            let kind = RecordKind::DigitalObject;
            let ids = self.archivesspace.all_ids(repository, kind, None).await.unwrap();
            for body in self.archivesspace.records_by_ids(repository, kind, &ids, &[]).await.unwrap() {
                let uri = body["uri"].as_str().unwrap().parse().unwrap();
                let id = body["digital_object_id"].as_str().unwrap().parse().map(AssetId);
                if let Some(list) = id.ok().and_then(|asset| found.get_mut(&asset)) {
                    list.push(uri);
                }
            }
        }
        found
    }

    pub async fn picture(&self, pairs: &[(AssetId, RecordUri)]) -> Picture {
        let assets: Vec<AssetId> = pairs.iter().map(|(asset, _)| *asset).collect();
        let (mut records, mut fields) = (BTreeMap::new(), BTreeMap::new());
        for (asset, record) in pairs {
            if !records.contains_key(record) {
                records.insert(*record, substance(&self.record(*record).await));
            }
            if !fields.contains_key(asset) {
                fields.insert(*asset, self.fields(*asset).await);
            }
        }
        Picture {
            records,
            fields,
            digital_objects: self.digital_objects(&assets).await,
        }
    }

    /// Every link stands once in both systems, and nothing stands twice.
    pub async fn assert_linked_once(&self, pairs: &[(AssetId, RecordUri)], context: &str) {
        let assets: Vec<AssetId> = pairs.iter().map(|(asset, _)| *asset).collect();
        let digital_objects = self.digital_objects(&assets).await;
        for (asset, record) in pairs {
            let here: Vec<&RecordUri> = digital_objects[asset]
                .iter()
                .filter(|uri| uri.repository == record.repository)
                .collect();
            assert_eq!(here.len(), 1, "{context}: digital objects of {asset}");
            let body = self.record(*record).await;
            let instances = body["instances"].as_array().unwrap();
            let pointing = instances
                .iter()
                .filter(|instance| instance["digital_object"]["ref"] == here[0].to_string());
            assert_eq!(pointing.count(), 1, "{context}: instances of {record} for {asset}");
            let fields = self.fields(*asset).await;
            let named = fields[fields::RECORD_URI.name].iter().filter(|value| **value == record.to_string());
            assert_eq!(named.count(), 1, "{context}: {asset} names {record}: {fields:?}");
            let lengths: Vec<usize> = fields.values().map(Vec::len).collect();
            assert!(
                lengths.windows(2).all(|pair| pair[0] == pair[1]),
                "{context}: value n of every field speaks of one record: {fields:?}"
            );
        }
    }

    /// Every change of an asset that has a note is noted once in the asset's history; others are not, nor what stood there already.
    pub async fn assert_noted_once(&self, plan: &Plan, context: &str) {
        for change in &plan.changes {
            let Action::UpdateAsset { asset, note, .. } = &change.action else {
                continue;
            };
            let is_noted = !note.is_empty() && !change.outcome.receipt().is_some_and(|receipt| receipt.already_there);
            let mark = format!("Archway plan {}, change {})", plan.id, change.id);
            let history = self.iconik.history(*asset).await.unwrap();
            let notes = history
                .iter()
                .filter(|entry| entry["operation_description"].as_str().is_some_and(|text| text.contains(&mark)));
            assert_eq!(notes.count(), usize::from(is_noted), "{context}: notes of “{mark}” in {asset}");
        }
    }
}
