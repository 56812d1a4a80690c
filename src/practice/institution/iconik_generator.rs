//! A library of any size, the same everywhere, for benchmarks.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::iconik_metadata::RIGHTS;
use super::iconik_people::usual_acl;
use super::{id, photograph_title};
use crate::practice::iconik::moment::Moment;
use crate::practice::iconik::world::access::Acl;
use crate::practice::iconik::world::entity::{AssetPart, AssetType, Entity, MediaType, Metadata, ObjectKind, Status, Version};

/// How much is generated beside the institution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Number of assets.
    pub assets: usize,
}

/// Assets of one generated collection.
const IN_COLLECTION: usize = 500;
/// The first moment of 2010; one asset came every 37 minutes, which fills 14 years with 200,000.
const BEGIN: Moment = 1_262_304_000_000_000;
const STEP: Moment = 37 * 60 * 1_000_000 + 1_234;

/// A number that looks random and is always the same for the same two.
fn dice(index: usize, throw: u64) -> usize {
    let mut mixed = (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ throw.wrapping_mul(0xd1b5_4a32_d192_ed03);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or(0)
}

/// Generated collections and assets.
pub fn generated(size: Size) -> impl Iterator<Item = Entity> {
    let acl = Arc::new(usual_acl());
    let collections = match size.assets {
        0 => 0,
        assets => assets.div_ceil(IN_COLLECTION) + 1,
    };
    let for_collections = Arc::clone(&acl);
    (0..collections)
        .map(move |index| collection(index, &for_collections))
        .chain((0..size.assets).map(move |index| asset(index, &acl)))
}

/// The generated assets as hits of a search have them, without pictures.
pub fn documents(size: Size) -> impl Iterator<Item = Value> {
    let acl = Arc::new(Acl::default());
    (0..size.assets).map(move |index| {
        let asset = asset(index, &acl);
        let mut hit = asset.core();
        hit.insert("object_type".to_owned(), json!("assets"));
        hit.insert("metadata".to_owned(), Value::Object(asset.plain_metadata()));
        hit.insert("in_collections".to_owned(), json!(asset.homes));
        hit.insert("ancestor_collections".to_owned(), json!([asset.homes[0], library()]));
        if let Some(part) = &asset.asset {
            hit.insert("media_type".to_owned(), json!(part.media));
            hit.insert("duration_milliseconds".to_owned(), json!(part.duration.unwrap_or(0)));
        }
        hit.insert("_sort".to_owned(), json!([asset.modified.div_euclid(1000), asset.id]));
        Value::Object(hit)
    })
}

/// The collection above all generated ones.
fn library() -> Uuid {
    id("generated collection", "library")
}

fn home(index: usize) -> Uuid {
    id("generated collection", &(index / IN_COLLECTION).to_string())
}

fn entity(object: ObjectKind, id: Uuid, title: String, created: Moment, acl: &Arc<Acl>) -> Entity {
    let importer = super::id("user", "importer");
    Entity {
        object,
        id,
        title,
        status: Status::Active,
        created,
        modified: created,
        created_by: importer,
        updated_by: importer,
        homes: Vec::new(),
        metadata: Metadata::new(),
        acl: Arc::clone(acl),
        propagating: Arc::default(),
        more: Map::new(),
        asset: None,
    }
}

fn collection(index: usize, acl: &Arc<Acl>) -> Entity {
    match index.checked_sub(1) {
        None => {
            let title = "Generated library".to_owned();
            entity(ObjectKind::Collections, library(), title, BEGIN, acl)
        }
        Some(number) => {
            let own = home(number * IN_COLLECTION);
            let title = format!("Accession {:04}", number + 1);
            let mut collection = entity(ObjectKind::Collections, own, title, BEGIN, acl);
            collection.homes.push(library());
            collection
        }
    }
}

fn asset(index: usize, acl: &Arc<Acl>) -> Entity {
    let created = BEGIN + Moment::try_from(index).unwrap_or(0) * STEP;
    let own = id("generated asset", &index.to_string());
    let subject = photograph_title(dice(index, 1) % 450 + 1);
    let media = [MediaType::Video, MediaType::Audio, MediaType::Image][dice(index, 2) % 3];
    let title = match dice(index, 3) % 4 {
        0 => format!("GEN{index:06} {subject}"),
        1 => format!("{subject} ({})", 1950 + dice(index, 4) % 60),
        2 => format!("tape_{index:06}.mov"),
        _ => format!("Interview {index}, {subject}"),
    };
    let mut asset = entity(ObjectKind::Assets, own, title, created, acl);
    asset.modified = created + Moment::try_from(dice(index, 5) % 1_000_000).unwrap_or(0) * 60_000_000;
    asset.homes.push(home(index));
    if !dice(index, 6).is_multiple_of(3) {
        let year = 1950 + dice(index, 4) % 60;
        asset.metadata.insert("ks_title".to_owned(), vec![json!(subject)]);
        asset.metadata.insert("ks_date".to_owned(), vec![json!(year.to_string())]);
        let rights = RIGHTS[dice(index, 7) % RIGHTS.len()].0;
        asset.metadata.insert("ks_rights".to_owned(), vec![json!(rights)]);
    }
    let duration = (media != MediaType::Image).then(|| 10_000 + (dice(index, 8) % 3_600_000) as i64);
    asset.asset = Some(AssetPart {
        r#type: AssetType::Asset,
        media: Some(media),
        duration,
        versions: vec![Version {
            id: Uuid::new_v5(&own, b"version 1"),
            number: 1,
            created,
            created_by: asset.created_by,
            transcribed: Vec::new(),
            online: !dice(index, 9).is_multiple_of(10),
        }],
    });
    asset
}
