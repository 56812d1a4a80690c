//! The queue of approved assets: what was approved, where it goes, what is missing.
//!
//! | file | what |
//! |---|---|
//! | [`shown`] | which rows are shown, and what a plan would be about |
//! | [`words`] | what is said about a row |
//! | `table` | the rows, with mouse and keys |
//! | [`placing`] | where new records would go, or why they cannot |
//! | `places` | the tree beside the table |
//! | `head` | profile, what counts as approved, filters |
//! | `foot` | what is selected, and the button that plans |

mod foot;
mod head;
mod places;
pub mod placing;
pub mod shown;
mod table;
pub mod words;

use std::sync::Arc;

use egui::{CentralPanel, Frame, Panel, Rect, Ui, UiBuilder, pos2};

use self::places::Places;
use self::shown::{QueueFilter, Shown};
use self::table::QueueTable;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::runtime::Command;
use crate::runtime::mapping_view::QueueView;
use crate::runtime::view::NoticeKind;

/// A look for approved assets that has not come to its end.
#[derive(Debug)]
struct Looking {
    /// The queue as it stood when the look began.
    before: Option<Arc<QueueView>>,
    /// The last notice then.
    notice: u64,
}

/// The queue of approved assets.
#[derive(Debug, Default)]
pub struct QueuePane {
    profile: Option<String>,
    /// Profile and catalogue for which the queue was asked last.
    asked: Option<(String, u64)>,
    asked_profiles: bool,
    asked_settings: Option<String>,
    filter: QueueFilter,
    shown: Option<Shown>,
    table: QueueTable,
    places: Places,
    looking: Option<Looking>,
    /// Why the last look did not come to its end.
    failed: Option<String>,
}

impl QueuePane {
    /// Shows the queue of a profile from the next frame on.
    pub fn show(&mut self, profile: &str) {
        if self.profile.as_deref() != Some(profile) {
            *self = Self {
                profile: Some(profile.to_owned()),
                asked_profiles: self.asked_profiles,
                ..Self::default()
            };
        }
    }

    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        self.follow(view);
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        let Some(profiles) = &view.model.describing.profiles else {
            parts::empty(ui, tokens, "Reading the mapping profiles", "");
            return;
        };
        if !profiles.iter().any(|profile| profile.publishes) {
            let todo = "On the Mapping tab, begin from a preset that publishes approved assets, and save it.";
            parts::empty(ui, tokens, "No profile publishes approved assets", todo);
            return;
        }
        head::draw(self, ui, view);
        let whole = ui.available_rect_before_wrap();
        let body = whole.with_max_y(whole.bottom() - foot::height(tokens));
        let foot = Rect::from_min_max(pos2(whole.left(), body.bottom()), whole.max);
        ui.scope_builder(UiBuilder::new().max_rect(body), |ui| self.body(ui, view));
        ui.scope_builder(UiBuilder::new().max_rect(foot), |ui| foot::draw(self, ui, view));
    }

    /// Asks for what is missing, and builds the rows anew where queue or filter changed.
    fn follow(&mut self, view: &ViewCtx<'_>) {
        let describing = &view.model.describing;
        if describing.profiles.is_none() && !std::mem::replace(&mut self.asked_profiles, true) {
            view.outbox.send(Command::LoadProfiles);
        }
        let publishes = |id: &String| describing.summary(id).is_some_and(|profile| profile.publishes);
        if describing.profiles.is_some() && !self.profile.as_ref().is_some_and(publishes) {
            let own = |preset: bool| {
                describing
                    .profiles
                    .iter()
                    .flatten()
                    .find(move |profile| profile.publishes && profile.preset == preset)
            };
            if let Some(first) = own(false).or_else(|| own(true)) {
                let id = first.id.clone();
                self.show(&id);
            }
        }
        let Some(profile) = self.profile.clone() else { return };
        let asking = (profile.clone(), describing.catalogue);
        if self.asked.as_ref() != Some(&asking) {
            self.asked = Some(asking);
            view.outbox.send(Command::LoadQueue(profile.clone()));
        }
        if describing.profile(&profile).is_none() && self.asked_settings.as_ref() != Some(&profile) {
            self.asked_settings = Some(profile.clone());
            view.outbox.send(Command::OpenProfile(profile.clone()));
        }
        let queue = describing.queue(&profile);
        self.follow_look(view, queue);
        match queue {
            None => self.shown = None,
            Some(queue) => {
                if self.shown.as_ref().is_none_or(|shown| !shown.fits(queue, &self.filter)) {
                    let shown = Shown::of(queue, &self.filter);
                    shown.restrict(&mut self.table.selection);
                    self.shown = Some(shown);
                }
            }
        }
    }

    /// A look has ended once the queue came anew, or something went wrong.
    fn follow_look(&mut self, view: &ViewCtx<'_>, queue: Option<&Arc<QueueView>>) {
        let Some(looking) = &self.looking else { return };
        let came = match (&looking.before, queue) {
            (Some(before), Some(now)) => !Arc::ptr_eq(before, now),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        let wrong = view
            .model
            .notices
            .iter()
            .find(|shown| shown.number > looking.notice && shown.notice.kind == NoticeKind::Error);
        if let Some(wrong) = wrong {
            self.failed = Some(wrong.notice.text.clone());
        }
        if came || wrong.is_some() {
            self.looking = None;
        }
    }

    /// Looks in iconik for assets approved since the last look.
    fn look(&mut self, view: &ViewCtx<'_>) {
        let Some(profile) = self.profile.clone() else { return };
        self.failed = None;
        self.looking = Some(Looking {
            before: view.model.describing.queue(&profile).cloned(),
            notice: view.model.notices.back().map_or(0, |shown| shown.number),
        });
        view.outbox.send(Command::LookForApproved(profile));
    }

    fn body(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let tokens = view.tokens;
        let Some(shown) = self.shown.take() else {
            parts::empty(ui, tokens, "Reading the queue", "It is kept in the workspace; this takes a moment.");
            ui.vertical_centered(|ui| {
                if parts::button(ui, tokens, "Read it again").clicked() {
                    self.asked = None;
                }
            });
            return;
        };
        let width = ui.available_width();
        let frame = Frame::new().fill(tokens.panel);
        let put = Panel::right("places")
            .default_size((width * 0.34).max(tokens.rail * 5.0))
            .size_range(tokens.rail * 4.0..=(width * 0.5).max(tokens.rail * 4.0))
            .frame(frame)
            .show(ui, |ui| self.places.ui(ui, view, &shown, &self.table.selection))
            .inner;
        if put {
            // The keyboard goes back to where the next assets are chosen.
            self.table.focus();
        }
        CentralPanel::no_frame().frame(frame).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            self.rows(ui, view, &shown);
        });
        self.shown = Some(shown);
    }

    fn rows(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        if shown.queue.rows.is_empty() {
            self.nothing(ui, view, shown);
            return;
        }
        if shown.nodes.is_empty() {
            parts::empty(ui, tokens, "The filter hides everything", "Show all, or change the filter above.");
            ui.vertical_centered(|ui| {
                if parts::button(ui, tokens, "Show all").clicked() {
                    self.filter = QueueFilter::default();
                }
            });
            return;
        }
        let before = self.table.selection.keep();
        let answer = self.table.show(ui, view, shown);
        if !Arc::ptr_eq(&before, &self.table.selection.keep()) {
            self.places.forget_refusal();
        }
        if answer.choose && view.writable() {
            self.places.focus();
        }
        if answer.take_back {
            self.places.take_back(view, shown, &self.table.selection);
        }
    }

    fn nothing(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        match shown.queue.looked {
            None => parts::empty(
                ui,
                tokens,
                "Archway has not looked for approved assets yet",
                "It asks iconik once for everything approved, and later only for what changed since.",
            ),
            Some(at) => {
                let todo = format!("Last looked at {}. Approve assets in iconik, then look again.", view.clock(at));
                parts::empty(ui, tokens, "No approved assets", &todo);
            }
        }
        ui.vertical_centered(|ui| {
            let enabled = self.looking.is_none();
            let words = if enabled { "Look now" } else { "Looking…" };
            if parts::primary_button(ui, tokens, words, enabled).clicked() {
                self.look(view);
            }
        });
    }
}
