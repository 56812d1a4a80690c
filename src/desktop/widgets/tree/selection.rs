//! What is selected in a browser, and where its cursor stands.

use std::collections::HashSet;
use std::sync::Arc;

use super::rows::{Rows, Splice};
use crate::domain::browse::Node;

/// How a click or a key changes what is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// Only this row.
    Only,
    /// This row too, or no longer.
    Toggle,
    /// Every row from the anchor to this one.
    Range,
    /// Only the cursor moves.
    Move,
}

/// Where a key that moves the cursor leads, and what becomes of the selection. `last` is the last row, `page` how many are in sight.
#[must_use]
pub fn moved(key: egui::Key, modifiers: egui::Modifiers, cursor: Option<usize>, last: usize, page: usize) -> Option<(usize, Pick)> {
    use egui::Key;
    let here = cursor.unwrap_or(0);
    let row = match key {
        Key::ArrowDown => cursor.map_or(0, |row| (row + 1).min(last)),
        Key::ArrowUp => here.saturating_sub(1),
        Key::PageDown => (here + page).min(last),
        Key::PageUp => here.saturating_sub(page),
        Key::Home => 0,
        Key::End => last,
        _ => return None,
    };
    let pick = if modifiers.shift {
        Pick::Range
    } else if modifiers.command {
        Pick::Move
    } else {
        Pick::Only
    };
    Some((row, pick))
}

/// What is selected, and where the cursor stands.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Shared, so that keeping it for undo costs nothing.
    nodes: Arc<HashSet<Node>>,
    cursor: Option<usize>,
    anchor: Option<usize>,
}

impl Selection {
    /// True where a node is selected.
    #[must_use]
    pub fn contains(&self, node: &Node) -> bool {
        self.nodes.contains(node)
    }

    /// How many nodes are selected.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True where nothing is selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The row with the cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<usize> {
        self.cursor
    }

    /// All selected nodes, to keep.
    #[must_use]
    pub fn keep(&self) -> Arc<HashSet<Node>> {
        Arc::clone(&self.nodes)
    }

    /// Selects what was kept.
    pub fn restore(&mut self, nodes: Arc<HashSet<Node>>) {
        self.nodes = nodes;
    }

    /// Selected nodes in the order of the rows, then those whose rows are closed away.
    #[must_use]
    pub fn in_order(&self, rows: &[Node]) -> Vec<Node> {
        let mut ordered: Vec<Node> = Vec::with_capacity(self.len());
        let mut seen = HashSet::with_capacity(self.len());
        for node in rows {
            if ordered.len() == self.len() {
                return ordered;
            }
            if self.contains(node) && seen.insert(*node) {
                ordered.push(*node);
            }
        }
        let mut rest: Vec<Node> = self.nodes.iter().filter(|node| !seen.contains(node)).copied().collect();
        rest.sort_unstable();
        ordered.extend(rest);
        ordered
    }

    /// Changes what is selected by a row.
    pub fn pick(&mut self, rows: &[Node], row: usize, pick: Pick) {
        let Some(node) = rows.get(row) else { return };
        self.cursor = Some(row);
        match pick {
            Pick::Only => {
                self.nodes = Arc::new(HashSet::from([*node]));
                self.anchor = Some(row);
            }
            Pick::Toggle => {
                let nodes = Arc::make_mut(&mut self.nodes);
                if !nodes.remove(node) {
                    nodes.insert(*node);
                }
                self.anchor = Some(row);
            }
            Pick::Range => {
                let anchor = self.anchor.unwrap_or(row).min(rows.len().saturating_sub(1));
                self.anchor = Some(anchor);
                let range = anchor.min(row)..=anchor.max(row);
                self.nodes = Arc::new(rows.get(range).unwrap_or_default().iter().copied().collect());
            }
            Pick::Move => {}
        }
    }

    /// Selects these nodes only.
    pub fn select(&mut self, nodes: impl IntoIterator<Item = Node>) {
        self.nodes = Arc::new(nodes.into_iter().collect());
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Keeps cursor and anchor on their rows.
    pub fn shift(&mut self, splice: &Splice) {
        self.cursor = self.cursor.map(|row| splice.shift(row));
        self.anchor = self.anchor.map(|row| splice.shift(row));
    }

    /// Finds the cursor again after all rows were built anew.
    pub fn refind(&mut self, node: Option<Node>, rows: &Rows) {
        self.cursor = node.and_then(|node| rows.find(&node));
        self.anchor = self.cursor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AssetId;
    use uuid::Uuid;

    fn nodes(count: u128) -> Vec<Node> {
        (0..count).map(|number| Node::Asset(AssetId(Uuid::from_u128(number)))).collect()
    }

    #[test]
    fn clicks_ranges_and_toggles() {
        let rows = nodes(10);
        let mut selection = Selection::default();
        selection.pick(&rows, 3, Pick::Only);
        selection.pick(&rows, 6, Pick::Range);
        assert_eq!(selection.in_order(&rows), rows[3..=6]);
        selection.pick(&rows, 1, Pick::Range);
        assert_eq!(selection.in_order(&rows), rows[1..=3]);
        selection.pick(&rows, 2, Pick::Toggle);
        assert_eq!(selection.in_order(&rows), [rows[1], rows[3]]);
        selection.pick(&rows, 8, Pick::Move);
        assert_eq!((selection.len(), selection.cursor()), (2, Some(8)));
    }
}
