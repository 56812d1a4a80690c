//! Pictures of assets, small enough for thumbnails and the inspector.

use std::sync::Arc;

use serde_json::Value;

use super::engine::Engine;
use super::event::Event;
use super::open::OpenWorkspace;
use super::view::Picture;
use crate::domain::AssetId;

/// Longest side of a picture, in pixels.
const LONGEST_SIDE: u32 = 480;

/// Largest picture that is decoded, in pixels on a side; a hostile file must not take all memory.
const LARGEST_SIDE: u32 = 12_000;

impl Engine {
    /// Reads and decodes an asset's picture.
    pub(super) fn spawn_picture(self: &Arc<Self>, asset: AssetId) {
        let Some(open) = self.opened() else {
            self.say(Event::Picture { asset, picture: None });
            return;
        };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let picture = picture(&open, asset).await.map(Arc::new);
            engine.say(Event::Picture { asset, picture });
        });
    }
}

async fn picture(open: &OpenWorkspace, asset: AssetId) -> Option<Picture> {
    let iconik = open.iconik().ok()?;
    let keyframes = iconik.keyframes(asset).await.ok()?;
    let url = best_keyframe(&keyframes)?.to_owned();
    let bytes = iconik.keyframe_bytes(&url).await.ok()?;
    tokio::task::spawn_blocking(move || decode(&bytes)).await.ok()?
}

/// A poster goes before a keyframe; maps of many small pictures are no use here.
fn best_keyframe(keyframes: &[Value]) -> Option<&str> {
    let of_kind = |kind: &str| {
        keyframes
            .iter()
            .find(|keyframe| keyframe.get("type").and_then(Value::as_str) == Some(kind))
            .and_then(|keyframe| keyframe.get("url")?.as_str())
    };
    of_kind("POSTER").or_else(|| of_kind("KEYFRAME"))
}

fn decode(bytes: &[u8]) -> Option<Picture> {
    let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    reader.limits(limits);
    let small = reader.decode().ok()?.thumbnail(LONGEST_SIDE, LONGEST_SIDE).to_rgba8();
    Some(Picture {
        width: small.width(),
        height: small.height(),
        rgba: small.into_raw(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_gives_none() {
        assert_eq!(decode(b"not a picture"), None);
        assert_eq!(decode(&[]), None);
    }

    #[test]
    fn pictures_are_made_small() {
        let mut bytes = Vec::new();
        image::RgbaImage::new(1000, 500)
            .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png)
            .unwrap();
        let picture = decode(&bytes).unwrap();
        assert_eq!((picture.width, picture.height), (480, 240));
    }
}
