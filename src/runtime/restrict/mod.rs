//! Restrictions: what they mean for assets, what a person says of them, plans that make iconik heed them.

pub mod access;

use std::sync::Arc;

use super::command::Command;
use super::engine::Engine;

impl Engine {
    /// Commands of the restriction workflow.
    pub(super) fn handle_restrict(self: &Arc<Self>, _command: Command) {}
}
