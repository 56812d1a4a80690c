//! Counting how the edited table would match: asked when edits pause, the last answer stays on screen until the new one is here.

use std::sync::Arc;
use std::time::Duration;

use egui::Ui;

use super::draft::Draft;
use crate::desktop::screens::ViewCtx;
use crate::domain::restriction::RestrictSettings;
use crate::runtime::Command;
use crate::runtime::restrict_view::{RestrictSettingsView, RuleMatches};

/// Seconds without an edit before the table is tried.
const PAUSE: f64 = 0.25;

/// Counting how the edited table would match.
#[derive(Debug, Default)]
pub struct Trying {
    ticket: u64,
    asked: Option<Arc<RestrictSettings>>,
    /// The settings as they were in the frame before.
    seen: Option<Arc<RestrictSettings>>,
    edited: f64,
}

impl Trying {
    /// How the rows match, as far as is known.
    #[must_use]
    pub fn matches<'a>(&self, view: &ViewCtx<'a>, draft: &Draft, kept: &'a RestrictSettingsView) -> &'a [RuleMatches] {
        match &view.model.restricting.tried {
            Some((ticket, matches)) if draft.is_changed() && self.asked.is_some() && *ticket <= self.ticket => matches,
            _ => &kept.matches,
        }
    }

    /// True while a newer answer is to come.
    #[must_use]
    pub fn waits(&self, view: &ViewCtx<'_>, draft: &Draft) -> bool {
        let current = self.asked.as_ref().is_some_and(|asked| Arc::ptr_eq(asked, draft.settings()));
        let answered = view
            .model
            .restricting
            .tried
            .as_ref()
            .is_some_and(|(ticket, _)| *ticket >= self.ticket);
        draft.is_changed() && !(current && answered)
    }

    /// Asks where the draft changed, once edits pause.
    pub fn ask(&mut self, ui: &Ui, view: &ViewCtx<'_>, draft: &Draft) {
        let now = ui.input(|input| input.time);
        let settings = draft.settings();
        if self.seen.as_ref().is_none_or(|seen| !Arc::ptr_eq(seen, settings)) {
            self.edited = now;
            self.seen = Some(Arc::clone(settings));
        }
        let same = self.asked.as_ref().is_some_and(|asked| Arc::ptr_eq(asked, settings));
        if same || !draft.is_changed() {
            return;
        }
        if now - self.edited < PAUSE {
            let rest = Duration::from_secs_f64((PAUSE - (now - self.edited)).max(0.0));
            ui.ctx().request_repaint_after(rest);
            return;
        }
        self.ticket += 1;
        self.asked = Some(Arc::clone(settings));
        view.outbox.send(Command::TryRestrictSettings {
            ticket: self.ticket,
            settings: Box::new(RestrictSettings::clone(settings)),
        });
    }
}
