//! "Show the other end": opens what is above a node step by step, as its content comes, until the node can be selected.

use crate::desktop::model::{Model, PathTo};
use crate::desktop::widgets::tree::Tree;
use crate::domain::browse::Node;

/// On the way to a node.
#[derive(Debug, Default)]
pub struct Reveal {
    /// The node to show.
    pub node: Option<Node>,
    /// The way, once it is known.
    pub way: Option<PathTo>,
    /// The filter was cleared for it once, while the model's children stood at this revision.
    pub cleared: Option<u64>,
}

/// How far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The node is selected and seen.
    There,
    /// Something on the way is still being read.
    Waiting,
    /// The way goes through something that is not among the rows: a filter hides it.
    Hidden,
}

/// One step on the way to a node.
pub fn step(tree: &mut Tree, model: &Model, way: &PathTo) -> Step {
    if model.children(&way.root).is_none() || model.wants_children(&way.root) || model.awaits_children(&way.root) {
        return Step::Waiting;
    }
    let mut above = None;
    for (depth, node) in way.path.iter().enumerate() {
        let Some(row) = tree.rows.find_below(above, node) else {
            let parent = above
                .and_then(|row| tree.rows.node(row))
                .and_then(|node| crate::desktop::widgets::tree::rows::inside(&node));
            let reading = parent.is_some_and(|parent| {
                model.children(&parent).is_none_or(|children| !children.read)
                    || model.wants_children(&parent)
                    || model.awaits_children(&parent)
            });
            return if reading { Step::Waiting } else { Step::Hidden };
        };
        if depth + 1 == way.path.len() {
            tree.show_row(row);
            return Step::There;
        }
        if !tree.rows.is_open(row) {
            tree.set_open(row, true, model);
        }
        above = Some(row);
    }
    Step::Hidden
}
