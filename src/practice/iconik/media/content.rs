//! Real small bytes for files, proxies and keyframes, always the same for the same asset.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use serde_json::Value;
use uuid::Uuid;

use super::pictures::{self, Subject};
use crate::practice::iconik::blobs::Blob;
use crate::practice::iconik::md5;
use crate::practice::iconik::world::entity::{AssetType, Entity, MediaType};

/// Samples a second of the sounds.
const SAMPLE_RATE: u32 = 8_000;
/// Samples of a sound: a quarter of a second.
const SAMPLES: u32 = 2_000;

fn media(asset: &Entity) -> Option<MediaType> {
    asset.asset.as_ref()?.media
}

/// The name of an asset's original file: its title where that is one, or one made from it.
#[must_use]
pub fn file_name(asset: &Entity) -> String {
    let extension = match media(asset) {
        Some(MediaType::Video) => "mp4",
        Some(MediaType::Audio) => "wav",
        Some(MediaType::Image) => "png",
        None => "bin",
    };
    let known = [".mp4", ".wav", ".png", ".jpg", ".tif", ".mov", ".mxf"];
    if known.iter().any(|ending| asset.title.ends_with(ending)) {
        return asset.title.clone();
    }
    let name: String = asset
        .title
        .chars()
        .take(80)
        .map(|letter| match letter {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            other if other.is_control() => '_',
            other => other,
        })
        .collect();
    format!("{}.{extension}", name.trim())
}

/// The folder of an asset's original file on its storage, without a slash at the end.
#[must_use]
pub fn folder(asset: &Entity) -> String {
    let year = super::moment::text(asset.created);
    format!("kelder/{}", year.get(..4).unwrap_or("0000"))
}

/// Type, length and MD5 of an original file.
#[must_use]
pub fn describe(asset: &Entity, file: Uuid) -> (&'static str, usize, String) {
    match self::file(asset, file) {
        Some(blob) => (blob.r#type, blob.bytes.len(), md5::hex(&blob.bytes)),
        None => ("application/octet-stream", 0, md5::hex(b"")),
    }
}

/// The bytes of an original file. Files of other versions differ, for the file's id goes into them.
#[must_use]
pub fn file(asset: &Entity, file: Uuid) -> Option<Blob> {
    Some(match media(asset) {
        Some(MediaType::Video) => Blob {
            r#type: "video/mp4",
            bytes: film(asset, file),
        },
        Some(MediaType::Audio) => Blob {
            r#type: "audio/wav",
            bytes: sound(file),
        },
        Some(MediaType::Image) => Blob {
            r#type: "image/png",
            bytes: encode(&picture(asset, file, 96, 72), ImageFormat::Png)?,
        },
        None => Blob {
            r#type: "application/octet-stream",
            bytes: asset.title.clone().into_bytes(),
        },
    })
}

/// The bytes of a proxy.
#[must_use]
pub fn proxy(asset: &Entity) -> Option<Blob> {
    match media(asset)? {
        MediaType::Video => Some(Blob {
            r#type: "video/mp4",
            bytes: film(asset, asset.id),
        }),
        MediaType::Audio => Some(Blob {
            r#type: "audio/wav",
            bytes: sound(asset.id),
        }),
        MediaType::Image => None,
    }
}

/// The picture of a keyframe, in the format its row names.
#[must_use]
pub fn keyframe(asset: &Entity, row: &Value) -> Option<Blob> {
    let id = row["id"].as_str().and_then(|id| Uuid::try_parse(id).ok())?;
    let picture = picture(asset, id, pictures::WIDTH, pictures::HEIGHT);
    let (r#type, format) = match row["format"].as_str() {
        Some("png") => ("image/png", ImageFormat::Png),
        _ => ("image/jpeg", ImageFormat::Jpeg),
    };
    Some(Blob {
        r#type,
        bytes: encode(&picture, format)?,
    })
}

fn picture(asset: &Entity, moment: Uuid, width: u32, height: u32) -> RgbImage {
    let subject = match asset.asset.as_ref().map(|part| (part.r#type, part.media)) {
        Some((AssetType::Sequence | AssetType::Custom, _)) => Subject::Timeline,
        Some((AssetType::Link, _)) => Subject::Chain,
        Some((_, Some(MediaType::Audio))) => Subject::Waveform,
        Some((_, Some(MediaType::Image))) => Subject::Photograph,
        _ => Subject::Film,
    };
    pictures::draw(subject, asset.id, moment, width, height)
}

fn encode(picture: &RgbImage, format: ImageFormat) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).ok()?;
    Some(bytes.into_inner())
}

/// An MP4 of three boxes: its type, room, and data that no player shows; enough for sizes, digests and transfers.
fn film(asset: &Entity, seed: Uuid) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut box_of = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap_or(8);
        bytes.extend(length.to_be_bytes());
        bytes.extend(name);
        bytes.extend(content);
    };
    box_of(b"ftyp", b"isom\0\0\x02\0isomiso2mp41");
    box_of(b"free", b"");
    let mut data = format!("Practice film: {}\n", asset.title).into_bytes();
    for round in 0..64_u8 {
        data.extend(seed.as_bytes().iter().map(|byte| byte.wrapping_mul(round | 1)));
    }
    box_of(b"mdat", &data);
    bytes
}

/// A quarter of a second of a tone, as WAV with 16 bits.
fn sound(seed: Uuid) -> Vec<u8> {
    let pitch = 220.0 + f64::from(seed.as_bytes()[1]) * 2.0;
    let mut samples = Vec::with_capacity(SAMPLES as usize * 2);
    for index in 0..SAMPLES {
        let angle = f64::from(index) * pitch * std::f64::consts::TAU / f64::from(SAMPLE_RATE);
        samples.extend(((angle.sin() * 12_000.0) as i16).to_le_bytes());
    }
    // The last samples carry the seed, so that no two files are equal.
    let end = samples.len() - 16;
    samples[end..].copy_from_slice(seed.as_bytes());

    let length = SAMPLES * 2;
    let mut bytes = Vec::with_capacity(samples.len() + 44);
    bytes.extend(b"RIFF");
    bytes.extend((length + 36).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(SAMPLE_RATE.to_le_bytes());
    bytes.extend((SAMPLE_RATE * 2).to_le_bytes());
    bytes.extend(2_u16.to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(samples);
    bytes
}
