//! What the pointer rests on, so that both ends of a line light up.

use std::collections::HashSet;

use crate::mapping::{Profile, SourceKey, TargetKey};

/// What the pointer rests on. What is found while drawing holds from the next frame on.
#[derive(Debug, Default)]
pub struct Hovered {
    /// The source under the pointer.
    pub source: Option<SourceKey>,
    /// The target under the pointer.
    pub target: Option<TargetKey>,
    /// The target that is selected; lit while nothing is hovered.
    pub selected: Option<TargetKey>,
    /// Found in this frame.
    pub next_source: Option<SourceKey>,
    /// Found in this frame.
    pub next_target: Option<TargetKey>,
}

impl Hovered {
    /// Begins a frame. True where something else is lit than before.
    pub fn turn(&mut self, selected: Option<&TargetKey>) -> bool {
        let (source, target) = (self.next_source.take(), self.next_target.take());
        let changed = source != self.source || target != self.target;
        self.source = source;
        self.target = target;
        self.selected = selected.cloned();
        changed
    }

    /// True where a line between these is lit.
    #[must_use]
    pub fn lights(&self, source: &SourceKey, target: &TargetKey) -> bool {
        match (&self.source, &self.target) {
            (Some(hovered), _) => hovered == source,
            (None, Some(hovered)) => hovered == target,
            (None, None) => self.selected.as_ref() == Some(target),
        }
    }

    /// Sources at the other end of what is lit, and the one under the pointer.
    #[must_use]
    pub fn lit_sources(&self, profile: &Profile) -> HashSet<SourceKey> {
        let ends = profile
            .rules
            .iter()
            .flat_map(|rule| rule.from.iter().map(move |source| (source, &rule.target)));
        ends.filter(|(source, target)| self.lights(source, target))
            .map(|(source, _)| source.clone())
            .collect()
    }

    /// Targets at the other end of the source under the pointer.
    #[must_use]
    pub fn lit_targets(&self, profile: &Profile) -> HashSet<TargetKey> {
        let Some(source) = &self.source else {
            return HashSet::new();
        };
        let reading = profile.rules.iter().filter(|rule| rule.from.contains(source));
        reading.map(|rule| rule.target.clone()).collect()
    }
}
