//! Where everything stands: drawer, lines, table, the rule below it, the foot.

use egui::{CentralPanel, Frame, Panel, Rect, Ui, UiBuilder};

use super::chips::source_label;
use super::draft::{Draft, tables_of};
use super::rows::Lines;
use super::table::Shown;
use super::{Deed, Lower, MappingPane, broken, connectors, pill, samples};
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;
use crate::runtime::mapping_view::{TargetRow, Trial};

impl MappingPane {
    pub(super) fn draw(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, trial: Option<&Trial>, deeds: &mut Vec<Deed>) {
        let tokens = view.tokens;
        let pane = Frame::new().fill(tokens.panel);
        let whole = ui.available_rect_before_wrap();
        Panel::left("mapping sources")
            .default_size((whole.width() * 0.22).clamp(tokens.rail * 3.4, tokens.rail * 5.5))
            .size_range(tokens.rail * 2.6..=(whole.width() * 0.4).max(tokens.rail * 3.0))
            .frame(pane)
            .show(ui, |ui| self.drawer.ui(ui, view, draft.profile(), trial, &mut self.hovered));
        let gutter = Panel::left("mapping lines")
            .exact_size(tokens.rail * 0.8)
            .resizable(false)
            .show_separator_line(false)
            .frame(pane)
            .show(ui, |ui| ui.max_rect())
            .inner;
        Panel::bottom("mapping foot")
            .exact_size(tokens.header + 2.0)
            .show_separator_line(false)
            .frame(pane)
            .show(ui, |ui| self.foot(ui, view, draft, trial, deeds));
        if self.comparison.is_none() {
            Panel::bottom("mapping rule")
                .default_size(whole.height() * 0.4)
                .size_range(tokens.header * 2.0..=(whole.height() * 0.7).max(tokens.header * 3.0))
                .resizable(true)
                .frame(pane)
                .show(ui, |ui| self.below(ui, view, draft, trial, deeds));
        }
        CentralPanel::no_frame().frame(pane).show(ui, |ui| match &mut self.comparison {
            Some(comparison) => {
                let other = view.model.describing.profile(&comparison.other).map(|(_, file)| file);
                comparison.ui(ui, view, draft.profile(), other, trial, deeds);
            }
            None => self.targets(ui, view, draft, trial, deeds),
        });
        if self.comparison.is_none() {
            connectors::draw(
                ui,
                view,
                gutter,
                draft.profile(),
                &self.drawer.seen,
                &self.table.seen,
                &self.hovered,
            );
        }
        let said = self.table.said.take();
        pill::draw(ui, view, said, |dragged| source_label(trial, &dragged.source));
    }

    fn targets(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &Draft, trial: Option<&Trial>, deeds: &mut Vec<Deed>) {
        ui.spacing_mut().item_spacing.y = 0.0;
        self.title(ui, view, draft, trial);
        if let Some(file) = draft.file() {
            broken::ui(ui, view, file);
        }
        let lines = Lines::of(draft, trial, self.filter);
        self.filters(ui, view, draft, &lines, deeds);
        about_profile(ui, view, trial);
        let shown = Shown {
            profile: draft.profile(),
            trial,
            lines: &lines,
            selected: self.selected.as_ref(),
        };
        self.table.ui(ui, view, &shown, &mut self.hovered, deeds);
    }

    /// The pane below the table: the rule of the selected target with its before and after, or the profile.
    fn below(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, draft: &mut Draft, trial: Option<&Trial>, deeds: &mut Vec<Deed>) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        let target = self.selected_row(trial);
        let rule = target.and_then(|target| draft.profile().rule_for(&target.key).cloned());
        let samples = trial
            .filter(|_| self.trying.sampled(view) == self.selected.as_ref())
            .map(|trial| trial.samples.as_slice());
        parts::strip(ui, tokens, tokens.header - 4.0, |ui| {
            for (profile, words) in [(false, "Rule"), (true, "Profile")] {
                let on = (self.lower == Lower::Profile) == profile;
                if parts::chip(ui, tokens, words, on)
                    .accessible_name(format!("Show the {}", words.to_lowercase()))
                    .clicked()
                {
                    deeds.push(Deed::ShowProfile(profile));
                }
            }
            ui.add_space(tokens.gap / 2.0);
            let (title, more) = match (self.lower, target) {
                (Lower::Profile, _) => (draft.profile().name.clone(), draft.profile().direction.words().to_owned()),
                (Lower::Rule, None) => ("No target is selected".to_owned(), String::new()),
                (Lower::Rule, Some(target)) => {
                    let mut more: Vec<String> = Vec::new();
                    if let Some(rule) = &rule {
                        more.extend(tables_of(rule).iter().map(|table| format!("lookup {table}")));
                    }
                    more.extend(samples.map(|samples| count(samples.len() as u64, "sampled input", "sampled inputs")));
                    (target.label.clone(), more.join(" · "))
                }
            };
            ui.add(egui::Label::new(parts::strong(tokens, title)).truncate());
            ui.add(egui::Label::new(parts::hint(tokens, more)).truncate());
        });
        if self.lower == Lower::Profile {
            self.properties.ui(ui, view, draft);
            return;
        }
        let Some(target) = target else {
            parts::empty(
                ui,
                tokens,
                "Choose a target above",
                "Its rule is edited here, beside what it gives for real records.",
            );
            return;
        };
        let rest = ui.available_rect_before_wrap();
        let middle = (rest.left() + rest.width() * 0.54).round();
        let (left, right) = (
            rest.with_max_x(middle),
            Rect::from_min_max(egui::pos2(middle + 1.0, rest.top()), rest.max),
        );
        ui.scope_builder(UiBuilder::new().max_rect(left).id_salt(&target.key), |ui| {
            ui.shrink_clip_rect(left);
            self.form.ui(ui, view, draft, target, trial, deeds);
        });
        ui.painter().vline(middle, rest.y_range(), (tokens.hair, tokens.line));
        ui.scope_builder(UiBuilder::new().max_rect(right).id_salt("samples"), |ui| {
            ui.shrink_clip_rect(right);
            samples::ui(ui, view, target, rule.as_ref(), samples, deeds);
        });
    }

    fn selected_row<'a>(&self, trial: Option<&'a Trial>) -> Option<&'a TargetRow> {
        let selected = self.selected.as_ref()?;
        trial?.targets.iter().find(|target| target.key == *selected)
    }
}

/// What should be known of the profile as a whole.
fn about_profile(ui: &mut Ui, view: &ViewCtx<'_>, trial: Option<&Trial>) {
    use crate::desktop::widgets::glyph::Glyph;
    use crate::plan::Severity;
    let tokens = view.tokens;
    for (_, finding) in trial
        .into_iter()
        .flat_map(|trial| &trial.about_profile)
        .filter(|(target, _)| target.is_none())
    {
        let (glyph, colour) = match finding.severity() {
            Severity::Obstacle => (Glyph::Warning, tokens.broken),
            Severity::Warning => (Glyph::Half, tokens.changed),
            Severity::Note => (Glyph::Half, tokens.ink2),
        };
        parts::strip(ui, tokens, tokens.row + 2.0, |ui| {
            parts::state(ui, tokens, glyph, colour, &finding.text);
        });
    }
}
