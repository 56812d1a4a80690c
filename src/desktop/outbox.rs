//! What is raised while drawing. Nothing changes until the frame is drawn; then everything here happens in order.

use std::cell::RefCell;

use super::commands::UiCommand;
use super::screens::ScreenId;
use crate::domain::browse::Node;
use crate::plan::PlanId;
use crate::runtime::Command;
use crate::runtime::settings::AppSettings;

/// Something raised while drawing.
#[derive(Debug, Clone)]
pub enum Raised {
    /// For the runtime.
    Runtime(Box<Command>),
    /// One of the listed commands, as if chosen in the palette.
    Ui(UiCommand),
    /// Show a screen.
    Go(ScreenId),
    /// Show a plan on the Link screen; it is loaded where it is not known yet.
    OpenPlan(PlanId),
    /// Put the plan under review aside; it stays in the list of plans.
    ClosePlan,
    /// Show a node in its browser: expand what is above it, scroll there, select it.
    ShowNode(Node),
    /// Open a page in the web browser.
    OpenPage(String),
    /// Copy a text.
    Copy(String),
    /// Take a notice away.
    DismissNotice(u64),
    /// Take over changed settings; they are kept and applied at once.
    Settings(Box<AppSettings>),
}

/// Collects what is raised while drawing.
#[derive(Debug, Default)]
pub struct Outbox(RefCell<Vec<Raised>>);

impl Outbox {
    /// Sends a command to the runtime once the frame is drawn.
    pub fn send(&self, command: Command) {
        self.raise(Raised::Runtime(Box::new(command)));
    }

    /// Raises one of the listed commands.
    pub fn command(&self, command: UiCommand) {
        self.raise(Raised::Ui(command));
    }

    /// Shows a screen.
    pub fn go(&self, screen: ScreenId) {
        self.raise(Raised::Go(screen));
    }

    /// Raises anything.
    pub fn raise(&self, raised: Raised) {
        self.0.borrow_mut().push(raised);
    }

    /// Takes out everything raised so far.
    #[must_use]
    pub fn take(&self) -> Vec<Raised> {
        std::mem::take(&mut self.0.borrow_mut())
    }
}
