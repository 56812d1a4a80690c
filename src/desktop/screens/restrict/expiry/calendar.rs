//! A year in one line: each month with the number of its entries, to be chosen.

use std::collections::BTreeMap;

use egui::Ui;

use super::span::{Window, month_name, month_short};
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;

/// Draws the year; returns what was chosen. `year` is the one that is looked at.
pub fn strip(ui: &mut Ui, tokens: &Tokens, months: &BTreeMap<(i16, i8), usize>, year: &mut i16, window: Window) -> Option<Window> {
    let mut picked = None;
    parts::strip(ui, tokens, tokens.header - 4.0, |ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        years(ui, tokens, months, year);
        ui.add_space(tokens.gap);
        for month in 1..=12 {
            let entries = months.get(&(*year, month)).copied().unwrap_or_default();
            let here = Window::Month(*year, month);
            let on = window == here;
            let words = match entries {
                0 => month_short(month).to_owned(),
                _ => format!("{} {entries}", month_short(month)),
            };
            let name = format!("{} {year}: {}", month_name(month), count(entries as u64, "entry", "entries"));
            let clicked = ui
                .add_enabled_ui(entries > 0 || on, |ui| parts::chip(ui, tokens, &words, on).accessible_name(name))
                .inner
                .clicked();
            if clicked {
                picked = Some(if on { Window::All } else { here });
            }
        }
    });
    picked
}

/// The year, its neighbours, and a menu of the years that have entries.
fn years(ui: &mut Ui, tokens: &Tokens, months: &BTreeMap<(i16, i8), usize>, year: &mut i16) {
    if parts::glyph_button(ui, tokens, Glyph::ChevronLeft, "Year before").clicked() {
        *year -= 1;
    }
    let mut by_year: BTreeMap<i16, usize> = BTreeMap::new();
    for ((year, _), entries) in months {
        *by_year.entry(*year).or_default() += entries;
    }
    let mut chosen = None;
    parts::menu_chip(ui, tokens, &year.to_string(), "Year", false, |ui| {
        egui::ScrollArea::vertical().max_height(tokens.row * 14.0).show(ui, |ui| {
            for (other, entries) in &by_year {
                let words = format!("{other} · {}", count(*entries as u64, "entry", "entries"));
                if ui.selectable_label(other == year, words).clicked() {
                    chosen = Some(*other);
                    ui.close();
                }
            }
        });
    });
    if let Some(chosen) = chosen {
        *year = chosen;
    }
    if parts::glyph_button(ui, tokens, Glyph::ChevronRight, "Year after").clicked() {
        *year += 1;
    }
}
