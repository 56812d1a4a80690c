//! A resource with four series, assets in iconik, and a rule table; all of it invented.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::access::{AssetAccess, Directory, Grant, Group, Permissions, Person, Principal, Share, Shared};
use crate::domain::fields::{RESTRICTION_STATUS, RESTRICTION_TAKEN};
use crate::domain::restriction::statement::statements_of;
use crate::domain::restriction::{ClosedOn, InheritanceRule, Meaning, Reading, Readings, RestrictSettings, Statement, Taken};
use crate::domain::workspace::{CollectionLink, Connection};
use crate::domain::{AssetId, CollectionId, Level, Record, RecordKind, RecordUri, RepositoryId};
use crate::workflows::restrict::{
    AssetInContext, CollectionInContext, Computed, OverviewContext, RecordLine, RestrictIndex, UnlinkedAsset, presets,
};

pub const TODAY: Date = date(2026, 11, 21);
pub const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);

pub fn resource() -> RecordUri {
    RecordUri::new(RepositoryId(2), RecordKind::Resource, 1)
}

pub fn object(id: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, id)
}

pub fn asset(id: u128) -> AssetId {
    AssetId(Uuid::from_u128(id))
}

pub fn tapes() -> CollectionId {
    CollectionId(Uuid::from_u128(70))
}

pub fn editors() -> Principal {
    Principal::Group(Uuid::from_u128(50))
}

/// Everything that an overview is made from.
pub struct World {
    pub index: RestrictIndex,
    pub readings: Vec<Reading>,
    pub closed_on: Vec<ClosedOn>,
    pub settings: RestrictSettings,
    pub directory: Directory,
    pub assets: HashMap<AssetId, AssetInContext>,
    pub collections: HashMap<CollectionId, CollectionInContext>,
    pub unlinked: Vec<UnlinkedAsset>,
    pub collection_links: Vec<CollectionLink>,
    pub connection: Connection,
}

impl World {
    /// Series 2 was restricted until last year and is still closed in iconik; series 3 until 2041, with an item 32 of its own free words;
    /// series 4 in free words; series 5 says nothing. Assets 1 and 7 are item 31, 2 is item 32, 3 is item 21, 4 is item 41, 5 is item
    /// 51; asset 6 is not linked. Access to asset 7 was never read. All but asset 5 lie in one collection, and asset 1 has a public link.
    pub fn new() -> Self {
        let above = |record: RecordUri, above: RecordUri, level: Level, title: &str| RecordLine {
            uri: record,
            above: Some(above),
            level: Some(level),
            title: title.to_owned(),
        };
        let mut lines = vec![RecordLine {
            uri: resource(),
            above: None,
            level: Some(Level::Collection),
            title: "Harbour papers".to_owned(),
        }];
        for (id, title) in [(2, "Minutes"), (3, "Oral histories"), (4, "Letters"), (5, "Posters")] {
            lines.push(above(object(id), resource(), Level::Series, title));
        }
        for (id, title) in [
            (21, "1968"),
            (31, "Crane driver"),
            (32, "Quayside walk"),
            (41, "To a friend"),
            (51, "Regatta"),
        ] {
            lines.push(above(object(id), object(id / 10), Level::Item, title));
        }
        let says = vec![
            says(object(2), "aa", "Closed until the end of 2025.", json!({"end": "2025-12-31"})),
            says(
                object(3),
                "bb",
                "Interviews are closed until the end of 2041.",
                json!({"end": "2041-12-31"}),
            ),
            says(object(32), "cc", "Open.", Value::Null),
            says(object(4), "dd", "Closed until 2060 at the donor's wish.", Value::Null),
        ];
        let links = [(1, 31), (2, 32), (3, 21), (4, 41), (5, 51), (7, 31)];
        let directory = directory();
        let (_, _, table) = presets(&directory)
            .into_iter()
            .find(|(name, _, _)| name.starts_with("Close to all"))
            .unwrap();
        let mut world = Self {
            index: RestrictIndex::new(
                lines,
                says,
                links.iter().map(|(at, record)| (asset(*at), object(*record))).collect(),
            ),
            readings: Vec::new(),
            closed_on: Vec::new(),
            settings: RestrictSettings {
                table,
                ..RestrictSettings::default()
            },
            directory,
            assets: links.iter().map(|(id, _)| (asset(*id), in_iconik(*id))).collect(),
            collections: HashMap::from([(
                tapes(),
                CollectionInContext {
                    title: "Tapes".to_owned(),
                    ..CollectionInContext::default()
                },
            )]),
            unlinked: vec![UnlinkedAsset {
                asset: asset(6),
                title: "asset 6".to_owned(),
                collections: vec![tapes()],
            }],
            collection_links: Vec::new(),
            connection: connection(),
        };
        world.change(7, |known| known.access = None);
        world.change(5, |known| known.collections = Vec::new());
        world.change(1, |known| known.shares = vec![public_link()]);
        world.close_by_hand_of_archway(3);
        world
    }

    pub fn change(&mut self, id: u128, change: impl FnOnce(&mut AssetInContext)) {
        change(self.assets.get_mut(&asset(id)).unwrap());
    }

    /// What stands on an asset that Archway closed for series 2: nobody but administrators sees it.
    fn close_by_hand_of_archway(&mut self, id: u128) {
        let mut taken = Taken {
            causes: vec![self.statement("aa").key.clone()],
            ..Taken::default()
        };
        taken.set(editors(), Permissions::READ, Permissions::NONE);
        self.change(id, |known| {
            known.fields.insert(RESTRICTION_STATUS.name.to_owned(), vec![json!("restricted")]);
            known.fields.insert(RESTRICTION_TAKEN.name.to_owned(), vec![taken.to_value()]);
            known.access.as_mut().unwrap().grants.clear();
        });
    }

    /// The note with that persistent id.
    pub fn statement(&self, id: &str) -> Statement {
        let part = format!("note:{id}");
        let found = self.index.statements().find(|statement| statement.key.part == part);
        (**found.unwrap()).clone()
    }

    pub fn read(&mut self, id: &str, meaning: Meaning) {
        let statement = self.statement(id);
        self.readings.push(Reading {
            statement: statement.key,
            fingerprint: statement.fingerprint,
            meaning,
            who: "archivist".to_owned(),
            at: NOW,
            why: "deed of gift".to_owned(),
        });
    }

    pub fn keep_closed(&mut self, id: &str, review_on: Option<Date>) {
        let statement = self.statement(id);
        self.closed_on.push(ClosedOn {
            statement: statement.key,
            fingerprint: statement.fingerprint,
            reason: "the donor asked for it".to_owned(),
            who: "archivist".to_owned(),
            at: NOW,
            review_on,
        });
    }

    /// Works on what the world says today.
    pub fn look<T>(&self, look: impl FnOnce(&OverviewContext<'_>, &Computed) -> T) -> T {
        let readings = Readings::new(self.readings.clone());
        let computed = self.index.compute(&readings, TODAY, InheritanceRule::Container);
        let context = OverviewContext {
            index: &self.index,
            computed: &computed,
            readings: &readings,
            closed_on: &self.closed_on,
            settings: &self.settings,
            directory: &self.directory,
            assets: &self.assets,
            collections: &self.collections,
            unlinked: &self.unlinked,
            collection_links: &self.collection_links,
            view: Some("view"),
            connection: &self.connection,
            today: TODAY,
            now: NOW,
        };
        look(&context, &computed)
    }
}

/// What a record says whose one note has these words.
fn says(record: RecordUri, id: &str, words: &str, restriction: Value) -> (RecordUri, Vec<Statement>) {
    let mut note = json!({
        "jsonmodel_type": "note_multipart", "type": "accessrestrict", "persistent_id": id, "publish": true,
        "subnotes": [{"jsonmodel_type": "note_text", "content": words}],
    });
    if !restriction.is_null() {
        note["rights_restriction"] = restriction;
    }
    let body = json!({"publish": true, "notes": [note]});
    let known = Record {
        uri: record,
        title: None,
        display: String::new(),
        level: None,
        identifier: None,
        ref_id: None,
        dates: String::new(),
        container: String::new(),
        resource: Some(resource()),
        parent: None,
        position: 0,
        publish: true,
        suppressed: false,
        restricted: true,
        lock_version: 0,
    };
    (record, statements_of(&known, &body))
}

/// An asset that Editors can see.
fn in_iconik(id: u128) -> AssetInContext {
    AssetInContext {
        title: format!("asset {id}"),
        access: Some(AssetAccess {
            asset: asset(id),
            grants: vec![Grant {
                principal: editors(),
                permissions: Permissions::READ,
            }],
            inherited: Vec::new(),
            creator: None,
            read_at: NOW,
        }),
        collections: vec![tapes()],
        ..AssetInContext::default()
    }
}

fn public_link() -> Share {
    Share {
        id: Uuid::from_u128(90),
        object: Shared::Asset(asset(1)),
        title: "Quayside 2024".to_owned(),
        has_password: false,
        expires: None,
        guests: 0,
        opened: Some(41),
        owner: None,
        settings: serde_json::Map::new(),
    }
}

fn directory() -> Directory {
    let person = |id: u128, name: &str, admin: bool, groups: &[u128]| Person {
        id: Uuid::from_u128(id),
        name: name.to_owned(),
        admin,
        active: true,
        groups: groups.iter().copied().map(Uuid::from_u128).collect(),
    };
    Directory {
        people: vec![
            person(10, "First administrator", true, &[]),
            person(11, "First editor", false, &[50]),
            person(12, "Second editor", false, &[50]),
        ],
        groups: vec![Group {
            id: Uuid::from_u128(50),
            name: "Editors".to_owned(),
        }],
        me: Some(Uuid::from_u128(10)),
        read_at: Some(NOW),
    }
}

fn connection() -> Connection {
    Connection {
        name: "Sample".to_owned(),
        archivesspace_url: "https://archives.example.org/api".to_owned(),
        archivesspace_staff_url: String::new(),
        archivesspace_user: "archivist".to_owned(),
        iconik_url: "https://iconik.example.org".to_owned(),
        iconik_app_id: String::new(),
        practice: true,
    }
}
