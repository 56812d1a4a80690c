//! Choosing a source for a target by keyboard: type, arrows, Enter.

use egui::{Align2, Id, Key, Margin, Modal, Modifiers, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::edit;
use super::sources::percent;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::review::row;
use crate::desktop::widgets::parts;
use crate::mapping::{Profile, SourceKey, TargetKey};
use crate::runtime::mapping_view::{SourceRow, TargetRow, Trial};

/// Rows shown at a time.
const ROWS: usize = 12;

/// Choosing a source.
#[derive(Debug)]
pub struct Picker {
    target: TargetKey,
    /// Adds to what the rule reads, even where the target takes one value.
    adds: bool,
    typed: String,
    chosen: usize,
    fresh: bool,
    scroll: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// Still choosing.
    Nothing,
    /// Given up.
    Closed,
    /// This source, for this target; `adds` as it was opened.
    Source {
        /// The target.
        target: TargetKey,
        /// The source.
        source: SourceKey,
        /// It comes after what is there, whatever the target takes.
        adds: bool,
    },
    /// A fixed value instead of a source.
    Fixed(TargetKey),
}

impl Picker {
    /// Opens the choice for a target.
    #[must_use]
    pub fn new(target: TargetKey, adds: bool) -> Self {
        Self {
            target,
            adds,
            typed: String::new(),
            chosen: 0,
            fresh: true,
            scroll: false,
        }
    }

    /// Draws the choice over everything else.
    pub fn ui(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, profile: &Profile, trial: &Trial) -> Picked {
        let Some(target) = trial.targets.iter().find(|target| target.key == self.target) else {
            return Picked::Closed;
        };
        let tokens = view.tokens;
        let modal = Modal::new(Id::unique("source picker")).backdrop_color(tokens.shadow);
        let drawn = modal.show(ui.ctx(), |ui| {
            ui.set_width(tokens.rail * 8.0);
            self.contents(ui, view, profile, trial, target)
        });
        if drawn.inner == Picked::Nothing && drawn.should_close() {
            return Picked::Closed;
        }
        drawn.inner
    }

    fn contents(&mut self, ui: &mut Ui, view: &ViewCtx<'_>, profile: &Profile, trial: &Trial, target: &TargetRow) -> Picked {
        let tokens = view.tokens;
        ui.spacing_mut().item_spacing.y = tokens.gap / 2.0;
        ui.label(parts::strong(tokens, format!("What {} reads", target.label)));
        let found = matching(&trial.sources, &self.typed);
        let mut picked = self.keys(ui, &found);
        let field = TextEdit::singleline(&mut self.typed)
            .hint_text("type a part of a field’s name")
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 5));
        let response = ui.add(field).accessible_name(format!("Field for {}", target.label));
        if std::mem::take(&mut self.fresh) {
            response.request_focus();
        }
        if response.changed() {
            self.chosen = 0;
            self.scroll = true;
        }
        let found = matching(&trial.sources, &self.typed);
        self.chosen = self.chosen.min(found.len().saturating_sub(1));
        if found.is_empty() {
            ui.label(parts::small(tokens, "No field has that in its name."));
        }
        if let Some(place) = self.rows(ui, view, profile, trial, target, &found) {
            picked = self.source(&found, place);
        }
        ui.horizontal(|ui| {
            ui.label(parts::hint(tokens, "arrows to choose · Enter to take · Escape to close"));
            if parts::link_button(ui, tokens, "Fixed value instead").clicked() {
                picked = Picked::Fixed(self.target.clone());
            }
        });
        picked
    }

    fn source(&self, found: &[&SourceRow], place: usize) -> Picked {
        found.get(place).map_or(Picked::Nothing, |source| Picked::Source {
            target: self.target.clone(),
            source: source.key.clone(),
            adds: self.adds,
        })
    }

    fn keys(&mut self, ui: &Ui, found: &[&SourceRow]) -> Picked {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let last = found.len().saturating_sub(1);
        let before = self.chosen;
        if pressed(Key::ArrowDown) {
            self.chosen = if self.chosen >= last { 0 } else { self.chosen + 1 };
        }
        if pressed(Key::ArrowUp) {
            self.chosen = if self.chosen == 0 { last } else { self.chosen - 1 };
        }
        if pressed(Key::PageDown) {
            self.chosen = (self.chosen + ROWS).min(last);
        }
        if pressed(Key::PageUp) {
            self.chosen = self.chosen.saturating_sub(ROWS);
        }
        self.scroll |= self.chosen != before;
        if pressed(Key::Escape) {
            Picked::Closed
        } else if pressed(Key::Enter) {
            self.source(found, self.chosen)
        } else {
            Picked::Nothing
        }
    }

    fn rows(
        &mut self,
        ui: &mut Ui,
        view: &ViewCtx<'_>,
        profile: &Profile,
        trial: &Trial,
        target: &TargetRow,
        found: &[&SourceRow],
    ) -> Option<usize> {
        let tokens = view.tokens;
        let height = tokens.row + 2.0;
        let mut taken = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        row::overlay_scroll(ui);
        let mut area = ScrollArea::vertical()
            .id_salt("sources to pick")
            .max_height(ROWS as f32 * height)
            .min_scrolled_height(ROWS.min(found.len()) as f32 * height)
            .auto_shrink([false, true]);
        if std::mem::take(&mut self.scroll) {
            area = area.vertical_scroll_offset((self.chosen as f32 - ROWS as f32 / 2.0).max(0.0) * height);
        }
        area.show_rows(ui, height, found.len(), |ui, range| {
            for place in range {
                let Some(source) = found.get(place) else { continue };
                let offer = edit::offer(profile, source, target);
                let chosen = place == self.chosen;
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
                let spoken = format!("{}, {}, {}", source.label, source.group, source.kind);
                response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, offer.accepts(), chosen, &spoken));
                row::ground(ui, tokens, rect, chosen, true, response.hovered());
                let middle = rect.center().y;
                let small = || fonts::regular(tokens.small);
                let right = pos2(rect.right() - tokens.gap, middle);
                let filled = percent(source.filled, trial.looked_at);
                row::text(ui, right, Align2::RIGHT_CENTER, &filled, small(), tokens.ink2, rect.width());
                let label = rect.width() * 0.36;
                let ink = if offer.accepts() { tokens.ink } else { tokens.ink3 };
                row::text_middle(
                    ui,
                    pos2(rect.left() + tokens.gap, middle),
                    &source.label,
                    fonts::regular(tokens.text),
                    ink,
                    label,
                );
                let at = rect.left() + tokens.gap + label + tokens.gap;
                let group = if source.group.is_empty() { &source.kind } else { &source.group };
                row::text(
                    ui,
                    pos2(at, middle),
                    Align2::LEFT_CENTER,
                    group,
                    small(),
                    tokens.ink3,
                    rect.width() * 0.2,
                );
                let at = at + rect.width() * 0.21;
                let sample = if offer.accepts() {
                    source.samples.first().map(String::as_str).unwrap_or_default()
                } else {
                    "read already"
                };
                let room = rect.right() - tokens.small * 4.5 - at;
                row::text(ui, pos2(at, middle), Align2::LEFT_CENTER, sample, small(), tokens.ink2, room);
                if response.clicked() {
                    taken = Some(place);
                }
            }
        });
        taken
    }
}

/// Sources whose name has what was typed: those that begin with it first.
fn matching<'a>(sources: &'a [SourceRow], typed: &str) -> Vec<&'a SourceRow> {
    let typed = typed.trim().to_lowercase();
    let mut found: Vec<(usize, &SourceRow)> = sources
        .iter()
        .filter_map(|source| {
            let label = source.label.to_lowercase();
            let rank = if label.starts_with(&typed) {
                0
            } else if label.contains(&typed) {
                1
            } else if source.key.as_str().contains(&typed) || source.group.to_lowercase().contains(&typed) {
                2
            } else {
                return None;
            };
            Some((rank, source))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, source)| source).collect()
}
