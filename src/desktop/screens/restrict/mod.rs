//! The Restrictions screen: what restrictions mean for media, reviewed before anything is applied.
//!
//! | folder | what |
//! |---|---|
//! | [`propagation`] | what would change in iconik, and the plan under review |
//! | [`notes`] | notes in free words that somebody must read |
//! | [`expiry`] | what begins, ends and is reviewed |
//! | [`report`] | where the two sides disagree |
//! | [`rules`] | the rule table |
//! | [`said`] | what several tabs say in the same words |
//! | `facts`, `exporting` | parts that several tabs share |

pub mod expiry;
mod exporting;
mod facts;
pub mod notes;
pub mod propagation;
pub mod report;
pub mod rules;
pub mod said;

use egui::{Align, Id, Label, Layout, Modal, Ui};

use self::expiry::ExpiryPane;
use self::notes::NotesPane;
use self::propagation::{Leads, PropagationPane, belongs};
use self::report::ReportPane;
use self::rules::RulesPane;
use super::ViewCtx;
use crate::desktop::commands::UiCommand;
use crate::desktop::model::Model;
use crate::desktop::outbox::Outbox;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::thousands;
use crate::plan::PlanId;
use crate::runtime::Command;

/// What fills the screen below its head.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tab {
    /// What would change in iconik.
    #[default]
    Propagation,
    /// Notes to read.
    Notes,
    /// What begins and ends.
    Expiry,
    /// Where the sides disagree.
    Report,
    /// The rule table.
    Rules,
}

/// What waits until edits of the rule table are saved or given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// The window is closed.
    Window,
    /// One of the listed commands.
    Command(UiCommand),
}

/// What restrictions mean for media.
#[derive(Debug, Default)]
pub struct RestrictScreen {
    tab: Tab,
    /// The tab that was drawn last.
    arrived: Option<Tab>,
    propagation: PropagationPane,
    notes: NotesPane,
    expiry: ExpiryPane,
    report: ReportPane,
    rules: RulesPane,
    /// The plan under review that was shown last.
    followed: Option<PlanId>,
    /// State of the catalogue for which restrictions were asked for.
    asked: Option<u64>,
    asked_settings: bool,
    waiting: Option<Waiting>,
    /// Edits of the rule table may be lost: the person said so.
    given_up: bool,
}

impl RestrictScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        self.keep_up(view.model, view.outbox);
        self.follow_new_plan(view.model);
        ui.spacing_mut().item_spacing.y = 0.0;
        self.head(ui, view);
        self.arrive();
        match self.tab {
            Tab::Propagation => match self.propagation.ui(ui, view) {
                Some(Leads::Note(statement)) => {
                    self.notes.show(&statement);
                    self.tab = Tab::Notes;
                }
                Some(Leads::Rules) => self.tab = Tab::Rules,
                None => {}
            },
            Tab::Notes => self.notes.ui(ui, view),
            Tab::Expiry => self.expiry.ui(ui, view),
            Tab::Report => {
                self.report.ui(ui, view);
                if self.report.take_wants_notes() {
                    self.tab = Tab::Notes;
                }
            }
            Tab::Rules => self.rules.ui(ui, view),
        }
        self.ask(ui, view);
    }

    /// Whoever goes to a tab goes on with the keyboard: its list takes it.
    fn arrive(&mut self) {
        if self.arrived.replace(self.tab) == Some(self.tab) {
            return;
        }
        match self.tab {
            Tab::Propagation => self.propagation.take_keys(),
            Tab::Notes => self.notes.take_keys(),
            Tab::Expiry => self.expiry.take_keys(),
            Tab::Report => self.report.take_keys(),
            Tab::Rules => {}
        }
    }

    /// Asks for the restrictions of a workspace that was opened, and again after every refresh and every plan that was applied, so that
    /// what waits is counted on the rail whatever screen is shown.
    pub fn keep_up(&mut self, model: &Model, outbox: &Outbox) {
        if model.workspace().is_none() {
            return;
        }
        let now = model.describing.catalogue;
        if self.asked != Some(now) {
            self.asked = Some(now);
            outbox.send(Command::LoadRestrictions(propagation::looked_at(model)));
        }
        if model.restricting.settings.is_none() && !std::mem::replace(&mut self.asked_settings, true) {
            outbox.send(Command::LoadRestrictSettings);
        }
    }

    /// Shows a plan that belongs here.
    pub fn show_plan(&mut self, plan: PlanId) {
        self.tab = Tab::Propagation;
        self.propagation.show(plan);
    }

    /// A plan that was asked for is shown once it is made, whichever tab asked for it.
    fn follow_new_plan(&mut self, model: &Model) {
        let latest = model.plan_under_review().map(|plan| plan.id);
        if latest == self.followed {
            return;
        }
        self.followed = latest;
        if let Some(plan) = model.plan_under_review().filter(|plan| belongs(plan)) {
            self.show_plan(plan.id);
        }
    }

    /// Carries out one of the listed commands.
    pub fn command(&mut self, command: UiCommand, model: &Model, outbox: &Outbox) {
        match command {
            UiCommand::GoFollows => self.tab = Tab::Propagation,
            UiCommand::GoNotes => self.tab = Tab::Notes,
            UiCommand::GoExpiry => self.tab = Tab::Expiry,
            UiCommand::GoReport => self.tab = Tab::Report,
            UiCommand::GoRules => self.tab = Tab::Rules,
            UiCommand::PlanRestrictions => {
                self.tab = Tab::Propagation;
                propagation::plan_all(outbox, propagation::looked_at(model));
            }
            UiCommand::LookAtAccess => outbox.send(Command::LookAtAccess),
            _ => {}
        }
    }

    /// True where edits of the rule table would be lost by leaving; the screen asks then, and leaving happens once they are saved or
    /// given up.
    pub fn asks_before(&mut self, waiting: Waiting) -> bool {
        if self.given_up || !self.rules.has_unsaved() {
            return false;
        }
        self.tab = Tab::Rules;
        self.waiting = Some(waiting);
        true
    }

    /// Asks what happens with edits of the rule table that are not saved.
    fn ask(&mut self, ui: &Ui, view: &ViewCtx<'_>) {
        let Some(waiting) = self.waiting else { return };
        let tokens = view.tokens;
        let frame = egui::Frame::popup(ui.style()).fill(tokens.raise).inner_margin(tokens.pad);
        let modal = Modal::new(Id::unique("rules not saved")).frame(frame).backdrop_color(tokens.shadow);
        let mut answer = None;
        let drawn = modal.show(ui.ctx(), |ui| {
            ui.set_width(tokens.rail * 6.0);
            ui.spacing_mut().item_spacing.y = tokens.gap;
            ui.add(Label::new(parts::strong(tokens, "Changes of the rule table are not saved")).wrap());
            ui.horizontal(|ui| {
                if parts::primary_button(ui, tokens, "Stay here", true).clicked() {
                    answer = Some(false);
                }
                if parts::button(ui, tokens, "Give the changes up").clicked() {
                    answer = Some(true);
                }
            });
        });
        if drawn.should_close() {
            answer = answer.or(Some(false));
        }
        let Some(gives_up) = answer else { return };
        self.waiting = None;
        if gives_up {
            self.given_up = true;
            match waiting {
                Waiting::Window => ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close),
                Waiting::Command(command) => view.outbox.command(command),
            }
        }
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let overview = view.model.restricting.overview.as_deref();
        let notes = overview.map_or(0, |view| view.notes.iter().filter(|note| note.waits()).count());
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.label(parts::strong(tokens, "Restrictions"));
            ui.add_space(tokens.gap);
            for (which, words, waits) in [
                (Tab::Propagation, "What follows in iconik", 0),
                (Tab::Notes, "Notes to read", notes),
                (Tab::Expiry, "Begin and end", 0),
                (Tab::Report, "Report", overview.map_or(0, |view| view.report.len())),
                (Tab::Rules, "Rules", 0),
            ] {
                let text = match waits {
                    0 => words.to_owned(),
                    waits => format!("{words} {}", thousands(waits as u64)),
                };
                if parts::chip(ui, tokens, &text, self.tab == which).accessible_name(words).clicked() {
                    self.tab = which;
                }
            }
            if self.tab == Tab::Propagation {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| acts(ui, view));
            }
        });
        // The panes below would cover the line.
        ui.add_space(tokens.hair);
    }
}

/// What can be begun: a plan, a look at who can see what.
fn acts(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    ui.spacing_mut().item_spacing.x = tokens.gap;
    for (command, words) in [(UiCommand::PlanRestrictions, "Plan"), (UiCommand::LookAtAccess, "Look at access")] {
        let may = view.writable() && !(command == UiCommand::PlanRestrictions && view.model.awaits_plan());
        let button = ui.add_enabled_ui(may, |ui| parts::button(ui, tokens, words)).inner;
        let hover = match command {
            UiCommand::PlanRestrictions => "Plans for every linked asset what its restrictions mean in iconik",
            _ => "Reads in iconik who can see the restricted assets",
        };
        if button.on_hover_text(hover).clicked() {
            view.outbox.command(command);
        }
    }
    let Some(overview) = &view.model.restricting.overview else { return };
    let words = match overview.access_read {
        Some(at) if overview.unread_access > 0 => {
            format!("access read {}, {} never", view.clock(at), thousands(overview.unread_access))
        }
        Some(at) => format!("access read {}", view.clock(at)),
        None => "access never read".to_owned(),
    };
    ui.add(Label::new(parts::hint(tokens, words)).truncate())
        .on_hover_text("When it was last read in iconik who can see the restricted assets");
}
