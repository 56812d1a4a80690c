//! Lines between sources and targets that are both in sight. They help the eye; nothing is done with them.

use std::collections::HashMap;

use egui::epaint::CubicBezierShape;
use egui::{Color32, Rect, Stroke, Ui, pos2};

use super::Hovered;
use crate::desktop::screens::ViewCtx;
use crate::mapping::{Profile, SourceKey, TargetKey};

/// Draws the lines into the gutter between the drawer and the table.
pub fn draw(
    ui: &Ui,
    view: &ViewCtx<'_>,
    gutter: Rect,
    profile: &Profile,
    sources: &HashMap<SourceKey, f32>,
    targets: &HashMap<TargetKey, f32>,
    hovered: &Hovered,
) {
    let tokens = view.tokens;
    let painter = ui.painter().with_clip_rect(gutter.expand2(egui::vec2(tokens.gap * 2.0, 0.0)));
    let (left, right) = (gutter.left() - tokens.gap, gutter.right() + tokens.gap / 2.0);
    let mut strong = Vec::new();
    for rule in &profile.rules {
        let Some(to) = targets.get(&rule.target) else { continue };
        painter.circle_filled(pos2(right, *to), 3.0, tokens.accent);
        for source in &rule.from {
            let Some(from) = sources.get(source) else { continue };
            let lit = hovered.lights(source, &rule.target);
            let reach = (right - left) * 0.55;
            let points = [
                pos2(left, *from),
                pos2(left + reach, *from),
                pos2(right - reach, *to),
                pos2(right, *to),
            ];
            let width = if lit { tokens.focus_ring } else { tokens.hair };
            let colour = if lit { tokens.accent } else { tokens.accent.gamma_multiply(0.55) };
            let line = CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, Stroke::new(width, colour));
            if lit {
                strong.push(line);
            } else {
                painter.add(line);
            }
        }
    }
    // What is lit up lies over the others.
    for line in strong {
        painter.add(line);
    }
}
