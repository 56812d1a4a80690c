//! Undo and redo of what a person set on this screen: filters and selections. Plans have their own undo.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::browse::{AssetFilter, Node, RecordFilter};

/// Steps kept at most.
const KEPT: usize = 100;

/// What is set on the screen at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Left filter.
    pub assets: AssetFilter,
    /// Right filter.
    pub records: RecordFilter,
    /// Accessions rather than resources.
    pub accessions: bool,
    /// What is selected at the left.
    pub left: Arc<HashSet<Node>>,
    /// What is selected at the right.
    pub right: Arc<HashSet<Node>>,
}

/// Steps back and forth.
#[derive(Debug, Default)]
pub struct Edits {
    back: Vec<Snapshot>,
    forth: Vec<Snapshot>,
}

impl Edits {
    /// Keeps what was set before a change.
    pub fn keep(&mut self, before: Snapshot) {
        if self.back.last() == Some(&before) {
            return;
        }
        self.forth.clear();
        self.back.push(before);
        if self.back.len() > KEPT {
            self.back.remove(0);
        }
    }

    /// One step back; `now` is kept to go forth again.
    pub fn undo(&mut self, now: Snapshot) -> Option<Snapshot> {
        let before = self.back.pop()?;
        self.forth.push(now);
        Some(before)
    }

    /// One step forth.
    pub fn redo(&mut self, now: Snapshot) -> Option<Snapshot> {
        let after = self.forth.pop()?;
        self.back.push(now);
        Some(after)
    }

    /// True where there is a step back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.back.is_empty()
    }

    /// True where there is a step forth.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.forth.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_text(text: &str) -> Snapshot {
        Snapshot {
            assets: AssetFilter {
                text: text.to_owned(),
                ..AssetFilter::default()
            },
            records: RecordFilter::default(),
            accessions: false,
            left: Arc::default(),
            right: Arc::default(),
        }
    }

    #[test]
    fn back_and_forth_and_a_new_step_ends_forth() {
        let mut edits = Edits::default();
        edits.keep(with_text("a"));
        edits.keep(with_text("b"));
        assert_eq!(edits.undo(with_text("c")), Some(with_text("b")));
        assert_eq!(edits.undo(with_text("b")), Some(with_text("a")));
        assert_eq!(edits.redo(with_text("a")), Some(with_text("b")));
        edits.keep(with_text("x"));
        assert!(!edits.can_redo() && edits.can_undo());
    }
}
