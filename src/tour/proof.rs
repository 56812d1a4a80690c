//! Reads results back from both practice systems, with clients of its own: not from Archway's catalogue.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::TourError;
use crate::domain::fields;
use crate::domain::snapshot::digital_objects_of;
use crate::domain::{AssetId, RecordKind, RecordUri, RepositoryId, Secret};
use crate::practice::archivesspace::PASSWORD;
use crate::practice::iconik::ARCHIVIST_TOKEN;
use crate::runtime::view::WorkspaceInfo;
use crate::systems::{ArchivesSpace, Iconik, SystemError, TransportLimits};

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
        let shown = self.shown(asset, record_title).map_err(|what| TourError::NotProven {
            step: step.to_owned(),
            what,
        })?;
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
        Err(TourError::NotProven {
            step: step.to_owned(),
            what,
        })
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
            Ok(false) => Err(TourError::NotProven {
                step: step.to_owned(),
                what: "iconik has no view with Archway's fields".to_owned(),
            }),
            Err(what) => Err(TourError::NotProven {
                step: step.to_owned(),
                what,
            }),
        }
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
            let mut in_iconik = 0;
            if let Some(view) = iconik
                .metadata_views()
                .await?
                .into_iter()
                .find(|view| view.name == fields::VIEW_NAME)
            {
                let values = iconik.metadata_values(asset, view.id).await?.unwrap_or_default();
                let named = values.get(fields::RECORD_URI.name).cloned().unwrap_or_default();
                in_iconik = named.iter().filter(|value| value.as_str() == Some(uri.as_str())).count();
            }
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
