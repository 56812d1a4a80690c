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

use egui::Ui;

use self::expiry::ExpiryPane;
use self::notes::NotesPane;
use self::propagation::PropagationPane;
use self::report::ReportPane;
use self::rules::RulesPane;
use super::ViewCtx;
use crate::desktop::widgets::parts;

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

/// What restrictions mean for media.
#[derive(Debug, Default)]
pub struct RestrictScreen {
    tab: Tab,
    propagation: PropagationPane,
    notes: NotesPane,
    expiry: ExpiryPane,
    report: ReportPane,
    rules: RulesPane,
}

impl RestrictScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.label(parts::strong(tokens, "Restrictions"));
            ui.add_space(tokens.gap);
            for (which, words) in [
                (Tab::Propagation, "What follows in iconik"),
                (Tab::Notes, "Notes to read"),
                (Tab::Expiry, "Begin and end"),
                (Tab::Report, "Report"),
                (Tab::Rules, "Rules"),
            ] {
                if parts::chip(ui, tokens, words, self.tab == which).clicked() {
                    self.tab = which;
                }
            }
        });
        match self.tab {
            Tab::Propagation => self.propagation.ui(ui, view),
            Tab::Notes => self.notes.ui(ui, view),
            Tab::Expiry => self.expiry.ui(ui, view),
            Tab::Report => self.report.ui(ui, view),
            Tab::Rules => self.rules.ui(ui, view),
        }
    }
}
