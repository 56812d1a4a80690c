//! What would change in iconik, and the plan under review.
//!
//! | file | what |
//! |---|---|
//! | [`lines`] | groups and lines, by cause, target or kind |
//! | [`words`] | what is said about a change and its cause |
//! | `head` | the day, the rule in force, grouping, counts that filter |
//! | `list` | the list with its keys |
//! | `rows` | one row: asset, cause chain, who can see it now and after |
//! | `inspector` | chain, note, who loses access, conditions, outcome |
//! | `confirm` | confirming what opens, one cause at a time |
//! | `empty` | what to do where there is no plan |

mod confirm;
mod empty;
mod head;
mod inspector;
pub mod lines;
mod list;
mod rows;
pub mod words;

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Key, Modifiers, Rect, Ui, UiBuilder, pos2};
use jiff::civil::Date;

use self::confirm::Confirming;
use self::lines::{Filter, GroupKey, Line, Lines, Shape, Spot};
use crate::desktop::model::Model;
use crate::desktop::outbox::{Outbox, Raised};
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::lines::Heights;
use crate::desktop::screens::review::{ReviewPane, foot};
use crate::desktop::widgets::pictures::Pictures;
use crate::domain::RecordUri;
use crate::domain::restriction::StatementKey;
use crate::plan::{CauseId, ChangeId, Decision, Plan, PlanId, Workflow};
use crate::runtime::Command;
use crate::runtime::restrict_view::RestrictScope;

/// Where a person wants to go from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To a note, to say what it means.
    Note(StatementKey),
    /// To the rule table.
    Rules,
}

/// A rejection that is being given a reason.
#[derive(Debug)]
struct Rejecting {
    spot: Spot,
    changes: Vec<ChangeId>,
    reason: String,
    /// The field asks for the keyboard once.
    fresh: bool,
}

/// What would change in iconik, and the plan under review.
#[derive(Debug, Default)]
pub struct PropagationPane {
    plan: Option<PlanId>,
    /// Another day, as it is typed.
    typed_day: String,
    shape: Shape,
    focus: Option<Spot>,
    lines: Option<Lines>,
    heights: Heights,
    /// Width for which the heights were placed.
    placed: Option<f32>,
    scroll_to_focus: bool,
    /// The list takes the keyboard once.
    wants_keys: bool,
    rejecting: Option<Rejecting>,
    confirming: Option<Confirming>,
    /// The record that the pointer is on, in the chain of the inspector.
    lit: Option<RecordUri>,
    pictures: Pictures,
    /// Shows plans that change notes in ArchivesSpace, which have no restrictions to show.
    plain: ReviewPane,
}

/// The day that is looked at; today where `None`.
#[must_use]
pub fn looked_at(model: &Model) -> Option<Date> {
    let overview = model.restricting.overview.as_ref()?;
    Some(overview.as_of).filter(|day| *day != overview.today)
}

/// Plans what restrictions mean for every linked asset, on a day; today where `None`.
pub fn plan_all(outbox: &Outbox, as_of: Option<Date>) {
    outbox.send(Command::PlanRestrict {
        scope: RestrictScope::All,
        as_of,
    });
}

/// True where a plan is shown on the Restrictions screen.
#[must_use]
pub fn belongs(plan: &Plan) -> bool {
    plan.workflow == Workflow::Restrict || plan.restrict.is_some()
}

impl PropagationPane {
    /// Draws the pane. Gives where the person wants to go.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<Leads> {
        ui.spacing_mut().item_spacing.y = 0.0;
        self.follow(view);
        let plan = self.plan.and_then(|plan| view.model.plan(&plan)).cloned();
        let Some(plan) = plan else {
            self.lines = None;
            self.confirming = None;
            head::without_plan(self, ui, view);
            return empty::ui(ui, view);
        };
        if plan.restrict.is_none() {
            if self.plain.ui_inside(ui, view, &plan) {
                self.put_aside(view);
            }
            return None;
        }
        self.look_at(&plan);
        let whole = ui.available_rect_before_wrap();
        let wide = view.tokens.rail * 6.0;
        let middle = (whole.right() - wide.min(whole.width() * 0.36)).round();
        let (left, right) = (whole.with_max_x(middle), whole.with_min_x(middle));
        let leads = ui
            .scope_builder(UiBuilder::new().max_rect(left).id_salt("plan"), |ui| self.left(ui, view))
            .inner;
        ui.painter().vline(middle, whole.y_range(), (view.tokens.hair, view.tokens.line));
        let noted = ui
            .scope_builder(UiBuilder::new().max_rect(right).id_salt("inspector"), |ui| {
                ui.shrink_clip_rect(right);
                inspector::draw(self, ui, view)
            })
            .inner;
        confirm::ui(self, ui, view);
        leads.or(noted)
    }

    fn left(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) -> Option<Leads> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let whole = ui.available_rect_before_wrap();
        let totals = self.lines.as_ref().map(|lines| &lines.totals);
        let bottom = whole.bottom() - foot::height(totals, view, whole.width());
        let body = Rect::from_min_max(whole.min, pos2(whole.right(), bottom));
        let leads = ui
            .scope_builder(UiBuilder::new().max_rect(body), |ui| {
                ui.shrink_clip_rect(body);
                head::draw(self, ui, view);
                list::draw(self, ui, view)
            })
            .inner;
        let place = Rect::from_min_max(pos2(whole.left(), bottom), whole.max);
        let aside = ui
            .scope_builder(UiBuilder::new().max_rect(place).id_salt("foot"), |ui| {
                let totals = self.lines.as_ref().map(|lines| &lines.totals);
                totals.is_some_and(|totals| foot::draw(totals, ui, view))
            })
            .inner;
        self.apply_by_key(ui, view);
        if aside {
            self.put_aside(view);
        }
        leads
    }

    /// The list takes the keyboard in the next frame.
    pub fn take_keys(&mut self) {
        self.wants_keys = true;
    }

    /// Shows a plan.
    pub fn show(&mut self, plan: PlanId) {
        self.plan = Some(plan);
    }

    fn put_aside(&mut self, view: &ViewCtx<'_>) {
        if view.model.under_review == self.plan {
            view.outbox.raise(Raised::ClosePlan);
        }
        self.plan = None;
    }

    /// The plan under review is shown where it belongs here; one that was discarded goes.
    fn follow(&mut self, view: &ViewCtx<'_>) {
        if let Some(plan) = view.model.plan_under_review().filter(|plan| belongs(plan)) {
            self.plan = Some(plan.id);
        }
        let gone = |plan: &Arc<Plan>| plan.stage == crate::plan::Stage::Discarded && view.model.under_review != Some(plan.id);
        if self.plan.and_then(|plan| view.model.plan(&plan)).is_some_and(gone) {
            self.plan = None;
        }
    }

    /// Builds the lines anew where plan, filter or grouping changed.
    fn look_at(&mut self, plan: &Arc<Plan>) {
        if self.lines.as_ref().is_some_and(|lines| lines.plan().id != plan.id) {
            self.shape.filter = Filter::All;
            self.shape.folded = HashSet::new();
            (self.focus, self.rejecting, self.confirming, self.lit) = (None, None, None, None);
        }
        if self.lines.as_ref().is_none_or(|lines| !lines.fits(plan, &self.shape)) {
            let mut lines = Lines::of(plan, &self.shape);
            // A filter that shows nothing any more is a dead end.
            if lines.lines.is_empty() && self.shape.filter != Filter::All {
                self.shape.filter = Filter::All;
                lines = Lines::of(plan, &self.shape);
            }
            self.lines = Some(lines);
            self.placed = None;
        }
        if self.focus_line().is_none() {
            let lines = self.lines.as_ref();
            let first = lines.and_then(|lines| lines.lines.iter().find(|line| !matches!(line, Line::Group(_))).copied());
            self.focus = lines.zip(first).and_then(|(lines, first)| lines.spot(first));
            self.scroll_to_focus = true;
        }
    }

    fn focus_line(&self) -> Option<usize> {
        self.lines.as_ref()?.line_of(self.focus.as_ref()?)
    }

    fn stand_on(&mut self, line: Line) {
        if let Some(spot) = self.lines.as_ref().and_then(|lines| lines.spot(line)) {
            self.focus = Some(spot);
            self.scroll_to_focus = true;
        }
    }

    /// Why nothing can be decided now; `None` where it can.
    fn locked(&self, view: &ViewCtx<'_>) -> Option<String> {
        foot::locked(self.lines.as_ref()?.plan(), view)
    }

    fn decide(&self, view: &ViewCtx<'_>, changes: Vec<ChangeId>, decision: Decision) {
        if let Some(plan) = self.plan
            && !changes.is_empty()
            && self.locked(view).is_none()
        {
            view.outbox.send(Command::Decide { plan, changes, decision });
        }
    }

    fn ask_reason(&mut self, spot: Spot, changes: Vec<ChangeId>) {
        if !changes.is_empty() {
            self.focus = Some(spot.clone());
            self.rejecting = Some(Rejecting {
                spot,
                changes,
                reason: String::new(),
                fresh: true,
            });
        }
    }

    /// Opens the question whether a cause may open access.
    fn confirm(&mut self, view: &ViewCtx<'_>, cause: CauseId) {
        if self.locked(view).is_none()
            && let Some(lines) = &self.lines
        {
            self.confirming = Confirming::new(lines, cause);
        }
    }

    fn toggle_fold(&mut self, key: GroupKey) {
        self.focus = Some(Spot::Group(key.clone()));
        if !self.shape.folded.remove(&key) {
            self.shape.folded.insert(key);
        }
    }

    /// Ctrl+Enter, unless something lies above.
    fn apply_by_key(&self, ui: &Ui, view: &ViewCtx<'_>) {
        let Some(lines) = &self.lines else { return };
        let covered = ui.memory(|memory| memory.top_modal_layer().is_some()) || egui::Popup::is_any_open(ui.ctx());
        if covered || self.confirming.is_some() || !ui.is_enabled() || foot::refusal(&lines.totals, view).is_some() {
            return;
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter)) {
            view.outbox.send(Command::Apply(lines.plan().id));
        }
    }
}
