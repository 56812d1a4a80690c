//! Bytes behind signed addresses on the same server, as iconik's storages serve them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::call::Call;
use super::media::{self, content};
use super::world::World;
use super::world::entity::ObjectKind;

/// Bytes with their type.
#[derive(Debug, PartialEq)]
pub struct Blob {
    /// MIME type.
    pub r#type: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why there are no bytes.
#[derive(Debug, PartialEq, Eq)]
pub enum NoBlob {
    /// The signature is wrong or has expired.
    NotSigned,
    /// There is nothing of this id, or it has no bytes.
    Missing,
}

/// A signed address for a file, proxy or keyframe of an asset.
#[must_use]
pub fn address(call: &Call, asset: Uuid, row: &Value) -> String {
    let path = format!("/blobs/{asset}/{}", row["id"].as_str().unwrap_or_default());
    let expires = seconds_from_now(call.options.signature_life);
    let signature = sign(&path, expires);
    format!("{}{path}?expires={expires}&signature={signature}", call.host)
}

fn seconds_from_now(life: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (now + life).as_secs()
}

/// Whoever knows this source can sign; it keeps clients honest, not thieves out.
fn sign(path: &str, expires: u64) -> String {
    let digest = Sha256::digest(format!("practice signature of {path} until {expires}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes behind an address.
///
/// # Errors
/// When the signature is not good, or there is nothing.
pub fn fetch(world: &World, path: &str, query: &str) -> Result<Blob, NoBlob> {
    let parameter = |wanted: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let expires = parameter("expires")
        .and_then(|text| text.parse::<u64>().ok())
        .filter(|expires| *expires >= seconds_from_now(Duration::ZERO))
        .ok_or(NoBlob::NotSigned)?;
    if parameter("signature") != Some(sign(path, expires)) {
        return Err(NoBlob::NotSigned);
    }
    let mut parts = path.trim_start_matches("/blobs/").split('/');
    let mut id = || parts.next().and_then(|part| Uuid::try_parse(part).ok());
    let (Some(asset), Some(row)) = (id(), id()) else {
        return Err(NoBlob::Missing);
    };
    let entity = world.entity(ObjectKind::Assets, asset).ok_or(NoBlob::Missing)?;
    let id = row.to_string();
    let found = |kind: &str| media::of_kind(world, entity, kind).into_iter().find(|row| row["id"] == id);
    let blob = if let Some(keyframe) = found("keyframes") {
        content::keyframe(entity, &keyframe)
    } else if found("proxies").is_some() {
        content::proxy(entity)
    } else if found("files").is_some() {
        content::file(entity, row)
    } else {
        None
    };
    blob.ok_or(NoBlob::Missing)
}
