//! What is known of restrictions.

use std::sync::Arc;

use super::Bounded;
use crate::domain::browse::Node;
use crate::runtime::Event;
use crate::runtime::restrict_view::{EffectiveView, RestrictSettingsView, RestrictionsView, RuleMatches};

/// What is known of restrictions. Numbers beside answers rise, so that a screen sees which it took already.
#[derive(Debug, Default)]
pub struct Restricting {
    /// Restrictions over the whole workspace, as they came last.
    pub overview: Option<Arc<RestrictionsView>>,
    /// Settings and rule table, with the number of their coming.
    pub settings: Option<(u64, Arc<RestrictSettingsView>)>,
    /// How the rule table that is being edited would match, with its ticket.
    pub tried: Option<(u64, Arc<[RuleMatches]>)>,
    effective: Bounded<Node, Arc<EffectiveView>>,
    counter: u64,
}

impl Restricting {
    /// What applies to a node, as it came last.
    #[must_use]
    pub fn effective(&self, node: &Node) -> Option<&Arc<EffectiveView>> {
        self.effective.get(node)
    }

    /// Takes an event in; events about other things are left alone.
    pub(super) fn apply(&mut self, event: Event) {
        self.counter += 1;
        match event {
            Event::Restrictions(overview) => self.overview = Some(overview),
            Event::Effective(view) => {
                self.effective.put(view.node, Arc::new(*view));
            }
            Event::RestrictSettings(settings) => self.settings = Some((self.counter, Arc::new(*settings))),
            Event::RulesTried { ticket, matches } if self.tried.as_ref().is_none_or(|(known, _)| *known <= ticket) => {
                self.tried = Some((ticket, matches.into()));
            }
            _ => {}
        }
    }
}
