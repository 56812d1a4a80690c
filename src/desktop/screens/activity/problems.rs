//! Problems that wait for a person, each with what to do and the way to where it is solved.

use egui::{Frame, Label, Margin, Role, ScrollArea, Ui, WidgetInfo, vec2};

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::plan::PlanId;
use crate::runtime::view::ProblemView;

/// Draws the problems; returns the plan that was chosen.
pub fn draw(ui: &mut Ui, view: &ViewCtx<'_>) -> Option<PlanId> {
    let Some(problems) = &view.model.problems else {
        parts::empty(ui, view.tokens, "Reading the problems", "");
        return None;
    };
    if problems.is_empty() {
        parts::empty(
            ui,
            view.tokens,
            "No problem waits for a person",
            "Changes that cannot be made show here, with what to do.",
        );
        return None;
    }
    let mut chosen = None;
    let output = ScrollArea::vertical().id_salt("problems").auto_shrink(false);
    // A problem takes as many lines as its words need; thousands at once would mean one cause, so a page of them is enough.
    output.show(ui, |ui| {
        for problem in problems.iter().take(SHOWN) {
            if one(ui, view, problem) {
                chosen = problem.plan;
            }
        }
        if problems.len() > SHOWN {
            let words = format!("and {} more; solving the first often solves the rest", problems.len() - SHOWN);
            ui.add_space(view.tokens.gap);
            ui.vertical_centered(|ui| ui.label(parts::small(view.tokens, words)));
        }
    });
    chosen
}

/// Problems shown at a time.
const SHOWN: usize = 200;

fn one(ui: &mut Ui, view: &ViewCtx<'_>, problem: &ProblemView) -> bool {
    let tokens = view.tokens;
    let pad = tokens.pad.clamp(0.0, 100.0) as i8;
    let mut open = false;
    let drawn = Frame::new().inner_margin(Margin::symmetric(pad, pad / 2)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(tokens.glyph, tokens.control), egui::Sense::hover());
            Glyph::Warning.paint(ui.painter(), rect.center(), tokens.glyph, tokens.broken);
            ui.add_space(tokens.gap / 2.0);
            let button = tokens.rail * 1.8;
            let room = ui.available_width() - button;
            ui.allocate_ui(vec2(room, 0.0), |ui| {
                ui.vertical(|ui| {
                    ui.set_width(room);
                    ui.add(Label::new(parts::strong(tokens, problem.label.as_str())).truncate());
                    ui.add(Label::new(parts::body(tokens, problem.text.as_str())).wrap());
                    ui.label(parts::hint(tokens, view.clock(problem.at)));
                });
            });
            if problem.plan.is_some() {
                let response = parts::button(ui, tokens, "Show the plan");
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Show the plan of {}", problem.label)));
                open = response.clicked();
            }
        });
    });
    let bottom = drawn.response.rect.bottom();
    ui.painter()
        .hline(ui.max_rect().x_range(), bottom - tokens.hair / 2.0, (tokens.hair, tokens.line2));
    open
}
