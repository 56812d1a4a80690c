//! Versions of an asset.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::world::entity::{Version, version_json};

pub const ROUTES: Routes = &[
    ("POST /API/assets/v1/assets/{asset_id}/versions/", add),
    ("PATCH /API/assets/v1/assets/{asset_id}/versions/{version_id}/", change),
    ("PUT /API/assets/v1/assets/{asset_id}/versions/{version_id}/promote/", promote),
    (
        "GET /API/assets/v1/assets/{asset_id}/versions/{version_id}/transcriptions/properties/",
        transcriptions,
    ),
];

fn add(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let user = call.caller.user;
    let asset = call.world.change(&asset, user, |asset| {
        let created = asset.modified;
        if let Some(part) = &mut asset.asset {
            let newest = part.versions.iter().map(|version| version.number).max();
            part.versions.insert(
                0,
                Version {
                    id: Uuid::new_v4(),
                    number: newest.unwrap_or(0) + 1,
                    created,
                    created_by: user,
                    transcribed: Vec::new(),
                    online: false,
                },
            );
        }
    });
    let versions: Vec<Value> = asset.asset.iter().flat_map(|part| part.versions.iter().map(version_json)).collect();
    Ok(ok(json!({ "asset_id": asset.id, "versions": versions })))
}

/// The place of the version that the path names.
fn index(call: &Call, asset: &crate::practice::iconik::world::entity::Entity) -> Result<usize, Refusal> {
    let id = call.id("version_id")?;
    asset
        .asset
        .as_ref()
        .and_then(|part| part.versions.iter().position(|version| version.id == id))
        .ok_or_else(|| Refusal::missing("Version"))
}

/// This server keeps of a version only whether it is online and what was transcribed.
fn change(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let index = index(call, &asset)?;
    let (user, fields) = (call.caller.user, call.fields());
    let asset = call.world.change(&asset, user, |asset| {
        if let Some(version) = asset.asset.as_mut().and_then(|part| part.versions.get_mut(index)) {
            if let Some(online) = fields.get("is_online").and_then(Value::as_bool) {
                version.online = online;
            }
            if let Some(languages) = fields.get("transcribed_languages") {
                version.transcribed = serde_json::from_value(languages.clone()).unwrap_or_default();
            }
        }
    });
    let version = asset.asset.as_ref().and_then(|part| part.versions.get(index));
    version
        .map(|version| ok(version_json(version)))
        .ok_or_else(|| Refusal::missing("Version"))
}

fn promote(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let index = index(call, &asset)?;
    let user = call.caller.user;
    call.world.change(&asset, user, |asset| {
        if let Some(part) = &mut asset.asset {
            let version = part.versions.remove(index);
            part.versions.insert(0, version);
        }
    });
    Ok(Answer::Empty(204))
}

fn transcriptions(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let index = index(call, &asset)?;
    let version = asset.asset.as_ref().and_then(|part| part.versions.get(index));
    let rows: Vec<Value> = version
        .into_iter()
        .flat_map(|version| {
            version.transcribed.iter().map(|language| {
                json!({
                    "id": Uuid::new_v5(&version.id, format!("transcription {language}").as_bytes()),
                    "asset_id": asset.id, "version_id": version.id, "language": language, "speaker_labels": {},
                })
            })
        })
        .collect();
    Ok(ok(json!({ "objects": rows })))
}
