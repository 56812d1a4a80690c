//! What searches see: a picture of the world that lags behind it.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use uuid::Uuid;

use crate::practice::iconik::world::entity::Entity;

/// An entity as it was when the index saw it.
#[derive(Debug, Clone)]
pub struct Document {
    /// The entity.
    pub entity: Arc<Entity>,
    /// All its words, folded, each between blanks.
    pub words: Arc<str>,
}

/// Place of a document in the order of changes: milliseconds (Elasticsearch sorts dates by them), then the id.
pub type Place = (i64, Uuid);

/// The index.
#[derive(Debug)]
pub struct SearchIndex {
    delay: Duration,
    documents: HashMap<Uuid, Document>,
    by_change: BTreeSet<Place>,
    coming: VecDeque<(Instant, Uuid, Option<Arc<Entity>>)>,
    /// How many documents fitted searches that were asked since the index last changed.
    totals: HashMap<String, usize>,
}

impl SearchIndex {
    /// An empty index that lags by `delay`.
    #[must_use]
    pub fn new(delay: Duration) -> Self {
        Self {
            delay,
            documents: HashMap::new(),
            by_change: BTreeSet::new(),
            coming: VecDeque::new(),
            totals: HashMap::new(),
        }
    }

    /// Shows an entity at once.
    pub fn put_now(&mut self, entity: Arc<Entity>) {
        self.remove_now(entity.id);
        self.by_change.insert(place(&entity));
        let words = words_of(&entity).into();
        self.documents.insert(entity.id, Document { entity, words });
    }

    fn remove_now(&mut self, id: Uuid) {
        self.totals.clear();
        if let Some(before) = self.documents.remove(&id) {
            self.by_change.remove(&place(&before.entity));
        }
    }

    /// Shows an entity as it is now, after the delay.
    pub fn put_later(&mut self, entity: Arc<Entity>) {
        self.come(entity.id, Some(entity));
    }

    /// Hides an entity after the delay.
    pub fn remove_later(&mut self, id: Uuid) {
        self.come(id, None);
    }

    fn come(&mut self, id: Uuid, entity: Option<Arc<Entity>>) {
        self.coming.push_back((Instant::now() + self.delay, id, entity));
    }

    /// Takes in everything that is due.
    pub fn settle(&mut self, now: Instant) {
        while self.coming.front().is_some_and(|(due, ..)| *due <= now) {
            match self.coming.pop_front() {
                Some((_, _, Some(entity))) => self.put_now(entity),
                Some((_, id, None)) => self.remove_now(id),
                None => return,
            }
        }
    }

    /// The number of documents that fit a search, where it is still known.
    #[must_use]
    pub fn known_total(&self, search: &str) -> Option<usize> {
        self.totals.get(search).copied()
    }

    /// Remembers how many documents fit a search until the index changes.
    pub fn remember_total(&mut self, search: String, total: usize) {
        self.totals.insert(search, total);
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// All documents in no order.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.documents.values()
    }

    /// The documents after `after` in the order of changes, or before it when descending.
    pub fn by_change(&self, after: Option<Place>, descending: bool) -> Box<dyn Iterator<Item = &Document> + '_> {
        use std::ops::Bound::{Excluded, Unbounded};
        let edge = after.map_or(Unbounded, Excluded);
        let document = |place: &Place| self.documents.get(&place.1);
        if descending {
            Box::new(self.by_change.range((Unbounded, edge)).rev().filter_map(document))
        } else {
            Box::new(self.by_change.range((edge, Unbounded)).filter_map(document))
        }
    }
}

/// Where an entity stands in the order of changes.
#[must_use]
pub fn place(entity: &Entity) -> Place {
    (entity.modified.div_euclid(1000), entity.id)
}

/// Lower case without accents, only letters and digits, each word between blanks.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    let plain = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase);
    for letter in plain {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

fn words_of(entity: &Entity) -> String {
    let mut text = entity.title.clone();
    let kept = entity.more.get("external_id").and_then(Value::as_str);
    for part in kept.into_iter().chain(entity.metadata.values().flatten().filter_map(Value::as_str)) {
        text.push(' ');
        text.push_str(part);
    }
    fold(&text)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn words_are_folded() {
        assert_eq!(
            fold("QW-007 Zoë Müller-Façade – Das Dock & after"),
            " qw 007 zoe muller facade das dock after "
        );
        assert_eq!(fold("港湾労働者 interview"), " 港湾労働者 interview ");
        assert_eq!(fold(""), " ");
    }
}
