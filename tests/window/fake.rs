//! A runtime that answers from an invented institution in memory, and remembers what it was asked.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use archway::desktop::Connection;
use archway::domain::browse::{AssetFilter, AssetRow, Children, CollectionRow, FilterCounts, Node, Parent, RecordFilter, RecordRow, Row};
use archway::domain::workspace::{Connection as Systems, WorkspaceSettings};
use archway::domain::{
    ApprovalStatus, AssetId, AssetType, CollectionId, Level, Link, LinkEnd, LinkState, MediaKind, RecordKind, RecordUri, Repository,
    RepositoryId,
};
use archway::plan::{
    Action, Change, ChangeId, Decision, Effect, FieldChange, Finding, Outcome, Pair, Plan, PlanId, Stage, Target, Workflow,
};
use archway::runtime::view::{
    Detail, Fact, FactGroup, JobId, JobView, LinkView, Picture, Reachability, RecordScope, SetupState, Side, SideStatus, WorkspaceInfo,
};
use archway::runtime::{Command, Event};
use jiff::Timestamp;
use uuid::Uuid;

#[path = "describe_fake.rs"]
pub mod describe_fake;

use describe_fake::Profiles;

pub const REPOSITORY: RepositoryId = RepositoryId(2);

/// The moment at which the invented institution stands still: 12:04 on a day in May.
pub fn now() -> Timestamp {
    "2026-05-04T12:04:00Z".parse().expect("a time")
}

pub fn asset(number: u128) -> AssetId {
    AssetId(Uuid::from_u128(0xa000_0000 + number))
}

pub fn collection(number: u128) -> CollectionId {
    CollectionId(Uuid::from_u128(0xc000_0000 + number))
}

pub fn record(id: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::ArchivalObject, id)
}

pub fn resource(id: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::Resource, id)
}

fn accession(id: u64) -> RecordUri {
    RecordUri::new(REPOSITORY, RecordKind::Accession, id)
}

/// Everything the fake knows.
pub struct Fake {
    rows: HashMap<Node, Row>,
    children: HashMap<Parent, Vec<Node>>,
    assets: AssetFilter,
    records: RecordFilter,
    pub read_only: Option<String>,
    pub jobs: Vec<JobView>,
    /// What was asked, oldest first.
    pub asked: Vec<Command>,
    /// Records below resource 99, made up when asked for.
    pub many: u64,
    /// Mapping profiles.
    pub profiles: Profiles,
}

pub type Shared = Rc<RefCell<Fake>>;

impl Fake {
    pub fn new() -> Self {
        let mut fake = Self {
            rows: HashMap::new(),
            children: HashMap::new(),
            assets: AssetFilter::default(),
            records: RecordFilter::default(),
            read_only: None,
            jobs: Vec::new(),
            asked: Vec::new(),
            many: 0,
            profiles: Profiles::new(),
        };
        fake.iconik();
        fake.archivesspace();
        fake
    }

    fn iconik(&mut self) {
        let collections = [
            (1, "Oral histories 2024", Parent::IconikTop),
            (2, "Harbour workers", Parent::Collection(collection(1))),
            (3, "Shipyard closures", Parent::Collection(collection(1))),
            (4, "Broadcast masters", Parent::IconikTop),
            (5, "Incoming, not described", Parent::IconikTop),
        ];
        for (number, title, parent) in collections {
            let id = collection(number);
            self.put(
                parent,
                Row::Collection(CollectionRow {
                    id,
                    title: title.to_owned(),
                    assets: 0,
                    collections: 0,
                }),
            );
        }
        let workers = Parent::Collection(collection(2));
        let state = [LinkState::NotLinked, LinkState::Linked, LinkState::ChangedSince, LinkState::Broken];
        let list: [(u128, &str, MediaKind, u64, usize); 9] = [
            (1, "QW-001 Odile Marsh, tape 1", MediaKind::Video, 3_492, 1),
            (2, "QW-001 Odile Marsh, tape 2", MediaKind::Video, 3_760, 1),
            (3, "QW-002 Þórdís Ásgrímsdóttir", MediaKind::Video, 2_823, 2),
            (4, "QW-003_b12_f03_001.mp4", MediaKind::Video, 1_915, 0),
            (5, "QW-003_b12_f03_002.mp4", MediaKind::Video, 1_750, 0),
            (6, "QW-003_b12_f03_003.mp4", MediaKind::Video, 2_006, 0),
            (7, "QW-004 港湾労働者 interview", MediaKind::Audio, 4_320, 0),
            (8, "QW-005 Quayside walk, silent", MediaKind::Video, 764, 0),
            (9, "QW-006 Contact sheet 4", MediaKind::Image, 0, 3),
        ];
        for (number, title, media, seconds, link) in list {
            self.put(workers, asset_row(number, title, media, seconds, state[link]));
        }
        self.put(
            Parent::Collection(collection(3)),
            asset_row(20, "Slipway, last launch", MediaKind::Video, 600, LinkState::NotLinked),
        );
        for number in 0..60u128 {
            let title = format!("Broadcast master {:03}", number + 1);
            let kind = [MediaKind::Video, MediaKind::Audio, MediaKind::Image, MediaKind::Text][number as usize % 4];
            let link = state[usize::from(number % 5 == 0)];
            self.put(
                Parent::Collection(collection(4)),
                asset_row(100 + number, &title, kind, 60 + number as u64 * 7, link),
            );
        }
        self.put(
            Parent::Collection(collection(5)),
            asset_row(
                200,
                "A very long title that nobody shortened when the tape was digitised in the spring of 1998 at the quay, reel 7 of 9",
                MediaKind::Video,
                61,
                LinkState::NotLinked,
            ),
        );
        self.put(
            Parent::Collection(collection(5)),
            asset_row(201, "تسجيل صوتي من الميناء", MediaKind::Audio, 61, LinkState::NotLinked),
        );
    }

    fn archivesspace(&mut self) {
        let top = Parent::Resources(REPOSITORY);
        let inside = |id: u64| Parent::Record(record(id));
        let series = Parent::Record(resource(1));
        let list: Vec<Line> = vec![
            (
                top,
                resource(1),
                "MS 042 · Quayside Memory Project",
                "1958–2003",
                "",
                Level::Collection,
                LinkState::NotLinked,
                false,
            ),
            (
                top,
                resource(2),
                "MS 051 · Dock Street Cinema club",
                "1931–1968",
                "",
                Level::Collection,
                LinkState::NotLinked,
                false,
            ),
            (
                series,
                record(10),
                "Series 1: Administrative files",
                "1958–1987",
                "",
                Level::Series,
                LinkState::NotLinked,
                false,
            ),
            (
                inside(10),
                record(11),
                "Correspondence",
                "1958–1971",
                "Box 1–4",
                Level::File,
                LinkState::NotLinked,
                false,
            ),
            (
                series,
                record(30),
                "Series 3: Oral histories",
                "1979–1986",
                "",
                Level::Series,
                LinkState::NotLinked,
                true,
            ),
            (
                inside(30),
                record(31),
                "Harbour workers",
                "1979–1984",
                "Box 12",
                Level::File,
                LinkState::NotLinked,
                false,
            ),
            (
                inside(31),
                record(32),
                "Marsh, Odile",
                "1979 May 3",
                "Box 12, f. 1",
                Level::Item,
                LinkState::Linked,
                false,
            ),
            (
                inside(31),
                record(33),
                "Ásgrímsdóttir, Þórdís",
                "circa 1980",
                "Box 12, f. 2",
                Level::Item,
                LinkState::ChangedSince,
                false,
            ),
            (
                inside(31),
                record(34),
                "Interview with a crane driver, part 1",
                "1981",
                "Box 12, f. 3",
                Level::Item,
                LinkState::NotLinked,
                false,
            ),
            (
                inside(31),
                record(35),
                "Interview with a crane driver, part 2",
                "1981",
                "Box 12, f. 3",
                Level::Item,
                LinkState::NotLinked,
                false,
            ),
            (
                inside(31),
                record(36),
                "Interview with a crane driver, part 3",
                "1981",
                "Box 12, f. 3",
                Level::Item,
                LinkState::NotLinked,
                false,
            ),
            (
                inside(31),
                record(37),
                "1982 June 11",
                "1982 June 11",
                "Box 12, f. 4",
                Level::Item,
                LinkState::Broken,
                true,
            ),
            (
                inside(30),
                record(38),
                "Shipyard closures",
                "1983–1986",
                "Box 13",
                Level::File,
                LinkState::NotLinked,
                false,
            ),
            (
                series,
                record(40),
                "Series 4: Photographs (450)",
                "1960–1999",
                "",
                Level::Series,
                LinkState::NotLinked,
                false,
            ),
        ];
        for (parent, uri, title, dates, container, level, link, restricted) in list {
            self.put(
                parent,
                Row::Record(RecordRow {
                    restriction: Default::default(),
                    uri,
                    title: title.to_owned(),
                    identifier: String::new(),
                    dates: dates.to_owned(),
                    container: container.to_owned(),
                    level: Some(level),
                    children: None,
                    link,
                    links: u32::from(link != LinkState::NotLinked),
                    restricted,
                    publish: true,
                    suppressed: false,
                }),
            );
        }
        for number in 0..450u64 {
            let row = photograph(1_000 + number, number);
            self.put(inside(40), row);
        }
        let row = RecordRow {
            restriction: Default::default(),
            uri: accession(1),
            title: "2019-004 · Film reels from the ferry company".to_owned(),
            identifier: "2019-004".to_owned(),
            dates: "2019".to_owned(),
            container: String::new(),
            level: None,
            children: Some(0),
            link: LinkState::NotLinked,
            links: 0,
            restricted: false,
            publish: false,
            suppressed: false,
        };
        self.put(Parent::Accessions(REPOSITORY), Row::Record(row));
        let parents: Vec<(Node, u32)> = self
            .rows
            .keys()
            .map(|node| (*node, self.inside(node).map_or(0, |nodes| nodes.len() as u32)))
            .collect();
        for (node, count) in parents {
            let nested = self
                .inside(&node)
                .map_or(0, |nodes| nodes.iter().filter(|node| matches!(node, Node::Collection(_))).count());
            match self.rows.get_mut(&node) {
                Some(Row::Record(row)) => row.children = Some(count),
                Some(Row::Collection(row)) => {
                    row.collections = nested as u32;
                    row.assets = count - nested as u32;
                }
                _ => {}
            }
        }
    }

    fn inside(&self, node: &Node) -> Option<&Vec<Node>> {
        match node {
            Node::Collection(id) => self.children.get(&Parent::Collection(*id)),
            Node::Record(uri) => self.children.get(&Parent::Record(*uri)),
            Node::Asset(_) => None,
        }
    }

    pub fn put(&mut self, parent: Parent, row: Row) {
        let node = match &row {
            Row::Asset(row) => Node::Asset(row.id),
            Row::Collection(row) => Node::Collection(row.id),
            Row::Record(row) => Node::Record(row.uri),
        };
        self.rows.insert(node, row);
        self.children.entry(parent).or_default().push(node);
    }

    /// A resource with so many records directly inside.
    pub fn add_many(&mut self, count: u64) {
        self.many = count;
        let row = RecordRow {
            restriction: Default::default(),
            uri: resource(99),
            title: "Flat series".to_owned(),
            identifier: String::new(),
            dates: String::new(),
            container: String::new(),
            level: Some(Level::Collection),
            children: Some(u32::try_from(count).unwrap_or(u32::MAX)),
            link: LinkState::NotLinked,
            links: 0,
            restricted: false,
            publish: true,
            suppressed: false,
        };
        self.put(Parent::Resources(REPOSITORY), Row::Record(row));
    }

    pub fn workspace(&self) -> WorkspaceInfo {
        let side = |what: &str, count| SideStatus {
            reachability: Reachability::Reached { what: what.to_owned() },
            refreshed: Some(now()),
            count,
        };
        WorkspaceInfo {
            path: PathBuf::from("practice.archway"),
            connection: Systems {
                name: "Quayside Sound & Film Archive".to_owned(),
                archivesspace_url: "http://127.0.0.1:1/".to_owned(),
                archivesspace_staff_url: String::new(),
                archivesspace_user: "practice".to_owned(),
                iconik_url: "http://127.0.0.1:2/".to_owned(),
                iconik_app_id: "app".to_owned(),
                practice: true,
            },
            settings: WorkspaceSettings::default(),
            read_only: self.read_only.clone(),
            vault_notice: None,
            iconik: side("account of the practice workspace", 1_578),
            archivesspace: side("ArchivesSpace 4.2.1", 955),
            repositories: vec![
                Repository {
                    id: REPOSITORY,
                    code: "QSC".to_owned(),
                    name: "Quayside Special Collections".to_owned(),
                },
                Repository {
                    id: RepositoryId(3),
                    code: "MAP".to_owned(),
                    name: "Map Room".to_owned(),
                },
            ],
            repository: Some(REPOSITORY),
            setup: SetupState::Ready,
            plans_in_review: 3,
            problems: 0,
            last_applied: Some((PlanId(Uuid::from_u128(1)), "linked 2 assets".to_owned())),
            bad_network: false,
        }
    }

    fn shows(&self, node: &Node) -> bool {
        let has = |text: &str, title: &str| title.to_lowercase().contains(&text.trim().to_lowercase());
        match self.rows.get(node) {
            Some(Row::Asset(row)) => {
                self.assets.link.is_none_or(|state| state == row.link)
                    && self.assets.media.is_none_or(|kind| kind == row.media)
                    && (!self.assets.approved || row.approval == ApprovalStatus::Approved)
                    && has(&self.assets.text, &row.title)
            }
            Some(Row::Record(row)) => {
                let leaf = row.children == Some(0);
                !leaf
                    || (self.records.link.is_none_or(|state| state == row.link)
                        && self.records.level.is_none_or(|level| Some(level) == row.level)
                        && has(&self.records.text, &row.title))
            }
            _ => true,
        }
    }

    fn counts(&self, side: Side) -> FilterCounts {
        let mut counts = FilterCounts::default();
        for (node, row) in &self.rows {
            let (here, link) = match row {
                Row::Asset(row) => (Side::Iconik, row.link),
                Row::Record(row) => (Side::ArchivesSpace, row.link),
                Row::Collection(_) => continue,
            };
            if here == side {
                let shown = u64::from(self.shows(node));
                counts.shown += shown;
                counts.hidden += 1 - shown;
                counts.not_linked += u64::from(link == LinkState::NotLinked);
            }
        }
        counts
    }

    fn children_of(&self, parent: &Parent) -> Children {
        if *parent == Parent::Record(resource(99)) {
            let nodes = (0..self.many).map(|number| Node::Record(record(1_000_000 + number))).collect();
            return Children { nodes, read: true };
        }
        let nodes = self.children.get(parent).into_iter().flatten();
        Children {
            nodes: nodes.filter(|node| self.shows(node)).copied().collect(),
            read: true,
        }
    }

    fn row(&self, node: &Node) -> Option<Row> {
        match node {
            Node::Record(uri) if uri.id >= 1_000_000 => Some(photograph(uri.id, uri.id - 1_000_000)),
            node => self.rows.get(node).cloned(),
        }
    }

    fn title(&self, node: &Node) -> String {
        match self.row(node) {
            Some(Row::Asset(row)) => row.title,
            Some(Row::Record(row)) => row.title,
            Some(Row::Collection(row)) => row.title,
            None => String::new(),
        }
    }

    fn detail(&self, node: Node) -> Detail {
        let link = |asset: AssetId, record: RecordUri| LinkView {
            link: Link {
                asset,
                record,
                digital_object: None,
                archivesspace: LinkEnd::Present,
                iconik: LinkEnd::Present,
                state: LinkState::Linked,
                note: String::new(),
            },
            asset_title: self.title(&Node::Asset(asset)),
            record_title: self.title(&Node::Record(record)),
        };
        let pairs = [(asset(1), record(32)), (asset(2), record(32)), (asset(3), record(33))];
        let links = pairs
            .into_iter()
            .filter(|(asset, record)| node == Node::Asset(*asset) || node == Node::Record(*record))
            .map(|(asset, record)| link(asset, record))
            .collect();
        let fact = |name: &str, value: &str| Fact {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let group = |title: &str, facts: Vec<Fact>| FactGroup {
            title: title.to_owned(),
            facts,
        };
        let id = match node {
            Node::Asset(asset) => asset.to_string(),
            Node::Collection(collection) => collection.to_string(),
            Node::Record(uri) => uri.to_string(),
        };
        Detail {
            node,
            title: self.title(&node),
            path: vec!["MS 042 · Quayside Memory Project".to_owned(), "Series 3: Oral histories".to_owned()],
            page: Some(format!("http://127.0.0.1:2/{id}")),
            identifiers: vec![fact("Identifier", &id)],
            groups: vec![
                group(
                    "Description",
                    vec![
                        fact("Dates", "1979 May 3 (creation)"),
                        fact("Extent", "1 interview, 58 minutes"),
                        fact("Agents", "Marsh, Odile (interviewee)\nHarbour Memory Group (interviewer)"),
                    ],
                ),
                group(
                    "Notes",
                    vec![fact(
                        "Scope and contents",
                        "An invented interview about work on the cranes, recorded at home in two sittings.",
                    )],
                ),
                group("Files", vec![fact("qw-001_t1.mp4", "4.2 GB · H.264 · 1920 × 1080")]),
            ],
            links,
            fresh: true,
            problem: None,
        }
    }

    fn path(&self, node: Node) -> Option<Event> {
        let mut path = vec![node];
        let mut below = node;
        loop {
            let (parent, _) = self.children.iter().find(|(_, nodes)| nodes.contains(&below))?;
            match parent {
                Parent::Collection(id) => below = Node::Collection(*id),
                Parent::Record(uri) => below = Node::Record(*uri),
                root => {
                    path.reverse();
                    return Some(Event::Path { node, root: *root, path });
                }
            }
            path.push(below);
        }
    }

    fn plan(&self, pairs: &[(AssetId, RecordUri)], workflow: Workflow) -> Plan {
        let titled = |(asset, record): &(AssetId, RecordUri)| Pair {
            asset: *asset,
            asset_title: self.title(&Node::Asset(*asset)),
            record: *record,
            record_title: self.title(&Node::Record(*record)),
            why: "box 12, folder 3 · 1981".to_owned(),
        };
        let changes = pairs.iter().enumerate().map(|(at, (asset, record))| Change {
            id: ChangeId(at as u32 + 1),
            effect: Effect::Add,
            target: Target::Asset { id: *asset },
            label: self.title(&Node::Asset(*asset)),
            fields: vec![FieldChange::set("Record URI", record.to_string())],
            because: "chosen by hand".to_owned(),
            conditions: Vec::new(),
            needs: Vec::new(),
            findings: vec![Finding::note("Series 3 is closed until 2041-12-31")],
            action: Action::UpdateAsset {
                asset: *asset,
                view: "view".to_owned(),
                before: Default::default(),
                after: Default::default(),
                note: String::new(),
            },
            nature: Default::default(),
            agrees: Vec::new(),
            restricting: None,
            decision: Decision::Accepted,
            outcome: Outcome::Pending,
        });
        Plan {
            id: PlanId(Uuid::from_u128(7 + self.asked.len() as u128)),
            workflow,
            title: format!("{} {} assets", workflow.words(), pairs.len()),
            created: now(),
            author: "practice".to_owned(),
            undoes: None,
            pairs: pairs.iter().map(titled).collect(),
            notices: Vec::new(),
            changes: changes.collect(),
            stage: Stage::Review,
            restrict: None,
        }
    }

    /// What the runtime would say to a command.
    pub fn answer(&mut self, command: Command) -> Vec<Event> {
        self.asked.push(command.clone());
        if let Some(events) = self.profiles.answer(&command) {
            return events;
        }
        match command {
            Command::LoadRows(nodes) => vec![Event::Rows(nodes.iter().map(|node| (*node, self.row(node))).collect())],
            Command::LoadChildren(parent) => vec![Event::Children {
                parent,
                children: self.children_of(&parent),
            }],
            Command::FilterAssets(filter) => {
                self.assets = filter;
                vec![Event::Filtered {
                    side: Side::Iconik,
                    counts: self.counts(Side::Iconik),
                }]
            }
            Command::FilterRecords { filter, scope } => {
                assert!(matches!(scope, RecordScope::Resources(_) | RecordScope::Accessions(_)));
                self.records = filter;
                vec![Event::Filtered {
                    side: Side::ArchivesSpace,
                    counts: self.counts(Side::ArchivesSpace),
                }]
            }
            Command::LoadDetail(node) => vec![Event::Detail(Box::new(self.detail(node)))],
            Command::LoadPicture(asset) => vec![Event::Picture {
                asset,
                picture: picture(asset),
            }],
            Command::LoadPath(node) => self.path(node).into_iter().collect(),
            Command::PlanLinks { pairs, .. } => vec![Event::Plan(Arc::new(self.plan(&pairs, Workflow::Link)))],
            Command::PlanDescribe { .. } => {
                let pairs = [(asset(4), record(34)), (asset(5), record(35))];
                vec![Event::Plan(Arc::new(self.plan(&pairs, Workflow::Describe)))]
            }
            Command::PlanUnlink { pairs, .. } => vec![Event::Plan(Arc::new(self.plan(&pairs, Workflow::Unlink)))],
            _ => Vec::new(),
        }
    }
}

/// Parent, address, title, dates, container, level, state, restricted.
type Line = (Parent, RecordUri, &'static str, &'static str, &'static str, Level, LinkState, bool);

fn asset_row(number: u128, title: &str, media: MediaKind, seconds: u64, link: LinkState) -> Row {
    Row::Asset(AssetRow {
        restriction: Default::default(),
        id: asset(number),
        title: title.to_owned(),
        asset_type: AssetType::Asset,
        media,
        duration_ms: (seconds > 0).then_some(seconds * 1_000),
        approval: ApprovalStatus::NotAsked,
        created: "2024-02-11".to_owned(),
        versions: 1,
        link,
        links: u32::from(link != LinkState::NotLinked),
    })
}

fn photograph(id: u64, number: u64) -> Row {
    Row::Record(RecordRow {
        restriction: Default::default(),
        uri: record(id),
        title: format!(
            "Photograph {:07}, the quay from the water side, taken by the harbour office",
            number + 1
        ),
        identifier: String::new(),
        dates: format!("{}", 1960 + number % 40),
        container: format!("Box {}, f. {}", 40 + number / 100, number % 100),
        level: Some(Level::Item),
        children: Some(0),
        link: if number.is_multiple_of(7) {
            LinkState::Linked
        } else {
            LinkState::NotLinked
        },
        links: 0,
        restricted: false,
        publish: true,
        suppressed: false,
    })
}

/// A picture of bands, different for each asset; every fifth has none.
fn picture(asset: AssetId) -> Option<Arc<Picture>> {
    let seed = (asset.0.as_u128() % 97) as u32;
    if seed % 5 == 4 {
        return None;
    }
    let (width, height) = (160u32, 90u32);
    let pixel = |x: u32, y: u32| {
        let sky = y < 40 + (x / 16 + seed) % 9;
        let tone = ((seed * 5 + x / 3 + y) % 90) as u8;
        if sky {
            [120 + tone / 2, 140 + tone / 2, 160 + tone / 2, 255]
        } else {
            [50 + tone, 60 + tone / 2, 55 + tone / 3, 255]
        }
    };
    let rgba = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    Some(Arc::new(Picture { width, height, rgba }))
}

/// A running job, as in the drawings.
pub fn a_job() -> JobView {
    JobView {
        id: JobId(1),
        name: "Refreshing ArchivesSpace".to_owned(),
        phase: "reading “Series 4: Photographs”".to_owned(),
        done: 280,
        total: Some(450),
        unit: "records",
        rate: 96.0,
        cancelling: false,
    }
}

/// The line to a fake, and a way to put more events in.
pub fn connect(fake: Fake) -> (Connection, Shared, Sender<Event>) {
    let (events, receive) = channel();
    let workspace = fake.workspace();
    let jobs = fake.jobs.clone();
    events.send(Event::Workspace(Arc::new(workspace))).expect("the window listens");
    events.send(Event::Jobs(jobs)).expect("the window listens");
    let fake = Rc::new(RefCell::new(fake));
    let (answering, answers) = (Rc::clone(&fake), events.clone());
    let send = Box::new(move |command| {
        for event in answering.borrow_mut().answer(command) {
            // The window may be gone already at the end of a test.
            let _ = answers.send(event);
        }
    });
    (Connection { send, events: receive }, fake, events)
}
