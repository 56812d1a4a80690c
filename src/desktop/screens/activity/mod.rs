//! The Activity screen: what runs, what waits for a person, what was done.

mod audit;
mod plans;
mod problems;
pub mod progress;
pub mod table;

use std::path::PathBuf;

use egui::{Align, Label, Layout, Ui};

use self::audit::AuditTrail;
use super::ViewCtx;
use super::review::ReviewPane;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::{count, thousands};
use crate::plan::PlanId;
use crate::runtime::Command;

/// What fills the lower part of the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Plans,
    Problems,
    Audit,
}

/// What of the workspace decides whether the lists are old.
type Seen = (PathBuf, u64, u64, Option<PlanId>, usize);

/// What runs, ran, and waits for a person.
#[derive(Debug, Default)]
pub struct ActivityScreen {
    page: Page,
    /// The plan that is shown whole.
    open: Option<PlanId>,
    review: ReviewPane,
    audit: AuditTrail,
    seen: Option<Seen>,
    under_review: Option<PlanId>,
    was_shown: bool,
}

impl ActivityScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        self.ask(view);
        self.follow_new_plan(view);
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Some(open) = self.open {
            if let Some(plan) = view.model.plan(&open) {
                if self.review.ui_inside(ui, view, plan) {
                    self.open = None;
                }
            } else {
                self.loading(ui, view);
            }
            return;
        }
        self.head(ui, view);
        running(ui, view);
        match self.page {
            Page::Plans => self.open = plans::draw(ui, view),
            Page::Problems => self.open = problems::draw(ui, view),
            Page::Audit => self.open = self.audit.draw(ui, view),
        }
        if let Some(plan) = self.open.filter(|plan| view.model.plan(plan).is_none()) {
            view.outbox.send(Command::LoadPlan(plan));
        }
    }

    /// Asks for the lists at first, and again when the workspace says that something of them changed.
    fn ask(&mut self, view: &ViewCtx<'_>) {
        let Some(workspace) = view.model.workspace() else { return };
        let seen = (
            workspace.path.clone(),
            workspace.plans_in_review,
            workspace.problems,
            workspace.last_applied.as_ref().map(|(plan, _)| *plan),
            view.model.jobs.len(),
        );
        if self.seen.as_ref() != Some(&seen) {
            self.seen = Some(seen);
            view.outbox.send(Command::LoadPlans);
            view.outbox.send(Command::LoadProblems);
            self.audit.ask_again(view);
        }
    }

    /// A plan that was asked for here, such as an undo, is shown here once it is made.
    fn follow_new_plan(&mut self, view: &ViewCtx<'_>) {
        let latest = view.model.under_review;
        if self.was_shown && latest != self.under_review && latest.is_some_and(|plan| view.model.plan(&plan).is_some()) {
            self.open = latest;
        }
        self.under_review = latest;
        self.was_shown = true;
    }

    fn loading(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        ui.add_space(view.tokens.header);
        ui.vertical_centered(|ui| {
            ui.label(parts::small(view.tokens, "Loading the plan"));
            if parts::button(ui, view.tokens, "Back").clicked() {
                self.open = None;
            }
        });
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.label(parts::strong(tokens, "Activity"));
            ui.add_space(tokens.gap);
            let problems = view.model.problems.as_ref().map_or(0, Vec::len);
            let plans = view.model.plan_list.as_ref().map_or(0, Vec::len);
            let pages = [
                (Page::Plans, format!("Plans {}", thousands(plans as u64))),
                (Page::Problems, format!("Problems {}", thousands(problems as u64))),
                (Page::Audit, "Audit trail".to_owned()),
            ];
            for (page, words) in pages {
                if parts::chip(ui, tokens, &words, self.page == page).clicked() {
                    self.page = page;
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let Some(workspace) = view.model.workspace() else { return };
                let words = count(workspace.plans_in_review, "plan waits for review", "plans wait for review");
                ui.add(Label::new(parts::hint(tokens, words)).truncate());
            });
        });
    }
}

fn running(ui: &mut Ui, view: &ViewCtx<'_>) {
    for job in &view.model.jobs {
        progress::line(ui, view, job);
    }
}
