//! Records with what stands above them, what they say about access and use, and the assets linked to them: small enough to keep a
//! whole workspace in memory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::restriction::{Chain, Statement, StatementKey};
use crate::domain::{AssetId, Level, RecordKind, RecordUri};

/// What the index keeps of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLine {
    /// Its address.
    pub uri: RecordUri,
    /// What stands right above it: the parent, else the resource, else nothing.
    pub above: Option<RecordUri>,
    /// Level of description; accessions and digital objects have none.
    pub level: Option<Level>,
    /// Its title as people read it.
    pub title: String,
}

/// What one record says; shared between all that ask.
pub(super) type Says = Arc<[Arc<Statement>]>;

/// Place of a record in the index.
pub(super) type Place = usize;

/// A record of the index. One that is only spoken of – as what stands above another, or as the end of a link – has no line.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) line: Option<RecordLine>,
    pub(super) above: Option<Place>,
    pub(super) below: Vec<Place>,
    pub(super) says: Says,
    pub(super) assets: Vec<AssetId>,
}

/// Something that changed since the index was made; [`RestrictIndex::recompute`] looks at what it has not seen.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edit {
    Record(Place),
    Asset(AssetId),
}

/// All records, what they say, and the assets linked to them.
#[derive(Debug, Default)]
pub struct RestrictIndex {
    pub(super) uris: Vec<RecordUri>,
    pub(super) nodes: Vec<Node>,
    pub(super) places: HashMap<RecordUri, Place>,
    pub(super) links: BTreeMap<AssetId, Vec<RecordUri>>,
    pub(super) edits: Vec<Edit>,
    silent: Says,
}

impl RestrictIndex {
    /// An index of records, their statements and links. Records that are named without a line are kept as unknown: what is linked to
    /// them, or stands below them, needs a person.
    #[must_use]
    pub fn new(lines: Vec<RecordLine>, statements: Vec<(RecordUri, Vec<Statement>)>, links: Vec<(AssetId, RecordUri)>) -> Self {
        let mut index = Self {
            uris: Vec::with_capacity(lines.len()),
            nodes: Vec::with_capacity(lines.len()),
            places: HashMap::with_capacity(lines.len()),
            ..Self::default()
        };
        for line in lines {
            index.place_line(line);
        }
        for (record, statements) in statements {
            let place = index.place(record);
            index.nodes[place].says = statements.into_iter().map(Arc::new).collect();
        }
        let mut of_assets: BTreeMap<AssetId, Vec<RecordUri>> = BTreeMap::new();
        for (asset, record) in links {
            of_assets.entry(asset).or_default().push(record);
        }
        for (asset, records) in of_assets {
            index.place_links(asset, records);
        }
        index.edits.clear();
        index
    }

    /// Puts what a record says now.
    pub fn set_statements(&mut self, record: RecordUri, statements: Vec<Statement>) {
        let place = self.place(record);
        self.nodes[place].says = if statements.is_empty() {
            Arc::clone(&self.silent)
        } else {
            statements.into_iter().map(Arc::new).collect()
        };
        self.edits.push(Edit::Record(place));
    }

    /// Puts the records that an asset is linked to now; an asset without records is forgotten.
    pub fn set_links(&mut self, asset: AssetId, records: Vec<RecordUri>) {
        for record in self.links.remove(&asset).unwrap_or_default() {
            let place = self.place(record);
            self.nodes[place].assets.retain(|linked| *linked != asset);
        }
        if !records.is_empty() {
            self.place_links(asset, records);
        }
        self.edits.push(Edit::Asset(asset));
    }

    /// Puts a record, new or moved or renamed.
    pub fn put_line(&mut self, line: RecordLine) {
        let place = self.place_line(line);
        self.edits.push(Edit::Record(place));
    }

    /// Takes a record out that is no more. What is still linked to it, or stands below it, needs a person then.
    pub fn forget(&mut self, record: RecordUri) {
        let place = self.place(record);
        if let Some(above) = self.nodes[place].above.take() {
            self.nodes[above].below.retain(|below| *below != place);
        }
        self.nodes[place].line = None;
        self.nodes[place].says = Arc::clone(&self.silent);
        self.edits.push(Edit::Record(place));
    }

    /// What is kept of a record.
    #[must_use]
    pub fn line(&self, record: RecordUri) -> Option<&RecordLine> {
        self.node(record)?.line.as_ref()
    }

    /// Title of a record with its level: `Series 3: Oral histories`, `File: Letters home`. Its address where it is not known.
    #[must_use]
    pub fn titled(&self, record: RecordUri) -> String {
        let Some(line) = self.line(record) else {
            return record.to_string();
        };
        let title = line.title.trim();
        let level = match line.level {
            None | Some(Level::OtherLevel) => "",
            Some(level) => level.words(),
        };
        let said_already = title.get(..level.len()).is_some_and(|start| start.eq_ignore_ascii_case(level));
        match (level, title) {
            ("", "") => record.to_string(),
            ("", _) => title.to_owned(),
            (_, "") => capitalised(level),
            _ if said_already => title.to_owned(),
            _ => format!("{}: {title}", capitalised(level)),
        }
    }

    /// The way down to a record: the resource first, the record itself last. Empty where the record was never heard of. A way that goes
    /// round in a circle ends where it would repeat itself.
    #[must_use]
    pub fn path(&self, record: RecordUri) -> Vec<RecordUri> {
        let way = self.places.get(&record).map(|place| self.way_to(*place)).unwrap_or_default();
        way.into_iter().map(|place| self.uris[place]).collect()
    }

    /// The way down to a record, each with what it says. Where it is not known what stands above, the first says so
    /// ([`Statement::unknown_above`]). Empty where the record was never heard of.
    #[must_use]
    pub fn chain(&self, record: RecordUri) -> Chain {
        let way = self.places.get(&record).map(|place| self.way_to(*place)).unwrap_or_default();
        Chain {
            records: self.says_along(&way),
        }
    }

    /// Linked assets, in order of their ids.
    pub fn assets(&self) -> impl Iterator<Item = AssetId> {
        self.links.keys().copied()
    }

    /// Records that an asset is linked to, in order of their addresses.
    #[must_use]
    pub fn records_of(&self, asset: AssetId) -> &[RecordUri] {
        self.links.get(&asset).map(Vec::as_slice).unwrap_or_default()
    }

    /// Assets linked to a record or to anything below it, in order of their ids, each once.
    #[must_use]
    pub fn assets_below(&self, record: RecordUri) -> Vec<AssetId> {
        let Some(place) = self.places.get(&record) else {
            return Vec::new();
        };
        let mut found: Vec<AssetId> = self
            .at_or_below(&[*place])
            .flat_map(|place| self.nodes[place].assets.iter().copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Everything that records say.
    pub fn statements(&self) -> impl Iterator<Item = &Arc<Statement>> {
        self.nodes.iter().flat_map(|node| node.says.iter())
    }

    /// One thing that a record says. `None` where it says that no more.
    #[must_use]
    pub fn statement(&self, key: &StatementKey) -> Option<&Arc<Statement>> {
        self.node(key.record)?.says.iter().find(|statement| statement.key == *key)
    }

    /// Records with a line.
    pub fn records(&self) -> impl Iterator<Item = &RecordLine> {
        self.nodes.iter().filter_map(|node| node.line.as_ref())
    }

    fn node(&self, record: RecordUri) -> Option<&Node> {
        self.nodes.get(*self.places.get(&record)?)
    }

    /// Place of a record, made where there is none.
    fn place(&mut self, record: RecordUri) -> Place {
        if let Some(place) = self.places.get(&record) {
            return *place;
        }
        let place = self.nodes.len();
        self.uris.push(record);
        self.nodes.push(Node {
            says: Arc::clone(&self.silent),
            ..Node::default()
        });
        self.places.insert(record, place);
        self.edits.push(Edit::Record(place));
        place
    }

    fn place_line(&mut self, line: RecordLine) -> Place {
        let place = self.place(line.uri);
        let above = line.above.map(|above| self.place(above));
        let before = std::mem::replace(&mut self.nodes[place].above, above);
        if before != above {
            if let Some(before) = before {
                self.nodes[before].below.retain(|below| *below != place);
            }
            if let Some(above) = above {
                self.nodes[above].below.push(place);
            }
        }
        self.nodes[place].line = Some(line);
        place
    }

    fn place_links(&mut self, asset: AssetId, mut records: Vec<RecordUri>) {
        records.sort_unstable();
        records.dedup();
        for record in &records {
            let place = self.place(*record);
            self.nodes[place].assets.push(asset);
        }
        self.links.insert(asset, records);
    }

    /// Places from the top down; ends before it would repeat itself.
    pub(super) fn way_to(&self, place: Place) -> Vec<Place> {
        let mut way = vec![place];
        let mut at = place;
        while let Some(above) = self.nodes[at].above {
            // Trees are shallow, and circles are rarer still.
            if way.contains(&above) {
                break;
            }
            way.push(above);
            at = above;
        }
        way.reverse();
        way
    }

    /// What the records of a way say; the first says as well where nobody knows what is above it.
    pub(super) fn says_along(&self, way: &[Place]) -> Vec<(RecordUri, Says)> {
        let mut along: Vec<(RecordUri, Says)> = way
            .iter()
            .map(|place| (self.uris[*place], Arc::clone(&self.nodes[*place].says)))
            .collect();
        if let (Some(top), Some((record, says))) = (way.first(), along.first_mut())
            && self.is_unknown_above(*top)
        {
            let unknown = std::iter::once(Arc::new(Statement::unknown_above(*record)));
            *says = unknown.chain(says.iter().cloned()).collect();
        }
        along
    }

    /// True at the top of a way where something must stand above: the record was never read, or it is an archival object, which always
    /// has a resource.
    pub(super) fn is_unknown_above(&self, top: Place) -> bool {
        self.nodes[top].line.is_none() || self.uris[top].kind == RecordKind::ArchivalObject
    }

    /// Places and everything below them, each once, whatever goes round in circles.
    pub(super) fn at_or_below(&self, from: &[Place]) -> impl Iterator<Item = Place> {
        let mut seen: HashSet<Place> = from.iter().copied().collect();
        let mut waiting: Vec<Place> = seen.iter().copied().collect();
        std::iter::from_fn(move || {
            let place = waiting.pop()?;
            waiting.extend(self.nodes[place].below.iter().copied().filter(|below| seen.insert(*below)));
            Some(place)
        })
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
