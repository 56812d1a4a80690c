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

    /// Takes an entry in; a known key counts as new. Gives the key that was forgotten for it.
    pub fn put(&mut self, key: K, value: V) -> Option<K> {
        if self.entries.insert(key, value).is_some() {
            self.order.retain(|known| *known != key);
        }
        self.order.push_back(key);
        if self.order.len() <= KEPT {
            return None;
        }
        let first = self.order.pop_front()?;
        self.entries.remove(&first);
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_and_is_named() {
        let mut map = Bounded::default();
        for key in 0..KEPT {
            assert_eq!(map.put(key, key), None);
        }
        assert_eq!(map.put(0, 7), None, "known already");
        assert_eq!(map.put(KEPT, 1), Some(1));
        assert_eq!((map.get(&0), map.get(&1)), (Some(&7), None));
    }
}
