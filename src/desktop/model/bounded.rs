//! A map that forgets what came first once it is full.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Entries kept at most.
const KEPT: usize = 256;

/// A map that forgets what came first once it is full.
#[derive(Debug)]
pub struct Bounded<K, V> {
    entries: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Bounded<K, V> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<K: Copy + Eq + Hash, V> Bounded<K, V> {
    /// An entry.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key)
    }

    /// Takes an entry in; a known key keeps its place but counts as new.
    pub fn put(&mut self, key: K, value: V) {
        if self.entries.insert(key, value).is_some() {
            self.order.retain(|known| *known != key);
        }
        self.order.push_back(key);
        while self.order.len() > KEPT {
            if let Some(first) = self.order.pop_front() {
                self.entries.remove(&first);
            }
        }
    }
}
