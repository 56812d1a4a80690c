//! Everything known of a node, for the inspector: at once from the catalogue, and again once read anew.

mod asset;
mod facts;
mod record;

use std::sync::Arc;

use super::engine::Engine;
use super::error::RuntimeError;
use super::event::Event;
use super::open::OpenWorkspace;
use super::view::{Fact, FactGroup, LinkView};
use crate::domain::Link;
use crate::domain::browse::Node;

impl Engine {
    /// Sends what the catalogue holds of a node, then what its system says now.
    pub(super) fn spawn_detail(self: &Arc<Self>, node: Node) {
        let Some(open) = self.need_workspace() else { return };
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let kept = match node {
                Node::Record(uri) => record::from_catalogue(&open, uri),
                Node::Asset(id) => asset::from_catalogue(&open, id),
                Node::Collection(id) => asset::collection(&open, id),
            };
            let is_kept = matches!(kept, Ok(Some(_)));
            match kept {
                Ok(Some(detail)) => engine.say(Event::Detail(Box::new(detail))),
                Ok(None) => {}
                Err(error) => {
                    engine.complain(&error);
                    return;
                }
            }
            let fresh = match node {
                Node::Record(uri) => record::read_anew(&engine, &open, uri).await,
                Node::Asset(id) => asset::read_anew(&engine, &open, id).await,
                Node::Collection(id) if !is_kept => {
                    engine.complain(&RuntimeError::NotKnown(format!("collection {id}")));
                    return;
                }
                Node::Collection(_) => return,
            };
            match fresh {
                Ok(detail) => engine.say(Event::Detail(Box::new(detail))),
                Err(error) => engine.say_stale(&open, node, &error),
            }
        });
    }

    /// Shows the catalogue's copy with the reason why it could not be read anew.
    fn say_stale(&self, open: &OpenWorkspace, node: Node, error: &RuntimeError) {
        let kept = match node {
            Node::Record(uri) => record::from_catalogue(open, uri),
            Node::Asset(id) => asset::from_catalogue(open, id),
            Node::Collection(id) => asset::collection(open, id),
        };
        match kept {
            Ok(Some(mut detail)) => {
                detail.problem = Some(error.to_string());
                self.say(Event::Detail(Box::new(detail)));
            }
            // Nothing can be shown, so the reason is all there is to say.
            _ => self.complain(error),
        }
    }
}

/// Links with the titles of both ends.
pub(super) fn link_views(open: &OpenWorkspace, links: Vec<Link>) -> Result<Vec<LinkView>, RuntimeError> {
    open.shelf.with(|workspace| {
        links
            .into_iter()
            .map(|link| {
                let asset_title = workspace
                    .asset(link.asset)?
                    .map_or_else(|| link.asset.to_string(), |snapshot| snapshot.asset.title);
                let path = workspace.title_path(link.record)?;
                let record_title = if path.is_empty() {
                    link.record.to_string()
                } else {
                    path.join(" › ")
                };
                Ok(LinkView {
                    link,
                    asset_title,
                    record_title,
                })
            })
            .collect()
    })
}

fn fact(name: &str, value: impl Into<String>) -> Option<Fact> {
    let value = value.into();
    (!value.trim().is_empty()).then(|| Fact {
        name: name.to_owned(),
        value,
    })
}

fn group(title: &str, facts: impl IntoIterator<Item = Option<Fact>>) -> Option<FactGroup> {
    let facts: Vec<Fact> = facts.into_iter().flatten().collect();
    (!facts.is_empty()).then(|| FactGroup {
        title: title.to_owned(),
        facts,
    })
}
