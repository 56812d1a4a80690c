//! Where the two sides disagree: a standing report, worst first.
//!
//! | file | what |
//! |---|---|
//! | [`shown`] | which findings are shown and selected |
//! | `finding` | one finding in full, and what leads out of it |

mod finding;
pub mod shown;

use std::sync::Arc;

use egui::{Align, CentralPanel, Frame, Label, Layout, Panel, Rect, Ui, UiBuilder, vec2};

use self::shown::{Filter, Found, Look, Selected, Shown, key, to_plan};
use super::exporting::{Exporting, Exports, Form};
use super::{facts, said};
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::list_box::{List, ListBox, Listed, Two};
use crate::desktop::widgets::words::{count, thousands};
use crate::desktop::widgets::{form, parts};
use crate::domain::AssetId;
use crate::runtime::Command;
use crate::runtime::restrict_view::{DisagreementKind, RestrictExport, RestrictScope, RestrictionsView};

const EXPORTS: Exports = Exports {
    title: "Where the sides disagree",
    name: "archway-restrictions-report",
    forms: &[
        Form {
            words: "Export page to print",
            form: RestrictExport::ReportHtml,
            ending: "html",
        },
        Form {
            words: "Export CSV",
            form: RestrictExport::ReportCsv,
            ending: "csv",
        },
    ],
};

/// Where the two sides disagree.
#[derive(Debug, Default)]
pub struct ReportPane {
    filter: Filter,
    chosen: Option<Found>,
    /// Line of the chosen finding, as it stood last.
    line: usize,
    selected: Selected,
    shown: Option<Shown>,
    /// What a plan would be about, for a state of the selection.
    to_plan: Option<(u64, Vec<AssetId>)>,
    list: ListBox,
    exporting: Exporting,
    wants_notes: bool,
    /// The list took the keyboard once.
    begun: bool,
}

impl ReportPane {
    /// True once after a person wanted to read the notes that wait.
    pub fn take_wants_notes(&mut self) -> bool {
        std::mem::take(&mut self.wants_notes)
    }

    /// The list takes the keyboard in the next frame.
    pub fn take_keys(&mut self) {
        self.begun = false;
    }

    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>) {
        let Some(overview) = facts::overview(ui, view) else { return };
        facts::other_day(ui, view, &overview);
        self.follow(&overview);
        let Some(shown) = self.shown.take() else { return };
        self.head(ui, view, &overview);
        self.exporting.strip(ui, view, &EXPORTS);
        if overview.report.is_empty() {
            agree(ui, view, &overview);
            self.shown = Some(shown);
            return;
        }
        self.kinds(ui, view, &shown);
        let tokens = view.tokens;
        let whole = ui.available_rect_before_wrap();
        let body = whole.with_max_y(whole.bottom() - foot_height(tokens));
        let foot = Rect::from_min_max(egui::pos2(whole.left(), body.bottom()), whole.max);
        ui.scope_builder(UiBuilder::new().max_rect(body), |ui| self.body(ui, view, &shown));
        ui.scope_builder(UiBuilder::new().max_rect(foot), |ui| self.foot(ui, view, &shown));
        self.shown = Some(shown);
    }

    fn follow(&mut self, overview: &Arc<RestrictionsView>) {
        let old = self.shown.take();
        let shown = match old {
            Some(shown) if shown.fits(overview, &self.filter) => shown,
            _ => {
                let shown = Shown::of(overview, &self.filter);
                self.selected.keep_only(&shown);
                self.to_plan = None;
                shown
            }
        };
        let here = |line: usize, found: &Found| shown.finding(line).is_some_and(|finding| key(finding) == *found);
        let there = self.chosen.as_ref().is_some_and(|found| here(self.line, found));
        if !there {
            let found = self.chosen.as_ref();
            let line = found.and_then(|found| (0..shown.lines.len()).find(|line| here(*line, found)));
            let line = line.or_else(|| (0..shown.lines.len()).find(|line| shown.finding(*line).is_some()));
            self.line = line.unwrap_or_default();
            self.chosen = shown.finding(self.line).map(key);
        }
        self.shown = Some(shown);
    }

    fn head(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, overview: &RestrictionsView) {
        let tokens = view.tokens;
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.exporting.button(ui, view);
                form::field(
                    ui,
                    tokens,
                    "Filter findings by text",
                    &mut self.filter.text,
                    tokens.rail * 2.4,
                    "title or cause",
                );
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(parts::small(tokens, computed(view, overview))).truncate());
                });
            });
        });
    }

    fn kinds(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        let margin = egui::Margin::symmetric(tokens.pad as i8, 5);
        let drawn = Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(tokens.gap - 2.0, tokens.gap - 3.0);
                ui.set_row_height(tokens.control);
                let all = format!("all {}", thousands(shown.overview.report.len() as u64));
                if parts::chip(ui, tokens, &all, self.filter.kinds.is_empty()).clicked() {
                    self.filter.kinds.clear();
                }
                for (kind, findings) in &shown.counts {
                    self.kind(ui, tokens, *kind, *findings);
                }
            });
        });
        let rect = drawn.response.rect;
        ui.painter().hline(rect.x_range(), rect.bottom(), (tokens.hair, tokens.line));
        ui.add_space(tokens.hair);
    }

    /// A kind as a chip, with its glyph in its colour before it.
    fn kind(&mut self, ui: &mut Ui, tokens: &Tokens, kind: DisagreementKind, findings: usize) {
        let on = self.filter.kinds.contains(&kind);
        let words = format!("{} {}", said::in_short(kind), thousands(findings as u64));
        let (glyph, colour) = said::disagreement(tokens, kind);
        let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.control), egui::Sense::hover());
        glyph.paint(ui.painter(), rect.center(), tokens.glyph, colour);
        if parts::chip(ui, tokens, &words, on).on_hover_text(kind.words()).clicked() {
            if on {
                self.filter.kinds.remove(&kind);
            } else {
                self.filter.kinds.insert(kind);
            }
        }
    }

    fn body(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        let width = ui.available_width();
        let frame = Frame::new().fill(tokens.panel);
        Panel::right("finding")
            .default_size((width * 0.34).max(tokens.rail * 4.5))
            .size_range(tokens.rail * 4.0..=(width * 0.55).max(tokens.rail * 4.0))
            .frame(frame)
            .show(ui, |ui| {
                if let Some(finding) = shown.finding(self.line) {
                    self.wants_notes |= finding::draw(ui, view, finding);
                }
            });
        CentralPanel::no_frame().frame(frame).show(ui, |ui| self.findings(ui, view, shown));
    }

    fn findings(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        if shown.rows == 0 {
            parts::empty(
                ui,
                tokens,
                "The filter hides every finding",
                "Show all, or change the filter above.",
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
            name: "Where the sides disagree",
            rows: shown.lines.len(),
            height: Two::height(tokens),
            chosen: self.chosen.is_some().then_some(self.line),
        };
        let look = Look {
            shown,
            selected: &self.selected,
            tokens,
        };
        let listed = self.list.show(ui, view, list, &look);
        self.take(shown, &listed);
    }

    fn take(&mut self, shown: &Shown, listed: &Listed) {
        if let Some((line, finding)) = listed.chosen.and_then(|line| Some((line, shown.finding(line)?))) {
            self.line = line;
            self.chosen = Some(key(finding));
        }
        if listed.all {
            shown.findings().for_each(|finding| self.selected.set(finding, true));
        }
        let Some(line) = listed.toggled else { return };
        match shown.finding(line) {
            Some(finding) => {
                let on = !self.selected.contains(finding);
                self.selected.set(finding, on);
            }
            None => {
                let on = shown.below(line).any(|finding| !self.selected.contains(finding));
                shown.below(line).for_each(|finding| self.selected.set(finding, on));
            }
        }
    }

    fn foot(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, tokens.panel);
        ui.painter()
            .hline(rect.x_range(), rect.top() + tokens.hair / 2.0, (tokens.hair, tokens.line));
        let inner = rect.shrink2(vec2(tokens.pad, tokens.gap));
        let layout = Layout::right_to_left(Align::Center);
        ui.scope_builder(UiBuilder::new().max_rect(inner).layout(layout), |ui| {
            self.plan(ui, view, shown);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| self.choosing(ui, tokens, shown));
        });
    }

    fn choosing(&mut self, ui: &mut Ui, tokens: &Tokens, shown: &Shown) {
        ui.spacing_mut().item_spacing.x = tokens.gap;
        if self.selected.is_empty() {
            ui.label(parts::small(tokens, count(shown.rows as u64, "finding shown", "findings shown")));
        } else {
            ui.label(parts::small(tokens, format!("{} selected", thousands(self.selected.len() as u64))));
            if parts::link_button(ui, tokens, "Select none").clicked() {
                self.selected.clear();
            }
        }
        if self.selected.len() < shown.rows && parts::link_button(ui, tokens, "Select all shown").clicked() {
            shown.findings().for_each(|finding| self.selected.set(finding, true));
        }
    }

    /// The assets that a plan would be about, looked for again only where something changed.
    fn assets(&mut self, shown: &Shown) -> &[AssetId] {
        let now = self.selected.changes();
        let known = self.to_plan.take().filter(|(then, _)| *then == now);
        let (_, assets) = self.to_plan.insert(known.unwrap_or_else(|| (now, to_plan(shown, &self.selected))));
        assets
    }

    fn plan(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, shown: &Shown) {
        let tokens = view.tokens;
        let assets = self.assets(shown);
        let waits = view.model.awaits_plan();
        let refused = facts::refusal(view).or_else(|| {
            let nothing = "Nothing here can be planned: link the assets, read the notes or look at access first.";
            assets.is_empty().then(|| nothing.to_owned())
        });
        let words = if waits {
            "Planning…".to_owned()
        } else if assets.is_empty() {
            "Plan".to_owned()
        } else {
            format!("Plan for {}", count(assets.len() as u64, "asset", "assets"))
        };
        let response = parts::primary_button(ui, tokens, &words, refused.is_none() && !waits);
        let response = match &refused {
            Some(why) => response.on_disabled_hover_text(why),
            None => response.on_hover_text("You review the plan before anything is written"),
        };
        if response.clicked() {
            view.outbox.send(Command::PlanRestrict {
                scope: RestrictScope::Assets(assets.to_vec()),
                as_of: None,
            });
        }
        if let Some(why) = refused {
            ui.add(Label::new(parts::hint(tokens, why)).truncate());
        }
    }
}

fn foot_height(tokens: &Tokens) -> f32 {
    tokens.control + tokens.gap * 2.0
}

/// When the report was made, and from what.
fn computed(view: &ViewCtx<'_>, overview: &RestrictionsView) -> String {
    let mut words = vec![
        format!("worked out {}", view.clock(overview.computed)),
        format!("as of {}", overview.as_of),
        overview.rule.words().to_owned(),
    ];
    words.push(match overview.access_read {
        Some(at) => format!("access read {}", view.clock(at)),
        None => "access not read yet".to_owned(),
    });
    words.join(" · ")
}

/// Nothing is wrong, as far as is known.
fn agree(ui: &mut Ui, view: &ViewCtx<'_>, overview: &RestrictionsView) {
    let tokens = view.tokens;
    if overview.counts.assets == 0 {
        let todo = "Restrictions reach media through links. Link assets to records first, on the Link screen.";
        parts::empty(ui, tokens, "Nothing is linked yet", todo);
        return;
    }
    if overview.unread_access > 0 || overview.access_read.is_none() {
        let todo = "Archway has not read who can see the restricted assets, so it cannot tell whether iconik agrees.";
        parts::empty(ui, tokens, "No disagreement is known", todo);
        ui.vertical_centered(|ui| {
            if parts::primary_button(ui, tokens, "Look at access", true).clicked() {
                view.outbox.send(Command::LookAtAccess);
            }
        });
        return;
    }
    let todo = format!(
        "{} and what ArchivesSpace says of them agree.",
        count(overview.counts.assets, "linked asset", "linked assets")
    );
    parts::empty(ui, tokens, "Both sides agree", &todo);
}
