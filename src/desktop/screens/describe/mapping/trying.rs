//! Trying the draft on the catalogue: asked when typing pauses, the last answer stays on screen until the new one is here.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use egui::Ui;

use super::draft::Draft;
use crate::desktop::screens::ViewCtx;
use crate::mapping::{Profile, TargetKey};
use crate::runtime::Command;
use crate::runtime::mapping_view::Trial;

/// Seconds without an edit before the draft is tried.
const PAUSE: f64 = 0.2;

/// What was asked last.
#[derive(Debug)]
struct Asked {
    profile: Arc<Profile>,
    place: u64,
    focus: Option<TargetKey>,
    catalogue: u64,
}

/// Trying the draft.
#[derive(Debug, Default)]
pub struct Trying {
    ticket: u64,
    /// Answers to earlier tickets are about another profile.
    first: u64,
    asked: Option<Asked>,
    /// The profile as it was in the frame before.
    seen: Option<Arc<Profile>>,
    edited: f64,
    /// Which rule the latest questions were about, by ticket.
    focuses: VecDeque<(u64, Option<TargetKey>)>,
}

/// Questions remembered: answers to older ones are moot.
const REMEMBERED: usize = 16;

impl Trying {
    /// Another profile is open: what is on screen is not about it.
    pub fn start_anew(&mut self) {
        self.first = self.ticket + 1;
        self.asked = None;
        self.seen = None;
    }

    /// The last answer about this profile.
    #[must_use]
    pub fn answer<'a>(&self, view: &ViewCtx<'a>) -> Option<&'a Arc<Trial>> {
        view.model.describing.trial.as_ref().filter(|trial| trial.ticket >= self.first)
    }

    /// The target whose samples the last answer holds.
    #[must_use]
    pub fn sampled(&self, view: &ViewCtx<'_>) -> Option<&TargetKey> {
        let ticket = self.answer(view)?.ticket;
        let (_, focus) = self.focuses.iter().find(|(asked, _)| *asked == ticket)?;
        focus.as_ref()
    }

    /// True while a newer answer is to come.
    #[must_use]
    pub fn waits(&self, view: &ViewCtx<'_>) -> bool {
        self.answer(view).is_none_or(|trial| trial.ticket < self.ticket)
    }

    /// Asks where draft, place, focus or catalogue changed; after edits only once they pause.
    pub fn ask(&mut self, ui: &Ui, view: &ViewCtx<'_>, draft: &Draft, place: u64, focus: Option<&TargetKey>) {
        let now = ui.input(|input| input.time);
        let profile = draft.profile();
        let edited = self.seen.as_ref().is_some_and(|seen| !Arc::ptr_eq(seen, profile));
        if edited {
            self.edited = now;
        }
        self.seen = Some(Arc::clone(profile));
        let catalogue = view.model.describing.catalogue;
        let asked = self.asked.as_ref();
        let same_profile = asked.is_some_and(|asked| Arc::ptr_eq(&asked.profile, profile));
        let same = asked.is_some_and(|asked| asked.place == place && asked.focus.as_ref() == focus && asked.catalogue == catalogue);
        if same_profile && same {
            return;
        }
        if !same_profile && asked.is_some() && now - self.edited < PAUSE {
            let rest = Duration::from_secs_f64((PAUSE - (now - self.edited)).max(0.0));
            ui.ctx().request_repaint_after(rest);
            return;
        }
        self.ticket += 1;
        self.focuses.push_back((self.ticket, focus.cloned()));
        if self.focuses.len() > REMEMBERED {
            self.focuses.pop_front();
        }
        self.asked = Some(Asked {
            profile: Arc::clone(profile),
            place,
            focus: focus.cloned(),
            catalogue,
        });
        view.outbox.send(Command::TryProfile {
            ticket: self.ticket,
            profile: Box::new(Profile::clone(profile)),
            place,
            focus: focus.cloned(),
        });
    }
}
