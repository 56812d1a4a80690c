//! The foot line: running work at the left, what waits at the right.

use egui::{Align, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use crate::desktop::commands::UiCommand;
use crate::desktop::screens::{ScreenId, ViewCtx};
use crate::desktop::widgets::parts::{hint, link_button, small};
use crate::desktop::widgets::words::{count, thousands};
use crate::runtime::Command;
use crate::runtime::view::JobView;

/// Draws the foot line.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>) {
    let whole = ui.max_rect();
    let right = ui.scope_builder(
        UiBuilder::new().max_rect(whole).layout(Layout::right_to_left(Align::Center)),
        |ui| {
            waiting(ui, view);
            ui.min_rect().left()
        },
    );
    let left = Rect::from_min_max(whole.min, egui::pos2(right.inner - view.tokens.pad, whole.max.y));
    ui.scope_builder(UiBuilder::new().max_rect(left).layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.shrink_clip_rect(left.expand2(vec2(0.0, 4.0)));
        match view.model.jobs.first() {
            Some(first) => job(ui, view, first, view.model.jobs.len() - 1),
            None => idle(ui, view),
        }
    });
}

fn idle(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let words = if view.model.workspace().is_none() {
        "No workspace is open"
    } else if view.model.awaits_plan() {
        "Planning"
    } else {
        "Nothing is running"
    };
    ui.label(hint(tokens, words));
}

fn job(ui: &mut Ui, view: &ViewCtx<'_>, job: &JobView, more: usize) {
    let tokens = view.tokens;
    let name = if job.phase.is_empty() {
        job.name.clone()
    } else {
        format!("{}: {}", job.name, job.phase)
    };
    ui.add(egui::Label::new(small(tokens, name)).truncate());
    bar(ui, view, job);
    ui.label(small(tokens, progress(job)));
    if job.cancelling {
        ui.label(hint(tokens, "stopping"));
    } else if link_button(ui, tokens, "Cancel")
        .on_hover_text(format!("Stop: {}", job.name))
        .clicked()
    {
        view.outbox.send(Command::Cancel(job.id));
    }
    if more > 0 && link_button(ui, tokens, &format!("and {more} more")).clicked() {
        view.outbox.go(ScreenId::Activity);
    }
}

/// `280 of 450 records · 96 records/s · 2 s left`
fn progress(job: &JobView) -> String {
    let mut words = match job.total {
        Some(total) => format!("{} of {} {}", thousands(job.done), thousands(total), job.unit),
        None => format!("{} {}", thousands(job.done), job.unit),
    };
    if job.rate >= 0.5 {
        words.push_str(&format!(" · {:.0}/s", job.rate));
        if let Some(total) = job.total.filter(|total| *total > job.done) {
            let left = (total - job.done) as f64 / job.rate;
            let left = if left < 90.0 {
                format!("{left:.0} s left")
            } else {
                format!("{:.0} min left", left / 60.0)
            };
            words.push_str(&format!(" · {left}"));
        }
    }
    words
}

fn bar(ui: &mut Ui, view: &ViewCtx<'_>, job: &JobView) {
    let tokens = view.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(tokens.rail * 2.0, tokens.gap / 2.0 + 1.0), Sense::hover());
    let part = job
        .total
        .filter(|total| *total > 0)
        .map(|total| (job.done as f32 / total as f32).clamp(0.0, 1.0));
    response.widget_info(|| WidgetInfo {
        value: part.map(f64::from),
        ..WidgetInfo::labeled(Role::ProgressIndicator, true, &job.name)
    });
    ui.painter().rect_filled(rect, rect.height() / 2.0, tokens.line);
    let done = match part {
        Some(part) => Rect::from_min_size(rect.min, vec2(rect.width() * part, rect.height())),
        // Without a total the bar says only that something goes on.
        None => Rect::from_center_size(rect.center(), vec2(rect.width() / 4.0, rect.height())),
    };
    ui.painter().rect_filled(done, rect.height() / 2.0, tokens.accent);
}

fn waiting(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    let Some(workspace) = view.model.workspace() else { return };
    if let Some((_, title)) = &workspace.last_applied
        && view.writable()
        && link_button(ui, tokens, &format!("Undo last: {title}"))
            .on_hover_text("Plans how to take it back; you review it before anything is written")
            .clicked()
    {
        view.outbox.command(UiCommand::UndoLastPlan);
    }
    if workspace.plans_in_review > 0 {
        let words = count(workspace.plans_in_review, "plan waits for review", "plans wait for review");
        if link_button(ui, tokens, &words).clicked() {
            view.outbox.go(ScreenId::Activity);
        }
    }
}
