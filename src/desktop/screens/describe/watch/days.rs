//! What the watches did, day by day.

use egui::{Label, Margin, ScrollArea, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::parts;

/// Draws the days, newest first.
pub fn draw(ui: &mut Ui, view: &ViewCtx<'_>) {
    let tokens = view.tokens;
    ui.spacing_mut().item_spacing.y = 0.0;
    parts::strip(ui, tokens, tokens.header, |ui| {
        ui.label(parts::strong(tokens, "Day by day"));
    });
    let days = &view.model.describing.days;
    if days.is_empty() {
        parts::empty(
            ui,
            tokens,
            "Nothing was looked for yet",
            "Each day on which a profile looked gets its summary here.",
        );
        return;
    }
    ScrollArea::vertical().id_salt("days").auto_shrink(false).show(ui, |ui| {
        for day in days {
            let margin = Margin::symmetric(tokens.pad as i8, tokens.gap as i8);
            let drawn = egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = tokens.gap / 4.0;
                ui.label(parts::strong(tokens, named(view, &day.day)));
                for line in &day.lines {
                    ui.add(Label::new(parts::small(tokens, line.as_str())).wrap());
                }
            });
            let rect = drawn.response.rect;
            ui.painter().hline(rect.x_range(), rect.bottom(), (tokens.hair, tokens.line2));
        }
    });
}

/// The day as people call it: today, or its date.
fn named(view: &ViewCtx<'_>, day: &str) -> String {
    let today = view.now.to_zoned(view.zone.clone()).date();
    match day.parse::<jiff::civil::Date>() {
        Ok(date) if date == today => format!("Today, {}", date.strftime("%-d %b")),
        Ok(date) => date.strftime("%A, %-d %b %Y").to_string(),
        Err(_) => day.to_owned(),
    }
}
