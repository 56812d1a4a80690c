//! Recognising the ends of links, whoever made them.

use serde_json::Value;
use uuid::Uuid;

use super::fields;
use super::fingerprint::Fingerprint;
use super::ids::{AssetId, RecordUri};
use super::snapshot::AssetSnapshot;

/// How a digital object was found to stand for an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// Its `digital_object_id` is the asset's id, and a file version points to the asset: as Archway makes them.
    AsArchwayMakesThem,
    /// Only its `digital_object_id` is the asset's id.
    ById,
    /// Only a file version points to the asset.
    ByUrl,
}

/// The asset that a digital object stands for, and how that was found: by its `digital_object_id`, or by a file version
/// whose address holds `/asset/<id>`.
#[must_use]
pub fn asset_of_digital_object(body: &Value) -> Option<(AssetId, Recognised)> {
    let by_id = body
        .get("digital_object_id")
        .and_then(Value::as_str)
        .and_then(|id| Uuid::parse_str(id.trim()).ok())
        .map(AssetId);
    let versions = body
        .get("file_versions")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut by_url = versions
        .iter()
        .filter_map(|version| asset_in_url(version.get("file_uri")?.as_str()?));
    match by_id {
        Some(asset) if by_url.any(|found| found == asset) => Some((asset, Recognised::AsArchwayMakesThem)),
        Some(asset) => Some((asset, Recognised::ById)),
        None => by_url.next().map(|asset| (asset, Recognised::ByUrl)),
    }
}

/// The asset that an address points to: `…/asset/<id>`.
#[must_use]
pub fn asset_in_url(url: &str) -> Option<AssetId> {
    let start = url.find("/asset/")? + "/asset/".len();
    let id = url[start..].split(['/', '?', '#', '&']).next()?;
    if id.len() != 36 {
        return None;
    }
    Uuid::parse_str(id).ok().map(AssetId)
}

/// The records that an asset's Archway fields name, each with the fingerprint of the description when it was linked.
#[must_use]
pub fn records_of_asset(snapshot: &AssetSnapshot) -> Vec<(RecordUri, Option<String>)> {
    let fingerprints = snapshot.values(fields::FINGERPRINT.name);
    snapshot
        .values(fields::RECORD_URI.name)
        .iter()
        .enumerate()
        .filter_map(|(row, uri)| Some((uri.parse().ok()?, fingerprints.get(row).filter(|value| value.len() == 32).cloned())))
        .collect()
}

/// Fingerprint of what a link's description rests on: title, dates, identifier, level. It tells whether the record has
/// changed since it was linked.
#[must_use]
pub fn description_fingerprint(body: &Value) -> Fingerprint {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut texts: Vec<String> = ["title", "component_id", "id_0", "id_1", "id_2", "id_3", "level"]
        .iter()
        .map(|key| text(key).to_owned())
        .collect();
    for date in body.get("dates").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default() {
        for key in ["label", "date_type", "expression", "begin", "end"] {
            texts.push(date.get(key).and_then(Value::as_str).unwrap_or_default().to_owned());
        }
    }
    Fingerprint::of_texts(texts.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "7b0c2f34-1111-4222-8333-444455556666";

    #[test]
    fn digital_objects_are_recognised_by_id_and_by_url() {
        let asset = AssetId(Uuid::parse_str(ID).unwrap());
        let page = format!("https://iconik.example/asset/{ID}#tl_seek=3");
        let body = json!({"digital_object_id": ID, "file_versions": [{"file_uri": page}]});
        assert_eq!(asset_of_digital_object(&body), Some((asset, Recognised::AsArchwayMakesThem)));
        assert_eq!(
            asset_of_digital_object(&json!({"digital_object_id": ID})),
            Some((asset, Recognised::ById))
        );
        let foreign = json!({"digital_object_id": "DO-9", "file_versions": [{"file_uri": page}]});
        assert_eq!(asset_of_digital_object(&foreign), Some((asset, Recognised::ByUrl)));
        assert_eq!(asset_of_digital_object(&json!({"digital_object_id": "DO-9"})), None);
        assert_eq!(asset_in_url("https://example.org/asset/42"), None);
    }
}
