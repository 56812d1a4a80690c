//! Reads results back from both practice systems, with clients of its own: not from Archway's catalogue.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::TourError;
use crate::domain::access::{Principal, Shared};
use crate::domain::fields;
use crate::domain::snapshot::digital_objects_of;
use crate::domain::{AssetId, RecordKind, RecordUri, RepositoryId, Secret};
use crate::practice::archivesspace::PASSWORD;
use crate::practice::iconik::ARCHIVIST_TOKEN;
use crate::runtime::view::WorkspaceInfo;
use crate::systems::iconik::{MetadataValues, MetadataView};
use crate::systems::{ArchivesSpace, Iconik, SystemError, TransportLimits};

/// The practice institution's own field of titles.
const TITLE: &str = "ks_title";

/// What both systems show of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Digital objects with the asset's id on the record.
    pub in_archivesspace: usize,
    /// Times the asset's fields name the record.
    pub in_iconik: usize,
}

/// Reads results back.
pub struct Proof {
    workspace: Arc<Mutex<Option<Arc<WorkspaceInfo>>>>,
}

impl Proof {
    /// Over the workspace that the window has open.
    pub fn new(workspace: Arc<Mutex<Option<Arc<WorkspaceInfo>>>>) -> Self {
        Self { workspace }
    }

    /// Fails unless both systems show the link so many times each.
    pub fn links(&self, step: &str, asset: AssetId, record_title: &str, times: usize) -> Result<(), TourError> {
        let shown = self.shown(asset, record_title).map_err(|what| not_proven(step, what))?;
        if shown
            == (Shown {
                in_archivesspace: times,
                in_iconik: times,
            })
        {
            return Ok(());
        }
        let what = format!(
            "“{record_title}” should be linked {times} times in each system; ArchivesSpace shows {}, iconik {}",
            shown.in_archivesspace, shown.in_iconik
        );
        Err(not_proven(step, what))
    }

    /// Fails unless iconik has Archway's view with its fields.
    pub fn view(&self, step: &str) -> Result<(), TourError> {
        let there = self.with(|_, iconik| async move {
            let views = iconik.metadata_views().await?;
            Ok(views.iter().any(|view| {
                view.name == fields::VIEW_NAME && fields::ALL.iter().all(|field| view.fields.iter().any(|name| name == field.name))
            }))
        });
        match there {
            Ok(true) => Ok(()),
            Ok(false) => Err(not_proven(step, "iconik has no view with Archway's fields".to_owned())),
            Err(what) => Err(not_proven(step, what)),
        }
    }

    /// Fails unless the asset's fields hold the collection title and the titles path of the record, as ArchivesSpace says them.
    pub fn described(&self, step: &str, asset: AssetId, record_title: &str) -> Result<(), TourError> {
        let title = record_title.to_owned();
        let read = self.with(|archivesspace, iconik| async move {
            let mut titles = Vec::new();
            if let Some(record) = find_record(&archivesspace, &title).await? {
                let above = record.get("ancestors").and_then(Value::as_array).cloned().unwrap_or_default();
                for reference in above.iter().rev().filter_map(reference) {
                    titles.push(known_as(&archivesspace.get(&reference, &[]).await?));
                }
                titles.push(known_as(&record));
            }
            let values = values_in(&iconik, asset, fields::DESCRIPTION_VIEW_NAME).await?;
            Ok((titles, values))
        });
        let (titles, values) = read.map_err(|what| not_proven(step, what))?;
        let expected = [
            ("archway_collection_title", titles.first().cloned().unwrap_or_default()),
            ("archway_titles_path", titles.join(" › ")),
        ];
        for (field, expected) in expected {
            equal(step, field, &texts(&values, field), &[expected])?;
        }
        Ok(())
    }

    /// Fails unless the asset's fields name a record below the one with this title, which has a digital object of the asset with at
    /// least one file version.
    pub fn published(&self, step: &str, asset: AssetId, below: &str) -> Result<(), TourError> {
        let below = below.to_owned();
        let read = self.with(|archivesspace, iconik| async move {
            let Some(record) = record_of(&archivesspace, &iconik, asset).await? else {
                return Ok(Err("iconik names no record of the asset".to_owned()));
            };
            let above = record.get("parent").and_then(reference);
            let above = match above {
                Some(above) => title_of(&archivesspace.get(&above, &[]).await?),
                None => String::new(),
            };
            if above != below {
                return Ok(Err(format!("the new record is below “{above}” and not below “{below}”")));
            }
            for digital_object in digital_objects_of(&record) {
                let body = archivesspace.get(&digital_object, &[]).await?;
                let versions = body.get("file_versions").and_then(Value::as_array).map_or(0, Vec::len);
                if body.get("digital_object_id").and_then(Value::as_str) == Some(asset.to_string().as_str()) && versions > 0 {
                    return Ok(Ok(()));
                }
            }
            Ok(Err("the record has no digital object of the asset with file versions".to_owned()))
        });
        read.and_then(|found| found).map_err(|what| not_proven(step, what))
    }

    /// Fails unless nobody but archivists holds access to the asset, and nothing of it is shared.
    pub fn closed(&self, step: &str, asset: AssetId) -> Result<(), TourError> {
        let (holders, shares) = self.seen_by(asset).map_err(|what| not_proven(step, what))?;
        equal(
            step,
            "those who hold access",
            &holders,
            &["group Archivists".to_owned()],
        )?;
        equal(step, "its shares", &shares, &[])
    }

    /// Fails unless editors and the press can see the asset, and it is shared.
    pub fn open(&self, step: &str, asset: AssetId) -> Result<(), TourError> {
        let (holders, shares) = self.seen_by(asset).map_err(|what| not_proven(step, what))?;
        let expected = ["group Archivists", "group Editors", "group Press"].map(str::to_owned);
        equal(step, "those who hold access", &holders, &expected)?;
        equal(step, "its shares", &shares, &["Þórdís Ásgrímsdóttir, for everyone".to_owned()])
    }

    /// Who holds access to an asset, by its own list or handed down, and the titles of its shares; each by name.
    fn seen_by(&self, asset: AssetId) -> Result<(Vec<String>, Vec<String>), String> {
        self.with(|_, iconik| async move {
            let now = jiff::Timestamp::UNIX_EPOCH;
            let directory = iconik.directory(now).await?;
            let access = iconik.asset_access(asset, None, now).await?;
            let handed_down = access.inherited.iter().map(|inherited| inherited.grant);
            let holders: BTreeSet<Principal> = access
                .grants
                .iter()
                .copied()
                .chain(handed_down)
                .filter(|grant| grant.permissions.sees())
                .map(|grant| grant.principal)
                .collect();
            let mut holders: Vec<String> = holders.into_iter().map(|holder| directory.name(holder)).collect();
            holders.sort_by_key(|name| name.to_lowercase());
            let shares = iconik.shares_of(Shared::Asset(asset)).await?;
            Ok((holders, shares.into_iter().map(|share| share.title).collect()))
        })
    }

    /// Gives the record of an asset and the asset itself titles of their own, as colleagues in both systems would.
    pub fn retitle(&self, step: &str, asset: AssetId, in_archivesspace: &str, in_iconik: &str) -> Result<(), TourError> {
        let (there, here) = (in_archivesspace.to_owned(), in_iconik.to_owned());
        let done = self.with(|archivesspace, iconik| async move {
            let Some(mut record) = record_of(&archivesspace, &iconik, asset).await? else {
                return Ok(Err("iconik names no record of the asset".to_owned()));
            };
            let Some(uri) = uri_of(&record) else {
                return Ok(Err("the record has no URI".to_owned()));
            };
            if let Some(body) = record.as_object_mut() {
                body.insert("title".to_owned(), Value::from(there));
            }
            archivesspace.update(&uri, &record).await?;
            let Some(view) = view_with(&iconik, TITLE).await? else {
                return Ok(Err(format!("no view of iconik shows {TITLE}")));
            };
            let values = [(TITLE.to_owned(), vec![Value::from(here)])].into_iter().collect();
            iconik.set_metadata_values(asset, view.id, &values).await?;
            Ok(Ok(()))
        });
        done.and_then(|done| done).map_err(|what| not_proven(step, what))
    }

    /// Fails unless the record of the asset and the asset's field of titles say this.
    pub fn titled(&self, step: &str, asset: AssetId, title: &str) -> Result<(), TourError> {
        let read = self.with(|archivesspace, iconik| async move {
            let record = record_of(&archivesspace, &iconik, asset).await?;
            let there: Vec<String> = record.iter().map(title_of).collect();
            let here = match view_with(&iconik, TITLE).await? {
                Some(view) => iconik.metadata_values(asset, view.id).await?.unwrap_or_default(),
                None => MetadataValues::new(),
            };
            Ok((there, texts(&here, TITLE)))
        });
        let (there, here) = read.map_err(|what| not_proven(step, what))?;
        equal(step, "the record’s title", &there, &[title.to_owned()])?;
        equal(step, TITLE, &here, &[title.to_owned()])
    }

    fn shown(&self, asset: AssetId, record_title: &str) -> Result<Shown, String> {
        let title = record_title.to_owned();
        self.with(|archivesspace, iconik| async move {
            let Some(record) = find_record(&archivesspace, &title).await? else {
                return Ok(Shown {
                    in_archivesspace: 0,
                    in_iconik: 0,
                });
            };
            let uri = record.get("uri").and_then(Value::as_str).unwrap_or_default().to_owned();
            let mut in_archivesspace = 0;
            for digital_object in digital_objects_of(&record) {
                let body = archivesspace.get(&digital_object, &[]).await?;
                in_archivesspace += usize::from(body.get("digital_object_id").and_then(Value::as_str) == Some(asset.to_string().as_str()));
            }
            let values = values_in(&iconik, asset, fields::VIEW_NAME).await?;
            let in_iconik = texts(&values, fields::RECORD_URI.name)
                .iter()
                .filter(|named| **named == uri)
                .count();
            Ok(Shown {
                in_archivesspace,
                in_iconik,
            })
        })
    }

    fn with<T, F>(&self, ask: impl FnOnce(ArchivesSpace, Iconik) -> F) -> Result<T, String>
    where
        F: Future<Output = Result<T, SystemError>>,
    {
        let info = self
            .workspace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or("no workspace is open")?;
        let connection = &info.connection;
        let archivesspace = ArchivesSpace::new(
            &connection.archivesspace_url,
            &connection.archivesspace_user,
            Secret::new(PASSWORD),
            TransportLimits::archivesspace(2),
        );
        let iconik = Iconik::new(
            &connection.iconik_url,
            &connection.iconik_app_id,
            Secret::new(ARCHIVIST_TOKEN),
            TransportLimits::iconik(20),
        );
        let (archivesspace, iconik) = (
            archivesspace.map_err(|error| error.to_string())?,
            iconik.map_err(|error| error.to_string())?,
        );
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        runtime.block_on(ask(archivesspace, iconik)).map_err(|error| error.to_string())
    }
}

/// The archival object of the first repository that has this title.
async fn find_record(archivesspace: &ArchivesSpace, title: &str) -> Result<Option<Value>, SystemError> {
    let repository = RepositoryId(2);
    let ids = archivesspace.all_ids(repository, RecordKind::ArchivalObject, None).await?;
    let bodies = archivesspace
        .records_by_ids(repository, RecordKind::ArchivalObject, &ids, &[])
        .await?;
    let found = bodies
        .into_iter()
        .find(|body| body.get("title").and_then(Value::as_str) == Some(title));
    Ok(found.filter(|body| {
        body.get("uri")
            .and_then(Value::as_str)
            .is_some_and(|uri| uri.parse::<RecordUri>().is_ok())
    }))
}

/// The first record that the asset's fields name.
async fn record_of(archivesspace: &ArchivesSpace, iconik: &Iconik, asset: AssetId) -> Result<Option<Value>, SystemError> {
    let values = values_in(iconik, asset, fields::VIEW_NAME).await?;
    let named = texts(&values, fields::RECORD_URI.name);
    match named.first().and_then(|uri| uri.parse::<RecordUri>().ok()) {
        Some(uri) => archivesspace.get(&uri, &[]).await.map(Some),
        None => Ok(None),
    }
}

/// The asset's values in the view of this name.
async fn values_in(iconik: &Iconik, asset: AssetId, name: &str) -> Result<MetadataValues, SystemError> {
    let views = iconik.metadata_views().await?;
    match views.into_iter().find(|view| view.name == name) {
        Some(view) => Ok(iconik.metadata_values(asset, view.id).await?.unwrap_or_default()),
        None => Ok(MetadataValues::new()),
    }
}

/// A view that shows the field.
async fn view_with(iconik: &Iconik, field: &str) -> Result<Option<MetadataView>, SystemError> {
    let views = iconik.metadata_views().await?;
    Ok(views.into_iter().find(|view| view.fields.iter().any(|name| name == field)))
}

fn texts(values: &MetadataValues, field: &str) -> Vec<String> {
    let values = values.get(field).map(Vec::as_slice).unwrap_or_default();
    values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn title_of(record: &Value) -> String {
    record.get("title").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The title with its dates, as ArchivesSpace shows it; resources have none.
fn known_as(record: &Value) -> String {
    let shown = record.get("display_string").and_then(Value::as_str);
    shown.map_or_else(|| title_of(record), str::to_owned)
}

fn uri_of(record: &Value) -> Option<RecordUri> {
    record.get("uri")?.as_str()?.parse().ok()
}

fn reference(value: &Value) -> Option<RecordUri> {
    value.get("ref")?.as_str()?.parse().ok()
}

fn not_proven(step: &str, what: String) -> TourError {
    TourError::NotProven {
        step: step.to_owned(),
        what,
    }
}

fn equal(step: &str, what: &str, read: &[String], expected: &[String]) -> Result<(), TourError> {
    if read == expected {
        return Ok(());
    }
    Err(not_proven(step, format!("{what} should be {expected:?} and is {read:?}")))
}
