//! The foot of the review: what was decided, what would be done, and the buttons that do it.

use egui::{Align, Label, Layout, Rect, Ui, UiBuilder, vec2};

use super::lines::one_by_one_words;
use super::totals::Totals;
use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::{count, thousands};
use crate::plan::{Decision, Ledger, Plan, Stage};
use crate::runtime::Command;
use crate::runtime::view::JobView;

/// Why nothing of a plan can be decided now; `None` where it can.
#[must_use]
pub fn locked(plan: &Plan, view: &ViewCtx<'_>) -> Option<String> {
    if let Some(why) = view.model.workspace().and_then(|workspace| workspace.read_only.clone()) {
        return Some(why);
    }
    if view.model.is_applying(&plan.id) {
        return Some("It is being applied.".to_owned());
    }
    match plan.stage {
        Stage::Discarded => Some("This plan was discarded.".to_owned()),
        Stage::Applying if job(plan, view).is_some() => Some("It is being applied.".to_owned()),
        _ => look_only(plan, view),
    }
}

/// Why a plan of restrictions is only looked at: it was made for another day than the one on which it was made.
#[must_use]
pub fn look_only(plan: &Plan, view: &ViewCtx<'_>) -> Option<String> {
    let review = plan.restrict.as_ref()?;
    let settings = view.model.restricting.settings.as_ref();
    let named = settings.and_then(|(_, settings)| settings.settings.time_zone.as_deref());
    let zone = named.and_then(|name| jiff::tz::TimeZone::get(name).ok());
    let made = plan.created.to_zoned(zone.unwrap_or_else(|| view.zone.clone())).date();
    (review.as_of != made).then(|| format!("This looks at {}. Plan for today to decide and apply.", review.as_of))
}

/// Why the plan cannot be applied now; `None` where it can.
#[must_use]
pub fn refusal(totals: &Totals, view: &ViewCtx<'_>) -> Option<String> {
    let plan = &totals.plan;
    if let Some(why) = locked(plan, view) {
        return Some(why);
    }
    if totals.to_apply > 0 {
        return None;
    }
    Some(if plan.is_empty() {
        "There is nothing to write.".to_owned()
    } else if totals.ledger.undecided + totals.ledger.held == 0 {
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
        .map(|(count, word)| format!("{} {word}", thousands(*count as u64)))
        .collect();
    if said.is_empty() {
        "no changes".to_owned()
    } else {
        said.join(" · ")
    }
}

/// Height of the foot in a pane of this width.
#[must_use]
pub fn height(totals: Option<&Totals>, view: &ViewCtx<'_>, width: f32) -> f32 {
    let tokens = view.tokens;
    let row = tokens.control + tokens.gap;
    let Some(totals) = totals else { return row + tokens.gap };
    if fits_one_row(view, width) {
        row + tokens.gap
    } else if applying(totals, view).is_some() || finished(totals) {
        tokens.row + row + tokens.gap
    } else {
        tokens.row + apply_height(totals, view, width) + tokens.gap + row + tokens.gap
    }
}

/// Height of the button that applies where it has a row of its own: large letters may need two totals.
fn apply_height(totals: &Totals, view: &ViewCtx<'_>, width: f32) -> f32 {
    let tokens = view.tokens;
    let words = totals.apply_words.chars().count() as f32 * tokens.text * 0.58;
    let spare = if words > width - tokens.pad * 2.0 - tokens.gap {
        tokens.text * 1.5
    } else {
        0.0
    };
    tokens.control + spare
}

fn applying<'a>(totals: &Totals, view: &ViewCtx<'a>) -> Option<&'a JobView> {
    job(&totals.plan, view).filter(|_| totals.plan.stage == Stage::Applying)
}

fn fits_one_row(view: &ViewCtx<'_>, width: f32) -> bool {
    width > view.tokens.rail * 10.0
}

/// Draws the foot. True where the person wants to leave the plan for later.
pub fn draw(totals: &Totals, ui: &mut Ui, view: &ViewCtx<'_>) -> bool {
    let tokens = view.tokens;
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    ui.painter()
        .hline(rect.x_range(), rect.top() + tokens.hair / 2.0, (tokens.hair, tokens.line));
    let inner = rect.shrink2(vec2(tokens.pad, tokens.gap));
    let wide = fits_one_row(view, rect.width());
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        if wide {
            let row = next_row(ui, tokens.control);
            let builder = UiBuilder::new().max_rect(row).layout(Layout::right_to_left(Align::Center));
            return ui.scope_builder(builder, |ui| one_row(ui, view, totals)).inner;
        }
        summary(ui, view, totals);
        match applying(totals, view) {
            Some(job) => progress_row(ui, view, totals, job),
            None => return rows(ui, view, totals),
        }
        false
    })
    .inner
}

/// Everything beside each other, from the right.
fn one_row(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals) -> bool {
    let mut leave = false;
    match applying(totals, view) {
        Some(job) => progress(ui, view, totals, job),
        None => {
            apply(ui, view, totals, false);
            leave = aside(ui, view, totals);
        }
    }
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| words(ui, view, totals));
    leave
}

/// The button that applies above, the others below.
fn rows(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals) -> bool {
    let tokens = view.tokens;
    if finished(totals) {
        let row = next_row(ui, tokens.control);
        let builder = UiBuilder::new().max_rect(row).layout(Layout::left_to_right(Align::Center));
        return ui
            .scope_builder(builder, |ui| {
                apply(ui, view, totals, false);
                aside(ui, view, totals)
            })
            .inner;
    }
    let width = ui.available_width() + tokens.pad * 2.0;
    let row = next_row(ui, apply_height(totals, view, width));
    let builder = UiBuilder::new().max_rect(row).layout(Layout::top_down_justified(Align::Center));
    ui.scope_builder(builder, |ui| apply(ui, view, totals, true));
    ui.add_space(tokens.gap);
    let row = next_row(ui, tokens.control);
    let builder = UiBuilder::new().max_rect(row).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| aside(ui, view, totals)).inner
}

fn summary(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals) {
    let row = next_row(ui, view.tokens.row);
    let builder = UiBuilder::new().max_rect(row).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| words(ui, view, totals));
}

/// What was decided or made, and why nothing can be applied where that is so.
fn words(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals) {
    let tokens = view.tokens;
    let said = if finished(totals) {
        count(totals.ledger.done as u64, "change made and read back", "changes made and read back")
    } else {
        decided_words(&totals.ledger)
    };
    ui.add(Label::new(parts::small(tokens, said)).truncate());
    let why = refusal(totals, view).filter(|_| job(&totals.plan, view).is_none());
    if let Some(why) = why.filter(|_| !finished(totals)) {
        ui.add(Label::new(parts::hint(tokens, why)).truncate());
    }
}

/// True where nothing is left to be applied and something was.
fn finished(totals: &Totals) -> bool {
    totals.ledger.done > 0 && totals.to_apply == 0
}

fn next_row(ui: &mut Ui, height: f32) -> Rect {
    ui.allocate_space(vec2(ui.available_width(), height)).1
}

fn apply(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals, narrow: bool) {
    let tokens = view.tokens;
    let plan = &totals.plan;
    if finished(totals) {
        let made = |change: &crate::plan::Change| change.outcome.receipt().is_some_and(|receipt| !receipt.already_there);
        if plan.changes.iter().any(made) && view.writable() {
            let button = parts::button(ui, tokens, "Undo…");
            if button
                .on_hover_text("Plans to take back what was made; you review it first")
                .clicked()
            {
                view.outbox.send(Command::PlanUndo(plan.id));
            }
        }
        return;
    }
    if plan.is_empty() {
        return;
    }
    let refused = refusal(totals, view);
    let words = if totals.to_apply == 0 {
        "Apply"
    } else {
        totals.apply_words.as_str()
    };
    if narrow {
        ui.spacing_mut().button_padding.x = tokens.gap / 2.0;
    }
    let response = parts::primary_button(ui, tokens, words, refused.is_none());
    let response = match &refused {
        Some(why) => response.on_disabled_hover_text(why),
        None => {
            let keys = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::Enter);
            let hover = ui.ctx().format_shortcut(&keys);
            response.on_hover_text(hover)
        }
    };
    if response.clicked() {
        view.outbox.send(Command::Apply(plan.id));
    }
}

/// Accepts what nobody decided about, but nothing that cannot be applied or is decided one by one.
fn accept_all(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals) {
    let tokens = view.tokens;
    if totals.acceptable.is_empty() {
        if totals.left > 0 {
            let words = format!("{} to decide one by one", thousands(totals.left as u64));
            ui.add(Label::new(parts::hint(tokens, words)).truncate())
                .on_hover_text(one_by_one_words(totals.left));
        }
        return;
    }
    let (words, hover) = if totals.left == 0 {
        ("Accept all".to_owned(), "Accepts what nobody decided about yet".to_owned())
    } else {
        (
            format!(
                "Accept {}, leave {}",
                thousands(totals.acceptable.len() as u64),
                thousands(totals.left as u64)
            ),
            one_by_one_words(totals.left),
        )
    };
    if parts::button(ui, tokens, &words).on_hover_text(hover).clicked() {
        let (plan, decision) = (totals.plan.id, Decision::Accepted);
        let changes = totals.acceptable.clone();
        view.outbox.send(Command::Decide { plan, changes, decision });
    }
}

fn aside(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals) -> bool {
    let tokens = view.tokens;
    let plan = &totals.plan;
    let open = matches!(plan.stage, Stage::Review | Stage::Applying) && !plan.is_empty();
    let words = if open { "Keep" } else { "Close" };
    let hover = if open {
        "Leave it for later; it waits in Activity"
    } else if plan.is_empty() {
        "There is nothing to keep"
    } else {
        "It stays in Activity"
    };
    let keep = parts::button(ui, tokens, words).on_hover_text(hover).clicked();
    let may = locked(plan, view).is_none();
    if totals.ledger.undecided > 0 && may {
        accept_all(ui, view, totals);
    }
    if totals.ledger.stale + totals.ledger.problems > 0 && may {
        let anew = parts::button(ui, tokens, "Plan all anew");
        if anew
            .on_hover_text("Reads the records again and plans what is not done yet")
            .clicked()
        {
            view.outbox.send(Command::Replan(plan.id));
        }
    }
    if plan.stage == Stage::Review && may && totals.ledger.done == 0 && !plan.is_empty() {
        let discard = parts::button(ui, tokens, "Discard");
        if discard.on_hover_text("Put the plan away; nothing is written").clicked() {
            view.outbox.send(Command::Discard(plan.id));
        }
    }
    keep
}

fn progress_row(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals, job: &JobView) {
    let row = next_row(ui, view.tokens.control);
    let builder = UiBuilder::new().max_rect(row).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| progress(ui, view, totals, job));
}

fn progress(ui: &mut Ui, view: &ViewCtx<'_>, totals: &Totals, job: &JobView) {
    let tokens = view.tokens;
    let words = if job.cancelling { "Stopping…" } else { "Cancel" };
    let cancel = ui.add_enabled_ui(!job.cancelling, |ui| parts::button(ui, tokens, words)).inner;
    if cancel.on_hover_text("What is made stays made; the rest is left as it is").clicked() {
        view.outbox.send(Command::Cancel(job.id));
    }
    let settled = totals.ledger.done + totals.ledger.problems + totals.ledger.stale;
    let total = (totals.ledger.done + totals.to_apply).max(settled);
    let room = (ui.available_width() - tokens.pad).min(tokens.rail * 8.0);
    ui.allocate_ui_with_layout(vec2(room, tokens.control), Layout::left_to_right(Align::Center), |ui| {
        let part = settled as f32 / total.max(1) as f32;
        super::super::activity::progress::bar(ui, view, Some(part), tokens.rail * 1.6);
        let words = format!("{settled} of {total} · {}", job.phase);
        ui.add(Label::new(parts::small(tokens, words)).truncate());
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
