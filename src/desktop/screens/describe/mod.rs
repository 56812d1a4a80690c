//! The Describe screen: how description goes from one system to the other, which approved assets wait, and who looks by itself.
//!
//! | folder | what |
//! |---|---|
//! | [`mapping`] | the mapping editor |
//! | [`queue`] | approved assets that become records |
//! | [`watch`] | profiles that look by themselves |

pub mod mapping;
pub mod queue;
pub mod watch;

use egui::{Align, Label, Layout, Ui};

use self::mapping::MappingPane;
pub use self::mapping::prompts::Leave;
use self::queue::QueuePane;
use self::watch::WatchPane;
use super::ViewCtx;
use super::review::ReviewPane;
use crate::desktop::commands::{Situation, UiCommand};
use crate::desktop::model::Model;
use crate::desktop::outbox::Outbox;
use crate::desktop::widgets::parts;
use crate::plan::PlanId;
use crate::runtime::Command;

/// What fills the screen below its head.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tab {
    /// The mapping editor.
    #[default]
    Mapping,
    /// Approved assets that become records.
    Approved,
    /// Profiles that look by themselves.
    Watch,
}

/// How description goes from one system to the other.
#[derive(Debug, Default)]
pub struct DescribeScreen {
    tab: Tab,
    mapping: MappingPane,
    queue: QueuePane,
    watch: WatchPane,
    /// The plan that is shown whole.
    open: Option<PlanId>,
    review: ReviewPane,
    under_review: Option<PlanId>,
    /// The pass in which the screen was drawn last.
    drawn: Option<u64>,
}

impl DescribeScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        self.follow_new_plan(ui, view);
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Some(open) = self.open {
            if let Some(plan) = view.model.plan(&open).cloned() {
                if self.review.ui_inside(ui, view, &plan) {
                    self.open = None;
                }
            } else {
                self.loading(ui, view);
            }
            return;
        }
        self.head(ui, view);
        match self.tab {
            Tab::Mapping => {
                if let Some(profile) = self.mapping.ui(ui, view) {
                    self.queue.show(&profile);
                    self.tab = Tab::Approved;
                }
            }
            Tab::Approved => self.queue.ui(ui, view),
            Tab::Watch => {
                self.open = self.watch.ui(ui, view);
                if let Some(plan) = self.open.filter(|plan| view.model.plan(plan).is_none()) {
                    view.outbox.send(Command::LoadPlan(plan));
                }
            }
        }
    }

    fn loading(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        parts::empty(ui, view.tokens, "Reading the plan", "");
        ui.vertical_centered(|ui| {
            if parts::button(ui, view.tokens, "Back").clicked() {
                self.open = None;
            }
        });
    }

    /// Says what can be taken back, saved and stepped through.
    pub fn describe(&self, model: &Model, now: &mut Situation) {
        let editing = self.tab == Tab::Mapping && self.open.is_none();
        self.mapping.describe(model, editing, now);
    }

    /// Carries out one of the listed commands.
    pub fn command(&mut self, command: UiCommand, model: &Model, outbox: &Outbox) {
        self.mapping.command(command, model, outbox);
    }

    /// The mapping editor.
    #[must_use]
    pub fn mapping(&self) -> &MappingPane {
        &self.mapping
    }

    /// True where edits would be lost by leaving; the screen asks then, and leaving happens once they are saved or given up.
    pub fn asks_before(&mut self, leave: Leave) -> bool {
        let asks = self.mapping.asks_before(leave);
        if asks {
            self.tab = Tab::Mapping;
            self.open = None;
        }
        asks
    }

    /// A plan that was asked for here is shown here once it is made.
    fn follow_new_plan(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let pass = ui.ctx().cumulative_pass_nr();
        let stayed = self.drawn.is_some_and(|drawn| pass <= drawn + 1);
        self.drawn = Some(pass);
        let latest = view.model.under_review;
        if latest == self.under_review {
            return;
        }
        if latest.is_none_or(|plan| view.model.plan(&plan).is_some()) {
            self.under_review = latest;
            if stayed {
                self.open = latest;
            }
        }
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let Self { tab, mapping, .. } = self;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.label(parts::strong(tokens, "Describe"));
            ui.add_space(tokens.gap);
            for (which, words) in [(Tab::Mapping, "Mapping"), (Tab::Approved, "Approved assets"), (Tab::Watch, "Watch")] {
                if parts::chip(ui, tokens, words, *tab == which).clicked() {
                    *tab = which;
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| match tab {
                Tab::Mapping => mapping.head(ui, view),
                Tab::Approved | Tab::Watch => {
                    let waiting = view.model.workspace().map_or(0, |open| open.plans_in_review);
                    if waiting > 0 {
                        let words = crate::desktop::widgets::words::count(waiting, "plan waits for review", "plans wait for review");
                        ui.add(Label::new(parts::hint(tokens, words)).truncate());
                    }
                }
            });
        });
        // The panes below would cover the line.
        ui.add_space(tokens.hair);
    }
}
