//! What begins, ends and is reviewed: a queue by day, with a calendar.
//!
//! | file | what |
//! |---|---|
//! | [`span`] | which days are shown |
//! | [`shown`] | the entries by month |
//! | `calendar` | a year in one line |
//! | `entry` | one entry in full, and what can be done about it |

mod calendar;
mod entry;
pub mod shown;
pub mod span;

use std::sync::Arc;

use egui::{Align, CentralPanel, Frame, Layout, Panel, Ui};
use strum::IntoEnumIterator as _;

use self::entry::Asking;
use self::shown::{Entry, Filter, Look, Shown, number};
use self::span::Window;
use super::exporting::{Exporting, Exports, Form};
use super::facts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::list_box::{List, ListBox, Two};
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::{count, thousands};
use crate::runtime::Command;
use crate::runtime::restrict_view::{ExpiryKind, RestrictExport, RestrictionsView};

const EXPORTS: Exports = Exports {
    title: "What begins and ends",
    name: "archway-restrictions",
    forms: &[
        Form {
            words: "Export CSV",
            form: RestrictExport::ExpiryCsv,
            ending: "csv",
        },
        Form {
            words: "Export calendar",
            form: RestrictExport::ExpiryCalendar,
            ending: "ics",
        },
    ],
};

/// What begins, ends and is reviewed.
#[derive(Debug, Default)]
pub struct ExpiryPane {
    filter: Filter,
    /// The year that the calendar shows; that of today at first.
    year: Option<i16>,
    chosen: Option<Entry>,
    shown: Option<Shown>,
    asking: Asking,
    list: ListBox,
    exporting: Exporting,
    asked_settings: bool,
    /// The list took the keyboard once.
    begun: bool,
}

impl ExpiryPane {
    /// The list takes the keyboard in the next frame.
    pub fn take_keys(&mut self) {
        self.begun = false;
    }

    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        // The settings say when a restriction without an end is looked at again.
        if view.model.restricting.settings.is_none() && !std::mem::replace(&mut self.asked_settings, true) {
            view.outbox.send(Command::LoadRestrictSettings);
        }
        let Some(overview) = facts::overview(ui, view) else { return };
        facts::other_day(ui, view, &overview);
        if overview.expiry.is_empty() {
            parts::empty(
                ui,
                view.tokens,
                "Nothing begins or ends",
                "Restrictions with dates, and those without an end that are looked at again, come here once records that carry them are linked.",
            );
            return;
        }
        self.follow(&overview);
        let Some(shown) = self.shown.take() else { return };
        self.head(ui, view, &overview);
        self.exporting.strip(ui, view, &EXPORTS);
        let year = self.year.get_or_insert(overview.today.year());
        if let Some(window) = calendar::strip(ui, view.tokens, &shown.months, year, self.filter.window) {
            self.filter.window = window;
        }
        let tokens = view.tokens;
        let width = ui.available_width();
        let frame = Frame::new().fill(tokens.panel);
        Panel::right("entry that begins or ends")
            .default_size((width * 0.4).max(tokens.rail * 5.0))
            .size_range(tokens.rail * 4.5..=(width * 0.6).max(tokens.rail * 4.5))
            .frame(frame)
            .show(ui, |ui| {
                if let Some(row) = self.chosen.as_ref().and_then(|entry| shown.row(shown.line_of(entry)?)) {
                    entry::draw(ui, view, &overview, row, &mut self.asking);
                }
            });
        CentralPanel::no_frame().frame(frame).show(ui, |ui| self.entries(ui, view, &shown));
        self.shown = Some(shown);
    }

    fn follow(&mut self, overview: &Arc<RestrictionsView>) {
        let old = self.shown.take();
        let shown = match old {
            Some(shown) if shown.fits(overview, &self.filter) => shown,
            _ => Shown::of(overview, &self.filter),
        };
        let there = self.chosen.as_ref().is_some_and(|entry| shown.line_of(entry).is_some());
        if !there {
            self.choose(shown.first());
        }
        self.shown = Some(shown);
    }

    /// Chooses an entry; what was being filled in belongs to another.
    fn choose(&mut self, entry: Option<Entry>) {
        if self.chosen != entry {
            self.asking = Asking::Nothing;
            self.chosen = entry;
        }
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, overview: &RestrictionsView) {
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap - 3.0;
            for window in Window::CHIPS {
                let filter = Filter {
                    window,
                    kinds: self.filter.kinds.clone(),
                };
                let words = format!("{} {}", window.words(), thousands(number(overview, &filter)));
                if parts::chip(ui, tokens, &words, self.filter.window == window).clicked() {
                    self.filter.window = window;
                }
            }
            ui.separator();
            for kind in ExpiryKind::iter() {
                let filter = Filter {
                    window: self.filter.window,
                    kinds: [kind].into(),
                };
                let words = format!("{} {}", kind.words(), thousands(number(overview, &filter)));
                let on = self.filter.kinds.contains(&kind);
                if parts::chip(ui, tokens, &words, on).clicked() {
                    if on {
                        self.filter.kinds.remove(&kind);
                    } else {
                        self.filter.kinds.insert(kind);
                    }
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.exporting.button(ui, view);
                let waiting = overview.expiry.iter().filter(|row| row.waits(overview.today)).count();
                if waiting > 0 {
                    let words = count(waiting as u64, "end waits for a decision", "ends wait for a decision");
                    ui.add(egui::Label::new(parts::small(tokens, words).color(tokens.differs)).truncate());
                }
            });
        });
    }

    fn entries(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        if shown.rows == 0 {
            parts::empty(
                ui,
                tokens,
                "Nothing begins or ends in these days",
                "Choose other days or kinds above.",
            );
            ui.vertical_centered(|ui| {
                if parts::button(ui, tokens, "Show all").clicked() {
                    self.filter = Filter::default();
                }
            });
            return;
        }
        if !std::mem::replace(&mut self.begun, true) {
            self.list.focus();
        }
        let list = List {
            name: "What begins and ends",
            rows: shown.lines.len(),
            height: Two::height(tokens),
            chosen: self.chosen.as_ref().and_then(|entry| shown.line_of(entry)),
        };
        let listed = self.list.show(ui, view, list, &Look { shown, tokens });
        if let Some(row) = listed.chosen.and_then(|line| shown.row(line)) {
            self.choose(Some((row.statement.clone(), row.kind)));
        }
    }
}
