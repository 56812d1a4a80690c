//! Reading files, technical metadata and approvals of assets: only when a workflow needs them, some seven requests an asset.

use std::collections::HashMap;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::error::RuntimeError;
use crate::domain::{AssetId, MediaDetails};
use crate::systems::iconik::media::{self, MediaParts, StorageName};
use crate::systems::{Iconik, SystemError};

/// Assets that are read at a time; what goes over the wire is limited by the client.
const AT_ONCE: usize = 6;

/// Earlier versions whose decisions are read, newest first: each costs a request.
const EARLIER_VERSIONS: usize = 20;

/// Reads the details of assets, in the order asked for. Assets that are gone are left out; once `cancel` is cancelled, so is the rest.
/// `progress` is told how many assets were read.
///
/// # Errors
/// [`SystemError::Forbidden`] where the account may not read formats, files or approvals: without them it cannot be told what was
/// approved. Nothing of this call is kept then; read thousands of assets in several calls.
pub async fn read_details(
    iconik: &Iconik,
    assets: &[AssetId],
    now: fn() -> Timestamp,
    cancel: &CancellationToken,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<Vec<(AssetId, MediaDetails)>, RuntimeError> {
    let iconik = iconik.with_cancel(cancel.clone());
    let names = Names::read(&iconik).await;
    let names = match names {
        Err(SystemError::Cancelled { .. }) => return Ok(Vec::new()),
        names => names?,
    };
    let mut read = stream::iter(assets.iter().copied())
        .map(|asset| one(&iconik, asset, &names, now))
        .buffered(AT_ONCE);
    let mut details = Vec::new();
    let mut done = 0;
    loop {
        match read.try_next().await {
            Ok(Some(found)) => details.extend(found),
            Ok(None) | Err(SystemError::Cancelled { .. }) => return Ok(details),
            Err(error) => return Err(error.into()),
        }
        done += 1;
        progress(done);
    }
}

async fn one(
    iconik: &Iconik,
    id: AssetId,
    names: &Names<'_>,
    now: fn() -> Timestamp,
) -> Result<Option<(AssetId, MediaDetails)>, SystemError> {
    match parts(iconik, id).await {
        Ok(parts) => {
            let users = names.users(&parts).await?;
            Ok(Some((id, media::details(&parts, &names.storages, &users, now()))))
        }
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

async fn parts(iconik: &Iconik, id: AssetId) -> Result<MediaParts, SystemError> {
    let asset = iconik.asset(id, false).await?;
    let (formats, files, proxies, subtitles, request) = tokio::try_join!(
        iconik.formats(id),
        iconik.files(id),
        if_allowed(iconik.proxies(id)),
        if_allowed(iconik.subtitles(id)),
        iconik.approval_request(id),
    )?;
    let mut decisions = Vec::new();
    for (place, version) in media::versions(&asset).iter().take(EARLIER_VERSIONS + 1).enumerate() {
        let of_version = match Uuid::parse_str(version) {
            Ok(earlier) if place > 0 => iconik.approvals_of_version(id, earlier).await?,
            _ => iconik.approvals(id).await?,
        };
        decisions.extend(of_version.into_iter().map(|decision| about(decision, version)));
    }
    if decisions.is_empty() && media::versions(&asset).is_empty() {
        decisions = iconik.approvals(id).await?;
    }
    Ok(MediaParts {
        asset,
        formats,
        files,
        proxies,
        subtitles,
        request,
        decisions,
    })
}

/// The decision with the version that was asked for, where it does not name one.
fn about(mut decision: Value, version: &str) -> Value {
    if let Some(fields) = decision.as_object_mut()
        && fields.get("version_id").is_none_or(Value::is_null)
    {
        fields.insert("version_id".to_owned(), Value::from(version));
    }
    decision
}

/// What can be done without: a list that the account may not see is empty.
async fn if_allowed(list: impl Future<Output = Result<Vec<Value>, SystemError>>) -> Result<Vec<Value>, SystemError> {
    match list.await {
        Err(SystemError::Forbidden { .. }) => Ok(Vec::new()),
        other => other,
    }
}

/// Names of storages and users, each asked for once.
struct Names<'a> {
    iconik: &'a Iconik,
    storages: HashMap<String, StorageName>,
    users: Mutex<HashMap<String, Option<String>>>,
}

impl<'a> Names<'a> {
    async fn read(iconik: &'a Iconik) -> Result<Self, SystemError> {
        let storages = if_allowed(iconik.storages()).await?;
        Ok(Self {
            iconik,
            storages: storages.iter().filter_map(media::storage_from_json).collect(),
            users: Mutex::default(),
        })
    }

    async fn users(&self, parts: &MediaParts) -> Result<HashMap<String, String>, SystemError> {
        let mut known = self.users.lock().await;
        let infos = parts.request.as_ref().and_then(|request| request.get("users_info")?.as_array());
        for info in infos.into_iter().flatten() {
            if let Some(id) = info.get("id").and_then(Value::as_str) {
                known.entry(id.to_owned()).or_insert_with(|| media::user_name(info));
            }
        }
        let mut names = HashMap::new();
        for id in media::deciders(&parts.decisions) {
            if !known.contains_key(&id) {
                let name = self.user(&id).await?;
                known.insert(id.clone(), name);
            }
            if let Some(Some(name)) = known.get(&id) {
                names.insert(id, name.clone());
            }
        }
        Ok(names)
    }

    async fn user(&self, id: &str) -> Result<Option<String>, SystemError> {
        let Ok(id) = Uuid::parse_str(id) else { return Ok(None) };
        match self.iconik.user(id).await {
            Ok(user) => Ok(user.as_ref().and_then(media::user_name)),
            Err(SystemError::Forbidden { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
