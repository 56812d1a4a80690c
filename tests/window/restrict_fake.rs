//! Invented restrictions for the tests and pictures of the Restrictions screen: an overview, settings with people and groups, and plans
//! with three causes.

use std::collections::BTreeSet;
use std::sync::Arc;

use archway::domain::access::{Audience, Directory, Group, Person, Principal};
use archway::domain::restriction::{
    AccessRule, CauseKind, ClosedOn, InheritanceRule, Loss, Meaning, Reading, RestrictSettings, RuleRow, RuleTable, Span, StatementKey,
    Then, When,
};
use archway::domain::{CollectionId, Fingerprint, RecordUri};
use archway::plan::{Finding, Plan};
use archway::runtime::Event;
use archway::runtime::restrict_view::{
    Disagreement, DisagreementKind, ExpiryKind, ExpiryRow, NoteToRead, RestrictSettingsView, RestrictionsView, RuleMatches, RulePreset,
    StandingCounts,
};
use archway::runtime::view::SetupState;
use jiff::civil::Date;
use uuid::Uuid;

use crate::plans::{archival_object, asset, noon};
use crate::world::{World, workspace};

/// A day.
pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// Today in the invented workspace.
pub fn today() -> Date {
    day("2026-11-21")
}

/// An invented collection.
pub fn collection(number: u128) -> CollectionId {
    CollectionId(Uuid::from_u128(0xc000_0000 + number))
}

/// An invented group: 1 Editors, 2 Press, 3 Archivists, 4 Reading room.
pub fn group(number: u128) -> Principal {
    Principal::Group(Uuid::from_u128(0x6000_0000 + number))
}

fn key(record: RecordUri, part: &str) -> StatementKey {
    StatementKey {
        record,
        part: part.to_owned(),
    }
}

/// The note of Series 3, closed until the end of 2041.
pub fn series_note() -> StatementKey {
    key(archival_object(30), "note:3f2a")
}

/// The note in free words on one item.
pub fn item_note() -> StatementKey {
    key(archival_object(314), "note:88c1")
}

/// The note of Series 2, whose restriction has ended.
pub fn ended_note() -> StatementKey {
    key(archival_object(20), "note:51d0")
}

/// The words of the note of Series 3.
pub const SERIES_WORDS: &str = "Interviews are closed until the end of 2041 under the deed of gift.";
/// The words of the note on one item.
pub const ITEM_WORDS: &str = "Donor’s consent pending.";
/// The words of the note of Series 2.
pub const ENDED_WORDS: &str =
    "Minutes of the committee are closed for fifty years, to the end of 2025. The secretary may grant access earlier in writing.";
/// A long note, in several sentences and letters.
pub const LONG_WORDS: &str = "Accès réservé. The tapes recorded with Þórdís Ásgrímsdóttir and 港湾労働者 may be heard in the reading room once the family \
                              has been asked. Copies are not made while the question of the performers’ rights in the songs on reels 4 to 9 is \
                              open; see the correspondence file.";

fn fingerprint(words: &str) -> Fingerprint {
    Fingerprint::of_texts([words])
}

/// People and groups of the invented iconik.
pub fn directory() -> Directory {
    let names = [
        "Ottilie Varnhem",
        "Piran Sedgemoor",
        "Ysolde Quarrington",
        "Þórunn Hallvarðs",
        "Bertille Aumont",
        "Caspian Rookwood",
        "見本 花子",
        "Edda Thistlewood",
        "Fenella Marsh-Orr",
        "Gawain Pellwether",
        "Hesper Dunmore",
        "Ivo Lanthorn",
    ];
    let people = names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let number = place as u128 + 1;
            Person {
                id: Uuid::from_u128(0x7000_0000 + number),
                name: (*name).to_owned(),
                admin: place < 2,
                active: true,
                groups: BTreeSet::from([Uuid::from_u128(0x6000_0000 + 1 + number % 4)]),
            }
        })
        .collect();
    let groups = ["Editors", "Press", "Archivists", "Reading room"]
        .iter()
        .enumerate()
        .map(|(place, name)| Group {
            id: Uuid::from_u128(0x6000_0001 + place as u128),
            name: (*name).to_owned(),
        })
        .collect();
    Directory {
        people,
        groups,
        me: Some(Uuid::from_u128(0x7000_0001)),
        read_at: Some(noon()),
    }
}

/// Row number `number` of the invented rule table.
pub fn rule_id(number: u128) -> Uuid {
    Uuid::from_u128(0x4000_0000 + number)
}

/// An invented rule table of three rows.
pub fn table() -> RuleTable {
    let row = |number, name: &str, on, when, then| RuleRow {
        id: rule_id(number),
        name: name.to_owned(),
        on,
        when,
        then,
    };
    RuleTable {
        rows: vec![
            row(
                1,
                "Everything restricted: warn and block sharing",
                true,
                When::default(),
                Then {
                    fields: true,
                    block: true,
                    revoke_shares: true,
                    ..Then::default()
                },
            ),
            row(
                2,
                "Access notes: only archivists",
                true,
                When {
                    kinds: BTreeSet::from([CauseKind::AccessNote]),
                    ..When::default()
                },
                Then {
                    access: Some(AccessRule {
                        others: Loss::Everything,
                        named: vec![(group(3), Loss::Nothing), (group(4), Loss::Write)],
                    }),
                    ..Then::default()
                },
            ),
            row(
                3,
                "Donor’s family",
                false,
                When {
                    types: BTreeSet::from(["Donor".to_owned()]),
                    ..When::default()
                },
                Then {
                    collection: Some(collection(9)),
                    ..Then::default()
                },
            ),
        ],
    }
}

/// Settings with what is needed to edit them.
pub fn settings() -> RestrictSettingsView {
    RestrictSettingsView {
        settings: RestrictSettings {
            table: table(),
            ..RestrictSettings::default()
        },
        directory: Arc::new(directory()),
        collections: Arc::new(vec![
            (collection(1), "Oral histories 2024".to_owned()),
            (collection(2), "Harbour workers".to_owned()),
            (collection(9), "Restricted".to_owned()),
        ]),
        types: vec!["Donor".to_owned(), "RestrictedSpecColl".to_owned(), "InProcessSpecColl".to_owned()],
        presets: vec![
            RulePreset {
                name: "Warn and block sharing".to_owned(),
                about: "Restricted assets carry a warning and cannot be shared; nobody inside loses access.".to_owned(),
                table: RuleTable {
                    rows: table().rows.into_iter().take(1).collect(),
                },
            },
            RulePreset {
                name: "Only archivists see what is restricted".to_owned(),
                about: "All others lose access while a restriction applies.".to_owned(),
                table: table(),
            },
        ],
        matches: vec![
            RuleMatches {
                row: rule_id(1),
                assets: 45,
                findings: Vec::new(),
            },
            RuleMatches {
                row: rule_id(2),
                assets: 38,
                findings: Vec::new(),
            },
            RuleMatches {
                row: rule_id(3),
                assets: 0,
                findings: vec![Finding::warning("It matches no asset: no restriction of the type “Donor” applies.")],
            },
        ],
    }
}

/// How many can see something.
pub fn audience(people: u32, shares: u32, public_links: u32) -> Audience {
    Audience {
        people,
        always: 3,
        unknown: 0,
        shares,
        public_links,
    }
}

/// Notes: one nobody read, one that changed since, a long one, one that was read.
pub fn notes() -> Vec<NoteToRead> {
    let note = |statement: StatementKey, title: &str, what: &str, words: &str, assets| NoteToRead {
        fingerprint: fingerprint(words),
        statement,
        record_title: title.to_owned(),
        path: vec![
            "MS 042 · Harbour Memory Project records".to_owned(),
            "Series 3: Oral histories".to_owned(),
            title.to_owned(),
        ],
        what: what.to_owned(),
        words: words.to_owned(),
        assets,
        reading: None,
        changed: false,
        hint: None,
    };
    let reading = |statement: StatementKey, words: &str, meaning| Reading {
        statement,
        fingerprint: fingerprint(words),
        meaning,
        who: "archivist".to_owned(),
        at: noon(),
        why: "asked the donor’s office".to_owned(),
    };
    let first = note(item_note(), "Item: 1982 June 11", "accessrestrict", ITEM_WORDS, 2);
    let mut changed = note(
        key(archival_object(40), "note:9a10"),
        "Series 4: Photographs",
        "userestrict",
        "Reproduction only with the photographer’s consent, until further notice.",
        218,
    );
    changed.reading = Some(reading(
        changed.statement.clone(),
        "Reproduction only with the photographer’s consent.",
        Meaning::Restricted {
            span: Span {
                begin: None,
                end: Some(day("2030-06-30")),
            },
            types: vec!["InProcessSpecColl".to_owned()],
        },
    ));
    changed.changed = true;
    let mut long = note(
        key(archival_object(33), "note#0"),
        "File: Songs, reels 4 to 9",
        "accessrestrict",
        LONG_WORDS,
        6,
    );
    long.hint = Some(Meaning::Restricted {
        span: Span::default(),
        types: Vec::new(),
    });
    let mut read = note(
        key(archival_object(50), "note:77ab"),
        "Series 5: Maps",
        "accessrestrict",
        "Open without restrictions.",
        12,
    );
    read.reading = Some(reading(read.statement.clone(), "Open without restrictions.", Meaning::Open));
    vec![changed, long, first, read]
}

/// What begins, ends and is reviewed.
pub fn expiry() -> Vec<ExpiryRow> {
    let row = |on: &str, kind, statement: StatementKey, title: &str, words: &str, span: Span, assets| ExpiryRow {
        day: day(on),
        kind,
        fingerprint: fingerprint(words),
        statement,
        record_title: title.to_owned(),
        what: "accessrestrict".to_owned(),
        words: words.to_owned(),
        span,
        assets,
        would_open: assets,
        extendable: true,
        kept: None,
        page: "https://archives.example.org/resources/42#tree::archival_object_20".to_owned(),
    };
    let span = |begin: Option<&str>, end: Option<&str>| Span {
        begin: begin.map(day),
        end: end.map(day),
    };
    let mut kept = row(
        "2026-03-31",
        ExpiryKind::Ends,
        key(archival_object(21), "note:1001"),
        "Series 2, file: Letters to the secretary",
        "Closed until 31 March 2026.",
        span(None, Some("2026-03-31")),
        3,
    );
    kept.kept = Some(ClosedOn {
        statement: kept.statement.clone(),
        fingerprint: kept.fingerprint.clone(),
        reason: "names of people who are alive".to_owned(),
        who: "archivist".to_owned(),
        at: noon(),
        review_on: Some(day("2031-03-31")),
    });
    let mut part = row(
        "2026-12-31",
        ExpiryKind::Ends,
        key(archival_object(42), "note:2002"),
        "Series 4, file: Contact sheets 1 to 12",
        "Closed to the end of 2026.",
        span(None, Some("2026-12-31")),
        40,
    );
    part.would_open = 4;
    let mut flag = row(
        "2027-05-01",
        ExpiryKind::Review,
        key(archival_object(60), "flag:restrictions_apply"),
        "Series 6: Þjóðsögur 港湾",
        "Restrictions apply.",
        span(None, None),
        9,
    );
    flag.extendable = false;
    flag.what = "restriction flag".to_owned();
    vec![
        row(
            "2025-12-31",
            ExpiryKind::Ends,
            ended_note(),
            "Series 2: Minutes",
            ENDED_WORDS,
            span(None, Some("2025-12-31")),
            7,
        ),
        kept,
        row(
            "2026-11-25",
            ExpiryKind::Begins,
            key(archival_object(70), "note:3003"),
            "Series 7: Diaries",
            "Closed from 25 November 2026, when the donor’s permission ends, to the end of 2035.",
            span(Some("2026-11-25"), Some("2035-12-31")),
            2,
        ),
        part,
        flag,
        row(
            "2041-12-31",
            ExpiryKind::Ends,
            series_note(),
            "Series 3: Oral histories",
            SERIES_WORDS,
            span(None, Some("2041-12-31")),
            34,
        ),
    ]
}

/// Where the two sides disagree: one of each kind, and some more.
pub fn report() -> Vec<Disagreement> {
    let row =
        |kind, number: u128, title: &str, record: Option<u64>, record_title: &str, cause: &str, seen: Option<Audience>, detail: &str| {
            Disagreement {
                kind,
                asset: asset(number),
                asset_title: title.to_owned(),
                record: record.map(archival_object),
                record_title: record_title.to_owned(),
                cause: cause.to_owned(),
                seen_by: seen,
                detail: detail.to_owned(),
            }
        };
    let series = "Series 3: Oral histories: “Interviews are closed until the end of 2041…”";
    vec![
        row(
            DisagreementKind::OpenThoughRestricted,
            0,
            "HW-003_b12_f03_001",
            Some(311),
            "Interview with a crane driver of the Harrow docks, part 1, 1981",
            series,
            Some(audience(12, 1, 0)),
            "12 people, 1 share can see it; the rules leave 3 people",
        ),
        row(
            DisagreementKind::OpenThoughRestricted,
            3,
            "HW-004 港湾労働者",
            Some(314),
            "港湾労働者, 1982 June 11",
            series,
            Some(audience(12, 0, 0)),
            "no warning, and sharing is not blocked",
        ),
        row(
            DisagreementKind::PublicLink,
            2,
            "HW-005 Quayside walk, silent, from the breakwater to the slipway and back again, second reel of two",
            Some(313),
            "Quayside walk",
            series,
            Some(audience(12, 1, 1)),
            "share “Quayside 2024” can be opened by anybody who has the link",
        ),
        row(
            DisagreementKind::ClosedThoughOpen,
            201,
            "MIN-1968-01",
            Some(201),
            "Minutes, January 1968",
            "Series 2: Minutes: ended 2025-12-31",
            Some(audience(3, 0, 0)),
            "what Archway took was not given back",
        ),
        row(
            DisagreementKind::RulesDiffer,
            2,
            "HW-005 Quayside walk, silent, from the breakwater to the slipway and back again, second reel of two",
            Some(313),
            "Quayside walk",
            "public rule: open (own note) · container rule: closed",
            Some(audience(12, 1, 1)),
            "the item’s own note says “Open.”",
        ),
        row(
            DisagreementKind::UnlinkedInRestricted,
            77,
            "HW-077 outtake",
            None,
            "Oral histories 2024",
            "the collection stands for Series 3: Oral histories",
            None,
            "not linked to any record",
        ),
        row(
            DisagreementKind::NeedsPerson,
            11,
            "HW-011 reel A",
            Some(314),
            "1982 June 11",
            "“Donor’s consent pending.”",
            Some(audience(12, 0, 0)),
            "nobody has read the note",
        ),
        row(
            DisagreementKind::AccessUnknown,
            90,
            "HW-090 Þórdís Ásgrímsdóttir",
            Some(390),
            "Ásgrímsdóttir, Þórdís",
            series,
            None,
            "who can see it was never read",
        ),
    ]
}

/// Everything about restrictions over the invented workspace.
pub fn overview() -> RestrictionsView {
    RestrictionsView {
        as_of: today(),
        today: today(),
        rule: InheritanceRule::Container,
        counts: StandingCounts {
            assets: 1_252,
            restricted: 38,
            later: 2,
            needs_person: 226,
            open: 986,
            differ: 1,
        },
        unread_access: 4,
        access_read: Some("2026-11-21T12:04:00Z".parse().expect("a time")),
        notes: notes(),
        expiry: expiry(),
        report: report(),
        computed: noon(),
    }
}

/// Setup is done, and restrictions are known; no plan yet.
pub fn world() -> World {
    let mut world = World::open();
    let mut info = workspace();
    info.setup = SetupState::Ready;
    world.apply(Event::Workspace(Arc::new(info)));
    world.apply(Event::Restrictions(Arc::new(overview())));
    world.apply(Event::RestrictSettings(Box::new(settings())));
    world.situation.screen = archway::desktop::screens::ScreenId::Restrict;
    world
}

/// A plan of restrictions is under review.
pub fn reviewing(plan: Plan) -> World {
    let mut world = world();
    world.model.under_review = Some(plan.id);
    world.apply(Event::Plan(Arc::new(plan)));
    world
}
