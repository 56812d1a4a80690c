//! Which rows of the queue are shown, in which order, and what is done with those that are chosen.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::desktop::widgets::tree::Selection;
use crate::desktop::widgets::words::count;
use crate::domain::AssetId;
use crate::domain::browse::Node;
use crate::runtime::mapping_view::{QueueRow, QueueState, QueueView};

/// Rows that stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Approved, and not described yet.
    Approved,
    /// Approved no longer, and described.
    NoLonger,
    /// Described, and nothing changed since.
    Described,
}

impl Section {
    /// Where a row stands.
    #[must_use]
    pub fn of(state: QueueState) -> Self {
        match state {
            QueueState::Ready | QueueState::Missing | QueueState::Mixed => Self::Approved,
            QueueState::Superseded | QueueState::Withdrawn => Self::NoLonger,
            QueueState::Published => Self::Described,
        }
    }

    /// Its heading.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Approved => "Approved",
            Self::NoLonger => "Withdrawn or superseded",
            Self::Described => "Described",
        }
    }

    /// What a plan does with its rows.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Approved => "A plan makes or updates their records",
            Self::NoLonger => "A plan proposes to unpublish what was described; it never deletes",
            Self::Described => "Nothing changed since; there is nothing to plan",
        }
    }
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The heading of a section, with the number of its rows.
    Head(Section, usize),
    /// A row, by its place in the queue.
    Row(usize),
}

/// Which rows are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Only rows in this state.
    pub state: Option<QueueState>,
    /// Words that title, reason or destination hold.
    pub text: String,
}

impl QueueFilter {
    /// True where it hides nothing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.is_none() && self.text.trim().is_empty()
    }

    fn shows(&self, row: &QueueRow) -> bool {
        let text = self.text.trim().to_lowercase();
        let holds = |words: &str| words.to_lowercase().contains(&text);
        self.state.is_none_or(|state| row.state == state)
            && (text.is_empty()
                || holds(&row.title)
                || holds(&row.why)
                || row.approver.as_deref().is_some_and(holds)
                || row.destination.as_ref().is_some_and(|destination| holds(&destination.title)))
    }
}

/// The rows of a queue under a filter. Built once for each new queue or filter.
#[derive(Debug)]
pub struct Shown {
    /// The queue they were built from.
    pub queue: Arc<QueueView>,
    filter: QueueFilter,
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// The assets of the rows, in the order of the lines.
    pub nodes: Vec<Node>,
    /// The line of each of these nodes.
    pub line_of: Vec<usize>,
    /// Rows by state, whatever the filter.
    pub counts: BTreeMap<QueueState, usize>,
    places: HashMap<AssetId, usize>,
}

impl Shown {
    /// Builds the lines.
    #[must_use]
    pub fn of(queue: &Arc<QueueView>, filter: &QueueFilter) -> Self {
        let mut counts = BTreeMap::new();
        let mut sections: BTreeMap<Section, Vec<usize>> = BTreeMap::new();
        let mut places = HashMap::with_capacity(queue.rows.len());
        for (place, row) in queue.rows.iter().enumerate() {
            *counts.entry(row.state).or_default() += 1;
            places.insert(row.asset, place);
            if filter.shows(row) {
                sections.entry(Section::of(row.state)).or_default().push(place);
            }
        }
        let (mut lines, mut nodes, mut line_of) = (Vec::new(), Vec::new(), Vec::new());
        for (section, rows) in sections {
            // What is approved needs no heading where it begins the table.
            if section != Section::Approved {
                lines.push(Line::Head(section, rows.len()));
            }
            for place in rows {
                line_of.push(lines.len());
                lines.push(Line::Row(place));
                nodes.extend(queue.rows.get(place).map(|row| Node::Asset(row.asset)));
            }
        }
        Self {
            queue: Arc::clone(queue),
            filter: filter.clone(),
            lines,
            nodes,
            line_of,
            counts,
            places,
        }
    }

    /// True where they still show this queue under this filter.
    #[must_use]
    pub fn fits(&self, queue: &Arc<QueueView>, filter: &QueueFilter) -> bool {
        Arc::ptr_eq(&self.queue, queue) && self.filter == *filter
    }

    /// How many rows the filter hides.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.queue.rows.len() - self.nodes.len()
    }

    /// The row of an asset.
    #[must_use]
    pub fn row(&self, asset: AssetId) -> Option<&QueueRow> {
        self.queue.rows.get(*self.places.get(&asset)?)
    }

    /// The row of a node.
    #[must_use]
    pub fn row_of(&self, node: &Node) -> Option<&QueueRow> {
        match node {
            Node::Asset(asset) => self.row(*asset),
            Node::Collection(_) | Node::Record(_) => None,
        }
    }

    /// Takes out of a selection what is not shown any more: a button must not do more than a person sees.
    pub fn restrict(&self, selection: &mut Selection) {
        let selected = selection.keep();
        let here: HashSet<&Node> = self.nodes.iter().filter(|node| selected.contains(node)).collect();
        if here.len() < selected.len() {
            let shown: Vec<Node> = self.nodes.iter().filter(|node| selected.contains(node)).copied().collect();
            selection.clear();
            selection.select(shown);
        }
    }

    /// What "Plan" would plan: what is selected, else everything that is ready and shown.
    #[must_use]
    pub fn planned(&self, selection: &Selection) -> Planned {
        let mut planned = Planned {
            whole: selection.is_empty() && self.filter.is_open(),
            ..Planned::default()
        };
        let rows = self.lines.iter().filter_map(|line| match line {
            Line::Row(place) => self.queue.rows.get(*place),
            Line::Head(..) => None,
        });
        for row in rows {
            if !selection.is_empty() && !selection.contains(&Node::Asset(row.asset)) {
                continue;
            }
            match row.state {
                QueueState::Ready => planned.approved += 1,
                // Unpublishing is never proposed along with everything else.
                QueueState::Superseded | QueueState::Withdrawn if !selection.is_empty() => planned.unpublish += 1,
                state => {
                    if !selection.is_empty() {
                        *planned.left.entry(state).or_default() += 1;
                    }
                    continue;
                }
            }
            planned.assets.push(row.asset);
        }
        planned
    }
}

/// What a plan would be about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planned {
    /// The assets.
    pub assets: Vec<AssetId>,
    /// All that are ready: nothing is selected and nothing is hidden.
    pub whole: bool,
    /// How many of them are approved.
    pub approved: usize,
    /// How many of them are approved no longer.
    pub unpublish: usize,
    /// Selected rows that are left out, by state.
    pub left: BTreeMap<QueueState, usize>,
}

impl Planned {
    /// What the button says.
    #[must_use]
    pub fn words(&self) -> String {
        let approved = count(self.approved as u64, "approved asset", "approved assets");
        let unpublish = count(self.unpublish as u64, "asset", "assets");
        match (self.approved, self.unpublish) {
            (0, 0) => "Plan".to_owned(),
            (_, 0) => format!("Plan for {approved}"),
            (0, _) => format!("Plan to unpublish {unpublish}"),
            _ => format!("Plan for {approved}, unpublish {}", self.unpublish),
        }
    }

    /// What of the selection is left out, and why; empty where nothing is.
    #[must_use]
    pub fn left_words(&self) -> String {
        if self.left.is_empty() {
            String::new()
        } else {
            format!("left out: {}", self.left_in_words())
        }
    }

    /// What is left out: `reviewers disagree: 1, described: 2`; of a single asset only why.
    #[must_use]
    pub fn left_in_words(&self) -> String {
        if let (1, Some((state, 1))) = (self.left.len(), self.left.first_key_value()) {
            return state.words().to_owned();
        }
        let left: Vec<String> = self
            .left
            .iter()
            .map(|(state, number)| format!("{}: {number}", state.words()))
            .collect();
        left.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desktop::widgets::tree::Pick;
    use crate::domain::MediaKind;
    use uuid::Uuid;

    fn row(number: u128, state: QueueState) -> QueueRow {
        QueueRow {
            asset: AssetId(Uuid::from_u128(number)),
            title: format!("Reel {number}"),
            media: MediaKind::Video,
            approver: None,
            approved: None,
            why: "approved".into(),
            state,
            missing: Vec::new(),
            destination: None,
        }
    }

    fn shown(states: &[QueueState], filter: &QueueFilter) -> Shown {
        let rows = states
            .iter()
            .enumerate()
            .map(|(number, state)| row(number as u128, *state))
            .collect();
        let queue = QueueView {
            profile: "items".into(),
            rows,
            looked: None,
        };
        Shown::of(&Arc::new(queue), filter)
    }

    const ALL: [QueueState; 6] = [
        QueueState::Withdrawn,
        QueueState::Ready,
        QueueState::Published,
        QueueState::Missing,
        QueueState::Superseded,
        QueueState::Ready,
    ];

    #[test]
    fn what_is_approved_no_longer_stands_apart() {
        let shown = shown(&ALL, &QueueFilter::default());
        assert_eq!(
            shown.lines,
            [
                Line::Row(1),
                Line::Row(3),
                Line::Row(5),
                Line::Head(Section::NoLonger, 2),
                Line::Row(0),
                Line::Row(4),
                Line::Head(Section::Described, 1),
                Line::Row(2),
            ]
        );
        assert_eq!(shown.line_of, [0, 1, 2, 4, 5, 7]);
        assert_eq!(shown.hidden(), 0);
    }

    #[test]
    fn without_a_selection_everything_ready_is_planned_and_nothing_unpublished() {
        let filter = QueueFilter::default();
        let planned = shown(&ALL, &filter).planned(&Selection::default());
        assert_eq!((planned.assets.len(), planned.unpublish, planned.whole), (2, 0, true));
        assert_eq!(planned.words(), "Plan for 2 approved assets");
        let narrow = QueueFilter {
            text: "reel 5".into(),
            ..filter
        };
        let planned = shown(&ALL, &narrow).planned(&Selection::default());
        assert_eq!((planned.assets.len(), planned.whole), (1, false), "only what is seen");
    }

    #[test]
    fn a_selection_says_what_it_leaves_out() {
        let shown = shown(&ALL, &QueueFilter::default());
        let mut selection = Selection::default();
        selection.pick(&shown.nodes, 0, Pick::Only);
        selection.pick(&shown.nodes, 5, Pick::Range);
        let planned = shown.planned(&selection);
        assert_eq!(planned.words(), "Plan for 2 approved assets, unpublish 2");
        assert_eq!(planned.left_words(), "left out: something is missing: 1, described: 1");
    }

    #[test]
    fn what_a_filter_hides_is_not_selected_any_more() {
        let whole = shown(&ALL, &QueueFilter::default());
        let mut selection = Selection::default();
        selection.select(whole.nodes.clone());
        let filter = QueueFilter {
            state: Some(QueueState::Ready),
            ..QueueFilter::default()
        };
        shown(&ALL, &filter).restrict(&mut selection);
        assert_eq!(selection.len(), 2);
    }
}
