//! What could not be read of a profile's file, each with its line.

use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

use crate::desktop::screens::ViewCtx;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;
use crate::runtime::mapping_view::ProfileFile;

/// Errors shown before they scroll.
const SHOWN: f32 = 3.0;

/// Draws the errors above the table; nothing where there are none.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>, file: &ProfileFile) {
    if file.errors.is_empty() {
        return;
    }
    let tokens = view.tokens;
    let margin = Margin::symmetric(tokens.pad as i8, tokens.gap as i8);
    Frame::new().fill(tokens.warn).inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = tokens.gap / 4.0;
        let errors = count(file.errors.len() as u64, "thing", "things");
        let rules = count(file.profile.rules.len() as u64, "rule", "rules");
        let words = format!("{errors} in the file could not be read; {rules} could. Saving writes only what could be read.");
        ui.horizontal_wrapped(|ui| {
            parts::state(ui, tokens, Glyph::Warning, tokens.broken, &words);
        });
        let height = (tokens.row * 2.2) * SHOWN;
        ScrollArea::vertical()
            .id_salt("errors")
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for error in &file.errors {
                    let words = format!("line {}, column {}: {}", error.line, error.column, error.text);
                    ui.add(Label::new(parts::body(tokens, words)).wrap());
                    if let Some(line) = file.text.lines().nth(error.line.saturating_sub(1)) {
                        source_line(ui, view, error.line, error.column, line);
                    }
                }
            });
    });
    let rect = ui.min_rect();
    ui.painter().hline(rect.x_range(), rect.bottom(), (tokens.hair, tokens.line));
}

/// The line itself, with a mark under the column.
fn source_line(ui: &mut Ui, view: &ViewCtx<'_>, number: usize, column: usize, line: &str) {
    let tokens = view.tokens;
    let number = format!("{number:>4}  ");
    // Tabs would put the mark elsewhere than the letter.
    let text = line.replace('\t', " ");
    let mono = |text: String| RichText::new(text).font(egui::FontId::monospace(tokens.small));
    let response = ui.add(Label::new(mono(format!("{number}{text}")).color(tokens.ink2)).truncate());
    let letter = ui.fonts_mut(|fonts| fonts.glyph_width(&egui::FontId::monospace(tokens.small), 'm'));
    let before = number.chars().count() + column.saturating_sub(1);
    let x = response.rect.left() + letter * before as f32;
    if response.rect.x_range().contains(x) {
        let end = (x + letter).min(response.rect.right());
        ui.painter()
            .hline(x..=end, response.rect.bottom() - 1.0, (tokens.focus_ring, tokens.broken));
    }
}
