//! The plan under review: the one widget that every workflow uses.
//!
//! | file | what |
//! |---|---|
//! | [`lines`] | which groups and changes are shown, and where |
//! | [`words`] | what is said about a change |
//! | `head` | title, counts that filter, grouping, what to know about the plan as a whole |
//! | `pairs` | the table of assets and records |
//! | `list` | the list of groups and changes with its keys |
//! | `row` | one row |
//! | `detail` | one change field by field, with findings, receipts and problems |
//! | `values` | values before and after |
//! | [`difference`] | which words of a long text went and which came |
//! | [`sides`] | a conflict: both sides, and the ways out |
//! | [`totals`] | counts, what would be written |
//! | `foot` | what would be done, and the buttons |

pub(super) mod detail;
pub mod difference;
pub(super) mod foot;
pub(super) mod head;
pub mod lines;
mod list;
mod pairs;
pub mod row;
pub mod sides;
pub mod totals;
pub(super) mod values;
pub mod words;

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Key, Modifiers, Rect, Ui, UiBuilder};

use self::lines::{Heights, Line, Lines, Shape};
use super::ViewCtx;
use crate::desktop::outbox::Raised;
use crate::plan::ledger::LedgerFilter;
use crate::plan::{ChangeId, Decision, Grouping, Plan, PlanId, Workflow};
use crate::runtime::Command;

/// What the list stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Focus {
    /// A group, by its title.
    Group(String),
    /// A change.
    Change(ChangeId),
}

/// A rejection that is being given a reason.
#[derive(Debug)]
struct Rejecting {
    at: Focus,
    changes: Vec<ChangeId>,
    reason: String,
    /// The field asks for the keyboard once.
    fresh: bool,
}

/// The plan under review, as a pane or as a whole screen.
#[derive(Debug)]
pub struct ReviewPane {
    plan: Option<PlanId>,
    grouping: Grouping,
    filter: LedgerFilter,
    folded: HashSet<String>,
    focus: Option<Focus>,
    rejecting: Option<Rejecting>,
    lines: Option<Lines>,
    heights: Heights,
    /// Height of what is shown below the focused line, as it came out last.
    below: f32,
    scroll_to_focus: bool,
    pairs_open: bool,
    /// The pairs are shown above, by the screen that holds this pane.
    pairs_above: bool,
}

impl Default for ReviewPane {
    fn default() -> Self {
        Self {
            plan: None,
            grouping: Grouping::Target,
            filter: LedgerFilter::All,
            folded: HashSet::new(),
            focus: None,
            rejecting: None,
            lines: None,
            heights: Heights::default(),
            below: 0.0,
            scroll_to_focus: false,
            pairs_open: true,
            pairs_above: false,
        }
    }
}

impl ReviewPane {
    /// Draws the plan beside the browsers of the Link screen, which shows the pairs it links or unlinks itself, above.
    /// "Keep" puts the plan under review aside.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, plan: &Arc<Plan>) {
        self.pairs_above = matches!(plan.workflow, Workflow::Link | Workflow::Unlink) && !plan.pairs.is_empty();
        if self.draw(ui, view, plan) {
            view.outbox.raise(Raised::ClosePlan);
        }
    }

    /// Draws the plan inside another screen. True where the person wants to leave it for later.
    pub fn ui_inside(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, plan: &Arc<Plan>) -> bool {
        self.pairs_above = false;
        self.draw(ui, view, plan)
    }

    fn draw(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, plan: &Arc<Plan>) -> bool {
        self.look_at(plan);
        ui.spacing_mut().item_spacing.y = 0.0;
        let whole = ui.available_rect_before_wrap();
        let wide = whole.width() > view.tokens.rail * 12.0;
        let foot_height = foot::height(self.lines.as_ref().map(|lines| &lines.totals), view, whole.width());
        let body = Rect::from_min_max(whole.min, egui::pos2(whole.right(), whole.bottom() - foot_height));
        let foot = Rect::from_min_max(egui::pos2(whole.left(), body.bottom()), whole.max);
        ui.scope_builder(UiBuilder::new().max_rect(body), |ui| {
            head::draw(self, ui, view);
            if !self.pairs_above {
                pairs::draw(self, ui, view);
            }
            self.list_and_detail(ui, view, wide);
        });
        let leave = ui
            .scope_builder(UiBuilder::new().max_rect(foot), |ui| {
                let totals = self.lines.as_ref().map(|lines| &lines.totals);
                totals.is_some_and(|totals| foot::draw(totals, ui, view))
            })
            .inner;
        self.apply_by_key(ui, view);
        leave
    }

    fn list_and_detail(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, wide: bool) {
        let rest = ui.available_rect_before_wrap();
        if !wide {
            ui.scope_builder(UiBuilder::new().max_rect(rest), |ui| list::draw(self, ui, view, true));
            return;
        }
        let middle = (rest.left() + rest.width() * 0.6).round();
        let left = rest.with_max_x(middle);
        let right = rest.with_min_x(middle);
        ui.scope_builder(UiBuilder::new().max_rect(left), |ui| list::draw(self, ui, view, false));
        ui.painter().vline(middle, rest.y_range(), (view.tokens.hair, view.tokens.line));
        ui.scope_builder(UiBuilder::new().max_rect(right), |ui| detail::column(self, ui, view));
    }

    /// Builds the lines anew where plan, filter or grouping changed.
    fn look_at(&mut self, plan: &Arc<Plan>) {
        if self.plan != Some(plan.id) {
            *self = Self {
                plan: Some(plan.id),
                grouping: self.grouping,
                pairs_above: self.pairs_above,
                ..Self::default()
            };
        }
        let shape = Shape {
            grouping: self.grouping,
            filter: self.filter.clone(),
            folded: self.folded.clone(),
        };
        if self.lines.as_ref().is_none_or(|lines| !lines.fits(plan, &shape)) {
            let lines = Lines::of(plan, &shape);
            // A filter that shows nothing any more is a dead end: everything is decided, or nothing is stale any more.
            if lines.groups.is_empty() && self.filter != LedgerFilter::All && !plan.is_empty() {
                self.filter = LedgerFilter::All;
                return self.look_at(plan);
            }
            self.lines = Some(lines);
        }
        if self.focus_line().is_none() {
            // What the list stood on is not shown any more: it begins at the top.
            let first = self
                .lines
                .as_ref()
                .and_then(|lines| lines.lines.iter().find_map(|line| lines.change(*line)));
            self.focus = first.map(|change| Focus::Change(change.id));
            self.scroll_to_focus = true;
        }
    }

    fn focus_line(&self) -> Option<usize> {
        let lines = self.lines.as_ref()?;
        match self.focus.as_ref()? {
            Focus::Change(id) => lines.line_of(*id),
            Focus::Group(title) => lines.lines.iter().position(|line| match line {
                Line::Group(group) => lines.groups.get(*group).is_some_and(|group| group.title == *title),
                Line::Change(_) => false,
            }),
        }
    }

    fn stand_on(&mut self, line: Line) {
        let Some(lines) = &self.lines else { return };
        self.focus = match line {
            Line::Group(group) => lines.groups.get(group).map(|group| Focus::Group(group.title.clone())),
            Line::Change(_) => lines.change(line).map(|change| Focus::Change(change.id)),
        };
    }

    /// Why nothing can be decided now; `None` where it can.
    fn locked(&self, view: &ViewCtx<'_>) -> Option<String> {
        let lines = self.lines.as_ref()?;
        foot::locked(&lines.totals.plan, view)
    }

    fn decide(&self, view: &ViewCtx<'_>, changes: Vec<ChangeId>, decision: Decision) {
        let Some(plan) = self.plan else { return };
        if !changes.is_empty() && self.locked(view).is_none() {
            view.outbox.send(Command::Decide { plan, changes, decision });
        }
    }

    fn ask_reason(&mut self, at: Focus, changes: Vec<ChangeId>) {
        if changes.is_empty() {
            return;
        }
        self.focus = Some(at.clone());
        self.scroll_to_focus = true;
        self.rejecting = Some(Rejecting {
            at,
            changes,
            reason: String::new(),
            fresh: true,
        });
    }

    /// Ctrl+Enter, unless something else took it or something lies above.
    fn apply_by_key(&self, ui: &Ui, view: &ViewCtx<'_>) {
        let Some(lines) = &self.lines else { return };
        let covered = ui.memory(|memory| memory.top_modal_layer().is_some()) || egui::Popup::is_any_open(ui.ctx());
        if covered || !ui.is_enabled() || foot::refusal(&lines.totals, view).is_some() {
            return;
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter)) {
            view.outbox.send(Command::Apply(lines.totals.plan.id));
        }
    }
}
