//! The invented institution that both practice systems hold: the Kelder Sound & Film Archive.
//!
//! Every name, place, title and date here is invented. The town of Kelder does not exist and no person named here lives.
//! Both systems are filled from this outline, so that what stands in one has its counterpart in the other.

pub mod archivesspace;
mod archivesspace_accessions;
mod archivesspace_authorities;
mod archivesspace_cinema;
mod archivesspace_film_unit;
pub mod archivesspace_generator;
pub mod archivesspace_quayside;
pub mod iconik;
mod iconik_assets;
mod iconik_collections;
mod iconik_generator;
mod iconik_metadata;
mod iconik_people;
mod iconik_work;

use uuid::Uuid;

/// Name of the institution.
pub const NAME: &str = "Kelder Sound & Film Archive";

/// Namespace for every identifier that is derived from a name, so that each start of the practice systems gives the same ones.
pub const NAMESPACE: Uuid = Uuid::from_u128(0x6b1d_83a2_4c5e_5f70_9e21_7a40_c0ff_1e00);

/// The iconik id of a thing of this institution, from its kind (`asset`, `collection`, `user`, …) and its short name.
#[must_use]
pub fn id(kind: &str, slug: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{kind}:{slug}").as_bytes())
}

/// A recording or picture that has a description in ArchivesSpace and one or more assets in iconik.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// Short name from which asset ids are derived; parts add `-1`, `-2` and so on.
    pub slug: &'static str,
    /// Title of the archival object. Empty where the archivist gave only a date.
    pub title: &'static str,
    /// Date as the archivist wrote it.
    pub date_expression: &'static str,
    /// Begin of the date, `YYYY[-MM[-DD]]`.
    pub begin: &'static str,
    /// Box and folder in the top container of the series.
    pub box_folder: (u16, u16),
    /// Titles of the assets, in order of parts.
    pub assets: &'static [&'static str],
    /// What the assets are.
    pub media: Media,
}

/// Kind of media of an [`Item`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Moving image.
    Video,
    /// Sound.
    Audio,
    /// Still image.
    Image,
}

/// Items of "Series 3: Oral histories", file "Quay workers", of resource KS 017.
pub const QUAY_WORKERS: &[Item] = &[
    Item {
        slug: "qw-001",
        title: "Adeyemi-Holt, Florence",
        date_expression: "1979 May 3",
        begin: "1979-05-03",
        box_folder: (12, 1),
        assets: &["QW-001 Florence Adeyemi-Holt, tape 1", "QW-001 Florence Adeyemi-Holt, tape 2"],
        media: Media::Video,
    },
    Item {
        slug: "qw-002",
        title: "Ásgrímsdóttir, Þórdís",
        date_expression: "circa 1980",
        begin: "1980",
        box_folder: (12, 2),
        assets: &["QW-002 Þórdís Ásgrímsdóttir"],
        media: Media::Video,
    },
    Item {
        slug: "qw-003a",
        title: "Interview with a crane driver, part 1",
        date_expression: "1981",
        begin: "1981",
        box_folder: (12, 3),
        assets: &["QW-003_b12_f03_001.mp4"],
        media: Media::Video,
    },
    Item {
        slug: "qw-003b",
        title: "Interview with a crane driver, part 2",
        date_expression: "1981",
        begin: "1981",
        box_folder: (12, 3),
        assets: &["QW-003_b12_f03_002.mp4"],
        media: Media::Video,
    },
    Item {
        slug: "qw-003c",
        title: "Interview with a crane driver, part 3",
        date_expression: "1981",
        begin: "1981",
        box_folder: (12, 3),
        assets: &["QW-003_b12_f03_003.mp4"],
        media: Media::Video,
    },
    Item {
        slug: "qw-004",
        title: "",
        date_expression: "1982 June 11",
        begin: "1982-06-11",
        box_folder: (12, 4),
        assets: &["QW-004 港湾労働者 interview"],
        media: Media::Audio,
    },
    Item {
        slug: "qw-005",
        title: "Quay walk with the night shift (silent)",
        date_expression: "1983",
        begin: "1983",
        box_folder: (12, 5),
        assets: &["QW-005 Quay walk, silent"],
        media: Media::Video,
    },
    Item {
        slug: "qw-006",
        title: "مقابلة مع بحّار سابق",
        date_expression: "1983 October",
        begin: "1983-10",
        box_folder: (12, 6),
        assets: &["QW-006 مقابلة مع بحّار"],
        media: Media::Audio,
    },
    Item {
        slug: "qw-007",
        title: "Müller-Façade, Zoë: <emph render=\"italic\">Das Dock</emph> & after",
        date_expression: "1984",
        begin: "1984",
        box_folder: (12, 7),
        assets: &["QW-007 Zoë Müller-Façade – Das Dock & after"],
        media: Media::Audio,
    },
    Item {
        slug: "qw-008",
        title: "Contact sheet of the winch house",
        date_expression: "1984",
        begin: "1984",
        box_folder: (12, 8),
        assets: &["QW-008 Contact sheet 4"],
        media: Media::Image,
    },
];

/// Items of "Series 3: Oral histories", file "Shipyard closures", of resource KS 017.
pub const SHIPYARD_CLOSURES: &[Item] = &[
    Item {
        slug: "sc-001",
        title: "Public meeting at the Mechanics' Hall",
        date_expression: "1983 February 8",
        begin: "1983-02-08",
        box_folder: (13, 1),
        assets: &["SC-001 Public meeting, reel A", "SC-001 Public meeting, reel B"],
        media: Media::Audio,
    },
    Item {
        slug: "sc-002",
        title: "Last launch from slip no. 2",
        date_expression: "1984 September 21",
        begin: "1984-09-21",
        box_folder: (13, 2),
        assets: &["SC-002 Last launch, slip 2"],
        media: Media::Video,
    },
    Item {
        slug: "sc-003",
        title: "Banner workshop",
        date_expression: "1985",
        begin: "1985",
        box_folder: (13, 3),
        assets: &["SC-003 Banner workshop"],
        media: Media::Video,
    },
    Item {
        slug: "sc-004",
        title: "Canteen songs",
        date_expression: "undated",
        begin: "",
        box_folder: (13, 4),
        assets: &["SC-004 Canteen songs"],
        media: Media::Audio,
    },
    Item {
        slug: "sc-005",
        title: "Statement of the works council",
        date_expression: "1986 January",
        begin: "1986-01",
        box_folder: (13, 5),
        assets: &["SC-005 Works council statement"],
        media: Media::Audio,
    },
];

/// Number of photographs in the flat "Series 4: Photographs" of resource KS 017; scans of the first ones are assets.
pub const PHOTOGRAPHS: usize = 450;

/// Number of those photographs that have a scan in iconik, slugs `ph-0001` and so on.
pub const SCANNED_PHOTOGRAPHS: usize = 60;

/// Title of photograph `number` (from 1) of "Series 4: Photographs".
#[must_use]
pub fn photograph_title(number: usize) -> String {
    const SUBJECTS: [&str; 9] = [
        "Fish market",
        "Ferry landing",
        "Rope walk",
        "Harbour master's office",
        "Dry dock",
        "Sail loft",
        "Coal wharf",
        "Customs shed",
        "Lifeboat slip",
    ];
    const VIEWS: [&str; 5] = ["from the north", "at low tide", "in snow", "with workers", "at dusk"];
    format!(
        "{} {}, no. {number}",
        SUBJECTS[number % SUBJECTS.len()],
        VIEWS[(number / SUBJECTS.len()) % VIEWS.len()]
    )
}
