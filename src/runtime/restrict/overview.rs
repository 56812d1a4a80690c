//! Restrictions over the whole workspace, and of one node.

use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::browse::Node;
use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::event::Event;
use crate::runtime::open::OpenWorkspace;
use crate::runtime::view::Side;
use crate::workflows::restrict::{explain, overview, row_states};

use super::ground::Ground;

impl Engine {
    pub(super) fn load_restrictions(self: &Arc<Self>, as_of: Option<Date>) {
        let Some(open) = self.need_workspace() else { return };
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = engine.tell_restrictions(&open, as_of) {
                engine.complain(&error);
            }
        });
    }

    /// What was read or written may restrict otherwise: rows of both browsers say so without being asked.
    pub(in crate::runtime) fn restrictions_changed(self: &Arc<Self>) {
        let Some(open) = self.opened() else { return };
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || match engine.tell_restrictions(&open, None) {
            // Nobody asked, and nobody is there any more.
            Ok(()) | Err(RuntimeError::Closed) => {}
            Err(error) => tracing::warn!("restrictions could not be worked out: {error}"),
        });
    }

    /// Works everything out, marks the rows of both browsers where it is for today, and says it.
    pub(in crate::runtime) fn tell_restrictions(self: &Arc<Self>, open: &OpenWorkspace, as_of: Option<Date>) -> Result<(), RuntimeError> {
        let ground = self.ground(open, as_of)?;
        let view = overview(&ground.to_overview(&open.connection));
        if ground.computed.as_of() == ground.today && open.read_only.is_none() {
            self.mark_rows(open, &ground, &view)?;
        }
        self.say(Event::Restrictions(Arc::new(view)));
        Ok(())
    }

    fn mark_rows(
        self: &Arc<Self>,
        open: &OpenWorkspace,
        ground: &Ground,
        view: &crate::runtime::restrict_view::RestrictionsView,
    ) -> Result<(), RuntimeError> {
        let (assets, records) = row_states(view, &ground.computed);
        let changed = open.shelf.with(|workspace| workspace.put_row_states(&assets, &records))?;
        if !changed.is_empty() {
            self.say(Event::CatalogueChanged { side: Side::Iconik });
            self.say(Event::CatalogueChanged { side: Side::ArchivesSpace });
        }
        Ok(())
    }

    pub(super) fn load_effective(self: &Arc<Self>, node: Node, as_of: Option<Date>) {
        let Some(open) = self.need_workspace() else { return };
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let about = match node {
                Node::Record(uri) => Some(uri),
                Node::Asset(_) | Node::Collection(_) => None,
            };
            let explained = engine
                .ground_about(&open, about, as_of)
                .map(|ground| explain(&ground.to_overview(&open.connection), node));
            match explained {
                Ok(Some(view)) => engine.say(Event::Effective(Box::new(view))),
                Ok(None) => engine.complain(&RuntimeError::NotKnown("what restricts this".to_owned())),
                Err(error) => engine.complain(&error),
            }
        });
    }
}
