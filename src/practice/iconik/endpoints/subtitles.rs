//! Subtitles.

use serde_json::{Value, json};

use super::Routes;
use super::files::{add_row, keep, of_version};
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::{media, paging};

pub const ROUTES: Routes = &[
    ("GET /API/files/v1/assets/{asset_id}/subtitles/", list),
    ("GET /API/files/v1/assets/{asset_id}/versions/{version_id}/subtitles/", list),
    ("POST /API/files/v1/assets/{asset_id}/subtitles/", add),
    ("GET /API/files/v1/assets/{asset_id}/subtitles/{subtitle_id}/", get),
    ("DELETE /API/files/v1/assets/{asset_id}/subtitles/{subtitle_id}/", delete),
    ("GET /API/files/v1/assets/{asset_id}/subtitles/{language}/", of_language),
    ("GET /API/files/v1/assets/{asset_id}/subtitles/{language}/webvtt/", |call| {
        webvtt(call, false)
    }),
    ("GET /API/files/v1/assets/{asset_id}/subtitles/{language}/cc/webvtt/", |call| {
        webvtt(call, true)
    }),
];

/// Fields of rows that a client may leave out; the list has no content.
fn list(call: &mut Call) -> Outcome {
    let asset = call.asset()?;
    let mut rows = of_version(call, &asset, "subtitles");
    for row in &mut rows {
        if let Some(fields) = row.as_object_mut() {
            fields.shift_remove("content");
        }
    }
    Ok(paging::after_last_id(call, rows))
}

fn rows(call: &Call) -> Result<Vec<Value>, Refusal> {
    let asset = call.asset()?;
    Ok(of_version(call, &asset, "subtitles"))
}

fn missing() -> Refusal {
    Refusal::missing("Subtitle")
}

/// One subtitle for each language and kind: assumed.
fn add(call: &mut Call) -> Outcome {
    let same = rows(call)?
        .into_iter()
        .any(|row| row["language"] == call.body["language"] && row["closed_captions"] == call.body["closed_captions"]);
    if same {
        return Err(Refusal::field("language", "There is such a subtitle already."));
    }
    let (_, row) = add_row(call, "subtitles", json!({ "content": "WEBVTT\n" }))?;
    Ok(Answer::Json(201, row))
}

fn get(call: &mut Call) -> Outcome {
    let id = json!(call.id("subtitle_id")?);
    let row = rows(call)?.into_iter().find(|row| row["id"] == id);
    row.map(ok).ok_or_else(missing)
}

fn of_language(call: &mut Call) -> Outcome {
    let language = json!(call.argument("language"));
    let row = rows(call)?.into_iter().find(|row| row["language"] == language);
    row.map(ok).ok_or_else(missing)
}

fn webvtt(call: &mut Call, captions: bool) -> Outcome {
    let language = json!(call.argument("language"));
    let row = rows(call)?
        .into_iter()
        .find(|row| row["language"] == language && row["closed_captions"] == captions)
        .ok_or_else(missing)?;
    let content = row["content"].as_str().unwrap_or_default().to_owned();
    Ok(Answer::Text("text/vtt", content))
}

fn delete(call: &mut Call) -> Outcome {
    let asset = call.asset_for("write")?;
    let id = json!(call.id("subtitle_id")?);
    let mut media = media::of(call.world, &asset);
    let known = media.rows("subtitles").iter().any(|row| row["id"] == id);
    if !known {
        return Err(missing());
    }
    if let Some(rows) = media.rows_mut("subtitles") {
        rows.retain(|row| row["id"] != id);
    }
    keep(call, &asset, media);
    Ok(Answer::Empty(204))
}
