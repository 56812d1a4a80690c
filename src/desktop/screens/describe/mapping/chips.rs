//! What a rule does, as chips: what it reads, then its steps. They wrap; long ones are cut.

use std::sync::Arc;

use egui::{Color32, CursorIcon, DragAndDrop, Galley, Id, Rangef, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::rows::TargetLine;
use super::sources::Dragged;
use super::{Hovered, words};
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::tokens::Tokens;
use crate::mapping::{Rule, SourceKey};
use crate::runtime::mapping_view::Trial;

/// One chip, laid out.
#[derive(Debug, Clone)]
pub struct Chip {
    /// What it says.
    pub words: String,
    /// The source it stands for, where it stands for one.
    source: Option<SourceKey>,
    /// The system has that source, or it is a step.
    known: bool,
    galley: Arc<Galley>,
    /// Place in the column.
    at: Vec2,
    size: Vec2,
}

/// The label of a source, with its group where another has the same; its key where it is not known.
#[must_use]
pub fn source_label(trial: Option<&Trial>, key: &SourceKey) -> String {
    let sources = trial.map_or(&[][..], |trial| &trial.sources);
    let Some(source) = sources.iter().find(|source| source.key == *key) else {
        return key.to_string();
    };
    let namesakes = sources.iter().filter(|other| other.label == source.label).count();
    if namesakes > 1 && !source.group.is_empty() {
        format!("{} ({})", source.label, source.group)
    } else {
        source.label.clone()
    }
}

/// Chips of a rule in a column of this width, and how high they stand.
#[must_use]
pub fn lay_out(ui: &Ui, tokens: &Tokens, rule: &Rule, trial: Option<&Trial>, width: f32) -> (Vec<Chip>, f32) {
    let mut texts: Vec<(String, Option<SourceKey>)> = Vec::new();
    for key in &rule.from {
        texts.push((source_label(trial, key), Some(key.clone())));
    }
    if let Some(always) = &rule.always {
        texts.push((format!("always “{always}”"), None));
    }
    if rule.from.is_empty() && rule.always.is_none() {
        texts.push(("reads nothing".to_owned(), None));
    }
    texts.extend(rule.steps.iter().map(|step| (words::chip(step), None)));
    if rule.only_if.is_some() {
        texts.push(("only if …".to_owned(), None));
    }
    let (inside, height, gap) = (tokens.gap, tokens.control - 4.0, tokens.gap / 2.0);
    let mut at = Vec2::ZERO;
    let mut chips = Vec::with_capacity(texts.len());
    for (words, source) in texts {
        let mut job = egui::text::LayoutJob::simple_singleline(words.clone(), fonts::regular(tokens.small), Color32::PLACEHOLDER);
        job.wrap.max_width = (width - 2.0 * inside).max(0.0);
        job.wrap.max_rows = 1;
        job.wrap.break_anywhere = true;
        let galley = ui.painter().layout_job(job);
        let size = vec2(galley.size().x + 2.0 * inside, height);
        if at.x > 0.0 && at.x + size.x > width {
            at = vec2(0.0, at.y + height + gap / 2.0);
        }
        let known = source
            .as_ref()
            .is_none_or(|key| trial.is_none_or(|trial| trial.sources.iter().any(|source| source.key == *key)));
        chips.push(Chip {
            words,
            source,
            known,
            galley,
            at,
            size,
        });
        at.x += size.x + gap;
    }
    (chips, at.y + height)
}

/// Draws the chips; those of sources can be dragged to another target.
#[expect(clippy::too_many_arguments, reason = "what one row says, handed down once")]
pub fn draw(
    ui: &Ui,
    view: &ViewCtx<'_>,
    chips: &[Chip],
    column: Rangef,
    top: f32,
    line: &TargetLine<'_>,
    hovered: &mut Hovered,
    table: Id,
) {
    let tokens = view.tokens;
    for (place, chip) in chips.iter().enumerate() {
        let rect = Rect::from_min_size(pos2(column.min, top) + chip.at, chip.size);
        let lit = match &chip.source {
            None => false,
            Some(source) => {
                let id = table.with((&line.target.key, "chip", place));
                let response = ui.interact(rect, id, Sense::DRAG);
                let name = format!("{}, read by {}", chip.words, line.target.label);
                response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
                if response.drag_started() {
                    DragAndDrop::set_payload(
                        ui.ctx(),
                        Dragged {
                            source: source.clone(),
                            from: Some(line.target.key.clone()),
                        },
                    );
                }
                if response.hovered() {
                    hovered.next_source = Some(source.clone());
                    ui.ctx().set_cursor_icon(CursorIcon::Grab);
                }
                hovered.source.as_ref() == Some(source)
            }
        };
        let ink = if chip.known { tokens.accent } else { tokens.broken };
        let fill = if lit { tokens.sel } else { tokens.accent_bg };
        let width = if lit { tokens.focus_ring } else { tokens.hair };
        let edge = Stroke::new(width, ink.gamma_multiply(if lit { 1.0 } else { 0.7 }));
        ui.painter().rect(rect, rect.height() / 2.0, fill, edge, StrokeKind::Inside);
        let at = pos2(rect.left() + tokens.gap, rect.center().y - chip.galley.size().y / 2.0);
        ui.painter().galley(at, Arc::clone(&chip.galley), ink);
    }
}
