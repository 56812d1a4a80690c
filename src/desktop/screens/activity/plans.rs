//! All plans, newest first.

use egui::{Sense, Ui, UiBuilder, vec2};

use super::table::{Cell, Column, Table, Width, column, numbers};
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::{count, thousands};
use crate::plan::{PlanId, Stage};
use crate::runtime::Command;
use crate::runtime::view::PlanSummary;

const COLUMNS: [Column; 7] = [
    column("plan", Width::Part(3.0)),
    column("workflow", Width::Rails(1.1)),
    column("state", Width::Rails(2.2)),
    numbers("changes", Width::Rails(0.9)),
    numbers("done", Width::Rails(0.9)),
    column("who", Width::Part(0.8)),
    numbers("when", Width::Rails(1.6)),
];

/// Draws the list; returns the plan that was chosen.
pub fn draw(ui: &mut Ui, view: &ViewCtx<'_>) -> Option<PlanId> {
    let Some(plans) = &view.model.plan_list else {
        parts::empty(ui, view.tokens, "Reading the plans", "");
        return None;
    };
    if plans.is_empty() {
        let more = "On the Link screen, drag an asset onto a record: that makes the first one.";
        parts::empty(ui, view.tokens, "No plans yet", more);
        return None;
    }
    undo_bar(ui, view);
    let table = Table {
        name: "plans",
        columns: &COLUMNS,
        rows: plans.len(),
        chosen: None,
    };
    let clicked = table.draw(ui, view, |place| plans.get(place).map(|plan| cells(view, plan)).unwrap_or_default());
    clicked.and_then(|place| plans.get(place)).map(|plan| plan.id)
}

/// The last applied plan, with the way to take it back.
fn undo_bar(ui: &mut Ui, view: &ViewCtx<'_>) {
    let last = view.model.workspace().and_then(|workspace| workspace.last_applied.as_ref());
    let Some((plan, title)) = last.filter(|_| view.writable()) else {
        return;
    };
    let tokens = view.tokens;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.header));
    let inner = rect.shrink2(vec2(tokens.pad, 0.0));
    let builder = UiBuilder::new()
        .max_rect(inner)
        .sense(Sense::hover())
        .layout(egui::Layout::left_to_right(egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        let undo = parts::button(ui, tokens, "Undo the last applied plan…");
        if undo.on_hover_text("Plans to take it back; you review it first").clicked() {
            view.outbox.send(Command::PlanUndo(*plan));
        }
        ui.add(egui::Label::new(parts::small(tokens, title.as_str())).truncate());
    });
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line2));
}

fn cells(view: &ViewCtx<'_>, plan: &PlanSummary) -> (Vec<Cell>, String) {
    let tokens = view.tokens;
    let (glyph, state, colour) = if plan.problems > 0 {
        let words = count(plan.problems, "needs a person", "need a person");
        (Glyph::Warning, words, tokens.broken)
    } else {
        let (glyph, colour) = match plan.stage {
            Stage::Review => (Glyph::Ring, tokens.changed),
            Stage::Applying => (Glyph::Half, tokens.accent),
            Stage::Applied => (Glyph::Dot, tokens.linked),
            Stage::Discarded => (Glyph::Cross, tokens.ink3),
        };
        (glyph, plan.stage.words().to_owned(), colour)
    };
    let ink = if plan.stage == Stage::Discarded { tokens.ink2 } else { tokens.ink };
    let when = view.clock(plan.created);
    let spoken = format!("{}, {state}, {}, {when}", plan.title, count(plan.changes, "change", "changes"));
    let cells = vec![
        Cell::words(&plan.title, ink),
        Cell::small(plan.workflow.words(), tokens.ink2),
        Cell::state(glyph, state, colour),
        Cell::words(thousands(plan.changes), ink),
        Cell::words(thousands(plan.done), tokens.ink2),
        Cell::small(&plan.author, tokens.ink2),
        Cell::small(when, tokens.ink3),
    ];
    (cells, spoken)
}
