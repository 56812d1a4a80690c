//! An invented queue of approved assets, the tree they go to, and profiles that look by themselves.

use std::path::PathBuf;
use std::sync::Arc;

use archway::domain::browse::{Children, Node, Parent, RecordRow, Row};
use archway::domain::{Level, LinkState, MediaKind, RecordKind, RecordUri, RepositoryId};
use archway::mapping::profile::{PublishSettings, RecordType, Release, Watch};
use archway::mapping::{Direction, Profile};
use archway::runtime::Event;
use archway::runtime::mapping_view::{
    DaySummary, DestinationView, ProfileFile, ProfileSummary, QueueRow, QueueState, QueueView, WatchView,
};
use indexmap::IndexMap;
use jiff::Timestamp;

use crate::plans;
use crate::world::World;

/// The profile whose queue it is.
pub const PROFILE: &str = "oral-histories";

fn summary(id: &str, name: &str, direction: Direction, publishes: bool, preset: bool) -> ProfileSummary {
    ProfileSummary {
        id: id.into(),
        name: name.into(),
        about: "Invented, for the tests".into(),
        direction,
        preset,
        publishes,
        watched: true,
        rules: 9,
        errors: 0,
    }
}

/// Profiles of the invented workspace.
pub fn profiles() -> Vec<ProfileSummary> {
    vec![
        summary("context", "Archival context", Direction::ToIconik, false, false),
        summary(PROFILE, "Oral histories → items", Direction::ToArchivesspace, true, false),
        summary("stills", "Photographs → items", Direction::ToArchivesspace, true, true),
    ]
}

/// The profile of the queue.
pub fn profile() -> ProfileFile {
    ProfileFile {
        profile: Profile {
            id: PROFILE.into(),
            name: "Oral histories → items".into(),
            about: String::new(),
            direction: Direction::ToArchivesspace,
            source: RecordType::Asset,
            target: RecordType::Record,
            view: None,
            on_conflict: Default::default(),
            opposite: None,
            publish: Some(PublishSettings::default()),
            watch: None,
            lookup: IndexMap::new(),
            rules: Vec::new(),
        },
        path: Some(PathBuf::from("/home/archivist/Archway/mappings/oral-histories.toml")),
        errors: Vec::new(),
        text: String::new(),
    }
}

pub fn resource(number: u64) -> RecordUri {
    RecordUri::new(RepositoryId(2), RecordKind::Resource, number)
}

/// A place made for a row.
pub fn place(title: &str, creates: bool, why: &str) -> DestinationView {
    DestinationView {
        record: plans::archival_object(30),
        title: title.into(),
        creates,
        why: why.into(),
        level: "item".into(),
        position: None,
    }
}

/// A row of the queue.
pub fn row(number: u128, title: &str, state: QueueState) -> QueueRow {
    let series = "MS 042 · Harbour Memory Project › Series 3: Oral histories › Harbour workers";
    QueueRow {
        asset: plans::asset(number),
        title: title.into(),
        media: [MediaKind::Video, MediaKind::Audio, MediaKind::Image][number as usize % 3],
        approver: Some(["mwhitby", "o.marsh", "Þórdís Ásgrímsdóttir"][number as usize % 3].into()),
        approved: Some(plans::noon() - jiff::SignedDuration::from_hours(7 * number as i64)),
        why: "approved in iconik, version 2".into(),
        state,
        missing: Vec::new(),
        destination: Some(match state {
            QueueState::Published | QueueState::Withdrawn | QueueState::Superseded => place(series, false, "linked"),
            _ => place(series, true, "collection “Harbour workers”"),
        }),
    }
}

/// Nine assets in every state.
pub fn queue() -> QueueView {
    let mut rows = vec![
        row(0, "HW-003_b12_f03_001.mp4", QueueState::Ready),
        row(1, "HW-003_b12_f03_002.mp4", QueueState::Ready),
        row(2, "HW-004 港湾労働者 interview", QueueState::Ready),
        row(3, "HW-005 Quayside walk, silent", QueueState::Missing),
        row(
            4,
            "HW-031 Minutes & “open” matters <draft> of the committee for the closure of the shipyard, reel A",
            QueueState::Missing,
        ),
        row(5, "HW-032 Slipway, last launch", QueueState::Mixed),
        row(6, "HW-001 Odile Marsh, tape 1", QueueState::Withdrawn),
        row(7, "HW-001 Odile Marsh, tape 2", QueueState::Superseded),
        row(8, "HW-002 Þórdís Ásgrímsdóttir", QueueState::Published),
    ];
    rows[2].destination = Some(DestinationView {
        position: Some(1),
        ..place("MS 042 · Harbour Memory Project › Series 4: Photographs", true, "chosen by hand")
    });
    rows[3].missing = vec!["a place for the new record".into()];
    rows[3].destination = None;
    rows[4].missing = vec!["Title is longer than 255 characters".into(), "Date: nothing to take it from".into()];
    rows[5].why = "2 approved, 1 asks for changes".into();
    rows[6].why = "approval withdrawn 20 Nov by o.marsh".into();
    rows[7].why = "version 3 came after version 2 was approved".into();
    QueueView {
        profile: PROFILE.into(),
        rows,
        looked: Some(plans::noon()),
    }
}

fn record(uri: RecordUri, title: &str, level: Level, children: u32) -> Row {
    Row::Record(RecordRow {
        restriction: Default::default(),
        uri,
        title: title.into(),
        identifier: String::new(),
        dates: "1958–2003".into(),
        container: String::new(),
        level: Some(level),
        children: Some(children),
        link: LinkState::NotLinked,
        links: 0,
        restricted: false,
        publish: true,
        suppressed: title.contains("suppressed"),
    })
}

/// Puts the tree of ArchivesSpace into a world: a resource with three series, one with two items.
pub fn grow_tree(world: &mut World) {
    let object = plans::archival_object;
    let rows = vec![
        (resource(1), "MS 042 · Harbour Memory Project", Level::Collection, 3),
        (resource(2), "MS 051 · Dock Street Cinema club", Level::Collection, 0),
        (object(20), "Series 3: Oral histories", Level::Series, 2),
        (object(21), "Series 4: Photographs", Level::Series, 0),
        (object(22), "Series 5: suppressed papers", Level::Series, 0),
        (object(30), "Harbour workers", Level::File, 0),
        (object(31), "Shipyard closures", Level::File, 0),
    ];
    let rows = rows
        .into_iter()
        .map(|(uri, title, level, children)| (Node::Record(uri), Some(record(uri, title, level, children))));
    world.apply(Event::Rows(rows.collect()));
    let inside = [
        (Parent::Resources(RepositoryId(2)), vec![resource(1), resource(2)]),
        (Parent::Record(resource(1)), vec![object(20), object(21), object(22)]),
        (Parent::Record(object(20)), vec![object(30), object(31)]),
    ];
    for (parent, nodes) in inside {
        let nodes = nodes.into_iter().map(Node::Record).collect();
        let children = Children { nodes, read: true };
        world.apply(Event::Children { parent, children });
    }
}

/// A world with the queue in it.
pub fn world() -> World {
    let mut world = bare();
    world.apply(Event::Queue(Box::new(queue())));
    world
}

/// A world in which the queue was not read yet.
pub fn bare() -> World {
    let mut world = World::open();
    world.apply(Event::Profiles(profiles()));
    world.apply(Event::Profile(Box::new(profile())));
    grow_tree(&mut world);
    world
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().expect("a time"))
}

/// Two profiles that look by themselves.
pub fn watches() -> Vec<WatchView> {
    vec![
        WatchView {
            profile: "context".into(),
            name: "Archival context".into(),
            watch: Watch {
                on: true,
                every_minutes: 60,
                released: vec![Release::FillEmptyIconik],
                at_most: 50,
            },
            last: at("2026-11-21T12:04:00Z"),
            next: at("2026-11-21T13:04:00Z"),
            result: "Looked at 312 pairs: 14 empty fields filled on 9 assets; 3 changes wait for you, 1 of them a conflict.".into(),
            plan: Some(plans::plan_id(21)),
        },
        WatchView {
            profile: PROFILE.into(),
            name: "Oral histories → items".into(),
            watch: Watch::default(),
            last: None,
            next: None,
            result: String::new(),
            plan: None,
        },
    ]
}

/// What they did on two days.
pub fn days() -> Vec<DaySummary> {
    vec![
        DaySummary {
            day: "2026-11-21".into(),
            lines: vec![
                "Archival context: 12 looks, 14 changes applied to 9 assets, 3 wait for you".into(),
                "Oral histories → items: did not look".into(),
            ],
        },
        DaySummary {
            day: "2026-11-20".into(),
            lines: vec!["Archival context: stopped and asked: 212 records would change, 50 are allowed".into()],
        },
    ]
}

/// A world with profiles that look by themselves.
pub fn watching() -> World {
    let mut world = bare();
    world.apply(Event::Watches {
        watches: watches(),
        days: days(),
    });
    world
}

/// The queue as events carry it.
pub fn shared(queue: QueueView) -> Event {
    Event::Queue(Box::new(queue))
}

/// Many rows, all ready.
pub fn many(count: u128) -> QueueView {
    QueueView {
        rows: (0..count)
            .map(|number| row(number, &format!("Reel {number}"), QueueState::Ready))
            .collect(),
        ..queue()
    }
}

/// The queue of a world as the window keeps it.
pub fn kept(world: &World) -> Arc<QueueView> {
    Arc::clone(world.model.describing.queue(PROFILE).expect("the queue"))
}
