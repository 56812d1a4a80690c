//! Collections of the practice iconik.

use std::sync::Arc;

use serde_json::Map;

use super::iconik_people::{closed_acl, group, usual_acl};
use super::id;
use crate::practice::iconik::moment::Moment;
use crate::practice::iconik::world::Seed;
use crate::practice::iconik::world::access::{Acl, Permissions};
use crate::practice::iconik::world::entity::{Entity, Metadata, ObjectKind, Status};

/// Collections: short name, title, the collection above.
const COLLECTIONS: [(&str, &str, Option<&str>); 18] = [
    ("oral-histories", "Oral histories 2024", None),
    ("quay-workers", "Quay workers", Some("oral-histories")),
    ("shipyard-closures", "Shipyard closures", Some("oral-histories")),
    ("photographs", "Photographs, scanned 2023", None),
    ("broadcast", "Broadcast masters", None),
    ("broadcast-1960", "1960s", Some("broadcast")),
    ("broadcast-1970", "1970s", Some("broadcast")),
    ("broadcast-1980", "1980s", Some("broadcast")),
    ("broadcast-1990", "1990s", Some("broadcast")),
    ("incoming", "Incoming, not described", None),
    ("festival", "Harbour festival", None),
    ("festival-1987", "1987", Some("festival")),
    ("festival-stage", "Main stage", Some("festival-1987")),
    ("festival-saturday", "Saturday, 15 August", Some("festival-stage")),
    ("festival-camera", "Camera 2", Some("festival-saturday")),
    ("press", "Press selection", None),
    ("restricted", "Restricted interviews", None),
    ("empty", "Transfers from the city museum (nothing yet)", None),
];

/// The first moment of 2024-02-01.
const BEGIN: Moment = 1_706_745_600_000_000;
/// One minute.
const MINUTE: Moment = 60_000_000;

pub fn add(seed: &mut Seed) {
    for (index, (slug, title, above)) in COLLECTIONS.into_iter().enumerate() {
        let created = BEGIN + Moment::try_from(index).unwrap_or(0) * MINUTE;
        let open = matches!(slug, "photographs" | "press");
        let propagating = if open {
            Acl::groups(&[(group("press"), Permissions::READ)])
        } else {
            Acl::default()
        };
        let mut acl = if slug == "restricted" { closed_acl() } else { usual_acl() };
        if open {
            acl.0.extend(propagating.0.clone());
        }
        seed.entities.push(Entity {
            object: ObjectKind::Collections,
            id: id("collection", slug),
            title: title.to_owned(),
            status: Status::Active,
            created,
            modified: created,
            created_by: id("user", "archivist"),
            updated_by: id("user", "archivist"),
            homes: above.map(|slug| id("collection", slug)).into_iter().collect(),
            metadata: Metadata::new(),
            acl: Arc::new(acl),
            propagating: Arc::new(propagating),
            more: Map::new(),
            asset: None,
        });
    }
}
