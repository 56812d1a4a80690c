//! The foot of the review: what was decided, what would be done, and the buttons that do it.

use egui::{Align, Label, Layout, Rect, Ui, UiBuilder, vec2};

use super::ReviewPane;
use super::lines::Lines;
use crate::desktop::fonts;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::plan::ledger::plural;
use crate::plan::{Ledger, Plan, Stage};
use crate::runtime::Command;
use crate::runtime::view::JobView;

/// Why nothing of a plan can be decided now; `None` where it can.
#[must_use]
pub fn locked(plan: &Plan, view: &ViewCtx<'_>) -> Option<String> {
    if let Some(why) = view.model.workspace().and_then(|workspace| workspace.read_only.clone()) {
        return Some(why);
    }
    match plan.stage {
        Stage::Discarded => Some("This plan was discarded.".to_owned()),
        Stage::Applying if job(plan, view).is_some() => Some("It is being applied.".to_owned()),
        _ => None,
    }
}

/// Why the plan cannot be applied now; `None` where it can.
#[must_use]
pub fn refusal(lines: &Lines, view: &ViewCtx<'_>) -> Option<String> {
    let plan = &lines.plan;
    if let Some(why) = locked(plan, view) {
        return Some(why);
    }
    if lines.to_apply > 0 {
        return None;
    }
    Some(if plan.is_empty() {
        "There is nothing to write.".to_owned()
    } else if lines.ledger.undecided + lines.ledger.held == 0 {
        "Everything that was accepted is done.".to_owned()
    } else {
        "Accept at least one change.".to_owned()
    })
}

/// The job that applies a plan, while one runs.
fn job<'a>(plan: &Plan, view: &ViewCtx<'a>) -> Option<&'a JobView> {
    let applies = |job: &&JobView| job.name.to_lowercase().starts_with("appl") || job.name.contains(&plan.title);
    view.model.jobs.iter().find(applies)
}

/// What was decided, in words: `6 accepted · 1 held · 9 undecided`.
#[must_use]
pub fn decided_words(ledger: &Ledger) -> String {
    let counts = [
        (ledger.done, "done"),
        (ledger.accepted, "accepted"),
        (ledger.held, "held"),
        (ledger.rejected, "rejected"),
        (ledger.undecided, "undecided"),
    ];
    let said: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if said.is_empty() {
        "no changes".to_owned()
    } else {
        said.join(" · ")
    }
}

/// Height of the foot in a pane of this width.
#[must_use]
pub fn height(pane: &ReviewPane, view: &ViewCtx<'_>, width: f32) -> f32 {
    let tokens = view.tokens;
    let one = tokens.control + tokens.gap * 2.0;
    let Some(lines) = &pane.lines else { return one };
    let applying = job(&lines.plan, view).is_some() && lines.plan.stage == Stage::Applying;
    let summary = tokens.row;
    let rows = if applying || fits_one_row(view, width) { 1.0 } else { 2.0 };
    summary + (tokens.control + tokens.gap) * rows + tokens.gap
}

fn fits_one_row(view: &ViewCtx<'_>, width: f32) -> bool {
    width > view.tokens.rail * 9.0
}

/// Draws the foot. True where the person wants to leave the plan for later.
pub fn draw(pane: &mut ReviewPane, ui: &mut Ui, view: &ViewCtx<'_>) -> bool {
    let tokens = view.tokens;
    let Some(lines) = &pane.lines else { return false };
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter()
        .hline(rect.x_range(), rect.top() + tokens.hair / 2.0, (tokens.hair, tokens.line));
    let inner = rect.shrink2(vec2(tokens.pad, 0.0));
    let mut leave = false;
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        summary(ui, view, lines);
        match job(&lines.plan, view).filter(|_| lines.plan.stage == Stage::Applying) {
            Some(job) => progress(ui, view, lines, job),
            None => leave = buttons(ui, view, lines),
        }
    });
    leave
}

fn summary(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines) {
    let tokens = view.tokens;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.row + tokens.gap / 2.0));
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.label(parts::small(tokens, decided_words(&lines.ledger)));
        let why = refusal(lines, view).filter(|_| job(&lines.plan, view).is_none());
        if let Some(why) = why.filter(|_| !finished(lines)) {
            ui.add(Label::new(parts::hint(tokens, why)).truncate());
        }
    });
}

/// True where nothing is left to be applied and something was.
fn finished(lines: &Lines) -> bool {
    lines.ledger.done > 0 && lines.to_apply == 0
}

fn buttons(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines) -> bool {
    let tokens = view.tokens;
    let one_row = fits_one_row(view, ui.available_width() + tokens.pad * 2.0);
    if one_row {
        let row = next_row(ui, tokens.control);
        let builder = UiBuilder::new().max_rect(row).layout(Layout::right_to_left(Align::Center));
        return ui
            .scope_builder(builder, |ui| {
                apply(ui, view, lines, None);
                aside(ui, view, lines)
            })
            .inner;
    }
    let row = next_row(ui, tokens.control);
    ui.scope_builder(UiBuilder::new().max_rect(row), |ui| apply(ui, view, lines, Some(row.width())));
    ui.add_space(tokens.gap);
    let row = next_row(ui, tokens.control);
    let builder = UiBuilder::new().max_rect(row).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| aside(ui, view, lines)).inner
}

fn next_row(ui: &mut Ui, height: f32) -> Rect {
    ui.allocate_space(vec2(ui.available_width(), height)).1
}

fn apply(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, width: Option<f32>) {
    let tokens = view.tokens;
    let plan = &lines.plan;
    if finished(lines) {
        let receipts = plural(lines.ledger.done, "change made and read back", "changes made and read back");
        let undo = plan
            .changes
            .iter()
            .any(|change| change.outcome.receipt().is_some_and(|receipt| !receipt.already_there));
        if undo && view.writable() {
            let button = parts::button(ui, tokens, "Undo…");
            if button
                .on_hover_text("Plans to take back what was made; you review it first")
                .clicked()
            {
                view.outbox.send(Command::PlanUndo(plan.id));
            }
        }
        ui.add(Label::new(parts::small(tokens, receipts)).truncate());
        return;
    }
    let refused = refusal(lines, view);
    let words = if lines.to_apply == 0 { "Apply" } else { lines.apply_words.as_str() };
    let font = fonts::strong(tokens.text);
    let room = width.unwrap_or(f32::INFINITY);
    let wanted = ui.painter().layout_no_wrap(words.to_owned(), font, tokens.ink).size().x + tokens.pad * 2.0;
    let response = ui
        .scope(|ui| {
            if let Some(width) = width {
                ui.spacing_mut().button_padding.x = ((width - wanted) / 2.0 + tokens.pad).max(tokens.gap / 2.0);
            }
            if wanted > room {
                ui.set_max_width(room);
            }
            parts::primary_button(ui, tokens, words, refused.is_none())
        })
        .inner;
    let response = match &refused {
        Some(why) => response.on_disabled_hover_text(why),
        None => response.on_hover_text(
            ui.ctx()
                .format_shortcut(&egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::Enter)),
        ),
    };
    if response.clicked() {
        view.outbox.send(Command::Apply(plan.id));
    }
}

fn aside(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines) -> bool {
    let tokens = view.tokens;
    let plan = &lines.plan;
    let open = matches!(plan.stage, Stage::Review | Stage::Applying);
    let words = if open { "Keep" } else { "Close" };
    let hover = if open {
        "Leave it for later; it waits in Activity"
    } else {
        "It stays in Activity"
    };
    let keep = parts::button(ui, tokens, words).on_hover_text(hover).clicked();
    let may = locked(plan, view).is_none();
    if lines.ledger.stale + lines.ledger.problems > 0 && may {
        let anew = parts::button(ui, tokens, "Plan all anew");
        if anew
            .on_hover_text("Reads the records again and plans what is not done yet")
            .clicked()
        {
            view.outbox.send(Command::Replan(plan.id));
        }
    }
    if plan.stage == Stage::Review && may && lines.ledger.done == 0 {
        let discard = parts::button(ui, tokens, "Discard");
        if discard.on_hover_text("Put the plan away; nothing is written").clicked() {
            view.outbox.send(Command::Discard(plan.id));
        }
    }
    keep
}

fn progress(ui: &mut Ui, view: &ViewCtx<'_>, lines: &Lines, job: &JobView) {
    let tokens = view.tokens;
    let row = next_row(ui, tokens.control);
    let builder = UiBuilder::new().max_rect(row).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        let words = if job.cancelling { "Stopping…" } else { "Cancel" };
        let cancel = ui.add_enabled_ui(!job.cancelling, |ui| parts::button(ui, tokens, words)).inner;
        if cancel.on_hover_text("What is made stays made; the rest is left as it is").clicked() {
            view.outbox.send(Command::Cancel(job.id));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let settled = lines.ledger.done + lines.ledger.problems + lines.ledger.stale;
            let total = settled + lines.to_apply.saturating_sub(lines.ledger.problems);
            let part = settled as f32 / total.max(1) as f32;
            super::super::activity::progress::bar(ui, view, Some(part), tokens.rail * 1.6);
            let words = format!("{settled} of {total} · {}", job.phase);
            ui.add(Label::new(parts::small(tokens, words)).truncate());
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_is_said_without_zeros() {
        let ledger = Ledger {
            accepted: 31,
            held: 1,
            undecided: 9,
            ..Ledger::default()
        };
        assert_eq!(decided_words(&ledger), "31 accepted · 1 held · 9 undecided");
        assert_eq!(decided_words(&Ledger::default()), "no changes");
    }
}
