//! Running work: a bar, and a line with phase, counts, rate and a way to stop it.

use egui::{Align, Label, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::thousands;
use crate::runtime::Command;
use crate::runtime::view::JobView;

/// A progress bar; `part` from 0 to 1, or `None` where the end is not known.
pub fn bar(ui: &mut Ui, view: &ViewCtx<'_>, part: Option<f32>, width: f32) {
    let tokens = view.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(width, tokens.control), Sense::hover());
    let percent = part.map(|part| (part.clamp(0.0, 1.0) * 100.0).round());
    response.widget_info(|| WidgetInfo {
        value: percent.map(f64::from),
        ..WidgetInfo::labeled(Role::ProgressIndicator, true, "Progress")
    });
    let groove = Rect::from_center_size(rect.center(), vec2(width, tokens.gap / 2.0));
    let round = groove.height() / 2.0;
    ui.painter().rect_filled(groove, round, tokens.line);
    let done = match part {
        Some(part) => groove.with_max_x(groove.left() + groove.width() * part.clamp(0.0, 1.0)),
        // Without an end the bar shows only that work is going on; it does not pretend to a measure.
        None => groove.with_max_x(groove.left() + groove.width() * 0.25),
    };
    ui.painter().rect_filled(done, round, tokens.accent);
}

/// How far a job has come, in words: `280 of 450 records · 96 a second · 2 s left`.
#[must_use]
pub fn counts(job: &JobView) -> String {
    let mut words = match job.total {
        Some(total) => format!("{} of {} {}", thousands(job.done), thousands(total), job.unit),
        None if job.done > 0 => format!("{} {}", thousands(job.done), job.unit),
        None => String::new(),
    };
    if job.rate >= 0.05 {
        let separator = if words.is_empty() { "" } else { " · " };
        let rate = if job.rate < 10.0 {
            format!("{:.1}", job.rate)
        } else {
            format!("{:.0}", job.rate)
        };
        words.push_str(&format!("{separator}{rate} a second"));
        if let Some(left) = job.total.map(|total| total.saturating_sub(job.done)).filter(|left| *left > 0) {
            words.push_str(&format!(" · {} left", short_time(left as f64 / job.rate)));
        }
    }
    words
}

fn short_time(seconds: f64) -> String {
    let seconds = seconds.ceil().min(360_000.0) as u64;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// One job as a line.
pub fn line(ui: &mut Ui, view: &ViewCtx<'_>, job: &JobView) {
    let tokens = view.tokens;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tokens.control + tokens.gap));
    let inner = rect.shrink2(vec2(tokens.pad, 0.0));
    let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = tokens.pad;
        let words = if job.cancelling { "Stopping…" } else { "Cancel" };
        let cancel = ui.add_enabled_ui(!job.cancelling, |ui| parts::button(ui, tokens, words)).inner;
        if cancel.on_hover_text(format!("Stop: {}", job.name)).clicked() {
            view.outbox.send(Command::Cancel(job.id));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.label(parts::strong(tokens, job.name.as_str()));
            let part = job.total.filter(|total| *total > 0).map(|total| job.done as f32 / total as f32);
            bar(ui, view, part, tokens.rail * 2.0);
            ui.label(parts::small(tokens, counts(job)));
            ui.add(Label::new(parts::hint(tokens, job.phase.as_str())).truncate());
        });
    });
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - tokens.hair / 2.0, (tokens.hair, tokens.line2));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::view::JobId;

    #[test]
    fn work_says_how_far_it_is_and_how_long_it_takes() {
        let mut job = JobView {
            id: JobId(1),
            name: "Refreshing ArchivesSpace".into(),
            phase: String::new(),
            done: 280,
            total: Some(1450),
            unit: "records",
            rate: 96.0,
            cancelling: false,
        };
        assert_eq!(counts(&job), "280 of 1,450 records · 96 a second · 13 s left");
        job.total = None;
        assert_eq!(counts(&job), "280 records · 96 a second");
        job.rate = 0.0;
        job.done = 0;
        assert_eq!(counts(&job), "");
        assert_eq!(short_time(61.0), "2 min");
        assert_eq!(short_time(7_260.0), "2 h 1 min");
    }
}
