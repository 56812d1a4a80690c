//! What happens between frames: events in, raised things carried out.

use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use super::ArchwayApp;
use crate::desktop::commands::{Situation, UiCommand, take_shortcuts};
use crate::desktop::outbox::Raised;
use crate::desktop::screens::ScreenId;
use crate::desktop::screens::describe::DescribeScreen;
use crate::desktop::screens::describe::Leave;
use crate::desktop::screens::restrict::propagation::belongs;
use crate::desktop::screens::restrict::{RestrictScreen, Waiting};
use crate::desktop::screens::welcome::WelcomeScreen;
use crate::desktop::theme;
use crate::runtime::settings::{AppSettings, Appearance};
use crate::runtime::{Command, Event};

/// How long events may be taken in before a frame must be drawn.
const BUDGET: Duration = Duration::from_millis(10);

/// Step of "Larger text" and "Smaller text".
const TEXT_STEP: f32 = 0.1;

impl ArchwayApp {
    /// Takes events in, for at most ten milliseconds; what is left comes with the next frame.
    pub(super) fn take_events(&mut self, ctx: &egui::Context) {
        let start = Instant::now();
        let mut any = false;
        loop {
            match self.connection.events.try_recv() {
                Ok(event) => {
                    any = true;
                    if let Event::Settings(settings) = &event {
                        self.settings.recent.clone_from(&settings.recent);
                    }
                    if matches!(event, Event::Closed) {
                        // Without a workspace the next thing is to choose one.
                        self.screen = ScreenId::Welcome;
                        // Neither remembers what was opened before: the same workspace may be opened again.
                        self.welcome = WelcomeScreen::default();
                        self.describe = DescribeScreen::default();
                        self.restrict = RestrictScreen::default();
                    }
                    self.model.apply(event, (self.clock.now)());
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
            if start.elapsed() > BUDGET {
                break;
            }
        }
        if any {
            self.follow_plan();
            ctx.request_repaint();
        }
    }

    /// A plan of restrictions that comes under review on the Link screen is shown where it can be confirmed.
    fn follow_plan(&mut self) {
        let Some(plan) = self.model.plan_under_review() else { return };
        if self.followed.replace(plan.id) == Some(plan.id) {
            return;
        }
        if self.screen == ScreenId::Link && belongs(plan) {
            self.restrict.show_plan(plan.id);
            self.screen = ScreenId::Restrict;
        }
    }

    /// A window that is closed with edits unsaved asks first.
    pub(super) fn before_closing(&mut self, ctx: &egui::Context) {
        if !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.describe.asks_before(Leave::Window) {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.screen = ScreenId::Describe;
        } else if self.restrict.asks_before(Waiting::Window) {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.screen = ScreenId::Restrict;
        }
    }

    /// Raises the commands whose keys were pressed.
    pub(super) fn take_keys(&self, ctx: &egui::Context, situation: &Situation) {
        if self.palette.is_open() {
            return;
        }
        for command in take_shortcuts(ctx, situation) {
            self.outbox.command(command);
        }
    }

    /// Carries out everything raised while the frame was drawn.
    pub(super) fn carry_out(&mut self, ctx: &egui::Context) {
        // Carrying out one thing may raise another; a few rounds settle it.
        for _ in 0..4 {
            let raised = self.outbox.take();
            if raised.is_empty() {
                return;
            }
            ctx.request_repaint();
            for raised in raised {
                self.carry_out_one(ctx, raised);
            }
        }
    }

    fn carry_out_one(&mut self, ctx: &egui::Context, raised: Raised) {
        match raised {
            Raised::Runtime(command) => self.send(*command),
            Raised::Ui(command) => self.command(ctx, command),
            Raised::Go(screen) => self.screen = screen,
            Raised::OpenPlan(plan) => {
                // A plan that is not known yet finds its screen once it comes.
                self.screen = ScreenId::Link;
                self.model.under_review = Some(plan);
                self.followed = None;
                self.follow_plan();
                self.send(Command::LoadPlan(plan));
            }
            Raised::ClosePlan => self.model.under_review = None,
            Raised::ShowNode(node) => {
                self.screen = ScreenId::Link;
                self.link.reveal(node);
                self.send(Command::LoadPath(node));
            }
            Raised::OpenPage(page) => ctx.open_url(egui::OpenUrl::new_tab(page)),
            Raised::Copy(text) => ctx.copy_text(text),
            Raised::DismissNotice(number) => self.model.dismiss(number),
            Raised::Settings(settings) => self.take_settings(ctx, *settings),
        }
    }

    fn send(&mut self, command: Command) {
        // Keys and buttons of one frame may both ask; a plan is applied once.
        if let Command::Apply(plan) = &command
            && self.model.is_applying(plan)
        {
            return;
        }
        self.model.sent(&command);
        (self.connection.send)(command);
    }

    fn take_settings(&mut self, ctx: &egui::Context, settings: AppSettings) {
        if settings != self.settings {
            self.settings = settings;
            theme::apply(ctx, &self.settings);
            self.send(Command::SaveAppSettings(self.settings.clone()));
        }
    }

    fn command(&mut self, ctx: &egui::Context, command: UiCommand) {
        let situation = self.situation();
        if !command.enabled(&situation) {
            return;
        }
        match command {
            UiCommand::OpenPalette => self.palette.open(),
            UiCommand::GoLink => self.screen = ScreenId::Link,
            UiCommand::GoRestrict => self.screen = ScreenId::Restrict,
            UiCommand::GoDescribe => self.screen = ScreenId::Describe,
            UiCommand::GoActivity => self.screen = ScreenId::Activity,
            UiCommand::GoSettings => self.screen = ScreenId::Settings,
            UiCommand::DarkTheme => self.appearance(ctx, Appearance::Dark),
            UiCommand::LightTheme => self.appearance(ctx, Appearance::Light),
            UiCommand::SystemTheme => self.appearance(ctx, Appearance::System),
            UiCommand::LargerText => self.text_size(ctx, TEXT_STEP),
            UiCommand::SmallerText => self.text_size(ctx, -TEXT_STEP),
            UiCommand::OpenPractice => self.send(Command::OpenPractice),
            UiCommand::ResetPractice => self.send(Command::ResetPractice),
            UiCommand::CloseWorkspace if self.describe.asks_before(Leave::Command(command)) => self.screen = ScreenId::Describe,
            UiCommand::CloseWorkspace if self.restrict.asks_before(Waiting::Command(command)) => self.screen = ScreenId::Restrict,
            UiCommand::CloseWorkspace => self.send(Command::CloseWorkspace),
            UiCommand::GoFollows
            | UiCommand::GoNotes
            | UiCommand::GoExpiry
            | UiCommand::GoReport
            | UiCommand::GoRules
            | UiCommand::PlanRestrictions
            | UiCommand::LookAtAccess => {
                self.screen = ScreenId::Restrict;
                self.restrict.command(command, &self.model, &self.outbox);
            }
            UiCommand::Refresh => self.send(Command::Refresh(None)),
            UiCommand::CancelWork => {
                let jobs: Vec<_> = self.model.jobs.iter().map(|job| job.id).collect();
                for job in jobs {
                    self.send(Command::Cancel(job));
                }
            }
            UiCommand::ApplyPlan => {
                if let Some(plan) = self.model.under_review {
                    self.send(Command::Apply(plan));
                }
            }
            UiCommand::KeepPlan => self.model.under_review = None,
            UiCommand::DiscardPlan => {
                if let Some(plan) = self.model.under_review {
                    self.send(Command::Discard(plan));
                }
            }
            UiCommand::UndoLastPlan => {
                let last = self.model.workspace().and_then(|open| open.last_applied.clone());
                if let Some((plan, _)) = last {
                    self.screen = ScreenId::Link;
                    self.send(Command::PlanUndo(plan));
                }
            }
            _ if situation.screen == ScreenId::Describe => self.describe.command(command, &self.model, &self.outbox),
            _ => self.link.command(command, &self.model, &self.outbox),
        }
    }

    fn appearance(&mut self, ctx: &egui::Context, appearance: Appearance) {
        let settings = AppSettings {
            appearance,
            ..self.settings.clone()
        };
        self.take_settings(ctx, settings);
    }

    fn text_size(&mut self, ctx: &egui::Context, step: f32) {
        let settings = AppSettings {
            text_size: (self.settings.text_size + step).clamp(0.8, 1.8),
            ..self.settings.clone()
        };
        self.take_settings(ctx, settings);
    }
}
