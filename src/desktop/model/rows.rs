//! Rows of the browsers, as many as are worth keeping.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use crate::domain::browse::{Node, Row};
use crate::runtime::view::Side;

/// Rows kept at most; a screen shows about a hundred.
const KEPT: usize = 24_000;

#[derive(Debug)]
struct Kept {
    row: Option<Row>,
    /// Catalogue generation of its side when it was read.
    generation: u64,
    used: Cell<u64>,
}

/// What is known of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known<'a> {
    /// The row, perhaps from before the last change in the catalogue.
    Row(&'a Row),
    /// The runtime does not know the node any more.
    Gone,
    /// Not here yet.
    NotYet,
}

/// Rows by node; the ones not drawn for longest go first.
#[derive(Debug, Default)]
pub struct RowCache {
    rows: HashMap<Node, Kept>,
    asked: HashSet<Node>,
    generation: [u64; 2],
    clock: Cell<u64>,
}

/// The side a node lives on.
#[must_use]
pub fn side_of(node: &Node) -> Side {
    match node {
        Node::Collection(_) | Node::Asset(_) => Side::Iconik,
        Node::Record(_) => Side::ArchivesSpace,
    }
}

fn slot(side: Side) -> usize {
    match side {
        Side::Iconik => 0,
        Side::ArchivesSpace => 1,
    }
}

impl RowCache {
    /// What is known of a node; drawing it keeps it from being forgotten.
    #[must_use]
    pub fn get(&self, node: &Node) -> Known<'_> {
        match self.rows.get(node) {
            Some(kept) => {
                self.clock.set(self.clock.get() + 1);
                kept.used.set(self.clock.get());
                kept.row.as_ref().map_or(Known::Gone, Known::Row)
            }
            None => Known::NotYet,
        }
    }

    /// The row, where it is known.
    #[must_use]
    pub fn row(&self, node: &Node) -> Option<&Row> {
        match self.get(node) {
            Known::Row(row) => Some(row),
            Known::Gone | Known::NotYet => None,
        }
    }

    /// True where the runtime should be asked for the row: it is missing or from before the last change, and was not asked yet.
    #[must_use]
    pub fn wants(&self, node: &Node) -> bool {
        let current = self.generation.get(slot(side_of(node))).copied().unwrap_or_default();
        !self.asked.contains(node) && self.rows.get(node).is_none_or(|kept| kept.generation != current)
    }

    /// Notes that the runtime was asked.
    pub fn asked(&mut self, nodes: &[Node]) {
        self.asked.extend(nodes.iter().copied());
    }

    /// Takes rows in.
    pub fn put(&mut self, rows: Vec<(Node, Option<Row>)>) {
        for (node, row) in rows {
            self.asked.remove(&node);
            let generation = self.generation.get(slot(side_of(&node))).copied().unwrap_or_default();
            let used = Cell::new(self.clock.get());
            self.rows.insert(node, Kept { row, generation, used });
        }
        self.forget_some();
    }

    /// Marks what is known of a side as old: it stays on screen until it was read anew.
    pub fn outdate(&mut self, side: Side) {
        if let Some(generation) = self.generation.get_mut(slot(side)) {
            *generation += 1;
        }
        self.asked.retain(|node| side_of(node) != side);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many rows are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn forget_some(&mut self) {
        if self.rows.len() <= KEPT {
            return;
        }
        let mut used: Vec<u64> = self.rows.values().map(|kept| kept.used.get()).collect();
        let quarter = used.len() / 4;
        let (_, edge, _) = used.select_nth_unstable(quarter);
        let edge = *edge;
        let mut surplus = self.rows.len().saturating_sub(KEPT * 3 / 4);
        self.rows.retain(|_, kept| {
            let old = kept.used.get() <= edge && surplus > 0;
            surplus -= usize::from(old);
            !old
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CollectionId;
    use crate::domain::browse::CollectionRow;
    use uuid::Uuid;

    fn node(number: u128) -> Node {
        Node::Collection(CollectionId(Uuid::from_u128(number)))
    }

    fn row(number: u128) -> Option<Row> {
        Some(Row::Collection(CollectionRow {
            id: CollectionId(Uuid::from_u128(number)),
            title: format!("Collection {number}"),
            assets: 0,
            collections: 0,
        }))
    }

    #[test]
    fn old_rows_stay_until_new_ones_come() {
        let mut cache = RowCache::default();
        assert!(cache.wants(&node(1)));
        cache.asked(&[node(1)]);
        assert!(!cache.wants(&node(1)), "it was asked for twice");
        cache.put(vec![(node(1), row(1))]);
        assert!(!cache.wants(&node(1)));
        cache.outdate(Side::Iconik);
        assert!(cache.wants(&node(1)));
        assert!(matches!(cache.get(&node(1)), Known::Row(_)), "the last good row went away");
        cache.put(vec![(node(1), None)]);
        assert_eq!(cache.get(&node(1)), Known::Gone);
    }

    #[test]
    fn memory_is_bounded_and_what_is_drawn_stays() {
        let mut cache = RowCache::default();
        for number in 0..60_000u128 {
            cache.put(vec![(node(number), row(number))]);
            let _ = cache.get(&node(7));
        }
        assert!(cache.len() <= KEPT);
        assert!(matches!(cache.get(&node(7)), Known::Row(_)));
        assert!(matches!(cache.get(&node(59_999)), Known::Row(_)));
    }
}
