//! The visible rows of a tree: one array a property, opened and closed by splicing.

use std::collections::HashMap;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use crate::desktop::model::Model;
use crate::domain::browse::{Children, Node, Parent};

/// Name of a row: its node and everything above it. The same node may stand in several places.
pub type Path = u64;

#[derive(Debug)]
struct Opened {
    parent: Parent,
    /// What was spliced in.
    seen: Option<Arc<Children>>,
}

/// The visible rows.
#[derive(Debug, Default)]
pub struct Rows {
    root: Option<Parent>,
    seen_root: Option<Arc<Children>>,
    nodes: Vec<Node>,
    depths: Vec<u16>,
    paths: Vec<Path>,
    opened: HashMap<Path, Opened>,
    revision: u64,
    /// At this revision everything was here.
    nothing_wanted: Option<u64>,
}

/// How the visible rows changed: at a place, so many rows went and so many came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Splice {
    /// First row that went or came.
    pub at: usize,
    /// How many went.
    pub gone: usize,
    /// How many came.
    pub come: usize,
}

impl Splice {
    /// Where a row stands after the splice; a row that went is taken for the one above the place.
    #[must_use]
    pub fn shift(&self, row: usize) -> usize {
        if row < self.at {
            row
        } else if row < self.at + self.gone {
            self.at.saturating_sub(1)
        } else {
            row - self.gone + self.come
        }
    }
}

/// What lies inside a node, where anything can.
#[must_use]
pub fn inside(node: &Node) -> Option<Parent> {
    match node {
        Node::Collection(collection) => Some(Parent::Collection(*collection)),
        Node::Record(record) => Some(Parent::Record(*record)),
        Node::Asset(_) => None,
    }
}

fn path_of(above: Path, node: &Node) -> Path {
    let mut hasher = std::hash::DefaultHasher::new();
    above.hash(&mut hasher);
    node.hash(&mut hasher);
    hasher.finish()
}

impl Rows {
    /// Shows what lies inside a parent; does nothing where it does already.
    pub fn set_root(&mut self, root: Option<Parent>) {
        if self.root != root {
            *self = Self { root, ..Self::default() };
        }
    }

    /// What is shown.
    #[must_use]
    pub fn root(&self) -> Option<Parent> {
        self.root
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True where there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node of a row.
    #[must_use]
    pub fn node(&self, row: usize) -> Option<Node> {
        self.nodes.get(row).copied()
    }

    /// All nodes, in the order of the rows.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// How deep a row stands, from 0.
    #[must_use]
    pub fn depth(&self, row: usize) -> u16 {
        self.depths.get(row).copied().unwrap_or_default()
    }

    /// The name of a row.
    #[must_use]
    pub fn path(&self, row: usize) -> Option<Path> {
        self.paths.get(row).copied()
    }

    /// True where a row is open.
    #[must_use]
    pub fn is_open(&self, row: usize) -> bool {
        self.path(row).is_some_and(|path| self.opened.contains_key(&path))
    }

    /// The row above a row, one level up.
    #[must_use]
    pub fn above(&self, row: usize) -> Option<usize> {
        let depth = self.depth(row);
        (0..row).rev().find(|candidate| self.depth(*candidate) < depth)
    }

    /// The first row that shows a node.
    #[must_use]
    pub fn find(&self, node: &Node) -> Option<usize> {
        self.nodes.iter().position(|candidate| candidate == node)
    }

    /// The row of a node directly below a row, or at the top.
    #[must_use]
    pub fn find_below(&self, above: Option<usize>, node: &Node) -> Option<usize> {
        let (start, depth) = match above {
            Some(row) => (row + 1, self.depth(row) + 1),
            None => (0, 0),
        };
        (start..self.len())
            .take_while(|row| self.depth(*row) >= depth)
            .find(|row| self.depth(*row) == depth && self.node(*row).as_ref() == Some(node))
    }

    /// Opens a row; what lies inside comes at once where it is known.
    pub fn open(&mut self, row: usize, model: &Model) -> Option<Splice> {
        let (node, path) = (self.node(row)?, self.path(row)?);
        let parent = inside(&node)?;
        if self.opened.contains_key(&path) {
            return None;
        }
        self.opened.insert(path, Opened { parent, seen: None });
        self.nothing_wanted = None;
        Some(self.respread(row, model))
    }

    /// Closes a row. What was open inside is open again when the row is.
    pub fn close(&mut self, row: usize) -> Option<Splice> {
        let path = self.path(row)?;
        self.opened.remove(&path)?;
        let gone = self.below(row);
        self.replace(row + 1, gone, Spread::default());
        Some(Splice {
            at: row + 1,
            gone,
            come: 0,
        })
    }

    /// Closes every row.
    pub fn close_all(&mut self, model: &Model) {
        self.opened.clear();
        self.rebuild(model);
    }

    /// Opens every record below a record from a list that says their depth, the record itself included.
    pub fn open_below(&mut self, record: &Node, nodes: &[(Node, u16)], model: &Model) -> Option<Splice> {
        let row = self.find(record)?;
        let path = self.path(row)?;
        let mut way = vec![path];
        self.mark_open(path, record);
        for (place, (node, depth)) in nodes.iter().enumerate() {
            way.truncate(usize::from(*depth).max(1));
            let here = path_of(way.last().copied().unwrap_or_default(), node);
            let has_more = nodes.get(place + 1).is_some_and(|(_, next)| next > depth);
            if has_more {
                self.mark_open(here, node);
            }
            way.push(here);
        }
        Some(self.respread(row, model))
    }

    /// Looks at the model again where something changed; gives the splices made, or `None` where all was built anew.
    pub fn reconcile(&mut self, model: &Model) -> Option<Vec<Splice>> {
        if self.revision == model.children_revision() && self.seen_root.is_some() {
            return Some(Vec::new());
        }
        self.revision = model.children_revision();
        let now = self.root.and_then(|root| model.children(&root));
        if changed(self.seen_root.as_ref(), now) {
            self.rebuild(model);
            return None;
        }
        let old: Vec<Path> = self
            .opened
            .iter()
            .filter(|(_, opened)| changed(opened.seen.as_ref(), model.children(&opened.parent)))
            .map(|(path, _)| *path)
            .collect();
        // A few changed places are spliced; many are quicker built anew.
        if old.len() > 8 {
            self.rebuild(model);
            return None;
        }
        let mut splices = Vec::new();
        for path in old {
            if let Some(row) = self.paths.iter().position(|candidate| *candidate == path) {
                splices.push(self.respread(row, model));
            }
        }
        Some(splices)
    }

    /// Parents whose content should be asked for, those above or among the rows drawn first.
    #[must_use]
    pub fn wanted(&mut self, model: &Model, drawn: std::ops::Range<usize>, most: usize) -> Vec<Parent> {
        let revision = model.children_revision();
        if self.nothing_wanted == Some(revision) {
            return Vec::new();
        }
        let mut wanted: Vec<Parent> = self.root.into_iter().filter(|root| model.wants_children(root)).collect();
        let opened = |row: usize| self.opened.get(&self.path(row)?).map(|opened| opened.parent);
        let near = drawn.filter_map(opened);
        let far = self.opened.values().map(|opened| opened.parent);
        for parent in near.chain(far) {
            if wanted.len() >= most {
                break;
            }
            if model.wants_children(&parent) && !wanted.contains(&parent) {
                wanted.push(parent);
            }
        }
        if wanted.is_empty() {
            self.nothing_wanted = Some(revision);
        }
        wanted
    }

    fn mark_open(&mut self, path: Path, node: &Node) {
        if let Some(parent) = inside(node) {
            self.nothing_wanted = None;
            self.opened.entry(path).or_insert(Opened { parent, seen: None });
        }
    }

    /// How many rows stand below a row.
    fn below(&self, row: usize) -> usize {
        let depth = self.depth(row);
        self.depths
            .get(row + 1..)
            .unwrap_or_default()
            .iter()
            .take_while(|below| **below > depth)
            .count()
    }

    fn respread(&mut self, row: usize, model: &Model) -> Splice {
        let gone = self.below(row);
        let (path, depth) = (self.path(row).unwrap_or_default(), self.depth(row));
        let mut spread = Spread::default();
        self.spread_opened(path, depth + 1, model, &mut spread);
        let come = spread.nodes.len();
        self.replace(row + 1, gone, spread);
        Splice { at: row + 1, gone, come }
    }

    fn rebuild(&mut self, model: &Model) {
        let now = self.root.and_then(|root| model.children(&root)).cloned();
        let mut spread = Spread::default();
        if let Some(children) = &now {
            self.spread_children(0, 0, children, model, &mut spread);
        }
        self.seen_root = now;
        (self.nodes, self.depths, self.paths) = (spread.nodes, spread.depths, spread.paths);
    }

    fn spread_opened(&mut self, path: Path, depth: u16, model: &Model, spread: &mut Spread) {
        let Some(opened) = self.opened.get_mut(&path) else { return };
        let children = model.children(&opened.parent).cloned();
        opened.seen.clone_from(&children);
        if let Some(children) = children {
            self.spread_children(path, depth, &children, model, spread);
        }
    }

    fn spread_children(&mut self, above: Path, depth: u16, children: &Children, model: &Model, spread: &mut Spread) {
        for node in &children.nodes {
            let path = path_of(above, node);
            spread.nodes.push(*node);
            spread.depths.push(depth);
            spread.paths.push(path);
            if !self.opened.is_empty() && depth < u16::MAX {
                self.spread_opened(path, depth + 1, model, spread);
            }
        }
    }

    fn replace(&mut self, at: usize, gone: usize, spread: Spread) {
        let range = at..at + gone;
        self.nodes.splice(range.clone(), spread.nodes);
        self.depths.splice(range.clone(), spread.depths);
        self.paths.splice(range, spread.paths);
    }
}

#[derive(Debug, Default)]
struct Spread {
    nodes: Vec<Node>,
    depths: Vec<u16>,
    paths: Vec<Path>,
}

fn changed(seen: Option<&Arc<Children>>, now: Option<&Arc<Children>>) -> bool {
    match (seen, now) {
        (Some(seen), Some(now)) => !Arc::ptr_eq(seen, now),
        (None, None) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RecordKind, RecordUri, RepositoryId};
    use crate::runtime::Event;
    use jiff::Timestamp;

    const ROOT: Parent = Parent::Resources(RepositoryId(2));

    fn record(id: u64) -> Node {
        Node::Record(RecordUri::new(RepositoryId(2), RecordKind::ArchivalObject, id))
    }

    fn put(model: &mut Model, parent: Parent, ids: &[u64]) {
        let nodes = ids.iter().map(|id| record(*id)).collect();
        let children = Children { nodes, read: true };
        model.apply(Event::Children { parent, children }, Timestamp::UNIX_EPOCH);
    }

    fn below(id: u64) -> Parent {
        match record(id) {
            Node::Record(uri) => Parent::Record(uri),
            _ => ROOT,
        }
    }

    fn shown(rows: &Rows) -> Vec<(u64, u16)> {
        let id = |node: &Node| match node {
            Node::Record(uri) => uri.id,
            _ => 0,
        };
        rows.nodes()
            .iter()
            .enumerate()
            .map(|(row, node)| (id(node), rows.depth(row)))
            .collect()
    }

    #[test]
    fn rows_open_close_and_remember_what_was_open_inside() {
        let mut model = Model::default();
        put(&mut model, ROOT, &[1, 2]);
        put(&mut model, below(1), &[10, 11]);
        put(&mut model, below(11), &[110]);
        let mut rows = Rows::default();
        rows.set_root(Some(ROOT));
        rows.reconcile(&model);
        assert_eq!(shown(&rows), [(1, 0), (2, 0)]);
        assert_eq!(rows.open(0, &model), Some(Splice { at: 1, gone: 0, come: 2 }));
        rows.open(2, &model);
        assert_eq!(shown(&rows), [(1, 0), (10, 1), (11, 1), (110, 2), (2, 0)]);
        assert_eq!(rows.close(0), Some(Splice { at: 1, gone: 3, come: 0 }));
        rows.open(0, &model);
        assert_eq!(shown(&rows), [(1, 0), (10, 1), (11, 1), (110, 2), (2, 0)]);
        assert_eq!(rows.above(3), Some(2));
        assert_eq!(rows.find_below(Some(0), &record(110)), None, "only directly below counts");
    }

    #[test]
    fn children_that_come_later_are_spliced_in() {
        let mut model = Model::default();
        put(&mut model, ROOT, &[1, 2]);
        let mut rows = Rows::default();
        rows.set_root(Some(ROOT));
        rows.reconcile(&model);
        rows.open(0, &model);
        assert_eq!(rows.wanted(&model, 0..2, 8), [below(1)]);
        put(&mut model, below(1), &[10]);
        assert_eq!(rows.reconcile(&model), Some(vec![Splice { at: 1, gone: 0, come: 1 }]));
        assert_eq!(shown(&rows), [(1, 0), (10, 1), (2, 0)]);
        put(&mut model, ROOT, &[3, 1]);
        assert_eq!(rows.reconcile(&model), None);
        assert_eq!(shown(&rows), [(3, 0), (1, 0), (10, 1)], "what was open stays open");
    }

    #[test]
    fn a_collection_inside_itself_does_not_run_away() {
        let mut model = Model::default();
        put(&mut model, ROOT, &[1]);
        put(&mut model, below(1), &[1]);
        let mut rows = Rows::default();
        rows.set_root(Some(ROOT));
        rows.reconcile(&model);
        rows.open(0, &model);
        rows.open(1, &model);
        assert_eq!(shown(&rows), [(1, 0), (1, 1), (1, 2)]);
        rows.close(0);
        assert_eq!(rows.len(), 1);
    }

    #[test]
    fn everything_below_opens_at_once() {
        let mut model = Model::default();
        put(&mut model, ROOT, &[1, 2]);
        let mut rows = Rows::default();
        rows.set_root(Some(ROOT));
        rows.reconcile(&model);
        let list = vec![(record(10), 1), (record(100), 2), (record(101), 2), (record(11), 1)];
        let Node::Record(uri) = record(1) else { return };
        let event = Event::Expanded {
            record: uri,
            nodes: list.clone(),
        };
        model.apply(event, Timestamp::UNIX_EPOCH);
        rows.open_below(&record(1), &list, &model);
        assert_eq!(shown(&rows), [(1, 0), (10, 1), (100, 2), (101, 2), (11, 1), (2, 0)]);
    }

    #[test]
    fn a_splice_moves_what_stands_below_it() {
        let splice = Splice { at: 3, gone: 2, come: 5 };
        assert_eq!([0, 2, 3, 4, 5].map(|row| splice.shift(row)), [0, 2, 2, 2, 8]);
    }
}
