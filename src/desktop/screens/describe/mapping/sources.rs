//! The drawer of sources: what rules can read, how often it is filled, whether a rule reads it.

use std::collections::{HashMap, HashSet};

use egui::{Align2, CursorIcon, DragAndDrop, Rect, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::Hovered;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::row;
use crate::desktop::widgets::words::thousands;
use crate::desktop::widgets::{form, parts};
use crate::mapping::{Profile, SourceKey, TargetKey};
use crate::runtime::mapping_view::{SourceRow, Trial};

/// A source that is being dragged; `from` is the target whose rule it is taken from, where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dragged {
    /// The source.
    pub source: SourceKey,
    /// The target whose rule it is dragged out of.
    pub from: Option<TargetKey>,
}

/// Which sources the drawer shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Filter {
    #[default]
    All,
    /// Filled in at least one record.
    Filled,
    /// Read by a rule.
    Used,
}

/// The drawer.
#[derive(Debug, Default)]
pub struct Drawer {
    filter: Filter,
    text: String,
    /// Rows that can be seen, with their middle.
    pub seen: HashMap<SourceKey, f32>,
    /// Right edge of the drawer.
    pub edge: f32,
    /// This source shall be scrolled into sight.
    pub reveal: Option<SourceKey>,
}

impl Drawer {
    /// Draws the drawer.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, profile: &Profile, trial: Option<&Trial>, hovered: &mut Hovered) {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = 0.0;
        self.edge = ui.max_rect().right();
        self.seen.clear();
        parts::strip(ui, tokens, tokens.header, |ui| {
            ui.label(parts::strong(tokens, profile.source.words()));
            let of = match (&profile.view, profile.source.is_iconik()) {
                (Some(name), true) => format!("view “{name}”"),
                (None, true) => "all views".to_owned(),
                (_, false) => String::new(),
            };
            ui.add(egui::Label::new(parts::hint(tokens, of)).truncate());
        });
        let used: HashSet<&SourceKey> = profile.rules.iter().flat_map(|rule| &rule.from).collect();
        let sources = trial.map_or(&[][..], |trial| &trial.sources);
        let shown = self.filters(ui, view, sources, &used);
        if trial.is_none() {
            parts::empty(ui, tokens, "Reading the fields", "");
            return;
        }
        if shown.is_empty() {
            parts::empty(ui, tokens, "No field passes the filter", "Choose “all” above to see every field.");
            return;
        }
        let looked_at = trial.map_or(0, |trial| trial.looked_at);
        row::overlay_scroll(ui);
        let lit = hovered.lit_sources(profile);
        let clip = ui.available_rect_before_wrap();
        ScrollArea::vertical().id_salt("sources").auto_shrink(false).show(ui, |ui| {
            let mut group = "";
            for source in shown {
                if source.group != group {
                    group = &source.group;
                    heading(ui, view, group);
                }
                self.row(ui, view, source, looked_at, used.contains(&source.key), &lit, hovered);
            }
        });
        self.seen.retain(|_, y| clip.y_range().contains(*y));
    }

    fn filters<'a>(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, all: &'a [SourceRow], used: &HashSet<&SourceKey>) -> Vec<&'a SourceRow> {
        let tokens = view.tokens;
        let passes = |filter: Filter, source: &SourceRow| match filter {
            Filter::All => true,
            Filter::Filled => source.filled > 0,
            Filter::Used => used.contains(&source.key),
        };
        parts::strip(ui, tokens, tokens.header - 4.0, |ui| {
            ui.spacing_mut().item_spacing.x = tokens.gap / 2.0 + 1.0;
            for (filter, word) in [(Filter::All, "all"), (Filter::Filled, "filled"), (Filter::Used, "used")] {
                let count = all.iter().filter(|source| passes(filter, source)).count();
                let words = format!("{word} {}", thousands(count as u64));
                let chip = parts::chip(ui, tokens, &words, self.filter == filter);
                if chip.accessible_name(format!("Fields: {words}")).clicked() {
                    self.filter = filter;
                }
            }
            let width = (ui.available_width() - tokens.pad * 2.0).max(tokens.rail * 0.8);
            let field = form::field(ui, tokens, "Filter fields by text", &mut self.text, width, "find");
            if field.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
                self.text.clear();
            }
        });
        let typed = self.text.trim().to_lowercase();
        let shown: Vec<&SourceRow> = all
            .iter()
            .filter(|source| passes(self.filter, source))
            .filter(|source| typed.is_empty() || source.label.to_lowercase().contains(&typed) || source.key.as_str().contains(&typed))
            .collect();
        let hidden = all.len() - shown.len();
        if hidden > 0 {
            let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row));
            let inside = rect.shrink2(vec2(tokens.pad, 0.0));
            let layout = egui::Layout::left_to_right(egui::Align::Center);
            ui.scope_builder(egui::UiBuilder::new().max_rect(inside).layout(layout), |ui| {
                let words = format!("hides {}", crate::desktop::widgets::words::count(hidden as u64, "field", "fields"));
                ui.label(parts::small(tokens, words));
                if parts::link_button(ui, tokens, "Show all fields").clicked() {
                    self.filter = Filter::All;
                    self.text.clear();
                }
            });
        }
        shown
    }

    #[expect(clippy::too_many_arguments, reason = "what one row says, handed down once")]
    fn row(
        &mut self,
        ui: &mut Ui,
        view: &ViewCtx<'_>,
        source: &SourceRow,
        looked_at: u64,
        used: bool,
        lit: &HashSet<SourceKey>,
        hovered: &mut Hovered,
    ) {
        let tokens = view.tokens;
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row), Sense::CLICK | Sense::DRAG);
        let filled = percent(source.filled, looked_at);
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, spoken(source, &filled, used)));
        if self.reveal.as_ref() == Some(&source.key) {
            self.reveal = None;
            ui.scroll_to_rect(rect, None);
        }
        self.seen.insert(source.key.clone(), rect.center().y);
        if !ui.is_rect_visible(rect) {
            return;
        }
        if response.drag_started() {
            DragAndDrop::set_payload(
                ui.ctx(),
                Dragged {
                    source: source.key.clone(),
                    from: None,
                },
            );
        }
        if response.hovered() {
            hovered.next_source = Some(source.key.clone());
        }
        let on = lit.contains(&source.key);
        if on {
            ui.painter().rect_filled(rect, 0.0, tokens.sel);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, tokens.hover);
        }
        self.words(ui, view, rect, source, &filled, used, on);
        if response.hovered() && !DragAndDrop::has_any_payload(ui.ctx()) {
            response
                .on_hover_cursor(CursorIcon::Grab)
                .on_hover_ui(|ui| samples(ui, view, source, looked_at));
        }
    }

    #[expect(clippy::too_many_arguments, clippy::unused_self, reason = "what one row says, handed down once")]
    fn words(&self, ui: &Ui, view: &ViewCtx<'_>, rect: Rect, source: &SourceRow, filled: &str, used: bool, on: bool) {
        let tokens = view.tokens;
        let middle = rect.center().y;
        let right = rect.right() - tokens.pad - tokens.gap;
        let small = || fonts::regular(tokens.small);
        let quiet = if on { tokens.ink2 } else { tokens.ink3 };
        let ink = if source.filled > 0 || used { tokens.ink } else { tokens.ink2 };
        let number = tokens.small * 3.6;
        row::text(ui, pos2(right, middle), Align2::RIGHT_CENTER, filled, small(), tokens.ink2, number);
        let kind = tokens.small * 6.2;
        let kind_right = right - number;
        let wide = row::text(
            ui,
            pos2(kind_right, middle),
            Align2::RIGHT_CENTER,
            &source.kind,
            small(),
            quiet,
            kind,
        );
        let left = rect.left() + tokens.pad;
        let room = kind_right - wide - tokens.gap - left;
        let font = if used {
            fonts::strong(tokens.text)
        } else {
            fonts::regular(tokens.text)
        };
        row::text_middle(ui, pos2(left, middle), &source.label, font, ink, room);
        let dot = pos2(rect.right() - tokens.gap, middle);
        if used {
            ui.painter().circle_filled(dot, 3.0, tokens.accent);
        } else {
            ui.painter().circle_stroke(dot, 2.5, Stroke::new(tokens.hair, tokens.line));
        }
    }
}

fn heading(ui: &mut Ui, view: &ViewCtx<'_>, words: &str) {
    let tokens = view.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), tokens.row - 1.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, words));
    ui.painter().rect_filled(rect, 0.0, tokens.bg);
    let at = pos2(rect.left() + tokens.pad, rect.center().y);
    row::text(
        ui,
        at,
        Align2::LEFT_CENTER,
        words,
        fonts::regular(tokens.small),
        tokens.ink3,
        rect.width(),
    );
}

fn samples(ui: &mut Ui, view: &ViewCtx<'_>, source: &SourceRow, looked_at: u64) {
    let tokens = view.tokens;
    ui.label(parts::strong(tokens, source.label.as_str()));
    ui.label(parts::hint(
        tokens,
        format!("{} · {} · {}", source.key, source.kind, source.shape.words()),
    ));
    let words = format!("filled in {} of {} records", thousands(source.filled), thousands(looked_at));
    ui.label(parts::small(tokens, words));
    for sample in &source.samples {
        ui.add(egui::Label::new(parts::body(tokens, sample.as_str())).truncate());
    }
    ui.label(parts::hint(tokens, "Drag it onto a target, or press Enter on a target."));
}

/// `66 %`; a field that is filled here and there never says 0, one that lacks a few never 100.
#[must_use]
pub fn percent(filled: u64, of: u64) -> String {
    if of == 0 {
        return String::new();
    }
    let rounded = (filled * 100 + of / 2) / of;
    let honest = match rounded {
        0 if filled > 0 => 1,
        100 if filled < of => 99,
        other => other.min(100),
    };
    format!("{honest} %")
}

fn spoken(source: &SourceRow, filled: &str, used: bool) -> String {
    let mut words = format!("{}, {}", source.label, source.kind);
    if !filled.is_empty() {
        words.push_str(&format!(", filled {filled}"));
    }
    if used {
        words.push_str(", used");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percents_are_honest_at_both_ends() {
        assert_eq!(percent(0, 312), "0 %");
        assert_eq!(percent(1, 312), "1 %");
        assert_eq!(percent(311, 312), "99 %");
        assert_eq!(percent(312, 312), "100 %");
        assert_eq!(percent(206, 312), "66 %");
        assert_eq!(percent(0, 0), "");
    }
}
