//! Where new records of assets would go, or why they cannot go there. Said while dragging and choosing, done on release.

use crate::desktop::model::Model;
use crate::desktop::widgets::tree::Rows;
use crate::desktop::widgets::words::count;
use crate::domain::browse::{Node, Parent, Row};
use crate::domain::{AssetId, Level, RecordKind, RecordUri};
use crate::runtime::mapping_view::Destination;
use crate::runtime::view::Side;

use super::shown::Shown;

/// Where beside a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Spot {
    /// Inside it, after everything else.
    #[default]
    End,
    /// Inside it, before everything else.
    First,
    /// In the same place, just above it.
    Before,
    /// In the same place, just below it.
    After,
}

impl Spot {
    /// The spot in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::End => "inside, at the end",
            Self::First => "inside, first",
            Self::Before => "before it",
            Self::After => "after it",
        }
    }
}

/// What choosing a place would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// New records of these assets go there.
    Put {
        /// The assets.
        assets: Vec<AssetId>,
        /// Where.
        destination: Destination,
        /// In words.
        words: String,
    },
    /// Nothing, and why.
    Refuse(String),
}

impl Offer {
    /// What the cursor says.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Put { words, .. } => words,
            Self::Refuse(why) => why,
        }
    }

    /// True where it does something.
    #[must_use]
    pub fn accepts(&self) -> bool {
        matches!(self, Self::Put { .. })
    }
}

/// What putting assets at a record would do.
#[must_use]
pub fn offer(model: &Model, shown: &Shown, tree: &Rows, assets: &[Node], target: &Node, spot: Spot, level: Option<Level>) -> Offer {
    if let Some(why) = model.workspace().and_then(|workspace| workspace.read_only.clone()) {
        return Offer::Refuse(format!("Nothing can be chosen now: {why}"));
    }
    let Node::Record(record) = target else {
        return Offer::Refuse("Drop on a record of ArchivesSpace".to_owned());
    };
    if let Some(why) = no_place(model, target, *record) {
        return Offer::Refuse(why);
    }
    let (assets, there) = match movable(shown, assets) {
        Ok(movable) => movable,
        Err(why) => return Offer::Refuse(why),
    };
    let (below, position, place) = match place(model, tree, target, *record, spot) {
        Ok(place) => place,
        Err(why) => return Offer::Refuse(why),
    };
    let what = match assets.as_slice() {
        [one] => shown
            .row(*one)
            .map_or_else(|| "1 asset".to_owned(), |row| format!("“{}”", short(&row.title))),
        many => count(many.len() as u64, "asset", "assets"),
    };
    let there = if there == 0 {
        String::new()
    } else {
        format!(
            "; {}",
            count(there as u64, "has a record already and stays", "have a record already and stay")
        )
    };
    let level_words = level.map(|level| format!(" as {}", level.words())).unwrap_or_default();
    Offer::Put {
        words: format!("Put {what} {place}{level_words}{there}"),
        assets,
        destination: Destination {
            below,
            position,
            level: level.map(|level| <&'static str>::from(level).to_owned()),
        },
    }
}

/// Why nothing can be put at a record; `None` where it can.
fn no_place(model: &Model, target: &Node, record: RecordUri) -> Option<String> {
    match record.kind {
        RecordKind::Resource | RecordKind::ArchivalObject => {}
        RecordKind::Accession => return Some("An accession has no records below it; take a resource or an archival object".to_owned()),
        other => return Some(format!("A {} has no records below it", other.words())),
    }
    let suppressed = matches!(model.rows.row(target), Some(Row::Record(row)) if row.suppressed);
    suppressed.then(|| "This record is suppressed; show it again in ArchivesSpace first".to_owned())
}

/// The assets whose records are still to be made, and how many have one already.
fn movable(shown: &Shown, nodes: &[Node]) -> Result<(Vec<AssetId>, usize), String> {
    let rows: Vec<_> = nodes.iter().filter_map(|node| shown.row_of(node)).collect();
    let Some(first) = rows.first() else {
        return Err("Select assets in the queue first".to_owned());
    };
    let has_record = |row: &&&crate::runtime::mapping_view::QueueRow| row.destination.as_ref().is_some_and(|there| !there.creates);
    let there = rows.iter().filter(has_record).count();
    if there == rows.len() {
        let title = first.destination.as_ref().map(|there| there.title.as_str()).unwrap_or_default();
        return Err(if there == 1 {
            format!(
                "“{}” describes “{}” already; unlink it first to describe it elsewhere",
                short(title),
                short(&first.title)
            )
        } else {
            format!("These {there} assets have records already; unlink them first to describe them elsewhere")
        });
    }
    let assets = rows.iter().filter(|row| !has_record(row)).map(|row| row.asset).collect();
    Ok((assets, there))
}

/// The record above, the place among its children, and both in words.
fn place(model: &Model, tree: &Rows, target: &Node, record: RecordUri, spot: Spot) -> Result<(RecordUri, Option<u32>, String), String> {
    let title = format!("“{}”", short(&known_as(model, target)));
    match spot {
        Spot::End => return Ok((record, None, format!("below {title}, at the end"))),
        Spot::First => return Ok((record, Some(0), format!("below {title}, first"))),
        Spot::Before | Spot::After => {}
    }
    let above = tree.find(target).and_then(|row| tree.above(row)).and_then(|row| tree.node(row));
    let Some(Node::Record(parent)) = above.filter(|_| record.kind == RecordKind::ArchivalObject) else {
        return Err("A resource stands at the top; drop on it to put records inside".to_owned());
    };
    if hidden(model) > 0 {
        return Err("A filter hides records, so a place between them is not certain; drop on a record, or show all records".to_owned());
    }
    let siblings = model.children(&Parent::Record(parent));
    let Some(place) = siblings.and_then(|siblings| siblings.nodes.iter().position(|node| node == target)) else {
        return Err("What lies around this record is still being read".to_owned());
    };
    let after = spot == Spot::After;
    let position = u32::try_from(place + usize::from(after)).unwrap_or(u32::MAX);
    let word = if after { "after" } else { "before" };
    Ok((parent, Some(position), format!("{word} {title}")))
}

/// Records that the filter of the ArchivesSpace browser hides.
#[must_use]
pub fn hidden(model: &Model) -> u64 {
    model.filtered.get(&Side::ArchivesSpace).map_or(0, |counts| counts.hidden)
}

/// The words a person knows a record by.
#[must_use]
pub fn known_as(model: &Model, node: &Node) -> String {
    match (model.rows.row(node), node) {
        (Some(Row::Record(row)), _) if !row.title.is_empty() => row.title.clone(),
        (Some(Row::Collection(row)), _) => row.title.clone(),
        (Some(Row::Asset(row)), _) => row.title.clone(),
        (_, Node::Record(uri)) => uri.to_string(),
        (_, Node::Collection(id)) => format!("collection {id}"),
        (_, Node::Asset(id)) => format!("asset {id}"),
    }
}

/// A title short enough for a pill; the end stays.
fn short(title: &str) -> String {
    const MOST: usize = 44;
    let letters: Vec<char> = title.chars().collect();
    if letters.len() <= MOST {
        return title.to_owned();
    }
    let start: String = letters.iter().take(28).collect();
    let end: String = letters.iter().skip(letters.len() - 14).collect();
    format!("{}…{}", start.trim_end(), end.trim_start())
}
