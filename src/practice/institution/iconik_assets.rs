//! Assets of the practice iconik.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::iconik_metadata::RIGHTS;
use super::iconik_people::{closed_acl, usual_acl};
use super::{Item, Media, QUAY_WORKERS, SCANNED_PHOTOGRAPHS, SHIPYARD_CLOSURES, id, photograph_title};
use crate::practice::iconik::moment::{self, Moment};
use crate::practice::iconik::world::Seed;
use crate::practice::iconik::world::access::{Acl, Holder, Permissions};
use crate::practice::iconik::world::entity::{AssetPart, AssetType, Entity, MediaType, Metadata, ObjectKind, Status, Version};

/// The first moment of 2024-03-01; assets came every 37 minutes.
const BEGIN: Moment = 1_709_251_200_000_000;
const STEP: Moment = 37 * 60 * 1_000_000;

/// One asset as it is told here.
struct Told<'a> {
    slug: String,
    title: String,
    r#type: AssetType,
    media: Option<MediaType>,
    /// Short names of its collections.
    homes: &'a [&'a str],
    versions: i32,
    transcribed: &'a [&'a str],
    online: bool,
    acl: Acl,
}

impl Default for Told<'_> {
    fn default() -> Self {
        Self {
            slug: String::new(),
            title: String::new(),
            r#type: AssetType::Asset,
            media: None,
            homes: &[],
            versions: 1,
            transcribed: &[],
            online: true,
            acl: usual_acl(),
        }
    }
}

/// Puts assets in order, so that each has moments of its own.
struct Shelf<'a> {
    seed: &'a mut Seed,
    count: Moment,
}

impl Shelf<'_> {
    fn put(&mut self, told: Told, metadata: Metadata, more: Map<String, Value>) {
        let asset = id("asset", &told.slug);
        let created = BEGIN + self.count * STEP;
        // A creator may do everything with an asset, so it must not be one of those whom ACLs are to hold back.
        let creator = id("user", "archivist");
        self.count += 1;
        let version = |number: i32| Version {
            id: Uuid::new_v5(&asset, format!("version {number}").as_bytes()),
            number,
            created: created + Moment::from(number - 1) * STEP / 4,
            created_by: creator,
            transcribed: told.transcribed.iter().map(|word| (*word).to_owned()).collect(),
            online: told.online,
        };
        let duration = match told.media {
            Some(MediaType::Video | MediaType::Audio) => Some(180_000 + (self.count * 7_919) % 2_400_000),
            _ => None,
        };
        self.seed.entities.push(Entity {
            object: ObjectKind::Assets,
            id: asset,
            title: told.title,
            status: Status::Active,
            created,
            modified: created + STEP / 2,
            created_by: creator,
            updated_by: id("user", "editor"),
            homes: told.homes.iter().map(|slug| id("collection", slug)).collect(),
            metadata,
            acl: Arc::new(told.acl),
            propagating: Arc::default(),
            more,
            asset: Some(AssetPart {
                r#type: told.r#type,
                media: told.media,
                duration,
                versions: (1..=told.versions).rev().map(version).collect(),
            }),
        });
    }
}

pub fn add(seed: &mut Seed) {
    let mut shelf = Shelf { seed, count: 0 };
    for item in QUAY_WORKERS {
        add_item(&mut shelf, item, "quay-workers", "quay workers");
    }
    for item in SHIPYARD_CLOSURES {
        add_item(&mut shelf, item, "shipyard-closures", "shipyards");
    }
    add_photographs(&mut shelf);
    add_broadcasts(&mut shelf);
    add_festival(&mut shelf);
    add_restricted(&mut shelf);
    add_incoming(&mut shelf);
}

fn media_type(media: Media) -> MediaType {
    match media {
        Media::Video => MediaType::Video,
        Media::Audio => MediaType::Audio,
        Media::Image => MediaType::Image,
    }
}

/// Values of the view "Description".
fn described(title: &str, creators: &[&str], date: &str, subjects: &[&str], rights: usize) -> Metadata {
    let mut metadata = Metadata::new();
    metadata.insert("ks_title".to_owned(), vec![json!(title)]);
    let texts = |list: &[&str]| list.iter().map(|text| json!(text)).collect::<Vec<_>>();
    if !creators.is_empty() {
        metadata.insert("ks_creator".to_owned(), texts(creators));
    }
    if !date.is_empty() {
        metadata.insert("ks_date".to_owned(), vec![json!(date)]);
    }
    metadata.insert("ks_subjects".to_owned(), texts(subjects));
    metadata.insert("ks_rights".to_owned(), vec![json!(RIGHTS[rights % RIGHTS.len()].0)]);
    metadata
}

fn add_item(shelf: &mut Shelf, item: &Item, home: &str, subject: &str) {
    for (part, title) in item.assets.iter().enumerate() {
        let slug = if item.assets.len() == 1 {
            item.slug.to_owned()
        } else {
            format!("{}-{}", item.slug, part + 1)
        };
        let mut metadata = if item.title.is_empty() {
            described(title, &[], item.date_expression, &[subject], 3)
        } else {
            described(
                item.title,
                &["Kelder Sound & Film Archive"],
                item.date_expression,
                &[subject, "Oral history"],
                part,
            )
        };
        if item.media != Media::Image {
            metadata.insert(
                "ks_notes".to_owned(),
                vec![json!(format!("Box {}, folder {}.", item.box_folder.0, item.box_folder.1))],
            );
            metadata.insert("digitised_by".to_owned(), vec![json!("Kelder transfer room")]);
            metadata.insert("digitised_on".to_owned(), vec![json!("2024-02-19")]);
        }
        let chosen = matches!(item.slug, "qw-002" | "sc-002");
        let both = [home, "press"];
        let mut acl = usual_acl();
        if item.slug == "qw-008" {
            // One asset was opened to one person.
            acl.grant(Holder::User(id("user", "viewer")), Permissions::READ, false);
        }
        let speech = item.media != Media::Image && !matches!(item.slug, "qw-005" | "sc-004");
        let told = Told {
            slug,
            title: (*title).to_owned(),
            media: Some(media_type(item.media)),
            homes: if chosen { &both } else { &both[..1] },
            versions: match item.slug {
                "qw-002" => 3,
                "sc-001" => 2,
                _ => 1,
            },
            transcribed: if !speech {
                &[]
            } else if item.slug == "qw-006" {
                &["ar", "en"]
            } else {
                &["en"]
            },
            online: item.slug != "sc-003",
            acl,
            ..Told::default()
        };
        let more = [("external_id".to_owned(), json!(item.slug.to_uppercase()))];
        shelf.put(told, metadata, more.into_iter().collect());
    }
}

fn add_photographs(shelf: &mut Shelf) {
    for number in 1..=SCANNED_PHOTOGRAPHS {
        let title = photograph_title(number);
        // The last twenty were scanned but not yet described.
        let metadata = if number <= 40 {
            described(
                &title,
                &["Unknown photographer"],
                "between 1955 and 1972",
                &["Harbours", "Photographs"],
                number,
            )
        } else {
            Metadata::new()
        };
        let told = Told {
            slug: format!("ph-{number:04}"),
            title: format!("KS017-4-{number:04} {title}"),
            media: Some(MediaType::Image),
            homes: &["photographs"],
            ..Told::default()
        };
        shelf.put(told, metadata, Map::new());
    }
}

/// Programmes by decade.
const PROGRAMMES: [&str; 10] = [
    "Harbour news",
    "The ferryman's hour",
    "Evening at the Mechanics' Hall",
    "Weather for small ships",
    "Kelder sings",
    "Questions to the mayor",
    "The lightship diaries",
    "School radio: tides",
    "Regatta, live from the mole",
    "Night shift",
];

fn add_broadcasts(shelf: &mut Shelf) {
    for (decade, home) in [
        (1960, "broadcast-1960"),
        (1970, "broadcast-1970"),
        (1980, "broadcast-1980"),
        (1990, "broadcast-1990"),
    ] {
        for (index, programme) in PROGRAMMES.iter().enumerate() {
            let date = format!("{}-{:02}-{:02}", decade + index, index % 12 + 1, index * 2 + 3);
            let metadata = if index % 3 == 2 {
                Metadata::new()
            } else {
                let mut metadata = described(programme, &["Radio Kelder"], &date, &["Broadcasting"], index);
                metadata.insert("reel_count".to_owned(), vec![json!(index % 4 + 1)]);
                metadata.insert("playback_speed".to_owned(), vec![json!(7.5)]);
                metadata.insert("cleared_for_web".to_owned(), vec![json!(index % 2 == 0)]);
                metadata
            };
            let sound = decade < 1980 || index % 2 == 0;
            let told = Told {
                slug: format!("bm-{decade}-{index:02}"),
                title: format!("{programme}, {date}"),
                media: Some(if sound { MediaType::Audio } else { MediaType::Video }),
                homes: &[home],
                versions: if index == 4 { 2 } else { 1 },
                transcribed: if index == 6 { &["en"] } else { &[] },
                online: decade > 1960,
                ..Told::default()
            };
            shelf.put(told, metadata, Map::new());
        }
    }
}

fn add_festival(shelf: &mut Shelf) {
    for number in 1..=14_u32 {
        let told = Told {
            slug: format!("hf-{number:02}"),
            title: format!("HF87_CAM2_{number:03}.mov"),
            media: Some(MediaType::Video),
            homes: &["festival-camera"],
            online: number != 14,
            ..Told::default()
        };
        shelf.put(told, Metadata::new(), Map::new());
    }
}

fn add_restricted(shelf: &mut Shelf) {
    for (number, title) in ["Testimony A", "Testimony B", "Testimony C", "Witness, name withheld"]
        .iter()
        .enumerate()
    {
        let mut metadata = described(title, &[], "1986", &["Testimonies"], 2);
        metadata.insert("rights_holder".to_owned(), vec![json!("Heirs of the witness")]);
        metadata.insert("embargo_until".to_owned(), vec![json!("2061-01-01")]);
        let told = Told {
            slug: format!("rs-{:02}", number + 1),
            title: (*title).to_owned(),
            media: Some(MediaType::Audio),
            homes: &["restricted"],
            acl: closed_acl(),
            ..Told::default()
        };
        shelf.put(told, metadata, Map::new());
    }
}

/// Assets of every type that nobody has described, with titles as they come.
fn add_incoming(shelf: &mut Shelf) {
    let long = format!(
        "Transfer 2024-07, tape without a box, label partly torn: {}",
        "“…harbour office, second reel, continues from the one before, ask the night watchman…” ".repeat(6)
    );
    let told = [
        ("tape 001.mov", AssetType::Asset, Some(MediaType::Video)),
        ("IMG_20230914_0001.png", AssetType::Asset, Some(MediaType::Image)),
        ("IMG_20230914_0001.png", AssetType::Asset, Some(MediaType::Image)),
        ("zoom0007.wav", AssetType::Asset, Some(MediaType::Audio)),
        ("Ærøskøbing – færgen anløber", AssetType::Asset, Some(MediaType::Video)),
        ("東京湾 税関 フィルム 二巻", AssetType::Asset, Some(MediaType::Video)),
        ("부두 노동자 노래", AssetType::Asset, Some(MediaType::Audio)),
        ("أغاني الصيادين، الجزء ٢", AssetType::Asset, Some(MediaType::Audio)),
        ("שירי נמל", AssetType::Asset, Some(MediaType::Audio)),
        (long.as_str(), AssetType::Asset, Some(MediaType::Video)),
        ("  leading and trailing blanks  ", AssetType::Asset, Some(MediaType::Audio)),
        ("R&D <reel> \"quoted\" & 100% / \\ back", AssetType::Asset, Some(MediaType::Video)),
        ("🎞️ unnamed clip", AssetType::Asset, Some(MediaType::Video)),
        ("Unreadable file", AssetType::Asset, None),
        ("Expected: second tape of Florence Adeyemi-Holt", AssetType::Placeholder, None),
        ("Expected: map of the quays", AssetType::Placeholder, None),
        (
            "Expected: reel C of the public meeting",
            AssetType::Placeholder,
            Some(MediaType::Audio),
        ),
        ("Exhibition loop, rough cut", AssetType::Sequence, Some(MediaType::Video)),
        ("Exhibition loop, final", AssetType::Sequence, Some(MediaType::Video)),
        ("Harbour web cam", AssetType::Link, None),
        ("Catalogue of the maritime museum", AssetType::Link, None),
        ("Last launch: the bottle", AssetType::Subclip, Some(MediaType::Video)),
        ("Last launch: the crowd", AssetType::Subclip, Some(MediaType::Video)),
        ("Anniversary film project", AssetType::NleProject, None),
        ("Score for the anniversary film", AssetType::Custom, None),
    ];
    for (index, (title, r#type, media)) in told.into_iter().enumerate() {
        let slug = format!("in-{:02}", index + 1);
        let mut more = Map::new();
        match r#type {
            AssetType::Link => {
                let address = format!("https://harbour.example/{slug}");
                more.insert("external_link".to_owned(), json!(address));
                more.insert("site_name".to_owned(), json!("harbour.example"));
            }
            AssetType::Subclip => {
                let original = id("asset", "sc-002");
                let version = Uuid::new_v5(&original, b"version 1");
                more.insert("original_asset_id".to_owned(), json!(original));
                more.insert("original_version_id".to_owned(), json!(version));
                more.insert("time_start_milliseconds".to_owned(), json!(12_000 * index));
                more.insert("time_end_milliseconds".to_owned(), json!(12_000 * index + 9_000));
            }
            _ => {}
        }
        if title.starts_with("Unreadable") {
            more.insert("warning".to_owned(), json!("No media information could be read"));
            more.insert("archive_status".to_owned(), json!("FAILED_TO_ARCHIVE"));
        }
        let told = Told {
            slug,
            title: title.to_owned(),
            r#type,
            media,
            homes: &["incoming"],
            online: r#type == AssetType::Asset,
            ..Told::default()
        };
        shelf.put(told, Metadata::new(), more);
    }
}

/// The moment of a day in 2024, for what is told elsewhere.
pub fn day(number: i64) -> String {
    moment::text(BEGIN + number * 24 * 3600 * 1_000_000)
}
